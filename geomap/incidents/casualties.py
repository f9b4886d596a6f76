"""Losses: how many were killed, wounded, missing or captured, of which side, in whose words.

Each word of loss is read with the noun phrase it goes with: the subject of a passive ("one soldier was killed"),
the object of an active verb ("killing two children"), a number before it ("55 hurt"), a toll ("rose to 15").
Ages, distances, houses and prison terms are no casualties; parts ("among them two children") are not added.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from geomap.incidents.lexicon import load, matcher, pattern, word_set
from geomap.incidents.numbers import Count, find_counts
from geomap.incidents.structure import Sentence, Token, tokenise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.actors import PartyMention

KINDS = ("killed", "injured", "missing", "captured")
_AUX = frozenset(
    "was were is are be been being had has have having got get gets getting also later reportedly then critically seriously lightly "
    "slightly badly severely fatally mortally both all still allegedly now supposedly themselves himself feared confirmed believed "
    "subsequently apparently instantly immediately eventually only just already have either initially officially so far themselves "
    "to said pronounced declared found left wounded".split()
)
_STOP = frozenset(
    "when while after before because although though where that whereas but said says announced reported leaving killing "
    'wounding injuring if until then ; : “ ” " ( ) — –'.split()
)
_PREPOSITIONS = frozenset("of in at from near on for with among by to as between".split())
_PRONOUNS = frozenset("he she it they who which whom this those these them nobody none".split())
_DETERMINERS = frozenset("a an".split())
_DEFINITE = frozenset("the this that its their his her our".split())
_VERBISH = frozenset(
    "was were had has have is are said fired opened came went took killed wounded injured died hurt left shot".split()
)


@dataclass(frozen=True, slots=True)
class Loss:
    """One figure of the text. ``key`` is a party key, "civ" or ""; ``group`` ties figures of one statement.

    ``part`` figures are inside another one; ``superseded`` ones are called old by the text itself.
    """

    kind: str
    low: int | None
    best: int | None
    high: int | None
    vague: bool
    more: bool
    start: int
    end: int
    text: str
    noun: str = ""
    key: str = ""
    group: int = 0
    part: bool = False
    named: str = ""
    definite: bool = False
    zero: bool = False
    lowered: bool = False
    refused: bool = False
    speaker: str = ""
    enemy: bool = False


@lru_cache(maxsize=1)
def _words() -> tuple[re.Pattern[str], dict[str, list[tuple[str, str]]]]:
    """Return one pattern of all loss words, word -> [(kind, form)]."""
    table: dict[str, list[tuple[str, str]]] = {}
    data = load("casualties")
    for kind in KINDS:
        for form in ("nominal_of", "intransitive", "passive", "transitive", "nouns"):
            for word in data[kind][form]:
                table.setdefault(word, []).append((kind, form))
    return matcher(re.escape(word) for word in table), table


def has_loss_word(low: str) -> bool:
    """Tell whether a lower-case sentence holds any word of loss."""
    return _words()[0].search(low) is not None


def find_losses(sentence: Sentence, *, previous: Sequence[Loss] = ()) -> list[Loss]:
    """Return the losses told in `sentence`, in order; parties are not yet set.

    Parameters
    ----------
    sentence
        A sentence; it is tokenised if need be.
    previous
        Losses of the sentences before, newest last: "the count had risen to four" takes its kind from them.
    """
    tokenise(sentence)
    low, base = sentence.low, sentence.start
    counts = {count.start + base: count for count in find_counts(low)}
    out: list[Loss] = []
    out += _zero(sentence)
    zero_spans = [(loss.start, loss.end) for loss in out]
    regex, table = _words()
    for match in regex.finditer(low):
        start, end = base + match.start(), base + match.end()
        if any(z_start <= start < z_end for z_start, z_end in zero_spans):
            continue
        if pattern("casualties", "none_unknown").search(low, max(0, match.start() - 40), match.end()):
            continue
        forms = table[match.group()]
        out += _read(sentence, start, end, match.group(), forms, counts, group=start)
    out += _tolls(sentence, out, previous, counts)
    out += _left_wound(sentence, counts)
    return _included(sentence, sorted(_dedupe(out), key=lambda loss: (loss.start, loss.kind)))


def _dedupe(losses: list[Loss]) -> list[Loss]:
    seen: dict[tuple[str, int, int], Loss] = {}
    for loss in losses:
        seen.setdefault((loss.kind, loss.start, loss.end), loss)
    return list(seen.values())


def _zero(sentence: Sentence) -> list[Loss]:
    out = []
    for match in pattern("casualties", "none").finditer(sentence.low):
        words = match.group()
        kinds = [
            kind
            for kind, cue in (
                ("killed", r"killed|death|fatalit|loss of life|lives"),
                ("injured", r"hurt|injur|wounded"),
            )
            if re.search(cue, words)
        ]
        if re.search(r"nobody|no ?one|none", words) and "hurt" in words:
            kinds = ["killed", "injured"]
        if re.search(r"casualt|losses|victims|harmed|unhurt|unharmed|unscathed|bloodshed", words):
            kinds = ["killed", "injured"]
        for kind in kinds or ["killed", "injured"]:
            start = sentence.start + match.start()
            out.append(Loss(kind, 0, 0, 0, False, False, start, start + len(words), words, zero=True))
    return out


def _read(
    sentence: Sentence,
    start: int,
    end: int,
    word: str,
    forms: list[tuple[str, str]],
    counts: dict[int, Count],
    *,
    group: int,
) -> list[Loss]:
    kinds = {form: kind for kind, form in forms}
    first = sentence.at(start)
    tokens = sentence.tokens
    previous = tokens[first - 1].low if first else ""
    if "nominal_of" in kinds:
        found = _right(sentence, end, counts)
        return [_loss(kinds["nominal_of"], item, word, start, end, group) for item in found]
    # a number right before the word: "55 hurt", "the four deaths", "12 dead", "four wounded"
    left = _count_before(sentence, start, counts)
    if left is not None and word != "lives":
        kind = forms[0][0]
        after = sentence.after(end, 30)
        if not (
            re.match(r" (?:soldier|officer|man|men|women|civilian|people|servic)", after) and "passive" not in kinds
        ):
            return [_loss(kind, left, word, start, end, group)]
    if "transitive" in kinds and previous not in {
        "was",
        "were",
        "been",
        "being",
        "is",
        "are",
        "be",
        "the",
        "of",
        "their",
        "his",
    }:
        found = _right(sentence, end, counts)
        if found:
            return [_loss(kinds["transitive"], item, word, start, end, group) for item in found]
        if word.endswith("ing"):
            return []
    if word in {"lives"}:
        claimed = re.search(r"(?:claim|cost|took|taken)\w* (?:the )?", sentence.before(start, 40))
        return [_loss("killed", left, word, start, end, group)] if left is not None and claimed else []
    if word == "dead":
        shot = re.search(r"\b(?:shot|shoot\w*|gunned)\b(?P<np>[^,;.]{3,60}?)$", sentence.before(start, 70))
        if shot and shot.group("np").strip():
            found = _right(sentence, start - len(shot.group("np")), counts)
            if found:
                return [_loss("killed", item, word, start, end, group) for item in found]
    if "passive" in kinds or "intransitive" in kinds:
        kind = kinds.get("passive") or kinds["intransitive"]
        if previous in {"the", "of"} and word in {"dead", "wounded", "injured", "killed", "missing", "hurt"}:
            return []
        found = _left(sentence, start, counts)
        return [_loss(kind, item, word, start, end, group) for item in found]
    return []


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A noun phrase with its number."""

    start: int
    end: int
    text: str
    count: Count | None
    noun: str
    named: str = ""
    definite: bool = False
    part: bool = False


