"""A rule: what follows from facts by axioms of one ontology."""

from typing import NamedTuple

from summit_kg.reason.schema import Triple

Atom = tuple[str, str, str]
"""A triple pattern; what begins with `?` is a variable."""
Names = dict[str, str]
"""What variables stand for."""


class Rule(NamedTuple):
    """What follows from facts by axioms of the ontology; `head` is None where that is a clash.

    `axioms` are the schema triples that the rule stands on; it holds in any graph with these.
    `differ` names two variables that must stand for literals of different values.
    """

    name: str
    body: tuple[Atom, ...]
    head: Atom | None
    axioms: tuple[Triple, ...]
    differ: tuple[str, str] | None = None


def fitted(atom: Atom, fact: Triple, names: Names) -> Names | None:
    """Return names with what the variables of an atom stand for in a fact; None where unfit."""
    found = dict(names)
    for term, value in zip(atom, fact, strict=True):
        if term[0] == "?":
            if found.setdefault(term, value) != value:
                return None
        elif term != value:
            return None
    return found


def is_transitive(rule: Rule) -> bool:
    """Tell whether a rule joins two facts of one property to a third, as a transitive one does."""
    if rule.head is None or len(rule.body) != 2:
        return False
    (x, first, y), (same, second, z) = rule.body
    return rule.head == (x, first, z) and first == second and y == same and len({x, y, z}) == 3
