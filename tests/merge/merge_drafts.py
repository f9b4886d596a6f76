"""Drafts for the merge tests: one clash near Sotk, told as a test wants it."""

from __future__ import annotations

import datetime as dt

from geomap.records import Claim, Incident, Source
from geomap.settings import Settings

SETTINGS = Settings()
SOTK = {"lon": 45.8647, "lat": 40.2031, "place_id": "geonames:174757", "place_name": "Sotk", "geo_precision": 1}
KUT = {"lon": 45.9017, "lat": 40.1808, "place_id": "geonames:174972", "place_name": "Kut", "geo_precision": 1}
VARDENIS = {"lon": 45.7316, "lat": 40.1827, "place_id": "geonames:174703", "place_name": "Vardenis", "geo_precision": 1}
KAPAN = {"lon": 46.4068, "lat": 39.2076, "place_id": "geonames:174875", "place_name": "Kapan", "geo_precision": 1}
NOWHERE = {"lon": None, "lat": None, "place_id": "", "place_name": "", "geo_precision": None}
AZ_AM = {"actor_a": "Azerbaijan", "actor_a_iso3": "AZE", "actor_b": "Armenia", "actor_b_iso3": "ARM"}
AM_AZ = {"actor_a": "Armenia", "actor_a_iso3": "ARM", "actor_b": "Azerbaijan", "actor_b_iso3": "AZE"}


def draft(name: str, *, day: str | None = "2023-05-12", report: str = "", place: dict | None = None, **changes):
    """Return a draft incident; `report` is by default a report of its own."""
    date = dt.date.fromisoformat(day) if day else None
    report = report or f"report-{name}"
    published = changes.pop("published", (date + dt.timedelta(days=1)).isoformat() if date else "")
    sentence = changes.pop("sentence", "")
    values = {
        "date_start": date,
        "date_end": date,
        "date_prec": 1,
        "date_basis": "weekday",
        "event_type": "battles",
        "sub_event_type": "armed_clash",
        "sources": (Source(report, date=published, sentence=sentence, publisher=changes.pop("publisher", "")),),
        **AZ_AM,
        **(SOTK if place is None else place),
        **changes,
    }
    return Incident(incident_id=name, **values)


def claim(report: str, side: str, slot: str, value: object, *, polarity: str = "asserts") -> Claim:
    """Return a claim of a side ("a", "b" or "" for the reporter)."""
    speaker = {"a": "Ministry of Defence of Azerbaijan", "b": "Ministry of Defence of Armenia"}.get(side, "")
    return Claim(speaker, side, "said", polarity, slot, str(value), report, 0, 10)
