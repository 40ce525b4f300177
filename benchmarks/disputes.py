"""What it costs to settle disputes and to tell them: no more a source where there are many.

`python benchmarks/disputes.py` writes workspaces of short sources, five on each meeting. On every
fifth meeting they disagree: on its day, on the number of parties, and on who was there; and a
fiftieth of all sources speak on one point, half of them on each side.
"""

import os
import sys
from collections.abc import Callable, Iterator
from time import process_time
from typing import NamedTuple

from generate import write_workspace
from measure import Figure, Setting, alone, middle, processor_time, shown

import summit_kg
from summit_kg import workspace
from summit_kg.builder import build_in_memory
from summit_kg.workspace import packaged_files

_CLAIMS = 4
_ON_ONE_MEETING = 5
_CLASHING = 5
_ON_ONE_POINT = 50
_ROUNDS = 3
_HEAD = """\
"@context":
  - ../../../ontology/context.jsonld
  - "@base": https://w3id.org/summit-kg/id/article/{slug}/
    assertion: https://w3id.org/summit-kg/graph/claim/{slug}/
iri: article:{slug}
"""
_CLAIM = """\
  - iri: {name}
    statement: The source says so of {name}.
    claimedBy: [article:{slug}]
    polarity: {polarity}
    certainty: certain
    claimType: report
    asserts:
      assertion:{name}: {{{node}}}
"""


class Cost(NamedTuple):
    """Seconds of processor time that a workspace takes."""

    build: float
    disputes: float
    as_of: float
    found: int


def write_sources(folder: str, sources: int) -> None:
    """Write a workspace of so many short sources, a fifth of which disagree."""
    write_workspace(folder, 0)
    for number in range(sources):
        slug = f"source-{number}"
        own = os.path.join(folder, "data", "articles", slug)
        os.makedirs(own)
        head = _HEAD.format(slug=slug)
        day = f"20{10 + number % 15}-0{1 + number % 9}-01"
        about = f'publisher: p{number}.example\nissued: "{day}"\n'
        with open(os.path.join(own, "article.yaml"), "w", encoding="utf-8") as file:
            file.write(f"{head}type: Article\nlabel: {slug}\n{about}")
        with open(os.path.join(own, "claims.yaml"), "w", encoding="utf-8") as file:
            file.write(f"{head}claims:\n")
            file.writelines(_claims(slug, number))


def _claims(slug: str, number: int) -> Iterator[str]:
    meeting, place = divmod(number, _ON_ONE_MEETING)
    other = meeting % _CLASHING == 0 and place > 2

    def claim(name: str, node: str, polarity: str = "positive") -> str:
        return _CLAIM.format(name=name, slug=slug, node=node, polarity=polarity)

    me = f"id:meeting-{meeting}"
    yield claim(
        "day", f'iri: {me}, type: Meeting, label: M{meeting}, heldOn: "2020-01-0{1 + other}"'
    )
    yield claim("count", f"iri: {me}, partyCount: {10 + other}")
    if other:
        yield claim(
            "there",
            "type: owl:NegativePropertyAssertion, sourceIndividual: id:tajikistan, "
            f"assertionProperty: summit:tookPartIn, targetIndividual: {me}",
            "negative",
        )
    else:
        yield claim(
            "there",
            f"iri: id:tajikistan-at-{meeting}, type: Participation, participant: id:tajikistan, "
            f"inMeeting: {me}",
        )
    point = number % _ON_ONE_POINT == 0
    of = "id:the-fund" if point else f"id:fund-{number}"
    year = 2001 + (number // _ON_ONE_POINT) % 2 if point else 2001
    yield claim("founded", f'iri: {of}, type: Organization, label: F, foundedInYear: "{year}"')


def measure(setting: Setting) -> list[Figure]:
    """Return how the costs grow with five times the sources."""
    few, many = setting.sizes.large, 5 * setting.sizes.large
    costs = {number: _cost(_workspace(setting, number)) for number in (few, many)}
    less, more = costs[few], costs[many]
    figures = []
    for what, small, large in (
        ("build with disputes settled", less.build, more.build),
        ("telling the disputes", less.disputes, more.disputes),
        ("build as of a day", less.as_of, more.as_of),
    ):
        detail = f"{shown(large)} against {shown(small)} of processor time"
        if what.startswith("telling"):
            detail += f"; {more.found:,} disputes against {less.found:,}"
        figures.append(
            Figure(f"{what}, {many:,} sources against {few:,}", large / small, 6.25, detail)
        )
    return [*figures, _answer_as_of_a_day(setting)]


def _answer_as_of_a_day(setting: Setting) -> Figure:
    """Return what an answer as of a day costs on the checkout, against one from its store."""
    ask = [sys.executable, "-m", "summit_kg.cli", "query", "members-of", "-q", "-f", "csv"]
    ask += ["-p", "group=Moscow Format", "--store", os.path.join(setting.folder, "checkout")]
    root = packaged_files()
    processor_time(ask, root, setting.environment)
    sides = [
        middle([processor_time(command, root, setting.environment) for _ in range(_ROUNDS)])
        for command in (ask, [*ask, "--as-of", "2024-01-01"])
    ]
    detail = f"{shown(sides[1])} against {shown(sides[0])} of processor time"
    what = "an answer as of a day, built in memory, against one from the store, on the checkout"
    return Figure(what, sides[1] / sides[0], None, detail)


def _workspace(setting: Setting, sources: int) -> str:
    folder = os.path.join(setting.folder, f"sources-{sources}")
    if not os.path.isdir(folder):
        write_sources(folder, sources)
    return folder


def _cost(folder: str) -> Cost:
    found = workspace.find(folder)
    with summit_kg.open(":memory:", workspace=folder) as graph:
        told = graph.disputes()
        disputes = _seconds(graph.disputes)
    assert told
    build = _seconds(lambda: build_in_memory(found))
    as_of = _seconds(lambda: build_in_memory(found, as_of="2019-01-01"))
    return Cost(build, disputes, as_of, len(told))


def _seconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(_ROUNDS):
        before = process_time()
        work()
        times.append(process_time() - before)
    return middle(times)


if __name__ == "__main__":
    alone(measure, "Measure the settling of disputes.")
