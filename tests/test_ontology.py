"""The ontology: documented terms, OWL 2 DL, consistency, reasoning that pays, and its shapes."""

from __future__ import annotations

from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from java import needs_java
from rdflib import OWL, RDF, RDFS, SH, SKOS, XSD, Graph, Literal, Namespace, URIRef

from summit_kg.reason.axiom_text import readable
from summit_kg.reason.hermit import hermit
from summit_kg.reason.owl_profile import profile_problems
from summit_kg.reason.triples import Triples

if TYPE_CHECKING:
    from rdflib.term import Node

    from summit_kg.reason.taxonomy import Taxonomy

ONTOLOGY = Path(__file__).resolve().parents[1] / "ontology"
SHAPES = ONTOLOGY / "shapes.ttl"
RDF_ONLY = "datatypes.ttl"
"""Ranges that OWL 2 has no datatype for; `test_datatypes_ranges` says what may stand there."""

SUMMIT = Namespace("https://w3id.org/summit-kg/ontology#")
ID = Namespace("https://w3id.org/summit-kg/id/")
HEADER = URIRef("https://w3id.org/summit-kg/ontology")
PREFIXES = f"""
@prefix summit: <{SUMMIT}> . @prefix id: <{ID}> . @prefix owl: <{OWL}> . @prefix rdf: <{RDF}> .
@prefix rdfs: <{RDFS}> . @prefix skos: <{SKOS}> . @prefix xsd: <{XSD}> .
@prefix oa: <http://www.w3.org/ns/oa#> . @prefix dcterms: <http://purl.org/dc/terms/> .
"""

KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
PLOVER_ROOTS = {
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE",
    "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "none",
}  # fmt: skip


def read(*names: str) -> Graph:
    graph = Graph()
    for name in names:
        graph.parse(ONTOLOGY / name)
    return graph


@pytest.fixture(scope="module")
def dl() -> Graph:
    """The files that make up the OWL 2 DL ontology."""
    names = [path.name for path in sorted(ONTOLOGY.glob("*.ttl"))]
    return read(*(name for name in names if name not in {SHAPES.name, RDF_ONLY}))


def declared(graph: Graph, *kinds: URIRef) -> set[Node]:
    return {term for kind in kinds for term in graph.subjects(RDF.type, kind)}


def own_terms(graph: Graph, *kinds: URIRef) -> list[URIRef]:
    found = declared(graph, *(kinds or (*KINDS, OWL.NamedIndividual)))
    return sorted(t for t in found if isinstance(t, URIRef) and t.startswith(SUMMIT))


# ---- Documentation of terms


@pytest.mark.parametrize("predicate", [RDFS.label, SKOS.definition, SKOS.example])
def test_each_term_has_one_english_text(dl: Graph, predicate: URIRef) -> None:
    wrong = []
    for term in own_terms(dl):
        texts = list(dl.objects(term, predicate))
        if [t.language for t in texts if isinstance(t, Literal)] != ["en"]:
            wrong.append((term, texts))
    assert wrong == []


def test_each_term_is_defined_by_the_ontology_in_one_file(dl: Graph) -> None:
    assert [t for t in own_terms(dl) if list(dl.objects(t, RDFS.isDefinedBy)) != [HEADER]] == []
    homes = defaultdict(list)
    for path in sorted(ONTOLOGY.glob("*.ttl")):
        for term in own_terms(Graph().parse(path)):
            homes[term].append(path.name)
    assert {term: files for term, files in homes.items() if len(files) > 1} == {}


def test_labels_tell_the_terms_of_one_kind_apart(dl: Graph) -> None:
    for kinds in ((OWL.Class,), (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)):
        labels = defaultdict(list)
        for term in own_terms(dl, *kinds):
            for label in dl.objects(term, RDFS.label):
                labels[str(label)].append(term)
        assert {label: terms for label, terms in labels.items() if len(terms) > 1} == {}


def test_act_classes_carry_codes(dl: Graph) -> None:
    acts = set(dl.transitive_subjects(RDFS.subClassOf, SUMMIT.Act)) - {SUMMIT.Act}
    assert len(acts) >= 10
    for act in acts:
        (plover,) = dl.objects(act, SUMMIT.ploverRoot)
        (cameo,) = dl.objects(act, SUMMIT.cameoCode)
        assert str(plover) in PLOVER_ROOTS, act
        assert str(cameo).isdecimal(), act
        assert 1 <= int(str(cameo)[:2]) <= 20, act


