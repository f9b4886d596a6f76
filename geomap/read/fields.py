"""Our fields out of objects and rows with somebody else's keys."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

KEYS = {
    "text": ("text", "body", "content", "articletext", "fulltext", "article", "story", "maintext", "plaintext",
             "description", "summary"),
    "title": ("title", "headline", "heading"),
    "date": ("date", "pubdate", "publicationdate", "publishdate", "published", "publishedat", "publishedon",
             "datepublished", "publishedtime", "datetime", "timestamp"),
    "publisher": ("publisher", "source", "sourcename", "site", "sitename", "outlet", "newspaper", "domain"),
    "language": ("language", "lang"),
    "url": ("url", "link", "sourceurl", "canonicalurl", "href"),
    "id": ("id", "reportid", "docid", "articleid", "guid", "uuid", "uid", "_id"),
}  # fmt: skip


def to_fields(value: dict[str, Any]) -> dict[str, str]:
    """Return our fields out of an object with somebody else's keys; "" where there is none."""
    by_key: dict[str, Any] = {}
    for name, content in value.items():
        by_key.setdefault(squash(str(name)), content)
    fields: dict[str, str] = {}
    for field, names in KEYS.items():
        texts = (_as_text(by_key[name], field) for name in names if name in by_key)
        fields[field] = next((text for text in texts if text.strip()), "")
    return fields


def squash(name: str) -> str:
    """Return a key without case, spaces and punctuation: "Published At" is ``publishedat``."""
    return re.sub(r"[\s._-]+", "", name).casefold() or name


def _as_text(value: Any, field: str) -> str:
    if isinstance(value, str):
        return value
    if field == "text":
        return "\n".join(value) if isinstance(value, list) and all(isinstance(part, str) for part in value) else ""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return _epoch(value) if field == "date" else str(value)
    if isinstance(value, dict):
        return next((str(value[key]) for key in ("name", "title", "$oid", "$date", "id") if key in value), "")
    return ""


def _epoch(value: float) -> str:
    """Return seconds or milliseconds since 1970 as a UTC date; other numbers (20230512) as their digits."""
    for unit in (1, 1000):
        if 1e8 < value / unit < 5e9 and not (unit == 1 and value < 1e9):
            return dt.datetime.fromtimestamp(value / unit, dt.UTC).date().isoformat()
    return str(value)
