"""A timeline: a lane for each thing, a mark for each day on which something was said or done."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from summit_kg.picture import INFERRED, SAID, STATED
from summit_kg.picture.canvas import (
    FAINT,
    INK,
    SOFT,
    Canvas,
    Picture,
    line_height,
    width_of,
    wrapped,
)
from summit_kg.picture.network import Entry
from summit_kg.picture.parts import (
    MARK,
    SMALL,
    Node,
    Page,
    foot,
    head,
)

MOST_LANES, MOST_EVENTS = 40, 120
_LABEL, _AXIS, _TEXT = 200.0, 560.0, 250.0
_STANCES = (
    ("supports", "^", "#0072b2"), ("opposes", "v", "#d55e00"), ("is committed to", "s", "#009e73"),
    ("recognises", "*", "#e69f00"), ("for", "^", "#0072b2"), ("against", "v", "#d55e00"),
)  # fmt: skip
_OTHERS = (
    ("o", "#56b4e9"), ("D", "#cc79a7"), ("s", "#f0e442"), ("^", "#009e73"), ("v", "#e69f00"),
    ("p", "#0072b2"), ("X", "#d55e00"), ("h", "#bdbdbd"),
)  # fmt: skip
_BASES = {
    INFERRED: "half full: follows by reasoning", SAID: "hollow: only said, not taken as fact",
}  # fmt: skip
_ROW = line_height(SMALL) * 2 + 4


@dataclass(frozen=True)
class Event:
    """Something on a day.

    :param lane: the key of its lane
    :param what: what happened, in one or two words; each has a mark of its own, which the legend
        explains
    :param label: what stands beside its mark
    :param note: what stands below that
    :param basis: how it is known
    """

    lane: str
    day: date
    what: str
    label: str = ""
    note: str = ""
    basis: str = STATED

    @property
    def said(self) -> bool:
        """Whether it is only said, and not taken as a fact."""
        return self.basis == SAID


@dataclass(frozen=True)
class Timeline:
    """Lanes and the events in them."""

    page: Page
    lanes: Sequence[Node]
    events: Sequence[Event]


class _Axis:
    """Days from left to right, each a step, so that a crowded year has as much room as it needs."""

    def __init__(self, days: Sequence[date], left: float) -> None:
        self.days = sorted(set(days))
        step = _AXIS / len(self.days)
        self._x = {day: left + step * (place + 0.5) for place, day in enumerate(self.days)}

    def x(self, day: date) -> float:
        return self._x[day]

    def ticks(self) -> list[tuple[float, str]]:
        """Return the place of each day, with the day where there is room; the last one has it."""
        found: list[tuple[float, str]] = []
        free = float("inf")
        for day in reversed(self.days):
            x, half = self.x(day), width_of(day.isoformat(), SMALL) / 2
            told = x + half + 4 <= free
            found.append((x, day.isoformat() if told else ""))
            free = x - half if told else free
        return found


class _Placed:
    """An event's mark and label, with the row of its lane that it stands in."""

    def __init__(self, event: Event, axis: _Axis, right: float) -> None:
        self.event = event
        self.x = axis.x(event.day)
        self.lines = wrapped(event.label, _TEXT, SMALL, most=1) if event.label else []
        self.notes = wrapped(event.note, _TEXT, SMALL, most=1) if event.note else []
        needed = max([width_of(line, SMALL) for line in [*self.lines, *self.notes]], default=0.0)
        self.leftward = self.x + MARK + needed > right
        self.start = self.x - MARK - 6 - (needed if self.leftward else 0)
        self.end = self.x + MARK + 6 + (0 if self.leftward else needed)
        self.row = 0

    def draw(self, canvas: Canvas, y: float, look: tuple[str, str]) -> None:
        _mark(canvas, self.x, y, look, self.event.basis)
        texts = [*((line, INK) for line in self.lines), *((line, SOFT) for line in self.notes)]
        top = y - line_height(SMALL) * len(texts) / 2
        for place, (line, color) in enumerate(texts):
            baseline = top + line_height(SMALL) * (place + 0.76)
            if self.leftward:
                canvas.text(self.x - MARK - 1, baseline, line, SMALL, color=color, align="right",
                            over=True)  # fmt: skip
            else:
                canvas.text(self.x + MARK + 1, baseline, line, SMALL, color=color, over=True)


