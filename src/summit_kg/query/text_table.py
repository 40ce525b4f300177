"""Tables of text for a terminal and for Markdown.

Written here because importing a table library costs a third of the time of a whole cold answer
(prettytable 3.18: 16 of 50 ms), which the query path cannot spare.
"""

from unicodedata import combining, east_asian_width

_MINIMUM = 6
_RULES = (("┌", "┬", "┐"), ("├", "┼", "┤"), ("└", "┴", "┘"))


def box_table(heads: list[str], rows: list[list[str]], width: int | None) -> str:
    """Return a table drawn with box characters.

    :param width: characters that a line may have; cells are wrapped to fit where they can
    """
    widths = _widths(heads, rows)
    if width is not None:
        widths = _fitted(widths, width - 3 * len(widths) - 1)
    top, middle, bottom = (
        left + cross.join("─" * (size + 2) for size in widths) + right
        for left, cross, right in _RULES
    )
    lines = [top, *_row_lines(heads, widths), middle]
    wrapped = [_row_lines(row, widths) for row in rows]
    spaced = any(len(row) > 1 for row in wrapped)
    for place, row in enumerate(wrapped):
        if spaced and place:
            lines.append(middle)
        lines += row
    return "\n".join([*lines, bottom])


def markdown_table(heads: list[str], rows: list[list[str]]) -> str:
    """Return a table in Markdown (GitHub Flavored Markdown, tables)."""
    escaped = [[cell.replace("\\", "\\\\").replace("|", "\\|") for cell in row] for row in rows]
    widths = [max(size, 3) for size in _widths(heads, escaped)]
    lines = [
        "| "
        + " | ".join(_padded(cell, size) for cell, size in zip(row, widths, strict=True))
        + " |"
        for row in [heads, ["-" * size for size in widths], *escaped]
    ]
    return "\n".join(lines)


def display_width(text: str) -> int:
    """Return how many columns of a terminal a text takes (Unicode Annex 11)."""
    if text.isascii():
        return len(text)
    return sum(
        0 if combining(character) else 2 if east_asian_width(character) in "WF" else 1
        for character in text
    )


def _widths(heads: list[str], rows: list[list[str]]) -> list[int]:
    return [max(map(display_width, column)) for column in zip(heads, *rows, strict=True)]


def _fitted(widths: list[int], room: int) -> list[int]:
    """Shrink the widest columns first, until the table fits or no column can shrink."""
    widths = list(widths)
    while sum(widths) > room:
        widest = max(widths)
        if widest <= _MINIMUM:
            break
        columns = [place for place, size in enumerate(widths) if size == widest]
        next_size = max([size for size in widths if size < widest], default=_MINIMUM)
        excess = sum(widths) - room
        size = max(next_size, _MINIMUM, widest - -(-excess // len(columns)))
        for place in columns:
            widths[place] = size
    return widths


def _row_lines(row: list[str], widths: list[int]) -> list[str]:
    cells = [_wrapped(cell, size) for cell, size in zip(row, widths, strict=True)]
    height = max(map(len, cells))
    return [
        "│ "
        + " │ ".join(
            _padded(cell[line] if line < len(cell) else "", size)
            for cell, size in zip(cells, widths, strict=True)
        )
        + " │"
        for line in range(height)
    ]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))


def _wrapped(text: str, width: int) -> list[str]:
    """Break a text at blanks, and within a word where it alone is too wide."""
    if display_width(text) <= width:
        return [text]
    lines = [""]
    for word in text.split(" "):
        rest = word
        joined = f"{lines[-1]} {rest}" if lines[-1] else rest
        if display_width(joined) <= width:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        while display_width(rest) > width:
            taken = 1
            while display_width(rest[: taken + 1]) <= width:
                taken += 1
            lines[-1] = rest[:taken]
            lines.append("")
            rest = rest[taken:]
        lines[-1] = rest
    return lines
