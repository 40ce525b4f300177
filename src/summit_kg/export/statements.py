"""What is to be exported, as sorted lines with blank nodes that depend on nothing but the graph."""

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, cast

import pyoxigraph as ox

from summit_kg.errors import InputProblem
from summit_kg.export.blank_nodes import BlankNodes, nested
from summit_kg.export.sorting import Sorter
from summit_kg.vocabulary import OA, OWL, SUMMIT, XSD

_CHUNK = 1 << 18  # bytes of lines that are looked at together
_INTEGER, _COUNT = (f'"^^<{XSD}{name}> .\n'.encode() for name in ("integer", "nonNegativeInteger"))
_COUNTING = tuple(
    name.encode()
    for name in (
        *(
            f" <{OWL}{kind}"
            for kind in (
                "cardinality", "minCardinality", "maxCardinality", "qualifiedCardinality",
                "minQualifiedCardinality", "maxQualifiedCardinality",
            )
        ),
        f" <{OA}start", f" <{OA}end", f" <{SUMMIT}textLength",
    )
)  # fmt: skip
"""Ends of statements before the values that OWL 2 and Web Annotation want as counts."""

Ticker = Callable[[int], None]
"""Is told how many statements have been dealt with since the last call."""
Pump = Callable[["Statements"], None]
"""Puts every statement of a selection in."""


class Statements:
    r"""Statements put in in any order, given back sorted.

    `view` gives the default graph's as lines `subject predicate object`, `named` the others' as
    `graph\tsubject predicate object`: N-Triples without full stop and line end. Blank nodes are
    nested, where `nest` is asked for and they can be, or have canonical names (see `blank_nodes`).

    :param only_view: leave out all but the default graph
    :param tick: is told of every statement twice: when it was put in, and when it is given back
    """

    def __init__(
        self, *, nest: bool, only_view: bool = False, tick: Ticker = lambda _count: None
    ) -> None:
        self._nest = nest
        self._only_view = only_view
        self._tick = tick
        self._blank_nodes = BlankNodes()
        self._view = Sorter()
        self._named = Sorter()
        self.count = 0

    def add_graph(
        self, store: ox.Store, graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph
    ) -> None:
        """Put in one graph of a store."""
        if self._only_view and not isinstance(graph, ox.DefaultGraph):
            return
        sink = _Sink(self, graph, stored=True)
        store.dump(cast("BinaryIO", sink), ox.RdfFormat.N_TRIPLES, from_graph=graph)
        sink.close()

    def add_quads(self, quads: Iterable[ox.Quad], *, stored: bool = False) -> None:
        """Put in quads, each once.

        :param stored: they come from a store, which has taken every kind of integer for an integer
        """
        by_graph: dict[ox.NamedNode | ox.BlankNode | ox.DefaultGraph, list[ox.Triple]] = {}
        for quad in quads:
            if self._only_view and not isinstance(quad.graph_name, ox.DefaultGraph):
                continue
            by_graph.setdefault(quad.graph_name, []).append(quad.triple)
        for graph, triples in by_graph.items():
            self.add_triples(triples, graph, stored=stored)

    def add_triples(
        self,
        triples: Iterable[ox.Triple],
        graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph = ox.DefaultGraph(),  # noqa: B008 - immutable
        *,
        stored: bool = False,
    ) -> None:
        """Put in triples of one graph, each once; `stored` as in `add_quads`."""
        sink = _Sink(self, graph, stored=stored)
        ox.serialize(triples, cast("BinaryIO", sink), ox.RdfFormat.N_TRIPLES)
        sink.close()

    def add_lines(self, graph: bytes, lines: list[bytes]) -> None:
        """Put in statements of one graph, as lines `subject predicate object`."""
        self.count += len(lines)
        self._tick(len(lines))
        self._put(graph, self._blank_nodes.add(graph, lines))

    def close(self) -> None:
        """Deal with the blank nodes, once all is put in."""
        view: list[bytes] = []
        for group in self._blank_nodes.groups():
            lines = (nested(group) if self._nest else None) or self._blank_nodes.named(group)
            for graph, line in lines:
                if graph:
                    self._put(graph, [line])
                else:
                    view.append(line)
            if len(view) > 1000:
                self._put(b"", view)
                view = []
        self._put(b"", view)

    def view(self) -> Iterator[list[bytes]]:
        """Yield the default graph's lines in order, some thousands at a time."""
        return self._given(self._view)

    def named(self) -> Iterator[list[bytes]]:
        """Yield the other graphs' lines, graph by graph, in order, some thousands at a time."""
        return self._given(self._named)

    def _put(self, graph: bytes, lines: list[bytes]) -> None:
        if graph:
            self._named.add([b"%b\t%b" % (graph, line) for line in lines])
        else:
            self._view.add(lines)

    def _given(self, sorter: Sorter) -> Iterator[list[bytes]]:
        for batch in sorter.batches():
            self._tick(len(batch))
            yield batch


class _Sink:
    """The file that the engine writes a graph to: it cuts it into lines."""

    def __init__(
        self,
        statements: Statements,
        graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph,
        *,
        stored: bool,
    ) -> None:
        self._statements = statements
        self._stored = stored
        self._graph = b"" if isinstance(graph, ox.DefaultGraph) else str(graph).encode()
        self._chunks: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> int:
        self._chunks.append(data)
        self._size += len(data)
        if self._size > _CHUNK and b"\n" in data:
            self._cut()
        return len(data)

    def flush(self) -> None:
        pass

    def close(self) -> None:
        self._cut()

    def _cut(self) -> None:
        text = b"".join(self._chunks)
        if self._stored and _INTEGER in text:
            text = _with_counts(text)
        *lines, rest = text.split(b" .\n")
        self._chunks, self._size = [rest], len(rest)
        if b" <<(" in text:
            _refuse_triple_terms(lines)
        self._statements.add_lines(self._graph, lines)


def _with_counts(text: bytes) -> bytes:
    """Return lines in which counts have the datatype that they had before they were stored."""
    pieces = text.split(_INTEGER)
    found: list[bytes] = []
    for piece in pieces[:-1]:
        before, _, digits = piece.rpartition(b'> "')
        count = digits.isdigit() and before.endswith(_COUNTING)
        found += (piece, _COUNT if count else _INTEGER)
    return b"".join([*found, pieces[-1]])


def _refuse_triple_terms(lines: list[bytes]) -> None:
    for line in lines:
        if line.split(b" ", 2)[2].startswith(b"<<("):
            raise InputProblem(
                line[:200].decode("utf-8", "replace"),
                None,
                "a triple that has a triple as its object (RDF 1.2) cannot be exported; "
                "the formats are those of RDF 1.1",
            )
