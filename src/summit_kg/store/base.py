"""What every place that holds the graph can do."""

from typing import Protocol

import pyoxigraph as ox

from summit_kg.store.labels import Match

Results = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean


class GraphStore(Protocol):
    """A place that answers SPARQL queries and knows its entities by label."""

    def query(self, sparql: str) -> Results:
        """Return the answer of a SPARQL 1.1 query.

        :raises SyntaxError: where the query is malformed
        :raises StoreProblem: where the store cannot answer
        """

    def find_label(self, label: str) -> list[Match]:
        """Return the entities that a label names best; several where it is ambiguous."""

    def nearest_labels(self, label: str) -> list[str]:
        """Return the labels that look most like a misspelt one."""

    def close(self) -> None:
        """Let go of files and locks."""
