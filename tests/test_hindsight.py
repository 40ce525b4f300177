"""As of a day, reference data tell nothing that no source had told, and what is known has its name."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import ROOT
from test_days import FUND, LONG_AGO, as_of, member
from test_disputes import ABSENT, ID, PRESENT, S, decisions, policy, say

import summit_kg
from summit_kg.cli import group
from summit_kg.vocabulary import DCTERMS, OWL

REFERENCE = f"""\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix id: <{ID}> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix source: <{ID}source/> .
@prefix summit: <{S}> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

id:the-fund a summit:Organization ; rdfs:label "The fund"@en ; summit:hasMember id:belarus .
id:iran summit:hasMembership id:iran-in-fund .
id:iran-in-fund a summit:Membership ; rdfs:label "Iran in the fund"@en ;
    summit:membershipOrganization id:the-fund BOUND .
"""
AXIOM = """\
[] a owl:Axiom ; owl:annotatedSource id:{} ; owl:annotatedProperty summit:{} ;
    owl:annotatedTarget id:{} ; dcterms:source {} .
"""
DATED = """\
source:{0} a summit:Source ; rdfs:label "{0}"@en ; dcterms:description "news"@en ; {1} .
"""


def refer(root: Path, sources: dict[str, str], bound: str = "") -> None:
    """Write a fund with a member and a membership, both told by sources of certain dates."""
    names = " , ".join(f"source:{name}" for name in sources)
    text = REFERENCE.replace("BOUND", bound)
    text += AXIOM.format("the-fund", "hasMember", "belarus", names)
    text += AXIOM.format("iran", "hasMembership", "iran-in-fund", names)
    text += "".join(DATED.format(name, date) for name, date in sources.items())
    (root / "data" / "reference" / "fund.ttl").write_text(text, "utf-8")


def members(root: Path, day: str) -> set[str]:
    with as_of(root, day) as graph:
        assert graph.entity("The fund") == f"{ID}the-fund"
        record = f"<{S}hasMembership>/<{S}membershipOrganization>"
        found = graph.sparql(f"SELECT ?who {{ ?who <{S}memberOf>|{record} <{ID}the-fund> }}")
        return {row.who.removeprefix(ID) for row in found}


BOTH = {"belarus", "iran"}


@pytest.mark.parametrize(
    ("sources", "days"),
    [
        ({"x": 'dcterms:issued "2020-03-05"^^xsd:date'}, ("2020-03-04", "2020-03-05")),
        ({"x": 'dcterms:issued "2020-02"^^xsd:gYearMonth'}, ("2020-02-28", "2020-02-29")),
        ({"x": 'summit:accessedOn "2020-03-05"^^xsd:date'}, ("2020-03-04", "2020-03-05")),
        (
            {
                "x": 'dcterms:issued "2022"^^xsd:gYear',
                "y": 'dcterms:issued "2019"^^xsd:gYear',
            },
            ("2019-12-30", "2019-12-31"),
        ),
    ],
)
def test_a_membership_is_told_from_its_first_source_on(
    workspace: Path, sources: dict[str, str], days: tuple[str, str]
) -> None:
    refer(workspace, sources)
    assert members(workspace, days[0]) == set()
    assert members(workspace, days[1]) == BOTH


@pytest.mark.parametrize(
    ("date", "told"),
    [
        ('"2020-03-05T10:00:00Z"^^xsd:dateTime', True),
        ('"2020-03-05Z"^^xsd:date', True),
        ('"unknown"', False),
        ('"2020-13"', False),
        ('"2020-02-30"', False),
        ('"0000"', False),
        ("source:x", False),
        ("[]", False),
    ],
)
def test_a_date_that_is_none_dates_nothing(workspace: Path, date: str, told: bool) -> None:
    refer(workspace, {"x": f"dcterms:issued {date}"})
    assert members(workspace, "2020-03-04") == set()
    assert members(workspace, "2025-01-01") == (BOTH if told else set())


def test_one_that_had_begun_is_told(workspace: Path) -> None:
    source = {"x": 'dcterms:issued "2020"^^xsd:gYear'}
    refer(workspace, source, '; summit:from "2010"^^xsd:gYear')
    assert members(workspace, "2009-12-31") == set()
    assert members(workspace, "2010-01-01") == {"iran"}
    assert members(workspace, "2020-12-31") == BOTH


def test_what_a_claim_told_by_then_stays(workspace: Path) -> None:
    refer(workspace, {"x": 'dcterms:issued "2020"^^xsd:gYear'})
    say(workspace, "one", "iri: id:the-fund\nhasMember: id:belarus\n", extra=LONG_AGO)
    assert members(workspace, "2010-01-01") == {"belarus"}
    record = "iri: id:iran\nhasMembership: {iri: id:iran-in-fund, type: Membership}\n"
    say(workspace, "two", record, extra=LONG_AGO)
    assert members(workspace, "2010-01-01") == BOTH


def test_a_record_that_holds_keeps_the_plain_statement(workspace: Path) -> None:
    refer(workspace, {"x": 'dcterms:issued "2020"^^xsd:gYear'})
    say(workspace, "one", member("belarus-in-fund", ""), extra=LONG_AGO)
    assert members(workspace, "2010-01-01") == {"belarus"}
    assert FUND in member("belarus-in-fund", "")


def test_without_sources_reference_data_stay(workspace: Path) -> None:
    text = REFERENCE.replace("BOUND", "")
    (workspace / "data" / "reference" / "fund.ttl").write_text(text, "utf-8")
    assert members(workspace, "1990-01-01") == BOTH


def test_later_sources_are_not_shown_of_what_was_told(workspace: Path) -> None:
    early, late = (f'dcterms:issued "{year}"^^xsd:gYear' for year in (2000, 2020))
    refer(workspace, {"x": early, "y": late})
    ask = (
        f"SELECT DISTINCT ?source {{ ?axiom <{OWL}annotatedTarget> <{ID}belarus> ; "
        f"<{OWL}annotatedSource> <{ID}the-fund> ; <{DCTERMS}source> ?source }}"
    )
    shown = []
    for day in ("2010-01-01", "2020-12-31"):
        with as_of(workspace, day) as graph:
            shown.append({row.source.removeprefix(f"{ID}source/") for row in graph.sparql(ask)})
    assert shown == [{"x"}, {"x", "y"}]


def test_names_codes_and_places_stay(workspace: Path) -> None:
    refer(workspace, {"x": 'dcterms:issued "2020"^^xsd:gYear'})
    kept = ("isoAlpha3", "latitude", "borders", "postIn", "officialName")
    ask = "ASK {{ ?thing <{}{}> ?value }}"
    with as_of(workspace, "1940-01-01") as graph:
        assert all(bool(graph.results(ask.format(S, name))) for name in kept)
        assert graph.entity("Donald Trump") == f"{ID}donald-trump"
        left = "hasMembership", "memberOf", "governs", "holdsPost"
        assert not any(bool(graph.results(ask.format(S, name))) for name in left)


def test_nobody_holds_an_office_of_which_only_later_sources_tell() -> None:
    held: dict[tuple[str, str], set[str]] = {}
    for person, day in (
        ("Donald Trump", "2022-01-01"),
        ("Donald Trump", "2025-09-21"),
        ("Zamir Kabulov", "2012-06-01"),
        ("Zamir Kabulov", "2025-10-07"),
        ("Sergey Lavrov", "2025-10-19"),
        ("Sergey Lavrov", "2025-10-20"),
    ):
        with as_of(ROOT, day) as graph:
            rows = graph.query("offices-of-person", person=person)
            held[person, day] = {row.postLabel for row in rows}
    president, adviser = (
        "President of the United States",
        "Adviser to the Foreign Minister of Russia",
    )
    assert president not in held["Donald Trump", "2022-01-01"]
    assert president in held["Donald Trump", "2025-09-21"]
    assert adviser not in held["Zamir Kabulov", "2012-06-01"]
    assert adviser in held["Zamir Kabulov", "2025-10-07"]
    assert "Foreign Minister of Russia" not in held["Sergey Lavrov", "2025-10-19"]
    assert "Foreign Minister of Russia" in held["Sergey Lavrov", "2025-10-20"]


def test_an_office_is_shown_with_the_sources_of_then() -> None:
    """Those of a claim's own record, too, and none that came later."""
    shown = {}
    for person, day in (("Sergey Lavrov", "2025-10-20"), ("Zamir Kabulov", "2009-12-31")):
        with as_of(ROOT, day) as graph:
            rows = graph.query("offices-of-person", person=person)
            shown[person] = {(row.postLabel, row.source) for row in rows}
    article = f"{ID}article/bagram-betrayal"
    assert shown["Sergey Lavrov"] == {("Foreign Minister of Russia", article)}
    assert shown["Zamir Kabulov"] == set()
    with summit_kg.open(":memory:", workspace=str(ROOT)) as graph:
        rows = graph.query("offices-of-person", person="Zamir Kabulov")
        assert {r.source for r in rows if r.until} == {f"{ID}article/ferghana"}


