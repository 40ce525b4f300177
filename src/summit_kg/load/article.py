"""An article's metadata and sentences, `data/articles/SLUG/article.yaml`."""

import os
import re
from hashlib import sha256
from typing import Any, NamedTuple, NoReturn

from summit_kg.datatypes import is_valid
from summit_kg.errors import InputProblem
from summit_kg.load.yaml_source import Entry, read_text, read_yaml
from summit_kg.terms import iri, is_iri, literal, suggestion
from summit_kg.vocabulary import ARTICLE, CLAIM_GRAPH, DCTERMS, OA, RDF, RDFS, SCHEMA, SUMMIT, XSD

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_REQUIRED = ("@context", "iri", "type", "label")
_OF_TEXT = ("title", "sha256", "textLength", "sentences")
"""Required of an article whose text was read; a source without text has its title at most."""
_DATES = {
    "issued": (
        DCTERMS + "issued",
        "date",
        "a date such as 2025-10-20, or use issuedMonth or issuedYear",
    ),
    "issuedMonth": (DCTERMS + "issued", "gYearMonth", "a quoted month such as 2025-10"),
    "issuedYear": (DCTERMS + "issued", "gYear", "a year such as 2025"),
    "accessedOn": (SUMMIT + "accessedOn", "date", "a date such as 2025-10-20"),
}
"""The keys of dates, each with its property, its datatype, and what it must be."""
_ISSUED = ("issued", "issuedMonth", "issuedYear")
"""The day, month or year of publication: an article has one of them at most."""
_OPTIONAL = ("publisher", *_DATES, "address", "language", "description",
             "identifier", "primary", "relays")  # fmt: skip
_KEYS = frozenset(_REQUIRED + _OF_TEXT + _OPTIONAL)


class Span(NamedTuple):
    """A stretch of the article's text: Unicode characters from `start` up to `end`."""

    start: int
    end: int
    sha256: str | None


class Article(NamedTuple):
    """An article as its metadata file tells it; without `sentences` where its text was not read."""

    path: str
    slug: str
    entry: Entry
    sentences: dict[str, Span]

    @property
    def iri(self) -> str:
        """The article's IRI."""
        return ARTICLE + self.slug

    @property
    def base(self) -> str:
        """The IRI beneath which its sentences and claims live."""
        return f"{ARTICLE}{self.slug}/"

    @property
    def issued(self) -> str | None:
        """The day, month or year of publication, such as `2024-02`, where it is known."""
        return next((str(self.entry[key]) for key in _ISSUED if key in self.entry), None)

    @property
    def accessed(self) -> str | None:
        """The day by which the source had been read, where that is told."""
        return self.entry.get("accessedOn")

    def quads(self) -> list[str]:
        """Return the article and its sentences as N-Quads lines of the default graph."""
        me = iri(self.iri)
        entry = self.entry
        lines = [
            f"{me} <{RDF}type> <{SUMMIT}Article> .\n",
            f"{me} <{RDFS}label> {literal(entry['label'], language='en')} .\n",
        ]
        if "title" in entry:
            lines.append(f"{me} <{DCTERMS}title> {literal(entry['title'], language='en')} .\n")
        if "sha256" in entry:
            length = f'"{entry["textLength"]}"^^<{XSD}nonNegativeInteger>'
            lines += [
                f"{me} <{SUMMIT}sha256> {literal(entry['sha256'])} .\n",
                f"{me} <{SUMMIT}textLength> {length} .\n",
            ]
        if "identifier" in entry:
            lines.append(f"{me} <{DCTERMS}identifier> {literal(entry['identifier'])} .\n")
        if "relays" in entry:
            lines.append(f"{me} <{SUMMIT}relays> {literal(entry['relays'])} .\n")
        if entry.get("primary"):
            lines.append(f'{me} <{SUMMIT}primary> "true"^^<{XSD}boolean> .\n')
        if "publisher" in entry:
            lines.append(f"{me} <{DCTERMS}publisher> {literal(entry['publisher'])} .\n")
        for key, (property_, kind, _) in _DATES.items():
            if key in entry:
                lines.append(f"{me} <{property_}> {literal(str(entry[key]), XSD + kind)} .\n")
        if "address" in entry:
            lines.append(f"{me} <{SCHEMA}url> {iri(entry['address'])} .\n")
        if "language" in entry:
            lines.append(f"{me} <{DCTERMS}language> {literal(entry['language'])} .\n")
        if "description" in entry:
            text = literal(entry["description"], language="en")
            lines.append(f"{me} <{DCTERMS}description> {text} .\n")
        for name, span in self.sentences.items():
            sentence = iri(self.base + name)
            lines += [
                f"{sentence} <{RDF}type> <{SUMMIT}Sentence> .\n",
                f"{sentence} <{RDFS}label> {literal(name)} .\n",
                f"{sentence} <{SUMMIT}inArticle> {me} .\n",
                f'{sentence} <{OA}start> "{span.start}"^^<{XSD}nonNegativeInteger> .\n',
                f'{sentence} <{OA}end> "{span.end}"^^<{XSD}nonNegativeInteger> .\n',
                f"{sentence} <{SUMMIT}sha256> {literal(span.sha256 or '')} .\n",
            ]
        return lines


