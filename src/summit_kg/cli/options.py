"""Options that commands share, and what they mean."""

import contextlib
import math
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar, cast

import click

from summit_kg.cli.problems import say
from summit_kg.datatypes import MOST_SECONDS
from summit_kg.errors import StoreProblem, SummitKGError, UsageProblem
from summit_kg.safe_file import end_of_links, part_of, replace, require_unprotected
from summit_kg.text_width import WIDTH

if TYPE_CHECKING:
    from summit_kg.graph import KnowledgeGraph

Command = TypeVar("Command", bound=Callable[..., Any])
_SUFFIXES = {"json-ld": "jsonld", "jsonld": "jsonld", "ndjson": "jsonl", "markdown": "md",
             "srj": "json", "srx": "xml", "turtle": "ttl"}  # fmt: skip


class _Seconds(click.FloatRange):
    """A number of seconds; a range alone would let nan pass."""

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> float:
        seconds = float(super().convert(value, param, context))
        if math.isnan(seconds):
            self.fail("it must be a number of seconds, not nan", param, context)
        return seconds


SECONDS = _Seconds(min=0, max=MOST_SECONDS, min_open=True)


def graph_options(command: Command) -> Command:
    """Add --workspace, --store, -v and -q."""
    return _with_store(command, "PATH|URL", "Folder of the store, or an endpoint.")


def folder_options(command: Command) -> Command:
    """Add what `graph_options` does, for a command that needs a store in a folder."""
    return _with_store(command, "PATH", "Folder of the store; an endpoint will not do.")


def workspace_options(command: Command) -> Command:
    """Add --workspace, -v and -q, for a command that needs no store."""
    for option in (
        click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
        click.option("-v", "--verbose", count=True, help="Say more; -vvv shows tracebacks."),
        click.option(
            "--workspace",
            metavar="DIR",
            callback=_not_empty,
            help="Folder with data/ [default: around here]",
        ),
    ):
        command = option(command)
    return command


def _with_store(command: Command, metavar: str, help_: str) -> Command:
    option = click.option("--store", metavar=metavar, callback=_not_empty, help=help_)
    return option(workspace_options(command))


