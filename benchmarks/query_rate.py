"""What the library adds to a saved query, and whether an answer's time grows with the articles.

Each saved query runs with the parameters of its golden results, else with its defaults. The
library's side is the whole call: find the labels, bind, ask, read every row. The other is the
engine alone with the text already bound.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import yaml
from measure import Figure, Setting, alone, in_turn, middle, shown

import summit_kg
from summit_kg.errors import UsageProblem
from summit_kg.query.saved import SavedQuery

_PARAMETERS = os.path.join(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
    "tests",
    "golden",
    "parameters.yaml",
)
Values = dict[str, list[str]]


class Case(NamedTuple):
    """A saved query with the values of its parameters."""

    query: str
    values: Values
    of_entity: bool


def measure(setting: Setting) -> list[Figure]:
    """Return the library's overhead over every query, and the growth of those of an entity."""
    small, large = (setting.workspace(count) for count in setting.sizes[:2])
    with summit_kg.open(workspace=small) as few, summit_kg.open(workspace=large) as many:
        cases = cases_of(many)
        overheads = {case.query: _overhead(many, case, setting) for case in cases}
        growths = {case.query: _growth(few, many, case, setting)
                   for case in cases if case.of_entity}  # fmt: skip
    return [_overhead_figure(overheads), *_growth_figures(setting, growths)]


def cases_of(graph: summit_kg.KnowledgeGraph) -> list[Case]:
    """Return a case for every saved query that can be bound."""
    given = _golden_parameters()
    found = []
    for name, query in graph.queries.items():
        values = given.get(name, {})
        try:
            graph.bound(name, values)
        except UsageProblem as problem:
            print(f"left out: {problem}")
            continue
        found.append(Case(name, values, _names_an_entity(query, values)))
    return found


def _names_an_entity(query: SavedQuery, values: Values) -> bool:
    return any(
        parameter.kind == "iri" and (parameter.name in values or parameter.name in query.defaults)
        for parameter in query.parameters()
    )


def _golden_parameters() -> dict[str, Values]:
    """Return the first case of each query; empty where there is no such file."""
    try:
        with open(_PARAMETERS, encoding="utf-8") as file:
            found = yaml.load(file, Loader=yaml.CSafeLoader)
    except FileNotFoundError:
        return {}
    return {name: _values(cases) for name, cases in found.items()}


def _values(cases: Any) -> Values:
    if isinstance(cases, list):
        return _values(cases[0]) if cases else {}
    if not isinstance(cases, Mapping) or not cases:
        return {}
    first = next(iter(cases.values()))
    if isinstance(first, Mapping):
        return _values(first)
    return {
        name: [str(item) for item in (value if isinstance(value, list) else [value])]
        for name, value in cases.items()
    }


class Overhead(NamedTuple):
    """Seconds of a query through the library, and through the engine alone."""

    library: float
    engine: float

    @property
    def ratio(self) -> float:
        """How many times the engine's time the library takes."""
        return self.library / self.engine


class Growth(NamedTuple):
    """Seconds and rows of a query over the small and the large store."""

    few: float
    many: float
    rows_few: int
    rows_many: int

    @property
    def ratio(self) -> float:
        """How many times the small store's time the large one's answer takes."""
        return self.many / self.few


def _overhead(graph: summit_kg.KnowledgeGraph, case: Case, setting: Setting) -> Overhead:
    text = graph.bound(case.query, case.values)
    library, engine = in_turn(
        [_asked(graph, case), lambda: _count(graph.oxigraph.query(text))],
        setting.sizes.runs,
        setting.sizes.seconds,
    )
    return Overhead(middle(library), middle(engine))


def _growth(
    few: summit_kg.KnowledgeGraph, many: summit_kg.KnowledgeGraph, case: Case, setting: Setting
) -> Growth:
    asked = _asked(few, case), _asked(many, case)
    times = in_turn(asked, setting.sizes.runs, setting.sizes.seconds)
    return Growth(middle(times[0]), middle(times[1]), asked[0](), asked[1]())


def _asked(graph: summit_kg.KnowledgeGraph, case: Case) -> Callable[[], int]:
    return lambda: _count(graph.query(case.query, **case.values))


def _count(results: Any) -> int:
    return sum(1 for _ in results)


def _overhead_figure(found: dict[str, Overhead]) -> Figure:
    ratios = {name: overhead.ratio for name, overhead in found.items()}
    worst = max(ratios, key=lambda name: ratios[name])
    return Figure(
        f"saved queries through the library, {_count(found)}, against the engine alone",
        middle(list(ratios.values())), 1.15,
        f"the median query; at most {ratios[worst]:.2f} ({worst}, {shown(found[worst].library)} "
        f"against {shown(found[worst].engine)})",
    )  # fmt: skip


def _growth_figures(setting: Setting, found: dict[str, Growth]) -> list[Figure]:
    same = {name: growth for name, growth in found.items() if growth.rows_few == growth.rows_many}
    more = {name: growth for name, growth in found.items() if name not in same}
    sizes = f"{setting.sizes.large:,} articles against {setting.sizes.small:,}"
    figures = []
    if same:
        worst = max(same, key=lambda name: same[name].ratio)
        figures.append(Figure(
            f"queries of an entity with equal answers ({len(same)}), {sizes}",
            middle([growth.ratio for growth in same.values()]), 1.5,
            f"the median query; at most {same[worst].ratio:.2f} ({worst}, "
            f"{shown(same[worst].many)} against {shown(same[worst].few)})",
        ))  # fmt: skip
    if more:
        by_row = {name: growth.ratio * max(growth.rows_few, 1) / max(growth.rows_many, 1)
                  for name, growth in more.items()}  # fmt: skip
        worst = max(by_row, key=lambda name: by_row[name])
        figures.append(Figure(
            f"queries of an entity with longer answers ({len(more)}), time by row, {sizes}",
            middle(list(by_row.values())), 1.5,
            f"the median query; at most {by_row[worst]:.2f} ({worst}, "
            f"{more[worst].rows_many:,} rows in {shown(more[worst].many)} against "
            f"{more[worst].rows_few:,} in {shown(more[worst].few)})",
        ))  # fmt: skip
    return figures


if __name__ == "__main__":
    alone(measure, "What the library adds to a query, and how answers slow down as articles grow.")
