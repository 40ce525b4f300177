"""The sources of the checkout against the facts that they were modelled from, in both directions.

Nothing that the facts have is missing, and no source is credited with what they do not say of it.
"""

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox
import pytest
import yaml
from conftest import ROOT
from corpus_tables import (
    ABSENT,
    ACTS,
    ALSO_THERE,
    DISAGREEMENTS,
    EMIRATE_FROM,
    FACTS_ONLY,
    GUESTS,
    MEETINGS,
    MEMBERS,
    MORE_SIDES,
    MORE_SOURCES,
    OCCASIONS,
    PLACES,
    POINTS,
    POSITIONS,
    SINGLY,
    SPEAKERS,
    STATEMENTS,
    STATES,
    VALUES,
)

from summit_kg.graph import KnowledgeGraph

ARTICLES = ROOT / "data" / "articles"
ID = "https://w3id.org/summit-kg/id/"
S = "https://w3id.org/summit-kg/ontology#"
ISSUED = {4: "issuedYear", 7: "issuedMonth", 10: "issued"}
"""The key of a date of publication, by its length."""
FACTS = next(
    (
        path
        for folder in (ROOT.parent, ROOT.parent.parent)
        if (path := folder / "shared" / "reference" / "facts.json").exists()
    ),
    None,
)


class Claim(NamedTuple):
    """A claim as its file has it."""

    source: str
    name: str
    voices: tuple[str, ...]
    entry: dict[str, Any]

    @property
    def jointly(self) -> bool:
        return bool(self.entry.get("jointly"))

    @property
    def text(self) -> str:
        return json.dumps(self.entry["asserts"])


def slug_of(source: str) -> str:
    return re.split(r" \(", source)[0].replace(":", "-")


def slugs(sources: list[str]) -> set[str]:
    return {slug_of(source) for source in sources} - {"seed"}


def issued(date: str) -> str | None:
    """Return the day, month or year of a date of the facts; of two days their month."""
    found = re.match(r"\d{4}(-\d\d){0,2}(?=$| )|\d{4}-\d\d(?=-\d\d/)", date)
    return found[0] if found else None


def read(path: Path) -> list[Claim]:
    return [
        Claim(path.parent.name, entry["iri"], tuple(entry["claimedBy"]), entry)
        for entry in yaml.safe_load(path.read_text("utf-8"))["claims"]
    ]


@pytest.fixture(scope="module")
def claims() -> list[Claim]:
    paths = sorted(ARTICLES.glob("*/claims.yaml"))
    return [c for p in paths if p.parent.name != "bagram-betrayal" for c in read(p)]


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    if FACTS is None:
        pytest.skip("the facts that the sources were modelled from are not here")
    loaded: dict[str, Any] = json.loads(FACTS.read_text("utf-8"))
    return loaded


def event(facts: dict[str, Any], key: str) -> dict[str, Any]:
    return next(one for one in facts["events"] if one["id"] == key)


def saying(claims: list[Claim], pattern: str, *, jointly: bool = False) -> set[str]:
    """Return the sources with a claim of that name; by default those that say it themselves."""
    found = [c for c in claims if re.fullmatch(pattern, c.name)]
    return {c.source for c in found if c.jointly == jointly}


def values(graph: KnowledgeGraph, subject: str, name: str) -> set[str]:
    found = graph.oxigraph.quads_for_pattern(
        ox.NamedNode(ID + subject), ox.NamedNode(S + name), None, ox.DefaultGraph()
    )
    return {getattr(quad.object, "value", "").removeprefix(ID) for quad in found}


def test_each_source_of_the_facts_is_an_article(facts: dict[str, Any]) -> None:
    ours = {path.parent.name for path in ARTICLES.glob("*/article.yaml")} - {"bagram-betrayal"}
    assert ours == {slug_of(key) for key in facts["sources"]} - FACTS_ONLY