def _loss(kind: str, phrase: _Phrase, word: str, start: int, end: int, group: int) -> Loss:
    count = phrase.count
    lo, hi = min(phrase.start, start), max(phrase.end, end)
    return Loss(
        kind,
        count.low if count else 1,
        count.best if count else 1,
        count.high if count else 1,
        bool(count and count.vague),
        bool(count and count.more),
        lo,
        hi,
        phrase.text if word in phrase.text else f"{phrase.text} {word}",
        noun=phrase.noun,
        group=group,
        part=phrase.part,
        named=phrase.named,
        definite=phrase.definite,
        refused=bool(count and count.refused),
    )


def _count_before(sentence: Sentence, start: int, counts: dict[int, Count]) -> _Phrase | None:
    for at, count in counts.items():
        if (
            at + (count.end - count.start) <= start
            and not sentence.between(at + (count.end - count.start), start).strip()
        ):
            if _bad_count(sentence, at, count):
                return None
            return _Phrase(at, start, count.text, count, "")
    return None


def _bad_count(sentence: Sentence, at: int, count: Count) -> bool:
    """Tell whether a number counts something else than people: an age, a distance, a time, houses."""
    before = sentence.before(at, 24)
    after = sentence.after(at + count.end - count.start, 40)
    if re.search(
        r"(?:\baged|\bage of|\bage|\bchapter|\barticle|\bpage|\bunit|\bbattalion|\bbrigade|№|\bno\.) $", before
    ):
        return True
    if (
        re.search(r"\b(?:of|,) $", before)
        and re.match(r"\s*(?:,|and a|\.|$)", after)
        and re.search(r"\b(?:man|woman|boy|girl|child|soldier|conscript|serviceman) of $", before)
    ):
        return True
    noun = re.match(r"(?:-| )?(?:(?:[\w’'-]+) )?([\w’'%.-]+)", after)
    words = re.findall(r"[\w’'%.-]+", after)[:2]
    bad = word_set("casualties", "not_counts")
    if words and words[0].rstrip(".,") in bad and words[0] not in {"side", "militants"}:
        return True
    return bool(noun and len(words) > 1 and words[1].rstrip(".,") in bad and words[0] in {"mortar", "artillery", "residential", "army", "armoured", "military", "square", "more", "other", "separate", "private", "percent", "per"})  # fmt: skip


