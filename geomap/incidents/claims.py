"""Who says what: attributions, blame, denial, and the initiator that follows from them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geomap.incidents.lexicon import load, matcher, pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.actors import PartyMention
    from geomap.incidents.events import Trigger
    from geomap.incidents.structure import Sentence

_FIRE_HEADS = frozenset(
    "fire gunfire shelling drone drones attack attacks strike strikes airstrike airstrikes bombardment mortars guns aggression "
    "provocation incursion bullet bullets shells shell rockets missiles missile rocket sniper snipers artillery warplanes jets "
    "aircraft helicopters mine mines territory saboteurs".split()
) | {"sabotage group", "air strikes", "artillery fire", "small-arms fire", "sniper fire"}
_TARGET_HEADS = frozenset("positions position posts post outpost outposts trenches lines defences checkpoint".split())
_ATTACK_VERB = (
    r"(?:fir(?:ed|ing|es?)|open(?:ed|ing)? (?:\w+ )?fire|opened up|shell(?:ed|ing|s)|bombard(?:ed|ing)|attack(?:ed|ing|s)|struck|strikes?|hit|pound(?:ed|ing)|"
    r"target(?:ed|ing|s)|launch(?:ed|ing|es)|ambush(?:ed|ing)|raid(?:ed|ing)|storm(?:ed|ing)|bomb(?:ed|ing)|shot|shooting|us(?:ed|ing)|violat(?:ed|ing)|"
    r"broke the|breached|cross(?:ed|ing)|advanc(?:ed|ing)|kill(?:ed|ing)|drove|ramm?(?:ed|ing)|stabb(?:ed|ing)|assault(?:ed|ing)|resorted|subjected|"
    r"seiz(?:ed|ing)|captur(?:ed|ing)|abduct(?:ed|ing)|kidnapp(?:ed|ing)|detonat(?:ed|ing)|blew|threw|hurl(?:ed|ing)|burn(?:ed|ing)|torched|gunn?(?:ed|ing) down|"
    r"carried out|overr[au]n|infiltrat(?:ed|ing)|tried to|attempted to|set fire|went from|gone from|beat|rob(?:bed|bing)|execut(?:ed|ing)|wound(?:ed|ing)|injur(?:ed|ing))"
)
_PASSIVE = re.compile(r"\b(?:was|were|been|being|be|is|are|got|came|come|coming)\b(?: \w+)?$")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is quoted in a sentence: party key ("" = not a party or not known), words, verb, what kind of saying."""

    key: str
    speaker: str
    verb: str
    kind: str  # assert, deny, dispute, blame, both, respond
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Blame:
    """One told attacker: the key of the attacker and, where told, of the target; ``speaker`` is who says so."""

    attacker: str
    target: str
    speaker: str
    start: int
    end: int
    denied: bool = False


@lru_cache(maxsize=1)
def _verbs() -> dict[str, re.Pattern[str]]:
    return {
        kind: matcher(load("attribution")[kind]) for kind in ("both", "deny", "dispute", "admit", "blame", "assert")
    }


@lru_cache(maxsize=1)
def _nouns() -> re.Pattern[str]:
    return matcher(re.escape(word) for word in load("attribution")["speech_nouns"])


def find_attributions(
    sentence: Sentence, parties: Sequence[PartyMention], *, last: Attribution | None
) -> list[Attribution]:
    """Return who is quoted in `sentence`, by position.

    Parameters
    ----------
    sentence, parties
        The sentence and the parties named in it.
    last
        The attribution before this sentence: "it", "the ministry" and "their command" point back to it.
    """
    low, base = sentence.low, sentence.start
    found: list[Attribution] = []
    taken: list[tuple[int, int]] = []
    for kind, regex in _verbs().items():
        for match in regex.finditer(low):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            if (
                kind == "assert"
                and match.group() in {"reported", "mentioned", "noted"}
                and re.search(r"\b(?:was|were|been|be|is|are|nobody was|not)(?: \w+)? $", low[: match.start()][-20:])
            ):
                continue
            taken.append(match.span())
            key, speaker = _speaker(
                sentence,
                parties,
                base + match.start(),
                base + match.end(),
                match.group(),
                last or (found[-1] if found else None),
            )
            found.append(Attribution(key, speaker, match.group(), kind, base + match.start(), base + match.end()))
    said = [item for item in found if item.kind == "assert" and (item.key or item.speaker)]
    for number, item in enumerate(found):
        if item.kind in {"deny", "dispute"} and not item.key and said:  # "X says that this never took place"
            voice = min(said, key=lambda other: abs(other.start - item.start))
            found[number] = Attribution(voice.key, voice.speaker, item.verb, item.kind, item.start, item.end)
    return sorted(found, key=lambda item: item.start)


