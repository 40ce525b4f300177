"""`summit-kg validate`: what is wrong with the files, and what contradicts what."""

import json
from typing import TYPE_CHECKING

import click

from summit_kg.cli.options import (
    graph_options,
    output_file,
    output_options,
    report_format,
    terminal_width,
)
from summit_kg.cli.problems import say
from summit_kg.errors import UsageProblem

if TYPE_CHECKING:
    from summit_kg.builder import Validation

FORMATS = ("text", "md", "json")


@click.command("validate", short_help="Check the files, and find what contradicts what.")
@output_options
@graph_options
def validate_command(
    output: str,
    format_: str | None,
    workspace: str | None,
    store: str | None,
    verbose: int,
    quiet: bool,
) -> int:
    """Check data and claims, and find claims that cannot all hold, with the smallest repairs.

    Nothing is written but the report. Ends with 1 where something is wrong.
    """
    del verbose
    from summit_kg.graph import validate

    if store is not None:
        raise UsageProblem("validate reads the files of a workspace; name one with --workspace")
    name = report_format(output, format_, FORMATS, "a report")
    validation = validate(workspace)
    with output_file(output) as out:
        out.write(_written(validation, name, terminal_width(output) or 100).encode())
    if not quiet:
        wrong = len(validation.findings)
        if validation.inconsistency is not None:
            wrong += len(validation.inconsistency.contradictions)
        say(f"{wrong} problem{'s' if wrong != 1 else ''} found" if wrong else "nothing is wrong")
    return 0 if validation.clean else 1


def _written(validation: "Validation", format_: str, width: int) -> str:
    from summit_kg.reason.rendering import (
        inconsistency_data,
        inconsistency_markdown,
        inconsistency_text,
    )

    found = validation.inconsistency
    if format_ == "json":
        data = {
            "findings": [finding._asdict() for finding in validation.findings],
            "inconsistency": None if found is None else inconsistency_data(found),
        }
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    mark = "- " if format_ == "md" else ""
    text = "".join(f"{mark}{finding}\n" for finding in validation.findings)
    if found is None:
        return text
    if format_ == "md":
        return text + inconsistency_markdown(found)
    return text + inconsistency_text(found, width)
