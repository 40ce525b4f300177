"""Contradictions and their repairs written out: as text, Markdown and JSON data."""

from collections.abc import Iterator
from typing import Any

from summit_kg.reason.consistency import Inconsistency
from summit_kg.reason.explanation import Node
from summit_kg.reason.explanation_data import claim_data, node_data
from summit_kg.reason.proof_lines import Line, claims_lines, markdown, node_lines, wrapped
from summit_kg.terms import claim_name
from summit_kg.text_width import WIDTH


def inconsistency_text(
    inconsistency: Inconsistency, width: int = WIDTH, at_most: int | None = None
) -> str:
    """Return contradictions, so many at most, and their repairs as text broken to a width."""
    return "".join(wrapped(inconsistency_lines(inconsistency, at_most), width))


def inconsistency_markdown(inconsistency: Inconsistency) -> str:
    """Return contradictions and their repairs as Markdown."""
    return markdown(inconsistency_lines(inconsistency))


def inconsistency_data(inconsistency: Inconsistency) -> dict[str, Any]:
    """Return contradictions and their repairs as JSON data."""
    return {
        "contradictions": [
            {
                "kind": contradiction.kind,
                "explanation": node_data(contradiction.explanation),
                "claims": [claim_data(claim) for claim in contradiction.claims],
                "others": [list(triple) for triple in contradiction.others],
                "places": list(contradiction.places),
            }
            for contradiction in inconsistency.contradictions
        ],
        "repairs": [[claim[1:-1] for claim in repair] for repair in inconsistency.repairs],
        "smallest": inconsistency.smallest,
        "moreRepairs": inconsistency.more_repairs,
        "more": inconsistency.more,
    }


def inconsistency_lines(inconsistency: Inconsistency, at_most: int | None = None) -> Iterator[Line]:
    """Yield contradictions, so many at most, and their repairs."""
    for number, contradiction in enumerate(inconsistency.contradictions[:at_most], 1):
        count = len(contradiction.claims)
        who = f"{count} claim{'s' if count != 1 else ''}"
        if contradiction.others:
            who += " and the reference data"
        yield "head", 0, f"Contradiction {number} ({contradiction.kind}), of {who}:"
        yield from _clash_lines(contradiction.explanation)
        if contradiction.others and contradiction.places:
            yield "note", 1, f"in the files: {', '.join(contradiction.places)}"
    left = 0 if at_most is None else len(inconsistency.contradictions) - at_most
    if left > 0:
        yield "head", 0, f"… and {left} more; summit-kg validate shows them."
    if inconsistency.more:
        yield "head", 0, "There are more contradictions; mend these first."
    if inconsistency.repairs:
        of_claims = all(found.claims for found in inconsistency.contradictions)
        which = "above" if of_claims else "in which claims have a part"
        size = (
            "Smallest repairs"
            if inconsistency.smallest
            else "Small repairs, perhaps not the smallest"
        )
        yield "head", 0, f"{size}, any one of which ends every contradiction {which}:"
        for repair in inconsistency.repairs:
            names = " and ".join(map(claim_name, repair))
            yield "stated", 1, f"withdraw or correct {names}"
        if inconsistency.more_repairs:
            yield "note", 1, "… and others that are no larger"
    elif any(found.claims for found in inconsistency.contradictions):
        yield "head", 0, "No small set of claims was found whose withdrawal ends this."
    elif inconsistency.contradictions:
        yield "head", 0, "No claim has a part in this; correct the reference data."


def _clash_lines(root: Node) -> Iterator[Line]:
    yield from claims_lines(root.claims, 1)
    for axiom in root.axioms:
        yield "axiom", 1, f"by {root.rule}: {axiom.text}"
        yield from claims_lines(axiom.claims, 2)
    for part in root.parts:
        yield from node_lines(part, 1)
