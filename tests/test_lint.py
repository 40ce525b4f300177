"""Each convention of saved queries: one query that keeps it, and one or more that break it."""

from pathlib import Path

import pytest

from summit_kg.errors import InputProblem
from summit_kg.query.lint import Problem, lint

HEAD = """\
#+ summary: Who met whom?
#+ description: Each meeting with its parties.
#+ tags:
#+   - lookup
"""
GOOD = (
    HEAD
    + """\
#+ defaults:
#+   - since: "2025-10-07"
#+   - n: 5
#+ enumerate:
#+   - kind:
#+       - visit
#+       - "on"
#+ x-note: kept
PREFIX e: <http://e/#>
PREFIX : <http://e/>

SELECT ?s (COUNT(?o) AS ?n) WHERE {
  ?s e:p ?o ; :day ?day ; :kind ?_kind ; :in ?_place_iri .
  FILTER(?day >= ?_since_xsd_date && ?o > ?_n_number)
  OPTIONAL { ?s :label ?__label_en }
  BIND(?__more AS ?more)
  VALUES ?s { e:a e:b }
  { SELECT ?s { ?s :p [] } ORDER BY ?s LIMIT 5 }
}
GROUP BY ?s
HAVING(?n > 1)
ORDER BY ?n
LIMIT 10
"""
)
CHECK = """\
# # Claims without evidence
#
# **Problem:** A claim has no evidence.
#
# **Solution:** Add the sentence.

PREFIX e: <http://e/>
SELECT DISTINCT ?entity ?property ?value { ?entity ?property ?value ; a e:Claim }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that keeps every convention, still without queries."""
    root = tmp_path / "queries"
    (root / "checks").mkdir(parents=True)
    (root / "endpoint.txt").write_text("http://localhost:8000/sparql\n", encoding="utf-8")
    return root


def found(folder: Path, name: str = "q.rq", text: str | None = None) -> list[tuple[int, str]]:
    """Return line and message of the problems of one file."""
    path = folder / name
    if text is not None:
        path.write_text(text, encoding="utf-8", newline="")
    problems = lint(str(folder))
    assert [problem for problem in problems if problem.path != str(path)] == []
    return [(problem.line, problem.message) for problem in problems]


def test_a_folder_that_keeps_all_conventions_is_clean(folder: Path) -> None:
    (folder / "who-met-whom.rq").write_text(GOOD, encoding="utf-8")
    (folder / "checks" / "claim-without-evidence.rq").write_text(CHECK, encoding="utf-8")
    assert lint(str(folder)) == []


def test_the_queries_of_the_project_are_clean() -> None:
    root = Path(__file__).parent.parent / "queries"
    assert [str(problem) for problem in lint(str(root))] == []


def test_a_problem_is_shown_with_its_place(folder: Path) -> None:
    assert str(Problem("queries/q.rq", 3, "is wrong")) == "queries/q.rq:3: is wrong"


def test_a_missing_folder_is_an_input_problem(tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="No such file"):
        lint(str(tmp_path / "none"))


# The folder


def test_the_folder_is_flat(folder: Path) -> None:
    (folder / "more").mkdir()
    assert "lie flat" in found(folder, "more")[0][1]
    (folder / "more").rmdir()
    (folder / "checks" / "checks").mkdir()
    assert "lie flat" in found(folder, "checks/checks")[0][1]


def test_hidden_and_other_files_are_left_alone(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / "README.md").write_text("# Queries", encoding="utf-8")
    assert lint(str(folder)) == []


@pytest.mark.parametrize("name", ["Who.rq", "who_met.rq", "who--met.rq", "-who.rq", "é.rq"])
def test_names_are_kebab_case(folder: Path, name: str) -> None:
    assert [message for _, message in found(folder, name, HEAD + "SELECT * {}")] == [
        "the name must be kebab-case: a-z, 0-9 and -"
    ]


@pytest.mark.parametrize("name", ["who.RQ", "who.sparql", "who.ru"])
def test_queries_end_in_rq(folder: Path, name: str) -> None:
    assert found(folder, name, GOOD) == [(1, "the name of a query must end in .rq")]


