"""Who says what: attributions, denial, and the initiator that follows from them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from geomap.incidents.lexicon import Found, Words, load, matcher
from geomap.incidents.screen import Screen, Screens, screen

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from geomap.incidents.actors import PartyMention
    from geomap.incidents.blames import Blame
    from geomap.incidents.structure import Sentence


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is quoted in a sentence: party key ("" = not a party or not known), words, verb, what kind of saying."""

    key: str
    speaker: str
    verb: str
    kind: str  # assert, deny, dispute, blame, both, respond
    start: int
    end: int


@lru_cache(maxsize=1)
def _verbs() -> Screens:
    kinds = ("both", "deny", "dispute", "admit", "blame", "assert")
    return Screens({kind: Screen(matcher(load("attribution")[kind])) for kind in kinds})


@lru_cache(maxsize=1)
def _nouns() -> Words:
    return Words(load("attribution")["speech_nouns"])


_NOT_ADMITTED = re.compile(
    r"\b(?:not|no ?one|nobody|never|none|neither|no (?:[\w-]+ ){0,3}?(?:has|have|had))(?: \w+){0,2} $|"
    r"\b(?:den(?:y|ied|ies|ying)|reject(?:ed|s|ing)?|disput(?:ed|es|ing))(?: [\w'’-]+){0,4} $"
)


