"""Proofs: each follows from its leaves, and from no part of them, whatever the rules."""

from collections.abc import Iterable, Iterator
from itertools import combinations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summit_kg.graph import KnowledgeGraph
from summit_kg.reason.closure import derive
from summit_kg.reason.facts import Revision
from summit_kg.reason.matching import RuleIndex, Step
from summit_kg.reason.proofs import Proof, Prover, SmallClosure
from summit_kg.reason.reasoner import Reasoner
from summit_kg.reason.schema import (
    DOMAIN,
    FIRST,
    NIL,
    RANGE,
    REST,
    SUB_CLASS,
    SUB_PROPERTY,
    TYPE,
    Schema,
    Triple,
    owl,
)
from summit_kg.vocabulary import INFERRED_GRAPH, SUMMIT

ID = "https://w3id.org/summit-kg/id/"


def follows(fact: Triple, leaves: Iterable[Triple], schema: Iterable[Triple]) -> bool:
    """Whether the engine that makes the whole closure derives the fact from leaves and schema."""
    return any(found.triple == fact for found in derive([*schema, *leaves]))


def assert_minimal(proof: Proof, schema: Iterable[Triple]) -> None:
    fact, leaves = proof.fact, proof.leaves()
    assert fact is not None
    assert follows(fact, leaves, schema)
    for leaf in leaves:
        assert not follows(fact, leaves - {leaf}, schema), leaf


def nodes(proof: Proof) -> Iterator[Proof]:
    yield proof
    for part in proof.parts:
        yield from nodes(part)


def inferred(graph: KnowledgeGraph) -> list[Triple]:
    quads = graph.oxigraph.quads_for_pattern(None, None, None, ox.NamedNode(INFERRED_GRAPH))
    return sorted((str(q.subject), str(q.predicate), str(q.object)) for q in quads)


def test_every_inferred_triple_of_the_article_has_a_proof_of_valid_steps(
    seed: KnowledgeGraph,
) -> None:
    facts, index = Revision(seed.oxigraph), seed.reasoner.index
    prover = Prover(facts, index)
    schema = seed.reasoner.schema.triples
    triples = inferred(seed)
    assert len(triples) > 1000
    for triple in triples:
        [proof] = prover.proofs(triple, 1)
        assert proof.fact == triple
        for node in nodes(proof):
            assert node.fact is not None
            if node.rule is None:
                assert facts.has(node.fact)
                assert not facts.is_inferred(node.fact)
                continue
            used = {part.fact for part in node.parts}
            assert set(node.axioms) <= schema
            assert any(
                step.rule.name == node.rule and set(step.facts) == used
                for step in index.leading_to(node.fact, facts)
            )


def test_proofs_of_the_article_follow_from_their_leaves_and_from_no_part_of_them(
    seed: KnowledgeGraph,
) -> None:
    prover = Prover(Revision(seed.oxigraph), seed.reasoner.index)
    schema = seed.reasoner.schema.triples
    by_predicate = {triple[1]: triple for triple in inferred(seed)}
    assert len(by_predicate) > 30
    for triple in by_predicate.values():
        assert_minimal(prover.proofs(triple, 1)[0], schema)


def test_all_proofs_are_distinct_and_minimal(seed: KnowledgeGraph) -> None:
    prover = Prover(Revision(seed.oxigraph), seed.reasoner.index)
    act: Triple = f"<{ID}bagram-access-refusal>", TYPE, f"<{SUMMIT}Act>"
    proofs = prover.proofs(act, 10)
    sets = [proof.leaves() for proof in proofs]
    assert len(sets) == len(set(sets)) > 1
    assert not any(one < other for one in sets for other in sets)
    for proof in proofs:
        assert_minimal(proof, seed.reasoner.schema.triples)
    assert prover.proofs(act, 2) == proofs[:2]


def test_a_stated_fact_is_its_own_proof_and_what_does_not_hold_has_none(
    seed: KnowledgeGraph,
) -> None:
    prover = Prover(Revision(seed.oxigraph), seed.reasoner.index)
    stated: Triple = f"<{ID}moscow-format-7>", TYPE, f"<{SUMMIT}ConsultationRound>"
    assert prover.proofs(stated, 5) == [Proof(stated, None, (), ())]
    assert prover.proofs((f"<{ID}belarus>", f"<{SUMMIT}tookPartIn>", stated[0]), 5) == []


