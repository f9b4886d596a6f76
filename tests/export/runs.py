"""A small run made by hand: incidents of every kind, hostile words, a line with an exclave, areas, a matched record."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import shapely

from geomap import schema
from geomap.records import Claim, Incident, Rejection, Run, Source

HOSTILE = '=HYPERLINK("http://x.invalid","a") <img src=x onerror=alert(1)> \x08 ]]> \u202e \U0001f4a5'


def source(number: int, **values) -> Source:
    """Return a source with words."""
    first = {
        "report_id": f"report-{number}",
        "publisher": "A wire & sons",
        "url": f"https://news.invalid/{number}?a=1&b=2",
        "source": f"reports/{number}.txt",
        "date": "2023-05-13",
        "title": f"Headline {number}",
        "language": "en",
        "start": 10,
        "end": 70,
        "sentence": "One soldier was killed near the village.",
    }
    return Source(**{**first, **values})


def claim(number: int, **values) -> Claim:
    """Return a claim."""
    first = {
        "speaker": "Ministry of Defence",
        "speaker_side": "a",
        "verb": "said",
        "polarity": "asserts",
        "slot": "killed.a",
        "value": "1",
        "report_id": f"report-{number}",
        "start": 20,
        "end": 40,
        "text": "said that one was killed",
    }
    return Claim(**{**first, **values})


def incidents() -> list[Incident]:
    """Return seven incidents: exact, hostile, near, province only, without a point, of unknown type, two days long."""
    day = dt.date
    return [
        Incident(
            incident_id="i0001", title="Shelling near Kut, Gegharkunik: 1 killed, 2 injured",
            date_start=day(2023, 5, 12), date_end=day(2023, 5, 12), date_prec=1, date_basis="weekday",
            event_type="explosions_remote_violence", sub_event_type="shelling_artillery_missile_attack",
            actor_a="Armenia", actor_a_iso3="ARM", actor_a_sector="MIL", actor_b="Azerbaijan", actor_b_iso3="AZE",
            actor_b_sector="MIL", initiator="disputed", killed_a=1, killed_best=1, killed_low=1, killed_high=1,
            injured_a=2, injured_best=2, weapons=("drone", "heavy_weapons"), place_name="Kut",
            place_id="geonames:616000", place_text="the village of Kut", place_relation="near",
            admin1="Gegharkunik", admin1_code="AM-GR", country="AM", lat=40.19321, lon=45.8734, geo_precision=2,
            radius_m=5000.0, border="AM-AZ", border_km=3.2, border_side="AM", confidence=0.82, confidence_place=0.9,
            confidence_date=0.95, reasons=("province", "near_border"), source_count=2,
            sources=(source(1), source(2)), claims=(claim(1), claim(2, polarity="denies", speaker="Baku")),
            merged_from=("d0123456789ab", "d0123456789ac"),
            matches=({"table": "mine.csv", "row": "7", "km": 1.25, "days": 0, "score": 0.9},),
        ),
        Incident(
            incident_id="i0002", title=HOSTILE, date_start=day(2023, 5, 11), date_end=day(2023, 5, 11), date_prec=1,
            event_type="battles", sub_event_type="armed_clash", actor_a="Armenia", actor_b="+1+1|cmd",
            killed_b=1, killed_best=1, injured_best=4, place_text="at the border", geo_precision=5,
            sources=(source(3, title=HOSTILE),), claims=(claim(3, text="; 'x' \"y\""),), casualty_text="@SUM(1)",
        ),
        Incident(
            incident_id="i0003", title="Protest in Goris", date_start=day(2023, 6, 1), date_end=day(2023, 6, 3),
            date_prec=2, event_type="protests", sub_event_type="peaceful_protest", killed_best=0,
            place_name="Goris", lat=39.5111, lon=46.3388, geo_precision=1, country="AM", sources=(source(4),),
        ),
        Incident(
            incident_id="i0004", title="Clashes in Gegharkunik", date_start=day(2023, 5, 20), date_end=day(2023, 5, 27),
            date_prec=3, event_type="battles", killed_best=12, killed_low=5, killed_high=20, place_name="Gegharkunik",
            admin1="Gegharkunik", admin1_code="AM-GR", lat=40.3, lon=45.4, geo_precision=4, radius_m=40000.0, country="AM", confidence=0.4,
            casualty_text="dozens", sources=(source(5),), possible_duplicate_of=("i0001",),
        ),
        Incident(
            incident_id="i0005", title="Something near Tovuz", event_type=None, place_name="Tovuz", lat=40.9922,
            lon=45.6289, geo_precision=1, country="AZ", border_km=8.0, border_side="AZ", sources=(source(6),),
        ),
        Incident(
            incident_id="i0006", title="Mine blast near Ağdam", date_start=day(2023, 5, 12),
            date_end=day(2023, 5, 12), event_type="explosions_remote_violence",
            sub_event_type="remote_explosive_landmine_ied", killed_civ=3, killed_best=3, place_name="Ağdam",
            lat=39.9911, lon=46.93, geo_precision=1, country="AZ", sources=(source(7),),
        ),
        Incident(
            incident_id="i0007", title="Lorry overturned", date_start=day(2023, 5, 12), date_end=day(2023, 5, 12),
            event_type="non_conflict", sub_event_type="accident", place_name="Ijevan", lat=40.8788, lon=45.1487,
            geo_precision=1, country="AM", sources=(source(8),), actor_a_sector="CVL",
        ),
    ]  # fmt: skip


def place_rows() -> list[dict]:
    """Return two places with both parties' names."""
    names = [
        {"text": "Sotk", "type": "usual", "lang": "hy", "party": "AM"},
        {"text": "Zod", "type": "former", "lang": "az", "party": "AZ"},
        {"text": "Սոթք", "type": "official", "lang": "hy", "party": "AM"},
    ]
    rival = {"place_id": "geonames:99347", "name": "Kut", "kind": "city", "country": "IQ", "score": 0.1}
    common = {"radius_m": 1500.0, "geo_precision": 1, "reasons": ["province"], "admin1": "Gegharkunik"}
    return [
        {
            "place_id": "geonames:616001", "name": "Sotk", "names": names, "kind": "village", "country": "AM",
            "lat": 40.2022, "lon": 45.8644, "mentions": 3, "score": 0.91, "rivals": [], "reports": ["report-1"],
        }
        | common,
        {
            "place_id": "geonames:616000", "name": "Kut", "names": [], "kind": "village", "country": "AM",
            "lat": 40.19321, "lon": 45.8734, "mentions": 1, "score": 0.8, "rivals": [rival], "reports": ["report-1"],
        }
        | common,
    ]  # fmt: skip


