"""Mentions of places in reports, without a model."""

from __future__ import annotations

import time
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomap.gazetteer.store import Gazetteer
from geomap.recognise.book import book_of
from geomap.recognise.lexicon import load_lexicon
from geomap.recognise.recognise import recognise_mentions
from geomap.recognise.vocabulary import vocabulary_of
from geomap.records import Report


@pytest.fixture(scope="module")
def gazetteer(tiny_gazetteer):
    with Gazetteer.open(tiny_gazetteer) as opened:
        yield opened


def find(text, gazetteer, nlp=None):
    return next(recognise_mentions([Report("r", text, text)], gazetteer, nlp=nlp))


NEWS = (
    "Armenian officials said on Friday that one soldier was killed when Azerbaijani forces fired on positions near the "
    "village of Kut in Gegharkunik province. Earlier shots were heard in the direction of Sotk. Talks between Armenia "
    "and Azerbaijan are to go on in Brussels on Sunday."
)


def test_names_are_found_with_cue_and_relation_without_any_model(gazetteer):
    found = {m.text: m for m in find(NEWS, gazetteer)}
    assert {"Kut", "Gegharkunik", "Sotk", "Armenia", "Azerbaijan"} <= set(found)
    assert (found["Kut"].cue, found["Kut"].relation) == ("village", "near")
    assert (found["Gegharkunik"].cue, found["Gegharkunik"].relation) == ("province", "in")
    assert found["Sotk"].relation == "direction_of"


def test_a_generic_word_belongs_to_the_name_it_stands_by(gazetteer):
    text = "Posts near the Armenian village of Kut in Gegharkunik province of Armenia came under fire on Monday."
    cues = {m.text: m.cue for m in find(text, gazetteer)}
    assert (cues["Kut"], cues["Gegharkunik"], cues["Armenia"]) == ("village", "province", "")


def test_a_people_is_a_demonym_not_a_place(gazetteer):
    uses = {m.text: m.use for m in find(NEWS, gazetteer)}
    assert uses["Azerbaijani"] == "demonym"
    assert uses["Azerbaijan"] == "literal"


def test_a_capital_that_speaks_is_a_metonym(gazetteer):
    text = "The clash near Sotk in Armenia went on. Yerevan said the shots came first. The envoy flew to Yerevan."
    uses = [m.use for m in find(text, gazetteer) if m.text == "Yerevan"]
    assert uses == ["metonym", "literal"]


@pytest.mark.parametrize(
    "text",
    [
        "Of the men, most were reading. Nice work, he said. In March the mobile unit left. Most stayed.",
        "Reading is good. March was cold. Mobile phones rang. Of course. Nice.",
    ],
)
def test_ordinary_words_at_the_beginning_of_sentences_are_no_places(text, gazetteer):
    assert find(text, gazetteer) == []


def test_an_unknown_village_is_found_by_its_cue(gazetteer):
    text = "Two men were killed in the village of Qzzyrvan in Gegharkunik province of Armenia on Monday, police said."
    assert "Qzzyrvan" in {m.text for m in find(text, gazetteer)}


def test_one_line_for_each_report_in_order(gazetteer):
    reports = [Report(str(i), text, text) for i, text in enumerate(["", NEWS, "Nothing.", NEWS] * 20)]
    found = list(recognise_mentions(reports, gazetteer))
    assert len(found) == 80
    assert found[1] == found[3] == found[77]
    assert not found[0]


def test_a_report_is_read_alike_alone_and_in_a_batch(gazetteer):
    other = "The mayor of Yerevan opened a school near Lake Sevan."
    batch = [Report(str(i), t, t) for i, t in enumerate([other, NEWS, other])]
    assert list(recognise_mentions(batch, gazetteer))[1] == find(NEWS, gazetteer)


