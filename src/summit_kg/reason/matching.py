"""Rules matched with facts one at a time: what follows from a fact, and what a fact follows from."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from summit_kg.reason.facts import Facts
from summit_kg.reason.rules import EQUALITY, Atom, Rule
from summit_kg.reason.schema import SAME_AS, TYPE, Triple
from summit_kg.reason.values import differ

Names = dict[str, str]


class Step(NamedTuple):
    """One use of a rule: the facts that it was matched with, and what follows; None is a clash."""

    rule: Rule
    facts: tuple[Triple, ...]
    conclusion: Triple | None


class RuleIndex:
    """Rules found by what they use and by what they conclude.

    :param silent: the terms that the schema defines, about which nothing is derived
    """

    def __init__(self, rules: Iterable[Rule], silent: Iterable[str] = ()) -> None:
        self.silent = frozenset(silent)
        self._users: dict[str, list[tuple[Rule, int]]] = defaultdict(list)
        self._makers: dict[str, list[Rule]] = defaultdict(list)
        for rule in (*rules, *EQUALITY):
            for place, atom in enumerate(rule.body):
                self._users[_key(atom)].append((rule, place))
            if rule.head is not None:
                self._makers[_key(rule.head)].append(rule)

    def concludes_at_all(self, fact: Triple) -> bool:
        """Tell whether a fact is one that rules may conclude."""
        subject, predicate, object_ = fact
        return (
            subject[0] != '"'
            and predicate[0] == "<"
            and subject not in self.silent
            and not (predicate == SAME_AS and subject == object_)
        )

    def following(self, fact: Triple, facts: Facts) -> Iterator[Step]:
        """Yield each use of a rule in which a fact, together with others, has a part."""
        for key in (_key(fact), fact[1], "?"):
            if key == fact[1] == TYPE:
                continue
            for rule, place in self._users.get(key, ()):
                names = _fitted(rule.body[place], fact, {})
                if names is not None:
                    rest = [atom for n, atom in enumerate(rule.body) if n != place]
                    yield from self._steps(rule, rest, names, facts)

    def leading_to(self, fact: Triple, facts: Facts) -> Iterator[Step]:
        """Yield each use of a rule that concludes a fact."""
        if not self.concludes_at_all(fact):
            return
        for key in (_key(fact), "?"):
            for rule in self._makers.get(key, ()):
                assert rule.head is not None
                names = _fitted(rule.head, fact, {})
                if names is not None:
                    yield from self._steps(rule, rule.body, names, facts)

    def _steps(
        self, rule: Rule, rest: Sequence[Atom], names: Names, facts: Facts
    ) -> Iterator[Step]:
        for found in _joined(rest, names, facts):
            if rule.differ and not differ(found[rule.differ[0]], found[rule.differ[1]]):
                continue
            used = tuple(_filled(atom, found) for atom in rule.body)
            if rule.head is None:
                yield Step(rule, used, None)
                continue
            conclusion = _filled(rule.head, found)
            if conclusion not in used and self.concludes_at_all(conclusion):
                yield Step(rule, used, conclusion)


def _key(atom: Atom) -> str:
    _, predicate, object_ = atom
    if predicate.startswith("?"):
        return "?"
    return f"{TYPE} {object_}" if predicate == TYPE else predicate


def _fitted(atom: Atom, fact: Triple, names: Names) -> Names | None:
    """Return names with what the variables of an atom stand for in a fact; None where unfit."""
    found = dict(names)
    for term, value in zip(atom, fact, strict=True):
        if term.startswith("?"):
            if found.setdefault(term, value) != value:
                return None
        elif term != value:
            return None
    return found


def _filled(atom: Atom, names: Names) -> Triple:
    s, p, o = atom
    return names.get(s, s), names.get(p, p), names.get(o, o)


def _joined(atoms: Sequence[Atom], names: Names, facts: Facts) -> Iterator[Names]:
    """Yield names for the variables of all atoms, looking the most bound atom up first."""
    if not atoms:
        yield names
        return
    atom = atoms[0]
    if len(atoms) > 1:
        atom = min(atoms, key=lambda atom: sum(_is_open(term, names) for term in atom))
    rest = [other for other in atoms if other is not atom]
    subject, predicate, object_ = (None if _is_open(term, names) else names.get(term, term)
                                   for term in atom)  # fmt: skip
    for fact in facts.match(subject, predicate, object_):
        found = _fitted(atom, fact, names)
        if found is not None:
            yield from _joined(rest, found, facts)


def _is_open(term: str, names: Names) -> bool:
    return term.startswith("?") and term not in names
