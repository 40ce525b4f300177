"""The readable reference of the ontology, `docs/ontology.md`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ontology_model import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ontology_model import Ontology, Term

KIND_TITLES = {
    "class": "Classes",
    "object property": "Object properties",
    "data property": "Data properties",
    "annotation property": "Annotation properties",
    "individual": "Individuals",
}
WORDS = {
    "class": "Class",
    "object property": "Property",
    "data property": "Property",
    "annotation property": "Property",
    "individual": "Individual",
}
OPENING = """\
# Ontology reference

Made from `ontology/*.ttl` by `python tools/generate_files.py`; edit the ontology, not this page.

Namespace `https://w3id.org/summit-kg/ontology#`, prefix `summit:`. The ontology is OWL 2 DL;
`ontology/datatypes.ttl` adds the ranges that OWL 2 has no datatype for (dates, text with a
language), and `ontology/shapes.ttl` holds the SHACL shapes. "Domain" and "range" hold what a
reasoner may infer and, where a property fits several classes, those classes.
"""


def page(ontology: Ontology) -> str:
    """Return the page."""
    return "\n".join(_lines(ontology)).rstrip() + "\n"


def _lines(ontology: Ontology) -> Iterator[str]:
    links = {term.curie: _anchor(term) for term in ontology.terms}
    yield OPENING
    yield "| file | holds | terms |"
    yield "|---|---|---|"
    for subject in SUBJECTS:
        count = sum(term.subject == subject for term in ontology.terms)
        heading = ontology.heading(subject)
        yield f"| [`{subject}.ttl`](#{_slug(subject + 'ttl')}) | {heading} | {count} |"
    yield ""
    yield from _code_table(ontology)
    for subject in SUBJECTS:
        yield f"## {subject}.ttl"
        yield ""
        yield ontology.heading(subject)
        yield ""
        for kind, title in KIND_TITLES.items():
            terms = [t for t in ontology.terms if t.subject == subject and t.kind == kind]
            if terms:
                yield f"**{title}:** " + ", ".join(_linked(t.curie, links) for t in terms)
                yield ""
        for kind in KIND_TITLES:
            for term in ontology.terms:
                if term.subject == subject and term.kind == kind:
                    yield from _entry(term, links)


def _code_table(ontology: Ontology) -> Iterator[str]:
    yield "Acts compare with event data sets through these codes:"
    yield ""
    yield "| class | PLOVER root | CAMEO code |"
    yield "|---|---|---|"
    for term in ontology.terms:
        if term.codes:
            plover, cameo = (code.split(" ", 1)[1] for code in term.codes)
            yield f"| [`{term.name}`](#{_anchor(term)}) | {plover} | {cameo} |"
    yield ""


def _entry(term: Term, links: dict[str, str]) -> Iterator[str]:
    yield f"### {WORDS[term.kind]} `{term.name}`"
    yield ""
    yield f"*{term.label}* ({term.kind}). {term.definition}"
    yield ""
    yield f"> {term.example}"
    yield ""
    if term.note:
        yield term.note
        yield ""
    facts = {
        "Is a": term.types,
        "Beneath": term.supers,
        "Same as": term.equivalent,
        "Disjoint with": term.disjoint,
        "Domain": term.domain,
        "Range": term.range,
        "Inverse of": term.inverse,
        "Follows from": term.chains,
        "Is": term.characteristics,
        "Codes": term.codes,
        "Aligned to": term.alignments,
        "Taken over from": term.source,
    }
    shown = [
        f"- {name}: " + ", ".join(_linked(value, links) for value in values)
        for name, values in facts.items()
        if values
    ]
    if shown:
        yield from shown
        yield ""


def _linked(text: str, links: dict[str, str]) -> str:
    def link(match: re.Match[str]) -> str:
        name = match[0]
        return f"[`{name}`](#{links[name]})" if name in links else f"`{name}`"

    if text.startswith("http"):
        return f"<{text}>"
    return re.sub(r"[a-z]+:[A-Za-z][\w-]*", link, text)


def _anchor(term: Term) -> str:
    return _slug(f"{WORDS[term.kind]} {term.name}")


def _slug(text: str) -> str:
    return text.lower().replace(" ", "-")