def test_header_and_version(dl: Graph) -> None:
    assert list(dl.subjects(RDF.type, OWL.Ontology)) == [HEADER]
    assert list(dl.objects(HEADER, OWL.versionIRI)) == [URIRef(f"{HEADER}/0.1.0")]
    assert list(dl.subject_objects(OWL.versionIRI)) == [(HEADER, URIRef(f"{HEADER}/0.1.0"))]
    assert list(dl.triples((None, OWL.imports, None))) == []


# ---- OWL 2 DL


def problems(graph: Graph) -> list[tuple[str, str]]:
    """What is outside OWL 2 DL, as (axiom, reason)."""
    triples = Triples(
        quad.triple
        for quad in ox.parse(graph.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES)
    )
    return [(readable(triples, p.axiom), p.reason) for p in profile_problems(triples)]


def test_the_ontology_is_in_owl_2_dl(dl: Graph) -> None:
    assert problems(dl) == []


def test_datatypes_ranges(dl: Graph) -> None:
    """`datatypes.ttl` holds such ranges alone, of data properties that OWL gives no range."""
    graph = read(RDF_ONLY)
    assert set(graph.predicates()) == {RDFS.range}
    assert set(graph.objects()) <= {XSD.date, XSD.gYear, XSD.gYearMonth, RDF.langString}
    for term in graph.subjects():
        assert (term, RDF.type, OWL.DatatypeProperty) in dl
        assert (term, RDFS.range, None) not in dl


def test_axioms_for_simple_properties_name_only_those(dl: Graph) -> None:
    broken = dl + Graph()
    broken.add((SUMMIT.holder, RDF.type, OWL.FunctionalProperty))
    assert problems(broken) == [
        ("summit:holder Characteristics: Functional",
         "summit:holder is not simple: a chain or transitivity makes it"),
    ]  # fmt: skip


# ---- Consistency, by HermiT


def said(graph: Graph) -> Taxonomy:
    """What HermiT says of the graph."""
    text = graph.serialize(format="nt", encoding="utf-8")
    return hermit(quad.triple for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES))


@needs_java
def test_hermit_finds_the_ontology_consistent(dl: Graph) -> None:
    found = said(dl)
    assert found.consistent
    assert found.unsatisfiable == set()


@needs_java
def test_hermit_finds_a_class_that_contradicts_itself(dl: Graph) -> None:
    broken = dl + Graph()
    broken.add((SUMMIT.AccessRefusal, RDFS.subClassOf, SUMMIT.Actor))
    assert said(broken).unsatisfiable == {str(SUMMIT.AccessRefusal)}


@needs_java
def test_hermit_refuses_a_western_state_where_none_took_part(dl: Graph) -> None:
    broken = dl + Graph().parse(
        data=PREFIXES
        + """
        summit:WesternState owl:disjointWith
            [ a owl:Restriction ; owl:onProperty summit:tookPartIn ; owl:hasValue id:round ] .
        id:round a owl:NamedIndividual , summit:Meeting .
        id:state a owl:NamedIndividual , summit:WesternState ; summit:hasParticipation id:record .
        id:record a owl:NamedIndividual ; summit:asGuestIn id:round .
        """,
        format="turtle",
    )
    assert not said(broken).consistent


# ---- OWL 2 RL: what must follow

EXAMPLE = """
id:india summit:hasParticipation id:india-at-round .
id:india-at-round summit:asMemberIn id:round .
id:statement summit:adoptedAt id:round ; summit:expresses id:against-bases .
id:against-bases summit:opposedProposition id:bases .
id:belarus-at-round summit:participant id:belarus ; summit:asGuestIn id:round .
id:refusal summit:refuser id:taliban ; summit:refused id:access .
id:russia a summit:State . id:emirate a summit:GoverningAuthority .
id:recognition summit:recogniser id:russia ; summit:recognised id:emirate .
id:uzbekistan a summit:State . id:afghanistan summit:borders id:uzbekistan .
id:russia-at-talks summit:participant id:russia ; summit:asHostIn id:talks ;
    summit:representedBy id:lavrov .
id:pledge summit:issuedBy id:iran ; summit:commitsTo id:sharing .
"""
FOLLOWS = {
    (ID.india, SUMMIT.tookPartIn, ID.round),
    (ID["india-at-round"], SUMMIT.participationRole, SUMMIT.member),
    (ID.india, SUMMIT.endorses, ID.statement),
    (ID.india, SUMMIT.holdsPosition, ID["against-bases"]),
    (ID.india, SUMMIT.opposes, ID.bases),
    (ID.belarus, SUMMIT.tookPartIn, ID.round),
    (ID.taliban, SUMMIT.opposes, ID.access),
    (ID.russia, SUMMIT.recognises, ID.emirate),
    (ID.russia, RDF.type, SUMMIT.RecognisingState),
    (ID.uzbekistan, RDF.type, SUMMIT.AfghanistanNeighbour),
    (ID.talks, SUMMIT.hostedBy, ID.russia),
    (ID.lavrov, SUMMIT.attended, ID.talks),
    (ID.lavrov, SUMMIT.spokeFor, ID.russia),
    (ID.iran, SUMMIT.committedTo, ID.sharing),
}
FOLLOWS_NOT = {
    (ID.belarus, SUMMIT.endorses, ID.statement),
    (ID.belarus, SUMMIT.opposes, ID.bases),
    (ID.emirate, RDF.type, SUMMIT.State),
    (ID.russia, RDF.type, SUMMIT.Person),
}


