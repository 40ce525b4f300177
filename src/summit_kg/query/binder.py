"""Puts parameter values into a saved query as RDF terms: text stays text, whatever it says."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from summit_kg.datatypes import DATATYPES, DECIMAL, INTEGER, NUMBER, is_valid
from summit_kg.errors import MissingParameter, UsageProblem
from summit_kg.query.saved import Parameter, SavedQuery
from summit_kg.terms import expand_curie, iri, is_iri, literal, suggestion
from summit_kg.vocabulary import PREFIXES, XSD

if TYPE_CHECKING:
    from summit_kg.query.tokens import Mark

Resolver = Callable[[str], str]
"""Returns the IRI of an entity's label, or raises `UsageProblem`."""

_ESCAPE = re.compile(r"\\\\([uU])|\\u([0-9A-F]{4})|\\.")


def bind(query: SavedQuery, values: Mapping[str, Sequence[str]], resolve: Resolver) -> str:
    """Return the SPARQL text of a saved query with its parameters filled in.

    A parameter with several values is answered for each of them; an optional one that is not
    given stays a variable.

    :param values: parameter name → the values given, as text
    :param resolve: finds an entity by its label
    :raises UsageProblem: where a parameter is unknown, missing or of the wrong kind
    """
    parameters = query.parameters()
    _check_names(query, parameters, values)
    terms: dict[str, list[str]] = {}
    for parameter in parameters:
        given = list(values.get(parameter.name, ())) or query.defaults.get(parameter.name, [])
        if not given:
            if parameter.required:
                raise MissingParameter(query.name, parameter.name)
            continue
        _check_choices(query, parameter, given, resolve)
        found = [term_of(parameter, value, resolve, query.name) for value in given]
        terms[parameter.variable] = list(dict.fromkeys(found))
    return substitute(query.text, terms, query.known_marks())


def term_of(parameter: Parameter, value: str, resolve: Resolver, where: str) -> str:
    """Return a value as the RDF term that the parameter's kind asks for, in SPARQL form.

    :raises UsageProblem: where the value is not of that kind
    """
    kind = parameter.kind
    shown = repr(value[:60]) + ("…" if len(value) > 60 else "")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise UsageProblem(
            f"{where}: parameter {parameter.name!r} is not valid Unicode text "
            f"({error.reason}): {shown}"
        ) from None
    try:
        if kind == "iri":
            return iri(entity_iri(value, resolve))
        if kind == "integer":
            _expect(re.fullmatch(INTEGER, value) is not None, "a whole number")
            return literal(value, XSD + "integer")
        if kind == "number":
            _expect(re.fullmatch(NUMBER, value) is not None, "a number")
            return literal(value, XSD + _number_datatype(value))
        if kind.startswith("xsd_"):
            return _typed(kind.removeprefix("xsd_"), value)
        return _portable(literal(value, language=None if kind == "string" else kind))
    except ValueError as error:
        raise UsageProblem(
            f"{where}: parameter {parameter.name!r} must be {error}, not {shown}"
        ) from error


def entity_iri(value: str, resolve: Resolver) -> str:
    """Return the IRI that an IRI (also in `<…>`), a CURIE or a label stands for.

    :raises UsageProblem: where no entity fits, or several do
    :raises ValueError: where it looks like an IRI and is none
    """
    text = value.strip()
    bracketed = text.startswith("<") and text.endswith(">")
    if bracketed or text.startswith(("http://", "https://", "urn:")):
        return _valid_iri(text[1:-1] if bracketed else text)
    prefix, colon, _ = text.partition(":")
    if colon and prefix in PREFIXES:
        expanded = expand_curie(text)
        if expanded is not None:
            return _valid_iri(expanded)
    return resolve(text)


