"""The vocabulary of OWL 2: its datatypes, and what its own terms are for.

Source of the rules: OWL 2 Web Ontology Language, Structural Specification (sections 3, 5, 9 and 11)
and Mapping to RDF Graphs (W3C, 2012).
"""

from summit_kg.vocabulary import OWL, RDF, RDFS, XSD

RESERVED = (RDF, RDFS, OWL, XSD)
OBJECT, DATA, ANNOTATION = (
    OWL + name for name in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
)
DATATYPES = frozenset(
    [XSD + name for name in (
        "string", "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN",
        "boolean", "decimal", "integer", "nonNegativeInteger", "nonPositiveInteger",
        "positiveInteger", "negativeInteger", "long", "int", "short", "byte", "unsignedLong",
        "unsignedInt", "unsignedShort", "unsignedByte", "double", "float", "hexBinary",
        "base64Binary", "anyURI", "dateTime", "dateTimeStamp",
    )]
    + [OWL + "real", OWL + "rational", RDFS + "Literal", RDF + "PlainLiteral", RDF + "XMLLiteral"]
)  # fmt: skip
"""The datatype map of OWL 2; dates and years of XML Schema are not in it."""
LEXICAL = {
    XSD + "boolean": r"true|false|0|1",
    XSD + "decimal": r"[+-]?(\d+(\.\d*)?|\.\d+)",
    **{XSD + name: r"[+-]?\d+" for name in ("integer", "long", "int", "short", "byte")},
    **{XSD + name: r"\+?\d+|-0+" for name in ("nonNegativeInteger", "unsignedInt")},
}
ANNOTATIONS = frozenset(
    [RDFS + name for name in ("label", "comment", "seeAlso", "isDefinedBy")]
    + [OWL + name for name in (
        "versionInfo", "deprecated", "backwardCompatibleWith", "incompatibleWith", "priorVersion",
    )]
)  # fmt: skip
HEADER = frozenset([OWL + "imports", OWL + "versionIRI"])
CHARACTERISTICS = frozenset(
    OWL + name + "Property"
    for name in ("Functional", "InverseFunctional", "Transitive", "Symmetric", "Asymmetric",
                 "Reflexive", "Irreflexive")
)  # fmt: skip
DECLARATIONS = frozenset(
    [OBJECT, DATA, ANNOTATION, OWL + "Class", RDFS + "Datatype", OWL + "NamedIndividual"]
)
IGNORED_TYPES = frozenset(
    [OWL + name for name in (
        "Ontology", "Axiom", "Annotation", "DeprecatedClass", "DeprecatedProperty", "Restriction",
        "NegativePropertyAssertion", "AllDifferent", "AllDisjointClasses", "AllDisjointProperties",
    )]
    + [RDF + "Property", RDFS + "Class", RDF + "List"]
)  # fmt: skip
BUILT_IN = {
    OWL + "Class": {OWL + "Thing", OWL + "Nothing"},
    OBJECT: {OWL + "topObjectProperty", OWL + "bottomObjectProperty"},
    DATA: {OWL + "topDataProperty", OWL + "bottomDataProperty"},
}
EXPRESSION = (
    "onProperty", "intersectionOf", "unionOf", "oneOf", "complementOf", "datatypeComplementOf",
    "onDatatype", "inverseOf",
)  # fmt: skip
FILLERS = (
    "someValuesFrom", "allValuesFrom", "hasValue", "hasSelf", "cardinality", "minCardinality",
    "maxCardinality", "qualifiedCardinality", "minQualifiedCardinality", "maxQualifiedCardinality",
)  # fmt: skip
