"""The reference data: every value has a source, every identifier its form, every name one owner."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib.term import Node

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "data" / "reference"
SHARED = ROOT.parent / "shared"
FACTS = SHARED / "reference" / "facts.json"
ARTICLE = SHARED / "article" / "sentences.tsv"

SUMMIT = Namespace("https://w3id.org/summit-kg/ontology#")
ID = Namespace("https://w3id.org/summit-kg/id/")
SOURCE = Namespace("https://w3id.org/summit-kg/id/source/")
SCHEMA = Namespace("https://schema.org/")
WIKIDATA = "http://www.wikidata.org/entity/"
GEONAMES = "https://sws.geonames.org/"

SOURCED = ("states", "organizations", "persons", "facilities", "places")
CONCEPTS = ("topics", "propositions", "coalitions")
ALL = (*SOURCED, *CONCEPTS, "sources")

# What the editors say about an entity themselves; everything else comes from a source.
EDITORIAL = {RDF.type, SKOS.definition, SKOS.scopeNote, RDFS.comment, DCTERMS.source}

# Names that two entities share on purpose, in lower case. None so far: "Islamic Emirate of
# Afghanistan" is an official name of the state, but a label of the government alone.
SHARED_NAMES: set[str] = set()

FORMS: dict[URIRef, tuple[URIRef, str]] = {
    SUMMIT.isoAlpha2: (XSD.string, r"[A-Z]{2}"),
    SUMMIT.isoAlpha3: (XSD.string, r"[A-Z]{3}"),
    SUMMIT.isoNumeric: (XSD.string, r"[0-9]{3}"),
    SUMMIT.cowCode: (XSD.integer, r"[1-9][0-9]{0,2}"),
    SUMMIT.cowAbbreviation: (XSD.string, r"[A-Z]{3}"),
    SUMMIT.gwCode: (XSD.integer, r"[1-9][0-9]{0,2}"),
    SUMMIT.unMemberSince: (XSD.gYear, r"(19|20)[0-9]{2}"),
    SUMMIT.icaoCode: (XSD.string, r"[A-Z]{4}"),
    SUMMIT.iataCode: (XSD.string, r"[A-Z]{3}"),
    SUMMIT.latitude: (XSD.decimal, r"-?[0-9]{1,2}\.[0-9]+"),
    SUMMIT.longitude: (XSD.decimal, r"-?[0-9]{1,3}\.[0-9]+"),
    SUMMIT.elevationFeet: (XSD.decimal, r"-?[0-9]+\.[0-9]+"),
    SUMMIT.birthDate: (XSD.date, r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    SUMMIT["from"]: (XSD.date, r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    SUMMIT.until: (XSD.date, r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
LINKS: dict[URIRef, str] = {
    SUMMIT.wikidataEntity: re.escape(WIKIDATA) + r"Q[1-9][0-9]*",
    SUMMIT.geonamesFeature: re.escape(GEONAMES) + r"[1-9][0-9]*/",
}


@pytest.fixture(scope="module")
def graphs() -> dict[str, Graph]:
    """One graph a file, by the file's stem."""
    return {name: Graph().parse(REFERENCE / f"{name}.ttl") for name in ALL}


@pytest.fixture(scope="module")
def everything(graphs: dict[str, Graph]) -> Graph:
    """All files in one graph."""
    union = Graph()
    for graph in graphs.values():
        union += graph
    return union


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    """The table of confirmed facts that the data were built from."""
    if not FACTS.is_file():
        pytest.skip("needs ../shared/reference/facts.json, which lies outside the project")
    loaded: dict[str, Any] = json.loads(FACTS.read_text(encoding="utf-8"))
    return loaded


def is_entity(node: Node) -> bool:
    """Whether the node is one of our entities, not a source or an article."""
    return isinstance(node, URIRef) and node.startswith(ID) and "/" not in node[len(ID) :]


def sources_by_triple(graph: Graph) -> dict[tuple[Node, Node, Node], set[Node]]:
    """The sources of each annotated triple."""
    found: dict[tuple[Node, Node, Node], set[Node]] = defaultdict(set)
    for axiom in graph.subjects(RDF.type, OWL.Axiom):
        triple = (
            graph.value(axiom, OWL.annotatedSource, any=False),
            graph.value(axiom, OWL.annotatedProperty, any=False),
            graph.value(axiom, OWL.annotatedTarget, any=False),
        )
        assert None not in triple, f"an incomplete axiom annotation: {triple}"
        found[triple].update(graph.objects(axiom, DCTERMS.source))  # type: ignore[index]  # the keys are triples
    return found


