"""Claims of different sources that clash: which side the acceptance policy takes, and why.

What a side loses by is compared in turn: what was settled by hand, what is stated before what is
assumed, then what the policy prefers. Where nothing sets the sides apart, none is accepted.

Source: prioritised repairs, as in Staworko, Chomicki and Marcinkowski, Prioritized repairing and
consistent query answering in relational databases (Annals of Mathematics and Artificial
Intelligence 64, 2012); a tie is a repair that drops both.
"""

from collections.abc import Collection, Iterable
from itertools import chain
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.errors import InputProblem
from summit_kg.load.policy import Policy, Said
from summit_kg.reason.consistency import (
    Contradiction,
    Found,
    Inconsistency,
    contradictions,
    explain_clashes,
    together,
)
from summit_kg.reason.days import Outside
from summit_kg.reason.explanation import Node, Places
from summit_kg.reason.facts import Revision, StoreFacts
from summit_kg.reason.matching import Step
from summit_kg.reason.reasoner import Reasoner
from summit_kg.reason.schema import Triple
from summit_kg.reason.witnesses import Witness, Witnesses
from summit_kg.store.article_quads import is_asserted
from summit_kg.vocabulary import ARTICLE, DCTERMS, RDFS, SUMMIT, XSD

_ACCEPTED = ox.NamedNode(SUMMIT + "accepted")
_REASON = ox.NamedNode(SUMMIT + "acceptanceReason")
_DISPUTED = ox.NamedNode(SUMMIT + "disputed")
_VIEW = ox.DefaultGraph()
_UNLIKE_CLAIMS = ("forecast", "heading", "assumption")
"""Types of claims that do not disagree with others: they do not say what is so."""
_BECAUSE = {
    "hand": "it was settled by hand",
    "stated": "what is stated goes before what is assumed",
    "trust": "its voices are trusted more",
    "primary": "it has a primary source",
    "sources": "it has more independent sources",
}
UNRESOLVED = "withdrawn in a dispute, in a graph from which nothing was inferred"
MARKED = "marked by the editors"
UNSETTLED = "disputed, and the policy prefers no side"


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


class _Clash(NamedTuple):
    """Sides that cannot all be right; `step` is where a rule found it.

    `parts` has for each statement in it the claims that make it.
    """

    kind: str
    sides: tuple[frozenset[str], ...]
    parts: tuple[frozenset[str], ...]
    step: Step | None = None

    @property
    def claims(self) -> frozenset[str]:
        """All claims that have a part in it."""
        return frozenset().union(*self.sides)


