"""Text tables: they fit, they line up, and nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st

from summit_kg.query.text_table import box_table, display_width, markdown_table

cells = st.text(st.characters(exclude_categories=["C", "Zl", "Zp", "M"]), max_size=60)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=5), st.integers(40, 120))
def test_a_table_fits_and_nothing_is_lost(rows: list[list[str]], width: int) -> None:
    lines = box_table(["a", "b", "c"], rows, width).split("\n")
    assert max(display_width(line) for line in lines) <= width
    if lines[0].startswith("┌"):
        assert {display_width(line) for line in lines} == {display_width(lines[0])}
    shown = "".join("".join(lines).replace("│", "").split())
    for character in "".join("".join("".join(row).split()) for row in rows):
        assert character in shown


def test_rows_too_wide_for_a_table_become_records() -> None:
    table = box_table(["refuser", "facility"], [["Taliban", "Bagram Air Base"]], 16)
    assert table == "\n".join(
        [
            "── 1 ───────────",
            "refuser   Taliban",
            "facility  Bagram Air",
            "          Base",
        ]
    )


def test_rows_without_columns_are_counted() -> None:
    assert box_table([], [[]], 40) == "1 row without columns"
    assert box_table([], [], None) == "0 rows without columns"


def test_wide_characters_take_two_columns() -> None:
    assert display_width("中国") == 4
    assert display_width("Türkiye") == 7


def test_words_are_kept_whole_where_they_fit() -> None:
    table = box_table(["who", "what"], [["Taliban", "refused the United States"]], 34)
    assert table == "\n".join(
        [
            "┌─────────┬──────────────────────┐",
            "│ who     │ what                 │",
            "├─────────┼──────────────────────┤",
            "│ Taliban │ refused the United   │",
            "│         │ States               │",
            "└─────────┴──────────────────────┘",
        ]
    )


def test_markdown_escapes_its_own_signs() -> None:
    assert markdown_table(["x"], [["a|b"]]) == "| x    |\n| ---- |\n| a\\|b |"
