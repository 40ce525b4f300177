"""What a file tells of an article: its text, a paragraph a line, and what is marked about it."""

import os
import re
import stat
import sys
from typing import NamedTuple

from summit_kg.errors import InputProblem, SummitKGError, UsageProblem
from summit_kg.terms import is_iri

LARGEST = 20_000_000
"""Bytes that a file may have; a saved page may hold pictures."""
LONGEST = 5_000_000
"""Characters that a text may have: more than a long novel."""
STDIN = "-"
SUFFIXES = (".htm", ".html", ".markdown", ".md", ".mht", ".mhtml", ".txt", ".xhtml")
"""Suffixes of the files that are taken from a folder."""
_MAGIC = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP archive, a Word document or the like",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"{\\rtf": "a rich text document",
    b"bplist": "a web archive of Safari",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"\x1f\x8b": "a compressed file",
    b"\x7fELF": "a binary, a program",
}
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"),
          (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))  # fmt: skip
_NO_TEXT = re.compile("[\0-\x08\x0e-\x1a\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
"""Control characters, and the marks of byte order that are left in a joined file."""
_LONGEST_VALUE = 500
_CONTROL = bytes({*range(32), 127} - set(b"\t\n\v\f\r\x1b"))
"""Bytes that are rare in a text of any encoding but UTF-16 and UTF-32."""
_NOT_TEXT = "is a binary, no text; save the article as HTML or plain text"


class Document(NamedTuple):
    """An article as its file gives it; what is not marked there is empty."""

    text: str
    title: str = ""
    issued: str = ""
    publisher: str = ""
    address: str = ""
    language: str = ""
    warnings: tuple[str, ...] = ()


def read_document(path: str, encoding: str | None = None) -> Document:
    """Return what a file holds: HTML, Markdown, or plain text.

    :param path: the file; `-` is stdin
    :param encoding: of a file that is neither Unicode nor says its encoding
    :raises InputProblem: where it cannot be read, or holds no text
    """
    data = read_bytes(path)
    shown = "stdin" if path == STDIN else path
    suffix = os.path.splitext(path)[1].lower()
    try:
        document = _read(data, suffix, shown, encoding)
    except SummitKGError:
        raise
    except Exception as error:  # whatever the libraries that read pages stumble over
        raise InputProblem(
            shown,
            None,
            f"cannot be read as an article ({type(error).__name__}); save it as plain text",
        ) from error
    text = tidy(document.text)
    if not any(map(str.isalnum, text)):
        raise InputProblem(shown, None, "holds no text; an article needs at least a sentence")
    if len(text) > LONGEST:
        raise InputProblem(
            shown, None, f"holds {len(text):,} characters of text; cut it into parts of {LONGEST:,}"
        )
    warnings = document.warnings
    if count := sum(mark != "\ufeff" for mark in _NO_TEXT.findall(document.text)):
        warnings += (f"{count} control character{'s' if count > 1 else ''} left out of its text",)
    return document._replace(text=text, title=value_of(document.title), warnings=warnings)


def _read(data: bytes, suffix: str, shown: str, encoding: str | None) -> Document:
    """Return what bytes hold, by the suffix of their file or else by how they begin."""
    if suffix in {".mht", ".mhtml"} or data[:2000].lower().startswith(
        (b"mime-version:", b"from: <saved by")
    ):
        from summit_kg.intake.html import read_mhtml

        return read_mhtml(data, shown, encoding)
    if suffix in {".htm", ".html", ".xhtml"} or _looks_like_html(data):
        from summit_kg.intake.html import read_html

        return read_html(decoded(data, shown, encoding, declared_encoding(data)), shown)
    from summit_kg.intake.plain import read_markdown, read_plain

    text = decoded(data, shown, encoding)
    return read_markdown(text) if suffix in {".md", ".markdown"} else read_plain(text)


def read_bytes(path: str) -> bytes:
    """Return a file's bytes, at least one and at most `LARGEST`.

    :raises InputProblem: where it cannot be read, is empty, too large, or plainly no text
    """
    shown = "stdin" if path == STDIN else path
    try:
        if path == STDIN:
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            mode = os.stat(path).st_mode
            if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):  # it may never end
                raise InputProblem(shown, None, "is no regular file; give a file, or - for stdin")
            with open(path, "rb") as file:
                data = file.read(LARGEST + 1)
    except OSError as error:
        raise InputProblem(shown, None, f"cannot be read: {error.strerror or error}") from error
    if not data.strip():
        raise InputProblem(shown, None, "is empty; an article needs at least a sentence")
    if len(data) > LARGEST:
        size = f"more than {LARGEST // 1_000_000} MB"
        raise InputProblem(shown, None, f"holds {size}, more than any article; cut it into parts")
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            raise InputProblem(shown, None, f"is {kind}; save the article as HTML or plain text")
    return data


