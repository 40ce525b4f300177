"""What a page marks about its article: the day of publication, and names as they stand there."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from summit_kg.datatypes import is_valid
from summit_kg.intake.document import value_of

_METAS = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "dcterms.issued", "dc.date.issued", "dcterms.date", "dc.date", "citation_publication_date",
    "citation_date", "parsely-pub-date", "sailthru.date", "publication_date", "publish_date",
    "publish-date", "publishdate", "published_date", "pubdate", "date",
)  # fmt: skip
"""Names of `meta` elements that hold the day of publication, lower case, the surest first."""
_ARTICLE = re.compile("Article|Posting|Report")
_PAGE = re.compile("WebPage|CreativeWork|^$")
_REGULAR = {"re": "http://exslt.org/regular-expressions"}
_AROUND = "[not(ancestor::nav or ancestor::aside or ancestor::footer)]"
_CHANGED = (
    "[not(re:test(concat(@class, ' ', @id), 'updat|modif', 'i')) or re:test(@class, 'publi', 'i')]"
)
_ITEMS = "//*[@itemprop='datePublished']"
_TIMES = (
    f"//body//time[@datetime]{_AROUND}{_CHANGED}[not(ancestor::p or ancestor::li or ancestor::td)"
    " or re:test(concat(@class, ' ', ../@class), 'date|publi|post|byline|meta|time', 'i')]"
)
"""Times that stand apart: one within a sentence may be of anything."""
_CLASSED = (
    "//body//*[re:test(concat(@class, ' ', @id), '(^|[ _-])(date|pubdate|publish)', 'i')]"
    f"{_AROUND}{_CHANGED}"
)
_IN_ADDRESS = re.compile(r"/(\d{4})[/-](\d\d)[/-](\d\d)(?=[/_-]|\Z)")
_UPDATED = re.compile(r"\b(?:updated|modified|edited)\b", re.IGNORECASE)
_EARLIEST = "1500"
"""Programs write the year 1 where they know none."""
_LONGEST_LINE = 200
_MOST = 20
"""Marks of one kind that are read; their days must agree."""
_DAY = re.compile(
    r"""(?<![\w.-])(?:
        (?P<iso>\d{4}-\d\d-\d\d) (?![\d-])
      | (?P<digits>\d{8}) (?=T\d|\s|\Z)
      | (?P<words>
          \d{4}[./]\d{1,2}[./]\d{1,2} (?!\d)
        | \d{1,2}[./-]\d{1,2}[./-]\d{4} (?!\d)
        | \d{1,2}(?:st|nd|rd|th|\.|º)?[ -](?:of\ |de\ )?[^\W\d]{3,}\.?,?[ -](?:de\ )?\d{4} (?!\d)
        | [^\W\d]{3,}\.?\ \d{1,2}(?:st|nd|rd|th)?,?\ \d{4} (?!\d)
        | \d{4}年\ ?\d{1,2}月\ ?\d{1,2}日
      ))""",
    re.VERBOSE,
)
_LATIN = re.compile("[A-Za-z]")


def marked_day(tree: Any, address: str, language: str = "") -> tuple[str, tuple[str, ...]]:
    """Return the day on which a page says that its article was published; empty where on none.

    Taken is what is marked as such and names one whole day, never one that was guessed: what a
    month, a year, an order of numbers that could be two days, or several days say is left out, and
    a warning names it. A day of modification is none of publication.

    :param tree: the parsed page
    :param address: of the page; a day that is part of it counts where nothing else marks one
    :param language: of the page, as a tag such as `ru`
    """
    doubtful: list[str] = []
    in_address = ["-".join(match.groups()) for match in _IN_ADDRESS.finditer(address)]
    for marks in (_data(tree), _visible(tree), [in_address]):
        for values in marks:
            days = {day for value in values[:_MOST] if (day := day_in(value, language))}
            if len(days) == 1:
                return days.pop(), ()
            doubtful += values
        if doubtful:  # what is less sure does not go before it
            break
    if not doubtful:
        return "", ()
    shown = ", ".join(repr(value[:40]) for value in list(dict.fromkeys(doubtful))[:3])
    return "", (f"its date {shown} is not one day such as 2025-10-20; it was left out",)


def day_in(value: str, language: str = "") -> str:
    """Return the one day that a text names, such as `2025-10-20`; empty where it is not one.

    Names of months count in English and in the given language, and in any that has a script of its
    own: in Latin letters a name may be of October here and of November there. `10/07/2025`, which
    may be two days as well, does not count.
    """
    found = {_day(match, language) for match in _DAY.finditer(value)}
    day = found.pop() if len(found) == 1 else ""
    return day if day > _EARLIEST else ""


def _day(match: re.Match[str], language: str) -> str:
    if (words := match["words"]) is not None:
        languages = ["en", language.lower().split("-")[0]] if _LATIN.search(words) else None
        orders = ("YMD",) if words[:4].isdecimal() else ("DMY", "MDY")
        read = {_read(words, languages, order) for order in orders}
        return read.pop() if len(read) == 1 else ""
    digits = match["digits"]
    day = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if digits else match["iso"]
    return day if is_valid("date", day) else ""


def _read(words: str, languages: list[str] | None, order: str) -> str:
    import dateparser

    settings: Any = {"STRICT_PARSING": True, "PARSERS": ["absolute-time"], "DATE_ORDER": order}
    try:
        moment = dateparser.parse(words, languages=languages, settings=settings)
    except ValueError:  # a language that it does not know
        moment = dateparser.parse(words, languages=["en"], settings=settings)
    return moment.date().isoformat() if moment else ""


def _data(tree: Any) -> Iterator[list[str]]:
    """Yield what a page tells machines of its publication, the surest first."""
    dated = [
        (str(node.get("@type", "")), node["datePublished"])
        for node in linked_data(tree)
        if isinstance(node.get("datePublished"), str)
    ]
    yield _tidied(value for kind, value in dated if _ARTICLE.search(kind))
    metas = [
        ((node.get("property") or node.get("name") or "").strip().lower(), node.get("content"))
        for node in tree.iter("meta")
    ]
    for name in _METAS:
        yield _tidied(value for key, value in metas if key == name)
    yield _tidied(value for kind, value in dated if _PAGE.search(kind))
    yield _tidied(
        node.get("datetime") or node.get("content") or _shown(node) for node in tree.xpath(_ITEMS)
    )


def _visible(tree: Any) -> Iterator[list[str]]:
    """Yield what a page shows as its date: times, then what it styles as a date."""
    yield _tidied(node.get("datetime") for node in tree.xpath(_TIMES, namespaces=_REGULAR))
    classed = _tidied(map(_shown, tree.xpath(_CLASSED, namespaces=_REGULAR)))
    yield [value for value in classed if _DAY.search(value)]


def _tidied(values: Iterable[str | None]) -> list[str]:
    return [tidied for value in values if (tidied := value_of(value))]


def _shown(node: Any) -> str:
    """Return the words of an element up to where they tell of a change; none of a longer text."""
    words = value_of("".join(node.itertext()))
    return "" if len(words) > _LONGEST_LINE else _UPDATED.split(words)[0]


def linked_data(tree: Any) -> list[dict[str, Any]]:
    """Return every node of a page's JSON-LD, in order; what is no JSON is passed over."""
    nodes: list[dict[str, Any]] = []
    for script in tree.xpath("//script[starts-with(@type, 'application/ld+json')]"):
        try:
            waiting: list[Any] = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            value = waiting.pop()
            if isinstance(value, dict):
                nodes.append(value)
                value = list(value.values())
            if isinstance(value, list):
                waiting += reversed(value)
    return nodes


def marked_names(tree: Any) -> tuple[list[str], list[str]]:
    """Return what a page calls its site, and all else in its `meta` elements and JSON-LD names."""
    site = tree.xpath("//meta[@property='og:site_name' or @name='og:site_name']/@content")
    others = [*tree.xpath("//meta/@content"), *(node.get("name") for node in linked_data(tree))]
    return _tidied(site), _tidied(name for name in others if isinstance(name, str))


def as_marked(name: str, marked: Iterable[list[str]]) -> str:
    """Return a name as a page has it, in its own case: trafilatura capitalizes the publisher."""
    for names in marked:
        same = [mark for mark in names if mark.lstrip("@").casefold() == name.casefold()]
        if same:
            return min(same, key=lambda mark: (mark != name, mark.startswith("@")))
    return name
