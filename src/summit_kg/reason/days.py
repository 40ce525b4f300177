"""What holds on a day, by the bounds that memberships, positions and agreements have.

A bound is a day, a month or a year; one that is not known excludes no day.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

import pyoxigraph as ox

from summit_kg.reason.facts import StoreFacts
from summit_kg.reason.schema import DOMAIN, RANGE, SUB_CLASS, TYPE, Schema, Triple
from summit_kg.vocabulary import OWL, SUMMIT
from summit_kg.walks import reach

_FROM, _UNTIL = f"<{SUMMIT}from>", f"<{SUMMIT}until>"
_BOUND = re.compile(r'"([0-9]{4}(?:-[0-9]{2}){0,2})(?:Z|[+-][0-9]{2}:[0-9]{2})?"')
_HAPPENINGS = frozenset(f"<{SUMMIT}{name}>" for name in ("Participation", "Meeting", "Act"))
"""What has happened stays so when it is over."""
_AGREEMENT = f"<{SUMMIT}Agreement>"
_IN_FORCE = frozenset(f"<{SUMMIT}{name}>" for name in ("expresses", "commitsTo"))
"""What an agreement does while it is in force; that it was made stays so."""
_HAS, _IN, _POST = (
    f"<{SUMMIT}{name}>" for name in ("hasMembership", "membershipOrganization", "membershipPost")
)
_MEMBER_OF, _HAS_MEMBER, _HOLDS_POST = (
    f"<{SUMMIT}{name}>" for name in ("memberOf", "hasMember", "holdsPost")
)
_ANNOTATED = [OWL + name for name in ("annotatedSource", "annotatedProperty", "annotatedTarget")]
_VIEW = ox.DefaultGraph()


class Outside:
    """What does not hold on a day, of all that is stated.

    Memberships, positions and whatever else has bounds, outside them, with all that is said of
    them; what has happened only before it began; of an agreement what it expresses and commits to.
    A membership or an office that is stated plainly has the bounds of the records of the same.
    """

    def __init__(self, day: str, stated: Collection[Triple], schema: Schema) -> None:
        """Find what does not hold on a day such as `2025-10-08`.

        :param stated: ontology, reference data and what claims assert
        :param schema: tells what is an agreement, and what has happened
        """
        early = {
            node
            for node, bounds in _bounds(stated, _FROM).items()
            if all(day[: len(bound)] < bound for bound in bounds)
        }
        late = {
            node
            for node, bounds in _bounds(stated, _UNTIL).items()
            if all(bound and day[: len(bound)] > bound for bound in bounds)
        }
        classes = _classes(stated, schema, early | late)
        self._agreements = {node for node in early | late if _AGREEMENT in classes[node]}
        happened = {node for node in late - early if classes[node] & _HAPPENINGS}
        self._nodes = (early | late - happened) - self._agreements
        self._plain = _plain(stated, self._nodes) if self._nodes else set()

    def __bool__(self) -> bool:
        """Tell whether anything does not hold."""
        return bool(self._nodes or self._agreements)

    def has(self, triple: Triple) -> bool:
        """Tell whether a stated triple does not hold on the day."""
        subject, predicate, object_ = triple
        return (
            subject in self._nodes
            or object_ in self._nodes
            or triple in self._plain
            or (predicate in _IN_FORCE and subject in self._agreements)
        )

    def leave(self, store: ox.Store, stated: Iterable[Triple]) -> None:
        """Take what does not hold out of a store's default view, with the sources of it."""
        facts = StoreFacts(store)
        for triple in filter(self.has, stated):
            subject, predicate, object_ = map(facts.term, triple)
            store.remove(ox.Quad(subject, predicate, object_, _VIEW))
        source, *others = map(ox.NamedNode, _ANNOTATED)
        for quad in list(store.quads_for_pattern(None, source, None, _VIEW)):
            axiom = quad.subject
            ends = [next(store.quads_for_pattern(axiom, p, None, _VIEW), None) for p in others]
            of = (quad.object, *(end.object for end in ends if end is not None))
            if len(of) == 3 and self.has((str(of[0]), str(of[1]), str(of[2]))):
                for said in list(store.quads_for_pattern(axiom, None, None, _VIEW)):
                    store.remove(said)


def _bounds(stated: Iterable[Triple], property_: str) -> dict[str, list[str]]:
    """Return the bounds of each node that has any; "" for one that is no day, month or year."""
    found: dict[str, list[str]] = defaultdict(list)
    for subject, predicate, object_ in stated:
        if predicate == property_:
            bound = _BOUND.match(object_)
            found[subject].append(bound[1] if bound is not None else "")
    return found


def _classes(stated: Iterable[Triple], schema: Schema, nodes: set[str]) -> dict[str, set[str]]:
    """Return the classes of nodes: those stated, those of the properties used, and all above."""
    found: dict[str, set[str]] = {node: set() for node in nodes}
    for subject, predicate, object_ in stated:
        if subject in found:
            own = [object_] if predicate == TYPE else schema.values(predicate, DOMAIN)
            found[subject].update(own)
        if object_ in found:
            found[object_].update(schema.values(predicate, RANGE))
    above: dict[str, set[str]] = defaultdict(set)
    for lower, upper in schema.pairs(SUB_CLASS):
        above[lower].add(upper)
    return {node: reach(own, above.__getitem__) for node, own in found.items()}


def _plain(stated: Iterable[Triple], gone: Collection[str]) -> set[Triple]:
    """Return the plain statements of memberships and offices all of whose records are gone."""
    whose: dict[str, list[str]] = defaultdict(list)
    of: dict[tuple[str, str], list[str]] = defaultdict(list)
    for subject, predicate, object_ in stated:
        if predicate == _HAS:
            whose[object_].append(subject)
        elif predicate in {_IN, _POST}:
            of[subject, predicate].append(object_)
    holding: set[Triple] = set()
    ended: set[Triple] = set()
    for (record, predicate), values in of.items():
        if predicate == _IN and (record, _POST) in of:
            continue
        for actor in whose[record]:
            for value in values:
                same = (
                    {(actor, _HOLDS_POST, value)}
                    if predicate == _POST
                    else {(actor, _MEMBER_OF, value), (value, _HAS_MEMBER, actor)}
                )
                (ended if record in gone else holding).update(same)
    return ended - holding
