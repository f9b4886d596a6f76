"""The texts of the page: every language has them all, with the same blanks to fill."""

from __future__ import annotations

import json
import re

import pytest

from geomap.maps import assets
from geomap.schema import EVENT_TYPES, GEO_PRECISION, SUB_EVENT_TYPES, WEAPONS

BLANK = re.compile(r"\{\w+\}")
PLURAL = re.compile(r"\.(?:one|few|many)$")


def own(lang: str) -> dict[str, str]:
    """Return the texts of one file."""
    return json.loads((assets.HERE / "strings" / f"{lang}.json").read_text("utf-8"))


@pytest.mark.parametrize("lang", [lang for lang in assets.LANGUAGES if lang != "en"])
def test_a_translation_is_whole(lang):
    english, told = own("en"), own(lang)
    assert {key for key in english if not PLURAL.search(key)} == {key for key in told if not PLURAL.search(key)}
    for key, text in told.items():
        if key in english:
            assert set(BLANK.findall(text)) == set(BLANK.findall(english[key])), key


def test_every_word_of_the_vocabularies_has_a_text():
    told = own("en")
    assert {f"type.{name}" for name in EVENT_TYPES} <= set(told)
    assert {f"sub.{name}" for names in SUB_EVENT_TYPES.values() for name in names} <= set(told)
    assert {f"weapon.{name}" for name in WEAPONS} <= set(told)
    assert {f"prec.{code}" for code in GEO_PRECISION} <= set(told)


def test_every_text_that_the_page_asks_for_is_there():
    code = "\n".join((assets.HERE / "app" / name).read_text("utf-8") for name in assets.APP)
    asked = set(re.findall(r"\bt\('([\w.]+)'[,)]", code))
    forms = {f"{name}.other" for name in re.findall(r"\bplural\('([\w.]+)'", code)}
    assert len(asked) > 90
    assert sorted((asked | forms) - set(own("en"))) == []
