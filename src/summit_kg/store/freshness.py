"""Whether the files a store was built from have changed since.

One `stat` call a file: a check grows linearly with the number of files, two an article
(`benchmarks/freshness.py` measures it).
"""

import os
from hashlib import blake2b

from summit_kg.version import __version__
from summit_kg.workspace import Workspace

ARTICLE_FILES = ("article.yaml", "claims.yaml")


def fingerprint(workspace: Workspace) -> str:
    """Return a hash over name, size and time of change of every file that a build reads."""
    digest = blake2b(digest_size=16)
    digest.update(__version__.encode())
    digest.update(repr(workspace[:3]).encode("utf-8", "surrogateescape"))
    for folder in (
        workspace.ontology,
        os.path.join(workspace.data, "reference"),
        workspace.queries,
        os.path.join(workspace.queries, "checks"),
    ):
        digest.update(_files_of(folder).encode("utf-8", "surrogateescape"))
    digest.update(_articles_of(os.path.join(workspace.data, "articles")))
    return digest.hexdigest()


def article_slugs(workspace: Workspace) -> list[str]:
    """Return the folder names of the workspace's articles, sorted."""
    try:
        with os.scandir(os.path.join(workspace.data, "articles")) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir())
    except FileNotFoundError:
        return []


def _files_of(folder: str) -> str:
    try:
        with os.scandir(folder) as entries:
            found = sorted(
                (entry.name, entry.stat().st_size, entry.stat().st_mtime_ns)
                for entry in entries
                if entry.name.endswith((".ttl", ".rq")) and entry.is_file()
            )
    except FileNotFoundError:
        return f"{folder} missing"
    return f"{folder} {found}"


def _articles_of(folder: str) -> bytes:
    try:
        slugs = sorted(os.listdir(folder))
        top = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return b"missing"
    rows = []
    try:
        for slug in slugs:
            for name in ARTICLE_FILES:
                try:
                    info = os.stat(f"{slug}/{name}", dir_fd=top)
                except (FileNotFoundError, NotADirectoryError):
                    continue
                rows.append(f"{slug}/{name} {info.st_size} {info.st_mtime_ns}")
    finally:
        os.close(top)
    return "\n".join(rows).encode("utf-8", "surrogateescape")
