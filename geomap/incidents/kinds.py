"""The sub-event type of an incident, from its triggers, weapons and victims."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.incidents.people import FIGHTERS
from geomap.incidents.screen import Screen, screen
from geomap.incidents.tolls import in_uniform, is_slain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.events import EventMention


_REMOTE = frozenset(
    {
        "remote_explosive_landmine_ied",
        "suicide_bomb",
        "air_drone_strike",
        "shelling_artillery_missile_attack",
        "grenade",
    }
)


_DROPPED = re.compile(
    r"\b(?:guided|glide|gliding|aerial|barrel|cluster|air-dropped) (?:\w+ )?bombs?\b|\bdropp(?:ed|"
    r"ing) (?:[\w-]+ ){0,4}bombs?\b|\bbombs? (?:were |was |had been )?(?:dropped|released)\b"
)


_CROWD = screen(r"\b(?:protest\w*|demonstrat\w*|crowds?|rioters|marchers|mobs?)\b")
_SURGING = screen(
    r"\b(?:protest\w*|demonstrat\w*|crowds?|rioters|marchers|mobs?)\b[^.;]{0,60}\b(?:broke into|stormed|"
    r"set (?:\w+ ){0,5}(?:fire|alight|ablaze)|burned|burnt|torched|ransacked|looted|marched|gathered|"
    r"chanted|threw|hurled|pelted|clashed)\b"
)
_VIOLENT = screen(
    r"\b(?:stones|paving|petrol bombs|set (?:\w+ ){0,5}(?:alight|ablaze|on fire)|set fire|storm|broke into|ransacked|"
    r"stormed|burned|burnt|torched|looted|riot\w*|smashed)\b"
)
_BASE = screen(r"\b(?:base|barracks|checkpoint|positions?|outposts?|convoy|patrol|troops|garrison)\b")
_SMALL_ARMS = screen(
    r"\b(?:clash\w*|shooting|shoot-?outs?|heavy weapon\w*|large-calib\w+|machine[- ]guns?|exchange of "
    r"fire|fire was returned|gunfire|skirmish\w*|fire-?fight|gun ?fights?|gun ?battles?|opened "
    r"fire|opening fire|small arms)\b"
)
_MUTUAL = screen(
    r"\b(?:fought|(?:been|were|was) fighting|fighting (?:each other|one another|since|between|with)|clash\w*|gun "
    r"?battles?|fire-?fights?|stray bullets?|crossfire|cross-fire)\b"
)
_TERRITORY = frozenset({"government_regains_territory", "non_state_actor_overtakes_territory"})
_SHOT_DEAD = frozenset(
    {
        "shot dead",
        "was shot",
        "were shot",
        "gunned down",
        "gunning down",
        "shot and killed",
        "shooting",
        "shot",
        "was shot dead",
    }
)
_ARMED = _REMOTE | {"armed_clash", "attack"}
_BY_WEAPON = (
    ("remote_explosive_landmine_ied", frozenset({"mine_ied"})),
    ("air_drone_strike", frozenset({"drone", "aircraft"})),
    ("shelling_artillery_missile_attack", frozenset({"artillery", "mortar", "missile"})),
)
_FIGHT = 3.0  # weight of a strong word
_BARE_HIT = frozenset({"hit", "struck", "was hit", "was struck"})
_HEAVY = frozenset({"artillery", "mortar", "missile", "drone", "aircraft", "heavy_weapons", "mine_ied"})


def _hit_alone(mention: EventMention) -> bool:
    """Tell whether nothing but one or two people was hit."""
    hurt = [loss.best or 1 for loss in mention.losses if not loss.zero]
    return bool(hurt) and sum(hurt) <= 2 and len(mention.triggers) == 1


def find_kind(mentions: Sequence[EventMention]) -> tuple[str, str]:
    """Return (sub-event type, reason): the weightiest trigger, earlier mentions and strong words first."""
    weight: dict[str, float] = {}
    weapons = {name for m in mentions for name, _, _ in m.weapons}
    for number, mention in enumerate(mentions):
        for trigger in mention.triggers:
            if trigger.text in _BARE_HIT and not weapons & _HEAVY and _hit_alone(mention):
                trigger = replace(trigger, kind="armed_clash")  # noqa: PLW2901 - "was hit in the leg": by a bullet
            if trigger.kind in _TERRITORY and any(loss.kind == "captured" and not loss.zero for loss in mention.losses):
                trigger = replace(trigger, kind="armed_clash")  # noqa: PLW2901 - "six soldiers were captured": no land
            value = (3.0 if trigger.strength == "strong" else 1.0) * (1.6 if number == 0 else 1.0)
            weight[trigger.kind] = weight.get(trigger.kind, 0.0) + value
    lows = [m.sentence.low for m in mentions]
    low = " ".join(lows)
    if len(weight) > 1 and weapons & _HEAVY and any(not loss.zero for m in mentions for loss in m.losses):
        for kind in _TERRITORY & weight.keys():  # "near X, which the army had retaken in January, a watchman was shot"
            del weight[kind]
    crowd = _found(_CROWD, lows, low)
    if crowd and sum(weight.get(kind, 0.0) for kind in _ARMED) >= _FIGHT and not _CROWD.search(lows[0]):
        hurt = [m.sentence.low for m in mentions if any(not loss.zero for loss in m.losses)]
        crowd = _found(_CROWD, hurt, " ".join(hurt)) if hurt else crowd  # "crowds marched with portraits of the dead"
    opening = mentions[0].triggers[0].kind if mentions[0].triggers else ""
    if (
        crowd
        and opening not in _REMOTE
        and (
            _found(_SURGING, lows, low)
            or any(k in weight for k in ("peaceful_protest", "violent_demonstration", "mob_violence"))
        )
        and not weapons & {"mine_ied", "drone", "artillery", "suicide"}
    ):
        if _found(_VIOLENT, lows, low):
            return "violent_demonstration", "type:crowd"
        shot = any(loss.kind in {"killed", "injured"} and not loss.zero for m in mentions for loss in m.losses)
        police = re.search(r"\b(?:police|guards|troops|soldiers|security forces|army)\b", low)
        if police and shot:
            return "excessive_force_against_protesters", "type:crowd"
        if re.search(r"tear gas|water cannon|rubber bullets|dispersed|arrested|detained", low):
            return "protest_with_intervention", "type:crowd"
        return "peaceful_protest", "type:crowd"
    if weight and set(weight) <= {"peaceful_protest"}:
        seized = re.search(r"tear gas|water cannon|rubber bullets|dispersed|arrested|detained", low)
        return ("protest_with_intervention" if seized else "peaceful_protest"), "type:crowd"
    weight.pop("peaceful_protest", None)
    agents = any(p.form == "role" and p.sector in {"UNK", "REB", "PAF"} for m in mentions for p in m.parties)
    if "suicide" in weapons:
        return "suicide_bomb", "type:suicide"
    hunted = _hunted(mentions)
    if not weight:
        losses = [loss for m in mentions for loss in m.losses if not loss.zero]
        for kind, means in _BY_WEAPON if losses else ():
            if weapons & means:
                return kind, "type:from_victims"  # "a soldier lost his foot to a mine"
        blamed = any(blame.attacker for m in mentions for blame in m.blames)
        if any(loss.kind == "killed" and loss.key == "civ" for loss in losses) and (blamed or weapons):
            return "attack", "type:from_victims"
        if any(in_uniform(loss) and loss.kind in {"killed", "injured"} for loss in losses) and not agents:
            return "armed_clash", "type:from_victims"
        if agents and any(in_uniform(loss) and loss.kind in {"killed", "injured"} for loss in losses):
            return "armed_clash", "type:from_victims"  # "seven guards were killed by bandits"
        if hunted:
            return "armed_clash", "type:from_victims"
        if losses and agents and not any(in_uniform(loss) for loss in losses):
            return "attack", "type:from_victims"
        if losses and any(loss.key not in {"", "civ"} for loss in losses):
            return "armed_clash", "type:from_parties"
        if (
            losses
            and any(loss.kind == "killed" for loss in losses)
            and (any(map(is_slain, losses)) or re.search(r"\b(?:shot|gunned|stabbed|murdered)\b", low))
        ):
            return "attack", "type:from_victims"
        if losses and "firearms" in weapons:
            return "attack", "type:from_victims"
        return "", "type:unknown"
    victims = [loss for m in mentions for loss in m.losses if not loss.zero]
    armed_victims = any(loss.key not in {"", "civ"} or in_uniform(loss) for loss in victims)
    at_base = _found(_BASE, lows, low)
    civilians = any(loss.key == "civ" for loss in victims) or (bool(victims) and agents)
    soldiers = armed_victims or at_base or hunted
    if "suicide" in weapons or "suicide_bomb" in weight:
        return "suicide_bomb", "type:suicide"
    if "chemical_weapon" in weight:
        return "chemical_weapon", "type:chemical"
    first = [t for t in mentions[0].triggers if t.strength == "strong"] or mentions[0].triggers
    small = bool(weapons & {"firearms"}) or _found(_SMALL_ARMS, lows, low)
    for other in ("remote_explosive_landmine_ied", "shelling_artillery_missile_attack", "air_drone_strike", "attack"):
        if (
            other in weight
            and other == _heaviest(weight)
            and not (
                small
                and other != "remote_explosive_landmine_ied"
                and "armed_clash" in weight
                and weight["armed_clash"] >= weight[other] * 0.6
            )
        ):
            break
    best = _heaviest(weight)
    from_air = bool({name for name, _, _ in mentions[0].weapons} & {"aircraft", "drone"})
    if (best == "remote_explosive_landmine_ied" and from_air) or (best in _REMOTE and _DROPPED.search(low)):
        return "air_drone_strike", "type:bomb_from_the_air"
    drone, tube = (
        "air_drone_strike" in weight or bool(weapons & {"drone", "aircraft"}),
        bool(weapons & {"artillery", "mortar", "missile"}),
    )
    if best in {"armed_clash", "air_drone_strike", "shelling_artillery_missile_attack"}:
        if drone and small and not tube:
            lead = first[0].kind if first else best
            best = (
                "air_drone_strike"
                if lead == "air_drone_strike" and not re.search(r"small arms|fire was returned|foil", low)
                else "armed_clash"
            )
        elif (
            tube
            and not re.search(r"\bfighting\b", mentions[0].sentence.low)
            and not re.search(r"\b(?:clash\w*|exchange of fire|skirmish\w*|shoot-?out|gun ?battle)\b", low)
        ):
            best = "shelling_artillery_missile_attack"
        elif drone and not small and not tube and not re.search(r"\bclash", low):
            best = "air_drone_strike"
        elif drone and tube and best == "air_drone_strike" and first and first[0].kind != "air_drone_strike":
            best = "shelling_artillery_missile_attack"
    mutual = _MUTUAL.search(mentions[0].sentence.low)
    if best == "armed_clash" and civilians and not soldiers and not mutual:
        return "attack", "type:civilian_victims"
    shot = bool(mentions[0].triggers) and all(t.text in _SHOT_DEAD for m in mentions for t in m.triggers)
    if best == "armed_clash" and shot and victims and not soldiers and not mutual:
        return "attack", "type:from_victims"  # "six people were shot dead at a wake"
    dead = [loss for loss in victims if loss.kind == "killed" and not loss.enemy]
    if (
        best == "armed_clash"
        and not (soldiers or mutual)
        and sum(loss.best or 0 for loss in dead) >= _SEVERAL
        and not any(loss.key for loss in dead)
        and not _OF_ARMIES.search(low)
    ):
        return "attack", "type:from_victims"  # "fired a rifle until it was empty … seven died in a bar"
    looted = all(t.text.startswith("loot") for m in mentions for t in m.triggers if t.kind == "violent_demonstration")
    if best == "violent_demonstration" and looted and not crowd and any(loss.kind == "killed" for loss in victims):
        return "attack", "type:from_victims"  # "killed 28 at X, where a clinic was looted as well": no crowd did
    if best in {"peaceful_protest", "violent_demonstration"}:
        return best, "type:crowd"
    if best == "abduction_forced_disappearance" and any(loss.kind == "killed" for loss in victims):
        return "attack", "type:from_victims"  # ACLED's codebook: an abduction only where no further violence is told
    return best, "type:trigger"


_SEVERAL = 3  # dead of whom none is said to have borne arms
_OF_ARMIES = re.compile(
    r"\b(?:clash\w*|exchang\w+|return\w* fire|fired back|battles?|fighting|fought|troops|soldiers|forces|fighters|"
    r"rebels|"
    r"insurgents|militants|front ?line|border|ceasefire|cease-fire|raid(?:ed|s)?)\b"
)


def _hunted(mentions: Sequence[EventMention]) -> bool:
    """Tell whether all who were hit are fighters or hunt them: "the army killed six rebels, one soldier fell"."""
    victims = [loss for m in mentions for loss in m.losses if not loss.zero]
    if not any(FIGHTERS.search(loss.text.lower()) or FIGHTERS.search(loss.noun) for loss in victims):
        return False
    if not any(p.sector in {"MIL", "COP"} for m in mentions for p in m.parties):
        return False
    return all(
        loss.key != "civ" and (in_uniform(loss) or FIGHTERS.search(loss.text.lower()) or FIGHTERS.search(loss.noun))
        for loss in victims
    )


def _found(pattern: Screen, lows: Sequence[str], joined: str) -> bool:
    """Tell whether a pattern is found in sentences put together."""
    if len(lows) == 1:
        return pattern.search(joined) is not None
    return any(map(pattern.may, lows)) and pattern.pattern.search(joined) is not None


def _heaviest(weight: dict[str, float]) -> str:
    return max(sorted(weight), key=lambda name: weight[name])
