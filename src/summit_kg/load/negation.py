"""Negative claims: how a denial is written, and what is wrong where it is written otherwise."""

from collections.abc import Iterator
from typing import Any

from summit_kg.load.ontology_terms import OntologyTerms
from summit_kg.load.yaml_source import Entry
from summit_kg.terms import suggestion
from summit_kg.vocabulary import SUMMIT

_DENIAL = "owl:NegativePropertyAssertion"
_RESTRICTION = "owl:Restriction"
_DENIAL_KEYS = ("type", "sourceIndividual", "assertionProperty", "targetIndividual")
_RESTRICTION_KEYS = ("type", "onProperty", "hasValue")
_EXCLUDING = ("disjointWith", "onProperty", "hasValue")
_SHOWN = "docs/model.md shows one"

Problem = tuple[int, str]
"""The line, and what is wrong and what to do."""


def negation_problem(node: Entry, terms: OntologyTerms, *, negative: bool) -> Problem | None:
    """Return what is wrong with an assertion as that of a negative claim, or of another one.

    :param negative: whether the claim's polarity is negative
    """
    if not negative:
        for entry in (node, *_nested(node)):
            if entry.get("type") == _DENIAL:
                return entry.line_of("type"), (
                    "a denial is a claim of its own, with polarity: negative"
                )
            excluding = next((key for key in _EXCLUDING if key in entry), None)
            if excluding is not None:
                return entry.line_of(excluding), (
                    f"what a class excludes ({excluding}) is a claim of its own, with polarity: "
                    "negative"
                )
        return None
    is_denial, is_exclusion = node.get("type") == _DENIAL, "disjointWith" in node
    if is_denial:
        return _of_denial(node, terms)
    if is_exclusion:
        return _of_exclusion(node, terms)
    return node.line, (
        f"the claim is negative, but not what it asserts; write type: {_DENIAL} with "
        f"{_all_of(_DENIAL_KEYS[1:])} ({_SHOWN}), or make its polarity positive"
    )


def is_exclusion_of(entry: Entry) -> bool:
    """Tell whether a node says that a class has nothing to do with a value of a property."""
    excluded = entry.get("disjointWith")
    return (
        set(entry) == {"iri", "disjointWith"}
        and isinstance(excluded, Entry)
        and set(excluded) == set(_RESTRICTION_KEYS)
        and excluded["type"] == _RESTRICTION
    )


def _of_denial(node: Entry, terms: OntologyTerms) -> Problem | None:
    if "targetValue" in node:
        return node.lines["targetValue"], "only that things are related can be denied, no value"
    return _keys(node, _DENIAL_KEYS, "a denial") or _property(node, "assertionProperty", terms)


def _of_exclusion(node: Entry, terms: OntologyTerms) -> Problem | None:
    class_ = node.get("iri")
    if not isinstance(class_, str) or ":" not in class_ or terms.class_iri(class_) is None:
        name = str(class_).rpartition(":")[2]
        return node.line_of("iri"), (
            f"iri is {class_!r}; it must be a class that excludes something, such as "
            f"summit:WesternState{terms.nearest_class(name)}"
        )
    excluded = node["disjointWith"]
    line = node.lines["disjointWith"]
    if not isinstance(excluded, Entry) or excluded.get("type") != _RESTRICTION:
        return line, (
            f"disjointWith must be a mapping with type: {_RESTRICTION} and "
            f"{_all_of(_RESTRICTION_KEYS[1:])} ({_SHOWN})"
        )
    return (
        _keys(node, ("iri", "disjointWith"), "what a class excludes")
        or _keys(excluded, _RESTRICTION_KEYS, f"an {_RESTRICTION}")
        or _property(excluded, "onProperty", terms)
    )


def _keys(node: Entry, keys: tuple[str, ...], what: str) -> Problem | None:
    """Return what is wrong with the keys of a node, each of which must name one thing."""
    for key in node:
        if key not in keys:
            near = suggestion(key, list(keys)) or f"; it has just {_all_of(keys)}"
            return node.lines[key], f"{what} has no key {key!r}{near}"
    for key in keys:
        if key not in node:
            return node.line, f"{what} lacks {key}; it needs {_all_of(keys)} ({_SHOWN})"
        if isinstance(node[key], list):
            return node.lines[key], f"{key} must name one thing; make a claim of each of several"
    return None


def _property(node: Entry, key: str, terms: OntologyTerms) -> Problem | None:
    """Return what is wrong with the name of the property that is denied or excluded."""
    value: Any = node[key]
    local = value.removeprefix("summit:").removeprefix(SUMMIT) if isinstance(value, str) else ""
    known = terms.properties.get(local)
    line = node.lines[key]
    if known is None or not known[0].startswith(SUMMIT):
        return line, f"{key} is {value!r}, no property of the ontology{_near(local, terms)}"
    if known[1] is not None:
        return line, f"{key} is {value!r}, whose values are text or numbers; it must relate things"
    if value == local:
        return line, f"{key} is {value!r}; write it summit:{local}"
    return None


def _near(name: str, terms: OntologyTerms) -> str:
    near = suggestion(name, [key for key, (_, kind) in terms.properties.items() if kind is None])
    return near or "; write it such as summit:tookPartIn"


def _nested(node: Any) -> Iterator[Entry]:
    values = node.values() if isinstance(node, Entry) else node if isinstance(node, list) else ()
    for value in values:
        if isinstance(value, Entry):
            yield value
        yield from _nested(value)


def _all_of(keys: tuple[str, ...]) -> str:
    *most, last = keys
    return f"{', '.join(most)} and {last}" if most else last
