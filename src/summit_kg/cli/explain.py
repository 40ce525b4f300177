"""`summit-kg explain`: why a triple holds, down to the sentence and the speaker."""

import contextlib
import sys
from itertools import islice
from typing import TYPE_CHECKING

import click

from summit_kg.cli.options import (
    SECONDS,
    as_of_option,
    folder_options,
    listener,
    opened,
    output_file,
    output_options,
    report_format,
    text_width,
    within,
)
from summit_kg.cli.problems import numbered, say

if TYPE_CHECKING:
    from summit_kg.graph import KnowledgeGraph
    from summit_kg.query.supposing import Supposed

MOST_PROOFS = 10


@click.command("explain", short_help="Show why a triple holds, and who says so.")
@click.argument("subject")
@click.argument("property_", metavar="PROPERTY")
@click.argument("object_", metavar="OBJECT")
@click.option("--suppose", multiple=True, metavar="CLAIM",
              help="Explain as if this claim were accepted; repeat for several.")  # fmt: skip
@click.option("--all", "all_", is_flag=True, help="Every proof, up to --limit.")
@click.option(
    "--limit", type=click.IntRange(min=1, max=sys.maxsize - 1), metavar="PROOFS",
    default=MOST_PROOFS, show_default=True, help="Of --all: show so many proofs.",
)  # fmt: skip
@click.option(
    "--timeout", type=SECONDS, metavar="SECONDS", help="Give up after so many seconds.",
)  # fmt: skip
@as_of_option
@output_options
@folder_options
def explain_command(
    subject: str,
    property_: str,
    object_: str,
    suppose: tuple[str, ...],
    all_: bool,
    limit: int,
    timeout: float | None,
    as_of: str | None,
    output: str,
    format_: str | None,
    workspace: str | None,
    store: str | None,
    verbose: int,
    quiet: bool,
) -> int:
    """Show why SUBJECT PROPERTY OBJECT holds: the axioms, the claims, the voices, the sentences.

    Each is a label in any case ("India"), a CURIE (id:india) or an IRI; PROPERTY may be "a".
    Formats: text, md, json, dot (for Graphviz). Ends with 1 where the triple does not hold.
    """
    del verbose
    name = explanation_format(output, format_)
    holds = True

    def work() -> None:
        nonlocal holds
        from summit_kg.reason.explanation_text import written

        found = graph.explain(subject, property_, object_, at_most=limit if all_ else 1)
        holds = found.holds
        text = written([found], name, text_width(output))
        with output_file(output) as out:
            out.write(text.encode())

    with contextlib.ExitStack() as stack:
        graph = stack.enter_context(opened(workspace, store, quiet=quiet, as_of=as_of))
        if suppose:
            graph = stack.enter_context(graph.supposing(suppose, listener(quiet=quiet)))
        within(timeout, work)
    return 0 if holds else 1


def write_explained(
    graph: "KnowledgeGraph",
    text: str,
    output: str,
    format_: str | None,
    timeout: float | None,
    limit: int | None,
    supposed: "Supposed | None" = None,
    *,
    quiet: bool,
) -> None:
    """Write the rows of a query, each with why it holds, and what was supposed for it."""
    name = explanation_format(output, format_)

    def work() -> None:
        from summit_kg.query.supposing import COLUMN, Marks
        from summit_kg.reason.explanation_text import ShownRow, written_rows

        found = graph.explain_rows(text)
        marks = None if supposed is None else Marks(supposed)
        rows = []
        for row in islice(found, limit):
            cells = {name: (term, graph.name_of(term)) for name, term in row.values.items()}
            mark = None if marks is None else marks.of(row.values.values())
            first = {} if mark is None else {COLUMN: (mark, mark.value)}
            rows.append(ShownRow(first | cells, row.explanations, row.claims))
        shown = written_rows(rows, name, text_width(output))
        with output_file(output) as out:
            out.write(shown.encode())
        if not quiet and next(found, None) is not None:
            say(f"there are more than {numbered(limit, 'row')}")

    within(timeout, work)


def explanation_format(output: str, format_: str | None) -> str:
    """Return the format of an explanation.

    :raises UsageProblem: where there is no such format
    """
    from summit_kg.reason.explanation_text import FORMATS

    return report_format(output, format_, FORMATS, "an explanation")
