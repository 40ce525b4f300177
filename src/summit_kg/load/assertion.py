"""What a claim says: its assertion, checked against the ontology."""

from typing import Any

from summit_kg.load.claim_terms import ClaimTerms, shown
from summit_kg.load.negation import is_exclusion_of, negation_problem
from summit_kg.load.ontology_terms import OntologyTerms
from summit_kg.load.yaml_source import Entry
from summit_kg.vocabulary import RDF, SUMMIT

_TYPE = f"<{RDF}type>"


class AssertionReader:
    """Reads the assertions of the claims of one article."""

    def __init__(self, terms: ClaimTerms, ontology: OntologyTerms) -> None:
        self._terms = terms
        self._ontology = ontology

    def triples(self, entry: Entry, claim: str, *, negative: bool) -> list[str]:
        """Return what a claim asserts, each triple in N-Triples form without the full stop.

        :param claim: its name within the article
        :param negative: whether its polarity is negative
        :raises InputProblem: where the ontology does not have what is said, or nothing is said
        """
        value, line = entry["asserts"], entry.lines["asserts"]
        key = f"assertion:{claim}"
        if not isinstance(value, Entry) or list(value) != [key]:
            self._terms.fail(line, f"asserts must have the one key {key}")
        node, line = value[key], value.lines[key]
        if not isinstance(node, Entry):
            message = "an assertion is one mapping; nest in it what belongs to it"
            self._terms.fail(line, message)
        problem = negation_problem(node, self._ontology, negative=negative)
        if problem is not None:
            self._terms.fail(*problem)
        triples: list[str] = []
        self._node(node, triples)
        if not triples:
            self._terms.fail(line, "an assertion must say something: give a type or a value")
        return triples

    def _node(self, entry: Entry, triples: list[str]) -> str:
        """Append the triples of a node and of what is nested in it; return its name."""
        terms = self._terms
        me = terms.iri(entry["iri"], entry.lines["iri"]) if "iri" in entry else terms.blank_node()
        if me.startswith(f"<{SUMMIT}") and not is_exclusion_of(entry):
            terms.fail(entry.line, "a claim may say of the ontology only what a class excludes")
        if "iri" in entry and str(entry.get("type")).startswith("owl:"):
            terms.fail(entry.line, "a node of OWL has no iri")
        for key, value in entry.items():
            if key == "iri":
                continue
            line = entry.lines[key]
            values = value if isinstance(value, list) else [value]
            if key == "type":
                triples += [f"{me} {_TYPE} <{self._class(item, line)}>" for item in values]
                continue
            known = self._ontology.properties.get(key)
            if known is None:
                near = self._ontology.nearest_property(key)
                terms.fail(line, f"unknown property {key!r}{near}", "term")
            iri, datatype = known
            for item in values:
                if datatype is not None:
                    object_ = terms.literal(item, datatype, line, key)
                elif isinstance(item, Entry):
                    object_ = self._node(item, triples)
                else:
                    object_ = terms.iri(item, line, key)
                triples.append(f"{me} <{iri}> {object_}")
        return me

    def _class(self, name: Any, line: int) -> str:
        iri = self._ontology.class_iri(name) if isinstance(name, str) else None
        if iri is None:
            near = self._ontology.nearest_class(str(name))
            self._terms.fail(line, f"unknown class {shown(name)}{near}", "term")
        return iri
