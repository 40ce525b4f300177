"""The usual way to ask an RDF file: parse it with rdflib, then ask.

`python baseline_rdflib.py TURTLE_FILE QUERY_FILE`
"""

import sys

import rdflib


def main() -> None:
    """Print the rows, tab-separated."""
    turtle, query = sys.argv[1:]
    graph = rdflib.Dataset()
    graph.parse(turtle, format="turtle")
    with open(query, encoding="utf-8") as file:
        for row in graph.query(file.read()):
            assert isinstance(row, rdflib.query.ResultRow)
            print("\t".join(str(term) for term in row))


main()
