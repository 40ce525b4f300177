"""The first article: its sentences, spans and claims, and the traps that its wording sets."""

import re
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
SLUG = "bagram-betrayal"
FOLDER = ROOT / "data" / "articles" / SLUG
TEXT_FILE = ROOT.parent / "shared" / "article" / "000_1322bdb8d34002f4.txt"
FACTUAL_TYPES = {"report", "quotation", "commitment", "assumption"}
LISTED_STATES = {
    "id:russia", "id:china", "id:iran", "id:pakistan", "id:india",
    "id:kazakhstan", "id:kyrgyzstan", "id:tajikistan", "id:uzbekistan",
}  # fmt: skip
THE_FOUR = {"id:russia", "id:china", "id:iran", "id:pakistan"}
OFFICIAL_WORDS = {
    "any foreign military forces": "id:sergey-lavrov",
    "increased confidence and stability": "id:sergey-lavrov",
    "partner for regional stability": "id:amir-khan-muttaqi",
    "avenue for economic collaboration": "id:amir-khan-muttaqi",
    "trying to portray the country as a threat": "id:amir-khan-muttaqi",
    "past mistakes": "id:amir-khan-muttaqi",
    "unprecedented opportunities": "id:amir-khan-muttaqi",
    "Absolutely out of the question": "id:zamir-kabulov",
}
WORDS_IN_A_ROW = 9

Node = dict[str, Any]


def load(name: str) -> Node:
    loaded: Node = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return loaded


ARTICLE = load("article.yaml")
FILE = load("claims.yaml")
CLAIMS: dict[str, Node] = {claim["iri"]: claim for claim in FILE["claims"]}
FACTUAL = {name: claim for name, claim in CLAIMS.items() if claim["claimType"] in FACTUAL_TYPES}
SENTENCES: dict[str, Node] = {sentence["iri"]: sentence for sentence in ARTICLE["sentences"]}


@pytest.fixture(scope="module")
def text() -> str:
    if not TEXT_FILE.exists():
        pytest.skip("the article's text belongs to its publisher and is not held here")
    return TEXT_FILE.read_bytes().decode("utf-8")


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def nodes(claim: Node) -> Iterator[Node]:
    """Yield every node of a claim's assertion, nested ones too."""

    def walk(value: Any) -> Iterator[Node]:
        for item in as_list(value):
            if isinstance(item, dict):
                yield item
                for inner in item.values():
                    yield from walk(inner)

    for assertion in claim["asserts"].values():
        yield from walk(assertion)


def values(claims: dict[str, Node], key: str, subject: str | None = None) -> list[Any]:
    """Return the values of a property in the claims' assertions, of one subject or of all."""
    return [
        value["iri"] if isinstance(value, dict) else value
        for claim in claims.values()
        for node in nodes(claim)
        if key in node and subject in {None, node.get("iri")}
        for value in as_list(node[key])
    ]


def instances(claims: dict[str, Node], class_: str) -> set[str]:
    return {
        node["iri"]
        for claim in claims.values()
        for node in nodes(claim)
        if class_ in as_list(node.get("type"))
    }


def participations(meeting: str) -> list[Node]:
    return [
        node
        for claim in FACTUAL.values()
        for node in nodes(claim)
        if node.get("inMeeting") == meeting
    ]


def words(passage: str) -> list[str]:
    return re.findall(
        r"[A-Za-z0-9']+", passage.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").lower()
    )


def hash_of(passage: str) -> str:
    return sha256(passage.encode()).hexdigest()


# Form


