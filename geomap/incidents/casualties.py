"""Losses: how many were killed, wounded, missing or captured, of which side, in whose words.

Each word of loss is read with the noun phrase it goes with: the subject of a passive ("one soldier was killed"),
the object of an active verb ("killing two children"), a number before it ("55 hurt"), a toll ("rose to 15").
Ages, distances, houses and prison terms are no casualties; parts ("among them two children") are not added.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from geomap.incidents.heads import AUX, Phrase
from geomap.incidents.idioms import told_by_idiom
from geomap.incidents.indirect import HOSPITAL, find_indirect
from geomap.incidents.lexicon import Words, load, screened
from geomap.incidents.losses import KINDS, Loss, make_loss
from geomap.incidents.people import is_person, people_counts
from geomap.incidents.phrases import count_before, right_phrases
from geomap.incidents.screen import screen
from geomap.incidents.shares import included, on_each_side, said_again, told_of, without_doubles, without_the_dead
from geomap.incidents.structure import Sentence, tokenise
from geomap.incidents.subjects import left_phrases, whom_phrases
from geomap.incidents.updates import find_updates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.numbers import Count


@lru_cache(maxsize=1)
def _words() -> tuple[Words, dict[str, list[tuple[str, str]]]]:
    """Return one pattern of all loss words, word -> [(kind, form)]."""
    table: dict[str, list[tuple[str, str]]] = {}
    data = load("casualties")
    for kind in KINDS:
        for form in ("nominal_of", "intransitive", "passive", "transitive", "nouns"):
            for word in data[kind][form]:
                table.setdefault(word, []).append((kind, form))
    hurt = data["injured"]
    for verb, what in itertools.product(hurt["suffer"], hurt["suffered"]):
        article, _, noun = what.rpartition(" ")
        for how in ("", *hurt["suffered_how"]):
            phrase = " ".join(word for word in (verb, article, how, noun) if word)
            table.setdefault(phrase, []).append(("injured", "intransitive"))
    for verb, part in itertools.product(hurt["struck"], hurt["parts"]):
        table.setdefault(f"{verb} in the {part}", []).append(("injured", "passive"))
    for whose, part in itertools.product(hurt["lose"], hurt["limbs"]):  # "lost two fingers", "lost her left leg"
        table.setdefault(f"lost {whose} {part}", []).append(("injured", "intransitive"))
    for whose, part, off in itertools.product(("a", "an", "both", "his", "her"), hurt["limbs"], hurt["torn_off"]):
        table.setdefault(f"had {whose} {part} {off}", []).append(("injured", "intransitive"))
    for verb, state in itertools.product(("is", "are", "was", "were", "remain", "remains"), hurt["conditions"]):
        table.setdefault(f"{verb} {state}", []).append(("injured", "intransitive"))
    for verb, where in itertools.product(("burned", "burnt"), data["killed"]["burned_in"]):
        table.setdefault(f"{verb} in their {where}", []).append(("killed", "passive"))
    return Words(table), table


_TOLD_ROUNDABOUT = screen(
    r"casualt|bullet|splinter|shrapnel|amputat|unhurt|unharmed|unscathed|for him|for her|save him|save her|revive|"
    r"the other \w+ were |losses|victims|harmed"
)


def has_loss_word(low: str) -> bool:
    """Tell whether a lower-case sentence holds any word of loss."""
    if _words()[0].search(low) is not None or _TOLD_ROUNDABOUT.search(low) is not None or told_by_idiom(low):
        return True
    return "hospital" in low and HOSPITAL.search(low) is not None


def lossy(sentence: Sentence) -> bool:
    """Tell, once, whether a sentence holds a word of loss."""
    if sentence.lossy is None:
        sentence.lossy = has_loss_word(sentence.low)
    return sentence.lossy


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
    every = people_counts(low, base)
    framed = {base + match.end() for match in (*_FRAME.finditer(low), *_OF_THE_FIVE.finditer(low))}
    counts = {at: count for at, count in every.items() if at not in framed}
    out: list[Loss] = []
    out += _zero(sentence)
    zero_spans = [(loss.start, loss.end) for loss in out]
    regex, table = _words()
    for match in regex.finditer(low):
        start, end = base + match.start(), base + match.end()
        if any(z_start <= start < z_end for z_start, z_end in zero_spans):
            continue
        things = {"burned": _OF_THINGS, "burnt": _OF_THINGS, "died": _OF_FIRE}.get(match.group())
        if things is not None and things.match(low, match.end()):
            continue
        if screened("casualties", "none_unknown").search(low, max(0, match.start() - 40), match.end()):
            continue
        forms = table[match.group()]
        out += _read(sentence, (start, end), match.group(), forms, counts)
    if any(not loss.zero for loss in out):  # "a guard died; the doctors escaped unhurt": no word on the others
        out = [loss for loss in out if not loss.zero or not _SOME_UNHURT.search(loss.text)]
    out = [loss for loss in out if not told_of(sentence, loss, out)]
    tolls = find_updates(sentence, out, previous, counts)
    brings = _BRINGS_TO.search(low) is not None
    totals = [loss for loss in [*tolls, *out] if loss.kind == "killed" and (loss.best or 0) > 1]
    retold = (any(toll.kind == "killed" for toll in tolls) and bool(brings or _DIED_NOW.search(low))) or (
        brings and bool(totals)
    )
    if any(toll.kind == "killed" for toll in tolls):  # "… to 14 after three more bodies were found": among the 14
        out = [loss for loss in out if not (loss.kind == "killed" and _FOUND_LATER.search(loss.text))]
    out += tolls
    older = [loss for loss in out if _HAD_TOLD.search(sentence.before(loss.start, 50))]
    kinds = {loss.kind for loss in out if loss not in older and not loss.zero}
    first = [loss for loss in out if _AT_FIRST.search(sentence.before(loss.start, 90))]
    if first:  # "an earlier bulletin spoke of two killed and two wounded": the newer figures stand before it
        older = [*older, *first]
        kinds = {loss.kind for loss in [*previous, *out] if loss not in older and not loss.zero}
    out = [loss for loss in out if loss not in older or loss.kind not in kinds]
    out += find_indirect(sentence, every, out, previous)
    dead = {(loss.start, loss.best): loss.end for loss in out if loss.kind == "killed"}
    out = [  # "a lieutenant wounded on Tuesday died": not wounded and dead
        loss for loss in out if loss.kind != "injured" or dead.get((loss.start, loss.best), 0) <= loss.end
    ]
    if retold:  # "raised its losses to three after a lieutenant died of his wounds": he is one of them
        out = [
            loss
            for loss in out
            if loss.kind != "killed" or loss.best != 1 or loss.zero or any(loss is toll for toll in tolls)
        ]
    out = [replace(loss, more=True) if _ALSO.search(sentence.between(loss.start, loss.end)) else loss for loss in out]
    brought = _BROUGHT_TO.search(low)
    if brought:  # "bringing the night's losses to five dead and four wounded": of all that is told
        out = [replace(loss, whole=True) if 0 <= loss.start - base - brought.end() < 40 else loss for loss in out]
    out = without_the_dead(sentence, out)
    out = [said_again(on_each_side(sentence, loss), previous) for loss in out]
    out = [replace(loss, at_once=True) if _AT_ONCE.match(sentence.after(loss.end, 30)) else loss for loss in out]
    return included(sentence, sorted(without_doubles(out), key=lambda loss: (loss.start, loss.kind)))


_SOME_UNHURT = re.compile(r"^(?:(?:escaped|got away) (?:un|inj)|(?:he|she|they|its|the|his|her|their|and) )")
_FRAME = re.compile(
    r"(?:^|[,;:] )of (?:the|its|their|his) (?=[\w-]+ (?:[\w'’-]+ ){0,4}?(?!injured|wounded|killed|hurt)[\w'’-]+,)"
)


_OF_THE_FIVE = screen(  # "two of the five died": two
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|some|several|many|most|half|\d+) of the "
    r"(?=[\w-]+ (?:later |then |also |had |have |has |since )*(?:died|succumbed|(?:was|were) (?:killed|wounded|injured|"
    r"hurt))\b)"
)
_AT_ONCE = re.compile(r" (?:at once|on the spot|instantly|immediately|there and then|at the scene|outright)\b")


_BRINGS_TO = screen(
    r"\b(?:bring|tak|rais|push)(?:s|es|e|ing) (?:to [\w-]+ )?the (?:[\w'-]+ ){0,3}(?:number|toll|count|tally|total|"
    r"dead)\b"
)
_ALSO = re.compile(r" (?:was|were) also (?:\w+ly )?(?:killed|shot dead|wounded|injured|hurt)\b| also died\b")
_BROUGHT_TO = screen(
    r"\b(?:bring|brings|brought|bringing|took|taking|raised|raising) (?:the|its|their) (?:[\w'’-]+ ){0,3}(?:losses|"
    r"tolls?|count|total|tally|casualties|balance) to (?:at least |some |about )?"
)
_DIED_NOW = screen(
    r"\b(?:after|when|as|because) (?:an?|one|another|the) (?:[\w-]+ ){1,6}(?:died|succumbed)(?: of| to|"
    r" from)? (?:of |to |from )?(?:his|her|their) (?:wounds?|injur(?:y|ies))"
)
_AT_FIRST = screen(
    r"\b(?:(?:an? |the |its |their |one )(?:earlier|first|previous|initial|preliminary) (?:bulletin|statement|report|"
    r"count|figure|communiqu\w+|announcement|version|summary|dispatch)s?,?(?: [\w-]+){0,2}? (?:had )?(?:gave|given|"
    r"spoke|spoken|told|put|listed|counted|named|reported|mentioned|said|stated|claimed)|"
    r"(?:which|that|who|it|she|he|they|ministry|army|police|hospital|office|authorities) (?:had (?:put|counted)|"
    r"had (?:at )?(?:first|earlier|initially|previously|originally) (?:reported|spoken|given|put|counted|listed|"
    r"named)|"
    r"(?:at )?(?:first|earlier|initially|previously|originally) (?:had )?(?:reported|spoken|spoke|gave|given|put|"
    r"counted|"
    r"listed|named)))\b[^.;]{0,70}$"
)
_HAD_TOLD = re.compile(  # "three died, … a day after it had reported two dead"
    r"\b(?:had|which|after) (?:it |he |she |they )?(?:had )?(?:earlier |first |previously |initially )?"
    r"(?:reported|spoken of|announced|counted|given|confirmed|told of|put)(?: the (?:figures?|toll|number)s? as)? "
    r"(?:only |just )?$"
)
_FOUND_LATER = re.compile(r"\bmore\b.*\bbod(?:y|ies)\b|\bbod(?:y|ies)\b.*\bmore\b")


def _zero(sentence: Sentence) -> list[Loss]:
    out = []
    for match in screened("casualties", "none").finditer(sentence.low):
        words = match.group()
        if sentence.low.startswith((" until ", " before ", " so far this "), match.end()):
            continue  # "nobody had been hurt until Monday"
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
        if _SOME_UNHURT.match(words):
            kinds = ["injured"]  # one man's luck says nothing of the others
        also = _OR_ELSE.match(sentence.low, match.end())
        if also:  # "nobody was killed or wounded"
            kinds = ["killed", "injured"]
        for kind in kinds or ["killed", "injured"]:
            start = sentence.start + match.start()
            out.append(Loss(kind, 0, 0, 0, False, False, start, start + len(words), words, zero=True))
    return out


_OF_FIRE = re.compile(r" down\b| (?:away|out)(?! (?:from|on|in|at|of)\b)")  # "the fighting died down"
_OF_THINGS = re.compile(r" (?:out|down|up|to the ground|through|for (?:hours|days))\b")
_OR_ELSE = re.compile(r" or (?:\w+ )?(?:killed|hurt|injured|wounded|harmed)\b")


def _read(
    sentence: Sentence,
    at: tuple[int, int],
    word: str,
    forms: list[tuple[str, str]],
    counts: dict[int, Count],
) -> list[Loss]:
    start, end = at
    group = start or 1  # figures of one word of loss belong together: "killing two soldiers and a nurse"
    kinds = {form: kind for kind, form in forms}
    first = sentence.at(start)
    tokens = sentence.tokens
    previous = tokens[first - 1].low if first else ""
    if "nominal_of" in kinds:
        found = right_phrases(sentence, end, counts)
        return [make_loss(kinds["nominal_of"], item, word, start, end, group=group) for item in found]
    if (inverse := _INVERSE.match(sentence.low, start - sentence.start)) and not sentence.before(start, 3).strip():
        found = right_phrases(sentence, sentence.start + inverse.end(), counts)  # "Killed were a shepherd, 54, and …"
        return [make_loss(forms[0][0], item, word, start, end, group=group) for item in found]
    reduced = _reduced(sentence, start, end, word, counts)
    if reduced is not None:
        return [make_loss(forms[0][0], reduced, word, start, end, group=group)]
    if word == "losing" and _LIMB.match(sentence.low, end - sentence.start):
        return []  # "five were injured, one losing a leg"
    # a number right before the word: "55 hurt", "the four deaths", "12 dead", "four wounded"
    left = count_before(sentence, start, counts)
    if left is not None and word != "lives":
        kind = forms[0][0]
        row = left_phrases(sentence, start, counts) if left.count is not None and left.count.more else []
        if len(row) > 1:  # "a minister, Aram Avetisyan, and six others died"
            return [make_loss(kind, item, word, start, end, group=group) for item in row]
        if left.count is not None and left.count.more and "transitive" in kinds:  # "another shot dead nine people"
            hit = [item for item in right_phrases(sentence, end, counts) if item.count is not None]
            if hit:
                return [make_loss(kinds["transitive"], item, word, start, end, group=group) for item in hit]
        after = sentence.after(end, 30)
        if not (
            re.match(r" (?:soldier|officer|man|men|women|civilian|people|servic)", after) and "passive" not in kinds
        ):
            return [make_loss(kind, left, word, start, end, group=group)]
    if (
        "transitive" in kinds
        and previous
        not in {
            "was",
            "were",
            "been",
            "being",
            "is",
            "are",
            "be",
            "the",
            "their",
            "his",
        }
        and (previous != "of" or _ACCUSED.search(sentence.before(start, 90)))
    ):
        found = right_phrases(sentence, end, counts)
        if word in {"lost", "losing"} and (
            _NOT.search(sentence.before(start, 16)) or _LIMB.match(sentence.low, end - sentence.start)
        ):
            return []
        if word in {"lost", "losing"}:  # "lost nine of its men", not "lost two villages"
            found = [
                item
                for item in found
                if (item.count and item.noun == "own") or (not item.definite and is_person(item.noun, ""))
            ]
        if found:
            return [make_loss(kinds["transitive"], item, word, start, end, group=group) for item in found]
        if word.endswith("ing"):
            return []
    if kinds.keys() & {"transitive", "passive"} and (whom := whom_phrases(sentence, start, counts)):
        return [make_loss(forms[0][0], item, word, start, end, group=group) for item in whom]
    if word == "lives":
        claimed = re.search(r"(?:claim|cost|took|taken)\w* (?:the )?", sentence.before(start, 40))
        if claimed and sentence.after(end, 4).startswith(" of "):
            found = right_phrases(sentence, end + 3, counts)
            return [make_loss("killed", item, word, start, end, group=group) for item in found]
        return [make_loss("killed", left, word, start, end, group=group)] if left is not None and claimed else []
    if word == "dead" and (left_dead := _LEFT_DEAD.search(sentence.before(start, 160))):
        return [
            make_loss("killed", item, word, start, end, group=group)
            for item in right_phrases(sentence, start - len(left_dead.group("np")), counts)
            if item.start < start
        ]
    if word == "dead":
        shot = re.search(r"\b(?:shot|shoot\w*|gunned)\b(?P<np>[^,;.]{3,60}?)$", sentence.before(start, 70))
        if shot and shot.group("np").strip():
            found = right_phrases(sentence, start - len(shot.group("np")), counts)
            if found:
                return [make_loss("killed", item, word, start, end, group=group) for item in found]
    if _HIT_BY.match(word) and previous not in AUX | {"and", "or"} and not is_person(previous, ""):
        return []  # "four were wounded in a helicopter hit by gunfire"
    if "transitive" in kinds or word in {"burned", "burnt", "stabbed"}:
        acts = previous in {"had", "has", "have", "and", "who"} or previous.endswith("ly")
        if word == "stabbed" and previous not in AUX and _AND_HURT.match(sentence.after(end, 60)):
            return []  # "a boy stabbed and slightly wounded a guard"
        if acts and _ACTS_ON.match(sentence.after(end, 14)):
            return []  # "a crowd had burned the consulate"
    if "passive" in kinds or "intransitive" in kinds:
        kind = kinds.get("passive") or kinds["intransitive"]
        if previous in {"the", "of"} and word in {"dead", "wounded", "injured", "killed", "missing", "hurt"}:
            return []
        found = left_phrases(sentence, start, counts) or _first_subject(sentence, start, counts)
        return [make_loss(kind, item, word, start, end, group=group) for item in found]
    return []


_ALSO_WERE = re.compile(r"(?:,|,? and) (?:then |later |afterwards )?$")
_WERE_DONE = re.compile(r"\b(?:was|were|had been|have been|has been) (?:\w+ly )?[a-z]+(?:ed|en|t|d)\b")


def _first_subject(sentence: Sentence, start: int, counts: dict[int, Count]) -> list[Phrase]:
    """Return the subject of a row of verbs that ends at `start`: "Nine men were taken off a bus, searched and shot"."""
    before = sentence.before(start, 160)
    if not _ALSO_WERE.search(before) or ";" in before:
        return []
    done = [match for match in _WERE_DONE.finditer(before) if not _NEW_SUBJECT.search(before, match.end())]
    return left_phrases(sentence, start - len(before) + done[0].start(), counts) if done else []


_NEW_SUBJECT = re.compile(r"\b(?:and|while|but|,) [^,;]{2,60} (?:was|were|had|has|have|is|are|died)\b")


_LIMB = re.compile(
    r" (?:an?|his|her|their|both|one|two) (?:\w+ )?(?:legs?|foot|feet|arms?|hands?|eyes?|limbs?|fingers?|toes?|"
    r"sight|hearing)\b"
)
_NOT = re.compile(r"\b(?:not|never|without|hardly|n't) (?:\w+ )?$")
_INVERSE = re.compile(r"(?:killed|wounded|injured|dead|hurt) (?:was|were|are) ")
_THE_N = re.compile(r"\b(?:the|of the|all) $")
_ACCUSED = re.compile(r"\b(?:accus|blam)\w+ [^,;.]{2,70} (?:of|for) $")
_HIT_BY = re.compile(r"(?:hit|struck|cut|grazed) by ")
_AND_HURT = re.compile(
    r" and (?:\w+ly )?(?:wounded|injured|killed|hurt) (?:an?|the|his|her|one|two|three|four|five|\d+)\b"
)
_ACTS_ON = re.compile(
    r" (?!(?:an?|the|one|two|three) (?:\w+ )?(?:day|night|week|morning|evening|afternoon|month|year|hour|"
    r"previous|next|following|same)s?\b)(?:an?|the|his|her|their|its|one|two|three|four|five|six|seven|eight|nine|ten|"
    r"\d+|at least|several)\b"
)


def _reduced(sentence: Sentence, start: int, end: int, word: str, counts: dict[int, Count]) -> Phrase | None:
    """Return "the 12 people" of "the 12 people wounded included …", where the word of loss has no object of its own."""
    if word not in {"wounded", "injured", "killed", "hurt"} or _ACTS_ON.match(sentence.after(end, 14)):
        return None
    for at, count in counts.items():
        noun = sentence.between(at + count.end - count.start, start).strip()
        if at < start and noun and " " not in noun and is_person(noun, "") and _THE_N.search(sentence.before(at, 8)):
            text = sentence.between(at, start).strip()
            return None if count.best is None else Phrase(at, start, text, count, noun)
    return None


_LEFT_DEAD = re.compile(r"\b(?:left|leaving|leaves|leave) (?P<np>[^;.]{3,150}?)$")
