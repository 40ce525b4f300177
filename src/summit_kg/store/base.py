"""What every place that holds the graph can do."""

import re
from typing import Protocol

import pyoxigraph as ox

from summit_kg.errors import InputProblem
from summit_kg.store.labels import Match

_DEEPEST = 500
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)

Results = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean


def check_depth(sparql: str) -> None:
    """Refuse a query that is nested so deep that parsing it would crash the process.

    :raises SyntaxError: where it is
    """
    if sparql.count("{") + sparql.count("(") + sparql.count("[") + sparql.count("!") < _DEEPEST:
        return
    depth = 0
    for sign in sparql:
        if sign in "{([!":
            depth += 1
        elif sign in "})]":
            depth -= 1
        elif sign not in "!+- \t\n\r":
            continue
        if depth > _DEEPEST:
            raise SyntaxError(f"it is nested more than {_DEEPEST} levels deep")


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


def malformed_sparql(error: SyntaxError, shown: str) -> InputProblem:
    """Return what is wrong with a query as an error that points at its line.

    :param shown: what the error shall call the query, such as its file
    """
    message = str(error.msg)
    match = _PLACE.search(message)
    if match is None:
        reason = " ".join(message.split())[:300]
        return InputProblem(shown, error.lineno, f"malformed SPARQL: {reason}", "syntax")
    expected = [sign for sign in re.findall(r'"[^"]+"', match[3]) if "{|" not in sign]
    if len(expected) > 6:
        expected = [*expected[:6], "…"]
    reason = f"one of {' '.join(expected)} is expected" if expected else match[3][:120]
    message = f"malformed SPARQL: in column {match[2]} {reason}"
    return InputProblem(shown, int(match[1]), message, "syntax")
