"""Text broken to a width, for people."""

import textwrap

WIDTH = 100
"""How wide text is, in characters, where no terminal says."""
_LEAST = 40


def filled(text: str, width: int, first: str = "", rest: str = "") -> str:
    """Return text broken between words to a width, or to 40 characters where that is less.

    :param first: what the first line starts with
    :param rest: what every further line starts with
    """
    return textwrap.fill(
        text,
        max(width, _LEAST),
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
