"""From event mentions to incident records: grouping by day and place, figures, sides, type, confidence."""

from __future__ import annotations

import hashlib
import math
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from geomap.incidents.actors import Party, PartyFinder, armed, dyad_sides, sector_name
from geomap.incidents.claims import initiator
from geomap.incidents.events import event_type
from geomap.incidents.lexicon import load
from geomap.incidents.titles import make_title
from geomap.incidents.where import find_where
from geomap.records import Claim, Incident, Source

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geomap.incidents.binding import PlaceChoice
    from geomap.incidents.casualties import Loss
    from geomap.incidents.claims import Attribution, Blame
    from geomap.incidents.events import EventMention
    from geomap.records import Report, Resolution

SAME_PLACE_KM = 3.0
ONE_SCENE_KM = 25.0  # told without a word that sets them apart, two places this near are one incident
JOINT_TOLL_KM = 10.0  # with one toll for both, even two attacks are one incident
POINT_PRECISION = 3
_FORCES = frozenset(load("parties")["roles"]["COP"]) | frozenset(load("parties")["roles"]["MIL"])


@dataclass(slots=True)
class Draft:
    """Event mentions that make one incident."""

    key: str
    mentions: list[EventMention] = field(default_factory=list)
    replies: list[Attribution] = field(default_factory=list)

    @property
    def place(self) -> PlaceChoice | None:
        """Return the first fine place of the incident, in the order of the text; none is made up."""
        for mention in self.mentions:
            for choice in mention.places[:1]:
                if choice.fine:
                    return choice
        return None


def group_mentions(mentions: Sequence[EventMention]) -> list[Draft]:
    """Return drafts of incidents: mentions of one day and one scene, in the order of the text."""
    drafts: list[Draft] = []
    last: dict[str, Draft] = {}
    counted: set[str] = set()
    for mention in mentions:
        key = mention.group_key
        same_day = [draft for draft in drafts if draft.key == key]
        if mention.counted:
            counted.add(key)
        choice = next((choice for choice in mention.places[:1] if choice.fine), None)
        target: Draft | None = None
        if not same_day:
            target = None
        elif choice is None:
            near = last.get(key)
            target = (
                near
                if near is not None and near.mentions[-1].sentence.paragraph == mention.sentence.paragraph
                else _home(same_day, near, mention)
            )
        else:
            target = _same_scene(same_day, mention, choice, apart=key in counted)
        if target is None:
            target = Draft(key)
            drafts.append(target)
        target.mentions.append(mention)
        last[key] = target
    return drafts


def _home(same_day: list[Draft], near: Draft | None, mention: EventMention) -> Draft:
    """Return the draft a mention without a place belongs to: the latest of its day, else the first."""
    return near if near is not None and (mention.anaphora or len(same_day) > 1) else same_day[0]


def _same_scene(same_day: list[Draft], mention: EventMention, choice: PlaceChoice, *, apart: bool) -> Draft | None:
    best: Draft | None = None
    for draft in same_day:
        places = [c for m in draft.mentions for c in m.places[:1] if c.fine]
        if any(_same_place(choice, other) for other in places):
            return draft
        told = {m.clock for m in draft.mentions if m.clock}
        other_hour = apart and bool(mention.clock and told and mention.clock not in told)
        if not places and best is None and not other_hour:
            best = draft
    if best is not None:
        return best
    for draft in reversed(same_day):
        places = [c for m in draft.mentions for c in m.places[:1] if c.fine]
        km = min((_km(choice, other) for other in places), default=math.inf)
        if km > ONE_SCENE_KM:
            continue
        clocks = {m.clock for m in draft.mentions if m.clock}
        separate = mention.again or apart or bool(mention.clock and clocks and mention.clock not in clocks)
        joint = any(_joint_toll(m) for m in draft.mentions) and km <= JOINT_TOLL_KM and not apart
        if joint or not separate:
            return draft
    return None


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


