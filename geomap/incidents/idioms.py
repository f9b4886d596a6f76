"""Losses told by an idiom: "ten soldiers fell", "cost eight men their lives", "a bullet went through his shoulder"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.incidents.heads import Phrase
from geomap.incidents.losses import Loss, make_loss
from geomap.incidents.phrases import left_phrases, right_phrases
from geomap.incidents.roll import read_objects
from geomap.incidents.screen import screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.numbers import Count
    from geomap.incidents.structure import Sentence


def find_idioms(
    sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss], previous: Sequence[Loss]
) -> list[Loss]:
    """Return the losses that an idiom of `sentence` tells.

    `found` are its other losses, `previous` those of the sentences before, newest last.
    """
    out = _through_the_body(sentence, found, previous)
    out += _the_others_were(sentence, counts, previous, [*found, *out])
    out += _fell(sentence, counts, [*found, *out])
    out += _cost_lives(sentence, counts, [*found, *out])
    out += _one_to_hospital(sentence, counts, [*found, *out])
    out += _in_hospital(sentence, counts, [*found, *out])
    out += _got_away_hurt(sentence, counts, [*found, *out])
    out += _so_was(sentence, counts, [*found, *out])
    out += _hit_in(sentence, counts, [*found, *out])
    out += _named_dead(sentence, counts)
    out += _buried(sentence, counts, [*found, *out])
    out += _fatal_ones(sentence, counts, [*found, *out])
    out += _along_with(sentence, counts, [*found, *out])
    out += _one_life(sentence, [*found, *out])
    out += _in_treatment(sentence, counts, [*found, *out])
    out += _with_lost(sentence, counts, [*found, *out])
    out += _as_many(sentence, [*found, *out])
    out += _carried_off(sentence, counts, [*found, *out])
    out += _left_maimed(sentence, counts, [*found, *out])
    return out


_FELL = screen(
    r"\b(?:soldiers?|servicem[ae]n|troops|officers?|guards?|policem[ae]n|fighters?|conscripts?|men|reservists?|"
    r"commandos?|paratroopers?|recruits?|volunteers?|sergeants?|lieutenants?|captains?|majors?|sappers?|gunners?|"
    r"privates?|"
    r"peshmerga|militiam[ae]n|them|number)(?:, [^;.]{3,90}?,)? (?:had |have )?"
    r"(?P<fell>fell|fallen)(?= (?:in|at|near|on|while|during|and)\b|[,.;])"
)


def _fell(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "Ten soldiers fell" as ten killed."""
    match = _FELL.search(sentence.low)
    if match is None:
        return []
    start, end = sentence.start + match.start("fell"), sentence.start + match.end("fell")
    if any(loss.kind == "killed" and loss.start < end and start - 60 < loss.end for loss in found):
        return []
    phrases = left_phrases(sentence, start, counts)
    if not any(phrase.count is not None for phrase in phrases):
        return []
    return [make_loss("killed", phrase, "fell", start, end, group=start) for phrase in phrases]


_COST = screen(r"\bcosts?(?P<who> [^,;.]{3,60}?) (?:their lives|his life|her life)\b")


