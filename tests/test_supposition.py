"""What would follow were claims accepted that are not; the graph itself stays as it is."""

import csv
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from command_line import summit
from small_articles import (
    BASES,
    MEETING,
    absent,
    position,
    small_workspace,
    took_part,
    western_absent,
    write_article,
)

import summit_kg
from summit_kg.errors import UsageProblem
from summit_kg.graph import CLASHING, KnowledgeGraph
from summit_kg.reason.closure import Premises, closure, is_premise
from summit_kg.reason.supposition import find_claim
from summit_kg.store import generations

FORECAST = "others-likely-to-recognise"
NAME = f"bagram-betrayal/{FORECAST}"
GRAPH = "https://w3id.org/summit-kg/graph/claim/bagram-betrayal/"
INFERRED = ox.NamedNode("https://w3id.org/summit-kg/graph/inferred")


@pytest.fixture(autouse=True)
def _in_the_workspace(seed_workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Call the command where the first article alone is the workspace."""
    monkeypatch.chdir(seed_workspace)


def quads(store: ox.Store) -> list[str]:
    return sorted(map(str, store))


def bytes_of(folder: Path) -> dict[str, str]:
    """The digest of every file in a folder, but the engine's own log."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("LOG")
    }


# The forecast of the article


def test_the_forecast_that_others_will_recognise(seed: KnowledgeGraph) -> None:
    before = quads(seed.oxigraph)
    found = seed.suppose([FORECAST])
    [claim] = found.claims
    assert claim.name == FORECAST
    assert not claim.accepted
    assert any(text.endswith("· recognised · Islamic Emirate of Afghanistan")
               for _, text in found.stated)  # fmt: skip
    follows = {text for _, text in found.follows}
    attendees = "Other attendees of the seventh round"
    assert f"{attendees} · recognises · Islamic Emirate of Afghanistan" in follows
    assert not {triple for triple, _ in found.stated} & {triple for triple, _ in found.follows}
    assert found.inconsistency is None
    assert quads(seed.oxigraph) == before


def test_what_would_follow_is_what_a_fresh_closure_gives(seed: KnowledgeGraph) -> None:
    store = seed.oxigraph
    inferred = {quad.triple for quad in store.quads_for_pattern(None, None, None, INFERRED)}
    view = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    said = [quad for quad in view if quad.triple not in inferred and is_premise(quad)]
    assertion = store.quads_for_pattern(None, None, None, ox.NamedNode(GRAPH + FORECAST))

    def closed(quads: list[ox.Quad]) -> set[str]:
        premises = Premises()
        list(premises.add(quads))
        return {line[:-3] for line in closure(premises).lines}

    added = closed([*said, *(ox.Quad(*quad.triple) for quad in assertion)]) - closed(said)
    found = seed.suppose([FORECAST])
    assert {" ".join(triple) for triple, _ in found.follows} == added
    assert len(added) > 5


def test_one_claim_may_be_named_without_a_list(seed: KnowledgeGraph) -> None:
    assert seed.suppose(FORECAST) == seed.suppose([FORECAST])
    with seed.supposing(FORECAST) as graph:
        assert [claim.name for claim in graph.supposed] == [FORECAST]
    with pytest.raises(UsageProblem, match="there is no claim 'nobody-said-so'"):
        seed.suppose("nobody-said-so")


def test_several_claims_are_supposed_together(seed: KnowledgeGraph) -> None:
    other = "quartet-to-become-counter-terrorism-command"
    both = seed.suppose([FORECAST, other])
    apart = [seed.suppose([name]) for name in (FORECAST, other)]
    assert [claim.name for claim in both.claims] == [FORECAST, other]
    together = {triple for found in apart for triple, _ in found.follows}
    assert together <= {triple for triple, _ in (*both.follows, *both.stated)}
    assert seed.suppose([FORECAST, FORECAST]).follows == apart[0].follows


def test_what_is_accepted_already_adds_nothing(seed: KnowledgeGraph) -> None:
    found = seed.suppose(["russia-recognised-islamic-emirate"])
    assert (found.stated, found.follows, found.inconsistency) == ([], [], None)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, seed_workspace: Path) -> str:
    folder = str(tmp_path_factory.mktemp("suppose-store"))
    summit_kg.build(str(seed_workspace), store=folder)
    return folder


