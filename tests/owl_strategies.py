"""Random ontologies and facts with every construct from which the reasoner concludes something.

Terms are text in N-Triples form. Object properties hold between individuals, two of which are
blank nodes; data properties have literals, no two of which have the same value.
"""

from collections.abc import Callable, Iterable

from hypothesis import strategies as st

from summit_kg.reason.schema import (
    DIFFERENT_FROM,
    DOMAIN,
    FIRST,
    INCOMPATIBLE,
    NIL,
    NOTHING,
    RANGE,
    REST,
    SAME_AS,
    SUB_CLASS,
    SUB_PROPERTY,
    THING,
    TYPE,
    Triple,
    owl,
)
from summit_kg.vocabulary import XSD


def _named(letter: str, count: int) -> list[str]:
    return [f"<http://example.org/{letter}{number}>" for number in range(count)]


CLASSES, PROPERTIES, DATA_PROPERTIES = _named("C", 5), _named("p", 4), _named("d", 2)
INDIVIDUALS = [*_named("i", 4), "_:n0", "_:n1"]
LITERALS = ['"a"', '"a"@en', '"b"', f'"1"^^<{XSD}integer>', f'"2.5"^^<{XSD}decimal>']
DECLARATIONS: list[Triple] = [
    *((name, TYPE, owl("Class")) for name in CLASSES),
    *((name, TYPE, owl("ObjectProperty")) for name in PROPERTIES),
    *((name, TYPE, owl("DatatypeProperty")) for name in DATA_PROPERTIES),
]
_LOCAL = "_:local"


