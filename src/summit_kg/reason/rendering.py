"""Explanations and contradictions written out: as text, Markdown, JSON and a Graphviz graph."""

import json
import re
import textwrap
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

import pyoxigraph as ox

from summit_kg.reason.consistency import Inconsistency
from summit_kg.reason.explanation import CLAIMED, CONDITIONAL, STATED, Axiom, Explanation, Node
from summit_kg.reason.schema import Triple
from summit_kg.reason.supposition import Supposition
from summit_kg.reason.witnesses import Sentence, Witness
from summit_kg.vocabulary import XSD

FORMATS = ("text", "md", "json", "dot")
SUPPOSITION_FORMATS = ("text", "md", "json")
_WIDTH = 100
_SPECIAL = re.compile(r"[\\`*_<>\[\]|]")
"""What Markdown takes for its own."""
Line = tuple[str, int, str]
"""What stands on a line: its kind, how deep it is, its text."""
Cell = tuple[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None, str]
"""A term of an answer, and what people call it."""


class ShownRow(NamedTuple):
    """A row of an answer as it is shown, and what it rests on (see `ExplainedRow`)."""

    values: dict[str, Cell]
    explanations: list[Explanation]
    claims: list[Witness]


def written(explanations: list[Explanation], format_: str, width: int = _WIDTH) -> str:
    """Return explanations in one of `FORMATS`, text broken to a width."""
    if format_ == "json":
        return _json([_explanation_data(explanation) for explanation in explanations])
    if format_ == "dot":
        return _dot(explanations)
    parts = [_explanation_lines(explanation) for explanation in explanations]
    parts[:1] = [chain(_supposing_lines(explanations), part) for part in parts[:1]]
    if format_ == "md":
        return "\n".join(_markdown(lines) for lines in parts)
    return "\n".join("".join(_wrapped(lines, width)) for lines in parts)


def _supposing_lines(explanations: list[Explanation]) -> Iterator[Line]:
    """Yield which claims explanations rest on that were supposed, where they rest on any."""
    supposed = [claim for one in explanations if one.holds for claim in one.supposed]
    if supposed:
        names = " and ".join(dict.fromkeys(claim.short for claim in supposed))
        yield "head", 0, f"Supposing {names}, by itself not accepted:"


def written_rows(rows: list[ShownRow], format_: str, width: int = _WIDTH) -> str:
    """Return the rows of an answer, each with what it rests on, as `written` does."""
    if format_ == "json":
        return _json(
            [
                {
                    "row": _row_data(row.values),
                    "explanations": [_explanation_data(one) for one in row.explanations],
                    "claims": [_claim_data(claim) for claim in row.claims],
                }
                for row in rows
            ]
        )
    if format_ == "dot":
        found = {one.triple: one for row in rows for one in row.explanations}
        return _dot(list(found.values()), [claim for row in rows for claim in row.claims])
    parts = (list(_row_lines(number, row)) for number, row in enumerate(rows, 1))
    if format_ == "md":
        return "\n".join(map(_markdown, parts))
    return "\n".join("".join(_wrapped(lines, width)) for lines in parts)


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
    yield from _claims_lines(row.claims, 0)
    if not row.explanations and not row.claims:
        yield "note", 0, "rests on no claim"


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
    if not explanation.proofs:
        yield "head", 0, f"{explanation.text}: follows, by a proof longer than what was searched"
    for number, proof in enumerate(explanation.proofs, 1):
        if len(explanation.proofs) > 1:
            yield "title", 0, f"Proof {number}"
        yield from _node_lines(proof, 0)
    if explanation.more and explanation.status != STATED:
        yield "title", 0, "There are more proofs; --all shows them."


