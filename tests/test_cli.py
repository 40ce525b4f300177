"""The command line, as a user's shell sees it."""

import csv
import io
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import rdflib
from command_line import summit
from conftest import ROOT

from summit_kg.graph import KnowledgeGraph

ASK = ("query", "who-refused-access", "-p", "facility=Bagram")


@pytest.fixture(scope="module")
def store(seed: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("cli-store")
    summit("build", "--store", str(folder), "--quiet")
    return str(folder)


def problem(*arguments: str, code: int, stdin: str = "") -> str:
    """The one line that a failing call says."""
    process = summit(*arguments, code=code, stdin=stdin)
    assert process.stdout == ""
    assert process.stderr.startswith("summit-kg: error: ")
    assert process.stderr.count("\n") == 1
    assert "Traceback" not in process.stderr
    return process.stderr


def test_the_question_of_the_demo_has_one_answer(store: str) -> None:
    output = summit(*ASK, "--store", store, "-f", "csv").stdout
    [row] = csv.DictReader(io.StringIO(output))
    assert row["refuserLabel"] == "Taliban"
    assert row["governingAsLabel"] == "Islamic Emirate of Afghanistan"
    assert row["requesterLabel"] == "United States"
    assert row["facilityLabel"] == "Bagram Air Base"
    assert row["saidByLabel"] == "Zamir Kabulov"
    assert row["reportedBy"] == "https://w3id.org/summit-kg/id/article/bagram-betrayal"
    assert row["sentenceLabel"] == "p12s2"
    assert row["certaintyLabel"] == "certain"


@pytest.mark.parametrize(
    "label", ["Bagram", "bagram", "BAGRAM AIR BASE", "Bagram Airfield", "id:bagram-air-base",
              "https://w3id.org/summit-kg/id/bagram-air-base",
              "<https://w3id.org/summit-kg/id/bagram-air-base>", "  bagram   air base "],
)  # fmt: skip
def test_an_entity_is_found_however_it_is_called(store: str, label: str) -> None:
    output = summit("query", ASK[1], "-p", f"facility={label}", "--store", store).stdout
    assert "Taliban" in output


def test_an_article_is_found_by_its_slug(store: str) -> None:
    by_slug, by_name = (
        summit("query", "persons-in-article", "-p", f"article={name}", "--store", store).stdout
        for name in ("bagram-betrayal", "article:bagram-betrayal")
    )
    assert by_slug == by_name != ""


@pytest.mark.parametrize("label", ["USA", "usa", "U.S.", "Washington", "United States of America"])
def test_the_united_states_have_many_names(store: str, label: str) -> None:
    output = summit("show", label, "--store", store, "-f", "json").stdout
    assert "https://w3id.org/summit-kg/id/bagram-access-refusal" in output


FORMATS = {
    "csv": "refuser,",
    "tsv": "?refuser\t",
    "json": '{"head":',
    "xml": "<?xml",
    "jsonl": '{"refuser": ',
    "md": "| refuser",
    "table": "┌",
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_written(store: str, tmp_path: Path, name: str) -> None:
    assert summit(*ASK, "--store", store, "-f", name).stdout.startswith(FORMATS[name])
    none = summit(*ASK, "--store", store, "-f", name, "--limit", "0")
    assert "more than 0 rows" in none.stderr
    assert "Taliban" not in none.stdout
    if name != "table":
        file = tmp_path / f"out.{name}"
        summit(*ASK, "--store", store, "-o", str(file))
        assert file.read_text("utf-8").startswith(FORMATS[name])


@pytest.mark.parametrize(
    ("name", "rdflib_name"),
    [("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld"), ("nq", "nquads"),
     ("trig", "trig")],
)  # fmt: skip
def test_a_graph_is_written_in_every_format(store: str, name: str, rdflib_name: str) -> None:
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 20"
    output = summit("sparql", query, "--store", store, "-f", name).stdout
    graph = rdflib.Dataset()
    graph.parse(data=output, format=rdflib_name)
    assert sum(1 for _ in graph.quads()) == 20


def test_sparql_is_read_from_text_file_and_stdin(store: str, tmp_path: Path) -> None:
    query = "SELECT (1 AS ?one) {}"
    file = tmp_path / "one.rq"
    file.write_text(query, "utf-8")
    for argument, stdin in ((query, ""), (str(file), ""), ("-", query)):
        assert summit("sparql", argument, "--store", store, stdin=stdin).stdout == "one\n1\n"


def test_ask_is_answered(store: str) -> None:
    assert summit("sparql", "ASK { ?s ?p ?o }", "--store", store).stdout == "true\n"


def test_limit_and_timeout(store: str, tmp_path: Path) -> None:
    process = summit("sparql", "SELECT * { ?s ?p ?o }", "--store", store, "--limit", "3")
    assert process.stdout.count("\n") == 4
    assert "more than 3 rows" in process.stderr
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    line = problem("sparql", endless, "--store", store, "--timeout", "0.3", code=3)
    assert "longer than 0.3 s" in line
    everything = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
    file = tmp_path / "big.csv"
    problem("sparql", everything, "--store", store, "--timeout", "0.5", "-o", str(file), code=3)
    assert list(tmp_path.iterdir()) == []


PROBLEMS = [
    (("query", "who-refused-acess"), 2, "did you mean who-refused-access"),
    (
        ("query", "who-refused-access"),
        2,
        "parameter 'facility' is missing; give it as -p facility=…",
    ),
    (
        ("query", "who-refused-access", "facility=Bagram"),
        2,
        "'facility=Bagram' stands alone; give a parameter as -p name=value",
    ),
    (("build", "--workspace", ""), 2, "'--workspace': it is empty"),
    (("--store", "", "build"), 2, "'--store': it is empty"),
    ((*ASK, "-p", "colour=red"), 2, "unknown parameter 'colour'"),
    (("query", ASK[1], "-p", "facility"), 2, "write it as name=value"),
    (("query", ASK[1], "-p", "facility=Bagrum"), 2, "did you mean 'Bagram'"),
    (("show", "Lavrow"), 2, "did you mean"),
    (("show", "id:nothing-at-all"), 2, "nothing is known of"),
    (("shwo", "x"), 2, "no command 'shwo' (did you mean show?)"),
    (("query", "--colour"), 2, "--colour"),
    (("sparql", "SELECT * { ?s ?p ?o"), 3, "the query:1: malformed SPARQL"),
    (("sparql", "SELECT * { ?s unknown:p ?o }"), 3, "the prefix unknown: is not declared"),
    (("sparql", "SELECT * { ?s\n summit:p ?o }"), 3, "the query:2: the prefix summit: is not"),
    (("sparql", "missing.rq"), 3, "missing.rq: cannot be read"),
    ((*ASK, "-f", "xlsx"), 2, "cannot be written as 'xlsx'"),
    ((*ASK, "-o", "/nowhere/out.csv"), 3, "/nowhere/out.csv: cannot be written"),
    (("build", "--workspace", "/nowhere"), 3, "not a workspace"),
    (("sparql", "SELECT * " + "{" * 5000 + "}" * 5000), 3, "nested more than 500 levels deep"),
    (("sparql", "ASK { FILTER(" + "!" * 5000 + "true) }"), 3, "nested more than 500 levels deep"),
    (("sparql", " "), 3, "the query is empty"),
    (
        ("sparql", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "-o", "x.csv"),
        3,
        "the answer broke off",
    ),
    (("sparql", "ASK {}", "--timeout", "nan"), 2, "must be a number of seconds"),
    (("query", "recognitions", "--timeout", "nan"), 2, "must be a number of seconds"),
    (("show", "India", "--timeout", "nan"), 2, "must be a number of seconds"),
    (("explain", "a", "b", "c", "--timeout", "nan"), 2, "must be a number of seconds"),
    (("explain", "a", "b", "c", "--timeout", "inf"), 2, "inf is not in the range"),
    (("sparql", "ASK {}", "--timeout", "1e300"), 2, "1e+300"),
    (("sparql", "ASK {}", "-o", "", "-f", "csv"), 2, "-o needs the name of a file"),
    (("sparql", "ASK {}", "-f", "nonsense"), 2, "cannot be written as 'nonsense'"),
    (("export", "-f", "xlsx"), 2, "cannot be exported as 'xlsx'"),
]


@pytest.mark.parametrize(("arguments", "code", "message"), PROBLEMS)
def test_a_problem_is_one_clear_line(
    store: str, arguments: tuple[str, ...], code: int, message: str
) -> None:
    assert message in problem(*arguments, "--store", store, code=code)


@pytest.mark.parametrize(
    "value",
    ['"', "'", "}", "} #", "{", "\\", "a\nb", "\x01", "?x", "Bagram> . ?s ?p ?o", "a" * 100_000],
)
def test_hostile_values_stay_text(store: str, value: str) -> None:
    line = problem("query", ASK[1], "-p", f"facility={value}", "--store", store, code=2)
    assert len(line) < 1000


def test_an_ambiguous_label_lists_what_it_fits(store: str, tmp_path: Path) -> None:
    root = tmp_path / "ambiguous"
    (root / "data" / "articles").mkdir(parents=True)
    (root / "data" / "reference").mkdir()
    (root / "data" / "reference" / "two.ttl").write_text(
        "@prefix id: <https://w3id.org/summit-kg/id/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        'id:one rdfs:label "Georgia"@en . id:two rdfs:label "Georgia"@en .\n',
        "utf-8",
    )
    process = summit("show", "georgia", "--workspace", str(root), "-q", code=2)
    assert "id:one" in process.stderr
    assert "id:two" in process.stderr


def test_a_traceback_comes_only_with_vvv(store: str) -> None:
    process = summit("sparql", "SELECT", "--store", store, "-vvv", code=3)
    assert "Traceback" in process.stderr


def test_show_tells_who_says_so_and_what_is_no_fact(store: str) -> None:
    rows = [json.loads(line) for line in
            summit("show", "Taliban", "--store", store, "-f", "jsonl").stdout.splitlines()]  # fmt: skip
    refused = [row for row in rows if row["propertyLabel"] == "of refuser"]
    assert {row["saidByLabel"] for row in refused} >= {"Zamir Kabulov"}
    assert {row["sentenceLabel"] for row in refused} >= {"p12s2"}
    bases = {row["basis"].split(":")[0] for row in rows}
    bases.discard("accepted, though disputed")
    assert bases == {"accepted", "inferred", "reference", "claimed only", "denied only"}


def test_exports_are_the_same_bytes_each_time(store: str, tmp_path: Path) -> None:
    for name in ("ttl", "trig"):
        first, second = tmp_path / f"1.{name}", tmp_path / f"2.{name}"
        summit("export", "--store", store, "-o", str(first))
        summit("build", "--force", "--store", store, "-q")
        summit("export", "--store", store, "-o", str(second))
        assert first.read_bytes() == second.read_bytes()
        dataset = rdflib.Dataset()
        dataset.parse(first)
        assert len(list(dataset.quads())) > 10_000


def test_reason_says_how_much_follows(store: str, tmp_path: Path) -> None:
    process = summit("reason", "--store", str(tmp_path))
    assert "triples follow from" in process.stderr


def test_help_names_every_command() -> None:
    output = summit("--help").stdout
    for command in ("build", "export", "queries", "query", "reason", "show", "sparql"):
        assert f"  {command} " in output
        assert "Usage: summit-kg" in summit(command, "-h").stdout


@pytest.mark.parametrize(
    "arguments",
    ["sparql 'SELECT * {{ ?s ?p ?o }}' --store {store}", "export -f nq --store {store}",
     "diff -q data/articles/bagram-betrayal data/articles/gazeta-js", "query --help"],
)  # fmt: skip
def test_a_command_whose_reader_has_gone_claims_no_success(store: str, arguments: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.run(
        [sys.executable, "-m", "summit_kg.cli", *shlex.split(arguments.format(store=store))],
        stdout=writing, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT, timeout=60,
    )  # fmt: skip
    os.close(writing)
    assert process.stderr == ""
    assert process.returncode == 141


def test_options_that_commands_share_may_stand_before_them(store: str, tmp_path: Path) -> None:
    built = str(tmp_path / "built")
    before = summit("--workspace", str(ROOT), "--store", built, "-q", "build")
    assert before.stderr == ""
    assert os.path.exists(os.path.join(built, "current"))
    assert summit("--store", store, *ASK).stdout == summit(*ASK, "--store", store).stdout
    assert summit("queries", "-v", "list").stdout == summit("queries", "list").stdout
    assert summit("--workspace", str(tmp_path), *ASK, "--workspace", str(ROOT)).stdout
    # A command refuses before its name what it refuses behind it.
    assert "see summit-kg diff --help" in problem("--store", store, "diff", "a", "b", code=2)
    assert "Traceback" in summit("-vvv", "query", "nonsense", "--store", store, code=2).stderr


@pytest.mark.parametrize("arguments", [(), ("queries",)])
def test_a_command_line_without_a_command_shows_the_help(arguments: tuple[str, ...]) -> None:
    process = summit(*arguments, code=2)
    assert process.stdout == ""
    assert process.stderr.startswith("Usage: summit-kg")
    assert "\n  show " in process.stderr


def test_a_misspelt_option_is_suggested() -> None:
    assert problem("build", "--forse", code=2) == (
        "summit-kg: error: no option --forse (did you mean --force or --store or --workspace?); "
        "see summit-kg build --help\n"
    )


def test_a_folder_that_is_gone_is_no_output_that_cannot_be_written(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    command = f"rmdir {gone}; {sys.executable} -m summit_kg.cli queries list"
    process = subprocess.run(
        ["sh", "-c", command], cwd=gone, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, timeout=60,
    )  # fmt: skip
    assert process.returncode == 3
    told = "summit-kg: error: the current folder is gone; change to another\n"
    assert process.stderr.endswith(told)


def test_a_name_steers_no_terminal() -> None:
    told = problem("diff", "\x1b[31m", "b", code=3)
    assert "\x1b" not in told
    assert "\\x1b[31m: there is no such file or folder" in told


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("summit-kg qu", ["plain,queries", "plain,query"]),
        ("summit-kg -q qu", ["plain,queries", "plain,query"]),
        ("summit-kg queries l", ["plain,lint", "plain,list"]),
        ("summit-kg -q queries -q li", ["plain,lint", "plain,list"]),
        ("summit-kg build --fo", ["plain,--force"]),
        ("summit-kg biuld --fo", []),
    ],
)
def test_a_shell_completes_commands_and_options(words: str, offered: list[str]) -> None:
    process = subprocess.run(
        [sys.executable, "-m", "summit_kg.cli"], capture_output=True, text=True, check=False,
        env={**os.environ, "_SUMMIT_KG_COMPLETE": "bash_complete", "COMP_WORDS": words,
             "COMP_CWORD": str(len(words.split()) - 1)}, timeout=60, cwd=ROOT,
    )  # fmt: skip
    assert process.stdout.split() == offered
    assert process.stderr == ""


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-8"])
def test_the_output_is_utf_8_whatever_the_locale(workspace: Path, encoding: str) -> None:
    claims = next(workspace.glob("data/articles/*/claims.yaml"))
    text = claims.read_text("utf-8")
    assert "type: AccessRefusal" in text
    claims.write_text(text.replace("type: AccessRefusal", "type: State", 1), "utf-8")
    process = subprocess.run(
        [sys.executable, "-m", "summit_kg.cli", "build", "--workspace", str(workspace)],
        capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": encoding},
        timeout=60,
    )  # fmt: skip
    assert process.returncode == 1, process.stderr
    assert "∴" in process.stdout.decode()


def test_a_misspelt_command_of_a_group_is_suggested() -> None:
    assert "did you mean list?" in problem("queries", "lst", code=2)


def test_ctrl_c_ends_a_long_query(store: str) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    process = subprocess.Popen(
        [sys.executable, "-m", "summit_kg.cli", "sparql", endless, "--store", store], cwd=ROOT
    )
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=10) != 0


def test_closed_streams_are_no_crash(store: str) -> None:
    for closed in ("<&-", ">&-", "2>&-"):
        command = f"{sys.executable} -m summit_kg.cli sparql 'ASK {{}}' --store {store} {closed}"
        process = subprocess.run(
            ["bash", "-c", command], check=False, cwd=ROOT, timeout=60, capture_output=True
        )
        assert process.returncode == 0, process.stderr


def test_a_full_disk_is_one_line(store: str) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    line = problem("export", "--store", store, "-f", "trig", "-o", "/dev/full", code=3)
    assert "No space left on device" in line


def test_the_query_path_imports_no_heavy_library(store: str) -> None:
    code = (
        "import sys; sys.argv = ['summit-kg', 'query', 'who-refused-access', '-p',"
        f" 'facility=Bagram', '--store', {store!r}, '-f', 'table']\n"
        "from summit_kg.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'rdflib', 'owlready2', 'yaml', 'sparq', 'pyshacl'} & set(sys.modules)))"
    )
    process = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert process.stdout.splitlines()[-1] == "[]"


def test_a_table_in_a_pipe_is_as_wide_as_columns_says(
    store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def width(*more: str) -> int:
        asked = (*ASK, "--store", store, *more)
        return max(map(len, summit(*asked).stdout.splitlines()))

    assert width("-f", "table") > 110
    plain = width()
    monkeypatch.setenv("COLUMNS", "100")
    assert width("-f", "table") <= 100
    assert width() == plain, "csv is as it is"
