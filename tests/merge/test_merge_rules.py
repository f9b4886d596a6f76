"""Which drafts become one incident, which are linked, and which stay apart."""

from __future__ import annotations

import dataclasses

import pytest
from merge_drafts import AM_AZ, KAPAN, KUT, NOWHERE, SETTINGS, SOTK, VARDENIS, draft

from geomap.errors import InputError
from geomap.merge import independent_sources, merge_incidents, undo


def groups(*drafts, **options):
    """Return the merged drafts as sorted lists of names."""
    merged = merge_incidents(drafts, settings=SETTINGS, **options)
    return sorted(list(one.merged_from) for one in merged.incidents)


def test_two_reports_of_one_day_and_place_are_one_incident():
    assert groups(draft("a"), draft("b")) == [["a", "b"]]


def test_the_two_parties_names_of_one_place_meet_by_its_id_even_where_their_points_differ():
    zod = SOTK | {"place_name": "Zod", "lon": 46.4}
    assert groups(draft("a"), draft("b", place=zod)) == [["a", "b"]]


def test_two_villages_four_kilometres_apart_are_one_incident_when_two_reports_name_them():
    assert groups(draft("a"), draft("b", place=KUT)) == [["a", "b"]]


def test_places_a_hundred_kilometres_apart_are_two_incidents():
    assert groups(draft("a"), draft("b", place=KAPAN)) == [["a"], ["b"]]


def test_a_pair_at_the_limit_of_every_rule_still_merges():
    # 24 km east, another face of the fight, another toll, one party not named
    far = {**SOTK, "place_id": "user:far", "lon": SOTK["lon"] + 24 / 85.1}
    other = {"event_type": "explosions_remote_violence", "sub_event_type": "air_drone_strike"}
    assert groups(draft("a", killed_best=1), draft("b", place=far, killed_best=30, **other)) == [["a", "b"]]


def test_the_distance_is_a_setting():
    near = SETTINGS.replace(merge_km=1.0)
    merged = merge_incidents([draft("a"), draft("b", place=KUT)], settings=near)
    assert len(merged.incidents) == 2


def test_consecutive_days_at_one_place_are_two_incidents():
    assert groups(draft("a", day="2023-05-11"), draft("b", day="2023-05-12")) == [["a"], ["b"]]


@pytest.mark.parametrize("unsure", [{"date_basis": "publication"}, {"date_basis": "relative"}, {"date_prec": 2}])
def test_one_day_off_meets_at_one_place_where_a_date_is_unsure(unsure):
    assert groups(draft("a", day="2023-05-11"), draft("b", day="2023-05-12", **unsure)) == [["a", "b"]]


def test_an_unsure_date_two_days_off_does_not_meet():
    assert groups(draft("a", day="2023-05-10"), draft("b", day="2023-05-12", date_basis="publication")) == [
        ["a"],
        ["b"],
    ]


def test_an_unsure_draft_goes_to_its_own_day_where_both_days_have_an_incident():
    found = groups(
        draft("a", day="2023-05-11"),
        draft("b", day="2023-05-12"),
        draft("c", day="2023-05-12", date_basis="publication"),
    )
    assert found == [["a"], ["b", "c"]]


def test_one_day_off_with_another_toll_is_linked_and_not_merged():
    first = draft("a", day="2023-05-11", killed_best=9, killed_b=9)
    second = draft("b", day="2023-05-12", date_basis="publication", killed_best=1, killed_b=1)
    merged = merge_incidents([first, second], settings=SETTINGS)
    one, other = merged.incidents
    assert one.possible_duplicate_of == (other.incident_id,)
    assert other.possible_duplicate_of == (one.incident_id,)


def test_different_tolls_never_keep_one_day_apart():
    assert groups(draft("a", killed_best=1), draft("b", killed_best=40, place=KUT)) == [["a", "b"]]


def test_battle_shelling_and_drone_strike_are_faces_of_one_clash():
    shelling = {"event_type": "explosions_remote_violence", "sub_event_type": "shelling_artillery_missile_attack"}
    drone = {"event_type": "explosions_remote_violence", "sub_event_type": "air_drone_strike"}
    assert groups(draft("a"), draft("b", **shelling), draft("c", **drone)) == [["a", "b", "c"]]


