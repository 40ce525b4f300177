"""Walks through what leads to what, and groups of what belongs together."""

from hypothesis import given
from hypothesis import strategies as st

from summit_kg.walks import joined, left_in_depth, reach

ONWARD = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": [], "x": ["x", "a"]}


def test_what_can_be_reached_includes_where_one_starts() -> None:
    assert reach(["b"], ONWARD.__getitem__) == {"b", "d"}
    assert reach([], ONWARD.__getitem__) == set()


def test_a_walk_ends_where_things_lead_round_in_a_circle() -> None:
    assert reach(["x"], ONWARD.__getitem__) == {"x", "a", "b", "c", "d"}


def test_a_search_in_depth_leaves_a_node_after_all_that_it_leads_to() -> None:
    order = left_in_depth(["a", "x"], ONWARD)
    assert order == ["d", "b", "c", "a", "x"]


def test_a_node_that_nothing_is_known_of_leads_nowhere() -> None:
    assert left_in_depth(["a"], {"a": ["unknown"]}) == ["unknown", "a"]


def test_a_set_that_shares_members_with_two_others_joins_them() -> None:
    sets = map(frozenset, ({1, 2}, {3, 4}, {5}, {2, 3}))
    assert joined(sets) == [frozenset({5}), frozenset({1, 2, 3, 4})]


@given(st.lists(st.frozensets(st.integers(0, 12), min_size=1, max_size=4), max_size=12))
def test_joined_sets_share_no_member_and_lose_none(sets: list[frozenset[int]]) -> None:
    groups = joined(sets)
    members = [member for group in groups for member in group]
    assert len(members) == len(set(members))
    assert set(members) == set().union(*sets)
    assert all(any(one <= group for group in groups) for one in sets)
