"""A graph in columns, whose lines lead from left to right."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from summit_kg.picture import BASES, STATED
from summit_kg.picture.canvas import SOFT, Canvas, Picture, width_of, wrapped
from summit_kg.picture.layout import settled, untangled
from summit_kg.picture.network import Entry
from summit_kg.picture.parts import MARK, SMALL, STROKES, TEXT, Node, Page, foot, head, legend

_GAP, _LABEL, _WORDS, _TO_MARK = 52.0, 190.0, 150.0, 9.0
_SWEEPS = 6


@dataclass(frozen=True)
class Link:
    """That a node leads to another; equal links are drawn once.

    :param words: what it says; a link that says nothing has no arrow
    """

    source: str
    target: str
    words: str = ""
    basis: str = STATED


@dataclass(frozen=True)
class Columns:
    """A graph whose nodes stand in columns.

    :param heads: what stands above each column, or nothing
    :param links: between nodes of different columns
    """

    page: Page
    heads: Sequence[str]
    columns: Sequence[Sequence[Node]]
    links: Sequence[Link]


class _Way(Entry):
    """Where a line passes a column."""

    def __init__(self, key: str) -> None:
        super().__init__(Node(key, ""), _LABEL)
        self.height = 7.0
        self.text_height = 0.0

    @property
    def mark_y(self) -> float:
        return self.y


class _Sheet:
    """A graph laid out."""

    def __init__(self, picture: Columns) -> None:
        self.picture = picture
        self.column = {node.key: n for n, nodes in enumerate(picture.columns) for node in nodes}
        self.entries = {
            node.key: Entry(node, _LABEL) for nodes in picture.columns for node in nodes
        }
        self.steps: dict[tuple[str, str], str] = {}
        self.heads_right: set[str] = set()
        self.heads_left: set[str] = set()
        words: dict[str, dict[str, None]] = defaultdict(dict)
        columns = [[node.key for node in nodes] for nodes in picture.columns]
        for link in picture.links:
            onward = self.column[link.source] < self.column[link.target]
            left, right = sorted((link.source, link.target), key=lambda key: self.column[key])
            if link.words:
                (self.heads_right if onward else self.heads_left).add(right if onward else left)
                words[right][link.words if onward else f"← {link.words}"] = None
            self._add_way(left, right, link.basis, columns)
        self.words = {
            key: wrapped(", ".join(found), _WORDS, SMALL, most=1, style="italic")[0]
            for key, found in words.items()
        }
        self.columns = untangled(columns, self.steps)
        self._place()

    def _add_way(self, left: str, right: str, basis: str, columns: list[list[str]]) -> None:
        """Add the steps of a line, one from each column to the next.

        Lines to one thing share their ways, so that many take no more room than one.
        """
        before = left
        for number in range(self.column[left] + 1, self.column[right]):
            key = f"\0{right}\0{number}"
            if key not in self.entries:
                self.entries[key] = _Way(key)
                self.column[key] = number
                columns[number].append(key)
            self._add_step(before, key, basis)
            before = key
        self._add_step(before, right, basis)

    def _add_step(self, a: str, b: str, basis: str) -> None:
        known = self.steps.get((a, b), basis)
        self.steps[a, b] = min(known, basis, key=BASES.index)

    def _place(self) -> None:
        near: dict[str, list[str]] = defaultdict(list)
        for a, b in self.steps:
            near[a].append(b)
            near[b].append(a)
        for keys in self.columns:
            y = -sum(self.entries[key].height + 3 for key in keys) / 2
            for key in keys:
                self.entries[key].y = y + self.entries[key].height / 2
                y += self.entries[key].height + 3
        for sweep in range(_SWEEPS):
            for keys in self.columns[:: 1 if sweep % 2 == 0 else -1]:
                wanted = []
                for key in keys:
                    ys = [self.entries[other].y for other in near[key]] or [self.entries[key].y]
                    wanted.append(sum(ys) / len(ys))
                heights = [self.entries[key].height + 3 for key in keys]
                for key, y in zip(keys, settled(wanted, heights), strict=True):
                    self.entries[key].y = y

    def width(self, number: int) -> float:
        """Return how wide the labels of a column are."""
        widths = [self.entries[key].width for key in self.columns[number]]
        return max([*widths, width_of(self.head(number), TEXT, "italic")])

    def head(self, number: int) -> str:
        heads = self.picture.heads
        return wrapped(heads[number], _LABEL, TEXT, most=1, style="italic")[0] if heads else ""

    def zone(self, number: int) -> float:
        """Return how much room the words on the lines into a column need."""
        found = [self.words[key] for key in self.columns[number] if key in self.words]
        return max((width_of(words, SMALL, "italic") + 16 for words in found), default=12.0)


def draw_columns(picture: Columns) -> Picture:
    """Draw a graph in columns."""
    canvas = Canvas()
    sheet = _Sheet(picture)
    lefts, rights, x = [], [], 0.0
    for number in range(len(sheet.columns)):
        x += (_GAP + sheet.zone(number)) if number else 0.0
        lefts.append(x)
        x += MARK + 8 + sheet.width(number)
        rights.append(x + 6)
    width = max(x, 430.0)
    shift = (width - x) / 2
    top = head(canvas, picture.page, width)
    if picture.heads:
        for number, left in enumerate(lefts):
            canvas.text(left + shift + MARK + 7.5, top + TEXT, sheet.head(number), TEXT,
                        style="italic", color=SOFT)  # fmt: skip
        top += 20
    entries = list(sheet.entries.values())
    down = top - min((entry.y - entry.height / 2 for entry in entries), default=0.0)
    for entry in entries:
        entry.y += down
    _draw_lines(canvas, sheet, [left + shift for left in lefts], [r + shift for r in rights])
    for number, keys in enumerate(sheet.columns):
        for key in keys:
            entry = sheet.entries[key]
            if not isinstance(entry, _Way):
                entry.draw(canvas, lefts[number] + shift - _TO_MARK + MARK / 2, 1)
    low = max((entry.y + entry.height / 2 for entry in entries), default=top)
    kinds = {node.kind for nodes in picture.columns for node in nodes}
    bases = {link.basis for link in picture.links}
    if bases == {STATED} and not any(link.words for link in picture.links):
        bases = set()  # lines that are all alike and say nothing need no legend
    y = legend(canvas, kinds, bases, low + 22, width)
    return canvas.finished(
        width, foot(canvas, picture.page, y + 2, width), picture.page.title, picture.page.notes
    )


def _draw_lines(
    canvas: Canvas, sheet: _Sheet, lefts: Sequence[float], rights: Sequence[float]
) -> None:
    """Draw the lines, and what they share at their ends once."""
    starts: dict[str, str] = {}
    ends: dict[str, str] = {}
    for (a, b), basis in sheet.steps.items():
        color, width, dashes = STROKES[basis]
        number = sheet.column[b]
        points = [
            (rights[number - 1], sheet.entries[a].mark_y),
            (lefts[number] - sheet.zone(number), sheet.entries[b].mark_y),
        ]
        canvas.curve(points, color=color, width=width * 0.8, dashes=dashes)
        starts[a] = min(starts.get(a, basis), basis, key=BASES.index)
        ends[b] = min(ends.get(b, basis), basis, key=BASES.index)
    for key, basis in starts.items():
        entry, number = sheet.entries[key], sheet.column[key]
        begin = lefts[number] - sheet.zone(number)
        if not isinstance(entry, _Way):
            begin = lefts[number] + MARK + 11 + width_of(entry.lines[0], TEXT)
        _run(canvas, begin, rights[number], entry.mark_y, basis)
        if key in sheet.heads_left:
            canvas.arrow(begin, entry.mark_y, -1, SOFT)
    for key, basis in ends.items():
        entry, left = sheet.entries[key], lefts[sheet.column[key]]
        if isinstance(entry, _Way):
            continue
        words = sheet.words.get(key, "")
        room = width_of(words, SMALL, "italic") + 13 if words else 3.0
        _run(canvas, left - sheet.zone(sheet.column[key]), left - room, entry.mark_y, basis)
        if words:
            canvas.text(left - 10, entry.mark_y + SMALL * 0.36, words, SMALL, style="italic",
                        color=SOFT, align="right")  # fmt: skip
        if key in sheet.heads_right:
            canvas.arrow(left - 2, entry.mark_y, 1, SOFT)


def _run(canvas: Canvas, start: float, end: float, y: float, basis: str) -> None:
    color, width, dashes = STROKES[basis]
    if end - start > 1:
        canvas.curve([(start, y), (end, y)], color=color, width=width * 0.8, dashes=dashes)
