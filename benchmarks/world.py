"""The entities of the reference data, by class: what generated articles talk about."""

import os
from collections import defaultdict
from random import Random
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.load.turtle import turtle_files
from summit_kg.vocabulary import ID, RDF, RDFS, SUMMIT

_TYPE = ox.NamedNode(RDF + "type")
_LABEL = ox.NamedNode(RDFS + "label")
_SYLLABLES = [first + second for first in "bdghklmnprstvz" for second in ("a", "e", "i", "o", "ur")]


class Thing(NamedTuple):
    """Something that a claim can name: its CURIE and its label."""

    curie: str
    label: str


# Where the first article's actors stand.
_SUPPORTED = "id:us-return-to-bagram"
_OPPOSED = frozenset(
    [
        "id:afghanistan-as-threat", "id:foreign-military-bases-in-afghanistan",
        "id:foreign-military-forces-in-region", "id:repetition-of-past-mistakes",
        "id:russian-troops-in-afghanistan", "id:us-access-to-bagram",
    ]
)  # fmt: skip


class World:
    """What the reference data knows, each list in the order of the CURIEs."""

    def __init__(self, reference: str) -> None:
        classes, labels = _classes_and_labels(reference)

        def of(*names: str) -> list[Thing]:
            found = {iri for name in names for iri in classes[SUMMIT + name]}
            return sorted(Thing("id:" + iri.removeprefix(ID), labels[iri]) for iri in found)

        self.formats = of("ConsultationFormat")
        self.persons = of("Person")
        self.places = of("Place")
        self.propositions = of("Proposition")
        # Whoever takes a stand takes the same one, so that nobody contradicts himself.
        self.opposed = [
            proposition
            for number, proposition in enumerate(self.propositions)
            if proposition.curie != _SUPPORTED
            and (number % 2 == 0 or proposition.curie in _OPPOSED)
        ]
        self.topics = of("Topic")
        self.western = of("WesternState")
        self.states = [state for state in of("State") if state not in self.western]
        self.actors = sorted(self.states + of("PoliticalMovement", "GoverningAuthority"))


def invented_name(number: int, random: Random) -> str:
    """Return a pronounceable name that no other number has."""
    syllables: list[str] = []
    while number or len(syllables) < 2:
        number, index = divmod(number, len(_SYLLABLES))
        syllables.append(_SYLLABLES[index])
    return "".join(syllables).capitalize() + random.choice(["abad", "gan", "mar", "stan", "tal"])


def _classes_and_labels(reference: str) -> tuple[dict[str, set[str]], dict[str, str]]:
    classes: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, str] = {}
    for path in turtle_files(reference):
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            subject, value = quad.subject, quad.object
            if not isinstance(subject, ox.NamedNode) or not subject.value.startswith(ID):
                continue
            if quad.predicate == _TYPE and isinstance(value, ox.NamedNode):
                classes[value.value].add(subject.value)
            elif quad.predicate == _LABEL and isinstance(value, ox.Literal):
                labels[subject.value] = value.value
    if not labels:
        raise SystemExit(f"{os.path.relpath(reference)}: no reference data there")
    return classes, labels
