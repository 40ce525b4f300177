"""A copy of a store that may be changed and is thrown away."""

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator

import pyoxigraph as ox

from summit_kg.store import generations


@contextlib.contextmanager
def scratch_copy(store: ox.Store, generation: str | None, folder: str) -> Iterator[ox.Store]:
    """Give a copy of a store.

    :param generation: the folder of its generation; None where it is in memory
    :param folder: the store folder, where the copy lies as a generation that is never in use, so
        that a build removes it should this process be killed
    """
    if generation is None:
        copy = ox.Store()
        copy.bulk_extend(store)
        yield copy
        return
    with contextlib.ExitStack() as stack:
        try:
            path = generations.new_generation(folder)
            stack.callback(generations.remove, path)
            lock = os.open(os.path.join(path, "lock"), os.O_RDONLY)
            stack.callback(os.close, lock)
            fcntl.flock(lock, fcntl.LOCK_SH)
            os.stat(os.path.join(path, "lock"))  # a build may have removed it before it was held
        except OSError:  # a store that only others may write to
            path = stack.enter_context(tempfile.TemporaryDirectory(prefix="summit-kg-"))
        copied = os.path.join(path, "oxigraph")
        generations.clone(os.path.join(generation, "oxigraph"), copied)
        yield ox.Store(copied)
