"""What the README shows on a terminal is what the commands print."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
SHOWN = [block for block in re.findall(r"```console\n\$ (.*?)```", README, re.DOTALL)
         if block.startswith("summit-kg") and "\n$" not in block]  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Runs a line of the shell in the checkout, with a store of its own."""
    folder = tmp_path_factory.mktemp("readme")
    command = folder / "summit-kg"
    command.write_text(
        f"#!/bin/sh\ncommand=$1\nshift\nexec {sys.executable} -m summit_kg.cli $command "
        f'--store {folder / "store"} "$@"\n'
    )
    command.chmod(0o755)
    environment = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}

    def line(text: str) -> str:
        return subprocess.run(
            text, shell=True, cwd=ROOT, env=environment, capture_output=True, text=True,
            timeout=120, check=False,
        ).stdout  # fmt: skip

    return line


@pytest.mark.parametrize("block", SHOWN, ids=lambda block: " ".join(block.split()[1:3]))
def test_a_command_prints_what_is_shown(run: Callable[[str], str], block: str) -> None:
    end = block.index("\n")
    if block.count("'", 0, end) % 2 == 1:
        end = block.index("'\n", end) + 1
    command, shown = block[:end], block[end + 1 :]
    if command.startswith("summit-kg sparql"):
        command += " -f table"  # as on a terminal
    assert run(command) == shown


def test_enough_is_shown() -> None:
    assert len(SHOWN) >= 3


def test_the_counts_of_the_demo_are_those_of_a_build(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "summit_kg.cli", "build", "--store", str(tmp_path / "store")],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=True,
    ).stderr  # fmt: skip
    counts = re.search(r"summit-kg: (\d.*findings)", built)
    assert counts is not None
    assert counts[1] in README
