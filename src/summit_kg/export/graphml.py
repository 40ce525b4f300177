"""GraphML for Gephi, yEd and networkx: things are nodes, statements between them are edges."""

import json
import os
from collections.abc import Iterator, Mapping
from itertools import chain, groupby
from typing import BinaryIO

import pyoxigraph as ox

from summit_kg.export.sorting import Sorter
from summit_kg.export.statements import Statements
from summit_kg.export.structure import (
    TYPE,
    Shortener,
    Subject,
    graphs,
    in_bunches,
    literal,
    subjects,
    unescaped,
)
from summit_kg.export.xml_text import attribute, element_text
from summit_kg.load.turtle import read_turtle, turtle_files
from summit_kg.terms import shorten
from summit_kg.vocabulary import OWL, RDF, RDFS, SUMMIT
from summit_kg.walks import reach

_CLASS = ox.NamedNode(OWL + "Class")
_LABEL = f"<{RDFS}label>".encode()
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns \
http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_EDGE_KEYS = ("label", "property", "graph")


def write_graphml(statements: Statements, out: BinaryIO, kinds: Mapping[str, str]) -> None:
    """Write things as nodes with their label, type and values, and statements between as edges.

    A node's `type` is one word to colour it by; `types` has all its classes. An edge's `graph` is
    the named graph that it stands in; in the default graph it has none.

    :param kinds: as `read_kinds` gives them
    """
    _Writer(kinds).write(statements, out)


def read_kinds(folder: str) -> dict[str, str]:
    """Return the labels of the ontology's classes by their CURIEs, the finest classes first.

    Finer is what has more classes over it. A class of another namespace counts if it is below one
    of the ontology's own.

    :param folder: of the ontology
    :raises InputProblem: where a file of it is malformed
    """
    above: dict[str, list[str]] = {}
    labels: dict[str, str] = {}
    for path in turtle_files(folder):
        for quad in read_turtle(path, os.path.basename(path)):
            if not isinstance(quad.subject, ox.NamedNode):
                continue
            name, value = quad.subject.value, quad.object
            if quad.predicate.value == RDFS + "label" and isinstance(value, ox.Literal):
                labels[name] = min(labels.get(name, value.value), value.value)
            elif quad.predicate.value == RDFS + "subClassOf" and isinstance(value, ox.NamedNode):
                above.setdefault(name, []).append(value.value)
            elif quad.predicate.value == RDF + "type" and value == _CLASS:
                above.setdefault(name, [])
    ranked = []
    for name in above:
        over = reach([name], lambda kind: above.get(kind, ()))
        own = sum(kind.startswith(SUMMIT) for kind in over)
        if own:
            ranked.append((-own, labels.get(name, shorten(name)), shorten(name).strip("<>")))
    return {short: label for _, label, short in sorted(ranked)}


class _Writer:
    def __init__(self, kinds: Mapping[str, str]) -> None:
        self._kinds = kinds
        self._ranks = {kind: rank for rank, kind in enumerate(kinds)}
        self._shortener = Shortener(slash=b"/")
        self._nodes = Sorter()
        self._edges = Sorter()
        self._keys: dict[str, str] = {}

    def write(self, statements: Statements, out: BinaryIO) -> None:
        for subject in subjects(statements.view()):
            self.take(subject, b"")
        for graph, members in graphs(statements.named()):
            for subject in members:
                self.take(subject, graph)
        out.write(_HEAD.encode())
        for name in dict.fromkeys(("label", "type", "types", *sorted(self._keys))):
            key = self._keys.setdefault(name, f"n{len(self._keys)}")
            names = f'for="node" attr.name={attribute(name)} attr.type="string"'
            out.write(f'  <key id="{key}" {names}/>\n'.encode())
        for number, name in enumerate(_EDGE_KEYS):
            names = f'for="edge" attr.name="{name}" attr.type="string"'
            out.write(f'  <key id="e{number}" {names}/>\n'.encode())
        out.write(b'  <graph id="G" edgedefault="directed">\n')
        elements = chain(self.node_elements(), self.edge_elements())
        out.writelines("".join(texts).encode() for texts in in_bunches(elements))
        out.write(b"  </graph>\n</graphml>\n")

    def take(self, subject: Subject, graph: bytes) -> None:
        """Take a subject apart into a node and edges."""
        assert subject.name is not None  # statements were not nested
        values: dict[str, list[str]] = {}
        nodes: list[bytes] = []
        for predicate, objects in subject.properties.items():
            for object_ in objects:
                assert isinstance(object_, bytes)
                if object_[:1] == b'"':
                    name = "label" if predicate == _LABEL else self.short(predicate)
                    values.setdefault(name, []).append(unescaped(literal(object_)[0]))
                elif predicate == TYPE:
                    values.setdefault("types", []).append(self.short(object_))
                else:
                    nodes.append(object_ + b"\t")
                    self._edges.add([b"\t".join((subject.name, predicate, object_, graph))])
        for name in values:
            self._keys.setdefault(name, f"n{len(self._keys)}")
        data = json.dumps(values, ensure_ascii=False, sort_keys=True).encode()
        self._nodes.add([subject.name + b"\t" + data, *nodes])

    def node_elements(self) -> Iterator[str]:
        rows = (line.split(b"\t", 1) for batch in self._nodes.batches() for line in batch)
        for name, found in groupby(rows, key=lambda row: row[0]):
            merged: dict[str, list[str]] = {}
            for _, data in found:
                for key, texts in json.loads(data or b"{}").items():
                    merged.setdefault(key, []).extend(texts)
            merged.setdefault("label", [self.short(name)])
            if "types" in merged:
                merged["type"] = [self.kind(merged["types"])]
            yield f"    <node id={attribute(_plain(name))}>\n"
            for key, texts in sorted(merged.items()):
                said = element_text(" | ".join(dict.fromkeys(texts)))
                yield f'      <data key="{self._keys[key]}">{said}</data>\n'
            yield "    </node>\n"

    def edge_elements(self) -> Iterator[str]:
        number = 0
        for batch in self._edges.batches():
            for line in batch:
                subject, predicate, object_, graph = line.split(b"\t")
                short = self.short(predicate)
                yield (
                    f'    <edge id="s{number}" source={attribute(_plain(subject))} '
                    f"target={attribute(_plain(object_))}>\n"
                    f'      <data key="e0">{element_text(short.rpartition(":")[2])}</data>\n'
                    f'      <data key="e1">{element_text(_plain(predicate))}</data>\n'
                )
                if graph:
                    yield f'      <data key="e2">{element_text(_plain(graph))}</data>\n'
                yield "    </edge>\n"
                number += 1

    def kind(self, types: list[str]) -> str:
        """Return the label of the finest of the ontology's classes, else the first class."""
        found = min(types, key=lambda kind: (self._ranks.get(kind, len(self._ranks)), kind))
        return self._kinds.get(found, found)

    def short(self, iri: bytes) -> str:
        return unescaped(self._shortener.short(iri)).strip("<>")


def _plain(name: bytes) -> str:
    return name.decode() if name[:2] == b"_:" else unescaped(name[1:-1])
