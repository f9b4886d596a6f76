"""A report and its resolved places in, incident records out.

The report is read sentence by sentence; sentences with words of violence or loss become event mentions
(`events`), with their date (`dates`), parties (`actors`), losses (`casualties`), claims (`claims`) and places
(`binding`); mentions of one day and scene are put together (`assemble`).  A parser is asked only for those
sentences, and never needed.
"""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geomap.incidents.actors import PartyFinder, dyad_sides
from geomap.incidents.assemble import build_incident
from geomap.incidents.binding import border_words, choose_places, find_dateline, points_back
from geomap.incidents.blames import Blame, find_blames
from geomap.incidents.casualties import find_losses, has_loss_word
from geomap.incidents.claims import Attribution, find_attributions
from geomap.incidents.dates import DAY, Span, TimeExpr, find_times
from geomap.incidents.events import (
    EventMention,
    clock_of,
    counted_cue,
    find_triggers,
    find_weapons,
    mention_realis,
    separate_cue,
    violent_context,
)
from geomap.incidents.lexicon import pattern
from geomap.incidents.realis import theme_counts
from geomap.incidents.scenes import Draft, group_mentions
from geomap.incidents.structure import Sentence, attach_doc, build_sentences, tokenise
from geomap.incidents.victims import assign_parties

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from geomap.incidents.losses import Loss
    from geomap.records import Incident, Report, Resolution
    from geomap.settings import Settings

logger = logging.getLogger(__name__)

MAX_SENTENCES = 4000  # a report with more is a book: the rest is left, and said so
MAX_PARSED = 60  # parses a report at most: the parser is the dearest part
OLD_DAYS = 14  # an event this long before the publication, told in passing, is background


def extract_incidents(
    report: Report,
    resolutions: Sequence[Resolution],
    *,
    gazetteer: Any,
    parse: Callable[[str], Any] | None = None,
    settings: Settings,
) -> list[Incident]:
    """Return the incidents that a report tells of, of every realis, in the order of the text.

    Parameters
    ----------
    report
        The report; ``clean`` is read, offsets are into ``text``.
    resolutions
        The report's mentions with their places, in any order.
    gazetteer
        For country names and ISO codes (`country_name`, `iso3`, `iso2_of`); None gives ISO alpha-2 codes only.
    parse
        A function from one sentence to a spaCy Doc with a dependency parse; asked only for sentences with words
        of violence or loss. None: patterns alone.
    settings
        ``min_score`` is the least resolution score that gives coordinates.

    Returns
    -------
    incidents
        Possibly empty. ``incident_id`` is a draft id ("d" + 12 hex digits). Only ``realis == "actual"`` ones
        belong on a map; the others say what was read as background, future, generic and so on.

    Notes
    -----
    Confidence is a documented heuristic (see `geomap.incidents.assemble`), not a fitted probability.
    """
    if not report.clean.strip():
        return []
    reader = _Reader(report, sorted(resolutions, key=lambda r: (r.mention.start, r.mention.end)), gazetteer, parse)
    return reader.read(settings)


