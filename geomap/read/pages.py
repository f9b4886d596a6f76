"""Web pages: the main text, and what the page says about itself."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_log = logging.getLogger(__name__)

MAX_PAGE_BYTES = 5 << 20
_DATE_KEYS = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "dc.date.issued",
    "dc.date", "dcterms.date", "dcterms.created", "dcterms.issued", "citation_publication_date", "parsely-pub-date",
    "sailthru.date", "pubdate", "publishdate", "publish_date", "publish-date", "publication_date", "article.published",
    "date", "rnews:datepublished", "cxenseparse:recs:publishtime", "article:modified_time",
)  # fmt: skip
_TITLE_KEYS = ("og:title", "twitter:title", "dc.title", "headline", "title")
_SITE_KEYS = ("og:site_name", "application-name", "dc.publisher", "publisher", "twitter:site")
_BLOCKS = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "td", "th", "figcaption", "dd", "dt", "div",
    "section", "article", "br", "tr", "caption",
})  # fmt: skip
_JUNK = frozenset({
    "script", "style", "noscript", "template", "nav", "footer", "header", "aside", "form", "button", "iframe", "svg",
    "select", "menu", "head", "figure",
})  # fmt: skip
_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0]+")


@dataclass(frozen=True, slots=True)
class Page:
    """The main text of a web page and its metadata; "" where the page does not tell."""

    text: str
    title: str = ""
    date: str = ""
    publisher: str = ""
    language: str = ""
    url: str = ""


def read_page(html: str) -> Page:
    """Return the main text of a page by trafilatura, and its metadata from meta tags, JSON-LD and ``<time>``.

    Parameters
    ----------
    html
        The decoded page; nothing in it is executed or fetched.

    Returns
    -------
    page
        ``text`` is "" where there is no text; paragraphs are lines. ``date`` is the text of the page's publication
        date, not parsed.
    """
    import lxml.etree
    import lxml.html

    parser = lxml.html.HTMLParser(huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8")
    # bytes, because lxml refuses a str with an encoding declaration; lone surrogates cannot be encoded
    try:
        tree = lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError):
        return Page("")
    meta = _meta(tree)
    linked = _linked_data(tree)
    title = _first(meta, _TITLE_KEYS) or linked.get("headline", "") or _text_of(tree, ".//h1")
    if not title:
        title = re.split(r"\s+[|–—»]\s+", _text_of(tree, ".//title"))[0]
    date = linked.get("datePublished", "") or _first(meta, _DATE_KEYS) or _time_tag(tree)
    return Page(
        text=_main_text(html, tree),
        title=_plain(title),
        date=date.strip(),
        publisher=_plain(_first(meta, _SITE_KEYS) or linked.get("publisher", "")).removeprefix("@"),
        language=(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip()[:12],
        url=_canonical(tree) or meta.get("og:url", ""),
    )


def fragment_text(html: str) -> str:
    """Return the text of an HTML fragment (a feed entry), block elements as lines."""
    import lxml.etree
    import lxml.html

    if "<" not in html and "&" not in html:
        return html.strip()
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True)
    page = f"<html><body>{html}</body></html>".encode("utf-8", "replace")
    try:
        tree = lxml.html.document_fromstring(page, parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError):
        return ""
    return "\n".join(_lines(tree))


def _main_text(html: str, tree: HtmlElement) -> str:
    import trafilatura

    found: Any = None
    try:
        found = trafilatura.bare_extraction(
            html,
            include_comments=False,
            include_tables=True,
            with_metadata=False,
            date_extraction_params={"extensive_search": False},
        )
    except (RecursionError, ValueError, AttributeError, TypeError) as error:  # hostile pages break its heuristics
        _log.info("trafilatura gave up on a page: %s", error)
    text = (found.text or "").strip() if found is not None else ""
    own = "\n".join(_article_lines(tree))
    # On short pages it falls back to one line without paragraphs, or to nothing; the page's own article knows better.
    if not text or ("\n" not in text and "\n" in own and len(own) < 1.5 * len(text) + 200):
        return own
    return str(text)


def _article_lines(tree: HtmlElement) -> list[str]:
    for path in (".//article", ".//*[@itemprop='articleBody']", ".//main", ".//body"):
        lines = [line for element in tree.iterfind(path) for line in _lines(element)]
        if sum(map(len, lines)) > 40:
            return lines
    return _lines(tree)


def _lines(tree: HtmlElement) -> list[str]:
    """Return the text of an element as lines, one a block element, without menus, scripts and forms."""
    lines: list[str] = []
    words: list[str] = []

    def end_line() -> None:
        line = _plain("".join(words))
        words.clear()
        if line:
            lines.append(line)

    for kind, value in _walk(tree):
        if kind == "text":
            words.append(value)
        else:
            end_line()
    end_line()
    return lines


def _walk(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    import lxml.etree

    skipped: HtmlElement | None = None
    for event, element in lxml.etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if skipped is None and tag in _JUNK and element is not tree:
                skipped = element
            elif skipped is None:
                if tag in _BLOCKS:
                    yield "break", tag
                yield "text", element.text or ""
            continue
        if skipped is None and tag in _BLOCKS:
            yield "break", tag
        if skipped is element:
            skipped = None
        if skipped is None and element is not tree:
            yield "text", element.tail or ""


def _meta(tree: HtmlElement) -> dict[str, str]:
    values: dict[str, str] = {}
    for tag in tree.iterfind(".//meta"):
        key = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").strip().casefold()
        content = (tag.get("content") or "").strip()
        if key and content:
            values.setdefault(key, content)
    return values


def _linked_data(tree: HtmlElement) -> dict[str, str]:
    """Return headline, datePublished and publisher of the first news article in the page's JSON-LD."""
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for item in _items(data):
            if not isinstance(item.get("datePublished"), str):
                continue
            publisher = item.get("publisher")
            if isinstance(publisher, list):
                publisher = publisher[0] if publisher else ""
            if isinstance(publisher, dict):
                publisher = publisher.get("name")
            values = {"datePublished": item["datePublished"], "headline": item.get("headline"), "publisher": publisher}
            return {key: value for key, value in values.items() if isinstance(value, str)}
    return {}


def _items(data: Any) -> Iterator[dict[str, Any]]:
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            if isinstance(graph, list):
                yield from (node for node in graph if isinstance(node, dict))


def _time_tag(tree: HtmlElement) -> str:
    for path in (".//article//time[@datetime]", ".//main//time[@datetime]"):
        for tag in tree.iterfind(path):
            return tag.get("datetime") or ""
    tags = list(tree.iterfind(".//time[@datetime]"))
    return (tags[0].get("datetime") or "") if len(tags) == 1 else ""


def _canonical(tree: HtmlElement) -> str:
    for tag in tree.iterfind(".//link[@rel='canonical']"):
        return (tag.get("href") or "").strip()
    return ""


def _first(values: dict[str, str], keys: tuple[str, ...]) -> str:
    return next((values[key] for key in keys if values.get(key)), "")


def _text_of(tree: HtmlElement, path: str) -> str:
    element = tree.find(path)
    return "" if element is None else "".join(element.itertext())


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
