"""Answers written out: tables, the W3C's result formats, JSON lines, and RDF."""

import json
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import pyoxigraph as ox

from summit_kg.errors import UsageProblem
from summit_kg.terms import shorten
from summit_kg.vocabulary import PREFIXES, XSD

SELECT_FORMATS = ("table", "csv", "tsv", "json", "xml", "jsonl", "md")
GRAPH_FORMATS = ("ttl", "trig", "nt", "nq", "jsonld", "rdf")
_W3C = {"csv": "CSV", "tsv": "TSV", "json": "JSON", "xml": "XML"}
_RDF = {"ttl": "TURTLE", "trig": "TRIG", "nt": "N_TRIPLES", "nq": "N_QUADS",
        "jsonld": "JSON_LD", "rdf": "RDF_XML"}  # fmt: skip
_NUMBERS = frozenset(XSD + name for name in ("integer", "decimal", "double", "nonNegativeInteger"))

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = tuple[Term | None, ...]


class Table:
    """The rows of a SELECT query, read as they are asked for.

    :param limit: stop after so many rows; `cut` then tells whether there were more
    """

    def __init__(self, solutions: ox.QuerySolutions, limit: int | None = None) -> None:
        self.solutions = solutions
        self.columns = [variable.value for variable in solutions.variables]
        self.limit = limit
        self.count = 0
        self.cut = False
        self.extended = False
        """Whether it has columns that the query has not."""

    def __iter__(self) -> Iterator[Row]:
        for solution in self.solutions:
            if self.limit is not None and self.count >= self.limit:
                self.cut = True
                return
            self.count += 1
            yield tuple(solution)


def write_table(table: Table, out: BinaryIO, format_: str, width: int | None = None) -> None:
    """Write the rows of a SELECT query.

    In `table` and `md` a column `x` gives way to a column `xLabel` beside it, and IRIs are
    shortened; every other format keeps all columns and terms whole.

    :param width: of the terminal, in characters; longer tables are wrapped
    """
    if format_ in {"table", "md"}:
        out.write(_pretty(table, format_, width).encode())
    elif format_ == "jsonl":
        for row in table:
            out.write(json.dumps(_plain_row(table.columns, row), ensure_ascii=False).encode())
            out.write(b"\n")
    elif format_ in _W3C:
        _write_w3c(table, out, getattr(ox.QueryResultsFormat, _W3C[format_]))
    else:
        known = ", ".join(SELECT_FORMATS)
        raise UsageProblem(f"a table cannot be written as {format_!r}; choose one of {known}")


def write_graph(triples: Iterable[ox.Triple], out: BinaryIO, format_: str) -> int:
    """Write the triples of a CONSTRUCT query, sorted; return their number."""
    if format_ not in _RDF:
        known = ", ".join(GRAPH_FORMATS)
        raise UsageProblem(f"a graph cannot be written as {format_!r}; choose one of {known}")
    found = sorted(set(triples), key=str)
    rdf_format = getattr(ox.RdfFormat, _RDF[format_])
    ox.serialize(found, out, rdf_format, prefixes=_used_prefixes(found))
    return len(found)


def _used_prefixes(triples: Iterable[ox.Triple]) -> dict[str, str]:
    used: set[str] = set()
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            if isinstance(term, ox.NamedNode):
                used.add(shorten(term.value).partition(":")[0])
            elif isinstance(term, ox.Literal):
                used.add(shorten(term.datatype.value).partition(":")[0])
    return {prefix: iri for prefix, iri in PREFIXES.items() if prefix in used}


def _write_w3c(table: Table, out: BinaryIO, format_: ox.QueryResultsFormat) -> None:
    if table.limit is None and not table.extended:
        table.solutions.serialize(out, format_)
    else:
        solutions_of(table.columns, table).serialize(out, format_)


def solutions_of(columns: list[str], rows: Iterable[Row]) -> ox.QuerySolutions:
    """Return rows as the engine gives them, so that it can write them."""
    bindings = [
        {
            name: _json_term(term)
            for name, term in zip(columns, row, strict=True)
            if term is not None
        }
        for row in rows
    ]
    document = {"head": {"vars": columns}, "results": {"bindings": bindings}}
    parsed = ox.parse_query_results(json.dumps(document), ox.QueryResultsFormat.JSON)
    assert isinstance(parsed, ox.QuerySolutions)
    return parsed


def _json_term(term: Term) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if not isinstance(term, ox.Literal) or term.direction:
        raise UsageProblem(f"{term} cannot be written with --limit; leave it out, or use -f jsonl")
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


def _plain_row(columns: list[str], row: Row) -> dict[str, object]:
    return {name: _plain(term) for name, term in zip(columns, row, strict=True) if term is not None}


def _plain(term: Term | None) -> object:
    if isinstance(term, ox.Literal):
        if term.datatype.value in _NUMBERS:
            try:
                return json.loads(term.value, parse_constant=str)
            except ValueError:
                return term.value
        if term.datatype.value == XSD + "boolean":
            return term.value in {"true", "1"}
        return term.value
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _shown(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return shorten(term.value).strip("<>")
    text = term.value if isinstance(term, ox.Literal | ox.BlankNode) else str(term)
    return "".join(
        character if character >= " " and character != "\x7f" else " " for character in text
    )


def _pretty(table: Table, format_: str, width: int | None) -> str:
    heads, rows = shown_rows(table.columns, table)
    return text_table(heads, rows, format_, width)


def shown_rows(names: list[str], rows: Iterable[Row]) -> tuple[list[str], list[list[str]]]:
    """Return the heads and cells of rows as people read them: a label stands for its IRI."""
    kept = [place for place, name in enumerate(names) if f"{name}Label" not in names]
    heads = [names[place].removesuffix("Label") for place in kept]
    # A thing without a label is shown by its IRI.
    plain = {
        place: names.index(name.removesuffix("Label"))
        for place, name in enumerate(names)
        if name.endswith("Label") and name.removesuffix("Label") in names
    }
    cells = [[_shown(row[place] or row[plain.get(place, place)]) for place in kept] for row in rows]
    return heads, cells


def text_table(heads: list[str], rows: list[list[str]], format_: str, width: int | None) -> str:
    """Return rows as a table in format `table` or `md`, with a line end."""
    from summit_kg.query.text_table import box_table, markdown_table

    if format_ == "md":
        return markdown_table(heads, rows) + "\n"
    return box_table(heads, rows, width) + "\n"
