"""What owlrl, the reference implementation of OWL 2 RL, concludes, without its noise.

Where owlrl 7 departs from the tables of OWL 2 RL it is given what makes it follow them:

- eq-diff2, eq-diff3, prp-adp and prp-key leave out the last item of a list (so that any two members
  of a class have the same key where it is of one property); the last item is stated twice.
- dt-diff is left out; here two literals that would have to be the same clash.
- incompatible properties are the project's own; owlrl is told that they are disjoint.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import rdflib
from owl_strategies import INDIVIDUALS
from owlrl.OWLRL import OWLRL_Semantics
from rdflib import OWL, RDF, Literal

from summit_kg.reason.schema import (
    FIRST,
    INCOMPATIBLE,
    NIL,
    REST,
    Schema,
    Triple,
    owl,
    states_schema,
)

_CUT_SHORT = ("AllDifferent", "AllDisjointProperties")


def term(text: str) -> rdflib.term.Node:
    """The rdflib term of a term in N-Triples form."""
    if text.startswith("<"):
        return rdflib.URIRef(text[1:-1])
    if text.startswith("_:"):
        return rdflib.BNode(text[2:])
    value, _, end = text[1:].rpartition('"')
    if end.startswith("@"):
        return Literal(value, lang=end[1:])
    return Literal(value, datatype=rdflib.URIRef(end[3:-1]) if end else None, normalize=False)


def conclusions(triples: list[Triple]) -> tuple[set[tuple[Any, ...]], list[str]]:
    """What follows about the individuals, what was stated included, and what clashes."""
    graph = rdflib.Graph()
    for triple in _with_whole_lists(triples):
        subject, predicate, object_ = map(term, triple)
        graph.add((subject, predicate, object_))
    reasoner = _WithoutNoise(graph)
    reasoner.closure()
    clashes = list(reasoner.error_messages)
    found = set()
    for subject, predicate, object_ in graph:
        if isinstance(subject, Literal):
            if predicate == OWL.sameAs and subject != object_:
                clashes.append(f"{subject!r} and {object_!r} cannot be the same")
        elif subject in _THINGS and not _is_noise(subject, predicate, object_):
            found.add((subject, predicate, object_))
    return found, clashes


_THINGS = frozenset(map(term, INDIVIDUALS))


def _is_noise(subject: Any, predicate: Any, object_: Any) -> bool:
    return (
        (isinstance(object_, rdflib.BNode) and object_ not in _THINGS)
        or (predicate == OWL.sameAs and subject == object_)
        or (predicate == RDF.type and object_ == OWL.Thing)
    )


class _WithoutNoise(OWLRL_Semantics):  # type: ignore[misc]  # owlrl is untyped
    """The reference without what takes most of its time and says nothing of individuals."""

    def __init__(self, graph: rdflib.Graph) -> None:
        super().__init__(graph, axioms=False, daxioms=False)

    def one_time_rules(self) -> None:
        """Types of literals and of the built-in vocabulary."""

    def store_triple(self, t: tuple[Any, Any, Any]) -> None:
        subject, predicate, object_ = t
        if subject == OWL.Nothing:
            return  # that a member of no class would be a member of all
        if predicate != OWL.sameAs or subject != object_ or subject in _THINGS:
            super().store_triple(t)


def _with_whole_lists(triples: Iterable[Triple]) -> Iterator[Triple]:
    triples = list(triples)
    schema = Schema(triple for triple in triples if states_schema(*triple[1:]))
    lists = [node for _, node in schema.pairs(owl("hasKey"))]
    for axiom in (axiom for kind in _CUT_SHORT for axiom in schema.of_type(owl(kind))):
        lists += schema.values(axiom, owl("members")) + schema.values(axiom, owl("distinctMembers"))
    ends = {_end(schema, node) for node in lists}
    for subject, predicate, object_ in triples:
        if subject in ends and predicate == REST:
            again = f"{subject}again"
            yield subject, REST, again
            yield again, FIRST, schema.items(subject)[0]
            yield again, REST, NIL
        elif predicate == INCOMPATIBLE:
            yield subject, owl("propertyDisjointWith"), object_
        else:
            yield subject, predicate, object_


def _end(schema: Schema, node: str) -> str:
    while (rest := schema.value(node, REST)) not in {None, NIL}:
        assert rest is not None
        node = rest
    return node
