"""Text tables: they fit, they line up, and nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st

from summit_kg.query.text_table import box_table, display_width, markdown_table

cells = st.text(st.characters(exclude_categories=["C", "Zl", "Zp", "M"]), max_size=60)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=5), st.integers(40, 120))
def test_a_table_fits_and_lines_up(rows: list[list[str]], width: int) -> None:
    lines = box_table(["a", "b", "c"], rows, width).split("\n")
    assert {display_width(line) for line in lines} == {display_width(lines[0])}
    assert display_width(lines[0]) <= width
    shown = "".join("".join(line.split("│")).replace(" ", "") for line in lines[3:])
    for character in "".join("".join(row) for row in rows).replace(" ", ""):
        assert character in shown


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
