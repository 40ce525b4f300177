"""The SHACL engine in use: the W3C's cases, and the reference engine's word on our shapes."""

import random
import sys
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import ROOT
from test_ontology import BAD, GOOD, PREFIXES

sys.path.append(str(ROOT / "benchmarks"))

import shacl_cases
import shacl_engines

from summit_kg.check.shapes import shape_results
from summit_kg.errors import InputProblem
from summit_kg.graph import KnowledgeGraph

SUITE = ROOT.parent / "shared" / "w3c" / "shacl"
SHAPES = str(ROOT / "ontology" / "shapes.ttl")
ENGINE = "pyshacl-turbo"
# The store hands numbers and truth values over in one spelling of each; our shapes mind neither.
DIFFERENT = {
    "property/datatype-ill-formed": "the byte 300 comes out of the store as the integer 300",
    "property/uniqueLang-002": 'sh:uniqueLang "1" comes out of the store as true',
}
ours = [
    case
    for case in (shacl_cases.cases(str(SUITE)) if SUITE.is_dir() else [])
    if case.concerns(shacl_cases.constructs_of(SHAPES))
]


@pytest.mark.skipif(
    not SUITE.is_dir(), reason="needs ../shared/w3c, which lies outside the project"
)
def test_the_suite_covers_what_our_shapes_use() -> None:
    covered = frozenset().union(*(case.constructs for case in ours))
    assert shacl_cases.constructs_of(SHAPES) - covered == frozenset()


@pytest.mark.parametrize("case", ours, ids=[case.name for case in ours])
def test_a_case_of_the_w3c(case: shacl_cases.Case) -> None:
    assert shacl_cases.passes(ENGINE, case) is (case.name not in DIFFERENT)


def view(seed: KnowledgeGraph) -> list[ox.Triple]:
    quads = seed.oxigraph.quads_for_pattern(None, None, None, ox.DefaultGraph())
    return [quad.triple for quad in quads]


def told(engine: str, triples: list[ox.Triple]) -> shacl_engines.Report:
    found = shacl_engines.ENGINES[engine]
    return found.run(found.load(triples, shacl_engines.read(SHAPES, ox.RdfFormat.TURTLE)))


def test_both_engines_say_the_same_of_a_damaged_graph(seed: KnowledgeGraph) -> None:
    """A twentieth of the graph is taken away and some values are swapped, with a fixed seed."""
    chance = random.Random(7)
    triples = [triple for triple in view(seed) if chance.random() > 0.05]
    values = [triple.object for triple in triples]
    for place in chance.sample(range(len(triples)), 60):
        triple = triples[place]
        triples[place] = ox.Triple(triple.subject, triple.predicate, chance.choice(values))
    mine, reference = told(ENGINE, triples), told("pyshacl", triples)
    assert sum(reference.results.values()) > 200
    assert mine == reference
    kinds = Counter(result.component for result in shape_results(triples, SHAPES))
    assert kinds == Counter(result[4] for result in reference.results.elements())


@pytest.mark.parametrize(("good", "bad", "message"), BAD, ids=[item[2] for item in BAD])
def test_each_fault_is_found_with_its_message(
    seed: KnowledgeGraph, good: str, bad: str, message: str
) -> None:
    hierarchy = [
        quad.triple
        for quad in seed.oxigraph.quads_for_pattern(
            None,
            ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf"),
            None,
            ox.DefaultGraph(),
        )
    ]
    data = (PREFIXES + GOOD.replace(good, bad)).encode()
    triples = [quad.triple for quad in ox.parse(data, ox.RdfFormat.TURTLE)]
    found = shape_results([*hierarchy, *triples], SHAPES)
    assert message in " ".join(result.message for result in found)


def test_shapes_that_cannot_be_used_are_an_error_of_their_file(tmp_path: Path) -> None:
    file = tmp_path / "shapes.ttl"
    file.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<urn:s> a sh:NodeShape ; sh:targetNode <urn:x> ; sh:property [ sh:path 5 ; sh:minCount 1 ] .\n",
        encoding="utf-8",
    )
    with pytest.raises(InputProblem, match=r"shapes\.ttl: the shapes cannot be used: "):
        shape_results([], str(file))
