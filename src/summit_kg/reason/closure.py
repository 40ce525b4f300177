"""The OWL 2 RL closure of ontology, reference data and accepted assertions.

Source of the rules: OWL 2 Web Ontology Language Profiles (W3C, 2012), section 4.3, as the library
`sparq` applies them.
"""

import tempfile
from collections.abc import Iterable, Iterator
from typing import Any, Self

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


class Premises:
    """What reasoning starts from, collected in a file: ontology, reference data, accepted claims.

    Claims, their evidence and the sources of reference values stay out: they say who said
    something, not what is, and nothing follows from them. Use it in a `with` statement.
    """

    def __init__(self) -> None:
        self._file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - __exit__ closes and removes it
            suffix=".nt", buffering=1 << 20
        )
        self._chains = _Chains()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """Yield the quads as they are, taking in those that something can follow from."""
        for quad in quads:
            if _is_premise(quad):
                for triple in self._chains.one_each(quad.triple):
                    self._file.write(f"{triple} .\n".encode())
            yield quad

    def add_lines(self, lines: Iterable[str]) -> None:
        """Take in N-Triples lines."""
        self._file.writelines(line.encode() for line in lines)

    def path(self) -> str:
        """Return the file, with all that was taken in."""
        self._file.flush()
        return self._file.name


def _is_premise(quad: ox.Quad) -> bool:
    predicate = quad.predicate.value
    if predicate in NOT_REASONED_OVER or predicate.startswith(OA):
        return False
    return predicate != _TYPE or getattr(quad.object, "value", "") not in _NOT_REASONED_TYPES


def closure(premises: Premises) -> list[ox.Triple]:
    """Return the triples that follow from premises and are not among them, sorted.

    Left out as noise: triples about the ontology itself, literals as subjects, whatever has a blank
    node, typing with `owl:Thing`, and an individual being the same as itself.
    """
    import sparq

    path = premises.path()
    engine = sparq.Graph.load(path, format="ntriples")
    engine.reason("owl")
    rows = engine.construct(_ALL)
    del engine
    schema = {
        subject.value
        for subject, predicate, object_ in rows
        if predicate.value == _TYPE
        and object_.kind == "uri"
        and object_.value.startswith(OWL)
        and object_.value != OWL + "NamedIndividual"
    }
    with open(path, encoding="utf-8") as file:
        known = set(file)
    found = []
    for subject, predicate, object_ in rows:
        if object_.kind == "bnode" or subject.value in schema:
            continue
        if predicate.value.startswith(_HELPER) or subject.value.startswith(_HELPER):
            continue
        if predicate.value == _TYPE and object_.value in _NOISE_CLASSES:
            continue
        if predicate.value == OWL + "sameAs" and object_.value == subject.value:
            continue
        if object_.kind == "uri" and (
            f"<{subject.value}> <{predicate.value}> <{object_.value}> .\n" in known
        ):
            continue
        triple = ox.Triple(
            ox.NamedNode(subject.value), ox.NamedNode(predicate.value), _term(object_)
        )
        if object_.kind == "uri" or f"{triple} .\n" not in known:
            found.append(triple)
    return sorted(found, key=str)


class _Chains:
    """Rewrites property chains so that each property has at most one, meaning the same.

    sparq 0.1.6 keeps only one `owl:propertyChainAxiom` of a property. Every further one is given
    to a helper property beneath it.
    """

    def __init__(self) -> None:
        self._heads: set[str] = set()

    def one_each(self, triple: ox.Triple) -> Iterator[ox.Triple]:
        """Yield what stands for a triple."""
        head = triple.subject
        if triple.predicate.value != OWL + "propertyChainAxiom" or not isinstance(
            head, ox.NamedNode
        ):
            yield triple
        elif head.value not in self._heads:
            self._heads.add(head.value)
            yield triple
        else:
            helper = ox.NamedNode(f"{_HELPER}{len(self._heads)}")
            self._heads.add(helper.value)
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
