"""What one answer costs from a cold start: the whole process of `summit-kg query`.

Compared, in turn and by processor time, with the least script over the same store and the same
query text, and with rdflib on the exported Turtle. rdflib parses the default view alone, which is
less than the answer needs.
"""

import os
import sys

from measure import Figure, Setting, alone, in_turn, middle, processor_time, shown

import summit_kg
from summit_kg.store.embedded import EmbeddedStore

QUERY = "who-refused-access"
PARAMETERS = {"facility": "Bagram"}
_HERE = os.path.dirname(os.path.abspath(__file__))


def measure(setting: Setting) -> list[Figure]:
    """Return the two ratios, over the files of the checkout."""
    folder = setting.workspace(0)
    command = os.path.join(os.path.dirname(sys.executable), "summit-kg")
    turtle = os.path.join(setting.folder, "export.ttl")
    text = os.path.join(setting.folder, "bound.rq")

    def used(*words: str) -> float:
        return processor_time(words, folder, setting.environment)

    used(command, "build", "--quiet")
    used(command, "export", "--quiet", "--output", turtle)
    store = _bound_query(folder, text)
    given = [part for name, value in PARAMETERS.items() for part in ("-p", f"{name}={value}")]
    runs: list[list[float]] = [[], [], []]

    def ours() -> None:
        runs[0].append(used(command, "query", QUERY, *given))

    def least() -> None:
        runs[1].append(used(*_script("baseline_pyoxigraph.py", store, text)))

    def rdflib() -> None:
        runs[2].append(used(*_script("baseline_rdflib.py", turtle, text)))

    in_turn([ours, least, rdflib], setting.sizes.runs)
    own, bare, parsed = (times[1:] for times in runs)
    return [
        Figure("one answer, cold, against a bare pyoxigraph script",
               middle(own) / middle(bare), 1.6, _detail(own, bare)),
        Figure("one answer, cold, against rdflib on the exported Turtle",
               middle(own) / middle(parsed), 0.2, _detail(own, parsed)),
    ]  # fmt: skip


def _bound_query(folder: str, path: str) -> str:
    """Write the bound text of the query to a file and return the path of the store."""
    with summit_kg.open(workspace=folder) as graph:
        store = graph.store
        assert isinstance(store, EmbeddedStore)
        assert store.folder is not None
        with open(path, "w", encoding="utf-8") as file:
            file.write(graph.bound(QUERY, {name: [value] for name, value in PARAMETERS.items()}))
        return os.path.join(store.folder, "oxigraph")


def _script(name: str, *arguments: str) -> list[str]:
    return [sys.executable, os.path.join(_HERE, name), *arguments]


def _detail(ours: list[float], theirs: list[float]) -> str:
    return (
        f"{shown(middle(ours))} against {shown(middle(theirs))} of processor time, medians of "
        f"{len(ours)}; least {shown(min(ours))} against {shown(min(theirs))}"
    )


if __name__ == "__main__":
    alone(measure, "The cost of one answer from a cold start.")
