"""Facts that a rule can be matched with: in memory, in a store, or as changes laid over one."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import pyoxigraph as ox

from summit_kg.reason.schema import Triple
from summit_kg.vocabulary import INFERRED_GRAPH

End = str | None


class Facts(Protocol):
    """A set of triples that can be looked up by any of their terms."""

    def match(self, subject: End, predicate: End, object_: End) -> Iterable[Triple]:
        """Return the triples that have the terms given; None stands for any."""

    def has(self, triple: Triple) -> bool:
        """Tell whether a triple is among them."""


class MemoryFacts:
    """Triples in memory, in the order in which they came."""

    def __init__(self, triples: Iterable[Triple] = ()) -> None:
        self._all: dict[Triple, None] = {}
        self._by_end: dict[tuple[int, str, str], dict[Triple, None]] = {}
        self._by_predicate: dict[str, dict[Triple, None]] = {}
        for triple in triples:
            self.add(triple)

    def __iter__(self) -> Iterator[Triple]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def add(self, triple: Triple) -> None:
        """Take in a triple."""
        if triple not in self._all:
            self._all[triple] = None
            for entry in self._entries(triple):
                entry[triple] = None

    def remove(self, triple: Triple) -> None:
        """Let go of a triple."""
        self._all.pop(triple, None)
        for entry in self._entries(triple):
            entry.pop(triple, None)

    def _entries(self, triple: Triple) -> Iterator[dict[Triple, None]]:
        subject, predicate, object_ = triple
        for place, end in ((0, subject), (2, object_)):
            yield self._by_end.setdefault((place, predicate, end), {})
            yield self._by_end.setdefault((place, "", end), {})
        yield self._by_predicate.setdefault(predicate, {})

    def has(self, triple: Triple) -> bool:
        """Tell whether a triple is among them."""
        return triple in self._all

    def match(self, subject: End, predicate: End, object_: End) -> Iterable[Triple]:
        """Return the triples that have the terms given; None stands for any."""
        if subject is not None and predicate is not None and object_ is not None:
            triple = subject, predicate, object_
            return (triple,) if triple in self._all else ()
        if subject is None and object_ is None:
            found = self._all if predicate is None else self._by_predicate.get(predicate, {})
            return list(found)
        place, end = (0, subject) if subject is not None else (2, object_)
        assert end is not None
        found = self._by_end.get((place, predicate or "", end), {})
        if subject is not None and object_ is not None:
            return [triple for triple in found if triple[2] == object_]
        return list(found)


class StoreFacts:
    """One graph of an Oxigraph store: the default view, unless another is named."""

    def __init__(self, store: ox.Store, graph: str | None = None) -> None:
        self._store = store
        self._graph = ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
        self._terms: dict[str, Any] = {}

    def term(self, text: str) -> Any:
        """Return the engine's term of a term in N-Triples form."""
        known = self._terms.get(text)
        if known is None:
            if len(self._terms) > 100_000:
                self._terms.clear()
            known = self._terms[text] = parse_term(text)
        return known

    def has(self, triple: Triple) -> bool:
        """Tell whether a triple is among them."""
        subject, predicate, object_ = triple
        if subject[0] == '"' or predicate[0] != "<":
            return False
        quad = ox.Quad(self.term(subject), self.term(predicate), self.term(object_), self._graph)
        return quad in self._store

    def value(self, subject: str, predicate: str) -> str | None:
        """Return a value of a property, given by its IRI, as text; None where it has none."""
        found = next(iter(self.match(subject, f"<{predicate}>", None)), None)
        return None if found is None else str(self.term(found[2]).value)

    def match(self, subject: End, predicate: End, object_: End) -> Iterator[Triple]:
        """Return the triples that have the terms given; None stands for any."""
        if (subject is not None and subject[0] == '"') or (
            predicate is not None and predicate[0] != "<"
        ):
            return
        for quad in self._store.quads_for_pattern(
            None if subject is None else self.term(subject),
            None if predicate is None else self.term(predicate),
            None if object_ is None else self.term(object_),
            self._graph,
        ):
            yield (
                subject or str(quad.subject),
                predicate or str(quad.predicate),
                object_ or str(quad.object),
            )