def _right(sentence: Sentence, end: int, counts: dict[int, Count]) -> list[_Phrase]:
    """Return the object phrases after `end`: "killing two children and a nurse"."""
    out: list[_Phrase] = []
    tokens = sentence.tokens
    i = sentence.at(end)
    if i < len(tokens) and tokens[i].start < end:
        i += 1
    steps = 0
    while i < len(tokens) and steps < 4:
        token = tokens[i]
        if token.low in _STOP or token.text in {".", ","}:
            break
        count = counts.get(token.start)
        if count is not None and not _bad_count(sentence, token.start, count):
            stop = token.start + count.end - count.start
            noun, noun_end = _noun_after(sentence, stop)
            out.append(
                _Phrase(
                    token.start,
                    noun_end,
                    sentence.text[token.start - sentence.start : noun_end - sentence.start],
                    count,
                    noun,
                )
            )
            more = re.match(r"(?:,? and|,) ", sentence.after(noun_end, 8))
            if more:
                out += _coordinated(sentence, noun_end + more.end(), counts)
            break
        if token.low in _DETERMINERS or (token.low in {"his", "her", "their", "its"} and not out):
            noun, noun_end = _noun_after(sentence, token.end)
            if noun and _is_person(noun, sentence.between(token.end, noun_end)):
                out.append(
                    _Phrase(
                        token.start,
                        noun_end,
                        sentence.text[token.start - sentence.start : noun_end - sentence.start],
                        None,
                        noun,
                        definite=token.low not in _DETERMINERS,
                    )
                )
                more = re.match(r"(?:,? and|,) ", sentence.after(noun_end, 8))
                if more:
                    out += _coordinated(sentence, noun_end + more.end(), counts)
            break
        if token.low in _PREPOSITIONS or token.low in _AUX:
            break
        i, steps = i + 1, steps + 1
    return out


