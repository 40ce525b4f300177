"""A graph on a server, asked over HTTP: a real one on the loopback, answering with Oxigraph."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest
from answers import solutions
from conftest import ROOT, beside_threads

import summit_kg
from summit_kg.errors import InputProblem, StoreProblem, SummitKGError, UsageProblem
from summit_kg.graph import KnowledgeGraph
from summit_kg.store.endpoint import SparqlEndpoint


class Handler(BaseHTTPRequestHandler):
    """SPARQL 1.1 Protocol, query by POST."""

    store: ClassVar[ox.Store]
    broken: ClassVar[str] = ""

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        query = parse_qs(self.rfile.read(length).decode())["query"][0]
        code, kind = 200, "application/sparql-results+json"
        try:
            results = self.store.query(query)
            if isinstance(results, ox.QueryTriples):
                body = results.serialize(format=ox.RdfFormat.N_TRIPLES)
                kind = "application/n-triples"
            else:
                body = results.serialize(format=ox.QueryResultsFormat.JSON)
        except SyntaxError as error:
            code, body, kind = 400, str(error).encode(), "text/plain"
        if self.broken:
            code, body, kind = 200, b"<p>", self.broken
        assert body is not None
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@pytest.fixture
def address(seed: KnowledgeGraph) -> Iterator[str]:
    Handler.store, Handler.broken = seed.oxigraph, ""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    with beside_threads():
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/sparql"
        server.shutdown()
        thread.join()
        server.server_close()


def test_an_endpoint_answers_as_the_embedded_store_does(address: str, seed: KnowledgeGraph) -> None:
    with summit_kg.open(address, workspace=str(ROOT)) as remote:
        for label in ("Bagram", "bagram airfield"):
            there = solutions(remote.query("who-refused-access", facility=label))
            here = solutions(seed.query("who-refused-access", facility=label))
            assert [list(row) for row in there] == [list(row) for row in here] != []
        triples = remote.sparql("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 5")
        assert isinstance(triples, ox.QueryTriples)
        assert len(list(triples)) == 5
        assert bool(remote.sparql("ASK { ?s ?p ?o }"))
        with pytest.raises(InputProblem, match="malformed SPARQL"):
            remote.sparql("SELECT")
        with pytest.raises(SummitKGError, match="lies on an endpoint"):
            remote.dataset()


def test_a_picture_of_an_endpoint_is_the_same(address: str, seed: KnowledgeGraph) -> None:
    with summit_kg.open(address, workspace=str(ROOT)) as remote:
        for as_ in ("graph", "timeline"):
            there, here = remote.picture("Taliban", as_=as_), seed.picture("Taliban", as_=as_)
            assert there.data() == here.data()
        there = remote.query("positions-graph", meeting="id:moscow-format-7").plot()
        assert (
            there.data()
            == seed.query("positions-graph", meeting="id:moscow-format-7").plot().data()
        )


@pytest.mark.parametrize("kind", ["text/html", "application/sparql-results+json"])
def test_an_answer_that_is_no_answer_is_named(address: str, kind: str) -> None:
    Handler.broken = kind
    with (
        summit_kg.open(address, workspace=str(ROOT)) as remote,
        pytest.raises(StoreProblem, match=r"neither results nor RDF|damaged answer"),
    ):
        remote.sparql("SELECT * { ?s ?p ?o }")


def test_a_server_that_is_not_there_is_named() -> None:
    with (
        summit_kg.open("http://127.0.0.1:9/sparql", workspace=str(ROOT)) as remote,
        pytest.raises(StoreProblem, match="cannot be reached"),
    ):
        remote.sparql("ASK {}")


@pytest.mark.parametrize("timeout", [float("nan"), float("inf"), 0.0])
def test_a_timeout_that_is_no_number_of_seconds(timeout: float) -> None:
    with pytest.raises(UsageProblem, match="the timeout must be a number of seconds above 0"):
        SparqlEndpoint("http://127.0.0.1:9/sparql", timeout)
