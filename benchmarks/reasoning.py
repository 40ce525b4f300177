"""How fast the library reasons, against its peers: `python benchmarks/reasoning.py`.

The closure is timed from a file of premises to triples that Python can use, loading included, and
each engine runs in a process of its own, one after the other. Ratios are of processor time, which
a busy machine changes least; the time by the clock and the most memory stand beside them.
"""

import argparse
import os
import sys
import tempfile
from importlib.metadata import version
from typing import Any, NamedTuple

from measure import Figure, circumstances, output_of, shown, table, update
from reasoning_engines import Run, Time
from reasoning_input import write_article, write_premises

_HERE = os.path.dirname(os.path.abspath(__file__))
_PEERS = {"reasonable": "reasonable", "sparq": "sparq-rdf", "nemo": "pyrumo", "owlrl": "owlrl"}
_CHAIN = "owl#propertyChainAxiom> "


class Sizes(NamedTuple):
    """How many premises the engines get, and the two numbers of them between which owlrl's do."""

    large: int
    slices: tuple[int, int]
    runs: int


FULL = Sizes(1_000_000, (20_000, 50_000), runs=5)
QUICK = Sizes(50_000, (5_000, 7_500), runs=3)


class Bench:
    """Writes premises and runs engines, each once for one input."""

    def __init__(self, folder: str, sizes: Sizes) -> None:
        os.makedirs(folder, exist_ok=True)
        self.folder = folder
        self.sizes = sizes
        self._runs: dict[tuple[str, str], Run] = {}

    def premises(self, triples: int) -> str:
        """Return a file with so many premises."""
        path = os.path.join(self.folder, f"premises-{triples}.nt")
        if not os.path.exists(path):
            write_premises(path, triples=triples)
        return path

    def without_chains(self, triples: int) -> str:
        """Return a file with the same premises but for the property chains."""
        path = os.path.join(self.folder, f"premises-{triples}-without-chains.nt")
        whole = self.premises(triples)
        with open(whole, encoding="utf-8") as lines, open(path, "w", encoding="utf-8") as file:
            file.writelines(line for line in lines if _CHAIN not in line)
        return path

    def run(self, engine: str, path: str) -> Run:
        """Return what an engine took for the closure of a file of premises."""
        key = engine, path
        if key not in self._runs:
            self._runs[key] = self._run(engine, path, inferred(engine, path))
        return self._runs[key]

    def least(self, engine: str, path: str) -> float:
        """Return the least processor time of a few runs."""
        runs = [self._run(engine, path) for _ in range(self.sizes.runs)]
        return min(run.handed.processor for run in runs)

    def task(self, name: str, *paths: str) -> dict[str, Any]:
        """Return the figures of a task."""
        return output_of([sys.executable, os.path.join(_HERE, "reasoning_tasks.py"), name, *paths])

    @staticmethod
    def _run(engine: str, *paths: str) -> Run:
        script = os.path.join(_HERE, "reasoning_engines.py")
        found = output_of([sys.executable, script, engine, *paths])
        return Run(Time(*found["reasoned"]), Time(*found["handed"]), found["memory"],
                   found["triples"])  # fmt: skip


def inferred(engine: str, path: str) -> str:
    """Return the file of what an engine infers from a file of premises."""
    return f"{path.removesuffix('.nt')}.{engine}"


def against_reasonable(bench: Bench) -> list[Figure]:
    """Compare with reasonable, which knows no chains: the triples are those without them."""
    path = bench.premises(bench.sizes.large)
    without = bench.without_chains(bench.sizes.large)
    closure = _closure(bench, "reasonable", 10.0)
    bench.run("ours", without)
    return [*closure, _difference(inferred("ours", without), inferred("reasonable", path),
                                  "reasonable, the property chains left out")]  # fmt: skip


def against_sparq(bench: Bench) -> list[Figure]:
    """Compare with sparq."""
    return [*_closure(bench, "sparq", None), _same(bench, "sparq")]


def against_nemo(bench: Bench) -> list[Figure]:
    """Compare with nemo."""
    return [*_closure(bench, "nemo", None), _same(bench, "nemo")]


def against_owlrl(bench: Bench) -> list[Figure]:
    """Compare with owlrl, by how much more time each takes for the larger slice."""
    few, many = bench.sizes.slices
    small, large = bench.premises(few), bench.premises(many)
    theirs = [bench.run("owlrl", path) for path in (small, large)]
    bench.run("ours", large)
    steep = _slope(bench, *(run.handed.processor for run in theirs))
    flat = _slope(bench, *(bench.least("ours", path) for path in (small, large)))
    return [
        Figure(
            f"closure, owlrl {version('owlrl')}, by the slopes", steep / flat, 500.0,
            f"from {few:,} to {many:,} premises {steep * 1e6:,.0f} µs each against "
            f"{flat * 1e6:,.1f} µs; owlrl {_cost(theirs[1].handed, theirs[1].memory)} for the more",
            at_least=True,
        ),
        _difference(inferred("ours", large), inferred("owlrl", large), "owlrl"),
    ]  # fmt: skip


