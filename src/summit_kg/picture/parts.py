"""What pictures have in common: things, statements, their looks, and a page around them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from summit_kg.picture import ASSUMED, BASES, INFERRED, KINDS, MADE, SAID, STATED
from summit_kg.picture.canvas import INK, SOFT, TEXT_SIZE, Canvas, line_height, width_of, wrapped

TITLE, TEXT, SMALL = 15.0, TEXT_SIZE, 7.0
MARK = 6.5
_LOOKS = {
    "state": ("o", "#0072b2", "state"),
    "organization": ("s", "#56b4e9", "organization"),
    "person": ("^", "#cc79a7", "person"),
    "meeting": ("D", "#e69f00", "meeting"),
    "act": ("X", "#d55e00", "act"),
    "agreement": ("h", "#009e73", "agreement"),
    "proposition": ("p", "#f0e442", "proposition"),
    "place": ("v", "#ffffff", "place"),
    "topic": ("P", "#ffffff", "topic"),
    "other": ("o", "#bdbdbd", "other"),
}
"""Shapes and the colours of Okabe and Ito: told apart without colour, and by the colour-blind."""
_SCALE = {"D": 0.8, "s": 0.95, "p": 1.1, "h": 1.1, "X": 1.05, "P": 1.1}
"""What makes shapes of one size look alike."""
STROKES: dict[str, tuple[str, float, tuple[float, ...]]] = {
    STATED: ("#404040", 1.0, ()),
    ASSUMED: ("#b4b4b4", 2.8, ()),
    INFERRED: ("#404040", 1.2, (1.2, 1.8)),
    SAID: ("#707070", 1.0, (5.0, 3.0)),
    MADE: ("#707070", 1.0, (6.0, 2.0, 1.2, 2.0)),
}
_BASIS_WORDS = {
    STATED: "stated by a source",
    ASSUMED: "assumed by the editors",
    INFERRED: "follows by reasoning",
    SAID: "only said, not taken as fact",
    MADE: "made by the query",
}


@dataclass(frozen=True)
class Node:
    """A thing in a picture.

    :param key: tells it from all others
    :param kind: one of `summit_kg.picture.KINDS`; nothing where it is but a word
    :param note: what stands below its label
    """

    key: str
    label: str
    kind: str = "other"
    note: str = ""


@dataclass(frozen=True)
class Page:
    """What stands around a picture.

    :param sources: who the statements in it come from, the most telling first
    :param notes: what it leaves out, a line each
    """

    title: str
    subtitle: str = ""
    sources: Sequence[str] = ()
    notes: Sequence[str] = field(default_factory=tuple)


def head(canvas: Canvas, page: Page, width: float) -> float:
    """Write the title and what it is about; return where the picture can begin."""
    y = 0.0
    for line in wrapped(page.title, width, TITLE, style="bold", most=2):
        canvas.text(0, y + TITLE, line, TITLE, style="bold")
        y += line_height(TITLE)
    for line in wrapped(page.subtitle, width, TEXT, most=2) if page.subtitle else ():
        canvas.text(0, y + TEXT + 2, line, TEXT, color=SOFT)
        y += line_height(TEXT)
    return y + 18


def foot(canvas: Canvas, page: Page, y: float, width: float) -> float:
    """Write what the picture leaves out and where it is from; return where the sheet ends."""
    texts = [*page.notes]
    if page.sources:
        shown = "; ".join(page.sources[:12])
        more = len(page.sources) - 12
        texts.append(f"Sources: {shown}{f'; and {more} more' if more > 0 else ''}.")
    for text in texts:
        for line in wrapped(text, width, SMALL, most=4):
            canvas.text(0, y + SMALL, line, SMALL, color=SOFT)
            y += line_height(SMALL)
    return y


def legend(
    canvas: Canvas, kinds: Iterable[str], bases: Iterable[str], y: float, width: float
) -> float:
    """Draw what marks and lines mean; return where it ends."""
    present, known = set(kinds), set(bases)
    x, gap, step = 0.0, 16.0, 14.0
    for kind in (kind for kind in KINDS if kind in present):
        words = _LOOKS[kind][2]
        needed = MARK + 5 + width_of(words, SMALL)
        if x and x + needed > width:
            x, y = 0.0, y + step
        mark(canvas, kind, x + MARK / 2, y)
        canvas.text(x + MARK + 5, y + SMALL * 0.36, words, SMALL, color=INK)
        x += needed + gap
    for basis in (basis for basis in BASES if basis in known):
        words = _BASIS_WORDS[basis]
        needed = 26 + 5 + width_of(words, SMALL)
        if x and x + needed > width:
            x, y = 0.0, y + step
        color, weight, dashes = STROKES[basis]
        canvas.curve([(x, y), (x + 26, y)], color=color, width=weight, dashes=dashes)
        canvas.text(x + 31, y + SMALL * 0.36, words, SMALL, color=INK)
        x += needed + gap
    return y + step


def mark(canvas: Canvas, kind: str, x: float, y: float) -> None:
    """Draw the mark of a kind of thing."""
    if not kind:
        return
    shape, fill, _ = _LOOKS[kind]
    canvas.marker(x, y, shape, MARK * _SCALE.get(shape, 1.0), fill)
