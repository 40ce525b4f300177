"""Parameter values become RDF terms: whatever a value says, it stays a value."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from summit_kg.datatypes import DATATYPES
from summit_kg.errors import UsageProblem
from summit_kg.query.binder import bind, substitute
from summit_kg.query.saved import SavedQuery
from summit_kg.vocabulary import XSD

ECHO = "SELECT ?v { BIND(?_x%s AS ?v) }"
E = "http://e/"

nasty = st.text(
    alphabet="\"'\\{}#\n\r\t<>?$_xuU0041@^.:;%- \x00\x08\x7f\u2028é\U0001f600", max_size=40
)
texts = st.one_of(st.text(max_size=60), nasty)


def no_label(label: str) -> str:
    raise UsageProblem(f"no entity is called {label[:80]!r}")


def saved(text: str, **header: Any) -> SavedQuery:
    return SavedQuery("q", "queries/q.rq", text, header)


def bound(text: str, *values: str, **header: Any) -> str:
    return bind(saved(text, **header), {"x": values} if values else {}, no_label)


def rows(text: str, store: ox.Store | None = None) -> list[tuple[Any, ...]]:
    results = (store or ox.Store()).query(text)
    assert isinstance(results, ox.QuerySolutions)
    return [tuple(solution) for solution in results]


def echoed(kind: str, *values: str) -> list[Any]:
    return [row[0] for row in rows(bound(ECHO % (f"_{kind}" if kind else ""), *values))]


def refused_or_bound(kind: str, value: str) -> str | None:
    """Return the query with the value; None where it is refused, in one line."""
    try:
        return bound(ECHO % f"_{kind}", value)
    except UsageProblem as problem:
        return None if len(str(problem).splitlines()) == 1 else pytest.fail(str(problem))


# Text


@given(texts)
@example('" } #')
@example("\\u0022 } #")
@example("\\" * 3 + '"""')
@example("?_x $_x")
@settings(deadline=None, max_examples=300)
def test_any_text_comes_back_as_it_was_given(value: str) -> None:
    assert echoed("", value) == [ox.Literal(value)]
    assert echoed("en", value) == [ox.Literal(value, language="en")]
    assert echoed("xsd_string", value) == [ox.Literal(value)]


@given(st.lists(texts, min_size=2, max_size=4, unique=True))
@settings(deadline=None)
def test_several_texts_come_back_as_they_were_given(values: list[str]) -> None:
    assert echoed("", *values) == [ox.Literal(value) for value in values]


@given(texts)
@example("\\u0022")
@example("\\U0000")
@example("\x01abcd")
@example("\x01\\u00e9\\")
@settings(deadline=None, max_examples=100)
def test_rdflib_reads_the_same_text(value: str) -> None:
    import rdflib

    (row,) = rdflib.Graph().query(bound(ECHO % "", value))
    assert isinstance(row, rdflib.query.ResultRow)
    assert str(row[0]) == value


def test_a_megabyte_of_text() -> None:
    value = '"} #\n\\' * 170_000
    assert echoed("", value) == [ox.Literal(value)]


@pytest.mark.parametrize("kind", ["", "en", "iri", "number", "xsd_date", "xsd_string"])
@pytest.mark.parametrize("value", ["\ud800", "a\udfff", "id:\ud800", "http://e/\udc80"])
def test_half_a_surrogate_pair_is_a_usage_problem(kind: str, value: str) -> None:
    with pytest.raises(UsageProblem, match="not valid Unicode text") as raised:
        echoed(kind, value)
    str(raised.value).encode()


def test_a_long_or_odd_value_is_shown_short_and_in_one_line() -> None:
    with pytest.raises(UsageProblem) as raised:
        echoed("number", "x\n\u2028" * 10_000)
    assert len(str(raised.value)) < 400
    assert len(str(raised.value).splitlines()) == 1


# What stands around a parameter

