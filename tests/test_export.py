"""Exports: every format holds the graph, and depends on nothing but the graph."""

import io
import random
from typing import Any, cast

import pyoxigraph as ox
import pytest
from answers import canonical
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld

from summit_kg.export import export, read_context
from summit_kg.export.blank_nodes import BlankNodes, _named_by_library, _simply_named, statements_of
from summit_kg.export.selection import given as selection_of
from summit_kg.export.sorting import Sorter
from summit_kg.vocabulary import ID, PREFIXES, RDF, SUMMIT, XSD

CONTEXT = read_context(str(ROOT / "ontology"))
READERS = {
    "ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "rdf": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG, "nq": ox.RdfFormat.N_QUADS, "jsonld": ox.RdfFormat.JSON_LD,
    "c14n": ox.RdfFormat.N_QUADS,
}  # fmt: skip
RDFLIB = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "trig": "trig", "nq": "nquads",
          "jsonld": "json-ld", "c14n": "nquads"}  # fmt: skip
ONE_GRAPH = ("ttl", "nt", "rdf")
VIEW = ox.DefaultGraph()


def written(quads: Any, format_: str) -> bytes:
    out = io.BytesIO()
    export(selection_of(quads, "a test"), out, format_, context=CONTEXT)
    return out.getvalue()


def read(data: bytes, format_: str) -> ox.Dataset:
    return canonical(ox.parse(data, READERS[format_]))


# Graphs that are made up

NAMES = st.sampled_from(
    [ID + "russia", ID + "a/b", ID + "a.b.", SUMMIT + "Claim", SUMMIT + "x-1", "http://e.org/é#ü",
     "urn:x:1", "http://e.org/", RDF + "nil", "http://e.org/a_b", "https://schema.org/9"]
).map(ox.NamedNode)  # fmt: skip
PREDICATES = st.sampled_from(
    [RDF + "type", RDF + "first", RDF + "rest", SUMMIT + "asserts", SUMMIT + "claimedBy",
     SUMMIT + "accepted", SUMMIT + "statement", SUMMIT + "certainty", SUMMIT + "about",
     PREFIXES["oa"] + "start", PREFIXES["rdfs"] + "label", "http://e.org/p", "urn:x:p"]
).map(ox.NamedNode)  # fmt: skip
BLANKS = st.integers(0, 5).map(lambda number: ox.BlankNode(f"b{number}"))
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12
) | st.sampled_from(
    ['"', "\\", "a\r\nb\tc", " _:b1 <x> .", "' <<(", "]]>&amp;", "  ", "\u0085\u2028"]
)
LITERALS = st.one_of(
    TEXT.map(ox.Literal),
    st.tuples(TEXT, st.sampled_from(["en", "en-gb", "ps"])).map(
        lambda pair: ox.Literal(pair[0], language=pair[1])
    ),
    st.tuples(
        st.sampled_from(["1", "01", "-5", "1.50", "true", "1", "x", "1e3", "12345678901234567890"]),
        st.sampled_from(
            [XSD + name for name in ("integer", "decimal", "boolean", "date", "nonNegativeInteger")]
            + ["http://e.org/datatype"]
        ),
    ).map(lambda pair: ox.Literal(pair[0], datatype=ox.NamedNode(pair[1]))),
)
TRIPLES = st.tuples(NAMES | BLANKS, PREDICATES, NAMES | BLANKS | LITERALS)
GRAPHS = st.sampled_from([VIEW, VIEW, ox.NamedNode("http://e.org/g"), ox.NamedNode(ID + "g")])
DATASETS = st.lists(
    st.tuples(TRIPLES, GRAPHS).map(lambda pair: ox.Quad(*pair[0], cast("Any", pair[1]))),
    max_size=16,
)
LISTS = st.lists(NAMES | BLANKS | LITERALS, min_size=1, max_size=4).map(
    lambda items: [
        ox.Quad(
            ox.NamedNode("http://e.org/owner"), ox.NamedNode(SUMMIT + "claimedBy"),
            ox.BlankNode("l0"),
        ),
        *(
            quad
            for number, item in enumerate(items)
            for quad in (
                ox.Quad(ox.BlankNode(f"l{number}"), ox.NamedNode(RDF + "first"), item),
                ox.Quad(
                    ox.BlankNode(f"l{number}"), ox.NamedNode(RDF + "rest"),
                    ox.BlankNode(f"l{number + 1}")
                    if number + 1 < len(items) else ox.NamedNode(RDF + "nil"),
                ),
            )
        ),
    ]
)  # fmt: skip
ANY = st.tuples(DATASETS, st.just([]) | LISTS).map(lambda parts: [*parts[0], *parts[1]])


def expected(quads: list[ox.Quad], format_: str) -> list[ox.Quad]:
    if format_ in ONE_GRAPH:
        return [quad for quad in quads if quad.graph_name == VIEW]
    return quads


