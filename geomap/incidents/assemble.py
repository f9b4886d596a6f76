"""The incident record of a draft: figures, sides, type, time, place, claims, confidence."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geomap.incidents.claims import Attribution, initiator
from geomap.incidents.events import event_type
from geomap.incidents.kinds import find_kind
from geomap.incidents.scenes import PROVINCE
from geomap.incidents.sides import inferred_initiator, local_sides, name_side
from geomap.incidents.titles import make_title
from geomap.incidents.tolls import Toll, add_up, in_uniform
from geomap.incidents.where import find_where
from geomap.records import Claim, Incident, Source

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geomap.incidents.actors import PartyFinder
    from geomap.incidents.events import EventMention
    from geomap.incidents.losses import Loss
    from geomap.incidents.scenes import Draft
    from geomap.records import Report, Resolution


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
    kind, type_reason = find_kind(mentions)
    reasons.append(type_reason)
    parties = [p for mention in mentions for p in mention.parties]
    blames = [blame for mention in mentions for blame in mention.blames]
    attributions = [m.attribution for m in mentions if m.attribution is not None] + draft.replies
    admitted = [item.key for item in attributions if item.kind == "admit" and item.key]
    strangers = [key for key in admitted if key.startswith("group:") and key not in sides]
    if strangers and not any(blame.attacker in sides for blame in blames):
        sides = {}  # a group says that it was its deed: no matter between the states of the report
    local = local_sides(sides, blames=blames, losses=losses, parties=parties, kind=kind, admitted=admitted)
    killed, injured = add_up(losses, "killed", local), add_up(losses, "injured", local)
    missing, captured = add_up(losses, "missing", local), add_up(losses, "captured", local)
    place = draft.place or next((c for m in mentions for c in m.places[:1] if c.precision == PROVINCE), None)
    country = (
        finder.nation_of_country(place.resolution.place.country)
        if place is not None and place.resolution.place is not None
        else ""
    )
    if sides and local.get(country):
        own = [
            replace(loss, key=country)
            if not loss.key
            and not loss.zero
            and loss.kind in {"killed", "injured"}
            and in_uniform(loss)
            and not {"a", "b"} <= {local.get(other.key) for other in losses if other.kind == loss.kind}
            else loss
            for loss in losses
        ]
        if any(one is not loss for one, loss in zip(own, losses, strict=True)):
            losses = own
            killed, injured = add_up(losses, "killed", local), add_up(losses, "injured", local)
    fallback = inferred_initiator(
        losses, kind=kind, mentions=mentions, sides=local, fixed=sides, country=country,
        replies=draft.replies,
    )  # fmt: skip
    began, why = initiator(
        blames, attributions, local, fallback=fallback, struck=_struck(losses, local) if sides else frozenset()
    )
    if kind in {
        "peaceful_protest",
        "violent_demonstration",
        "mob_violence",
        "protest_with_intervention",
    }:
        began, why = "a", "protest"
    if kind == "excessive_force_against_protesters":
        denied = any(a.kind in {"deny", "dispute"} for a in attributions)
        began, why = ("disputed", "denied") if denied else ("b", "force_against_protest")
    reasons.append(f"initiator:{why}")
    actor = {
        side: name_side(
            side,
            sides=local,
            parties=parties,
            losses=losses,
            blames=blames,
            finder=finder,
            kind=kind,
            admitted=admitted,
        )
        for side in "ab"
    }
    time = _time(mentions, reasons)
    home = frozenset(iso2 for iso2 in finder.countries() if finder.nation_of_country(iso2) in {p.key for p in parties})
    where = find_where(mentions, min_score=min_score, dateline=dateline, reasons=reasons, home=home)
    weapons = tuple(dict.fromkeys(name for mention in mentions for name, _, _ in mention.weapons))
    heard = [reply for reply in draft.replies if reply.kind != "contradict" or why == "denied"]
    if any(loss.refused for loss in losses):
        reasons.append("toll_refused")
    if any(loss.vague for loss in losses):
        reasons.append("vague")
    confidence = _confidences(mentions, where, time, (killed, injured), losses)
    first = mentions[0]
    incident = Incident(
        incident_id=_draft_id(
            report.id, first, str(time["date_start"] or ""), where["place_id"] or where["place_text"]
        ),
        realis=realis,
        event_type=event_type(kind) if kind else None,
        sub_event_type=kind or None,
        actor_a=actor["a"][0], actor_a_iso3=actor["a"][1], actor_a_sector=actor["a"][2],
        actor_b=actor["b"][0], actor_b_iso3=actor["b"][1], actor_b_sector=actor["b"][2],
        initiator=began,
        killed_a=killed.sides["a"], killed_b=killed.sides["b"],
        killed_civ=killed.sides["civ"], killed_unknown=killed.sides["unknown"],
        killed_low=killed.low, killed_best=killed.best, killed_high=killed.high,
        injured_a=injured.sides["a"], injured_b=injured.sides["b"],
        injured_civ=injured.sides["civ"], injured_unknown=injured.sides["unknown"],
        injured_low=injured.low, injured_best=injured.best, injured_high=injured.high,
        missing_best=missing.best, captured_best=captured.best,
        casualty_text=_casualty_text(report, losses),
        weapons=weapons,
        claims=_claims(report, mentions, heard, local),
        sources=_sources(report, mentions, where),
        **time, **{k: v for k, v in where.items() if k not in {"place_start", "place_end"}}, **confidence,
        reasons=tuple(dict.fromkeys(reason for reason in reasons if reason)),
    )  # fmt: skip
    # written into the record that nobody else has yet: to copy it for one column costs as much as to make it
    object.__setattr__(incident, "title", make_title(incident))
    return incident


def _struck(losses: Sequence[Loss], sides: dict[str, str]) -> frozenset[str]:
    """Return the sides that tell of losses of their own."""
    own = (loss for loss in losses if not loss.zero and not loss.enemy and loss.kind in {"killed", "injured"})
    return frozenset({sides.get(loss.key, "") for loss in own} - {""})


def _casualty_text(report: Report, losses: Sequence[Loss]) -> str:
    """Return the words the figures came from, in the order of the text, each once."""
    spans = sorted((loss.start, loss.end) for loss in losses)
    return "; ".join(dict.fromkeys(" ".join(report.clean[start:end].split()) for start, end in spans))


def _draft_id(report_id: str, first: EventMention, date: str, place: str) -> str:
    text = "\x1f".join((report_id, str(first.start), str(first.end), date, place))
    return "d" + hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


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
    tolls: tuple[Toll, Toll],
    losses: Sequence[Loss],
) -> dict[str, Any]:
    """Return the four confidences, 0 to 1.

    Place: the resolution's score times how well the place is bound (own cue and clause 1, carried over .8); .5 for
    a line or province, since no point is claimed.  Date: .97 absolute, .93 weekday, .85 relative, .6 publication;
    times .7 where weekday and date disagree.
    Casualties: .9 for exact figures told once or alike, less for vague, unattributed-to-a-side and conflicting
    ones.  The whole is their geometric mean times .9 where only weak words tell of the event.
    """
    killed, injured = tolls
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
    if any(mention.date_reason == "contradictory_dates" for mention in mentions):
        date *= 0.7
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
            start=first.start, end=ordered[-1].end,
            sentence=" ".join(report.clean[first.start : first.end].split())[:600],
            place_start=where["place_start"], place_end=where["place_end"],
        ),
    )  # fmt: skip


def _claims(
    report: Report, mentions: Sequence[EventMention], replies: Sequence[Attribution], sides: dict[str, str]
) -> tuple[Claim, ...]:
    """Return the claims of an incident by position: figures, initiator, weapons, place, denials."""
    out: list[Claim] = []
    quoted: dict[tuple[int, int], str] = {}  # several claims stand in one sentence

    def add(
        speaker: Attribution | None, slot: str, value: str, start: int, end: int, *, polarity: str = "asserts"
    ) -> None:
        name = speaker.speaker if speaker else ""
        key = speaker.key if speaker else ""
        side = sides.get(key, "other" if name else "")
        words = quoted.get((start, end))
        if words is None:
            words = quoted[start, end] = " ".join(report.clean[start:end].split())[:300]
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
                words,
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
        if reply.kind in {"deny", "dispute", "both", "contradict"}:
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
