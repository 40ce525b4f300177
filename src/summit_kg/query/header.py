"""Reads the header of a query file: the `#+ ` lines, one YAML mapping."""

import os
import re
from typing import Any

import yaml

from summit_kg.errors import InputProblem
from summit_kg.load.yaml_source import read_text
from summit_kg.query.saved import SavedQuery

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,400})\Z")
_DECIMAL = re.compile(r"-?[0-9]{1,400}\.[0-9]{1,400}\Z")


def read_query(path: str, shown: str | None = None) -> SavedQuery:
    """Return the saved query of a file.

    :raises InputProblem: where its header is no YAML mapping
    """
    shown = shown or path
    text = read_text(path)
    name = os.path.splitext(os.path.basename(path))[0]
    return SavedQuery(name, shown, text, read_header(text, shown))


def read_header(text: str, path: str) -> dict[str, Any]:
    """Return the mapping that the `#+ ` lines of a query hold; empty where there are none.

    Plain integers, decimals, `true`, `false` and `null` are typed as JSON types them; every other
    scalar is text, dates too.

    :raises InputProblem: with the line, where they are no YAML mapping, or repeat a key
    """
    node, lines = compose_header(text, path)
    if node is None:
        return {}
    found = _Converter(path, lines).value(node)
    assert isinstance(found, dict)
    return found


def header_lines(text: str) -> list[tuple[int, str]]:
    """Return the lines of the header with their numbers, counted from 1."""
    lines = enumerate(text.split("\n"), 1)
    return [(number, line.removesuffix("\r")) for number, line in lines if line.startswith("#+")]


def compose_header(text: str, path: str) -> tuple[yaml.MappingNode | None, list[int]]:
    """Return the header's YAML node and, for each of its rows, the line of the file.

    The node is None where the query has no header.

    :raises InputProblem: with the line, where the header is no YAML mapping
    """
    numbered = header_lines(text)
    lines = [number for number, _ in numbered]
    for number, line in numbered:
        if "\t" in line:
            raise InputProblem(path, number, "the header has a tab; use blanks")
    source = "\n".join(line[2:].removeprefix(" ") for _, line in numbered)
    if source.count("[") + source.count("{") > 200:
        raise InputProblem(path, lines[0], "the header is nested too deep")
    try:
        node = yaml.compose(source, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line_number = lines[min(mark.line, len(lines) - 1)] if mark else lines[0]
        raise InputProblem(path, line_number, f"malformed header: {error.problem}") from error
    except yaml.reader.ReaderError as error:
        raise InputProblem(path, lines[0], f"malformed header: {error.reason}") from error
    except (yaml.YAMLError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise InputProblem(path, lines[0], f"malformed header: {reason}") from error
    if node is not None and not isinstance(node, yaml.MappingNode):
        raise InputProblem(path, lines[0], "the header must be a YAML mapping (key: value)")
    return node, lines


def scalar(node: yaml.ScalarNode) -> str | float | bool | None:
    """Return what a scalar of a header stands for."""
    text: str = node.value
    tag = node.tag.rpartition(":")[2]
    if node.style or tag in {"str", "timestamp"}:
        return text
    if tag == "int" and _INTEGER.match(text):
        return int(text)
    if tag == "float" and _DECIMAL.match(text):
        return float(text)
    if tag == "bool" and text.lower() in {"true", "false"}:
        return text.lower() == "true"
    return None if tag == "null" else text


class _Converter:
    """Turns the nodes of a header into mappings, lists and scalars."""

    def __init__(self, path: str, lines: list[int]) -> None:
        self.path = path
        self.lines = lines
        self.seen: set[int] = set()

    def value(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return scalar(node)
        if id(node) in self.seen:
            raise self.problem(node, "anchors and aliases (& and *) are not supported")
        self.seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item) for item in node.value]
        found: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self.problem(key, "a key must be plain text")
            if key.value in found:
                raise self.problem(key, f"key {key.value!r} is here twice")
            found[key.value] = self.value(value)
        return found

    def problem(self, node: yaml.Node, message: str) -> InputProblem:
        line = self.lines[min(node.start_mark.line, len(self.lines) - 1)]
        return InputProblem(self.path, line, f"malformed header: {message}")
