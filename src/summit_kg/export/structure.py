"""Sorted lines taken apart: subjects, predicates, and objects that may be nested."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import NamedTuple, TypeVar

from summit_kg.export.blank_nodes import LIST, LIST_END, NEXT, NODE, NODE_END
from summit_kg.vocabulary import PREFIXES, RDF

TYPE = f"<{RDF}type>".encode()
_MARK = 0x7F
_MARKS = re.compile(rb"(\x7f.)")
_LOCAL = rb"[A-Za-z0-9_][A-Za-z0-9_/-]*(?:\.[A-Za-z0-9_-][A-Za-z0-9_/-]*)*"
_KEPT = 50_000
Found = TypeVar("Found")


class Node(NamedTuple):
    """A blank node without a name: its predicates, each with its objects."""

    properties: "dict[bytes, list[Term]]"


class Items(NamedTuple):
    """An RDF list."""

    items: "list[Term]"


Term = bytes | Node | Items
"""A term in N-Triples form, or what stands in its place."""


class Subject(NamedTuple):
    """What one graph says of one subject, `name` None where that has no name."""

    name: bytes | None
    properties: dict[bytes, list[Term]]


def subjects(batches: Iterable[list[bytes]]) -> Iterator[Subject]:
    """Yield the subjects of sorted lines `subject predicate object`, rdf:type first in each."""
    name: bytes | None = None
    last = b""
    properties: dict[bytes, list[Term]] = {}
    objects: list[Term] = []
    for batch in batches:
        for line in batch:
            subject, predicate, object_ = line.split(b" ", 2)
            if subject != name:
                if subject[:2] == NODE:
                    if name is not None:
                        yield Subject(name, _type_first(properties))
                        name = None
                    node = term(line[:-2])
                    assert isinstance(node, Node)
                    yield Subject(None, node.properties)
                    continue
                if name is not None:
                    yield Subject(name, _type_first(properties))
                name, properties, last = subject, {}, b""
            if predicate != last:
                properties[predicate] = objects = []
                last = predicate
            objects.append(term(object_) if object_[0] == _MARK else object_)
    if name is not None:
        yield Subject(name, _type_first(properties))


def graphs(batches: Iterable[list[bytes]]) -> Iterator[tuple[bytes, Iterator[Subject]]]:
    r"""Yield each graph of sorted lines `graph\tsubject predicate object` with its subjects."""
    rows = (line.split(b"\t", 1) for batch in batches for line in batch)
    for graph, members in groupby(rows, key=itemgetter(0)):
        yield graph, subjects(in_bunches(line for _, line in members))


def in_bunches(found: Iterable[Found]) -> Iterator[list[Found]]:
    """Yield things some hundreds at a time, so that each write to a file is worth its cost."""
    rest = iter(found)
    while bunch := list(islice(rest, 500)):
        yield bunch


def term(text: bytes) -> Term:
    """Return an object that may be nested."""
    if text[:1] != b"\x7f":
        return text
    pieces = iter([piece for piece in _MARKS.split(text) if piece])
    next(pieces)
    return _node(pieces) if text[:2] == NODE else _items(pieces)


def _node(pieces: Iterator[bytes]) -> Node:
    properties: dict[bytes, list[Term]] = {}
    for piece in pieces:
        if piece == NODE_END:
            break
        if piece != NEXT:
            predicate, _, object_ = piece.partition(b" ")
            properties.setdefault(predicate, []).append(
                object_ or (_node(pieces) if next(pieces) == NODE else _items(pieces))
            )
    return Node(_type_first(properties))


def _items(pieces: Iterator[bytes]) -> Items:
    items: list[Term] = []
    for piece in pieces:
        if piece == LIST_END:
            break
        if piece != NEXT:
            items.append(
                _node(pieces) if piece == NODE else _items(pieces) if piece == LIST else piece
            )
    return Items(items)


def _type_first(properties: dict[bytes, list[Term]]) -> dict[bytes, list[Term]]:
    if TYPE not in properties:
        return properties
    return {TYPE: properties[TYPE], **properties}


class Literal(NamedTuple):
    """A literal: its text as it stands in N-Triples, with escapes; its datatype and language."""

    text: bytes
    datatype: bytes
    language: bytes


def literal(term: bytes) -> Literal:
    """Return the parts of a literal in N-Triples form; the datatype is `<…>`, or empty for text."""
    end = term.rindex(b'"')
    rest = term[end + 1 :]
    return Literal(
        term[1:end],
        rest[2:] if rest[:2] == b"^^" else b"",
        rest[1:] if rest[:1] == b"@" else b"",
    )


_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_CHARACTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def unescaped(text: bytes) -> str:
    """Return what the text of a literal or an IRI in N-Triples form says."""
    if b"\\" not in text:
        return text.decode()
    return _ESCAPE.sub(
        lambda match: (
            chr(int(match[1] or match[2], 16))
            if match[3] is None
            else _CHARACTERS.get(match[3], match[3])
        ),
        text.decode(),
    )


class Shortener:
    """Shortens IRIs by the known prefixes, and remembers how."""

    def __init__(self, slash: bytes) -> None:
        """Take what stands for a slash in a local name; empty where it can have none."""
        self._slash = slash
        self._prefixes = {iri.encode(): prefix.encode() for prefix, iri in PREFIXES.items()}
        namespaces = b"|".join(map(re.escape, sorted(self._prefixes, key=len, reverse=True)))
        local = _LOCAL if slash else _LOCAL.replace(b"/", b"")
        self._pattern = re.compile(b"<(%b)(%b)>" % (namespaces, local))
        self.known: dict[bytes, bytes] = {}

    def short(self, iri: bytes) -> bytes:
        """Return the CURIE of `<…>`; the IRI as it is where no prefix fits."""
        found = self.known.get(iri)
        if found is None:
            if len(self.known) > _KEPT:
                self.known.clear()
            match = self._pattern.fullmatch(iri)
            found = iri
            if match is not None:
                local = match[2].replace(b"/", self._slash)
                found = b"%b:%b" % (self._prefixes[match[1]], local)
            self.known[iri] = found
        return found
