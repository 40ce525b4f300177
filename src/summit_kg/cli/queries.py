"""`summit-kg queries`: what saved queries there are."""

import click


@click.group("queries", short_help="List, show, lint and export saved queries.")
def queries_command() -> None:
    """List, show, lint and export saved queries."""
