"""The SPARQL of a saved query: what every engine reads, and readers of plain SPARQL 1.1 too."""

import re
from collections.abc import Iterator

import pyoxigraph as ox

from summit_kg.query.lint.source import Found, Source
from summit_kg.store.base import malformed_sparql

READING_FORMS = frozenset({"ASK", "CONSTRUCT", "DESCRIBE", "SELECT"})


def token_problems(source: Source) -> Iterator[Found]:
    """Yield characters and keywords that some engine reads otherwise."""
    for match in re.finditer("\r(?!\n)", source.text):
        yield source.line(match.start()), "a carriage return without a line feed"
    for start, end in source.gaps:
        if "\\" in source.text[start:end]:
            place = source.text.index("\\", start)
            yield source.line(place), "a backslash outside a string: write the character itself"
    for token in source.tokens:
        if (token["word"] or "").upper() == "BASE":
            yield source.line(token.start()), "no BASE: write IRIs in full or with a PREFIX"


def missing_prefix_problems(source: Source) -> Iterator[Found]:
    """Yield prefixes that are used and not declared."""
    for prefix in source.missing_prefixes():
        yield source.used[prefix], f"the prefix {prefix}: is not declared"


def prefix_problems(source: Source) -> Iterator[Found]:
    """Yield prefixes that are declared twice, or declared and not used."""
    seen: set[str] = set()
    for prefix, line in source.declared:
        if prefix in seen:
            yield line, f"PREFIX {prefix}: is declared twice"
        elif prefix not in source.used and not _binds_dates(source, prefix):
            yield line, f"PREFIX {prefix}: is declared but not used"
        seen.add(prefix)


def _binds_dates(source: Source, prefix: str) -> bool:
    """Tell whether a parameter needs a prefix: other tools fill in `"…"^^xsd:date`."""
    return prefix == "xsd" and any("_xsd_" in p.variable for p in source.parameters)


def form_problems(source: Source, *allowed: str) -> list[Found]:
    """Return that the query is of another form than those allowed."""
    form, wanted = source.form, " or ".join(allowed)
    if form in allowed:
        return []
    if not form:
        return [(1, f"there is no query; write a {wanted}")]
    if form == "ASK":
        message = f"grlc refuses ASK; phrase it as {allowed[0]}, which gives no row for no"
    elif form in {"CONSTRUCT", "DESCRIBE"}:
        message = f"{form} is not allowed here; phrase it as {wanted}"
    else:
        message = f"{form} is no query; saved queries only read, phrase it as {wanted}"
    return [(source.form_line, message)]


def syntax_problems(source: Source) -> list[Found]:
    """Return what Oxigraph cannot read, apart from prefixes that are missing."""
    try:
        ox.Store().query(source.text, prefixes=source.missing_prefixes())
    except SyntaxError as error:
        problem = malformed_sparql(error, source.path)
        last = source.line(len(source.text.rstrip()))
        return [(min(problem.line or source.form_line, last), problem.message)]
    return []


def plain_problems(source: Source) -> list[Found]:
    """Return what rdflib, and so grlc, cannot read of a query that Oxigraph can read."""
    if source.missing_prefixes():
        return []
    from rdflib.plugins.sparql import prepareQuery

    try:
        prepareQuery(source.text)
    except Exception as error:  # noqa: BLE001 - whatever its parser happens to raise
        line = getattr(error, "lineno", source.form_line)
        reason = " ".join(str(error).split())[:200]
        return [(line, f"no plain SPARQL 1.1: rdflib, and so grlc, cannot read it: {reason}")]
    return []
