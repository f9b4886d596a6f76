"""CSV in the shape of an ACLED export, for tools that were made for one.

References
----------
.. [1] ACLED (2024), "ACLED Codebook", https://acleddata.com/knowledge-base/codebook/
"""

from __future__ import annotations

import logging
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from babel import Locale

from geomap.export.cells import in_order, joined, pieces, rows_of
from geomap.export.csvs import write_rows
from geomap.export.hxl import claim_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geomap.records import Run

_log = logging.getLogger(__name__)
COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
    "actor1", "inter1", "actor2", "inter2", "civilian_targeting", "country", "admin1", "admin2", "location",
    "latitude", "longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "tags",
)  # fmt: skip
EVENT_TYPES = {
    "battles": "Battles", "explosions_remote_violence": "Explosions/Remote violence",
    "violence_against_civilians": "Violence against civilians", "protests": "Protests", "riots": "Riots",
    "strategic_developments": "Strategic developments",
}  # fmt: skip
SUB_EVENT_TYPES = {
    "armed_clash": "Armed clash", "government_regains_territory": "Government regains territory",
    "non_state_actor_overtakes_territory": "Non-state actor overtakes territory",
    "chemical_weapon": "Chemical weapon", "air_drone_strike": "Air/drone strike", "suicide_bomb": "Suicide bomb",
    "shelling_artillery_missile_attack": "Shelling/artillery/missile attack",
    "remote_explosive_landmine_ied": "Remote explosive/landmine/IED", "grenade": "Grenade",
    "sexual_violence": "Sexual violence", "attack": "Attack",
    "abduction_forced_disappearance": "Abduction/forced disappearance", "peaceful_protest": "Peaceful protest",
    "protest_with_intervention": "Protest with intervention",
    "excessive_force_against_protesters": "Excessive force against protesters",
    "violent_demonstration": "Violent demonstration", "mob_violence": "Mob violence", "agreement": "Agreement",
    "arrests": "Arrests", "change_to_group_activity": "Change to group/activity",
    "disrupted_weapons_use": "Disrupted weapons use",
    "headquarters_or_base_established": "Headquarters or base established",
    "looting_property_destruction": "Looting/property destruction",
    "non_violent_transfer_of_territory": "Non-violent transfer of territory", "other": "Other",
}  # fmt: skip
# ACLED's disorder types, by event type
_DISORDER = {
    "battles": "Political violence", "explosions_remote_violence": "Political violence",
    "violence_against_civilians": "Political violence", "protests": "Demonstrations", "riots": "Demonstrations",
    "strategic_developments": "Strategic developments",
}  # fmt: skip
_INTER = {
    "MIL": "State forces", "GOV": "State forces", "COP": "State forces", "REB": "Rebel group",
    "PAF": "Political militia", "CVL": "Civilians",
}  # fmt: skip
GEO_PRECISION = {1: 1, 2: 1, 3: 2, 4: 3, 5: 3, 6: 3, 7: 3}  # ACLED: 1 the town or beside it, 2 the area, 3 the region
TIME_PRECISION = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3}  # ACLED: 1 the day, 2 the week, 3 the month
# the codebook's convention for reports that give words for a number of the dead
_VAGUE = (
    (re.compile(r"\bhundreds\b", re.IGNORECASE), 100),
    (re.compile(r"\bdozens\b", re.IGNORECASE), 12),
    (re.compile(r"\b(several|many|some|few|a number of|multiple)\b", re.IGNORECASE), None),
)
VAGUE_WAR, VAGUE_ELSEWHERE = 10, 3
_DEATH = re.compile(r"kill|dead|die|death|fatalit|los(s|t)", re.IGNORECASE)


def vague_fatalities(words: str, *, war_zone: bool = False) -> int | None:
    """Return ACLED's number for vague words of death ("several" 3, in a war zone 10; "dozens" 12); None if none."""
    if not _DEATH.search(words):
        return None
    for pattern, number in _VAGUE:
        if pattern.search(words):
            return number if number is not None else VAGUE_WAR if war_zone else VAGUE_ELSEWHERE
    return None


def write(
    run: Run,
    path: Path,
    *,
    vague: Literal["empty", "acled", "acled_war"] = "empty",
    unreported: Literal["empty", "zero"] = "empty",
) -> Path:
    """Write the incidents as ACLED would; accidents and disasters, which ACLED does not code, are left out.

    Parameters
    ----------
    vague
        What "several killed" becomes: nothing, or ACLED's conventional number, outside or in a war zone.
    unreported
        What a toll that nobody reported becomes. ACLED writes 0; geomap by default keeps it apart from a
        reported 0.
    """
    left_out = sum(kind == "non_conflict" for kind in run.incidents["event_type"])
    if left_out:
        _log.info("%s: %d accidents or disasters left out, ACLED does not code them", path.name, left_out)

    def parts() -> Iterator[list[list[Any]]]:
        for piece in pieces(in_order(run.incidents)):
            made = [_row(row, vague, unreported) for row in rows_of(piece) if row["event_type"] != "non_conflict"]
            yield [[row.get(name) for row in made] for name in COLUMNS]

    return write_rows(path, [COLUMNS], parts())


def _row(row: dict[str, Any], vague: str, unreported: str) -> dict[str, Any]:
    day = row["date_start"]
    fatalities = row["killed_best"]
    if fatalities is None and vague != "empty":
        fatalities = vague_fatalities(row["casualty_text"] or "", war_zone=vague == "acled_war")
    if fatalities is None and unreported == "zero":
        fatalities = 0
    country = row["country"] or ""
    kind, sub = row["event_type"] or "", row["sub_event_type"] or ""
    civilians = "CVL" in {row["actor_a_sector"], row["actor_b_sector"]} and kind in {
        "violence_against_civilians",
        "explosions_remote_violence",
    }
    return {
        "event_id_cnty": row["incident_id"],
        "event_date": day,
        "year": day.year if day else None,
        "time_precision": TIME_PRECISION.get(row["date_prec"] or 0),
        "disorder_type": _DISORDER.get(kind),
        "event_type": EVENT_TYPES.get(kind),
        "sub_event_type": SUB_EVENT_TYPES.get(sub),
        "actor1": row["actor_a"] or None,
        "inter1": _INTER.get(row["actor_a_sector"] or ""),
        "actor2": row["actor_b"] or None,
        "inter2": _INTER.get(row["actor_b_sector"] or ""),
        "civilian_targeting": "Civilian targeting" if civilians else None,
        "country": country_name(country) or None,
        "admin1": row["admin1"] or None,
        "admin2": row["admin2"] or None,
        "location": row["place_name"] or None,
        "latitude": row["lat"],
        "longitude": row["lon"],
        "geo_precision": GEO_PRECISION.get(row["geo_precision"] or 0),
        "source": "; ".join(dict.fromkeys(s["publisher"] or s["report_id"] for s in row["sources"] or ())) or None,
        "source_scale": None,
        "notes": notes(row),
        "fatalities": fatalities,
        "tags": joined(row["weapons"]),
    }


@cache
def country_name(iso2: str) -> str:
    """Return the English name of a country; the code itself if it is none."""
    return str(Locale("en").territories.get(iso2, iso2))


def notes(row: dict[str, Any]) -> str:
    """Return what does not fit the columns: the title, the toll's words, who claims what."""
    parts = [row["title"] or ""]
    if row["casualty_text"]:
        parts.append(f"Toll in the report: {row['casualty_text']}.")
    parts += [f"{claim_text(claim)}." for claim in row["claims"] or ()]
    return " ".join(part for part in parts if part)
