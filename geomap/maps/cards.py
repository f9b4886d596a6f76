"""What the cards need beyond the map itself: titles, tolls, sources, claims and matches, made safe to show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from geomap.incidents.titles import make_title
from geomap.maps.assets import country_code
from geomap.maps.columns import Texts, column, lists, table
from geomap.maps.values import clean_text, day_number, mapped, pack, whole
from geomap.records import Incident

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from geomap.maps.reasons import Known

TOLLS = ("a", "b", "civ", "unknown", "low", "best", "high")
_TITLE_TEXTS = ("sub_event_type", "event_type", "place_name", "admin1", "place_relation")
_PLAIN_URL = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?:/[\w./?=&%#~+,:@-]*)?")  # sure to be one, and common
_SOURCE_TEXTS = ("publisher", "title", "language", "sentence")
# column of the page -> key of a claim
_CLAIM_TEXTS = {
    "speaker": "speaker", "side": "speaker_side", "polarity": "polarity", "slot": "slot", "value": "value",
    "text": "text",
}  # fmt: skip


def card_columns(frame: gpd.GeoDataFrame, texts: Texts, known: Known) -> dict[str, Any]:
    """Return the columns of the cards of the incidents in `frame`; their texts go into `texts`."""

    def told(name: str) -> Any:
        return pack(texts.column(column(frame, name)))

    def scaled(name: str, scale: float = 1.0) -> Any:
        return pack(mapped(column(frame, name), lambda value: whole(value, scale=scale)))

    out: dict[str, Any] = {
        name: told(name)
        for name in (
            "date_basis", "initiator", "casualty_text", "place_text", "place_relation", "admin2", "actor_a_sector",
            "actor_b_sector",
        )
    }  # fmt: skip
    out["title"] = pack(texts.column(titles(frame, known.lang)))
    for side in "ab":
        codes = mapped(column(frame, f"actor_{side}_iso3"), lambda value: country_code(clean_text(value)))
        out[f"actor_{side}_iso2"] = pack(texts.column(codes))
    for kind in ("killed", "injured"):
        for part in TOLLS:
            out[f"{kind}_{part}"] = scaled(f"{kind}_{part}")
    out["missing"], out["captured"] = scaled("missing_best"), scaled("captured_best")
    for part in ("place", "date", "casualties"):
        out[f"conf_{part}"] = scaled(f"confidence_{part}", 100)
    out["weapons"] = lists(column(frame, "weapons"), texts)
    reasons = [known.reasons(value) for value in column(frame, "reasons")]
    out["reasons"] = lists([words for words, _ in reasons], texts)
    out["rivals"] = lists([others for _, others in reasons], texts)
    out["twins"] = lists(column(frame, "possible_duplicate_of"), texts)
    sizes, flat = source_columns(column(frame, "sources"), column(frame, "place_text"))
    out["sources"] = table(sizes, flat, texts, numbers=("date", "from", "to"))
    out["claims"] = table(*claim_columns(column(frame, "claims")), texts)
    sizes, flat = match_columns(column(frame, "matches"))
    out["matches"] = table(sizes, flat, texts, numbers=("km", "days", "score"))
    return out


def titles(frame: gpd.GeoDataFrame, lang: str) -> list[Any]:
    """Return the titles; on a page in another language the English ones that geomap made are left to the page."""
    given = column(frame, "title")
    if lang == "en":
        return given
    texts = zip(*(column(frame, name) for name in _TITLE_TEXTS), strict=True)
    tolls = zip(*(column(frame, name) for name in ("killed_best", "injured_best", "geo_precision")), strict=True)
    out = []
    for title, text, (killed, injured, precision) in zip(given, texts, tolls, strict=True):
        sub, kind, place, province, relation = (clean_text(value) for value in text)
        draft = Incident(
            "",
            event_type=kind,
            sub_event_type=sub,
            place_name=place,
            admin1=province,
            place_relation=relation,
            killed_best=whole(killed),
            injured_best=whole(injured),
            geo_precision=whole(precision),
        )
        out.append("" if title == make_title(draft) else title)
    return out


def safe_url(value: Any) -> str:
    """Return `value` if it is an absolute http or https address, else "": nothing else becomes a link."""
    text = str(value or "").strip()
    if _PLAIN_URL.fullmatch(text):
        return text
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in {"http", "https"} and parts.netloc else ""


def _children(values: Sequence[Any]) -> tuple[list[int], list[tuple[int, dict[str, Any]]]]:
    """Return how many child rows each parent has, and the rows with the number of their parent."""
    sizes: list[int] = []
    flat: list[tuple[int, dict[str, Any]]] = []
    for parent, value in enumerate(values):
        before = len(flat)
        if isinstance(value, list | tuple):
            flat.extend((parent, item) for item in value if isinstance(item, dict))
        sizes.append(len(flat) - before)
    return sizes, flat


def source_columns(values: Sequence[Any], place_texts: Sequence[Any]) -> tuple[list[int], dict[str, list[Any]]]:
    """Return the sources of incidents as flat columns, with the place name's span relative to the sentence.

    Parameters
    ----------
    values
        One list of sources an incident; what is no list has none.
    place_texts
        The words for the place of each incident.

    Returns
    -------
    sizes, columns
        The number of sources of each incident; publisher, title, language, sentence, url ("" if it is no web
        address), source, date (days since 1970), from and to (UTF-16 units, or None).
    """
    sizes, rows = _children(values)
    out: dict[str, list[Any]] = {name: [clean_text(item.get(name)) for _, item in rows] for name in _SOURCE_TEXTS}
    out["url"] = [safe_url(item.get("url")) for _, item in rows]
    out["source"] = [clean_text(item.get("source")) or clean_text(item.get("report_id")) for _, item in rows]
    out["date"] = mapped([item.get("date") or None for _, item in rows], day_number)
    spans = [
        _place_span(item, sentence, clean_text(place_texts[parent]))
        for (parent, item), sentence in zip(rows, out["sentence"], strict=True)
    ]
    out["from"], out["to"] = [span[0] for span in spans], [span[1] for span in spans]
    return sizes, out


def _place_span(item: dict[str, Any], sentence: str, place_text: str) -> tuple[int | None, int | None]:
    """Return where the place name stands in `sentence`.

    ``place_start`` counts from the start of the report, as ``start`` does; a sentence that was trimmed or
    tidied for showing may have moved, so the words are looked for if they are not where they should be.
    """
    start, end, first = item.get("place_start"), item.get("place_end"), item.get("start") or 0
    if isinstance(start, int) and isinstance(end, int):
        for shift in (first, 0):
            low, high = start - shift, end - shift
            if 0 <= low < high <= len(sentence) and (not place_text or sentence[low:high] in place_text):
                return _points(sentence, low, high)
    low = sentence.find(place_text) if place_text else -1
    return (None, None) if low < 0 else _points(sentence, low, low + len(place_text))


def _points(sentence: str, low: int, high: int) -> tuple[int, int]:
    """Return offsets in UTF-16 units, as JavaScript counts."""
    if sentence.isascii():
        return low, high
    before = len(sentence[:low].encode("utf-16-le", "surrogatepass")) // 2
    return before, before + len(sentence[low:high].encode("utf-16-le", "surrogatepass")) // 2


def claim_columns(values: Sequence[Any]) -> tuple[list[int], dict[str, list[Any]]]:
    """Return the claims of incidents as flat columns, in their order, and how many each incident has."""
    sizes, rows = _children(values)
    return sizes, {name: [item.get(key) for _, item in rows] for name, key in _CLAIM_TEXTS.items()}


def match_columns(values: Sequence[Any]) -> tuple[list[int], dict[str, list[Any]]]:
    """Return the user's records that incidents were matched with as flat columns, and how many each has."""
    sizes, rows = _children(values)
    return sizes, {
        "table": [clean_text(item.get("table")) for _, item in rows],
        "row_id": [clean_text(item.get("row_id", item.get("record_id"))) for _, item in rows],
        "km": [whole(item.get("km"), scale=10) for _, item in rows],
        "days": [whole(item.get("days")) for _, item in rows],
        "score": [whole(item.get("score"), scale=100) for _, item in rows],
    }
