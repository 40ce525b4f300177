"""From plain files to a store that answers: load, reason, check, swap in."""

import contextlib
import json
import os
import time
from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.check.quality import Finding, run_checks
from summit_kg.errors import InputProblem, StoreProblem
from summit_kg.load.article import Article, check_text, read_article
from summit_kg.load.claims import read_claims
from summit_kg.load.ontology_terms import read_ontology_terms
from summit_kg.load.turtle import read_turtle, turtle_files
from summit_kg.query.catalogue import read_catalogue, write_catalogue
from summit_kg.reason.closure import Premises, closure, write_closure
from summit_kg.store import generations
from summit_kg.store.embedded import open_current
from summit_kg.store.freshness import UNREASONED, inputs
from summit_kg.store.labels import LABELS_QUERY, label_rows, write_labels
from summit_kg.workspace import Workspace, files_over

_FINDINGS = "findings.json"
_LOADED_AT_ONCE = 200_000
Listener = Callable[[str], None]


class Report(NamedTuple):
    """What a build did."""

    articles: int
    claims: int
    accepted: int
    triples: int
    inferred: int
    queries: int
    findings: list[Finding]
    seconds: float

    def __str__(self) -> str:
        """Return the report in a sentence or two."""
        return (
            f"{_count(self.articles, 'article')}, {_count(self.claims, 'claim')} "
            f"({self.accepted} accepted), {_count(self.triples, 'statement')}, "
            f"{self.inferred} of them inferred; {_count(self.queries, 'saved query')}; "
            f"{_count(len(self.findings), 'finding')}; {self.seconds:.1f} s"
        )


def _count(number: int, noun: str) -> str:
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1] + 'ies' if noun.endswith('y') else noun + 's'}"


def build(
    workspace: Workspace,
    *,
    force: bool = False,
    reason: bool = True,
    listener: Listener = lambda _message: None,
) -> Report | None:
    """Build the workspace's store beside the old one and swap it in; None where it is current.

    Until the last step the old store answers; whatever goes wrong before leaves it as it was.

    :param force: build although nothing changed
    :param reason: add what follows by OWL 2 RL
    :param listener: is told in a line when the build waits for another
    :raises InputProblem: where a file is wrong
    :raises StoreProblem: where the store cannot be written
    """
    started = time.perf_counter()
    with generations.build_lock(workspace.store, listener):
        mark = inputs(workspace) + ("" if reason else UNREASONED)
        current = None if force else generations.read_current(workspace.store)
        if current is not None and current.inputs() == mark and _opens(workspace.store):
            return None
        try:
            generations.remove_unused(workspace.store)
            path = generations.new_generation(workspace.store)
            try:
                with _paths_as_written(workspace):
                    report = _fill(workspace, path, reason, started)
            except BaseException:
                generations.remove(path)
                raise
            generations.make_current(workspace.store, path, mark)
        except (OSError, RuntimeError) as error:
            raise _disk_problem(workspace.store, error) from error
    return report


def current_findings(workspace: Workspace) -> list[Finding]:
    """Return what the quality checks found when the store in use was built."""
    current = generations.read_current(workspace.store)
    if current is None:
        return []
    try:
        with open(os.path.join(current.path, _FINDINGS), encoding="utf-8") as file:
            return [Finding(*row) for row in json.load(file)]
    except (OSError, ValueError, TypeError) as error:
        raise StoreProblem(
            f"{workspace.store}: the store is damaged ({error}); run summit-kg build --force"
        ) from error


def _opens(folder: str) -> bool:
    """Tell whether a store can be read, so that building mends one that is damaged."""
    try:
        store = open_current(folder)
    except StoreProblem:
        return False
    if store is not None:
        store.close()
    return store is not None


def build_in_memory(workspace: Workspace, *, reason: bool = True) -> tuple[ox.Store, Report]:
    """Return the workspace's graph as an Oxigraph store in memory, and what was done.

    :raises InputProblem: where a file is wrong
    """
    started = time.perf_counter()
    store = ox.Store()
    with _paths_as_written(workspace):
        return store, _load(workspace, store, reason, started)


