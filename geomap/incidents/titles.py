"""The one-line title of an incident, made from its columns and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geomap.records import Incident

_WHAT = {
    "armed_clash": "Clash",
    "government_regains_territory": "Government regains territory",
    "non_state_actor_overtakes_territory": "Armed group takes territory",
    "chemical_weapon": "Chemical attack",
    "air_drone_strike": "Air or drone strike",
    "suicide_bomb": "Suicide bombing",
    "shelling_artillery_missile_attack": "Shelling",
    "remote_explosive_landmine_ied": "Explosion",
    "grenade": "Grenade attack",
    "sexual_violence": "Sexual violence",
    "attack": "Attack on civilians",
    "abduction_forced_disappearance": "Abduction",
    "peaceful_protest": "Protest",
    "protest_with_intervention": "Protest broken up",
    "excessive_force_against_protesters": "Force against protesters",
    "violent_demonstration": "Violent demonstration",
    "mob_violence": "Mob violence",
    "agreement": "Agreement",
    "arrests": "Arrests",
    "change_to_group_activity": "Change of group activity",
    "disrupted_weapons_use": "Disrupted weapons use",
    "headquarters_or_base_established": "Base established",
    "looting_property_destruction": "Looting or destruction",
    "non_violent_transfer_of_territory": "Transfer of territory",
    "accident": "Accident",
    "disaster": "Disaster",
}
_KIND = {
    "battles": "Battle",
    "explosions_remote_violence": "Explosion or remote violence",
    "violence_against_civilians": "Violence against civilians",
    "protests": "Protest",
    "riots": "Riot",
    "strategic_developments": "Strategic development",
    "non_conflict": "Accident or disaster",
}
_RELATION = {
    "in": "in",
    "near": "near",
    "direction_of": "towards",
    "between": "between",
    "along": "along",
    "inferred": "probably in",
}


def make_title(incident: Incident) -> str:
    """Return a title such as "Shelling near Kut, Gegharkunik: 1 killed, 2 injured".

    Parts that are not known are left out; a toll of 0 that a source states is said ("nobody killed").
    """
    what = _WHAT.get(incident.sub_event_type or "") or _KIND.get(incident.event_type or "") or "Incident"
    return f"{what}{_where(incident)}{_toll(incident)}"


PROVINCE = 4  # `geo_precision` of a province; from here on an area, not a point


_LONGEST_PLACE = 40
_AT = frozenset({"airport", "base", "bridge", "checkpoint", "crossing", "dam", "pass", "port", "post", "station"})


_PREPOSITIONS = re.compile(r"\b(?:at|on|along|near|across|in|of|over|by|to|towards) ", re.IGNORECASE)


def _told_place(incident: Incident) -> str:
    """Return the report's own short words for the place, or ""."""
    told = " ".join(incident.place_text.split())
    if incident.place_relation == "along":  # a border's words bring prepositions of their own: "at the border"
        told = _PREPOSITIONS.split(told)[-1]
    return told if len(told) <= _LONGEST_PLACE else ""


def _where(incident: Incident) -> str:
    name = incident.place_name or incident.admin1
    lost = not name or (incident.lat is None and "place_unresolved" in incident.reasons)
    told = _told_place(incident) if lost else ""
    if told:  # no gazetteer has the place: the report's words are told, and the area that they put it in
        area = f", {name}" if name and name.casefold() not in told.casefold() else ""
        return f" {_RELATION.get(incident.place_relation, 'in')} {told}{area}"
    if not name:
        return ""
    relation = _RELATION.get(incident.place_relation, "in")
    if (incident.geo_precision or 0) >= PROVINCE and incident.place_relation != "along":
        relation = "in"  # "near" is said of the place that is not on the map, not of the province around it
    if relation == "in" and name.rsplit(" ", 1)[-1].casefold() in _AT:
        relation = "at"
    province = incident.admin1
    known = not province or province.casefold() in name.casefold()
    return f" {relation} {name}" if known else f" {relation} {name}, {province}"


def _toll(incident: Incident) -> str:
    parts = []
    for count, word in ((incident.killed_best, "killed"), (incident.injured_best, "injured")):
        if count is not None:
            parts.append(f"{count or 'nobody'} {word}")
    return f": {', '.join(parts)}" if parts else ""
