"""Answers for Python: typed rows, evidence, tables, data frames, files."""

import copy
import doctest
import gc
import importlib
import io
import json
import pickle
import subprocess
import sys
import weakref
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyoxigraph as ox
import pytest
from conftest import ROOT

import summit_kg
from summit_kg.errors import MissingPackage, StoreProblem, UsageProblem
from summit_kg.graph import KnowledgeGraph
from summit_kg.query.answer import Answer, python_value
from summit_kg.query.row_patterns import patterns_of
from summit_kg.vocabulary import XSD

TYPED = """
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT * WHERE { VALUES (?whole ?exact ?day ?moment ?year ?yes ?text ?thing ?mixed) {
  (1 1.5 "2025-10-07"^^xsd:date "2025-10-07T09:30:00Z"^^xsd:dateTime "2025"^^xsd:gYear true "a"@en <urn:x> 1)
  (2 UNDEF "2025-02-30"^^xsd:date UNDEF UNDEF false "<b>|\\n" UNDEF "x")
} }"""


def refusals(graph: KnowledgeGraph) -> Answer:
    return graph.query("who-refused-access", facility="Bagram")


def test_rows_have_python_values_and_terms(seed: KnowledgeGraph) -> None:
    (row,) = refusals(seed)
    assert row.refuserLabel == "Taliban"
    assert row.refuser == "https://w3id.org/summit-kg/id/taliban"
    assert row["refuser"] == ox.NamedNode(row.refuser)
    assert row[0] == row["refuser"]
    assert list(row)[1] == ox.Literal("Taliban", language="en")
    assert len(row) == 16
    assert "refuserLabel='Taliban'" in repr(row)


def test_a_misspelt_column_is_an_attribute_error(seed: KnowledgeGraph) -> None:
    row = refusals(seed)[0]
    with pytest.raises(
        AttributeError, match=r"no column 'facilityLable' .did you mean facilityLabel"
    ):
        _ = row.facilityLable
    assert not hasattr(row, "nothing")
    assert "facilityLabel" in dir(row)


def test_values_are_typed(seed: KnowledgeGraph) -> None:
    first, second = seed.sparql(TYPED)
    assert first.as_dict() == {
        "whole": 1, "exact": Decimal("1.5"), "day": date(2025, 10, 7),
        "moment": datetime.fromisoformat("2025-10-07T09:30:00+00:00"), "year": 2025, "yes": True,
        "text": "a", "thing": "urn:x", "mixed": 1,
    }  # fmt: skip
    assert second.day == "2025-02-30"
    assert second.exact is None


@pytest.mark.parametrize(
    "kind", ["integer", "decimal", "double", "boolean", "date", "dateTime", "time", "gYear"]
)
@pytest.mark.parametrize("text", ["", "x", "9" * 5000, "12-34", "٣"])
def test_no_literal_breaks_the_conversion(kind: str, text: str) -> None:
    value = python_value(ox.Literal(text, datatype=ox.NamedNode(XSD + kind)))
    assert value is not None


def test_an_answer_is_freed_when_it_is_let_go(seed: KnowledgeGraph) -> None:
    """The engine complains of what the garbage collector frees in another thread."""
    gone: list[str] = []

    def look() -> None:
        answer = refusals(seed)
        (row,) = answer
        assert row.evidence
        weakref.finalize(answer, gone.append, str(answer))

    patterns_of.cache_clear()  # parsing leaves rings of references, but not to the answer
    gc.collect()
    gc.disable()
    try:
        look()
        assert len(gone) == 1
    finally:
        gc.enable()


def test_an_answer_can_be_read_twice(seed: KnowledgeGraph) -> None:
    answer = seed.query("meetings")
    first = [row.meeting for row in answer]
    assert len(first) > 2
    assert [row.meeting for row in answer] == first
    assert (len(answer), answer[-1].meeting, bool(answer)) == (len(first), first[-1], True)
    one, other = iter(answer), iter(answer)
    assert [next(one).meeting, next(other).meeting, next(one).meeting] == [
        first[0],
        first[0],
        first[1],
    ]


