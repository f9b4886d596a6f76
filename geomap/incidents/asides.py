"""Times that do not date the event of a sentence: of the saying, of another event, and names that look like days."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geomap.incidents.screen import screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.dates import TimeExpr
    from geomap.incidents.structure import Sentence

_TOLL_RAISED = re.compile(
    r",? (?:[\w'’-]+ ){0,5}(?:raised|lowered|revised|updated|put|gave|corrected) (?:the |its |his |their )?"
    r"(?:\w+ )?(?:toll|number|count|figure)"
)
_NEW_FIGURE = screen(
    r"\b(?:rose|risen|rises|climbed|reached|increased|grew|grown|stood|stands|went up|gone up) (?:to |at "
    r")?(?:at least )?[\w-]+ (?:dead )?(?:on )?$"
    r"|\bfrom (?:at least )?[\w-]+ (?:on )?$"
)
_REVISED = screen(  # "raised its losses in the weekend's fighting to three on Monday"
    r"\b(?:raised|lowered|revised|corrected|updated) (?:its|their|the|"
    r"his) [^.;]{3,90} to (?:at least )?[\w-]+ (?:late |early )?"
    r"(?:on )?$"
)
_OF_OTHER = screen(  # "the deadliest day since the four-day war of last April"
    r"\b(?:war|truce|cease-?fire|agreement|statement|treaty|hostilities|conflict|accord|deal)s? "
    r"(?:of|in|from) (?:the )?$"
)
_AFTERMATH = screen(  # "police were still looking on Tuesday for whoever killed …"
    r"\b(?:look(?:ing|ed)|search(?:ing|ed)|hunt(?:ing|ed)|seeking|sought|comb(?:ing|ed)|scour(?:ing|ed)|"
    r"investigat(?:ing|"
    r"ed)|question(?:ing|ed)|burying|mourn(?:ing|ed)|identifying|identified|stayed (?:locked|"
    r"closed|shut)|remained (?:closed|shut|tense|calm))(?: (?!killed|died|wounded|injured)[\w'’-]+){0,7} (?:on )?$"
)
_HUNT = screen(  # "the hunt for a man who killed nine people in X went on through Thursday"
    r"\b(?:hunt|search|manhunt|investigation|inquiry|funerals?|mourning)\b.*\b(?:went on|goes on|continued|"
    r"continues|was under "
    r"way|resumed|began|held)(?: [\w-]+){0,3} $"
)
_IN_RETURN = screen(  # "in retaliation for the wounding of one of its soldiers a day earlier"
    r"\bin (?:retaliation|response|revenge|reply|reprisal|answer|vengeance|return) (?:for|to) [^,;.]*$"
)
_DIED_LATER = screen(  # "three were killed on that day and a fourth died in hospital on Monday"
    r"\b(?:second|third|fourth|fifth|sixth|another|other|more) (?:[\w-]+ )?(?:later )?(?:died|succumbed)(?: (?:in|"
    r"of|to|at) "
    r"(?:[\w-]+ ){0,3}(?:hospital|clinic|wounds|injuries|burns))?,? (?:on )?$"
)
_VERBS = (
    "said|says|announced|reported|told|stated|confirmed|claimed|wrote|added|declared|denied|"
    "accused|blamed|condemned|defended|urged|called|given by|put out by|spoke|warned|"
    "raised|lowered|revised|updated|showed|presented|published|released|buried|visited|statement|"
    "agreed|signed|briefing|recalled|remembered|commemorated|honoured|mourned|acknowledged|rejected|dismissed|disclosed|insisted|spoken|blame|accusations"
)
_SAYING = re.compile(rf"\b(?:{_VERBS})\b")
_SAID_BEFORE = re.compile(
    rf"\b(?:{_VERBS})(?: (?!was|were|had|that)[\w'’-]+){{0,5}}? (?:(?:late |early )?on )?(?:late |early )?$"
)
_SAID_AFTER = re.compile(rf"(?:,? (?:[\w'’-]+ ){{0,4}}?)?(?:had )?(?:{_VERBS})\b")
_BODIES_FOUND = re.compile(  # "on Friday the ministry said the bodies of five had been recovered": they died before
    r",? (?:[\w'’-]+ ){1,6}(?:that )?(?:the )?bod(?:y|ies) of [^,;.]{3,60} (?:had been|were|was) (?:recovered|found|"
    r"returned|"
    r"retrieved|handed over|brought)\b"
)
_BULLETIN = screen(r"\b(?:bulletin|report|communiqu[eé]|newsletter|summary|edition) (?:for|of|dated) (?:the )?$")


def is_name(sentence: Sentence, time: TimeExpr, text: str) -> bool:
    """Tell whether a weekday or month of the report `text` is a name ("Monday Kassah told reporters")."""
    if time.kind not in {"weekday", "bare_month"}:
        return False
    if not re.match(r" [A-Z][a-z]+", text[time.end : time.end + 12]):
        return False
    return not re.search(
        r"\b(?:on|last|since|late|early|of|by|until|before|after|for|from|and|next|this|previous|to|into) $",
        sentence.before(time.start, 12),
    ) and bool(
        re.match(
            r" [A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?,? (?:said|told|says|who|the|a|an)\b", text[time.end : time.end + 60]
        )
    )


def dates_speech(sentence: Sentence, time: TimeExpr) -> bool:
    """Tell whether a date says when somebody spoke: "said on Sunday", "on Friday announced"."""
    known = sentence.speech.get((time.start, time.end))
    if known is None:
        known = sentence.speech[time.start, time.end] = _dates_speech(sentence, time)
    return known


def _dates_speech(sentence: Sentence, time: TimeExpr) -> bool:
    left, low = sentence.before(time.start, 54), sentence.low
    if left.endswith(" by "):
        return True  # "had by Thursday killed 49": up to when was counted
    if (_BULLETIN.may(low) and _BULLETIN.pattern.search(left)) or (
        _NEW_FIGURE.may(low) and _NEW_FIGURE.pattern.search(left)
    ):
        return True  # "the toll had risen to 25 on Thursday from 22 a day earlier"
    if _REVISED.may(low) and _REVISED.pattern.search(sentence.before(time.start, 130)):
        return True
    right = sentence.after(time.end, 60)
    if _TOLL_RAISED.match(right):
        return True  # "on Thursday the mayor's office raised the toll to 18"
    right = right[:40]
    if _SAID_BEFORE.search(left):
        between = _SAYING.split(left)[-1]
        return not re.search(
            r"\b(?:killed|wounded|died|shelled|attack\w*|fired|shot|clash\w*|exploded|reported)\b", between
        )
    if not right.startswith(",") and _SAID_AFTER.match(right.lstrip()) is not None:
        return True
    return "bod" in low and _BODIES_FOUND.match(sentence.after(time.end, 130)) is not None


def is_aside(sentence: Sentence, time: TimeExpr, anchors: Sequence[int]) -> bool:
    """Tell whether a date is not of the event: in a relative clause ("which lost X a week ago"), of a life before it.

    "Had taken up the post four days before" and "was called up in March" date a life.
    """
    if _LIFE.may(sentence.low) and _LIFE.pattern.search(sentence.before(time.start, 60)):
        return True
    start, _ = sentence.clause_span(time.start)
    first = sentence.tokens[sentence.at(start)].low if sentence.tokens else ""
    number = sentence.clause(time.start)
    if first == "," and sentence.at(start) + 1 < len(sentence.tokens):
        first = sentence.tokens[sentence.at(start) + 1].low
    return first in {"which", "whose"} and not any(sentence.clause(anchor) == number for anchor in anchors)


_LIFE = screen(
    r"\b(?:had (?:only |just |first |recently )?(?:been (?:serving|posted|transferred|drafted|conscripted|called up|"
    r"working|living|stationed|appointed|promoted|assigned|sent there|elected|married|engaged)|taken up|joined|"
    r"enlisted|"
    r"married|moved|arrived|graduated|retired|begun (?:his|her|their)|started (?:his|her|their|work)|come home|"
    r"returned home|opened (?:his|her|their))|(?:was|were) (?:drafted|conscripted|called up|due to (?:be )?(?:marr\w+|"
    r"discharged|demobili[sz]ed))|born|got married|celebrated (?:his|her)|(?:was|were|been|be) (?:discharged|sent home|"
    r"flown home|let go|released from (?:[\w-]+ )?(?:hospital|care)))\b[^.;]{0,45}$"
)


def of_another(sentence: Sentence, time: TimeExpr) -> bool:
    """Tell whether a time is that of another event, only named: "the war of last April", "last week's fighting"."""
    left = sentence.before(time.start, 90)
    for words, part in ((_OF_OTHER, left[-40:]), (_AFTERMATH, left), (_IN_RETURN, left), (_DIED_LATER, left)):
        if words.may(sentence.low) and words.pattern.search(part):
            return True
    return hunts(sentence, time) or (
        time.span is not None and time.span.prec >= 3 and sentence.after(time.end, 2) in {"'s", "’s"}
    )


def hunts(sentence: Sentence, time: TimeExpr) -> bool:
    """Tell whether a time is only of the hunt for those who did it, of an inquiry or of the mourning."""
    return _HUNT.may(sentence.low) and _HUNT.pattern.search(sentence.low[: time.start - sentence.start]) is not None


def avenged(sentence: Sentence, start: int) -> bool:
    """Tell whether the words at offset `start` are what an attack answered: "in retaliation for the wounding of …"."""
    return _IN_RETURN.search(sentence.before(start, 90)) is not None


BURIED = re.compile(r"\b(?:buried|laid to rest|coffins?)\b")
DIED = re.compile(r"\b(?:died|dies|succumbed)\b")
_WAS_HURT = re.compile(r"\b(?:wounded|injured|hit|shot|hurt|struck|burned|burnt|stabbed)\b")


def hurt_then_died(sentence: Sentence, dated: Sequence[TimeExpr]) -> bool:
    """Tell whether somebody hurt on the first of two days died on the second."""
    first, second = dated[0], dated[1]
    before = sentence.low[: first.start - sentence.start]
    after = sentence.low[first.end - sentence.start :]
    return bool(_WAS_HURT.search(before) and DIED.search(after) and not _WAS_HURT.search(after)) and second is not first


_OF_WOUNDS = re.compile(r"\b(?:died|dies|dying|succumb(?:ed|s|ing))\b[^.;]{0,60}\b(?:wounds?|injur(?:y|ies))\b")
_SUFFERED = re.compile(r"\b(?:suffered|sustained|received|incurred|inflicted)\b[^,.;]{0,40}$")


def wounded_on(sentence: Sentence, times: Sequence[TimeExpr]) -> TimeExpr | None:
    """Return the day of the wounds in "died on Thursday of wounds suffered on Tuesday", or None."""
    died = _OF_WOUNDS.search(sentence.low)
    if died is None:
        return None
    after = [t for t in times if t.start > sentence.start + died.end()]
    return next((t for t in after if _SUFFERED.search(sentence.before(t.start, 60))), None)
