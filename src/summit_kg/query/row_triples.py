"""Which triples an answer's row rests on: the query's patterns as the row's solution fills them."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.query.row_patterns import Hidden, Pattern, Patterns, patterns_of
from summit_kg.reason.closure import is_premise
from summit_kg.reason.explanation import Explanation, Places, claims_behind, explain
from summit_kg.reason.facts import parse_term
from summit_kg.reason.reasoner import Reasoner
from summit_kg.reason.schema import states_schema
from summit_kg.reason.witnesses import Witness, Witnesses, Words
from summit_kg.vocabulary import DCTERMS, RDFS, SKOS

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Solution = Mapping[str, Term]
"""What the variables of a pattern stand for, each by `?name`."""
_ANNOTATIONS = frozenset(
    [RDFS + "label", SKOS + "altLabel", SKOS + "definition", DCTERMS + "source", DCTERMS + "issued"]
)


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


class RowEvidence:
    """Tells of the rows of a query's answer why they hold.

    :param sparql: the query
    :param words: gives a claim's sentence with its evidence marked
    :param places: gives the file and line of what is stated in files
    :raises UsageProblem: where the query is no SELECT
    """

    def __init__(
        self,
        store: ox.Store,
        reasoner: Reasoner,
        sparql: str,
        *,
        words: Words | None = None,
        places: Places | None = None,
    ) -> None:
        self._store = store
        self._reasoner = reasoner
        self._words = words
        self._places = places
        self._patterns = patterns_of(sparql)
        self._witnesses = Witnesses(store, words=words)
        self._known: dict[ox.Triple, Explanation] = {}  # rows rest on the same ones again and again
        self._columns: tuple[str, ...] = ()
        self._variables: list[str] = []

    def of(self, row: "Mapping[str, Term | None]") -> ExplainedRow:
        """Return what a row rests on.

        :param row: the answer's columns in order, each with its term
        """
        triples, terms = self._rests_on(row)
        facts = [triple for triple in triples if _is_fact(triple)]
        spoken_of = _claims(self._witnesses, terms)
        if not facts and not spoken_of:
            facts = [triple for triple in triples if _is_annotation(triple)]
        explanations = [self._explanation(triple) for triple in facts]
        told = {claim.claim for claim in claims_behind(explanations)}
        claims = [self._witnesses.claim(claim) for claim in spoken_of if claim not in told]
        return ExplainedRow(dict(row), explanations, claims)

    def _explanation(self, triple: ox.Triple) -> Explanation:
        if triple not in self._known:
            text = str(triple.subject), str(triple.predicate), str(triple.object)
            self._known[triple] = explain(
                self._store, self._reasoner, text, words=self._words, places=self._places
            )
        return self._known[triple]

    def _rests_on(self, row: "Mapping[str, Term | None]") -> tuple[list[ox.Triple], list[Term]]:
        """Return the triples that a row rests on, and all terms met."""
        self._columns = tuple(row)
        known: dict[str, Term] = {
            f"?{name}": term for name, term in row.items() if term is not None
        }
        known |= self._solutions.get(_key(row.values()), {})
        triples: dict[ox.Triple, None] = {}
        terms = dict.fromkeys(known.values())
        columns = {*self._variables, *(f"?{name}" for name in row)}
        for triple in self._filled(self._patterns, known, columns):
            triples[triple] = None
            terms |= dict.fromkeys((triple.subject, triple.object))
        return list(triples), list(terms)

    @cached_property
    def _solutions(self) -> dict[tuple[str, ...], Solution]:
        """Of each row, the solution from which it was made; of several, the first by its terms."""
        if self._patterns.whole is None:
            return {}
        answer = self._store.query(self._patterns.whole)
        assert isinstance(answer, ox.QuerySolutions)
        shown = {variable.value for variable in answer.variables}
        self._variables = [str(variable) for variable in answer.variables]
        found: dict[tuple[str, ...], tuple[tuple[str, ...], ox.QuerySolution]] = {}
        for solution in answer:
            key = _key(solution[name] if name in shown else None for name in self._columns)
            order = _key(solution)
            if key not in found or order < found[key][0]:
                found[key] = order, solution
        return {key: _bound(answer, solution) for key, (_, solution) in found.items()}

    def _filled(
        self, patterns: Patterns, known: Solution, columns: set[str]
    ) -> Iterator[ox.Triple]:
        """Yield the triples that a solution's patterns stand for, and those hidden from it."""
        blank: dict[str, list[Pattern]] = {}  # with nodes that have no name, by their group
        for pattern in patterns.shown:
            if pattern.mark and pattern.mark not in known:
                continue
            if any(part.startswith("?_blank") for part in pattern[:3]):
                blank.setdefault(pattern.mark, []).append(pattern)
            else:
                yield from _triple(pattern, known)
        for group in (*blank.values(), *patterns.required):
            if all(not pattern.mark or pattern.mark in known for pattern in group):
                yield from _matched(self._store, group, known)
        for hidden in patterns.hidden:
            if not hidden.mark or hidden.mark in known:
                yield from self._members(hidden, known, columns)

    def _members(self, hidden: Hidden, known: Solution, columns: set[str]) -> Iterator[ox.Triple]:
        """Yield the triples of all that was grouped into one row, or else of one solution.

        None where it was grouped by what is not among the row's columns, nor found by its patterns.
        """
        patterns, select, _ = hidden
        if not columns.issuperset(select.by):
            return
        same = [
            f"sameTerm({name}, {known[name]})" if name in known else f"!BOUND({name})"
            for name in select.by
            if not isinstance(known.get(name), ox.BlankNode)
        ]
        given = [name for name in select.by if name in known and name in patterns.certain]
        given = [name for name in given if not isinstance(known[name], ox.BlankNode)]
        values = " ".join(str(known[name]) for name in given)
        first = f" VALUES ({' '.join(given)}) {{ ({values}) }}" if given else ""
        before, _, pattern = select.members.partition(" SELECT * WHERE {")
        filtered = f"{{{first}{pattern[:-1]} FILTER({' && '.join(same) or 'true'}) }}"
        answer = self._store.query(f"{before} SELECT * WHERE {filtered}")
        assert isinstance(answer, ox.QuerySolutions)
        found: Iterable[ox.QuerySolution] = answer
        if not select.groups:
            found = sorted(answer, key=_key)[:1]
        variables = {str(variable) for variable in answer.variables}
        for solution in found:
            yield from self._filled(patterns, _bound(answer, solution), variables)


