"""The closure kept up to date by what changed.

Source: delete and rederive (Gupta, Mumick and Subrahmanian, Maintaining Views Incrementally,
SIGMOD 1993): what rested on a removed fact is taken away, what still follows from the rest is put
back, and what is new is followed up. Before a fact is taken away a short search looks for another
proof, as in the backward/forward algorithm (Motik, Nenov, Piro and Horrocks, AAAI 2015): that India
is an actor rests on a thousand facts, and goes with none of them.
"""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from summit_kg.reason.facts import Facts
from summit_kg.reason.matching import RuleIndex, Step
from summit_kg.reason.schema import Triple

_DEEPEST = 12
_MOST_STEPS = 200
"""How far the search for another proof goes before it gives up, which costs time but no truth."""


class ClosureStore(Facts, Protocol):
    """Facts that know which of them were inferred, and that can be changed."""

    def is_inferred(self, triple: Triple) -> bool:
        """Tell whether a fact is there by inference alone."""

    def infer(self, triple: Triple) -> None:
        """Put in an inferred fact."""

    def state(self, triple: Triple) -> None:
        """Put in a stated fact, which may have been inferred until now."""

    def withdraw(self, triple: Triple) -> None:
        """Take out a fact, stated or inferred."""


class Change(NamedTuple):
    """How a closure changed: inferred triples that came, that went, and clashes that came."""

    added: set[Triple]
    removed: set[Triple]
    clashes: list[Step]


def maintain(
    facts: ClosureStore, index: RuleIndex, removed: Iterable[Triple], added: Iterable[Triple]
) -> Change:
    """Change stated facts and bring what follows from them up to date.

    Afterwards the inferred facts are those that a fresh computation gives.

    :param removed: facts that are no longer stated
    :param added: facts that are now stated
    """
    added = list(added)
    before = {fact for fact in added if facts.is_inferred(fact)}
    gone = _take_away(facts, index, removed)
    before |= {fact for fact, inferred in gone.items() if inferred}
    back = _put_back(facts, index, gone)
    came, clashes = _follow_up(facts, index, added)
    after = {fact for fact in {*before, *gone, *back, *came} if facts.is_inferred(fact)}
    return Change(after - before, before - after, clashes)


def _take_away(
    facts: ClosureStore, index: RuleIndex, removed: Iterable[Triple]
) -> dict[Triple, bool]:
    """Withdraw facts and all that may rest on them; return each with whether it was inferred."""
    gone = {fact: False for fact in removed if facts.has(fact)}
    search = _ProofSearch(facts, index, gone)
    queue = list(gone)
    for fact in queue:
        for step in index.following(fact, facts):
            conclusion = step.conclusion
            if conclusion is None or conclusion in gone or not facts.is_inferred(conclusion):
                continue
            if not search.finds(conclusion):
                gone[conclusion] = True
                queue.append(conclusion)
    for fact in gone:
        facts.withdraw(fact)
    return gone


class _ProofSearch:
    """Looks for proofs that use nothing of what is gone."""

    def __init__(self, facts: ClosureStore, index: RuleIndex, gone: dict[Triple, bool]) -> None:
        self._facts = facts
        self._index = index
        self._gone = gone
        self._proved: set[Triple] = set()
        self._steps_left = 0

    def finds(self, fact: Triple) -> bool:
        """Tell whether a fact surely holds without what is gone; False where it was not found."""
        self._steps_left = _MOST_STEPS
        return self._holds(fact, ())

    def _holds(self, fact: Triple, above: tuple[Triple, ...]) -> bool:
        if fact in self._proved:
            return True
        if fact in self._gone or fact in above:
            return False
        if not self._facts.is_inferred(fact):
            return True
        if len(above) >= _DEEPEST:
            return False
        for step in self._index.leading_to(fact, self._facts):
            self._steps_left -= 1
            if self._steps_left < 0:
                return False
            if all(self._holds(used, (*above, fact)) for used in step.facts):
                self._proved.add(fact)
                return True
        return False


def _put_back(facts: ClosureStore, index: RuleIndex, gone: dict[Triple, bool]) -> set[Triple]:
    """Infer again what still follows from what is left."""
    back: set[Triple] = set()
    queue: list[Triple] = []
    for fact in gone:
        if not facts.has(fact) and next(iter(index.leading_to(fact, facts)), None) is not None:
            facts.infer(fact)
            back.add(fact)
            queue.append(fact)
            spread(facts, index, queue, back, [])
    return back


def _follow_up(
    facts: ClosureStore, index: RuleIndex, added: list[Triple]
) -> tuple[set[Triple], list[Step]]:
    """State facts and infer what follows from them."""
    queue = []
    for fact in added:
        if not facts.has(fact):
            queue.append(fact)
        facts.state(fact)
    came: set[Triple] = set()
    clashes: list[Step] = []
    spread(facts, index, queue, came, clashes)
    return came, clashes


def spread(
    facts: ClosureStore,
    index: RuleIndex,
    queue: list[Triple],
    came: set[Triple],
    clashes: list[Step],
) -> None:
    """Infer what follows from the facts of a queue, and empty it."""
    for fact in queue:
        for step in list(index.following(fact, facts)):
            conclusion = step.conclusion
            if conclusion is None:
                clashes.append(step)
            elif not facts.has(conclusion):
                facts.infer(conclusion)
                came.add(conclusion)
                queue.append(conclusion)
    queue.clear()
