"""HTML pages, as a browser saves them, read as documents. Nothing is fetched."""

import contextlib
import logging
import re
from email import message_from_bytes
from typing import Any

from summit_kg.errors import InputProblem, MissingPackage
from summit_kg.intake.document import Document, decoded, is_address, value_of
from summit_kg.intake.marks import as_marked, marked_day, marked_names

_MOST_ELEMENTS = 100_000
"""Elements that a page may have: the library's time grows with the square of their number."""
_QUICKLY: Any = {"original_date": True, "extensive_search": False}
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_WORDS = (
    "//text()[normalize-space()][not(ancestor::script or ancestor::style or ancestor::noscript"
    " or ancestor::template or ancestor::iframe or ancestor::object or ancestor::svg)]"
)
"""What a page may show as text."""
_RULE = re.compile(r"[|\s:-]*\Z")
_SAVED_FROM = re.compile(r"<!--\s*saved from url=(?:\(\d+\))?(\S+)\s*-->", re.IGNORECASE)


def read_html(text: str, shown: str, address: str = "") -> Document:
    """Return the article of a page, without what stands around it, with what the page says of it.

    :param address: of the page, where it is known from elsewhere
    :raises InputProblem: where no article is found in it
    :raises MissingPackage: where the library that finds it is not installed
    """
    try:
        from trafilatura import bare_extraction
        from trafilatura.utils import load_html
    except ImportError as error:
        raise MissingPackage("trafilatura", "add") from error
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    # A parsed page, never its text: what looks like an address might be fetched.
    tree = load_html("<!-- -->" + text) if "<" in text else None
    saved_from = _SAVED_FROM.search(text[:4096])
    address = address or (saved_from[1] if saved_from else "")
    found: Any = None
    issued = language = ""
    tables = False
    names: tuple[list[str], ...] = ()
    warnings: tuple[str, ...] = ()
    if tree is not None:
        count = sum(1 for _ in tree.iter("*"))
        if count > _MOST_ELEMENTS:
            raise InputProblem(
                shown, None, f"holds {count:,} elements, more than any article's page; cut it into "
                "parts, or save the article as plain text",
            )  # fmt: skip
        language = str(tree.get("lang") or tree.get(_XML_LANGUAGE) or "")
        issued, warnings = marked_day(tree, address, language)
        names = marked_names(tree)
        tables = bool(tree.xpath("//table"))
        if not any(map(str.isalnum, "".join(tree.xpath(_WORDS)))):
            raise InputProblem(shown, None, "no text was found in this page; save it as plain text")
        with contextlib.suppress(AssertionError):  # where it is left with nothing
            found = bare_extraction(
                tree, url=address or None, include_comments=False, favor_recall=True,
                with_metadata=True, date_extraction_params=_QUICKLY,
            )  # fmt: skip
    if found is None or not found.text:
        raise InputProblem(shown, None, "no article was found in this page; save it as plain text")
    title = value_of(found.title)
    body = _without_rules(found.text) if tables else found.text
    first = body.split("\n", 1)[0]
    if title and " ".join(first.split()) != title:
        body = f"{title}\n{body}"
    address = next((url for url in (address, found.url) if url and is_address(url)), "")
    return Document(
        text=body,
        title=title,
        issued=issued,
        publisher=as_marked(value_of(found.sitename or found.hostname), names),
        address=address,
        language=value_of(language)[:20],
        warnings=warnings,
    )


def _without_rules(text: str) -> str:
    """Return a text whose tables, laid out with bars, keep a line for each row with words."""
    return "\n".join(
        line.strip(" |").replace("\\|", "|") if line.startswith("|") else line
        for line in text.split("\n")
        if not line.startswith("|") or not _RULE.match(line)
    )


def read_mhtml(data: bytes, shown: str, encoding: str | None = None) -> Document:
    """Return the article of a page that was saved with its pictures in one file (RFC 2557).

    :raises InputProblem: where it holds no page, or no article is found in it
    """
    message = message_from_bytes(data)
    for part in message.walk():
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            text = decoded(content, shown, encoding, part.get_content_charset())
            address = str(part.get("Content-Location") or "")
            return read_html(text, shown, address)
    raise InputProblem(shown, None, "holds no HTML page; save it as HTML or plain text")
