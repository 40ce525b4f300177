"""SHACL: the graph keeps the shapes, and every class that has instances has a shape."""

import rdflib
from conftest import ROOT
from rdflib.namespace import OWL, RDF, RDFS, SH

from summit_kg.graph import KnowledgeGraph

SUMMIT = "https://w3id.org/summit-kg/ontology#"


def view(seed: KnowledgeGraph) -> rdflib.Graph:
    """The default view in memory: pyshacl asks it many small questions."""
    graph = rdflib.Graph()
    for triple in seed.dataset().default_graph:
        graph.add(triple)
    return graph


def test_the_seed_graph_conforms(seed: KnowledgeGraph) -> None:
    import pyshacl

    shapes = rdflib.Graph().parse(ROOT / "ontology" / "shapes.ttl")
    conforms, _, report = pyshacl.validate(view(seed), shacl_graph=shapes, advanced=False)
    assert conforms, report


def test_every_class_with_instances_has_a_shape(seed: KnowledgeGraph) -> None:
    shapes = rdflib.Graph().parse(ROOT / "ontology" / "shapes.ttl")
    targets = set(shapes.objects(None, SH.targetClass))
    graph = view(seed)
    inferred = {
        tuple(triple)
        for triple in seed.dataset().graph(
            rdflib.URIRef("https://w3id.org/summit-kg/graph/inferred")
        )
    }
    terms = set(graph.subjects(RDF.type, OWL.Class))
    missing = set()
    for thing, class_ in graph.subject_objects(RDF.type):
        if not str(class_).startswith(SUMMIT) or (thing, RDF.type, class_) in inferred:
            continue
        if thing in terms or str(thing).startswith(SUMMIT):
            continue
        above = set(graph.transitive_objects(class_, RDFS.subClassOf))
        if not above & targets:
            missing.add(class_)
    assert not missing
