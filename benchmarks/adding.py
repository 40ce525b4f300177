"""What it costs to add articles: time must grow as their number does, and no faster."""

import os
import random
import shutil

from measure import Figure, Setting, alone, middle, shown

from summit_kg.intake.adding import Adder
from summit_kg.intake.folders import adding_lock
from summit_kg.new_workspace import make_workspace
from summit_kg.workspace import find

_WORDS = ("ministers", "states", "Moscow", "trade", "nobody", "a", "round", "of", "talks", "with")
_PARAGRAPHS, _SENTENCES, _ROUNDS = 8, 5, 3


def measure(setting: Setting) -> list[Figure]:
    """Return how the time of adding grows with ten times the articles, new and all there already.

    Processor time of the program itself, for what creating a file costs beneath it varies tenfold;
    each the median of three. A quarter more than ten times is allowed for caches.
    """
    fewer, count = setting.sizes.small, setting.sizes.large
    times: dict[tuple[int, str], list[float]] = {}
    for _ in range(_ROUNDS):
        for number in (fewer, count):
            home = os.path.join(setting.folder, f"added-{number}")
            shutil.rmtree(home, ignore_errors=True)
            make_workspace(home)
            for what in ("new", "there already"):
                seconds = _add_all(home, _inbox(setting, number))
                times.setdefault((number, what), []).append(seconds)
    figures = []
    for what in ("new", "there already"):
        more, less = middle(times[count, what]), middle(times[fewer, what])
        detail = f"{shown(more)} against {shown(less)} of user time"
        figures.append(
            Figure(
                f"adding {count:,} articles against {fewer:,}, {what}",
                more / less,
                1.25 * count / fewer,
                detail,
            )
        )
    return figures


def _add_all(home: str, inbox: str) -> float:
    paths = sorted(os.path.join(inbox, name) for name in os.listdir(inbox))
    before = os.times().user
    workspace = find(home)
    with adding_lock(workspace, lambda _message: None):
        adder = Adder(workspace)
        for path in paths:
            adder.add(path)
    return os.times().user - before


def _inbox(setting: Setting, count: int) -> str:
    """Return a folder of texts that are made up here, 40 sentences each."""
    folder = os.path.join(setting.folder, f"inbox-{count}")
    if os.path.isdir(folder):
        return folder
    os.makedirs(folder)
    for number in range(count):
        chance = random.Random(number)
        lines = [f"Report {number}"]
        for _ in range(_PARAGRAPHS):
            sentences = (" ".join(chance.choices(_WORDS, k=20)) + "." for _ in range(_SENTENCES))
            lines.append(" ".join(sentence.capitalize() for sentence in sentences))
        with open(os.path.join(folder, f"{number:05}.txt"), "w", encoding="utf-8") as file:
            file.write("\n\n".join(lines) + "\n")
    return folder


if __name__ == "__main__":
    alone(measure, "What it costs to add articles.")