_OTHER_DENIAL = re.compile(  # what is denied or turned down is not the attack
    r" (?:that )?(?:he|she|his|her)\b| (?:\w+ )?(?:criticism|rumou?rs|speculation|suggestions?)\b|"
    r" (?:any |ever |(?:that )?(?:it|they|its \w+) (?:had |has |have |was |were |ever )*|having |to have )?(?:placing|"
    r"keeping|"
    r"storing|possess(?:ing|es)|support(?:ing|s|ed)|back(?:ing|s|ed)|arm(?:ing|s|ed)|fund(?:ing|s|ed)|financ(?:ing|"
    r"es|ed)|"
    r"harbour(?:ing|s|ed)|harbor(?:ing|s|ed)|shelter(?:ing|s|ed)|train(?:ing|s|ed)|suppl(?:ying|ies|ied)|send(?:ing|"
    r"s)|sent|"
    r"sponsor(?:ing|s|ed)|assist(?:ing|s|ed)|links?|ties|seeking|wanting|using (?:banned|cluster|chemical|phosphorus|"
    r"mercenaries|civilians)|holding|held|captur(?:ing|ed)|tak(?:ing|en)|los(?:ing|t)|losses|suffer(?:ing|ed)|"
    r"block(?:ing|ed)|"
    r"clos(?:ing|ed)|mov(?:ing|ed)|advanc(?:ing|ed)|build(?:ing|s)|built|plan(?:ning|s|ned)|prepar(?:ing|ed)|"
    r"withdraw(?:ing|n)|"
    r"withdrew|prisoners|casualties|burying|hiding|concealing)\b|"
    r" (?:(?:an?|the|any|all|this|that|its|their|such|every|new|\w+['’]s?) )*(?:[\w-]+ )?(?:proposals?|offers?|"
    r"plans?|requests?|"
    r"appeals?|demands?|resolutions?|mediation|invitations?|talks|deals?|terms|calls?|ideas?|drafts?|ultimatums?|"
    r"compromises?|access|entry|permission|visas?|aid|amendments?|suggestions?|conditions?|mandate)\b"
)
_PASSIVE_BY = re.compile(r" (?:(?:out of hand|at once|immediately|promptly|on \w+day|later) )?(?:by|in) (?:the |an? )?")
_AT_NOBODY = re.compile(r" (?:at |on |upon )?(?:nobody|no one|none|nothing|not|no)\b")


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
    for kind, regex in _verbs().may(low):
        for match in regex.finditer(low):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            if (
                kind == "assert"
                and match.group() in {"reported", "mentioned", "noted"}
                and re.search(r"\b(?:was|were|been|be|is|are|nobody was|not)(?: \w+)? $", low[: match.start()][-20:])
            ):
                continue
            if kind == "admit" and (
                _NOT_ADMITTED.search(low[: match.start()][-60:])
                or _AT_NOBODY.match(low, match.end())
                or low.startswith(" back", match.end())
            ):
                continue  # "has not claimed responsibility", "denied its forces had fired"
            if kind == "deny" and re.search(r"\b(?:nor|not|or|never) $", low[: match.start()][-8:]):
                continue  # "neither confirmed nor denied"
            if kind == "deny" and _OTHER_DENIAL.match(low, match.end()):
                continue  # "denies holding prisoners", "rejected a proposal": not that it fired
            if kind == "deny" and (agent := _denied_by(sentence, parties, base + match.end())) is not None:
                taken.append(match.span())
                words = sentence.text[agent.start - base : agent.end - base]
                found.append(
                    Attribution(agent.key, words, match.group(), kind, base + match.start(), base + match.end())
                )
                continue
            taken.append(match.span())
            key, speaker = _speaker(
                sentence,
                parties,
                (base + match.start(), base + match.end()),
                match.group(),
                _heard_before(found, base + match.start()) or last,
            )
            found.append(Attribution(key, speaker, match.group(), kind, base + match.start(), base + match.end()))
    headed = _HEADED.pattern.match(low) if _HEADED.may(low) else None
    if headed and not any(item.start < base + headed.end() for item in found):
        end = base + headed.end()
        key = next((m.key for m in parties if m.name_start < end and m.form != "role"), "")
        words = sentence.text[headed.start("np") : headed.end("np")]
        found.insert(0, Attribution(key, words, "", "assert", base + headed.start("np"), end))
    told = _BY_ACCOUNT.pattern.search(low) if _BY_ACCOUNT.may(low) else None
    if told and not any(item.start < base + told.end() and base + told.start() < item.end for item in found):
        named = next((m for m in parties if told.start() <= m.name_start - base < told.end()), None)
        if named is not None and named.form != "role":
            words = sentence.text[named.start - base : named.end - base]
            found.append(Attribution(named.key, words, told.group(), "assert", base + told.start(), base + told.end()))
    said = [item for item in found if item.kind == "assert" and (item.key or item.speaker)]
    for number, item in enumerate(found):
        if item.kind in {"deny", "dispute", "admit"} and not item.key and said:  # "X says that this never took place"
            voice = min(said, key=lambda other: abs(other.start - item.start))
            found[number] = Attribution(voice.key, voice.speaker, item.verb, item.kind, item.start, item.end)
        elif item.kind == "dispute" and not item.key and last is not None and _ITS.match(item.verb):
            found[number] = replace(item, key=last.key, speaker=last.speaker)  # "in its version"
        elif item.kind in {"deny", "dispute", "admit"} and _THAT_IT.search(low[: item.start - base]):
            before = [other for other in said if other.start < item.start]
            if before:  # "X said that it did not shoot": X did not
                found[number] = replace(item, key=before[-1].key, speaker=before[-1].speaker)
    return sorted(found, key=lambda item: item.start)


def _denied_by(sentence: Sentence, parties: Sequence[PartyMention], end: int) -> PartyMention | None:
    """Return the party of "was denied by X", "was rejected in X" whose verb ends at offset `end`, or None."""
    by = _PASSIVE_BY.match(sentence.low, end - sentence.start)
    if by is None or not re.search(r"\b(?:was|were|been|is)\b", sentence.before(end, 40)):
        return None
    at = sentence.start + by.end()
    return next((m for m in parties if m.start <= at <= m.end and (m.form != "role")), None)


def _heard_before(found: Sequence[Attribution], start: int) -> Attribution | None:
    """Return the last named voice of the sentence before offset `start` ("X said … a post from which, it said, …")."""
    named = [item for item in found if item.key and item.start < start]
    return max(named, key=lambda item: item.start) if named else None


_ITS = re.compile(r"(?:in|by|on) (?:its|their|his)\b")
_THAT_IT = re.compile(
    r"\b(?:that|,) (?:it|they|he|she|its (?:\w+ )?\w+|their (?:\w+ )?\w+)"
    r"(?: (?:had|has|have|also|did|was|were|would|done|of|all))* $"
)


