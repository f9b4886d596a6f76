"""The wounded told by an idiom: "brought to the hospital", "a bullet went through his leg", "left without legs"."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from geomap.incidents.heads import Phrase
from geomap.incidents.losses import Loss, make_loss
from geomap.incidents.phrases import right_phrases
from geomap.incidents.screen import Screens, screen
from geomap.incidents.subjects import left_phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.numbers import Count
    from geomap.incidents.structure import Sentence


def find_injuries(
    sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss], previous: Sequence[Loss]
) -> list[Loss]:
    """Return the wounded that an idiom of `sentence` tells (and those of them past help).

    `found` are its other losses, `previous` those of the sentences before, newest last.
    """
    out = _through_the_body(sentence, found, previous)
    out += _one_to_hospital(sentence, counts, [*found, *out])
    out += _in_hospital(sentence, counts, [*found, *out])
    out += _got_away_hurt(sentence, counts, [*found, *out])
    out += _hit_in(sentence, counts, [*found, *out])
    out += hurt_after(_TREATED, sentence, counts, [*found, *out])
    if any(loss.kind == "killed" for loss in found):  # "one was killed and another rushed to hospital"
        out += hurt_after(_CARRIED_OFF, sentence, counts, [*found, *out])
    out += _left_maimed(sentence, counts, [*found, *out])
    return out


def tells_injury(low: str) -> bool:
    """Tell whether a lower-case sentence may tell of somebody hurt with none of the plain words for it."""
    return any(words.search(low) for _, words in _telling().may(low))


@cache
def _telling() -> Screens:
    """Return the patterns that stand further below, put together when all of them are there."""
    return Screens(
        {
            "into_care": _INTO_CARE,
            "away_hurt": _AWAY_HURT,
            "hit_in": _HIT_IN,
            "in_hospital": _IN_HOSPITAL,
            "maimed": _MAIMED,
        }
    )


_INTO_CARE = screen(
    r"\b(?P<verb>(?:was|were|had been|has been|have been|is being|are being) (?:\w+ly )?(?:taken|brought|rushed|"
    r"flown|driven|airlifted|admitted|evacuated|transferred|moved|carried))(?= (?:(?:by|in|"
    r"on|with) (?:[\w-]+ ){1,4})?(?:(?:to|into|at) [^;.]{0,50}\b(?:hospitals?|clinics?|surgery|intensive care|"
    r"infirmary)\b|with (?:[\w-]+ ){0,4}(?:wounds?|injur(?:y|ies)|burns)\b))"
)


def _one_to_hospital(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "His nephew was brought to the hospital with injuries to both legs" as one injured."""
    match = _INTO_CARE.search(sentence.low)
    if match is None or any(not loss.zero for loss in found):
        return []
    start, end = sentence.start + match.start(), sentence.start + match.end()
    phrases = [p for p in left_phrases(sentence, start, counts) if not _REMAINS.search(p.text.lower())]
    return [make_loss("injured", phrase, match.group("verb"), start, end, group=start) for phrase in phrases]


_IN_HOSPITAL = screen(
    r"\b(?P<verb>(?:lie|lies|lay|is|are|was|were|remain|remains|remained)(?: (?:still|now|all|recovering))?) (?:in|"
    r"at) (?:[\w'-]+ "
    r"){0,5}?(?:hospitals?|clinics?|infirmary)\b(?: [^,;.]{0,30}?with (?:[\w-]+ ){0,3}(?:wounds?|injur(?:y|ies)|"
    r"burns))?"
)


_OF_THE_HURT = re.compile(r"\bof (?:the|those) (?:injured|wounded|hurt|casualties|victims)\b")


