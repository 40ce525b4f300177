"""The schema within a graph: the triples that state axioms, told apart from those that state facts.

Terms are text in N-Triples form throughout the reasoner: `<iri>`, `_:label`, `"value"@en`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from summit_kg.vocabulary import OWL, RDF, RDFS, SUMMIT

Triple = tuple[str, str, str]

TYPE = f"<{RDF}type>"
FIRST, REST, NIL = f"<{RDF}first>", f"<{RDF}rest>", f"<{RDF}nil>"
SUB_CLASS, SUB_PROPERTY = f"<{RDFS}subClassOf>", f"<{RDFS}subPropertyOf>"
DOMAIN, RANGE = f"<{RDFS}domain>", f"<{RDFS}range>"
THING, NOTHING = f"<{OWL}Thing>", f"<{OWL}Nothing>"
SAME_AS, DIFFERENT_FROM = f"<{OWL}sameAs>", f"<{OWL}differentFrom>"
INCOMPATIBLE = f"<{SUMMIT}incompatibleWith>"
NAMED_INDIVIDUAL = f"<{OWL}NamedIndividual>"


def owl(name: str) -> str:
    """Return a term of the OWL vocabulary."""
    return f"<{OWL}{name}>"


_OWL_PREDICATES = (
    "equivalentClass", "equivalentProperty", "inverseOf", "disjointWith", "propertyDisjointWith",
    "propertyChainAxiom", "hasKey", "onProperty", "onProperties", "onClass", "onDataRange",
    "hasValue", "hasSelf", "someValuesFrom", "allValuesFrom", "intersectionOf", "unionOf",
    "complementOf", "datatypeComplementOf", "oneOf", "disjointUnionOf", "cardinality",
    "minCardinality", "maxCardinality", "qualifiedCardinality", "minQualifiedCardinality",
    "maxQualifiedCardinality", "members", "distinctMembers", "sourceIndividual",
    "assertionProperty", "targetIndividual", "targetValue", "onDatatype", "withRestrictions",
)  # fmt: skip
SCHEMA_PREDICATES = frozenset(
    [SUB_CLASS, SUB_PROPERTY, DOMAIN, RANGE, FIRST, REST, INCOMPATIBLE, *map(owl, _OWL_PREDICATES)]
)
_SCHEMA_TYPES = (f"<{OWL}", f"<{RDFS}", f"<{RDF}")
_NOT_SCHEMA = frozenset([THING, NOTHING, NAMED_INDIVIDUAL, f"<{RDFS}Resource>"])


def states_schema(predicate: str, object_: str) -> bool:
    """Tell whether a triple with this predicate and object belongs to the schema."""
    if predicate == TYPE:
        return object_.startswith(_SCHEMA_TYPES) and object_ not in _NOT_SCHEMA
    return predicate in SCHEMA_PREDICATES


class Schema:
    """The schema triples of a graph, indexed.

    `nodes` are the terms that they are about: classes, properties, lists and the like.
    """

    def __init__(self, triples: Iterable[Triple] = ()) -> None:
        self._by_predicate: dict[str, dict[str, list[str]]] = defaultdict(dict)
        self.nodes: set[str] = set()
        self.triples: set[Triple] = set()
        for triple in triples:
            self.add(triple)

    def add(self, triple: Triple) -> bool:
        """Take in a triple; False where it was here already."""
        if triple in self.triples:
            return False
        subject, predicate, object_ = triple
        self.triples.add(triple)
        self._by_predicate[predicate].setdefault(subject, []).append(object_)
        self.nodes.add(subject)
        return True

    def pairs(self, predicate: str) -> Iterator[tuple[str, str]]:
        """Yield the (subject, object) pairs of a predicate."""
        for subject, objects in self._by_predicate.get(predicate, {}).items():
            for object_ in objects:
                yield subject, object_

    def values(self, subject: str, predicate: str) -> list[str]:
        """Return the objects of a subject and a predicate."""
        return self._by_predicate.get(predicate, {}).get(subject, [])

    def value(self, subject: str, predicate: str) -> str | None:
        """Return the one object of a subject and a predicate; None where there is none."""
        found = self.values(subject, predicate)
        return found[0] if found else None

    def of_type(self, class_: str) -> list[str]:
        """Return the subjects of a class of the OWL vocabulary."""
        return [subject for subject, object_ in self.pairs(TYPE) if object_ == class_]

    def items(self, node: str) -> list[str]:
        """Return the items of an RDF list; those up to the break of one that is malformed."""
        found: list[str] = []
        seen = set()
        while node != NIL and node not in seen:
            seen.add(node)
            item, rest = self.value(node, FIRST), self.value(node, REST)
            if item is None:
                break
            found.append(item)
            node = rest or NIL
        return found
