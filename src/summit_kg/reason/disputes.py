"""What sources disagree on, with the side that the acceptance policy takes, and why."""

from collections.abc import Callable, Collection
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.load.policy import Policy
from summit_kg.reason.acceptance_marks import accepted_claims, asserted, refused_claims
from summit_kg.reason.consistency import contradictions
from summit_kg.reason.days import Outside
from summit_kg.reason.dispute_subject import About, Subjects, identifiers
from summit_kg.reason.facts import Revision
from summit_kg.reason.reasoner import Reasoner
from summit_kg.reason.schema import Triple
from summit_kg.reason.sides import (
    LEFT_OPEN,
    UNSETTLED,
    Clash,
    Judge,
    between_sources,
    marked,
)
from summit_kg.reason.witnesses import Witness, Witnesses, Words
from summit_kg.vocabulary import SUMMIT

_UNLIKE_CLAIMS = ("forecast", "heading", "assumption")
"""Types of claims that do not disagree with others: they do not say what is so."""

OUTCOMES = ("settled", "left open", "no side accepted", "undecided")


class Side(NamedTuple):
    """What says one thing in a dispute: its claims, each accepted or not for a reason of its own.

    `accepted` tells whether accepted claims say all that the side says in this dispute. `values`
    are what it says of the dispute's subject (terms in N-Triples form, `"yes"` or `"no"`), `says`
    the same in words, "" where the statements alone tell.
    """

    claims: tuple[Witness, ...]
    accepted: bool
    values: tuple[str, ...] = ()
    says: str = ""

    @property
    def accepted_claims(self) -> int:
        """How many of its claims are accepted."""
        return sum(claim.accepted for claim in self.claims)

    @property
    def reasons(self) -> list[str]:
        """Why its claims are accepted or not, each reason once; of an accepted side, why it is."""
        telling = [claim for claim in self.claims if claim.accepted or not self.accepted]
        return list(dict.fromkeys(claim.reason for claim in telling))


class Dispute(NamedTuple):
    """Claims that cannot all hold, by sides; `kind` is the kind of clash.

    `id` is made of what it is about, so that it stays the same while others come and go; `about` is
    the triple in question, without what the sides differ in, and `title` the same in words.
    """

    kind: str
    sides: tuple[Side, ...]
    id: str = ""
    about: About = About(None)
    title: str = ""

    def __str__(self) -> str:
        from summit_kg.reason.dispute_text import written

        return written([self], "text").rstrip("\n")

    @property
    def taken(self) -> Side | None:
        """The side that is accepted, or the first of several."""
        return next((side for side in self.sides if side.accepted), None)

    @property
    def undecided(self) -> bool:
        """Tell whether no side is accepted since the policy prefers none."""
        return self.taken is None and self._stands(lambda reason: reason == UNSETTLED)

    @property
    def left_open(self) -> bool:
        """Tell whether no side is accepted since a person has left the matter open."""
        open_ = self._stands(lambda reason: reason.startswith(LEFT_OPEN))
        return self.taken is None and not self.undecided and open_

    @property
    def outcome(self) -> str:
        """What became of it, one of `OUTCOMES`."""
        if self.taken is not None:
            return "settled"
        if self.undecided:
            return "undecided"
        return "left open" if self.left_open else "no side accepted"

    def _stands(self, reason: Callable[[str], bool]) -> bool:
        return any(reason(claim.reason) for side in self.sides for claim in side.claims)

    def concerns(self, term: str) -> bool:
        """Tell whether it is about an entity, a side names it, or it is a voice or a claim."""
        claims = [claim for side in self.sides for claim in side.claims]
        return (
            term in self.about.terms
            or any(term in side.values for side in self.sides)
            or any(term == voice.iri for claim in claims for voice in claim.voices)
            or any(term == claim.claim for claim in claims)
        )


def disputes(
    store: ox.Store,
    reasoner: Reasoner,
    policy: Policy,
    *,
    base: Collection[Triple],
    words: Words | None = None,
) -> list[Dispute]:
    """Return what sources disagree on, whether or not their claims were accepted.

    Left out are forecasts, headings and assumptions, which do not say what is so.

    :param words: gives the words of sentences, where the user holds them
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
    subjects = Subjects(store, judge.witnesses.label)
    groups = _grouped(between_sources(found, judge) + marked(judge), judge, subjects)
    told = _told(groups, subjects, Witnesses(store, words=words))
    return sorted(told, key=lambda dispute: dispute.sides[0].claims[0].claim)


class _Group:
    """Clashes about the same that share a side, as one."""

    def __init__(self, about: About | None) -> None:
        self.about = about
        self.sides: set[frozenset[str]] = set()
        self.kinds: set[str] = set()
        self.parts: set[frozenset[str]] = set()

    def add(self, sides: set[frozenset[str]], kinds: set[str], parts: set[frozenset[str]]) -> None:
        """Add the sides of a clash, or of another group."""
        self.sides |= sides
        self.kinds |= kinds
        self.parts |= parts


def _grouped(clashes: list[Clash], judge: Judge, subjects: Subjects) -> list[_Group]:
    """Return the clashes with all that say the same: those about the same that share a side as one.

    What only the editors say clashes joins what rules find of the same claims.
    """
    groups: dict[tuple[About | None, frozenset[str]], _Group] = {}
    by_side: dict[frozenset[str], _Group] = {}
    for clash in sorted(clashes, key=lambda clash: clash.step is None):
        sides = set(map(judge.alike, clash.sides))
        about = subjects.of_facts(clash, sides)
        keys = [(about, side) for side in sides]
        together = [groups[key] for key in keys if key in groups]
        if about is None:
            together += [by_side[side] for side in sides if side in by_side]
        group = together[0] if together else _Group(about)
        group.add(sides, {clash.kind}, set(clash.parts))
        for other in together[1:]:
            if other.about in (None, group.about):
                group.add(other.sides, other.kinds, other.parts)
        for side in group.sides:
            groups[group.about, side] = group
            groups[about, side] = group
            by_side.setdefault(side, group)
    return list({id(group): group for group in groups.values()}.values())


def _told(groups: list[_Group], subjects: Subjects, witnesses: Witnesses) -> list[Dispute]:
    told: list[tuple[_Group, About, tuple[Side, ...]]] = []
    for group in groups:
        said = {side: subjects.said(side) for side in group.sides}
        about = group.about or subjects.in_common([said[side] for side in sorted(said, key=sorted)])
        sides = [
            _side(side, group.parts, witnesses)._replace(
                values=tuple(subjects.values(about, says)), says=subjects.in_words(about, says)
            )
            for side, says in said.items()
        ]
        ordered = tuple(sorted(sides, key=lambda side: (not side.accepted, side.claims)))
        told.append((group, about, ordered))
    first = [min(map(min, group.sides)) for group in groups]
    names = identifiers([(about, claim) for (_, about, _), claim in zip(told, first, strict=True)])
    return [
        Dispute(", ".join(sorted(group.kinds)), sides, name, about, subjects.title(about))
        for (group, about, sides), name in zip(told, names, strict=True)
    ]


def _side(side: frozenset[str], parts: set[frozenset[str]], witnesses: Witnesses) -> Side:
    claims = tuple(witnesses.claim(claim) for claim in sorted(side))
    accepted = {claim.claim for claim in claims if claim.accepted}
    whole = bool(accepted) and all(part & accepted for part in parts if part <= side)
    return Side(claims, whole)