def test_a_protest_and_a_battle_are_two_incidents():
    assert groups(draft("a"), draft("b", event_type="protests", sub_event_type="peaceful_protest")) == [["a"], ["b"]]


def test_parties_that_have_nothing_in_common_are_two_incidents():
    others = {"actor_a": "Georgia", "actor_a_iso3": "GEO", "actor_b": "Russia", "actor_b_iso3": "RUS"}
    assert groups(draft("a"), draft("b", **others)) == [["a"], ["b"]]


def test_one_sides_equal_toll_from_two_towns_of_one_day_is_linked():
    far = {**SOTK, "place_id": "user:far", "lon": SOTK["lon"] + 0.6}  # 51 km
    toll = {"killed_b": 4, "killed_best": 4}
    one, other = merge_incidents([draft("a", **toll), draft("b", place=far, **toll)], settings=SETTINGS).incidents
    assert one.possible_duplicate_of == (other.incident_id,)
    small = {"killed_b": 1, "killed_best": 1}
    apart = merge_incidents([draft("a", **small), draft("b", place=far, **small)], settings=SETTINGS).incidents
    assert [found.possible_duplicate_of for found in apart] == [(), ()]


def test_the_order_of_the_parties_does_not_matter():
    assert groups(draft("a"), draft("b", **AM_AZ)) == [["a", "b"]]


def test_two_incidents_of_one_report_stay_two():
    assert groups(draft("a", report="r"), draft("b", report="r", place=KUT)) == [["a"], ["b"]]


def test_one_incident_told_twice_in_one_report_is_one():
    assert groups(draft("a", report="r"), draft("b", report="r")) == [["a", "b"]]


def test_a_second_report_joins_the_nearer_of_two_incidents_of_the_first():
    found = groups(draft("a", report="r"), draft("b", report="r", place=KUT), draft("c", place=KUT))
    assert found == [["a"], ["b", "c"]]


def test_a_chain_of_villages_does_not_grow_beyond_twice_the_distance():
    villages = [{**SOTK, "place_id": f"user:{i}", "lon": 45.0 + 0.2 * i, "lat": 40.0} for i in range(12)]
    merged = merge_incidents([draft(f"d{i:02}", place=v) for i, v in enumerate(villages)], settings=SETTINGS)
    longest = max(len(one.merged_from) for one in merged.incidents)
    assert 1 < longest <= 3  # 0.2 degrees are 17 km here: three villages span 34 km, four would span 51


def test_neighbours_across_the_antimeridian_meet():
    west = SOTK | {"place_id": "user:w", "lon": -179.95, "lat": -16.8}
    east = SOTK | {"place_id": "user:e", "lon": 179.95, "lat": -16.8}
    assert groups(draft("a", place=west), draft("b", place=east)) == [["a", "b"]]


def test_a_draft_without_a_pin_joins_the_only_incident_of_its_day_and_parties():
    assert groups(draft("a"), draft("b", place=NOWHERE)) == [["a", "b"]]


def test_a_draft_without_a_pin_is_linked_where_two_incidents_fit():
    merged = merge_incidents([draft("a"), draft("b", place=KAPAN), draft("c", place=NOWHERE)], settings=SETTINGS)
    assert sorted(one.merged_from for one in merged.incidents) == [("a",), ("b",), ("c",)]
    home = merged.members
    loose = next(one for one in merged.incidents if one.merged_from == ("c",))
    assert loose.possible_duplicate_of == tuple(sorted([home["a"], home["b"]]))


def test_a_toll_that_both_tell_decides_between_two_incidents_for_a_draft_without_a_pin():
    first = draft("a", killed_b=2, killed_best=2)
    second = draft("b", place=KAPAN, injured_a=1, injured_best=3)
    loose = draft("c", place=NOWHERE, injured_a=1, injured_best=1)
    assert groups(first, second, loose) == [["a"], ["b", "c"]]


def test_a_figure_agrees_with_its_party_and_not_with_the_letter_of_its_side():
    first = draft("a", injured_a=1, injured_best=1)
    turned = draft("b", place=KAPAN, injured_b=1, injured_best=1)
    loose = draft("c", place=NOWHERE, injured_b=1, injured_best=5, **AM_AZ)  # there side b is Azerbaijan
    assert groups(first, turned, loose) == [["a", "c"], ["b"]]


