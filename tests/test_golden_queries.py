"""Every saved query has its golden result, and rdflib's own engine gives the same rows.

Where an answer is meant to change: SUMMIT_KG_UPDATE_GOLDEN=1 python -m pytest
tests/test_golden_queries.py, and read the difference before committing it.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox
import pytest
import rdflib
import yaml
from answers import as_rdflib, hold_text_to_golden, hold_to_golden
from conftest import ROOT

from summit_kg.graph import KnowledgeGraph

GOLDEN = ROOT / "tests" / "golden"
XSD = "http://www.w3.org/2001/XMLSchema#"


class Case(NamedTuple):
    """One call of a saved query."""

    query: str
    name: str
    values: dict[str, list[str]]


def cases() -> Iterator[Case]:
    listed = yaml.safe_load((GOLDEN / "parameters.yaml").read_text("utf-8"))
    for query, calls in listed.items():
        for call in calls:
            values = {
                name: [str(item) for item in (value if isinstance(value, list) else [value])]
                for name, value in call.items()
                if name != "case"
            }
            suffix = f".{call['case']}" if "case" in call else ""
            yield Case(query, query + suffix, values)


CASES = list(cases())
QUERIES = sorted(path.stem for path in (ROOT / "queries").glob("*.rq"))


@pytest.fixture(scope="session")
def in_rdflib(seed: KnowledgeGraph) -> rdflib.Dataset:
    """The same data in rdflib's own store, for its own engine."""
    return as_rdflib(seed)


def test_there_are_enough_queries_and_each_has_a_golden_result() -> None:
    assert len(QUERIES) >= 30
    assert sorted({case.query for case in CASES}) == QUERIES
    files = {path.name for path in GOLDEN.iterdir()} - {"parameters.yaml"}
    assert {Path(file).name.rsplit(".", 1)[0] for file in files} == {case.name for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_result_is_the_golden_one(seed: KnowledgeGraph, case: Case) -> None:
    results = seed.query(case.query, **case.values)
    if isinstance(results, ox.QueryTriples):
        text = "".join(f"{triple} .\n" for triple in sorted(set(results), key=str))
        hold_text_to_golden(text, GOLDEN / f"{case.name}.nt")
    else:
        hold_to_golden(results, GOLDEN / f"{case.name}.csv")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_order_of_the_rows_leaves_nothing_to_chance(seed: KnowledgeGraph, case: Case) -> None:
    results = seed.query(case.query, **case.values)
    if isinstance(results, ox.QueryTriples):
        return
    assert isinstance(results, ox.QuerySolutions)
    columns = [variable.value for variable in results.variables]
    text = (ROOT / "queries" / f"{case.query}.rq").read_text("utf-8")
    by = [name.strip("?()") for name in text.rpartition("ORDER BY")[2].split()]
    places = [columns.index(name) for name in by if name in columns]
    keys = [tuple(str(row[place]) for place in places) for row in results]
    assert len(keys) == len(set(keys))


def key(term: Any) -> tuple[str, ...]:
    """What both engines' terms compare by."""
    if term is None:
        return ()
    if isinstance(term, ox.NamedNode | rdflib.URIRef):
        return "iri", str(term.value if isinstance(term, ox.NamedNode) else term)
    if isinstance(term, ox.BlankNode | rdflib.BNode):
        return ("blank",)
    if isinstance(term, ox.Literal):
        return "literal", term.value, term.language or "", _type(term.datatype.value)
    language = (term.language or "").lower()
    datatype = str(term.datatype) if term.datatype else XSD + "string"
    return "literal", str(term), language, "" if language else _type(datatype)


def _type(datatype: str) -> str:
    if datatype.endswith("#langString"):
        return ""
    # Oxigraph keeps every integer type as xsd:integer.
    return XSD + "integer" if datatype == XSD + "nonNegativeInteger" else datatype


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_rdflib_gives_the_same_rows(
    seed: KnowledgeGraph, in_rdflib: rdflib.Dataset, case: Case
) -> None:
    text = seed.bound(case.query, case.values)
    ours = seed.sparql(text)
    theirs = in_rdflib.query(text)
    if isinstance(ours, ox.QueryTriples):
        assert theirs.graph is not None
        expected = {tuple(map(key, triple)) for triple in ours}
        assert {tuple(map(key, triple)) for triple in theirs.graph} == expected
        return
    assert isinstance(ours, ox.QuerySolutions)
    expected_rows = Counter(tuple(map(key, row)) for row in ours)
    rows = Counter(tuple(map(key, row)) for row in theirs)  # a SELECT
    assert rows == expected_rows
    assert [str(variable) for variable in theirs.vars or []] == [
        variable.value for variable in ours.variables
    ]
