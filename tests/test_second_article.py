"""The saved queries on more than the first article: dates, roles, denials and rival accounts."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
import yaml
from answers import as_rdflib, rows_of, solutions

import summit_kg
from summit_kg.graph import KnowledgeGraph

SLUG = "agency-report"
ARTICLE = f"article:{SLUG}"
DIGEST = "7e7c2d7e5bcd8bbb1b8cc6ba0ef1f4f4d4ee5d2b8a1f6a4e4c8f3a8c8f0d3a11"
ROUND = "Seventh round of the Moscow Format"
CONTEXT = [
    "../../../ontology/context.jsonld",
    {
        "@base": f"https://w3id.org/summit-kg/id/article/{SLUG}/",
        "assertion": f"https://w3id.org/summit-kg/graph/claim/{SLUG}/",
    },
]

Node = dict[str, Any]


def claim(name: str, asserts: Node, **changes: Any) -> Node:
    """One claim of the report, certain and in its own voice unless told otherwise."""
    voices = changes.pop("voices", [])
    evidence: Node = {"sentence": "p0s1", "selector": {"start": 5, "end": 30}}
    if "quote" in changes:
        evidence["quote"] = changes.pop("quote")
    return {
        "iri": name,
        "statement": f"What the report says in its claim {name}.",
        "claimedBy": [ARTICLE, *voices],
        "polarity": "positive",
        "certainty": "certain",
        "claimType": "report",
        "evidence": [evidence],
        "asserts": {f"assertion:{name}": asserts},
    } | changes


def record(name: str, **values: Any) -> Node:
    return {"iri": f"id:{name}", "type": "Participation", "label": f"Record {name}", **values}


ABSENCE = {
    "type": "owl:NegativePropertyAssertion",
    "sourceIndividual": "id:turkmenistan",
    "assertionProperty": "summit:tookPartIn",
    "targetIndividual": "id:moscow-format-7",
}
CLAIMS = [
    claim("round-on-a-day", {
        "iri": "id:moscow-format-7", "heldOn": "2025-10-07", "partyCount": 11,
        "hostedBy": "id:russia",
    }),
    claim("russia-hosts", record(
        "agency-russia", participant="id:russia", asHostIn="id:moscow-format-7",
        representedBy="id:sergey-lavrov",
    )),
    claim("belarus-guest", record(
        "agency-belarus", participant="id:belarus", asGuestIn="id:moscow-format-7",
    )),
    claim("turkmenistan-there", record(
        "agency-turkmenistan", participant="id:turkmenistan", inMeeting="id:moscow-format-7",
    )),
    claim("turkmenistan-denied", ABSENCE, voices=["id:maria-zakharova"], polarity="negative"),
    claim("qatar-absent", ABSENCE | {"sourceIndividual": "id:qatar"}, polarity="negative"),
    claim("saudi-arabia-expected", record(
        "agency-saudi-arabia", participant="id:saudi-arabia", asGuestIn="id:moscow-format-7",
    ), claimType="forecast", certainty="probable"),
    claim("opportunities", {
        "iri": "id:agency-words", "type": "Statement", "label": "Words of Lavrov",
        "agent": "id:sergey-lavrov", "about": "id:unprecedented-opportunities",
        "occurredOn": "2025-10-07",
    }, claimType="quotation", voices=["id:sergey-lavrov"], quote="unprecedented opportunities"),
    claim("iran-refuses-talks", {
        "iri": "id:agency-refusal", "type": "Refusal", "label": "Refusal of talks",
        "refuser": "id:iran", "requester": "id:united-states",
        "refused": {"iri": "id:agency-talks", "type": "Proposition", "label": "Talks"},
        "occurredOn": "2025-09-01",
    }),
    claim("china-recognises", {
        "iri": "id:agency-recognition", "type": "RecognitionAct", "label": "Recognition by China",
        "recogniser": "id:china", "recognised": "id:islamic-emirate", "occurredOn": "2026-02-03",
    }),
    claim("treaty", {
        "iri": "id:agency-treaty", "type": "Treaty", "label": "Treaty of two",
        "signatory": ["id:iran", "id:pakistan"],
        "expresses": {
            "iri": "id:agency-support", "type": "Support", "label": "Support for trade",
            "supportedProposition": {"iri": "id:agency-trade", "type": "Proposition",
                                     "label": "Trade"},
        },
        "commitsTo": "id:border-security-coordination",
    }, claimType="commitment"),
    claim("india-against-bases", {
        "iri": "id:agency-opposition", "type": "Opposition", "label": "Opposition of India",
        "holder": "id:india", "opposedProposition": "id:foreign-military-bases-in-afghanistan",
    }, voices=["id:vinay-kumar"]),
    claim("india-supports-bases", {
        "iri": "id:agency-rumour", "type": "Support", "label": "Support of India, by rumour",
        "holder": "id:india", "supportedProposition": "id:foreign-military-bases-in-afghanistan",
    }, certainty="possible"),
    claim("term-of-office", {
        "iri": "id:dmitry-zhirnov",
        "hasMembership": {
            "iri": "id:agency-term", "type": "Membership", "label": "A term of office",
            "membershipPost": "id:ambassador-of-russia-in-kabul",
            "from": "2020-03-01", "until": "2026-01-31",
        },
    }),
    claim("eighth-round", {
        "iri": "id:agency-round", "type": "ConsultationRound", "label": "Eighth round",
        "roundNumber": 8, "partOfSeries": "id:moscow-format", "heldOn": "2026-10-01",
    }),
    claim("emirate-observes", record(
        "agency-emirate", participant="id:islamic-emirate", asObserverIn="id:agency-round",
    )),
]  # fmt: skip


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory, seed_workspace: Path) -> Iterator[KnowledgeGraph]:
    """The graph of the first article and of an agency's report."""
    root = tmp_path_factory.mktemp("two")
    shutil.copytree(seed_workspace / "data", root / "data")
    folder = root / "data" / "articles" / SLUG
    folder.mkdir()
    head = {"@context": CONTEXT, "iri": ARTICLE}
    sentence = {"iri": "p0s1", "start": 0, "end": 100, "sha256": DIGEST}
    article = head | {
        "type": "Article", "title": "An agency's report", "label": "agency report",
        "sha256": DIGEST, "textLength": 100, "sentences": [sentence],
    }  # fmt: skip
    for name, content in (("article", article), ("claims", head | {"claims": CLAIMS})):
        text = yaml.safe_dump(content, sort_keys=False)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    with summit_kg.open(str(root / "store"), workspace=str(root)) as graph:
        yield graph