def _coordinated(sentence: Sentence, start: int, counts: dict[int, Count]) -> list[_Phrase]:
    """Return a further object ("… and two nurses") unless a verb follows it."""
    i = sentence.at(start)
    token = sentence.tokens[i]
    count = counts.get(token.start)
    if count is None and token.low not in _DETERMINERS:
        return []
    stop = token.start + count.end - count.start if count else token.end
    noun, noun_end = _noun_after(sentence, stop)
    people = (
        _is_person(noun, sentence.between(stop, noun_end))
        or sentence.text[noun_end - len(noun) - sentence.start :][:1].isupper()
    )
    if not noun or not people:
        return []
    rest = sentence.after(noun_end, 30)
    if re.match(r" (?:was|were|had|has|have|is|are|later|wounded|injured|hurt|killed|dead)\b", rest):
        return []
    if count and _bad_count(sentence, token.start, count):
        return []
    return [
        _Phrase(
            token.start, noun_end, sentence.text[token.start - sentence.start : noun_end - sentence.start], count, noun
        )
    ]


def _noun_after(sentence: Sentence, offset: int) -> tuple[str, int]:
    """Return (head noun, end) of the noun phrase that begins at `offset`: the last word before a break."""
    i = sentence.at(offset)
    tokens = sentence.tokens
    if i < len(tokens) and tokens[i].start < offset:
        i += 1
    noun, end = "", offset
    if i < len(tokens) and tokens[i].low == "of":  # "one of its own men", "three of his officers"
        i += 1
    for token in tokens[i : i + 6]:
        if not token.text[0].isalpha() or token.low in _PREPOSITIONS or token.low in _STOP or token.low in _AUX or token.low in _VERBISH or token.low in {"and", "or", "dead", "who", "which"}:  # fmt: skip
            break
        if noun and _is_person(noun, "") and not _is_person(token.low, ""):
            break
        noun, end = token.low, token.end
    return noun, end


@lru_cache(maxsize=1)
def _people() -> frozenset[str]:
    data = load("parties")
    words = {word.split()[-1] for word in data["armed_nouns"]}
    words |= {word.split()[-1] for word in data["forces"]["CVL"]} | {word.split()[-1] for word in data["forces"]["COP"]}
    words |= {word.split()[-1] for role in data["roles"].values() for word in role}
    words |= {"others", "other", "more", "members", "member", "men", "man", "victims", "victim", "sailors", "crew", "guests",
              "personnel", "citizen", "citizens", "nationals", "national", "believers", "newborn", "baby", "babies", "son",
              "daughter", "wife", "husband", "colleague", "colleagues", "recruits", "activist", "activists", "locals",
              "officer", "officers", "commander", "general", "pilot", "pilots", "deminer", "deminers", "sapper", "sappers",
              "reporter", "cameraman", "leader", "engineer", "engineers", "employee", "employees", "labourers", "labourer",
              "laborers", "girls", "boys", "youths", "youth", "adults", "relatives", "siblings", "toddler", "infant", "elder",
              "elders", "bystanders", "half", "one", "armenians", "azerbaijanis", "azeris", "troops", "volunteers", "aides"}  # fmt: skip
    return frozenset(words)


def _is_person(noun: str, phrase: str) -> bool:
    last = noun.split()[-1] if noun else ""
    if last in _people() or last.endswith(("men", "man", "women", "woman", "year-old", "keepers", "keeper")):
        return True
    return any(word in _people() for word in phrase.split())


