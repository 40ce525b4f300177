"""Which triples an answer's row rests on: the query's patterns with the row's values in them."""

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import pyoxigraph as ox

from summit_kg.errors import UsageProblem
from summit_kg.query.grouping import Grouping, groupings
from summit_kg.reason.closure import is_premise
from summit_kg.reason.explanation import Explanation, claims_behind, explain
from summit_kg.reason.facts import as_text, parse_term
from summit_kg.reason.reasoner import Reasoner
from summit_kg.reason.schema import states_schema
from summit_kg.reason.witnesses import Witness, Witnesses, Words
from summit_kg.store.base import Results
from summit_kg.vocabulary import DCTERMS, RDFS, SKOS

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Pattern = tuple[str, str, str, str]
"""Subject, predicate, object, and the graph; empty for the default view."""
_THROUGH = ("Filter", "Extend", "Project", "Distinct", "Reduced", "OrderBy", "Slice",
            "AggregateJoin", "ToMultiSet", "SelectQuery", "Having")  # fmt: skip
_ANNOTATIONS = frozenset(
    [RDFS + "label", SKOS + "altLabel", SKOS + "definition", DCTERMS + "source", DCTERMS + "issued"]
)


class Patterns(NamedTuple):
    """The triple patterns of a query.

    `always` are those that every row fits; `maybe` are groups that a row may fit; `grouped` are
    those of which a row counts or sums all that fit.
    """

    always: list[Pattern]
    maybe: list[list[Pattern]]
    grouped: list["Group"]

    @classmethod
    def empty(cls) -> "Patterns":
        """Return no patterns."""
        return cls([], [], [])


class Group(NamedTuple):
    """The patterns of what a row groups, the variables by which it does, and the query for it."""

    patterns: Patterns
    by: tuple[str, ...]
    query: str


@lru_cache(maxsize=32)
def patterns_of(sparql: str) -> Patterns:
    """Return the triple patterns of a SELECT query, in SPARQL form.

    Patterns beneath MINUS and (NOT) EXISTS are left out, as are property paths: a row does not
    rest on one triple there.

    :raises UsageProblem: where the query is no SELECT
    """
    algebra = _algebra(sparql)
    if algebra.name != "SelectQuery":
        raise UsageProblem("only the rows of a SELECT query can be explained")
    patterns = Patterns.empty()
    _collect(algebra, patterns, groupings(sparql))
    return patterns


def _algebra(sparql: str) -> Any:
    # The parser leaves rings of references, which hold on to the frames of all callers, and so to
    # answers of the engine, which wants these freed in this thread: what is young is cleared here.
    collecting = gc.isenabled()
    gc.disable()
    try:
        from rdflib.plugins.sparql import prepareQuery

        return prepareQuery(sparql).algebra
    finally:
        gc.collect(0)
        if collecting:
            gc.enable()


def _collect(node: Any, found: Patterns, queries: list[Grouping], graph: str = "") -> None:
    from rdflib import URIRef, Variable

    if node is None:
        return
    if node.name == "BGP":
        for triple in node.triples:
            if isinstance(triple[1], URIRef | Variable):
                subject, predicate, object_ = map(_written, triple)
                found.always.append((subject, predicate, object_, graph))
    elif node.name == "Graph":
        _collect(node.p, found, queries, _written(node.term))
    elif node.name == "Join":
        _collect(node.p1, found, queries, graph)
        _collect(node.p2, found, queries, graph)
    elif node.name == "LeftJoin":
        _collect(node.p1, found, queries, graph)
        _collect_apart(node.p2, found, queries, graph)
    elif node.name == "Union":
        _collect_apart(node.p1, found, queries, graph)
        _collect_apart(node.p2, found, queries, graph)
    elif node.name == "Minus":
        _collect(node.p1, found, queries, graph)
    elif node.name == "Group":
        members = Patterns.empty()
        _collect(node.p, members, queries, graph)
        by = tuple(term.n3() for term in node.expr or () if isinstance(term, Variable))
        query = next((one for one in queries if one.by == by), None)
        if query is not None:
            queries.remove(query)
            found.grouped.append(Group(members, by, query.members))
    elif node.name in _THROUGH:
        _collect(node.p, found, queries, graph)


def _collect_apart(node: Any, found: Patterns, queries: list[Grouping], graph: str) -> None:
    apart = Patterns.empty()
    _collect(node, apart, queries, graph)
    found.maybe.extend([apart.always, *apart.maybe])
    found.grouped.extend(apart.grouped)


def _written(term: Any) -> str:
    from rdflib import BNode

    return f"?_blank{term}" if isinstance(term, BNode) else str(term.n3())


class ExplainedRow(NamedTuple):
    """A row of an answer, value by variable, and what it rests on.

    Why the triples hold that it rests on, and the claims that it speaks of, as rows do that tell
    who says or denies something; those that `explanations` end in are not repeated.
    """

    values: dict[str, Term | None]
    explanations: list[Explanation]
    claims: list[Witness]

    @property
    def witnesses(self) -> list[Witness]:
        """All claims that the row rests on, each once."""
        return [*claims_behind(self.explanations), *self.claims]


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
    witnesses = Witnesses(store, words=words)
    names = [variable.value for variable in answer.variables]
    for solution in answer:
        row = {name: solution[name] for name in names}
        rests_on = _matches(store, patterns, row)
        facts = [triple for triple in rests_on.triples if _is_fact(triple)]
        spoken_of = _claims(witnesses, rests_on.terms)
        if not facts and not spoken_of:
            facts = [triple for triple in rests_on.triples if _is_annotation(triple)]
        explanations = []
        for triple in facts:
            if triple not in explained:
                explained[triple] = explain(store, reasoner, as_text(triple), words=words)
            explanations.append(explained[triple])
        told = {claim.claim for claim in claims_behind(explanations)}
        claims = [witnesses.claim(claim) for claim in spoken_of if claim not in told]
        yield ExplainedRow(row, explanations, claims)