def test_names_are_unique(folder: Path) -> None:
    (folder / "who-met-whom.rq").write_text(GOOD, encoding="utf-8")
    assert "unique" in found(folder, "checks/who-met-whom.rq", CHECK)[0][1]


@pytest.mark.parametrize("text", ["", "http://localhost:8000", "http://localhost:8000/sparql\n#"])
def test_endpoint_txt_names_the_local_endpoint(folder: Path, text: str) -> None:
    assert found(folder, "endpoint.txt", text) == [
        (1, "must say http://localhost:8000/sparql and nothing else")
    ]


def test_endpoint_txt_is_there(folder: Path) -> None:
    (folder / "endpoint.txt").unlink()
    assert "is missing" in found(folder, "endpoint.txt")[0][1]


@pytest.mark.parametrize("name", ["q.rq", "endpoint.txt"])
def test_a_file_that_is_not_utf8_is_a_problem(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"#+\n\xff")
    assert [line for line, message in found(folder, name) if "UTF-8" in message] == [2]


# The header


@pytest.mark.parametrize(
    ("header", "line", "message"),
    [
        ("#+ summary: a: b", 1, "malformed header: mapping values"),
        ("#+ - summary", 1, "must be a YAML mapping"),
        ("#+ x:\n#+\t- 1", 2, "tab"),
        ("#+summary: a", 1, "with a blank after #+"),
        ("#+ a: 1\n#+ a: 2", 2, "key 'a' is here twice"),
        ("#+ a: &a [1]\n#+ b: *a", 1, "anchors"),
        (HEAD.replace("#+ summary: Who met whom?\n", ""), 1, "lacks 'summary'"),
        ("# nothing", 1, "lacks 'description'"),
        (HEAD.replace("Who met whom?", ""), 1, "summary must be a line of text"),
        (HEAD.replace("Who met whom?", "[a]"), 1, "summary must be a line of text"),
        (HEAD.replace("Who met whom?", "\n#+   Who met whom?"), 1, "summary must stand on one"),
        (HEAD.replace("Who met whom?", "Who\n#+   met whom?"), 1, "summary must stand on one"),
        (HEAD.replace("Who met whom?", '"Who\\nmet"'), 1, "summary must stand on one"),
        (HEAD.replace("Each", "|\n#+   Each"), 2, "description must stand on one"),
        (HEAD.partition("#+ tags")[0], 1, "lacks 'tags'"),
        (HEAD.replace("\n#+   - lookup", " lookup"), 3, "tags must be a list"),
        (HEAD.replace("\n#+   - lookup", " []"), 3, "tags must be a list"),
        (HEAD.replace("- lookup", "- [lookup]"), 4, "a tag must be text"),
        (HEAD + "#+ made: 2025-10-07", 5, "put '2025-10-07' in quotes: YAML takes it for a date"),
        (HEAD + "#+ made: {by: [2025-10-07 09:00:00]}", 5, "for a date"),
        (HEAD + "#+ made: 2025-02-30", 5, "for a date"),
        (HEAD + "#+ at: 12:30", 5, "put '12:30' in quotes: YAML takes it for a int"),
        (HEAD + "#+ language: no", 5, "put 'no' in quotes: YAML takes it for a bool"),
    ],
)
def test_a_broken_header(folder: Path, header: str, line: int, message: str) -> None:
    problems = found(folder, text=header + "\nSELECT * {}\n")
    assert [at for at, shown in problems if message in shown] == [line], problems


def test_a_good_header_may_have_any_other_key(folder: Path) -> None:
    extra = '#+ made: "2025-10-07"\n#+ endpoint_in_url: false\n#+ x: {y: [1, 2.5, null]}\n'
    assert found(folder, text=HEAD + extra + "SELECT * {}") == []


@pytest.mark.parametrize("text", ["  #+ more: 1\nSELECT * {}", "SELECT * {} #+ more: 1"])
def test_a_header_line_starts_its_line(folder: Path, text: str) -> None:
    assert found(folder, text=HEAD + text) == [(5, "#+ must stand at the start of the line")]


def test_a_string_holds_no_header_line(folder: Path) -> None:
    problems = found(folder, text=HEAD + 'SELECT * {\n?s ?p """\n#+ x: 1\n"""}')
    assert problems == [(7, "#+ inside a string reads as a header line")]


