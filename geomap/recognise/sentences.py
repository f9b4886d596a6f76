"""Split a text into sentences by rule: no model, offsets into the text as it is.

A full stop, question or exclamation mark (also …, ։, ؟, 。) ends a sentence if what follows looks like a beginning;
abbreviations, initials and decimal points do not.  A blank line always ends one; a single line break does
after a short line without a closing mark (a heading), not in a text wrapped at a fixed width.
"""

from __future__ import annotations

import re

from geomap.recognise.lexicon import load_lexicon

# begins with one class of characters, not with a choice: so the text between is passed over much faster
_END = re.compile(
    r"""[.!?…։؟。！？\n](?:"""
    r"""(?<=\n)(?P<blank>[ \t\r\f\v]*\n\s*)?"""
    r"""|(?<!\n)(?<![.!?…։؟。！？].)[.!?…։؟。！？]*(?P<close>["'”’»)\]]*)(?=\s|$|(?<=[。！？])))"""
)
_LAST_WORD = re.compile(r"[^\s(\[“\"'‘«]{1,40}$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]$")
_HEADING_CHARS = 60


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of `text`, in order, half-open, without outer blanks.

    The spans do not overlap, and every character that is not white space lies in one of them.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    spans
        Possibly empty; never None.

    Examples
    --------
    >>> text = "Gen. Smith left St. Ives. He was hurt."
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['Gen. Smith left St. Ives.', 'He was hurt.']
    """
    abbreviations = load_lexicon("en").words("abbreviations")
    spans: list[tuple[int, int]] = []
    start = 0
    line_start = 0
    for found in _END.finditer(text):
        how = found.lastgroup
        if how == "close":
            if not (_plainly_ends(text, found, abbreviations) or _ends_here(text, found, abbreviations)):
                continue
            end = found.end()
        elif how == "blank":
            end = found.start()
            line_start = found.end()
        else:
            end = found.start()
            length, line_start = end - line_start, found.end()
            following = text[found.end() : found.end() + 40].lstrip()[:1]
            if not (length < _HEADING_CHARS and (following.isupper() or following in '"“‘«')):
                continue
        _add(text, start, end, spans)
        start = end
    _add(text, start, len(text), spans)
    return spans


def _plainly_ends(text: str, found: re.Match[str], abbreviations: frozenset[str]) -> bool:
    """Tell at once whether a full stop ends a sentence where a common word stands before it and a capital behind it.

    False says nothing: then `_ends_here` is asked.
    """
    start, end = found.span()
    if end - start != 1 or text[start] != "." or text[end : end + 1] != " " or not text[end + 1 : end + 2].isupper():
        return False
    word = text[max(text.rfind(" ", max(0, start - 40), start) + 1, start - 40, 0) : start]
    return len(word) > 1 and word.isalpha() and word.lower() not in abbreviations


def _ends_here(text: str, found: re.Match[str], abbreviations: frozenset[str]) -> bool:
    """Tell whether the closing mark at `found` ends a sentence."""
    after = text[found.end() : found.end() + 40].lstrip()
    if not after:
        return True
    following = after.lstrip("\"'“‘«([")
    begins = not following[:1].islower()
    if found.start("close") - found.start() != 1 or text[found.start()] != ".":
        # "Really?" he asked: a quotation that goes on in lower case
        return begins
    if not begins:
        return False
    if found["close"]:
        return True
    start = found.start()
    if start == 0 or text[start - 1].isspace():
        return True
    word = text[max(0, start - 40) : start].rsplit(None, 1)[-1]
    if not word.isalpha():
        last = _LAST_WORD.search(text, max(0, start - 40), start)
        if last is None:
            return True
        word = last.group()
    bare = word.lower()
    if bare in abbreviations:
        # "at 5 p.m. The guns" ends, "Gen. Smith" and "12 a.m. local" do not
        return bare in _MAY_END and _is_beginning(following)
    if word[:1].isupper() and (len(word) == 1 or "." in word) and _INITIALS.fullmatch(word):
        # an initial ("J. Smith") or "U.S."
        return len(bare) > 1 and _is_beginning(following)
    return True


_MAY_END = frozenset({"a.m", "p.m", "u.s", "u.k", "u.n", "d.c", "etc", "inc", "corp", "co", "ltd", "jr", "sr", "st"})


def _is_beginning(following: str) -> bool:
    word = re.match(r"[^\W\d_]+", following)
    return word is not None and word.group().lower() in load_lexicon("en").words("beginners")


def _add(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
