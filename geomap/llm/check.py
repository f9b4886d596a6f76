"""The check that every incident record passes, whoever filled it: geomap's own rules or a language model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geomap import schema

if TYPE_CHECKING:
    from geomap.records import Incident

LARGEST = 10_000_000  # more people than any one incident has killed or hurt
_SIDES = ("a", "b", "civ", "unknown")
_DRAFT_ID = re.compile(r"[di][0-9a-f]{12}")


def faults(incident: Incident) -> list[str]:
    """Return what is wrong with a record, in words; empty for a good one.

    Vocabularies and limits are those of `geomap.schema`; null is "not reported" and always allowed.
    """
    found = [name for name in ("event_type", "sub_event_type", "realis", "initiator") if not _known(incident, name)]
    found += [f"{name}: not one of the sectors" for name in ("actor_a_sector", "actor_b_sector")
              if getattr(incident, name) not in schema.SECTORS]  # fmt: skip
    found += [f"weapons: {name!r} is none" for name in incident.weapons if name not in schema.WEAPONS]
    if incident.place_relation and incident.place_relation not in schema.PLACE_RELATIONS:
        found.append(f"place_relation: {incident.place_relation!r} is none")
    if not _DRAFT_ID.fullmatch(incident.incident_id):
        found.append("incident_id: not of the form of a draft's")
    return found + _count_faults(incident) + _date_faults(incident) + _place_faults(incident) + _span_faults(incident)


def _known(incident: Incident, name: str) -> bool:
    value = getattr(incident, name)
    if name == "event_type":
        return value is None or value in schema.EVENT_TYPES
    if name == "sub_event_type":
        return value is None or value in schema.SUB_EVENT_TYPES.get(incident.event_type or "", ())
    return value in {"realis": schema.REALIS, "initiator": schema.INITIATORS}[name]


def _count_faults(incident: Incident) -> list[str]:
    found = []
    for what in ("killed", "injured"):
        names = [f"{what}_{side}" for side in (*_SIDES, "low", "best", "high")]
        counts = {name: getattr(incident, name) for name in names}
        found += [f"{name}: {value!r} cannot be" for name, value in counts.items() if not _is_count(value)]
        bounds = [counts[f"{what}_{name}"] for name in ("low", "best", "high")]
        told = [value for value in bounds if _is_count(value) and value is not None]
        if told != sorted(told):
            found.append(f"{what}: low, best and high are not in order")
    for name in ("missing_best", "captured_best"):
        if not _is_count(getattr(incident, name)):
            found.append(f"{name}: cannot be")
    return found


def _is_count(value: object) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST)


def _date_faults(incident: Incident) -> list[str]:
    start, end = incident.date_start, incident.date_end
    if start is not None and end is not None and end < start:
        return ["date_end: before date_start"]
    if start is not None and incident.date_prec not in schema.DATE_PRECISION:
        return [f"date_prec: {incident.date_prec!r} is none"]
    return []


def _place_faults(incident: Incident) -> list[str]:
    lon, lat, precision = incident.lon, incident.lat, incident.geo_precision
    found = []
    if precision is not None and precision not in schema.GEO_PRECISION:
        found.append(f"geo_precision: {precision!r} is none")
    if (lon is None) != (lat is None):
        found.append("lon, lat: one without the other")
    if lon is not None and lat is not None:
        if not (-180 <= lon <= 180 and -90 <= lat <= 90) or (lon == 0 and lat == 0):
            found.append("lon, lat: no such point")
        if not incident.place_id:
            found.append("lon, lat: a point without a place of the gazetteer")
    return found


def _span_faults(incident: Incident) -> list[str]:
    if not incident.sources:
        return ["sources: none"]
    spans = [(one.start, one.end) for one in incident.sources] + [(one.start, one.end) for one in incident.claims]
    return ["spans: start after end"] if any(start < 0 or end < start for start, end in spans) else []
