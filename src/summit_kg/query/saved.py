"""A saved query: a plain SPARQL file whose header says what it answers and what it takes."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from summit_kg.datatypes import DATATYPES

if TYPE_CHECKING:
    from summit_kg.query.tokens import Mark

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
    """A query file, its header read.

    `marks` are those of its text (see `tokens.marks`) where they are known already.
    """

    name: str
    path: str
    text: str
    header: dict[str, Any]
    marks: Sequence["Mark"] | None = None

    @property
    def summary(self) -> str:
        """What it answers, in a line."""
        return str(self.header.get("summary") or "")

    @property
    def description(self) -> str:
        """What it answers, in full."""
        return str(self.header.get("description") or "")

    @property
    def tags(self) -> list[str]:
        """The kinds of question that it answers."""
        return [str(tag) for tag in _listed(self.header.get("tags"))]

    @property
    def defaults(self) -> dict[str, list[str]]:
        """The values that parameters take where none is given."""
        return _merged(self.header.get("defaults"))

    @property
    def choices(self) -> dict[str, list[str]]:
        """The values that parameters may take, for those that list them."""
        return _merged(self.header.get("enumerate"))

    @property
    def form(self) -> str:
        """The keyword that says what the query does, such as `SELECT`; empty where it has none."""
        from summit_kg.query.tokens import TOKEN

        for token in TOKEN.finditer(self.text):
            word = (token["word"] or "").upper()
            if word and word not in {"PREFIX", "BASE"}:
                return word
        return ""

    def parameters(self) -> list[Parameter]:
        """Return the parameters in the order of their first use."""
        found: dict[str, Parameter] = {}
        for _, _, _, variable in self.known_marks():
            parameter = parameter_of(variable) if variable else None
            if parameter is not None:
                found.setdefault(variable, parameter)
        return list(found.values())

    def known_marks(self) -> Sequence["Mark"]:
        """Return the marks of the text, read now where they are not known yet."""
        if self.marks is not None:
            return self.marks
        from summit_kg.query.tokens import marks

        return marks(self.text)


def parameter_of(variable: str) -> Parameter | None:
    """Return the parameter that a variable name declares; None where it declares none."""
    match = PARAMETER.match(variable)
    if match is None:
        return None
    kind = match[3] or "string"
    known = (
        kind in {"string", "iri", "number", "integer"}
        or (kind.startswith("xsd_") and kind.removeprefix("xsd_") in DATATYPES)
        or _LANGUAGE.match(kind) is not None
    )
    return Parameter(match[2], kind, len(match[1]) == 1, variable) if known else None


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _merged(items: Any) -> dict[str, list[str]]:
    if not isinstance(items, list):
        return {}
    return {
        key: [_text(value) for value in _listed(values)]
        for item in items
        if isinstance(item, dict)
        for key, values in item.items()
    }


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
