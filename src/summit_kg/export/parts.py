"""What a user asks to export, found in the graph and checked against the format."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol, TypedDict

import pyoxigraph as ox

from summit_kg.errors import UsageProblem
from summit_kg.export import ONE_GRAPH, check_format, export, read_context
from summit_kg.export.graphml import read_kinds
from summit_kg.export.selection import (
    Selection,
    article,
    constructed,
    everything,
    neighbourhood,
    ontology,
    view,
)
from summit_kg.export.statements import Ticker
from summit_kg.terms import article_name, shorten, suggestion
from summit_kg.vocabulary import ARTICLE, RDF, SUMMIT

if TYPE_CHECKING:
    from summit_kg.query.catalogue import Catalogue
    from summit_kg.store.base import GraphStore, Results
    from summit_kg.workspace import Workspace

_TABLES = frozenset({"csv", "parquet"})


class Part(NamedTuple):
    """A part of the graph as a user names it; at most one of them, or nothing for the default.

    :param view: the default view; of tables and nanopublications, the accepted claims
    :param article: a slug, label or IRI
    :param about: an entity's label, CURIE or IRI
    :param construct: the name or the text of a CONSTRUCT query, with `parameters` where it is saved
    """

    view: bool = False
    everything: bool = False
    ontology: bool = False
    article: str | None = None
    about: str | None = None
    construct: str | None = None
    parameters: Mapping[str, Sequence[str]] = {}


class PartNames(TypedDict, total=False):
    """The fields of `Part`, each by its name."""

    view: bool
    everything: bool
    ontology: bool
    article: str
    about: str
    construct: str
    parameters: Mapping[str, Sequence[str]]


class Selected(NamedTuple):
    """What will be written.

    :param write: writes it, telling the steps done, and returns how many units it wrote
    :param steps: how many there will be, about; None where that is unknown
    :param what: what was asked for, for messages
    :param unit: statements, rows or nanopublications
    """

    write: Callable[[BinaryIO, Ticker], int]
    steps: int | None
    what: str
    unit: str


class Graph(Protocol):
    """What is needed of a knowledge graph."""

    queries: "Catalogue"
    workspace: "Workspace"

    @property
    def store(self) -> "GraphStore":
        """Where the graph lies."""

    @property
    def oxigraph(self) -> ox.Store:
        """The embedded engine's own store."""

    def entity(self, text: str) -> str:
        """Return the IRI of an entity given by IRI, CURIE or label."""

    def bound(self, name: str, values: Mapping[str, Sequence[str]]) -> str:
        """Return the text of a saved query with its parameters filled in."""

    def results(self, text: str, shown: str = "the query") -> "Results":
        """Return the answer of a query."""


def selected(graph: Graph, part: Part, format_: str, table: str | None = None) -> Selected:
    """Return what an export writes, found and checked.

    :raises UsageProblem: where the part does not exist, or the format cannot hold it
    """
    check_wanted(part, format_, table)
    if table is not None:
        return _table(graph, part, format_, table)
    if format_ == "nanopub":
        return _nanopublications(graph, part)
    selection = _selection(graph, part, format_)
    folder = graph.workspace.ontology
    context = read_context(folder) if format_ == "jsonld" else None
    kinds = read_kinds(folder) if format_ == "graphml" else None
    # What a claim says is no edge beside the facts, and a fact is one edge, whoever says it.
    only_view = format_ == "graphml" and not part.everything
    return Selected(
        lambda out, tick: export(
            selection, out, format_, context=context, kinds=kinds, only_view=only_view, tick=tick
        ),
        None if selection.about is None else 2 * selection.about,
        selection.what,
        "statements",
    )


def check_wanted(part: Part, format_: str, table: str | None) -> None:
    """Check what a user asks for, as far as no graph is needed.

    :raises UsageProblem: where there is no such format or table, or the parts exclude each other
    """
    if table is None:
        check_format(format_)
    if table is not None or format_ in _TABLES:
        from summit_kg.export.tables import TABLES, check_table, check_table_format

        if table is None:
            names = ", ".join(TABLES)
            raise UsageProblem(f"{format_} holds a table; say which with --table: {names}")
        check_table(table)
        check_table_format(format_)
    _check_choice(part)


