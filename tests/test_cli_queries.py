"""`summit-kg queries`: the commands, what they print where, and how they end."""

import csv
import io
import json
import sys
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from summit_kg import cli

MEETINGS = """\
#+ summary: Who met whom?
#+ description: Each meeting.
#+ tags: [lookup, meeting]
#+ defaults:
#+   - since: "2025-01-01"
PREFIX e: <http://e/>
SELECT ?s {
  ?s e:met ?_actor_iri ; e:on ?day
  FILTER(?day > ?_since_xsd_date)
  OPTIONAL { ?s ?p ?__words_en }
}
"""
VOICES = """\
#+ summary: Who said it | and where?
#+ description: Each voice.
#+ tags: [voice]
SELECT ?s { ?s ?p ?o }
"""


class Run(NamedTuple):
    """How a command ended and what it printed."""

    code: object
    out: str
    err: str


class Shell:
    """Runs commands in a workspace."""

    def __init__(
        self, root: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
    ) -> None:
        self.root = root
        self.monkeypatch = monkeypatch
        self.captured = capfdbinary

    def __call__(self, *words: str) -> Run:
        self.monkeypatch.setattr(sys, "argv", ["summit-kg", "queries", *words])
        self.monkeypatch.chdir(self.root)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = self.captured.readouterr()
        return Run(ended.value.code, out.decode(), err.decode())


@pytest.fixture
def shell(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Shell:
    """Commands in a workspace with two queries and no store."""
    queries = workspace / "queries"
    queries.mkdir()
    (queries / "meetings.rq").write_text(MEETINGS, encoding="utf-8")
    (queries / "voices.rq").write_text(VOICES, encoding="utf-8")
    (queries / "endpoint.txt").write_text("http://localhost:8000/sparql\n", encoding="utf-8")
    return Shell(workspace, monkeypatch, capfdbinary)


def no_store(shell: Shell) -> bool:
    return not (shell.root / ".summit-kg").exists()


# list


def test_list_shows_name_parameters_and_summary(shell: Shell) -> None:
    code, out, err = shell("list", "-f", "table")
    assert (code, err) == (0, "")
    assert out.splitlines()[0].startswith("┌")
    rows = [[cell.strip() for cell in row.strip("│").split("│")] for row in out.splitlines()]
    assert ["meetings", "actor [since] [words]", "Who met whom?"] in rows
    assert no_store(shell)


def test_list_in_other_formats(shell: Shell) -> None:
    rows = list(csv.reader(io.StringIO(shell("list").out)))
    assert rows[0] == ["name", "parameters", "summary"]
    assert ["voices", "", "Who said it | and where?"] in rows
    bindings = json.loads(shell("list", "-f", "json").out)["results"]["bindings"]
    names = {row["name"]["value"] for row in bindings}
    assert {"meetings", "voices", "who-refused-access"} <= names, "over the package's"
    lines = map(json.loads, shell("list", "-f", "jsonl").out.splitlines())
    assert {row["name"]: row for row in lines}["meetings"]["parameters"] == "actor [since] [words]"
    assert "Who said it \\| and where?" in shell("list", "-f", "md").out


def test_list_by_tag(shell: Shell) -> None:
    code, out, _ = shell("list", "--tag", "meeting")
    assert code == 0
    assert [row[0] for row in csv.reader(io.StringIO(out))] == ["name", "meetings"]
    code, out, err = shell("list", "--tag", "meting")
    assert (code, out) == (2, "")
    assert "did you mean meeting" in err


def test_list_into_a_file(shell: Shell) -> None:
    assert shell("list", "-o", "list.md").out == ""
    assert (shell.root / "list.md").read_text(encoding="utf-8").startswith("| name")
    assert shell("list", "-f", "ttl").code == 2


def test_list_of_a_broken_header_names_file_and_line(shell: Shell) -> None:
    (shell.root / "queries" / "bad.rq").write_text("#+ a: 1\n#+ b: c: d\n", encoding="utf-8")
    code, out, err = shell("list")
    assert (code, out) == (3, "")
    assert "bad.rq:2: malformed header" in err
    assert len(err.splitlines()) == 1


# show


def test_show_prints_the_file(shell: Shell) -> None:
    code, out, err = shell("show", "meetings")
    assert (code, out) == (0, MEETINGS)
    assert err.splitlines() == [
        "summit-kg: parameter actor: a label, a CURIE or an IRI",
        "summit-kg: parameter [since]: an xsd:date; 2025-01-01 unless given",
        "summit-kg: parameter [words]: text in the language 'en'",
    ]
    assert shell("show", "-q", "meetings").err == ""
    assert no_store(shell)


def test_show_with_parameters_prints_what_would_run(shell: Shell) -> None:
    code, out, err = shell("show", "meetings", "-p", "actor=id:taliban", "-p", "words=a } b")
    assert (code, err) == (0, "")
    assert "e:met <https://w3id.org/summit-kg/id/taliban> ;" in out
    assert '"2025-01-01"^^<http://www.w3.org/2001/XMLSchema#date>' in out
    assert '"a } b"@en' in out
    assert no_store(shell)


def test_show_looks_labels_up(shell: Shell) -> None:
    code, out, _ = shell("show", "meetings", "-p", "actor=taliban", "-p", "actor=USA")
    assert code == 0
    assert "VALUES ?_actor_iri { <https://w3id.org/summit-kg/id/taliban> <https://" in out
    assert not no_store(shell)


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("meting",), 2, "did you mean meetings"),
        (("meetings", "-p", "words=a"), 2, "'actor' is missing; give it as -p actor=…"),
        (("meetings", "-p", "actr=a"), 2, "did you mean actor"),
        (("meetings", "-p", "actor"), 2, "write it as name=value"),
        (("meetings", "-p", "actor=id:a", "-p", "since=never"), 2, "must be of type xsd:date"),
        ((), 2, "NAME"),
    ],
)
def test_show_of_something_wrong(
    shell: Shell, words: tuple[str, ...], code: int, message: str
) -> None:
    ended, out, err = shell("show", *words)
    assert (ended, out) == (code, "")
    assert message in err
    assert len(err.splitlines()) == 1