BODY = "SELECT * { ?s ?p ?_a_number , ?_b , ?_day_xsd_date , ?_c_iri }\n"


@pytest.mark.parametrize("key", ["defaults", "enumerate"])
@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (" {a: 1}", "must be a list of '- parameter: value'"),
        ("\n#+   - a", "must be a list of '- parameter: value'"),
        ("\n#+   - {a: 1, b: x}", "must be a list of '- parameter: value'"),
        ("\n#+   - z: 1", "there is no parameter 'z' in the query"),
        ("\n#+   - _a_number: 1", "there is no parameter '_a_number' in the query"),
        ("\n#+   - a: one", "parameter 'a' must be a number, not 'one'"),
        ("\n#+   - a: [1, one]", "parameter 'a' must be a number, not 'one'"),
        ("\n#+   - day: 2025", "parameter 'day' must be of type xsd:date"),
        ("\n#+   - c: http://a b", "parameter 'c' must be an IRI"),
        ("\n#+   - b: {c: d}", "a value must be text or a number"),
        ("\n#+   - b:", "'b' has no value"),
        ("\n#+   - b: []", "'b' has no value"),
        ("\n#+   - day: 2025-10-07", "for a date"),
    ],
)
def test_a_broken_default_or_choice(folder: Path, key: str, entry: str, message: str) -> None:
    problems = found(folder, text=f"{HEAD}#+ {key}:{entry}\n{BODY}")
    line = 5 if entry.startswith(" ") else 6
    assert [at for at, shown in problems if message in shown] == [line], problems


def test_good_defaults_and_choices(folder: Path) -> None:
    entry = '\n#+   - a: 1\n#+   - b: [x, 2]\n#+   - day: "2025-10-07"\n#+   - c: Some label'
    for key in ("defaults", "enumerate"):
        assert found(folder, text=f"{HEAD}#+ {key}:{entry}\n{BODY}") == []


def test_a_default_is_one_of_the_choices(folder: Path) -> None:
    header = f"{HEAD}#+ defaults:\n#+   - b: z\n#+ enumerate:\n#+   - b: [x, y]\n"
    message = "defaults: 'z' is not among the values of 'b' in enumerate"
    assert found(folder, text=header + BODY) == [(6, message)]


# Parameters


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("{ ?s ?p ?_a_b }", "?_a_b starts with _ but is no parameter"),
        ("{ ?s ?p ?_day_xsd_dat }", "?_day_xsd_dat starts with _ but is no parameter"),
        ("{ ?s ?p ?___a }", "?___a starts with _"),
        ("{ ?s ?p ?_1a }", "?_1a starts with _"),
        ("{ ?s ?p $_é }", "?_é starts with _"),
        ("{ ?s ?p ?_Name }", "the name must be camelCase"),
        ("{ ?s ?p ?_name , ?_nameLong_iri }", "'nameLong' starts with 'name'"),
        ("{ ?s ?p ?_name_en , ?_name_iri }", "?_name_iri and ?_name_en have the same name"),
        ("{ ?s ?p ?_name } # ?_name", "a comment mentions ?_name"),
        ("{ ?s ?p ?_name } # $_nameless", "a comment mentions ?_name"),
        ("{ ?s ?p ?_name , '?_name' }", "a string mentions ?_name"),
        ("{ ?s ?p ?_name , <http://e/?_name> }", "a iri mentions ?_name"),
        ("{ ?s ?p ?_n_integer } LIMIT ?_n_integer", "?_n_integer stands in LIMIT"),
        ("{ ?s ?p ?_n_integer } OFFSET ?_n_integer", "?_n_integer stands in OFFSET"),
        ("{ ?s ?p ?_x } GROUP BY ?_x", "?_x stands in GROUP BY"),
        ("{ ?s ?p ?_x } GROUP BY ?s HAVING(?s > ?_x)", "?_x stands in HAVING"),
        ("{ ?s ?p ?_x } ORDER BY ?_x", "?_x stands in ORDER BY"),
        ("{ ?s ?p ?_x VALUES ?_x { 1 } }", "?_x stands in VALUES"),
        ("{ ?s ?p ?_x VALUES (?s ?_x) { (1 2) } }", "?_x stands in VALUES"),
        ("{ ?s ?p ?_x } VALUES ?_x { 1 }", "?_x stands in VALUES"),
        ("{ { SELECT ?_x { ?s ?p ?_x } } }", "?_x stands in SELECT"),
        ("{ { SELECT ?s { ?s ?p ?_x } LIMIT ?_x } }", "?_x stands in LIMIT"),
        ("{ ?s ?p ?o BIND(?o AS ?_x) }", "AS must name another variable"),
    ],
)
def test_a_broken_parameter(folder: Path, body: str, message: str) -> None:
    problems = found(folder, text=f"{HEAD}SELECT ?s\n{body}")
    assert 6 in [line for line, shown in problems if message in shown], problems


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT ?s ?_x\n{ ?s ?p ?_x }", "?_x stands in SELECT"),
        ("SELECT (STR(?_x) AS ?t)\n{ ?s ?p ?_x }", "?_x stands in SELECT"),
        ("CONSTRUCT { ?s ?p ?_x }\n{ ?s ?p ?o }", "?_x stands in the CONSTRUCT template"),
        ("SELECT ?s { ?s ?p ?__x FILTER(BOUND(?__x)) }", "with a value for every parameter"),
        ("SELECT ?s { GRAPH ?_x { ?s ?p ?o } }", "with a value for every parameter"),
        ("CONSTRUCT WHERE { ?s ?p ?_x }", "with several values for every parameter"),
    ],
)
def test_a_parameter_in_a_place_where_no_value_can_stand(
    folder: Path, text: str, message: str
) -> None:
    problems = found(folder, text=HEAD + text)
    assert 5 in [line for line, shown in problems if message in shown], problems


