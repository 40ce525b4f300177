"""The parameters of a saved query: their names, their places, and whether they can be filled in."""

import re
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from summit_kg.datatypes import DATATYPES
from summit_kg.query.binder import substitute, term_of
from summit_kg.query.lint.source import Found, Source, Token
from summit_kg.query.saved import Parameter, parameter_of
from summit_kg.store.base import malformed_sparql

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


def parameter_problems(source: Source) -> Iterator[Found]:
    """Yield where parameters are misnamed, or stand where other tools cannot fill them in."""
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


def _clauses(tokens: Iterable[Token]) -> Iterator[tuple[Token, str]]:
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


def _parameter_names(source: Source) -> Iterator[Found]:
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


def filling_problems(source: Source) -> list[Found]:
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
