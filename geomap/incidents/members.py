"""One member of a list of people: "three of his men", "Private Gor Sahakyan", "a family of five", "both his sons"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.incidents import rollwords as known
from geomap.incidents.heads import PARTICLES, Phrase
from geomap.incidents.numbers import Count
from geomap.incidents.people import counts_things, is_national, is_person, people_words

if TYPE_CHECKING:
    from geomap.incidents.structure import Sentence, Token


_RANKS = 5  # words of a rank, or of a name


class Members:
    """Reads single members in the tokens of one sentence up to token `stop`."""

    def __init__(self, sentence: Sentence, counts: dict[int, Count], stop: int) -> None:
        self.sentence, self.counts, self.stop = sentence, counts, stop
        self.tokens: list[Token] = sentence.tokens
        self.relative = 0 < stop <= len(self.tokens) and self.tokens[stop - 1].low == "who"

    def _member(self, i: int) -> tuple[Phrase, int] | None:
        """Return the member that begins at token `i` and the token after it, or None."""
        first = i
        both = False
        while i < self.stop and self.tokens[i].low in known.EVEN:
            both = both or self.tokens[i].low == "both"
            i += 1
        if i >= self.stop:
            return None
        token = self.tokens[i]
        if token.low in {"he", "she"} and i == first:
            return self._phrase(first, i + 1, None, token.low, definite=True), i + 1
        definite = token.low in known.THE
        owner = not definite and token.possessive and token.text[:1].isupper()
        if definite or owner:
            i += 1
        count = self.counts.get(self.tokens[i].start) if i < self.stop else None
        if count is not None:
            return self._counted(first, i, count)
        if not definite and not owner and token.low not in known.ONE:
            if both and (head := self._head(i)) is not None:  # "both men"
                return self._phrase(first, head + 1, Count(0, 0, "both", 2, 2, 2), self.tokens[head].low), head + 1
            return self._named(i) if first == i else None
        i += token.low in known.ONE
        head = self._head(i)
        if head is None and i < self.stop and self.tokens[i].low in known.ORDINALS and i + 1 >= self.stop:
            return self._phrase(first, i + 1, None, "third", definite=definite), i + 1  # "the fourth was shot …"
        if head is None:
            return None
        noun = self.tokens[head].low
        plural = (noun.endswith("s") and not noun.endswith("ss")) or noun in known.PLURALS
        if plural:  # "both his sons": two; "the villagers": no number
            two = Count(0, 0, "both", 2, 2, 2) if both and token.low not in known.ONE else None
            return (self._phrase(first, head + 1, two, noun), head + 1) if two else None
        inside = self.counts.get(self.tokens[head + 2].start) if head + 2 < self.stop else None
        if noun in known.COLLECTIVE and inside is not None and self.tokens[head + 1].low == "of":
            return self._phrase(first, head + 3, inside, "people"), head + 3  # "a family of five"
        return self._phrase(first, head + 1, None, noun, definite=definite or owner), head + 1

    def _bare_member(self, i: int, before: Phrase) -> tuple[Phrase, int] | None:
        """Return "grandmother" of "her mother and grandmother": one more person after an "and"."""
        if i >= self.stop or self.tokens[i - 1].low not in known.AND or before.count is not None or before.named:
            return None
        head = i
        while head + 1 < self.stop and self.tokens[head].low in known.OF_RANK:  # "her husband and remaining son"
            head += 1
        noun = self.tokens[head].low
        if not is_person(noun, "") or noun.endswith("s") or noun in known.PLURALS or self.tokens[i].text[:1].isupper():
            return None
        return self._phrase(i, head + 1, None, noun, definite=before.definite), head + 1

    def _counted(self, first: int, i: int, count: Count) -> tuple[Phrase, int] | None:
        """Return the member whose number stands at token `i`: "three of his men", "at least two guards", "four"."""
        at = self.tokens[i].start
        if counts_things(self.sentence, at, count):
            return None
        stop = at + count.end - count.start
        k = i
        while k < self.stop and self.tokens[k].start < stop:
            k += 1
        if k + 1 < self.stop and self.tokens[k].low == "of":
            whole = self.tokens[k + 1]
            if k + 2 < len(self.tokens) and self.tokens[k + 2].low in known.COLLECTIVE:  # "four of a family"
                return self._phrase(first, k + 3, count, "people"), k + 3
            if whole.low not in known.THE | {"those", "these", "them", "whom"} and whole.start not in self.counts:
                return None
            k += 2
            if self.tokens[k - 1].low in {"them", "whom"}:
                return self._phrase(first, k, count, ""), k
        head = self._head(k)
        if head is None and self._before_another(k):
            return self._phrase(first, k + 1, count, ""), k + 1  # "nineteen Nuer and 11 Dinka herders"
        if head is None:
            bare = k >= self.stop or self.tokens[k].low in known.ALONE
            noun = "couple" if count.text.endswith("couple") else ""
            return (self._phrase(first, k, count, noun), k) if bare else None
        return self._phrase(first, head + 1, count, self.tokens[head].low), head + 1

    def _before_another(self, k: int) -> bool:
        """Tell whether the name of a people at token `k` leaves its noun to the next number of a list."""
        return (
            k + 2 < self.stop
            and self.tokens[k].text[:1].isupper()
            and self.tokens[k + 1].low in known.AND
            and self.tokens[k + 2].start in self.counts
            and self._head(k + 3) is not None
        )

    def _named(self, i: int) -> tuple[Phrase, int] | None:
        """Return the member that is a name, with a title or of two words at least: "Private Gor Sahakyan"."""
        first = i
        if (told := self._with_rank(i)) is not None:
            return told
        if self.tokens[i].low.endswith("-year-old"):
            i += 1
        k = i
        while k < self.stop and k - i < 6 and (self.tokens[k].text[:1].isupper() or self.tokens[k].low in PARTICLES):
            k += 1
        while k > i and self.tokens[k - 1].low in PARTICLES:
            k -= 1
        words = self.tokens[i:k]
        if not words and first < i and (head := self._head(i)) is not None:  # "12-year-old twins"
            return self._phrase(first, head + 1, None, self.tokens[head].low), head + 1
        titled = bool(words) and (words[0].low in people_words() or words[0].low.rstrip("s") in people_words())
        if not words or len(words) < 2 or len(words) > 4 + titled or any(word.possessive for word in words):
            return None
        if any(word.low in known.NO_NAME | known.BEHIND or word.low.endswith("day") for word in words):
            return None
        name = self.sentence.text[words[titled].start - self.sentence.start : words[-1].end - self.sentence.start]
        noun = words[0].low if titled else "person" if first < i else ""
        return replace(self._phrase(first, k, None, noun), named=name), k

    def _with_rank(self, i: int) -> tuple[Phrase, int] | None:
        """Return "Azerbaijani soldier Murad Hasanov", "contract serviceman Gor Sahakyan": a name behind what he is."""
        k = i + (self.tokens[i].text[:1].isupper() and is_national(self.tokens[i].low))
        begin = k
        while k < self.stop and k - begin < _RANKS and self.tokens[k].text[:1].islower():
            if not (is_person(self.tokens[k].low, "") or self.tokens[k].low in known.OF_SERVICE):
                break
            k += 1
        noun = self.tokens[k - 1].low
        if k == begin or not is_person(noun, "") or noun.endswith("s") or noun in known.PLURALS:
            return None
        name = k
        while (
            k < self.stop
            and k - name < _RANKS
            and (self.tokens[k].text[:1].isupper() or self.tokens[k].low in PARTICLES)
        ):
            k += 1
        words = self.tokens[name:k]
        if not words or words[-1].possessive or any(word.low.endswith("day") for word in words):
            return None
        told = self.sentence.text[words[0].start - self.sentence.start : words[-1].end - self.sentence.start]
        return replace(self._phrase(i, k, None, noun), named=told), k

    def _head(self, i: int) -> int | None:
        """Return the token of the person that the words from token `i` on end in ("an assistant village chief")."""
        found = None
        for k in range(i, min(i + 8, self.stop)):
            token = self.tokens[k]
            low = token.low
            if k > i and low in known.CARRYING:
                break  # "a car carrying officials": the car
            if not token.text[0].isalnum() or low in known.NO_HEAD:
                break
            if low in known.VERBS or low in known.HIT or low.endswith(("ing", "ed")):
                near = self.tokens[k + 1 : min(k + 3, self.stop)]
                if found is not None or not any(is_person(other.low, "") for other in near):
                    break
                continue
            if token.start in self.counts and k > i:
                break  # "on the X side two servicemen …"
            side = k + 1 < len(self.tokens) and self.tokens[k + 1].low in known.OWNS
            if is_person(low, "") and not token.possessive and not (side and is_national(low)):
                found = k
        return found

    def _phrase(self, first: int, end: int, count: Count | None, noun: str, *, definite: bool = False) -> Phrase:
        start, stop = self.tokens[first].start, self.tokens[end - 1].end
        text = self.sentence.text[start - self.sentence.start : stop - self.sentence.start]
        return Phrase(start, stop, text, count, noun, definite=definite)
