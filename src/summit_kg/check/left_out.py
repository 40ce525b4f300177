"""What could not be read, and so what others may lack only because of that."""

import os
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

import pyoxigraph as ox

from summit_kg.check.places import entries, nested
from summit_kg.check.report import Level, Problem
from summit_kg.errors import InputProblem
from summit_kg.load.yaml_source import Entry, read_text, read_yaml
from summit_kg.terms import expand_curie
from summit_kg.vocabulary import ARTICLE, CLAIM_GRAPH, ID
from summit_kg.workspace import Workspace

_NAME = re.compile(r"(?<![\w:/-])[a-z]+:[\w/.-]*\w")
_SENTENCE = re.compile(r"\bsentence:\s*[\"']?([\w-]+)")
_HINT = "mend the errors first, for this may come only from them; if it stays: "


class LeftOut:
    """The names of what the files describe and the graph lacks, since something there is wrong.

    :param store: what was built without it
    :param wrong: what is wrong with the files
    """

    def __init__(
        self, workspace: Workspace, store: ox.Store, wrong: Iterable[InputProblem]
    ) -> None:
        self._store = store
        lines: dict[str, set[int]] = {}
        for error in wrong:
            lines.setdefault(error.path, set()).add(error.line or 0)
        folders = {os.path.dirname(path) for path in lines}
        self.texts = {os.path.basename(folder) for folder in folders} & set(
            workspace.article_slugs()
        )
        """The articles whose text may not have been read."""
        self._names: set[str] = set()
        for slug in self.texts:
            path = os.path.join(workspace.articles, slug, "claims.yaml")
            self._names.update(self._of_claims(path, slug, lines.get(path, set())))
        for path in lines:
            if path.endswith(".ttl"):
                self._names.update(_iris(_text(path)))

    def demoted(self, problem: Problem, *names: str) -> Problem:
        """Return a problem as no more than information where one of the names was left out.

        :param names: IRIs or CURIEs
        """
        if not any((expand_curie(name) or name) in self._names for name in names):
            return problem
        return problem._replace(level=Level.INFO, hint=_HINT + problem.hint)

    def _of_claims(self, path: str, slug: str, wrong: set[int]) -> Iterator[str]:
        """Yield the names that the claims left out describe, and their sentences."""
        try:
            file = read_yaml(path)
        except InputProblem:
            text = _text(path)
            yield from _iris(text)
            for sentence in _SENTENCE.finditer(text):
                yield f"{ARTICLE}{slug}/{sentence[1]}"
            return
        claims = entries(file.get("claims"))
        for claim, after in pairwise([*claims, None]):
            assert claim is not None
            end = after.line if after is not None else float("inf")
            graph = ox.NamedNode(f"{CLAIM_GRAPH}{slug}/{claim.get('iri')}")
            hurt = any(claim.line <= line < end for line in wrong)
            if hurt or not self._store.contains_named_graph(graph):
                yield from _described(claim, slug)
        for item in entries(file.get("withoutClaim")):
            if wrong:
                yield f"{ARTICLE}{slug}/{item.get('iri')}"


def _described(claim: Entry, slug: str) -> Iterator[str]:
    """Yield what a claim says something of, not what it merely names, and itself."""
    yield f"{ARTICLE}{slug}/{claim.get('iri')}"
    for evidence in entries(claim.get("evidence")):
        yield f"{ARTICLE}{slug}/{evidence.get('sentence')}"
    for node in nested(claim.get("asserts")):
        name = node.get("iri")
        if isinstance(name, str):
            yield expand_curie(name) or name


def _iris(text: str) -> Iterator[str]:
    for name in set(_NAME.findall(text)):
        iri = expand_curie(name)
        if iri is not None and iri.startswith(ID):
            yield iri


def _text(path: str) -> str:
    try:
        return read_text(path)
    except InputProblem:
        return ""
