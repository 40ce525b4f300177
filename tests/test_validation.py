"""The validation of a workspace: what it finds, where, and what it says of articles."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, SLUG

from summit_kg.check.report import Level, Problem, Validation
from summit_kg.errors import UsageProblem
from summit_kg.new_workspace import make_workspace
from summit_kg.opening import validate

CLAIMS = f"data/articles/{SLUG}/claims.yaml"
ARTICLE = f"data/articles/{SLUG}/article.yaml"
Edit = Callable[[str, str], None]


@pytest.fixture
def edit(workspace: Path, claims_file: Path) -> Edit:
    """Replaces a text, which must be there, in the claims file."""

    def replace(old: str, new: str) -> None:
        text = claims_file.read_text(encoding="utf-8")
        assert old in text
        claims_file.write_text(text.replace(old, new, 1), encoding="utf-8")

    # The small article as it is lacks what the shapes ask for; here it is in order.
    replace(
        "        facility: id:bagram-air-base\n",
        "        facility: id:bagram-air-base\n        refused: id:us-access-to-bagram\n",
    )
    replace(
        "        iri: id:small-recognition\n        type: RecognitionAct\n",
        "        iri: id:small-recognition\n        type: RecognitionAct\n        label: Small recognition\n",
    )
    return replace


def line_with(workspace: Path, path: str, text: str) -> int:
    lines = (workspace / path).read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, start=1) if text in line)


def found(workspace: Path, *rules: str) -> list[Problem]:
    return [p for p in validate(str(workspace)).problems if p.rule in rules]


def refused(workspace: Path) -> list[Problem]:
    return [p for p in validate(str(workspace)).problems if p.source == "files"]


def test_the_checkout_has_no_errors_and_no_warnings() -> None:
    validation = validate(str(ROOT))
    assert validation.reaching(Level.WARN) == []
    assert validation.clean
    assert {article.unread for article in validation.coverage} == {()}


def test_a_small_article_in_order_has_only_a_warning_of_a_hash(workspace: Path, edit: Edit) -> None:
    problems = validate(str(workspace)).reaching(Level.WARN)
    assert [(p.level, p.source, p.rule, p.path) for p in problems] == [
        (Level.WARN, "shapes", "MinCount", CLAIMS),
        (Level.WARN, "ontology", "reference-broken", "data/reference/coalitions.ttl"),
    ]
    assert problems[1].message == "nothing is said of article:bagram-betrayal"
    assert problems[0].line == line_with(workspace, CLAIMS, "iri: access-refused")
    assert "no hash" in problems[0].message


def test_each_wrong_claim_is_told_with_its_line(workspace: Path, edit: Edit) -> None:
    edit("claimType: report", "claimType: rumour")
    edit("recogniser: id:china", "recognizer: id:china")
    problems = refused(workspace)
    assert [(p.level, p.path, p.line) for p in problems] == [
        (Level.ERROR, CLAIMS, line_with(workspace, CLAIMS, "rumour")),
        (Level.ERROR, CLAIMS, line_with(workspace, CLAIMS, "recognizer")),
    ]
    assert problems[0].message == "claim access-refused: claimType is 'rumour'"
    assert problems[0].hint.startswith("it must be one of assumption")
    assert "did you mean recogniser" in problems[1].message


def test_evidence_outside_its_sentence_is_told(workspace: Path, edit: Edit) -> None:
    edit("{start: 5, end: 30}", "{start: 5, end: 60}")
    (problem,) = refused(workspace)
    assert "outside sentence p0s1" in problem.message
    assert problem.line == line_with(workspace, CLAIMS, "start: 5, end: 60")


def test_a_text_that_is_not_the_article_is_told(workspace: Path, edit: Edit) -> None:
    path = f"data/articles/{SLUG}/text.txt"
    (workspace / path).write_text("Another text.", encoding="utf-8")
    (problem,) = refused(workspace)
    assert problem.path == path
    assert "is not the text" in problem.message


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("claimType: report", "claimType: rumour", "claim"),
        ("{start: 5, end: 30}", "{start: 5, end: 60}", "evidence"),
        ("{start: 5, end: 30}", f"{{start: 5, end: 30, sha256: {'0' * 63}}}", "evidence"),
        ("type: AccessRefusal", "type: AccessRefuse", "term"),
        ("refuser: id:taliban", "refusser: id:taliban", "term"),
        ("iri: more-recognition", "iri: access-refused", "duplicate-id"),
        ("iri: more-recognition", "iri: p0s1", "duplicate-id"),
        ("statement: The Tal", 'statement: "The Tal', "syntax"),
        ("statement: The", "statement: \udcff", "unreadable"),
    ],
)
def test_what_cannot_be_loaded_has_its_cause_as_rule(
    workspace: Path, edit: Edit, old: str, new: str, rule: str
) -> None:
    text = (workspace / CLAIMS).read_text(encoding="utf-8")
    assert old in text
    data = text.replace(old, new, 1).encode("utf-8", "surrogateescape")
    (workspace / CLAIMS).write_bytes(data)
    (problem,) = refused(workspace)
    assert (problem.level, problem.rule, problem.path) == (Level.ERROR, rule, CLAIMS)


def test_what_does_not_fit_the_text_has_another_rule_and_hint(workspace: Path, edit: Edit) -> None:
    (workspace / f"data/articles/{SLUG}/text.txt").write_text("Another text.", encoding="utf-8")
    (text,) = refused(workspace)
    edit("type: AccessRefusal", "type: AccessRefuse")
    term = next(p for p in refused(workspace) if p.rule == "term")
    assert text.rule == "hash"
    assert text.hint.startswith("put back the text")
    assert term.hint.startswith("correct the name")


def test_hashes_and_quotes_are_told_at_their_line(workspace: Path, edit: Edit) -> None:
    make_workspace(str(workspace / "own"))
    folder = workspace / "own/data/articles/example"
    files = {f.name: f.read_text(encoding="utf-8") for f in folder.iterdir()}

    def told(name: str, old: str, new: str) -> tuple[str, int | None, str]:
        assert old in files[name]
        (folder / name).write_text(files[name].replace(old, new, 1), encoding="utf-8")
        (problem,) = validate(str(workspace / "own")).reaching(Level.WARN)  # no hash is missed
        (folder / name).write_text(files[name], encoding="utf-8")
        return os.path.basename(problem.path or ""), problem.line, problem.message

    def line(name: str, text: str) -> int:
        return files[name][: files[name].index(text)].count("\n") + 1

    whole, third = re.findall("sha256: (.{64})", files["article.yaml"])[0:4:3]
    article = ("article.yaml", line("article.yaml", whole))
    assert told("article.yaml", whole, "0" * 64)[:2] == article
    article = ("article.yaml", line("article.yaml", third))
    assert told("article.yaml", third, "0" * 64)[:2] == article
    text = files["text.txt"]
    assert told("text.txt", "Russia", "Rassia")[:2] == ("text.txt", line("text.txt", "Russia"))
    assert told("text.txt", text, text + "\n\nMore.")[0] == "text.txt"
    name, at, message = told("claims.yaml", "label: Seventh round", 'label: "Seventh round')
    assert (name, at) == ("claims.yaml", line("claims.yaml", "label: Seventh round"))
    assert "the quote opened here is not closed" in message
    _, at, message = told("claims.yaml", "{start: 35, end: 87}", "{start: 35, end: 87")
    opened = line("claims.yaml", "{start: 35, end: 87}")
    assert at == opened + 1
    assert message.endswith(f"from line {opened}")


def test_files_broken_at_once_are_all_told(workspace: Path, edit: Edit) -> None:
    states = workspace / "data" / "reference" / "states.ttl"
    states.write_text(states.read_text(encoding="utf-8") + "\nid:x a\n", encoding="utf-8")
    (workspace / ARTICLE).write_text("title: [", encoding="utf-8")
    paths = {p.path for p in refused(workspace)}
    assert paths == {"data/reference/states.ttl", ARTICLE}


def test_a_broken_ontology_is_told_once(workspace: Path, edit: Edit) -> None:
    shutil.copytree(ROOT / "ontology", workspace / "ontology")
    actors = workspace / "ontology" / "actors.ttl"
    actors.write_text("@prefix : <\n", encoding="utf-8")
    (problem,) = validate(str(workspace)).reaching(Level.ERROR)
    assert (problem.path, problem.line) == ("ontology/actors.ttl", 1)
    assert problem.hint == "mend it; what needs the ontology was not checked"


def test_what_a_folder_and_a_check_lack_is_told(workspace: Path, edit: Edit) -> None:
    shutil.copytree(ROOT / "queries", workspace / "queries")
    (workspace / "queries" / "checks" / "bad.rq").write_text("SELECT ?x {", encoding="utf-8")
    (workspace / "data" / "articles" / "other").mkdir()
    (workspace / CLAIMS).write_bytes(b"\xff\xfe")
    assert {p.path for p in refused(workspace)} == {
        "queries/checks/bad.rq", "data/articles/other/article.yaml", CLAIMS,
    }  # fmt: skip


def test_the_ontology_report_names_file_and_line(workspace: Path, edit: Edit) -> None:
    shutil.copytree(ROOT / "ontology", workspace / "ontology")
    shutil.copytree(ROOT / "queries", workspace / "queries")
    actors = workspace / "ontology" / "actors.ttl"
    added = (
        "summit:Nobody a owl:Class .\n"
        "summit:knows a owl:ObjectProperty , owl:TransitiveProperty , owl:FunctionalProperty ;\n"
        '    rdfs:range summit:Nowhere ; skos:definition "That one knows another."@en ;\n'
        "    rdfs:seeAlso id:no-such-thing .\n"
    )
    base = validate(str(workspace)).problems
    actors.write_text(actors.read_text(encoding="utf-8") + added, encoding="utf-8")
    new = [p for p in validate(str(workspace)).problems if p not in base]
    path = "ontology/actors.ttl"
    first, second = (
        line_with(workspace, path, added.split("\n", maxsplit=1)[0]),
        line_with(workspace, path, "summit:knows a"),
    )
    assert {(p.rule, p.path, p.line) for p in new} == {
        ("term-without-label", path, first),
        ("term-without-label", path, second),
        ("term-without-definition", path, first),
        ("term-unused", path, first),
        ("term-unused", path, second),
        ("outside-owl-2-dl", path, second),
        ("outside-owl-2-dl", path, second + 1),
        ("term-undeclared", path, second + 1),
        ("reference-broken", path, second + 2),
    }


def test_a_query_that_names_no_term_is_told(workspace: Path, edit: Edit) -> None:
    shutil.copytree(ROOT / "queries", workspace / "queries")
    path = "queries/meetings.rq"
    query = workspace / path
    query.write_text(
        query.read_text(encoding="utf-8").replace("summit:Meeting", "summit:Meting", 1),
        encoding="utf-8",
    )
    (problem,) = found(workspace, "term-undeclared")
    assert (problem.level, problem.path) == (Level.ERROR, path)
    assert problem.line == line_with(workspace, path, "summit:Meting")
    assert "did you mean summit:Meeting" in problem.message


def test_a_query_that_cannot_run_is_an_error_and_a_convention_broken_is_a_warning(
    workspace: Path, edit: Edit
) -> None:
    folder = workspace / "queries"
    (folder / "checks").mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "queries/endpoint.txt", folder)
    good = (ROOT / "queries/meetings.rq").read_text(encoding="utf-8")
    broken = {
        "selec": good.replace("SELECT", "SELEC", 1),
        "prefix": re.sub("^PREFIX summit: .*\n", "", good, flags=re.MULTILINE),
        "sumary": good.replace("#+ summary:", "#+ sumary:"),
        "tab": good.replace("#+ summary:", "#+ summary:\t:"),
        "ask": "\n".join(line for line in good.splitlines() if line.startswith("#+"))
        + "\nASK { ?s ?p ?o }\n",
    }
    for name, text in {**broken, "good": good}.items():
        assert name == "good" or text != good
        (folder / f"{name}.rq").write_text(text, encoding="utf-8")
    (folder / "checks/narrow.rq").write_text("SELECT ?entity { ?entity a ?class }\n")
    problems = [p for p in validate(str(workspace)).problems if p.path and "queries/" in p.path]
    assert {(p.path, p.level, p.source, p.rule) for p in problems} >= {
        ("queries/selec.rq", Level.ERROR, "queries", "syntax"),
        ("queries/prefix.rq", Level.ERROR, "queries", "syntax"),
        ("queries/tab.rq", Level.ERROR, "queries", "unreadable"),
        ("queries/sumary.rq", Level.WARN, "queries", "header"),
        ("queries/ask.rq", Level.WARN, "queries", "form"),
    }
    assert not [p for p in problems if p.path == "queries/good.rq"]
    assert all(p.line for p in problems if p.source == "queries")
    narrow = [p for p in problems if p.path == "queries/checks/narrow.rq"]
    assert sum(p.level is Level.ERROR for p in narrow) == 1  # told once
    one = validate(str(workspace), str(folder / "sumary.rq")).problems
    assert [(p.path, p.rule) for p in one] == [("queries/sumary.rq", "header")]
    assert run(workspace, str(folder / "selec.rq")).returncode == 1


def test_the_packages_ontology_is_none_of_a_workspaces_business(
    workspace: Path, edit: Edit
) -> None:
    assert found(workspace, "term-unused", "outside-owl-2-dl") == []


def test_broken_shapes_are_told_with_their_line(workspace: Path, edit: Edit) -> None:
    shutil.copytree(ROOT / "ontology", workspace / "ontology")
    (workspace / "ontology" / "shapes.ttl").write_text("\n<a> <b>\n", encoding="utf-8")
    problem = next(p for p in refused(workspace))
    assert problem.path == "ontology/shapes.ttl"
    assert problem.line is not None


def test_a_shape_points_at_the_property_in_the_claim(workspace: Path, edit: Edit) -> None:
    edit("facility: id:bagram-air-base", "facility: id:moscow-format")
    problems = [p for p in found(workspace, "Class") if p.entity == "id:small-refusal"]
    assert [(p.level, p.path, p.line) for p in problems] == [
        (Level.ERROR, CLAIMS, line_with(workspace, CLAIMS, "facility: id:moscow-format"))
    ]
    assert problems[0].message.startswith("id:small-refusal (id:moscow-format)")


def test_a_shape_broken_by_a_claim_not_accepted_is_a_warning(workspace: Path, edit: Edit) -> None:
    edit("recognised: id:islamic-emirate", "recognised: id:bagram-air-base")
    problems = [p for p in found(workspace, "Or") if p.entity == "id:small-recognition"]
    assert [(p.level, p.path, p.line) for p in problems] == [
        (Level.WARN, CLAIMS, line_with(workspace, CLAIMS, "recognised: id:bagram"))
    ]


def test_claims_that_disagree_do_not_break_a_shape(workspace: Path, edit: Edit) -> None:
    before = len(validate(str(workspace)).problems)
    edit("recogniser: id:china", "recogniser: [id:china, id:islamic-emirate]")
    # that the recogniser is the one recognised is the business of claims, as long as none is accepted
    assert len(validate(str(workspace)).problems) == before


def test_reference_data_break_a_shape_with_file_and_line(workspace: Path, edit: Edit) -> None:
    path = "data/reference/states.ttl"
    file = workspace / path
    text = file.read_text(encoding="utf-8")
    assert 'summit:isoAlpha2 "CN"' in text
    file.write_text(
        text.replace('summit:isoAlpha2 "CN"', 'summit:isoAlpha2 "cn"'), encoding="utf-8"
    )
    (problem,) = [p for p in found(workspace, "Pattern") if p.entity == "id:china"]
    assert (problem.level, problem.path) == (Level.ERROR, path)
    assert problem.line == line_with(workspace, path, 'summit:isoAlpha2 "cn"')


def test_a_check_has_its_level_place_and_solution(workspace: Path, edit: Edit) -> None:
    edit("requester: id:united-states", "requester: id:untied-states")
    (problem,) = found(workspace, "undefined-entity")
    assert problem.level is Level.ERROR
    assert (problem.path, problem.line) == (
        CLAIMS,
        line_with(workspace, CLAIMS, "id:untied-states"),
    )
    assert problem.hint.startswith("Correct the name")
    assert "id:untied-states" in problem.message


def test_one_thing_is_told_once(workspace: Path, edit: Edit) -> None:
    edit("        label: Small refusal\n", "")
    edit("facility: id:bagram-air-base", "facility: id:nowhere")
    problems = validate(str(workspace)).reaching(Level.WARN)
    # That what is never described has no label, either, follows.
    assert [p.rule for p in problems if "id:nowhere" in p.message] == ["undefined-entity"]
    labels = [p for p in problems if p.entity != "id:nowhere" and "label" in p.message]
    assert [p.source for p in labels] == ["checks"]


def test_what_follows_from_a_claim_left_out_is_information(workspace: Path, edit: Edit) -> None:
    make_workspace(str(workspace / "own"))
    path = "data/articles/example/claims.yaml"
    claims = workspace / "own" / path
    good = claims.read_text(encoding="utf-8")

    def told(text: str) -> Validation:
        claims.write_text(text, encoding="utf-8")
        return validate(str(workspace / "own"))

    assert told(good).problems == []
    validation = told(good.replace("claimType: report ", "claimType: rumour ", 1))
    (problem,) = validation.reaching(Level.WARN)
    assert (problem.source, problem.path) == ("files", path)
    follow = [p for p in validation.problems if p.rule == "undefined-entity"]
    lines = [n for n, line in enumerate(good.splitlines(), 1) if "inMeeting: id:mosc" in line]
    assert [p.line for p in follow] == lines
    assert all(p.level is Level.INFO and "may come only from" in p.hint for p in follow)
    # Another fault stays an error beside it, at the line of the name.
    both = good.replace("claimType: report ", "claimType: rumour ", 1)
    both = both.replace("participant: id:russia\n", "participant: id:russiaa\n", 1)
    other = next(p for p in told(both).reaching(Level.ERROR) if p.source == "checks")
    assert (other.path, other.line) == (path, line_with(workspace / "own", path, "id:russiaa"))
    # Where the whole file cannot be read, its names are known all the same.
    assert [p.rule for p in told(good + '\n"').reaching(Level.WARN)] == ["syntax"]


def test_nothing_is_reported_at_a_file_of_the_package(workspace: Path, edit: Edit) -> None:
    make_workspace(str(workspace / "own"))
    own = workspace / "own"
    claims = own / "data/articles/example/claims.yaml"
    text = claims.read_text(encoding="utf-8")
    text = text.replace("        label: Seventh round of the Moscow Format\n", "")
    claims.write_text(text.replace("id:russia\n", "id:russiaa\n"), encoding="utf-8")
    problems = validate(str(own)).problems
    assert {p.rule for p in problems} >= {"entity-without-label", "undefined-entity"}
    assert all(p.path and not os.path.isabs(p.path) and p.line for p in problems)


def test_sentences_not_looked_at_are_named(workspace: Path, edit: Edit) -> None:
    edit(
        "- sentence: p0s2\n        selector: {start: 41, end: 100}",
        "- sentence: p0s1\n        selector: {start: 0, end: 40}",
    )
    validation = validate(str(workspace))
    (article,) = validation.coverage
    assert article[2:] == (2, 1, 0, ("p0s2",))
    (unread,) = [p for p in validation.problems if p.rule == "sentence-unread"]
    assert (unread.level, unread.path) == (Level.WARN, ARTICLE)
    assert unread.line == line_with(workspace, ARTICLE, "iri: p0s2")
    edit("withoutClaim: []", "withoutClaim:\n  - iri: p0s2\n    reason: A greeting.")
    (article,) = validate(str(workspace)).coverage
    assert article[2:] == (2, 1, 1, ())


def test_articles_without_sentences_are_counted_in_a_line(workspace: Path, edit: Edit) -> None:
    assert validate(str(workspace)).without_sentences == 0
    assert "no sentences" not in run(workspace, "--fail-on", "never").stdout
    text = (workspace / ARTICLE).read_text(encoding="utf-8").replace(SLUG, "other")
    text = "".join(
        line
        for line in text[: text.index("sentences:")].splitlines(keepends=True)
        if not line.startswith(("sha256:", "textLength:"))
    )
    (workspace / "data/articles/other").mkdir()
    (workspace / "data/articles/other/article.yaml").write_text(text, encoding="utf-8")
    lines = (workspace / CLAIMS).read_text(encoding="utf-8").partition("claims:")[0]
    claims = lines.replace(SLUG, "other") + "claims: []\n"
    (workspace / "data/articles/other/claims.yaml").write_text(claims, encoding="utf-8")
    assert validate(str(workspace)).without_sentences == 1
    assert validate(str(workspace), str(workspace / CLAIMS)).without_sentences == 0
    line = "1 article has no sentences: its text was not read"
    assert line in run(workspace, "--fail-on", "never").stdout.splitlines()
    assert line + "." in run(workspace, "-f", "md", "--fail-on", "never").stdout


def test_settled_disputes_are_told_in_a_line_each() -> None:
    settled = [p for p in validate(str(ROOT)).problems if p.source == "disputes"]
    process = run(ROOT, "--fail-on", "never")
    lines = [line for line in process.stdout.splitlines() if "disputes/settled" in line]
    assert len(lines) == len(settled) > 0
    for line, problem in zip(lines, settled, strict=True):
        assert line == f"{problem.where}: INFO disputes/settled {problem.message} → {problem.hint}"
        name = problem.hint.removeprefix("summit-kg disputes --id ").partition(" ")[0]
        assert f"disputes --id {name} shows it" in line
    command = [sys.executable, "-m", "summit_kg.cli", "disputes", "--workspace", str(ROOT)]
    shown = subprocess.run([*command, "--id", name], capture_output=True, text=True, check=False)
    assert problem.message in " ".join(shown.stdout.split())


def test_a_check_without_a_head_says_so(workspace: Path, edit: Edit) -> None:
    (workspace / "queries/checks").mkdir(parents=True)
    text = (ROOT / "queries/checks/act-without-agent.rq").read_text(encoding="utf-8")
    prefixes = "".join(n for n in text.splitlines(keepends=True) if n.startswith("PREFIX summit"))
    (workspace / "queries/checks/all-claims.rq").write_text(
        prefixes + "SELECT ?entity ?property ?value "
        "{ ?entity a summit:Claim BIND(summit:claimType AS ?property) ?entity ?property ?value }\n",
        encoding="utf-8",
    )
    problems = found(workspace, "all-claims")
    assert len(problems) == 2
    for problem in problems:
        assert "does not say what is wrong" in problem.message
        assert "queries/checks/all-claims.rq" in problem.hint


def test_sentences_of_an_article_that_nobody_read_yet_are_no_warnings(
    workspace: Path, claims_file: Path
) -> None:
    head = claims_file.read_text(encoding="utf-8").partition("\nclaims:")[0]
    claims_file.write_text(f"{head}\nclaims: []\nwithoutClaim: []\n", encoding="utf-8")
    validation = validate(str(workspace))
    (article,) = validation.coverage
    assert article[2:] == (2, 0, 0, ("p0s1", "p0s2"))
    assert [p for p in validation.problems if p.path == ARTICLE] == []


CONTRADICTION = """\
  - iri: access-not-refused
    statement: The Taliban took no part in the refusal.
    claimedBy: [article:small-report]
    polarity: negative
    certainty: certain
    claimType: report
    evidence:
      - sentence: p0s2
        selector: {start: 41, end: 100}
    asserts:
      assertion:access-not-refused:
        type: owl:NegativePropertyAssertion
        sourceIndividual: id:small-refusal
        assertionProperty: summit:refuser
        targetIndividual: id:taliban
