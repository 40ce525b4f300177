"""Who says so: the claims behind a triple, with their voices and sentences."""

from collections.abc import Callable, Collection
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.reason.facts import StoreFacts
from summit_kg.reason.schema import Triple
from summit_kg.terms import claim_name, shorten
from summit_kg.vocabulary import CLAIM_GRAPH, DCTERMS, OA, OWL, RDF, RDFS, SUMMIT

Words = Callable[[str, str], str | None]
"""Gives the words of a claim's sentence, where the user holds them; takes both IRIs as `<…>`."""


SUPPOSED = "supposed; by itself not accepted: "
"""What the reason of a claim begins with that is accepted for the length of a supposition."""


class Sentence(NamedTuple):
    """A stretch of an article: characters from `start` to before `end`, within one sentence.

    `words` is the sentence with its evidence marked, where the user holds the article's text.
    """

    article: str
    article_label: str
    iri: str
    name: str
    start: int
    end: int
    quote: str | None
    words: str | None


def _no_words(claim: str, sentence: str) -> str | None:
    del claim, sentence
    return None


class Voice(NamedTuple):
    """Somebody who says something: an article, or somebody whom it quotes."""

    iri: str
    label: str


class Witness(NamedTuple):
    """A claim: what it says in our words, who says it, outermost voice first, where and when.

    `jointly` where it was put together from several sources, none of which is known to say it all.
    `claim` and the other IRIs are in N-Triples form.
    """

    claim: str
    statement: str
    claim_type: str
    polarity: str
    certainty: str
    accepted: bool
    reason: str
    voices: tuple[Voice, ...]
    sentences: tuple[Sentence, ...]
    issued: str = ""
    jointly: bool = False

    @property
    def supposed(self) -> bool:
        """Tell whether the claim counts as accepted only since that was supposed."""
        return self.reason.startswith(SUPPOSED)

    @property
    def short(self) -> str:
        """The claim's name with that of its article, such as `bagram-betrayal/name`."""
        return claim_name(self.claim)

    @property
    def name(self) -> str:
        """The claim's name within its article."""
        return self.short.rpartition("/")[2]


