"""What an article has put into a store, found again so that it can be taken out."""

from collections.abc import Iterator

import pyoxigraph as ox

from summit_kg.vocabulary import (
    ARTICLE,
    CLAIM_GRAPH,
    DCTERMS,
    INFERRED_GRAPH,
    RDF,
    RDFS,
    SCHEMA,
    SUMMIT,
)

_VIEW = ox.DefaultGraph()
_IN_ARTICLE = ox.NamedNode(SUMMIT + "inArticle")
_ASSERTS = ox.NamedNode(SUMMIT + "asserts")
_ACCEPTED = ox.NamedNode(SUMMIT + "accepted")
_TRUE = ox.Literal(value=True)
_OF_ARTICLE = frozenset(
    [
        RDF + "type", RDFS + "label", SUMMIT + "sha256", SUMMIT + "textLength", SCHEMA + "url",
        SUMMIT + "primary", SUMMIT + "relays", SUMMIT + "accessedOn",
        *(DCTERMS + name for name in
          ("title", "publisher", "issued", "language", "description", "identifier")),
    ]
)  # fmt: skip


def article_quads(store: ox.Store, slug: str) -> Iterator[ox.Quad]:
    """Yield the quads of an article, its sentences, claims and assertions.

    The accepted assertions' copies in the default view are not among them: another claim may have
    made the same.
    """
    article = ox.NamedNode(ARTICLE + slug)
    for quad in store.quads_for_pattern(article, None, None, _VIEW):
        if quad.predicate.value in _OF_ARTICLE:
            yield quad
    for part in store.quads_for_pattern(None, _IN_ARTICLE, article, _VIEW):
        yield from _with_blank_nodes(store, part.subject, slug)
    for graph in claim_graphs(store, slug):
        yield from store.quads_for_pattern(None, None, None, graph)


def claim_graphs(store: ox.Store, slug: str, *, accepted: bool = False) -> list[ox.NamedNode]:
    """Return the assertion graphs of an article's claims, or those of the accepted ones."""
    found = []
    for part in store.quads_for_pattern(None, _IN_ARTICLE, ox.NamedNode(ARTICLE + slug), _VIEW):
        if accepted and not _is_accepted(store, part.subject):
            continue
        for quad in store.quads_for_pattern(part.subject, _ASSERTS, None, _VIEW):
            assert isinstance(quad.object, ox.NamedNode)
            found.append(quad.object)
    return found


def is_asserted(store: ox.Store, triple: ox.Triple) -> bool:
    """Tell whether an accepted claim of the store asserts a triple."""
    subject, predicate, object_ = triple.subject, triple.predicate, triple.object
    for quad in store.quads_for_pattern(subject, predicate, object_, None):
        graph = quad.graph_name
        if (
            isinstance(graph, ox.NamedNode)
            and graph.value != INFERRED_GRAPH
            and graph.value.startswith(CLAIM_GRAPH)
            and any(
                _is_accepted(store, claim.subject)
                for claim in store.quads_for_pattern(None, _ASSERTS, graph, _VIEW)
            )
        ):
            return True
    return False


def _is_accepted(store: ox.Store, claim: ox.NamedNode | ox.BlankNode | ox.Triple) -> bool:
    return ox.Quad(claim, _ACCEPTED, _TRUE, _VIEW) in store


def _with_blank_nodes(
    store: ox.Store, node: ox.NamedNode | ox.BlankNode | ox.Triple, slug: str
) -> Iterator[ox.Quad]:
    for quad in store.quads_for_pattern(node, None, None, _VIEW):
        yield quad
        value = quad.object
        if isinstance(value, ox.BlankNode) and value.value.startswith(f"{slug}."):
            yield from _with_blank_nodes(store, value, slug)
