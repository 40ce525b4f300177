"""The sides of a clash between sources, and how strong each is by the acceptance policy.

What a side loses by is compared in turn: what was settled by hand, what is stated before what is
assumed, then what the policy prefers.
"""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.datatypes import is_valid
from summit_kg.load.policy import Policy, Said
from summit_kg.reason.consistency import Found
from summit_kg.reason.facts import StoreFacts
from summit_kg.reason.matching import Step
from summit_kg.reason.schema import Triple
from summit_kg.reason.witnesses import Witnesses
from summit_kg.terms import article_name, claim_name
from summit_kg.vocabulary import ARTICLE, DCTERMS, RDF, RDFS, SUMMIT
from summit_kg.walks import joined

_BECAUSE = {
    "hand": "it was settled by hand",
    "stated": "what is stated goes before what is assumed",
    "trust": "its voices are trusted more",
    "primary": "it has a primary source",
    "sources": "it has more independent sources",
}
MARKED = "marked by the editors"
LEFT_OPEN = "disputed, and left open by hand"
UNSETTLED = "disputed, and the policy prefers no side"
_SAID_OF_MANY = frozenset({f"<{RDF}type>", f"<{RDFS}label>"})


class Clash(NamedTuple):
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


def _date(value: str) -> str | None:
    """Return the day, month or year that a value starts with, as a time does; None without one."""
    found = re.match(r"[0-9]{4}(-[0-9]{2}){0,2}", value)
    if found is None:
        return None
    kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(found[0])]
    return found[0] if is_valid(kind, found[0]) and found[0] >= "0001" else None