def test_the_province_decides_between_two_incidents_for_a_draft_without_a_pin():
    north = {"admin1": "Gegharkunik", "admin1_code": "AM-GR", "country": "AM"}
    south = {"admin1": "Syunik", "admin1_code": "AM-SU", "country": "AM"}
    found = groups(draft("a", place=SOTK | north), draft("b", place=KAPAN | south), draft("c", place=NOWHERE | south))
    assert found == [["a"], ["b", "c"]]


def test_a_report_that_pins_one_incident_means_another_by_the_one_without_a_place():
    assert groups(draft("a", report="r"), draft("b"), draft("c", report="r", place=NOWHERE)) == [["a", "b"], ["c"]]


def test_what_a_report_tells_beside_its_own_pin_is_not_pushed_onto_another_reports_incident():
    assert groups(draft("a", report="r"), draft("b", place=KAPAN), draft("c", report="r", place=NOWHERE)) == [
        ["a"],
        ["b"],
        ["c"],
    ]


def test_drafts_without_pins_meet_by_day_and_both_parties():
    assert groups(draft("a", place=NOWHERE), draft("b", place=NOWHERE)) == [["a", "b"]]


def test_drafts_without_pins_and_with_far_tolls_are_only_linked():
    one, other = draft("a", place=NOWHERE, killed_best=1), draft("b", place=NOWHERE, killed_best=30)
    merged = merge_incidents([one, other], settings=SETTINGS)
    assert [len(found.possible_duplicate_of) for found in merged.incidents] == [1, 1]


def test_undated_drafts_never_meet_unless_they_are_copies():
    text = "Two soldiers were wounded near Sotk when their truck came under mortar fire."
    found = groups(
        draft("a", day=None),
        draft("b", day=None),
        draft("c", day=None, sentence=text),
        draft("d", day=None, sentence=text),
    )
    assert found == [["a"], ["b"], ["c", "d"]]


def test_a_vague_month_does_not_swallow_the_incidents_of_that_month():
    month = draft("m", day="2023-05-01", date_prec=4)
    month = dataclasses.replace(month, date_end=month.date_start.replace(day=31))
    assert groups(draft("a", day="2023-05-11"), draft("b", day="2023-05-20"), month) == [["a"], ["b"], ["m"]]


@pytest.mark.parametrize("realis", ["background", "future", "negated", "hypothetical", "aggregate", "generic"])
def test_what_did_not_happen_goes_to_the_audit_untouched(realis):
    other = draft("x", realis=realis)
    merged = merge_incidents([draft("a"), other], settings=SETTINGS)
    assert merged.audit == [other]
    assert "x" not in merged.members


def test_wire_copies_count_once_in_the_sources():
    text = "One soldier was killed and two were wounded in shelling near the village of Kut on Friday."
    merged = merge_incidents(
        [
            draft("a", sentence=text),
            draft("b", sentence=text.upper()),
            draft("c", sentence=text.replace("two were", "two others were")),
            draft(
                "d", sentence="Armenia reported one dead serviceman after an attack on its eastern posts this Friday."
            ),
        ],
        settings=SETTINGS,
    )
    (one,) = merged.incidents
    assert len(one.sources) == 4
    assert one.source_count == 2


def test_short_sentences_are_no_copies():
    sources = [draft(name, sentence="One soldier was killed.").sources[0] for name in "ab"]
    assert independent_sources(sources) == 2


def test_the_finest_place_and_the_most_exact_date_win():
    district = {**VARDENIS, "geo_precision": 3, "radius_m": 20000.0, "place_id": "geonames:1"}
    rough = draft("a", place=district, date_prec=2)
    fine = draft("b", place=SOTK)
    (one,) = merge_incidents([rough, fine], settings=SETTINGS).incidents
    assert (one.place_name, one.geo_precision, one.date_prec) == ("Sotk", 1, 1)


def test_claims_weapons_sources_are_joined_and_sorted():
    one, other = draft("a", weapons=("mortar", "unknown")), draft("b", weapons=("drone",))
    (merged,) = merge_incidents([other, one], settings=SETTINGS).incidents
    assert merged.weapons == ("drone", "mortar")
    assert [source.report_id for source in merged.sources] == ["report-a", "report-b"]
    assert merged.source_count == 2


