"""`summit-kg validate`: what is wrong with the files, as one report."""

import click

from summit_kg.cli.options import (
    format_of,
    graph_options,
    output_file,
    output_options,
    text_width,
)
from summit_kg.cli.problems import say
from summit_kg.errors import UsageProblem

_SUFFIXES = {"txt": "text", "xml": "junit"}


@click.command("validate", short_help="Check the files, and find what contradicts what.")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warn", "info", "never"], case_sensitive=False),
    default="error",
    show_default=True,
    help="End with 1 where a problem is at least so grave.",
)
@output_options
@graph_options
def validate_command(
    files: tuple[str, ...],
    fail_on: str,
    output: str,
    format_: str | None,
    workspace: str | None,
    store: str | None,
    verbose: int,
    quiet: bool,
) -> int:
    """Check ontology, data, claims and queries, and say what is wrong, where, and what to do.

    FILE limits the report to files or folders; the whole workspace is read all the same. Formats
    are text, md, json, sarif and junit. Nothing is written but the report.
    """
    del verbose
    from summit_kg.check.rendering import FORMATS, written
    from summit_kg.check.report import Level
    from summit_kg.opening import validate

    if store is not None:
        raise UsageProblem("validate reads the files of a workspace; name one with --workspace")
    name = _SUFFIXES.get(name := format_of(output, format_, "text"), name)
    if name not in FORMATS:
        known = ", ".join(FORMATS)
        raise UsageProblem(f"a report cannot be written as {name!r}; choose one of {known}")
    level = None if fail_on == "never" else Level(fail_on.upper())
    with output_file(output) as out:
        validation = validate(workspace, *files)
        width = text_width(output)
        text = written(validation, name, width=width, fail_on=level or Level.ERROR)
        out.write(text.encode("utf-8", "backslashreplace"))
    if not quiet:
        say(str(validation))
    return 1 if level is not None and validation.reaching(level) else 0
