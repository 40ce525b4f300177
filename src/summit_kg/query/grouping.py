"""What a query groups: the pattern before each GROUP BY, as a query of its own."""

from typing import NamedTuple

from summit_kg.query.tokens import TOKEN

_AFTER = frozenset(["HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"])


class Grouping(NamedTuple):
    """The variables by which a query groups, as `?name`, and the query for what it groups."""

    by: tuple[str, ...]
    members: str


def groupings(text: str) -> list[Grouping]:
    """Return the groupings of a SELECT query, those by expressions left out.

    :param text: valid SPARQL
    """
    found: list[Grouping] = []
    prologue: str | None = None
    opened: list[int] = []
    closed: dict[int, str] = {}
    """The group closed last, by depth."""
    by: list[str] | None = None
    before = ""
    end = 0

    def finish() -> None:
        nonlocal by
        if by and len(opened) in closed:
            members = f"{prologue} SELECT * WHERE {closed[len(opened)]}"
            found.append(Grouping(tuple(by), members))
        by = None

    for token in TOKEN.finditer(text):
        if token["comment"]:
            continue
        word = (token["word"] or "").upper()
        if by is not None and "(" in text[end : token.start()]:
            by = None
        if token["open"]:
            opened.append(token.start())
        elif token["close"]:
            finish()
            closed.pop(len(opened), None)
            start = opened.pop()
            closed[len(opened)] = text[start : token.end()]
        elif word == "SELECT" and prologue is None:
            prologue = text[: token.start()]
        elif word == "BY" and before == "GROUP":
            by = []
        elif word in _AFTER:
            finish()
        elif by is not None and token["variable"]:
            by.append(f"?{token['variable']}")
        before = word
        end = token.end()
    finish()
    return found
