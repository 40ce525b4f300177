"""`summit-kg reason`: what follows from ontology and data."""

import click

from summit_kg.cli.build import told
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
)
from summit_kg.cli.problems import say
from summit_kg.errors import UsageProblem


@click.command("reason", short_help="Add what follows by OWL 2 RL, or ask description logic.")
@click.option("--profile", type=click.Choice(["rl", "dl"]), default="rl", show_default=True,
              help="OWL 2 RL adds to the store; DL reports.")  # fmt: skip
@click.option("--engine", type=click.Choice(["hermit", "rustdl"]),
              help="For DL: HermiT (Java), or rustdl, faster and less sure.")  # fmt: skip
@click.option("--timeout", type=SECONDS, metavar="SECONDS",
              help="For DL: end the reasoner after that.")  # fmt: skip
@click.option("--heap", type=click.IntRange(min=2), metavar="MB",
              help="For DL: memory for HermiT [default: 2000].")  # fmt: skip
@click.option("--suppose", multiple=True, metavar="CLAIM",
              help="For RL: what would follow were this claim accepted.")  # fmt: skip
@as_of_option
@output_options
@folder_options
def reason_command(
    profile: str,
    engine: str | None,
    timeout: float | None,
    heap: int | None,
    suppose: tuple[str, ...],
    as_of: str | None,
    output: str,
    format_: str | None,
    workspace: str | None,
    store: str | None,
    verbose: int,
    quiet: bool,
) -> int:
    """Build with the OWL 2 RL closure and say how much it added, or report what DL concludes.

    What follows by OWL 2 RL is added to the default view, with a copy in the graph graph:inferred.
    With --profile dl nothing is added: a description-logic reasoner classifies ontology and
    accepted claims, and the report (-f text, md or json) says whether they are consistent, and
    what only it sees, such as who did not take part. It reads the files, unless --store names a
    store. With --suppose nothing is added either: it shows what would follow, and what would
    clash, were claims accepted that are not. Ends with 1 where something contradicts something.
    """
    del verbose
    if profile == "dl" and suppose:
        raise UsageProblem("--suppose is for --profile rl")
    if profile == "dl":
        return _describe(
            engine or "hermit", timeout, heap, output, format_, workspace, store, quiet=quiet,
            as_of=as_of,
        )  # fmt: skip
    for name, value in (("--engine", engine), ("--timeout", timeout), ("--heap", heap)):
        if value is not None:
            raise UsageProblem(f"{name} is for --profile dl")
    if not suppose and (format_ is not None or output != "-"):
        raise UsageProblem("-f and -o are for --profile dl and --suppose")
    if suppose:
        return _suppose(suppose, output, format_, workspace, store, quiet=quiet, as_of=as_of)
    if as_of is not None:
        raise UsageProblem(
            "--as-of is for --profile dl and --suppose; asOf in data/policy.yaml builds as of a day"
        )
    return _close(workspace, store, quiet=quiet)


def _close(workspace: str | None, store: str | None, *, quiet: bool) -> int:
    from summit_kg.opening import build

    report = build(workspace, store=store, force=True, listener=listener(quiet=quiet))
    assert report is not None
    counts = report.counts
    follows = f"{counts.inferred:,} triples follow from {counts.accepted:,} accepted claims"
    code = told(report, follows, quiet=quiet)
    if report.inconsistency is None:
        for kind, count in sorted((report.by_rule or {}).items(), key=lambda item: -item[1]):
            click.echo(f"{count:>12,}  {kind}")
    return code


def _suppose(
    claims: tuple[str, ...],
    output: str,
    format_: str | None,
    workspace: str | None,
    store: str | None,
    *,
    quiet: bool,
    as_of: str | None,
) -> int:
    from summit_kg.reason.supposition_text import SUPPOSITION_FORMATS, supposition_written

    name = report_format(output, format_, SUPPOSITION_FORMATS, "a supposition")
    with opened(workspace, store, quiet=quiet, as_of=as_of) as graph:
        supposition = graph.suppose(claims)
    with output_file(output) as file:
        file.write(supposition_written(supposition, name, text_width(output)).encode())
    return 0 if supposition.inconsistency is None else 1


def _describe(
    engine: str,
    timeout: float | None,
    heap: int | None,
    output: str,
    format_: str | None,
    workspace: str | None,
    store: str | None,
    *,
    quiet: bool,
    as_of: str | None,
) -> int:
    from summit_kg.opening import IN_MEMORY, OLDER, UNDECIDED
    from summit_kg.reason.dl_report import FORMATS, Report

    name = report_format(output, format_, FORMATS, "a report")
    # What the files say now, also where they contradict each other and the store is an older one.
    with opened(workspace, store or IN_MEMORY, quiet=quiet, as_of=as_of) as graph:
        conclusions = graph.conclude(engine=engine, timeout=timeout, heap=heap)
        older = [note for note in graph.notes if note in OLDER]
        report = Report(conclusions, graph.oxigraph, graph.source, older)
        if not quiet:
            for line in report.warnings():
                say(line)
        undecided = graph.undecided
        if undecided and quiet:  # else it was said when the graph was opened
            say(UNDECIDED)
        text = report.written(name, text_width(output))
    with output_file(output) as file:
        file.write(text.encode())
    clean = conclusions.consistent and not conclusions.clashes and not undecided
    return 0 if clean else 1
