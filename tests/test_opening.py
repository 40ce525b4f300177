"""What a graph is opened from, and what is told where that cannot be."""

from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from command_line import summit
from conftest import ROOT

import summit_kg
from summit_kg.errors import InputProblem, UsageProblem
from summit_kg.graph import KnowledgeGraph
from summit_kg.load.policy import Policy, read_policy


def test_a_workspace_is_not_taken_for_a_store(workspace: Path) -> None:
    with pytest.raises(UsageProblem, match="is a workspace, not a store; give it as the workspace"):
        summit_kg.open(str(workspace))
    assert sorted(path.name for path in workspace.iterdir()) == ["data"]


def test_files_that_cannot_be_built_are_tried_once(workspace: Path, claims_file: Path) -> None:
    def said() -> list[str]:
        told: list[str] = []
        summit_kg.open(workspace=str(workspace), listener=told.append).close()
        return told

    building = "the files have changed: building the graph"
    summit_kg.build(str(workspace))
    text = claims_file.read_text("utf-8")
    claims_file.write_text(text + "claims: [", "utf-8")
    first, *warned = said()
    assert first == building
    assert "claims.yaml" in warned[0]
    assert said() == warned
    # Whoever asks for a build gets one, and a change is seen.
    with pytest.raises(InputProblem):
        summit_kg.build(str(workspace))
    claims_file.write_text(text + "claims: ]", "utf-8")
    assert said()[0] == building
    claims_file.write_text(text, "utf-8")
    assert said()[0] == building
    assert said() == []
    # What the system refuses it may grant later, though the files look the same.
    (claims_file.parent / "text.txt").mkdir()
    assert [said()[0], said()[0]] == [building, building]


def test_what_failed_is_built_anew_where_the_store_is_damaged(
    workspace: Path, claims_file: Path
) -> None:
    summit_kg.build(str(workspace))
    claims_file.write_text("claims: [", "utf-8")
    summit_kg.open(workspace=str(workspace)).close()
    for file in (workspace / ".summit-kg" / "generations").glob("*/oxigraph/*"):
        file.write_bytes(b"")
    with pytest.raises(InputProblem, match=r"claims\.yaml"):
        summit_kg.open(workspace=str(workspace))


def test_parameters_may_be_what_rows_have(corpus: KnowledgeGraph) -> None:
    (row,) = corpus.query("who-refused-access", facility="Bagram")
    again = corpus.query("who-refused-access", facility=row["facility"])
    assert len(again) == 1
    day = corpus.query("forecast-outcomes", date=date(2026, 1, 1))
    assert len(day) == len(corpus.query("forecast-outcomes", date="2026-01-01")) > 0


def test_an_iri_with_a_space_is_named(corpus: KnowledgeGraph) -> None:
    text = "SELECT * WHERE {\n  <http://example.org/a b> ?p ?o }"
    with pytest.raises(InputProblem, match=r"<http://example\.org/a b> has a space; write %20"):
        corpus.sparql(text)
    compared = "SELECT * WHERE { ?a ?p ?b . FILTER(?a<?b && ?b>?a) } LIMIT 1"
    corpus.sparql(compared)


def test_a_gigantic_text_in_the_reference_data_is_one_line(workspace: Path) -> None:
    file = workspace / "data" / "reference" / "big.ttl"
    file.write_text(f'<http://example.org/a> <http://example.org/b> "{"x" * 17_000_000}" .\n')
    with pytest.raises(InputProblem, match=r"big\.ttl: has a text of over 16 MB"):
        summit_kg.build(str(workspace))


@pytest.mark.parametrize("text", ["", "# prefer: [trust]\n\n"])
def test_a_policy_of_comments_is_the_default_one(tmp_path: Path, text: str) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(text, "utf-8")
    assert read_policy(str(path)) == Policy(str(path))


def test_show_tells_what_is_denied(corpus: KnowledgeGraph) -> None:
    rows = {
        (row.valueLabel, row.basis.partition(":")[0])
        for row in corpus.show("Third round of the Moscow Format")
        if row.propertyLabel == "of took part in"
    }
    assert ("United States", "denied") in rows
    assert ("United States", "accepted") not in rows
    assert any(basis == "denied only" for _, basis in rows)
    assert isinstance(corpus.show("United States")[0]["property"], ox.NamedNode)


def test_the_command_says_so_too(corpus: KnowledgeGraph) -> None:
    store = ["--store", corpus.workspace.store, "--workspace", str(ROOT)]
    shown = summit("show", "Third round of the Moscow Format", "-f", "csv", *store).stdout
    assert ",denied," in shown


def test_a_store_in_no_folder_is_refused_at_once(tmp_path: Path, workspace: Path) -> None:
    lost = tmp_path / "no" / "place"
    with pytest.raises(UsageProblem, match=r"place: there is no folder to make a store in"):
        summit_kg.open(str(lost))
    assert not lost.parent.exists()
    lost.parent.mkdir()
    with summit_kg.open(str(lost), workspace=str(workspace)) as graph:
        assert graph.query("meetings") is not None
