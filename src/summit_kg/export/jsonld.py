"""JSON-LD 1.1 with the project's context: a node for each entity, claims with what they assert."""

import json
import re
from collections.abc import Iterator
from json.encoder import encode_basestring
from typing import Any, BinaryIO, NamedTuple

from summit_kg.errors import InputProblem
from summit_kg.export.statements import Statements
from summit_kg.export.structure import (
    TYPE,
    Items,
    Node,
    Subject,
    Term,
    graphs,
    in_bunches,
    literal,
    subjects,
    unescaped,
)
from summit_kg.vocabulary import SUMMIT, XSD

_ASSERTS = f"<{SUMMIT}asserts>".encode()
_INTEGER = re.compile(r"(?:0|-?[1-9][0-9]{0,14})\Z")
_LOCAL = re.compile(r"[A-Za-z0-9_][\w./-]*\Z", re.ASCII)
_INTEGERS = frozenset({XSD + "integer", XSD + "nonNegativeInteger"})
_GRAPH_BY_NAME = ["@graph", "@id"]

Json = dict[str, Any]


def write_jsonld(statements: Statements, out: BinaryIO, context: Json) -> None:
    """Write every graph; a claim's assertion stands in the claim, other graphs by themselves.

    :param context: the value of `@context` to write with
    """
    writer = _Writer(context)
    lines = ",\n".join(f"    {json.dumps(key)}: {_dense(value)}" for key, value in context.items())
    out.write(f'{{\n  "@context": {{\n{lines}\n  }},\n  "@graph": ['.encode())
    start = "\n"
    for nodes in in_bunches(_nodes(statements, writer)):
        texts = ["    " + _pretty(node, "    ") for node in nodes]
        out.write((start + ",\n".join(texts)).encode())
        start = ",\n"
    out.write(b"\n  ]\n}\n")


def _nodes(statements: Statements, writer: "_Writer") -> Iterator[Json]:
    """Yield the nodes. Claims and their graphs come in the same order, as their names end alike."""
    others = graphs(statements.named())
    other = next(others, None)
    for subject in subjects(statements.view()):
        asserted = subject.properties.get(_ASSERTS, [b""])[0]
        if len(subject.properties.get(_ASSERTS, [])) != 1 or not isinstance(asserted, bytes):
            asserted = b""
        while asserted and other is not None and other[0] < asserted:
            yield writer.graph(*other)
            other = next(others, None)
        if asserted and other is not None and other[0] == asserted:
            yield writer.node(subject, [writer.node(member) for member in other[1]])
            other = next(others, None)
        else:
            yield writer.node(subject)
    while other is not None:
        yield writer.graph(*other)
        other = next(others, None)


def _pretty(value: Any, indent: str) -> str:
    """Return JSON with two blanks for each level: the library's own is slow where it indents."""
    inner = indent + "  "
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        pairs = [f"{inner}{encode_basestring(k)}: {_pretty(v, inner)}" for k, v in value.items()]
        return "{\n" + ",\n".join(pairs) + f"\n{indent}}}" if pairs else "{}"
    if isinstance(value, list):
        items = [inner + _pretty(item, inner) for item in value]
        return "[\n" + ",\n".join(items) + f"\n{indent}]" if items else "[]"
    return json.dumps(value)


