"""Explanations and claims as JSON data."""

import json
from typing import Any

from summit_kg.reason.explanation import Axiom, Explanation, Node
from summit_kg.reason.witnesses import Witness


def explanation_data(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation."""
    return {
        "triple": list(explanation.triple),
        "text": explanation.text,
        "status": explanation.status,
        "proofs": [node_data(proof) for proof in explanation.proofs],
        "claims": [claim_data(claim) for claim in explanation.claims],
        "more": explanation.more,
        "clash": explanation.clash,
        "notes": list(explanation.notes),
        "denials": [
            {"denies": denied.text, "claim": claim_data(denied.claim)}
            for denied in explanation.denials
        ],
    }


def node_data(node: Node) -> dict[str, Any]:
    """Return a step of an explanation, with the steps beneath it."""
    return {
        "triple": None if node.fact is None else list(node.fact),
        "text": node.text,
        "rule": node.rule,
        "axioms": [axiom_data(axiom) for axiom in node.axioms],
        "parts": [node_data(part) for part in node.parts],
        "claims": [claim_data(claim) for claim in node.claims],
        "sources": list(node.sources),
        "place": node.place,
    }


def axiom_data(axiom: Axiom) -> dict[str, Any]:
    """Return an axiom with the claims that state it."""
    return {
        "manchester": axiom.text,
        "definition": axiom.definition,
        "claims": [claim_data(claim) for claim in axiom.claims],
    }


def claim_data(claim: Witness) -> dict[str, Any]:
    """Return a claim with its voices and sentences."""
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


def as_json(data: object) -> str:
    """Return data as JSON, as people read it."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
