"""Where things stand so that none overlaps another."""

from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise
from typing import TypeVar

from summit_kg.walks import left_in_depth

Key = TypeVar("Key", bound=Hashable)


def settled(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Return middles as near to the wanted ones as can be while nothing overlaps.

    The order stays. It is the least-squares answer, by pooling adjacent violators.

    >>> settled([10, 12, 50], [8, 8, 8])
    [7.0, 15.0, 50.0]

    :param wanted: the middle that each thing would have alone
    :param heights: of the things, with the space between them
    """
    if not wanted:
        return []
    offsets = [0.0]
    for above, below in pairwise(heights):
        offsets.append(offsets[-1] + (above + below) / 2)
    pools: list[tuple[float, int]] = []
    for middle, offset in zip(wanted, offsets, strict=True):
        mean, count = middle - offset, 1
        while pools and pools[-1][0] > mean:
            before, members = pools.pop()
            mean = (before * members + mean * count) / (members + count)
            count += members
        pools.append((mean, count))
    means = [mean for mean, count in pools for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def layers(nodes: Iterable[Key], links: Iterable[tuple[Key, Key]]) -> dict[Key, int]:
    """Return a column for each node, so that links lead to columns further right.

    A link that would close a circle leads back; the first one met does. It is the longest way to a
    node from one that no link leads to, as Sugiyama's method of layered drawing has it.
    """
    onward: dict[Key, list[Key]] = {node: [] for node in nodes}
    for source, target in links:
        if source != target:
            onward[source].append(target)
    entered = {target for targets in onward.values() for target in targets}
    order = left_in_depth([*(n for n in onward if n not in entered), *onward], onward)
    place = {node: number for number, node in enumerate(order)}
    column = dict.fromkeys(onward, 0)
    for node in reversed(order):
        for target in onward[node]:
            if place[target] < place[node]:
                column[target] = max(column[target], column[node] + 1)
    return column


def untangled(
    columns: Sequence[Sequence[Key]], links: Iterable[tuple[Key, Key]], rounds: int = 8
) -> list[list[Key]]:
    """Return the columns in an order in which few links cross.

    Each column is sorted by the mean place of its neighbours in the one before, to and fro
    (Sugiyama's barycentres); the order with the fewest crossings is kept.
    """
    column = {node: number for number, nodes in enumerate(columns) for node in nodes}
    near: dict[Key, list[Key]] = {node: [] for node in column}
    pairs = [(a, b) if column[a] < column[b] else (b, a) for a, b in links]
    for a, b in pairs:
        near[a].append(b)
        near[b].append(a)
    found = [list(nodes) for nodes in columns]
    best, fewest = [list(nodes) for nodes in found], _crossings(found, pairs)
    for turn in range(rounds):
        step = 1 if turn % 2 == 0 else -1
        for number in range(len(found))[::step]:
            place = {node: index for nodes in found for index, node in enumerate(nodes)}
            found[number].sort(key=lambda node: _mean(
                [place[other] for other in near[node] if column[other] == column[node] - step],
                place[node],
            ))  # fmt: skip
        crossed = _crossings(found, pairs)
        if crossed < fewest:
            best, fewest = [list(nodes) for nodes in found], crossed
    return best


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _crossings(columns: Sequence[Sequence[Key]], pairs: Sequence[tuple[Key, Key]]) -> int:
    place = {
        node: (n, index) for n, nodes in enumerate(columns) for index, node in enumerate(nodes)
    }
    ends = [(place[a], place[b]) for a, b in pairs]
    return sum(
        (a[1] - c[1]) * (b[1] - d[1]) < 0
        for number, (a, b) in enumerate(ends)
        for c, d in ends[:number]
        if a[0] == c[0] and b[0] == d[0]
    )
