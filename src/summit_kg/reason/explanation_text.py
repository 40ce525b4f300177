"""Explanations, and answers with theirs, written out: as text, Markdown, JSON and a graph."""

from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple

import pyoxigraph as ox

from summit_kg.reason.explanation import CLAIMED, CONDITIONAL, Explanation, Node
from summit_kg.reason.explanation_data import as_json, claim_data, explanation_data
from summit_kg.reason.explanation_dot import as_dot
from summit_kg.reason.proof_lines import (
    Line,
    claims_lines,
    markdown,
    node_lines,
    wrapped,
)  # fmt: skip
from summit_kg.reason.schema import Triple
from summit_kg.reason.witnesses import Witness
from summit_kg.text_width import WIDTH
from summit_kg.vocabulary import XSD

FORMATS = ("text", "md", "json", "dot")
Cell = tuple[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None, str]
"""A term of an answer, and what people call it."""


class ShownRow(NamedTuple):
    """A row of an answer as it is shown, and what it rests on (see `ExplainedRow`)."""

    values: dict[str, Cell]
    explanations: list[Explanation]
    claims: list[Witness]


def written(explanations: list[Explanation], format_: str, width: int = WIDTH) -> str:
    """Return explanations in one of `FORMATS`, text broken to a width."""
    if format_ == "json":
        return as_json([explanation_data(explanation) for explanation in explanations])
    if format_ == "dot":
        return as_dot(explanations)
    parts = [_explanation_lines(explanation) for explanation in explanations]
    parts[:1] = [chain(_supposing_lines(explanations), part) for part in parts[:1]]
    if format_ == "md":
        return "\n".join(markdown(lines) for lines in parts)
    return "\n".join("".join(wrapped(lines, width)) for lines in parts)


def _supposing_lines(explanations: list[Explanation]) -> Iterator[Line]:
    """Yield which claims explanations rest on that were supposed, where they rest on any."""
    supposed = [claim for one in explanations if one.holds for claim in one.supposed]
    if supposed:
        names = " and ".join(dict.fromkeys(claim.short for claim in supposed))
        yield "head", 0, f"Supposing {names}, by itself not accepted:"


def written_rows(rows: list[ShownRow], format_: str, width: int = WIDTH) -> str:
    """Return the rows of an answer, each with what it rests on, as `written` does."""
    if format_ == "json":
        return as_json(
            [
                {
                    "row": _row_data(row.values),
                    "explanations": [explanation_data(one) for one in row.explanations],
                    "claims": [claim_data(claim) for claim in row.claims],
                }
                for row in rows
            ]
        )
    if format_ == "dot":
        found = {one.triple: one for row in rows for one in row.explanations}
        return as_dot(list(found.values()), [claim for row in rows for claim in row.claims])
    parts = (list(_row_lines(number, row)) for number, row in enumerate(rows, 1))
    if format_ == "md":
        return "\n".join(map(markdown, parts))
    return "\n".join("".join(wrapped(lines, width)) for lines in parts)


def _row_data(row: dict[str, Cell]) -> dict[str, Any]:
    """Return the cells of a row as the W3C's JSON results have them, each with its label."""
    data: dict[str, Any] = {}
    for name, (term, label) in row.items():
        if isinstance(term, ox.NamedNode):
            data[name] = {"type": "uri", "value": term.value, "label": label}
        elif isinstance(term, ox.Literal):
            data[name] = {"type": "literal", "value": term.value}
            if term.language:
                data[name]["xml:lang"] = term.language
            elif term.datatype.value != XSD + "string":
                data[name]["datatype"] = term.datatype.value
        elif term is not None:
            data[name] = {"type": "bnode", "value": str(term).removeprefix("_:"), "label": label}
    return data


def _row_lines(number: int, row: ShownRow) -> Iterator[Line]:
    shown = {name: value for name, (_, value) in row.values.items()
             if value and name.removesuffix("Label") not in row.values.keys() - {name}}  # fmt: skip
    yield (
        "head",
        0,
        f"Row {number}: {'; '.join(f'{name} {value}' for name, value in shown.items())}",
    )
    outermost = _outermost(row.explanations)
    yield from _supposing_lines(outermost)
    for explanation in outermost:
        yield from _explanation_lines(explanation)
    yield from claims_lines(row.claims, 0)
    if not row.explanations and not row.claims:
        yield "note", 0, "what it rests on is not known"


def _outermost(explanations: list[Explanation]) -> list[Explanation]:
    """Return the explanations whose triple no other one explains on its way."""
    within = {
        triple
        for explanation in explanations
        for proof in explanation.proofs
        for part in proof.parts
        for triple in _explained_in(part)
    }
    return [one for one in explanations if one.triple not in within]


def _explained_in(node: Node) -> Iterator[Triple]:
    if node.fact is not None:
        yield node.fact
    for part in node.parts:
        yield from _explained_in(part)


def _explanation_lines(explanation: Explanation) -> Iterator[Line]:
    if not explanation.holds:
        yield from _unfounded_lines(explanation)
        return
    yield from _founded_lines(explanation)
    yield from _denial_lines(explanation)


def _founded_lines(explanation: Explanation) -> Iterator[Line]:
    """Yield why a triple holds."""
    if not explanation.proofs:
        yield "head", 0, f"{explanation.text}: follows, by a proof longer than what was searched"
    for number, proof in enumerate(explanation.proofs, 1):
        if len(explanation.proofs) > 1:
            yield "title", 0, f"Proof {number}"
        yield from node_lines(proof, 0)
    if explanation.more:
        which = "--limit shows more of them" if explanation.proofs[1:] else "--all shows them"
        yield "title", 0, f"There are more proofs; {which}."


def _denial_lines(explanation: Explanation) -> Iterator[Line]:
    """Yield who denies a triple, and what they deny where it is more than the triple."""
    for text in dict.fromkeys(denied.text for denied in explanation.denials):
        more = "" if text == explanation.text else f" (of “{text}”)"
        yield "head", 0, f"Denied by{more}:"
        claims = [denied.claim for denied in explanation.denials if denied.text == text]
        yield from claims_lines(claims, 1, of_denials=True)


def _unfounded_lines(explanation: Explanation) -> Iterator[Line]:
    """Yield what is to be said of a triple that does not hold."""
    text, claims = explanation.text, explanation.claims
    these = "these claims" if len(claims) > 1 else "this claim"
    if explanation.status == CLAIMED:
        yield "head", 0, f"{text}: not accepted; only {these} {'say' if claims[1:] else 'says'} so"
    elif explanation.status == CONDITIONAL:
        yield "head", 0, f"{text}: does not hold; it would follow, were {these} accepted:"
    elif explanation.notes:
        yield "head", 0, f"{text}: does not hold; no claim in this graph states it"
    else:
        yield "head", 0, f"{text}: does not hold; no claim states it, nor would it follow from any"
    yield from claims_lines(claims, 1)
    if explanation.clash:
        yield "head", 0, "That would contradict what is known."
    for proof in explanation.proofs:
        yield "head", 0, "So it would follow:"
        yield from node_lines(proof, 0)
    yield from _denial_lines(explanation)
    for note in explanation.notes:
        yield "head", 0, f"Note: {note}."
    if claims:
        of_each = explanation.status == CONDITIONAL
        options = " ".join(f"--suppose {claim.short}" for claim in claims[: None if of_each else 1])
        yield "head", 0, "What else would follow is shown by"
        yield "command", 1, f"summit-kg reason {options}"