@given(st.text(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
def test_offsets_are_right_in_any_text(gazetteer, text):
    check_offsets(text, gazetteer)


@given(
    st.lists(
        st.sampled_from(["Kut", " ", "Sotk", "’s", "😀", "\u0000", "في", "Հայաստան", ", ", ".\n", "village of ", "é"])
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
def test_offsets_are_right_among_odd_characters(gazetteer, parts):
    check_offsets("".join(parts), gazetteer)


def check_offsets(text, gazetteer, nlp=None):
    at = 0
    for mention in find(text, gazetteer, nlp):
        assert at <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        assert 0 < mention.score <= 1
        at = mention.end


HOSTILE = {
    "no space": "x" * 1_000_000,
    "digits": "7" * 1_000_000,
    "capitals": "Xyzzy " * 100_000,
    "one place": "Sotk, " * 10_000,
    "one village": "the village of Kut near Sotk. " * 10_000,
    "hyphens": "A-" * 50_000,
    "dots": "U.S." * 50_000,
    "lines": "Kut\n" * 20_000,
    "nul": "\x00Kut\x00" * 20_000,
    "brackets": "(" * 50_000,
    "emoji": "😀🔥" * 50_000,
    "right to left": "\u202eقرية بغداد في " * 10_000,
    "marks": "e\u0301" * 100_000,
    "Cyrillic": "Кут " * 20_000,
    "possessives": "Kut's " * 20_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_takes_bounded_time(text, gazetteer):
    begin = time.perf_counter()
    check_offsets(text, gazetteer)
    assert time.perf_counter() - begin < 60


def test_a_hundred_thousand_different_capitalised_words_take_bounded_time(gazetteer):
    letters = "bdfgklmnprst"
    text = " ".join(f"{a.upper()}a{b}e{c}i{d}o{e}" for a, b, c, d, e in product(letters, repeat=5))[:600_000]
    begin = time.perf_counter()
    check_offsets(text, gazetteer)
    assert time.perf_counter() - begin < 90


@pytest.mark.model
@pytest.mark.parametrize(
    "text", [HOSTILE[name][:60_000] for name in ("no space", "one place", "emoji", "right to left", "nul", "capitals")]
)
def test_hostile_text_takes_bounded_time_with_the_model(text, gazetteer, nlp):
    begin = time.perf_counter()
    check_offsets(text, gazetteer, nlp)
    assert time.perf_counter() - begin < 90


@pytest.mark.model
@given(st.text(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
def test_offsets_are_right_in_any_text_with_the_model(gazetteer, nlp, text):
    check_offsets(text, gazetteer, nlp)


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"), max_size=80), max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_texts_in_a_batch_never_touch_one_another(gazetteer, texts):
    reports = [Report(str(i), text, text) for i, text in enumerate(texts)]
    together = list(recognise_mentions(reports, gazetteer))
    assert together == [find(text, gazetteer) for text in texts]


def test_a_million_different_words_are_forgotten_again(gazetteer):
    texts = (" ".join(f"Q{n:x}z" for n in range(k * 5_000, k * 5_000 + 5_000)) for k in range(28))
    list(recognise_mentions((Report("r", text, text) for text in texts), gazetteer))
    lexicon = load_lexicon("en")
    assert len(vocabulary_of(lexicon).ids) < 135_000
    assert sum(map(len, book_of(gazetteer)._known.values())) < 250_000


@pytest.mark.model
def test_the_model_and_the_gazetteer_together_find_what_the_model_misses(gazetteer, nlp):
    found = {m.text for m in find(NEWS, gazetteer, nlp)}
    assert {"Kut", "Sotk", "Gegharkunik", "Brussels"} <= found


def test_texts_of_several_languages_are_read_together_as_they_are_alone(gazetteer):
    # more English words than a vocabulary's first room, so that their numbers are unknown to the Russian one
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = " ".join(
        "".join(three) for three in product(letters, "aeiou", [*letters, *(f"{one}er" for one in letters)])
    )
    texts = [f"{words}. Shots were heard near the village of Kut.", "Бои у села Сотк и города Варденис."]
    reports = [Report(str(i), text, text) for i, text in enumerate([texts[1], texts[0]])]
    together = list(recognise_mentions(reports, gazetteer))
    assert together == [find(report.text, gazetteer) for report in reports]
    assert all(together)
