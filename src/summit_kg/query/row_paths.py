"""Rows as a graph in which every way from left to right is a row, and every row such a way."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from summit_kg.picture import BASES
from summit_kg.picture.columns import Link
from summit_kg.picture.parts import Node

ENDS = "a row ends here"
"""What stands below a node at which one row ends and from which another goes on."""
Way = tuple[tuple[int, Node], ...]
"""What a row has, from left to right, each with the number of its column."""


@dataclass
class _Place:
    """A node on the way of rows that are the same up to it."""

    onward: dict[tuple[int, Node], "_Place"] = field(default_factory=dict)
    basis: dict[tuple[int, Node], str] = field(default_factory=dict)
    ends: bool = False


@dataclass(frozen=True)
class Paths:
    """Rows as nodes and links.

    :param columns: the nodes of each column; those of one name differ where rows go on differently
    :param used: how many of the rows are in it, counted from the first
    """

    columns: list[list[Node]]
    links: list[Link]
    used: int


def paths(ways: Sequence[tuple[Way, str]], width: int, most: int) -> Paths:
    """Return the first rows that have room, merged as far as that makes no row that is not there.

    The ways are the words of a minimal automaton: what begins the same is merged from the left, and
    what can only go on in the same ways from the right.

    :param ways: of each row, with its basis; a link is as sure as the surest row that has it
    :param width: the number of columns
    :param most: how many nodes there may be
    """

    def nodes(count: int) -> int:
        return sum(map(len, _merged(ways[:count], width).columns))

    if nodes(len(ways)) <= most:
        return _merged(ways, width)
    fitting = bisect_right(range(len(ways)), most, key=nodes) - 1
    return _merged(ways[: max(fitting, 0)], width)


def _merged(ways: Sequence[tuple[Way, str]], width: int) -> Paths:
    root = _Place()
    for way, basis in ways:
        place = root
        for step in way:
            place.basis[step] = min(place.basis.get(step, basis), basis, key=BASES.index)
            place = place.onward.setdefault(step, _Place())
        place.ends = True
    columns: list[list[Node]] = [[] for _ in range(width)]
    links: dict[tuple[str, str], Link] = {}
    keys: dict[object, str] = {}

    def key_of(step: tuple[int, Node], place: _Place) -> str:
        """Return the key of a node, which is the same for all that go on alike."""
        column, node = step
        after = [(key_of(onward, place.onward[onward]), place.basis[onward])
                 for onward in place.onward]  # fmt: skip
        alike = (column, node, place.ends, frozenset(key for key, _ in after))
        if alike not in keys:
            keys[alike] = f"{node.key}\0{len(keys)}"
            note = ENDS if place.ends and after else node.note
            columns[column].append(Node(keys[alike], node.label, node.kind, note))
        key = keys[alike]
        for target, basis in after:
            known = links.get((key, target), Link(key, target, "", basis)).basis
            links[key, target] = Link(key, target, "", min(known, basis, key=BASES.index))
        return key

    for step, place in root.onward.items():
        key_of(step, place)
    return Paths(columns, list(links.values()), len(ways))
