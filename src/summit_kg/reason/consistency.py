"""Contradictions: the least sets of claims that cannot all hold, and the smallest repairs.

Source of the repairs: Reiter, A Theory of Diagnosis from First Principles (Artificial Intelligence
32, 1987): what is withdrawn must hit every minimal set of what contradicts each other.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import count, islice, product
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.reason.explanation import Describer, Node, Places
from summit_kg.reason.facts import Revision
from summit_kg.reason.matching import Step
from summit_kg.reason.proofs import Proof, Prover
from summit_kg.reason.reasoner import Reasoner
from summit_kg.reason.rules import KINDS
from summit_kg.reason.schema import Triple
from summit_kg.reason.witnesses import Witness
from summit_kg.walks import joined

_MOST_CLASHES = 100
_MOST_PROOFS = 20
_MOST_REPAIRS = 5
_MOST_SETS = 100
_MOST_STEPS = 20_000
_MOST_TRIALS = 20


class Contradiction(NamedTuple):
    """Stated triples that cannot all hold, least in number, and the explanation of why.

    `claims` are the accepted claims that state them, `others` the triples that stand in the
    reference data, whoever claims them. `places` are the files and lines of what no claim states,
    `others` before axioms, where they were looked up.
    """

    kind: str
    explanation: Node
    claims: tuple[Witness, ...]
    others: tuple[Triple, ...]
    places: tuple[str, ...] = ()

    @property
    def ways_out(self) -> list[tuple[str, ...]]:
        """The claims to withdraw, any of the tuples of which ends it, as IRIs in N-Triples form."""
        found = (tuple(claim.claim for claim in claims) for claims in _stating(self.explanation))
        return list(dict.fromkeys(claims for claims in found if claims))


Conflict = list[frozenset[str]]
"""The ways to end a contradiction, each a set of claims to withdraw."""


class Repairs(NamedTuple):
    """Sets of claims, each of which ends contradictions (see `Inconsistency`)."""

    sets: list[tuple[str, ...]]
    smallest: bool
    more: bool


class Inconsistency(NamedTuple):
    """Every contradiction found, and the smallest repairs of them all together.

    A repair is a set of claims: withdrawing all of them ends every contradiction in which a claim
    has a part. `smallest` tells whether the repairs are known to be the smallest, `more_repairs`
    whether there are others, and `more` whether there were more clashes than were looked at.
    """

    contradictions: list[Contradiction]
    repairs: list[tuple[str, ...]]
    more: bool
    smallest: bool = True
    more_repairs: bool = False


def explain_clashes(
    store: ox.Store,
    facts: Revision,
    reasoner: Reasoner,
    clashes: Iterable[Step],
    *,
    base: Collection[Triple],
    supposed: Collection[str] = (),
    places: Places | None = None,
) -> Inconsistency:
    """Return what contradicts what, and how it can be mended.

    :param store: says who claims what
    :param facts: the stated facts with what follows from them
    :param clashes: uses of rules whose facts cannot hold together
    :param base: the triples of ontology and reference data, which no claim can withdraw
    :param supposed: claims to be taken as accepted
    :param places: gives the place in the files of what no claim states
    """
    clashes = sorted(clashes, key=lambda step: (step.rule.name, step.facts, step.rule.axioms))
    looked_at = clashes[:_MOST_CLASHES]
    describer = Describer(store, supposed, base, facts, places=places)
    analysis = _Analysis(facts, reasoner, looked_at, describer, base)
    analysis.look_into(facts)
    repairs = analysis.repairs()
    more = len(clashes) > len(looked_at)
    found = sorted(analysis.contradictions(), key=_order)
    return Inconsistency(found, repairs.sets, more, repairs.smallest, repairs.more)


class Found(NamedTuple):
    """A contradiction: its kind, the claims that state each part of it, and where it came up.

    What the reference data state has no claims.
    """

    kind: str
    claims: list[frozenset[str]]
    clash: Step


def contradictions(
    store: ox.Store,
    facts: Revision,
    reasoner: Reasoner,
    clashes: Iterable[Step],
    *,
    base: Collection[Triple],
    supposed: Collection[str] = (),
) -> list[Found]:
    """Return each contradiction with who states it; the parameters are `explain_clashes`'s."""
    describer = Describer(store, supposed, base)
    analysis = _Analysis(facts, reasoner, list(clashes), describer, base)
    analysis.look_into(facts)
    return [
        Found(
            kind_of(found.proof),
            [analysis.claims_of(triple) for triple in sorted(triples)],
            found.clash,
        )
        for triples, found in analysis.found.items()
    ]


def together(parts: Sequence[Inconsistency]) -> Inconsistency | None:
    """Return several as one; its repairs end the contradictions of all."""
    if not parts:
        return None
    repairs = _combined([[frozenset(r) for r in part.repairs] for part in parts if part.repairs])
    least = min(map(len, repairs), default=0)
    repairs = [repair for repair in repairs if len(repair) == least]
    return Inconsistency(
        [found for part in parts for found in part.contradictions],
        repairs[:_MOST_REPAIRS],
        any(part.more for part in parts),
        all(part.smallest for part in parts),
        len(repairs) > _MOST_REPAIRS or any(part.more_repairs for part in parts),
    )


