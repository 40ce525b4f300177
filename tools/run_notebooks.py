"""Run the notebooks of the documentation, and keep what they show as it is on every machine."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "notebooks"
SECONDS = 240
_read: Any = nbformat.read
_write: Any = nbformat.write


def run(path: Path, workspace: Path) -> Any:
    """Return a notebook, run in a workspace, with its new outputs.

    :raises nbclient.exceptions.CellExecutionError: where a cell fails
    """
    notebook = _read(path, as_version=4)
    os.environ["COLUMNS"] = "100"  # the width of tables
    client = NotebookClient(
        notebook, timeout=SECONDS, record_timing=False,
        resources={"metadata": {"path": str(workspace)}},
    )  # fmt: skip
    client.execute()
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def texts(notebook: Any) -> list[str]:
    """Return what the cells of a notebook print and show, as text."""
    return ["".join(map(_text, cell.get("outputs", ()))) for cell in notebook.cells]


def _text(output: Any) -> str:
    if output.output_type == "stream":
        return str(output.text)
    return str(output.data.get("text/plain", "")) + "\n"


def a_workspace(folder: Path) -> Path:
    """Return a workspace in a folder that has the checkout's files and a store of its own."""
    for name in ("data", "ontology", "queries"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def main() -> int:
    """Write the notebooks anew, or check them; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if stale")
    check = parser.parse_args().check
    stale = 0
    with tempfile.TemporaryDirectory() as folder:
        workspace = a_workspace(Path(folder))
        for path in sorted(FOLDER.glob("*.ipynb")):
            notebook = run(path, workspace)
            before, shown = _read(path, as_version=4), path.relative_to(ROOT)
            if not check and notebook != before:
                _write(notebook, path)
                print(f"wrote {shown}")
            elif check and texts(notebook) != texts(before):
                stale = 1
                print(f"{shown} is out of date: run python tools/run_notebooks.py", file=sys.stderr)
    return stale


if __name__ == "__main__":
    sys.exit(main())
