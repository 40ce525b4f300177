"""HTML pages, as a browser saves them, read as documents. Nothing is fetched."""

import logging
import re
from email import message_from_bytes
from typing import Any

from summit_kg.errors import InputProblem
from summit_kg.intake.document import Document, decoded, is_address, value_of
from summit_kg.intake.plain import dated, needs_extra

_SAVED_FROM = re.compile(r"<!--\s*saved from url=(?:\(\d+\))?(\S+)\s*-->", re.IGNORECASE)
_DATES = {"original_date": True, "extensive_search": False}
"""The day of publication, and only where the page marks it."""


def read_html(text: str, shown: str, address: str = "") -> Document:
    """Return the article of a page, without what stands around it, with what the page says of it.

    :param address: of the page, where it is known from elsewhere
    :raises InputProblem: where no article is found in it
    :raises UsageProblem: where the library that finds it is not installed
    """
    try:
        from trafilatura import bare_extraction
        from trafilatura.utils import load_html
    except ImportError as error:
        raise needs_extra("HTML") from error
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    # A parsed page, never its text: what looks like an address might be fetched.
    tree = load_html("<!-- -->" + text) if "<" in text else None
    found: Any = None
    if tree is not None:
        language = str(
            tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
        )
        found = bare_extraction(
            tree, include_comments=False, favor_recall=True, with_metadata=True,
            date_extraction_params=_DATES,
        )  # fmt: skip
    if found is None or not found.text:
        raise InputProblem(shown, None, "no article was found in this page; save it as plain text")
    title = value_of(found.title)
    body = found.text
    first = body.split("\n", 1)[0]
    if title and " ".join(first.split()) != title:
        body = f"{title}\n{body}"
    saved_from = _SAVED_FROM.search(text[:4096])
    address = next(
        (
            url
            for url in (address, saved_from and saved_from[1], found.url)
            if url and is_address(url)
        ),
        "",
    )
    issued, warnings = dated(found.date or "")
    return Document(
        text=body,
        title=title,
        issued=issued,
        publisher=value_of(found.sitename or found.hostname),
        address=address,
        language=value_of(language)[:20],
        warnings=warnings,
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
            text = decoded(content, shown, encoding or part.get_content_charset())
            address = str(part.get("Content-Location") or "")
            return read_html(text, shown, address)
    raise InputProblem(shown, None, "holds no HTML page; save it as HTML or plain text")
