r"""Blank nodes without names of their own, or with canonical ones.

A graph's blank nodes fall into groups that hang together. A group that is a tree needs no names
where a format can nest it; any other group, and every group in N-Triples and N-Quads, is named by
RDF Dataset Canonicalization (RDFC-1.0, https://www.w3.org/TR/rdf-canon/) *of the group*, with the
hash of the group before each name. So equal graphs get equal names, and a change renames nothing
beyond its group; names from RDFC-1.0 of the whole would all shift.

Statements are lines of N-Triples without full stop and line end. A nested node is
an object `\x7f[predicate object\x7f;predicate object\x7f]`, a list `\x7f(item\x7f;item\x7f)`;
N-Triples escapes the character \x7f, so neither can be mistaken for text.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from hashlib import sha256
from itertools import groupby
from operator import itemgetter

import pyoxigraph as ox

from summit_kg.export.sorting import Sorter, disk, temporary_file
from summit_kg.vocabulary import RDF

NODE, NODE_END, LIST, LIST_END, NEXT = b"\x7f[", b"\x7f]", b"\x7f(", b"\x7f)", b"\x7f;"
_FIRST, _REST, _NIL = (f"<{RDF}{name}".encode() for name in ("first> ", "rest> ", "nil>"))
_DEEPEST = 40
_BLANK = ord("_")
_OTHER_ENDS = b'>"'
"""What the last term of a line ends with, unless it is a blank node or has a language."""

Description = tuple[bytes, bytes, list[bytes]]
"""Graph (empty for the default graph), subject, and its `predicate object` pairs."""
Statement = tuple[bytes, bytes, bytes, bytes]
"""Graph, subject, predicate, object."""


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
        self._nodes = array("L")  # one of each description's
        self._hashes: Counter[bytes] = Counter()

    def add(self, graph: bytes, lines: list[bytes]) -> list[bytes]:
        """Take those statements of a graph that have a blank node; return the others."""
        others: list[bytes] = []
        if graph[:2] != b"_:":
            others = [line for line in lines if line[0] != _BLANK and line[-1] in _OTHER_ENDS]
            lines = [line for line in lines if line[0] == _BLANK or line[-1] not in _OTHER_ENDS]
        taken: list[bytes] = []
        split = (line.split(b" ", 1) for line in lines)
        for subject, members in groupby(split, key=itemgetter(0)):
            pairs = [pair for _, pair in members]
            common = [name for name in (subject, graph) if name[:2] == b"_:"]
            if common:
                nodes = [node for pair in pairs if (node := _blank_object(pair))]
                self._nodes.append(self._joined(common + nodes))
                taken.append(b"%b\t%b%b%b\n" % (graph, subject, NEXT, NEXT.join(pairs)))
                continue
            for pair in pairs:
                node = _blank_object(pair)
                if node:
                    self._nodes.append(self._joined([node]))
                    taken.append(b"%b\t%b%b%b\n" % (graph, subject, NEXT, pair))
                else:
                    others.append(b"%b %b" % (subject, pair))
        with disk():
            self._file.write(b"".join(taken))
        return others

    def groups(self) -> Iterator[list[Description]]:
        """Yield what is said with each group of blank nodes that hang together."""
        sorter = Sorter()
        roots = self._parents
        for number, parent in enumerate(roots):
            roots[number] = roots[parent]  # a parent has the lower number, so its root is known
        with disk():
            self._file.seek(0)
        nodes = iter(self._nodes)
        while lines := self._file.readlines(1 << 20):
            sorter.add([b"%d\t%b" % (roots[next(nodes)], line[:-1]) for line in lines])
        self._file.close()
        rows = (line.split(b"\t", 2) for batch in sorter.batches() for line in batch)
        for _, members in groupby(rows, key=itemgetter(0)):
            found: list[Description] = []
            for _, graph, description in members:
                subject, *pairs = description.split(NEXT)
                found.append((graph, subject, pairs))
            yield found

    def named(self, group: list[Description]) -> list[tuple[bytes, bytes]]:
        """Return a group as (graph, line) pairs with canonical names."""
        statements = statements_of(group)
        renamed = _simply_named(statements) or _named_by_library(statements)
        text = b"\n".join(sorted(b" ".join(terms) for terms in renamed))
        digest = sha256(text).digest()[:12]
        self._hashes[digest] += 1
        again = self._hashes[digest]
        start = b"_:b" + digest.hex().encode() + (b"" if again == 1 else b"-%d" % again) + b"."
        return [
            (
                start + graph[2:] if graph[:2] == b"_:" else graph,
                b"%b %b %b"
                % (
                    start + subject[2:] if subject[:2] == b"_:" else subject,
                    predicate,
                    start + object_[2:] if object_[:2] == b"_:" else object_,
                ),
            )
            for graph, subject, predicate, object_ in renamed
        ]

    def _joined(self, nodes: list[bytes]) -> int:
        """Let nodes hang together and return the number of their group so far."""
        numbers, parents = self._numbers, self._parents
        least = -1
        for node in nodes:
            number = numbers.get(node)
            if number is None:
                number = numbers[node] = len(parents)
                parents.append(number)
            while parents[number] != number:
                parents[number] = number = parents[parents[number]]
            if least < 0:
                least = number
            elif number != least:
                parents[max(least, number)] = least = min(least, number)
        return least


def statements_of(group: list[Description]) -> list[Statement]:
    """Return what is said with a group of blank nodes, one by one."""
    return [
        (graph, subject, *pair.split(b" ", 1))  # type: ignore[misc]  # two parts
        for graph, subject, pairs in group
        for pair in pairs
    ]


def _blank_object(pair: bytes) -> bytes:
    """Return the name of the blank node at the end of `predicate object`; empty where none is."""
    if pair[-1] in _OTHER_ENDS:
        return b""
    object_ = pair.split(b" ", 1)[1]
    return object_ if object_[0] == _BLANK else b""


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


def nested(group: list[Description]) -> list[tuple[bytes, bytes]] | None:
    r"""Return a group as (graph, line) pairs without any blank node's name; None if it is no tree.

    The line of a tree that nothing points at is the node and a full stop, `\x7f[ … \x7f] .`.
    """
    graph = group[0][0]
    if graph[:2] == b"_:":
        return None
    inner: defaultdict[bytes, list[bytes]] = defaultdict(list)
    outer: list[tuple[bytes, bytes]] = []
    targets: set[bytes] = set()
    for other_graph, subject, pairs in group:
        if other_graph != graph:
            return None
        if subject[0] == _BLANK:
            inner[subject] += pairs
        else:
            outer += [(subject, pair) for pair in pairs]
        for pair in pairs:
            if pair[-1] not in _OTHER_ENDS and (node := _blank_object(pair)):
                if node in targets:
                    return None
                targets.add(node)
    tree = _Tree(inner)
    try:
        lines = [b"%b %b" % (subject, tree.pair(pair, _DEEPEST)) for subject, pair in outer]
        lines += [tree.node(node, _DEEPEST) + b" ." for node in inner if node not in targets]
    except RecursionError:
        return None
    if tree.seen < len(inner.keys() | targets):
        return None  # some nodes stand in a circle
    return [(graph, line) for line in lines]


class _Tree:
    """Blank nodes as nested text."""

    def __init__(self, inner: dict[bytes, list[bytes]]) -> None:
        self.inner = inner
        self.seen = 0

    def pair(self, pair: bytes, depth: int) -> bytes:
        """Return a predicate and its object with what stands in the object's place."""
        node = _blank_object(pair)
        return pair[: -len(node)] + self.object(node, depth) if node else pair

    def object(self, term: bytes, depth: int) -> bytes:
        """Return a term, or what stands in the place of a blank node."""
        if term[0] != _BLANK:
            return term
        items: list[bytes] = []
        cell = term
        while len(pairs := self.inner.get(cell, ())) == 2:
            first, rest = sorted(pairs)
            if not first.startswith(_FIRST) or not rest.startswith(_REST):
                break
            items.append(first[len(_FIRST) :])
            cell = rest[len(_REST) :]
        if cell != _NIL:
            return self.node(term, depth)
        self.seen += len(items)
        return LIST + NEXT.join([self.object(item, depth - 1) for item in items]) + LIST_END

    def node(self, name: bytes, depth: int) -> bytes:
        """Return a node with all that is said of it."""
        if not depth:
            raise RecursionError
        self.seen += 1
        pairs = [self.pair(pair, depth - 1) for pair in self.inner.get(name, ())]
        return NODE + NEXT.join(sorted(pairs)) + NODE_END