def substitute(
    text: str, terms: Mapping[str, Sequence[str]], marks: Sequence["Mark"] | None = None
) -> str:
    """Return the query with variables replaced by terms, strings and comments left alone.

    A variable with several terms stays and gets a `VALUES` block, in the groups that use it and
    in those around them up to the next SELECT: so the query answers what it would answer for each
    term in turn, also where the variable stands in OPTIONAL, UNION, MINUS or FILTER NOT EXISTS.
    Aggregates count over all terms together.

    :param marks: of the text, where they are known already
    """
    if marks is None:
        from summit_kg.query.tokens import marks as read_marks

        marks = read_marks(text)
    pieces: list[str] = []
    groups: list[int | None] = []  # where a group's VALUES would go; None where there can be none
    values_at: dict[int, dict[str, None]] = {}
    last = 0
    for kind, start, end, variable in marks:
        if kind in {"open", "template"}:
            pieces.append(text[last:end])
            last = end
            groups.append(None if kind == "template" else len(pieces))
            pieces.append("")
        elif kind == "close":
            del groups[-1:]
        elif kind == "select" and groups:
            groups[-1] = None
        elif variable in terms:
            found = terms[variable]
            pieces.append(text[last:start])
            last = end
            pieces.append(text[start:end] if len(found) > 1 else _apart(found[0], text, start, end))
            if len(found) > 1:
                for place in reversed(groups):
                    if place is None:
                        break
                    values_at.setdefault(place, {})[variable] = None
    pieces.append(text[last:])
    for at, variables in values_at.items():
        pieces[at] = "".join(
            f" VALUES ?{variable} {{ {' '.join(terms[variable])} }}" for variable in variables
        )
    return "".join(pieces)


def _apart(term: str, text: str, start: int, end: int) -> str:
    """Return the term with blanks where it would run into its neighbours: `?a<?_b` or `?_b-1`."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return ("" if before in " \n\t\r({" else " ") + term + ("" if after in " \n\t\r)}" else " ")


def _portable(term: str) -> str:
    r"""Return a literal whose `\u` escapes no SPARQL reader mistakes.

    Some readers, rdflib among them, decode `\u` before they see that it stands in a string, after
    an escaped backslash too, and take up to eight digits.
    """

    def escape(match: re.Match[str]) -> str:
        if match[1]:
            return f"\\\\\\U{ord(match[1]):08X}"
        return f"\\U0000{match[2]}" if match[2] else match[0]

    return _ESCAPE.sub(escape, term)


def _check_names(
    query: SavedQuery, parameters: list[Parameter], values: Mapping[str, Sequence[str]]
) -> None:
    known = [parameter.name for parameter in parameters]
    for name, given in values.items():
        if name not in known:
            takes = f"it takes {', '.join(known)}" if known else "it takes none"
            raise UsageProblem(
                f"{query.name}: unknown parameter {name[:60]!r}; {takes}{suggestion(name, known)}"
            )
        if not given:
            raise UsageProblem(f"{query.name}: parameter {name!r} has an empty list of values")


def _check_choices(
    query: SavedQuery, parameter: Parameter, given: Sequence[str], resolve: Resolver
) -> None:
    choices = query.choices.get(parameter.name, [])
    others = [value for value in given if value not in choices] if choices else []
    terms: set[str] = set()
    if others and parameter.kind == "iri":
        terms = {term_of(parameter, choice, resolve, query.name) for choice in choices}
    for value in others:
        if not terms or term_of(parameter, value, resolve, query.name) not in terms:
            raise UsageProblem(
                f"{query.name}: parameter {parameter.name!r} must be one of "
                f"{', '.join(choices)}, not {value[:60]!r}"
            )


def _expect(good: bool, what: str) -> None:
    if not good:
        raise ValueError(what)


def _valid_iri(text: str) -> str:
    _expect(is_iri(text), "an IRI, a CURIE or a label")
    return text


def _number_datatype(value: str) -> str:
    if re.fullmatch(INTEGER, value):
        return "integer"
    return "decimal" if re.fullmatch(DECIMAL, value) else "double"


def _typed(datatype: str, value: str) -> str:
    _expect(is_valid(datatype, value), f"of type xsd:{datatype}, such as {DATATYPES[datatype][1]}")
    return _portable(literal(value, XSD + datatype))