def test_presence_tells_guests_rival_accounts_and_absences_apart(two: KnowledgeGraph) -> None:
    def presence(actor: str) -> set[tuple[str, str]]:
        rows = rows_of(two, "presence-of-actor", actor=actor, meeting=ROUND)
        return {(row["presence"], row["saidByLabel"]) for row in rows}

    assert presence("Belarus") == {("took part", "agency report")}
    assert presence("Turkmenistan") == {("took part", "agency report")}
    assert presence("Qatar") == {("stated absent", "agency report")}
    assert presence("Saudi Arabia") == {("not mentioned", "")}
    assert presence("Kazakhstan") == {("took part", "tech-consultingstudies.eu 2025-10-20")}


def test_who_did_not_take_part_is_named_or_of_an_excluded_class(two: KnowledgeGraph) -> None:
    rows = rows_of(two, "who-did-not-take-part")
    assert {
        (row["actorLabel"], row["basis"], row["classLabel"], row["saidByLabel"]) for row in rows
    } == {
        ("Qatar", "named", "", "agency report"),
        (
            "United States",
            "member of a class",
            "Western state",
            "tech-consultingstudies.eu 2025-10-20",
        ),
    }
    assert len(rows) == 2


def test_claims_on_presence_show_the_denial_and_the_forecast(two: KnowledgeGraph) -> None:
    rows = rows_of(two, "claims-on-presence", meeting=ROUND)
    said = {
        (row["partyLabel"], row["said"], row["saidByLabel"], row["accepted"])
        for row in rows
        if row["articleLabel"] == "agency report"
    }
    assert said == {
        ("Russia", "took part", "agency report", "true"),
        ("Belarus", "took part", "agency report", "true"),
        ("Turkmenistan", "took part", "agency report", "true"),
        ("Turkmenistan", "did not take part", "Maria Zakharova", "false"),
        ("Qatar", "did not take part", "agency report", "true"),
        ("Saudi Arabia", "took part", "agency report", "false"),
    }
    assert not any("assum" in row["claimLabel"] for row in rows)


def test_a_denial_disputes_the_claim_that_it_denies(two: KnowledgeGraph) -> None:
    [row] = rows_of(two, "disputed-claims")
    assert row["claim"].endswith("turkmenistan-there")
    assert row["against"].endswith("turkmenistan-denied")
    assert row["againstSaidByLabel"] == "Maria Zakharova"


