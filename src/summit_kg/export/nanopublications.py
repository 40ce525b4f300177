"""Nanopublications (https://nanopub.net/guidelines/), one a claim, in TriG.

Each has four graphs: the head; the assertion, which is what the claim says; its provenance, which
is who said it, how surely and in which sentence; and the publication info. They have no blank
nodes, as the guidelines ask. They carry no time of making, so that equal claims give equal bytes,
and no signature: the tools that publish them add both.
"""

from collections.abc import Iterator
from typing import BinaryIO

import pyoxigraph as ox

from summit_kg.export.claims import ClaimRecord, Reader
from summit_kg.export.statements import Statements
from summit_kg.export.structure import subjects
from summit_kg.export.turtle import TurtleWriter
from summit_kg.terms import claim_name, iri, literal
from summit_kg.vocabulary import DCTERMS, OA, PREFIXES, RDF, SUMMIT, XSD

NANOPUBLICATION = "https://w3id.org/summit-kg/np/"
_NP = PREFIXES["np"]
_PROV = PREFIXES["prov"]
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def write_nanopublications(
    store: ox.Store,
    out: BinaryIO,
    article: str | None = None,
    about: str | None = None,
    *,
    only_accepted: bool = False,
) -> int:
    """Write the claims as nanopublications and return their number.

    :param article: only those of this article
    :param about: only those whose assertion has this thing
    :param only_accepted: only those that count as fact
    """
    writer = TurtleWriter()
    out.write(writer.head())
    count = 0
    for claim in Reader(store, only_accepted=only_accepted).claims(article, about):
        count += 1
        me = NANOPUBLICATION + claim_name(claim.iri)
        for name, lines in _graphs(claim, me):
            out.write(b"\n" + writer.term(_node(f"{me}#{name}"), b"") + b" {\n")
            writer.write(subjects([sorted(lines)]), out, b"    ")
            out.write(b"}\n")
    return count


def _graphs(claim: ClaimRecord, me: str) -> Iterator[tuple[str, list[bytes]]]:
    assertion = f"{me}#assertion"
    yield (
        "head",
        [
            _line(me, RDF + "type", iri(_NP + "Nanopublication")),
            _line(me, _NP + "hasAssertion", iri(assertion)),
            _line(me, _NP + "hasProvenance", iri(f"{me}#provenance")),
            _line(me, _NP + "hasPublicationInfo", iri(f"{me}#pubinfo")),
        ],
    )
    yield "assertion", _without_blank_nodes(claim, me)
    yield (
        "provenance",
        [
            _line(assertion, _PROV + "wasDerivedFrom", iri(claim.article)),
            *(_line(assertion, _PROV + "wasAttributedTo", iri(voice)) for voice in claim.voices),
            *_saying(claim, assertion),
            *_evidence(claim, me, assertion),
        ],
    )
    yield (
        "pubinfo",
        [
            _line(me, DCTERMS + "license", iri(_LICENCE)),
            _line(me, DCTERMS + "creator", iri("https://w3id.org/summit-kg/id/summit-kg-editors")),
            _line(me, _PROV + "wasDerivedFrom", iri(claim.iri)),
        ],
    )


def _saying(claim: ClaimRecord, assertion: str) -> Iterator[bytes]:
    """Yield how the assertion was said."""
    yield _line(assertion, SUMMIT + "statement", literal(claim.statement, language="en"))
    for name, value in (
        ("polarity", claim.polarity),
        ("certainty", claim.certainty),
        ("claimType", claim.claim_type),
    ):
        yield _line(assertion, SUMMIT + name, iri(value))
    accepted = literal("true" if claim.accepted else "false", XSD + "boolean")
    yield _line(assertion, SUMMIT + "accepted", accepted)
    yield _line(assertion, SUMMIT + "acceptanceReason", literal(claim.reason))
    if claim.voices:
        yield _line(assertion, SUMMIT + "reportedBy", iri(claim.voices[0]))
        yield _line(assertion, SUMMIT + "saidBy", iri(claim.voices[-1]))


def _evidence(claim: ClaimRecord, me: str, assertion: str) -> Iterator[bytes]:
    """Yield the stretches of text that the assertion rests on."""
    for number, item in enumerate(claim.evidence, 1):
        node, selector = f"{me}#evidence-{number}", f"{me}#selector-{number}"
        yield _line(assertion, SUMMIT + "evidence", iri(node))
        yield _line(node, RDF + "type", iri(OA + "SpecificResource"))
        yield _line(node, OA + "hasSource", iri(claim.article))
        if item.quoted:
            yield _line(node, SUMMIT + "quotedWords", literal(item.quoted, language="en"))
        if item.sentence:
            yield _line(node, SUMMIT + "inSentence", iri(item.sentence))
        if item.start is None:
            continue  # a source without text: the claim rests on the whole of it
        yield _line(node, OA + "hasSelector", iri(selector))
        yield _line(selector, RDF + "type", iri(OA + "TextPositionSelector"))
        for name, place in (("start", item.start), ("end", item.end)):
            yield _line(selector, OA + name, literal(str(place), XSD + "nonNegativeInteger"))
        if item.sha256:
            yield _line(selector, SUMMIT + "sha256", literal(item.sha256))


def _without_blank_nodes(claim: ClaimRecord, me: str) -> list[bytes]:
    """Return the assertion's lines, its blank nodes named after the nanopublication."""
    statements = Statements(nest=False)
    statements.add_triples(quad.triple for quad in claim.assertion)
    statements.close()
    names: dict[bytes, bytes] = {}

    def named(term: bytes) -> bytes:
        if term[:2] != b"_:":
            return term
        return names.setdefault(term, _node(f"{me}#node-{len(names) + 1}"))

    lines = []
    for batch in statements.view():
        for line in batch:
            subject, predicate, object_ = line.split(b" ", 2)
            lines.append(b"%b %b %b" % (named(subject), predicate, named(object_)))
    return lines


def _line(subject: str, predicate: str, object_: str) -> bytes:
    return f"{iri(subject)} {iri(predicate)} {object_}".encode()


def _node(name: str) -> bytes:
    return iri(name).encode()