def _speaker(
    sentence: Sentence, parties: Sequence[PartyMention], start: int, end: int, verb: str, last: Attribution | None
) -> tuple[str, str]:
    offices = [m for m in parties if m.form != "role" or m.sector in {"COP", "MIL"}]
    text = sentence.text
    base = sentence.start
    if verb == "according to":
        rest = sentence.after(end, 80)
        words = re.match(
            r" (?P<np>(?:the |a |an |its |their )?[\w' -]{2,70}?)(?:,|\.|;| that| was| were| had| has| who|$| on | at )",
            rest,
        )
        limit = end + (words.end("np") if words else 40)
        right = [m for m in offices if m.start >= end - 1 and m.name_start < limit]
        if right:
            return right[0].key, text[right[0].start - base : right[0].end - base]
        if (
            words
            and last is not None
            and re.search(
                r"\b(?:ministry|service|statement|command|it|them|officials|military|army)\b", words.group("np")
            )
        ):
            return last.key, last.speaker
        return "", words.group("np").strip() if words else ""
    clause = sentence.before(start, 110)
    cut = max(clause.rfind(mark) for mark in (";", "“", "”", " that ", ". "))
    left = clause[cut + 1 :] if cut >= 0 else clause
    near = [
        m
        for m in offices
        if m.name_end <= start and start - m.name_end <= len(left) and not _object_of_verb(sentence, m)
    ]
    if near:
        mention = near[-1]
        between = sentence.between(mention.end, start)
        if len(between) < 60 and not re.search(
            r"\b(?:that|which|who|killed|wounded|fired|shelled|was|were)\b", between
        ):
            own = _possessor(sentence, mention)
            return mention.key, own or text[mention.start - base : mention.end - base]
    noun = None
    for match in _nouns().finditer(left):
        noun = match
    if noun is not None and len(left) - noun.end() < 45:
        phrase = re.search(
            r"(?:(?:the|a|an|its|their|his|one|local|health|senior)\s)?(?:[\w'-]+\s){0,2}$", left[: noun.start()]
        )
        words = (left[phrase.start() : noun.end()] if phrase else noun.group()).strip()
        inside = [
            m
            for m in offices
            if base + len(sentence.before(start, 110)) * 0 <= m.name_start < start
            and m.name_end <= start
            and start - m.name_start < 110
        ]
        if re.match(r"(?:their|its|his)\b", words) and inside:
            return inside[-1].key, words
        group = [
            m
            for m in parties
            if m.name_end <= start and m.form in {"group", "entity", "role"} and m.sector not in {"CVL", "COP"}
        ]
        if group and re.search(
            r"\b(?:group|movement|organi[sz]ation|militia|rebels|separatists|militants|guerrillas)\b", words
        ):
            return group[-1].key, words
        if (
            last is not None
            and last.key
            and re.search(
                r"\b(?:ministry|service|command|spokes\w+|statement|their|its|military|army|bulletin)\b", words
            )
        ):
            return last.key, words if re.search(r"their|its", words) else last.speaker
        return "", words
    pronoun = re.search(r"\b(it|they|he|she)(?: \w+){0,2} ?$", left.strip()) or re.match(r"\s*(it|they|he|she)\b", left)
    if pronoun and last is not None:
        return last.key, last.speaker
    person = re.search(r"((?:[A-Z][\w’'-]+ ){1,3})$", sentence.text[max(0, start - base - 60) : start - base])
    return "", person.group(1).strip() if person else ""


def _possessor(sentence: Sentence, mention: PartyMention) -> str:
    return ""


def _object_of_verb(sentence: Sentence, mention: PartyMention) -> bool:
    """Tell whether a mention is what another speech verb blames ("accused Armenia …")."""
    before = sentence.before(mention.start, 24)
    return bool(
        re.search(r"\b(?:accus\w+|blam\w+|by|on|at|against|from|told|between|towards?)(?: the| an?)? $", before)
    )


