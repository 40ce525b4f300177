"""A thing among its neighbours, in groups to its left and right."""

from collections.abc import Sequence
from dataclasses import dataclass

from summit_kg.picture import ASSUMED, BASES, INFERRED, SAID, STATED
from summit_kg.picture.canvas import INK, SOFT, Canvas, Picture, line_height, width_of, wrapped
from summit_kg.picture.layout import settled
from summit_kg.picture.parts import (
    MARK,
    SMALL,
    STROKES,
    TEXT,
    Node,
    Page,
    foot,
    head,
    legend,
    mark,
)

_CENTRE = 11.0
_LABEL, _OUTER, _MIDDLE = 205.0, 150.0, 120.0
"""The widest that labels are: of neighbours, of what those lead to, and of the thing itself."""
_TRUNK, _TWIG = 58.0, 34.0
_TO_MARK, _TO_TEXT = 9.0, 17.0
_BETWEEN = 9.0
BASIS_WORDS = {
    STATED: "", ASSUMED: " (assumed by the editors)", INFERRED: " (inferred)",
    SAID: " (only said)",
}  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Neighbours that one kind of statement leads to.

    :param words: the statement, as it is read along the arrow
    :param outward: whether the arrow leads to the neighbours
    :param right: whether they stand on the right
    :param more: how many neighbours it has that are left out
    """

    words: str
    basis: str
    outward: bool
    right: bool
    nodes: tuple[Node, ...]
    more: int = 0

    @property
    def heading(self) -> str:
        """Its words, with the way they run where that is against the reader's, and the basis."""
        words = self.words
        if self.outward is not self.right:
            words = f"← {words}"
        return words + BASIS_WORDS[self.basis]


@dataclass(frozen=True)
class Role:
    """What a neighbour leads to, such as the state at which an act was directed."""

    source: str
    words: str
    node: Node
    basis: str = STATED


@dataclass(frozen=True)
class Neighbourhood:
    """A thing, its neighbours, and what those that are acts lead to."""

    page: Page
    centre: Node
    groups: Sequence[Group]
    roles: Sequence[Role] = ()


class Entry:
    """A node's label, laid out; `y` is its middle."""

    def __init__(self, node: Node, width: float) -> None:
        self.node = node
        self.lines = wrapped(node.label, width, TEXT)
        self.notes = wrapped(node.note, width, SMALL) if node.note else []
        self.text_height = line_height(TEXT) * len(self.lines) + line_height(SMALL) * len(
            self.notes
        )
        self.height = self.text_height + 3.5
        self.width = max(
            [width_of(line, TEXT) for line in self.lines]
            + [width_of(line, SMALL) for line in self.notes]
        )
        self.y = 0.0

    def draw(self, canvas: Canvas, x: float, direction: int) -> None:
        """Draw mark and label; 1 puts the label right of the mark, -1 left."""
        align = "left" if direction > 0 else "right"
        mark(canvas, self.node.kind, x + _TO_MARK * direction, self.mark_y)
        top = self.y - self.text_height / 2
        label = line_height(TEXT) * len(self.lines)
        text_x = x + _TO_TEXT * direction
        canvas.lines(text_x, top + label / 2, self.lines, TEXT, align=align)
        notes_y = top + label + line_height(SMALL) * len(self.notes) / 2
        canvas.lines(text_x, notes_y, self.notes, SMALL, align=align, color=SOFT)

    @property
    def mark_y(self) -> float:
        """The height of its mark: that of the first line."""
        return self.y - self.text_height / 2 + line_height(TEXT) / 2


