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
from summit_kg.errors import UsageProblem

FORMATS = ("text", "md", "json")


@click.command("disputes", short_help="Show what sources disagree on, and which side is taken.")
@click.argument("entity", required=False)
@click.option("--claim", metavar="CLAIM", help="Only those in which this claim has a part.")
@click.option("--id", "id_", metavar="ID", help="Only the dispute of this name.")
@click.option("--undecided", is_flag=True, help="Only those in which the policy prefers no side.")
@click.option("--short", is_flag=True, help="A line for each.")
@as_of_option
@output_options
@graph_options
def disputes_command(
    entity: str | None,
    claim: str | None,
    id_: str | None,
    undecided: bool,
    short: bool,
    as_of: str | None,
    output: str,
    format_: str | None,
    workspace: str | None,
    store: str | None,
    verbose: int,
    quiet: bool,
) -> int:
    """Show claims of different sources that cannot all hold, side by side.

    Each side with its claims, voices, sentences and dates, and of each claim whether the acceptance
    policy accepts it and why. With ENTITY (a label, a CURIE or an IRI) only disputes about it, or
    in which it has a say. Ends with 1 where the policy prefers no side in one of those shown, and
    nobody left it open.
    """
    del verbose
    name = report_format(output, format_, FORMATS, "disputes")
    if short and name == "json":
        raise UsageProblem(
            "--short goes with text and md; JSON has the headlines as title and says"
        )
    with opened(workspace, store, quiet=quiet, as_of=as_of) as graph:
        found = graph.disputes()
        if entity is not None:
            about = f"<{graph.entity(entity)}>"
            found = [dispute for dispute in found if dispute.concerns(about)]
        if claim is not None:
            named = graph.claim(claim)
            found = [dispute for dispute in found if dispute.concerns(named)]
    if id_ is not None:
        _require(id_, [dispute.id for dispute in found])
        found = [dispute for dispute in found if dispute.id == id_]
    if undecided:
        found = [dispute for dispute in found if dispute.undecided]
    from summit_kg.reason.dispute_text import summary, written

    text = written(found, name, text_width(output), short=short)
    shown = name != "json" and bool(found)
    with output_file(output) as out:
        out.write((f"{summary(found)}\n\n{text}" if shown else text).encode())
    if not quiet and not shown:
        say(summary(found))
    return 1 if any(dispute.undecided for dispute in found) else 0


def _require(id_: str, known: list[str]) -> None:
    if id_ not in known:
        from summit_kg.terms import suggestion

        raise UsageProblem(f"no dispute is called {id_[:80]!r}{suggestion(id_, known)}")
