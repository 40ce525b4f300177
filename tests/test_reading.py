"""Reading goes on where the files or the store cannot be written or built, and says so."""

import os
from pathlib import Path

import pytest
from command_line import summit_in
from conftest import SLUG
from small_articles import MEETING, absent, small_workspace, took_part, write_article

import summit_kg
from summit_kg.errors import InputProblem, StoreProblem
from summit_kg.opening import BARE, CONTRADICTORY
from summit_kg.store import generations

READING = {
    "query": ("query", "who-refused-access", "-p", "facility=Bagram"),
    "explain": ("explain", "id:small-refusal", "refuser", "Taliban"),
    "show": ("show", "id:small-refusal"),
}


@pytest.mark.parametrize("name", READING)
def test_one_broken_file_stops_no_reading(workspace: Path, claims_file: Path, name: str) -> None:
    summit_kg.build(str(workspace))
    before = summit_in(workspace, *READING[name])
    assert before.stderr == ""
    whole = claims_file.read_text("utf-8")
    claims_file.write_text("claims: [", "utf-8")
    for first in (True, False):
        process = summit_in(workspace, *READING[name])
        assert process.stdout == before.stdout
        *_, warning = process.stderr.splitlines()
        assert warning.startswith(f"summit-kg: warning: data/articles/{SLUG}/claims.yaml:2: ")
        assert warning.endswith("the answer comes from the graph as it was built before")
        assert ("building the graph" in process.stderr) == first, "tried once"
    assert summit_in(workspace, *READING[name], "-q").stderr == ""
    error = summit_in(workspace, "build", code=3).stderr
    assert error.startswith(f"summit-kg: error: data/articles/{SLUG}/claims.yaml:2: ")
    claims_file.write_text(whole.replace("Small refusal", "Small denial"), "utf-8")
    assert "warning" not in summit_in(workspace, *READING[name]).stderr


def test_what_does_not_hold_in_an_older_graph_says_so(workspace: Path, claims_file: Path) -> None:
    summit_kg.build(str(workspace))
    claims_file.write_text("claims: [", "utf-8")
    process = summit_in(workspace, "explain", "India", "opposes", "id:us-access-to-bagram", code=1)
    text = " ".join(process.stdout.split())
    assert text.endswith("Note: this graph is older than the files, which cannot be built.")


def test_without_a_store_a_broken_file_is_an_error(workspace: Path, claims_file: Path) -> None:
    claims_file.write_text("claims: [", "utf-8")
    with pytest.raises(InputProblem, match="malformed"):
        summit_kg.open(workspace=str(workspace))
    assert "error: data/articles" in summit_in(workspace, *READING["query"], code=3).stderr


def test_a_damaged_store_and_a_broken_file_is_an_error(workspace: Path, claims_file: Path) -> None:
    summit_kg.build(str(workspace))
    current = generations.read_current(str(workspace / ".summit-kg"))
    assert current is not None
    Path(current.path, "oxigraph", "CURRENT").write_text("nonsense", "utf-8")
    claims_file.write_text("claims: [", "utf-8")
    with pytest.raises(InputProblem, match="malformed"):
        summit_kg.open(workspace=str(workspace))


def test_a_store_that_cannot_be_written_answers_as_it_was(
    workspace: Path, claims_file: Path
) -> None:
    summit_kg.build(str(workspace))
    store = workspace / ".summit-kg"
    (store / "build.lock").unlink()
    (store / "build.lock").mkdir()  # as root, permissions stop nobody
    claims_file.write_text(
        claims_file.read_text("utf-8").replace("Small refusal", "Small denial"), "utf-8"
    )
    told: list[str] = []
    with summit_kg.open(workspace=str(workspace), listener=told.append) as graph:
        assert graph.resolve("Small refusal").endswith("small-refusal")
    assert "the store cannot be written" in told[-1]
    assert told[-1].startswith("warning: ")
    with pytest.raises(StoreProblem, match="cannot be written"):
        summit_kg.build(str(workspace))


# What a contradiction leaves to answer


def contradictory(root: Path) -> None:
    write_article(root, "one", [absent("gone", "id:iran"), took_part("there", "id:iran")])


def test_a_contradiction_says_which_graph_answers(tmp_path: Path) -> None:
    ask = ("explain", "Iran", "tookPartIn", MEETING)
    kept = small_workspace(tmp_path / "kept")
    write_article(kept, "one", [took_part("there", "id:iran")])
    summit_kg.build(str(kept))
    contradictory(kept)
    for _ in range(2):
        assert summit_in(kept, *ask).stderr.splitlines()[-1] == f"summit-kg: {CONTRADICTORY}"
    assert f"summit-kg: {CONTRADICTORY}" in summit_in(kept, "build", "--force", code=1).stderr
    assert "last one without contradiction" in CONTRADICTORY
    bare = small_workspace(tmp_path / "bare")
    contradictory(bare)
    assert f"summit-kg: {BARE}" in summit_in(bare, "build", code=1).stderr
    for _ in range(2):
        assert summit_in(bare, *ask).stderr.splitlines()[-1] == f"summit-kg: {BARE}"
    text = summit_in(bare, "explain", "Iran", "a", "Actor", code=1).stdout
    assert f"Note: {BARE}." in " ".join(text.split())


def test_description_logic_reads_the_contradictory_files_themselves(tmp_path: Path) -> None:
    pytest.importorskip("rustdl")
    root = small_workspace(tmp_path / "workspace")
    write_article(root, "one", [took_part("there", "id:iran")])
    summit_kg.build(str(root))
    contradictory(root)
    process = summit_in(root, "reason", "--profile", "dl", "--engine", "rustdl", code=1)
    assert BARE in process.stderr
    assert CONTRADICTORY not in process.stderr


# A store that is none


def test_a_file_for_a_store_is_not_to_be_removed(workspace: Path) -> None:
    file = workspace / "notes.txt"
    file.write_text("what nobody may lose", "utf-8")
    for place, what in ((file, "is a file"), (file / "store", "lies in a file")):
        error = summit_in(workspace, *READING["show"], "--store", str(place), code=3).stderr
        assert error.count("\n") == 1
        assert f"{place}: {what}, not the folder of a store; name a folder" in error
        assert "remove" not in error
    assert file.read_text("utf-8") == "what nobody may lose"


def test_a_folder_that_is_no_store_is_not_to_be_removed(workspace: Path) -> None:
    folder = workspace / "mine"
    (folder / "current").mkdir(parents=True)
    error = summit_in(workspace, *READING["show"], "--store", str(folder), code=3).stderr
    assert f"{folder}: cannot be read as a store" in error
    assert "remove" not in error
    os.rmdir(folder / "current")
    (folder / "current").write_bytes(b"\xff\xfe")
    error = summit_in(workspace, *READING["show"], "--store", str(folder), code=3).stderr
    assert f"{folder}: is not the folder of a store" in error
    (folder / "generations").mkdir()
    error = summit_in(workspace, *READING["show"], "--store", str(folder), code=3).stderr
    assert f"{folder / 'current'}: is damaged; remove this file and run summit-kg build" in error
