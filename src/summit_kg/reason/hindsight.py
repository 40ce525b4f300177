"""What no source had told by the day as of which the policy judges, and what is known all the same.

Reference data may tell of a state of things only later; what something is called is told by any
source, for without its name it is not found.
"""

from collections import defaultdict
from collections.abc import Collection

import pyoxigraph as ox

from summit_kg.load.policy import Policy
from summit_kg.reason.acceptance_marks import asserted, refused_claims
from summit_kg.reason.facts import StoreFacts
from summit_kg.reason.schema import Triple
from summit_kg.reason.sides import Judge
from summit_kg.vocabulary import DCTERMS, OWL, RDFS, SUMMIT

_OF = [f"<{OWL}annotated{end}>" for end in ("Source", "Property", "Target")]
_SOURCE = f"<{DCTERMS}source>"
_HAS_MEMBERSHIP = f"<{SUMMIT}hasMembership>"


class Hindsight:
    """Who had told by the policy's day what reference data state, by their `owl:Axiom` annotations.

    A statement without any is nobody's, and was always told.
    """

    def __init__(self, store: ox.Store, policy: Policy, claimed: Collection[Triple]) -> None:
        """Read the sources of a store's statements.

        :param claimed: what accepted claims assert, which was told by then
        """
        facts, sources = StoreFacts(store), Judge(store, policy)
        self._store = store
        self._claimed = frozenset(claimed)
        self._late: dict[Triple, list[Triple]] = defaultdict(list)
        self._told = set(claimed)
        too_late: dict[str, bool] = {}
        for named in facts.match(None, _SOURCE, None):
            axiom, _, source = named
            ends = [[o for _, _, o in facts.match(axiom, end, None)] for end in _OF]
            if [len(end) for end in ends] != [1, 1, 1]:
                continue
            triple = ends[0][0], ends[1][0], ends[2][0]
            if source not in too_late:
                too_late[source] = sources.too_late(source)
            if too_late[source]:
                self._late[triple].append(named)
            else:
                self._told.add(triple)

    def told_later(self) -> set[Triple]:
        """Return what nobody had told, but for memberships of whose records claims speak."""
        spoken_of = {end for subject, _, object_ in self._claimed for end in (subject, object_)}
        return {
            triple
            for triple in self._late.keys() - self._told
            if triple[1] != _HAS_MEMBERSHIP or triple[2] not in spoken_of
        }

    def forget_late_sources(self) -> None:
        """Take out of the store that later sources tell, too, what somebody had told by then."""
        facts = StoreFacts(self._store)
        for triple in self._late.keys() & self._told:
            for named in self._late[triple]:
                self._store.remove(ox.Quad(*map(facts.term, named)))
            for axiom in {axiom for axiom, _, _ in self._late[triple]}:
                said = list(facts.match(axiom, None, None))
                if not any(predicate == _SOURCE for _, predicate, _ in said):
                    for one in said:
                        self._store.remove(ox.Quad(*map(facts.term, one)))


def lend_labels(store: ox.Store, policy: Policy) -> None:
    """Give what the default view names, and only later sources label, the labels of those."""
    facts, sources = StoreFacts(store), Judge(store, policy)
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
