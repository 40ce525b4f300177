"""What one graph says and another does not, entity by entity."""

from collections.abc import Iterator
from typing import NamedTuple

from summit_kg.export.selection import Selection
from summit_kg.export.statements import Statements
from summit_kg.export.structure import Term, term


class Change(NamedTuple):
    """A statement that only one of two graphs has.

    :param graph: the named graph it stands in, `<…>`, empty for the default graph
    :param subject: `<…>` or a blank node's canonical name; None for a node that has no name
    :param predicate: `<…>`; empty where `object` is a whole node without a name
    :param object: in N-Triples form, or what is nested in its place
    """

    added: bool
    graph: bytes
    subject: bytes | None
    predicate: bytes
    object: Term


def changes(old: Selection, new: Selection) -> Iterator[Change]:
    """Yield what the new graph has and the old one has not, and the reverse.

    They come in the order of their graphs and subjects. What hangs on a blank node counts as one
    statement with it: names of blank nodes make no difference, and a change inside shows the whole.
    """
    before, after = (_closed(selection) for selection in (old, new))
    for added, line in _only_in_one(before.view(), after.view()):
        yield _change(added, b"", line)
    for added, line in _only_in_one(before.named(), after.named()):
        graph, _, statement = line.partition(b"\t")
        yield _change(added, graph, statement)


def _closed(selection: Selection) -> Statements:
    statements = Statements(nest=True)
    selection.pump(statements)
    statements.close()
    return statements


def _only_in_one(
    old: Iterator[list[bytes]], new: Iterator[list[bytes]]
) -> Iterator[tuple[bool, bytes]]:
    """Yield the lines of two sorted streams that are in one only, with whether that is the new."""
    before = (line for batch in old for line in batch)
    after = (line for batch in new for line in batch)
    left, right = next(before, None), next(after, None)
    while left is not None or right is not None:
        if left == right:
            left, right = next(before, None), next(after, None)
        elif right is None or (left is not None and left < right):
            assert left is not None
            yield False, left
            left = next(before, None)
        else:
            yield True, right
            right = next(after, None)


def _change(added: bool, graph: bytes, line: bytes) -> Change:
    if line[:1] == b"\x7f":
        return Change(added, graph, None, b"", term(line[:-2]))
    subject, predicate, object_ = line.split(b" ", 2)
    return Change(added, graph, subject, predicate, term(object_))
