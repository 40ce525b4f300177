"""What each row of an answer rests on: facts with their proofs, and the claims it speaks of."""

from itertools import islice

import pyoxigraph as ox
import pytest
from test_golden_queries import CASES, Case

from summit_kg.graph import KnowledgeGraph
from summit_kg.query.row_patterns import patterns_of
from summit_kg.query.row_triples import ExplainedRow
from summit_kg.query.selects import Select, selects

GRAPHS = {
    "actor-network", "assertion-of-claim", "claim-provenance", "participants-graph",
    "positions-graph",
}  # fmt: skip
BAGRAM = "<https://w3id.org/summit-kg/id/bagram-air-base>"
LOCATED = "<https://w3id.org/summit-kg/ontology#locatedIn>"


def rows(graph: KnowledgeGraph, query: str, **values: str) -> list[ExplainedRow]:
    return list(graph.explain_rows(graph.bound(query, {k: [v] for k, v in values.items()})))


def number(row: ExplainedRow, name: str) -> int:
    value = row.values[name]
    assert isinstance(value, ox.Literal)
    return int(value.value)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.query not in GRAPHS], ids=lambda case: case.name
)
def test_no_row_of_a_saved_query_is_without_evidence(seed: KnowledgeGraph, case: Case) -> None:
    for row in seed.explain_rows(seed.bound(case.query, case.values)):
        assert row.explanations or row.claims, row.values


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.query not in GRAPHS], ids=lambda case: case.name
)
def test_a_row_rests_on_what_gives_it(corpus: KnowledgeGraph, case: Case) -> None:
    """A term of a triple that is shown stands in the query, or in a solution that gives the row."""
    text = corpus.bound(case.query, case.values)
    patterns = patterns_of(text)
    if patterns.whole is None or patterns.hidden:
        pytest.skip("a part of its solutions is hidden")
    answer = corpus.oxigraph.query(patterns.whole)
    assert isinstance(answer, ox.QuerySolutions)
    columns = [variable.value for variable in answer.variables]
    explained = list(islice(corpus.explain_rows(text), 60))
    shown = list(explained[0].values) if explained else []
    met: dict[tuple[object, ...], set[str]] = {}
    for solution in answer:
        key = tuple(solution[name] if name in columns else None for name in shown)
        met.setdefault(key, set()).update(map(str, solution))
    constants = {part for pattern in patterns.shown for part in pattern}
    constants |= {part for group in patterns.required for pattern in group for part in pattern}
    for row in explained:
        known = met[tuple(row.values.values())] | constants
        for one in row.explanations:
            assert {one.triple[0], one.triple[2]} <= known, (row.values, one.text)


def test_a_filter_holds_for_what_is_shown(corpus: KnowledgeGraph) -> None:
    text = """PREFIX summit: <https://w3id.org/summit-kg/ontology#>
    SELECT DISTINCT ?state { ?state summit:tookPartIn ?meeting ; a summit:State .
      ?meeting summit:roundNumber ?number FILTER(?number = 7) }"""
    found = list(corpus.explain_rows(text))
    assert len(found) == 10
    for row in found:
        [part] = [one for one in row.explanations if one.triple[1].endswith("tookPartIn>")]
        assert part.triple[2].endswith("/moscow-format-7>")


def test_a_row_that_names_a_voice_shows_a_claim_of_it(corpus: KnowledgeGraph) -> None:
    for row in rows(corpus, "who-opposes", proposition="Foreign military bases in Afghanistan"):
        voices = {said.iri for claim in row.witnesses for said in claim.voices}
        assert str(row.values["saidBy"]) in voices, row.values


def test_of_a_union_the_other_side_shows_nothing(seed: KnowledgeGraph) -> None:
    """Both sides could be filled with what the row has, but only one of them gives it."""
    text = f"""SELECT ?x ?place {{ VALUES ?x {{ {BAGRAM} }}
      {{ ?x ?any ?place FILTER(false) }} UNION {{ ?x {LOCATED} ?place }} }}"""
    for row in seed.explain_rows(text):
        assert [one.triple[1] for one in row.explanations] == [LOCATED]


def test_a_select_within_shows_what_it_hides(seed: KnowledgeGraph) -> None:
    inner = f"{{ SELECT ?x {{ ?x {LOCATED} ?place }} LIMIT 100 }}"
    [row] = list(seed.explain_rows(f"SELECT DISTINCT ?x {{ {inner} FILTER(?x = {BAGRAM}) }}"))
    assert [one.triple[:2] for one in row.explanations] == [(BAGRAM, LOCATED)]


def test_who_did_not_take_part_is_told_by_the_claim_that_denies_it(seed: KnowledgeGraph) -> None:
    found = rows(seed, "who-did-not-take-part", meeting="id:moscow-format-7")
    [row] = [row for row in found if "united-states" in str(row.values["actor"])]
    denial = next(one for one in row.witnesses if one.polarity == "negative")
    assert [sentence.name for sentence in denial.sentences]
    # That the United States is a Western state is what makes the denial speak of it.
    assert any("Western" in explanation.text for explanation in row.explanations)


@pytest.mark.parametrize("query", ["certainty", "type", "voice"])
def test_a_count_of_claims_rests_on_that_many(corpus: KnowledgeGraph, query: str) -> None:
    for row in rows(corpus, f"count-claims-by-{query}"):
        assert len(row.witnesses) == number(row, "claims"), row.values
        if "acceptedClaims" in row.values:
            accepted = sum(claim.accepted for claim in row.witnesses)
            assert accepted == number(row, "acceptedClaims")