class _Proved(NamedTuple):
    proof: Proof
    claims: frozenset[str]
    clash: Step


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
        self._known: dict[str | Triple, list[frozenset[str] | frozenset[Triple]]] = {}
        self.found: dict[frozenset[Triple], _Proved] = {}

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
                if self._is_new(claims or statements):
                    self.found[statements] = _Proved(proof, claims, clash)
        return len(self.found) > before

    def _is_new(self, parts: frozenset[str] | frozenset[Triple]) -> bool:
        """Note what contradicts itself, unless a part of it is known to do so."""
        for part in parts:
            if any(known <= parts for known in self._known.get(part, ())):
                return False
        self._known.setdefault(min(parts), []).append(parts)
        return True

    def contradictions(self) -> list[Contradiction]:
        """Return what was found, in words."""
        return [self._contradiction(found.proof, found.claims) for found in self.found.values()]

    def repairs(self) -> Repairs:
        """Return the smallest sets of claims whose withdrawal ends all contradictions.

        Each is tried out; where a clash outlives one, what it then rests on is one more
        contradiction to be met.
        """
        for _ in range(_MOST_TRIALS):
            claimed = {triple: self.claims_of(triple) for triple in frozenset().union(*self.found)}
            repairs = _hitting_sets(sorted(self.found, key=sorted), claimed)
            if not any(self.look_into(self._without(chosen, claimed)) for chosen in repairs.sets):
                return repairs
        return Repairs([], smallest=False, more=False)

    def _without(self, chosen: tuple[str, ...], claimed: dict[Triple, frozenset[str]]) -> Revision:
        facts = self._facts.copy()
        withdrawn = [t for t, claims in claimed.items() if claims and claims <= set(chosen)]
        self._reasoner.revise(facts, withdrawn, [])
        return facts

    def claims_of(self, triple: Triple) -> frozenset[str]:
        """Return the claims with which a triple falls; none where the reference data has it."""
        if triple in self._base:
            return frozenset()
        witnesses = self._describer.witnesses
        return frozenset(filter(witnesses.is_accepted, witnesses.names_of(triple)))

    def _contradiction(self, proof: Proof, claims: frozenset[str]) -> Contradiction:
        others = tuple(sorted(t for t in proof.leaves() if not self.claims_of(t)))
        axioms = sorted(t for t in stated_by(proof) - proof.leaves() if not self.claims_of(t))
        places = dict.fromkeys(filter(None, map(self._describer.place, (*others, *axioms))))
        stating = tuple(map(self._describer.witnesses.claim, sorted(claims)))
        explained = self._describer.explained(proof)
        return Contradiction(kind_of(proof), explained, stating, others, tuple(places))


def _order(found: Contradiction) -> tuple[list[str], str, tuple[Triple, ...]]:
    """Return what contradictions are sorted by, so that every command numbers them alike."""
    return [claim.claim for claim in found.claims], found.kind, found.others


def _stating(node: Node) -> Iterator[tuple[Witness, ...]]:
    """Yield the claims of each stated fact and axiom of an explanation."""
    yield node.claims
    for axiom in node.axioms:
        yield axiom.claims
    for part in node.parts:
        yield from _stating(part)


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


def _hitting_sets(sets: list[frozenset[Triple]], claimed: dict[Triple, frozenset[str]]) -> Repairs:
    """Return the smallest sets of claims with which a triple of every set falls.

    A claim may state several triples, and a triple falls only with all the claims that state it.
    """
    conflicts = [
        list(dict.fromkeys(claimed[triple] for triple in sorted(triples) if claimed[triple]))
        for triples in sets
    ]
    smallest = True
    parts: list[list[frozenset[str]]] = []
    for group in _groups([ways for ways in conflicts if ways]):
        found = _smallest(group)
        smallest = smallest and bool(found)
        parts.append(found or [_greedy(group)])
    sets_of_claims = _combined(parts)
    return Repairs(sets_of_claims[:_MOST_REPAIRS], smallest, len(sets_of_claims) > _MOST_REPAIRS)


def _combined(parts: list[list[frozenset[str]]]) -> list[tuple[str, ...]]:
    """Return sets of claims that take one of every part, up to a number."""
    chosen = islice(product(*parts), _MOST_SETS) if parts else iter(())
    return list(dict.fromkeys(tuple(sorted(frozenset().union(*choice))) for choice in chosen))


def _groups(conflicts: list[Conflict]) -> list[list[Conflict]]:
    """Return conflicts in groups that have no claim in common."""
    groups = joined(frozenset().union(*ways) for ways in conflicts)
    return [[ways for ways in conflicts if ways[0] <= claims] for claims in groups]


def _smallest(conflicts: list[Conflict]) -> list[frozenset[str]]:
    """Return the smallest sets of claims that end conflicts; none where the search is too long."""
    steps = _MOST_STEPS

    def ending(left: list[Conflict], chosen: frozenset[str], size: int) -> Iterator[frozenset[str]]:
        nonlocal steps
        steps -= 1
        if not left:
            yield chosen
        elif steps > 0:
            for way in left[0]:
                more = chosen | way
                if len(more) <= size:
                    rest = [ways for ways in left if not any(way <= more for way in ways)]
                    yield from ending(rest, more, size)

    for size in count(1):
        found = list(dict.fromkeys(islice(ending(conflicts, frozenset(), size), _MOST_SETS)))
        if steps <= 0:
            return []
        if found:
            return sorted(found, key=sorted)
    return []


def _greedy(conflicts: Sequence[Conflict]) -> frozenset[str]:
    """Return a repair that is small, though perhaps not the smallest: the most useful first."""
    chosen: set[str] = set()
    left = conflicts
    while left:
        uses = Counter(way for ways in left for way in set(ways))
        ranked = sorted(uses, key=lambda way: (-uses[way], len(way), sorted(way)))
        chosen |= ranked[0]
        left = [ways for ways in left if not any(way <= chosen for way in ways)]
    return frozenset(chosen)
