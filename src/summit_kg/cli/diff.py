"""`summit-kg diff`: what one graph says and another does not."""

import click

from summit_kg.cli.options import format_of, output_file, output_options, workspace_options
from summit_kg.cli.problems import say


@click.command("diff", short_help="Compare two graphs, exports, or versions of an article.")
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@output_options
@workspace_options
def diff_command(
    old: str,
    new: str,
    output: str,
    format_: str | None,
    workspace: str | None,
    verbose: int,
    quiet: bool,
) -> int:
    """Show what B says and A does not (+), and the reverse (-), entity by entity.

    A and B are RDF files, folders of stores, or folders of an article, whatever their names (or
    the claims.yaml in them).
    Formats: text, md, json, ttl. Ends with 1 where they differ.
    """
    del verbose
    from summit_kg.export.difference import changes
    from summit_kg.export.difference_report import check_format, write_difference
    from summit_kg.export.versions import built, known_labels, read_version
    from summit_kg.workspace import find

    chosen = format_of(output, format_, "text")
    chosen = {"txt": "text"}.get(chosen, chosen)
    check_format(chosen)
    files = find(workspace)
    opened = []
    try:
        for path in (old, new):
            opened.append(read_version(path, files.ontology))  # noqa: PERF401 - closed below
        before, after = opened
        sources = [after.label, before.label]
        sources.append(known_labels(files.ontology, *files.reference_folders))
        if store := built(files.store):  # other articles label what these do not
            opened.append(store)
            sources.append(store.label)

        def label(iri: str) -> str:
            return next((found for source in sources if (found := source(iri))), "")

        found = changes(before.selection, after.selection)
        with output_file(output) as out:
            added, removed = write_difference(found, out, chosen, label)
    finally:
        for version in opened:
            version.close()
    if not quiet:
        different = f"{added:,} added, {removed:,} removed" if added or removed else "no difference"
        say(different)
    return 1 if added or removed else 0
