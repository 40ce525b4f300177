"""Reads the header of a query file: the `#+ ` lines, one YAML mapping."""

import os
from typing import Any

import yaml

from summit_kg.errors import InputProblem
from summit_kg.load.yaml_source import read_text
from summit_kg.query.saved import SavedQuery


def read_query(path: str, shown: str | None = None) -> SavedQuery:
    """Return the saved query of a file.

    :raises InputProblem: where its header is no YAML mapping
    """
    shown = shown or path
    text = read_text(path)
    name = os.path.splitext(os.path.basename(path))[0]
    return SavedQuery(name, shown, text, read_header(text, shown))


def read_header(text: str, path: str) -> dict[str, Any]:
    """Return the mapping that the `#+ ` lines of a query hold; empty where there are none.

    :raises InputProblem: with the line, where they are no YAML mapping
    """
    numbered = [
        (number, line[2:])
        for number, line in enumerate(text.split("\n"), 1)
        if line.startswith("#+")
    ]
    for number, line in numbered:
        if "\t" in line:
            raise InputProblem(path, number, "the header has a tab; use blanks")
    source = "\n".join(line.removeprefix(" ") for _, line in numbered)
    try:
        header = yaml.load(source, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        row = error.problem_mark.line if error.problem_mark else 0
        line_number = numbered[min(row, len(numbered) - 1)][0]
        raise InputProblem(path, line_number, f"malformed header: {error.problem}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputProblem(path, numbered[0][0], f"malformed header: {error}") from error
    if header is None:
        return {}
    if not isinstance(header, dict):
        raise InputProblem(path, numbered[0][0], "the header must be a YAML mapping (key: value)")
    return header
