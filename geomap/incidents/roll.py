"""Who is listed: "a farmer of 60, his wife and two of their sons", read as a list of people to its very end.

A list is members joined by commas and "and"; what stands behind a member ("of 34", "from Goris", "who was asleep",
", 16,") is passed over.  The subject of a verb is read only where every word up to the verb has its place in the list.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.incidents import rollwords as known
from geomap.incidents.heads import AUX, PARTICLES, STOP, Phrase
from geomap.incidents.members import Members
from geomap.incidents.people import is_person

if TYPE_CHECKING:
    from geomap.incidents.numbers import Count
    from geomap.incidents.structure import Sentence


_FAR = 40  # tokens a subject is at most from its verb
_LONG = 24  # tokens of a clause behind a member
_LONG_SAYING = 6  # tokens
_PARTED = frozenset({";", ":", "“", "”", '"'})


def read_subject(
    sentence: Sentence, stop: int, counts: dict[int, Count], *, begin_at: int | None = None
) -> list[Phrase]:
    """Return the people that are the subject of the verb at token `stop`; none where what stands before is no list.

    With `begin_at`, the token that the list must begin at.
    """
    roll = _Roll(sentence, counts, stop)
    if begin_at is not None:
        return roll.whole(begin_at)
    begin, least = stop, max(-1, stop - _FAR) + 1
    while begin > least and sentence.tokens[begin - 1].low not in _PARTED:
        begin -= 1
    for first in range(begin, stop):  # the longest list is asked for first
        if roll.may_open(first) and (found := roll.whole(first)):
            return found
    return []


def read_objects(sentence: Sentence, first: int, counts: dict[int, Count]) -> list[Phrase]:
    """Return the people that the words from token `first` on list, as far as they do."""
    return _Roll(sentence, counts, len(sentence.tokens)).open(first)


class _Roll(Members):
    """Reads lists in the tokens of one sentence up to token `stop`."""

    # ------------------------------------------------------------------------------------------------ whole lists

    def may_open(self, first: int) -> bool:
        """Tell whether a subject may begin at a token: not behind a preposition, and no object of a verb."""
        low = self.tokens[first].low
        if not (
            low.endswith("-year-old")
            or low in known.OPENS
            or self.tokens[first].start in self.counts
            or self.tokens[first].text[:1].isupper()
        ):
            ranked = first + 1 < len(self.tokens) and self.tokens[first + 1].text[:1].isupper() and is_person(low, "")
            ranked = ranked and not (first and self.tokens[first - 1].low in known.THE | known.ONE)
            return low in {"he", "she"} or (ranked and self._with_rank(first) is not None)
        if not first:
            return True
        before = self.tokens[first - 1]
        if before.text == "," and (low in known.EVEN or self._bare(first)):
            return False  # "two of the wounded, both children, were …", "Anna, 16, died"
        if before.low in known.GO_ON and first > 2:
            ahead = self.tokens[first - 2 - (self.tokens[first - 2].text == ",")]
            if is_person(ahead.low, "") and not ahead.possessive and ahead.low != "dead":
                return False  # in the middle of a list: it is read from its beginning, or not
        if before.low in known.SAID:
            return True
        if self.relative and first > 1 and before.low in known.HANGS:
            return True  # "the coffins of a woman and her granddaughter, who were killed": whoever they are there
        if before.low in known.NO_SUBJECT or before.possessive:
            return False
        return not (before.text[:1].islower() and before.low.endswith(("ed", "ing")) and before.low not in STOP)

    def _bare(self, i: int) -> bool:
        """Tell whether a number at token `i` counts nothing that is named: "16,", "24 was"."""
        after = self.tokens[i + 1].low if i + 1 < len(self.tokens) else ","
        return self.tokens[i].start in self.counts and (after in AUX or after in {",", "years"} or i + 1 >= self.stop)

    def whole(self, first: int) -> list[Phrase]:
        """Return the members of the list from token `first` to `stop`, none unless it ends there."""
        found = self._member(first)
        if found is None or self._is_part(found[1]):
            return []
        out, i = [found[0]], found[1]
        sure = 0  # members before the first comma
        joined = True  # the last one by an "and"
        names = 0  # that only say who the first ones are
        for _ in range(_FAR):
            end, i = i, self._pass_over(i)
            if end < i <= self.stop:
                out[-1] = self._longer(out[-1], i)
            if self.tokens[min(i, self.stop) - 1].low == "included":
                return []  # "nine died, the driver and the conductor included, and 41 were hurt": two of the nine
            if i >= self.stop:
                if names and all(one.named for one in out[1:]) and _number(out[0]) == names + len(out) - 1:
                    return out[:1]  # "two brothers, Aram, 34, and Davit Avetisyan, 29": who they are
                return _settled(out if joined else out[:sure])
            token = self.tokens[i]
            if token.text == ",":
                if i + 1 >= self.stop:
                    return _settled(out[: sure or None])  # "two civilians, a man and a girl, were hurt": the two
                aside = self._aside(i + 1)
                if aside is not None:
                    names += len(out) == 1 and self._named(i + 1) is not None
                    i = aside
                    continue
                sure = sure or len(out)
            elif not self._joins(i):
                return []
            after = self._behind_joint(i)
            found = self._member(after) or self._bare_member(after, out[-1])
            if found is None:
                return []
            i, bare = found[1], self.tokens[after - 1].text == ","
            if bare and out[-1].named and found[0].count is None and not found[0].named:
                continue  # "Anna Petrosyan, a nurse, …": who she is
            out.append(found[0])
            joined = not bare
        return []

    def _is_part(self, i: int) -> bool:
        """Tell whether the member before token `i` is a part of others: "228 civilians among them"."""
        if self.tokens[i - 1].low in {"them", "whom"}:
            if i < self.stop and self.tokens[i].text == "," and (self._aside(i + 1) or 0) >= self.stop:
                return False  # "one of them, Corporal Levon Petrosyan, died"
            return i >= len(self.tokens) or self.tokens[i].low not in AUX
        return (
            i + 1 < len(self.tokens)
            and self.tokens[i].low in {"among", "of"}
            and self.tokens[i + 1].low in {"them", "whom"}
        )

    def open(self, first: int) -> list[Phrase]:
        """Return the members of the list that begins at token `first`, as far as it goes."""
        found = self._member(first)
        if found is None:
            return []
        out, i = [found[0]], found[1]
        waiting: list[Phrase] = []  # after a comma: of the list only if an "and" follows
        for _ in range(_FAR):
            i = self._pass_over(i)
            if i >= self.stop or not (self.tokens[i].text == "," or self._joins(i)):
                break
            aside = self._aside(i + 1) if self.tokens[i].text == "," else None
            if aside is not None and aside < self.stop:
                i = aside
                continue
            after = self._behind_joint(i)
            found = self._member(after) or self._bare_member(after, (waiting or out)[-1])
            nameless = found is not None and not found[0].noun and not (found[0].count and found[0].count.more)
            if found is None or nameless or self._speaks_or_acts(found[1]):
                break
            waiting.append(found[0])
            if self.tokens[after - 1].text != ",":
                if sum(_number(one) for one in waiting) == _number(out[0]) and len(waiting) > 1 and len(out) == 1:
                    break  # "two officers, a major and a captain": the two
                out, waiting = [*out, *waiting], []
            i = found[1]
        return _settled(out)

    def _speaks_or_acts(self, i: int) -> bool:
        """Tell whether the member that ends before token `i` is the subject of a verb, so of a clause of its own."""
        end = self._pass_over(i)
        while end < self.stop and self.tokens[end].text == "," and (aside := self._aside(end + 1)) is not None:
            if aside <= end:
                break
            end = aside  # "and another man, Anna Petrosyan's brother, was shot"
        if end < self.stop and self.tokens[end].low in known.AND:
            second = self._member(end + 1)
            end = self._pass_over(second[1]) if second is not None else end
        for token in self.tokens[end : end + 3]:
            if token.low in known.ACTS:
                return True
            if not token.low.endswith("ly"):
                return token.low.endswith("ed") or token.text in {"'", "’"}
        return False

    # ------------------------------------------------------------------------------------- what stands between them

    def _joins(self, i: int) -> bool:
        """Tell whether an "and" of any form stands at token `i`."""
        return self.tokens[i].low in known.AND or self._as_well(i) > 0

    def _as_well(self, i: int) -> int:
        """Return how many tokens "as well as", "along with" at token `i` has."""
        words = tuple(token.low for token in self.tokens[i : i + 3])
        if words == ("as", "well", "as"):
            return 3
        return 2 if words[:2] in {("along", "with"), ("together", "with")} else 0

    def _behind_joint(self, i: int) -> int:
        """Return the token after the joint at token `i`: ",", "and", ", and", ", as well as"."""
        if self.tokens[i].text == ",":
            i += 1
        if i < self.stop and self.tokens[i].low in known.AND:
            return i + 1
        return i + (self._as_well(i) if i < self.stop else 0)

    def _pass_over(self, i: int) -> int:
        """Return the token after what is hung on the member before token `i`."""
        while i < self.stop:
            token = self.tokens[i]
            if token.text in known.DASHES:
                closing = (k for k in range(i + 2, min(i + _LONG, self.stop)) if self.tokens[k].text in known.DASHES)
                after = next(closing, None)
                if after is None:
                    break
                i = after + 1  # "four of a family - a mother and her daughters - were killed": the four
            elif token.text == "(":  # "Gor Sahakyan (born 2003) was wounded"
                closing = (k for k in range(i + 1, min(i + _LONG, self.stop)) if self.tokens[k].text == ")")
                after = next(closing, None)
                if after is None:
                    break
                i = after + 1
            elif token.low in known.BEHIND:
                i = self._until_joint(i + 1, 9, clause=False)
            elif (token.low in known.WHO and self.tokens[i - 1].low not in known.AND) or self._participle(i):
                i = self._until_joint(i + 1, _LONG, clause=True)
            elif token.low in {"she", "he", "they"} and i + 1 < self.stop and self.tokens[i + 1].low in AUX:
                i = self._until_joint(i + 1, _LONG, clause=True)  # "the child she was carrying"
            elif token.low in {"each", "alone", "there", "here", "inside", "outside", "together", "also"} or (
                token.text[:1].isupper() and token.low.endswith("day")
            ):
                i += 1
            else:
                break
        return i

    def _participle(self, i: int) -> bool:
        """Tell whether token `i` begins a participle clause behind a member: "waiting for a bus", "shot in the leg"."""
        low = self.tokens[i].low
        if self.tokens[i].text[:1].isupper() or low in known.STAYS:
            return False
        if low.endswith("ing"):
            return True
        if self.tokens[i - 1].low in known.RAIDERS and low not in known.HIT:
            return False  # "a bomber ripped into a funeral"
        after = self.tokens[i + 1].low if i + 1 < self.stop else ","
        if not (low in known.HIT or low.endswith("ed")):
            return False
        soon = {token.low for token in self.tokens[i + 2 : i + 4]}
        return after in known.AFTER_DEED or bool(soon & known.WHILES)  # "guards wounded a day earlier"

    def _longer(self, one: Phrase, i: int) -> Phrase:
        """Return a member with what is hung on it, up to token `i`."""
        end = self.tokens[i - 1].end
        return replace(
            one, end=end, text=self.sentence.text[one.start - self.sentence.start : end - self.sentence.start]
        )

    def _until_joint(self, i: int, most: int, *, clause: bool) -> int:
        """Return the token at which the words from `i` on reach a comma, an "and" before a member, or a verb."""
        for k in range(i, min(i + most, self.stop)):
            token = self.tokens[k]
            if token.text in known.BREAKS:
                return k
            if token.low in known.AND and (self._acts(k + 1) or self._member(k + 1) is not None):
                return k
            if clause and self._main_verb(i - 1, k):
                return k
            adjective = self.tokens[k - 1].low in known.THE | known.ONE
            if not clause and k > i and not adjective and token.low.endswith("ed") and token.low not in known.HIT:
                return k
            if not clause and k > i and (token.low in known.CLAUSE or token.low in known.WHO):
                return k
        return min(i + most, self.stop)

    def _main_verb(self, begin: int, k: int) -> bool:
        """Tell whether token `k` is the verb of what a clause from `begin` on is hung on.

        "two gunmen who attacked a post at X had been shot": the clause has a verb of its own, or needs none.
        """
        if self.tokens[k].low not in known.MAIN or k - begin < 2 or self.tokens[k - 1].low in known.IN_CLAUSE:
            return False
        return not any(token.low in known.SUBORDINATE for token in self.tokens[begin + 1 : k])

    def _acts(self, i: int) -> bool:
        """Tell whether token `i` looks like a verb."""
        token = self.tokens[i] if i < self.stop else None
        return token is not None and (token.low in known.VERBS or token.low.endswith(("ing", "ed")))

    def _aside(self, i: int) -> int | None:
        """Return the token at which an aside from `i` on ends, its second comma passed: ", 16,", ", a local woman,"."""
        if i >= self.stop:
            return None
        token = self.tokens[i]
        end = next((k for k in range(i, min(i + _LONG, self.stop)) if self.tokens[k].text == ","), self.stop)
        if end - i >= _LONG:
            return None
        words = self.tokens[i:end]
        whom = any(word.low in {"whom", "them"} for word in words)
        numbers = all(word.low in known.AGES or word.text[:1].isdigit() or word.start in self.counts for word in words)
        name = len(words) <= 4 and all(word.text[:1].isupper() or word.low in PARTICLES for word in words)
        told = token.low in known.WHO | {"with", "without"} or (
            token.low in known.ASIDES and (whom or token.low not in {"one", "all", "both"} or token.low == "both")
        )
        doing = token.low in known.HIT or (token.text[:1].islower() and token.low.endswith(("ing", "ed")))
        if words and words[-1].low in known.SAID - {"that"} and len(words) < _LONG_SAYING:
            return self._closed(end)  # "One of its soldiers, the ministry added, was hurt"
        if numbers and not any(is_person(word.low, "") for word in words):
            return self._closed(end)
        if name or whom or told or doing or token.low == "also":
            return self._closed(end)
        if self._the_whole(i, end):
            return self._closed(end)
        if token.low in known.ONE | known.THE and any(self._is_locality(k, end) for k in range(i + 1, min(i + 5, end))):
            return self._closed(end)  # "a shepherd from Movses, a village that lies on the border, was wounded"
        same = self._member(i)
        if same is not None and end < self.stop:  # "their interpreter, a local woman, was shot"
            after = self._pass_over(same[1])
            if after == end and end + 1 >= self.stop and same[0].count is None:
                return self._closed(end)
        return None

    def _is_locality(self, k: int, end: int) -> bool:
        """Tell whether token `k` is the noun of an aside about a place ("village" but not in "a village elder")."""
        if self.tokens[k].low not in known.LOCALITIES or self.tokens[k].possessive:
            return False
        after = self.tokens[k + 1].low if k + 1 < end else ","
        return after == "," or after in known.BEHIND | known.WHO or after in {"where", "some", "about", "close", "just"}

    def _the_whole(self, i: int, end: int) -> bool:
        """Tell whether "the parents and their three daughters" between commas says who those told before are."""
        if end + 1 < self.stop or self.tokens[i].low != "the" or i + 2 >= end:
            return False
        noun = self.tokens[i + 1].low
        plural = noun.endswith("s") or noun in known.PLURALS
        if not plural or not is_person(noun, "") or self.tokens[i + 2].low not in known.AND:
            return False
        other = self._member(i + 3)
        return other is not None and self._pass_over(other[1]) == end

    def _closed(self, end: int) -> int:
        """Return the token after the comma at `end`, or the comma where another member follows it."""
        if end >= self.stop:
            return self.stop
        return end + 1 if end + 1 >= self.stop or self._member(self._behind_joint(end)) is None else end


def _settled(members: list[Phrase]) -> list[Phrase]:
    """Return the members of a list: where they are several, each of them counts; a lone "he" is nobody told of."""
    if len(members) == 1 and (members[0].noun in {"he", "she"} or (members[0].named and not members[0].noun)):
        return []
    return [replace(one, definite=False) for one in members] if len(members) > 1 else members


def _number(one: Phrase) -> int:
    return (one.count.best or 0) if one.count else 1
