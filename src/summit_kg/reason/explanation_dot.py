"""Explanations as a graph in Graphviz's language."""

import json
import textwrap
from collections.abc import Iterable

from summit_kg.reason.explanation import Explanation, Node
from summit_kg.reason.witnesses import Witness


def as_dot(explanations: list[Explanation], claims: Iterable[Witness] = ()) -> str:
    """Return explanations, and claims beside them, in the language of Graphviz."""
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

    def edge(lower: str, upper: str, how: str = "") -> None:
        line = f"  {lower} -> {upper}{how};"
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
        if explanation.holds:
            me = node(explanation.text, "box", " ".join(explanation.triple))
        else:
            me = node(f"{explanation.text}: does not hold", "box")
            for lower in drawn:
                edge(lower, me)
            for claim in () if drawn else explanation.claims:
                edge(said(claim), me)
        for denied in explanation.denials:
            edge(said(denied.claim), me, ' [label="denies" style=dashed]')
    for claim in claims:
        said(claim)
    return "\n".join([*lines, "}"]) + "\n"
