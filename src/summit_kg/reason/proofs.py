"""Why a fact holds: proofs from stated facts by the axioms, the shortest first."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple, Protocol

from summit_kg.reason.facts import Facts, MemoryFacts
from summit_kg.reason.maintain import spread
from summit_kg.reason.matching import RuleIndex, Step
from summit_kg.reason.schema import Triple

_DEEPEST = 16
_STEPS = 20_000
_STEPS_FOR_ONE = 500
"""How many uses of rules a search looks at: in all, and at each depth while none is found."""

Leaves = frozenset[Triple]


class Proof(NamedTuple):
    """A proof tree: a fact, the rule and axioms that give it, and the proofs of what they use.

    A leaf has no rule: its fact is stated. The root of a contradiction has no fact.
    """

    fact: Triple | None
    rule: str | None
    axioms: tuple[Triple, ...]
    parts: tuple["Proof", ...]

    def leaves(self) -> Leaves:
        """Return the stated facts that the proof rests on."""
        if self.rule is None:
            assert self.fact is not None
            return frozenset([self.fact])
        return frozenset().union(*(part.leaves() for part in self.parts))


class View(Facts, Protocol):
    """Facts that know which of them are there by inference alone."""

    def is_inferred(self, triple: Triple) -> bool:
        """Tell whether a fact is there by inference alone."""


class SmallClosure(MemoryFacts):
    """Some stated facts with all that follows from them, in memory.

    `clashes` are those that come of it.
    """

    def __init__(self, stated: Iterable[Triple], index: RuleIndex) -> None:
        super().__init__()
        self.stated: set[Triple] = set()
        self.clashes: list[Step] = []
        queue = list(dict.fromkeys(stated))
        for fact in queue:
            self.state(fact)
        for fact in index.unconditional:
            if not self.has(fact):
                self.infer(fact)
                queue.append(fact)
        spread(self, index, queue, set(), self.clashes)

    def is_inferred(self, triple: Triple) -> bool:
        """Tell whether a fact is there by inference alone."""
        return triple not in self.stated and self.has(triple)

    def infer(self, triple: Triple) -> None:
        """Put in an inferred fact."""
        self.stated.discard(triple)
        self.add(triple)

    def state(self, triple: Triple) -> None:
        """Put in a stated fact, which may have been inferred until now."""
        self.stated.add(triple)
        self.add(triple)

    def withdraw(self, triple: Triple) -> None:
        """Take out a fact, stated or inferred."""
        self.stated.discard(triple)
        self.remove(triple)


class Prover:
    """Finds proofs of the facts of a view.

    A proof is checked before it is returned: what it proves follows from its leaves alone, and
    from no part of them.
    """

    def __init__(self, view: View, index: RuleIndex) -> None:
        self._view = view
        self._index = index

    def proofs(self, fact: Triple, at_most: int) -> list[Proof]:
        """Return proofs of a fact, each from other stated facts; none where it does not hold."""
        if not self._view.has(fact):
            return []
        if not self._view.is_inferred(fact):
            return [Proof(fact, None, (), ())]
        return list(islice(self._checked(fact, self._searched((fact,))), at_most))

    def contradictions(self, clash: Step, at_most: int) -> list[Proof]:
        """Return proofs of facts that cannot hold together, each from other stated facts.

        Where a stated fact follows from others as well, the proofs from these are among them.
        """
        found = self._searched(clash.facts, beneath_stated=True)
        return list(islice(self._checked(clash, found), at_most))

    def _checked(self, goal: Triple | Step, found: Iterator[Leaves]) -> Iterator[Proof]:
        known: set[Leaves] = set()
        for leaves in found:
            if any(one <= leaves for one in known):
                continue
            least = self._least(goal, leaves)
            if least not in known:
                known.add(least)
                yield self._tree(goal, least)

    def _least(self, goal: Triple | Step, leaves: Leaves) -> Leaves:
        """Return a subset of leaves from which the goal follows, and from no part of it."""
        for leaf in sorted(leaves):
            fewer = leaves - {leaf}
            if self._follows(goal, SmallClosure(fewer, self._index)):
                leaves = fewer
        return leaves

    @staticmethod
    def _follows(goal: Triple | Step, closure: SmallClosure) -> bool:
        if isinstance(goal, Step):
            return any(clash.rule.axioms == goal.rule.axioms for clash in closure.clashes)
        return closure.has(goal)

    def _tree(self, goal: Triple | Step, leaves: Leaves) -> Proof:
        closure = SmallClosure(leaves, self._index)
        if isinstance(goal, Step):
            clash = next(c for c in closure.clashes if c.rule.axioms == goal.rule.axioms)
            parts = tuple(self._tree_of(fact, closure) for fact in clash.facts)
            return Proof(None, clash.rule.name, clash.rule.axioms, parts)
        return self._tree_of(goal, closure)

    def _tree_of(self, fact: Triple, closure: SmallClosure) -> Proof:
        for depth in range(_DEEPEST * 4):
            tree = self._tree_within(fact, closure, depth, frozenset())
            if tree is not None:
                return tree
        raise AssertionError(fact)  # it is in the closure, so that it has a proof

    def _tree_within(
        self, fact: Triple, closure: SmallClosure, depth: int, above: frozenset[Triple]
    ) -> Proof | None:
        if fact in closure.stated:
            return Proof(fact, None, (), ())
        if depth == 0 or fact in above:
            return None
        for step in self._index.leading_to(fact, closure):
            parts = []
            for used in step.facts:
                part = self._tree_within(used, closure, depth - 1, above | {fact})
                if part is None:
                    break
                parts.append(part)
            else:
                return Proof(fact, step.rule.name, step.rule.axioms, tuple(parts))
        return None

    # The search for leaves

    def _searched(
        self, goals: tuple[Triple, ...], *, beneath_stated: bool = False
    ) -> Iterator[Leaves]:
        """Yield sets of stated facts from which all goals follow, those of short proofs first."""
        steps = _STEPS
        found = False
        for depth in range(_DEEPEST + 1):
            allowed = steps if found else _STEPS_FOR_ONE
            search = _Search(self._view, self._index, allowed, beneath_stated=beneath_stated)
            for leaves in search.all_of(goals, depth, frozenset()):
                found = True
                yield leaves
            if found:
                steps = search.steps_left
            if not search.cut_off or steps <= 0:
                break
        if not found:
            search = _Search(self._view, self._index, _STEPS, beneath_stated=beneath_stated)
            yield from search.all_of(goals, _DEEPEST, frozenset())


class _Search:
    """One search for leaves to a certain depth."""

    def __init__(self, view: View, index: RuleIndex, steps: int, *, beneath_stated: bool) -> None:
        self._view = view
        self._index = index
        self._beneath_stated = beneath_stated
        self.steps_left = steps
        self.cut_off = False

    def all_of(
        self, facts: tuple[Triple, ...], depth: int, above: frozenset[Triple]
    ) -> Iterator[Leaves]:
        """Yield sets of stated facts from which all the facts follow."""
        if not facts:
            yield frozenset()
            return
        for first in self._of(facts[0], depth, above):
            for rest in self.all_of(facts[1:], depth, above):
                yield first | rest

    def _of(self, fact: Triple, depth: int, above: frozenset[Triple]) -> Iterator[Leaves]:
        if not self._view.is_inferred(fact):
            yield frozenset([fact])
            if not self._beneath_stated:
                return
        if fact in above:
            return
        if depth == 0:
            self.cut_off = True
            return
        for step in self._index.leading_to(fact, self._view):
            self.steps_left -= 1
            if self.steps_left < 0:
                self.cut_off = True
                return
            yield from self.all_of(step.facts, depth - 1, above | {fact})
