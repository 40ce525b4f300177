"""Generations of a store on disk: built aside, swapped in whole, removed when nobody reads them.

A store folder holds `current`, a file that names the generation in use, and `generations/`, with
one folder for each. A generation is never written to once it is current. Readers hold a shared
lock on theirs; a build holds the folder's build lock, and removes the generations that are neither
current nor read. Whatever is killed at whatever moment, `current` names a whole generation.
"""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from summit_kg.errors import StoreProblem

FORMAT_VERSION = "2"
_CURRENT = "current"
_REFUSED = "refused.json"
_FAILED = "failed.json"
_INPUTS = "inputs"
_UNDECIDED = "undecided"


class Current(NamedTuple):
    """The generation in use: its folder."""

    path: str

    def inputs(self) -> str:
        """Return what `freshness.inputs` said when it was built; empty where that is lost."""
        try:
            with open(os.path.join(self.path, _INPUTS), encoding="utf-8") as file:
                return file.read()
        except (OSError, UnicodeDecodeError):
            return ""

    def exists(self) -> bool:
        """Tell whether its folder is there, as it always is unless somebody removed it."""
        return os.path.isdir(os.path.join(self.path, "oxigraph"))

    def undecided(self) -> bool:
        """Tell whether sources contradict each other in it and the policy preferred no side."""
        return os.path.exists(os.path.join(self.path, _UNDECIDED))


def mark_undecided(path: str) -> None:
    """Note in the folder of a generation that sources contradict each other, undecided."""
    with open(os.path.join(path, _UNDECIDED), "wb"):
        pass


def read_current(folder: str) -> Current | None:
    """Return the generation in use; None where the folder has none, or one of another format.

    :raises StoreProblem: where the folder cannot be read
    """
    try:
        with open(os.path.join(folder, _CURRENT), encoding="utf-8") as file:
            lines = file.read().split("\n")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        if os.path.isdir(os.path.join(folder, "generations")):
            what = f"{os.path.join(folder, _CURRENT)}: is damaged; remove this file"
            raise StoreProblem(f"{what} and run summit-kg build") from error
        raise StoreProblem(
            f"{folder}: is not the folder of a store; choose another folder with --store"
        ) from error
    except NotADirectoryError as error:
        what = "is a file" if os.path.isfile(folder) else "lies in a file"
        raise StoreProblem(
            f"{folder}: {what}, not the folder of a store; name a folder, or leave out --store"
        ) from error
    except OSError as error:
        raise StoreProblem(
            f"{folder}: cannot be read as a store ({error.strerror}); "
            "choose another folder with --store"
        ) from error
    if len(lines) < 2 or lines[0] != FORMAT_VERSION:
        return None
    return Current(os.path.join(folder, "generations", os.path.basename(lines[1])))


def hold(folder: str) -> tuple[Current, int] | None:
    """Return the generation in use with a shared lock on it (a file descriptor to close)."""
    for _ in range(100):
        current = read_current(folder)
        if current is None:
            return None
        try:
            descriptor = os.open(os.path.join(current.path, "lock"), os.O_RDONLY)
        except FileNotFoundError:
            time.sleep(0.01)  # a build has just removed it: `current` names a newer one
            continue
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        if os.path.isdir(os.path.join(current.path, "oxigraph")):
            return current, descriptor
        os.close(descriptor)
        time.sleep(0.01)
    raise StoreProblem(f"{folder}: the store is incomplete; run summit-kg build --force")


