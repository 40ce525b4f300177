"""Puts parameter values into a saved query as RDF terms: text stays text, whatever it says."""

import re
from collections.abc import Callable, Mapping, Sequence

from summit_kg.errors import UsageProblem
from summit_kg.query.saved import TOKEN, Parameter, SavedQuery
from summit_kg.terms import expand_curie, iri, is_iri, literal, suggestion
from summit_kg.vocabulary import PREFIXES, XSD

Resolver = Callable[[str], str]
"""Returns the IRI of an entity's label, or raises `UsageProblem`."""

_INTEGER = re.compile(r"[+-]?[0-9]{1,400}\Z")
_NUMBER = re.compile(r"[+-]?([0-9]{1,400}(\.[0-9]{1,400})?|\.[0-9]{1,400})([eE][+-]?[0-9]{1,4})?\Z")
_LEXICAL_FORMS = {
    "gYear": re.compile(r"-?\d{4}\Z"),
    "boolean": re.compile(r"(true|false|1|0)\Z"),
    "decimal": re.compile(r"[+-]?\d{1,400}(\.\d{1,400})?\Z"),
    "double": _NUMBER,
    "integer": _INTEGER,
    "nonNegativeInteger": re.compile(r"\d{1,400}\Z"),
}


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
        given = list(values.get(parameter.name, ()))
        if not given and parameter.name in query.defaults:
            default = query.defaults[parameter.name]
            given = [str(item) for item in (default if isinstance(default, list) else [default])]
        if not given:
            if parameter.required:
                raise UsageProblem(
                    f"{query.name}: parameter {parameter.name!r} is missing; "
                    f"give it as -p {parameter.name}=…"
                )
            continue
        _check_choices(query, parameter, given)
        terms[parameter.variable] = [
            term_of(parameter, value, resolve, query.name) for value in dict.fromkeys(given)
        ]
    return substitute(query.text, terms)


def term_of(parameter: Parameter, value: str, resolve: Resolver, where: str) -> str:
    """Return a value as the RDF term that the parameter's kind asks for, in SPARQL form.

    :raises UsageProblem: where the value is not of that kind
    """
    kind = parameter.kind
    try:
        if kind == "iri":
            return iri(entity_iri(value, resolve))
        if kind == "integer":
            _expect(_INTEGER.match(value) is not None, "a whole number")
            return literal(value, XSD + "integer")
        if kind == "number":
            match = _NUMBER.match(value)
            _expect(match is not None, "a number")
            datatype = "double" if match and match[3] else "decimal"
            return literal(value, XSD + ("integer" if _INTEGER.match(value) else datatype))
        if kind.startswith("xsd_"):
            return _typed(kind.removeprefix("xsd_"), value)
        return literal(value, language=None if kind == "string" else kind)
    except ValueError as error:
        shown = repr(value[:60] + ("…" if len(value) > 60 else ""))
        raise UsageProblem(
            f"{where}: parameter {parameter.name!r} must be {error}, not {shown}"
        ) from error


def entity_iri(value: str, resolve: Resolver) -> str:
    """Return the IRI that an IRI (also in `<…>`), a CURIE or a label stands for.

    :raises UsageProblem: where no entity fits, or several do
    :raises ValueError: where it looks like an IRI and is none
    """
    text = value.strip()
    if text.startswith("<") and text.endswith(">"):
        if not is_iri(text[1:-1]):
            raise ValueError("an IRI, a CURIE or a label")
        return text[1:-1]
    if text.startswith(("http://", "https://", "urn:")) and is_iri(text):
        return text
    prefix, colon, _ = text.partition(":")
    if colon and prefix in PREFIXES:
        expanded = expand_curie(text)
        if expanded is not None and is_iri(expanded):
            return expanded
    return resolve(text)


def substitute(text: str, terms: Mapping[str, Sequence[str]]) -> str:
    """Return the query with variables replaced by terms, strings and comments left alone.

    A variable with several terms stays, and every group that uses it gets a `VALUES` block.
    """
    pieces: list[str] = []
    groups: list[int] = []
    values_at: dict[int, dict[str, None]] = {}
    last, previous_word = 0, ""
    for token in TOKEN.finditer(text):
        if token["open"]:
            pieces.append(text[last : token.end()])
            last = token.end()
            template = previous_word == "CONSTRUCT"
            groups.append(-1 if template else len(pieces))
            pieces.append("")
        elif token["close"]:
            if groups:
                groups.pop()
        elif token["variable"] in terms:
            variable = token["variable"]
            found = terms[variable]
            pieces.append(text[last : token.start()])
            last = token.end()
            pieces.append(found[0] if len(found) == 1 else token[0])
            if len(found) > 1 and groups and groups[-1] >= 0:
                values_at.setdefault(groups[-1], {})[variable] = None
        if not token["comment"]:
            previous_word = token["word"].upper() if token["word"] else ""
    pieces.append(text[last:])
    for place, variables in values_at.items():
        pieces[place] = "".join(
            f" VALUES ?{variable} {{ {' '.join(terms[variable])} }}" for variable in variables
        )
    return "".join(pieces)


def _check_names(
    query: SavedQuery, parameters: list[Parameter], values: Mapping[str, Sequence[str]]
) -> None:
    known = [parameter.name for parameter in parameters]
    for name in values:
        if name not in known:
            takes = f"it takes {', '.join(known)}" if known else "it takes none"
            raise UsageProblem(
                f"{query.name}: unknown parameter {name[:60]!r}; {takes}{suggestion(name, known)}"
            )


def _check_choices(query: SavedQuery, parameter: Parameter, given: Sequence[str]) -> None:
    choices = [str(choice) for choice in query.choices.get(parameter.name, ())]
    for value in given:
        if choices and value not in choices:
            raise UsageProblem(
                f"{query.name}: parameter {parameter.name!r} must be one of "
                f"{', '.join(choices)}, not {value[:60]!r}"
            )


def _expect(good: bool, what: str) -> None:
    if not good:
        raise ValueError(what)


def _typed(datatype: str, value: str) -> str:
    if datatype in {"date", "dateTime"}:
        from datetime import date, datetime

        try:
            if datatype == "date":
                _expect(re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None, "")
                date.fromisoformat(value)
            else:
                datetime.fromisoformat(value)
        except ValueError:
            example = "2025-10-07" if datatype == "date" else "2025-10-07T09:00:00Z"
            raise ValueError(f"a {datatype} such as {example}") from None
    form = _LEXICAL_FORMS.get(datatype)
    _expect(form is None or form.match(value) is not None, f"of type xsd:{datatype}")
    return literal(value, XSD + datatype)