class Witnesses:
    """Finds the claims and reference sources behind triples of a store.

    :param supposed: claims to be taken as accepted, by IRI in N-Triples form
    :param words: gives the words of sentences
    """

    def __init__(
        self, store: ox.Store, supposed: Collection[str] = (), words: Words | None = None
    ) -> None:
        self._store = store
        self._words = words or _no_words
        self._supposed = frozenset(supposed)
        self._facts = StoreFacts(store)
        self._labels: dict[str, str] = {}

    def label(self, term: str) -> str:
        """Return what people call a term: its label, else its short name or its text."""
        known = self._labels.get(term)
        if known is None:
            known = self._labels[term] = self._find_label(term)
        return known

    def _find_label(self, term: str) -> str:
        if term.startswith('"'):
            return str(self._facts.term(term).value)
        found = self._values(term, RDFS + "label")
        if not found and term.startswith("<"):
            name = ox.NamedNode(RDFS + "label")
            quads = self._store.quads_for_pattern(self._facts.term(term), name, None, None)
            found = [
                str(quad.object.value) for quad in quads if isinstance(quad.object, ox.Literal)
            ]
        if found:
            return min(found)
        return shorten(term[1:-1]) if term.startswith("<") else term

    def definition(self, term: str) -> str | None:
        """Return the definition that the ontology gives of a term."""
        found = self._values(term, "http://www.w3.org/2004/02/skos/core#definition")
        return found[0] if found else None

    def claims_of(self, triple: Triple) -> list[Witness]:
        """Return the claims that assert a triple, the accepted ones first."""
        found = map(self.claim, self.names_of(triple))
        return sorted(found, key=lambda witness: (not witness.accepted, witness.claim))

    def names_of(self, triple: Triple) -> list[str]:
        """Return the IRIs of the claims that assert a triple, in N-Triples form."""
        subject, predicate, object_ = map(self._facts.term, triple)
        graphs = {
            str(quad.graph_name)
            for quad in self._store.quads_for_pattern(subject, predicate, object_, None)
            if isinstance(quad.graph_name, ox.NamedNode)
            and quad.graph_name.value.startswith(CLAIM_GRAPH)
        }
        return [
            claim
            for graph in sorted(graphs)
            for claim, _, _ in self._facts.match(None, f"<{SUMMIT}asserts>", graph)
        ]

    def is_accepted(self, claim: str) -> bool:
        """Tell whether a claim is accepted, or to be taken as accepted."""
        return claim in self._supposed or self._facts.value(claim, SUMMIT + "accepted") == "true"

    def claims_named(self, iri: str) -> list[str]:
        """Return the claim of an IRI in N-Triples form, or those that assert what it names."""
        if self._facts.has((iri, f"<{RDF}type>", f"<{SUMMIT}Claim>")):
            return [iri]
        if iri.startswith(f"<{CLAIM_GRAPH}"):
            return sorted(s for s, _, _ in self._facts.match(None, f"<{SUMMIT}asserts>", iri))
        return []

    def claim(self, claim: str) -> Witness:
        """Return a claim, given by its IRI in N-Triples form."""

        def one(name: str) -> str:
            return (self._values(claim, SUMMIT + name) or [""])[0]

        def word(name: str) -> str:
            return one(name).rpartition("#")[2]

        accepted = one("accepted") == "true"
        return Witness(
            claim,
            one("statement"),
            word("claimType"),
            word("polarity"),
            word("certainty"),
            accepted or claim in self._supposed,
            (SUPPOSED if claim in self._supposed and not accepted else "")
            + one("acceptanceReason"),
            tuple(Voice(voice, self.label(voice)) for voice in self._voices(claim)),
            tuple(self._sentences(claim)),
            self._issued(claim),
            one("jointly") == "true",
        )

    def sources_of(self, triple: Triple) -> list[str]:
        """Return the names of the sources of a triple of the reference data."""
        subject, predicate, object_ = triple
        found = set()
        for note, _, _ in self._facts.match(None, f"<{OWL}annotatedSource>", subject):
            if self._facts.has((note, f"<{OWL}annotatedProperty>", predicate)) and self._facts.has(
                (note, f"<{OWL}annotatedTarget>", object_)
            ):
                sources = self._facts.match(note, f"<{DCTERMS}source>", None)
                found |= {self.label(source) for _, _, source in sources}
        return sorted(found)

    def _values(self, subject: str, predicate: str) -> list[str]:
        found = self._facts.match(subject, f"<{predicate}>", None)
        return [str(self._facts.term(o).value) for _, _, o in found]

    def _voices(self, claim: str) -> list[str]:
        voices: list[str] = []
        nodes = [o for _, _, o in self._facts.match(claim, f"<{SUMMIT}claimedBy>", None)]
        while nodes and len(voices) < 100:
            voices += [o for _, _, o in self._facts.match(nodes[0], f"<{RDF}first>", None)]
            nodes = [o for _, _, o in self._facts.match(nodes[0], f"<{RDF}rest>", None)]
            if nodes == [f"<{RDF}nil>"]:
                break
        return voices

    def _issued(self, claim: str) -> str:
        """Return the day on which the claim's article was published, where it is known."""
        articles = [o for _, _, o in self._facts.match(claim, f"<{SUMMIT}inArticle>", None)]
        days = [day for article in articles for day in self._values(article, DCTERMS + "issued")]
        return min(days, default="")

    def _sentences(self, claim: str) -> list[Sentence]:
        found = []
        for _, _, evidence in self._facts.match(claim, f"<{SUMMIT}evidence>", None):
            for _, _, sentence in self._facts.match(evidence, f"<{SUMMIT}inSentence>", None):
                article = next(
                    (o for _, _, o in self._facts.match(evidence, f"<{OA}hasSource>", None)), ""
                )
                start = end = 0
                for _, _, selector in self._facts.match(evidence, f"<{OA}hasSelector>", None):
                    starts = self._values(selector, OA + "start")
                    if starts:
                        start, end = int(starts[0]), int(self._values(selector, OA + "end")[0])
                quotes = self._values(evidence, SUMMIT + "quotedWords")
                found.append(
                    Sentence(
                        article,
                        self.label(article) if article else "",
                        sentence,
                        self.label(sentence),
                        start,
                        end,
                        quotes[0] if quotes else None,
                        self._words(claim, sentence),
                    )
                )
        return sorted(found, key=lambda sentence: (sentence.article, sentence.start))
