"""What a dispute is about: the subject and the property on which its sides differ."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.reason.acceptance_marks import asserted
from summit_kg.reason.facts import StoreFacts
from summit_kg.reason.schema import TYPE, Triple
from summit_kg.reason.sides import Clash
from summit_kg.vocabulary import OWL, RDFS, SKOS, SUMMIT

YES, NO = '"yes"', '"no"'
"""What a side says of a triple that another denies."""
_PARTICIPANT = f"<{SUMMIT}participant>"
_IN_MEETING = f"<{SUMMIT}inMeeting>"
_NAMES = {f"<{RDFS}label>", f"<{SKOS}altLabel>"}
_LOCAL = re.compile(r"[^/#]*\Z")
_MOST_VALUES = 3
Label = Callable[[str], str]


class About(NamedTuple):
    """A triple, in N-Triples form, with None for what the sides differ in, or for nothing.

    Without a gap, the sides differ on whether the triple holds.
    """

    subject: str | None
    property_: str | None = None
    object_: str | None = None

    @property
    def terms(self) -> list[str]:
        """The terms that are given."""
        return [term for term in self if term is not None]

    def named(self) -> str:
        """Return a name made of the terms, such as `tajikistan-tookPartIn-moscow-format-5`."""
        locals_ = (_LOCAL.search(term.strip('<>"')) for term in self.terms)
        return "-".join(found[0] for found in locals_ if found)


class Said(NamedTuple):
    """What one side says: the triples, and whether it denies something."""

    triples: list[Triple]
    denies: bool


class Subjects:
    """Finds what disputes are about, from the claims in a store."""

    def __init__(self, store: ox.Store, label: Label) -> None:
        self._store = store
        self._facts = StoreFacts(store)
        self._label = label

    def said(self, claims: Iterable[str]) -> Said:
        """Return what claims say, without the names that they give."""
        claims = sorted(claims)
        triples = [triple for triple in asserted(self._store, claims) if triple[1] not in _NAMES]
        negative = f"<{SUMMIT}negative>"
        denies = any(self._facts.has((c, f"<{SUMMIT}polarity>", negative)) for c in claims)
        return Said(triples, denies)

    def of_facts(self, clash: Clash, sides: Iterable[Collection[str]]) -> About | None:
        """Return what a clash is about; None where no rule found it.

        :param sides: the claims of each side
        """
        if clash.step is None:
            return None
        # Where a class is denied something, its members are at issue, not that they are such.
        facts = [f for f in clash.step.facts if f[1] != TYPE] or list(clash.step.facts)
        subjects, predicates, objects = (sorted(set(part)) for part in zip(*facts, strict=True))
        if len(subjects) > 1:
            return About(None, predicates[0], objects[0] if len(objects) == 1 else None)
        if len(predicates) > 1:
            actors = self._participants(subjects[0], sides)
            return About(actors[0] if actors else subjects[0], None, objects[0])
        return About(subjects[0], predicates[0], objects[0] if len(objects) == 1 else None)

    def _participants(self, record: str, sides: Iterable[Collection[str]]) -> list[str]:
        told = (triple for side in sides for triple in self.said(side).triples)
        return sorted({o for s, p, o in told if s == record and p == _PARTICIPANT})

    @staticmethod
    def in_common(sides: Sequence[Said]) -> About:
        """Return what sides have in common, where only the editors say that they clash."""
        triples = [{t for t in side.triples if not t[0].startswith("_:")} for side in sides]
        # One subject with several values, or one value of several subjects.
        for ends in ((0, 1), (1, 2)):
            shared = [
                {tuple(t[end] for end in ends) for t in some if t[1] != TYPE} for some in triples
            ]
            common = _most_common(shared)
            if common is not None:
                one, other = common
                return About(one, other) if ends == (0, 1) else About(None, one, other)
        terms = [
            {term for triple in side.triples for term in triple[::2] if term.startswith("<")}
            - {triple[2] for triple in side.triples if triple[1] == TYPE}
            for side in sides
        ]
        common_terms = sorted(set.intersection(*terms)) if terms else []
        if not common_terms:
            return About(None)
        subjects = {triple[0] for side in sides for triple in side.triples}
        denied = {t[2] for s in sides for t in s.triples if t[1] == f"<{OWL}sourceIndividual>"}
        chosen = min(common_terms, key=lambda t: (t not in denied, t not in subjects, t))
        return About(chosen)

    def values(self, about: About, side: Said) -> list[str]:
        """Return what a side says of it: terms in N-Triples form, `YES` or `NO`."""
        subject, property_, object_ = about
        if len(about.terms) < 2:
            return []
        if subject and property_ and object_:
            return [NO if side.denies else YES]
        found = sorted(
            {
                next(term for term, given in zip(triple, about, strict=True) if given is None)
                for triple in side.triples
                if all(
                    given is None or given == term or self._stands_for(term, given, side)
                    for given, term in zip(about, triple, strict=True)
                )
            }
        )
        if subject and object_:
            found = [value for value in found if value not in (_PARTICIPANT, _IN_MEETING)]
        return [term for term in found if not term.startswith("_:")]

    @staticmethod
    def _stands_for(record: str, actor: str, side: Said) -> bool:
        return (record, _PARTICIPANT, actor) in side.triples

    def in_words(self, about: About, side: Said) -> str:
        """Return what a side says of it, as people call it."""
        values = self.values(about, side)
        if values:
            return " and ".join(map(self._label, values))
        if about.property_ is None:
            return ""
        other = [t for t in side.triples if t[0] == about.subject and not t[2].startswith("_:")]
        told = [f"{self._label(p)} {self._label(o)}" for _, p, o in other if p != TYPE]
        return " and ".join(told[:_MOST_VALUES])

    def title(self, about: About) -> str:
        """Return what it is about as people call it: `subject · property · object`."""
        return " · ".join(map(self._label, about.terms))


def _most_common(shared: Sequence[Collection[tuple[str, ...]]]) -> tuple[str, ...] | None:
    counts = Counter(pair for pairs in shared for pair in pairs)
    common = [pair for pair, count in counts.items() if count > 1]
    return min(common, key=lambda pair: (-counts[pair], pair), default=None)


def identifiers(names: Sequence[tuple[About, str]]) -> list[str]:
    """Return a name for each dispute that tells what it is about, and not which others there are.

    Only where several are about the same, or nothing but a subject is known, something is added.

    :param names: what each is about, and a text that sets it apart from others on the same
    """
    counts = Counter(about.named() for about, _ in names)
    found = []
    for about, text in names:
        name = about.named()
        apart = sha256(text.encode()).hexdigest()[:8]
        plain = counts[name] == 1 and len(about.terms) > 1
        found.append(name if plain else "-".join(filter(None, (name, apart))))
    return found
