"""Quality checks: queries in ROBOT's form that select what is wrong."""

import os
import re
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.check.report import Level
from summit_kg.errors import InputProblem
from summit_kg.load.yaml_source import read_text
from summit_kg.store.base import check_depth, malformed_sparql
from summit_kg.terms import shorten
from summit_kg.workspace import files_over

_HEAD = re.compile(r"^# \*\*(Problem|Solution|Level):\*\* (.+)$", re.MULTILINE)


class Check(NamedTuple):
    """What a check says of itself: what is wrong, what to do, and how grave it is."""

    problem: str
    solution: str
    level: Level


def read_check(path: str) -> Check:
    """Return what the head of a check says; its level is ERROR where it names none.

    :raises InputProblem: where it names a level that there is not
    """
    head = dict(_HEAD.findall(read_text(path)))
    level = head.get("Level", "ERROR").strip()
    if level not in Level.__members__:
        known = ", ".join(Level)
        raise InputProblem(path, None, f"the level {level[:20]!r} must be one of {known}", "check")
    return Check(head.get("Problem", ""), head.get("Solution", ""), Level(level))


class Finding(NamedTuple):
    """One thing that a check found: the entity, the property and the value that are wrong."""

    check: str
    entity: str
    property: str
    value: str

    def __str__(self) -> str:
        """Return the finding in a line."""
        return f"{self.check}: {self.entity} {self.property} {self.value}"


def run_checks(store: ox.Store, *folders: str) -> list[Finding]:
    """Return what the checks of folders find in a store, sorted.

    :raises InputProblem: where a check is malformed
    """
    findings: list[Finding] = []
    for path in files_over(folders, ".rq"):
        try:
            text = read_text(path)
            check_depth(text)
            solutions = store.query(text)
        except SyntaxError as error:
            raise malformed_sparql(error, path) from error
        columns = getattr(solutions, "variables", [])
        if [variable.value for variable in columns] != ["entity", "property", "value"]:
            raise InputProblem(path, None, "a check must SELECT ?entity ?property ?value", "check")
        assert isinstance(solutions, ox.QuerySolutions)
        name = os.path.splitext(os.path.basename(path))[0]
        findings += [
            Finding(name, *(_shown(solution[key]) for key in ("entity", "property", "value")))
            for solution in solutions
        ]
    return sorted(findings)


def _shown(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> str:
    if term is None:
        return "-"
    return shorten(term.value) if isinstance(term, ox.NamedNode) else str(term)
