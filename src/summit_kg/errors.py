"""The errors of summit-kg: one root, one line each."""

import re
from collections.abc import Iterator
from contextlib import contextmanager


class SummitKGError(Exception):
    """Something could not be done; its message says what, where and what to do."""

    exit_code = 3


class UsageProblem(SummitKGError):
    """What was asked for is wrong: an unknown query, a missing or bad parameter."""

    exit_code = 2


class MissingParameter(UsageProblem):
    """A saved query's parameter was not given; `given` is how Python gives it."""

    def __init__(self, query: str, name: str) -> None:
        self.what = f"{query}: parameter {name!r} is missing"
        self.given = f"{name}=…"
        super().__init__(f"{self.what}; give it as {self.given}")


class InputProblem(SummitKGError):
    """A file cannot be used.

    :param path: the file
    :param line: its line, counted from 1, where known
    :param message: what is wrong and what to do
    :param rule: the kind of fault: `unreadable`, `syntax`, `article`, `claim`, `evidence`, `hash`,
        `term`, `duplicate-id`, `policy`, `check`, `shapes` or `other`
    """

    def __init__(self, path: str, line: int | None, message: str, rule: str = "other") -> None:
        self.path = path
        self.line = line
        self.message = message
        self.rule = rule
        where = path if line is None else f"{path}:{line}"
        super().__init__(f"{where}: {message}")


class MissingPackage(SummitKGError):
    """A package is not installed that an extra of summit-kg brings."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(
            f"{package} is not installed; pip install 'summit-kg[{extra}]' brings it, "
            f"or '.[{extra}]' in a checkout"
        )


class StoreProblem(SummitKGError):
    """A store cannot be opened, read or written."""


@contextmanager
def flags_as_parameters() -> Iterator[None]:
    """Let an error that names flags of the command line name Python's parameters instead."""
    try:
        yield
    except UsageProblem as error:
        told = re.sub(r"--all\b", "everything=", str(error))
        told = re.sub(r"(?<![\w-])-p\b", "parameters=", told)
        error.args = (re.sub(r"(?<![\w-])--([a-z]+)\b", r"\1=", told),)
        raise


Problems = list[InputProblem] | None
"""Takes what is wrong with files, so that all of it is told; with None, the first is raised."""


@contextmanager
def noted_in(problems: Problems) -> Iterator[None]:
    """Note what is wrong with a file where that is wanted, and go on after it."""
    try:
        yield
    except InputProblem as error:
        if problems is None:
            raise
        # Anew, for the one raised holds on to the frames beneath it, and these to answers.
        problems.append(InputProblem(error.path, error.line, error.message, error.rule))
