"""Claims of different sources that clash: which side the acceptance policy takes.

Where nothing sets the sides apart, none is accepted.

Source: prioritised repairs, as in Staworko, Chomicki and Marcinkowski, Prioritized repairing and
consistent query answering in relational databases (Annals of Mathematics and Artificial
Intelligence 64, 2012); a tie is a repair that drops both.
"""

from collections.abc import Collection, Iterable
from itertools import chain
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.errors import InputProblem
from summit_kg.load.policy import Policy
from summit_kg.reason.acceptance_marks import asserted, mark
from summit_kg.reason.consistency import (
    Contradiction,
    Inconsistency,
    contradictions,
    explain_clashes,
    together,
)
from summit_kg.reason.explanation import Node, Places
from summit_kg.reason.facts import Revision, StoreFacts
from summit_kg.reason.matching import Step
from summit_kg.reason.reasoner import Reasoner
from summit_kg.reason.schema import Triple
from summit_kg.reason.sides import UNSETTLED, Clash, Judge, between_sources, marked
from summit_kg.store.article_quads import is_asserted
from summit_kg.terms import claim_name
from summit_kg.vocabulary import SUMMIT

UNRESOLVED = "withdrawn in a dispute, in a graph from which nothing was inferred"


_LOST = "disputed, and the other side"


class Settlement(NamedTuple):
    """What the policy decided: the claims withdrawn, and what every claim's reason was before.

    `undecided` is what it prefers no side in; `inconsistency` what it cannot speak to: one source
    that contradicts itself or the reference data.
    """

    withdrawn: frozenset[str]
    reasons: dict[str, str]
    added: int
    removed: int
    undecided: Inconsistency | None
    inconsistency: Inconsistency | None


def settle(
    store: ox.Store,
    facts: Revision,
    reasoner: Reasoner,
    clashes: Iterable[Step],
    policy: Policy,
    *,
    base: Collection[Triple],
    places: Places | None = None,
) -> Settlement:
    """Withdraw the claims that the policy does not take, until no two sources clash.

    The claims in the store say so afterwards; `facts` are the caller's to commit.

    :param clashes: what cannot hold together among `facts`
    :param base: the triples of ontology and reference data, which no claim can withdraw
    :param places: gives the place in the files of what no claim states
    :raises InputProblem: where both sides were accepted by hand
    """
    clashes = list(clashes)
    reasons: dict[str, str] = {}
    withdrawn: set[str] = set()
    undecided: list[Inconsistency] = []
    added = removed = 0

    def withdraw(verdicts: dict[str, _Verdict]) -> None:
        nonlocal added, removed, clashes
        for claim, verdict in verdicts.items():
            was = judge.one(claim, SUMMIT + "acceptanceReason") or ""
            reasons.setdefault(claim, was)
            mark(store, claim, accepted=verdict.accepted, reason=verdict.reason)
        losing = {claim for claim, verdict in verdicts.items() if not verdict.accepted}
        withdrawn.update(losing)
        gone = [
            triple
            for triple in asserted(store, losing)
            if triple not in base and not is_asserted(store, _quad(judge.facts, triple))
        ]
        change = reasoner.revise(facts, gone, [])
        added, removed = added + len(change.added), removed + len(change.removed)
        clashes = [clash for clash in clashes if all(map(facts.has, clash.facts))]
        clashes = [clash for clash in clashes if all(map(facts.has, clash.rule.axioms))]

    while True:
        judge = Judge(store, policy)
        found = contradictions(store, facts, reasoner, clashes, base=base) if clashes else []
        between = between_sources(found, judge) + marked(judge)
        if not between:
            break
        verdicts = _verdicts(between, judge)
        open_ = {c: verdict for c, verdict in verdicts.items() if verdict.reason == UNSETTLED}
        withdraw({c: verdict for c, verdict in verdicts.items() if c not in open_})
        if open_:
            left = [clash for clash in between if not clash.claims.isdisjoint(open_)]
            steps = [clash for clash in clashes if any(clash is other.step for other in left)]
            if steps:
                undecided.append(
                    explain_clashes(store, facts, reasoner, steps, base=base, places=places)
                )
            undecided += [_told(clash, judge) for clash in left if clash.step is None]
            withdraw(open_)
    # What was left open is so, too, where what stands against it is accepted for nobody's sake.
    withdraw({claim: _Verdict(False, reason) for claim, reason in judge.still_open().items()})
    inconsistency = None
    if clashes:
        inconsistency = explain_clashes(store, facts, reasoner, clashes, base=base, places=places)
    return Settlement(
        frozenset(withdrawn), reasons, added, removed, together(undecided), inconsistency
    )


