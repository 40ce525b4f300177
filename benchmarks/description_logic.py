"""Description logic on the ontology with the whole first article: rustdl against HermiT."""

import os
from functools import partial

import pyoxigraph as ox
from measure import Figure, Setting, in_turn, main, middle, shown

import summit_kg
from summit_kg.reason.description_logic import logical, premises_of
from summit_kg.reason.hermit import hermit
from summit_kg.reason.owl_profile import within_dl
from summit_kg.reason.rustdl_engine import rustdl

_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_NOTHING = [
    quad.triple
    for quad in ox.parse(
        "<http://example.org/> a <http://www.w3.org/2002/07/owl#Ontology> .",
        format=ox.RdfFormat.TURTLE,
    )
]


def measure(setting: Setting) -> list[Figure]:
    """Return how long classifying, typing and checking take, each run with its own process."""
    with summit_kg.open(":memory:", workspace=_ROOT) as graph:
        axioms = list(logical(within_dl(premises_of(graph.oxigraph)[0])[0]))
    start, slow, fast = map(
        middle,
        in_turn(
            [partial(hermit, _NOTHING), partial(hermit, axioms), partial(rustdl, axioms)],
            setting.sizes.runs,
        ),
    )
    size = f"{len(axioms):,} triples, medians of {setting.sizes.runs}"
    return [
        Figure("description logic by rustdl, against HermiT", fast / slow, None,
               f"{shown(fast)} against {shown(slow)}; {size}"),
        Figure("description logic by rustdl, against a bare HermiT start", fast / start, None,
               f"{shown(fast)} against {shown(start)}"),
        Figure("description logic by HermiT, against its bare start", slow / start, None,
               f"{shown(slow)} against {shown(start)}"),
    ]  # fmt: skip


if __name__ == "__main__":
    main(measure, __doc__ or "", "description-logic")
