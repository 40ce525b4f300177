"""The least a command line over an Oxigraph store can do: open it, ask, print the rows.

`python baseline_pyoxigraph.py STORE QUERY_FILE`
"""

import sys

import click
import pyoxigraph as ox


def main() -> None:
    """Print the rows, tab-separated."""
    store, query = sys.argv[1:]
    with open(query, encoding="utf-8") as file:
        solutions = ox.Store.read_only(store).query(file.read())
    assert isinstance(solutions, ox.QuerySolutions)
    for solution in solutions:
        click.echo("\t".join(str(term) for term in solution))


main()
