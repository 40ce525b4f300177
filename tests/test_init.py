"""`summit-kg init`: a workspace of one's own."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from answers import solutions
from conftest import ROOT

import summit_kg
from summit_kg.errors import InputProblem, StoreProblem, UsageProblem
from summit_kg.load.policy import Policy, read_policy
from summit_kg.new_workspace import make_workspace
from summit_kg.query.lint import lint


@pytest.fixture
def made(tmp_path: Path) -> Path:
    root = tmp_path / "mine"
    make_workspace(str(root))
    return root


def test_a_new_workspace_answers_at_once(made: Path) -> None:
    report = summit_kg.build(str(made))
    assert report is not None
    assert str(report).startswith("1 article, 4 claims (3 accepted)")
    assert report.findings == []
    with summit_kg.open(workspace=str(made)) as graph:
        [meeting] = solutions(graph.query("my-meetings"))
        assert meeting["meetingLabel"].value == "Seventh round of the Moscow Format"
        parties = {
            row["partyLabel"].value
            for row in solutions(graph.query("participants", meeting="id:moscow-format-7"))
        }
        assert parties == {"Russia", "India"}
        assert graph.entity("USA").endswith("/united-states"), "reference data of the package"
        [sentence] = graph.sentences([meeting["sentence"].value])
        assert sentence.marked() == "⟦The seventh round of the Moscow Format met in Moscow⟧."


def test_own_reference_data_is_read_with_the_packages(made: Path) -> None:
    path = made / "data" / "reference" / "my-own.ttl"
    comment = [
        line[2:] for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("# ")
    ]
    assert len(comment) == 3
    example = "\n".join(comment[1:])
    path.write_text(path.read_text(encoding="utf-8") + example, encoding="utf-8")
    with summit_kg.open(workspace=str(made)) as graph:
        assert graph.entity("Kazan").endswith("/kazan")
        assert graph.entity("Bagram").endswith("/bagram-air-base")


def test_its_policy_is_the_default_explained(made: Path) -> None:
    path = made / "data" / "policy.yaml"
    assert read_policy(str(path)) == Policy(str(path))
    with_file = _answers(made)
    text = path.read_text(encoding="utf-8")
    path.unlink()
    assert with_file == _answers(made), "answers are as without the file"
    assert make_workspace(str(made)) == ["data/policy.yaml"]
    assert path.read_text(encoding="utf-8") == text


def _answers(made: Path) -> tuple[str, set[str], set[str]]:
    """What a workspace holds: its accepted claims, all statements, and why each was accepted."""
    report = summit_kg.build(str(made), force=True)
    assert report is not None
    with summit_kg.open(workspace=str(made)) as graph:
        why = "https://w3id.org/summit-kg/ontology#acceptanceReason"
        reasons = graph.sparql(f"SELECT * WHERE {{ GRAPH ?g {{ ?claim <{why}> ?reason }} }}")
        all_facts = graph.sparql(
            "SELECT * WHERE { ?s ?p ?o FILTER (!isBlank(?s) && !isBlank(?o)) }"
        )
        return (
            str(report).split("; ", 1)[0],
            {str(row) for row in solutions(reasons)},
            {str(row) for row in solutions(all_facts)},
        )


def test_the_examples_in_its_policy_work(made: Path) -> None:
    path = made / "data" / "policy.yaml"
    text = path.read_text(encoding="utf-8")
    schema = json.loads((made / "data/schema/policy.schema.json").read_text(encoding="utf-8"))
    assert text.startswith("# yaml-language-server: $schema=schema/policy.schema.json\n")
    jsonschema.Draft202012Validator(schema).validate(yaml.safe_load(text))
    text = text.replace("# asOf:", "asOf:").replace("resolutions: []", "resolutions:")
    text = re.sub(r"(publishers|speakers): \{\} # ", r"\1: ", text)
    text = re.sub(r"^#( +(- |refuse:|reason:))", r" \1", text, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")
    jsonschema.Draft202012Validator(schema).validate(yaml.safe_load(text))
    policy = read_policy(str(path))
    assert policy.publishers == {"TASS": 2, "The Paper": 3}
    assert list(policy.speakers.values()) == [2]
    assert policy.as_of == "2025-10-31"
    assert [len(resolution.leave_open) for resolution in policy.resolutions] == [0, 2]


def test_what_its_policy_says_is_done(made: Path) -> None:
    path = made / "data" / "policy.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("report: [certain]", "report: [possible]"), encoding="utf-8")
    report = summit_kg.build(str(made))
    assert report is not None
    assert str(report).startswith("1 article, 4 claims (0 accepted)")
    path.write_text(text.replace("others: 1", "others: most"), encoding="utf-8")
    with pytest.raises(InputProblem, match=r"data/policy.yaml:\d+: the trust in others must be"):
        summit_kg.build(str(made))


def test_its_query_keeps_the_conventions(made: Path) -> None:
    assert lint(str(made / "queries")) == []


def test_the_example_fits_the_schemas_and_is_what_add_makes_of_it(made: Path) -> None:
    folder = made / "data" / "articles" / "example"
    for name in ("article", "claims"):
        schema = json.loads((made / f"data/schema/{name}.schema.json").read_text(encoding="utf-8"))
        document: dict[str, Any] = yaml.safe_load(
            (folder / f"{name}.yaml").read_text(encoding="utf-8")
        )
        jsonschema.Draft202012Validator(schema).validate(document)
        assert (folder / document["@context"][0]).is_file()
    pytest.importorskip("punkt", reason="needs the extra 'add'")
    from summit_kg.intake.files import reading_copy
    from summit_kg.intake.sentences import split_sentences

    text = (folder / "text.txt").read_text(encoding="utf-8")
    sentences = split_sentences(text)
    listed = yaml.safe_load((folder / "article.yaml").read_text(encoding="utf-8"))["sentences"]
    assert [tuple(row.values()) for row in listed] == [tuple(sentence) for sentence in sentences]
    assert (folder / "reading.txt").read_text(encoding="utf-8") == reading_copy(text, sentences)


def test_editors_find_the_schemas(made: Path) -> None:
    settings = json.loads((made / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    for schema, pattern in settings["yaml.schemas"].items():
        assert (made / schema).is_file()
        assert list(made.glob(pattern))


def test_git_leaves_texts_and_the_store_out(made: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("needs git")
    summit_kg.build(str(made))
    subprocess.run(["git", "init", "-q", str(made)], check=True, timeout=60)
    listed = subprocess.run(
        ["git", "-C", str(made), "ls-files", "--others", "--exclude-standard"],
        check=True, capture_output=True, text=True, timeout=60,
    ).stdout.split()  # fmt: skip
    assert "data/articles/example/claims.yaml" in listed
    assert not [name for name in listed if name.endswith(".txt") and name.startswith("data/")]
    assert not [name for name in listed if name.startswith(".summit-kg")]


def test_a_second_time_changes_nothing_but_old_schemas(made: Path) -> None:
    (made / "README.md").write_text("mine", encoding="utf-8")
    shutil.rmtree(made / "data" / "articles" / "example")
    schema = made / "data" / "schema" / "claims.schema.json"
    schema.write_text("{}", encoding="utf-8")
    assert make_workspace(str(made)) == []
    assert (made / "README.md").read_text(encoding="utf-8") == "mine"
    assert schema.read_bytes() == (ROOT / "data" / "schema" / "claims.schema.json").read_bytes()
    assert not (made / "data" / "articles" / "example").exists(), "an example removed stays away"


def test_where_it_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageProblem, match="is a file; give a folder"):
        make_workspace(str(tmp_path / "file"))
    with pytest.raises(StoreProblem, match="cannot be written"):
        make_workspace(str(tmp_path / "file" / "beneath"))


def test_the_command(tmp_path: Path) -> None:
    def call(*words: str) -> str:
        process = subprocess.run(
            [sys.executable, "-m", "summit_kg.cli", *words],
            cwd=tmp_path, capture_output=True, text=True, timeout=120, check=True,
            env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")},
        )  # fmt: skip
        return process.stderr if words[0] == "init" else process.stdout

    assert (
        call("init", "mine")
        == "summit-kg: mine: a workspace of 15 new files; its README.md tells what is where\n"
    )
    assert call("init", "mine") == "summit-kg: mine: is a workspace already; nothing was changed\n"
    assert "Seventh round" in call("query", "my-meetings", "--workspace", "mine")
