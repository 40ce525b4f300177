"""The triple that three names stand for, each as people write them."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.errors import UsageProblem
from summit_kg.reason.schema import TYPE, Schema, Triple, owl
from summit_kg.store.labels import Match
from summit_kg.terms import expand_curie, literal, shorten, suggestion
from summit_kg.vocabulary import RDFS, SUMMIT

_PROPERTIES = tuple(map(owl, ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")))
_CLASS = owl("Class")
_LABEL = ox.NamedNode(RDFS + "label")
_IS_A = {"a", "type", "is a"}


class Names(NamedTuple):
    """Where names are looked up.

    `entity` gives the IRI of an entity named by label, CURIE or IRI; `find_label` everything that
    has a label.
    """

    store: ox.Store
    schema: Schema
    entity: Callable[[str], str]
    find_label: Callable[[str], list[Match]]


def named_triple(names: Names, subject: str, property_: str, object_: str) -> Triple:
    """Return the triple that names stand for, in N-Triples form (see `KnowledgeGraph.explain`).

    :raises UsageProblem: where a name is unknown or stands for several things
    """
    first = _known(names, subject)
    middle = TYPE if property_ in _IS_A else _term(names, property_, _PROPERTIES, "property")
    if middle == TYPE:
        return first, middle, _term(names, object_, (_CLASS,), "class")
    said = names.store.quads_for_pattern(_node(first), _node(middle), None, None)
    for quad in said:
        if isinstance(quad.object, ox.Literal) and quad.object.value == object_:
            return first, middle, str(quad.object)
    if (middle, TYPE, owl("DatatypeProperty")) in names.schema.triples:
        try:
            return first, middle, literal(object_)
        except ValueError as error:
            raise UsageProblem(f"{object_[:80]!r} is {error}") from error
    return first, middle, _known(names, object_)


def _term(names: Names, text: str, kinds: tuple[str, ...], kind: str) -> str:
    """Return the property or class that a name stands for; its local name does, in any case.

    What has the same name and is none is left aside: `facility` is a property, and a class.
    """
    declared = names.schema.triples

    def fits(iri: str) -> bool:
        return any((iri, TYPE, one) in declared for one in kinds)

    own = f"<{SUMMIT}{text}>"
    if fits(own):
        return own
    if expand_curie(text) is not None or "://" in text or text.startswith(("<", "urn:")):
        term = f"<{names.entity(text)}>"
        if fits(term) or _used(names.store, term, kind):
            return term
        raise _unknown(names, shorten(term[1:-1]), kinds, kind)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UsageProblem(f"{text[:80]!r} is not valid Unicode text") from error
    found = [f"<{match.iri}>" for match in names.find_label(text)]
    fitting = [iri for iri in found if fits(iri)]
    if not fitting:
        fitting = [iri for iri in _of(names.schema, kinds) if _local(iri) == text.casefold()]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        choices = "; ".join(shorten(iri[1:-1]) for iri in sorted(fitting))
        raise UsageProblem(f"several {_plural(kind)} are called {text[:80]!r}, name one: {choices}")
    if found:
        which = " and ".join(shorten(iri[1:-1]) for iri in found)
        raise UsageProblem(f"{text[:80]!r} is no {kind}, but {which}; {_hint(kind)}")
    raise _unknown(names, text, kinds, kind)


def _used(store: ox.Store, term: str, kind: str) -> bool:
    """Tell whether the graph or a claim uses a term that the ontology does not declare."""
    node = _node(term)
    quads = (
        store.quads_for_pattern(None, node, None, None)
        if kind == "property"
        else store.quads_for_pattern(None, _node(TYPE), node, None)
    )
    return next(quads, None) is not None


def _unknown(names: Names, text: str, kinds: tuple[str, ...], kind: str) -> UsageProblem:
    terms = _of(names.schema, kinds)
    known = {shorten(iri[1:-1]) for iri in terms} if ":" in text else set(_called(names, terms))
    near = suggestion(text, sorted(known)) or f"; {_hint(kind)}"
    return UsageProblem(f"there is no {kind} {text[:80]!r}{near}")


def _hint(kind: str) -> str:
    return f"docs/ontology.md lists every {kind}"


def _plural(kind: str) -> str:
    return {"property": "properties", "class": "classes"}[kind]


def _of(schema: Schema, kinds: tuple[str, ...]) -> list[str]:
    return sorted({s for s, p, o in schema.triples if p == TYPE and o in kinds and s[0] == "<"})


def _called(names: Names, terms: Iterable[str]) -> Iterator[str]:
    """Yield local names and labels of terms."""
    for term in terms:
        if term.startswith(f"<{SUMMIT}"):
            yield term[len(SUMMIT) + 1 : -1]
        for quad in names.store.quads_for_pattern(_node(term), _LABEL, None, None):
            yield getattr(quad.object, "value", "")


def _local(iri: str) -> str:
    return iri[1:-1].removeprefix(SUMMIT).casefold()


def _known(names: Names, text: str) -> str:
    """Return the IRI, in N-Triples form, of something that the graph or a claim speaks of."""
    node = ox.NamedNode(names.entity(text))
    look_up = names.store.quads_for_pattern
    for quads in (
        look_up(node, None, None, None),
        look_up(None, node, None, None),
        look_up(None, None, node, None),
    ):
        if next(quads, None) is not None:
            return str(node)
    raise UsageProblem(f"nothing is known of {node}")


def _node(term: str) -> ox.NamedNode:
    return ox.NamedNode(term[1:-1])