def test_an_answer_passes_for_the_engines_result(seed: KnowledgeGraph) -> None:
    answer = refusals(seed)
    assert type(answer) is Answer
    results: object = answer
    assert isinstance(results, ox.QuerySolutions)
    assert [variable.value for variable in answer.variables] == answer.columns
    assert answer.serialize(format=ox.QueryResultsFormat.CSV).startswith(b"refuser,")


def test_evidence_leads_to_the_sentence_and_the_voice(seed: KnowledgeGraph) -> None:
    claim = refusals(seed)[0].evidence[0]
    assert claim.name == "bagram-access-refused"
    assert [voice.label for voice in claim.voices][-1] == "Zamir Kabulov"
    assert [sentence.name for sentence in claim.sentences] == ["p12s2"]


def test_evidence_of_what_is_inferred(seed: KnowledgeGraph) -> None:
    text = """PREFIX id: <https://w3id.org/summit-kg/id/>
        PREFIX summit: <https://w3id.org/summit-kg/ontology#>
        SELECT ?position WHERE { id:india summit:opposes id:foreign-military-bases-in-afghanistan ;
          summit:holdsPosition ?position }"""
    row = seed.sparql(text)[0]
    assert {explanation.status for explanation in row.explanations} == {"inferred"}
    assert "india-taken-as-member" in [claim.name for claim in row.evidence]


def test_triples_and_truth(seed: KnowledgeGraph) -> None:
    triples = seed.sparql("CONSTRUCT { ?s a ?o } WHERE { ?s a ?o } LIMIT 3")
    assert triples.columns == ["subject", "predicate", "object"]
    assert all(isinstance(triple, ox.Triple) for triple in triples)
    assert list(triples.to_pandas().columns) == triples.columns
    assert bool(seed.sparql("ASK { ?s ?p ?o }"))
    assert not seed.sparql("ASK { ?s ?p 'nothing has this value' }")
    assert str(seed.sparql("ASK { ?s ?p ?o }")) == "true"


def test_a_terminal_and_jupyter_show_a_table(seed: KnowledgeGraph) -> None:
    assert "│ Taliban │ Islamic Emirate" in str(refusals(seed))
    html = seed.sparql(TYPED)._repr_html_()
    assert "<th>whole</th>" in html
    assert "&lt;b&gt;|" in html
    assert "<b>" not in html
    many = seed.sparql("SELECT ?s WHERE { ?s ?p ?o } LIMIT 60")
    assert "… and 10 more rows" in str(many)
    assert many._repr_html_().count("<tr>") == 51
    assert "<td>" not in seed.sparql("SELECT ?s WHERE { ?s ?p 'no' }")._repr_html_()


def test_frames_are_typed(seed: KnowledgeGraph) -> None:
    answer = seed.sparql(TYPED)
    pandas, polars, arrow = answer.to_pandas(), answer.to_polars(), answer.to_arrow()
    assert pandas["whole"].tolist() == [1, 2]
    assert pandas["whole"].dtype.kind == "i"
    assert pandas["exact"].dtype.kind == "f"
    assert polars["yes"].to_list() == [True, False]
    assert polars["mixed"].to_list() == ["1", "x"]
    assert str(arrow.schema.field("whole").type) == "int64"
    assert arrow.column("day").to_pylist() == ["2025-10-07", "2025-02-30"]
    assert list(pandas.columns) == polars.columns == arrow.column_names == answer.columns


@pytest.mark.parametrize("frame", ["to_pandas", "to_polars", "to_arrow"])
def test_frames_of_no_rows_and_of_big_numbers(seed: KnowledgeGraph, frame: str) -> None:
    def made(text: str) -> Any:
        convert: Callable[[], Any] = getattr(seed.sparql(text), frame)
        return convert()

    assert made("SELECT ?a ?b WHERE { ?a ?b 'nothing has this value' }").shape == (0, 2)
    assert made("SELECT (99999999999999999 AS ?n) WHERE {}").shape == (1, 1)
    assert made("SELECT ?n WHERE { VALUES ?n { 18446744073709551616 } }").shape == (1, 1)


