"""Explanations: from a triple through the axioms to the claims, the voices and the sentences."""

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pydot
import pyoxigraph as ox
import pytest
from answers import solutions
from command_line import summit
from conftest import ROOT

import summit_kg
from summit_kg.errors import UsageProblem
from summit_kg.graph import KnowledgeGraph
from summit_kg.reason.explanation import Explanation, Node, claims_behind, explain
from summit_kg.reason.explanation_text import FORMATS, written
from summit_kg.reason.reasoner import Reasoner
from summit_kg.reason.schema import SUB_CLASS, TYPE, Schema, Triple, owl
from summit_kg.vocabulary import INFERRED_GRAPH

BASES = "Foreign military bases in Afghanistan"
WHY = ("explain", "India", "opposes", BASES)
FORECAST = (
    "id:recognition-by-other-attendees",
    "recogniser",
    "Other attendees of the seventh round",
)


@pytest.fixture(autouse=True)
def _in_the_workspace(seed_workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Call the command where the first article alone is the workspace."""
    monkeypatch.chdir(seed_workspace)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, seed_workspace: Path) -> str:
    folder = str(tmp_path_factory.mktemp("explain-store"))
    summit_kg.build(str(seed_workspace), store=folder)
    return folder


def problem(*arguments: str | bytes, code: int) -> str:
    process = summit(*arguments, code=code)
    assert process.stdout == ""
    assert process.stderr.startswith("summit-kg: error: ")
    assert process.stderr.count("\n") == 1
    return process.stderr


def part(node: Node, property_: str) -> Node:
    [found] = [part for part in node.parts if f" · {property_} · " in part.text]
    return found


def test_why_india_opposes_foreign_bases(seed: KnowledgeGraph) -> None:
    found = seed.explain("India", "opposes", BASES)
    assert (found.status, found.holds, found.more) == ("inferred", True, False)
    [opposes] = found.proofs
    assert seed.explain("India", "opposes", BASES, at_most=10).proofs == found.proofs
    assert_by_membership(opposes)
    [against] = part(part(opposes, "holds position"), "expresses").claims
    assert "p12s4" in [sentence.name for sentence in against.sentences]
    assert part(opposes, "opposed proposition").claims == (against,)


def test_why_india_opposes_foreign_bases_where_sources_say_that_it_endorses_the_statement(
    corpus: KnowledgeGraph,
) -> None:
    [short] = corpus.explain("India", "opposes", BASES).proofs
    endorses = part(part(short, "holds position"), "endorses")
    assert {claim.name for claim in endorses.claims} == {"india-against-foreign-infrastructure"}
    found = corpus.explain("India", "opposes", BASES, at_most=10)
    assert (found.proofs[0], found.more) == (short, False)
    [by_membership] = [
        proof
        for proof in found.proofs
        if any(claim.name == "india-taken-as-member" for claim in claims_behind([with_(proof)]))
    ]
    assert_by_membership(by_membership)


def test_what_a_stated_triple_follows_from_is_shown_with_all(
    corpus: KnowledgeGraph,
) -> None:
    statement = "Joint statement of the seventh round"
    [stated] = corpus.explain("India", "endorses", statement).proofs
    found = corpus.explain("India", "endorses", statement, at_most=10)
    assert found.status == "stated"
    assert found.proofs[0] == stated
    assert [proof.rule for proof in found.proofs[1:]] == ["property chain"] * 2
    text = written([corpus.explain("India", "endorses", statement, at_most=2)], "text")
    assert text.startswith(f"Proof 1\n• India · endorses · {statement}\n")
    assert f"Proof 2\n∴ India · endorses · {statement}\n  by property chain" in text
    assert "There are more proofs; --limit shows more of them." in text


def with_(proof: Node) -> Explanation:
    assert proof.fact is not None
    return Explanation(proof.fact, proof.text, "inferred", (proof,), (), more=False)


def assert_by_membership(opposes: Node) -> None:
    assert opposes.text == f"India · opposes · {BASES}"
    assert opposes.rule == "property chain"
    assert [axiom.text for axiom in opposes.axioms] == [
        "opposes SubPropertyChain: 'holds position' o 'opposed proposition'"
    ]
    assert opposes.axioms[0].definition
    holds = part(opposes, "holds position")
    endorses = part(holds, "endorses")
    took_part = part(endorses, "took part as member in")
    [assumption] = took_part.claims
    assert assumption.name == "india-taken-as-member"
    assert assumption.claim_type == "assumption"
    assert [voice.label for voice in assumption.voices] == ["summit-kg editors"]
    adopted = part(endorses, "adopted")
    assert adopted.rule == "inverse"
    issued = adopted.parts[0].claims[0]
    assert issued.name == "joint-statement-of-all-members"
    assert [sentence.name for sentence in issued.sentences] == ["p12s4"]
    assert "all member states" in issued.statement


def test_text_and_markdown_tell_the_whole_chain(store: str) -> None:
    text = summit(*WHY, "--store", store).stdout
    flat = " ".join(text.split())
    for words in (
        f"∴ India · opposes · {BASES}",
        "by property chain: endorses SubPropertyChain: 'took part as member in' o adopted",
        "india-taken-as-member (assumption, probable), said by summit-kg editors",
        "joint-statement-of-all-members (report, certain)",
        "p12s4 of tech-consultingstudies.eu 2025-10-20",
    ):
        assert words in flat
    assert max(map(len, text.splitlines())) <= 100
    markdown = summit(*WHY, "--store", store, "-f", "md").stdout
    assert markdown.startswith(f"- ∴ **India · opposes · {BASES}**\n  - `by property chain: ")
    assert all(line.lstrip().startswith("- ") for line in markdown.splitlines())


def test_json_holds_what_the_explanation_holds(store: str, seed: KnowledgeGraph) -> None:
    [data] = json.loads(summit(*WHY, "--store", store, "-f", "json").stdout)
    assert data["status"] == "inferred"
    assert data["triple"][0] == "<https://w3id.org/summit-kg/id/india>"
    leaves: list[dict[str, Any]] = []

    def collect(node: dict[str, Any]) -> None:
        if node["rule"] is None:
            leaves.append(node)
        for below in node["parts"]:
            collect(below)

    collect(data["proofs"][0])
    assert len(leaves) == 4
    for leaf in leaves:
        [claim] = leaf["claims"]
        assert claim["claim"].startswith("https://w3id.org/summit-kg/id/article/")
        assert claim["voices"][0]["label"]
        for sentence in claim["sentences"]:
            assert 0 <= sentence["start"] < sentence["end"]
    [again] = json.loads(written([seed.explain("India", "opposes", BASES)], "json"))
    assert again == data


def test_the_picture_is_a_graph_that_graphviz_reads(store: str, tmp_path: Path) -> None:
    file = tmp_path / "why.dot"
    summit(*WHY, "--store", store, "-o", str(file))
    [graph] = pydot.graph_from_dot_data(file.read_text("utf-8")) or []
    shapes = {node.get_name(): node.get("shape") for node in graph.get_nodes() if node.get("shape")}
    assert sorted(shapes.values()).count("ellipse") == 3  # three claims, one of them twice a leaf
    assert sorted(shapes.values()).count("note") == 4
    assert sorted(shapes.values()).count("box") == 8
    ends = {(edge.get_source(), edge.get_destination()) for edge in graph.get_edges()}
    assert len(ends) == len(graph.get_edges())
    assert {name for edge in ends for name in edge} == set(shapes)


def test_a_stated_triple_is_explained_by_its_claims(store: str, seed: KnowledgeGraph) -> None:
    found = seed.explain("id:bagram-access-refusal", "refuser", "Taliban")
    assert found.status == "stated"
    [proof] = found.proofs
    assert proof.rule is None
    assert {claim.name for claim in proof.claims} >= {"bagram-access-refused"}
    voices = {voice.label for claim in proof.claims for voice in claim.voices}
    assert "Zamir Kabulov" in voices
    text = summit(
        "explain", "id:bagram-access-refusal", "refuser", "Taliban", "--store", store
    ).stdout
    assert "→ Zamir Kabulov; p12s2" in " ".join(text.split())


def test_reference_data_is_explained_by_its_sources(seed: KnowledgeGraph) -> None:
    facts = seed.oxigraph.query(
        "PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX dct: <http://purl.org/dc/terms/> "
        "SELECT * { ?n owl:annotatedSource ?s ; owl:annotatedProperty ?p ; "
        "owl:annotatedTarget ?o ; dct:source ?source } LIMIT 1"
    )
    [row] = solutions(facts)
    value = row["o"]
    found = seed.explain(str(row["s"]), str(row["p"]), getattr(value, "value", str(value)))
    assert found.status == "stated"
    assert found.proofs[0].sources
    assert "reference data, from " in written([found], "text")


def test_what_only_claims_say_that_were_not_accepted_names_them(store: str) -> None:
    process = summit("explain", *FORECAST, "--store", store, code=1)
    flat = " ".join(process.stdout.split())
    assert "not accepted; only this claim says so" in flat
    assert "others-likely-to-recognise (forecast, probable)" in flat
    assert "not accepted: a forecast is not stated as a fact" in flat
    [data] = json.loads(summit("explain", *FORECAST, "--store", store, "-f", "json", code=1).stdout)
    assert (data["status"], data["proofs"]) == ("claimed", [])
    assert [claim["accepted"] for claim in data["claims"]] == [False]
    [graph] = (
        pydot.graph_from_dot_data(
            summit("explain", *FORECAST, "--store", store, "-f", "dot", code=1).stdout
        )
        or []
    )
    assert len(graph.get_edges()) == 1


@pytest.mark.parametrize(
    "triple",
    [("Belarus", "opposes", BASES), ("United States", "took part in", "id:moscow-format-7"),
     ("id:moscow-format-7", "heldOn", "2025-10-07"), ("Taliban", "a", "State")],
)  # fmt: skip
@pytest.mark.parametrize("name", FORMATS)
def test_what_does_not_hold_says_so(
    seed: KnowledgeGraph, triple: tuple[str, str, str], name: str
) -> None:
    found = seed.explain(*triple)
    assert (found.status, found.holds, found.proofs, found.claims) == ("unknown", False, (), ())
    text = written([found], name)
    assert "does not hold" in " ".join(text.replace("\\n", " ").split()) or name == "json"


def test_a_triple_that_does_not_hold_ends_with_1(store: str) -> None:
    process = summit("explain", "Belarus", "opposes", BASES, "--store", store, code=1)
    assert " ".join(process.stdout.split()) == (
        f"Belarus · opposes · {BASES}: does not hold; "
        "no claim states it, nor would it follow from any"
    )


@pytest.mark.parametrize(
    "names",
    [("india", "opposes", BASES.upper()),
     ("id:india", "summit:opposes", "id:foreign-military-bases-in-afghanistan"),
     ("<https://w3id.org/summit-kg/id/india>", "https://w3id.org/summit-kg/ontology#opposes",
      "https://w3id.org/summit-kg/id/foreign-military-bases-in-afghanistan")],
)  # fmt: skip
def test_terms_are_named_by_label_curie_or_iri(
    seed: KnowledgeGraph, names: tuple[str, str, str]
) -> None:
    assert seed.explain(*names) == seed.explain("India", "opposes", BASES)


@pytest.mark.parametrize("property_", ["opposes", "OPPOSES", "Opposes", "summit:opposes"])
def test_a_property_is_named_in_any_case(seed: KnowledgeGraph, property_: str) -> None:
    assert seed.explain("India", property_, BASES).status == "inferred"


def test_a_name_of_a_class_and_a_property_is_what_its_place_needs(seed: KnowledgeGraph) -> None:
    as_property = seed.explain("id:bagram-access-refusal", "facility", "Bagram")
    assert as_property.triple[1] == "<https://w3id.org/summit-kg/ontology#facility>"
    assert as_property.holds
    as_class = seed.explain("Bagram", "a", "facility")
    assert as_class.triple[2] == "<https://w3id.org/summit-kg/ontology#Facility>"
    assert as_class.holds


def test_a_label_of_two_things_names_both(corpus: KnowledgeGraph) -> None:
    with pytest.raises(UsageProblem) as caught:
        corpus.explain("Recognition of the Islamic Emirate by Russia", "a", "Act")
    for curie in ("id:recognition-of-islamic-emirate-by-russia",
                  "id:russia-recognition-of-islamic-emirate"):  # fmt: skip
        assert curie in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("command", ["explain", "reason"])
def test_help_offers_no_endpoint_where_none_will_do(command: str) -> None:
    text = summit(command, "--help").stdout
    assert "PATH|URL" not in text
    assert "--store PATH" in text


def test_a_fact_of_the_reference_data_names_its_file_and_line(
    store: str, seed: KnowledgeGraph
) -> None:
    text = summit("explain", "India", "a", "State", "--store", store).stdout
    [place] = re.findall(r"stated in (data/reference/states\.ttl:\d+)", text)
    file, line = place.split(":")
    assert re.match(r"id:india\b", (ROOT / file).read_text("utf-8").splitlines()[int(line) - 1])
    [data] = json.loads(
        summit("explain", "India", "a", "State", "-f", "json", "--store", store).stdout
    )
    assert data["proofs"][0]["place"] == place
    [proof] = seed.explain("India", "opposes", BASES).proofs
    assert proof.place is None


@pytest.mark.parametrize("property_", ["a", "is a", "type", "rdf:type"])
@pytest.mark.parametrize("class_", ["Actor", "summit:Actor", "actor"])
def test_classes_are_named_as_people_name_them(
    seed: KnowledgeGraph, property_: str, class_: str
) -> None:
    assert seed.explain("India", property_, class_).status == "inferred"


def test_values_are_named_by_their_text(seed: KnowledgeGraph) -> None:
    for property_, value in (("isoAlpha2", "IN"), ("rdfs:label", "India")):
        found = seed.explain("India", property_, value)
        assert found.status == "stated", property_
    claimed = seed.oxigraph.query(
        "PREFIX summit: <https://w3id.org/summit-kg/ontology#> SELECT ?s ?p ?o { ?c "
        "summit:accepted false ; summit:asserts ?g . GRAPH ?g { ?s ?p ?o } FILTER isLiteral(?o) "
        "FILTER isIRI(?s) FILTER NOT EXISTS { ?s ?p ?o } } LIMIT 1"
    )
    [row] = solutions(claimed)
    value = row["o"]
    assert isinstance(value, ox.Literal)
    found = seed.explain(str(row["s"]), str(row["p"]), value.value)
    assert found.status == "claimed"


WRONG: list[tuple[tuple[str | bytes, ...], str]] = [
    (("Indja", "opposes", BASES), "no entity is called 'Indja'; did you mean 'India'"),
    (("India", "oposes", BASES), "there is no property 'oposes' (did you mean opposes?)"),
    (("India", "opposes", "Forein military bases"), "no entity is called"),
    (("id:indai", "opposes", BASES), "nothing is known of <https://w3id.org/summit-kg/id/indai>"),
    (("India", "summit:oposes", BASES),
     "there is no property 'summit:oposes' (did you mean summit:opposes"),
    (("India", "id:russia", BASES), "there is no property 'id:russia'"),
    (("India", "Russia", BASES), "'Russia' is no property, but id:russia"),
    (("Bagram", "a", "facilty"), "there is no class 'facilty' (did you mean Facility"),
    (("Bagram", "a", "Taliban"), "'Taliban' is no class, but id:taliban"),
    (("India", "opposes", "id:foreign-bases"), "nothing is known of"),
    (("", "opposes", BASES), "no entity is called ''"),
    (("India", "", BASES), "there is no property ''"),
    (("India", "opposes", ""), "no entity is called ''"),
    (("_:x", "opposes", BASES), "no entity is called '_:x'"),
    (("India", "_:x", BASES), "there is no property '_:x'"),
    (("India", "opposes", "_:x"), "no entity is called '_:x'"),
    (("https://w3id.org/summit-kg/id/in dia", "opposes", BASES), "is not an IRI"),
    (("India", "<http://[>", BASES), "is not an IRI"),
    ((b"\xff", "opposes", BASES), "is not valid Unicode text"),
    (("India", b"\xff", BASES), "is not valid Unicode text"),
    (("India", "opposes", b"\xff"), "is not valid Unicode text"),
    (("India", "isoAlpha2", b"\xff"), "is not valid Unicode text"),
    (("India", "opposes", "\u202e\x07\n\U0001f600"), "no entity is called"),
    (("India", "opposes", "x" * 100_000), "no entity is called"),
    (("India", "opposes", BASES, "-f", "xlsx"),
     "an explanation cannot be written as 'xlsx'; choose one of text, md, json, dot"),
    (("India", "opposes", BASES, "-o", "."), "the name has no suffix"),
    (("India", "opposes", BASES, "-o", ""), "has no suffix"),
    (("India", "opposes", BASES, "--limit", "0"), "0 is not in the range"),
    (("India", "opposes", BASES, "--limit", "9" * 30), "is not in the range"),
    (("India", "opposes", BASES, "--timeout", "0"), "0"),
    (("India", "opposes", BASES, "--timeout", "nan"), "must be a number of seconds"),
    (("India", "opposes"), "missing argument 'OBJECT'"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_a_wrong_call_is_one_line(
    store: str, arguments: tuple[str | bytes, ...], message: str
) -> None:
    line = problem("explain", *arguments, "--store", store, code=2)
    assert message in line
    assert len(line) < 500


def test_what_cannot_be_written_is_one_line(store: str, tmp_path: Path) -> None:
    for target, reason in ((str(tmp_path), "Is a directory"), ("/nowhere/x", "No such file")):
        line = problem(*WHY, "--store", store, "-f", "md", "-o", target, code=3)
        assert f"{target}: cannot be written: {reason}" in line
    assert list(tmp_path.iterdir()) == []


def test_an_endpoint_explains_nothing() -> None:
    address = "http://127.0.0.1:9/sparql"
    line = problem(*WHY, "--store", address, code=2)
    assert "this graph lies on an endpoint" in line


def test_all_proofs_up_to_a_limit(store: str) -> None:
    act = ("explain", "id:bagram-access-refusal", "a", "Act", "--store", store)
    one = summit(*act).stdout
    assert "There are more proofs; --all shows them." in one
    every = summit(*act, "--all").stdout
    count = every.count("Proof ")
    assert count > 2
    assert "There are more" not in every
    two = summit(*act, "--all", "--limit", "2").stdout
    assert two.count("Proof ") == 2
    assert "There are more proofs; --limit shows more of them." in two
    [data] = json.loads(summit(*act, "--all", "-f", "json").stdout)
    assert len(data["proofs"]) == count
    assert len({json.dumps(proof) for proof in data["proofs"]}) == count


def test_the_time_is_limited(store: str) -> None:
    assert "India · opposes" in summit(*WHY, "--timeout", "60", "--store", store).stdout
    line = problem(*WHY, "--timeout", "0.00001", "--store", store, code=3)
    assert "took longer than 1e-05 s" in line


def test_a_path_is_shown_by_its_links() -> None:
    places = [f"<urn:place{n}>" for n in range(41)]
    within, transitive = "<urn:within>", ("<urn:within>", TYPE, owl("TransitiveProperty"))
    stated = [(one, within, two) for one, two in pairwise(places)]
    goal = (places[0], within, places[-1])
    store = ox.Store()
    lines = "".join(" ".join(triple) + " .\n" for triple in (*stated, transitive, goal))
    store.load(lines.encode(), ox.RdfFormat.N_TRIPLES)
    graph = ox.NamedNode(INFERRED_GRAPH)
    store.load((" ".join(goal) + " .").encode(), ox.RdfFormat.N_TRIPLES, to_graph=graph)
    for one in places[1:-1]:  # the rest of the closure, of which the proof is found
        for two in places[places.index(one) + 2 :]:
            quad = " ".join((one, within, two)) + " ."
            store.load(quad.encode(), ox.RdfFormat.N_TRIPLES)
            store.load(quad.encode(), ox.RdfFormat.N_TRIPLES, to_graph=graph)
    found = explain(store, Reasoner(Schema([transitive])), goal)
    [proof] = found.proofs
    assert [node.fact for node in proof.parts] == stated
    text = written([found], "text")
    assert text.count("by transitive property") == 1
    assert max(map(len, text.splitlines())) < 75


def test_two_things_of_one_name_stay_two_in_the_picture() -> None:
    store = ox.Store()
    store.load(
        "@prefix : <urn:> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "
        ':a rdfs:label "Georgia" . :b rdfs:label "Georgia" . :a a :C . :b a :C .',
        ox.RdfFormat.TURTLE,
    )
    reasoner = Reasoner(Schema())
    found = [explain(store, reasoner, (f"<urn:{name}>", TYPE, "<urn:C>")) for name in "ab"]
    [graph] = pydot.graph_from_dot_data(written(found, "dot")) or []
    assert sum(node.get("label") is not None for node in graph.get_nodes()) == 2


def test_hostile_labels_stay_labels_in_every_format() -> None:
    label = 'A "name" \\ with *stars*, `ticks`, <tags> | and\nlines'
    store = ox.Store()
    name = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    store.add(ox.Quad(ox.NamedNode("urn:a"), name, ox.Literal(label)))
    store.add(ox.Quad(ox.NamedNode("urn:C"), name, ox.Literal(label)))
    type_ = ox.NamedNode(TYPE[1:-1])
    store.add(ox.Quad(ox.NamedNode("urn:a"), type_, ox.NamedNode("urn:C")))
    for target in (None, ox.NamedNode(INFERRED_GRAPH)):
        quad = (ox.NamedNode("urn:a"), type_, ox.NamedNode("urn:D"))
        store.add(ox.Quad(*quad) if target is None else ox.Quad(*quad, target))
    axiom: Triple = "<urn:C>", SUB_CLASS, "<urn:D>"
    found = explain(store, Reasoner(Schema([axiom])), ("<urn:a>", TYPE, "<urn:D>"))
    assert found.status == "inferred"
    markdown = written([found], "md")
    assert all(line.lstrip().startswith("- ") for line in markdown.splitlines())
    assert "\\*stars\\*, \\`ticks\\`, \\<tags\\> \\| and lines" in markdown
    assert len(written([found], "text").splitlines()) < 10
    [graph] = pydot.graph_from_dot_data(written([found], "dot")) or []
    assert sum(node.get("label") is not None for node in graph.get_nodes()) == 3
    assert (
        json.loads(written([found], "json"))[0]["proofs"][0]["parts"][0]["text"].count(label) == 2
    )


# Rows of queries


def rows_of(graph: KnowledgeGraph, name: str, **values: str) -> list[list[Explanation]]:
    text = graph.bound(name, {key: [value] for key, value in values.items()})
    return [row.explanations for row in graph.explain_rows(text)]


def test_every_row_of_who_opposes_is_explained(seed: KnowledgeGraph) -> None:
    rows = rows_of(seed, "who-opposes", proposition=BASES)
    assert len(rows) > 5
    for explanations in rows:
        assert explanations
        assert all(found.holds for found in explanations)
        assert any(found.status == "inferred" for found in explanations)


def test_rows_that_claims_give_are_explained_by_them(seed: KnowledgeGraph) -> None:
    rows = rows_of(seed, "recognitions", recognised="Islamic Emirate")
    assert [{found.status for found in explanations} for explanations in rows] == [
        {"stated"},
        {"claimed"},
    ]
    for explanations in rows:
        assert len(explanations) == 2


def test_rows_are_written_with_their_explanations(store: str) -> None:
    ask = ("query", "who-opposes", "-p", f"proposition={BASES}", "--explain", "--store", store)
    text = summit(*ask, "--limit", "2")
    assert text.stdout.startswith("Row 1: actor China; status inferred")
    assert "Row 2:" in text.stdout
    assert "Row 3:" not in text.stdout
    assert text.stderr == "summit-kg: there are more than 2 rows\n"
    rows = json.loads(summit(*ask, "-f", "json").stdout)
    actors = {row["row"]["actor"]["label"]: row["row"]["actor"] for row in rows}
    assert set(actors) >= {"India", "Russia"}
    assert actors["India"] == {
        "type": "uri", "value": "https://w3id.org/summit-kg/id/india", "label": "India",
    }  # fmt: skip
    assert rows[0]["row"]["actorLabel"]["xml:lang"] == "en"
    assert all(row["explanations"] for row in rows)
    assert summit(*ask, "-f", "md", "--limit", "1", "-q").stdout.startswith("**Row 1: actor China")
    [graph] = pydot.graph_from_dot_data(summit(*ask, "-f", "dot").stdout) or []
    assert len(graph.get_edges()) > 20


EXPLAINED_WRONG: list[tuple[tuple[str, ...], int, str]] = [
    (("positions-graph", "-p", "meeting=id:moscow-format-7"), 2, "only the rows of a SELECT"),
    (("recognitions", "-p", "recognised=Islamic Emirate", "-f", "csv"), 2,
     "an explanation cannot be written as 'csv'"),
    (("recognitions", "-p", "recognised=Islamic Emirate", "--limit", "9" * 30), 2, "range"),
    (("recognitions", "-p", "recognised=Islamic Emirate", "--timeout", "0.00001"), 3, "longer"),
    (("recognitions", "-p", "recognised=id:islamic-emirate", "--store", "http://127.0.0.1:9/x"),
     2, "this graph lies on an endpoint"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "code", "message"), EXPLAINED_WRONG)
def test_a_wrong_call_for_rows_is_one_line(
    store: str, arguments: tuple[str, ...], code: int, message: str
) -> None:
    where = () if "--store" in arguments else ("--store", store)
    assert message in problem("query", *arguments, "--explain", *where, code=code)


def test_every_saved_query_of_rows_can_be_explained(seed: KnowledgeGraph) -> None:
    """Whatever the query, its rows are explained without an error; those without facts say so."""
    import yaml

    cases = yaml.safe_load((ROOT / "tests" / "golden" / "parameters.yaml").read_text("utf-8"))
    explained = 0
    for name, given in cases.items():
        parameters = {key: value for key, value in given[0].items() if key != "case"}
        text = seed.bound(
            name,
            {
                key: list(map(str, value)) if isinstance(value, list) else [str(value)]
                for key, value in parameters.items()
            },
        )
        if isinstance(seed.sparql(text), ox.QuerySolutions):
            explained += any(row.explanations for row in seed.explain_rows(text))
    assert explained > 40


def test_the_library_refuses_names_of_nothing(seed: KnowledgeGraph) -> None:
    with pytest.raises(UsageProblem, match="nothing is known of"):
        seed.explain("id:nobody", "a", "State")