class _Sources:
    """What the policy compares sides by, from what the store says of claims and articles."""

    def __init__(self, store: ox.Store, policy: Policy, supposed: Collection[str] = ()) -> None:
        self.policy = policy
        self.facts = StoreFacts(store)
        self.witnesses = Witnesses(store, supposed)
        self._store = store
        self._same: dict[str, set[str]] | None = None

    def one(self, subject: str, predicate: str) -> str | None:
        """Return the one value of a property, or None."""
        return _one(self.facts, subject, predicate)

    def article(self, claim: str) -> str:
        """Return the IRI of a claim's article, in N-Triples form."""
        return f"<{self.one(claim, SUMMIT + 'inArticle')}>"

    def said(self, claim: str) -> Said:
        """Return what the policy must know of a claim."""
        witness, article = self.witnesses.claim(claim), self.article(claim)
        return Said(
            claim[1:-1].removeprefix(ARTICLE),
            witness.claim_type,
            witness.polarity,
            witness.certainty,
            tuple(voice.iri[1:-1] for voice in witness.voices),
            article[1:-1].removeprefix(ARTICLE),
            self.one(article, DCTERMS + "publisher"),
            self.one(article, DCTERMS + "issued"),
        )

    def origin(self, claim: str) -> str:
        """Return whose report a claim's article is: sources of one origin are not independent."""
        article = self.article(claim)
        return (
            self.one(article, SUMMIT + "relays")
            or self.one(article, DCTERMS + "publisher")
            or article
        )

    def strength(self, claims: Iterable[str]) -> tuple[int, ...]:
        """Return how strong a side is, by what decides first.

        Claims made jointly prove one source at most, and not a primary one: nobody knows which of
        theirs says it.
        """
        said = {claim: self.said(claim) for claim in claims}
        singly = [claim for claim in said if not self.witnesses.claim(claim).jointly]
        trust = {claim: self.policy.trust(one) for claim, one in said.items()}
        measures = {
            "trust": max((trust[claim] for claim in singly), default=min(trust.values())),
            "primary": int(
                any(self.one(self.article(claim), SUMMIT + "primary") == "true" for claim in singly)
            ),
            "sources": len(set(map(self.origin, singly))) or 1,
        }
        by_hand = (self.policy.by_hand(one.name) for one in said.values())
        return (
            int(any(decision is not None and decision.accepted for decision in by_hand)),
            int(any(one.claim_type != "assumption" for one in said.values())),
            *(measures[criterion] for criterion in self.policy.prefer),
        )

    def because(self, stronger: tuple[int, ...], weaker: tuple[int, ...]) -> str:
        """Return by what one side is stronger than another."""
        names = ("hand", "stated", *self.policy.prefer)
        return next(_BECAUSE[n] for n, a, b in zip(names, stronger, weaker, strict=True) if a != b)

    def left_open(self, sides: Iterable[Collection[str]]) -> str | None:
        """Return why a person has left open which of the sides is right, or None."""
        names = [{claim[1:-1].removeprefix(ARTICLE) for claim in side} for side in sides]
        for resolution in self.policy.resolutions:
            if sum(not side.isdisjoint(resolution.leave_open) for side in names) > 1:
                return f"disputed, and left open by hand: {resolution.reason}"
        return None

    def alike(self, claims: Collection[str]) -> frozenset[str]:
        """Return claims with all accepted ones that say the same.

        Two that share a triple stand together anyway; these are denials, whose axioms have no
        name, and what the editors marked, where no triple is at stake.
        """
        if self._same is None:
            self._same = {}
            negative = self.facts.match(None, f"<{SUMMIT}polarity>", f"<{SUMMIT}negative>")
            found = {claim for claim, _, _ in negative}
            marked = self.facts.match(None, f"<{SUMMIT}disputes>", None)
            found.update(claim for pair in marked for claim in (pair[0], pair[2]))
            by_text: dict[str, set[str]] = {}
            for claim in found:
                if self.witnesses.claim(claim).accepted:
                    self._same[claim] = by_text.setdefault(self._assertion(claim), set())
                    self._same[claim].add(claim)
        return frozenset(claims).union(*(self._same.get(claim, ()) for claim in claims))

    def _assertion(self, claim: str) -> str:
        graph = self.one(claim, SUMMIT + "asserts")
        return same_text(list(StoreFacts(self._store, graph).match(None, None, None)))


