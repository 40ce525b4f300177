"""The embedded Oxigraph store: on disk, read-only, or in memory."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import DatabaseError

import pyoxigraph as ox

from summit_kg.errors import StoreProblem
from summit_kg.store import generations
from summit_kg.store.base import Results, check_depth
from summit_kg.store.labels import LabelIndex, Match


class EmbeddedStore:
    """An Oxigraph store with its label index.

    `oxigraph` is the engine's own store, for what this class does not offer. One that was opened
    from disk is read-only.
    """

    def __init__(
        self, oxigraph: ox.Store, labels: LabelIndex, folder: str | None = None, lock: int = -1
    ) -> None:
        self.oxigraph = oxigraph
        self.folder = folder
        self.labels = labels
        self._lock = lock

    def query(self, sparql: str) -> Results:
        """Return the answer of a SPARQL 1.1 query (see `GraphStore`)."""
        check_depth(sparql)
        try:
            return self.oxigraph.query(sparql)
        except (OSError, RuntimeError) as error:
            raise _damaged(self.folder or "the store", error) from error

    def find_label(self, label: str) -> list[Match]:
        """Return the entities that a label names best; several where it is ambiguous."""
        with self._label_index() as labels:
            return labels.find(label)

    def nearest_labels(self, label: str) -> list[str]:
        """Return the labels that look most like a misspelt one."""
        with self._label_index() as labels:
            return labels.nearest(label)

    @contextmanager
    def _label_index(self) -> Iterator[LabelIndex]:
        try:
            yield self.labels
        except DatabaseError as error:
            raise _damaged(self.folder or "the store", error) from error

    def close(self) -> None:
        """Let go of the files and of the lock that keeps this generation from removal."""
        self.labels.close()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def open_current(folder: str) -> EmbeddedStore | None:
    """Return the generation in use of a store folder, opened read-only; None where there is none.

    :raises StoreProblem: where it is damaged
    """
    held = generations.hold(folder)
    if held is None:
        return None
    current, lock = held
    try:
        oxigraph = ox.Store.read_only(os.path.join(current.path, "oxigraph"))
        labels = LabelIndex.open(os.path.join(current.path, "labels.sqlite"))
    except (OSError, RuntimeError, ValueError) as error:
        os.close(lock)
        raise _damaged(folder, error) from error
    return EmbeddedStore(oxigraph, labels, current.path, lock)


def can_be_opened(folder: str) -> bool:
    """Tell whether the generation in use of a store folder can be read."""
    try:
        store = open_current(folder)
    except StoreProblem:
        return False
    if store is not None:
        store.close()
    return store is not None


def _damaged(folder: str, error: Exception) -> StoreProblem:
    reason = str(error).split("\n", maxsplit=1)[0][:200]
    return StoreProblem(
        f"{folder}: the store is damaged or cannot be read ({reason}); "
        "run summit-kg build --force to make it anew"
    )
