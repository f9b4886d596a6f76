"""Side a and side b of an incident, their names, and who began where nobody says so.

A listed dyad has fixed sides (``lexicon/dyads.json``); else the attacker is a; protesters are a.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from geomap.incidents.actors import Party, PartyFinder, armed, dyad_sides, sector_name
from geomap.incidents.casualties import lossy
from geomap.incidents.events import event_type, find_triggers
from geomap.incidents.lexicon import load
from geomap.incidents.tolls import in_uniform

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.blames import Blame
    from geomap.incidents.claims import Attribution
    from geomap.incidents.events import EventMention
    from geomap.incidents.losses import Loss
    from geomap.incidents.structure import Sentence


_FIRED_AT = frozenset({"shelling_artillery_missile_attack", "chemical_weapon"})
_PLANTED = "remote_explosive_landmine_ied"
_FORCES = frozenset(load("parties")["roles"]["COP"]) | frozenset(load("parties")["roles"]["MIL"])


def local_sides(
    fixed: dict[str, str],
    *,
    blames: Sequence[Blame],
    losses: Sequence[Loss],
    parties: Sequence[Any],
    kind: str,
    admitted: Sequence[str] = (),
) -> dict[str, str]:
    """Return key -> side for one incident: a listed dyad, else the attacker is a; protesters are a.

    A party that claims the attack as its own (`admitted`) comes before those that others accuse.
    """
    if fixed:
        return fixed
    table: dict[str, str] = {}
    if event_type(kind) in {"protests", "riots"} if kind else False:
        for party in parties:
            if party.key.startswith("role:"):
                table[party.key] = "a" if party.sector == "CVL" else "b"
        return table
    attackers = [*admitted, *(blame.attacker for blame in blames if blame.attacker)]
    victims = [loss.key for loss in losses if loss.key and loss.key != "civ"]
    if attackers:
        table[attackers[0]] = "a"
        for key in attackers:  # "gunmen" and "three bombers" are one side
            if _agent(attackers[0]) and _agent(key):
                table[key] = "a"
        for key in [*(blame.target for blame in blames), *attackers, *victims]:
            if key and key not in table:
                table[key] = "b"
    else:
        keys = sorted(
            set(victims) | {p.key for p in parties if p.form in {"demonym", "country", "entity", "group"} and armed(p)}
        )
        table.update(zip(keys, "ab", strict=False))
        if len(keys) == 1:
            table[keys[0]] = "b"
    return table


def _agent(key: str) -> bool:
    """Tell whether a party is a group or unnamed armed men, no state and no police."""
    return key.startswith("group:") or (key.startswith("role:") and key[5:] not in _FORCES)


_LAIN_IN_WAIT = re.compile(r"\bambush\w*|\blay in wait\b|\b(?:was|were|been) (?:\w+ )?fired (?:on|upon)\b")
_SET_UPON = re.compile(
    r"\bambush\w*|\blay in wait\b|\b(?:was|were|been) (?:\w+ )?(?:fired (?:on|upon|at)|shot at|attacked|stormed|"
    r"raided)\b|\bc[ao]me under (?:[\w-]+ ){0,3}(?:fire|attack)\b|\b(?:attack|raid|assault) on (?:an? |the |its |"
    r"their )?(?:[\w-]+ ){0,3}(?:convoy|patrol|post|base|checkpoint|bus|camp|barracks|police station|outpost|unit)\b"
)


_ANYBODY = frozenset(  # who stepped on a mine, as likely as who laid it
    {
        "role:a man",
        "role:two men",
        "role:three men",
        "role:a young man",
        "role:a driver",
        "role:a teenager",
        "role:a former",
    }
)


def inferred_initiator(
    losses: Sequence[Loss],
    *,
    kind: str,
    mentions: Sequence[EventMention],
    sides: dict[str, str],
    fixed: dict[str, str],
    country: str = "",
    replies: Sequence[Attribution] = (),
) -> str:
    """Return who must have begun where nobody says so: the other side of a one-sided attack, else unknown."""
    hit = {
        sides.get(loss.key, "")
        for loss in losses
        if loss.key not in {"", "civ"} and not loss.zero and loss.kind in {"killed", "injured"}
    } - {""}
    words = " ".join(t.text for m in mentions for t in m.triggers)
    mutual = re.search(r"clash|exchange|skirmish|firefight|gun ?battle|shoot-?out|crossfire|fighting", words)
    if fixed and len(hit) == 1 and not mutual and kind:
        return "b" if hit == {"a"} else "a"
    voices = {fixed.get(m.attribution.key, "") for m in mentions if m.attribution is not None} - {""}
    unarmed = any(loss.key in {"", "civ"} and not loss.zero and not loss.enemy for loss in losses)
    if fixed and not hit and not mutual and kind and unarmed and len(voices) == 1 and kind != _PLANTED:
        return "b" if voices == {"a"} else "a"  # a side tells of people shot: it was the other that shot
    entity = any(p.form == "entity" for m in mentions for p in m.parties)  # whose a place is, is the question there
    if fixed and not hit and not mutual and kind and country and not entity:
        side = sides.get(country, "")  # a place was attacked: whose place it is
        passive: object = re.search(
            r"\b(?:was|were|been|being|came)\b (?:\w+ )?(?:attacked|shelled|hit|struck|targeted|"
            r"bombarded|under)|\b(?:used|fired|launched) (?:against|at|on|towards)",
            " ".join(m.sentence.low for m in mentions),
        )
        victims = any(loss.key in {"", "civ"} and not loss.zero for loss in losses)
        passive = passive or any(
            not loss.key and not loss.zero and loss.kind in {"killed", "injured"} and in_uniform(loss)
            for loss in losses
        )
        remote = kind in {"air_drone_strike", "shelling_artillery_missile_attack"}
        civilians = event_type(kind) == "violence_against_civilians" and victims
        if side and (passive or remote or civilians):
            return "b" if side == "a" else "a"
    if kind and event_type(kind) == "violence_against_civilians" and not fixed:
        return "a"  # somebody attacks people who do not fight: the attacker is side a, named or not
    planted = kind == _PLANTED  # "militants are active in the area" is no word on who laid it
    sectors = {"UNK"} if planted else {"UNK", "REB", "PAF"}
    agents = any(
        p.form == "role" and p.sector in sectors and not (planted and p.key in _ANYBODY)
        for m in mentions
        for p in m.parties
    )
    told = " ".join(m.sentence.low for m in mentions) if kind == "armed_clash" and not fixed else ""
    set_upon = (_LAIN_IN_WAIT if mutual else _SET_UPON).search(told)
    if kind and not fixed and set_upon:
        return "a"  # "two soldiers died in an ambush": whoever lay in it
    if kind and not fixed and (kind in {"suicide_bomb", "air_drone_strike"} or (agents and not mutual)):
        return "a"  # "gunmen", "militants": whoever they are, they are told of as those who came
    if kind in _FIRED_AT and not fixed and not mutual:
        return "a"  # somebody fired at those who were hit
    accused = any(
        item.kind in {"blame", "admit"} for item in [*replies, *(m.attribution for m in mentions if m.attribution)]
    )
    if kind and not fixed and accused and not mutual:
        return "a"  # whoever is held responsible, or says that it was they
    return "unknown"


def name_side(
    side: str,
    *,
    sides: dict[str, str],
    parties: Sequence[Any],
    losses: Sequence[Loss],
    blames: Sequence[Blame],
    finder: PartyFinder,
    kind: str,
    admitted: Sequence[str] = (),
) -> tuple[str, str, str]:
    """Return (name, iso3, sector) of a side, from the parties of the incident first.

    `admitted`: who say that it was their deed; a group among them is named rather than "gunmen".
    """
    civ = event_type(kind) == "violence_against_civilians" if kind else False
    chosen = [p for p in parties if sides.get(p.key) == side]
    own = [key for key in admitted if key.startswith("group:") and sides.get(key) == side and key in finder.parties]
    if own and all(p.form == "role" for p in chosen):
        return sector_name(finder.parties[own[0]], "REB"), finder.parties[own[0]].iso3, "REB"
    if not chosen:
        if side == "b" and (civ or any(loss.key == "civ" for loss in losses)):
            return "Civilians", "", "CVL"
        keys = [key for key, value in sides.items() if value == side]
        told = bool(blames) or any(loss.key not in {"", "civ"} for loss in losses)
        known = [finder.parties[key] for key in keys if key in finder.parties] if told else []
        if known:
            return sector_name(known[0], "MIL"), known[0].iso3, "MIL" if known[0].iso3 or known[0].ally else "UNK"
        return "", "", "UNK"
    entities = [p for p in chosen if p.form == "entity"]
    pick = next((p for p in [*entities, *chosen] if armed(p)), chosen[0])
    sector = (
        pick.sector
        if pick.sector in {"COP", "REB", "PAF"}
        else "MIL"
        if pick.form in {"demonym", "country", "capital", "entity"}
        else (pick.sector or "UNK")
    )
    if pick.form == "role" and pick.sector == "UNK":
        sector = "UNK"
    party: Party = finder.parties.get(pick.key, Party(pick.key, pick.key))
    if party.key.startswith("group:") and sector not in {"REB", "PAF"}:
        sector = "REB"
    return sector_name(party, sector), party.iso3, sector


def learn_sides(sentences: Sequence[Sentence], finder: PartyFinder) -> tuple[dict[str, str], dict[str, str]]:
    """Return (key -> side of a listed dyad, key -> its opponent) from the parties named beside words of violence."""
    counts: dict[str, int] = {}
    opposite: dict[str, str] = {}
    told = -2
    for sentence in sentences[:400]:
        if lossy(sentence) or find_triggers(sentence):
            told = sentence.index
        elif sentence.index - told > 1:
            continue  # the sentence after an event often says whose it was
        for mention in finder.find(sentence):
            if mention.form != "role":
                counts[mention.key] = counts.get(mention.key, 0) + 1
    keys = sorted(counts, key=lambda key: (-counts[key], key))
    sides = dyad_sides(keys)
    if not sides and len(keys) < 2:  # whose fire it was may be told, or denied, further down
        named = Counter(m.key for s in sentences[:400] for m in finder.find(s) if m.form != "role")
        whole = sorted(named, key=lambda key: (-named[key], key))
        found = dyad_sides(whole)
        if found and set(keys) <= found.keys():
            keys, sides = whole, found
    if sides:
        a = [key for key in keys if sides.get(key) == "a"] or sorted(k for k, s in sides.items() if s == "a")
        b = [key for key in keys if sides.get(key) == "b"] or sorted(k for k, s in sides.items() if s == "b")
        for key in sides:
            opposite[key] = b[0] if sides[key] == "a" else a[0]
    else:
        main = [key for key in keys if not key.startswith("role:")][:3]
        if len(main) == 2 or (len(main) == 3 and counts[main[1]] > counts[main[2]]):
            opposite = {main[0]: main[1], main[1]: main[0]}
    return sides, opposite
