"""SHACL engines behind one face: `run(engine, data, shapes)` gives a report that compares.

As a command it validates a graph once and prints what that cost, as JSON:
`python benchmarks/shacl_engines.py ENGINE DATA.nt SHAPES.ttl`.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter, process_time
from typing import Any, NamedTuple

import pyoxigraph as ox

SH = "http://www.w3.org/ns/shacl#"
_XSD_STRING = "^^<http://www.w3.org/2001/XMLSchema#string>"


class Report(NamedTuple):
    """What an engine says: each result as focus node, path, value, severity and component.

    Terms are in N-Triples form; blank nodes and paths that are no single property are `_`.
    """

    conforms: bool
    results: Counter[tuple[str, str, str, str, str]]


class Input(NamedTuple):
    """A graph of data and a graph of shapes, as triples, loaded as an engine likes them."""

    data: Any
    shapes: Any


class Engine(NamedTuple):
    """How an engine takes its input, and how it validates."""

    load: Callable[[list[ox.Triple], list[ox.Triple]], Input]
    run: Callable[[Input], Report]


@contextmanager
def verbatim() -> Iterator[None]:
    """Let rdflib keep literals as they are written; it would turn "none" into false."""
    import rdflib

    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


def _to_rdflib(triples: list[ox.Triple]) -> Any:
    import rdflib

    with verbatim():
        return rdflib.Graph().parse(data=_lines(triples), format="nt")


def _lines(triples: list[ox.Triple]) -> str:
    return "".join(f"{triple} .\n" for triple in triples)


def _to_store(triples: list[ox.Triple]) -> ox.Store:
    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    return store


def _pyshacl(given: Input) -> Report:
    import pyshacl

    _, report, text = pyshacl.validate(given.data, shacl_graph=given.shapes, advanced=False)
    return _of_graph(report, text)


def _turbo(given: Input) -> Report:
    import pyshacl_turbo

    _, report, text = pyshacl_turbo.validate(given.data, shacl_graph=given.shapes)
    return _of_graph(report, text)


def _rust(given: Input) -> Report:
    import shacl_rust

    report = shacl_rust.validate(
        given.data, given.shapes, data_format="nt", shapes_format="nt", experimental_index=True
    )
    return Report(
        report["conforms"],
        Counter(
            (
                _term(result["focusNode"]),
                _path(result.get("resultPath")),
                _term(result.get("value")),
                result["severity"].strip("<>").removeprefix(SH),
                result["sourceConstraintComponent"].strip("<>").removeprefix(SH),
            )
            for result in report["results"]
        ),
    )


def _of_graph(report: Any, text: str) -> Report:
    if not hasattr(report, "objects"):
        raise ValueError(text)
    return expected(report, None)


def expected(graph: Any, node: Any) -> Report:
    """Return the report of an rdflib graph, at a node or at the one `sh:ValidationReport`."""
    from rdflib.namespace import RDF
    from rdflib.namespace import SH as NS

    if node is None:
        node = graph.value(None, RDF.type, NS.ValidationReport)
    found = Counter(
        (
            _n3(graph.value(result, NS.focusNode)),
            _path(_n3(graph.value(result, NS.resultPath))),
            _n3(graph.value(result, NS.value)),
            str(graph.value(result, NS.resultSeverity)).removeprefix(SH),
            str(graph.value(result, NS.sourceConstraintComponent)).removeprefix(SH),
        )
        for result in graph.objects(node, NS.result)
    )
    return Report(bool(graph.value(node, NS.conforms).toPython()), found)


def _n3(node: Any) -> str:
    return "" if node is None else _term(node.n3())


def _term(text: str | None) -> str:
    """Return a term in one spelling, however an engine spells it."""
    if text is None:
        return ""
    return "_" if text.startswith("_:") else text.removesuffix(_XSD_STRING)


def _path(text: str | None) -> str:
    if not text:
        return ""
    return text if text.startswith("<") and text.count(">") == 1 else "_"


ENGINES = {
    "pyshacl": Engine(lambda d, s: Input(_to_rdflib(d), _to_rdflib(s)), _pyshacl),
    "pyshacl-turbo": Engine(lambda d, s: Input(_to_store(d), _to_store(s)), _turbo),
    "shacl-rust": Engine(lambda d, s: Input(_lines(d), _lines(s)), _rust),
}


def read(path: str, format_: ox.RdfFormat) -> list[ox.Triple]:
    """Return the triples of a file, with its own address as the base."""
    from pathlib import Path

    parsed = ox.parse(path=path, format=format_, base_iri=Path(path).resolve().as_uri())
    return [quad.triple for quad in parsed]


def main() -> None:
    """Validate once; the input is loaded before the clock starts, the report read after."""
    engine = ENGINES[sys.argv[1]]
    data = read(sys.argv[2], ox.RdfFormat.N_TRIPLES)
    given = engine.load(data, read(sys.argv[3], ox.RdfFormat.TURTLE))
    processor, clock = process_time(), perf_counter()
    report = engine.run(given)
    cost = {"processor": process_time() - processor, "clock": perf_counter() - clock}
    found = sum(report.results.values())
    print(json.dumps(cost | {"conforms": report.conforms, "results": found}))


if __name__ == "__main__":
    main()
