"""What claims assert, and what a store says of whether they count."""

from collections.abc import Iterable

import pyoxigraph as ox

from summit_kg.reason.days import Outside
from summit_kg.reason.facts import StoreFacts
from summit_kg.reason.schema import Triple
from summit_kg.vocabulary import SUMMIT, XSD

_ACCEPTED = ox.NamedNode(SUMMIT + "accepted")
_REASON = ox.NamedNode(SUMMIT + "acceptanceReason")
_DISPUTED = ox.NamedNode(SUMMIT + "disputed")
_VIEW = ox.DefaultGraph()
_TRUE, _FALSE = (f'"{value}"^^<{XSD}boolean>' for value in ("true", "false"))


def accepted_claims(store: ox.Store) -> list[str]:
    """Return the claims that are accepted."""
    return [claim for claim, _, _ in StoreFacts(store).match(None, f"<{SUMMIT}accepted>", _TRUE)]


def refused_claims(store: ox.Store) -> list[str]:
    """Return the claims that are not accepted."""
    return [claim for claim, _, _ in StoreFacts(store).match(None, f"<{SUMMIT}accepted>", _FALSE)]


def asserted(store: ox.Store, claims: Iterable[str]) -> list[Triple]:
    """Return the triples that claims assert."""
    view = StoreFacts(store)
    found: dict[Triple, None] = {}
    for claim in sorted(claims):
        for _, _, graph in view.match(claim, f"<{SUMMIT}asserts>", None):
            found |= dict.fromkeys(StoreFacts(store, graph[1:-1]).match(None, None, None))
    return list(found)


def mark(
    store: ox.Store, claim: str, *, accepted: bool, reason: str, disputed: bool | None = True
) -> None:
    """Write to a claim whether it is accepted, why, and whether it is disputed.

    :param disputed: None leaves that as it is
    """
    node = ox.NamedNode(claim[1:-1])
    if disputed is not None:
        stands = ox.Quad(node, _DISPUTED, ox.Literal(True), _VIEW)
        (store.add if disputed else store.remove)(stands)
    for predicate, value in ((_ACCEPTED, ox.Literal(accepted)), (_REASON, ox.Literal(reason))):
        for quad in list(store.quads_for_pattern(node, predicate, None, _VIEW)):
            store.remove(quad)
        store.add(ox.Quad(node, predicate, value, _VIEW))


def mark_ended(store: ox.Store, claims: Iterable[str], outside: Outside, day: str) -> int:
    """Write to claims that what they assert, or a part of it, does not hold on a day.

    Return how many are no longer accepted, since nothing of what they assert holds.
    """
    ended = 0
    for claim in claims:
        holds = [not outside.has(triple) for triple in asserted(store, [claim])]
        if all(holds):
            continue
        why = f"as of {day}, for which the policy judges"
        if any(holds):
            was = StoreFacts(store).value(claim, SUMMIT + "acceptanceReason")
            reason = f"{was}; a part does not hold {why}"
            mark(store, claim, accepted=True, reason=reason, disputed=False)
        else:
            ended += 1
            mark(store, claim, accepted=False, reason=f"does not hold {why}", disputed=False)
    return ended