class Judge:
    """Compares sides as the policy does, by what the store says of claims and articles."""

    def __init__(self, store: ox.Store, policy: Policy, supposed: Collection[str] = ()) -> None:
        self.policy = policy
        self.facts = StoreFacts(store)
        self.witnesses = Witnesses(store, supposed)
        self._store = store
        self._same: dict[str, set[str]] | None = None

    def one(self, subject: str, predicate: str) -> str | None:
        """Return the one value of a property, or None."""
        return self.facts.value(subject, predicate)

    def article(self, claim: str) -> str:
        """Return the IRI of a claim's article, in N-Triples form."""
        return f"<{self.one(claim, SUMMIT + 'inArticle')}>"

    def said(self, claim: str) -> Said:
        """Return what the policy must know of a claim."""
        witness, article = self.witnesses.claim(claim), self.article(claim)
        return Said(
            claim_name(claim),
            witness.claim_type,
            witness.polarity,
            witness.certainty,
            tuple(voice.iri[1:-1] for voice in witness.voices),
            article_name(article),
            self.one(article, DCTERMS + "publisher"),
            *self._dates(article),
        )

    def too_late(self, source: str) -> bool:
        """Tell whether a source was not known yet on the day as of which the policy judges."""
        return self.policy.too_late(*self._dates(source)) is not None

    def _dates(self, source: str) -> tuple[str | None, str | None]:
        """Return when a source was published, and by when it had been read."""
        issued, accessed = DCTERMS + "issued", SUMMIT + "accessedOn"
        return _date(self.one(source, issued) or ""), _date(self.one(source, accessed) or "")

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
        singly = [claim for claim in said if self.one(claim, SUMMIT + "jointly") != "true"]
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
        names = [set(map(claim_name, side)) for side in sides]
        for resolution in self.policy.resolutions:
            if sum(not side.isdisjoint(resolution.leave_open) for side in names) > 1:
                return f"{LEFT_OPEN}: {resolution.reason}"
        return None

    def still_open(self) -> dict[str, str]:
        """Return the accepted claims that a person has left open, each with the reason.

        None where all that the person named are accepted: then they do not clash.
        """
        found: dict[str, str] = {}
        for resolution in self.policy.resolutions:
            named = [f"<{ARTICLE}{name}>" for name in resolution.leave_open]
            if not all(self.witnesses.is_accepted(claim) for claim in named):
                for claim in self.alike(named):
                    if self.witnesses.is_accepted(claim):
                        found[claim] = f"{LEFT_OPEN}: {resolution.reason}"
        return found

    def settled(self, claims: Iterable[str]) -> bool:
        """Tell whether a person has taken one of the claims, or left it open."""
        names = {claim_name(claim) for claim in claims}
        return any(
            not names.isdisjoint((*resolution.accept, *resolution.leave_open))
            for resolution in self.policy.resolutions
        )

    def alike(self, claims: Collection[str]) -> frozenset[str]:
        """Return claims with all accepted ones that say the same.

        Two that share a disputed triple stand together anyway; these are denials, whose axioms have
        no name, and what the editors marked or left open, where no triple is at stake.
        """
        if self._same is None:
            self._same = self._find_alike()
        return frozenset(claims).union(*(self._same.get(claim, ()) for claim in claims))

    def _find_alike(self) -> dict[str, set[str]]:
        negative = self.facts.match(None, f"<{SUMMIT}polarity>", f"<{SUMMIT}negative>")
        found = {claim for claim, _, _ in negative}
        pairs = self.facts.match(None, f"<{SUMMIT}disputes>", None)
        named = {claim for pair in pairs for claim in (pair[0], pair[2])}
        for resolution in self.policy.resolutions:
            named.update(f"<{ARTICLE}{name}>" for name in resolution.leave_open)
        by_triple: dict[Triple, set[str]] = {}
        for claim in named:
            # A type is stated by many, a day or an office by few.
            triples = (t for t in self._triples(claim) if not any(x.startswith("_:") for x in t))
            for triple in sorted(triples, key=lambda t: (t[1] in _SAID_OF_MANY, t))[:1]:
                if triple not in by_triple:
                    stating = self.witnesses.claims_of(triple)
                    by_triple[triple] = {other.claim for other in stating if other.accepted}
                found |= by_triple[triple]
        same: dict[str, set[str]] = {}
        by_text: dict[str, set[str]] = {}
        for claim in found | named:
            if self.witnesses.is_accepted(claim):
                same[claim] = by_text.setdefault(same_text(self._triples(claim)), set())
                same[claim].add(claim)
        return same

    def _triples(self, claim: str) -> list[Triple]:
        graph = self.one(claim, SUMMIT + "asserts")
        return list(StoreFacts(self._store, graph).match(None, None, None))


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


def between_sources(found: Iterable[Found], judge: Judge) -> list[Clash]:
    """Return the contradictions in which claims of several articles stand against each other.

    An article that is on every side contradicts itself: a mistake, which its claims' other disputes
    must not hide, unless a person has settled them.
    """
    mistaken: set[str] = set()
    apart = []
    for kind, claims, step in found:
        sides = _sides(claims)
        articles = [{judge.article(claim) for claim in side} for side in sides]
        if len(sides) < 2 or set.intersection(*articles):
            mistaken.update(*sides)
        else:
            parts = tuple(filter(None, claims))
            apart.append(Clash(kind, tuple(sorted(sides, key=sorted)), parts, step))
    return [
        clash for clash in apart if mistaken.isdisjoint(clash.claims) or judge.settled(clash.claims)
    ]


def marked(judge: Judge) -> list[Clash]:
    """Return the pairs of claims that the editors say cannot both be right."""
    pairs = judge.facts.match(None, f"<{SUMMIT}disputes>", None)
    apart = [
        (frozenset([one]), frozenset([other]))
        for one, _, other in sorted(pairs)
        if judge.witnesses.is_accepted(one) and judge.witnesses.is_accepted(other)
    ]
    return [Clash(MARKED, sides, sides) for sides in apart]


def _sides(claims: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Return the parties to a contradiction: what one claim states together stands together."""
    return joined(filter(None, claims))
