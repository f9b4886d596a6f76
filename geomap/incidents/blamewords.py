"""The words by which a report says who attacked and who says so: heads, verbs, offices, answers."""

from __future__ import annotations

import re

from geomap.incidents.screen import screen

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
    r"open(?:ed|ing)? (?:\w+ )?fire|opened up|shell(?:ed|ing|s)|bombard(?:ed|ing)|attack(?:ed|ing|s)|struck|strikes?|"
    r"hit|pound(?:ed|ing)|target(?:ed|ing|s)|launch(?:ed|ing|es)|ambush(?:ed|ing)|raid(?:ed|ing)|storm(?:ed|ing)|"
    r"bomb(?:ed|ing)|shot|shooting|us(?:ed|ing)|violat(?:ed|ing)|broke the|breached|cross(?:ed|ing)|advanc(?:ed|ing)|"
    r"kill(?:ed|ing)|drove|ramm?(?:ed|ing)|stabb(?:ed|ing)|assault(?:ed|ing)|resorted|subjected|seiz(?:ed|ing)|"
    r"captur(?:ed|ing)|abduct(?:ed|ing)|kidnapp(?:ed|ing)|detonat(?:ed|ing)|laid (?:\w+ )?mines|mined|planted|"
    r"dropp(?:ed|ing)|burst into|broke into|spray(?:ed|ing)|slit|slaughter(?:ed|ing)|massacr(?:ed|ing)|blew|threw|"
    r"hurl(?:ed|ing)|burn(?:ed|ing)|torched|gunn?(?:ed|ing) down|carried out|overr[au]n|infiltrat(?:ed|ing)|"
    r"tried (?:[\w:.'’-]+ ){0,5}?to|attempted to|set fire|went from|lay in wait|gone from|beat|rob(?:bed|bing)|"
    r"execut(?:ed|ing)|wound(?:ed|ing)|injur(?:ed|ing)|"
    r"(?:stag(?:ed|ing)|mount(?:ed|ing)|committ(?:ed|ing)) an? (?:[\w-]+ )?(?:act of \w+|sabotage|attack|raid|"
    r"provocation|assault|ambush|incursion))"
)

OTHER_CHARGE = re.compile(  # "accused X of hiding behind the displaced": no word on who attacked
    r"(?: [\w'’-]+){0,4}?(?:, (?:on|for) (?:its|their|his) (?:own )?(?:part|side),|, in turn,)? (?:of|for) "
    r"(?:\w+ly |deliberately |again |having )?(?:hiding|moved|massed|deployed|placed|stored|smuggled|supplied|"
    r"armed|sheltering|harbou?ring|setting up|"
    r"building|placing|storing|stockpiling|massing|moving|deploying|arming|supporting|backing|funding|financing|"
    r"training|helping|aiding|supplying|smuggling|blocking|refusing|failing|ignoring|neglecting|exaggerating|"
    r"inventing|fabricating|lying|distorting|spreading|inciting|preparing|planning|plotting|wanting|seeking|stalling|"
    r"delaying|obstructing|occupying|using (?:[\w-]+ ){0,3}(?:shields?|cover|hospitals?|schools?|homes?)|not |"
    r"being (?:too )?(?:slow|late)|spying|human shields?|treason|complicity|inaction|negligence|propaganda)\b"
)
RIOTERS = frozenset({"settlers"})  # people that reports tell of as attackers too
ANSWERED = screen(
    r"\b(?:only|merely|just|simply|had been|was|were|its \w+ had|it had|they had) (?:\w+ )?(?:repl(?:ied|ying)|"
    r"respond(?:ed|ing)|answer(?:ed|ing)|return(?:ed|ing) fire|retaliat\w+|react(?:ed|ing))\b|"
    r"\b(?:its|their) (?:own )?(?:positions?|posts?|troops|men|soldiers|units?|servicemen|guards|"
    r"outposts?)(?: (?:in|at|"
    r"near) [^,;.]{3,40})? (?:had been|were|was) (?:the )?(?:first (?:to be )?)?(?:shot at|fired (?:on|at|upon)|"
    r"attacked|"
    r"shelled|targeted) first\b"
)
IN_TURN = re.compile(
    r"\b(?:in turn|instead|for its part)\b[^.;]*\b(?:said|says|reported|accus\w+|claimed|announced)\b|"
    r", and (?:\w+ )?(?:reported|announced)\b"
)
NO_SHOT = re.compile(r"\bno (?:shots?|shooting|attack|shelling|fire|strike|incident)\b")
OF_GUILT = re.compile(
    r"\bden(?:y|ied|ies|ying) (?:any )?(?:responsibility|involvement|(?:any |a )?(?:role|link|part|hand)|"
    r"carrying|having|its (?:\w+ )?(?:forces|men|troops|fighters)|the (?:charge|accusation|allegation|claim)s?)\b|"
    r"\b(?:reject(?:s|ed|ing)|dismiss(?:es|ed|ing)|den(?:ies|ied|ying)) (?:the|this|that|these|those|all) (?:[\w-]+ )?"
    r"(?:charge|accusation|allegation|suspicion)s?\b|"
    r"\bfabricat\w+|\bno (?:aircraft|planes?|drones?|troops|strikes?|raids?|operation)\b"
)
UNIFORMED = re.compile(
    r" (?:[\w-]+ )?(?:uniforms?|fatigues)\b[^.;]*\b(?:opened fire|opening fire|fired|shot|shooting|attacked|"
    r"killed|threw|stabbed)\b"
)
INTRUDERS = screen(
    r"\b(?:sabotage|reconnaissance|subversive|infiltration|diversionary|saboteurs?|"
    r"infiltrators?)\b[^,.;]{0,40} (?:had |have |"
    r"has )?(?:tried|attempted|sought|crossed|entered|penetrated|infiltrated|approached|opened fire)\b"
)
FROM_SOIL = re.compile(
    r"\b(?:attack\w*|fir(?:e|ed|ing)|shell\w*|launch\w*|strikes?|struck|missiles?|rockets?|drones?|shots?|bullets?|"
    r"shot|shooting|raids?) (?:[\w-]+ ){0,2}(?:from|out of) (?:the )?(?:[\w-]+ )?(?:territory|soil|direction|side|"
    r"positions|"
    r"posts|lines|ground) (?:of|in|inside) (?:the )?$"
)
SUSPECTED = re.compile(  # "the mayor suspects the ELN", not "killed three suspected militants"
    r"\b(?:residents|police|officials?|authorities|investigators|detectives|villagers|locals|neighbours|mayor|governor|"
    r"army|minister|commander|elders?|officers?|ministry|government|forces|commissioner|prosecutors?|he|she|they) "
    r"(?:also |strongly |now )?suspect(?:s|ed)? (?:the |an? |some )?$"
)
OFFICIAL = re.compile(
    r"\b(?:ministry|minister|army|military|command|general staff|president|government|junta|police|officials?|"
    r"governor|spokes\w+|administration|administrator|air force|navy|coast ?guard|forces|security|authorities|"
    r"service|commander|general|"
    r"colonel)\b"
)
OFFICE = re.compile(
    r"^(?:the |its |a )?(?:[\w-]+ )?(?:ministry|army|military|command|general staff|prime minister|president|"
    r"government|spokes\w+|service)\b"
)


