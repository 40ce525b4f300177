"""A text cut into sentences: named after line and place, with offsets and hash."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from summit_kg.add.plain import needs_extra
from summit_kg.load.article import hash_of

_MODELS = {
    "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "fi": "finnish", "fr": "french", "it": "italian",
    "ml": "malayalam", "nb": "norwegian", "nl": "dutch", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ru": "russian", "sl": "slovene", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
Splitter = Callable[[str], list[tuple[int, int]]]


class Sentence(NamedTuple):
    """A sentence: its name (`p12s2`: line 12 from 0, second sentence from 1), place and hash.

    `start` and `end` count Unicode characters of the text from 0; `end` is exclusive.
    """

    name: str
    start: int
    end: int
    sha256: str


def split_sentences(text: str, language: str = "en") -> list[Sentence]:
    """Return the sentences of a text, in order; a line's end always ends one.

    The places are found by Punkt (Kiss and Strunk 2006), with its model of the language or else
    that of English. `benchmarks/sentence_splitters.py` compares it with others.

    :raises UsageProblem: where the library is not installed
    """
    splitter = _splitter(_MODELS.get(language.lower()[:2], "english"))
    return list(_sentences(text, splitter))


def _sentences(text: str, splitter: Splitter) -> Iterator[Sentence]:
    offset = 0
    for number, line in enumerate(text.split("\n")):
        count = 0
        for start, end in splitter(line):
            words = line[start:end]
            first = offset + start + len(words) - len(words.lstrip())
            words = words.strip()
            if words:
                count += 1
                yield Sentence(f"p{number}s{count}", first, first + len(words), hash_of(words))
        offset += len(line) + 1


@lru_cache
def _splitter(model: str) -> Splitter:
    try:
        import punkt
    except ImportError as error:
        raise needs_extra("summit-kg add") from error
    tokenizer = punkt.PunktSentenceTokenizer(punkt.load_model(model))
    return lambda line: list(tokenizer.span_tokenize(line))