class _Draft:
    """The triples of one axiom, whose terms are drawn one after the other."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._nodes = 0
        self.triples: list[Triple] = []

    def say(self, subject: str, predicate: str, object_: str) -> None:
        self.triples.append((subject, predicate, object_))

    def one(self, names: list[str]) -> str:
        return self._draw(st.sampled_from(names))

    def some(self, names: list[str], least: int = 2, most: int = 3) -> list[str]:
        return self._draw(st.lists(st.sampled_from(names), min_size=least, max_size=most))

    def apart(self, names: list[str]) -> list[str]:
        return self._draw(st.lists(st.sampled_from(names), min_size=2, max_size=3, unique=True))

    def node(self) -> str:
        self._nodes += 1
        return f"{_LOCAL}{self._nodes}"

    def list_of(self, items: Iterable[str]) -> str:
        head = NIL
        for item in reversed(list(items)):
            node = self.node()
            self.say(node, FIRST, item)
            self.say(node, REST, head)
            head = node
        return head

    def object_property(self) -> str:
        return self.one(PROPERTIES)

    def role(self) -> str:
        """An object property or, at times, the inverse of one, which has no name."""
        if self.one(["named"] * 5 + ["inverse"]) == "named":
            return self.object_property()
        node = self.node()
        self.say(node, owl("inverseOf"), self.object_property())
        return node

    def named_class(self) -> str:
        """Mostly a class of the ontology, sometimes the one that has all or no members."""
        return self.one([*CLASSES * 3, THING, NOTHING])

    def class_(self, depth: int = 2) -> str:
        """A class, with a name or without."""
        if not depth or self.one(["named", "named", "described"]) == "named":
            return self.named_class()
        return self.described_class(depth)

    def described_class(self, depth: int = 2) -> str:
        node = self.node()
        _DESCRIPTIONS[self.one(sorted(_DESCRIPTIONS))](self, node, depth - 1)
        return node

    def classes(self, depth: int) -> str:
        return self.list_of(self.class_(depth) for _ in range(int(self.one(["2", "3"]))))

    def on(self, node: str, property_: str) -> None:
        self.say(node, TYPE, owl("Restriction"))
        self.say(node, owl("onProperty"), property_)


Description = Callable[[_Draft, str, int], None]


def _connective(predicate: str) -> Description:
    return lambda draft, node, depth: draft.say(node, owl(predicate), draft.classes(depth))


def _quantified(predicate: str) -> Description:
    def describe(draft: _Draft, node: str, depth: int) -> None:
        draft.on(node, draft.role())
        draft.say(node, owl(predicate), draft.class_(depth))

    return describe


def _complement(draft: _Draft, node: str, depth: int) -> None:
    draft.say(node, owl("complementOf"), draft.class_(depth))


def _enumeration(draft: _Draft, node: str, _: int) -> None:
    draft.say(node, owl("oneOf"), draft.list_of(draft.some(INDIVIDUALS, least=1)))


def _has_value(draft: _Draft, node: str, _: int) -> None:
    draft.on(node, draft.role())
    draft.say(node, owl("hasValue"), draft.one(INDIVIDUALS))


def _has_literal(draft: _Draft, node: str, _: int) -> None:
    draft.on(node, draft.one(DATA_PROPERTIES))
    draft.say(node, owl("hasValue"), draft.one(LITERALS))


def _number(draft: _Draft) -> str:
    return f'"{draft.one(["1", "1", "0", "2"])}"^^<{XSD}nonNegativeInteger>'


def _at_most(draft: _Draft, node: str, _: int) -> None:
    draft.on(node, draft.one([*PROPERTIES, *DATA_PROPERTIES]))
    draft.say(node, owl("maxCardinality"), _number(draft))


def _at_most_of_class(draft: _Draft, node: str, depth: int) -> None:
    draft.on(node, draft.object_property())
    draft.say(node, owl("maxQualifiedCardinality"), _number(draft))
    draft.say(node, owl("onClass"), draft.class_(depth))


_DESCRIPTIONS: dict[str, Description] = {
    "allValuesFrom": _quantified("allValuesFrom"),
    "complementOf": _complement,
    "hasLiteral": _has_literal,
    "hasValue": _has_value,
    "intersectionOf": _connective("intersectionOf"),
    "maxCardinality": _at_most,
    "maxQualifiedCardinality": _at_most_of_class,
    "oneOf": _enumeration,
    "someValuesFrom": _quantified("someValuesFrom"),
    "unionOf": _connective("unionOf"),
}

Axiom = Callable[[_Draft], None]


def _between_classes(predicate: str) -> Axiom:
    return lambda draft: draft.say(draft.class_(), predicate, draft.class_())


def _of_class(predicate: str) -> Axiom:
    return lambda draft: draft.say(draft.object_property(), predicate, draft.class_())


def _between_properties(predicate: str) -> Axiom:
    def say(draft: _Draft) -> None:
        if draft.one(["object", "object", "data"]) == "object":
            draft.say(draft.role(), predicate, draft.object_property())
        else:
            draft.say(draft.one(DATA_PROPERTIES), predicate, draft.one(DATA_PROPERTIES))

    return say


def _inverse(draft: _Draft) -> None:
    draft.say(draft.object_property(), owl("inverseOf"), draft.object_property())


def _characteristic(draft: _Draft) -> None:
    kinds = ["Symmetric", "Transitive", "Functional", "InverseFunctional", "Asymmetric"]
    kind = draft.one([*kinds, "Irreflexive"])
    names = [*PROPERTIES, *DATA_PROPERTIES] if kind == "Functional" else PROPERTIES
    draft.say(draft.one(names), TYPE, owl(f"{kind}Property"))


def _chains(draft: _Draft) -> None:
    property_ = draft.object_property()
    for _ in range(int(draft.one(["1", "1", "2"]))):
        steps = [draft.role() for _ in range(int(draft.one(["2", "2", "3"])))]
        draft.say(property_, owl("propertyChainAxiom"), draft.list_of(steps))


def _key(draft: _Draft) -> None:
    keys = draft.some([*PROPERTIES, *DATA_PROPERTIES], least=1, most=2)
    draft.say(draft.class_(), owl("hasKey"), draft.list_of(keys))


def _data_domain(draft: _Draft) -> None:
    draft.say(draft.one(DATA_PROPERTIES), DOMAIN, draft.class_())


def _named_description(draft: _Draft) -> None:
    _DESCRIPTIONS[draft.one(sorted(_DESCRIPTIONS))](draft, draft.one(CLASSES), 1)


def _all_apart(kind: str, names: list[str]) -> Axiom:
    def say(draft: _Draft) -> None:
        node = draft.node()
        draft.say(node, TYPE, owl(kind))
        predicate = (
            draft.one(["members", "distinctMembers"]) if kind == "AllDifferent" else "members"
        )
        draft.say(node, owl(predicate), draft.list_of(draft.apart(names)))

    return say


def _not_so(draft: _Draft) -> None:
    """A negative property assertion."""
    node = draft.node()
    draft.say(node, TYPE, owl("NegativePropertyAssertion"))
    draft.say(node, owl("sourceIndividual"), draft.one(INDIVIDUALS))
    if draft.one(["object", "object", "data"]) == "object":
        draft.say(node, owl("assertionProperty"), draft.object_property())
        draft.say(node, owl("targetIndividual"), draft.one(INDIVIDUALS))
    else:
        draft.say(node, owl("assertionProperty"), draft.one(DATA_PROPERTIES))
        draft.say(node, owl("targetValue"), draft.one(LITERALS))


def _nothing_to_do_with(draft: _Draft) -> None:
    """A class no member of which has a certain value, as an article says of those who stayed away."""
    node = draft.node()
    _has_value(draft, node, 0)
    draft.say(draft.one(CLASSES), owl("disjointWith"), node)


def _member_of_described(draft: _Draft) -> None:
    draft.say(draft.one(INDIVIDUALS), TYPE, draft.described_class())


_CONCLUDING: list[Axiom] = [
    *[_between_classes(SUB_CLASS)] * 3,
    *[_between_classes(owl("equivalentClass"))] * 3,
    _named_description,
    _of_class(DOMAIN),
    _of_class(RANGE),
    _data_domain,
    *[_between_properties(SUB_PROPERTY)] * 2,
    _between_properties(owl("equivalentProperty")),
    _inverse,
    *[_characteristic] * 2,
    *[_chains] * 2,
    _key,
]
_FORBIDDING: list[Axiom] = [
    _between_classes(owl("disjointWith")),
    _between_properties(owl("propertyDisjointWith")),
    _between_properties(INCOMPATIBLE),
    _all_apart("AllDifferent", INDIVIDUALS),
    _all_apart("AllDisjointClasses", CLASSES),
    _all_apart("AllDisjointProperties", PROPERTIES),
    _not_so,
]
_SAID_BY_ARTICLES: list[Axiom] = [_not_so, _nothing_to_do_with]


def _fact(draft: _Draft) -> None:
    kind = draft.one(["property"] * 5 + ["class"] * 3 + ["data"] * 2 + ["same", "different"])
    subject = draft.one(INDIVIDUALS)
    if kind == "property":
        draft.say(subject, draft.object_property(), draft.one(INDIVIDUALS))
    elif kind == "class":
        draft.say(subject, TYPE, draft.named_class())
    elif kind == "data":
        draft.say(subject, draft.one(DATA_PROPERTIES), draft.one(LITERALS))
    else:
        predicate = SAME_AS if kind == "same" else DIFFERENT_FROM
        draft.say(subject, predicate, draft.one(INDIVIDUALS))


@st.composite
def _drafted(draw: st.DrawFn, kinds: list[Axiom]) -> list[Triple]:
    draft = _Draft(draw)
    draw(st.sampled_from(kinds))(draft)
    return draft.triples


def joined(parts: Iterable[list[Triple]], label: str) -> list[Triple]:
    """Return the triples of all parts, the nodes of each with names of their own."""
    return [
        tuple(term.replace(_LOCAL, f"_:{label}{number}x") for term in triple)  # type: ignore[misc]  # three as before
        for number, part in enumerate(parts)
        for triple in part
    ]


facts = st.lists(_drafted([_fact]), min_size=1, max_size=8).map(lambda parts: joined(parts, "f"))
"""Statements about individuals."""

ontologies = st.lists(_drafted(_CONCLUDING), min_size=1, max_size=7).map(
    lambda parts: [*DECLARATIONS, *joined(parts, "a")]
)
"""Axioms from which facts follow."""

prohibitions = st.lists(_drafted([*_FORBIDDING, _member_of_described]), max_size=2).map(
    lambda parts: joined(parts, "c")
)
"""Axioms that facts may clash with, and members of classes without a name."""


@st.composite
def articles(draw: st.DrawFn, count: int = 3) -> list[list[Triple]]:
    """What each of some articles states: they share facts, and may say what is not so."""
    pool = draw(st.lists(_drafted([_fact]), min_size=2, max_size=7))
    said = [draw(st.lists(st.sampled_from(pool), min_size=1, max_size=4)) for _ in range(count)]
    excluded = [draw(st.lists(_drafted(_SAID_BY_ARTICLES), max_size=1)) for _ in range(count)]
    return [
        joined([*facts_, *denials], f"r{number}x")
        for number, (facts_, denials) in enumerate(zip(said, excluded, strict=True))
    ]