def _km(one: PlaceChoice, other: PlaceChoice) -> float:
    """Return the distance of two places in km (a sphere will do to tell near from far), inf without points."""
    first, second = one.point, other.point
    if first is None or second is None:
        return math.inf
    lon_a, lat_a, lon_b, lat_b = map(math.radians, (*first, *second))
    half = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(half)))


# ------------------------------------------------------------------------------------------------- figures


@dataclass(frozen=True, slots=True)
class Toll:
    """Low, best, high of one kind of loss and the best by side."""

    low: int | None
    best: int | None
    high: int | None
    sides: dict[str, int | None]
    text: tuple[str, ...]
    conflicting: bool = False


def add_up(losses: Sequence[Loss], kind: str, sides: dict[str, str]) -> Toll:
    """Return the toll of one kind by side (a, b, civ, unknown).

    Within a side the largest figure that is not a part and not the enemy's claim stands (tolls grow), unless the
    text calls a later one lower; "another", "two more" add to the figure just before; victims named one by one are
    counted.  Words without a number ("several") make no best figure.  A claim about the enemy moves only high.
    """
    mine = [loss for loss in losses if loss.kind == kind and not loss.part and not loss.refused]
    by_side: dict[str, list[Loss]] = {}
    enemy: list[int] = []
    for loss in mine:
        side = "civ" if loss.key == "civ" else sides.get(loss.key, "unknown")
        if loss.enemy:
            enemy += [loss.best] if loss.best is not None else []
            continue
        by_side.setdefault(side, []).append(loss)
    best: dict[str, int | None] = {}
    low: dict[str, int] = {}
    high: dict[str, int] = {}
    for side, figures in by_side.items():
        best[side], low[side], high[side] = _one_side(figures)
    known = [side for side in ("a", "b", "civ") if best.get(side) is not None]
    total_known = sum(best[side] or 0 for side in known)
    unknown = best.get("unknown")
    if unknown is not None:
        restated = unknown in {total_known, *(best[side] for side in known)} and not any(
            loss.more or _police(loss) for loss in by_side["unknown"]
        )
        own_unknown = not restated and all(loss.more or _specific(loss) for loss in by_side["unknown"] if loss.best)
        if known and not own_unknown:
            total = max(unknown, total_known)  # "five people were killed" sums up the sides
            best["unknown"] = total - total_known or None
            if unknown == 0 and total_known >= 0:
                best["unknown"] = None
        else:
            total = total_known + unknown
    else:
        total = total_known
    has = bool(known) or unknown is not None
    text = tuple(dict.fromkeys(loss.text.strip() for loss in losses if loss.kind == kind))
    if not has:
        top = max(enemy, default=None) if enemy else None
        return Toll(None, None, top, {side: None for side in ("a", "b", "civ", "unknown")}, text)
    low_total = min(total, sum(low.get(side, 0) for side in by_side)) if not unknown else total
    high_total = max([total, *([total + max(enemy)] if enemy else [])])
    return Toll(
        low_total if low_total else total,
        total,
        high_total,
        {side: best.get(side) for side in ("a", "b", "civ", "unknown")},
        text,
        bool(enemy),
    )


def _police(loss: Loss) -> bool:
    return bool(
        re.search(
            r"\b(?:police\w*|soldiers?|servicem[ae]n|officers?|guards?|troops|fighters?|conscripts?|personnel)\b",
            loss.text,
        )
    )


def _specific(loss: Loss) -> bool:
    """Tell whether a figure without a side is of somebody in particular ("local police"), no summing-up."""
    if _police(loss):
        return True
    return bool(loss.noun) and loss.noun not in {"people", "persons", "members", "others", "dead", "lives", "bodies"}


