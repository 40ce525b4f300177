"""The files that are made from the ontology: up to date, valid, and of use."""

from __future__ import annotations

import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
SUMMIT = "https://w3id.org/summit-kg/ontology#"
ID = "https://w3id.org/summit-kg/id/"
DIGEST = "0" * 64
LOCAL = {
    "@base": "https://w3id.org/summit-kg/id/article/an-article/",
    "assertion": "https://w3id.org/summit-kg/graph/claim/an-article/",
}


def load(path: str) -> Any:
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


def claims_file() -> dict[str, Any]:
    """Return a claims file of one claim, as YAML reads it."""
    return {
        "@context": ["../../../ontology/context.jsonld", LOCAL],
        "iri": "article:an-article",
        "claims": [
            {
                "iri": "access-refused",
                "statement": "They did not let them in.",
                "claimedBy": ["article:an-article", "id:zamir-kabulov"],
                "polarity": "positive",
                "certainty": "certain",
                "claimType": "report",
                "evidence": [
                    {
                        "sentence": "p1s1",
                        "selector": {"start": 0, "end": 4, "sha256": DIGEST},
                        "quote": "no",
                    }
                ],
                "asserts": {
                    "assertion:access-refused": {
                        "iri": "id:refusal",
                        "type": "AccessRefusal",
                        "refuser": "id:taliban",
                        "expresses": {"type": "Opposition"},
                        "occurredOn": "2025-10-07",
                    }
                },
            }
        ],
        "withoutClaim": [{"iri": "p2s1", "reason": "It only leads over."}],
    }


def article_file() -> dict[str, Any]:
    """Return an article file of one sentence, as YAML reads it."""
    return {
        "@context": ["../../../ontology/context.jsonld", LOCAL],
        "iri": "article:an-article",
        "type": "Article",
        "title": "An article",
        "label": "An article",
        "issued": "2025-10-20",
        "sha256": DIGEST,
        "textLength": 9,
        "sentences": [{"iri": "p1s1", "start": 0, "end": 9, "sha256": DIGEST}],
    }


def test_files_are_up_to_date() -> None:
    command = [sys.executable, str(ROOT / "tools" / "generate_files.py"), "--check"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_reference_page_links_lead_somewhere() -> None:
    text = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
    titles = [line.lstrip("# ") for line in text.splitlines() if line.startswith("#")]
    anchors = {t.lower().replace("`", "").replace(".", "").replace(" ", "-") for t in titles}
    assert len(anchors) == len(titles)
    assert {part.split(")")[0] for part in text.split("](#")[1:]} - anchors == set()


# ---- JSON Schema


def errors(name: str, document: Any) -> list[str]:
    from jsonschema import Draft202012Validator

    schema = load(f"data/schema/{name}.schema.json")
    Draft202012Validator.check_schema(schema)
    return [error.json_path for error in Draft202012Validator(schema).iter_errors(document)]


@pytest.mark.parametrize("name", ["article", "claims"])
def test_schemas_are_valid(name: str) -> None:
    assert errors(name, {}) != []


def test_schemas_accept_good_files() -> None:
    assert errors("claims", claims_file()) == []
    assert errors("article", article_file()) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("polarity", "perhaps"),
        ("claimType", "rumour"),
        ("claimedBy", []),
        ("iri", "Two Words"),
        ("evidence", []),
        ("confidence", 0.9),
        ("statement", " "),
    ],
)
def test_claims_schema_rejects_a_wrong_claim(key: str, value: object) -> None:
    wrong = claims_file()
    wrong["claims"][0][key] = value
    assert errors("claims", wrong) != []


def with_node(**values: object) -> dict[str, Any]:
    document = deepcopy(claims_file())
    document["claims"][0]["asserts"]["assertion:access-refused"] = values
    return document


