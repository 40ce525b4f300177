"""Differences written for people (text, Markdown) and for machines (JSON, Turtle)."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, NamedTuple

from summit_kg.errors import UsageProblem
from summit_kg.export.difference import Change
from summit_kg.export.structure import Items, Node, Subject, Term, literal, unescaped
from summit_kg.export.turtle import TurtleWriter
from summit_kg.terms import shorten, suggestion
from summit_kg.vocabulary import DCTERMS, GRAPH, RDF

FORMATS = ("text", "md", "json", "ttl")
_CHANGESET = "http://purl.org/vocab/changeset/schema#"

Labels = Callable[[str], str]
"""Returns the label of an IRI; empty where it has none."""


class Entity(NamedTuple):
    """What changed of one subject: None stands for nodes without a name."""

    name: bytes | None
    changes: list[Change]


def write_difference(
    changes: Iterable[Change], out: BinaryIO, format_: str, labels: Labels
) -> tuple[int, int]:
    """Write a difference and return how many statements were added and removed.

    `text` and `md` group by entity, in words; `json` is a list of entities; `ttl` has a
    cs:ChangeSet (http://purl.org/vocab/changeset/schema) for each.

    :raises UsageProblem: where the format is unknown
    """
    check_format(format_)
    entities = grouped(changes)
    added = sum(change.added for entity in entities for change in entity.changes)
    removed = sum(len(entity.changes) for entity in entities) - added
    if format_ == "json":
        document = {
            "added": added,
            "removed": removed,
            "entities": [_as_json(entity, labels) for entity in entities],
        }
        out.write(json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n")
    elif format_ == "ttl":
        _write_changesets(entities, out)
    else:
        words = _Words(labels)
        lines = words.markdown(entities) if format_ == "md" else words.text(entities)
        out.writelines(line.encode() + b"\n" for line in lines)
    return added, removed


def check_format(format_: str) -> None:
    """Check that a format exists.

    :raises UsageProblem: where it does not
    """
    if format_ not in FORMATS:
        raise UsageProblem(
            f"a difference cannot be written as {format_[:40]!r}"
            f"{suggestion(format_, list(FORMATS))}; choose one of {', '.join(FORMATS)}"
        )


def grouped(changes: Iterable[Change]) -> list[Entity]:
    """Return changes by subject, sorted, removed before added within a property."""
    found: dict[bytes | None, list[Change]] = {}
    for change in changes:
        found.setdefault(change.subject, []).append(change)
    return [
        Entity(name, sorted(found[name], key=lambda change: (change.predicate, change.added)))
        for name in sorted(found, key=lambda name: (name is None, name or b""))
    ]


class _Words:
    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._turtle = TurtleWriter()

    def text(self, entities: list[Entity]) -> Iterator[str]:
        for number, entity in enumerate(entities):
            if number:
                yield ""
            yield self.title(entity.name)
            for change in entity.changes:
                yield f"  {'+' if change.added else '-'} {self.said(change)}"

    def markdown(self, entities: list[Entity]) -> Iterator[str]:
        for number, entity in enumerate(entities):
            if number:
                yield ""
            yield f"### {_escaped(self.title(entity.name))}"
            yield ""
            for change in entity.changes:
                sign = "added" if change.added else "removed"
                yield f"- **{sign}** {_escaped(self.said(change))}"

    def title(self, name: bytes | None) -> str:
        if name is None:
            return "(nodes without a name)"
        if name[:2] == b"_:":
            return "(a node without a name)"
        iri = unescaped(name[1:-1])
        label = self._labels(iri)
        short = shorten(iri).strip("<>")
        return f"{label} ({short})" if label else short

    def said(self, change: Change) -> str:
        where = f" [in {self.graph(change.graph)}]" if change.graph else ""
        if not change.predicate:
            return self.thing(change.object) + where
        return f"{self.thing(change.predicate)}: {self.thing(change.object)}{where}"

    def graph(self, name: bytes) -> str:
        iri = _plain(name)
        return "graph:" + iri.removeprefix(GRAPH) if iri.startswith(GRAPH) else iri

    def thing(self, term: Term) -> str:
        if isinstance(term, Items):
            return "list of " + ", ".join(map(self.thing, term.items))
        if isinstance(term, Node):
            parts = [
                f"{self.thing(predicate)}: {self.thing(object_)}"
                for predicate, objects in term.properties.items()
                for object_ in objects
            ]
            return "[" + "; ".join(parts) + "]"
        if term[:1] == b'"':
            return self.literal(term)
        if term[:2] == b"_:":
            return "(a node without a name)"
        iri = unescaped(term[1:-1])
        return self._labels(iri) or shorten(iri).strip("<>")

    def literal(self, term: bytes) -> str:
        """Return a literal so that no other one looks the same."""
        text, datatype, language = literal(term)
        bare = self._turtle.literal(term)
        if bare[:1] != b'"':
            return bare.decode()
        said = json.dumps(unescaped(text), ensure_ascii=False)
        if language:
            return f"{said}@{language.decode()}"
        return f"{said}^^{shorten(_plain(datatype))}" if datatype else said


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in text)


def _as_json(entity: Entity, labels: Labels) -> dict[str, object]:
    iri = None if entity.name is None else _plain(entity.name)
    return {
        "iri": iri,
        "label": labels(iri) if iri else "",
        "changes": [
            {
                "change": "added" if change.added else "removed",
                "graph": _plain(change.graph) if change.graph else None,
                "property": _plain(change.predicate) if change.predicate else None,
                "value": _value(change.object),
            }
            for change in entity.changes
        ],
    }


def _plain(name: bytes) -> str:
    return name.decode() if name[:2] == b"_:" else unescaped(name[1:-1])


def _value(term: Term) -> object:
    if isinstance(term, Items):
        return {"list": [_value(item) for item in term.items]}
    if isinstance(term, Node):
        return {
            "node": {
                _plain(predicate): [_value(object_) for object_ in objects]
                for predicate, objects in term.properties.items()
            }
        }
    if term[:1] != b'"':
        return {"iri": _plain(term)}
    text, datatype, language = literal(term)
    found = {"text": unescaped(text)}
    if datatype:
        found["datatype"] = _plain(datatype)
    if language:
        found["language"] = language.decode()
    return found


def _write_changesets(entities: list[Entity], out: BinaryIO) -> None:
    """Write a change set for each entity, its statements reified."""
    writer = TurtleWriter()
    out.write(writer.head())
    for entity in entities:
        properties: dict[bytes, list[Term]] = {
            _iri(RDF + "type"): [_iri(_CHANGESET + "ChangeSet")],
        }
        if entity.name is not None:
            properties[_iri(_CHANGESET + "subjectOfChange")] = [entity.name]
        for change in entity.changes:
            key = _iri(_CHANGESET + ("addition" if change.added else "removal"))
            properties.setdefault(key, []).append(_reified(change))
        writer.write(iter([Subject(None, properties)]), out, b"")


def _reified(change: Change) -> Node:
    properties: dict[bytes, list[Term]] = {_iri(RDF + "type"): [_iri(RDF + "Statement")]}
    if change.subject is None:
        properties[_iri(RDF + "subject")] = [change.object]
    else:
        properties[_iri(RDF + "subject")] = [change.subject]
        properties[_iri(RDF + "predicate")] = [change.predicate]
        properties[_iri(RDF + "object")] = [change.object]
    if change.graph:
        properties[_iri(DCTERMS + "isPartOf")] = [change.graph]
    return Node(properties)


def _iri(text: str) -> bytes:
    return f"<{text}>".encode()
