"""A made-up run along the Armenia-Azerbaijan line: every kind of incident, precision, claim and record, no real event."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import shapely.geometry

from geomap import schema
from geomap.records import Claim, Incident, Run, Source

DATA = Path(__file__).parents[1] / "data" / "maps"

# place: usual name, lon, lat, admin1, country, kind, names of the parties
PLACES = {
    "sotk": ("Sotk", 45.8650, 40.2033, "Gegharkunik", "AM", "village", {"AM": "Sotk", "AZ": "Zod"}),
    "kut": ("Kut", 45.7870, 40.2240, "Gegharkunik", "AM", "village", {"AM": "Kut", "AZ": "Zərkənd"}),
    "verin": ("Verin Shorzha", 45.9550, 40.1060, "Gegharkunik", "AM", "village", {"AM": "Verin Shorzha"}),
    "jermuk": ("Jermuk", 45.6726, 39.8414, "Vayots Dzor", "AM", "town", {"AM": "Jermuk", "AZ": "İstisu"}),
    "yeraskh": ("Yeraskh", 44.8289, 39.7394, "Ararat", "AM", "village", {"AM": "Yeraskh", "AZ": "Arazdəyən"}),
    "tegh": ("Tegh", 46.4800, 39.5580, "Syunik", "AM", "village", {"AM": "Tegh", "AZ": "Dığ"}),
    "goris": ("Goris", 46.3390, 39.5110, "Syunik", "AM", "town", {"AM": "Goris", "AZ": "Gorus"}),
    "kapan": ("Kapan", 46.4058, 39.2076, "Syunik", "AM", "town", {"AM": "Kapan", "AZ": "Qafan"}),
    "movses": ("Movses", 45.4890, 40.9090, "Tavush", "AM", "village", {"AM": "Movses", "AZ": "Mosesgəh"}),
    "berd": ("Berd", 45.3880, 40.8810, "Tavush", "AM", "town", {"AM": "Berd", "AZ": "Tovuzqala"}),
    "tovuz": ("Tovuz", 45.6280, 40.9920, "Tovuz", "AZ", "town", {"AM": "Tavush", "AZ": "Tovuz"}),
    "lachin": ("Lachin", 46.5460, 39.6410, "Lachin", "AZ", "town", {"AM": "Berdzor", "AZ": "Laçın"}),
    "kalbajar": ("Kalbajar", 46.0366, 40.1022, "Kalbajar", "AZ", "town", {"AM": "Karvachar", "AZ": "Kəlbəcər"}),
    "vardenis": ("Vardenis", 45.7310, 40.1800, "Gegharkunik", "AM", "town", {"AM": "Vardenis", "AZ": "Basarkeçər"}),
}

SHELL, CLASH = "explosions_remote_violence", "battles"
# day, place, type, sub-type, killed a, killed b, killed civ, injured a, weapons, precision, confidence
EVENTS = [
    ("2023-05-09", "tegh", CLASH, "armed_clash", None, None, None, 1, ("firearms",), 1, 0.74),
    ("2023-05-11", "sotk", SHELL, "shelling_artillery_missile_attack", None, 1, None, 4, ("mortar",), 2, 0.81),
    (
        "2023-05-12",
        "kut",
        SHELL,
        "shelling_artillery_missile_attack",
        1,
        None,
        None,
        2,
        ("drone", "heavy_weapons"),
        1,
        0.92,
    ),
    ("2023-05-12", "sotk", SHELL, "air_drone_strike", 1, None, None, 3, ("drone",), 1, 0.86),
    ("2023-05-13", "verin", CLASH, "armed_clash", 2, 3, None, 5, ("firearms", "mortar"), 1, 0.66),
    ("2023-05-16", "jermuk", SHELL, "shelling_artillery_missile_attack", 4, 7, 1, 12, ("artillery",), 1, 0.88),
    ("2023-05-17", "vardenis", "protests", "peaceful_protest", None, None, None, None, (), 1, 0.79),
    ("2023-05-18", "goris", "strategic_developments", "agreement", None, None, None, None, (), 1, 0.7),
    ("2023-05-19", "kalbajar", SHELL, "remote_explosive_landmine_ied", None, 2, None, None, ("mine_ied",), 2, 0.83),
    ("2023-05-20", "lachin", "violence_against_civilians", "attack", None, None, 1, None, ("firearms",), 1, 0.61),
    ("2023-05-22", "yeraskh", CLASH, "armed_clash", None, None, None, 2, ("firearms",), 1, 0.77),
    ("2023-05-23", "movses", CLASH, "armed_clash", 1, None, None, None, ("firearms",), 1, 0.69),
    ("2023-05-25", "berd", "riots", "mob_violence", None, None, None, None, (), 1, 0.45),
    ("2023-05-27", "kapan", "non_conflict", "accident", None, None, 2, None, (), 1, 0.9),
    ("2023-05-28", "tegh", SHELL, "grenade", None, 1, None, None, ("heavy_weapons",), 1, 0.58),
]


def place_id(key: str) -> str:
    """Return the made-up id of a place."""
    return f"overlay:{key}"


def incidents() -> list[Incident]:
    """Return twenty-odd incidents; the last ones are known to a province, to the border, to a country, to nothing."""
    out = []
    for number, (day, key, kind, sub, killed_a, killed_b, killed_civ, injured, weapons, precision, sure) in enumerate(
        EVENTS
    ):
        name, lon, lat, admin1, country, _, parties = PLACES[key]
        killed = sum(value or 0 for value in (killed_a, killed_b, killed_civ))
        told = [value for value in (killed_a, killed_b, killed_civ) if value is not None]
        date = dt.date.fromisoformat(day)
        sentence = f"The ministry said on that day that the village of {name} and the posts beside it came under fire."
        at = sentence.index(name)
        out.append(
            Incident(
                incident_id=f"inc-{number:04d}",
                title=f"{sub.replace('_', ' ').capitalize()} near {name}, {admin1}" + (f": {killed} killed" if killed else ""),
                date_start=date,
                date_end=date + dt.timedelta(days=2 if number in {5, 10} else 0),
                date_prec=2 if number in {5, 10} else 1,
                date_basis=("weekday", "absolute", "relative", "publication")[number % 4],
                event_type=kind,
                sub_event_type=sub,
                actor_a="Armenia",
                actor_a_iso3="ARM",
                actor_a_sector="MIL",
                actor_b="Azerbaijan" if number != 13 else "",
                actor_b_iso3="AZE",
                actor_b_sector="MIL",
                initiator="disputed" if kind in {CLASH, SHELL} else "unknown",
                killed_a=killed_a,
                killed_b=killed_b,
                killed_civ=killed_civ,
                killed_low=max(0, killed - 1) if told else None,
                killed_best=killed if told else None,
                killed_high=killed + 2 if told else None,
                injured_a=injured,
                injured_best=injured,
                casualty_text="one serviceman was killed" if told else "",
                weapons=weapons,
                place_name=name,
                place_id=place_id(key),
                place_text=f"the village of {name}",
                place_relation="in" if precision == 1 else "near",
                admin1=admin1,
                country=country,
                lat=lat,
                lon=lon,
                geo_precision=precision,
                radius_m=1500.0 if precision == 1 else 6000.0,
                border="AM-AZ",
                border_km=round(1.3 + 1.9 * number % 23, 1),
                border_side=country,
                confidence=sure,
                confidence_place=min(0.97, sure + 0.06),
                confidence_date=0.95,
                confidence_casualties=sure - 0.1,
                reasons=("cue:village", "admin1", "nearby", "rival:geonames:99347"),
                source_count=2,
                sources=(
                    Source(
                        f"report-{number}", "Yerevan Daily (made up)", "https://example.org/reports/1", "reports/a.txt",
                        date.isoformat(), f"Fire reported near {name}", "en", 40, 40 + len(sentence), sentence, 40 + at, 40 + at + len(name),
                    ),
                    Source(
                        f"wire-{number}", "Baku Wire (made up)", "", "reports/b.jsonl", date.isoformat(),
                        "Positions under fire", "en", 0, 61, f"Positions opposite {list(parties.values())[-1]} came under fire, Baku said.",
                    ),
                ),
                claims=(
                    Claim("Armenia's Ministry of Defence", "a", "say", "asserts", "initiator", "b", f"report-{number}", 0, 10, "The Azerbaijani side opened fire first."),
                    Claim("Armenia's Ministry of Defence", "a", "say", "asserts", "killed.a", str(killed_a or 0), f"report-{number}", 0, 10, ""),
                    Claim("Azerbaijan's Ministry of Defence", "b", "say", "asserts", "initiator", "a", f"wire-{number}", 0, 10, "Armenian units fired at our positions."),
                    Claim("Azerbaijan's Ministry of Defence", "b", "reject", "denies", "killed.b", str(killed_b or 0), f"wire-{number}", 0, 10, ""),
                )
                if kind in {CLASH, SHELL}
                else (),
                review_status="checked" if number % 5 == 0 else "auto",
                possible_duplicate_of=("inc-0002",) if number == 3 else (),
            )
        )  # fmt: skip
    day = dt.date(2023, 5, 21)
    base = {"date_start": day, "date_end": day, "date_prec": 1, "event_type": CLASH, "sub_event_type": "armed_clash"}
    out += [
        Incident("inc-0100", "Shooting along the border in Gegharkunik", **base, place_name="Gegharkunik", place_id="region:gegharkunik", admin1="Gegharkunik", country="AM", lat=40.35, lon=45.3, geo_precision=4, radius_m=40000.0, confidence=0.5, border="AM-AZ"),
        Incident("inc-0101", "Another shooting in Gegharkunik: 1 killed", **base, killed_best=1, place_name="Gegharkunik", place_id="region:gegharkunik", admin1="Gegharkunik", country="AM", lat=40.35, lon=45.3, geo_precision=4, radius_m=40000.0, confidence=0.48, border="AM-AZ"),
        Incident("inc-0102", "Fire at the border, place not told: 1 killed", **base, killed_best=1, place_text="at the border", place_relation="along", geo_precision=5, confidence=0.4, border="AM-AZ"),
        Incident("inc-0103", "An attack with no place at all", event_type=None, geo_precision=None),
    ]  # fmt: skip
    return out


def records() -> list[dict]:
    """Return four rows of a made-up table: two matched, one of them a way off, and one nobody reported."""
    day = dt.date(2023, 5, 12)
    common = {"table": "my_incidents.csv", "event_type": SHELL, "coordinates_from": "gazetteer", "geo_precision": 1}
    return [
        {**common, "record_id": "r1", "title": "Drone strike at Sotk mine", "date_start": day, "killed_best": 1, "place_text": "Sotk", "place_id": place_id("sotk"), "place_name": "Sotk", "lat": 40.2033, "lon": 45.865, "incident_id": "inc-0003", "match_score": 0.93, "match_km": 0.0, "match_days": 0, "match_reasons": ["same day", "same point", "both say 1 killed"]},
        {**common, "record_id": "r2", "title": "Shelling, Jermuk heights", "date_start": dt.date(2023, 5, 16), "killed_best": 11, "place_text": "heights of Jermuk", "lat": 39.93, "lon": 45.76, "coordinates_from": "table", "incident_id": "inc-0005", "match_score": 0.71, "match_km": 12.4, "match_days": 0, "match_reasons": ["same day", "12.4 km apart"]},
        {**common, "record_id": "r3", "title": "Mine near Horadiz", "date_start": dt.date(2023, 5, 19), "killed_best": 2, "place_text": "Horadiz", "lat": 39.45, "lon": 47.33},
        {**common, "record_id": "r4", "title": "Row without a place", "date_start": day, "place_text": "?"},
    ]  # fmt: skip


def areas(layer: str, columns: tuple[str, ...], extra: dict) -> object:
    """Return the features of one layer of the data file as a frame."""
    features = [
        f
        for f in json.loads((DATA / "caucasus.geojson").read_text("utf-8"))["features"]
        if f["properties"]["layer"] == layer
    ]
    rows = [{**f["properties"], **extra} for f in features]
    return schema.frame(rows, columns, geometry=[shapely.geometry.shape(f["geometry"]) for f in features])


def make_run(**changes) -> Run:
    """Return the whole run; `changes` replace its parts."""
    rows = []
    for key, (name, lon, lat, admin1, country, kind, parties) in PLACES.items():
        names = [{"text": text, "type": "usual", "lang": "", "party": party} for party, text in parties.items()]
        rows.append(
            {
                "place_id": place_id(key), "name": name, "names": names, "kind": kind, "country": country, "admin1": admin1,
                "lat": lat, "lon": lon, "geo_precision": 1, "mentions": 1 + sum(event[1] == key for event in EVENTS), "score": 0.9,
                "reasons": ["cue:village"], "reports": ["report-1"],
                "rivals": [{"place_id": "geonames:99347", "name": name, "kind": "city", "country": "IQ", "admin1": "Wasit", "lat": 32.5, "lon": 45.8, "score": 0.04}],
            }
        )  # fmt: skip
    parts = {
        "incidents": schema.incidents_to_frame(incidents()),
        "audit": schema.frame([], schema.INCIDENT_NAMES),
        "places": schema.frame(rows, schema.PLACE_COLUMNS),
        "mentions": schema.frame([], schema.MENTION_COLUMNS, geometry=[]),
        "records": schema.frame(records(), schema.RECORD_COLUMNS),
        "border": areas("border", schema.BORDER_COLUMNS, {"border_id": "AM-AZ", "date": "2023", "source": "Natural Earth, for tests"}),
        "admin": schema.frame([], schema.ADMIN_COLUMNS, geometry=[]),
        "background": areas("background", schema.ADMIN_COLUMNS, {"level": 0}),
        "title": "Incidents near the Armenia–Azerbaijan border, May 2023",
        "attribution": ("Natural Earth 4.1.0 (public domain)", "Made-up incidents for tests"),
    }  # fmt: skip
    return Run(**(parts | changes))
