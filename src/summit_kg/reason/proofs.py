"""Why a fact holds: proofs from stated facts by the axioms, short ones first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from itertools import chain, count, islice
from typing import NamedTuple, Protocol

from summit_kg.reason.facts import Facts, MemoryFacts
from summit_kg.reason.matching import RuleIndex, Step
from summit_kg.reason.rule import Rule, is_transitive
from summit_kg.reason.schema import Triple

_DEPTHS = (*range(17), 24, 32, 48, 64, 96)
_STEPS = 20_000
_FIRST_STEPS = 2
_MOST_FIRST_STEPS = 1_024
_STEPS_AT_ONCE = 200_000
"""How many uses of rules a search looks at: in all, at the first depth while none is found (twice
as many at each further one, up to a most), and where none of those depths has a proof. Where a fact
rests on thousands of others, a deeper proof is found sooner than it is known that there is no
shorter one."""

Leaves = frozenset[Triple]
Goal = Triple | tuple[Triple, ...]
"""What is to follow: a fact, or a clash, by the axioms that it stands on."""
Ways = dict[Goal, dict[tuple[Triple, ...], None]]
"""The sets of facts from each of which something follows in one step."""


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

    `steps` has, for each fact that follows, the use of a rule that concludes it first; `clashes`
    are those that come of the facts; `ways` has every way to each fact and each clash, so that it
    tells what follows from a part of the facts, too.

    A transitive rule joins a link, which is a fact that something else than this rule gives, with
    whatever follows it: each path is then walked once, not cut in two at each of its stops.
    """

    def __init__(self, stated: Iterable[Triple], index: RuleIndex) -> None:
        super().__init__(sorted(stated))
        self.steps: dict[Triple, Step] = {}
        self.clashes: list[Step] = []
        self.ways: Ways = defaultdict(dict)
        self._transitive = index.transitive
        self._links = MemoryFacts(fact for fact in self if fact[1] in self._transitive)
        queue = list(self)
        for step in index.unconditional:
            self._infer(step, queue)
        for fact in queue:
            for step in list(index.following(fact, self, self._links)):
                self._infer(step, queue)

    def is_inferred(self, triple: Triple) -> bool:
        """Tell whether a fact is there by inference alone."""
        return triple in self.steps

    def _infer(self, step: Step, queue: list[Triple]) -> None:
        fact = step.conclusion
        if fact is None:
            self.clashes.append(step)
            self.ways[step.rule.axioms][step.facts] = None
            return
        self.ways[fact][step.facts] = None
        is_link = (
            fact[1] in self._transitive
            and not is_transitive(step.rule)
            and not self._links.has(fact)
        )
        if not self.has(fact):
            self.add(fact)
            self.steps[fact] = step
        elif not is_link:
            return
        if is_link:
            self._links.add(fact)
        queue.append(fact)

    def ways_to(self, goal: Goal) -> Ways:
        """Return the ways to a goal, and to whatever these use."""
        found: Ways = {}
        queue = [goal]
        for fact in queue:
            if fact not in found:
                found[fact] = self.ways.get(fact, {})
                queue += [used for way in found[fact] for used in way]
        return found


def _follows(goal: Goal, stated: Leaves, ways: Ways) -> bool:
    """Tell whether a goal follows from stated facts by some ways.

    Source: Dowling and Gallier, Linear-time algorithms for testing the satisfiability of
    propositional Horn formulae (Journal of Logic Programming, 1984).
    """
    users: dict[Goal, list[tuple[Goal, list[Goal]]]] = defaultdict(list)
    ready: list[Goal] = list(stated)
    for conclusion, sets in ways.items():
        for way in sets:
            open_: list[Goal] = [*dict.fromkeys(way)]
            if not open_:
                ready.append(conclusion)
            for used in open_:
                users[used].append((conclusion, open_))
    proved: set[Goal] = set()
    while ready and goal not in proved:
        fact = ready.pop()
        if fact not in proved:
            proved.add(fact)
            for conclusion, open_ in users.get(fact, ()):
                open_.remove(fact)
                if not open_:
                    ready.append(conclusion)
    return goal in proved


class Prover:
    """Finds proofs of the facts of a view.

    A proof is checked before it is returned: what it proves follows from its leaves alone, and
    from no part of them.
    """

    def __init__(self, view: View, index: RuleIndex) -> None:
        self._view = view
        self._index = index

    def proofs(self, fact: Triple, at_most: int, *, thorough: bool = True) -> list[Proof]:
        """Return proofs of a fact, each from other stated facts; none where it does not hold.

        :param thorough: look for further proofs longer than it took to find the first, and then
            for those in which what is stated follows from other stated facts
        """
        if not self._view.has(fact):
            return []
        if not self._view.is_inferred(fact) and not thorough:
            return [Proof(fact, None, (), ())]
        found = self._searched((fact,), thorough=thorough)
        if thorough:
            beneath = self._searched((fact,), beneath_stated=True, thorough=True)
            found = chain(found, beneath)
        return list(islice(self._checked(fact, found), at_most))

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
        wanted: Goal = goal.rule.axioms if isinstance(goal, Step) else goal
        ways = SmallClosure(leaves, self._index).ways_to(wanted)
        for leaf in sorted(leaves):
            fewer = leaves - {leaf}
            if _follows(wanted, fewer, ways):
                leaves = fewer
        return leaves

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
        if is_transitive(step.rule):
            links = _links_of(fact, step.rule, closure)
            return _joined([self._tree_of(link, closure) for link in links], step.rule)
        parts = tuple(self._tree_of(used, closure) for used in step.facts)
        return Proof(fact, step.rule.name, step.rule.axioms, parts)

    # The search for leaves

    def _searched(
        self, goals: tuple[Triple, ...], *, beneath_stated: bool = False, thorough: bool = False
    ) -> Iterator[Leaves]:
        """Yield sets of stated facts from which all goals follow, those of short proofs first."""
        steps = _STEPS if thorough else 0
        found = tried = False
        for depth in _DEPTHS:
            first = min(_FIRST_STEPS << depth, _STEPS_AT_ONCE)
            if not found and not tried and first > _MOST_FIRST_STEPS:
                tried = True
                easy = _easily_proved(self._view, self._index, goals)
                if easy is not None:
                    found = True
                    steps = max(steps, _MOST_FIRST_STEPS)
                    yield easy
            allowed = steps if found else first
            search = _Search(self._view, self._index, allowed, beneath_stated=beneath_stated)
            was_found = found
            for leaves in search.all_of(goals, depth, frozenset()):
                found = True
                yield leaves
            if was_found:
                steps = search.steps_left
            elif found:
                steps = max(steps, search.steps_left)
            if not search.cut_off or (found and steps <= 0):
                break