def test_reason_suppose_shows_what_would_follow(store: str, tmp_path: Path) -> None:
    before = bytes_of(Path(store))
    process = summit("reason", "--suppose", FORECAST, "--store", store)
    text = " ".join(process.stdout.split())
    assert text.startswith("Suppose that: “The article thinks it likely")
    assert "not accepted: a forecast is not stated as a fact" in text
    assert "This would follow:" in text
    assert "· recognises · Islamic Emirate of Afghanistan" in text
    assert text.endswith("Nothing would clash.")
    data = json.loads(
        summit("reason", "--suppose", FORECAST, "-f", "json", "--store", store).stdout
    )
    assert data["inconsistency"] is None
    assert [claim["supposed"] for claim in data["claims"]] == [True]
    assert len(data["follows"]) > 5
    for suffix in ("md", "txt"):
        file = tmp_path / f"out.{suffix}"
        summit("reason", "--suppose", FORECAST, "-o", str(file), "--store", store)
        assert "Nothing would clash." in file.read_text("utf-8")
    assert bytes_of(Path(store)) == before


ASK = ("query", "recognitions", "-p", "recognised=Islamic Emirate")


def test_query_suppose_answers_as_if_it_were_accepted(store: str) -> None:
    before = bytes_of(Path(store))
    usual = summit(*ASK, "--store", store).stdout
    assert usual.count(",fact,") == 1
    assert usual.count(",not a fact,") == 1
    supposed = summit(*ASK, "--suppose", FORECAST, "--store", store)
    assert supposed.stdout.count(",fact,") == 2
    assert supposed.stderr == "summit-kg: what is supposed takes 1 row out of the answer\n"
    facts = ("query", "entity-facts", "-p", "entity=id:other-attendees", "--store", store)
    assert "ontology#recognises" not in summit(*facts).stdout
    assert "ontology#recognises" in summit(*facts, "--suppose", FORECAST).stdout
    assert summit(*ASK, "--store", store).stdout == usual
    assert bytes_of(Path(store)) == before
    assert len(os.listdir(Path(store, "generations"))) == 1


def test_supposed_rows_are_explained_by_the_claim(store: str) -> None:
    process = summit(*ASK, "--suppose", FORECAST, "--explain", "--store", store)
    text = " ".join(process.stdout.split())
    assert f"- {FORECAST} (forecast, probable), said by" in text
    assert "supposed; by itself not accepted: a forecast is not stated as a fact" in text
    first, second = text.split("Row 2: ")
    assert first.startswith(f"Row 1: supposing {NAME}; recogniser Other attendees")
    assert f"Supposing {NAME}, by itself not accepted: " in first
    assert "suppos" not in second
    data = json.loads(
        summit(*ASK, "--suppose", FORECAST, "--explain", "-f", "json", "--store", store).stdout
    )
    assert [row["row"].get("supposing", {}).get("value") for row in data] == [NAME, None]
    leaves = [proof for one in data[0]["explanations"] for proof in one["proofs"]]
    claims = [claim for leaf in leaves for claim in leaf["claims"]]
    assert claims
    assert all(claim["supposed"] and not claim["accepted"] for claim in claims)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_rows_that_hold_only_under_the_supposition_say_so_in_every_format(store: str) -> None:
    ask = (*ASK, "--suppose", FORECAST, "--store", store)
    found = rows_of(summit(*ask).stdout)
    assert [row["supposing"] for row in found] == [NAME, ""]
    assert [row["recogniserLabel"] for row in found] == [
        "Other attendees of the seventh round", "Russia",
    ]  # fmt: skip
    for name in ("table", "md", "tsv", "json", "xml", "jsonl"):
        text = summit(*ask, "-f", name).stdout
        assert text.count(NAME) >= 1, name
        if name in {"table", "md"}:
            [marked] = [line for line in text.splitlines() if NAME in line][:1]
            assert "Russia" not in marked
    [one, two] = json.loads(summit(*ask, "-f", "json").stdout)["results"]["bindings"]
    assert one["supposing"]["value"] == NAME
    assert "supposing" not in two
    one_row = summit(*ask, "--limit", "1")
    assert len(rows_of(one_row.stdout)) == 1
    assert "there are more than 1 row\n" in one_row.stderr


