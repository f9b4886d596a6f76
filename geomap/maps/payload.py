"""The data of a page: layers turned into columns of plain JSON, each distinct text told once."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geomap.layers import TYPE_STYLES, is_area, type_of
from geomap.maps import cards
from geomap.maps.assets import WITHOUT_CALENDAR, calendar
from geomap.maps.values import clean_text, day_number, mapped, pack, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd

    from geomap.layers import Layer

TYPES = tuple(TYPE_STYLES)
_UNSAFE = {"<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
TOLLS = ("a", "b", "civ", "unknown", "low", "best", "high")


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
class Texts:
    """Distinct texts with their numbers; 0 is the empty one."""

    index: dict[str, int] = field(default_factory=lambda: {"": 0})

    def add(self, value: Any) -> int:
        """Return the number of `value` as a text; None and NaN are empty."""
        text = value if value.__class__ is str else clean_text(value)
        return self.index.setdefault(text, len(self.index))

    def column(self, values: Iterable[Any]) -> list[int]:
        """Return the numbers of many values."""
        index = self.index
        return [index.setdefault(value, len(index)) if value.__class__ is str else self.add(value) for value in values]

    def all(self) -> list[str]:
        """Return the texts by number."""
        return list(self.index)


def column(frame: gpd.GeoDataFrame, name: str) -> list[Any]:
    """Return a column of `frame` as a list; a column that is not there is all None."""
    return frame[name].tolist() if name in frame.columns else [None] * len(frame)


def positions(frame: gpd.GeoDataFrame) -> tuple[list[int | None], list[int | None]]:
    """Return lon and lat times 1e5 of the rows' points; None where there is no point on the globe."""
    import numpy as np
    import shapely

    geometry = np.asarray(frame.geometry.array)
    lon, lat = shapely.get_x(geometry), shapely.get_y(geometry)  # NaN for None and for what is no point
    good = np.isfinite(lon) & np.isfinite(lat) & (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    x = np.round(np.where(good, lon, 0) * 1e5).astype(int).tolist()
    y = np.round(np.where(good, lat, 0) * 1e5).astype(int).tolist()
    keep = good.tolist()
    return (
        [value if ok else None for value, ok in zip(x, keep, strict=True)],
        [value if ok else None for value, ok in zip(y, keep, strict=True)],
    )


@dataclass(slots=True)
class Names:
    """Places with all their names, told once; what a card, a label and the search need."""

    lang: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    index: dict[str, int] = field(default_factory=dict)

    def add(self, place_id: Any, name: Any, names: Any = None) -> int | None:
        """Return the number of a place; None if it has neither id nor name."""
        name = clean_text(name)
        key = clean_text(place_id) or name
        if not key:
            return None
        if key not in self.index:
            self.index[key] = len(self.rows)
            self.rows.append(cards.place_names(name or key, names or (), lang=self.lang))
        return self.index[key]


@dataclass(slots=True)
class Payload:
    """The two JSON elements of a page: what it needs to open, and what its cards need."""

    main: dict[str, Any]
    cards: dict[str, Any]


def build_payload(layers: Sequence[Layer], *, lang: str, strings: dict[str, str], with_cards: bool = True) -> Payload:
    """Return the data of a page that shows `layers`.

    Parameters
    ----------
    layers
        As made by `geomap.layers.build_layers`; columns that a frame lacks count as null.
    lang, strings
        Language of the page and its texts (`geomap.maps.assets.strings`).
    with_cards
        Whether the cards' texts (titles, claims, sources, reasons) are put in.
    """
    by_id = {layer.id: layer for layer in layers}
    texts, card_texts, names = Texts(), Texts(), Names(lang)
    main: dict[str, Any] = {"v": 1, "lang": lang, "ui": strings}
    if lang in WITHOUT_CALENDAR:
        main["intl"] = calendar(lang)
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
            "about": layer.description,
        }
        for layer in layers
    ]
    places = by_id.get("places")
    rivals: dict[str, dict[str, Any]] = {}
    if places is not None:
        rivals = cards.known_rivals(column(places.frame, "rivals"))
    known = cards.Known(strings=strings, rivals=rivals)
    if places is not None:
        main["places"] = _places(places.frame, names, known)
    incidents = by_id["incidents"].frame if "incidents" in by_id else None
    card_data: dict[str, Any] = {}
    numbers: dict[str, int] = {}
    if incidents is not None:
        ids = [clean_text(value) or str(place) for place, value in enumerate(column(incidents, "incident_id"))]
        numbers = {key: place for place, key in reversed(list(enumerate(ids)))}
        main["inc"] = _incidents(incidents, ids, texts, names)
        if with_cards:
            card_data = _cards(incidents, card_texts, known)
    if "records" in by_id:
        main["rec"] = _records(by_id["records"].frame, texts, names, numbers, known)
    main["names"] = names.rows
    main["texts"] = texts.all()
    if card_data:
        card_data["texts"] = card_texts.all()
    return Payload(main, card_data)


