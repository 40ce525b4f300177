"""Real articles that nobody here wrote: all of them load, and their sentences are found."""

import csv
import html
import os
import sys
from collections import Counter
from pathlib import Path

import pytest
from conftest import ROOT

import summit_kg
from summit_kg.intake.adding import Adder
from summit_kg.intake.document import read_document, tidy
from summit_kg.intake.folders import adding_lock
from summit_kg.intake.sentences import split_sentences
from summit_kg.new_workspace import make_workspace
from summit_kg.workspace import find

CORPORA = ROOT.parent / "shared" / "corpora"
GUM = CORPORA / "gum_wikinews"

pytest.importorskip("punkt", reason="needs the extra 'add'")
pytest.importorskip("trafilatura", reason="needs the extra 'add'")
pytestmark = pytest.mark.skipif(
    not CORPORA.is_dir(), reason="needs ../shared/corpora, which lies outside the project"
)


@pytest.fixture(scope="module")
def wikinews() -> list[dict[str, str]]:
    rows = []
    for path in sorted((CORPORA / "wikinews_vanatteveldt").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += list(csv.DictReader(file))
    assert len(rows) == 295
    return rows


def add_all(home: Path, inbox: Path) -> Counter[str]:
    workspace = find(str(home))
    with adding_lock(workspace, lambda _message: None):
        adder = Adder(workspace)
        return Counter(adder.add(str(path)).state for path in sorted(inbox.iterdir()))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    root = tmp_path / "home"
    (root / "data" / "articles").mkdir(parents=True)
    make_workspace(str(root))
    (tmp_path / "inbox").mkdir()
    return root


def test_all_of_wikinews_loads(home: Path, wikinews: list[dict[str, str]]) -> None:
    inbox = home.parent / "inbox"
    for number, row in enumerate(wikinews):
        head = (
            f"Title: {row['title']}\nDate: {row['date']}\nPublisher: Wikinews\nURL: {row['url']}\n"
        )
        (inbox / f"{number:03}.txt").write_text(f"{head}\n{row['text']}", encoding="utf-8")
    assert add_all(home, inbox) == {"new": 295}
    assert add_all(home, inbox) == {"unchanged": 295}
    report = summit_kg.build(str(home))
    assert report is not None
    assert str(report).startswith("295 articles, 0 claims")
    assert report.findings == []


def test_all_of_gum_loads(home: Path) -> None:
    inbox = home.parent / "inbox"
    for path in (GUM / "txt").iterdir():
        os.symlink(path, inbox / path.name)
    assert add_all(home, inbox) == {"new": 43}
    report = summit_kg.build(str(home))
    assert report is not None
    assert str(report).startswith("43 articles, 0 claims")
    assert report.findings == []


def test_sentences_of_news_are_found_as_people_mark_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(ROOT / "benchmarks")])
    from sentence_splitters import paragraphs, score

    def split(text: str) -> list[str]:
        return [text[sentence.start : sentence.end] for sentence in split_sentences(text)]

    gold = list(paragraphs(GUM / "conllu"))
    assert sum(map(len, gold)) == 1832
    assert score(split, gold, inner=True).f1 >= 0.95
    assert score(split, gold, inner=False).f1 >= 0.97


PAGE = """<!DOCTYPE html><html lang="en"><head><title>{title} - Wikinews</title>
<meta property="og:site_name" content="Wikinews"><meta property="og:title" content="{title}">
<meta property="article:published_time" content="{date}T10:00:00Z">
<script>var tracking = "words of a script";</script></head><body>
<nav><ul><li><a href="/">Main page</a></li><li><a href="/about">About us</a></li></ul></nav>
<main><article><h1>{title}</h1>{body}</article></main>
<aside><h2>Related</h2><ul><li><a href="/x">Something else</a></li></ul></aside>
<footer><p>All text is available under the terms of a licence. Privacy. Cookies.</p></footer>
</body></html>"""


def test_of_a_page_the_words_of_the_article_are_taken(
    home: Path, wikinews: list[dict[str, str]]
) -> None:
    """Each text as a page: nearly all of its words come through, and hardly any other."""
    kept = words = foreign = 0
    for row in wikinews:
        lines = tidy(row["text"]).split("\n")
        body = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
        page = PAGE.format(title=html.escape(row["title"]), date=row["date"], body=body)
        path = home.parent / "inbox" / "page.html"
        path.write_text(page, encoding="utf-8")
        document = read_document(str(path))
        assert (document.publisher, document.issued) == ("Wikinews", row["date"]), row["url"]
        here = Counter(" ".join([row["title"], *lines]).split())
        there = Counter(document.text.split())
        words += here.total()
        kept += (here & there).total()
        foreign += (there - here).total()
    assert kept / words >= 0.95
    assert foreign / words <= 0.01
    print(f"{kept / words:.4f} of the words kept, {foreign / words:.4f} foreign")