def _not_empty(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Refuse an empty name, as of a variable of the shell that is not set: it is no default."""
    if value == "":
        raise click.BadParameter("it is empty", context, option)
    return value


def as_of_option(command: Command) -> Command:
    """Add --as-of."""
    option = click.option("--as-of", metavar="DATE", help="As it was known, and stood, on a day.")
    return option(command)


def output_options(command: Command) -> Command:
    """Add -o and -f."""
    for option in (
        click.option("-f", "--format", "format_", metavar="FORMAT", help="Of the output."),
        click.option(
            "-o", "--output", metavar="FILE", default="-", help="Where to write; - is stdout."
        ),
    ):
        command = option(command)
    return command


def limit_options(command: Command) -> Command:
    """Add --timeout and --limit."""
    for option in (
        click.option(
            "--limit",
            type=click.IntRange(min=0, max=sys.maxsize),
            metavar="ROWS",
            help="Stop after so many rows.",
        ),
        click.option(
            "--timeout",
            type=SECONDS,
            metavar="SECONDS",
            help="Give up after so many seconds.",
        ),
    ):
        command = option(command)
    return command


def opened(
    workspace: str | None, store: str | None, *, quiet: bool, as_of: str | None = None
) -> "contextlib.AbstractContextManager[KnowledgeGraph]":
    """Open the graph, built where need be."""
    from summit_kg.opening import open as open_graph

    return open_graph(store, workspace=workspace, as_of=as_of, listener=listener(quiet=quiet))


def listener(*, quiet: bool) -> Callable[[str], None]:
    """Return what says progress on stderr, or nothing where it shall be quiet."""
    return (lambda _message: None) if quiet else say


def format_of(output: str, format_: str | None, default: str) -> str:
    """Return the format asked for, else the one of the output's suffix, else the default."""
    if format_ is not None:
        name = format_.lower()
        return _SUFFIXES.get(name, name)
    if output != "-":
        suffix = os.path.splitext(output)[1].removeprefix(".").lower()
        if not suffix:
            raise UsageProblem(f"{output}: the name has no suffix; give the format with -f")
        return _SUFFIXES.get(suffix, suffix)
    return default


def report_format(output: str, format_: str | None, formats: tuple[str, ...], what: str) -> str:
    """Return the format of a report, text by default.

    :param what: what is to be written, for the message
    :raises UsageProblem: where it is none of the formats
    """
    chosen = format_of(output, format_, "text")
    name = {"txt": "text", "gv": "dot"}.get(chosen, chosen)
    if name not in formats:
        known = ", ".join(formats)
        raise UsageProblem(f"{what} cannot be written as {name!r}; choose one of {known}")
    return name


def terminal_width(output: str) -> int | None:
    """Return how wide text that goes to the output may be (see `screen_width`); None: as it is."""
    from summit_kg.query.text_table import screen_width

    return screen_width() if output == "-" else None


def on_terminal(output: str) -> bool:
    """Tell whether the output goes to a terminal."""
    return output == "-" and sys.stdout.isatty()


def text_width(output: str) -> int:
    """Return how wide text shall be that goes to the output."""
    return terminal_width(output) or WIDTH


_unfinished: set[str] = set()
"""Files half written, to be removed where the process must end at once."""


class _File:
    """A file whose errors name it."""

    def __init__(self, file: BinaryIO, shown: str) -> None:
        self._file = file
        self._shown = shown

    def write(self, data: bytes) -> int:
        """Write bytes."""
        with self._named():
            return self._file.write(data)

    def writelines(self, lines: Iterable[bytes]) -> None:
        """Write all of several bytes."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Hand to the system what was written."""
        with self._named():
            self._file.flush()

    @contextlib.contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise _unwritable(self._shown, error) from error


@contextlib.contextmanager
def output_file(output: str) -> Iterator[BinaryIO]:
    """Open the output; a file appears only when it is complete.

    :raises StoreProblem: where it cannot be written
    """
    if output == "-":
        yield sys.stdout.buffer
        return
    if not output:
        raise UsageProblem("-o needs the name of a file; - is stdout")
    require_unprotected(output)
    target = end_of_links(output)
    path = part_of(target)
    try:
        file = open(path, "wb", buffering=1 << 20)  # noqa: SIM115 - closed below
    except OSError as error:
        raise _unwritable(output, error) from error
    if path != target:
        _unfinished.add(path)
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, _end)
    try:
        named = _File(file, output)
        yield cast("BinaryIO", named)
        named.flush()
        file.close()
        if path != target:
            replace(path, target)
    finally:
        with contextlib.suppress(OSError):
            file.close()
        remove_unfinished()


def remove_unfinished() -> None:
    """Remove the files that are half written."""
    while _unfinished:
        with contextlib.suppress(OSError):
            os.unlink(_unfinished.pop())


def _end(number: int, frame: object) -> None:
    """End the process as a signal asks, without files that are half written."""
    del frame
    remove_unfinished()
    os._exit(128 + number)


def _unwritable(output: str, error: OSError) -> StoreProblem:
    return StoreProblem(f"{output}: cannot be written: {error.strerror or error}")


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C end the process at once where no file is half written.

    The engine does not come back to Python before it has an answer, and so not to its handler.
    """
    if _unfinished or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def within(seconds: float | None, work: Callable[[], None]) -> None:
    """Do the work; give up where it takes longer than so many seconds.

    The engine cannot be interrupted, so the work is left behind and the process must end.

    :raises SummitKGError: where the time is up
    """
    if seconds is None:
        with _interruptible():
            work()
        return
    failures: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - handed to the waiting thread
            failures.append(error)

    thread = threading.Thread(target=guarded, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        say(
            f"error: the answer took longer than {seconds:g} s; raise --timeout or narrow the query"
        )
        sys.stderr.flush()
        remove_unfinished()
        os._exit(SummitKGError.exit_code)
    if failures:
        raise failures[0]
