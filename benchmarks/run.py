"""Runs every benchmark and prints one table of ratios: `make bench`.

Both sides of a ratio are measured in the same run, in turn where they are short, so a slow or
busy machine changes a ratio little.
"""

import argparse
import os
import sys
from time import perf_counter

import adding
import build_rate
import cold_answer
import freshness
import query_rate
from measure import Figure, add_options, circumstances, setting, table, update

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


if __name__ == "__main__":
    main()
