"""A sheet that is drawn on in points, and the picture that comes of it.

The text is measured by the shapes of its letters and drawn as shapes, so a picture looks the same
on every machine. Positions are points (1/72 inch) from the sheet's left and top.
"""

import contextlib
import io
import os
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from summit_kg.errors import MissingPackage, UsageProblem
from summit_kg.safe_file import written_whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

INK, SOFT, FAINT = "#1a1a1a", "#5f5f5f", "#c8c8c8"
FORMATS = ("svg", "png")
TEXT_SIZE = 8.5
_DPI = 200
_MARGIN = 18.0
_SETTINGS = {
    "svg.fonttype": "path",
    "svg.hashsalt": "summit-kg",
    "path.simplify": False,
    "text.hinting": "none",
    "text.usetex": False,
    "text.parse_math": False,
}
_STYLES = {
    "plain": "DejaVuSans.ttf",
    "bold": "DejaVuSans-Bold.ttf",
    "italic": "DejaVuSans-Oblique.ttf",
}


class Picture:
    """A drawn picture, which shows itself in Jupyter.

    :param notes: what it leaves out, a line each
    """

    def __init__(self, figure: "Figure", title: str = "", notes: Sequence[str] = ()) -> None:
        self.figure = figure
        self.title = title
        self.notes = list(notes)

    def data(self, format_: str = "svg") -> bytes:
        """Return the picture as a file's bytes; equal graphs give equal bytes.

        :param format_: svg or png
        :raises UsageProblem: where it is neither
        """
        if format_ not in FORMATS:
            raise UsageProblem(f"a picture is an svg or a png, not {format_[:40]!r}")
        metadata: dict[str, str | None] = {"Title": printable(self.title)}
        metadata |= {"Date": None, "Creator": "summit-kg"} if format_ == "svg" else {"Software": ""}
        out = io.BytesIO()
        with _settings(), _missing_letters_are_boxes():
            self.figure.savefig(out, format=format_, dpi=_DPI, metadata=metadata)
        return out.getvalue()

    def write(self, path: str) -> None:
        """Write the picture to a file, which appears when it is complete.

        :raises UsageProblem: where the name ends neither in .svg nor in .png
        :raises StoreProblem: where the file cannot be written
        """
        data = self.data(picture_format(path))
        with written_whole(path) as out:
            out.write(data)

    def __repr__(self) -> str:
        return f"<Picture {self.title!r}>"

    def _repr_svg_(self) -> str:
        return self.data().decode()


def picture_format(path: str) -> str:
    """Return the format that a file's name asks for.

    :raises UsageProblem: where it ends neither in .svg nor in .png
    """
    suffix = os.path.splitext(path)[1].removeprefix(".").lower()
    if suffix not in FORMATS:
        raise UsageProblem(f"{path or 'no name'}: a picture's name ends in .svg or .png")
    return suffix


def require_matplotlib() -> None:
    """Refuse to draw without the library that draws.

    :raises MissingPackage: where it is not installed
    """
    if find_spec("matplotlib") is None:
        raise MissingPackage("matplotlib", "picture")


