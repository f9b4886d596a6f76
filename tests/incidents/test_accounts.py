"""Two accounts of one event, days that are told beside it, and events that are told apart."""

from __future__ import annotations

import datetime as dt

import pytest

# --------------------------------------------------------------------------------------------- who began it

PLACES = ["Tegh", "Azerbaijan", "Armenia", "Baku"]
ACCUSED = "Azerbaijani troops shelled Tegh on Friday and a farmer was wounded, the Armenian Defence Ministry said."


@pytest.mark.parametrize(
    "answer",
    [
        "Azerbaijan described the report as another lie.",
        "Baku called the claim “absolutely false”.",
        "Azerbaijan's army said that it did not shoot.",
        "Both ministries lay the blame on the other.",
        "Across the line the day is told differently.",
        "Who fired the first shot is a matter of dispute.",
        "“Not one round was fired by us,” a spokesman in Baku said.",
        "The army in Baku said that it had done nothing of the kind.",
        "A pure concoction, the Azerbaijani ministry said.",
        "In Azerbaijan's telling a border post of its own was shot at first.",
        "Azerbaijan said that its units had fired at nobody.",
    ],
)
def test_a_rival_version_makes_it_disputed(actual, answer):
    (found,) = actual(f"{ACCUSED} {answer}", places=PLACES)
    assert found.initiator == "disputed"


DENIALS = [
    "Baku called the Armenian statement untrue.",
    "Azerbaijan's military brushed off the accusation.",
    "Azerbaijan shrugged off the claim as the usual propaganda.",
    "In Baku, officials said the report was far from the truth.",
    "“We did not fire,” a spokesman for Azerbaijan's Defence Ministry said.",
    "Azerbaijan's Defence Ministry insisted that its soldiers had kept to the ceasefire.",
    "Azerbaijan said its forces strictly observe the ceasefire and had not violated it.",
    "Baku maintained that its units had held their fire throughout.",
    "The Azerbaijani side does not accept this account.",
    "Azerbaijan contradicted that account, saying the shots came from the Armenian side.",
    "Azerbaijan said it was Armenia that had violated the truce.",
    "According to Baku, it was the Armenians who shot first.",
    "Azerbaijan's version of what happened is quite different.",
    "The Azerbaijani Defence Ministry gave its own account, in which Armenian soldiers opened fire at a military vehicle.",
    "Baku pointed the finger at Yerevan.",
    "Azerbaijan in turn accused Armenia of shelling its posts.",
    "Azerbaijan hit back, saying Armenian forces had started the shooting.",
    "Azerbaijan retorted that Armenian snipers had been the first to fire.",
    "The accusation was rejected in Baku.",
    "The claim was dismissed by the Azerbaijani military as baseless.",
    "Azerbaijan's Defence Ministry, for its part, reported shooting by Armenian units at its posts in the Lachin district.",
    "For its part Baku said that its soldiers had only returned fire.",
    "Azerbaijani officials said that their men had been attacked.",
    "Azerbaijan denies this.",
    "This was denied by Azerbaijan.",
    "Azerbaijan has denied opening fire.",
    "The ministry in Baku said the information did not match reality.",
    "“This is another provocation by the Armenian side,” the Azerbaijani ministry said.",
    "Azerbaijan spoke of an Armenian provocation.",
    "Azerbaijan said the Armenian reports were groundless and meant to mislead the public.",
    "The Azerbaijani military said its units were not involved.",
    "Azerbaijan's Defence Ministry said that no shooting had been registered on that section.",
    "Baku said no incident of the kind had been recorded.",
    "Azerbaijan insists its troops never fire at villages.",
    "Azerbaijan's defence ministry said there had been no such incident.",
    "A statement from Baku described the claims as a figment of imagination.",
    "The Azerbaijani army claims the opposite.",
    "The Azerbaijani side claims just the reverse.",
    "Azerbaijan told the story the other way round.",
    "Baku blames Yerevan.",
    "Azerbaijan holds Armenia responsible for the escalation.",
    "Azerbaijan put the blame on the Armenian side.",
    "Azerbaijan laid responsibility at Armenia's door.",
    "Azerbaijan said that its posts had come under fire from the Armenian village first.",
    "Azerbaijan says its army was provoked.",
    "The Azerbaijani Defence Ministry said it had been forced to take countermeasures.",
    '"The Armenian side opened fire first and our units responded," Baku said.',
    "Baku said it had suppressed Armenian firing points that had shelled its positions.",
    "Azerbaijan said it had prevented an Armenian sabotage attempt.",
    "Azerbaijan said an Armenian reconnaissance group had tried to cross the line.",
    "The two sides blamed each other.",
    "Each side accused the other of starting the exchange.",
    "Both governments said the other had fired first.",
    "Both sides accused the other of violating the ceasefire.",
    "Accounts of how it began differ.",
    "The sides gave contradictory versions.",
    "Who fired first could not be established, with each side naming the other.",
    "Azerbaijan and Armenia traded blame.",
    "There were conflicting reports about who began.",
    "Azerbaijan, which denied firing, said a post of its own had been hit.",
    "A spokesman in Baku, denying the report, said all was calm on the line.",
    "Azerbaijan said all had been quiet on the line that evening.",
    "Azerbaijan's foreign ministry rejected what it called false claims.",
    "Officials in Baku reject any responsibility.",
    "Azerbaijan disclaimed responsibility.",
    "Baku said that Armenia was trying to divert attention from its own violations.",
    "Azerbaijan's Defence Ministry called on Armenia to stop spreading lies.",
    "Azerbaijan accused Armenia of lying.",
    "Azerbaijan's army refuted the report.",
    "The Azerbaijani defence ministry termed the report disinformation.",
    "Azerbaijan rubbished the report.",
    "Azerbaijan slammed the report as fake.",
    "Baku scoffed at the allegation.",
    'Azerbaijan "categorically" rejects the charge.',
]
NO_DENIALS = [
    "Azerbaijan did not comment.",
    "There was no immediate reaction from Baku.",
    "Baku had not commented by the evening.",
    "Azerbaijan's Defence Ministry declined to comment.",
    "Azerbaijan denied holding any prisoners.",
    "Azerbaijan denied that it had lost any soldiers.",
    "Azerbaijan said it was ready for talks.",
    "Azerbaijan said it would investigate the report.",
    "Azerbaijan confirmed the incident.",
    "Azerbaijan's president met the Russian foreign minister in Baku on Saturday.",
    "The European Union called on both sides to show restraint.",
    "Russia urged both sides to keep to the ceasefire.",
    "The Azerbaijani foreign minister said that peace was near.",
    "Azerbaijan's Defence Ministry said one of its soldiers had been injured in a traffic accident.",
    "The Azerbaijani side has lost eleven men on the border this year.",
    "Armenia asked the Russians to mediate.",
    "Azerbaijan accused Armenia of delaying the peace treaty.",
    "Azerbaijan denies blocking the road.",
    "The conscript's father denied that he had wanted to leave the army.",
    "Azerbaijan rejected a proposal to withdraw troops from the line.",
]
FIRED = (
    "Azerbaijani troops opened fire on Armenian positions near Tegh on Friday evening, wounding a conscript, the Defence "
    "Ministry in Yerevan said. "
)