def test_a_state_is_in_the_united_nations_from_the_year_it_joined() -> None:
    counts = {}
    for day in ("1944-12-31", "1945-01-01", "1991-12-31", "2025-10-08"):
        with as_of(ROOT, day) as graph:
            asked = f"SELECT ?who {{ <{ID}united-nations> <{S}hasMember> ?who }}"
            counts[day] = len(list(graph.sparql(asked)))
    assert counts == {"1944-12-31": 0, "1945-01-01": 8, "1991-12-31": 12, "2025-10-08": 17}


def build(root: Path) -> tuple[int, str]:
    result = CliRunner().invoke(group, ["build", "--workspace", str(root), "-q"])
    return result.exit_code, result.stdout


def test_what_is_known_has_its_name_from_a_later_source(workspace: Path) -> None:
    """The first source to tell of something need not be the one that names it."""
    say(workspace, "one", "iri: id:the-talks\ntype: Meeting\n", extra=LONG_AGO)
    named = "iri: id:the-talks\nlabel: The talks\nheldIn: id:moscow\n"
    say(workspace, "two", named, extra='issued: "2020-01-01"\n')
    other = "iri: id:other-talks\ntype: Meeting\nlabel: Other talks\n"
    say(workspace, "six", other, extra='issued: "2020-01-01"\n')
    assert build(workspace) == (0, "")
    policy(workspace, 'asOf: "2010-01-01"\n')
    assert build(workspace) == (0, "")
    with summit_kg.open(workspace=str(workspace)) as graph:
        assert graph.entity("The talks") == f"{ID}the-talks"
        assert not bool(graph.results(f"ASK {{ <{ID}the-talks> <{S}heldIn> ?place }}"))
        assert not bool(graph.results(f"ASK {{ <{ID}other-talks> a ?class }}"))
        assert not bool(graph.results(f"ASK {{ <{ID}other-talks> ?p ?o }}"))
        late = (False, "published after 2010-01-01, as of which the policy judges")
        assert decisions(graph.oxigraph)["two"] == late


