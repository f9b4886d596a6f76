"""The texts of a card."""

from __future__ import annotations

import pytest

from geomap.maps import assets
from geomap.maps.cards import Known, place_names, safe_url, source_rows

NAMES = [
    {"text": "Սոթք", "type": "usual", "lang": "hy", "party": "AM"},
    {"text": "Sotk", "type": "usual", "lang": "", "party": "AM"},
    {"text": "Zod", "type": "alternate", "lang": "az", "party": "AZ"},
    {"text": "Basar", "type": "former", "lang": "", "party": ""},
    {"text": "Sotq", "type": "alternate", "lang": "", "party": ""},
]


def test_each_party_has_one_name_in_letters_most_can_read():
    entry = place_names("Sotk", NAMES, lang="en")
    assert entry == {"n": "Sotk", "p": [["AM", "Sotk"], ["AZ", "Zod"]], "f": ["Basar"], "o": ["Սոթք", "Sotq"]}


def test_the_name_in_the_language_of_the_page_is_found():
    assert place_names("Sotk", NAMES, lang="hy")["l"] == "Սոթք"
    assert "l" not in place_names("Sotk", [], lang="hy")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//host/x",
        "file:///etc/passwd",
        "http:",
        "vbscript:x",
        "",
        None,
        "http://[::1",
        " JaVaScRiPt:x",
    ],
)
def test_only_web_addresses_become_links(address):
    assert safe_url(address) == ""


def test_a_web_address_is_kept():
    assert safe_url(" https://example.org/a?b=1 ") == "https://example.org/a?b=1"


def source(**values):
    """Return one source's row."""
    return source_rows([{"sentence": "Fire near Sotk again.", "start": 100, **values}], "the village of Sotk")[0]


def test_the_name_is_marked_where_it_stands():
    row = source(place_start=110, place_end=114)
    assert (row["from"], row["to"]) == (10, 14)


def test_offsets_that_miss_the_name_are_not_believed():
    row = source(place_start=103, place_end=107)
    assert (row["from"], row["to"]) == (None, None)


def test_offsets_count_as_javascript_counts():
    row = source(sentence="\U0001f4a5 near Sotk", place_start=107, place_end=111)
    assert (row["from"], row["to"]) == (8, 12)


def test_reasons_are_words_and_an_unknown_code_is_readable():
    known = Known(
        assets.strings("en"), rivals={"geonames:1": {"name": "Kut", "admin1": "Wasit", "country": "IQ", "score": 0.04}}
    )
    words, rivals = known.reasons(
        [
            "low_confidence",
            "in:Gegharkunik (stated)",
            "place:cue:near",
            "odd_new_code:x_y",
            "rival:geonames:1",
            "rival:geonames:2",
            "low_confidence",
        ]
    )
    assert words == [
        "low confidence",
        "the report says that it lies in Gegharkunik",
        "the words tie the event to the place (“near”)",
        "odd new code:x y",
    ]
    assert rivals == ["Kut (Wasit, IQ) · 4 %", "geonames:2"]


def test_what_is_not_a_list_of_codes_gives_nothing():
    assert Known({}).reasons(None) == ([], [])
