"""Files that appear only when they are complete."""

import contextlib
import os
from collections.abc import Iterator
from typing import BinaryIO

from summit_kg.errors import StoreProblem


@contextlib.contextmanager
def written_whole(path: str) -> Iterator[BinaryIO]:
    """Open a file beside the one to write, and put it in its place when all is written.

    What is there stays where anything goes wrong. A device is written to itself.

    :raises StoreProblem: where it cannot be written
    """
    special = os.path.exists(path) and not os.path.isfile(path)
    part = path if special else f"{path}.{os.getpid()}.part"
    try:
        with open(part, "wb") as out:
            yield out
        if not special:
            os.replace(part, path)
    except OSError as error:
        raise StoreProblem(f"{path}: cannot be written: {error.strerror or error}") from error
    finally:
        if not special:
            with contextlib.suppress(OSError):
                os.unlink(part)