@contextlib.contextmanager
def _paths_as_written(workspace: Workspace) -> Iterator[None]:
    """Let errors name files as a user of the workspace would."""
    try:
        yield
    except InputProblem as error:
        raise InputProblem(workspace.relative(error.path), error.line, error.message) from error


def _fill(workspace: Workspace, path: str, reason: bool, started: float) -> Report:
    store = ox.Store(os.path.join(path, "oxigraph"))
    queries = read_catalogue(*workspace.query_folders)
    report = _load(workspace, store, reason, started)
    write_labels(os.path.join(path, "labels.sqlite"), label_rows(store.query(LABELS_QUERY)))
    write_catalogue(os.path.join(path, "queries"), queries)
    with open(os.path.join(path, _FINDINGS), "w", encoding="utf-8") as file:
        json.dump(report.findings, file)
    store.flush()
    return report._replace(queries=len(queries), seconds=time.perf_counter() - started)


def _load(workspace: Workspace, store: ox.Store, reason: bool, started: float) -> Report:
    counts = {"articles": 0, "claims": 0, "accepted": 0}
    with Premises() as premises:
        quads = _quads(workspace, counts, premises)
        while _load_some(store, quads):
            pass
        inferred = closure(premises) if reason else []
    write_closure(store, inferred)
    store.optimize()
    findings = run_checks(store, *workspace.check_folders)
    return Report(
        triples=len(store),
        inferred=len(inferred),
        queries=0,
        findings=findings,
        seconds=time.perf_counter() - started,
        **counts,
    )


def _load_some(store: ox.Store, quads: Iterator[ox.Quad]) -> bool:
    """Load the next quads, so many that memory does not grow with the workspace; False at the end.

    The engine keeps what it loads in one go in memory, about a kilobyte a quad.
    """
    first = next(quads, None)
    if first is None:
        return False
    store.bulk_extend(chain([first], islice(quads, _LOADED_AT_ONCE - 1)))
    return True


def _quads(workspace: Workspace, counts: dict[str, int], premises: Premises) -> Iterator[ox.Quad]:
    """Yield every quad of the workspace, one file after the other, counting as it goes."""
    for path in turtle_files(workspace.ontology):
        if os.path.basename(path) != "shapes.ttl":
            yield from premises.add(read_turtle(path, f"ontology/{os.path.basename(path)}"))
    for path in files_over(workspace.reference_folders, ".ttl"):
        yield from premises.add(read_turtle(path, f"reference/{os.path.basename(path)}"))
    terms = read_ontology_terms(workspace.ontology)
    for slug in workspace.article_slugs():
        folder = os.path.join(workspace.articles, slug)
        article = read_article(os.path.join(folder, "article.yaml"))
        text = _text_of(article, folder)
        claims = read_claims(os.path.join(folder, "claims.yaml"), article, terms, text)
        counts["articles"] += 1
        counts["claims"] += len(claims.claims)
        counts["accepted"] += sum(claim.decision.accepted for claim in claims.claims)
        premises.add_lines(claims.accepted)
        lines = "".join(article.quads() + claims.lines + claims.accepted)
        yield from ox.parse(lines.encode(), ox.RdfFormat.N_QUADS)


def _text_of(article: Article, folder: str) -> str | None:
    path = os.path.join(folder, "text.txt")
    return check_text(article, path) if os.path.exists(path) else None


def _disk_problem(folder: str, error: OSError | RuntimeError) -> StoreProblem:
    reason = getattr(error, "strerror", None) or str(error).split("\n", maxsplit=1)[0]
    hint = ""
    with contextlib.suppress(OSError):
        if generations.free_space(folder) < 1 << 20 or "No space" in str(error):
            hint = "; the disk is full: free some space or choose another folder with --store"
    return StoreProblem(f"{folder}: the store could not be built ({reason}){hint}")