def test_a_source_has_the_address_and_day_that_the_facts_have(facts: dict[str, Any]) -> None:
    for key, source in facts["sources"].items():
        if slug_of(key) in FACTS_ONLY:
            continue
        path = ARTICLES / slug_of(key) / "article.yaml"
        article = yaml.safe_load(path.read_text("utf-8"))
        assert article["identifier"] == key
        if source["address"].startswith("http"):
            assert article["address"] == source["address"]
        date = issued(source["date"])
        given = {
            name: article[name] for name in (*ISSUED.values(), "accessedOn") if name in article
        }
        assert given == ({ISSUED[len(date)]: date} if date else {"accessedOn": facts["made"]})
        assert "dated 20" not in article.get("description", "") or "/" in source["date"]
        assert "sentences" not in article


def test_all_29_rows_are_looked_at(facts: dict[str, Any]) -> None:
    assert {one["id"] for one in facts["events"]} == {*MEETINGS, *ACTS}
    assert len(facts["events"]) == 29


# Meetings


def parties(one: dict[str, Any], key: str) -> set[str]:
    codes = [value.split(" (")[0] for value in one.get(key, [])]
    emirate = one["date"] >= EMIRATE_FROM
    return {"islamic-emirate" if c == "AF" and emirate else STATES[c] for c in codes}


@pytest.mark.parametrize("key", MEETINGS)
def test_a_meeting_is_as_the_facts_have_it(
    corpus: KnowledgeGraph, facts: dict[str, Any], key: str
) -> None:
    one, meeting = event(facts, key), MEETINGS[key]
    days = re.findall(r"\d{4}-\d\d-\d\d", one["date"])
    held = values(corpus, meeting, "heldOn")
    assert held <= set(days)
    assert len(held) == min(len(days), 1)
    place = one.get("place")
    town = re.split(r" \(|, ", place)[0] if place else None
    if town == "online":
        assert values(corpus, meeting, "hostedBy") == {STATES["PK"]}
        assert values(corpus, meeting, "heldIn") == set()
    else:
        expected = {PLACES.get(town, town.lower())} if town else set()
        assert values(corpus, meeting, "heldIn") == expected


def attendance(graph: KnowledgeGraph, meeting: str) -> dict[str, set[str]]:
    """Return who took part by the accepted claims, with the roles of each."""
    records = graph.oxigraph.quads_for_pattern(
        None, ox.NamedNode(S + "inMeeting"), ox.NamedNode(ID + meeting), ox.DefaultGraph()
    )
    found: dict[str, set[str]] = {}
    for record in records:
        name = str(record.subject)[1:-1].removeprefix(ID)
        roles = {role.removeprefix(S) for role in values(graph, name, "participationRole")}
        for party in values(graph, name, "participant"):
            found.setdefault(party, set()).update(roles)
    return found


@pytest.mark.parametrize("key", MEETINGS)
def test_those_who_took_part_did_so_in_the_role_that_the_facts_have(
    corpus: KnowledgeGraph, facts: dict[str, Any], key: str
) -> None:
    one, came = event(facts, key), attendance(corpus, MEETINGS[key])
    guests = (parties(one, "guests") if key != "nb4" else set()) | GUESTS.get(key, set())
    observers = parties(one, "observer")
    expected = parties(one, "participants") | guests | observers | ALSO_THERE.get(key, set())
    assert set(came) == expected
    assert {party for party, roles in came.items() if "guest" in roles} == guests
    assert {party for party, roles in came.items() if "observer" in roles} == observers
    members = {party for party, roles in came.items() if "member" in roles}
    assert members == MEMBERS.get(key, set()) & expected
    assert [party for party, roles in came.items() if "host" in roles] == (
        ["russia"] if key == "mf7" else []
    )


def test_who_stayed_away_is_stated(corpus: KnowledgeGraph, facts: dict[str, Any]) -> None:
    for key, meeting in MEETINGS.items():
        one = event(facts, key)
        away = parties(one, "declined") | parties(one, "absent") | ABSENT.get(key, set())
        assert denied(corpus, meeting) == away, key