def names(graph: Graph) -> Iterator[tuple[str, Node]]:
    """Every label and alias in lower case, with its owner."""
    for predicate in (RDFS.label, SKOS.altLabel):
        for owner, name in graph.subject_objects(predicate):
            if is_entity(owner):
                yield str(name).casefold(), owner


@pytest.mark.parametrize("name", ALL)
def test_head_of_file_says_what_and_licence(name: str) -> None:
    text = (REFERENCE / f"{name}.ttl").read_text(encoding="utf-8")
    head = text.split("@prefix", 1)[0]
    assert head.startswith("# ")
    assert "CC BY 4.0" in head


def test_folder_holds_these_files_only() -> None:
    assert {path.stem for path in REFERENCE.glob("*.ttl")} == set(ALL)


@pytest.mark.parametrize("name", SOURCED)
def test_every_value_has_a_described_source(name: str, graphs: dict[str, Graph]) -> None:
    graph = graphs[name]
    described = set(graphs["sources"].subjects(RDF.type, SUMMIT.Source))
    annotated = sources_by_triple(graph)
    values = [triple for triple in graph if is_entity(triple[0]) and triple[1] not in EDITORIAL]
    assert values
    assert [triple for triple in values if not annotated.get(triple)] == []
    unknown = {source for triple in values for source in annotated[triple]} - described
    assert unknown == set()


@pytest.mark.parametrize("name", [*SOURCED, "coalitions"])
def test_axiom_annotates_what_is_asserted(name: str, graphs: dict[str, Graph]) -> None:
    graph = graphs[name]
    assert [triple for triple in sources_by_triple(graph) if triple not in graph] == []


@pytest.mark.parametrize("name", ALL)
def test_only_axioms_are_blank(name: str, graphs: dict[str, Graph]) -> None:
    graph = graphs[name]
    blank = {node for triple in graph for node in triple if isinstance(node, BNode)}
    assert blank == set(graph.subjects(RDF.type, OWL.Axiom))


def test_each_source_is_used_described_and_locatable(
    graphs: dict[str, Graph], everything: Graph
) -> None:
    sources = graphs["sources"]
    used = {o for o in everything.objects(None, DCTERMS.source) if str(o).startswith(SOURCE)}
    assert set(sources.subjects(RDF.type, SUMMIT.Source)) == used
    for source in used:
        assert sources.value(source, DCTERMS.description)
        assert any(
            sources.value(source, predicate)
            for predicate in (SCHEMA.url, DCTERMS.identifier, DCTERMS.title)
        ), source
        if source != SOURCE["summit-kg"]:
            dated = (DCTERMS.issued, SUMMIT.accessedOn)
            assert len([day for p in dated for day in sources.objects(source, p)]) == 1, source
    for issued in sources.objects(None, DCTERMS.issued):
        assert isinstance(issued, Literal)
        kinds = {XSD.gYear: "", XSD.gYearMonth: "-[0-9]{2}", XSD.date: "-[0-9]{2}-[0-9]{2}"}
        assert issued.datatype in kinds
        assert re.fullmatch("[0-9]{4}" + kinds[issued.datatype], issued)


@pytest.mark.parametrize("predicate", FORMS, ids=lambda p: p.split("#")[1])
def test_identifier_has_its_form(predicate: URIRef, everything: Graph) -> None:
    datatype, form = FORMS[predicate]
    for value in everything.objects(None, predicate):
        assert isinstance(value, Literal)
        assert (value.datatype or XSD.string) == datatype
        assert re.fullmatch(form, value), value


@pytest.mark.parametrize("predicate", LINKS, ids=lambda p: p.split("#")[1])
def test_link_has_its_form(predicate: URIRef, everything: Graph) -> None:
    values = list(everything.objects(None, predicate))
    assert values
    assert [value for value in values if not re.fullmatch(LINKS[predicate], str(value))] == []
    assert [v for v, n in Counter(values).items() if n > 1] == []


