"""Answers about what no side is accepted on: disputed or claimed only, not silence."""

from pathlib import Path

import pytest
from test_dispute_text import certainty
from test_disputes import ABSENT, ID, PRESENT, held_on, policy, say

import summit_kg
from summit_kg.graph import KnowledgeGraph

ROUND = f"{ID}round"


def ask(root: Path, query: str, **parameters: str) -> list[dict[str, str]]:
    """The rows of a saved query, as text."""
    with summit_kg.open(":memory:", workspace=str(root)) as graph:
        return rows(graph, query, **parameters)


def rows(graph: KnowledgeGraph, query: str, **parameters: str) -> list[dict[str, str]]:
    """The rows of a saved query, each with the columns that have a value."""
    answer = graph.query(query, **parameters)
    names = [variable.value for variable in answer.variables]
    return [{n: row[n].value for n in names if row[n] is not None} for row in answer]


def presence(root: Path) -> tuple[set[str], set[str]]:
    """What is answered on Tajikistan at the round, and the sources of the claims."""
    found = ask(root, "presence-of-actor", actor="Tajikistan", meeting=ROUND)
    claims = {row["claim"].split("/")[-2] for row in found if "claim" in row}
    return {row["presence"] for row in found}, claims


def members(root: Path) -> str:
    found = ask(root, "presence-of-members", group="Central Asia", meeting=ROUND)
    (answer,) = (row["presence"] for row in found if row["memberLabel"] == "Tajikistan")
    return answer


def test_a_presence_on_which_no_side_is_accepted_is_disputed(workspace: Path) -> None:
    say(workspace, "one", PRESENT)
    say(workspace, "two", ABSENT)
    assert presence(workspace) == ({"disputed"}, {"one", "two"})
    assert members(workspace) == "disputed"
    say(workspace, "three", ABSENT)
    assert presence(workspace) == ({"stated absent"}, {"two", "three"})
    assert members(workspace) == "stated absent"


def test_a_presence_that_is_only_probable_is_claimed_only(workspace: Path) -> None:
    for assertion in (PRESENT, ABSENT):
        say(workspace, "one", assertion)
        certainty(workspace, "one", "probable")
        assert presence(workspace) == ({"claimed only"}, {"one"})
        assert members(workspace) == "claimed only"


def test_what_is_open_by_hand_is_disputed(workspace: Path) -> None:
    say(workspace, "one", PRESENT)
    say(workspace, "two", ABSENT)
    certainty(workspace, "two", "probable")
    policy(workspace, "resolutions: [{leaveOpen: [one/it, two/it], reason: Nobody counted.}]\n")
    assert presence(workspace) == ({"disputed"}, {"one", "two"})


def test_what_a_class_is_denied_is_disputed_of_its_members(workspace: Path) -> None:
    say(workspace, "one", PRESENT.replace("tajikistan", "united-states"))
    none = (
        "iri: summit:WesternState\ndisjointWith:\n  type: owl:Restriction\n"
        "  onProperty: summit:tookPartIn\n  hasValue: id:round\n"
    )
    say(workspace, "two", none)
    path = workspace / "data" / "articles" / "two" / "claims.yaml"
    path.write_text(path.read_text("utf-8").replace("positive", "negative"), "utf-8")
    found = ask(workspace, "presence-of-actor", actor="United States", meeting=ROUND)
    assert {row["presence"] for row in found} == {"disputed"}
    assert {row.get("classLabel", "") for row in found} == {"", "Western state"}


def test_a_forecast_alone_is_no_mention(workspace: Path) -> None:
    say(workspace, "one", PRESENT)
    path = workspace / "data" / "articles" / "one" / "claims.yaml"
    path.write_text(path.read_text("utf-8").replace(": report", ": forecast"), "utf-8")
    say(workspace, "two", "iri: id:round\ntype: Meeting\nlabel: The round\n")
    assert presence(workspace) == ({"not mentioned"}, set())


