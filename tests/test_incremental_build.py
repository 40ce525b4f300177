"""Builds that start from the store before: the very store that a build from nothing gives."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
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
from summit_kg.builder import Report
from summit_kg.store import generations

ASK = "participants"


def quads(root: Path, store: str | None = None) -> set[str]:
    with summit_kg.open(store, workspace=str(root)) as graph:
        return {str(quad) for quad in graph.oxigraph}


def built(root: Path, store: str | None = None, *, force: bool = False) -> Report:
    report = summit_kg.build(str(root), store=store, force=force)
    assert report is not None
    return report


def generation(root: Path) -> Path:
    current = generations.read_current(str(root / ".summit-kg"))
    assert current is not None
    return Path(current.path)


def is_incremental(report: Report) -> bool:
    return report.by_rule is None


NESTED = {
    "iri": "id:dmitry-zhirnov",
    "hasMembership": {
        "type": "Membership", "label": "A nameless term",
        "membershipPost": "id:ambassador-of-russia-in-kabul", "from": "2020-03-01",
    },
}  # fmt: skip
RECOGNITION = {
    "iri": "id:recognition", "type": "RecognitionAct", "label": "A recognition",
    "recogniser": "id:china", "recognised": "id:islamic-emirate",
}  # fmt: skip
POOL: list[Node] = [
    took_part("india-member", "id:india", "tookPartAsMemberIn"),
    took_part("india-there", "id:india"),
    took_part("india-perhaps", "id:india", certainty="possible"),
    took_part("iran-member", "id:iran", "tookPartAsMemberIn"),
    took_part("us-there", "id:united-states"),
    claim("statement", JOINT_STATEMENT),
    claim("statement-again", JOINT_STATEMENT),
    claim("adopted", {"iri": MEETING, "adopted": "id:joint-statement"}),
    claim("nested", NESTED),
    claim("recognition", RECOGNITION),
    claim("recognition-foretold", RECOGNITION, claimType="forecast"),
    position("iran-against", "id:iran", "Opposition", BASES, claimType="commitment"),
    position("india-for", "id:india", "Support", BASES),
    absent("iran-gone", "id:iran"),
    absent("qatar-gone", "id:qatar"),
    western_absent("west-gone"),
    # What the reference data says too, which goes with no article.
    claim("india-a-state", {"iri": "id:india", "type": "State", "label": "India"}),
    claim("zimbabwe", {"iri": "id:new-state", "type": "State", "label": "New state",
                       "borders": "id:afghanistan"}),
    claim("borders", {"iri": "id:afghanistan", "borders": ["id:new-state", "id:iran"]}),
]  # fmt: skip
BY_NAME = {one["iri"]: one for one in POOL}
SLUGS = ["one", "two", "three"]
edits = st.tuples(
    st.sampled_from(SLUGS),
    st.one_of(
        st.none(), st.lists(st.sampled_from(range(len(POOL))), min_size=1, max_size=5, unique=True)
    ),
)


def edit(root: Path, slug: str, chosen: list[int] | None) -> None:
    """Write an article of claims from the pool, or remove it."""
    if chosen is None:
        shutil.rmtree(root / "data" / "articles" / slug, ignore_errors=True)
    else:
        write_article(root, slug, [POOL[number] for number in chosen])


@settings(
    max_examples=6, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(st.lists(edits, min_size=3, max_size=5))
def test_any_sequence_of_changes_gives_what_a_build_from_nothing_gives(
    steps: list[tuple[str, list[int] | None]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = small_workspace(Path(folder) / "workspace")
        fresh = str(Path(folder) / "fresh")
        for number in range(14):  # of so many articles, three changed ones are few
            write_article(root, f"base-{number}", [BY_NAME["qatar-gone"]])
        built(root)
        for slug, chosen in steps:
            edit(root, slug, chosen)
            ours = summit_kg.build(str(root))
            if ours is None:  # an article that was not there was removed
                continue
            theirs = built(root, fresh, force=True)
            consistent = theirs.inconsistency is None
            assert is_incremental(ours)
            assert (ours.inconsistency is None) is consistent
            if not consistent:
                found = theirs.inconsistency
                assert found is not None
                assert ours.inconsistency is not None
                assert set(ours.inconsistency.repairs) == set(found.repairs)
                continue
            assert quads(root) == quads(root, fresh)
            assert ours.counts == theirs.counts
            assert ours.findings == theirs.findings


# Two articles and what they share


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_workspace(tmp_path / "workspace")


def assert_as_fresh(root: Path, tmp_path: Path) -> Report:
    """Build, and hold the store to one from nothing; return the report."""
    ours = built(root)
    assert is_incremental(ours)
    theirs = built(root, str(tmp_path / "fresh"), force=True)
    assert not is_incremental(theirs)
    assert quads(root) == quads(root, str(tmp_path / "fresh"))
    assert ours.counts == theirs.counts
    assert ours.findings == theirs.findings
    return ours


SHARED = {
    "one triple in two articles": (["india-there"], ["india-there"]),
    "one triple, accepted in one": (["india-there"], ["india-perhaps"]),
    "stated in one, inferred in the other": (["india-there"], ["india-member"]),
    "an act in two, foretold in one": (["recognition"], ["recognition-foretold"]),
    "a chain over two articles": (["india-member"], ["statement"]),
    "an inverse stated": (["statement", "iran-member"], ["adopted"]),
    "what the reference data says": (["india-a-state"], ["india-a-state", "nested"]),
    "symmetric": (["borders"], ["zimbabwe"]),
    "one absence in two": (["iran-gone", "west-gone"], ["iran-gone", "west-gone"]),
    "blank nodes": (["nested"], ["nested", "qatar-gone"]),
}


@pytest.mark.parametrize("case", SHARED)
def test_taking_one_article_away_leaves_what_the_other_says(
    root: Path, tmp_path: Path, case: str
) -> None:
    one, two = ([BY_NAME[name] for name in names] for names in SHARED[case])
    write_article(root, "one", one)
    built(root)
    alone = quads(root)
    write_article(root, "two", two)
    assert_as_fresh(root, tmp_path)
    shutil.rmtree(root / "data" / "articles" / "one")
    assert_as_fresh(root, tmp_path)
    write_article(root, "one", one)
    shutil.rmtree(root / "data" / "articles" / "two")
    built(root)  # two articles of two changed: from nothing
    assert quads(root) == alone


def test_an_article_changes_in_place(root: Path, tmp_path: Path) -> None:
    write_article(root, "one", [BY_NAME["iran-member"], BY_NAME["statement"]])
    built(root)
    write_article(root, "one", [BY_NAME["india-perhaps"], BY_NAME["statement"]])
    report = assert_as_fresh(root, tmp_path)
    assert report.removed > 0
    write_article(root, "one", [BY_NAME["india-member"], BY_NAME["statement"]])
    report = assert_as_fresh(root, tmp_path)
    assert report.added >= 5
    assert summit_kg.build(str(root)) is None


def test_what_one_article_says_of_another_stays_with_it(root: Path, tmp_path: Path) -> None:
    """A label that an article has in its own record, and another one claims."""
    naming = claim("naming", {"iri": "article:two", "label": "report two"})
    write_article(root, "one", [naming])
    write_article(root, "two", [BY_NAME["qatar-gone"]])
    built(root)
    shutil.rmtree(root / "data" / "articles" / "one")
    assert_as_fresh(root, tmp_path)
    write_article(root, "one", [naming])
    assert_as_fresh(root, tmp_path)
    shutil.rmtree(root / "data" / "articles" / "two")
    assert_as_fresh(root, tmp_path)


def test_an_exclusion_clashes_with_what_came_before_and_after(root: Path) -> None:
    for first, second in (("west-gone", "us-there"), ("us-there", "west-gone"),
                          ("iran-gone", "iran-member"), ("iran-member", "iran-gone")):  # fmt: skip
        for slug in SLUGS:
            edit(root, slug, None)
        write_article(root, "one", [BY_NAME[first]])
        summit_kg.build(str(root))
        write_article(root, "one", [BY_NAME[first], BY_NAME[second]])
        report = built(root)
        assert is_incremental(report)
        assert report.inconsistency is not None
        write_article(root, "one", [BY_NAME[second]])
        report = built(root)
        assert report.inconsistency is None


def test_many_changes_and_other_files_build_from_nothing(root: Path, tmp_path: Path) -> None:
    built(root)
    for slug in SLUGS:
        write_article(root, slug, [BY_NAME["qatar-gone"]])
    assert not is_incremental(built(root))
    (root / "data" / "reference" / "own.ttl").write_text("# nothing\n", "utf-8")
    assert not is_incremental(built(root))
    write_article(root, "one", [BY_NAME["india-there"]])
    assert is_incremental(built(root))
    report = summit_kg.build(str(root), reason=False)
    assert report is not None
    assert report.counts.inferred == 0
    assert not is_incremental(built(root))
    write_article(root, "two", [BY_NAME["india-there"]])
    assert_as_fresh(root, tmp_path)


def test_an_article_with_a_mistake_leaves_the_old_store(root: Path) -> None:
    write_article(root, "one", [BY_NAME["india-there"]])
    built(root)
    before, old = quads(root), generation(root)
    file = write_article(root, "two", [BY_NAME["qatar-gone"]])
    file.write_text(file.read_text("utf-8").replace("id:qatar", "no such thing"), "utf-8")
    with pytest.raises(summit_kg.SummitKGError, match=r"data/articles/two/claims.yaml:\d+: "):
        summit_kg.build(str(root))
    assert generation(root) == old
    assert os.listdir(old.parent) == [old.name]
    shutil.rmtree(file.parent)
    assert quads(root) == before


# Damage in the generation before


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def shortened(path: Path) -> None:
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-30]))


def nonsense(path: Path) -> None:
    path.write_text("\x00nonsense", "utf-8")


def emptied(path: Path) -> None:
    path.write_text("", "utf-8")


def other_shape(path: Path) -> None:
    path.write_text('{"counts": {"colour": 3}}', "utf-8")


@pytest.mark.parametrize(
    ("name", "damage"),
    [("schema.nt", Path.unlink), ("schema.nt", nonsense), ("schema.nt", cut), ("schema.nt", shortened),
     ("schema.nt", emptied), ("report.json", Path.unlink), ("report.json", cut),
     ("report.json", emptied), ("report.json", other_shape), ("inputs", Path.unlink),
     ("inputs", nonsense), ("labels.sqlite", Path.unlink), ("oxigraph/CURRENT", nonsense),
     ("oxigraph/CURRENT", Path.unlink)],
)  # fmt: skip
def test_damage_in_the_generation_before_builds_from_nothing(
    root: Path, tmp_path: Path, name: str, damage: "object"
) -> None:
    assert callable(damage)
    write_article(root, "one", [BY_NAME["india-member"]])
    built(root)
    damage(generation(root) / name)
    write_article(root, "two", [BY_NAME["statement"]])
    report = built(root)
    assert not is_incremental(report)
    built(root, str(tmp_path / "fresh"), force=True)
    assert quads(root) == quads(root, str(tmp_path / "fresh"))


# Processes


def run(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "summit_kg.cli", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("step", ["clone", "commit", "write_labels", "make_current"])
def test_an_incremental_build_killed_at_a_step_leaves_the_old_store(
    root: Path, tmp_path: Path, step: str
) -> None:
    write_article(root, "one", [BY_NAME["india-member"]])
    built(root)
    before, old = quads(root), generation(root)
    write_article(root, "two", [BY_NAME["statement"]])
    places = {
        "clone": "generations.clone", "commit": "facts.Revision.commit",
        "write_labels": "generation.write_labels", "make_current": "generations.make_current",
    }  # fmt: skip
    killed = (
        "import os, sys; from summit_kg.builder import generation; from summit_kg.reason import facts; "
        "from summit_kg.store import generations; "
        f"{places[step]} = lambda *_: os._exit(9); "
        "import summit_kg; summit_kg.build(sys.argv[1])"
    )
    process = subprocess.run([sys.executable, "-c", killed, str(root)], check=False, timeout=120)
    assert process.returncode == 9
    assert generation(root) == old
    with ox_store(old) as left:
        assert left == before
    assert_as_fresh(root, tmp_path)
    assert len(os.listdir(old.parent)) == 1


class ox_store:  # noqa: N801 - reads like a function
    """The quads of a generation, read as it lies on disk."""

    def __init__(self, path: Path) -> None:
        self.store = ox.Store.read_only(str(path / "oxigraph"))

    def __enter__(self) -> set[str]:
        return {str(quad) for quad in self.store}

    def __exit__(self, *_: object) -> None:
        del self.store


@pytest.mark.parametrize("delay", [0.2, 0.4, 0.6, 0.9])
def test_an_incremental_build_killed_at_some_moment_leaves_a_whole_store(
    root: Path, tmp_path: Path, delay: float
) -> None:
    write_article(root, "one", [BY_NAME["india-member"]])
    built(root)
    before = quads(root)
    write_article(root, "two", [BY_NAME["statement"]])
    process = run("build", "--workspace", str(root))
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    built(root, str(tmp_path / "fresh"), force=True)
    after = quads(root, str(tmp_path / "fresh"))
    with ox_store(generation(root)) as left:
        assert left in (before, after)
    assert quads(root) == after
    # What the killed build left behind goes with the next one.
    summit_kg.build(str(root))
    assert len(os.listdir(generation(root).parent)) == 1


def test_the_old_generation_answers_while_and_after_the_new_one_is_built(root: Path) -> None:
    write_article(root, "one", [BY_NAME["india-member"]])
    built(root)
    before, old = quads(root), generation(root)
    with summit_kg.open(workspace=str(root)) as reader:
        for number in range(4):
            write_article(root, "two", [POOL[number], BY_NAME["statement"]])
            assert is_incremental(built(root))
            assert {str(quad) for quad in reader.oxigraph} == before
        assert generation(root) != old
        new = quads(root)
        assert {path.name for path in (old / "oxigraph").glob("*.sst")}
    assert old.exists()
    edit(root, "two", None)
    built(root)
    assert not old.exists()  # with its last reader, and the next build, it has gone
    assert quads(root) == before
    assert new != before


def test_the_files_of_the_engine_are_shared_until_they_change(root: Path) -> None:
    write_article(root, "one", [BY_NAME["india-member"]])
    built(root)
    with summit_kg.open(workspace=str(root)) as reader:
        old = generation(root)
        tables = {path.name: path.stat() for path in (old / "oxigraph").glob("*.sst")}
        write_article(root, "two", [BY_NAME["statement"]])
        assert is_incremental(built(root))
        new = generation(root)
        shared = [
            path.name
            for path in (new / "oxigraph").glob("*.sst")
            if path.name in tables and path.stat().st_ino == tables[path.name].st_ino
        ]
        assert shared
        for name, info in tables.items():
            now = (old / "oxigraph" / name).stat()
            assert (now.st_size, now.st_mtime_ns) == (info.st_size, info.st_mtime_ns)
        assert reader.query(ASK, meeting=MEETING)


def test_readers_never_see_half_a_build(root: Path) -> None:
    write_article(root, "one", [BY_NAME["india-member"]])
    built(root)
    for number in range(3):
        write_article(root, "two", [POOL[number], BY_NAME["statement"]])
        builds = [run("build", "-q", "--workspace", str(root)) for _ in range(2)]
        queries = [
            run("query", ASK, "-p", f"meeting={MEETING}", "--workspace", str(root), "-f", "csv")
            for _ in range(2)
        ]
        for process in (*builds, *queries):
            output, errors = process.communicate(timeout=120)
            assert process.returncode == 0, errors
            assert "Traceback" not in errors
            assert process not in queries or "India" in output


def test_a_file_system_without_links_gets_copies(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_article(root, "one", [BY_NAME["india-member"]])
    built(root)

    def refused(source: str, target: str) -> None:
        raise PermissionError(1, "Operation not permitted", source)

    monkeypatch.setattr(os, "link", refused)
    write_article(root, "two", [BY_NAME["statement"]])
    assert_as_fresh(root, tmp_path)