def decoded(
    data: bytes, shown: str, encoding: str | None = None, declared: str | None = None
) -> str:
    """Return the text of bytes: in the encoding of their mark, else in the one that was asked for.

    Without both it is UTF-8 where they are more than ASCII and valid as such, for no other
    encoding looks so by chance, then `declared`, what the file says of itself.

    :param encoding: that the user asked for
    :raises InputProblem: with the line, where they are of another encoding, or no text
    :raises UsageProblem: where there is no such `encoding`
    """
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if not data.isascii() and _is_utf8(data):
        declared = None
    name = marked or encoding or declared or "utf-8"
    hint = "" if marked or encoding else "; name its encoding, as in --encoding cp1252"
    try:
        text = data.decode(name)
    except LookupError as error:
        if name == encoding:
            raise UsageProblem(
                f"there is no encoding {name[:40]!r}; try cp1252 or cp1251"
            ) from error
        raise InputProblem(
            shown, None, f"declares an unknown encoding, {name[:40]!r}{hint}"
        ) from error
    except UnicodeError as error:
        if encoding is None and marked is None and _is_binary(data):
            raise InputProblem(shown, None, _NOT_TEXT) from error
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = data.count(b"\n", 0, start) + 1
        raise InputProblem(shown, line, f"is not {name} text{hint}") from error
    head = text[:10_000]
    if len(_NO_TEXT.findall(head.replace("\0", ""))) > 2 + len(head) // 100:
        raise InputProblem(shown, None, _NOT_TEXT)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        other = (
            "" if marked or encoding else ", or in an encoding to name, as in --encoding utf-16-le"
        )
        raise InputProblem(
            shown, line, f"holds a NUL, as no text does; it is damaged or binary{other}"
        )
    return text


def _is_binary(data: bytes) -> bool:
    head = data[:10_000]
    return b"\0" in data or len(head) - len(head.translate(None, _CONTROL)) > 2 + len(head) // 100


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def declared_encoding(data: bytes) -> str | None:
    """Return the encoding that an HTML page names in its first characters; None where it does not.

    As the HTML standard has it, `iso-8859-1` and `ascii` stand for windows-1252, and UTF-16 for
    UTF-8: otherwise its name could not be read here.
    """
    match = re.search(
        rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", data[:4096], re.IGNORECASE
    )
    if match is None:
        return None
    name = match[1].decode("ascii", "replace").lower()
    if name.startswith("utf-16"):
        return "utf-8"
    return "cp1252" if name in {"iso-8859-1", "latin1", "ascii", "us-ascii"} else name


def tidy(text: str) -> str:
    """Return the text with a paragraph a line, no empty lines, and no control characters."""
    lines = (_NO_TEXT.sub("", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line).encode("utf-8", "ignore").decode()


def is_address(text: str) -> bool:
    """Tell whether a text is an address on the web."""
    return text.startswith(("http://", "https://")) and is_iri(text)


def value_of(text: str | None) -> str:
    """Return a value of a file's head as one line of at most 500 characters."""
    return " ".join(tidy(text or "").split())[:_LONGEST_VALUE]


def _looks_like_html(data: bytes) -> bool:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml")) or (
        head.startswith(b"<!--") and b"<html" in data[:4096].lower()
    )
