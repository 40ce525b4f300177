"""Sources without text: what is kept of them, and on what their claims rest."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from answers import solutions
from conftest import SLUG

from summit_kg.builder import build_in_memory
from summit_kg.errors import InputProblem
from summit_kg.workspace import find

SOURCE = """\
"@context":
  - ../../../ontology/context.jsonld
  - "@base": https://w3id.org/summit-kg/id/article/wire/
    assertion: https://w3id.org/summit-kg/graph/claim/wire/
iri: article:wire
type: Article
label: wire 2025-10-07
issued: "2025-10-07"
publisher: wire.example
identifier: wire-1
primary: true
relays: an agency
"""
CLAIMS = """\
"@context":
  - ../../../ontology/context.jsonld
  - "@base": https://w3id.org/summit-kg/id/article/wire/
    assertion: https://w3id.org/summit-kg/graph/claim/wire/
iri: article:wire
claims:
  - iri: refused-too
    statement: The Taliban turned the Americans away.
    claimedBy: [article:wire]
    polarity: positive
    certainty: certain
    claimType: report
    asserts:
      assertion:refused-too:
        iri: id:small-refusal
        refuser: id:taliban
"""


@pytest.fixture
def source(workspace: Path) -> Path:
    """The folder of a source without text in the small workspace."""
    folder = workspace / "data" / "articles" / "wire"
    folder.mkdir()
    (folder / "article.yaml").write_text(SOURCE, "utf-8")
    (folder / "claims.yaml").write_text(CLAIMS, "utf-8")
    return folder


def test_a_claim_of_a_source_without_text_rests_on_the_whole_source(source: Path) -> None:
    store, _, report = build_in_memory(find(str(source.parents[2])))
    assert report.findings == []
    rows = store.query(
        """PREFIX summit: <https://w3id.org/summit-kg/ontology#>
        PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX dcterms: <http://purl.org/dc/terms/>
        SELECT ?identifier ?relays ?selector ?sentence ?length {
          ?claim summit:statement ?said ; summit:inArticle ?article ; summit:evidence ?evidence .
          ?evidence oa:hasSource ?article .
          ?article dcterms:identifier ?identifier ; summit:relays ?relays ; summit:primary true .
          OPTIONAL { ?evidence oa:hasSelector ?selector }
          OPTIONAL { ?sentence summit:inArticle ?article ; a summit:Sentence }
          OPTIONAL { ?article summit:textLength ?length }
        }"""
    )
    assert [[term and term.value for term in row] for row in solutions(rows)] == [
        ["wire-1", "an agency", None, None, None]
    ]


def test_a_graph_with_a_source_without_text_keeps_the_shapes(source: Path) -> None:
    import pyshacl
    import rdflib
    from conftest import ROOT

    store = build_in_memory(find(str(source.parents[2])))[0]
    dumped = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    assert dumped is not None
    graph = rdflib.Graph().parse(data=dumped, format="nt")
    shapes = rdflib.Graph().parse(ROOT / "ontology" / "shapes.ttl")
    focus = rdflib.URIRef("https://w3id.org/summit-kg/id/article/wire")
    _, results, _ = pyshacl.validate(graph, shacl_graph=shapes)
    assert isinstance(results, rdflib.Graph)
    assert (None, rdflib.SH.focusNode, focus) not in results
    claim = rdflib.URIRef(f"{focus}/refused-too")
    assert (None, rdflib.SH.focusNode, claim) not in results


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("article.yaml", "primary: true", "primary: often", "primary must be true or false"),
        ("article.yaml", "primary: true", "textLength: 5", "the key 'title' is missing"),
        ("article.yaml", "relays: an agency", "relays: 5", "relays must be text"),
        (
            "claims.yaml",
            "    asserts:\n",
            "    evidence: [{sentence: p0s1}]\n    asserts:\n",
            "the source has no text",
        ),
    ],
)
def test_what_is_wrong_is_said(source: Path, file: str, old: str, new: str, message: str) -> None:
    path = source / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(InputProblem, match=message):
        build_in_memory(find(str(source.parents[2])))


def test_a_text_that_is_not_described_is_refused(source: Path) -> None:
    (source / "text.txt").write_text("A text.", "utf-8")
    with pytest.raises(InputProblem, match="give its sha256"):
        build_in_memory(find(str(source.parents[2])))


def test_an_article_with_text_must_name_its_evidence(workspace: Path) -> None:
    path = workspace / "data" / "articles" / SLUG / "claims.yaml"
    text = path.read_text("utf-8")
    start = text.index("    evidence:")
    path.write_text(text[:start] + text[text.index("    asserts:") :], "utf-8")
    with pytest.raises(InputProblem, match="'evidence' is missing"):
        build_in_memory(find(str(workspace)))
