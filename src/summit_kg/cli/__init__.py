"""The command line: one module a group of commands, imported when it is called."""

import contextlib
import io
import os
import signal
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import click

from summit_kg.cli.group import Group
from summit_kg.cli.options import graph_options
from summit_kg.cli.problems import report
from summit_kg.version import __version__

_COMMANDS = {
    "add": "add",
    "attach": "attach",
    "build": "build",
    "diff": "diff",
    "disputes": "disputes",
    "explain": "explain",
    "export": "export",
    "init": "init",
    "queries": "queries",
    "query": "query",
    "reason": "reason",
    "show": "show",
    "sparql": "query",
    "validate": "validate",
}


class LazyGroup(Group):
    """A group that imports a command's module only when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name; None where there is none."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"summit_kg.cli.{_COMMANDS[cmd_name]}")
        command = getattr(module, f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return command

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        """Read the command line, which may write the help."""
        with _telling_reader_gone():
            return super().make_context(*args, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with _telling_reader_gone():
            return super().invoke(ctx)


class ReaderGone(Exception):
    """Who read our output has closed it, as `head` does."""


@contextlib.contextmanager
def _telling_reader_gone() -> Iterator[None]:
    """Raise what click lets pass; of a broken pipe it would make an exit code of 1."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise ReaderGone from error


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="summit-kg")
@graph_options
def group(**options: object) -> None:
    """Knowledge graphs of diplomatic summits that answer with evidence.

    Options that commands share may stand before the command, too.
    """
    del options  # the command has them


def main() -> None:
    """Run the command line and exit: 0 clean, 1 found something, 2 wrong call, 3 could not run.

    As a shell tells of a process that a signal ended, it is 130 after Ctrl-C, and 141 where the
    reader of the output has gone: what the command would have found is then not known.
    """
    _open_closed_streams()
    if isinstance(sys.stdout, io.TextIOWrapper):  # UTF-8 in any locale, as what is written as bytes
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = group.main(prog_name="summit-kg", standalone_mode=False)
        sys.stdout.flush()
    except (ReaderGone, BrokenPipeError):
        # Python would say so once more when it closes the output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 128 + signal.SIGPIPE
    except Exception as error:  # noqa: BLE001 - the last line of defence against a traceback
        code = report(error)
    except KeyboardInterrupt:
        code = 128 + signal.SIGINT
    sys.exit(code if isinstance(code, int) else 0)


def _open_closed_streams() -> None:
    """Give the process the streams that its caller has closed."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = open(os.devnull, mode, encoding="utf-8")  # noqa: SIM115 - open to the end
            setattr(sys, name, stream)
