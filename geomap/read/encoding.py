"""Bytes to text: is it text at all, and in which encoding.

The offsets of a report point into the *decoded* string, so a file is decoded once, here, and never again.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

SAMPLE_BYTES = 1 << 18
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16 LE, whose mark is its first half
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"II*\x00", "an image"),
    (b"MM\x00*", "an image"),
    (b"RIFF", "an image, sound or film"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3\x00", "an SQLite database or GeoPackage"),
    (b"PAR1", "a Parquet table"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
)
# Encodings that news texts and spreadsheets really come in; left open, a detector finds "big5" in three words.
_CANDIDATES = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r", "koi8_u",
    "iso8859_2", "iso8859_5", "iso8859_9", "mac_roman", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr",
]  # fmt: skip
# What Western European text has beyond ASCII; the Polish, Turkish and Cyrillic code pages put other bytes there.
_WESTERN = frozenset("àâäáãåæçèéêëìíîïñòóôöõøœùúûüÿßÀÂÄÁÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖÕØŒÙÚÛÜšžŠŽ“”‘’„‚–—…•«»‹›€£©®™°·¿¡§\xa0\xad")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})[\"']")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text, the encoding it was in, and a sentence where that is a guess or characters were lost."""

    text: str
    encoding: str
    note: str = ""


def binary_kind(head: bytes) -> str:
    """Return what kind of binary data `head` begins ("a PDF", "binary data"), or "" for text.

    Parameters
    ----------
    head
        The first bytes of a file; a few kilobytes are enough.
    """
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[257:262] == b"ustar":
        return "a tar archive"
    if _marked(head) or _wide(head):
        return ""
    if b"\x00" in head:
        return "binary data"
    controls = sum(head.count(bytes([code])) for code in (*range(1, 9), *range(14, 27), *range(28, 32), 127))
    return "binary data" if controls > max(8, len(head) // 20) else ""


def _marked(data: bytes) -> str:
    return next((name for mark, name in _BOMS if data.startswith(mark)), "")


def _wide(data: bytes) -> str:
    """Return utf-16-le or utf-16-be where there is no mark but every other byte is NUL."""
    sample = data[: min(len(data) & ~1, 4096)]
    if len(sample) < 8:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.6 * half and not even:
        return "utf-16-le"
    if even > 0.6 * half and not odd:
        return "utf-16-be"
    return ""


def declared_encoding(head: bytes) -> str:
    """Return the encoding that an HTML or XML head declares, or ""."""
    found = _XML_ENCODING.search(head[:1024]) or _META_CHARSET.search(head[:4096])
    return found[1].decode("ascii") if found else ""


def decode(data: bytes, *, declared: str = "", cut: bool = False) -> Decoded:
    """Return `data` as text: by its byte order mark, as UTF-8, as declared, else by charset-normalizer's guess.

    Parameters
    ----------
    data
        The bytes; the byte order mark does not become part of the text.
    declared
        The encoding that the document itself names; believed if the bytes agree.
    cut
        The bytes were cut somewhere: a broken last character is dropped silently.

    Returns
    -------
    decoded
        Never fails; characters that cannot be read become U+FFFD and are counted in ``note``.
    """
    encoding, note = _name_encoding(data, declared)
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    text = decoder.decode(data, final=not cut)
    lost = text.count("\ufffd")
    if lost and not note:
        note = f"what is not {_plain(encoding)} was read as U+FFFD ({lost} times)"
    return Decoded(text, _plain(encoding), note)


def find_encoding(stream: BinaryIO) -> tuple[str, str]:
    """Return the encoding of a whole seekable stream and a note as in `Decoded`; the stream is rewound.

    The stream is read in blocks to see whether it is UTF-8 to the end, so that one wrong byte in the last row is
    found before the first row is used.
    """
    stream.seek(0)
    head = stream.read(SAMPLE_BYTES)
    if name := _marked(head) or _wide(head):
        stream.seek(0)
        return name, ""
    decoder = codecs.getincrementaldecoder("utf-8")()
    sample, block = head, head
    try:
        while block:
            decoder.decode(block)
            block = stream.read(SAMPLE_BYTES)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        if block is not head:
            sample = head[: SAMPLE_BYTES // 2] + block
        return _name_encoding(sample, "", whole=False)
    finally:
        stream.seek(0)
    return "utf-8", ""


def _plain(encoding: str) -> str:
    return {"utf-8-sig": "utf-8", "cp1252": "windows-1252", "cp1251": "windows-1251"}.get(encoding, encoding)


def _name_encoding(data: bytes, declared: str, *, whole: bool = True) -> tuple[str, str]:
    if name := _marked(data) or _wide(data):
        return name, ""
    text, broken = _try_utf8(data)
    if not broken:
        return "utf-8", ""
    if declared:
        try:
            name = codecs.lookup(declared).name
            data.decode(name)
        except (LookupError, UnicodeDecodeError, ValueError):
            name = ""
        if name and name != "utf-8":
            return name, ""
    # a UTF-8 text with a few damaged bytes is still UTF-8: its good multi-byte characters outnumber the bad ones
    good = sum(1 for character in text if ord(character) > 127) - broken
    if good > 4 * broken:
        return "utf-8", "" if whole else "some characters are not utf-8 and were read as U+FFFD"
    name = _guess(data[:SAMPLE_BYTES])
    return name, f"the text is not UTF-8; read as {_plain(name)}, which is a guess"


def _try_utf8(data: bytes) -> tuple[str, int]:
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    text = decoder.decode(data, final=False)  # a character cut in two at the end is no fault
    return text, text.count("\ufffd") - data.count("\ufffd".encode())


def _guess(sample: bytes) -> str:
    """Return the likeliest 8-bit or East Asian encoding of bytes that are not UTF-8."""
    share = sum(1 for byte in sample if byte > 127) / max(1, len(sample))
    if share < 0.2 and _is_western(sample):
        return "cp1252"  # English with typographic quotes and a name or two: too little for statistics
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_CANDIDATES).best()
    return best.encoding if best is not None else "cp1252"


def _is_western(data: bytes) -> bool:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return all(character in _WESTERN for character in set(text) if ord(character) > 127)
