"""Where a person would mend a thing: the file and line that describe it."""

import os
import re
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from summit_kg.check.files import reference_files
from summit_kg.errors import InputProblem
from summit_kg.load.yaml_source import Entry, read_text, read_yaml
from summit_kg.reason.sources import Sources
from summit_kg.terms import claim_name, expand_curie, shorten
from summit_kg.vocabulary import ARTICLE, CLAIM_GRAPH, INFERRED_GRAPH, RDF, SUMMIT
from summit_kg.workspace import Workspace

Place = tuple[str | None, int | None]
_TYPE = ox.NamedNode(RDF + "type")
_NOWHERE: Place = (None, None)
_NO_ENTRY = Entry(0)


class Places:
    """The files of a workspace, searched for what describes a thing."""

    def __init__(self, workspace: Workspace, store: ox.Store) -> None:
        self._workspace = workspace
        self._store = store
        self._sources = Sources(workspace, store)
        self._read: dict[str, Entry] = {}

    def of(
        self, thing: ox.NamedNode | ox.BlankNode, property_: str | None = None, value: Any = None
    ) -> Place:
        """Return the file and line that state a property of a thing, else that describe the thing.

        :param property_: its IRI
        :param value: of the property, where known
        """
        if isinstance(thing, ox.BlankNode):
            return self._of_blank_node(thing)
        if thing.value.startswith(ARTICLE):
            return self._in_article(thing.value.removeprefix(ARTICLE), property_)
        if property_ is not None:
            predicate = ox.NamedNode(property_)
            for wanted in dict.fromkeys((value, None)):
                place = self._stated(thing, predicate, wanted)
                if place != _NOWHERE:
                    return place
        described = self._stated(thing, _TYPE, None)
        return described if described != _NOWHERE else self._stated(thing, None, None)

    def of_claim(self, iri: str) -> Place:
        """Return the file and line of a claim."""
        return self._in_article(claim_name(iri), None)

    def naming(self, name: str, claim: str | None = None) -> Place:
        """Return the first file and line of the workspace that has a name.

        :param name: an IRI or CURIE
        :param claim: the IRI of a claim: only its lines are searched
        """
        iri = expand_curie(name) or name.strip("<>")
        wanted = re.compile(
            rf"(?<![\w:/.-])(?:{re.escape(shorten(iri))}|{re.escape(iri)})(?![\w/-]|\.\w)"
        )
        if claim is not None:
            path, start, end = self._claim_lines(claim_name(claim))
            return self._search(wanted, path, start, end) if start else _NOWHERE
        folder = self._workspace.articles
        claims = [os.path.join(folder, s, "claims.yaml") for s in self._workspace.article_slugs()]
        for path in [*claims, *filter(self._workspace.owns, reference_files(self._workspace))]:
            place = self._search(wanted, path, 1, None)
            if place != _NOWHERE:
                return place
        return _NOWHERE

    def _claim_lines(self, name: str) -> tuple[str, int, int | None]:
        """Return the file of a claim, `SLUG/NAME`, its first line, and that of the next claim."""
        slug, _, part = name.partition("/")
        _, file = self._file(slug, "claims.yaml")
        path = os.path.join(self._workspace.articles, slug, "claims.yaml")
        claims = entries(file.get("claims"))
        for at, claim in enumerate(claims):
            if claim.get("iri") == part:
                return path, claim.line, claims[at + 1].line if at + 1 < len(claims) else None
        return path, 0, None

    def _search(self, wanted: re.Pattern[str], path: str, start: int, end: int | None) -> Place:
        """Return the first line from `start` up to `end`, comments apart, that has a pattern."""
        try:
            lines = read_text(path).splitlines()
        except InputProblem:
            return _NOWHERE
        stop = len(lines) if end is None else end - 1
        for number, line in enumerate(lines[start - 1 : stop], start=start):
            if not line.lstrip().startswith("#") and wanted.search(line):
                return self._workspace.relative(path), number
        return _NOWHERE

    def _of_blank_node(self, node: ox.BlankNode) -> Place:
        slug, _, rest = node.value.partition(".")
        if rest:
            return self._in_article(f"{slug}/{rest.rpartition('.')[0]}", None)
        for quad in self._store.quads_for_pattern(None, None, node, ox.DefaultGraph()):
            if isinstance(quad.subject, ox.NamedNode):
                return self._of_triple(quad.triple)
            if isinstance(quad.subject, ox.BlankNode):
                return self._of_blank_node(quad.subject)
        return _NOWHERE

    def _stated(self, thing: ox.NamedNode, predicate: ox.NamedNode | None, value: Any) -> Place:
        """Return where a triple of a thing is written: a file of triples, else a claim."""
        claimed = None
        for quad in self._store.quads_for_pattern(thing, predicate, value, None):
            graph = getattr(quad.graph_name, "value", "")
            if graph.startswith(CLAIM_GRAPH):
                claimed = claimed or quad
            elif graph != INFERRED_GRAPH:
                path, line = self._of_triple(quad.triple)
                if path is not None:
                    return path, line
        if claimed is None:
            return _NOWHERE
        name = getattr(claimed.graph_name, "value", "").removeprefix(CLAIM_GRAPH)
        key = getattr(claimed.predicate, "value", "").removeprefix(SUMMIT)
        return self._in_assertion(name, thing.value, key)

    def _of_triple(self, triple: ox.Triple) -> Place:
        path, line = self._sources.of(triple)
        known = path != "the graph" and not path.startswith("claim ")
        return (path, line) if known else _NOWHERE

    def _in_article(self, name: str, property_: str | None) -> Place:
        """Return the place of an article, or of a sentence or claim, `SLUG/NAME`."""
        slug, _, part = name.partition("/")
        key = "" if property_ is None else property_.rpartition("/")[2].rpartition("#")[2]
        if not part:
            path, entry = self._file(slug, "article.yaml")
            return path, entry.line_of(key) or 1
        path, claims = self._file(slug, "claims.yaml")
        for claim in entries(claims.get("claims")):
            if claim.get("iri") == part:
                return path, claim.line_of(key)
        path, article = self._file(slug, "article.yaml")
        for sentence in entries(article.get("sentences")):
            if sentence.get("iri") == part:
                return path, sentence.line
        return path, None

    def _in_assertion(self, name: str, thing: str, key: str) -> Place:
        """Return the line of a key in what a claim, `SLUG/NAME`, says of a thing."""
        slug, _, part = name.partition("/")
        path, claims = self._file(slug, "claims.yaml")
        for claim in entries(claims.get("claims")):
            if claim.get("iri") == part:
                nodes = [n for n in nested(claim.get("asserts")) if _names(n, thing)]
                for node in nodes:
                    if key in node.lines:
                        return path, node.lines[key]
                return path, nodes[0].line if nodes else claim.line
        return path, None

    def _file(self, slug: str, name: str) -> tuple[str, Entry]:
        path = os.path.join(self._workspace.articles, slug, name)
        if path not in self._read:
            try:
                self._read[path] = read_yaml(path)
            except InputProblem:
                self._read[path] = _NO_ENTRY
        return self._workspace.relative(path), self._read[path]


def _names(entry: Entry, thing: str) -> bool:
    name = entry.get("iri")
    return isinstance(name, str) and (expand_curie(name) or name) == thing


def entries(value: Any) -> list[Entry]:
    """Return the mappings of a list; none where it is no list."""
    return [item for item in value if isinstance(item, Entry)] if isinstance(value, list) else []


def nested(value: Any) -> Iterator[Entry]:
    """Yield a mapping and all mappings within it."""
    if isinstance(value, Entry):
        yield value
        for part in value.values():
            yield from nested(part)
    elif isinstance(value, list):
        for part in value:
            yield from nested(part)
