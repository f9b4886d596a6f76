"""One opened file to drafts of reports, whatever its format."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geomap.errors import InputError
from geomap.read.delimited import DelimitedError, find_delimiter, read_delimited, wrap
from geomap.read.encoding import binary_kind, declared_encoding, decode, find_encoding
from geomap.read.feeds import is_feed, read_feed, xml_root
from geomap.read.fields import KEYS, squash, to_fields
from geomap.read.pages import MAX_PAGE_BYTES, read_page
from geomap.read.published import front_matter
from geomap.records import Rejection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geomap.read.inputs import Input, Opened

MAX_DOCUMENT_BYTES = 64 << 20  # formats that must be read whole: JSON, feeds, packed CSV
_LISTS = ("reports", "articles", "items", "results", "documents", "docs", "data", "entries", "rows")
_HEADING = re.compile(r"^[ ]{0,3}#[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Draft:
    """A report before its date, id and clean text are worked out.

    ``id`` is the document's own id or ""; ``key`` what an id is made from without one.
    """

    key: str
    text: str
    id: str = ""
    where: str = ""
    title: str = ""
    date: str = ""
    date_basis: str = "field"
    publisher: str = ""
    language: str = ""
    url: str = ""
    markdown: bool = False
    guess_title: bool = False


def read_drafts(item: Input, opened: Opened, *, max_chars: int) -> Iterator[Draft | Rejection]:
    """Yield what one opened input holds, in its order.

    Parameters
    ----------
    item, opened
        The input and its stream.
    max_chars
        A longer text is cut there; no more of the file than that is read where the format allows.
    """
    head = opened.head
    if not head.strip():
        yield Rejection(item.name, "empty", "the file is empty")
        return
    if kind := binary_kind(head):
        yield Rejection(item.name, "binary", f"it is {kind}, not text; save it as text, HTML, JSON Lines or CSV")
        return
    name = find_format(item, head)
    reader: Callable[..., Iterator[Draft | Rejection]] | None = _READERS.get(name)
    if reader is None:
        yield Rejection(item.name, "unknown_format", _UNKNOWN.format(name or "of a kind that is not known"))
        return
    yield from reader(item, opened, max_chars)


_UNKNOWN = "the file is {}; reports are .txt, .md, .html, .jsonl, .json, .csv, .tsv, .xml (RSS, Atom), each also .gz"


def find_format(item: Input, head: bytes) -> str:
    """Return the format of a text file by its name or, where that says nothing, by its content."""
    promised = item.format
    if promised and promised != "xml":
        return promised
    start = decode(head, declared=declared_encoding(head), cut=True).text.lstrip("\ufeff \t\r\n")
    root = xml_root(start) if start.startswith("<") else ""
    if is_feed(start):
        return "feed"
    if root == "html" or (not promised and root in {"body", "head", "div", "article", "p", "main"}):
        return "html"
    if promised == "xml" or (root and start.startswith("<?xml")):
        return f"XML with the root <{root}>, no feed"
    if item.folder and "." in item.name.rsplit("/", 1)[-1].strip("."):
        return ""  # a folder may hold scripts, styles and what not beside the reports
    return _sniff(start)


def _sniff(start: str) -> str:
    lines = [line for line in start.splitlines() if line.strip()]
    if start.startswith("["):
        return "json" if re.match(r"\[\s*[{\[\"\]]", start) else "text"  # "[Correction] …" is a text
    if start.startswith("{"):
        first = lines[0].rstrip()
        if first.endswith("}") or len(lines) == 1 or lines[1].startswith("{"):
            return "jsonl"
        return "json"
    if len(lines) > 1:
        delimiter = find_delimiter(start)
        columns = [squash(cell) for cell in lines[0].split(delimiter)]
        if len(columns) > 1 and all(len(cell) < 40 for cell in columns) and {"text", "body", "content"} & set(columns):
            return "csv"
    return "text"


def _read_whole(item: Input, opened: Opened) -> bytes | Rejection:
    data = opened.stream.read(MAX_DOCUMENT_BYTES + 1)
    if len(data) > MAX_DOCUMENT_BYTES:
        return Rejection(
            item.name,
            "too_long",
            f"this format is read whole and the file is over {MAX_DOCUMENT_BYTES >> 20} MB; "
            "split it or turn it into JSON Lines",
        )
    return data


def _encoding_note(item: Input, note: str, where: str = "") -> Iterator[Rejection]:
    if note:
        yield Rejection(item.name, "encoding", note, where, fatal=False)


def _cut_note(item: Input, max_chars: int, where: str = "") -> Rejection:
    return Rejection(
        item.name,
        "too_long",
        f"the text was cut at {max_chars:,} characters; the rest was not read",
        where,
        fatal=False,
    )


def _read_text(item: Input, opened: Opened, max_chars: int) -> Iterator[Draft | Rejection]:
    data = opened.stream.read(4 * max_chars + 4)  # no encoding here needs more than 4 bytes a character
    cut = bool(opened.stream.peek(1))
    decoded = decode(data, cut=cut)
    yield from _encoding_note(item, decoded.note)
    text = decoded.text
    if cut or len(text) > max_chars:
        text = text[:max_chars]
        yield _cut_note(item, max_chars)
    markdown = item.format == "markdown"
    keys, body = front_matter(text)
    fields = to_fields({key: value for key, value in keys.items() if key not in {"text", "body", "content", "summary"}})
    heading = _HEADING.search(text, body) if markdown else None
    yield Draft(
        key=item.key,
        text=text,
        title=fields["title"] or (heading[1] if heading else ""),
        publisher=fields["publisher"],
        language=fields["language"],
        url=fields["url"],
        id=fields["id"],
        markdown=markdown,
        guess_title=not markdown,
    )


def _read_html(item: Input, opened: Opened, max_chars: int) -> Iterator[Draft | Rejection]:
    data = opened.stream.read(MAX_PAGE_BYTES)
    cut = bool(opened.stream.peek(1))
    decoded = decode(data, declared=declared_encoding(data), cut=cut)
    yield from _encoding_note(item, decoded.note)
    page = read_page(decoded.text)
    if not page.text.strip():
        yield Rejection(item.name, "no_text", "no main text was found in the page")
        return
    if cut or len(page.text) > max_chars:
        yield _cut_note(item, min(max_chars, len(page.text)))
    yield Draft(
        key=item.key,
        text=page.text[:max_chars],
        title=page.title,
        date=page.date,
        date_basis="html",
        publisher=page.publisher,
        language=page.language,
        url=page.url,
    )


def _read_jsonl(item: Input, opened: Opened, max_chars: int) -> Iterator[Draft | Rejection]:
    if decode(opened.head[:4096], cut=True).encoding.startswith("utf-16"):
        yield from _read_json(item, opened, max_chars)
        return
    limit = 6 * max_chars + 65_536  # "\u0041": six bytes a character, and the other fields
    number = 0
    while line := opened.stream.readline(limit):
        number += 1
        where = f"line {number}"
        if len(line) == limit and not line.endswith(b"\n"):
            while (rest := opened.stream.readline(limit)) and not rest.endswith(b"\n"):
                pass
            yield Rejection(item.name, "too_long", f"the line is over {limit:,} bytes and was left out", where)
            continue
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            decoded = decode(line)
            yield from _encoding_note(item, decoded.note, where)
            yield from _json_line(item, decoded.text, where, number, max_chars)


def _json_line(item: Input, line: str, where: str, number: int, max_chars: int) -> Iterator[Draft | Rejection]:
    value = _parse_json(item, line, where)
    if isinstance(value, Rejection):
        yield value
    else:
        yield from _from_object(item, value, where, f"{item.key}:{number}", max_chars)


def _parse_json(item: Input, text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"column {error.colno}" if where else f"line {error.lineno}, column {error.colno}"
        return Rejection(
            item.name, "bad_json", f"it is not valid JSON: {error.msg} at {place}", where or f"line {error.lineno}"
        )
    except RecursionError:
        return Rejection(item.name, "bad_json", "the JSON is nested too deep", where)
    except ValueError as error:
        return Rejection(item.name, "bad_json", f"it is not valid JSON: {error}", where)


def _read_json(item: Input, opened: Opened, max_chars: int) -> Iterator[Draft | Rejection]:
    data = _read_whole(item, opened)
    if isinstance(data, Rejection):
        yield data
        return
    decoded = decode(data)
    yield from _encoding_note(item, decoded.note)
    value = _parse_json(item, decoded.text, "")
    if isinstance(value, Rejection):
        lines = decoded.text.splitlines()
        if len(lines) > 1 and all(line.lstrip()[:1] in {"{", ""} for line in lines):  # JSON Lines under another name
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield from _json_line(item, line, f"line {number}", number, max_chars)
        else:
            yield value
        return
    if isinstance(value, dict) and not _has_text(value):
        value = next((value[key] for key in _LISTS if isinstance(value.get(key), list)), value)
    if not isinstance(value, list):
        yield from _from_object(item, value, "", item.key, max_chars)
        return
    if not value:
        yield Rejection(item.name, "empty", "the list is empty")
    for number, entry in enumerate(value, 1):
        yield from _from_object(item, entry, f"item {number}", f"{item.key}:{number}", max_chars)


def _has_text(value: dict[str, Any]) -> bool:
    return bool(to_fields(value)["text"])


def _from_object(item: Input, value: Any, where: str, key: str, max_chars: int) -> Iterator[Draft | Rejection]:
    if not isinstance(value, dict):
        yield Rejection(item.name, "bad_json", f"it is a JSON {type(value).__name__}, not an object with a text", where)
        return
    fields = to_fields(value)
    if not fields["text"].strip():
        names = {squash(name) for name in value}
        if names & set(KEYS["text"]):
            yield Rejection(item.name, "empty", "the text is empty", where)
        else:
            held = ", ".join(sorted(map(str, value))[:12])
            yield Rejection(item.name, "no_text", f"there is no field text, body or content (there are: {held})", where)
        return
    yield from _draft(item, fields, where, key, max_chars)


def _draft(item: Input, fields: dict[str, str], where: str, key: str, max_chars: int) -> Iterator[Draft | Rejection]:
    text = fields["text"]
    if len(text) > max_chars:
        text = text[:max_chars]
        yield _cut_note(item, max_chars, where)
    yield Draft(
        key=key,
        text=text,
        id=fields["id"],
        where=where,
        title=fields["title"],
        date=fields["date"],
        publisher=fields["publisher"],
        language=fields["language"],
        url=fields["url"],
    )


def _read_csv(item: Input, opened: Opened, max_chars: int) -> Iterator[Draft | Rejection]:
    if opened.seekable:
        encoding, note = find_encoding(opened.stream)
        text_stream = wrap(opened.stream, encoding)
        sample = decode(opened.head, cut=True).text
    else:
        data = _read_whole(item, opened)
        if isinstance(data, Rejection):
            yield data
            return
        decoded = decode(data)
        note, sample = decoded.note, decoded.text[:65_536]
        text_stream = io.TextIOWrapper(
            io.BytesIO(decoded.text.encode("utf-8", "replace")), encoding="utf-8", newline=""
        )
    yield from _encoding_note(item, note)
    rows = read_delimited(text_stream, find_delimiter(sample, name=item.name))
    try:
        yield from _csv_rows(item, rows, max_chars)
    except DelimitedError as error:
        yield Rejection(item.name, "bad_csv", f"the rows cannot be told apart: {error.message}", f"line {error.line}")
    finally:
        text_stream.detach()  # the stream belongs to the caller


def _csv_rows(item: Input, rows: Iterator[tuple[int, list[str]]], max_chars: int) -> Iterator[Draft | Rejection]:
    columns: list[str] = []
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = [cell.strip().lstrip("\ufeff") for cell in cells]
            if not {squash(column) for column in columns} & set(KEYS["text"]):
                held = ", ".join(columns[:12])[:300]
                yield Rejection(
                    item.name,
                    "no_text",
                    f"there is no column text, body or content (there are: {held}); "
                    "a table of incidents is given with --records",
                )
                return
            continue
        fields = to_fields(dict(zip(columns, cells, strict=False)))
        where = f"line {line}"
        if fields["text"].strip():
            yield from _draft(item, fields, where, f"{item.key}:{line}", max_chars)
        else:
            yield Rejection(item.name, "empty", "the text is empty", where)
    if not columns:
        yield Rejection(item.name, "empty", "the table is empty")


def _read_feed(item: Input, opened: Opened, max_chars: int) -> Iterator[Draft | Rejection]:
    data = _read_whole(item, opened)
    if isinstance(data, Rejection):
        yield data
        return
    count = 0
    try:
        for count, entry in enumerate(read_feed(data, name=item.name), 1):
            where = f"entry {count}"
            if not entry.text.strip():
                yield Rejection(item.name, "empty", "the entry has no text", where)
                continue
            text = entry.text
            if len(text) > max_chars:
                yield _cut_note(item, max_chars, where)
            yield Draft(
                key=f"{item.key}:{count}",
                text=text[:max_chars],
                id=entry.id,
                where=where,
                title=entry.title,
                date=entry.date,
                date_basis="feed",
                publisher=entry.publisher,
                language=entry.language,
                url=entry.url,
            )
    except InputError as error:
        reason = "entities" if "DOCTYPE" in error.what else "bad_feed"
        yield Rejection(item.name, reason, error.what)
        return
    if not count:
        yield Rejection(item.name, "no_text", "the feed has no entries")


_READERS: dict[str, Callable[..., Iterator[Draft | Rejection]]] = {
    "text": _read_text,
    "markdown": _read_text,
    "html": _read_html,
    "jsonl": _read_jsonl,
    "json": _read_json,
    "csv": _read_csv,
    "feed": _read_feed,
}
