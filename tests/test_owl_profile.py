"""Which axioms are outside OWL 2 DL: each rule by what breaks it, and what keeps it."""

import pyoxigraph as ox
import pytest
from conftest import ROOT
from dl_constructs import CONSTRUCTS, HEAD, Construct, denied

from summit_kg.load.turtle import read_turtle
from summit_kg.reason.axiom_text import readable
from summit_kg.reason.owl_profile import FOREIGN_DATATYPE, profile_problems, within_dl
from summit_kg.reason.sources import line_of
from summit_kg.reason.triples import Triples


def parsed(turtle: str) -> Triples:
    return Triples(quad.triple for quad in ox.parse(HEAD + turtle, format=ox.RdfFormat.TURTLE))


def problems(turtle: str) -> list[tuple[str, str]]:
    """Axiom and reason, with the example's namespace taken out."""
    triples = parsed(turtle)
    return [
        (readable(triples, p.axiom).replace("http://example.org/", ""),
         p.reason.replace("http://example.org/", ""))
        for p in profile_problems(triples)
    ]  # fmt: skip


CHAIN = ":p owl:propertyChainAxiom (:q :r) . "
NOT_SIMPLE = "<p> is not simple: a chain or transitivity makes it"
OUTSIDE = [
    # Properties that are not simple
    (CHAIN + ":p a owl:FunctionalProperty .", "<p> Characteristics: Functional", NOT_SIMPLE),
    (CHAIN + ":p a owl:IrreflexiveProperty .", "<p> Characteristics: Irreflexive", NOT_SIMPLE),
    (CHAIN + ":p a owl:AsymmetricProperty .", "<p> Characteristics: Asymmetric", NOT_SIMPLE),
    (":p a owl:TransitiveProperty, owl:InverseFunctionalProperty .",
     "<p> Characteristics: InverseFunctional", NOT_SIMPLE),
    (CHAIN + ":p owl:propertyDisjointWith :s . :s a owl:ObjectProperty .",
     "<p> DisjointWith: <s>", NOT_SIMPLE),
    (CHAIN + "[] a owl:AllDisjointProperties ; owl:members (:p :s) . :s a owl:ObjectProperty .",
     "DisjointProperties: <p>, <s>", NOT_SIMPLE),
    (CHAIN + ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ;"
     ' owl:maxCardinality "1"^^xsd:nonNegativeInteger ] .', "<A> SubClassOf: <p> max 1", NOT_SIMPLE),
    (CHAIN + ":A owl:equivalentClass [ a owl:Class ; owl:intersectionOf (:B [ a owl:Restriction ;"
     " owl:onProperty :p ; owl:hasSelf true ]) ] .", "<A> EquivalentTo: <B> and (<p> Self)",
     NOT_SIMPLE),
    (CHAIN + ":s a owl:ObjectProperty , owl:FunctionalProperty ; owl:inverseOf :p .",
     "<s> Characteristics: Functional", NOT_SIMPLE.replace("<p>", "<s>")),
    (CHAIN + ":s a owl:ObjectProperty , owl:FunctionalProperty . :p rdfs:subPropertyOf :s .",
     "<s> Characteristics: Functional", NOT_SIMPLE.replace("<p>", "<s>")),
    # Chains that are not regular
    (CHAIN + ":p rdfs:subPropertyOf :q .", "<p> SubPropertyChain: <q> o <r>",
     "the property depends on itself through chains"),
    (":p owl:propertyChainAxiom (:q :p :r) .", "<p> SubPropertyChain: <q> o <p> o <r>",
     "the property depends on itself through chains"),
    (":p owl:propertyChainAxiom (:s :p) . :s a owl:ObjectProperty ; owl:inverseOf :p .",
     "<p> SubPropertyChain: <s> o <p>", "the property depends on itself through chains"),
    (":p owl:propertyChainAxiom (:q) .", "<p> SubPropertyChain: <q>",
     "a chain needs two properties at least"),
    # Terms that are not declared, or as something else
    (":A rdfs:subClassOf :New .", "<A> SubClassOf: <New>", "<New> is not declared as a class"),
    (":i a :New .", "<i> Types: <New>", "<New> is not declared as a class"),
    (":i :new :j .", "<i> <new> <j>", "<new> is not declared as a property"),
    (':i :new "text" .', '<i> <new> "text"', "<new> is not declared as a property"),
    (":new rdfs:domain :A .", "<new> Domain: <A>",
     "<new> is not declared as ObjectProperty or DatatypeProperty"),
    (":d owl:inverseOf :p .", "<d> InverseOf: <p>", "<d> is not declared as ObjectProperty"),
    (":d a owl:SymmetricProperty .", "<d> Characteristics: Symmetric",
     "<d> is not declared as ObjectProperty"),
    (":p rdfs:subPropertyOf :d .", "<p> SubPropertyOf: <d>",
     "<p> and <d> are properties of different kinds"),
    (":A owl:equivalentClass [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :New ] .",
     "<A> EquivalentTo: <p> some <New>", "<New> is not declared as a class"),
    (":A owl:equivalentClass [ a owl:Class ; owl:unionOf (:B :New) ] .",
     "<A> EquivalentTo: <B> or <New>", "<New> is not declared as a class"),
    (":A rdfs:subClassOf [ a owl:Class ; owl:complementOf :New ] .",
     "<A> SubClassOf: not <New>", "<New> is not declared as a class"),
    # One name for two things
    (":p a owl:DatatypeProperty .", "<p> Declaration: DatatypeProperty",
     "<p> is a property of two kinds: ObjectProperty and DatatypeProperty"),
    (":d a owl:AnnotationProperty .", "<d> Declaration: AnnotationProperty",
     "<d> is a property of two kinds: DatatypeProperty and AnnotationProperty"),
    (":A a rdfs:Datatype .", "<A> Types: rdfs:Datatype", "<A> is both a class and a datatype"),
    # Literals and things in one another's place
    (':i :p "text" .', '<i> <p> "text"', "<p> is an object property, its value is a literal"),
    (":i :d :j .", "<i> <d> <j>", "<d> is a data property, its value is no literal"),
    (':A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue "text" ] .',
     '<A> SubClassOf: <p> value "text"', "a literal is no value of <p>"),
    (":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :d ; owl:hasValue :i ] .",
     "<A> SubClassOf: <d> value <i>", "<i> is no value of <d>"),
    (':A rdfs:subClassOf "text" .', '<A> SubClassOf: "text"', "a literal is no class"),
    (':i a "text" .', '<i> Types: "text"', "a literal is no class"),
    (":i :d -1.5e , 1 .".replace(" -1.5e ,", ' "x"^^xsd:integer ,'), '<i> <d> x',
     "'x' is no xsd:integer"),
    # Denials and restrictions that are not whole
    ("[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :i ; owl:assertionProperty :p .",
     "<i> Facts: not <p> …", "a negative property assertion needs one source and one target"),
    (denied("i", "p", "j").replace(":p", ":d"), "<i> Facts: not <d> <j>", "<d> is not declared as ObjectProperty"),
    (":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ] .",
     "<A> SubClassOf: <p> …", "a restriction needs one filler"),
    (":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:cardinality 1.5 ] .",
     '<A> SubClassOf: <p> exactly "1.5"^^xsd:decimal', "a cardinality needs a whole number"),
    (":A owl:disjointWith :A .", "<A> DisjointWith: <A>", "two classes are needed to be disjoint"),
    ("[] a owl:AllDifferent ; owl:distinctMembers (:i) .", "DifferentIndividuals: <i>",
     "two members are needed at least"),
    # OWL's own words and nameless parts
    (":i owl:knows :j .", "<i> owl:knows <j>",
     "owl:knows is reserved and has no meaning as a property in OWL 2"),
    (":A rdfs:subClassOf rdfs:Resource .", "<A> SubClassOf: rdfs:Resource",
     "rdfs:Resource is reserved and no class"),
    ("rdfs:subClassOf rdfs:domain :A .", "rdfs:subClassOf Domain: <A>",
     "rdfs:subClassOf is reserved: nothing may be said of it"),
    ("owl:Thing rdfs:subClassOf :A .", "owl:Thing SubClassOf: <A>",
     "owl:Thing is reserved: nothing may be said of it"),
    (":i rdfs:seeAlso (:j :k) .", "<i> rdfs:seeAlso something",
     "a list stands by itself: OWL keeps lists for its own syntax"),
    (":A rdfs:subClassOf [ a owl:Class ; owl:unionOf [ rdf:first :B ] ] .",
     "<A> SubClassOf: <B> or …", "its list is malformed"),
    ("_:a :p _:b . _:b :q _:c . _:c :r _:a .", "something <r> something",
     "it closes a circle of nameless things"),
    ("_:a :p _:a .", "something <p> something", "it closes a circle of nameless things"),
    ("[] owl:sameAs :i .", "something SameAs: <i>", "a nameless thing cannot stand here"),
]  # fmt: skip


