"""Pictures: nothing overlaps, nothing said becomes a fact, and what is left out is told."""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.lines import Line2D
from matplotlib.text import Text
from test_golden_queries import CASES, Case

import summit_kg
from summit_kg.errors import StoreProblem, UsageProblem
from summit_kg.graph import KnowledgeGraph
from summit_kg.picture import ASSUMED, BASES, INFERRED, KINDS, MADE, SAID, STATED, layout
from summit_kg.picture.canvas import Picture, wrapped
from summit_kg.picture.columns import Columns, Link, draw_columns
from summit_kg.picture.network import Group, Neighbourhood, Role, draw_neighbourhood
from summit_kg.picture.parts import STROKES, Node, Page
from summit_kg.picture.timeline import Event, Timeline, draw_timeline
from summit_kg.query import (
    answer_pictures,
    connections,
    names,
    neighbourhood,
    properties,
    row_paths,
)
from summit_kg.query.answer import Answer
from summit_kg.query.neighbourhood import Statement, statements
from summit_kg.query.positions import positions
from summit_kg.vocabulary import RDFS, SUMMIT

ID = "https://w3id.org/summit-kg/id/"


def boxes(picture: Picture) -> list[tuple[str, float, float, float, float]]:
    """Return each text with its left, bottom, right and top in pixels, as it was drawn."""
    canvas: Any = FigureCanvasAgg(picture.figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    found = []
    for text in picture.figure.findobj(Text):
        assert isinstance(text, Text)
        if text.get_text().strip() and text.get_visible():
            box = text.get_window_extent(renderer)
            found.append((text.get_text(), box.x0, box.y0, box.x1, box.y1))
    return found


def check_readable(picture: Picture) -> list[str]:
    """Assert that no text covers another or leaves the sheet; return the texts."""
    found = boxes(picture)
    width, height = picture.figure.get_size_inches() * picture.figure.dpi
    for text, left, bottom, right, top in found:
        assert left >= 0, text
        assert bottom >= 0, text
        assert right <= width, text
        assert top <= height, text
    for one, other in combinations(found, 2):
        across = min(one[3], other[3]) - max(one[1], other[1])
        down = min(one[4], other[4]) - max(one[2], other[2])
        assert across <= 0.5 or down <= 0.5, (one, other)
    return [text for text, *_ in found]


# ---- Real things


@pytest.mark.parametrize(
    "entity",
    ["Taliban", "Russia", "id:moscow-format-7", "India", "Bagram", "China", "Islamic Emirate",
     "id:foreign-military-bases-in-afghanistan", "Sergey Lavrov"],
)  # fmt: skip
def test_no_label_covers_another(corpus: KnowledgeGraph, entity: str) -> None:
    assert len(check_readable(corpus.picture(entity))) > 10


def test_the_most_joined_things_fill_their_picture(corpus: KnowledgeGraph) -> None:
    for entity in ("russia", "china"):
        found = neighbourhood.neighbourhood(corpus.results, ID + entity)
        assert sum(len(group.nodes) for group in found.groups) >= 40


@pytest.mark.parametrize(
    "entity", ["Russia", "Taliban", "Pakistan", "id:foreign-military-bases-in-afghanistan"]
)
def test_no_label_of_a_timeline_covers_another(corpus: KnowledgeGraph, entity: str) -> None:
    texts = check_readable(corpus.picture(entity, as_="timeline"))
    assert any("opposes" in text for text in texts)


@pytest.mark.parametrize(
    ("query", "parameters", "expected"),
    [
        ("who-refused-access", {"facility": "Bagram"}, "requester"),
        ("position-history", {"actor": "Russia"}, "recognises"),
        ("timeline", {"actor": "Russia"}, "Seventh round of the Moscow Format"),
        ("participants-graph", {"meeting": "id:moscow-format-7"}, "follows by reasoning"),
        ("positions-graph", {"meeting": "id:moscow-format-7"}, "expresses"),
        ("meetings", {}, "First round of the Moscow Format"),
        ("positions-of-actor", {"actor": "Russia"}, "is committed to"),
    ],
)
def test_answers_plot(
    corpus: KnowledgeGraph, query: str, parameters: dict[str, str], expected: str
) -> None:
    texts = check_readable(corpus.query(query, **parameters).plot())
    assert expected in texts
    assert query.replace("-", " ").capitalize() in texts


@pytest.mark.parametrize("case", CASES[::5], ids=lambda case: case.name)
def test_saved_queries_plot_or_say_why_not(seed: KnowledgeGraph, case: Case) -> None:
    answer = seed.query(case.query, **case.values)
    try:
        check_readable(answer.plot())
    except UsageProblem as problem:
        assert "nothing to draw" in str(problem)  # noqa: PT017 - most have a picture


def test_rows_without_a_day_are_counted(seed: KnowledgeGraph) -> None:
    query = """SELECT ?thing ?day WHERE { VALUES (?thing ?day) {
      (<urn:a> "2025-10-07"^^<http://www.w3.org/2001/XMLSchema#date>) (<urn:b> UNDEF)
    } }"""
    assert seed.sparql(query).plot().notes == []
    picture = seed.sparql(query).plot(as_="timeline")
    assert picture.notes == ["Left out: 1 of 2 rows, which have no day."]
    assert picture.notes[0] in check_readable(picture)


def test_a_picture_of_counts_has_the_counts(corpus: KnowledgeGraph) -> None:
    answer = corpus.query("count-meetings-by-party", format="Moscow Format")
    notes = {
        node.label: node.note for column in graph_of(corpus, answer).columns for node in column
    }
    assert len(notes) > 5
    for _, label, meetings in answer:
        assert notes[label.value] == f"meetings: {meetings.value}"
    assert notes["Russia"] in check_readable(answer.plot())


def test_counts_of_claims_tell_what_is_counted(corpus: KnowledgeGraph) -> None:
    answer = corpus.query("count-claims-by-type")
    found = graph_of(corpus, answer)
    assert [*found.heads] == ["claim type", "certainty", "polarity", "accepted"]
    counts = [int(node.note.removeprefix("claims: ")) for node in found.columns[-1]]
    assert counts == [int(row["claims"].value) for row in answer]
    into = Counter(link.target for link in found.links)
    assert set(into.values()) == {1}, "one line leads to each count"
    assert "forecast" in check_readable(answer.plot())


def graph_of(graph: KnowledgeGraph, answer: Answer) -> Columns:
    rows = [tuple(row) for row in answer]
    table = answer_pictures._Table(answer.columns, rows, graph.results, "Counts")
    return table.graph()


def ways(found: Columns) -> set[tuple[str, ...]]:
    """Return every way from left to right in a graph, as labels, read from the links as drawn.

    It ends where no link goes on, or where a note says so.
    """
    ending = {n.key for column in found.columns for n in column if n.note == row_paths.ENDS}
    label = {node.key: node.label for column in found.columns for node in column}
    onward: dict[str, list[str]] = {key: [] for key in label}
    for link in found.links:
        onward[link.source].append(link.target)

    def from_(key: str) -> list[tuple[str, ...]]:
        further = [way for other in onward[key] for way in from_(other)]
        if key in ending or not further:
            further.append(())
        return [(label[key], *way) for way in further]

    begins = set(label) - {link.target for link in found.links}
    return {way for key in begins for way in from_(key)}


@pytest.mark.parametrize(
    ("query", "parameters", "columns"),
    [
        ("participants", {"meeting": "id:moscow-format-7"}, "party kind role person"),
        ("positions-of-actor", {"actor": "Russia"}, "stance proposition status basis"),
        (
            "who-opposes",
            {"proposition": "Foreign military bases in Afghanistan"},
            "actor status through basis meeting assumption",
        ),
    ],
)
def test_every_way_through_a_plot_is_a_row(
    corpus: KnowledgeGraph, query: str, parameters: dict[str, str], columns: str
) -> None:
    answer = corpus.query(query, **parameters)
    rows = set()
    for row in answer:
        told = row.as_dict()
        cells = [told.get(f"{name}Label", told[name]) for name in columns.split()]
        rows.add(tuple(str(cell) for cell in cells if cell is not None))
    found = graph_of(corpus, answer)
    assert ways(found) == rows
    assert sum(map(len, found.columns)) < sum(map(len, rows)), "what is alike is merged"
    assert "Every way from left to right is a row" in " ".join(check_readable(answer.plot()))


CELLS = st.one_of(st.none(), st.integers(0, 2))


@given(st.lists(st.tuples(st.integers(0, 2), CELLS, CELLS), min_size=1, max_size=12))
def test_merged_rows_are_the_rows(rows: list[tuple[int | None, ...]]) -> None:
    named = [[(n, f"{n}:{v}") for n, v in enumerate(row) if v is not None] for row in rows]
    given_ = [(tuple((n, Node(name, name)) for n, name in row), STATED) for row in named]
    found = row_paths.paths(given_, 3, 12)
    picture = Columns(Page("Rows"), (), found.columns, found.links)
    assert sum(map(len, found.columns)) <= 12
    assert ways(picture) == {tuple(name for _, name in row) for row in named[: found.used]}


def test_rows_that_tell_what_is_inferred_are_dotted(corpus: KnowledgeGraph) -> None:
    answer = corpus.query("positions-of-actor", actor="India")
    found = graph_of(corpus, answer)
    label = {node.key: node.label for column in found.columns for node in column}
    into = {label[link.target]: link.basis for link in found.links}
    assert into["inferred"] == INFERRED
    assert "follows by reasoning" in check_readable(answer.plot())
    untold = corpus.sparql(f"SELECT ?a ?b WHERE {{ ?a <{SUMMIT}opposes> ?b }}").plot()
    texts = " ".join(check_readable(untold))
    assert "It does not tell what is inferred." in texts
    assert "stated by a source" not in texts


def test_rows_that_are_not_accepted_are_broken(corpus: KnowledgeGraph) -> None:
    answer = corpus.query("disputed-points")
    found = graph_of(corpus, answer)
    claims = {node.key: node.label for node in found.columns[0]}
    shown = {(claims[link.source], link.basis) for link in found.links if link.source in claims}
    told = {(row.claimLabel, STATED if row.accepted else SAID) for row in answer}
    assert shown <= told
    assert {basis for _, basis in shown} == {STATED, SAID}
    assert "only said, not taken as fact" in check_readable(answer.plot())


def test_lanes_are_for_what_has_several_days(corpus: KnowledgeGraph) -> None:
    texts = check_readable(corpus.query("attendance", format="Moscow Format").plot())
    assert texts.count("Kazakhstan") == 1
    assert texts.count("Seventh round of the Moscow Format") > 5


# ---- Saying is not being


def drawn(graph: KnowledgeGraph, entity: str) -> dict[str, set[str]]:
    """Return the labels of the neighbours in a picture, by how they are known."""
    found: dict[str, set[str]] = {basis: set() for basis in BASES}
    for group in neighbourhood.neighbourhood(graph.results, graph.entity(entity)).groups:
        found[group.basis] |= {f"{group.words}: {node.label}" for node in group.nodes}
    return found


def test_what_is_only_said_is_drawn_as_said(seed: KnowledgeGraph) -> None:
    found = drawn(seed, "Taliban")
    assert "opposes: United States access to Bagram Air Base" in found[STATED]
    assert "supports: Combating ISIS-K" in found[SAID]
    assert not found[SAID] & (found[STATED] | found[INFERRED])
    kazakhstan = drawn(seed, "Kazakhstan")
    assert "opposes: Foreign military bases in Afghanistan" in kazakhstan[INFERRED]
    texts = boxes(seed.picture("Taliban"))
    shown = {text for text, *_ in texts}
    assert "supports (only said)" in shown
    assert "only said, not taken as fact" in shown
    assert any(text.startswith("says tech-consultingstudies.eu") for text in shown)


def test_each_statement_is_where_its_basis_says(corpus: KnowledgeGraph) -> None:
    inferred = ox.NamedNode("https://w3id.org/summit-kg/graph/inferred")
    seen = set()
    for s in statements(corpus.results, [ID + "russia", ID + "taliban"]):
        subject, predicate, object_ = map(ox.NamedNode, (s.subject, s.relation, s.object))
        in_view = ox.Quad(subject, predicate, object_) in corpus.oxigraph
        follows = ox.Quad(subject, predicate, object_, inferred) in corpus.oxigraph
        assert in_view is (s.basis != SAID)
        if s.basis == INFERRED:
            assert follows
        seen.add(s.basis)
    assert seen == {STATED, ASSUMED, INFERRED, SAID}


def test_a_construct_tells_apart_what_holds(seed: KnowledgeGraph) -> None:
    answer = seed.sparql(
        """PREFIX summit: <https://w3id.org/summit-kg/ontology#>
        PREFIX id: <https://w3id.org/summit-kg/id/>
        CONSTRUCT {
          id:bagram-access-refusal summit:refuser id:taliban .
          id:kazakhstan summit:opposes id:foreign-military-bases-in-afghanistan .
          id:taliban summit:recognises id:russia .
          ?position summit:holder id:taliban
        } WHERE { GRAPH ?said { ?position summit:holder id:taliban } }"""
    )
    triples = [(t.subject.value, t.predicate.value, t.object.value) for t in answer]
    found = answer_pictures._bases(seed.results, triples)
    basis = {s.rpartition("/")[2]: found.get((s, p, o), MADE) for s, p, o in triples}
    assert basis["bagram-access-refusal"] == STATED
    assert basis["kazakhstan"] == INFERRED
    assert basis["taliban"] == MADE
    assert SAID in basis.values()
    assert "made by the query" in check_readable(answer.plot())


def test_a_timeline_marks_what_is_only_said(corpus: KnowledgeGraph) -> None:
    found = positions(corpus.results, ID + "taliban")
    said = {event.label for event in found.events if event.said}
    assert said
    assert all(label.startswith("says ") for label in said)
    assert [e.label for e in found.events if not e.said] == ["Refusal of access to Bagram"]


@pytest.mark.parametrize("actor", ["India", "Russia"])
def test_a_timeline_marks_what_is_inferred(corpus: KnowledgeGraph, actor: str) -> None:
    found = positions(corpus.results, corpus.entity(actor))
    lane = {node.key: node.label for node in found.lanes}
    marked = {(e.what, lane[e.lane]) for e in found.events if e.basis == INFERRED}
    rows = corpus.query("positions-of-actor", actor=actor)
    told = {(row.stance, row.propositionLabel) for row in rows if row.status == "inferred"}
    assert marked == told
    picture = draw_timeline(found)
    assert "half full: follows by reasoning" in check_readable(picture)
    halves = [line for line in picture.figure.findobj(Line2D) if line.get_fillstyle() == "left"]
    assert len(halves) == sum(e.basis == INFERRED for e in found.events) + 1, "with the legend's"


def test_each_day_of_a_timeline_is_a_step_that_is_named(corpus: KnowledgeGraph) -> None:
    found = positions(corpus.results, ID + "russia")
    drawn_ = boxes(draw_timeline(found))
    place = {text: left for text, left, *_ in drawn_ if text[:2] == "20" and len(text) == 10}
    days = sorted({event.day.isoformat() for event in found.events})
    assert sorted(place) == days
    steps = [place[b] - place[a] for a, b in pairwise(days)]
    assert min(steps) > 0
    assert max(steps) - min(steps) < 2, "a lone early day leaves room for the others"


def test_the_last_of_many_days_is_named() -> None:
    lane = Node("a", "A lane")
    days = [date(2025, 1, 1) + timedelta(7 * n) for n in range(60)]
    events = [Event("a", day, "said") for day in days]
    texts = check_readable(draw_timeline(Timeline(Page("Many"), [lane], events)))
    assert days[-1].isoformat() in texts
    assert 5 < len({text for text in texts if text.startswith("202")}) < 60


def test_labels_hide_the_lines_behind_them(corpus: KnowledgeGraph) -> None:
    picture = corpus.picture("Russia", as_="timeline")
    labels = [
        text for text in picture.figure.findobj(Text)
        if isinstance(text, Text) and text.get_text().startswith("Joint statement")
    ]  # fmt: skip
    assert labels
    assert all(text.get_bbox_patch() is not None for text in labels)


def test_short_lines_of_assumptions_and_sayings_look_different() -> None:
    assumed, said = STROKES[ASSUMED], STROKES[SAID]
    assert not assumed[2], "dashes cannot be told apart on a line of a few points"
    assert assumed[1] >= 2 * max(said[1], STROKES[STATED][1])


def test_each_thing_stands_once(corpus: KnowledgeGraph) -> None:
    for entity in ("russia", "china", "foreign-military-bases-in-afghanistan"):
        found = neighbourhood.neighbourhood(corpus.results, ID + entity)
        keys = [node.key for group in found.groups for node in group.nodes]
        outer = {role.node.key: role.source for role in found.roles}
        assert len(keys) == len(set(keys))
        assert not set(keys) & set(outer)
        right = {node.key: group.right for group in found.groups for node in group.nodes}
        for role in found.roles:
            assert right[role.source] is right[outer[role.node.key]]


def test_what_an_act_leads_to_is_no_surer_than_what_says_so(corpus: KnowledgeGraph) -> None:
    found = neighbourhood.neighbourhood(corpus.results, ID + "islamic-emirate")
    basis = {role.node.label: role.basis for role in found.roles}
    assert basis["Other attendees of the seventh round"] == SAID
    assert basis["United States"] == STATED


def test_a_participation_is_no_thing_of_its_own(corpus: KnowledgeGraph) -> None:
    found = drawn(corpus, "id:moscow-format-7")
    assert "took part as member in: Islamic Emirate of Afghanistan" in found[STATED]
    assert not any(label.endswith("at the seventh round") for label in found[STATED])


def test_a_refused_role_is_only_said(corpus: KnowledgeGraph) -> None:
    found = neighbourhood.neighbourhood(corpus.results, ID + "belarus")
    (group, node) = next((g, n) for g in found.groups for n in g.nodes if "Seventh" in n.label)
    assert (group.words, group.basis) == ("took part as guest in", STATED)
    assert "also took part as observer in (only said: " in node.note
    assert "observer" not in {group.words for group in found.groups if group.basis != SAID}


def test_what_the_editors_assume_is_marked(seed: KnowledgeGraph) -> None:
    found = drawn(seed, "Kazakhstan")
    texts = " ".join(check_readable(seed.picture("Kazakhstan")))
    assert "also took part as member in (assumed by the editors)" in texts
    assert "took part in: Seventh round of the Moscow Format" in found[STATED]
    round_ = drawn(seed, "id:moscow-format-7")
    assert "made at: Thanks of Amir Khan Muttaqi to Russia" in round_[ASSUMED]
    assert "assumed by the editors" in check_readable(seed.picture("id:moscow-format-7"))
    member = "Shanghai Cooperation Organisation"
    assert any(member in label for label in found[STATED]), "reference data assumes nothing"


def test_a_construct_marks_what_the_editors_assume(seed: KnowledgeGraph) -> None:
    claims = seed.sparql(
        """PREFIX summit: <https://w3id.org/summit-kg/ontology#>
        SELECT ?kind ?s ?p ?o WHERE {
          ?claim summit:claimType ?kind ; summit:asserts ?graph ; summit:accepted true .
          GRAPH ?graph { ?s ?p ?o FILTER(isIRI(?o) && isIRI(?s)) }
        }"""
    )
    kinds: dict[tuple[str, ...], set[str]] = {}
    for kind, *triple in claims:
        kinds.setdefault(tuple(str(term).strip("<>") for term in triple), set()).add(str(kind))
    assumed = [triple for triple, of in kinds.items() if of == {f"<{SUMMIT}assumption>"}]
    found = answer_pictures._bases(seed.results, [(s, p, o) for s, p, o in kinds])
    assert assumed
    assert [triple for triple in kinds if found[triple] == ASSUMED] == assumed


def test_a_timeline_names_an_assumption(workspace: Path, claims_file: Path) -> None:
    text = claims_file.read_text("utf-8")
    text = text.replace("claimedBy: [article:small-report, id:zamir-kabulov]",
                        "claimedBy: [id:summit-kg-editors]")  # fmt: skip
    text = text.replace("claimType: report", "claimType: assumption")
    text = text.replace("facility: ", "refused: id:china\n        occurredOn: '2025-09-20'\n"
                        "        facility: ")  # fmt: skip
    claims_file.write_text(text, encoding="utf-8")
    with summit_kg.open(":memory:", workspace=str(workspace)) as graph:
        (event,) = positions(graph.results, ID + "taliban").events
    assert not event.said
    assert event.note == "2025-09-20 · assumed by summit-kg editors"


def said_of(*legs: tuple[str, str, str, str, set[str]]) -> dict[tuple[str, str], Statement]:
    """Return what statements of a thing in between say of `me`, by words and note."""
    known = {key: names.Name(key, "other", frozenset()) for leg in legs for key in leg[::2][:2]}
    beyond = [
        Statement(s, SUMMIT + relation, o, basis, sayings=frozenset(sayings))
        for s, relation, o, basis, sayings in legs
    ]
    found = connections.connected("me", "between", beyond, known)
    return {(s.words or s.relation.removeprefix(SUMMIT), s.note): s for s in found}


def test_each_role_has_its_own_basis_and_sayers() -> None:
    found = said_of(
        ("between", "participant", "me", SAID, {"a", "b", "c"}),
        ("between", "inMeeting", "there", SAID, {"a", "b", "c"}),
        ("between", "asGuestIn", "there", SAID, {"b", "d"}),
        ("between", "asObserverIn", "there", SAID, {"c"}),
    )
    assert {words: set(s.sayings) for (words, _), s in found.items()} == {
        "tookPartIn": {"a", "b", "c"},
        "took part as guest in": {"b"},
        "took part as observer in": {"c"},
    }
    kept = properties.Properties({}, {}).without_what_follows(list(found.values()))
    assert len(kept) == 3, "each is said by others"
    known = [replace(found["took part as guest in", ""], basis=STATED, sayings=frozenset())]
    kept = properties.Properties({}, {}).without_what_follows([*known, *found.values()])
    assert {s.words for s in kept} == {"took part as guest in", "took part as observer in"}


def test_each_post_of_a_member_has_its_own_basis() -> None:
    legs = [
        ("holder", "hasMembership", "between", STATED, set[str]()),
        ("between", "membershipOrganization", "me", STATED, set[str]()),
        ("between", "membershipPost", "chair", SAID, {"a"}),
    ]
    found = said_of(*legs)
    assert found["holds a post in", "chair"].basis == SAID
    assert found["memberOf", ""].basis == STATED
    found = said_of(*legs, ("between", "membershipPost", "clerk", STATED, set()))
    assert {key: s.basis for key, s in found.items()} == {
        ("holds a post in", "chair"): SAID, ("holds a post in", "clerk"): STATED,
    }  # fmt: skip
    legs[0] = ("me", "hasMembership", "between", STATED, set())
    legs[1] = ("between", "membershipOrganization", "club", STATED, set())
    assert {key[0]: s.basis for key, s in said_of(*legs).items()} == {
        "memberOf": STATED, "holdsPost": SAID,
    }  # fmt: skip


# ---- Made-up things


long_labels = st.text(
    st.characters(exclude_categories=["Cs"], max_codepoint=0x24F), min_size=1, max_size=160
)


@st.composite
def neighbourhoods(draw: st.DrawFn) -> Neighbourhood:
    groups, roles, left = [], [], 40
    while left:
        count = draw(st.integers(1, left))
        left -= count
        nodes = [
            Node(f"{left}-{n}", draw(long_labels), draw(st.sampled_from(KINDS)), draw(long_labels))
            for n in range(count)
        ]
        basis = draw(st.sampled_from([STATED, INFERRED, SAID]))
        right, outward = draw(st.booleans()), draw(st.booleans())
        groups.append(Group(draw(long_labels), basis, outward, right, tuple(nodes), count % 3))
        if draw(st.booleans()):
            roles.append(Role(nodes[0].key, "agent", Node(f"role{left}", draw(long_labels))))
    return Neighbourhood(
        Page(draw(long_labels), sources=[draw(long_labels)]),
        Node("me", draw(long_labels)), groups, roles,
    )  # fmt: skip


@settings(max_examples=5, deadline=None, derandomize=True)
@given(neighbourhoods())
def test_forty_long_names_do_not_overlap(picture: Neighbourhood) -> None:
    check_readable(draw_neighbourhood(picture))


@st.composite
def graphs(draw: st.DrawFn) -> Columns:
    nodes = [Node(str(n), draw(long_labels), draw(st.sampled_from(KINDS))) for n in range(40)]
    pairs = st.tuples(st.integers(0, 39), st.integers(0, 39))
    found = [(str(a), str(b)) for a, b in draw(st.lists(pairs, max_size=70)) if a != b]
    column = layout.layers([node.key for node in nodes], found)
    width = max(column.values()) + 1
    columns = [[node for node in nodes if column[node.key] == n] for n in range(width)]
    return Columns(Page("A graph"), (), columns, [Link(a, b, draw(long_labels)) for a, b in found])


@settings(max_examples=5, deadline=None, derandomize=True)
@given(graphs())
def test_no_graph_of_forty_things_has_overlapping_names(picture: Columns) -> None:
    check_readable(draw_columns(picture))


@given(st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(0.1, 50)), max_size=30))
def test_settled_things_do_not_overlap(things: list[tuple[float, float]]) -> None:
    wanted, heights = [y for y, _ in things], [height for _, height in things]
    found = layout.settled(wanted, heights)
    for place in range(1, len(found)):
        apart = found[place] - found[place - 1]
        assert apart >= (heights[place] + heights[place - 1]) / 2 - 1e-6


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=40))
def test_no_link_stays_within_a_column(links: list[tuple[int, int]]) -> None:
    column = layout.layers(range(10), links)
    assert all(column[a] != column[b] for a, b in links if a != b)