def _in_hospital(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "The three others lie in the republican hospital" as three injured."""
    out: list[Loss] = []
    for match in _IN_HOSPITAL.finditer(sentence.low):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        if any(not loss.zero and loss.start < end and start - 4 < loss.end for loss in found):
            continue
        told = {loss.start for loss in found}
        phrases = [p for p in left_phrases(sentence, start, counts) if p.count is not None and p.start not in told]
        phrases = [p for p in phrases if not _OF_THE_HURT.search(p.text.lower())]
        out += [make_loss("injured", phrase, match.group("verb"), start, end, group=start) for phrase in phrases]
    return out


_AWAY_HURT = screen(
    r"\b(?P<verb>survived|escaped|got away|came away|came out|walked away|emerged|(?:was|were|had been) (?:pulled|dug|"
    r"freed|rescued|carried|dragged|helped|led|taken)|(?:was|were|had been) left)(?: [^,;.]{2,40}?)? with (?:only |"
    r"just )?"
    r"(?:an? )?(?:[\w-]+ ){0,3}(?:wounds?|injur(?:y|ies)|burns|cuts|bruises|concussion|fractures?|broken \w+|"
    r"scratches|shrapnel)\b"
)


_TOOK_A_BULLET = screen(
    r"\b(?P<verb>(?:took|caught|stopped) (?:an? (?:stray )?)?(?:bullet|round|shrapnel|splinter)s?)\b(?! (?:to|in) "
    r"the (?:head|heart))"
)


def _got_away_hurt(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "the boy's mother and two sisters survived with burns" as three injured."""
    out: list[Loss] = []
    for match in (*_AWAY_HURT.finditer(sentence.low), *_TOOK_A_BULLET.finditer(sentence.low)):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        if any(loss.kind == "injured" and loss.start < end and start - 4 < loss.end for loss in found):
            continue
        out += [
            make_loss("injured", phrase, match.group("verb"), start, end, group=start)
            for phrase in left_phrases(sentence, start, counts)
        ]
    return out


_HE_DIED = re.compile(
    r"\b(?:he|she|who|and|but) (?:later |then |soon )?(?:died|succumbed|bled to death|was (?:later )?pronounced "
    r"dead)\b"
)


_HIT_IN = screen(
    r"\b(?:bullets?|shots?|rounds?|splinters?|shrapnel|fragments?|sniper|gunman|gunmen|he|they|it) (?:[\w-]+ ){0,4}?"
    r"(?P<hit>hit|struck|caught|grazed|shot|wounded)(?P<np> (?!by\b)[^,;.]{3,60}?) (?:in|through|on) (?:the|his|her|"
    r"one|"
    r"both) (?:\w+ )?(?:leg|legs|arm|arms|shoulder|shoulders|thigh|knee|foot|feet|hand|hands|hip|hips|back|stomach|"
    r"abdomen|side|buttocks?|jaw|cheek|ankle|calf|elbow|wrist|groin|neck|chest|throat|face|head|eye|ribs)\b"
)


def _hit_in(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "a bullet hit Arsen, 17, in the hip", "shot the watchman in the leg" as one injured."""
    match = _HIT_IN.search(sentence.low)
    if match is None:
        return []
    start, end = sentence.start + match.start("hit"), sentence.start + match.end()
    if any(not loss.zero and loss.start < end and start < loss.end for loss in found):
        return []
    phrases = right_phrases(sentence, sentence.start + match.start("np") + 1, counts)
    words = sentence.text[match.start("np") : match.end("np")].strip()
    if not phrases and any(word[:1].isupper() for word in words.split()):
        phrases = [Phrase(start, end, words, None, "", named=words)]
    kind = "killed" if _HE_DIED.search(sentence.low, match.end()) else "injured"
    return [make_loss(kind, phrase, match.group("hit"), start, end, group=start) for phrase in phrases]


_TREATED = re.compile(
    r" (?:others? |more |people |men |women |soldiers |of them )?(?:(?:was|were|are|is) )?(?:still )?(?:(?:receiv|"
    r"undergo|need)ing "
    r"(?:\w+ )?(?:treatment|care|surgery)|(?:was|were|are|is|remains?|remained) in intensive care)\b"
)


def hurt_after(
    pattern: re.Pattern[str], sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]
) -> list[Loss]:
    """Return the numbers that `pattern` follows as injured ("40 others receiving treatment"), if not yet `found`."""
    out: list[Loss] = []
    for at, count in counts.items():
        match = pattern.match(sentence.low, at + count.end - count.start - sentence.start)
        if match is None:
            continue
        stop = sentence.start + match.end()
        if any(loss.kind == "injured" and loss.start < stop and at < loss.end for loss in found):
            continue
        words = f"{count.text}{match.group()}"
        out.append(
            Loss("injured", count.low, count.best, count.high, count.vague, count.more, at, stop, words, group=at)
        )
    return out


_CARRIED_OFF = re.compile(
    r" (?:others? |more |people |men |women |soldiers |of them )?(?:(?:rushed|taken|flown|driven|brought|moved) to "
    r"(?:an? |"
    r"the )?(?:[\w'’-]+ ){0,2}(?:hospital|clinic|infirmary)|(?:(?:was|were|had been) )?(?:airlifted|medevaced|"
    r"stretchered))\b"
)


_MAIMED = screen(
    r"\b(?:left|leaving|leaves) (?P<np>[^;.]{3,90}?) (?:without (?:(?:an?|his|her|their|both) )?(?:legs?|arms?|"
    r"hands?|feet|"
    r"foot|eyes?|sight|fingers|limbs?)|(?:in (?:an? )?(?:serious|critical|grave|bad) condition|paralysed|paralyzed|"
    r"crippled|"
    r"maimed|blind|fighting for (?:his|her|their) li(?:fe|ves))|bleeding|with (?:[\w-]+ ){0,3}(?:wounds?|injur(?:y|"
    r"ies)|"
    r"burns))\b"
    r"|\b(?:cost|costing|costs|tore off|blew off|severed) (?P<whose>[^;.,]{3,60}?) (?:an?|his|her|their|both) "
    r"(?:(?:left|right|lower|own) )?(?:legs?|foot|feet|arms?|hands?|eyes?|fingers?|toes?|limbs?|sight|hearing)\b"
)


def _left_maimed(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "a mine left two boys without legs" as two injured."""
    match = _MAIMED.search(sentence.low)
    whom = "np" if match is not None and match.group("np") else "whose"
    if match is None or " dead" in match.group(whom):
        return []
    start, end = sentence.start + match.start(), sentence.start + match.end()
    if any(loss.kind == "injured" and not loss.zero and loss.start < end and start < loss.end for loss in found):
        return []
    phrases = right_phrases(sentence, sentence.start + match.start(whom), counts)
    return [make_loss("injured", phrase, match.group()[-20:], start, end, group=start) for phrase in phrases]


_REMAINS = re.compile(r"\b(?:bod(?:y|ies)|remains|coffins?|dead|corpses?|aid|suppl|blood|prisoners?|suspects?)\b")


_THROUGH = screen(
    r"\b(?:bullets?|shots?|splinters?|shrapnel|fragments?|round)(?:, [^,;.]{3,80},)? (?:[\w-]+ ){0,5}?(?P<hit>went|"
    r"gone|passed|tore|ripped|hit|struck|entered|pierced|shattered|grazed|caught) (?:\w+ )?(?:through |into |"
    r"in )?(?:him|her|his|their)\b|\b(?:amputated|had to amputate) (?:his|her|one of (?:his|her)) "
)


_PAST_HELP = screen(
    r"\b(?:(?:could (?:do nothing|not do anything)|was nothing (?:\w+ ){0,3}could do|"
    r"nothing (?:\w+ )?could be done) (?:more |else )?(?:for|to save) (?:him|her)|could not (?:save|revive) (?:him|"
    r"her)|could not be (?:saved|revived)|(?:failed|were unable|tried in vain) to (?:save|revive) (?:him|her))\b"
)


def _through_the_body(sentence: Sentence, found: Sequence[Loss], previous: Sequence[Loss]) -> list[Loss]:
    """Return "a bullet went through his shoulder" as one injured where no other word tells of him.

    He is one of the dead where the doctors "could do nothing more for him", or where the sentences before told of one
    who was killed.
    """
    kind, match = "killed", _PAST_HELP.search(sentence.low)
    if match is None:
        kind, match = "injured", _THROUGH.search(sentence.low)
    if match is None or any(not loss.zero for loss in found):
        return []
    if kind == "injured" and any(loss.kind == "killed" and loss.best == 1 for loss in previous[-2:]):
        return []
    at, end = sentence.start + match.start(), sentence.start + match.end()
    if kind == "injured" and match.group("hit"):  # "a bullet, fired from X, struck him": X is not his
        at = sentence.start + match.start("hit")
    whom = Phrase(at, end, match.group(), None, "", definite=True)
    return [make_loss(kind, whom, match.group(), at, end, group=at)]
