"""The OWL 2 RL closure: what follows, kept apart, without noise, and as the reference has it."""

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

import summit_kg
from summit_kg.reason.closure import NOT_REASONED_OVER, Premises, closure

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


def reference(graph: rdflib.Graph) -> set[tuple[str, str, str]]:
    """What owlrl infers about named individuals, its noise taken out."""
    import owlrl

    asserted = {tuple(map(str, triple)) for triple in graph}
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    schema = {
        str(subject)
        for kind in ("Class", "ObjectProperty", "Restriction", "DatatypeProperty",
                     "AnnotationProperty")
        for subject in graph.subjects(rdflib.RDF.type, rdflib.URIRef(OWL + kind))
    }  # fmt: skip
    return {
        (str(s), str(p), str(o))
        for s, p, o in graph
        if isinstance(s, rdflib.URIRef)
        and not isinstance(o, rdflib.BNode)
        and str(s) not in schema
        and not str(s).startswith(("http://www.w3.org/", OWL))
        and str(o) != OWL + "Thing"
        and not (str(p) == OWL + "sameAs" and s == o)
        and not str(p).startswith(OWL + "differentFrom")
        and (str(s), str(p), str(o)) not in asserted
    }


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


CLASSES = [f"http://example.org/C{n}" for n in range(4)]
PROPERTIES = [f"http://example.org/p{n}" for n in range(4)]
THINGS = [f"http://example.org/i{n}" for n in range(4)]
one = st.sampled_from
axioms = st.one_of(
    st.tuples(one(CLASSES), one(CLASSES)).map(lambda t: f"<{t[0]}> rdfs:subClassOf <{t[1]}> ."),
    st.tuples(one(PROPERTIES), one(PROPERTIES)).map(
        lambda t: f"<{t[0]}> rdfs:subPropertyOf <{t[1]}> ."
    ),
    st.tuples(one(PROPERTIES), one(PROPERTIES)).map(lambda t: f"<{t[0]}> owl:inverseOf <{t[1]}> ."),
    st.tuples(one(PROPERTIES), one(CLASSES)).map(lambda t: f"<{t[0]}> rdfs:domain <{t[1]}> ."),
    st.tuples(one(PROPERTIES), one(CLASSES)).map(lambda t: f"<{t[0]}> rdfs:range <{t[1]}> ."),
    st.tuples(one(PROPERTIES), one(PROPERTIES), one(PROPERTIES)).map(
        lambda t: f"<{t[0]}> owl:propertyChainAxiom (<{t[1]}> <{t[2]}>) ."
    ),
    st.tuples(one(CLASSES), one(PROPERTIES), one(THINGS)).map(
        lambda t: (
            f"<{t[0]}> owl:equivalentClass [ a owl:Restriction ;"
            f" owl:onProperty <{t[1]}> ; owl:hasValue <{t[2]}> ] ."
        )
    ),
    st.tuples(one(CLASSES), one(PROPERTIES), one(CLASSES)).map(
        lambda t: (
            f"<{t[0]}> owl:equivalentClass [ a owl:Restriction ;"
            f" owl:onProperty <{t[1]}> ; owl:someValuesFrom <{t[2]}> ] ."
        )
    ),
    st.tuples(one(CLASSES), one(CLASSES), one(CLASSES)).map(
        lambda t: f"<{t[0]}> owl:equivalentClass [ owl:intersectionOf (<{t[1]}> <{t[2]}>) ] ."
    ),
)
facts = st.one_of(
    st.tuples(one(THINGS), one(CLASSES)).map(lambda t: f"<{t[0]}> a <{t[1]}> ."),
    st.tuples(one(THINGS), one(PROPERTIES), one(THINGS)).map(
        lambda t: f"<{t[0]}> <{t[1]}> <{t[2]}> ."
    ),
)
HEAD = (
    """@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
    + "".join(f"<{c}> a owl:Class .\n" for c in CLASSES)
    + "".join(f"<{p}> a owl:ObjectProperty .\n" for p in PROPERTIES)
)


@settings(max_examples=25, deadline=None)
@given(st.lists(axioms, max_size=5), st.lists(facts, min_size=1, max_size=6))
def test_the_closure_is_what_owlrl_computes(schema: list[str], data: list[str]) -> None:
    text = HEAD + "\n".join(schema + data)
    store = ox.Store()
    store.load(text, ox.RdfFormat.TURTLE)
    premises = Premises()
    assert len(list(premises.add(store))) == len(store)
    ours = {
        tuple(term[1:-1] for term in line[:-3].split(" ", 2))
        for line in closure(premises).lines
    }
    assert ours == reference(rdflib.Graph().parse(data=text, format="turtle"))


@pytest.mark.parametrize("kept", [True, False])
def test_building_without_reasoning_infers_nothing(tmp_path: Path, kept: bool) -> None:
    report = summit_kg.build(str(ROOT), store=str(tmp_path), reason=kept)
    assert report is not None
    assert (report.counts.inferred > 0) is kept
