"""Sources that disagree: what the policy takes, what it leaves open, and what is told of it."""

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from answers import solutions
from click.testing import CliRunner, Result

import summit_kg
from summit_kg.builder import Report, build_in_memory
from summit_kg.cli import group
from summit_kg.errors import InputProblem, UsageProblem
from summit_kg.opening import UNDECIDED
from summit_kg.reason.sides import same_text
from summit_kg.workspace import find

S = "https://w3id.org/summit-kg/ontology#"
ID = "https://w3id.org/summit-kg/id/"
PRESENT = """\
iri: id:tajikistan-at-round
type: Participation
participant: id:tajikistan
inMeeting: {iri: id:round, type: Meeting, label: The round}
"""
ABSENT = """\
type: owl:NegativePropertyAssertion
sourceIndividual: id:tajikistan
assertionProperty: summit:tookPartIn
targetIndividual: id:round
"""


def held_on(day: str) -> str:
    return f'iri: id:round\ntype: Meeting\nlabel: The round\nheldOn: "{day}"\n'


def say(root: Path, slug: str, assertion: str, *, extra: str = "", keys: str = "") -> None:
    """Write a source without text that makes one claim, called `it`."""
    folder = root / "data" / "articles" / slug
    folder.mkdir(exist_ok=True)
    head = f"""\
"@context":
  - ../../../ontology/context.jsonld
  - "@base": {ID}article/{slug}/
    assertion: https://w3id.org/summit-kg/graph/claim/{slug}/
iri: article:{slug}
"""
    negative = "owl:Negative" in assertion
    indented = "".join(f"          {line}\n" for line in assertion.splitlines())
    (folder / "article.yaml").write_text(
        f"{head}type: Article\nlabel: {slug}\npublisher: {slug}.example\n{extra}", "utf-8"
    )
    (folder / "claims.yaml").write_text(
        f"""{head}claims:
  - iri: it
    statement: What {slug} says.
    claimedBy: [article:{slug}]
    polarity: {"negative" if negative else "positive"}
    certainty: certain
    claimType: report
{keys}    asserts:
      assertion:it:
{indented}""".replace("          ", "        "),
        "utf-8",
    )


def policy(root: Path, text: str) -> None:
    (root / "data" / "policy.yaml").write_text(text, "utf-8")


def built(root: Path) -> tuple[ox.Store, Report]:
    store, _, report = build_in_memory(find(str(root)))
    return store, report


def decisions(store: ox.Store) -> dict[str, tuple[bool, str]]:
    """The decision on the claim of each source of this file."""
    rows = store.query(
        f"""SELECT ?claim ?accepted ?reason {{
          ?claim <{S}accepted> ?accepted ; <{S}acceptanceReason> ?reason
          FILTER(STRENDS(STR(?claim), "/it")) }}"""
    )
    return {
        row["claim"].value.split("/")[-2]: (row["accepted"].value == "true", row["reason"].value)
        for row in solutions(rows)
    }


def accepted(store: ox.Store) -> set[str]:
    return {name for name, (yes, _) in decisions(store).items() if yes}


def took_part(store: ox.Store) -> bool:
    triple = ox.NamedNode(ID + "tajikistan"), ox.NamedNode(S + "tookPartIn")
    return ox.Quad(*triple, ox.NamedNode(ID + "round"), ox.DefaultGraph()) in store


def test_without_a_preference_neither_side_is_accepted(workspace: Path) -> None:
    say(workspace, "one", PRESENT)
    say(workspace, "two", ABSENT)
    store, report = built(workspace)
    assert report.inconsistency is None
    assert not took_part(store)
    assert decisions(store) == dict.fromkeys(
        ("one", "two"), (False, "disputed, and the policy prefers no side")
    )


