"""The quads that a workspace's files state: those of ontology and reference data, of articles."""

import contextlib
import os
from collections.abc import Iterator
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.builder.report import Counts
from summit_kg.errors import InputProblem, Problems, noted_in
from summit_kg.load.article import Article, check_text, read_article
from summit_kg.load.claims import ClaimsFile, read_claims
from summit_kg.load.ontology_terms import OntologyTerms, read_ontology_terms
from summit_kg.load.policy import Policy
from summit_kg.load.turtle import read_turtle, turtle_files
from summit_kg.reason.closure import is_premise
from summit_kg.reason.facts import as_text
from summit_kg.reason.schema import Triple
from summit_kg.reason.sources import line_of
from summit_kg.vocabulary import OWL
from summit_kg.workspace import Workspace, files_over

_ONTOLOGY = ox.NamedNode(OWL + "Ontology")


@contextlib.contextmanager
def paths_as_written(workspace: Workspace) -> Iterator[None]:
    """Let errors name files as a user of the workspace would."""
    try:
        yield
    except InputProblem as error:
        path = workspace.relative(error.path)
        raise InputProblem(path, error.line, error.message, error.rule) from error


# Ontology and reference data


def base_quads(workspace: Workspace, problems: Problems = None) -> Iterator[ox.Quad]:
    """Yield the quads of ontology and reference data, one file after the other.

    :raises InputProblem: where a file imports an ontology that none of them declares
    """
    paths = {
        path: f"ontology/{os.path.basename(path)}"
        for path in turtle_files(workspace.ontology)
        if os.path.basename(path) != "shapes.ttl"
    }
    for path in files_over(workspace.reference_folders, ".ttl"):
        paths[path] = f"reference/{os.path.basename(path)}"
    declared: set[object] = set()
    imported = {}
    for path, name in paths.items():
        for quad in _kept(read_turtle(path, name), problems):
            if quad.predicate.value == OWL + "imports":
                imported[quad.object] = path, line_of(quad.triple, path)
            elif quad.object == _ONTOLOGY:
                declared.add(quad.subject)
            elif quad.predicate.value == OWL + "versionIRI":
                declared.add(quad.object)
            yield quad
    for ontology, (path, line) in imported.items():
        if ontology not in declared:
            with noted_in(problems):
                raise InputProblem(
                    path,
                    line,
                    f"imports {ontology}, which no file beside it declares; put that ontology "
                    "there, for nothing is fetched from the network",
                )


def _kept(quads: Iterator[ox.Quad], problems: Problems) -> Iterator[ox.Quad]:
    """Yield the quads up to the first that cannot be read."""
    with noted_in(problems):
        yield from quads


def base_triples(workspace: Workspace, problems: Problems = None) -> set[Triple]:
    """Return what ontology and reference data state, in N-Triples form."""
    found: set[Triple] = set()
    for _ in gathering(base_quads(workspace, problems), found):
        pass
    return found


def gathering(quads: Iterator[ox.Quad], triples: set[Triple]) -> Iterator[ox.Quad]:
    """Yield the quads as they are, adding those that something can follow from to the triples."""
    for quad in quads:
        if is_premise(quad):
            triples.add(as_text(quad.triple))
        yield quad


# Articles


class ArticleFiles(NamedTuple):
    """An article and its claims, as their files tell them."""

    article: Article
    claims: ClaimsFile

    @property
    def counts(self) -> Counts:
        """How much they bring."""
        claims = self.claims.claims
        accepted = sum(claim.decision.accepted for claim in claims)
        return Counts(articles=1, claims=len(claims), accepted=accepted)

    def record(self) -> Iterator[ox.Quad]:
        """Return the quads of article and claims, apart from what is accepted of them."""
        return parsed(self.article.quads() + self.claims.lines)

    def quads(self) -> Iterator[ox.Quad]:
        """Return all their quads."""
        return parsed(self.article.quads() + self.claims.lines + self.claims.accepted)


def articles(
    workspace: Workspace, policy: Policy, problems: Problems = None
) -> Iterator[ArticleFiles]:
    """Yield every article, read and checked."""
    terms = OntologyTerms(frozenset(), {})
    with noted_in(problems):
        terms = read_ontology_terms(workspace.ontology)
    for slug in workspace.article_slugs() if terms.classes else ():
        files = None
        with noted_in(problems):
            files = article_files(workspace, slug, terms, policy, problems)
        if files is not None:
            yield files


def article_files(
    workspace: Workspace,
    slug: str,
    terms: OntologyTerms,
    policy: Policy,
    problems: Problems = None,
) -> ArticleFiles:
    """Return an article, read and checked, with its text where the user holds it.

    :param problems: takes what is wrong with text and claims
    :raises InputProblem: where its metadata cannot be read, or no `problems` are given
    """
    folder = os.path.join(workspace.articles, slug)
    article = read_article(os.path.join(folder, "article.yaml"))
    text = None
    text_path = os.path.join(folder, "text.txt")
    if os.path.exists(text_path):
        with noted_in(problems):
            text = check_text(article, text_path)
    path = os.path.join(folder, "claims.yaml")
    claims = read_claims(path, article, terms, text, policy=policy, problems=problems)
    return ArticleFiles(article, claims)


def parsed(lines: list[str]) -> Iterator[ox.Quad]:
    """Yield the quads of N-Quads lines."""
    return iter(ox.parse("".join(lines).encode(), ox.RdfFormat.N_QUADS))
