"""The graph written out for other tools: sorted, so that the same data gives the same bytes."""

from collections.abc import Iterator
from typing import BinaryIO

import pyoxigraph as ox

from summit_kg.errors import UsageProblem
from summit_kg.vocabulary import PREFIXES

FORMATS = ("ttl", "trig")


def export(store: ox.Store, out: BinaryIO, format_: str) -> int:
    """Write a store and return the number of statements written.

    `ttl` (Turtle 1.1) holds the default view, `trig` (TriG 1.1) every graph. Statements are
    sorted by graph, subject, predicate and object, so that equal data gives equal bytes.

    :raises UsageProblem: where the format is not one of `FORMATS`
    """
    if format_ == "ttl":
        graphs: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [ox.DefaultGraph()]
        rdf_format = ox.RdfFormat.TURTLE
    elif format_ == "trig":
        graphs = [ox.DefaultGraph(), *sorted(store.named_graphs(), key=str)]
        rdf_format = ox.RdfFormat.TRIG
    else:
        raise UsageProblem(
            f"the graph cannot be exported as {format_!r}; choose one of {', '.join(FORMATS)}"
        )
    counter = _Counter(_sorted_quads(store, graphs))
    ox.serialize(counter, out, rdf_format, prefixes=PREFIXES)
    return counter.count


class _Counter:
    """Counts what passes through."""

    def __init__(self, quads: Iterator[ox.Quad]) -> None:
        self.quads = quads
        self.count = 0

    def __iter__(self) -> Iterator[ox.Quad]:
        for quad in self.quads:
            self.count += 1
            yield quad


def _sorted_quads(
    store: ox.Store, graphs: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]
) -> Iterator[ox.Quad]:
    for graph in graphs:
        yield from sorted(store.quads_for_pattern(None, None, None, graph), key=str)