def test_what_was_accepted_anyway_marks_nothing(store: str) -> None:
    accepted = summit(*ASK, "--suppose", "russia-recognised-islamic-emirate", "--store", store)
    assert accepted.stdout == summit(*ASK, "--store", store).stdout
    assert accepted.stderr == ""


def test_counts_that_a_supposition_changes_are_marked(store: str) -> None:
    ask = ("query", "count-claims-by-type", "--suppose", FORECAST, "--store", store)
    rows = rows_of(summit(*ask).stdout)
    usual = rows_of(summit("query", "count-claims-by-type", "--store", store).stdout)
    for row in rows:
        mark = row.pop("supposing")
        assert mark == ("" if row in usual else NAME)
    assert any(row not in usual for row in rows)


def test_a_graph_keeps_what_is_supposed_apart(store: str) -> None:
    ask = ("query", "actor-network", "-p", "actor=id:islamic-emirate", "--store", store)
    usual = summit(*ask, "-f", "nt").stdout.splitlines()
    text = summit(*ask, "--suppose", FORECAST, "-f", "nt").stdout
    plain, supposed = text.split(f"\n# Only supposing {NAME}, which is not accepted:\n")
    assert set(plain.splitlines()) <= set(usual)
    assert supposed
    assert not set(supposed.splitlines()) & set(usual)
    turtle = summit(*ask, "--suppose", FORECAST, "-f", "ttl").stdout
    triples = {str(q.triple) for q in ox.parse(turtle.encode(), ox.RdfFormat.TURTLE)}
    assert triples == {str(q.triple) for q in ox.parse(text.encode(), ox.RdfFormat.N_TRIPLES)}
    refused = summit(*ask, "--suppose", FORECAST, "-f", "jsonld", code=2)
    assert refused.stderr.count("\n") == 1
    assert "choose one of ttl, trig, nt, nq" in refused.stderr


def test_explain_suppose_marks_what_it_rests_on(store: str) -> None:
    why = ("explain", "id:other-attendees", "recognises", "id:islamic-emirate", "--store", store)
    summit(*why, code=1)
    text = summit(*why, "--suppose", FORECAST).stdout
    assert text.startswith(f"Supposing {NAME}, by itself not accepted:\n∴ ")
    assert "supposed; by itself not accepted: a forecast" in " ".join(text.split())
    known = ("explain", "India", "opposes", BASES, "--store", store)
    assert summit(*known, "--suppose", FORECAST).stdout == summit(*known).stdout


def test_a_supposition_in_memory_leaves_the_graph_as_it_is(tmp_path: Path) -> None:
    root = small_workspace(tmp_path / "w")
    write_article(root, "one", [took_part("maybe", "id:iran", certainty="possible")])
    with summit_kg.open(":memory:", workspace=str(root)) as graph:
        before = quads(graph.oxigraph)
        with graph.supposing(["maybe"]) as scratch:
            assert scratch.explain("Iran", "tookPartIn", MEETING).status == "stated"
        assert graph.explain("Iran", "tookPartIn", MEETING).status == "claimed"
        assert quads(graph.oxigraph) == before


# Suppositions that clash, in a workspace of two articles


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = small_workspace(tmp_path / "workspace")
    write_article(root, "one", [
        absent("iran-gone", "id:iran"),
        position("india-for", "id:india", "Support", BASES),
        took_part("maybe", "id:china", certainty="possible"),
    ])  # fmt: skip
    write_article(root, "two", [
        took_part("iran-there", "id:iran", certainty="possible"),
        position("india-against", "id:india", "Opposition", BASES, claimType="forecast"),
        absent("china-gone", "id:china", voices=["id:zamir-kabulov"]),
        took_part("maybe", "id:pakistan", certainty="possible"),
    ])  # fmt: skip
    return root


