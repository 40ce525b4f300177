"""Which rules of OWL 2 RL each engine applies: `python benchmarks/engine_features.py`.

Every case is a graph of a few triples with one that follows by a rule, or one that contradicts
the rest. An engine has the rule where it derives the triple without noise, or where it finds the
contradiction and finds none without the last triple.
"""

import logging
import os
import tempfile
from functools import partial
from typing import NamedTuple

import pyoxigraph as ox
from reasoning_engines import ENGINES, sparq, without_noise

_ENGINES = ENGINES | {"sparq": partial(sparq, prepared=False)}

_HEAD = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX : <http://example.org/>
"""


class Case(NamedTuple):
    """A rule by its name in the standard, premises, and what follows from or contradicts them."""

    what: str
    rules: str
    premises: str
    follows: str | None = None
    contradicts: str | None = None


_FOLLOWS = [
    Case("subclass", "cax-sco", ":C rdfs:subClassOf :D . :a a :C .", ":a a :D"),
    Case("equivalent classes", "cax-eqc", ":C owl:equivalentClass :D . :a a :D .", ":a a :C"),
    Case("subproperty", "prp-spo1", ":p rdfs:subPropertyOf :q . :a :p :b .", ":a :q :b"),
    Case("subproperty, of a literal", "prp-spo1",
         ":p rdfs:subPropertyOf :q . :a :p \"x\"@en .", ":a :q \"x\"@en"),
    Case("a number stays as it is written", "prp-spo1",
         ":p rdfs:subPropertyOf :q . :a :p \"007\"^^xsd:integer .", ":a :q \"007\"^^xsd:integer"),
    Case("domain", "prp-dom", ":p rdfs:domain :C . :a :p :b .", ":a a :C"),
    Case("range", "prp-rng", ":p rdfs:range :C . :a :p :b .", ":b a :C"),
    Case("inverse", "prp-inv", ":p owl:inverseOf :q . :a :q :b .", ":b :p :a"),
    Case("symmetric", "prp-symp", ":p a owl:SymmetricProperty . :a :p :b .", ":b :p :a"),
    Case("transitive", "prp-trp",
         ":p a owl:TransitiveProperty . :a :p :b . :b :p :c . :c :p :d .", ":a :p :d"),
    Case("chain of two", "prp-spo2",
         ":p owl:propertyChainAxiom ( :q :r ) . :a :q :b . :b :r :c .", ":a :p :c"),
    Case("chain of three", "prp-spo2",
         ":p owl:propertyChainAxiom ( :q :r :s ) . :a :q :b . :b :r :c . :c :s :d .", ":a :p :d"),
    Case("two chains of one property", "prp-spo2",
         ":p owl:propertyChainAxiom ( :q :r ) , ( :s :t ) . "
         ":a :q :b . :b :r :c . :d :s :e . :e :t :f .", ":a :p :c . :d :p :f"),
    Case("a chain that feeds itself", "prp-spo2",
         ":p owl:propertyChainAxiom ( :p :q ) . :a :p :b . :b :q :c . :c :q :d .", ":a :p :d"),
    Case("functional property", "prp-fp",
         ":p a owl:FunctionalProperty . :a :p :b , :c .", ":b owl:sameAs :c"),
    Case("inverse functional property", "prp-ifp",
         ":p a owl:InverseFunctionalProperty . :a :p :c . :b :p :c .", ":a owl:sameAs :b"),
    Case("key", "prp-key",
         ":C owl:hasKey ( :p :q ) . :a a :C ; :p 1 ; :q 2 . :b a :C ; :p 1 ; :q 2 .",
         ":a owl:sameAs :b"),
    Case("the same in another's place", "eq-rep",
         ":a owl:sameAs :b . :b owl:sameAs :c . :c :p :d .", ":a :p :d"),
    Case("the same property in another's place", "eq-rep-p",
         ":p owl:sameAs :q . :a :p :b .", ":a :q :b"),
    Case("hasValue: from class to value", "cls-hv1",
         ":C rdfs:subClassOf [ owl:onProperty :p ; owl:hasValue :v ] . :a a :C .", ":a :p :v"),
    Case("hasValue: from value to class", "cls-hv2",
         "[ owl:onProperty :p ; owl:hasValue :v ] rdfs:subClassOf :C . :a :p :v .", ":a a :C"),
    Case("someValuesFrom", "cls-svf1",
         "[ owl:onProperty :p ; owl:someValuesFrom :D ] rdfs:subClassOf :C . :a :p :b . :b a :D .",
         ":a a :C"),
    Case("someValuesFrom owl:Thing", "cls-svf2",
         "[ owl:onProperty :p ; owl:someValuesFrom owl:Thing ] rdfs:subClassOf :C . :a :p :b .",
         ":a a :C"),
    Case("allValuesFrom", "cls-avf",
         ":C rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom :D ] . :a a :C ; :p :b .",
         ":b a :D"),
    Case("intersection: into it", "cls-int1",
         ":C owl:intersectionOf ( :D :E :F ) . :a a :D , :E , :F .", ":a a :C"),
    Case("intersection: out of it", "cls-int2",
         ":C owl:intersectionOf ( :D :E :F ) . :a a :C .", ":a a :F"),
    Case("union", "cls-uni", ":C owl:unionOf ( :D :E ) . :a a :E .", ":a a :C"),
    Case("enumeration", "cls-oo", ":C owl:oneOf ( :a :b ) .", ":b a :C"),
    Case("at most one", "cls-maxc2",
         ":C rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality "
         "\"1\"^^xsd:nonNegativeInteger ] . :a a :C ; :p :b , :c .", ":b owl:sameAs :c"),
    Case("at most one of a class", "cls-maxqc3",
         ":C rdfs:subClassOf [ owl:onProperty :p ; owl:onClass :D ; owl:maxQualifiedCardinality "
         "\"1\"^^xsd:nonNegativeInteger ] . :a a :C ; :p :b , :c . :b a :D . :c a :D .",
         ":b owl:sameAs :c"),
    Case("restrictions by their fillers", "scm-svf1",
         ":C owl:onProperty :p ; owl:someValuesFrom :E . :D owl:onProperty :p ; "
         "owl:someValuesFrom :F . :E rdfs:subClassOf :F . :a a :C .", ":a a :D"),
]  # fmt: skip
_CONTRADICTS = [
    Case("disjoint classes", "cax-dw", ":C owl:disjointWith :D . :a a :C .", None, ":a a :D"),
    Case("AllDisjointClasses", "cax-adc",
         "[] a owl:AllDisjointClasses ; owl:members ( :C :D :E ) . :a a :C .", None, ":a a :E"),
    Case("disjoint properties", "prp-pdw",
         ":p owl:propertyDisjointWith :q . :a :p :b .", None, ":a :q :b"),
    Case("AllDisjointProperties", "prp-adp",
         "[] a owl:AllDisjointProperties ; owl:members ( :p :q :r ) . :a :p :b .", None,
         ":a :r :b"),
    Case("complement", "cls-com", ":C owl:complementOf :D . :a a :C .", None, ":a a :D"),
    Case("owl:Nothing", "cls-nothing2", ":C rdfs:subClassOf owl:Nothing .", None, ":a a :C"),
    Case("irreflexive", "prp-irp", ":p a owl:IrreflexiveProperty .", None, ":a :p :a"),
    Case("asymmetric", "prp-asyp", ":p a owl:AsymmetricProperty . :a :p :b .", None, ":b :p :a"),
    Case("the same and different", "eq-diff1",
         ":a owl:differentFrom :b .", None, ":a owl:sameAs :b"),
    Case("AllDifferent, members", "eq-diff2",
         "[] a owl:AllDifferent ; owl:members ( :a :b :c ) .", None, ":a owl:sameAs :c"),
    Case("AllDifferent, distinctMembers", "eq-diff3",
         "[] a owl:AllDifferent ; owl:distinctMembers ( :a :b :c ) .", None, ":a owl:sameAs :c"),
    Case("negative assertion", "prp-npa1",
         "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :a ; "
         "owl:assertionProperty :p ; owl:targetIndividual :b .", None, ":a :p :b"),
    Case("negative assertion, by inference", "prp-npa1",
         "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :a ; "
         "owl:assertionProperty :p ; owl:targetIndividual :b . :p owl:inverseOf :q .", None,
         ":b :q :a"),
    Case("negative assertion of a value", "prp-npa2",
         "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :a ; "
         "owl:assertionProperty :p ; owl:targetValue \"x\" .", None, ":a :p \"x\""),
    Case("at most none", "cls-maxc1",
         ":C rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality "
         "\"0\"^^xsd:nonNegativeInteger ] . :a a :C .", None, ":a :p :b"),
    Case("a class and a value excluded", "cls-hv2, cax-dw",
         ":C owl:disjointWith [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :v ] . "
         ":a a :C .", None, ":a :p :v"),
    Case("a literal that its datatype does not have", "dt-not-type",
         ":p rdfs:range xsd:integer .", None, ":a :p \"x\"^^xsd:integer"),
]  # fmt: skip
CASES = _FOLLOWS + _CONTRADICTS


def has(engine: str, case: Case) -> bool:
    """Tell whether an engine has the rule of a case."""
    if case.contradicts is not None:
        return not _clashes(engine, case.premises) and _clashes(
            engine, f"{case.premises} {case.contradicts} ."
        )
    with tempfile.TemporaryDirectory() as folder:
        path = _write(folder, case.premises)
        derived = without_noise(_ENGINES[engine](path).rows, path)
    expected = ox.parse(f"{_HEAD}{case.follows} .", ox.RdfFormat.TURTLE)
    return derived.issuperset(f"{quad.triple} .\n" for quad in expected)


def _clashes(engine: str, text: str) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        return _ENGINES[engine](_write(folder, text)).clash()


def _write(folder: str, text: str) -> str:
    path = os.path.join(folder, "case.nt")
    triples = (quad.triple for quad in ox.parse(_HEAD + text, ox.RdfFormat.TURTLE))
    ox.serialize(triples, path, ox.RdfFormat.N_TRIPLES)
    return path


def main() -> None:
    """Print the table."""
    logging.disable()  # rdflib complains of the literal that its datatype does not have
    print(f"| what | rule | {' | '.join(ENGINES)} |")
    print("|---|---|" + "---|" * len(ENGINES))
    counts = dict.fromkeys(ENGINES, 0)
    for case in CASES:
        found = {engine: has(engine, case) for engine in ENGINES}
        for engine in ENGINES:
            counts[engine] += found[engine]
        cells = " | ".join("yes" if found[engine] else "no" for engine in ENGINES)
        kind = "contradiction: " if case.contradicts else ""
        print(f"| {kind}{case.what} | {case.rules} | {cells} |")
    print(f"| of {len(CASES)} | | {' | '.join(map(str, counts.values()))} |")


if __name__ == "__main__":
    main()