@pytest.mark.parametrize(("turtle", "axiom", "reason"), OUTSIDE, ids=[item[0] for item in OUTSIDE])
def test_an_axiom_outside_is_named(turtle: str, axiom: str, reason: str) -> None:
    assert (axiom, reason) in problems(turtle)
    assert len(problems(turtle)) == 1


@pytest.mark.parametrize(
    "turtle",
    [
        ":p a owl:TransitiveProperty .",
        ":p owl:propertyChainAxiom (:p :p) .",
        ":p owl:propertyChainAxiom (:p :q) , (:r :p) .",
        CHAIN + ":q rdfs:subPropertyOf :p .",
        ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :p .",
        ":p rdfs:domain [ a owl:Class ; owl:unionOf (:A :B) ] .",
        ":A a owl:NamedIndividual . :i :p :A .",
        "[ a :A ] :p [ a :B ] .",
        "_:a :p _:b , _:c . _:c :q :i . _:b :q :i .",
        ':A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty [ owl:inverseOf :p ] ; owl:qualifiedCardinality "1"^^xsd:nonNegativeInteger ; owl:onClass :B ] .',
        ":note a owl:AnnotationProperty ; rdfs:domain :A ; rdfs:range :B . :i :note :j , 'text' .",
        ":d rdfs:range [ a rdfs:Datatype ; owl:onDatatype xsd:integer ; owl:withRestrictions ([ xsd:minInclusive 1 ]) ] .",
        ":d rdfs:range [ a rdfs:Datatype ; owl:oneOf ('one' 'two') ] .",
        ":A owl:hasKey (:p :d) . :A owl:disjointUnionOf (:B :C) .",
        "[] a owl:Axiom ; owl:annotatedSource :A ; owl:annotatedProperty rdfs:subClassOf ; owl:annotatedTarget :B ; rdfs:comment 'why' . :A rdfs:subClassOf :B .",
        "owl:topObjectProperty a owl:ObjectProperty . :p rdfs:subPropertyOf owl:topObjectProperty .",
        ":A owl:equivalentClass owl:Thing .",
    ],
)
def test_what_owl_2_dl_allows_is_no_problem(turtle: str) -> None:
    assert problems(turtle) == []


