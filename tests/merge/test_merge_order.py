"""Merging over generated drafts: order, repetition and loss."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st
from merge_drafts import AM_AZ, AZ_AM, KAPAN, KUT, NOWHERE, SETTINGS, SOTK, VARDENIS, claim, draft

from geomap.merge import merge_incidents

TYPES = [
    ("battles", "armed_clash"),
    ("explosions_remote_violence", "air_drone_strike"),
    ("protests", "peaceful_protest"),
    (None, None),
]
counts = st.one_of(st.none(), st.integers(0, 5))


@st.composite
def drafts_of(draw):
    """A handful of drafts out of few reports, days and places, so that many rules meet."""
    made = []
    for number in range(draw(st.integers(1, 9))):
        report = f"r{draw(st.integers(0, 4))}"
        day = draw(st.one_of(st.none(), st.integers(10, 13)))
        event_type, sub = draw(st.sampled_from(TYPES))
        killed = draw(counts)
        made.append(
            draft(
                f"d{number}",
                report=report,
                day=dt.date(2023, 5, day).isoformat() if day else None,
                place=draw(st.sampled_from([SOTK, KUT, VARDENIS, KAPAN, NOWHERE, {**NOWHERE, "country": "AM"}])),
                date_basis=draw(st.sampled_from(["weekday", "publication"])),
                date_prec=draw(st.sampled_from([1, 1, 1, 2, 4])),
                event_type=event_type,
                sub_event_type=sub,
                killed_b=killed,
                killed_best=killed,
                initiator=draw(st.sampled_from(["a", "b", "unknown"])),
                claims=()
                if killed is None
                else (claim(report, draw(st.sampled_from(["a", "b", ""])), "killed.b", killed),),
                published=draw(st.sampled_from(["2023-05-13", "2023-05-14"])),
                **draw(
                    st.sampled_from(
                        [AZ_AM, AM_AZ, {"actor_a": "", "actor_a_iso3": "", "actor_b": "", "actor_b_iso3": ""}]
                    )
                ),
            )
        )
    return made


@given(drafts=drafts_of(), order=st.randoms(use_true_random=False))
@settings(max_examples=120, deadline=None)
def test_the_order_of_the_input_changes_nothing(drafts, order):
    turned = list(drafts)
    order.shuffle(turned)
    assert merge_incidents(turned, settings=SETTINGS) == merge_incidents(drafts, settings=SETTINGS)


@given(drafts=drafts_of())
@settings(max_examples=80, deadline=None)
def test_every_draft_is_in_exactly_one_incident(drafts):
    merged = merge_incidents(drafts, settings=SETTINGS)
    assert sorted(name for one in merged.incidents for name in one.merged_from) == sorted(d.incident_id for d in drafts)
    assert len({one.incident_id for one in merged.incidents}) == len(merged.incidents)


@given(drafts=drafts_of())
@settings(max_examples=80, deadline=None)
def test_giving_every_draft_twice_changes_nothing(drafts):
    assert merge_incidents(drafts * 2, settings=SETTINGS) == merge_incidents(drafts, settings=SETTINGS)


@given(drafts=drafts_of())
@settings(max_examples=80, deadline=None)
def test_merging_what_is_merged_keeps_ids_and_draws_no_new_group_apart(drafts):
    once = merge_incidents(drafts, settings=SETTINGS)
    twice = merge_incidents(once.incidents, settings=SETTINGS)
    old = {one.incident_id for one in once.incidents}
    assert {one.incident_id for one in twice.incidents} <= old
    homes = {name: one.incident_id for one in twice.incidents for name in one.merged_from}
    for one in once.incidents:
        assert len({homes[name] for name in one.merged_from}) == 1


@given(drafts=drafts_of())
@settings(max_examples=80, deadline=None)
def test_links_point_to_other_incidents_and_back(drafts):
    merged = {one.incident_id: one for one in merge_incidents(drafts, settings=SETTINGS).incidents}
    for name, one in merged.items():
        for other in one.possible_duplicate_of:
            assert other != name
            assert name in merged[other].possible_duplicate_of