def test_there_are_many_claims_and_their_ids_are_distinct() -> None:
    assert len(FILE["claims"]) >= 60
    assert len(CLAIMS) == len(FILE["claims"])
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", name) for name in CLAIMS)


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_is_complete(name: str) -> None:
    claim = CLAIMS[name]
    assert set(claim) == {
        "iri", "statement", "claimedBy", "polarity", "certainty", "claimType", "evidence", "asserts",
    }  # fmt: skip
    assert claim["polarity"] in {"positive", "negative"}
    assert claim["certainty"] in {"certain", "probable", "possible", "unspecified"}
    assert claim["claimType"] in FACTUAL_TYPES | {"forecast", "interpretation", "heading"}
    assert list(claim["asserts"]) == [f"assertion:{name}"]
    assert all(len(node) > 1 for node in nodes(claim)), "a node says nothing"
    first = "id:summit-kg-editors" if claim["claimType"] == "assumption" else f"article:{SLUG}"
    assert claim["claimedBy"][0] == first


def test_an_assertion_is_one_mapping() -> None:
    # rdflib 7.6 reads a list of nodes into the default graph, where an assertion must not leak.
    for claim in CLAIMS.values():
        assert all(isinstance(assertion, dict) for assertion in claim["asserts"].values())


def test_every_sentence_is_evidence_or_has_a_reason() -> None:
    without = {item["iri"]: item["reason"] for item in FILE["withoutClaim"]}
    evidence = {item["sentence"] for claim in CLAIMS.values() for item in claim["evidence"]}
    assert len(SENTENCES) == 39
    assert evidence | set(without) == set(SENTENCES)
    assert not evidence & set(without)
    assert all(len(reason.split()) > 5 for reason in without.values())


def test_claims_stand_in_the_order_of_the_text() -> None:
    order = list(SENTENCES)
    firsts = [
        order.index(claim["evidence"][0]["sentence"])
        for claim in CLAIMS.values()
        if claim["claimType"] != "assumption"
    ]
    assert firsts == sorted(firsts)


def test_sentences_follow_one_another_within_the_text() -> None:
    spans = [(sentence["start"], sentence["end"]) for sentence in SENTENCES.values()]
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert spans[-1][1] <= ARTICLE["textLength"]


@pytest.mark.parametrize("name", CLAIMS)
def test_spans_lie_inside_their_sentence(name: str) -> None:
    for item in CLAIMS[name]["evidence"]:
        sentence, selector = SENTENCES[item["sentence"]], item["selector"]
        assert sentence["start"] <= selector["start"] < selector["end"] <= sentence["end"]


# Against the text


def test_the_metadata_fit_the_text(text: str) -> None:
    assert ARTICLE["sha256"] == hash_of(text)
    assert ARTICLE["textLength"] == len(text)
    assert ARTICLE["title"] == text.split("\n", maxsplit=1)[0]


def test_hashes_fit_the_text(text: str) -> None:
    spans = list(SENTENCES.values())
    spans += [item["selector"] for claim in CLAIMS.values() for item in claim["evidence"]]
    for span in spans:
        assert hash_of(text[span["start"] : span["end"]]) == span["sha256"]


def test_spans_begin_and_end_at_words(text: str) -> None:
    for name, claim in CLAIMS.items():
        for item in claim["evidence"]:
            start, end = item["selector"]["start"], item["selector"]["end"]
            assert not (text[start - 1] + text[start]).isalnum(), name
            assert not text[end - 1 : end + 1].isalnum() or end == len(text), name


def test_words_are_our_own(text: str) -> None:
    article = words(text)
    theirs = {
        tuple(article[start : start + WORDS_IN_A_ROW])
        for start in range(len(article) - WORDS_IN_A_ROW + 1)
    }
    for path in [*FOLDER.glob("*.yaml"), Path(__file__)]:
        # The title stands in the metadata, and in the page's address.
        lines = path.read_text(encoding="utf-8").splitlines()
        ours = words("\n".join(x for x in lines if not x.startswith(("title: ", "address: "))))
        for start in range(len(ours) - WORDS_IN_A_ROW + 1):
            row = tuple(ours[start : start + WORDS_IN_A_ROW])
            assert row not in theirs, f"{path.name}: {' '.join(row)}"


