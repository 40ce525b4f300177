"""The closure kept up to date by what changed.

Source: delete and rederive (Gupta, Mumick and Subrahmanian, Maintaining Views Incrementally,
SIGMOD 1993): what rested on a removed fact is taken away, what still follows from the rest is put
back, and what is new is followed up.
"""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from summit_kg.reason.facts import Facts
from summit_kg.reason.matching import RuleIndex, Step
from summit_kg.reason.schema import Triple


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


def _take_away(facts: ClosureStore, index: RuleIndex, removed: Iterable[Triple]) -> dict[Triple, bool]:
    """Withdraw facts and all that may rest on them; return each with whether it was inferred."""
    gone = {fact: False for fact in removed if facts.has(fact)}
    queue = list(gone)
    for fact in queue:
        for step in index.following(fact, facts):
            conclusion = step.conclusion
            if conclusion is not None and conclusion not in gone and facts.is_inferred(conclusion):
                gone[conclusion] = True
                queue.append(conclusion)
    for fact in gone:
        facts.withdraw(fact)
    return gone


def _put_back(facts: ClosureStore, index: RuleIndex, gone: dict[Triple, bool]) -> set[Triple]:
    """Infer again what still follows from what is left."""
    back: set[Triple] = set()
    queue: list[Triple] = []
    for fact in gone:
        if not facts.has(fact) and next(iter(index.leading_to(fact, facts)), None) is not None:
            facts.infer(fact)
            back.add(fact)
            queue.append(fact)
            _spread(facts, index, queue, back, [])
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
    _spread(facts, index, queue, came, clashes)
    return came, clashes


def _spread(
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
