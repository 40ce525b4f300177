"""Acts as rows of event data, in the manner of PLOVER and CAMEO."""

from collections.abc import Iterator
from functools import cache

import pyoxigraph as ox

from summit_kg.export.claims import VIEW, ClaimRecord, Reader, local, text
from summit_kg.vocabulary import RDF, RDFS, SUMMIT
from summit_kg.walks import reach

Act = ox.NamedNode | ox.BlankNode

EVENTS = (
    "event_id", "event_date", "date_basis", "source_actor", "source_actor_label", "source_country",
    "target_actor", "target_actor_label", "target_country", "plover_event", "cameo_code",
    "cameo_root", "act", "act_class", "polarity", "certainty", "claim_type", "accepted", "said_by",
    "said_by_label", "article", "article_date", "sentence", "claim",
)  # fmt: skip


def events(
    reader: Reader, article: str | None, about: str | None
) -> Iterator[tuple[str | bool, ...]]:
    """Yield a row for each act that a claim tells of, and each pair of who did it and to whom.

    An act of several kinds, none of them finer than another, has rows for each. What the claim
    itself does not say of the act (who, to whom, when) is taken from the default view. The columns
    are `EVENTS`.
    """
    coder = _Coder(reader)
    for claim in reader.claims(article, about):
        number = 0
        for act, kind in coder.acts(claim):
            sources = coder.parties(claim, act, coder.agents) or [""]
            targets = coder.parties(claim, act, coder.recipients) or [""]
            for source in sources:
                for target in targets:
                    number += 1
                    yield _row(
                        coder, claim, number=number, act=act, kind=kind,
                        source=source, target=target,
                    )  # fmt: skip


def _row(
    coder: "_Coder",
    claim: ClaimRecord,
    *,
    number: int,
    act: Act,
    kind: str,
    source: str,
    target: str,
) -> tuple[str | bool, ...]:
    reader = coder.reader
    plover, cameo = coder.codes(kind)
    day, basis = coder.date(claim, act)
    voice = claim.voices[-1] if claim.voices else ""
    return (
        f"{local(claim.article)}/{local(claim.iri)}/{number}", day, basis, source,
        reader.label(source), reader.one(source, SUMMIT + "isoAlpha3") if source else "", target,
        reader.label(target), reader.one(target, SUMMIT + "isoAlpha3") if target else "", plover,
        cameo, cameo[:2], act.value if isinstance(act, ox.NamedNode) else "", local(kind),
        local(claim.polarity), local(claim.certainty), local(claim.claim_type), claim.accepted,
        voice, reader.label(voice), claim.article, reader.date(claim.article),
        claim.sentences(), claim.iri,
    )  # fmt: skip


class _Coder:
    """Knows which classes are acts, and which properties name who does one and who receives it."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.kinds = self._below("Act", "subClassOf")
        self.agents = self._below("agent", "subPropertyOf")
        self.recipients = self._below("recipient", "subPropertyOf") | {SUMMIT + "directedAt"}
        self.codes = cache(self._codes)
        self._first_told = cache(self._find_first_told)

    def _below(self, name: str, predicate: str) -> set[str]:
        return reach([SUMMIT + name], lambda term: self._subjects(RDFS + predicate, term))

    def _subjects(self, predicate: str, object_: str) -> list[str]:
        quads = self.reader.store.quads_for_pattern(
            None, ox.NamedNode(predicate), ox.NamedNode(object_), VIEW
        )
        return [quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)]

    def _above(self, kind: str) -> set[str]:
        """Return a class of acts and the classes of acts over it."""
        return reach(
            [kind],
            lambda term: [
                value.value
                for value in self.reader.values(term, RDFS + "subClassOf")
                if isinstance(value, ox.NamedNode) and value.value in self.kinds
            ],
        )

    def _finest(self, kinds: set[str]) -> list[str]:
        """Return the classes that have no finer one beside them, sorted."""
        coarser = {above for kind in kinds for above in self._above(kind) - {kind}}
        return sorted(kinds - coarser)

    def acts(self, claim: ClaimRecord) -> list[tuple[Act, str]]:
        """Return the acts in a claim's assertion, each with its finest class, or classes."""
        found: dict[Act, set[str]] = {}
        for quad in claim.assertion:
            if quad.predicate.value == RDF + "type" and text(quad.object) in self.kinds:
                assert isinstance(quad.subject, ox.NamedNode | ox.BlankNode)
                found.setdefault(quad.subject, set()).add(text(quad.object))
        return [(act, kind) for act, kinds in found.items() for kind in self._finest(kinds)]

    def _codes(self, kind: str) -> tuple[str, str]:
        """Return PLOVER's event type and CAMEO's code of a class of acts, or of the next above it.

        Empty where none fits.
        """
        coded = {term for term in self._above(kind) if self.reader.one(term, SUMMIT + "cameoCode")}
        for term in self._finest(coded):
            plover = self.reader.one(term, SUMMIT + "ploverRoot")
            return "" if plover == "none" else plover, self.reader.one(term, SUMMIT + "cameoCode")
        return "", ""

    def parties(self, claim: ClaimRecord, act: Act, properties: set[str]) -> list[str]:
        """Return who stands in a role of an act: as the claim says, else as the view has it."""
        said = [
            text(quad.object)
            for quad in claim.assertion
            if quad.subject == act
            and quad.predicate.value in properties
            and isinstance(quad.object, ox.NamedNode)
        ]
        known = (
            text(value)
            for property_ in sorted(properties)
            for value in self.reader.values(act, property_)
            if isinstance(value, ox.NamedNode)
        )
        return sorted(set(said) or set(known))

    def date(self, claim: ClaimRecord, act: Act) -> tuple[str, str]:
        """Return the day or month of an act and whose it is: its own, its meeting's, an article's.

        Every accepted claim gives an act the same. One that is not accepted may have its own.
        """
        said = {
            quad.predicate.value: text(quad.object)
            for quad in claim.assertion
            if quad.subject == act and not claim.accepted
        }

        def told(name: str) -> str:
            return said.get(SUMMIT + name) or self.reader.one(act, SUMMIT + name)

        meeting = told("madeAt")
        for day, basis in (
            (told("occurredOn"), "act"),
            (self.reader.one(meeting, SUMMIT + "heldOn") if meeting else "", "meeting"),
            (told("occurredInMonth"), "act"),
            (self.reader.one(meeting, SUMMIT + "heldInMonth") if meeting else "", "meeting"),
            (self._first_told(act), "article"),
        ):
            if day:
                return day, basis
        return "", ""

    def _find_first_told(self, act: Act) -> str:
        """Return the day of the first article that tells of an act, in accepted claims if any."""
        store, days = self.reader.store, {True: set[str](), False: set[str]()}
        for quad in store.quads_for_pattern(act, ox.NamedNode(RDF + "type"), None, None):
            graph = quad.graph_name
            if text(quad.object) not in self.kinds or not isinstance(graph, ox.NamedNode):
                continue
            for found in store.quads_for_pattern(
                None, ox.NamedNode(SUMMIT + "asserts"), graph, VIEW
            ):
                accepted = self.reader.one(found.subject, SUMMIT + "accepted") == "true"
                day = self.reader.date(self.reader.one(found.subject, SUMMIT + "inArticle"))
                days[accepted] |= {day} - {""}
        # A month comes after its days, as it may have ended before the article came out.
        return min(days[True] or days[False], key=lambda day: day + "~", default="")