def _one_side(figures: list[Loss]) -> tuple[int | None, int, int]:
    best: int | None = None
    running: int | None = None
    names: dict[str, int] = {}
    groups: dict[int, int] = {}
    last_end = -1
    for loss in sorted(figures, key=lambda item: item.start):
        if loss.named:
            names[loss.named.casefold()] = 1
        if loss.best is None:
            continue
        if loss.lowered:
            best = running = loss.best
            continue
        value = loss.best
        if loss.more and running is not None and not loss.zero and loss.start - last_end < 400:
            value = running + loss.best
        elif loss.group and not loss.definite:
            groups[loss.group] = groups.get(loss.group, 0) + value
            value = groups[loss.group]
        running = value
        last_end = loss.end
        best = value if best is None else max(best, value)
    if names and (best is None or len(names) > best):
        best = len(names)
    floor = best or 0
    if any(loss.best == best and loss.low is None for loss in figures):  # "up to 100": the lower figures, if any
        floor = max((loss.best for loss in figures if loss.best is not None and loss.low is not None), default=0)
    return best, floor, best or 0


# ------------------------------------------------------------------------------------------------- records


def build_incident(
    draft: Draft,
    report: Report,
    finder: PartyFinder,
    *,
    sides: dict[str, str],
    min_score: float,
    dateline: Resolution | None = None,
    realis: str = "actual",
) -> Incident:
    """Return the incident record of a draft."""
    mentions = draft.mentions
    losses = [loss for mention in mentions for loss in mention.losses]
    reasons: list[str] = []
    kind, type_reason = _kind(mentions)
    reasons.append(type_reason)
    parties = [p for mention in mentions for p in mention.parties]
    blames = [blame for mention in mentions for blame in mention.blames]
    attributions = [m.attribution for m in mentions if m.attribution is not None] + draft.replies
    local = _sides(sides, blames, losses, parties, kind, finder)
    killed, injured = add_up(losses, "killed", local), add_up(losses, "injured", local)
    missing, captured = add_up(losses, "missing", local), add_up(losses, "captured", local)
    place = draft.place
    country = (
        finder.nation_of_country(place.resolution.place.country)
        if place is not None and place.resolution.place is not None
        else ""
    )
    fallback = _fallback(losses, kind, mentions, local, sides, country)
    began, why = initiator(blames, attributions, local, fallback=fallback)
    if kind in {
        "peaceful_protest",
        "violent_demonstration",
        "mob_violence",
        "excessive_force_against_protesters",
        "protest_with_intervention",
    }:
        began, why = "a", "protest"
    reasons.append(f"initiator:{why}")
    actor = {side: _actor(side, local, parties, losses, finder, kind) for side in "ab"}
    time = _time(mentions, reasons)
    where = find_where(mentions, min_score=min_score, dateline=dateline, reasons=reasons)
    weapons = tuple(dict.fromkeys(name for mention in mentions for name, _, _ in mention.weapons))
    if any(loss.refused for loss in losses):
        reasons.append("toll_refused")
    if any(loss.vague for loss in losses):
        reasons.append("vague")
    confidence = _confidences(mentions, where, time, killed, injured, losses)
    first = mentions[0]
    incident = Incident(
        incident_id=_draft_id(report.id, first.start, first.end, str(time["date_start"] or first.group_key), where["place_id"] or where["place_text"]),
        realis=realis,
        event_type=event_type(kind) if kind else None,
        sub_event_type=kind or None,
        actor_a=actor["a"][0], actor_a_iso3=actor["a"][1], actor_a_sector=actor["a"][2],
        actor_b=actor["b"][0], actor_b_iso3=actor["b"][1], actor_b_sector=actor["b"][2],
        initiator=began,
        killed_a=killed.sides["a"], killed_b=killed.sides["b"], killed_civ=killed.sides["civ"], killed_unknown=killed.sides["unknown"],
        killed_low=killed.low, killed_best=killed.best, killed_high=killed.high,
        injured_a=injured.sides["a"], injured_b=injured.sides["b"], injured_civ=injured.sides["civ"], injured_unknown=injured.sides["unknown"],
        injured_low=injured.low, injured_best=injured.best, injured_high=injured.high,
        missing_best=missing.best, captured_best=captured.best,
        casualty_text="; ".join(dict.fromkeys(" ".join(report.clean[loss.start : loss.end].split()) for loss in sorted(losses, key=lambda loss: loss.start))),
        weapons=weapons,
        claims=_claims(report, mentions, draft.replies, local),
        sources=_sources(report, mentions, where),
        **time, **{k: v for k, v in where.items() if k not in {"place_start", "place_end"}}, **confidence,
        reasons=tuple(dict.fromkeys(reason for reason in reasons if reason)),
    )  # fmt: skip
    return replace(incident, title=make_title(incident))