def test_quoted_words_stand_in_quotation_marks(text: str) -> None:
    for claim in CLAIMS.values():
        for item in claim["evidence"]:
            if "quote" not in item:
                continue
            start, end = item["selector"]["start"], item["selector"]["end"]
            assert text[start:end] == item["quote"]
            assert text[start - 1] == "\N{LEFT DOUBLE QUOTATION MARK}"
            closing = text[end : end + 2].removeprefix(",")
            assert closing[0] == "\N{RIGHT DOUBLE QUOTATION MARK}"


# Who said what


def test_only_officials_are_quoted_each_in_a_claim_of_its_own() -> None:
    quoted = {
        item["quote"]: (claim["claimType"], claim["claimedBy"])
        for claim in CLAIMS.values()
        for item in claim["evidence"]
        if "quote" in item
    }
    assert quoted == {
        quote: ("quotation", [f"article:{SLUG}", speaker])
        for quote, speaker in OFFICIAL_WORDS.items()
    }
    quotations = [claim for claim in CLAIMS.values() if claim["claimType"] == "quotation"]
    assert len(quotations) == len(OFFICIAL_WORDS)


def test_a_quotation_asserts_an_act_of_its_speaker() -> None:
    for name, claim in CLAIMS.items():
        if claim["claimType"] == "quotation":
            act = claim["asserts"][f"assertion:{name}"]["iri"]
            assert set(values(FACTUAL, "agent", act)) == {claim["claimedBy"][-1]}, name


def test_out_of_the_question_are_russian_troops_and_not_bagram() -> None:
    claim = CLAIMS["kabulov-words-on-russian-troops"]
    assert "Absolutely out of the question" in {item.get("quote") for item in claim["evidence"]}
    assert "bagram" not in repr(claim).lower().replace(f"article:{SLUG}", "")
    assert values({"": claim}, "about") == ["id:russian-troops-in-afghanistan"]
    assert values({"": claim}, "opposedProposition") == ["id:russian-troops-in-afghanistan"]
    assert values({"": claim}, "holder") == ["id:zamir-kabulov"]


def test_what_is_meant_by_unnamed_targets_is_interpretation() -> None:
    assert not values(FACTUAL, "directedAt")
    assert CLAIMS["warning-aimed-at-united-states"]["claimType"] == "interpretation"
    assert CLAIMS["criticism-aimed-at-us-and-allies"]["claimType"] == "interpretation"


# The refusal


def test_the_taliban_refuse_and_the_united_states_never_does() -> None:
    assert set(values(CLAIMS, "refuser")) == {"id:taliban"}
    assert set(values(CLAIMS, "requester")) == {"id:united-states"}
    assert set(values(CLAIMS, "facility")) == {"id:bagram-air-base"}
    assert set(values(CLAIMS, "refused")) == {"id:us-access-to-bagram"}
    assert instances(CLAIMS, "AccessRefusal") == {"id:bagram-access-refusal"}


def test_the_refusal_rests_on_kabulov() -> None:
    claim = CLAIMS["bagram-access-refused"]
    assert claim["claimedBy"] == [f"article:{SLUG}", "id:zamir-kabulov"]
    assert (claim["claimType"], claim["certainty"], claim["polarity"]) == (
        "report", "certain", "positive",
    )  # fmt: skip
    assert {item["sentence"] for item in claim["evidence"]} == {"p12s2"}


def test_that_the_region_backs_the_refusal_is_interpretation() -> None:
    against_access = [
        name for name in FACTUAL if "id:us-access-to-bagram" in values(
            {name: FACTUAL[name]}, "opposedProposition"
        )
    ]  # fmt: skip
    assert against_access == ["bagram-access-refused"]


# Who took part


def test_nine_states_and_the_islamic_emirate_took_part() -> None:
    parties = [node["participant"] for node in participations("id:moscow-format-7")]
    assert len(parties) == 10
    assert set(parties) == LISTED_STATES | {"id:islamic-emirate"}


