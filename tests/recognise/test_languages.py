"""Names in Russian, Armenian, Azerbaijani and mixed texts: found in any case, with their base form."""

from __future__ import annotations

import pytest
import spacy
from foreign_sentences import ARMENIAN, AZERBAIJANI, MIXED, RUSSIAN

from geomap.gazetteer.store import Gazetteer
from geomap.recognise.endings import base_forms
from geomap.recognise.language import language_of, tell_language
from geomap.recognise.lexicon import languages, load_lexicon
from geomap.recognise.recognise import recognise_mentions
from geomap.records import Report


@pytest.fixture(scope="module")
def world(world_gazetteer):
    with Gazetteer.open(world_gazetteer) as opened:
        yield opened


@pytest.fixture(scope="module")
def small(tiny_gazetteer):
    with Gazetteer.open(tiny_gazetteer) as opened:
        yield opened


def read(texts, gazetteer, nlp=None):
    """Return what each text names: words -> base form."""
    reports = [Report(str(i), text, text) for i, text in enumerate(texts)]
    return [
        {m.text: m.name or m.text for m in found if m.use != "demonym"}
        for found in recognise_mentions(reports, gazetteer, nlp=nlp)
    ]


def share(sentences, gazetteer, nlp=None):
    """Return F1 of the names, and the share of them with the right base form."""
    found = read([text for text, _ in sentences], gazetteer, nlp)
    right = sum(len(set(got) & set(gold)) for got, (_, gold) in zip(found, sentences, strict=True))
    base = sum(got.get(k) == v for got, (_, gold) in zip(found, sentences, strict=True) for k, v in gold.items())
    told = sum(map(len, found))
    true = sum(len(gold) for _, gold in sentences)
    return 2 * right / (told + true), base / true


@pytest.mark.world
@pytest.mark.parametrize("sentences", [RUSSIAN, ARMENIAN, AZERBAIJANI, MIXED], ids=["ru", "hy", "az", "mixed"])
def test_nine_names_in_ten_are_found_in_the_regions_languages(sentences, world):
    f1, base = share(sentences, world)
    assert f1 >= 0.9
    assert base >= 0.85


@pytest.mark.world
@pytest.mark.model
def test_an_english_model_does_not_disturb_a_russian_text(world, nlp):
    assert share(RUSSIAN, world, nlp)[0] >= 0.9


@pytest.mark.parametrize(
    ("text", "name", "cue", "relation"),
    [
        ("Бой шёл в 5 км к югу от Сотка.", "Сотк", "", "offset"),
        ("Стреляли у села Кут.", "Кут", "village", "near"),
        ("Раненого везли из Вардениса.", "Варденис", "", "from"),
        ("Հակառակորդը կրակել է Կութ գյուղի ուղղությամբ։", "Կութ", "village", ""),
        ("Դրոնն ընկել է Սոթքի մոտ։", "Սոթք", "", "near"),
        ("Sotk kəndi istiqamətində iki hərbçi yaralanıb, deyə məlumat verilib.", "Sotk", "village", ""),
    ],
)
def test_cue_and_relation_are_read_in_other_languages(text, name, cue, relation, small):
    (found,) = recognise_mentions([Report("r", text, text)], small)
    by_name = {m.name or m.text: m for m in found}
    assert name in by_name
    assert (by_name[name].cue, by_name[name].relation) == (cue, relation)


def test_a_distance_in_russian_has_its_bearing(small):
    text = "Снаряд упал в 5 км к югу от Сотка."
    (found,) = recognise_mentions([Report("r", text, text)], small)
    assert [(m.offset_km, m.bearing_deg) for m in found] == [(5.0, 180.0)]


@pytest.mark.parametrize(
    ("written", "base", "language"),
    [
        ("Сотке", "Сотк", "ru"),
        ("ВАРДЕНИСА", "ВАРДЕНИС", "ru"),
        ("Нагорном Карабахе", "Нагорный Карабах", "ru"),
        ("Վարդենիսում", "Վարդենիս", "hy"),
        ("Ağdamdan", "Ağdam", "az"),
        ("თბილისში", "თბილისი", "ka"),
    ],
)
def test_endings_come_off(written, base, language):
    assert base in [form.text for form in base_forms(written, load_lexicon(language))]


def test_english_names_keep_their_endings():
    assert base_forms("Athens", load_lexicon("en")) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Shots fell near Kut.", "en"),
        ("Shots fell near Kut (Кут).", "en"),
        ("Стреляли у села Кут.", "ru"),
        ("Սոթքում հանգիստ է։", "hy"),
        ("Gədəbəydə heç kim xəsarət almayıb.", "az"),
        ("თბილისი მშვიდად იყო", "ka"),
        ("وقع انفجار في بغداد", "ar"),
        ("", "en"),
    ],
)
def test_the_language_is_told_from_the_letters(text, language):
    assert tell_language(text) == language


def test_a_label_is_believed_unless_the_letters_contradict_it():
    assert language_of(Report("r", "Tirs a Gori.", "Tirs a Gori.", language="fr")) == "fr"
    assert language_of(Report("r", "Стреляли у Кута.", "Стреляли у Кута.", language="en")) == "ru"


@pytest.mark.world
def test_georgian_and_arabic_names_are_found_where_they_are_written_so(world):
    georgian, arabic = read(["სოხუმში და თბილისში მშვიდად იყო.", "وقع انفجار في بغداد يوم الاثنين."], world)
    assert "თბილისში" in georgian
    assert list(arabic) == ["بغداد"]


@pytest.fixture(scope="module")
def russian_pipeline():
    """A pipeline for Russian that knows one person and one place."""
    nlp = spacy.blank("ru")
    nlp.add_pipe("entity_ruler").add_patterns(
        [{"label": "PER", "pattern": "Капан"}, {"label": "LOC", "pattern": "Урочище"}]
    )
    return nlp


def test_a_pipeline_for_another_language_is_heard(small, russian_pipeline):
    text = "Стреляли в Сотке и у леса Урочище, сказал Капан."
    without, *_ = read([text], small)
    heard, *_ = read([text], small, russian_pipeline)
    assert {"Сотке", "Капан"} <= set(without)
    assert "Капан" not in heard
    assert "Урочище" in heard


def test_an_english_text_is_read_without_a_russian_pipeline(small, russian_pipeline):
    text = "Shots were fired near the village of Kut in Gegharkunik province of Armenia on Monday."
    assert read([text], small, russian_pipeline) == read([text], small)


def test_every_lexicon_says_its_script():
    assert {load_lexicon(language).data["script"] for language in languages()} >= {"Latn", "Cyrl", "Armn"}