def _draft_id(report_id: str, start: int, end: int, date: str, place: str) -> str:
    text = "\x1f".join((report_id, str(start), str(end), date, place))
    return "d" + hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def _sides(
    fixed: dict[str, str],
    blames: Sequence[Blame],
    losses: Sequence[Loss],
    parties: Sequence[Any],
    kind: str,
    finder: PartyFinder,
) -> dict[str, str]:
    """Return key -> side for one incident: a listed dyad, else the attacker is a; protesters are a."""
    if fixed:
        return fixed
    table: dict[str, str] = {}
    if event_type(kind) in {"protests", "riots"} if kind else False:
        for party in parties:
            if party.key.startswith("role:"):
                table[party.key] = "a" if party.sector == "CVL" else "b"
        return table
    attackers = [blame.attacker for blame in blames if blame.attacker]
    victims = [loss.key for loss in losses if loss.key and loss.key != "civ"]
    if attackers:
        table[attackers[0]] = "a"
        for key in attackers:  # "gunmen" and "three bombers" are one side
            if _agent(attackers[0], finder) and _agent(key, finder):
                table[key] = "a"
        for key in [*(blame.target for blame in blames), *attackers, *victims]:
            if key and key not in table:
                table[key] = "b"
    else:
        keys = sorted(
            {key for key in victims}
            | {p.key for p in parties if p.form in {"demonym", "country", "entity", "group"} and armed(p)}
        )
        for key, side in zip(keys, "ab", strict=False):
            table[key] = side
        if len(keys) == 1:
            table[keys[0]] = "b"
    return table


def _agent(key: str, finder: PartyFinder) -> bool:
    """Tell whether a party is a group or unnamed armed men, no state and no police."""
    return key.startswith("group:") or (key.startswith("role:") and key[5:] not in _FORCES)


def _fallback(
    losses: Sequence[Loss],
    kind: str,
    mentions: Sequence[EventMention],
    sides: dict[str, str],
    fixed: dict[str, str],
    country: str = "",
) -> str:
    """Return who must have begun where nobody says so: the other side of a one-sided attack, else unknown."""
    hit = {
        sides.get(loss.key, "")
        for loss in losses
        if loss.key not in {"", "civ"} and not loss.zero and loss.kind in {"killed", "injured"}
    } - {""}
    words = " ".join(t.text for m in mentions for t in m.triggers)
    mutual = re.search(r"clash|exchange|skirmish|firefight|gun ?battle|shoot-?out|crossfire|fighting", words)
    if fixed and len(hit) == 1 and not mutual and kind:
        return "b" if hit == {"a"} else "a"
    if fixed and not hit and not mutual and kind and country:
        side = sides.get(country, "")  # a place was attacked: whose place it is
        passive = re.search(
            r"\b(?:was|were|been|being|came)\b (?:\w+ )?(?:attacked|shelled|hit|struck|targeted|bombarded|under)|\b(?:used|fired|launched) (?:against|at|on|towards)",
            " ".join(m.sentence.low for m in mentions),
        )
        if side and passive:
            return "b" if side == "a" else "a"
    return "unknown"


