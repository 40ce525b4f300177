"""What the SELECTs of a query take rows from, each as a query for all solutions of its pattern."""

import re
from typing import NamedTuple

from summit_kg.query.tokens import TOKEN

_AFTER = frozenset(["HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"])
_AGGREGATES = frozenset(["COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"])


class Select(NamedTuple):
    """A SELECT whose rows hide what they were made from.

    `by` has the variables, as `?name`, by which it groups, none where all is one row; of one that
    does not group (`groups` is False), those that it shows. `members` is the query for all
    solutions of its pattern.
    """

    by: tuple[str, ...]
    members: str
    groups: bool = True


class Selects(NamedTuple):
    """The SELECTs of a query that hide something, the inner before the outer.

    `whole` is the query for all solutions of the outermost pattern; None where that one groups,
    and so is among the hiding ones.
    """

    hiding: list[Select]
    whole: str | None


class _Reader:
    """A SELECT that is being read: whether it groups, by what, what it shows, and its pattern."""

    def __init__(self) -> None:
        self.pattern = ""
        self._shown: list[str] | None = []
        self._depth = 0
        self._aggregates = False
        self._by: list[str] | None = None
        self._reading = self._by_expression = False

    @property
    def groups(self) -> bool:
        """Tell whether it groups."""
        return self._by is not None or self._aggregates

    def select(self, prologue: str) -> Select | None:
        """Return what it hides; None where nothing, or where it groups by an expression."""
        by = self._by if self.groups else self._shown
        if self._by_expression or (by is None and not self.groups):
            return None
        return Select(tuple(by or ()), self.solutions(prologue), self.groups)

    def solutions(self, prologue: str) -> str:
        """Return the query for all solutions of its pattern."""
        return f"{prologue} SELECT * WHERE {self.pattern}"

    def read(self, token: re.Match[str], before: str, skipped: str) -> None:
        """Take in a token at its depth, with the word before it and the text left out between."""
        word = _word(token)
        if not self.pattern:
            if self._depth == 0 and "*" in skipped.partition("(")[0]:
                self._shown = None  # it shows all
            self._depth += skipped.count("(") - skipped.count(")")
            if token["variable"] and self._shown is not None and self._is_shown(before):
                self._shown.append(f"?{token['variable']}")
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

    def _is_shown(self, before: str) -> bool:
        return self._depth == 0 or before == "AS"


def selects(text: str) -> Selects:
    """Return the SELECTs of a query; those that group by expressions are left out.

    :param text: a SELECT query, valid SPARQL
    """
    found: list[Select | None] = []
    prologue = ""
    opened: list[int] = []
    readers: dict[int, _Reader] = {}
    """What is being read, by the depth of its pattern."""
    before, end = "", 0
    for token in TOKEN.finditer(text):
        skipped, end = text[end : token.start()], token.end()
        if token["comment"]:
            continue
        if len(opened) in readers:
            readers[len(opened)].read(token, before, skipped)
        if token["open"]:
            opened.append(token.start())
        elif token["close"]:
            if len(opened) in readers:
                found.append(readers.pop(len(opened)).select(prologue))
            start = opened.pop()
            if len(opened) in readers and not readers[len(opened)].pattern:
                readers[len(opened)].pattern = text[start : token.end()]
        elif _word(token) == "SELECT":
            if not readers:
                prologue = text[: token.start()]
            readers[len(opened)] = _Reader()
        before = _word(token)
    outer, whole = readers.get(0), None
    if outer is not None and outer.groups:
        found.append(outer.select(prologue))
    elif outer is not None:
        whole = outer.solutions(prologue)
    return Selects([select for select in found if select is not None], whole)


def _word(token: re.Match[str]) -> str:
    return (token["word"] or "").upper()
