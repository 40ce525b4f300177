"""What it costs to see that no file has changed since the build: every query pays it."""

import os
from functools import partial
from itertools import pairwise

from measure import Figure, Setting, alone, in_turn, middle, shown

from summit_kg.store.freshness import ARTICLE_FILES, inputs
from summit_kg.workspace import find


def measure(setting: Setting) -> list[Figure]:
    """Return how the check's time grows from each number of articles to the next.

    It may grow as their number does, and a quarter more for what the kernel caches.
    """
    workspaces = [find(_stub_workspace(setting, count)) for count in setting.sizes.stat_only]
    times = in_turn(
        [partial(inputs, workspace) for workspace in workspaces],
        setting.sizes.runs,
        setting.sizes.seconds,
    )
    found = list(zip(setting.sizes.stat_only, map(middle, times), strict=True))
    return [
        Figure(
            f"seeing that nothing changed, {count:,} articles against {fewer:,}",
            seconds / less, 1.25 * count / fewer, f"{shown(seconds)} against {shown(less)}",
        )
        for (fewer, less), (count, seconds) in pairwise(found)
    ]  # fmt: skip


def _stub_workspace(setting: Setting, count: int) -> str:
    """Return a workspace whose articles have files of the right names; nobody reads them here."""
    folder = os.path.join(setting.folder, f"stubs-{count}")
    articles = os.path.join(folder, "data", "articles")
    if not os.path.isdir(articles):
        for number in range(count):
            article = os.path.join(articles, f"generated-{number:05d}")
            os.makedirs(article)
            for name in ARTICLE_FILES:
                with open(os.path.join(article, name), "w", encoding="utf-8") as file:
                    file.write(f"{number}\n")
    return folder


if __name__ == "__main__":
    alone(measure, "What it costs to see that no file has changed.")
