"""A packaged article and the user's own copy of its text."""

import os
from collections.abc import Iterator

from summit_kg.article_text import TEXT_FILE, held_text, text_file
from summit_kg.errors import InputProblem, SummitKGError, UsageProblem
from summit_kg.intake.document import STDIN, read_bytes, read_document, tidy
from summit_kg.intake.files import context_address
from summit_kg.intake.folders import adding_lock, create, write_file, writing
from summit_kg.load.article import Article, hash_of, read_article
from summit_kg.load.yaml_source import read_text
from summit_kg.terms import suggestion
from summit_kg.workspace import Workspace, find_packaged

_PACKAGED_CONTEXT = "../../../ontology/context.jsonld"


def attach(workspace: Workspace, slug: str, path: str, encoding: str | None = None) -> str | None:
    """Keep a copy of an article's text; return its file, or None where it was there already.

    It must have the SHA-256 that the article records, as it stands or read as `summit-kg add`
    reads a file. In a workspace the copy lies in the article's folder, and otherwise with the
    user's data: the package itself is never written to. A workspace that has not the article yet
    gets it from the package.

    :raises UsageProblem: where there is no such article
    :raises InputProblem: where the file is not its text
    :raises StoreProblem: where the copy cannot be written
    """
    folder = article_folder(workspace, slug)
    article = read_article(os.path.join(folder, "article.yaml"))
    digest = article.entry.get("sha256")
    if digest is None:
        raise UsageProblem(
            f"of {slug} only claims are known, no sentences, so no text can be attached to it"
        )
    readings = list(_readings(path, encoding))
    text = next((reading for reading in readings if hash_of(reading) == digest), None)
    if text is None:
        shown = "stdin" if path == STDIN else path
        raise InputProblem(shown, None, _difference(article, readings))
    target = text_file(workspace, slug, digest)
    if not os.path.isdir(os.path.join(workspace.articles, slug)):
        with adding_lock(workspace, lambda _message: None):
            create(workspace.articles, slug, _taken_over(workspace, folder, text))
        return target
    if held_text(workspace, slug, digest) is not None:
        return None
    with writing(target):
        os.makedirs(os.path.dirname(target), exist_ok=True)
    write_file(target, text)
    return target


def article_folder(workspace: Workspace, slug: str) -> str:
    """Return the folder of an article: the workspace's own, else the package's.

    :raises UsageProblem: where there is no such article
    """
    packaged = find_packaged()
    for place in (workspace, packaged):
        if slug in place.article_slugs():
            return os.path.join(place.articles, slug)
    slugs = [*workspace.article_slugs(), *packaged.article_slugs()]
    raise UsageProblem(
        f"no article is called {slug[:60]!r}{suggestion(slug, slugs)}; the folders of "
        f"{workspace.relative(workspace.articles)} and of the package's data/articles are their "
        "names"
    )


def _taken_over(workspace: Workspace, folder: str, text: str) -> dict[str, str]:
    """Return the files of a packaged article for a workspace, with its text."""
    files = {TEXT_FILE: text}
    for name in ("article.yaml", "claims.yaml"):
        own = read_text(os.path.join(folder, name))
        files[name] = own.replace(_PACKAGED_CONTEXT, context_address(workspace.root or ""), 1)
    return files


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
