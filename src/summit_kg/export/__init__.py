"""The graph written out for other tools: equal graphs give equal bytes."""

import json
import os
from collections.abc import Mapping
from typing import Any, BinaryIO

from summit_kg.errors import InputProblem, UsageProblem
from summit_kg.export.selection import Selection
from summit_kg.export.statements import Statements, Ticker
from summit_kg.terms import suggestion

ONE_GRAPH = ("ttl", "nt", "rdf")
"""Formats that hold the default graph only."""
MANY_GRAPHS = ("trig", "nq", "jsonld", "c14n")
"""Formats that hold named graphs, too."""
FORMATS = (*ONE_GRAPH, *MANY_GRAPHS, "graphml", "nanopub", "csv", "parquet")
"""All formats that a graph can be exported in."""
ENDINGS = {"owl": "rdf", "xml": "rdf"}
"""Formats of the files whose names end otherwise than the format, as Protégé has them."""
_NOT_NESTED = frozenset({"nt", "nq", "graphml"})


def export(
    selection: Selection,
    out: BinaryIO,
    format_: str,
    *,
    context: dict[str, Any] | None = None,
    kinds: Mapping[str, str] | None = None,
    only_view: bool = False,
    tick: Ticker = lambda _count: None,
) -> int:
    """Write a selection and return the number of its statements.

    Memory holds some 100 MB and about 200 bytes for each blank node, whatever the size of the
    graph; the rest is sorted in temporary files. `c14n` alone holds all in memory.

    :param format_: ttl, nt or rdf (the default graph); trig, nq, jsonld (every graph), c14n (every
        graph as RDFC-1.0 has it, for hashes and signatures); graphml (every graph, in one)
    :param context: of JSON-LD, as `read_context` gives it
    :param kinds: labels of classes for graphml, as its `read_kinds` gives them
    :param only_view: leave out all but the default graph, in a format that holds others, too
    :param tick: is told the statements dealt with; each counts twice
    :raises UsageProblem: where the format is unknown
    :raises InputProblem: where the format cannot hold a statement
    """
    check_format(format_)
    if format_ == "c14n":
        return _write_canonical(selection, out)
    only_view = only_view or format_ in ONE_GRAPH
    statements = Statements(nest=format_ not in _NOT_NESTED, only_view=only_view, tick=tick)
    selection.pump(statements)
    statements.close()
    if format_ in {"ttl", "trig"}:
        from summit_kg.export import turtle

        write = turtle.write_turtle if format_ == "ttl" else turtle.write_trig
        write(statements, out)
    elif format_ in {"nt", "nq"}:
        from summit_kg.export.lines import write_lines

        write_lines(statements, out)
    elif format_ == "rdf":
        from summit_kg.export.rdfxml import write_rdfxml

        write_rdfxml(statements, out)
    elif format_ == "jsonld":
        from summit_kg.export.jsonld import write_jsonld

        write_jsonld(statements, out, context or {})
    else:
        from summit_kg.export.graphml import write_graphml

        write_graphml(statements, out, kinds or {})
    return statements.count


def check_format(format_: str) -> None:
    """Check that a format exists.

    :raises UsageProblem: where it does not
    """
    if format_ not in FORMATS:
        near = suggestion(format_, list(FORMATS))
        raise UsageProblem(
            f"the graph cannot be exported as {format_[:40]!r}{near}; "
            f"choose one of {', '.join(FORMATS)}"
        )


def read_context(ontology: str) -> dict[str, Any]:
    """Return the value of `@context` in the ontology folder's `context.jsonld`.

    :raises InputProblem: where there is none
    """
    path = os.path.join(ontology, "context.jsonld")
    try:
        with open(path, encoding="utf-8") as file:
            found = json.load(file)["@context"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputProblem(path, None, f"cannot be read as a JSON-LD context: {error}") from error
    if not isinstance(found, dict):
        raise InputProblem(path, None, "its @context must be one mapping")
    return found


def _write_canonical(selection: Selection, out: BinaryIO) -> int:
    """Write the canonical N-Quads form of RDFC-1.0."""
    import pyoxigraph as ox

    from summit_kg.export.lines import quads_of

    statements = Statements(nest=False)
    selection.pump(statements)
    statements.close()
    dataset = ox.Dataset(quads_of(statements))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    text = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS)
    out.write(b"".join(sorted((text or b"").splitlines(keepends=True))))
    return statements.count
