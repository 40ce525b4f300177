"""RDF/XML 1.1, nested where it can be: for Protégé and the OWL API."""

import re
from functools import lru_cache
from typing import BinaryIO

from summit_kg.errors import InputProblem
from summit_kg.export.statements import Statements
from summit_kg.export.structure import (
    TYPE,
    Items,
    Node,
    Shortener,
    Subject,
    Term,
    in_bunches,
    subjects,
    unescaped,
)
from summit_kg.export.xml_text import attribute, element_text
from summit_kg.vocabulary import PREFIXES, RDF

_FIRST, _REST, _NIL = (f"<{RDF}{name}>".encode() for name in ("first", "rest", "nil"))
_FORBIDDEN = frozenset(
    f"<{RDF}{name}>".encode()
    for name in ("RDF", "Description", "ID", "about", "parseType", "resource", "nodeID", "datatype",
                 "li", "aboutEach", "aboutEachPrefix", "bagID")
)  # fmt: skip
_LAST_NAME = re.compile(r"[A-Za-z_][\w.-]*\Z", re.ASCII)
_STEP = "  "
_QUOTE = ord('"')
_SPECIAL = re.compile(rb"[\\&<>]")
"""What keeps a literal's text in N-Triples from standing in XML as it is."""

Queue = list[tuple[str, dict[bytes, list[Term]]]]
"""Attributes and properties of nodes that are still to be written."""


def write_rdfxml(statements: Statements, out: BinaryIO) -> None:
    """Write the default graph.

    :raises InputProblem: where XML cannot hold a character, or a predicate as a name
    """
    names = "".join(f"\n    xmlns:{prefix}={attribute(iri)}" for prefix, iri in PREFIXES.items())
    out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{names}>\n'.encode())
    writer = _Writer()
    for found in in_bunches(subjects(statements.view())):
        text = "".join([writer.subject(subject) for subject in found])
        out.write(text.encode())
    out.write(b"</rdf:RDF>\n")


