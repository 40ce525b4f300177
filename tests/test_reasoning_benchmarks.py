"""What the benchmarks of reasoning start from and compare with is what they say it is."""

import re
import sys
from itertools import count
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import ROOT

sys.path.append(str(ROOT / "benchmarks"))

import engine_features
import reasoning_engines as engines
import reasoning_input
from generate import write_workspace
from world import World

from summit_kg import builder, workspace
from summit_kg.load.article import read_article
from summit_kg.load.claims import read_claims
from summit_kg.load.ontology_terms import read_ontology_terms
from summit_kg.vocabulary import INFERRED_GRAPH, OWL

ARTICLES = 3


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated") / "workspace"
    write_workspace(str(folder), ARTICLES)
    return folder


@pytest.fixture(scope="module")
def premises(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = str(tmp_path_factory.mktemp("premises") / "premises.nt")
    written = reasoning_input.write_premises(path, articles=ARTICLES)
    assert written.articles == ARTICLES
    return path


def renamed(lines: list[str]) -> list[str]:
    """Lines with blank nodes named by their order."""
    names: dict[str, str] = {}
    numbers = count()
    return [
        re.sub(r"_:\S+", lambda match: names.setdefault(match[0], f"_:{next(numbers)}"), line)
        for line in lines
    ]


@pytest.mark.parametrize("number", range(1, ARTICLES + 1))
def test_an_article_gives_what_the_loader_accepts_of_it(generated: Path, number: int) -> None:
    folder = generated / "data" / "articles" / f"generated-{number:05d}"
    terms = read_ontology_terms(str(ROOT / "ontology"))
    article = read_article(str(folder / "article.yaml"))
    accepted = read_claims(str(folder / "claims.yaml"), article, terms).accepted
    world = World(str(ROOT / "data" / "reference"))
    assert len(accepted) > 100
    assert renamed(reasoning_input.article_lines(world, terms, number)) == renamed(accepted)


def test_the_premises_of_a_workspace_give_what_building_it_infers(
    generated: Path, premises: str
) -> None:
    store, _, _ = builder.build_in_memory(workspace.find(str(generated)))
    inferred = {
        f"{quad.triple} .\n"
        for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(INFERRED_GRAPH))
    }
    rows = engines.ours(premises).rows
    assert {f"{s} {p} {o} .\n" for s, p, o in rows} == inferred
    view = {str(q.triple) for q in store.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    stored = ox.Store()  # which writes some decimals in another way
    stored.bulk_load(path=premises, format=ox.RdfFormat.N_TRIPLES)
    assert {str(q.triple) for q in stored if "_:" not in str(q)} <= view


def test_as_many_articles_are_written_as_the_size_takes(tmp_path: Path) -> None:
    path = tmp_path / "some.nt"
    written = reasoning_input.write_premises(str(path), triples=5_000)
    assert 5_000 <= written.triples < 5_200
    assert written.triples == path.read_text(encoding="utf-8").count("\n")


def test_a_property_gets_one_chain_and_the_others_stand_beneath_it() -> None:
    chain = f"<{OWL}propertyChainAxiom>"
    lines = [f"<x:p> {chain} _:1 .\n", f"<x:p> {chain} _:2 .\n", f"<x:q> {chain} _:3 .\n"]
    single = list(reasoning_input.one_chain_each(lines))
    heads = [line.split(" ")[0] for line in single if chain in line]
    assert len(heads) == len(set(heads)) == 3
    assert f"{heads[1]} <http://www.w3.org/2000/01/rdf-schema#subPropertyOf> <x:p> .\n" in single


@pytest.mark.parametrize("engine", ["sparq", "nemo"])
def test_an_engine_infers_what_the_library_infers(engine: str, premises: str) -> None:
    pytest.importorskip({"nemo": "pyrumo"}.get(engine, engine), reason="only in the extra bench")
    ours = engines.without_noise(engines.ours(premises).rows, premises)
    assert len(ours) > 1_000
    found = engines.ENGINES[engine](premises)
    assert engines.without_noise(found.rows, premises) == ours
    assert not found.clash()


@pytest.mark.parametrize("case", engine_features.CASES, ids=lambda case: case.what)
def test_the_rules_for_nemo_are_those_of_owl_2_rl(case: engine_features.Case) -> None:
    pytest.importorskip("pyrumo", reason="only in the extra bench")
    beyond = {"a number stays as it is written", "a literal that its datatype does not have"}
    assert engine_features.has("nemo", case) is (case.what not in beyond)
