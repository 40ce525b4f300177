"""`summit-kg attach`: the user's copy of an article's text."""

import click

from summit_kg.cli.options import workspace_options
from summit_kg.cli.problems import say


@click.command("attach", short_help="Link your copy of an article's text.")
@click.argument("slug")
@click.argument("file", metavar="FILE|-")
@click.option("--encoding", metavar="NAME", help="Of a file that is not UTF-8, such as cp1251.")
@workspace_options
def attach_command(
    slug: str, file: str, encoding: str | None, workspace: str | None, verbose: int, quiet: bool
) -> None:
    """Keep FILE as the text of the article SLUG; its SHA-256 must be the one recorded.

    From then on show and query print the sentences that they name, with the evidence marked.
    """
    from summit_kg.intake.attach import attach
    from summit_kg.workspace import find

    found = find(workspace)
    own = slug in found.article_slugs()
    target = attach(found, slug, file, encoding)
    if not quiet:
        taken = (
            "" if own else "; the article came with summit-kg, and is now one of the workspace's"
        )
        say(f"{slug}: its text is {'here already' if target is None else 'attached'}{taken}")
        if verbose and target is not None:
            say(target)
