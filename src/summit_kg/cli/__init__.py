"""The command line: one module a group of commands, imported when it is called."""

import os
import sys
from importlib import import_module
from typing import Any

import click

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


class LazyGroup(click.Group):
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

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; click would end with 1 where the reader of the output has gone."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError as error:
            raise ReaderGone from error
        return result

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments name; suggest the nearest where there is none."""
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            from summit_kg.terms import suggestion

            ctx.fail(f"no command {args[0][:60]!r}{suggestion(args[0], list(_COMMANDS))}")
        return super().resolve_command(ctx, args)


class ReaderGone(Exception):
    """Who read our output has closed it, as `head` does."""


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="summit-kg")
def group() -> None:
    """Knowledge graphs of diplomatic summits that answer with evidence."""


def main() -> None:
    """Run the command line and exit: 0 clean, 1 found something, 2 wrong call, 3 could not run."""
    _open_closed_streams()
    try:
        code = group.main(prog_name="summit-kg", standalone_mode=False)
        sys.stdout.flush()
    except (ReaderGone, BrokenPipeError):
        # The reader of our output has gone, as `head` does; that is no error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:  # noqa: BLE001 - the last line of defence against a traceback
        code = report(error)
    except KeyboardInterrupt:
        code = 130
    sys.exit(code if isinstance(code, int) else 0)


def _open_closed_streams() -> None:
    """Give the process the streams that its caller has closed."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = open(os.devnull, mode, encoding="utf-8")  # noqa: SIM115 - open to the end
            setattr(sys, name, stream)