def test_a_meeting_is_held_as_long_and_beside_what_the_facts_have(
    corpus: KnowledgeGraph, facts: dict[str, Any]
) -> None:
    for key, meeting in MEETINGS.items():
        one = event(facts, key)
        span = re.fullmatch(r"(\d{4}-)(\d\d-)\d\d/(\d\d-)?(\d\d)", one["date"])
        end = {span[1] + (span[3] or span[2]) + span[4]} if span else set()
        assert values(corpus, meeting, "heldUntil") == end, key
        month = {one["date"]} if re.fullmatch(r"\d{4}-\d\d", one["date"]) else set()
        assert values(corpus, meeting, "heldInMonth") == month, key
        place = one["place"] or ""
        online = {"true"} if "online" in place else set()
        assert values(corpus, meeting, "heldOnline") == online, key
        beside = re.findall(r"\((SCO summit|UNGA 80)", place)
        assert values(corpus, meeting, "occasion") == {OCCASIONS[name] for name in beside}, key


def test_where_and_beside_what_an_act_was_done(
    corpus: KnowledgeGraph, facts: dict[str, Any], claims: list[Claim]
) -> None:
    towns = "russia-recognition-of-islamic-emirate", "refusal-of-us-return-to-bagram"
    for act, key, name in zip(
        towns,
        ("rec", "refusal"),
        ("places-of-recognition", "place-of-refusal-of-return"),
        strict=True,
    ):
        row = event(facts, key)
        places = {town.lower() for town in row["place"].split(" / ")}
        assert values(corpus, act, "occurredIn") == places
        assert saying(claims, name, jointly=True) == slugs(row["src"])
    row = event(facts, "trump")
    occasions = {OCCASIONS[name] for name in row["place"].split("; ")}
    assert values(corpus, "trump-demand-for-bagram", "occasion") == occasions
    assert saying(claims, "occasions-of-trump-demand", jointly=True) == slugs(row["src"])


def test_a_statement_was_made_where_the_facts_have_it(
    claims: list[Claim], facts: dict[str, Any]
) -> None:
    for told, name in zip(facts["statements"], STATEMENTS, strict=True):
        for claim in claims:
            (said,) = claim.entry["asserts"].values()
            if claim.name != name or "assertionProperty" in said:
                continue
            occasion = told["occasion"].split(",")[0]
            if occasion in {"mf7", "opening of mf7"}:
                assert said["madeAt"] == "id:moscow-format-7", claim
            elif occasion == "with Muttaqi":
                assert said["madeAt"] == "id:lavrov-muttaqi-2025", claim
            elif occasion == "to Lavrov":
                assert said["recipient"] == "id:sergey-lavrov", claim
            else:
                assert said["occasion"].lower() == occasion.lower(), claim
            when = said.get("occurredOn", said.get("occurredInMonth"))
            assert when == told["date"], claim


def test_the_setting_of_the_seventh_round(
    corpus: KnowledgeGraph, facts: dict[str, Any], claims: list[Claim]
) -> None:
    row = event(facts, "mf7")
    (hotel,) = values(corpus, "moscow-format-7", "venue")
    (label,) = labels(corpus, hotel)
    assert row["place"] == f"Moscow ({label})"
    assert values(corpus, hotel, "locatedIn") == {"moscow"}
    special, senior, opener = "special representatives", "senior officials", "opened by Lavrov"
    assert row["level"] == f"{special} and {senior}; {opener}; closed doors"
    levels = values(corpus, "moscow-format-7", "heldAtLevel")
    assert levels == {S + "specialRepresentative", S + "seniorOfficial"}
    assert values(corpus, "moscow-format-7", "openedBy") == {SPEAKERS["Lavrov"]}
    assert values(corpus, "moscow-format-7", "behindClosedDoors") == {"true"}
    for name in ("venue", "level", "behind-closed-doors"):
        assert saying(claims, f"moscow-format-7-{name}", jointly=True) == slugs(row["src"])