def same_text(triples: Iterable[Triple]) -> str:
    """Return a text that is equal for equal graphs whose blank nodes form trees.

    Labels are left out where anything else is said.
    """
    said = [triple for triple in triples if triple[1] != f"<{RDFS}label>"] or list(triples)
    of: dict[str, list[Triple]] = {}
    for triple in said:
        of.setdefault(triple[0], []).append(triple)

    def text(term: str, depth: int) -> str:
        if not term.startswith("_:") or depth > 40:
            return term
        parts = sorted(f"{p} {text(o, depth + 1)}" for _, p, o in of.get(term, []))
        return f"[{' ; '.join(parts)}]"

    return "\n".join(sorted(f"{text(s, 0)} {p} {text(o, 0)}" for s, p, o in said))


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
            was = sources.one(claim, SUMMIT + "acceptanceReason") or ""
            reasons.setdefault(claim, was)
            mark(store, claim, accepted=verdict.accepted, reason=verdict.reason)
        losing = {claim for claim, verdict in verdicts.items() if not verdict.accepted}
        withdrawn.update(losing)
        gone = [
            triple
            for triple in asserted(store, losing)
            if triple not in base and not is_asserted(store, _quad(sources.facts, triple))
        ]
        change = reasoner.revise(facts, gone, [])
        added, removed = added + len(change.added), removed + len(change.removed)
        clashes = [clash for clash in clashes if all(map(facts.has, clash.facts))]
        clashes = [clash for clash in clashes if all(map(facts.has, clash.rule.axioms))]

    while True:
        sources = _Sources(store, policy)
        found = contradictions(store, facts, reasoner, clashes, base=base) if clashes else []
        between = _between_sources(found, sources) + _marked(sources)
        if not between:
            break
        verdicts = _verdicts(between, sources)
        open_ = {c: verdict for c, verdict in verdicts.items() if verdict.reason == UNSETTLED}
        withdraw({c: verdict for c, verdict in verdicts.items() if c not in open_})
        if open_:
            left = [clash for clash in between if not clash.claims.isdisjoint(open_)]
            steps = [clash for clash in clashes if any(clash is other.step for other in left)]
            if steps:
                undecided.append(
                    explain_clashes(store, facts, reasoner, steps, base=base, places=places)
                )
            undecided += [_told(clash, sources) for clash in left if clash.step is None]
            withdraw(open_)
    inconsistency = None
    if clashes:
        inconsistency = explain_clashes(store, facts, reasoner, clashes, base=base, places=places)
    return Settlement(
        frozenset(withdrawn), reasons, added, removed, together(undecided), inconsistency
    )


def disputes(
    store: ox.Store, reasoner: Reasoner, policy: Policy, *, base: Collection[Triple]
) -> list[Dispute]:
    """Return what sources disagree on, whether or not their claims were accepted.

    Left out are forecasts, headings and assumptions, which do not say what is so.
    """
    known = _Sources(store, policy)
    others = [
        claim
        for claim, _, _ in known.facts.match(None, f"<{SUMMIT}accepted>", _FALSE)
        if not any(
            known.facts.has((claim, f"<{SUMMIT}claimType>", f"<{SUMMIT}{type_}>"))
            for type_ in _UNLIKE_CLAIMS
        )
        and not policy.too_late(known.one(known.article(claim), DCTERMS + "issued"))
    ]
    said = asserted(store, others)
    if policy.as_of is not None:
        stated = [*base, *asserted(store, accepted_claims(store)), *said]
        outside = Outside(policy.as_of, stated, reasoner.schema)
        said = [triple for triple in said if not outside.has(triple)]
    facts = Revision(store)
    change = reasoner.revise(facts, [], said)
    found = contradictions(store, facts, reasoner, change.clashes, base=base, supposed=others)
    sources = _Sources(store, policy, others)
    groups = _grouped(_between_sources(found, sources) + _marked(sources), sources)
    told = (_dispute(group, Witnesses(store)) for group in groups)
    return sorted(told, key=lambda dispute: dispute.sides[0].claims[0].claim)


_TRUE, _FALSE = (f'"{value}"^^<{XSD}boolean>' for value in ("true", "false"))


def accepted_claims(store: ox.Store) -> list[str]:
    """Return the claims that are accepted."""
    return [claim for claim, _, _ in StoreFacts(store).match(None, f"<{SUMMIT}accepted>", _TRUE)]


def asserted(store: ox.Store, claims: Iterable[str]) -> list[Triple]:
    """Return the triples that claims assert."""
    view = StoreFacts(store)
    found: dict[Triple, None] = {}
    for claim in sorted(claims):
        for _, _, graph in view.match(claim, f"<{SUMMIT}asserts>", None):
            found |= dict.fromkeys(StoreFacts(store, graph[1:-1]).match(None, None, None))
    return list(found)


