"""The sentences that an answer names, printed where the user holds their text."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click
import pyoxigraph as ox

from summit_kg.cli.problems import say
from summit_kg.query.results import Row, Table
from summit_kg.text_width import WIDTH

if TYPE_CHECKING:
    from summit_kg.article_text import MarkedSentence
    from summit_kg.graph import KnowledgeGraph

COLUMN = "sentenceText"
_AT_ONCE = 200
_NOT_SHOWN = dict.fromkeys(
    [*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], " "
)
"""Control characters, and those that turn the direction of what comes after them."""
Command = TypeVar("Command", bound=Callable[..., object])


def sentences_option(command: Command) -> Command:
    """Add --sentences and --no-sentences."""
    return click.option(
        "--sentences/--no-sentences",
        default=None,
        help="Print the sentences named, evidence marked, where you have the text "
        "[default: in tables].",
    )(command)


class Witness(NamedTuple):
    """What is needed to print an answer's sentences.

    :param wanted: True and False as the user said; None where they did not
    :param entity: the IRI of what the answer is about, where it is not in its rows
    """

    graph: "KnowledgeGraph"
    wanted: bool | None
    entity: str | None = None


class NamingTable(Table):
    """A table that remembers the sentences in its rows, with the IRIs that stand beside them."""

    def __init__(self, solutions: ox.QuerySolutions, limit: int | None, witness: Witness) -> None:
        super().__init__(solutions, limit)
        self.witness = witness
        self.named: dict[str, set[frozenset[str]]] = defaultdict(set)
        self.found: set[str] = set()
        self.place = self.columns.index("sentence") if "sentence" in self.columns else None

    def __iter__(self) -> Iterator[Row]:
        for row in super().__iter__():
            self.remember(row)
            yield row

    def remember(self, row: Row) -> str:
        """Note the sentence of a row; return its IRI, or nothing."""
        term = None if self.place is None else row[self.place]
        if not isinstance(term, ox.NamedNode):
            return ""
        beside = {cell.value for cell in row if isinstance(cell, ox.NamedNode)}
        self.named[term.value].add(frozenset(beside | {self.witness.entity or term.value}))
        return term.value

    def texts(self, names: Iterable[str]) -> "list[MarkedSentence]":
        """Return the sentences of some IRIs, as far as there is their text."""
        found = list(self.witness.graph.sentences(names, self.named))
        self.found.update(sentence.iri for sentence in found)
        return found


class TextTable(NamingTable):
    """A table with one column more: the words of the sentence in each row."""

    def __init__(self, solutions: ox.QuerySolutions, limit: int | None, witness: Witness) -> None:
        super().__init__(solutions, limit, witness)
        self.extended = True
        self.columns = [*self.columns, COLUMN]

    def __iter__(self) -> Iterator[Row]:
        rows = Table.__iter__(self)
        while some := list(islice(rows, _AT_ONCE)):
            names = [self.remember(row) for row in some]
            found = self.texts(dict.fromkeys(filter(None, names)))
            texts = {sentence.iri: ox.Literal(sentence.marked()) for sentence in found}
            for row, name in zip(some, names, strict=True):
                yield (*row, texts.get(name))


def table_for(
    solutions: ox.QuerySolutions, limit: int | None, format_: str, witness: Witness | None
) -> Table:
    """Return the table to write: with the words as a column where that was asked for."""
    if witness is None or witness.wanted is False:
        return Table(solutions, limit)
    if format_ in {"table", "md"}:
        return NamingTable(solutions, limit, witness)
    return TextTable(solutions, limit, witness) if witness.wanted else Table(solutions, limit)


def sentences_below(table: Table, format_: str, width: int | None, witness: Witness | None) -> str:
    """Return the sentences named in a table that was written, to stand below it; or nothing.

    Where they were asked for and a text is missing, that is said on stderr.
    """
    if witness is None or not isinstance(table, NamingTable):
        return ""
    from summit_kg.query.text_table import wrapped

    lines: list[str] = []
    if not table.extended:
        found = table.texts(table.named)
        several = len({sentence.slug for sentence in found}) > 1
        for sentence in found:
            name = f"{sentence.slug} {sentence.name}" if several else sentence.name
            words = sentence.marked().translate(_NOT_SHOWN)
            if format_ == "md":
                lines += ["", f"{name}: {words}"]
            else:
                lines += wrapped(f"{name}  {words}", width or WIDTH)
    if witness.wanted:
        missing = {name.rsplit("/", 2)[-2] for name in table.named.keys() - table.found}
        for slug in sorted(missing):
            say(f"the text of {slug} is not here; summit-kg attach {slug} FILE links your copy")
    return "".join(f"{line}\n" for line in lines)