@pytest.fixture
def graph(root: Path) -> Iterator[KnowledgeGraph]:
    with summit_kg.open(workspace=str(root)) as opened:
        yield opened


CLASHES = {
    "a fact that is denied": (["iran-there"], {"one/iran-gone", "two/iran-there"}),
    "a position against another": (["india-against"], {"one/india-for", "two/india-against"}),
    "two suppositions": (["one/maybe", "china-gone"], {"one/maybe", "two/china-gone"}),
}


@pytest.mark.parametrize("name", CLASHES)
def test_a_supposition_that_clashes(graph: KnowledgeGraph, root: Path, name: str) -> None:
    claims, clashing = CLASHES[name]
    before = quads(graph.oxigraph)
    found = graph.suppose(claims).inconsistency
    assert found is not None
    [contradiction] = found.contradictions
    short = {claim.claim[1:-1].rpartition("/article/")[2] for claim in contradiction.claims}
    assert short == clashing
    repairs = {tuple(c[1:-1].rpartition("/article/")[2] for c in r) for r in found.repairs}
    assert repairs == {(name,) for name in clashing}
    assert quads(graph.oxigraph) == before
    options = [option for claim in claims for option in ("--suppose", claim)]
    text = summit("reason", *options, "--workspace", str(root), code=1).stdout
    assert "Contradiction 1" in text
    ask = ("query", "participants", "-p", f"meeting={MEETING}", "--workspace", str(root))
    assert summit(*ask, *options).stderr == f"summit-kg: {CLASHING}\n"
    assert summit(*ask, *options, "-q").stderr == ""


def test_each_supposition_alone_does_not_clash(graph: KnowledgeGraph) -> None:
    for name in ("one/maybe", "china-gone"):
        assert graph.suppose([name]).inconsistency is None


def test_a_denial_is_supposed_too(graph: KnowledgeGraph, root: Path) -> None:
    found = graph.suppose(["china-gone"])
    [(_, text)] = found.stated
    assert text == "not so: China · took part in · Seventh round"
    assert found.inconsistency is None
    shown = summit("reason", "--suppose", "china-gone", "--workspace", str(root)).stdout
    assert "  • not so: China · took part in · Seventh round\n" in shown
    assert "owl:" not in shown


def test_an_exclusion_is_supposed_in_words(root: Path) -> None:
    write_article(root, "three", [western_absent("none", certainty="possible")])
    with summit_kg.open(workspace=str(root)) as graph:
        [(_, text)] = graph.suppose(["none"]).stated
    assert text == "no Western state · took part in · Seventh round"


# Names


@pytest.mark.parametrize(
    "name",
    ["two/maybe", " two/maybe ", "article:two/maybe",
     "https://w3id.org/summit-kg/id/article/two/maybe",
     "<https://w3id.org/summit-kg/id/article/two/maybe>"],
)  # fmt: skip
def test_a_claim_is_named_in_several_ways(graph: KnowledgeGraph, name: str) -> None:
    found = find_claim(graph.oxigraph, name)
    assert found == "<https://w3id.org/summit-kg/id/article/two/maybe>"


def test_an_ambiguous_name_lists_its_claims(graph: KnowledgeGraph) -> None:
    with pytest.raises(UsageProblem, match="several articles have a claim 'maybe'; name one: "
                       "one/maybe, two/maybe"):  # fmt: skip
        graph.suppose(["maybe"])


WRONG: list[tuple[str | bytes, str]] = [
    ("others-likely-to-recognize", "(did you mean others-likely-to-recognise?)"),
    ("", "there is no claim ''"),
    ("_:x", "there is no claim '_:x'"),
    ("id:india", "there is no claim 'id:india'"),
    ("a claim of blanks", "there is no claim"),
    ("<http://a b>", "there is no claim"),
    (b"\xff", "there is no claim"),
    ("\u202e\x00".replace("\x00", "\x07"), "there is no claim"),
    ("x" * 50_000, "there is no claim"),
]