def _speaker(
    sentence: Sentence, parties: Sequence[PartyMention], at: tuple[int, int], verb: str, last: Attribution | None
) -> tuple[str, str]:
    start, end = at
    offices = [m for m in parties if m.form != "role" or m.sector in {"COP", "MIL"}]
    text = sentence.text
    base = sentence.start
    if verb == "according to":
        return _named_after(sentence, offices, end, last)
    clause = sentence.before(start, 110)
    cut = max(clause.rfind(mark) for mark in (";", "“", "”", " that ", ". "))
    left = clause[cut + 1 :] if cut >= 0 else clause
    if last is not None and _IT.search(left):
        return last.key, last.speaker  # "… wounded a soldier of X, it says": not X
    near = [
        m
        for m in offices
        if m.name_end <= start
        and start - m.name_end <= len(left)
        and not _object_of_verb(sentence, m)
        and not _BODY.match(sentence.after(m.name_end, 40))
    ]
    if near:
        mention = near[-1]
        theirs = mention.form == "role" and _OWNED.search(sentence.before(mention.name_start, 8)) is not None
        if theirs and last is not None and last.key and not last.key.startswith("role:"):
            return last.key, last.speaker  # "their army said"
        between = sentence.between(mention.end, start)
        if (
            len(between) < 60
            and not re.search(r"\b(?:that|which|who|killed|wounded|fired|shelled|was|were)\b", between)
            and not _ANOTHER_VOICE.search(between)
        ):
            return mention.key, text[mention.start - base : mention.end - base]
    aside = _WHICH_ASIDE.search(clause)
    if aside is not None:  # "X, which acknowledged losses but gave no number, said …"
        begun = start - len(clause) + aside.start()
        named = [m for m in offices if 0 <= begun - m.name_end <= _NEAR_ASIDE]
        if named:
            mention = named[-1]
            return mention.key, text[mention.start - base : mention.end - base]
    seat = _IN_SEAT.match(sentence.low)
    if seat is not None:  # "In X, however, the ministry maintained …"
        at_seat = base + seat.start("name")
        voice = next((m for m in offices if m.form == "capital" and m.start <= at_seat < m.end), None)
        if voice is not None and _OFFICE_NOUN.search(left):
            return voice.key, text[voice.start - base : voice.end - base]
    noun: Found | None = None
    for match in _nouns().within(left):
        noun = match
    if noun is not None and len(left) - noun.end() < 45:
        phrase = re.search(
            r"(?:(?:the|a|an|its|their|his|one|local|health|senior)\s)?(?:[\w'-]+\s){0,2}$", left[: noun.start()]
        )
        words = (left[phrase.start() : noun.end()] if phrase else noun.group()).strip()
        at_noun = start - len(left) + noun.start()
        within = next((m for m in offices if m.start <= at_noun < m.end and m.form != "role"), None)
        if within is not None and noun.group() in _OFFICES and not _object_of_verb(sentence, within):
            return within.key, text[within.start - base : within.end - base]  # "the X army published … it says"
        inside = [m for m in offices if m.name_end <= start and start - m.name_start < 110]
        inside = [m for m in inside if m.form != "role" or not _OWNED.search(sentence.before(m.name_start, 8))]
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
                r"\b(?:ministry|service|command|spokes\w+|statement|their|its|military|army|bulletin|"
                r"(?:investigative|security) (?:committee|council))\b",
                words,
            )
        ):
            return last.key, words if re.search(r"their|its", words) else last.speaker
        return "", words
    pronoun = re.search(r"\b(it|they|he|she)(?: \w+){0,2} ?$", left.strip()) or re.match(r"\s*(it|they|he|she)\b", left)
    if pronoun and last is not None:
        return last.key, last.speaker
    person = re.search(r"((?:[A-Z][\w’'-]+ ){1,3})$", sentence.text[max(0, start - base - 60) : start - base])
    return "", person.group(1).strip() if person else ""