def test_a_text_that_is_too_long_ends_in_dots() -> None:
    lines = wrapped("word " * 100, 80, 8, most=2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert wrapped("", 80, 8) == [""]
    assert "".join(wrapped("x" * 60, 80, 8, most=9)) == "x" * 60


HOSTILE = ["$\\frac{1}{2}$", "a $ b $ c", "<script>&amp;--></svg>", "null\x00bell\x07\nline", "\\"]


@pytest.mark.filterwarnings("ignore:Glyph .* missing from font")
@pytest.mark.parametrize("format_", ["svg", "png"])
def test_hostile_names_are_drawn_as_they_are(format_: str) -> None:
    labels = [*HOSTILE, "北京 नई दिल्ली كابل 🏔", "word " * 2000, "\u202emirror", "", " "]
    nodes = tuple(Node(str(n), label, "state", label) for n, label in enumerate(labels))
    group = Group("$x_1$", STATED, outward=True, right=True, nodes=nodes)
    page = Page("$y^2$", "<b>", ["a & b"], ["%s {x}"])
    picture = draw_neighbourhood(Neighbourhood(page, Node("me", "$z$"), [group]))
    assert {"$\\frac{1}{2}$", "$z$", "a $ b $ c"} <= set(check_readable(picture))
    _, note = picture.notes
    assert note.startswith("Drawn as boxes, as the font has them not: ")
    assert "北" in note
    assert "a" not in note.partition(": ")[2]
    data = picture.data(format_)
    if format_ == "svg":
        ET.fromstring(data)
    else:
        assert data.startswith(b"\x89PNG")


# ---- More than there is room for


def crowded(count: int) -> ox.Store:
    store = ox.Store()
    me = ox.NamedNode(ID + "hub")
    label, near = ox.NamedNode(RDFS + "label"), ox.NamedNode(SUMMIT + "borders")
    store.add(ox.Quad(me, label, ox.Literal("Hub")))
    for n in range(count):
        other = ox.NamedNode(f"{ID}spoke-{n:03}")
        store.add(ox.Quad(other, label, ox.Literal(f"Spoke number {n:03}")))
        store.add(ox.Quad(me, near, other))
    return store


def test_what_is_left_out_of_three_hundred_is_told() -> None:
    found = neighbourhood.neighbourhood(crowded(300).query, ID + "hub")
    picture = draw_neighbourhood(found)
    assert picture.notes == ["Left out: 240 of 300 things (240 at “borders”)."]
    texts = check_readable(picture)
    assert "and 240 more" in texts
    assert picture.notes[0] in texts


def test_a_thing_by_itself_has_no_picture() -> None:
    with pytest.raises(UsageProblem, match=r"Hub: nothing to draw"):
        neighbourhood.neighbourhood(crowded(0).query, ID + "hub")


def test_an_entity_without_positions_has_no_timeline(corpus: KnowledgeGraph) -> None:
    with pytest.raises(UsageProblem, match="no source dates a position"):
        corpus.picture("Bagram", as_="timeline")


def test_a_timeline_tells_what_it_leaves_out(
    corpus: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    lanes = len(positions(corpus.results, ID + "russia").lanes)
    assert lanes > 10
    monkeypatch.setattr("summit_kg.query.positions.MOST_LANES", 3)
    found = positions(corpus.results, ID + "russia")
    assert len(found.lanes) == 3
    (note,) = found.page.notes
    assert note.startswith(f"Left out: {lanes - 3} of {lanes} lanes")
    assert note in check_readable(draw_timeline(found))


# ---- Answers without a picture


@pytest.mark.parametrize(
    ("query", "as_", "message"),
    [
        ("ASK {}", None, "yes or no"),
        ("SELECT ?x WHERE { ?x <urn:no> ?y }", None, "no rows"),
        ("SELECT (1 AS ?n) WHERE {}", None, "no column of things"),
        ("SELECT ('a' AS ?n) WHERE {}", "timeline", "no column of days"),
        ("SELECT ('a' AS ?n) WHERE {}", "pie", "graph or timeline"),
        ("CONSTRUCT { <urn:a> <urn:b> 1 } WHERE {}", None, "joins no two things"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    seed: KnowledgeGraph, query: str, as_: str | None, message: str
) -> None:
    with pytest.raises(UsageProblem, match=message):
        seed.sparql(query).plot(as_=as_)


def test_a_graph_of_many_rows_tells_what_it_leaves_out(corpus: KnowledgeGraph) -> None:
    query = "SELECT ?a ?b WHERE { ?a <https://w3id.org/summit-kg/ontology#participant> ?b }"
    picture = corpus.sparql(query).plot()
    (note,) = picture.notes
    assert note.startswith("Left out: ")
    assert note in check_readable(picture)


def test_a_circle_can_be_drawn(seed: KnowledgeGraph) -> None:
    query = (
        "CONSTRUCT { <urn:a> <urn:p> <urn:b> . <urn:b> <urn:p> <urn:c> . <urn:c> <urn:p> <urn:a> }"
        " WHERE {}"
    )
    assert {"urn:a", "urn:b", "urn:c"} < {
        text.lower() for text in check_readable(seed.sparql(query).plot())
    }


# ---- Files


def test_equal_graphs_give_equal_bytes(corpus: KnowledgeGraph) -> None:
    svg = corpus.picture("Taliban").data("svg")
    assert corpus.picture("Taliban").data("svg") == svg
    assert b"dc:date" not in svg
    assert corpus.query("meetings").plot().data("png") == corpus.query("meetings").plot().data(
        "png"
    )


CODE = """
import hashlib, sys, summit_kg
with summit_kg.open(sys.argv[1], workspace=sys.argv[2]) as graph:
    for entity, as_, name in (("Russia", "graph", "svg"), ("Bagram", "graph", "png"),
                              ("Russia", "timeline", "svg")):
        print(hashlib.sha256(graph.picture(entity, as_=as_).data(name)).hexdigest())
"""


def test_the_bytes_depend_on_no_process(store: str) -> None:
    printed = set()
    for seed_ in ("1", "2"):
        process = subprocess.run(
            [sys.executable, "-c", CODE, store, str(ROOT)],
            capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed_},
        )  # fmt: skip
        printed.add(process.stdout)
    (lines,) = printed
    assert len(set(lines.split())) == 3


def test_a_users_settings_change_nothing(
    corpus: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    import matplotlib as mpl

    before = corpus.picture("Bagram").data()
    settings_: Any = mpl.rcParams
    for name, value in (("font.size", 30), ("svg.fonttype", "none"), ("axes.facecolor", "red")):
        monkeypatch.setitem(settings_, name, value)
    assert corpus.picture("Bagram").data() == before


def test_a_picture_shows_itself_in_jupyter(corpus: KnowledgeGraph) -> None:
    shown = ET.fromstring(corpus.picture("Bagram")._repr_svg_())
    assert shown.tag == "{http://www.w3.org/2000/svg}svg"


def test_plot_writes_a_file(corpus: KnowledgeGraph, tmp_path: Path) -> None:
    answer = corpus.query("who-refused-access", facility="Bagram")
    for name, start in (("a.svg", b"<?xml"), ("b.PNG", b"\x89PNG")):
        answer.plot(str(tmp_path / name), title="Who?")
        assert (tmp_path / name).read_bytes().startswith(start)
    assert {path.name for path in tmp_path.iterdir()} == {"a.svg", "b.PNG"}
    with pytest.raises(UsageProblem, match=r"ends in \.svg or \.png"):
        answer.plot(str(tmp_path / "c.pdf"))
    with pytest.raises(StoreProblem, match="cannot be written"):
        answer.plot(str(tmp_path / "nowhere" / "d.svg"))


# ---- The command


@pytest.fixture
def store(corpus: KnowledgeGraph) -> str:
    """The folder of the corpus' store."""
    return corpus.workspace.store


def show(*arguments: str, code: int = 0, program: str = "-m summit_kg.cli") -> str:
    process = subprocess.run(
        [sys.executable, *program.split(" ", 1), "show", *arguments, "--workspace", str(ROOT)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert process.returncode == code, process.stderr
    assert process.stdout == ""
    return process.stderr


def test_show_draws(tmp_path: Path, store: str) -> None:
    out = tmp_path / "russia.svg"
    out.write_text("old")
    told = show("Russia", "--picture", str(out), "--store", store)
    told_of = [line for line in told.splitlines() if "Left out: " in line]
    assert told_of
    assert all(line.startswith(f"summit-kg: {out}: Left out: ") for line in told_of)
    ET.parse(out)
    png = tmp_path / "russia.png"
    assert show("Russia", "--picture", str(png), "--as", "timeline", "-q", "--store", store) == ""
    assert png.read_bytes().startswith(b"\x89PNG")
    assert {path.name for path in tmp_path.iterdir()} == {"russia.svg", "russia.png"}


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("Russia", "--picture", "x.pdf"), 2, "x.pdf: a picture's name ends in .svg or .png"),
        (("Russia", "--picture", "x"), 2, "x: a picture's name ends in"),
        (("Russia", "--as", "timeline"), 2, "--as needs --picture FILE"),
        (("Russia", "--picture", "x.svg", "-o", "y"), 2, "goes without -o, -f, --limit"),
        (("Rusia", "--picture", "x.svg"), 2, "did you mean"),
        (("id:no-such-thing", "--picture", "x.svg"), 2, "nothing to draw"),
        (("Bagram", "--picture", "x.svg", "--as", "timeline"), 2, "no source dates a position"),
        (("Bagram", "--picture", "no/such/x.svg"), 3, "no/such/x.svg: cannot be written"),
    ],
)
def test_show_refuses_in_one_line(
    store: str, arguments: tuple[str, ...], code: int, message: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    told = show(*arguments, "--store", store, "-q", code=code)
    assert message in told
    assert told.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_without_matplotlib_an_error_names_the_extra(store: str) -> None:
    code = "import sys; sys.modules['matplotlib'] = None; from summit_kg.cli import main; main()"
    told = show(
        "Russia", "--picture", "x.svg", "--store", store, code=3, program=f"-c {code}"
    )  # fmt: skip
    assert told == (
        "summit-kg: error: matplotlib is not installed; "
        "pip install 'summit-kg[picture]' brings it, or '.[picture]' in a checkout\n"
    )


# ---- Parts


def test_a_statement_implied_by_another_goes(corpus: KnowledgeGraph) -> None:
    from summit_kg.query.properties import read_properties

    known = read_properties(corpus.results)
    ends = ("urn:act", "urn:actor")
    told = Statement(ends[0], SUMMIT + "refuser", ends[1], STATED)
    inverse = Statement(ends[1], SUMMIT + "madeRefusal", ends[0], INFERRED)
    above = Statement(ends[0], SUMMIT + "agent", ends[1], INFERRED)
    other = Statement(ends[0], SUMMIT + "recipient", ends[1], INFERRED)
    assert known.without_what_follows([above, inverse, other, told]) == [told, other]
    assert known.without_what_follows([above]) == [above]
