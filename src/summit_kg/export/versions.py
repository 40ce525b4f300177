"""What `summit-kg diff` compares: files, stores, and versions of an article."""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.errors import InputProblem, StoreProblem
from summit_kg.export.claims import Reader
from summit_kg.export.selection import Selection, everything, given
from summit_kg.load.article import read_article
from summit_kg.load.claims import read_claims
from summit_kg.load.ontology_terms import read_ontology_terms
from summit_kg.load.turtle import read_turtle, turtle_files
from summit_kg.store.embedded import EmbeddedStore, open_current
from summit_kg.vocabulary import RDFS

_LABEL = ox.NamedNode(RDFS + "label")
_SUFFIXES = {
    "c14n": ox.RdfFormat.N_QUADS,
    "owl": ox.RdfFormat.RDF_XML,
    "turtle": ox.RdfFormat.TURTLE,
    "xml": ox.RdfFormat.RDF_XML,
}
_OF_ARTICLE = frozenset({"article.yaml", "claims.yaml"})


class Version(NamedTuple):
    """A graph to compare.

    :param label: returns a thing's label in it, empty where it has none
    :param close: lets go of what it was read from
    """

    selection: Selection
    label: Callable[[str], str]
    close: Callable[[], None]


def read_version(path: str, ontology: str) -> Version:
    """Return the graph in an RDF file, a store's folder, or an article's folder or claims.yaml.

    The folder of an article may have any name. Files and articles are read into memory; stores
    stay on disk.

    :param ontology: the folder of the ontology, which an article's claims are read with
    :raises InputProblem: where there is no such thing, or it cannot be read
    """
    if os.path.basename(path) in _OF_ARTICLE and os.path.isfile(path):
        path = os.path.dirname(os.path.abspath(path))
    if os.path.isdir(path):
        if os.path.exists(os.path.join(path, "claims.yaml")):
            return _in_memory(_read_article(path, ontology), path)
        store = open_current(path)
        if store is None:
            raise InputProblem(
                path, None, "is neither a store's folder nor an article's; name one, or an RDF file"
            )
        return _of_store(store)
    return _in_memory(_read_file(path), path)


def known_labels(*folders: str) -> Callable[[str], str]:
    """Return what gives the labels in the Turtle files of folders, such as the ontology's."""
    return _labels(
        quad
        for folder in folders
        for path in turtle_files(folder)
        for quad in read_turtle(path, os.path.basename(path))
        if quad.predicate == _LABEL
    )


def built(folder: str) -> Version | None:
    """Return the graph in a workspace's store; None where it was not built or cannot be read."""
    try:
        store = open_current(folder)
    except StoreProblem:
        return None
    return _of_store(store) if store else None


def _of_store(store: EmbeddedStore) -> Version:
    return Version(everything(store.oxigraph), Reader(store.oxigraph).known_label, store.close)


def _in_memory(quads: Iterable[ox.Quad], path: str) -> Version:
    dataset = ox.Dataset(quads)
    return Version(given(dataset, path), _labels(dataset.quads_for_predicate(_LABEL)), lambda: None)


def _labels(quads: Iterable[ox.Quad]) -> Callable[[str], str]:
    found: dict[str, str] = {}
    for quad in quads:
        if quad.predicate == _LABEL and isinstance(quad.object, ox.Literal):
            name = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
            found[name] = min(found.get(name, quad.object.value), quad.object.value)
    return lambda iri: found.get(iri, "")


def _read_article(folder: str, ontology: str) -> Iterator[ox.Quad]:
    article = read_article(os.path.join(folder, "article.yaml"), any_folder=True)
    terms = read_ontology_terms(ontology)
    claims = read_claims(os.path.join(folder, "claims.yaml"), article, terms)
    lines = "".join(article.quads() + claims.lines + claims.accepted)
    return ox.parse(lines.encode(), ox.RdfFormat.N_QUADS)


def _read_file(path: str) -> Iterator[ox.Quad]:
    suffix = os.path.splitext(path)[1].removeprefix(".").lower()
    format_ = _SUFFIXES.get(suffix) or ox.RdfFormat.from_extension(suffix)
    if not os.path.exists(path):
        raise InputProblem(path, None, "there is no such file or folder")
    if format_ is None:
        raise InputProblem(
            path,
            None,
            "is no RDF file by its name; name one of .ttl, .trig, .nt, .nq, .c14n, .jsonld, "
            ".rdf, .owl, .xml, or an article's folder",
        )
    try:
        yield from ox.parse(path=path, format=format_)
    except SyntaxError as error:
        reason = " ".join(str(error.msg).split())[:300]
        raise InputProblem(path, error.lineno, f"malformed: {reason}") from error
    except MemoryError as error:
        message = "has a text of over 16 MB, which the parser does not take"
        raise InputProblem(path, None, message) from error
    except OSError as error:
        raise InputProblem(path, None, f"cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise InputProblem(path, None, f"cannot be read: {error}") from error