def test_muttaqi_represents_the_islamic_emirate() -> None:
    represented = {
        (node["participant"], node["inMeeting"]): node["representedBy"]
        for meeting in ("id:moscow-format-7", "id:lavrov-muttaqi-2025")
        for node in participations(meeting)
        if "representedBy" in node
    }
    assert represented == {
        ("id:islamic-emirate", "id:moscow-format-7"): "id:amir-khan-muttaqi",
        ("id:islamic-emirate", "id:lavrov-muttaqi-2025"): "id:amir-khan-muttaqi",
        ("id:russia", "id:lavrov-muttaqi-2025"): "id:sergey-lavrov",
    }


def test_the_four_of_the_quadrilateral_are_among_the_participants() -> None:
    four = [node["participant"] for node in participations("id:moscow-quadrilateral-2025")]
    assert len(four) == 4
    assert set(four) == THE_FOUR
    assert set(four) < LISTED_STATES


def test_two_parties_met_in_the_bilateral_meeting() -> None:
    two = [node["participant"] for node in participations("id:lavrov-muttaqi-2025")]
    assert sorted(two) == ["id:islamic-emirate", "id:russia"]
    topics = values(FACTUAL, "hasTopic", "id:lavrov-muttaqi-2025")
    assert topics == ["id:energy", "id:infrastructure", "id:counter-narcotics"]


def test_the_round_has_a_place_and_a_number_but_no_date() -> None:
    assert values(CLAIMS, "heldIn", "id:moscow-format-7") == ["id:moscow"]
    assert values(CLAIMS, "roundNumber", "id:moscow-format-7") == [7]
    assert not values(CLAIMS, "heldOn")
    assert not values(CLAIMS, "partyCount")


def test_states_that_the_article_does_not_mention_are_not_there() -> None:
    text = (FOLDER / "claims.yaml").read_text(encoding="utf-8").lower()
    assert "belarus" not in text
    assert "turkmen" not in text


def test_the_west_is_stated_absent() -> None:
    claim = CLAIMS["no-western-state-took-part"]
    assert claim["claimedBy"] == [f"article:{SLUG}"]
    assert (claim["claimType"], claim["certainty"], claim["polarity"]) == (
        "report", "certain", "negative",
    )  # fmt: skip
    assert claim["asserts"]["assertion:no-western-state-took-part"] == {
        "iri": "summit:WesternState",
        "disjointWith": {
            "type": "owl:Restriction",
            "onProperty": "summit:tookPartIn",
            "hasValue": "id:moscow-format-7",
        },
    }


def test_negative_claims_and_only_they_are_owl_negation() -> None:
    for claim in CLAIMS.values():
        negation = any(
            node.get("type") == "owl:NegativePropertyAssertion" or "disjointWith" in node
            for node in nodes(claim)
        )
        assert negation == (claim["polarity"] == "negative"), claim["iri"]


def test_kabulovs_denial_is_his_and_not_the_articles() -> None:
    claim = CLAIMS["no-russian-troops-says-kabulov"]
    assert claim["polarity"] == "negative"
    assert claim["claimedBy"] == [f"article:{SLUG}", "id:zamir-kabulov"]


def test_offices_are_those_that_the_article_names() -> None:
    assert values(CLAIMS, "holdsPost", "id:sergey-lavrov") == ["id:foreign-minister-of-russia"]
    assert values(CLAIMS, "postIn") == ["id:russia"]
    assert not values(CLAIMS, "holdsPost", "id:amir-khan-muttaqi")
    (rank,) = values(CLAIMS, "holdsPost", "id:zamir-kabulov")
    assert values(CLAIMS, "label", rank) == ["Ambassador"]
    assert not values(CLAIMS, "postIn", rank)


# The joint statement


