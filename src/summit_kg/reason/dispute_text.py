"""Disputes written out: as text, Markdown and JSON."""

import json
from collections.abc import Iterator
from typing import Any

from summit_kg.reason.disputes import Dispute, Side
from summit_kg.reason.settling import UNSETTLED
from summit_kg.reason.witnesses import Witness
from summit_kg.text_width import WIDTH, filled


def written(disputes: list[Dispute], format_: str, width: int = WIDTH) -> str:
    """Return disputes as `text`, `md` or `json`, text broken to a width."""
    if format_ == "json":
        return json.dumps(list(map(_data, disputes)), ensure_ascii=False, indent=2) + "\n"
    if format_ == "md":
        return "\n".join("".join(_markdown(n, one)) for n, one in enumerate(disputes, 1))
    return "\n".join("".join(_text(n, one, width)) for n, one in enumerate(disputes, 1))


def _data(dispute: Dispute) -> dict[str, Any]:
    return {
        "kind": dispute.kind,
        "settled": dispute.taken is not None,
        "undecided": dispute.undecided,
        "sides": [
            {
                "accepted": side.accepted,
                "reason": side.reason,
                "claims": [
                    {
                        "claim": claim.claim[1:-1],
                        "statement": claim.statement,
                        "claimType": claim.claim_type,
                        "polarity": claim.polarity,
                        "certainty": claim.certainty,
                        "jointly": claim.jointly,
                        "voices": [voice.label for voice in claim.voices],
                        "sentences": [sentence.name for sentence in claim.sentences],
                        "issued": claim.issued,
                    }
                    for claim in side.claims
                ],
            }
            for side in dispute.sides
        ],
    }


def _verdict(side: Side) -> str:
    if side.accepted:
        return f"taken: {side.reason}"
    return f"{'undecided' if side.reason == UNSETTLED else 'not taken'}: {side.reason}"


def _source(claim: Witness) -> str:
    """Return who says it, when and in which sentences."""
    voices = " → ".join(voice.label for voice in claim.voices)
    parts = [voices]
    if claim.issued and claim.issued not in voices:
        parts.append(claim.issued)
    parts += dict.fromkeys(sentence.name for sentence in claim.sentences)
    kind = ", ".join((claim.claim_type, claim.certainty, *["jointly"] * claim.jointly))
    return f"{claim.name} ({kind}), said by {'; '.join(parts)}"


def _by_statement(side: Side) -> dict[str, list[Witness]]:
    found: dict[str, list[Witness]] = {}
    for claim in side.claims:
        found.setdefault(claim.statement, []).append(claim)
    return found


def _text(number: int, dispute: Dispute, width: int) -> Iterator[str]:
    yield f"Dispute {number}: {dispute.kind}\n"
    for side in dispute.sides:
        mark = "✓" if side.accepted else "✗"
        yield filled(f"{mark} {_verdict(side)}", width, "  ", "    ") + "\n"
        for statement, claims in _by_statement(side).items():
            yield filled(f"“{statement}”", width, "    ", "     ") + "\n"
            for claim in claims:
                yield filled(f"- {_source(claim)}", width, "      ", "        ") + "\n"


def _markdown(number: int, dispute: Dispute) -> Iterator[str]:
    yield f"## Dispute {number}: {dispute.kind}\n\n"
    for side in dispute.sides:
        yield f"- **{_verdict(side)}**\n"
        for statement, claims in _by_statement(side).items():
            yield f"  - “{statement}”\n"
            for claim in claims:
                yield f"    - {_source(claim)}\n"