@pytest.mark.parametrize("answer", DENIALS)
def test_denials_and_counter_charges_make_it_disputed(actual, answer):
    (found,) = actual(FIRED + answer, places=[*PLACES, "Yerevan"])
    assert found.initiator == "disputed"


@pytest.mark.parametrize("answer", NO_DENIALS)
def test_what_is_no_denial_of_the_attack_leaves_it(actual, answer):
    (found,) = actual(FIRED + answer, places=[*PLACES, "Yerevan"])
    assert found.initiator == "a"


def test_a_denial_of_something_else_disputes_nothing(actual):
    (found,) = actual(f"{ACCUSED} Azerbaijan denies placing howitzers in villages.", places=PLACES)
    assert found.initiator == "a"


def test_a_denial_answers_the_incident_of_the_day_that_it_names(actual):
    text = (
        "Azerbaijani troops fired at Sotk on Wednesday, wounding a guard, the Armenian Defence Ministry said.\n\n"
        "On Friday a private was shot dead near Tegh by Azerbaijani soldiers, it said.\n\n"
        "Azerbaijan denied Wednesday's incident and did not comment on the other."
    )
    found = actual(text, places=[*PLACES, "Sotk"])
    assert {i.place_name: i.initiator for i in found} == {"Sotk": "disputed", "Tegh": "a"}


def test_a_denial_of_all_reports_answers_each(actual):
    text = (
        "Azerbaijani troops fired at Sotk on Wednesday, wounding a guard, the Armenian Defence Ministry said. On Friday a "
        "private was shot dead near Tegh by Azerbaijani soldiers, it said.\n\nAzerbaijan rejected both reports."
    )
    assert [i.initiator for i in actual(text, places=[*PLACES, "Sotk"])] == ["disputed", "disputed"]