class Revision:
    """Changes laid over the default view of a store, which stays as it is until `commit`."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._view = StoreFacts(store)
        self._inferred = StoreFacts(store, INFERRED_GRAPH)
        self._came = MemoryFacts()
        self._gone: set[Triple] = set()
        self._by_inference: dict[Triple, bool] = {}
        self._in_store: dict[tuple[End, ...], bool] = {}

    def _may_be_stored(self, subject: End, predicate: End, object_: End) -> bool:
        """Tell whether the store may hold such triples; most names of a new article are new."""
        return (
            (predicate is None or self._stored(None, predicate, None))
            and (subject is None or self._stored(subject, None, None))
            and (object_ is None or self._stored(None, None, object_))
        )

    def _stored(self, *ends: End) -> bool:
        known = self._in_store.get(ends)
        if known is None:
            found = next(iter(self._view.match(*ends)), None)
            known = self._in_store[ends] = found is not None
        return known

    def copy(self) -> "Revision":
        """Return these changes as a revision of its own."""
        other = Revision(self._store)
        other._came = MemoryFacts(self._came)
        other._gone = set(self._gone)
        other._by_inference = dict(self._by_inference)
        return other

    def has(self, triple: Triple) -> bool:
        """Tell whether a triple is among the facts."""
        if triple in self._gone:
            return False
        if self._came.has(triple):
            return True
        return self._may_be_stored(*triple) and self._view.has(triple)

    def match(self, subject: End, predicate: End, object_: End) -> Iterator[Triple]:
        """Return the triples that have the terms given; None stands for any."""
        if self._may_be_stored(subject, predicate, object_):
            for triple in self._view.match(subject, predicate, object_):
                if triple not in self._gone:
                    yield triple
        yield from self._came.match(subject, predicate, object_)

    def is_inferred(self, triple: Triple) -> bool:
        """Tell whether a fact is there by inference alone."""
        known = self._by_inference.get(triple)
        if known is None:
            return self._may_be_stored(*triple) and self._inferred.has(triple)
        return known

    def infer(self, triple: Triple) -> None:
        """Put in an inferred fact."""
        self._put(triple, inferred=True)

    def state(self, triple: Triple) -> None:
        """Put in a stated fact, which may have been inferred until now."""
        self._put(triple, inferred=False)

    def _put(self, triple: Triple, *, inferred: bool) -> None:
        self._by_inference[triple] = inferred
        if triple in self._gone:
            self._gone.discard(triple)
        elif not self._may_be_stored(*triple) or not self._view.has(triple):
            self._came.add(triple)

    def withdraw(self, triple: Triple) -> None:
        """Take out a fact, stated or inferred."""
        self._by_inference[triple] = False
        if self._came.has(triple):
            self._came.remove(triple)
        else:
            self._gone.add(triple)

    def commit(self) -> None:
        """Write the changes to the store."""
        view, inferred = ox.DefaultGraph(), ox.NamedNode(INFERRED_GRAPH)
        for triple in self._gone:
            self._store.remove(self._quad(triple, view))
        for triple, by_inference in self._by_inference.items():
            if not by_inference and self._may_be_stored(*triple):
                self._store.remove(self._quad(triple, inferred))
        came = [self._quad(triple, view) for triple in self._came]
        for triple, by_inference in self._by_inference.items():
            if by_inference:
                came.append(self._quad(triple, inferred))
        self._store.extend(came)
        self._came = MemoryFacts()
        self._gone = set()
        self._by_inference = {}
        self._in_store = {}

    def _quad(self, triple: Triple, graph: ox.NamedNode | ox.DefaultGraph) -> ox.Quad:
        subject, predicate, object_ = map(self._view.term, triple)
        return ox.Quad(subject, predicate, object_, graph)


def as_text(triple: ox.Triple) -> Triple:
    """Return the engine's triple in N-Triples form."""
    return str(triple.subject), str(triple.predicate), str(triple.object)


def parse_term(text: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return the engine's term of a term in N-Triples form.

    :raises ValueError: where it is none
    """
    if text.startswith("<"):
        return ox.NamedNode(text[1:-1])
    if text.startswith("_:"):
        return ox.BlankNode(text[2:])
    line = f"<urn:x> <urn:x> {text} ."
    try:
        quad = next(iter(ox.parse(line.encode(), ox.RdfFormat.N_TRIPLES)))
    except (SyntaxError, StopIteration) as error:
        raise ValueError(f"not a term: {text[:80]}") from error
    assert isinstance(quad.object, ox.Literal)
    return quad.object