PIECES = [
    ("# ?_x } \" ' <\n", None),
    ("# it's ?_x\r\n", None),
    ('BIND("?_x }" AS ?{v})', ox.Literal("?_x }")),
    ("BIND('?_x # {' AS ?{v})", ox.Literal("?_x # {")),
    (r'BIND("\"?_x" AS ?{v})', ox.Literal('"?_x')),
    ('BIND("""a"?_x""\n# }""" AS ?{v})', ox.Literal('a"?_x""\n# }')),
    ("BIND('''a'?_x\\'''' AS ?{v})", ox.Literal("a'?_x'")),
    ("BIND(<http://e/a#?_x> AS ?{v})", ox.NamedNode("http://e/a#?_x")),
    ("BIND(<http://e/a#b>AS ?{v})", ox.NamedNode("http://e/a#b")),
    (r"BIND(e:a\#\?_x\'b AS ?{v})", ox.NamedNode(E + "a#?_x'b")),
    ("BIND(e:a# ?_x }\n AS ?{v})", ox.NamedNode(E + "a")),
    ("BIND(e:_x AS ?{v})", ox.NamedNode(E + "_x")),
    ("BIND(?_x AS ?{v})", ox.Literal("it")),
    ("BIND($_x AS ${v})", ox.Literal("it")),
    ("BIND(STR(?_x)AS ?{v})", ox.Literal("it")),
    ("BIND(?_x=?_x&&1<2 AS ?{v})", ox.Literal(True)),
    ("BIND(1<?_n&&?_n>1 AS ?{v})", ox.Literal(True)),
    ("BIND(1<?_n&&2>?_n AS ?{v})", ox.Literal(False)),
    ("BIND(?_n-1 AS ?{v})", ox.Literal(1)),
    ("BIND(BOUND(?_xx)AS ?{v})", ox.Literal(False)),
    ("BIND(BOUND(?_x·)AS ?{v})", ox.Literal(False)),
    ("OPTIONAL{BIND(?_x AS ?{v})}", ox.Literal("it")),
]


@given(st.lists(st.sampled_from(PIECES), max_size=8))
@settings(deadline=None, max_examples=300)
def test_strings_comments_and_iris_are_left_alone(pieces: list[tuple[str, Any]]) -> None:
    body, expected = "", {}
    for place, (piece, value) in enumerate(pieces):
        body += piece.replace("{v}", f"v{place}")
        if value is not None:
            expected[f"v{place}"] = value
    text = f"PREFIX e: <{E}> SELECT * {{ {body}\n }}"
    terms = {"_x": ['"it"'], "_n": [f'"2"^^<{XSD}integer>']}
    results = ox.Store().query(substitute(text, terms))
    assert isinstance(results, ox.QuerySolutions)
    names = [variable.value for variable in results.variables]
    (solution,) = results
    found = {name: value for name, value in zip(names, solution, strict=True) if value is not None}
    assert found == expected


def test_a_value_does_not_run_into_its_neighbours() -> None:
    assert rows(substitute("SELECT ?v{BIND(1<?_x&&?_y-1=0 AS ?v)}", {"_x": ["2"], "_y": ["1"]}))
    text = substitute("SELECT ?v { ?s?_p ?v }", {"_p": ["<http://p>"]})
    assert text == "SELECT ?v { ?s <http://p> ?v }"
    assert substitute("?a<?_x", {"_x": ["<http://p>"]}) == "?a< <http://p>"


# IRIs


@given(st.one_of(st.builds(str.__add__, st.sampled_from(
    ["http://e/", "https://", "urn:", "<http://e/", "<", "id:", "rdf:", "wd:Q", ""]), texts),
    st.builds("<{}>".format, texts)))  # fmt: skip
@example("http://e/> ?p ?o } #")
@example("<http://e/a> <http://e/b>")
@example("id:a>b")
@example("http://e/%zz")
@settings(deadline=None, max_examples=300)
def test_an_iri_never_breaks_out(value: str) -> None:
    text = refused_or_bound("iri", value)
    if text is None:
        return
    ((term,),) = rows(text)
    assert isinstance(term, ox.NamedNode)
    assert text == f"SELECT ?v {{ BIND({term} AS ?v) }}"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("http://e/a", "http://e/a"),
        (" <mailto:a@e> ", "mailto:a@e"),
        ("id:taliban", "https://w3id.org/summit-kg/id/taliban"),
        ("wd:Q889", "http://www.wikidata.org/entity/Q889"),
        ("Bagram", "http://label/Bagram"),
        ("source: a label", "http://label/source:_a_label"),
        ("foo:bar", "http://label/foo:bar"),
    ],
)
def test_an_iri_a_curie_or_a_label(value: str, expected: str) -> None:
    def resolve(label: str) -> str:
        return "http://label/" + label.replace(" ", "_")

    text = bind(saved(ECHO % "_iri"), {"x": [value]}, resolve)
    assert rows(text) == [(ox.NamedNode(expected),)]


# Kinds


