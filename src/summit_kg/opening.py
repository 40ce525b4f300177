"""Opening a graph: from the store in use, from files, as of a day, or from an endpoint."""

import contextlib
import os
from typing import TYPE_CHECKING

from summit_kg import workspace as workspaces
from summit_kg.errors import InputProblem, StoreProblem, SummitKGError, UsageProblem
from summit_kg.graph import KnowledgeGraph, Listener, silent
from summit_kg.query.catalogue import StoredCatalogue, read_catalogue
from summit_kg.store.embedded import EmbeddedStore, can_be_opened, open_current
from summit_kg.store.freshness import UNREASONED, inputs
from summit_kg.store.generations import Current, fail, failure, read_current, refusal

if TYPE_CHECKING:
    from summit_kg.builder import Report
    from summit_kg.check.report import Validation

IN_MEMORY = ":memory:"
CONTRADICTORY = (
    "the files contradict each other: the graph is the last one without contradiction; "
    "run summit-kg validate"
)
BARE = (
    "the files contradict each other, so nothing is inferred by OWL 2 RL in the graph; "
    "run summit-kg validate"
)
_UNREASONED_NOTE = "nothing is inferred in this graph, which was built without reasoning"
_OLDER_NOTE = "this graph is older than the files, which cannot be built"
OLDER = (CONTRADICTORY, _OLDER_NOTE)
"""Notes which say that a graph is not what its files say now."""
UNDECIDED = (
    "sources contradict each other and the policy prefers no side, so neither was accepted: decide "
    "in data/policy.yaml, or withdraw a claim; summit-kg disputes shows them"
)


def open(
    store: str | None = None,
    *,
    workspace: str | None = None,
    as_of: str | None = None,
    listener: Listener = silent,
) -> KnowledgeGraph:
    """Open the graph, building it first where it is missing or its files have changed.

    Where they have changed and cannot be built, the graph is the one that was built before, and
    the listener is told.

    :param store: a folder to keep the store in, `":memory:"`, or the address of a SPARQL endpoint;
        by default the workspace's own store
    :param workspace: the folder with `data/`; by default the one around the current folder
    :param as_of: a day such as `"2025-10-08"`: the graph as it was known then and stood then; it is
        built in memory
    :param listener: is told in a line when a build starts or waits
    :raises InputProblem: where a file is wrong and there is no store that was built before
    :raises StoreProblem: where the store cannot be read, or is missing and cannot be written
    :raises UsageProblem: where `as_of` is no day or has an endpoint, or the folder that the
        store shall be in does not exist
    """
    if as_of is not None:
        return _in_memory(workspaces.find(workspace), listener, _day(as_of, store))
    if store is not None and store.casefold().startswith(("http://", "https://")):
        from summit_kg.store.endpoint import SparqlEndpoint

        found = workspaces.find(workspace)
        return KnowledgeGraph(SparqlEndpoint(store), read_catalogue(*found.query_folders), found)
    if store == IN_MEMORY:
        return _in_memory(workspaces.find(workspace), listener)
    if store is not None and os.path.isdir(os.path.join(store, "data")):
        raise UsageProblem(f"{store}: is a workspace, not a store; give it as the workspace")
    if store is not None and not os.path.lexists(os.path.dirname(os.path.abspath(store))):
        raise UsageProblem(f"{store}: there is no folder to make a store in; name one that exists")
    found = workspaces.find(workspace, store)
    notes = _made_current(found, listener)
    opened = open_current(found.store)
    if opened is None:
        raise StoreProblem(f"{found.store}: there is no store; run summit-kg build")
    assert opened.folder is not None
    reasoned = not Current(opened.folder).inputs().endswith(UNREASONED)
    if not reasoned and not notes:
        notes = (_UNREASONED_NOTE,)
    catalogue = StoredCatalogue(os.path.join(opened.folder, "queries"))
    return KnowledgeGraph(opened, catalogue, found, reasoned=reasoned, notes=notes)


