"""The words that bound a noun phrase, and its head: which word of "a senior officer of the army" says who."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geomap.incidents.people import is_person, people_words

if TYPE_CHECKING:
    from geomap.incidents.structure import Sentence

AUX = frozenset(
    [
        "was", "were", "is", "are", "be", "been", "being", "had", "has", "have", "having", "got", "get", "gets",
        "getting", "also", "later", "reportedly", "then", "critically", "seriously", "lightly", "slightly", "badly",
        "severely", "fatally", "mortally", "both", "all", "still", "allegedly", "now", "supposedly", "themselves",
        "himself", "feared", "confirmed", "believed", "subsequently", "apparently", "instantly", "immediately",
        "eventually", "only", "just", "already", "either", "initially", "officially", "so", "far", "to", "said",
        "pronounced", "declared", "found", "left", "wounded", "known", "thought", "presumed", "understood",
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

DETERMINERS = frozenset(["a", "an"])

PARTICLES = frozenset(["al", "bin", "de", "van", "von", "abu", "ibn", "da", "del", "el"])  # small words inside a name

VERBISH = frozenset(
    [
        "was", "were", "had", "has", "have", "is", "are", "said", "fired", "opened", "came", "went", "took", "killed",
        "wounded", "injured", "died", "hurt", "left", "shot",
    ]
)  # fmt: skip


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
