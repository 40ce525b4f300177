"""RDF terms as text: IRIs, CURIEs and literals in N-Triples form, and back to short names."""

import re

import pyoxigraph as ox

from summit_kg.vocabulary import ARTICLE, ID, PREFIXES, XSD

_CURIE = re.compile(r"([A-Za-z][\w.-]*)?:([^\s<>\"{}|\\^`\x00-\x20]*)\Z")
_LOCAL_NAME = re.compile(r"[A-Za-z0-9_](?:[\w-]|\.(?=[\w-]))*\Z")
_LITERAL_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    **{chr(code): f"\\u{code:04X}" for code in [*range(9), 11, 12, *range(14, 32), 127]},
}
_ESCAPE_TABLE = str.maketrans(_LITERAL_ESCAPES)
_LONGEST_FIRST = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


def is_iri(text: str) -> bool:
    """Tell whether the text is an absolute IRI (RFC 3987)."""
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def iri(text: str) -> str:
    """Return the IRI in N-Triples and SPARQL form, `<…>`.

    :raises ValueError: where the text is not an absolute IRI
    """
    if not is_iri(text):
        raise ValueError(f"not an absolute IRI: {text[:80]!r}")
    return f"<{text}>"


def literal(text: str, datatype: str | None = None, language: str | None = None) -> str:
    """Return the literal in N-Triples and SPARQL form, every special character escaped.

    :raises ValueError: where the text holds half of a surrogate pair, which no RDF file can
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"not valid Unicode text: {error.reason}") from None
    quoted = f'"{text.translate(_ESCAPE_TABLE)}"'
    if language:
        return f"{quoted}@{language}"
    if datatype and datatype != XSD + "string":
        return f"{quoted}^^{iri(datatype)}"
    return quoted


def expand_curie(text: str, prefixes: dict[str, str] = PREFIXES) -> str | None:
    """Return the IRI that a CURIE stands for; None where it is none or its prefix is unknown."""
    match = _CURIE.match(text)
    if match is None or match[1] not in prefixes or match[2].startswith("//"):
        return None
    return prefixes[match[1]] + match[2]


def shorten(text: str) -> str:
    """Return the CURIE of an IRI where a known prefix fits, else the IRI in angle brackets."""
    for prefix, namespace in _LONGEST_FIRST:
        if text.startswith(namespace):
            local = text[len(namespace) :]
            if _LOCAL_NAME.match(local):
                return f"{prefix}:{local}"
    if text.startswith(ID):
        return "id:" + text[len(ID) :]
    return f"<{text}>"


def claim_name(claim: str) -> str:
    """Return a claim's name with that of its article, such as `bagram-betrayal/access-refused`.

    :param claim: its IRI, bare or in N-Triples form
    """
    return claim.strip("<>").removeprefix(ARTICLE)


def article_name(iri: str) -> str:
    """Return the name of an article from its IRI, or from that of a sentence or claim of it."""
    return claim_name(iri).partition("/")[0]


def suggestion(name: str, known: list[str]) -> str:
    """Return ` (did you mean A or B?)` with the names nearest to a misspelt one, or nothing."""
    from difflib import get_close_matches

    by_folded = {item.casefold(): item for item in sorted(known, reverse=True)}
    near = get_close_matches(name[:200].casefold(), list(by_folded), n=3, cutoff=0.6)
    return f" (did you mean {' or '.join(by_folded[item] for item in near)}?)" if near else ""
