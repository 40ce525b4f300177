"""How fast a build is against rdflib's parser, and how its memory grows.

A build reads YAML, checks it, writes statements, reasons over them and stores them; rdflib only
parses Turtle. Each runs in a process of its own; the rate is statements by second of processor
time. A build's statements are those that its files say: what reasoning adds is not counted.
"""

import json
import os
import sys
from time import perf_counter, process_time

from measure import Figure, Setting, alone, output_of, peak_memory, shown


def measure(setting: Setting) -> list[Figure]:
    """Return the rates, and the growth of memory from the small workspace to the large."""
    small, large = (setting.workspace(count) for count in setting.sizes[:2])
    plain_small = _build(small, reason=False)
    plain = _build(large, reason=False)
    reasoned_small = _build(small, reason=True)
    reasoned = _build(large, reason=True)
    parsed = _parse(large, os.path.join(setting.folder, "sample.ttl"), setting.sizes.sample)
    figures = [
        Figure(f"build, {setting.sizes.large:,} articles, {how}, against rdflib's Turtle parser",
               _rate(built) / _rate(parsed), 1.0,
               f"{_rate(built):,.0f} statements/s ({shown(built['seconds'])}) against "
               f"{_rate(parsed):,.0f} (on {parsed['statements']:,.0f} of them)", at_least=True)
        for how, built in (("with reasoning", reasoned), ("without", plain))
    ]  # fmt: skip
    times = setting.sizes.large / setting.sizes.small
    for how, one, other in (
        ("with reasoning", reasoned_small, reasoned),
        ("without", plain_small, plain),
    ):
        figures.append(Figure(
            f"memory of a build, {how}, for {times:g} times the articles",
            other["memory"] / one["memory"], times,
            f"{other['memory'] / 1e6:,.0f} MB against {one['memory'] / 1e6:,.0f} MB at most",
        ))  # fmt: skip
    return figures


def _rate(run: dict[str, float]) -> float:
    return run["statements"] / run["processor"]


def _build(workspace: str, *, reason: bool) -> dict[str, float]:
    mode = "reason" if reason else "plain"
    return output_of([sys.executable, os.path.abspath(__file__), mode, workspace])


def _parse(workspace: str, turtle: str, count: int) -> dict[str, float]:
    command = [sys.executable, os.path.abspath(__file__)]
    output_of([*command, "sample", workspace, turtle, str(count)])
    return output_of([*command, "parse", turtle])


def _child_build(workspace: str, *, reason: bool) -> dict[str, float]:
    import summit_kg

    start, used = perf_counter(), process_time()
    report = summit_kg.build(workspace, force=True, reason=reason)
    seconds, processor = perf_counter() - start, process_time() - used
    assert report is not None
    said = report.counts.triples - 2 * report.counts.inferred  # what follows stands in two graphs
    return _result(said, seconds, processor)


def _child_sample(workspace: str, turtle: str, count: int) -> dict[str, float]:
    from itertools import islice

    import pyoxigraph as ox

    import summit_kg
    from summit_kg.vocabulary import PREFIXES

    with summit_kg.open(workspace=workspace) as graph:
        quads = graph.oxigraph.quads_for_pattern(None, None, None, ox.DefaultGraph())
        triples = (quad.triple for quad in islice(quads, count))
        ox.serialize(triples, turtle, ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    return {}


def _child_parse(turtle: str) -> dict[str, float]:
    import rdflib

    graph = rdflib.Graph()
    start, used = perf_counter(), process_time()
    graph.parse(turtle, format="turtle")
    seconds, processor = perf_counter() - start, process_time() - used
    return _result(len(graph), seconds, processor)


def _result(statements: int, seconds: float, processor: float) -> dict[str, float]:
    return {"statements": statements, "seconds": seconds, "processor": processor,
            "memory": peak_memory()}  # fmt: skip


def _child(mode: str, *arguments: str) -> dict[str, float]:
    if mode == "sample":
        workspace, turtle, count = arguments
        return _child_sample(workspace, turtle, int(count))
    if mode == "parse":
        return _child_parse(*arguments)
    return _child_build(*arguments, reason=mode == "reason")


if __name__ == "__main__":
    if len(sys.argv) > 2 and sys.argv[1] in {"plain", "reason", "sample", "parse"}:
        print(json.dumps(_child(*sys.argv[1:])))
    else:
        alone(measure, "How fast a build is, and how its memory grows.")