def _left(sentence: Sentence, start: int, counts: dict[int, Count]) -> list[_Phrase]:
    """Return the subject phrases before the verb at `start`: "Two soldiers and a medic were killed"."""
    tokens: list[Token] = sentence.tokens
    i = sentence.at(start) - 1
    while i >= 0 and tokens[i].low in _AUX:
        i -= 1
    if i < 0:
        return []
    if tokens[i].low == "who" or tokens[i].low == "whom":
        i -= 1
        while i >= 0 and tokens[i].text == ",":
            i -= 1
    if i >= 0 and tokens[i].low in _PRONOUNS:
        return []
    inverse = {at + count.end - count.start: (at, count) for at, count in counts.items()}
    out: list[_Phrase] = []
    end = tokens[i].end if i >= 0 else start
    words: list[str] = []
    chunk: list[str] = []
    commas = 0
    steps = 0
    ages = False
    while i >= 0 and steps < 22:
        token = tokens[i]
        steps += 1
        if token.end in inverse or any(
            at <= token.start and token.end <= at + c.end - c.start for at, c in counts.items()
        ):
            at, count = next((a, c) for a, c in counts.items() if a <= token.start and token.end <= a + c.end - c.start)
            j = sentence.at(at)
            between = sentence.after(at + count.end - count.start, 14)
            lone = re.match(r"\s*(?:,|and \w+,|was|were)", between) and j and tokens[j - 1].text == "," and not out
            if lone and re.match(r"\s*,", between):
                ages = True  # "Samiksha Sharma, 16, died": an age
            elif (
                re.match(r" of (?:them|whom|these|those)\b|(?: \w+)? of them", between)
                and commas == 0
                and j
                and tokens[j - 1].text == ","
            ):
                chunk = []
            elif not _bad_count(sentence, at, count):
                noun, _ = _noun_after(sentence, at + count.end - count.start)
                text = sentence.text[at - sentence.start : end - sentence.start]
                out.append(_Phrase(at, end, text, count, noun or (words[-1] if words else "")))
                i = j - 1
                if i >= 1 and tokens[i].low in {"and", ","} and _joined(tokens, i):
                    i -= 1
                    end = tokens[i].end
                    words, chunk = [], []
                    continue
                break
            i = j - 1
            continue
        if token.low in _DETERMINERS:
            noun = _phrase_noun(words)
            if (
                i
                and tokens[i - 1].low in _PREPOSITIONS
                and tokens[i - 1].low != "by"
                and not (noun and _is_person(noun, "") and tokens[i - 1].low != "of")
            ):
                i -= 1
                continue
            text = sentence.text[token.start - sentence.start : end - sentence.start]
            if noun and _is_person(noun, " ".join(words)):
                out.append(_Phrase(token.start, end, text, None, noun))
                i -= 1
                if i >= 1 and tokens[i].low in {"and", ","} and _joined(tokens, i):
                    i -= 1
                    end = tokens[i].end
                    words, chunk = [], []
                    continue
            break
        if token.low in _STOP or (token.low in _PRONOUNS and token.low != "whom"):
            if token.low in {"that", "—", "–"} and words and _capitalised(chunk):
                pass
            break
        if token.text == ",":
            commas += 1
            if commas > 3:
                break
            aside = _aside(tokens, i)
            if aside is not None:
                i = aside - 1
                words, chunk = [], []
                end = tokens[i].end if i >= 0 else end
                continue
            chunk = []
            i -= 1
            continue
        if token.low in {"and", "or"} and words:
            # a new clause on the left: its verb is not ours
            if not _joined(tokens, i):
                break
            i -= 1
            continue
        if token.low in _VERBISH and words:
            break
        words.append(token.low)
        chunk.append(token.text)
        i -= 1
    if not out and words:
        first = sentence.tokens[max(i + 1, 0)]
        name = " ".join(reversed(chunk))
        if _capitalised(chunk) and len(chunk) >= 2:
            out.append(_Phrase(first.start, end, name, None, "", named=name))
        elif words and _is_person(_phrase_noun(words), "") and (i < 0 or tokens[i].low not in {"the"}):
            singular = not _phrase_noun(words).endswith(("s", "men", "people", "children", "personnel"))
            if words[-1] in {"the"} and singular:
                out.append(_Phrase(first.start, end, name, None, _phrase_noun(words), definite=True))
    if ages and not out:
        return out
    return out


def _aside(tokens: list[Token], comma: int) -> int | None:
    """Return where an aside that ends at `comma` begins ("Nine others, seven of them minors, were …"), or None."""
    for j in range(comma - 1, max(-1, comma - 10), -1):
        if tokens[j].text == ",":
            words = {token.low for token in tokens[j + 1 : comma]}
            return j if words & {"them", "whom", "including", "among"} else None
    return None


def _phrase_noun(words: list[str]) -> str:
    """Return the head noun of words collected from right to left: the word before the first preposition."""
    forward = list(reversed(words))
    for k, word in enumerate(forward):
        if word in _PREPOSITIONS and k:
            return forward[k - 1]
    for word in reversed(forward):
        if word in _people():
            return word
    return forward[-1] if forward else ""


