"""The data of a page: layers turned into columns of plain JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geomap.layers import TYPE_STYLES, is_area, type_of
from geomap.maps.assets import WITHOUT_CALENDAR, calendar
from geomap.maps.cards import card_columns
from geomap.maps.columns import Names, Texts, column, lists, positions
from geomap.maps.names import party_names
from geomap.maps.reasons import Known, known_rivals, why_place
from geomap.maps.values import clean_text, day_number, mapped, pack, whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from geomap.layers import Layer

TYPES = tuple(TYPE_STYLES)
_UNSAFE = {"<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def to_script_json(value: Any) -> str:
    r"""Return `value` as JSON that cannot end the script element it stands in: ``<``, ``>``, ``&`` as \u00XX.

    Lone surrogates (half an emoji cut off by a scraper) become U+FFFD, since UTF-8 cannot hold them.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = text.encode("utf-8", "replace").decode("utf-8")
    for sign, written in _UNSAFE.items():  # five searches are far quicker than one `str.translate`
        text = text.replace(sign, written)
    return text


@dataclass(slots=True)
class Payload:
    """The two JSON elements of a page: what it needs to open, and what its cards need."""

    main: dict[str, Any]
    cards: dict[str, Any]


def build_payload(
    layers: Sequence[Layer],
    *,
    lang: str,
    strings: dict[str, str],
    with_cards: bool = True,
    local: Mapping[str, str] | None = None,
) -> Payload:
    """Return the data of a page that shows `layers`.

    Parameters
    ----------
    layers
        As made by `geomap.layers.build_layers`; columns that a frame lacks count as null.
    lang, strings
        Language of the page and its texts (`geomap.maps.assets.strings`).
    with_cards
        Whether the cards' texts (titles, claims, sources, reasons) are put in.
    local
        Names of provinces and districts in `lang` (`geomap.maps.names.local_areas`).
    """
    by_id = {layer.id: layer for layer in layers}
    texts, card_texts, names = Texts(), Texts(), Names(lang)
    main: dict[str, Any] = {"v": 1, "lang": lang, "ui": strings}
    if lang in WITHOUT_CALENDAR:
        main["intl"] = calendar(lang)
    if local:
        main["local"] = dict(sorted(local.items()))
    main["types"] = [
        {"id": key, "label": strings.get(f"type.{key or 'unknown'}", label), "colour": colour, "shape": shape}
        for key, (label, colour, shape) in TYPE_STYLES.items()
    ]
    main["layers"] = [
        {
            "id": layer.id,
            "title": strings.get(f"layer.{layer.id}", layer.title),
            "group": strings.get(f"group.{layer.group}", layer.group),
            "visible": layer.visible,
            "about": strings.get(f"about.{layer.id}", layer.description),
        }
        for layer in layers
    ]
    places = by_id.get("places")
    rivals: dict[str, dict[str, Any]] = {}
    if places is not None:
        rivals = known_rivals(column(places.frame, "rivals"))
    known = Known(strings=strings, lang=lang, rivals=rivals, local=local or {})
    if places is not None:
        main["places"] = _places(places.frame, names, known)
    incidents = by_id["incidents"].frame if "incidents" in by_id else None
    card_data: dict[str, Any] = {}
    numbers: dict[str, int] = {}
    if incidents is not None:
        ids = [clean_text(value) or str(place) for place, value in enumerate(column(incidents, "incident_id"))]
        numbers = {key: place for place, key in reversed(list(enumerate(ids)))}
        parties = _parties(incidents, lang, strings)
        main["inc"] = _incidents(incidents, ids, texts, names, parties)
        if with_cards:
            card_data = card_columns(incidents, card_texts, known)
    if "records" in by_id:
        main["rec"] = _records(by_id["records"].frame, texts, names, numbers, known)
    main["names"] = names.rows
    main["texts"] = texts.all()
    if card_data:
        card_data["texts"] = card_texts.all()
    return Payload(main, card_data)


def _parties(frame: gpd.GeoDataFrame, lang: str, strings: dict[str, str]) -> dict[str, str]:
    """Return the parties of `frame` in the language of the page, by their name in the data."""
    pairs = (
        pair
        for side in "ab"
        for pair in zip(column(frame, f"actor_{side}"), column(frame, f"actor_{side}_iso3"), strict=True)
    )
    return party_names(pairs, lang=lang, strings=strings)


