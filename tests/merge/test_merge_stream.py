"""Merging a stream of drafts: the incidents of the whole, in memory for a few weeks."""

from __future__ import annotations

import datetime as dt
import tracemalloc

import pytest
from generated import corpus
from hypothesis import given, settings
from hypothesis import strategies as st
from merge_drafts import NOWHERE, SETTINGS, SOTK, draft

from geomap.errors import InputError
from geomap.merge import merge_incidents, merge_stream, order_key, stream_key
from geomap.merge.atoms import make_sketches
from geomap.merge.ids import IdBook
from geomap.merge.scores import Scorer
from geomap.merge.sweep import CLOSED_AFTER, Sweep


def streamed(drafts, **options):
    return list(merge_stream(iter(sorted(drafts, key=stream_key)), settings=SETTINGS, **options))


@given(seed=st.integers(0, 2**32), count=st.integers(1, 90), days=st.integers(1, 240))
@settings(max_examples=60, deadline=None)
def test_a_stream_gives_the_incidents_of_the_whole_row_by_row(seed, count, days):
    drafts = corpus(seed, count, days)
    assert streamed(drafts) == merge_incidents(drafts, settings=SETTINGS).incidents


@given(seed=st.integers(0, 2**32), count=st.integers(1, 90))
@settings(max_examples=40, deadline=None)
def test_what_comes_out_is_sorted_and_holds_every_draft_once(seed, count):
    drafts = corpus(seed, count, 150)
    found = streamed(drafts)
    assert [order_key(one) for one in found] == sorted(order_key(one) for one in found)
    assert sorted(name for one in found for name in one.merged_from) == sorted(one.incident_id for one in drafts)
    assert len({one.incident_id for one in found}) == len(found)


@given(seed=st.integers(0, 2**32), count=st.integers(1, 60))
@settings(max_examples=40, deadline=None)
def test_links_of_a_stream_point_to_incidents_of_it_and_back(seed, count):
    found = {one.incident_id: one for one in streamed(corpus(seed, count, 120))}
    for name, one in found.items():
        for other in one.possible_duplicate_of:
            assert name in found[other].possible_duplicate_of


@given(seed=st.integers(0, 2**32), cut=st.integers(0, 60))
@settings(max_examples=40, deadline=None)
def test_a_day_added_later_changes_nothing_that_ended_long_before(seed, cut):
    drafts = corpus(seed, 60, 60, undated=0.0)
    later = [
        draft(f"z{number}", day=(dt.date(2023, 12, 1) + dt.timedelta(days=number)).isoformat()) for number in range(cut)
    ]
    before, after = streamed(drafts), streamed(drafts + later)
    early = [one for one in after if not one.merged_from[0].startswith("z")]
    assert early == before


def test_an_incident_comes_out_as_soon_as_nothing_can_reach_it():
    first = [draft(f"a{number}") for number in range(3)]
    later = [
        draft(f"b{number}", day=(dt.date(2023, 5, 12) + dt.timedelta(days=CLOSED_AFTER + number)).isoformat())
        for number in range(5)
    ]
    read = []

    def reading():
        for one in first + later:
            read.append(one.incident_id)
            yield one

    incident = next(merge_stream(reading(), settings=SETTINGS))
    assert incident.merged_from == ("a0", "a1", "a2")
    assert read[-1] != later[-1].incident_id


def test_drafts_that_did_not_happen_are_handed_through():
    future = draft("f", realis="future")
    assert future in streamed([draft("a"), future])


def test_drafts_out_of_order_are_refused():
    with pytest.raises(InputError, match="not sorted by day"):
        list(merge_stream([draft("a", day="2023-05-12"), draft("b", day="2023-05-11")], settings=SETTINGS))


def test_undated_drafts_come_last_and_meet_their_copies():
    text = "Two soldiers were wounded near the post when their truck came under mortar fire."
    drafts = [
        draft("u1", day=None, sentence=text),
        draft("u2", day=None, sentence=text),
        draft("u3", day=None, place=NOWHERE),
        draft("a"),
    ]
    assert [one.merged_from for one in streamed(drafts)] == [("a",), ("u3",), ("u1", "u2")]


def test_an_end_before_the_start_does_not_move_the_day():
    turned = draft("a", date_end=dt.date(2021, 1, 1))
    (one,) = streamed([turned, draft("b")])
    assert one.merged_from == ("a", "b")


def test_what_is_held_does_not_grow_with_the_length_of_the_stream():
    sweep = Sweep(Scorer(SETTINGS.merge_km), SETTINGS.merge_km, IdBook(), {}, {})
    first = dt.date(2020, 1, 1)
    held = []
    for number in range(400):
        day = first + dt.timedelta(days=number)
        drafts = [
            draft(f"d{number}-{i}", day=day.isoformat(), place=SOTK if i else NOWHERE, date_basis="publication")
            for i in range(3)
        ]
        sweep.feed(day.toordinal(), make_sketches(drafts))
        sweep.take()
        held.append(sweep.atoms)
    assert max(held[300:]) <= max(held[:150])


def test_memory_stays_flat_over_years():
    def years(count):
        first = dt.date(2000, 1, 1)
        for number in range(365 * count):
            day = (first + dt.timedelta(days=number)).isoformat()
            yield draft(f"d{number}", day=day, date_basis="publication")
            yield draft(f"e{number}", day=day, date_basis="relative", place=NOWHERE)

    def peak(count):
        tracemalloc.start()
        total = sum(1 for _ in merge_stream(years(count), settings=SETTINGS))
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert total > 150 * count
        return used

    peak(1)  # caches fill
    assert peak(4) < 1.3 * peak(1) + 1_000_000


@given(seed=st.integers(0, 2**32), count=st.integers(1, 70))
@settings(max_examples=40, deadline=None)
def test_the_ids_of_the_same_reports_stay_when_they_are_merged_again(seed, count):
    drafts = corpus(seed, count, 60)
    once = merge_incidents(drafts, settings=SETTINGS)
    assert merge_incidents(drafts, settings=SETTINGS, previous=once.members) == once


@given(seed=st.integers(0, 2**32), count=st.integers(2, 70))
@settings(max_examples=40, deadline=None)
def test_new_reports_leave_the_old_ids_where_an_incident_stays_whole(seed, count):
    drafts = corpus(seed, count, 40)
    before = merge_incidents(drafts[: count // 2], settings=SETTINGS)
    after = merge_incidents(drafts, settings=SETTINGS, previous=before.members)
    assert len({one.incident_id for one in after.incidents}) == len(after.incidents)
    for one in before.incidents:
        homes = {after.members[name] for name in one.merged_from}
        (home, *others) = homes
        guests = {before.members[name] for name in before.members if after.members[name] == home}
        if not others and guests == {one.incident_id}:
            assert home == one.incident_id