def test_who_says_the_same_stands_together(workspace: Path) -> None:
    say(workspace, "one", PRESENT)
    say(workspace, "two", ABSENT)
    say(workspace, "three", ABSENT)
    store, report = built(workspace)
    assert accepted(store) == {"two", "three"}
    assert not took_part(store)
    assert "more independent sources" in decisions(store)["one"][1]
    assert "taken since it has more independent sources" in decisions(store)["two"][1]
    assert report.counts.accepted == 3  # with the small report's own claim
    assert report.counts.inferred == len(
        list(store.quads_for_pattern(None, None, None, ox.NamedNode(
            "https://w3id.org/summit-kg/graph/inferred")))
    )  # fmt: skip


@pytest.mark.parametrize("extra", ["relays: an agency\n"])
def test_sources_of_one_agency_count_once(workspace: Path, extra: str) -> None:
    say(workspace, "one", PRESENT)
    say(workspace, "two", ABSENT, extra=extra)
    say(workspace, "three", ABSENT, extra=extra)
    assert accepted(built(workspace)[0]) == set()


def test_who_says_it_only_jointly_counts_once_and_as_no_primary_source(workspace: Path) -> None:
    say(workspace, "one", PRESENT)
    say(workspace, "two", ABSENT, keys="    jointly: true\n", extra="primary: true\n")
    say(workspace, "three", ABSENT, keys="    jointly: true\n")
    assert accepted(built(workspace)[0]) == set()
    policy(workspace, "trust: {publishers: {three.example: 3}}\n")
    assert accepted(built(workspace)[0]) == set()  # it need not be the trusted one that says it
    assert run(workspace).output.count("(report, certain, jointly)") == 2
    say(workspace, "two", ABSENT)
    policy(workspace, "prefer: [trust, primary, sources]\n")
    assert accepted(built(workspace)[0]) == set()  # one against one: three may say nothing of it
    say(workspace, "three", ABSENT)
    assert accepted(built(workspace)[0]) == {"two", "three"}


@pytest.mark.parametrize(("value", "word"), [("maybe", "must be true or false"), ("1", "true or")])
def test_jointly_is_true_or_false(workspace: Path, value: str, word: str) -> None:
    say(workspace, "one", PRESENT, keys=f"    jointly: {value}\n")
    with pytest.raises(InputProblem, match=word):
        built(workspace)


def test_a_primary_source_goes_before_many(workspace: Path) -> None:
    say(workspace, "one", PRESENT, extra="primary: true\n")
    say(workspace, "two", ABSENT)
    say(workspace, "three", ABSENT)
    store, _ = built(workspace)
    assert accepted(store) == {"one"}
    assert took_part(store)


def test_trust_goes_before_all_unless_the_policy_orders_otherwise(workspace: Path) -> None:
    say(workspace, "one", PRESENT, extra="primary: true\n")
    say(workspace, "two", ABSENT)
    policy(workspace, "trust: {publishers: {two.example: 3}}\n")
    assert accepted(built(workspace)[0]) == {"two"}
    policy(workspace, "trust: {publishers: {two.example: 3}}\nprefer: [primary, trust]\n")
    assert accepted(built(workspace)[0]) == {"one"}


def test_what_was_settled_by_hand_stands(workspace: Path) -> None:
    say(workspace, "one", PRESENT, extra="primary: true\n")
    say(workspace, "two", ABSENT)
    policy(workspace, "resolutions: [{accept: [two/it], reason: The list was corrected.}]\n")
    store, _ = built(workspace)
    assert accepted(store) == {"two"}
    assert decisions(store)["two"][1].startswith("accepted by hand: The list was corrected.")


def test_a_side_that_would_win_is_not_taken_where_a_person_leaves_it_open(workspace: Path) -> None:
    for slug in ("two", "three"):
        say(workspace, slug, ABSENT)
    say(workspace, "one", PRESENT)
    policy(workspace, "resolutions: [{leaveOpen: [one/it, two/it], reason: Nobody counted.}]\n")
    store, report = built(workspace)
    assert report.undecided is None
    why = "disputed, and left open by hand: Nobody counted."
    assert decisions(store) == dict.fromkeys(("one", "two", "three"), (False, why))
    listed = run(workspace, "-f", "json")
    [dispute] = json.loads(listed.stdout)
    assert dispute["settled"] is dispute["undecided"] is False
    assert listed.return_value == 0
    found = json.loads(run(workspace, "-f", "json", command="validate").stdout)
    assert found["inconsistency"] is None
    assert [p["level"] for p in found["problems"] if p["source"] == "disputes"] == ["INFO"]