def _incidents(
    frame: gpd.GeoDataFrame, ids: list[str], texts: Texts, names: Names, parties: dict[str, str]
) -> dict[str, Any]:
    def told(name: str) -> Any:
        return pack(texts.column(column(frame, name)))

    def scaled(name: str, scale: float = 1.0) -> Any:
        return pack(mapped(column(frame, name), lambda value: whole(value, scale=scale)))

    starts = mapped(column(frame, "date_start"), day_number)
    ends = mapped(column(frame, "date_end"), day_number)
    length = [
        0 if start is None or end is None or end < start else end - start
        for start, end in zip(starts, ends, strict=True)
    ]
    x, y = positions(frame)
    kind = {name: place for place, name in enumerate(TYPES)}
    publishers = [
        sorted({texts.add(item.get("publisher")) for item in value or () if isinstance(item, dict)} - {0})
        if isinstance(value, list | tuple)
        else []
        for value in column(frame, "sources")
    ]
    return {
        "n": len(frame),
        "id": ids,
        "x": pack(x),
        "y": pack(y),
        "type": pack(mapped(column(frame, "event_type"), lambda value: kind[type_of(value)])),
        "sub": told("sub_event_type"),
        "d0": pack(starts),
        "dd": pack(length),
        "dp": scaled("date_prec"),
        "killed": scaled("killed_best"),
        "injured": scaled("injured_best"),
        "prec": scaled("geo_precision"),
        "rad": scaled("radius_m"),
        "conf": scaled("confidence", 100),
        "km": scaled("border_km", 10),
        "side": told("border_side"),
        "review": told("review_status"),
        "a": pack(texts.column([parties.get(value, value) for value in map(clean_text, column(frame, "actor_a"))])),
        "b": pack(texts.column([parties.get(value, value) for value in map(clean_text, column(frame, "actor_b"))])),
        "place": pack(
            [
                names.add(place_id, name)
                for place_id, name in zip(column(frame, "place_id"), column(frame, "place_name"), strict=True)
            ]
        ),
        "admin1": told("admin1"),
        "country": told("country"),
        "pub": pack([value[0] if len(value) == 1 else value or 0 for value in publishers]),
        "area": pack(mapped(column(frame, "geo_precision"), lambda value: int(is_area(value)))),
    }


def _places(frame: gpd.GeoDataFrame, names: Names, known: Known) -> dict[str, Any]:
    x, y = positions(frame)
    numbers = [
        names.add(place_id, name, other, clean_text(country))
        for place_id, name, other, country in zip(
            *(column(frame, name) for name in ("place_id", "name", "names", "country")), strict=True
        )
    ]
    told = zip(column(frame, "reasons"), column(frame, "rivals"), column(frame, "country"), strict=True)
    for number, (reasons, rivals, country) in zip(numbers, told, strict=True):
        if number is not None:
            names.rows[number] |= {**why_place(known, reasons, rivals), "c": clean_text(country)}
    return {
        "n": len(frame),
        "x": x,
        "y": y,
        "name": numbers,
        "kind": pack([clean_text(value) for value in column(frame, "kind")]),
        "prec": pack([whole(value) for value in column(frame, "geo_precision")]),
        "count": pack([whole(value) for value in column(frame, "mentions")]),
        "score": pack([whole(value, scale=100) for value in column(frame, "score")]),
    }


def _records(
    frame: gpd.GeoDataFrame, texts: Texts, names: Names, numbers: dict[str, int], known: Known
) -> dict[str, Any]:
    x, y = positions(frame)
    kind = {name: place for place, name in enumerate(TYPES)}
    out: dict[str, Any] = {
        name: pack(texts.column(column(frame, name)))
        for name in ("title", "table", "record_id", "place_text", "actor_a", "actor_b", "coordinates_from", "notes")
    }
    starts = mapped(column(frame, "date_start"), day_number)
    out |= {
        "n": len(frame),
        "x": x,
        "y": y,
        "type": pack(mapped(column(frame, "event_type"), lambda value: kind[type_of(value)])),
        "d0": pack(starts),
        "killed": pack([whole(value) for value in column(frame, "killed_best")]),
        "injured": pack([whole(value) for value in column(frame, "injured_best")]),
        "prec": pack([whole(value) for value in column(frame, "geo_precision")]),
        "km": pack([whole(value, scale=10) for value in column(frame, "match_km")]),
        "days": pack([whole(value) for value in column(frame, "match_days")]),
        "score": pack([whole(value, scale=100) for value in column(frame, "match_score")]),
        "inc": pack([numbers.get(clean_text(value)) for value in column(frame, "incident_id")]),
        "place": pack(
            [
                names.add(place_id, name)
                for place_id, name in zip(column(frame, "place_id"), column(frame, "place_name"), strict=True)
            ]
        ),
        "reasons": lists((known.matches(value) for value in column(frame, "match_reasons")), texts),
    }
    return out