_ANOTHER_VOICE = re.compile(  # "X units broke the ceasefire, the Defence Ministry said": not X
    r", (?:(?:the|an?|its|his|her|their|both|two|several|local|regional|security|military|hospital|state) )"
    r"(?:[\w'’-]+ ){0,3}(?:ministr(?:y|ies)|service|command|army|armies|military|police|spokes\w+|governor|mayor|"
    r"officials?|authorities|government|agency|committee|prosecutors?|office|mission|force|monitors|observers|union|"
    r"hospital|doctors?|medics|witnesses|residents|sources?|relatives|villagers|neighbours|elders?|leaders?)"
    r"(?: [\w'’-]+){0,2} $|, (?:officials|police|medics|doctors|witnesses|residents|relatives|villagers|prosecutors|"
    r"survivors|neighbours|activists|rescuers|monitors) $"
)
_OFFICES = frozenset({"army", "military", "ministry", "command", "government", "service"})
_NEUTRAL = re.compile(r"\b(?:health|hospital|medical|rescue|emergency|ambulance|civil defen[cs]e|weather)\b")
_WHICH_ASIDE = re.compile(r", (?:which|who|whose)\b[^.;]{3,90}, $")
_IN_SEAT = re.compile(r"(?:but |and |while )?in (?P<name>[\w'’-]+)(?: [\w'’-]+)?,? ")
_OFFICE_NOUN = re.compile(
    r"\b(?:ministry|army|military|command|general staff|officials?|spokes\w+|government|minister)\b"
)
_OWNED = re.compile(r"\b(?:its|their|his) $")
_NEAR_ASIDE = 30  # characters between a party's name and what is said of it
_IT = re.compile(r"(?:^|, |; )(?:it|they)(?: (?:also|later|then|only|has|had|have))? $")
_BODY = re.compile(  # "the Syrian Observatory for Human Rights" does not speak for Syria
    r"(?:'s)? (?:[\w-]+ )?(?:observatory|network|red cross|red crescent|human rights|rights|analysts?|institute|"
    r"centre|center|journal|times|press|news|media|broadcaster|newspaper|website|charity|doctors?|medics|lawyers|"
    r"activists?|monitors?)\b"
)
_HEADED = screen(  # "Azerbaijan's Ministry of Defence: a conscript died …"
    r"\s*(?P<np>(?:the )?[\w' -]{0,50}\b(?:ministry|command|army|staff|service|police|defence|defense|spokes\w+|"
    r"version|account|side|governor|mayor)(?: of [\w' -]{2,40})?):\s"
)


_BY_ACCOUNT = screen(  # "by the Armenian account", "in Baku's words", "as Yerevan tells it"
    r"\b(?:by|on|in|from) [\w'’ -]{3,40}? (?:account|words|reading|view|opinion|eyes)\b|"
    r"(?:^|[,;] )as [\w'’ -]{3,40}? (?:tells|told|sees|saw|describes|described|puts|put) it\b"
)


def _named_after(
    sentence: Sentence, offices: Sequence[PartyMention], end: int, last: Attribution | None
) -> tuple[str, str]:
    """Return (key, words) of the source named after "according to"."""
    found = re.match(
        r" (?P<np>(?:the |a |an |its |their )?(?:(?:lt|col|gen|maj|capt|sgt|brig|dr|mr|mrs|ms|adm|cpl|insp|supt|"
        r"cmdr)\.? ?)*"
        r"[\w' -]{2,70}?(?:, (?:an?|the) (?:[\w-]+ )?(?:spokes\w+|commander|chief|head|officer|official|governor|"
        r"minister)"
        r"\b(?: [\w' -]{2,40}?)?)?)"
        r"(?:,|\.|;| that| was| were| had| has| who|$| on | at )",
        sentence.after(end, 130),
    )
    limit = end + (found.end("np") if found else 40)
    right = [m for m in offices if m.start >= end - 1 and m.name_start < limit]
    if right:
        return right[0].key, sentence.text[right[0].start - sentence.start : right[0].end - sentence.start]
    source = found.group("np").strip() if found else ""
    owners = [m for m in offices if m.end < end - 12 and m.form != "capital"]
    if owners and re.match(r"(?:its|their)\b", source):  # "two men of the X army were killed, according to its command"
        return owners[0].key, source
    if (
        last is not None
        and re.search(r"\b(?:ministry|service|statement|command|it|them|officials|military|army)\b", source)
        and not _NEUTRAL.search(source)
    ):
        return last.key, last.speaker
    return "", source


