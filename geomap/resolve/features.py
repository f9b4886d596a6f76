"""What the ranker sees of an option: one row of numbers, every column with a name that a person can read.

No column depends on which name it is.
"""

from __future__ import annotations

WORD_COLUMNS: tuple[str, ...] = (
    # the name
    "name_usual", "name_official", "name_alternate", "name_short", "name_former", "name_abbreviation", "name_people",
    "name_main", "name_foreign", "name_not_capitals", "stripped", "spelled", "borrowed", "combined", "fuzzy",
    "unlikeness",
    # the place
    "prominence", "prominence_gap", "most_prominent", "log_population", "no_population", "only_option", "log_options",
    "kind_country", "kind_admin1", "kind_admin2", "kind_admin3", "kind_capital", "kind_city", "kind_town",
    "kind_village",
    "kind_quarter", "kind_nature", "kind_region", "kind_work", "area_of_namesake", "town_of_namesake",
    # the words beside the name
    "cue_fits", "cue_clashes", "cue_is_kind", "area_cue_fits", "area_cue_clashes",
    "no_cue_settlement",
    # filled in for each report
    "point_relation_area", "mentions", "region", "publisher",
)  # fmt: skip
COMPANY_COLUMNS: tuple[str, ...] = (
    # what the text states
    "stated_in", "stated_elsewhere", "holds_stated",
    # the other names
    "country_share", "admin1_share", "country_of_most", "near_15", "near_60", "near_250", "nearest_15", "nearest_60",
    "nearest_250", "dateline_country",
    "peer_kind",
)  # fmt: skip
NAMES = WORD_COLUMNS + COMPANY_COLUMNS
INDEX = {name: number for number, name in enumerate(NAMES)}
COMPANY_INDEX = {name: number for number, name in enumerate(COMPANY_COLUMNS)}
KIND_COLUMN = {
    "country": "kind_country", "territory": "kind_country", "admin1": "kind_admin1", "admin2": "kind_admin2",
    "admin3": "kind_admin3", "capital": "kind_capital", "city": "kind_city", "town": "kind_town",
    "village": "kind_village", "settlement": "kind_village", "quarter": "kind_quarter",
    "region": "kind_region", "continent": "kind_region",
    "sea": "kind_nature", "lake": "kind_nature", "river": "kind_nature", "strait": "kind_nature",
    "gulf": "kind_nature", "island": "kind_nature", "mountains": "kind_nature", "mountain": "kind_nature",
    "desert": "kind_nature", "valley": "kind_nature", "peninsula": "kind_nature",
}  # fmt: skip
SETTLED_COLUMNS = frozenset({"kind_capital", "kind_city", "kind_town", "kind_village", "kind_quarter"})
