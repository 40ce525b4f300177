"""Writes a workspace of generated articles: `python benchmarks/generate.py --articles 1000 FOLDER`.

Each article has 60 claims in 39 sentences. Its text is made up here, cut into sentences, hashed
and forgotten, as a real article's is that may not be kept. Equal seeds give equal files, and
article 17 is the same however many there are.
"""

import argparse
import json
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from articles import CLAIMS_PER_ARTICLE, FIRST_ARTICLE, Claim, Story, triples
from world import World

from summit_kg.workspace import packaged_files

SEED = 2025
_HEADINGS = ("What the day brought", "What may come of it")
_SENTENCES_WITH_TWO = 23  # of 37 with claims: 23 have two, 14 have one
_PLAIN = re.compile(r"[A-Za-z][\w,.;()“”' -]*[\w.”)]\Z")
_WORDS_OF_YAML = {"true", "false", "null", "yes", "no", "on", "off"}


class Slice(NamedTuple):
    """A stretch of a text."""

    start: int
    end: int
    sha256: str

    def yaml(self) -> str:
        """Return the slice as the entries of a flow mapping."""
        return f"start: {self.start}, end: {self.end}, sha256: {self.sha256}"


class Text:
    """An article's text as it grows, with its sentences and the words that claims rest on."""

    def __init__(self) -> None:
        self.whole = ""
        self.sentences: dict[str, Slice] = {}
        self.evidence: dict[str, tuple[str, Slice]] = {}

    def add(self, name: str, claims: list[Claim], words: str = "") -> None:
        """Append a sentence that says what the claims rest on, or else the words."""
        self.whole += " " if self.whole else ""
        start = len(self.whole)
        for claim in claims:
            self.whole += "; " if len(self.whole) > start else ""
            first = len(self.whole)
            self.whole += claim.words
            self.evidence[claim.name] = name, self._slice(first, len(self.whole))
        self.whole += words or "."
        self.sentences[name] = self._slice(start, len(self.whole))

    def _slice(self, start: int, end: int) -> Slice:
        return Slice(start, end, _hash(self.whole[start:end]))


def write_workspace(folder: str, articles: int, seed: int = SEED) -> tuple[int, float]:
    """Write a workspace and return its generated claims and their mean number of triples.

    It has the ontology, reference data, queries and first article of the checkout, too.
    """
    files = packaged_files()
    data = os.path.join(folder, "data")
    os.makedirs(data)
    ignore = shutil.ignore_patterns("text.txt")
    for name in ("ontology", "queries", "data/reference", f"data/articles/{FIRST_ARTICLE}"):
        shutil.copytree(os.path.join(files, name), os.path.join(folder, name), ignore=ignore)
    world = World(os.path.join(data, "reference"))
    total = 0
    for number in range(1, articles + 1):
        total += write_article(os.path.join(data, "articles"), world, number, seed)
    claims = articles * CLAIMS_PER_ARTICLE
    return claims, total / claims if claims else 0.0


def write_article(parent: str, world: World, number: int, seed: int) -> int:
    """Write one article's two files and return the number of triples that its claims assert."""
    story = Story(world, number, seed)
    claims = story.claims()
    text = _text(claims)
    slug = f"generated-{story.key}"
    folder = os.path.join(parent, slug)
    os.makedirs(folder)
    issued = date(2018, 1, 1) + timedelta(days=number % 2800)
    _write(os.path.join(folder, "article.yaml"), _article_lines(slug, story, text, issued))
    _write(os.path.join(folder, "claims.yaml"), _claims_lines(slug, claims, text))
    return sum(triples(claim.node) for claim in claims)


def _text(claims: list[Claim]) -> Text:
    text = Text()
    headings = iter(_HEADINGS)
    rest = list(claims)
    number = 0
    while rest:
        paragraph, place = divmod(number, 4)
        if number in {8, 24}:
            text.add(f"h{number}", [], next(headings))
        count = 2 if number < _SENTENCES_WITH_TWO else 1
        text.add(f"p{paragraph + 1}s{place + 1}", rest[:count])
        del rest[:count]
        number += 1
    return text


