"""A file that appears when it is complete."""

import contextlib
import os
from collections.abc import Iterator
from typing import BinaryIO

from summit_kg.errors import StoreProblem


@contextlib.contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Give a file to write; it takes its name, and the place of what has it, at the end.

    :raises StoreProblem: where it cannot be written
    """
    name = os.fspath(path)
    part = f"{name}.{os.getpid()}.part"
    try:
        with open(part, "wb", buffering=1 << 20) as out:
            yield out
        os.replace(part, name)
    except OSError as error:
        raise StoreProblem(f"{name}: cannot be written: {error.strerror or error}") from error
    finally:
        with contextlib.suppress(OSError):
            os.unlink(part)
