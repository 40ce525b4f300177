"""Pictures of answers: rows with days as a timeline, other rows and triples as a graph."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pyoxigraph as ox

from summit_kg.errors import UsageProblem
from summit_kg.picture import BASES, INFERRED, KINDS, MADE, SAID, STATED
from summit_kg.picture.canvas import Picture
from summit_kg.picture.columns import Columns, Link, draw_columns
from summit_kg.picture.layout import layers
from summit_kg.picture.parts import Node, Page
from summit_kg.picture.timeline import MOST_EVENTS, MOST_LANES, Event, Timeline, draw_timeline
from summit_kg.query.names import Ask, Name, by_count, names, readable, rows
from summit_kg.query.properties import BASIS_OF_CLAIM, read_properties
from summit_kg.query.results import Term
from summit_kg.query.row_paths import Way, paths
from summit_kg.terms import iri
from summit_kg.vocabulary import INFERRED_GRAPH, OWL, RDF, RDFS, SUMMIT, XSD

MOST = 60
"""How many things a graph of triples shows."""
_PLACES = 80
"""How many places a graph of rows has, in which a thing may have several."""
_WHO_SAYS = frozenset({
    "article", "assertion", "certainty", "claim", "claimedBy", "claimType", "evidence",
    "reportedBy", "saidBy", "sentence", "source", "voice",
})  # fmt: skip
"""Columns that tell where a row is from: its sources, not what it is about."""
_NO_COUNT = frozenset({"article", "assertion", "claim", "evidence", "sentence"})
"""Columns of answers whose numbers count nothing, but are places in a text."""
_NUMBERS = frozenset(XSD + kind for kind in ("integer", "decimal", "double", "float"))
_DAYS = frozenset({XSD + "date", XSD + "dateTime"})
_SHORT, _FEW = 60, 12
_EACH_WAY = "Every way from left to right is a row; rows share what they begin or end with alike."

Row = tuple[Term | None, ...]


def draw_rows(
    columns: Sequence[str], found: Sequence[Row], ask: Ask, title: str, as_: str | None
) -> Picture:
    """Draw the rows of a SELECT query.

    :param as_: graph or timeline; by default a timeline where most rows have a day
    :raises UsageProblem: where there is nothing to draw
    """
    table = _Table(columns, found, ask, title)
    if not found:
        raise UsageProblem("the answer has no rows; there is nothing to draw")
    if as_ not in {None, "graph", "timeline"}:
        raise UsageProblem(f"a picture is drawn as graph or timeline, not as {as_[:40]!r}")
    if as_ == "timeline" or (as_ is None and table.mostly_dated()):
        return draw_timeline(table.timeline())
    return draw_columns(table.graph())


def draw_triples(triples: Sequence[ox.Triple], ask: Ask, title: str) -> Picture:
    """Draw the triples of a CONSTRUCT query as a graph; labels and classes stand at their things.

    :raises UsageProblem: where no two things are joined
    """
    said: dict[str, str] = {}
    found: dict[tuple[str, str, str], None] = {}
    for triple in sorted(triples, key=str):
        subject, predicate, object_ = triple.subject, triple.predicate.value, triple.object
        if predicate == RDFS + "label" and isinstance(object_, ox.Literal):
            said.setdefault(_key(subject), object_.value)
        elif predicate != RDF + "type" and isinstance(object_, ox.NamedNode | ox.BlankNode):
            found[_key(subject), predicate, _key(object_)] = None
    if not found:
        raise UsageProblem("the answer joins no two things; there is nothing to draw")
    things = dict.fromkeys(end for s, _, o in found for end in (s, o))
    degree = Counter(end for s, _, o in found for end in (s, o))
    kept = set(sorted(things, key=lambda thing: (-degree[thing], thing))[:MOST])
    shown = [(s, p, o) for s, p, o in found if s in kept and o in kept and s != o]
    known = names(ask, [thing for thing in kept if not thing.startswith("_:")])
    properties = read_properties(ask)
    column = layers(
        sorted(kept, key=lambda t: _called(t, said, known)), [(s, o) for s, _, o in shown]
    )
    width = max(column.values()) + 1
    nodes: list[list[Node]] = [[] for _ in range(width)]
    for thing, number in column.items():
        label = _called(thing, said, known)
        nodes[number].append(Node(thing, label, known[thing].kind if thing in known else "other"))
    basis = _bases(ask, shown)
    links = [Link(s, o, properties.label(p), basis.get((s, p, o), MADE)) for s, p, o in shown]
    notes = _left_out(len(things) - len(kept), len(things), "things")
    page = Page(title, "Read along the arrows.", (), notes)
    return draw_columns(Columns(page, (), nodes, links))


def _bases(ask: Ask, triples: Sequence[tuple[str, str, str]]) -> dict[tuple[str, ...], str]:
    """Return how those of the triples are known that the graph or a claim has."""
    named = [triple for triple in triples if not any(term.startswith("_:") for term in triple)]
    values = " ".join("(" + " ".join(map(iri, triple)) + ")" for triple in named)
    query = f"""PREFIX owl: <{OWL}>