@pytest.mark.parametrize(
    ("frame", "package"),
    [("to_pandas", "pandas"), ("to_polars", "polars"), ("to_arrow", "pyarrow")],
)
def test_a_missing_package_is_named(
    seed: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, frame: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(
        MissingPackage, match=rf"{package} is not installed; pip install 'summit-kg\["
    ):
        getattr(refusals(seed), frame)()


def test_answers_are_written_in_every_format(seed: KnowledgeGraph, tmp_path: Path) -> None:
    answer = refusals(seed)
    assert len(answer) == 1
    for suffix in ("csv", "tsv", "json", "xml", "jsonl", "md"):
        path = tmp_path / f"rows.{suffix}"
        answer.write(str(path))
        assert "Taliban" in path.read_text(encoding="utf-8")
    rows = json.loads((tmp_path / "rows.json").read_text(encoding="utf-8"))["results"]["bindings"]
    assert rows[0]["refuserLabel"] == {"type": "literal", "value": "Taliban", "xml:lang": "en"}
    seed.sparql("CONSTRUCT { ?s a ?o } WHERE { ?s a ?o } LIMIT 3").write(str(tmp_path / "g.ttl"))
    assert len(list(ox.parse(path=str(tmp_path / "g.ttl")))) == 3


def test_a_file_that_cannot_be_written_is_left_alone(seed: KnowledgeGraph, tmp_path: Path) -> None:
    kept = tmp_path / "rows.pdf"
    kept.write_text("old", encoding="utf-8")
    with pytest.raises(UsageProblem, match="'pdf'"):
        refusals(seed).write(str(kept))
    assert kept.read_text(encoding="utf-8") == "old"
    with pytest.raises(StoreProblem, match="cannot be written"):
        refusals(seed).write(str(tmp_path / "no" / "rows.csv"))
    assert [path.name for path in tmp_path.iterdir()] == ["rows.pdf"]


def test_the_graph_validates_its_own_files(workspace: Path) -> None:
    with summit_kg.open(":memory:", workspace=str(workspace)) as graph:
        assert graph.validate() == summit_kg.validate(str(workspace))


# The package itself


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = (
        "import sys; before = set(sys.modules); import summit_kg;"
        "print(*sorted(set(sys.modules) - before))"
    )
    process = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    loaded = set(process.stdout.split())
    assert {name for name in loaded if name.startswith("summit_kg")} == {
        "summit_kg",
        "summit_kg.version",
    }
    assert {name.partition(".")[0] for name in loaded} <= {"summit_kg", *sys.stdlib_module_names}


def test_importing_the_package_takes_little_time() -> None:
    code = (
        "import time; start = time.process_time(); import summit_kg;"
        "print(time.process_time() - start)"
    )
    times = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
        for _ in range(5)
    ]
    assert min(times) < 0.030, "seconds of processor time over bare Python"


def test_the_examples_in_the_documentation_run(
    seed: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        summit_kg,
        "open",
        lambda: summit_kg.opening.open(":memory:", workspace=str(ROOT)),
        raising=False,
    )
    source = ROOT / "src"
    paths = [path for path in source.rglob("*.py") if ">>>" in path.read_text(encoding="utf-8")]
    assert len(paths) > 5
    for path in paths:
        parts = path.relative_to(source).with_suffix("").parts
        module = importlib.import_module(".".join(parts).removesuffix(".__init__"))
        result = doctest.testmod(module)
        assert result.attempted > 0, path
        assert result.failed == 0, path


def test_rows_share_what_is_known_of_why_their_triples_hold(seed: KnowledgeGraph) -> None:
    answer = refusals(seed)
    first = {id(found) for found in answer[0].explanations}
    assert first
    assert first == {id(found) for found in answer[0].explanations}


def test_an_export_to_a_path_is_named_by_its_ending_and_whole(
    seed: KnowledgeGraph, tmp_path: Path
) -> None:
    target = tmp_path / "taliban.ttl"
    count = seed.export(target, about="Taliban")
    assert count == len(list(ox.parse(path=target, format=ox.RdfFormat.TURTLE)))
    before = target.read_bytes()
    with pytest.raises(UsageProblem, match="no entity is called"):
        seed.export(str(target), about="Nobody")
    with pytest.raises(StoreProblem, match="cannot be written"):
        seed.export(tmp_path / "missing" / "graph.ttl")
    with pytest.raises(UsageProblem, match="cannot be exported as ''"):
        seed.export(tmp_path / "graph")
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["taliban.ttl"]