class _Reader:
    """Reads one report; holds the memory of the discourse."""

    def __init__(self, report: Report, resolutions: Sequence[Resolution], gazetteer: Any, parse: Any) -> None:
        self.report = report
        self.resolutions = resolutions
        self.parse = parse
        self.parsed = 0
        self.begin = find_dateline(report.clean)
        self.finder = PartyFinder(report, resolutions, gazetteer)
        self.last: Attribution | None = None
        self.sides: dict[str, str] = {}
        self.opposite: dict[str, str] = {}
        self.losses: list[Loss] = []
        self.lead_time: TimeExpr | None = None
        self.replies: list[tuple[Sentence, Attribution, str]] = []

    def read(self, settings: Settings) -> list[Incident]:
        sentences = build_sentences(self.report.clean)
        if len(sentences) > MAX_SENTENCES:
            logger.warning(
                "report %s: only the first %d sentences are read for incidents", self.report.id, MAX_SENTENCES
            )
            sentences = sentences[:MAX_SENTENCES]
        self._learn_sides(sentences)
        self._find_lead_time(sentences)
        mentions: list[EventMention] = []
        themes = theme_counts(self.report.clean.lower()[:20000])
        for sentence in sentences:
            mention = self._mention(sentence)
            if mention is not None:
                mentions += self._timed(mention)
        mentions = [m for m in mentions if self._is_event(m, themes)]
        self._date(mentions)
        self._place(mentions)
        actual = [m for m in mentions if m.realis == "actual"]
        if actual and not any(m.strong for m in actual):
            # nothing but weak words in the whole report: talk of violence, no event
            for m in actual:
                if not any(not loss.zero for loss in m.losses):
                    m.realis = "generic"
            actual = [m for m in mentions if m.realis == "actual"]
        drafts = group_mentions(actual)
        drafts = self._sound(drafts)
        self._elaborate(drafts, sentences)
        self._reply(drafts)
        dateline = next((r for r in self.resolutions if r.mention.start < self.begin), None)
        incidents = [
            build_incident(
                draft, self.report, self.finder, sides=self.sides, min_score=settings.min_score, dateline=dateline
            )
            for draft in drafts
        ]
        for mention in mentions:
            if mention.realis != "actual":
                incidents.append(
                    build_incident(
                        Draft(mention.group_key, [mention]), self.report, self.finder,
                        sides=self.sides, min_score=settings.min_score, realis=mention.realis,
                    )
                )  # fmt: skip
        return sorted(incidents, key=lambda i: (i.sources[0].start, i.sources[0].end, i.incident_id))

    # ---------------------------------------------------------------------------------------------- parties

    def _learn_sides(self, sentences: Sequence[Sentence]) -> None:
        """Fix the sides of the report from the parties it names beside words of violence."""
        counts: dict[str, int] = {}
        for sentence in sentences[:400]:
            if not (has_loss_word(sentence.low) or find_triggers(sentence)):
                continue
            for mention in self.finder.find(sentence):
                if mention.form != "role":
                    counts[mention.key] = counts.get(mention.key, 0) + 1
        keys = sorted(counts, key=lambda key: (-counts[key], key))
        self.sides = dyad_sides(keys)
        if self.sides:
            a = [key for key in keys if self.sides.get(key) == "a"] or sorted(
                k for k, s in self.sides.items() if s == "a"
            )
            b = [key for key in keys if self.sides.get(key) == "b"] or sorted(
                k for k, s in self.sides.items() if s == "b"
            )
            for key in self.sides:
                self.opposite[key] = b[0] if self.sides[key] == "a" else a[0]
        else:
            nations = [key for key in keys if not key.startswith("role:")]
            states = [key for key in nations if len(key) == 3]
            if len(states) == 2:
                self.opposite = {states[0]: states[1], states[1]: states[0]}

    # --------------------------------------------------------------------------------------------- mentions

    def _mention(self, sentence: Sentence) -> EventMention | None:
        triggers = [t for t in find_triggers(sentence) if t.start >= self.begin]
        loss_words = has_loss_word(sentence.low)
        parties = []
        attributions: list[Attribution] = []
        speaking = pattern("attribution", "deny").search(sentence.low) or pattern("attribution", "dispute").search(sentence.low) or pattern("attribution", "both").search(sentence.low) or pattern("attribution", "blame").search(sentence.low) or pattern("attribution", "respond").search(sentence.low)  # fmt: skip
        if (
            not triggers
            and not loss_words
            and not speaking
            and not pattern("attribution", "assert").search(sentence.low)
            and not pattern("casualties", "toll_words").search(sentence.low)
        ):
            return None
        tokenise(sentence)
        parties = self.finder.find(sentence)
        attributions = find_attributions(sentence, parties, last=self.last)
        spoken = [a for a in attributions if a.speaker or a.key]
        main = next((a for a in spoken if a.kind in {"assert", "blame"}), spoken[0] if spoken else None)
        losses = find_losses(sentence, previous=self.losses[-6:])
        for attribution in attributions:
            if attribution.kind in {"deny", "dispute", "both", "blame", "admit"}:
                self.replies.append((sentence, attribution, ""))
        speaker = main.key if main else ""
        weapons = find_weapons(sentence.low, sentence.start)
        blames = find_blames(sentence, parties, triggers, speaker=speaker, opposite=self.opposite)
        if main is not None and (main.key or main.speaker):
            self.last = main
        elif parties:
            nation = [p for p in parties if p.form in {"demonym", "country", "capital"}]
            if (
                nation
                and not nation[0].head
                and re.match(r"(?:the )?\w+$", sentence.between(nation[0].name_start, nation[0].name_end))
            ):
                self.last = Attribution(
                    nation[0].key,
                    self.report.clean[nation[0].start : nation[0].end],
                    "",
                    "assert",
                    nation[0].start,
                    nation[0].end,
                )
        if not losses and not triggers:
            if blames or speaking:
                self.replies += [
                    (
                        sentence,
                        replace(main, kind="blame")
                        if main
                        else Attribution("", "", "", "assert", sentence.start, sentence.end),
                        b.attacker,
                    )
                    for b in blames
                ]
            return None
        attacker = next((b.attacker for b in blames if b.attacker), "")
        target = next((b.target for b in blames if b.target), "")
        losses = assign_parties(
            losses,
            parties,
            sentence,
            speaker=speaker,
            target=target,
            attacker=attacker,
            opposite=self.opposite,
            previous=self.losses[-6:],
        )
        self.losses += losses
        if (
            not losses
            and not any(t.strength == "strong" for t in triggers)
            and not violent_context(sentence, parties, losses, weapons)
        ):
            self.replies += [
                (
                    sentence,
                    replace(main, kind="blame")
                    if main
                    else Attribution("", "", "", "blame", sentence.start, sentence.end),
                    b.attacker,
                )
                for b in blames
            ]
            return None
        mention = EventMention(
            sentence,
            sentence.start,
            sentence.end,
            triggers,
            losses,
            parties,
            blames=blames,
            attribution=main,
            weapons=weapons,
        )
        mention.realis, mention.cue = mention_realis(sentence, triggers, losses)
        denial = next((a for a in attributions if a.kind == "deny"), None)
        if denial is not None and all(item.start > denial.start for item in [*triggers, *losses]):
            mention.realis, mention.cue = "negated", denial.verb  # what is denied did not happen, says the report
        mention.clock = clock_of(sentence)
        mention.again = separate_cue(sentence)
        mention.counted = counted_cue(sentence)
        mention.anaphora = points_back(sentence)
        self._parse(sentence)
        return mention

    def _parse(self, sentence: Sentence) -> None:
        if self.parse is not None and self.parsed < MAX_PARSED:
            self.parsed += 1
            attach_doc(sentence, self.parse)

    def _is_event(self, mention: EventMention, themes: dict[str, int]) -> bool:
        """Tell whether a mention is of conflict at all: sports, weather, exercises and accidents are not."""
        here = theme_counts(mention.sentence.low)
        real_loss = any(not loss.zero for loss in mention.losses)
        strong = any(t.strength == "strong" for t in mention.triggers)
        armed_sentence = bool(mention.weapons) or any(
            p.sector in {"MIL", "REB", "PAF"} and p.form != "role" for p in mention.parties
        )
        if here["weather"] and not armed_sentence and not real_loss:
            return False
        if themes["exercise"] >= 2 and (here["exercise"] or not real_loss):
            return False
        for theme in ("sport", "culture", "business"):
            if themes[theme] >= 4 and not (real_loss and armed_sentence):
                return False
            if here[theme] >= 2 and not real_loss:
                return False
        if themes["weather"] >= 5 and not armed_sentence:
            return False
        if (
            (themes["disaster"] >= 2 or here["disaster"])
            and not mention.weapons
            and not (armed_sentence and themes["disaster"] < 2)
            and not any(
                t.strength == "strong" and t.kind not in {"remote_explosive_landmine_ied"} for t in mention.triggers
            )
        ):
            return False
        if not mention.triggers and not real_loss:
            return bool(mention.losses)
        return strong or real_loss or bool(mention.triggers)

    # ------------------------------------------------------------------------------------------------ dates

    def _date(self, mentions: list[EventMention]) -> None:
        published = self.report.date
        for mention in mentions:
            self._soften(mention)
        main = self._main_day(mentions)
        here: Span | None = None
        key = ""
        basis = ""
        paragraph = -1
        for mention in mentions:
            if mention.realis not in {"actual"} and mention.time is None:
                mention.group_key = "none"
                continue
            if mention.sentence.paragraph != paragraph:
                here, key, basis = main
                paragraph = mention.sentence.paragraph
            time = mention.time
            if time is not None:
                span = time.resolve(here.lo if here else published)
                mention.date_basis, mention.date_reason = (
                    time.basis,
                    time.note if time.note in {"overnight", "since"} else "",
                )
                if span is not None:
                    mention.span = span
                    mention.group_key = span.lo.isoformat() if span.prec == 1 else f"{span.lo}/{span.hi}"
                else:
                    mention.date_reason = time.note or "relative_unresolved"
                    mention.group_key = f"{time.text}"
                if mention.realis == "actual" and span is not None and span.prec == 1:
                    here, key, basis = mention.span, mention.group_key, mention.date_basis
                elif mention.realis == "actual" and span is None:
                    key = mention.group_key
            else:
                mention.span, mention.group_key, mention.date_basis = here, key, basis
            self._age(mention, mentions, published)

    def _find_lead_time(self, sentences: Sequence[Sentence]) -> None:
        """Note the day that the first two sentences tell, for events that are not dated themselves."""
        for sentence in sentences[:2]:
            for time in find_times(sentence.low, sentence.start, published=self.report.date):
                if time.start < self.begin or time.future or time.span is None or time.anchor == "sentence":
                    continue
                if not self._dates_speech(sentence, time) or re.search(
                    r"\b(?:was|were) reported (?:on )?$", sentence.before(time.start, 20)
                ):
                    self.lead_time = time
                    return

    def _timed(self, mention: EventMention) -> list[EventMention]:
        """Return the mention with its own time; two when one sentence tells of two days in two clauses."""
        sentence, published = mention.sentence, self.report.date
        times = [t for t in find_times(sentence.low, sentence.start, published=published) if t.start >= self.begin]
        before = [t for t in times if t.note == "hours_before" and "later" not in t.text]
        dated = [
            t
            for t in times
            if t.span is not None and t.span.prec == 1 and not t.future and not self._dates_speech(sentence, t)
        ]
        days = {t.span.lo: t for t in reversed(dated) if t.span is not None}
        if before:
            number = sentence.clause(before[0].start)
            parts = _part(mention, lambda offset: sentence.clause(offset) == number)
        elif len(days) == 2 and not any(t.kind == "weekdays" for t in dated):
            one, other = (days[day] for day in sorted(days, key=lambda day: days[day].start))
            parts = _part(mention, lambda offset: sentence.gap(offset, other.start) < sentence.gap(offset, one.start))
        else:
            parts = None
        if parts is None:
            self._own_time(mention, times)
            return [mention]
        outer, inner = parts
        if before:
            self._own_time(outer, [t for t in times if t is not before[0]])
            inner.back_reference, inner.realis, inner.cue = True, "background", before[0].text
            inner.time = before[0]
        else:
            self._own_time(outer, [t for t in times if t is not other])
            self._own_time(inner, [t for t in times if t is not one])
        return [outer, inner]

    def _own_time(self, mention: EventMention, times: list[TimeExpr]) -> None:
        """Pick the expression that dates the event, not the saying: same clause, nearest to an event word."""
        sentence = mention.sentence
        anchors = [t.start for t in mention.triggers] + [loss.end - 1 for loss in mention.losses]
        best: tuple[float, TimeExpr] | None = None
        for time in times:
            if time.anchor == "sentence":
                said = next((t for t in times if t is not time and t.span is not None and t.span.prec == 1), None)
                inside = any(anchor > time.end for anchor in anchors)
                if said is None or said.span is None or not inside:
                    continue
                day = said.span.lo + time.shift * DAY
                time = replace(time, span=Span(day, day, 1))  # noqa: PLW2901
            if time.anchor == "narrative" and time.shift > 0:  # "on Thursday …, and a day later two died"
                base = next(
                    (t for t in reversed(times) if t.end <= time.start and t.span is not None and t.span.prec == 1),
                    None,
                )
                if base is not None and base.span is not None:
                    day = base.span.lo + time.shift * DAY
                    time = replace(time, span=Span(day, day, 1))  # noqa: PLW2901
            if time.note in {"ambiguous_date", "eve", "hours"} or (time.anchor == "narrative" and time.shift == 0):
                continue
            if time.note == "hours_before":
                continue
            if time.future:
                continue
            if self._dates_speech(sentence, time):
                if mention.speech_time is None and time.span is not None:
                    mention.speech_time = time
                continue
            gap = min((sentence.gap(time.start, anchor) for anchor in anchors), default=0)
            cost = gap + (8 if time.anchor == "clock" else 0) + (4 * (time.span.prec - 1) if time.span else 0)
            if best is None or cost < best[0]:
                best = (cost, time)
        if best is not None:
            mention.time = best[1]
        elif (
            any(time.future for time in times)
            and not any(not time.future for time in times)
            and not any(not loss.zero for loss in mention.losses)
        ):
            future = next(time for time in times if time.future)
            if mention.triggers and sentence.gap(future.start, mention.triggers[-1].start) < 14:
                mention.realis = "future" if mention.realis == "actual" else mention.realis
                mention.time = future

    def _dates_speech(self, sentence: Sentence, time: TimeExpr) -> bool:
        """Tell whether a date says when somebody spoke: "said on Sunday", "on Friday announced"."""
        left = sentence.before(time.start, 44)
        right = sentence.after(time.end, 40)
        verbs = "said|says|announced|reported|told|stated|confirmed|claimed|wrote|added|declared|denied|accused|blamed|condemned|defended|urged|called|given by|put out by|spoke|warned|statement|briefing|acknowledged|rejected|dismissed|disclosed|insisted"
        if re.search(
            rf"\b(?:{verbs})(?: (?!was|were|had|that)[\w'’-]+){{0,3}}? (?:(?:late |early )?on )?(?:late |early )?$",
            left,
        ):
            between = re.split(rf"\b(?:{verbs})\b", left)[-1]
            return not re.search(
                r"\b(?:killed|wounded|died|shelled|attack\w*|fired|shot|clash\w*|exploded|reported)\b", between
            )
        return bool(re.match(rf"(?:,? (?:[\w'’-]+ ){{0,4}}?)?(?:had )?(?:{verbs})\b", right.lstrip())) and not re.match(
            r",", right
        )

    def _main_day(self, mentions: list[EventMention]) -> tuple[Span | None, str, str]:
        """Return (days, key, basis) of the report's main event: the first dated one near the top, else speech, else publication."""
        actual = [m for m in mentions if m.realis == "actual"]
        published = self.report.date
        for mention in actual[:6]:
            if mention.time is None or mention.time.future:
                continue
            span = mention.time.resolve(published)
            if span is None:
                if mention.time.anchor == "publication":
                    return None, mention.time.text, mention.time.basis
                continue
            if span.prec <= 2 and (published is None or (published - span.lo).days <= OLD_DAYS or mention is actual[0]):
                key = span.lo.isoformat() if span.prec == 1 else f"{span.lo}/{span.hi}"
                return span, key, mention.time.basis
        if actual and self.lead_time is not None and published is not None:
            span = self.lead_time.resolve(published)
            if span is not None and span.prec == 1 and 0 <= (published - span.lo).days <= OLD_DAYS:
                return span, span.lo.isoformat(), self.lead_time.basis
        for mention in actual[:3]:
            if mention.speech_time is not None and mention.speech_time.span is not None:
                span = mention.speech_time.span
                return span, span.lo.isoformat(), mention.speech_time.basis
        if published is not None:
            return Span(published, published, 1), published.isoformat(), "publication"
        return None, "none", ""

    def _soften(self, mention: EventMention) -> None:
        """Take back "background" where the event itself is dated to a day near the publication."""
        time, published = mention.time, self.report.date
        if mention.realis not in {"background", "aggregate", "generic"} or mention.back_reference or time is None:
            return
        span = time.resolve(published)
        near = (
            span is not None
            and span.prec == 1
            and published is not None
            and 0 <= (published - span.lo).days <= OLD_DAYS
        )
        if near and not mention.sentence.low.count("anniversar") and not mention.sentence.low.count("commemor"):
            mention.realis = "actual"

    def _age(self, mention: EventMention, mentions: list[EventMention], published: dt.date | None) -> None:
        """Call an event background when it is told in passing and long past, or only dated to a month or year."""
        if mention.realis != "actual" or mention.span is None:
            return
        reference = published or max((m.span.hi for m in mentions if m.span and m.span.prec == 1), default=None)
        lead = mention is mentions[0]
        if mention.span.prec >= 4 and not lead:
            mention.realis = "background"
        elif reference is not None and (reference - mention.span.hi) > OLD_DAYS * DAY and not lead:
            mention.realis = "background"
        elif published is not None and mention.span.lo > published:
            mention.realis = "future"

    # ----------------------------------------------------------------------------------------------- places

    def _place(self, mentions: list[EventMention]) -> None:
        previous: EventMention | None = None
        for mention in mentions:
            sentence = mention.sentence
            anchors = [t.start for t in mention.triggers] + [loss.end - 1 for loss in mention.losses]
            mention.places = choose_places(sentence, self.resolutions, anchors, begin=self.begin)
            mention.border = border_words(sentence)
            fine = mention.places and mention.places[0].fine
            if (
                not fine
                and mention.anaphora
                and mention.realis == "actual"
                and previous is not None
                and previous.places
                and mention.group_key != previous.group_key
            ):
                mention.places = [replace(previous.places[0], reasons=("carried_over",))]
            if mention.places and mention.places[0].fine and mention.realis == "actual":
                previous = mention

    def _elaborate(self, drafts: Sequence[Draft], sentences: Sequence[Sentence]) -> None:
        """Look for the place of an incident without one in the sentences that go on about it.

        "A guard was wounded by fire. He was on duty beside the bridge …": the next sentences without an event of
        their own, up to the end of the next paragraph.
        """
        told = {m.sentence.index for draft in drafts for m in draft.mentions}
        for draft in drafts:
            if draft.place is not None or any(m.border and m.sentence.paragraph for m in draft.mentions):
                continue
            first = draft.mentions[0]
            for sentence in sentences[first.sentence.index + 1 : first.sentence.index + 5]:
                if sentence.index in told or sentence.paragraph > first.sentence.paragraph + 1:
                    continue
                if theme_counts(sentence.low)["memory"] or not any(
                    sentence.start <= r.mention.start < sentence.end for r in self.resolutions
                ):
                    continue
                tokenise(sentence)
                found = [c for c in choose_places(sentence, self.resolutions, [], begin=self.begin) if c.fine]
                found = [c for c in found if any(reason.startswith("cue:") for reason in c.reasons)]
                if found and _same_country(found[0], first):
                    mention = draft.mentions[0]
                    mention.places = [
                        replace(found[0], score=found[0].score - 0.6, reasons=("next_sentence",)),
                        *mention.places,
                    ]
                    break

    # -------------------------------------------------------------------------------------------- judgement

    def _sound(self, drafts: list[Draft]) -> list[Draft]:
        """Keep the drafts that tell of an incident: a strong word, or a loss with its cause."""
        kept = []
        for draft in drafts:
            strong = any(t.strength == "strong" for m in draft.mentions for t in m.triggers)
            loss = any(not item.zero and item.kind != "missing" for m in draft.mentions for item in m.losses)
            trigger = any(m.triggers for m in draft.mentions)
            if strong or (
                loss and (trigger or any(item.key not in {"", "civ"} for m in draft.mentions for item in m.losses))
            ):
                kept.append(draft)
        return kept

    def _reply(self, drafts: list[Draft]) -> None:
        """Hand denials and counter-claims to the incident they answer.

        In the paragraph of an event it answers that event, the one told last before it; in a paragraph of its own
        it answers the report's first incident.
        """
        if not drafts:
            return
        for sentence, attribution, attacker in self.replies:
            same = [
                (m.start, draft)
                for draft in drafts
                for m in draft.mentions
                if m.sentence.paragraph == sentence.paragraph and m.start <= sentence.start
            ]
            chosen = max(same, key=lambda item: item[0])[1] if same else drafts[0]
            if attribution not in chosen.replies:
                chosen.replies.append(attribution)
            if attacker:
                first = chosen.mentions[0]
                first.blames = [*first.blames, Blame(attacker, "", attribution.key, sentence.start, sentence.end)]


def _part(mention: EventMention, inner: Callable[[int], bool]) -> tuple[EventMention, EventMention] | None:
    """Part a mention in two by `inner` (offset -> bool); None where one part would be empty."""
    sides: list[EventMention] = []
    for wanted in (False, True):
        triggers = [t for t in mention.triggers if inner(t.start) is wanted]
        losses = [loss for loss in mention.losses if inner(loss.end - 1) is wanted]
        blames = [blame for blame in mention.blames if inner(blame.start) is wanted]
        if not triggers and not losses:
            return None
        sides.append(replace(mention, triggers=triggers, losses=losses, blames=blames))
    return sides[0], sides[1]


def _same_country(choice: Any, mention: EventMention) -> bool:
    """Tell whether a place may belong to the event: no place of the event lies in another country."""
    countries = {
        c.resolution.place.country
        for c in mention.places
        if c.resolution.place is not None and c.resolution.place.country
    }
    place = choice.resolution.place
    return not countries or place is None or place.country in countries