@pytest.mark.parametrize(
    "body",
    [
        "{ ?s ?p ?_x , ?_y_iri }",
        "{ ?_y_iri ?p ?_x . ?s ?_p_iri ?o }",
        "{ ?s ?p ?o FILTER(?o = ?_x && COALESCE(?o > ?__n_number, true)) }",
        "{ ?s ?p ?o FILTER NOT EXISTS { ?s ?p ?_x } MINUS { ?s ?p ?_x } }",
        "{ BIND(?_x AS ?v) GRAPH ?_g_iri { ?s ?p ?v } }",
        "{ { SELECT ?s { ?s ?p ?_x } ORDER BY ?s LIMIT 1 } ?s ?q ?_x }",
        "{ VALUES ?v { 1 2 } ?s ?p ?_x } GROUP BY ?s HAVING(COUNT(?v) > 1) ORDER BY ?s LIMIT 1",
        "{ ?s ?p ?_since_xsd_date , ?_label_en , ?__max_integer }  # ?other ?_unknown",
    ],
)
def test_good_parameters(folder: Path, body: str) -> None:
    assert found(folder, text=f"{HEAD}SELECT ?s {body}") == []


def test_a_construct_query_may_take_parameters(folder: Path) -> None:
    text = "CONSTRUCT { ?s ?p ?_x } WHERE { ?s ?p ?_x }"
    assert found(folder, text=HEAD + text) == []


# SPARQL


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ASK\n{}", "grlc refuses ASK; phrase it as SELECT, which gives no row for no"),
        ("DESCRIBE <http://e/>", "DESCRIBE is not allowed here; phrase it as SELECT or CONSTRUCT"),
        ("INSERT DATA {}", "INSERT is no query"),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE is no query"),
        ("CLEAR ALL", "CLEAR is no query"),
        ("select * {\n", "malformed SPARQL"),
        ("SELECT ?s { ?s ?p ?o LATERAL { ?s ?q ?r } }", "no plain SPARQL 1.1"),
        ("SELECT ?s { << ?s ?p ?o >> ?q ?r }", "no plain SPARQL 1.1"),
        ("BASE <http://e/> SELECT * { <a> ?p ?o }", "no BASE"),
        ("SELECT * { ?s ?p ?\\u006f }", "a backslash outside a string"),
        ("SELECT * # a\r { ?s ?p ?o }", "a carriage return"),
    ],
)
def test_a_broken_query(folder: Path, text: str, message: str) -> None:
    problems = found(folder, text=HEAD + text)
    assert [line for line, shown in problems if message in shown][:1] in ([5], [6]), problems


