"""Article folders that appear and change whole, whatever is killed when."""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Mapping

from summit_kg.errors import StoreProblem, UsageProblem
from summit_kg.workspace import STATE_FOLDER, Workspace

_NEW, _OLD = ".being-added", ".replaced"


@contextlib.contextmanager
def adding_lock(workspace: Workspace, waiting: Callable[[str], None]) -> Iterator[None]:
    """Hold the workspace's lock on adding articles, and mend what a killed process left.

    :param waiting: is told in a line where another process holds it
    :raises StoreProblem: where the workspace cannot be written
    :raises UsageProblem: where there is none
    """
    if workspace.root is None:
        raise UsageProblem("there is no workspace here; summit-kg init DIR makes one")
    folder = os.path.join(workspace.root, STATE_FOLDER)
    with writing(folder):
        os.makedirs(folder, exist_ok=True)
        descriptor = os.open(os.path.join(folder, "add.lock"), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting("another process is adding articles; waiting for it")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        with writing(workspace.articles):
            _mend(workspace.articles)
        yield
    finally:
        os.close(descriptor)


def create(articles: str, slug: str, files: Mapping[str, str]) -> None:
    """Make an article's folder; it appears with all its files.

    :raises StoreProblem: where it cannot be written, or there already
    """
    folder, new = os.path.join(articles, slug), os.path.join(articles, f".{slug}{_NEW}")
    with writing(folder), _removed_on_failure(new):
        os.makedirs(new)
        _write(
            new, files, safely=False
        )  # its source is still there: waiting for the disk costs 10x
        os.rename(new, folder)


def change(articles: str, slug: str, files: Mapping[str, str]) -> None:
    """Put other files in an article's folder, all at once; what else lies in it stays.

    :raises StoreProblem: where it cannot be written
    """
    folder = os.path.join(articles, slug)
    new, old = (os.path.join(articles, f".{slug}{ending}") for ending in (_NEW, _OLD))
    with writing(folder), _removed_on_failure(new):
        shutil.copytree(folder, new, symlinks=True)
        _write(new, files)
        os.rename(folder, old)
        try:
            os.rename(new, folder)
        except BaseException:
            os.rename(old, folder)
            raise
        shutil.rmtree(old)


def write_file(path: str, text: str) -> None:
    """Write a file beside the old one and put it in its place.

    :raises StoreProblem: where it cannot be written
    """
    part = f"{path}.{os.getpid()}.part"
    try:
        with writing(path):
            _write(os.path.dirname(path), {os.path.basename(part): text})
            os.replace(part, path)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(part)


@contextlib.contextmanager
def writing(path: str) -> Iterator[None]:
    """Let an error name what could not be written."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreProblem(f"{path}: cannot be written: {reason}") from error


def _write(folder: str, files: Mapping[str, str], *, safely: bool = True) -> None:
    """Write files; `safely` that they outlive a power cut, as what a person wrote must."""
    for name, text in files.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
            file.write(text)
            if safely:
                file.flush()
                os.fsync(file.fileno())


@contextlib.contextmanager
def _removed_on_failure(folder: str) -> Iterator[None]:
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _mend(articles: str) -> None:
    """Finish or undo what a killed process had begun: called with the lock held."""
    for name in os.listdir(articles):
        if not name.startswith("."):
            continue
        path = os.path.join(articles, name)
        if name.endswith(_OLD):
            folder = os.path.join(articles, name[1 : -len(_OLD)])
            if os.path.isdir(folder):
                shutil.rmtree(path)
            else:
                os.rename(path, folder)
        elif name.endswith(_NEW):
            shutil.rmtree(path)
