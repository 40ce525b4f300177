"""Where a run finds its files: ontology, data, queries, and the store built from them."""

import os
from collections.abc import Iterable
from typing import NamedTuple

from summit_kg.errors import InputProblem

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
STATE_FOLDER = ".summit-kg"


class Workspace(NamedTuple):
    """The folders of one project.

    `root` is None for the files that came with the package: they may be read-only, so their
    store lies in the user's cache folder. The `…_folders` hold the package's files first; a file
    of the same name in the workspace's own folder takes the place of one of those.
    """

    ontology: str
    data: str
    queries: str
    store: str
    root: str | None

    @property
    def reference_folders(self) -> tuple[str, ...]:
        """The folders of the reference data, the package's first."""
        own = os.path.join(self.data, "reference")
        return _over(os.path.join(packaged_files(), "data", "reference"), own)

    @property
    def query_folders(self) -> tuple[str, ...]:
        """The folders of the saved queries, the package's first."""
        return _over(os.path.join(packaged_files(), "queries"), self.queries)

    @property
    def articles(self) -> str:
        """The folder of the articles, each in a folder of its own."""
        return os.path.join(self.data, "articles")

    @property
    def policy(self) -> str:
        """The file of the acceptance policy; it may be missing."""
        return os.path.join(self.data, "policy.yaml")

    @property
    def check_folders(self) -> tuple[str, ...]:
        """The folders of the quality checks, the package's first."""
        return tuple(os.path.join(folder, "checks") for folder in self.query_folders)

    def article_slugs(self) -> list[str]:
        """Return the folder names of the articles, sorted."""
        try:
            with os.scandir(self.articles) as entries:
                return sorted(
                    entry.name
                    for entry in entries
                    if entry.is_dir() and not entry.name.startswith(".")
                )
        except FileNotFoundError:
            return []

    def owns(self, path: str) -> bool:
        """Tell whether a path is one of the workspace's own, and none that the package lent it."""
        root = self.root or os.path.dirname(self.data)
        return not os.path.relpath(path, root).startswith("..")

    def relative(self, path: str) -> str:
        """Return the path as a user of this workspace would write it."""
        if self.root is None:
            return path
        short = os.path.relpath(path, self.root)
        return path if short.startswith("..") else short


def files_over(folders: Iterable[str], suffix: str) -> list[str]:
    """Return the files with a suffix, sorted by name; those of later folders hide earlier ones."""
    found = {
        os.path.basename(path): path for folder in folders for path in files_ending(folder, suffix)
    }
    return [found[name] for name in sorted(found)]


def files_ending(folder: str, suffix: str) -> list[str]:
    """Return the files of a folder with a suffix, sorted; empty where there is no such folder."""
    try:
        with os.scandir(folder) as entries:
            return sorted(
                entry.path for entry in entries if entry.name.endswith(suffix) and entry.is_file()
            )
    except (FileNotFoundError, NotADirectoryError):
        return []


def packaged_files() -> str:
    """Return the folder of the ontology, data and queries that came with the package."""
    installed = os.path.join(_PACKAGE, "files")
    if os.path.isdir(installed):
        return installed
    return os.path.dirname(os.path.dirname(_PACKAGE))


def find(folder: str | None = None, store: str | None = None) -> Workspace:
    """Return the workspace: the folder given, else the one around the current folder.

    A workspace is a folder with `data/articles/`. Where neither is one, the files that came
    with the package are used. A workspace without `ontology/` has the package's; its queries and
    reference data stand over those of the package.

    :param store: a folder to keep the store in, instead of the workspace's own
    :raises InputProblem: where the folder given is no workspace
    """
    if folder is not None:
        root: str | None = os.path.abspath(folder)
        if not is_workspace(os.path.abspath(folder)):
            raise InputProblem(
                folder,
                None,
                "not a workspace: it has no folder data/articles; summit-kg init makes one",
            )
    else:
        root = _around(os.getcwd())
    package = packaged_files()
    base = root or package
    return Workspace(
        ontology=_first_folder(base, package, "ontology"),
        data=os.path.join(base, "data"),
        queries=_first_folder(base, package, "queries"),
        store=os.path.abspath(store) if store else _store_folder(root),
        root=root,
    )


def find_packaged() -> Workspace:
    """Return the files that came with the package, as a workspace that nobody writes to."""
    package = packaged_files()
    return Workspace(
        ontology=os.path.join(package, "ontology"),
        data=os.path.join(package, "data"),
        queries=os.path.join(package, "queries"),
        store=_store_folder(None),
        root=None,
    )


def _over(package: str, own: str) -> tuple[str, ...]:
    same = os.path.realpath(package) == os.path.realpath(own)
    return (own,) if same else (package, own)


def is_workspace(folder: str) -> bool:
    """Tell whether a folder is a workspace."""
    return os.path.isdir(os.path.join(folder, "data", "articles"))


def _around(folder: str) -> str | None:
    while not is_workspace(folder):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    return folder


def _first_folder(base: str, package: str, name: str) -> str:
    own = os.path.join(base, name)
    return own if os.path.isdir(own) else os.path.join(package, name)


def _store_folder(root: str | None) -> str:
    if root is not None:
        return os.path.join(root, STATE_FOLDER)
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(cache, "summit-kg")