def test_validate_notes_what_the_policy_settled_and_reports_what_it_did_not(
    workspace: Path,
) -> None:
    say(workspace, "one", PRESENT)
    say(workspace, "two", ABSENT, keys="    disputes: [one/it]\n")
    undecided = run(workspace, "-f", "json", command="validate")
    found = json.loads(undecided.stdout)
    assert [problem["rule"] for problem in found["problems"]].count("undecided") == 2
    kinds = [one["kind"] for one in found["inconsistency"]["contradictions"]]
    assert sorted(kinds) == ["marked by the editors", "negative assertion"]
    repairs = [[ID + f"article/{slug}/it"] for slug in ("one", "two")]
    assert found["inconsistency"]["repairs"] == repairs
    say(workspace, "three", ABSENT)
    settled = run(workspace, "-f", "json", command="validate")
    assert json.loads(settled.stdout)["inconsistency"] is None
    [problem] = [p for p in json.loads(settled.stdout)["problems"] if p["source"] == "disputes"]
    assert (problem["level"], problem["path"]) == ("INFO", "data/articles/one/claims.yaml")
    assert problem["message"].startswith("Tajikistan · took part in · ")
    shown = run(workspace, "--id", problem["hint"].split()[3])
    assert "more independent sources" in shown.stdout


def test_what_was_settled_by_hand_is_disputed_and_may_be_a_hedge(workspace: Path) -> None:
    say(workspace, "one", PRESENT)
    say(workspace, "two", ABSENT)
    path = workspace / "data" / "articles" / "two" / "claims.yaml"
    hedged = path.read_text("utf-8").replace("certainty: certain", "certainty: probable")
    path.write_text(hedged, "utf-8")
    policy(
        workspace,
        "resolutions: [{accept: [two/it], refuse: [one/it], reason: The list is complete.}]\n",
    )
    store, report = built(workspace)
    assert accepted(store) == {"two"}
    assert report.findings == []
    marked = store.quads_for_pattern(None, ox.NamedNode(S + "disputed"), None, None)
    assert {str(quad.subject).split("/")[-2] for quad in marked} == {"one", "two"}


def test_only_a_forecast_can_come_true(workspace: Path) -> None:
    say(workspace, "one", PRESENT)
    for other, check in (("one/it", "outcome-of-no-forecast"), ("one/nothing", "unknown-claim")):
        say(workspace, "two", held_on("2021-09-16"), keys=f"    leavesOpen: [{other}]\n")
        assert check in {finding.check for finding in built(workspace)[1].findings}


def test_values_of_which_there_is_one_clash(workspace: Path) -> None:
    say(workspace, "one", held_on("2021-09-16"))
    say(workspace, "two", held_on("2022-09-16"))
    say(workspace, "three", held_on("2021-09-16"))
    assert accepted(built(workspace)[0]) == {"one", "three"}


def test_a_tie_of_the_strongest_lets_no_weaker_side_win(workspace: Path) -> None:
    for slug, day in (("a", 1), ("b", 1), ("c", 2), ("d", 2), ("e", 3)):
        say(workspace, slug, held_on(f"2021-09-0{day}"))
    assert accepted(built(workspace)[0]) == set()


def test_who_lost_takes_nobody_down(workspace: Path) -> None:
    """Two says of the day what one denies, and of the guest what three denies."""
    say(workspace, "one", held_on("2021-09-01"), extra="primary: true\n")
    say(workspace, "two", held_on("2021-09-02"))
    say(workspace, "three", "iri: id:round\nroundNumber: 3\n", keys="    disputes: [two/it]\n")
    assert accepted(built(workspace)[0]) == {"one", "three"}


