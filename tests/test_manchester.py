"""Axioms in Manchester syntax: one case for every construct."""

import pyoxigraph as ox
import pytest

from summit_kg.reason.explanation import Describer
from summit_kg.reason.facts import StoreFacts
from summit_kg.reason.manchester import Manchester
from summit_kg.reason.schema import Triple

PREFIXES = """
@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix summit: <https://w3id.org/summit-kg/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:C rdfs:label "state" . :D rdfs:label "Western state" . :E rdfs:label "person" .
:p rdfs:label "took part in" . :q rdfs:label "opposes" . :a rdfs:label "India" .
:b rdfs:label "New Delhi" .
"""
RESTRICTED = "a owl:Restriction ; owl:onProperty :p ;"
SOME = "owl:someValuesFrom :E"
DENIED = "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :a ;"
SUB = "rdfs:subClassOf"
CASES = [
    # axioms between names
    (":C rdfs:subClassOf :D", "state SubClassOf: 'Western state'"),
    (":C owl:equivalentClass :D", "state EquivalentTo: 'Western state'"),
    (":C owl:disjointWith :D", "state DisjointWith: 'Western state'"),
    (":C owl:complementOf :E", "state EquivalentTo: not person"),
    (":q rdfs:subPropertyOf :p", "opposes SubPropertyOf: 'took part in'"),
    (":q owl:equivalentProperty :p", "opposes EquivalentTo: 'took part in'"),
    (":q owl:inverseOf :p", "opposes InverseOf: 'took part in'"),
    (":q owl:propertyDisjointWith :p", "opposes DisjointWith: 'took part in'"),
    (":q rdfs:domain :C", "opposes Domain: state"),
    (":q rdfs:range :D", "opposes Range: 'Western state'"),
    (":q summit:incompatibleWith :p", "opposes IncompatibleWith: 'took part in'"),
    # characteristics
    *(
        (f":q a owl:{kind}Property", f"opposes Characteristics: {kind}")
        for kind in ("Symmetric", "Transitive", "Functional", "InverseFunctional", "Irreflexive",
                     "Asymmetric")
    ),
    # lists
    (":q owl:propertyChainAxiom ( :p :q )", "opposes SubPropertyChain: 'took part in' o opposes"),
    (":C owl:intersectionOf ( :D :E )", "state EquivalentTo: 'Western state' and person"),
    (":C owl:unionOf ( :D :E )", "state EquivalentTo: 'Western state' or person"),
    (":C owl:oneOf ( :a :b )", "state EquivalentTo: {India, 'New Delhi'}"),
    (":C owl:hasKey ( :p :q )", "state HasKey: 'took part in', opposes"),
    # many at once
    ("[] a owl:AllDisjointClasses ; owl:members ( :C :D )",
     "DisjointClasses: state, 'Western state'"),
    ("[] a owl:AllDisjointProperties ; owl:members ( :p :q )",
     "DisjointProperties: 'took part in', opposes"),
    ("[] a owl:AllDifferent ; owl:members ( :a :b )",
     "DifferentIndividuals: India, 'New Delhi'"),
    ("[] a owl:AllDifferent ; owl:distinctMembers ( :a :b )",
     "DifferentIndividuals: India, 'New Delhi'"),
    # facts that are denied
    (f"{DENIED} owl:assertionProperty :p ; owl:targetIndividual :b",
     "India Facts: not 'took part in' 'New Delhi'"),
    (f'{DENIED} owl:assertionProperty :q ; owl:targetValue "x y"',
     'India Facts: not opposes "x y"'),
    # restrictions
    (f":C {SUB} [ {RESTRICTED} owl:someValuesFrom :D ]",
     "state SubClassOf: 'took part in' some 'Western state'"),
    (f":C {SUB} [ {RESTRICTED} owl:allValuesFrom :D ]",
     "state SubClassOf: 'took part in' only 'Western state'"),
    (f":C {SUB} [ {RESTRICTED} owl:hasValue :a ]",
     "state SubClassOf: 'took part in' value India"),
    (f":C {SUB} [ {RESTRICTED} owl:hasSelf true ]", "state SubClassOf: 'took part in' Self"),
    *(
        (f':C {SUB} [ {RESTRICTED} owl:{kind} "2"^^xsd:nonNegativeInteger ]',
         f"state SubClassOf: 'took part in' {word} 2")
        for kind, word in (("maxCardinality", "max"), ("minCardinality", "min"),
                           ("cardinality", "exactly"))
    ),
    *(
        (f':C {SUB} [ {RESTRICTED} owl:{kind} "1"^^xsd:nonNegativeInteger ; owl:onClass :E ]',
         f"state SubClassOf: 'took part in' {word} 1 person")
        for kind, word in (("maxQualifiedCardinality", "max"), ("minQualifiedCardinality", "min"),
                           ("qualifiedCardinality", "exactly"))
    ),
    (f":C {SUB} [ {RESTRICTED} owl:maxQualifiedCardinality 1 ; owl:onDataRange xsd:date ]",
     "state SubClassOf: 'took part in' max 1 xsd:date"),
    (f":C {SUB} [ a owl:Restriction ; owl:onProperty [ owl:inverseOf :p ] ; {SOME} ]",
     "state SubClassOf: inverse 'took part in' some person"),
    # class expressions, and what is nested in them
    (f":C {SUB} [ owl:complementOf :D ]", "state SubClassOf: not 'Western state'"),
    (f":C {SUB} [ owl:intersectionOf ( :D [ {RESTRICTED} owl:hasValue :a ] ) ]",
     "state SubClassOf: 'Western state' and ('took part in' value India)"),
    (f":C {SUB} [ owl:unionOf ( [ owl:complementOf :D ] :E ) ]",
     "state SubClassOf: (not 'Western state') or person"),
    (f":C {SUB} [ owl:oneOf ( :a :b ) ]", "state SubClassOf: {India, 'New Delhi'}"),
    (f":C {SUB} [ {RESTRICTED} owl:someValuesFrom [ owl:unionOf ( :D :E ) ] ]",
     "state SubClassOf: 'took part in' some ('Western state' or person)"),
    (f":C {SUB} [ {RESTRICTED} owl:someValuesFrom [ owl:oneOf ( :a ) ] ]",
     "state SubClassOf: 'took part in' some {India}"),
    (":C owl:intersectionOf ( :D [ owl:unionOf ( :E :C ) ] )",
     "state EquivalentTo: 'Western state' and (person or state)"),
    (f"[ {RESTRICTED} owl:hasValue :a ] {SUB} :C",
     "'took part in' value India SubClassOf: state"),
    # names
    (":unnamed rdfs:subClassOf :C", "<http://example.org/unnamed> SubClassOf: state"),
    ("summit:State rdfs:subClassOf :C", "summit:State SubClassOf: state"),
    # what is damaged is written as far as it goes
    (":C owl:intersectionOf ( )", "state EquivalentTo: "),
    (f"{DENIED} rdfs:label 'Denied'", "India Facts: not … …"),
    (":q owl:propertyChainAxiom [ rdf:first :p ]", "opposes SubPropertyChain: 'took part in' o …"),
]  # fmt: skip
ROOTS = ("sourceIndividual", "members", "distinctMembers")


