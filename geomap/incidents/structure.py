"""Sentences as the incident stage reads them: tokens, clauses, paragraphs, quotations.

Everything here works on characters and needs no model; where a parser is at hand, `Sentence.doc` holds the spaCy
Doc of the sentence and `governor` climbs its tree.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from geomap.recognise.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Callable

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*(?:-[\w]+)*%?|[^\W\d_]+(?:[-’'][^\W\d_]+)*|[^\w\s]|_")
_POSSESSIVE = re.compile(r"['’]s?$")
_BREAKERS = frozenset({";", ":", "—", "–", "(", ")", "“", "”", '"', "[", "]"})
_SUBORDINATORS = frozenset(
    {
        "after", "when", "while", "whilst", "as", "before", "because", "although", "though", "where", "who", "which",
        "whom", "whose", "since", "until", "if", "whereas", "but", "so", "that", "once", "hours", "days",
    }
)  # fmt: skip
_BORDERS = _BREAKERS | _SUBORDINATORS | {","}  # tokens that may open a clause
_RELATIVES = frozenset({"who", "which", "where", "whom", "whose", "that"})
MAX_SENTENCE = 1500  # characters; a longer "sentence" (a table, a list, a lost full stop) is cut into pieces


class Token(NamedTuple):
    """One token of a report: offsets into the report, the text and its lower-case form without possessive s."""

    i: int
    start: int
    end: int
    text: str
    low: str
    possessive: bool


@dataclass(slots=True)
class Sentence:
    """One sentence with what the rules need to know of its structure."""

    index: int
    start: int
    end: int
    text: str
    paragraph: int
    low: str = ""
    doc: Any = None
    lossy: bool | None = None  # of `casualties.has_loss_word`, found once
    parties: list[Any] | None = None  # of `actors.PartyFinder.find`, found once
    told: dict[tuple[str, int, int, bool], str] = field(default_factory=dict)  # of `roles`, by place
    speech: dict[tuple[int, int], bool] = field(default_factory=dict)  # of `asides.dates_speech`, by date
    unlisted: dict[bool, list[Any]] = field(default_factory=dict)  # of `unlisted.find_unlisted`, by parsed or not
    triggers: list[Any] | None = None  # of `events.find_triggers`, found once
    wanted: bool = False  # its tokens: a sentence has none until `tokenise` asks for them
    _tokens: list[Token] | None = None
    _ends: list[int] = field(default_factory=list)
    _clauses: list[int] | None = None

    @property
    def tokens(self) -> list[Token]:
        """Return the tokens; none where nobody asked for them."""
        if self._tokens is None:
            if not self.wanted:
                return []
            self._tokens = _tokens_of(self)
            self._ends = [token.end for token in self._tokens]
        return self._tokens

    @property
    def clauses(self) -> list[int]:
        """Return the number of the clause of each token."""
        if self._clauses is None:
            if not self.wanted:
                return []
            self._clauses = _clauses(self.tokens)
        return self._clauses

    def at(self, offset: int) -> int:
        """Return the index of the token that covers `offset` (or the first one after it)."""
        if self._tokens is None and not self.tokens:
            return 0
        ends = self._ends
        at = bisect_right(ends, offset)
        return at if at < len(ends) else max(len(ends) - 1, 0)

    def clause(self, offset: int) -> int:
        """Return the number of the clause that `offset` lies in."""
        clauses = self.clauses
        return clauses[self.at(offset)] if clauses else 0

    def clause_span(self, offset: int) -> tuple[int, int]:
        """Return the character span (report offsets) of the clause around `offset`."""
        tokens, clauses = self.tokens, self.clauses
        if not tokens:
            return self.start, self.end
        number = clauses[self.at(offset)]  # the numbers never fall
        first, last = bisect_left(clauses, number), bisect_right(clauses, number) - 1
        return tokens[first].start, tokens[last].end

    def gap(self, one: int, other: int) -> int:
        """Return a distance between two offsets: tokens between them plus six for each clause border."""
        clauses = self.clauses
        if not clauses:
            return 0
        i, j = self.at(one), self.at(other)
        return abs(i - j) + 6 * abs(clauses[i] - clauses[j])

    def between(self, one: int, other: int) -> str:
        """Return the lower-case text between two offsets."""
        if one > other:
            one, other = other, one
        return self.low[one - self.start : other - self.start]

    def before(self, offset: int, width: int = 60) -> str:
        """Return the lower-case text of the sentence that ends at `offset`, at most `width` characters."""
        end = offset - self.start
        return self.low[end - width if end > width else 0 : end]

    def after(self, offset: int, width: int = 60) -> str:
        """Return the lower-case text of the sentence from `offset` on, at most `width` characters."""
        return self.low[offset - self.start : offset - self.start + width]


def build_sentences(text: str) -> list[Sentence]:
    """Return the sentences of a clean text with their paragraphs (blank lines part paragraphs), in order."""
    sentences: list[Sentence] = []
    paragraph, last = 0, 0
    for start, end in split_sentences(text):
        if sentences and _is_break(text[last:start]):
            paragraph += 1
        last = end
        for piece_start in range(start, end, MAX_SENTENCE):
            piece_end = min(end, piece_start + MAX_SENTENCE)
            sentence = Sentence(len(sentences), piece_start, piece_end, text[piece_start:piece_end], paragraph)
            sentence.low = _lower(sentence.text)
            sentences.append(sentence)
    return sentences


def _is_break(gap: str) -> bool:
    return gap.count("\n") >= 2 or "\n \n" in gap


def _lower(text: str) -> str:
    """Lower-case `text` without changing its length (a few letters have a longer lower-case form)."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return low.replace("’", "'")


