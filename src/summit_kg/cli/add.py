"""`summit-kg add`: the user's own articles."""

import os
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from summit_kg.cli.options import listener, workspace_options
from summit_kg.cli.problems import say
from summit_kg.errors import InputProblem, SummitKGError, UsageProblem

if TYPE_CHECKING:
    from summit_kg.intake.adding import Added, Adder, Given

_PATIENCE = 1.0
"""Seconds of work before a progress bar appears."""


@click.command("add", short_help="Add articles of your own.")
@click.argument("files", nargs=-1, required=True, metavar="FILE|FOLDER|-...")
@click.option("--slug", metavar="NAME", help="Name of the folder [default: its title, in ASCII].")
@click.option("--title", metavar="TEXT", help="Title, where the file does not mark it.")
@click.option("--date", "issued", metavar="DATE", help="Day of publication, such as 2025-10-20.")
@click.option("--publisher", metavar="NAME", help="Who published it.")
@click.option("--address", metavar="URL", help="Where it was published; it is never fetched.")
@click.option("--language", metavar="TAG", help="Language, such as ru.")
@click.option("--encoding", metavar="NAME", help="Of a file that is not UTF-8, such as cp1251.")
@workspace_options
def add_command(
    files: tuple[str, ...],
    slug: str | None,
    title: str | None,
    issued: str | None,
    publisher: str | None,
    address: str | None,
    language: str | None,
    encoding: str | None,
    workspace: str | None,
    verbose: int,
    quiet: bool,
) -> int:
    """Add the article of each FILE: plain text, Markdown, or HTML saved from a browser.

    Its sentences get names, offsets and hashes; its text stays in the workspace, and claims.yaml
    waits to be filled in. A text that is there already changes nothing; of one that has changed,
    the evidence follows the sentences that moved. Of a FOLDER, every such file is taken. Nothing is
    fetched from anywhere.

    Ends with 1 where claims rest on words that have changed.
    """
    from summit_kg.intake.adding import Adder, Given
    from summit_kg.intake.folders import adding_lock
    from summit_kg.workspace import find

    paths = list(_files(files))
    if not paths:
        raise UsageProblem(f"{', '.join(files)}: no files to add (.txt, .md, .html, .mhtml)")
    if len(paths) != 1 and (slug or title or issued or address):
        raise UsageProblem(
            "--slug, --title, --date and --address are of one article; give one FILE"
        )
    values = (slug, title, issued, publisher, address, language, encoding)
    given = Given(*(value or "" for value in values)).checked()
    found = find(workspace)
    with adding_lock(found, listener(quiet=quiet)):
        return _add_all(Adder(found), paths, given, quiet=quiet, verbose=verbose)


def _add_all(adder: "Adder", paths: list[str], given: "Given", *, quiet: bool, verbose: int) -> int:
    counts: dict[str, int] = {}
    code = 0
    for path in _with_progress(paths, quiet=quiet):
        try:
            added = adder.add(path, given)
        except InputProblem as error:
            if len(paths) == 1:
                raise
            say(f"error: {error}")
            code = SummitKGError.exit_code
            continue
        counts[added.state] = counts.get(added.state, 0) + 1
        for warning in added.warnings:
            say(f"{path}: {warning}")
        if added.lost or added.partly or added.checked:
            code = code or 1
        if not quiet:
            _tell(adder, added, one=len(paths) == 1 or verbose > 0)
    if len(paths) > 1 and not quiet:
        say(
            ", ".join(f"{number} {state}" for state, number in sorted(counts.items()))
            or "none added"
        )
    return code


def _tell(adder: "Adder", added: "Added", *, one: bool) -> None:
    """Say what became of a file: what changed on stdout, the rest on stderr."""
    folder = adder.workspace.relative(os.path.join(adder.workspace.articles, added.slug))
    if added.state == "changed":
        say(f"{folder}: the text has changed")
        for old, new in added.moved:
            click.echo(f"{added.slug}: {old} is now {new}")
        for old, new in added.reworded:
            click.echo(f"{added.slug}: {old} was reworded, now {new}")
        for name in added.removed:
            click.echo(f"{added.slug}: {name} is gone")
        for name in added.added:
            click.echo(f"{added.slug}: {name} is new")
        for claim in added.checked:
            click.echo(f"{added.slug}: look at claim {claim}: its sentence was reworded")
        for claim in added.partly:
            click.echo(
                f"{added.slug}: look at claim {claim}: some of the words it rests on are gone, "
                "so that evidence is a comment now"
            )
        for claim in added.lost:
            click.echo(
                f"{added.slug}: look at claim {claim}: the words it rests on are gone, "
                "so it is a comment now"
            )
    elif one and added.state == "unchanged":
        say(f"{folder}: is there already, unchanged")
    elif one:
        sentences = f"{added.sentences} sentence{'s' if added.sentences != 1 else ''}"
        say(f"{folder}: {sentences}; fill in claims.yaml beside reading.txt")


def _files(names: tuple[str, ...]) -> Iterator[str]:
    """Yield the files named, and those of the folders named, sorted; no workspace's own files."""
    from summit_kg.intake.document import SUFFIXES

    for name in names:
        if not os.path.isdir(name):
            yield name
            continue
        if _is_kept(name):
            raise UsageProblem(f"{name}: is no folder of files to add, but of a workspace")
        for folder, folders, files in os.walk(name):
            # A browser puts a page's pictures and scripts in a folder of this name beside it.
            folders[:] = sorted(
                inner
                for inner in folders
                if not inner.startswith(".")
                and not inner.endswith("_files")
                and not _is_kept(os.path.join(folder, inner))
            )
            for file in sorted(files):
                if file.lower().endswith(SUFFIXES) and not file.startswith("."):
                    yield os.path.join(folder, file)


def _is_kept(folder: str) -> bool:
    """Tell whether a folder is a workspace or an article's folder in one."""
    from summit_kg.workspace import is_workspace

    return is_workspace(folder) or os.path.exists(os.path.join(folder, "article.yaml"))


def _with_progress(paths: list[str], *, quiet: bool) -> Iterator[str]:
    """Yield the paths; on a terminal a bar shows how far it got, once it took a second."""
    started = time.monotonic()
    shown = not quiet and len(paths) > 1 and sys.stderr.isatty()
    for place, path in enumerate(paths):
        if shown and time.monotonic() - started > _PATIENCE:
            with click.progressbar(
                paths[place:], label="adding", length=len(paths) - place, file=sys.stderr
            ) as bar:
                yield from bar
            return
        yield path