def test_a_column_that_is_not_there_is_named_with_the_nearest(seed: KnowledgeGraph) -> None:
    (row,) = refusals(seed)
    with pytest.raises(KeyError, match=r"no column 'refuserr' .did you mean refuser"):
        row["refuserr"]
    with pytest.raises(AttributeError, match="did you mean refuser"):
        _ = row.refuserr
    with pytest.raises(IndexError):
        row[99]
    assert row[0] == row["refuser"] == row[ox.Variable("refuser")]


def test_a_row_can_be_pickled_and_copied(seed: KnowledgeGraph) -> None:
    (row,) = refusals(seed)
    again = pickle.loads(pickle.dumps(row))
    assert again.as_dict() == row.as_dict()
    assert again["refuser"] == row["refuser"]
    with pytest.raises(UsageProblem, match="was pickled has no evidence; ask the graph again"):
        _ = again.evidence
    assert copy.deepcopy(row).evidence == copy.copy(row).evidence == row.evidence != []


def test_whole_numbers_with_gaps_stay_whole_in_pandas(corpus: KnowledgeGraph) -> None:
    answer = corpus.query("meetings")
    rounds = [row.round for row in answer]
    assert None in rounds
    column = answer.to_pandas()["round"]
    assert str(column.dtype) == "Int64"
    assert [None if value is pd.NA else value for value in column] == rounds
    assert str(corpus.sparql("SELECT (1 AS ?n) {}").to_pandas()["n"].dtype) == "int64"


def test_a_table_is_as_wide_as_columns_says(
    seed: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    def width(text: str) -> int:
        return max(map(len, text.splitlines()))

    facts = seed.show("Bagram")
    assert width(str(facts)) > 150, "nothing limits it in a pipe"
    assert width(repr(facts)) <= 80
    monkeypatch.setenv("COLUMNS", "120")
    assert 80 < width(str(facts)) <= 120
    assert str(facts) == repr(facts)


def test_a_closed_graph_says_so(workspace: Path) -> None:
    graph = summit_kg.open(":memory:", workspace=str(workspace))
    graph.query("members-of", group="United Nations")  # its text is kept
    facts = graph.sparql("SELECT ?s ?o { ?s a ?o }")
    rows = list(facts)
    graph.close()
    graph.close()
    asked: list[Callable[[], object]] = [
        lambda: graph.query("members-of", group="United Nations"),
        lambda: graph.query("members-of", group="Moscow Format"),
        lambda: graph.sparql("ASK {}"),
        lambda: graph.show("Taliban"),
        lambda: graph.oxigraph,
        lambda: graph.picture("Taliban"),
        lambda: rows[0].evidence,
    ]
    for ask in asked:
        with pytest.raises(UsageProblem, match=r"^the graph is closed; open it again to ask it$"):
            ask()
    assert list(facts) == rows, "what was read stays"


def test_none_is_a_parameter_that_is_not_given(seed: KnowledgeGraph) -> None:
    with pytest.raises(UsageProblem, match="parameter 'facility' is missing"):
        seed.query("who-refused-access", facility=None)
    everybody = seed.query("participants", meeting="id:moscow-format-7", kind=None)
    assert len(everybody) == len(seed.query("participants", meeting="id:moscow-format-7")) > 1
    wrong: Any = object()
    with pytest.raises(UsageProblem, match="facility is text, a number, a day or a term"):
        seed.query("who-refused-access", facility=wrong)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"article": "bagram-betrayal", "about": "Taliban"}, "^article= and about= exclude"),
        ({"everything": True, "about": "Taliban"}, "^everything= and about= exclude"),
        ({"format_": "csv"}, "say which with table=: "),
        ({"parameters": {"actor": "x"}}, "^parameters= fills in .* with construct=$"),
        ({"format_": "nt", "everything": True}, "choose trig, nq or jsonld for everything=$"),
    ],
)
def test_errors_in_python_name_its_parameters(
    seed: KnowledgeGraph, tmp_path: Path, arguments: dict[str, Any], message: str
) -> None:
    for out in (str(tmp_path / "out.ttl"), io.BytesIO()):
        with pytest.raises(UsageProblem, match=message) as caught:
            seed.export(out, **{"format_": "ttl", **arguments})
        assert "--" not in str(caught.value)