@pytest.mark.parametrize(
    "predicate",
    [SUMMIT.isoAlpha2, SUMMIT.isoAlpha3, SUMMIT.isoNumeric, SUMMIT.cowCode, SUMMIT.gwCode],
    ids=lambda p: p.split("#")[1],
)
def test_each_state_has_a_code_of_its_own(predicate: URIRef, graphs: dict[str, Graph]) -> None:
    graph = graphs["states"]
    states = set(graph.subjects(RDF.type, SUMMIT.State))
    pairs = list(graph.subject_objects(predicate))
    assert {state for state, _ in pairs} == states
    assert len({code for _, code in pairs}) == len(pairs) == len(states)


def test_names_of_entities_are_kebab_case(everything: Graph) -> None:
    for node in set(everything.subjects()):
        if isinstance(node, URIRef) and node.startswith(ID):
            local = node[len(ID) :].removeprefix("source/")
            assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", local), node


def test_each_entity_has_one_english_label(graphs: dict[str, Graph]) -> None:
    for name in (*SOURCED, *CONCEPTS):
        graph = graphs[name]
        for entity in {s for s in graph.subjects(RDF.type) if is_entity(s)}:
            labels = list(graph.objects(entity, RDFS.label))
            assert len(labels) == 1, (entity, labels)
            assert isinstance(labels[0], Literal)
            assert labels[0].language == "en"


def test_aliases_say_their_language(everything: Graph) -> None:
    for alias in everything.objects(None, SKOS.altLabel):
        assert isinstance(alias, Literal)
        cyrillic = re.search("[\u0400-\u04ff]", alias) is not None
        assert alias.language == ("ru" if cyrillic else "en"), alias


def test_a_name_leads_to_one_entity(everything: Graph) -> None:
    owners: dict[str, set[Node]] = defaultdict(set)
    for name, owner in names(everything):
        owners[name].add(owner)
    shared = {name: found for name, found in owners.items() if len(found) > 1}
    assert set(shared) == SHARED_NAMES, shared


@pytest.mark.parametrize(
    ("typed", "entity"),
    [
        ("Bagram", "bagram-air-base"),
        ("USA", "united-states"),
        ("U.S.", "united-states"),
        ("Washington", "united-states"),
        ("Moscow", "moscow"),
        ("Russian Federation", "russia"),
        ("Taliban", "taliban"),
        ("Islamic Emirate", "islamic-emirate"),
        ("Islamic Emirate of Afghanistan", "islamic-emirate"),
        ("Afghanistan", "afghanistan"),
        ("core quartet", "quadrilateral-format"),
        ("Баграм", "bagram-air-base"),
    ],
)
def test_what_users_type_is_found(typed: str, entity: str, everything: Graph) -> None:
    assert {owner for name, owner in names(everything) if name == typed.casefold()} == {ID[entity]}


def test_nothing_is_the_same_as_another(everything: Graph) -> None:
    assert (None, OWL.sameAs, None) not in everything


def test_movement_government_and_state_are_three(everything: Graph) -> None:
    assert (ID.taliban, RDF.type, SUMMIT.PoliticalMovement) in everything
    assert (ID.taliban, SUMMIT.governsAs, ID["islamic-emirate"]) in everything
    assert (ID["islamic-emirate"], RDF.type, SUMMIT.GoverningAuthority) in everything
    assert (ID["islamic-emirate"], SUMMIT.governs, ID.afghanistan) in everything
    assert (ID.afghanistan, RDF.type, SUMMIT.State) in everything


def test_the_united_states_is_the_only_western_state_entered(everything: Graph) -> None:
    western = set(everything.subjects(RDF.type, SUMMIT.WesternState))
    assert western == {ID["united-states"]}
    sources = sources_by_triple(everything)
    assert sources[(ID["united-states"], RDF.type, SUMMIT.WesternState)] == {SOURCE.seed}


def test_every_entity_that_is_pointed_at_is_described(everything: Graph) -> None:
    described = set(everything.subjects(RDF.type))
    pointed_at = {
        target
        for _, predicate, target in everything
        if is_entity(target) and predicate not in (OWL.annotatedSource, OWL.annotatedTarget)
    }
    assert pointed_at - described == set()


@pytest.mark.parametrize("name", CONCEPTS)
def test_concept_is_defined_and_says_what_calls_for_it(name: str, graphs: dict[str, Graph]) -> None:
    graph = graphs[name]
    kind = {"topics": "Topic", "propositions": "Proposition", "coalitions": "Coalition"}[name]
    concepts = set(graph.subjects(RDF.type, SUMMIT[kind]))
    assert concepts
    for concept in concepts:
        assert graph.value(concept, SKOS.definition), concept
        assert SOURCE.seed in set(graph.objects(concept, DCTERMS.source)), concept