@pytest.mark.parametrize(
    ("kind", "value", "datatype"),
    [
        ("integer", "-42", "integer"),
        ("number", "+7", "integer"),
        ("number", ".5", "decimal"),
        ("number", "1.50", "decimal"),
        ("number", "1e-3", "double"),
        *((f"xsd_{name}", example, name) for name, (_, example) in DATATYPES.items()),
    ],
)
def test_a_value_gets_its_datatype(kind: str, value: str, datatype: str) -> None:
    assert f'"{value}"' in bound(ECHO % f"_{kind}", value)
    assert f"^^<{XSD}{datatype}>" in bound(ECHO % f"_{kind}", value) or datatype == "string"
    (term,) = echoed(kind, value)
    assert isinstance(term, ox.Literal)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        *(("integer", value) for value in ["", "1.0", "1e3", "one", "1 ", "--1", "٣", "1\n"]),
        *(("number", value) for value in ["", ".", "1.", "e5", "NaN", "1,5", "0x1", "1\n"]),
        *(("xsd_date", value) for value in ["", "2025-02-30", "20251007", "2025-10-7", "today",
           "2025-10-07T00:00:00", "2025-10-07\n", "٢٠٢٥-10-07", "2025-W41-2"]),
        *(("xsd_dateTime", value) for value in ["2025-10-07", "2025-10-07 09:00:00",
           "2025-10-07T25:00:00", "2025-10-07T09:00", '2025-10-07"09:00:00']),
        ("xsd_time", "24:61:00"),
        ("xsd_gYear", "٢٠٢٥"),
        ("xsd_boolean", "yes"),
        ("xsd_duration", "P"),
        ("xsd_duration", "P1DT"),
        ("xsd_nonNegativeInteger", "-1"),
        ("xsd_anyURI", "a b"),
        ("iri", "http://a b"),
        ("iri", "<not an iri>"),
        ("iri", "no such label"),
        ("iri", ""),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_kind_is_a_usage_problem(kind: str, value: str) -> None:
    with pytest.raises(UsageProblem) as raised:
        echoed(kind, value)
    assert len(str(raised.value).splitlines()) == 1


@given(st.sampled_from(["integer", "number", *(f"xsd_{name}" for name in DATATYPES)]), texts)
@settings(deadline=None, max_examples=200)
def test_a_typed_value_is_refused_or_stays_a_literal(kind: str, value: str) -> None:
    text = refused_or_bound(kind, value)
    if text is not None:
        assert [type(term) for (term,) in rows(text)] == [ox.Literal]


# Missing, unknown, optional, default, choice

CHOICE = {"enumerate": [{"x": ["a", "b"]}], "defaults": [{"x": "b"}]}


def test_a_missing_parameter_is_a_usage_problem() -> None:
    with pytest.raises(UsageProblem, match=r"q: parameter 'x' is missing; give it as x=…"):
        bound(ECHO % "")
    with pytest.raises(UsageProblem, match="empty list"):
        bind(saved(ECHO % ""), {"x": []}, no_label)


def test_an_unknown_parameter_is_a_usage_problem() -> None:
    with pytest.raises(UsageProblem, match=r"takes facility \(did you mean facility\?\)"):
        bind(saved("SELECT * {?a ?b ?_facility_iri}"), {"facilty": ["a"]}, no_label)
    with pytest.raises(UsageProblem, match="it takes none"):
        bound("SELECT * {}", "a")


def test_an_optional_parameter_that_is_not_given_stays_a_variable() -> None:
    text = "SELECT ?s { ?s ?p ?__x }"
    assert bound(text) == text
    assert bound(text, "a") == 'SELECT ?s { ?s ?p "a" }'


def test_a_default_is_taken_where_no_value_is_given() -> None:
    assert rows(bound(ECHO % "", **CHOICE)) == [(ox.Literal("b"),)]
    assert rows(bound(ECHO % "", "a", **CHOICE)) == [(ox.Literal("a"),)]
    assert len(rows(bound(ECHO % "", defaults=[{"x": ["a", "b"]}]))) == 2
    assert bound(ECHO % "_xsd_boolean", defaults=[{"x": True}]).count('"true"')


def test_a_value_must_be_one_of_the_choices() -> None:
    with pytest.raises(UsageProblem, match="must be one of a, b, not 'c'"):
        bound(ECHO % "", "a", "c", **CHOICE)
    with pytest.raises(UsageProblem, match="must be one of"):
        bound(ECHO % "_number", "2", enumerate=[{"x": [1, 10]}])


