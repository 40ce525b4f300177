"""What OWL 2 DL demands of the property hierarchy: which properties are simple, what is regular.

Source: OWL 2 Web Ontology Language, Structural Specification (W3C, 2012), section 11.
"""

from collections import defaultdict

import pyoxigraph as ox

from summit_kg.reason.triples import TYPE, Node, Triples
from summit_kg.vocabulary import OWL, RDFS
from summit_kg.walks import reach

_NEEDING_SIMPLE = {
    OWL + kind + "Property": kind
    for kind in ("Functional", "InverseFunctional", "Irreflexive", "Asymmetric")
}
_CARDINALITIES = [
    OWL + name
    for name in ("cardinality", "minCardinality", "maxCardinality", "qualifiedCardinality",
                 "minQualifiedCardinality", "maxQualifiedCardinality", "hasSelf")
]  # fmt: skip


def named(triples: Triples, node: Node) -> Node:
    """Return the property that an expression is about: itself, or the one it is the inverse of."""
    if isinstance(node, ox.BlankNode):
        for inner in triples.objects(node, OWL + "inverseOf"):
            return inner
    return node


def non_simple(triples: Triples) -> set[Node]:
    """Return the properties that a chain or transitivity reaches, with inverses and supers."""
    found = {named(triples, t.subject) for t in triples.using(OWL + "propertyChainAxiom")}
    found |= {named(triples, node) for node in triples.typed(OWL + "TransitiveProperty")}
    return reach(found, _above(triples).__getitem__)


def needing_simple(triples: Triples) -> list[tuple[Node, ox.Triple]]:
    """Return (property, the axiom's triple) for each axiom that only simple properties may have.

    For a restriction the triple is the one that states its number (or `owl:hasSelf`).
    """
    found = [
        (named(triples, t.subject), t)
        for t in triples.using(TYPE)
        if isinstance(t.object, ox.NamedNode) and t.object.value in _NEEDING_SIMPLE
    ]
    for predicate in _CARDINALITIES:
        for triple in triples.using(predicate):
            found += [
                (named(triples, on), triple)
                for on in triples.objects(triple.subject, OWL + "onProperty")
            ]
    for triple in triples.using(OWL + "propertyDisjointWith"):
        found += [(named(triples, end), triple) for end in (triple.subject, triple.object)]
    for node in triples.typed(OWL + "AllDisjointProperties"):
        for triple in triples.about(node):
            if triple.predicate.value == OWL + "members":
                items = triples.items(triple.object) or []
                found += [(named(triples, item), triple) for item in items]
    return found


def irregular(triples: Triples) -> list[ox.Triple]:
    """Return the chain axioms by which a property depends on itself, but for those that may.

    A property may stand at one end of its own chain, or be transitive; else each link must come
    strictly before the property that the chain makes. A property and its inverse count as one.
    """
    above = _above(triples)
    chains: list[tuple[ox.Triple, list[Node]]] = []
    for triple in triples.using(OWL + "propertyChainAxiom"):
        links = _links(triples, triple)
        chains.append((triple, links))
        for link in links:
            above[link].add(named(triples, triple.subject))
    made = {named(triples, triple.subject) for triple, _ in chains}
    reached = {property_: reach([property_], above.__getitem__) for property_ in made}
    return [
        triple
        for triple, links in chains
        if not reached[named(triples, triple.subject)].isdisjoint(links)
    ]


def _links(triples: Triples, triple: ox.Triple) -> list[Node]:
    """Return the properties that must come before the one whose chain it is."""
    items = triples.items(triple.object) or []
    if items == [triple.subject, triple.subject]:
        return []
    if items and items[0] == triple.subject:
        items = items[1:]
    elif items and items[-1] == triple.subject:
        items = items[:-1]
    return [named(triples, item) for item in items]


def _above(triples: Triples) -> "defaultdict[Node, set[Node]]":
    """Return property → those right above it; inverses and equals are above one another."""
    above: defaultdict[Node, set[Node]] = defaultdict(set)
    for triple in triples.using(RDFS + "subPropertyOf"):
        above[named(triples, triple.subject)].add(named(triples, triple.object))
    for name in ("inverseOf", "equivalentProperty"):
        for triple in triples.using(OWL + name):
            if name == "inverseOf" and isinstance(triple.subject, ox.BlankNode):
                continue
            one, other = named(triples, triple.subject), named(triples, triple.object)
            above[one].add(other)
            above[other].add(one)
    return above
