"""Where a run finds its files."""

import os
from pathlib import Path

import pytest
from conftest import ROOT

from summit_kg.errors import InputProblem
from summit_kg.workspace import find, packaged_files


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
