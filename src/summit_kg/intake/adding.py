"""Articles added to a workspace: new ones, ones that are there, ones whose text has changed."""

import os
import re
from collections.abc import Iterable
from itertools import count
from typing import NamedTuple, Self, TypedDict

from summit_kg.datatypes import is_valid
from summit_kg.errors import InputProblem, UsageProblem
from summit_kg.intake.document import STDIN, Document, is_address, read_document
from summit_kg.intake.files import (
    READING_COPY,
    article_files,
    context_address,
    reading_copy,
    slug_of,
)
from summit_kg.intake.folders import change, create, write_file
from summit_kg.intake.sentences import Sentence, split_sentences
from summit_kg.load.article import SLUG, Article, Span, check_text, hash_of, read_article
from summit_kg.load.yaml_source import read_text
from summit_kg.workspace import Workspace

_SAME = 1 / 2
_SAME_OF_ANOTHER_DAY = 2 / 3
"""Shares of sentences that two texts must have in common to be two states of one article. Where
their dates differ it takes more: what appears every week under one title repeats itself."""


_NUMBERED = re.compile(r"(.+)-(?:[2-9]|[1-9][0-9]{1,2})")
"""A slug with the number that sets it apart from another; a year is none."""


class Given(NamedTuple):
    """What the user says of an article; it goes before what its file says."""

    slug: str = ""
    title: str = ""
    issued: str = ""
    publisher: str = ""
    address: str = ""
    language: str = ""
    encoding: str = ""

    def checked(self) -> Self:
        """Return itself.

        :raises UsageProblem: where a value is not of its kind
        """
        if self.slug and not SLUG.match(self.slug):
            raise UsageProblem(
                f"slug {self.slug[:60]!r} must be lower-case words joined by hyphens"
            )
        if self.issued and not is_valid("date", self.issued):
            raise UsageProblem(f"{self.issued[:40]!r} is no date such as 2025-10-20")
        if self.address and not is_address(self.address):
            raise UsageProblem(f"{self.address[:60]!r} is no web address")
        return self


class About(TypedDict, total=False):
    """The same as keywords."""

    slug: str
    title: str
    issued: str
    publisher: str
    address: str
    language: str
    encoding: str