def test_meetings_of_ministers_and_envoys_are_at_their_level(
    corpus: KnowledgeGraph, facts: dict[str, Any]
) -> None:
    for key, meeting in MEETINGS.items():
        name = event(facts, key)["name"]
        expected = {S + "ministerial"} if " ministers" in name else set()
        if re.search(r"special (representatives|envoys)", name):
            expected = {S + "specialRepresentative"}
        if key != "mf7":
            assert values(corpus, meeting, "heldAtLevel") == expected, key


def test_who_was_invited_and_who_said_no(
    corpus: KnowledgeGraph, facts: dict[str, Any], claims: list[Claim]
) -> None:
    second = event(facts, "mf2")
    assert values(corpus, "moscow-format-2", "invitee") == {STATES[c] for c in second["invited"]}
    assert saying(claims, "moscow-format-2-invited", jointly=True) == slugs(second["src"])
    for key, meeting in MEETINGS.items():
        one = event(facts, key)
        asked = one.get("taliban", "")
        said_no = parties(one, "declined")
        said_no |= {"islamic-emirate"} if asked == "invited, declined" else set()
        assert values(corpus, meeting, "declinedBy") == said_no, key
        assert said_no <= values(corpus, meeting, "invitee"), key
        not_asked = {"islamic-emirate"} if asked == "not invited" else set()
        assert denied(corpus, meeting, "invitee") == not_asked, key


def test_the_numbers_of_the_meetings_in_doha(
    corpus: KnowledgeGraph, facts: dict[str, Any], claims: list[Claim]
) -> None:
    second, third = event(facts, "doha2")["note"], event(facts, "doha3")
    (envoys,) = re.findall(r"about (\d+) envoys \(amu-doha2\)", second)
    assert values(corpus, "doha-envoys-2", "envoyCount") == {envoys}
    assert saying(claims, "envoy-count-of-doha-envoys-2") == {"amu-doha2"}
    (states, others) = re.findall(r"\d+", third["note"])
    announced = [claim for claim in claims if claim.name == "parties-announced-for-doha-envoys-3"]
    assert {claim.source for claim in announced} == slugs(third["src"])
    for claim in announced:
        (said,) = claim.entry["asserts"].values()
        assert (said["stateCount"], said["organizationCount"]) == (int(states), int(others))
    # What was announced did not thereby happen.
    assert values(corpus, "doha-envoys-3", "stateCount") == set()


def test_where_muttaqi_was_born(corpus: KnowledgeGraph, facts: dict[str, Any]) -> None:
    (said,) = [one for one in facts["disagreements"] if one["id"] == "D18"]
    place, chain = "amir-khan-muttaqi", []
    for name in ("birthPlace", "partOf", "partOf"):
        (place,) = values(corpus, place, name)
        chain += labels(corpus, place)
    assert said["claims"][0]["claim"].endswith(", ".join(chain))
    assert said["claims"][0]["from"] == ["mfaaf-bio"]


def test_the_first_and_only_one_to_recognise(corpus: KnowledgeGraph, facts: dict[str, Any]) -> None:
    (said,) = [one for one in facts["disagreements"] if one["id"] == "D17"]
    assert said["claims"][0]["claim"] == "Russia first and only"
    rows = corpus.query("recognitions", recognised="Islamic Emirate")
    for mark in ("first", "only"):
        sayers = {row.claim.split("/")[-2] for row in rows if getattr(row, mark)}
        assert sayers == slugs(said["claims"][0]["from"])
    for name in ("firstToRecognise", "onlyOneToRecognise"):
        assert values(corpus, "russia", name) == {"islamic-emirate"}


def labels(graph: KnowledgeGraph, name: str) -> list[str]:
    """Return the English or plain labels of something."""
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    found = graph.oxigraph.quads_for_pattern(ox.NamedNode(ID + name), label, None)
    return sorted({getattr(quad.object, "value", "") for quad in found})


