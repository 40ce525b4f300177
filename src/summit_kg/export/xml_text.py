"""Text as XML 1.0 can hold it."""

import re
from xml.sax.saxutils import escape, quoteattr

from summit_kg.errors import InputProblem

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

_SPECIAL = re.compile("[\x00-\x1f&<>\ufffe\uffff]")


def element_text(text: str) -> str:
    """Return text as the content of an element.

    :raises InputProblem: where it has a character that no XML document can
    """
    if not _SPECIAL.search(text):
        return text
    bad = _NOT_IN_XML.search(text)
    if bad:
        shown = repr(text[:60]) + ("…" if len(text) > 60 else "")
        raise InputProblem(
            shown,
            None,
            f"XML cannot hold the character U+{ord(bad[0]):04X}; choose another format, "
            "such as ttl",
        )
    return escape(text, {"\r": "&#13;"})


def attribute(text: str) -> str:
    """Return text as an attribute's value, in quotes.

    :raises InputProblem: where it has a character that no XML document can
    """
    if not _SPECIAL.search(text) and '"' not in text:
        return f'"{text}"'
    element_text(text)
    return quoteattr(text, {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