def test_roles_come_from_records_and_from_assumptions(two: KnowledgeGraph) -> None:
    rows = rows_of(two, "roles-in-meeting", meeting=ROUND)
    roles = {(row["partyLabel"], row["roleLabel"], row["claimTypeLabel"]) for row in rows}
    assert {
        ("Russia", "host", "report"),
        ("Russia", "member", "assumption"),
        ("Belarus", "guest", "report"),
        ("India", "member", "assumption"),
    } <= roles
    assert ("Saudi Arabia", "guest", "forecast") in roles
    listed = rows_of(two, "participants", meeting=ROUND)
    parties = {(row["partyLabel"], row["roleLabel"]) for row in listed}
    assert {("Belarus", "guest"), ("Russia", "host"), ("Russia", "member")} <= parties
    assert ("Turkmenistan", "") in parties
    assert "Saudi Arabia" not in {row["partyLabel"] for row in listed}
    [russia] = {row["personLabel"] for row in listed if row["partyLabel"] == "Russia"}
    assert russia == "Sergey Lavrov"


def test_rounds_of_an_actor_come_in_order_with_its_role(two: KnowledgeGraph) -> None:
    rows = rows_of(two, "rounds-of-actor", actor="Taliban", format="Moscow Format")
    assert [(row["round"], row["roleLabel"], row["roleFromLabel"]) for row in rows] == [
        ("7", "member", "assumption"),
        ("8", "observer", "report"),
    ]
    assert {row["partyLabel"] for row in rows} == {"Islamic Emirate of Afghanistan"}
    rounds = rows_of(two, "rounds-of-format", format="Moscow Format")
    assert [(row["round"], row["date"], row["parties"]) for row in rounds] == [
        ("7", "2025-10-07", "12"),
        ("8", "2026-10-01", "1"),
    ]


def test_a_stated_number_stands_beside_the_counted_one(two: KnowledgeGraph) -> None:
    [row] = rows_of(two, "count-participants", meeting=ROUND)
    assert (row["states"], row["parties"], row["statedParties"]) == ("11", "12", "11")
    facts = {
        row["propertyLabel"]: row["valueLabel"]
        for row in rows_of(two, "meeting-facts", meeting=ROUND)
    }
    assert (facts["held on"], facts["hosted by"], facts["party count"]) == (
        "2025-10-07", "Russia", "11",
    )  # fmt: skip


def test_dates_bound_meetings_acts_and_offices(two: KnowledgeGraph) -> None:
    year = {"from": "2025-01-01", "until": "2025-12-31"}
    assert [row["meetingLabel"] for row in rows_of(two, "meetings-between", **year)] == [ROUND]
    acts = rows_of(two, "acts-between", **year)
    assert [(row["date"], row["actLabel"]) for row in acts] == [
        ("2025-09-01", "Refusal of talks"),
        ("2025-10-07", "Words of Lavrov"),
    ]

    def held(day: str) -> set[tuple[str, str]]:
        rows = rows_of(two, "offices-on-date", day=day, body="Russia")
        return {(row["held"], row["from"]) for row in rows if "Kabul" in row["postLabel"]}

    assert held("2019-12-31") == {("start not known", "")}
    assert held("2020-03-01") == {("held", "2020-03-01"), ("start not known", "")}
    assert held("2026-02-01") == {("start not known", "")}
    timeline = rows_of(two, "timeline", actor="China")
    assert [(row["when"], row["what"]) for row in timeline] == [
        ("2025-10-07", "took part"),
        ("2026-02-03", "did"),
    ]


def test_two_sources_ascribe_the_same_words_to_two_speakers(two: KnowledgeGraph) -> None:
    rows = rows_of(two, "who-said-words", words="unprecedented")
    assert {(row["reportedByLabel"], row["saidByLabel"]) for row in rows} == {
        ("tech-consultingstudies.eu 2025-10-20", "Amir Khan Muttaqi"),
        ("agency report", "Sergey Lavrov"),
    }


def test_refusals_need_no_facility(two: KnowledgeGraph) -> None:
    [row] = rows_of(two, "refusals", refuser="Iran")
    assert (row["requesterLabel"], row["refusedLabel"], row["facilityLabel"]) == (
        "United States", "Talks", "",
    )  # fmt: skip
    opponents = rows_of(two, "who-opposes", proposition="Talks")
    assert [(row["actorLabel"], row["status"], row["basisLabel"]) for row in opponents] == [
        ("Iran", "stated", "Refusal of talks")
    ]


def test_signing_makes_an_actor_stand_behind_a_treaty(two: KnowledgeGraph) -> None:
    rows = rows_of(two, "who-endorses", agreement="Treaty of two")
    assert [(row["actorLabel"], row["because"]) for row in rows] == [
        ("Iran", "signed it"), ("Pakistan", "signed it"),
    ]  # fmt: skip
    rows = rows_of(two, "who-supports", proposition="Trade")
    assert {(row["actorLabel"], row["status"], row["through"]) for row in rows} == {
        ("Iran", "inferred", "issued or signed it"),
        ("Pakistan", "inferred", "issued or signed it"),
    }
    promised = rows_of(two, "who-supports", proposition="Border security coordination")
    assert {
        row["basisLabel"] for row in promised if row["actorLabel"] == "Pakistan"
    } == {"Joint pledge against terrorism", "Treaty of two"}  # fmt: skip


