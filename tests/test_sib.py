"""Saved queries in SIB's form: RDF whose queries still run."""

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from answers import solutions
from hypothesis import example, given
from hypothesis import strategies as st
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SH

from summit_kg.errors import InputProblem, UsageProblem
from summit_kg.query.catalogue import read_catalogue
from summit_kg.query.saved import SavedQuery
from summit_kg.query.sib import (
    ENDPOINT,
    EXAMPLES,
    example_files,
    example_stream,
    read_endpoint,
)

QUERIES = Path(__file__).parent.parent / "queries"
SCHEMA = rdflib.Namespace("https://schema.org/")
EX = rdflib.Namespace(EXAMPLES)
WHO = """\
#+ summary: Who said "what"?
#+ description: Each voice, with a \\ and "quotes".
#+ tags: [lookup, attribution]
#+ defaults:
#+   - word: 'a "b" \\ c'
#+   - place: Bagram
#+ x: kept
PREFIX e: <http://e/>
# A comment stays.
SELECT ?v ?w ?p ?o {
  BIND(?_word AS ?v) BIND('''"\"""\"""''' AS ?w) BIND(?_place_iri AS ?p)
  OPTIONAL { ?s e:p ?__other }
}
"""


def no_label(label: str) -> str:
    raise UsageProblem(f"no entity is called {label!r}")


def bagram(label: str) -> str:
    return {"Bagram": "http://e/bagram"}[label]


def query(text: str, name: str = "who", **header: object) -> SavedQuery:
    return SavedQuery(name, f"queries/{name}.rq", text, dict(header))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two queries and an endpoint."""
    (tmp_path / "endpoint.txt").write_text("http://localhost:9999/sparql\n", encoding="utf-8")
    (tmp_path / "who.rq").write_text(WHO, encoding="utf-8")
    (tmp_path / "graph.rq").write_text(
        "#+ summary: A graph\nPREFIX d: <http://d/>\nCONSTRUCT { ?s d:p ?_o } { ?s d:p ?_o }",
        encoding="utf-8",
    )
    return tmp_path


def parsed(text: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=text, format="turtle")


def test_each_query_is_a_resource(folder: Path) -> None:
    files = example_files(read_catalogue(str(folder)), read_endpoint(str(folder)), bagram)
    assert list(files) == ["prefixes.ttl", "graph.ttl", "who.ttl"]
    graph = parsed(files["who.ttl"])
    assert set(graph.objects(EX.who, RDF.type)) == {SH.SPARQLExecutable, SH.SPARQLSelectExecutable}
    assert set(graph.predicate_objects(EX.who)) >= {
        (RDFS.comment, rdflib.Literal('Who said "what"?', lang="en")),
        (DCTERMS.description, rdflib.Literal('Each voice, with a \\ and "quotes".', lang="en")),
        (SCHEMA.target, rdflib.URIRef("http://localhost:9999/sparql")),
        (SCHEMA.keywords, rdflib.Literal("lookup")),
        (SCHEMA.keywords, rdflib.Literal("attribution")),
    }
    assert isinstance(graph.value(EX.who, SH.prefixes), rdflib.BNode)
    graph = parsed(files["graph.ttl"])
    assert (EX.graph, RDF.type, SH.SPARQLConstructExecutable) in graph
    assert str(graph.value(EX.graph, SH.construct)).startswith("PREFIX d: <http://d/>\nCONSTRUCT")


def test_the_query_runs_with_its_defaults(folder: Path) -> None:
    graph = parsed(example_stream(read_catalogue(str(folder)), ENDPOINT, bagram))
    text = str(graph.value(EX.who, SH.select))
    assert text.startswith("PREFIX e: <http://e/>\n# A comment stays.\n")
    results = solutions(ox.Store().query(text))
    ((word, quotes, place, other),) = [tuple(solution) for solution in results]
    assert word == ox.Literal('a "b" \\ c')
    assert quotes == ox.Literal('"' * 7)
    assert place == ox.NamedNode("http://e/bagram")
    assert other is None
    assert "?__other" in text


def test_prefixes_are_declared_together(folder: Path) -> None:
    graph = parsed(example_stream(read_catalogue(str(folder)), ENDPOINT, bagram))
    (node,) = set(graph.objects(None, SH.prefixes))
    assert (node, RDF.type, OWL.Ontology) in graph
    declared = {
        (str(graph.value(each, SH.prefix)), graph.value(each, SH.namespace))
        for each in graph.objects(node, SH.declare)
    }
    assert declared == {
        ("d", rdflib.Literal("http://d/", datatype=rdflib.XSD.anyURI)),
        ("e", rdflib.Literal("http://e/", datatype=rdflib.XSD.anyURI)),
    }
    files = example_files(read_catalogue(str(folder)), ENDPOINT, bagram)
    assert len(parsed(files["prefixes.ttl"])) == 2 + 3 * len(declared)


def test_the_files_together_are_the_stream(folder: Path) -> None:
    queries = read_catalogue(str(folder))
    together = "\n".join(example_files(queries, ENDPOINT, bagram).values())
    stream = example_stream(queries, ENDPOINT, bagram)
    assert isomorphic(parsed(together), parsed(stream))


def test_equal_queries_give_equal_bytes(folder: Path) -> None:
    queries = read_catalogue(str(folder))
    backwards = dict(reversed(list(queries.items())))
    assert example_stream(queries, ENDPOINT, bagram) == example_stream(backwards, ENDPOINT, bagram)


@given(st.text(alphabet='"\\\n\r\tau0041\x01\x7fé\U0001f600', max_size=30))
@example('"""')
@example('\\"')
@example('ends with ""')
def test_any_text_stays_as_it_is(text: str) -> None:
    sparql = f"SELECT * {{}} # {text.replace(chr(13), '').replace(chr(10), '')}x"
    graph = parsed(example_stream({"who": query(sparql, summary=f"a{text}")}, ENDPOINT, no_label))
    assert str(graph.value(EX.who, SH.select)) == sparql
    assert str(graph.value(EX.who, RDFS.comment)) == f"a{text}"


