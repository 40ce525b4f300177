"""`summit-kg build`: make the store."""

from typing import TYPE_CHECKING

import click

from summit_kg.cli.options import graph_options, listener, text_width
from summit_kg.cli.problems import say

if TYPE_CHECKING:
    from summit_kg.builder import Report
    from summit_kg.check.quality import Finding


_SHOWN = 3
"""How many contradictions a build shows; `summit-kg validate` shows them all."""


@click.command("build", short_help="Build the store from the files.")
@click.option("--force", is_flag=True, help="Build although nothing has changed.")
@click.option(
    "--no-reason",
    is_flag=True,
    help="Leave out what follows by OWL 2 RL, and look for no contradictions.",
)
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

    Ends with 1 where a quality check found something or claims contradict each other; as of a day
    that data/policy.yaml gives, later sources may decide what is undecided, so that it is told and
    counts for nothing. With
    --no-reason contradictions are not looked for, and a store that holds what follows gives way to
    one in which nothing is inferred; a line on stderr says so.
    """
    del verbose
    from summit_kg.builder import current_findings
    from summit_kg.load.policy import read_policy
    from summit_kg.opening import UNDECIDED, build
    from summit_kg.store.generations import read_current
    from summit_kg.workspace import find

    report = build(
        workspace, store=store, force=force, reason=not no_reason, listener=listener(quiet=quiet)
    )
    if report is None:
        if not quiet:
            say("the store is up to date")
        found = find(workspace, store)
        current = read_current(found.store)
        code = report_findings(current_findings(found))
        if current is not None and current.undecided():
            say(UNDECIDED)
            return code if read_policy(found.policy).as_of else 1
        return code
    return told(report, str(report), quiet=quiet)


def told(report: "Report", text: str, *, quiet: bool) -> int:
    """Say what a build did, and return the exit code.

    What only later sources decide is no fault of the files, so that it is said and no more.
    """
    from summit_kg.opening import BARE, CONTRADICTORY, UNDECIDED
    from summit_kg.reason.inconsistency_text import inconsistency_text

    if report.inconsistency is None and not quiet:
        say(text)
    contradictory = BARE if report.bare else CONTRADICTORY
    width = text_width("-")
    for found, message in ((report.inconsistency, contradictory), (report.undecided, UNDECIDED)):
        if found is None:
            continue
        say(message)
        if found is report.inconsistency or not report.as_of:
            click.echo(inconsistency_text(found, width, at_most=_SHOWN), nl=False)
    clean = report.inconsistency is None and (report.undecided is None or report.as_of)
    return report_findings(report.findings) or (0 if clean else 1)


def report_findings(findings: "list[Finding]") -> int:
    """Print the findings and return the exit code."""
    for finding in findings:
        click.echo(str(finding))
    return 1 if findings else 0
