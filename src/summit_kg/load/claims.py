"""Claims and their assertions, `data/articles/SLUG/claims.yaml`, turned into N-Quads."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, NoReturn

from summit_kg.datatypes import is_valid
from summit_kg.errors import InputProblem
from summit_kg.load.acceptance import Decision
from summit_kg.load.article import SHA256, SLUG, Article, Span, check_context, hash_of
from summit_kg.load.negation import is_exclusion_of, negation_problem
from summit_kg.load.ontology_terms import LANGUAGE_TAGGED, OntologyTerms
from summit_kg.load.policy import Policy, Said
from summit_kg.load.yaml_source import Entry, read_yaml
from summit_kg.terms import expand_curie, is_iri, literal, suggestion
from summit_kg.vocabulary import ARTICLE, CLAIM_GRAPH, OA, PREFIXES, RDF, SUMMIT, XSD

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
_EVIDENCE_KEYS = frozenset({"sentence", "selector", "quote"})
_TYPE = f"<{RDF}type>"
_NIL = f"<{RDF}nil>"
_NAME = re.compile(r"[A-Za-z0-9_-]+\Z")


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
    problems: list[InputProblem] | None = None,
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
        terms: OntologyTerms,
        text: str | None,
        *,
        problems: list[InputProblem] | None,
        policy: Policy,
    ) -> None:
        self.path = path
        self.problems = problems
        self.article = article
        self.terms = terms
        self.text = text
        self.policy = policy
        self.prefixes = PREFIXES | {"assertion": f"{CLAIM_GRAPH}{article.slug}/"}
        self.lines: list[str] = []
        self.accepted: list[str] = []
        self.blank_nodes = 0
        self.claim_id = ""
        self.iris: dict[str, str] = {}

    def fail(self, line: int, message: str) -> NoReturn:
        where = f"claim {self.claim_id}: " if self.claim_id else ""
        raise InputProblem(self.path, line, where + message)

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
        for item in self.items(entry, "claims"):
            with self.left_out():
                claim = self.claim(item, claims)
                claims[claim.id] = claim
        self.claim_id = ""
        self.without_claim(entry)
        return ClaimsFile(list(claims.values()), self.lines, self.accepted)

    @contextmanager
    def left_out(self) -> Iterator[None]:
        """Leave out what is wrong, where all problems are wanted, and go on after it."""
        lines, accepted = len(self.lines), len(self.accepted)
        try:
            yield
        except InputProblem as error:
            if self.problems is None:
                raise
            self.problems.append(error)
            del self.lines[lines:], self.accepted[accepted:]

    def items(self, entry: Entry, key: str) -> list[Entry]:
        value = entry.get(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, Entry) for item in value):
            self.fail(entry.line_of(key), f"{key} must be a list of mappings")
        return value

    # One claim

    def claim(self, entry: Entry, earlier: dict[str, Claim]) -> Claim:
        self.claim_id = ""
        name = entry.get("iri")
        if not isinstance(name, str) or not SLUG.match(name):
            self.fail(
                entry.line_of("iri"), "a claim's id must be lower-case words joined by hyphens"
            )
        self.claim_id, self.blank_nodes = name, 0
        if name in earlier:
            first = earlier[name].entry.line
            self.fail(
                entry.line_of("iri"), f"this id is already taken by the claim on line {first}"
            )
        if name in self.article.sentences:
            self.fail(entry.line_of("iri"), "this id is a sentence's; choose another")
        for key in entry:
            known = (*_KEYS, *_OTHER_CLAIMS, "jointly")
            if key not in known:
                near = suggestion(key, list(known))
                self.fail(entry.lines[key], f"unknown key {key!r}{near}")
        for key in _KEYS:
            if key not in entry and (key != "evidence" or self.article.sentences):
                self.fail(entry.line, f"the key {key!r} is missing")
        statement = entry["statement"]
        if not isinstance(statement, str) or not statement.strip():
            self.fail(entry.lines["statement"], "statement must be text")
        polarity = self.choice(entry, "polarity", POLARITIES)
        certainty = self.choice(entry, "certainty", CERTAINTIES)
        claim_type = self.choice(entry, "claimType", CLAIM_TYPES)
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
        graph = f"<{CLAIM_GRAPH}{self.article.slug}/{name}>"
        accepted = "true" if decision.accepted else "false"
        p = f"{me} <{SUMMIT}"
        self.lines += [
            f"{me} {_TYPE} <{SUMMIT}Claim> .\n",
            f"{p}inArticle> <{self.article.iri}> .\n",
            f"{p}statement> {self.literal(statement, LANGUAGE_TAGGED, entry.line)} .\n",
            f"{p}polarity> <{SUMMIT}{polarity}> .\n",
            f"{p}certainty> <{SUMMIT}{certainty}> .\n",
            f"{p}claimType> <{SUMMIT}{claim_type}> .\n",
            f"{p}asserts> {graph} .\n",
            f'{p}accepted> "{accepted}"^^<{XSD}boolean> .\n',
            f"{p}acceptanceReason> {literal(decision.reason)} .\n",
            f"{p}reportedBy> {voices[0]} .\n",
            f"{p}saidBy> {voices[-1]} .\n",
            *(f"{p}voice> {voice} .\n" for voice in dict.fromkeys(voices)),
        ]
        self.voice_list(me, voices)
        for key in _OTHER_CLAIMS:
            self.other_claims(me, entry, key)
        if self.policy.by_hand(full) is not None:
            self.lines.append(f'{p}disputed> "true"^^<{XSD}boolean> .\n')
        if not isinstance(entry.get("jointly", False), bool):
            self.fail(entry.lines["jointly"], "jointly must be true or false")
        if entry.get("jointly"):
            self.lines.append(f'{p}jointly> "true"^^<{XSD}boolean> .\n')
        self.evidence(me, entry)
        self.assertion(entry, graph, decision.accepted, negative=polarity == "negative")
        return Claim(name, entry, decision)

    def choice(self, entry: Entry, key: str, allowed: frozenset[str]) -> str:
        value = entry[key]
        if not isinstance(value, str) or value not in allowed:
            known = ", ".join(sorted(allowed))
            self.fail(entry.lines[key], f"{key} is {_shown(value)}; it must be one of {known}")
        return value

    def voices(self, entry: Entry) -> list[str]:
        value, line = entry["claimedBy"], entry.lines["claimedBy"]
        if not isinstance(value, list) or not value:
            self.fail(line, "claimedBy must list the voices, outermost first")
        return [self.iri(item, line) for item in value]

    def voice_list(self, me: str, voices: list[str]) -> None:
        rest = me, f"<{SUMMIT}claimedBy>"
        for voice in voices:
            cell = self.blank_node()
            self.lines += [
                f"{rest[0]} {rest[1]} {cell} .\n",
                f"{cell} <{RDF}first> {voice} .\n",
            ]
            rest = cell, f"<{RDF}rest>"
        self.lines.append(f"{rest[0]} {rest[1]} {_NIL} .\n")

    def other_claims(self, me: str, entry: Entry, key: str) -> None:
        value = entry.get(key, [])
        if not isinstance(value, list) or not all(
            isinstance(item, str) and _CLAIM_NAME.match(item) for item in value
        ):
            self.fail(entry.lines[key], f"{key} must list claims, each as ARTICLE/CLAIM")
        self.lines += [f"{me} <{SUMMIT}{key}> <{ARTICLE}{item}> .\n" for item in value]

    # Evidence

    def evidence(self, me: str, entry: Entry) -> None:
        if not self.article.sentences:
            self.evidence_without_text(me, entry)
            return
        items = self.items(entry, "evidence")
        if not items:
            self.fail(entry.lines["evidence"], "evidence must name at least one sentence")
        for item in items:
            for key in item:
                if key not in _EVIDENCE_KEYS:
                    near = suggestion(key, list(_EVIDENCE_KEYS))
                    self.fail(item.lines[key], f"unknown key {key!r} in evidence{near}")
            sentence, span = self.span(item)
            node, selector = self.blank_node(), self.blank_node()
            self.lines += [
                f"{me} <{SUMMIT}evidence> {node} .\n",
                f"{node} {_TYPE} <{OA}SpecificResource> .\n",
                f"{node} <{OA}hasSource> <{self.article.iri}> .\n",
                f"{node} <{SUMMIT}inSentence> <{self.article.base}{sentence}> .\n",
                f"{node} <{OA}hasSelector> {selector} .\n",
                f"{selector} {_TYPE} <{OA}TextPositionSelector> .\n",
                f'{selector} <{OA}start> "{span.start}"^^<{XSD}nonNegativeInteger> .\n',
                f'{selector} <{OA}end> "{span.end}"^^<{XSD}nonNegativeInteger> .\n',
            ]
            if span.sha256:
                self.lines.append(f"{selector} <{SUMMIT}sha256> {literal(span.sha256)} .\n")
            if "quote" in item:
                self.quote(node, item)

    def evidence_without_text(self, me: str, entry: Entry) -> None:
        """Let the claim rest on the source as a whole, for its sentences are not known."""
        if "evidence" in entry:
            self.fail(
                entry.lines["evidence"],
                "the source has no text, so no sentence can be evidence: leave evidence out, or "
                "list the sentences in article.yaml",
            )
        node = self.blank_node()
        self.lines += [
            f"{me} <{SUMMIT}evidence> {node} .\n",
            f"{node} {_TYPE} <{OA}SpecificResource> .\n",
            f"{node} <{OA}hasSource> <{self.article.iri}> .\n",
        ]

    def span(self, item: Entry) -> tuple[str, Span]:
        name, line = item.get("sentence"), item.line_of("sentence")
        sentence = self.article.sentences.get(name) if isinstance(name, str) else None
        if sentence is None or not isinstance(name, str):
            near = suggestion(str(name), list(self.article.sentences))
            self.fail(line, f"the article has no sentence {_shown(name)}{near}")
        selector = item.get("selector")
        keys = {"start", "end"}
        if not isinstance(selector, Entry) or not keys <= set(selector) <= keys | {"sha256"}:
            self.fail(item.line_of("selector"), "selector must have start, end and maybe sha256")
        line = selector.line
        start, end = selector["start"], selector["end"]
        if type(start) is not int or type(end) is not int or not start < end:
            self.fail(line, "start and end must be whole numbers, start before end")
        if start < sentence.start or end > sentence.end:
            self.fail(
                line,
                f"characters {start} to {end} lie outside sentence {name} "
                f"({sentence.start} to {sentence.end})",
            )
        digest = selector.get("sha256")
        if digest is not None and not (isinstance(digest, str) and SHA256.match(digest)):
            self.fail(line, "sha256 must be 64 hexadecimal digits")
        actual = None
        if self.text is not None:
            actual = hash_of(self.text[start:end])
        elif (start, end) == sentence[:2]:
            actual = sentence.sha256
        if digest is not None and actual is not None and digest != actual:
            self.fail(line, f"the hash of characters {start} to {end} does not fit the text")
        return name, Span(start, end, digest or actual)

    def quote(self, node: str, item: Entry) -> None:
        words, line = item["quote"], item.lines["quote"]
        if not isinstance(words, str) or not words.strip():
            self.fail(line, "quote must be the words quoted")
        if self.text is not None:
            selector = item["selector"]
            if words not in self.text[selector["start"] : selector["end"]]:
                self.fail(line, "these words do not stand in the characters that it points at")
        quoted = self.literal(words, LANGUAGE_TAGGED, line)
        selector_node = self.blank_node()
        self.lines += [
            f"{node} <{SUMMIT}quotedWords> {quoted} .\n",
            f"{node} <{OA}hasSelector> {selector_node} .\n",
            f"{selector_node} {_TYPE} <{OA}TextQuoteSelector> .\n",
            f"{selector_node} <{OA}exact> {self.literal(words, None, line)} .\n",
        ]

    # Assertion

    def assertion(self, entry: Entry, graph: str, accepted: bool, *, negative: bool) -> None:
        value, line = entry["asserts"], entry.lines["asserts"]
        key = f"assertion:{self.claim_id}"
        if not isinstance(value, Entry) or list(value) != [key]:
            self.fail(line, f"asserts must have the one key {key}")
        node = value[key]
        if not isinstance(node, Entry):
            self.fail(
                value.lines[key], "an assertion is one mapping; nest in it what belongs to it"
            )
        problem = negation_problem(node, self.terms, negative=negative)
        if problem is not None:
            self.fail(*problem)
        triples: list[str] = []
        self.node(node, triples)
        if not triples:
            self.fail(value.lines[key], "an assertion must say something: give a type or a value")
        self.lines += [f"{triple} {graph} .\n" for triple in triples]
        if accepted:
            self.accepted += [f"{triple} .\n" for triple in triples]

    def node(self, entry: Entry, triples: list[str]) -> str:
        """Append the triples of a node and of what is nested in it; return its name."""
        me = self.iri(entry["iri"], entry.lines["iri"]) if "iri" in entry else self.blank_node()
        if me.startswith(f"<{SUMMIT}") and not is_exclusion_of(entry):
            self.fail(entry.line, "a claim may say of the ontology only what a class excludes")
        if "iri" in entry and str(entry.get("type")).startswith("owl:"):
            self.fail(entry.line, "a node of OWL has no iri")
        for key, value in entry.items():
            if key == "iri":
                continue
            line = entry.lines[key]
            values = value if isinstance(value, list) else [value]
            if key == "type":
                triples += [f"{me} {_TYPE} <{self.class_(item, line)}>" for item in values]
                continue
            known = self.terms.properties.get(key)
            if known is None:
                self.fail(line, f"unknown property {key!r}{self.terms.nearest_property(key)}")
            iri, datatype = known
            for item in values:
                if datatype is not None:
                    object_ = self.literal(item, datatype, line, key)
                elif isinstance(item, Entry):
                    object_ = self.node(item, triples)
                else:
                    object_ = self.iri(item, line, key)
                triples.append(f"{me} <{iri}> {object_}")
        return me

    def class_(self, name: Any, line: int) -> str:
        iri = self.terms.class_iri(name) if isinstance(name, str) else None
        if iri is None:
            near = self.terms.nearest_class(str(name))
            self.fail(line, f"unknown class {_shown(name)}{near}")
        return iri

    def without_claim(self, entry: Entry) -> None:
        for item in self.items(entry, "withoutClaim"):
            with self.left_out():
                self.no_claim_reason(item)

    def no_claim_reason(self, item: Entry) -> None:
        name, reason = item.get("iri"), item.get("reason")
        if set(item) != {"iri", "reason"} or not isinstance(reason, str) or not reason.strip():
            self.fail(item.line, "a sentence without claim has exactly an iri and a reason")
        if not isinstance(name, str) or name not in self.article.sentences:
            self.fail(item.line_of("iri"), f"the article has no sentence {_shown(name)}")
        text = self.literal(reason, LANGUAGE_TAGGED, item.lines["reason"])
        sentence = f"<{self.article.base}{name}>"
        self.lines.append(f"{sentence} <{SUMMIT}noClaimReason> {text} .\n")

    # Terms

    def blank_node(self) -> str:
        self.blank_nodes += 1
        return f"_:{self.article.slug}.{self.claim_id}.{self.blank_nodes}"

    def iri(self, value: Any, line: int, key: str = "this") -> str:
        if not isinstance(value, str) or not value:
            self.fail(line, f"{key} must name something, such as id:russia, not {_shown(value)}")
        known = self.iris.get(value)
        if known is None:
            known = self.iris[value] = f"<{self.expand(value, line)}>"
        return known

    def expand(self, value: str, line: int) -> str:
        prefix, colon, rest = value.partition(":")
        if not colon:
            if not _NAME.match(value):
                self.fail(line, f"{_shown(value)} must be a name, a CURIE such as id:x, or an IRI")
            expanded = self.article.base + value
        elif prefix in self.prefixes:
            expanded = expand_curie(value, self.prefixes) or ""
        elif rest.startswith("//") or prefix == "urn":
            expanded = value
        else:
            near = suggestion(prefix, list(self.prefixes))
            self.fail(line, f"the prefix {_shown(prefix)} is not declared{near}")
        if not is_iri(expanded):
            self.fail(line, f"{_shown(value)} has characters that no IRI may have")
        return expanded

    def literal(self, value: Any, datatype: str | None, line: int, key: str = "text") -> str:
        """Return a value as a literal, typed as JSON-LD tools type it."""
        kind = str(datatype).removeprefix(XSD)
        if isinstance(value, bool) and kind == "boolean":
            value = "true" if value else "false"
        elif type(value) is int and kind in {"integer", "nonNegativeInteger", "gYear"}:
            value = str(value)
        elif isinstance(value, int | float):
            self.fail(line, f"{key} must be in quotes: '{value}'")
        if not isinstance(value, str):
            self.fail(line, f"{key} must be a plain value, not {_shown(value)}")
        if not is_valid(kind, value):
            self.fail(line, f"{key} must be of type {kind}, not {_shown(value)}")
        try:
            if datatype == LANGUAGE_TAGGED:
                return literal(value, language="en")
            return literal(value, datatype)
        except ValueError as error:
            self.fail(line, f"{key} is {error}")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "…" + text[:1]
