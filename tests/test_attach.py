"""`summit-kg attach`, and the sentences that answers then print with their evidence marked."""

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import CLAIMS, ROOT, SLUG
from test_disputes import say

import summit_kg
from summit_kg import cli
from summit_kg.article_text import MarkedSentence, attached_folder, held_text
from summit_kg.errors import InputProblem, UsageProblem
from summit_kg.intake.attach import attach
from summit_kg.load.article import hash_of
from summit_kg.workspace import Workspace, find, packaged_files

TEXT = (
    "The Taliban turned them away from there.\nMore of the neighbours may soon recognise them all."
)
FIRST, SECOND = TEXT.split("\n")
SENTENCE = f"https://w3id.org/summit-kg/id/article/{SLUG}/p0s1"

Run = Callable[..., tuple[Any, str, str]]


@pytest.fixture
def article(workspace: Path) -> Path:
    """A workspace whose article has a text, which is not there."""
    folder = workspace / "data" / "articles" / SLUG
    lines = (folder / "article.yaml").read_text(encoding="utf-8").splitlines()[:7]
    lines += [
        f"sha256: {hash_of(TEXT)}",
        f"textLength: {len(TEXT)}",
        "sentences:",
        f"  - {{iri: p0s1, start: 0, end: {len(FIRST)}, sha256: {hash_of(FIRST)}}}",
        f"  - {{iri: p1s1, start: {len(FIRST) + 1}, end: {len(TEXT)}, sha256: {hash_of(SECOND)}}}",
    ]
    lines.insert(6, "title: A small report")
    (folder / "article.yaml").write_text(
        "\n".join(dict.fromkeys(lines)) + "\nlabel: small report\n", encoding="utf-8"
    )
    claims = CLAIMS.replace("{start: 5, end: 30}", "{start: 4, end: 28}")
    claims = claims.replace("p0s2", "p1s1").replace(
        "start: 41, end: 100", f"start: 41, end: {len(TEXT)}"
    )
    (folder / "claims.yaml").write_text(claims, encoding="utf-8")
    return workspace


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    path = tmp_path / "copy.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command; return exit code, stdout and stderr."""

    def call(*words: str) -> tuple[Any, str, str]:
        monkeypatch.setattr(sys, "argv", ["summit-kg", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return (ended.value.code, *capfd.readouterr())

    return call


@pytest.mark.parametrize("change", [str, lambda t: t + "\n", lambda t: t.replace("\n", "\r\n\r\n")])
def test_the_right_text_is_kept_in_the_workspace(
    article: Path, copy: Path, change: Callable[[str], str]
) -> None:
    copy.write_bytes(change(TEXT).encode())
    target = attach(find(str(article)), SLUG, str(copy))
    assert target == str(article / "data/articles" / SLUG / "text.txt")
    assert Path(target).read_bytes() == TEXT.encode()
    assert attach(find(str(article)), SLUG, str(copy)) is None, "it is there"
    assert summit_kg.build(str(article)) is not None


def test_another_text_is_refused_with_what_it_has(article: Path, copy: Path) -> None:
    pytest.importorskip("punkt", reason="needs the extra 'add'")
    copy.write_text(f"{FIRST}\nSomething else.", encoding="utf-8")
    with pytest.raises(InputProblem, match="it has 1 of its 2 sentences"):
        attach(find(str(article)), SLUG, str(copy))
    assert not (article / "data/articles" / SLUG / "text.txt").exists()


def test_an_unknown_article_is_named(article: Path, copy: Path) -> None:
    with pytest.raises(
        UsageProblem, match=r"no article is called 'smal-report'.*did you mean small-report"
    ):
        attach(find(str(article)), "smal-report", str(copy))


def test_what_is_packaged_is_not_written_to(
    article: Path, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "mine"))
    packaged = find(str(article))._replace(root=None)
    target = attach(packaged, SLUG, str(copy))
    assert target == str(tmp_path / "mine/summit-kg/texts" / f"{hash_of(TEXT)}.txt")
    assert not (article / "data/articles" / SLUG / "text.txt").exists()
    assert held_text(packaged, SLUG, hash_of(TEXT)) == TEXT
    Path(target).write_text("tampered with", encoding="utf-8")
    assert held_text(packaged, SLUG, hash_of(TEXT)) is None


def test_a_sentence_is_given_with_its_evidence(article: Path, copy: Path) -> None:
    with summit_kg.open(workspace=str(article)) as graph:
        assert list(graph.sentences([SENTENCE])) == []
    attach(find(str(article)), SLUG, str(copy))
    with summit_kg.open(workspace=str(article)) as graph:
        [found] = graph.sentences([SENTENCE, SENTENCE, "urn:x", SENTENCE + "9"])
        assert found == MarkedSentence(SENTENCE, SLUG, "p0s1", FIRST, ((4, 28),))
        assert found.marked("<", ">") == "The <Taliban turned them away> from there."


def test_of_several_claims_the_one_is_marked_that_a_row_speaks_of(
    article: Path, copy: Path
) -> None:
    claims = article / "data/articles" / SLUG / "claims.yaml"
    other = CLAIMS[CLAIMS.index("  - iri: more-recognition") : CLAIMS.index("withoutClaim")]
    other = (
        other.replace("more-recognition", "more")
        .replace("small-recognition", "other")
        .replace("p0s2", "p0s1")
    )
    text = claims.read_text(encoding="utf-8")
    claims.write_text(
        text.replace(
            "withoutClaim",
            other.replace("start: 41, end: 100", "start: 34, end: 39") + "withoutClaim",
        ),
        encoding="utf-8",
    )
    attach(find(str(article)), SLUG, str(copy))
    with summit_kg.open(workspace=str(article)) as graph:

        def marked(*names: str) -> str:
            rows = [frozenset("https://w3id.org/summit-kg/id/" + name for name in names)]
            [found] = graph.sentences([SENTENCE], {SENTENCE: rows})
            return found.marked()

        assert marked("taliban", "bagram-air-base") == "The ⟦Taliban turned them away⟧ from there."
        assert marked("china") == "The Taliban turned them away from ⟦there⟧."
        assert (
            marked(f"article/{SLUG}/more", "taliban")
            == "The Taliban turned them away from ⟦there⟧."
        )
        assert marked("nothing") == "The ⟦Taliban turned them away⟧ from ⟦there⟧."


ASK = ("query", "who-refused-access", "-p", "facility=Bagram")


def test_query_and_show_print_the_sentence_from_then_on(
    article: Path, copy: Path, run: Run
) -> None:
    where = ("--workspace", str(article))
    code, before, _ = run(*ASK, *where, "-f", "table")
    assert code == 0
    assert "turned" not in before
    code, out, err = run(*ASK, *where, "-f", "table", "--sentences")
    assert (code, out) == (0, before)
    assert err.endswith(
        f"summit-kg: the text of {SLUG} is not here; summit-kg attach {SLUG} FILE links your copy\n"
    )
    code, out, err = run("attach", SLUG, str(copy), *where)
    assert (code, out, err) == (0, "", f"summit-kg: {SLUG}: its text is attached\n")
    line = "p0s1  The ⟦Taliban turned them away⟧ from there.\n"
    assert run(*ASK, *where, "-f", "table")[1] == before + line
    assert run(*ASK, *where, "-f", "table", "--no-sentences")[1] == before
    assert run("show", "taliban", *where, "-f", "table")[1].endswith(line)
    assert run(*ASK, *where, "-f", "md")[1].endswith(
        "\n\np0s1: The ⟦Taliban turned them away⟧ from there.\n"
    )
    assert "turned" not in run("show", "china", *where, "-f", "table")[1]


def test_explain_prints_the_sentence_with_the_evidence_of_each_claim(
    article: Path, copy: Path, run: Run
) -> None:
    where = ("--workspace", str(article))
    triple = ("explain", "taliban", "made refusal", "id:small-refusal", *where)
    code, before, _ = run(*triple)
    assert code == 0
    assert "turned them" not in before
    attach(find(str(article)), SLUG, str(copy))
    marked = "p0s1: The ⟦Taliban turned them away⟧ from there."
    assert f"- {marked}\n" in run(*triple)[1]
    assert marked in run(*ASK, "--explain", *where)[1]
    [explanation] = json.loads(run(*triple, "-f", "json")[1])
    assert "⟦Taliban turned them away⟧" in json.dumps(explanation, ensure_ascii=False)


def test_in_other_formats_it_is_a_column_where_asked_for(
    article: Path, copy: Path, run: Run
) -> None:
    where = ("--workspace", str(article))
    attach(find(str(article)), SLUG, str(copy))
    marked = "The ⟦Taliban turned them away⟧ from there."
    assert "turned" not in run(*ASK, *where, "-f", "csv")[1]
    [row] = csv.DictReader(io.StringIO(run(*ASK, *where, "--sentences", "-f", "csv")[1]))
    assert row["sentenceText"] == marked
    assert json.loads(run(*ASK, *where, "--sentences", "-f", "jsonl")[1])["sentenceText"] == marked
    for limit in ((), ("--limit", "1")):
        answer = json.loads(run(*ASK, *where, "--sentences", "-f", "json", *limit)[1])
        [binding] = answer["results"]["bindings"]
        assert binding["sentenceText"]["value"] == marked
    assert marked in run(*ASK, *where, "--sentences", "-f", "xml")[1]
    rows = list(
        csv.DictReader(io.StringIO(run("show", "taliban", *where, "--sentences", "-f", "csv")[1]))
    )
    assert {bool(row["sentenceText"]) == bool(row["sentence"]) for row in rows} == {True}


def test_the_first_article_with_its_text(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = ROOT.parent / "shared" / "article"
    if not shared.is_dir():
        pytest.skip("needs ../shared/article, which lies outside the project")
    [source] = shared.glob("*.txt")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    found: Workspace = find()
    assert found.root is None
    before = {
        path.name for path in Path(packaged_files(), "data/articles/bagram-betrayal").iterdir()
    }
    assert run("attach", "bagram-betrayal", str(source))[0] == 0
    assert before == {
        path.name for path in Path(packaged_files(), "data/articles/bagram-betrayal").iterdir()
    }
    assert Path(attached_folder()).is_relative_to(tmp_path)
    out = run(*ASK, "-f", "table")[1]
    words = " ".join(out.rsplit("┘\n", 1)[1].split())
    assert words.startswith("p12s2 ")
    assert words[words.index("⟦") : words.index("⟧")].endswith("access to Bagram")
    assert words.count("⟦") == 1, "what Kabulov said of troops is no evidence of this"


def test_a_packaged_article_comes_into_the_workspace_with_its_text(
    article: Path, copy: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the package has is left alone, and the workspace answers with the sentences."""
    package = tmp_path / "package"
    (package / "data").mkdir(parents=True)
    for name in ("ontology", "queries", "data/reference", "data/schema"):
        (package / name).symlink_to(ROOT / name)
    (article / "data/articles").rename(package / "data/articles")
    before = sorted(package.rglob("*"))
    monkeypatch.setattr("summit_kg.workspace.packaged_files", lambda: str(package))
    home = tmp_path / "home"
    (home / "data/articles").mkdir(parents=True)
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("Nothing of it.", encoding="utf-8")
    where = ["--workspace", str(home)]
    assert run("attach", SLUG, str(wrong), *where)[0] == 3
    assert list((home / "data/articles").iterdir()) == []
    code, _, said = run("attach", SLUG, str(copy), *where)
    assert code == 0
    assert said.startswith(f"summit-kg: {SLUG}: its text is attached; the article came with")
    own = home / "data/articles" / SLUG
    assert sorted(path.name for path in own.iterdir()) == [
        "article.yaml",
        "claims.yaml",
        "text.txt",
    ]
    assert (own / "text.txt").read_text(encoding="utf-8") == TEXT
    assert sorted(package.rglob("*")) == before
    assert run("attach", SLUG, str(copy), *where)[2].endswith("its text is here already\n")
    words = "The ⟦Taliban turned them away⟧ from there."
    for command in (
        ["query", "who-refused-access", "-p", "facility=Bagram", "-f", "table"],
        ["show", "id:small-refusal", "-f", "table"],
        ["explain", "id:small-refusal", "refuser", "id:taliban"],
    ):
        code, out, said = run(*command, *where)
        assert code == 0, said
        assert words in out


def test_a_source_without_sentences_takes_no_text(copy: Path, run: Run) -> None:
    code, _, said = run("attach", "ferghana", str(copy), "--workspace", str(ROOT))
    assert (code, len(said.splitlines())) == (2, 1)
    assert "no text can be attached" in said


def test_the_seed_article_is_attached_in_a_workspace(tmp_path: Path, run: Run) -> None:
    text = ROOT.parent / "shared" / "article" / "000_1322bdb8d34002f4.txt"
    if not text.exists():
        pytest.skip("the text of the first article is not here")
    home = tmp_path / "home"
    summit_kg.init(str(home))
    assert run("attach", "bagram-betrayal", str(text), "--workspace", str(home))[0] == 0
    ask = ["query", "who-refused-access", "-p", "facility=Bagram", "-f", "table"]
    code, out, _ = run(*ask, "--workspace", str(home))
    assert code == 0
    assert "p12s2  " in out
    assert "⟦" in out
    context = (home / "data/articles/bagram-betrayal/claims.yaml").read_text("utf-8")
    assert "../../schema/context.jsonld" in context


def test_disputes_print_the_sentences_of_claims(article: Path, copy: Path, run: Run) -> None:
    granted = "iri: id:taliban\nofficialName: Those who let them in\n"
    say(article, "other", granted, keys=f"    disputes: [{SLUG}/access-refused]\n")
    where = ("disputes", "--workspace", str(article))
    assert "turned them" not in run(*where)[1]
    attach(find(str(article)), SLUG, str(copy))
    assert "- p0s1: The ⟦Taliban turned them away⟧ from there.\n" in run(*where)[1]
    [dispute] = json.loads(run(*where, "-f", "json")[1])
    words = [claim["words"] for side in dispute["sides"] for claim in side["claims"]]
    assert ["The ⟦Taliban turned them away⟧ from there."] in words
