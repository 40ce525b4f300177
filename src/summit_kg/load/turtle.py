"""Turtle files (ontology, reference data) read into N-Quads terms with stable blank nodes."""

from collections.abc import Iterator
from zlib import crc32

import pyoxigraph as ox

from summit_kg.errors import InputProblem
from summit_kg.workspace import files_ending


def turtle_files(folder: str) -> list[str]:
    """Return the Turtle files of a folder, sorted; empty where there is no such folder."""
    return files_ending(folder, ".ttl")


def read_turtle(path: str, name: str) -> Iterator[ox.Quad]:
    """Yield the triples of a Turtle file, in the default graph.

    Blank nodes are named after `name` and their order in the file, so that loading a file twice
    gives the same names.

    :raises InputProblem: with the line, where the file is malformed
    """
    stem = f"f{crc32(name.encode()):08x}-"
    names: dict[str, ox.BlankNode] = {}

    def stable(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> ox.BlankNode:
        return names.setdefault(str(term), ox.BlankNode(f"{stem}{len(names)}"))

    try:
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            subject, object_ = quad.subject, quad.object
            if isinstance(subject, ox.BlankNode) or isinstance(object_, ox.BlankNode):
                if isinstance(subject, ox.BlankNode):
                    subject = stable(subject)
                if isinstance(object_, ox.BlankNode):
                    object_ = stable(object_)
                yield ox.Quad(subject, quad.predicate, object_)
            else:
                yield quad
    except SyntaxError as error:
        reason = error.msg.replace("\n", " ")
        raise InputProblem(path, error.lineno, f"malformed Turtle: {reason}", "syntax") from error
    except MemoryError as error:
        raise InputProblem(
            path, None, "has a text of over 16 MB, which the parser does not take; shorten it"
        ) from error
    except OSError as error:
        raise InputProblem(
            path, None, f"cannot be read: {error.strerror or error}", "unreadable"
        ) from error
