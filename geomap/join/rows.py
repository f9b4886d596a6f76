"""The user's own rows on the map: coordinates kept where they have them, found by their place words where not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geomap import schema
from geomap.incidents.titles import make_title
from geomap.join.tables import PIN_PRECISION, text
from geomap.join.trust import FAR, SWAPPED, doubt
from geomap.records import Incident, Rejection

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from geomap.gazetteer.store import Gazetteer
    from geomap.records import Resolution, Row
    from geomap.settings import Settings

_DOUBTS = {
    SWAPPED: "latitude and longitude fit the row's own words only the other way round; the point was not trusted",
    FAR: "the row's coordinates lie far from the place or outside the country that it names; they were kept",
}
FROM_TABLE, FROM_GAZETTEER = "table", "gazetteer"
_TITLE_COLUMNS = ("event_type", "sub_event_type", "killed_best", "injured_best")


def geocode_rows(rows: Iterable[Row], gazetteer: Gazetteer, settings: Settings) -> gpd.GeoDataFrame:
    """Return the rows as `schema.RECORD_COLUMNS`, in their order.

    Coordinates that a row has are kept as they are (``coordinates_from`` "table"), unless its own words show that
    longitude and latitude are exchanged (reason ``swapped_coordinates``): such a point is not trusted and never turned
    round; the row is then looked up by its words. A point far from the words keeps its place and gets the reason
    ``far_from_its_words``. `row_notes` tells both for ``rejected.jsonl``. Other rows are looked up by
    their place words within the country and province they name ("gazetteer"; ``confidence_place`` is the score,
    ``reasons`` say why). What is only known to a province or worse gets ``admin1`` and ``country`` and no
    coordinates; a name that the gazetteer lacks gets the reason ``no_candidate``, a doubtful one
    (below ``settings.min_score``) ``low_confidence``, and no coordinates either.

    Parameters
    ----------
    settings
        ``min_score`` is used; ``region`` where a row names no country.
    """
    known: dict[tuple[str, ...], Resolution | None] = {}
    return schema.frame([_record(row, gazetteer, settings, known) for row in rows], schema.RECORD_COLUMNS)


def row_notes(records: gpd.GeoDataFrame) -> list[Rejection]:
    """Return a note (not fatal) on each record whose own coordinates contradict its own words, in their order.

    Parameters
    ----------
    records
        As `geocode_rows` returns them.
    """
    notes = []
    for record in records.to_dict("records"):
        told = [code for code in record["reasons"] or () if code in _DOUBTS]
        for code in told:
            where = " ".join(f"{text(record['place_text'])} {text(record['country'])}".split())
            notes.append(
                Rejection(
                    text(record["table"]), code, f"{_DOUBTS[code]} ({where})", text(record["record_id"]), fatal=False
                )
            )
    return notes


def _record(
    row: Row, gazetteer: Gazetteer, settings: Settings, known: dict[tuple[str, ...], Resolution | None]
) -> dict[str, Any]:
    place_text = row.place or row.admin2 or row.admin1
    record: dict[str, Any] = {name: row.values.get(name) for name in schema.RECORD_COLUMNS}
    record |= {
        "record_id": row.row_id,
        "table": row.table,
        "date_start": row.date_start,
        "date_end": row.date_end or row.date_start,
        "date_prec": row.date_prec,
        "place_text": place_text,
        "admin1": row.admin1,
        "country": row.country,
        "coordinates_from": "",
        "geo_precision": row.geo_precision,
        "reasons": [],
        "raw": dict(row.raw),
        "incident_id": None,
    }
    words = place_text or row.country
    found = _look_up(row, words, gazetteer, settings, known) if words else None
    doubted = doubt(row, found, gazetteer) if words else None
    if doubted is not None:
        record["reasons"] = [doubted[0]]
    if row.lon is not None and row.lat is not None and (doubted is None or doubted[0] != SWAPPED):
        record |= {"lon": row.lon, "lat": row.lat, "coordinates_from": FROM_TABLE, "place_name": row.place}
        if not (row.admin1 and row.country):
            area = gazetteer.admin_at(row.lon, row.lat)
            record["country"] = row.country or area["country"]
            if record["country"] == area["country"]:
                record["admin1"] = row.admin1 or area["admin1"]
    elif words:
        _place(record, row, found, settings)
    else:
        record["reasons"] = ["no_place"]
    record["title"] = record["title"] or _title(record)
    return record


def _look_up(
    row: Row, words: str, gazetteer: Gazetteer, settings: Settings, known: dict[tuple[str, ...], Resolution | None]
) -> Resolution | None:
    from geomap.resolve.resolve import geocode_words

    near = ", ".join(settings.region) if not row.country else ""
    key = (words, near, row.country, row.admin1, row.admin2)
    if key not in known:
        found = geocode_words(
            words, gazetteer, near=near, country=row.country, admin1=row.admin1, admin2=row.admin2, limit=3
        )
        known[key] = next((one for one in found if one.place is not None), None)
    return known[key]


def _place(record: dict[str, Any], row: Row, found: Resolution | None, settings: Settings) -> None:
    """Put what the gazetteer found into a record."""
    if found is None or found.place is None:
        record["reasons"] = [*record["reasons"], "no_candidate"]
        return
    place = found.place
    record["reasons"] = [*record["reasons"], *found.reasons]
    record["confidence_place"] = round(found.score, 3)
    if found.score < settings.min_score:
        record["reasons"].append("low_confidence")
        return
    record |= {
        "place_id": place.place_id,
        "place_name": place.name,
        "admin1": row.admin1 or place.admin1,
        "country": row.country or place.country,
        "geo_precision": found.precision,
        "radius_m": found.radius_m,
        "coordinates_from": FROM_GAZETTEER,
    }
    lon, lat = found.lon, found.lat
    if lon is None or lat is None or (found.precision or 0) > PIN_PRECISION:
        record["coordinates_from"] = ""
        return
    record |= {"lon": round(lon, 5), "lat": round(lat, 5)}


def _title(record: dict[str, Any]) -> str:
    told = {name: record[name] for name in _TITLE_COLUMNS if record.get(name) is not None}
    name = record.get("place_name") or record.get("place_text") or ""
    return make_title(Incident("", place_name=name, admin1=record.get("admin1") or "", **told))
