"""Which event mentions tell of one incident: the same day and the same scene.

Two places within `ONE_SCENE_KM` are one scene unless the text sets them apart (another hour, "a second attack",
"three separate incidents"); one toll for both makes them one up to `JOINT_TOLL_KM`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geomap.incidents.screen import screen
from geomap.incidents.sequels import died_later, goes_on, older_count, sums_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.binding import PlaceChoice
    from geomap.incidents.claims import Attribution
    from geomap.incidents.events import EventMention


_EACH = re.compile(
    r"\beach (?:\w+ ){0,3}(?:blam|accus|says? the other|sa(?:id|ying) the other|began)|\b(?:blam|"
    r"accus)\w+ (?:each|one) "
)
SAME_PLACE_KM = 3.0

ONE_SCENE_KM = 25.0  # told without a word that sets them apart, two places this near are one incident

PROVINCE = 4  # `geo_precision` of a province
DISTRICT = 3  # `geo_precision` of a district
DISTRICT_KM = 20.0  # about half the width of one; its centre may be this far from the scene
ANSWER_KM = 60.0  # the two sides of a front name places of their own for one incident
JOINT_TOLL_KM = 10.0  # with one toll for both, even two attacks are one incident


@dataclass(slots=True)
class Draft:
    """Event mentions that make one incident."""

    key: str
    mentions: list[EventMention] = field(default_factory=list)
    replies: list[Attribution] = field(default_factory=list)

    @property
    def mutual(self) -> bool:
        """Tell whether the text says that each side blames the other."""
        return any(_EACH.search(m.sentence.low) for m in self.mentions)

    @property
    def place(self) -> PlaceChoice | None:
        """Return the first fine place of the incident, in the order of the text; none is made up."""
        for mention in self.mentions:
            for choice in mention.places[:1]:
                if choice.fine:
                    return choice
        return None


def group_mentions(mentions: Sequence[EventMention], *, apart: bool = False) -> list[Draft]:
    """Return drafts of incidents: mentions of one day and one scene, in the order of the text.

    `apart`: the report counts its incidents ("three separate incidents"), so another hour is another one.
    """
    drafts: list[Draft] = []
    last: dict[str, Draft] = {}
    counted: set[str] = set()
    previous: EventMention | None = None
    before: Draft | None = None
    for mention in mentions:
        key = mention.group_key
        same_day = [draft for draft in drafts if draft.key == key]
        if mention.counted:
            counted.add(key)
        choice = next((choice for choice in mention.places[:1] if choice.fine), None)
        target: Draft | None = None
        if (
            before is not None
            and previous is not None
            and (
                goes_on(mention, previous, choice)
                or sums_up(mention, previous, choice)
                or died_later(mention, previous, choice)
                or older_count(mention, previous)
            )
        ):
            before.mentions.append(mention)  # "The encounter started at nine on Monday": no other incident
            previous = mention
            continue
        previous = mention
        of_before = mention.reply and mention.time is None and before is not None and before.key != key
        if of_before and before is not None and _answered([before], choice) is before:
            target = before  # "its positions at Y had been shot at first", after another day's event near Y
            mention.group_key, mention.span, mention.places = before.key, before.mentions[0].span, []
        elif not same_day:
            target = None
        elif version := _version_of(same_day, mention):
            target = version
            mention.places = []  # "In X's version …": the same incident, with a place of X's own
        elif mention.reply:
            target = _answered(same_day, choice) or last.get(key) or same_day[0]  # the other side's word on it
            mention.places = []
        elif choice is None and _named_elsewhere(same_day, mention):
            target = None
        elif choice is None:
            same_day = [draft for draft in same_day if not _elsewhere(draft, mention)]
            near = last.get(key)
            near = near if near in same_day else None
            if not same_day:
                target = Draft(key)
                drafts.append(target)
                target.mentions.append(mention)
                last[key] = before = target
                continue
            target = (
                near
                if near is not None and near.mentions[-1].sentence.paragraph == mention.sentence.paragraph
                else _home(same_day, near, mention)
            )
        else:
            target = _same_scene(same_day, mention, choice, apart=apart or key in counted)
        if target is None:
            target = Draft(key)
            drafts.append(target)
        target.mentions.append(mention)
        last[key] = before = target
    return _absorb(drafts)


def _version_of(same_day: Sequence[Draft], mention: EventMention) -> Draft | None:
    """Return the incident of which a mention is the version of a side that stands accused of it, or None."""
    voice = mention.attribution
    if voice is None or voice.kind != "dispute" or not voice.key:
        return None
    for draft in reversed(same_day):
        if any(blame.attacker == voice.key for m in draft.mentions for blame in m.blames):
            return draft
    return None


def _answered(same_day: Sequence[Draft], choice: PlaceChoice | None) -> Draft | None:
    """Return the incident that a side's answer is about: the one nearest to the place it speaks of."""
    if choice is None:
        return None
    far = [
        (min((_km(choice, c) for m in draft.mentions for c in m.places[:1] if c.fine), default=math.inf), number)
        for number, draft in enumerate(same_day)
    ]
    km, number = min(far)
    return same_day[number] if km < ANSWER_KM else None