def test_topics_form_one_tree(graphs: dict[str, Graph]) -> None:
    graph = graphs["topics"]
    for topic in graph.subjects(RDF.type, SUMMIT.Topic):
        assert (topic, SKOS.inScheme, ID.topics) in graph
        broader = list(graph.objects(topic, SKOS.broader))
        is_top = (topic, SKOS.topConceptOf, ID.topics) in graph
        assert len(broader) == (0 if is_top else 1), topic


def test_office_is_a_post_held_through_a_membership(graphs: dict[str, Graph]) -> None:
    graph = graphs["persons"]
    held = set()
    for person in graph.subjects(RDF.type, SUMMIT.Person):
        for membership in graph.objects(person, SUMMIT.hasMembership):
            assert (membership, RDF.type, SUMMIT.Membership) in graph
            post = graph.value(membership, SUMMIT.membershipPost, any=False)
            assert graph.value(post, SUMMIT.postIn, any=False), post
            held.add(post)
    assert held == set(graph.subjects(RDF.type, SUMMIT.Post))


def test_states_are_those_of_the_facts(facts: dict[str, Any], graphs: dict[str, Graph]) -> None:
    graph = graphs["states"]
    codes = {
        SUMMIT.isoAlpha2: "iso_alpha2",
        SUMMIT.isoAlpha3: "iso_alpha3",
        SUMMIT.isoNumeric: "iso_numeric",
        SUMMIT.cowCode: "cow_code",
        SUMMIT.cowAbbreviation: "cow_abbrev",
        SUMMIT.gwCode: "gw_code",
        SUMMIT.unMemberSince: "un_member_since",
        RDFS.label: "short_name",
    }
    by_code = {str(code): state for state, code in graph.subject_objects(SUMMIT.isoAlpha2)}
    assert set(by_code) == {state["iso_alpha2"]["value"] for state in facts["states"]}
    for fact in facts["states"]:
        state = by_code[fact["iso_alpha2"]["value"]]
        for predicate, key in codes.items():
            assert str(graph.value(state, predicate)) == str(fact[key]["value"]), (state, key)
        item = WIKIDATA + fact["wikidata"]["value"]
        assert str(graph.value(state, SUMMIT.wikidataEntity)) == item
        feature = f"{GEONAMES}{fact['geonames']['value']}/"
        assert str(graph.value(state, SUMMIT.geonamesFeature)) == feature
        borders = (state, SUMMIT.borders, ID.afghanistan) in graph
        assert borders == fact["borders_afghanistan"]["value"], state


def test_sources_of_codes_are_those_of_the_facts(
    facts: dict[str, Any], graphs: dict[str, Graph]
) -> None:
    graph = graphs["states"]
    annotated = sources_by_triple(graph)
    for fact in facts["states"]:
        state = graph.value(None, SUMMIT.isoAlpha2, Literal(fact["iso_alpha2"]["value"]))
        for predicate, key in ((SUMMIT.isoAlpha2, "iso_alpha2"), (SUMMIT.gwCode, "gw_code")):
            value = graph.value(state, predicate)
            expected = {SOURCE[name.replace(":", "-")] for name in fact[key]["from"]}
            assert annotated[(state, predicate, value)] == expected  # type: ignore[index]  # the keys are triples


def test_disputed_values_are_left_out(graphs: dict[str, Graph]) -> None:
    persons, organizations = graphs["persons"], graphs["organizations"]
    assert persons.value(ID["amir-khan-muttaqi"], SUMMIT.birthDate) is None
    assert organizations.value(ID["moscow-format"], SUMMIT.foundedOn) is None


def test_words_are_our_own() -> None:
    if not ARTICLE.is_file():
        pytest.skip("needs ../shared/article/sentences.tsv, which lies outside the project")
    rows = ARTICLE.read_text(encoding="utf-8").splitlines()[1:]
    article = re.findall(r"\w+", " ".join(row.split("\t")[4] for row in rows).casefold())
    runs = {tuple(article[i : i + 9]) for i in range(len(article) - 8)}
    for name in ALL:
        text = (REFERENCE / f"{name}.ttl").read_text(encoding="utf-8")
        words = re.findall(r"\w+", text.casefold())
        copied = runs.intersection(tuple(words[i : i + 9]) for i in range(len(words) - 8))
        assert copied == set(), name
