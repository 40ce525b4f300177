"""Everything known of an entity, with who says so."""

from summit_kg.terms import iri
from summit_kg.vocabulary import DCTERMS, INFERRED_GRAPH, OA, OWL, RDF, RDFS, SUMMIT

PLUMBING = (
    OWL + "annotatedSource",
    OWL + "annotatedTarget",
    OWL + "sourceIndividual",
    OWL + "targetIndividual",
    OWL + "hasValue",
    RDF + "first",
    OA + "hasSource",
    SUMMIT + "voice",
    SUMMIT + "saidBy",
    SUMMIT + "reportedBy",
    SUMMIT + "inArticle",
    SUMMIT + "asserts",
    SUMMIT + "claimedBy",
    SUMMIT + "evidence",
    RDFS + "isDefinedBy",
)
_VOICE = (
    "?claim summit:saidBy ?saidBy ; summit:certainty ?certainty ."
    " ?certainty rdfs:label ?certaintyLabel . OPTIONAL { ?saidBy rdfs:label ?voice }"
    " OPTIONAL { ?claim summit:evidence/summit:inSentence ?sentence ."
    " ?sentence rdfs:label ?sentenceLabel }"
)


def entity_query(entity: str) -> str:
    """Return the SPARQL query for all that the graph knows of an entity.

    Its columns, each with a `…Label` beside it but `basis`: `property` (its label has "of" before
    it where the entity is the object), `value`, `basis` (accepted, accepted though disputed,
    inferred, reference, or "claimed only" with the reason; of what is said not to be so, denied, or
    "denied only" with the reason why that does not count), `saidBy`, `sentence`, `certainty` and,
    for reference values, `source`.

    :param entity: an absolute IRI
    :raises ValueError: where it is none
    """
    me = iri(entity)
    parts = []
    for pattern, direction in ((f"{me} ?property ?value", ""), (f"?value ?property {me}", "of ")):
        annotated = (
            f"owl:annotatedSource {me} ; owl:annotatedProperty ?property ;"
            " owl:annotatedTarget ?value"
            if not direction
            else f"owl:annotatedSource ?value ; owl:annotatedProperty ?property ;"
            f" owl:annotatedTarget {me}"
        )
        parts.append(
            f"""{{ {pattern} BIND("{direction}" AS ?direction)
    OPTIONAL {{ GRAPH ?assertion {{ {pattern} }}
      ?claim summit:asserts ?assertion ; summit:accepted true . {_VOICE} }}
    BIND(IF(EXISTS {{ ?claim summit:disputed true }}, "accepted, though disputed", "accepted")
      AS ?taken)
    OPTIONAL {{ [] {annotated} ; dcterms:source ?source . }}
    BIND(EXISTS {{ GRAPH <{INFERRED_GRAPH}> {{ {pattern} }} }} AS ?follows)
    BIND(IF(BOUND(?claim), ?taken, IF(?follows, "inferred", "reference")) AS ?basis)
    FILTER(!?follows
      || STRSTARTS(STR(IF(?property = rdf:type, ?value, ?property)), "{SUMMIT}")) }}"""
        )
        parts.append(
            f"""{{ GRAPH ?assertion {{ {pattern} }}
    ?claim summit:asserts ?assertion ; summit:accepted ?counts ; summit:acceptanceReason ?why .
    FILTER(!?counts || NOT EXISTS {{ {pattern} }})
    {_VOICE}
    BIND("{direction}" AS ?direction) BIND(CONCAT("claimed only: ", ?why) AS ?basis) }}"""
        )
        ends = (me, "?value") if not direction else ("?value", me)
        parts.append(
            f"""{{ GRAPH ?assertion {{ ?denial owl:sourceIndividual {ends[0]} ;
      owl:assertionProperty ?property ; owl:targetIndividual {ends[1]} }}
    ?claim summit:asserts ?assertion ; summit:accepted ?counts ; summit:acceptanceReason ?why .
    {_VOICE}
    BIND("{direction}" AS ?direction)
    BIND(IF(?counts, "denied", CONCAT("denied only: ", ?why)) AS ?basis) }}"""
        )
    union = "\n  UNION ".join(parts)
    plumbing = ", ".join(f"<{property_}>" for property_ in PLUMBING)
    return f"""PREFIX dcterms: <{DCTERMS}>
PREFIX owl: <{OWL}>
PREFIX rdf: <{RDF}>
PREFIX rdfs: <{RDFS}>
PREFIX summit: <{SUMMIT}>
SELECT DISTINCT ?property ?propertyLabel ?value ?valueLabel ?basis ?saidBy ?saidByLabel
  ?sentence ?sentenceLabel ?certainty ?certaintyLabel ?source ?sourceLabel
WHERE {{
  {union}
  FILTER(?property NOT IN ({plumbing}))
  OPTIONAL {{ ?property rdfs:label ?name }}
  BIND(CONCAT(?direction, COALESCE(STR(?name), REPLACE(STR(?property), "^.*[/#]", "")))
    AS ?propertyLabel)
  OPTIONAL {{ ?value rdfs:label ?valueName }}
  BIND(COALESCE(?valueName, ?value) AS ?valueLabel)
  BIND(COALESCE(?voice, ?saidBy) AS ?saidByLabel)
  BIND(REPLACE(STR(?source), "^.*/", "") AS ?sourceLabel)
}}
ORDER BY ?basis ?propertyLabel ?valueLabel ?value ?sentenceLabel ?sourceLabel"""
