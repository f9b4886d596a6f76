"""Merging date partitions: united, they are the whole."""

from __future__ import annotations

import datetime as dt
import pickle
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise

import pytest
from generated import corpus
from hypothesis import given, settings
from hypothesis import strategies as st
from merge_drafts import SETTINGS, draft

from geomap.errors import InputError
from geomap.merge import merge_incidents, merge_partitions, order_key, stream_key
from geomap.merge.blocks import sketch_block


def cut(drafts, edges):
    """Cut drafts into partitions before the given days (and places, for undated ones)."""
    ordered = sorted(drafts, key=stream_key)
    parts = [[]]
    left = sorted(edges)
    for one in ordered:
        while left and stream_key(one) >= left[0]:
            left.pop(0)
            parts.append([])
        parts[-1].append(one)
    return parts


def united(results):
    return sorted((one for incidents, _ in results for one in incidents), key=order_key)


days = st.integers(dt.date(2022, 12, 20).toordinal(), dt.date(2023, 10, 1).toordinal())


@given(
    seed=st.integers(0, 2**32),
    count=st.integers(1, 120),
    length=st.integers(1, 240),
    edges=st.lists(st.tuples(days, st.just("")), max_size=12, unique=True),
    undated_edge=st.booleans(),
)
@settings(max_examples=80, deadline=None)
def test_partitions_united_are_the_whole_row_by_row(seed, count, length, edges, undated_edge):
    drafts = corpus(seed, count, length)
    if undated_edge:
        edges = [*edges, (dt.date.max.toordinal() + 1, "geonames:174875")]
    whole = merge_incidents(drafts, settings=SETTINGS)
    results = merge_partitions(cut(drafts, edges), settings=SETTINGS)
    assert united(results) == whole.incidents


@given(seed=st.integers(0, 2**32), edges=st.lists(st.tuples(days, st.just("")), max_size=6, unique=True))
@settings(max_examples=30, deadline=None)
def test_ids_of_an_earlier_run_and_undone_merges_hold_in_partitions_too(seed, edges):
    drafts = corpus(seed, 70, 90)
    before = merge_incidents(drafts[:50], settings=SETTINGS)
    apart = [one.merged_from for one in before.incidents if len(one.merged_from) > 1][:3]
    together = [[one.merged_from[0], other.merged_from[0]] for one, other in pairwise(before.incidents[:6])]
    options = {"settings": SETTINGS, "previous": before.members, "keep_apart": apart, "keep_together": together}
    assert united(merge_partitions(cut(drafts, edges), **options)) == merge_incidents(drafts, **options).incidents


def test_the_parts_run_in_other_processes():
    drafts = corpus(5, 200, 120)
    edges = [(dt.date(2023, month, 1).toordinal(), "") for month in (2, 3, 4)]
    with ProcessPoolExecutor(2) as pool:

        def submit(function, *arguments):
            return pool.submit(function, *(fetch(one) for one in arguments))

        def fetch(handle):
            if isinstance(handle, list):
                return [fetch(one) for one in handle]
            return handle.result() if hasattr(handle, "result") else handle

        handles = merge_partitions(cut(drafts, edges), settings=SETTINGS, submit=submit, fetch=fetch)
        found = united(fetch(handles))
    assert found == merge_incidents(drafts, settings=SETTINGS).incidents


def test_what_did_not_happen_stays_in_its_partition():
    other = draft("f", realis="future")
    ((_, audit),) = merge_partitions([[draft("a"), other]], settings=SETTINGS)
    assert audit == [other]


def test_an_incident_over_an_edge_belongs_to_the_earlier_partition():
    one, two = draft("a", day="2023-05-11"), draft("b", day="2023-05-12", date_basis="publication")
    (first, _), (second, _) = merge_partitions([[one], [two]], settings=SETTINGS)
    assert [found.merged_from for found in first] == [("a", "b")]
    assert second == []


def test_empty_partitions_are_no_matter():
    results = merge_partitions([[], [draft("a")], []], settings=SETTINGS)
    assert [len(incidents) for incidents, _ in results] == [0, 1, 0]
    assert merge_partitions([], settings=SETTINGS) == []


@pytest.mark.parametrize("days", [("2023-05-12", "2023-05-12"), ("2023-05-13", "2023-05-12")])
def test_a_day_in_two_partitions_is_refused(days):
    parts = [[draft(f"d{number}", day=day)] for number, day in enumerate(days)]
    with pytest.raises(InputError, match="two partitions"):
        merge_partitions(parts, settings=SETTINGS)


def test_the_drafts_themselves_stay_where_they_are():
    block = sketch_block(0, corpus(1, 50, 60))
    assert b"Incident" not in pickle.dumps(block)