def _absorb(drafts: list[Draft]) -> list[Draft]:
    """Put undated mentions of a day into the incident of several days that spans it, "since Tuesday"."""
    for long in [draft for draft in drafts if "/" in draft.key]:
        first, _, last = long.key.partition("/")
        if not re.fullmatch(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d", long.key):
            continue
        inside = [d for d in drafts if d is not long and "/" not in d.key and first <= d.key <= last]
        for draft in inside:
            if all(mention.time is None for mention in draft.mentions):
                long.mentions = sorted([*long.mentions, *draft.mentions], key=lambda mention: mention.start)
                drafts = [other for other in drafts if other is not draft]
    return drafts


def _elsewhere(draft: Draft, mention: EventMention) -> bool:
    """Tell whether a mention that names only a province names another one than the draft's place lies in."""
    wide = mention.places[0] if mention.places else None
    if wide is None or wide.resolution.place is None or wide.precision != PROVINCE or not wide.relation:
        return False
    if not any(reason.startswith("cue:") and reason != "cue:from" for reason in wide.reasons):
        return False
    province = wide.resolution.place
    there = [
        c.resolution.place
        for m in draft.mentions
        for c in m.places[:1]
        if c.resolution.place is not None and (c.precision or 9) <= PROVINCE
    ]
    if not there or not province.admin1_code:
        return False
    return not any(
        place.admin1_code == province.admin1_code or place.country != province.country or not place.admin1_code
        for place in there
    )


def _home(same_day: list[Draft], near: Draft | None, mention: EventMention) -> Draft:
    """Return the draft a mention without a place belongs to: the latest of its day, else the first."""
    kinds = {loss.kind for loss in mention.losses if not loss.zero}
    told = {loss.kind for m in same_day[0].mentions for loss in m.losses if not loss.zero}
    if kinds and not mention.anaphora and not kinds & told:
        return same_day[0]  # a toll in a paragraph of its own sums up what the report began with
    return near if near is not None and (mention.anaphora or len(same_day) > 1) else same_day[0]


def _same_scene(same_day: list[Draft], mention: EventMention, choice: PlaceChoice, *, apart: bool) -> Draft | None:
    best: Draft | None = None
    for draft in same_day:
        places = [c for m in draft.mentions for c in m.places[:1] if c.fine]
        if any(_same_place(choice, other) for other in places):
            return draft
        told = {m.clock for m in draft.mentions if m.clock}
        other_hour = apart and bool(mention.clock and told and mention.clock not in told)
        if not places and best is None and not other_hour and not _told_apart(draft, mention, choice):
            best = draft
    if best is not None:
        return best
    for draft in reversed(same_day):
        places = [c for m in draft.mentions for c in m.places[:1] if c.fine]
        km = min((_km(choice, other) - _extent(choice, other) for other in places), default=math.inf)
        if km > ONE_SCENE_KM:
            continue
        clocks = {m.clock for m in draft.mentions if m.clock}
        later = mention.sentence.paragraph > draft.mentions[-1].sentence.paragraph
        separate = mention.again or apart or bool(mention.clock and clocks and mention.clock not in clocks)
        joint = any(_joint_toll(m) for m in draft.mentions) and km <= JOINT_TOLL_KM and not apart
        joint = joint and not (mention.again and later and (_own_dead(mention) or mention.strong))
        if joint or not separate:
            return draft
    return _other_account(same_day, mention, choice) if not apart else None


def _other_account(same_day: Sequence[Draft], mention: EventMention, choice: PlaceChoice) -> Draft | None:
    """Return the incident of which a mention is the other side's account, with a place of that side's own, or None.

    Its speaker blames a party that itself told of the incident, no loss of life is told, and the places lie within
    `ANSWER_KM`: the two armies of one front name the places behind their own line.
    """
    if mention.again or any(loss.kind == "killed" and not loss.zero for loss in mention.losses):
        return None
    accused = {blame.attacker for blame in mention.blames if blame.speaker and blame.speaker != blame.attacker}
    for draft in same_day:
        voices = {m.attribution.key for m in draft.mentions if m.attribution is not None}
        told = {blame.attacker for m in draft.mentions for blame in m.blames}
        mutual = any(m.attribution is not None and m.attribution.kind == "both" for m in draft.mentions)
        speakers = {blame.speaker for blame in mention.blames}
        if not accused or not ((accused & voices and told & speakers) or mutual or draft.mutual):
            continue
        km = min((_km(choice, c) for m in draft.mentions for c in m.places[:1] if c.fine), default=math.inf)
        if km <= ANSWER_KM:
            return draft
    return None


def _named_elsewhere(same_day: Sequence[Draft], mention: EventMention) -> bool:
    """Tell whether "the same day … at Y" is told of a place that no gazetteer has and no incident of its day."""
    if not mention.again or not (mention.triggers or any(not loss.zero and not loss.part for loss in mention.losses)):
        return False
    first = mention.places[0] if mention.places else None
    if first is None or first.resolution.place is not None or not {"cue:in", "cue:near"} & set(first.reasons):
        return False
    known = {c.resolution.mention.text.casefold() for draft in same_day for m in draft.mentions for c in m.places}
    return first.resolution.mention.text.casefold() not in known


SEVERAL = re.compile(
    r"\b(?:two|three|four|five|several|various|separate|different|many)(?: \w+){0,2} (?:villages|towns|places|"
    r"localities|"
    r"settlements|communes|communities|cities|locations|"
    r"districts|provinces|attacks|incidents|shootings|strikes|blasts|explosions|ambushes|raids|clashes)\b|"
    r"\b(?:struck|hit|shelled|attacked|pounded) (?:several |\w+ )?(?:villages|towns|settlements)\b"
)


_ANOTHER = screen(
    r"\b(?:an? (?:second|third|fourth|further)|another|the second) (?:\w+ )?(?:attack|incident|missile|rocket|drone|"
    r"bomb|"
    r"blast|explosion|strike|shooting|clash|raid|ambush|shell|device|mine)\b"
)


_SOME_HOURS = re.compile(
    r"(?:in|at|near|outside) [^,;.]{3,40}, (?:some|a few|only|just|several|two|three|four|five|six|\d+)? ?hours? "
    r"(?:before|earlier|later|afterwards)\b"
)


def _told_apart(draft: Draft, mention: EventMention, choice: PlaceChoice) -> bool:
    """Tell whether a mention with a place is another event than a draft that has none on the map.

    Both have a loss of one kind, and the draft's place is named otherwise or the text says "the same night".
    """
    if _protest(mention) and not any(_protest(m) for m in draft.mentions):
        return True
    if mention.announced and draft.mentions[-1].sentence is not mention.sentence:
        return True
    if (
        _ANOTHER.search(mention.sentence.low)
        and mention.triggers
        and choice.fine
        and draft.mentions[-1].sentence is not mention.sentence
    ):
        return True  # "a second missile was fired at Y"
    later = mention.sentence.paragraph > draft.mentions[-1].sentence.paragraph
    if later and mention.strong and _SOME_HOURS.match(mention.sentence.low.lstrip()):
        return True  # "In Y, some hours before, a policeman had shot …"
    kinds = {loss.kind for loss in mention.losses if not loss.zero and not loss.part}
    told = {loss.kind for m in draft.mentions for loss in m.losses if not loss.zero and not loss.part}
    if not kinds & told or "missing" in kinds & told:
        return False
    words = choice.resolution.mention.text.casefold()
    named = [
        c.resolution.mention.text.casefold()
        for m in draft.mentions
        for c in m.places[:1]
        if c.resolution.place is None and any(reason.startswith("cue:") for reason in c.reasons)
    ]
    if named and words not in named:
        return mention.again or mention.sentence.paragraph != draft.mentions[-1].sentence.paragraph
    several = any(SEVERAL.search(m.sentence.low) for m in draft.mentions)
    least = {loss.best or 0 for m in draft.mentions for loss in m.losses if loss.kind == "killed" and loss.best}
    mine = {loss.best or 0 for loss in mention.losses if loss.kind == "killed" and loss.best}
    if later and several and least and mine and max(mine) < max(least):
        return True  # "three women died when shells struck villages": of them one at this place
    fewer = [
        (loss, other)
        for loss in mention.losses
        for m in draft.mentions
        for other in m.losses
        if loss.kind == other.kind == "killed" and loss.noun and other.noun and loss.noun != other.noun
        and 0 < (loss.best or 0) < (other.best or 0)
    ]  # fmt: skip
    return later and (mention.again or bool(fewer))


def _protest(mention: EventMention) -> bool:
    """Tell whether a mention tells of a peaceful crowd and of nothing else."""
    return bool(mention.triggers) and all(t.kind == "peaceful_protest" for t in mention.triggers) and not mention.losses


def _own_dead(mention: EventMention) -> bool:
    """Tell whether a mention counts dead of its own."""
    return any(loss.kind == "killed" and loss.best and not loss.enemy for loss in mention.losses)


def _joint_toll(mention: EventMention) -> bool:
    """Tell whether one mention gives a killed and an injured figure together, as a summing-up does."""
    kinds = {loss.kind for loss in mention.losses if not loss.zero}
    return {"killed", "injured"} <= kinds


def _same_place(one: PlaceChoice, other: PlaceChoice) -> bool:
    first, second = one.resolution.place, other.resolution.place
    if first is not None and second is not None and first.place_id == second.place_id:
        return True
    if one.resolution.mention.text.casefold() == other.resolution.mention.text.casefold():
        return True
    return _km(one, other) <= SAME_PLACE_KM and max(one.precision or 9, other.precision or 9) <= 2


def are_near(one: Draft, other: Draft) -> bool:
    """Tell whether two incidents may be two accounts of one front: some places of theirs lie within `ANSWER_KM`."""
    places = [c for m in one.mentions for c in m.places[:1] if c.fine]
    others = [c for m in other.mentions for c in m.places[:1] if c.fine]
    return any(_km(first, second) <= ANSWER_KM for first in places for second in others)


def _extent(one: PlaceChoice, other: PlaceChoice) -> float:
    """Return by how many km two places lie nearer than their points say: a district is no point."""
    areas = [choice for choice in (one, other) if choice.precision == DISTRICT]
    return DISTRICT_KM if areas else 0.0


def _km(one: PlaceChoice, other: PlaceChoice) -> float:
    """Return the distance of two places in km (a sphere will do to tell near from far), inf without points."""
    first, second = one.point, other.point
    if first is None or second is None:
        return math.inf
    lon_a, lat_a, lon_b, lat_b = map(math.radians, (*first, *second))
    half = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(half)))
