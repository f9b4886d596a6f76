"""RSS and Atom files."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geomap.errors import InputError
from geomap.read.pages import fragment_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = re.compile(r"<([\w.-]+:)?([\w.-]+)")
_DOCTYPE_END = re.compile(r"[^>\[]*(?:\[[^\]]*\]\s*)?>")
_FEED_ROOTS = frozenset({"rss", "feed", "rdf"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed; ``date`` is the text of its publication date."""

    id: str
    text: str
    title: str = ""
    date: str = ""
    publisher: str = ""
    language: str = ""
    url: str = ""


def xml_root(head: str) -> str:
    """Return the name of the root element ("rss", "feed", "html", "kml"), lower case, or "" if it is no XML."""
    text = head[:20_000].lstrip("\ufeff").lstrip()
    at = 0
    while text.startswith("<", at):  # a loop, as one expression over comments can be made to run for ever
        if text.startswith("<!--", at):
            end = text.find("-->", at + 4) + 3
        elif text.startswith("<?", at):
            end = text.find("?>", at) + 2
        elif text.startswith("<!", at):
            closed = _DOCTYPE_END.match(text, at + 2)
            end = closed.end() if closed else 0
        else:
            found = _ROOT.match(text, at)
            return found[2].casefold() if found else ""
        if end <= at:
            return ""
        at = end
        while at < len(text) and text[at].isspace():
            at += 1
    return ""


def is_feed(head: str) -> bool:
    """Return whether the text begins an RSS or Atom file."""
    return xml_root(head) in _FEED_ROOTS


def refuse_entities(data: bytes, *, name: str) -> None:
    """Raise `InputError` if an XML document declares a DOCTYPE or entities (entity bombs, reads of other files).

    Parameters
    ----------
    data
        The document; one that is not well-formed is looked through as text instead.
    name
        The file name for the message.
    """
    import xml.etree.ElementTree as ET  # for its error class; the parsing is defusedxml's

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        for _, element in iterparse(io.BytesIO(data), forbid_dtd=True):
            element.clear()
    except DefusedXmlException as error:
        raise _refused(name) from error
    except (ET.ParseError, ValueError, LookupError) as error:
        flat = data.replace(b"\x00", b"").upper()
        if b"<!ENTITY" in flat or b"<!DOCTYPE" in flat:
            raise _refused(name) from error


def _refused(name: str) -> InputError:
    return InputError(
        f"{name} declares a DOCTYPE or entities, which can blow up or read other files; it was not read",
        hint="save the feed without its DOCTYPE",
    )


def read_feed(data: bytes, *, name: str) -> Iterator[Entry]:
    """Yield the entries of an RSS or Atom document in their order.

    Parameters
    ----------
    data
        The document as bytes, so that its own encoding declaration counts.
    name
        The file name for messages.

    Raises
    ------
    InputError
        If it declares a DOCTYPE or entities, or is no feed.
    """
    import feedparser

    refuse_entities(data, name=name)
    feed: Any = feedparser.parse(io.BytesIO(data))  # a stream, because a str may be taken for a URL and fetched
    if not feed.get("version") and not feed.entries:
        reason = feed.get("bozo_exception") or "no entries"
        raise InputError(f"{name} is no RSS or Atom feed: {reason}")
    channel = feed.feed
    # a key of feedparser's may be there without a value: `or ""` everywhere
    for entry in feed.entries:
        contents = [part.get("value") or "" for part in entry.get("content", [])]
        html = max([*contents, entry.get("summary") or ""], key=len)
        source = entry.get("source") or {}
        yield Entry(
            id=entry.get("id") or entry.get("link") or "",
            text=fragment_text(html),
            title=fragment_text(entry.get("title") or "").replace("\n", " "),
            date=entry.get("published") or entry.get("updated") or entry.get("created") or "",
            publisher=source.get("title") or channel.get("title") or "",
            language=str(entry.get("language") or channel.get("language") or ""),
            url=entry.get("link") or "",
        )