def _actor(
    side: str, sides: dict[str, str], parties: Sequence[Any], losses: Sequence[Loss], finder: PartyFinder, kind: str
) -> tuple[str, str, str]:
    """Return (name, iso3, sector) of a side, from the parties of the incident first."""
    civ = event_type(kind) == "violence_against_civilians" if kind else False
    chosen = [p for p in parties if sides.get(p.key) == side]
    if not chosen:
        if side == "b" and (civ or any(loss.key == "civ" for loss in losses)):
            return "Civilians", "", "CVL"
        keys = [key for key, value in sides.items() if value == side]
        known = [finder.parties[key] for key in keys if key in finder.parties]
        if known:
            return sector_name(known[0], "MIL"), known[0].iso3, "MIL" if known[0].iso3 or known[0].ally else "UNK"
        return "", "", "UNK"
    entities = [p for p in chosen if p.form == "entity"]
    pick = next((p for p in [*entities, *chosen] if armed(p)), chosen[0])
    sector = (
        pick.sector
        if pick.sector in {"COP", "REB", "PAF"}
        else "MIL"
        if pick.form in {"demonym", "country", "capital", "entity"}
        else (pick.sector or "UNK")
    )
    if pick.form == "role" and pick.sector == "UNK":
        sector = "UNK"
    party: Party = finder.parties.get(pick.key, Party(pick.key, pick.key))
    if party.key.startswith("group:") and sector not in {"REB", "PAF"}:
        sector = "REB"
    return sector_name(party, sector), party.iso3, sector


def _kind(mentions: Sequence[EventMention]) -> tuple[str, str]:
    """Return (sub-event type, reason): the weightiest trigger, earlier mentions and strong words first."""
    weight: dict[str, float] = {}
    for number, mention in enumerate(mentions):
        for trigger in mention.triggers:
            value = (3.0 if trigger.strength == "strong" else 1.0) * (1.6 if number == 0 else 1.0)
            weight[trigger.kind] = weight.get(trigger.kind, 0.0) + value
    low = " ".join(m.sentence.low for m in mentions)
    weapons = {name for m in mentions for name, _, _ in m.weapons}
    crowd = re.search(r"\b(?:protest\w*|demonstrat\w*|crowd|rioters|marchers|mob)\b", low)
    violent = re.search(
        r"\b(?:stones|paving|petrol bombs|set (?:\w+ ){0,4}(?:alight|ablaze|on fire)|storm|stormed|burned|burnt|torched|looted|riot\w*|smashed)\b",
        low,
    )
    if (
        crowd
        and any(k in weight for k in ("peaceful_protest", "violent_demonstration", "mob_violence"))
        and not weapons & {"mine_ied", "drone", "artillery", "suicide"}
    ):
        if violent:
            return "violent_demonstration", "type:crowd"
        shot = any(loss.kind in {"killed", "injured"} and not loss.zero for m in mentions for loss in m.losses)
        police = re.search(r"\b(?:police|guards|troops|soldiers|security forces|army)\b", low)
        if police and shot:
            return "excessive_force_against_protesters", "type:crowd"
        if re.search(r"tear gas|water cannon|rubber bullets|dispersed|arrested|detained", low):
            return "protest_with_intervention", "type:crowd"
        return "peaceful_protest", "type:crowd"
    for name in ("peaceful_protest",):
        weight.pop(name, None)
    if not weight:
        losses = [loss for m in mentions for loss in m.losses if not loss.zero]
        if losses and any(loss.key not in {"", "civ"} for loss in losses):
            return "armed_clash", "type:from_parties"
        if (
            losses
            and any(loss.kind == "killed" for loss in losses)
            and re.search(r"\b(?:shot|gunned|stabbed|murdered|beheaded|executed)\b", low)
        ):
            return "attack", "type:from_victims"
        return "", "type:unknown"
    victims = [loss for m in mentions for loss in m.losses if not loss.zero]
    armed_victims = any(loss.key not in {"", "civ"} or _police(loss) for loss in victims)
    agents = any(p.form == "role" and p.sector in {"UNK", "REB", "PAF"} for m in mentions for p in m.parties)
    at_base = re.search(r"\b(?:base|barracks|checkpoint|positions?|outposts?|convoy|patrol|troops|garrison)\b", low)
    civilians = any(loss.key == "civ" for loss in victims) or (bool(victims) and agents)
    soldiers = armed_victims or bool(at_base)
    if "suicide" in weapons or "suicide_bomb" in weight:
        return "suicide_bomb", "type:suicide"
    if "chemical_weapon" in weight:
        return "chemical_weapon", "type:chemical"
    first = [t for t in mentions[0].triggers if t.strength == "strong"] or mentions[0].triggers
    small = bool(weapons & {"firearms"}) or re.search(
        r"\b(?:clash\w*|exchange of fire|fire was returned|gunfire|skirmish\w*|fire-?fight|opened fire|opening fire|small arms)\b",
        low,
    )
    for other in ("remote_explosive_landmine_ied", "shelling_artillery_missile_attack", "air_drone_strike", "attack"):
        if (
            other in weight
            and other == _heaviest(weight)
            and not (
                small
                and other != "remote_explosive_landmine_ied"
                and "armed_clash" in weight
                and weight["armed_clash"] >= weight[other] * 0.6
            )
        ):
            break
    best = _heaviest(weight)
    drone, tube = (
        "air_drone_strike" in weight or bool(weapons & {"drone", "aircraft"}),
        bool(weapons & {"artillery", "mortar", "missile"}),
    )
    if best in {"armed_clash", "air_drone_strike", "shelling_artillery_missile_attack"}:
        if drone and small and not tube:
            lead = first[0].kind if first else best
            best = (
                "air_drone_strike"
                if lead == "air_drone_strike" and not re.search(r"small arms|fire was returned|foil", low)
                else "armed_clash"
            )
        elif tube and not re.search(r"\b(?:clash\w*|exchange of fire|skirmish\w*|shoot-?out|gun ?battle)\b", low):
            best = "shelling_artillery_missile_attack"
        elif drone and not small and not tube and not re.search(r"\bclash", low):
            best = "air_drone_strike"
        elif drone and tube and best == "air_drone_strike" and first and first[0].kind != "air_drone_strike":
            best = "shelling_artillery_missile_attack"
    if best == "armed_clash" and civilians and not soldiers:
        return "attack", "type:civilian_victims"
    if best in {"peaceful_protest", "violent_demonstration"}:
        return best, "type:crowd"
    return best, "type:trigger"