def _quad(facts: StoreFacts, triple: Triple) -> ox.Triple:
    return ox.Triple(*map(facts.term, triple))


def _told(clash: Clash, judge: Judge) -> Inconsistency:
    """Return as a contradiction what the editors marked as one."""
    sides = [tuple(sorted(judge.alike(side))) for side in clash.sides]
    claims = tuple(judge.witnesses.claim(claim) for side in sides for claim in side)
    node = Node(None, "a contradiction", clash.kind, (), (), claims, ())
    least = min(map(len, sides))
    repairs = [side for side in sides if len(side) == least]
    return Inconsistency([Contradiction(clash.kind, node, claims, ())], repairs, more=False)


class _Verdict(NamedTuple):
    accepted: bool
    reason: str


def _verdicts(clashes: list[Clash], judge: Judge) -> dict[str, _Verdict]:
    """Return for each claim in a clash whether it stands, and why.

    The strongest are judged first, and who lost to a stronger side takes no other down with it.
    """
    judged = []
    for sides in {frozenset(map(judge.alike, clash.sides)) for clash in clashes}:
        ranked = sorted(((judge.strength(side), sorted(side)) for side in sides), reverse=True)
        judged.append(ranked)
    judged.sort(key=lambda ranked: [(tuple(-n for n in s), claims) for s, claims in ranked])
    judged.sort(key=lambda ranked: judge.left_open([claims for _, claims in ranked]) is None)
    beaten: set[str] = set()
    left_open: dict[str, str] = {}
    lost: dict[str, tuple[list[str], str]] = {}
    verdicts: dict[str, _Verdict] = {}
    for ranked in judged:
        if any(beaten.issuperset(claims) for _, claims in ranked):
            continue
        best, least = ranked[0][0], ranked[-1][0]
        if best[0] == least[0] == 1:
            _refuse_resolution(ranked, judge)
        open_ = judge.left_open([claims for _, claims in ranked])
        if open_ is not None or best == least:
            tied = list(chain.from_iterable(claims for _, claims in ranked))
            # An equal of what was left open does not win by that, and is as open.
            like = next((left_open[claim] for claim in tied if claim in left_open), UNSETTLED)
            left_open.update(dict.fromkeys(tied, open_) if open_ else {})
            for claim in tied:
                verdicts[claim] = _Verdict(False, left_open.get(claim, like))
                lost.pop(claim, None)
            continue
        why = judge.because(best, least)
        winners = [claim for strength, claims in ranked if strength != least for claim in claims]
        for strength, claims in ranked:
            for claim in claims:
                if strength == least and claim not in left_open:
                    beaten.add(claim)
                    lost[claim] = winners, why
                    verdicts[claim] = _Verdict(False, f"{_LOST} is taken since {why}")
                elif strength != least:
                    was = judge.one(claim, SUMMIT + "acceptanceReason")
                    taken = _Verdict(True, f"{was}; disputed, and taken since {why}")
                    verdicts.setdefault(claim, taken)
    for claim, (winners, why) in lost.items():
        if not any(verdicts[winner].accepted for winner in winners):
            reason = f"{_LOST} goes before it since {why}, though it is not taken either"
            verdicts[claim] = _Verdict(False, reason)
    return verdicts


def _refuse_resolution(ranked: list[tuple[tuple[int, ...], list[str]]], judge: Judge) -> None:
    names = [
        [claim_name(claim) for claim in claims if _by_hand(claim, judge)]
        for _, claims in sorted(ranked, key=lambda one: one[1])
    ]
    lines = [r.line for r in judge.policy.resolutions if set(r.accept) & set(names[0])]
    raise InputProblem(
        judge.policy.path,
        lines[0],
        f"{names[0][0]} and {names[-1][0]} are both accepted by hand and contradict each other",
    )


def _by_hand(claim: str, judge: Judge) -> bool:
    decision = judge.policy.by_hand(claim_name(claim))
    return decision is not None and decision.accepted
