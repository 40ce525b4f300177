"""Contradictions: found, explained down to the claims, repaired, and nothing lost meanwhile."""

import json
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from command_line import summit_in
from conftest import ROOT
from small_articles import (
    BASES,
    JOINT_STATEMENT,
    MEETING,
    Node,
    absent,
    claim,
    position,
    small_workspace,
    took_part,
    western_absent,
    write_article,
)

import summit_kg
from summit_kg.reason.consistency import Inconsistency
from summit_kg.store import generations
from summit_kg.store.freshness import UNREASONED

Articles = dict[str, list[Node]]


def of_one(name: str) -> str:
    return f"one/{name.partition('/')[2]}"


class Case:
    """Articles that contradict each other, with what must be found."""

    def __init__(
        self, kind: str, articles: Articles, claims: set[str], repairs: set[frozenset[str]],
        *, reference: bool = False,
    ) -> None:  # fmt: skip
        self.kind, self.reference = kind, reference
        self.articles, self.claims, self.repairs = articles, claims, repairs

    def of_one_source(self) -> "Case":
        """The same claims, all of them the first article's: it contradicts itself."""
        return Case(
            self.kind,
            {"one": [claim for claims_ in self.articles.values() for claim in claims_]},
            set(map(of_one, self.claims)),
            {frozenset(map(of_one, repair)) for repair in self.repairs},
            reference=self.reference,
        )


def any_of(*names: str) -> set[frozenset[str]]:
    return {frozenset([name]) for name in names}


JOINT = claim("joint", JOINT_STATEMENT)
CASES = {
    "support and opposition": Case(
        "incompatible properties",
        {"one": [position("for", "id:india", "Support", BASES, voices=["id:vinay-kumar"])],
         "two": [position("against", "id:india", "Opposition", BASES, sentence="p0s2"),
                 took_part("china-there", "id:china")]},
        {"one/for", "two/against"}, any_of("one/for", "two/against"),
    ),
    "support and a joint statement": Case(
        "incompatible properties",
        {"one": [position("for", "id:india", "Support", BASES)],
         "two": [JOINT, took_part("member", "id:india", "tookPartAsMemberIn"),
                 took_part("other", "id:iran", "tookPartAsMemberIn")]},
        {"one/for", "two/joint", "two/member"}, any_of("one/for", "two/joint", "two/member"),
    ),
    "denied and listed": Case(
        "negative assertion",
        {"one": [absent("gone", "id:iran"), absent("other", "id:belarus")],
         "two": [took_part("there", "id:iran", "tookPartAsMemberIn")]},
        {"one/gone", "two/there"}, any_of("one/gone", "two/there"),
    ),
    "a class excluded and one of it listed": Case(
        "disjoint classes",
        {"one": [western_absent("west-gone")],
         "two": [took_part("us-there", "id:united-states"), took_part("china", "id:china")]},
        {"one/west-gone", "two/us-there"}, any_of("one/west-gone", "two/us-there"),
        reference=True,
    ),
    "a person as state": Case(
        "disjoint classes",
        {"one": [claim("kabulov-state", {"iri": "id:zamir-kabulov", "type": "State"})]},
        {"one/kabulov-state"}, any_of("one/kabulov-state"), reference=True,
    ),
    "a person and a state by claims": Case(
        "disjoint classes",
        {"one": [claim("as-state", {"iri": "id:new-one", "type": "State", "label": "New one"})],
         "two": [claim("as-person", {"iri": "id:new-one", "type": "Person"})]},
        {"one/as-state", "two/as-person"}, any_of("one/as-state", "two/as-person"),
    ),
    "said twice, denied once": Case(
        "negative assertion",
        {"one": [absent("gone", "id:iran")], "two": [took_part("there", "id:iran")],
         "three": [took_part("there-too", "id:iran")]},
        {"one/gone", "two/there", "three/there-too"},
        {frozenset(["one/gone"])},
    ),
}  # fmt: skip

