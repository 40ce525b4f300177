"""The files of an article's folder, written from its text and what is known of it."""

import json
import os
import re

from summit_kg.errors import MissingPackage
from summit_kg.intake.document import Document
from summit_kg.intake.sentences import Sentence
from summit_kg.load.article import hash_of
from summit_kg.vocabulary import ARTICLE, CLAIM_GRAPH

READING_COPY = "reading.txt"
_PLAIN = re.compile(r"[A-Za-z][\w,.;()/ -]*[\w.)]\Z")
_WORDS_OF_YAML = {"true", "false", "null", "yes", "no", "on", "off"}
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_LONGEST_SLUG = 60
_LONGEST_LABEL = 60


def article_files(
    slug: str, document: Document, sentences: list[Sentence], context: str
) -> dict[str, str]:
    """Return the files of a new article's folder, by name.

    :param context: the address of `context.jsonld`, seen from the article's folder
    """
    return {
        "article.yaml": article_yaml(slug, document, sentences, context),
        "claims.yaml": claims_yaml(slug, sentences, context),
        "text.txt": document.text,
        READING_COPY: reading_copy(document.text, sentences),
    }


def article_yaml(slug: str, document: Document, sentences: list[Sentence], context: str) -> str:
    """Return the metadata file of an article."""
    title = document.title or slug
    lines = [
        "# yaml-language-server: $schema=../../schema/article.schema.json",
        *_head(slug, context),
        "type: Article",
        f"title: {scalar(title)}",
        f"label: {scalar(label(title, document.issued or document.publisher))}",
    ]
    for key in ("publisher", "issued", "address", "language"):
        value = getattr(document, key)
        if value:
            lines.append(f"{key}: {scalar(value)}")
    lines += [
        f"sha256: {hash_of(document.text)}",
        f"textLength: {len(document.text)}",
        *sentence_lines(sentences),
    ]
    return "\n".join(lines) + "\n"


def sentence_lines(sentences: list[Sentence]) -> list[str]:
    """Return the lines of `article.yaml` that list the sentences."""
    return [
        "sentences:",
        *(
            f"  - {{iri: {name}, start: {start}, end: {end}, sha256: {digest}}}"
            for name, start, end, digest in sentences
        ),
    ]


def claims_yaml(slug: str, sentences: list[Sentence], context: str) -> str:
    """Return a claims file without a claim, with one to copy in a comment."""
    name, start, end, _ = sentences[1 if len(sentences) > 1 else 0]
    lines = [
        "# yaml-language-server: $schema=../../schema/claims.schema.json",
        f"# What the article says, claim by claim. {READING_COPY} has its sentences with their",
        "# names and characters; docs/model.md of summit-kg tells what each key means. A claim:",
        "#",
        "#  - iri: name-of-the-claim",
        "#    statement: What is said, in your own words.",
        f"#    claimedBy: [article:{slug}]   # outermost voice first, then who is cited",
        "#    polarity: positive            # positive | negative",
        "#    certainty: certain            # certain | probable | possible | unspecified",
        "#    claimType: report             # report | quotation | forecast | interpretation |",
        "#                                  # commitment | heading | assumption",
        "#    evidence:",
        f"#      - sentence: {name}",
        f"#        selector: {{start: {start}, end: {end}}}   # the sentence, or a part of it",
        "#    asserts:",
        "#      assertion:name-of-the-claim:",
        "#        iri: id:name-of-the-thing",
        "#        type: Meeting",
        *_head(slug, context),
        "",
        "claims: []",
        "",
        "# Sentences that you have read and that claim nothing: {iri: p0s1, reason: …}",
        "withoutClaim: []",
    ]
    return "\n".join(lines) + "\n"


def reading_copy(text: str, sentences: list[Sentence]) -> str:
    """Return the text a sentence a line, each after its name and its characters."""
    rows = [(s.name, f"{s.start}-{s.end}", text[s.start : s.end]) for s in sentences]
    names = max(len(row[0]) for row in rows)
    places = max(len(row[1]) for row in rows)
    lines: list[str] = []
    for name, place, words in rows:
        if name.endswith("s1") and lines:
            lines.append("")
        lines.append(f"{name:<{names}}  {place:<{places}}  {words}")
    return "\n".join(lines) + "\n"


def slug_of(title: str) -> str:
    """Return the title's words in ASCII, lower case, joined by hyphens; empty where it has none.

    Other scripts are transliterated, as in `vstrecha-v-moskve`.

    :raises MissingPackage: where the library for it is not installed
    """
    if not title.isascii():
        try:
            from anyascii import anyascii
        except ImportError as error:
            raise MissingPackage("anyascii", "add") from error
        title = anyascii(title)
    words = re.findall(r"[a-z0-9]+", title.lower().replace("'", ""))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:_LONGEST_SLUG]
        if len(longer) > _LONGEST_SLUG:
            break
        slug = longer
    return slug


def label(title: str, where: str) -> str:
    """Return a short name: the title, cut between words, with its date or publisher."""
    short = title
    if len(short) > _LONGEST_LABEL:
        short = short[:_LONGEST_LABEL].rsplit(" ", 1)[0].rstrip(" ,;:-") + "…"
    return f"{short} ({where})" if where else short


def scalar(value: str) -> str:
    """Return a text as a YAML scalar, in quotes where it could be read as something else."""
    if _PLAIN.match(value) and value.lower() not in _WORDS_OF_YAML:
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)


def context_address(root: str) -> str:
    """Return where an article's files find `context.jsonld` in a workspace."""
    own = os.path.join("ontology", "context.jsonld")
    if os.path.isfile(os.path.join(root, own)):
        return "../../../ontology/context.jsonld"
    return "../../schema/context.jsonld"


def _head(slug: str, context: str) -> list[str]:
    return [
        '"@context":',
        f"  - {context}",
        f'  - "@base": {ARTICLE}{slug}/',
        f"    assertion: {CLAIM_GRAPH}{slug}/",
        f"iri: article:{slug}",
    ]
