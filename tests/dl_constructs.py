"""Small ontologies, one a construct: what follows from each, and what contradicts it."""

from typing import NamedTuple

import pyoxigraph as ox

NAMESPACE = "http://example.org/"
HEAD = f"""
@prefix : <{NAMESPACE}> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<{NAMESPACE}> a owl:Ontology .
:A a owl:Class . :B a owl:Class . :C a owl:Class . :D a owl:Class .
:p a owl:ObjectProperty . :q a owl:ObjectProperty . :r a owl:ObjectProperty .
:d a owl:DatatypeProperty . :e a owl:DatatypeProperty .
:i a owl:NamedIndividual . :j a owl:NamedIndividual . :k a owl:NamedIndividual .
"""


class Construct(NamedTuple):
    """Axioms, what follows (`i A`: a type; `A < B`: a class beneath; `A empty`), and what clashes.

    `uses` are the terms of OWL and RDF Schema that the case is there for.
    """

    name: str
    axioms: str
    follows: tuple[str, ...]
    clash: str
    uses: tuple[str, ...] = ()

    def triples(self, *, clashing: bool) -> list[ox.Triple]:
        """Return the ontology, with what contradicts it or without."""
        text = HEAD + self.axioms + (self.clash if clashing else "")
        return [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]


def denied(source: str, property_: str, target: str) -> str:
    """Return that something is not so."""
    kind = "targetValue" if target.startswith('"') else "targetIndividual"
    return (
        f"[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :{source} ;"
        f" owl:assertionProperty :{property_} ;"
        f" owl:{kind} {target if kind == 'targetValue' else ':' + target} .\n"
    )


def asked(source: str, property_: str, target: str) -> str:
    """Return the class Q that has a member only where the source may stand so to the target."""
    return (
        f":Q a owl:Class ; rdfs:subClassOf [ a owl:Class ; owl:oneOf (:{source}) ] ,"
        f" [ a owl:Restriction ; owl:onProperty :{property_} ; owl:hasValue :{target} ] .\n"
    )


def case(name: str, axioms: str, follows: str, clash: str, uses: str = "") -> Construct:
    """Return a construct from texts with `;` between what follows and blanks between terms."""
    told = tuple(item.strip() for item in follows.split(";") if item.strip())
    return Construct(name, axioms, told, clash, tuple(uses.split()))


