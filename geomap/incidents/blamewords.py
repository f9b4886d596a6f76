"""The words by which a report says who attacked: heads, verbs, and charges that are no word on it."""

from __future__ import annotations

import re

FIRE_HEADS = frozenset(
    [
        "fire", "gunfire", "shelling", "drone", "drones", "attack", "attacks", "strike", "strikes", "airstrike",
        "airstrikes", "bombardment", "mortars", "guns", "aggression", "provocation", "incursion", "bullet",
        "bullets", "shells", "shell", "rockets", "missiles", "missile", "rocket", "sniper", "snipers", "artillery",
        "warplanes", "jets", "aircraft", "helicopters", "mine", "mines", "territory", "saboteurs",
    ]
) | {"sabotage group", "air strikes", "artillery fire", "small-arms fire", "sniper fire"}  # fmt: skip

TARGET_HEADS = frozenset(
    ["positions", "position", "posts", "post", "outpost", "outposts", "trenches", "lines", "defences", "checkpoint"]
)

ATTACK_VERB = (
    r"(?:sent (?:\w+ ){0,3}(?:fighters|men|gunmen|troops|drones|militants) (?:against|into)|fir(?:ed|ing|es?)|"
    r"open(?:ed|ing)? (?:\w+ )?fire|opened up|shell(?:ed|ing|s)|"
    r"bombard(?:ed|ing)|attack(?:ed|ing|s)|struck|strikes?|hit|pound(?:ed|ing)|"
    r"target(?:ed|ing|s)|launch(?:ed|ing|es)|ambush(?:ed|ing)|raid(?:ed|ing)|storm(?:ed|ing)|"
    r"bomb(?:ed|ing)|shot|shooting|us(?:ed|ing)|violat(?:ed|ing)|"
    r"broke the|breached|cross(?:ed|ing)|advanc(?:ed|ing)|kill(?:ed|ing)|drove|ramm?(?:ed|"
    r"ing)|stabb(?:ed|ing)|assault(?:ed|ing)|resorted|subjected|"
    r"seiz(?:ed|ing)|captur(?:ed|ing)|abduct(?:ed|ing)|kidnapp(?:ed|ing)|detonat(?:ed|ing)|"
    r"laid (?:\w+ )?mines|mined|planted|dropp(?:ed|ing)|burst into|broke into|spray(?:ed|ing)|slit|"
    r"slaughter(?:ed|ing)|massacr(?:ed|ing)|blew|"
    r"threw|hurl(?:ed|ing)|burn(?:ed|ing)|torched|gunn?(?:ed|ing) down|"
    r"carried out|overr[au]n|infiltrat(?:ed|ing)|tried (?:[\w:.'’-]+ ){0,5}?to|attempted to|set fire|went from|"
    r"lay in wait|"
    r"gone from|beat|rob(?:bed|bing)|execut(?:ed|ing)|wound(?:ed|ing)|injur(?:ed|ing))"
)

OTHER_CHARGE = re.compile(  # "accused X of hiding behind the displaced": no word on who attacked
    r"(?: [\w'’-]+){0,4}? (?:of|for) (?:\w+ly |deliberately |again )?(?:hiding|sheltering|harbou?ring|setting up|"
    r"building|"
    r"placing|storing|stockpiling|massing|moving|deploying|arming|supporting|backing|funding|financing|training|"
    r"helping|"
    r"aiding|supplying|smuggling|blocking|refusing|failing|ignoring|neglecting|exaggerating|inventing|fabricating|"
    r"lying|"
    r"distorting|spreading|inciting|preparing|planning|plotting|wanting|seeking|stalling|delaying|obstructing|"
    r"occupying|"
    r"using (?:[\w-]+ ){0,3}(?:shields?|cover|hospitals?|schools?|homes?)|not |being (?:too )?(?:slow|late)|spying|"
    r"human shields?|treason|complicity|inaction|negligence|propaganda)\b"
)
RIOTERS = frozenset({"settlers"})  # people that reports tell of as attackers too
