"""What a query groups: the pattern beneath each aggregate, as a query of its own."""

from typing import NamedTuple

from summit_kg.query.tokens import TOKEN

_AFTER = frozenset(["HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"])
_AGGREGATES = frozenset(["COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"])


class Grouping(NamedTuple):
    """The variables by which a query groups, as `?name`, and the query for what it groups.

    Where it groups all into one row there are no variables.
    """

    by: tuple[str, ...]
    members: str


class _Select:
    """A SELECT that is being read."""

    def __init__(self) -> None:
        self.pattern = ""
        self.aggregates = False
        self.by: list[str] | None = None
        self.by_expression = False

    def groups(self) -> bool:
        """Tell whether it groups, and by variables alone."""
        return not self.by_expression and (self.aggregates or self.by is not None)


def groupings(text: str) -> list[Grouping]:
    """Return the groupings of a SELECT query, the inner before the outer; none by expressions.

    :param text: valid SPARQL
    """
    found: list[Grouping] = []
    prologue = ""
    opened: list[int] = []
    selects: dict[int, _Select] = {}
    """What is being read, by the depth of its pattern."""
    reading_by = False
    before, end = "", 0

    def finish(depth: int) -> None:
        select = selects.pop(depth, None)
        if select is not None and select.groups():
            members = f"{prologue} SELECT * WHERE {select.pattern}"
            found.append(Grouping(tuple(select.by or ()), members))

    for token in TOKEN.finditer(text):
        word = (token["word"] or "").upper()
        select = selects.get(len(opened))
        if reading_by and select is not None and "(" in text[end : token.start()]:
            select.by_expression = True
        end = token.end()
        if token["comment"]:
            continue
        if token["open"]:
            opened.append(token.start())
        elif token["close"]:
            reading_by = False
            finish(len(opened))
            start = opened.pop()
            if len(opened) in selects and not selects[len(opened)].pattern:
                selects[len(opened)].pattern = text[start : token.end()]
        elif word == "SELECT":
            if not selects:
                prologue = text[: token.start()]
            selects[len(opened)] = _Select()
        elif select is not None:
            if word == "BY" and before == "GROUP":
                reading_by = True
                select.by = []
            elif word in _AFTER:
                reading_by = False
            elif reading_by and token["variable"] and select.by is not None:
                select.by.append(f"?{token['variable']}")
            elif word in _AGGREGATES and not select.pattern:
                select.aggregates = True
        before = word
    finish(0)
    return found