def tokenise(sentence: Sentence) -> None:
    """Let `sentence` have tokens and clauses (made when first read: most sentences of a report never need them)."""
    sentence.wanted = True


def _tokens_of(sentence: Sentence) -> list[Token]:
    base, out = sentence.start, []
    new = tuple.__new__  # what `Token` itself calls: one call less for each of a report's words
    for i, match in enumerate(_TOKEN.finditer(sentence.text)):
        text = match.group()
        start, end = match.span()
        low, possessive = _form(text)
        out.append(new(Token, (i, base + start, base + end, text, low, possessive)))
    return out


@lru_cache(maxsize=20_000)
def _form(text: str) -> tuple[str, bool]:
    """Return the lower-case form of a token without possessive s, and whether it had one."""
    possessive = ("'" in text or "’" in text) and len(text) > 2 and _POSSESSIVE.search(text) is not None
    return (_POSSESSIVE.sub("", text.lower()) if possessive else text.lower()), possessive


def _clauses(tokens: list[Token]) -> list[int]:
    number, out = 0, []
    for i, token in enumerate(tokens):
        if token.low not in _BORDERS:
            out.append(number)
            continue
        nxt = tokens[i + 1].low if i + 1 < len(tokens) else ""
        if (
            token.low in _BREAKERS
            or (token.low in _SUBORDINATORS and _opens_clause(tokens, i))
            or (token.low == "," and nxt in {"and", "but", "said", "he", "she", "they", "it", "saying", "then"})
            or (token.low == "," and nxt in _RELATIVES)
            or (token.low == "," and nxt.endswith("ing") and len(nxt) > 5)
        ) and i:
            number += 1
        out.append(number)
    return out


def _opens_clause(tokens: list[Token], i: int) -> bool:
    """Tell whether a word that may open a clause does: "as" and "since" before a noun or a weekday do not."""
    low = tokens[i].low
    nxt = tokens[i + 1].low if i + 1 < len(tokens) else ""
    if low in {"hours", "days"}:
        return nxt in {"after", "before"}
    if low == "as":
        return nxt not in {"a", "an", "the", "many", "well", "much", "part"}
    if low == "since":
        return not tokens[i + 1].text[:1].isupper() if i + 1 < len(tokens) else False
    return True


def attach_doc(sentence: Sentence, parse: Callable[[str], Any] | None) -> None:
    """Parse `sentence` once, where a parser is at hand."""
    if parse is not None and sentence.doc is None:
        sentence.doc = parse(sentence.text)


def doc_token(sentence: Sentence, offset: int) -> Any | None:
    """Return the spaCy token at report offset `offset`, or None without a parse."""
    if sentence.doc is None:
        return None
    local = offset - sentence.start
    for token in sentence.doc:
        if token.idx <= local < token.idx + max(len(token.text), 1):
            return token
    return None
