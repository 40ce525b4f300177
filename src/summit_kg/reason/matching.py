"""Rules matched with facts one at a time: what follows from a fact, what a fact follows from."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, repeat
from operator import itemgetter
from typing import NamedTuple

from summit_kg.reason.facts import Facts
from summit_kg.reason.rule import Atom, Names, Rule, fitted, is_transitive
from summit_kg.reason.rules import EQUALITY
from summit_kg.reason.schema import SAME_AS, THING, TYPE, Triple, states_schema
from summit_kg.reason.values import differ

_PATIENCE = 16


class Step(NamedTuple):
    """One use of a rule: the facts that it was matched with, and what follows; None is a clash."""

    rule: Rule
    facts: tuple[Triple, ...]
    conclusion: Triple | None


class RuleIndex:
    """Rules found by what they use and by what they conclude.

    `unconditional` are the facts that hold wherever the ontology does, as rules without conditions
    conclude them; `transitive` the properties whose facts a rule joins into paths.

    :param silent: the terms that the schema defines, about which nothing is derived
    """

    def __init__(self, rules: Iterable[Rule], silent: Iterable[str] = ()) -> None:
        self.silent = frozenset(silent)
        self._users: dict[tuple[str, str, str], list[tuple[int, Rule, int]]] = defaultdict(list)
        self._makers: dict[str, list[Rule]] = defaultdict(list)
        self.unconditional: list[Step] = []
        self.transitive: set[str] = set()
        for number, rule in enumerate((*rules, *EQUALITY)):
            for place, atom in enumerate(rule.body):
                self._users[_key(atom), *_constants(atom)].append((number, rule, place))
            if rule.head is not None:
                if is_transitive(rule):
                    self.transitive.add(rule.head[1])
                self._makers[_key(rule.head)].append(rule)
                if not rule.body:
                    self.unconditional.append(Step(rule, (), rule.head))

    def concludes_at_all(self, fact: Triple) -> bool:
        """Tell whether a fact is one that rules may conclude."""
        subject, predicate, object_ = fact
        return (
            subject[0] != '"'
            and predicate[0] == "<"
            and subject not in self.silent
            and not (predicate == SAME_AS and subject == object_)
            and not (predicate == TYPE and (object_[0] != "<" or object_ == THING))
            and not states_schema(predicate, object_)
        )

    def following(self, fact: Triple, facts: Facts, links: Facts | None = None) -> Iterator[Step]:
        """Yield each use of a rule in which a fact, together with others, has a part.

        :param links: where given, a transitive rule is used only with one of these as its first
            fact; of a path with n links that gives n² uses instead of n³
        """
        keys = [_key(fact)]
        if fact[1] == SAME_AS or next(iter(facts.match(None, SAME_AS, None)), None) is not None:
            keys.append("?")
        for key in keys:
            for _, rule, place in self._using(key, fact):
                names = fitted(rule.body[place], fact, {})
                if names is None:
                    continue
                among = facts
                if links is not None and is_transitive(rule):
                    if place == 0 and not links.has(fact):
                        continue
                    among = links if place == 1 else facts
                rest = [atom for n, atom in enumerate(rule.body) if n != place]
                yield from self._steps(rule, rest, names, among)

    def _using(self, key: str, fact: Triple) -> Sequence[tuple[int, Rule, int]]:
        """Return the rules that a fact may fit, in their order: there is one for each denial."""
        subject, _, object_ = fact
        found = self._users.get((key, "", ""), [])
        for ends in ((subject, ""), ("", object_), (subject, object_)):
            if more := self._users.get((key, *ends)):
                found = sorted([*found, *more], key=itemgetter(0, 2))
        return found

    def leading_to(self, fact: Triple, facts: Facts, without: Rule | None = None) -> Iterator[Step]:
        """Yield each use of a rule, but for one, that concludes a fact."""
        if not self.concludes_at_all(fact):
            return
        for key in (_key(fact), "?"):
            for rule in self._makers.get(key, ()):
                assert rule.head is not None
                names = None if rule is without else fitted(rule.head, fact, {})
                if names is not None:
                    yield from self._steps(rule, rule.body, names, facts, _PATIENCE)

    def matches(self, rule: Rule, facts: Facts) -> Iterator[Step]:
        """Yield each use of one rule."""
        yield from self._steps(rule, rule.body, {}, facts)

    def _steps(
        self,
        rule: Rule,
        rest: Sequence[Atom],
        names: Names,
        facts: Facts,
        patience: int | None = None,
    ) -> Iterator[Step]:
        if not rest:
            joined: Iterable[Names] = (names,)
        elif len(rest) == 1:
            joined = _fitting(rest[0], _lookup(rest[0], names, facts), names)
        else:
            joined = _joined(rest, names, facts, patience)
        for found in joined:
            if rule.differ and not differ(found[rule.differ[0]], found[rule.differ[1]]):
                continue
            used = tuple(_filled(atom, found) for atom in rule.body)
            if rule.head is None:
                yield Step(rule, used, None)
                continue
            conclusion = _filled(rule.head, found)
            if conclusion not in used and self.concludes_at_all(conclusion):
                yield Step(rule, used, conclusion)


def _fitting(atom: Atom, facts: Iterable[Triple], names: Names) -> Iterator[Names]:
    """Yield names with what the variables of an atom stand for in each fact that fits it."""
    for fact in facts:
        found = fitted(atom, fact, names)
        if found is not None:
            yield found


def _key(atom: Atom) -> str:
    _, predicate, object_ = atom
    if predicate.startswith("?"):
        return "?"
    return f"{TYPE} {object_}" if predicate == TYPE else predicate


def _constants(atom: Atom) -> tuple[str, str]:
    """Return the ends of an atom that are no variables, "" for others and for a class."""
    subject, predicate, object_ = atom
    open_ = object_.startswith("?") or predicate == TYPE
    return "" if subject.startswith("?") else subject, "" if open_ else object_


def _filled(atom: Atom, names: Names) -> Triple:
    s, p, o = atom
    return names.get(s, s), names.get(p, p), names.get(o, o)


def _joined(
    atoms: Sequence[Atom], names: Names, facts: Facts, patience: int | None
) -> Iterator[Names]:
    """Yield names for the variables of all atoms, looking up first what fits the fewest facts."""
    if not atoms:
        yield names
        return
    atom, fitting = _fewest(atoms, names, facts, patience)
    rest = [other for other in atoms if other is not atom]
    for found in _fitting(atom, fitting, names):
        yield from _joined(rest, found, facts, patience)


def _fewest(
    atoms: Sequence[Atom], names: Names, facts: Facts, patience: int | None
) -> tuple[Atom, Iterable[Triple]]:
    """Return the atom that fits the fewest facts, with these.

    Only the least open atoms are looked at, and of those no more facts than the fewest have: India
    has taken part in a thousand meetings, and this one has eight participants. Who needs the first
    of many answers gives up comparing when patience, a number of facts, is at an end.
    """
    openness = [sum(_is_open(term, names) for term in atom) for atom in atoms]
    least = min(openness)
    rivals = [atom for atom, open_ in zip(atoms, openness, strict=True) if open_ == least]
    lookups = [
        (atom, iter(_lookup(atom, names, facts))) for atom in rivals[: 1 if not least else 8]
    ]
    if len(lookups) == 1:
        return lookups[0]
    seen: list[list[Triple]] = [[] for _ in lookups]
    for _ in repeat(None) if patience is None else repeat(None, patience):
        for (atom, fitting), found in zip(lookups, seen, strict=True):
            fact = next(fitting, None)
            if fact is None:
                return atom, found
            found.append(fact)
    return lookups[0][0], chain(seen[0], lookups[0][1])


def _lookup(atom: Atom, names: Names, facts: Facts) -> Iterable[Triple]:
    s, p, o = (None if _is_open(term, names) else names.get(term, term) for term in atom)
    if s is not None and p is not None and o is not None:
        return ((s, p, o),) if facts.has((s, p, o)) else ()
    return facts.match(s, p, o)


def _is_open(term: str, names: Names) -> bool:
    return term[0] == "?" and term not in names