def _heaviest(weight: dict[str, float]) -> str:
    return max(sorted(weight), key=lambda name: weight[name])


def _time(mentions: Sequence[EventMention], reasons: list[str]) -> dict[str, Any]:
    spans = [m for m in mentions if m.span is not None]
    chosen = next(
        (m for m in spans if m.date_basis in {"absolute", "weekday", "relative"}), spans[0] if spans else None
    )
    if chosen is None or chosen.span is None:
        reasons += [m.date_reason for m in mentions if m.date_reason][:1] or ["no_date"]
        return {
            "date_start": None,
            "date_end": None,
            "date_prec": None,
            "date_basis": next((m.date_basis for m in mentions if m.date_basis), ""),
        }
    best = min(
        (m for m in spans if m.date_basis == chosen.date_basis),
        key=lambda m: (m.span.prec, m.start) if m.span else (9, 0),
    )
    span = best.span or chosen.span
    if chosen.date_basis == "publication":
        reasons.append("date_from_publication")
    if chosen.date_reason:
        reasons.append(chosen.date_reason)
    lo: dt.date = span.lo
    hi: dt.date = span.hi
    return {"date_start": lo, "date_end": hi, "date_prec": span.prec, "date_basis": chosen.date_basis}


def _confidences(
    mentions: Sequence[EventMention],
    where: dict[str, Any],
    time: dict[str, Any],
    killed: Toll,
    injured: Toll,
    losses: Sequence[Loss],
) -> dict[str, float | None]:
    """Return the four confidences, 0 to 1.

    Place: the resolution's score times how well the place is bound (own cue and clause 1, carried over .8); .5 for
    a line or province, since no point is claimed.  Date: .97 absolute, .93 weekday, .85 relative, .6 publication.
    Casualties: .9 for exact figures told once or alike, less for vague, unattributed-to-a-side and conflicting
    ones.  The whole is their geometric mean times .9 where only weak words tell of the event.
    """
    choice = next(
        (c for m in mentions for c in m.places[:1] if c.resolution.mention.start == where["place_start"]), None
    )
    if choice is None:
        place = 0.5 if where["geo_precision"] else 0.2
    else:
        place = min(
            1.0, (0.6 + 0.4 * min(1.0, choice.resolution.score)) * (0.75 + 0.08 * min(3.0, max(0.0, choice.score)))
        )
        place = place * 0.5 if where["geo_precision"] is None or "low" in where.get("place_relation", "") else place
    date = (
        {"absolute": 0.97, "weekday": 0.93, "relative": 0.85, "publication": 0.6}.get(str(time["date_basis"]), 0.2)
        if time["date_start"]
        else 0.1
    )
    toll = 0.9
    if any(loss.vague for loss in losses):
        toll -= 0.2
    if killed.conflicting or injured.conflicting:
        toll -= 0.2
    if killed.sides["unknown"] or injured.sides["unknown"]:
        toll -= 0.1
    if not losses:
        toll = 0.7
    whole = (place * date * toll) ** (1 / 3)
    if not any(mention.strong for mention in mentions):
        whole *= 0.9
    return {
        "confidence": round(whole, 3), "confidence_place": round(place, 3), "confidence_date": round(date, 3),
        "confidence_casualties": round(max(toll, 0.1), 3),
    }  # fmt: skip


