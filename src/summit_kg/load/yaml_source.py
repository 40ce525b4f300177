"""YAML files read with the line of every entry, so that errors can point at it."""

import re
from collections.abc import Callable
from typing import Any, NoReturn

import yaml

from summit_kg.errors import InputProblem

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?\Z")
_MAX_DEPTH = 40


class Entry(dict[str, Any]):
    """A YAML mapping that knows the lines, counted from 1, of itself and of its keys."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        """Return the line of a key, or of the mapping where the key is missing."""
        return self.lines.get(key, self.line)


def read_text(path: str) -> str:
    """Return a file's text.

    :raises InputProblem: where it cannot be read or is not UTF-8
    """
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise InputProblem(path, None, f"cannot be read: {error.strerror}", "unreadable") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputProblem(
            path, line, "is not UTF-8 text; save the file as UTF-8", "unreadable"
        ) from error


def read_yaml(path: str) -> Entry:
    """Return the mapping that a YAML file holds (the JSON subset of YAML 1.2).

    Plain integers, decimals, `true`, `false` and `null` are typed as JSON types them; every other
    scalar is text: `no` stays "no" and a date stays text.

    :raises InputProblem: where the file is no YAML mapping, repeats a key, or uses aliases
    """
    text = read_text(path)
    try:
        parser = yaml.CBaseLoader(text)
        try:
            return _Reader(path, parser).document()
        finally:
            parser.dispose()
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise InputProblem(
            path, line, f"a character that YAML forbids: {error.reason}", "syntax"
        ) from error
    except yaml.MarkedYAMLError as error:
        raise _malformed(path, error) from error


def _malformed(path: str, error: yaml.MarkedYAMLError) -> InputProblem:
    """Return what the parser says, at the place that is wrong rather than where it noticed."""
    opened, noticed = error.context_mark, error.problem_mark
    if opened and error.context == "while scanning a quoted scalar":
        end = f" (read to line {noticed.line + 1})" if noticed else ""
        return InputProblem(
            path,
            opened.line + 1,
            f"malformed YAML: the quote opened here is not closed{end}",
            "syntax",
        )
    mark = noticed or opened
    message = f"malformed YAML: {error.problem}"
    if opened and noticed and error.context and opened.line != noticed.line:
        message += f", {error.context} from line {opened.line + 1}"
    return InputProblem(path, mark.line + 1 if mark else None, message, "syntax")


class _Reader:
    """Turns the parser's events into entries, lists and scalars."""

    def __init__(self, path: str, parser: yaml.CBaseLoader) -> None:
        self.path = path
        self.next: Callable[[], Any] = parser.get_event

    def fail(self, event: Any, message: str) -> NoReturn:
        raise InputProblem(self.path, _line(event), message, "syntax")

    def document(self) -> Entry:
        event = self.next()
        while isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            event = self.next()
        if not isinstance(event, yaml.MappingStartEvent):
            self.fail(event, "must be a YAML mapping (key: value)")
        entry = self.mapping(event, 0)
        self.next()
        after = self.next()
        if not isinstance(after, yaml.StreamEndEvent):
            self.fail(after, "holds a second YAML document; a file has one")
        return entry

    def mapping(self, start: Any, depth: int) -> Entry:
        entry = Entry(_line(start))
        event = self.next()
        while not isinstance(event, yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self.fail(event, "a key must be plain text")
            key, line = str(event.value), _line(event)
            if key in entry:
                self.fail(event, f"key {key!r} is here twice (first on line {entry.lines[key]})")
            entry.lines[key] = line
            entry[key] = self.value(self.next(), depth + 1)
            event = self.next()
        return entry

    def value(self, event: Any, depth: int) -> Any:
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        if depth > _MAX_DEPTH:
            self.fail(event, f"is nested more than {_MAX_DEPTH} levels deep")
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(event, depth)
        if isinstance(event, yaml.AliasEvent):
            self.fail(event, "anchors and aliases (& and *) are not supported")
        items = []
        event = self.next()
        while not isinstance(event, yaml.SequenceEndEvent):
            items.append(self.value(event, depth + 1))
            event = self.next()
        return items


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _scalar(event: Any) -> Any:
    text = event.value
    if event.style:  # quoted, or a block
        return text
    first = text[:1]
    if first in "-0123456789" and first:
        if _INTEGER.match(text):
            return int(text) if len(text) < 4000 else text
        return float(text) if _DECIMAL.match(text) else text
    if text in {"", "null", "~", "Null", "NULL"}:
        return None
    if text in {"true", "True", "TRUE"}:
        return True
    if text in {"false", "False", "FALSE"}:
        return False
    return text
