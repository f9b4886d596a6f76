"""Lists of people: who of "a farmer of 60, his wife and two of their sons" is counted, and who is not."""

from __future__ import annotations

import pytest
from figures import tolls


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("A major and a sergeant died defending it and five conscripts were wounded.", 2, 5),
        ("A captain and a private were killed holding the ridge.", 2, None),
        ("His wife and a neighbour, also a woman, were treated for shrapnel wounds in Tovuz.", None, 2),
        (
            "A drone struck an ambulance, killing a nurse of 34 and wounding the driver and a soldier whom they had come to collect.",
            1,
            2,
        ),
        (
            "In Sotk on Tuesday a farmer and his 15-year-old son died when a rocket landed beside their barn; the boy's mother and two sisters survived with burns, the mayor said.",
            2,
            3,
        ),
        ("A policeman who had gone to help them was also injured.", None, 1),
        ("The Karabakh Defence Army lost one man, Private Azat Asoyan, 20.", 1, None),
        ("Two men aged 25 and 41 died at once.", 2, None),
        ("A cook, Sevda Mammadova, 52, succumbed to her wounds on the way to hospital in Beylagan.", 1, None),
        ("Six other passengers, five men and a woman, were injured; two of them have lost limbs.", None, 6),
        (
            "A colonel of the Russian peacekeeping force and his driver were killed and their interpreter, a local woman, was shot in the leg.",
            2,
            1,
        ),
        (
            "Two charges buried beside the bypass road went off under a police van and five officers were injured, one critically.",
            None,
            5,
        ),
        ("Sergeants Ruslan Aliyev and Magomed Gadzhiev were killed on the spot.", 2, None),
        ("A 45-year-old woman waiting for a bus was struck by a stray bullet and died an hour later.", 1, None),
        (
            "The shelling of Chayli on Monday evening killed a 62-year-old man and his granddaughter, 16, the district authorities said.",
            2,
            None,
        ),
        ("Three more people were wounded, all of them women.", None, 3),
        (
            "The head of the village, Radik Oghikyan, was wounded in the shoulder while driving along the main street.",
            None,
            1,
        ),
        ("A fifth officer survived with a head wound.", None, 1),
        ("A lorry driver who stopped to help was hit too, and died on Monday.", 1, None),
        ("Their daughter and her two sons, aged four and seven, were pulled from the house with injuries.", None, 3),
        ("A 44-year-old man lost his life; two women who were with him escaped with concussion.", 1, 2),
        ("Of the 30 people injured, the eight worst cases were flown to Mogadishu.", None, 30),
        ("Five policemen were wounded and so was the wife of one of the drivers.", None, 6),
        (
            "The device exploded in a bazaar in Tank, leaving a shopkeeper and a 12-year-old boy dead and 14 other people hurt.",
            2,
            14,
        ),
        (
            "A night watchman was killed and seven firemen suffered burns; two of the seven were in a grave condition.",
            1,
            7,
        ),
        ("Six patients and a midwife died, and the 12 people wounded included a baby of three weeks.", 7, 12),
        ("The army lost a lieutenant and a private, and a third man was shot in the hand.", 2, 1),
        ("A peasant woman, hit as she fled her house, did not survive, the local ombudsman reported.", 1, None),
        ("A woman of 35 and a 21-year-old man were killed, the health ministry confirmed.", 2, None),
        ("The father's sister, who was riding in the back, and an assistant village chief were wounded.", None, 2),
        (
            "A bomb hidden in a gas cylinder wounded two rangers and a 70-year-old monk whom they were escorting on his alms round.",
            None,
            3,
        ),
        (
            "Three defence volunteers, a father and his two sons, were shot dead on Thursday night when their pickup was ambushed.",
            3,
            None,
        ),
        ("Two men, a woman and a boy of 12 received shrapnel wounds.", None, 4),
        ("A third man in the vehicle was taken with a broken leg to the hospital in Beylagan.", None, 1),
        ("A shell killed a teacher, two of her pupils and a passing cyclist.", 4, None),
        ("The explosion killed the driver, his wife and their infant son and injured a passer-by.", 3, 1),
        ("An elderly couple and their grandson perished in the rubble.", 3, None),
        ("A mother of three and her brother-in-law were shot dead at the gate.", 2, None),
        ("Killed were a shepherd, 54, and his nephew, 19.", 2, None),
        ("The blast took the lives of a deputy mayor, her driver and two guards.", 4, None),
        ("Both men died before help arrived.", 2, None),
        ("All three passengers were killed.", 3, None),
        ("A shepherd and both his sons were wounded.", None, 3),
        ("The driver did not survive; his passenger lost an arm.", 1, 1),
        ("Gunfire left a postman, a baker and his apprentice dead.", 3, None),
        ("A conscript bled to death and his platoon commander was blinded in one eye.", 1, 1),
        ("Lieutenant Ara Petrosyan and Private Gor Sahakyan lost their lives.", 2, None),
        ("Corporal Elnur Mammadov, 22, was fatally wounded and two comrades were hurt.", 1, 2),
        ("A guard at the depot and a fireman were burned, one of them badly.", None, 2),
        ("Eleven bodies were pulled from the ruins by Sunday night.", 11, None),
        ("Doctors at the district hospital took in nine wounded, four of whom were children.", None, 9),
        ("A rocket hit a minibus, killing all six on board.", 6, None),
        ("She and her two daughters were injured by glass.", None, 3),
        ("The dead were named as Sergeant Tigran Abrahamyan and Private Narek Ghazaryan.", 2, None),
        ("A soldier each from the two armies was killed.", 2, None),
        ("One soldier on each side was killed.", 2, None),
        ("Two soldiers were killed on the spot and a third died of his wounds in the evening.", 3, None),
        ("Three workers died instantly, a fourth later in an ambulance.", 4, None),
        ("Twelve people were hurt, three of them seriously, and one has since died.", 1, 12),
        ("A bullet hit 17-year-old Arsen in the hip.", None, 1),
        ("The body of a man of about 40 was found beside the car, with two wounded women inside.", 1, 2),
        ("Some 40 people needed treatment, the hospital said.", None, 40),
        ("Five officers and a civilian were admitted with gunshot wounds.", None, 6),
        ("Ten men are dead.", 10, None),
        ("Nine dead, thirty wounded: that was the balance of the night.", 9, 30),
        ("The attack claimed the lives of six villagers, among them a girl of three.", 6, None),
        ("Six villagers lost their lives, two of them women.", 6, None),
        ("There were 13 fatalities and 41 people had injuries of varying gravity.", 13, 41),
        ("A total of 21 bodies had been counted by nightfall.", 21, None),
        ("Two teachers were killed and a further 11 people, mostly pupils, sustained injuries.", 2, 11),
        ("Mortar fire wounded a woman, her mother and a baby.", None, 3),
        ("Militants beheaded seven fishermen.", 7, None),
        ("At least 18 labourers were lined up and shot.", 18, None),
        ("Assailants hacked to death a chief, his two wives and five of his children.", 8, None),
        ("An officer was shot through the neck and died in the helicopter.", 1, None),
        ("The two brothers, 12 and 15, died in each other's arms.", 2, None),
        ("Three of the five crew were killed, the other two wounded.", 3, 2),
        ("A group of herders was ambushed; four did not come back alive.", 4, None),
        ("One man died and one is missing.", 1, None),
        ("The strike injured the mayor and four of his staff.", None, 5),
        ("The patrol's commander and three of his men fell.", 4, None),
        ("A burst of fire cut down two brothers in their orchard.", 2, None),
    ],
)
def test_everybody_told_of_is_counted_once(text, killed, injured):
    assert tolls(text) == (killed, injured)