def expanded(dl: Graph, data: str) -> Graph:
    owlrl: Any = import_module("owlrl")
    graph = dl + Graph().parse(data=PREFIXES + data, format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


@pytest.fixture(scope="module")
def closure(dl: Graph) -> Graph:
    return expanded(dl, EXAMPLE)


def test_what_must_follow_follows(closure: Graph) -> None:
    assert {triple for triple in FOLLOWS if triple not in closure} == set()


def test_what_must_not_follow_does_not(closure: Graph) -> None:
    assert {triple for triple in FOLLOWS_NOT if triple in closure} == set()
    errors = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
    assert list(closure.objects(None, errors)) == []


def test_an_article_that_is_a_voice_becomes_no_actor(dl: Graph) -> None:
    graph = expanded(
        dl,
        """
        id:claim a summit:Claim ; summit:voice id:text ; summit:saidBy id:text ;
            summit:reportedBy id:text . id:text a summit:Article .
        """,
    )
    assert (ID.text, RDF.type, SUMMIT.Actor) not in graph


# ---- Shapes

DIGEST = "0" * 64
GOOD = f"""
id:russia a summit:State ; rdfs:label "Russia"@en ; summit:isoAlpha2 "RU" .
id:emirate a summit:GoverningAuthority ; rdfs:label "Emirate"@en ; summit:governs id:afghanistan .
id:afghanistan a summit:State ; rdfs:label "Afghanistan"@en .
id:lavrov a summit:Person ; rdfs:label "Sergey Lavrov"@en .
id:format a summit:ConsultationFormat ; rdfs:label "Format"@en .
id:moscow a summit:Place ; rdfs:label "Moscow"@en ; summit:latitude 55.75 .
id:base a summit:MilitaryBase ; rdfs:label "Base"@en ; summit:locatedIn id:afghanistan .
id:access a summit:Proposition ; rdfs:label "Access"@en ; skos:definition "That they may."@en .
id:round a summit:ConsultationRound ; rdfs:label "Round 7"@en ; summit:partOfSeries id:format ;
    summit:heldIn id:moscow ; summit:heldOn "2025-10-07"^^xsd:date ; summit:roundNumber 7 .
id:record a summit:Participation ; summit:participant id:russia ; summit:asHostIn id:round ;
    summit:asMemberIn id:round ; summit:representedBy id:lavrov .
id:refusal a summit:AccessRefusal ; summit:refuser id:emirate ; summit:requester id:russia ;
    summit:facility id:base ; summit:refused id:access .
id:statement a summit:JointStatement ; rdfs:label "Statement"@en ; summit:adoptedAt id:round ;
    summit:expresses [ a summit:Opposition ; summit:opposedProposition id:access ] .
id:text a summit:Article ; rdfs:label "Text"@en ; dcterms:title "Text"@en ;
    summit:sha256 "{DIGEST}" ; summit:textLength "9"^^xsd:nonNegativeInteger .
id:s1 a summit:Sentence ; summit:inArticle id:text ; oa:start "0"^^xsd:nonNegativeInteger ;
    oa:end "9"^^xsd:nonNegativeInteger ; summit:sha256 "{DIGEST}" .
id:claim a summit:Claim ; summit:statement "They said no."@en ; summit:inArticle id:text ;
    summit:asserts id:graph ; summit:claimedBy ( id:text id:lavrov ) ;
    summit:voice id:text , id:lavrov ; summit:reportedBy id:text ; summit:saidBy id:lavrov ;
    summit:polarity summit:positive ; summit:certainty summit:certain ;
    summit:claimType summit:report ; summit:accepted true ; summit:acceptanceReason "stated" ;
    summit:evidence id:evidence .
id:evidence a oa:SpecificResource ; oa:hasSource id:text ; summit:inSentence id:s1 ;
    oa:hasSelector [ a oa:TextPositionSelector ; oa:start "0"^^xsd:nonNegativeInteger ;
        oa:end "4"^^xsd:nonNegativeInteger ; summit:sha256 "{DIGEST}" ] .
"""
BAD = [
    ('summit:isoAlpha2 "RU"', 'summit:isoAlpha2 "RUS"', "two capital letters"),
    ('a summit:Person ; rdfs:label "Sergey Lavrov"@en', "a summit:Person", "no label"),
    ("; summit:participant id:russia", "", "exactly one actor"),
    ("summit:participant id:russia", "summit:participant id:rusia", "exactly one actor"),
    ("summit:asMemberIn id:round", "summit:asMemberIn id:round ; summit:asGuestIn id:round",
     "guest and member"),
    ('"2025-10-07"^^xsd:date', '"7 October"', "summit:heldOn must be a date"),
    ("; summit:partOfSeries id:format", "", "summit:partOfSeries with its format"),
    ("summit:requester id:russia", "summit:requester id:emirate", "which of the two said no"),
    ("summit:facility id:base ;", "", "summit:facility"),
    ("; summit:adoptedAt id:round", "", "Nobody stands behind the agreement"),
    ("a summit:Opposition ;", "", "type Support or Opposition"),
    ("summit:polarity summit:positive", "summit:polarity summit:perhaps", "one polarity"),
    ('"They said no."@en', '"They said no."', "summit:statement"),
    ("summit:asserts id:graph ;", "rdfs:seeAlso id:graph ;", "summit:asserts"),
    ("summit:claimedBy ( id:text id:lavrov )", "summit:claimedBy ( id:text id:lawrow )",
     "Each voice must be"),
    ("summit:accepted true", "summit:voice id:text", "not recorded whether"),
    (";\n    summit:evidence id:evidence .", ".", "rest on evidence"),
    ('"4"^^xsd:nonNegativeInteger', '"0"^^xsd:nonNegativeInteger', "less than oa:end"),
    ("; summit:inSentence id:s1", "", "exactly one sentence"),
    ('summit:textLength "9"^^xsd:nonNegativeInteger', 'summit:textLength "nine"', "textLength"),
    (f'summit:sha256 "{DIGEST}" ; summit:textLength', "summit:textLength", "64 hexadecimal"),
    ('summit:isoAlpha2 "RU"', "summit:supports id:access ; summit:opposes id:access",
     "for and against"),
]  # fmt: skip


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(SHAPES)


@pytest.fixture(scope="module")
def hierarchy(dl: Graph) -> Graph:
    """What the shapes need of the ontology."""
    graph = Graph()
    for triple in dl.triples((None, RDFS.subClassOf, None)):
        graph.add(triple)
    return graph


def messages(hierarchy: Graph, shapes: Graph, data: str) -> list[str]:
    from pyshacl import validate

    graph = hierarchy + Graph().parse(data=PREFIXES + data, format="turtle")
    result: Any = validate(graph, shacl_graph=shapes, inference="none")
    return sorted(str(message) for message in result[1].objects(None, SH.resultMessage))


def test_shapes_accept_a_good_description(hierarchy: Graph, shapes: Graph) -> None:
    assert messages(hierarchy, shapes, GOOD) == []


@pytest.mark.parametrize(("good", "bad", "message"), BAD, ids=[item[2] for item in BAD])
def test_shapes_reject_a_bad_description(
    hierarchy: Graph, shapes: Graph, good: str, bad: str, message: str
) -> None:
    assert good in GOOD
    assert message in " ".join(messages(hierarchy, shapes, GOOD.replace(good, bad)))


def test_shapes_are_valid_shacl(shapes: Graph) -> None:
    from pyshacl import validate

    assert validate(Graph(), shacl_graph=shapes, meta_shacl=True)[0]


def test_each_class_that_data_may_use_has_a_shape(dl: Graph, shapes: Graph) -> None:
    targets = set(shapes.objects(None, SH.targetClass))
    enumerated = {c for c in declared(dl, OWL.Class) for e in dl.objects(c, OWL.equivalentClass)
                  if (e, OWL.oneOf, None) in dl}  # fmt: skip
    inferred = {SUMMIT.RecognisingState, SUMMIT.AfghanistanNeighbour}
    without = [
        term
        for term in own_terms(dl)
        if (term, RDF.type, OWL.Class) in dl
        and term not in enumerated | inferred
        and not targets & set(dl.transitive_objects(term, RDFS.subClassOf))
    ]
    assert without == []


def test_shapes_use_terms_of_the_ontology(dl: Graph, shapes: Graph) -> None:
    known = set(own_terms(dl))
    used = {t for triple in shapes for t in triple if str(t).startswith(SUMMIT)}
    assert used - known == set()


def test_each_shape_says_what_to_do(shapes: Graph) -> None:
    for shape in shapes.subjects(SH.path):
        assert [
            m.language for m in shapes.objects(shape, SH.message) if isinstance(m, Literal)
        ] == ["en"]
