"""Reasons in words: every code has its text, and none is shown as a code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import geomap
from geomap.maps import assets
from geomap.maps.reasons import Known

HOME = Path(geomap.__file__).parent


def known(lang: str = "en") -> Known:
    """Return the words of a language."""
    rivals = {"geonames:1": {"name": "Kut", "admin1": "Wasit", "country": "IQ", "score": 0.04}}
    return Known(assets.strings(lang), lang, rivals)


def test_reasons_are_sentences_with_what_speaks_for_the_place_first():
    words, rivals = known().reasons(
        ["type:trigger", "country:AM (document)", "in:Gegharkunik (stated)", "near:Wasit 19 km", "population:315162",
         "rival:geonames:1", "rival:geonames:2", "type:trigger"]
    )  # fmt: skip
    assert words == [
        "the report says that it lies in Gegharkunik",
        "type: from the words for what happened",
        "the report is about Armenia",
        "Wasit, also in the report, is 19 km away",
        "315,162 inhabitants",
    ]
    assert rivals == ["Kut (Wasit, Iraq) · 4 %", "geonames:2"]


def test_a_province_in_a_reason_has_its_name_in_the_language_of_the_page():
    told = Known(assets.strings("ru"), "ru", {}, {"Gegharkunik": "Гегаркуник"})
    assert told.reasons(["in:Gegharkunik (stated)"])[0][0].endswith("Гегаркуник")


def test_a_code_without_a_text_is_left_out_and_what_is_no_code_is_shown():
    assert known().reasons(["odd_new_code:x_y", "merged:1", "An editor wrote this."])[0] == ["An editor wrote this."]


def test_what_is_not_a_list_of_codes_gives_nothing():
    assert known().reasons(None) == ([], [])


def literal_codes() -> set[str]:
    """Return the reason codes that stand as such in the code of the stages that give reasons."""
    found: set[str] = set()
    for path in (HOME / "incidents" / "where.py", HOME / "incidents" / "assemble.py", HOME / "join" / "rows.py"):
        found |= set(re.findall(r"""reasons(?:\"\])?\.append\("([a-z_:]+)"\)""", path.read_text("utf-8")))
    for path in (HOME / "incidents").glob("*.py"):
        found |= set(re.findall(r'"(type:[a-z_]+)"', path.read_text("utf-8")))
    for path in (HOME / "incidents" / "claims.py", HOME / "incidents" / "assemble.py"):
        text = path.read_text("utf-8")
        codes = re.findall(r'return [^\n]*(?:"disputed"|"unknown"|accused|admitted\)\)), "([a-z_]+)"', text)
        codes += re.findall(r'began, why = "[ab]", "([a-z_]+)"', text)
        found |= {f"initiator:{code}" for code in codes}
    return found


@pytest.mark.parametrize("lang", assets.LANGUAGES)
def test_every_code_that_the_stages_give_has_a_text(lang):
    codes = literal_codes()
    assert len(codes) > 20
    missing = [code for code in sorted(codes) if not known(lang).reasons([code])[0]]
    assert missing == []


@pytest.mark.parametrize("lang", assets.LANGUAGES)
def test_why_a_record_matches_is_said_in_the_language_of_the_page(lang):
    phrases = ["same day", "2 days apart", "12.4 km apart", "both say 3 killed", "4 injured lies within 2 to 5"]
    told = known(lang).matches([*phrases, "what a person wrote"])
    assert told[-1] == "what a person wrote"
    assert [re.findall(r"[\d.]+", text) for text in told[:5]] == [[], ["2"], ["12.4"], ["3"], ["4", "2", "5"]]
    if lang != "en":
        assert not set(told[:5]) & set(phrases)
