"""The competency questions on the first article, traps included, through the saved queries."""

from answers import rows_of, solutions

from summit_kg.graph import KnowledgeGraph

ROUND = "Seventh round of the Moscow Format"
QUARTET_MEETING = "Quadrilateral meeting in Moscow"
LISTED = {
    "Russia", "China", "Iran", "Pakistan", "India",
    "Kazakhstan", "Kyrgyzstan", "Tajikistan", "Uzbekistan",
}  # fmt: skip
EMIRATE = "Islamic Emirate of Afghanistan"
ARTICLE = "tech-consultingstudies.eu 2025-10-20"


def column(rows: list[dict[str, str]], name: str) -> set[str]:
    return {row[name] for row in rows}


def test_the_taliban_refused_the_united_states_on_kabulovs_word(seed: KnowledgeGraph) -> None:
    [row] = rows_of(seed, "who-refused-access", facility="Bagram")
    assert row["refuserLabel"] == "Taliban"
    assert row["governingAsLabel"] == EMIRATE
    assert row["requesterLabel"] == "United States"
    assert row["facilityLabel"] == "Bagram Air Base"
    assert (row["saidByLabel"], row["reportedByLabel"]) == ("Zamir Kabulov", ARTICLE)
    assert (row["sentenceLabel"], row["certaintyLabel"]) == ("p12s2", "certain")


def test_out_of_the_question_was_said_of_russian_troops(seed: KnowledgeGraph) -> None:
    rows = rows_of(seed, "who-said-words", words="out of the question")
    assert column(rows, "saidByLabel") == {"Zamir Kabulov"}
    assert column(rows, "aboutLabel") == {"Russian troops in Afghanistan"}
    opposed = rows_of(seed, "positions-of-actor", actor="Kabulov")
    assert not any("Bagram" in value for row in opposed for value in row.values())


def test_nine_states_and_ten_parties_took_part(seed: KnowledgeGraph) -> None:
    states = rows_of(seed, "participants", meeting=ROUND, kind="state")
    assert column(states, "partyLabel") == LISTED
    parties = column(rows_of(seed, "participants", meeting=ROUND), "partyLabel")
    assert parties == LISTED | {EMIRATE}
    [count] = rows_of(seed, "count-participants", meeting=ROUND)
    assert (count["states"], count["parties"]) == ("9", "10")


def test_the_west_is_stated_absent_and_others_are_unknown(seed: KnowledgeGraph) -> None:
    presence = {
        actor: column(rows_of(seed, "presence-of-actor", actor=actor, meeting=ROUND), "presence")
        for actor in ("United States", "Turkmenistan", "Belarus", "India")
    }
    assert presence == {
        "United States": {"stated absent"},
        "Turkmenistan": {"not mentioned"},
        "Belarus": {"not mentioned"},
        "India": {"took part"},
    }
    absent = rows_of(seed, "stated-absences", meeting=ROUND)
    assert column(absent, "absentLabel") == {"Western state"}
    assert column(absent, "sentenceLabel") == {"p2s1"}


def test_the_meeting_has_a_place_and_a_number_but_no_date(seed: KnowledgeGraph) -> None:
    facts = {row["propertyLabel"]: row["valueLabel"] for row in
             rows_of(seed, "meeting-facts", meeting=ROUND)}  # fmt: skip
    assert facts["held in"] == "Moscow"
    assert facts["round number"] == "7"
    assert facts["held on"] == "not stated"


def test_three_persons_have_the_offices_that_the_article_gives(seed: KnowledgeGraph) -> None:
    rows = rows_of(seed, "persons-in-article", article=ARTICLE)
    offices = {row["personLabel"]: (row["postLabel"], row["bodyLabel"]) for row in rows}
    assert offices == {
        "Sergey Lavrov": ("Foreign Minister of Russia", "Russia"),
        "Amir Khan Muttaqi": ("", ""),
        "Zamir Kabulov": ("Ambassador", ""),
    }
    [muttaqi] = [row for row in rows if row["personLabel"] == "Amir Khan Muttaqi"]
    assert muttaqi["speaksForLabel"] == EMIRATE


