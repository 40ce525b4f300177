"""Rules freed of classes and properties about which no fact is ever derived.

Source: unfolding of logic programs (Tamaki and Sato, Unfold/Fold Transformation of Logic Programs,
1984); what another rule subsumes is left out (Plotkin, A Note on Inductive Generalization, 1970).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from summit_kg.errors import SummitKGError
from summit_kg.reason.rule import Atom, Names, Rule, fitted
from summit_kg.reason.schema import NIL, THING, TYPE
from summit_kg.vocabulary import RDF

_MOST_JOINED = 20_000
_PLAIN_CLASS = f"<{RDF}PlainLiteral>"


def without_inverses(rule: Rule, inverses: dict[str, str]) -> Rule:
    """Return a rule that speaks of a property where it spoke of the inverse of one."""

    def turned(atom: Atom) -> Atom:
        s, p, o = atom
        for _ in inverses:
            if p not in inverses:
                break
            s, p, o = o, inverses[p], s
        return s, p, o

    body = tuple(turned(atom) for atom in rule.body)
    return rule._replace(body=body, head=None if rule.head is None else turned(rule.head))


def unfolded(rules: Sequence[Rule]) -> list[Rule]:
    """Return rules none of which derives membership in a class without a name, or in `owl:Thing`.

    A rule that needs such a membership is joined with each rule that would have derived it. That
    all values of some property of things are things goes without saying.

    :raises SummitKGError: where members of a class without a name make members of it of others
    """
    makers: dict[str, list[Rule]] = defaultdict(list)
    users: dict[str, list[Rule]] = defaultdict(list)
    kept: list[Rule] = []
    known = _KnownRules()
    queue = list(rules)
    for count, given in enumerate(queue):
        rule = _tidy(given)
        if count > 3 * len(rules) + _MOST_JOINED:
            raise _without_end()
        if rule.head in rule.body or (count >= len(rules) and known.cover(rule)):
            continue
        needs = {o for _, p, o in rule.body if p == TYPE and _goes_unsaid(o)}
        if THING in needs and rule.head is not None and rule.head[1:] == (TYPE, THING):
            continue
        if not known.add(rule):
            continue
        for node in needs:
            users[node].append(rule)
            queue += [joined for maker in makers[node] for joined in _joined(rule, maker, node)]
        if rule.head is not None and rule.head[1] == TYPE and _goes_unsaid(rule.head[2]):
            node = rule.head[2]
            if node in needs:  # members make members of what they are related to
                raise _without_end()
            makers[node].append(rule)
            queue += [joined for user in users[node] for joined in _joined(user, rule, node)]
        elif not _is_noise(rule.head):
            kept.append(rule)
    return kept


def _without_end() -> SummitKGError:
    return SummitKGError(
        "the ontology nests classes without a name in each other without end; "
        "give some of them a name"
    )


class _KnownRules:
    """Rules, found by what they conclude and the most telling of their conditions."""

    def __init__(self) -> None:
        self._all: set[Rule] = set()
        self._found: dict[tuple[Atom | None, Atom | None], list[Rule]] = defaultdict(list)

    def add(self, rule: Rule) -> bool:
        """Take in a rule; False where it was here already, under whatever name."""
        nameless = rule._replace(name="", axioms=tuple(sorted(rule.axioms)))
        if nameless in self._all:
            return False
        self._all.add(nameless)
        head = None if rule.head is None else _blank(rule.head)
        condition = min(map(_blank, rule.body), key=_commonness, default=None)
        self._found[head, condition].append(rule)
        return True

    def cover(self, rule: Rule) -> bool:
        """Tell whether a rule here concludes the same by fewer conditions and axioms."""
        heads = [None] if rule.head is None else _wider(rule.head)
        conditions = dict.fromkeys([None, *(a for atom in rule.body for a in _wider(atom))])
        return any(
            _covers(other, rule)
            for head in heads
            for condition in conditions
            for other in self._found.get((head, condition), ())
        )


def _commonness(atom: Atom) -> tuple[bool, int, bool]:
    """Return what sorts first the conditions that the fewest rules are likely to have."""
    return atom[1] == TYPE, atom.count("?"), not atom[2].startswith("_:")


def _blank(atom: Atom) -> Atom:
    s, p, o = ("?" if term.startswith("?") else term for term in atom)
    return s, p, o


def _wider(atom: Atom) -> list[Atom | None]:
    """Return the atom with its ends left open in each way, variables without their names."""
    s, p, o = _blank(atom)
    return list(dict.fromkeys([(s, p, o), ("?", p, o), (s, p, "?"), ("?", p, "?")]))


def _covers(general: Rule, special: Rule) -> bool:
    """Tell whether a rule concludes all that another does, by no other conditions and axioms."""
    if not set(general.axioms) <= set(special.axioms):
        return False
    names: Names | None = {}
    if general.head is not None and special.head is not None:
        names = fitted(general.head, special.head, {})
    return names is not None and _fits(_conditions(general), _conditions(special), names)


def _conditions(rule: Rule) -> tuple[Atom, ...]:
    if rule.differ is None:
        return rule.body
    one, two = rule.differ
    return *rule.body, (one, "differs from", two)


def _fits(atoms: Sequence[Atom], among: Sequence[Atom], names: Names) -> bool:
    """Tell whether each atom fits another one: a rule must not cover what it unfolds to itself."""
    if not atoms:
        return True
    for place, atom in enumerate(among):
        found = fitted(atoms[0], atom, names)
        if found is not None and _fits(atoms[1:], (*among[:place], *among[place + 1 :]), found):
            return True
    return False


def _goes_unsaid(class_: str) -> bool:
    return class_.startswith("_:") or class_ == THING


def _is_noise(head: Atom | None) -> bool:
    if head is None:
        return False
    return head[1].startswith("_:") or (head[1] == TYPE and head[2] in {_PLAIN_CLASS, NIL})


def _joined(user: Rule, maker: Rule, node: str) -> Iterator[Rule]:
    """Yield a rule with each of its needs of a membership replaced by what makes one."""
    for place, atom in enumerate(user.body):
        if atom[1] != TYPE or atom[2] != node:
            continue
        assert maker.head is not None
        names = {maker.head[0]: atom[0]} if maker.head[0].startswith("?") else {}
        made = [_renamed(part, names, "'") for part in maker.body]
        rest = [*user.body[:place], *made, *user.body[place + 1 :]]
        head = user.head
        if not maker.head[0].startswith("?"):  # it makes a member of a named individual only
            if not atom[0].startswith("?"):
                if atom[0] != maker.head[0]:
                    continue
            else:
                bound = {atom[0]: maker.head[0]}
                rest = [_renamed(part, bound, "") for part in rest]
                head = None if head is None else _renamed(head, bound, "")
        axioms = tuple(dict.fromkeys((*maker.axioms, *user.axioms)))
        yield Rule(user.name, tuple(dict.fromkeys(rest)), head, axioms, user.differ)


def _renamed(atom: Atom, names: dict[str, str], mark: str) -> Atom:
    s, p, o = (names.get(term, term + mark) if term.startswith("?") else term for term in atom)
    return s, p, o


def _tidy(rule: Rule) -> Rule:
    """Return the rule with its variables named in the order in which they come."""
    names: dict[str, str] = {}

    def named(term: str) -> str:
        return names.setdefault(term, f"?{len(names)}") if term.startswith("?") else term

    body = tuple((named(s), named(p), named(o)) for s, p, o in dict.fromkeys(rule.body))
    head = rule.head
    if head is not None:
        head = named(head[0]), named(head[1]), named(head[2])
    differ = None if rule.differ is None else (named(rule.differ[0]), named(rule.differ[1]))
    return Rule(rule.name, body, head, tuple(dict.fromkeys(rule.axioms)), differ)
