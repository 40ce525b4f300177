"""What would follow were claims accepted that are not: found, proved, and no claim too many."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from answers import solutions
from command_line import summit_in
from small_articles import (
    BASES,
    JOINT_STATEMENT,
    absent,
    claim,
    position,
    small_workspace,
    took_part,
    write_article,
)

import summit_kg
from summit_kg.graph import KnowledgeGraph
from summit_kg.reason.explanation import claims_behind
from summit_kg.reason.explanation_text import written

WHY = ("Iran", "opposes", BASES)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = small_workspace(tmp_path / "workspace")
    member = "tookPartAsMemberIn"
    write_article(root, "one", [
        claim("joint", JOINT_STATEMENT, claimType="interpretation"),
        took_part("india-member", "id:india", member),
    ])  # fmt: skip
    write_article(root, "two", [
        took_part("iran-member", "id:iran", member, certainty="possible"),
        took_part("china-member", "id:china", member, certainty="possible"),
        absent("pakistan-gone", "id:pakistan"),
        took_part("pakistan-member", "id:pakistan", member, certainty="possible"),
    ])  # fmt: skip
    return root


@pytest.fixture
def graph(root: Path) -> Iterator[KnowledgeGraph]:
    with summit_kg.open(workspace=str(root)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("actor", "needed"),
    [("India", {"one/joint"}), ("Iran", {"one/joint", "two/iran-member"})],
)
def test_it_names_just_the_claims_that_it_takes(
    graph: KnowledgeGraph, actor: str, needed: set[str]
) -> None:
    before = sorted(map(str, graph.oxigraph))
    found = graph.explain(actor, "opposes", BASES)
    assert (found.status, found.holds, found.clash) == ("conditional", False, False)
    assert {claim.short for claim in found.claims} == needed
    assert not any(claim.accepted for claim in found.claims)
    assert {claim.short for claim in found.supposed} == needed
    behind = {claim.short: claim.accepted for claim in claims_behind([found])}
    assert {name for name, accepted in behind.items() if not accepted} == needed
    assert sorted(map(str, graph.oxigraph)) == before
    with graph.supposing(sorted(needed)) as scratch:
        assert scratch.explain(actor, "opposes", BASES).status == "inferred"
    for name in needed:
        with graph.supposing(sorted(needed - {name})) as scratch:
            assert not scratch.explain(actor, "opposes", BASES).holds


def test_its_proof_marks_what_is_supposed_and_its_command_works(root: Path) -> None:
    text = summit_in(root, "explain", *WHY, code=1).stdout
    flat = " ".join(text.split())
    assert "does not hold; it would follow, were these claims accepted:" in flat
    assert flat.count("- not accepted: ") == 2
    assert "∴ Iran · opposes · " in flat
    assert "supposed; by itself not accepted: " in flat
    assert "said by report two; p0s1 of report two" in flat
    [command] = re.findall(r"^  (summit-kg reason --suppose .*)$", text, re.MULTILINE)
    shown = summit_in(root, *shlex.split(command)[1:]).stdout
    assert "Iran · opposes · " in shown
    options = shlex.split(command)[2:]
    assert summit_in(root, "explain", *WHY, *options).stdout.startswith(
        "Supposing one/joint and two/iran"
    )
    [data] = json.loads(summit_in(root, "explain", *WHY, "-f", "json", code=1).stdout)
    assert data["status"] == "conditional"
    assert [c["accepted"] for c in data["claims"]] == [False, False]
    assert data["proofs"]
    for name in ("md", "dot"):
        assert "does not hold" in summit_in(
            root, "explain", *WHY, "-f", name, code=1
        ).stdout.replace("\\n", " ")


def test_what_would_contradict_says_so(graph: KnowledgeGraph) -> None:
    found = graph.explain("Pakistan", "opposes", BASES)
    assert (found.status, found.clash) == ("conditional", True)
    assert "That would contradict what is known." in written([found], "text")


def test_claims_that_contradict_nothing_go_before_fewer(root: Path) -> None:
    write_article(root, "three", [
        position("for", "id:iran", "Support", BASES),
        position("against", "id:china", "Opposition", BASES, claimType="forecast"),
    ])  # fmt: skip
    with summit_kg.open(workspace=str(root)) as graph:
        assert graph.explain("Iran", "opposes", BASES).clash
        found = graph.explain("China", "opposes", BASES)
        assert (found.clash, [claim.short for claim in found.claims]) == (False, ["three/against"])
        with graph.supposing(["one/joint", "two/china-member"]) as scratch:
            assert scratch.explain("China", "opposes", BASES).holds
    write_article(root, "three", [
        position("against", "id:china", "Opposition", BASES, claimType="forecast"),
        claim("denied", {
            "type": "owl:NegativePropertyAssertion", "sourceIndividual": "id:china",
            "assertionProperty": "summit:holdsPosition",
            "targetIndividual": "id:against-position",
        }, polarity="negative"),
    ])  # fmt: skip
    with summit_kg.open(workspace=str(root)) as graph:
        found = graph.explain("China", "opposes", BASES)
        assert not found.clash
        assert {claim.short for claim in found.claims} == {"one/joint", "two/china-member"}


def test_what_follows_from_no_claim_says_so(graph: KnowledgeGraph) -> None:
    found = graph.explain("Belarus", "opposes", BASES)
    assert (found.status, found.proofs, found.claims) == ("unknown", (), ())
    assert "no claim states it, nor would it follow from any" in " ".join(
        written([found], "text").split()
    )


def test_every_would_be_fact_of_the_sources_is_found_with_claims_that_give_it(
    corpus: KnowledgeGraph,
) -> None:
    store = corpus.oxigraph
    answer = store.query(
        "PREFIX s: <https://w3id.org/summit-kg/ontology#> "
        "SELECT ?c { ?c s:accepted false ; s:polarity s:positive }"
    )
    supposed = corpus.suppose([str(row["c"]) for row in solutions(answer)])
    goals = [triple for triple, text in supposed.follows if " · opposes · " in text]
    assert len(goals) > 10
    for goal in goals:
        found = corpus.explain(*goal)
        assert found.status == "conditional", goal
        again = corpus.suppose([claim.short for claim in found.claims])
        assert goal in {triple for triple, _ in again.follows}


def test_a_graph_without_reasoning_says_so(root: Path) -> None:
    summit_in(root, "build", "--no-reason")
    text = " ".join(summit_in(root, "explain", *WHY, code=1).stdout.split())
    assert text.endswith(
        "does not hold; no claim in this graph states it Note: nothing is inferred in this graph, "
        "which was built without reasoning."
    )