@pytest.mark.parametrize("format_", READERS)
@settings(max_examples=200, deadline=None)
@given(quads=ANY)
def test_reading_an_export_gives_the_graph_back(format_: str, quads: list[ox.Quad]) -> None:
    data = written(quads, format_)
    assert read(data, format_) == canonical(expected(quads, format_)), data.decode()


@pytest.mark.parametrize("format_", READERS)
@settings(max_examples=60, deadline=None)
@given(quads=ANY, seed=st.integers(0, 1 << 30))
def test_order_and_names_of_blank_nodes_change_no_byte(
    format_: str, quads: list[ox.Quad], seed: int
) -> None:
    shuffled = list(quads)
    random.Random(seed).shuffle(shuffled)
    names: dict[ox.BlankNode, ox.BlankNode] = {}

    def renamed(term: Any) -> Any:
        if not isinstance(term, ox.BlankNode):
            return term
        return names.setdefault(term, ox.BlankNode(f"z{seed}-{len(names)}"))

    other = [
        ox.Quad(renamed(quad.subject), quad.predicate, renamed(quad.object), quad.graph_name)
        for quad in shuffled
    ]
    assert written(quads, format_) == written(other, format_)


@settings(max_examples=200, deadline=None)
@given(quads=DATASETS)
def test_the_names_of_simple_groups_are_those_of_the_library(quads: list[ox.Quad]) -> None:
    blank_nodes = BlankNodes()
    for quad in dict.fromkeys(quads):
        graph = b"" if quad.graph_name == VIEW else str(quad.graph_name).encode()
        blank_nodes.add(graph, [f"{quad.subject} {quad.predicate} {quad.object}".encode()])
    for group in map(statements_of, blank_nodes.groups()):
        simple = _simply_named(group)
        if simple is not None:
            assert sorted(simple) == sorted(_named_by_library(group))


@settings(max_examples=100, deadline=None)
@given(quads=DATASETS)
def test_c14n_is_what_another_implementation_of_rdfc_says(quads: list[ox.Quad]) -> None:
    # PyLD counts a statement twice whose subject is its object, and reads "\\\\n" as a line end.
    quads = [quad for quad in quads if quad.subject != quad.object and "\\" not in str(quad.object)]
    text = (ox.serialize(ox.Dataset(quads), format=ox.RdfFormat.N_QUADS) or b"").decode()
    if "\u0085" in text or "\u2028" in text or "\x7f" in text:
        return  # PyLD cuts lines there
    found = jsonld.normalize(
        text,
        {"algorithm": "URDNA2015", "inputFormat": "application/n-quads",
         "format": "application/n-quads"},
    )  # fmt: skip
    assert written(quads, "c14n").decode() == found


@given(st.lists(st.binary(max_size=8).filter(lambda line: b"\n" not in line)), st.integers(1, 400))
def test_sorting_on_disk_is_sorting(lines: list[bytes], run: int) -> None:
    sorter = Sorter(run=run)
    for start in range(0, len(lines), 3):
        sorter.add(lines[start : start + 3])
    assert [line for batch in sorter.batches() for line in batch] == sorted(lines)


def test_two_equal_groups_stay_two() -> None:
    text = b"<http://e/s> <http://e/p> [ <http://e/q> 1 ] , [ <http://e/q> 1 ] ."
    quads = list(ox.parse(text, ox.RdfFormat.TURTLE))
    for format_ in READERS:
        assert len(read(written(quads, format_), format_)) == 4


def test_a_change_renames_no_blank_node_elsewhere() -> None:
    claim = b"<http://e/%d> <http://e/p> _:x%d . _:x%d <http://e/q> _:y%d , %d ."
    few = b"\n".join(claim.replace(b"%d", b"%d" % number) for number in range(5))
    more = few + b"\n" + claim.replace(b"%d", b"7")
    lines = [
        set(written(list(ox.parse(text, ox.RdfFormat.TURTLE)), "nt").splitlines())
        for text in (few, more)
    ]
    assert lines[0] < lines[1]


def test_a_deep_nest_and_a_long_list_are_written() -> None:
    deep = "<http://e/s> <http://e/p> " + "[ <http://e/p> " * 300 + "1" + " ]" * 300 + " ."
    long = "<http://e/s> <http://e/p> (" + " 1" * 5000 + " ) ."
    for text in (deep, long):
        quads = list(ox.parse(text.encode(), ox.RdfFormat.TURTLE))
        if text is long:  # equal items: RDFC-1.0 of such a chain takes the library long
            quads = [
                ox.Quad(quad.subject, quad.predicate, ox.Literal(str(number)))
                if isinstance(quad.object, ox.Literal) else quad
                for number, quad in enumerate(quads)
            ]  # fmt: skip
        for format_ in ("ttl", "nt", "rdf", "jsonld"):
            data = written(quads, format_)
            assert len(list(ox.parse(data, READERS[format_]))) == len(quads), format_
