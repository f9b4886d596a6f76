"""Who is believed about the dead and the injured; every row is one situation."""

from __future__ import annotations

import pytest
from merge_drafts import AM_AZ, SETTINGS, claim, draft

from geomap.merge import merge_incidents


def merged(*drafts):
    (one,) = merge_incidents(drafts, settings=SETTINGS).incidents
    return one


def killed(one):
    return one.killed_a, one.killed_b, one.killed_low, one.killed_best, one.killed_high


def own(name, side, count, **more):
    """A report in which a side tells its own dead."""
    values = {f"killed_{side}": count, "killed_best": count, "killed_low": count, "killed_high": count}
    return draft(name, claims=(claim(f"report-{name}", side, f"killed.{side}", count),), **values, **more)


def on_enemy(name, speaker, count, **more):
    """A report in which a side tells the other side's dead: no best figure, only an upper bound."""
    other = "b" if speaker == "a" else "a"
    return draft(name, claims=(claim(f"report-{name}", speaker, f"killed.{other}", count),), killed_high=count, **more)


def said(name, published="2023-05-13", **columns):
    """A report that tells a toll in its own voice."""
    return draft(name, published=published, **columns)


CASES = [
    ("each side tells its own dead: the sum", [own("x", "a", 1), own("y", "b", 4)], (1, 4, 5, 5, 5)),
    (
        "the enemy's claim moves only the upper bound",
        [own("x", "b", 2), on_enemy("y", "a", 50)],
        (None, 2, 2, 2, 50),
    ),
    ("the enemy's claim alone is no toll", [on_enemy("x", "a", 50), draft("y")], (None, None, None, None, 50)),
    (
        "a later toll by the same side supersedes its earlier one",
        [own("x", "b", 1, published="2023-05-12"), own("y", "b", 3, published="2023-05-14")],
        (None, 3, 3, 3, 3),
    ),
    (
        "also where the later toll is lower",
        [own("x", "b", 5, published="2023-05-12"), own("y", "b", 3, published="2023-05-14")],
        (None, 3, 3, 3, 3),
    ),
    (
        "a reporter's other figure of the same day bounds the side's own",
        [own("x", "b", 2), said("y", killed_b=3, killed_best=3)],
        (None, 2, 2, 2, 3),
    ),
    (
        "a reporter's later and higher figure is news",
        [own("x", "b", 1, published="2023-05-12"), said("y", "2023-05-15", killed_b=4, killed_best=4)],
        (None, 4, 1, 4, 4),
    ),
    ("nobody says anything: null, not 0", [draft("x"), draft("y")], (None, None, None, None, None)),
    ("said to be none: 0", [own("x", "b", 0), draft("y")], (None, 0, 0, 0, 0)),
    (
        "an early none gives way to a later toll",
        [own("x", "b", 0, published="2023-05-12"), own("y", "b", 2, published="2023-05-13")],
        (None, 2, 2, 2, 2),
    ),
    (
        "a total that nobody splits is not added to the sides",
        [own("x", "a", 1), own("y", "b", 4), said("z", killed_unknown=5, killed_best=5)],
        (1, 4, 5, 5, 5),
    ),
    (
        "a total beyond the sides leaves a rest of unknown side",
        [own("x", "a", 1), said("z", killed_unknown=4, killed_best=4)],
        (1, None, 1, 4, 4),
    ),
    (
        "two reporters of one figure and one of another: the better supported one",
        [
            said("x", killed_b=3, killed_best=3),
            said("y", killed_b=3, killed_best=3),
            said("z", killed_b=4, killed_best=4),
        ],
        (None, 3, 3, 3, 4),
    ),
    (
        "the sides stand the other way round in one report",
        [own("x", "a", 1), own("y", "b", 1, **AM_AZ), own("z", "b", 4)],
        (1, 4, 5, 5, 5),
    ),
]


@pytest.mark.parametrize(("drafts", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_toll_rule(drafts, expected):
    assert killed(merged(*drafts)) == expected


def test_the_rest_of_a_total_is_of_unknown_side():
    one = merged(own("x", "a", 1), said("z", killed_unknown=4, killed_best=4))
    assert one.killed_unknown == 3


def test_one_group_of_dead_under_two_headings_is_counted_once():
    villagers = said("x", killed_civ=4, killed_best=4)
    armenians = said("y", killed_b=4, killed_best=4)
    assert merged(villagers, armenians).killed_best == 4


def test_civilians_told_beside_soldiers_in_one_report_are_added():
    both = said("x", killed_civ=2, killed_b=2, killed_best=4)
    assert merged(both, said("y", killed_civ=2, killed_best=2)).killed_best == 4


def test_the_injured_follow_the_same_rule_on_their_own():
    one = merged(
        draft("x", injured_b=4, injured_best=4, claims=(claim("report-x", "b", "injured.b", 4),)),
        draft("y", killed_a=1, killed_best=1, claims=(claim("report-y", "a", "killed.a", 1),)),
    )
    assert (one.killed_best, one.injured_best, one.injured_a) == (1, 4, None)


def test_vague_words_keep_their_bounds():
    several = draft("x", killed_b=3, killed_best=3, killed_low=2, killed_high=7)
    assert killed(merged(several, draft("y"))) == (None, 3, 2, 3, 7)


@pytest.mark.parametrize("value", ["several", "", "-3", "1000000000000", "٣x", "2.5"])
def test_a_claim_that_is_no_count_changes_nothing(value):
    odd = draft("x", claims=(claim("report-x", "a", "killed.b", value),))
    assert killed(merged(odd, draft("y"))) == (None, None, None, None, None)


def test_a_figure_that_the_extraction_left_out_is_not_added():
    # "four were killed" in the headline and "four of its soldiers" in the text are the same four
    one = draft("x", killed_b=4, killed_best=4, claims=(claim("report-x", "", "killed.unknown", 4),))
    assert killed(merged(one, own("y", "b", 4))) == (None, 4, 4, 4, 4)


def test_a_denied_figure_is_not_a_figure():
    denial = draft("x", claims=(claim("report-x", "a", "killed.b", 9, polarity="denies"),))
    assert killed(merged(denial, own("y", "b", 1))) == (None, 1, 1, 1, 1)


def test_differing_tolls_are_named_and_lower_the_confidence():
    sure = {"confidence_casualties": 0.9}
    one = merged(said("x", killed_b=3, killed_best=3, **sure), said("y", killed_b=4, killed_best=4, **sure))
    assert "tolls_differ" in one.reasons
    assert one.confidence_casualties < 0.9


def test_missing_and_captured_take_the_latest_figure():
    one = merged(said("x", "2023-05-12", captured_best=2), said("y", "2023-05-14", captured_best=3), draft("z"))
    assert (one.captured_best, one.missing_best) == (3, None)
