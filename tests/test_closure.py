"""The OWL 2 RL closure: what follows, kept apart, without noise, and as the reference has it."""

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from conftest import ROOT
from hypothesis import assume, given, settings
from owl_strategies import facts, ontologies, prohibitions
from owlrl_reference import conclusions, term

import summit_kg
from summit_kg.errors import SummitKGError
from summit_kg.reason.closure import NOT_REASONED_OVER, Closure, Premises, closure
from summit_kg.reason.rules import compile_rules
from summit_kg.reason.schema import Schema, Triple, states_schema

S = "https://w3id.org/summit-kg/ontology#"
ID = "https://w3id.org/summit-kg/id/"
INFERRED = ox.NamedNode("https://w3id.org/summit-kg/graph/inferred")
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
OWL = "http://www.w3.org/2002/07/owl#"


def names(
    graph: summit_kg.KnowledgeGraph, subject: str | None, property_: str, object_: str | None
) -> set[str]:
    quads = graph.oxigraph.quads_for_pattern(
        ox.NamedNode(ID + subject) if subject else None,
        ox.NamedNode(S + property_),
        ox.NamedNode(ID + object_) if object_ else None,
        INFERRED,
    )
    terms = (quad.object if subject else quad.subject for quad in quads)
    return {str(getattr(term, "value", term)).removeprefix(ID) for term in terms}


def test_every_member_opposes_foreign_bases_through_the_joint_statement(
    seed: summit_kg.KnowledgeGraph,
) -> None:
    opposing = names(seed, None, "opposes", "foreign-military-bases-in-afghanistan")
    assert {
        "russia", "china", "iran", "pakistan", "india",
        "kazakhstan", "kyrgyzstan", "tajikistan", "uzbekistan", "islamic-emirate",
    } <= opposing  # fmt: skip
    assert not opposing & {"united-states", "belarus", "turkmenistan"}


def test_russia_alone_is_a_recognising_state(seed: summit_kg.KnowledgeGraph) -> None:
    found = seed.oxigraph.quads_for_pattern(
        None, TYPE, ox.NamedNode(S + "RecognisingState"), INFERRED
    )
    assert [str(quad.subject) for quad in found] == [f"<{ID}russia>"]


