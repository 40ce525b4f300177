"""`summit-kg init`: a workspace of one's own."""

import click

from summit_kg.cli.problems import say


@click.command("init", short_help="Make a workspace of your own.")
@click.argument("folder", metavar="DIR")
@click.option("-v", "--verbose", count=True, help="Say more; -vvv shows tracebacks.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def init_command(folder: str, verbose: int, quiet: bool) -> None:
    """Make DIR a workspace: a folder for articles, reference data and queries of your own.

    They stand over the ontology, queries and reference data that came with summit-kg. What lies in
    DIR already stays as it is.
    """
    from summit_kg.new_workspace import make_workspace

    made = make_workspace(folder)
    if quiet:
        return
    if verbose:
        for path in made:
            say(path)
    say(
        f"{folder}: a workspace of {len(made)} new files; its README.md tells what is where"
        if made
        else f"{folder}: is a workspace already; nothing was changed"
    )
