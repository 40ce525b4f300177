"""Small articles for tests: a folder with `article.yaml` and `claims.yaml`, made from claims."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from conftest import ROOT

Node = dict[str, Any]
DIGEST = "6e7c2d7e5bcd8bbb1b8cc6ba0ef1f4f4d4ee5d2b8a1f6a4e4c8f3a8c8f0d3a11"
MEETING = "id:moscow-format-7"
BASES = "id:foreign-military-bases-in-afghanistan"
JOINT_STATEMENT = {
    "iri": "id:joint-statement", "type": "JointStatement", "label": "A joint statement",
    "adoptedAt": MEETING,
    "expresses": {
        "iri": "id:joint-position", "type": "Opposition", "label": "Against bases",
        "opposedProposition": BASES,
    },
}  # fmt: skip


def claim(name: str, asserts: Node, **changes: Any) -> Node:
    """A claim, certain and in the article's own voice unless told otherwise.

    `voices` are those whom the article quotes, `sentence` the name of its sentence.
    """
    voices = changes.pop("voices", [])
    sentence = changes.pop("sentence", "p0s1")
    start, end = {"p0s1": (5, 30), "p0s2": (45, 90)}[sentence]
    return {
        "iri": name,
        "statement": f"What claim {name} says.",
        "claimedBy": ["article:HERE", *voices],
        "polarity": "positive",
        "certainty": "certain",
        "claimType": "report",
        "evidence": [{"sentence": sentence, "selector": {"start": start, "end": end}}],
        "asserts": {f"assertion:{name}": asserts},
    } | changes


def took_part(name: str, actor: str, role: str = "tookPartIn", **changes: Any) -> Node:
    """A claim that an actor took part in the seventh round."""
    return claim(name, {"iri": actor, role: MEETING}, **changes)


def position(name: str, actor: str, kind: str, proposition: str, **changes: Any) -> Node:
    """A claim that an actor supports or opposes a proposition."""
    property_ = {"Support": "supportedProposition", "Opposition": "opposedProposition"}[kind]
    asserted = {
        "iri": f"id:{name}-position", "type": kind, "label": f"Position of {name}",
        "holder": actor, property_: proposition,
    }  # fmt: skip
    return claim(name, asserted, **changes)


def absent(name: str, actor: str, **changes: Any) -> Node:
    """A claim that an actor did not take part in the seventh round."""
    asserted = {
        "type": "owl:NegativePropertyAssertion",
        "sourceIndividual": actor,
        "assertionProperty": "summit:tookPartIn",
        "targetIndividual": MEETING,
    }
    return claim(name, asserted, polarity="negative", **changes)


def western_absent(name: str, **changes: Any) -> Node:
    """A claim that no Western state took part in the seventh round."""
    asserted = {
        "iri": "summit:WesternState",
        "disjointWith": {
            "type": "owl:Restriction",
            "onProperty": "summit:tookPartIn",
            "hasValue": MEETING,
        },
    }
    return claim(name, asserted, polarity="negative", **changes)


def write_article(root: Path, slug: str, claims: Sequence[Node]) -> Path:
    """Write an article of these claims to a workspace; return the path of its claims file."""
    folder = root / "data" / "articles" / slug
    folder.mkdir(parents=True, exist_ok=True)
    context = [
        "../../../ontology/context.jsonld",
        {
            "@base": f"https://w3id.org/summit-kg/id/article/{slug}/",
            "assertion": f"https://w3id.org/summit-kg/graph/claim/{slug}/",
        },
    ]
    head = {"@context": context, "iri": f"article:{slug}"}
    sentences = [
        {"iri": "p0s1", "start": 0, "end": 40, "sha256": DIGEST},
        {"iri": "p0s2", "start": 41, "end": 100, "sha256": DIGEST},
    ]
    article = head | {
        "type": "Article", "title": f"A report: {slug}", "label": f"report {slug}",
        "sha256": DIGEST, "textLength": 100, "sentences": sentences,
    }  # fmt: skip
    used = {c["evidence"][0]["sentence"] for c in claims}
    unread = [
        {"iri": s["iri"], "reason": "A sentence that says nothing."}
        for s in sentences
        if s["iri"] not in used
    ]
    # Through JSON, as YAML would write what two claims share as an anchor.
    listed = {"claims": json.loads(json.dumps(claims)), "withoutClaim": unread}
    texts = {
        "article": yaml.safe_dump(article, sort_keys=False),
        "claims": yaml.safe_dump(head | listed, sort_keys=False),
    }
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(
            text.replace("article:HERE", f"article:{slug}"), "utf-8"
        )
    return folder / "claims.yaml"


def small_workspace(root: Path) -> Path:
    """Make a workspace with the project's reference data, and an article on a meeting."""
    (root / "data" / "articles").mkdir(parents=True)
    shutil.copytree(ROOT / "data" / "reference", root / "data" / "reference")
    round_ = {"iri": MEETING, "type": "ConsultationRound", "label": "Seventh round"}
    write_article(root, "base", [claim("round", round_)])
    return root