def test_the_editors_mark_what_no_axiom_tells(workspace: Path) -> None:
    say(workspace, "one", "iri: id:taliban\nlabel: A movement\n")
    say(workspace, "two", "iri: id:taliban\nlabel: A party\n", keys="    disputes: [one/it]\n")
    assert accepted(built(workspace)[0]) == set()
    (dispute,) = summit_kg.open(":memory:", workspace=str(workspace)).disputes()
    assert dispute.kind == "marked by the editors"


def test_a_source_that_contradicts_itself_is_not_settled(workspace: Path) -> None:
    say(workspace, "one", PRESENT)
    path = workspace / "data" / "articles" / "one" / "claims.yaml"
    denial = "".join(f"        {line}\n" for line in ABSENT.splitlines())
    claim = path.read_text("utf-8").split("claims:\n")[1].split("    asserts:")[0]
    claim = claim.replace("iri: it", "iri: not-it").replace("positive", "negative")
    path.write_text(
        f"{path.read_text('utf-8')}{claim}    asserts:\n      assertion:not-it:\n{denial}", "utf-8"
    )
    _, report = built(workspace)
    assert report.inconsistency is not None


def without_effect(root: Path) -> list[tuple[str, int | None, str]]:
    """What validation says of the policy: rule, line and message."""
    problems = summit_kg.validate(str(root)).problems
    assert {p.path for p in problems if p.source == "policy"} <= {"data/policy.yaml"}
    assert {p.level for p in problems if p.source == "policy"} <= {"WARN"}
    return [(p.rule, p.line, p.message) for p in problems if p.source == "policy"]


def test_trust_in_nobody_who_is_there_is_told(workspace: Path) -> None:
    say(workspace, "one", PRESENT)
    path = workspace / "data" / "articles" / "one" / "claims.yaml"
    cited = path.read_text("utf-8").replace("[article:one]", "[article:one, id:zamir-kabulov]")
    path.write_text(cited, "utf-8")
    right = "trust:\n  publishers: {one.example: 3, '': 0}\n  speakers: {id:zamir-kabulov: 2}\n"
    policy(workspace, right)
    assert without_effect(workspace) == []
    policy(
        workspace,
        "trust:\n  publishers:\n    one.exmaple: 0\n"
        "  speakers: {id:zamir-kabulof: 0,\n    article:one: 3}\n",
    )
    publisher, speaker, own = without_effect(workspace)
    assert publisher[:2] == ("unknown-publisher", 3)
    assert "'one.exmaple' (did you mean one.example?)" in publisher[2]
    assert speaker[:2] == ("unknown-speaker", 4)
    assert "id:zamir-kabulof (did you mean id:zamir-kabulov?)" in speaker[2]
    # Its own voice is its publisher's; nobody cites it.
    assert own == ("unknown-speaker", 5, "no claim has the voice article:one")


def test_what_could_not_be_read_may_be_whom_the_policy_trusts(workspace: Path) -> None:
    say(workspace, "one", PRESENT)
    policy(workspace, "trust: {publishers: {one.example: 3}}\n")
    (workspace / "data" / "articles" / "one" / "article.yaml").write_text("{", "utf-8")
    assert without_effect(workspace) == []


def test_leaving_open_what_does_not_clash_is_told(workspace: Path) -> None:
    say(workspace, "one", PRESENT)
    say(workspace, "two", ABSENT)
    say(workspace, "three", held_on("2021-09-16"))
    policy(workspace, "resolutions: [{leaveOpen: [one/it, two/it], reason: Nobody counted.}]\n")
    assert without_effect(workspace) == []
    policy(
        workspace,
        "resolutions:\n- {accept: [one/it], reason: They were seen.}\n"
        "- {leaveOpen: [two/it, three/it], reason: Nobody counted.}\n",
    )
    assert without_effect(workspace) == [
        ("nothing-left-open", 3, "two/it and three/it do not clash, so nothing is left open")
    ]


def run(root: Path, *arguments: str, command: str = "disputes") -> Result:
    """Run a command; its exit code is the result's `return_value`, where it has not failed."""
    line = [command, "--workspace", str(root), *arguments]
    return CliRunner().invoke(group, line, standalone_mode=False)


