"""Records of the user's own matched with incidents: score, reasons, one to one, nothing lost."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from join_frames import PROVINCE, SOTK, incident, incidents, record, records

from geomap.join import match_counts, match_records, unmatched
from geomap.join.assign import pair_up
from geomap.settings import Settings

SETTINGS = Settings()
POINT = {"lon": 45.8647, "lat": 40.2031}
KUT = {"lon": 45.9017, "lat": 40.1808}


def matched(found, rows, **changes):
    left, right = match_records(incidents(*found), records(*rows), SETTINGS.replace(**changes))
    return left, right


def test_a_record_of_the_day_and_place_is_matched_with_score_and_reasons():
    left, right = matched([incident(**SOTK, killed_best=1)], [record(**POINT, killed_best=1, event_type="battles")])
    row = right.iloc[0]
    assert row["incident_id"] == "i1"
    assert (row["match_km"], row["match_days"], row["match_score"]) == (0.0, 0, 0.99)
    assert row["match_reasons"] == ["same day", "same point", "both say 1 killed", "same type"]
    assert left["matches"].iloc[0] == [
        {"table": "mine.csv", "row_id": "r1", "km": 0.0, "days": 0, "score": 0.99, "reasons": row["match_reasons"]}
    ]


def test_unmatched_rows_stay_on_both_sides():
    left, right = matched([incident(**SOTK)], [record(**POINT, day="2020-01-01")])
    assert left["matches"].tolist() == [[]]
    assert right["incident_id"].tolist() == [None]
    assert right["match_score"].tolist() == [None]


@pytest.mark.parametrize(("day", "found"), [("2023-05-14", True), ("2023-05-15", False), ("2023-05-10", True)])
def test_days_beyond_the_limit_do_not_match(day, found):
    _, right = matched([incident(**SOTK, killed_best=3)], [record(day=day, **POINT, killed_best=3)])
    assert (right["incident_id"].iloc[0] is not None) is found


def test_kilometres_beyond_the_limit_do_not_match():
    rows = [record(**KUT, killed_best=1)]
    assert matched([incident(**SOTK, killed_best=1)], rows, match_km=5)[1]["incident_id"].tolist() == ["i1"]
    assert matched([incident(**SOTK, killed_best=1)], rows, match_km=3)[1]["incident_id"].tolist() == [None]


def test_the_distance_is_geodesic():
    _, right = matched([incident(**SOTK)], [record(**KUT)])
    assert right["match_km"].iloc[0] == pytest.approx(4.008, abs=0.01)


def test_without_a_point_the_place_named_counts_and_then_the_province():
    here = {"place_id": SOTK["place_id"]}
    _, by_place = matched([incident(**SOTK)], [record(**here)])
    _, by_province = matched([incident(**SOTK, **PROVINCE)], [record(admin1="Gegharkunik Province", country="AM")])
    assert by_place["match_score"].iloc[0] > by_province["match_score"].iloc[0]
    assert "same place named" in by_place["match_reasons"].iloc[0]
    assert by_province["match_km"].tolist() == [None]


def test_a_wrong_toll_and_another_type_lower_the_score():
    rows = [record("same", **POINT, killed_best=2, event_type="battles")]
    other = [record("other", **POINT, killed_best=40, event_type="protests")]
    good = matched([incident(**SOTK, killed_best=2)], rows)[1]["match_score"].iloc[0]
    poor = matched([incident(**SOTK, killed_best=2)], other)[1]
    assert poor["match_score"].iloc[0] < good - 0.2
    assert "2 against 40 killed" in poor["match_reasons"].iloc[0]
    assert "another type" in poor["match_reasons"].iloc[0]


def test_a_toll_within_the_bounds_is_said_to_be():
    _, right = matched([incident(**SOTK, killed_best=3, killed_low=2, killed_high=7)], [record(**POINT, killed_best=5)])
    assert "5 killed lies within 2 to 7" in right["match_reasons"].iloc[0]


def test_each_record_has_one_incident_and_the_sum_of_scores_is_greatest():
    found = [incident("i1", **SOTK, killed_best=1), incident("i2", **{**SOTK, **KUT}, killed_best=4)]
    rows = [record("r1", **KUT, killed_best=4), record("r2", **POINT, killed_best=1), record("r3", **POINT)]
    _, right = matched(found, rows)
    assert right["incident_id"].tolist() == ["i2", "i1", None]


def test_two_tables_may_each_have_the_incident():
    left, right = matched(
        [incident(**SOTK)], [record("1", table="a.csv", **POINT), record("1", table="b.csv", **POINT)]
    )
    assert right["incident_id"].tolist() == ["i1", "i1"]
    assert [one["table"] for one in left["matches"].iloc[0]] == ["a.csv", "b.csv"]


def test_matching_again_replaces_the_tables_own_matches():
    left, right = matched([incident(**SOTK)], [record(**POINT)])
    again, _ = match_records(left, right, SETTINGS)
    assert again["matches"].tolist() == left["matches"].tolist()


def test_party_names_that_agree_are_a_reason():
    _, right = matched([incident(**SOTK)], [record(**POINT, actor_a="Armenia", actor_b="Azerbaijan")])
    assert "same parties" in right["match_reasons"].iloc[0]


def test_neighbours_across_the_antimeridian_match():
    found = [incident(lon=179.99, lat=-16.8, geo_precision=1)]
    _, right = matched(found, [record(lon=-179.99, lat=-16.8)])
    assert right["match_km"].iloc[0] == pytest.approx(2.13, abs=0.02)


def test_rows_without_a_date_are_not_matched():
    _, right = matched([incident(**SOTK), incident("i2", day=None, **SOTK)], [record(day=None, **POINT)])
    assert right["incident_id"].tolist() == [None]


def test_no_records_and_no_incidents_are_fine():
    left, right = matched([], [])
    assert (len(left), len(right)) == (0, 0)
    assert matched([incident(**SOTK)], [])[0]["matches"].tolist() == [[]]


@given(order=st.permutations(range(6)))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_rows_does_not_change_the_pairs(order):
    found = [incident(f"i{n}", **{**SOTK, "lon": 45.86 + 0.01 * n}) for n in range(6)]
    rows = [record(f"r{n}", lon=45.86 + 0.01 * (n // 2), lat=40.2031) for n in range(6)]
    _, base = matched(found, rows)
    _, turned = matched([found[n] for n in order], [rows[n] for n in reversed(order)])
    pairs = dict(zip(base["record_id"], base["incident_id"], strict=True))
    assert dict(zip(turned["record_id"], turned["incident_id"], strict=True)) == pairs


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(1, 20).map(lambda n: n / 20), max_size=14
    )
)
@settings(max_examples=150, deadline=None)
def test_the_pairing_is_the_best_there_is(scores):
    pairs = pair_up(scores)
    assert len(set(pairs.values())) == len(pairs)
    total = sum(scores[pair] for pair in pairs.items())
    best = max(
        sum(scores.get((left, right), 0.0) for left, right in enumerate(rights))
        for rights in itertools.permutations(range(5))
    )
    assert total == pytest.approx(best)


def test_a_crowd_too_large_for_the_exact_way_is_still_paired_one_to_one():
    scores = {(i, j): 1.0 - abs(i - j) / 1000 for i in range(200) for j in range(200)}
    assert pair_up(scores) == {i: i for i in range(200)}


def test_unmatched_ones_are_listed_and_counted_on_both_sides():
    found = [incident(**SOTK), incident("i2", day="2022-01-01", **SOTK)]
    rows = [record(**POINT), record("r2", day="2020-01-01", **POINT), record("r2", table="b.csv", day="2019-01-01")]
    left, right = matched(found, rows)
    assert unmatched(left, right) == {"incidents": ["i2"], "records": ["mine.csv r2", "b.csv r2"]}
    assert match_counts(left, right) == {
        "records_matched": 1,
        "records_unmatched": 2,
        "incidents_matched": 1,
        "incidents_unmatched": 1,
    }


def test_without_records_nothing_is_called_unmatched():
    left, right = matched([incident(**SOTK)], [])
    assert unmatched(left, right) == {"incidents": [], "records": []}