def _made_current(workspace: workspaces.Workspace, listener: Listener) -> tuple[str, ...]:
    """Build the store where the files have changed; return what to bear in mind of its answers.

    Where that cannot be done, the last store answers, and the listener is told.

    :raises SummitKGError: where it cannot be done and there is no store to answer
    """
    current = read_current(workspace.store)
    if current is not None and not current.exists():
        current = None
    now = inputs(workspace)
    refused = refusal(workspace.store, now) is not None
    if current is None or not (refused or current.inputs().removesuffix(UNREASONED) == now):
        problem = None if current is None else failure(workspace.store, now)
        if problem is None or not can_be_opened(workspace.store):
            problem = None
            try:
                refused = _bring_up_to_date(workspace, listener, missing=current is None)
            except (InputProblem, StoreProblem) as error:
                if current is None or not can_be_opened(workspace.store):
                    raise
                problem = str(error)
                _remember(workspace.store, now, error)
        if problem is not None:
            listener(f"warning: {problem}; the answer comes from the graph as it was built before")
            return (_OLDER_NOTE,)
    elif refused:
        listener(BARE if current.inputs().endswith(UNREASONED) else CONTRADICTORY)
    current = read_current(workspace.store)
    if current is not None and current.undecided():
        listener(UNDECIDED)
    if not refused:
        return ()
    bare = current is not None and current.inputs().endswith(UNREASONED)
    return (BARE if bare else CONTRADICTORY,)


def _remember(store: str, inputs: str, error: SummitKGError) -> None:
    """Note that the files cannot be built, unless it was the system that refused something."""
    cause: BaseException | None = error
    while isinstance(cause, InputProblem):
        cause = cause.__cause__
    if not isinstance(cause, OSError | StoreProblem):
        with contextlib.suppress(OSError):
            fail(store, inputs, str(error))


def build(
    workspace: str | None = None,
    *,
    store: str | None = None,
    force: bool = False,
    reason: bool = True,
    listener: Listener = silent,
) -> "Report | None":
    """Build the store of a workspace; None where it is current (see `summit_kg.builder.build`)."""
    from summit_kg.builder import build as build_store

    if store is not None and (store == IN_MEMORY or "://" in store):
        raise UsageProblem(f"{store}: a store is built in a folder; give a path")
    found = workspaces.find(workspace, store)
    return build_store(found, force=force, reason=reason, listener=listener)


def validate(workspace: str | None = None, *files: str) -> "Validation":
    """Return what is wrong with the files of a workspace (see `summit_kg.validation.validate`).

    :param workspace: the folder with `data/`; by default the one around the current folder
    :param files: files or folders to which the report is limited
    :raises UsageProblem: where one of them is none of the workspace's
    """
    from summit_kg.validation import validate as validate_files

    return validate_files(workspaces.find(workspace), files)


def _bring_up_to_date(
    workspace: workspaces.Workspace, listener: Listener, *, missing: bool
) -> bool:
    """Build the store; tell whether the files contradict each other."""
    from summit_kg.builder import build as build_store

    listener("building the graph" if missing else "the files have changed: building the graph")
    report = build_store(workspace, listener=listener)
    if report is None:
        return False
    contradictory = BARE if report.bare else CONTRADICTORY
    listener(str(report) if report.inconsistency is None else contradictory)
    return report.inconsistency is not None


def _day(as_of: str, store: str | None) -> str:
    from summit_kg.datatypes import is_valid

    if not is_valid("date", as_of) or len(as_of) != 10:
        raise UsageProblem(f"{as_of[:40]!r} is no day; write it such as 2025-10-08")
    if store is not None and "://" in store:
        raise UsageProblem("a graph as of a day is built from files; leave the endpoint out")
    return as_of


def _in_memory(
    workspace: workspaces.Workspace, listener: Listener, as_of: str | None = None
) -> KnowledgeGraph:
    from summit_kg.builder import build_in_memory
    from summit_kg.store.labels import LABELS_QUERY, LabelIndex, label_rows

    oxigraph, reasoner, report = build_in_memory(workspace, as_of=as_of)
    notes = () if report.inconsistency is None else (BARE,)
    for note in notes if report.undecided is None else (*notes, UNDECIDED):
        listener(note)
    labels = LabelIndex.in_memory(label_rows(oxigraph.query(LABELS_QUERY)))
    queries = read_catalogue(*workspace.query_folders)
    embedded = EmbeddedStore(oxigraph, labels)
    return KnowledgeGraph(
        embedded,
        queries,
        workspace,
        reasoner,
        reasoned=not report.bare,
        notes=notes,
        as_of=as_of,
    )