def change_equals_fresh(root: Path, place: str) -> ox.Store:
    """Bring a store up to date from the one before, hold it to a fresh one, and return that."""
    report = summit_kg.build(str(root), store=place)
    assert report is not None
    assert report.by_rule is None, "it did not start from the old store"
    with summit_kg.open(place, workspace=str(root)) as graph:
        changed = dump(graph.oxigraph)
    fresh, whole = built(root)
    assert changed == dump(fresh)
    assert report.counts._replace(queries=0) == whole.counts._replace(queries=0)
    return fresh


def dump(store: ox.Store) -> set[str]:
    return {str(quad) for quad in store if "_:" not in str(quad)}


def test_a_change_settles_as_a_build_from_nothing_does(workspace: Path, tmp_path: Path) -> None:
    for number in range(8):
        say(workspace, f"other-{number}", f"iri: id:thing-{number}\ntype: Meeting\n")
    say(workspace, "one", PRESENT)
    say(workspace, "two", ABSENT)
    place = str(tmp_path / "store")
    summit_kg.build(str(workspace), store=place)
    steps = (
        ("three", ABSENT, ""),
        ("one", PRESENT, "primary: true\n"),
        ("two", held_on("2021-09-16"), ""),
        ("three", held_on("2021-09-17"), ""),
    )
    for slug, assertion, extra in steps:
        say(workspace, slug, assertion, extra=extra)
        change_equals_fresh(workspace, place)


def test_the_command_tells_both_sides(workspace: Path) -> None:
    say(workspace, "one", PRESENT, extra='issued: "2025-10-07"\n')
    say(workspace, "two", ABSENT, extra="primary: true\n")
    result = run(workspace, "-f", "json")
    (told,) = json.loads(result.stdout)
    assert told["kind"] == "negative assertion"
    assert told["settled"] is True
    taken, other = told["sides"]
    assert (taken["accepted"], other["accepted"]) == (True, False)
    assert [claim["claim"] for claim in taken["claims"]] == [ID + "article/two/it"]
    assert other["claims"][0]["issued"] == "2025-10-07"
    assert other["claims"][0]["voices"] == ["one"]
    assert "primary" in taken["claims"][0]["reason"]
    assert "primary" in other["claims"][0]["reason"]
    for name in ("text", "md"):
        text = run(workspace, "-f", name).stdout
        assert "What one says." in text
        assert "2025-10-07" in text
    assert run(workspace, "-f", "pdf").exit_code != 0


def test_claims_that_were_never_accepted_disagree_too(workspace: Path) -> None:
    say(workspace, "one", PRESENT)
    say(workspace, "two", ABSENT)
    path = workspace / "data" / "articles" / "two" / "claims.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("[article:two]", "[article:two, id:zamir-kabulov]"), "utf-8")
    store, _ = built(workspace)
    assert accepted(store) == {"one"}
    (dispute,) = summit_kg.open(":memory:", workspace=str(workspace)).disputes()
    assert [side.reasons for side in dispute.sides] == [
        ["a report stated as certain"],
        ["a denial in somebody's voice"],
    ]


