"""Tables whose columns are known: ACLED and UCDP GED.

References
----------
.. [1] ACLED Codebook, https://acleddata.com/knowledge-base/codebook/
.. [2] Högbladh, UCDP GED Codebook version 23.1, https://ucdp.uu.se/downloads/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geomap.read.cells import slug, to_text

if TYPE_CHECKING:
    from collections.abc import Iterable

# our column: theirs, in the order in which they are tried
PRESETS: dict[str, dict[str, tuple[str, ...]]] = {
    "acled": {
        "id": ("event_id_cnty", "event_id_no_cnty", "data_id"),
        "date": ("event_date",),
        "date_prec": ("time_precision",),
        "event_type": ("event_type",),
        "sub_event_type": ("sub_event_type",),
        "actor_a": ("actor1",),
        "actor_a_sector": ("inter1",),
        "actor_b": ("actor2",),
        "actor_b_sector": ("inter2",),
        "country": ("country",),
        "admin1": ("admin1",),
        "admin2": ("admin2",),
        "place": ("location",),
        "lat": ("latitude",),
        "lon": ("longitude",),
        "geo_precision": ("geo_precision",),
        "source": ("source",),
        "notes": ("notes",),
        "killed_best": ("fatalities",),
    },
    "ucdp": {
        "id": ("id", "relid"),
        "date": ("date_start",),
        "date_end": ("date_end",),
        "date_prec": ("date_prec",),
        "event_type": ("type_of_violence",),
        "actor_a": ("side_a",),
        "actor_b": ("side_b",),
        "place": ("where_coordinates", "where_description"),
        "place_text": ("where_description",),
        "country": ("country",),
        "admin1": ("adm_1",),
        "admin2": ("adm_2",),
        "lat": ("latitude",),
        "lon": ("longitude",),
        "geo_precision": ("where_prec",),
        "killed_a": ("deaths_a",),
        "killed_b": ("deaths_b",),
        "killed_civ": ("deaths_civilians",),
        "killed_unknown": ("deaths_unknown",),
        "killed_low": ("low",),
        "killed_best": ("best",),
        "killed_high": ("high",),
        "title": ("source_headline",),
        "source": ("source_office", "source_article", "source_original"),
    },
}
# enough of these together and a table is what the preset is for
_MARKS: dict[str, frozenset[str]] = {
    "acled": frozenset({"event_id_cnty", "event_date", "sub_event_type", "actor1", "location", "fatalities"}),
    "ucdp": frozenset({"type_of_violence", "side_a", "side_b", "where_prec", "where_coordinates", "best"}),
}
_CODES: dict[str, dict[str, dict[str, Any]]] = {
    "acled": {
        "date_prec": {"1": 1, "2": 3, "3": 4},  # day, week, month
        "geo_precision": {"1": 1, "2": 2, "3": 4},  # town, part of a region, region
    },
    "ucdp": {
        "event_type": {"1": "battles", "2": "battles", "3": "violence_against_civilians"},
    },
}
_SECTORS = {
    "1": "MIL", "2": "REB", "3": "PAF", "4": "PAF", "5": "CVL", "6": "CVL", "7": "CVL", "8": "UNK", "0": "",
    "state_forces": "MIL", "rebel_group": "REB", "rebel_groups": "REB", "political_militia": "PAF",
    "political_militias": "PAF", "identity_militia": "PAF", "identity_militias": "PAF", "rioters": "CVL",
    "protesters": "CVL", "civilians": "CVL", "external_other_forces": "UNK", "other_forces": "UNK",
}  # fmt: skip


def detect_preset(columns: Iterable[str]) -> str:
    """Return "acled" or "ucdp" if the column names are theirs, else "".

    Examples
    --------
    >>> detect_preset(["event_id_cnty", "event_date", "sub_event_type", "actor1", "location", "fatalities"])
    'acled'
    """
    names = {column.strip().casefold() for column in columns}
    best = max(sorted(_MARKS), key=lambda preset: len(_MARKS[preset] & names))
    return best if len(_MARKS[best] & names) >= 4 else ""


def translate(preset: str, target: str, value: Any) -> Any:
    """Return a cell of a preset's table in our codes; what is not coded there stays as it is."""
    if preset == "acled" and target in {"actor_a_sector", "actor_b_sector"}:
        return _SECTORS.get(slug(to_text(value)), "UNK")
    codes = _CODES.get(preset, {}).get(target)
    return value if codes is None else codes.get(to_text(value), value)
