"""The closure of many facts at once: rules evaluated over columns of numbers.

Source: semi-naive evaluation (Abiteboul, Hull and Vianu, Foundations of Databases, 1995, chapter
13), with each join over sorted arrays. A fact is a pair of term numbers in the relation of its
property; each class is a relation of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from summit_kg.reason.relation import LOW, Numbers, Relation, matches, pack, within
from summit_kg.reason.rule import Atom, Rule
from summit_kg.reason.rules import EQUALITY
from summit_kg.reason.schema import SAME_AS, THING, TYPE, Schema, Triple, states_schema
from summit_kg.reason.values import differ
from summit_kg.walks import left_in_depth

Bindings = dict[str, Numbers]


class Fact(NamedTuple):
    """A fact that was derived, and the name of the first rule that did."""

    triple: Triple
    rule: str


class ClashInstance(NamedTuple):
    """Facts that cannot hold together, and the rule that says so."""

    rule: Rule
    facts: tuple[Triple, ...]


class Columns:
    """Facts in columns, and what follows from them by rules."""

    def __init__(self) -> None:
        self.terms: list[str] = []
        self._numbers: dict[str, int] = {}
        self._relations: dict[int, Relation] = defaultdict(Relation)
        self._stated: dict[int, tuple[list[int], list[int]]] = {}
        self._rules: dict[str, int] = {}
        self.schema = Schema()

    def add_lines(self, lines: Iterable[str]) -> None:
        """Take in facts and axioms as N-Triples lines, each with single blanks between terms."""
        numbers, stated = self._numbers, self._stated
        columns: dict[str, tuple[list[int], list[int]]] = {}
        schema_first: dict[str, bool] = {}
        for line in lines:
            subject, predicate, rest = line.split(" ", 2)
            object_ = rest[:-3]
            key = f"{predicate} {object_}" if predicate == TYPE else predicate
            column = columns.get(key)
            if column is None:
                schema_first[key] = states_schema(predicate, object_)
                column = columns[key] = stated.setdefault(self._key(predicate, object_), ([], []))
            if schema_first[key]:
                self.schema.add((subject, predicate, object_))
            column[0].append(numbers.setdefault(subject, len(numbers)))
            column[1].append(0 if predicate == TYPE else numbers.setdefault(object_, len(numbers)))

    def add(self, triples: Iterable[Triple]) -> None:
        """Take in facts and axioms."""
        self.add_lines(f"{s} {p} {o} .\n" for s, p, o in triples)

    def _number(self, term: str) -> int:
        return self._numbers.setdefault(term, len(self._numbers))

    def _key(self, predicate: str, object_: str) -> int:
        """Return the relation that a triple is in: that of its class, or of its property."""
        if predicate == TYPE and not object_.startswith("?"):
            return ~self._number(object_)
        return self._number(predicate)

    # What follows

    def close(self, rules: Sequence[Rule]) -> None:
        """Derive all that follows by rules, which must come from this schema."""
        self._load(rules)
        compiled = [*rules, *EQUALITY[:2]]
        users: dict[int, list[tuple[Rule, int]]] = defaultdict(list)
        for rule in compiled:
            if rule.head is None:
                continue
            for place, atom in enumerate(rule.body):
                users[self._key(atom[1], atom[2])].append((rule, place))
            if not rule.body:
                self._conclude(rule.head, {}, 1, rule.name)
        # What feeds another comes before it, as far as that can be.
        fed_first = left_in_depth(users, self._heads(compiled))
        order = [key for key in reversed(fed_first) if key in users]
        for key in order:
            relation = self._relations[key]
            self._apply(users[key], relation.pairs)
        while True:
            busy = [key for key in order if self._relations[key].pending]
            busy += [key for key, relation in self._relations.items()
                     if relation.pending and key not in users]  # fmt: skip
            if not busy and not self._replace_equals():
                return
            for key in busy:
                self._apply(users.get(key, []), self._relations[key].merge())

    def _load(self, rules: Sequence[Rule]) -> None:
        for rule in rules:
            for atom in (*rule.body, *([rule.head] if rule.head else [])):
                for term in atom:
                    if not term.startswith("?"):
                        self._number(term)
        self._number(SAME_AS)
        self.terms = list(self._numbers)
        for key, (subjects, objects) in self._stated.items():
            self._relations[key].state(subjects, objects)
        self._stated = {}
        # Nothing is derived about literals, nor about what the schema defines.
        self._silent = np.fromiter(
            (term[0] == '"' for term in self.terms), dtype=bool, count=len(self.terms)
        )
        for node in self.schema.nodes:
            number = self._numbers.get(node)
            if number is not None:
                self._silent[number] = True

    def _heads(self, rules: Iterable[Rule]) -> dict[int, set[int]]:
        """Return which relations each relation feeds."""
        feeds: dict[int, set[int]] = defaultdict(set)
        for rule in rules:
            if rule.head is not None:
                head = self._key(rule.head[1], rule.head[2])
                for atom in rule.body:
                    feeds[self._key(atom[1], atom[2])].add(head)
        return feeds

    def _apply(self, users: list[tuple[Rule, int]], delta: Numbers) -> None:
        if not len(delta):
            return
        for rule, place in users:
            assert rule.head is not None
            bindings, count = self._bound(rule.body[place], delta)
            rest = [atom for n, atom in enumerate(rule.body) if n != place]
            bindings, count = self._join(rest, bindings, count)
            if count:
                self._conclude(rule.head, bindings, count, rule.name)

    def _conclude(self, head: Atom, bindings: Bindings, count: int, rule: str) -> None:
        """Put a rule's conclusions to the relation that they belong to, to be merged."""
        subjects = self._column(head[0], bindings, count)
        is_type = head[1] == TYPE
        objects = self._column(head[2], bindings, count)
        keep = ~self._silent[subjects]
        if head[1] == SAME_AS:
            keep &= subjects != objects
        if states_schema(head[1], head[2]):
            keep[:] = True
        pairs = pack(subjects, np.zeros_like(subjects) if is_type else objects)[keep]
        if len(pairs):
            self._relations[self._key(head[1], head[2])].pending.append(
                (pairs, self._rules.setdefault(rule, len(self._rules)))
            )

    def _column(self, term: str, bindings: Bindings, count: int) -> Numbers:
        if term.startswith("?"):
            return bindings[term]
        return np.full(count, self._numbers[term], dtype=np.int64)

    # Joins

    def _bound(self, atom: Atom, pairs: Numbers) -> tuple[Bindings, int]:
        """Return what the variables of an atom stand for in each pair that fits it."""
        subjects, objects = pairs >> 32, pairs & LOW
        keep = np.ones(len(pairs), dtype=bool)
        if not atom[0].startswith("?"):
            keep &= subjects == self._numbers[atom[0]]
        if atom[1] == TYPE:
            pass
        elif not atom[2].startswith("?"):
            keep &= objects == self._numbers[atom[2]]
        elif atom[2] == atom[0]:
            keep &= subjects == objects
        if not keep.all():
            subjects, objects = subjects[keep], objects[keep]
        bindings: Bindings = {}
        if atom[0].startswith("?"):
            bindings[atom[0]] = subjects
        if atom[1] != TYPE and atom[2].startswith("?"):
            bindings[atom[2]] = objects
        return bindings, len(subjects)

    def _join(self, atoms: list[Atom], bindings: Bindings, count: int) -> tuple[Bindings, int]:
        """Join bindings with the relations of the atoms, the most bound first."""
        atoms = list(atoms)
        while atoms and count:
            atom = min(atoms, key=lambda atom: self._open_ends(atom, bindings))
            atoms.remove(atom)
            bindings, count = self._join_one(atom, bindings, count)
        return bindings, count

    def _open_ends(self, atom: Atom, bindings: Bindings) -> int:
        ends = (atom[0],) if atom[1] == TYPE else (atom[0], atom[2])
        return sum(end.startswith("?") and end not in bindings for end in ends)

    def _join_one(self, atom: Atom, bindings: Bindings, count: int) -> tuple[Bindings, int]:
        relation = self._relations.get(self._key(atom[1], atom[2]))
        if relation is None or not len(relation.pairs):
            return {}, 0
        is_type = atom[1] == TYPE
        subject = self._end(atom[0], bindings, count)
        object_ = np.zeros(count, dtype=np.int64) if is_type else self._end(
            atom[2], bindings, count
        )  # fmt: skip
        if subject is not None and object_ is not None:
            keep = within(pack(subject, object_), relation.pairs)
            return {name: column[keep] for name, column in bindings.items()}, int(keep.sum())
        if subject is not None:
            rows, pairs = matches(subject, relation.pairs)
            found = {atom[2]: pairs & LOW}
        elif object_ is not None:
            rows, pairs = matches(object_, relation.turned())
            found = {atom[0]: pairs & LOW}
        else:
            one, size = self._bound(atom, relation.pairs)
            rows = np.repeat(np.arange(count), size)
            found = {name: np.tile(column, count) for name, column in one.items()}
        joined = {name: column[rows] for name, column in bindings.items()} | found
        return joined, len(rows)

    def _end(self, term: str, bindings: Bindings, count: int) -> Numbers | None:
        if term.startswith("?"):
            return bindings.get(term)
        return np.full(count, self._numbers[term], dtype=np.int64)

    # Equality

    def _replace_equals(self) -> bool:
        """Let equal individuals take each other's places; tell whether that gave something new."""
        same = self._relations.get(self._numbers[SAME_AS])
        if same is None or not len(same.pairs):
            return False
        for key, relation in list(self._relations.items()):
            subjects, objects = relation.pairs >> 32, relation.pairs & LOW
            rows, equal = matches(subjects, same.pairs)
            self._put(key, pack(equal & LOW, objects[rows]), "eq-rep-s")
            name = ~key if key < 0 else key
            _, equal = matches(np.array([name], dtype=np.int64), same.pairs)
            for other in (equal & LOW).tolist():
                rule = "eq-rep-o" if key < 0 else "eq-rep-p"
                self._put(~other if key < 0 else other, relation.pairs, rule)
            if key >= 0:
                rows, equal = matches(objects, same.pairs)
                self._put(key, pack(subjects[rows], equal & LOW), "eq-rep-o")
        return any(relation.pending for relation in self._relations.values())

    def _put(self, key: int, pairs: Numbers, rule: str) -> None:
        name = self.terms[~key if key < 0 else key]
        if name[0] != "<" or (key < 0 and name == THING):
            return  # no class or property of which anything is said
        if states_schema(*((TYPE, name) if key < 0 else (name, ""))):
            return
        keep = ~self._silent[pairs >> 32]
        if key == self._numbers[SAME_AS]:
            keep &= (pairs >> 32) != (pairs & LOW)
        pairs = pairs[keep]
        relation = self._relations[key]
        pairs = pairs[~within(pairs, relation.pairs)]
        if len(pairs):
            relation.pending.append((pairs, self._rules.setdefault(rule, len(self._rules))))

    # Results

    def derived(self) -> Iterator[Fact]:
        """Yield every fact that was derived, with the rule that derived it first."""
        known = list(self._rules)
        for key, relation in self._relations.items():
            for pairs, rules in relation.derived:
                names = [known[rule] for rule in rules.tolist()]
                for triple, name in zip(self._triples(key, pairs), names, strict=True):
                    yield Fact(triple, name)

    def derived_lines(self) -> tuple[list[str], dict[str, int]]:
        """Return the derived facts as N-Triples lines, and how many each rule derived first."""
        lines: list[str] = []
        counts: dict[str, int] = defaultdict(int)
        terms, names = self.terms, list(self._rules)
        for key, relation in self._relations.items():
            for pairs, rules in relation.derived:
                numbers, sizes = np.unique(rules, return_counts=True)
                for number, size in zip(numbers.tolist(), sizes.tolist(), strict=True):
                    counts[names[number]] += size
                subjects = (pairs >> 32).tolist()
                if key < 0:
                    end = f" {TYPE} {terms[~key]} .\n"
                    lines += [terms[s] + end for s in subjects]
                else:
                    middle = f" {terms[key]} "
                    objects = (pairs & LOW).tolist()
                    lines += [
                        f"{terms[s]}{middle}{terms[o]} .\n"
                        for s, o in zip(subjects, objects, strict=True)
                    ]
        return lines, counts

    def derived_schema(self) -> list[Triple]:
        """Return the derived triples that state axioms."""
        found: list[Triple] = []
        for key, relation in self._relations.items():
            is_type = key < 0
            predicate = TYPE if is_type else self.terms[key]
            object_ = self.terms[~key] if is_type else ""
            if relation.derived and states_schema(predicate, object_):
                for pairs, _ in relation.derived:
                    found += self._triples(key, pairs)
        return found

    def clashes(self, rules: Iterable[Rule]) -> list[ClashInstance]:
        """Return facts that cannot hold together."""
        found: dict[tuple[frozenset[Triple], tuple[Triple, ...]], ClashInstance] = {}
        for rule in rules:
            if rule.head is not None:
                continue
            for clash in self._clashes_of(rule):
                found.setdefault((frozenset(clash.facts), rule.axioms), clash)
        return list(found.values())

    def _clashes_of(self, rule: Rule) -> Iterator[ClashInstance]:
        if not rule.body:  # the axioms alone clash
            yield ClashInstance(rule, ())
            return
        sizes = []
        for atom in rule.body:
            relation = self._relations.get(self._key(atom[1], atom[2]))
            if relation is None or not len(relation.pairs):
                return
            bound = 0 if atom[1] == TYPE else sum(not term.startswith("?") for term in atom[::2])
            sizes.append((-bound, len(relation.pairs)))
        start = min(range(len(rule.body)), key=sizes.__getitem__)
        rest = [atom for n, atom in enumerate(rule.body) if n != start]
        bindings, count = self._start(rule.body[start])
        bindings, count = self._join(rest, bindings, count)
        if rule.differ and count:
            one, two = bindings[rule.differ[0]], bindings[rule.differ[1]]
            keep = one < two
            bindings = {name: column[keep] for name, column in bindings.items()}
            count = int(keep.sum())
        for row in range(count):
            names = {name: self.terms[int(column[row])] for name, column in bindings.items()}
            if rule.differ and not differ(names[rule.differ[0]], names[rule.differ[1]]):
                continue
            yield ClashInstance(
                rule,
                tuple((names.get(s, s), names.get(p, p), names.get(o, o)) for s, p, o in rule.body),
            )

    def _start(self, atom: Atom) -> tuple[Bindings, int]:
        """Return the bindings of an atom, by index where one of its ends is a constant."""
        if atom[1] != TYPE and not atom[2].startswith("?") and atom[0].startswith("?"):
            relation = self._relations[self._key(atom[1], atom[2])]
            ends = np.array([self._numbers[atom[2]]], dtype=np.int64)
            _, pairs = matches(ends, relation.turned())
            return {atom[0]: pairs & LOW}, len(pairs)
        return self._bound(atom, self._relations[self._key(atom[1], atom[2])].pairs)

    def _triples(self, key: int, pairs: Numbers) -> list[Triple]:
        terms = self.terms
        subjects, objects = (pairs >> 32).tolist(), (pairs & LOW).tolist()
        if key < 0:
            return [(terms[s], TYPE, terms[~key]) for s in subjects]
        return [(terms[s], terms[key], terms[o]) for s, o in zip(subjects, objects, strict=True)]
