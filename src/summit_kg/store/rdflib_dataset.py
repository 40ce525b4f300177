"""The embedded store as rdflib sees it."""

from typing import Any, NoReturn

import oxrdflib
import pyoxigraph as ox
import rdflib

from summit_kg.errors import StoreProblem


def dataset(oxigraph: ox.Store, *, read_only: bool) -> rdflib.Dataset:
    """Return an rdflib `Dataset` over an Oxigraph store, without copying it.

    Its default graph is the default view; `dataset.graph(iri)` is one named graph.
    """
    adapter = _ReadOnlyStore if read_only else oxrdflib.OxigraphStore
    return rdflib.Dataset(store=adapter(store=oxigraph))


class _ReadOnlyStore(oxrdflib.OxigraphStore):
    """Oxigraph in rdflib, for a generation that nobody may write to."""

    def add_graph(self, graph: Any) -> None:
        """Do nothing: rdflib announces every graph that it only looks at."""

    def _refuse(self, *_arguments: Any, **_options: Any) -> NoReturn:
        raise StoreProblem(
            "this store is read-only; copy the triples into a graph of your own, "
            "or open the graph with store=':memory:'"
        )

    add = addN = remove = remove_graph = update = _refuse