class Canvas:
    """A sheet to draw on, which is as large as what is on it."""

    def __init__(self) -> None:
        require_matplotlib()
        from matplotlib.figure import Figure

        with _settings():
            self.figure = Figure()
            self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._missing: set[str] = set()

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        style: str = "plain",
        color: str = INK,
        align: str = "left",
        over: bool = False,
    ) -> None:
        """Write a line whose baseline is at `y`.

        :param align: which of its ends is at `x`: left, center or right
        :param over: whether it hides lines that run behind it
        """
        self._missing.update(sign for sign in text if ord(sign) not in _letters(style))
        self._axes.text(
            x, y, text, color=color, ha=align, va="baseline", parse_math=False,
            fontproperties=_font(style, size),
            bbox={"facecolor": "#ffffff", "edgecolor": "none", "pad": 0.6} if over else None,
        )  # fmt: skip

    def lines(self, x: float, y: float, lines: Sequence[str], size: float, **how: Any) -> None:
        """Write lines one below the other, centred on `y`."""
        step = line_height(size)
        top = y - step * len(lines) / 2
        for place, line in enumerate(lines):
            self.text(x, top + step * (place + 0.76), line, size, **how)

    def marker(
        self,
        x: float,
        y: float,
        shape: str,
        size: float,
        fill: str,
        *,
        edge: str = INK,
        half: bool = False,
    ) -> None:
        """Draw a mark centred on a point, in a shape that matplotlib names.

        :param half: whether but its left half is filled
        """
        self._axes.plot(
            [x], [y], shape, markersize=size, markerfacecolor=fill, markeredgecolor=edge,
            markeredgewidth=0.8, clip_on=False, markerfacecoloralt="#ffffff",
            fillstyle="left" if half else "full",
        )  # fmt: skip

    def curve(
        self,
        points: Sequence[tuple[float, float]],
        *,
        color: str = SOFT,
        width: float = 1.0,
        dashes: tuple[float, ...] = (),
        layer: float = 1,
    ) -> None:
        """Draw a line through points; between two that differ in both directions it is curved."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        places, codes = [points[0]], [Path.MOVETO]
        for (x, y), (to_x, to_y) in pairwise(points):
            if abs(x - to_x) < 0.01 or abs(y - to_y) < 0.01:
                places.append((to_x, to_y))
                codes.append(Path.LINETO)
            else:
                middle = (x + to_x) / 2
                places += [(middle, y), (middle, to_y), (to_x, to_y)]
                codes += [Path.CURVE4] * 3
        style: Any = (0, dashes) if dashes else "solid"
        self._axes.add_patch(
            PathPatch(
                Path(places, codes), fill=False, edgecolor=color, linewidth=width, linestyle=style,
                capstyle="butt", zorder=layer, clip_on=False,
            )
        )  # fmt: skip

    def arrow(self, x: float, y: float, direction: int, color: str) -> None:
        """Draw the head of an arrow whose tip is at a point; 1 points right, -1 left."""
        from matplotlib.patches import Polygon

        back = x - 5.5 * direction
        corners = [(x, y), (back, y - 2.6), (back, y + 2.6)]
        self._axes.add_patch(Polygon(corners, closed=True, color=color, linewidth=0, zorder=2))

    def box(
        self, left: float, top: float, right: float, bottom: float, *, fill: str, edge: str = "none"
    ) -> None:
        """Draw a box with round corners."""
        from matplotlib.patches import FancyBboxPatch

        self._axes.add_patch(
            FancyBboxPatch(
                (left, top), right - left, bottom - top, boxstyle="round,pad=0,rounding_size=5",
                facecolor=fill, edgecolor=edge, linewidth=1.2, zorder=1.5,
            )
        )  # fmt: skip

    def finished(
        self, width: float, height: float, title: str = "", notes: Sequence[str] = ()
    ) -> Picture:
        """Return the picture of what was drawn between (0, 0) and (width, height)."""
        self._axes.set_xlim(-_MARGIN, width + _MARGIN)
        self._axes.set_ylim(height + _MARGIN, -_MARGIN)
        self.figure.set_size_inches((width + 2 * _MARGIN) / 72, (height + 2 * _MARGIN) / 72)
        if self._missing:
            letters = "".join(sorted(self._missing)[:20])
            notes = [*notes, f"Drawn as boxes, as the font has them not: {letters}"]
        return Picture(self.figure, title, notes)


def line_height(size: float) -> float:
    """Return how far apart the lines of a text are."""
    return size * 1.28


@lru_cache(maxsize=20_000)
def width_of(text: str, size: float, style: str = "plain") -> float:
    """Return how wide a text is."""
    from matplotlib.textpath import text_to_path

    with _missing_letters_are_boxes():
        width, _, _ = text_to_path.get_text_width_height_descent(text, _font(style, size), False)
    return float(width)


def wrapped(
    text: str, width: float, size: float, *, most: int = 3, style: str = "plain"
) -> list[str]:
    """Return a text as lines that are no wider than `width`; what is too long ends in `…`."""
    lines: list[str] = []
    line = ""
    for word in _pieces(printable(text), width, size, style):
        longer = f"{line} {word}" if line else word
        if line and width_of(longer, size, style) > width:
            lines.append(line)
            line = word
        else:
            line = longer
        if len(lines) > most:
            break
    lines.append(line)
    if len(lines) > most:
        last = lines[most - 1]
        while last and width_of(last + "…", size, style) > width:
            last = last[:-1]
        lines[most - 1 :] = [last.rstrip(" ,;.:-") + "…"]
    return lines


def _pieces(text: str, width: float, size: float, style: str) -> Iterator[str]:
    """Yield the words of a text, those that are too wide for a line in pieces."""
    for word in text[:2000].split():
        rest = word
        while width_of(rest, size, style) > width and len(rest) > 1:
            end = len(rest)
            while end > 1 and width_of(rest[:end], size, style) > width:
                end -= 1 if end < 80 else end // 3
            yield rest[:end]
            rest = rest[end:]
        yield rest


def printable(text: str) -> str:
    """Return a text without what no page can show: control characters and marks of direction."""
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()


@cache
def _letters(style: str) -> frozenset[int]:
    """Return the characters that the font has."""
    from matplotlib.font_manager import get_font

    return frozenset(get_font(str(_font(style, TEXT_SIZE).get_file())).get_charmap())


@cache
def _font(style: str, size: float) -> "FontProperties":
    """Return the font that matplotlib brings, whatever is installed beside it."""
    import matplotlib as mpl
    from matplotlib.font_manager import FontProperties

    path = os.path.join(mpl.get_data_path(), "fonts", "ttf", _STYLES[style])
    return FontProperties(fname=path, size=size)


@contextlib.contextmanager
def _settings() -> Iterator[None]:
    """Draw by the library's own settings and ours, whatever the user's are."""
    import matplotlib as mpl

    settings: dict[Any, Any] = {**mpl.rcParamsDefault, **_SETTINGS}
    del settings["backend"]
    with mpl.rc_context(settings):
        yield


@contextlib.contextmanager
def _missing_letters_are_boxes() -> Iterator[None]:
    """Draw a letter that the font has not as a box, without a warning for each."""
    import warnings

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font", append=False)
        yield
