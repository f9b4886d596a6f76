"""Where each event mention of a report happened: in its sentence, in the one it points back to, in those after it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geomap.incidents.binding import PlaceChoice, choose_places
from geomap.incidents.cues import border_words
from geomap.incidents.realis import in_memory
from geomap.incidents.routes import find_route
from geomap.incidents.structure import Sentence, attach_doc, tokenise
from geomap.schema import SETTLEMENT_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geomap.incidents.events import EventMention
    from geomap.incidents.scenes import Draft
    from geomap.records import Resolution

_SCENE = re.compile(
    r"\bthe (?:[\w-]+ )?(?:base|post|village|settlement|checkpoint|school|hospital|camp|barracks|scene|spot|"
    r"site) (?:is|lies|stands|sits|was)\b"
)
_SIDE = re.compile(r" (?:sides?|directions?|positions?|territory|bank|shore)\b")
_CROWDS = frozenset({"peaceful_protest", "violent_demonstration", "protest_with_intervention"})
_HERE = re.compile(  # where the reporter is
    r"\b(?:in|into|on|at|of|over|to|through|outside|above|around|near) (?:this|our) (?:[\w-]+ ){0,2}(?:village|"
    r"hamlet|town|city|settlement|suburb|township)\b"
)
_YEAR = re.compile(r"\b(?:in|since|of|by) (?:\w+ )?(?:19|20)\d\d\b")
_THERE = re.compile(
    r"\s*there (?:on|in|at|the|an?|,|two|three|four|five|six|several|dozens|crowds|gunmen|soldiers|police)\b"
)
_POINTS_THERE = re.compile(r"\b(?:killed|wounded|injured|hurt|died|shot|injured|clashed|shelled|dead) there\b")
_THE_VILLAGE = re.compile(
    r"\b(?:in|into|on|at|of|over|to|through|outside|above|around|near|below) the (?P<what>village|hamlet|town|city|"
    r"settlement)\b(?! of\b|['’]s)"
)
_OPENS = re.compile(r"\s*(?:In|At|Near|Outside) (?:the (?:village|town|city) of )?")
FAR = 900  # characters between a village and "the village"
MUCH = 60  # characters between a place and the sentence that says "there"
CLOSE = 0.6  # of `PlaceChoice.score`: two places nearer than this are told apart by a parse
STRANGER = 0.7  # of a resolution's score: below it a place in a country of its own is not believed
MAX_PARSED = 60  # parses a report at most: the parser is the dearest part


class Placer:
    """Binds places to the event mentions of one report; `begin` is where its text proper begins."""

    def __init__(
        self, text: str, resolutions: Sequence[Resolution], parse: Callable[[str], Any] | None, begin: int
    ) -> None:
        self.text = text
        self.resolutions = _without_strangers(resolutions)
        self.here = next((r for r in self.resolutions if r.mention.start < begin), None)  # the dateline's place
        self.parse = parse
        self.parsed = 0
        self.begin = begin
        self.told: set[int] = set()
        self.docs: dict[int, Any] = {}  # of sentences that were parsed beforehand
        self._flat: dict[int, list[PlaceChoice]] = {}  # the places of a mention without a parse, by `id`

    def foresee(self, mentions: Sequence[EventMention]) -> list[Sentence]:
        """Return the sentences that `place` will ask a parse of; whoever parses them puts it into ``docs``."""
        wanted: dict[int, Sentence] = {}
        for mention in mentions if self.parse is not None else ():
            if mention.sentence.index not in wanted and mention.sentence.doc is None:
                places = self._flat[id(mention)] = self._choices(mention)
                if mention.realis == "actual" and _close(places) and len(wanted) < MAX_PARSED:
                    wanted[mention.sentence.index] = mention.sentence
        return list(wanted.values())

    def place(self, mentions: Sequence[EventMention]) -> None:
        """Give every mention its places, best first; "the same village" takes them from the mention before."""
        previous: EventMention | None = None
        self.told = {mention.sentence.index for mention in mentions}
        for mention in mentions:
            sentence = mention.sentence
            mention.places = self._choose(mention)
            mention.border = border_words(sentence)
            if self.here is not None and _HERE.search(sentence.between(mention.start, mention.end)):
                mention.places = _dateline(self.here, sentence, mention.places)
            elif (
                sentence.low.lstrip().startswith("there ")
                or (_POINTS_THERE.search(sentence.low) and not any(c.fine for c in mention.places))
            ) and (there := self._there(sentence)) is not None:
                mention.places = [there, *mention.places]
            fine = mention.places and mention.places[0].fine
            if not fine and mention.realis == "actual":
                told = self._the_village(sentence) or self._opens_paragraph(mention, mentions)
                if told is not None:
                    mention.places, fine = [told, *mention.places], True
            if (
                not fine
                and mention.anaphora
                and mention.realis == "actual"
                and previous is not None
                and previous.places
                and not any(c.resolution.place is None and c.relation for c in mention.places)
                and mention.group_key != previous.group_key
            ):
                mention.places = [replace(previous.places[0], reasons=("carried_over",))]
            if mention.places and mention.places[0].fine and mention.realis == "actual":
                previous = mention

        self._forget_origins(mentions)

    def _forget_origins(self, mentions: Sequence[EventMention]) -> None:
        """Take "shots rang out from the X side" for no place of its own where another one is told of that day."""
        for mention in mentions:
            if mention.losses or not mention.places or "cue:from" not in mention.places[0].reasons:
                continue
            if not _SIDE.match(mention.sentence.after(mention.places[0].resolution.mention.end, 14)):
                continue
            others = [m for m in mentions if m is not mention and m.group_key == mention.group_key]
            if any(c.fine and "cue:from" not in c.reasons for m in others for c in m.places[:1]):
                mention.places = [c for c in mention.places if "cue:from" not in c.reasons]

    def _there(self, sentence: Sentence) -> PlaceChoice | None:
        """Return the settlement that "There on Saturday crowds broke …" points to: the last named before it."""
        if not (_THERE.match(sentence.low) or _POINTS_THERE.search(sentence.low)):
            return None
        before = [r for r in self.resolutions if self.begin <= r.mention.start < sentence.start]
        last = before[-1] if before else None
        if last is None or last.place is None or last.place.kind not in SETTLEMENT_KINDS:
            return None
        if last.mention.use != "literal" or sentence.start - last.mention.end > MUCH:
            return None
        return PlaceChoice(last, "in", 2.5, ("cue:in", "there"), last.precision or 1, sentence.index)

    def _the_village(self, sentence: Sentence) -> PlaceChoice | None:
        """Return the settlement that "the village" means, where the text called the last one named just that."""
        found = _THE_VILLAGE.search(sentence.low)
        if found is None:
            return None
        called = re.compile(rf",? (?:an?|the) (?:[\w-]+ ){{0,4}}?{found['what']}\b")
        for one in reversed(self.resolutions):
            end = one.mention.end
            if not self.begin <= one.mention.start < sentence.start or one.mention.use != "literal":
                continue
            if sentence.start - end > FAR:
                return None
            if one.place is None or one.place.kind not in SETTLEMENT_KINDS:
                continue
            if one.mention.cue == found["what"] or called.match(self.text, end, end + 60):
                return PlaceChoice(one, "in", 2.0, ("carried_over",), one.precision or 1, sentence.index)
        return None

    def _opens_paragraph(self, mention: EventMention, mentions: Sequence[EventMention]) -> PlaceChoice | None:
        """Return the settlement that the mention's paragraph opens with: "In X sirens sounded. Rockets tore up …"."""
        sentence = mention.sentence
        if any(c.resolution.place is None and c.relation for c in mention.places):
            return None
        paragraph = self.text.rfind("\n\n", 0, sentence.start)
        begin = max(self.begin, paragraph + 2 if paragraph >= 0 else 0)
        first = next((r for r in self.resolutions if begin <= r.mention.start), None)
        if first is None or first.place is None or first.mention.end > sentence.start or first.mention.use != "literal":
            return None
        if first.place.kind not in SETTLEMENT_KINDS - {"capital"} or not _OPENS.fullmatch(
            self.text, begin, first.mention.start
        ):
            return None
        if any(m.sentence.start <= first.mention.start < m.sentence.end for m in mentions):
            return None  # an event is told there: it is carried over, if at all
        return PlaceChoice(first, "in", 1.5, ("carried_over",), first.precision or 1, sentence.index)

    def _choose(self, mention: EventMention) -> list[PlaceChoice]:
        """Return the places of an event, parsing the sentence only where its words leave two of them close."""
        sentence = mention.sentence
        flat = self._flat.get(id(mention)) if sentence.doc is None else None
        places = self._choices(mention) if flat is None else flat
        parse = mention.realis == "actual" and self.parse is not None and self.parsed < MAX_PARSED
        if parse and _close(places):
            self.parsed += 1
            if sentence.doc is None:
                sentence.doc = self.docs.get(sentence.index)
            attach_doc(sentence, self.parse)
            places = self._choices(mention)
        return places

    def _choices(self, mention: EventMention) -> list[PlaceChoice]:
        anchors = [t.start for t in mention.triggers] + [loss.end - 1 for loss in mention.losses]
        part = (mention.start, mention.end)
        return choose_places(mention.sentence, self.resolutions, anchors, begin=self.begin, within=part)

    def _on_the_way(self, mention: EventMention) -> bool:
        """Tell whether an event happened on a road between two places; it then is near one of them, or along it."""
        sentence = mention.sentence
        inside = [r for r in self.resolutions if sentence.start <= r.mention.start < sentence.end]
        found = find_route(sentence, inside)
        if found is None:
            return False
        end, words = found
        if end is None:
            mention.border = words
        else:
            near = PlaceChoice(end, "near", 1.0, ("cue:between", "route"), 2, sentence.index)
            mention.places = [near, *mention.places]
        return True

    def elaborate(self, drafts: Sequence[Draft], sentences: Sequence[Sentence]) -> None:
        """Look for the place of an incident without one in the sentences that go on about it.

        "A guard was wounded by fire. He was on duty beside the bridge …": the next sentences without an event of
        their own, up to the end of the next paragraph.
        """
        for draft in drafts:
            if draft.place is not None or any(m.border and m.sentence.paragraph for m in draft.mentions):
                continue
            first = draft.mentions[0]
            if any(self._on_the_way(m) for m in draft.mentions):
                continue
            if any(c.resolution.place is None and c.relation for m in draft.mentions for c in m.places):
                continue  # the place is told, the gazetteer only does not have it
            index, paragraph = first.sentence.index, first.sentence.paragraph
            before = [s for s in sentences[max(0, index - 3) : index] if s.paragraph == paragraph]
            for sentence in [*reversed(before), *sentences[index + 1 : index + 5]]:
                if sentence.index in self.told or sentence.paragraph > paragraph + 1:
                    continue
                if (
                    _YEAR.search(sentence.low)
                    or _YET_TO_COME.search(sentence.low)
                    or in_memory(sentence.low)
                    or not any(sentence.start <= r.mention.start < sentence.end for r in self.resolutions)
                ):
                    continue
                tokenise(sentence)
                base = bool(_SCENE.search(sentence.low))  # "the base stands near X" goes on about the scene
                crowd = all(t.kind in _CROWDS for m in draft.mentions for t in m.triggers)
                found = choose_places(sentence, self.resolutions, [], begin=self.begin, references=base, seats=crowd)
                found = [c for c in found if c.fine]
                found = [c for c in found if any(reason.startswith("cue:") for reason in c.reasons)]
                found = [c for c in found if not _office_of(sentence, c) and (crowd or not _is_capital(c))]
                if found and _same_country(found[0], first):
                    mention = draft.mentions[0]
                    mention.places = [
                        replace(found[0], score=found[0].score - 0.6, reasons=("next_sentence",)),
                        *mention.places,
                    ]
                    break