def test_opposed_accounts_of_who_began_make_it_disputed():
    one = draft("a", initiator="a")
    turned = draft("b", initiator="a", **AM_AZ)  # there the first party is Armenia
    (merged,) = merge_incidents([one, turned], settings=SETTINGS).incidents
    assert merged.initiator == "disputed"


def test_a_single_account_of_who_began_stays():
    (merged,) = merge_incidents([draft("a", initiator="b"), draft("b")], settings=SETTINGS).incidents
    assert merged.initiator == "b"


def test_more_sources_make_it_surer_but_never_certain():
    drafts = [draft(f"d{i}", confidence=0.7) for i in range(30)]
    (one,) = merge_incidents(drafts, settings=SETTINGS).incidents
    assert 0.7 < one.confidence < 1.0


def test_the_title_is_made_from_the_merged_columns():
    (one,) = merge_incidents(
        [draft("a", title="old", killed_best=1), draft("b", title="older")], settings=SETTINGS
    ).incidents
    assert one.title == "Clash in Sotk: 1 killed"


def test_an_id_stays_when_later_reports_are_added():
    before = merge_incidents([draft("x")], settings=SETTINGS)
    after = merge_incidents([draft("x"), draft("a", published="2023-05-20")], settings=SETTINGS)
    assert after.members["a"] == after.members["x"] == before.members["x"]


def test_an_earlier_run_can_hand_its_ids_on():
    before = merge_incidents([draft("x")], settings=SETTINGS)
    # published before x: without the earlier run the id would come from this draft
    early = draft("a", published="2023-05-12")
    assert merge_incidents([draft("x"), early], settings=SETTINGS).members["x"] != before.members["x"]
    after = merge_incidents([draft("x"), early], settings=SETTINGS, previous=before.members)
    assert after.members == {"x": before.members["x"], "a": before.members["x"]}


def test_an_incident_that_falls_apart_leaves_its_id_to_the_larger_part():
    drafts = [draft("a"), draft("b"), draft("c", place=KAPAN)]
    after = merge_incidents(drafts, settings=SETTINGS, previous=dict.fromkeys("abc", "i0123456789ab"))
    assert after.members["a"] == after.members["b"] == "i0123456789ab"
    assert after.members["c"] != "i0123456789ab"


def test_a_merge_can_be_undone_and_stays_undone():
    drafts = [draft("a"), draft("b", place=KUT), draft("c", place=KAPAN)]
    merged = merge_incidents(drafts, settings=SETTINGS)
    together = merged.members["a"]
    apart = undo(merged, together, drafts)
    assert sorted(one.merged_from for one in apart.incidents) == [("a",), ("b",), ("c",)]
    assert apart.members["a"] != apart.members["b"]
    assert next(one for one in apart.incidents if one.merged_from == ("a",)).possible_duplicate_of
    again = merge_incidents(drafts, settings=SETTINGS, keep_apart=[{"a", "b"}])
    assert sorted(one.merged_from for one in again.incidents) == [("a",), ("b",), ("c",)]


@pytest.mark.parametrize(("name", "match"), [("i000000000000", "there is no incident"), (None, "was not merged")])
def test_undo_says_what_it_cannot_undo(name, match):
    merged = merge_incidents([draft("a")], settings=SETTINGS)
    with pytest.raises(InputError, match=match):
        undo(merged, name or merged.members["a"], [draft("a")])


def test_undo_needs_the_drafts():
    merged = merge_incidents([draft("a"), draft("b")], settings=SETTINGS)
    with pytest.raises(InputError, match="drafts are missing: b"):
        undo(merged, merged.members["a"], [draft("a")])


def test_a_persons_edit_survives_new_reports():
    (old,) = merge_incidents([draft("a", killed_best=1)], settings=SETTINGS).incidents
    edited = dataclasses.replace(old, review_status="edited", killed_best=3, title="as I know it")
    (one,) = merge_incidents([edited, draft("b", killed_best=1)], settings=SETTINGS).incidents
    assert (one.incident_id, one.killed_best, one.title) == (old.incident_id, 3, "as I know it")
    assert one.merged_from == ("a", "b")
    assert one.source_count == 2


def test_no_drafts_make_no_incidents():
    merged = merge_incidents([], settings=SETTINGS)
    assert (merged.incidents, merged.audit, merged.members) == ([], [], {})


