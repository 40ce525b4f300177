"""What the terms of an ontology are, by OWL 2: classes, datatypes, properties, individuals.

Source of the rules: OWL 2 Web Ontology Language, Structural Specification (sections 3, 5, 9 and 11)
and Mapping to RDF Graphs (W3C, 2012).
"""

from collections.abc import Callable

import pyoxigraph as ox

from summit_kg.reason.owl_vocabulary import (
    ANNOTATION,
    ANNOTATIONS,
    BUILT_IN,
    DATATYPES,
    DECLARATIONS,
    EXPRESSION,
    FILLERS,
    HEADER,
    RESERVED,
)
from summit_kg.reason.property_hierarchy import named
from summit_kg.reason.triples import Node, Triples
from summit_kg.terms import shorten
from summit_kg.vocabulary import OWL, RDF, RDFS


class OwlTerms:
    """What the terms of an ontology are declared as, and which nodes are syntax of an axiom.

    The checks return what is wrong, or None.
    """

    def __init__(self, triples: Triples) -> None:
        self._triples = triples
        self.declared = {
            kind: triples.typed(kind) | {ox.NamedNode(iri) for iri in BUILT_IN.get(kind, ())}
            for kind in DECLARATIONS
        }
        self.annotations = self.declared[ANNOTATION] | {ox.NamedNode(i) for i in ANNOTATIONS}

    def is_part(self, node: Node) -> bool:
        """Tell whether a node is the syntax of an axiom that hangs elsewhere."""
        return isinstance(node, ox.BlankNode) and any(
            t.predicate.value in {RDF + "first", RDF + "rest"}
            or t.predicate.value.removeprefix(OWL) in EXPRESSION
            or t.predicate.value.removeprefix(OWL) in FILLERS
            for t in self._triples.about(node)
        )

    def is_annotation(self, triple: ox.Triple) -> bool:
        """Tell whether a triple annotates something, or belongs to the ontology's header."""
        return triple.predicate in self.annotations or triple.predicate.value in HEADER

    def is_built_in(self, node: Node) -> bool:
        """Tell whether a term is one of OWL's own classes and properties."""
        return any(getattr(node, "value", "") in names for names in BUILT_IN.values()) or (
            node in self.annotations
        )

    def each(self, head: Node, check: Callable[[Node], str | None]) -> str | None:
        """Return what is wrong with a list: its first item that a check finds fault with."""
        items = self._triples.items(head)
        if items is None:
            return "its list is malformed"
        return next(filter(None, map(check, items)), None)

    def class_(self, node: Node) -> str | None:
        """Return why something is no class."""
        if isinstance(node, ox.NamedNode):
            if node in self.declared[OWL + "Class"]:
                return None
            if node.value.startswith(RESERVED):
                return f"{short(node)} is reserved and no class"
            return f"{short(node)} is not declared as a class"
        if isinstance(node, ox.BlankNode) and self.is_part(node):
            return None
        return f"{literal_or_thing(node)} is no class"

    def datatype(self, node: Node) -> str | None:
        """Return why something is no datatype."""
        if isinstance(node, ox.BlankNode) or node in self.declared[RDFS + "Datatype"]:
            return None
        if getattr(node, "value", "") in DATATYPES and isinstance(node, ox.NamedNode):
            return None
        return f"{short(node)} is no datatype of OWL 2"

    def property_(self, node: Node, *kinds: str) -> str | None:
        """Return why something is no property of the kinds."""
        inner = named(self._triples, node)
        if any(inner in self.declared[kind] for kind in kinds):
            return None
        if ANNOTATION in kinds and inner in self.annotations:
            return None
        wanted = " or ".join(shorten(kind).removeprefix("owl:") for kind in kinds)
        return f"{short(inner)} is not declared as {wanted}"

    def individual(self, node: Node) -> str | None:
        """Return why something is no individual."""
        if isinstance(node, ox.NamedNode):
            return f"{short(node)} is reserved" if node.value.startswith(RESERVED) else None
        return f"{literal_or_thing(node)} cannot stand here"


def short(node: Node) -> str:
    """Return what a node is called in messages."""
    return shorten(node.value) if isinstance(node, ox.NamedNode) else "a nameless thing"


def literal_or_thing(node: Node) -> str:
    """Return what a node is called where a literal does not belong."""
    return "a literal" if isinstance(node, ox.Literal) else short(node)


def is_foreign(value: ox.Literal) -> bool:
    """Tell whether a value is of a datatype that OWL 2 lacks."""
    return value.language is None and value.datatype.value not in DATATYPES
