"""What a participation, a membership or a position joins, said of the joined things themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summit_kg.picture import BASES, SAID
from summit_kg.query.names import Name
from summit_kg.vocabulary import SUMMIT

if TYPE_CHECKING:
    from summit_kg.query.neighbourhood import Statement

DROPPED = frozenset({"Participation", "Membership", "Position"})
"""Classes of things that only join others."""
_WHO = {"participant": True, "hasParticipation": False, "holder": True, "holdsPosition": False,
        "hasMembership": False, "expresses": False}  # fmt: skip
"""Properties that lead to the one joined, and whether what joins is their subject."""
_ROLES = {"asHostIn": "host", "asMemberIn": "member", "asGuestIn": "guest",
          "asObserverIn": "observer"}  # fmt: skip
_WHAT = {"inMeeting": True, "hasParticipationRecord": False, **dict.fromkeys(_ROLES, True),
         "opposedProposition": True, "supportedProposition": True, "membershipOrganization": True,
         "membershipPost": True}  # fmt: skip
"""Properties that lead to what it is joined to, and whether what joins is their subject."""


@dataclass(frozen=True)
class _Leg:
    name: str
    end: str
    statement: "Statement"


def connected(
    entity: str,
    between: str,
    beyond: Sequence["Statement"],
    known: dict[str, Name],
) -> list["Statement"]:
    """Return what a thing in between says of an entity and the things it joins it to.

    Each thing said is known no better than the worst of the statements that it is made of, and
    said by those alone who say it: one role may be a fact, and another be only said.

    :param beyond: the statements of the thing in between
    """
    own = [s for s in beyond if between in {s.subject, s.object}]
    who, what = list(_legs(own, between, _WHO)), list(_legs(own, between, _WHAT))
    posts = [leg for leg in what if leg.name == "membershipPost"]
    found = []
    for first in who:
        for second in what:
            if entity not in {first.end, second.end} or first.end == second.end:
                continue
            if second.name != "membershipOrganization":
                found.append(_joined(first, second))
                continue
            if first.end != entity:
                found += [_joined(first, second, post, known[post.end].label) for post in posts]
            if not any(_as_sure(post, second) for post in posts):
                found.append(_joined(first, second))
    return found


def _as_sure(one: _Leg, other: _Leg) -> bool:
    return BASES.index(one.statement.basis) <= BASES.index(other.statement.basis)


def _legs(statements: Iterable["Statement"], between: str, ways: dict[str, bool]) -> Iterable[_Leg]:
    for s in statements:
        name = s.relation.removeprefix(SUMMIT)
        if name in ways and ways[name] is (s.subject == between):
            yield _Leg(name, s.object if ways[name] else s.subject, s)


def _joined(
    first: _Leg, second: _Leg, post: _Leg | None = None, post_label: str = ""
) -> "Statement":
    from summit_kg.query.neighbourhood import Statement

    relation, words = "", ""
    if second.name in {"inMeeting", "hasParticipationRecord", *_ROLES}:
        role = _ROLES.get(second.name, "")
        relation = "tookPartAsMemberIn" if role == "member" else "tookPartIn"
        words = f"took part as {role} in" if role not in {"", "member"} else ""
    elif second.name == "membershipOrganization":
        relation, words = "memberOf", "holds a post in" if post else ""
    elif second.name == "membershipPost":
        relation = "holdsPost"
    else:
        against = second.name == "opposedProposition"
        relation = "opposes" if against else "supports"
        if first.name == "expresses":
            relation, words = (
                "expresses",
                f"expresses {'opposition to' if against else 'support for'}",
            )
    legs = [leg.statement for leg in (first, second, post) if leg]
    basis = max((leg.basis for leg in legs), key=BASES.index)
    return Statement(
        first.end, SUMMIT + relation, second.end, basis, words,
        frozenset().union(*(leg.sources for leg in legs)),
        _sayers(legs),
        post_label,
    )  # fmt: skip


def _sayers(legs: Sequence["Statement"]) -> frozenset[str]:
    """Return who says all that is only said; where nobody does, who says the last of it."""
    said = [leg.sayings for leg in legs if leg.basis == SAID]
    return (frozenset.intersection(*said) or said[-1]) if said else frozenset()
