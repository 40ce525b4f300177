"""What queries answer, as plain values that tests compare."""

import os
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import rdflib

from summit_kg.graph import KnowledgeGraph

UPDATE = os.environ.get("SUMMIT_KG_UPDATE_GOLDEN") == "1"


def solutions(answer: object) -> list[ox.QuerySolution]:
    """The rows of what must be a SELECT query's answer."""
    assert isinstance(answer, ox.QuerySolutions)
    return list(answer)


def rows_of(graph: KnowledgeGraph, name: str, **values: str | list[str]) -> list[dict[str, str]]:
    """The rows of a saved query, each column's value as text; nothing where there is none."""
    answer = graph.query(name, **values)
    names = [variable.value for variable in answer.variables]
    return [
        {name: getattr(term, "value", "") for name, term in zip(names, row, strict=True)}
        for row in solutions(answer)
    ]


def hold_to_golden(answer: object, path: Path) -> None:
    """Compare rows with those in a CSV file, or write them there where that is asked for."""
    assert isinstance(answer, ox.QuerySolutions)
    written = answer.serialize(format=ox.QueryResultsFormat.CSV)
    assert written is not None
    hold_text_to_golden(written.decode().replace("\r\n", "\n"), path)


def hold_text_to_golden(text: str, path: Path) -> None:
    """Compare a text with that in a file, or write it there where that is asked for."""
    if UPDATE:
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


def as_rdflib(graph: KnowledgeGraph) -> rdflib.Dataset:
    """The same data in rdflib's own store, for its own engine."""
    dataset = rdflib.Dataset(default_union=False)
    dumped = graph.oxigraph.dump(format=ox.RdfFormat.N_QUADS)
    assert dumped is not None
    dataset.parse(data=dumped, format="nquads")
    return dataset


def canonical(quads: Iterable[ox.Quad]) -> ox.Dataset:
    """Quads whose blank nodes are named alike wherever they come from."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset
