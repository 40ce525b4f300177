"""What tests share: the checkout's graph, and a small workspace to change."""

import contextlib
import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import summit_kg
from summit_kg.graph import KnowledgeGraph

# Commands under test write tables as wide as it says, and workers of pytest-xdist have it.
os.environ.pop("COLUMNS", None)

ROOT = Path(__file__).parent.parent
SLUG = "small-report"


@contextlib.contextmanager
def beside_threads() -> Iterator[None]:
    """Keep the garbage collector out of other threads: the engine's answers are freed in their own.

    Exceptions that tests have caught hold on to frames, and these to answers.
    """
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@pytest.fixture(scope="session")
def seed_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the first article alone; all else is the checkout's."""
    root = tmp_path_factory.mktemp("seed-workspace")
    articles = root / "data" / "articles"
    articles.mkdir(parents=True)
    (articles / "bagram-betrayal").symlink_to(ROOT / "data" / "articles" / "bagram-betrayal")
    (root / "data" / "reference").symlink_to(ROOT / "data" / "reference")
    (root / "ontology").symlink_to(ROOT / "ontology")
    (root / "queries").symlink_to(ROOT / "queries")
    return root


@pytest.fixture(scope="session")
def seed(
    tmp_path_factory: pytest.TempPathFactory, seed_workspace: Path
) -> Iterator[KnowledgeGraph]:
    """The graph of the first article alone, built into a store of its own."""
    store = tmp_path_factory.mktemp("seed")
    with summit_kg.open(str(store), workspace=str(seed_workspace)) as graph:
        yield graph


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeGraph]:
    """The checkout's graph with all its sources, built into a store of its own."""
    store = tmp_path_factory.mktemp("corpus")
    with summit_kg.open(str(store), workspace=str(ROOT)) as graph:
        yield graph


ARTICLE = """\
"@context":
  - ../../../ontology/context.jsonld
  - "@base": https://w3id.org/summit-kg/id/article/small-report/
    assertion: https://w3id.org/summit-kg/graph/claim/small-report/
iri: article:small-report
type: Article
title: A small report
label: small report
sha256: 6e7c2d7e5bcd8bbb1b8cc6ba0ef1f4f4d4ee5d2b8a1f6a4e4c8f3a8c8f0d3a11
textLength: 100
sentences:
  - {iri: p0s1, start: 0, end: 40, sha256: 6e7c2d7e5bcd8bbb1b8cc6ba0ef1f4f4d4ee5d2b8a1f6a4e4c8f3a8c8f0d3a11}
  - {iri: p0s2, start: 41, end: 100, sha256: 7e7c2d7e5bcd8bbb1b8cc6ba0ef1f4f4d4ee5d2b8a1f6a4e4c8f3a8c8f0d3a11}
"""

CLAIMS = """\
"@context":
  - ../../../ontology/context.jsonld
  - "@base": https://w3id.org/summit-kg/id/article/small-report/
    assertion: https://w3id.org/summit-kg/graph/claim/small-report/
iri: article:small-report
claims:
  - iri: access-refused
    statement: The Taliban turned the Americans away.
    claimedBy: [article:small-report, id:zamir-kabulov]
    polarity: positive
    certainty: certain
    claimType: report
    evidence:
      - sentence: p0s1
        selector: {start: 5, end: 30}
    asserts:
      assertion:access-refused:
        iri: id:small-refusal
        type: AccessRefusal
        label: Small refusal
        refuser: id:taliban
        requester: id:united-states
        facility: id:bagram-air-base
  - iri: more-recognition
    statement: Others will recognise the Islamic Emirate.
    claimedBy: [article:small-report]
    polarity: positive
    certainty: probable
    claimType: forecast
    evidence:
      - sentence: p0s2
        selector: {start: 41, end: 100}
    asserts:
      assertion:more-recognition:
        iri: id:small-recognition
        type: RecognitionAct
        recogniser: id:china
        recognised: id:islamic-emirate
withoutClaim: []
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with one small article; its ontology and queries are the project's."""
    root = tmp_path / "workspace"
    folder = root / "data" / "articles" / SLUG
    folder.mkdir(parents=True)
    shutil.copytree(ROOT / "data" / "reference", root / "data" / "reference")
    (folder / "article.yaml").write_text(ARTICLE, encoding="utf-8")
    (folder / "claims.yaml").write_text(CLAIMS, encoding="utf-8")
    return root


@pytest.fixture
def claims_file(workspace: Path) -> Path:
    """The claims file of the small workspace."""
    return workspace / "data" / "articles" / SLUG / "claims.yaml"
