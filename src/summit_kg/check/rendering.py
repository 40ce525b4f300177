"""A validation as text, Markdown, JSON, SARIF or JUnit's XML."""

import json
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from summit_kg.check.report import Level, Problem, Validation
from summit_kg.reason.inconsistency_text import (
    inconsistency_data,
    inconsistency_markdown,
    inconsistency_text,
)
from summit_kg.text_width import WIDTH, filled
from summit_kg.version import __version__

FORMATS = ("text", "md", "json", "sarif", "junit")
_SARIF_LEVELS = {Level.ERROR: "error", Level.WARN: "warning", Level.INFO: "note"}
_SOURCES = {
    "files": "A file cannot be read, or breaks the rules for evidence and claims.",
    "shapes": "A description breaks a SHACL shape of the ontology.",
    "checks": "A quality check found something.",
    "ontology": "The ontology, or what names its terms, is not in order.",
    "queries": "A saved query or check cannot be run, or breaks the conventions.",
    "policy": "The acceptance policy names what is not there.",
    "contradictions": "Claims or reference data contradict each other.",
    "disputes": "Sources contradict each other, and the acceptance policy decides.",
}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(
    validation: Validation, format_: str, *, width: int = WIDTH, fail_on: Level = Level.ERROR
) -> str:
    """Return a validation in one of `FORMATS`.

    :param width: at which text is wrapped, in characters
    :param fail_on: the level from which a problem fails a test in JUnit's XML
    """
    if format_ == "json":
        return _json(_data(validation))
    if format_ == "sarif":
        return _json(_sarif(validation))
    if format_ == "junit":
        return _junit(validation, fail_on)
    if format_ == "md":
        return _markdown(validation)
    return _text(validation, width)


def _text(validation: Validation, width: int) -> str:
    found = validation.inconsistency
    parts = [
        "".join(line + "\n" for p in validation.problems for line in _lines(p, width)),
        "".join(f"{line}\n" for line in (*validation.coverage, validation.unread_articles) if line),
    ]
    if found is not None:
        parts.insert(1, inconsistency_text(found, width))
    return "\n".join(part for part in parts if part)


def _lines(problem: Problem, width: int) -> Iterator[str]:
    head = f"{problem.where}: {problem.level} {problem.source}/{problem.rule}"
    if problem.source == "disputes":  # they are many, and nothing need be done
        yield f"{head} {' '.join(problem.message.split())} → {problem.hint}"
        return
    yield head
    for text in (problem.message, f"→ {problem.hint}"):
        yield filled(text, width, "  ", "  ")


def _markdown(validation: Validation) -> str:
    lines = []
    for level, problems in groupby(validation.problems, key=lambda problem: problem.level):
        lines += [f"## {level}", ""]
        lines += [
            f"- `{p.where}` {_escaped(p.message)} _{_escaped(p.hint)}_ ({p.source}/{p.rule})"
            for p in problems
        ]
        lines.append("")
    if validation.inconsistency is not None:
        lines += ["## Contradictions", "", inconsistency_markdown(validation.inconsistency)]
    lines += ["## Coverage", ""]
    lines += ["| article | sentences | with claims | without, with a reason | not looked at |"]
    lines += ["|---|---|---|---|---|"]
    lines += [
        f"| {c.article} | {c.sentences} | {c.claimed} | {c.reasoned} | {', '.join(c.unread)} |"
        for c in validation.coverage
    ]
    if validation.unread_articles:
        lines += ["", f"{validation.unread_articles}."]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_<>\[\]|])", r"\\\1", " ".join(text.split()))


def _data(validation: Validation) -> dict[str, Any]:
    found = validation.inconsistency
    return {
        "problems": [problem._asdict() for problem in validation.problems],
        "coverage": [article._asdict() for article in validation.coverage],
        "without_sentences": validation.without_sentences,
        "files": validation.files,
        "inconsistency": None if found is None else inconsistency_data(found),
    }