_YET_TO_COME = re.compile(r"\b(?:will|are about to|is about to|are to|is to|are due|is due|are expected|is expected)\b")


def _close(places: Sequence[PlaceChoice]) -> bool:
    """Tell whether the words leave two places of an event close."""
    fine = [choice for choice in places if choice.fine][:2]
    return len(fine) > 1 and (fine[0] is not places[0] or fine[0].score - fine[1].score < CLOSE)


def _dateline(here: Resolution, sentence: Sentence, places: list[PlaceChoice]) -> list[PlaceChoice]:
    """Return the places of an event "in this village", of which the dateline's comes first."""
    place = here.place
    if place is None or place.kind not in SETTLEMENT_KINDS:
        return places
    return [PlaceChoice(here, "in", 3.0, ("cue:in", "dateline"), 1, sentence.index), *places]


def _without_strangers(resolutions: Sequence[Resolution]) -> list[Resolution]:
    """Return the resolutions with a doubtful place in a country that no other place lies in left open."""
    counts: dict[str, int] = {}
    for resolution in resolutions:
        if resolution.place is not None and resolution.place.country:
            counts[resolution.place.country] = counts.get(resolution.place.country, 0) + 1
    out = []
    for resolution in resolutions:
        place = resolution.place
        alone = place is not None and counts.get(place.country) == 1 and len(counts) > 1 and place.kind != "country"
        if alone and resolution.score < STRANGER:
            out.append(replace(resolution, place=None, lon=None, lat=None, precision=None, radius_m=None))
        else:
            out.append(resolution)
    return out