def find_blames(
    sentence: Sentence,
    parties: Sequence[PartyMention],
    triggers: Sequence[Trigger],
    *,
    speaker: str,
    opposite: dict[str, str],
) -> list[Blame]:
    """Return who attacks whom in `sentence`, by patterns around the party mentions.

    "X fired at Y", "Y was hit by X fire", "fire from X territory", "blamed X", "X foiled an attack" (then the
    attacker is the other side), "only replying to X fire" (X began it, says the speaker).
    """
    out: list[Blame] = []
    low = sentence.low
    sides = [m for m in parties if m.sector not in {"CVL"} or m.form == "role"]
    targets: list[PartyMention] = []
    attackers: list[PartyMention] = []
    for m in sides:
        before = sentence.before(m.start, 60)
        direct = sentence.before(m.name_start, 40)
        after = sentence.after(m.end, 80)
        head = m.head
        if (
            m.form in {"demonym", "country", "entity", "group", "capital"}
            and (head in _FIRE_HEADS or head.split()[-1:] and head.split()[-1] in _FIRE_HEADS)
            and not re.search(r"\b(?:denied|reject\w*|foil\w*)\b", before[-15:])
        ):
            if head == "territory" and not re.search(r"\bfrom (?:the )?$", direct):
                continue
            attackers.append(m)
            continue
        if (
            head in _TARGET_HEADS
            and re.search(r"\bfrom (?:the )?$", direct)
            and re.search(r"(?:fire|fired|shots?|shelling|shot|launched|bullets?)\b.{0,30}from (?:the )?$", before)
        ):
            attackers.append(m)
            continue
        if (
            head in _TARGET_HEADS
            or re.search(
                r"\b(?:on|at|against|towards?|upon|of) (?:an? |the |its |several |some |two |three )?$", direct
            )
            and m.sector in {"MIL", "COP", "CVL", ""}
            and re.search(
                r"\b(?:fir\w+|shot|shoot\w*|attack\w*|fire|strike\w*|struck|shell\w*|drones?|used|assault\w*|ambush\w*|targeted|wounding|killing|bombard\w*|pound\w*|hit|raid\w*) (?:\w+ ){0,3}(?:on|at|against|towards?|upon|of) (?:an? |the |its |several |some )?$",
                before,
            )
        ):
            targets.append(m)
            continue
        if (
            re.search(r"\b(?:accus\w+|blam\w+)(?: the| an?)? $", before)
            or re.search(r"\b(?:responsib\w+|blame) (?:on|lies with) (?:the )?$", before)
            or re.search(
                r"\b(?:accus\w+|blam\w+)(?: the| an?)? (?:leadership |authorities |forces |soldiers )?(?:in |of )?$",
                direct,
            )
        ):
            attackers.append(m)
            continue
        if re.search(r"\b(?:by|from) (?:an? |the |suspected |what \w+ called (?:an? )?)?$", direct) and m.form != "capital" and re.search(r"\b(?:attack\w*|fir\w+|shot|killed|wounded|injured|shell\w+|hit|struck|dead|launched|ambush\w*|targeted|planted|steps|operation|strikes?|used|carried out|bombard\w*|hurt|died|opened|detonated|abducted|kidnapped|burned) (?:[\w'’-]+ ){0,6}(?:by|from) (?:an? |the |suspected |what \w+ called (?:an? )?)?$", sentence.before(m.name_start, 90)) and not re.search(r"\b(?:said|reported|announced|claimed|confirmed|given) by (?:the )?$", before):  # fmt: skip
            attackers.append(m)
            continue
        verb = re.match(rf"(?P<gap>(?:,? [\w'’-]+){{0,7}}?),? (?P<verb>{_ATTACK_VERB})\b", after)
        if verb and (m.sector in {"MIL", "COP", "REB", "PAF", "UNK", ""} or m.form == "role"):
            gap = verb.group("gap")
            if (
                m.form in {"country", "capital"}
                and not head
                and (
                    len(gap.split()) > 3
                    or re.search(r"\b(?:of|in|near|outside|from|at|to|with|de|into|across|over) (?:the )?$", direct)
                )
            ):
                continue
            tail = after[verb.end() : verb.end() + 20]
            defends = re.search(r"\b(?:foil\w*|repel\w*|repuls\w*|thwart\w*|repelled|downed|intercept\w*)\b", gap)
            passive = (
                _PASSIVE.search(gap)
                and not re.search(r"\b(?:have|has|had) been$", gap)
                or (re.search(r"\b(?:been|being)$", gap) and not verb.group("verb").endswith("ing"))
            )
            if passive or re.search(r"\bunder$", gap) or re.match(r" by\b", tail):
                if m.sector in {"MIL", "COP", "CVL", ""} and not re.match(r"kill|wound|injur|shot", verb.group("verb")):
                    targets.append(m)
            elif defends:
                targets.append(m)
            elif re.search(
                r"\b(?:said|says|announced|reported|told|denied|accus\w+|blam\w+|claimed|insisted|maintains?|mentioned|statement|spoke\w*|sources?|when|that|who|which|after|where|while|and)\b",
                gap,
            ) and not re.search(rf"\bwho (?:had )?{verb.group('verb')}", gap + " " + verb.group("verb")):
                continue
            elif re.match(r" (?:into the air|salutes?|tear gas)", tail):
                continue
            elif verb.group("verb") in {
                "tried to",
                "attempted to",
                "advanced",
                "crossed",
                "carried out",
            } or _near_trigger(triggers, m, verb.group("verb"), gap):
                attackers.append(m)
            continue
        if re.match(r"(?: [\w'’-]+){0,3} (?:foiled|repelled|repulsed|thwarted|beat back)\b", after) and m.sector in {
            "MIL",
            "GOV",
            "",
        }:
            targets.append(m)
            other = opposite.get(m.key, "")
            if other:
                out.append(Blame(other, m.key, speaker or m.key, m.start, m.end))
    answer = pattern("attribution", "respond").search(low)
    for m in attackers:
        target = next((t.key for t in targets if t.key != m.key), "")
        own_answer = answer and speaker and m.key == speaker and abs(sentence.start + answer.start() - m.name_end) < 70
        if own_answer:
            out.append(Blame(opposite.get(speaker, ""), speaker, speaker, m.start, m.end))
            out.append(Blame(m.key, opposite.get(m.key, ""), "", m.start, m.end))
            continue
        out.append(Blame(m.key, target, speaker, m.start, m.end))
    if not attackers and targets:
        t = targets[0]
        other = opposite.get(t.key, "")
        if other:
            out.append(Blame(other, t.key, speaker, t.start, t.end))
    if answer and speaker and not any(blame.speaker == speaker and blame.attacker != speaker for blame in out):
        other = opposite.get(speaker, "")
        if other:
            out.append(Blame(other, speaker, speaker, sentence.start + answer.start(), sentence.start + answer.end()))
    return out


