"""A packaged article and the user's own copy of its text."""

import os
from collections.abc import Iterator

from summit_kg.article_text import held_text, text_file
from summit_kg.errors import InputProblem, SummitKGError, UsageProblem
from summit_kg.intake.document import STDIN, read_bytes, read_document, tidy
from summit_kg.intake.folders import write_file, writing
from summit_kg.load.article import Article, hash_of, read_article
from summit_kg.terms import suggestion
from summit_kg.workspace import Workspace


def attach(workspace: Workspace, slug: str, path: str, encoding: str | None = None) -> str | None:
    """Keep a copy of an article's text; return its file, or None where it was there already.

    It must have the SHA-256 that the article records, as it stands or read as `summit-kg add`
    reads a file. In a workspace the copy lies in the article's folder, and otherwise with the
    user's data: the package itself is never written to.

    :raises UsageProblem: where there is no such article
    :raises InputProblem: where the file is not its text
    :raises StoreProblem: where the copy cannot be written
    """
    slugs = workspace.article_slugs()
    if slug not in slugs:
        raise UsageProblem(
            f"no article is called {slug[:60]!r}{suggestion(slug, slugs)}; "
            f"the folders of {workspace.relative(workspace.articles)} are their names"
        )
    article = read_article(os.path.join(workspace.articles, slug, "article.yaml"))
    digest = article.entry["sha256"]
    readings = list(_readings(path, encoding))
    text = next((reading for reading in readings if hash_of(reading) == digest), None)
    if text is None:
        shown = "stdin" if path == STDIN else path
        raise InputProblem(shown, None, _difference(article, readings))
    if held_text(workspace, slug, digest) is not None:
        return None
    target = text_file(workspace, slug, digest)
    with writing(target):
        os.makedirs(os.path.dirname(target), exist_ok=True)
    write_file(target, text)
    return target


def _readings(path: str, encoding: str | None) -> Iterator[str]:
    """Yield what the text of a file may be: as it stands, without empty lines, or read as `add`."""
    data = read_bytes(path)
    try:
        text = data.decode(encoding or "utf-8-sig")
    except (UnicodeDecodeError, LookupError):
        text = None
    if text is not None:
        yield text
        yield text.rstrip("\r\n")
        yield tidy(text)
    if path != STDIN:
        yield read_document(path, encoding).text


def _difference(article: Article, readings: list[str]) -> str:
    known = {span.sha256 for span in article.sentences.values()}
    there = 0
    for reading in readings:
        try:
            from summit_kg.intake.sentences import split_sentences

            there = max(there, len(known & {found.sha256 for found in split_sentences(reading)}))
        except SummitKGError:
            break
    return (
        f"is not the text of {article.slug} (SHA-256 {article.entry['sha256'][:16]}…): "
        f"it has {there} of its {len(known)} sentences"
    )