def _sources(report: Report, mentions: Sequence[EventMention], where: dict[str, Any]) -> tuple[Source, ...]:
    ordered = sorted(mentions, key=lambda m: m.start)
    first = ordered[0]
    return (
        Source(
            report_id=report.id, publisher=report.publisher, url=report.url, source=report.source,
            date=report.date.isoformat() if report.date else "", title=report.title, language=report.language,
            start=first.start, end=ordered[-1].end, sentence=" ".join(report.clean[first.start : first.end].split())[:600],
            place_start=where["place_start"], place_end=where["place_end"],
        ),
    )  # fmt: skip


def _claims(
    report: Report, mentions: Sequence[EventMention], replies: Sequence[Attribution], sides: dict[str, str]
) -> tuple[Claim, ...]:
    """Return the claims of an incident by position: figures, initiator, weapons, place, denials."""
    out: list[Claim] = []

    def add(
        speaker: Attribution | None, slot: str, value: str, start: int, end: int, *, polarity: str = "asserts"
    ) -> None:
        name = speaker.speaker if speaker else ""
        key = speaker.key if speaker else ""
        side = sides.get(key, "other" if name else "")
        out.append(
            Claim(
                name,
                side,
                speaker.verb if speaker else "",
                polarity,
                slot,
                value,
                report.id,
                start,
                end,
                " ".join(report.clean[start:end].split())[:300],
            )
        )

    for mention in mentions:
        voice = mention.attribution if mention.attribution and mention.attribution.kind != "both" else None
        for loss in mention.losses:
            side = "civ" if loss.key == "civ" else sides.get(loss.key, "unknown")
            value = str(loss.best) if loss.best is not None else loss.text
            add(voice, f"{loss.kind}.{side}", value, mention.start, mention.end)
        for blame in mention.blames:
            side = sides.get(blame.attacker, "")
            if side:
                add(voice, "initiator", side, mention.start, mention.end)
        for name, _, _ in mention.weapons:
            add(voice, "weapons", name, mention.start, mention.end)
        for choice in mention.places[:1]:
            if choice.precision is None or choice.precision >= 6:
                continue
            add(voice, "place", choice.resolution.mention.text, mention.start, mention.end)
    for reply in replies:
        if reply.kind in {"deny", "dispute", "both"}:
            add(
                reply,
                "initiator",
                "both" if reply.kind == "both" else sides.get(reply.key, "") or "attack",
                reply.start,
                reply.end,
                polarity="denies",
            )
        elif reply.kind == "status":
            add(reply, "status", reply.verb, reply.start, reply.end)
    unique = {(c.speaker, c.slot, c.value, c.start, c.polarity): c for c in out}
    return tuple(sorted(unique.values(), key=lambda c: (c.start, c.end, c.slot, c.value)))
