"""The JSON Schemas of the article and claim files, made from the ontology."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from context_file import OWL_KEYS, PRECISIONS, by_precision, datatype

if TYPE_CHECKING:
    from ontology_model import Ontology, Term

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
BASE = "https://w3id.org/summit-kg/schema/"
CLAIM_FILE = "claims"
"""The ontology file whose terms describe claims; an assertion does not speak of claims."""

OWL_TYPES = ("owl:Class", "owl:NegativePropertyAssertion", "owl:Restriction")
OWL_TEXTS = {
    "sourceIndividual": "Of whom or what it is denied.",
    "assertionProperty": "The property that is denied, such as summit:tookPartIn.",
    "targetIndividual": "The value that is denied.",
    "disjointWith": "The class none of whose members belong to the class of this node.",
    "onProperty": "The property that the restriction is on.",
    "hasValue": "The value that members of the restriction have.",
}
_ISSUED = ["issued" + ending for ending in PRECISIONS]
TEXT: Schema = {"type": "string", "minLength": 1, "pattern": "\\S"}
OFFSET: Schema = {"type": "integer", "minimum": 0}
DATE = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
SHAPES: dict[str, Schema] = {
    "xsd:boolean": {"type": "boolean"},
    "xsd:date": {"type": "string", "format": "date", "pattern": DATE},
    "xsd:decimal": {"type": "string", "pattern": r"^[+-]?[0-9]+(\.[0-9]+)?$"},
    "xsd:gYearMonth": {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"},
    "xsd:gYear": {"type": ["string", "integer"], "pattern": r"^\d{4}$"},
    "xsd:integer": {"type": "integer"},
    "xsd:nonNegativeInteger": OFFSET,
}


def article_schema(ontology: Ontology) -> Schema:
    """Return the schema of `article.yaml`."""
    text = {term.name: term.described for term in ontology.terms}
    sentence = _object(
        {
            "iri": TEXT | {"pattern": "^[A-Za-z0-9_-]+$"} | _about("Its name, such as p12s2."),
            "start": OFFSET | _about("Where it starts, in Unicode characters from 0."),
            "end": OFFSET | _about("Where it ends, exclusive."),
            "sha256": _ref("sha256"),
        },
        required=("iri", "start", "end", "sha256"),
        text=text["Sentence"],
    )
    properties = {
        "@context": _ref("context"),
        "iri": _article_id(),
        "type": {"const": "Article"} | _about(text["Article"]),
        "title": TEXT | _about("The title as published."),
        "identifier": TEXT | _about("A short name of the source, such as the editors use."),
        "primary": {"type": "boolean"} | _about(text["primary"]),
        "relays": TEXT | _about(text["relays"]),
        "label": TEXT | _about("A short name by which results call the article."),
        "publisher": TEXT | _about("Who published it."),
        "issued": SHAPES["xsd:date"] | _about("The day of publication, as a quoted date."),
        "issuedMonth": SHAPES["xsd:gYearMonth"]
        | _about("The month of publication, quoted, such as 2025-10, where the day is not known."),
        "issuedYear": SHAPES["xsd:gYear"]
        | _about("The year of publication, where no more of it is known."),
        "accessedOn": SHAPES["xsd:date"] | _about(text["accessedOn"]),
        "address": TEXT | {"format": "uri"} | _about("Its address on the web."),
        "language": TEXT | _about("The language's tag, such as en."),
        "description": TEXT | _about("What the article is about, in the editors' words."),
        "sha256": _ref("sha256"),
        "textLength": OFFSET | _about(text["textLength"]),
        "sentences": {"type": "array", "items": sentence, "minItems": 1}
        | _about("Every sentence of the article, in the order of the text."),
    }
    of_text = ["title", "sha256", "textLength", "sentences"]
    article = _object(properties, ("@context", "iri", "type", "label"))
    article["allOf"] = [{"not": {"required": list(pair)}} for pair in combinations(_ISSUED, 2)]
    article["dependentRequired"] = dict.fromkeys(of_text[1:], of_text)
    return _document(
        "article",
        "An article and its sentences",
        article,
        {"context": _context(), "sha256": _sha256(text["sha256"])},
    )


def claims_schema(ontology: Ontology) -> Schema:
    """Return the schema of `claims.yaml`."""
    text = {term.name: term.described for term in ontology.terms}
    without = _object(
        {
            "iri": TEXT | _about("The sentence, such as p10s1."),
            "reason": TEXT | _about(text["noClaimReason"]),
        },
        required=("iri", "reason"),
    )
    properties = {
        "@context": _ref("context"),
        "iri": _article_id(),
        "claims": {"type": "array", "items": _ref("claim")} | _about("What the article claims."),
        "withoutClaim": {"type": "array", "items": without}
        | _about("Sentences that were read and carry no claim, each with the reason."),
    }
    return _document(
        "claims",
        "The claims of an article",
        _object(properties, ("@context", "iri", "claims")),
        {
            "context": _context(),
            "claim": _claim(ontology, text),
            "evidence": _evidence(text),
            "node": _node(ontology),
            "class": _class_names(ontology),
            "reference": {"type": "string", "pattern": '^[^\\s<>"{}|\\\\^`]+$'}
            | _about("A name with a prefix, such as id:russia, or a whole IRI."),
            "objectValue": {"anyOf": [_ref("reference"), _ref("node")]},
            "sha256": _sha256(text["sha256"]),
        },
    )


def policy_schema() -> Schema:
    """Return the schema of `policy.yaml`."""
    level: Schema = {"type": "integer", "minimum": 0, "maximum": 10}
    levels: Schema = {"type": "object", "additionalProperties": level}
    certainties: Schema = {"type": "array", "uniqueItems": True} | {
        "items": {"enum": ["certain", "probable", "possible", "unspecified"]}
    }
    claims: Schema = {
        "type": "array",
        "items": {"type": "string", "pattern": "^[a-z0-9-]+/[a-z0-9-]+$"},
    }
    types = ("report", "quotation", "commitment", "assumption")
    resolution = _object(
        {
            "accept": claims | _about("The claims to accept, each as ARTICLE/CLAIM."),
            "refuse": claims | _about("The claims to refuse, each as ARTICLE/CLAIM."),
            "leaveOpen": claims
            | {"minItems": 2}
            | _about("A claim of each side where none is to be taken, each as ARTICLE/CLAIM."),
            "reason": TEXT | _about("Why; it is shown with every decision."),
        },
        ("reason",),
    )
    resolution["anyOf"] = [{"required": [key]} for key in ("accept", "refuse", "leaveOpen")]
    properties = {
        "accept": _object(dict.fromkeys(types, certainties), ())
        | _about("How sure a claim of each type must be; a type left out is never accepted."),
        "denials": {"enum": ["own-voice", "any-voice", "never"]}
        | _about("Which denials count as facts."),
        "asOf": SHAPES["xsd:date"]
        | _about("Leave out what was published after this day, and what did not hold on it."),
        "trust": _object(
            {
                "publishers": levels | _about("By the publisher's name."),
                "speakers": levels | _about("By the speaker's name, such as id:russia."),
                "others": level | _about("For everybody else."),
            },
            (),
        )
        | _about("From 0 (never believed) to 10."),
        "prefer": {
            "type": "array",
            "items": {"enum": ["trust", "primary", "sources"]},
            "uniqueItems": True,
        }
        | _about("By what one side of a dispute goes before another, what decides first in front."),
        "resolutions": {"type": "array", "items": resolution}
        | _about("What was settled by hand, before all else."),
    }
    return _document("policy", "The acceptance policy", _object(properties, ()), {})


def _claim(ontology: Ontology, text: dict[str, str]) -> Schema:
    properties = {
        "iri": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
        | _about("Its name within the article: lower-case words joined by hyphens."),
        "statement": TEXT | _about(text["statement"]),
        "claimedBy": {"type": "array", "items": _ref("reference"), "minItems": 1}
        | _about(text["claimedBy"]),
        "polarity": _choice(ontology, "Polarity", text["polarity"]),
        "certainty": _choice(ontology, "Certainty", text["certainty"]),
        "claimType": _choice(ontology, "ClaimType", text["claimType"]),
        "jointly": {"type": "boolean"} | _about(text["jointly"]),
        "evidence": {"type": "array", "items": _ref("evidence"), "minItems": 1}
        | _about(text["evidence"]),
        **{
            key: _other_claims(text[key])
            for key in ("disputes", "fulfils", "refutes", "leavesOpen")
        },
        "asserts": {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "patternProperties": {"^assertion:[a-z0-9]+(-[a-z0-9]+)*$": _ref("node")},
            "additionalProperties": False,
        }
        | _about(text["asserts"]),
    }
    optional = {"jointly", "evidence", "disputes", "fulfils", "refutes", "leavesOpen"}
    required = tuple(key for key in properties if key not in optional)
    return _object(properties, required, text["Claim"])


def _other_claims(about: str) -> Schema:
    name: Schema = {"type": "string", "pattern": "^[a-z0-9-]+/[a-z0-9-]+$"}
    claims: Schema = {"type": "array", "items": name, "minItems": 1}
    return claims | _about(about + " Each as ARTICLE/CLAIM.")


def _evidence(text: dict[str, str]) -> Schema:
    selector = _object(
        {
            "start": OFFSET | _about("Where the stretch starts, in Unicode characters from 0."),
            "end": OFFSET | _about("Where it ends, exclusive."),
            "sha256": _ref("sha256"),
        },
        required=("start", "end"),
    )
    properties = {
        "sentence": TEXT | _about(text["inSentence"]),
        "selector": selector,
        "quote": TEXT | _about(text["quotedWords"]),
    }
    return _object(properties, ("sentence", "selector"), text["evidence"])


def _node(ontology: Ontology) -> Schema:
    properties: Schema = {
        "iri": _ref("reference") | _about("What the node is about; left out, it has no name."),
        "type": {"anyOf": [_ref("class"), {"type": "array", "items": _ref("class"), "minItems": 1}]}
        | _about("One or more classes of the ontology."),
        "label": _one_or_more(TEXT) | _about("The name to show, in English."),
        "altLabel": _one_or_more(TEXT) | _about("Another name, in English."),
    }
    properties |= {
        key: _one_or_more(_ref("objectValue")) | _about(OWL_TEXTS[key]) for key in OWL_KEYS
    }
    properties |= {
        key: _one_or_more(value) | _about(term.described)
        for term in ontology.of_kind("object property", "data property")
        if term.subject != CLAIM_FILE
        for key, value in _values(term).items()
    }
    node = _object(properties, text="One thing and what is said of it.")
    node["minProperties"] = 1
    node["allOf"] = [
        _needs(
            "owl:NegativePropertyAssertion",
            ("sourceIndividual", "assertionProperty", "targetIndividual"),
        ),
        _needs("owl:Restriction", ("onProperty", "hasValue")),
    ]
    return node


def _class_names(ontology: Ontology) -> Schema:
    classes = [term for term in ontology.of_kind("class") if term.subject != CLAIM_FILE]
    described = [{"const": term.name} | _about(term.described) for term in classes]
    described += [{"const": name} | _about("For OWL negation.") for name in OWL_TYPES]
    return {"enum": [item["const"] for item in described], "anyOf": described}


def _choice(ontology: Ontology, class_name: str, text: str) -> Schema:
    items = ontology.individuals_of(class_name)
    return {
        "enum": [item.name for item in items],
        "anyOf": [{"const": item.name} | _about(item.described) for item in items],
    } | _about(text)


def _values(term: Term) -> dict[str, Schema]:
    """Return the shape of a property's values, by the key with which they are written."""
    if term.kind == "object property":
        return {term.name: _ref("objectValue")}
    kinds = by_precision(term) or {term.name: datatype(term) or ""}
    return {key: SHAPES.get(kind, TEXT) for key, kind in kinds.items()}


