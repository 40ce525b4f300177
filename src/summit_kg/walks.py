"""Walks through what leads to what, and groups of what belongs together, of any kind."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def reach(starts: Iterable[Key], onward: Callable[[Key], Iterable[Key]]) -> set[Key]:
    """Return what can be reached from some nodes, themselves included.

    :param onward: gives the nodes that one leads to
    """
    found = set(starts)
    open_nodes = list(found)
    while open_nodes:
        for node in onward(open_nodes.pop()):
            if node not in found:
                found.add(node)
                open_nodes.append(node)
    return found


def left_in_depth(starts: Iterable[Key], onward: Mapping[Key, Collection[Key]]) -> list[Key]:
    """Return the nodes in the order in which a search in depth leaves them.

    Without circles, each comes after all that it leads to.
    """
    order: list[Key] = []
    seen: set[Key] = set()
    for start in starts:
        if start in seen:
            continue
        seen.add(start)
        way = [(start, iter(onward.get(start, ())))]
        while way:
            node, rest = way[-1]
            following = next((target for target in rest if target not in seen), None)
            if following is None:
                order.append(node)
                way.pop()
            else:
                seen.add(following)
                way.append((following, iter(onward.get(following, ()))))
    return order


def joined(sets: Iterable[frozenset[Key]]) -> list[frozenset[Key]]:
    """Return sets with those that share a member made into one, so that no two share any."""
    groups: list[frozenset[Key]] = []
    for one in sets:
        apart = [group for group in groups if group.isdisjoint(one)]
        groups = [*apart, one.union(*(group for group in groups if not group.isdisjoint(one)))]
    return groups
