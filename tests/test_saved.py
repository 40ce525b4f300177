"""Saved queries: their tokens, their parameters, their headers."""

from pathlib import Path

import pytest

from summit_kg.datatypes import DATATYPES
from summit_kg.errors import InputProblem
from summit_kg.query.header import read_header, read_query
from summit_kg.query.saved import (
    Parameter,
    SavedQuery,
    parameter_of,
)
from summit_kg.query.tokens import TOKEN


def kinds(text: str) -> list[tuple[str | None, str]]:
    return [(token.lastgroup, token[0]) for token in TOKEN.finditer(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# it's \"open\n?x", [("comment", "# it's \"open"), ("variable", "?x")]),
        ("#a\r?x", [("comment", "#a"), ("variable", "?x")]),
        ("<http://a/#b?_x>", [("iri", "<http://a/#b?_x>")]),
        ("<a#b>", [("iri", "<a#b>")]),
        ("?a<?b&&?c>?d", [("variable", name) for name in ("?a", "?b", "?c", "?d")]),
        ("?a < ?b # >", [("variable", "?a"), ("variable", "?b"), ("comment", "# >")]),
        ("$x ?y", [("variable", "$x"), ("variable", "?y")]),
        ("?é·x", [("variable", "?é·x")]),
        (r"e:a\#b\,c\?_x ?y", [("local", r"e:a\#b\,c\?_x"), ("variable", "?y")]),
        ("e:a#b", [("local", "e:a"), ("comment", "#b")]),
        (":a:b.c", [("local", ":a:b.c")]),
        ("e:p??_x", [("local", "e:p"), ("variable", "?_x")]),
        ("""'a"b' "c'd" ?x""", [("string", "'a\"b'"), ("string", '"c\'d"'), ("variable", "?x")]),
        (r'"a\"?_x" ?y', [("string", r'"a\"?_x"'), ("variable", "?y")]),
        ('"""a"b""?_x\n#}\\"""" ?y', [("string", '"""a"b""?_x\n#}\\""""'), ("variable", "?y")]),
        ("'''a'?_x''' ?y", [("string", "'''a'?_x'''"), ("variable", "?y")]),
        ('""?x', [("string", '""'), ("variable", "?x")]),
        ('"a"@en-GB', [("string", '"a"'), ("language", "@en-GB")]),
        ("GROUP_CONCAT(?x)", [("word", "GROUP_CONCAT"), ("variable", "?x")]),
        ("{?x}", [("open", "{"), ("variable", "?x"), ("close", "}")]),
    ],
)
def test_tokens(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(text) == expected


def test_tokens_of_a_long_string_are_found_in_linear_time() -> None:
    text = '"""' + 'a"' * 200_000 + ' """ ?x'
    assert [kind for kind, _ in kinds(text)] == ["string", "variable"]
    assert kinds('"""' + 'a"' * 200_000)  # never closed


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("_facility_iri", Parameter("facility", "iri", True, "_facility_iri")),
        ("__since_xsd_date", Parameter("since", "xsd_date", False, "__since_xsd_date")),
        ("_label_en", Parameter("label", "en", True, "_label_en")),
        ("_text", Parameter("text", "string", True, "_text")),
        ("_n_number", Parameter("n", "number", True, "_n_number")),
        ("_day_xsd_dat", None),
        ("_a_b_iri", None),
        ("_name_IRI", None),
        ("___x", None),
        ("_1a", None),
        ("_", None),
        ("x_iri", None),
    ],
)
def test_parameter_of(variable: str, expected: Parameter | None) -> None:
    assert parameter_of(variable) == expected


def test_every_datatype_is_a_kind() -> None:
    for name in DATATYPES:
        assert parameter_of(f"_x_xsd_{name}") is not None


def test_parameters_are_found_in_patterns_only() -> None:
    text = 'SELECT ?a { ?a <http://e/?_no> "?_no" , ?_yes , $__maybe_iri . # ?_no\n }'
    assert [p.name for p in SavedQuery("q", "q.rq", text, {}).parameters()] == ["yes", "maybe"]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("# ASK\nPREFIX ask: <http://ask/> base <http://b/>\nconstruct {} {}", "CONSTRUCT"),
        ("INSERT DATA {}", "INSERT"),
        ("# nothing", ""),
    ],
)
def test_form(text: str, form: str) -> None:
    assert SavedQuery("q", "q.rq", text, {}).form == form


def test_header_fields() -> None:
    header = read_header(
        "#+ summary: What?\r\n#+ description: What happened.\n#+ tags: [lookup, 2]\n"
        "#+ defaults:\n#+   - n: 5\n#+   - day: 2025-10-07\n"
        "#+ enumerate:\n#+   - lang: [en, no, true]\n#+ x-more: {deep: [1.5, null]}\nSELECT * {}",
        "q.rq",
    )
    query = SavedQuery("q", "q.rq", "", header)
    assert query.summary == "What?"
    assert query.description == "What happened."
    assert query.tags == ["lookup", "2"]
    assert query.defaults == {"n": ["5"], "day": ["2025-10-07"]}
    assert query.choices == {"lang": ["en", "no", "true"]}
    assert header["x-more"] == {"deep": [1.5, None]}


@pytest.mark.parametrize("header", [{}, {"summary": None, "tags": None, "defaults": {"a": 1}}])
def test_a_bare_header_has_empty_fields(header: dict[str, object]) -> None:
    query = SavedQuery("q", "q.rq", "", header)
    assert (query.summary, query.description, query.tags) == ("", "", [])
    assert (query.defaults, query.choices) == ({}, {})


@pytest.mark.parametrize(
    ("header", "line", "message"),
    [
        ("#+ a: 1\n#+ b: c: d", 2, "mapping values are not allowed"),
        ("SELECT\n#+ a: 1\n\n#+ a: 2", 4, "key 'a' is here twice"),
        ("#+ a: &x 1\n#+ b: &y [*y]", 2, "anchors and aliases"),
        ("#+ a:\t1", 1, "tab"),
        ("#+ - a", 1, "must be a YAML mapping"),
        ("#+ [a]: 1", 1, "a key must be plain text"),
        ("#+ a: [", 1, "malformed header"),
        ("#+ a: \x01", 1, "control characters are not allowed"),
        ("#+ a: 1\n#+ --- \n#+ b: 2", 2, "malformed header"),
    ],
)
def test_a_malformed_header_is_an_input_problem(header: str, line: int, message: str) -> None:
    with pytest.raises(InputProblem, match=message) as raised:
        read_header(header, "q.rq")
    assert raised.value.line == line
    assert "\n" not in str(raised.value)


def test_read_query(tmp_path: Path) -> None:
    path = tmp_path / "who-met-whom.rq"
    path.write_text("#+ summary: Who met whom?\nSELECT * {}", encoding="utf-8")
    query = read_query(str(path))
    assert (query.name, query.path, query.summary) == ("who-met-whom", str(path), "Who met whom?")
