"""How fast exports are against the engine's own dump of the same graph, and what memory they take.

The large workspace (400 articles, a million statements) is exported in each format in a process of
its own, after the engine has dumped it there unsorted. Rates are in processor time, memory is the
most that the process held; the engine's own buffers count on both sides.
"""

import json
import os
import subprocess
import sys
from time import process_time

from measure import Figure, Setting, main, output_of, peak_memory

_FORMATS = {"ttl": "TURTLE", "trig": "TRIG", "nt": "N_TRIPLES", "nq": "N_QUADS",
            "jsonld": "JSON_LD", "rdf": "RDF_XML"}  # fmt: skip
_ARTICLES = 400
_FRACTION = 8


def measure(setting: Setting) -> list[Figure]:
    """Return the rates of the formats, and how memory grows from an eighth of the graph."""
    scale = setting.sizes.large / 1000
    large, small = (setting.workspace(round(_ARTICLES * scale / part)) for part in (1, _FRACTION))
    for workspace in (large, small):  # in a process of its own: a build's memory is not an export's
        subprocess.run(
            [sys.executable, "-m", "summit_kg.cli", "build", "-q"], cwd=workspace, check=False
        )
    figures = []
    for format_ in _FORMATS:
        one, other = (_run(workspace, format_) for workspace in (large, small))
        figures.append(Figure(
            f"export as {format_}, against the engine's own dump",
            one["dump"] / one["export"], 0.5,
            f"{one['statements'] / one['export']:,.0f} statements/s against "
            f"{one['statements'] / one['dump']:,.0f}, {one['statements']:,.0f} of them",
            at_least=True,
        ))  # fmt: skip
        figures.append(Figure(
            f"memory of an export as {format_}, for {_FRACTION} times the articles",
            one["memory"] / other["memory"], None,
            f"{one['memory'] / 1e6:,.0f} MB against {other['memory'] / 1e6:,.0f} MB at most",
        ))  # fmt: skip
    return figures


def _run(workspace: str, format_: str) -> dict[str, float]:
    return output_of([sys.executable, os.path.abspath(__file__), "child", workspace, format_])


def _child(workspace: str, format_: str) -> dict[str, float]:
    import pyoxigraph as ox

    import summit_kg
    from summit_kg.export import ONE_GRAPH, export, read_context
    from summit_kg.export.selection import everything, view

    with summit_kg.open(workspace=workspace) as graph:
        store = graph.oxigraph
        one_graph = format_ in ONE_GRAPH
        path = os.path.join(workspace, f"export.{format_}")
        before = process_time()
        store.dump(
            path, getattr(ox.RdfFormat, _FORMATS[format_]),
            from_graph=ox.DefaultGraph() if one_graph else None,
        )  # fmt: skip
        dump = process_time() - before
        selection = view(store) if one_graph else everything(store)
        context = read_context(graph.workspace.ontology)
        before = process_time()
        with open(path, "wb", buffering=1 << 20) as out:
            count = export(selection, out, format_, context=context)
        used = process_time() - before
        os.unlink(path)
    return {"statements": count, "dump": dump, "export": used, "memory": peak_memory()}


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        print(json.dumps(_child(*sys.argv[2:])))
    else:
        main(measure, "Measure exports against the engine's own dump.", "exports")
