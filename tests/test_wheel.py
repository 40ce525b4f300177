"""The wheel carries ontology, data and queries: it answers away from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from conftest import ROOT


def run(*arguments: str, cwd: Path, **environment: str) -> str:
    process = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    return process.stdout


def test_the_wheel_answers_away_from_the_checkout(tmp_path: Path) -> None:
    run(
        "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet",
        "--wheel-dir", str(tmp_path), str(ROOT), cwd=tmp_path,
    )  # fmt: skip
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "site")
    for name in ("ontology/summit-kg.ttl", "data/articles/bagram-betrayal/claims.yaml",
                 "data/reference/states.ttl", "queries/who-refused-access.rq"):  # fmt: skip
        assert f"summit_kg/files/{name}" in names
    for name in (
        "README.md",
        "gitignore",
        "vscode/settings.json",
        "data/policy.yaml",
        "data/articles/example/text",
    ):
        assert f"summit_kg/template/{name}" in names
    assert not [name for name in names if name.endswith("text.txt")]
    home = tmp_path / "home"
    home.mkdir()
    output = run(
        "-c",
        "import sys, summit_kg; assert 'site' in summit_kg.__file__; "
        "from summit_kg.cli import main; "
        "sys.argv[1:] = ['query', 'who-refused-access', '-p', 'facility=Bagram', '-f', 'csv']; "
        "main()",
        cwd=home,
        PYTHONPATH=str(tmp_path / "site"),
        XDG_CACHE_HOME=str(tmp_path / "cache"),
    )
    assert "Taliban" in output
    assert (tmp_path / "cache" / "summit-kg" / "current").exists()
