"""What validation found: problems with their level, place and remedy, and what was read."""

from enum import StrEnum
from typing import NamedTuple

from summit_kg.reason.consistency import Inconsistency


class Level(StrEnum):
    """How grave a problem is, the gravest first."""

    ERROR = "ERROR"
    WARN = "WARN"
    INFO = "INFO"

    def reaches(self, other: "Level") -> bool:
        """Tell whether this level is as grave as another, or graver."""
        order = list(Level)
        return order.index(self) <= order.index(other)


class Problem(NamedTuple):
    """One thing that is wrong.

    `source` is the part of validation that found it: `files`, `shapes`, `checks`, `ontology`,
    `queries`, `contradictions`, `policy` or `disputes`; `rule` names what it found within that
    part. `line` is counted from 1 and None where none is known; so is `path` where no file has the
    problem. `hint` says what to do.
    """

    level: Level
    source: str
    rule: str
    message: str
    hint: str
    path: str | None = None
    line: int | None = None
    entity: str | None = None

    @property
    def where(self) -> str:
        """The file and line as editors link them."""
        path = self.path or "-"
        return path if self.line is None else f"{path}:{self.line}"


class Coverage(NamedTuple):
    """How much of an article was read.

    `sentences` counts them all, `claimed` those that are evidence of a claim, `reasoned` those of
    which it is said why they carry none; `unread` names the others.
    """

    article: str
    path: str
    sentences: int
    claimed: int
    reasoned: int
    unread: tuple[str, ...]

    def __str__(self) -> str:
        """Return the coverage in a line."""
        line = (
            f"{self.article}: {self.sentences} sentences, {self.claimed} with claims, "
            f"{self.reasoned} without and with a reason, {len(self.unread)} not looked at"
        )
        return f"{line}: {', '.join(self.unread)}" if self.unread else line


class Validation(NamedTuple):
    """What is wrong with the files of a workspace, the gravest first.

    `files` are the files that were looked at, as a user of the workspace writes them. Where
    `inconsistency` is given, it explains the problems that are contradictions. `without_sentences`
    counts the articles that `coverage` lacks, since their text was not read.
    """

    problems: list[Problem]
    coverage: list[Coverage]
    files: list[str]
    inconsistency: Inconsistency | None = None
    without_sentences: int = 0

    @property
    def unread_articles(self) -> str:
        """How many articles have no sentences, in a line; empty where none is so."""
        count = self.without_sentences
        if count == 0:
            return ""
        if count == 1:
            return "1 article has no sentences: its text was not read"
        return f"{count} articles have no sentences: their text was not read"

    @property
    def clean(self) -> bool:
        """Nothing is wrong that is more than information."""
        return not self.reaching(Level.WARN)

    def reaching(self, level: Level) -> list[Problem]:
        """Return the problems of a level, and the graver ones."""
        return [problem for problem in self.problems if problem.level.reaches(level)]

    def count(self, level: Level) -> int:
        """Return how many problems have exactly a level."""
        return sum(problem.level is level for problem in self.problems)

    def __str__(self) -> str:
        """Return how many problems of each level there are."""
        counts = {level: self.count(level) for level in Level}
        nouns = {Level.ERROR: "error", Level.WARN: "warning", Level.INFO: "note"}
        told = [f"{n} {nouns[k]}{'s' if n != 1 else ''}" for k, n in counts.items() if n]
        return ", ".join(told) or "nothing is wrong"