_VOICE_THERE = re.compile(
    r",? (?:(?:an?|the|his|its|their) )?(?:[\w'’-]+ ){0,8}(?:said|says|spokes\w+|deplored|condemned|urged|called|"
    r"warned|welcomed|regretted|announced|denied|told|wrote|ministers?|diplomats?|officials?|ambassadors?)\b"
)


def _is_capital(choice: PlaceChoice) -> bool:
    place = choice.resolution.place
    return place is not None and place.kind == "capital"


def _office_of(sentence: Sentence, choice: PlaceChoice) -> bool:
    """Tell whether a capital only says where somebody speaks ("In Brussels a spokesman deplored the deaths")."""
    place, mention = choice.resolution.place, choice.resolution.mention
    if place is None or place.kind != "capital":
        return False
    return bool(
        _VOICE_THERE.match(sentence.after(mention.end, 90)) or _VOICE_THERE.search(sentence.before(mention.start, 60))
    )


def _same_country(choice: Any, mention: EventMention) -> bool:
    """Tell whether a place may belong to the event: no place of the event lies in another country."""
    countries = {
        c.resolution.place.country
        for c in mention.places
        if c.resolution.place is not None and c.resolution.place.country
    }
    place = choice.resolution.place
    return not countries or place is None or place.country in countries
