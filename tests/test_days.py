"""Answers as of a day: what was known then, and what held then."""

import json
import shlex
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from test_disputes import ABSENT, ID, PRESENT, S, built, decisions, policy, say

import summit_kg
from summit_kg.cli import group
from summit_kg.errors import UsageProblem
from summit_kg.graph import KnowledgeGraph
from summit_kg.reason.acceptance_marks import accepted_claims
from summit_kg.reason.days import Outside
from summit_kg.reason.schema import Schema, Triple
from summit_kg.vocabulary import RDF

XSD = "http://www.w3.org/2001/XMLSchema#"
KINDS = {4: "gYear", 7: "gYearMonth", 10: "date"}
LONG_AGO = 'issued: "2001-01-01"\n'
FUND = "{iri: id:the-fund, type: Organization, label: The fund}"


def bound(value: str) -> str:
    return f'"{value}"^^<{XSD}{KINDS[len(value)]}>'


def holds(day: str, begins: Sequence[str] = (), ends: Sequence[str] = ()) -> bool:
    """Tell whether a membership with these bounds holds on a day."""
    said: list[Triple] = [("<a>", f"<{S}hasMembership>", "<m>")]
    said += [("<m>", f"<{S}from>", bound(value)) for value in begins]
    said += [("<m>", f"<{S}until>", bound(value)) for value in ends]
    return not Outside(day, said, Schema()).has(said[0])


@pytest.mark.parametrize(
    ("begins", "ends", "within", "without"),
    [
        ("2021-09-07", "", ("2021-09-07", "2030-01-01"), ("2021-09-06", "1999-12-31")),
        ("", "2016-03-31", ("2016-03-31", "1900-01-01"), ("2016-04-01",)),
        ("2004", "2009", ("2004-01-01", "2009-12-31"), ("2003-12-31", "2010-01-01")),
        ("2024-02", "2024-02", ("2024-02-01", "2024-02-29"), ("2024-01-31", "2024-03-01")),
    ],
)
def test_a_bound_holds_to_its_last_day(
    begins: str, ends: str, within: tuple[str, ...], without: tuple[str, ...]
) -> None:
    for day in (*within, *without):
        found = holds(day, [begins] if begins else [], [ends] if ends else [])
        assert found is (day in within), day


days = st.dates().map(lambda day: day.isoformat())
bounds = st.builds(lambda day, length: day[:length], days, st.sampled_from([4, 7, 10]))


@given(days, st.lists(bounds, max_size=2), st.lists(bounds, max_size=2), bounds)
def test_wider_bounds_lose_no_day(day: str, begins: list[str], ends: list[str], more: str) -> None:
    """Shorter dates, other sources' bounds and bounds that are not known only let more hold."""
    if not holds(day, begins, ends):
        assert not holds(day, begins, ends) or holds(day)
        return
    assert holds(day, [], ends)
    assert holds(day, begins, [])
    assert holds(day, [b[:4] for b in begins], [b[:7] for b in ends])
    assert not begins or holds(day, [*begins, more], ends)
    assert not ends or holds(day, begins, [*ends, more])


def test_what_is_no_date_bounds_nothing() -> None:
    said = [("<a>", f"<{S}hasMembership>", "<m>"), ("<m>", f"<{S}until>", '"long ago"')]
    assert not Outside("2020-01-01", said, Schema())


def test_a_thing_is_what_its_properties_make_it() -> None:
    """A node without a class of its own is an agreement by what is said of it."""
    schema = Schema(
        [
            (f"<{S}adoptedAt>", "<http://www.w3.org/2000/01/rdf-schema#domain>", "<joint>"),
            ("<joint>", "<http://www.w3.org/2000/01/rdf-schema#subClassOf>", f"<{S}Agreement>"),
        ]
    )
    adopted = "<x>", f"<{S}adoptedAt>", "<meeting>"
    expressed = "<x>", f"<{S}expresses>", "<position>"
    said = [adopted, expressed, ("<x>", f"<{S}until>", bound("2016"))]
    outside = Outside("2017-01-01", said, schema)
    assert outside.has(expressed)
    assert not outside.has(adopted)
    assert Outside("2017-01-01", said, Schema()).has(adopted)


def as_of(root: Path, day: str) -> KnowledgeGraph:
    return summit_kg.open(workspace=str(root), as_of=day)


def listed(root: Path, day: str, query: str, **parameters: str) -> set[str]:
    """The values of a saved query's first column as of a day."""
    with as_of(root, day) as graph:
        return {row[0].value for row in graph.query(query, **parameters)}


def member(name: str, extra: str) -> str:
    return (
        f"iri: id:belarus\nhasMembership:\n  iri: id:{name}\n  type: Membership\n"
        f"  label: A membership\n  membershipOrganization: {FUND}\n{extra}"
    )