PREFIX summit: <{SUMMIT}>
SELECT DISTINCT ?s ?p ?o ?basis WHERE {{
  {{ VALUES (?s ?p ?o) {{ {values} }} ?s ?p ?o .
    BIND(EXISTS {{ GRAPH <{INFERRED_GRAPH}> {{ ?s ?p ?o }} }} AS ?follows)
    BIND(EXISTS {{ GRAPH ?any {{ ?s ?p ?o }} ?one summit:asserts ?any ; summit:accepted true }}
      && NOT EXISTS {{ ?axiom owl:annotatedSource ?s ; owl:annotatedProperty ?p ;
        owl:annotatedTarget ?o }} AS ?byClaim)
    BIND(IF(?follows, "{INFERRED}", IF(?byClaim, "{SAID}", "{STATED}")) AS ?basis) }}
  UNION
  {{ VALUES (?s ?p ?o) {{ {values} }} GRAPH ?assertion {{ ?s ?p ?o }}
    ?claim summit:asserts ?assertion ; summit:accepted ?accepted ; summit:claimType ?type .
    {BASIS_OF_CLAIM} }}
}}"""
    found: dict[tuple[str, ...], str] = {}
    for s, p, o, basis in rows(ask, query) if named else ():
        triple = (s or "", p or "", o or "")
        found[triple] = min(found.get(triple, SAID), basis or SAID, key=BASES.index)
    return found


def _key(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _called(thing: str, said: dict[str, str], known: dict[str, Name]) -> str:
    return said.get(thing) or (known[thing].label if thing in known else thing)


def _left_out(count: int, of: int, what: str) -> list[str]:
    return [f"Left out: {count} of {of} {what}."] if count else []


class _Table:
    """Rows, and what their columns are."""

    def __init__(self, columns: Sequence[str], rows: Sequence[Row], ask: Ask, title: str) -> None:
        self.columns = columns
        self.rows = rows
        self.title = title
        self.place = {name: number for number, name in enumerate(columns)}
        things = {cell.value for row in rows for cell in row if isinstance(cell, ox.NamedNode)}
        self.known = names(ask, things)
        self.numbers = [] if _NO_COUNT & set(columns) else [n for n in columns if self._counts(n)]
        # Where claims are counted, their types and voices are what the rows are about.
        self.hidden = frozenset[str]() if self.numbers else _WHO_SAYS
        self.entities = self._things()
        self.days = [name for name in columns if self._has_days(name)]
        self.texts = [name for name in columns if self._has_words(name)]
        self.telling = self._told_by()

    def mostly_dated(self) -> bool:
        """Tell whether most rows have a day."""
        dated = [cell for name in self.days[:1] for cell in self.cells(name) if cell is not None]
        return 2 * len(dated) > len(self.rows)

    def cells(self, name: str) -> list[Term | None]:
        """Return a column's cells."""
        return [row[self.place[name]] for row in self.rows]

    def _things(self) -> list[str]:
        """Return the columns of things; those of sources count where there are no others."""
        found = [name for name in self.columns if self._is(name, ox.NamedNode)]
        if not found and self.hidden:
            self.hidden = frozenset()
            return self._things()
        return found

    def _told_by(self) -> list[str]:
        """Return the columns that tell how a row is known."""
        values = {
            name: {getattr(cell, "value", None) for cell in self.cells(name)} - {None}
            for name in ("status", "accepted") if name in self.place
        }  # fmt: skip
        known = {"status": {*BASES}, "accepted": {"true", "false"}}
        return [name for name, found in values.items() if found and found <= known[name]]

    def _is(self, name: str, kind: type) -> bool:
        found = [cell for cell in self.cells(name) if cell is not None]
        return name not in self.hidden and bool(found) and all(isinstance(c, kind) for c in found)

    def _counts(self, name: str) -> bool:
        found = [cell for cell in self.cells(name) if cell is not None]
        return bool(found) and all(
            isinstance(cell, ox.Literal) and cell.datatype.value in _NUMBERS for cell in found
        )

    def _has_days(self, name: str) -> bool:
        found = [cell for cell in self.cells(name) if cell is not None]
        return bool(found) and all(
            isinstance(cell, ox.Literal) and cell.datatype.value in _DAYS and _day(cell) is not None
            for cell in found
        )

    def _has_words(self, name: str) -> bool:
        """Say whether a column has a few words again and again, such as a stance."""
        if name in self.hidden or name.removesuffix("Label") in {*self.entities, *self.hidden}:
            return False
        kinds = {XSD + "string", RDF + "langString"} | (
            {XSD + "boolean"} if self.numbers else set()
        )
        found = {cell.value for cell in self.cells(name) if isinstance(cell, ox.Literal)
                 and cell.datatype.value in kinds}  # fmt: skip
        return 0 < len(found) <= _FEW and all(len(text) <= _SHORT for text in found)

    def node(self, row: Row, name: str) -> Node | None:
        """Return what a row has in a column."""
        cell = row[self.place[name]]
        if cell is None:
            return None
        key = f"{name}\0{cell}"
        if not isinstance(cell, ox.NamedNode):
            return Node(key, cell.value if isinstance(cell, ox.Literal) else str(cell), "")
        label = row[self.place[f"{name}Label"]] if f"{name}Label" in self.place else None
        known = self.known[cell.value]
        text = label.value if isinstance(label, ox.Literal) else known.label
        return Node(key, text, known.kind if known.kind in KINDS else "other")

    def basis(self, row: Row) -> str:
        """Return how a row is known, where one of its columns tells."""
        told = {name: getattr(row[self.place[name]], "value", None) for name in self.telling}
        if told.get("accepted") == "false":
            return SAID
        status = told.get("status")
        return status if status in BASES else STATED

    def _untold(self) -> str:
        return "" if self.telling else " It does not tell what is inferred."

    def way(self, row: Row, number: int, shown: Sequence[str]) -> Way:
        """Return what a row has, with its numbers below the last.

        Rows with numbers share but what they begin with, so that one line leads to each.
        """
        found = [
            (place, node)
            for place, name in enumerate(shown)
            if (node := self.node(row, name)) is not None
        ]
        if found and self.numbers:
            told = " · ".join(
                f"{_words(name)}: {cell.value}"
                for name in self.numbers
                if isinstance(cell := row[self.place[name]], ox.Literal)
            )
            place, last = found[-1]
            found[-1] = (place, replace(last, key=f"{last.key}\0{number}", note=told))
        return tuple(found)

    def sources(self) -> list[str]:
        """Return who the rows are from."""
        told: Counter[str] = Counter()
        for name in ("article", "source", "reportedBy"):
            label = f"{name}Label" if f"{name}Label" in self.place else name
            if label in self.place:
                told.update(
                    cell.value if isinstance(cell, ox.Literal) else readable(str(cell).strip("<>"))
                    for cell in self.cells(label)
                    if cell is not None
                )
        return by_count(told)

    def graph(self) -> Columns:
        """Return a column of things for each of the table's, and a line for each row."""
        shown = [name for name in self.columns if name in {*self.entities, *self.texts}]
        if not shown:
            raise UsageProblem("the answer has no column of things; there is nothing to draw")
        ways = [(self.way(row, n, shown), self.basis(row)) for n, row in enumerate(self.rows)]
        found = paths(ways, len(shown), _PLACES)
        notes = _left_out(len(ways) - found.used, len(ways), "rows")
        page = Page(self.title, _EACH_WAY + self._untold(), self.sources(), notes)
        return Columns(page, [_words(name) for name in shown], found.columns, found.links)

    def timeline(self) -> Timeline:
        """Return a lane for each thing that recurs, and a mark for each row."""
        if not self.days:
            raise UsageProblem("the answer has no column of days; there is no timeline to draw")
        day, (lane, label) = self.days[0], self._lane_and_label()
        what = next((name for name in self.texts if name != lane), "")
        lanes: dict[str, Node] = {}
        events: dict[Event, None] = {}
        undated = full = 0
        for row in self.rows:
            when = row[self.place[day]]
            found = None if when is None else _day(when)
            node = self.node(row, lane) if lane else Node("", "", "")
            if found is None or node is None:
                undated += 1
                continue
            beside = self.node(row, label) if label else None
            done = self.node(row, what) if what else None
            event = Event(
                node.key, found, done.label if done else "",
                beside.label if beside else "", found.isoformat(), self.basis(row),
            )  # fmt: skip
            if event in events:
                continue
            if len(events) == MOST_EVENTS or (node.key not in lanes and len(lanes) == MOST_LANES):
                full += 1
                continue
            lanes.setdefault(node.key, node)
            events[event] = None
        notes = _left_out(undated, len(self.rows), "rows, which have no day")
        notes += _left_out(full, len(self.rows), "rows, for want of room")
        about = "Each mark is a row, on its day; each day is a step." + self._untold()
        page = Page(self.title, about, self.sources(), notes)
        return Timeline(page, list(lanes.values()), list(events))

    def _lane_and_label(self) -> tuple[str, str]:
        """Return the column whose things have lanes, and the one that stands beside the marks.

        Lanes are for things with several days, if there are any: parties rather than meetings.
        """
        recurring = [
            name for name in self.entities
            if None not in (found := set(self.cells(name))) and len(found) < max(len(self.rows), 2)
        ]  # fmt: skip
        lane = max(recurring, key=self._days_each, default=next(iter(self.texts), ""))
        label = next((name for name in self.entities if name != lane), "")
        return lane, label

    def _days_each(self, name: str) -> float:
        """Return how many days a thing of a column has in the mean."""
        pairs = set(zip(self.cells(name), self.cells(self.days[0]), strict=True))
        return len(pairs) / len({thing for thing, _ in pairs})


def _day(cell: object) -> date | None:
    try:
        return date.fromisoformat(str(getattr(cell, "value", ""))[:10])
    except ValueError:
        return None


def _words(name: str) -> str:
    """Return a column's name as words.

    >>> _words("governingAs")
    'governing as'
    """
    return readable(name).lower()