def _unfounded_lines(explanation: Explanation) -> Iterator[Line]:
    """Yield what is to be said of a triple that does not hold."""
    text, claims = explanation.text, explanation.claims
    these = "these claims" if len(claims) > 1 else "this claim"
    if explanation.status == CLAIMED:
        yield "head", 0, f"{text}: not accepted; only {these} {'say' if claims[1:] else 'says'} so"
    elif explanation.status == CONDITIONAL:
        yield "head", 0, f"{text}: does not hold; it would follow, were {these} accepted:"
    elif explanation.notes:
        yield "head", 0, f"{text}: does not hold; no claim states it"
    else:
        yield "head", 0, f"{text}: does not hold; no claim states it, nor would it follow from any"
    yield from _claims_lines(claims, 1)
    if explanation.clash:
        yield "head", 0, "That would contradict what is known."
    for proof in explanation.proofs:
        yield "head", 0, "So it would follow:"
        yield from _node_lines(proof, 0)
    for note in explanation.notes:
        yield "head", 0, f"Note: {note}."
    if claims:
        of_each = explanation.status == CONDITIONAL
        options = " ".join(f"--suppose {claim.short}" for claim in claims[: None if of_each else 1])
        yield "head", 0, "What else would follow is shown by"
        yield "command", 1, f"summit-kg reason {options}"


def _node_lines(node: Node, depth: int) -> Iterator[Line]:
    if node.rule is None:
        yield "stated", depth, node.text
        yield from _claims_lines(node.claims, depth + 1)
        if not node.claims:
            yield "note", depth + 1, _basis(node)
        return
    yield "inferred", depth, node.text
    for axiom in node.axioms:
        yield "axiom", depth + 1, f"by {node.rule}: {axiom.text}"
        if axiom.definition:
            yield "note", depth + 1, axiom.definition
        yield from _claims_lines(axiom.claims, depth + 1)
    for part in node.parts:
        yield from _node_lines(part, depth + 1)


def _basis(node: Node) -> str:
    """Return what a stated fact rests on that no claim states."""
    if node.sources:
        where = f" ({node.place})" if node.place else ""
        return f"reference data, from {', '.join(node.sources)}{where}"
    if node.place:
        return f"stated in {node.place}"
    return "stated in the ontology, the reference data or the articles' records"


def _claims_lines(claims: Iterable[Witness], depth: int) -> Iterator[Line]:
    """Yield claims, and what several of them say in the same words once."""
    before = None
    for claim in claims:
        said, *lines = _claim_lines(claim, depth)
        if said != before:
            yield said
        yield from lines
        before = said


def _claim_lines(claim: Witness, depth: int) -> Iterator[Line]:
    voices = " → ".join(voice.label for voice in claim.voices)
    how = f"{claim.claim_type}, {claim.certainty}"
    if claim.polarity == "negative":
        how += ", negative"
    if claim.jointly:
        how += ", jointly"
    places = ", ".join(dict.fromkeys(sentence.name for sentence in claim.sentences))
    articles = " and ".join(dict.fromkeys(s.article_label for s in claim.sentences))
    yield "claim", depth, f"{claim.statement}"
    where = f"; {places} of {articles}" if places else ""
    yield "source", depth, f"{claim.name} ({how}), said by {voices}{where}"
    words: dict[str, Sentence] = {}
    for sentence in claim.sentences:
        if sentence.words is not None and words.setdefault(sentence.iri, sentence) is sentence:
            yield "source", depth, f"{sentence.name}: {sentence.words}"
    if claim.supposed:
        yield "source", depth, claim.reason
    elif not claim.accepted:
        yield "source", depth, f"not accepted: {claim.reason}"


_MARKS = {"stated": "• ", "inferred": "∴ ", "axiom": "", "claim": "“", "source": "- "}


def _wrapped(lines: Iterable[Line], width: int) -> Iterator[str]:
    for kind, depth, text in lines:
        mark = _MARKS.get(kind, "")
        shown = f"“{text}”" if kind == "claim" else mark + text
        start = "  " * depth
        if kind == "command":  # on one line, to be copied
            yield f"{start}{text}\n"
            continue
        yield textwrap.fill(
            shown,
            max(width, 40),
            initial_indent=start,
            subsequent_indent=start + " " * (0 if kind == "claim" else len(mark)),
            break_long_words=False,
            break_on_hyphens=False,
        ) + "\n"  # fmt: skip


