"""A closure kept up to date is the closure computed anew, whatever articles come and go."""

from collections.abc import Iterable

import pyoxigraph as ox
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from owl_strategies import articles, facts, ontologies, prohibitions

from summit_kg.errors import SummitKGError
from summit_kg.reason.closure import Premises, closure
from summit_kg.reason.facts import Revision
from summit_kg.reason.reasoner import Reasoner
from summit_kg.reason.schema import Schema, Triple, states_schema
from summit_kg.vocabulary import INFERRED_GRAPH


def computed_anew(triples: Iterable[Triple]) -> tuple[set[Triple], bool]:
    """What follows from triples, and whether they go together."""
    premises = Premises()
    premises.add_lines(f"{s} {p} {o} .\n" for s, p, o in triples)
    closed = closure(premises)
    inferred = set()
    for line in closed.lines:
        s, p, o = line[:-3].split(" ", 2)
        inferred.add((s, p, o))
    return inferred, not closed.clashes


def as_kept(triples: set[Triple]) -> set[Triple]:
    """The triples as the store keeps them: every whole number is an `xsd:integer` there."""
    return {(s, p, o.replace("#nonNegativeInteger>", "#integer>")) for s, p, o in triples}


def held(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph) -> set[Triple]:
    return {
        (str(quad.subject), str(quad.predicate), str(quad.object))
        for quad in store.quads_for_pattern(None, None, None, graph)
    }


@settings(max_examples=100, deadline=None)
@given(
    ontologies,
    prohibitions,
    facts,
    articles(),
    st.lists(st.integers(0, 2), min_size=1, max_size=6),
)
def test_what_comes_and_goes_leaves_what_a_fresh_computation_gives(
    ontology: list[Triple],
    prohibited: list[Triple],
    reference: list[Triple],
    said: list[list[Triple]],
    toggled: list[int],
) -> None:
    base = {*ontology, *prohibited, *reference}
    try:
        reasoner = Reasoner(Schema(triple for triple in base if states_schema(*triple[1:])))
    except SummitKGError:
        reject()  # a class without a name depends on itself, which is refused
    store = ox.Store()
    revision = Revision(store)
    stated = set(base)
    inferred, consistent = computed_anew(stated)
    for triple in stated:
        revision.state(triple)
    for triple in inferred:
        revision.infer(triple)
    revision.commit()
    live: set[int] = set()
    for article in toggled:
        live ^= {article}
        now = base.union(*(said[number] for number in live))
        revision = Revision(store)
        change = reasoner.revise(revision, stated - now, now - stated)
        revision.commit()
        before, inferred = inferred, computed_anew(now)[0]
        was_consistent, consistent = consistent, computed_anew(now)[1]
        stated = now
        assert held(store, ox.NamedNode(INFERRED_GRAPH)) == inferred
        assert held(store, ox.DefaultGraph()) == as_kept(inferred | stated)
        assert change.added == inferred - before
        assert change.removed == before - inferred
        if consistent:
            assert not change.clashes
        elif was_consistent:
            assert change.clashes