def test_what_is_stated_within_a_proof_is_derived_as_well_where_all_proofs_are_wanted(
    corpus: KnowledgeGraph,
) -> None:
    prover = Prover(Revision(corpus.oxigraph), corpus.reasoner.index)
    opposes: Triple = (
        f"<{ID}india>", f"<{SUMMIT}opposes>", f"<{ID}foreign-military-bases-in-afghanistan>"
    )  # fmt: skip
    statement = f"<{ID}joint-statement-moscow-format-7>"
    endorses: Triple = f"<{ID}india>", f"<{SUMMIT}endorses>", statement
    member: Triple = f"<{ID}india>", f"<{SUMMIT}tookPartAsMemberIn>", f"<{ID}moscow-format-7>"
    adopted: Triple = statement, f"<{SUMMIT}adoptedAt>", f"<{ID}moscow-format-7>"
    short = prover.proofs(opposes, 10, thorough=False)
    proofs = prover.proofs(opposes, 10)
    assert proofs[: len(short)] == short
    sets = [proof.leaves() for proof in proofs]
    assert all(endorses in leaves for leaves in sets[: len(short)])
    assert any({member, adopted} <= leaves for leaves in sets)
    assert len(sets) == len(set(sets))
    assert not any(one < other for one in sets for other in sets)
    for proof in proofs:
        assert_minimal(proof, corpus.reasoner.schema.triples)


def test_a_stated_fact_that_also_follows_has_those_proofs_after_itself() -> None:
    schema = [(P, SUB_PROPERTY, Q), (R, SUB_PROPERTY, Q), (P, owl("inverseOf"), P)]
    goal = thing(0), Q, thing(1)
    others = [(thing(0), P, thing(1)), (thing(1), P, thing(0)), (thing(0), R, thing(1))]
    prover, _ = proving(schema, [goal, *others])
    assert prover.proofs(goal, 5, thorough=False) == [Proof(goal, None, (), ())]
    first, *further = prover.proofs(goal, 5)
    assert first == Proof(goal, None, (), ())
    assert {proof.leaves() for proof in further} == {frozenset([fact]) for fact in others}
    assert all(proof.fact == goal for proof in further)


def test_what_is_stated_and_follows_in_many_ways_is_not_derived_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searched = 0
    leading_to = RuleIndex.leading_to

    def counted(*arguments: object) -> Iterator[Step]:
        nonlocal searched
        for step in leading_to(*arguments):  # type: ignore[arg-type]  # passed on as they come
            searched += 1
            yield step

    things = [thing(number) for number in range(12)]
    stated = [(a, P, b) for a in things for b in things if a != b]
    prover, _ = proving([TRANSITIVE, SYMMETRIC], stated)
    monkeypatch.setattr(RuleIndex, "leading_to", counted)
    assert len(prover.proofs(stated[0], 50)) == 50
    assert searched < 100_000


# Rules that go round in circles

P, Q, R = "<http://example.org/p>", "<http://example.org/q>", "<http://example.org/r>"


def thing(number: int) -> str:
    return f"<http://example.org/i{number}>"


def chain(property_: str, *steps: str) -> list[Triple]:
    lists = [f"_:l{property_[-2]}{n}" for n in range(len(steps))]
    triples: list[Triple] = [(property_, owl("propertyChainAxiom"), lists[0])]
    for node, step, rest in zip(lists, steps, [*lists[1:], NIL], strict=True):
        triples += [(node, FIRST, step), (node, REST, rest)]
    return triples


