r"""How the matches of a pattern may begin, read off the pattern itself: "in the" and "at" of ``\b(?:in the|at) \w+``.

A pattern whose matches all begin with a word need not be tried at every letter of a sentence, only at the words that
fit one of its openings.
"""

from __future__ import annotations

import re
from re import _constants as code  # type: ignore[attr-defined] # the parser of `re`: there is no public one
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

DIGIT = "0"  # stands for any digit
_BEYOND = 2  # letters after its first word that an opening has at most: up to the first of the next word
_MOST = 1500  # openings of one pattern; a pattern with more is not worth telling apart
_CHOICES = 12  # of one letter
_WORD = re.compile(r"\w*")

# the openings of a part of a pattern, and whether what comes after the part goes on with them: if not, anything may
_Openings = dict[str, bool]


def openings_of(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """Return texts of which every match of `pattern` begins with one, or None if there are none.

    They begin with a letter or digit at the beginning of a word.  A pattern that does not tell small letters from
    capitals has none.
    """
    if pattern.flags & re.IGNORECASE:
        return None
    parsed = parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    if not _begins_word(parsed):
        return None
    found = _of_sequence(parsed)
    if not all(opening[:1].isalnum() for opening in found):
        return None
    return frozenset(text for text in found if not any(text[:end] in found for end in range(1, len(text))))


def _begins_word(sequence: Any) -> bool:
    """Tell whether a letter that a sequence begins with can only be the first of a word."""
    for op, value in sequence:
        if op is code.BRANCH:
            return all(_begins_word(branch) for branch in value[1])
        if op is code.SUBPATTERN:
            return _begins_word(value[3])
        if op not in {code.AT, code.ASSERT, code.ASSERT_NOT}:
            return False
        if (op is code.AT and value is code.AT_BOUNDARY) or (op is code.ASSERT_NOT and _is_word_before(*value)):
            return True
    return False


def _is_word_before(direction: int, sequence: Any) -> bool:
    """Tell whether a lookbehind is of one letter of a word, whatever else it allows."""
    if direction != -1 or len(sequence) != 1:
        return False
    op, choices = sequence[0]
    return op is code.IN and choices[0][0] is not code.NEGATE and (code.CATEGORY, code.CATEGORY_WORD) in choices


def _of_sequence(sequence: Any) -> _Openings:
    out: _Openings = {"": True}
    for op, value in sequence:
        if op in {code.AT, code.ASSERT, code.ASSERT_NOT}:
            continue
        more = _of_part(op, value)
        joined = {text: False for text, goes_on in out.items() if not goes_on}
        for text in [text for text, goes_on in out.items() if goes_on]:
            for rest, goes_on in more.items():
                whole = text + rest
                longest = _first_word(whole) + _BEYOND
                _put(joined, whole[:longest], goes_on=goes_on and len(whole) < longest)
        out = joined if len(joined) <= _MOST else dict.fromkeys(out, False)
        if not any(out.values()):
            break
    return out


def _first_word(text: str) -> int:
    found = _WORD.match(text)
    return found.end() if found else 0


def _put(openings: _Openings, text: str, *, goes_on: bool) -> None:
    openings[text] = openings.get(text, True) and goes_on


def _of_part(op: Any, value: Any) -> _Openings:
    """Return the openings of one part of a pattern."""
    out: _Openings = {}
    if op is code.LITERAL:
        _put(out, _letter(value), goes_on=True)
    elif op is code.IN:
        out = _of_choice(value)
    elif op is code.BRANCH:
        for branch in value[1]:
            for text, goes_on in _of_sequence(branch).items():
                _put(out, text, goes_on=goes_on)
    elif op is code.SUBPATTERN and not value[1] & re.IGNORECASE:
        out = _of_sequence(value[3])
    elif op in {code.MAX_REPEAT, code.MIN_REPEAT}:
        least, most, inner = value
        for text, goes_on in _of_sequence(inner).items():
            _put(out, text, goes_on=goes_on and most == 1)
        if not least:
            _put(out, "", goes_on=True)
    return out or {"": False}


def _of_choice(choices: Any) -> _Openings:
    """Return the letters of a choice of letters, where they are few."""
    out: _Openings = {}
    for op, value in choices:
        if op is code.LITERAL:
            _put(out, _letter(value), goes_on=True)
        elif op is code.CATEGORY and value is code.CATEGORY_DIGIT:
            _put(out, DIGIT, goes_on=True)
        elif op is code.RANGE and value[1] - value[0] < _CHOICES:
            for number in range(value[0], value[1] + 1):
                _put(out, _letter(number), goes_on=True)
        else:
            return {}
    return out


def _letter(number: int) -> str:
    letter = chr(number)
    return DIGIT if letter.isdecimal() else letter