@pytest.mark.parametrize(
    "text",
    [
        "The army said it had not lost a single man.",
        "A crowd had burned the consulate before noon.",
        "A doctor and a nurse said that the ward was full.",
        "Anna Petrosyan, 16, was born in the village.",
        "The frontier was quiet and the prayer was read.",
    ],
)
def test_nobody_is_counted_where_nobody_was_hurt(text):
    killed, injured = tolls(text)
    assert not killed
    assert not injured


def test_a_figure_for_all_sides_is_not_added_to_its_parts():
    text = "Nine passengers died when a drone hit the bus. One more died on Monday, bringing the toll to ten."
    assert tolls(text)[0] == 10


def test_those_who_die_later_are_not_those_who_died_at_once():
    assert tolls("Two men died on the spot. A cook succumbed on the way to the clinic.")[0] == 3
    assert tolls("Two officers were killed. A woman waiting for a bus was shot dead too.")[0] == 3
    assert tolls("Three people were killed. A woman died at home and a driver on the road.")[0] == 3


def test_a_toll_that_was_taken_back_does_not_stand():
    text = "A bomb killed 20 people. A death toll of 27 given on Sunday was lowered after bodies were counted twice."
    assert tolls(text)[0] == 20


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("Four of a family - a widow and her daughters of 9, 12 and 15 - were killed.", 4, None),
        ("Five of a family, the parents and their three girls, died in the cellar.", 5, None),
        ("Six people driving to a funeral were killed when a mine went off, and the guide, 30, is in a coma.", 6, 1),
        ("Two raiders who fired on a post near Goris on Monday had been shot dead and a cook was hurt.", 2, 1),
        ("A ranger shot in the arm on Friday has died in hospital.", 1, None),
        ("A bus carrying miners was blown up.", None, None),
        ("A blast killed a judge and his clerk in Sotk, and a passer-by with a pram was cut by glass.", 2, 1),
        ("A blast killed a judge, and another man, Aram Petrosyan, 23, was shot dead.", 2, None),
        ("A shell wounded her 9-year-old daughter.", None, 1),
        ("Shelling hit the yard, claiming the lives of 12-year-old twins.", 2, None),
        ("A rocket wiped out a family of four.", 4, None),
        ("Raiders burned 23 of them alive in their bus.", 23, None),
        ("A general died with 27 of his men.", 28, None),
        ("Raiders killed 70 people, among them three infants, and seriously hurt 16 others.", 70, 16),
        ("One was shot dead and four others wounded in a helicopter hit by gunfire.", 1, 4),
        ("A youth stabbed and slightly wounded a guard.", None, 1),
        ("Eleven diggers had been hacked or shot to death.", 11, None),
        ("Three men and a woman were wounded, and one of the men later died.", 1, 3),
        ("Three guards were wounded by a mine and one of them, Corporal Gor Sahakyan, died.", 1, 2),
        ("Three of four policemen died; the fourth was shot in the arm.", 3, 1),
        ("Three traders were killed and a fourth had his hand cut off.", 3, 1),
        ("Nineteen Nuer and 11 Dinka herders were killed.", 30, None),
        ("A mine cost a farmer his left leg.", None, 1),
        ("Two pickers were shot at on Friday and are stable in hospital.", None, 2),
        ("Her husband and remaining son were badly wounded.", None, 2),
        ("The toll, first given as 38, climbed to 42 by nightfall, with 20 people injured.", 42, 20),
        ("The mayor, his son and two guards were killed.", 4, None),
        ("Maoists mined a lorry, killing eight members of a reserve unit and their civilian driver.", 9, None),
    ],
)
def test_who_is_counted_beside_clauses_asides_and_verbs_of_others(text, killed, injured):
    assert tolls(text) == (killed, injured)
