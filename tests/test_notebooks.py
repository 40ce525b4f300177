"""The notebooks of the documentation: they run, and show what they say."""

import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import ROOT
from IPython.core.formatters import DisplayFormatter

from summit_kg.graph import KnowledgeGraph

FOLDER = ROOT / "docs" / "notebooks"
READ: Any = nbformat.read
FORMATTER: Any = DisplayFormatter
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def test_the_notebooks_show_what_they_show_today() -> None:
    command = [sys.executable, str(ROOT / "tools" / "run_notebooks.py"), "--check"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_there_are_two() -> None:
    assert len(NOTEBOOKS) == 2


def test_the_prose_names_how_a_dispute_was_decided() -> None:
    cells = READ(FOLDER / "who-said-what.ipynb", as_version=4).cells
    decided = [
        before.source
        for before, cell in pairwise(cells)
        if "; accepted by hand" in json.dumps(cell.get("outputs", []))
    ]
    assert len(decided) == 1
    assert "by hand" in decided[0]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_clean_under_version_control(path: Path) -> None:
    notebook = READ(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert all(not cell.metadata for cell in notebook.cells)
    shown = json.dumps([cell.get("outputs", []) for cell in notebook.cells])
    assert "Traceback" not in shown
    assert not re.search(r" at 0x[0-9a-f]+>", shown), "an address in memory"
    assert str(ROOT) not in shown
    assert set(notebook.metadata) == {"kernelspec", "language_info"}


def test_an_answer_shows_itself_as_a_table_in_ipython(seed: KnowledgeGraph) -> None:
    answer = seed.query("who-refused-access", facility="Bagram")
    shown, _ = FORMATTER().format(answer)
    assert shown["text/plain"] == repr(answer)
    assert "<th>refuser</th>" in shown["text/html"]


def test_explanations_and_disputes_print_as_text(corpus: KnowledgeGraph) -> None:
    proof = corpus.explain("Kazakhstan", "opposes", "Foreign military bases in Afghanistan")
    assert str(proof).startswith("∴ Kazakhstan · opposes · Foreign military bases in Afghanistan\n")
    assert "property chain" in str(proof)
    assert "party count: 10, or 11" in str(corpus.disputes()[0])
    supposed = corpus.suppose(["article:afintl-open/turkmenistan-at-moscow-format-7"])
    assert str(supposed).startswith("Suppose that:\n")
