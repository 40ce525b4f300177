"""JSON-LD 1.1 with the project's context: a node for each entity, claims with what they assert."""

import json
import re
from collections.abc import Iterable, Iterator
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
    subjects,
    unescaped,
)
from summit_kg.vocabulary import SUMMIT, XSD

_ASSERTS = f"<{SUMMIT}asserts>".encode()
_INTEGER = re.compile(r"(?:0|-?[1-9][0-9]{0,14})\Z")
_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]*")
_INTEGERS = frozenset({XSD + "integer", XSD + "nonNegativeInteger"})
_BOOLEAN, _TRUTH = XSD + "boolean", frozenset({"true", "false"})
_STEP = "  "
_QUOTE = ord('"')

Json = dict[str, Any]


def write_jsonld(statements: Statements, out: BinaryIO, context: Json) -> None:
    """Write every graph; a claim's assertion stands in the claim, other graphs by themselves.

    :param context: the value of `@context` to write with
    """
    lines = ",\n".join(f"    {json.dumps(key)}: {_dense(value)}" for key, value in context.items())
    out.write(f'{{\n  "@context": {{\n{lines}\n  }},\n  "@graph": ['.encode())
    nodes = _nodes(statements, _Writer(context), "    ")
    out.writelines("".join(pieces).encode() for pieces in in_bunches(_between(nodes, "    ")))
    out.write(b"\n  ]\n}\n")


def _between(nodes: Iterable[Iterable[str]], indent: str) -> Iterator[str]:
    """Yield the pieces of nodes, each node on a line of its own, with commas between them."""
    start = f"\n{indent}"
    for pieces in nodes:
        yield start
        yield from pieces
        start = f",\n{indent}"


def _nodes(statements: Statements, writer: "_Writer", indent: str) -> Iterator[Iterable[str]]:
    """Yield the pieces of each node.

    Claims and their graphs come in the same order, as their names end alike.
    """
    others = graphs(statements.named())
    other = next(others, None)
    for subject in subjects(statements.view()):
        asserted = subject.properties.get(_ASSERTS, [b""])[0]
        if len(subject.properties.get(_ASSERTS, [])) != 1 or not isinstance(asserted, bytes):
            asserted = b""
        while asserted and other is not None and other[0] < asserted:
            yield writer.graph(*other, indent)
            other = next(others, None)
        if asserted and other is not None and other[0] == asserted:
            yield (writer.node(subject, indent, list(other[1])),)
            other = next(others, None)
        else:
            yield (writer.node(subject, indent),)
    while other is not None:
        yield writer.graph(*other, indent)
        other = next(others, None)


def _object(pairs: list[str], indent: str) -> str:
    """Return a JSON object of pairs in JSON, two blanks further in than its own line."""
    inner = f"\n{indent}{_STEP}"
    return f"{{{inner}{f',{inner}'.join(pairs)}\n{indent}}}" if pairs else "{}"


def _array(items: list[str], indent: str) -> str:
    """Return a JSON array of items in JSON, two blanks further in than its own line."""
    inner = f"\n{indent}{_STEP}"
    return f"[{inner}{f',{inner}'.join(items)}\n{indent}]" if items else "[]"


