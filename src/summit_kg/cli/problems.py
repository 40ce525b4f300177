"""Errors on the command line: one line on stderr, a traceback only with -vvv."""

import contextlib
import os
import sys

import click

from summit_kg.errors import MissingParameter, SummitKGError

_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}


def report(error: Exception) -> int:
    """Say in one line what went wrong and return the exit code."""
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, click.Abort):
        return 130
    if _wants_traceback():
        import traceback

        with contextlib.suppress(OSError):
            traceback.print_exception(error, file=sys.stderr)
    if isinstance(error, MissingParameter):
        say(f"error: {error.what}; give it as -p {error.given}")
        return error.exit_code
    if isinstance(error, SummitKGError):
        say(f"error: {error}")
        return error.exit_code
    if isinstance(error, click.ClickException):
        hint = ""
        if isinstance(error, click.UsageError) and error.ctx is not None:
            hint = f"; see {error.ctx.command_path} --help"
        say(f"error: {_wrong_call(error)}{hint}")
        return 2
    if isinstance(error, OSError):
        say(f"error: {_refused(error)}")
        return 3
    say(f"error: unexpected {type(error).__name__}: {error}; -vvv shows where")
    return 3


def _wrong_call(error: click.ClickException) -> str:
    """Return what click says of the command line, without what it guesses in ways of its own."""
    if isinstance(error, click.NoSuchOption):
        near = " or ".join(error.possibilities or ())
        return f"no option {error.option_name}" + (f" (did you mean {near}?)" if near else "")
    message = error.format_message().rstrip(".")
    return message[:1].lower() + message[1:]


def _refused(error: OSError) -> str:
    """Return what the system refused."""
    reason = error.strerror or str(error)
    if error.filename:
        return f"{error.filename}: {reason}"
    try:
        os.getcwd()
    except FileNotFoundError:
        return "the current folder is gone; change to another"
    return f"the output cannot be written: {reason}"


def say(message: str) -> None:
    """Write one line to stderr; what would steer a terminal, as in a file's name, is shown."""
    line = " ".join(message.splitlines()).translate(_CONTROLS)
    with contextlib.suppress(OSError):
        sys.stderr.write(f"summit-kg: {line}\n".encode("utf-8", "backslashreplace").decode())
        sys.stderr.flush()


def numbered(count: int | None, noun: str) -> str:
    """Return a number with its noun, such as `1 row` and `2 rows`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _wants_traceback() -> bool:
    return (
        sum(
            argument.count("v")
            for argument in sys.argv[1:]
            if argument.startswith("-") and set(argument[1:]) == {"v"}
        )
        + sys.argv[1:].count("--verbose")
        >= 3
    )
