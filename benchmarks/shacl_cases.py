"""The W3C's SHACL core cases, and which of them use only what our shapes use."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDF
from shacl_engines import ENGINES, SH, Report, expected, verbatim

_MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
_SHT = rdflib.Namespace("http://www.w3.org/ns/shacl-test#")
_OF_REPORTS = frozenset(
    SH + name
    for name in ("conforms", "result", "focusNode", "resultPath", "resultSeverity", "value",
                 "resultMessage", "sourceConstraintComponent", "sourceShape", "detail")
)  # fmt: skip
_HARNESS = frozenset(SH + name for name in ("targetNode", "name", "description"))
"""What every second case uses to point at its data, whatever it tests."""


_EVERYWHERE = frozenset(SH + name for name in ("path", "property", "targetClass"))
"""What nearly every shape has, whatever it asks."""


class Case(NamedTuple):
    """One case: its name, its graphs, and the report expected; None where it must fail."""

    name: str
    data: list[ox.Triple]
    shapes: list[ox.Triple]
    report: Report | None

    @property
    def constructs(self) -> frozenset[str]:
        """The properties of SHACL that its shapes use."""
        used = {t.predicate.value for t in self.shapes if t.predicate.value.startswith(SH)}
        return frozenset(used) - _OF_REPORTS - _HARNESS

    def concerns(self, constructs: frozenset[str]) -> bool:
        """Tell whether the case uses one of the constructs that is not everywhere, or no other."""
        return bool(self.constructs & constructs - _EVERYWHERE) or self.constructs <= constructs


def cases(folder: str) -> Iterator[Case]:
    """Yield the core cases of the suite in a folder, in the order of their names."""
    core = Path(folder) / "tests" / "core"
    for path in sorted(core.rglob("*.ttl")):
        with verbatim():
            graph = rdflib.Graph().parse(path, publicID=path.as_uri())
        for node in graph.subjects(RDF.type, _SHT.Validate):
            yield _case(graph, node, path, str(path.relative_to(core))[: -len(".ttl")])


def _case(graph: rdflib.Graph, node: Any, path: Path, name: str) -> Case:
    action = graph.value(node, _MF.action)
    result = graph.value(node, _MF.result)
    data, shapes = (
        _triples(path, graph.value(action, key)) for key in (_SHT.dataGraph, _SHT.shapesGraph)
    )
    return Case(name, data, shapes, None if result == _SHT.Failure else expected(graph, result))


def _triples(path: Path, name: Any) -> list[ox.Triple]:
    file = path.parent / os.path.basename(str(name))
    parsed = ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, base_iri=file.as_uri())
    return [quad.triple for quad in parsed]


def constructs_of(shapes: str) -> frozenset[str]:
    """Return the properties of SHACL that a file of shapes uses."""
    parsed = ox.parse(path=shapes, format=ox.RdfFormat.TURTLE, base_iri="urn:shapes")
    return frozenset(q.predicate.value for q in parsed if q.predicate.value.startswith(SH))


def passes(engine: str, case: Case) -> bool:
    """Tell whether an engine reports exactly what a case expects."""
    found = ENGINES[engine]
    try:
        with verbatim():
            report: Report | None = found.run(found.load(case.data, case.shapes))
    except Exception:  # noqa: BLE001 - whatever an engine raises, it has not validated
        report = None
    return report == case.report
