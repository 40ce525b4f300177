"""Writes what the closure of a generated workspace starts from, without the workspace's files.

`python benchmarks/reasoning_input.py --triples 1000000 FILE` takes seconds where writing and
loading so many articles takes minutes. The file has ontology, reference data, the accepted
assertions of the checkout's articles and those of as many generated ones as are needed.
"""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from itertools import count, islice
from typing import NamedTuple

from articles import FIRST_ARTICLE, Claim, Node, Story
from generate import SEED
from world import World

from summit_kg import workspace
from summit_kg.load.acceptance import decide
from summit_kg.load.article import read_article
from summit_kg.load.claims import read_claims
from summit_kg.load.ontology_terms import LANGUAGE_TAGGED, OntologyTerms, read_ontology_terms
from summit_kg.load.turtle import read_turtle, turtle_files
from summit_kg.reason.closure import is_premise
from summit_kg.terms import expand_curie, literal
from summit_kg.vocabulary import OWL, RDF

_EDITORS = "id:summit-kg-editors"
_TYPE = RDF + "type"


class Written(NamedTuple):
    """How much a file of premises holds."""

    articles: int
    triples: int


def write_premises(
    path: str, *, articles: int | None = None, triples: int | None = None, seed: int = SEED
) -> Written:
    """Write a file of N-Triples: premises with so many generated articles, or of such a size.

    :param triples: so many lines at least; the last article is written whole
    """
    world, terms = _world(), _terms()
    written = 0
    number = 0
    with open(path, "w", encoding="utf-8") as file:
        for lines in checkout_lines():
            file.writelines(lines)
            written += len(lines)
        for number in islice(count(1), articles):
            if triples is not None and written >= triples:
                return Written(number - 1, written)
            lines = article_lines(world, terms, number, seed)
            file.writelines(lines)
            written += len(lines)
    return Written(number, written)


def write_article(path: str, number: int, seed: int = SEED) -> Written:
    """Write a file of N-Triples: what one generated article adds to the premises."""
    lines = article_lines(_world(), _terms(), number, seed)
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(lines)
    return Written(1, len(lines))


def checkout_lines() -> Iterator[list[str]]:
    """Yield the premises of the checkout, file by file: ontology, reference data, first article."""
    files = workspace.packaged_files()
    for folder in ("ontology", os.path.join("data", "reference")):
        for path in turtle_files(os.path.join(files, folder)):
            name = os.path.basename(path)
            if name != "shapes.ttl":
                quads = read_turtle(path, f"{os.path.basename(folder)}/{name}")
                yield [f"{quad.triple} .\n" for quad in quads if is_premise(quad)]
    folder = os.path.join(files, "data", "articles", FIRST_ARTICLE)
    article = read_article(os.path.join(folder, "article.yaml"))
    yield read_claims(os.path.join(folder, "claims.yaml"), article, _terms()).accepted


def article_lines(world: World, terms: OntologyTerms, number: int, seed: int = SEED) -> list[str]:
    """Return the accepted assertions of one generated article as lines of N-Triples."""
    story = Story(world, number, seed)
    article = f"article:generated-{story.key}"
    lines: list[str] = []
    for claim in story.claims():
        if _is_accepted(claim, article):
            writer = _Writer(terms, f"generated-{story.key}.{claim.name}")
            writer.node(claim.node)
            lines += writer.lines
    return lines


def _is_accepted(claim: Claim, article: str) -> bool:
    voices = [article, *([claim.speaker] if claim.speaker else [])]
    if claim.kind == "assumption":
        voices = [_EDITORS]
    return decide(
        claim.kind, claim.polarity, claim.certainty, len(voices), own_voice=voices == [article]
    ).accepted


class _Writer:
    """Writes one assertion as the loader does, whose checks a generated article passes anyhow."""

    def __init__(self, terms: OntologyTerms, name: str) -> None:
        self.lines: list[str] = []
        self._terms = terms
        self._name = name
        self._blank_nodes = 0

    def node(self, node: Node) -> str:
        """Append the triples of a node and of what is nested in it; return its name."""
        me = _iri(node["iri"]) if "iri" in node else self._blank_node()
        for key, value in node.items():
            if key == "iri":
                continue
            for item in value if isinstance(value, list) else [value]:
                predicate, object_ = self._said(key, item)
                self.lines.append(f"{me} <{predicate}> {object_} .\n")
        return me

    def _said(self, key: str, value: "Node | str | int") -> tuple[str, str]:
        if key == "type":
            return _TYPE, f"<{self._terms.class_iri(str(value))}>"
        iri, datatype = self._terms.properties[key]
        if datatype == LANGUAGE_TAGGED:
            return iri, literal(str(value), language="en")
        if datatype is not None:
            return iri, literal(str(value), datatype)
        return iri, self.node(value) if isinstance(value, dict) else _iri(str(value))

    def _blank_node(self) -> str:
        self._blank_nodes += 1
        return f"_:{self._name}.{self._blank_nodes}"


def _iri(curie: str) -> str:
    return f"<{expand_curie(curie)}>"


def _world() -> World:
    return World(os.path.join(workspace.packaged_files(), "data", "reference"))


def _terms() -> OntologyTerms:
    return read_ontology_terms(os.path.join(workspace.packaged_files(), "ontology"))


def one_chain_each(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines of N-Triples that mean the same and give each property one chain at most.

    sparq keeps only the last chain of a property; each further one goes to a property beneath it.
    """
    heads: set[str] = set()
    for line in lines:
        head, predicate, rest = line.split(" ", 2)
        if predicate == f"<{OWL}propertyChainAxiom>":
            if head in heads:
                beneath = f"<urn:x-summit-kg:chain:{len(heads)}>"
                yield f"{beneath} <http://www.w3.org/2000/01/rdf-schema#subPropertyOf> {head} .\n"
                yield f"{beneath} {predicate} {rest}"
                heads.add(beneath)
                continue
            heads.add(head)
        yield line


def main() -> None:
    """Write the file that the command line asks for."""
    parser = argparse.ArgumentParser(description="Write what a closure starts from, as N-Triples.")
    parser.add_argument("file", help="the file to write")
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--articles", type=int, help="with so many generated articles")
    size.add_argument("--triples", type=int, help="with as many as it takes to so many triples")
    parser.add_argument("--seed", type=int, default=SEED, help=f"of the random choices [{SEED}]")
    options = parser.parse_args()
    found = write_premises(
        options.file, articles=options.articles, triples=options.triples, seed=options.seed
    )
    print(f"{options.file}: {found.triples:,} triples, with {found.articles:,} generated articles",
          file=sys.stderr)  # fmt: skip


if __name__ == "__main__":
    main()
