"""Text broken to a width."""

from summit_kg.text_width import filled

TEXT = "The well-known round took place in Moscow, and eleven states sent an envoy of theirs."


def test_every_line_keeps_within_the_width_with_what_it_starts_with() -> None:
    lines = filled(TEXT, 44, "  - ", "    ").split("\n")
    assert max(map(len, lines)) <= 44
    assert lines[0].startswith("  - The well-known")
    assert all(line.startswith("    ") for line in lines[1:])
    assert len(lines) > 1


def test_a_narrow_terminal_gets_lines_that_can_be_read() -> None:
    assert filled(TEXT, 5) == filled(TEXT, 40)


def test_a_word_is_never_broken() -> None:
    name = "https://w3id.org/summit-kg/id/moscow-format-consultations-of-2025"
    assert filled(f"See {name} there.", 40).split("\n") == ["See", name, "there."]
