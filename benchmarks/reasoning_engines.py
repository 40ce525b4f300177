"""The engines that the closure is measured against, one function each.

Each starts from a file of N-Triples and ends with its triples where Python can use them: rdflib
terms (reasonable, owlrl), terms of its own (sparq), a polars data frame (nemo), or the N-Triples
lines that the library hands to its store (ours).
`python benchmarks/reasoning_engines.py ENGINE FILE` runs one.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from time import perf_counter, process_time
from typing import Any, NamedTuple

import pyoxigraph as ox
from measure import peak_memory
from reasoning_input import one_chain_each

from summit_kg.vocabulary import OWL, RDF, RDFS, XSD

Row = tuple[str, str, str]
"""A triple; each term as N-Triples writes it."""

RULES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "owl2rl.rls")
_TYPE = f"<{RDF}type>"
_SAME = f"<{OWL}sameAs>"
_INDIVIDUAL = f"<{OWL}NamedIndividual>"
_NOISE_CLASSES = frozenset([f"<{OWL}Thing>", f"<{OWL}Nothing>", f"<{RDFS}Resource>"])
_VOCABULARIES = tuple(f"<{space}" for space in (RDF, RDFS, OWL, XSD))
_HELPER = "<urn:x-summit-kg:chain:"


class Time(NamedTuple):
    """Seconds since a moment, by the clock and of processors, of every thread."""

    clock: float
    processor: float


class Stopwatch:
    """Tells how much time went by since it was made."""

    def __init__(self) -> None:
        self._start = Time(perf_counter(), process_time())

    def time(self) -> Time:
        """Return the time since then."""
        return Time(perf_counter() - self._start.clock, process_time() - self._start.processor)


class Closure(NamedTuple):
    """What an engine did: the time to load and reason, and to hand over as well; its triples.

    `rows` may hold the premises, too, and noise. It is read after the measurement, and `clashes`
    called: it tells whether the engine finds that the triples contradict each other.
    """

    reasoned: Time
    handed: Time
    rows: Iterable[Row]
    clash: Callable[[], bool]


class Run(NamedTuple):
    """An engine's run in a process of its own: its times, and the most bytes that it held."""

    reasoned: Time
    handed: Time
    memory: float
    triples: int


def ours(path: str) -> Closure:
    """Compute the closure as `summit-kg build` does."""
    from summit_kg.reason.closure import Premises, closure

    watch = Stopwatch()
    premises = Premises()
    with open(path, encoding="utf-8") as lines:
        premises.add_lines(lines)
    found = closure(premises)
    time = watch.time()
    split = (line[:-3].split(" ", 2) for line in found.lines)
    return Closure(time, time, ((s, p, o) for s, p, o in split), lambda: bool(found.clashes))


def reasonable(path: str) -> Closure:
    """Compute the closure with reasonable, whose call returns rdflib terms and nothing before."""
    from reasonable import PyReasoner

    named = path.removesuffix(".nt") + ".ttl"  # it goes by the suffix, and knows no other
    if not os.path.exists(named):
        os.symlink(os.path.basename(path), named)
    watch = Stopwatch()
    reasoner = PyReasoner()
    reasoner.load_file(named)
    found = reasoner.reason()
    time = watch.time()
    return Closure(time, time, _rdflib_rows(found), _says_nothing)


def sparq(path: str, *, prepared: bool = True) -> Closure:
    """Compute the closure with sparq.

    :param prepared: from premises with at most one chain a property, written before the watch runs
    """
    from sparq import Graph

    if prepared:
        single = path.removesuffix(".nt") + ".single.nt"
        with open(path, encoding="utf-8") as lines, open(single, "w", encoding="utf-8") as file:
            file.writelines(one_chain_each(lines))
        path = single
    watch = Stopwatch()
    graph = Graph.load(path, format="ntriples")
    graph.reason("owl")
    reasoned = watch.time()
    found = graph.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(isIRI(?s)) }")
    handed = watch.time()
    rows = ((_sparq_term(s), _sparq_term(p), _sparq_term(o)) for s, p, o in found)
    return Closure(reasoned, handed, rows, lambda: bool(graph.inconsistencies()))


