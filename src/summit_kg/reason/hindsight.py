"""What no source had told by the day as of which the policy judges, and what is known all the same.

Reference data may tell of a state of things only later; what something is called is told by any
source, for without its name it is not found.
"""

from collections.abc import Collection

import pyoxigraph as ox

from summit_kg.load.policy import Policy
from summit_kg.reason.acceptance_marks import asserted, refused_claims
from summit_kg.reason.facts import StoreFacts
from summit_kg.reason.schema import Triple
from summit_kg.reason.sides import Sources
from summit_kg.vocabulary import DCTERMS, OWL, RDFS, SUMMIT

_OF = [f"<{OWL}annotated{end}>" for end in ("Source", "Property", "Target")]
_HAS_MEMBERSHIP = f"<{SUMMIT}hasMembership>"


def told_later(store: ox.Store, policy: Policy, claimed: Collection[Triple]) -> set[Triple]:
    """Return the statements all of whose sources were known only after the policy's day.

    Their sources are those of their owl:Axiom annotations; a statement without any is not among
    them, nor is a membership of whose record accepted claims speak.

    :param claimed: what accepted claims assert, which was told by then
    """
    facts, sources = StoreFacts(store), Sources(store, policy)
    by_then: dict[Triple, bool] = {}
    late: dict[str, bool] = {}
    for axiom, _, source in facts.match(None, f"<{DCTERMS}source>", None):
        ends = [[o for _, _, o in facts.match(axiom, end, None)] for end in _OF]
        if [len(end) for end in ends] != [1, 1, 1]:
            continue
        triple = ends[0][0], ends[1][0], ends[2][0]
        if source not in late:
            late[source] = sources.too_late(source)
        by_then[triple] = by_then.get(triple, False) or not late[source]
    known = set(claimed)
    spoken_of = {end for subject, _, object_ in claimed for end in (subject, object_)}
    return {
        triple
        for triple, told in by_then.items()
        if not told
        and triple not in known
        and not (triple[1] == _HAS_MEMBERSHIP and triple[2] in spoken_of)
    }


def lend_labels(store: ox.Store, policy: Policy) -> None:
    """Give what the default view names, and only later sources label, the labels of those."""
    facts, sources = StoreFacts(store), Sources(store, policy)
    label = f"<{RDFS}label>"
    late = [claim for claim in refused_claims(store) if sources.too_late(sources.article(claim))]
    lent = [
        (subject, predicate, object_)
        for subject, predicate, object_ in asserted(store, late)
        if predicate == label
        and not any(facts.match(subject, label, None))
        and any(any(facts.match(*ends)) for ends in ((subject, None, None), (None, None, subject)))
    ]
    for triple in lent:
        store.add(ox.Quad(*map(facts.term, triple)))
