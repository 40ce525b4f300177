"""A progress bar on a terminal, for work of more than a second."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_FIRST = 1.0  # seconds before which nothing is shown
_EVERY = 0.1
_WIDTH = 30


@contextmanager
def progress(total: int | None, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """Yield what is told of each step done, and draws a bar on stderr where that is a terminal.

    :param total: how many steps there are; None where that is unknown
    """
    if quiet or not total or not sys.stderr.isatty():
        yield lambda _count: None
        return
    steps = total
    start = time.monotonic()
    drawn = 0.0
    done = 0

    def tick(count: int) -> None:
        nonlocal done, drawn
        done += count
        now = time.monotonic()
        if now - start > _FIRST and now - drawn > _EVERY:
            drawn = now
            share = min(done / steps, 1.0)
            bar = "█" * int(share * _WIDTH)
            sys.stderr.write(f"\r{bar:░<{_WIDTH}} {share:4.0%}")
            sys.stderr.flush()

    try:
        yield tick
    finally:
        if drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
