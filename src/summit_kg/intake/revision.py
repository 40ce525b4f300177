"""An article whose text has changed: which sentences moved, and evidence that moves with them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from difflib import Match, SequenceMatcher
from typing import Any, NamedTuple

import yaml

from summit_kg.errors import InputProblem
from summit_kg.intake.files import sentence_lines
from summit_kg.intake.sentences import Sentence
from summit_kg.load.article import Article, Span, hash_of

_ALIKE = 0.5
"""Share of characters in which a sentence must agree with one to count as its rewording."""
_COMPARED = 12
"""Sentences between two that stayed, at most, among which a rewording is looked for."""

_GONE = "# The article's text has changed: what this rests on is no longer in it."
_PAIRS = 1_000_000
"""Pairs of equal sentences of two texts, at most, that are all weighed against each other."""


class Revision(NamedTuple):
    """How the sentences of a text became those of the next (`old_text` where it is still there).

    `same` maps the name of a sentence to the sentence that has its words now; `reworded` to one
    that is like it. `added` are the sentences that nothing became, `removed` those without heir.
    """

    old_text: str | None
    new_text: str
    same: dict[str, Sentence]
    reworded: dict[str, Sentence]
    added: list[Sentence]
    removed: list[str]

    def moved(self) -> list[tuple[str, str]]:
        """Return the old and the new name of every sentence that has another name now."""
        return [(old, new.name) for old, new in self.same.items() if old != new.name]


class Moved(NamedTuple):
    """A claims file after a revision: its text, and what a person should look at.

    `checked` names claims whose words are the same within a sentence that was reworded, `partly`
    those of which some words are gone, `lost` those of which all are: what is gone was made a
    comment.
    """

    text: str
    checked: list[str]
    partly: list[str]
    lost: list[str]


def revise(
    old: Mapping[str, Span], old_text: str | None, new: list[Sentence], new_text: str
) -> Revision:
    """Return how the old sentences became the new ones; equal words are equal sentences.

    :param old_text: where it is still there: without it no rewording is found
    """
    same = _same(old, new)
    reworded: dict[str, Sentence] = {}
    taken = {sentence.name for sentence in same.values()}
    if old_text is not None:
        for name, candidates in _gaps(list(old), same, new, taken):
            words = old_text[old[name].start : old[name].end]
            best = max(candidates, key=lambda s: _likeness(words, new_text[s.start : s.end]))
            if _likeness(words, new_text[best.start : best.end]) >= _ALIKE:
                reworded[name] = best
                taken.add(best.name)
    added = [sentence for sentence in new if sentence.name not in taken]
    removed = [name for name in old if name not in same and name not in reworded]
    return Revision(old_text, new_text, same, reworded, added, removed)


def _same(old: Mapping[str, Span], new: list[Sentence]) -> dict[str, Sentence]:
    """Return the old sentences that are among the new; of several with the same words, its own.

    Those that stand in a row with the sentences around them come first, then the ones that were
    put elsewhere.
    """
    names = list(old)
    hashes = [span.sha256 or "" for span in old.values()]
    heirs: dict[str, Sentence] = {}
    for block in _blocks(hashes, [sentence.sha256 for sentence in new]):
        heirs.update(
            zip(
                names[block.a : block.a + block.size],
                new[block.b : block.b + block.size],
                strict=True,
            )
        )
    taken = {sentence.name for sentence in heirs.values()}
    elsewhere: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in reversed(new):
        if sentence.name not in taken:
            elsewhere[sentence.sha256].append(sentence)
    for name, digest in zip(names, hashes, strict=True):
        if name not in heirs and elsewhere.get(digest):
            heirs[name] = elsewhere[digest].pop()
    return {name: heirs[name] for name in names if name in heirs}


def _blocks(old: list[str], new: list[str]) -> list[Match]:
    """Return the runs that two lists of hashes have in common, in the order of both."""
    shorter = min(len(old), len(new))
    first = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    shorter -= first
    last = next((i for i in range(shorter) if old[-1 - i] != new[-1 - i]), shorter)
    middle = old[first : len(old) - last], new[first : len(new) - last]
    counts = Counter(middle[1])
    # Of a text of few sentences said over and over, the frequent ones are no landmarks.
    often = sum(counts[digest] for digest in middle[0]) > _PAIRS
    return [
        Match(0, 0, first),
        *(
            Match(first + block.a, first + block.b, block.size)
            for block in SequenceMatcher(None, *middle, autojunk=often).get_matching_blocks()
        ),
        Match(len(old) - last, len(new) - last, last),
    ]


def _gaps(
    old: list[str], same: dict[str, Sentence], new: list[Sentence], taken: set[str]
) -> Iterator[tuple[str, list[Sentence]]]:
    """Yield each old sentence that is gone with the new ones that stand about where it stood."""
    order = {sentence.name: place for place, sentence in enumerate(new)}
    before = 0
    for name in old:
        if name in same:
            before = order[same[name].name] + 1
            continue
        near = new[max(before - 2, 0) : before + _COMPARED]
        free = [sentence for sentence in near if sentence.name not in taken]
        if free:
            yield name, free


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one[:2000], other[:2000], autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    return matcher.ratio()


def move_evidence(path: str, text: str, article: Article, revision: Revision) -> Moved:
    """Return a claims file whose evidence points at the same words of the new text.

    Only the names, numbers and hashes change where they stand: comments and layout stay. Evidence
    whose words are gone is made a comment, and so is a claim that has no other, and a sentence
    without a claim that is gone.

    :raises InputProblem: where the file cannot be changed so
    """
    return _Mover(path, text, article, revision).moved()


class _Mover:
    """Collects the changes to one claims file."""

    def __init__(self, path: str, text: str, article: Article, revision: Revision) -> None:
        self.path, self.text = path, text
        self.article, self.revision = article, revision
        self.edits: list[tuple[int, int, str]] = []
        self.checked: list[str] = []
        self.partly: list[str] = []
        self.lost: list[str] = []

    def moved(self) -> Moved:
        root = _composed(self.text)
        for key in ("claims", "withoutClaim"):
            listed = _child(root, key)
            items = listed.value if isinstance(listed, yaml.SequenceNode) else []
            gone = [item for item in items if not self.follow(item, key)]
            for item in gone:
                self.comment_out(item)
            if items and len(gone) == len(items) and isinstance(listed, yaml.SequenceNode):
                self.empty(root, key)
        text = self.text
        for start, end, words in sorted(self.edits, reverse=True):
            text = text[:start] + words + text[end:]
        return Moved(text, self.checked, self.partly, self.lost)

    def follow(self, item: Any, key: str) -> bool:
        """Move what an item of the file points at; False where that is gone."""
        name = _child(item, "iri")
        if key == "withoutClaim":
            heir = self.revision.same.get(name.value)
            if heir is None:
                return False
            self.put(name, heir.name)
            return True
        evidence = _child(item, "evidence")
        pieces = evidence.value if isinstance(evidence, yaml.SequenceNode) else []
        places = [self.new_place(piece) for piece in pieces]
        if pieces and not any(places):
            self.lost.append(name.value)
            return False
        for piece, place in zip(pieces, places, strict=True):
            if place is not None:
                self.move(piece, *place)
        if not all(places):
            self.partly.append(name.value)
            self.take_out(item, evidence, [place is None for place in places])
        elif any(_child(piece, "sentence").value in self.revision.reworded for piece in pieces):
            self.checked.append(name.value)
        return True

    def move(self, piece: Any, sentence: Sentence, start: int, end: int) -> None:
        self.put(_child(piece, "sentence"), sentence.name)
        selector = _child(piece, "selector")
        self.put(_child(selector, "start"), str(start))
        self.put(_child(selector, "end"), str(end))

    def take_out(self, claim: Any, evidence: Any, gone: list[bool]) -> None:
        """Make pieces of evidence comments; those in brackets stand above it, or the claim."""
        pieces = evidence.value
        if not evidence.flow_style:
            for piece in (piece for piece, lost in zip(pieces, gone, strict=True) if lost):
                self.comment_out(piece)
            return
        lines = [_GONE]
        for place in (place for place, lost in enumerate(gone) if lost):
            start, end = pieces[place].start_mark.index, _end(pieces[place])
            lines.append("# - " + " ".join(self.text[start:end].split()))
            if all(gone[place:]):  # with the comma that parts it from what stays
                start = _end(pieces[place - 1])
            else:
                end = pieces[place + 1].start_mark.index
            self.edits.append((start, end, ""))
        line = self.line_of(evidence)
        indent = self.text[line:].split("evidence", 1)[0]
        if indent.strip():
            line, indent = self.line_of(claim), ""
        self.edits.append((line, line, "".join(f"{indent}{words}\n" for words in lines)))

    def line_of(self, node: Any) -> int:
        """Return where the line begins in which a node does."""
        return self.text.rfind("\n", 0, node.start_mark.index) + 1

    def new_place(self, piece: Any) -> tuple[Sentence, int, int] | None:
        """Return the sentence and the characters where a piece of evidence stands now."""
        name = _child(piece, "sentence").value
        selector = _child(piece, "selector")
        start, end = (int(_child(selector, key).value) for key in ("start", "end"))
        heir = self.revision.same.get(name)
        if heir is not None:
            shift = heir.start - self.article.sentences[name].start
            return heir, start + shift, end + shift
        heir = self.revision.reworded.get(name)
        if heir is None or self.revision.old_text is None:
            return None
        words = self.revision.old_text[start:end]
        sentence = self.revision.new_text[heir.start : heir.end]
        if sentence.count(words) != 1:
            return None
        first = heir.start + sentence.index(words)
        return heir, first, first + len(words)

    def put(self, node: Any, words: str) -> None:
        if node.value != words:
            self.edits.append((node.start_mark.index, _end(node), words))

    def comment_out(self, item: Any) -> None:
        """Make the lines of an item comments."""
        first = self.line_of(item)
        end = len(self.text[: _end(item)].rstrip())
        last = self.text.find("\n", end)
        last = len(self.text) if last < 0 else last
        before, after = (
            self.text[first : item.start_mark.index].strip(),
            self.text[end:last].strip(),
        )
        if before != "-" or (after and not after.startswith("#")):
            raise InputProblem(
                self.path,
                item.start_mark.line + 1,
                "the words that this rests on are gone; take it out, and add the text again",
            )
        block = self.text[first:last]
        lines = [_GONE, *("#" + line for line in block.split("\n"))]
        self.edits.append((first, last, "\n".join(lines)))

    def empty(self, root: Any, key: str) -> None:
        """Let the key whose items are all gone hold an empty list."""
        for name, _ in root.value:
            if name.value == key:
                place = self.text.index(":", name.end_mark.index) + 1
                self.edits.append((place, place, " []"))


def revised_article(path: str, text: str, new_text: str, sentences: list[Sentence]) -> str:
    """Return a metadata file with another text's hash, length and sentences; all else stays.

    :raises InputProblem: where the file is not laid out in lines
    """
    root = _composed(text)
    edits = []
    for key, words in (("sha256", hash_of(new_text)), ("textLength", str(len(new_text)))):
        node = _child(root, key)
        edits.append((node.start_mark.index, _end(node), words))
    for name, node in root.value:
        if name.value == "sentences":
            first = name.start_mark.index
            if first and text[first - 1] != "\n":
                raise InputProblem(
                    path, name.start_mark.line + 1, "must stand on a line of its own"
                )
            edits.append((first, _end(node), "\n".join(sentence_lines(sentences))))
    for start, end, words in sorted(edits, reverse=True):
        text = text[:start] + words + text[end:]
    return text


def _composed(text: str) -> Any:
    return yaml.compose(text, Loader=yaml.CSafeLoader)


def _child(node: Any, key: str) -> Any:
    """Return the value of a key of a mapping; an empty scalar where there is none."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == key:
                return value
    return yaml.ScalarNode("", "")


def _end(node: Any) -> int:
    """Return where the last character of a node stands; its blank lines and comments come after.

    The parser ends a block where the next one begins.
    """
    if isinstance(node, yaml.ScalarNode) or node.flow_style:
        return int(node.end_mark.index)
    last = node.value[-1] if node.value else None
    if last is None:
        return int(node.end_mark.index)
    return _end(last[1] if isinstance(last, tuple) else last)
