"""Tolls that are told with their parts, revised in the same breath, or counted by somebody else."""

from __future__ import annotations

import pytest
from figures import tolls


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Nineteen people, twelve nurses and seven patients, three of them children, perished.", (19, None)),
        ("Nineteen people, twelve nurses and seven patients, were killed.", (19, None)),
        ("Four soldiers, two nurses and two drivers were killed.", (8, None)),
        ("Six people, among them two children, were killed and ten, most of them women, wounded.", (6, 10)),
        ("A farmer of 58 who was mending a plough died on the spot.", (1, None)),
        ("A boy of nine who was herding goats died at once.", (1, None)),
        ("The council acknowledged three fallen servicemen.", (3, None)),
        ("The minister laid flowers for the two fallen soldiers.", (None, None)),
    ],
)
def test_a_total_and_its_parts_are_not_added(text, told):
    assert tolls(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The authorities first spoke of 95 dead.", (95, None)),
        ("The authorities first spoke of 95 dead and then of 35.", (35, None)),
        (
            "The authorities first spoke of 95 dead and then, having recounted, of 35, of whom 24 were girls.",
            (35, None),
        ),
        ("The army spoke of 13 wounded, then of 16.", (None, 16)),
        ("The army put the number of dead at 30; a doctor gave the figure as 49.", (49, None)),
        (
            "Sixty were wounded, said the ministry, which had put the dead at 30; a nurse gave the figure as 49.",
            (49, 60),
        ),
        ("Two people were killed and 40 injured; the mayor later gave the number of injured as 55.", (2, 55)),
        ("Many villagers were wounded; a clerk counted sixteen, several of whom are in hospital.", (None, 16)),
        ("Many villagers were wounded; a clerk counted sixteen burnt houses.", (None, None)),
        ("The ministry put the dead at 89 and the wounded at 277. A monitor gave a higher figure, 123.", (123, 277)),
        ("A hundred and twenty-one others were hurt.", (None, 121)),
        ("One of its soldiers, it added, had been injured.", (None, 1)),
        ("They mourned the 132 pupils and nine teachers whom seven men had murdered at the school.", (141, None)),
        ("Gunmen, most of whom wore masks, killed nine people.", (9, None)),
    ],
)
def test_the_figure_told_last_is_the_one_that_counts(text, told):
    assert tolls(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "Seven soldiers, four from Armenia and three from Azerbaijan, were killed on Tuesday near Sotk.",
        "Seven soldiers - four Armenians and three Azerbaijanis - were killed on Tuesday near Sotk.",
        "Seven soldiers died near Sotk on Tuesday: four on the Armenian side and three on the Azerbaijani side.",
        "The clash near Sotk on Tuesday left seven dead, three in Azerbaijan's army and four in Armenia's.",
    ],
)
def test_a_total_is_shared_out_over_the_armies(tell, text):
    (found,) = tell(text, "2023-06-15", places=["Sotk", "Armenia", "Azerbaijan"])
    assert (found.killed_a, found.killed_b, found.killed_best) == (3, 4, 7)


def test_who_is_named_among_the_dead_is_one_of_them(tell):
    text = (
        "Seven soldiers, four from Armenia and three from Azerbaijan, were killed on Tuesday near Sotk. "
        "Among the Azerbaijani dead is Lieutenant Rashad Aliyev."
    )
    (found,) = tell(text, "2023-06-15", places=["Sotk", "Armenia", "Azerbaijan"])
    assert (found.killed_a, found.killed_b) == (3, 4)


def test_the_dead_that_attackers_boast_of_are_not_their_own(tell):
    text = "Islamic State said its fighters had attacked a post in Goris on Monday, killing nine soldiers."
    (found,) = tell(text, "2023-06-15", places=["Goris"])
    assert (found.killed_a, found.killed_best, found.initiator) == (None, None, "a")


def test_a_general_and_a_colonel_are_of_the_army_of_the_others(tell):
    text = "A general, a colonel and five other Azerbaijani servicemen fell on Tuesday in Sotk."
    (found,) = tell(text, "2023-06-15", places=["Sotk"])
    assert (found.killed_a, found.killed_unknown, found.killed_best) == (7, None, 7)


def test_terrorists_that_an_air_force_counts_are_a_claim(tell):
    text = "Jets bombed Sotk on Wednesday, and the air force said 57 terrorists were dead."
    (found,) = tell(text, "2023-06-15", places=["Sotk"])
    assert (found.killed_best, found.killed_high) == (None, 57)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Shells hit a school; two inhabitants were injured and none killed.", (0, 2)),
        ("Traders were dragged off their lorries and killed, 66 in all.", (66, None)),
        ("Relatives carried twenty-five coffins to a cemetery.", (25, None)),
        ("Two bombs and a suicide bomber ripped into a funeral in X and at least 60 mourners perished.", (60, None)),
        ("Two soldiers in a car and a medic were killed.", (3, None)),
        ("One thousand two hundred people were wounded.", (None, 1200)),
        ("Two hundred thousand people were hurt.", (None, 200_000)),
    ],
)
def test_numbers_and_idioms_of_the_wires(text, told):
    assert tolls(text) == told


def test_so_many_in_the_one_and_so_many_in_the_other_are_added(tell):
    text = "Gunmen shot dead people in a bar and in a hall in Sotk on Monday. Seven died in the one and eight in the other."
    (found,) = tell(text, "2023-06-15", places=["Sotk"])
    assert found.killed_best == 15


def test_one_on_each_side_is_one_on_each(tell):
    text = (
        "One soldier on each side was dead on Friday after a morning of shooting in Sotk. "
        "An Armenian private was killed, Yerevan said. Baku said that an Azerbaijani ensign had died."
    )
    (found,) = tell(text, "2023-06-17", places=["Sotk", "Yerevan", "Baku"])
    assert (found.killed_a, found.killed_b, found.killed_best) == (1, 1, 2)


def test_fallen_of_an_army_and_the_men_it_has_lost():
    assert tolls("Another fifteen soldiers of the Karabakh army fell on Monday.") == (15, None)
    assert tolls("Fifteen soldiers fell on Monday, bringing to 31 the men it has lost.") == (31, None)