def _capitalised(chunk: list[str]) -> bool:
    return (
        bool(chunk)
        and all(word[:1].isupper() or word in {"al", "bin", "de", "van", "the"} for word in chunk)
        and len(chunk) <= 4
    )


def _joined(tokens: list[Token], i: int) -> bool:
    """Tell whether "and" at `i` joins two noun phrases ("two soldiers and a medic"), not two clauses."""
    for token in reversed(tokens[max(0, i - 6) : i]):
        if token.low in _VERBISH or token.low in _STOP or token.text == ",":
            return False
        if token.text[0].isdigit() or token.low in _DETERMINERS or find_counts(token.low):
            return True
    return False


def _tolls(sentence: Sentence, found: list[Loss], previous: Sequence[Loss], counts: dict[int, Count]) -> list[Loss]:
    """Return figures that name no loss word of their own: "the toll rose to 15", "first of 13, then of 16"."""
    out: list[Loss] = []
    low, base = sentence.low, sentence.start
    toll = pattern("casualties", "toll_words")
    for match in toll.finditer(low):
        tail = low[match.end() : match.end() + 60]
        up = re.match(
            rf"[\w ,'-]{{0,45}}?(?P<how>{'|'.join(load('casualties')['toll_up'] + load('casualties')['toll_down'])}) ",
            tail,
        )
        if not up:
            continue
        at = base + match.end() + up.end()
        count = counts.get(at)
        if count is None or any(loss.start <= at < loss.end for loss in found):
            continue
        if re.search(r"dead|death|killed|fatal|body", match.group()):
            kind = "killed"
        elif re.search(r"injur|wound", match.group() + tail[: up.start("how")]):
            kind = "injured"
        else:
            here = [loss for loss in found if loss.start < at and not loss.zero]
            prior = here[:1] or [loss for loss in previous if not loss.zero][-1:]  # a count is of what is told first
            if not prior and "toll" not in match.group():
                continue
            kind = "killed" if "toll" in match.group() or not prior else prior[-1].kind
        lowered = up.group("how") in load("casualties")["toll_down"]
        out.append(
            Loss(
                kind,
                count.low,
                count.best,
                count.high,
                count.vague,
                False,
                at,
                at + len(count.text),
                f"{match.group()} {up.group('how')} {count.text}",
                group=at,
                lowered=lowered,
            )
        )
    for loss in [*found, *out]:
        chain_at = loss.end
        for _ in range(4):
            chain = re.match(
                r",? ?(?:and )?(?:then |later |now |by (?:the |late )?\w+ ){1,2}(?:of |to |at )?",
                low[chain_at - base : chain_at - base + 40],
            )
            if not chain:
                break
            at = chain_at + chain.end()
            count = counts.get(at)
            if count is None or any(other.start <= at < other.end for other in found):
                break
            tail = low[at - base + len(count.text) : at - base + len(count.text) + 12]
            if re.match(r"\s*\w", tail) and not re.match(r"\s*(?:and|or|by|on|as|after)\b", tail):
                break
            chain_at = at + len(count.text)
            out.append(
                Loss(
                    loss.kind,
                    count.low,
                    count.best,
                    count.high,
                    count.vague,
                    False,
                    at,
                    chain_at,
                    count.text,
                    key=loss.key,
                    noun=loss.noun,
                    group=at,
                )
            )
    return out


def _left_wound(sentence: Sentence, counts: dict[int, Count]) -> list[Loss]:
    """Return "left another serviceman, NAME, with a serious head wound" as one injured."""
    match = re.search(
        r"\b(?:left|leaving|leaves) (?P<np>[^;.]{3,90}?),? with (?:an? )?(?:[\w-]+ ){0,3}(?:wounds?|injur(?:y|ies)|burns)\b",
        sentence.low,
    )
    if not match:
        return []
    phrases = _right(sentence, sentence.start + match.start("np"), counts)
    return [
        _loss(
            "injured",
            phrase,
            match.group()[-20:],
            sentence.start + match.start(),
            sentence.start + match.end(),
            match.start(),
        )
        for phrase in phrases[:1]
    ]


