"""Frames for the join tests: incidents, records, lines and areas, small and with known distances."""

from __future__ import annotations

import datetime as dt

import shapely

from geomap import schema
from geomap.records import Incident

SOTK = {"lon": 45.8647, "lat": 40.2031, "place_id": "geonames:174757", "place_name": "Sotk", "geo_precision": 1}
PROVINCE = {"admin1": "Gegharkunik", "admin1_code": "AM-GR", "country": "AM"}
AZ_AM = {"actor_a": "Azerbaijan", "actor_a_iso3": "AZE", "actor_b": "Armenia", "actor_b_iso3": "ARM"}


def incident(name="i1", *, day="2023-05-12", **changes):
    date = dt.date.fromisoformat(day) if day else None
    values = {"date_start": date, "date_end": date, "event_type": "battles", "sub_event_type": "armed_clash"}
    return Incident(name, **values | AZ_AM | changes)


def incidents(*rows):
    return schema.incidents_to_frame(rows)


def record(name="r1", *, day="2023-05-12", table="mine.csv", **changes):
    date = dt.date.fromisoformat(day) if day else None
    return {"record_id": name, "table": table, "date_start": date, "date_end": date, "reasons": []} | changes


def records(*rows):
    return schema.frame(rows, schema.RECORD_COLUMNS)


def line(*coords, border_id="AM-AZ", exclave=False, name="Armenia-Azerbaijan", approximate=False):
    row = {"border_id": border_id, "name": name, "exclave": exclave, "approximate": approximate}
    return row, shapely.LineString(coords)


def border(*lines):
    return schema.frame([row for row, _ in lines], schema.BORDER_COLUMNS, geometry=[shape for _, shape in lines])


def area(name, code, shape, *, level=1, country="AM"):
    return {"admin_id": code or country, "name": name, "level": level, "country": country, "admin1_code": code}, shape


def areas(*found):
    return schema.frame([row for row, _ in found], schema.ADMIN_COLUMNS, geometry=[shape for _, shape in found])
