"""`summit-kg show`: everything known of an entity, with who says so."""

import click

from summit_kg.cli.options import as_of_option, graph_options, limit_options, opened, output_options
from summit_kg.cli.query import answer
from summit_kg.cli.sentences import Witness, sentences_option


@click.command("show", short_help="Show everything known of an entity.")
@click.argument("entity")
@sentences_option
@as_of_option
@limit_options
@output_options
@graph_options
def show_command(
    entity: str,
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
    its source), or why a claim's assertion is not accepted as a fact.
    """
    del verbose
    with opened(workspace, store, quiet=quiet, as_of=as_of) as graph:
        name = graph.entity(entity)
        answer(
            lambda: graph.results(graph.about(name)),
            output, format_, timeout, limit, quiet=quiet, witness=Witness(graph, sentences, name),
        )  # fmt: skip