def test_an_empty_query(folder: Path) -> None:
    message = "there is no query; write a SELECT or CONSTRUCT"
    assert found(folder, text=HEAD + "# SELECT") == [(1, message)]


def test_a_syntax_error_has_its_line(folder: Path) -> None:
    ((line, message),) = found(folder, text=HEAD + "SELECT *\n{\n  ?s ?p }\n")
    assert line == 7
    assert message.startswith("malformed SPARQL: in column")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("SELECT *\n{ ?s rdfs:label ?o }", 6, "the prefix rdfs: is not declared"),
        ("SELECT *\n{ ?s :p ?o }", 6, "the prefix : is not declared"),
        ("PREFIX e: <http://e/> SELECT *\n{ ?s e:p d:q }", 6, "the prefix d: is not declared"),
        ("SELECT *\n\n{ ?s ?p '1'^^xsd:int }", 7, "the prefix xsd: is not declared"),
        ("PREFIX e: <http://e/>\nSELECT * {}", 5, "PREFIX e: is declared but not used"),
        ("prefix : <http://e/>\nSELECT * {} # :a", 5, "PREFIX : is declared but not used"),
        (
            "PREFIX e: <http://e/>\nPREFIX e: <http://f/> SELECT * { ?s ?p e:o }",
            6,
            "PREFIX e: is declared twice",
        ),
    ],
)
def test_prefixes(folder: Path, text: str, line: int, message: str) -> None:
    assert found(folder, text=HEAD + text) == [(line, message)]


def test_an_undeclared_prefix_does_not_hide_a_syntax_error(folder: Path) -> None:
    lines = [line for line, _ in found(folder, text=HEAD + "SELECT * {\n?s e:p ?o .\n?s ?p }")]
    assert lines == [6, 7]


def test_names_that_are_no_prefixes(folder: Path) -> None:
    text = 'PREFIX e: <http://e/>\nSELECT * { _:b e:p "d:q" , <d:q> , e:d\\:q } # d:q'
    assert found(folder, text=HEAD + text.replace("\\:", ":")) == []


# Checks


@pytest.mark.parametrize(
    "columns",
    ["?entity ?property", "?property ?entity ?value", "*", "?entity ?property ?value ?p"],
)
def test_a_check_selects_entity_property_value(folder: Path, columns: str) -> None:
    text = CHECK.replace("?entity ?property ?value {", f"{columns} {{ ?p ?p ?p .")
    assert found(folder, "checks/c.rq", text) == [
        (8, "a check must SELECT exactly ?entity ?property ?value")
    ]


@pytest.mark.parametrize(
    ("old", "new", "missing"),
    [
        ("# # Claims", "# Claims", "# # Title"),
        ("# # Claims", "\n# # Claims", "# # Title"),
        ("**Problem:** A claim has no evidence.", "**Problem:**", "# **Problem:** text"),
        ("**Problem:**", "Problem:", "# **Problem:** text"),
        ("# **Solution:** Add", "\n# **Solution:** Add", "# **Solution:** text"),
        ("**Solution:**", "**Remedy:**", "# **Solution:** text"),
    ],
)
def test_a_check_has_a_title_a_problem_and_a_solution(
    folder: Path, old: str, new: str, missing: str
) -> None:
    ((line, message),) = found(folder, "checks/c.rq", CHECK.replace(old, new))
    assert line == 1
    assert message.startswith(f"the head lacks {missing!r}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("CONSTRUCT { ?a ?b ?c } { ?a ?b ?c }", "CONSTRUCT is not allowed here"),
        ("ASK {}", "grlc refuses ASK"),
        ("SELECT ?entity ?property ?value { ?entity ?property ?value , ?_x }", "no parameters"),
        ("SELECT ?entity ?property ?value { ?entity ?property }", "malformed SPARQL"),
        ("SELECT ?entity ?property ?value { ?entity ?property e:x }", "is not declared"),
    ],
)
def test_a_broken_check(folder: Path, text: str, message: str) -> None:
    head = CHECK.partition("PREFIX")[0]
    problems = found(folder, "checks/c.rq", head + text)
    assert [line for line, shown in problems if message in shown] == [7], problems
