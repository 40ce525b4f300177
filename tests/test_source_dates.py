"""When a source was known: by its day, month or year of publication, or the day it had been read."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from pyshacl import validate as check_shapes
from rdflib import Graph
from test_disputes import ABSENT, ID, PRESENT, S, decisions, say

import summit_kg
from summit_kg.datatypes import last_day
from summit_kg.errors import InputProblem
from summit_kg.load.article import read_article
from summit_kg.load.policy import Policy

TODAY = date.today()  # noqa: DTZ011 — the user's own day, as the policy takes it
dates = st.dates(min_value=date(1000, 1, 1)).map(lambda day: day.isoformat())


@given(dates, st.sampled_from([4, 7, 10]))
def test_the_last_day_is_in_the_month_or_year_and_the_next_is_not(day: str, length: int) -> None:
    last = date.fromisoformat(last_day(day[:length]))
    assert last.isoformat()[:length] == day[:length]
    assert last.isoformat() >= day
    assert last == date.max or (last + timedelta(1)).isoformat()[:length] != day[:length]


def known(day: str, issued: str | None = None, accessed: str | None = None) -> bool:
    return Policy(as_of=day).too_late(issued, accessed) is None


@pytest.mark.parametrize(
    ("issued", "accessed", "before", "first"),
    [
        ("2024-02-10", None, "2024-02-09", "2024-02-10"),
        ("2024-02", None, "2024-02-28", "2024-02-29"),
        ("2023-02", None, "2023-02-27", "2023-02-28"),
        ("2023", None, "2023-12-30", "2023-12-31"),
        (None, "2024-05-06", "2024-05-05", "2024-05-06"),
        ("2024", "2024-05-06", "2024-05-05", "2024-05-06"),
        ("2024-02", "2024-05-06", "2024-02-28", "2024-02-29"),
    ],
)
def test_a_source_is_known_from_a_day_on(
    issued: str | None, accessed: str | None, before: str, first: str
) -> None:
    assert not known(before, issued, accessed)
    assert known(first, issued, accessed)


@pytest.mark.parametrize("length", [0, 4, 7, 10])
def test_what_has_no_date_or_one_that_lasts_is_known_today(length: int) -> None:
    """So that a graph as of today accepts what one without a day does."""
    issued = TODAY.isoformat()[:length] or None
    assert known(TODAY.isoformat(), issued)
    assert known((TODAY + timedelta(40)).isoformat(), issued)
    assert not known((TODAY - timedelta(1)).isoformat(), issued)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('issuedMonth: "2024-02"', '"2024-02"^^xsd:gYearMonth'),
        ('issuedYear: "2024"', '"2024"^^xsd:gYear'),
        ("issuedYear: 2024", '"2024"^^xsd:gYear'),
        ('issued: "2024-02-10"', '"2024-02-10"^^xsd:date'),
    ],
)
def test_each_date_has_its_datatype(workspace: Path, line: str, said: str) -> None:
    say(workspace, "one", PRESENT, extra=line + "\n")
    ask = (
        "PREFIX dcterms: <http://purl.org/dc/terms/> "
        "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
        f"ASK {{ <{ID}article/one> dcterms:issued {said} }}"
    )
    with summit_kg.open(":memory:", workspace=str(workspace)) as graph:
        assert bool(graph.results(ask))


@pytest.mark.parametrize(
    "lines",
    [
        'issued: "2024-02"',
        'issued: "2024"',
        'issuedMonth: "2024-13"',
        'issuedMonth: "2024-02-10"',
        'issuedYear: "24"',
        'issuedYear: "-0044"',
        "issuedYear: true",
        'accessedOn: "2024-02"',
        'accessedOn: "2024-02-30"',
        'issued: "2024-02-10"\nissuedMonth: "2024-02"',
    ],
)
def test_a_date_that_is_none_is_one_line(workspace: Path, lines: str) -> None:
    say(workspace, "one", PRESENT, extra=lines + "\n")
    path = workspace / "data" / "articles" / "one" / "article.yaml"
    with pytest.raises(InputProblem) as caught:
        read_article(str(path))
    assert caught.value.line == len(path.read_text("utf-8").splitlines())
    assert lines.splitlines()[-1].partition(":")[0] in caught.value.message
    assert "\n" not in str(caught.value)


def test_an_article_of_a_month_is_told_from_its_end(workspace: Path) -> None:
    say(workspace, "one", PRESENT, extra='issuedMonth: "2024-02"\n')
    say(workspace, "two", ABSENT, extra='accessedOn: "2024-03-05"\n')
    say(workspace, "six", ABSENT)
    accepted: dict[str, set[str]] = {}
    for day in ("2024-02-28", "2024-02-29", "2024-03-05", TODAY.isoformat()):
        with summit_kg.open(workspace=str(workspace), as_of=day) as graph:
            found = decisions(graph.oxigraph)
            late = f"not known to be published by {day}, as of which the policy judges"
            accepted[day] = {slug for slug, (_, why) in found.items() if why != late}
            [*disputes] = graph.disputes()
            said = {claim.claim for d in disputes for side in d.sides for claim in side.claims}
            sayers = accepted[day] if len(accepted[day]) > 1 else set()
            assert said == {f"<{ID}article/{slug}/it>" for slug in sayers}
    assert [*accepted.values()] == [set(), {"one"}, {"one", "two"}, {"one", "two", "six"}]


def test_the_corpus_accepts_today_what_it_accepts_without_a_day() -> None:
    claims = f"SELECT ?claim {{ ?claim <{S}accepted> true }}"
    taken: list[set[str]] = []
    for day in (TODAY.isoformat(), None):
        how: dict[str, Any] = {"as_of": day} if day else {"store": ":memory:"}
        with summit_kg.open(workspace=str(ROOT), **how) as graph:
            taken.append({row.claim for row in graph.sparql(claims)})
    ended = {f"{ID}article/ferghana/kabulov-office"}
    assert taken[0] == taken[1] - ended
    assert ended < taken[1]


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ('dcterms:issued "2024-02"^^xsd:gYearMonth', True),
        ('dcterms:issued "2024"^^xsd:gYear', True),
        ('dcterms:issued "2024-02-10"^^xsd:date', True),
        ('dcterms:issued "2024-02"', False),
        ('dcterms:issued "2024"^^xsd:gYear, "2023"^^xsd:gYear', False),
        ('summit:accessedOn "2024-02"^^xsd:gYearMonth', False),
        ('summit:accessedOn "2024-02-10"^^xsd:date', True),
    ],
)
def test_the_shapes_take_a_day_a_month_or_a_year(value: str, fits: bool) -> None:
    shapes = Graph().parse(ROOT / "ontology" / "shapes.ttl")
    data = Graph().parse(
        data=f"""@prefix dcterms: <http://purl.org/dc/terms/> .
        @prefix summit: <{S}> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <http://example.org/s> a summit:Source ; dcterms:title "A source" ; {value} ."""
    )
    assert check_shapes(data, shacl_graph=shapes)[0] is fits
