"""Axioms as people read them: the Manchester syntax of OWL 2, with labels for IRIs.

Source: OWL 2 Web Ontology Language Manchester Syntax (W3C, 2012). A label with blanks stands in
single quotes, as in Protégé.
"""

from collections.abc import Callable

from summit_kg.reason.facts import Facts
from summit_kg.reason.schema import (
    DIFFERENT_FROM,
    DOMAIN,
    FIRST,
    INCOMPATIBLE,
    NIL,
    RANGE,
    REST,
    SAME_AS,
    SUB_CLASS,
    SUB_PROPERTY,
    TYPE,
    Triple,
    owl,
)
from summit_kg.vocabulary import XSD

_LONGEST = 1000
_MISSING = "…"
Namer = Callable[[str], str]

_FRAMES = {
    SUB_CLASS: "SubClassOf",
    SUB_PROPERTY: "SubPropertyOf",
    DOMAIN: "Domain",
    RANGE: "Range",
    INCOMPATIBLE: "IncompatibleWith",
    owl("equivalentClass"): "EquivalentTo",
    owl("equivalentProperty"): "EquivalentTo",
    owl("inverseOf"): "InverseOf",
    owl("disjointWith"): "DisjointWith",
    owl("propertyDisjointWith"): "DisjointWith",
    owl("complementOf"): "EquivalentTo: not",
    SAME_AS: "SameAs",
    DIFFERENT_FROM: "DifferentFrom",
}
_LISTS = {
    owl("intersectionOf"): ("EquivalentTo: ", " and "),
    owl("unionOf"): ("EquivalentTo: ", " or "),
    owl("oneOf"): ("EquivalentTo: {", ", "),
    owl("propertyChainAxiom"): ("SubPropertyChain: ", " o "),
    owl("hasKey"): ("HasKey: ", ", "),
}
_NEGATIVE = frozenset(
    map(owl, ("sourceIndividual", "assertionProperty", "targetIndividual", "targetValue"))
)
_BARE = frozenset(f"<{XSD}{name}>" for name in ("integer", "nonNegativeInteger", "boolean"))
_DECLARED = frozenset(["ObjectProperty", "DatatypeProperty", "AnnotationProperty"])
_MEMBERS = {
    owl("AllDisjointClasses"): "DisjointClasses",
    owl("AllDisjointProperties"): "DisjointProperties",
    owl("AllDifferent"): "DifferentIndividuals",
}
_CARDINALITIES = {"maxCardinality": "max", "minCardinality": "min", "cardinality": "exactly",
                  "maxQualifiedCardinality": "max", "minQualifiedCardinality": "min",
                  "qualifiedCardinality": "exactly"}  # fmt: skip


class Manchester:
    """Writes axioms.

    :param facts: the graph that holds them
    :param name: gives the label of a term
    """

    def __init__(self, facts: Facts, name: Namer) -> None:
        self._facts = facts
        self._name = name
        self._open: set[str] = set()

    def _values(self, subject: str, predicate: str) -> list[str]:
        return sorted(o for _, _, o in self._facts.match(subject, predicate, None))

    def _items(self, node: str) -> list[str]:
        found: list[str] = []
        while node != NIL and len(found) < _LONGEST:
            rest = self._values(node, REST)
            found += self._values(node, FIRST)[:1]
            if not rest:
                return [*found, _MISSING]
            node = rest[0]
        return found

    def axiom(self, triple: Triple) -> str:
        """Return the axiom that a schema triple is the root of."""
        subject, predicate, object_ = triple
        if predicate in _NEGATIVE:
            return self._negative(subject)
        if predicate in {owl("members"), owl("distinctMembers")}:
            kinds = (_MEMBERS.get(kind) for kind in self._values(subject, TYPE))
            members = next((kind for kind in kinds if kind), "Disjoint")
            return f"{members}: {', '.join(map(self.expression, self._items(object_)))}"
        left = self.expression(subject)
        if predicate in _LISTS:
            start, between = _LISTS[predicate]
            items = between.join(self.expression(i, nested=True) for i in self._items(object_))
            return f"{left} {start}{items}{'}' if start.endswith('{') else ''}"
        if predicate == TYPE:
            return f"{left} {self._type(object_)}"
        frame = _FRAMES.get(predicate)
        if frame is None:
            return f"{left} {self._name(predicate)} {self.expression(object_)}"
        return f"{left} {frame}{'' if frame[-3:] == 'not' else ':'} {self.expression(object_)}"

    def _type(self, class_: str) -> str:
        if not class_.startswith(owl("")[:-1]):
            return f"Types: {self.expression(class_)}"
        kind = class_[1:-1].rpartition("#")[2]
        if kind in _DECLARED or not kind.endswith("Property"):
            return f"Declaration: {kind}"
        return f"Characteristics: {kind.removesuffix('Property')}"

    def _negative(self, node: str) -> str:
        values = self._values
        individual = (values(node, owl("sourceIndividual")) or [_MISSING])[0]
        property_ = (values(node, owl("assertionProperty")) or [_MISSING])[0]
        targets = values(node, owl("targetIndividual")) + values(node, owl("targetValue"))
        target = self.named(targets[0]) if targets else _MISSING
        return f"{self.named(individual)} Facts: not {self.named(property_)} {target}"

    def named(self, term: str) -> str:
        """Return the label of a term, in quotes where it has blanks."""
        if term == _MISSING:
            return term
        if term.startswith('"'):
            text, _, datatype = term.rpartition("^^")
            if datatype in _BARE:
                return text[1:-1]
            return f"{text}^^{self._name(datatype)}" if datatype[:1] == "<" else term
        label = self._name(term)
        return f"'{label}'" if " " in label and not label.startswith("<") else label

    def expression(self, node: str, *, nested: bool = False) -> str:
        """Return a class expression; one of several words in parentheses where it is nested."""
        if not node.startswith("_:"):
            return self.named(node)
        if node in self._open:
            return "…"  # a class that is nested in itself
        self._open.add(node)
        text = self._restriction(node) or self._connective(node)
        self._open.discard(node)
        return f"({text})" if nested and not text.startswith("{") else text

    def _restriction(self, node: str) -> str | None:
        values = self._values
        for property_ in values(node, owl("onProperty")):
            name = self.expression(property_)
            for predicate, word in (("someValuesFrom", "some"), ("allValuesFrom", "only"),
                                    ("hasValue", "value")):  # fmt: skip
                for filler in values(node, owl(predicate)):
                    return f"{name} {word} {self.expression(filler, nested=True)}"
            if values(node, owl("hasSelf")):
                return f"{name} Self"
            for predicate, word in _CARDINALITIES.items():
                for number in values(node, owl(predicate)):
                    count = self.named(number)
                    fillers = values(node, owl("onClass")) + values(node, owl("onDataRange"))
                    of = "".join(f" {self.expression(f, nested=True)}" for f in fillers)
                    return f"{name} {word} {count}{of}"
            return f"{name} {_MISSING}"
        return None

    def _connective(self, node: str) -> str:
        for inverted in self._values(node, owl("inverseOf")):
            return f"inverse {self.named(inverted)}"
        for part in self._values(node, owl("complementOf")):
            return f"not {self.expression(part, nested=True)}"
        for predicate, word in (("intersectionOf", " and "), ("unionOf", " or ")):
            for list_ in self._values(node, owl(predicate)):
                items = self._items(list_)
                return word.join(self.expression(item, nested=True) for item in items)
        for list_ in self._values(node, owl("oneOf")):
            return "{" + ", ".join(map(self.named, self._items(list_))) + "}"
        return self._name(node)