def _json(data: object) -> str:
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", "backslashreplace").decode()


# SARIF 2.1.0 (OASIS, 2020)


def _sarif(validation: Validation) -> dict[str, Any]:
    rules: dict[str, list[Problem]] = {}
    for problem in validation.problems:
        rules.setdefault(_rule(problem), []).append(problem)
    order = {rule: place for place, rule in enumerate(sorted(rules))}
    driver = {
        "name": "summit-kg",
        "semanticVersion": __version__,
        "rules": [
            {
                "id": rule,
                "shortDescription": {"text": _SOURCES[rules[rule][0].source]},
                "help": {"text": _help(rules[rule])},
                "defaultConfiguration": {"level": _SARIF_LEVELS[rules[rule][0].level]},
            }
            for rule in order
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The workspace."}}},
        "results": [_sarif_result(problem, order) for problem in validation.problems],
    }
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }


def _help(problems: list[Problem]) -> str:
    """Return what to do where a rule is broken: what all of its problems say, if they agree."""
    hints = {problem.hint for problem in problems}
    if len(hints) == 1:
        return hints.pop()
    return f"{_SOURCES[problems[0].source]} Each result says what to do."


def _sarif_result(problem: Problem, order: dict[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": _rule(problem),
        "ruleIndex": order[_rule(problem)],
        "level": _SARIF_LEVELS[problem.level],
        "message": {"text": f"{problem.message}. {problem.hint}"},
    }
    if problem.path is not None:
        place: dict[str, Any] = {"artifactLocation": _artifact(problem.path)}
        if problem.line is not None:
            place["region"] = {"startLine": problem.line}
        result["locations"] = [{"physicalLocation": place}]
    return result


def _artifact(path: str) -> dict[str, str]:
    """Return a file as SARIF names it: beneath the workspace where it lies there."""
    pure = Path(path)
    if pure.is_absolute():
        return {"uri": pure.as_uri()}
    # as_uri quotes as a URI must be, and wants an absolute path
    return {"uri": (Path("/") / pure).as_uri().removeprefix("file:///"), "uriBaseId": "%SRCROOT%"}


def _rule(problem: Problem) -> str:
    return f"{problem.source}/{problem.rule}"


# JUnit's XML, as CI servers read it


def _junit(validation: Validation, fail_on: Level) -> str:
    """Return a test case for each problem that fails, and one for each file that has none."""
    suites = ET.Element("testsuites", name="summit-kg validate")
    failing = validation.reaching(fail_on)
    by_file: dict[str, list[Problem]] = {path: [] for path in validation.files}
    for problem in validation.problems:
        by_file.setdefault(problem.path or "-", []).append(problem)
    for path, problems in by_file.items():
        wrong = [problem for problem in problems if problem in failing]
        suite = ET.SubElement(
            suites, "testsuite", name=path, tests=str(len(wrong) or 1), failures=str(len(wrong)),
            errors="0", skipped="0",
        )  # fmt: skip
        for problem in wrong:
            name = f"{_rule(problem)} {problem.entity or ''} {problem.line or ''}"
            case = ET.SubElement(suite, "testcase", name=" ".join(name.split()),
                                 classname=path)  # fmt: skip
            failure = ET.SubElement(
                case, "failure", type=str(problem.level), message=problem.message
            )
            failure.text = f"{problem.where}: {problem.message}\n{problem.hint}"
        if not wrong:
            ET.SubElement(suite, "testcase", name=path, classname=path)
        minor = [problem for problem in problems if problem not in failing]
        if minor:
            told = [f"{p.where}: {p.level} {p.message}" for p in minor]
            ET.SubElement(suite, "system-out").text = "\n".join(told)
    suites.set("tests", str(sum(int(suite.get("tests", 0)) for suite in suites)))
    suites.set("failures", str(len(failing)))
    ET.indent(suites)
    text = _NOT_XML.sub("\ufffd", ET.tostring(suites, "unicode"))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'
