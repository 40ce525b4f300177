"""What is told of disputes: what each is about, and of every claim whether it counts."""

import json
from pathlib import Path
from typing import Any

import pytest
from test_disputes import (
    ABSENT,
    ID,
    PRESENT,
    S,
    built,
    change_equals_fresh,
    decisions,
    held_on,
    policy,
    run,
    say,
)

import summit_kg
from summit_kg.errors import UsageProblem
from summit_kg.graph import KnowledgeGraph
from summit_kg.reason.disputes import Dispute
from summit_kg.vocabulary import ARTICLE


def told(root: Path, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(root, "-f", "json", *arguments).stdout)
    return found


def certainty(root: Path, slug: str, word: str) -> None:
    path = root / "data" / "articles" / slug / "claims.yaml"
    path.write_text(path.read_text("utf-8").replace(": certain\n", f": {word}\n"), "utf-8")


def claims_of(dispute: dict[str, Any]) -> dict[str, tuple[bool, str]]:
    """Of each claim in a dispute: whether it is accepted, and why."""
    return {
        claim["claim"].removeprefix(ARTICLE): (claim["accepted"], claim["reason"])
        for side in dispute["sides"]
        for claim in side["claims"]
    }


def test_a_claim_that_is_not_accepted_is_never_shown_as_accepted(workspace: Path) -> None:
    """Two of a side are accepted, the third is only probable."""
    for slug in ("one", "two", "three"):
        say(workspace, slug, PRESENT)
    say(workspace, "four", ABSENT)
    certainty(workspace, "two", "probable")
    decided = decisions(built(workspace)[0])
    [dispute] = told(workspace)
    assert claims_of(dispute) == {f"{slug}/it": decided[slug] for slug in decided}
    assert [side["verdict"] for side in dispute["sides"]] == [
        "accepted, by 2 of 3 claims",
        "not accepted",
    ]
    for name in ("text", "md"):
        shown = run(workspace, "-f", name).stdout
        probable, accepted = (
            shown.index(words)
            for words in (
                "not accepted: stated as probable",
                "accepted: a report stated as certain",
            )
        )
        assert accepted < shown.index("one/it (") < shown.index("three/it (") < probable
        assert probable < shown.index("two/it (") < shown.index("four/it (")
        assert "taken:" not in shown


def test_a_claim_in_several_disputes_is_told_alike_in_each(workspace: Path) -> None:
    """Its day is undecided, so that it is not accepted, whatever else it says."""
    both = PRESENT.replace("label: The round", 'label: The round, heldOn: "2025-10-07"')
    say(workspace, "one", both)
    say(workspace, "two", held_on("2025-10-08"))
    say(workspace, "three", ABSENT)
    certainty(workspace, "three", "probable")
    decided = decisions(built(workspace)[0])
    assert not decided["one"][0]
    found = {dispute["id"]: dispute for dispute in told(workspace)}
    assert set(found) == {"round-heldOn", "tajikistan-tookPartIn-round"}
    for dispute in found.values():
        assert claims_of(dispute)["one/it"] == decided["one"]
        assert not any(side["accepted"] for side in dispute["sides"])
    assert run(workspace).stdout.count("✓") == 0


def test_who_lost_to_a_side_that_is_not_taken_is_told_so(workspace: Path) -> None:
    """One goes before two by its source, but falls with the day on which it is undecided."""
    both = PRESENT.replace("label: The round", 'label: The round, heldOn: "2025-10-07"')
    say(workspace, "one", both, extra="primary: true\n")
    say(workspace, "two", ABSENT)
    say(workspace, "three", held_on("2025-10-08"), extra="primary: true\n")
    decided = decisions(built(workspace)[0])
    assert not any(accepted for accepted, _ in decided.values())
    assert decided["two"][1] == (
        "disputed, and the other side goes before it since it has a primary source, "
        "though it is not taken either"
    )


def test_a_dispute_says_what_it_is_about_and_what_each_side_says(workspace: Path) -> None:
    say(workspace, "one", held_on("2025-10-07"))
    say(workspace, "two", held_on("2025-10-08"))
    say(workspace, "three", held_on("2025-10-08"))
    [dispute] = told(workspace)
    assert dispute["id"] == "round-heldOn"
    assert (dispute["subject"], dispute["property"]) == (f"{ID}round", f"{S}heldOn")
    assert [side["values"] for side in dispute["sides"]] == [["2025-10-08"], ["2025-10-07"]]
    headline = "The round · held on: 2025-10-08, or 2025-10-07"
    text = run(workspace).stdout.splitlines()
    assert text[0] == "1 dispute: 1 settled, 0 undecided"
    assert text[2] == f"Dispute 1: {headline}"
    assert run(workspace, "-f", "md").stdout.splitlines()[2] == f"## Dispute 1: {headline}"
    short = run(workspace, "--short").stdout.splitlines()
    assert short[2:] == [f"settled: {headline} (round-heldOn)"]
    assert run(workspace, "--short", "-f", "json").exit_code != 0


