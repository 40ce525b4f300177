"""Plain text and Markdown read as documents."""

import re
from collections.abc import Iterable, Iterator

from summit_kg.datatypes import is_valid
from summit_kg.errors import MissingPackage
from summit_kg.intake.document import Document, is_address, value_of

_HEAD = re.compile(r"([A-Za-z]{2,12})\s*:\s*(.*)")
_KEYS = {
    "title": "title", "headline": "title",
    "date": "issued", "issued": "issued", "published": "issued",
    "publisher": "publisher", "site": "publisher", "source": "publisher",
    "url": "address", "address": "address", "link": "address",
    "language": "language", "lang": "language",
}  # fmt: skip
_LONGEST_TITLE = 200
_LONGEST_WRAPPED_LINE = 100


def read_plain(text: str) -> Document:
    """Return a plain text as a document: its first line, where it is short, is the title.

    Lines such as `Title: …`, `Date: 2025-10-20`, `Publisher: …` and `URL: …` at its top are about
    the article, up to the first empty line; the title may stand before them without its key. Lines
    that were broken at a fixed width are joined.
    """
    lines = text.strip().splitlines()
    if _head([*lines, ""], 0)[1] == len(lines):
        return Document("")
    head, place = _head(lines, 0)
    if not head and lines and len(lines[0]) <= _LONGEST_TITLE:
        head, place = _head(lines, 1)
        if head:
            head["title"] = lines[0]
    body = "\n".join(_unwrapped(lines[place:]))
    return _with_head(head, body)


def _head(lines: list[str], first: int) -> tuple[dict[str, str], int]:
    """Return what the lines from one up to the next empty one are about, and where they end.

    Nothing, and 0, where one of them is none of `key: value`, or no empty line follows.
    """
    head: dict[str, str] = {}
    for place in range(first, len(lines)):
        if not lines[place].strip():
            return head, place if head else 0
        match = _HEAD.fullmatch(lines[place].strip())
        if match is None or match[1].lower() not in _KEYS:
            return {}, 0
        head.setdefault(_KEYS[match[1].lower()], match[2])
    return {}, 0


def read_markdown(text: str) -> Document:
    """Return Markdown (CommonMark) as a document: headings, paragraphs, items and cells as lines.

    A head of `key: value` lines between two lines `---` is read as that of a plain text is. The
    first heading is the title where the head names none.

    :raises MissingPackage: where the library that reads it is not installed
    """
    try:
        from markdown_it import MarkdownIt
    except ImportError as error:
        raise MissingPackage("markdown-it-py", "add") from error
    head: dict[str, str] = {}
    front = re.match(
        r"\s*---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", text, re.DOTALL
    )
    if front is not None:
        text = text[front.end() :]
        for line in front[1].splitlines():
            match = _HEAD.fullmatch(line.strip())
            if match is not None and match[1].lower() in _KEYS:
                head.setdefault(_KEYS[match[1].lower()], match[2].strip("'\""))
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    lines = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline":
            words = "".join(_words(token.children or []))
            if before is not None and before.type == "heading_open":
                head.setdefault("title", " ".join(words.split()))
            lines.append(words)
        elif token.type in {"code_block", "fence"}:
            lines.append(token.content)
    return _with_head(head, "\n".join(lines))


def dated(value: str) -> tuple[str, tuple[str, ...]]:
    """Return a date as written, or nothing and a warning where it is none."""
    value = value_of(value)
    if not value or is_valid("date", value[:10]):
        return value[:10], ()
    return "", (f"{value[:40]!r} is no date such as 2025-10-20; it was left out",)


def _with_head(head: dict[str, str], body: str) -> Document:
    if not any(map(str.isalnum, body)):
        return Document("")  # a title alone is no text
    title = value_of(head.get("title", ""))
    first = next((line.strip() for line in body.splitlines() if line.strip()), "")
    if not title and len(first) <= _LONGEST_TITLE:
        title = first
    elif title and " ".join(first.split()) != title:
        body = f"{title}\n{body}"  # the text begins with its title, as it does when published
    issued, warnings = dated(head.get("issued", ""))
    address = value_of(head.get("address", ""))
    if address and not is_address(address):
        warnings += (f"{address[:60]!r} is no web address; it was left out",)
        address = ""
    return Document(
        text=body,
        title=title,
        issued=issued,
        publisher=value_of(head.get("publisher", "")),
        address=address,
        language=value_of(head.get("language", "")),
        warnings=warnings,
    )


def _words(children: Iterable[object]) -> Iterator[str]:
    """Yield the words of inline Markdown: no marks, no addresses, a blank for a line's end."""
    for child in children:
        kind = getattr(child, "type", "")
        if kind in {"text", "code_inline", "text_special"}:
            yield str(getattr(child, "content", ""))
        elif kind == "softbreak":
            yield " "
        elif kind == "hardbreak":
            yield "\n"


def _unwrapped(lines: list[str]) -> Iterator[str]:
    """Yield lines; where a text was broken at a fixed width, whole paragraphs."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            blocks[-1].append(line.strip())
        elif blocks[-1]:
            blocks.append([])
    widths = [len(line) for block in blocks for line in block[:-1]]
    longest = max((len(line) for block in blocks for line in block), default=0)
    full = sum(width > longest * 2 // 3 for width in widths)
    wrapped = len(blocks) > 1 and longest <= _LONGEST_WRAPPED_LINE and full * 2 > len(widths)
    for block in blocks:
        if wrapped:
            yield " ".join(block)
        else:
            yield from block
