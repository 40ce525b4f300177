"""SHACL: which descriptions lack what the shapes ask of them.

`docs/shacl-engines.md` says why this engine does it.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from summit_kg.errors import InputProblem
from summit_kg.load.turtle import read_turtle

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

SHAPES_FILE = "shapes.ttl"
_CONFLICTS = frozenset(
    f"{name}ConstraintComponent"
    for name in ("MaxCount", "Disjoint", "LessThan", "LessThanOrEquals", "UniqueLang",
                 "QualifiedMaxCount")
)  # fmt: skip
"""What claims that contradict each other may break without being wrong, each by itself."""


class ShapeResult(NamedTuple):
    """One thing that a shape found wrong.

    `properties` are the IRIs of all properties on the shape's path, `component` is the local name
    of the constraint, `severity` of its severity: Violation, Warning or Info.
    """

    focus: ox.NamedNode | ox.BlankNode | ox.Literal
    properties: tuple[str, ...]
    value: ox.NamedNode | ox.BlankNode | ox.Literal | None
    message: str
    component: str
    severity: str

    @property
    def lacks(self) -> bool:
        """Something is missing; a claim that is not accepted may well leave it unsaid."""
        return self.component.startswith(("MinCount", "QualifiedMinCount"))


def shape_results(triples: Iterable[ox.Triple], path: str) -> list[ShapeResult]:
    """Return where triples break the shapes of a file, sorted.

    :raises InputProblem: where the file is malformed, or no shapes can be made of it
    """
    import pyshacl_turbo
    from rdflib.namespace import SH

    shapes, data = ox.Store(), ox.Store()
    shapes.bulk_extend(read_turtle(path, path))
    data.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    try:
        conforms, report, text = pyshacl_turbo.validate(data, shacl_graph=shapes)
    except (pyshacl_turbo.ReportableRuntimeError, ValueError, RuntimeError) as error:
        reason = " ".join(str(error).split())
        raise InputProblem(path, None, f"the shapes cannot be used: {reason}", "shapes") from error
    if isinstance(report, pyshacl_turbo.ValidationFailure):
        reason = " ".join(text.split())
        raise InputProblem(path, None, f"the shapes cannot be used: {reason}", "shapes")
    if conforms:
        return []
    return sorted(
        (_result(report, node) for node in report.objects(None, SH.result)),
        key=lambda result: (str(result.focus), result.message, str(result.value)),
    )


def claimed_results(
    view: list[ShapeResult], together: Iterable[ShapeResult]
) -> Iterator[ShapeResult]:
    """Yield what the shapes find in claims that are not accepted.

    Claims may contradict each other, so what only several of them break together is left out.

    :param view: what the shapes find in the default view
    :param together: what they find in the view and all assertions at once
    """
    known = {(str(r.focus), r.message, str(r.value)) for r in view}
    for result in together:
        new = (str(result.focus), result.message, str(result.value)) not in known
        if new and result.component not in _CONFLICTS:
            yield result


def _result(report: "rdflib.Graph", node: "Node") -> ShapeResult:
    from rdflib.namespace import SH

    focus = _term(report.value(node, SH.focusNode))
    assert focus is not None
    path = report.value(node, SH.resultPath)
    return ShapeResult(
        focus,
        tuple(dict.fromkeys(_properties(report, path))),
        _term(report.value(node, SH.value)),
        " ".join(sorted(map(str, report.objects(node, SH.resultMessage)))),
        str(report.value(node, SH.sourceConstraintComponent)).removeprefix(str(SH)),
        str(report.value(node, SH.resultSeverity)).removeprefix(str(SH)),
    )


def _properties(report: "rdflib.Graph", path: "Node | None") -> Iterator[str]:
    """Yield the properties on a path, in its order."""
    from rdflib import RDF, BNode, URIRef

    if isinstance(path, URIRef):
        if path != RDF.nil:
            yield str(path)
    elif isinstance(path, BNode):
        for part in sorted(report.predicate_objects(path), key=lambda p: p[0] != RDF.first):
            yield from _properties(report, part[1])


def _term(node: "Node | None") -> ox.NamedNode | ox.BlankNode | ox.Literal | None:
    from rdflib import BNode, Literal, URIRef

    if isinstance(node, URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, BNode):
        return ox.BlankNode(str(node))
    if not isinstance(node, Literal):
        return None
    if node.language:
        return ox.Literal(str(node), language=node.language)
    datatype = ox.NamedNode(str(node.datatype)) if node.datatype else None
    return ox.Literal(str(node), datatype=datatype)
