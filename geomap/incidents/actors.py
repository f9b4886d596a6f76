"""Parties of an incident: nations with their forces, de facto authorities, named groups, unnamed agents.

A party has a key: an ISO 3166-1 alpha-3 code, the key of an entity of the lexicon (``XNK``), ``group:NAME`` or
``role:SECTOR``.  Nation words come from the resolved mentions (demonyms, countries, capitals that stand for their
government); force, office and civilian nouns, groups and agents from ``lexicon/parties.json``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geomap.incidents.lexicon import Words, load
from geomap.incidents.structure import Sentence, tokenise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.records import Report, Resolution

_DEMONYM = re.compile(r"\b[A-Z][a-zé]{3,}\b(?:(?<=[is])|(?<=ch)|(?<=ek)|(?<=ian)|(?<=ean)|(?<=ese)|(?<=ish)|(?<=ard))")
_NATION_ENDS = ("ian", "ean", "an", "i", "ese", "ish", "ek", "k", "n")
_WINDOW = re.compile(
    r"(?:'s)?(?: (?!and |or |but |that |who |which |to |on |in |at |of |from |by |with |was |"
    r"were |had |has |said )[\w'-]+){1,4}"
)
_LINK = re.compile(
    r"(?P<head>[\w-]+(?: [\w-]+){0,2}) (?:of|from|in|for|at) (?:the |its |what \w+ calls )?(?:[\w-]+ ){0,2}$"
)
_GROUP = re.compile(  # an armed group that no list knows: "the Carlos Patiño front", "Harmattan Liberation Army"
    r"\b(?:[A-Z][\w'’-]+ ){1,4}(?:(?:Liberation|Independence|Resistance|Democratic|Revolutionary|Volunteer|Popular|"
    r"People['’]s) (?:Army|Force|Forces|Front|Movement|Corps|Union)|(?:[Ff]ront|[Bb]rigades?|[Mm]ilitia|[Cc]artel|"
    r"[Cc]lan|[Cc]olumn)\b(?! (?:line|page|runner|door|commander)))"
)
_ARTICLES = frozenset(
    {"a", "an", "the", "its", "their", "his", "her", "another", "several"}
)  # "X struck a convoy": no head
LEAST_RIVAL = 0.1  # of the best rival, for a capital to speak under its name
_OF_WHAT = re.compile(
    r"(?<=military|security) (?:targets?|objects?|objectives?|equipment|installations?|facilit(?:y|ies)|hospitals?|"
    r"sites?|"
    r"infrastructure|hardware|aid|assistance|cooperation|exercises?|council|meeting|talks|alliance|action|means)\b"
)
MIN_NATION = 0.5  # least score of a country's resolution that makes it a party
_ANAPHORA = re.compile(r"\b(?:its|their|his|her|our|own)\b")


@dataclass(frozen=True, slots=True)
class Party:
    """One party: key, name for people, ISO3 ("" for none) and what it is."""

    key: str
    name: str
    iso3: str = ""
    ally: str = ""


@dataclass(frozen=True, slots=True)
class PartyMention:
    """A span that names a party; ``head`` is the noun it goes with ("forces"), ``sector`` that noun's sector.

    ``form`` is demonym, country, capital, entity, group or role.
    """

    start: int
    end: int
    key: str
    head: str
    sector: str
    form: str
    name_start: int
    name_end: int


@lru_cache(maxsize=1)
def _heads() -> tuple[Words, dict[str, str]]:
    table: dict[str, str] = {}
    for sector, words in load("parties")["forces"].items():
        for word in words:
            table.setdefault(word, sector)
    return Words(table), table


@lru_cache(maxsize=1)
def _named() -> tuple[Words, dict[str, tuple[str, str, str, str]]]:
    """Return the pattern of entity and group words, word -> (key, name, ally, sector)."""
    table: dict[str, tuple[str, str, str, str]] = {}
    data = load("parties")
    for key, entry in data["entities"].items():
        for word in [*entry["words"], *entry.get("weak", [])]:
            table[word] = (key, entry["name"], entry["ally"], "MIL")
    for name, entry in data["groups"].items():
        for word in entry["words"]:
            table[word] = (f"group:{name}", name, "", entry["sector"])
    return Words(table), table


@lru_cache(maxsize=1)
def _weak_words() -> dict[str, frozenset[str]]:
    return {key: frozenset(entry.get("weak", [])) for key, entry in load("parties")["entities"].items()}


@lru_cache(maxsize=1)
def _roles() -> tuple[Words, dict[str, str]]:
    table: dict[str, str] = {}
    for sector, words in load("parties")["roles"].items():
        for word in words:
            table.setdefault(word, sector)
    return Words(table), table


class PartyFinder:
    """Finds the parties of one report's sentences.

    Parameters
    ----------
    report, resolutions
        The report and its resolved mentions; a mention whose use is demonym or metonym, a country, and a capital
        stand for their nation.
    gazetteer
        For ISO codes and country names; may be None (then the codes are all there is).
    begin
        Where the text proper begins; nations of the dateline are no parties.
    """

    def __init__(self, report: Report, resolutions: Sequence[Resolution], gazetteer: Any, *, begin: int = 0) -> None:
        self.report = report
        self.gazetteer = gazetteer
        self.parties: dict[str, Party] = {}
        self._nations: list[tuple[int, int, str, str]] = []  # start, end, key, form
        self._iso: dict[str, str] = {}
        self._entities: dict[str, bool] = {}
        for resolution in resolutions:
            mention, place = resolution.mention, resolution.place
            if mention.use == "metonym" and place is not None and place.kind != "capital":
                # "Islamabad said" is Pakistan's government, not a town of that name
                seats = [rival.place for rival in resolution.rivals if rival.place.kind == "capital"]
                place = seats[0] if seats and resolution.rivals[0].score >= LEAST_RIVAL else place
            if place is None or not place.country:
                continue
            if mention.use == "demonym" or nation_adjective(resolution):
                form = "demonym"
            elif place.kind == "country":
                form = "country"
            elif place.kind == "capital" or (mention.use == "metonym" and place.kind in {"city", "capital", "town"}):
                form = "capital"
            else:
                continue
            if mention.relation == "dateline" or mention.start < begin:
                continue
            if form == "country" and (
                resolution.score < MIN_NATION or inside_name(report.clean, resolution, mention.start)
            ):
                continue  # "Puerto Jordán" read as Jordan: no party
            key = self._nation(place.country)
            if key:
                self._nations.append((mention.start, mention.end, key, form))
        covered = {(start, end) for start, end, _, _ in self._nations}
        self._nations += self._unseen_demonyms(report.clean, covered)
        self._nations.sort()

    def _nation(self, iso2: str) -> str:
        """Return the party key (ISO3) of a country and note the party."""
        if iso2 in self._iso:
            return self._iso[iso2]
        iso3, name = "", ""
        if self.gazetteer is not None:
            iso3 = self.gazetteer.iso3(iso2) or ""
            name = self.gazetteer.country_name(iso2) or ""
        key = iso3 or iso2
        self._iso[iso2] = key
        self.parties.setdefault(key, Party(key, name or key, iso3))
        return key

    def nation_of_country(self, iso2: str) -> str:
        """Return the party key of a country code, or "" for an empty code."""
        return self._nation(iso2) if iso2 else ""

    def countries(self) -> list[str]:
        """Return the ISO 3166-1 alpha-2 codes of the nations met so far, sorted."""
        return sorted(self._iso)

    def _unseen_demonyms(self, text: str, covered: set[tuple[int, int]]) -> list[tuple[int, int, str, str]]:
        """Return nation words that no mention covers ("the Armenians"), known to the gazetteer."""
        if self.gazetteer is None:
            return []
        spans = sorted(covered)
        out: list[tuple[int, int, str, str]] = []
        cache: dict[str, str] = {}
        for match in _DEMONYM.finditer(text):
            word = match.group()
            if word not in cache:
                cache[word] = ""
                for form in (word, word.removesuffix("s")):
                    iso2 = self.gazetteer.iso2_of(form) if form.endswith(_NATION_ENDS) else ""
                    if iso2:
                        cache[word] = iso2
                        break
            if not cache[word]:
                continue
            at = bisect_left(spans, (match.end(), 0))
            if at and spans[at - 1][1] > match.start():
                continue
            out.append((match.start(), match.end(), self._nation(cache[word]), "demonym"))
        return out

    def find(self, sentence: Sentence) -> list[PartyMention]:
        """Return the parties named in `sentence`, by position; nations first where spans overlap."""
        if sentence.parties is None:
            sentence.parties = self._find(sentence)
        return list(sentence.parties)

    def _find(self, sentence: Sentence) -> list[PartyMention]:
        tokenise(sentence)
        found: list[PartyMention] = []
        first = bisect_left(self._nations, (sentence.start, 0, "", ""))
        for start, end, key, form in self._nations[first:]:
            if start >= sentence.end:
                break
            found.append(self._with_head(sentence, start, end, key, form))
        low, base = sentence.low, sentence.start
        regex, table = _named()
        for match in regex.finditer(low):
            word = match.group()
            start, end = base + match.start(), base + match.end()
            if word.isalpha() and len(word) <= 4 and not self.report.clean[start:end].isupper():
                continue  # "sdf", "rsf" are names only in capitals
            key, name, ally, sector = table[word]
            if word in _weak_words().get(key, ()) and not self._told(key):
                continue
            self.parties.setdefault(key, Party(key, name, "", ally))
            mention = self._with_head(sentence, start, end, key, "group" if key.startswith("group") else "entity")
            if mention.sector == "" and key.startswith("group"):
                mention = PartyMention(start, end, key, "", sector, "group", start, end)
            found = [other for other in found if not (other.name_start < end and start < other.name_end)]
            found.append(mention)
        for unlisted in _GROUP.finditer(sentence.text):
            start, end = base + unlisted.start(), base + unlisted.end()
            if any(
                other.form in {"group", "entity"} and other.name_start < end and start < other.name_end
                for other in found
            ):
                continue
            name = " ".join(unlisted.group().split())
            key = f"group:{name}"
            self.parties.setdefault(key, Party(key, name))
            found = [other for other in found if not (other.name_start < end and start < other.name_end)]
            found.append(PartyMention(start, end, key, "", "REB", "group", start, end))
        regex, roles = _roles()
        for match in regex.finditer(low):
            start, end = base + match.start(), base + match.end()
            if any(other.start < end and start < other.end for other in found):
                continue
            if _OF_WHAT.match(low, match.end()):
                continue  # "military targets", "a security meeting"
            sector = roles[match.group()]
            key = f"role:{match.group()}"
            self.parties.setdefault(key, Party(key, match.group().removeprefix("the ").capitalize()))
            found.append(PartyMention(start, end, key, match.group(), sector, "role", start, end))
        return sorted(found, key=lambda mention: (mention.name_start, mention.name_end))

    def _told(self, key: str) -> bool:
        """Tell whether the report names an entity by one of its own words."""
        if key not in self._entities:
            words = load("parties")["entities"][key]["words"]
            low = self.report.clean.casefold()
            self._entities[key] = any(word in low for word in words)
        return self._entities[key]

    def _with_head(self, sentence: Sentence, start: int, end: int, key: str, form: str) -> PartyMention:
        regex, table = _heads()
        after = sentence.after(end, 70)
        window = _WINDOW.match(after)
        if window:
            best = None
            for match in regex.within(window.group()):
                gap = window.group()[: match.start()].split()
                if len(gap) <= 3 and not any(_is_verb(word) or word in _ARTICLES for word in gap):
                    best = match
                    break
            if best is not None:
                # take the last noun of a compound: "border guards", "Defence Ministry", "army spokesman"
                rest = window.group()[best.end() :]
                more = re.match(r" ([\w-]+)", rest)
                head, stop = best.group(), best.end()
                if more and more.group(1) in table and not _is_verb(more.group(1)):
                    head, stop = f"{head} {more.group(1)}", best.end() + more.end()
                sector = table.get(head) or table.get(head.split()[-1], "")
                return PartyMention(start, end + stop, key, head, sector, form, start, end)
        before = _LINK.search(sentence.before(start, 60))
        if before:
            heads = list(regex.within(before.group("head")))
            if heads:
                head = heads[-1].group()
                offset = start - len(before.group()) + heads[-1].start()
                return PartyMention(offset, end, key, head, table[head], form, start, end)
        return PartyMention(start, end, key, "", "", form, start, end)


def inside_name(text: str, resolution: Resolution, start: int) -> bool:
    """Tell whether a country's name is the end of a longer name that was not found ("Puerto Jordán").

    `start` is where the mention begins in `text`.
    """
    mention, place = resolution.mention, resolution.place
    if place is None or place.kind not in {"country", "territory"} or mention.text.casefold() == place.name.casefold():
        return False
    before = re.search(r"[a-z,] (?P<word>[A-ZÀ-Þ][\w'’-]+) $", text[max(0, start - 40) : start])
    return bool(before) and not nation_adjective(resolution)


def nation_adjective(resolution: Resolution) -> bool:
    """Tell whether a mention resolved to a country is its adjective or people, whatever `use` says."""
    place, text = resolution.place, resolution.mention.text
    if place is None or place.kind not in {"country", "territory"} or text.casefold() == place.name.casefold():
        return False
    return bool(
        re.search(r"(?:ani|ians?|eans?|ese|ish|[a-z]i|[rtl]ians|[kb]s)$", text)
    ) and " " not in text.removeprefix("The ")


def _is_verb(word: str) -> bool:
    return word in {
        "said",
        "was",
        "were",
        "had",
        "has",
        "is",
        "are",
        "fired",
        "opened",
        "says",
        "denied",
        "killed",
        "wounded",
        "attacked",
        "accused",
        "blamed",
        "reported",
        "announced",
        "violated",
        "shelled",
        "lost",
        "died",
        "struck",
        "hit",
        "launched",
        "used",
        "bombed",
        "raided",
        "targeted",
        "ambushed",
        "blames",
        "accuses",
        "rejected",
    }


def armed(mention: PartyMention) -> bool:
    """Tell whether a mention names an armed side (forces, a group, gunmen) and not an office or civilians."""
    return mention.sector in {"MIL", "COP", "REB", "PAF"} or (mention.form == "role" and mention.sector == "UNK")


def dyad_sides(keys: Sequence[str]) -> dict[str, str]:
    """Return key -> "a" or "b" for the parties among `keys` that a listed dyad knows; empty where none fits.

    `keys` come most named first. The first dyad of which both sides are among the keys wins; one side alone fixes it
    where no party outside the dyad is named more ("Russian jets have flown over the steppe" in a report of Syria).
    """
    present = set(keys)
    entities = frozenset(load("parties")["entities"])
    first = next((key for key in keys if not key.startswith("role:")), "")
    partial: dict[str, str] = {}
    for dyad in load("dyads")["dyads"]:
        told_a, told_b = not present.isdisjoint(dyad["a"]), not present.isdisjoint(dyad["b"])
        if not (told_a or told_b):
            continue
        table = dict.fromkeys(dyad["a"], "a") | dict.fromkeys(dyad["b"], "b")  # in the order of the list
        if told_a and told_b:
            return table
        if not partial and (first in table or not present.isdisjoint(entities & table.keys())):
            partial = table  # a contested territory's own forces are named in no other conflict
    return partial


def sector_name(party: Party, sector: str) -> str:
    """Return the usual name of a party with its sector ("Military forces of Armenia")."""
    if not party.iso3:
        return party.name
    form: str = load("parties")["sectors"].get(sector, "{country}")
    return form.format(country=party.name)
