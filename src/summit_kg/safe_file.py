"""Files that appear only when they are complete."""

import contextlib
import os
import stat
from collections.abc import Iterator
from typing import BinaryIO

from summit_kg.errors import StoreProblem


@contextlib.contextmanager
def written_whole(path: str) -> Iterator[BinaryIO]:
    """Open a file beside the one to write, and put it in its place when all is written.

    What is there stays where anything goes wrong. A device is written to itself, and a symbolic
    link stays one: what it leads to is written.

    :raises StoreProblem: where it cannot be written
    """
    require_unprotected(path)
    target = end_of_links(path)
    part = part_of(target)
    try:
        with open(part, "wb", buffering=1 << 20) as out:
            yield out
        if part != target:
            replace(part, target)
    except OSError as error:
        raise StoreProblem(f"{path}: cannot be written: {error.strerror or error}") from error
    finally:
        if part != target:
            with contextlib.suppress(OSError):
                os.unlink(part)


def end_of_links(path: str) -> str:
    """Return the file that symbolic links lead to, there or not; a device's path as it is."""
    return path if _is_special(path) else os.path.realpath(path)


def part_of(path: str) -> str:
    """Return the file to write before it takes its place; a device is its own."""
    return path if _is_special(path) else f"{path}.{os.getpid()}.part"


def _is_special(path: str) -> bool:
    return os.path.exists(path) and not os.path.isfile(path)


def require_unprotected(path: str) -> None:
    """Refuse to write over a file that nobody may write.

    :raises StoreProblem: where it is such a file
    """
    if os.path.isfile(path) and not os.stat(path).st_mode & 0o222:
        raise StoreProblem(f"{path}: is write-protected; name another file, or make it writable")


def replace(part: str, path: str) -> None:
    """Put a file in the place of another, which hands on who may read and write it."""
    if os.path.exists(path):
        os.chmod(part, stat.S_IMODE(os.stat(path).st_mode))
    os.replace(part, path)
