"""What is in an answer only since claims were supposed, told from what holds without them."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import BinaryIO, NamedTuple

import pyoxigraph as ox

from summit_kg.errors import UsageProblem
from summit_kg.query.results import Row, Term, solutions_of, write_graph
from summit_kg.store.base import Results

COLUMN = "supposing"
_COMMENTED = ("ttl", "trig", "nt", "nq")
"""The graph formats in which a comment can stand."""


class Supposed(NamedTuple):
    """What was supposed for an answer: the claims' names, and how to ask without them."""

    names: tuple[str, ...]
    plainly: Callable[[], Results]

    def __str__(self) -> str:
        """Return the names in a row."""
        return ", ".join(self.names)


class Marks:
    """Tells which rows an answer has only under a supposition: those that it lacks without."""

    def __init__(self, supposed: Supposed) -> None:
        plain = supposed.plainly()
        assert isinstance(plain, ox.QuerySolutions)
        self._left = Counter(_key(solution) for solution in plain)
        self._mark = ox.Literal(str(supposed))

    def of(self, row: Iterable[Term | None]) -> ox.Literal | None:
        """Return the names of the claims where a row rests on them; call it once for each row."""
        key = _key(row)
        if self._left[key] > 0:
            self._left[key] -= 1
            return None
        return self._mark

    def lost(self) -> int:
        """Return how many rows the answer had without the supposition, after all were marked."""
        return sum(self._left.values())


def marked(answer: ox.QuerySolutions, marks: Marks) -> ox.QuerySolutions:
    """Return an answer with a column before the others: on what supposition each row rests."""
    columns = [variable.value for variable in answer.variables]
    name = COLUMN
    while name in columns:
        name += "_"
    rows: list[Row] = [(marks.of(row), *row) for row in map(tuple, answer)]
    return solutions_of([name, *columns], rows)


def write_supposed_graph(
    triples: list[ox.Triple], supposed: Supposed, out: BinaryIO, format_: str
) -> None:
    """Write triples, beneath a comment those that are there only under a supposition.

    :raises UsageProblem: where the format has no comments
    """
    if format_ not in _COMMENTED:
        known = ", ".join(_COMMENTED)
        raise UsageProblem(
            f"as {format_!r} what is supposed cannot be told from what holds; choose one of {known}"
        )
    plain = supposed.plainly()
    assert isinstance(plain, ox.QueryTriples)
    holds = set(plain)
    write_graph([triple for triple in triples if triple in holds], out, format_)
    out.write(f"\n# Only supposing {supposed}, which is not accepted:\n".encode())
    write_graph([triple for triple in triples if triple not in holds], out, format_)


def _key(row: Iterable[Term | None]) -> tuple[str | None, ...]:
    """Return what rows are compared by; a blank node has another name in each answer."""
    return tuple(
        None if term is None else "_:" if isinstance(term, ox.BlankNode) else str(term)
        for term in row
    )
