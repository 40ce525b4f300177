"""Where a run finds its files."""

import os
from pathlib import Path

import pytest
from conftest import ROOT

from summit_kg.errors import InputProblem
from summit_kg.workspace import files_over, find, packaged_files


def test_the_workspace_around_the_current_folder_is_found(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace / "data" / "reference")
    found = find()
    assert found.root == str(workspace)
    assert found.store == str(workspace / ".summit-kg")
    assert found.ontology == os.path.join(packaged_files(), "ontology")


def test_elsewhere_the_packaged_files_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    found = find()
    assert found.root is None
    assert found.data == str(ROOT / "data")
    assert found.store == str(tmp_path / "cache" / "summit-kg")


def test_a_folder_that_is_no_workspace_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="not a workspace"):
        find(str(tmp_path))


def test_paths_are_shown_as_the_user_writes_them(workspace: Path) -> None:
    found = find(str(workspace))
    assert found.relative(str(workspace / "data" / "x.ttl")) == "data/x.ttl"
    assert found.relative("/elsewhere/x.ttl") == "/elsewhere/x.ttl"


def test_own_queries_and_reference_data_stand_over_the_packages(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    for folder in ("data/articles", "data/reference", "queries/checks"):
        (root / folder).mkdir(parents=True)
    (root / "data" / "reference" / "states.ttl").write_text("", encoding="utf-8")
    (root / "data" / "reference" / "mine.ttl").write_text("", encoding="utf-8")
    (root / "queries" / "mine.rq").write_text("", encoding="utf-8")
    found = find(str(root))
    reference = files_over(found.reference_folders, ".ttl")
    assert str(root / "data" / "reference" / "mine.ttl") in reference
    assert str(root / "data" / "reference" / "states.ttl") in reference
    assert str(ROOT / "data" / "reference" / "states.ttl") not in reference
    assert str(ROOT / "data" / "reference" / "persons.ttl") in reference
    assert [os.path.basename(path) for path in reference] == sorted(
        map(os.path.basename, reference)
    )
    queries = files_over(found.query_folders, ".rq")
    assert {str(root / "queries" / "mine.rq"), str(ROOT / "queries" / "meetings.rq")} <= set(
        queries
    )
    assert len(files_over(found.check_folders, ".rq")) == len(
        list((ROOT / "queries/checks").glob("*.rq"))
    )


def test_a_checkout_has_its_files_once() -> None:
    found = find(str(ROOT))
    assert found.reference_folders == (str(ROOT / "data" / "reference"),)
    assert found.query_folders == (str(ROOT / "queries"),)
