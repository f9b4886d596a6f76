"""The words that bound the members of a list of people."""

from __future__ import annotations

from geomap.incidents.heads import AUX, POSSESSIVES, STOP, VERBISH

PLURALS = frozenset(  # people in the plural without an s
    [
        "children", "crew", "men", "people", "personnel", "police", "staff", "troops", "women",
    ]
)  # fmt: skip
COLLECTIVE = frozenset({"couple", "crew", "family", "group", "household", "party", "patrol", "team"})
ONE = frozenset({"a", "an"})
THE = POSSESSIVES | {"the", "my", "our"}
EVEN = frozenset({"all", "both", "even"})
AND = frozenset({"and", "nor", "or", "plus"})
WHO = frozenset({"that", "which", "who", "whom", "whose"})
HIT = frozenset(  # participles without -ed
    [
        "born", "burnt", "caught", "hit", "hurt", "known", "left", "shot", "struck", "torn",
    ]
)  # fmt: skip
BEHIND = frozenset(  # prepositions that hang something on a member
    [
        "aboard", "aged", "along", "among", "around", "at", "behind", "beside", "between", "by", "called", "for",
        "from", "in", "inside", "into", "named", "near", "of", "on", "outside", "over", "to", "under", "with",
        "without",
    ]
)  # fmt: skip
ASIDES = frozenset(  # words that an aside begins with
    [
        "age", "aged", "all", "also", "among", "both", "each", "including", "many", "most", "one", "some",
    ]
)  # fmt: skip
LOCALITIES = frozenset(
    [
        "city", "community", "district", "hamlet", "neighbourhood", "neighborhood", "place", "port", "quarter",
        "settlement", "suburb", "town", "township", "village",
    ]
)  # fmt: skip
OF_SERVICE = frozenset(  # words before a rank
    [
        "army", "border", "contract", "infantry", "intelligence", "junior", "local", "marine", "military", "mortar",
        "naval", "police", "prison", "reserve", "retired", "senior", "tank", "village",
    ]
)  # fmt: skip
DASHES = frozenset({"-", "–", "—"})
BREAKS = frozenset(
    [
        '"', "-", "(", ")", ",", ".", ":", ";", "–", "—", "“", "”",
    ]
)  # fmt: skip
FINITE = VERBISH | {  # verbs of a subject
        "can", "could", "did", "do", "does", "hit", "may", "says", "struck", "told", "will", "would",
}  # fmt: skip
PAST = frozenset(  # verbs whose object comes after them
    [
        "beat", "began", "blew", "bore", "brought", "buried", "burned", "carried", "caught", "cut", "drove", "fed",
        "fought", "found", "freed", "gave", "held", "hid", "hit", "kept", "kidnapped", "knew", "led", "lost", "made",
        "met", "overtook", "put", "rode", "saw", "sent", "shot", "slew", "sought", "stole", "struck", "threw", "told",
        "tore",
    ]
)  # fmt: skip
ACROSS = frozenset(  # prepositions that no member follows
    [
        "about", "above", "across", "against", "amid", "below", "beyond", "despite", "down", "during", "like", "off",
        "onto", "outside", "past", "per", "than", "through", "toward", "towards", "up", "upon", "via", "within",
    ]
)  # fmt: skip
NO_NAME = frozenset(  # words of the names of bodies and places
    [
        "agency", "army", "bank", "brigade", "church", "commission", "committee", "council", "court", "crescent",
        "cross", "district", "forces", "front", "government", "group", "guard", "guards", "hospital", "ministry",
        "mosque", "movement", "nations", "network", "news", "office", "party", "police", "province", "region",
        "republic", "rights", "service", "state", "states", "times", "union", "united", "university", "village",
    ]
)  # fmt: skip
OF_A_SIDE = frozenset(  # what a side has: "the Azerbaijani side", "an Armenian post"
    ["border", "defence", "line", "military", "positions", "post", "posts", "side", "soil", "territory", "town"]
)
STILL = frozenset(  # verbs of a subject that look like participles
    [
        "advanced", "appeared", "approached", "arrived", "attacked", "bled", "clashed", "collapsed", "crossed",
        "detonated", "died", "disappeared", "drowned", "entered", "escaped", "exploded", "fired", "fled", "gathered",
        "happened", "landed", "lived", "marched", "moved", "occurred", "opened", "perished", "raided", "remained",
        "returned", "stayed", "stormed", "succumbed", "survived", "walked", "worked",
    ]
)  # fmt: skip
CARRYING = frozenset(
    ["bringing", "carrying", "containing", "driving", "escorting", "ferrying", "taking", "transporting"]
)
ORDINALS = frozenset(["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"])
OF_RANK = frozenset(  # between "and" and a person of the same owner
    ["eldest", "elder", "young", "younger", "youngest", "little", "newborn", "infant", "only", "remaining", "unborn"]
)
SAID = frozenset({"added", "announced", "confirmed", "reported", "said", "says", "that", "wrote"})
NO_SUBJECT = BEHIND | ACROSS | THE | ONE | PAST | (FINITE - {"said"})  # words that no subject comes right after
NO_HEAD = BEHIND | AND | WHO | STOP | ONE  # words that end the search for the head of a member
AGES = AND | {"aged", "years", "old", "months", "not", "yet", "barely", "just", "only", "nearly", "almost"}

MAIN = frozenset(["are", "died", "had", "has", "have", "is", "was", "were"])  # verbs whose subject goes before
IN_CLAUSE = WHO | {"had", "has", "have", "and", "he", "she", "they", "it", "which", "there", "also", "never", "not"}
SUBORDINATE = frozenset(
    ["after", "as", "because", "before", "if", "since", "that", "until", "when", "where", "which", "while", "whose"]
)

RAIDERS = frozenset(
    ["assailant", "assailants", "attacker", "attackers", "bomber", "bombers", "gunman", "gunmen", "raiders"]
)
WHILES = frozenset(["day", "days", "evening", "hours", "morning", "night", "week", "weeks"])

# put together once: they are asked for at every word of a list
OPENS = ONE | THE | EVEN
GO_ON = AND | {","}
HANGS = BEHIND | PAST
VERBS = FINITE | AUX
ACTS = VERBS | HIT | {"later"}
CLAUSE = VERBS | STOP | HIT
STAYS = (VERBS | STILL) - HIT
ALONE = AND | BREAKS | {"who", "whom"} | (BEHIND - {"of"})
OWNS = NO_NAME | OF_A_SIDE
AFTER_DEED = (BEHIND - {"to"}) | {",", "as", "while", "when", "during"}