@pytest.mark.parametrize(
    "node",
    [
        {"type": "AccesRefusal"},
        {"iri": "id:refusal", "refusedBy": "id:taliban"},
        {"iri": "id:round", "roundNumber": "seven"},
        {"iri": "id:round", "heldOn": "7 October"},
        {"iri": "id:refusal", "refuser": "the Taliban"},
        {"iri": "id:claim", "saidBy": "id:taliban"},
        {"type": "owl:NegativePropertyAssertion", "sourceIndividual": "id:russia"},
        {},
    ],
)
def test_claims_schema_rejects_a_wrong_node(node: dict[str, object]) -> None:
    assert errors("claims", with_node(**node)) != []


def test_claims_schema_accepts_negation() -> None:
    denied = with_node(
        type="owl:NegativePropertyAssertion",
        sourceIndividual="id:russia",
        assertionProperty="summit:tookPartIn",
        targetIndividual="id:round",
    )
    assert errors("claims", denied) == []
    absent = {"type": "owl:Restriction", "onProperty": "summit:tookPartIn", "hasValue": "id:round"}
    assert errors("claims", with_node(iri="summit:WesternState", disjointWith=absent)) == []


def test_schemas_describe_what_they_offer() -> None:
    node = load("data/schema/claims.schema.json")["$defs"]["node"]
    assert [key for key, value in node["properties"].items() if not value["description"]] == []


@pytest.mark.parametrize(
    ("dates", "good"),
    [
        ({"issuedMonth": "2025-10"}, True),
        ({"issuedYear": "2025"}, True),
        ({"issuedYear": 2025}, True),
        ({"accessedOn": "2025-10-20"}, True),
        ({"issued": "2025-10"}, False),
        ({"issuedMonth": "2025"}, False),
        ({"issuedMonth": "2025-10", "issuedYear": "2025"}, False),
    ],
)
def test_article_schema_takes_one_date_of_publication(dates: dict[str, Any], good: bool) -> None:
    document = article_file()
    del document["issued"]
    assert (errors("article", document | dates) == []) is good


# ---- JSON-LD context


def test_context_reads_a_claim_into_its_own_graph() -> None:
    from pyld import jsonld

    document = claims_file()
    document["@context"] = [load("ontology/context.jsonld")["@context"], LOCAL]
    quads = jsonld.to_rdf(document, {"format": "application/n-quads"})
    graph = f"<{LOCAL['assertion']}access-refused>"
    claim = f"<{LOCAL['@base']}access-refused>"
    text = '"They did not let them in."@en'
    assert f"<{ID}refusal> <{SUMMIT}refuser> <{ID}taliban> {graph} .\n" in quads
    assert f'<{ID}refusal> <{SUMMIT}occurredOn> "2025-10-07"^^' in quads
    assert f"{claim} <{SUMMIT}inArticle> <{ID}article/an-article> .\n" in quads
    assert f"{claim} <{SUMMIT}asserts> {graph} .\n" in quads
    assert f"{claim} <{SUMMIT}polarity> <{SUMMIT}positive> .\n" in quads
    assert f"{claim} <{SUMMIT}statement> {text} .\n" in quads
    assert f"<{LOCAL['@base']}p2s1> <{SUMMIT}noClaimReason>" in quads


def test_context_reads_an_article() -> None:
    from pyld import jsonld

    document = article_file()
    document["@context"] = [load("ontology/context.jsonld")["@context"], LOCAL]
    quads = jsonld.to_rdf(document, {"format": "application/n-quads"})
    article, sentence = f"<{ID}article/an-article>", f"<{LOCAL['@base']}p1s1>"
    assert f"{sentence} <{SUMMIT}inArticle> {article} .\n" in quads
    assert f'{sentence} <http://www.w3.org/ns/oa#end> "9"^^' in quads
    assert f'{article} <http://purl.org/dc/terms/issued> "2025-10-20"^^' in quads
    document["issuedMonth"] = document.pop("issued")[:7]
    quads = jsonld.to_rdf(document, {"format": "application/n-quads"})
    kind = "<http://www.w3.org/2001/XMLSchema#gYearMonth>"
    assert f'{article} <http://purl.org/dc/terms/issued> "2025-10"^^{kind} .\n' in quads
