"""Relations as sorted arrays of pairs: each pair of 32-bit numbers is one of 64 bits."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
LOW = np.int64(0xFFFFFFFF)
"""The bits of a pair's second number."""
_NONE: Numbers = np.empty(0, dtype=np.int64)


class Relation:
    """Pairs of term numbers: sorted, without doubles; what came last is kept apart."""

    def __init__(self) -> None:
        self.pairs = _NONE
        self.pending: list[tuple[Numbers, int]] = []
        self.derived: list[tuple[Numbers, Numbers]] = []
        self._turned: Numbers | None = None

    def state(self, subjects: Sequence[int], objects: Sequence[int]) -> None:
        """Take in facts that are stated."""
        pairs = (np.array(subjects, dtype=np.int64) << 32) | np.array(objects, dtype=np.int64)
        self.pairs = np.unique(np.concatenate([self.pairs, pairs]))
        self._turned = None

    def merge(self) -> Numbers:
        """Take in what is pending and return what of it is new."""
        if not self.pending:
            return _NONE
        pairs = np.concatenate([batch for batch, _ in self.pending])
        rules = np.repeat(
            np.array([rule for _, rule in self.pending], dtype=np.int64),
            [len(batch) for batch, _ in self.pending],
        )
        self.pending = []
        pairs, first = np.unique(pairs, return_index=True)
        new = ~within(pairs, self.pairs)
        pairs, rules = pairs[new], rules[first[new]]
        if len(pairs):
            self.derived.append((pairs, rules))
            merged = np.concatenate([self.pairs, pairs])
            merged.sort(kind="stable")
            self.pairs = merged
            self._turned = None
        return pairs

    def turned(self) -> Numbers:
        """Return the pairs with object before subject, sorted."""
        if self._turned is None:
            self._turned = np.sort(pack(self.pairs & LOW, self.pairs >> 32))
        return self._turned


def pack(high: Numbers, low: Numbers) -> Numbers:
    """Return pairs of numbers, each as one of 64 bits."""
    return (high << 32) | low


def within(values: Numbers, sorted_: Numbers) -> NDArray[np.bool_]:
    """Tell for each value whether it is among sorted ones."""
    if not len(sorted_):
        return np.zeros(len(values), dtype=bool)
    places = np.searchsorted(sorted_, values)
    places[places == len(sorted_)] = 0
    found: NDArray[np.bool_] = sorted_[places] == values
    return found


def matches(values: Numbers, sorted_: Numbers) -> tuple[Numbers, Numbers]:
    """Return (row, pair) for each value and each sorted pair whose upper half it is."""
    low = np.searchsorted(sorted_, values << 32)
    high = np.searchsorted(sorted_, (values + 1) << 32)
    sizes = high - low
    rows = np.repeat(np.arange(len(values)), sizes)
    starts = np.repeat(low - (np.cumsum(sizes) - sizes), sizes)
    return rows, sorted_[starts + np.arange(len(rows))]
