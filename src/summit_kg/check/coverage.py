"""How much of each article was read: what each of its sentences came to."""

from collections.abc import Iterator

import pyoxigraph as ox

from summit_kg.check.report import Coverage
from summit_kg.terms import article_name
from summit_kg.vocabulary import OA, RDF, SUMMIT

_VIEW = ox.DefaultGraph()
_TYPE, _SENTENCE = ox.NamedNode(RDF + "type"), ox.NamedNode(SUMMIT + "Sentence")
_ARTICLE = ox.NamedNode(SUMMIT + "Article")
_START = ox.NamedNode(OA + "start")


def coverage(store: ox.Store, path: str) -> list[Coverage]:
    """Return how much of each article of a store was read, by article.

    An article without sentences is not among them: `without_sentences` has it.

    :param path: where an article's metadata lie, with `{}` for its name
    """
    evidence = {quad.object for quad in _using(store, "evidence")}
    claimed = {quad.object for quad in _using(store, "inSentence") if quad.subject in evidence}
    reasoned = {quad.subject for quad in _using(store, "noClaimReason")}
    sentences: dict[str, list[ox.NamedNode]] = {}
    for quad in store.quads_for_pattern(None, _TYPE, _SENTENCE, _VIEW):
        assert isinstance(quad.subject, ox.NamedNode)
        slug = article_name(quad.subject.value)
        sentences.setdefault(slug, []).append(quad.subject)
    return [
        Coverage(
            slug,
            path.format(slug),
            len(found),
            sum(sentence in claimed for sentence in found),
            sum(sentence in reasoned and sentence not in claimed for sentence in found),
            _unread(store, [s for s in found if s not in claimed and s not in reasoned]),
        )
        for slug, found in sorted(sentences.items())
    ]


def without_sentences(store: ox.Store, path: str) -> list[str]:
    """Return where the metadata of the articles lie of which a store has no sentence, sorted.

    :param path: where an article's metadata lie, with `{}` for its name
    """
    read = {quad.object for quad in _using(store, "inArticle") if _is_sentence(store, quad.subject)}
    articles = {quad.subject for quad in store.quads_for_pattern(None, _TYPE, _ARTICLE, _VIEW)}
    names = {article_name(getattr(article, "value", "")) for article in articles - read}
    return sorted(path.format(name) for name in names)


def _is_sentence(store: ox.Store, node: ox.NamedNode | ox.BlankNode | ox.Triple) -> bool:
    return ox.Quad(node, _TYPE, _SENTENCE, _VIEW) in store


def _unread(store: ox.Store, sentences: list[ox.NamedNode]) -> tuple[str, ...]:
    """Return the names of sentences in the order of the text."""
    starts = {
        sentence: int(getattr(quad.object, "value", 0))
        for sentence in sentences
        for quad in store.quads_for_pattern(sentence, _START, None, _VIEW)
    }
    ordered = sorted(sentences, key=lambda sentence: starts.get(sentence, 0))
    return tuple(sentence.value.rpartition("/")[2] for sentence in ordered)


def _using(store: ox.Store, name: str) -> Iterator[ox.Quad]:
    return store.quads_for_pattern(None, ox.NamedNode(SUMMIT + name), None, _VIEW)