def denied(graph: KnowledgeGraph, meeting: str, relation: str = "tookPartIn") -> set[str]:
    """Return of whom it is denied, by the accepted claims, to have to do with a meeting."""
    ends = "targetIndividual", "sourceIndividual"
    of, who = ends if relation == "tookPartIn" else reversed(ends)
    owl = "http://www.w3.org/2002/07/owl#"
    rows = graph.oxigraph.query(
        f"""SELECT ?who {{ ?claim <{S}accepted> true ; <{S}asserts> ?graph
          GRAPH ?graph {{ ?not <{owl}{of}> <{ID}{meeting}> ;
            <{owl}assertionProperty> <{S}{relation}> ; <{owl}{who}> ?who }} }}"""
    )
    assert isinstance(rows, ox.QuerySolutions)
    return {row["who"].value.removeprefix(ID) for row in rows}


@pytest.mark.parametrize("key", MEETINGS)
def test_a_meeting_is_told_by_its_sources_and_no_other(
    claims: list[Claim], facts: dict[str, Any], key: str
) -> None:
    one, meeting = event(facts, key), MEETINGS[key]
    own = slugs(one["src"])
    noted = {slug for slug in re.findall(r"[\w-]+", one.get("note", "")) if slug in known(facts)}
    told = re.compile(
        rf'"iri": "id:{meeting}"|(inMeeting|as\w+In|targetIndividual)": "id:{meeting}"'
    )
    sources = {claim.source for claim in claims if told.search(claim.text)}
    assert own <= sources
    if key != "mf7":  # nearly every source of October 2025 says something of it
        assert sources <= own | noted | MORE_SOURCES.get(key, set())


def known(facts: dict[str, Any]) -> set[str]:
    return {slug_of(key) for key in facts["sources"]}


def test_nobody_tells_of_a_meeting_as_past_before_it(
    claims: list[Claim], facts: dict[str, Any]
) -> None:
    for key, meeting in MEETINGS.items():
        day = re.search(r"\d{4}-\d\d-\d\d", event(facts, key)["date"])
        told = re.compile(rf'"heldOn"|(inMeeting|as\w+In)": "id:{meeting}"')
        for claim in claims if day else ():
            published = known_day(facts, claim.source)
            if f'"id:{meeting}"' in claim.text and told.search(claim.text) and day:
                early = published is not None and published < day[0][: len(published)]
                assert not early or claim.entry["certainty"] == "probable", claim


def known_day(facts: dict[str, Any], source: str) -> str | None:
    """Return when a source was published, as far as it is known: day, month or year."""
    dates = {slug_of(key): value["date"] for key, value in facts["sources"].items()}
    found = re.match(r"[\d-]+", dates[source])
    return found[0] if found else None


def test_who_says_what_of_a_meeting_alone_has_a_reason(
    claims: list[Claim], facts: dict[str, Any]
) -> None:
    """All else that a row of several sources tells is marked as said jointly."""
    reasons = [
        (source, name)
        for by_source in SINGLY.values()
        for source, names in by_source.items()
        for name in names.split()
    ]
    used = set()
    for key, meeting in MEETINGS.items():
        own = slugs(event(facts, key)["src"])
        told = re.compile(rf'"iri": "id:{meeting}"|(inMeeting|as\w+In|adoptedAt)": "id:{meeting}"')
        for claim in claims if len(own) > 1 else ():
            if claim.source in own and told.search(claim.text) and not claim.jointly:
                why = [r for r in reasons if r[0] == claim.source and claim.name.startswith(r[1])]
                assert why, (claim.source, claim.name)
                used.update(why)
    assert set(reasons) == used


def test_what_is_said_jointly_is_said_by_several(claims: list[Claim]) -> None:
    """At least by all but those that were found to say it themselves."""
    for claim in claims:
        if claim.jointly:
            same = {other.source for other in claims if other.name == claim.name}
            assert len(same) > 1 or claim.name in {
                "muttaqi-at-moscow-format-3", "trump-demanded-bagram", "envoys-met-muttaqi",
            }, claim  # fmt: skip


# What was said and agreed