def _check_choice(part: Part) -> None:
    names = [name for name in Part._fields[:-1] if getattr(part, name) not in {None, False}]
    if len(names) > 1:
        one, other = ("all" if name == "everything" else name for name in names[:2])
        raise UsageProblem(f"--{one} and --{other} exclude each other; choose one")
    if part.parameters and part.construct is None:
        raise UsageProblem(
            "-p fills in a saved query's parameters; name the query with --construct"
        )


def _selection(graph: Graph, part: Part, format_: str) -> Selection:
    if part.construct is not None:
        return _constructed(graph, part.construct, part.parameters)
    if part.ontology:
        return ontology(graph.workspace.ontology)
    store = graph.oxigraph
    if part.article is not None:
        return article(store, _article(graph, part.article))
    if part.about is not None:
        return neighbourhood(store, _entity(graph, part.about))
    if part.everything and format_ in ONE_GRAPH:
        raise UsageProblem(
            f"{format_} holds one graph, and each claim's assertion is a graph of its own; "
            "choose trig, nq or jsonld for --all"
        )
    if part.view or (format_ in {*ONE_GRAPH, "graphml"} and not part.everything):
        return view(store)
    return everything(store)


def _table(graph: Graph, part: Part, format_: str, table: str) -> Selected:
    from summit_kg.export.tables import write_table

    store, of_article, about = graph.oxigraph, *_claims_of(graph, part, "a table")
    return Selected(
        lambda out, _tick: write_table(
            store,
            out,
            table,
            format_,
            article=of_article,
            about=about,
            only_accepted=part.view,
        ),
        None,
        f"the table of {table}",
        "rows",
    )


def _nanopublications(graph: Graph, part: Part) -> Selected:
    from summit_kg.export.nanopublications import write_nanopublications

    store, of_article, about = graph.oxigraph, *_claims_of(graph, part, "a nanopublication")
    return Selected(
        lambda out, _tick: write_nanopublications(
            store, out, of_article, about, only_accepted=part.view
        ),
        None,
        "the claims",
        "nanopublications",
    )


def _claims_of(graph: Graph, part: Part, what: str) -> tuple[str | None, str | None]:
    if part.construct is not None or part.ontology:
        raise UsageProblem(f"{what} holds claims; choose them with --article or --about")
    of_article = None if part.article is None else _article(graph, part.article)
    return of_article, None if part.about is None else _entity(graph, part.about)


def _constructed(
    graph: Graph, construct: str, parameters: Mapping[str, Sequence[str]]
) -> Selection:
    from summit_kg.query.catalogue import named

    shown = "the query"
    if "{" in construct or not construct.strip():
        if parameters:
            raise UsageProblem("-p fills in a saved query's parameters, and this is a text")
        text = construct
    else:
        named(graph.queries, construct)
        shown, text = f"queries/{construct}.rq", graph.bound(construct, parameters)
    results = graph.results(text, shown)
    if not isinstance(results, ox.QueryTriples):
        raise UsageProblem(
            f"{shown} is no CONSTRUCT query, so it gives no graph; "
            "summit-kg query and summit-kg sparql write its rows"
        )
    return constructed(results)


def _article(graph: Graph, text: str) -> str:
    """Return the IRI of an article given by slug, label or IRI."""
    store = graph.oxigraph
    kind = ox.NamedNode(SUMMIT + "Article")
    found = store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), kind, ox.DefaultGraph())
    articles = {quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode)}
    if ARTICLE + text in articles:
        return ARTICLE + text
    slugs = sorted(map(article_name, articles))
    try:
        iri = graph.entity(text)
    except UsageProblem as error:
        near = suggestion(text, slugs)
        listed = near or f"; there are {', '.join(slugs[:10])}{', …' if len(slugs) > 10 else ''}"
        raise UsageProblem(f"there is no article {text[:80]!r}{listed}") from error
    if iri not in articles:
        raise UsageProblem(f"{shorten(iri)} is no article{suggestion(text, slugs)}")
    return iri


def _entity(graph: Graph, text: str) -> str:
    """Return the IRI of an entity of which something is known."""
    iri = graph.entity(text)
    store, me = graph.oxigraph, ox.NamedNode(iri)
    for subject, object_ in ((me, None), (None, me)):
        if next(iter(store.quads_for_pattern(subject, None, object_, None)), None) is not None:
            return iri
    name = iri.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1].replace("-", " ")
    near = graph.store.nearest_labels(name)
    hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
    raise UsageProblem(f"nothing is known of {shorten(iri)}{hint}")