def nemo(path: str) -> Closure:
    """Compute the closure with nemo through pyrumo, by the rules of `owl2rl.rls`."""
    from pyrumo import Rumo

    watch = Stopwatch()
    engine = Rumo(rules_file=RULES)
    engine.read_data_file(path, format="ntriples", predicate="said")
    results = engine.run()
    reasoned = watch.time()
    frame = results.to_polars("inferred")
    handed = watch.time()
    rows = ((f"<{s}>", f"<{p}>", o) for s, p, o in frame.iter_rows())
    return Closure(reasoned, handed, rows, lambda: bool(results["clash"]))


def owlrl(path: str) -> Closure:
    """Compute the closure with owlrl, in the rdflib graph that holds the premises."""
    import rdflib
    from owlrl import DeductiveClosure, OWLRL_Semantics

    watch = Stopwatch()
    graph = rdflib.Graph().parse(path, format="nt")
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    time = watch.time()
    error = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")
    return Closure(time, time, _rdflib_rows(graph), lambda: (None, rdflib.RDF.type, error) in graph)


ENGINES: dict[str, Callable[[str], Closure]] = {
    "ours": ours,
    "reasonable": reasonable,
    "sparq": sparq,
    "nemo": nemo,
    "owlrl": owlrl,
}


def without_noise(rows: Iterable[Row], path: str) -> set[str]:
    """Return what follows from the premises in a file, as lines, without noise.

    Noise is what the library leaves out (see `summit_kg.reason.closure`), and whatever an engine
    says of the terms of RDF, RDFS, OWL and XSD themselves.
    """
    with open(path, encoding="utf-8") as file:
        known = set(file)
    kept = list(rows)
    said = (line.split(" ", 2) for line in known if line.split(" ", 2)[1] == _TYPE)
    schema = {s for s, p, o in kept if p == _TYPE and _is_of_owl(o)}
    schema |= {s for s, _, rest in said if _is_of_owl(rest.removesuffix(" .\n"))}
    return {
        line
        for s, p, o in kept
        if s.startswith("<")
        and not o.startswith("_:")
        and s not in schema
        and not s.startswith(_VOCABULARIES)
        and not s.startswith(_HELPER)
        and not p.startswith(_HELPER)
        and not (p == _TYPE and o in _NOISE_CLASSES)
        and not (p == _SAME and s == o)
        and (line := f"{s} {p} {o} .\n") not in known
    }


def _says_nothing() -> bool:
    return False


def _is_of_owl(term: str) -> bool:
    return term.startswith(f"<{OWL}") and term not in _NOISE_CLASSES and term != _INDIVIDUAL


def _rdflib_rows(triples: Iterable[Any]) -> Iterator[Row]:
    for s, p, o in triples:
        yield _rdflib_term(s), _rdflib_term(p), _rdflib_term(o)


def _rdflib_term(term: Any) -> str:
    import rdflib

    if isinstance(term, rdflib.URIRef):
        return f"<{term}>"
    if isinstance(term, rdflib.BNode):
        return f"_:{term}"
    if term.language:
        return str(ox.Literal(str(term), language=term.language))
    datatype = ox.NamedNode(term.datatype) if term.datatype else None
    return str(ox.Literal(str(term), datatype=datatype))


def _sparq_term(term: Any) -> str:
    if term.kind == "uri":
        return f"<{term.value}>"
    if term.kind == "bnode":
        return f"_:{term.value}"
    if term.language:
        return str(ox.Literal(term.value, language=term.language))
    return str(ox.Literal(term.value, datatype=ox.NamedNode(term.datatype)))


def main(engine: str, path: str, output: str | None = None) -> None:
    """Run one engine, print its figures as JSON, and write its triples without noise."""
    done = ENGINES[engine](path)
    memory = peak_memory()
    lines = without_noise(done.rows, path) if output else set()
    if output:
        with open(output, "w", encoding="utf-8") as file:
            file.writelines(sorted(lines))
    print(json.dumps(Run(done.reasoned, done.handed, memory, len(lines))._asdict()))


if __name__ == "__main__":
    main(*sys.argv[1:])