def test_a_membership_is_listed_while_it_holds(workspace: Path) -> None:
    say(
        workspace,
        "one",
        member("belarus-in-fund", '  from: "2024-07-04"\n  untilMonth: "2024-09"\n'),
        extra=LONG_AGO,
    )
    say(workspace, "two", "iri: id:the-fund\nhasMember: [id:belarus, id:iran]\n", extra=LONG_AGO)
    ask = ["query", "members-of", "-p", "group=id:the-fund", "--workspace", str(workspace)]
    for day, there in (
        ("2018-06-01", False),
        ("2024-07-03", False),
        ("2024-07-04", True),
        ("2024-09-30", True),
        ("2024-10-01", False),
    ):
        result = CliRunner().invoke(group, [*ask, "-f", "csv", "-q", "--as-of", day])
        assert result.exit_code == 0, result.output
        assert ("Belarus" in result.stdout) is there, day
        assert "Iran" in result.stdout
    without = CliRunner().invoke(group, [*ask, "-f", "csv", "-q"])
    assert "Belarus" in without.stdout
    assert "2024-07-04" in without.stdout
    with as_of(workspace, "2018-06-01") as graph:
        decided = decisions(graph.oxigraph)
        ended = "a part does not hold as of 2018-06-01, for which the policy judges"
        assert decided["one"] == (True, f"a report stated as certain; {ended}")
        assert decided["two"] == decided["one"]
        assert graph.entity("The fund") == f"{ID}the-fund"
        assert not graph.explain("Belarus", "memberOf", "The fund").holds


def test_of_several_records_one_that_holds_is_enough(workspace: Path) -> None:
    say(workspace, "one", member("first-time", '  untilYear: "2010"\n'), extra=LONG_AGO)
    say(workspace, "two", member("second-time", '  fromYear: "2015"\n'), extra=LONG_AGO)
    say(workspace, "six", "iri: id:the-fund\nhasMember: id:belarus\n", extra=LONG_AGO)
    plain = f"ASK {{ <{ID}belarus> <{S}memberOf> <{ID}the-fund> }}"
    for day, there in (("2010-06-01", True), ("2012-06-01", False), ("2015-06-01", True)):
        with as_of(workspace, day) as graph:
            assert bool(graph.results(plain)) is there


def test_an_office_that_ended_is_not_held(workspace: Path) -> None:
    said = (
        "iri: id:zamir-kabulov\nholdsPost: id:the-envoy\nhasMembership:\n  iri: id:kabulov-as-envoy\n"
        "  type: Membership\n  label: An office\n  untilYear: 2016\n  membershipPost:\n"
        "    {iri: id:the-envoy, type: Post, label: The envoy, postIn: id:russia}\n"
    )
    say(workspace, "one", said.replace("2016", '"2016"'), extra=LONG_AGO)
    for day, there in (("2016-12-31", True), ("2018-06-01", False)):
        with as_of(workspace, day) as graph:
            posts = {
                row.postLabel for row in graph.query("offices-of-person", person="id:zamir-kabulov")
            }
            assert ("The envoy" in posts) is there
            held = {row.postLabel for row in graph.query("offices-on-date", day=day)}
            assert ("The envoy" in held) is there
            assert "Special Representative of the President of Russia for Afghanistan" not in held


AGREED = """\
iri: id:the-pact
type: Agreement
label: The pact
signatory: [id:iran, id:china]
untilYear: "2016"
expresses:
  iri: id:opposition-in-the-pact
  type: Opposition
  label: Opposition in the pact
  opposedProposition: {iri: id:the-plan, type: Proposition, label: The plan}
"""


def test_positions_follow_from_what_is_in_force(workspace: Path) -> None:
    """The agreement was made, and stays so; nobody is bound by it any more."""
    say(workspace, "one", AGREED, extra=LONG_AGO)
    opposes = f"ASK {{ <{ID}iran> <{S}opposes> <{ID}the-plan> }}"
    signed = f"ASK {{ <{ID}iran> <{S}signed> <{ID}the-pact> }}"
    for day, bound_by_it in (("2016-12-31", True), ("2017-01-01", False)):
        with as_of(workspace, day) as graph:
            assert bool(graph.results(opposes)) is bound_by_it
            assert bool(graph.results(signed))
            rows = list(graph.query("position-history", actor="id:iran"))
            assert any(row.objectLabel == "The plan" for row in rows) is bound_by_it
    say(workspace, "one", AGREED.replace('untilYear: "2016"\n', "").replace(
        "  label: Opposition in the pact\n", '  label: Opposition in the pact\n  untilMonth: "2016-03"\n'
    ), extra=LONG_AGO)  # fmt: skip
    for day, there in (("2016-03-31", True), ("2016-04-01", False)):
        with as_of(workspace, day) as graph:
            assert bool(graph.results(opposes)) is there