def test_a_denial_by_the_other_side_is_an_answer_too(actual):
    text = (
        "A soldier was killed near Tegh on Friday. Azerbaijan rejected the Armenian account. Armenian troops had opened "
        "fire at its posts, its Defence Ministry said."
    )
    (found,) = actual(text, places=PLACES)
    assert found.initiator == "disputed"


def test_a_version_with_a_place_of_its_own_is_no_second_incident(actual):
    text = (
        "Two soldiers were killed on Friday when Azerbaijani troops shelled positions near Tegh, the Armenian Defence "
        "Ministry said.\n\nBaku confirmed an exchange. In its version Armenian mortars opened fire on its soldiers in "
        "Kalbajar; one of them was wounded."
    )
    (found,) = actual(text, places=[*PLACES, "Kalbajar"])
    assert (found.place_name, found.initiator, found.injured_a) == ("Tegh", "disputed", 1)


def test_posts_that_open_fire_are_no_target(actual):
    text = "Armenian posts “opened fire with machine guns” at Tegh on Friday, Azerbaijan said. A farmer was wounded."
    (found,) = actual(text, places=PLACES)
    assert found.initiator == "b"


def test_a_nation_that_begins_a_sentence_speaks_in_the_next(actual):
    text = (
        "Two Armenian soldiers were wounded near Tegh on Friday.\n\nAzerbaijan gave the events in reverse order. A soldier "
        "of its army was killed in the morning near Tegh, its Defence Ministry said."
    )
    (found,) = actual(text, places=PLACES)
    assert (found.killed_a, found.injured_b) == (1, 2)


def test_the_party_before_a_relative_clause_speaks(actual):
    text = (
        "Forty-nine Armenian soldiers were killed near Tegh on Friday. Azerbaijan, which acknowledged losses but gave no "
        "number, said that Armenian troops had opened fire first."
    )
    (found,) = actual(text, places=PLACES)
    assert [c.speaker_side for c in found.claims if c.slot == "initiator"] == ["a"]
    assert found.initiator == "disputed"


def test_who_laid_the_mine_is_no_event_of_its_own(actual):
    text = (
        "Two men died on Friday when their tractor ran over an anti-tank mine near Tegh. The mine had been laid by "
        "Azerbaijani soldiers before they left last November, the mayor said."
    )
    (found,) = actual(text, places=PLACES)
    assert (found.date_start, found.killed_best, found.initiator) == (dt.date(2023, 5, 12), 2, "a")


# --------------------------------------------------------------------------------------------- days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Police were still looking on Friday for whoever shot dead two men near Tegh on Wednesday.", 10),
        ("A guard hit by shell splinters near Tegh on Wednesday died in hospital on Friday.", 10),
        ("A mother and her son were buried on Friday near Tegh, a day after shells fell on their yard.", 11),
        ("Three soldiers were killed near Tegh on Wednesday and a fourth died in hospital on Thursday.", 10),
    ],
)
def test_the_aftermath_does_not_date_the_event(actual, text, day):
    assert {found.date_start for found in actual(text, places=PLACES)} == {dt.date(2023, 5, day)}


def test_the_day_of_the_event_that_was_avenged_is_another(actual):
    text = (
        "Shells fell on Tegh on Friday in retaliation for the wounding of a guard two days earlier, the mayor said. "
        "Four men were killed."
    )
    (found,) = actual(text, places=PLACES)
    assert (found.date_start, found.killed_best) == (dt.date(2023, 5, 12), 4)


def test_talks_before_the_strike_are_no_place_of_it(actual):
    text = (
        "A drone struck a bus at Tegh on Friday and killed nine people. The strike came a day after talks in Yerevan."
    )
    (found,) = actual(text, places=["Tegh", "Yerevan"])
    assert found.place_name == "Tegh"


# --------------------------------------------------------------------------------------------- one event or two


def test_an_overview_is_of_the_incident_that_follows(actual):
    text = (
        "Armenia and Azerbaijan gave conflicting accounts on Friday of fighting in which three soldiers died.\n\n"
        "Azerbaijan said that one of its conscripts was shot dead near Tegh on Friday. Armenia said that two of its men "
        "were killed there."
    )
    (found,) = actual(text, places=PLACES)
    assert found.killed_best == 3


