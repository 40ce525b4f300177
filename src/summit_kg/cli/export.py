"""`summit-kg export`: the graph as files for other tools."""

import click

from summit_kg.cli.options import format_of, graph_options, opened, output_file, output_options
from summit_kg.cli.problems import say


@click.command("export", short_help="Write the graph as Turtle or TriG.")
@output_options
@graph_options
def export_command(
    output: str,
    format_: str | None,
    workspace: str | None,
    store: str | None,
    verbose: int,
    quiet: bool,
) -> None:
    """Write the graph: ttl is the default view, trig every graph. Equal data, equal bytes."""
    del verbose
    from summit_kg.export import export

    chosen = format_of(output, format_, "trig")
    with opened(workspace, store, quiet=quiet) as graph, output_file(output) as out:
        count = export(graph.oxigraph, out, chosen)
    if not quiet and output != "-":
        say(f"{output}: {count:,} statements")
