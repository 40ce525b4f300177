"""The user's own copies of articles' texts, and sentences of them with their evidence marked."""

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from itertools import chain, islice
from typing import Any, NamedTuple

from summit_kg.terms import iri
from summit_kg.vocabulary import ARTICLE, OA, SUMMIT
from summit_kg.workspace import Workspace

TEXT_FILE = "text.txt"
_SENTENCE = re.compile(re.escape(ARTICLE) + r"([a-z0-9]+(?:-[a-z0-9]+)*)/([A-Za-z0-9_-]+)\Z")
_ASKED_AT_ONCE = 200


class MarkedSentence(NamedTuple):
    """A sentence as it stands in the user's copy of its article, and the evidence in it.

    :param iri: the sentence's IRI
    :param slug: its article's name, the name of the folder
    :param name: its own name, such as `p12s2`
    :param text: its words
    :param marks: the stretches of `text` that are evidence, sorted and apart (start, end)
    """

    iri: str
    slug: str
    name: str
    text: str
    marks: tuple[tuple[int, int], ...]

    def marked(self, before: str = "⟦", after: str = "⟧") -> str:
        """Return the words with marks around what is evidence."""
        parts, place = [], 0
        for start, end in self.marks:
            parts += [self.text[place:start], before, self.text[start:end], after]
            place = end
        return "".join([*parts, self.text[place:]])


Ask = Callable[[str], Iterable[Any]]
About = Mapping[str, Collection[frozenset[str]]]


def attached_folder() -> str:
    """Return the folder of the texts that were attached to packaged articles, named by hash."""
    home = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local/share")
    return os.path.join(home, "summit-kg", "texts")


def text_file(workspace: Workspace, slug: str, digest: str) -> str:
    """Return where the text of an article lies, or would: the package itself is never written to.

    :param digest: the hexadecimal SHA-256 of the text
    """
    if workspace.root is not None:
        return os.path.join(workspace.articles, slug, TEXT_FILE)
    return os.path.join(attached_folder(), f"{digest}.txt")


def held_text(workspace: Workspace, slug: str, digest: str) -> str | None:
    """Return the text of an article where the user holds it, unaltered; else None."""
    for path in (
        os.path.join(workspace.articles, slug, TEXT_FILE),
        os.path.join(attached_folder(), f"{digest}.txt"),
    ):
        try:
            with open(path, "rb") as file:
                data = file.read().removeprefix(b"\xef\xbb\xbf")
        except OSError:
            continue
        if sha256(data).hexdigest() == digest:
            return data.decode("utf-8")
    return None


def may_hold_text(workspace: Workspace, sentence: str) -> bool:
    """Tell whether there may be a text for a sentence's IRI, by a look at the file names alone."""
    match = _SENTENCE.match(sentence)
    if match is None:
        return False
    own = os.path.join(workspace.articles, match[1], TEXT_FILE)
    return os.path.exists(own) or os.path.isdir(attached_folder())


def marked_sentences(
    ask: Ask,
    workspace: Workspace,
    sentences: Iterable[str],
    about: About | None = None,
) -> Iterator[MarkedSentence]:
    """Yield those of some sentences whose text the user holds, in the order given.

    :param ask: answers a SPARQL query, as `KnowledgeGraph.sparql` does
    :param sentences: their IRIs
    :param about: for the IRI of a sentence, what rows of an answer say with it, each as a set of
        IRIs. Marked is then the evidence of the claims that are in such a set, or else of those
        that speak of most of it; by default that of all claims
    """
    text = cache(lambda slug, digest: held_text(workspace, slug, digest))
    waiting = (name for name in dict.fromkeys(sentences) if may_hold_text(workspace, name))
    while some := list(islice(waiting, _ASKED_AT_ONCE)):
        found = _spans(ask, some)
        terms = _terms(ask, some) if about else {}
        for name in some:
            match = _SENTENCE.match(name)
            if match is None or name not in found:
                continue
            digest, own, evidence = found[name]
            whole = text(match[1], digest)
            if whole is None or own[1] > len(whole):
                continue
            claims = _best({claim: terms.get(claim, set()) for claim in evidence}, about, name)
            spans = chain.from_iterable(evidence[claim] for claim in claims)
            marks = tuple(
                (max(start - own[0], 0), min(end, own[1]) - own[0]) for start, end in _merged(spans)
            )
            yield MarkedSentence(name, match[1], match[2], whole[own[0] : own[1]], marks)


Span = tuple[int, int]


def _spans(ask: Ask, sentences: list[str]) -> dict[str, tuple[str, Span, dict[str, list[Span]]]]:
    """Return of each sentence: the hash of its article, its place, and its evidence by claim."""
    found: dict[str, tuple[str, Span, dict[str, list[Span]]]] = {}
    for row in ask(_query(sentences, _EVIDENCE)):
        name, digest, start, end = (
            row[key].value for key in ("sentence", "digest", "start", "end")
        )
        _, _, evidence = found.setdefault(name, (digest, (int(start), int(end)), {}))
        if row["claim"] is not None:
            span = int(row["from"].value), int(row["to"].value)
            evidence.setdefault(row["claim"].value, []).append(span)
    return found


def _terms(ask: Ask, sentences: list[str]) -> dict[str, set[str]]:
    """Return for each claim with evidence in the sentences the IRIs that it speaks of."""
    terms: dict[str, set[str]] = {}
    for row in ask(_query(sentences, _SPOKEN_OF)):
        terms.setdefault(row["claim"].value, set()).add(row["term"].value)
    return terms


def _best(claims: dict[str, set[str]], about: About | None, sentence: str) -> Collection[str]:
    """Return the claims of a sentence that rows speak of; all where none says more than others."""
    rows = about.get(sentence) if about else None
    if not rows:
        return claims
    best: set[str] = set()
    for row in rows:
        named = row & claims.keys()
        if named:
            best |= named
            continue
        counts = {claim: len(row & terms) for claim, terms in claims.items()}
        most = max(counts.values(), default=0)
        best |= {claim for claim, count in counts.items() if count == most}
    return best


_EVIDENCE = """?sentence ?digest ?start ?end ?claim ?from ?to WHERE {
  VALUES ?sentence { $ }
  ?sentence summit:inArticle ?article ; oa:start ?start ; oa:end ?end .
  ?article summit:sha256 ?digest .
  OPTIONAL {
    ?evidence summit:inSentence ?sentence ; oa:hasSelector ?selector .
    ?selector oa:start ?from ; oa:end ?to .
    ?claim summit:evidence ?evidence .
  }
}"""
_SPOKEN_OF = """DISTINCT ?claim ?term WHERE {
  VALUES ?sentence { $ }
  ?evidence summit:inSentence ?sentence .
  ?claim summit:evidence ?evidence ; summit:asserts ?assertion .
  { GRAPH ?assertion { ?term ?p ?o } }
  UNION { GRAPH ?assertion { ?s ?term ?o } }
  UNION { GRAPH ?assertion { ?s ?p ?term } }
  UNION { ?claim summit:voice|summit:certainty|summit:polarity|summit:claimType ?term }
  FILTER(isIRI(?term))
}"""


def _query(sentences: list[str], selected: str) -> str:
    names = " ".join(map(iri, sentences))
    prefixes = f"PREFIX oa: <{OA}>\nPREFIX summit: <{SUMMIT}>\n"
    return f"{prefixes}SELECT {selected.replace('$', names)}"


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans sorted, those that overlap or touch made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