def test_disputes_keep_their_names_while_others_come_and_go(workspace: Path) -> None:
    say(workspace, "one", PRESENT)
    say(workspace, "two", ABSENT)
    [before] = told(workspace)
    say(workspace, "a-day", held_on("2025-10-07"))
    say(workspace, "b-day", held_on("2025-10-08"))
    say(workspace, "a-third", ABSENT)
    names = [dispute["id"] for dispute in told(workspace)]
    assert sorted(names) == ["round-heldOn", before["id"]]


def test_disputes_are_found_by_entity_claim_and_name(workspace: Path) -> None:
    say(workspace, "one", PRESENT)
    say(workspace, "two", ABSENT)
    say(workspace, "three", ABSENT)
    say(workspace, "a-day", held_on("2025-10-07"))
    say(workspace, "b-day", held_on("2025-10-08"))
    there, day = "tajikistan-tookPartIn-round", "round-heldOn"

    def names(*arguments: str) -> set[str]:
        return {dispute["id"] for dispute in told(workspace, *arguments)}

    assert names("tajikistan") == {there}
    assert names("id:round") == {there, day}
    assert names("--claim", "a-day/it") == {day}
    assert names("--id", there) == {there}
    assert names("--undecided") == {day}
    assert names("tajikistan", "--undecided") == set()
    assert run(workspace, "tajikistan").return_value == 0  # what is undecided is not shown
    assert run(workspace, "--id", "round-heldIn").exception is not None
    with pytest.raises(UsageProblem, match=r"no dispute is called .* \(did you mean round-heldOn"):
        raise run(workspace, "--id", "round-heldIn").exception or AssertionError
    assert isinstance(run(workspace, "--claim", "a-day/no").exception, UsageProblem)


def test_what_is_denied_of_a_class_is_about_the_member_named(workspace: Path) -> None:
    """Western states did not take part, and one source has one of them take part."""
    say(workspace, "one", PRESENT.replace("tajikistan", "united-states"))
    none = """\
iri: summit:WesternState
disjointWith:
  type: owl:Restriction
  onProperty: summit:tookPartIn
  hasValue: id:round
"""
    say(workspace, "two", none)
    path = workspace / "data" / "articles" / "two" / "claims.yaml"
    path.write_text(path.read_text("utf-8").replace("positive", "negative"), "utf-8")
    [dispute] = told(workspace)
    assert dispute["id"] == "united-states-tookPartIn-round"
    assert dispute["title"] == "United States · took part in · The round"
    says = {side["claims"][0]["claim"]: side["says"] for side in dispute["sides"]}
    assert says == {f"{ARTICLE}one/it": "yes", f"{ARTICLE}two/it": "no"}


def test_who_says_what_the_editors_marked_stands_with_it(workspace: Path) -> None:
    """Three says the same as the marked claim of one, and falls with it."""
    post = "iri: id:{}\nholdsPost: id:ambassador-of-russia-in-kabul\n"
    say(workspace, "one", post.format("zamir-kabulov"))
    say(workspace, "two", post.format("dmitry-zhirnov"), keys="    disputes: [one/it]\n")
    say(workspace, "three", post.format("zamir-kabulov"))
    policy(workspace, "trust: {publishers: {two.example: 5}}\n")
    decided = decisions(built(workspace)[0])
    assert {slug for slug, (accepted, _) in decided.items() if accepted} == {"two"}
    [dispute] = told(workspace)
    assert set(claims_of(dispute)) == {"one/it", "two/it", "three/it"}
    assert dispute["id"] == "holdsPost-ambassador-of-russia-in-kabul"
    assert [side["values"] for side in dispute["sides"]] == [
        [f"{ID}dmitry-zhirnov"],
        [f"{ID}zamir-kabulov"],
    ]


def test_what_is_left_open_is_so_where_the_other_side_is_only_probable(workspace: Path) -> None:
    say(workspace, "one", PRESENT)
    say(workspace, "two", PRESENT)
    say(workspace, "three", ABSENT)
    certainty(workspace, "three", "probable")
    policy(workspace, "resolutions: [{leaveOpen: [one/it, three/it], reason: Nobody counted.}]\n")
    store, report = built(workspace)
    decided = decisions(store)
    why = "disputed, and left open by hand: Nobody counted."
    assert decided["one"] == decided["two"] == (False, why)
    assert report.undecided is None
    [dispute] = told(workspace)
    assert dispute["outcome"] == "left open"
    assert [side["verdict"] for side in dispute["sides"]] == ["left open", "not accepted"]


def contradicting_itself(root: Path) -> None:
    """Write a source that calls one thing an agreement, and by its day a meeting."""
    say(root, "self", 'iri: id:doc\nheldOn: "2025-10-07"\n')
    path = root / "data" / "articles" / "self" / "claims.yaml"
    day = path.read_text("utf-8")
    say(root, "self", "iri: id:doc\ntype: Agreement\n")
    kind = path.read_text("utf-8").partition("claims:\n")[2]
    kind = kind.replace("iri: it", "iri: kind").replace("assertion:it", "assertion:kind")
    path.write_text(day + kind, "utf-8")