def test_quotations_keep_their_speaker(seed: KnowledgeGraph) -> None:
    for words, speaker, sentence in (
        ("increased confidence and stability", "Sergey Lavrov", "p5s2"),
        ("unprecedented opportunities", "Amir Khan Muttaqi", "p10s3"),
        ("any foreign military forces", "Sergey Lavrov", "p4s3"),
    ):
        rows = rows_of(seed, "who-said-words", words=words)
        assert column(rows, "saidByLabel") == {speaker}
        assert column(rows, "sentenceLabel") == {sentence}


def test_the_bilateral_meeting_had_three_topics(seed: KnowledgeGraph) -> None:
    rows = rows_of(seed, "bilateral-agenda", party="Lavrov")
    assert column(rows, "topicLabel") == {"Energy", "Infrastructure", "Counter-narcotics"}
    assert column(rows, "partyLabel") | column(rows, "otherLabel") == {"Russia", EMIRATE}
    persons = column(rows, "personLabel") | column(rows, "otherPersonLabel")
    assert persons == {"Sergey Lavrov", "Amir Khan Muttaqi"}


def test_the_four_are_all_among_the_participants(seed: KnowledgeGraph) -> None:
    rows = rows_of(seed, "shared-participants", meeting=QUARTET_MEETING, other=ROUND)
    assert {row["partyLabel"]: row["alsoInOther"] for row in rows} == dict.fromkeys(
        ["Russia", "China", "Iran", "Pakistan"], "yes"
    )


def test_each_member_rejects_foreign_bases_by_inference_from_a_named_assumption(
    seed: KnowledgeGraph,
) -> None:
    rows = rows_of(seed, "who-opposes", proposition="id:foreign-military-bases-in-afghanistan")
    by_actor = {row["actorLabel"]: row for row in rows}
    assert by_actor.keys() >= LISTED | {EMIRATE}
    assert not by_actor.keys() & {"United States", "Belarus", "Turkmenistan"}
    for name in LISTED | {EMIRATE}:
        row = by_actor[name]
        assert row["status"] == "inferred"
        assert row["basisLabel"] == "Joint statement of the seventh round"
        assert row["assumption"]
        assert "p12s4" in {other["sentenceLabel"] for other in rows if other["actorLabel"] == name}
    assert rows_of(seed, "quotations", speaker="India") == []


def test_russia_alone_recognised_and_others_are_a_forecast(seed: KnowledgeGraph) -> None:
    rows = rows_of(seed, "recognitions", recognised="Islamic Emirate of Afghanistan")
    facts = [row for row in rows if row["status"] == "fact"]
    assert column(facts, "recogniserLabel") == {"Russia"}
    assert column(facts, "sentenceLabel") == {"p14s2"}
    others = [row for row in rows if row["status"] != "fact"]
    assert column(others, "claimTypeLabel") == {"forecast"}
    assert column(others, "certaintyLabel") == {"probable"}


def test_the_four_have_no_pact_in_fact(seed: KnowledgeGraph) -> None:
    for kind in ("pact", "alliance"):
        rows = rows_of(seed, "facts-and-labels", **{"class": kind})
        labels = [row for row in rows if row["thingLabel"] != "NATO"]
        assert labels
        assert column(labels, "status") == {"only called so"}
    agreements = rows_of(seed, "agreements")
    assert not any("pact" in value.casefold() for row in agreements for value in row.values())


def test_five_participants_border_afghanistan(seed: KnowledgeGraph) -> None:
    rows = rows_of(seed, "neighbours-among-participants", meeting=ROUND, state="Afghanistan")
    assert column(rows, "neighbourLabel") == {
        "China", "Iran", "Pakistan", "Tajikistan", "Uzbekistan",
    }  # fmt: skip


