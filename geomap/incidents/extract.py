"""A report and its resolved places in, incident records out.

The report is read sentence by sentence; sentences with words of violence or loss become event mentions
(`events`), with their date (`dates`), parties (`actors`), losses (`casualties`), claims (`claims`) and places
(`binding`); mentions of one day and scene are put together (`assemble`).  A parser is asked only for those
sentences, and never needed.
"""

from __future__ import annotations

import logging
import re
from collections import deque
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geomap.incidents.actors import PartyFinder
from geomap.incidents.afterwards import AHEAD, foresee
from geomap.incidents.asides import BURIED, avenged
from geomap.incidents.assemble import build_incident
from geomap.incidents.blames import find_blames
from geomap.incidents.blamewords import ANSWERED, NO_SHOT, OF_A_PARTY, OF_GUILT, OFFICE, OFFICIAL
from geomap.incidents.casualties import find_losses, lossy
from geomap.incidents.charges import find_accounts, find_charges, nobody_knows
from geomap.incidents.claims import Attribution, find_attributions, said_by
from geomap.incidents.cues import find_dateline, points_back
from geomap.incidents.denied import accused_in_turn, all_denied, contradicts
from geomap.incidents.echoes import Echoes
from geomap.incidents.events import (
    EventMention,
    clock_of,
    counted_cue,
    find_weapons,
    mention_realis,
    separate_cue,
    violent_context,
)
from geomap.incidents.judging import hand_replies, keep_sound
from geomap.incidents.lexicon import screened
from geomap.incidents.overviews import drop_overview
from geomap.incidents.partdays import date_parts
from geomap.incidents.placing import Placer
from geomap.incidents.realis import about_conflict, clause_realis, theme_counts
from geomap.incidents.scenes import Draft, group_mentions
from geomap.incidents.screen import Screens, screen
from geomap.incidents.segments import add_elided, split_by_place
from geomap.incidents.sides import learn_sides
from geomap.incidents.structure import Sentence, build_sentences, tokenise
from geomap.incidents.timing import Timing
from geomap.incidents.victims import assign_parties, discount_attackers, split_by_nation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from geomap.incidents.actors import PartyMention
    from geomap.incidents.losses import Loss
    from geomap.records import Incident, Report, Resolution
    from geomap.settings import Settings

logger = logging.getLogger(__name__)

