"""Why a fact holds: proofs from stated facts by the axioms, short ones first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple, Protocol

from summit_kg.reason.facts import Facts, MemoryFacts
from summit_kg.reason.matching import RuleIndex, Step
from summit_kg.reason.schema import Triple

_DEEPEST = 16
_STEPS = 20_000
_FIRST_STEPS = 2
_STEPS_AT_LAST = 200_000
"""How many uses of rules a search looks at: in all, at the first depth while none is found (twice
as many at each further one), and where none was found at any depth. Where a fact rests on thousands
of others, a deeper proof is found sooner than it is known that there is no shorter one."""

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

    `steps` has, for each fact that follows, the use of a rule that concludes it in the fewest
    steps; `clashes` are those that come of the facts.
    """

    def __init__(self, stated: Iterable[Triple], index: RuleIndex) -> None:
        super().__init__(sorted(stated))
        self.steps: dict[Triple, Step] = {}
        self.clashes: list[Step] = []
        queue = list(self)
        for step in index.unconditional:
            self._infer(step, queue)
        for fact in queue:
            for step in list(index.following(fact, self)):
                self._infer(step, queue)

    def is_inferred(self, triple: Triple) -> bool:
        """Tell whether a fact is there by inference alone."""
        return triple in self.steps

    def _infer(self, step: Step, queue: list[Triple]) -> None:
        if step.conclusion is None:
            self.clashes.append(step)
        elif not self.has(step.conclusion):
            self.add(step.conclusion)
            self.steps[step.conclusion] = step
            queue.append(step.conclusion)


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
        step = closure.steps.get(fact)
        if step is None:
            return Proof(fact, None, (), ())
        parts = tuple(self._tree_of(used, closure) for used in step.facts)
        return Proof(fact, step.rule.name, step.rule.axioms, parts)

    # The search for leaves

    def _searched(
        self, goals: tuple[Triple, ...], *, beneath_stated: bool = False
    ) -> Iterator[Leaves]:
        """Yield sets of stated facts from which all goals follow, those of short proofs first."""
        steps = _STEPS
        found = False
        for depth in range(_DEEPEST + 1):
            allowed = steps if found else _FIRST_STEPS << depth
            search = _Search(self._view, self._index, allowed, beneath_stated=beneath_stated)
            for leaves in search.all_of(goals, depth, frozenset()):
                found = True
                yield leaves
            if found:
                steps = search.steps_left
            if not search.cut_off or steps <= 0:
                break
        if not found:
            least_deep = _least_deep(self._view, self._index, goals)
            if least_deep is not None:
                yield least_deep


def _least_deep(view: View, index: RuleIndex, goals: tuple[Triple, ...]) -> Leaves | None:
    """Return stated facts from which all goals follow, by a proof of little depth.

    Every fact is looked at once, so that long chains and cycles of rules do no harm. None where
    too many rules could be used.
    Source: Dowling and Gallier, Linear-time algorithms for testing the satisfiability of
    propositional Horn formulae (Journal of Logic Programming, 1984).
    """
    proved: dict[Triple, tuple[Triple, ...]] = {}
    users: dict[Triple, list[tuple[Triple, tuple[Triple, ...]]]] = defaultdict(list)
    queue: dict[Triple, None] = {}

    def prove(fact: Triple, by: tuple[Triple, ...]) -> None:
        ready = [(fact, by)]
        while ready:
            fact, by = ready.pop()
            if fact not in proved:
                proved[fact] = by
                ready += [u for u in users.pop(fact, ()) if all(f in proved for f in u[1])]

    def look_at(facts: Iterable[Triple]) -> list[Triple]:
        new = [fact for fact in facts if fact not in queue and fact not in proved]
        for fact in new:
            if not view.is_inferred(fact):
                prove(fact, ())
        return [fact for fact in new if fact not in proved]

    waiting = look_at(goals)
    steps = _STEPS_AT_LAST
    while waiting and not all(goal in proved for goal in goals):
        queue.update(dict.fromkeys(waiting))
        following: list[Triple] = []
        for fact in waiting:
            for step in index.leading_to(fact, view):
                steps -= 1
                if steps < 0:
                    return None
                following += look_at(step.facts)
                open_ = [used for used in step.facts if used not in proved]
                if not open_:
                    prove(fact, step.facts)
                    break
                for used in open_:
                    users[used].append((fact, step.facts))
        waiting = [f for f in dict.fromkeys(following) if f not in queue and f not in proved]
    if not all(goal in proved for goal in goals):
        return None
    rests_on = dict.fromkeys(goals)
    for fact in (facts := list(rests_on)):
        new = [used for used in proved[fact] if used not in rests_on]
        rests_on.update(dict.fromkeys(new))
        facts += new
    return frozenset(fact for fact in facts if not view.is_inferred(fact))


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
