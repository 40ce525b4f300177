"""What sources disagree on, with the side that the acceptance policy takes, and why."""

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.load.policy import Policy
from summit_kg.reason.acceptance_marks import accepted_claims, asserted, refused_claims
from summit_kg.reason.consistency import contradictions
from summit_kg.reason.days import Outside
from summit_kg.reason.facts import Revision
from summit_kg.reason.reasoner import Reasoner
from summit_kg.reason.schema import Triple
from summit_kg.reason.settling import UNSETTLED
from summit_kg.reason.sides import Clash, Judge, between_sources, marked
from summit_kg.reason.witnesses import Witness, Witnesses
from summit_kg.vocabulary import SUMMIT
from summit_kg.walks import joined

_UNLIKE_CLAIMS = ("forecast", "heading", "assumption")
"""Types of claims that do not disagree with others: they do not say what is so."""


class Side(NamedTuple):
    """What says one thing in a dispute: its claims, and whether the policy takes them."""

    claims: tuple[Witness, ...]
    accepted: bool
    reason: str


class Dispute(NamedTuple):
    """Claims that cannot all hold, by sides; `kind` is the kind of clash."""

    kind: str
    sides: tuple[Side, ...]

    def __str__(self) -> str:
        from summit_kg.reason.dispute_text import written

        return written([self], "text").rstrip("\n")

    @property
    def taken(self) -> Side | None:
        """The side that the policy takes."""
        return next((side for side in self.sides if side.accepted), None)

    @property
    def undecided(self) -> bool:
        """Tell whether the policy prefers no side, and nobody has left the matter open."""
        return any(side.reason == UNSETTLED for side in self.sides)


def disputes(
    store: ox.Store, reasoner: Reasoner, policy: Policy, *, base: Collection[Triple]
) -> list[Dispute]:
    """Return what sources disagree on, whether or not their claims were accepted.

    Left out are forecasts, headings and assumptions, which do not say what is so.
    """
    known = Judge(store, policy)
    others = [
        claim
        for claim in refused_claims(store)
        if not any(
            known.facts.has((claim, f"<{SUMMIT}claimType>", f"<{SUMMIT}{type_}>"))
            for type_ in _UNLIKE_CLAIMS
        )
        and not known.too_late(known.article(claim))
    ]
    said = asserted(store, others)
    if policy.as_of is not None:
        stated = [*base, *asserted(store, accepted_claims(store)), *said]
        outside = Outside(policy.as_of, stated, reasoner.schema)
        said = [triple for triple in said if not outside.has(triple)]
    facts = Revision(store)
    change = reasoner.revise(facts, [], said)
    found = contradictions(store, facts, reasoner, change.clashes, base=base, supposed=others)
    judge = Judge(store, policy, others)
    groups = _grouped(between_sources(found, judge) + marked(judge), judge)
    told = (_dispute(group, Witnesses(store)) for group in groups)
    return sorted(told, key=lambda dispute: dispute.sides[0].claims[0].claim)


def _grouped(clashes: list[Clash], judge: Judge) -> list[Clash]:
    """Return the clashes with all that say the same, those that share a side made into one."""
    sides_of = [frozenset(map(judge.alike, clash.sides)) for clash in clashes]
    kinds: dict[frozenset[str], set[str]] = defaultdict(set)
    parts: dict[frozenset[str], set[frozenset[str]]] = defaultdict(set)
    for clash, sides in zip(clashes, sides_of, strict=True):
        for side in sides:
            kinds[side].add(clash.kind)
            parts[side].update(part for part in clash.parts if part <= side)
    return [
        Clash(
            ", ".join(sorted(set().union(*map(kinds.__getitem__, group)))),
            tuple(sorted(group, key=sorted)),
            tuple(set().union(*map(parts.__getitem__, group))),
        )
        for group in joined(sides_of)
    ]


def _dispute(clash: Clash, witnesses: Witnesses) -> Dispute:
    sides = []
    for side in clash.sides:
        claims = tuple(witnesses.claim(claim) for claim in sorted(side))
        accepted = [claim for claim in claims if claim.accepted]
        names = {claim.claim for claim in accepted}
        taken = bool(names) and all(part & names for part in clash.parts if part <= side)
        telling = accepted if taken else [claim for claim in claims if not claim.accepted]
        reasons = dict.fromkeys(claim.reason for claim in telling)
        sides.append(Side(claims, taken, "; ".join(reasons)))
    return Dispute(clash.kind, tuple(sorted(sides, key=lambda s: (not s.accepted, s.claims))))
