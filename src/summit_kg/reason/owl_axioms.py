"""Which axioms and assertions are outside OWL 2 DL by themselves, and why.

Source of the rules: OWL 2 Web Ontology Language, Structural Specification (sections 3, 5, 9 and 11)
and Mapping to RDF Graphs (W3C, 2012).
"""

from collections.abc import Callable

import pyoxigraph as ox

from summit_kg.reason.owl_terms import OwlTerms, literal_or_thing, short
from summit_kg.reason.owl_vocabulary import (
    ANNOTATION,
    CHARACTERISTICS,
    DATA,
    DATATYPES,
    DECLARATIONS,
    FILLERS,
    IGNORED_TYPES,
    OBJECT,
    RESERVED,
)
from summit_kg.reason.triples import TYPE, Triples
from summit_kg.terms import shorten
from summit_kg.vocabulary import OWL, RDF, RDFS, XSD


class OwlAxioms:
    """Finds what is wrong with the axioms and assertions of an ontology, triple by triple."""

    def __init__(self, triples: Triples, terms: OwlTerms) -> None:
        self._triples = triples
        self._terms = terms
        self._declared, self._annotations = terms.declared, terms.annotations
        self._is_part, self._each = terms.is_part, terms.each
        self._class, self._property = terms.class_, terms.property_
        self._datatype, self._individual = terms.datatype, terms.individual
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

    def problem(self, triple: ox.Triple) -> str | None:
        """Return why a triple is outside OWL 2 DL; None where it is not."""
        predicate = triple.predicate
        reused = self._reuse(triple)
        if reused is not None:
            return reused
        if self._terms.is_annotation(triple) or predicate.value.startswith(OWL + "annotated"):
            return None
        if predicate.value in self._by_predicate:
            return self._by_predicate[predicate.value](triple)
        if predicate.value in {RDF + "first", RDF + "rest"}:
            return self._list_node(triple)
        local = predicate.value.removeprefix(OWL)
        if predicate.value.startswith(OWL) and (
            local in FILLERS
            or local in {"onProperty", "onProperties", "onClass", "onDataRange", "onDatatype",
                         "withRestrictions", "datatypeComplementOf", "sourceIndividual",
                         "targetIndividual", "targetValue"}
        ):  # fmt: skip
            return self._restriction(triple) if local == "onProperty" else None
        if predicate.value.startswith(XSD) and isinstance(triple.subject, ox.BlankNode):
            return None  # a facet of a data range
        if predicate.value.startswith(RESERVED) and not self._terms.is_built_in(predicate):
            return f"{short(predicate)} is reserved and has no meaning as a property in OWL 2"
        return self._assertion(triple)

    def _reuse(self, triple: ox.Triple) -> str | None:
        subject = triple.subject
        if isinstance(subject, ox.NamedNode) and subject.value.startswith(RESERVED):
            described = triple.predicate in self._annotations or triple.predicate.value == TYPE
            if described and (subject.value in DATATYPES or self._terms.is_built_in(subject)):
                return None
            return f"{short(subject)} is reserved: nothing may be said of it"
        if self._is_part(triple.object) and len(self._triples.users(triple.object)) > 1:
            return "a nameless part of an axiom is used twice"
        return None

    # ---- Kinds of axioms: each returns what is wrong, or None

    def _type(self, triple: ox.Triple) -> str | None:
        kind = getattr(triple.object, "value", "")
        if isinstance(triple.object, ox.Literal):
            return "a literal is no class"
        if kind in {OBJECT, DATA, ANNOTATION}:
            others = [k for k in (OBJECT, DATA, ANNOTATION) if triple.subject in self._declared[k]]
            if kind != others[0]:
                both = " and ".join(shorten(k).removeprefix("owl:") for k in others)
                return f"{short(triple.subject)} is a property of two kinds: {both}"
            return None
        if kind == RDFS + "Datatype" and triple.subject in self._declared[OWL + "Class"]:
            return f"{short(triple.subject)} is both a class and a datatype"
        if kind in CHARACTERISTICS:
            allowed = (OBJECT, DATA) if kind == OWL + "FunctionalProperty" else (OBJECT,)
            return self._property(triple.subject, *allowed)
        if kind in DECLARATIONS or kind in IGNORED_TYPES:
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
        if triple.subject in self._annotations or triple.subject in self._declared[DATA]:
            return None
        return self._property(triple.subject, OBJECT) or self._class(triple.object)

    def foreign_range(self, triple: ox.Triple) -> str | None:
        """Return that a data property has a range that is no datatype of OWL 2; None otherwise."""
        if triple.predicate.value != RDFS + "range" or triple.subject in self._annotations:
            return None
        if triple.subject not in self._declared[DATA]:
            return None
        return self._datatype(triple.object) if isinstance(triple.object, ox.NamedNode) else None

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
            return f"{short(one)} and {short(other)} are properties of different kinds"
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
            if t.predicate.value.removeprefix(OWL) in FILLERS
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
                return f"{literal_or_thing(value)} is no value of {short(triple.object)}"
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
                return f"{short(property_)} is an object property, its value is a literal"
        elif property_ in self._declared[OBJECT]:
            return None
        elif property_ in self._declared[DATA]:
            return f"{short(property_)} is a data property, its value is no literal"
        return f"{short(property_)} is not declared as a property"

    def _list_node(self, triple: ox.Triple) -> str | None:
        users = [user.predicate.value for user in self._triples.users(triple.subject)]
        in_syntax = users and all(user.startswith((OWL, RDF + "rest")) for user in users)
        if triple.predicate.value == RDF + "rest" or in_syntax:
            return None
        return "a list stands by itself: OWL keeps lists for its own syntax"
