"""Disputes written out: as text, Markdown and JSON."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from summit_kg.reason.disputes import OUTCOMES, Dispute, Side
from summit_kg.reason.proof_lines import Line, markdown_line, wrapped
from summit_kg.reason.sides import LEFT_OPEN, UNSETTLED
from summit_kg.reason.witnesses import Sentence, Witness
from summit_kg.text_width import WIDTH


def written(
    disputes: Sequence[Dispute], format_: str, width: int = WIDTH, *, short: bool = False
) -> str:
    """Return disputes as `text`, `md` or `json`, text broken to a width.

    :param short: of each only what it is about, what the sides say and what became of it
    """
    if format_ == "json":
        return json.dumps(list(map(_data, disputes)), ensure_ascii=False, indent=2) + "\n"
    if short:
        kind = "source" if format_ == "md" else "command"  # text on one line each, to be filtered
        said = [(kind, 0, f"{one.outcome}: {headline(one)} ({one.id})") for one in disputes]
        return "".join(map(markdown_line, said) if format_ == "md" else wrapped(said, width))
    parts = []
    for number, dispute in enumerate(disputes, 1):
        head = f"Dispute {number}: {headline(dispute)}"
        lines = _lines(dispute)
        if format_ == "md":
            heading = markdown_line(("head", 0, head)).strip("*\n")
            parts.append(f"## {heading}\n\n" + "".join(map(markdown_line, lines)))
        else:
            parts.append("".join(wrapped([("head", 0, head)], width)) + _indented(lines, width))
    return "\n".join(parts)


def summary(disputes: Iterable[Dispute]) -> str:
    """Return in a line how many disputes there are, and what became of them."""
    outcomes = [dispute.outcome for dispute in disputes]
    if not outcomes:
        return "no disputes"
    counts = [(outcome, outcomes.count(outcome)) for outcome in OUTCOMES]
    told = ", ".join(f"{n:,} {outcome}" for outcome, n in counts if n or outcome == "undecided")
    return f"{len(outcomes):,} dispute{'s' if len(outcomes) != 1 else ''}: {told}"


def headline(dispute: Dispute) -> str:
    """Return what a dispute is about, and what each side says of it."""
    if not dispute.title:
        return " / ".join(side.claims[0].statement for side in dispute.sides)
    says = list(dict.fromkeys(side.says for side in dispute.sides if side.says))
    return f"{dispute.title}: {', or '.join(says)}" if len(says) > 1 else dispute.title


def _data(dispute: Dispute) -> dict[str, Any]:
    subject, property_, object_ = (None if t is None else _plain(t) for t in dispute.about)
    return {
        "id": dispute.id,
        "kind": dispute.kind,
        "title": dispute.title,
        "subject": subject,
        "property": property_,
        "object": object_,
        "outcome": dispute.outcome,
        "settled": dispute.taken is not None,
        "undecided": dispute.undecided,
        "sides": [
            {
                "accepted": side.accepted,
                "verdict": verdict(side),
                "values": list(map(_plain, side.values)),
                "says": side.says,
                "claims": list(map(_claim, side.claims)),
            }
            for side in dispute.sides
        ],
    }


def _claim(claim: Witness) -> dict[str, Any]:
    return {
        "claim": claim.claim[1:-1],
        "accepted": claim.accepted,
        "reason": claim.reason,
        "statement": claim.statement,
        "claimType": claim.claim_type,
        "polarity": claim.polarity,
        "certainty": claim.certainty,
        "jointly": claim.jointly,
        "voices": [voice.label for voice in claim.voices],
        "sentences": [sentence.name for sentence in claim.sentences],
        "words": [sentence.words for sentence in _told(claim)],
        "issued": claim.issued,
    }


def _plain(term: str) -> str:
    """Return an IRI without brackets, a literal without datatype."""
    return term[1:-1] if term.startswith("<") else term[1 : term.rindex('"')]


def verdict(side: Side) -> str:
    """Return in words that fit all of a side whether it is accepted."""
    number, accepted = len(side.claims), side.accepted_claims
    if side.accepted:
        return "accepted" if accepted == number else f"accepted, by {accepted} of {number} claims"
    if accepted:
        return f"not accepted as a whole, though {accepted} of {number} claims are"
    reasons = side.reasons
    if UNSETTLED in reasons:
        return "undecided"
    if any(reason.startswith(LEFT_OPEN) for reason in reasons):
        return "left open"
    return "not accepted"


def _lines(dispute: Dispute) -> Iterator[Line]:
    yield "note", 0, f"{dispute.kind}; {dispute.outcome}; {dispute.id}"
    for side in dispute.sides:
        says = f"{side.says}: " if side.says else ""
        yield "note", 0, f"{'✓' if side.accepted else '✗'} {says}{verdict(side)}"
        for statement, claims in _by(side.claims, "statement").items():
            yield "claim", 1, statement
            for reason, alike in _by(sorted(claims, key=_refused), "reason").items():
                yield "note", 2, f"{'not ' * _refused(alike[0])}accepted: {reason}"
                for claim in alike:
                    yield "source", 3, _source(claim)
                    for sentence in _told(claim):
                        yield "source", 4, f"{sentence.name}: {sentence.words}"


def _refused(claim: Witness) -> bool:
    return not claim.accepted


def _by(claims: Iterable[Witness], field: str) -> dict[str, list[Witness]]:
    found: dict[str, list[Witness]] = {}
    for claim in claims:
        found.setdefault(getattr(claim, field), []).append(claim)
    return found


def _told(claim: Witness) -> list[Sentence]:
    """Return the sentences of a claim whose words the user holds, each once."""
    found = {sentence.iri: sentence for sentence in claim.sentences if sentence.words is not None}
    return list(found.values())


def _source(claim: Witness) -> str:
    """Return who says it, when and in which sentences."""
    voices = " → ".join(voice.label for voice in claim.voices)
    parts = [voices]
    if claim.issued and claim.issued not in voices:
        parts.append(claim.issued)
    parts += dict.fromkeys(sentence.name for sentence in claim.sentences)
    kind = ", ".join((claim.claim_type, claim.certainty, *["jointly"] * claim.jointly))
    return f"{claim.short} ({kind}), said by {'; '.join(parts)}"


def _indented(lines: Iterable[Line], width: int) -> str:
    return "".join(wrapped(((kind, depth + 1, text) for kind, depth, text in lines), width))