def mark(
    store: ox.Store, claim: str, *, accepted: bool, reason: str, disputed: bool = True
) -> None:
    """Write to a claim whether it is accepted, why, and whether it is disputed."""
    node = ox.NamedNode(claim[1:-1])
    stands = ox.Quad(node, _DISPUTED, ox.Literal(True), _VIEW)
    (store.add if disputed else store.remove)(stands)
    for predicate, value in ((_ACCEPTED, ox.Literal(accepted)), (_REASON, ox.Literal(reason))):
        for quad in list(store.quads_for_pattern(node, predicate, None, _VIEW)):
            store.remove(quad)
        store.add(ox.Quad(node, predicate, value, _VIEW))


def _one(facts: StoreFacts, subject: str, predicate: str) -> str | None:
    found = next(iter(facts.match(subject, f"<{predicate}>", None)), None)
    return None if found is None else str(facts.term(found[2]).value)


def mark_ended(store: ox.Store, claims: Iterable[str], outside: Outside, day: str) -> int:
    """Write to claims that what they assert, or a part of it, does not hold on a day.

    Return how many are no longer accepted, since nothing of what they assert holds.
    """
    ended = 0
    for claim in claims:
        holds = [not outside.has(triple) for triple in asserted(store, [claim])]
        if all(holds):
            continue
        why = f"as of {day}, for which the policy judges"
        if any(holds):
            was = _one(StoreFacts(store), claim, SUMMIT + "acceptanceReason")
            reason = f"{was}; a part does not hold {why}"
            mark(store, claim, accepted=True, reason=reason, disputed=False)
        else:
            ended += 1
            mark(store, claim, accepted=False, reason=f"does not hold {why}", disputed=False)
    return ended


def _quad(facts: StoreFacts, triple: Triple) -> ox.Triple:
    return ox.Triple(*map(facts.term, triple))


def _between_sources(found: Iterable[Found], sources: _Sources) -> list[_Clash]:
    """Return the contradictions in which claims of several articles stand against each other.

    An article that is on every side contradicts itself: a mistake, which its claims' other disputes
    must not hide.
    """
    mistaken: set[str] = set()
    apart = []
    for kind, claims, step in found:
        sides = _sides(claims)
        articles = [{sources.article(claim) for claim in side} for side in sides]
        if len(sides) < 2 or set.intersection(*articles):
            mistaken.update(*sides)
        else:
            parts = tuple(filter(None, claims))
            apart.append(_Clash(kind, tuple(sorted(sides, key=sorted)), parts, step))
    return [clash for clash in apart if mistaken.isdisjoint(clash.claims)]


def _marked(sources: _Sources) -> list[_Clash]:
    """Return the pairs of claims that the editors say cannot both be right."""
    pairs = sources.facts.match(None, f"<{SUMMIT}disputes>", None)
    return [
        _Clash(MARKED, *[(frozenset([one]), frozenset([other]))] * 2)
        for one, _, other in sorted(pairs)
        if sources.witnesses.claim(one).accepted and sources.witnesses.claim(other).accepted
    ]