class _Bunch:
    """A group, laid out below `top`."""

    def __init__(self, group: Group, width: float) -> None:
        self.group = group
        self.words = wrapped(group.heading, width, TEXT, style="italic", most=2)
        self.entries = [Entry(node, width) for node in group.nodes]
        self.more = f"and {group.more} more" if group.more else ""
        self.width = max(
            [_TO_TEXT + entry.width for entry in self.entries]
            + [width_of(line, TEXT, "italic") + 4 for line in self.words]
        )
        self.head = line_height(TEXT) * len(self.words) + 1
        self.height = self.head + sum(e.height for e in self.entries) + (11 if self.more else 0)
        self.top = 0.0

    def place(self, top: float) -> None:
        self.top = top
        y = top + self.head
        for entry in self.entries:
            entry.y = y + entry.height / 2
            y += entry.height

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    def draw(self, canvas: Canvas, x: float, direction: int) -> None:
        align = "left" if direction > 0 else "right"
        for place, line in enumerate(self.words):
            y = self.top + line_height(TEXT) * (place + 0.76)
            canvas.text(x + 4 * direction, y, line, TEXT, style="italic", align=align)
        color, width, dashes = STROKES[self.group.basis]
        bottom = self.top + self.height
        canvas.curve([(x, self.top + 1), (x, bottom)], color=color, width=width, dashes=dashes)
        for entry in self.entries:
            twig = [(x, entry.mark_y), (x + (_TO_MARK - MARK / 2) * direction, entry.mark_y)]
            canvas.curve(twig, color=color, width=width, dashes=dashes)
            entry.draw(canvas, x, direction)
        if self.more:
            text_x = x + _TO_TEXT * direction
            canvas.text(text_x, bottom - 3, self.more, SMALL, color=SOFT, align=align)


class _Side:
    """One side of the picture: its groups, and what their acts lead to."""

    def __init__(self, picture: Neighbourhood, direction: int) -> None:
        self.direction = direction
        self.bunches = [
            _Bunch(group, _LABEL)
            for group in picture.groups
            if group.right is (direction > 0) and group.nodes
        ]
        self.width = max((bunch.width for bunch in self.bunches), default=0.0)
        heights = [bunch.height + _BETWEEN for bunch in self.bunches]
        top = -sum(heights) / 2
        for bunch, height in zip(self.bunches, heights, strict=True):
            bunch.place(top)
            top += height
        self.sources = {e.node.key: e for bunch in self.bunches for e in bunch.entries}
        self.roles = [role for role in picture.roles if role.source in self.sources]
        self.outer: dict[str, Entry] = {}
        self.words: dict[str, str] = {}
        self.zone = 0.0
        self._place_outer()

    def _place_outer(self) -> None:
        wanted: dict[str, list[float]] = {}
        words: dict[str, dict[str, None]] = {}
        nodes = {}
        for role in self.roles:
            nodes[role.node.key] = role.node
            wanted.setdefault(role.node.key, []).append(self.sources[role.source].mark_y)
            words.setdefault(role.node.key, {})[role.words] = None
        means = {key: sum(ys) / len(ys) for key, ys in wanted.items()}
        order = sorted(nodes, key=lambda key: (means[key], nodes[key].label, key))
        self.outer = {key: Entry(nodes[key], _OUTER) for key in order}
        middles = settled(
            [means[key] for key in order], [self.outer[key].height + 4 for key in order]
        )
        for key, middle in zip(order, middles, strict=True):
            self.outer[key].y = middle
        for key in order:
            joined = ", ".join(words[key])
            self.words[key] = wrapped(joined, 105, SMALL, most=1, style="italic")[0]
        if order:
            self.zone = max(width_of(text, SMALL, "italic") for text in self.words.values()) + 12

    @property
    def extent(self) -> float:
        """How far it reaches from the trunk's end."""
        if not self.outer:
            return self.width
        widest = max(entry.width for entry in self.outer.values())
        return self.width + 6 + _TWIG + self.zone + _TO_TEXT + widest

    def reach(self) -> tuple[float, float]:
        """Return the top and bottom of all that it has."""
        tops = [b.top for b in self.bunches] + [e.y - e.height / 2 for e in self.outer.values()]
        ends = [b.top + b.height for b in self.bunches] + [
            e.y + e.height / 2 for e in self.outer.values()
        ]
        return min(tops, default=0.0), max(ends, default=0.0)

    def shift(self, down: float) -> None:
        for bunch in self.bunches:
            bunch.place(bunch.top + down)
        for entry in self.outer.values():
            entry.y += down

    def draw(self, canvas: Canvas, x: float, box_edge: float, middle: float, half: float) -> None:
        """Draw it from `x` outward, and the trunks from the box to it."""
        d = self.direction
        for place, bunch in enumerate(self.bunches):
            port = middle + half * (2 * (place + 0.5) / len(self.bunches) - 1)
            color, width, dashes = STROKES[bunch.group.basis]
            ends = [(box_edge + 2 * d, port), (x, bunch.middle)]
            if abs(port - bunch.middle) < 0.02:
                ends[1] = (x, port)
            canvas.curve(ends, color=color, width=width, dashes=dashes)
            outward = bunch.group.outward
            canvas.arrow(*ends[outward], d if outward else -d, color)
            bunch.draw(canvas, x, d)
        self._draw_outer(canvas, x)

    def _draw_outer(self, canvas: Canvas, x: float) -> None:
        """Draw what acts lead to, and the lines there; what lines share at an end once."""
        d = self.direction
        bend = x + (self.width + 6) * d
        port = bend + _TWIG * d
        outer_x = port + self.zone * d
        starts: dict[str, str] = {}
        ends: dict[str, str] = {}
        for role in self.roles:
            target = self.outer[role.node.key]
            points = [(bend, self.sources[role.source].mark_y), (port, target.mark_y)]
            _thin(canvas, points, role.basis)
            for shared, key in ((starts, role.source), (ends, role.node.key)):
                shared[key] = min(shared.get(key, role.basis), role.basis, key=BASES.index)
        for key, basis in starts.items():
            entry = self.sources[key]
            start = x + (_TO_TEXT + width_of(entry.lines[0], TEXT) + 6) * d
            _thin(canvas, [(start, entry.mark_y), (bend, entry.mark_y)], basis)
        for key, basis in ends.items():
            entry, words = self.outer[key], self.words[key]
            inner = outer_x - (width_of(words, SMALL, "italic") + 2) * d
            canvas.text(
                inner, entry.mark_y + SMALL * 0.36, words, SMALL,
                style="italic", color=SOFT, align="left" if d > 0 else "right",
            )  # fmt: skip
            _thin(canvas, [(port, entry.mark_y), (inner - 3 * d, entry.mark_y)], basis)
            entry.draw(canvas, outer_x - 4 * d, d)


