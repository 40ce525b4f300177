"""`summit-kg export`: the graph as files for other tools."""

import click

from summit_kg.cli.options import (
    as_of_option,
    folder_options,
    format_of,
    opened,
    output_file,
    output_options,
)
from summit_kg.cli.problems import say
from summit_kg.errors import UsageProblem


@click.command("export", short_help="Write the graph, or a part of it, for other tools.")
@click.option("--view", is_flag=True, help="The default view alone: what is accepted or follows.")
@click.option("--all", "everything", is_flag=True, help="Everything, with what each claim asserts.")
@click.option("--ontology", is_flag=True, help="The ontology alone.")
@click.option("--article", metavar="SLUG", help="One article: its sentences, claims, assertions.")
@click.option("--about", metavar="ENTITY", help="What is said of an entity.")
@click.option("--construct", metavar="QUERY", help="The answer of a CONSTRUCT query: the name of a "
              "saved one, a file, SPARQL text, or - for stdin.")  # fmt: skip
@click.option("-p", "--param", "params", multiple=True, metavar="NAME=VALUE",
              help="A parameter of the saved query.")  # fmt: skip
@click.option("--table", metavar="TABLE", help="claims, positions or events, as csv or parquet.")
@as_of_option
@output_options
@folder_options
def export_command(
    view: bool,
    everything: bool,
    ontology: bool,
    article: str | None,
    about: str | None,
    construct: str | None,
    params: tuple[str, ...],
    table: str | None,
    as_of: str | None,
    output: str,
    format_: str | None,
    workspace: str | None,
    store: str | None,
    verbose: int,
    quiet: bool,
) -> None:
    """Write the graph. Equal graphs give equal bytes.

    Formats: ttl, nt and rdf (RDF/XML) hold the default view; trig, nq, jsonld and c14n (RDFC-1.0)
    hold the claims' assertions, too, each in a graph of its own; graphml is for Gephi, yEd and
    networkx; nanopub gives a nanopublication for each claim; csv and parquet take a --table. With
    --view these three hold the accepted claims alone. Files named .owl and .xml get RDF/XML.
    """
    del verbose
    from summit_kg.cli.progress import progress
    from summit_kg.cli.query import parse_params
    from summit_kg.export import ENDINGS
    from summit_kg.export.parts import Part, check_wanted

    part = Part(view, everything, ontology, article, about, construct, parse_params(params))
    chosen = format_of(output, format_, "csv" if table else "trig")
    chosen = ENDINGS.get(chosen, chosen)
    check_wanted(part, chosen, table)
    if construct is not None:
        part = part._replace(construct=_query_or_name(construct))
    with opened(workspace, store, quiet=quiet, as_of=as_of) as graph:
        selected = graph.selected(part, chosen, table)
        with progress(selected.steps, quiet=quiet) as tick, output_file(output) as out:
            count = selected.write(out, tick)
    if not quiet and not count:
        say(f"{selected.what}: there is nothing to export; the output has no {selected.unit}")
    elif not quiet and output != "-":
        say(f"{output}: {count:,} {selected.unit}")


def _query_or_name(construct: str) -> str:
    """Return the text of a query in a file or on stdin; a name or a text stays as it is."""
    from summit_kg.cli.query import query_text

    if not construct:
        raise UsageProblem("--construct needs the name or the text of a query")
    return query_text(construct)[0]