def test_an_equal_total_between_the_same_parties_is_linked_even_where_the_sides_are_told_the_other_way():
    far = {**SOTK, "place_id": "user:far", "lon": SOTK["lon"] + 0.6}  # 51 km
    one = draft("a", killed_b=4, killed_best=4)
    other = draft("b", place=far, killed_a=4, killed_best=4)
    first, second = merge_incidents([one, other], settings=SETTINGS).incidents
    assert first.possible_duplicate_of == (second.incident_id,)


def test_each_sides_own_large_toll_of_one_day_from_two_places_is_linked():
    far = {**SOTK, "place_id": "user:far", "lon": SOTK["lon"] + 1.5}  # 127 km along one front
    first, second = merge_incidents(
        [draft("a", killed_b=49, killed_best=49), draft("b", place=far, killed_a=50, killed_best=50)],
        settings=SETTINGS,
    ).incidents
    assert first.possible_duplicate_of == (second.incident_id,)
    assert second.possible_duplicate_of == (first.incident_id,)


def test_large_tolls_are_linked_even_where_one_report_names_both_places():
    far = {**SOTK, "place_id": "user:far", "lon": SOTK["lon"] + 1.5}
    drafts = [
        draft("a", report="r", killed_b=49, killed_best=49),
        draft("b", report="r", place=far),  # the same report names the other place too, without a toll
        draft("c", place=far, killed_a=50, killed_best=50),
    ]
    merged = merge_incidents(drafts, settings=SETTINGS)
    home = merged.members
    assert home["b"] == home["c"] != home["a"]
    assert {one.incident_id: one.possible_duplicate_of for one in merged.incidents}[home["a"]] == (home["c"],)


@pytest.mark.parametrize(
    "other",
    [
        {"killed_a": 6, "killed_best": 6},  # not large
        {"killed_b": 30, "killed_best": 30},  # the same side's, another figure: another clash
        {"killed_a": 50, "killed_best": 50, "day": "2023-05-13"},
        {"killed_a": 50, "killed_best": 50, "event_type": "protests", "sub_event_type": "peaceful_protest"},
        {"killed_a": 50, "killed_best": 50, "actor_a": "Georgia", "actor_a_iso3": "GEO"},
    ],
)
def test_large_tolls_that_are_not_two_halves_of_one_clash_are_not_linked(other):
    far = {**SOTK, "place_id": "user:far", "lon": SOTK["lon"] + 1.5}
    found = merge_incidents(
        [draft("a", killed_b=49, killed_best=49), draft("b", place=far, **other)], settings=SETTINGS
    )
    assert [one.possible_duplicate_of for one in found.incidents] == [(), ()]


def test_what_a_person_put_together_is_one_incident_whatever_the_rules_say():
    drafts = [draft("a"), draft("b", place=KAPAN, day="2023-05-14"), draft("c", place=KUT)]
    merged = merge_incidents(drafts, settings=SETTINGS, keep_together=[{"a", "b"}])
    assert merged.members["a"] == merged.members["b"]


def test_undone_merges_are_linked_in_later_runs():
    drafts = [draft("a"), draft("b", place=KUT)]
    first, second = merge_incidents(drafts, settings=SETTINGS, keep_apart=[{"a", "b"}]).incidents
    assert first.possible_duplicate_of == (second.incident_id,)


def test_a_reports_figure_without_a_pin_decides_which_of_its_incidents_another_report_means():
    pinned = draft("a", report="r", place=KUT, injured_b=3, injured_best=3)
    loose = draft("b", report="r", place=NOWHERE, killed_a=1, killed_best=1)
    other = draft("c", killed_a=1, killed_best=1)  # 4 km from the pinned one, and tells the figure of the loose one
    assert groups(pinned, loose, other) == [["a"], ["b", "c"]]
    assert groups(pinned, other) == [["a", "c"]]  # without the loose one they would meet


def test_equal_totals_of_different_parties_are_two_figures():
    first = draft("a", injured_a=1, injured_best=1)
    turned = draft("b", place=KAPAN, injured_b=1, injured_best=1)
    loose = draft("c", report="report-b", place=NOWHERE, injured_a=1, injured_best=1)
    assert groups(first, turned, loose) == [["a", "c"], ["b"]]