def test_the_joint_statement_opposes_foreign_bases() -> None:
    statement = "id:joint-statement-moscow-format-7"
    assert values(FACTUAL, "adoptedAt", statement) == ["id:moscow-format-7"]
    (position,) = values(FACTUAL, "expresses", statement)
    assert values(FACTUAL, "opposedProposition", position) == [
        "id:foreign-military-bases-in-afghanistan"
    ]
    assert not values(FACTUAL, "holder", position), "who holds it is to be inferred"
    evidence = CLAIMS["joint-statement-against-foreign-bases"]["evidence"]
    assert {item["sentence"] for item in evidence} == {"p12s1", "p12s4"}


def test_that_participants_are_members_is_an_assumption_of_the_editors() -> None:
    members = {
        node["iri"]: claim["claimType"]
        for claim in CLAIMS.values()
        for node in nodes(claim)
        if node.get("tookPartAsMemberIn") == "id:moscow-format-7"
    }
    assert members == dict.fromkeys(LISTED_STATES | {"id:islamic-emirate"}, "assumption")
    assert not values(CLAIMS, "asMemberIn")
    assert all(
        (claim["certainty"], claim["claimedBy"]) == ("probable", ["id:summit-kg-editors"])
        for claim in CLAIMS.values()
        if claim["claimType"] == "assumption"
    )


# Labels, headings and forecasts


def test_only_russia_has_recognised_the_islamic_emirate() -> None:
    assert instances(FACTUAL, "RecognitionAct") == {"id:russia-recognition-of-islamic-emirate"}
    assert values(FACTUAL, "recogniser") == ["id:russia"]
    assert values(FACTUAL, "recognised") == ["id:islamic-emirate"]
    evidence = CLAIMS["russia-recognised-islamic-emirate"]["evidence"]
    assert {item["sentence"] for item in evidence} == {"p14s2"}


def test_recognition_by_others_is_a_forecast() -> None:
    claim = CLAIMS["others-likely-to-recognise"]
    assert (claim["claimType"], claim["certainty"]) == ("forecast", "probable")
    assert values({"": claim}, "recogniser") == ["id:other-attendees"]


@pytest.mark.parametrize("sentence", ["p1s3", "p3s1", "p5s3"])
def test_other_uses_of_the_word_are_no_recognition(sentence: str) -> None:
    for claim in CLAIMS.values():
        if sentence in {item["sentence"] for item in claim["evidence"]}:
            assert not instances({"": claim}, "RecognitionAct"), claim["iri"]


def test_no_pact_and_no_alliance_of_the_four_is_a_fact() -> None:
    assert instances(FACTUAL, "Pact") == instances(FACTUAL, "Treaty") == set()
    assert instances(FACTUAL, "Alliance") == {"id:nato"}
    assert CLAIMS["heading-security-pacts"]["claimType"] == "heading"
    assert CLAIMS["quartet-as-nascent-alliance"]["claimType"] == "interpretation"
    assert CLAIMS["quartet-becoming-de-facto-pact"]["claimType"] == "forecast"
    agreements = {"id:joint-pledge-against-terrorism", "id:joint-statement-moscow-format-7"}
    found = [instances(FACTUAL, c) for c in ("Agreement", "Pledge", "JointStatement")]
    assert set().union(*found) == agreements


def test_headings_assert_nothing_as_fact() -> None:
    headings = {"p0s1", "p0s2", "p3s1", "p6s1", "p9s1", "p13s1"}
    for claim in CLAIMS.values():
        in_heading = headings & {item["sentence"] for item in claim["evidence"]}
        assert bool(in_heading) == (claim["claimType"] == "heading"), claim["iri"]


def test_the_pledge_and_what_it_only_may_bring() -> None:
    pledge = "id:joint-pledge-against-terrorism"
    assert set(values(FACTUAL, "issuedBy", pledge)) == THE_FOUR
    certain = {name: c for name, c in FACTUAL.items() if c["certainty"] == "certain"}
    assert values(certain, "commitsTo", pledge) == [
        "id:combating-terrorism",
        "id:intelligence-sharing-against-terrorism",
        "id:border-security-coordination",
    ]
    assert CLAIMS["pledge-may-train-and-equip-taliban"]["certainty"] == "possible"
