"""The article files are YAML-LD: JSON-LD tools read them as the RDF that the loader writes."""

import json
from pathlib import Path
from typing import Any

import pyld
import pyoxigraph as ox
import pytest
import rdflib
import yaml
from conftest import ROOT
from rdflib.compare import isomorphic

from summit_kg.load.article import read_article
from summit_kg.load.claims import read_claims
from summit_kg.load.ontology_terms import read_ontology_terms

FOLDER = ROOT / "data" / "articles" / "bagram-betrayal"
S = "https://w3id.org/summit-kg/ontology#"
OA = "http://www.w3.org/ns/oa#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
ADDED = {S + name for name in ("accepted", "acceptanceReason", "reportedBy", "saidBy", "voice")} | {
    OA + "hasSource",
    OA + "exact",
}
ADDED_TYPES = {S + "Claim", S + "Sentence"} | {
    OA + name for name in ("SpecificResource", "TextPositionSelector", "TextQuoteSelector")
}


def document(name: str) -> Any:
    """The file as JSON, its context filled in."""
    data = yaml.load((FOLDER / name).read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    context = json.loads((ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8"))
    data["@context"][0] = context["@context"]
    return _typed(data)


def _typed(value: Any) -> Any:
    """Plain whole numbers as YAML 1.2 reads them."""
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def loaded() -> rdflib.Dataset:
    """What the loader writes, without what it adds of its own."""
    article = read_article(str(FOLDER / "article.yaml"))
    terms = read_ontology_terms(str(ROOT / "ontology"))
    claims = read_claims(str(FOLDER / "claims.yaml"), article, terms)
    quads = list(
        ox.parse(
            "".join(article.quads() + claims.lines + claims.accepted).encode(), ox.RdfFormat.N_QUADS
        )
    )
    asserted = {quad.triple for quad in quads if not isinstance(quad.graph_name, ox.DefaultGraph)}
    quote_selectors = {quad.subject for quad in quads if quad.predicate.value == OA + "exact"}
    kept = []
    for quad in quads:
        in_default = isinstance(quad.graph_name, ox.DefaultGraph)
        object_ = getattr(quad.object, "value", "")
        if in_default and (quad.predicate.value in ADDED or quad.triple in asserted):
            continue
        if quad.predicate.value == TYPE and object_ in ADDED_TYPES:
            continue
        if quad.predicate.value == OA + "hasSelector" and quad.object in quote_selectors:
            continue
        if quad.predicate.value == LABEL and object_ in article.sentences:
            continue
        kept.append(quad)
    dataset = rdflib.Dataset()
    dataset.parse(data=ox.serialize(kept, format=ox.RdfFormat.N_QUADS), format="nquads")
    return dataset


def graphs_of(dataset: rdflib.Dataset) -> dict[str, rdflib.Graph]:
    found = {}
    for graph in dataset.graphs():
        plain = rdflib.Graph()
        for triple in graph:
            plain.add(triple)
        if len(plain):
            found[str(graph.identifier)] = plain
    return found


def assert_same(actual: rdflib.Dataset) -> None:
    expected, got = graphs_of(loaded()), graphs_of(actual)
    assert set(got) == set(expected)
    for name, graph in expected.items():
        assert isomorphic(graph, got[name]), name


def test_rdflib_reads_the_files_as_the_loader_does() -> None:
    dataset = rdflib.Dataset()
    for name in ("article.yaml", "claims.yaml"):
        dataset.parse(data=json.dumps(document(name)), format="json-ld")
    assert_same(dataset)


def test_pyld_reads_the_files_as_the_loader_does() -> None:
    quads = "".join(
        pyld.jsonld.to_rdf(document(name), {"format": "application/n-quads"})
        for name in ("article.yaml", "claims.yaml")
    )
    dataset = rdflib.Dataset()
    dataset.parse(data=quads, format="nquads")
    assert_same(dataset)


def test_the_context_is_found_from_the_file_itself(tmp_path: Path) -> None:
    """A tool that follows the relative address in `@context` finds the shared context."""
    data = yaml.load((FOLDER / "article.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    address = data["@context"][0]
    assert (FOLDER / address).resolve() == (ROOT / "ontology" / "context.jsonld").resolve()
    graph = rdflib.Graph()
    graph.parse(
        data=json.dumps(_typed(data)),
        format="json-ld",
        base=(FOLDER / "article.yaml").as_uri(),
    )
    article = rdflib.URIRef("https://w3id.org/summit-kg/id/article/bagram-betrayal")
    assert (article, rdflib.RDF.type, rdflib.URIRef(S + "Article")) in graph


@pytest.mark.parametrize("name", ["article", "claims"])
def test_the_files_fit_their_json_schema(name: str) -> None:
    import jsonschema

    schema = json.loads((ROOT / "data" / "schema" / f"{name}.schema.json").read_text("utf-8"))
    data = yaml.load((FOLDER / f"{name}.yaml").read_text("utf-8"), Loader=yaml.CBaseLoader)
    jsonschema.Draft202012Validator(schema).validate(_typed(data))
