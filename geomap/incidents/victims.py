"""Whose losses they are: the party of each figure, from its phrase, the attack and the speaker."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.incidents.lexicon import word_set
from geomap.incidents.numbers import find_counts
from geomap.incidents.people import FIGHTERS, in_trade
from geomap.incidents.screen import screen
from geomap.incidents.tolls import RANKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.actors import PartyMention
    from geomap.incidents.claims import Attribution
    from geomap.incidents.losses import Loss
    from geomap.incidents.structure import Sentence


_OWN_DEED = re.compile(
    r"\b(?:it|they|we|(?:its|their|our) (?:own )?(?:[\w-]+ )?(?:army|forces|troops|units|fighters|men|man|"
    r"bomber|members|militants|gunmen|aircraft|drones|"
    r"artillery|snipers)) (?:had |have |has )?(?:(?!that|which|who|was|were|behind|said)[\w'-]+ ){0,7}$"
)
_OWN_DEED_ALSO = re.compile(  # "said its fighters had attacked a post in X on Monday, " killing nine
    r"\b(?:its|their|our) (?:[\w-]+ )?(?:forces|troops|units|fighters|men|bomber|members|militants|gunmen|artillery|"
    r"aircraft|drones|army) (?:had |have )?(?!that|which|who|was|were|behind|said|came|repelled)(?:[\w'-]+ ){2,12}?"
    r"(?:[\w'-]+, )$"
)
_CLAIMS_TO = re.compile(r"\bclaim(?:s|ed|ing) to have (?:[\w-]+ ){0,2}$")
_UNIFORM = re.compile(
    r"\b(?:soldier|serviceman|servicemen|conscript|border guard|policem|officer|military personnel|troops|guards)\b"
)
_KILLING = re.compile(r"(?:kill|wound|injur|shoot|shot|gunn|execut)\w*\b")
_OF_SPEAKER = re.compile(
    r"\b(?:its|their|our)\b|\b(?:his|her) (?:own )?(?:[\w-]+ )?(?:men|soldiers|troops|forces|army|fighters|"
    r"comrades)\b"
)
_OWN_LOSSES = screen(r"\b(?:its|their) (?:own )?(?:losses|dead|casualties|toll|fatalities)\b")


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
    voice: str = "",
    voice_here: bool = False,
    heard: int = 0,
    voices: Sequence[Attribution] = (),
) -> list[Loss]:
    """Return `losses` with the party each belongs to: a party key, "civ" or "".

    Order of evidence: a nation or group in the phrase; a civilian noun; "its", "their" = the speaker; "others",
    "another" = the figure before; "on the X side"; the target of the attack; the attacker's opponent; a soldier
    in the speaker's own report. What stands before offset `heard` is not in the speaker's words ("X killed two, hours
    after Y reported …").  Where several `voices` are quoted, a figure is in the words of the one before it.
    """
    civilian = word_set("parties", "forces", "CVL")
    armed_words = word_set("parties", "armed_nouns")
    out: list[Loss] = []
    whole = speaker
    for loss in losses:
        speaker = "" if loss.end <= heard or _unheard(loss, voices, sentence) else _voice_of(loss, voices) or whole
        later = [other.start for other in losses if other.group == loss.group and other.start > loss.start]
        stop = min([*later, loss.end])  # "two of its soldiers and three policemen of X": X is of the latter
        low = sentence.between(max(loss.start, sentence.start), min(stop, sentence.end))
        low = _ASIDE_PART.split(low)[0]  # "78 people, three of them civilians": not 78 civilians
        noun = loss.noun
        nations = [m for m in mentions if m.name_start < stop and loss.start < m.end and m.form != "role"]
        is_civ = (noun in civilian or (in_trade(noun) and not nations)) or any(
            f" {word}" in f" {low}"
            for word in ("civilian", "children", "residents", "villager", "worshippers", "passers-by")
        )
        is_armed = noun in armed_words or _UNIFORM.search(low) is not None
        if loss.whole and not loss.zero and _ON_EACH.search(sentence.low):
            out.append(replace(loss, speaker=speaker))
            continue
        key = ""
        head_in = [m for m in nations if m.start >= loss.start - 2 or m.name_start >= loss.start]
        side = re.search(r"on the (?:[\w-]+ )?side", sentence.before(loss.start, 50))
        side_after = re.match(
            r"\s?(?:on|among|by|to|from) (?:the )?(?:[\w-]+ )?(?:side|forces|troops|army|units)\b",
            sentence.after(loss.end, 50),
        )
        loser = _loser(loss, mentions, sentence) or _whose(loss, mentions, sentence)
        if loser:
            key = loser
        elif is_civ and not is_armed:
            key = "civ"
        elif head_in:
            key = head_in[0].key
        elif speaker and (
            _OF_SPEAKER.search(f"{low} {loss.text}{sentence.after(loss.end, 15)}")
            or (noun == "" and _OWN_LOSSES.search(sentence.low))
        ):
            key = speaker
        elif attacker and _LOST_OWN.search(loss.text):
            key = attacker
        elif side:
            near = [
                m for m in mentions if loss.start - 60 <= m.name_start and m.name_end <= loss.start and m.form != "role"
            ]
            key = near[-1].key if near else ""
        if not key and not noun and _BY_ITSELF.search(sentence.before(loss.start, 40)):
            key = speaker  # "X reports three killed"
        if not key and speaker and "of them" in loss.text and _OWN_MEN.search(sentence.before(loss.start, 160)):
            key = speaker  # "its men had merely answered, and one of them was hurt"
        if not key and not noun and (owner := _right_before(loss, mentions)):
            key = owner  # "X one dead, Y two dead"
        if not key and side_after:
            near = [m for m in mentions if loss.end - 1 <= m.start < loss.end + 40 and m.form != "role"]
            key = near[0].key if near else ""
        if not key and (loss.more or noun in {"others", "another", "more", "other", "one", ""}) and not loss.zero:
            prior = [item for item in [*previous, *out] if item.key and item.start < loss.start and not item.zero]
            same = [
                item for item in prior if item.kind == loss.kind and item.best == loss.best and loss.best is not None
            ]
            if noun == "" and not loss.more:  # "and six wounded" goes on in the sentence; a bare toll does not
                prior = same or [item for item in prior if item.start >= sentence.start]
            prior = same or [item for item in prior if item.kind == loss.kind] or prior if not loss.more else prior
            near_prior = [item for item in prior if loss.start - item.end < (1500 if loss.more and is_armed else 400)]
            key = near_prior[-1].key if near_prior else ""
        if not key and is_armed:
            theirs = "" if FIGHTERS.search(noun) and not noun.startswith("fighter") else speaker
            key = target or opposite.get(attacker, "") or theirs  # "four insurgents fell, police said": not police
        told = sentence.before(loss.start, 90)
        own_deed = _OWN_DEED.search(told) or _CLAIMS_TO.search(told) or _OWN_DEED_ALSO.search(told)
        if (
            not is_civ
            and not loss.zero
            and (_THE_ENEMY.search(told) or _BOASTED.search(sentence.before(loss.start, 140)))
        ):
            out.append(replace(loss, key=opposite.get(speaker, key), speaker=speaker, enemy=True))
            continue
        if speaker and not is_civ and _KILLING.match(sentence.after(loss.start, 12)) and own_deed:
            out.append(replace(loss, key=opposite.get(speaker, key), speaker=speaker, enemy=True))
            continue
        if not key and (noun == "" or (is_armed and voice_here)) and not loss.zero:
            key = voice
        if not key and loss.zero:
            key = speaker if re.search(r"\b(?:its|their|our|own)\b", sentence.low) else ""
        enemy = bool(speaker and key and key not in {"civ", speaker} and opposite.get(speaker) == key)
        if (loser and not _LOSSES_AT.search(sentence.before(loss.start, 40))) or (
            enemy and sentence.between(*sentence.clause_span(loss.start)).startswith("which")
        ):
            enemy = False  # "X said it would react to the battle, in which …": the reporter tells the toll
        if (loss.key, loss.speaker, loss.enemy) != (key, speaker, enemy):
            loss = replace(loss, key=key, speaker=speaker, enemy=enemy)  # noqa: PLW2901 - the same with its party
        out.append(loss)
    return _comrades(out)


_ON_EACH = re.compile(r"\b(?:each|either) side\b|\bfrom each\b")


def _comrades(losses: list[Loss]) -> list[Loss]:
    """Return `losses` with those told of in a list with others of an army: "a general, a colonel and five other Xs"."""
    owners = {loss.group: loss.key for loss in losses if loss.group and loss.more and loss.key not in {"", "civ"}}
    armed = word_set("parties", "armed_nouns") | RANKS
    return [
        replace(loss, key=owners[loss.group]) if not loss.key and loss.group in owners and loss.noun in armed else loss
        for loss in losses
    ]


def _voice_of(loss: Loss, voices: Sequence[Attribution]) -> str:
    """Return the party in whose words a figure is, where a sentence quotes several ("X put …, while Y said …")."""
    named = [voice for voice in voices if voice.key and voice.kind in {"assert", "admit"}]
    if len({voice.key for voice in named}) < 2:
        return ""
    before = [voice for voice in named if voice.start <= loss.start]
    return before[-1].key if before else ""


_THE_ENEMY = re.compile(  # "the enemy had lost up to five men", "enemy losses were at least"
    r"\b(?:the (?:enemy|adversary|opponent|other (?:side|army)|opposing (?:side|army))|enemy)(?:['’]s)?"
    r"(?: (?:forces|side|army|troops|soldiers|units))? (?:had |has |have |also |itself )*(?:(?:lost|suffered|losses|"
    r"casualties|were|was|of|taken|taking) )*$"
)
_BOASTED = re.compile(  # "the jihadists boasted of the assault but spoke of seven dead"
    r"\b(?:jihadis?ts?|militants?|insurgents?|rebels?|guerrillas|extremists|terrorists|militia)\b[^.;]{0,80}"
    r"\b(?:spoke of|speaks of|boasted of|boasts of|bragged of|gave)(?: (?!own)[\w-]+){0,2} $"
)


def _unheard(loss: Loss, voices: Sequence[Attribution], sentence: Sentence) -> bool:
    """Tell whether a figure stands in a part of the sentence before anybody is quoted: "four wounded; X reports …"."""
    named = [voice for voice in voices if voice.key]
    return bool(named) and named[0].start > loss.end and ";" in sentence.between(loss.end, named[0].start)


_LOST = re.compile(r"\b(?:lost|losing|loses)\b")
_BEFORE_LOST = re.compile(
    r"(?:,? (?:on|in|by|since) [\w ]{3,24}?,?)?(?: (?:has|have|had|also|itself|alone|said it|says it))* ?$"
)


def _loser(loss: Loss, mentions: Sequence[PartyMention], sentence: Sentence) -> str:
    """Return the party that "X on Tuesday lost seven servicemen" tells of, or ""."""
    if loss.kind != "killed" or not _LOST.match(sentence.after(loss.start, 10)):
        return ""
    for mention in reversed(mentions):
        if mention.form == "role" or mention.end > loss.start:
            continue
        return mention.key if _BEFORE_LOST.fullmatch(sentence.between(mention.end, loss.start)) else ""
    return ""


_OWN_MEN = re.compile(r"\b(?:its|their) (?:own )?(?:men|soldiers|servicemen|troops|units|guards|forces|fighters)\b")
_BY_ITSELF = re.compile(
    r"\b(?:reports|reported|acknowledges|acknowledged|admits|admitted|confirmed|confirms|counts|counted|lists|listed)"
    r"(?: only| just| at least)? $"
)


def _right_before(loss: Loss, mentions: Sequence[PartyMention]) -> str:
    """Return the country that stands right before a figure: "Armenia one dead, Azerbaijan two dead", or ""."""
    near = [m for m in mentions if m.form in {"country", "capital"} and 0 <= loss.start - m.name_end <= 2]
    return near[-1].key if near else ""


_LOSSES_AT = re.compile(
    r"\b(?:losses|casualties|dead|tolls?|deaths|fatalities) (?:at|to) (?:at least |about |some |no fewer than )?$"
)


def _whose(loss: Loss, mentions: Sequence[PartyMention], sentence: Sentence) -> str:
    """Return the party of "put X losses at 14 dead", or ""."""
    told = _LOSSES_AT.search(sentence.before(loss.start, 40))
    if told is None:
        return ""
    begin = loss.start - len(sentence.before(loss.start, 40)) + told.start()
    near = [m for m in mentions if m.form != "role" and 0 <= begin - m.name_end <= 3]
    return near[-1].key if near else ""


_ASIDE_PART = re.compile(r", (?:[\w-]+ ){0,3}(?:of them|of whom|among them|including)\b")
_LOST_OWN = re.compile(
    r"\bof (?:its|their|his|her) own\b.*\blos(?:t|ing)\b|\blos(?:t|ing)\b.*\bof (?:its|their|his|her) own\b"
)
_PERPETRATORS = frozenset(
    {"attackers", "attacker", "assailants", "assailant", "bomber", "bombers", "gunman", "gunmen", "raiders", "knifeman"}
)
_ENEMIES = frozenset(
    {
        "terrorists", "terrorist", "militants", "militant", "insurgents", "insurgent", "jihadists", "rebels", "rebel",
        "bandits", "extremists", "guerrillas", "saboteurs", "fighters", "combatants", "gangsters", "islamists",
    }
)  # fmt: skip


_IN_ACT = screen(r"\b(?:two|three|both) (?:\w+ )?(?:attackers|assailants|gunmen|bombers|militants)\b")


def _beside(loss: Loss, losses: Sequence[Loss]) -> bool:
    """Tell whether one word of loss tells of others too ("five soldiers and a gunman were killed")."""
    return any(other is not loss and other.kind == loss.kind and other.group == loss.group for other in losses)


def discount_attackers(losses: list[Loss], sentence: Sentence, *, officials: bool) -> list[Loss]:
    """Return `losses` with those of the attackers marked as a claim about the enemy.

    `officials`: a state's office or force speaks; then militants and rebels are its enemy too.
    """
    in_act = _IN_ACT.search(sentence.low)
    return [
        replace(loss, enemy=True)
        if not loss.enemy
        and not loss.zero
        and (
            (loss.noun in _PERPETRATORS and (officials or not _beside(loss, losses)))
            or _OF_PERPETRATORS.match(sentence.after(loss.end, 60))
            or _PERPETRATORS_LEFT.search(sentence.before(loss.start, 60))
            or (loss.noun in {"other", "one", "third"} and in_act is not None)
            or (
                officials
                and loss.noun in _ENEMIES
                and (not loss.key or loss.key.startswith(("group:", "role:")))
                and not (loss.key and loss.key == loss.speaker)
                and not _OWN_FIGHTERS.search(loss.text)
            )
        )
        else loss
        for loss in losses
    ]


_OF_PERPETRATORS = re.compile(
    r"(?: [\w-]+){0,3} (?:left (?:behind )?by|abandoned by|lost by|of|from among|among) (?:the )?(?:attackers|"
    r"assailants|raiders|intruders|infiltrators|gunmen|bombers)\b"
)
_PERPETRATORS_LEFT = re.compile(
    r"\b(?:attackers|assailants|raiders|intruders|infiltrators|militants|insurgents|terrorists|rebels|"
    r"gunmen) (?:had |have )?(?:left|lost|abandoned)(?: behind)? $"
)
_OWN_FIGHTERS = re.compile(r"\b(?:its|their|our|his)\b")


_NATIONS = frozenset({"demonym", "country"})
_NATION_NEAR = 24  # characters from a number to its nation
_OF_NATION = {  # by whether the nation is a demonym: "four of them Armenians", "three from the Azerbaijani side"
    True: re.compile(r" (?:of (?:them|whom) (?:were )?|were |(?:of them )?(?:from|on|of|in) (?:the )?)?"),
    False: re.compile(r" (?:of (?:them|whom) )?(?:were )?(?:from|for|in|of|by|on the side of) "),
}


def split_by_nation(losses: list[Loss], mentions: Sequence[PartyMention], sentence: Sentence) -> list[Loss]:
    """Return `losses` with a total that the sentence breaks down by nation replaced by its parts.

    "Seven soldiers died, four of them Armenians and three Azerbaijanis": four and three, if they add up.
    """
    if len({m.key for m in mentions if m.form in _NATIONS}) < 2 or not losses:
        return losses
    parts: list[tuple[int, int, str]] = []
    for count in find_counts(sentence.low):
        at, end = sentence.start + count.start, sentence.start + count.end
        nation = next((m for m in mentions if end <= m.name_start <= end + _NATION_NEAR and m.form in _NATIONS), None)
        gap = sentence.between(end, nation.name_start) if nation else ""
        if nation is not None and count.best is not None and _OF_NATION[nation.form == "demonym"].fullmatch(gap):
            parts.append((at, count.best, nation.key))
    if len(parts) < 2 or len({key for _, _, key in parts}) < len(parts):
        return losses
    out: list[Loss] = []
    for loss in losses:
        inside = [part for part in parts if part[0] >= loss.start]
        if loss.best is None or loss.zero or sum(best for _, best, _ in inside) != loss.best or len(inside) < 2:
            out.append(loss)
            continue
        out += [
            replace(
                loss,
                low=best,
                best=best,
                high=best,
                start=at,
                end=max(at + 1, loss.end),
                key=key,
                group=loss.start,
                part=False,
            )
            for at, best, key in inside
        ]
    return out