def test_a_choice_of_an_entity_may_be_named_otherwise() -> None:
    header = {"enumerate": [{"x": ["id:taliban", "id:china"]}]}
    iri = "https://w3id.org/summit-kg/id/china"
    assert iri in bound(ECHO % "_iri", iri, **header)
    with pytest.raises(UsageProblem, match="must be one of id:taliban, id:china"):
        bound(ECHO % "_iri", "id:russia", **header)


# Several values


def test_values_stand_in_every_group_that_uses_the_parameter() -> None:
    text = """SELECT * {
  ?a ?b ?_x .
  OPTIONAL { ?a ?c ?_x OPTIONAL { ?a ?d ?_x } }
  { ?a ?e ?_x } UNION { ?a ?f ?g }
  FILTER NOT EXISTS { ?a ?h ?_x }
  MINUS { GRAPH ?i { ?a ?j ?_x } }
  { SELECT ?a { ?a ?k ?_x } }
  VALUES ?l { 1 2 }
}"""
    filled = bound(text, "a", "b")
    block = 'VALUES ?_x { "a" "b" }'
    for group in ("SELECT * {", "OPTIONAL {", "NOT EXISTS {", "MINUS {", "GRAPH ?i {", "?a {"):
        assert f"{group} {block}" in filled
    assert filled.count(block) == 8
    assert "VALUES ?l { 1 2 }" in filled
    ox.Store().query(filled)


def test_a_construct_template_gets_no_values() -> None:
    text = "CONSTRUCT # {\n { ?s <http://e/p> ?_x } WHERE { ?s ?p ?_x }"
    store = _store({("s", "p", "a"), ("s", "p", "b"), ("s", "p", "c")})
    filled = bound(text.replace("?_x", "?_x_iri"), E + "a", E + "b")
    assert filled.count("VALUES") == 1
    assert len(list(store.query(filled))) == 2  # type: ignore[arg-type]  # a SELECT


def test_the_same_value_twice_is_one_value() -> None:
    assert "VALUES" not in bound(ECHO % "", "a", "a")


NODES = "abcs"
triples = st.sets(
    st.tuples(st.sampled_from(NODES), st.sampled_from("pq"), st.sampled_from(NODES)), max_size=12
)
leaves = st.sampled_from([
    "?s e:p ?_x_iri .",
    "?_x_iri e:q ?o .",
    "?s e:p ?o .",
    "?o e:q ?s .",
    "FILTER(?s != ?_x_iri)",
    "GRAPH ?g { ?s ?p ?_x_iri }",
])  # fmt: skip
groups = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds("OPTIONAL {{ {} }}".format, inner),
        st.builds("{{ {} }} UNION {{ {} }}".format, inner, inner),
        # A MINUS whose two sides share no variable removes nothing, so let them share one.
        st.builds("?s e:p ?o MINUS {{ ?s e:q ?r . {} }}".format, inner),
        st.builds("FILTER NOT EXISTS {{ {} }}".format, inner),
        st.builds("FILTER EXISTS {{ {} }}".format, inner),
        st.builds("{} {}".format, inner, inner),
    ),
    max_leaves=5,
)


def _store(facts: set[tuple[str, str, str]]) -> ox.Store:
    store = ox.Store()
    for fact in facts:
        subject, predicate, object_ = (ox.NamedNode(E + name) for name in fact)
        store.add(ox.Quad(subject, predicate, object_))
        store.add(ox.Quad(subject, predicate, object_, ox.NamedNode(E + "g")))
    return store


def _answers(store: ox.Store, body: str, values: Sequence[str]) -> Counter[Any]:
    text = f"PREFIX e: <{E}> SELECT ?s ?o {{ {body} ?s ?p1 ?_x_iri }}"
    return Counter(rows(bound(text, *(E + value for value in values)), store))


@given(triples)
@settings(deadline=None)
def test_several_values_answer_what_each_answers(facts: set[tuple[str, str, str]]) -> None:
    store = _store(facts)
    each = _answers(store, "", "a") + _answers(store, "", "b")
    assert _answers(store, "", "ab") == each


@given(triples, groups)
@settings(deadline=None, max_examples=400)
def test_several_values_answer_what_each_answers_in_any_group(
    facts: set[tuple[str, str, str]], body: str
) -> None:
    text = f"PREFIX e: <{E}> SELECT ?s ?o {{ {body} }}"
    assume("?_x_iri" in body)
    store = _store(facts)
    each = [rows(bound(text, E + value), store) for value in "ab"]
    assert Counter(rows(bound(text, E + "a", E + "b"), store)) == Counter(each[0] + each[1])
