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

    It is known no better than the worse of the two statements that it is made of.

    :param beyond: the statements of the thing in between
    """
    own = [s for s in beyond if between in {s.subject, s.object}]
    who, what = list(_legs(own, between, _WHO)), list(_legs(own, between, _WHAT))
    roles = {leg.end: _ROLES[leg.name] for leg in what if leg.name in _ROLES}
    posts = [known[leg.end].label for leg in what if leg.name == "membershipPost"]
    found = []
    for first in who:
        for second in what:
            if entity not in {first.end, second.end} or first.end == second.end:
                continue
            if second.name in _ROLES or (first.end == entity and posts
                                         and second.name == "membershipOrganization"):  # fmt: skip
                continue
            found.append(_joined(first, second, roles.get(second.end, ""), posts))
    return found


def _legs(statements: Iterable["Statement"], between: str, ways: dict[str, bool]) -> Iterable[_Leg]:
    for s in statements:
        name = s.relation.removeprefix(SUMMIT)
        if name in ways and ways[name] is (s.subject == between):
            yield _Leg(name, s.object if ways[name] else s.subject, s)


def _joined(first: _Leg, second: _Leg, role: str, posts: list[str]) -> "Statement":
    from summit_kg.query.neighbourhood import Statement

    relation, words, note = "", "", ""
    if second.name in {"inMeeting", "hasParticipationRecord"}:
        relation = "tookPartAsMemberIn" if role == "member" else "tookPartIn"
        words = f"took part as {role} in" if role not in {"", "member"} else ""
    elif second.name == "membershipOrganization":
        relation, words = "memberOf", "holds a post in" if posts else ""
        note = ", ".join(posts)
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
    legs = (first.statement, second.statement)
    basis = max((leg.basis for leg in legs), key=BASES.index)
    return Statement(
        first.end, SUMMIT + relation, second.end, basis, words,
        frozenset().union(*(leg.sources for leg in legs)),
        frozenset().union(*(leg.sayings for leg in legs)) if basis == SAID else frozenset(),
        note,
    )  # fmt: skip
