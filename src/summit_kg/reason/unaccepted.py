"""Where a triple would follow were claims accepted that are not."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.reason.acceptance_marks import asserted as asserted_by
from summit_kg.reason.acceptance_marks import refused_claims
from summit_kg.reason.facts import Revision, StoreFacts
from summit_kg.reason.maintain import maintain
from summit_kg.reason.proofs import Proof, Prover
from summit_kg.reason.reasoner import Reasoner
from summit_kg.reason.schema import Triple, states_schema
from summit_kg.vocabulary import CLAIM_GRAPH, SUMMIT, XSD

_MOST_TRIPLES = 10_000
_MOST_PROOFS = 5
_FALSE = f'"false"^^<{XSD}boolean>'
Assertions = dict[str, list[Triple]]
"""What claims assert that is not in the default view: triples by the claim's IRI."""


class Conditional(NamedTuple):
    """A proof of a triple from claims that are not accepted, none of which it can do without.

    `clash` tells whether the claims contradict what is known, or each other. `claims` are IRIs in
    N-Triples form.
    """

    proof: Proof
    claims: list[str]
    clash: bool


class Conditions(NamedTuple):
    """Where a triple would follow; `complete` tells whether every claim was looked at."""

    found: Conditional | None
    complete: bool


def would_follow(store: ox.Store, reasoner: Reasoner, triple: Triple) -> Conditions:
    """Return from which claims that are not accepted a triple would follow; the store stays.

    All of them are supposed at once, and of those that a proof uses as few as it takes are kept;
    a proof from claims that contradict nothing goes before one with fewer.

    :param triple: one that does not hold, in N-Triples form
    """
    asserted, complete = _unaccepted(store, triple)
    facts = _supposing(store, reasoner, asserted, asserted)
    if not facts.has(triple):
        return Conditions(None, complete)
    proofs = Prover(facts, reasoner.index).proofs(triple, _MOST_PROOFS)
    ways = [_fewest(_supposed(proof, asserted), asserted) for proof in proofs]
    found = None
    for claims in sorted(ways, key=len):
        needed = _needed(store, reasoner, asserted, claims, triple)
        facts = Revision(store)
        change = reasoner.revise(facts, [], _of(asserted, needed))
        for proof in Prover(facts, reasoner.index).proofs(triple, 1):
            if found is None or not change.clashes:
                found = Conditional(proof, sorted(needed), bool(change.clashes))
        if found is not None and not found.clash:
            break
    return Conditions(found, complete and found is not None)


def _needed(
    store: ox.Store, reasoner: Reasoner, asserted: Assertions, claims: list[str], triple: Triple
) -> list[str]:
    """Return those of some claims without any of which a triple would not follow from the rest."""
    needed = claims
    for claim in claims:
        fewer = [other for other in needed if other != claim]
        if fewer and _supposing(store, reasoner, asserted, fewer).has(triple):
            needed = fewer
    return needed


def _unaccepted(store: ox.Store, triple: Triple) -> tuple[Assertions, bool]:
    """Return what unaccepted claims assert, and whether it is all of it.

    Those that speak of the triple's subject or object come first. Denials are left out: nothing
    follows from them but contradictions.
    """
    view = StoreFacts(store)
    asserted: Assertions = {}
    left = _MOST_TRIPLES
    for claim in dict.fromkeys([*_about(store, triple), *refused_claims(store)]):
        if left < 0:
            return asserted, False
        said = [fact for fact in asserted_by(store, [claim]) if not view.has(fact)]
        if said and not any(states_schema(p, o) for _, p, o in said):
            asserted[claim] = said
            left -= len(said)
    return asserted, True


def _about(store: ox.Store, triple: Triple) -> Iterator[str]:
    """Yield the unaccepted claims that name the subject or the object of a triple."""
    view = StoreFacts(store)
    ends = [view.term(end) for end in (triple[0], triple[2]) if end.startswith("<")]
    for end in ends:
        for quads in (
            store.quads_for_pattern(end, None, None, None),
            store.quads_for_pattern(None, None, end, None),
        ):
            for quad in quads:
                graph = str(quad.graph_name)
                if not graph.startswith(f"<{CLAIM_GRAPH}"):
                    continue
                for claim, _, _ in view.match(None, f"<{SUMMIT}asserts>", graph):
                    if view.has((claim, f"<{SUMMIT}accepted>", _FALSE)):
                        yield claim


def _of(asserted: Assertions, claims: Iterable[str]) -> list[Triple]:
    return [fact for claim in claims for fact in asserted[claim]]


def _supposing(
    store: ox.Store, reasoner: Reasoner, asserted: Assertions, claims: Iterable[str]
) -> Revision:
    facts = Revision(store)
    maintain(facts, reasoner.index, [], _of(asserted, claims))
    return facts


def _supposed(proof: Proof, asserted: Assertions) -> list[Triple]:
    said = {fact for facts in asserted.values() for fact in facts}
    return sorted(proof.leaves() & said)


def _fewest(leaves: list[Triple], asserted: Assertions) -> list[str]:
    """Return few claims that together assert all of some facts: the most telling first."""
    left = set(leaves)
    telling = {claim: left.intersection(facts) for claim, facts in sorted(asserted.items())}
    claims: list[str] = []
    while left:
        best = max(telling, key=lambda claim: len(left & telling[claim]))
        claims.append(best)
        left -= telling[best]
    return claims
