"""Tables of text for a terminal and for Markdown.

Written here because importing a table library costs a third of the time of a whole cold answer
(prettytable 3.18: 16 of 50 ms), which the query path cannot spare.
"""

import os
import sys
from unicodedata import combining, east_asian_width

_RULES = (("┌", "┬", "┐"), ("├", "┼", "┤"), ("└", "┴", "┘"))


def box_table(heads: list[str], rows: list[list[str]], width: int | None) -> str:
    """Return a table drawn with box characters.

    :param width: characters that a line may have; cells are wrapped between words to fit. Where
        even that is too wide, each row is written as a record, a line for each cell
    """
    if not heads:  # as of SELECT * { … } without a variable
        return f"{len(rows):,} row{'' if len(rows) == 1 else 's'} without columns"
    widths = _widths(heads, rows)
    if width is not None:
        room = width - 3 * len(widths) - 1
        longest_words = _widths(
            [_longest_word(head) for head in heads],
            [[_longest_word(cell) for cell in row] for row in rows],
        )
        if sum(longest_words) > room:
            return _records(heads, rows, width)
        widths = _fitted(widths, longest_words, room)
    top, middle, bottom = (
        left + cross.join("─" * (size + 2) for size in widths) + right
        for left, cross, right in _RULES
    )
    lines = [top, *_row_lines(heads, widths), middle]
    wrapped = [_row_lines(row, widths) for row in rows]
    spaced = 2 * sum(len(row) > 1 for row in wrapped) > len(wrapped)
    for place, row in enumerate(wrapped):
        if spaced and place:
            lines.append(middle)
        lines += row
    return "\n".join([*lines, bottom])


def screen_width() -> int | None:
    """Return how wide text on stdout may be, as COLUMNS or the terminal says; None for no limit."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and int(columns) > 0:
        return int(columns)
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or None
    except (OSError, ValueError):
        return 80


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


def _longest_word(text: str) -> str:
    return max(text.split(" "), key=display_width)


def _fitted(widths: list[int], least: list[int], room: int) -> list[int]:
    """Shrink the widest columns, each at most to its least width, until the table fits."""
    widths = list(widths)
    while sum(widths) > room:
        place = max(
            (place for place, size in enumerate(widths) if size > least[place]),
            key=lambda place: widths[place],
        )
        widths[place] -= 1
    return widths


def _records(heads: list[str], rows: list[list[str]], width: int) -> str:
    """Return each row as a record: a rule, then the column's name and its value on a line."""
    margin = max(map(display_width, heads))
    room = max(width - margin - 2, 10)
    lines = []
    for number, row in enumerate(rows, 1):
        rule = f"── {number} "
        lines.append(rule + "─" * (width - len(rule)))
        for head, cell in zip(heads, row, strict=True):
            for place, part in enumerate(wrapped(cell, room)):
                lines.append(f"{_padded('' if place else head, margin)}  {part}".rstrip())
    return "\n".join(lines) if rows else "  ".join(heads)


def _row_lines(row: list[str], widths: list[int]) -> list[str]:
    cells = [wrapped(cell, size) for cell, size in zip(row, widths, strict=True)]
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


def wrapped(text: str, width: int) -> list[str]:
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