def record_rows() -> list[dict]:
    """Return one record that matches and one without a point."""
    return [
        {
            "record_id": "7", "table": "mine.csv", "title": "Kut shelled", "date_start": dt.date(2023, 5, 12),
            "date_end": dt.date(2023, 5, 12), "killed_best": 1, "place_text": "Kut", "lat": 40.2, "lon": 45.87,
            "coordinates_from": "gazetteer", "incident_id": "i0001", "match_score": 0.9, "match_km": 1.25,
            "match_days": 0, "match_reasons": ["same day", "1.2 km"], "reasons": [], "raw": {"Location": "Kut"},
        },
        {"record_id": "8", "table": "mine.csv", "title": "Unknown", "reasons": [], "match_reasons": [], "raw": {}},
    ]  # fmt: skip


def frames() -> dict:
    """Return the frames of the run."""
    line = shapely.LineString([(45.0, 41.2), (45.6, 40.9), (45.9, 40.3), (46.5, 39.6), (46.6, 39.2)])
    ring = shapely.LineString([(45.1, 40.7), (45.15, 40.72), (45.12, 40.75), (45.1, 40.7)])
    common = {"border_id": "AM-AZ", "name": "Armenia-Azerbaijan", "date": "2024-01", "source": "OpenStreetMap"}
    border = [
        common | {"exclave": False, "licence": "ODbL-1.0", "approximate": False},
        common | {"exclave": True, "licence": "ODbL-1.0", "approximate": True},
    ]
    province = shapely.Polygon([(45.0, 40.0), (45.0, 40.6), (46.0, 40.6), (46.0, 40.0)])  # clockwise on purpose
    areas = [
        {
            "admin_id": "AM-GR",
            "name": "Gegharkunik",
            "level": 1,
            "country": "AM",
            "admin1_code": "AM-GR",
            "doubtful": False,
        }
    ]
    land = shapely.Polygon([(44, 38.5), (48, 38.5), (48, 42), (44, 42)], [[(45, 40), (45.2, 40), (45.2, 40.2)]])
    countries = [{"admin_id": "AM", "name": "Armenia", "level": 0, "country": "AM", "doubtful": False}]
    mentions = [
        {
            "report_id": "report-1", "start": 30, "end": 33, "text": "Kut", "use": "literal", "cue": "village",
            "relation": "near", "place_id": "geonames:616000", "name": "Kut", "kind": "village", "country": "AM",
            "admin1": "Gegharkunik", "lat": 40.19321, "lon": 45.8734, "geo_precision": 2, "radius_m": 5000.0,
            "score": 0.9, "reasons": ["province"], "rivals": [],
        },
        {
            "report_id": "report-1", "start": 50, "end": 54, "text": "Atls", "use": "literal", "cue": "",
            "relation": "", "score": 0.0, "reasons": [], "rivals": [],
        },
    ]  # fmt: skip
    names = schema.MENTION_COLUMNS
    return {
        "places": schema.frame(place_rows(), schema.PLACE_COLUMNS),
        "records": schema.frame(record_rows(), schema.RECORD_COLUMNS),
        "border": schema.frame(border, schema.BORDER_COLUMNS, geometry=[line, ring]),
        "admin": schema.frame(areas, schema.ADMIN_COLUMNS, geometry=[province]),
        "background": schema.frame(countries, schema.ADMIN_COLUMNS, geometry=[land]),
        "mentions": pd.DataFrame({n: pd.Series([row.get(n) for row in mentions], dtype=object) for n in names}),
    }


