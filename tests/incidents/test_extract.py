"""Whole reports: when, where, who, how many, says who."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from geomap.incidents.extract import extract_incidents
from geomap.records import Report
from geomap.settings import Settings

CLASH = (
    "Two Armenian soldiers were wounded on Tuesday when Azerbaijani troops opened fire near the village of Tegh, "
    "the Defence Ministry in Yerevan said.\n\n"
)


def test_a_shooting_has_its_day_place_sides_and_toll(actual):
    (found,) = actual(CLASH, "2023-06-15", places=["Tegh", "Yerevan"])
    assert (found.date_start, found.date_prec, found.date_basis) == (dt.date(2023, 6, 13), 1, "weekday")
    assert (found.sub_event_type, found.injured_b, found.injured_best, found.killed_best) == ("armed_clash", 2, 2, None)
    assert (found.actor_a_iso3, found.actor_b_iso3, found.initiator) == ("AZE", "ARM", "a")
    assert (found.place_name, found.place_relation, found.geo_precision, found.country) == ("Tegh", "near", 2, "AM")
    assert (found.lon, found.lat) == (pytest.approx(46.48, abs=0.05), pytest.approx(39.56, abs=0.05))
    assert found.title == "Clash near Tegh, Syunik: 2 injured"


def test_sides_do_not_depend_on_who_is_named_first(actual):
    text = "Armenian units shelled Azerbaijani positions near Tegh on Tuesday, killing one Azerbaijani soldier."
    (found,) = actual(text, "2023-06-15", places=["Tegh"])
    assert (found.actor_a_iso3, found.actor_b_iso3, found.initiator, found.killed_a) == ("AZE", "ARM", "b", 1)


@pytest.mark.parametrize(
    "reply",
    [
        "The Azerbaijani ministry denied that its men had fired.",
        "Azerbaijani officials called the report untrue.",
        "The Azerbaijani army said it was only replying to Armenian fire.",
        "The Azerbaijani side blamed the Armenians.",
        "Each side blamed the other.",
    ],
)
def test_an_answer_of_the_accused_makes_the_initiator_disputed(actual, reply):
    (found,) = actual(CLASH + reply, "2023-06-15", places=["Tegh", "Yerevan"])
    assert found.initiator == "disputed"


def test_the_capital_of_the_speaker_is_no_event_place(actual):
    (found,) = actual("A guard was shot dead on Monday, the Armenian ministry in Yerevan said.", places=["Yerevan"])
    assert found.lon is None


def test_at_the_border_has_no_point(actual):
    (found,) = actual("An Azerbaijani soldier was killed by gunfire at the border on Thursday.")
    assert (found.lon, found.lat, found.geo_precision, found.place_relation) == (None, None, 5, "along")


def test_a_province_alone_is_an_area_without_a_pin(actual):
    (found,) = actual("Two Armenian soldiers were killed by shelling in Tavush province on Friday.", places=["Tavush"])
    assert (found.geo_precision, found.lon, found.admin1) == (4, None, "Tavush")


def test_datelines_hospitals_and_home_towns_are_no_event_places(actual):
    text = (
        "GORIS, June 14 - An Armenian soldier from Kapan was wounded by a sniper near Tegh on Tuesday. "
        "He was flown to a hospital in Yerevan."
    )
    (found,) = actual(text, "2023-06-14", places=["Goris", "Kapan", "Tegh", "Yerevan"])
    assert found.place_name == "Tegh"


def test_the_same_village_points_back(actual):
    text = (
        "An Armenian soldier was killed by Azerbaijani fire near Tegh on Tuesday.\n\n"
        "On Monday another soldier was wounded by sniper fire in the same village."
    )
    later, earlier = sorted(actual(text, "2023-06-14", places=["Tegh"]), key=lambda i: i.date_start, reverse=True)
    assert (later.killed_best, earlier.injured_best, earlier.place_name) == (1, 1, "Tegh")
    assert earlier.date_start == dt.date(2023, 6, 12)


def test_counted_incidents_of_one_day_stay_apart(actual):
    text = (
        "Two separate incidents were reported on Thursday.\n\n"
        "At 8 a.m. Azerbaijani troops fired at Armenian positions near Tegh and one soldier was wounded.\n\n"
        "At 3 p.m. a drone struck an Armenian post near Kornidzor. There was no word of casualties."
    )
    found = actual(text, "2023-06-16", places=["Tegh", "Kornidzor"])
    assert [(i.place_name, i.injured_best) for i in found] == [("Tegh", 1), ("Kornidzor", None)]


def test_one_scene_told_twice_is_one_incident(actual):
    text = (
        "One Armenian soldier was killed on Friday in Azerbaijani shelling.\n\n"
        "The shelling began at dawn near Sotk and went on until noon, the Armenian army said."
    )
    (found,) = actual(text, places=["Sotk"])
    assert (found.place_name, found.killed_best) == ("Sotk", 1)


@pytest.mark.parametrize(
    "text",
    [
        "The ministers of both countries met in Yerevan on Friday and spoke of peace.",
        "Armenian soldiers opened fire on mock targets on Friday as the exercise reached its height. The drills and the training end on Sunday.",
        "Strong winds bombarded the shores of Lake Sevan on Friday.",
        "The striker fired a shot past the goalkeeper and the coach praised the club after the match in Yerevan.",
        "If shelling resumes, dozens could be killed.",
        "Not a single shot was fired along the border on Friday.",
        "A wreath was laid on Friday on the anniversary of the war of 2020 in which thousands of soldiers were killed.",
        "Fifteen soldiers were killed on Friday when a fire broke out in their barracks.",
        "There are always deadly skirmishes on the border.",
        "The war cost about 30,000 lives.",
    ],
)
def test_talks_drills_weather_sport_fears_and_old_wars_make_no_incident(actual, text):
    assert actual(text, places=["Yerevan", "Lake Sevan"] if "Sevan" in text else ["Yerevan"]) == []


def test_background_is_kept_for_the_audit(tell):
    found = tell(CLASH + "In 2016 gunmen killed 19 soldiers in the hills.", "2023-06-15", places=["Tegh"])
    assert sorted(i.realis for i in found) == ["actual", "background"]


def test_what_a_ministry_denies_did_not_happen(tell):
    text = "The Armenian ministry dismissed a report that a soldier had been wounded by Armenian fire on Friday."
    assert [i.realis for i in tell(text)] == ["negated"]


def test_without_a_publication_date_there_is_no_date_and_it_is_said(actual):
    (found,) = actual(CLASH, None, places=["Tegh", "Yerevan"])
    assert found.date_start is None
    assert "no_publication_date" in found.reasons


def test_claims_name_their_speaker_side_and_span(actual):
    (found,) = actual(CLASH, "2023-06-15", places=["Tegh", "Yerevan"])
    claim = next(c for c in found.claims if c.slot == "injured.b")
    assert (claim.speaker_side, claim.verb, claim.value) == ("b", "said", "2")
    assert CLASH[claim.start : claim.end].startswith("Two Armenian soldiers")


def test_it_after_a_ministry_is_the_ministry(actual):
    text = CLASH.strip() + " It said that the Azerbaijani troops had used mortars near Tegh."
    (found,) = actual(text, "2023-06-15", places=["Tegh", "Yerevan"])
    assert [c.speaker_side for c in found.claims if c.slot == "weapons"] == ["b"]


def test_attackers_without_a_name_are_side_a_and_civilians_side_b(actual):
    (found,) = actual("Gunmen killed four villagers in Goris on Friday.", places=["Goris"])
    assert (found.sub_event_type, found.actor_a, found.actor_b, found.initiator, found.killed_civ) == (
        "attack", "Gunmen", "Civilians", "a", 4,
    )  # fmt: skip


def test_a_crowd_and_shots_make_it_a_protest(actual):
    (found,) = actual("Two demonstrators were killed when police shot at a crowd in Goris on Friday.", places=["Goris"])
    assert found.event_type in {"protests", "riots"}


def test_a_group_that_claims_it_settles_who_began(actual):
    text = "Six people died when a bomb went off in Goris on Friday. The PKK claimed responsibility. Officials blamed Hamas; the group denied it."
    (found,) = actual(text, places=["Goris"])
    assert found.initiator == "a"


def test_a_place_that_is_not_in_the_gazetteer_keeps_its_words_and_gets_no_point(gazetteer):
    text = "Two soldiers were killed by shelling in Nowhereville on Friday."
    from geomap.records import Mention, Resolution

    at = text.index("Nowhereville")
    report = Report("r1", text, text, date=dt.date(2023, 5, 13))
    unknown = Resolution(Mention(at, at + 12, "Nowhereville"), None)
    (found,) = extract_incidents(report, [unknown], gazetteer=gazetteer, settings=Settings())
    assert (found.place_text, found.lon, found.geo_precision) == ("Nowhereville", None, None)
    assert "place_unresolved" in found.reasons


def test_an_unknown_village_is_put_into_the_area_that_the_sentence_names(gazetteer):
    from geomap.records import Mention, Resolution

    text = "Two soldiers were killed by shelling in Nowhereville, a village in the eastern province of Gegharkunik, on Friday."
    place = next(hit.place for hit in gazetteer.exact("Gegharkunik") if hit.place.kind == "admin1")
    at, wide = text.index("Nowhereville"), text.index("Gegharkunik")
    named = [
        Resolution(Mention(at, at + 12, "Nowhereville"), None),
        Resolution(Mention(wide, wide + 11, "Gegharkunik"), place, 0.9, lon=place.lon, lat=place.lat, precision=4),
    ]
    report = Report("r1", text, text, date=dt.date(2023, 5, 13))
    (found,) = extract_incidents(report, named, gazetteer=gazetteer, settings=Settings())
    assert (found.lon, found.lat, found.geo_precision, found.place_text) == (None, None, 4, "Nowhereville")
    assert found.title == "Shelling in Nowhereville, Gegharkunik: 2 killed"


def test_a_weekday_that_contradicts_its_date_is_told_and_trusted_less(actual):
    (right,) = actual("Two soldiers were killed by shelling in Goris on Friday, 12 May.", places=["Goris"])
    (found,) = actual("Two soldiers were killed by shelling in Goris on Thursday, 12 May.", places=["Goris"])
    assert (found.date_start, found.date_end) == (dt.date(2023, 5, 11), dt.date(2023, 5, 12))
    assert (found.date_prec, right.date_prec) == (2, 1)
    assert "contradictory_dates" in found.reasons
    assert found.confidence_date < right.confidence_date


def test_a_third_straight_day_is_the_day_of_the_story(actual):
    text = "Shells fell on Goris on Friday. Two soldiers were killed there on the third straight day of shelling."
    (found,) = actual(text, places=["Goris"])
    assert (found.date_start, found.killed_best) == (dt.date(2023, 5, 12), 2)


def test_the_toll_of_some_days_belongs_to_the_place_just_named(actual):
    text = "Shells fell on Goris again on Saturday. Four soldiers were killed there since Thursday."
    found = actual(text, places=["Goris"])
    assert sum(incident.killed_best or 0 for incident in found) == 4
    assert {incident.place_name for incident in found} == {"Goris"}


def test_a_doubtful_place_gets_no_point(gazetteer):
    from geomap.records import Mention, Resolution

    text = "Two soldiers were killed by shelling in Tegh on Friday."
    place = gazetteer.exact("Tegh")[0].place
    at = text.index("Tegh")
    doubtful = Resolution(Mention(at, at + 4, "Tegh"), place, 0.1, lon=place.lon, lat=place.lat, precision=1)
    report = Report("r1", text, text, date=dt.date(2023, 5, 13))
    (found,) = extract_incidents(report, [doubtful], gazetteer=gazetteer, settings=Settings())
    assert found.lon is None
    assert "low_confidence" in found.reasons


def test_confidences_lie_between_0_and_1(actual):
    (found,) = actual(CLASH, "2023-06-15", places=["Tegh", "Yerevan"])
    for value in (found.confidence, found.confidence_place, found.confidence_date, found.confidence_casualties):
        assert 0 < value <= 1


def test_the_draft_id_is_stable_and_short(actual):
    one, two = (actual(CLASH, "2023-06-15", places=["Tegh"])[0].incident_id for _ in range(2))
    assert one == two
    assert one.startswith("d")
    assert len(one) == 13


def test_reading_is_repeatable(tell):
    text = CLASH + "Each side blamed the other. On 12 March mortars were used near Tegh."
    assert tell(text, "2023-06-15", places=["Tegh"]) == tell(text, "2023-06-15", places=["Tegh"])


@pytest.mark.parametrize(
    "text",
    ["", "   \n\n ", "Հայկական դիրքերի ուղղությամբ կրակ է բացվել։", "اندلعت اشتباكات على الحدود", "😀" * 50 + " killed 3", "killed", "was killed",
     "dead dead dead dead", "((((“““", "a" * 5000],
)  # fmt: skip
def test_odd_texts_do_no_harm(tell, text):
    assert isinstance(tell(text), list)


def test_a_long_report_is_read_in_bounded_time(gazetteer):
    sentence = "Two soldiers were killed on Friday when troops shelled positions near the river, the ministry said. "
    text = sentence * (1_000_000 // len(sentence))
    began = time.perf_counter()
    report = Report("r1", text, text, date=dt.date(2023, 5, 13))
    extract_incidents(report, [], gazetteer=gazetteer, settings=Settings())
    assert time.perf_counter() - began < 30


@pytest.mark.model
def test_a_parser_binds_the_object_of_the_verb(tell, nlp):
    from geomap.recognise.model import make_parser

    text = "Azerbaijani troops shelled Tegh on Friday while reporters waited in Goris."
    found = [i for i in tell(text, places=["Tegh", "Goris"], parse=make_parser(nlp)) if i.realis == "actual"]
    assert [i.place_name for i in found] == ["Tegh"]


def test_a_court_ruling_on_an_old_shooting_is_no_incident_of_today(actual):
    text = (
        "The court in Yerevan ruled on Tuesday that the shooting of a shepherd in 2015 was unlawful. The judge said "
        "that soldiers had opened fire without warning, killing the man. Lawyers welcomed the ruling."
    )
    assert actual(text, places=["Yerevan"]) == []


def test_a_claim_about_the_other_side_is_left_out_of_the_best_figure(actual):
    text = (
        "The Azerbaijani ministry said on Friday that two of its soldiers were killed in clashes with Armenian troops "
        "near Sotk and that its army killed 30 Armenian soldiers."
    )
    (found,) = actual(text, places=["Sotk"])
    assert (found.killed_best, found.killed_high) == (2, 32)


def test_an_own_toll_counts_for_the_side_that_gives_it(actual):
    text = CLASH.strip() + " By noon the toll had risen to one dead and four wounded."
    (found,) = actual(text, "2023-06-15", places=["Tegh", "Yerevan"])
    assert (found.killed_b, found.injured_b) == (1, 4)


def test_a_nation_in_the_dateline_is_no_party(actual):
    text = "TEGH, Armenia - Gunmen killed four villagers in Goris on Friday."
    (found,) = actual(text, places=["Goris"])
    assert (found.initiator, found.actor_a) == ("a", "Gunmen")


def test_a_title_puts_an_incident_along_the_border(actual):
    (found,) = actual("Two soldiers were killed by shelling at the border on Friday.")
    assert found.title == "Shelling along the border: 2 killed"
