"""Holds saved queries to the conventions that let grlc, kgsteward, ROBOT and Jena run them too."""

import os
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import pyoxigraph as ox
import yaml

from summit_kg.datatypes import DATATYPES
from summit_kg.errors import InputProblem, UsageProblem
from summit_kg.load.yaml_source import read_text
from summit_kg.query.binder import substitute, term_of
from summit_kg.query.header import compose_header, header_lines, read_header, scalar
from summit_kg.query.saved import (
    Parameter,
    SavedQuery,
    parameter_of,
)
from summit_kg.query.sib import ENDPOINT, ENDPOINT_FILE
from summit_kg.query.tokens import TOKEN, prefixes
from summit_kg.store.base import malformed_sparql

CHECKS = "checks"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_CHECK_HEAD = ("# # Title", "# **Problem:** text", "# **Solution:** text")
_CHECK_COLUMNS = ["entity", "property", "value"]
_CLAUSES = {
    "SELECT": "SELECT",
    "FROM": "FROM",
    "VALUES": "VALUES",
    "GROUP": "GROUP BY",
    "HAVING": "HAVING",
    "ORDER": "ORDER BY",
    "LIMIT": "LIMIT",
    "OFFSET": "OFFSET",
}
_PARAMETER_FORMS = (
    "write ?_name, ?_name_iri, ?_name_number, ?_name_integer, ?_name_xsd_date or ?_name_en, "
    "the name in camelCase letters and digits"
)
_PARAMETER_PLACES = "parameters go into triple patterns, FILTER or BIND"
_EXAMPLES = {"iri": "https://example.org/", "number": "1", "integer": "1"}
_TEMPLATE = "the CONSTRUCT template"
_Token = re.Match[str]
_Found = tuple[int, str]


class Problem(NamedTuple):
    """A convention that a file breaks, and on which line."""

    path: str
    line: int
    message: str

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


def _lint_file(path: str, rules: "Callable[[_Source], Iterable[_Found]]") -> list[Problem]:
    try:
        source = _Source(path, read_text(path))
    except InputProblem as error:
        return [Problem(path, error.line or 1, error.message)]
    return [Problem(path, line, message) for line, message in rules(source)]


class _Source:
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


def _lint_query(source: _Source) -> Iterator[_Found]:
    yield from _header(source)
    yield from _tokens(source)
    yield from _parameters(source)
    yield from _prefixes(source)
    yield from _form(source, "SELECT", "CONSTRUCT") or _syntax(source) or _filled(source)


def _lint_check(source: _Source) -> Iterator[_Found]:
    yield from _check_head(source)
    yield from _tokens(source)
    for parameter in source.parameters:
        variable = parameter.variable
        yield source.line_of(variable), f"?{variable}: a check takes no parameters"
    yield from _prefixes(source)
    yield from _form(source, "SELECT") or _syntax(source) or _check_columns(source)


def _check_columns(source: _Source) -> list[_Found]:
    results = ox.Store().query(source.text, prefixes=source.missing_prefixes())
    assert isinstance(results, ox.QuerySolutions)
    if [variable.value for variable in results.variables] == _CHECK_COLUMNS:
        return []
    return [(source.form_line, "a check must SELECT exactly ?entity ?property ?value")]


def _check_head(source: _Source) -> Iterator[_Found]:
    rows = [line.rstrip() for line in source.text.split("\n")]
    comments = rows[: next((at for at, row in enumerate(rows) if row[:1] != "#"), len(rows))]
    at = 0
    for wanted in _CHECK_HEAD:
        start = wanted.rpartition(" ")[0] + " "
        place = next((n for n in range(at, len(comments)) if comments[n].startswith(start)), None)
        if place is None or (at == 0 and place > 0):
            yield 1, f"the head lacks {wanted!r}; it must have {', '.join(_CHECK_HEAD)}"
            return
        at = place + 1


def _header(source: _Source) -> Iterator[_Found]:
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
    except InputProblem as error:
        yield error.line or 1, error.message
        return
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
        self.malformed: list[_Found] = []

    def line(self, node: yaml.Node) -> int:
        return self.lines[min(node.start_mark.line, len(self.lines) - 1)]

    def one_line(self, key: str) -> Iterator[_Found]:
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

    def tags(self) -> Iterator[_Found]:
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

    def unquoted(self, node: yaml.Node | None) -> Iterator[_Found]:
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


def _tokens(source: _Source) -> Iterator[_Found]:
    for match in re.finditer("\r(?!\n)", source.text):
        yield source.line(match.start()), "a carriage return without a line feed"
    for start, end in source.gaps:
        if "\\" in source.text[start:end]:
            place = source.text.index("\\", start)
            yield source.line(place), "a backslash outside a string: write the character itself"
    for token in source.tokens:
        if (token["word"] or "").upper() == "BASE":
            yield source.line(token.start()), "no BASE: write IRIs in full or with a PREFIX"