def test_nothing_disputed_is_said_plainly(workspace: Path) -> None:
    result = run(workspace)
    assert result.exit_code == 0
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("trusted: 3\n", 1, "unknown key 'trusted'"),
        ("asOf: \"2025-02-30\"\n", 1, "asOf must be a date"),
        ("asOf: soon\n", 1, "asOf must be a date"),
        ("trust: {others: 11}\n", 1, "from 0 to 10"),
        ("trust: {publishers: {a: x}}\n", 1, "from 0 to 10"),
        ("trust: {speakers: {kabulov: 1}}\n", 1, "no name of a speaker"),
        ("trust: {speakers: {id:russia: 1, https://w3id.org/summit-kg/id/russia: 2}}\n", 1,
         "given twice"),
        ("trust:\n  publishers: {a: 1}\n  publishers: {a: 2}\n", 3, "here twice"),
        ("prefer: [trust, trust]\n", 1, "'trust' twice"),
        ("prefer: [age]\n", 1, "names 'age'"),
        ("accept: {forecast: [certain]}\n", 1, "a forecast is never a fact"),
        ("accept: {report: [sure]}\n", 1, "names 'sure'"),
        ("denials: sometimes\n", 1, "denials must be one of"),
        ("resolutions: [{accept: [one/it]}]\n", 1, "must give its reason"),
        ("resolutions: [{reason: x}]\n", 1, "must accept, refuse or leave open"),
        ("resolutions: [{accept: [it], reason: x}]\n", 1, "each as ARTICLE/CLAIM"),
        ("resolutions: [{accept: [one/none], reason: x}]\n", 1, "there is no claim one/none"),
        ("resolutions:\n  - {accept: [one/it], reason: x}\n  - {refuse: [one/it], reason: y}\n", 3,
         "one/it is refused here and accepted on line 2"),
        ("resolutions:\n  - {accept: [one/it], reason: x}\n  - {accept: [two/it], reason: y}\n", 2,
         "both accepted by hand"),
        ("resolutions: [{leaveOpen: [one/it], reason: x}]\n", 1, "a claim of each side"),
        ("resolutions: [{leaveOpen: [one/it, two/no], reason: x}]\n", 1, "no claim two/no"),
        (("resolutions:\n  - {leaveOpen: [one/it, two/it], reason: x}\n"
          "  - {accept: [two/it], reason: y}\n"), 3, "accepted here and left open on line 2"),
        ("[]\n", 1, "must be a YAML mapping"),
    ],
)  # fmt: skip
def test_a_policy_that_is_wrong_is_one_clear_line(
    workspace: Path, text: str, line: int, message: str
) -> None:
    say(workspace, "one", PRESENT)
    say(workspace, "two", ABSENT)
    policy(workspace, text)
    with pytest.raises(InputProblem, match=message) as caught:
        built(workspace)
    assert caught.value.path == "data/policy.yaml"
    assert caught.value.line == line
    assert "\n" not in str(caught.value)


def test_the_policy_says_what_is_accepted(workspace: Path) -> None:
    say(workspace, "one", PRESENT, extra='issued: "2025-10-07"\n')
    say(workspace, "two", held_on("2025-10-07"))
    policy(workspace, 'asOf: "2025-10-06"\n')
    reasons = {name: reason for name, (_, reason) in decisions(built(workspace)[0]).items()}
    assert reasons["one"].startswith("published after 2025-10-06")
    assert reasons["two"].startswith("not known to be published by 2025-10-06")
    policy(workspace, "trust: {publishers: {one.example: 0}}\n")
    assert decisions(built(workspace)[0])["one"] == (
        False, "the policy gives one.example no trust",
    )  # fmt: skip
    policy(workspace, "accept: {commitment: [certain]}\n")
    assert decisions(built(workspace)[0])["one"] == (False, "a report is not stated as a fact")


def test_an_answer_as_of_a_day_knows_nothing_later(workspace: Path) -> None:
    """The first report stands until a primary source says the contrary."""
    say(workspace, "one", PRESENT, extra='issued: "2025-10-07"\n')
    say(workspace, "two", ABSENT, extra='issued: "2025-10-09"\nprimary: true\n')
    ask = ["query", "participants", "-p", "meeting=id:round", "--workspace", str(workspace)]
    ask += ["-f", "csv", "-q"]
    for day, there in (("2025-10-06", False), ("2025-10-08", True), ("2025-10-09", False)):
        with summit_kg.open(workspace=str(workspace), as_of=day) as graph:
            assert took_part(graph.oxigraph) is there
        result = CliRunner().invoke(group, [*ask, "--as-of", day])
        assert ("tajikistan" in result.stdout) is there
    for wrong in ("2025-02-30", "yesterday", "2025-10"):
        with pytest.raises(UsageProblem, match="is no day"):
            summit_kg.open(workspace=str(workspace), as_of=wrong)
    with pytest.raises(UsageProblem, match="built from files"):
        summit_kg.open("http://127.0.0.1:9/sparql", as_of="2025-10-08")
    assert not (workspace / ".summit-kg").exists()


