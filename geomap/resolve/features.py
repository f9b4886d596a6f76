"""What the ranker sees of an option: one row of numbers, every column with a name that a person can read.

No column depends on which name it is.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from geomap.gazetteer.names import GENERIC
from geomap.resolve.candidates import kin

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geomap.resolve.context import Company, Group, Scene

NAMES: tuple[str, ...] = (
    # the name
    "name_usual", "name_official", "name_alternate", "name_short", "name_former", "name_abbreviation", "name_people",
    "name_foreign", "name_not_capitals", "stripped", "spelled", "fuzzy", "unlikeness",
    # the place
    "prominence", "prominence_gap", "most_prominent", "log_population", "no_population", "only_option", "log_options",
    "kind_country", "kind_admin1", "kind_admin2", "kind_admin3", "kind_capital", "kind_city", "kind_town",
    "kind_village",
    "kind_quarter", "kind_nature", "kind_region", "kind_work", "area_of_namesake", "town_of_namesake",
    # the words beside the name
    "cue_fits", "cue_clashes", "cue_is_kind", "no_cue_settlement", "point_relation_area",
    # what the text states
    "stated_in", "stated_elsewhere", "holds_stated",
    # the company
    "country_share", "admin1_share", "country_of_most", "near_15", "near_60", "near_250", "nearest_15", "nearest_60",
    "nearest_250", "dateline_country", "region", "mentions",
)  # fmt: skip
INDEX = {name: number for number, name in enumerate(NAMES)}
_KINDS = {
    "country": "kind_country", "territory": "kind_country", "admin1": "kind_admin1", "admin2": "kind_admin2",
    "admin3": "kind_admin3", "capital": "kind_capital", "city": "kind_city", "town": "kind_town",
    "village": "kind_village", "settlement": "kind_village", "quarter": "kind_quarter",
    "region": "kind_region", "continent": "kind_region",
    "sea": "kind_nature", "lake": "kind_nature", "river": "kind_nature", "strait": "kind_nature",
    "gulf": "kind_nature", "island": "kind_nature", "mountains": "kind_nature", "mountain": "kind_nature",
    "desert": "kind_nature", "valley": "kind_nature", "peninsula": "kind_nature",
}  # fmt: skip
_SETTLED = frozenset({"kind_capital", "kind_city", "kind_town", "kind_village", "kind_quarter"})
_AREAS = frozenset({"admin1", "admin2", "admin3"})


def own_features(scene: Scene) -> NDArray[np.float64]:
    """Return the columns that do not depend on the other names; the others are 0. One row an option."""
    matrix = np.zeros((len(scene.options), len(NAMES)))
    for group in scene.groups:
        if group.end > group.begin:
            matrix[group.begin : group.end] = _group_rows(scene, group)
    matrix[:, INDEX["region"]] = scene.region
    return matrix


def _group_rows(scene: Scene, group: Group) -> NDArray[np.float64]:
    options = scene.options[group.begin : group.end]
    best = max(option.place.prominence for option in options)
    kinds = kin(group.cue)
    cue_kind = GENERIC.get(group.cue, "")
    log_options = math.log10(len(options))
    rows = np.zeros((len(options), len(NAMES)))
    # "Basra" is a city and its province: told apart by what stands beside it, else the town is meant more often
    towns = {(o.place.country, o.place.admin1) for o in options if _KINDS.get(o.place.kind) in _SETTLED}
    areas = {(o.place.country, o.place.admin1) for o in options if o.place.kind in _AREAS}
    for row, option in zip(rows, options, strict=True):
        place = option.place
        kind = _KINDS.get(place.kind, "kind_work")
        if option.how == "people" or option.name_type in {"demonym", "adjective"}:
            row[INDEX["name_people"]] = 1.0
        else:
            row[INDEX.get(f"name_{option.name_type}", INDEX["name_alternate"])] = 1.0
        row[INDEX["name_foreign"]] = float(option.lang not in {"", "en"})
        row[INDEX["name_not_capitals"]] = float(group.capitals and not option.written.replace(".", "").isupper())
        row[INDEX["stripped"]] = float(option.how == "stripped")
        row[INDEX["spelled"]] = float(option.how == "spelled")
        row[INDEX["fuzzy"]] = float(option.how == "fuzzy")
        row[INDEX["unlikeness"]] = 10 * (1 - option.likeness)
        row[INDEX["prominence"]] = place.prominence
        row[INDEX["prominence_gap"]] = place.prominence - best
        row[INDEX["most_prominent"]] = float(place.prominence >= best)
        row[INDEX["log_population"]] = math.log10(place.population + 1)
        row[INDEX["no_population"]] = float(place.population <= 0)
        row[INDEX["only_option"]] = float(len(options) == 1)
        row[INDEX["log_options"]] = log_options
        row[INDEX[kind]] = 1.0
        home = (place.country, place.admin1)
        row[INDEX["area_of_namesake"]] = float(place.kind in _AREAS and home in towns)
        row[INDEX["town_of_namesake"]] = float(kind in _SETTLED and home in areas)
        row[INDEX["point_relation_area"]] = float(group.point and kind not in _SETTLED)
        if kinds:
            row[INDEX["cue_fits"]] = float(place.kind in kinds)
            row[INDEX["cue_clashes"]] = float(place.kind not in kinds)
            row[INDEX["cue_is_kind"]] = float(place.kind == cue_kind)
        else:
            row[INDEX["no_cue_settlement"]] = float(kind in _SETTLED)
        row[INDEX["mentions"]] = math.log(len(group.members)) if group.members else 0.0
    return rows


def add_company(matrix: NDArray[np.float64], scene: Scene, company: Company) -> NDArray[np.float64]:
    """Return a copy of the matrix with the columns that depend on the other names."""
    out = matrix.copy()
    stated_in = company.stated
    columns = {
        "stated_in": stated_in,
        "stated_elsewhere": np.maximum(0.0, company.stated_any - stated_in),
        "holds_stated": company.holds_stated,
        "country_share": company.country,
        "admin1_share": company.admin1,
        "dateline_country": company.dateline,
    }
    for scale in company.near:
        columns[f"near_{scale}"] = company.near[scale]
        columns[f"nearest_{scale}"] = company.nearest[scale]
    if len(scene.options):
        top = np.zeros(len(scene.groups))
        np.maximum.at(top, scene.group_of, company.country)
        columns["country_of_most"] = (company.country >= top[scene.group_of]) & (company.country > 0)
    for name, values in columns.items():
        out[:, INDEX[name]] = values
    return out