def test_a_position_may_be_both_stated_and_inferred(two: KnowledgeGraph) -> None:
    rows = rows_of(two, "who-opposes", proposition="Foreign military bases in Afghanistan")
    india = {(row["status"], row["saidByLabel"]) for row in rows if row["actorLabel"] == "India"}
    assert india == {
        ("stated", "Vinay Kumar"),
        ("inferred", "tech-consultingstudies.eu 2025-10-20"),
    }
    assert not {row["actorLabel"] for row in rows} & {"Belarus", "Turkmenistan"}
    [rumour] = rows_of(two, "ascribed-positions", actor="India")
    assert (rumour["stance"], rumour["certaintyLabel"]) == ("supports", "possible")
    assert rows_of(two, "who-supports", proposition="Foreign military bases in Afghanistan") == []


def test_recognitions_come_with_their_day_and_their_sort(two: KnowledgeGraph) -> None:
    rows = rows_of(two, "recognitions", recognised="Islamic Emirate of Afghanistan")
    assert {(row["recogniserLabel"], row["status"], row["date"]) for row in rows} == {
        ("Russia", "fact", ""),
        ("China", "fact", "2026-02-03"),
        ("Other attendees of the seventh round", "not a fact", ""),
    }


def test_a_sentence_name_of_two_articles_gives_the_claims_of_both(two: KnowledgeGraph) -> None:
    both = rows_of(two, "claims-in-sentence", sentence="p0s1")
    assert {row["articleLabel"] for row in both} == {"agency report"}
    assert len(both) == len(CLAIMS)
    counts = rows_of(two, "count-claims-by-voice", article="agency report")
    assert {row["voiceLabel"]: row["claims"] for row in counts} == {
        "agency report": "13", "Maria Zakharova": "1", "Sergey Lavrov": "1", "Vinay Kumar": "1",
    }  # fmt: skip


SEVERAL = [
    ("participants", "meeting", [ROUND, "Eighth round"], {}),
    ("presence-of-actor", "actor", ["Belarus", "Qatar", "Taliban"], {"meeting": ROUND}),
    ("presence-of-members", "meeting", [ROUND, "Eighth round"], {"group": "SCO"}),
    ("who-opposes", "proposition", ["Talks", "Foreign military bases in Afghanistan"], {}),
    ("who-supports", "proposition", ["Talks", "Border security coordination"], {}),
    ("claims-about", "entity", ["Qatar", "Belarus"], {}),
    ("claims-about-topic", "topic", ["Energy", "Counter-terrorism"], {}),
    ("acts-of-actor", "actor", ["Lavrov", "Muttaqi"], {}),
    ("recognitions", "recognised", ["Islamic Emirate of Afghanistan", "Taliban"], {}),
    ("what-is-denied", "voice", ["Kabulov", "Maria Zakharova"], {}),
    ("members-of", "group", ["SCO", "NATO"], {}),
    ("count-participants", "meeting", [ROUND, "Eighth round"], {}),
    ("positions-of-actor", "actor", ["Iran", "India"], {}),
    ("shared-participants", "other", [ROUND, "Eighth round"], {"meeting": ROUND}),
]


@pytest.mark.parametrize(
    ("name", "parameter", "values", "others"), SEVERAL, ids=[case[0] for case in SEVERAL]
)
def test_several_values_give_what_each_gives(
    two: KnowledgeGraph, name: str, parameter: str, values: list[str], others: dict[str, str]
) -> None:
    def found(given: list[str]) -> set[tuple[tuple[str, str], ...]]:
        rows = rows_of(two, name, **others, **{parameter: given})
        return {tuple(sorted(row.items())) for row in rows}

    assert found(values) == set().union(*(found([value]) for value in values))


@pytest.fixture(scope="module")
def two_in_rdflib(two: KnowledgeGraph) -> rdflib.Dataset:
    return as_rdflib(two)


@pytest.mark.parametrize(
    ("name", "parameter", "values", "others"), SEVERAL, ids=[case[0] for case in SEVERAL]
)
def test_rdflib_answers_several_values_alike(
    two: KnowledgeGraph,
    two_in_rdflib: rdflib.Dataset,
    name: str,
    parameter: str,
    values: list[str],
    others: dict[str, str],
) -> None:
    given = {key: [value] for key, value in others.items()} | {parameter: values}
    text = two.bound(name, given)
    results = solutions(two.sparql(text))
    ours = sorted(tuple(getattr(term, "value", "") for term in row) for row in results)
    theirs = sorted(
        tuple("" if term is None else str(term) for term in row)  # type: ignore[union-attr]  # a SELECT
        for row in two_in_rdflib.query(text)
    )
    assert theirs == ours
