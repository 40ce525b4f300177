"""Turtle 1.1 and TriG 1.1: one object a line, blank nodes nested."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from summit_kg.export.statements import Statements
from summit_kg.export.structure import TYPE, Items, Node, Shortener, Subject, Term, graphs, subjects
from summit_kg.vocabulary import PREFIXES, XSD

_STEP = b"    "
_BARE = {
    f"<{XSD}{name}>".encode(): re.compile(pattern)
    for name, pattern in {
        "integer": rb"[+-]?[0-9]+\Z",
        "decimal": rb"[+-]?[0-9]*\.[0-9]+\Z",
        "boolean": rb"(?:true|false)\Z",
    }.items()
}


def write_turtle(statements: Statements, out: BinaryIO) -> None:
    """Write the default graph in Turtle."""
    writer = TurtleWriter()
    out.write(writer.head())
    writer.write(subjects(statements.view()), out, b"")


def write_trig(statements: Statements, out: BinaryIO) -> None:
    """Write every graph in TriG, the default graph first and without a name."""
    write_turtle(statements, out)
    writer = TurtleWriter()
    for graph, members in graphs(statements.named()):
        out.write(b"\n" + writer.term(graph, b"") + b" {\n")
        writer.write(members, out, _STEP)
        out.write(b"}\n")


class TurtleWriter:
    """Writes subjects as Turtle."""

    def __init__(self) -> None:
        self._shortener = Shortener(slash=b"\\/")
        self._predicates: dict[bytes, bytes] = {TYPE: b"a"}
        self._terms = self._shortener.known

    def head(self) -> bytes:
        """Return the lines that declare the prefixes."""
        lines = [f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()]
        return "".join(lines).encode()

    def write(self, found: Iterator[Subject], out: BinaryIO, indent: bytes) -> None:
        """Write subjects, with a blank line before each where they are not indented."""
        pieces: list[bytes] = []
        size = 0
        start = b"\n" if not indent else b""
        for name, properties in found:
            if name is None:
                text = self.term(Node(properties), indent) + b" .\n"
            else:
                text = (
                    self.term(name, indent) + b" " + self.properties(properties, indent) + b" .\n"
                )
            pieces.append(start + indent + text)
            size += len(text)
            if size > 1 << 16:
                out.write(b"".join(pieces))
                pieces, size = [], 0
        out.write(b"".join(pieces))

    def properties(self, properties: dict[bytes, list[Term]], indent: bytes) -> bytes:
        """Return predicates with their objects."""
        inner = indent + _STEP
        among = b" ,\n" + inner + _STEP
        known, term = self._predicates, self.term
        lines = [
            (known.get(predicate) or self.predicate(predicate))
            + b" "
            + (
                term(objects[0], inner)
                if len(objects) == 1
                else among.join([term(object_, inner) for object_ in objects])
            )
            for predicate, objects in properties.items()
        ]
        return (b" ;\n" + inner).join(lines)

    def predicate(self, iri: bytes) -> bytes:
        """Return a predicate in Turtle."""
        found = self._predicates.get(iri)
        if found is None:
            found = self._predicates[iri] = self._shortener.short(iri)
        return found

    def term(self, term: Term, indent: bytes) -> bytes:
        """Return a term in Turtle."""
        if isinstance(term, bytes):
            sign = term[:1]
            if sign == b"<":
                return self._terms.get(term) or self._shortener.short(term)
            return self.literal(term) if sign == b'"' else term
        inner = indent + _STEP
        if isinstance(term, Items):
            return b"( " + b" ".join([self.term(item, inner) for item in term.items]) + b" )"
        if not term.properties:
            return b"[]"
        text = self.properties(term.properties, indent)
        return b"[\n" + inner + text + b"\n" + indent + b"]"

    def literal(self, term: bytes) -> bytes:
        """Return a literal in Turtle: numbers and truth values bare, with all other datatypes."""
        if term[-1:] != b">":
            return term
        end = term.rindex(b'"')
        datatype = term[end + 3 :]
        pattern = _BARE.get(datatype)
        if pattern is not None and pattern.match(term, 1, end):
            return term[1:end]
        return term[: end + 3] + self._shortener.short(datatype)
