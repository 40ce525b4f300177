"""Holds saved queries to the conventions that let grlc, kgsteward, ROBOT and Jena run them too.

`header`, `parameters`, `syntax` and `checks` have the conventions, each of a part of a file.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from summit_kg.errors import InputProblem
from summit_kg.load.yaml_source import read_text
from summit_kg.query.lint.checks import column_problems, head_problems
from summit_kg.query.lint.header import header_problems, unreadable_header
from summit_kg.query.lint.parameters import filling_problems, parameter_problems
from summit_kg.query.lint.source import Found, Source
from summit_kg.query.lint.syntax import (
    READING_FORMS,
    form_problems,
    missing_prefix_problems,
    plain_problems,
    prefix_problems,
    syntax_problems,
    token_problems,
)
from summit_kg.query.sib import ENDPOINT, ENDPOINT_FILE

CHECKS = "checks"
BROKEN = frozenset({"unreadable", "syntax", "columns"})
_Ruled = tuple[str, Iterable[Found]]
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


class Problem(NamedTuple):
    """A convention that a file breaks, and on which line.

    `rule` is the part of the file that breaks it; where it is in `BROKEN`, no engine runs the file.
    """

    path: str
    line: int
    message: str
    rule: str = "file"

    def __str__(self) -> str:
        """Return the problem as `path:line: message`."""
        return f"{self.path}:{self.line}: {self.message}"


def lint(folder: str) -> list[Problem]:
    """Return where the queries of a folder break the conventions, by file and line.

    :param folder: with `NAME.rq`, `endpoint.txt` and, for quality checks, `checks/NAME.rq`
    :raises InputProblem: where there is no such folder
    """
    queries, problems = _files(folder)
    checks, found = (
        _files(os.path.join(folder, CHECKS))
        if os.path.isdir(os.path.join(folder, CHECKS))
        else ([], [])
    )
    problems += found
    problems += _endpoint(os.path.join(folder, ENDPOINT_FILE))
    names = {os.path.basename(path) for path in queries}
    problems += [
        Problem(path, 1, "a query has this name too; names are unique")
        for path in checks
        if os.path.basename(path) in names
    ]
    for path in queries:
        problems += _lint_file(path, _lint_query)
    for path in checks:
        problems += _lint_file(path, _lint_check)
    return sorted(set(problems))


def _files(folder: str) -> tuple[list[str], list[Problem]]:
    try:
        names = sorted(name for name in os.listdir(folder) if not name.startswith("."))
    except OSError as error:
        raise InputProblem(folder, None, f"cannot be read: {error.strerror}") from error
    paths, problems = [], []
    for name in names:
        path = os.path.join(folder, name)
        stem, suffix = os.path.splitext(name)
        if os.path.isdir(path):
            if name != CHECKS or os.path.basename(folder) == CHECKS:
                problems.append(Problem(path, 1, "a folder; queries lie flat, checks in checks/"))
        elif suffix == ".rq":
            paths.append(path)
            if not _NAME.match(stem):
                problems.append(Problem(path, 1, "the name must be kebab-case: a-z, 0-9 and -"))
        elif suffix.lower() in {".rq", ".sparql", ".ru"}:
            problems.append(Problem(path, 1, "the name of a query must end in .rq"))
    return paths, problems


def _endpoint(path: str) -> list[Problem]:
    if not os.path.isfile(path):
        return [Problem(path, 1, f"is missing; it must say {ENDPOINT}")]
    try:
        text = read_text(path)
    except InputProblem as error:
        return [Problem(path, error.line or 1, error.message)]
    if text.strip() != ENDPOINT:
        return [Problem(path, 1, f"must say {ENDPOINT} and nothing else")]
    return []


def _lint_file(path: str, rules: "Callable[[Source], Iterable[_Ruled]]") -> list[Problem]:
    try:
        source = Source(path, read_text(path))
    except InputProblem as error:
        return [Problem(path, error.line or 1, error.message, "unreadable")]
    return [
        Problem(path, line, message, rule)
        for rule, found in rules(source)
        for line, message in found
    ]


def _lint_query(source: Source) -> Iterator[_Ruled]:
    yield "unreadable", unreadable_header(source)
    yield "header", header_problems(source)
    yield "tokens", token_problems(source)
    yield "parameters", parameter_problems(source)
    yield from _lint_sparql(source, "SELECT", "CONSTRUCT")
    if not form_problems(source, "SELECT", "CONSTRUCT") and not syntax_problems(source):
        yield "parameters", filling_problems(source)


def _lint_check(source: Source) -> Iterator[_Ruled]:
    yield "header", head_problems(source)
    yield "tokens", token_problems(source)
    yield (
        "parameters",
        (
            (
                source.line_of(parameter.variable),
                f"?{parameter.variable}: a check takes no parameters",
            )
            for parameter in source.parameters
        ),
    )
    yield from _lint_sparql(source, "SELECT")
    if not form_problems(source, "SELECT") and not syntax_problems(source):
        yield "columns", column_problems(source)


def _lint_sparql(source: Source, *forms: str) -> Iterator[_Ruled]:
    yield "syntax", missing_prefix_problems(source)
    yield "prefixes", prefix_problems(source)
    form = form_problems(source, *forms)
    syntax = [] if form else syntax_problems(source)
    yield ("form" if source.form in READING_FORMS else "syntax"), form
    yield "syntax", syntax
    if not form and not syntax:
        yield "form", plain_problems(source)
