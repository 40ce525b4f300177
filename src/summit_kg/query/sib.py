"""Saved queries in the form of SIB's sparql-examples: each query an RDF resource of its own.

The form: https://github.com/sib-swiss/sparql-examples. Its tools test such files, draw them, and
show them beside an endpoint.
"""

import os
import re
from urllib.parse import quote

from summit_kg.errors import InputProblem
from summit_kg.load.yaml_source import read_text
from summit_kg.query.binder import Resolver, substitute, term_of
from summit_kg.query.catalogue import Catalogue
from summit_kg.query.saved import SavedQuery
from summit_kg.query.tokens import TOKEN
from summit_kg.terms import is_iri, literal
from summit_kg.vocabulary import DCTERMS, OWL, PREFIXES, RDFS, SCHEMA, XSD

ENDPOINT = "http://localhost:8000/sparql"
ENDPOINT_FILE = "endpoint.txt"
EXAMPLES = "https://w3id.org/summit-kg/.well-known/sparql-examples/"
PREFIX_FILE = "prefixes.ttl"

_SHACL = PREFIXES["sh"]
_FORMS = {
    "SELECT": ("sh:SPARQLSelectExecutable", "sh:select"),
    "CONSTRUCT": ("sh:SPARQLConstructExecutable", "sh:construct"),
}
_HEAD = "".join(
    f"@prefix {prefix}: <{namespace}> .\n"
    for prefix, namespace in (
        ("dcterms", DCTERMS),
        ("ex", EXAMPLES),
        ("owl", OWL),
        ("rdfs", RDFS),
        ("schema", SCHEMA),
        ("sh", _SHACL),
        ("xsd", XSD),
    )
)
# SIB's files share this label; put together into one file they share the node.
_DECLARATIONS = "_:sparql_examples_prefixes"


def read_endpoint(folder: str) -> str:
    """Return the address that the `endpoint.txt` of a queries folder names; else the local one.

    :raises InputProblem: where the file names no address
    """
    path = os.path.join(folder, ENDPOINT_FILE)
    if not os.path.exists(path):
        return ENDPOINT
    address = read_text(path).strip()
    if not is_iri(address):
        raise InputProblem(path, 1, f"is no address of an endpoint, such as {ENDPOINT}")
    return address


def example_files(queries: Catalogue, endpoint: str, resolve: Resolver) -> dict[str, str]:
    """Return file name → Turtle: one file a query, and the prefixes of all in `prefixes.ttl`.

    Parameters take their defaults; one without stays a variable.

    :param endpoint: the address that answers the queries
    :param resolve: finds an entity by its label, where a default is a label
    :raises InputProblem: where a query is neither SELECT nor CONSTRUCT
    :raises UsageProblem: where a default does not fit its parameter
    """
    files = {PREFIX_FILE: f"{_HEAD}\n{_declarations(queries)}"}
    for name in sorted(queries):
        if f"{name}.ttl" == PREFIX_FILE:
            raise InputProblem(queries[name].path, None, "needs another name: this one is taken")
        files[f"{name}.ttl"] = f"{_HEAD}\n{_example(queries[name], endpoint, resolve)}"
    return files


def example_stream(queries: Catalogue, endpoint: str, resolve: Resolver) -> str:
    """Return the same as one Turtle document."""
    examples = [_example(queries[name], endpoint, resolve) for name in sorted(queries)]
    return "\n".join([_HEAD, _declarations(queries), *examples])


def _example(query: SavedQuery, endpoint: str, resolve: Resolver) -> str:
    if query.form not in _FORMS:
        shown = query.form or "an empty file"
        raise InputProblem(query.path, None, f"must be SELECT or CONSTRUCT to export, not {shown}")
    kind, predicate = _FORMS[query.form]
    rows = [
        f"rdfs:comment {literal(query.summary or query.name, language='en')}",
        f"sh:prefixes {_DECLARATIONS}",
        f"{predicate} {_long_literal(_runnable(query, resolve))}",
        f"schema:target <{endpoint}>",
    ]
    if query.description:
        rows.insert(1, f"dcterms:description {literal(query.description, language='en')}")
    if query.tags:
        rows.append("schema:keywords " + ", ".join(map(literal, query.tags)))
    subject = f"<{EXAMPLES}{quote(query.name)}>"
    if re.fullmatch(r"[A-Za-z0-9_]([A-Za-z0-9_-]*)", query.name):
        subject = f"ex:{query.name}"
    return f"{subject} a sh:SPARQLExecutable, {kind} ;\n    " + " ;\n    ".join(rows) + " .\n"


def _runnable(query: SavedQuery, resolve: Resolver) -> str:
    """Return the query without its header, its parameters filled in where they have defaults."""
    defaults = query.defaults
    terms = {
        parameter.variable: [
            term_of(parameter, value, resolve, query.name) for value in defaults[parameter.name]
        ]
        for parameter in query.parameters()
        if defaults.get(parameter.name)
    }
    lines = query.text.replace("\r\n", "\n").split("\n")
    bare = "\n".join(line for line in lines if not line.startswith("#+"))
    return substitute(bare, terms).strip()


def _declarations(queries: Catalogue) -> str:
    declared: dict[str, str] = {}
    for name in sorted(queries):
        for prefix, namespace in _prefixes(queries[name].text):
            # Where two queries differ the first counts: each text declares its own as well.
            declared.setdefault(prefix, namespace)
    rows = [f"{_DECLARATIONS} a owl:Ontology", f"owl:imports <{_SHACL}>"]
    rows += [
        f'sh:declare [ sh:prefix "{prefix}" ; sh:namespace "{namespace}"^^xsd:anyURI ]'
        for prefix, namespace in sorted(declared.items())
    ]
    return " ;\n    ".join(rows) + " .\n"


def _prefixes(text: str) -> list[tuple[str, str]]:
    tokens = [token for token in TOKEN.finditer(text) if not token["comment"]]
    return [
        (name["prefix"] or "", iri["iri"][1:-1])
        for word, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if (word["word"] or "").upper() == "PREFIX" and iri["iri"]
    ]


def _long_literal(text: str) -> str:
    """Return the text as a Turtle literal over several lines."""
    text = text.replace("\\", "\\\\")
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", lambda match: f"\\u{ord(match[0]):04X}", text)
    # A quote is left as it is unless it would end the literal.
    text = re.sub(r'"(?="")|"\Z', r"\"", text)
    return f'"""{text}"""'
