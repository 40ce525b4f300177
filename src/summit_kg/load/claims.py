"""Claims and their assertions, `data/articles/SLUG/claims.yaml`, turned into N-Quads."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from summit_kg.errors import Problems, noted_in
from summit_kg.load.acceptance import Decision
from summit_kg.load.article import SLUG, Article, check_context
from summit_kg.load.assertion import AssertionReader
from summit_kg.load.claim_terms import ClaimTerms, shown
from summit_kg.load.evidence import EvidenceReader
from summit_kg.load.ontology_terms import LANGUAGE_TAGGED, OntologyTerms
from summit_kg.load.policy import Policy, Said
from summit_kg.load.yaml_source import Entry, read_yaml
from summit_kg.terms import literal, suggestion
from summit_kg.vocabulary import ARTICLE, CLAIM_GRAPH, RDF, SUMMIT, XSD

POLARITIES = frozenset({"positive", "negative"})
CERTAINTIES = frozenset({"certain", "probable", "possible", "unspecified"})
CLAIM_TYPES = frozenset(
    {"report", "quotation", "forecast", "interpretation", "commitment", "heading", "assumption"}
)
_KEYS = (
    "iri", "statement", "claimedBy", "polarity", "certainty", "claimType", "evidence", "asserts",
)  # fmt: skip
_OTHER_CLAIMS = ("disputes", "fulfils", "refutes", "leavesOpen")
"""What a claim may say of claims of other sources."""
_CLAIM_NAME = re.compile(r"[a-z0-9-]+/[a-z0-9-]+\Z")
_TYPE = f"<{RDF}type>"
_NIL = f"<{RDF}nil>"


class Claim(NamedTuple):
    """One claim as its file tells it, checked."""

    id: str
    entry: Entry
    decision: Decision


class ClaimsFile(NamedTuple):
    """The claims of one article as N-Quads lines.

    `lines` are the claims and their assertions, `accepted` the accepted assertions once more, for
    the default graph.
    """

    claims: list[Claim]
    lines: list[str]
    accepted: list[str]


def read_claims(
    path: str,
    article: Article,
    terms: OntologyTerms,
    text: str | None = None,
    *,
    policy: Policy | None = None,
    problems: Problems = None,
) -> ClaimsFile:
    """Return the claims of a file, checked against its article and the ontology.

    :param text: the article's text where the user holds it: every slice's hash is then checked
    :param problems: takes the first thing that is wrong with each claim; those are left out
    :param policy: says which claims are accepted; by default as `Policy()` does
    :raises InputProblem: with the line, at the first thing that is wrong, where no `problems` are
        given or the file as a whole cannot be read
    """
    loader = _Loader(path, article, terms, text, problems=problems, policy=policy or Policy())
    return loader.file(read_yaml(path))


class _Loader:
    """Reads one claims file: checks each value where it stands and writes its triples."""

    def __init__(
        self,
        path: str,
        article: Article,
        ontology: OntologyTerms,
        text: str | None,
        *,
        problems: Problems,
        policy: Policy,
    ) -> None:
        self.path = path
        self.problems = problems
        self.article = article
        self.policy = policy
        self.terms = ClaimTerms(path, article)
        self.evidence = EvidenceReader(self.terms, text)
        self.assertions = AssertionReader(self.terms, ontology)
        self.fail = self.terms.fail
        self.lines: list[str] = []
        self.accepted: list[str] = []

    def file(self, entry: Entry) -> ClaimsFile:
        known = {"@context", "iri", "claims", "withoutClaim"}
        for key in entry:
            if key not in known:
                self.fail(entry.lines[key], f"unknown key {key!r}{suggestion(key, list(known))}")
        if "@context" not in entry:
            self.fail(1, "the key '@context' is missing")
        check_context(self.path, entry, self.article.slug)
        if entry.get("iri") != f"article:{self.article.slug}":
            self.fail(entry.line_of("iri"), f"iri must be article:{self.article.slug}")
        claims: dict[str, Claim] = {}
        for item in self.terms.items(entry, "claims"):
            self.terms.leave()
            with noted_in(self.problems):
                claim = self.claim(item, claims)
                claims[claim.id] = claim
        self.terms.leave()
        for item in self.terms.items(entry, "withoutClaim"):
            with noted_in(self.problems):
                self.without_claim(item)
        return ClaimsFile(list(claims.values()), self.lines, self.accepted)

    def claim(self, entry: Entry, earlier: dict[str, Claim]) -> Claim:
        name = self.name(entry, earlier)
        known = (*_KEYS, *_OTHER_CLAIMS, "jointly")
        for key in entry:
            if key not in known:
                near = suggestion(key, list(known))
                self.fail(entry.lines[key], f"unknown key {key!r}{near}")
        for key in _KEYS:
            if key not in entry and (key != "evidence" or self.article.sentences):
                self.fail(entry.line, f"the key {key!r} is missing")
        statement = entry["statement"]
        if not isinstance(statement, str) or not statement.strip():
            self.fail(entry.lines["statement"], "statement must be text")
        polarity = self.terms.choice(entry, "polarity", POLARITIES)
        certainty = self.terms.choice(entry, "certainty", CERTAINTIES)
        claim_type = self.terms.choice(entry, "claimType", CLAIM_TYPES)
        voices = self.voices(entry)
        full = f"{self.article.slug}/{name}"
        decision = self.policy.decide(
            Said(
                full,
                claim_type,
                polarity,
                certainty,
                tuple(voice[1:-1] for voice in voices),
                self.article.slug,
                self.article.entry.get("publisher"),
                self.article.issued,
                self.article.accessed,
            )
        )
        me = f"<{self.article.base}{name}>"
        graph = f"<{CLAIM_GRAPH}{full}>"
        accepted = "true" if decision.accepted else "false"
        text = self.terms.literal(statement, LANGUAGE_TAGGED, entry.line)
        p = f"{me} <{SUMMIT}"
        lines = [
            f"{me} {_TYPE} <{SUMMIT}Claim> .\n",
            f"{p}inArticle> <{self.article.iri}> .\n",
            f"{p}statement> {text} .\n",
            f"{p}polarity> <{SUMMIT}{polarity}> .\n",
            f"{p}certainty> <{SUMMIT}{certainty}> .\n",
            f"{p}claimType> <{SUMMIT}{claim_type}> .\n",
            f"{p}asserts> {graph} .\n",
            f'{p}accepted> "{accepted}"^^<{XSD}boolean> .\n',
            f"{p}acceptanceReason> {literal(decision.reason)} .\n",
            f"{p}reportedBy> {voices[0]} .\n",
            f"{p}saidBy> {voices[-1]} .\n",
            *(f"{p}voice> {voice} .\n" for voice in dict.fromkeys(voices)),
            *self.voice_list(me, voices),
            *self.other_claims(me, entry),
        ]
        if self.policy.by_hand(full) is not None:
            lines.append(f'{p}disputed> "true"^^<{XSD}boolean> .\n')
        if not isinstance(entry.get("jointly", False), bool):
            self.fail(entry.lines["jointly"], "jointly must be true or false")
        if entry.get("jointly"):
            lines.append(f'{p}jointly> "true"^^<{XSD}boolean> .\n')
        lines += self.evidence.lines(me, entry)
        triples = self.assertions.triples(entry, name, negative=polarity == "negative")
        self.lines += [*lines, *(f"{triple} {graph} .\n" for triple in triples)]
        if decision.accepted:
            self.accepted += [f"{triple} .\n" for triple in triples]
        return Claim(name, entry, decision)

    def name(self, entry: Entry, earlier: dict[str, Claim]) -> str:
        """Return the claim's name within the article, and begin the claim."""
        name, line = entry.get("iri"), entry.line_of("iri")
        if not isinstance(name, str) or not SLUG.match(name):
            self.fail(line, "a claim's id must be lower-case words joined by hyphens")
        self.terms.begin(name)
        if name in earlier:
            first = earlier[name].entry.line
            self.fail(
                line, f"this id is already taken by the claim on line {first}", "duplicate-id"
            )
        if name in self.article.sentences:
            self.fail(line, "this id is a sentence's; choose another", "duplicate-id")
        return name

    def voices(self, entry: Entry) -> list[str]:
        value, line = entry["claimedBy"], entry.lines["claimedBy"]
        if not isinstance(value, list) or not value:
            self.fail(line, "claimedBy must list the voices, outermost first")
        return [self.terms.iri(item, line) for item in value]

    def voice_list(self, me: str, voices: list[str]) -> Iterator[str]:
        rest = me, f"<{SUMMIT}claimedBy>"
        for voice in voices:
            cell = self.terms.blank_node()
            yield f"{rest[0]} {rest[1]} {cell} .\n"
            yield f"{cell} <{RDF}first> {voice} .\n"
            rest = cell, f"<{RDF}rest>"
        yield f"{rest[0]} {rest[1]} {_NIL} .\n"

    def other_claims(self, me: str, entry: Entry) -> Iterator[str]:
        for key in _OTHER_CLAIMS:
            value = entry.get(key, [])
            if not isinstance(value, list) or not all(
                isinstance(item, str) and _CLAIM_NAME.match(item) for item in value
            ):
                self.fail(entry.lines[key], f"{key} must list claims, each as ARTICLE/CLAIM")
            for item in value:
                yield f"{me} <{SUMMIT}{key}> <{ARTICLE}{item}> .\n"

    def without_claim(self, item: Entry) -> None:
        """Read why a sentence has no claim."""
        name, reason = item.get("iri"), item.get("reason")
        if set(item) != {"iri", "reason"} or not isinstance(reason, str) or not reason.strip():
            self.fail(item.line, "a sentence without claim has exactly an iri and a reason")
        if not isinstance(name, str) or name not in self.article.sentences:
            self.fail(item.line_of("iri"), f"the article has no sentence {shown(name)}")
        text = self.terms.literal(reason, LANGUAGE_TAGGED, item.lines["reason"])
        sentence = f"<{self.article.base}{name}>"
        self.lines.append(f"{sentence} <{SUMMIT}noClaimReason> {text} .\n")
