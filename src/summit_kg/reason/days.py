"""What holds on a day, by the bounds that memberships, positions and agreements have.

A bound is a day, a month or a year; one that is not known excludes no day.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

import pyoxigraph as ox

from summit_kg.reason.facts import StoreFacts
from summit_kg.reason.schema import DOMAIN, RANGE, SUB_CLASS, TYPE, Schema, Triple
from summit_kg.vocabulary import ID, OWL, SUMMIT
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
_STATES = {_MEMBER_OF, _HAS_MEMBER, _HOLDS_POST, f"<{SUMMIT}governs>", f"<{SUMMIT}governsAs>"}
"""What is so for a time, stated plainly."""
_SINCE, _UNITED_NATIONS = f"<{SUMMIT}unMemberSince>", f"<{ID}united-nations>"
"""The one membership whose bound is a property of the member."""
_ANNOTATED = [OWL + name for name in ("annotatedSource", "annotatedProperty", "annotatedTarget")]
_VIEW = ox.DefaultGraph()


class Outside:
    """What does not hold on a day, of all that is stated, or was not told by then.

    Memberships, positions and whatever else has bounds, outside them, with all that is said of
    them; what has happened only before it began; of an agreement what it expresses and commits to.
    A membership or an office that is stated plainly has the bounds of the records of the same. Of
    what was told later, memberships, offices and who governs, unless they began by the day.
    """

    def __init__(
        self,
        day: str,
        stated: Collection[Triple],
        schema: Schema,
        later: Collection[Triple] = (),
    ) -> None:
        """Find what does not hold on a day such as `2025-10-08`.

        :param stated: ontology, reference data and what claims assert
        :param schema: tells what is an agreement, and what has happened
        :param later: what of it no source had told by the day
        """
        begins = _bounds(stated, _FROM)
        early = {
            node
            for node, bounds in begins.items()
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
        for _, predicate, record in later:
            began = any(bound and day[: len(bound)] >= bound for bound in begins.get(record, ()))
            if predicate == _HAS and not began:
                self._nodes.add(record)
        untold = {triple for triple in later if triple[1] in _STATES} - _joined(day, stated)
        self._plain = _plain(stated, self._nodes, untold) if self._nodes | untold else set()

    def __bool__(self) -> bool:
        """Tell whether anything does not hold."""
        return bool(self._nodes or self._agreements or self._plain)

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


def is_bound(triple: Triple) -> bool:
    """Tell whether a triple says from when or until when its subject holds."""
    return triple[1] in {_FROM, _UNTIL}


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


def _joined(day: str, stated: Iterable[Triple]) -> set[Triple]:
    """Return the memberships of states in the United Nations that had begun by a day."""
    members = [state for state, bounds in _bounds(stated, _SINCE).items() if min(bounds) <= day]
    return {(_UNITED_NATIONS, _HAS_MEMBER, state) for state in members} | {
        (state, _MEMBER_OF, _UNITED_NATIONS) for state in members
    }


def _plain(stated: Iterable[Triple], gone: Collection[str], untold: set[Triple]) -> set[Triple]:
    """Return the plain statements, untold or with records, none of whose records holds."""
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
    return (ended | untold) - holding