# lint


def test_lint_of_clean_queries(shell: Shell) -> None:
    assert shell("lint") == (0, "", "summit-kg: no problems\n")
    assert shell("lint", "-q") == (0, "", "")
    assert no_store(shell)


def test_lint_prints_a_line_a_problem(shell: Shell) -> None:
    (shell.root / "queries" / "ask.rq").write_text("ASK {}", encoding="utf-8")
    code, out, err = shell("lint")
    assert code == 1
    assert "queries/ask.rq:1: grlc refuses ASK; phrase it as SELECT" in out
    assert err == f"summit-kg: {len(out.splitlines())} problems\n"


def test_lint_of_another_folder(shell: Shell) -> None:
    other = shell.root / "other"
    other.mkdir()
    code, out, err = shell("lint", "other")
    assert code == 1
    assert out == "other/endpoint.txt:1: is missing; it must say http://localhost:8000/sparql\n"
    assert err == "summit-kg: 1 problem\n"
    code, out, err = shell("lint", "none")
    assert (code, out) == (3, "")
    assert "none: cannot be read" in err


# export


def test_export_to_stdout(shell: Shell) -> None:
    code, out, err = shell("export")
    assert (code, err) == (0, "")
    triples = list(ox.parse(out.encode(), ox.RdfFormat.TURTLE))
    select = ox.NamedNode("http://www.w3.org/ns/shacl#select")
    assert len([triple for triple in triples if triple.predicate == select]) == 2
    assert no_store(shell)


def test_export_into_a_folder(shell: Shell) -> None:
    code, out, err = shell("export", "-o", "out/sib")
    assert (code, out, err) == (0, "", "summit-kg: out/sib: 3 files\n")
    folder = shell.root / "out" / "sib"
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["meetings.ttl", "prefixes.ttl", "voices.ttl"]
    before = {path: path.read_bytes() for path in folder.iterdir()}
    shell("export", "-o", "out/sib")
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_export_over_a_file(shell: Shell) -> None:
    (shell.root / "file").write_text("", encoding="utf-8")
    code, _, err = shell("export", "-o", "file")
    assert code == 3
    assert "file" in err
    assert len(err.splitlines()) == 1


# the group


def test_without_a_command(shell: Shell) -> None:
    code, out, err = shell()
    assert (code, out) == (2, "")
    assert err.startswith("Usage: summit-kg queries")


def test_help(shell: Shell) -> None:
    code, out, _ = shell("--help")
    assert code == 0
    for command in ("list", "show", "lint", "export"):
        assert command in out