def _links_of(fact: Triple, rule: Rule, closure: SmallClosure) -> list[Triple]:
    """Return the facts of a path that a transitive rule joins to one fact, in their order."""
    links = []
    left = [fact]
    while left:
        first = left.pop()
        step = closure.steps.get(first)
        if step is not None and step.rule == rule:
            left += reversed(step.facts)
        else:
            links.append(first)
    return links


def _joined(links: list[Proof], rule: Rule) -> Proof:
    """Return the proof that joins a path by halves, so that a long one makes no deep tree."""
    if len(links) == 1:
        return links[0]
    middle = len(links) // 2
    parts = _joined(links[:middle], rule), _joined(links[middle:], rule)
    first, last = parts[0].fact, parts[1].fact
    assert rule.head is not None
    assert first is not None
    assert last is not None
    fact = first[0], rule.head[1], last[2]
    return Proof(fact, rule.name, rule.axioms, parts)


def _easily_proved(view: View, index: RuleIndex, goals: tuple[Triple, ...]) -> Leaves | None:
    """Return stated facts from which all goals follow.

    Every fact is looked at once, so that long paths and cycles of rules do no harm; first those
    that leave the least to prove, and of these the nearest. None where too many rules could be
    used.
    """
    proved: dict[Triple, tuple[Triple, ...]] = {}
    users: dict[Triple, list[tuple[Triple, tuple[Triple, ...]]]] = defaultdict(list)
    seen: set[Triple] = set()
    numbers = count()
    steps = _STEPS_AT_ONCE

    def is_proved(fact: Triple) -> bool:
        if fact not in proved and not view.is_inferred(fact):
            proved[fact] = ()
        return fact in proved

    def prove(fact: Triple, by: tuple[Triple, ...]) -> None:
        ready = [(fact, by)]
        while ready:
            fact, by = ready.pop()
            if fact not in proved:
                proved[fact] = by
                ready += [u for u in users.pop(fact, ()) if all(f in proved for f in u[1])]

    queue = [(0, 0, next(numbers), goals)]
    while queue and not all(map(is_proved, goals)):
        _, depth, _, wanted = heappop(queue)
        for fact in wanted:
            if fact in seen or is_proved(fact):
                continue
            seen.add(fact)
            for step in index.leading_to(fact, view):
                steps -= 1
                if steps < 0:
                    return None
                open_ = [used for used in step.facts if not is_proved(used)]
                if not open_:
                    prove(fact, step.facts)
                    break
                for used in open_:
                    users[used].append((fact, step.facts))
                # A path is walked from one end alone.
                later = is_transitive(step.rule) and not is_proved(step.facts[0])
                heappush(queue, (len(open_) + later, depth + 1, next(numbers), step.facts))
    if not all(map(is_proved, goals)):
        return None
    rests_on = dict.fromkeys(goals)
    for fact in (facts := list(rests_on)):
        new = [used for used in proved[fact] if used not in rests_on]
        rests_on.update(dict.fromkeys(new))
        facts += new
    return frozenset(fact for fact in facts if not view.is_inferred(fact))


class _Search:
    """One search for leaves to a certain depth; a path counts each of its links as one deeper."""

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

    def _of(
        self, fact: Triple, depth: int, above: frozenset[Triple], without: Rule | None = None
    ) -> Iterator[Leaves]:
        if not self._view.is_inferred(fact):
            yield frozenset([fact])
            if not self._beneath_stated:
                return
        if fact in above:
            return
        if depth == 0:
            self.cut_off = True
            return
        for step in self._index.leading_to(fact, self._view, without):
            self.steps_left -= 1
            if self.steps_left < 0:
                self.cut_off = True
                return
            yield from self._by(step, depth - 1, above | {fact})

    def _by(self, step: Step, depth: int, above: frozenset[Triple]) -> Iterator[Leaves]:
        """Yield sets of stated facts from which those of a step follow, a path by its links."""
        if not is_transitive(step.rule):
            yield from self.all_of(step.facts, depth, above)
            return
        link, rest = step.facts
        for first in self._of(link, depth, above, step.rule):
            for others in self._of(rest, depth, above):
                yield first | others
