"""Which axioms are outside OWL 2 DL, and the ontology without them.

Source of the rules: OWL 2 Web Ontology Language, Structural Specification (sections 3, 5, 9 and 11)
and Mapping to RDF Graphs (W3C, 2012).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.reason.property_hierarchy import irregular, named, needing_simple, non_simple
from summit_kg.reason.triples import TYPE, Node, Triples
from summit_kg.terms import shorten
from summit_kg.vocabulary import OWL, RDF, RDFS, XSD

RESERVED = (RDF, RDFS, OWL, XSD)
OBJECT, DATA, ANNOTATION = (
    OWL + name for name in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
)
DATATYPES = frozenset(
    [XSD + name for name in (
        "string", "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN",
        "boolean", "decimal", "integer", "nonNegativeInteger", "nonPositiveInteger",
        "positiveInteger", "negativeInteger", "long", "int", "short", "byte", "unsignedLong",
        "unsignedInt", "unsignedShort", "unsignedByte", "double", "float", "hexBinary",
        "base64Binary", "anyURI", "dateTime", "dateTimeStamp",
    )]
    + [OWL + "real", OWL + "rational", RDFS + "Literal", RDF + "PlainLiteral", RDF + "XMLLiteral"]
)  # fmt: skip
"""The datatype map of OWL 2; dates and years of XML Schema are not in it."""
_LEXICAL = {
    XSD + "boolean": r"true|false|0|1",
    XSD + "decimal": r"[+-]?(\d+(\.\d*)?|\.\d+)",
    **{XSD + name: r"[+-]?\d+" for name in ("integer", "long", "int", "short", "byte")},
    **{XSD + name: r"\+?\d+|-0+" for name in ("nonNegativeInteger", "unsignedInt")},
}
_ANNOTATIONS = frozenset(
    [RDFS + name for name in ("label", "comment", "seeAlso", "isDefinedBy")]
    + [OWL + name for name in (
        "versionInfo", "deprecated", "backwardCompatibleWith", "incompatibleWith", "priorVersion",
    )]
)  # fmt: skip
_HEADER = frozenset([OWL + "imports", OWL + "versionIRI"])
_CHARACTERISTICS = frozenset(
    OWL + name + "Property"
    for name in ("Functional", "InverseFunctional", "Transitive", "Symmetric", "Asymmetric",
                 "Reflexive", "Irreflexive")
)  # fmt: skip
_DECLARATIONS = frozenset(
    [OBJECT, DATA, ANNOTATION, OWL + "Class", RDFS + "Datatype", OWL + "NamedIndividual"]
)
_IGNORED_TYPES = frozenset(
    [OWL + name for name in (
        "Ontology", "Axiom", "Annotation", "DeprecatedClass", "DeprecatedProperty", "Restriction",
        "NegativePropertyAssertion", "AllDifferent", "AllDisjointClasses", "AllDisjointProperties",
    )]
    + [RDF + "Property", RDFS + "Class", RDF + "List"]
)  # fmt: skip
_BUILT_IN = {
    OWL + "Class": {OWL + "Thing", OWL + "Nothing"},
    OBJECT: {OWL + "topObjectProperty", OWL + "bottomObjectProperty"},
    DATA: {OWL + "topDataProperty", OWL + "bottomDataProperty"},
}
_EXPRESSION = (
    "onProperty", "intersectionOf", "unionOf", "oneOf", "complementOf", "datatypeComplementOf",
    "onDatatype", "inverseOf",
)  # fmt: skip
_FILLERS = (
    "someValuesFrom", "allValuesFrom", "hasValue", "hasSelf", "cardinality", "minCardinality",
    "maxCardinality", "qualifiedCardinality", "minQualifiedCardinality", "maxQualifiedCardinality",
)  # fmt: skip
FOREIGN_DATATYPE = "datatype"


class ProfileProblem(NamedTuple):
    """An axiom outside OWL 2 DL: the triple that it hangs on, and why.

    `rule` is `datatype` where only a datatype that OWL 2 lacks stands in the way, else `axiom`.
    """

    axiom: ox.Triple
    reason: str
    rule: str = "axiom"


def profile_problems(triples: Triples) -> list[ProfileProblem]:
    """Return every axiom outside OWL 2 DL, once, in the order of the triples."""
    found = _Checker(triples).problems()
    order = {triple: place for place, triple in enumerate(triples)}
    first: dict[ox.Triple, ProfileProblem] = {}
    for problem in found:
        first.setdefault(problem.axiom, problem)
    return sorted(first.values(), key=lambda problem: order[problem.axiom])


def within_dl(triples: Triples) -> tuple[Triples, list[ProfileProblem]]:
    """Return the ontology without its axioms outside OWL 2 DL, and those.

    Values in a datatype that OWL 2 lacks, such as dates, are kept as text: nothing can follow from
    their order, but that there is one.
    """
    problems: list[ProfileProblem] = []
    while found := profile_problems(triples):
        problems += found
        gone: set[ox.Triple] = set()
        for problem in found:
            if problem.rule == FOREIGN_DATATYPE and isinstance(problem.axiom.object, ox.Literal):
                continue
            gone.update(triples.beneath(problem.axiom))
        triples = Triples(_as_text(triple) for triple in triples if triple not in gone)
    return triples, problems


def _as_text(triple: ox.Triple) -> ox.Triple:
    value = triple.object
    if not isinstance(value, ox.Literal) or not _is_foreign(value):
        return triple
    return ox.Triple(triple.subject, triple.predicate, ox.Literal(value.value))


def _is_foreign(value: ox.Literal) -> bool:
    return value.language is None and value.datatype.value not in DATATYPES


class _Checker:
    def __init__(self, triples: Triples) -> None:
        self._triples = triples
        self._declared = {
            kind: triples.typed(kind) | {ox.NamedNode(iri) for iri in _BUILT_IN.get(kind, ())}
            for kind in _DECLARATIONS
        }
        self._annotations = self._declared[ANNOTATION] | {ox.NamedNode(i) for i in _ANNOTATIONS}
        self._found: list[ProfileProblem] = []
        self._by_predicate: dict[str, Callable[[ox.Triple], str | None]] = {
            TYPE: self._type,
            RDFS + "subClassOf": self._classes,
            OWL + "equivalentClass": self._classes,
            OWL + "disjointWith": self._classes,
            OWL + "complementOf": self._classes,
            OWL + "disjointUnionOf": self._class_list,
            OWL + "intersectionOf": self._class_list,
            OWL + "unionOf": self._class_list,
            OWL + "oneOf": self._one_of,
            OWL + "members": self._members,
            OWL + "distinctMembers": self._individual_list,
            RDFS + "domain": self._domain,
            RDFS + "range": self._range,
            RDFS + "subPropertyOf": self._properties,
            OWL + "equivalentProperty": self._properties,
            OWL + "propertyDisjointWith": self._properties,
            OWL + "inverseOf": self._inverse,
            OWL + "propertyChainAxiom": self._chain,
            OWL + "hasKey": self._key,
            OWL + "sameAs": self._individuals,
            OWL + "differentFrom": self._individuals,
            OWL + "assertionProperty": self._denial,
        }

    def problems(self) -> list[ProfileProblem]:
        for triple in self._triples:
            reason = self._of(triple)
            if reason is not None:
                self._report(triple, reason)
            elif isinstance(triple.object, ox.Literal) and not self._is_annotation(triple):
                self._literal(triple, triple.object)
        complex_ = non_simple(self._triples)
        for property_, triple in needing_simple(self._triples):
            if property_ in complex_:
                name = _short(property_)
                self._report(triple, f"{name} is not simple: a chain or transitivity makes it")
        for triple in irregular(self._triples):
            self._report(triple, "the property depends on itself through chains")
        for triple in self._closing_circles():
            self._report(triple, "it closes a circle of nameless things")
        return self._found

    def _closing_circles(self) -> Iterator[ox.Triple]:
        """Yield the assertions between nameless individuals that make them more than trees."""
        group: dict[Node, Node] = {}

        def root(node: Node) -> Node:
            while (upper := group.get(node, node)) != node:
                node = upper
            return node

        for triple in self._triples:
            ends = (triple.subject, triple.object)
            if triple.predicate not in self._declared[OBJECT] or not all(
                isinstance(end, ox.BlankNode) for end in ends
            ):
                continue
            one, other = map(root, ends)
            if one == other:
                yield triple
            group[one] = other

    def _report(self, triple: ox.Triple, reason: str, rule: str = "axiom") -> None:
        for root in self._roots(triple):
            self._found.append(ProfileProblem(root, reason, rule))

    def _roots(self, triple: ox.Triple) -> list[ox.Triple]:
        """Return the triples on which the axioms hang that a triple is part of."""
        roots, open_triples, seen = [], [triple], {triple}
        while open_triples:
            current = open_triples.pop()
            if not self._is_part(current.subject):
                roots.append(current)
                continue
            above = [t for t in self._above(current.subject) if t not in seen]
            if not above and current is triple and not roots:
                roots.append(current)
            seen.update(above)
            open_triples += above
        return roots or [triple]

    def _above(self, node: Node) -> list[ox.Triple]:
        if not hasattr(self, "_users"):
            self._users: dict[Node, list[ox.Triple]] = {}
            for triple in self._triples:
                if isinstance(triple.object, ox.BlankNode):
                    self._users.setdefault(triple.object, []).append(triple)
        return self._users.get(node, [])

    def _is_part(self, node: Node) -> bool:
        """Tell whether a node is the syntax of an axiom that hangs elsewhere."""
        return isinstance(node, ox.BlankNode) and any(
            t.predicate.value in {RDF + "first", RDF + "rest"}
            or t.predicate.value.removeprefix(OWL) in _EXPRESSION
            or t.predicate.value.removeprefix(OWL) in _FILLERS
            for t in self._triples.about(node)
        )

    def _is_annotation(self, triple: ox.Triple) -> bool:
        return triple.predicate in self._annotations or triple.predicate.value in _HEADER

    def _of(self, triple: ox.Triple) -> str | None:
        """Return why a triple is outside OWL 2 DL; None where it is not."""
        predicate = triple.predicate
        reused = self._reuse(triple)
        if reused is not None:
            return reused
        if self._is_annotation(triple) or predicate.value.startswith(OWL + "annotated"):
            return None
        if predicate.value in self._by_predicate:
            return self._by_predicate[predicate.value](triple)
        if predicate.value in {RDF + "first", RDF + "rest"}:
            return self._list_node(triple)
        local = predicate.value.removeprefix(OWL)
        if predicate.value.startswith(OWL) and (
            local in _FILLERS
            or local in {"onProperty", "onProperties", "onClass", "onDataRange", "onDatatype",
                         "withRestrictions", "datatypeComplementOf", "sourceIndividual",
                         "targetIndividual", "targetValue"}
        ):  # fmt: skip
            return self._restriction(triple) if local == "onProperty" else None
        if predicate.value.startswith(XSD) and isinstance(triple.subject, ox.BlankNode):
            return None  # a facet of a data range
        if predicate.value.startswith(RESERVED) and not self._is_built_in(predicate):
            return f"{_short(predicate)} is reserved and has no meaning as a property in OWL 2"
        return self._assertion(triple)

    def _reuse(self, triple: ox.Triple) -> str | None:
        subject = triple.subject
        if isinstance(subject, ox.NamedNode) and subject.value.startswith(RESERVED):
            described = triple.predicate in self._annotations or triple.predicate.value == TYPE
            if described and (subject.value in DATATYPES or self._is_built_in(subject)):
                return None
            return f"{_short(subject)} is reserved: nothing may be said of it"
        if self._is_part(triple.object) and self._triples.uses(triple.object) > 1:
            return "a nameless part of an axiom is used twice"
        return None

    def _is_built_in(self, node: Node) -> bool:
        return any(getattr(node, "value", "") in names for names in _BUILT_IN.values()) or (
            node in self._annotations
        )

    # ---- Kinds of axioms: each returns what is wrong, or None

    def _type(self, triple: ox.Triple) -> str | None:
        kind = getattr(triple.object, "value", "")
        if isinstance(triple.object, ox.Literal):
            return "a literal is no class"
        if kind in {OBJECT, DATA, ANNOTATION}:
            others = [k for k in (OBJECT, DATA, ANNOTATION) if triple.subject in self._declared[k]]
            if kind != others[0]:
                both = " and ".join(shorten(k).removeprefix("owl:") for k in others)
                return f"{_short(triple.subject)} is a property of two kinds: {both}"
            return None
        if kind == RDFS + "Datatype" and triple.subject in self._declared[OWL + "Class"]:
            return f"{_short(triple.subject)} is both a class and a datatype"
        if kind in _CHARACTERISTICS:
            allowed = (OBJECT, DATA) if kind == OWL + "FunctionalProperty" else (OBJECT,)
            return self._property(triple.subject, *allowed)
        if kind in _DECLARATIONS or kind in _IGNORED_TYPES:
            return None
        return self._class(triple.object)

    def _classes(self, triple: ox.Triple) -> str | None:
        ends = (triple.subject, triple.object)
        if triple.predicate.value == OWL + "disjointWith" and ends[0] == ends[1]:
            return "two classes are needed to be disjoint"
        if triple.predicate.value == OWL + "complementOf" and self._is_part(triple.subject):
            return self._class(triple.object)
        if triple.predicate.value == OWL + "equivalentClass" and (
            triple.subject in self._declared[RDFS + "Datatype"]
        ):
            return None
        return next(filter(None, map(self._class, ends)), None)

    def _class_list(self, triple: ox.Triple) -> str | None:
        if triple.subject in self._declared[RDFS + "Datatype"]:
            return self._each(triple.object, self._datatype)
        return self._each(triple.object, self._class)

    def _one_of(self, triple: ox.Triple) -> str | None:
        if triple.subject in self._declared[RDFS + "Datatype"]:
            return None
        return self._each(triple.object, self._individual)

    def _individual_list(self, triple: ox.Triple) -> str | None:
        if len(set(self._triples.items(triple.object) or "12")) < 2:
            return "two members are needed at least"
        return self._each(triple.object, self._individual)

    def _members(self, triple: ox.Triple) -> str | None:
        if len(set(self._triples.items(triple.object) or "12")) < 2:
            return "two members are needed at least"
        if triple.subject in self._triples.typed(OWL + "AllDifferent"):
            return self._each(triple.object, self._individual)
        if triple.subject in self._triples.typed(OWL + "AllDisjointProperties"):
            return self._each(triple.object, lambda node: self._property(node, OBJECT, DATA))
        return self._each(triple.object, self._class)

    def _domain(self, triple: ox.Triple) -> str | None:
        if triple.subject in self._annotations:
            return None
        return self._property(triple.subject, OBJECT, DATA) or self._class(triple.object)

    def _range(self, triple: ox.Triple) -> str | None:
        if triple.subject in self._annotations:
            return None
        if triple.subject in self._declared[DATA]:
            if isinstance(triple.object, ox.NamedNode) and self._datatype(triple.object):
                name = _short(triple.object)
                self._report(triple, f"{name} is no datatype of OWL 2", FOREIGN_DATATYPE)
            return None
        return self._property(triple.subject, OBJECT) or self._class(triple.object)

    def _properties(self, triple: ox.Triple) -> str | None:
        one, other = triple.subject, triple.object
        if triple.predicate.value == OWL + "propertyDisjointWith" and one == other:
            return "two properties are needed to be disjoint"
        wrong = self._property(one, OBJECT, DATA, ANNOTATION) or self._property(
            other, OBJECT, DATA, ANNOTATION
        )
        if wrong is not None:
            return wrong
        kinds = (OBJECT, DATA, ANNOTATION)
        if not any(self._property(one, k) is self._property(other, k) is None for k in kinds):
            return f"{_short(one)} and {_short(other)} are properties of different kinds"
        return None

    def _inverse(self, triple: ox.Triple) -> str | None:
        if isinstance(triple.subject, ox.BlankNode):
            return self._property(triple.object, OBJECT)
        return self._property(triple.subject, OBJECT) or self._property(triple.object, OBJECT)

    def _chain(self, triple: ox.Triple) -> str | None:
        items = self._triples.items(triple.object)
        if items is not None and len(items) < 2:
            return "a chain needs two properties at least"
        return self._property(triple.subject, OBJECT) or self._each(
            triple.object, lambda node: self._property(node, OBJECT)
        )

    def _key(self, triple: ox.Triple) -> str | None:
        return self._class(triple.subject) or self._each(
            triple.object, lambda node: self._property(node, OBJECT, DATA)
        )

    def _individuals(self, triple: ox.Triple) -> str | None:
        if triple.subject == triple.object and triple.predicate.value == OWL + "differentFrom":
            return "two individuals are needed to be different"
        return self._individual(triple.subject) or self._individual(triple.object)

    def _denial(self, triple: ox.Triple) -> str | None:
        node = triple.subject
        sources = self._triples.objects(node, OWL + "sourceIndividual")
        targets = self._triples.objects(node, OWL + "targetIndividual")
        values = self._triples.objects(node, OWL + "targetValue")
        if len(sources) != 1 or len(targets) + len(values) != 1:
            return "a negative property assertion needs one source and one target"
        return (
            self._property(triple.object, OBJECT if targets else DATA)
            or self._individual(sources[0])
            or (self._individual(targets[0]) if targets else None)
        )

    def _restriction(self, triple: ox.Triple) -> str | None:
        fillers = [
            t
            for t in self._triples.about(triple.subject)
            if t.predicate.value.removeprefix(OWL) in _FILLERS
        ]
        if len(fillers) != 1:
            return "a restriction needs one filler"
        kind, value = fillers[0].predicate.value.removeprefix(OWL), fillers[0].object
        wrong = self._property(triple.object, OBJECT, DATA)
        if wrong is not None:
            return wrong
        is_data = triple.object in self._declared[DATA]
        if kind == "hasValue":
            if is_data is not isinstance(value, ox.Literal):
                return f"{_literal_or_thing(value)} is no value of {_short(triple.object)}"
            return None if is_data else self._individual(value)
        if kind in {"someValuesFrom", "allValuesFrom"}:
            return self._datatype(value) if is_data else self._class(value)
        if kind.lower().endswith("cardinality") and not (
            isinstance(value, ox.Literal)
            and value.datatype.value in {XSD + "nonNegativeInteger", XSD + "integer"}
            and value.value.isdecimal()
        ):
            return "a cardinality needs a whole number"
        filler = self._triples.objects(triple.subject, OWL + "onClass")
        return self._class(filler[0]) if filler else None

    def _assertion(self, triple: ox.Triple) -> str | None:
        property_ = triple.predicate
        if isinstance(triple.object, ox.Literal):
            if property_ in self._declared[DATA]:
                return None
            if property_ in self._declared[OBJECT]:
                return f"{_short(property_)} is an object property, its value is a literal"
        elif property_ in self._declared[OBJECT]:
            return None
        elif property_ in self._declared[DATA]:
            return f"{_short(property_)} is a data property, its value is no literal"
        return f"{_short(property_)} is not declared as a property"

    def _list_node(self, triple: ox.Triple) -> str | None:
        users = [user.predicate.value for user in self._above(triple.subject)]
        in_syntax = users and all(user.startswith((OWL, RDF + "rest")) for user in users)
        if triple.predicate.value == RDF + "rest" or in_syntax:
            return None
        return "a list stands by itself: OWL keeps lists for its own syntax"

    # ---- Terms: each returns what is wrong, or None

    def _each(self, head: Node, check: Callable[[Node], str | None]) -> str | None:
        items = self._triples.items(head)
        if items is None:
            return "its list is malformed"
        return next(filter(None, map(check, items)), None)

    def _class(self, node: Node) -> str | None:
        if isinstance(node, ox.NamedNode):
            if node in self._declared[OWL + "Class"]:
                return None
            if node.value.startswith(RESERVED):
                return f"{_short(node)} is reserved and no class"
            return f"{_short(node)} is not declared as a class"
        if isinstance(node, ox.BlankNode) and self._is_part(node):
            return None
        return f"{_literal_or_thing(node)} is no class"

    def _datatype(self, node: Node) -> str | None:
        if isinstance(node, ox.BlankNode) or node in self._declared[RDFS + "Datatype"]:
            return None
        if getattr(node, "value", "") in DATATYPES and isinstance(node, ox.NamedNode):
            return None
        return f"{_short(node)} is no datatype of OWL 2"

    def _property(self, node: Node, *kinds: str) -> str | None:
        inner = named(self._triples, node)
        if any(inner in self._declared[kind] for kind in kinds):
            return None
        if ANNOTATION in kinds and inner in self._annotations:
            return None
        wanted = " or ".join(shorten(kind).removeprefix("owl:") for kind in kinds)
        return f"{_short(inner)} is not declared as {wanted}"

    def _individual(self, node: Node) -> str | None:
        if isinstance(node, ox.NamedNode):
            return f"{_short(node)} is reserved" if node.value.startswith(RESERVED) else None
        return f"{_literal_or_thing(node)} cannot stand here"

    def _literal(self, triple: ox.Triple, value: ox.Literal) -> None:
        if _is_foreign(value):
            name = shorten(value.datatype.value)
            reason = f"{name} is no datatype of OWL 2"
            self._found.append(ProfileProblem(triple, reason, FOREIGN_DATATYPE))
        else:
            form = _LEXICAL.get(value.datatype.value)
            if form is not None and not re.fullmatch(form, value.value):
                self._report(triple, f"{value.value[:40]!r} is no {shorten(value.datatype.value)}")


def _short(node: Node) -> str:
    return shorten(node.value) if isinstance(node, ox.NamedNode) else "a nameless thing"


def _literal_or_thing(node: Node) -> str:
    return "a literal" if isinstance(node, ox.Literal) else _short(node)


def foreign_datatypes(problems: Iterable[ProfileProblem]) -> list[ProfileProblem]:
    """Return the problems that are only about a datatype that OWL 2 lacks."""
    return [problem for problem in problems if problem.rule == FOREIGN_DATATYPE]