def _article_lines(slug: str, story: Story, text: Text, issued: date) -> Iterator[str]:
    yield from _head(slug, "article")
    yield "type: Article"
    yield f"title: The {story.name} round and what it leaves behind"
    yield f"label: generated {story.key}"
    yield "publisher: generated"
    yield f'issued: "{issued}"'
    yield f"address: https://example.org/{slug}"
    yield "language: en"
    yield f"sha256: {_hash(text.whole)}"
    yield f"textLength: {len(text.whole)}"
    yield "sentences:"
    for name, place in text.sentences.items():
        yield f"  - {{iri: {name}, {place.yaml()}}}"


def _claims_lines(slug: str, claims: list[Claim], text: Text) -> Iterator[str]:
    yield from _head(slug, "claims")
    yield "claims:"
    for number, claim in enumerate(claims):
        voices = [f"article:{slug}", *([claim.speaker] if claim.speaker else [])]
        if claim.kind == "assumption":
            voices = ["id:summit-kg-editors"]
        yield f"  - iri: {claim.name}"
        yield from _statement(claim.statement)
        yield f"    claimedBy: [{', '.join(voices)}]"
        yield f"    polarity: {claim.polarity}"
        yield f"    certainty: {claim.certainty}"
        yield f"    claimType: {claim.kind}"
        yield "    evidence:"
        if claim.kind == "assumption" or number % 6 == 5:  # a quarter rest on a second stretch
            yield from _evidence(text, claims[number - 1].name, None)
        yield from _evidence(text, claim.name, claim.quote)
        yield "    asserts:"
        yield f"      assertion:{claim.name}:"
        yield from _mapping(claim.node, "        ")
    yield "withoutClaim:"
    for name in text.sentences:
        if name.startswith("h"):
            yield f"  - iri: {name}"
            yield "    reason: A heading; it says nothing that could be so or not."


def _head(slug: str, kind: str) -> Iterator[str]:
    yield f"# yaml-language-server: $schema=../../schema/{kind}.schema.json"
    yield '"@context":'
    yield "  - ../../../ontology/context.jsonld"
    yield f'  - "@base": https://w3id.org/summit-kg/id/article/{slug}/'
    yield f"    assertion: https://w3id.org/summit-kg/graph/claim/{slug}/"
    yield f"iri: article:{slug}"


def _statement(text: str) -> Iterator[str]:
    if len(text) > 80 and ": " not in text:
        yield "    statement: >-"
        yield from textwrap.wrap(text, 94, initial_indent="      ", subsequent_indent="      ")
    else:
        yield f"    statement: {_scalar(text)}"


def _evidence(text: Text, claim: str, quote: str | None) -> Iterator[str]:
    sentence, place = text.evidence[claim]
    yield f"      - sentence: {sentence}"
    yield f"        selector: {{{place.yaml()}}}"
    if quote is not None:
        yield f"        quote: {_scalar(quote)}"


def _mapping(node: dict[str, Any], indent: str) -> Iterator[str]:
    for key, value in node.items():
        if isinstance(value, dict):
            yield f"{indent}{key}:"
            yield from _mapping(value, indent + "  ")
        elif isinstance(value, list):
            yield f"{indent}{key}: [{', '.join(map(_scalar, value))}]"
        else:
            yield f"{indent}{key}: {_scalar(value)}"


def _scalar(value: object) -> str:
    text = str(value)
    if isinstance(value, int) or text.startswith(("id:", "summit:", "owl:")):
        return text
    if _PLAIN.match(text) and text.lower() not in _WORDS_OF_YAML:
        return text
    return json.dumps(text, ensure_ascii=False)


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _write(path: str, lines: Iterator[str]) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def main() -> None:
    """Write the workspace that the command line asks for."""
    parser = argparse.ArgumentParser(description="Write a workspace of generated articles.")
    parser.add_argument("folder", help="a new folder, or an empty one")
    parser.add_argument("--articles", type=int, default=1000, help="how many [1000]")
    parser.add_argument("--seed", type=int, default=SEED, help=f"of the random choices [{SEED}]")
    options = parser.parse_args()
    if os.path.exists(os.path.join(options.folder, "data")):
        sys.exit(f"{options.folder}: has a folder data already; name another folder")
    claims, mean = write_workspace(options.folder, options.articles, options.seed)
    print(f"{options.folder}: {options.articles:,} articles, {claims:,} claims, "
          f"{mean:.2f} triples a claim")  # fmt: skip


if __name__ == "__main__":
    main()