SYMMETRIC: Triple = P, TYPE, owl("SymmetricProperty")
TRANSITIVE: Triple = P, TYPE, owl("TransitiveProperty")
PATH: list[Triple] = [(thing(n), P, thing(n + 1)) for n in range(4)]
CIRCLES = {
    "inverse": ([(P, owl("inverseOf"), Q)], [(thing(1), P, thing(0))], (thing(0), Q, thing(1))),
    "inverse twice": (
        [(P, owl("inverseOf"), Q), (Q, owl("inverseOf"), R)],
        [(thing(0), P, thing(1))],
        (thing(0), R, thing(1)),
    ),
    "own inverse": ([(P, owl("inverseOf"), P)], [(thing(1), P, thing(0))],
                    (thing(0), P, thing(1))),
    "symmetric": ([SYMMETRIC], [(thing(1), P, thing(0))], (thing(0), P, thing(1))),
    "transitive": ([TRANSITIVE], PATH, (thing(0), P, thing(4))),
    "both": ([TRANSITIVE, SYMMETRIC], PATH, (thing(4), P, thing(0))),
    "reflexive by both": ([TRANSITIVE, SYMMETRIC], PATH[:1], (thing(0), P, thing(0))),
    "equivalent": (
        [(P, SUB_PROPERTY, Q), (Q, SUB_PROPERTY, R), (R, SUB_PROPERTY, P)],
        [(thing(0), Q, thing(1))],
        (thing(0), P, thing(1)),
    ),
    "cycle of chains": (
        [*chain(P, Q, R), *chain(Q, R, P), *chain(R, P, Q)],
        [(thing(0), Q, thing(1)), (thing(1), R, thing(2)), (thing(2), Q, thing(3))],
        (thing(0), R, thing(3)),
    ),
    "chain of itself": (chain(P, P, P), PATH, (thing(0), P, thing(4))),
    "same": (
        [],
        [(thing(0), owl("sameAs"), thing(1)), (thing(1), owl("sameAs"), thing(2)),
         (thing(2), P, thing(3))],
        (thing(0), P, thing(3)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CIRCLES)
def test_rules_that_go_round_in_circles_come_to_an_end(case: str) -> None:
    schema, stated, goal = CIRCLES[case]
    prover, _ = proving(schema, stated)
    proofs = prover.proofs(goal, 20)
    assert proofs
    for proof in proofs:
        assert proof.leaves() <= set(stated)
        assert_minimal(proof, schema)
        for node in nodes(proof):
            assert all(node.fact != below.fact for part in node.parts for below in nodes(part))


DEEP = {
    "classes": (
        [(f"<urn:C{n}>", SUB_CLASS, f"<urn:C{n + 1}>") for n in range(60)],
        [(thing(0), TYPE, "<urn:C0>")],
        (thing(0), TYPE, "<urn:C60>"),
    ),
    "places": (
        [TRANSITIVE, SYMMETRIC],
        [(thing(n), P, thing(n + 1)) for n in range(17)],
        (thing(17), P, thing(0)),
    ),
    "a long path": (
        [TRANSITIVE],
        [(thing(n), P, thing(n + 1)) for n in range(150)],
        (thing(0), P, thing(150)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", DEEP)
def test_a_proof_is_found_however_deep_it_is(case: str) -> None:
    schema, stated, goal = DEEP[case]
    [proof] = proving(schema, stated)[0].proofs(goal, 1)
    assert proof.leaves() == set(stated)


def test_a_long_path_is_proved_in_few_steps_and_each_link_is_needed() -> None:
    stated = [(thing(n), P, thing(n + 1)) for n in range(40)]
    prover, _ = proving([TRANSITIVE], stated)
    [proof] = prover.proofs((thing(0), P, thing(40)), 5)
    assert proof.leaves() == set(stated)
    assert_minimal(proof, [TRANSITIVE])

    def depth(node: Proof) -> int:
        return 1 + max(map(depth, node.parts), default=0)

    assert depth(proof) <= 8  # by halves
    for node in nodes(proof):
        if node.parts:
            (one, _, middle), (again, _, other) = (part.fact or ("", "", "") for part in node.parts)
            assert middle == again
            assert node.fact == (one, P, other)


def test_each_path_of_several_is_a_proof() -> None:
    short = [(thing(0), P, thing(1)), (thing(1), P, thing(30))]
    long_ = [(thing(n), P, thing(n + 1)) for n in range(10, 29)]
    ends = [(thing(0), P, thing(10)), (thing(29), P, thing(30))]
    prover, _ = proving([TRANSITIVE], [*short, *long_, *ends])
    proofs = prover.proofs((thing(0), P, thing(30)), 5)
    assert [proof.leaves() for proof in proofs] == [set(short), {*long_, *ends}]


@pytest.mark.parametrize("links", [20, 40])
def test_a_path_takes_uses_of_rules_by_its_square(
    links: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    uses = 0
    steps = RuleIndex._steps

    def counted(*arguments: object) -> Iterator[Step]:
        nonlocal uses
        for step in steps(*arguments):  # type: ignore[arg-type]
            uses += 1
            yield step

    stated = [(thing(n), P, thing(n + 1)) for n in range(links)]
    prover, _ = proving([TRANSITIVE], stated)
    monkeypatch.setattr(RuleIndex, "_steps", counted)
    assert prover.proofs((thing(0), P, thing(links)), 1)
    assert uses < 10 * links**2


def proving(schema: Iterable[Triple], stated: Iterable[Triple]) -> tuple[Prover, SmallClosure]:
    index = Reasoner(Schema(schema)).index
    closure = SmallClosure(stated, index)
    return Prover(closure, index), closure


# Random ontologies

PROPERTIES = [P, Q, R]
CLASSES = [f"<http://example.org/C{n}>" for n in range(3)]
THINGS = [thing(n) for n in range(4)]
one = st.sampled_from


def axiom(*parts: "st.SearchStrategy[str]") -> "st.SearchStrategy[list[Triple]]":
    return st.tuples(*parts).map(lambda t: [(t[0], t[1], t[2])])


def restriction(kind: str, filler: "st.SearchStrategy[str]") -> "st.SearchStrategy[list[Triple]]":
    def made(parts: tuple[str, str, str, int]) -> list[Triple]:
        class_, property_, value, number = parts
        node = f"_:r{number}"
        return [
            (class_, owl("equivalentClass"), node), (node, TYPE, owl("Restriction")),
            (node, owl("onProperty"), property_), (node, owl(kind), value),
        ]  # fmt: skip

    numbers = st.integers(0, 10**9)
    return st.tuples(one(CLASSES), one(PROPERTIES), filler, numbers).map(made)


axioms = st.one_of(
    axiom(one(CLASSES), st.just(SUB_CLASS), one(CLASSES)),
    axiom(one(PROPERTIES), one([SUB_PROPERTY, owl("inverseOf")]), one(PROPERTIES)),
    axiom(one(PROPERTIES), one([DOMAIN, RANGE]), one(CLASSES)),
    axiom(one(PROPERTIES), st.just(TYPE), one(list(map(owl, (
        "SymmetricProperty", "TransitiveProperty", "FunctionalProperty",
    ))))),
    st.tuples(one(PROPERTIES), one(PROPERTIES)).map(lambda t: chain(P, *t)),
    st.tuples(one(PROPERTIES), one(PROPERTIES)).map(lambda t: chain(Q, *t)),
    restriction("someValuesFrom", one(CLASSES)),
    restriction("hasValue", one(THINGS)),
)  # fmt: skip
facts = st.one_of(
    st.tuples(one(THINGS), st.just(TYPE), one(CLASSES)),
    st.tuples(one(THINGS), one(PROPERTIES), one(THINGS)),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(axioms, max_size=5).map(lambda found: [t for axiom in found for t in axiom]),
    st.lists(facts, min_size=1, max_size=6),
)
def test_whatever_is_derived_has_minimal_proofs(schema: list[Triple], stated: list[Triple]) -> None:
    prover, closure = proving(schema, stated)
    derived = {fact.triple for fact in derive([*schema, *stated])} - set(stated)
    assert set(closure) - set(stated) == derived
    for goal in sorted(derived):
        proofs = prover.proofs(goal, 3)
        assert proofs
        sets = [proof.leaves() for proof in proofs]
        assert len(set(sets)) == len(sets)
        for leaves in sets:
            assert leaves <= set(stated)
            assert goal in SmallClosure(leaves, Reasoner(Schema(schema)).index)
            for leaf in leaves:
                rest = SmallClosure(leaves - {leaf}, Reasoner(Schema(schema)).index)
                assert goal not in rest
        assert_minimal(proofs[0], schema)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(axioms, max_size=5).map(lambda found: [t for axiom in found for t in axiom]),
    st.lists(facts, min_size=1, max_size=6),
)
def test_all_proofs_are_all_least_sets_of_stated_facts_that_give_a_fact(
    schema: list[Triple], stated: list[Triple]
) -> None:
    prover, closure = proving(schema, stated)
    index = Reasoner(Schema(schema)).index
    for goal in sorted(closure):
        least: list[frozenset[Triple]] = []
        for size in range(len(stated) + 1):
            for some in map(frozenset, combinations(sorted(set(stated)), size)):
                if not any(known <= some for known in least) and goal in SmallClosure(some, index):
                    least.append(some)
        sets = [proof.leaves() for proof in prover.proofs(goal, 1_000)]
        assert len(sets) == len(least)
        assert set(sets) == set(least)