@pytest.mark.parametrize(("turtle", "expected"), CASES)
def test_an_axiom_is_written_as_people_read_it(turtle: str, expected: str) -> None:
    before, store = ox.Store(), ox.Store()
    before.load(PREFIXES, ox.RdfFormat.TURTLE)
    store.load(f"{PREFIXES} {turtle} .", ox.RdfFormat.TURTLE)
    known = {str(quad.triple) for quad in before}
    new = [quad.triple for quad in store if str(quad.triple) not in known]
    written = Manchester(StoreFacts(store), Describer(store).witnesses.label).axiom(root_of(new))
    assert written == expected


def root_of(triples: list[ox.Triple]) -> Triple:
    """The triple on which an axiom hangs: of no list and no restriction, from a node nobody uses."""
    used = {triple.object for triple in triples}
    roots = [t for t in triples if isinstance(t.subject, ox.NamedNode)]
    roots += [t for t in triples if t.predicate.value.rpartition("#")[2] in ROOTS]
    roots += [
        t for t in triples if t.subject not in used and t.predicate.value.endswith(("subClassOf",))
    ]
    triple = roots[0]
    return str(triple.subject), str(triple.predicate), str(triple.object)


def test_a_list_that_goes_in_a_circle_comes_to_an_end() -> None:
    store = ox.Store()
    store.load(
        f"{PREFIXES} :q owl:propertyChainAxiom _:l . _:l rdf:first :p ; rdf:rest _:l .",
        ox.RdfFormat.TURTLE,
    )
    chain = next(q for q in store if q.predicate.value.endswith("propertyChainAxiom"))
    axiom = str(chain.subject), str(chain.predicate), str(chain.object)
    written = Manchester(StoreFacts(store), Describer(store).witnesses.label).axiom(axiom)
    assert written.startswith("opposes SubPropertyChain: 'took part in' o 'took part in'")


def test_a_class_that_is_nested_in_itself_comes_to_an_end() -> None:
    store = ox.Store()
    store.load(
        f"{PREFIXES} :C rdfs:subClassOf _:n . _:n owl:complementOf _:n .", ox.RdfFormat.TURTLE
    )
    nested = next(q for q in store if q.predicate.value.endswith("subClassOf"))
    axiom = str(nested.subject), str(nested.predicate), str(nested.object)
    written = Manchester(StoreFacts(store), Describer(store).witnesses.label).axiom(axiom)
    assert written == "state SubClassOf: not …"