ALONE = {name: case.of_one_source() for name, case in CASES.items()}
# Between sources the acceptance policy decides; these are the cases in which it prefers no side.
UNDECIDED = {
    name: case
    for name, case in CASES.items()
    if len(case.articles) > 1 and name != "said twice, denied once"
}
BOTH = [*ALONE.values(), *UNDECIDED.values()]
BOTH_IDS = [*ALONE, *(f"{name}, of two sources" for name in UNDECIDED)]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_workspace(tmp_path / "workspace")


def put(root: Path, articles: Articles, without: frozenset[str] = frozenset()) -> None:
    """Write articles, leaving out claims named `article/claim`, each of which must be there."""
    assert without <= {f"{slug}/{one['iri']}" for slug in articles for one in articles[slug]}
    for slug, claims in articles.items():
        kept = [one for one in claims if f"{slug}/{one['iri']}" not in without]
        write_article(root, slug, kept)


def short(claim_: str) -> str:
    return claim_[1:-1].rpartition("/article/")[2]


def repairs_of(found: Inconsistency) -> set[frozenset[str]]:
    return {frozenset(map(short, repair)) for repair in found.repairs}


@pytest.mark.parametrize("case", BOTH, ids=BOTH_IDS)
def test_a_contradiction_is_found_with_its_claims_and_smallest_repairs(
    root: Path, case: Case
) -> None:
    put(root, case.articles)
    found = summit_kg.validate(str(root)).inconsistency
    assert found is not None
    assert not found.more
    [contradiction] = found.contradictions
    assert contradiction.kind == case.kind
    assert {short(claim.claim) for claim in contradiction.claims} == case.claims
    assert bool(contradiction.others) is case.reference
    for witness in contradiction.claims:
        assert witness.statement == f"What claim {witness.name} says."
        assert witness.voices[0].label == f"report {short(witness.claim).partition('/')[0]}"
        assert [sentence.name[:2] for sentence in witness.sentences] == ["p0"]
    assert repairs_of(found) == case.repairs
    for repair in case.repairs:
        put(root, case.articles, repair)
        assert summit_kg.validate(str(root)).inconsistency is None
        for one in repair:  # no part of a repair is enough
            put(root, case.articles, repair - {one})
            assert summit_kg.validate(str(root)).inconsistency is not None
    for one in case.claims - frozenset().union(*case.repairs):
        put(root, case.articles, frozenset([one]))
        assert summit_kg.validate(str(root)).inconsistency is not None


def test_a_claim_is_named_with_its_sentence_and_voice(root: Path) -> None:
    put(root, ALONE["support and opposition"].articles)
    found = summit_kg.validate(str(root)).inconsistency
    assert found is not None
    against, for_ = found.contradictions[0].claims
    assert [voice.label for voice in for_.voices] == ["report one", "Vinay Kumar"]
    assert [voice.label for voice in against.voices] == ["report one"]
    assert [(s.name, s.start, s.end) for s in for_.sentences] == [("p0s1", 5, 30)]
    assert [(s.name, s.start, s.end) for s in against.sentences] == [("p0s2", 45, 90)]


def test_repairs_of_several_contradictions_end_them_all(root: Path) -> None:
    articles: Articles = {}
    for name in ("support and opposition", "denied and listed", "a person as state"):
        for slug, claims in ALONE[name].articles.items():
            articles.setdefault(slug, []).extend(claims)
    # One claim in two contradictions: it belongs to every smallest repair.
    articles["one"].append(took_part("there-too", "id:iran"))
    put(root, articles)
    found = summit_kg.validate(str(root)).inconsistency
    assert found is not None
    assert len(found.contradictions) == 4  # Iran was there twice: as a member, and simply so
    repairs = repairs_of(found)
    assert {len(repair) for repair in repairs} == {3}
    assert all({"one/gone", "one/kabulov-state"} <= repair for repair in repairs)
    for repair in repairs:
        put(root, articles, repair)
        assert summit_kg.validate(str(root)).inconsistency is None