def _dense(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


class _Property(NamedTuple):
    """How a property and its values are written: its name in JSON, and what the context says."""

    key: str = ""
    type: str = ""
    language: str = ""
    is_list: bool = False


_NO_PROPERTY = _Property()


class _Writer:
    def __init__(self, context: Json) -> None:
        self._prefixes = {
            name: iri
            for name, iri in context.items()
            if isinstance(iri, str) and name[0] != "@" and iri[0] != "@"
        }
        self._names = {iri: prefix for prefix, iri in reversed(self._prefixes.items())}
        namespaces = "|".join(map(re.escape, sorted(self._names, key=len, reverse=True)))
        self._pattern = re.compile(f"({namespaces})({_LOCAL.pattern})")
        self._vocabulary = context.get("@vocab", "")
        self._taken = frozenset(context)
        self._properties: dict[str, _Property] = {}
        self._compact: dict[bytes, str] = {}
        self._found: dict[bytes, _Property] = {}
        self._kinds: dict[bytes, str] = {}
        self._words: dict[bytes, str] = {}
        for name, definition in context.items():
            if isinstance(definition, dict) and "@id" in definition:
                container = definition.get("@container")
                property_ = _NO_PROPERTY
                if container is None or container == "@list":
                    property_ = _Property(
                        json.dumps(name),
                        self._expanded(definition.get("@type", "")),
                        definition.get("@language", ""),
                        container == "@list",
                    )
                self._properties.setdefault(self._expanded(definition["@id"]), property_)

    def graph(self, name: bytes, members: Iterator[Subject], indent: str) -> Iterator[str]:
        """Yield the pieces of a named graph by itself, which may be large."""
        inner, within = indent + _STEP, indent + 2 * _STEP
        yield f'{{\n{inner}"iri": {self.iri(name)},\n{inner}"@graph": ['
        yield from _between(((self.node(member, within),) for member in members), within)
        yield f"\n{inner}]\n{indent}}}"

    def node(
        self, subject: Subject | Node, indent: str, asserted: list[Subject] | None = None
    ) -> str:
        """Return a subject as a node, with what it asserts in place of the graph's name."""
        inner = indent + _STEP
        pairs: list[str] = []
        if isinstance(subject, Subject) and subject.name is not None:
            pairs.append(f'"iri": {self.iri(subject.name)}')
        for predicate, objects in subject.properties.items():
            kinds = self.kinds(objects) if predicate == TYPE else []
            if kinds:
                pairs.append(f'"type": {kinds[0] if len(kinds) == 1 else _array(kinds, inner)}')
            elif predicate == _ASSERTS and asserted is not None:
                name = self.iri(objects[0])  # type: ignore[arg-type]  # a name, not a value
                pairs.append(f'"asserts": {_object([self.asserted(name, asserted, inner)], inner)}')
            else:
                pairs.append(self.pair(predicate, objects, inner))
        return _object(pairs, indent)

    def asserted(self, name: str, subjects: list[Subject], indent: str) -> str:
        """Return a graph's name, in JSON, with what stands in it."""
        inner = indent + _STEP
        if len(subjects) == 1:
            return f"{name}: {self.node(subjects[0], inner)}"
        within = inner + _STEP
        nodes = _array([self.node(subject, within + _STEP) for subject in subjects], within)
        whole = _object([f'"@graph": {nodes}'], inner)
        return f"{name}: {whole}"

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

    def pair(self, predicate: bytes, objects: list[Term], indent: str) -> str:
        """Return a property with its values, under its name in the context where that fits them."""
        property_ = self._found.get(predicate) or self.property(predicate)
        if property_.is_list:
            if len(objects) == 1 and isinstance(objects[0], Items):
                return f"{property_.key}: {self.items(objects[0], property_, indent)}"
            property_ = _NO_PROPERTY._replace(key=self.iri(predicate))
        if len(objects) == 1:
            return f"{property_.key}: {self.value(objects[0], property_, indent)}"
        inner = indent + _STEP
        values = [self.value(object_, property_, inner) for object_ in objects]
        return f"{property_.key}: {_array(values, indent)}"

    def property(self, predicate: bytes) -> _Property:
        """Return how the values of a property are written."""
        found = self._properties.get(unescaped(predicate[1:-1]), _NO_PROPERTY)
        if not found.key:
            found = found._replace(key=self.iri(predicate))
        self._found[predicate] = found
        return found

    def value(self, term: Term, property_: _Property, indent: str) -> str:
        """Return an object in JSON."""
        if isinstance(term, bytes):
            if term[0] == _QUOTE:
                return self.literal(term, property_, indent)
            if property_.type == "@id":
                return self.iri(term)
            if property_.type == "@vocab":
                return self.word(term)
            return _object([f'"iri": {self.iri(term)}'], indent)
        if isinstance(term, Items):
            items = self.items(term, _NO_PROPERTY, indent + _STEP)
            return _object([f'"@list": {items}'], indent)
        return self.node(term, indent)

    def items(self, items: Items, property_: _Property, indent: str) -> str:
        """Return the items of a list."""
        inner = indent + _STEP
        return _array([self.value(item, property_, inner) for item in items.items], indent)

    def literal(self, term: bytes, property_: _Property, indent: str) -> str:
        """Return a literal in JSON: bare where the context says what it is."""
        end = term.rindex(b'"') + 1
        said, mark = term[:end], term[end:]
        # N-Triples and JSON write text alike, but for some escapes.
        text = encode_basestring(unescaped(said[1:-1])) if b"\\" in said else said.decode()
        if mark[:1] == b"@":
            tag = mark[1:].decode()
            if property_.language == tag:
                return text
            return _object([f'"@value": {text}', f'"@language": "{tag}"'], indent)
        if not mark:
            plain = not property_.type and not property_.language
            return text if plain else _object([f'"@value": {text}'], indent)
        kind = self._kinds.get(mark)
        if kind is None:
            kind = self._kinds[mark] = unescaped(mark[3:-1])
        if kind != property_.type:
            return _object([f'"@value": {text}', f'"@type": {self.iri(mark[2:])}'], indent)
        bare = text[1:-1]
        native = bare in _TRUTH if kind == _BOOLEAN else kind in _INTEGERS and _INTEGER.match(bare)
        return bare if native else text

    def word(self, iri: bytes) -> str:
        """Return an IRI, in JSON, as a name of the vocabulary where it is one."""
        local = unescaped(iri[1:-1]).removeprefix(self._vocabulary)
        if _LOCAL.fullmatch(local) and local not in self._taken:
            return f'"{local}"'
        return self.iri(iri)

    def iri(self, iri: bytes) -> str:
        """Return an IRI or a blank node's name, in JSON, short where a prefix fits."""
        found = self._compact.get(iri)
        if found is None:
            if len(self._compact) > 50_000:
                self._compact.clear()
            found = self._compact[iri] = encode_basestring(self._short(iri))
        return found

    def _short(self, iri: bytes) -> str:
        if iri[:2] == b"_:":
            return iri.decode()
        text = unescaped(iri[1:-1])
        match = self._pattern.fullmatch(text)
        if match is not None:
            return f"{self._names[match[1]]}:{match[2]}"
        scheme, _, rest = text.partition(":")
        if scheme in self._prefixes and not rest.startswith("//"):
            raise InputProblem(text, None, "JSON-LD would take the start of this IRI for a prefix")
        return text

    def _expanded(self, text: str) -> str:
        prefix, colon, local = text.partition(":")
        return self._prefixes[prefix] + local if colon and prefix in self._prefixes else text
