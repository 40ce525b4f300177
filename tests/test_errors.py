"""What is wrong with files, noted or raised."""

import pytest

from summit_kg.errors import InputProblem, noted_in


def fail() -> None:
    try:
        int("x")
    except ValueError as error:
        raise InputProblem("file", 3, "is wrong") from error


def test_what_is_wrong_is_noted_and_holds_on_to_nothing() -> None:
    problems: list[InputProblem] = []
    with noted_in(problems):
        fail()
    [problem] = problems
    assert str(problem) == "file:3: is wrong"
    assert (problem.__traceback__, problem.__context__, problem.__cause__) == (None, None, None)


def test_what_is_wrong_is_raised_where_it_is_not_to_be_noted() -> None:
    with pytest.raises(InputProblem, match="file:3: is wrong"), noted_in(None):
        fail()