def test_what_contradicts_within_the_reference_data_is_repaired_there(root: Path) -> None:
    (root / "data" / "reference" / "own.ttl").write_text(
        "@prefix id: <https://w3id.org/summit-kg/id/> .\n"
        "@prefix summit: <https://w3id.org/summit-kg/ontology#> .\n"
        "id:zamir-kabulov a summit:State .\n",
        "utf-8",
    )
    found = summit_kg.validate(str(root)).inconsistency
    assert found is not None
    assert found.repairs == []
    [contradiction] = found.contradictions
    assert contradiction.claims == ()
    text = " ".join(summit_in(root, "validate", code=1).stdout.split())
    assert "correct the reference data" in text
    assert "stated in data/reference/own.ttl:3" in text
    # Limited to a file or folder, it is told there.
    for part, file in (("data/reference/own.ttl", "own.ttl"), ("data", "persons.ttl")):
        report = summit_kg.validate(str(root), str(root / part))
        [problem] = [one for one in report.problems if one.source == "contradictions"]
        assert problem.path == f"data/reference/{file}"
        assert "data/reference/own.ttl:3" in problem.hint
    # With a contradiction of claims beside it, the repairs are of that one.
    put(root, ALONE["support and opposition"].articles)
    found = summit_kg.validate(str(root)).inconsistency
    assert found is not None
    assert repairs_of(found) == any_of("one/for", "one/against")
    text = " ".join(summit_in(root, "validate", code=1).stdout.split())
    assert "ends every contradiction in which claims have a part" in text


def test_an_axiom_that_contradicts_is_told_where_it_stands(root: Path) -> None:
    shutil.copytree(ROOT / "ontology", root / "ontology", dirs_exist_ok=True)
    (root / "ontology" / "extra.ttl").write_text(
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix summit: <https://w3id.org/summit-kg/ontology#> .\n"
        "summit:Position rdfs:subClassOf summit:Person .\n",
        "utf-8",
    )
    put(root, {"one": CASES["support and opposition"].articles["one"]})
    found = summit_kg.validate(str(root), str(root / "ontology")).inconsistency
    assert found is not None
    assert all("ontology/extra.ttl:3" in one.places for one in found.contradictions)


@pytest.mark.parametrize("case", BOTH, ids=BOTH_IDS)
def test_validate_reason_and_build_all_find_it(root: Path, case: Case) -> None:
    summit_in(root, "build", "-q")
    put(root, case.articles)
    for command in ("validate", "build", "reason"):
        process = summit_in(root, command, "-q", code=1)
        text = " ".join(process.stdout.split())
        assert f"Contradiction 1 ({case.kind})" in text
        for one in case.claims:
            assert f"- {one.partition('/')[2]} (report, certain" in text
        for repair in case.repairs:
            assert f"withdraw or correct {' and '.join(sorted(repair))}" in text
        assert process.stderr.count("\n") == (0 if command == "validate" else 1)


def test_validate_writes_json_and_markdown(root: Path, tmp_path: Path) -> None:
    case = ALONE["support and opposition"]
    put(root, case.articles)
    data = json.loads(summit_in(root, "validate", "-f", "json", code=1).stdout)
    found = data["inconsistency"]
    [contradiction] = found["contradictions"]
    assert contradiction["explanation"]["triple"] is None
    names = {claim["claim"].rpartition("/article/")[2] for claim in contradiction["claims"]}
    assert names == case.claims
    assert len(found["repairs"]) == 2
    for suffix in ("md", "txt", "json"):
        file = tmp_path / f"report.{suffix}"
        summit_in(root, "validate", "-o", str(file), code=1)
        assert file.stat().st_size > 300
    assert "\n**Contradiction 1 (" in (tmp_path / "report.md").read_text("utf-8")