@pytest.mark.parametrize("key", ACTS)
def test_an_act_is_told_by_its_sources(
    claims: list[Claim], facts: dict[str, Any], key: str
) -> None:
    found = saying(claims, ACTS[key]) | saying(claims, ACTS[key], jointly=True)
    assert found == slugs(event(facts, key)["src"])


def test_the_points_of_the_joint_statement(claims: list[Claim], facts: dict[str, Any]) -> None:
    points = facts["joint_statement_mf7"]
    assert len(points) == len(POINTS) == 9
    for point, name in zip(points, POINTS, strict=True):
        called = f"joint-statement-on-{name}" if name else "joint-statement-against-bases"
        assert saying(claims, called) == slugs(point["from"]), name
    for claim in claims:  # what a source of 2024 says is of the sixth round
        if claim.name.startswith("joint-statement-on-"):
            number = 6 if claim.source == "sputnik-2024" else 7
            assert claim.entry["asserts"][f"assertion:{claim.name}"]["iri"] == (
                f"id:joint-statement-moscow-format-{number}"
            )


def test_each_position_is_told_by_its_sources(claims: list[Claim], facts: dict[str, Any]) -> None:
    assert len(facts["positions"]) == len(POSITIONS) == 15
    for position, name in zip(facts["positions"], POSITIONS, strict=True):
        more = {"afintl-quad"} if name == "groups-in-afghanistan" else set()
        assert saying(claims, name) == slugs(position["from"]) | more, name


def test_each_statement_is_told_by_its_sources_in_its_voice(
    claims: list[Claim], facts: dict[str, Any]
) -> None:
    assert len(facts["statements"]) == len(STATEMENTS) == 12
    for statement, name in zip(facts["statements"], STATEMENTS, strict=True):
        assert saying(claims, name) == slugs(statement["from"]), name
        for claim in claims:
            if claim.name == name:
                assert claim.voices[-1] == f"id:{SPEAKERS[statement['speaker']]}"
                day = re.search(r'"occurredOn": "([\d-]+)"', claim.text)
                assert day is None or day[1] == statement["date"]


def test_each_side_of_a_disagreement_is_claimed_by_its_sources(
    claims: list[Claim], facts: dict[str, Any]
) -> None:
    assert len(facts["disagreements"]) == len(DISAGREEMENTS) == 22
    for point in facts["disagreements"]:
        sides = DISAGREEMENTS[point["id"]]
        assert len(sides) == len(point["claims"]), point["id"]
        credited: dict[str, set[str]] = {}
        for side, name in zip(point["claims"], sides, strict=True):
            if name:
                said = saying(claims, name)
                if side["claim"].endswith("by coordinates"):  # one source for each end
                    said = saying(claims, name, jointly=True)
                assert slugs(side["from"]) <= said, (point["id"], side["claim"])
                credited.setdefault(name, set()).update(slugs(side["from"]))
        for name, sources in credited.items():  # and by no other
            others = set().union(*(s for n, s in credited.items() if n != name))
            assert saying(claims, name) <= sources | others | MORE_SIDES.get(name, set()), name


@pytest.mark.parametrize(("point", "side"), VALUES)
def test_each_source_of_a_side_gives_its_value(
    claims: list[Claim], facts: dict[str, Any], point: str, side: int
) -> None:
    (disagreement,) = (one for one in facts["disagreements"] if one["id"] == point)
    name, value = DISAGREEMENTS[point][side], VALUES[point, side]
    for source in slugs(disagreement["claims"][side]["from"]):
        given = [c for c in claims if c.source == source and re.fullmatch(name, c.name)]
        assert given
        assert all(re.search(rf": {value}[,}}]", c.text) for c in given), source


def test_an_inference_from_a_list_is_no_certain_report(claims: list[Claim]) -> None:
    for claim in claims:
        if "inferred" in claim.entry["statement"]:
            assert claim.entry["certainty"] == "probable"
        if "not-yet-at" in claim.name:
            assert claim.entry["claimType"] == "interpretation"
