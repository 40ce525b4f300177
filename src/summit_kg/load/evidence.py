"""What a claim rests on: the stretches of its article's text, each checked against the text."""

from typing import NoReturn

from summit_kg.load.article import SHA256, Span, hash_of
from summit_kg.load.claim_terms import ClaimTerms, shown
from summit_kg.load.ontology_terms import LANGUAGE_TAGGED
from summit_kg.load.yaml_source import Entry
from summit_kg.terms import literal, suggestion
from summit_kg.vocabulary import OA, RDF, SUMMIT, XSD

_KEYS = frozenset({"sentence", "selector", "quote"})
_TYPE = f"<{RDF}type>"


class EvidenceReader:
    """Reads the evidence of the claims of one article.

    :param text: the article's text where the user holds it: every slice's hash is then checked
    """

    def __init__(self, terms: ClaimTerms, text: str | None) -> None:
        self._terms = terms
        self._article = terms.article
        self._text = text

    def lines(self, claim: str, entry: Entry) -> list[str]:
        """Return the N-Triples lines of a claim's evidence.

        :raises InputProblem: where it is none, or does not fit the text
        """
        if not self._article.sentences:
            return self._without_text(claim, entry)
        items = self._terms.items(entry, "evidence")
        if not items:
            self._fail(entry.lines["evidence"], "evidence must name at least one sentence")
        return [line for item in items for line in self._of_sentence(claim, item)]

    def _fail(self, line: int, message: str, rule: str = "evidence") -> NoReturn:
        self._terms.fail(line, message, rule)

    def _of_sentence(self, claim: str, item: Entry) -> list[str]:
        for key in item:
            if key not in _KEYS:
                near = suggestion(key, list(_KEYS))
                self._fail(item.lines[key], f"unknown key {key!r} in evidence{near}")
        sentence, span = self._span(item)
        node, selector = self._terms.blank_node(), self._terms.blank_node()
        lines = [
            *self._in_article(claim, node),
            f"{node} <{SUMMIT}inSentence> <{self._article.base}{sentence}> .\n",
            f"{node} <{OA}hasSelector> {selector} .\n",
            f"{selector} {_TYPE} <{OA}TextPositionSelector> .\n",
            f'{selector} <{OA}start> "{span.start}"^^<{XSD}nonNegativeInteger> .\n',
            f'{selector} <{OA}end> "{span.end}"^^<{XSD}nonNegativeInteger> .\n',
        ]
        if span.sha256:
            lines.append(f"{selector} <{SUMMIT}sha256> {literal(span.sha256)} .\n")
        if "quote" in item:
            lines += self._quote(node, item, span)
        return lines

    def _without_text(self, claim: str, entry: Entry) -> list[str]:
        """Let the claim rest on the source as a whole, for its sentences are not known."""
        if "evidence" in entry:
            self._fail(
                entry.lines["evidence"],
                "the source has no text, so no sentence can be evidence: leave evidence out, or "
                "list the sentences in article.yaml",
            )
        return self._in_article(claim, self._terms.blank_node())

    def _in_article(self, claim: str, node: str) -> list[str]:
        return [
            f"{claim} <{SUMMIT}evidence> {node} .\n",
            f"{node} {_TYPE} <{OA}SpecificResource> .\n",
            f"{node} <{OA}hasSource> <{self._article.iri}> .\n",
        ]

    def _span(self, item: Entry) -> tuple[str, Span]:
        """Return the sentence that is named, and the stretch of it that is evidence."""
        name, line = item.get("sentence"), item.line_of("sentence")
        sentence = self._article.sentences.get(name) if isinstance(name, str) else None
        if sentence is None or not isinstance(name, str):
            near = suggestion(str(name), list(self._article.sentences))
            self._fail(line, f"the article has no sentence {shown(name)}{near}")
        selector = item.get("selector")
        keys = {"start", "end"}
        if not isinstance(selector, Entry) or not keys <= set(selector) <= keys | {"sha256"}:
            line = item.line_of("selector")
            self._fail(line, "selector must have start, end and maybe sha256")
        line = selector.line
        start, end = selector["start"], selector["end"]
        if type(start) is not int or type(end) is not int or not start < end:
            self._fail(line, "start and end must be whole numbers, start before end")
        if start < sentence.start or end > sentence.end:
            self._fail(
                line,
                f"characters {start} to {end} lie outside sentence {name} "
                f"({sentence.start} to {sentence.end})",
            )
        digest = selector.get("sha256")
        if digest is not None and not (isinstance(digest, str) and SHA256.match(digest)):
            self._fail(line, "sha256 must be 64 hexadecimal digits")
        actual = None
        if self._text is not None:
            actual = hash_of(self._text[start:end])
        elif (start, end) == sentence[:2]:
            actual = sentence.sha256
        if digest is not None and actual is not None and digest != actual:
            message = f"the hash of characters {start} to {end} does not fit the text"
            self._fail(line, message, "hash")
        return name, Span(start, end, digest or actual)

    def _quote(self, node: str, item: Entry, span: Span) -> list[str]:
        words, line = item["quote"], item.lines["quote"]
        if not isinstance(words, str) or not words.strip():
            self._fail(line, "quote must be the words quoted")
        if self._text is not None and words not in self._text[span.start : span.end]:
            message = "these words do not stand in the characters that it points at"
            self._fail(line, message)
        quoted = self._terms.literal(words, LANGUAGE_TAGGED, line)
        selector = self._terms.blank_node()
        return [
            f"{node} <{SUMMIT}quotedWords> {quoted} .\n",
            f"{node} <{OA}hasSelector> {selector} .\n",
            f"{selector} {_TYPE} <{OA}TextQuoteSelector> .\n",
            f"{selector} <{OA}exact> {self._terms.literal(words, None, line)} .\n",
        ]
