"""Claims as records, for tables and nanopublications."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.terms import is_iri, shorten
from summit_kg.vocabulary import CLAIM_GRAPH, DCTERMS, OA, RDF, RDFS, SUMMIT

VIEW = ox.DefaultGraph()
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class Evidence(NamedTuple):
    """A stretch of an article's text, in Unicode characters; `quoted` are an official's words.

    Of a source without text there are no stretches: `sentence` is empty, `start` and `end` None.
    """

    sentence: str
    start: int | None
    end: int | None
    sha256: str
    quoted: str


class ClaimRecord(NamedTuple):
    """A claim; things are given by IRI, voices outermost first."""

    iri: str
    article: str
    statement: str
    polarity: str
    certainty: str
    claim_type: str
    accepted: bool
    reason: str
    voices: list[str]
    evidence: list[Evidence]
    graph: str
    assertion: list[ox.Quad]

    def sentences(self) -> str:
        """Return the names of the sentences, with blanks between; empty where there are none."""
        named = (local(item.sentence) for item in self.evidence if item.sentence)
        return " ".join(dict.fromkeys(named))


class Reader:
    """Reads claims, labels and dates from a store.

    :param only_accepted: leave out the claims that do not count as fact
    """

    def __init__(self, store: ox.Store, *, only_accepted: bool = False) -> None:
        self.store = store
        self._only_accepted = only_accepted
        self.label = lru_cache(maxsize=100_000)(self._label)

    def claims(self, article: str | None = None, about: str | None = None) -> Iterator[ClaimRecord]:
        """Yield claims in the order of their articles' and their own IRIs.

        :param article: only those of this article
        :param about: only those whose assertion has this thing
        """
        wanted = None if about is None else self.graphs_with(about)
        for iri in [article] if article is not None else self.articles():
            claims = self._subjects(SUMMIT + "inArticle", ox.NamedNode(iri))
            for claim in sorted(claims):
                graph = self.one(claim, SUMMIT + "asserts")
                if not graph or (wanted is not None and graph not in wanted):
                    continue
                if not self._only_accepted or self._accepted(claim):
                    yield self._claim(claim, iri, graph)

    def articles(self) -> list[str]:
        """Return the IRIs of all articles, sorted."""
        return sorted(self._subjects(RDF + "type", ox.NamedNode(SUMMIT + "Article")))

    def graphs_with(self, iri: str) -> set[str]:
        """Return the graphs of claims that have a thing in them."""
        me = ox.NamedNode(iri)
        found = {
            quad.graph_name.value
            for subject, object_ in ((me, None), (None, me))
            for quad in self.store.quads_for_pattern(subject, None, object_, None)
            if isinstance(quad.graph_name, ox.NamedNode)
        }
        return {graph for graph in found if graph.startswith(CLAIM_GRAPH)}

    def values(self, subject: str | Term, predicate: str) -> list[Term]:
        """Return the values of a property in the default view, sorted."""
        me = ox.NamedNode(subject) if isinstance(subject, str) else subject
        if not isinstance(me, ox.NamedNode | ox.BlankNode):
            return []
        quads = self.store.quads_for_pattern(me, ox.NamedNode(predicate), None, VIEW)
        return sorted((quad.object for quad in quads), key=str)

    def one(self, subject: str | Term, predicate: str) -> str:
        """Return the first value of a property as text; empty where there is none."""
        return next((text(value) for value in self.values(subject, predicate)), "")

    def known_label(self, iri: str) -> str:
        """Return a thing's label, empty where it has none."""
        return self.one(iri, RDFS + "label") if is_iri(iri) else ""

    def _label(self, iri: str) -> str:
        if not is_iri(iri):
            return ""  # a blank node
        return self.known_label(iri) or shorten(iri).strip("<>")

    def _subjects(self, predicate: str, object_: ox.NamedNode) -> list[str]:
        quads = self.store.quads_for_pattern(None, ox.NamedNode(predicate), object_, VIEW)
        return [quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)]

    def _claim(self, claim: str, article: str, graph: str) -> ClaimRecord:
        assertion = self.store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
        return ClaimRecord(
            iri=claim,
            article=article,
            statement=self.one(claim, SUMMIT + "statement"),
            polarity=self.one(claim, SUMMIT + "polarity"),
            certainty=self.one(claim, SUMMIT + "certainty"),
            claim_type=self.one(claim, SUMMIT + "claimType"),
            accepted=self._accepted(claim),
            reason=self.one(claim, SUMMIT + "acceptanceReason"),
            voices=self._list(claim, SUMMIT + "claimedBy"),
            evidence=sorted(
                map(self._evidence, self.values(claim, SUMMIT + "evidence")),
                key=lambda item: (item.sentence, item.start or 0, item.end or 0, item[3:]),
            ),
            graph=graph,
            assertion=sorted(assertion, key=str),
        )

    def _accepted(self, claim: str) -> bool:
        return self.one(claim, SUMMIT + "accepted") == "true"

    def _list(self, subject: str, predicate: str) -> list[str]:
        items: list[str] = []
        cell = next(iter(self.values(subject, predicate)), None)
        seen: set[Term] = set()
        while isinstance(cell, ox.BlankNode) and cell not in seen:
            seen.add(cell)
            items.append(self.one(cell, RDF + "first"))
            cell = next(iter(self.values(cell, RDF + "rest")), None)
        return items

    def _evidence(self, node: Term) -> Evidence:
        start = end = None
        digest, quoted = "", self.one(node, SUMMIT + "quotedWords")
        for selector in self.values(node, OA + "hasSelector"):
            if self.one(selector, OA + "start"):
                start = int(self.one(selector, OA + "start"))
                end = int(self.one(selector, OA + "end"))
                digest = self.one(selector, SUMMIT + "sha256")
        return Evidence(self.one(node, SUMMIT + "inSentence"), start, end, digest, quoted)

    def date(self, article: str) -> str:
        """Return the day on which an article was published; empty where it is unknown."""
        return self.one(article, DCTERMS + "issued")


def text(term: Term) -> str:
    """Return an IRI's, a literal's or a blank node's text."""
    return str(term) if isinstance(term, ox.Triple) else term.value


def local(iri: str) -> str:
    """Return the last part of an IRI of the ontology or of a sentence: its short name."""
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
