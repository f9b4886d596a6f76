"""The key of a name, and the generic words beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.gazetteer.names import GENERIC, arabic_forms, normalise, script_of, strip_generic, variants
from geomap.schema import PLACE_KINDS


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text):
    key = normalise(text)
    assert normalise(key) == key


@given(st.text(max_size=60))
def test_a_key_has_no_outer_or_double_blanks_and_no_capitals(text):
    key = normalise(text)
    assert key == " ".join(key.split())
    assert key == key.lower() or not key.isascii()


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x058F), min_size=1, max_size=30))
def test_stripping_a_generic_word_never_leaves_nothing(text):
    name, word = strip_generic(text)
    assert not word or normalise(name)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Geghark'unik'", "gegharkunik"),
        ("Geghark’unik’", "gegharkunik"),
        ("GEGHARKUNIK", "gegharkunik"),
        ("Kəlbəcər", "kalbajar"),
        ("Սոթք", "sotk"),
        ("Գեղարքունիք", "gegharkunik"),
        ("Ոսկեպար", "voskepar"),
        ("თბილისი", "tbilisi"),
        ("Лачин", "lachin"),
        ("Łódź", "lodz"),
        ("Val-d'Or", "val dor"),
        ("Trinidad & Tobago", "trinidad and tobago"),
        ("The Hague", "hague"),
        ("Armenia’s", "armenia"),
        ("the Netherlands'", "netherlands"),
        ("U.S.", "us"),
        ("U. S.", "us"),
        ("Washington, D.C.", "washington dc"),
        ("St.Louis", "st louis"),
        ("  Al  Kūt ", "al kut"),
        ("", ""),
        ("--", ""),
    ],
)
def test_spellings_of_one_name_have_one_key(written, key):
    assert normalise(written) == key


def test_letters_of_other_scripts_are_kept():
    assert normalise("東京") == "東京"
    assert normalise("दिल्ली") == "दिल्ली"


def test_the_schwa_makes_a_name_azerbaijani_and_only_then_is_c_read_as_j():
    assert normalise("Cəbrayıl") == "jabrayil"
    assert normalise("Caracas") == "caracas"


def test_azerbaijani_names_have_the_keys_that_english_news_uses():
    assert {"gazakh", "kazakh"} <= set(variants("Qazax", lang="az"))
    assert "kelbajar" in variants("Kəlbəcər", lang="az")
    assert "aghdam" in variants("Ağdam", country="AZ")
    assert "shusha" in variants("Şuşa", lang="az")


def test_ukrainian_names_in_cyrillic_have_their_own_romanisation():
    assert "hlyboke" in variants("Глибоке", country="UA")
    assert variants("Глибоке", country="BG") == []


def test_ukrainian_villages_are_found_by_both_romanisations():
    keys = variants("Кліщіївка", country="UA")
    assert {normalise("Кліщіївка"), *keys} >= {normalise("Klishchiyivka"), normalise("Klishchiivka")}
    assert normalise("Novomykhailivka") in variants("Новомихайлівка", country="UA")
    assert normalise("Yablunivka") in {normalise("Яблунівка"), *variants("Яблунівка", country="UA")}


@pytest.mark.parametrize(
    ("strict", "known", "forms"),
    [
        ("Jisr ash Shughūr", False, ["Jisr al-Shughūr"]),
        ("Tall Tamr", False, ["Tal Tamr", "Tel Tamr"]),
        ("Dayr az Zawr", True, ["Deir al-Zawr"]),
        ("Al Qāmishlī", True, ["al-Qāmishlī", "Qāmishlī"]),
        ("Al Ḩasan", True, ["al-Ḩasan"]),
        ("Al Khālidīyah", True, ["al-Khālidīyah", "al-Khālidīya", "Khālidīyah", "Khālidīya"]),
        ("Mopti", True, []),
    ],
)
def test_strict_arabic_names_have_the_forms_of_news(strict, known, forms):
    assert arabic_forms(strict, known=known) == forms


def test_names_elsewhere_have_no_variants():
    assert variants("Qatar", lang="en", country="QA") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gegharkunik Province", ("Gegharkunik", "province")),
        ("village of Kut", ("Kut", "village")),
        ("the village of Kut", ("Kut", "village")),
        ("Lake Sevan", ("Sevan", "lake")),
        ("Wayne County", ("Wayne", "county")),
        ("Co. Antrim", ("Antrim", "co")),
        ("Sea of Azov", ("Azov", "sea")),
        ("Luhansk oblast", ("Luhansk", "oblast")),
        ("Paris", ("Paris", "")),
        ("village", ("village", "")),
        ("", ("", "")),
    ],
)
def test_a_generic_word_is_told_apart_from_the_name(text, expected):
    assert strip_generic(text) == expected


def test_every_generic_word_has_a_known_kind_and_a_normal_form():
    assert set(GENERIC.values()) <= set(PLACE_KINDS)
    assert all(normalise(word) == word for word in GENERIC)


def test_the_script_of_a_name_is_that_of_its_first_letter():
    assert [script_of(t) for t in ("Kut", "Կութ", "Кут", "ქუთაისი", "الكوت", "42")] == [
        "Latn", "Armn", "Cyrl", "Geor", "Arab", "",
    ]  # fmt: skip
