"""What a query groups: the pattern beneath each aggregate, as a query of its own."""

import re
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
    """A SELECT that is being read: whether it groups, by what, and its pattern."""

    def __init__(self) -> None:
        self.pattern = ""
        self._aggregates = False
        self._by: list[str] | None = None
        self._reading = self._by_expression = False

    def grouping(self, prologue: str) -> Grouping | None:
        """Return what it groups; None where nothing, or by an expression."""
        if self._by_expression or (self._by is None and not self._aggregates):
            return None
        return Grouping(tuple(self._by or ()), f"{prologue} SELECT * WHERE {self.pattern}")

    def read(self, token: re.Match[str], before: str, skipped: str) -> None:
        """Take in a token at its depth, with the word before it and the text left out between."""
        word = _word(token)
        if self._reading and "(" in skipped:
            self._by_expression = True
        if token["open"] or token["close"] or word in _AFTER:
            self._reading = False
        elif word == "BY" and before == "GROUP":
            self._reading, self._by = True, []
        elif self._reading and token["variable"] and self._by is not None:
            self._by.append(f"?{token['variable']}")
        elif word in _AGGREGATES and not self.pattern:
            self._aggregates = True


def groupings(text: str) -> list[Grouping]:
    """Return the groupings of a SELECT query, the inner before the outer; none by expressions.

    :param text: valid SPARQL
    """
    found: list[Grouping | None] = []
    prologue = ""
    opened: list[int] = []
    selects: dict[int, _Select] = {}
    """What is being read, by the depth of its pattern."""
    before, end = "", 0
    for token in TOKEN.finditer(text):
        skipped, end = text[end : token.start()], token.end()
        if token["comment"]:
            continue
        if len(opened) in selects:
            selects[len(opened)].read(token, before, skipped)
        if token["open"]:
            opened.append(token.start())
        elif token["close"]:
            if len(opened) in selects:
                found.append(selects.pop(len(opened)).grouping(prologue))
            start = opened.pop()
            if len(opened) in selects and not selects[len(opened)].pattern:
                selects[len(opened)].pattern = text[start : token.end()]
        elif _word(token) == "SELECT":
            if not selects:
                prologue = text[: token.start()]
            selects[len(opened)] = _Select()
        before = _word(token)
    if 0 in selects:
        found.append(selects[0].grouping(prologue))
    return [grouping for grouping in found if grouping is not None]


def _word(token: re.Match[str]) -> str:
    return (token["word"] or "").upper()
