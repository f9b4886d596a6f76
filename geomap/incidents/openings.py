r"""How the matches of a pattern may begin and what letters they hold, read off the pattern itself.

They begin with "in the" or "at" for ``\b(?:in the|at) \w+``, and hold "fear" for ``fears?|feared``.

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
_PIECES = re.compile(r"\w+")
LEAST = 2  # letters; a single one tells nothing

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


def letters_of(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """Return pieces of words of which every match of `pattern` holds at least one, or None if there are none.

    "0" stands for a digit.  A pattern that does not tell small letters from capitals has none.
    """
    if pattern.flags & re.IGNORECASE:
        return None
    return _needed(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))


def _needed(sequence: Any) -> frozenset[str] | None:
    """Return the best choice of pieces among the parts of a sequence, each of which must match."""
    choices: list[frozenset[str]] = []
    run: list[Any] = []
    for part in [*sequence, (None, None)]:
        op, value = part
        if op is code.LITERAL:
            run.append(part)
            continue
        if op is code.BRANCH and run:  # what all alternatives begin with is taken out of them: put back
            found = _any_of([_needed([*run, *branch]) for branch in value[1]])
        else:
            found = _needed_by(op, value)
        pieces = [piece for piece in _PIECES.findall("".join(chr(letter) for _, letter in run)) if len(piece) >= LEAST]
        choices += [frozenset({piece}) for piece in pieces]
        if found is not None:
            choices.append(found)
        run = []
    return max(choices, key=_worth, default=None)


def _needed_by(op: Any, value: Any) -> frozenset[str] | None:
    if op is code.BRANCH:
        return _any_of([_needed(branch) for branch in value[1]])
    if op is code.SUBPATTERN:
        return None if value[1] & re.IGNORECASE else _needed(value[3])
    if op is code.ATOMIC_GROUP:
        return _needed(value)
    if op is code.GROUPREF_EXISTS:
        return None if value[2] is None else _any_of([_needed(value[1]), _needed(value[2])])
    if op in {code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT}:
        return _needed(value[2]) if value[0] else None
    if op is code.IN and all(_is_digit(*part) for part in value):
        return frozenset({DIGIT})
    return None


def _is_digit(op: Any, value: Any) -> bool:
    if op is code.RANGE:
        return bool(chr(value[0]).isdecimal() and chr(value[1]).isdecimal() and value[1] - value[0] < 10)
    return (op is code.CATEGORY and value is code.CATEGORY_DIGIT) or (op is code.LITERAL and chr(value).isdecimal())


def _any_of(choices: list[frozenset[str] | None]) -> frozenset[str] | None:
    """Return the union, None where one alternative needs nothing."""
    out: set[str] = set()
    for choice in choices:
        if choice is None:
            return None
        out |= choice
    return frozenset(out)


def _worth(choice: frozenset[str]) -> tuple[float, int]:
    """Return how well a choice tells texts apart: by its commonest pieces, then by how few there are."""
    return -sum(_SEEN.get(piece, 40.0 / 3 ** len(piece)) for piece in choice), -len(choice)


# how often letters are met among a hundred words of reports, where that is more than their length lets one expect
_SEEN = {
    "0": 4, "the": 9, "that": 1.5, "this": 0.6, "with": 1, "from": 0.8, "have": 0.7, "has": 0.6, "had": 0.6, "was": 1.2,
    "were": 1, "been": 0.5, "for": 1.5, "and": 3.5, "not": 0.8, "are": 1, "who": 0.5, "his": 1, "its": 0.6,
    "their": 0.6, "said": 1, "one": 1, "two": 0.5, "out": 0.8, "over": 0.6, "after": 0.6, "other": 0.5, "part": 0.6,
    "last": 0.5, "time": 0.5, "side": 0.6, "force": 0.7, "kill": 0.7, "killed": 0.6, "fire": 0.6, "attack": 0.6,
    "soldier": 0.7, "soldiers": 0.6, "people": 0.6, "village": 0.5, "near": 0.5, "wound": 0.5, "wounded": 0.4,
    "injur": 0.4, "report": 0.6, "government": 0.4, "position": 0.5, "positions": 0.4, "ministry": 0.4, "military": 0.4,
}  # fmt: skip