@pytest.mark.parametrize(
    ("days", "sure", "answer"),
    [((7, 8), "certain", "disputed"), ((7,), "probable", "claimed only"),
     ((7, 8), "probable", "disputed"), ((7, 7), "probable", "claimed only")],
)  # fmt: skip
def test_a_day_that_is_not_accepted_is_told(
    workspace: Path, days: tuple[int, ...], sure: str, answer: str
) -> None:
    sources = [f"source-{number}" for number, _ in enumerate(days)]
    for slug, day in zip(sources, days, strict=True):
        say(workspace, slug, held_on(f"2025-10-0{day}"))
        certainty(workspace, slug, sure)
    say(workspace, "other", "iri: id:round\ntype: Meeting\nlabel: The round\nroundNumber: 7\n")
    found = ask(workspace, "meeting-facts", meeting=ROUND)
    told = {
        (row["property"].rpartition("#")[2], row.get("value", ""), row["valueLabel"])
        for row in found
    }
    assert ("heldOn", "", answer) in told
    assert ("roundNumber", "7", "7") in told
    assert ("heldIn", "", "not stated") in told
    claims = {row["claim"].split("/")[-2] for row in found if row["property"].endswith("#heldOn")}
    assert claims == set(sources)


def test_a_value_that_another_denies_is_disputed(workspace: Path) -> None:
    say(workspace, "one", "iri: id:round\ntype: Meeting\nlabel: The round\nhostedBy: id:russia\n")
    denial = ABSENT.replace("id:tajikistan", "id:round").replace("tookPartIn", "hostedBy")
    denial = denial.replace("targetIndividual: id:round", "targetIndividual: id:russia")
    say(workspace, "two", denial)
    found = ask(workspace, "meeting-facts", meeting=ROUND)
    hosts = [row for row in found if row["property"].endswith("#hostedBy")]
    assert {row["valueLabel"] for row in hosts} == {"disputed"}
    assert {row["claim"].split("/")[-2] for row in hosts} == {"one", "two"}


def test_a_value_that_the_editors_mark_is_disputed(workspace: Path) -> None:
    level = "iri: id:round\ntype: Meeting\nlabel: The round\nheldAtLevel: summit:{}\n"
    say(workspace, "one", level.format("ministerial"))
    say(workspace, "two", level.format("seniorOfficial"), keys="    disputes: [one/it]\n")
    found = ask(workspace, "meeting-facts", meeting=ROUND)
    levels = [row for row in found if row["property"].endswith("#heldAtLevel")]
    assert {row["valueLabel"] for row in levels} == {"disputed"}
    assert {row["claim"].split("/")[-2] for row in levels} == {"one", "two"}


def test_a_role_that_is_not_accepted_is_told_apart(corpus: KnowledgeGraph) -> None:
    found = rows(corpus, "roles-in-meeting", meeting="Seventh round of the Moscow Format")
    told = {
        (row["roleLabel"], row["accepted"], row["claim"].split("/")[-2])
        for row in found
        if row["partyLabel"] == "Belarus"
    }
    assert ("guest", "true", "dna") in told
    assert ("guest", "false", "tass-1002") in told
    assert ("observer", "false", "idn") in told


def test_whether_tajikistan_was_at_the_fifth_round_is_disputed(corpus: KnowledgeGraph) -> None:
    fifth = "Fifth round of the Moscow Format"
    found = rows(corpus, "presence-of-actor", actor="Tajikistan", meeting=fifth)
    assert {(row["presence"], row["claim"].split("/")[-2]) for row in found} == {
        ("disputed", slug) for slug in ("nca-kazan", "rfemb-kazan", "tat-kazan")
    }
    found = rows(corpus, "presence-of-members", group="Central Asia", meeting=fifth)
    told = {row["memberLabel"]: row["presence"] for row in found}
    assert told.pop("Tajikistan") == "disputed"
    assert set(told.values()) <= {"took part", "not mentioned"}