def test_a_march_for_the_dead_is_no_part_of_the_battle(actual):
    text = (
        "Seven soldiers were killed in clashes on the border on Friday, the ministry said.\n\n"
        "In Yerevan crowds marched at night with portraits of the dead."
    )
    (found,) = actual(text, places=["Yerevan"])
    assert found.event_type == "battles"
    assert found.place_name != "Yerevan"


def test_the_dead_of_a_decade_are_not_those_of_the_shell(actual):
    text = (
        "A shell killed a shepherd near Tegh on Friday.\n\nFighting over the region killed some 30,000 people in the "
        "early 1990s."
    )
    (found,) = actual(text, places=PLACES)
    assert found.killed_best == 1


CONTRADICTIONS = [
    "Not a gun had been loaded on its side, the ministry in Baku said.",
    "In Baku a spokesman said that the shells were the fruit of Armenian imagination.",
    "The Azerbaijani side insists that nobody pulled a trigger there.",
    "Baku says that there was never any such order.",
    "Officials in Baku said the farmer had not been hit by anything of theirs.",
    "The ministry in Baku said that on its side no order to fire had been given.",
    "Baku replied that the report had nothing in common with the facts.",
    "The army of Azerbaijan said that none of its batteries stands within range of Tegh.",
    "A spokesman for the Azerbaijani army said it was not its shell.",
    "Azerbaijan maintains that its soldiers did not so much as raise a rifle.",
    "The press service of the ministry in Baku spoke of a hoax.",
    "According to Baku, not one shell left its barrels on Friday.",
    "Azerbaijan's ambassador told reporters that his country had no hand in it.",
    "No Azerbaijani gun is trained on that village, the ministry in Baku said.",
    "Baku said it was not aware of any such shelling.",
    "The Azerbaijani army said it had held its fire all week.",
    "In Baku the claim was met with a laugh; not one round had been spent, the ministry said.",
    "Azerbaijan said that the burst had not come from its trenches.",
    "“That never occurred,” a spokesman for Azerbaijan's ministry said.",
    "Officials in Baku said that there was no truth in the story.",
    "Azerbaijan says the Armenians made it all up.",
]
OTHER_NEGATIONS = [
    "Baku said that its own losses were nil.",
    "Azerbaijan said it would not be drawn into a debate on maps.",
    "The ministry in Baku did not return calls.",
    "Azerbaijan's foreign minister said there could be no peace without a corridor.",
    "Baku said that no foreign observers would be let in.",
    "In Baku the president said that nobody could lecture Azerbaijan.",
    "Azerbaijan has never published its plans for the border, an official in Baku said.",
    "Officials in Baku said they were not aware of the talks in Moscow.",
    "The Azerbaijani ministry said it had no word from Russia.",
    "Baku said the road to Stepanakert was not closed.",
    "Azerbaijan said that its soldiers will never leave the heights.",
    "“This is not 1994,” a lawmaker in Baku said.",
    "Baku said on Saturday that none of its men had been hurt.",
    "Azerbaijan said that it does not recognise the government in Stepanakert.",
    "The ministry in Baku said the wounded farmer was no civilian.",
    "Azerbaijan said nothing would stop it from securing its border.",
    "In Baku the ministry warned that no provocation would go unanswered.",
    "Azerbaijan's ministry said it was not the last time.",
    "Azerbaijan's president said that he would never give back the hill.",
    "In Baku a minister said the price of gas was not the army's concern.",
    "The ministry in Baku said that it did not know how many shells its own men had faced.",
    "Azerbaijan said that it had no plan to strike at the dam.",
    "Baku said none of the villages on its side had been evacuated.",
    "A lawmaker in Baku said that not a metre of land was for sale.",
    "Azerbaijan's ministry did not say what its drones had been looking for.",
    "Baku said that it was not alone in this fight.",
    "Azerbaijan said that no order of the court in The Hague binds it.",
    "Baku told Washington that it needs no advice.",
    "The ambassador of Azerbaijan said there was nothing new in the letter.",
]


@pytest.mark.parametrize("answer", CONTRADICTIONS)
def test_the_accused_contradict_in_words_that_no_list_has(actual, answer):
    (found,) = actual(f"{ACCUSED}\n\n{answer}", places=PLACES)
    assert found.initiator == "disputed"


@pytest.mark.parametrize("answer", OTHER_NEGATIONS)
def test_but_not_every_no_of_theirs_is_about_the_deed(actual, answer):
    (found,) = actual(f"{ACCUSED}\n\n{answer}", places=PLACES)
    assert found.initiator == "a"
