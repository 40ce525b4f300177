"""`summit-kg build` and `summit-kg reason`: make the store, and what follows from it."""

from typing import TYPE_CHECKING

import click

from summit_kg.cli.options import graph_options, listener, terminal_width
from summit_kg.cli.problems import say

if TYPE_CHECKING:
    from summit_kg.builder import Report
    from summit_kg.check.quality import Finding


@click.command("build", short_help="Build the store from the files.")
@click.option("--force", is_flag=True, help="Build although nothing has changed.")
@click.option("--no-reason", is_flag=True, help="Leave out what follows by OWL 2 RL.")
@graph_options
def build_command(
    force: bool,
    no_reason: bool,
    workspace: str | None,
    store: str | None,
    verbose: int,
    quiet: bool,
) -> int:
    """Build the store from ontology, data and queries, beside the old one, and swap it in.

    Ends with 1 where a quality check found something.
    """
    del verbose
    from summit_kg.builder import current_findings
    from summit_kg.graph import build
    from summit_kg.workspace import find

    report = build(
        workspace, store=store, force=force, reason=not no_reason, listener=listener(quiet=quiet)
    )
    if report is None:
        if not quiet:
            say("the store is up to date")
        return _report(current_findings(find(workspace, store)))
    return _told(report, str(report), quiet=quiet)


@click.command("reason", short_help="Add what follows by OWL 2 RL.")
@graph_options
def reason_command(workspace: str | None, store: str | None, verbose: int, quiet: bool) -> int:
    """Build with the OWL 2 RL closure and say how much it added.

    What follows is added to the default view, with a copy in the graph graph:inferred.
    """
    del verbose
    from summit_kg.graph import build

    report = build(workspace, store=store, force=True, listener=listener(quiet=quiet))
    assert report is not None
    counts = report.counts
    follows = f"{counts.inferred:,} triples follow from {counts.accepted:,} accepted claims"
    code = _told(report, follows, quiet=quiet)
    if report.inconsistency is None:
        for kind, count in sorted((report.by_rule or {}).items(), key=lambda item: -item[1]):
            click.echo(f"{count:>12,}  {kind}")
    return code


def _told(report: "Report", text: str, *, quiet: bool) -> int:
    """Say what a build did, and return the exit code."""
    if report.inconsistency is None:
        if not quiet:
            say(text)
        return _report(report.findings)
    from summit_kg.graph import CONTRADICTORY
    from summit_kg.reason.rendering import inconsistency_text

    say(CONTRADICTORY)
    click.echo(inconsistency_text(report.inconsistency, terminal_width("-") or 100), nl=False)
    return _report(report.findings) or 1


def _report(findings: "list[Finding]") -> int:
    for finding in findings:
        click.echo(str(finding))
    return 1 if findings else 0
