"""The ontology report: terms undescribed, unused, undeclared or outside OWL 2 DL."""

import os
import re
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from summit_kg.check.files import check_files, ontology_files, query_files, reference_files
from summit_kg.check.report import Level, Problem
from summit_kg.check.shapes import SHAPES_FILE
from summit_kg.errors import InputProblem
from summit_kg.load.yaml_source import read_text
from summit_kg.reason.owl_profile import FOREIGN_DATATYPE, profile_problems
from summit_kg.reason.sources import file_triples, line_of
from summit_kg.reason.triples import TYPE, Triples
from summit_kg.terms import article_name, shorten, suggestion
from summit_kg.vocabulary import ARTICLE, ID, OWL, RDFS, SKOS, SUMMIT
from summit_kg.workspace import Workspace

_TERMS = frozenset(
    OWL + name
    for name in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty",
                 "NamedIndividual")
)  # fmt: skip
_DEFINITIONS = frozenset([SKOS + "definition", RDFS + "comment"])
_IN_USE = """
SELECT DISTINCT ?term WHERE {
  { { ?s ?term ?o } UNION { GRAPH ?g { ?s ?term ?o } } }
  UNION { { ?s a ?term } UNION { GRAPH ?g { ?s a ?term } } }
  UNION { GRAPH ?g { ?denial <http://www.w3.org/2002/07/owl#assertionProperty> ?term } }
}"""
_NAME_IN_QUERY = re.compile(r"(?<![\w:])summit:([A-Za-z]\w*)")