def read_article(path: str, *, any_folder: bool = False) -> Article:
    """Return the article that a metadata file describes.

    :param any_folder: it need not lie in the folder that has its name, as an old version of it
    :raises InputProblem: with the line, where a key or value is wrong
    """
    entry = read_yaml(path)
    slug = os.path.basename(os.path.dirname(os.path.abspath(path)))
    if any_folder:
        slug = str(entry.get("iri", "")).removeprefix("article:")
        if not SLUG.match(slug):
            raise InputProblem(path, entry.line_of("iri"), "iri must be article: and its name")
    elif not SLUG.match(slug):
        raise InputProblem(
            path,
            None,
            f"the folder name {slug!r} must be lower-case words joined by hyphens",
            "article",
        )
    reader = EntryChecker(path, entry)
    reader.keys(_KEYS, _REQUIRED)
    if entry["iri"] != f"article:{slug}":
        reader.fail("iri", f"must be article:{slug}, after the folder")
    if entry["type"] != "Article":
        reader.fail("type", "must be Article")
    check_context(path, entry, slug)
    for key in ("title", "label", "publisher", "language", "description", "identifier", "relays"):
        if key in entry:
            reader.text(key)
    _check_dates(reader)
    if "address" in entry and not (isinstance(entry["address"], str) and is_iri(entry["address"])):
        reader.fail("address", "must be a web address")
    if not isinstance(entry.get("primary", False), bool):
        reader.fail("primary", "must be true or false")
    if not {"sha256", "textLength", "sentences"} & set(entry):
        return Article(path, slug, entry, {})
    reader.keys(_KEYS, _OF_TEXT)
    if not _is_sha256(entry["sha256"]):
        reader.fail("sha256", "must be 64 hexadecimal digits")
    length = entry["textLength"]
    if type(length) is not int or length < 0:
        reader.fail("textLength", "must be the number of characters of the text")
    return Article(path, slug, entry, _sentences(path, entry, length))


def _check_dates(reader: "EntryChecker") -> None:
    """Check that dates are dates, and that the date of publication is given once."""
    for key, (_, kind, example) in _DATES.items():
        if key not in reader.entry:
            continue
        value = reader.entry[key]
        text = str(value) if kind == "gYear" and type(value) is int else value
        if not isinstance(text, str) or text < "0001" or not is_valid(kind, text):
            reader.fail(key, f"must be {example}")
    given = [key for key in _ISSUED if key in reader.entry]
    if len(given) > 1:
        reader.fail(given[1], f"tells again when it was published, as {given[0]} does")


def check_text(article: Article, text_path: str) -> str:
    """Return the article's text, checked against the recorded hashes.

    :raises InputProblem: where the text or one of its sentences is not the one annotated
    """
    text = read_text(text_path)
    if "sha256" not in article.entry:
        raise InputProblem(
            text_path,
            None,
            f"is a text that {article.path} does not describe: give its sha256, textLength and "
            "sentences there, or take the text away",
            "article",
        )
    wrong = [n for n, s in article.sentences.items() if hash_of(text[s.start : s.end]) != s.sha256]
    if hash_of(text) != article.entry["sha256"]:
        raise _other_text(article, text, text_path, wrong)
    if wrong:
        lines = {e["iri"]: e.lines["sha256"] for e in article.entry["sentences"]}
        message = f"sentence {wrong[0]}: its hash does not fit"
        raise InputProblem(article.path, lines[wrong[0]], message, "hash")
    return text


