"""Who denies a triple: claims that it is not so, for its subject or for a whole class."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.reason.facts import StoreFacts
from summit_kg.reason.matching import RuleIndex
from summit_kg.reason.proofs import SmallClosure
from summit_kg.reason.schema import TYPE, Triple, owl
from summit_kg.vocabulary import CLAIM_GRAPH, SUMMIT

_TARGETS = ("targetIndividual", "targetValue")


class Denial(NamedTuple):
    """A claim that something is not so, and what: a triple, whose subject is a class for `all_of`.

    `claim` is its IRI in N-Triples form.
    """

    claim: str
    denied: Triple
    all_of: bool


def denials_of(store: ox.Store, index: RuleIndex, triple: Triple) -> list[Denial]:
    """Return the claims, accepted or not, that deny a triple or what follows from it alone.

    Who did not take part did not take part as a member either.

    :param index: the rules by which something follows
    """
    follows = list(SmallClosure([triple], index))
    found = {denial for fact in follows for denial in _about(store, fact)}
    found |= {denial for fact in follows for denial in _about_classes(store, fact, follows)}
    return sorted(found)


def _about(store: ox.Store, fact: Triple) -> Iterator[Denial]:
    """Yield what denies a fact by its name."""
    subject, property_, object_ = fact
    for node, graph in _nodes(store, "sourceIndividual", subject):
        said = StoreFacts(store, graph)
        if said.has((node, owl("assertionProperty"), property_)) and any(
            said.has((node, owl(target), object_)) for target in _TARGETS
        ):
            for claim in _claims(store, graph):
                yield Denial(claim, fact, all_of=False)


def _about_classes(store: ox.Store, fact: Triple, follows: Iterable[Triple]) -> Iterator[Denial]:
    """Yield what denies a fact of every member of a class that its subject belongs to."""
    subject, property_, object_ = fact
    view = StoreFacts(store)
    for node, graph in _nodes(store, "hasValue", object_):
        said = StoreFacts(store, graph)
        if not said.has((node, owl("onProperty"), property_)):
            continue
        for class_, _, _ in said.match(None, owl("disjointWith"), node):
            member = subject, TYPE, class_
            if view.has(member) or member in follows:
                for claim in _claims(store, graph):
                    yield Denial(claim, (class_, property_, object_), all_of=True)


def _nodes(store: ox.Store, property_: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield the nodes of claims that have a value of one of OWL's properties, with their graph."""
    view = StoreFacts(store)
    name, term = view.term(owl(property_)), view.term(value)
    for quad in store.quads_for_pattern(None, name, term, None):
        graph = quad.graph_name
        if isinstance(graph, ox.NamedNode) and graph.value.startswith(CLAIM_GRAPH):
            yield str(quad.subject), graph.value


def _claims(store: ox.Store, graph: str) -> Iterator[str]:
    for claim, _, _ in StoreFacts(store).match(None, f"<{SUMMIT}asserts>", f"<{graph}>"):
        yield claim
