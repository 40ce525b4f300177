"""Explanations as lines of text and Markdown: proofs, claims and where they stand."""

import re
from collections.abc import Iterable, Iterator

from summit_kg.reason.explanation import Node
from summit_kg.reason.witnesses import Sentence, Witness
from summit_kg.text_width import filled

_SPECIAL = re.compile(r"[\\`*_<>\[\]|]")
"""What Markdown takes for its own."""
Line = tuple[str, int, str]
"""What stands on a line: its kind, how deep it is, its text."""


def node_lines(node: Node, depth: int) -> Iterator[Line]:
    """Yield a step of an explanation and the steps beneath it."""
    if node.rule is None:
        yield "stated", depth, node.text
        yield from claims_lines(node.claims, depth + 1)
        if not node.claims:
            yield "note", depth + 1, _basis(node)
        return
    yield "inferred", depth, node.text
    for axiom in node.axioms:
        yield "axiom", depth + 1, f"by {node.rule}: {axiom.text}"
        if axiom.definition:
            yield "note", depth + 1, axiom.definition
        yield from claims_lines(axiom.claims, depth + 1)
    for part in node.parts:
        yield from node_lines(part, depth + 1)


def _basis(node: Node) -> str:
    """Return what a stated fact rests on that no claim states."""
    if node.sources:
        where = f" ({node.place})" if node.place else ""
        return f"reference data, from {', '.join(node.sources)}{where}"
    if node.place:
        return f"stated in {node.place}"
    return "stated in the ontology, the reference data or the articles' records"


def claims_lines(
    claims: Iterable[Witness], depth: int, *, of_denials: bool = False
) -> Iterator[Line]:
    """Yield claims, and what several of them say in the same words once.

    :param of_denials: say of those that were accepted, too, that they were and why
    """
    before = None
    for claim in claims:
        said, *lines = _claim_lines(claim, depth)
        if said != before:
            yield said
        yield from lines
        if of_denials and claim.accepted and not claim.supposed:
            yield "source", depth, f"accepted: {claim.reason}"
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


def wrapped(lines: Iterable[Line], width: int) -> Iterator[str]:
    """Yield lines as text broken to a width."""
    for kind, depth, text in lines:
        mark = _MARKS.get(kind, "")
        shown = f"“{text}”" if kind == "claim" else mark + text
        start = "  " * depth
        if kind == "command":  # on one line, to be copied
            yield f"{start}{text}\n"
            continue
        rest = start + " " * (0 if kind == "claim" else len(mark))
        yield filled(shown, width, start, rest) + "\n"


def markdown(lines: Iterable[Line]) -> str:
    """Return lines as Markdown, each heading apart from the list before it."""
    text = ""
    for line in lines:
        apart = line[0] in {"head", "title"} and text and not text.endswith("\n\n")
        text += ("\n" if apart else "") + markdown_line(line)
    return text


def markdown_line(line: Line) -> str:
    """Return a line as Markdown."""
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
