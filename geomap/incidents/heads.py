"""The words that bound a noun phrase, and its head: which word of "a senior officer of the army" says who."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.incidents.numbers import find_counts
from geomap.incidents.people import is_person, people_words

if TYPE_CHECKING:
    from geomap.incidents.numbers import Count
    from geomap.incidents.structure import Sentence, Token

AUX = frozenset(
    [
        "was", "were", "is", "are", "be", "been", "being", "had", "has", "have", "having", "got", "get", "gets",
        "getting", "also", "later", "reportedly", "then", "critically", "seriously", "lightly", "slightly", "badly",
        "severely", "fatally", "mortally", "both", "all", "still", "allegedly", "now", "supposedly", "themselves",
        "himself", "feared", "confirmed", "believed", "subsequently", "apparently", "instantly", "immediately",
        "eventually", "only", "just", "already", "either", "initially", "officially", "so", "far", "to", "said",
        "since", "pronounced", "declared", "found", "left", "wounded", "known", "thought", "presumed", "understood",
    ]
)  # fmt: skip

STOP = frozenset(
    [
        "when", "while", "after", "before", "because", "although", "though", "where", "that", "whereas", "but", "said",
        "says", "announced", "reported", "leaving", "killing", "wounding", "injuring", "if", "until", "then", ";", ":",
        "“", "”", '"', "(", ")", "—", "–",
    ]
)  # fmt: skip

PREPOSITIONS = frozenset(["of", "in", "at", "from", "near", "on", "for", "with", "among", "by", "to", "as", "between"])

PRONOUNS = frozenset(
    ["he", "she", "it", "they", "who", "which", "whom", "this", "those", "these", "them", "nobody", "none"]
)

POSSESSIVES = frozenset({"his", "her", "their", "its"})

DETERMINERS = frozenset(["a", "an"])

PARTICLES = frozenset(["al", "bin", "de", "van", "von", "abu", "ibn", "da", "del", "el"])  # small words inside a name

VERBISH = frozenset(
    [
        "was", "were", "had", "has", "have", "is", "are", "said", "fired", "opened", "came", "went", "took", "killed",
        "wounded", "injured", "died", "hurt", "left", "shot",
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase with its number."""

    start: int
    end: int
    text: str
    count: Count | None
    noun: str
    named: str = ""
    definite: bool = False
    part: bool = False


def noun_after(sentence: Sentence, offset: int) -> tuple[str, int]:
    """Return (head noun, end) of the noun phrase that begins at `offset`: the last word before a break."""
    i = sentence.at(offset)
    tokens = sentence.tokens
    if i < len(tokens) and tokens[i].start < offset:
        i += 1
    noun, end = "", offset
    if i < len(tokens) and tokens[i].low == "of":  # "one of its own men", "three of his officers"
        i += 1
    for token in tokens[i : i + 6]:
        if (
            not token.text[0].isalpha()
            or token.low in PREPOSITIONS
            or token.low in STOP
            or token.low in AUX
            or token.low in VERBISH
            or token.low in {"and", "or", "dead", "who", "which"}
        ):
            break
        if noun and is_person(noun, "") and not is_person(token.low, ""):
            break
        noun, end = token.low, token.end
    return noun, end


def phrase_noun(words: list[str]) -> str:
    """Return the head noun of words collected from right to left: the word before the first preposition."""
    forward = list(reversed(words))
    for k, word in enumerate(forward):
        if word in PREPOSITIONS and k:
            return forward[k - 1]
    for word in reversed(forward):
        if word in people_words():
            return word
    return forward[-1] if forward else ""


def capitalised(chunk: list[str]) -> bool:
    """Tell whether a few words are a name: all of them begin with a capital, or are a particle."""
    return (
        bool(chunk)
        and all(word[:1].isupper() or word in PARTICLES or word == "the" for word in chunk)
        and len(chunk) <= 4
    )


_BESIDE = frozenset({"with", "beside", "near", "next", "to", "behind", "by", "around", "in", "alongside", "for"})
_OBJECTS = frozenset({"them", "him", "her", "it"})
_SHORT_ASIDE = 5
_SAID = frozenset({"said", "says", "added", "adds", "reported", "reports", "announced", "claimed", "insisted", "wrote"})


def before_modifier(tokens: list[Token], i: int) -> int:
    """Return the token before "travelling with them", "standing next to him" where that ends at token `i`."""
    if i < 2 or tokens[i].low not in _OBJECTS or tokens[i - 1].low not in _BESIDE:
        return i
    j = i - 1
    while j > 0 and tokens[j].low in _BESIDE:
        j -= 1
    if tokens[j].low.endswith("ing"):
        return j - 1
    return j if is_person(tokens[j].low, "") else i


def before_relative(tokens: list[Token], i: int, verb: int, counts: dict[int, Count]) -> int | None:
    """Return the token of "who" in "one guard who had tried to stop the men was shot", for the verb at `verb`."""
    if not {"was", "were"} & {token.low for token in tokens[i + 1 : verb]}:
        return None
    for j in range(i - 1, max(-1, i - 16), -1):
        token = tokens[j]
        if token.low == "who":
            return j
        if token.text == "," or (token.low in STOP and token.low != "that") or token.start in counts:
            return None
    return None


def aside_start(tokens: list[Token], comma: int) -> int | None:
    """Return where an aside that ends at `comma` begins ("Nine others, seven of them minors, were …"), or None."""
    for j in range(comma - 1, max(-1, comma - 10), -1):
        if tokens[j].text == ",":
            words = {token.low for token in tokens[j + 1 : comma]}
            if tokens[comma - 1].low in _SAID and comma - j <= _SHORT_ASIDE:  # "One of its men, it added, was hurt"
                return j
            short = tokens[j + 1].low == "who" and comma - j <= _SHORT_ASIDE  # "Aram, who was 76, died"
            return j if short or words & {"them", "whom", "including", "among"} else None
    return None


def hangs_on(tokens: list[Token], i: int) -> bool:
    """Tell whether the preposition at `i` hangs the noun after it on a person before it ("a deputy to a mayor")."""
    return tokens[i].low == "of" or (tokens[i].low in {"to", "for"} and i > 0 and is_person(tokens[i - 1].low, ""))


_OPEN = DETERMINERS | POSSESSIVES
MIN_VERB = 4  # letters of the shortest past tense looked for


def joined(tokens: list[Token], i: int) -> bool:
    """Tell whether "and" at `i` joins two noun phrases ("two soldiers and a medic"), not two clauses."""
    for j in range(i - 1, max(-1, i - 10), -1):
        token = tokens[j]
        if j and len(token.low) > MIN_VERB and token.low.endswith("ed") and is_person(tokens[j - 1].low, ""):
            return False  # "fourteen soldiers embraced martyrdom and 25 people were wounded"
        if token.low in VERBISH or token.low in STOP or token.text == ",":
            return False
        if token.low in _OPEN and j and tokens[j - 1].low in {"into", "onto", "through", "towards"}:
            continue  # "a bomber ripped into a funeral and sixty mourners died": two clauses
        if token.text[0].isdigit() or token.low in _OPEN or find_counts(token.low):
            return True
    return False
