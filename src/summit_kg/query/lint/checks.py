"""Quality checks: the comment at their head, and the columns that ROBOT wants."""

from collections.abc import Iterator

import pyoxigraph as ox

from summit_kg.query.lint.source import Found, Source

_CHECK_HEAD = ("# # Title", "# **Problem:** text", "# **Solution:** text")
_CHECK_COLUMNS = ["entity", "property", "value"]


def head_problems(source: Source) -> Iterator[Found]:
    """Yield what the comment at the head of a check lacks."""
    rows = [line.rstrip() for line in source.text.split("\n")]
    comments = rows[: next((at for at, row in enumerate(rows) if row[:1] != "#"), len(rows))]
    at = 0
    for wanted in _CHECK_HEAD:
        start = wanted.rpartition(" ")[0] + " "
        place = next((n for n in range(at, len(comments)) if comments[n].startswith(start)), None)
        if place is None or (at == 0 and place > 0):
            yield 1, f"the head lacks {wanted!r}; it must have {', '.join(_CHECK_HEAD)}"
            return
        at = place + 1


def column_problems(source: Source) -> list[Found]:
    """Return that a check has other columns than those that ROBOT wants."""
    results = ox.Store().query(source.text, prefixes=source.missing_prefixes())
    assert isinstance(results, ox.QuerySolutions)
    if [variable.value for variable in results.variables] == _CHECK_COLUMNS:
        return []
    return [(source.form_line, "a check must SELECT exactly ?entity ?property ?value")]
