"""Quality checks: each finds exactly its fault, and nothing once the fault is repaired."""

import subprocess
import sys
from pathlib import Path
from time import process_time
from typing import NamedTuple

import pyoxigraph as ox
import pytest
import rdflib
from answers import solutions
from conftest import ROOT

from summit_kg.check.quality import Finding, run_checks
from summit_kg.graph import KnowledgeGraph
from summit_kg.vocabulary import PREFIXES

CHECKS = ROOT / "queries" / "checks"
HEAD = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items()) + (
    "PREFIX c: <https://w3id.org/summit-kg/id/article/a/>\n"
    "PREFIX g: <https://w3id.org/summit-kg/graph/claim/a/>\n"
)
CLASSES = """
    summit:AccessRefusal a owl:Class ; rdfs:subClassOf summit:Refusal .
    summit:Refusal a owl:Class ; rdfs:subClassOf summit:Act .
    summit:Act a owl:Class . summit:Claim a owl:Class . summit:Sentence a owl:Class .
    summit:Source a owl:Class . summit:State a owl:Class .
"""
CLAIM = """
    c:one a summit:Claim ; summit:asserts g:one ; summit:claimType summit:report ;
        summit:polarity summit:positive ; summit:accepted true ; summit:evidence _:e .
    _:e summit:inSentence c:p0s1 .
    c:p0s1 a summit:Sentence ; rdfs:label "p0s1" .
"""
IN_ARTICLE = "c:one summit:inArticle article:a . c:p0s1 summit:inArticle article:a . c:p0s2 summit:inArticle article:a . "


class Case(NamedTuple):
    """A graph with one fault, what the check says of it, and the change that repairs it."""

    check: str
    graph: str
    found: tuple[str, str, str]
    wrong: str
    right: str