def _markdown(lines: Iterable[Line]) -> str:
    """Return lines as Markdown, each heading apart from the list before it."""
    text = ""
    for line in lines:
        apart = line[0] in {"head", "title"} and text and not text.endswith("\n\n")
        text += ("\n" if apart else "") + _markdown_line(line)
    return text


def _markdown_line(line: Line) -> str:
    kind, depth, text = line
    text = " ".join(text.split())
    is_code = kind in {"axiom", "command"}
    shown = text.replace("`", "'") if is_code else _SPECIAL.sub(r"\\\g<0>", text)
    if kind in {"head", "title"}:
        return f"**{shown}**\n\n"
    start = "  " * depth + "- "
    shapes = {
        "axiom": "`{}`",
        "command": "`{}`",
        "claim": "“{}”",
        "inferred": "∴ **{}**",
        "stated": "**{}**",
    }
    return start + shapes.get(kind, "{}").format(shown) + "\n"


# Data


def _explanation_data(explanation: Explanation) -> dict[str, Any]:
    return {
        "triple": list(explanation.triple),
        "text": explanation.text,
        "status": explanation.status,
        "proofs": [_node_data(proof) for proof in explanation.proofs],
        "claims": [_claim_data(claim) for claim in explanation.claims],
        "more": explanation.more,
        "clash": explanation.clash,
        "notes": list(explanation.notes),
    }


def _node_data(node: Node) -> dict[str, Any]:
    return {
        "triple": None if node.fact is None else list(node.fact),
        "text": node.text,
        "rule": node.rule,
        "axioms": [_axiom_data(axiom) for axiom in node.axioms],
        "parts": [_node_data(part) for part in node.parts],
        "claims": [_claim_data(claim) for claim in node.claims],
        "sources": list(node.sources),
        "place": node.place,
    }


def _axiom_data(axiom: Axiom) -> dict[str, Any]:
    return {
        "manchester": axiom.text,
        "definition": axiom.definition,
        "claims": [_claim_data(claim) for claim in axiom.claims],
    }


def _claim_data(claim: Witness) -> dict[str, Any]:
    data = claim._asdict()
    data["claim"] = claim.claim[1:-1]
    data["accepted"] = claim.accepted and not claim.supposed
    data["supposed"] = claim.supposed
    data["voices"] = [{"iri": voice.iri[1:-1], "label": voice.label} for voice in claim.voices]
    data["sentences"] = [
        sentence._asdict() | {"article": sentence.article[1:-1], "iri": sentence.iri[1:-1]}
        for sentence in claim.sentences
    ]
    return data


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


# A picture


def _dot(explanations: list[Explanation], claims: Iterable[Witness] = ()) -> str:
    lines = ["digraph explanation {", "  rankdir=BT;", "  node [fontname=Helvetica];"]
    names: dict[str, str] = {}

    def node(text: str, shape: str, key: str | None = None) -> str:
        key = text if key is None else key
        if key not in names:
            names[key] = f"n{len(names)}"
            label = json.dumps("\n".join(textwrap.wrap(text, 34)), ensure_ascii=False)
            lines.append(f"  {names[key]} [label={label} shape={shape}];")
        return names[key]

    def said(claim: Witness) -> str:
        who = [voice.label for voice in claim.voices]
        where = [sentence.name for sentence in claim.sentences]
        doubt = "" if claim.accepted else "; not accepted"
        if claim.supposed:
            doubt = "; supposed, not accepted"
        return node(f"{claim.statement} ({', '.join(who + where)}{doubt})", "ellipse")

    def edge(lower: str, upper: str) -> None:
        line = f"  {lower} -> {upper};"
        if line not in lines:
            lines.append(line)

    def draw(step: Node) -> str:
        me = node(step.text, "box", None if step.fact is None else " ".join(step.fact))
        for axiom in step.axioms:
            edge(node(axiom.text, "note"), me)
        for claim in (*step.claims, *(c for axiom in step.axioms for c in axiom.claims)):
            edge(said(claim), me)
        for part in step.parts:
            edge(draw(part), me)
        return me

    for explanation in explanations:
        drawn = [draw(proof) for proof in explanation.proofs]
        if not explanation.holds:
            me = node(f"{explanation.text}: does not hold", "box")
            for lower in drawn:
                edge(lower, me)
            for claim in () if drawn else explanation.claims:
                edge(said(claim), me)
    for claim in claims:
        said(claim)
    return "\n".join([*lines, "}"]) + "\n"