@contextmanager
def build_lock(folder: str, waiting: Callable[[str], None]) -> Iterator[None]:
    """Hold the store folder's build lock; call `waiting` with a message where another has it.

    :raises StoreProblem: where the folder cannot be written
    """
    try:
        os.makedirs(os.path.join(folder, "generations"), exist_ok=True)
        descriptor = os.open(os.path.join(folder, "build.lock"), os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreProblem(
            f"{folder}: the store cannot be written: {error.strerror}; "
            "choose another folder with --store"
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.read(descriptor, 20).decode("ascii", "replace").strip()
            waiting(f"another build (process {owner or 'unknown'}) is running; waiting for it")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def new_generation(folder: str) -> str:
    """Return the folder of a new, empty generation. Call it with the build lock held."""
    path = os.path.join(folder, "generations", f"{time.time_ns():x}-{os.getpid()}")
    os.makedirs(path)
    with open(os.path.join(path, "lock"), "x", encoding="utf-8"):
        pass
    return path


def clone(source: str, target: str) -> None:
    """Copy the engine's folder of one generation to another, sharing the files that never change.

    The engine (RocksDB) writes a table file once and never again; a link to it costs no space.
    """
    import shutil

    os.makedirs(target)
    for entry in os.scandir(source):
        copy = os.path.join(target, entry.name)
        if entry.name == "LOCK":
            continue
        if entry.name.endswith(".sst"):
            try:
                os.link(entry.path, copy)
                continue
            except OSError:
                pass  # a file system without links
        shutil.copyfile(entry.path, copy)


def make_current(folder: str, path: str, inputs: str) -> None:
    """Swap a finished generation in and remove those that nobody reads.

    Whatever is killed when, `current` names a whole generation; after a power cut too, as all is
    on disk before the swap.

    :param inputs: what `freshness.inputs` said when the build began
    """
    with open(os.path.join(path, _INPUTS), "w", encoding="utf-8") as file:
        file.write(inputs)
    os.sync()
    temporary = os.path.join(folder, _CURRENT + ".new")
    with open(temporary, "w", encoding="utf-8") as file:
        file.write(f"{FORMAT_VERSION}\n{os.path.basename(path)}\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, os.path.join(folder, _CURRENT))
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    remove_unused(folder)


def refuse(folder: str, inputs: str, reason: str) -> None:
    """Note that files were not built because they contradict each other.

    :param inputs: what `freshness.inputs` said of them
    """
    _note(folder, _REFUSED, inputs, reason)


def refusal(folder: str, inputs: str) -> str | None:
    """Return why files with these inputs were not built; None where they were not refused."""
    return _noted(folder, _REFUSED, inputs)


def fail(folder: str, inputs: str, reason: str) -> None:
    """Note that files cannot be built, so that not every reader tries again.

    :param inputs: what `freshness.inputs` said of them before they were read
    """
    _note(folder, _FAILED, inputs, reason)


def failure(folder: str, inputs: str) -> str | None:
    """Return why files with these inputs cannot be built; None where that is not known."""
    return _noted(folder, _FAILED, inputs)


def _note(folder: str, name: str, inputs: str, reason: str) -> None:
    temporary = os.path.join(folder, name + ".new")
    with open(temporary, "w", encoding="utf-8") as file:
        json.dump({"inputs": inputs, "reason": reason}, file)
    os.replace(temporary, os.path.join(folder, name))


def _noted(folder: str, name: str, inputs: str) -> str | None:
    try:
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            noted = json.load(file)
        return str(noted["reason"]) if noted["inputs"] == inputs else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remove_unused(folder: str) -> None:
    """Remove the generations that are neither current nor read. Hold the build lock."""
    current = read_current(folder)
    top = os.path.join(folder, "generations")
    for name in os.listdir(top):
        path = os.path.join(top, name)
        if current is None or path != current.path:
            _remove_if_unread(path)


def _remove_if_unread(path: str) -> None:
    try:
        descriptor = os.open(os.path.join(path, "lock"), os.O_RDONLY)
    except OSError:
        remove(path)
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        remove(path)
    except BlockingIOError:
        pass  # a query still reads it; the next build removes it
    finally:
        os.close(descriptor)


def remove(path: str) -> None:
    """Remove a generation with all its files."""
    import shutil

    shutil.rmtree(path, ignore_errors=True)


def free_space(folder: str) -> int:
    """Return the free bytes of the disk that a folder lies on."""
    import shutil

    return shutil.disk_usage(folder).free