class Added(NamedTuple):
    """What became of one file.

    `state` is `new`, `unchanged` or `changed`; the rest tells of a change: the sentences that
    moved (old and new name), that were reworded (likewise), that came and went, and the claims to
    look at (`checked`: their sentence was reworded around the words they rest on; `partly`: some of
    those words are gone, and that evidence was made a comment; `lost`: all are, and the claim was).
    """

    slug: str
    state: str
    sentences: int
    warnings: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    reworded: tuple[tuple[str, str], ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


class Adder:
    """Adds articles to one workspace; hold its `folders.adding_lock` meanwhile."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.context = context_address(workspace.root or "")
        self.slugs: dict[str, str] = {}
        self.addresses: dict[str, str] = {}
        self.numbered: dict[str, dict[str, None]] = {}
        self.articles: dict[str, Article] = {}
        for slug in workspace.article_slugs():
            head = _head(os.path.join(workspace.articles, slug))
            self._remember(slug, head.get("sha256", ""), head.get("address", ""))

    def add(self, path: str, given: Given = Given()) -> Added:  # noqa: B008 - immutable
        """Add the article of a file (`-` is stdin), or bring one that is there up to date.

        :raises InputProblem: where the file cannot be used, or another article has the slug given
        :raises StoreProblem: where the workspace cannot be written; it is then as before
        """
        document = read_document(path, given.encoding or None)
        document = document._replace(
            **{
                key: value
                for key, value in given._asdict().items()
                if value and key in Document._fields
            }
        )
        digest = hash_of(document.text)
        there = self.slugs.get(digest)
        if there is not None:
            return self._unchanged(there, document, given)
        sentences = split_sentences(document.text, document.language)
        slug, old, other = self._place(path, document, given.slug, sentences)
        if old is not None:
            added = self._change(old, document, sentences)
            del self.articles[slug]
        else:
            if not document.title:
                document = document._replace(title=_stem(path) or slug)
            files = article_files(slug, document, sentences, self.context)
            create(self.workspace.articles, slug, files)
            added = Added(slug, "new", len(sentences))
        self._remember(slug, digest, document.address)
        alike = (f"another article is called {other}; this one is {slug}",) if other else ()
        return added._replace(warnings=(*document.warnings, *added.warnings, *alike))

    def _remember(self, slug: str, digest: str, address: str) -> None:
        self.slugs[digest] = slug
        match = _NUMBERED.fullmatch(slug)
        if match is not None:
            self.numbered.setdefault(match[1], {})[slug] = None
        if address:
            self.addresses[address] = slug

    def _unchanged(self, slug: str, document: Document, given: Given) -> Added:
        """Return that an article is there; a text or a reading copy that was removed comes back."""
        if given.slug and given.slug != slug:
            raise UsageProblem(f"this text is already here, as {slug}")
        folder = os.path.join(self.workspace.articles, slug)
        article = read_article(os.path.join(folder, "article.yaml"))
        sentences = [
            Sentence(name, s.start, s.end, s.sha256 or "") for name, s in article.sentences.items()
        ]
        for name in ("text.txt", READING_COPY):
            path = os.path.join(folder, name)
            if not os.path.exists(path):
                copy = name == READING_COPY
                text = reading_copy(document.text, sentences) if copy else document.text
                write_file(path, text)
        warnings = _of_another_day(article, document)
        return Added(slug, "unchanged", len(sentences), warnings)

    def _place(
        self, path: str, document: Document, slug: str, sentences: list[Sentence]
    ) -> tuple[str, Article | None, str]:
        """Return the slug of a text, the article there whose text it changes, if any, and an alike.

        A new article whose title another has gets its date into its name, and then a number; that
        other one is then the alike.
        """
        first = (
            slug or slug_of(document.title) or slug_of(_stem(path))
            or f"article-{hash_of(document.text)[:8]}"
        )  # fmt: skip
        dated = f"{first}-{document.issued}" if document.issued else first
        known = self.addresses.get(document.address)
        # Those with a date in their name come first: only they can be told from one another.
        alike = (dated, *self.numbered.get(dated, ()), first)
        for name in [first] if slug else [known] if known else alike:
            there = self._article(name)
            if there is not None and _is_same(there, document, sentences):
                return name, there, ""
        if slug and self._is_taken(slug):
            where = "stdin" if path == STDIN else path
            message = f"another article is called {slug}; choose another name with --slug"
            raise InputProblem(where, None, message)
        for name in dict.fromkeys((first, dated)):
            if not self._is_taken(name):
                return name, None, ""
        numbered = (f"{dated}-{number}" for number in count(2))
        return next(name for name in numbered if not self._is_taken(name)), None, dated

    def _is_taken(self, slug: str) -> bool:
        return os.path.lexists(os.path.join(self.workspace.articles, slug))

    def _article(self, slug: str) -> Article | None:
        """Return an article that is there, read once; None where there is none."""
        if slug not in self.articles and self._is_taken(slug):
            file = os.path.join(self.workspace.articles, slug, "article.yaml")
            self.articles[slug] = read_article(file)
        return self.articles.get(slug)

    def _change(self, old: Article, document: Document, sentences: list[Sentence]) -> Added:
        from summit_kg.intake.revision import move_evidence, revise, revised_article
        from summit_kg.load.claims import read_claims
        from summit_kg.load.ontology_terms import read_ontology_terms

        folder = os.path.dirname(old.path)
        text_path = os.path.join(folder, "text.txt")
        old_text = check_text(old, text_path) if os.path.exists(text_path) else None
        claims_path = os.path.join(folder, "claims.yaml")
        read_claims(claims_path, old, read_ontology_terms(self.workspace.ontology), old_text)
        revision = revise(old.sentences, old_text, sentences, document.text)
        claims = move_evidence(claims_path, read_text(claims_path), old, revision)
        files = {
            "article.yaml": revised_article(
                old.path, read_text(old.path), document.text, sentences
            ),
            "claims.yaml": claims.text,
            "text.txt": document.text,
            READING_COPY: reading_copy(document.text, sentences),
        }
        change(self.workspace.articles, old.slug, files)
        return Added(
            old.slug,
            "changed",
            len(sentences),
            _of_another_day(old, document),
            moved=tuple(revision.moved()),
            reworded=tuple((name, new.name) for name, new in revision.reworded.items()),
            added=tuple(sentence.name for sentence in revision.added),
            removed=tuple(revision.removed),
            checked=tuple(claims.checked),
            partly=tuple(claims.partly),
            lost=tuple(claims.lost),
        )


def _is_same(there: Article, document: Document, sentences: list[Sentence]) -> bool:
    """Tell whether a text is another state of an article: where it says so, else by its words."""
    if document.address and "address" in there.entry:
        return bool(document.address == there.entry["address"])
    publisher, issued = there.entry.get("publisher"), there.entry.get("issued")
    if publisher and document.publisher and publisher != document.publisher:
        return False
    other_day = issued and document.issued and issued != document.issued
    least = _SAME_OF_ANOTHER_DAY if other_day else _SAME
    return _common(there.sentences.values(), sentences, document.title) >= least


def _of_another_day(there: Article, document: Document) -> tuple[str, ...]:
    """Return a warning where a file has another date than its article, whose metadata stay."""
    issued = there.entry.get("issued")
    if not document.issued or document.issued == issued:
        return ()
    kept = f"has {issued}" if issued else "has none"
    return (f"its date is {document.issued}, and article.yaml {kept}; change it there if need be",)


def _common(old: Iterable[Span], new: list[Sentence], title: str) -> float:
    """Return what share of the sentences two texts have in common, their title left out."""
    mine = {span.sha256 for span in old} - {hash_of(title)}
    other = {sentence.sha256 for sentence in new} - {hash_of(title)}
    return len(mine & other) / max(min(len(mine), len(other)), 1)


def _head(folder: str) -> dict[str, str]:
    """Return the address and the hash of an article, as far as found, without its sentences."""
    found = {}
    try:
        with open(os.path.join(folder, "article.yaml"), encoding="utf-8") as file:
            for line in file:
                key, colon, value = line.partition(":")
                if key == "sentences":
                    break
                if colon and key in {"sha256", "address"}:
                    found[key] = value.split(" #", 1)[0].strip().strip("\"'")
    except (OSError, UnicodeDecodeError):
        pass
    return found


def _stem(path: str) -> str:
    return "" if path == STDIN else os.path.splitext(os.path.basename(path))[0]
