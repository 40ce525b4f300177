"""From plain files to a store that answers: load, reason, check, swap in.

`workspace_quads` reads the files, `whole` fills a store from all of them, `incremental` from the
store before and what changed, `generation` writes what lies beside it, `report` says what was done.
"""

import contextlib
import time
from collections.abc import Callable, Iterator

import pyoxigraph as ox

from summit_kg.builder.generation import noted
from summit_kg.builder.incremental import update
from summit_kg.builder.report import Counts, Report
from summit_kg.builder.whole import fill, load
from summit_kg.builder.workspace_quads import base_triples, paths_as_written
from summit_kg.check.quality import Finding
from summit_kg.errors import Problems, StoreProblem, noted_in
from summit_kg.load.policy import Policy, read_policy
from summit_kg.reason.reasoner import Reasoner
from summit_kg.store import generations
from summit_kg.store.embedded import can_be_opened
from summit_kg.store.freshness import UNREASONED, inputs
from summit_kg.workspace import Workspace

__all__ = ["Counts", "Report", "base_triples", "build", "build_in_memory", "current_findings"]
_REPLACED = "the graph with what follows was replaced by one in which nothing is inferred, as asked"
_REPLACED_LAST = _REPLACED + "; it was the last one without contradiction"
Listener = Callable[[str], None]


def build(
    workspace: Workspace,
    *,
    force: bool = False,
    reason: bool = True,
    listener: Listener = lambda _message: None,
) -> Report | None:
    """Build the workspace's store beside the old one and swap it in; None where it is current.

    Until the last step the old store answers; whatever goes wrong before leaves it as it was.
    Where only articles changed, the new store starts from the old one. Where the files contradict
    each other the old store stays in use; where there is none, one is made in which nothing is
    inferred.

    :param force: build from nothing, although nothing changed
    :param reason: add what follows by OWL 2 RL; without, contradictions are not looked for, and a
        store that holds what follows gives way to one that does not
    :param listener: is told in a line when the build waits for another, or such a store gave way
    :raises InputProblem: where a file is wrong
    :raises StoreProblem: where the store cannot be written
    """
    started = time.perf_counter()
    with generations.build_lock(workspace.store, listener):
        now = inputs(workspace)
        wanted = now if reason else now + UNREASONED
        current = generations.read_current(workspace.store)
        if force or current is None or not can_be_opened(workspace.store):
            current = None
        try:
            generations.remove_unused(workspace.store)
            if current is not None and current.inputs() == wanted:
                return None
            was_refused = generations.refusal(workspace.store, now) is not None
            gives_way = not reason and _has_inferences(workspace)
            with paths_as_written(workspace):
                report = _build(workspace, current, wanted, started)
        except (OSError, RuntimeError) as error:
            raise _disk_problem(workspace.store, error) from error
        if gives_way:
            listener(_REPLACED_LAST if was_refused else _REPLACED)
        return report


def _build(
    workspace: Workspace, current: generations.Current | None, wanted: str, started: float
) -> Report:
    """Build a generation and make it the current one, unless the files contradict each other.

    :param wanted: what `freshness.inputs` said, with `UNREASONED` where nothing shall be inferred
    """
    with _new_generation(workspace) as path:
        report = update(workspace, path, current, wanted) if current is not None else None
        if report is None:
            report = fill(workspace, path, reason=not wanted.endswith(UNREASONED))
        if report.inconsistency is None:
            generations.make_current(workspace.store, path, wanted)
    if report.inconsistency is not None:
        message = "the files contradict each other, so nothing new was inferred from them"
        generations.refuse(workspace.store, wanted, message)
        if not _has_inferences(workspace):
            with _new_generation(workspace) as path:
                bare = fill(workspace, path, reason=False, settled=report.settled)
                generations.make_current(workspace.store, path, wanted + UNREASONED)
            report = bare.contradicted_by(report)
    return report._replace(seconds=time.perf_counter() - started)


@contextlib.contextmanager
def _new_generation(workspace: Workspace) -> Iterator[str]:
    """Give the folder of a new generation, and remove it unless it was made current."""
    path = generations.new_generation(workspace.store)
    try:
        yield path
    finally:
        current = generations.read_current(workspace.store)
        if current is None or current.path != path:
            generations.remove(path)


def current_findings(workspace: Workspace) -> list[Finding]:
    """Return what the quality checks found when the store in use was built."""
    current = generations.read_current(workspace.store)
    if current is None:
        return []
    try:
        return [Finding(*row) for row in noted(current)["findings"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreProblem(
            f"{workspace.store}: the store is damaged ({error}); run summit-kg build --force"
        ) from error


def _has_inferences(workspace: Workspace) -> bool:
    """Tell whether the store in use can be read and holds what follows."""
    current = generations.read_current(workspace.store)
    return (
        current is not None
        and not current.inputs().endswith(UNREASONED)
        and can_be_opened(workspace.store)
    )


def build_in_memory(
    workspace: Workspace,
    *,
    reason: bool = True,
    as_of: str | None = None,
    any_day: bool = False,
    problems: Problems = None,
) -> tuple[ox.Store, Reasoner, Report]:
    """Return the workspace's graph as an Oxigraph store in memory, its rules, and what was done.

    Where the files contradict each other nothing is inferred, and the report says so.

    :param as_of: the day as of which the acceptance policy judges, instead of its own
    :param any_day: leave out the policy's own day
    :param problems: takes what is wrong with files; what cannot be loaded is then left out
    :raises InputProblem: where a file is wrong and no `problems` are given
    """
    started = time.perf_counter()
    with paths_as_written(workspace):
        policy = Policy()
        with noted_in(problems):
            policy = read_policy(workspace.policy).judging(as_of)
        policy = policy.on_any_day() if any_day else policy
        store = ox.Store()
        reasoner, report = load(workspace, store, policy, reason=reason, problems=problems)
        if report.inconsistency is not None:
            store = ox.Store()
            again = None if problems is None else list(problems)
            settled = report.settled
            bare = load(workspace, store, policy, reason=False, settled=settled, problems=again)[1]
            report = bare.contradicted_by(report)
    return store, reasoner, report._replace(seconds=time.perf_counter() - started)


def _disk_problem(folder: str, error: OSError | RuntimeError) -> StoreProblem:
    reason = getattr(error, "strerror", None) or str(error).split("\n", maxsplit=1)[0]
    hint = ""
    with contextlib.suppress(OSError):
        if generations.free_space(folder) < 1 << 20 or "No space" in str(error):
            hint = "; the disk is full: free some space or choose another folder with --store"
    return StoreProblem(f"{folder}: the store could not be built ({reason}){hint}")