MAX_SENTENCES = 4000  # a report with more is a book: the rest is left, and said so
THEME_CHARS = 20_000  # from the beginning, that tell what a report is about
_LAID = screen(
    r"\b(?:the|this|that|these) (?:[\w-]+ )?(?:device|mine|landmine|bomb|charge|explosive)s? (?:(?:was|were|is|had "
    r"been|"
    r"have been) (?:an? )?(?:[\w-]+ ){0,4}?)?(?:planted|laid|buried|left|placed|sown)\b"
)
_NESTED = re.compile(r"\b(?:after|before|since) (?:(?!said|which|that)[\w'’-]+ ){1,5}$")


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
        belong on a map; the others say what was read as background, future, generic and so on. Their confidence is
        a documented heuristic (see `geomap.incidents.assemble`), not a fitted probability.
    """
    reader = Reader(report, resolutions, gazetteer, parse)
    deque(reader.read(settings), 0)  # each sentence is parsed when it is its turn
    return reader.incidents


@lru_cache(maxsize=1)
def _answers() -> Screens:
    """Return the patterns of the words that answer or accuse."""
    return Screens({kind: screened("attribution", kind) for kind in ("deny", "dispute", "both", "blame", "respond")})


def _nameless(voice: Attribution) -> bool:
    """Tell whether a voice is of no named party: "the army", "its ministry"."""
    return not voice.key or voice.key.startswith("role:")


class Reader:
    """Reads one report; holds the memory of the discourse."""

    def __init__(self, report: Report, resolutions: Sequence[Resolution], gazetteer: Any, parse: Any) -> None:
        resolutions = sorted(resolutions, key=lambda r: (r.mention.start, r.mention.end))
        self.report = report
        self.incidents: list[Incident] = []
        self.sentences: list[Sentence] = []
        self.resolutions = resolutions
        self.begin = find_dateline(report.clean)
        self.last_paragraph = -1
        self.timing = Timing(report, self.begin)
        self.placer = Placer(report.clean, resolutions, parse, self.begin)
        self.finder = PartyFinder(report, resolutions, gazetteer, begin=self.begin)
        self.home = self._capital()
        self.last: Attribution | None = None
        self.denied = -1  # the paragraph in which an event was denied last
        self.sides: dict[str, str] = {}
        self.opposite: dict[str, str] = {}
        self.losses: list[Loss] = []
        self.replies: list[tuple[Sentence, Attribution, str]] = []
        self.echoes = Echoes()
        self.subjects = {r.mention.start for r in resolutions if r.place and r.place.kind in {"country", "capital"}}

    def read(self, settings: Settings) -> Iterator[list[Sentence]]:
        """Fill `incidents`; on the way yield, once, the sentences that will be parsed: parse them now, or wait."""
        sentences = build_sentences(self.report.clean)
        if len(sentences) > MAX_SENTENCES:
            logger.warning(
                "report %s: only the first %d sentences are read for incidents", self.report.id, MAX_SENTENCES
            )
            sentences = sentences[:MAX_SENTENCES]
        self.sentences = sentences
        self.sides, self.opposite = learn_sides(sentences, self.finder)
        self.timing.find_lead_time(sentences)
        mentions: list[EventMention] = []
        themes = theme_counts(s for s in sentences if s.start < THEME_CHARS)
        for sentence in sentences:
            mention = self._mention(sentence)
            if mention is not None:
                for dated in self.timing.split_by_day(mention):
                    mentions += date_parts(split_by_place(dated, self.resolutions, self.begin), self.report.date)
        violent = any(
            t.strength == "strong" and t.kind != "remote_explosive_landmine_ied" for m in mentions for t in m.triggers
        )
        mentions = [m for m in mentions if about_conflict(m, themes, violent=violent)]
        self.timing.set_dates(mentions)
        self._retell(mentions, themes)
        yield self.placer.foresee(mentions)
        self.placer.place(mentions)
        actual = [m for m in mentions if m.realis == "actual"]
        if actual and not any(m.strong for m in actual):
            # nothing but weak words in the whole report: talk of violence, no event
            for m in actual:
                if not m.blames and not m.losses:
                    m.realis = "generic"
            actual = [m for m in mentions if m.realis == "actual"]
        drafts = group_mentions(actual, apart=any(counted_cue(s) for s in sentences[:60]))
        drafts = keep_sound(drafts)
        drafts = drop_overview(drafts)
        self.placer.elaborate(drafts, sentences)
        hand_replies(drafts, self.replies, self.report.date)
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
                        Draft(mention.group_key, [mention]),
                        self.report,
                        self.finder,
                        sides=self.sides,
                        min_score=settings.min_score,
                        realis=mention.realis,
                    )
                )
        self.incidents = sorted(incidents, key=lambda i: (i.sources[0].start, i.sources[0].end, i.incident_id))

    # --------------------------------------------------------------------------------------------- mentions

    def _mention(self, sentence: Sentence) -> EventMention | None:
        triggers = self.echoes.triggers_of(sentence, self.begin)
        if (nobody := nobody_knows(sentence)) is not None:
            self.replies.append((sentence, nobody, ""))
        eventful = bool(triggers) or lossy(sentence)
        speaking = not eventful and any(words.search(sentence.low) for _, words in _answers().may(sentence.low))
        toll = not eventful and screened("casualties", "toll_words").search(sentence.low) is not None
        if not (eventful or speaking or toll or screened("attribution", "assert").search(sentence.low)):
            if sentence.start in self.subjects:  # "X gave the events in reverse order. Its soldier …, it said"
                self._note_nation(sentence, self.finder.find(sentence))
            return None
        tokenise(sentence)
        parties = [p for p in self.finder.find(sentence) if p.start >= self.begin]  # the dateline's city does nothing
        attributions = find_attributions(sentence, parties, last=self.last)
        spoken = [a for a in attributions if a.speaker or a.key]
        main = next((a for a in spoken if a.kind in {"assert", "blame"}), None)
        main = main or next((a for a in spoken if a.kind not in {"deny", "dispute", "both"}), None)
        main = main or next((a for a in spoken if a.kind == "dispute" and a.key), None)
        if main is not None and _nameless(main) and self.home in self.sides and OFFICE.search(main.speaker):
            main = replace(main, key=self.home)  # "the Defence Ministry" of a report from a capital: its own
        losses = find_losses(sentence, previous=self.losses[-6:]) if eventful or toll else []
        if eventful and not toll:
            losses = foresee(sentence, self._rest_of_paragraph(sentence), losses)
        losses = [loss for loss in add_elided(sentence, losses) if not avenged(sentence, loss.start)]
        if losses and not triggers and not self.echoes.in_story(sentence):
            losses = [loss for loss in losses if not BURIED.search(loss.text)]
        for attribution in attributions:
            unlisted = attribution.kind == "deny" and attribution.key not in self.sides
            if unlisted and (OF_GUILT.search(sentence.low) or OF_A_PARTY.search(attribution.speaker.lower())):
                attribution = replace(attribution, kind="dispute")  # noqa: PLW2901 - an unlisted party's own denial
            if attribution.kind in {"deny", "dispute", "both", "blame", "admit"}:
                self.replies.append((sentence, attribution, ""))
        self.replies += [(sentence, voice, "") for voice in contradicts(sentence, main, self.sides)]
        speaker = main.key if main else ""
        blames = find_blames(sentence, parties, triggers, speaker=speaker, opposite=self.opposite)
        blames += [item for item in find_accounts(sentence, attributions, self.opposite) if item not in blames]
        blames = [said_by(item, attributions, self.opposite) for item in blames]
        if not blames:
            blames = find_charges(sentence, parties, attributions, self.opposite)
        if main is not None and _nameless(main) and OFFICE.search(main.speaker.lower()):
            accused = {b.attacker for b in blames if b.attacker}
            if len(accused) == 1 and self.sides and accused <= self.opposite.keys():
                main = replace(main, key=self.opposite[min(accused)])  # whose ministry tells that X attacked: not X's
                speaker = main.key
                blames = [replace(b, speaker=b.speaker or speaker) for b in blames]
        if main is not None and (main.key or main.speaker):
            self.last = main
            self.last_paragraph = sentence.paragraph
        elif parties:
            self._note_nation(sentence, parties)
        if _LAID.search(sentence.low) and blames and not losses:
            triggers = []  # "the device had been laid by X before their retreat": who did it, no event of its own
        if not losses and not triggers:
            if blames:
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
        names = [r.mention for r in self.resolutions if sentence.start <= r.mention.start < sentence.end]
        weapons = [  # "in Tank district" no tank
            w for w in find_weapons(sentence.low, sentence.start) if not any(m.start <= w[2] < m.end for m in names)
        ]
        heard = main.start if main is not None and _NESTED.search(sentence.before(main.start, 60)) else 0
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
            voice=self._voice(sentence),
            voice_here=self.last_paragraph == sentence.paragraph,
            voices=attributions,
            heard=heard,
        )
        losses = split_by_nation(losses, parties, sentence)
        losses = discount_attackers(
            losses, sentence, officials=main is not None and bool(OFFICIAL.search(main.speaker.lower()))
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
        if heard and all(loss.end <= heard for loss in losses) and all(t.end <= heard for t in triggers):
            mention.attribution = None  # "was shot, a day after officials said …": they told of something else
        mention.realis, mention.cue = mention_realis(sentence, triggers, losses)
        self.echoes.tell(sentence, triggers)
        if mention.realis == "actual":  # "fifteen may have been killed, one death is confirmed": one
            unreal = {"hypothetical", "future", "negated"}
            mention.losses = [
                loss for loss in losses if loss.zero or clause_realis(sentence, loss.end - 1)[0] not in unreal
            ]
        denial = next((a for a in attributions if a.kind == "deny"), None)
        begin, left = accused_in_turn(sentence, denial, triggers) if denial is not None else (-1, [])
        if left:  # what it accuses them of
            mention.triggers = triggers = left
            mention.start, mention.again, denial = begin, True, None
        if denial is not None and all_denied(sentence, denial, triggers, losses):
            mention.realis, mention.cue = "negated", denial.verb  # what is denied did not happen, says the report
            if "provocation" in sentence.low:  # "X calls it a provocation of Y": so Y began, says X
                self.replies += [(sentence, denial, b.attacker) for b in blames if b.attacker != denial.key]
        if (
            mention.realis == "actual"
            and self.denied == sentence.paragraph
            and not any(not loss.zero for loss in losses)
            and NO_SHOT.search(sentence.low)
        ):
            mention.realis = "negated"  # "denied that … . No one was hurt, it said, and no shots were fired."
        if mention.realis == "negated":
            self.denied = sentence.paragraph
        mention.reply = (
            main is not None
            and main.key in self.sides
            and all(loss.zero for loss in losses)
            and ANSWERED.search(sentence.low) is not None
        )
        mention.clock = clock_of(sentence)
        mention.announced = self.echoes.is_announced(sentence)
        mention.again = mention.again or mention.announced or separate_cue(sentence)
        mention.counted = counted_cue(sentence)
        mention.anaphora = points_back(sentence)
        return mention

    def _note_nation(self, sentence: Sentence, parties: Sequence[PartyMention]) -> None:
        """Keep the first nation of a sentence, if it stands alone: "its ministry" in the next one is that nation's."""
        nation = next((p for p in parties if p.form in {"demonym", "country", "capital"}), None)
        if nation is None or nation.head or (nation.form == "demonym" and nation.name_start > sentence.start + 4):
            return  # "an armed Armenian group fell upon …" does not speak
        if re.match(r"(?:the )?\w+$", sentence.between(nation.name_start, nation.name_end)):
            words = self.report.clean[nation.start : nation.end]
            self.last = Attribution(nation.key, words, "", "assert", nation.start, nation.end)

    def _retell(self, mentions: list[EventMention], themes: dict[str, int]) -> None:
        """Call undated events background in a report of a court case, a commemoration or statistics."""
        counted = themes["statistics"] >= 4
        if themes["court"] < 3 and themes["memory"] < 3 and not counted:
            return
        for mention in mentions:
            dated = mention.time is not None and mention.time.span is not None and mention.time.span.prec <= 2
            if mention.realis == "actual" and not dated:
                mention.realis = "aggregate" if counted else "background"

    def _rest_of_paragraph(self, sentence: Sentence) -> list[Sentence]:
        """Return the next sentences of the same paragraph."""
        ahead = self.sentences[sentence.index + 1 : sentence.index + 1 + AHEAD]
        return [other for other in ahead if other.paragraph == sentence.paragraph]

    def _capital(self) -> str:
        """Return the party whose capital the report comes from, or ""."""
        for resolution in self.resolutions:
            if resolution.mention.start >= self.begin:
                break
            if resolution.place is not None and resolution.place.kind == "capital":
                return self.finder.nation_of_country(resolution.place.country)
        return ""

    def _voice(self, sentence: Sentence) -> str:
        """Return the party that spoke shortly before `sentence`, whose figures an unsigned sentence goes on with."""
        last = self.last
        known = last is not None and last.key in self.sides
        return last.key if last is not None and known and sentence.start - last.end < 450 else ""