def test_a_count_of_participants_rests_on_each_taking_part(seed: KnowledgeGraph) -> None:
    [row] = rows(seed, "count-participants", meeting="id:moscow-format-7")
    took_part = [one for one in row.explanations if one.triple[1].endswith("tookPartIn>")]
    assert len(took_part) == number(row, "parties")
    assert all(one.holds and one.proofs for one in took_part)


def test_of_a_union_only_the_side_that_holds_counts(corpus: KnowledgeGraph) -> None:
    found = rows(corpus, "position-history", actor="id:russia")
    assert found
    for row in found:
        stances = {one.triple[1] for one in row.explanations if "Proposition>" in one.triple[1]}
        assert len(stances) <= 1, row.values
        assert all(one.status != "unknown" for one in row.explanations)


def test_a_label_is_explained_only_where_a_row_rests_on_nothing_else(seed: KnowledgeGraph) -> None:
    label = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> SELECT ?label {{ {} }}"
    member = "<https://w3id.org/summit-kg/ontology#memberOf> <https://w3id.org/summit-kg/id/nato>"
    alone = label.format("<https://w3id.org/summit-kg/id/nato> rdfs:label ?label")
    [row] = seed.explain_rows(alone)
    assert [one.triple[1] for one in row.explanations] == [
        "<http://www.w3.org/2000/01/rdf-schema#label>"
    ]
    beside = label.format(f"?member {member} ; rdfs:label ?label")
    for row in seed.explain_rows(beside):
        assert all(one.triple[1].endswith("memberOf>") for one in row.explanations)


def test_groupings_are_found_wherever_they_stand() -> None:
    text = """PREFIX : <#>  # GROUP BY ?no
SELECT ?a ?n { { SELECT ?a (COUNT(?b) AS ?n) { ?a :p ?b FILTER(?b != "GROUP BY ?x }") }
  GROUP BY ?a HAVING (COUNT(?b) > 1) } ?a :q ?c { ?c :r ?d } }
GROUP BY ?a ?n ORDER BY ?n"""
    inner, outer = selects(text).hiding
    assert inner.by == ("?a",)
    assert inner.members.endswith("""SELECT * WHERE { ?a :p ?b FILTER(?b != "GROUP BY ?x }") }""")
    assert outer.by == ("?a", "?n")
    assert outer.members.startswith("PREFIX : <#>  # GROUP BY ?no\n SELECT * WHERE { { SELECT ?a")
    assert outer.members.endswith("?a :q ?c { ?c :r ?d } }")


def test_a_grouping_by_an_expression_is_left_out() -> None:
    assert selects("SELECT ?y { ?s ?p ?o } GROUP BY (YEAR(?o) AS ?y)") == ([], None)
    assert selects("SELECT * { ?s ?p ?o } ORDER BY ?s") == ([], " SELECT * WHERE { ?s ?p ?o }")
    for text in (
        "SELECT ?s { ?s ?p ?o } GROUP BY ?s",
        "SELECT ?s { ?s ?p ?o } GROUP BY ?s # (1)\n",
    ):
        assert selects(text) == ([Select(("?s",), " SELECT * WHERE { ?s ?p ?o }")], None)


def test_all_that_an_aggregate_without_grouping_takes_is_one_group() -> None:
    text = "SELECT (COUNT(*) AS ?n) { { SELECT DISTINCT ?s { ?s ?p ?o } } }"
    inner = Select(("?s",), " SELECT * WHERE { ?s ?p ?o }", groups=False)
    outer = Select((), " SELECT * WHERE { { SELECT DISTINCT ?s { ?s ?p ?o } } }")
    assert selects(text) == ([inner, outer], None)


@pytest.mark.parametrize(
    "text",
    [
        # A filter keeps what it drops out of the count, and out of the explanation.
        "SELECT (COUNT(?x) AS ?n) { {} ?x FILTER(?x = id:parwan) }",
        "SELECT ?n { { SELECT (COUNT(?x) AS ?n) { {} ?x FILTER(?x = id:parwan) } } }",
        (
            "SELECT ?m { { SELECT (SUM(?n) AS ?m) {"
            " { SELECT ?x (COUNT(*) AS ?n) { {} ?x FILTER(?x = id:parwan) } GROUP BY ?x } } } }"
        ),
    ],
)
def test_what_was_not_counted_explains_nothing(seed: KnowledgeGraph, text: str) -> None:
    pattern = text.replace("{}", f"{BAGRAM} {LOCATED}")
    [row] = seed.explain_rows("PREFIX id: <https://w3id.org/summit-kg/id/> " + pattern)
    parwan = (BAGRAM, LOCATED, "<https://w3id.org/summit-kg/id/parwan>")
    assert [one.triple for one in row.explanations] == [parwan]


def test_two_counts_by_the_same_variable_have_each_their_own(seed: KnowledgeGraph) -> None:
    count = "{ SELECT ?x (COUNT(?y) AS ?%s) { ?x %s ?y } GROUP BY ?x }"
    both = count % ("a", LOCATED) + count % ("b", "a")
    [row] = seed.explain_rows(f"SELECT ?x ?a ?b {{ {both} FILTER(?x = {BAGRAM}) }}")
    found = {one.triple[1].rpartition("#")[2] for one in row.explanations}
    assert found == {"locatedIn>", "type>"}


def test_grouped_by_what_no_column_shows_nothing_is_told(seed: KnowledgeGraph) -> None:
    text = f"SELECT (COUNT(?y) AS ?n) {{ ?x {LOCATED} ?y }} GROUP BY ?x"
    assert all(row.explanations == [] for row in seed.explain_rows(text))
