"""What follows about classes and properties themselves: the part that `closure` leaves unsaid.

Source: OWL 2 Web Ontology Language Profiles (W3C, 2012), section 4.3, table 9; RDF 1.1 Semantics
(W3C, 2014), section 9.2.1.
"""

from collections.abc import Iterable, Iterator

from summit_kg.reason.facts import MemoryFacts
from summit_kg.reason.matching import RuleIndex
from summit_kg.reason.rule import Atom, Rule
from summit_kg.reason.schema import (
    DOMAIN,
    NOTHING,
    RANGE,
    SUB_CLASS,
    SUB_PROPERTY,
    THING,
    TYPE,
    Schema,
    Triple,
    owl,
)
from summit_kg.vocabulary import RDF, RDFS

_EQUIVALENT_CLASS, _EQUIVALENT_PROPERTY = owl("equivalentClass"), owl("equivalentProperty")
_ON, _SOME, _ALL = owl("onProperty"), owl("someValuesFrom"), owl("allValuesFrom")
_HAS_VALUE = owl("hasValue")
_CLASSES = (owl("Class"), f"<{RDFS}Class>")
_PROPERTIES = (owl("ObjectProperty"), owl("DatatypeProperty"), f"<{RDF}Property>")


def _rule(name: str, *atoms: Atom) -> Rule:
    *body, head = atoms
    return Rule(name, tuple(body), head, ())


def _hierarchy(name: str, below: str, kinds: Iterable[str]) -> Iterator[Rule]:
    """Yield that what is below one below another is below it, and everything below itself."""
    yield _rule(name, ("?a", below, "?b"), ("?b", below, "?c"), ("?a", below, "?c"))
    for kind in kinds:
        yield _rule(name, ("?a", TYPE, kind), ("?a", below, "?a"))
    yield _rule(name, ("?a", below, "?b"), ("?a", below, "?a"))
    yield _rule(name, ("?a", below, "?b"), ("?b", below, "?b"))


def _equivalence(name: str, below: str, same: str) -> Iterator[Rule]:
    yield _rule(name, ("?a", same, "?b"), ("?a", below, "?b"))
    yield _rule(name, ("?a", same, "?b"), ("?b", below, "?a"))
    yield _rule(name, ("?a", below, "?b"), ("?b", below, "?a"), ("?a", same, "?b"))


def _of_property(name: str, predicate: str) -> Iterator[Rule]:
    """Yield what domains, or ranges, hold of more general classes and more special properties."""
    says = ("?p", predicate, "?c")
    yield _rule(f"{name}1", says, ("?c", SUB_CLASS, "?d"), ("?p", predicate, "?d"))
    yield _rule(f"{name}2", says, ("?q", SUB_PROPERTY, "?p"), ("?q", predicate, "?c"))


def _restrictions() -> Iterator[Rule]:
    one, two = ("?c", _ON, "?p"), ("?d", _ON, "?q")
    same_property, narrower = ("?d", _ON, "?p"), ("?p", SUB_PROPERTY, "?q")
    below, above = ("?c", SUB_CLASS, "?d"), ("?d", SUB_CLASS, "?c")
    for name, kind, conclusion in (
        ("scm-hv", _HAS_VALUE, below), ("scm-svf2", _SOME, below), ("scm-avf2", _ALL, above)
    ):  # fmt: skip
        yield _rule(name, ("?c", kind, "?v"), one, ("?d", kind, "?v"), two, narrower, conclusion)
    for name, kind in (("scm-svf1", _SOME), ("scm-avf1", _ALL)):
        fillers = ("?c", kind, "?v"), ("?d", kind, "?w")
        yield _rule(name, *fillers, ("?v", SUB_CLASS, "?w"), one, same_property, below)


_RDFS = (
    *_hierarchy("rdfs11", SUB_CLASS, _CLASSES),
    *_hierarchy("rdfs5", SUB_PROPERTY, _PROPERTIES),
)
_OWL = (
    *_RDFS,
    _rule("scm-cls", ("?c", TYPE, owl("Class")), ("?c", SUB_CLASS, THING)),
    _rule("scm-cls", ("?c", TYPE, owl("Class")), (NOTHING, SUB_CLASS, "?c")),
    *_equivalence("scm-eqc", SUB_CLASS, _EQUIVALENT_CLASS),
    *_equivalence("scm-eqp", SUB_PROPERTY, _EQUIVALENT_PROPERTY),
    *_of_property("scm-dom", DOMAIN),
    *_of_property("scm-rng", RANGE),
    *_restrictions(),
)


class _SchemaIndex(RuleIndex):
    """Rules that may conclude what rules about individuals never do."""

    def concludes_at_all(self, fact: Triple) -> bool:
        """Tell whether a fact is one that rules may conclude: that of a literal never is."""
        return fact[0][0] != '"'


def schema_closure(schema: Schema, *, owl_rules: bool = True) -> set[Triple]:
    """Return how classes and properties stand to each other, what is stated left out.

    That is `rdfs:subClassOf`, `rdfs:subPropertyOf` and, unless `owl_rules` is off, equivalence,
    `rdfs:domain` and `rdfs:range`, each class and property below itself included.
    """
    facts = MemoryFacts(schema.triples)
    if owl_rules:
        for triple in _parts(schema):
            facts.add(triple)
    index = _SchemaIndex(_OWL if owl_rules else _RDFS)
    queue = list(facts)
    for fact in queue:
        for step in list(index.following(fact, facts)):
            if step.conclusion is not None and not facts.has(step.conclusion):
                facts.add(step.conclusion)
                queue.append(step.conclusion)
    return set(facts) - schema.triples


def _parts(schema: Schema) -> Iterator[Triple]:
    """Yield that an intersection is below its parts, and a union above them."""
    for class_, node in schema.pairs(owl("intersectionOf")):
        for part in schema.items(node):
            yield class_, SUB_CLASS, part
    for class_, node in schema.pairs(owl("unionOf")):
        for part in schema.items(node):
            yield part, SUB_CLASS, class_