@pytest.mark.parametrize(
    "settled",
    [
        "accept: [other/it]",
        "leaveOpen: [self/it, self/kind, other/it]",
        "leaveOpen: [self/it, other/it]",
    ],
)
def test_what_a_person_settled_is_no_contradiction(workspace: Path, settled: str) -> None:
    """The source that contradicts itself disputes the day with another."""
    contradicting_itself(workspace)
    say(workspace, "other", 'iri: id:doc\nheldOn: "2025-10-08"\n')
    say(workspace, "third", "iri: id:doc\nlabel: The paper\n")
    assert built(workspace)[1].inconsistency is not None
    policy(workspace, f"resolutions: [{{{settled}, reason: The minutes say so.}}]\n")
    store, report = built(workspace)
    assert report.inconsistency is report.undecided is None
    accepted, reason = decisions(store)["self"]
    assert not accepted
    assert "by hand" in reason
    assert run(workspace, command="build").return_value == 0


def test_what_does_not_clash_is_not_left_open(workspace: Path) -> None:
    say(workspace, "one", PRESENT)
    say(workspace, "two", held_on("2025-10-07"))
    policy(workspace, "resolutions: [{leaveOpen: [one/it, two/it], reason: Nobody counted.}]\n")
    assert all(accepted for accepted, _ in decisions(built(workspace)[0]).values())


def test_what_is_left_open_stays_so_when_another_article_changes(
    workspace: Path, tmp_path: Path
) -> None:
    for number in range(8):
        say(workspace, f"other-{number}", f"iri: id:thing-{number}\ntype: Meeting\n")
    say(workspace, "one", PRESENT)
    say(workspace, "two", ABSENT)
    certainty(workspace, "two", "probable")
    policy(workspace, "resolutions: [{leaveOpen: [one/it, two/it], reason: Nobody counted.}]\n")
    place = str(tmp_path / "store")
    summit_kg.build(str(workspace), store=place)
    for slug, assertion in (
        ("other-1", PRESENT),
        ("one", PRESENT),
        ("other-1", "iri: id:thing-1\ntype: Meeting\n"),
    ):
        say(workspace, slug, assertion, extra=f"title: Of {slug}\n" if slug == "one" else "")
        assert not decisions(change_equals_fresh(workspace, place))["one"][0]


def test_an_equal_of_what_is_left_open_does_not_win_by_it(workspace: Path) -> None:
    for day in (1, 2, 3):
        say(workspace, f"day-{day}", held_on(f"2025-10-0{day}"))
    policy(workspace, "resolutions: [{leaveOpen: [day-1/it, day-2/it], reason: Nobody knows.}]\n")
    store, report = built(workspace)
    why = "disputed, and left open by hand: Nobody knows."
    assert set(decisions(store).values()) == {(False, why)}
    assert report.undecided is None


def test_a_reason_names_who_is_not_trusted_as_people_do(workspace: Path) -> None:
    say(workspace, "one", PRESENT)
    path = workspace / "data" / "articles" / "one" / "claims.yaml"
    path.write_text(
        path.read_text("utf-8").replace("[article:one]", "[article:one, id:zamir-kabulov]"), "utf-8"
    )
    policy(workspace, "trust: {speakers: {id:zamir-kabulov: 0}}\n")
    assert decisions(built(workspace)[0])["one"] == (
        False, "the policy gives id:zamir-kabulov no trust",
    )  # fmt: skip


def the_one(disputes: list[Dispute], id_: str) -> Dispute:
    (found,) = (dispute for dispute in disputes if dispute.id == id_)
    return found


def test_disputes_of_the_corpus_are_told_as_they_are(corpus: KnowledgeGraph) -> None:
    found = corpus.disputes()
    assert all(dispute.title for dispute in found)
    assert len({dispute.id for dispute in found}) == len(found)
    for dispute in found:
        for side in dispute.sides:
            assert all(claim.reason for claim in side.claims)
            assert side.accepted <= any(claim.accepted for claim in side.claims)
    taliban = the_one(found, "taliban-tookPartIn-moscow-format-2")
    assert {c.short for s in taliban.sides for c in s.claims if c.accepted} == {
        f"{slug}/taliban-at-moscow-format-2" for slug in ("mywiloo", "steelcity", "technapex")
    }
    office = the_one(found, "holdsPost-ambassador-of-russia-in-kabul")
    assert "ariana-rec/zhirnov-office" in {c.short for s in office.sides for c in s.claims}
    names = the_one(found, "afghanistan-officialName")
    accepted = [side.says for side in names.sides if side.accepted]
    assert len(accepted) == 2
    assert all("accepted by hand" in why for s in names.sides if s.accepted for why in s.reasons)
