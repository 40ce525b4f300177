"""Answers for Python: rows with typed values and their evidence, tables, and data frames."""

import contextlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from summit_kg.errors import MissingPackage, UsageProblem
from summit_kg.safe_file import written_whole
from summit_kg.vocabulary import XSD

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from summit_kg.picture.canvas import Picture
    from summit_kg.query.results import Term
    from summit_kg.query.row_triples import ExplainedRow
    from summit_kg.reason.explanation import Explanation
    from summit_kg.reason.witnesses import Witness
    from summit_kg.store.base import Results

    Explain = Callable[[dict[str, Term | None]], ExplainedRow]

Value = str | int | float | bool | Decimal | date | datetime | time | None
_SHOWN = 50
"""How many rows a table on the screen has."""
_WIDTH = 80
_LARGEST = 1 << 63
_SUFFIXES = {"markdown": "md", "ndjson": "jsonl", "srj": "json", "srx": "xml", "txt": "table"}
_PLAIN_YEAR = re.compile(r"-?[0-9]{4,9}\Z")
_PYTHON: dict[str, Callable[[str], Value]] = {
    **dict.fromkeys(
        [XSD + name for name in (
            "integer", "nonNegativeInteger", "positiveInteger", "long", "int", "short", "byte",
            "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte",
        )],
        int,
    ),
    XSD + "decimal": Decimal,
    XSD + "double": float,
    XSD + "float": float,
    XSD + "boolean": lambda text: text in {"true", "1"},
    XSD + "date": date.fromisoformat,
    XSD + "dateTime": datetime.fromisoformat,
    XSD + "time": time.fromisoformat,
    XSD + "gYear": lambda text: int(text) if _PLAIN_YEAR.match(text) else text,
}  # fmt: skip


def python_value(term: "Term | None") -> Value:
    """Return a term as Python has it: numbers, truth values, dates; else its text or IRI.

    >>> python_value(ox.Literal("2025-10-07", datatype=ox.NamedNode(XSD + "date")))
    datetime.date(2025, 10, 7)
    >>> python_value(ox.NamedNode("https://w3id.org/summit-kg/id/taliban"))
    'https://w3id.org/summit-kg/id/taliban'
    """
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        convert = _PYTHON.get(term.datatype.value)
        if convert is not None:
            with contextlib.suppress(ValueError, ArithmeticError):
                return convert(term.value)
        return term.value
    return term.value if isinstance(term, ox.NamedNode) else str(term)


class Row:
    """A row of an answer: `row.name` is a Python value, `row["name"]` the RDF term itself.

    Iterating gives the terms in the order of the columns. A row that was pickled has its values,
    but no evidence.
    """

    # Not the answer, which keeps its rows: the engine wants its answers freed where they were made,
    # and a ring of references is freed by the garbage collector, in whatever thread that runs.
    __slots__ = ("_columns", "_explain", "_solution")

    def __init__(self, solution: Any, columns: list[str], explain: "Explain") -> None:
        self._solution = solution
        self._columns = columns
        self._explain = explain

    def __getitem__(self, column: "str | int | ox.Variable") -> Any:
        if isinstance(column, int):
            return tuple(self._solution)[column]
        name = column.value if isinstance(column, ox.Variable) else column
        if name not in self._columns:
            raise KeyError(self._no_column(name))
        return self._solution[name]

    def __getattr__(self, name: str) -> Value:
        if name in self._columns:
            return python_value(self._solution[name])
        raise AttributeError(self._no_column(name))

    def _no_column(self, name: str) -> str:
        from summit_kg.terms import suggestion

        return f"the answer has no column {name!r}{suggestion(name, self._columns)}"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the terms alone: in another process there is no graph to ask for evidence."""
        return _unpickled, (self._columns, tuple(self._solution))

    def __copy__(self) -> "Row":
        return self

    def __deepcopy__(self, _memo: object) -> "Row":
        return self

    def __iter__(self) -> "Iterator[Term | None]":
        return iter(self._solution)

    def __len__(self) -> int:
        return len(self._solution)

    def __repr__(self) -> str:
        told = (f"{name}={value!r}" for name, value in self.as_dict().items() if value is not None)
        return f"Row({', '.join(told)})"

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._columns]

    def as_dict(self) -> dict[str, Value]:
        """Return the row's Python values by column."""
        return dict(zip(self._columns, map(python_value, self._solution), strict=True))

    @property
    def explanations(self) -> "list[Explanation]":
        """Why each triple that the row rests on holds.

        :raises UsageProblem: where the graph lies on an endpoint
        """
        return self._explained.explanations

    @property
    def evidence(self) -> "list[Witness]":
        """The claims that the row rests on, with their voices and sentences, each once.

        :raises UsageProblem: where the graph lies on an endpoint
        """
        return self._explained.witnesses

    @property
    def _explained(self) -> "ExplainedRow":
        return self._explain(dict(zip(self._columns, self._solution, strict=True)))