def _cost_lives(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "has cost eight soldiers their lives" as eight killed."""
    match = _COST.search(sentence.low)
    if match is None:
        return []
    start, end = sentence.start + match.start("who"), sentence.start + match.end()
    if any(loss.start < end and start < loss.end for loss in found):
        return []
    phrases = right_phrases(sentence, start + 1, counts)
    return [make_loss("killed", phrase, match.group(), start, end, group=start) for phrase in phrases]


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


_SO_WAS = screen(
    r"\b(?P<kind>killed|dead|died|wounded|injured|hurt)\b[^.;]{0,30}?(?:,? (?:and )?so (?:was|were|did)|, as (?:did|"
    r"was|were))"
    r"(?= )"
)


def _so_was(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "five policemen were wounded and so was the wife of a driver" as one more injured."""
    match = _SO_WAS.search(sentence.low)
    if match is None:
        return []
    kind = "killed" if match.group("kind") in {"killed", "dead", "died"} else "injured"
    told = [loss for loss in found if loss.kind == kind and loss.start < sentence.start + match.end()]
    end = sentence.start + match.end()
    phrases = right_phrases(sentence, end, counts) or read_objects(sentence, sentence.at(end + 1), counts)
    group = told[-1].group if told else end
    return [make_loss(kind, replace(p, definite=False), "so was", p.start, p.end, group=group) for p in phrases]


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


_NAMED_DEAD = screen(
    r"\bthe (?:dead|victims|deceased|fallen|slain|killed|two|three|four|five|men|soldiers|servicemen)(?: [\w-]+)? "
    r"(?:were|was|have been|had been) (?:named|identified)(?: \w+){0,3}? as "
)


def _named_dead(sentence: Sentence, counts: dict[int, Count]) -> list[Loss]:
    """Return "The dead were named as Sergeant X and Private Y" as two killed, by name."""
    match = _NAMED_DEAD.search(sentence.low)
    if match is None or not any(word in match.group() for word in ("dead", "deceased", "fallen", "slain", "killed")):
        return []
    end = sentence.start + match.end()
    names = [phrase for phrase in read_objects(sentence, sentence.at(end), counts) if phrase.named]
    return [make_loss("killed", one, "dead", one.start, one.end, group=end) for one in names]


_BURIED = screen(
    r"\b(?P<verb>(?:was|were|have been|had been) (?:both |all )?(?:buried|laid to rest))\b(?! (?:under|in the rubble))"
)


def _buried(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "A woman and her granddaughter were buried in X, where shells had fallen" as two killed.

    Where the sentence tells of no violence, the reader of the report must know that the one before it did.
    """
    match = _BURIED.search(sentence.low)
    if match is None or any(not loss.zero for loss in found):
        return []
    start, end = sentence.start + match.start(), sentence.start + match.end()
    phrases = left_phrases(sentence, start, counts)
    return [make_loss("killed", phrase, match.group("verb"), start, end, group=start) for phrase in phrases]


_ALONG = screen(r"\b(?:together|along) with ")


def _along_with(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "was gunned down together with his daughter" as one more killed."""
    out: list[Loss] = []
    for match in _ALONG.finditer(sentence.low):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        before = [loss for loss in found if loss.kind in {"killed", "injured"} and not loss.zero and loss.end <= start]
        if not before or start - before[-1].end > _NEAR or re.search(r"[,;.]", sentence.between(before[-1].end, start)):
            continue
        told = max(before, key=lambda loss: loss.end)
        out += [
            make_loss(told.kind, replace(one, definite=False), "with", one.start, one.end, group=told.group)
            for one in read_objects(sentence, sentence.at(end), counts)
            if not any(loss.start < one.end and one.start < loss.end for loss in found)
        ]
    return out


_NEAR = 60  # characters from a loss to those "together with" whom it was
_ONE_LIFE = screen(r"\b(?:claim(?:s|ed|ing)|cost(?:s|ing)?|took|taking|taken) (?:an?|one) (?:\w+ )?life\b")


def _one_life(sentence: Sentence, found: Sequence[Loss]) -> list[Loss]:
    """Return "the shooting claimed a life" as one killed."""
    match = _ONE_LIFE.search(sentence.low)
    if match is None or any(loss.kind == "killed" and not loss.zero for loss in found):
        return []
    start, end = sentence.start + match.start(), sentence.start + match.end()
    return [Loss("killed", 1, 1, 1, False, False, start, end, match.group(), group=start)]


_FATAL = screen(r"\bcasualties, (?P<n>[\w-]+) (?:of them|of which|of whom) (?:fatal|dead|deaths|fatalities|killed)\b")


def _fatal_ones(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "14 casualties, four of them fatal" as four killed and ten injured."""
    match = _FATAL.search(sentence.low)
    if match is None or any(not loss.zero for loss in found):
        return []
    dead = counts.get(sentence.start + match.start("n"))
    whole = next((c for at, c in counts.items() if at + c.end - c.start == sentence.start + match.start() - 1), None)
    if dead is None or whole is None or not dead.best or not whole.best or whole.best <= dead.best:
        return []
    start, end = sentence.start + match.start(), sentence.start + match.end()
    figures = (("killed", dead.best), ("injured", whole.best - dead.best))
    return [Loss(kind, n, n, n, False, False, start, end, match.group(), group=start) for kind, n in figures]


_TREATED = re.compile(
    r" (?:others? |more |people |men |women |soldiers |of them )?(?:(?:was|were|are|is) )?(?:still )?(?:(?:receiv|"
    r"undergo|need)ing "
    r"(?:\w+ )?(?:treatment|care|surgery)|(?:was|were|are|is|remains?|remained) in intensive care)\b"
)


def _in_treatment(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "with 40 others receiving treatment", "another was in intensive care" as injured."""
    out = []
    for at, count in counts.items():
        end = at + count.end - count.start
        match = _TREATED.match(sentence.low, end - sentence.start)
        if match is None:
            continue
        stop = sentence.start + match.end()
        if not any(loss.kind == "injured" and loss.start < stop and at < loss.end for loss in found):
            words = f"{count.text}{match.group()}"
            out.append(
                Loss("injured", count.low, count.best, count.high, count.vague, count.more, at, stop, words, group=at)
            )
    return out


_WITH_LOST = screen(r"\bwith (?:the loss of )?(?P<np>[^,;.]{3,50}?) lost\b(?! (?:contact|ground|control))")


def _with_lost(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "with two soldiers lost and five wounded" as two killed."""
    match = _WITH_LOST.search(sentence.low)
    if match is None:
        return []
    start, end = sentence.start + match.start("np"), sentence.start + match.end()
    if any(loss.kind == "killed" and loss.start < end and start < loss.end for loss in found):
        return []
    phrases = [p for p in right_phrases(sentence, start, counts) if p.end <= end]
    return [make_loss("killed", phrase, "lost", start, end, group=start) for phrase in phrases]


_AS_MANY = screen(
    r"\b(?:and|with|but|while) (?:about |roughly |at least |nearly )?as many (?:again |more |others |\w+ )?(?:were |"
    r"was )?"
    r"(?:\w+ly )?(?P<kind>injured|wounded|hurt|killed)\b"
)


def _as_many(sentence: Sentence, found: Sequence[Loss]) -> list[Loss]:
    """Return "five soldiers were killed and as many injured" as five injured too."""
    match = _AS_MANY.search(sentence.low)
    if match is None:
        return []
    start, end = sentence.start + match.start(), sentence.start + match.end()
    kind = "killed" if match.group("kind") == "killed" else "injured"
    other = [loss for loss in found if loss.kind != kind and loss.end <= start and not loss.zero and loss.best]
    if not other or any(loss.kind == kind and loss.start < end and start < loss.end for loss in found):
        return []
    return [replace(other[-1], kind=kind, start=start, end=end, text=match.group(), group=start, named="", part=False)]


_CARRIED_OFF = re.compile(
    r" (?:others? |more |people |men |women |soldiers |of them )?(?:(?:rushed|taken|flown|driven|brought|moved) to "
    r"(?:an? |"
    r"the )?(?:[\w'’-]+ ){0,2}(?:hospital|clinic|infirmary)|(?:(?:was|were|had been) )?(?:airlifted|medevaced|"
    r"stretchered))\b"
)


def _carried_off(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "one officer was killed and another rushed to hospital" as one injured."""
    out = []
    for at, count in counts.items():
        end = at + count.end - count.start
        match = _CARRIED_OFF.match(sentence.low, end - sentence.start)
        if match is None or not any(loss.kind == "killed" for loss in found):
            continue
        stop = sentence.start + match.end()
        if not any(loss.kind == "injured" and loss.start < stop and at < loss.end for loss in found):
            words = f"{count.text}{match.group()}"
            out.append(
                Loss("injured", count.low, count.best, count.high, count.vague, count.more, at, stop, words, group=at)
            )
    return out


_MAIMED = screen(
    r"\b(?:left|leaving|leaves) (?P<np>[^;.]{3,90}?) (?:without (?:(?:an?|his|her|their|both) )?(?:legs?|arms?|"
    r"hands?|feet|"
    r"foot|eyes?|sight|fingers|limbs?)|(?:in (?:an? )?(?:serious|critical|grave|bad) condition|paralysed|paralyzed|"
    r"crippled|"
    r"maimed|blind|fighting for (?:his|her|their) li(?:fe|ves))|bleeding)\b"
)


def _left_maimed(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "a mine left two boys without legs" as two injured."""
    match = _MAIMED.search(sentence.low)
    if match is None or " dead" in match.group("np"):
        return []
    start, end = sentence.start + match.start(), sentence.start + match.end()
    if any(loss.kind == "injured" and not loss.zero and loss.start < end and start < loss.end for loss in found):
        return []
    phrases = right_phrases(sentence, sentence.start + match.start("np"), counts)
    return [make_loss("injured", phrase, match.group()[-20:], start, end, group=start) for phrase in phrases]


def told_by_idiom(low: str) -> bool:
    """Tell whether a lower-case sentence may tell of a loss with none of the plain words for one."""
    return any(
        pattern.search(low)
        for pattern in (_FELL, _ONE_LIFE, _INTO_CARE, _AWAY_HURT, _HIT_IN, _NAMED_DEAD, _BURIED, _IN_HOSPITAL, _MAIMED)
    )


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


_THE_OTHERS = re.compile(r"\bthe (?:other|remaining|rest of the) $")


def _the_others_were(
    sentence: Sentence, counts: dict[int, Count], previous: Sequence[Loss], found: Sequence[Loss]
) -> list[Loss]:
    """Return "The other four were Armenians" as four of the toll told before."""
    out: list[Loss] = []
    for at, count in counts.items():
        end = at + count.end - count.start
        after = sentence.text[end - sentence.start : end - sentence.start + 40]
        were = re.match(r" (?:men |people |victims |dead )?(?:were|are|was) [A-Z][\w-]+", after)
        if not were or not _THE_OTHERS.search(sentence.before(at, 24)) or found:
            continue
        whole = next((loss for loss in reversed(previous) if (loss.best or 0) > (count.best or 0) > 0), None)
        if whole is not None:
            stop = end + were.end()
            words = f"{count.text}{were.group()}"
            out.append(Loss(whole.kind, count.low, count.best, count.high, False, False, at, stop, words, group=at))
    return out