def _sides(claims: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Return the parties to a contradiction: what one claim states together stands together."""
    sides: list[frozenset[str]] = []
    for stating in claims:
        if stating:
            apart = [side for side in sides if not side & stating]
            together = [side for side in sides if side & stating]
            sides = [*apart, stating.union(*together)]
    return sides


def _told(clash: _Clash, sources: _Sources) -> Inconsistency:
    """Return as a contradiction what the editors marked as one."""
    sides = [tuple(sorted(sources.alike(side))) for side in clash.sides]
    claims = tuple(sources.witnesses.claim(claim) for side in sides for claim in side)
    node = Node(None, "a contradiction", clash.kind, (), (), claims, ())
    least = min(map(len, sides))
    repairs = [side for side in sides if len(side) == least]
    return Inconsistency([Contradiction(clash.kind, node, claims, ())], repairs, more=False)


class _Verdict(NamedTuple):
    accepted: bool
    reason: str


def _verdicts(clashes: list[_Clash], sources: _Sources) -> dict[str, _Verdict]:
    """Return for each claim in a clash whether it stands, and why.

    The strongest are judged first, and who lost to a stronger side takes no other down with it.
    """
    judged = []
    for sides in {frozenset(map(sources.alike, clash.sides)) for clash in clashes}:
        ranked = sorted(((sources.strength(side), sorted(side)) for side in sides), reverse=True)
        judged.append(ranked)
    judged.sort(key=lambda ranked: [(tuple(-n for n in s), claims) for s, claims in ranked])
    beaten: set[str] = set()
    verdicts: dict[str, _Verdict] = {}
    for ranked in judged:
        if any(beaten.issuperset(claims) for _, claims in ranked):
            continue
        best, least = ranked[0][0], ranked[-1][0]
        if best[0] == least[0] == 1:
            _refuse_resolution(ranked, sources)
        open_ = sources.left_open([claims for _, claims in ranked])
        if open_ is not None or best == least:
            for claim in chain.from_iterable(claims for _, claims in ranked):
                verdicts[claim] = _Verdict(False, open_ or UNSETTLED)
            continue
        why = sources.because(best, least)
        for strength, claims in ranked:
            for claim in claims:
                if strength == least:
                    beaten.add(claim)
                    reason = f"disputed, and the other side is taken since {why}"
                    verdicts[claim] = _Verdict(False, reason)
                else:
                    was = sources.one(claim, SUMMIT + "acceptanceReason")
                    taken = _Verdict(True, f"{was}; disputed, and taken since {why}")
                    verdicts.setdefault(claim, taken)
    return verdicts


def _refuse_resolution(ranked: list[tuple[tuple[int, ...], list[str]]], sources: _Sources) -> None:
    names = [
        [claim[1:-1].removeprefix(ARTICLE) for claim in claims if _by_hand(claim, sources)]
        for _, claims in sorted(ranked, key=lambda one: one[1])
    ]
    lines = [r.line for r in sources.policy.resolutions if set(r.accept) & set(names[0])]
    raise InputProblem(
        sources.policy.path,
        lines[0],
        f"{names[0][0]} and {names[-1][0]} are both accepted by hand and contradict each other",
    )


def _by_hand(claim: str, sources: _Sources) -> bool:
    decision = sources.policy.by_hand(claim[1:-1].removeprefix(ARTICLE))
    return decision is not None and decision.accepted


# What is told of disputes


def _grouped(clashes: list[_Clash], sources: _Sources) -> list[_Clash]:
    """Return the clashes with all that say the same, those that share a side made into one."""
    group_of: dict[frozenset[str], set[frozenset[str]]] = {}
    kinds: dict[frozenset[str], set[str]] = {}
    parts: dict[frozenset[str], set[frozenset[str]]] = {}
    for clash in clashes:
        sides = set(map(sources.alike, clash.sides))
        together = [group for side in sides if (group := group_of.get(side)) is not None]
        group = max(together, key=len, default=set())
        for side in sides.union(*together):
            group.add(side)
            group_of[side] = group
        for side in sides:
            kinds.setdefault(side, set()).add(clash.kind)
            parts.setdefault(side, set()).update(part for part in clash.parts if part <= side)
    groups = {id(group): group for group in group_of.values()}.values()
    return [
        _Clash(
            ", ".join(sorted(set().union(*map(kinds.__getitem__, group)))),
            tuple(sorted(group, key=sorted)),
            tuple(set().union(*map(parts.__getitem__, group))),
        )
        for group in groups
    ]


def _dispute(clash: _Clash, witnesses: Witnesses) -> Dispute:
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
