"""Triples in memory, looked up by subject and predicate, as OWL's axioms need them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from summit_kg.vocabulary import OWL, RDF

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
TYPE = RDF + "type"


class Triples:
    """A set of triples with indexes; it does not change."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._all = dict.fromkeys(triples)
        self._by_subject: dict[Node, list[ox.Triple]] = defaultdict(list)
        self._by_predicate: dict[str, list[ox.Triple]] = defaultdict(list)
        self._types: dict[str, set[Node]] = defaultdict(set)
        self._users: dict[Node, list[ox.Triple]] = defaultdict(list)
        for triple in self._all:
            self._by_subject[triple.subject].append(triple)
            self._by_predicate[triple.predicate.value].append(triple)
            if triple.predicate.value == TYPE and isinstance(triple.object, ox.NamedNode):
                self._types[triple.object.value].add(triple.subject)
            if isinstance(triple.object, ox.BlankNode):
                self._users[triple.object].append(triple)

    def __iter__(self) -> Iterator[ox.Triple]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def __contains__(self, triple: object) -> bool:
        return triple in self._all

    def about(self, subject: Node) -> list[ox.Triple]:
        """Return the triples of a subject."""
        return self._by_subject.get(subject, [])

    def objects(self, subject: Node, predicate: str) -> list[Node]:
        """Return the values of a subject's predicate."""
        return [t.object for t in self.about(subject) if t.predicate.value == predicate]

    def using(self, predicate: str) -> list[ox.Triple]:
        """Return the triples with a predicate."""
        return self._by_predicate.get(predicate, [])

    def typed(self, *kinds: str) -> set[Node]:
        """Return what has one of the types given by IRI."""
        return set().union(*(self._types.get(kind, ()) for kind in kinds))

    def users(self, node: Node) -> list[ox.Triple]:
        """Return the triples that have a blank node as their object."""
        return self._users.get(node, [])

    def items(self, head: Node) -> list[Node] | None:
        """Return the items of an RDF list; None where it is no well-formed list."""
        found: list[Node] = []
        seen: set[Node] = set()
        while not (isinstance(head, ox.NamedNode) and head.value == RDF + "nil"):
            first, rest = self.objects(head, RDF + "first"), self.objects(head, RDF + "rest")
            if len(first) != 1 or len(rest) != 1 or head in seen:
                return None
            seen.add(head)
            found.append(first[0])
            head = rest[0]
        return found

    def beneath(self, triple: ox.Triple) -> list[ox.Triple]:
        """Return the triples of an axiom: the one it hangs on, and those of its blank nodes.

        An axiom that is a blank node itself, such as `owl:AllDifferent`, has all of that node's.
        """
        found = dict.fromkeys([triple])
        open_nodes: list[Node] = [triple.object]
        if isinstance(triple.subject, ox.BlankNode) and not self._is_individual(triple.subject):
            open_nodes.append(triple.subject)
        while open_nodes:
            node = open_nodes.pop()
            if not isinstance(node, ox.BlankNode) or self._is_individual(node):
                continue
            for part in self.about(node):
                if part not in found:
                    found[part] = None
                    open_nodes.append(part.object)
        return list(found)

    def _is_individual(self, node: ox.BlankNode) -> bool:
        """Tell whether a blank node is a nameless thing, and not OWL's syntax."""
        return not any(
            t.predicate.value.startswith((OWL, RDF + "first", RDF + "rest"))
            or (t.predicate.value == TYPE and str(t.object).startswith(f"<{OWL}"))
            for t in self.about(node)
        )