def _incidents(frame: gpd.GeoDataFrame, ids: list[str], texts: Texts, names: Names) -> dict[str, Any]:
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
        "a": told("actor_a"),
        "b": told("actor_b"),
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


def _cards(frame: gpd.GeoDataFrame, texts: Texts, known: cards.Known) -> dict[str, Any]:
    def told(name: str) -> Any:
        return pack(texts.column(column(frame, name)))

    def scaled(name: str, scale: float = 1.0) -> Any:
        return pack(mapped(column(frame, name), lambda value: whole(value, scale=scale)))

    out: dict[str, Any] = {
        name: told(name)
        for name in (
            "title", "date_basis", "initiator", "casualty_text", "place_text", "place_relation", "admin2",
            "actor_a_iso3", "actor_b_iso3", "actor_a_sector", "actor_b_sector", "border",
        )
    }  # fmt: skip
    for kind in ("killed", "injured"):
        for part in TOLLS:
            out[f"{kind}_{part}"] = scaled(f"{kind}_{part}")
    out["missing"], out["captured"] = scaled("missing_best"), scaled("captured_best")
    for part in ("place", "date", "casualties"):
        out[f"conf_{part}"] = scaled(f"confidence_{part}", 100)
    place_texts = column(frame, "place_text")
    out["weapons"] = _lists(column(frame, "weapons"), texts)
    told_reasons, rivals = [], []
    for value in column(frame, "reasons"):
        words, others = known.reasons(value)
        told_reasons.append(words)
        rivals.append(others)
    out["reasons"] = _lists(told_reasons, texts)
    out["rivals"] = _lists(rivals, texts)
    out["twins"] = _lists(column(frame, "possible_duplicate_of"), texts)
    out["sources"] = _table(
        [cards.source_rows(value, words) for value, words in zip(column(frame, "sources"), place_texts, strict=True)],
        texts,
        text=("publisher", "url", "source", "title", "language", "sentence"),
        numbers=("date", "from", "to"),
    )
    out["claims"] = _table(
        [cards.claim_rows(value) for value in column(frame, "claims")],
        texts,
        text=("speaker", "side", "verb", "polarity", "slot", "value", "text"),
    )
    out["matches"] = _table(
        [cards.match_rows(value) for value in column(frame, "matches")],
        texts,
        text=("table", "row_id"),
        numbers=("km", "days", "score"),
    )
    return out


def _lists(values: Iterable[Any], texts: Texts) -> dict[str, Any]:
    """Return lists of texts as one flat list of numbers and the length of each."""
    sizes: list[int] = []
    flat: list[int] = []
    for value in values:
        items = value if isinstance(value, list | tuple) else ()
        if items:
            flat.extend(texts.column(items))
        sizes.append(len(items))
    return {"size": pack(sizes), "item": flat}


def _table(
    rows: Iterable[list[dict[str, Any]]], texts: Texts, *, text: Sequence[str], numbers: Sequence[str] = ()
) -> dict[str, Any]:
    """Return child rows as flat columns and the number of rows of each parent."""
    sizes: list[int] = []
    flat: list[dict[str, Any]] = []
    for group in rows:
        sizes.append(len(group))
        flat.extend(group)
    out: dict[str, Any] = {"size": pack(sizes)}
    for name in text:
        out[name] = pack(texts.column([row[name] for row in flat]))
    for name in numbers:
        out[name] = pack([row[name] for row in flat])
    return out


def _places(frame: gpd.GeoDataFrame, names: Names, known: cards.Known) -> dict[str, Any]:
    x, y = positions(frame)
    numbers = [
        names.add(place_id, name, other)
        for place_id, name, other in zip(
            column(frame, "place_id"), column(frame, "name"), column(frame, "names"), strict=True
        )
    ]
    told = zip(column(frame, "reasons"), column(frame, "rivals"), column(frame, "country"), strict=True)
    for number, (reasons, rivals, country) in zip(numbers, told, strict=True):
        if number is not None:
            names.rows[number] |= {**cards.why_place(known, reasons, rivals), "c": clean_text(country)}
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
    frame: gpd.GeoDataFrame, texts: Texts, names: Names, numbers: dict[str, int], known: cards.Known
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
        "reasons": _lists((known.reasons(value)[0] for value in column(frame, "match_reasons")), texts),
    }
    return out