def _clauses(tokens: Iterable[_Token]) -> Iterator[tuple[_Token, str]]:
    """Return each token with the clause that it stands in; `WHERE` for graph patterns."""
    clauses, previous = ["the prologue"], ""
    for token in tokens:
        word = (token["word"] or "").upper()
        if token["open"]:
            template = _TEMPLATE if previous == "CONSTRUCT" else "WHERE"
            clauses.append("VALUES" if clauses[-1] == "VALUES" else template)
        elif token["close"] and len(clauses) > 1:
            clauses.pop()
            if clauses[-1] == "VALUES":
                clauses[-1] = "WHERE"
        elif word in _CLAUSES:
            clauses[-1] = _CLAUSES[word]
        previous = word
        yield token, clauses[-1]


def _parameters(source: _Source) -> Iterator[_Found]:
    previous = ""
    in_pattern = {t["variable"] for t, clause in _clauses(source.tokens) if clause == "WHERE"}
    for token, clause in _clauses(source.tokens):
        variable = token["variable"] or ""
        if variable.startswith("_"):
            line = source.line(token.start())
            if parameter_of(variable) is None:
                yield line, f"?{variable} starts with _ but is no parameter: {_PARAMETER_FORMS}"
            elif previous == "AS":
                yield line, f"?{variable} is a parameter: AS must name another variable"
            elif clause == _TEMPLATE and variable in in_pattern:
                pass  # WHERE binds it where it has several values
            elif clause != "WHERE":
                yield line, f"?{variable} stands in {clause}; {_PARAMETER_PLACES}"
        previous = (token["word"] or "").upper()
    yield from _parameter_names(source)
    for token in source.quoted:
        for parameter in source.parameters:
            place = re.search(rf"[?$]{parameter.variable}", token[0])
            if place:
                line = source.line(token.start() + place.start())
                where = f"a {token.lastgroup} mentions ?{parameter.variable}"
                yield line, f"{where}; other tools fill it in there too"


def _parameter_names(source: _Source) -> Iterator[_Found]:
    for parameter in source.parameters:
        name, line = parameter.name, source.line_of(parameter.variable)
        if not name[0].islower():
            yield line, f"parameter {name!r}: the name must be camelCase"
        for other in source.parameters:
            if other is parameter or not name.startswith(other.name):
                continue
            if name != other.name:
                yield line, f"{name!r} starts with {other.name!r}; other tools mix them up"
            elif source.line_of(other.variable) <= line:
                yield line, f"?{parameter.variable} and ?{other.variable} have the same name"


def _binds_dates(source: _Source, prefix: str) -> bool:
    """Tell whether a parameter needs a prefix: other tools fill in `"…"^^xsd:date`."""
    return prefix == "xsd" and any("_xsd_" in p.variable for p in source.parameters)


def _prefixes(source: _Source) -> Iterator[_Found]:
    for prefix in source.missing_prefixes():
        yield source.used[prefix], f"the prefix {prefix}: is not declared"
    seen: set[str] = set()
    for prefix, line in source.declared:
        if prefix in seen:
            yield line, f"PREFIX {prefix}: is declared twice"
        elif prefix not in source.used and not _binds_dates(source, prefix):
            yield line, f"PREFIX {prefix}: is declared but not used"
        seen.add(prefix)


def _form(source: _Source, *allowed: str) -> list[_Found]:
    form, wanted = source.form, " or ".join(allowed)
    if form in allowed:
        return []
    if not form:
        return [(1, f"there is no query; write a {wanted}")]
    if form == "ASK":
        message = f"grlc refuses ASK; phrase it as {allowed[0]}, which gives no row for no"
    elif form in {"CONSTRUCT", "DESCRIBE"}:
        message = f"{form} is not allowed here; phrase it as {wanted}"
    else:
        message = f"{form} is no query; saved queries only read, phrase it as {wanted}"
    return [(source.form_line, message)]


def _syntax(source: _Source) -> list[_Found]:
    """Return what Oxigraph cannot read, else what rdflib, and so grlc, cannot read."""
    missing = source.missing_prefixes()
    try:
        ox.Store().query(source.text, prefixes=missing)
    except SyntaxError as error:
        problem = malformed_sparql(error, source.path)
        last = source.line(len(source.text.rstrip()))
        return [(min(problem.line or source.form_line, last), problem.message)]
    if missing:
        return []
    from rdflib.plugins.sparql import prepareQuery

    try:
        prepareQuery(source.text)
    except Exception as error:  # noqa: BLE001 - whatever its parser happens to raise
        line = getattr(error, "lineno", source.form_line)
        reason = " ".join(str(error).split())[:200]
        return [(line, f"no plain SPARQL 1.1: rdflib, and so grlc, cannot read it: {reason}")]
    return []


def _filled(source: _Source) -> list[_Found]:
    """Return whether the query can still be read once its parameters have values."""
    terms = {
        parameter.variable: term_of(parameter, _example(parameter), str, source.path)
        for parameter in source.parameters
    }
    for count, shown in ((1, "a value"), (2, "several values")):
        filled = substitute(source.text, {name: [term] * count for name, term in terms.items()})
        try:
            ox.Store().query(filled, prefixes=source.missing_prefixes())
        except SyntaxError as error:
            problem = malformed_sparql(error, source.path)
            message = f"with {shown} for every parameter, this is {problem.message}"
            return [(problem.line or source.form_line, message)]
    return []


def _example(parameter: Parameter) -> str:
    if parameter.kind.startswith("xsd_"):
        return DATATYPES[parameter.kind.removeprefix("xsd_")][1]
    return _EXAMPLES.get(parameter.kind, "text")