def _thin(canvas: Canvas, points: Sequence[tuple[float, float]], basis: str) -> None:
    _, width, dashes = STROKES[basis]
    canvas.curve(points, color="#9a9a9a", width=0.8 * width, dashes=dashes)


def draw_neighbourhood(picture: Neighbourhood) -> Picture:
    """Draw a thing in the middle, and its neighbours in groups to the left and right of it."""
    canvas = Canvas()
    label = wrapped(picture.centre.label, _MIDDLE, _CENTRE, style="bold", most=4)
    box = max(width_of(line, _CENTRE, "bold") for line in label) + 20
    sides = [_Side(picture, -1), _Side(picture, 1)]
    left = sides[0].extent + _TRUNK if sides[0].bunches else 0.0
    right = sides[1].extent + _TRUNK if sides[1].bunches else 0.0
    width = max(left + box + right, 430.0)
    start = (width - left - box - right) / 2 + left
    reaches = [side.reach() for side in sides]
    most = max(len(side.bunches) for side in sides)
    half = max(line_height(_CENTRE) * len(label) / 2 + 18, 4.5 * most)
    low = min(-half, *(top for top, _ in reaches))
    high = max(half, *(end for _, end in reaches))
    middle = head(canvas, picture.page, width) - low
    for side in sides:
        side.shift(middle)
    canvas.box(start, middle - half, start + box, middle + half, fill="#f4f4f4", edge=INK)
    mark(canvas, picture.centre.kind, start + box / 2, middle - half + 11)
    canvas.lines(start + box / 2, middle + 5, label, _CENTRE, style="bold", align="center")
    inner = half - 6
    sides[0].draw(canvas, start - _TRUNK, start, middle, inner)
    sides[1].draw(canvas, start + box + _TRUNK, start + box, middle, inner)
    kinds = {picture.centre.kind}
    kinds.update(node.kind for group in picture.groups for node in group.nodes)
    kinds.update(role.node.kind for role in picture.roles)
    bases = {group.basis for group in picture.groups}
    bases.update(role.basis for role in picture.roles)
    y = legend(canvas, kinds, bases, middle + high + 22, width)
    return canvas.finished(
        width, foot(canvas, picture.page, y + 2, width), picture.page.title, picture.page.notes
    )
