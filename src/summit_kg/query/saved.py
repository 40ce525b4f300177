"""A saved query: a plain SPARQL file whose header says what it answers and what it takes."""

import re
from typing import Any, NamedTuple

TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n]*)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<string>\"\"\"(?:(?:\"|\"\")?(?:[^"\\]|\\.))*\"\"\"
        | '''(?:(?:'|'')?(?:[^'\\]|\\.))*'''
        | \"(?:[^"\\\n\r]|\\.)*\" | '(?:[^'\\\n\r]|\\.)*')
    | [?$](?P<variable>\w+)
    | (?P<open>\{) | (?P<close>\})
    | (?P<name>[A-Za-z_][\w.-]*)?(?P<colon>:)[\w.%-]*
    | (?P<word>[A-Za-z]+)
    """,
    re.VERBOSE | re.DOTALL,
)
"""The tokens of SPARQL that matter here; what is between them is left alone."""

PARAMETER = re.compile(r"(_{1,2})([A-Za-z][A-Za-z0-9]*)(?:_([A-Za-z0-9_]+))?\Z")
_LANGUAGE = re.compile(r"[a-z]{2}\Z")


class Parameter(NamedTuple):
    """A parameter: variable `?_name_kind`, or `?__name_kind` where it is optional.

    `kind` is `iri`, `number`, `integer`, `xsd_…` (a datatype), a language such as `en`, or
    `string`.
    """

    name: str
    kind: str
    required: bool
    variable: str


class SavedQuery(NamedTuple):
    """A query file, its header read."""

    name: str
    path: str
    text: str
    header: dict[str, Any]

    @property
    def summary(self) -> str:
        """What it answers, in a line."""
        return str(self.header.get("summary", ""))

    @property
    def description(self) -> str:
        """What it answers, in full."""
        return str(self.header.get("description", ""))

    @property
    def tags(self) -> list[str]:
        """The kinds of question that it answers."""
        return [str(tag) for tag in self.header.get("tags", [])]

    @property
    def defaults(self) -> dict[str, Any]:
        """The values that parameters take where none is given."""
        return _merged(self.header.get("defaults"))

    @property
    def choices(self) -> dict[str, list[Any]]:
        """The values that parameters may take, for those that list them."""
        return {
            name: values if isinstance(values, list) else [values]
            for name, values in _merged(self.header.get("enumerate")).items()
        }

    def parameters(self) -> list[Parameter]:
        """Return the parameters in the order of their first use."""
        found: dict[str, Parameter] = {}
        for token in TOKEN.finditer(self.text):
            variable = token["variable"]
            if variable is not None and variable[0] == "_":
                parameter = parameter_of(variable)
                if parameter is not None:
                    found.setdefault(variable, parameter)
        return list(found.values())


def parameter_of(variable: str) -> Parameter | None:
    """Return the parameter that a variable name declares; None where it declares none."""
    match = PARAMETER.match(variable)
    if match is None:
        return None
    kind = match[3] or "string"
    known = kind in {"string", "iri", "number", "integer"} or kind.startswith("xsd_")
    if not known and not _LANGUAGE.match(kind):
        return None
    return Parameter(match[2], kind, len(match[1]) == 1, variable)


def _merged(items: Any) -> dict[str, Any]:
    if not isinstance(items, list):
        return {}
    return {key: value for item in items if isinstance(item, dict) for key, value in item.items()}
