"""Denials: who says that a triple is not so, in every format, whether accepted or not."""

import json
from pathlib import Path

import pydot
import pytest
from command_line import summit
from small_articles import (
    MEETING,
    absent,
    small_workspace,
    took_part,
    western_absent,
    write_article,
)

import summit_kg
from summit_kg.graph import KnowledgeGraph
from summit_kg.reason.explanation import Explanation
from summit_kg.reason.explanation_text import written

ROUND = "Seventh round of the Moscow Format"
EMIRATE = "Islamic Emirate of Afghanistan"


def names(found: Explanation) -> list[tuple[str, str, bool]]:
    return [(one.text, one.claim.short, one.claim.accepted) for one in found.denials]


def test_what_a_claim_denies_names_it(corpus: KnowledgeGraph) -> None:
    found = corpus.explain("Kazakhstan", "recognises", EMIRATE)
    assert found.status == "unknown"
    text = f"Kazakhstan · recognises · {EMIRATE}"
    assert names(found) == [(text, "afintl-2602/kazakhstan-has-not-recognised", True)]
    [denied] = found.denials
    assert [voice.label for voice in denied.claim.voices] == ["afintl.com 2026-02-16 (afintl-2602)"]
    shown = " ".join(str(found).split())
    assert (
        "Denied by: “Kazakhstan has not recognised the Islamic Emirate, as of February 2026.” - "
        "kazakhstan-has-not-recognised (report, certain, negative), said by afintl.com" in shown
    )
    assert shown.endswith("- accepted: an absence stated by the article itself")


def test_every_source_that_denies_it_is_named(corpus: KnowledgeGraph) -> None:
    found = corpus.explain("Tajikistan", "endorses", "Kazan Declaration")
    assert [short.partition("/")[0] for _, short, _ in names(found)] == [
        "russiasnews", "tass-1004", "tass-kazan"
    ]  # fmt: skip


@pytest.mark.parametrize("property_", ["took part in", "took part as member in"])
def test_who_is_of_an_excluded_class_is_denied_it(seed: KnowledgeGraph, property_: str) -> None:
    found = seed.explain("United States", property_, ROUND)
    assert names(found) == [
        (f"no Western state · took part in · {ROUND}",
         "bagram-betrayal/no-western-state-took-part", True),
    ]  # fmt: skip
    assert [sentence.name for sentence in found.denials[0].claim.sentences] == ["p2s1"]
    assert f"Denied by (of “no Western state · took part in · {ROUND}”):" in str(found).replace(
        "\n", " "
    )
    assert names(seed.explain("China", property_, ROUND)) == []


def test_a_denial_that_is_not_accepted_says_so_and_stands_beneath_what_holds_too(
    corpus: KnowledgeGraph,
) -> None:
    found = corpus.explain("ISIL", "active in", "Afghanistan")
    assert found.denials
    assert not any(one.claim.accepted for one in found.denials)
    block = str(found).partition("Denied by:\n")[2]
    assert block.count("not accepted: ") == len(found.denials)
    assert "  - accepted: " not in block


def test_denials_are_in_every_format(seed: KnowledgeGraph) -> None:
    found = seed.explain("United States", "took part in", ROUND)
    [data] = json.loads(written([found], "json"))
    [denial] = data["denials"]
    assert denial["denies"] == f"no Western state · took part in · {ROUND}"
    assert denial["claim"]["accepted"] is True
    assert denial["claim"]["sentences"][0]["name"] == "p2s1"
    markdown = written([found], "md")
    assert f"**Denied by (of “no Western state · took part in · {ROUND}”):**" in markdown
    [graph] = pydot.graph_from_dot_data(written([found], "dot")) or []
    [edge] = graph.get_edges()
    assert edge.get("label").strip('"') == "denies"


def test_a_denial_of_less_is_no_denial(tmp_path: Path) -> None:
    """Who did not take part as a member may have taken part."""
    root = small_workspace(tmp_path)
    as_member = absent("not-as-member", "id:iran")
    [asserted] = as_member["asserts"].values()
    asserted["assertionProperty"] = "summit:tookPartAsMemberIn"
    write_article(root, "one", [as_member, western_absent("west"), took_part("us", "id:china")])
    with summit_kg.open(":memory:", workspace=str(root)) as graph:
        assert names(graph.explain("Iran", "tookPartIn", MEETING)) == []
        [only] = names(graph.explain("Iran", "tookPartAsMemberIn", MEETING))
        assert only[1] == "one/not-as-member"
        assert names(graph.explain("China", "tookPartIn", MEETING)) == []


def test_the_command_names_denials(seed_workspace: Path, tmp_path: Path) -> None:
    call = ("explain", "United States", "took part in", ROUND, "--workspace", str(seed_workspace))
    out = summit(*call, "--store", str(tmp_path), code=1).stdout
    assert "no-western-state-took-part (report, certain, negative)" in out
