"""`summit-kg show`: everything known of an entity, with who says so."""

import click

from summit_kg.cli.options import (
    as_of_option,
    graph_options,
    limit_options,
    opened,
    output_file,
    output_options,
    within,
)
from summit_kg.cli.problems import say
from summit_kg.cli.query import answer
from summit_kg.cli.sentences import Witness, sentences_option
from summit_kg.errors import UsageProblem


@click.command("show", short_help="Show everything known of an entity.")
@click.argument("entity")
@click.option("--picture", metavar="FILE", help="Draw it instead: a file .svg or .png.")
@click.option("--as", "as_", type=click.Choice(["graph", "timeline"]),
              help="What to draw: its neighbours [default], or positions by day.")  # fmt: skip
@sentences_option
@as_of_option
@limit_options
@output_options
@graph_options
def show_command(
    entity: str,
    picture: str | None,
    as_: str | None,
    sentences: bool | None,
    as_of: str | None,
    timeout: float | None,
    limit: int | None,
    output: str,
    format_: str | None,
    workspace: str | None,
    store: str | None,
    verbose: int,
    quiet: bool,
) -> None:
    """Show everything known of ENTITY (a label, a CURIE or an IRI), with who says so.

    The basis of a row is `accepted` (a claim says it), `inferred` (it follows), `reference` (with
    its source), `denied` (a claim says that it is not so), or why a claim is not accepted.

    A picture shows the same at a glance: what a source states by full lines, what follows by dotted
    ones, what is only said by broken ones. It needs pip install 'summit-kg[picture]'.
    """
    del verbose
    if picture is not None:
        if output != "-" or any(given is not None for given in (format_, limit, sentences)):
            raise UsageProblem("--picture goes without -o, -f, --limit and --sentences")
        _draw(entity, picture, as_ or "graph", timeout, workspace, store, as_of, quiet=quiet)
        return
    if as_ is not None:
        raise UsageProblem("--as needs --picture FILE")
    with opened(workspace, store, quiet=quiet, as_of=as_of) as graph:
        name = graph.entity(entity)
        answer(
            lambda: graph.results(graph.about(name)),
            output, format_, timeout, limit, quiet=quiet, witness=Witness(graph, sentences, name),
        )  # fmt: skip


def _draw(
    entity: str,
    path: str,
    as_: str,
    timeout: float | None,
    workspace: str | None,
    store: str | None,
    as_of: str | None,
    *,
    quiet: bool,
) -> None:
    """Write a picture, and say what it leaves out."""
    import logging

    from summit_kg.picture.canvas import picture_format, require_matplotlib

    format_ = "svg" if path == "-" else picture_format(path)
    require_matplotlib()
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it tells of its cache of fonts
    notes: list[str] = []

    def draw() -> None:
        picture = graph.picture(entity, as_=as_)
        data = picture.data(format_)
        with output_file(path) as out:
            out.write(data)
        notes.extend(picture.notes)

    with opened(workspace, store, quiet=quiet, as_of=as_of) as graph:
        within(timeout, draw)
    if not quiet:
        for note in notes:
            say(f"{entity if path == '-' else path}: {note}")