def test_the_islamic_emirate_took_part_in_the_round(seed: KnowledgeGraph) -> None:
    rows = rows_of(seed, "rounds-of-actor", actor="Islamic Emirate", format="Moscow Format")
    assert any(ROUND in row.values() for row in rows)


def test_a_denial_is_no_fact(seed: KnowledgeGraph) -> None:
    rows = rows_of(seed, "what-is-denied", voice="Kabulov")
    assert column(rows, "objectLabel") == {"Russian troops in Afghanistan"}
    assert column(rows, "accepted") == {"false"}


def test_a_plain_query_sees_no_forecast_and_no_pact(seed: KnowledgeGraph) -> None:
    for pattern in (
        "?x a summit:Pact",
        "?x a summit:Alliance FILTER(?x != id:nato)",
        "?x a summit:RecognitionAct FILTER(?x != id:russia-recognition-of-islamic-emirate)",
        "id:moscow-format-7 summit:heldOn ?x",
        "id:united-states summit:tookPartIn ?x",
        "id:russia summit:supports id:russian-troops-in-afghanistan BIND(1 AS ?x)",
    ):
        results = seed.sparql(
            "PREFIX id: <https://w3id.org/summit-kg/id/> "
            "PREFIX summit: <https://w3id.org/summit-kg/ontology#> "
            f"SELECT ?x WHERE {{ {pattern} }}"
        )
        assert solutions(results) == [], pattern


def test_the_chain_of_voices_runs_from_the_article_to_kabulov(seed: KnowledgeGraph) -> None:
    rows = rows_of(seed, "voices-of-claim", claim="article:bagram-betrayal/bagram-access-refused")
    assert [(row["position"], row["voiceLabel"]) for row in rows] == [
        ("1", ARTICLE), ("2", "Zamir Kabulov"),
    ]  # fmt: skip
    rests = rows_of(seed, "claims-by-voice", voice="Kabulov")
    assert column(rests, "sentenceLabel") == {"p12s2"}


def test_nobody_is_named_as_host_and_the_list_has_no_afghanistan(seed: KnowledgeGraph) -> None:
    facts = {row["propertyLabel"]: row["valueLabel"] for row in
             rows_of(seed, "meeting-facts", meeting=ROUND)}  # fmt: skip
    assert facts["hosted by"] == "not stated"
    assert facts["party count"] == "not stated"
    [row] = rows_of(seed, "presence-of-actor", actor="Afghanistan", meeting=ROUND)
    assert (row["presence"], row["linkedPartyLabel"]) == ("not mentioned", EMIRATE)


def test_whom_a_warning_or_a_criticism_means_is_only_read_into_it(seed: KnowledgeGraph) -> None:
    [warning] = rows_of(seed, "acts-of-kind", kind="warning")
    assert warning["agentLabel"] == "Sergey Lavrov"
    assert warning["aboutLabel"] == "Foreign military forces in the region"
    assert warning["recipientLabel"] == ""
    aimed = [row for row in rows_of(seed, "acts-towards", actor="USA")
             if row["partLabel"] == "directed at"]  # fmt: skip
    assert column(aimed, "agentLabel") == {"Sergey Lavrov", "Amir Khan Muttaqi"}
    assert column(aimed, "accepted") == {"false"}
    assert column(aimed, "claimTypeLabel") == {"interpretation"}


def test_muttaqi_thanked_russia_and_spoke_of_afghanistan_in_four_quotations(
    seed: KnowledgeGraph,
) -> None:
    [thanks] = rows_of(seed, "acts-of-kind", kind="thanks")
    assert (thanks["agentLabel"], thanks["recipientLabel"]) == ("Amir Khan Muttaqi", "Russia")
    rows = rows_of(seed, "quotations", speaker="Muttaqi")
    assert column(rows, "quotedWords") == {
        "partner for regional stability", "avenue for economic collaboration",
        "trying to portray the country as a threat", "past mistakes", "unprecedented opportunities",
    }  # fmt: skip
    assert column(rows, "reportedByLabel") == {ARTICLE}