def test_several_defaults_run_too() -> None:
    sparql = "SELECT ?v { BIND(?_n_integer AS ?v) }"
    found = query(sparql, defaults=[{"n": [1, 2]}])
    graph = parsed(example_stream({"who": found}, ENDPOINT, no_label))
    assert len(list(graph.query(str(graph.value(EX.who, SH.select))))) == 2


def test_a_name_that_turtle_does_not_take() -> None:
    graph = parsed(example_stream({"a b": query("SELECT * {}", "a b")}, ENDPOINT, no_label))
    assert (EX["a%20b"], RDF.type, SH.SPARQLExecutable) in graph


@pytest.mark.parametrize("text", ["ASK {}", "INSERT DATA {}", "# nothing"])
def test_other_forms_are_an_input_problem(text: str) -> None:
    with pytest.raises(InputProblem, match=r"queries/who\.rq: must be SELECT or CONSTRUCT"):
        example_stream({"who": query(text)}, ENDPOINT, no_label)


def test_a_query_called_prefixes_is_an_input_problem() -> None:
    with pytest.raises(InputProblem, match="needs another name"):
        example_files({"prefixes": query("SELECT * {}", "prefixes")}, ENDPOINT, no_label)


def test_a_bad_default_is_a_usage_problem() -> None:
    found = query("SELECT * { ?s ?p ?_n_integer }", defaults=[{"n": "one"}])
    with pytest.raises(UsageProblem, match="must be a whole number"):
        example_stream({"who": found}, ENDPOINT, no_label)


def test_the_endpoint(tmp_path: Path) -> None:
    assert read_endpoint(str(tmp_path)) == ENDPOINT
    (tmp_path / "endpoint.txt").write_text("localhost 8000", encoding="utf-8")
    with pytest.raises(InputProblem, match=r"endpoint\.txt:1: is no address"):
        read_endpoint(str(tmp_path))


def test_the_queries_of_the_project_can_be_exported() -> None:
    queries = read_catalogue(str(QUERIES))

    def anything(label: str) -> str:
        return "http://e/" + label.replace(" ", "-")

    graph = parsed(example_stream(queries, ENDPOINT, anything))
    assert len(set(graph.subjects(RDF.type, SH.SPARQLExecutable))) == len(queries)
    for text in [*graph.objects(None, SH.select), *graph.objects(None, SH.construct)]:
        ox.Store().query(str(text))
