"""What the benchmarks share: the cost of processes, figures, and generated workspaces."""

import argparse
import contextlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from math import inf
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

from generate import write_workspace


class Figure(NamedTuple):
    """One ratio, both sides of which were measured in the same run.

    `target` is None where a figure is for information, else the ratio's bound; `at_least` tells
    on which side of it good lies.
    """

    what: str
    ratio: float
    target: float | None
    detail: str
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Tell whether the target is met; where there is none it is."""
        if self.target is None:
            return True
        return self.ratio >= self.target if self.at_least else self.ratio <= self.target

    def row(self) -> str:
        """Return the figure as a row of the table."""
        sign = "≥" if self.at_least else "≤"
        target = "" if self.target is None else f"{sign} {self.target:g}"
        missed = "" if self.met else " (missed)"
        return f"| {self.what} | {self.ratio:.2f}{missed} | {target} | {self.detail} |"


def table(figures: Sequence[Figure]) -> str:
    """Return figures as a Markdown table."""
    head = ["| what | ratio | target | measured |", "|---|---|---|---|"]
    return "\n".join([*head, *(figure.row() for figure in figures)]) + "\n"


class Sizes(NamedTuple):
    """How many articles and runs a benchmark takes.

    `patience` is how many seconds it gives one query, `sample` how many triples rdflib parses.
    """

    small: int
    large: int
    stat_only: tuple[int, ...]
    runs: int
    seconds: float
    patience: float
    sample: int


FULL = Sizes(100, 1000, (100, 1_000, 10_000), 15, seconds=0.25, patience=20.0, sample=200_000)
QUICK = Sizes(10, 100, (100, 1_000), 5, seconds=0.05, patience=5.0, sample=20_000)


class Setting(NamedTuple):
    """Where a benchmark keeps its generated workspaces, and its sizes."""

    folder: str
    sizes: Sizes

    @property
    def environment(self) -> dict[str, str]:
        """The environment of processes: with compiled modules, as an installed package has them."""
        without = {key: value for key, value in os.environ.items()
                   if key != "PYTHONDONTWRITEBYTECODE"}  # fmt: skip
        return without | {"PYTHONPYCACHEPREFIX": os.path.join(self.folder, "compiled")}

    def workspace(self, articles: int) -> str:
        """Return the folder of a workspace with so many generated articles."""
        folder = os.path.join(self.folder, f"articles-{articles}")
        if not os.path.isdir(folder):
            write_workspace(folder, articles)
        return folder


def alone(measure: Callable[[Setting], list[Figure]], about: str) -> None:
    """Run one benchmark from the command line and print its table."""
    parser = argparse.ArgumentParser(description=about)
    add_options(parser)
    with setting(parser.parse_args()) as found:
        print(table(measure(found)), end="")


def main(measure: Callable[[Setting], list[Figure]], about: str, name: str) -> None:
    """Run one benchmark from the command line, print its table, and put it into a file if asked to.

    :param name: of the markers between which the table stands
    """
    parser = argparse.ArgumentParser(description=about)
    add_options(parser)
    parser.add_argument("--update", metavar="FILE", help="put the table there, as in docs/")
    options = parser.parse_args()
    with setting(options) as found:
        text = f"{table(measure(found))}\n{circumstances('pyoxigraph')}\n"
    print(text, end="")
    if options.update:
        update(options.update, text, name)


def update(path: str, text: str, name: str = "benchmarks") -> None:
    """Put text between the markers `<!-- NAME -->` and `<!-- /NAME -->` of a file.

    :raises SystemExit: where the file does not have them
    """
    first, last = f"<!-- {name} -->", f"<!-- /{name} -->"
    with open(path, encoding="utf-8") as file:
        before, start, rest = file.read().partition(first)
    _, end, after = rest.partition(last)
    if not start or not end:
        sys.exit(f"{os.path.basename(path)}: needs the lines {first} and {last}")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{before}{first}\n{text}{last}{after}")


def circumstances(*names: str) -> str:
    """Return what the figures were measured with, the versions of packages among it."""
    packages = ", ".join(f"{name} {version(name)}" for name in names)
    return (
        f"Python {platform.python_version()}, {packages}, {os.cpu_count()} processors, "
        f"{platform.system()} {platform.machine()}."
    )


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that every benchmark has."""
    parser.add_argument("--quick", action="store_true", help="fewer articles and runs")
    parser.add_argument("--folder", help="keep the generated workspaces there, and use them again")


@contextlib.contextmanager
def setting(options: argparse.Namespace) -> Iterator[Setting]:
    """Yield the setting that the options ask for; its folder is removed unless it was named."""
    sizes = QUICK if options.quick else FULL
    if options.folder is not None:
        yield Setting(os.path.abspath(options.folder), sizes)
        return
    with tempfile.TemporaryDirectory(prefix="summit-kg-bench-") as folder:
        yield Setting(folder, sizes)


def processor_time(command: Sequence[str], folder: str, environment: dict[str, str]) -> float:
    """Run a command and return the seconds of processor time, user and system, that it took."""
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"exit code {process.returncode} of {' '.join(command)}")
    return usage.ru_utime + usage.ru_stime


def output_of(command: Sequence[str], timeout: float | None = None) -> dict[str, Any]:
    """Run a command and return the JSON object that it prints.

    :raises subprocess.TimeoutExpired: where it takes more than so many seconds
    """
    run = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=timeout)
    found = json.loads(run.stdout)
    assert isinstance(found, dict)
    return found


def in_turn(
    calls: Sequence[Callable[[], object]], runs: int, seconds: float = 0.0, limit: float = inf
) -> list[list[float]]:
    """Time calls in turn, after one round that does not count; return each one's seconds.

    :param runs: at least so many rounds
    :param seconds: and rounds for at least so long
    :param limit: but after so long no further round
    """
    times: list[list[float]] = [[] for _ in calls]
    for call in calls:
        call()
    start = perf_counter()
    while len(times[0]) < runs or perf_counter() - start < seconds:
        for call, found in zip(calls, times, strict=True):
            before = perf_counter()
            call()
            found.append(perf_counter() - before)
        if perf_counter() - start > limit:
            break
    return times


def middle(times: Sequence[float]) -> float:
    """Return the median."""
    return median(times)


def shown(seconds: float) -> str:
    """Return a time for people."""
    return f"{seconds * 1000:.3g} ms" if seconds < 1 else f"{seconds:.1f} s"


def peak_memory() -> int:
    """Return the most memory in bytes that this process has held."""
    try:
        with open("/proc/self/status", encoding="ascii") as file:
            for line in file:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except FileNotFoundError:
        pass
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
