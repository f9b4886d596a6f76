"""The user's own rows on the map: coordinates kept where they have them, found by their place words where not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geomap import schema
from geomap.incidents.titles import make_title
from geomap.join.tables import PIN_PRECISION
from geomap.records import Incident

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from geomap.gazetteer.store import Gazetteer
    from geomap.records import Resolution, Row
    from geomap.settings import Settings

FROM_TABLE, FROM_GAZETTEER = "table", "gazetteer"
_TITLE_COLUMNS = ("event_type", "sub_event_type", "killed_best", "injured_best")


def geocode_rows(rows: Iterable[Row], gazetteer: Gazetteer, settings: Settings) -> gpd.GeoDataFrame:
    """Return the rows as `schema.RECORD_COLUMNS`, in their order.

    Coordinates that a row has are kept as they are (``coordinates_from`` "table"). Other rows are looked up by
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
    if row.lon is not None and row.lat is not None:
        record |= {"lon": row.lon, "lat": row.lat, "coordinates_from": FROM_TABLE, "place_name": row.place}
        if not (row.admin1 and row.country):
            found = gazetteer.admin_at(row.lon, row.lat)
            record["country"] = row.country or found["country"]
            if record["country"] == found["country"]:
                record["admin1"] = row.admin1 or found["admin1"]
    elif place_text or row.country:
        _place(record, row, _look_up(row, place_text or row.country, gazetteer, settings, known), settings)
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
        record["reasons"] = ["no_candidate"]
        return
    place = found.place
    record["reasons"] = list(found.reasons)
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
