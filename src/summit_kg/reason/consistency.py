"""Contradictions: the least sets of claims that cannot all hold, and the smallest repairs.

Source of the repairs: Reiter, A Theory of Diagnosis from First Principles (Artificial Intelligence
32, 1987): what is withdrawn must hit every minimal set of what contradicts each other.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.reason.explanation import Describer, Node
from summit_kg.reason.facts import Revision
from summit_kg.reason.matching import Step
from summit_kg.reason.proofs import Proof, Prover
from summit_kg.reason.reasoner import Reasoner
from summit_kg.reason.rules import KINDS
from summit_kg.reason.schema import Triple
from summit_kg.reason.witnesses import Witness

_MOST_CLASHES = 100
_MOST_PROOFS = 20
_MOST_REPAIRS = 5
_LARGEST_REPAIR = 4
_MOST_CLAIMS = 40
_MOST_TRIALS = 20


class Contradiction(NamedTuple):
    """Stated triples that cannot all hold, least in number, and the explanation of why.

    `claims` are the accepted claims that state them, `others` the triples that stand in the
    reference data, whoever claims them.
    """

    kind: str
    explanation: Node
    claims: tuple[Witness, ...]
    others: tuple[Triple, ...]


class Inconsistency(NamedTuple):
    """Every contradiction found, and the smallest repairs of them all together.

    A repair is a set of claims: withdrawing all of them ends every contradiction in which a claim
    has a part. `more` tells whether there were more clashes than were looked at.
    """

    contradictions: list[Contradiction]
    repairs: list[tuple[str, ...]]
    more: bool


def explain_clashes(
    store: ox.Store,
    facts: Revision,
    reasoner: Reasoner,
    clashes: Iterable[Step],
    *,
    base: Collection[Triple],
    supposed: Collection[str] = (),
) -> Inconsistency:
    """Return what contradicts what, and how it can be mended.

    :param store: says who claims what
    :param facts: the stated facts with what follows from them
    :param clashes: uses of rules whose facts cannot hold together
    :param base: the triples of ontology and reference data, which no claim can withdraw
    :param supposed: claims to be taken as accepted
    """
    clashes = list(clashes)
    looked_at = clashes[:_MOST_CLASHES]
    describer = Describer(store, supposed, base)
    analysis = _Analysis(facts, reasoner, looked_at, describer, base)
    analysis.look_into(facts)
    repairs = analysis.repairs()
    more = len(clashes) > len(looked_at)
    return Inconsistency(analysis.contradictions(), repairs, more)


def contradictions(
    store: ox.Store,
    facts: Revision,
    reasoner: Reasoner,
    clashes: Iterable[Step],
    *,
    base: Collection[Triple],
    supposed: Collection[str] = (),
) -> dict[frozenset[Triple], tuple[str, list[frozenset[str]]]]:
    """Return each contradiction by what is stated in it: its kind, and who states each part.

    The parameters are those of `explain_clashes`. What the reference data state has no claims.
    """
    describer = Describer(store, supposed, base)
    analysis = _Analysis(facts, reasoner, list(clashes), describer, base)
    analysis.look_into(facts)
    return {
        triples: (kind_of(proof), [analysis.claims_of(triple) for triple in sorted(triples)])
        for triples, (proof, _) in analysis.found.items()
    }


class _Analysis:
    """The contradictions behind clashes; `found` has each by what is stated in it."""

    def __init__(
        self,
        facts: Revision,
        reasoner: Reasoner,
        clashes: list[Step],
        describer: Describer,
        base: Collection[Triple],
    ) -> None:
        self._facts = facts
        self._reasoner = reasoner
        self._clashes = clashes
        self._index = reasoner.with_rules(step.rule for step in clashes)
        self._describer = describer
        self._base = base
        self._known: list[frozenset[str] | frozenset[Triple]] = []
        self.found: dict[frozenset[Triple], tuple[Proof, frozenset[str]]] = {}

    def look_into(self, facts: Revision) -> bool:
        """Find the contradictions among facts; tell whether any is new."""
        prover = Prover(facts, self._index)
        before = len(self.found)
        for clash in self._clashes:
            if not all(map(facts.has, (*clash.facts, *clash.rule.axioms))):
                continue
            for proof in prover.contradictions(clash, _MOST_PROOFS):
                statements = stated_by(proof)
                claims = frozenset().union(*map(self.claims_of, statements))
                if not any(known <= (claims or statements) for known in self._known):
                    self._known.append(claims or statements)
                    self.found[statements] = proof, claims
        return len(self.found) > before

    def contradictions(self) -> list[Contradiction]:
        """Return what was found, in words."""
        return [self._contradiction(proof, claims) for proof, claims in self.found.values()]

    def repairs(self) -> list[tuple[str, ...]]:
        """Return the smallest sets of claims whose withdrawal ends all contradictions.

        Each is tried out; where a clash outlives one, what it then rests on is one more
        contradiction to be met.
        """
        for _ in range(_MOST_TRIALS):
            claimed = {triple: self.claims_of(triple) for triple in frozenset().union(*self.found)}
            candidates = _hitting_sets(list(self.found), claimed)
            if not any(self.look_into(self._without(chosen, claimed)) for chosen in candidates):
                return candidates
        return []

    def _without(self, chosen: tuple[str, ...], claimed: dict[Triple, frozenset[str]]) -> Revision:
        facts = self._facts.copy()
        withdrawn = [t for t, claims in claimed.items() if claims and claims <= set(chosen)]
        self._reasoner.revise(facts, withdrawn, [])
        return facts

    def claims_of(self, triple: Triple) -> frozenset[str]:
        """Return the claims with which a triple falls; none where the reference data has it."""
        if triple in self._base:
            return frozenset()
        claims = self._describer.witnesses.claims_of(triple)
        return frozenset(claim.claim for claim in claims if claim.accepted)

    def _contradiction(self, proof: Proof, claims: frozenset[str]) -> Contradiction:
        others = tuple(sorted(t for t in proof.leaves() if not self.claims_of(t)))
        stating = tuple(map(self._describer.witnesses.claim, sorted(claims)))
        return Contradiction(kind_of(proof), self._describer.explained(proof), stating, others)


def kind_of(proof: Proof) -> str:
    """Return what a clash is called."""
    return KINDS.get(proof.rule or "", proof.rule or "")


def stated_by(proof: Proof) -> frozenset[Triple]:
    """Return the stated facts and the axioms that a proof rests on."""
    axioms = frozenset(proof.axioms)
    return frozenset().union(
        proof.leaves() if proof.rule is None else axioms,
        *(stated_by(part) for part in proof.parts),
    )


def _hitting_sets(
    sets: list[frozenset[Triple]], claimed: dict[Triple, frozenset[str]]
) -> list[tuple[str, ...]]:
    """Return the smallest sets of claims with which a triple of every set falls.

    A claim may state several triples, and a triple falls only with all the claims that state it.
    """
    conflicts = [[claimed[triple] for triple in triples if claimed[triple]] for triples in sets]
    conflicts = [ways for ways in conflicts if ways]
    claims = sorted(frozenset().union(*(way for ways in conflicts for way in ways)))
    if len(claims) <= _MOST_CLAIMS:
        for size in range(1, _LARGEST_REPAIR + 1):
            found = [
                chosen
                for chosen in combinations(claims, size)
                if all(any(way <= set(chosen) for way in ways) for ways in conflicts)
            ]
            if found:
                return found[:_MOST_REPAIRS]
    return [_greedy(conflicts)] if conflicts else []


def _greedy(conflicts: Sequence[Sequence[frozenset[str]]]) -> tuple[str, ...]:
    """Return a repair that is small, though perhaps not the smallest: the most useful first."""
    chosen: set[str] = set()
    left = conflicts
    while left:
        uses = Counter(way for ways in left for way in set(ways))
        ranked = sorted(uses, key=lambda way: (-uses[way], len(way), sorted(way)))
        chosen |= ranked[0]
        left = [ways for ways in left if not any(way <= chosen for way in ways)]
    return tuple(sorted(chosen))