def test_the_pledge_holds_three_promises_and_a_fourth_is_only_possible(
    seed: KnowledgeGraph,
) -> None:
    rows = [row for row in rows_of(seed, "commitments") if row["claimTypeLabel"] == "commitment"]
    assert column(rows, "partyLabel") == {"Russia", "China", "Iran", "Pakistan"}
    promised = {(row["propositionLabel"], row["certaintyLabel"], row["accepted"]) for row in rows}
    assert promised == {
        ("Combating terrorism together", "certain", "true"),
        ("Intelligence sharing against terrorism", "certain", "true"),
        ("Border security coordination", "certain", "true"),
        ("Training and equipping the Taliban against ISIS-K", "possible", "false"),
    }
    china = rows_of(seed, "positions-of-actor", actor="China")
    assert "Training and equipping the Taliban against ISIS-K" not in column(
        china, "propositionLabel"
    )


def test_headings_make_no_facts(seed: KnowledgeGraph) -> None:
    rows = rows_of(seed, "claims", type="heading")
    assert column(rows, "sentenceLabel") == {"p0s2", "p3s1", "p6s1", "p9s1"}
    assert column(rows, "accepted") == {"false"}
    assert column(rows_of(seed, "agreements"), "agreementLabel") == {
        "Joint pledge against terrorism", "Joint statement of the seventh round",
    }  # fmt: skip
    for actor in ("Russia", "Taliban"):
        stands = rows_of(seed, "positions-of-actor", actor=actor)
        assert "Military return of the United States to Afghanistan" not in column(
            stands, "propositionLabel"
        )


def test_being_called_recognised_or_praised_is_no_recognition(seed: KnowledgeGraph) -> None:
    rows = rows_of(seed, "recognitions", recognised="Islamic Emirate of Afghanistan")
    assert column(rows, "sentenceLabel") == {"p14s2"}
    assert rows_of(seed, "recognitions", recognised="Russia") == []
    assert rows_of(seed, "recognitions", recognised="Taliban") == []


def test_what_is_to_come_is_graded_by_certainty(seed: KnowledgeGraph) -> None:
    possible = rows_of(seed, "forecasts", certainty="possible")
    assert column(possible, "sentenceLabel") == {"p10s3", "p16s1"}
    assert len(column(possible, "claim")) == 4
    about = rows_of(seed, "claims-about", entity="Belt and Road", type="forecast")
    assert column(about, "sentenceLabel") == {"p15s1"}
    assert column(about, "accepted") == {"false"}


def test_the_role_of_the_emirate_in_the_round_is_the_editors_assumption(
    seed: KnowledgeGraph,
) -> None:
    [row] = rows_of(seed, "rounds-of-actor", actor="Taliban", format="Moscow Format")
    assert (row["partyLabel"], row["round"], row["date"]) == (EMIRATE, "7", "")
    assert (row["roleLabel"], row["roleFromLabel"]) == ("member", "assumption")
    assert row["personLabel"] == "Amir Khan Muttaqi"


def test_what_is_not_mentioned_of_a_group_is_not_called_absent(seed: KnowledgeGraph) -> None:
    rows = rows_of(seed, "presence-of-members", group="SCO", meeting=ROUND)
    unknown = [row["memberLabel"] for row in rows if row["presence"] != "took part"]
    assert unknown == ["Belarus"]
    assert {row["presence"] for row in rows} == {"took part", "not mentioned"}


def test_every_sentence_is_accounted_for(seed: KnowledgeGraph) -> None:
    rows = rows_of(seed, "sentences-of-article", article=ARTICLE)
    assert len(rows) == 39
    assert all(bool(row["claims"]) != bool(row["reason"]) for row in rows)
