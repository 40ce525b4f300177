"""Which part of the graph is exported."""

import os
from collections.abc import Iterable
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.errors import UsageProblem
from summit_kg.export.statements import Pump, Statements
from summit_kg.load.turtle import read_turtle, turtle_files
from summit_kg.vocabulary import CLAIM_GRAPH, INFERRED_GRAPH, RDF, RDFS, SUMMIT

_VIEW = ox.DefaultGraph()
_ASSERTS = ox.NamedNode(SUMMIT + "asserts")
_IN_ARTICLE = ox.NamedNode(SUMMIT + "inArticle")
_NAMING = (ox.NamedNode(RDF + "type"), ox.NamedNode(RDFS + "label"))

Resource = ox.NamedNode | ox.BlankNode


class Selection(NamedTuple):
    """A part of the graph.

    :param pump: puts its statements in
    :param about: how many statements it has, where that is known beforehand
    :param what: what it is called in messages
    """

    pump: Pump
    about: int | None
    what: str


def view(store: ox.Store) -> Selection:
    """Return the default view: what was accepted and what follows."""
    return Selection(lambda statements: statements.add_graph(store, _VIEW), len(store), "the view")


def everything(store: ox.Store) -> Selection:
    """Return every graph: the default view, and what each claim asserts."""

    def pump(statements: Statements) -> None:
        statements.add_graph(store, _VIEW)
        for graph in store.named_graphs():
            statements.add_graph(store, graph)

    return Selection(pump, len(store), "everything")


def ontology(folder: str) -> Selection:
    """Return the ontology's terms and axioms: its Turtle files without the shapes.

    :raises InputProblem: where one is malformed
    """
    paths = [path for path in turtle_files(folder) if os.path.basename(path) != "shapes.ttl"]
    quads = (
        quad for path in paths for quad in read_turtle(path, f"ontology/{os.path.basename(path)}")
    )
    return given(quads, "the ontology")


def given(quads: Iterable[ox.Quad], what: str, *, stored: bool = False) -> Selection:
    """Return quads, such as those of a file, or of a store where that is said."""
    dataset = ox.Dataset(quads)
    return Selection(
        lambda statements: statements.add_quads(dataset, stored=stored), len(dataset), what
    )


def constructed(triples: Iterable[ox.Triple]) -> Selection:
    """Return the answer of a CONSTRUCT query."""
    found = set(triples)
    return Selection(
        lambda statements: statements.add_triples(found, stored=True), len(found), "the answer"
    )


def article(store: ox.Store, iri: str) -> Selection:
    """Return one article with its sentences, claims and their assertions.

    In the default graph stand the article, its sentences and claims, and the accepted assertions;
    not what follows from them together with the rest.

    :raises UsageProblem: where there is no such article
    """
    me = ox.NamedNode(iri)
    part = _Part(store)
    part.add_description(me)
    for quad in store.quads_for_pattern(None, _IN_ARTICLE, me, _VIEW):
        part.add_description(quad.subject)
    for quad in list(part.found.quads_for_predicate(_ASSERTS)):
        part.add_assertion(quad.object)
    if not len(part.found):
        raise UsageProblem(f"nothing is known of <{iri}>")
    return given(part.found, iri, stored=True)


def neighbourhood(store: ox.Store, iri: str) -> Selection:
    """Return what is said of an entity: all statements it stands in, and the claims about it.

    Other things in those statements come with their class and label. In the default graph stands
    what is accepted or follows; a claim whose assertion has the entity comes with that assertion.

    :raises UsageProblem: where nothing is known of it
    """
    me = ox.NamedNode(iri)
    part = _Part(store)
    part.add_description(me)
    for quad in store.quads_for_pattern(None, None, me, _VIEW):
        part.add_mention(quad)
    inside = [
        *store.quads_for_pattern(me, None, None, None),
        *store.quads_for_pattern(None, None, me, None),
    ]
    for quad in inside:
        graph = quad.graph_name
        if not isinstance(graph, ox.NamedNode):
            continue
        if graph.value == INFERRED_GRAPH:
            part.found.add(quad)
        elif graph.value.startswith(CLAIM_GRAPH):
            part.add_assertion(graph)
            for claim in store.quads_for_pattern(None, _ASSERTS, graph, _VIEW):
                part.add_description(claim.subject)
    if not len(part.found):
        raise UsageProblem(f"nothing is known of <{iri}>")
    part.add_names()
    return given(part.found, iri, stored=True)


class _Part:
    """A part of a store that grows, and is never cut through a blank node."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.found = ox.Dataset()
        self._described: set[object] = set()

    def add_description(self, subject: object) -> None:
        """Add what the default graph says of a subject and of the blank nodes it leads to."""
        queue = [subject]
        while queue:
            me = queue.pop()
            if me in self._described or not isinstance(me, Resource):
                continue
            self._described.add(me)
            for quad in self.store.quads_for_pattern(me, None, None, _VIEW):
                self.found.add(quad)
                if isinstance(quad.object, ox.BlankNode):
                    queue.append(quad.object)

    def add_mention(self, quad: ox.Quad) -> None:
        """Add a statement of the default graph, with what leads to its subject if that is blank."""
        queue = [quad]
        while queue:
            found = queue.pop()
            self.found.add(found)
            if isinstance(found.subject, ox.BlankNode) and found.subject not in self._described:
                self.add_description(found.subject)
                queue += self.store.quads_for_pattern(None, None, found.subject, _VIEW)

    def add_assertion(self, graph: object) -> None:
        """Add a claim's graph, and what of it stands in the default graph."""
        if not isinstance(graph, ox.NamedNode):
            return
        for quad in self.store.quads_for_pattern(None, None, None, graph):
            self.found.add(quad)
            accepted = ox.Quad(quad.subject, quad.predicate, quad.object)
            if accepted in self.store:
                self.found.add(accepted)

    def add_names(self) -> None:
        """Add the classes and labels of all things that occur."""
        terms = {term for quad in self.found for term in (quad.subject, quad.object)}
        for term in terms - self._described:
            if isinstance(term, ox.NamedNode):
                for predicate in _NAMING:
                    for quad in self.store.quads_for_pattern(term, predicate, None, _VIEW):
                        self.found.add(quad)
