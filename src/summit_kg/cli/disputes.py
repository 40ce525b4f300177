"""`summit-kg disputes`: what sources disagree on, and which side the policy takes."""

import click

from summit_kg.cli.options import (
    as_of_option,
    graph_options,
    opened,
    output_file,
    output_options,
    report_format,
    text_width,
)
from summit_kg.cli.problems import say

FORMATS = ("text", "md", "json")


@click.command("disputes", short_help="Show what sources disagree on, and which side is taken.")
@as_of_option
@output_options
@graph_options
def disputes_command(
    as_of: str | None,
    output: str,
    format_: str | None,
    workspace: str | None,
    store: str | None,
    verbose: int,
    quiet: bool,
) -> int:
    """Show claims of different sources that cannot all hold, side by side.

    Each side with its voices, sentences and dates; the side that the acceptance policy takes, and
    why. Ends with 1 where the policy prefers no side in one of them, and nobody left it open.
    """
    del verbose
    name = report_format(output, format_, FORMATS, "disputes")
    with opened(workspace, store, quiet=quiet, as_of=as_of) as graph:
        found = graph.disputes()
    from summit_kg.reason.dispute_text import written

    with output_file(output) as out:
        out.write(written(found, name, text_width(output)).encode())
    undecided = sum(dispute.undecided for dispute in found)
    if not quiet:
        count = f"{len(found)} dispute{'s' if len(found) != 1 else ''}"
        say(f"{count}, {undecided} of them undecided")
    return 1 if undecided else 0
