"""A query file cut into tokens, as the conventions look at it."""

import os
import re
from bisect import bisect_right

from summit_kg.query.saved import SavedQuery
from summit_kg.query.tokens import TOKEN, prefixes

Token = re.Match[str]
Found = tuple[int, str]
"""A line, and what is wrong there."""


class Source:
    """A query file, its text cut into tokens."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        every = list(TOKEN.finditer(text))
        self.quoted = [token for token in every if token.lastgroup in {"comment", "iri", "string"}]
        self.tokens = [token for token in every if not token["comment"]]
        self.gaps = [
            (before.end() if before else 0, after.start() if after else len(text))
            for before, after in zip([None, *every], [*every, None], strict=True)
        ]
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
        name = os.path.splitext(os.path.basename(path))[0]
        self.query = SavedQuery(name, path, text, {})
        self.form = self.query.form
        self.parameters = self.query.parameters()
        declared, used = prefixes(text)
        self.declared = [(prefix, self.line(place)) for prefix, place in declared]
        self.used = {prefix: self.line(place) for prefix, place in used.items()}

    def missing_prefixes(self) -> dict[str, str]:
        """Return a namespace for every prefix that the query lacks."""
        known = dict(self.declared)
        return {prefix: "urn:missing:" for prefix in self.used if prefix not in known}

    def line(self, place: int) -> int:
        """Return the line, counted from 1, of a place in the text."""
        return bisect_right(self.line_starts, place)

    def line_of(self, variable: str) -> int:
        """Return the line that uses a variable first."""
        return next(self.line(t.start()) for t in self.tokens if t["variable"] == variable)

    @property
    def form_line(self) -> int:
        """The line of the keyword that says what the query does."""
        return next(
            (self.line(t.start()) for t in self.tokens if (t["word"] or "").upper() == self.form), 1
        )
