"""Sorting more lines than memory holds: sorted runs on disk, merged block by block."""

import tempfile
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import BinaryIO, cast

from summit_kg.errors import StoreProblem

_RUN = 24 << 20  # bytes of lines that are sorted in memory at once
_BLOCK = 1 << 20  # bytes that a merge reads from all runs together, and at least one line of each
_LINE = 41  # bytes that Python takes for a line beside its text


@contextmanager
def disk() -> Iterator[None]:
    """Let errors in writing temporary files say what to do.

    :raises StoreProblem: in place of them
    """
    try:
        yield
    except OSError as error:
        raise StoreProblem(
            f"{tempfile.tempdir or 'the folder for temporary files'}: cannot be written: "
            f"{error.strerror or error}; free some space, or name another folder in TMPDIR"
        ) from error


def temporary_file() -> BinaryIO:
    """Return a file without a name, which vanishes with the process."""
    return cast("BinaryIO", tempfile.TemporaryFile(prefix="summit-kg-", buffering=1 << 16))


@contextmanager
def scratch_file() -> Iterator[BinaryIO]:
    """Give a file without a name, which vanishes at the end, full disk or not."""
    file = temporary_file()
    try:
        yield file
    finally:
        with suppress(OSError):
            file.close()


class Sorter:
    """Takes lines in any order and gives them back in the order of their bytes.

    It holds some 60 MB in memory, and the rest in files without a name, which vanish with the
    process. Equal lines are all kept. A line is bytes without a line end.

    :param run: bytes to sort in memory at once
    """

    def __init__(self, run: int = _RUN) -> None:
        self._limit = run
        self._lines: list[bytes] = []
        self._size = 0
        self._runs: list[BinaryIO] = []

    def add(self, lines: Sequence[bytes]) -> None:
        """Take lines."""
        self._lines += lines
        self._size += sum(map(len, lines)) + _LINE * len(lines)
        if self._size > self._limit:
            self._spill()

    def batches(self) -> Iterator[list[bytes]]:
        """Yield all lines in order, some thousands at a time; once only."""
        self._lines.sort()
        if not self._runs:
            lines, self._lines = self._lines, []
            for start in range(0, len(lines), 10_000):
                yield lines[start : start + 10_000]
            return
        if self._lines:
            self._spill()
        yield from _merged(self._runs)
        self._runs = []

    def _spill(self) -> None:
        self._lines.sort()
        with disk():
            run = temporary_file()
            for start in range(0, len(self._lines), 10_000):
                run.write(b"\n".join([*self._lines[start : start + 10_000], b""]))
            run.seek(0)
        self._runs.append(run)
        self._lines, self._size = [], 0


def _merged(runs: list[BinaryIO]) -> Iterator[list[bytes]]:
    """Yield the lines of sorted files in order.

    Up to the least of the blocks' last lines all is known; sorting sorted blocks is one pass.
    """
    share = max(_BLOCK // len(runs), 1 << 14)
    blocks = {run: _block(run, share) for run in runs}
    while blocks:
        last = min(lines[-1] for lines in blocks.values())
        ready: list[bytes] = []
        for run, lines in blocks.items():
            end = bisect_right(lines, last)
            ready += lines[:end]
            blocks[run] = lines[end:]
        ready.sort()
        yield ready
        refilled = ((run, lines or _block(run, share)) for run, lines in blocks.items())
        blocks = {run: lines for run, lines in refilled if lines}


def _block(run: BinaryIO, size: int) -> list[bytes]:
    data = run.read(size)
    if not data:
        run.close()
        return []
    if not data.endswith(b"\n"):
        data += run.readline()
    return data[:-1].split(b"\n")
