"""Who attacks whom, told by the words around the party names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geomap.incidents.blamewords import (
    AT_OWN,
    ATTACK_VERB,
    FIRE_HEADS,
    FROM_SOIL,
    HIT,
    INTRUDERS,
    OTHER_CHARGE,
    OTHER_SIDE,
    OWN_HIT,
    RIOTERS,
    SUSPECTED,
    TARGET_HEADS,
    UNIFORMED,
)
from geomap.incidents.lexicon import screened
from geomap.incidents.screen import screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.actors import PartyMention
    from geomap.incidents.events import Trigger
    from geomap.incidents.structure import Sentence


_SITE = re.compile(
    r" (?:station|post|headquarters|checkpoint|base|barracks|academy|camp|car|van|truck|bus|vehicle|convoy|"
    r"patrol|position)s?\b"
)

_TELLS = re.compile(
    r"(?:['’]s)? (?:own )?(?:account|telling|version|words|reading|view|statement)\b|"
    r" (?:military |army |ministry )?tells? it\b"
)
_CAME_AND = re.compile(
    r" (?:walked|came|arrived|crossed|advanced|approached|drove|entered|stopped|surrounded|moved|turned|broke|burst|"
    r"landed|raided|attacked|stormed|ambushed|rode|got|jumped|went|pulled|marched)(?: [\w-]+){0,12}? and"
)
_OFFENDER = re.compile(
    r" (?:and killed |dead )?(?:him|her|them|the (?:attack|gun|bomb|assail|suspect|driver|shooter|knife|milit)\w*)\b"
)

_NEAR_ANSWER = 70  # characters between a party and the words that call its fire an answer
_OWNED = re.compile(r"\b(?:its|their|our)(?: own)? $")
_BESIDE = re.compile(
    r"\b(?:pass(?:ing|ed)|near|past|beside|by|opposite|outside|off|below|above|facing|behind|metres from|yards from|"
    r"kilomet(?:re|er)s from|km from) (?:the |an? )?(?:[\w-]+ )?$"
)
_OPENED = re.compile(
    r"(?:(?: (?:on|in|at|along|above|near|opposite|behind|across) (?:the |that |its |this )?(?:[\w-]+ ?){1,3}?)?"
    r"(?: (?!w[ae]|is\b|are\b|be|came\b)[\w-]+)?) [\"“”'‘]?(?:had |have |has )?(?:\w+ly )?(?:open(?:ed|ing) (?:\w+ "
    r")?fire|opened up|fired|shelled|shot|started|"
    r"began|attacked|violated|broke)\b"
)
_BEGAN = re.compile(
    r"(?: [\w-]+){0,2} (?:who|that|which) (?:had |have |has )?(?:\w+ )?(?:set off|start\w*|beg[au]n|provok\w+|"
    r"open\w* fire|fired|shot|attack\w*|shell\w*|broke\w*|violat\w+|struck|unleashed|trigger\w*)\b"
)
_TRADED = re.compile(r"\b(?:exchanged|traded|exchanging|trading)(?: \w+)?$")
_FIRED_BACK = re.compile(r" (?:then |also |quickly )?(?:returned (?:the )?fire|fired back|shot back)\b")
_BLAMED = re.compile(r"\b(?:accus|blam)(?:ed|es|ing) (?:an? |the |some |two |several )?(?:nearby )?$")
_ASIDE = re.compile(r", (?:it|they|he|she|the [\w ]{3,30}) (?:said|says|added|reported|claimed|announced|insisted),")
_SHOOTERS = TARGET_HEADS | {
    "lines",
    "trench",
    "side",
    "units",
    "forces",
    "troops",
    "army",
    "emplacements",
    "territory",
    "soldiers",
    "servicemen",
    "snipers",
}

_ASCRIBED = (
    r"(?:(?:attribut\w+|ascrib\w+) (?:it|them|this|both|(?:the|an?|this) [\w-]+)? ?(?:on|to)|"
    r"put(?:s|ting)? (?:it|them|this|both|(?:the|an?|this) (?:[\w-]+ )?[\w-]+) down to)"
)

_WAITED_FOR = re.compile(r"(?! lay| who lay| that lay).* lay in wait")  # of those who were waited for
_PASSIVE = re.compile(r"\b(?:was|were|been|being|be|is|are|got|came|come|coming)\b(?: \w+)?$")


@dataclass(frozen=True, slots=True)
class Blame:
    """One told attacker: the key of the attacker and, where told, of the target; ``speaker`` is who says so."""

    attacker: str
    target: str
    speaker: str
    start: int
    end: int
    denied: bool = False


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
    sides = [m for m in parties if m.sector != "CVL" or m.form == "role" or m.head in RIOTERS]
    targets: list[PartyMention] = []
    attackers: list[PartyMention] = []
    accusing = _ACCUSING.may(low)
    for m in sides:
        before = sentence.before(m.start, 60)
        direct = sentence.before(m.name_start, 40)
        after = _ASIDE.sub("", sentence.after(m.end, 100))
        head = m.head
        if _TELLS.match(after):
            continue  # "by the X account"
        if m.form == "role" and m.sector in {"COP", "MIL"} and _SITE.match(after):
            targets.append(m)  # "thrown at a police station": the police are hit
            continue
        if (
            m.form in {"demonym", "country", "entity", "group", "capital"}
            and (head in FIRE_HEADS or (head.split()[-1:] and head.split()[-1] in FIRE_HEADS))
            and not re.search(r"\b(?:denied|reject\w*|foil\w*)\b", before[-15:])
            and not re.match(r" (?:action|clearance|awareness|agency|experts?|removal)\b", sentence.after(m.end, 12))
        ):
            linked = sentence.between(m.start, m.name_start) if m.start < m.name_start else ""
            if re.search(r"\b(?:of|on|against|at|in) (?:the )?$", linked):
                targets.append(m)  # "the bombardment of X"
                continue
            if head == "territory" and not re.search(r"\bfrom (?:the )?$", direct):
                continue
            attackers.append(m)
            continue
        if (
            head in _SHOOTERS
            and re.search(r"\bfrom (?:the |an? )?$", direct)
            and re.search(
                r"(?:fire|fired|shots?|shelling|shot|launched|bullets?|rounds?|bursts?|c[ao]me|coming)\b.{0,30}"
                r"from (?:the |an? )?$",
                before,
            )
        ):
            attackers.append(m)
            continue
        if (
            m.form == "demonym"
            and UNIFORMED.match(sentence.after(m.name_end, 150))
            and direct.endswith((" in ", "ring "))
        ):
            attackers.append(m)  # "a man in X uniform walked up and opened fire"
            continue
        if head in TARGET_HEADS and (_OPENED.match(after) or (accusing and _BLAMED.search(direct))):
            attackers.append(m)  # "X posts opened fire", "blaming an X position"
            continue
        if head in TARGET_HEADS and _BESIDE.search(before):
            continue  # "hit a lorry as it was passing the X post"
        if "from" in low and FROM_SOIL.search(direct) and m.form != "role":
            attackers.append(m)  # "missile attacks from the territory of X"
            continue
        if head in TARGET_HEADS or (
            re.search(r"\b(?:on|at|against|towards?|upon|of) (?:an? |the |its |several |some |two |three )?$", direct)
            and m.sector in {"MIL", "COP", "CVL", ""}
            and re.search(
                r"\b(?:fir\w+|shot|shoot\w*|attack\w*|fire|strike\w*|struck|shell\w*|drones?|used|"
                r"assault\w*|ambush\w*|targeted|wounding|killing|bombard\w*|pound\w*|hit|raid\w*) (?:\w+ "
                r"){0,3}(?:on|at|against|towards?|upon|of) (?:an? |the |its |several |some )?$",
                before,
            )
        ):
            targets.append(m)
            continue
        if re.search(r"\bit (?:was|is|had been) (?:the |an? )?(?:[\w-]+ )?$", direct) and _BEGAN.match(after):
            attackers.append(m)  # "it was X saboteurs who had set off the fighting"
            continue
        if accusing and (
            re.search(
                r"\b(?:accus\w+|blam\w+)(?: on| it on| this on)?(?: the| an?)?(?: [\w'-]+ (?:of|from)(?: the)?)? $",
                before,
            )
            or re.search(rf"\b{_ASCRIBED} (?:the |an? )?(?:[\w'’-]+ ){{0,3}}$", direct)
            or re.search(r"\b(?:responsib\w+|blame|suspicion) (?:on|lies with|fell on|falls on) (?:the )?$", before)
            or SUSPECTED.search(direct)
            or re.search(
                r"\b(?:accus\w+|blam\w+)(?: the| an?)? (?:leadership |authorities |forces |soldiers )?(?:in |of )?$",
                direct,
            )
        ):
            if not OTHER_CHARGE.match(sentence.after(m.end, 60)):
                attackers.append(m)
            continue
        if (
            re.search(r"\b(?:by|from) (?:an? |the |suspected |what \w+ called (?:an? )?)?$", direct)
            and m.form != "capital"
            and re.search(
                r"\b(?:attack\w*|fir\w+|shot|killed|wounded|injured|shell\w+|hit|struck|dead|launched|"
                r"ambush\w*|targeted|planted|laid|buried|sown|steps|operation|strikes?|used|carried out|bombard\w*|"
                r"hurt|died|caused|opened|dropped|detonated|abducted|kidnapped|burned|broken|violat\w+|provocations?|"
                r"sabotage|aggression|incursion|onslaught) (?:[\w'’-]+ ){0,6}(?:by|from) "
                r"(?:an? |"
                r"the |suspected |what \w+ called (?:an? )?)?$",
                sentence.before(m.name_start, 90),
            )
            and not re.search(r"\b(?:said|reported|announced|claimed|confirmed|given) by (?:the )?$", before)
        ):
            attackers.append(m)
            continue
        verb = re.match(rf"(?P<gap>(?:,? [\w'’-]+){{0,7}}?),? (?P<verb>{ATTACK_VERB})\b", after)
        if verb and (m.sector in {"MIL", "COP", "REB", "PAF", "UNK", ""} or m.form == "role" or m.head in RIOTERS):
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
            if re.search(r"(?<!started )(?<!began )(?<!begun )(?<!resumed )\b(?:the|an?|this|that|of|its|their)$", gap):
                continue  # "called the shooting an act of revenge": a noun
            tail = after[verb.end() : verb.end() + 20]
            if verb.group("verb").startswith("fire") and _TRADED.search(gap):
                continue  # "X and Y guards exchanged fire"
            if m.sector in {"COP", "MIL", ""} and _OFFENDER.match(tail):
                continue  # "… before police shot him dead"
            defends = re.search(r"\b(?:foil\w*|repel\w*|repuls\w*|thwart\w*|repelled|downed|intercept\w*)\b", gap)
            passive = (_PASSIVE.search(gap) and not re.search(r"\b(?:have|has|had) been$", gap)) or (
                re.search(r"\b(?:been|being)$", gap) and not verb.group("verb").endswith("ing")
            )
            shot_at = verb.group("verb") == "shot" and tail.startswith(" at")
            if passive or re.search(r"\bunder(?: [\w\"“”-]+){0,3}$", gap) or re.match(r" by\b", tail):
                if m.sector in {"MIL", "COP", "CVL", ""} and (
                    shot_at or not re.match(r"kill|wound|injur|shot", verb.group("verb"))
                ):
                    targets.append(m)
            elif defends:
                targets.append(m)
            elif (
                (
                    re.search(
                        r"\b(?:said|says|announced|reported|told|denied|accus\w+|blam\w+|claimed|insisted|"
                        r"maintains?|mentioned|statement|spoke\w*|sources?|when|that|who|which|after|where|while|"
                        r"and)\b",
                        gap,
                    )
                    and not re.search(rf"\bwho (?:had )?{verb.group('verb')}", gap + " " + verb.group("verb"))
                    and not _CAME_AND.fullmatch(gap)
                )
                or re.match(r" (?:into the air|salutes?|tear gas)", tail)
                or (verb.group("verb") == "lay in wait" and gap not in {"", " who", " that"})
            ):
                continue
            elif (
                verb.group("verb").startswith("tried ")
                or verb.group("verb")
                in {
                    "lay in wait",
                    "attempted to",
                    "advanced",
                    "crossed",
                    "carried out",
                }
                or _near_trigger(triggers, m, verb.group("verb"), gap)
            ):
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
    own = AT_OWN.search(low)
    if own and opposite.get(speaker):
        out.append(Blame(opposite[speaker], speaker, speaker, sentence.start + own.start(), sentence.start + own.end()))
    suffered = OWN_HIT.search(low)
    if suffered and opposite.get(speaker):
        at = sentence.start + suffered.start()
        out.append(Blame(opposite[speaker], speaker, speaker, at, sentence.start + suffered.end()))
    for m in [*attackers]:  # "fighters of X and allied Y went from house to house": X too
        attackers += [
            other
            for other in sides
            if other not in attackers
            and other not in targets
            and other.name_end < m.start
            and other.sector not in {"GOV", "CVL"}
            and re.fullmatch(
                r"(?:,? and|,) (?:the |its |their |allied |local |other |affiliated )*(?:[\w-]+ )?",
                sentence.between(other.end, m.start),
            )
        ]
    if not attackers and not targets and speaker in opposite and not suffered and HIT.search(low):
        out.append(
            Blame(opposite[speaker], speaker, speaker, sentence.start, sentence.end)
        )  # "the towns came under fire", says a side
    if not attackers and not targets and speaker in opposite and OTHER_SIDE.search(low):
        out.append(Blame(opposite[speaker], speaker, speaker, sentence.start, sentence.end))
    repelled = _REPELLED.search(low) or (None if attackers else INTRUDERS.search(low))
    if repelled and opposite.get(speaker):
        at = sentence.start + repelled.start()
        out.append(Blame(opposite[speaker], speaker, speaker, at, sentence.start + repelled.end()))
    answer = _answer(low)
    for m in attackers:
        if m.form == "role" and speaker and _OWNED.search(sentence.before(m.name_start, 12)):
            if not answer:
                continue
            m = replace(m, key=speaker)  # noqa: PLW2901 - "its soldiers had only returned fire"
        back = _FIRED_BACK.match(sentence.after(m.end, 30))
        if back and not speaker and m.form == "role" and m.sector in {"MIL", "COP"}:
            continue  # "troops returned fire"
        target = next((t.key for t in targets if t.key != m.key), "")
        by_itself = m.key == speaker or (
            not speaker and m.key in opposite
        )  # "the X army returned fire": it did not begin
        provoked = answer is not None and answer.group().startswith("provocation")
        if provoked and answer is not None and m.name_start > sentence.start + answer.end():
            answer = None  # "a provocation by X": X began
        if answer and by_itself and abs(sentence.start + answer.start() - m.name_end) < _NEAR_ANSWER:
            out.append(Blame(opposite.get(m.key, ""), m.key, speaker, m.start, m.end))
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


_ACCUSING = screen(r"accus|blam|attribut|ascrib|responsib|down to|suspect|suspicion")
_REPELLED = screen(
    r"\b(?:it|they|its (?:\w+ )?\w+|we) (?:had |have |has )?(?:\w+ )?(?:(?:repelled|repulsed|foiled|thwarted|"
    r"beaten back|beat back)\b|(?:prevented|averted|stopped) (?:an? |the |another )?(?:[\w-]+ ){0,2}(?:sabotage|attack|"
    r"incursion|infiltration|provocation|raid|attempt|advance|saboteurs)\b)"
)


_FOR_ANOTHER = re.compile(
    r"[^.;]{0,90}\b(?:a day earlier|the day before|the (?:previous|preceding) (?:day|evening|night|morning)|(?:two|"
    r"three) days "
    r"earlier|last week|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|the night before)\b"
)


def _answer(low: str) -> re.Match[str] | None:
    """Return the words that call an action an answer: not "had not fired first", nor revenge for another day."""
    for match in screened("attribution", "respond").finditer(low):
        if match.group().startswith(("retaliat", "in response", "in reply")) and _FOR_ANOTHER.match(low, match.end()):
            continue
        before = low[max(0, match.start() - 14) : match.start()]
        if match.group().startswith("provocation") and _NONE_YET.search(before):
            continue  # "no provocation would go unanswered"
        if not re.search(r"\b(?:not|never|n't|neither|nor)(?: \w+)? $", before):
            return match
    return None


_NONE_YET = re.compile(r"\b(?:no|any|further|future|new|every|all)(?: \w+)? $")


def _near_trigger(triggers: Sequence[Trigger], mention: PartyMention, verb: str, gap: str) -> bool:
    if verb in {"killed", "wounded", "injured", "shot", "hit", "struck"} and len(gap.split()) > 2:
        return False
    return any(0 <= t.start - mention.end <= 90 or verb in t.text for t in triggers) or verb in {
        "killed",
        "wounded",
        "injured",
        "shot",
    }
