"""Which triples an answer's row rests on: the query's patterns with the row's values in them."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import pyoxigraph as ox

from summit_kg.errors import UsageProblem
from summit_kg.reason.closure import is_premise
from summit_kg.reason.explanation import Explanation, explain
from summit_kg.reason.facts import parse_term
from summit_kg.reason.reasoner import Reasoner
from summit_kg.reason.schema import states_schema
from summit_kg.reason.witnesses import Words
from summit_kg.store.base import Results
from summit_kg.vocabulary import DCTERMS, RDFS, SKOS

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Pattern = tuple[str, str, str, str]
"""Subject, predicate, object, and the graph; empty for the default view."""
_THROUGH = ("Filter", "Extend", "Project", "Distinct", "Reduced", "OrderBy", "Slice", "Group",
            "AggregateJoin", "ToMultiSet", "SelectQuery", "Having")  # fmt: skip
_ANNOTATIONS = frozenset(
    [RDFS + "label", SKOS + "altLabel", SKOS + "definition", DCTERMS + "source", DCTERMS + "issued"]
)


class Patterns(NamedTuple):
    """The triple patterns of a query: those that every row fits, and groups that a row may fit."""

    always: list[Pattern]
    maybe: list[list[Pattern]]


@lru_cache(maxsize=32)
def patterns_of(sparql: str) -> Patterns:
    """Return the triple patterns of a SELECT query, in SPARQL form.

    Patterns beneath MINUS and (NOT) EXISTS are left out, as are property paths: a row does not
    rest on one triple there.

    :raises UsageProblem: where the query is no SELECT
    """
    from rdflib.plugins.sparql import prepareQuery

    algebra = prepareQuery(sparql).algebra
    if algebra.name != "SelectQuery":
        raise UsageProblem("only the rows of a SELECT query can be explained")
    patterns = Patterns([], [])
    _collect(algebra, patterns.always, patterns.maybe)
    return patterns


def _collect(node: Any, always: list[Pattern], maybe: list[list[Pattern]], graph: str = "") -> None:
    from rdflib import URIRef, Variable

    if node is None:
        return
    if node.name == "BGP":
        for triple in node.triples:
            if isinstance(triple[1], URIRef | Variable):
                subject, predicate, object_ = map(_written, triple)
                always.append((subject, predicate, object_, graph))
    elif node.name == "Graph":
        _collect(node.p, always, maybe, _written(node.term))
    elif node.name == "Join":
        _collect(node.p1, always, maybe, graph)
        _collect(node.p2, always, maybe, graph)
    elif node.name == "LeftJoin":
        _collect(node.p1, always, maybe, graph)
        _collect_apart(node.p2, maybe, graph)
    elif node.name == "Union":
        _collect_apart(node.p1, maybe, graph)
        _collect_apart(node.p2, maybe, graph)
    elif node.name == "Minus":
        _collect(node.p1, always, maybe, graph)
    elif node.name in _THROUGH:
        _collect(node.p, always, maybe, graph)


def _collect_apart(node: Any, maybe: list[list[Pattern]], graph: str) -> None:
    group: list[Pattern] = []
    maybe.append(group)
    _collect(node, group, maybe, graph)


def _written(term: Any) -> str:
    from rdflib import BNode

    return f"?_blank{term}" if isinstance(term, BNode) else str(term.n3())


class ExplainedRow(NamedTuple):
    """A row of an answer, value by variable, and why the triples that it rests on hold."""

    values: dict[str, Term | None]
    explanations: list[Explanation]


def explained_rows(
    store: ox.Store,
    reasoner: Reasoner,
    sparql: str,
    answer: Results,
    *,
    words: Words | None = None,
    explained: dict[ox.Triple, Explanation] | None = None,
) -> Iterator[ExplainedRow]:
    """Yield the rows of a query's answer with why they hold (see `KnowledgeGraph.explain_rows`).

    :param explained: what is known already of why triples hold, which grows
    """
    patterns = patterns_of(sparql)
    assert isinstance(answer, ox.QuerySolutions)
    explained = {} if explained is None else explained
    names = [variable.value for variable in answer.variables]
    for solution in answer:
        row = {name: solution[name] for name in names}
        explanations = []
        for triple in triples_of(store, patterns, row):
            if not _is_fact(triple):
                continue
            if triple not in explained:
                text = str(triple.subject), str(triple.predicate), str(triple.object)
                explained[triple] = explain(store, reasoner, text, words=words)
            explanations.append(explained[triple])
        yield ExplainedRow(row, explanations)


def _is_fact(triple: ox.Triple) -> bool:
    predicate, object_ = str(triple.predicate), str(triple.object)
    return (
        is_premise(ox.Quad(triple.subject, triple.predicate, triple.object))
        and not states_schema(predicate, object_)
        and triple.predicate.value not in _ANNOTATIONS
    )


def triples_of(
    store: ox.Store, patterns: Patterns, row: Mapping[str, Term | None]
) -> Iterator[ox.Triple]:
    """Yield the triples that a row of the query rests on."""
    known: dict[str, Term] = {
        f"?{name}": term
        for name, term in row.items()
        if term is not None and not isinstance(term, ox.BlankNode)
    }
    yielded: set[ox.Triple] = set()
    for group in (patterns.always, *patterns.maybe):
        for triple in _matched(store, group, known):
            if triple not in yielded:
                yielded.add(triple)
                yield triple


def _matched(store: ox.Store, group: list[Pattern], known: dict[str, Term]) -> Iterator[ox.Triple]:
    """Yield the triples of a group of patterns, and remember what their variables stand for."""
    filled = []
    for pattern in group:
        *triple, graph = (str(known.get(term, term)) for term in pattern)
        text = " ".join(triple)
        filled.append(f"GRAPH {graph} {{ {text} }}" if graph else text)
    if not filled:
        return
    try:
        answer = store.query(f"SELECT * WHERE {{ {' . '.join(filled)} }} LIMIT 1")
    except SyntaxError:
        return  # a literal where no triple can have one
    assert isinstance(answer, ox.QuerySolutions)
    for solution in answer:
        found = dict(known)
        for variable in answer.variables:
            value = solution[variable]
            if value is not None:
                found[str(variable)] = value
        known |= {name: term for name, term in found.items() if not isinstance(term, ox.BlankNode)}
        for pattern in group:
            s, p, o = (found.get(term) or _constant(term) for term in pattern[:3])
            if isinstance(p, ox.NamedNode) and not isinstance(s, ox.Literal) and s and o:
                yield ox.Triple(s, p, o)


def _constant(term: str) -> Term | None:
    if term.startswith("?"):
        return None
    try:
        return parse_term(term)
    except ValueError:
        return None