def _near_trigger(triggers: Sequence[Trigger], mention: PartyMention, verb: str, gap: str) -> bool:
    if verb in {"killed", "wounded", "injured", "shot", "hit", "struck"} and len(gap.split()) > 2:
        return False
    return any(0 <= t.start - mention.end <= 90 or verb in t.text for t in triggers) or verb in {
        "killed",
        "wounded",
        "injured",
        "shot",
    }


def initiator(
    blames: Sequence[Blame], attributions: Sequence[Attribution], sides: dict[str, str], *, fallback: str
) -> tuple[str, str]:
    """Return (initiator, reason): a, b, disputed or unknown.

    Disputed when both sides are named as the attacker, when the accused side denies, answers "they began", tells
    another version, or the text says that each blames the other. Without any told attacker it is `fallback`.
    """
    told = {sides.get(blame.attacker, "") for blame in blames if not blame.denied} - {""}
    admitted = {sides.get(item.key, "") for item in attributions if item.kind == "admit"} - {""}
    if len(admitted) == 1:
        return next(iter(admitted)), "admitted"
    if any(item.kind == "both" for item in attributions):
        return "disputed", "both_blame"
    if {"a", "b"} <= told:
        return "disputed", "conflicting_claims"
    accused = next(iter(told), fallback if fallback in {"a", "b"} else "")
    if not accused:
        return fallback or "unknown", "no_claim"
    for item in attributions:
        if item.kind in {"deny", "dispute"}:
            side = sides.get(item.key, "")
            if side == accused or (not side and item.kind == "dispute"):
                return "disputed", "denied"
    return accused, "single_claim" if told else "inferred"
