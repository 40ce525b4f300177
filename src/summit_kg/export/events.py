"""Acts as rows of event data, in the manner of PLOVER and CAMEO."""

from collections.abc import Iterator

import pyoxigraph as ox

from summit_kg.export.claims import VIEW, ClaimRecord, Reader, local, text
from summit_kg.vocabulary import RDF, RDFS, SUMMIT
from summit_kg.walks import reach

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

    What the claim itself does not say of the act (who, to whom, when) is taken from the default
    view. The columns are `EVENTS`.
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
    act: ox.NamedNode | ox.BlankNode,
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
        self.agents = self._below("agent")
        self.recipients = self._below("recipient") | {SUMMIT + "directedAt"}

    def _below(self, name: str) -> set[str]:
        return reach([SUMMIT + name], lambda p: self._subjects(RDFS + "subPropertyOf", p))

    def _subjects(self, predicate: str, object_: str) -> list[str]:
        quads = self.reader.store.quads_for_pattern(
            None, ox.NamedNode(predicate), ox.NamedNode(object_), VIEW
        )
        return [quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)]

    def acts(self, claim: ClaimRecord) -> list[tuple[ox.NamedNode | ox.BlankNode, str]]:
        """Return the acts in a claim's assertion, each with its class."""
        found: dict[ox.NamedNode | ox.BlankNode, str] = {}
        for quad in claim.assertion:
            if quad.predicate.value == RDF + "type" and self.codes(text(quad.object))[1]:
                assert isinstance(quad.subject, ox.NamedNode | ox.BlankNode)
                found.setdefault(quad.subject, text(quad.object))
        return list(found.items())

    def codes(self, kind: str) -> tuple[str, str]:
        """Return PLOVER's event type and CAMEO's code of a class of acts; empty where none fits."""
        plover = self.reader.one(kind, SUMMIT + "ploverRoot") if kind.startswith(SUMMIT) else ""
        cameo = self.reader.one(kind, SUMMIT + "cameoCode") if plover else ""
        return ("" if plover == "none" else plover), cameo

    def parties(
        self, claim: ClaimRecord, act: ox.NamedNode | ox.BlankNode, properties: set[str]
    ) -> list[str]:
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

    def date(self, claim: ClaimRecord, act: ox.NamedNode | ox.BlankNode) -> tuple[str, str]:
        """Return the day of an act and whose it is: the act's, its meeting's, the article's."""
        said = {
            quad.predicate.value: text(quad.object)
            for quad in claim.assertion
            if quad.subject == act
        }
        property_ = SUMMIT + "occurredOn"
        day = said.get(property_) or self.reader.one(act, property_)
        if day:
            return day, "act"
        meeting = said.get(SUMMIT + "madeAt") or self.reader.one(act, SUMMIT + "madeAt")
        day = self.reader.one(meeting, SUMMIT + "heldOn") if meeting else ""
        if day:
            return day, "meeting"
        day = self.reader.date(claim.article)
        return day, "article" if day else ""