def _key(terms: Iterable[Term | None]) -> tuple[str, ...]:
    return tuple("" if term is None else str(term) for term in terms)


def _matched(store: ox.Store, group: list[Pattern], known: Solution) -> Iterator[ox.Triple]:
    """Yield triples that fit patterns in which something has no value yet."""
    if not group:
        return
    filled = [Pattern._make(str(known.get(part, part)) for part in pattern) for pattern in group]
    try:
        answer = store.query(f"SELECT * WHERE {{ {_pattern_text(filled)} }} LIMIT 1")
    except SyntaxError:
        return  # a node that has no name in the store, or a literal where no triple can have one
    assert isinstance(answer, ox.QuerySolutions)
    for solution in answer:
        for pattern in group:
            yield from _triple(pattern, {**known, **_bound(answer, solution)})


def _pattern_text(group: list[Pattern]) -> str:
    return " . ".join(
        f"GRAPH {graph} {{ {s} {p} {o} }}" if graph else f"{s} {p} {o}"
        for s, p, o, graph, _ in group
    )


def _bound(answer: ox.QuerySolutions, solution: ox.QuerySolution) -> dict[str, Term]:
    values = {str(variable): solution[variable] for variable in answer.variables}
    return {name: value for name, value in values.items() if value is not None}


def _triple(pattern: Pattern, values: Solution) -> Iterator[ox.Triple]:
    """Yield a pattern as a triple, where all its variables have values."""
    s, p, o = (values.get(term) or _constant(term) for term in pattern[:3])
    if isinstance(p, ox.NamedNode) and not isinstance(s, ox.Literal) and s and o:
        yield ox.Triple(s, p, o)


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


def _constant(term: str) -> Term | None:
    if term.startswith("?"):
        return None
    try:
        return parse_term(term)
    except ValueError:
        return None
