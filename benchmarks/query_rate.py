"""What the library adds to a saved query, and whether an answer's time grows with the articles.

Each saved query runs with the parameters of its golden results, else with its defaults, in a
process of its own that is given up where it takes too long. The library's side is the whole call:
find the labels, bind, ask, read every row. The other is the engine alone with the bound text.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import yaml
from measure import Figure, Setting, alone, in_turn, middle, output_of, shown

import summit_kg
from summit_kg.errors import UsageProblem
from summit_kg.query.saved import SavedQuery

_PARAMETERS = os.path.join(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
    "tests",
    "golden",
    "parameters.yaml",
)
_MOST_SECONDS = 2.0
_MOST_GROWTH = 2.0
Values = dict[str, list[str]]
_NOTHING = "https://w3id.org/summit-kg/id/nothing-of-the-kind"


class Case(NamedTuple):
    """A saved query with the values of its parameters."""

    query: str
    values: Values
    entities: list[str]
    """The parameters that name an entity."""

    def of_nothing(self) -> "Case":
        """Return the query of an entity that no claim names: what it then costs, it always does."""
        return self._replace(values=self.values | {name: [_NOTHING] for name in self.entities})


class Timing(NamedTuple):
    """Seconds of a query, and its rows.

    `many` and `few` are the library's on the large store and on the small; `engine` is the engine
    alone on the large one.
    """

    query: str
    many: float
    few: float
    engine: float
    rows_many: int
    rows_few: int

    @property
    def overhead(self) -> float:
        """How many times the engine's time the library takes."""
        return self.many / self.engine

    @property
    def growth(self) -> float:
        """How many times the small store's time the large one's answer takes."""
        return self.many / self.few

    @property
    def growth_by_row(self) -> float:
        """The growth of the time of one row."""
        return self.growth * max(self.rows_few, 1) / max(self.rows_many, 1)


def measure(setting: Setting) -> list[Figure]:
    """Return the library's overhead over every query, and the growth of those of an entity."""
    small, large = (setting.workspace(count) for count in setting.sizes[:2])
    with summit_kg.open(workspace=small), summit_kg.open(workspace=large) as graph:
        cases = list(cases_of(graph))
    timings: list[Timing] = []
    idle: list[Timing] = []
    slow: list[str] = []
    for case in cases:
        try:
            # Without an entity, the whole corpus answers: then the small one tells enough.
            timings.append(_timing(setting, small, large if case.entities else small, case))
            if case.entities:
                idle.append(_timing(setting, small, large, case.of_nothing()))
        except subprocess.TimeoutExpired:
            slow.append(case.query)
    of_entity = {case.query for case in cases if case.entities}
    return [
        _overhead_figure(timings),
        *_growth_figures(setting, [one for one in timings if one.query in of_entity]),
        _worst(
            f"a query of what no claim names, the worst of {len(idle)}, {_sizes(setting)}",
            {one: one.growth for one in idle},
        ),
        Figure(
            f"saved queries of {len(cases)} given up after {setting.sizes.patience:g} s",
            len(slow), 0, ", ".join(slow) or "none",
        ),
    ]  # fmt: skip


def cases_of(graph: summit_kg.KnowledgeGraph) -> Iterator[Case]:
    """Yield a case for every saved query that can be bound."""
    given = _golden_parameters()
    for name, query in graph.queries.items():
        values = given.get(name, {})
        try:
            graph.bound(name, values)
        except UsageProblem as problem:
            print(f"left out: {problem}", file=sys.stderr)
            continue
        yield Case(name, values, _entities(query, values))


def _entities(query: SavedQuery, values: Values) -> list[str]:
    return [
        parameter.name
        for parameter in query.parameters()
        if parameter.kind == "iri"
        and (parameter.name in values or parameter.name in query.defaults)
    ]


def _golden_parameters() -> dict[str, Values]:
    """Return the first case of each query; empty where there is no such file."""
    try:
        with open(_PARAMETERS, encoding="utf-8") as file:
            found = yaml.load(file, Loader=yaml.CSafeLoader)
    except FileNotFoundError:
        return {}
    return {name: _values(cases[0]) for name, cases in found.items()}


def _values(case: Mapping[str, Any]) -> Values:
    return {
        name: [str(item) for item in (value if isinstance(value, list) else [value])]
        for name, value in case.items()
        if name != "case"
    }


# One query, in a process of its own


class _Task(NamedTuple):
    query: str
    values: Values
    small: str
    large: str
    runs: int
    seconds: float


def _timing(setting: Setting, small: str, large: str, case: Case) -> Timing:
    task = _Task(case.query, case.values, small, large, setting.sizes.runs, setting.sizes.seconds)
    command = [sys.executable, os.path.abspath(__file__), "one", json.dumps(task)]
    return Timing(**output_of(command, setting.sizes.patience))


def _child(task: _Task) -> Timing:
    query, values = task.query, task.values
    limits = task.runs, task.seconds, _MOST_SECONDS
    with summit_kg.open(workspace=task.small) as few, summit_kg.open(workspace=task.large) as many:
        text = many.bound(query, values)
        asked = _asked(many, query, values), _asked(few, query, values)
        calls = [*asked, lambda: _count(many.oxigraph.query(text))]
        time_many, time_few, engine = map(middle, in_turn(calls, *limits))
        return Timing(query, time_many, time_few, engine, asked[0](), asked[1]())


def _asked(graph: summit_kg.KnowledgeGraph, query: str, values: Values) -> Callable[[], int]:
    return lambda: _count(graph.query(query, **values))


def _count(results: Any) -> int:
    return sum(1 for _ in results)


# Figures


def _overhead_figure(timings: list[Timing]) -> Figure:
    worst = max(timings, key=lambda one: one.overhead)
    return Figure(
        f"saved queries through the library ({len(timings)}), against the engine alone",
        _median(one.overhead for one in timings), 1.15,
        f"the median query; at most {worst.overhead:.2f} ({worst.query}, {shown(worst.many)} "
        f"against {shown(worst.engine)})",
    )  # fmt: skip


def _growth_figures(setting: Setting, timings: list[Timing]) -> list[Figure]:
    sizes = _sizes(setting)
    same = [one for one in timings if one.rows_few == one.rows_many]
    more = [one for one in timings if one.rows_few != one.rows_many]
    figures = []
    if same:
        what = f"a query of an entity with equal answers, the worst of {len(same)}, {sizes}"
        figures.append(_worst(what, {one: one.growth for one in same}))
    if more:
        what = f"a row of a query of an entity, the worst of {len(more)}, {sizes}"
        figures.append(_worst(what, {one: one.growth_by_row for one in more}))
    return figures


def _sizes(setting: Setting) -> str:
    return f"{setting.sizes.large:,} articles against {setting.sizes.small:,}"


def _worst(what: str, growths: dict[Timing, float]) -> Figure:
    worst = max(growths, key=lambda one: growths[one])
    over = sorted(one.query for one in growths if growths[one] > _MOST_GROWTH)
    return Figure(
        what, growths[worst], _MOST_GROWTH,
        f"{worst.query}: {shown(worst.many)}, {_rows(worst.rows_many)}, against "
        f"{shown(worst.few)}, {_rows(worst.rows_few)}; median {_median(growths.values()):.2f}"
        + (f"; missed by {', '.join(over)}" if over else ""),
    )  # fmt: skip


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _median(values: Iterable[float]) -> float:
    return middle(list(values))


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        print(json.dumps(_child(_Task(*json.loads(sys.argv[2])))._asdict()))
    else:
        alone(measure, "What the library adds to a query, and how answers slow down.")