def test_what_has_happened_stays_so(workspace: Path) -> None:
    dated = PRESENT + 'from: "2017-04-14"\nuntil: "2017-04-15"\n'
    say(workspace, "one", dated, extra=LONG_AGO)
    for day, there in (("2017-04-13", False), ("2017-04-14", True), ("2020-01-01", True)):
        assert (
            f"{ID}tajikistan" in listed(workspace, day, "participants", meeting="id:round")
        ) is there


def test_nothing_is_disputed_that_does_not_hold(workspace: Path) -> None:
    """As of a day after the membership, its denial stands against nothing."""
    denial = (
        "type: owl:NegativePropertyAssertion\nsourceIndividual: id:belarus\n"
        "assertionProperty: summit:hasMembership\ntargetIndividual: id:belarus-in-fund\n"
    )
    say(workspace, "one", member("belarus-in-fund", '  untilYear: "2016"\n'), extra=LONG_AGO)
    say(workspace, "two", denial, extra='issued: "2012-01-01"\n')
    counts = {}
    for day in ("2005-01-01", "2014-01-01", "2018-06-01"):
        ask = ["disputes", "--workspace", str(workspace), "-f", "json", "-q", "--as-of", day]
        counts[day] = len(json.loads(CliRunner().invoke(group, ask).stdout))
    assert counts == {"2005-01-01": 0, "2014-01-01": 1, "2018-06-01": 0}


def test_the_policy_asks_as_of_a_day_for_good(workspace: Path) -> None:
    """What the policy file says for every command is what the option says for one."""
    say(workspace, "one", member("belarus-in-fund", '  untilYear: "2016"\n'), extra=LONG_AGO)
    say(workspace, "two", ABSENT, extra='issued: "2019-01-01"\n')
    view = "SELECT ?s ?p ?o { ?s ?p ?o FILTER(!ISBLANK(?s) && !ISBLANK(?o)) }"
    with as_of(workspace, "2018-06-01") as graph:
        once = {tuple(map(str, row)) for row in graph.sparql(view)}
    policy(workspace, 'asOf: "2018-06-01"\n')
    with summit_kg.open(workspace=str(workspace)) as graph:
        assert {tuple(map(str, row)) for row in graph.sparql(view)} == once
        assert graph.disputes() == []
    say(workspace, "one", member("belarus-in-fund", '  untilYear: "2020"\n'), extra=LONG_AGO)
    with summit_kg.open(workspace=str(workspace)) as graph:
        assert bool(graph.results(f"ASK {{ <{ID}belarus> <{S}hasMembership> ?x }}"))
    assert built(workspace)[1].counts.accepted > 0


def test_the_example_in_the_documentation_answers_as_it_says(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "time.md").read_text(encoding="utf-8")
    _, _, shown = text.partition("```console\n$ summit-kg ")
    words = shlex.split(shown.partition("\n")[0])
    ask = [*words, "--workspace", str(ROOT), "-f", "json", "-q"]
    then = CliRunner().invoke(group, ask).stdout
    place = ask.index("--as-of")
    undated = [*ask[:place], *ask[place + 2 :], "--store", str(tmp_path / "store")]
    without = CliRunner().invoke(group, undated).stdout
    assert "Adviser to the Foreign Minister" in then
    for left_out in ("Ambassador of Russia in Kabul", "article/bagram-betrayal"):
        assert left_out in without
        assert left_out not in then


def test_the_corpus_as_of_a_day() -> None:
    for day, minister in (("2018-06-01", False), ("2021-09-06", False), ("2021-09-07", True)):
        with as_of(ROOT, day) as graph:
            held = list(graph.query("offices-of-person", person="Muttaqi"))
            assert (
                f"{ID}foreign-minister-of-islamic-emirate" in {row.post for row in held}
            ) is minister
    with as_of(ROOT, "2011-06-01") as graph:
        posts = {row.post for row in graph.query("offices-of-person", person="Kabulov")}
        assert posts
        assert f"{ID}ambassador-of-russia-in-kabul" not in posts
        (row,) = graph.sparql(
            f"SELECT ?why {{ <{ID}article/ferghana/kabulov-office> <{S}acceptanceReason> ?why }}"
        )
        assert row.why == "does not hold as of 2011-06-01, for which the policy judges"
        left = f"ASK {{ ?a ?p <{ID}zamir-kabulov-as-ambassador-of-russia-in-kabul> }}"
        assert not bool(graph.results(left))
    gone = f"{ID}amir-khan-muttaqi-as-foreign-minister-of-islamic-emirate"
    with as_of(ROOT, "2018-06-01") as graph:
        assert not bool(graph.results(f"ASK {{ {{ <{gone}> ?p ?o }} UNION {{ ?s ?p <{gone}> }} }}"))
        assert not bool(graph.results(f"ASK {{ ?x <{RDF}type> <{S}Meeting> ; <{S}heldOn> ?day "
                                      "FILTER(?day > '2018-06-01'^^<http://www.w3.org/2001/XMLSchema#date>) }"))  # fmt: skip


