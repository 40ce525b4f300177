"""What properties are called, and which of them say the same or less."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

from summit_kg.picture import ASSUMED, BASES, SAID, STATED
from summit_kg.query.names import Ask, readable, rows
from summit_kg.vocabulary import OWL, RDFS, SUMMIT
from summit_kg.walks import reach

BASIS_OF_CLAIM = f"""BIND(IF(!?accepted, "{SAID}",
    IF(?type = <{SUMMIT}assumption>, "{ASSUMED}", "{STATED}")) AS ?basis)"""
"""A line of SPARQL: how a claim makes known what it says, by `?accepted` and its `?type`."""
_QUERY = f"""PREFIX owl: <{OWL}>
PREFIX rdfs: <{RDFS}>
SELECT DISTINCT ?property ?what ?value WHERE {{
  ?property a owl:ObjectProperty .
  {{ ?property rdfs:label ?value BIND("label" AS ?what) }}
  UNION {{ ?property owl:inverseOf ?value FILTER(isIRI(?value)) BIND("inverse" AS ?what) }}
  UNION {{ ?property rdfs:subPropertyOf ?value FILTER(isIRI(?value)) BIND("above" AS ?what) }}
  UNION {{ ?property a owl:SymmetricProperty BIND("inverse" AS ?what) BIND(?property AS ?value) }}
}}"""


class _Statement(Protocol):
    @property
    def subject(self) -> str: ...
    @property
    def relation(self) -> str: ...
    @property
    def object(self) -> str: ...
    @property
    def basis(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def sayings(self) -> frozenset[str]: ...


Said = TypeVar("Said", bound=_Statement)


class Properties:
    """The ontology's object properties."""

    def __init__(self, labels: dict[str, str], onward: dict[str, set[tuple[str, bool]]]) -> None:
        self._labels = labels
        self._onward = onward
        self._implied: dict[str, set[tuple[str, bool]]] = {}

    def label(self, property_: str) -> str:
        """Return what a property is called."""
        return self._labels.get(property_) or readable(property_).lower()

    def inverse_label(self, property_: str) -> str:
        """Return what its inverse is called; nothing where it has none."""
        inverses = sorted(
            other
            for other, turned in self._onward.get(property_, ())
            if turned and other in self._labels
        )
        return self._labels[inverses[0]] if inverses else ""

    def implied(self, property_: str) -> set[tuple[str, bool]]:
        """Return the properties that hold where one does, and whether with the ends exchanged."""
        if property_ not in self._implied:
            self._implied[property_] = reach([(property_, False)], self._steps)
        return self._implied[property_]

    def _steps(self, before: tuple[str, bool]) -> Iterator[tuple[str, bool]]:
        name, turned = before
        for other, turns in self._onward.get(name, ()):
            yield other, turned != turns

    def without_what_follows(self, statements: Sequence[Said]) -> list[Said]:
        """Return the statements less those that another, at least as well known, implies."""
        by_ends: dict[frozenset[str], list[Said]] = defaultdict(list)
        for statement in statements:
            by_ends[frozenset({statement.subject, statement.object})].append(statement)
        kept: list[Said] = []
        for members in by_ends.values():
            # Of two that say the same, the better known stays, then the one of fewer letters.
            ordered = sorted(
                members,
                key=lambda s: (BASES.index(s.basis), -len(self.implied(s.relation)), not s.words,
                               s.relation, s.subject),
            )  # fmt: skip
            chosen: list[Said] = []
            for one in ordered:
                if not any(self._follows(one, other) for other in chosen):
                    chosen.append(one)
            kept += chosen
        return kept

    def _follows(self, one: _Statement, other: _Statement) -> bool:
        if one.words not in {"", other.words} or one.note not in {"", other.note}:
            return False  # it says more than its property does
        if other.basis == SAID and not one.sayings <= other.sayings:
            return False
        turned = one.subject != other.subject
        return (one.relation, turned) in self.implied(other.relation)


def read_properties(ask: Ask) -> Properties:
    """Return the properties of the graph's ontology."""
    labels: dict[str, str] = {}
    onward: dict[str, set[tuple[str, bool]]] = defaultdict(set)
    for property_, what, value in sorted(rows(ask, _QUERY), key=repr):
        assert property_ is not None
        assert value is not None
        if what == "label":
            labels.setdefault(property_, value)
        elif what == "inverse":
            onward[property_].add((value, True))
            onward[value].add((property_, True))
        else:
            onward[property_].add((value, False))
    return Properties(labels, dict(onward))