CASES = [
    Case(
        "absent-and-present",
        """summit:WesternState owl:disjointWith
            [ owl:onProperty summit:tookPartIn ; owl:hasValue id:round ] .
        id:norway a summit:WesternState ; summit:tookPartIn id:round .""",
        ("id:norway", "summit:tookPartIn", "id:round"),
        "summit:tookPartIn id:round .",
        "summit:tookPartIn id:another-round .",
    ),
    Case(
        "absent-and-present",
        """[] owl:onProperty summit:tookPartIn ; owl:hasValue id:round ;
            owl:disjointWith summit:WesternState .
        id:norway a summit:WesternState ; summit:tookPartIn id:round .""",
        ("id:norway", "summit:tookPartIn", "id:round"),
        "a summit:WesternState",
        "a summit:State",
    ),
    Case(
        "absent-and-present",
        """[] owl:sourceIndividual id:russia ; owl:assertionProperty summit:supports ;
            owl:targetIndividual id:troops .
        id:russia summit:supports id:troops .""",
        ("id:russia", "summit:supports", "id:troops"),
        "id:russia summit:supports",
        "id:china summit:supports",
    ),
    Case(
        "absent-and-present",
        """[] owl:sourceIndividual id:round ; owl:assertionProperty summit:partyCount ;
            owl:targetValue 10 .
        id:round summit:partyCount 10 .""",
        ("id:round", "summit:partyCount", '"10"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        "id:round summit:partyCount 10",
        "id:round summit:partyCount 11",
    ),
    Case(
        "accepted-denial",
        CLAIM.replace("summit:positive", "summit:negative")
        + """c:one summit:reportedBy article:a ; summit:saidBy id:envoy .
        g:one { [] a owl:NegativePropertyAssertion ; owl:sourceIndividual summit:x }""",
        ("id:article/a/one", "summit:saidBy", "id:envoy"),
        "summit:accepted true",
        "summit:accepted false",
    ),
    Case(
        "accepted-denial",
        CLAIM.replace("summit:positive", "summit:negative")
        + """c:one summit:reportedBy article:a ; summit:saidBy id:envoy .
        g:one { [] a owl:NegativePropertyAssertion ; owl:sourceIndividual summit:x }""",
        ("id:article/a/one", "summit:saidBy", "id:envoy"),
        "summit:saidBy id:envoy",
        "summit:saidBy article:a",
    ),
    Case(
        "accepted-hedge",
        CLAIM + "c:one summit:certainty summit:possible .",
        ("id:article/a/one", "summit:certainty", "summit:possible"),
        "summit:possible",
        "summit:certain",
    ),
    Case(
        "accepted-hedge",
        CLAIM + "c:one summit:certainty summit:probable .",
        ("id:article/a/one", "summit:certainty", "summit:probable"),
        "summit:report",
        "summit:assumption",
    ),
    *(
        Case(
            "accepted-opinion",
            CLAIM.replace("summit:report", f"summit:{kind}"),
            ("id:article/a/one", "summit:claimType", f"summit:{kind}"),
            "summit:accepted true",
            "summit:accepted false",
        )
        for kind in ("forecast", "interpretation", "heading")
    ),
    Case(
        "act-without-agent",
        CLASSES + 'id:no a summit:AccessRefusal ; rdfs:label "No" .',
        ("id:no", "summit:agent", "-"),
        '"No" .',
        '"No" ; summit:refuser id:taliban .',
    ),
    Case(
        "act-without-agent",
        CLASSES + 'id:no a summit:AccessRefusal ; rdfs:label "No" .',
        ("id:no", "summit:agent", "-"),
        '"No" .',
        '"No" . id:taliban summit:madeRefusal id:no .',
    ),
    Case(
        "claim-without-evidence",
        CLAIM.replace("; summit:evidence _:e", "") + "c:two summit:evidence _:e .",
        ("id:article/a/one", "summit:evidence", "-"),
        "summit:accepted true",
        "summit:accepted true ; summit:evidence _:e",
    ),
    Case(
        "claim-without-evidence",
        CLAIM + "c:two a summit:Claim ; summit:evidence [ oa:hasSource article:a ] .",
        ("id:article/a/two", "summit:evidence", "-"),
        "[ oa:hasSource article:a ]",
        "[ summit:inSentence c:p0s1 ]",
    ),
    Case(
        "claim-without-evidence",
        CLAIM
        + "article:b a summit:Article . "
        + "c:two a summit:Claim ; summit:evidence [ oa:hasSource article:a ] .",
        ("id:article/a/two", "summit:evidence", "-"),
        "[ oa:hasSource article:a ]",
        "[ oa:hasSource article:b ]",
    ),
    Case(
        "unknown-claim",
        CLAIM + "c:one summit:disputes c:none .",
        ("id:article/a/one", "summit:disputes", "id:article/a/none"),
        "c:none",
        "c:one",
    ),
    Case(
        "outcome-of-no-forecast",
        CLAIM + CLAIM.replace("c:one", "c:two") + "c:one summit:refutes c:two .",
        ("id:article/a/one", "summit:refutes", "id:article/a/two"),
        "summit:refutes c:two",
        "summit:disputes c:two",
    ),
    Case(
        "contradictory-positions",
        "id:iran summit:supports id:bases ; summit:opposes id:bases , id:sanctions .",
        ("id:iran", "summit:opposes", "id:bases"),
        "summit:supports id:bases",
        "summit:supports id:trade",
    ),
    Case(
        "denial-as-assertion",
        CLAIM.replace("summit:positive", "summit:negative")
        + "g:one { [] a owl:Axiom ; owl:sourceIndividual summit:x }",
        ("id:article/a/one", "summit:asserts", "<https://w3id.org/summit-kg/graph/claim/a/one>"),
        "a owl:Axiom",
        "a owl:NegativePropertyAssertion",
    ),
    Case(
        "denial-as-assertion",
        CLAIM.replace("summit:positive", "summit:negative")
        + "g:one { summit:WesternState rdfs:subClassOf [] }",
        ("id:article/a/one", "summit:asserts", "<https://w3id.org/summit-kg/graph/claim/a/one>"),
        "rdfs:subClassOf []",
        "owl:disjointWith []",
    ),
    Case(
        "entity-without-label",
        CLASSES + "id:iran a summit:State . [] a summit:State . c:one a summit:Claim ;"
        "summit:evidence [ summit:inSentence c:p0s1 ] .",
        ("id:iran", "rdfs:label", "-"),
        "a summit:State .",
        'a summit:State ; rdfs:label "Iran" .',
    ),
    Case(
        "entity-without-label",
        CLASSES + "source:tass a summit:Source .",
        ("source:tass", "rdfs:label", "-"),
        "source:tass a summit:Source",
        'source:tass a summit:Source ; dcterms:description "agency"',
    ),
    Case(
        "participation-incomplete",
        "id:p a summit:Participation ; summit:asGuestIn id:round .",
        ("id:p", "summit:participant", "-"),
        "id:round .",
        "id:round . id:belarus summit:hasParticipation id:p .",
    ),
    *(
        Case(
            "participation-incomplete",
            "id:p a summit:Participation ; summit:participant id:belarus .",
            ("id:p", "summit:inMeeting", "-"),
            "id:belarus .",
            f"id:belarus . {told} .",
        )
        for told in (
            "id:p summit:inMeeting id:round",
            "id:p summit:asHostIn id:round",
            "id:p summit:asMemberIn id:round",
            "id:p summit:asGuestIn id:round",
            "id:p summit:asObserverIn id:round",
            "id:round summit:hasParticipationRecord id:p",
        )
    ),
    *(
        Case(
            "person-as-state",
            f"id:lavrov a summit:Person , summit:{kind} .",
            ("id:lavrov", "rdf:type", f"summit:{kind}"),
            f"summit:Person , summit:{kind}",
            "summit:Person",
        )
        for kind in ("State", "Organization")
    ),
    Case(
        "quotation-without-words",
        CLAIM.replace("summit:report", "summit:quotation"),
        ("id:article/a/one", "summit:quotedWords", "-"),
        "_:e summit:inSentence",
        '_:e summit:quotedWords "No."@en ; summit:inSentence',
    ),
    Case(
        "reference-without-source",
        """id:iran summit:cowCode 630 ; rdfs:label "Iran" .
        [] owl:annotatedSource id:iran ; owl:annotatedProperty rdfs:label ;
            owl:annotatedTarget "Iran" ; dcterms:source source:cow .
        [] owl:annotatedSource id:iran ; owl:annotatedProperty summit:cowCode ;
            owl:annotatedTarget 645 ; dcterms:source source:cow .""",
        ("id:iran", "summit:cowCode", '"630"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        "owl:annotatedTarget 645",
        "owl:annotatedTarget 630",
    ),
    Case(
        "reference-without-source",
        """id:round summit:partyCount 10 ; summit:roundNumber 7 .
        [] owl:annotatedSource id:round ; owl:annotatedProperty summit:roundNumber ;
            owl:annotatedTarget 7 ; dcterms:source source:tass .""",
        ("id:round", "summit:partyCount", '"10"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        "dcterms:source source:tass .",
        "dcterms:source source:tass . id:round a summit:Meeting . g:one { id:round summit:partyCount 10 }",
    ),
    Case(
        "same-label",
        CLASSES + 'id:congo a summit:State ; rdfs:label "Congo"@en .'
        'summit:Person a owl:Class . id:a-person a summit:Person ; rdfs:label "Congo"@en .'
        'id:zaire a summit:State ; rdfs:label "Congo"@en .'
        "graph:inferred { id:zaire a summit:Country }",
        ("id:congo", "rdfs:label", '"Congo"@en'),
        'id:zaire a summit:State ; rdfs:label "Congo"@en',
        'id:zaire a summit:State ; rdfs:label "Zaire"@en',
    ),
    Case(
        "same-label",
        CLASSES + 'id:congo a summit:State ; rdfs:label "Congo"@en .'
        'id:zaire a summit:State ; rdfs:label "Congo"@en .'
        "graph:inferred { id:zaire a summit:Country }",
        ("id:congo", "rdfs:label", '"Congo"@en'),
        "a summit:Country",
        "a summit:State",
    ),
    Case(
        "sentence-unread",
        CLAIM + IN_ARTICLE + 'c:p0s2 a summit:Sentence ; rdfs:label "p0s2" .',
        ("id:article/a/p0s2", "summit:noClaimReason", "-"),
        '"p0s2" .',
        '"p0s2" ; summit:noClaimReason "The dateline."@en .',
    ),
    Case(
        "sentence-unread",
        CLAIM
        + IN_ARTICLE
        + 'c:p0s2 a summit:Sentence ; rdfs:label "p0s2" . _:f summit:inSentence c:p0s2 .',
        ("id:article/a/p0s2", "summit:noClaimReason", "-"),
        "summit:evidence _:e",
        "summit:evidence _:e , _:f",
    ),
    Case(
        "undefined-entity",
        CLAIM + "id:iran a summit:State . g:one { id:iran summit:supports id:basse }",
        ("id:article/a/one", "summit:supports", "id:basse"),
        "id:basse }",
        "id:iran }",
    ),
    Case(
        "undefined-entity",
        CLAIM
        + """id:iran a summit:State . id:basse a summit:Proposition .
        g:one { id:iran summit:supports id:basse }
        graph:inferred { id:basse a summit:Proposition }""",
        ("id:article/a/one", "summit:supports", "id:basse"),
        "graph:inferred {",
        "g:two {",
    ),
    Case(
        "undefined-entity",
        CLAIM + "id:iran a summit:State . g:one { id:persia summit:borders id:iran }",
        ("id:article/a/one", "summit:borders", "id:persia"),
        "g:one {",
        "g:two { id:persia a summit:State } g:one {",
    ),
    Case(
        "until-before-from",
        'id:m summit:from "2021-08-15"^^xsd:date ; summit:until "2020-02-29"^^xsd:date .',
        ("id:m", "summit:until", '"2020-02-29"^^<http://www.w3.org/2001/XMLSchema#date>'),
        "2020-02-29",
        "2021-08-15",
    ),
    Case(
        "meeting-of-wrong-size",
        """id:talks a summit:BilateralMeeting , summit:Meeting ; rdfs:label "Talks" .
        id:iran summit:tookPartIn id:talks .""",
        (
            "id:talks",
            "summit:hasParticipationRecord",
            '"1"^^<http://www.w3.org/2001/XMLSchema#integer>',
        ),
        "id:iran summit:tookPartIn",
        "id:russia summit:tookPartIn id:talks . id:iran summit:tookPartIn",
    ),
    Case(
        "positive-with-negation",
        CLAIM + "g:one { [] a owl:NegativePropertyAssertion ; owl:sourceIndividual summit:x }",
        ("id:article/a/one", "summit:asserts", "<https://w3id.org/summit-kg/graph/claim/a/one>"),
        "summit:positive",
        "summit:negative",
    ),
    Case(
        "quotation-of-the-article",
        CLAIM
        + """_:e summit:quotedWords "no"@en . c:one summit:saidBy article:a .
        article:a a summit:Article .""",
        ("id:article/a/one", "summit:quotedWords", '"no"@en'),
        "summit:saidBy article:a",
        "summit:saidBy id:envoy",
    ),
    Case(
        "refuser-is-requester",
        CLASSES
        + """id:no a summit:AccessRefusal ; rdfs:label "No" ;
            summit:refuser id:taliban ; summit:requester id:taliban .""",
        ("id:no", "summit:refuser", "id:taliban"),
        "summit:requester id:taliban",
        "summit:requester id:russia",
    ),
    Case(
        "sentence-with-claim-and-reason",
        CLAIM + 'c:p0s1 summit:noClaimReason "Nothing is said."@en .',
        ("id:article/a/p0s1", "summit:noClaimReason", '"Nothing is said."@en'),
        "c:p0s1 summit:noClaimReason",
        "c:p0s2 summit:noClaimReason",
    ),
]
IDS = [f"{case.check}-{number}" for number, case in enumerate(CASES)]


def store_of(trig: str) -> ox.Store:
    store = ox.Store()
    store.load((HEAD + trig).encode(), ox.RdfFormat.TRIG)
    return store


def expected(case: Case) -> list[Finding]:
    """What the check says: of two entities with one label, both."""
    finding = Finding(case.check, *case.found)
    both = [finding._replace(entity="id:zaire")] if case.check == "same-label" else []
    return [finding, *both]


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_check_finds_its_fault_and_no_other(case: Case) -> None:
    assert run_checks(store_of(case.graph), str(CHECKS)) == expected(case)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_nothing_is_found_once_the_fault_is_repaired(case: Case) -> None:
    assert case.wrong in case.graph
    repaired = case.graph.replace(case.wrong, case.right, 1)
    assert run_checks(store_of(repaired), str(CHECKS)) == []


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_rdflib_finds_as_much(case: Case) -> None:
    query = (CHECKS / f"{case.check}.rq").read_text(encoding="utf-8")
    for trig, number in (
        (case.graph, len(expected(case))),
        (case.graph.replace(case.wrong, case.right, 1), 0),
    ):
        dataset = rdflib.Dataset()
        dataset.parse(data=HEAD + trig, format="trig")
        assert len(list(dataset.query(query))) == number


def test_every_check_has_a_case() -> None:
    assert {path.stem for path in CHECKS.iterdir()} == {case.check for case in CASES}


def test_many_claims_take_a_check_no_longer_than_some_loads_of_their_graph() -> None:
    claims = 3000
    bodies = [
        f"c:n{n} a summit:Claim ; summit:asserts g:n{n} ; summit:evidence [ oa:hasSource article:a{n % 50} ; summit:inSentence c:s{n} ] ;"
        f" summit:inArticle article:a . c:s{n} a summit:Sentence ; summit:inArticle article:a .\n"
        f"GRAPH g:n{n} {{ id:a{n % 50} summit:attended id:m{n % 50} }}\n"
        f"id:a{n % 50} a summit:State . id:m{n % 50} a summit:Meeting .\n"
        f"article:a{n % 50} a summit:Article ; summit:textLength 9 .\n"
        for n in range(claims)
    ]
    text = (HEAD + CLASSES + "".join(bodies)).encode()
    store = ox.Store()
    start = process_time()
    store.load(text, ox.RdfFormat.TRIG)
    load = process_time() - start
    for path in sorted(CHECKS.iterdir()):
        start = process_time()
        found = solutions(store.query(path.read_text(encoding="utf-8")))
        assert len(found) <= 2 * claims
        assert process_time() - start < 10 * load, path.name


def test_the_seed_has_no_findings(seed: KnowledgeGraph) -> None:
    for path in sorted(CHECKS.iterdir()):
        found = seed.sparql(path.read_text(encoding="utf-8"), str(path))
        assert list(map(str, solutions(found))) == [], path.name


def test_a_build_ends_with_1_and_prints_what_it_found(workspace: Path, claims_file: Path) -> None:
    text = claims_file.read_text(encoding="utf-8")
    broken = text.replace("requester: id:united-states", "requester: id:untied-states")
    assert broken != text

    def build() -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "summit_kg.cli", "build", "--workspace", str(workspace)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    process = build()
    assert (process.returncode, process.stdout) == (0, ""), process.stderr
    claims_file.write_text(broken, encoding="utf-8")
    process = build()
    assert process.returncode == 1, process.stderr
    assert process.stdout == (
        "entity-without-label: id:untied-states rdfs:label -\n"
        "undefined-entity: id:article/small-report/access-refused summit:requester id:untied-states\n"
    )
    assert "2 findings;" in process.stderr


def test_an_article_of_which_nothing_was_read_is_no_finding() -> None:
    graph = CLAIM + IN_ARTICLE.replace("c:p0s2", "c:p0s1")
    other = 'article:b a summit:Article ; rdfs:label "b" . <urn:s> a summit:Sentence ; rdfs:label "s" ; summit:inArticle article:b .'
    assert run_checks(store_of(graph + other), str(CHECKS)) == []
    begun = '<urn:t> a summit:Sentence ; rdfs:label "t" ; summit:inArticle article:b ; summit:noClaimReason "So."@en .'
    found = run_checks(store_of(graph + other + begun), str(CHECKS))
    assert [(finding.check, finding.entity) for finding in found] == [
        ("sentence-unread", "<urn:s>")
    ]
