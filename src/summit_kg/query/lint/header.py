"""The header of a saved query: what grlc and others need of it."""

from collections.abc import Iterator

import yaml

from summit_kg.errors import InputProblem, UsageProblem
from summit_kg.query.binder import term_of
from summit_kg.query.header import compose_header, header_lines, read_header, scalar
from summit_kg.query.lint.source import Found, Source
from summit_kg.query.saved import Parameter


def header_problems(source: Source) -> Iterator[Found]:
    """Yield where the header breaks the conventions."""
    for number, row in header_lines(source.text):
        if not row.startswith("#+ "):
            yield number, "write a header line as '#+ key: value', with a blank after #+"
    for token in source.quoted:
        inner = 0 if token["comment"] else token[0].find("\n#+") + 1
        if token["comment"] and token[0].startswith("#+"):
            if token.start() not in source.line_starts:
                yield source.line(token.start()), "#+ must stand at the start of the line"
        elif inner:
            yield source.line(token.start() + inner), "#+ inside a string reads as a header line"
    try:
        node, lines = compose_header(source.text, source.path)
        header = read_header(source.text, source.path)
    except InputProblem:
        return  # `unreadable_header` tells of it
    fields = _Fields(node, lines)
    for key in ("summary", "description"):
        yield from fields.one_line(key)
    yield from fields.tags()
    yield from fields.unquoted(node)
    query = source.query._replace(header=header)
    by_name = {parameter.name: parameter for parameter in source.parameters}
    for key in ("defaults", "enumerate"):
        for line, name, values in fields.parameter_values(key):
            if name not in by_name:
                yield line, f"{key}: there is no parameter {name!r} in the query"
                continue
            choices = query.choices.get(name) if key == "defaults" else None
            yield from ((line, text) for text in _bad_values(key, by_name[name], values, choices))
    yield from fields.malformed


def unreadable_header(source: Source) -> list[Found]:
    """Return why the header is no YAML mapping, if it is none: no query can then be listed."""
    try:
        read_header(source.text, source.path)
    except InputProblem as error:
        return [(error.line or 1, error.message)]
    return []


def _bad_values(
    key: str, parameter: Parameter, values: list[str], choices: list[str] | None
) -> Iterator[str]:
    if not values:
        yield f"{key}: {parameter.name!r} has no value"
    for value in values:
        try:
            # A label is looked up only when the query runs: here any will do.
            term_of(parameter, value, lambda _label: "urn:label", key)
        except UsageProblem as error:
            yield str(error)
        if choices and value not in choices:
            yield f"{key}: {value!r} is not among the values of {parameter.name!r} in enumerate"


class _Fields:
    """The fields of a header, with their lines."""

    def __init__(self, node: yaml.MappingNode | None, lines: list[int]) -> None:
        self.lines = lines
        self.nodes = {key.value: (key, value) for key, value in (node.value if node else ())}
        self.malformed: list[Found] = []

    def line(self, node: yaml.Node) -> int:
        return self.lines[min(node.start_mark.line, len(self.lines) - 1)]

    def one_line(self, key: str) -> Iterator[Found]:
        if key not in self.nodes:
            yield self.lines[0] if self.lines else 1, f"the header lacks {key!r}"
            return
        name, node = self.nodes[key]
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            yield self.line(name), f"{key} must be a line of text"
        elif (
            node.style in {"|", ">"}
            or "\n" in node.value
            or not name.start_mark.line == node.start_mark.line == node.end_mark.line
        ):
            yield self.line(name), f"{key} must stand on one line"

    def tags(self) -> Iterator[Found]:
        if "tags" not in self.nodes:
            yield self.lines[0] if self.lines else 1, "the header lacks 'tags'"
            return
        name, node = self.nodes["tags"]
        items = node.value if isinstance(node, yaml.SequenceNode) else []
        if not items:
            yield self.line(name), "tags must be a list with at least one tag"
        for item in items:
            if not isinstance(item, yaml.ScalarNode) or not item.value.strip():
                yield self.line(item), "a tag must be text"

    def unquoted(self, node: yaml.Node | None) -> Iterator[Found]:
        """Return scalars that readers of YAML 1.1, grlc among them, do not take as text."""
        if isinstance(node, yaml.ScalarNode):
            tag = node.tag.rpartition(":")[2]
            if tag != "str" and isinstance(scalar(node), str):
                kind = "date" if tag == "timestamp" else tag
                yield self.line(node), f"put {node.value!r} in quotes: YAML takes it for a {kind}"
        elif isinstance(node, yaml.MappingNode):
            for pair in node.value:
                for part in pair:
                    yield from self.unquoted(part)
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                yield from self.unquoted(item)

    def parameter_values(self, key: str) -> Iterator[tuple[int, str, list[str]]]:
        """Return line, parameter name and values for the entries of `defaults` or `enumerate`."""
        if key not in self.nodes:
            return
        name, node = self.nodes[key]
        wanted = f"{key} must be a list of '- parameter: value'"
        if not isinstance(node, yaml.SequenceNode):
            self.malformed.append((self.line(name), wanted))
            return
        for item in node.value:
            if not isinstance(item, yaml.MappingNode) or len(item.value) != 1:
                self.malformed.append((self.line(item), wanted))
                continue
            parameter, values = item.value[0]
            listed = values.value if isinstance(values, yaml.SequenceNode) else [values]
            if not all(isinstance(value, yaml.ScalarNode) for value in listed):
                self.malformed.append((self.line(item), f"{key}: a value must be text or a number"))
                continue
            texts = [value.value for value in listed if scalar(value) is not None]
            yield self.line(parameter), parameter.value, texts
