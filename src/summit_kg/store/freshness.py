"""Whether the files a store was built from have changed since.

One `stat` call a file: a check grows linearly with the number of files, three an article
(`benchmarks/freshness.py` measures it).
"""

import contextlib
import os
from itertools import chain

from summit_kg.version import __version__
from summit_kg.workspace import Workspace

ARTICLE_FILES = ("article.yaml", "claims.yaml", "text.txt")
UNREASONED = "\nwithout reasoning"
"""Added to the inputs of a store that was built, on demand, without what follows."""


def inputs(workspace: Workspace) -> str:
    """Return name, size and time of change of every file that a build reads, a line each.

    Two calls give the same text where nothing has changed in between.
    """
    parts = [__version__, repr(workspace[:3])]
    folders = (workspace.reference_folders, workspace.query_folders, workspace.check_folders)
    for folder in (workspace.ontology, *chain.from_iterable(folders)):
        parts += _files_of(folder)
    with contextlib.suppress(FileNotFoundError):
        parts.append(_line(workspace.policy, os.stat(workspace.policy)))
    parts += _articles_of(workspace.articles)
    return "\n".join(parts)


def changed_articles(before: str, now: str) -> set[str] | None:
    """Return the articles by which two marks of `inputs` differ; None where more has changed."""
    slugs = set()
    for line in set(before.split("\n")) ^ set(now.split("\n")):
        slug, slash, rest = line[1:].partition("/")
        if not (line.startswith("'") and slug and slash and rest.startswith(ARTICLE_FILES)):
            return None
        slugs.add(slug)
    return slugs


def _files_of(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(
                _line(entry.path, entry.stat())
                for entry in entries
                if entry.name.endswith((".ttl", ".rq")) and entry.is_file()
            )
    except FileNotFoundError:
        return []


def _articles_of(folder: str) -> list[str]:
    try:
        slugs = sorted(name for name in os.listdir(folder) if not name.startswith("."))
        top = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return []
    lines = []
    try:
        for slug in slugs:
            for name in ARTICLE_FILES:
                path = f"{slug}/{name}"
                try:
                    lines.append(_line(path, os.stat(path, dir_fd=top)))
                except (FileNotFoundError, NotADirectoryError):
                    continue
    finally:
        os.close(top)
    return lines


def _line(path: str, info: os.stat_result) -> str:
    return f"{path!r} {info.st_size} {info.st_mtime_ns}"
