"""The library's verbs for the user's own articles: make a workspace, add to it, attach a text."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Unpack

from summit_kg import workspace as workspaces

if TYPE_CHECKING:
    from summit_kg.intake.adding import About, Added


def init(folder: str) -> list[str]:
    """Make a folder a workspace; return the files that it had not (see `make_workspace`)."""
    from summit_kg.new_workspace import make_workspace

    return make_workspace(folder)


def add(
    *paths: str,
    workspace: str | None = None,
    listener: Callable[[str], None] = lambda _message: None,
    **about: Unpack["About"],
) -> "list[Added]":
    """Add the article of each file to a workspace, and return what became of each.

    :param workspace: the folder with `data/`; by default the one around the current folder
    :param listener: is told in a line where another process is adding
    :param about: what the files do not mark: `title`, `issued` (such as 2025-10-20), `publisher`,
        `address`, `language`; the `slug` to give, and the `encoding` of the file
    :raises UsageProblem: where there is no workspace, or a value is wrong
    :raises InputProblem: where a file cannot be used; those before it are added
    :raises StoreProblem: where the workspace cannot be written
    """
    from summit_kg.intake.adding import Adder, Given
    from summit_kg.intake.folders import adding_lock

    given = Given(**about).checked()
    found = workspaces.find(workspace)
    with adding_lock(found, listener):
        adder = Adder(found)
        return [adder.add(path, given) for path in paths]


def attach(
    slug: str, path: str, *, workspace: str | None = None, encoding: str | None = None
) -> str | None:
    """Keep a copy of an article's text; return its file, or None where it was there already.

    :raises InputProblem: where the file is not the text that the article records
    """
    from summit_kg.intake.attach import attach as attach_text

    return attach_text(workspaces.find(workspace), slug, path, encoding)