withoutClaim: []
"""


def test_a_contradiction_is_an_error_at_a_claim(workspace: Path, edit: Edit) -> None:
    edit("withoutClaim: []\n", CONTRADICTION)
    validation = validate(str(workspace))
    assert validation.inconsistency is not None
    problem = next(p for p in validation.problems if p.source == "contradictions")
    assert (problem.level, problem.path) == (Level.ERROR, CLAIMS)
    lines = {
        line_with(workspace, CLAIMS, f"iri: {name}")
        for name in ("access-refused", "access-not-refused")
    }
    assert problem.line in lines
    assert "access-refused" in problem.hint


def test_a_contradiction_is_told_of_each_file_that_has_a_part_in_it(
    workspace: Path, edit: Edit
) -> None:
    other = workspace / "data" / "articles" / "other-report"
    shutil.copytree(workspace / "data" / "articles" / SLUG, other)
    for name in ("article.yaml", "claims.yaml"):
        text = (other / name).read_text(encoding="utf-8").replace(SLUG, "other-report")
        (other / name).write_text(text, encoding="utf-8")
    edit("withoutClaim: []\n", CONTRADICTION)  # the other report says only one side of it
    for path in (CLAIMS, "data/articles/other-report/claims.yaml"):
        validation = validate(str(workspace), str(workspace / path))
        told = [p.path for p in validation.problems if p.source == "contradictions"]
        assert told == [path]
        assert validation.inconsistency is not None
    elsewhere = validate(str(workspace), str(workspace / "data" / "reference"))
    assert elsewhere.inconsistency is None


def test_files_limit_the_report(workspace: Path, edit: Edit) -> None:
    edit("claimType: report", "claimType: rumour")
    whole = validate(str(workspace))
    part = validate(str(workspace), str(workspace / CLAIMS))
    assert {p.path for p in part.problems} == {CLAIMS}
    assert part.files == [CLAIMS]
    assert len(part.problems) < len(whole.problems)
    folder = validate(str(workspace), str(workspace / "data" / "articles"))
    assert {CLAIMS, ARTICLE} == set(folder.files)
    assert (
        validate(str(workspace), str(workspace / "data" / "reference")).reaching(Level.ERROR) == []
    )


def test_a_file_of_elsewhere_is_refused(workspace: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="is no file of the workspace"):
        validate(str(workspace), str(tmp_path / "elsewhere.yaml"))


# The command


def run(workspace: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "summit_kg.cli",
            "validate",
            "--workspace",
            str(workspace),
            *arguments,
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(("level", "code"), [("never", 0), ("error", 0), ("warn", 1), ("INFO", 1)])
def test_fail_on_says_what_ends_with_1(workspace: Path, edit: Edit, level: str, code: int) -> None:
    process = run(workspace, "--fail-on", level)
    assert process.returncode == code, process.stderr
    assert f"{CLAIMS}:" in process.stdout
    assert "2 warnings" in process.stderr


def test_an_error_ends_with_1_and_is_linked(workspace: Path, edit: Edit) -> None:
    edit("claimType: report", "claimType: rumour")
    process = run(workspace)
    assert process.returncode == 1
    line = line_with(workspace, CLAIMS, "rumour")
    assert process.stdout.startswith(f"{CLAIMS}:{line}: ERROR files/claim\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-f", "pdf"], "choose one of text, md, json, sarif, junit"),
        (["--store", "x"], "name one with --workspace"),
        (["nowhere.yaml"], "is no file of the workspace"),
        (["--fail-on", "fatal"], "fatal"),
    ],
)
def test_a_wrong_command_line_ends_with_2(
    workspace: Path, arguments: list[str], message: str
) -> None:
    process = run(workspace, *arguments)
    assert (process.returncode, process.stdout) == (2, "")
    assert message in process.stderr
    assert process.stderr.count("\n") == 1


def test_a_report_that_cannot_be_written_leaves_nothing(workspace: Path) -> None:
    process = run(workspace, "-o", str(workspace / "no" / "report.sarif"))
    assert process.returncode == 3
    assert "cannot be written" in process.stderr
    kept = workspace / "report.sarif"
    kept.write_text("old", encoding="utf-8")
    process = run(workspace, "-o", str(kept), "nowhere.yaml")
    assert (process.returncode, kept.read_text(encoding="utf-8")) == (2, "old")
    assert sorted(os.listdir(workspace)) == ["data", "report.sarif"]


def test_an_empty_workspace_is_in_order(tmp_path: Path) -> None:
    (tmp_path / "data" / "articles").mkdir(parents=True)
    validation = validate(str(tmp_path))
    assert isinstance(validation, Validation)
    assert [p for p in validation.problems if p.source in {"files", "contradictions"}] == []
    assert validation.coverage == []


# The hook for pre-commit


def hook() -> dict[str, object]:
    (found,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_the_hook_runs_what_the_documentation_says(workspace: Path) -> None:
    text = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    block = text.partition("repos:\n")[2].partition("```")[0]
    (documented,) = yaml.safe_load("repos:\n" + block)["repos"][0]["hooks"]
    assert documented["id"] == hook()["id"]
    command = str(hook()["entry"]).split()
    assert command[0] == "summit-kg"
    process = subprocess.run(
        [sys.executable, "-m", "summit_kg.cli", *command[1:], *documented["args"]],
        cwd=workspace, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert process.returncode == 1
    assert ": WARN " in process.stdout


def test_the_documentation_pins_the_hook_to_no_version_that_may_be_missing() -> None:
    text = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    [revision] = re.findall(r"^ *rev: (.*)$", text, re.MULTILINE)
    [asked] = re.findall(r"`(git -C \S+ rev-parse \S+)`", text)
    assert revision == "COMMIT"
    assert asked.split()[2] == re.findall(r"repo: (\S+)", text)[0]


def test_the_example_shows_the_check_as_it_is() -> None:
    text = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    head = (ROOT / "queries" / "checks" / "sentence-unread.rq").read_text(encoding="utf-8")
    for key in ("Problem", "Solution"):
        words = head.partition(f"**{key}:** ")[2].partition("\n")[0]
        assert words in " ".join(text.split())


def test_the_hook_runs_where_a_file_changes_that_validation_reads() -> None:
    pattern = re.compile(str(hook()["files"]))
    read = validate(str(ROOT)).files
    assert len(read) > 100
    assert [
        path for path in read if not pattern.search(path) and not path.endswith("text.txt")
    ] == []
    assert not pattern.search("README.md")


def test_the_workflow_in_the_documentation_uploads_what_validate_writes() -> None:
    text = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    block = text.partition("name: Validate\n")[2].partition("```")[0]
    steps = yaml.safe_load(block)["jobs"]["validate"]["steps"]
    written = next(step["run"] for step in steps if "validate" in step.get("run", "")).split("-o ")[
        1
    ]
    uploaded = next(step["with"]["sarif_file"] for step in steps if "sarif" in step.get("uses", ""))
    assert written == uploaded


def test_the_workflow_in_the_documentation_fits_githubs_schema(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    workflow = "name: Validate\n" + text.partition("name: Validate\n")[2].partition("```")[0]
    schema = ["--builtin-schema", "vendor.github-workflows"]
    for name, content, code in (
        ("right.yml", workflow, 0),
        ("wrong.yml", workflow.replace("runs-on", "run-on"), 1),
    ):
        (tmp_path / name).write_text(content, encoding="utf-8")
        process = subprocess.run(
            [sys.executable, "-m", "check_jsonschema", *schema, str(tmp_path / name)],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert process.returncode == code, process.stdout