def sample_run(**changes) -> Run:
    """Return the run; `changes` replace its parts."""
    audit = [Incident(incident_id="dbackground01", title="The 2020 war", realis="background", sources=(source(1),))]
    parts = frames() | {
        "incidents": schema.incidents_to_frame(incidents()),
        "audit": schema.incidents_to_frame(audit),
        "rejected": (Rejection("bad.jsonl", "bad_json", "line 3 is no JSON", "line 3"),),
        "counts": {"reports": 8, "incidents": 7, "incidents_with_point": 6},
        "meta": {"settings": {"bands_km": [5.0, 10.0]}, "gazetteer": {"version": "1", "checksum": "ab"}},
        "title": "Incidents near the line, May 2023",
        "attribution": ("GeoNames 2024 (CC BY 4.0)", "OpenStreetMap (ODbL 1.0)"),
    }
    return Run(**(parts | changes))


def empty_run() -> Run:
    """Return a run that found nothing at all."""
    return Run(
        incidents=schema.incidents_to_frame([]),
        audit=schema.incidents_to_frame([]),
        places=schema.frame([], schema.PLACE_COLUMNS),
        mentions=pd.DataFrame({name: pd.Series([], dtype=object) for name in schema.MENTION_COLUMNS}),
        records=schema.frame([], schema.RECORD_COLUMNS),
        border=schema.frame([], schema.BORDER_COLUMNS, geometry=[]),
        admin=schema.frame([], schema.ADMIN_COLUMNS, geometry=[]),
        background=schema.frame([], schema.ADMIN_COLUMNS, geometry=[]),
    )