@pytest.mark.parametrize("construct", CONSTRUCTS, ids=[c.name for c in CONSTRUCTS])
def test_the_small_ontologies_are_within(construct: Construct) -> None:
    assert profile_problems(Triples(construct.triples(clashing=True))) == []


def test_without_its_problems_an_ontology_is_within() -> None:
    kept = ":A rdfs:subClassOf :B . :i a :A ; :p :j ."
    everything = parsed(kept + " ".join(item[0] for item in OUTSIDE if "owl:Thing" not in item[0]))
    inside, found = within_dl(everything)
    assert found
    assert profile_problems(inside) == []
    assert set(parsed(kept)) <= set(inside)


def test_dates_are_taken_as_text_and_no_more_is_lost() -> None:
    triples = parsed(':d rdfs:range xsd:date . :i :d "2025-10-07"^^xsd:date . :j :d 1 .')
    inside, found = within_dl(triples)
    assert {p.rule for p in found} == {FOREIGN_DATATYPE}
    assert len(inside) == len(triples) - 1
    assert set(parsed(':i :d "2025-10-07" . :j :d 1 .')) == set(inside)


def test_a_cycle_of_nameless_parts_does_not_loop() -> None:
    inside, found = within_dl(parsed(
        ":A rdfs:subClassOf _:a . _:a a owl:Class ; owl:complementOf _:b ."
        " _:b a owl:Class ; owl:complementOf _:a ."
        " :B rdfs:subClassOf [ a owl:Class ; owl:unionOf _:l ] . _:l rdf:first :A ; rdf:rest _:l ."
    ))  # fmt: skip
    assert found
    assert profile_problems(inside) == []


@pytest.mark.parametrize(
    ("file", "subject", "predicate", "object_", "words"),
    [
        ("positions", "holder", "http://www.w3.org/2002/07/owl#inverseOf", "holdsPosition",
         "owl:inverseOf summit:holdsPosition"),
        ("meetings", "tookPartIn", "http://www.w3.org/2000/01/rdf-schema#range", "Meeting",
         "rdfs:range summit:Meeting"),
        ("actors", "borders", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", None,
         "summit:borders a owl:ObjectProperty"),
    ],
)  # fmt: skip
def test_the_line_of_an_axiom_is_found(
    file: str, subject: str, predicate: str, object_: str | None, words: str
) -> None:
    summit = "https://w3id.org/summit-kg/ontology#"
    path = ROOT / "ontology" / f"{file}.ttl"
    triple = next(
        quad.triple
        for quad in read_turtle(str(path), f"ontology/{file}.ttl")
        if quad.subject == ox.NamedNode(summit + subject)
        and quad.predicate.value == predicate
        and (object_ is None or quad.object == ox.NamedNode(summit + object_))
    )
    line = line_of(triple, str(path))
    assert line is not None
    lines = path.read_text("utf-8").splitlines()
    assert words in lines[line - 1]
    before = [text for text in lines[:line] if text.startswith("summit:")]
    assert before[-1].startswith(f"summit:{subject} ")
