"""Runs the command line in a process of its own."""

import subprocess
import sys
from pathlib import Path


def summit(
    *arguments: str | bytes, code: int = 0, stdin: str = "", cwd: Path | None = None
) -> "subprocess.CompletedProcess[str]":
    """Return the finished command, which must end with an exit code and no traceback."""
    process = subprocess.run(
        [sys.executable, "-m", "summit_kg.cli", *arguments],
        capture_output=True,
        text=True,
        input=stdin,
        cwd=cwd,
        timeout=120,
        check=False,
    )
    assert process.returncode == code, (process.stdout, process.stderr)
    assert "-vvv" in arguments or "Traceback" not in process.stderr
    return process


def summit_in(
    workspace: Path, *arguments: str, code: int = 0
) -> "subprocess.CompletedProcess[str]":
    """Return the finished command, run on a workspace."""
    return summit(*arguments, "--workspace", str(workspace), code=code)