def _unpickled(columns: list[str], terms: "tuple[Term | None, ...]") -> Row:
    from summit_kg.query.results import solutions_of

    (solution,) = solutions_of(columns, [terms])
    return Row(solution, columns, _explain_nothing)


def _explain_nothing(row: "dict[str, Term | None]") -> "ExplainedRow":
    del row
    raise UsageProblem("a row that was pickled has no evidence; ask the graph again")


class Answer:
    """The answer of a query, which may be read again and again.

    The rows of a SELECT query come as `Row`, the triples of a CONSTRUCT as pyoxigraph's own, and an
    ASK is true or false. An answer also passes for the engine's own result (it has its class and
    attributes), so what works on that works on an answer.

    :param results: of the engine
    :param explain: gives what a row, term by column, rests on
    :param ask: answers further queries, on what things are
    :param title: what a picture of it is called
    """

    def __init__(
        self,
        results: "Results",
        explain: "Explain",
        ask: "Callable[[str], Results]",
        title: str = "Answer",
    ) -> None:
        self._results = results
        self._ask = ask
        self._title = title
        self._read: list[Any] = []
        self._unread = None if isinstance(results, ox.QueryBoolean) else iter(results)
        self.explain = explain
        self.columns: list[str] = (
            [variable.value for variable in results.variables]
            if isinstance(results, ox.QuerySolutions)
            else ["subject", "predicate", "object"]
        )

    @property  # type: ignore[misc]  # it stands in for the class that callers ask for
    def __class__(self) -> Any:
        return type(self._results)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._results, name)

    def __iter__(self) -> Iterator[Any]:
        place = 0
        rows = isinstance(self._results, ox.QuerySolutions)
        while True:
            while place < len(self._read):
                yield self._read[place]
                place += 1
            found = None if self._unread is None else next(self._unread, None)
            if found is None:
                return
            self._read.append(Row(found, self.columns, self.explain) if rows else found)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, place: int) -> Any:
        return list(self)[place]

    def __bool__(self) -> bool:
        if isinstance(self._results, ox.QueryBoolean):
            return bool(self._results)
        return any(True for _ in self)

    def __str__(self) -> str:
        from summit_kg.query.text_table import screen_width

        return self._table(screen_width())

    def __repr__(self) -> str:
        from summit_kg.query.text_table import screen_width

        return self._table(screen_width() or _WIDTH)

    def _repr_html_(self) -> str:
        """Return the answer as Jupyter shows it."""
        from html import escape

        heads, rows = self._shown()
        lines = ["<table>", _html_row("th", list(map(escape, heads)))]
        lines += [_html_row("td", list(map(escape, row))) for row in rows[:_SHOWN]]
        return "\n".join([*lines, "</table>", *(f"<p>{note}</p>" for note in self._notes(rows))])

    def _repr_mimebundle_(self, **_wanted: object) -> dict[str, str]:
        """Return the answer as IPython and Jupyter show it.

        They look for a class's own way of showing itself, and an answer passes for another's.
        """
        return {"text/plain": repr(self), "text/html": self._repr_html_()}

    def _table(self, width: int | None) -> str:
        from summit_kg.query.text_table import box_table

        if isinstance(self._results, ox.QueryBoolean):
            return str(bool(self)).lower()
        heads, rows = self._shown()
        return "\n".join([box_table(heads, rows[:_SHOWN], width), *self._notes(rows)])

    def _notes(self, rows: Sequence[object]) -> list[str]:
        more = len(rows) - _SHOWN
        return [f"… and {more} more row{'s' if more > 1 else ''}"] if more > 0 else []

    def _shown(self) -> tuple[list[str], list[list[str]]]:
        from summit_kg.query.results import shown_rows

        if isinstance(self._results, ox.QueryBoolean):
            return ["answer"], [[str(bool(self)).lower()]]
        return shown_rows(self.columns, map(tuple, self))

    def values(self) -> dict[str, list[Value]]:
        """Return the Python values column by column, each column of one kind.

        Decimal numbers become floating-point numbers; a column of several kinds becomes text.
        """
        rows = [[python_value(term) for term in row] for row in self]
        return {
            name: _of_one_kind([row[place] for row in rows])
            for place, name in enumerate(self.columns)
        }

    def to_pandas(self) -> "pd.DataFrame":
        """Return the answer as a pandas data frame; whole numbers with empty cells are Int64.

        :raises MissingPackage: where pandas is not installed
        """
        with _needed("pandas", "pandas"):
            import pandas as pd

        found = self.values()
        # By itself pandas makes floating-point numbers of whole ones where a cell is empty.
        typed = {
            name: pd.Series(column, dtype="Int64") if _has_gaps(column) else column
            for name, column in found.items()
        }
        return pd.DataFrame(typed, columns=self.columns)

    def to_polars(self) -> "pl.DataFrame":
        """Return the answer as a polars data frame.

        :raises MissingPackage: where polars is not installed
        """
        with _needed("polars", "polars"):
            import polars as pl

        return pl.DataFrame(self.values())

    def to_arrow(self) -> "pa.Table":
        """Return the answer as an Arrow table.

        :raises MissingPackage: where pyarrow is not installed
        """
        with _needed("pyarrow", "arrow"):
            import pyarrow as pa

        return pa.table(self.values())

    def plot(
        self, path: str | None = None, *, as_: str | None = None, title: str | None = None
    ) -> "Picture":
        """Return a picture of the answer, which shows itself in Jupyter.

        Rows with days make a timeline; other rows a graph in which every way from left to right is
        a row; the triples of a CONSTRUCT query make a graph, too.

        :param path: a file to write it to as well, .svg or .png
        :param as_: graph or timeline, where it shall not be as the rows have it
        :param title: what stands above it; by default the query's name
        :raises UsageProblem: where there is nothing to draw
        :raises MissingPackage: where matplotlib is not installed
        :raises StoreProblem: where the file cannot be written
        """
        from summit_kg.picture.canvas import picture_format
        from summit_kg.query.answer_pictures import draw_rows, draw_triples

        if path is not None:
            picture_format(path)
        if isinstance(self._results, ox.QueryBoolean):
            raise UsageProblem("an answer of yes or no has no picture")
        called = self._title if title is None else title
        if isinstance(self._results, ox.QuerySolutions):
            rows = [tuple(row) for row in self]
            picture = draw_rows(self.columns, rows, self._ask, called, as_)
        else:
            picture = draw_triples(list(self), self._ask, called)
        if path is not None:
            picture.write(path)
        return picture

    def write(self, path: str, format_: str | None = None) -> None:
        """Write the answer to a file, which appears when it is complete.

        :param format_: as `summit-kg query -f` takes it; by default after the name's ending
        :raises UsageProblem: where the format is not known
        :raises StoreProblem: where the file cannot be written
        """
        from summit_kg.query.results import Table, write_graph, write_table

        suffix = os.path.splitext(path)[1].removeprefix(".").lower()
        name = format_ or _SUFFIXES.get(suffix, suffix)
        with written_whole(path) as out:
            if isinstance(self._results, ox.QuerySolutions):
                write_table(Table(self._solutions()), out, name)
            else:
                write_graph(list(self), out, name)

    def _solutions(self) -> ox.QuerySolutions:
        """Return the rows once more as the engine gives them."""
        from summit_kg.query.results import solutions_of

        return solutions_of(self.columns, (tuple(row) for row in self))


def _of_one_kind(column: list[Value]) -> list[Value]:
    kinds = {type(value) for value in column if value is not None}
    if kinds & {Decimal, float} and kinds <= {Decimal, float, int}:
        return [None if value is None else float(value) for value in column]  # type: ignore[arg-type]  # numbers only
    big = any(isinstance(value, int) and abs(value) >= _LARGEST for value in column)
    if len(kinds) > 1 or big:
        return [None if value is None else str(value) for value in column]
    return column


def _has_gaps(column: list[Value]) -> bool:
    """Tell whether a column has whole numbers and empty cells, and nothing else."""
    return {type(value) for value in column} == {int, type(None)}


def _html_row(cell: str, texts: list[str]) -> str:
    return "<tr>" + "".join(f"<{cell}>{text}</{cell}>" for text in texts) + "</tr>"


@contextlib.contextmanager
def _needed(package: str, extra: str) -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise MissingPackage(package, extra) from error