def test_what_later_sources_decide_is_no_fault(workspace: Path) -> None:
    say(workspace, "one", PRESENT, extra=LONG_AGO)
    say(workspace, "two", ABSENT, extra=LONG_AGO)
    say(workspace, "six", ABSENT, extra='issued: "2020-01-01"\n')
    assert build(workspace) == (0, "")
    validate = ["validate", "--workspace", str(workspace), "-q"]
    policy(workspace, 'asOf: "2010-01-01"\n')
    for _ in range(2):
        result = CliRunner().invoke(group, ["build", "--workspace", str(workspace)])
        assert (result.exit_code, result.stdout) == (0, "")
        assert "the policy prefers no side" in result.stderr
    assert CliRunner().invoke(group, validate).exit_code == 0
    with summit_kg.open(workspace=str(workspace)) as graph:
        assert [dispute.undecided for dispute in graph.disputes()] == [True]


def test_the_example_of_the_policy_finds_nothing(tmp_path: Path) -> None:
    """The checkout's policy with its own example, `asOf`, taken at its word."""
    from shutil import copytree

    root = tmp_path / "checkout"
    copytree(ROOT / "data", root / "data")
    path = root / "data" / "policy.yaml"
    text = path.read_text("utf-8")
    assert "\n# asOf: " in text
    for day in ("2025-10-08", "2025-10-31"):
        path.write_text(text.replace('\n# asOf: "2025-10-31"', f'\nasOf: "{day}"'), "utf-8")
        assert f'\nasOf: "{day}"' in path.read_text("utf-8")
        assert build(root) == (0, "")
