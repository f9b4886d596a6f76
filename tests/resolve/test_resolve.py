"""Names settled together."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomap.gazetteer.store import Gazetteer
from geomap.records import Mention, Report
from geomap.resolve.explain import explain_mentions
from geomap.resolve.resolve import resolve_many, resolve_mentions


@pytest.fixture(scope="module")
def gazetteer(tiny_gazetteer):
    with Gazetteer.open(tiny_gazetteer) as opened:
        yield opened


def resolve(text, gazetteer, *names, region=(), **extra):
    mentions, at = [], 0
    for name in names:
        start = text.index(name, at)
        at = start + len(name)
        mentions.append(Mention(start, at, name, **extra.get(name, {})))
    return resolve_mentions(Report("r", text, text), mentions, gazetteer, region=region)


def test_kut_beside_gegharkunik_is_the_armenian_village(gazetteer):
    text = "Shells fell near the village of Kut in Gegharkunik province of Armenia."
    kut, province, country = resolve(
        text, gazetteer, "Kut", "Gegharkunik", "Armenia",
        Kut={"cue": "village", "relation": "near"}, Gegharkunik={"cue": "province"},
    )  # fmt: skip
    assert (kut.place.country, round(kut.lat, 1), round(kut.lon, 1)) == ("AM", 40.2, 45.9)
    assert kut.precision == 2
    assert province.place.kind == "admin1"
    assert province.precision == 4
    assert country.place.kind == "country"
    assert any(reason.startswith("in:Gegharkunik") for reason in kut.reasons)


def test_a_name_that_nobody_bears_gets_no_point(gazetteer):
    (found,) = resolve("They left Qzzyrvanx on foot.", gazetteer, "Qzzyrvanx")
    assert found.place is None
    assert (found.lon, found.lat, found.precision) == (None, None, None)
    assert found.reasons[0] in {"no_candidate", "none_of_these"}


def test_order_and_length_are_those_of_the_mentions(gazetteer):
    text = "From Yerevan to Sotk, from Sotk to Vardenis, from Vardenis to Yerevan."
    names = ("Yerevan", "Sotk", "Sotk", "Vardenis", "Vardenis", "Yerevan")
    found = resolve(text, gazetteer, *names)
    assert [r.mention.text for r in found] == list(names)
    assert found[1].place == found[2].place


def test_one_name_has_one_sense_in_a_report(gazetteer):
    text = "Kut lies in Gegharkunik. Later Kut was shelled again, and Kut burned."
    found = resolve(text, gazetteer, "Kut", "Gegharkunik", "Kut", "Kut")
    assert len({found[i].place.place_id for i in (0, 2, 3)}) == 1


def test_a_demonym_means_its_country(gazetteer):
    (found,) = resolve("Azerbaijani forces opened fire.", gazetteer, "Azerbaijani", Azerbaijani={"use": "demonym"})
    assert (found.place.country, found.place.kind) == ("AZ", "country")


def test_between_two_villages_is_the_middle(gazetteer):
    text = "A truck was hit between Sotk and Vardenis in Armenia."
    first, second, _ = resolve(
        text, gazetteer, "Sotk", "Vardenis", "Armenia", Sotk={"relation": "between"}, Vardenis={"relation": "between"}
    )
    assert (first.lon, first.lat) == (second.lon, second.lat)
    assert first.place.lon > first.lon > second.place.lon


def test_scores_and_rivals_are_probabilities(gazetteer):
    for found in resolve("Georgia and Armenia signed.", gazetteer, "Georgia", "Armenia"):
        assert 0 <= found.score <= 1
        assert all(0 <= rival.score <= 1 for rival in found.rivals)
        assert found.place not in [rival.place for rival in found.rivals]


def test_the_same_input_gives_the_same_answer(gazetteer):
    text = "Kut, Sotk, Vardenis, Georgia and Baku."
    names = ("Kut", "Sotk", "Vardenis", "Georgia", "Baku")
    assert resolve(text, gazetteer, *names) == resolve(text, gazetteer, *names)


def test_no_mentions_no_resolutions(gazetteer):
    assert resolve_mentions(Report("r", "", ""), [], gazetteer) == []


@given(st.lists(st.text(min_size=1, max_size=30), max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
def test_any_names_are_taken(gazetteer, names):
    text = " in ".join(names)
    mentions, at = [], 0
    for name in names:
        mentions.append(Mention(at, at + len(name), name))
        at += len(name) + 4
    assert len(resolve_mentions(Report("r", text, text), mentions, gazetteer)) == len(names)


def test_reports_settled_together_are_as_they_are_alone(gazetteer):
    texts = [
        "YEREVAN, May 11 - Kut in Gegharkunik province, and Sotk and Vardenis, were shelled.",
        "Kut was calm. So were Sotk and Baku.",
        "Nothing was heard.",
        "Baku, Azerbaijan, and Kut, Armenia, lie far apart. Kut, Iraq, too.",
    ]
    named = [["Yerevan", "Kut", "Gegharkunik", "Sotk", "Vardenis"], ["Kut", "Sotk", "Baku"], [],
             ["Baku", "Azerbaijan", "Kut", "Armenia", "Kut"]]  # fmt: skip
    reports, mentions = [], []
    for number, (text, names) in enumerate(zip(texts, named, strict=True)):
        own, at = [], 0
        for name in names:
            at = text.lower().index(name.lower(), at)
            own.append(Mention(at, at + len(name), name, relation="dateline" if name == "Yerevan" else ""))
            at += len(name)
        reports.append(Report(str(number), text, text, publisher="Yerevan Daily" if number == 1 else ""))
        mentions.append(own)
    together = resolve_many(reports, mentions, gazetteer, region=["AM"])
    alone = [resolve_mentions(r, m, gazetteer, region=["AM"]) for r, m in zip(reports, mentions, strict=True)]
    assert together == alone
    assert [len(own) for own in together] == [5, 3, 0, 5]


def test_a_village_of_a_province_abroad_is_not_pinned_in_the_wrong_country(gazetteer):
    text = "Fighting broke out around the village of Norabak, in the south-western province of Wasit in Iraq."
    village, province, _ = resolve(
        text, gazetteer, "Norabak", "Wasit", "Iraq", Norabak={"cue": "village"}, Wasit={"cue": "province"}
    )
    assert province.place is not None
    assert province.place.country == "IQ"
    assert village.place is None
    assert "none_of_these" in village.reasons


def aghdam(gazetteer, cue):
    text = f"On Tuesday shells fell in the Tovuz district. A man was killed in the {cue} of Aghdam."
    *_, found = resolve(text, gazetteer, "Tovuz", "Aghdam", Tovuz={"cue": "district"}, Aghdam={"cue": cue})
    return found


def test_a_place_that_the_text_calls_a_village_is_not_the_city_of_its_name(gazetteer):
    assert aghdam(gazetteer, "village").place.kind == "village"


def test_a_district_and_its_town_in_one_report_are_told_apart_by_the_word_beside_them(gazetteer):
    text = "Shells fell in the district of Tovuz. The wounded were taken to a clinic at Tovuz."
    district, town = resolve(text, gazetteer, "Tovuz", "Tovuz")
    assert district.place.place_id == town.place.place_id
    mentions = [
        Mention(text.index("Tovuz"), text.index("Tovuz") + 5, "Tovuz", cue="district"),
        Mention(text.rindex("Tovuz"), text.rindex("Tovuz") + 5, "Tovuz", cue="town"),
    ]
    report = Report("r", text, text)
    district, town = resolve_mentions(report, mentions, gazetteer)
    assert (district.place.kind, town.place.kind) == ("admin1", "city")
    first, _ = explain_mentions(report, mentions, gazetteer)
    assert first[0].chosen
    assert first[0].place.kind == "admin1"