def _dense(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


class _Property(NamedTuple):
    """A name in the context: how its values are read."""

    name: str
    type: str
    language: str
    container: Any


_NO_PROPERTY = _Property("", "", "", None)


class _Writer:
    def __init__(self, context: Json) -> None:
        self._prefixes = {
            name: iri
            for name, iri in context.items()
            if isinstance(iri, str) and name[0] != "@" and iri[0] != "@"
        }
        self._longest = sorted(self._prefixes.items(), key=lambda item: -len(item[1]))
        self._vocabulary = context.get("@vocab", "")
        self._taken = frozenset(context)
        self._properties: dict[str, _Property] = {}
        self._compact: dict[bytes, str] = {}
        self._found: dict[bytes, _Property | None] = {}
        self._kinds: dict[bytes, str] = {}
        self._words: dict[bytes, str] = {}
        for name, definition in context.items():
            if isinstance(definition, dict) and "@id" in definition:
                property_ = _Property(
                    name,
                    self._expanded(definition.get("@type", "")),
                    definition.get("@language", ""),
                    definition.get("@container"),
                )
                self._properties.setdefault(self._expanded(definition["@id"]), property_)

    def graph(self, name: bytes, members: Iterator[Subject]) -> Json:
        return {"iri": self.iri(name), "@graph": [self.node(member) for member in members]}

    def node(self, subject: Subject | Node, asserted: list[Json] | None = None) -> Json:
        """Return a subject as a node, with what it asserts in place of the graph's name."""
        found: Json = {}
        if isinstance(subject, Subject) and subject.name is not None:
            found["iri"] = self.iri(subject.name)
        for predicate, objects in subject.properties.items():
            kinds = self.kinds(objects) if predicate == TYPE else []
            if kinds:
                found["type"] = kinds[0] if len(kinds) == 1 else kinds
            elif predicate == _ASSERTS and asserted is not None:
                name = self.iri(objects[0])  # type: ignore[arg-type]  # a name, not a value
                found["asserts"] = {
                    name: asserted[0] if len(asserted) == 1 else {"@graph": asserted}
                }
            else:
                self.add(found, predicate, objects)
        return found

    def kinds(self, objects: list[Term]) -> list[str]:
        """Return types as names; none where one is no IRI or name, which `type` cannot hold."""
        names: list[str] = []
        for kind in objects:
            if not isinstance(kind, bytes) or kind[:1] == b'"':
                return []
            name = self._words.get(kind)
            if name is None:
                name = self._words[kind] = self.word(kind)
            names.append(name)
        return names

    def add(self, found: Json, predicate: bytes, objects: list[Term]) -> None:
        """Add a property with its values, under its name in the context where that fits them."""
        try:
            property_ = self._found[predicate]
        except KeyError:
            property_ = self._properties.get(unescaped(predicate[1:-1]))
            self._found[predicate] = property_
        if property_ is not None and property_.container == "@list":
            if len(objects) == 1 and isinstance(objects[0], Items):
                found[property_.name] = [self.value(item, property_) for item in objects[0].items]
                return
            property_ = None
        elif property_ is not None and property_.container is not None:
            property_ = None
        values = [self.value(object_, property_) for object_ in objects]
        key = property_.name if property_ else self.iri(predicate)
        found[key] = values[0] if len(values) == 1 else values

    def value(self, term: Term, property_: _Property | None) -> Any:
        if isinstance(term, Items):
            return {"@list": [self.value(item, None) for item in term.items]}
        if isinstance(term, Node):
            return self.node(term)
        if term[:1] == b'"':
            return self.literal(term, property_)
        if property_ is not None and property_.type == "@id":
            return self.iri(term)
        if property_ is not None and property_.type == "@vocab":
            return self.word(term)
        return {"iri": self.iri(term)}

    def literal(self, term: bytes, property_: _Property | None) -> Any:
        text, datatype, language = literal(term)
        said = unescaped(text)
        kind = ""
        if datatype:
            kind = self._kinds.get(datatype) or unescaped(datatype[1:-1])
            self._kinds[datatype] = kind
        if property_ is None:
            property_ = _NO_PROPERTY
        if language:
            tag = language.decode()
            return said if property_.language == tag else {"@value": said, "@language": tag}
        if not kind:
            plain = not property_.type and not property_.language
            return said if plain else {"@value": said}
        native: Any = said
        if kind == property_.type:
            if kind == XSD + "boolean" and said in {"true", "false"}:
                native = said == "true"
            elif kind in _INTEGERS and _INTEGER.match(said):
                native = int(said)
            return native
        return {"@value": said, "@type": self.iri(datatype)}

    def word(self, iri: bytes) -> str:
        """Return an IRI as a name of the vocabulary where it is one."""
        local = unescaped(iri[1:-1]).removeprefix(self._vocabulary)
        if _LOCAL.match(local) and local not in self._taken:
            return local
        return self.iri(iri)

    def iri(self, iri: bytes) -> str:
        """Return an IRI, or a blank node's name, short where a prefix fits."""
        found = self._compact.get(iri)
        if found is None:
            if len(self._compact) > 50_000:
                self._compact.clear()
            found = self._compact[iri] = self._short(iri)
        return found

    def _short(self, iri: bytes) -> str:
        if iri[:2] == b"_:":
            return iri.decode()
        text = unescaped(iri[1:-1])
        for prefix, namespace in self._longest:
            local = text[len(namespace) :]
            if text.startswith(namespace) and _LOCAL.match(local):
                return f"{prefix}:{local}"
        scheme, _, rest = text.partition(":")
        if scheme in self._prefixes and not rest.startswith("//"):
            raise InputProblem(text, None, "JSON-LD would take the start of this IRI for a prefix")
        return text

    def _expanded(self, text: str) -> str:
        prefix, colon, local = text.partition(":")
        return self._prefixes[prefix] + local if colon and prefix in self._prefixes else text
