"""What a description-logic reasoner concludes, in one form for every engine."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from summit_kg.vocabulary import OWL
from summit_kg.walks import reach

Pair = tuple[str, str]
_TOP, _BOTTOM = OWL + "Thing", OWL + "Nothing"


class Taxonomy(NamedTuple):
    """A reasoner's word on an ontology; all but `consistent` is empty where that is False.

    `subclasses` holds every (class, class above it) and `types` every (individual, class), direct
    or not, by IRI, without `owl:Thing`. `doubts` says in a line each what the engine may have
    missed.
    """

    consistent: bool
    subclasses: frozenset[Pair] = frozenset()
    unsatisfiable: frozenset[str] = frozenset()
    types: frozenset[Pair] = frozenset()
    doubts: tuple[str, ...] = ()


def taxonomy(
    subclasses: Iterable[Pair],
    types: Iterable[Pair],
    doubts: Iterable[str] = (),
    hidden: str | None = None,
) -> Taxonomy:
    """Return the taxonomy of a consistent ontology from pairs that may be direct only.

    Classes that equal one another are given as subclasses both ways; those beneath `owl:Nothing`
    are the unsatisfiable ones and stay out of the hierarchy.

    :param hidden: how the IRIs of helper classes begin, which are left out of the answer
    """
    types = list(types)
    above = defaultdict(set)
    for lower, upper in subclasses:
        above[lower].add(upper)
    over = {name: reach([name], above.__getitem__) for name in list(above)}
    unsatisfiable = {name for name, uppers in over.items() if _BOTTOM in uppers} - {_BOTTOM}
    names = set(over).union(*over.values()) | {kind for _, kind in types}
    helpers = {name for name in names if hidden is not None and name.startswith(hidden)}
    out = unsatisfiable | helpers | {_TOP, _BOTTOM}
    return Taxonomy(
        consistent=True,
        subclasses=frozenset(
            (lower, upper)
            for lower, uppers in over.items()
            if lower not in out
            for upper in uppers
            if upper not in out and upper != lower
        ),
        unsatisfiable=frozenset(unsatisfiable - helpers),
        types=frozenset(
            (thing, upper)
            for thing, kind in types
            for upper in over.get(kind, set()) | {kind}
            if upper not in out
        ),
        doubts=tuple(doubts),
    )
