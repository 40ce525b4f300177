"""The JSON-LD context that the article and claim files name, made from the ontology."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summit_kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    from ontology_model import Ontology, Term

OWL_KEYS = (
    "assertionProperty",
    "disjointWith",
    "hasValue",
    "onProperty",
    "sourceIndividual",
    "targetIndividual",
)
"""Keys with which an assertion states OWL negation."""

CHOICES = ("certainty", "claimType", "polarity")
"""Properties whose value is a name of the ontology, written without a prefix."""

PRECISIONS = {"": "xsd:date", "Month": "xsd:gYearMonth", "Year": "xsd:gYear"}
"""How a property's key ends where its value is a day, a month or a year."""

ENGLISH = {"@language": "en"}

FIXED: dict[str, Any] = {
    "address": {"@id": "schema:url", "@type": "@id"},
    "altLabel": {"@id": "skos:altLabel", **ENGLISH},
    "asserts": {
        "@id": "summit:asserts",
        "@type": "@id",
        "@container": ["@graph", "@id"],
    },
    "claimedBy": {"@id": "summit:claimedBy", "@type": "@id", "@container": "@list"},
    "claims": {"@reverse": "summit:inArticle"},
    "description": {"@id": "dcterms:description", **ENGLISH},
    "end": {"@id": "oa:end", "@type": "xsd:nonNegativeInteger"},
    **{
        "issued" + ending: {"@id": "dcterms:issued", "@type": kind}
        for ending, kind in PRECISIONS.items()
    },
    "label": {"@id": "rdfs:label", **ENGLISH},
    "language": {"@id": "dcterms:language"},
    "publisher": {"@id": "dcterms:publisher"},
    "quote": {"@id": "summit:quotedWords", **ENGLISH},
    "reason": {"@id": "summit:noClaimReason", **ENGLISH},
    "selector": {"@id": "oa:hasSelector", "@type": "@id"},
    "sentence": {"@id": "summit:inSentence", "@type": "@id"},
    "sentences": {"@reverse": "summit:inArticle"},
    "start": {"@id": "oa:start", "@type": "xsd:nonNegativeInteger"},
    "title": {"@id": "dcterms:title", **ENGLISH},
    "withoutClaim": {"@reverse": "summit:inArticle"},
}


def context(ontology: Ontology) -> dict[str, Any]:
    """Return the context: keywords, prefixes, and one entry for each property."""
    terms: dict[str, Any] = {
        "@version": 1.1,
        "@vocab": PREFIXES["summit"],
        "iri": "@id",
        "type": "@type",
    }
    terms |= PREFIXES
    entries = {key: {"@id": f"owl:{key}", "@type": "@id"} for key in OWL_KEYS} | FIXED
    for term in ontology.of_kind("object property", "data property"):
        entries.setdefault(term.name, _entry(term))
        for key, kind in by_precision(term).items():
            entries[key] = {"@id": term.curie, "@type": kind}
    return {"@context": terms | dict(sorted(entries.items()))}


def by_precision(term: Term) -> dict[str, str]:
    """Return the keys of a property that takes a day, a month or a year, with their datatypes."""
    if not set(PRECISIONS.values()) <= set(term.range):
        return {}
    return {term.name + ending: kind for ending, kind in PRECISIONS.items()}


def datatype(term: Term) -> str | None:
    """Return the CURIE of a data property's one datatype; None where it may have several."""
    return term.range[0] if len(term.range) == 1 else None


def _entry(term: Term) -> dict[str, Any]:
    if term.kind == "object property":
        return {"@id": term.curie, "@type": "@vocab" if term.name in CHOICES else "@id"}
    kind = datatype(term)
    if kind == "rdf:langString":
        return {"@id": term.curie, **ENGLISH}
    if kind is None or kind == "xsd:string":
        return {"@id": term.curie}
    return {"@id": term.curie, "@type": kind}
