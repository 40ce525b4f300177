"""rustdl, the fast description-logic engine that needs no Java.

It is sound by its own account (what it concludes follows) and not complete: that it finds no
contradiction is no proof that there is none. `docs/description-logic.md` has the table of what it
gets right, which the tests hold against HermiT.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import combinations

import pyoxigraph as ox

from summit_kg.errors import MissingPackage, SummitKGError
from summit_kg.reason.hermit import ontology_file, run
from summit_kg.reason.taxonomy import Taxonomy, taxonomy
from summit_kg.reason.triples import TYPE, Node, Triples
from summit_kg.terms import shorten
from summit_kg.vocabulary import OWL, RDFS

TESTED = frozenset(
    [RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range")]
    + [OWL + name for name in (
        "AllDifferent", "AllDisjointClasses", "Class", "DatatypeProperty", "FunctionalProperty",
        "IrreflexiveProperty", "NamedIndividual", "NegativePropertyAssertion", "ObjectProperty",
        "Restriction", "SymmetricProperty", "assertionProperty", "cardinality", "disjointWith",
        "distinctMembers", "equivalentClass", "hasValue", "intersectionOf", "inverseOf", "members",
        "onProperty", "oneOf", "propertyChainAxiom", "propertyDisjointWith", "sameAs",
        "someValuesFrom", "sourceIndividual", "targetIndividual", "targetValue",
    )]
)  # fmt: skip
"""The terms of OWL and RDF Schema that the tests hold rustdl to HermiT on."""
_HELPER = "urn:x-summit-kg:denied:"
_PROGRAM = """
import json, sys, warnings
import rustdl
path = sys.argv[1]
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    found = rustdl.classify(path, per_pair_timeout_ms=0, global_timeout_ms=0)
    consistent = rustdl.is_consistent(path) and not found.inconsistent
    types = rustdl.realize(path) if consistent else {}
    unsatisfiable = set(found.unsatisfiable)
    pairs = [(name, upper) for name in found.classes if name not in unsatisfiable
             for upper in found.superclasses_of(name)] if consistent else []
json.dump({
    "consistent": consistent,
    "pairs": pairs,
    "unsatisfiable": sorted(unsatisfiable),
    "types": types,
    "dropped": rustdl.dropped_axioms(path),
    "complete": found.complete and not found.consistency_undetermined
                and not found.wedge_hierarchy_blind and not found.wedge_clauses_refused,
    "warnings": sorted({str(item.message) for item in caught}),
}, sys.stdout)
"""
"""Runs by itself, so that a time-out or a crash of the engine ends that process and not ours."""


def rustdl(
    triples: Iterable[ox.Triple], *, timeout: float | None = None, rewritten: bool = True
) -> Taxonomy:
    """Return what rustdl concludes from an OWL 2 DL ontology, and what it may have missed.

    :param triples: it refuses `owl:complementOf`, on which it has found contradictions that there
        are not; terms that are not among `TESTED` become doubts
    :param timeout: seconds after which it is ended
    :param rewritten: hand it what it misreads in other words (see `as_it_reads`)
    :raises SummitKGError: where it is not installed, fails or runs out of time
    """
    triples = Triples(triples)
    terms = _terms(triples)
    if OWL + "complementOf" in terms:
        raise SummitKGError(
            "rustdl finds contradictions that there are not where owl:complementOf is used;"
            " use --engine hermit"
        )
    given = as_it_reads(triples) if rewritten else triples
    with ontology_file(given, ox.RdfFormat.RDF_XML) as path:
        code, out, err = run([sys.executable, "-c", _PROGRAM, path], timeout, "rustdl")
    if "No module named 'rustdl'" in err:
        raise MissingPackage("rustdl", "dl")
    if code != 0:
        said = [line for line in err.splitlines() if line.strip()]
        reason = said[-1][:300] if said else f"it was ended by signal {-code}"
        raise SummitKGError(f"rustdl failed: {reason}; --engine hermit reads all of OWL 2 DL")
    found = json.loads(out)
    if not found["consistent"]:
        return Taxonomy(consistent=False)
    pairs = [(one, other) for one, other in found["pairs"]]
    pairs += [(name, OWL + "Nothing") for name in found["unsatisfiable"]]
    types = [(thing, kind) for thing, kinds in found["types"].items() for kind in kinds]
    doubts = [f"rustdl left out {count} {kind}" for kind, count in sorted(found["dropped"].items())]
    if not found["complete"]:
        doubts.append("rustdl says that its answer is not complete")
    untested = ", ".join(sorted(map(shorten, terms - TESTED)))
    if untested:
        doubts.append(f"rustdl is not tested on {untested}; --engine hermit is sure")
    doubts += [" ".join(str(text).split()) for text in found["warnings"]]
    return taxonomy(pairs, types, doubts, hidden=_HELPER)


def _terms(triples: Triples) -> set[str]:
    """Return the terms of OWL and RDF Schema in use, but for annotations and the header."""
    named = {t.predicate.value for t in triples}
    named |= {t.object.value for t in triples.using(TYPE) if isinstance(t.object, ox.NamedNode)}
    header = {OWL + "Ontology", OWL + "AnnotationProperty", OWL + "versionIRI"}
    return {term for term in named if term.startswith((OWL, RDFS))} - header


def as_it_reads(triples: Triples) -> Iterator[ox.Triple]:
    """Yield the ontology with what rustdl 0.4.42 overlooks said in words of the same meaning.

    A denial becomes a class of the source's own, disjoint with standing so to the target: rustdl
    does not hold a negative property assertion against inverses, symmetry and chains. Many disjoint
    classes become pairs.
    """
    gone: set[ox.Triple] = set()
    said: list[ox.Triple] = []
    for number, node in enumerate(
        sorted(triples.typed(OWL + "NegativePropertyAssertion"), key=str)
    ):
        parts = [
            triples.objects(node, OWL + name)
            for name in ("sourceIndividual", "assertionProperty", "targetIndividual")
        ]
        if all(parts):
            source, property_, target = (values[0] for values in parts)
            gone.update(triples.about(node))
            said += _own_class(number, source, property_, target)
    for node in triples.typed(OWL + "AllDisjointClasses"):
        for head in triples.objects(node, OWL + "members"):
            gone.update(part for t in triples.about(node) for part in triples.beneath(t))
            for one, other in combinations(triples.items(head) or [], 2):
                if not isinstance(one, ox.Literal | ox.Triple):
                    said.append(ox.Triple(one, ox.NamedNode(OWL + "disjointWith"), other))
    yield from (triple for triple in triples if triple not in gone)
    yield from said


def _own_class(number: int, source: Node, property_: Node, target: Node) -> list[ox.Triple]:
    assert isinstance(source, ox.NamedNode | ox.BlankNode)
    class_, body, type_ = ox.NamedNode(f"{_HELPER}{number}"), ox.BlankNode(), ox.NamedNode(TYPE)
    return [
        ox.Triple(class_, type_, ox.NamedNode(OWL + "Class")),
        ox.Triple(source, type_, class_),
        ox.Triple(class_, ox.NamedNode(OWL + "disjointWith"), body),
        ox.Triple(body, type_, ox.NamedNode(OWL + "Restriction")),
        ox.Triple(body, ox.NamedNode(OWL + "onProperty"), property_),
        ox.Triple(body, ox.NamedNode(OWL + "hasValue"), target),
    ]