def test_commands_answer_as_of_a_day(workspace: Path, tmp_path: Path) -> None:
    say(workspace, "one", member("belarus-in-fund", '  untilYear: "2016"\n'), extra=LONG_AGO)
    export = tmp_path / "graph.nt"
    has = f"ASK {{ <{ID}belarus> <{S}hasMembership> <{ID}belarus-in-fund> }}"
    commands = {
        "sparql": ["sparql", has, "-f", "csv"],
        "show": ["show", "id:belarus", "-f", "csv"],
        "explain": ["explain", "id:belarus", "hasMembership", "id:belarus-in-fund"],
        "export": ["export", "-o", str(export)],
    }
    answers = {}
    for day in ("2016-12-31", "2017-01-01"):
        for name, command in commands.items():
            where = ["--workspace", str(workspace), "-q", "--as-of", day]
            result = CliRunner().invoke(group, [*command, *where])
            answers[name, day] = result.exit_code, result.stdout
            assert result.exception is None, result.exception
        answers["export", day] = 0, export.read_text("utf-8")
    assert answers["sparql", "2016-12-31"] == (0, "true")
    assert answers["sparql", "2017-01-01"] == (0, "false")
    assert "not accepted" not in answers["explain", "2016-12-31"][1]
    assert "not accepted; only this claim says so" in answers["explain", "2017-01-01"][1]
    shown = {
        day: next(row for row in answers["show", day][1].splitlines() if "in-fund" in row)
        for day in ("2016-12-31", "2017-01-01")
    }
    assert ",accepted," in shown["2016-12-31"]
    assert "does not hold as of 2017-01-01" in shown["2017-01-01"]
    told = f"<{ID}belarus> <{S}hasMembership> <{ID}belarus-in-fund> ."
    assert told in answers["export", "2016-12-31"][1]
    assert told not in answers["export", "2017-01-01"][1]


@pytest.mark.parametrize(
    "day", ["2025-02-30", "yesterday", "2025-10", "2025-1-1", "", "٢٠٢٥-١٠-٠٧"]
)
def test_a_date_that_is_none_is_one_line(workspace: Path, day: str) -> None:
    for command in (["disputes"], ["show", "id:russia"], ["sparql", "ASK {}"], ["export"],
                    ["explain", "id:russia", "a", "State"], ["query", "participants"],
                    ["reason", "--suppose", "more-recognition"]):  # fmt: skip
        result = CliRunner().invoke(
            group, [*command, "--as-of", day, "--workspace", str(workspace)]
        )
        assert isinstance(result.exception, UsageProblem)
        assert result.exception.exit_code == 2
        assert str(result.exception) == f"{day!r} is no day; write it such as 2025-10-08"


def test_a_bound_that_loses_a_dispute_does_not_count(workspace: Path) -> None:
    """One that lets a membership hold, and one that does not."""

    def losing(year: int) -> str:
        return member("belarus-in-fund", f'  untilYear: "{year}"\n') + "tookPartIn: id:round\n"

    denial = ABSENT.replace("tajikistan", "belarus")
    say(workspace, "two", denial, extra=LONG_AGO)
    say(workspace, "six", denial, extra=LONG_AGO)
    say(workspace, "ten", member("belarus-in-fund", '  untilYear: "2016"\n'), extra=LONG_AGO)
    say(workspace, "one", losing(2030), extra=LONG_AGO)
    has = f"ASK {{ <{ID}belarus> <{S}hasMembership> <{ID}belarus-in-fund> }}"
    for day, there in (("2016-12-31", True), ("2018-06-01", False)):
        with as_of(workspace, day) as graph:
            assert not decisions(graph.oxigraph)["one"][0]
            assert bool(graph.results(has)) is there
    say(workspace, "one", losing(2010), extra=LONG_AGO)
    say(workspace, "ten", member("belarus-in-fund", ""), extra=LONG_AGO)
    with as_of(workspace, "2018-06-01") as graph:
        assert not decisions(graph.oxigraph)["one"][0]
        assert bool(graph.results(has))
    policy(workspace, 'asOf: "2018-06-01"\n')
    store, report = built(workspace)
    assert report.counts.accepted == len(accepted_claims(store))