def one_article(bench: Bench) -> list[Figure]:
    """Compare one article more, and one less, with the closure of all."""
    article = os.path.join(bench.folder, "article.nt")
    write_article(article, 99_999)
    found = bench.task("change", bench.premises(bench.sizes.large), article)
    full = Time(*found["full"])
    figures = []
    for what in ("added", "removed"):
        time = Time(*found[what])
        figures.append(Figure(
            f"one article {what}, against the closure of all", full.processor / time.processor,
            100.0 if what == "added" else None,
            f"{shown(time.processor)} against {_cost(full, found['memory'])}", at_least=True,
        ))  # fmt: skip
    return figures


def consistency(bench: Bench) -> list[Figure]:
    """Compare the check of ontology and seed article with a start of HermiT."""
    path = os.path.join(bench.folder, "seed.nt")
    write_premises(path, articles=0)
    ours = [bench.task("consistency", path) for _ in range(bench.sizes.runs)]
    theirs = [bench.task("hermit") for _ in range(bench.sizes.runs)]
    (mine, memory), (bare, java) = (
        min((Time(*run["time"]), run["memory"]) for run in runs) for runs in (ours, theirs)
    )
    return [Figure(
        "consistency of the ontology with the seed article, against a bare start of HermiT",
        mine.clock / bare.clock, 1.0,
        f"by the clock {shown(mine.clock)}, {_bytes(memory)}, against {shown(bare.clock)}, "
        f"{_bytes(java)}; the least of {bench.sizes.runs}",
    )]  # fmt: skip


def explanation(bench: Bench) -> list[Figure]:
    """Compare explaining a triple with the query that found it."""
    path = bench.premises(bench.sizes.large)
    found = bench.task("explanation", path)
    return [Figure(
        f"explaining a triple of {found['triples']:,}, against the query that found it",
        found["explain"] / found["query"], 50.0,
        f"{shown(found['explain'])} against {shown(found['query'])}, medians; "
        f"{_bytes(found['memory'])}",
    )]  # fmt: skip


ROWS = {
    row.__name__: row
    for row in (against_reasonable, against_sparq, against_nemo, against_owlrl, one_article,
                consistency, explanation)
}  # fmt: skip


def _closure(bench: Bench, peer: str, target: float | None) -> list[Figure]:
    """Compare the closure handed over, and with what the peer takes before it hands over."""
    path = bench.premises(bench.sizes.large)
    ours, theirs = bench.run("ours", path), bench.run(peer, path)
    name = f"closure of {bench.sizes.large:,} premises, {_PEERS[peer]} {version(_PEERS[peer])}"
    mine = f"against {_cost(ours.handed, ours.memory)}"
    figures = [Figure(
        name, theirs.handed.processor / ours.handed.processor, target,
        f"{_cost(theirs.handed, theirs.memory)}, {mine}", at_least=True,
    )]  # fmt: skip
    if theirs.reasoned != theirs.handed:
        figures.append(Figure(
            f"{name}, which hands nothing over",
            theirs.reasoned.processor / ours.handed.processor, None,
            f"{_cost(theirs.reasoned)}, {mine}",
        ))  # fmt: skip
    return figures


def _same(bench: Bench, peer: str) -> Figure:
    path = bench.premises(bench.sizes.large)
    return _difference(inferred("ours", path), inferred(peer, path), peer)


def _difference(ours: str, theirs: str, peer: str) -> Figure:
    with open(ours, "rb") as file:
        mine = set(file)
    common = extra = 0
    with open(theirs, "rb") as file:
        for line in file:
            known = line in mine
            common += known
            extra += not known
    missing = len(mine) - common
    return Figure(
        f"inferred triples not in common with {peer}", missing + extra, 0.0,
        f"of {len(mine):,} ours; {missing:,} it has not, {extra:,} we have not",
    )  # fmt: skip


def _slope(bench: Bench, small: float, large: float) -> float:
    few, many = bench.sizes.slices
    return (large - small) / (many - few)


def _cost(time: Time, memory: float | None = None) -> str:
    text = f"{shown(time.processor)} ({shown(time.clock)} by the clock)"
    return text if memory is None else f"{text}, {_bytes(memory)}"


def _bytes(count: float) -> str:
    return f"{count / 1e9:.2f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"


def main() -> None:
    """Measure what the command line asks for and print the table."""
    parser = argparse.ArgumentParser(description="How fast the library reasons, against its peers.")
    parser.add_argument("rows", nargs="*", metavar="row", help=f"of {', '.join(ROWS)} [all]")
    parser.add_argument("--quick", action="store_true", help="fewer triples and runs")
    parser.add_argument("--folder", help="keep the premises and what was inferred there")
    parser.add_argument(
        "--update", metavar="FILE", nargs="+", default=[],
        help="put the table between the lines <!-- reasoning --> and <!-- /reasoning --> of files",
    )  # fmt: skip
    options = parser.parse_args()
    unknown = [name for name in options.rows if name not in ROWS]
    if unknown:
        parser.error(f"no such row: {', '.join(unknown)}")
    with tempfile.TemporaryDirectory(prefix="summit-kg-bench-") as folder:
        bench = Bench(os.path.abspath(options.folder or folder), QUICK if options.quick else FULL)
        figures = [figure for name in options.rows or ROWS for figure in ROWS[name](bench)]
    if options.quick:  # the targets are of the full size
        figures = [figure._replace(target=None) for figure in figures]
    text = f"{table(figures)}\n{circumstances('pyoxigraph', *_PEERS.values())}\n"
    print(text, end="")
    for path in options.update:
        update(path, text, "reasoning")


if __name__ == "__main__":
    main()
