"""How classes and properties stand to each other."""

import pyoxigraph as ox
import pytest

from summit_kg.reason.schema import Schema, states_schema
from summit_kg.reason.schema_closure import schema_closure

PREFIXES = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix : <http://example.org/> .
"""


def triples_of(turtle: str) -> set[tuple[str, str, str]]:
    quads = ox.parse((PREFIXES + turtle).encode(), ox.RdfFormat.TURTLE)
    return {(str(q.subject), str(q.predicate), str(q.object)) for q in quads}


def closed(turtle: str, *, owl_rules: bool = True) -> set[tuple[str, str, str]]:
    schema = Schema(triple for triple in triples_of(turtle) if states_schema(*triple[1:]))
    return schema_closure(schema, owl_rules=owl_rules)


@pytest.mark.parametrize(
    ("stated", "follows"),
    [
        (":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .", ":A rdfs:subClassOf :C ."),
        (":A owl:equivalentClass :B .", ":B rdfs:subClassOf :A ."),
        (":A rdfs:subClassOf :B . :B rdfs:subClassOf :A .", ":B owl:equivalentClass :A ."),
        (":A a owl:Class .", ":A rdfs:subClassOf :A, owl:Thing . owl:Nothing rdfs:subClassOf :A ."),
        (":p a owl:ObjectProperty .", ":p rdfs:subPropertyOf :p ; owl:equivalentProperty :p ."),
        (":p owl:equivalentProperty :q .", ":q rdfs:subPropertyOf :p ."),
        (":p rdfs:domain :A . :A rdfs:subClassOf :B .", ":p rdfs:domain :B ."),
        (":p rdfs:range :A . :q rdfs:subPropertyOf :p .", ":q rdfs:range :A ."),
        (":A owl:intersectionOf (:B :C) .", ":A rdfs:subClassOf :B, :C ."),
        (":A owl:unionOf (:B :C) .", ":B rdfs:subClassOf :A ."),
        (
            (
                ":A owl:onProperty :p ; owl:hasValue :v . :B owl:onProperty :q ; owl:hasValue :v ."
                " :p rdfs:subPropertyOf :q ."
            ),
            ":A rdfs:subClassOf :B .",
        ),
        (
            (
                ":A owl:onProperty :p ; owl:someValuesFrom :C ."
                ":B owl:onProperty :p ; owl:someValuesFrom :D . :C rdfs:subClassOf :D ."
            ),
            ":A rdfs:subClassOf :B .",
        ),
        (
            (
                ":A owl:onProperty :p ; owl:allValuesFrom :C ."
                ":B owl:onProperty :q ; owl:allValuesFrom :C . :p rdfs:subPropertyOf :q ."
            ),
            ":B rdfs:subClassOf :A .",
        ),
    ],
)
def test_what_the_rules_of_owl_give(stated: str, follows: str) -> None:
    assert triples_of(follows) <= closed(stated)


def test_rdfs_gives_less() -> None:
    stated = ":A rdfs:subClassOf :B . :p rdfs:domain :A . :C owl:equivalentClass :A ."
    found = closed(stated, owl_rules=False)
    assert found == triples_of(":A rdfs:subClassOf :A . :B rdfs:subClassOf :B .")


def test_what_is_stated_is_left_out() -> None:
    assert closed(":A rdfs:subClassOf :A .", owl_rules=False) == set()
