"""What validation costs, and how SHACL engines compare: `python benchmarks/validation.py`.

Every run is a process of its own. A SHACL engine is timed from graphs that it has loaded to its
report; `summit-kg validate` is timed whole, from the start of the process to its end.
"""

import argparse
import os
import statistics
import sys

import pyoxigraph as ox
from measure import (
    Figure,
    Setting,
    add_options,
    circumstances,
    output_of,
    processor_time,
    setting,
    shown,
    table,
    update,
)
from shacl_cases import cases, constructs_of, passes
from shacl_engines import ENGINES

from summit_kg.builder import build_in_memory
from summit_kg.workspace import find

_HERE = os.path.dirname(os.path.abspath(__file__))
_ROOT = os.path.dirname(_HERE)
_SHAPES = os.path.join(_ROOT, "ontology", "shapes.ttl")
_SUITE = os.path.join(os.path.dirname(_ROOT), "shared", "w3c", "shacl")
_RUNS = 3
_REFERENCE = "pyshacl"


def measure(found: Setting) -> list[Figure]:
    """Return the ratios to pySHACL alone on the same graph of a hundred articles."""
    workspace = found.workspace(found.sizes.small)
    graph = os.path.join(found.folder, f"view-{found.sizes.small}.nt")
    if not os.path.exists(graph):
        store = build_in_memory(find(workspace))[0]
        store.dump(graph, ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    runner = os.path.join(_HERE, "shacl_engines.py")
    ours = [sys.executable, "-m", "summit_kg.cli", "validate", "--quiet", "--workspace", workspace,
            "-o", os.path.join(found.folder, "report.json")]  # fmt: skip
    costs: dict[str, list[float]] = {}
    results: dict[str, int] = {}
    for _ in range(_RUNS):
        for name in ENGINES:
            run = output_of([sys.executable, runner, name, graph, _SHAPES])
            costs.setdefault(name, []).append(run["processor"])
            results[name] = run["results"]
        costs.setdefault("", []).append(processor_time(ours, found.folder, found.environment))
    middle = {name: statistics.median(times) for name, times in costs.items()}
    reference = middle[_REFERENCE]
    against = f"of processor time, medians of {_RUNS}, {found.sizes.small} articles"
    figures = [
        Figure(
            f"{name}, against pyshacl",
            middle[name] / reference,
            None,
            f"{shown(middle[name])} against {shown(reference)} {against}; {results[name]:,} "
            f"results, pyshacl {results[_REFERENCE]:,}",
        )
        for name in ENGINES
        if name != _REFERENCE
    ]
    detail = f"{shown(middle[''])} against {shown(reference)} {against}"
    return [*figures, Figure("all of `summit-kg validate`, against pyshacl", middle[""] / reference,
                             1, detail)]  # fmt: skip


def conformance(suite: str) -> str:
    """Return a table of how many of the W3C's core cases each engine passes."""
    used = constructs_of(_SHAPES)
    every = list(cases(suite))
    ours = {case.name for case in every if case.concerns(used)}
    heads = f"cases of what our shapes use ({len(ours)}) | all of SHACL Core ({len(every)})"
    lines = [f"| engine | {heads} | fails |", "|---|---|---|---|"]
    for name in ENGINES:
        failed = [case.name for case in every if not passes(name, case)]
        passed = len(ours - set(failed)), len(every) - len(failed)
        lines.append(f"| {name} | {passed[0]} | {passed[1]} | {', '.join(failed) or '-'} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, and put the tables into a file where asked to."""
    parser = argparse.ArgumentParser(description="What validation costs.")
    add_options(parser)
    parser.add_argument("--suite", default=_SUITE, help="folder of the W3C's SHACL test suite")
    parser.add_argument("--update", metavar="FILE", help="put the tables there, as in docs/")
    options = parser.parse_args()
    text = ""
    if os.path.isdir(options.suite):
        text = conformance(options.suite) + "\n"
    with setting(options) as found:
        text += table(measure(found))
    text += f"\n{circumstances(*ENGINES, 'pyoxigraph', 'rdflib')}\n"
    print(text, end="")
    if options.update:
        update(options.update, text, "shacl")


if __name__ == "__main__":
    main()
