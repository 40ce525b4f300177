"""The values in a claims file, checked where they stand and turned into RDF terms."""

import re
from typing import Any, NoReturn

from summit_kg.datatypes import is_valid
from summit_kg.errors import InputProblem
from summit_kg.load.article import Article
from summit_kg.load.ontology_terms import LANGUAGE_TAGGED
from summit_kg.load.yaml_source import Entry
from summit_kg.terms import expand_curie, is_iri, literal, suggestion
from summit_kg.vocabulary import CLAIM_GRAPH, PREFIXES, XSD

_NAME = re.compile(r"[A-Za-z0-9_-]+\Z")


class ClaimTerms:
    """Turns the values of one claims file into terms in N-Triples form, claim by claim.

    What is wrong is raised as an `InputProblem` that names the claim and the line.
    """

    def __init__(self, path: str, article: Article) -> None:
        self.path = path
        self.article = article
        self._prefixes = PREFIXES | {"assertion": f"{CLAIM_GRAPH}{article.slug}/"}
        self._claim = ""
        self._blank_nodes = 0
        self._iris: dict[str, str] = {}

    def begin(self, claim: str) -> None:
        """Begin a claim: its blank nodes are named after it, and so are errors."""
        self._claim, self._blank_nodes = claim, 0

    def leave(self) -> None:
        """Go back to the file as a whole."""
        self._claim = ""

    def fail(self, line: int, message: str, rule: str = "claim") -> NoReturn:
        """Raise an error that names the claim and a line."""
        where = f"claim {self._claim}: " if self._claim else ""
        raise InputProblem(self.path, line, where + message, rule)

    def items(self, entry: Entry, key: str) -> list[Entry]:
        """Return the mappings listed under a key; none where it is missing."""
        value = entry.get(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, Entry) for item in value):
            self.fail(entry.line_of(key), f"{key} must be a list of mappings")
        return value

    def choice(self, entry: Entry, key: str, allowed: frozenset[str]) -> str:
        """Return the value of a key that has one of a few."""
        value = entry[key]
        if not isinstance(value, str) or value not in allowed:
            known = ", ".join(sorted(allowed))
            self.fail(entry.lines[key], f"{key} is {shown(value)}; it must be one of {known}")
        return value

    def blank_node(self) -> str:
        """Return a new blank node of the claim."""
        self._blank_nodes += 1
        return f"_:{self.article.slug}.{self._claim}.{self._blank_nodes}"

    def iri(self, value: Any, line: int, key: str = "this") -> str:
        """Return what a name, a CURIE or an IRI names, in N-Triples form."""
        if not isinstance(value, str) or not value:
            self.fail(line, f"{key} must name something, such as id:russia, not {shown(value)}")
        known = self._iris.get(value)
        if known is None:
            known = self._iris[value] = f"<{self._expand(value, line)}>"
        return known

    def _expand(self, value: str, line: int) -> str:
        prefix, colon, rest = value.partition(":")
        if not colon:
            if not _NAME.match(value):
                self.fail(line, f"{shown(value)} must be a name, a CURIE such as id:x, or an IRI")
            expanded = self.article.base + value
        elif prefix in self._prefixes:
            expanded = expand_curie(value, self._prefixes) or ""
        elif rest.startswith("//") or prefix == "urn":
            expanded = value
        else:
            near = suggestion(prefix, list(self._prefixes))
            self.fail(line, f"the prefix {shown(prefix)} is not declared{near}")
        if not is_iri(expanded):
            self.fail(line, f"{shown(value)} has characters that no IRI may have")
        return expanded

    def literal(self, value: Any, datatype: str | None, line: int, key: str = "text") -> str:
        """Return a value as a literal, typed as JSON-LD tools type it."""
        kind = str(datatype).removeprefix(XSD)
        if isinstance(value, bool) and kind == "boolean":
            value = "true" if value else "false"
        elif type(value) is int and kind in {"integer", "nonNegativeInteger", "gYear"}:
            value = str(value)
        elif isinstance(value, int | float):
            self.fail(line, f"{key} must be in quotes: '{value}'")
        if not isinstance(value, str):
            self.fail(line, f"{key} must be a plain value, not {shown(value)}")
        if not is_valid(kind, value):
            self.fail(line, f"{key} must be of type {kind}, not {shown(value)}")
        try:
            if datatype == LANGUAGE_TAGGED:
                return literal(value, language="en")
            return literal(value, datatype)
        except ValueError as error:
            self.fail(line, f"{key} is {error}")


def shown(value: Any) -> str:
    """Return a value as it is shown in an error."""
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "…" + text[:1]
