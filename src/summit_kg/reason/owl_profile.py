"""Which axioms are outside OWL 2 DL, and the ontology without them.

`owl_axioms` looks at each axiom by itself; here comes in what depends on several.

Source of the rules: OWL 2 Web Ontology Language, Structural Specification (sections 3, 5, 9 and 11)
and Mapping to RDF Graphs (W3C, 2012).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.reason.owl_axioms import OwlAxioms
from summit_kg.reason.owl_terms import OwlTerms, is_foreign, short
from summit_kg.reason.owl_vocabulary import LEXICAL, OBJECT
from summit_kg.reason.property_hierarchy import irregular, needing_simple, non_simple
from summit_kg.reason.triples import Node, Triples
from summit_kg.terms import shorten

FOREIGN_DATATYPE = "datatype"


class ProfileProblem(NamedTuple):
    """An axiom outside OWL 2 DL: the triple that it hangs on, and why.

    `rule` is `datatype` where only a datatype that OWL 2 lacks stands in the way, else `axiom`.
    """

    axiom: ox.Triple
    reason: str
    rule: str = "axiom"


def profile_problems(triples: Triples) -> list[ProfileProblem]:
    """Return every axiom outside OWL 2 DL, once, in the order of the triples."""
    found = _Checker(triples).problems()
    order = {triple: place for place, triple in enumerate(triples)}
    first: dict[ox.Triple, ProfileProblem] = {}
    for problem in found:
        first.setdefault(problem.axiom, problem)
    return sorted(first.values(), key=lambda problem: order[problem.axiom])


def within_dl(triples: Triples) -> tuple[Triples, list[ProfileProblem]]:
    """Return the ontology without its axioms outside OWL 2 DL, and those.

    Values in a datatype that OWL 2 lacks, such as dates, are kept as text: nothing can follow from
    their order, but that there is one.
    """
    problems: list[ProfileProblem] = []
    while found := profile_problems(triples):
        problems += found
        gone: set[ox.Triple] = set()
        for problem in found:
            if problem.rule == FOREIGN_DATATYPE and isinstance(problem.axiom.object, ox.Literal):
                continue
            gone.update(triples.beneath(problem.axiom))
        triples = Triples(_as_text(triple) for triple in triples if triple not in gone)
    return triples, problems


def _as_text(triple: ox.Triple) -> ox.Triple:
    value = triple.object
    if not isinstance(value, ox.Literal) or not is_foreign(value):
        return triple
    return ox.Triple(triple.subject, triple.predicate, ox.Literal(value.value))


class _Checker:
    def __init__(self, triples: Triples) -> None:
        self._triples = triples
        self._terms = OwlTerms(triples)
        self._axioms = OwlAxioms(triples, self._terms)
        self._found: list[ProfileProblem] = []

    def problems(self) -> list[ProfileProblem]:
        for triple in self._triples:
            reason = self._axioms.problem(triple)
            if reason is not None:
                self._report(triple, reason)
            elif (foreign := self._axioms.foreign_range(triple)) is not None:
                self._report(triple, foreign, FOREIGN_DATATYPE)
            elif isinstance(triple.object, ox.Literal) and not self._terms.is_annotation(triple):
                self._literal(triple, triple.object)
        complex_ = non_simple(self._triples)
        for property_, triple in needing_simple(self._triples):
            if property_ in complex_:
                name = short(property_)
                self._report(triple, f"{name} is not simple: a chain or transitivity makes it")
        for triple in irregular(self._triples):
            self._report(triple, "the property depends on itself through chains")
        for triple in self._closing_circles():
            self._report(triple, "it closes a circle of nameless things")
        return self._found

    def _closing_circles(self) -> Iterator[ox.Triple]:
        """Yield the assertions between nameless individuals that make them more than trees."""
        group: dict[Node, Node] = {}

        def root(node: Node) -> Node:
            while (upper := group.get(node, node)) != node:
                node = upper
            return node

        for triple in self._triples:
            ends = (triple.subject, triple.object)
            if triple.predicate not in self._terms.declared[OBJECT] or not all(
                isinstance(end, ox.BlankNode) for end in ends
            ):
                continue
            one, other = map(root, ends)
            if one == other:
                yield triple
            group[one] = other

    def _report(self, triple: ox.Triple, reason: str, rule: str = "axiom") -> None:
        for root in self._roots(triple):
            self._found.append(ProfileProblem(root, reason, rule))

    def _roots(self, triple: ox.Triple) -> list[ox.Triple]:
        """Return the triples on which the axioms hang that a triple is part of."""
        roots, open_triples, seen = [], [triple], {triple}
        while open_triples:
            current = open_triples.pop()
            if not self._terms.is_part(current.subject):
                roots.append(current)
                continue
            above = [t for t in self._triples.users(current.subject) if t not in seen]
            if not above and current is triple and not roots:
                roots.append(current)
            seen.update(above)
            open_triples += above
        return roots or [triple]

    def _literal(self, triple: ox.Triple, value: ox.Literal) -> None:
        if is_foreign(value):
            name = shorten(value.datatype.value)
            reason = f"{name} is no datatype of OWL 2"
            self._found.append(ProfileProblem(triple, reason, FOREIGN_DATATYPE))
        else:
            form = LEXICAL.get(value.datatype.value)
            if form is not None and not re.fullmatch(form, value.value):
                self._report(triple, f"{value.value[:40]!r} is no {shorten(value.datatype.value)}")