OF_A_PARTY = re.compile(  # "the army of the unrecognised republic"
    r"\b(?:army|armed forces|military|defen[cs]e (?:ministry|army|service)|general staff|high command|separatists?|"
    r"rebels?|insurgents?|junta|unrecogni[sz]ed|breakaway|self-(?:proclaimed|styled)|de facto)\b"
)


AT_OWN = screen(
    r"\b(?:on|at|against|towards?|upon|hit|struck|shelled) (?:its|their|our) (?:own )?(?:[\w-]+ )?"
    r"(?:positions?|posts?|soldiers|servicem[ae]n|troops|units?|forces|territory|villages?|outposts?)\b"
)


OWN_HIT = screen(
    r"\b(?:its|their|our) (?:own )?(?:[\w-]+ ){0,2}(?:lines|side|men|positions?|posts?|soldiers|servicem[ae]n|"
    r"troops|units?|forces|"
    r"territory|villages?|outposts?|convoy|patrol|checkpoint|army|guards?|"
    r"border guards?)\b[^.;]{0,60}?\b(?:c[ao]me under|(?:was|were|had been) under (?:[\w-]+ ){0,3}(?:fire|attack)|"
    r"(?:was|were|had been|have been) (?:the targets?\b|attacked|fired (?:on|at|upon)|shelled|targeted|shot at|hit|"
    r"struck|ambushed|"
    r"bombarded))"
)


HIT = screen(
    r"\b(?:towns?|villages?|positions?|posts?|settlements?|houses|soldiers|servicem[ae]n|troops|units?|section|"
    r"sector|workers|border)\b[^.;]{0,60}\b(?:c[ao]me under (?:[\w-]+ ){0,3}(?:fire|attack|shelling)|(?:was|were|"
    r"been) (?:shelled|attacked|fired (?:on|at|upon)|bombarded|shot at|targeted))|"
    r"(?<!its )(?<!our )(?<!own )(?<!their )\b(?:shells?|mortar (?:bombs?|rounds?|shells?)|rockets?|bullets?|"
    r"projectiles?|grenades?) (?:had )?(?:also )?(?:c[ao]me down|f[ae]ll(?:en)?|landed|hit|struck|exploded|rained)\b"
)
OTHER_SIDE = screen(
    r"\b(?:accus|blam)\w+ the (?:other (?:side|army|party)|enemy|opponent|adversary)\b|\b(?:the (?:other side|enemy|"
    r"adversary|opponent|opposing side|opposite side|other army)) (?:\w+ )?(?:had |has )?(?:\w+ )?(?:fired|opened|"
    r"shot|attacked|shelled|started|began|launched|violated|provoked|broke)|\b(?:they|the others) (?:had )?(?:fired|"
    r"shot|opened fire|attacked|struck) first\b|\b(?:they|he|it|its men|the men|the (?:van|car|vehicle|truck|bus|"
    r"patrol|group|workers)) c[ao]me under (?:[\w-]+ )?fire\b|\b(?:they|he|it|its men|the men|the (?:van|car|vehicle|"
    r"truck|bus|patrol|group|workers)) (?:was|were|had been) (?:\w+ )?(?:ambushed|attacked|fired (?:on|upon|at)|"
    r"shot at|"
    r"shelled|targeted|struck)"
)