def test_every_dispute_is_settled_however_many(workspace: Path) -> None:
    """Two sources on 1,100 meetings, each of which they date differently."""
    many = 1100
    for slug, day in (("one", "2025-10-07"), ("two", "2025-10-08")):
        say(workspace, slug, held_on(day))
        path = workspace / "data" / "articles" / slug / "claims.yaml"
        head, claims, claim = path.read_text("utf-8").partition("claims:\n")
        more = "".join(
            claim.replace("iri: it", f"iri: it-{n}")
            .replace("assertion:it:", f"assertion:it-{n}:")
            .replace("id:round", f"id:round-{n}")
            for n in range(many)
        )
        path.write_text(head + claims + more, "utf-8")
    store, report = built(workspace)
    assert report.inconsistency is None
    assert len(report.settled) == 2 * many
    assert not bool(store.query(f"ASK {{ ?meeting <{S}heldOn> ?day }}"))


def test_who_contradicts_itself_is_told_though_another_takes_a_side(workspace: Path) -> None:
    """That a third source agrees with one half of a mistake does not make it a dispute."""
    say(workspace, "one", PRESENT)
    path = workspace / "data" / "articles" / "one" / "claims.yaml"
    own = path.read_text("utf-8")
    say(workspace, "two", ABSENT)
    denial = (workspace / "data" / "articles" / "two" / "claims.yaml").read_text("utf-8")
    denial = denial.partition("claims:\n")[2].replace("article:two", "article:one")
    denial = denial.replace("iri: it", "iri: not-it").replace("assertion:it", "assertion:not-it")
    path.write_text(own + denial, "utf-8")
    for extra in ("", "primary: true\n"):
        say(workspace, "two", ABSENT, extra=extra)
        store, report = built(workspace)
        assert report.inconsistency is not None
        told = {
            frozenset(claim.claim[1:-1].removeprefix(f"{ID}article/") for claim in one.claims)
            for one in report.inconsistency.contradictions
        }
        assert frozenset(["one/it", "one/not-it"]) in told
        assert (f"<{ID}article/one/it>",) in report.inconsistency.repairs
        assert decisions(store)["two"][1] == "an absence stated by the article itself"
    validation = summit_kg.validate(str(workspace))
    assert any("articles/one/" in (problem.path or "") for problem in validation.problems)
    path.write_text(own, "utf-8")
    assert built(workspace)[1].inconsistency is None


def test_what_is_disputed_shows_so(workspace: Path) -> None:
    """`show`, `explain` and queries tell why each side is accepted or refused."""
    say(workspace, "one", PRESENT, extra='issued: "2025-10-07"\n')
    say(workspace, "two", held_on("2025-10-07"))
    say(workspace, "six", held_on("2025-10-08"))
    where = ["--workspace", str(workspace), "-q"]

    def told(*words: str) -> str:
        result = CliRunner().invoke(group, [*words, *where])
        assert result.exception is None, result.exception
        return result.stdout

    open_ = "claimed only: disputed, and the policy prefers no side"
    shown = told("show", "id:round", "-f", "csv").splitlines()
    (here,) = [row for row in shown if "in meeting" in row and "tajikistan-at-round" in row]
    assert ",accepted," in here
    for day, source in (("2025-10-07", "two"), ("2025-10-08", "six")):
        (row,) = [row for row in shown if "held on" in row and day in row]
        assert open_ in row
        assert row.count(source)
        assert "disputed, and the policy prefers no side" in told(
            "explain", "id:round", "heldOn", day
        )
    disputed = told("query", "disputed-points", "-f", "csv")
    assert disputed.count("the policy prefers no side") == 2
    policy(workspace, "trust: {publishers: {six.example: 5}}\n")
    shown = told("show", "id:round", "-f", "csv").splitlines()
    kept, refused = (
        next(row for row in shown if "held on" in row and day in row)
        for day in ("2025-10-08", "2025-10-07")
    )
    assert "accepted, though disputed" in kept
    assert "claimed only: disputed, and the other side is taken since its voices" in refused