def _other_text(article: Article, text: str, text_path: str, wrong: list[str]) -> InputProblem:
    """Return where a text and what is recorded of it part: in the text, or in the record only."""
    digest = f"SHA-256 {hash_of(text)[:16]}…"
    if not wrong and len(text) == article.entry["textLength"]:
        name = os.path.basename(text_path)
        message = f"sha256 is not that of {name} ({digest}), though its sentences fit"
        return InputProblem(article.path, article.entry.line_of("sha256"), message, "hash")
    start = article.sentences[wrong[0]].start if wrong else len(text)
    line = text.count("\n", 0, start) + 1
    message = f"is not the text that {os.path.basename(article.path)} describes ({digest})"
    return InputProblem(text_path, line, message, "hash")


def hash_of(text: str) -> str:
    """Return the hexadecimal SHA-256 of a text's UTF-8 bytes."""
    return sha256(text.encode()).hexdigest()


def check_context(path: str, entry: Entry, slug: str) -> None:
    """Check that `@context` makes the names of the file mean what the loader takes them for.

    :raises InputProblem: where it does not
    """
    base = {"@base": f"{ARTICLE}{slug}/", "assertion": f"{CLAIM_GRAPH}{slug}/"}
    context = entry["@context"]
    good = (
        isinstance(context, list)
        and len(context) == 2
        and isinstance(context[0], str)
        and context[0].endswith("context.jsonld")
        and context[1] == base
    )
    if not good:
        raise InputProblem(
            path,
            entry.line_of("@context"),
            "@context must be a list of the address of ontology/context.jsonld and "
            f'{{"@base": {base["@base"]}, assertion: {base["assertion"]}}}',
            "article",
        )


class EntryChecker:
    """Checks on one mapping that name the file and the line."""

    def __init__(self, path: str, entry: Entry) -> None:
        self.path = path
        self.entry = entry

    def fail(self, key: str, message: str) -> NoReturn:
        """Raise an error that points at a key."""
        raise InputProblem(self.path, self.entry.line_of(key), f"{key} {message}", "article")

    def keys(self, known: frozenset[str], required: tuple[str, ...]) -> None:
        """Check that every key is known and that none is missing."""
        for key in self.entry:
            if key not in known:
                line = self.entry.lines[key]
                raise InputProblem(
                    self.path,
                    line,
                    f"unknown key {key!r}{suggestion(key, sorted(known))}",
                    "article",
                )
        for key in required:
            if key not in self.entry:
                raise InputProblem(
                    self.path, self.entry.line, f"the key {key!r} is missing", "article"
                )

    def text(self, key: str) -> None:
        """Check that a value is text with something in it."""
        value = self.entry[key]
        if not isinstance(value, str) or not value.strip():
            self.fail(key, "must be text")


def _is_sha256(value: Any) -> bool:
    return isinstance(value, str) and SHA256.match(value) is not None


def _sentences(path: str, entry: Entry, length: int) -> dict[str, Span]:
    found: dict[str, Span] = {}
    items = entry["sentences"]
    if not isinstance(items, list):
        raise InputProblem(path, entry.line_of("sentences"), "sentences must be a list", "article")
    for item in items:
        line = item.line if isinstance(item, Entry) else entry.line_of("sentences")
        if not isinstance(item, Entry) or set(item) != {"iri", "start", "end", "sha256"}:
            raise InputProblem(
                path, line, "a sentence has exactly iri, start, end and sha256", "article"
            )
        name, start, end = item["iri"], item["start"], item["end"]
        if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9_-]+", name):
            raise InputProblem(path, line, "a sentence's id must be letters and digits", "article")
        if name in found:
            raise InputProblem(path, line, f"sentence {name} is here twice", "duplicate-id")
        if type(start) is not int or type(end) is not int or not 0 <= start < end <= length:
            raise InputProblem(
                path,
                line,
                f"sentence {name}: start and end must lie within 0 and {length}",
                "article",
            )
        if not _is_sha256(item["sha256"]):
            raise InputProblem(
                path, line, f"sentence {name}: sha256 must be 64 hex digits", "article"
            )
        found[name] = Span(start, end, item["sha256"])
    return found