def test_what_is_inferred_is_also_in_the_default_view_and_was_not_asserted(
    seed: summit_kg.KnowledgeGraph,
) -> None:
    store = seed.oxigraph
    inferred = {quad.triple for quad in store.quads_for_pattern(None, None, None, INFERRED)}
    view = {q.triple for q in store.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    assert inferred
    assert inferred <= view
    claims = {
        quad.triple
        for quad in store
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name != INFERRED
    }
    accepted = {triple for triple in claims if triple in view}
    assert accepted
    assert not inferred & accepted


def test_the_closure_carries_no_noise(seed: summit_kg.KnowledgeGraph) -> None:
    for quad in seed.oxigraph.quads_for_pattern(None, None, None, INFERRED):
        assert isinstance(quad.subject, ox.NamedNode)
        assert not isinstance(quad.object, ox.BlankNode)
        assert quad.object != ox.NamedNode(OWL + "Thing")
        assert quad.predicate.value != OWL + "sameAs"
        assert not quad.subject.value.startswith(S), quad


def test_the_claims_layer_is_not_reasoned_over() -> None:
    """Every property that `claims.ttl` defines says who said something, not what is."""
    ontology = rdflib.Graph().parse(ROOT / "ontology" / "claims.ttl")
    kinds = ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
    defined = {
        str(term)
        for kind in kinds
        for term in ontology.subjects(rdflib.RDF.type, rdflib.URIRef(OWL + kind))
        if str(term).startswith(S)
    }
    defined.add(S + "claimedBy")  # an annotation property, declared with the ontology itself
    assert defined == {name for name in NOT_REASONED_OVER if name.startswith(S)}


def closed(triples: Iterable[Triple]) -> Closure:
    premises = Premises()
    premises.add_lines(f"{s} {p} {o} .\n" for s, p, o in triples)
    return closure(premises)


def answerable(triples: list[Triple]) -> bool:
    """Whether no class without a name depends on itself, which is refused."""
    try:
        compile_rules(Schema(triple for triple in triples if states_schema(*triple[1:])))
    except SummitKGError:
        return False
    return True


def as_triple(line: str) -> Triple:
    subject, predicate, object_ = line[:-3].split(" ", 2)
    return subject, predicate, object_


@settings(max_examples=200, deadline=None)
@given(ontologies, prohibitions, facts)
def test_the_closure_is_what_owlrl_computes(
    ontology: list[Triple], prohibited: list[Triple], data: list[Triple]
) -> None:
    triples = [*ontology, *prohibited, *data]
    assume(answerable(triples))
    ours = closed(triples)
    theirs, clashes = conclusions(triples)
    stated = {tuple(map(term, triple)) for triple in triples}
    assert {tuple(map(term, as_triple(line))) for line in ours.lines} == theirs - stated
    assert bool(ours.clashes) == bool(clashes), clashes


E = "http://example.org/"
PREFIXES = f"""@prefix owl: <{OWL}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix : <{E}> .
"""


def closure_of(turtle: str) -> Closure:
    quads = ox.parse((PREFIXES + turtle).encode(), ox.RdfFormat.TURTLE)
    return closed((str(q.subject), str(q.predicate), str(q.object)) for q in quads)


@pytest.mark.parametrize(
    "turtle",
    [
        ":a owl:differentFrom :a .",
        "[] a owl:AllDifferent ; owl:members (:a :b :c) . :b owl:sameAs :c .",
        ":p a owl:FunctionalProperty . :a :p 1, 2 .",
        "[ owl:oneOf (:a) ] owl:equivalentClass [ owl:complementOf [ owl:oneOf (:a) ] ] .",
        (
            ":C owl:disjointWith [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :b ] ."
            " :a a :C ; :p :b ."
        ),
    ],
)
def test_what_cannot_be_is_found(turtle: str) -> None:
    assert closure_of(turtle).clashes


@pytest.mark.parametrize("turtle", [":p a owl:FunctionalProperty . :a :p 1, 01, 1.0 ."])
def test_one_value_written_in_several_ways_is_no_clash(turtle: str) -> None:
    assert not closure_of(turtle).clashes


def test_inverses_without_a_name_are_followed_and_not_named() -> None:
    turtle = ":p owl:propertyChainAxiom (:q [ owl:inverseOf :r ]) . :a :q :b . :c :r :b ."
    assert closure_of(turtle).lines == [f"<{E}a> <{E}p> <{E}c> .\n"]


def test_nothing_is_said_of_classes_without_a_name_nor_of_things_in_general() -> None:
    turtle = """
        :p rdfs:domain :C . :C a owl:Class . owl:Thing rdfs:subClassOf :D . :a :p :b .
        :a owl:sameAs :e ; a [ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :C ] .
    """
    lines = closure_of(turtle).lines
    classes = {line.split(" ")[2] for line in lines if "#type>" in line}
    assert classes == {f"<{E}C>", f"<{E}D>"}


def test_a_class_without_a_name_that_feeds_on_itself_is_refused() -> None:
    value = "[ a owl:Restriction ; owl:onProperty :q ; owl:hasValue :v ]"
    every = f"[ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom {value} ]"
    with pytest.raises(SummitKGError, match="give some of them a name"):
        closure_of(f"{value} owl:equivalentClass {every} .")
    named = f":V owl:equivalentClass {value} . :V rdfs:subClassOf {every.replace(value, ':V')} ."
    found = closure_of(f"{named} :a :q :v ; :p :b . :b :p :c .").lines
    assert f"<{E}c> <{E}q> <{E}v> .\n" in found


def test_an_intersection_above_and_below_gives_few_rules() -> None:
    ontology = """
        [ owl:intersectionOf (
            [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :C ]
            [ a owl:Restriction ; owl:onProperty :q ; owl:hasValue :v ]
            [ a owl:Restriction ; owl:onProperty :r ; owl:hasValue :v ]
            [ a owl:Restriction ; owl:onProperty :s ; owl:hasValue :v ]
            :D ) ]
        rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :t ; owl:hasValue :w ] .
    """
    data = ":a :p :b ; :q :v ; :r :v ; :s :v ; a :D . :b a :C ."
    found = closure_of(ontology + data)
    assert found.lines == [f"<{E}a> <{E}t> <{E}w> .\n"]
    assert len(found.rules) < 100


@pytest.mark.parametrize("kept", [True, False])
def test_building_without_reasoning_infers_nothing(tmp_path: Path, kept: bool) -> None:
    report = summit_kg.build(str(ROOT), store=str(tmp_path), reason=kept)
    assert report is not None
    assert (report.counts.inferred > 0) is kept