@pytest.mark.parametrize(("name", "message"), WRONG)
@pytest.mark.parametrize("command", [("reason",), ASK])
def test_an_unknown_claim_is_one_line(
    store: str, command: tuple[str, ...], name: str | bytes, message: str
) -> None:
    process = summit(*command, "--suppose", name, "--store", store, code=2)
    assert process.stdout == ""
    assert message in process.stderr
    assert process.stderr.count("\n") == 1
    assert len(process.stderr) < 300
    assert len(os.listdir(Path(store, "generations"))) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [(("-f", "dot"), 2, "a supposition cannot be written as 'dot'; choose one of text, md, json"),
     (("--profile", "dl"), 2, "--suppose is for --profile rl"),
     (("--timeout", "3"), 2, "--timeout is for --profile dl"),
     (("--store", "http://127.0.0.1:9/sparql"), 2, "this graph lies on an endpoint"),
     (("-f", "md", "-o", "/nowhere/x"), 3, "/nowhere/x: cannot be written")],
)  # fmt: skip
def test_a_wrong_call_is_one_line(
    store: str, arguments: tuple[str, ...], code: int, message: str
) -> None:
    where = () if "--store" in arguments else ("--store", store)
    process = summit("reason", "--suppose", FORECAST, *arguments, *where, code=code)
    assert process.stdout == ""
    assert message in process.stderr
    assert process.stderr.count("\n") == 1


def test_an_endpoint_supposes_nothing() -> None:
    process = summit(
        "query", "timeline", "--suppose", FORECAST, "--store", "http://127.0.0.1:9/x", code=2
    )
    assert "this graph lies on an endpoint" in process.stderr


# The scratch copy


def test_the_scratch_copy_is_removed(root: Path, graph: KnowledgeGraph) -> None:
    folder = root / ".summit-kg" / "generations"
    with graph.supposing(["iran-there"]) as scratch:
        assert len(os.listdir(folder)) == 2
        assert scratch.explain("Iran", "tookPartIn", MEETING).holds
        # A build meanwhile leaves it alone.
        write_article(root, "three", [took_part("there", "id:uzbekistan")])
        summit_kg.build(str(root))
        assert scratch.explain("Iran", "tookPartIn", MEETING).holds
        assert len(os.listdir(folder)) == 3
    assert len(os.listdir(folder)) == 2
    with pytest.raises(ZeroDivisionError), graph.supposing(["iran-there"]):
        raise ZeroDivisionError
    assert len(os.listdir(folder)) == 2


@pytest.mark.parametrize("changed", [False, True])
def test_the_scratch_copy_of_a_killed_process_goes_with_the_next_build(
    root: Path, changed: bool
) -> None:
    summit_kg.build(str(root))
    folder = root / ".summit-kg" / "generations"
    code = (
        "import sys, time, summit_kg\n"
        "with summit_kg.open(workspace=sys.argv[1]) as g, g.supposing(['iran-there']):\n"
        "    print('ready', flush=True); time.sleep(60)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(root)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    summit_kg.build(str(root))
    assert len(os.listdir(folder)) == 2  # it is in use
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    process.stdout.close()
    time.sleep(0.1)
    if changed:
        write_article(root, "three", [took_part("there", "id:uzbekistan")])
    assert (summit_kg.build(str(root)) is not None) is changed
    current = generations.read_current(str(root / ".summit-kg"))
    assert current is not None
    assert os.listdir(folder) == [os.path.basename(current.path)]


def test_a_store_that_cannot_be_written_is_copied_elsewhere(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with summit_kg.open(workspace=str(root)) as graph:
        before = os.listdir(root / ".summit-kg" / "generations")
        monkeypatch.setenv("TMPDIR", str(tmp_path))
        monkeypatch.setattr("tempfile.tempdir", None)

        def refused(folder: str) -> str:
            raise PermissionError(13, "Permission denied", folder)

        monkeypatch.setattr(generations, "new_generation", refused)
        with graph.supposing(["iran-there"]) as scratch:
            assert scratch.explain("Iran", "tookPartIn", MEETING).holds
            assert [name for name in os.listdir(tmp_path) if name.startswith("summit-kg-")]
        assert not [name for name in os.listdir(tmp_path) if name.startswith("summit-kg-")]
        assert os.listdir(root / ".summit-kg" / "generations") == before
