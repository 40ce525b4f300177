"""The table of events: every act has its rows, one date, and the most exact code."""

import csv
import io
from collections import defaultdict

import pyoxigraph as ox
import pytest

from summit_kg.export.tables import write_table
from summit_kg.graph import KnowledgeGraph
from summit_kg.vocabulary import ARTICLE, CLAIM_GRAPH, DCTERMS, ID, RDF, RDFS, SUMMIT, XSD

Row = dict[str, str]
ACT = ID + "walk-out"


def rows_of(store: ox.Store, article: str | None = None) -> list[Row]:
    out = io.BytesIO()
    write_table(store, out, "events", "csv", article=article)
    return list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))


@pytest.fixture(scope="module")
def rows(corpus: KnowledgeGraph) -> list[Row]:
    return rows_of(corpus.oxigraph)


def small(
    kind: str,
    articles: dict[str, str],
    *,
    coarser: str = "",
    extra: tuple[ox.Quad, ...] = (),
    rejected: str = "",
) -> ox.Store:
    """A store in which articles of these days say that somebody did an act of a kind."""
    store = ox.Store()
    store.extend(extra)

    def add(subject: str, predicate: str, value: str | ox.Literal, graph: str = "") -> None:
        object_ = ox.NamedNode(value) if isinstance(value, str) else value
        place = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        store.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), object_, place))

    add(SUMMIT + "Refusal", RDFS + "subClassOf", SUMMIT + "Act")
    add(SUMMIT + "Refusal", SUMMIT + "ploverRoot", ox.Literal("REJECT"))
    add(SUMMIT + "Refusal", SUMMIT + "cameoCode", ox.Literal("120"))
    add(SUMMIT + "WalkOut", RDFS + "subClassOf", SUMMIT + "Refusal")
    add(SUMMIT + "WalkOut", RDFS + "subClassOf", SUMMIT + "Act")  # as reasoning adds it
    for slug, day in articles.items():
        article, claim, graph = ARTICLE + slug, f"{ARTICLE}{slug}/claim/c", CLAIM_GRAPH + slug
        add(article, RDF + "type", SUMMIT + "Article")
        if day:
            add(article, DCTERMS + "issued", ox.Literal(day))
        add(claim, SUMMIT + "inArticle", article)
        add(claim, SUMMIT + "asserts", graph)
        truth = "false" if slug == rejected else "true"
        add(claim, SUMMIT + "accepted", ox.Literal(truth, datatype=ox.NamedNode(XSD + "boolean")))
        for class_ in {kind, coarser or kind}:
            add(ACT, RDF + "type", class_, graph)
    return store


def test_every_act_that_a_claim_tells_of_has_a_row(rows: list[Row], corpus: KnowledgeGraph) -> None:
    query = f"""SELECT DISTINCT ?act WHERE {{
        GRAPH ?g {{ ?act a ?kind }} ?claim <{SUMMIT}asserts> ?g .
        ?kind <{RDFS}subClassOf>* <{SUMMIT}Act> }}"""
    found = corpus.oxigraph.query(query)
    assert isinstance(found, ox.QuerySolutions)
    assert {row["act"] for row in rows} == {answer["act"].value for answer in found}
    withdrawals = [row for row in rows if "withdrawal-from-" in row["act"]]
    assert len({row["act"] for row in withdrawals if row["accepted"] == "true"}) == 2
    for row in withdrawals:
        assert row["act_class"] == "Act"
        assert row["plover_event"] == row["cameo_code"] == row["cameo_root"] == ""


def test_an_article_with_no_coded_act_has_rows(corpus: KnowledgeGraph) -> None:
    (row,) = rows_of(corpus.oxigraph, ARTICLE + "steelcity")
    assert row["act"] == ID + "afghan-withdrawal-from-meeting-of-september-2018"
    assert (row["source_country"], row["plover_event"]) == ("AFG", "")


def test_an_act_of_two_kinds_has_rows_for_both(rows: list[Row]) -> None:
    kinds = defaultdict(set)
    for row in rows:
        kinds[row["act"], row["claim"]].add((row["act_class"], row["plover_event"]))
    posts = {frozenset(found) for (act, _), found in kinds.items() if "trump-post" in act}
    assert posts == {frozenset({("Request", "REQUEST"), ("Warning", "THREATEN")})}
    # A finer class stands for the coarser one beside it.
    (row,) = rows_of(small(SUMMIT + "WalkOut", {"one": "2025-10-07"}, coarser=SUMMIT + "Act"))
    assert row["act_class"] == "WalkOut"


def test_codes_are_as_exact_as_the_class_or_the_one_over_it() -> None:
    (row,) = rows_of(small(SUMMIT + "WalkOut", {"one": "2025-10-07"}))
    assert (row["act_class"], row["plover_event"], row["cameo_code"], row["cameo_root"]) == (
        "WalkOut", "REJECT", "120", "12",
    )  # fmt: skip
    (row,) = rows_of(small(SUMMIT + "Act", {"one": "2025-10-07"}))
    assert (row["act_class"], row["plover_event"], row["cameo_code"]) == ("Act", "", "")


def test_codes_have_three_or_four_digits(rows: list[Row]) -> None:
    assert {len(row["cameo_code"]) for row in rows} == {0, 3}
    assert all(row["cameo_code"][:2] == row["cameo_root"] for row in rows)
    assert {"020", "120", "010"} <= {row["cameo_code"] for row in rows}


def test_an_act_has_one_date_in_all_accepted_rows(rows: list[Row]) -> None:
    dates = defaultdict(set)
    for row in rows:
        if row["accepted"] == "true":
            dates[row["act"]].add((row["event_date"], row["date_basis"]))
    assert {act: found for act, found in dates.items() if len(found) > 1} == {}
    assert dates[ID + "kabulov-statement-on-bagram"] == {("2025-05", "act")}


def test_the_first_article_dates_an_act_without_a_day() -> None:
    kind = SUMMIT + "Act"
    articles = {"a": "2025-10-09", "b": "2025-10-08", "c": "2025-10", "d": ""}
    rows = rows_of(small(kind, articles))
    assert {(row["event_date"], row["date_basis"]) for row in rows} == {("2025-10-08", "article")}
    rows = rows_of(small(kind, articles, rejected="b"))
    assert {row["event_date"] for row in rows} == {"2025-10-09"}
    (row,) = rows_of(small(kind, {"a": ""}))
    assert (row["event_date"], row["date_basis"]) == ("", "")


def test_a_claim_that_is_not_accepted_may_give_another_day() -> None:
    day, act = ox.NamedNode(SUMMIT + "occurredOn"), ox.NamedNode(ACT)
    told = (
        ox.Quad(act, day, ox.Literal("2025-10-01")),
        ox.Quad(act, day, ox.Literal("2025-09-01"), ox.NamedNode(CLAIM_GRAPH + "b")),
    )
    articles = {"a": "2025-10-09", "b": "2025-10-08"}
    rows = rows_of(small(SUMMIT + "Act", articles, extra=told, rejected="b"))
    assert [(row["accepted"], row["event_date"], row["date_basis"]) for row in rows] == [
        ("true", "2025-10-01", "act"),
        ("false", "2025-09-01", "act"),
    ]