def _one_or_more(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "array", "items": schema, "minItems": 1}]}


def _needs(type_name: str, keys: tuple[str, ...]) -> Schema:
    return {
        "if": {"properties": {"type": {"const": type_name}}, "required": ["type"]},
        "then": {"required": list(keys)},
    }


def _object(properties: Schema, required: tuple[str, ...] = (), text: str = "") -> Schema:
    schema: Schema = {"type": "object"}
    if text:
        schema |= _about(text)
    schema |= {"properties": properties, "additionalProperties": False}
    if required:
        schema["required"] = list(required)
    return schema


def _context() -> Schema:
    local = _object(
        {
            "@base": {
                "type": "string",
                "pattern": r"^https://w3id\.org/summit-kg/id/article/[a-z0-9-]+/$",
            },
            "assertion": {
                "type": "string",
                "pattern": r"^https://w3id\.org/summit-kg/graph/claim/[a-z0-9-]+/$",
            },
        },
        required=("@base", "assertion"),
    )
    shared = {"type": "string", "pattern": r"context\.jsonld$"}
    return {
        "type": "array",
        "prefixItems": [shared, local],
        "items": False,
        "minItems": 2,
    } | _about("The shared context, and what is this article's own.")


def _article_id() -> Schema:
    return {"type": "string", "pattern": "^article:[a-z0-9]+(-[a-z0-9]+)*$"} | _about(
        "article: and the name of the folder."
    )


def _sha256(text: str) -> Schema:
    return {"type": "string", "pattern": "^[0-9a-f]{64}$"} | _about(text)


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _about(text: str) -> Schema:
    return {"description": text}


def _document(name: str, title: str, body: Schema, definitions: Schema) -> Schema:
    head = {"$schema": DRAFT, "$id": f"{BASE}{name}.schema.json", "title": title}
    return head | body | {"$defs": definitions}
