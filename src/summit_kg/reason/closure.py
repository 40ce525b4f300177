"""The OWL 2 RL closure of ontology, reference data and accepted assertions.

Source of the rules: OWL 2 Web Ontology Language Profiles (W3C, 2012), section 4.3, as the library
`sparq` applies them.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox

from summit_kg.vocabulary import INFERRED_GRAPH, OA, OWL, RDF, RDFS, SUMMIT, XSD

_TYPE = RDF + "type"
_HELPER = "urn:x-summit-kg:chain:"
_STRING = XSD + "string"
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(isIRI(?s)) }"
_CLAIM_LAYER = ("inArticle", "statement", "polarity", "certainty", "claimType", "asserts",
                "accepted", "acceptanceReason", "reportedBy", "saidBy", "voice", "claimedBy",
                "evidence", "inSentence", "sha256", "textLength", "noClaimReason",
                "quotedWords", "disputes")  # fmt: skip
NOT_REASONED_OVER = frozenset(
    [SUMMIT + name for name in _CLAIM_LAYER]
    + [OWL + "annotatedSource", OWL + "annotatedProperty", OWL + "annotatedTarget"]
)
_NOT_REASONED_TYPES = frozenset(
    [SUMMIT + "Claim", SUMMIT + "Sentence", SUMMIT + "Article", OWL + "Axiom"]
)
_NOISE_CLASSES = frozenset([OWL + "Thing", OWL + "Nothing", RDFS + "Resource"])


def reasoning_input(triples: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield what reasoning starts from: the default view without the claims layer.

    Claims, their evidence and the sources of reference values say who said something, not what
    is; nothing follows from them.
    """
    for quad in triples:
        predicate = quad.predicate.value
        if predicate in NOT_REASONED_OVER:
            continue
        if predicate == _TYPE and getattr(quad.object, "value", "") in _NOT_REASONED_TYPES:
            continue
        if predicate.startswith(OA):
            continue
        yield quad


def closure(store: ox.Store) -> list[ox.Triple]:
    """Return the triples that follow from a store's default view and that it does not hold.

    Left out as noise: triples about the ontology itself, literals as subjects, whatever has a blank
    node, typing with `owl:Thing`, and an individual being the same as itself.
    """
    import sparq

    triples = list(reasoning_input(store.quads_for_pattern(None, None, None, ox.DefaultGraph())))
    schema = {
        quad.subject.value
        for quad in triples
        if isinstance(quad.subject, ox.NamedNode)
        and quad.predicate.value == _TYPE
        and getattr(quad.object, "value", "").startswith(OWL)
        and getattr(quad.object, "value", "") != OWL + "NamedIndividual"
    }
    prepared = one_chain_each(quad.triple for quad in triples)
    engine = sparq.Graph.load("".join(f"{triple} .\n" for triple in prepared), format="ntriples")
    engine.reason("owl")
    known = {(str(quad.subject), quad.predicate.value, str(quad.object)) for quad in triples}
    found = []
    for subject, predicate, object_ in engine.construct(_ALL):
        if subject.kind != "uri" or subject.value in schema or object_.kind == "bnode":
            continue
        if predicate.value.startswith(_HELPER) or subject.value.startswith(_HELPER):
            continue
        if predicate.value == _TYPE and object_.value in _NOISE_CLASSES:
            continue
        if predicate.value == OWL + "sameAs" and object_.value == subject.value:
            continue
        triple = ox.Triple(
            ox.NamedNode(subject.value), ox.NamedNode(predicate.value), _term(object_)
        )
        if (str(triple.subject), predicate.value, str(triple.object)) not in known:
            found.append(triple)
    return sorted(found, key=str)


def one_chain_each(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield the triples with at most one property chain a property, meaning the same.

    sparq 0.1.6 keeps only one `owl:propertyChainAxiom` of a property. Every further one is given
    to a helper property beneath it.
    """
    seen: set[str] = set()
    for triple in triples:
        head = triple.subject
        if triple.predicate.value != OWL + "propertyChainAxiom" or not isinstance(
            head, ox.NamedNode
        ):
            yield triple
        elif head.value not in seen:
            seen.add(head.value)
            yield triple
        else:
            helper = ox.NamedNode(f"{_HELPER}{len(seen)}")
            seen.add(helper.value)
            yield ox.Triple(helper, triple.predicate, triple.object)
            yield ox.Triple(helper, ox.NamedNode(RDFS + "subPropertyOf"), head)


def _term(term: "Any") -> ox.NamedNode | ox.Literal:
    if term.kind == "uri":
        return ox.NamedNode(term.value)
    if term.language:
        return ox.Literal(term.value, language=term.language)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype or _STRING))


def write_closure(store: ox.Store, inferred: list[ox.Triple]) -> None:
    """Add inferred triples to the default view, with a copy in the graph of inferred triples."""
    graph = ox.NamedNode(INFERRED_GRAPH)
    store.bulk_extend(
        ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in inferred
    )
    store.bulk_extend(
        ox.Quad(triple.subject, triple.predicate, triple.object) for triple in inferred
    )
