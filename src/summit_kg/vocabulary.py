"""Namespaces, prefixes and graph names."""

SUMMIT = "https://w3id.org/summit-kg/ontology#"
ID = "https://w3id.org/summit-kg/id/"
ARTICLE = "https://w3id.org/summit-kg/id/article/"
SOURCE = "https://w3id.org/summit-kg/id/source/"
GRAPH = "https://w3id.org/summit-kg/graph/"
CLAIM_GRAPH = GRAPH + "claim/"
INFERRED_GRAPH = GRAPH + "inferred"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
OA = "http://www.w3.org/ns/oa#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
SCHEMA = "https://schema.org/"

PREFIXES = {
    "summit": SUMMIT,
    "id": ID,
    "article": ARTICLE,
    "source": SOURCE,
    "graph": GRAPH,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "oa": OA,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "schema": SCHEMA,
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "grasp": "http://groundedannotationframework.org/grasp#",
    "np": "http://www.nanopub.org/nschema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "wd": "http://www.wikidata.org/entity/",
}
"""Prefixes that the command line knows; longer namespaces win when an IRI is shortened."""
