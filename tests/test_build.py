"""Building: whole or not at all, one at a time, and only where something changed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from answers import rows_of
from command_line import summit, summit_in
from conftest import SLUG
from small_articles import position, small_workspace, write_article

import summit_kg
from summit_kg.errors import InputProblem, StoreProblem, UsageProblem
from summit_kg.store import generations
from summit_kg.store.freshness import inputs
from summit_kg.workspace import find

REFUSED = "who-refused-access"


def rows(graph: summit_kg.KnowledgeGraph) -> list[str]:
    return [row["refuserLabel"] for row in rows_of(graph, REFUSED, facility="Bagram")]


def test_a_store_is_built_where_it_is_missing(workspace: Path) -> None:
    told: list[str] = []
    with summit_kg.open(workspace=str(workspace), listener=told.append) as graph:
        assert rows(graph) == ["Taliban"]
    assert told[0] == "building the graph"
    told.clear()
    with summit_kg.open(workspace=str(workspace), listener=told.append) as graph:
        assert rows(graph) == ["Taliban"]
    assert told == []


def test_a_change_of_a_file_builds_anew(workspace: Path, claims_file: Path) -> None:
    summit_kg.open(workspace=str(workspace)).close()
    claims_file.write_text(
        claims_file.read_text().replace("refuser: id:taliban", "refuser: id:russia"), "utf-8"
    )
    with summit_kg.open(workspace=str(workspace)) as graph:
        assert rows(graph) == ["Russia"]


def test_removing_an_article_removes_its_claims(workspace: Path) -> None:
    summit_kg.open(workspace=str(workspace)).close()
    shutil.rmtree(workspace / "data" / "articles" / SLUG)
    with summit_kg.open(workspace=str(workspace)) as graph:
        assert rows(graph) == []


def test_a_mistake_leaves_the_old_store_as_it_was(workspace: Path, claims_file: Path) -> None:
    summit_kg.build(str(workspace))
    before = generations.read_current(str(workspace / ".summit-kg"))
    claims_file.write_text("claims: [", "utf-8")
    with pytest.raises(InputProblem, match=r"data/articles/small-report/claims.yaml:2: malformed"):
        summit_kg.build(str(workspace))
    assert generations.read_current(str(workspace / ".summit-kg")) == before
    assert len(os.listdir(workspace / ".summit-kg" / "generations")) == 1


def test_a_mistake_in_a_turtle_file_names_file_and_line(workspace: Path) -> None:
    file = workspace / "data" / "reference" / "own.ttl"
    file.write_text("@prefix id: <https://w3id.org/summit-kg/id/> .\nid:a id:b .\n", "utf-8")
    with pytest.raises(InputProblem, match=r"data/reference/own.ttl:2: malformed Turtle"):
        summit_kg.build(str(workspace))


@pytest.mark.parametrize("store", [":memory:", "http://127.0.0.1/sparql"])
def test_a_store_is_built_in_a_folder_only(workspace: Path, store: str) -> None:
    with pytest.raises(UsageProblem, match="a store is built in a folder"):
        summit_kg.build(str(workspace), store=store)


def test_nothing_is_built_where_nothing_changed(workspace: Path) -> None:
    assert summit_kg.build(str(workspace)) is not None
    assert summit_kg.build(str(workspace)) is None
    assert summit_kg.build(str(workspace), force=True) is not None


def test_two_builds_give_the_same_store(workspace: Path) -> None:
    exports = []
    for _ in range(2):
        summit_kg.build(str(workspace), force=True)
        with summit_kg.open(workspace=str(workspace)) as graph:
            exports.append({str(quad) for quad in graph.oxigraph})
    assert exports[0] == exports[1]


def test_a_reader_keeps_its_generation_while_builds_go_on(workspace: Path) -> None:
    summit_kg.build(str(workspace))
    with summit_kg.open(workspace=str(workspace)) as graph:
        for _ in range(3):
            summit_kg.build(str(workspace), force=True)
        assert rows(graph) == ["Taliban"]
        assert len(os.listdir(workspace / ".summit-kg" / "generations")) == 2
    summit_kg.build(str(workspace), force=True)
    assert len(os.listdir(workspace / ".summit-kg" / "generations")) == 1


def run(*arguments: str, **options: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "summit_kg.cli", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **options},
    )


def test_builds_and_queries_at_once_all_answer(workspace: Path) -> None:
    summit_kg.build(str(workspace))
    builds = [run("build", "--force", "--workspace", str(workspace)) for _ in range(3)]
    queries = [
        run("query", REFUSED, "-p", "facility=Bagram", "--workspace", str(workspace), "-f", "csv")
        for _ in range(6)
    ]
    for process in builds:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    for process in queries:
        output, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        assert "Taliban" in output


def test_a_second_build_says_that_it_waits(workspace: Path) -> None:
    store = find(str(workspace)).store
    with generations.build_lock(store, lambda message: None):
        process = run("build", "--workspace", str(workspace))
        assert process.stderr is not None
        line = process.stderr.readline()
    assert f"another build (process {os.getpid()}) is running; waiting for it" in line
    process.communicate(timeout=120)
    assert process.returncode == 0


def test_a_reader_finds_the_new_generation_where_the_old_one_vanishes_under_it(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summit_kg.build(str(workspace))
    store = str(workspace / ".summit-kg")
    real = generations.read_current
    calls: list[int] = []

    def swapped_in_the_gap(folder: str) -> generations.Current | None:
        current = real(folder)
        calls.append(1)
        if len(calls) == 1:
            monkeypatch.setattr(generations, "read_current", real)
            summit_kg.build(str(workspace), force=True)
            monkeypatch.setattr(generations, "read_current", swapped_in_the_gap)
        return current

    monkeypatch.setattr(generations, "read_current", swapped_in_the_gap)
    held = generations.hold(store)
    assert held is not None
    assert held[0].exists()
    os.close(held[1])
    assert len(calls) > 1


@pytest.mark.parametrize("step", ["remove_unused", "new_generation", "make_current"])
def test_a_build_killed_at_a_step_leaves_a_whole_store(workspace: Path, step: str) -> None:
    summit_kg.build(str(workspace))
    killed = (
        "import os, sys; from summit_kg.store import generations; "
        f"generations.{step} = lambda *_: os._exit(9); "
        "import summit_kg; summit_kg.build(sys.argv[1], force=True)"
    )
    process = subprocess.run(
        [sys.executable, "-c", killed, str(workspace)], check=False, timeout=60
    )
    assert process.returncode == 9
    with summit_kg.open(workspace=str(workspace)) as graph:
        assert rows(graph) == ["Taliban"]
    summit_kg.build(str(workspace), force=True)
    assert len(os.listdir(workspace / ".summit-kg" / "generations")) == 1


@pytest.mark.parametrize("delay", [0.05, 0.15, 0.25, 0.4])
def test_a_killed_build_leaves_a_whole_store(workspace: Path, delay: float) -> None:
    summit_kg.build(str(workspace))
    process = run("build", "--force", "--workspace", str(workspace))
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    with summit_kg.open(workspace=str(workspace)) as graph:
        assert rows(graph) == ["Taliban"]
    summit_kg.build(str(workspace), force=True)
    assert len(os.listdir(workspace / ".summit-kg" / "generations")) == 1


def test_a_store_of_another_format_is_built_anew(workspace: Path) -> None:
    summit_kg.build(str(workspace))
    current = workspace / ".summit-kg" / "current"
    current.write_text(current.read_text().replace(generations.FORMAT_VERSION, "0", 1))
    with summit_kg.open(workspace=str(workspace)) as graph:
        assert rows(graph) == ["Taliban"]


def damage(workspace: Path, name: str) -> None:
    current = generations.read_current(str(workspace / ".summit-kg"))
    assert current is not None
    target = Path(current.path) / name
    if target.is_dir():
        for file in target.iterdir():
            file.write_bytes(b"junk")
    else:
        target.write_bytes(b"junk")


@pytest.mark.parametrize("name", ["oxigraph", "labels.sqlite", "queries"])
def test_a_damaged_store_is_named_and_can_be_built_anew(workspace: Path, name: str) -> None:
    summit_kg.build(str(workspace))
    damage(workspace, name)
    process = run("query", REFUSED, "-p", "facility=Bagram", "--workspace", str(workspace))
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "damaged" in errors
    assert "summit-kg build --force" in errors
    assert errors.count("\n") == 1
    summit_kg.build(str(workspace), force=name != "oxigraph")
    with summit_kg.open(workspace=str(workspace)) as graph:
        assert rows(graph) == ["Taliban"]


def test_a_store_folder_that_cannot_be_written_is_named(workspace: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file, no folder")
    with pytest.raises(StoreProblem, match="cannot be written"):
        summit_kg.build(str(workspace), store=str(blocked / "store"))


def test_a_read_only_store_still_answers(workspace: Path) -> None:
    summit_kg.build(str(workspace))
    store = workspace / ".summit-kg"
    for path in [store, *store.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        with summit_kg.open(workspace=str(workspace)) as graph:
            assert rows(graph) == ["Taliban"]
    finally:
        for path in [store, *store.rglob("*")]:
            path.chmod(0o755)


def test_a_full_disk_is_named_and_the_old_store_answers(workspace: Path) -> None:
    summit_kg.build(str(workspace))
    limited = (
        "import resource, runpy, sys, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000)); "
        "sys.argv[0] = 'summit-kg'; runpy.run_module('summit_kg.cli', run_name='__main__')"
    )
    process = subprocess.run(
        [sys.executable, "-c", limited, "build", "--force", "--workspace", str(workspace)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert process.returncode == 3, process.stderr
    assert "could not be built" in process.stderr
    assert "Traceback" not in process.stderr
    with summit_kg.open(workspace=str(workspace)) as graph:
        assert rows(graph) == ["Taliban"]


def test_any_change_of_an_input_is_seen(workspace: Path, claims_file: Path) -> None:
    seen = {inputs(find(str(workspace)))}
    (workspace / "data" / "reference" / "own.ttl").write_text("", "utf-8")
    seen.add(inputs(find(str(workspace))))
    os.utime(claims_file, ns=(1, 1))
    seen.add(inputs(find(str(workspace))))
    shutil.copytree(claims_file.parent, claims_file.parent.parent / "another")
    seen.add(inputs(find(str(workspace))))
    (workspace / "queries").mkdir()
    seen.add(inputs(find(str(workspace))))
    (claims_file.parent / "text.txt").write_text("no such text", "utf-8")
    seen.add(inputs(find(str(workspace))))
    assert len(seen) == 6


def test_in_memory_and_on_disk_hold_the_same(workspace: Path) -> None:
    with (
        summit_kg.open(workspace=str(workspace)) as disk,
        summit_kg.open(":memory:", workspace=str(workspace)) as memory,
    ):
        assert rows(memory) == rows(disk)
        assert {str(quad) for quad in memory.oxigraph} == {str(quad) for quad in disk.oxigraph}


def test_rdflib_users_get_the_dataset_over_the_same_store(workspace: Path) -> None:
    import rdflib

    with summit_kg.open(workspace=str(workspace)) as graph:
        dataset = graph.dataset()
        assert isinstance(dataset, rdflib.Dataset)
        triple = (
            rdflib.URIRef("https://w3id.org/summit-kg/id/small-refusal"),
            rdflib.URIRef("https://w3id.org/summit-kg/ontology#refuser"),
            rdflib.URIRef("https://w3id.org/summit-kg/id/taliban"),
        )
        assert triple in dataset.default_graph
        claim = dataset.graph(
            rdflib.URIRef(f"https://w3id.org/summit-kg/graph/claim/{SLUG}/access-refused")
        )
        assert triple in claim
        with pytest.raises(StoreProblem, match="read-only"):
            dataset.default_graph.add(triple)


def test_findings_are_told_again_where_nothing_is_built(workspace: Path, claims_file: Path) -> None:
    claims_file.write_text(
        claims_file.read_text().replace("requester: id:united-states", "requester: id:nobody"),
        "utf-8",
    )
    for _ in range(2):
        process = run("build", "--workspace", str(workspace))
        output, errors = process.communicate(timeout=60)
        assert process.returncode == 1, errors
        assert "id:nobody" in output
    assert "up to date" in errors


def test_a_build_without_reasoning_says_that_it_looked_for_no_contradictions(
    tmp_path: Path,
) -> None:
    root = small_workspace(tmp_path)
    bases = "id:foreign-military-bases-in-afghanistan"
    against = position("against", "id:india", "Opposition", bases)
    write_article(root, "one", [against])
    summit_in(root, "build")
    without = summit_in(root, "build", "--no-reason").stderr.splitlines()
    assert "; 0 findings; contradictions were not looked for; " in without[-1]
    replaced = "the graph with what follows was replaced by one in which nothing is inferred"
    assert without[:-1] == [f"summit-kg: {replaced}, as asked"]
    with_ = summit_in(root, "build").stderr
    assert "not looked for" not in with_
    assert "replaced" not in with_
    write_article(root, "one", [against, position("for", "id:india", "Support", bases)])
    summit_in(root, "build", code=1)
    last = summit_in(root, "build", "--no-reason").stderr.splitlines()
    assert last[:-1] == [
        f"summit-kg: {replaced}, as asked; it was the last one without contradiction"
    ]
    assert "; contradictions were not looked for; " in last[-1]
    assert "replaced" not in summit_in(root, "build", "--no-reason", "--force").stderr
    told: list[str] = []
    summit_kg.build(str(root), reason=False, force=True, listener=told.append)
    assert told == []
    assert "contradictions are not looked for" in " ".join(summit("build", "--help").stdout.split())