def _object_of_verb(sentence: Sentence, mention: PartyMention) -> bool:
    """Tell whether a mention is what another speech verb blames ("accused Armenia …")."""
    before = sentence.before(mention.start, 24)
    return bool(
        re.search(r"\b(?:accus\w+|blam\w+|by|on|at|against|from|told|between|towards?)(?: the| an?)? $", before)
    )


_AGAINST = frozenset({"deny", "contradict"})


def initiator(
    blames: Sequence[Blame],
    attributions: Sequence[Attribution],
    sides: dict[str, str],
    *,
    fallback: str,
    struck: Collection[str] = frozenset(),
) -> tuple[str, str]:
    """Return (initiator, reason): a, b, disputed or unknown.

    Disputed when both sides are named as the attacker, when the accused side denies, answers "they began", tells
    another version, when both sides have losses of their own (`struck`) and one blames the other, or the text says that
    each blames the other. Without any told attacker it is `fallback`.
    """
    told = {sides.get(blame.attacker, "") for blame in _first_told(blames) if not blame.denied} - {""}
    admitted = {sides.get(item.key, "") for item in attributions if item.kind == "admit"} - {""}
    if len(admitted) == 1:
        return next(iter(admitted)), "admitted"
    if any(item.kind == "both" for item in attributions):
        return "disputed", "both_blame"
    if {"a", "b"} <= told:
        return "disputed", "conflicting_claims"
    if not told and any(item.kind == "nobody" for item in attributions):
        return "unknown", "no_claim"  # "he did not know who had fired"
    accused = next(iter(told), fallback if fallback in {"a", "b"} else "")
    voices = {sides.get(blame.speaker, "") for blame in blames if sides.get(blame.attacker, "") == accused}
    if told and fallback in {"a", "b"} and fallback != accused and voices == {fallback}:
        return "disputed", "counter_claim"  # only the side whose fire hit the other says that the other began
    if not accused:
        if any(item.kind == "deny" and sides.get(item.key) for item in attributions):
            return "disputed", "denied"  # "X denied that its soldiers had fired": somebody says that they had
        return fallback or "unknown", "no_claim"
    if struck and voices and accused in struck and accused not in voices:
        return "disputed", "both_struck"  # whose fire struck the accused? it was not theirs alone
    denied = {sides.get(item.key, "") for item in attributions if item.kind == "deny"} - {"", accused}
    if denied:
        return "disputed", "denied"  # that side answers a charge too
    for item in attributions:
        if item.kind == "dispute" or (item.kind in _AGAINST and sides.get(item.key, "") == accused):
            return "disputed", "denied"
    return accused, "single_claim" if told else "inferred"


def _first_told(blames: Sequence[Blame]) -> Sequence[Blame]:
    """Return the blames without answers: "gunmen fired on a mosque; one of them was shot by police" has one attacker.

    Only where one voice tells of nameless parties: armies accuse one another.
    """
    if len({blame.speaker for blame in blames}) > 1 or not all(b.attacker.startswith("role:") for b in blames):
        return blames
    return [blame for blame in blames if blame.attacker == blames[0].attacker]


def said_by(blame: Blame, attributions: Sequence[Attribution], opposite: dict[str, str]) -> Blame:
    """Return a blame with the voice before it: "what X called an attack and Y described as a response to X fire"."""
    voices = [
        item for item in attributions if item.kind == "assert" and item.key in opposite and item.end <= blame.start
    ]
    if len({item.key for item in voices}) > 1 and voices[-1].key != blame.attacker:
        return replace(blame, speaker=voices[-1].key)
    return blame
