r"""Blank nodes without names of their own, or with canonical ones.

A graph's blank nodes fall into groups that hang together. A group that is a tree needs no names
where a format can nest it; any other group, and every group in N-Triples and N-Quads, is named by
RDF Dataset Canonicalization (RDFC-1.0, https://www.w3.org/TR/rdf-canon/) *of the group*, with the
hash of the group before each name. So equal graphs get equal names, and a change renames nothing
beyond its group; names from RDFC-1.0 of the whole would all shift.

Statements are lines of N-Triples without line end, `subject predicate object .`. A nested node is
an object `\x7f[predicate object\x7f;predicate object\x7f]`, a list `\x7f(item\x7f;item\x7f)`;
N-Triples escapes the character \x7f, so neither can be mistaken for text.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from hashlib import sha256
from itertools import groupby

import pyoxigraph as ox

from summit_kg.export.sorting import Sorter, disk, temporary_file
from summit_kg.vocabulary import RDF

NODE, NODE_END, LIST, LIST_END, NEXT = b"\x7f[", b"\x7f]", b"\x7f(", b"\x7f)", b"\x7f;"
_FIRST, _REST, _NIL = (f"<{RDF}{name}>".encode() for name in ("first", "rest", "nil"))
_DEEPEST = 40

Statement = tuple[bytes, bytes, bytes, bytes]
"""Graph (empty for the default graph), subject, predicate, object."""


class BlankNodes:
    """Statements with blank nodes, given back group by group.

    It holds about 200 bytes in memory for each blank node; statements beyond some megabytes are on
    disk.
    """

    def __init__(self) -> None:
        with disk():
            self._file = temporary_file()
        self._numbers: dict[bytes, int] = {}
        self._parents = array("L")
        self._hashes: Counter[bytes] = Counter()

    def add(self, graph: bytes, lines: list[bytes]) -> list[bytes]:
        """Take those statements of a graph that have a blank node; return the others."""
        others: list[bytes] = []
        taken: list[bytes] = []
        numbers, parents = self._numbers, self._parents
        in_blank = graph[:2] == b"_:"
        for line in lines:
            if line[:2] != b"_:" and b" _:" not in line and not in_blank:
                others.append(line)
                continue
            subject, _, object_ = line.split(b" ", 2)
            first = -1
            for name in (subject, object_[:-2], graph):
                if name[:2] == b"_:":
                    number = numbers.setdefault(name, len(parents))
                    if number == len(parents):
                        parents.append(number)
                    if first < 0:
                        first = number
                    elif first != number:
                        self._join(first, number)
            if first < 0:
                others.append(line)
            else:
                taken.append(b"%d\t%b\t%b\n" % (first, graph, line))
        with disk():
            self._file.write(b"".join(taken))
        return others

    def groups(self) -> Iterator[list[Statement]]:
        """Yield the statements of each group of blank nodes that hang together."""
        sorter = Sorter()
        with disk():
            self._file.seek(0)
        while lines := self._file.readlines(1 << 20):
            split = (line.split(b"\t", 1) for line in lines)
            sorter.add([b"%d\t%b" % (self._root(int(number)), rest[:-1]) for number, rest in split])
        self._file.close()
        rows = (line.split(b"\t", 2) for batch in sorter.batches() for line in batch)
        for _, members in groupby(rows, key=lambda row: row[0]):
            yield [
                (graph, subject, predicate, object_[:-2])
                for _, graph, line in members
                for subject, predicate, object_ in (line.split(b" ", 2),)
            ]

    def named(self, group: list[Statement]) -> list[tuple[bytes, bytes]]:
        """Return a group as (graph, line) pairs with canonical names."""
        renamed = _simply_named(group) or _named_by_library(group)
        text = b"\n".join(sorted(b" ".join(terms) for terms in renamed))
        digest = sha256(text).digest()[:12]
        self._hashes[digest] += 1
        again = self._hashes[digest]
        start = b"_:b" + digest.hex().encode() + (b"" if again == 1 else b"-%d" % again) + b"."
        return [
            (
                start + graph[2:] if graph[:2] == b"_:" else graph,
                b"%b %b %b ."
                % (
                    start + subject[2:] if subject[:2] == b"_:" else subject,
                    predicate,
                    start + object_[2:] if object_[:2] == b"_:" else object_,
                ),
            )
            for graph, subject, predicate, object_ in renamed
        ]

    def _root(self, number: int) -> int:
        parents = self._parents
        while parents[number] != number:
            parents[number] = number = parents[parents[number]]
        return number

    def _join(self, one: int, other: int) -> None:
        one, other = self._root(one), self._root(other)
        if one != other:
            self._parents[max(one, other)] = min(one, other)


def _simply_named(group: list[Statement]) -> list[Statement] | None:
    """Return a group as RDFC-1.0 names it where its first hashes tell all nodes apart, else None.

    That is as far as step 4 of the algorithm; the library takes ten times as long for a group.
    """
    mentions: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for graph, subject, predicate, object_ in group:
        terms = (subject, object_, graph)
        for node in {term for term in terms if term[:2] == b"_:"}:
            s, o, g = (
                term if term[:2] != b"_:" else b"_:a" if term == node else b"_:z" for term in terms
            )
            end = b" " + g if g else b""
            mentions[node].append(b"%b %b %b%b .\n" % (s, predicate, o, end))
    hashes = {sha256(b"".join(sorted(lines))).hexdigest(): node for node, lines in mentions.items()}
    if len(hashes) < len(mentions):
        return None
    names = {hashes[key]: b"_:c14n%d" % number for number, key in enumerate(sorted(hashes))}
    return [
        (
            names.get(graph, graph),
            names.get(subject, subject),
            predicate,
            names.get(object_, object_),
        )
        for graph, subject, predicate, object_ in group
    ]


def _named_by_library(group: list[Statement]) -> list[Statement]:
    """Return a group as RDFC-1.0 names it."""
    text = b"".join(
        b"%b %b %b %b .\n" % (subject, predicate, object_, graph)
        for graph, subject, predicate, object_ in group
    )
    dataset = ox.Dataset(ox.parse(text, ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return [
        (
            b"" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name).encode(),
            str(quad.subject).encode(),
            str(quad.predicate).encode(),
            str(quad.object).encode(),
        )
        for quad in dataset
    ]


def nested(group: list[Statement]) -> list[tuple[bytes, bytes]] | None:
    r"""Return a group as (graph, line) pairs without any blank node's name; None if it is no tree.

    The line of a tree that nothing points at is the node alone, `\x7f[ … \x7f] .`.
    """
    graph = group[0][0]
    inner: defaultdict[bytes, list[tuple[bytes, bytes]]] = defaultdict(list)
    parents: dict[bytes, bytes] = {}
    outer: list[tuple[bytes, bytes, bytes]] = []
    for other_graph, subject, predicate, object_ in group:
        if other_graph != graph or graph[:2] == b"_:":
            return None
        if object_[:2] == b"_:":
            if object_ in parents:
                return None
            parents[object_] = subject
        if subject[:2] == b"_:":
            inner[subject].append((predicate, object_))
        else:
            outer.append((subject, predicate, object_))
    tree = _Tree(inner)
    try:
        lines = [b"%b %b %b ." % (s, p, tree.object(o, _DEEPEST)) for s, p, o in outer]
        lines += [
            tree.node(node, _DEEPEST) + b" ." for node in sorted(inner) if node not in parents
        ]
    except RecursionError:
        return None
    if tree.seen < len(inner.keys() | parents.keys()):
        return None  # some nodes stand in a circle
    return [(graph, line) for line in lines]


class _Tree:
    """Blank nodes as nested text."""

    def __init__(self, inner: dict[bytes, list[tuple[bytes, bytes]]]) -> None:
        self.inner = inner
        self.seen = 0

    def object(self, term: bytes, depth: int) -> bytes:
        if term[:2] != b"_:":
            return term
        items: list[bytes] = []
        cell = term
        while cell in self.inner and len(pairs := sorted(self.inner[cell])) == 2:
            (first, item), (rest, following) = pairs
            if first != _FIRST or rest != _REST:
                break
            items.append(item)
            cell = following
        if cell != _NIL:
            return self.node(term, depth)
        self.seen += len(items)
        return LIST + NEXT.join([self.object(item, depth - 1) for item in items]) + LIST_END

    def node(self, name: bytes, depth: int) -> bytes:
        if not depth:
            raise RecursionError
        self.seen += 1
        pairs = [b"%b %b" % (p, self.object(o, depth - 1)) for p, o in self.inner.get(name, ())]
        return NODE + NEXT.join(sorted(pairs)) + NODE_END
