"""The tools that people have open the exports unchanged, and run the saved queries."""

import csv
import importlib
import io
import json
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
import rdflib
from answers import canonical
from conftest import ROOT, beside_threads
from test_golden_queries import CASES, QUERIES

from summit_kg.export.parts import Part
from summit_kg.graph import KnowledgeGraph
from summit_kg.vocabulary import CLAIM_GRAPH, OA, OWL, RDF, SUMMIT, XSD

WHOLE = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "trig": "trig", "nq": "nquads",
         "jsonld": "json-ld", "c14n": "nquads"}  # fmt: skip
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
DEFAULT = rdflib.graph.DATASET_DEFAULT_GRAPH_ID


@pytest.fixture(scope="module")
def exports(seed: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkout's graph in every format, and every table in both."""
    folder = tmp_path_factory.mktemp("exports")
    for format_ in (*WHOLE, "graphml", "nanopub"):
        with (folder / f"graph.{format_}").open("wb") as out:
            assert seed.export(out, format_) > 100
    for table in ("claims", "positions", "events"):
        for format_ in ("csv", "parquet"):
            with (folder / f"{table}.{format_}").open("wb") as out:
                assert seed.export(out, format_, table=table) > 10
    return folder


@pytest.fixture(scope="module")
def wanted(seed: KnowledgeGraph) -> dict[bool, ox.Dataset]:
    """What is in the default view (False), and in all graphs (True)."""
    pattern = seed.oxigraph.quads_for_pattern
    return {
        False: canonical(pattern(None, None, None, ox.DefaultGraph())),
        True: canonical(pattern(None, None, None, None)),
    }


def stored(quads: Iterable[ox.Quad]) -> ox.Dataset:
    """Quads as a store has them, which takes every kind of integer for an integer."""
    store = ox.Store()
    store.extend(quads)
    return canonical(store)


@pytest.mark.parametrize("format_", WHOLE)
def test_pyoxigraph_reads_the_same_graph(
    exports: Path, wanted: dict[bool, ox.Dataset], format_: str
) -> None:
    known = {"c14n": ox.RdfFormat.N_QUADS, "jsonld": ox.RdfFormat.JSON_LD}
    reader = known.get(format_) or ox.RdfFormat.from_extension(format_)
    found = stored(ox.parse(path=exports / f"graph.{format_}", format=reader))
    same = found == wanted[format_ not in {"ttl", "nt", "rdf"}]
    assert same  # a difference of thousands of statements is not worth showing


@pytest.mark.parametrize("format_", WHOLE)
def test_rdflib_reads_the_same_graph(
    exports: Path, wanted: dict[bool, ox.Dataset], format_: str
) -> None:
    dataset = rdflib.Dataset(default_union=False)
    dataset.parse(exports / f"graph.{format_}", format=WHOLE[format_])
    text = dataset.serialize(format="nquads").replace(f" <{DEFAULT}> .", " .")
    # rdflib's own comparison takes hours for thousands of blank nodes.
    found = stored(ox.parse(text.encode(), ox.RdfFormat.N_QUADS))
    same = found == wanted[format_ not in {"ttl", "nt", "rdf"}]
    assert same


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_pyld_reads_the_same_graph(exports: Path, wanted: dict[bool, ox.Dataset]) -> None:
    from pyld import jsonld

    document = json.loads((exports / "graph.jsonld").read_text("utf-8"))
    text = jsonld.to_rdf(document, {"format": "application/n-quads"})
    same = stored(ox.parse(text.encode(), ox.RdfFormat.N_QUADS)) == wanted[True]
    assert same
    claims = [node for node in document["@graph"] if node.get("type") == "Claim"]
    assert all(len(claim["asserts"]) == 1 for claim in claims)
    assert all(isinstance(claim["claimedBy"], list) for claim in claims)


def test_counts_have_the_datatype_that_owl_and_web_annotation_want(
    exports: Path, seed: KnowledgeGraph
) -> None:
    counts = {OA + "start", OA + "end", SUMMIT + "textLength", OWL + "cardinality"}
    article = io.BytesIO()
    seed.export(article, "nt", article="bagram-betrayal")
    view = (exports / "graph.nt").read_bytes()
    for data, wanted in ((view, counts), (article.getvalue(), counts - {OWL + "cardinality"})):
        kinds: dict[str, set[str]] = {}
        for quad in ox.parse(data, ox.RdfFormat.N_TRIPLES):
            if isinstance(quad.object, ox.Literal):
                kinds.setdefault(quad.predicate.value, set()).add(quad.object.datatype.value)
        assert {name for name in kinds if XSD + "nonNegativeInteger" in kinds[name]} == wanted
        assert all(kinds[name] == {XSD + "nonNegativeInteger"} for name in wanted)
        assert kinds[SUMMIT + "roundNumber"] == {XSD + "integer"}


def test_owlready2_reads_the_rdf_xml(exports: Path) -> None:
    owlready2: Any = importlib.import_module("owlready2")
    world = owlready2.World()
    with (exports / "graph.rdf").open("rb") as file:
        ontology = world.get_ontology("https://w3id.org/summit-kg/ontology").load(fileobj=file)
    refusal = world[SUMMIT + "AccessRefusal"]
    assert refusal in world[SUMMIT + "Refusal"].subclasses()
    assert len(list(world.classes())) > 40
    assert any("Bagram" in str(label) for item in refusal.instances() for label in item.label)
    del ontology


@pytest.mark.filterwarnings("ignore")
def test_pyshacl_finds_the_turtle_in_order(exports: Path) -> None:
    import pyshacl

    conforms, _, report = pyshacl.validate(
        str(exports / "graph.ttl"), shacl_graph=str(ROOT / "ontology" / "shapes.ttl"),
        data_graph_format="turtle", shacl_graph_format="turtle",
    )  # fmt: skip
    assert conforms, report


def test_networkx_reads_the_graphml(exports: Path, seed: KnowledgeGraph) -> None:
    import networkx as nx

    graph = nx.read_graphml(exports / "graph.graphml")
    node = graph.nodes["https://w3id.org/summit-kg/id/bagram-access-refusal"]
    assert node["label"] == "Refusal of access to Bagram"
    assert node["type"] == "access refusal"
    assert {"summit:AccessRefusal", "summit:Act"} < set(node["types"].split(" | "))
    kinds = Counter(values["type"] for _, values in graph.nodes(data=True) if "type" in values)
    assert {"state", "person", "claim", "sentence", "quadrilateral meeting"} <= set(kinds)
    assert not [kind for kind in kinds if " | " in kind]
    named = "https://w3id.org/summit-kg/id/"
    shown = {graph.nodes[named + name]["type"] for name in ("russia", "moscow-format-7")}
    assert shown == {"state", "consultation round"}
    data = list(graph.get_edge_data(
        "https://w3id.org/summit-kg/id/bagram-access-refusal",
        "https://w3id.org/summit-kg/id/taliban",
    ).values())  # fmt: skip
    assert SUMMIT + "refuser" in {item["property"] for item in data}
    edges = [
        quad
        for quad in seed.oxigraph.quads_for_pattern(None, None, None, ox.DefaultGraph())
        if not isinstance(quad.object, ox.Literal) and quad.predicate.value != RDF + "type"
    ]
    assert graph.number_of_edges() == len(edges)


def edges_of(graph: KnowledgeGraph, part: Part) -> list[tuple[str, ...]]:
    """Return source, target, property and named graph of each edge of a part in GraphML."""
    import networkx as nx

    buffer = io.BytesIO()
    graph.export(buffer, "graphml", part)
    keys = [key.get("id") for key in ET.fromstring(buffer.getvalue()).iter(GRAPHML + "key")]
    assert len(keys) == len(set(keys)) > 5
    found = nx.read_graphml(io.BytesIO(buffer.getvalue()), force_multigraph=True)
    return [
        (source, target, data["property"], data.get("graph", ""))
        for source, target, data in found.edges(data=True)
    ]


@pytest.mark.parametrize(
    "part", [Part(about="Bagram"), Part(article="newsdrum-india"), Part(view=True), Part()]
)
def test_graphml_of_a_part_has_each_fact_once(corpus: KnowledgeGraph, part: Part) -> None:
    edges = edges_of(corpus, part)
    assert len(edges) == len(set(edges)) > 50
    assert {graph for *_, graph in edges} == {""}
    for source, target, property_, _ in edges:
        if not (source.startswith("_:") or target.startswith("_:")):
            triple = ox.Quad(*map(ox.NamedNode, (source, property_, target)))
            assert triple in corpus.oxigraph


def test_graphml_of_everything_tells_a_claim_from_a_fact(corpus: KnowledgeGraph) -> None:
    id_ = "https://w3id.org/summit-kg/id/"
    refused = (id_ + "bagram-air-base", id_ + "united-states", SUMMIT + "builtBy")
    found = [graph for *edge, graph in edges_of(corpus, Part(everything=True))
             if tuple(edge) == refused]  # fmt: skip
    assert len(found) > 1
    assert all(graph.startswith(CLAIM_GRAPH) for graph in found)
    assert not [edge for edge in edges_of(corpus, Part(about="Bagram")) if edge[:3] == refused]


@pytest.mark.parametrize("table", ["claims", "positions", "events"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_pandas_and_pyarrow_read_the_same_tables(exports: Path, table: str) -> None:
    import pandas as pd

    pq: Any = importlib.import_module("pyarrow.parquet")

    arrow = pq.read_table(exports / f"{table}.parquet")
    frame = pd.read_csv(exports / f"{table}.csv", dtype=str, keep_default_na=False)
    assert list(frame.columns) == arrow.column_names
    assert len(frame) == arrow.num_rows > 10
    shown = {True: "true", False: "false", None: ""}
    rows = [
        {key: shown[value] if value is None or isinstance(value, bool) else str(value)
         for key, value in row.items()}
        for row in arrow.to_pylist()
    ]  # fmt: skip
    assert "" not in {value for row in arrow.to_pylist() for value in row.values()}
    assert rows == frame.to_dict("records")
    assert len(pd.read_parquet(exports / f"{table}.parquet")) == len(frame)


def test_what_is_not_known_is_empty_in_the_tables(corpus: KnowledgeGraph, tmp_path: Path) -> None:
    pq: Any = importlib.import_module("pyarrow.parquet")

    def read(table: str) -> list[dict[str, Any]]:
        path = tmp_path / f"{table}.parquet"
        with path.open("wb") as out:
            corpus.export(out, "parquet", table=table)
        found: list[dict[str, Any]] = pq.read_table(path).to_pylist()
        return found

    claims = read("claims")
    without = [row for row in claims if row["sentences"] is None]
    assert without  # some sources are known without their text
    assert len(without) < len(claims)
    for row in claims:
        assert (row["start"] is None) == (row["end"] is None) == (row["sentences"] is None)
        assert row["start"] is None or 0 <= row["start"] < row["end"]
    positions = read("positions")
    of_claims = ("claim", "claim_type", "certainty", "accepted", "said_by", "article")
    for row in positions:
        assert len({row[column] is None for column in of_claims if column != "said_by"}) == 1
        assert row["basis"] != "inferred" or row["said_by"] is None
    assert {row["accepted"] for row in positions} == {True, False, None}
    events = read("events")
    assert all((row["event_date"] is None) == (row["date_basis"] is None) for row in events)
    assert all((row["cameo_code"] is None) == (row["cameo_root"] is None) for row in events)


def test_the_event_table_has_the_refusal(exports: Path) -> None:
    with (exports / "events.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    (row,) = [row for row in rows if row["event_id"] == "bagram-betrayal/bagram-access-refused/1"]
    assert (row["source_actor_label"], row["target_actor_label"]) == ("Taliban", "United States")
    assert (row["plover_event"], row["cameo_code"], row["cameo_root"]) == ("REJECT", "120", "12")
    assert (row["target_country"], row["sentence"]) == ("USA", "p12s2")
    assert "goldstein" not in row
    # An act that only a forecast has is there, and marked.
    assert {row["accepted"] for row in rows} == {"true", "false"}


@pytest.mark.filterwarnings("ignore")
def test_the_nanopub_library_finds_every_nanopublication_valid(
    exports: Path, seed: KnowledgeGraph
) -> None:
    Nanopub: Any = importlib.import_module("nanopub").Nanopub  # noqa: N806

    quads = ox.parse(path=exports / "graph.nanopub", format=ox.RdfFormat.TRIG)
    publications: dict[str, list[ox.Quad]] = {}
    for quad in quads:
        assert not isinstance(quad.subject, ox.BlankNode)
        assert not isinstance(quad.object, ox.BlankNode)
        publications.setdefault(quad.graph_name.value.partition("#")[0], []).append(quad)
    claims = list(seed.sparql(f"SELECT ?claim {{ ?claim a <{SUMMIT}Claim> }}"))
    assert len(publications) == len(claims)
    for members in publications.values():
        graph = rdflib.ConjunctiveGraph()
        text = (ox.serialize(members, format=ox.RdfFormat.N_QUADS) or b"").decode()
        graph.parse(data=text, format="nquads")
        publication = Nanopub(rdf=graph)
        assert publication.is_valid
        assert len(publication.assertion) > 0


# A server


@pytest.fixture(scope="module")
def server(exports: Path) -> Iterator[str]:
    """The address of an oxigraph server over the export."""
    command = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    assert command is not None
    folder = exports / "server"
    dump = str(exports / "graph.trig")
    subprocess.run(
        [command, "load", "--location", str(folder), "--file", dump],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    bind = f"127.0.0.1:{port}"
    with subprocess.Popen(
        [command, "serve-read-only", "--location", str(folder), "--bind", bind],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://{bind}/query"
        process.terminate()


def asked(address: str, text: str) -> Any:
    request = Request(
        address, data=urlencode({"query": text}).encode(),
        headers={"Accept": "application/sparql-results+json, application/n-triples;q=0.9"},
    )  # fmt: skip
    with urlopen(request, timeout=60) as response:
        body = response.read()
        kind = response.headers.get_content_type()
    if kind == "application/n-triples":
        return ox.parse(body, ox.RdfFormat.N_TRIPLES)
    return ox.parse_query_results(body, ox.QueryResultsFormat.JSON)


def unnamed(results: Any) -> Counter[tuple[str, ...]]:
    """The rows or triples, blank nodes without their names."""
    rows = (
        (row.subject, row.predicate, row.object) if isinstance(row, ox.Triple | ox.Quad) else row
        for row in results
    )
    return Counter(
        tuple("_" if isinstance(term, ox.BlankNode) else str(term) for term in row) for row in rows
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_oxigraph_answers_from_the_export_as_we_do(
    server: str, seed: KnowledgeGraph, case: Any
) -> None:
    text = seed.bound(case.query, case.values)
    assert unnamed(asked(server, text)) == unnamed(seed.sparql(text))


@pytest.mark.filterwarnings("ignore")
def test_kgsteward_reads_the_queries_and_they_run(server: str) -> None:
    kgsteward: Any = importlib.import_module("kgsteward.grlc")
    catalogue = kgsteward.GrlcCatalog()
    answered = 0
    for name in QUERIES:
        read = catalogue.parse((ROOT / "queries" / f"{name}.rq").read_text("utf-8"), name)
        assert read.decorators is not None, name
        assert read.decorators.summary, name
        assert read.form in {"SELECT", "CONSTRUCT"}, name
        if "?_" not in kgsteward.strip_comments(read.query):
            answered += 1
            asked(server, read.query)
    assert answered > 3
    assert catalogue.check() == []
    assert len(catalogue.list()) == len(QUERIES)
    assert len(rdflib.Graph().parse(data=catalogue.serialize(), format="turtle")) > 400


@pytest.fixture
def as_fuseki(server: str) -> Iterator[str]:
    """The server at the addresses that kgsteward asks Fuseki at: it knows no plain endpoint."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(200 if self.path == "/$/ping" else 404, "text/plain", b"")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept = {name: self.headers[name] for name in ("Accept", "Content-Type")}
            with urlopen(Request(server, data=body, headers=kept)) as answer:
                self.answer(answer.status, answer.headers["Content-Type"], answer.read())

        def answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with beside_threads(), ThreadingHTTPServer(("127.0.0.1", 0), Handler) as front:
        Thread(target=front.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{front.server_port}"
        front.shutdown()


def test_kgsteward_runs_the_queries_folder(as_fuseki: str, tmp_path: Path) -> None:
    (tmp_path / "fuseki.ttl").write_text(
        """@prefix fuseki: <http://jena.apache.org/fuseki#> .
        [] a fuseki:Service ; fuseki:name "summit" ; fuseki:endpoint
            [ fuseki:operation fuseki:query ; fuseki:name "query" ] ,
            [ fuseki:operation fuseki:update ; fuseki:name "update" ] ,
            [ fuseki:operation fuseki:gsp-rw ; fuseki:name "data" ] .""",
        encoding="utf-8",
    )
    # It reads each answer as a table of rows, so it cannot run what gives a graph.
    selects = [
        str(path)
        for path in sorted((ROOT / "queries").glob("*.rq"))
        if "CONSTRUCT {" not in path.read_text("utf-8")
    ]
    assert len(QUERIES) > len(selects) > len(QUERIES) - 10
    config = {
        "version": "kgsteward_yaml_3",
        "server": {
            "brand": "fuseki",
            "location": as_fuseki,
            "repository": "summit",
            "server_config": "fuseki.ttl",
        },
        "file_loader": {"method": "file_store"},
        "url_loader": {"method": "sparql_load"},
        "dataset": [],
        "context_base_IRI": "https://w3id.org/summit-kg/graph/",
        "queries": [
            {
                "name": "checks",
                "file": [str(ROOT / "queries" / "checks" / "*.rq")],
                "test": {"max_row_count": 0},
            },
            {"name": "saved", "file": selects, "test": {"min_row_count": 0}},
        ],
    }
    (tmp_path / "summit.yaml").write_text(json.dumps(config), encoding="utf-8")
    command = shutil.which("kgsteward", path=str(Path(sys.executable).parent))
    assert command is not None
    run = subprocess.run(
        [command, str(tmp_path / "summit.yaml"), "-V"],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-1000:] + run.stderr
    checks = len(list((ROOT / "queries" / "checks").glob("*.rq")))
    assert f"test passed : {checks + len(selects)}\n" in run.stdout
    assert "test failed : 0\n" in run.stdout


@pytest.mark.filterwarnings("ignore")
def test_grlc_makes_an_api_of_the_queries_and_answers(server: str, tmp_path: Path) -> None:
    folder = tmp_path / "queries"
    shutil.copytree(ROOT / "queries", folder, ignore=shutil.ignore_patterns("checks"))
    (folder / "endpoint.txt").write_text(server + "\n", encoding="utf-8")
    program = f"""
import json, sys
import grlc.static
grlc.static.LOCAL_SPARQL_DIR = {str(folder)!r}
import grlc.utils, grlc.swagger
from grlc.fileLoaders import LocalLoader
loader = LocalLoader({str(folder)!r})
items = []
for file in loader.fetchFiles():
    if not file["name"].endswith(".rq"):
        continue
    text = loader.getTextFor(file)
    items.append(grlc.swagger.process_sparql_query_text(text, loader, file["name"], []))
text, _ = loader.getTextForName("who-refused-access")
body, status, headers = grlc.utils.dispatchSPARQLQuery(
    text, loader, {{"facility": "https://w3id.org/summit-kg/id/bagram-air-base"}},
    "application/sparql-results+json", None, {{}}, "http://127.0.0.1/", "GET")
print(json.dumps({{"items": len(items), "names": [i["call_name"] for i in items],
    "status": status, "body": body if isinstance(body, str) else body.decode()}}))
"""
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        capture_output=True, text=True, timeout=300, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout.splitlines()[-1])
    assert found["items"] == len(QUERIES)
    assert found["status"] == 200
    rows = json.loads(found["body"])["results"]["bindings"]
    assert "Taliban" in {row["refuserLabel"]["value"] for row in rows}