class OntologyReport:
    """Checks the ontology's files against each other, the data, the shapes and the queries.

    :param store: the graph that was built from the workspace
    """

    def __init__(self, workspace: Workspace, store: ox.Store) -> None:
        self._workspace = workspace
        self._store = store
        self._files = {path: list(file_triples(path)) for path in self._paths()}
        self._declared = {
            triple.subject.value: (path, triple)
            for path in self._ontology()
            for triple in self._files[path]
            if triple.predicate.value == TYPE
            and isinstance(triple.subject, ox.NamedNode)
            and triple.subject.value.startswith(SUMMIT)
            and getattr(triple.object, "value", "") in _TERMS
        }

    def problems(self) -> list[Problem]:
        """Return what is wrong with the ontology, file by file.

        What came with the package is none of the workspace's business.
        """
        return [
            *self._undescribed(),
            *self._unused(),
            *self._outside_dl(),
            *self._undeclared(),
            *self._undeclared_in_queries(),
            *self._undefined(),
        ]

    def _paths(self) -> list[str]:
        return ontology_files(self._workspace) + reference_files(self._workspace)

    def _own(self) -> Iterator[tuple[str, list[ox.Triple]]]:
        """Yield the workspace's own files with their triples."""
        for path, triples in self._files.items():
            if self._workspace.owns(path):
                yield path, triples

    def _ontology(self) -> list[str]:
        paths = ontology_files(self._workspace)
        return [path for path in paths if os.path.basename(path) != SHAPES_FILE]

    def _problem(
        self, level: Level, rule: str, message: str, hint: str, place: tuple[str, ox.Triple | int]
    ) -> Problem:
        path, at = place
        line = at if isinstance(at, int) else line_of(at, path)
        entity = None if isinstance(at, int) else _shown(at.subject)
        shown = self._workspace.relative(path)
        return Problem(level, "ontology", rule, message, hint, shown, line, entity)

    def _undescribed(self) -> Iterator[Problem]:
        told: dict[str, set[str]] = {}
        for path in self._ontology():
            for triple in self._files[path]:
                subject = getattr(triple.subject, "value", "")
                told.setdefault(subject, set()).add(triple.predicate.value)
        for term, (path, triple) in self._declared.items():
            if not self._workspace.owns(path):
                continue
            name = shorten(term)
            if RDFS + "label" not in told[term]:
                hint = "give it an rdfs:label"
                message = f"{name} has no label"
                yield self._problem(Level.WARN, "term-without-label", message, hint, (path, triple))
            if not _DEFINITIONS & told[term]:
                hint = "say in a skos:definition what it means"
                message = f"{name} has no definition"
                rule = "term-without-definition"
                yield self._problem(Level.WARN, rule, message, hint, (path, triple))

    def _unused(self) -> Iterator[Problem]:
        solutions = self._store.query(_IN_USE)
        assert isinstance(solutions, ox.QuerySolutions)
        used = {getattr(row["term"], "value", "") for row in solutions}
        for triples in self._files.values():
            used |= {
                t.object.value
                for t in triples
                if isinstance(t.object, ox.NamedNode) and t.object != t.subject
            }
        used |= {SUMMIT + name for _, _, name in self._names_in_queries()}
        for term, (path, triple) in self._declared.items():
            if term not in used and self._workspace.owns(path):
                message = f"{shorten(term)} is used by no data, axiom, shape or query"
                hint = "use it, or take it out"
                yield self._problem(Level.INFO, "term-unused", message, hint, (path, triple))

    def _outside_dl(self) -> Iterator[Problem]:
        where = {t: path for path in self._ontology() for t in self._files[path]}
        for found in profile_problems(Triples(self._all_but_shapes())):
            path = where.get(found.axiom)
            if path is None or not self._workspace.owns(path):
                continue
            foreign = found.rule == FOREIGN_DATATYPE
            level = Level.INFO if foreign else Level.WARN
            axiom = f"{_shown(found.axiom.subject)} {_shown(found.axiom.predicate)}"
            message = f"{axiom} is outside OWL 2 DL: {found.reason}"
            hint = (
                "reasoners of OWL 2 DL take its values as text"
                if foreign
                else "reasoners of OWL 2 DL do not get the axiom; say it otherwise if they need it"
            )
            yield self._problem(level, "outside-owl-2-dl", message, hint, (path, found.axiom))

    def _all_but_shapes(self) -> Iterator[ox.Triple]:
        for path, triples in self._files.items():
            if os.path.basename(path) != SHAPES_FILE:
                yield from triples

    def _undeclared(self) -> Iterator[Problem]:
        told: set[tuple[str, str]] = set()
        for path, triples in self._own():
            for triple in triples:
                for term in _names(triple):
                    if not self._is_undeclared(term) or (path, term) in told:
                        continue
                    told.add((path, term))
                    yield self._unknown(term, path, triple)

    def _undeclared_in_queries(self) -> Iterator[Problem]:
        for path, line, name in self._names_in_queries():
            if self._is_undeclared(SUMMIT + name) and self._workspace.owns(path):
                yield self._unknown(SUMMIT + name, path, line)

    def _is_undeclared(self, term: str) -> bool:
        return term.startswith(SUMMIT) and term != SUMMIT and term not in self._declared

    def _unknown(self, term: str, path: str, place: ox.Triple | int) -> Problem:
        known = [shorten(iri) for iri in self._declared]
        message = f"{shorten(term)} is no term of the ontology{suggestion(shorten(term), known)}"
        hint = "correct the name, or declare the term"
        return self._problem(Level.ERROR, "term-undeclared", message, hint, (path, place))

    def _names_in_queries(self) -> Iterator[tuple[str, int, str]]:
        """Yield the terms that queries name, with file and line."""
        for path in query_files(self._workspace) + check_files(self._workspace):
            try:
                lines = read_text(path).splitlines()
            except InputProblem:
                continue
            for number, line in enumerate(lines, start=1):
                if not line.startswith("#"):
                    for match in _NAME_IN_QUERY.finditer(line):
                        yield path, number, match[1]

    def _undefined(self) -> Iterator[Problem]:
        """Yield the things that files of triples name and of which nothing is said anywhere.

        Of an article that is not there, as where somebody starts anew with the reference data of
        another, it is told once.
        """
        told: set[str] = set()
        for path, triples in self._own():
            for triple in triples:
                thing = triple.object
                if not isinstance(thing, ox.NamedNode) or not thing.value.startswith(ID):
                    continue
                if thing.value in told or self._is_described(thing.value):
                    continue
                slug = article_name(thing.value)
                if not thing.value.startswith(ARTICLE) or self._is_described(ARTICLE + slug):
                    told.add(thing.value)
                    yield self._broken(Level.ERROR, shorten(thing.value), path, triple)
                elif ARTICLE + slug not in told:
                    told.add(ARTICLE + slug)
                    yield self._broken(Level.WARN, f"article:{slug}", path, triple)

    def _broken(self, level: Level, name: str, path: str, triple: ox.Triple) -> Problem:
        message = f"nothing is said of {name}"
        hint = "correct the name, or describe what it names"
        return self._problem(level, "reference-broken", message, hint, (path, triple))

    def _is_described(self, thing: str) -> bool:
        quads = self._store.quads_for_pattern(ox.NamedNode(thing), None, None, None)
        return any(True for _ in quads)


def _names(triple: ox.Triple) -> Iterable[str]:
    nodes = (triple.subject, triple.predicate, triple.object)
    return [node.value for node in nodes if isinstance(node, ox.NamedNode)]


def _shown(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return shorten(node.value) if isinstance(node, ox.NamedNode) else "a nameless node"
