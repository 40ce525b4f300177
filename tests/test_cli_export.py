"""`summit-kg export` and `summit-kg diff` as a user calls them, with all that can go wrong."""

import csv
import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import ROOT

from summit_kg.export.claims import text
from summit_kg.graph import KnowledgeGraph
from summit_kg.vocabulary import ARTICLE, CLAIM_GRAPH, ID, SUMMIT

LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")


@pytest.fixture(autouse=True)
def _in_the_workspace(seed_workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Call the command where the first article alone is the workspace."""
    monkeypatch.chdir(seed_workspace)


@pytest.fixture(scope="module")
def store(seed_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("store")
    build = run("build", "--store", str(folder), "--workspace", str(seed_workspace), "-q")
    assert build.returncode == 0
    return str(folder)


def run(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "summit_kg.cli", *arguments],
        capture_output=True, timeout=300, check=False, env={**os.environ, **(env or {})},
    )  # fmt: skip


def exported(store: str, *arguments: str) -> bytes:
    process = run("export", "--store", store, "-q", *arguments)
    assert process.returncode == 0, process.stderr.decode()
    return process.stdout


def quads(data: bytes, format_: ox.RdfFormat = ox.RdfFormat.TRIG) -> list[ox.Quad]:
    return list(ox.parse(data, format_))


# Parts of the graph


def test_one_article(store: str) -> None:
    found = quads(exported(store, "--article", "bagram-betrayal"))
    graphs = {quad.graph_name for quad in found}
    assert sum(str(name).startswith(f"<{CLAIM_GRAPH}") for name in graphs) == 154
    others = {
        quad.subject.value for quad in found
        if isinstance(quad.subject, ox.NamedNode) and quad.graph_name == ox.DefaultGraph()
        and not quad.subject.value.startswith((ARTICLE, ID))
    }  # fmt: skip
    assert others == {SUMMIT + "WesternState"}  # of which the article says that none came
    assert exported(store, "--article", ARTICLE + "bagram-betrayal", "-f", "ttl")
    view = quads(exported(store, "--article", "bagram-betrayal", "-f", "ttl"), ox.RdfFormat.TURTLE)
    refuser = ox.NamedNode(SUMMIT + "refuser")
    assert any(quad.predicate == refuser for quad in view)  # an accepted assertion
    assert {ox.Quad(*quad.triple) for quad in view} == {
        quad for quad in quads(exported(store, "--article", "bagram-betrayal", "-f", "nq"),
                               ox.RdfFormat.N_QUADS)
        if quad.graph_name == ox.DefaultGraph() and not blank(quad)
    } | {quad for quad in view if blank(quad)}  # fmt: skip


def blank(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)


def test_the_neighbourhood_of_an_entity(store: str, seed: KnowledgeGraph) -> None:
    me = ox.NamedNode(ID + "bagram-air-base")
    found = quads(exported(store, "--about", "bagram"))
    view = {quad.triple for quad in found if quad.graph_name == ox.DefaultGraph()}
    for quad in seed.oxigraph.quads_for_pattern(me, None, None, ox.DefaultGraph()):
        if not isinstance(quad.object, ox.BlankNode):
            assert quad.triple in view
    for quad in seed.oxigraph.quads_for_pattern(None, None, me, ox.DefaultGraph()):
        if not isinstance(quad.subject, ox.BlankNode):
            assert quad.triple in view
            assert any(t.subject == quad.subject and t.predicate == LABEL for t in view)
    told = {quad.graph_name for quad in found if quad.graph_name != ox.DefaultGraph()}
    assert ox.NamedNode(CLAIM_GRAPH + "bagram-betrayal/bagram-access-refused") in told
    assert len(found) < 3000


def test_a_construct_query_saved_or_given(store: str, tmp_path: Path) -> None:
    saved = exported(store, "--construct", "positions-graph", "-p", f"meeting={ID}moscow-format-7",
                     "-f", "ttl")  # fmt: skip
    assert len(quads(saved, ox.RdfFormat.TURTLE)) > 20
    text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 7"
    assert len(exported(store, "--construct", text, "-f", "nt").splitlines()) == 7
    file = tmp_path / "my.rq"
    file.write_text(text, encoding="utf-8")
    assert len(exported(store, "--construct", str(file), "-f", "nt").splitlines()) == 7


def test_the_ontology_alone(store: str) -> None:
    found = quads(exported(store, "--ontology", "-f", "ttl"), ox.RdfFormat.TURTLE)
    classes = {quad.subject for quad in found if quad.object == ox.NamedNode(
        "http://www.w3.org/2002/07/owl#Class")}  # fmt: skip
    assert ox.NamedNode(SUMMIT + "AccessRefusal") in classes
    claim = ox.NamedNode(SUMMIT + "Claim")
    assert not any(quad.object == claim and "type" in quad.predicate.value for quad in found)
    assert not any("shacl" in quad.predicate.value for quad in found)


def test_view_and_all(store: str) -> None:
    view = quads(exported(store, "--view", "-f", "trig"))
    assert {quad.graph_name for quad in view} == {ox.DefaultGraph()}
    assert len(quads(exported(store, "--all", "-f", "trig"))) > len(view)


def test_tables_of_a_part(store: str) -> None:
    whole = exported(store, "--table", "claims").splitlines()
    part = exported(store, "--table", "claims", "--about", "bagram").splitlines()
    assert len(whole) == 155
    assert 1 < len(part) < 60
    assert set(part) <= set(whole)
    assert len(exported(store, "--table", "events", "--article", "bagram-betrayal")) > 1000


def test_the_view_of_tables_and_nanopublications_is_what_was_accepted(store: str) -> None:
    for table in ("claims", "events"):
        rows = {
            view: list(
                csv.DictReader(
                    exported(store, "--table", table, *view).decode().splitlines(keepends=True)
                )
            )
            for view in ((), ("--view",))
        }
        assert {row["accepted"] for row in rows[()]} == {"true", "false"}
        assert rows["--view",] == [row for row in rows[()] if row["accepted"] == "true"]
    positions = exported(store, "--table", "positions", "--view")
    assert b"inferred" in positions
    assert b"claimed only" not in positions
    accepted = ox.NamedNode(SUMMIT + "accepted")
    said = [quad for quad in quads(exported(store, "--view", "-f", "nanopub"))
            if quad.predicate == accepted]  # fmt: skip
    assert {text(quad.object) for quad in said} == {"true"}
    every = quads(exported(store, "-f", "nanopub"))
    assert 0 < len(said) < sum(quad.predicate == accepted for quad in every)


@pytest.mark.parametrize("ending", ["owl", "xml"])
def test_other_endings_of_rdf_xml(store: str, tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"graph.{ending}"
    exported(store, "--ontology", "-o", str(target))
    assert target.read_bytes() == exported(store, "--ontology", "-f", "rdf")
    assert run("diff", str(target), str(target)).returncode == 0


def test_help_promises_no_endpoint(store: str) -> None:
    told = run("export", "--help").stdout.decode()
    assert "PATH|URL" not in told
    assert "an endpoint will not do" in " ".join(told.split())
    assert run("export", "--store", "http://127.0.0.1:9/sparql").returncode == 2


def test_what_a_symbolic_link_leads_to_is_written(store: str, tmp_path: Path) -> None:
    folder = tmp_path / "dated"
    folder.mkdir()
    target, link = folder / "today.ttl", tmp_path / "latest.ttl"
    link.symlink_to(Path("dated", "today.ttl"))
    for _ in ("there is no file yet", "it is replaced"):
        exported(store, "--ontology", "-o", str(link))
        assert link.is_symlink()
        assert b"summit:State" in target.read_bytes()
        assert [path.name for path in folder.iterdir()] == ["today.ttl"]
        target.write_text("old")
    target.chmod(0o440)
    process = run("export", "--store", store, "-o", str(link))
    assert process.returncode == 3
    assert target.read_text() == "old"


def test_the_hash_seed_changes_no_byte(tmp_path: Path) -> None:
    whole = ("export", "--workspace", str(ROOT), "--store", str(tmp_path), "-q")
    for format_ in ("ttl", "rdf", "jsonld", "graphml", "nanopub"):
        first, second = (
            run(*whole, "-f", format_, env={"PYTHONHASHSEED": seed}) for seed in ("1", "2")
        )
        assert (first.returncode, second.returncode) == (0, 0), first.stderr.decode()
        assert first.stdout == second.stdout
        assert len(first.stdout) > 100_000


# What can go wrong


def test_without_pyarrow_the_extra_is_named(store: str, tmp_path: Path) -> None:
    code = "import sys; sys.modules['pyarrow'] = None; from summit_kg.cli import main; main()"
    target = tmp_path / "claims.parquet"
    process = subprocess.run(
        [sys.executable, "-c", code, "export", "--store", store, "--table", "claims",
         "-o", str(target)], capture_output=True, timeout=60, check=False, text=True,
    )  # fmt: skip
    told = "pyarrow is not installed; pip install 'summit-kg[parquet]' brings it, or '.[parquet]' in a checkout"
    assert (process.returncode, process.stderr) == (3, f"summit-kg: error: {told}\n")
    assert list(tmp_path.iterdir()) == []


PROBLEMS = [
    (("-f", "turtel"), 2, "did you mean ttl?"),
    (("-f", "docx"), 2, "choose one of ttl, nt, rdf, trig"),
    (("-o", "graph"), 2, "the name has no suffix"),
    (("-o", "/nowhere/graph.ttl"), 3, "/nowhere/graph.ttl: cannot be written"),
    (("-o", "/dev/full", "-f", "ttl"), 3, "/dev/full: cannot be written: No space left"),
    (("--about", "bagramm"), 2, "did you mean 'Bagram"),
    (("--about", "id:bagram-air-bass"), 2, "nothing is known of id:bagram-air-bass; did you mean"),
    (("--about", "http://e.org/a b"), 2, "is not an IRI"),
    (("--about", "\udcff"), 2, "is not valid Unicode text"),
    (("--article", "bagram-betrayl"), 2, "did you mean bagram-betrayal?"),
    (("--article", "nonsense"), 2, "there are bagram-betrayal"),
    (("--article", "taliban"), 2, "id:taliban is no article"),
    (("--about", "bagram", "--article", "x"), 2, "exclude each other"),
    (("--construct", "who-refused-acess"), 2, "did you mean who-refused-access"),
    (("--construct", "who-refused-access", "-p", "facility=bagram"), 2, "is no CONSTRUCT query"),
    (("--construct", "CONSTRUCT { ?s ?p } WHERE {}"), 3, "malformed SPARQL"),
    (("--construct", ""), 2, "needs the name or the text"),
    (("-p", "a=b"), 2, "name the query with --construct"),
    (("--all", "-f", "ttl"), 2, "choose trig, nq or jsonld for --all"),
    (("-f", "csv"), 2, "say which with --table: claims, events, positions"),
    (("--table", "claim"), 2, "did you mean claims"),
    (("--table", "claims", "-f", "ttl"), 2, "cannot be written as 'ttl'; choose csv or parquet"),
    (("--table", "events", "-f", "json"), 2, "cannot be written as 'json'; choose csv or parquet"),
    (("--table", "claims", "-o", "c.xlsx"), 2, "as 'xlsx'; choose csv or parquet"),
    (("--table", "claims", "--ontology"), 2, "a table holds claims"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "code", "message"), PROBLEMS)
def test_a_problem_is_one_clear_line(
    store: str, arguments: tuple[str, ...], code: int, message: str
) -> None:
    process = run("export", "--store", store, *arguments)
    error = process.stderr.decode()
    assert process.returncode == code, error
    assert message in error
    assert len(error.splitlines()) == 1
    assert process.stdout == b""


def test_an_output_that_exists_is_replaced_whole_or_left(store: str, tmp_path: Path) -> None:
    target = tmp_path / "graph.rdf"
    target.write_text("precious", encoding="utf-8")
    bad = 'CONSTRUCT { <http://e/s> <http://e/p> "\\u0001" } WHERE {}'
    process = run("export", "--store", store, "--construct", bad, "-o", str(target))
    assert process.returncode == 3
    assert "XML cannot hold the character U+0001" in process.stderr.decode()
    assert target.read_text("utf-8") == "precious"
    assert os.listdir(tmp_path) == ["graph.rdf"]
    assert run("export", "--store", store, "-o", str(target)).returncode == 0
    assert target.read_bytes().startswith(b"<?xml")


def test_an_empty_graph_gives_a_whole_file_and_a_word(store: str, tmp_path: Path) -> None:
    nothing = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(false) }"
    for name in ("g.ttl", "g.rdf", "g.jsonld", "g.graphml", "g.nt", "g.c14n"):
        target = tmp_path / name
        process = run("export", "--store", store, "--construct", nothing, "-o", str(target))
        assert process.returncode == 0
        assert "there is nothing to export" in process.stderr.decode()
        format_ = {"c14n": ox.RdfFormat.N_QUADS, "jsonld": ox.RdfFormat.JSON_LD}.get(
            name[2:]) or ox.RdfFormat.from_extension(name[2:])  # fmt: skip
        if format_ is not None:
            assert quads(target.read_bytes(), format_) == []


def test_what_rdf_1_2_adds_is_refused(store: str) -> None:
    text = "CONSTRUCT { <http://e/s> <http://e/p> <<( <http://e/s> <http://e/p> 1 )>> } WHERE {}"
    process = run("export", "--store", store, "--construct", text, "-f", "ttl")
    assert process.returncode == 3
    assert "a triple that has a triple as its object" in process.stderr.decode()
    assert len(process.stderr.splitlines()) == 1


def test_a_gigantic_literal_passes_through(tmp_path: Path, store: str) -> None:
    big = tmp_path / "big.rq"
    for name, megabytes in (("g.ttl", 10), ("g.rdf", 10), ("g.jsonld", 10), ("g.nt", 50)):
        size = megabytes << 20
        big.write_text(
            f'CONSTRUCT {{ <http://e/s> <http://e/p> "{"x" * size}" }} WHERE {{}}', encoding="utf-8"
        )
        target = tmp_path / name
        process = run("export", "--store", store, "--construct", str(big), "-o", str(target))
        assert process.returncode == 0, process.stderr.decode()[:300]
        assert target.stat().st_size > size


def test_an_export_that_is_told_to_end_leaves_no_half_file(tmp_path: Path) -> None:
    target = tmp_path / "graph.nt"
    program = f"""
import os, signal
from summit_kg.cli.options import output_file
with output_file({str(target)!r}) as out:
    out.write(b"half")
    assert os.listdir({str(tmp_path)!r}) != []
    os.kill(os.getpid(), signal.SIGTERM)
"""
    process = subprocess.run([sys.executable, "-c", program], check=False, timeout=60)
    assert process.returncode == 128 + 15
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_for_temporary_files_is_named() -> None:
    program = """
import resource
from summit_kg.errors import StoreProblem
from summit_kg.export.sorting import Sorter
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    sorter = Sorter(run=200_000)
    for number in range(20):
        sorter.add([b"x" * 1000] * 20)
except StoreProblem as error:
    print(error)
"""
    process = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert "cannot be written: File too large; free some space" in process.stdout


def test_progress_is_for_terminals_only(store: str) -> None:
    assert b"%" not in run("export", "--store", store, "-f", "ttl").stderr
    leader, follower = pty.openpty()
    program = """
import time
from summit_kg.cli import progress
progress._FIRST = 0.0
with progress.progress(100, quiet=False) as tick:
    tick(50)
    time.sleep(0.2)
    tick(25)
"""
    process = subprocess.run(
        [sys.executable, "-c", program], stderr=follower, timeout=60, check=True
    )
    os.close(follower)
    shown = os.read(leader, 4096).decode()
    os.close(leader)
    assert process.returncode == 0
    assert "75%" in shown
    assert shown.endswith("\r\x1b[K")


# diff


@pytest.fixture
def versions(tmp_path: Path) -> tuple[Path, Path]:
    """Two versions of the article: certainty, a refuser and a round's number differ."""
    old, new = (tmp_path / name / "bagram-betrayal" for name in ("old", "new"))
    for folder in (old, new):
        shutil.copytree(ROOT / "data" / "articles" / "bagram-betrayal", folder)
    claims = new / "claims.yaml"
    text = claims.read_text("utf-8")
    text = text.replace("roundNumber: 7", "roundNumber: 8", 1)
    claims.write_text(
        text.replace(
            "start: 17, end: 55, sha256: f8766c3a411f9dcba86aa77573caf58340b2deb46a27f9f73740c73e4adfa32c",
            "start: 17, end: 50",
            1,
        ),
        encoding="utf-8",
    )
    return old, new


def test_versions_of_an_article_differ_in_words(versions: tuple[Path, Path]) -> None:
    process = run("diff", *map(str, versions), "--workspace", str(ROOT))
    assert process.returncode == 1
    text = process.stdout.decode()
    assert "Seventh round of the Moscow Format (id:moscow-format-7)\n" in text
    assert "  - round number: 7\n" in text
    assert "  + round number: 8\n" in text
    # A changed selector shows the evidence that it belongs to, without a blank node's name.
    assert "  + evidence: [type: oa:SpecificResource" in text or "  + evidence: [" in text
    assert "_:" not in text
    assert process.stderr.decode() == "summit-kg: 3 added, 3 removed\n"


def test_a_difference_in_every_format(versions: tuple[Path, Path]) -> None:
    old, new = map(str, versions)
    data = json.loads(run("diff", old, new, "-f", "json").stdout)
    assert (data["added"], data["removed"]) == (3, 3)
    assert ID + "moscow-format-7" in {entity["iri"] for entity in data["entities"]}
    assert b"- **added** round number: 8" in run("diff", old, new, "-f", "md").stdout
    found = quads(run("diff", old, new, "-f", "ttl").stdout, ox.RdfFormat.TURTLE)
    assert b"@prefix cs:" not in run("diff", old, new, "-f", "ttl").stdout  # it would name nothing
    kinds = [quad.predicate.value.rpartition("#")[2] for quad in found]
    assert (kinds.count("addition"), kinds.count("removal")) == (3, 3)
    assert kinds.count("subjectOfChange") == len(data["entities"])


def test_terms_that_differ_look_different(tmp_path: Path) -> None:
    one, other = tmp_path / "one.ttl", tmp_path / "other.ttl"
    head = "@prefix : <http://e.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . "
    one.write_text(head + ':a :p "1", true, "hi"@en, "2025-10-07", 1.5 .')
    other.write_text(
        head
        + ':a :p 1, "true", "hi"@de, "2025-10-07"^^xsd:date, "1.5"^^xsd:float, "x"^^xsd:integer .'
    )
    for format_, start in (("text", "  {} "), ("md", "- **{}** ")):
        signs = ("-", "+") if format_ == "text" else ("removed", "added")
        lines = run("diff", str(one), str(other), "-f", format_).stdout.decode().splitlines()
        values = [
            {
                line.partition("e.org/p")[2].split(": ", 1)[1]
                for line in lines
                if line.startswith(start.format(sign))
            }
            for sign in signs
        ]
        assert values == [
            {'"1"', "true", '"hi"@en', '"2025-10-07"', "1.5"},
            {
                "1", '"true"', '"hi"@de', '"2025-10-07"^^xsd:date', '"1.5"^^xsd:float',
                '"x"^^xsd:integer',
            },
        ]  # fmt: skip


def test_graphs_that_differ_only_in_names_of_blank_nodes_are_equal(
    store: str, tmp_path: Path
) -> None:
    one, other = tmp_path / "one.nq", tmp_path / "other.trig"
    one.write_bytes(exported(store, "-f", "nq"))
    other.write_bytes(exported(store, "-f", "trig"))
    process = run("diff", str(one), str(other))
    assert (process.returncode, process.stdout) == (0, b"")
    assert run("diff", str(one), store).returncode == 0


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.ttl", "<a> <b>", "a.ttl:1: malformed"),
        ("a.nt", '<http://e/a b> <http://e/p> "x" .', "a.nt:1: malformed"),
        ("a.nt", '<http://e/a> <http://e/p> "\\uD800" .', "a.nt:1: malformed"),
        ("a.docx", "", "is no RDF file by its name; name one of .ttl, .trig, .nt, .nq, .c14n"),
        ("a.owl", "<a>", "malformed"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, name: str, text: str, message: str) -> None:
    bad = tmp_path / name
    bad.write_text(text, encoding="utf-8")
    process = run("diff", str(bad), str(bad))
    assert process.returncode == 3
    assert message in process.stderr.decode()
    assert len(process.stderr.splitlines()) == 1


def test_versions_lie_in_any_folder_or_are_named_by_their_file(
    versions: tuple[Path, Path],
) -> None:
    old, new = versions
    second = new.rename(new.with_name("Second version"))
    by_folder = run("diff", str(old), str(second))
    assert by_folder.returncode == 1
    by_file = run("diff", str(old / "claims.yaml"), str(second / "claims.yaml"))
    assert (by_file.returncode, by_file.stdout) == (1, by_folder.stdout)
    article = second / "article.yaml"
    article.write_text(article.read_text("utf-8").replace("article:bagram-betrayal", "article:A b"))
    error = run("diff", str(old), str(second)).stderr.decode()
    assert "iri must be article: and its name" in error
    assert len(error.splitlines()) == 1


def test_things_that_other_articles_describe_have_their_labels(
    tmp_path: Path, seed_workspace: Path
) -> None:
    workspace = shutil.copytree(seed_workspace, tmp_path / "workspace")
    old, new = (tmp_path / name / "aawsat" for name in ("old", "new"))
    for folder in (old, new):
        shutil.copytree(ROOT / "data" / "articles" / "aawsat", folder)
    claims = new / "claims.yaml"
    claims.write_text(claims.read_text("utf-8").replace("partyCount: 10", "partyCount: 11"))
    assert run("build", "--workspace", str(workspace), "-q").returncode == 0
    text = run("diff", str(old), str(new), "--workspace", str(workspace)).stdout.decode()
    assert text.startswith("Seventh round of the Moscow Format (id:moscow-format-7)\n")
    assert "  + party count: 11\n" in text


def test_what_is_not_there_or_no_format(tmp_path: Path, store: str) -> None:
    assert b"there is no such file" in run("diff", "missing.ttl", store).stderr
    assert b"neither a store's folder" in run("diff", str(tmp_path), store).stderr
    process = run("diff", store, store, "-f", "xml")
    assert process.returncode == 2
    assert b"choose one of text, md, json, ttl" in process.stderr


def test_a_protected_file_stays_and_a_replaced_one_keeps_its_mode(
    store: str, tmp_path: Path
) -> None:
    target = tmp_path / "graph.ttl"
    target.write_text("mine")
    target.chmod(0o440)
    process = run("export", "--store", store, "-q", "-o", str(target))
    assert process.returncode == 3
    assert process.stderr.decode() == (
        f"summit-kg: error: {target}: is write-protected; name another file, or make it writable\n"
    )
    assert target.read_text() == "mine"
    target.chmod(0o640)
    exported(store, "-o", str(target))
    assert target.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["graph.ttl"]
