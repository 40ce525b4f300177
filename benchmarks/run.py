"""Runs every benchmark and prints one table of ratios: `make bench`.

Both sides of a ratio are measured in the same run, in turn where they are short, so a slow or
busy machine changes a ratio little.
"""

import argparse
import os
import platform
import sys
from importlib.metadata import version
from time import perf_counter

import adding
import build_rate
import cold_answer
import freshness
import query_rate
from measure import Figure, add_options, setting, table

_README = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "README.md")
_BENCHMARKS = (cold_answer, build_rate, query_rate, freshness, adding)


def main() -> None:
    """Measure, print, and put the table into the README where asked to."""
    parser = argparse.ArgumentParser(description="Run every benchmark.")
    add_options(parser)
    parser.add_argument("--update", action="store_true", help="put the table into README.md")
    options = parser.parse_args()
    figures: list[Figure] = []
    with setting(options) as found:
        for benchmark in _BENCHMARKS:
            start = perf_counter()
            figures += benchmark.measure(found)
            print(f"{benchmark.__name__}: {perf_counter() - start:.0f} s", file=sys.stderr)
    text = f"{table(figures)}\n{circumstances('pyoxigraph', 'rdflib')}\n"
    print(text, end="")
    if options.update:
        update(_README, text)


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


if __name__ == "__main__":
    main()
