"""The ontology's terms as plain objects, read from its Turtle files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Namespace, URIRef
from rdflib.collection import Collection

from summit_kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    from rdflib.term import Node

ROOT = Path(__file__).resolve().parents[1]
ONTOLOGY = ROOT / "ontology"

SUMMIT = Namespace("https://w3id.org/summit-kg/ontology#")
SCHEMA = Namespace("https://schema.org/")
DCTERMS = Namespace("http://purl.org/dc/terms/")

SUBJECTS = (
    "summit-kg",
    "actors",
    "meetings",
    "agreements",
    "acts",
    "positions",
    "facilities",
    "claims",
)
"""The files that define terms, in reading order."""

KINDS = {
    OWL.Class: "class",
    OWL.ObjectProperty: "object property",
    OWL.DatatypeProperty: "data property",
    OWL.AnnotationProperty: "annotation property",
    OWL.NamedIndividual: "individual",
}


@dataclass(frozen=True)
class Term:
    """One term of the ontology with what its file says of it, ready to be shown."""

    name: str
    kind: str
    subject: str
    label: str
    definition: str
    example: str
    note: str
    supers: tuple[str, ...]
    equivalent: tuple[str, ...]
    disjoint: tuple[str, ...]
    domain: tuple[str, ...]
    range: tuple[str, ...]
    inverse: tuple[str, ...]
    chains: tuple[str, ...]
    characteristics: tuple[str, ...]
    types: tuple[str, ...]
    codes: tuple[str, ...]
    alignments: tuple[str, ...]
    source: tuple[str, ...]

    @property
    def curie(self) -> str:
        """The term's CURIE."""
        return f"summit:{self.name}"

    @property
    def described(self) -> str:
        """Definition, note and example in one line, for editors to show."""
        note = f" {self.note}" if self.note else ""
        return f"{self.definition}{note} Example: {self.example}"


