"""The classes and properties that a claim may use, read from the ontology."""

from collections import defaultdict
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.load.turtle import read_turtle, turtle_files
from summit_kg.terms import expand_curie, shorten, suggestion
from summit_kg.vocabulary import OWL, RDF, RDFS, SCHEMA, SKOS, SUMMIT, XSD

_NOT_FOR_ASSERTIONS = ("claims.ttl", "shapes.ttl")
"""Files of the ontology whose terms say who said something: an assertion must not use them."""
_OWL_CLASSES = {OWL + "NegativePropertyAssertion", OWL + "Restriction"}
_OWL_PROPERTIES = {
    "sourceIndividual": OWL + "sourceIndividual",
    "assertionProperty": OWL + "assertionProperty",
    "targetIndividual": OWL + "targetIndividual",
    "disjointWith": OWL + "disjointWith",
    "onProperty": OWL + "onProperty",
    "hasValue": OWL + "hasValue",
}
_TEXT_PROPERTIES = {"label": RDFS + "label", "altLabel": SKOS + "altLabel"}
_PRECISIONS = {"": XSD + "date", "Month": XSD + "gYearMonth", "Year": XSD + "gYear"}
"""How a key ends whose value is a day, a month or a year, where a property may have any of them."""
LANGUAGE_TAGGED = RDF + "langString"


class OntologyTerms(NamedTuple):
    """What an assertion may name.

    `properties` maps the key used in a file to the property's IRI and, for a data property, its
    datatype (None for an object property).
    """

    classes: frozenset[str]
    properties: dict[str, tuple[str, str | None]]

    def class_iri(self, name: str) -> str | None:
        """Return the IRI of a class named by its local name or CURIE; None where unknown."""
        iri = expand_curie(name) if ":" in name else SUMMIT + name
        return iri if iri in self.classes else None

    def nearest_class(self, name: str) -> str:
        """Return ` (did you mean …?)` for a misspelt class, or nothing."""
        return suggestion(name, [shorten(iri).removeprefix("summit:") for iri in self.classes])

    def nearest_property(self, name: str) -> str:
        """Return ` (did you mean …?)` for a misspelt property, or nothing."""
        return suggestion(name, list(self.properties))


def read_ontology_terms(folder: str) -> OntologyTerms:
    """Return the terms of the ontology's Turtle files beneath a folder."""
    classes = set(_OWL_CLASSES)
    object_properties: set[str] = set()
    data_properties: set[str] = set()
    ranges: dict[str, str] = {}
    included: dict[str, set[str]] = defaultdict(set)
    for path in turtle_files(folder):
        if path.endswith(_NOT_FOR_ASSERTIONS):
            continue
        for quad in read_turtle(path, path):
            if not isinstance(quad.subject, ox.NamedNode) or not isinstance(
                quad.object, ox.NamedNode
            ):
                continue
            subject, object_ = quad.subject.value, quad.object.value
            if quad.predicate.value == RDFS + "range":
                ranges[subject] = object_
            elif quad.predicate.value == SCHEMA + "rangeIncludes":
                included[subject].add(object_)
            elif quad.predicate.value != RDF + "type" or not subject.startswith(SUMMIT):
                continue
            elif object_ == OWL + "Class":
                classes.add(subject)
            elif object_ == OWL + "ObjectProperty":
                object_properties.add(subject)
            elif object_ == OWL + "DatatypeProperty":
                data_properties.add(subject)
    properties: dict[str, tuple[str, str | None]] = {
        key: (iri, None) for key, iri in _OWL_PROPERTIES.items()
    }
    properties |= {key: (iri, LANGUAGE_TAGGED) for key, iri in _TEXT_PROPERTIES.items()}
    for iri in object_properties:
        properties[iri.removeprefix(SUMMIT)] = (iri, None)
    for iri in data_properties:
        name = iri.removeprefix(SUMMIT)
        several = included[iri].issuperset(_PRECISIONS.values())
        kinds = _PRECISIONS if several else {"": ranges.get(iri, XSD + "string")}
        properties |= {name + ending: (iri, kind) for ending, kind in kinds.items()}
    return OntologyTerms(frozenset(classes), properties)