def _included(sentence: Sentence, losses: list[Loss]) -> list[Loss]:
    """Take the dead out of a casualty count that includes them ("27, the two dead included")."""
    match = re.search(
        r"(?:including the (?P<x>[\w-]+) (?:dead|who died|killed|deaths)|the (?P<y>[\w-]+) (?:dead|killed)(?: \w+)? included|counting the (?P<z>[\w-]+) dead)",
        sentence.low,
    )
    if not match:
        return losses
    word = match.group("x") or match.group("y") or match.group("z")
    inner = find_counts(word)
    dead = inner[0].best if inner and inner[0].best is not None else 0
    at = sentence.start + match.start()
    before = [loss for loss in losses if loss.kind == "injured" and loss.end <= at + 2 and loss.best is not None]
    if not before or not dead:
        return losses
    last = max(before, key=lambda loss: loss.end)
    best = (last.best or 0) - dead
    if best < 0:
        return losses
    fixed = replace(
        last, best=best, low=best if last.low is not None else None, high=best if last.high is not None else None
    )
    return [fixed if loss is last else loss for loss in losses]


def assign_parties(
    losses: list[Loss],
    mentions: Sequence[PartyMention],
    sentence: Sentence,
    *,
    speaker: str,
    target: str,
    attacker: str,
    opposite: dict[str, str],
    previous: Sequence[Loss],
) -> list[Loss]:
    """Return `losses` with the party each belongs to: a party key, "civ" or "".

    Order of evidence: a nation or group in the phrase; a civilian noun; "its", "their" = the speaker; "others",
    "another" = the figure before; "on the X side"; the target of the attack; the attacker's opponent; a soldier
    in the speaker's own report.
    """
    civilian = word_set("parties", "forces", "CVL")
    armed_words = word_set("parties", "armed_nouns")
    out: list[Loss] = []
    for loss in losses:
        low = sentence.between(max(loss.start, sentence.start), min(loss.end, sentence.end))
        noun = loss.noun
        nations = [m for m in mentions if m.name_start < loss.end and loss.start < m.end and m.form != "role"]
        is_civ = noun in civilian or any(
            f" {word}" in f" {low}"
            for word in ("civilian", "children", "residents", "villager", "worshippers", "passers-by")
        )
        is_armed = noun in armed_words or any(
            re.search(rf"\b{re.escape(word)}\b", low)
            for word in (
                "soldier",
                "serviceman",
                "servicemen",
                "conscript",
                "border guard",
                "policem",
                "officer",
                "military personnel",
                "troops",
                "guards",
            )
        )
        key = ""
        head_in = [m for m in nations if m.start >= loss.start - 2 or m.name_start >= loss.start]
        side = re.search(r"on the (?:[\w-]+ )?side", sentence.before(loss.start, 50))
        if is_civ and not is_armed:
            key = "civ"
        elif head_in:
            key = head_in[0].key
        elif re.search(r"\b(?:its|their|his|her|our)\b", f"{low} {loss.text}") and speaker:
            key = speaker
        elif side:
            near = [m for m in mentions if m.name_start >= loss.start - 50 and m.name_end <= loss.start]
            key = near[-1].key if near else ""
        if not key and (loss.more or noun in {"others", "another", "more", "other", "one", ""}) and not loss.zero:
            prior = [item for item in [*previous, *out] if item.key and item.start < loss.start and not item.zero]
            same = [
                item for item in prior if item.kind == loss.kind and item.best == loss.best and loss.best is not None
            ]
            prior = same or [item for item in prior if item.kind == loss.kind] or prior if not loss.more else prior
            near_prior = [item for item in prior if loss.start - item.end < (1500 if loss.more and is_armed else 400)]
            key = near_prior[-1].key if near_prior else ""
        if not key and is_armed:
            key = target or opposite.get(attacker, "") or speaker
        if not key and loss.zero:
            key = speaker if re.search(r"\b(?:its|their|our|own)\b", sentence.low) else ""
        enemy = bool(speaker and key and key not in {"civ", speaker} and opposite.get(speaker) == key)
        out.append(replace(loss, key=key, speaker=speaker, enemy=enemy))
    return out
