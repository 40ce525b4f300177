"""The W3C's tests of SPARQL 1.1 entailment regimes, each held to what docs/conformance.md says."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox
import pytest
import rdflib
from conftest import ROOT
from rdflib import RDF, BNode, Variable
from rdflib.collection import Collection
from rdflib.namespace import Namespace
from rdflib.plugins.sparql import prepareQuery

from summit_kg.reason.closure import derive
from summit_kg.reason.facts import parse_term
from summit_kg.reason.schema import FIRST, REST, SAME_AS, TYPE, Schema, Triple, owl, states_schema
from summit_kg.reason.schema_closure import schema_closure

SUITE = ROOT.parent / "shared" / "w3c" / "sparql" / "sparql11" / "entailment"
TABLE = (ROOT / "docs" / "conformance.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\S+) \| ([^|]*) \| (.*) \|$", TABLE, re.MULTILINE)[1:]
VERDICTS = {case: verdict for case, _, verdict in ROWS}
PASSES = "passes"

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
PROPERTY = f"<{RDF.Property}>"
EXPRESSION = "urn:x-class-expression:"
DESCRIBING = frozenset(
    map(owl, ("onProperty", "intersectionOf", "unionOf", "oneOf", "complementOf"))
)

pytestmark = pytest.mark.skipif(
    not SUITE.exists(), reason="needs ../shared/w3c, which lies outside the project"
)


class Case(NamedTuple):
    """A test of the suite: the regimes and OWL profiles that it is meant for, and its files."""

    regimes: tuple[str, ...]
    profiles: tuple[str, ...]
    query: Path
    data: Path
    result: Path


@cache
def cases() -> dict[str, Case]:
    graph = rdflib.Graph().parse(SUITE / "manifest.ttl")
    manifest = graph.value(None, RDF.type, MF.Manifest)

    def file(subject: Any, predicate: Any) -> Path:
        return SUITE / str(graph.value(subject, predicate)).rpartition("/")[2]

    def names(subject: Any, *predicates: Any) -> tuple[str, ...]:
        nodes = [node for predicate in predicates for node in graph.objects(subject, predicate)]
        items = [Collection(graph, n) if isinstance(n, BNode) else [n] for n in nodes]
        return tuple(str(item).rpartition("/")[2] for listed in items for item in listed)

    found = {}
    for entry in Collection(graph, graph.value(manifest, MF.entries)):  # type: ignore[arg-type]  # a manifest has entries
        action = graph.value(entry, MF.action)
        found[str(entry).rpartition("#")[2]] = Case(
            names(action, SD.entailmentRegime, SD.EntailmentRegime),
            names(action, SD.EntailmentProfile),
            file(action, QT.query),
            file(action, QT.data),
            file(entry, MF.result),
        )
    return found


def test_the_table_has_every_case() -> None:
    expected = [(name, ", ".join(case.regimes)) for name, case in cases().items()]
    assert [(name, regimes) for name, regimes, _ in ROWS] == expected


def test_the_table_counts_its_rows() -> None:
    passing = sum(verdict == PASSES for verdict in VERDICTS.values())
    assert f"{passing} of the {len(cases())} cases pass" in TABLE


@pytest.mark.parametrize("name", list(VERDICTS))
def test_a_case_passes_where_the_table_says_so(name: str) -> None:
    case = cases()[name]
    levels = {"OWL" if regime.startswith("OWL") else "RDFS" for regime in case.regimes}
    found = [answer(case, owl_rules=level == "OWL") for level in sorted(levels)]
    expected = read(ox.parse_query_results(case.result.read_bytes(), ox.QueryResultsFormat.XML))
    if VERDICTS[name] == PASSES:
        assert found == [expected] * len(found)
    else:
        assert expected not in found
        assert not {*case.regimes, *case.profiles} & {"RDF", "RDFS", "D", "RL"}


def answer(case: Case, *, owl_rules: bool) -> Any:
    """What the case's query finds among what is stated, what follows, and what we leave unsaid."""
    query = case.query.read_text(encoding="utf-8")
    quads = ox.parse(
        case.data.read_bytes(), ox.RdfFormat.TURTLE, base_iri="http://example.org/base/"
    )
    stated = [(str(q.subject), str(q.predicate), str(q.object)) for q in quads]
    if owl_rules:
        stated = named([*stated, *described(query)])
    schema = Schema(triple for triple in stated if states_schema(*triple[1:]))
    everything = {*stated, *(fact.triple for fact in derive(stated))}
    everything |= schema_closure(schema, owl_rules=owl_rules)
    everything |= set(unsaid(everything, owl_rules=owl_rules))
    store = ox.Store()
    store.extend(ox.Quad(*map(parse_term, triple)) for triple in everything)  # type: ignore[arg-type]  # no literal subjects
    return read(store.query(query, base_iri="http://example.org/base/"))


def unsaid(triples: Iterable[Triple], *, owl_rules: bool) -> Iterator[Triple]:
    """That each property is one (rdfD2), and each individual the same as itself (eq-ref)."""
    for subject, predicate, object_ in triples:
        yield predicate, TYPE, PROPERTY
        if owl_rules and not states_schema(predicate, object_):
            for term in (subject, object_):
                if not term.startswith('"'):
                    yield term, SAME_AS, term


def described(query: str) -> Iterator[Triple]:
    """The class expressions that a query asks about, which the data need not have.

    OWL's direct semantics knows all classes that can be described, so that they may be stated.
    """

    def patterns(part: Any) -> Iterator[Any]:
        if isinstance(part, dict):
            yield from part.get("triples") or []
            for value in part.values():
                yield from patterns(value)

    for pattern in patterns(prepareQuery(query).algebra):
        if isinstance(pattern[0], BNode) and not any(isinstance(t, Variable) for t in pattern):
            subject, predicate, object_ = (term.n3() for term in pattern)
            if states_schema(predicate, object_):
                yield subject, predicate, object_


def named(triples: list[Triple]) -> list[Triple]:
    """Give each class expression a name that says what it is, for facts about it are derived then.

    Two expressions of one make have one name; their blank nodes stand for no unknown thing.
    """
    about: dict[str, list[Triple]] = {}
    for triple in triples:
        about.setdefault(triple[0], []).append(triple)

    def is_part(term: str) -> bool:
        predicates = {predicate for _, predicate, _ in about.get(term, ())}
        return term.startswith("_:") and bool(predicates & {*DESCRIBING, FIRST, REST})

    @cache
    def name(term: str) -> str:
        if not is_part(term):
            return term
        parts = sorted(f"{p} {name(o)}" for _, p, o in about[term] if p != TYPE)
        digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        return f"<{EXPRESSION}{digest}>"

    return list(dict.fromkeys((name(s), p, name(o)) for s, p, o in triples))


def read(results: Any) -> Any:
    """The answer in a form that compares: a truth value, or how often each row comes.

    A class without a name is no answer in any regime. Blank nodes are all alike, which tells no
    two answers apart here: no case expects more than one.
    """
    if isinstance(results, ox.QueryBoolean):
        return bool(results)
    assert isinstance(results, ox.QuerySolutions)
    names = [variable.value for variable in results.variables]
    rows: Counter[frozenset[tuple[str, str]]] = Counter()
    for solution in results:
        row = {name: solution[name] for name in names if solution[name] is not None}
        if not any(EXPRESSION in str(term) for term in row.values()):
            rows[
                frozenset(
                    (name, "_:" if isinstance(term, ox.BlankNode) else str(term))
                    for name, term in row.items()
                )
            ] += 1
    return rows