class _Writer:
    def __init__(self) -> None:
        self._shortener = Shortener(slash=b"")
        self._names: dict[bytes, tuple[str, str] | None] = {}
        self._cells = 0
        self._references: dict[bytes, str] = {}

    def subject(self, subject: Subject) -> str:
        """Return the element of a subject, and those of lists that XML has no short form for."""
        queue: Queue = [(_about(subject.name), subject.properties)]
        pieces: list[str] = []
        while queue:
            about, properties = queue.pop(0)
            self.node(about, properties, _STEP, pieces, queue)
        return "".join(pieces)

    def node(
        self,
        about: str,
        properties: dict[bytes, list[Term]],
        indent: str,
        pieces: list[str],
        queue: Queue,
    ) -> None:
        """Append the element of a node; its first type is the element's name where it can be."""
        name, used = ("rdf:Description", ""), None
        for kind in properties.get(TYPE, ()):
            found = self.name(kind) if isinstance(kind, bytes) else None
            if found is not None:
                name, used = found, kind
                break
        start = len(pieces)
        pieces.append(f"{indent}<{name[0]}{name[1]}{about}>\n")
        inner = indent + _STEP
        references = self._references
        for predicate, objects in properties.items():
            tag, scope = self._names.get(predicate) or self.property_name(predicate)
            for object_ in objects:
                if not isinstance(object_, bytes):
                    self.nested((tag, scope), object_, inner, pieces, queue)
                elif object_[0] == _QUOTE:
                    pieces.append(f"{inner}<{tag}{scope}{_literal(object_)}</{tag}>\n")
                elif object_ is not used or predicate != TYPE:
                    reference = references.get(object_) or self.reference(object_)
                    pieces.append(f"{inner}<{tag}{scope}{reference}/>\n")
        if len(pieces) == start + 1:
            pieces[start] = f"{indent}<{name[0]}{name[1]}{about}/>\n"
        else:
            pieces.append(f"{indent}</{name[0]}>\n")

    def nested(
        self,
        name: tuple[str, str],
        object_: Node | Items,
        indent: str,
        pieces: list[str],
        queue: Queue,
    ) -> None:
        """Append the element of a property whose value is a node without a name, or a list."""
        start = f"{indent}<{name[0]}{name[1]}"
        if isinstance(object_, Items):
            if any(isinstance(item, Items) or item[:1] == b'"' for item in object_.items):
                pieces.append(f"{start}{self.reference(self.cells(object_, queue))}/>\n")
                return
            pieces.append(f'{start} rdf:parseType="Collection">\n')
            for item in object_.items:
                about, inner = "", {}
                if isinstance(item, Node):
                    inner = item.properties
                elif isinstance(item, bytes):
                    about = _about(item)
                self.node(about, inner, indent + _STEP, pieces, queue)
        elif not object_.properties:
            pieces.append(f'{start} rdf:parseType="Resource"/>\n')
            return
        else:
            pieces.append(f"{start}>\n")
            self.node("", object_.properties, indent + _STEP, pieces, queue)
        pieces.append(f"{indent}</{name[0]}>\n")

    def reference(self, term: bytes) -> str:
        """Return the attribute that names an IRI or a blank node as a value."""
        found = self._references.get(term)
        if found is None:
            if len(self._references) > 50_000:
                self._references.clear()
            found = self._references[term] = _reference(term)
        return found

    def cells(self, items: Items, queue: Queue) -> bytes:
        """Put the cells of a list into the queue and return the name of the first."""
        names = [b"_:list%d" % (self._cells + number) for number in range(len(items.items))]
        self._cells += len(names)
        for name, following, item in zip(names, [*names[1:], _NIL], items.items, strict=True):
            queue.append((_about(name), {_FIRST: [item], _REST: [following]}))
        return names[0]

    def property_name(self, iri: bytes) -> tuple[str, str]:
        """Return a property as an element's name and what declares its prefix.

        :raises InputProblem: where it is no name
        """
        found = self.name(iri)
        if found is None:
            raise InputProblem(
                iri.decode(),
                None,
                "the end of this property is no XML name, so RDF/XML cannot hold it; choose ttl",
            )
        return found

    def name(self, iri: bytes) -> tuple[str, str] | None:
        """Return an IRI as an element's name and what declares its prefix; None if it is none."""
        if iri not in self._names:
            self._names[iri] = self._find(iri)
        return self._names[iri]

    def _find(self, iri: bytes) -> tuple[str, str] | None:
        if iri in _FORBIDDEN or iri[:1] != b"<":
            return None
        curie = self._shortener.short(iri).decode()
        if curie[0] != "<" and _LAST_NAME.match(curie.partition(":")[2]):
            return curie, ""
        text = unescaped(iri[1:-1])
        match = _LAST_NAME.search(text)
        if match is None or match.start() == 0:
            return None
        return match[0], f" xmlns={attribute(text[: match.start()])}"


def _about(name: bytes | None) -> str:
    if name is None:
        return ""
    if name[:2] == b"_:":
        return f' rdf:nodeID="{name[2:].decode()}"'
    return f" rdf:about={attribute(unescaped(name[1:-1]))}"


def _reference(term: bytes) -> str:
    if term[:2] == b"_:":
        return f' rdf:nodeID="{term[2:].decode()}"'
    return f" rdf:resource={attribute(unescaped(term[1:-1]))}"


@lru_cache(maxsize=1000)
def _kind(mark: bytes) -> str:
    """Return as attribute what follows a literal's text: `^^<…>`, `@…` or nothing."""
    if mark[:1] == b"@":
        return f' xml:lang="{mark[1:].decode()}"'
    return f" rdf:datatype={attribute(unescaped(mark[3:-1]))}" if mark else ""


def _literal(term: bytes) -> str:
    end = term.rindex(b'"')
    text = term[1:end]
    said = element_text(unescaped(text)) if _SPECIAL.search(text) else text.decode()
    return f"{_kind(term[end + 1 :])}>{said}"