CONSTRUCTS = [
    case("subclass", ":A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :i a :A .", "i C; A < C",
         ":C owl:disjointWith :D . :i a :D .", "rdfs:subClassOf"),
    case("equivalence with an intersection",
         ":A owl:equivalentClass [ a owl:Class ; owl:intersectionOf (:B :C) ] . :i a :B, :C .",
         "i A; A < B; A < C", ":A owl:disjointWith :D . :i a :D .",
         "owl:equivalentClass owl:intersectionOf owl:Class"),
    case("existential restriction in a definition",
         ":A owl:equivalentClass [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ] ."
         " :i :p :j . :j a :B .", "i A", ":A owl:disjointWith :D . :i a :D .",
         "owl:someValuesFrom owl:onProperty owl:Restriction"),
    case("intersection of a class and an existential restriction",
         ":A owl:equivalentClass [ a owl:Class ; owl:intersectionOf (:B"
         " [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :C ]) ] ."
         " :i a :B ; :p :j . :j a :C .", "i A; A < B", ":A owl:disjointWith :D . :i a :D ."),
    case("existential restriction above a class",
         ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ] ."
         " :p rdfs:range :C . :C owl:equivalentClass [ a owl:Restriction ;"
         " owl:onProperty :q ; owl:someValuesFrom :D ] . :i a :A . :p rdfs:domain :D .", "i D; A < D",
         ":C owl:disjointWith :B ."),
    case("value restriction in a definition",
         ":A owl:equivalentClass [ a owl:Class ; owl:intersectionOf (:B"
         " [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :j ]) ] . :i a :B ; :p :j .",
         "i A; A < B", ":A owl:disjointWith :D . :i a :D .", "owl:hasValue"),
    case("value restriction above a class",
         ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :j ] ."
         " :p rdfs:range :B . :i a :A .", "j B", denied("i", "p", "j")),
    case("value restriction as a domain",
         ":p rdfs:domain [ a owl:Restriction ; owl:onProperty :q ; owl:hasValue :k ] ."
         " :q rdfs:range :C . :i :p :j .", "k C", denied("i", "q", "k"), "rdfs:domain"),
    case("enumeration",
         ":A owl:equivalentClass [ a owl:Class ; owl:oneOf (:i :j) ] . :i a :B . :j a :B .",
         "i A; A < B",
         "[] a owl:AllDifferent ; owl:distinctMembers (:i :j :k) . :k a :A .", "owl:oneOf"),
    case("enumeration whose members' types follow",
         ":A owl:equivalentClass [ a owl:Class ; owl:oneOf (:i :j) ] . :p rdfs:domain :B ."
         " :i :p :k . :j :p :k .", "i A; i B; A < B", ":A owl:disjointWith :B ."),
    case("exact cardinality: too many",
         ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ;"
         ' owl:cardinality "2"^^xsd:nonNegativeInteger ] . :p rdfs:domain :B . :i a :A ; :p :j, :k .',
         "i B; A < B", ":i :p :i . [] a owl:AllDifferent ; owl:distinctMembers (:i :j :k) .",
         "owl:cardinality"),
    case("exact cardinality: two names for one value",
         ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ;"
         ' owl:cardinality "1"^^xsd:nonNegativeInteger ] . :i a :A ; :p :j, :k . :j a :B .',
         "k B", ":k a :C . :B owl:disjointWith :C ."),
    case("exact cardinality: two numbers",
         ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ;"
         ' owl:cardinality "2"^^xsd:nonNegativeInteger ] . :B rdfs:subClassOf [ a owl:Restriction ;'
         ' owl:onProperty :p ; owl:cardinality "4"^^xsd:nonNegativeInteger ] .'
         " :C rdfs:subClassOf :A, :B .", "C empty", ":i a :A, :B ."),
    case("exact cardinality through an inverse",
         ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ;"
         ' owl:cardinality "2"^^xsd:nonNegativeInteger ] . :q owl:inverseOf :p . :p rdfs:range :B .'
         " :i a :A . :j :q :i . :k :q :i .", "j B; k B",
         ":i :p :i . [] a owl:AllDifferent ; owl:distinctMembers (:i :j :k) ."),
    case("disjoint classes", ":A owl:disjointWith :B . :C rdfs:subClassOf :A, :B .", "C empty",
         ":i a :A, :B .", "owl:disjointWith"),
    case("many disjoint classes",
         "[] a owl:AllDisjointClasses ; owl:members (:A :B :C) . :D rdfs:subClassOf :A, :C .",
         "D empty", ":i a :B, :C .", "owl:AllDisjointClasses owl:members"),
    case("different individuals",
         "[] a owl:AllDifferent ; owl:distinctMembers (:i :j) . :i a :A .", "i A",
         ":i owl:sameAs :j .", "owl:AllDifferent owl:distinctMembers owl:NamedIndividual"),
    case("same individual", ":i owl:sameAs :j . :i a :A .", "j A",
         ":A owl:disjointWith :B . :j a :B .", "owl:sameAs"),
    case("inverse properties", ":p owl:inverseOf :q . :q rdfs:domain :B . :i :p :j .", "j B",
         ":B owl:disjointWith :C . :j a :C .", "owl:inverseOf owl:ObjectProperty"),
    case("symmetric property", ":p a owl:SymmetricProperty ; rdfs:domain :B . :i :p :j .", "j B",
         ":B owl:disjointWith :C . :j a :C .", "owl:SymmetricProperty"),
    case("irreflexive property", ":p a owl:IrreflexiveProperty ; rdfs:domain :B . :i :p :j .", "i B",
         ":i :p :i .", "owl:IrreflexiveProperty"),
    case("subproperty", ":p rdfs:subPropertyOf :q . :q rdfs:domain :B . :i :p :j .", "i B",
         ":B owl:disjointWith :C . :i a :C .", "rdfs:subPropertyOf"),
    case("property chain",
         ":r owl:propertyChainAxiom (:p :q) ; rdfs:domain :B . :i :p :j . :j :q :k .", "i B",
         ":B owl:disjointWith :C . :i a :C .", "owl:propertyChainAxiom"),
    case("property chain over an inverse and a subproperty",
         ":r owl:propertyChainAxiom (:p :q) ; rdfs:range :B . :p owl:inverseOf :s ."
         " :s a owl:ObjectProperty . :t a owl:ObjectProperty ; rdfs:subPropertyOf :q ."
         " :j :s :i . :j :t :k .", "k B", ":B owl:disjointWith :C . :k a :C ."),
    case("two property chains of one property",
         ":r owl:propertyChainAxiom (:p :q) , (:q :p) ; rdfs:domain :B . :j :q :i . :i :p :k .",
         "j B", ":B owl:disjointWith :C . :j a :C ."),
    case("functional property of data",
         ":v a owl:DatatypeProperty , owl:FunctionalProperty ; rdfs:domain :B . :i :v 1 .",
         "i B", ":i :v 2 .", "owl:FunctionalProperty"),
    case("disjoint properties", ":p owl:propertyDisjointWith :q ; rdfs:domain :B . :i :p :j .",
         "i B", ":i :q :j .", "owl:propertyDisjointWith"),
    case("disjoint properties through a subproperty",
         ":p owl:propertyDisjointWith :q . :r rdfs:subPropertyOf :q ; rdfs:domain :B . :i :r :j .",
         "i B", ":i :p :j ."),
    case("disjoint properties tell two things apart",
         ":p owl:propertyDisjointWith :q . :i :p :k . :j :q :k .\n"
         ":Q a owl:Class ; rdfs:subClassOf [ a owl:Class ; owl:oneOf (:i) ] ,"
         " [ a owl:Class ; owl:oneOf (:j) ] .", "Q empty", ":i owl:sameAs :j ."),
    case("domain and range", ":p rdfs:domain :A ; rdfs:range :B . :i :p :j .", "i A; j B",
         ":A owl:disjointWith :C . :i a :C .", "rdfs:domain rdfs:range"),
    case("denial", ":p rdfs:domain :B . :i :p :k ." + denied("i", "p", "j"), "i B", ":i :p :j .",
         "owl:NegativePropertyAssertion owl:sourceIndividual owl:assertionProperty"
         " owl:targetIndividual"),
    case("denial through a subproperty", ":q rdfs:subPropertyOf :p . :p rdfs:domain :B . :i :q :k ."
         + denied("i", "p", "j"), "i B", ":i :q :j ."),
    case("denial through an inverse", ":q owl:inverseOf :p . :p rdfs:domain :B . :k :q :i ."
         + denied("i", "p", "j"), "i B", ":j :q :i ."),
    case("denial through a symmetric property", ":p a owl:SymmetricProperty ; rdfs:domain :B ."
         " :i :p :k ." + denied("i", "p", "j"), "k B", ":j :p :i ."),
    case("denial through a property chain",
         ":p owl:propertyChainAxiom (:q :r) ; rdfs:domain :B . :i :q :i . :i :r :i ."
         + denied("i", "p", "j"), "i B", ":i :q :k . :k :r :j ."),
    case("denial of a data value",
         ':d rdfs:domain :B . :i :d "one" .' + denied("i", "d", '"two"'), "i B", ':i :d "two" .',
         "owl:targetValue owl:DatatypeProperty"),
    case("class apart from a value",
         ":A owl:disjointWith [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :j ] ."
         " :p rdfs:domain :B . :i a :A ; :p :k .", "i B", ":i :p :j ."),
    case("class apart from a value through a property chain",
         ":A owl:disjointWith [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :j ] ."
         " :p owl:propertyChainAxiom (:q :r) ; rdfs:domain :B . :q rdfs:domain :C ."
         " :i a :A ; :q :k .", "i C", ":k :r :j ."),
    case("question: a denial", asked("i", "p", "j") + denied("i", "p", "j"), "Q empty",
         ":i :p :j ."),
    case("question: a denial through an inverse",
         ":q owl:inverseOf :p . " + asked("j", "q", "i") + denied("i", "p", "j"), "Q empty",
         ":j :q :i ."),
    case("question: a class apart from a value",
         ":A owl:disjointWith [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :j ] ."
         " :i a :B . :B rdfs:subClassOf :A . " + asked("i", "p", "j"), "Q empty; i A", ":i :p :j ."),
    case("data range: whole numbers", ":d rdfs:range xsd:integer ; rdfs:domain :A . :i :d 7 .",
         "i A", ':i :d "seven" .', "xsd:integer"),
    case("data range: no negative numbers",
         ':d rdfs:range xsd:nonNegativeInteger ; rdfs:domain :A . :i :d "7"^^xsd:integer .', "i A",
         ':i :d "-7"^^xsd:integer .', "xsd:nonNegativeInteger"),
    case("data range: decimal numbers", ":d rdfs:range xsd:decimal ; rdfs:domain :A . :i :d 7.5 .",
         "i A", ":i :d true .", "xsd:decimal"),
    case("data range: truth values", ":d rdfs:range xsd:boolean ; rdfs:domain :A . :i :d true .",
         "i A", ":i :d 1 .", "xsd:boolean"),
    case("data range: text", ':d rdfs:range xsd:string ; rdfs:domain :A . :i :d "text" .', "i A",
         ":i :d 1 .", "xsd:string"),
    case("data range: addresses",
         ':d rdfs:range xsd:anyURI ; rdfs:domain :A . :i :d "http://example.org/"^^xsd:anyURI .',
         "i A", ':i :d "text" .', "xsd:anyURI"),
    case("data subproperty", ":d rdfs:subPropertyOf :e . :e rdfs:domain :A . :i :d 7 .", "i A",
         ":e rdfs:range xsd:string ."),
]  # fmt: skip
