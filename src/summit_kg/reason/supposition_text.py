"""What would follow from claims, written out: as text, Markdown and JSON."""

from collections.abc import Iterator
from typing import Any

from summit_kg.reason.explanation_data import as_json, claim_data
from summit_kg.reason.inconsistency_text import inconsistency_data, inconsistency_lines
from summit_kg.reason.proof_lines import Line, claims_lines, markdown, wrapped
from summit_kg.reason.schema import Triple
from summit_kg.reason.supposition import Supposition
from summit_kg.text_width import WIDTH

SUPPOSITION_FORMATS = ("text", "md", "json")


def supposition_written(supposition: Supposition, format_: str, width: int = WIDTH) -> str:
    """Return what would follow in one of `SUPPOSITION_FORMATS`, text broken to a width."""
    if format_ == "json":
        found = supposition.inconsistency
        return as_json(
            {
                "claims": [
                    claim_data(claim) | {"supposed": not claim.accepted}
                    for claim in supposition.claims
                ],
                "stated": [_triple_data(*row) for row in supposition.stated],
                "follows": [_triple_data(*row) for row in supposition.follows],
                "inconsistency": None if found is None else inconsistency_data(found),
            }
        )
    lines = _supposition_lines(supposition)
    if format_ == "md":
        return markdown(lines)
    return "".join(wrapped(lines, width))


def _triple_data(triple: Triple, text: str) -> dict[str, Any]:
    return {"triple": list(triple), "text": text}


def _supposition_lines(supposition: Supposition) -> Iterator[Line]:
    yield "head", 0, "Suppose that:"
    yield from claims_lines(supposition.claims, 1)
    for heading, rows in (
        ("This would be stated:", supposition.stated),
        ("This would follow:", supposition.follows),
    ):
        yield "head", 0, heading if rows else f"{heading} nothing new"
        for _, text in rows:
            yield "stated", 1, text
    if supposition.inconsistency is None:
        yield "head", 0, "Nothing would clash."
    else:
        yield "head", 0, "This would clash:"
        yield from inconsistency_lines(supposition.inconsistency)