def test_validate_sees_no_contradiction_where_there_is_none_and_writes_no_store(root: Path) -> None:
    data = json.loads(summit_in(root, "validate", "-f", "json", "--fail-on", "never").stdout)
    assert data["inconsistency"] is None
    assert [p for p in data["problems"] if p["source"] in {"contradictions", "checks"}] == []
    assert not (root / ".summit-kg").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [(("-f", "xlsx"), 2, "a report cannot be written as 'xlsx'; choose one of text, md, json"),
     (("--store", "x"), 2, "validate reads the files of a workspace"),
     (("-o", "/nowhere/r.md"), 3, "/nowhere/r.md: cannot be written")],
)  # fmt: skip
def test_a_wrong_call_of_validate_is_one_line(
    root: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    process = summit_in(root, "validate", *arguments, code=code)
    assert process.stdout == ""
    assert process.stderr.startswith(f"summit-kg: error: {message}")
    assert process.stderr.count("\n") == 1


def test_files_that_cannot_be_loaded_are_findings(root: Path) -> None:
    file = root / "data" / "articles" / "base" / "claims.yaml"
    file.write_text("claims: [", "utf-8")
    process = summit_in(root, "validate", code=1)
    assert process.stdout.startswith("data/articles/base/claims.yaml:2: ERROR files/syntax\n")


# Nothing is lost

INFERRED = ox.NamedNode("https://w3id.org/summit-kg/graph/inferred")


def quads(graph: summit_kg.KnowledgeGraph) -> set[str]:
    return {str(quad) for quad in graph.oxigraph}


def generation(root: Path) -> str:
    current = generations.read_current(str(root / ".summit-kg"))
    assert current is not None
    return current.path


def test_the_store_keeps_its_last_consistent_closure_and_says_so(root: Path) -> None:
    case = ALONE["denied and listed"]
    put(root, case.articles, frozenset(["one/there"]))
    with summit_kg.open(workspace=str(root)) as graph:
        before, kept = quads(graph), generation(root)
    put(root, case.articles)
    for _ in range(2):
        told: list[str] = []
        with summit_kg.open(workspace=str(root), listener=told.append) as graph:
            assert quads(graph) == before
            assert any(graph.oxigraph.quads_for_pattern(None, None, None, INFERRED))
        assert generation(root) == kept
        assert told[-1].startswith("the files contradict each other")
    assert told == told[-1:]  # the second time nothing was built
    report = summit_kg.build(str(root))
    assert report is not None
    assert report.inconsistency is not None
    assert generation(root) == kept


def test_a_query_on_contradictory_files_answers_with_one_line_and_builds_once(root: Path) -> None:
    case = ALONE["denied and listed"]
    put(root, case.articles, frozenset(["one/there"]))
    summit_in(root, "build", "-q")
    kept = generation(root)
    put(root, case.articles)
    ask = ("query", "participants", "-p", f"meeting={MEETING}")
    summit_in(root, *ask)
    noted = (root / ".summit-kg" / "refused.json").stat()
    for _ in range(2):
        process = summit_in(root, *ask)
        assert process.stderr == f"summit-kg: {summit_kg.opening.CONTRADICTORY}\n"
        assert summit_in(root, *ask, "-q").stderr == ""
    again = (root / ".summit-kg" / "refused.json").stat()
    assert (again.st_mtime_ns, again.st_ino) == (noted.st_mtime_ns, noted.st_ino)
    assert generation(root) == kept
    # A change that mends nothing is tried once; one that mends it is built.
    put(root, case.articles | {"four": [took_part("china", "id:china")]})
    assert summit_in(root, *ask).stderr.count(summit_kg.opening.CONTRADICTORY) == 1
    assert summit_in(root, *ask).stderr == f"summit-kg: {summit_kg.opening.CONTRADICTORY}\n"
    put(root, case.articles, frozenset(["one/gone"]))
    process = summit_in(root, *ask)
    assert "contradict" not in process.stderr
    assert "Iran" in process.stdout
    assert "China" in process.stdout
    assert summit_in(root, *ask).stderr == ""


def test_contradictory_files_without_a_store_give_one_without_inference(root: Path) -> None:
    case = ALONE["denied and listed"]
    put(root, case.articles)
    process = summit_in(root, "build", code=1)
    assert "Contradiction 1" in process.stdout
    told: list[str] = []
    with summit_kg.open(workspace=str(root), listener=told.append) as graph:
        assert not any(graph.oxigraph.quads_for_pattern(None, None, None, INFERRED))
        bare = quads(graph)
        assert any("/claim/one/gone" in quad for quad in bare)
    assert told == [summit_kg.opening.BARE]
    # While the files stay contradictory, what lies beside the contradiction is still renewed.
    put(root, case.articles | {"four": [took_part("china", "id:china")]})
    with summit_kg.open(workspace=str(root)) as graph:
        assert any("/claim/four/china" in quad for quad in quads(graph))
    put(root, case.articles | {"four": []}, frozenset(["one/gone"]))
    write_article(root, "four", [took_part("china", "id:china")])
    report = summit_kg.build(str(root))
    assert report is not None
    assert report.inconsistency is None
    assert report.counts.inferred > 0
    assert not Path(generation(root), "inputs").read_text("utf-8").endswith(UNREASONED)
    assert summit_kg.build(str(root)) is None


def test_in_memory_contradictory_files_answer_without_inference(root: Path) -> None:
    put(root, ALONE["denied and listed"].articles)
    told: list[str] = []
    with summit_kg.open(":memory:", workspace=str(root), listener=told.append) as graph:
        assert not any(graph.oxigraph.quads_for_pattern(None, None, None, INFERRED))
        assert len(graph.oxigraph) > 1000
    assert told == [summit_kg.opening.BARE]


@pytest.mark.parametrize("noted", ["", "{", "[]", '{"inputs": 3}', "\udc80", None])
def test_a_damaged_note_of_a_refusal_costs_one_build(root: Path, noted: str | None) -> None:
    case = ALONE["denied and listed"]
    put(root, case.articles, frozenset(["one/there"]))
    summit_kg.build(str(root))
    kept = generation(root)
    put(root, case.articles)
    summit_kg.build(str(root))
    file = root / ".summit-kg" / "refused.json"
    assert file.exists()
    if noted is None:
        file.unlink()
        file.mkdir()
    else:
        file.write_bytes(noted.encode("utf-8", "surrogateescape"))
    told: list[str] = []
    if noted is None:  # a folder in its place cannot be replaced: said, and nothing lost
        with summit_kg.open(workspace=str(root), listener=told.append) as graph:
            assert any(graph.oxigraph.quads_for_pattern(None, None, None, INFERRED))
        assert "could not be built" in told[-1]
        file.rmdir()
    for _ in range(2):
        with summit_kg.open(workspace=str(root), listener=told.append) as graph:
            assert any(graph.oxigraph.quads_for_pattern(None, None, None, INFERRED))
    assert told[-1] == summit_kg.opening.CONTRADICTORY
    assert generation(root) == kept


def test_a_damaged_store_of_contradictory_files_is_made_anew(root: Path) -> None:
    case = ALONE["denied and listed"]
    put(root, case.articles, frozenset(["one/there"]))
    summit_kg.build(str(root))
    put(root, case.articles)
    summit_kg.build(str(root))
    Path(generation(root), "oxigraph", "CURRENT").write_text("nonsense", "utf-8")
    process = summit_in(root, "build", code=1)
    assert "Contradiction 1" in process.stdout
    with summit_kg.open(workspace=str(root)) as graph:
        assert any("/claim/one/gone" in quad for quad in quads(graph))


def test_every_command_numbers_contradictions_alike(root: Path) -> None:
    write_article(root, "one", [
        position("for", "id:india", "Support", BASES),
        position("against", "id:india", "Opposition", BASES, sentence="p0s2"),
        *(claim_ for name in ("iran", "china", "pakistan", "uzbekistan")
          for claim_ in (absent(f"{name}-gone", f"id:{name}"),
                         took_part(f"{name}-there", f"id:{name}"))),
    ])  # fmt: skip
    build = summit_in(root, "build", code=1)
    on_disk = summit_kg.build(str(root), force=True)
    assert on_disk is not None
    in_memory = summit_kg.validate(str(root)).inconsistency
    assert on_disk.inconsistency is not None
    assert in_memory is not None
    lists = [
        [tuple(claim.claim for claim in found.claims) for found in inconsistency.contradictions]
        for inconsistency in (on_disk.inconsistency, in_memory)
    ]
    assert len(lists[0]) == 5
    assert lists[0] == lists[1] == sorted(lists[0])
    assert on_disk.inconsistency.repairs == in_memory.repairs
    listed = summit_in(root, "validate", code=1).stdout
    for number in (1, 2, 3):
        start = f"Contradiction {number} "
        [one, two] = [text[text.index(start) :].splitlines()[:3] for text in (build.stdout, listed)]
        assert one == two
