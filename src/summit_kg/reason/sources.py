"""Where a triple was written: the file, the line, or the claim that says it."""

import os
import re
from collections.abc import Iterator

import pyoxigraph as ox

from summit_kg.errors import InputProblem
from summit_kg.load.turtle import read_turtle, turtle_files
from summit_kg.reason.facts import parse_term
from summit_kg.reason.schema import Triple
from summit_kg.terms import shorten
from summit_kg.vocabulary import CLAIM_GRAPH, RDF, SUMMIT
from summit_kg.workspace import Workspace, files_over


class Sources:
    """The files and claims of a workspace, searched when asked for."""

    def __init__(self, workspace: Workspace, store: ox.Store) -> None:
        self._workspace = workspace
        self._store = store
        self._files: dict[ox.Triple, str] | None = None

    def of(self, triple: ox.Triple) -> tuple[str, int | None]:
        """Return the file that states a triple with the line where it is found, or the claim.

        A claim comes as `claim CURIE`; what neither states, as `the graph`.
        """
        if self._files is None:
            self._files = {t: path for path in self._paths() for t in file_triples(path)}
        path = self._files.get(triple)
        if path is not None:
            return self._workspace.relative(path), line_of(triple, path)
        for quad in self._store.quads_for_pattern(
            triple.subject, triple.predicate, triple.object, None
        ):
            graph = getattr(quad.graph_name, "value", "")
            if graph.startswith(CLAIM_GRAPH):
                for said in self._store.quads_for_pattern(
                    None, ox.NamedNode(SUMMIT + "asserts"), ox.NamedNode(graph), ox.DefaultGraph()
                ):
                    return f"claim {shorten(getattr(said.subject, 'value', ''))}", None
        return "the graph", None

    def place(self, triple: Triple) -> str | None:
        """Return the file and line of ontology or reference data that state a triple, as text."""
        path, line = self.of(ox.Triple(*map(parse_term, triple)))  # type: ignore[arg-type]  # no literal subjects
        if line is None and not path.endswith(".ttl"):
            return None
        return path if line is None else f"{path}:{line}"

    def _paths(self) -> Iterator[str]:
        yield from turtle_files(self._workspace.ontology)
        yield from files_over(self._workspace.reference_folders, ".ttl")


def file_triples(path: str) -> Iterator[ox.Triple]:
    """Yield the triples of a file of ontology or reference data, named as the loader names them.

    They end at the first error, of which the loader tells.
    """
    folder = "reference" if os.path.basename(os.path.dirname(path)) == "reference" else "ontology"
    try:
        for quad in read_turtle(path, f"{folder}/{os.path.basename(path)}"):
            yield quad.triple
    except InputProblem:
        return


def line_of(triple: ox.Triple, path: str) -> int | None:
    """Return the line of a Turtle file, counted from 1, on which a triple is written.

    Where several lines could be meant, it is the first that names property and value beneath the
    subject; None where the subject is a blank node or written in a way that is not found.
    """
    if not isinstance(triple.subject, ox.NamedNode):
        return None
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    subject = _written(triple.subject.value)
    predicate = _written(triple.predicate.value)
    if triple.predicate.value == RDF + "type":
        predicate = rf"(?:\ba\b|{predicate})"
    wanted = [re.compile(predicate)]
    value: re.Pattern[str] | None = None
    if isinstance(triple.object, ox.NamedNode):
        value = re.compile(_written(triple.object.value))
    elif isinstance(triple.object, ox.Literal):
        value = re.compile(re.escape(triple.object.value[:40]))
    starts = [n for n, line in enumerate(lines) if re.match(subject, line)]
    tries = [[*wanted, value], [value], wanted] if value is not None else [wanted]
    for patterns in tries:
        for start in starts:
            for number in range(start, len(lines)):
                if all(pattern.search(lines[number]) for pattern in patterns):
                    return number + 1
                if lines[number].rstrip().endswith(" ."):
                    break
    return starts[0] + 1 if starts else None


def _written(name: str) -> str:
    """Return a pattern for the ways to write an IRI in Turtle."""
    short = re.escape(shorten(name))
    return rf"(?:{short}(?![\w-])|<{re.escape(name)}>)"