def _claims(witnesses: Witnesses, terms: Iterable[Term]) -> list[str]:
    """Return the claims among terms, and those that assert the graphs among them."""
    found: dict[str, None] = {}
    for term in terms:
        if isinstance(term, ox.NamedNode):
            found |= dict.fromkeys(witnesses.claims_named(str(term)))
    return list(found)


def _is_fact(triple: ox.Triple) -> bool:
    predicate, object_ = str(triple.predicate), str(triple.object)
    return (
        is_premise(ox.Quad(triple.subject, triple.predicate, triple.object))
        and not states_schema(predicate, object_)
        and not _is_annotation(triple)
    )


def _is_annotation(triple: ox.Triple) -> bool:
    return triple.predicate.value in _ANNOTATIONS


class _RestsOn(NamedTuple):
    """What the patterns of a query match for one of its rows: triples, and all terms met."""

    triples: list[ox.Triple]
    terms: list[Term]


def _matches(store: ox.Store, patterns: Patterns, row: Mapping[str, Term | None]) -> _RestsOn:
    """Return what a row of the query rests on."""
    known: dict[str, Term] = {
        f"?{name}": term
        for name, term in row.items()
        if term is not None and not isinstance(term, ox.BlankNode)
    }
    terms = dict.fromkeys(known.values())
    triples: dict[ox.Triple, None] = {}
    for group in (patterns.always, *patterns.maybe):
        for triple in _matched(store, group, known):
            triples[triple] = None
            terms |= dict.fromkeys((triple.subject, triple.object))
    terms |= dict.fromkeys(known.values())
    columns = {f"?{name}" for name in row}
    for grouped in patterns.grouped:
        for triple in _members(store, grouped, known, columns):
            triples[triple] = None
            terms |= dict.fromkeys((triple.subject, triple.object))
    return _RestsOn(list(triples), list(terms))


def _members(
    store: ox.Store, group: Group, known: Mapping[str, Term], columns: Collection[str]
) -> Iterator[ox.Triple]:
    """Yield the triples of all that was grouped into one row.

    None where it was grouped by what is not among the row's columns, nor found by its patterns.
    """
    if not all(name in known or name in columns for name in group.by):
        return
    same = [
        f"sameTerm({name}, {known[name]})" if name in known else f"!BOUND({name})"
        for name in group.by
    ]
    answer = store.query(f"{group.query[:-1]} FILTER({' && '.join(same) or 'true'}) }}")
    assert isinstance(answer, ox.QuerySolutions)
    for solution in answer:
        found = _bound(answer, solution)
        for patterns in (group.patterns.always, *group.patterns.maybe):
            for triple in _triples(patterns, found):  # of a UNION, one side may not hold
                if any(True for _ in store.quads_for_pattern(*triple)):
                    yield triple
        for inner in group.patterns.grouped:
            yield from _members(store, inner, found, found.keys())


def _matched(store: ox.Store, group: list[Pattern], known: dict[str, Term]) -> Iterator[ox.Triple]:
    """Yield the triples of a group of patterns, and remember what their variables stand for."""
    if not group:
        return
    filled: list[Pattern] = [
        (str(known.get(s, s)), str(known.get(p, p)), str(known.get(o, o)), str(known.get(g, g)))
        for s, p, o, g in group
    ]
    try:
        answer = store.query(f"SELECT * WHERE {{ {_pattern_text(filled)} }} LIMIT 1")
    except SyntaxError:
        return  # a literal where no triple can have one
    assert isinstance(answer, ox.QuerySolutions)
    for solution in answer:
        found = known | _bound(answer, solution)
        known |= {name: term for name, term in found.items() if not isinstance(term, ox.BlankNode)}
        yield from _triples(group, found)


def _pattern_text(group: list[Pattern]) -> str:
    return " . ".join(
        f"GRAPH {graph} {{ {s} {p} {o} }}" if graph else f"{s} {p} {o}" for s, p, o, graph in group
    )


def _bound(answer: ox.QuerySolutions, solution: ox.QuerySolution) -> dict[str, Term]:
    values = {str(variable): solution[variable] for variable in answer.variables}
    return {name: value for name, value in values.items() if value is not None}


def _triples(group: list[Pattern], values: Mapping[str, Term]) -> Iterator[ox.Triple]:
    """Yield the patterns of a group as triples, where all their variables have values."""
    for pattern in group:
        s, p, o = (values.get(term) or _constant(term) for term in pattern[:3])
        if isinstance(p, ox.NamedNode) and not isinstance(s, ox.Literal) and s and o:
            yield ox.Triple(s, p, o)


def _constant(term: str) -> Term | None:
    if term.startswith("?"):
        return None
    try:
        return parse_term(term)
    except ValueError:
        return None
