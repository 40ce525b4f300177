"""Axioms as a person reads them, near the Manchester syntax of OWL 2."""

import pyoxigraph as ox

from summit_kg.reason.triples import TYPE, Node, Triples
from summit_kg.terms import shorten
from summit_kg.vocabulary import OWL, RDFS, XSD

_DEPTH = 12
_FRAMES = {
    RDFS + "subClassOf": "SubClassOf",
    RDFS + "subPropertyOf": "SubPropertyOf",
    RDFS + "domain": "Domain",
    RDFS + "range": "Range",
    OWL + "equivalentClass": "EquivalentTo",
    OWL + "equivalentProperty": "EquivalentTo",
    OWL + "disjointWith": "DisjointWith",
    OWL + "propertyDisjointWith": "DisjointWith",
    OWL + "inverseOf": "InverseOf",
    OWL + "propertyChainAxiom": "SubPropertyChain",
    OWL + "hasKey": "HasKey",
    OWL + "sameAs": "SameAs",
    OWL + "differentFrom": "DifferentFrom",
}
_RESTRICTIONS = {
    "someValuesFrom": "some",
    "allValuesFrom": "only",
    "hasValue": "value",
    "hasSelf": "Self",
    "cardinality": "exactly",
    "minCardinality": "min",
    "maxCardinality": "max",
    "qualifiedCardinality": "exactly",
    "minQualifiedCardinality": "min",
    "maxQualifiedCardinality": "max",
}
_MANY = {
    "AllDisjointClasses": ("DisjointClasses", "members"),
    "AllDisjointProperties": ("DisjointProperties", "members"),
    "AllDifferent": ("DifferentIndividuals", "distinctMembers"),
}


def readable(triples: Triples, triple: ox.Triple) -> str:
    """Return the axiom that hangs on a triple, in one line."""
    kinds = {str(kind)[1:-1].removeprefix(OWL) for kind in triples.objects(triple.subject, TYPE)}
    if isinstance(triple.subject, ox.BlankNode):
        for kind in kinds & _MANY.keys():
            name, members = _MANY[kind]
            heads = triples.objects(triple.subject, OWL + members)
            heads += triples.objects(triple.subject, OWL + "members")
            return f"{name}: {', '.join(_items(triples, heads[0], 0))}" if heads else name
        if "NegativePropertyAssertion" in kinds:
            return _denial(triples, triple.subject)
    subject = expression(triples, triple.subject)
    predicate, object_ = triple.predicate.value, triple.object
    if predicate == OWL + "propertyChainAxiom":
        return f"{subject} SubPropertyChain: {' o '.join(_items(triples, object_, 0))}"
    if predicate == TYPE:
        value = expression(triples, object_)
        if isinstance(object_, ox.NamedNode) and object_.value.startswith(OWL):
            name = object_.value.removeprefix(OWL)
            if name.endswith("Property") and name not in {
                "ObjectProperty", "DatatypeProperty", "AnnotationProperty",
            }:  # fmt: skip
                return f"{subject} Characteristics: {name.removesuffix('Property')}"
            return f"{subject} Declaration: {name}"
        return f"{subject} Types: {value}"
    if predicate in _FRAMES:
        return f"{subject} {_FRAMES[predicate]}: {expression(triples, object_)}"
    return f"{subject} {shorten(predicate)} {expression(triples, object_)}"


def _denial(triples: Triples, node: Node) -> str:
    parts = [
        expression(triples, value)
        for name in ("sourceIndividual", "assertionProperty", "targetIndividual", "targetValue")
        for value in triples.objects(node, OWL + name)
    ]
    return f"not ({' '.join(parts)})"


def expression(triples: Triples, node: Node, depth: int = 0) -> str:
    """Return a class, property, data range or individual in one line."""
    if isinstance(node, ox.NamedNode):
        return shorten(node.value)
    if isinstance(node, ox.Literal):
        if node.datatype.value in {XSD + "integer", XSD + "nonNegativeInteger", XSD + "boolean"}:
            return node.value
        return str(ox.Literal(node.value, language=node.language)) + (
            "" if node.language or node.datatype.value == XSD + "string"
            else f"^^{shorten(node.datatype.value)}"
        )  # fmt: skip
    if depth > _DEPTH:
        return "…"
    for name, word in (("intersectionOf", " and "), ("unionOf", " or ")):
        for head in triples.objects(node, OWL + name):
            return f"({word.join(_items(triples, head, depth))})"
    for head in triples.objects(node, OWL + "oneOf"):
        return f"{{{', '.join(_items(triples, head, depth))}}}"
    for word, name in (("not", "complementOf"), ("inverse", "inverseOf")):
        for value in triples.objects(node, OWL + name):
            return f"({word} {expression(triples, value, depth + 1)})"
    on = [expression(triples, p, depth + 1) for p in triples.objects(node, OWL + "onProperty")]
    for name, word in _RESTRICTIONS.items():
        for value in triples.objects(node, OWL + name):
            parts = [*on[:1], word]
            if name != "hasSelf":
                parts.append(expression(triples, value, depth + 1))
            parts += [
                expression(triples, filler, depth + 1)
                for kind in ("onClass", "onDataRange")
                for filler in triples.objects(node, OWL + kind)
            ]
            return f"({' '.join(parts)})"
    return "(something)" if not on else f"({on[0]} …)"


def _items(triples: Triples, head: Node, depth: int) -> list[str]:
    items = triples.items(head)
    return ["…"] if items is None else [expression(triples, item, depth + 1) for item in items]