class Ontology:
    """The ontology as files and as terms."""

    def __init__(self, folder: Path = ONTOLOGY) -> None:
        self.folder = folder
        self.graph = Graph()
        self.alignments = Graph().parse(folder / "alignments.ttl")
        self.files: dict[str, Graph] = {}
        for subject in SUBJECTS:
            self.files[subject] = Graph().parse(folder / f"{subject}.ttl")
            self.graph += self.files[subject]
        self.graph += self.alignments
        self.graph += Graph().parse(folder / "datatypes.ttl")
        found = [term for subject in SUBJECTS for term in self._terms_of(subject)]
        self.terms = sorted(found, key=lambda term: (SUBJECTS.index(term.subject), term.name))

    def of_kind(self, *kinds: str) -> list[Term]:
        """Return the terms of some kinds, by name."""
        return sorted((term for term in self.terms if term.kind in kinds), key=lambda t: t.name)

    def individuals_of(self, class_name: str) -> list[Term]:
        """Return the individuals of a class, by name."""
        return [t for t in self.of_kind("individual") if f"summit:{class_name}" in t.types]

    def heading(self, subject: str) -> str:
        """Return what a file says of itself: the comment lines that open it."""
        lines = []
        for line in (self.folder / f"{subject}.ttl").read_text(encoding="utf-8").splitlines():
            if not line.startswith("# ") or line.startswith("# Licence"):
                break
            lines.append(line[2:])
        return " ".join(lines)

    def _terms_of(self, subject: str) -> list[Term]:
        graph = self.files[subject]
        return [
            self._term(iri, kind, subject)
            for owl_type, kind in KINDS.items()
            for iri in graph.subjects(RDF.type, owl_type)
            if isinstance(iri, URIRef) and iri.startswith(SUMMIT)
        ]

    def _term(self, iri: URIRef, kind: str, subject: str) -> Term:
        own = self.files[subject]
        upward = RDFS.subClassOf if kind == "class" else RDFS.subPropertyOf
        return Term(
            name=iri.removeprefix(str(SUMMIT)),
            kind=kind,
            subject=subject,
            label=self._text(iri, RDFS.label),
            definition=self._text(iri, SKOS.definition),
            example=self._text(iri, SKOS.example),
            note=self._text(iri, SKOS.scopeNote),
            supers=self._shown(own, iri, upward),
            equivalent=self._shown(own, iri, OWL.equivalentClass),
            disjoint=self._disjoint(iri),
            domain=self._shown(own, iri, RDFS.domain)
            + self._shown(own, iri, SCHEMA.domainIncludes),
            range=self._range(own, iri),
            inverse=self._inverse(iri),
            chains=tuple(
                sorted(
                    " o ".join(self.show(item) for item in Collection(own, chain))
                    for chain in own.objects(iri, OWL.propertyChainAxiom)
                )
            ),
            characteristics=tuple(
                sorted(
                    str(type_).removeprefix(str(OWL)).removesuffix("Property").lower()
                    for type_ in own.objects(iri, RDF.type)
                    if str(type_).endswith("Property") and type_ not in KINDS
                )
            ),
            types=tuple(
                sorted(
                    self.show(type_)
                    for type_ in own.objects(iri, RDF.type)
                    if str(type_).startswith(SUMMIT)
                )
            ),
            codes=tuple(
                f"{name} {value}"
                for name, predicate in (("PLOVER", "ploverRoot"), ("CAMEO", "cameoCode"))
                for value in own.objects(iri, SUMMIT[predicate])
            ),
            alignments=self._shown(self.alignments, iri, upward),
            source=tuple(sorted(str(value) for value in own.objects(iri, DCTERMS.source))),
        )

    def _text(self, iri: URIRef, predicate: URIRef) -> str:
        return " ".join(sorted(str(value) for value in self.graph.objects(iri, predicate)))

    def _shown(self, graph: Graph, iri: URIRef, predicate: URIRef) -> tuple[str, ...]:
        return tuple(sorted(self.show(value) for value in graph.objects(iri, predicate)))

    def _disjoint(self, iri: URIRef) -> tuple[str, ...]:
        found = set()
        for predicate in (OWL.disjointWith, OWL.propertyDisjointWith):
            found |= set(self.graph.objects(iri, predicate))
            found |= set(self.graph.subjects(predicate, iri))
        return tuple(sorted(self.show(value) for value in found))

    def _range(self, own: Graph, iri: URIRef) -> tuple[str, ...]:
        stated = set(self._shown(self.graph, iri, RDFS.range))
        return tuple(sorted(stated | set(self._shown(own, iri, SCHEMA.rangeIncludes))))

    def _inverse(self, iri: URIRef) -> tuple[str, ...]:
        found = set(self.graph.objects(iri, OWL.inverseOf))
        found |= set(self.graph.subjects(OWL.inverseOf, iri))
        return tuple(sorted(self.show(value) for value in found))

    def show(self, node: Node) -> str:
        """Return a CURIE, or a class expression in words."""
        if isinstance(node, BNode):
            return self._expression(node)
        for prefix, namespace in PREFIXES.items():
            if str(node).startswith(namespace) and "/" not in str(node).removeprefix(namespace):
                return f"{prefix}:{str(node).removeprefix(namespace)}"
        return str(node)

    def _expression(self, node: BNode) -> str:
        graph = self.graph if (node, None, None) in self.graph else self.alignments
        for predicate, joint in ((OWL.intersectionOf, " and "), (OWL.oneOf, ", ")):
            for members in graph.objects(node, predicate):
                shown = joint.join(self.show(item) for item in Collection(graph, members))
                return f"one of {shown}" if predicate == OWL.oneOf else shown
        on = self.show(next(graph.objects(node, OWL.onProperty)))
        for predicate, word in (
            (OWL.someValuesFrom, "some"),
            (OWL.hasValue, "value"),
            (OWL.cardinality, "exactly"),
        ):
            for value in graph.objects(node, predicate):
                return f"({on} {word} {self.show(value)})"
        raise ValueError(f"no words for the class expression on {on}")
