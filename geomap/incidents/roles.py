"""The part a place plays in a sentence, from the words around it: seat, venue, home town, hospital, goal, source.

The words are those of ``lexicon/places.json``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from geomap.incidents.actors import nation_adjective
from geomap.incidents.lexicon import load
from geomap.incidents.screen import Screen
from geomap.schema import SETTLEMENT_KINDS

if TYPE_CHECKING:
    from geomap.incidents.structure import Sentence
    from geomap.records import Mention, Resolution

_SPEECH_AFTER = re.compile(
    r"(?: [\w-]+){0,3},? (?:said|says|reported|announced|told|confirmed|denied|claimed|put|"
    r"counted|has not|had not|did not|wrote|gave)\b"
)


_EVENT_WORD = re.compile(
    r"\b(?:attack\w*|shell\w*|shot|shooting|fir(?:e|ed|ing)|explod\w+|explosion|blast|"
    r"clash\w*|killed|killing|wounded|struck|strike|hit|bomb\w*|ambush\w*|raid\w*|"
    r"dead|injured|went off|set off|launched|fighting|shootout|drone|position|positions|post|"
    r"posts|base|checkpoint|died|hurt)\b[^,;]*$"
)


_WAY = re.compile(r" (?:road|highway|motorway|route|railway|corridor|line|track)\b")
_ROUTE = re.compile(r"[-–][\w’']+ (?:road|highway|motorway|route|railway|corridor|line|track)\b")


@lru_cache(maxsize=16)
def _left(name: str) -> Screen:
    words = sorted(load("places")[name], key=len, reverse=True)
    return Screen(re.compile(r"(?<!\w)(?:" + "|".join(words) + r") $"))


_NATION_ENDS = ("ian", "ians", "ani", "ean", "ish", "ese", "aqi")


@lru_cache(maxsize=1)
def _generic_gap() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]], frozenset[str]]:
    """Return the pattern of the generic words that end a text, their ends by the last letter, their parts."""
    generic = load("places")["generic"]
    words = "|".join(sorted((re.escape(word) for word in generic), key=len, reverse=True))
    nation = rf"[a-z]{{3,}}(?:{'|'.join(_NATION_ENDS)})"  # "the Azerbaijani exclave of", "the Iranian city of"
    parts = frozenset(part for word in generic for part in word.split())
    ends: dict[str, tuple[str, ...]] = {}
    for word in (*generic, *_NATION_ENDS):
        ends[word[-1]] = (*ends.get(word[-1], ()), word)
    return re.compile(rf"(?:(?:{words}|{nation}),? )*$"), ends, parts


def _before_generic(context: str) -> str:
    """Return the text before a place without the generic words that stand right before it ("the village of")."""
    gap, ends, parts = _generic_gap()
    if not context.endswith("\n"):
        last = context[:-2] if context.endswith(", ") else context[:-1] if context.endswith(" ") else ""
        if not last.endswith(ends.get(last[-1:], "\n")):
            return context
    at = -1 if context.endswith("\n") else len(context) - 1
    while at > 0:  # the pattern begins in no word before the last that is no generic one
        first = context.rfind(" ", 0, at) + 1
        word = context[first:at].removesuffix(",")
        at = first - 1
        if word not in parts and not word.endswith(_NATION_ENDS):
            break
    found = gap.search(context, at + 1)
    return context[: found.start()] if found else context


@lru_cache(maxsize=8)
def right_words(name: str) -> re.Pattern[str]:
    """Return the pattern of the words of list `name` that stand right after a place."""
    return re.compile("(?:" + "|".join(load("places")[name]) + ")")


def relation_of(sentence: Sentence, resolution: Resolution) -> str:
    """Return how the text relates to a place: in, near, direction_of, between, along, offset, from or ""."""
    mention = resolution.mention
    key = ("relation", mention.start, mention.end, resolution.place is None)
    if key not in sentence.told:
        sentence.told[key] = _relation(sentence, mention)
    return sentence.told[key]


def _relation(sentence: Sentence, mention: Mention) -> str:
    context = sentence.before(mention.start, 90)
    bare = _before_generic(context)
    for relation, name in (("direction_of", "direction"), ("between", "between"), ("near", "near")):
        words = _left_words(name)
        if words.may(sentence.low) and (words.pattern.search(bare) or words.pattern.search(context)):
            return "near" if relation == "direction_of" and bare.endswith("towards ") else relation
    after = sentence.after(mention.end, 20)
    if after.startswith(" direction") and re.match(r" directions?\b", after):
        return "direction_of"
    if context.endswith((" and ", "\n")) and re.search(r"directions? of (?:[\w-]+ and )$", context):
        return "direction_of"
    from_it = bare.endswith(("from ", "from the ", "\n")) and re.search(r"\bfrom (?:the )?$", bare)
    if from_it and not re.search(r"from (?:house|door)", bare):
        return "from"
    if _left_words("in").pattern.search(bare) or _STREETS_OF.search(context):
        return "in"
    return ""


_STREETS_OF = re.compile(
    r"\b(?:streets?|squares?|centre|center|heart|outskirts|suburbs?|edge|alleys|roofs) of (?:the )?"
    r"(?:(?:city|town) of )?$"
)


@lru_cache(maxsize=8)
def _left_words(name: str) -> Screen:
    words = "|".join(sorted(load("places")[name], key=len, reverse=True))
    return Screen(re.compile(rf"(?<!\w)(?:{words}) (?:the )?$"))


def heads_item(sentence: Sentence, resolution: Resolution) -> bool:
    """Tell whether a place heads an item of a list or digest ("- Diffa, Niger (25 April): Gunmen …")."""
    mention = resolution.mention
    left = sentence.before(mention.start, 40)
    lead = re.fullmatch(r"\s*(?:[-*•–·]|\(?\d{1,2}[.)])?\s*(?:[\w' -]{2,28}, ?)?", left)
    return bool(lead and re.match(r"(?:, [\w' -]{2,28})?(?: ?\([^)]{2,40}\))?\s?:\s", sentence.after(mention.end, 90)))


def role_of(sentence: Sentence, resolution: Resolution) -> str:
    """Return the part a place plays that keeps it from being the event's place, or "" if it may be.

    dateline, demonym, metonym, seat, venue, home, hospital, goal, origin, reference, alias, quiet.
    """
    mention = resolution.mention
    key = ("role", mention.start, mention.end, resolution.place is None)
    if key not in sentence.told:
        sentence.told[key] = _role(sentence, resolution)
    return sentence.told[key]


def _role(sentence: Sentence, resolution: Resolution) -> str:
    mention = resolution.mention
    if mention.relation == "dateline" and not heads_item(sentence, resolution):
        return "dateline"
    if mention.use != "literal":
        return mention.use
    if nation_adjective(resolution):
        return "demonym"
    context = sentence.before(mention.start, 100)
    bare = _before_generic(context)
    if re.search(r"directions? of (?:\w+ and )?$", bare + context[len(bare) :]) or re.search(r"directions? of $", bare):
        return "" if not re.search(r"\b(?:mov|head|travel|march)\w* (?:[\w-]+ ){0,6}$", bare) else "goal"
    after = sentence.after(mention.end, 80)
    if _ROUTE.match(after) or (context.endswith(("-", "–")) and _WAY.match(after)):
        return "goal"  # "a post on the X-Y road": neither X nor Y
    if right_words("quiet_right").match(after.lstrip(", ")) and not re.match(
        r",? (?:was|were) (?:hit|attacked|shelled)", after
    ):
        return "quiet"
    place = resolution.place
    if _BEFORE_THE.search(context):
        return "speech"  # "the night before the raid on X, aircraft attacked Y"
    if _NICKNAME.search(context):
        return "name"  # "a man known by the nickname X"
    if place is not None and place.kind not in SETTLEMENT_KINDS and _NAMED_AFTER.match(after):
        return "name"  # "the campus of Mindanao State University"
    wide = place is not None and place.kind in {"country", "capital"}
    if wide and right_words("seat_right").match(after):
        return "metonym"
    for role, name in (
        ("agent", "agent_left"), ("alias", "alias_left"), ("reference", "reference_left"),
        ("hospital", "hospital_left"), ("seat", "seat_left"),
        ("soft", "soft_seat_left"), ("goal", "goal_left"),
        ("venue", "venue_left"), ("home", "home_left"), ("origin", "origin_left"),
    ):  # fmt: skip
        cues = _left(name)
        if not cues.may(sentence.low):
            continue
        for text in (bare, context) if len(bare) < len(context) else (context,):
            found = cues.pattern.search(text if text.endswith(" ") else text + " ")
            if found and role == "soft" and not _SPEECH_AFTER.match(after):
                continue
            if role == "agent" and place is not None and place.kind in SETTLEMENT_KINDS - {"capital", "city"}:
                continue
            if found:
                words = found.group()
                if role == "venue" and _STRUCK.search(context[: len(context) - len(words)]):
                    continue  # "drones came down on a ceremony at the academy in X"
                if role == "venue" and _SAID_AT.search(context[: len(context) - len(words)]):
                    return "speech"  # "the minister said at a meeting in X"
                if role == "venue" and re.search(
                    r"\b(?:speaking|spoke|addressing|told|briefed|addressed|informed)\b", words
                ):
                    return "speech"
                if role == "hospital":  # "hurt and taken to a clinic in": what counts stands after the clinic
                    words = re.split(r"\b(?:hospitals?|clinics?|morgues?|mortuary|mortuaries|surgery)\b", words)[-1]
                if role in {"venue", "home", "hospital", "seat", "goal"} and _event_between(words):
                    continue
                if role == "seat" and _BUILDING.search(context[: found.start()]):
                    continue  # "broke the windows of the parliament in X": the house, not who sits in it
                return role
    return ""


_BEFORE_THE = re.compile(
    r"\b(?:night|day|evening|morning|hours|days|week) (?:before|after) the (?:[\w-]+ )?(?:raid|attack|strike|"
    r"shelling|bombing|"
    r"fighting|clash|ambush|battle|blast|explosion)s? (?:on|in|at|near|of|outside) (?:the )?$"
)
_NICKNAME = re.compile(
    r"\b(?:nick-?names?|nom de guerre|aka|alias|nicknamed|code-?named?|call sign)(?: of| is| was)? [\"“‘']?$"
)
_NAMED_AFTER = re.compile(
    r" (?:[A-Z][\w-]+ ){0,2}(?:University|College|Institute|Academy|Council|Party|Front|Movement|Times|Post|"
    r"Observatory)\b"
)
_BUILDING = re.compile(
    r"\b(?:windows?|gates?|doors?|walls?|roof|steps|grounds|building|compound|entrance|front|stormed|entered|"
    r"attacked|broke into|burst into|occupied|seized|hit|struck|damaged|outside|inside|surrounded|torched)(?: (?:of|"
    r"at|to|into|the|an?|its))* $|\b(?:near|beside|opposite|behind|next to|close to|in front of) (?:[\w'’-]+ ){0,4}$"
)


_STRUCK = re.compile(
    r"\b(?:came down|fell|fall|landed|exploded|blew (?:\w+ )?up|went off|opened fire|fired|attack(?:ed|ing)?|"
    r"struck|hit|"
    r"bombed|shelled|targeted|stormed|shot|ploughed|plowed|crashed|rammed|rained down|burst|tore|ripped|killed)"
    r"(?:,? (?:on|at|in|during|early|late|near|into|among|through|people|up|last|the|\w+day|morning|evening|night))*"
    r" (?:on|at|in|into|among|during|near|outside|through|against)? ?(?:an?|the|their|his) (?:[\w-]+ ){0,3}$"
)


_SAID_AT = re.compile(
    r"\b(?:said|says|told|announced|added|declared|stated|reported|recalled|warned|confirmed|claimed|insisted|repeated)"
    r"(?: [\w-]+){0,3}? (?:at|to|in|during|before) (?:an?|the|his|her|their) (?:[\w-]+ ){0,3}$"
)


def _event_between(text: str) -> bool:
    """Tell whether an event word stands between the cue of another role and the place."""
    return bool(_EVENT_WORD.search(text.partition(" ")[2]))
