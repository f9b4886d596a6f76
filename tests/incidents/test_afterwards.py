"""What became of the wounded, what was told earlier, who is hurt by forms that bulletins use."""

from __future__ import annotations

import pytest
from figures import tolls


def actual(tell, text, places=(), date="2023-06-16"):
    return [i for i in tell(text, date, places=places) if i.realis == "actual"]


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("A farmer was wounded near Sotk by Azerbaijani soldiers on Monday. He died in the ambulance.", 1, None),
        ("A marksman shot a 20-year-old private near Sotk on Monday. He died at the scene.", 1, None),
        ("Two soldiers were wounded near Sotk on Monday. One of them died in hospital the next day.", 1, 1),
        ("Three men were hurt when a mine exploded near Sotk on Monday. One has since died.", 1, 2),
        ("A shepherd stepped on a mine near Sotk on Monday. He bled to death before help came.", 1, None),
        ("A shepherd stepped on a mine near Sotk on Monday. He survived, but lost his left leg.", None, 1),
        ("An officer and a driver were wounded when their car was hit near Sotk on Monday. The officer died.", 1, 1),
        ("A bomb wounded five people in Sotk on Monday. Two of the five died during the night.", 2, 3),
        ("A sniper hit a conscript near Sotk on Monday. He was wounded in the thigh, and is in hospital.", None, 1),
    ],
)
def test_those_who_died_of_it_afterwards_are_no_longer_among_the_wounded(tell, text, killed, injured):
    (found,) = actual(tell, text, ["Sotk"])
    assert (found.killed_best, found.injured_best) == (killed, injured)


def test_a_man_of_whom_nothing_more_is_told_is_not_counted(tell):
    found = actual(tell, "Gunmen shot at a farmer near Sotk on Monday. He said that he had not seen them.", ["Sotk"])
    assert [i.killed_best for i in found] in ([], [None])


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("Shelling left two soldiers dead and a third in critical condition.", 2, 1),
        ("A rocket killed two women who were queueing for bread, wounding a third.", 2, 1),
        ("Of the nine people in the minibus only two survived.", 7, None),
        ("Two guards paid with their lives.", 2, None),
        ("Three civilian deaths were reported.", 3, None),
        ("Contract serviceman Gor Petrosyan (born 2003) received a fatal wound.", 1, None),
        ("Azerbaijani soldier Murad Hasanov was wounded.", None, 1),
        ("A serviceman of the army, Elvin Aliyev, became a martyr.", 1, None),
        ("Fourteen people died, with 30 still being treated.", 14, 30),
        ("The attack killed 14 villagers, nine soldiers and an unknown number of assailants.", 23, None),
        ("Four residents were wounded and are being treated in Ijevan.", None, 4),
        ("A shepherd from Movses, a village that lies on the border, was wounded.", None, 1),
        ("Two guards, a village elder and a nurse were killed.", 4, None),
        ("Nine people were killed, the driver and the conductor included, and 41 were injured.", 9, 41),
        ("An army captain and three soldiers died. A policeman was also killed.", 5, None),
        ("Eleven people were killed and six wounded. An earlier statement had said fifteen were hurt.", 11, 6),
        ("A man of 71 was killed in his yard. The victim was hit by splinters.", 1, None),
        ("It first admitted a single death and later raised that to six.", 6, None),
        ("Two were killed and one hurt, bringing the night's losses to five dead and four wounded.", 5, 4),
    ],
)
def test_figures_as_bulletins_and_agencies_word_them(text, killed, injured):
    assert tolls(text) == (killed, injured)


@pytest.mark.parametrize(
    "text",
    [
        "He jumped into a ditch and was not hurt.",
        "No one was hit.",
        "The shots hit nobody.",
        "The owner escaped injury.",
        "A window was blown out, hurting nobody.",
    ],
)
def test_that_nobody_was_hurt_is_told_in_many_ways(text):
    assert tolls(text)[1] == 0


def test_one_man_s_luck_says_nothing_of_the_others():
    assert tolls("Two guards were killed; the driver was not hurt.") == (2, None)
    assert tolls("Two room-mates slept through it and were not harmed.")[0] is None


def test_what_the_enemy_is_said_to_have_lost_is_not_counted(tell):
    text = (
        "YEREVAN, June 13 - Armenia's Defence Ministry said on Tuesday that a soldier was wounded near Sotk by Azerbaijani "
        "fire, adding that the enemy had lost up to five men."
    )
    (found,) = actual(tell, text, ["Sotk"])
    assert (found.killed_best, found.injured_best) == (None, 1)


def test_a_total_of_two_nights_is_shared_out_to_the_places_told_after_it(tell):
    text = (
        "Azerbaijan lost eight servicemen in two successive nights of fighting, its Defence Ministry said on Saturday.\n\n"
        "Three of the men fell near Goris on Thursday night. The other five were killed on Friday night near Sotk."
    )
    found = actual(tell, text, ["Goris", "Sotk"], "2023-06-17")
    assert sorted((i.place_text, i.killed_best) for i in found) == [("Goris", 3), ("Sotk", 5)]


def test_fighting_that_died_down_killed_nobody():
    assert tolls("Artillery was used in the fighting, which began at one and died down at half past six.") == (
        None,
        None,
    )
    assert tolls("Two died out on the ice.") == (2, None)


def test_one_of_one_s_own_men_is_not_the_one_of_the_other_side(tell):
    text = (
        "YEREVAN/BAKU, June 13 - Shots from Azerbaijani positions near Sotk wounded an Armenian soldier on Monday, Yerevan said. "
        "Baku said that its men had only answered fire, and one of them, a lieutenant, was slightly injured."
    )
    (found,) = actual(tell, text, ["Sotk", "Yerevan", "Baku"])
    assert (found.injured_a, found.injured_b) == (1, 1)