# Suppositions


def supposition_written(supposition: Supposition, format_: str, width: int = _WIDTH) -> str:
    """Return what would follow in one of `SUPPOSITION_FORMATS`, text broken to a width."""
    if format_ == "json":
        found = supposition.inconsistency
        return _json(
            {
                "claims": [_claim_data(claim) for claim in supposition.claims],
                "stated": [_triple_data(*row) for row in supposition.stated],
                "follows": [_triple_data(*row) for row in supposition.follows],
                "inconsistency": None if found is None else inconsistency_data(found),
            }
        )
    lines = _supposition_lines(supposition)
    if format_ == "md":
        return _markdown(lines)
    return "".join(_wrapped(lines, width))


def _triple_data(triple: Triple, text: str) -> dict[str, Any]:
    return {"triple": list(triple), "text": text}


def _supposition_lines(supposition: Supposition) -> Iterator[Line]:
    yield "head", 0, "Suppose that:"
    yield from _claims_lines(supposition.claims, 1)
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
        yield from _inconsistency_lines(supposition.inconsistency)


# Contradictions


def inconsistency_text(
    inconsistency: Inconsistency, width: int = _WIDTH, at_most: int | None = None
) -> str:
    """Return contradictions, so many at most, and their repairs as text broken to a width."""
    return "".join(_wrapped(_inconsistency_lines(inconsistency, at_most), width))


def inconsistency_markdown(inconsistency: Inconsistency) -> str:
    """Return contradictions and their repairs as Markdown."""
    return _markdown(_inconsistency_lines(inconsistency))


def inconsistency_data(inconsistency: Inconsistency) -> dict[str, Any]:
    """Return contradictions and their repairs as JSON data."""
    return {
        "contradictions": [
            {
                "kind": contradiction.kind,
                "explanation": _node_data(contradiction.explanation),
                "claims": [_claim_data(claim) for claim in contradiction.claims],
                "others": [list(triple) for triple in contradiction.others],
            }
            for contradiction in inconsistency.contradictions
        ],
        "repairs": [[claim[1:-1] for claim in repair] for repair in inconsistency.repairs],
        "smallest": inconsistency.smallest,
        "moreRepairs": inconsistency.more_repairs,
        "more": inconsistency.more,
    }


def _inconsistency_lines(
    inconsistency: Inconsistency, at_most: int | None = None
) -> Iterator[Line]:
    for number, contradiction in enumerate(inconsistency.contradictions[:at_most], 1):
        count = len(contradiction.claims)
        who = f"{count} claim{'s' if count != 1 else ''}"
        if contradiction.others:
            who += " and the reference data"
        yield "head", 0, f"Contradiction {number} ({contradiction.kind}), of {who}:"
        yield from _clash_lines(contradiction.explanation)
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
            names = " and ".join(claim[1:-1].rpartition("/article/")[2] for claim in repair)
            yield "stated", 1, f"withdraw or correct {names}"
        if inconsistency.more_repairs:
            yield "note", 1, "… and others that are no larger"
    elif any(found.claims for found in inconsistency.contradictions):
        yield "head", 0, "No small set of claims was found whose withdrawal ends this."
    elif inconsistency.contradictions:
        yield "head", 0, "No claim has a part in this; correct the reference data."


def _clash_lines(root: Node) -> Iterator[Line]:
    yield from _claims_lines(root.claims, 1)
    for axiom in root.axioms:
        yield "axiom", 1, f"by {root.rule}: {axiom.text}"
        yield from _claims_lines(axiom.claims, 2)
    for part in root.parts:
        yield from _node_lines(part, 1)
