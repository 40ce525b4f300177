"""What things are called and what they are, for pictures."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import unquote

import pyoxigraph as ox

from summit_kg.store.base import Results
from summit_kg.terms import iri
from summit_kg.vocabulary import RDFS, SUMMIT

Ask = Callable[[str], Results]
"""Answers a SPARQL query."""
_KINDS = {
    "Person": "person", "State": "state", "Organization": "organization",
    "Coalition": "organization", "Meeting": "meeting", "Act": "act", "Agreement": "agreement",
    "Proposition": "proposition", "Position": "proposition", "Place": "place", "Facility": "place",
    "Topic": "topic", "Programme": "topic",
}  # fmt: skip
"""Which class makes a thing of which kind; the first that fits counts."""


@dataclass(frozen=True)
class Name:
    """What a thing is called and what it is.

    :param classes: the local names of its classes
    :param day: when it happened, where that is known
    """

    label: str
    kind: str
    classes: frozenset[str]
    day: str = ""
    known: bool = True
    class_label: str = ""


def names(ask: Ask, things: Iterable[str]) -> dict[str, Name]:
    """Return the names of things, by IRI; what has no label is called by the end of its IRI."""
    wanted = sorted(set(things))
    values = " ".join(iri(thing) for thing in wanted)
    texts: dict[str, dict[str, set[str]]] = {thing: defaultdict(set) for thing in wanted}
    for thing, what, value in rows(ask, _QUERY.replace("THINGS", values)) if wanted else ():
        texts[thing or ""][what or ""].add(value or "")
    return {thing: _name(thing, found) for thing, found in texts.items()}


_QUERY = f"""PREFIX rdfs: <{RDFS}>
PREFIX summit: <{SUMMIT}>
SELECT DISTINCT ?thing ?what ?value WHERE {{
  {{ VALUES ?thing {{ THINGS }} ?thing rdfs:label ?value BIND("label" AS ?what) }}
  UNION {{ VALUES ?thing {{ THINGS }} GRAPH ?said {{ ?thing rdfs:label ?value }}
    BIND("said" AS ?what) }}
  UNION {{ VALUES ?thing {{ THINGS }} ?thing a/rdfs:subClassOf* ?value BIND("class" AS ?what) }}
  UNION {{ VALUES ?thing {{ THINGS }} GRAPH ?said {{ ?thing a ?class }}
    ?class rdfs:subClassOf* ?value BIND("class" AS ?what) }}
  UNION {{ VALUES ?thing {{ THINGS }} ?thing summit:heldOn|summit:occurredOn ?value
    BIND("day" AS ?what) }}
}}"""


def _name(thing: str, found: dict[str, set[str]]) -> Name:
    labels = found["label"] or found["said"]
    classes = frozenset(
        value.removeprefix(SUMMIT) for value in found["class"] if value.startswith(SUMMIT)
    )
    kind = next((kind for name, kind in _KINDS.items() if name in classes), "other")
    label = min(labels, default="") or readable(thing)
    return Name(label, kind, classes, min(found["day"], default=""), bool(labels))


def by_count(told: Counter[str]) -> list[str]:
    """Return what was told, the most often told first."""
    return sorted(told, key=lambda text: (-told[text], text))


def readable(thing: str) -> str:
    """Return the end of an IRI as words.

    >>> readable("https://w3id.org/summit-kg/id/vow-of-the-headline")
    'Vow of the headline'
    >>> readable("https://schema.org/rangeIncludes")
    'Range includes'
    """
    end = unquote(thing.rstrip("/#").replace("#", "/").rpartition("/")[2]) or thing
    apart = re.sub("(?<=[a-z])[A-Z]", lambda letter: f" {letter[0].lower()}", end)
    words = apart.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]


def rows(ask: Ask, query: str) -> Iterable[tuple[str | None, ...]]:
    """Yield the rows of a SELECT query as texts."""
    answer = ask(query)
    assert isinstance(answer, ox.QuerySolutions)
    for solution in answer:
        yield tuple(None if term is None else _text(term) for term in solution)


def _text(term: object) -> str:
    named = isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode)
    return str(term.value) if named else str(term)  # type: ignore[attr-defined]  # checked above
