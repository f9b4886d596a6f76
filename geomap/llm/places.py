"""Where a model's incident was: its place words through geomap's own resolver, never its coordinates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geomap import schema

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.gazetteer.store import Gazetteer
    from geomap.records import Report, Resolution
    from geomap.settings import Settings

_NEAR_RADIUS_M = 5_000.0


def place_columns(
    report: Report,
    span: tuple[int, int],
    resolutions: Sequence[Resolution],
    gazetteer: Gazetteer,
    settings: Settings,
    reasons: list[str],
) -> dict[str, Any]:
    """Return the place columns for quoted words, and ``at``, the span of the name; codes are added to `reasons`.

    The finest mention that recognition found within the words is taken; where it found none, the words themselves
    are looked up within the countries of the report. A point is given up to precision 3 and from
    ``settings.min_score`` up.
    """
    within = [
        one
        for one in resolutions
        if span[0] <= one.mention.start and one.mention.end <= span[1] and one.mention.use != "demonym"
    ]
    found = min(
        (one for one in within if one.place is not None),
        key=lambda one: (one.precision or 9, -one.score, one.mention.start),
        default=None,
    )
    words = " ".join(report.clean[span[0] : span[1]].split())[:200]
    at = span
    if found is not None:
        at = (found.mention.start, found.mention.end)
        relation, text = found.mention.relation, found.mention.text
    else:
        found = _looked_up(words, resolutions, gazetteer)
        relation, text = (found.mention.relation if found else ""), words
    columns: dict[str, Any] = {
        "place_text": text,
        "place_relation": relation if relation in schema.PLACE_RELATIONS else "in",
        "at": at,
    }
    place = found.place if found is not None else None
    if found is None or place is None:
        reasons.append("no_candidate")
        return columns
    reasons += [f"place:{code}" for code in found.reasons]
    radius = found.radius_m if found.radius_m is not None else place.radius_m
    columns |= {
        "place_name": place.name,
        "place_id": place.place_id,
        "admin1": place.admin1,
        "admin1_code": place.admin1_code,
        "admin2": place.admin2,
        "country": place.country,
        "geo_precision": found.precision,
        "radius_m": max(radius or 0.0, _NEAR_RADIUS_M) if found.precision == 2 else radius,
        "confidence_place": round(found.score, 3),
    }
    if found.score < settings.min_score:
        reasons.append("low_confidence")
    elif (found.precision or 9) <= schema.AREA_PRECISION and found.lon is not None and found.lat is not None:
        columns |= {"lon": round(found.lon, 5), "lat": round(found.lat, 5)}
    return columns


def _looked_up(words: str, resolutions: Sequence[Resolution], gazetteer: Gazetteer) -> Resolution | None:
    from geomap.resolve.resolve import geocode_words

    countries = sorted({one.place.country for one in resolutions if one.place is not None and one.place.country})
    near = ", ".join(gazetteer.country_name(code) for code in countries[:5])
    found = geocode_words(words, gazetteer, near=near, limit=1)
    return next((one for one in found if one.place is not None), None)