def test_what_only_disputed_claims_name_is_found_by_its_name(workspace: Path) -> None:
    say(workspace, "one", held_on("2025-10-07"))
    say(workspace, "two", held_on("2025-10-08"))
    for store in (":memory:", None):
        with summit_kg.open(store, workspace=str(workspace)) as graph:
            assert not bool(graph.results(f"ASK {{ <{ID}round> ?p ?o }}"))
            assert graph.entity("the ROUND") == f"{ID}round"
            assert len(list(graph.show("The round"))) > 2


def test_equal_graphs_give_equal_texts() -> None:
    one = [("_:a", "<p>", "_:b"), ("_:b", "<q>", "<x>"), ("<s>", "<r>", "_:a")]
    two = [("<s>", "<r>", "_:x"), ("_:x", "<p>", "_:y"), ("_:y", "<q>", "<x>")]
    assert same_text(one) == same_text(two)
    assert same_text(one) != same_text([*two, ("_:y", "<q>", "<z>")])
    label = ("<s>", "<http://www.w3.org/2000/01/rdf-schema#label>", '"S"')
    assert same_text([*one, label]) == same_text(two)


def test_every_format_of_a_validation_tells_of_disputes(workspace: Path) -> None:
    say(workspace, "one", PRESENT)
    say(workspace, "two", ABSENT, extra="primary: true\n")
    for name in ("text", "md", "json", "sarif", "junit"):
        result = run(workspace, "-f", name, command="validate")
        assert result.exception is None, result.exception
        assert "Tajikistan · took part in · " in result.stdout


def test_while_something_is_undecided_every_answer_says_so(workspace: Path) -> None:
    say(workspace, "one", PRESENT)
    say(workspace, "two", ABSENT)
    told: list[str] = []
    for _ in range(2):  # the first builds, the second finds the store as it is
        told.clear()
        with summit_kg.open(workspace=str(workspace), listener=told.append):
            assert told[-1] == UNDECIDED
    told.clear()
    with summit_kg.open(":memory:", workspace=str(workspace), listener=told.append):
        assert told == [UNDECIDED]
    for _ in range(2):
        result = run(workspace, "-q", command="build")
        assert result.return_value == 1
        assert UNDECIDED in result.stderr
    say(workspace, "three", ABSENT)
    told.clear()
    with summit_kg.open(workspace=str(workspace), listener=told.append):
        assert UNDECIDED not in told


def test_a_side_is_taken_only_with_all_that_it_says(workspace: Path) -> None:
    for slug, of in (("one", "supported"), ("two", "opposed")):
        position = f"iri: id:stand\ntype: Position\nholder: id:tajikistan\n{of}Proposition: id:it\n"
        say(workspace, slug, position)
    path = workspace / "data" / "articles" / "one" / "claims.yaml"
    text = path.read_text("utf-8")
    sure = text.partition("claims:\n")[2].replace("iri: it", "iri: holder")
    sure = sure.replace("assertion:it", "assertion:holder").replace(
        "        supportedProposition: id:it\n", ""
    )
    path.write_text(text.replace("certainty: certain", "certainty: possible") + sure, "utf-8")
    found = json.loads(run(workspace, "-f", "json").stdout)
    assert found
    for dispute in found:
        assert sum(side["accepted"] for side in dispute["sides"]) <= 1
    assert run(workspace, "-f", "json", command="validate").exception is None


def test_two_sides_accepted_by_hand_are_a_finding(workspace: Path) -> None:
    say(workspace, "one", PRESENT)
    say(workspace, "two", ABSENT)
    policy(workspace, "resolutions: [{accept: [one/it, two/it], reason: Both.}]\n")
    found = json.loads(run(workspace, "-f", "json", command="validate").stdout)
    [problem] = [p for p in found["problems"] if p["path"] == "data/policy.yaml"]
    assert problem["level"] == "ERROR"
    assert "both accepted by hand" in problem["message"]