def draw_timeline(picture: Timeline) -> Picture:
    """Draw the lanes one below the other, with days from left to right, each a step."""
    canvas = Canvas()
    left = _LABEL + 34
    width = left + _AXIS
    axis = _Axis([event.day for event in picture.events], left)
    looks = _looks(picture.events)
    top = head(canvas, picture.page, width)
    y = top + 14
    lines: list[float] = []
    for lane in picture.lanes:
        events = sorted(
            (_Placed(event, axis, width) for event in picture.events if event.lane == lane.key),
            key=lambda placed: (placed.x, placed.event.said, placed.event.what, placed.event.label),
        )
        rows = _in_rows(events)
        entry = Entry(lane, _LABEL - 4)
        height = max(rows * _ROW, entry.height) + 7
        entry.y = y + height / 2
        entry.draw(canvas, _LABEL + 17, -1)
        first = entry.y - (rows - 1) * _ROW / 2
        for placed in events:
            placed.draw(canvas, first + placed.row * _ROW, looks[placed.event.what])
        y += height
        lines.append(y)
    for edge in (top + 14, *lines):
        canvas.curve([(0, edge), (width, edge)], color="#e4e4e4", width=0.7, layer=0.5)
    for x, words in axis.ticks():
        canvas.curve([(x, top + 10), (x, y)], color=FAINT, width=0.6, dashes=(1.0, 3.0), layer=0.4)
        if not words:
            continue
        canvas.text(x, top + 6, words, SMALL, color=SOFT, align="center")
        canvas.text(x, y + 11, words, SMALL, color=SOFT, align="center")
    end = foot(canvas, picture.page, _legend(canvas, picture, looks, y + 32, width), width)
    return canvas.finished(width, end, picture.page.title, picture.page.notes)


def _in_rows(events: Sequence[_Placed]) -> int:
    """Give each event the first row of its lane that has room; return the number of rows."""
    ends: list[float] = []
    for placed in events:
        for row, end in enumerate(ends):
            if end <= placed.start:
                placed.row, ends[row] = row, placed.end
                break
        else:
            placed.row = len(ends)
            ends.append(placed.end)
    return max(len(ends), 1)


def _looks(events: Sequence[Event]) -> dict[str, tuple[str, str]]:
    """Return shape and colour for each kind of event, the commonest first."""
    looks = {what: (shape, fill) for what, shape, fill in _STANCES}
    counted = Counter(event.what for event in events if event.what not in looks)
    for place, (what, _) in enumerate(
        sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    ):
        looks[what] = _OTHERS[min(place, len(_OTHERS) - 1)]
    return looks


def _legend(
    canvas: Canvas, picture: Timeline, looks: dict[str, tuple[str, str]], y: float, width: float
) -> float:
    present = {event.what for event in picture.events}
    x = 0.0
    words = [(what, look, STATED) for what, look in looks.items() if what in present and what]
    known = {event.basis for event in picture.events}
    words += [(told, ("o", SOFT), basis) for basis, told in _BASES.items() if basis in known]
    if not words:
        return y - 12
    for what, look, basis in words:
        needed = MARK + 6 + width_of(what, SMALL)
        if x and x + needed > width:
            x, y = 0.0, y + 14
        _mark(canvas, x + MARK / 2, y, look, basis)
        canvas.text(x + MARK + 6, y + SMALL * 0.36, what, SMALL)
        x += needed + 16
    return y + 16


def _mark(canvas: Canvas, x: float, y: float, look: tuple[str, str], basis: str) -> None:
    """Draw an event's mark: full, half full where it is inferred, hollow where it is only said."""
    shape, fill = look
    if basis == SAID:
        canvas.marker(x, y, shape, MARK + 1, "#ffffff", edge=fill)
        canvas.marker(x, y, "o", 1.6, fill, edge=fill)
    else:
        canvas.marker(x, y, shape, MARK + 1, fill, half=basis == INFERRED)
