"""From a model's answer to incident records: every value held against its quote, everything dropped told."""

from __future__ import annotations

import dataclasses
import hashlib
import logging
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geomap import schema
from geomap.incidents.dates import find_times
from geomap.incidents.numbers import find_counts
from geomap.incidents.titles import make_title
from geomap.llm.answer import ToldClaim, ToldIncident, read_answer
from geomap.llm.check import LARGEST, faults
from geomap.llm.endpoint import AnswerError
from geomap.llm.places import place_columns
from geomap.llm.prompt import MAX_CHARS, make_messages
from geomap.llm.quotes import Quotable
from geomap.records import Claim, Incident, Rejection, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.gazetteer.store import Gazetteer
    from geomap.llm.endpoint import Endpoint
    from geomap.records import Report, Resolution
    from geomap.settings import Settings

_log = logging.getLogger(__name__)
_SIDES = ("a", "b", "civ", "unknown")
_COUNTS = (*(f"{what}_{side}" for what in ("killed", "injured") for side in _SIDES), "missing_best", "captured_best")
_KILLED = re.compile(
    r"\b(?:kill|dead|die[sd]?\b|death|fatal|lives|lost (?:his|her|their) li|bod(?:y|ies)|slain|murder|toll)"
)
_INJURED = re.compile(r"\b(?:injur|wound|hurt|maim|burn)")
_SECTORS = (
    ("MIL", re.compile(r"\b(?:forces|army|troops|soldiers?|military|servicem[ae]n|units?|navy|air force|guards?)\b")),
    ("COP", re.compile(r"\bpolice\b")),
    ("REB", re.compile(r"\b(?:rebels?|insurgents?|militants?|separatists?)\b")),
    ("CVL", re.compile(r"\b(?:civilians?|villagers?|residents?|protesters?|demonstrators?)\b")),
)
_SLOT = re.compile(r"(?:killed|injured)\.(?:a|b|civ|unknown)|initiator|place|weapons|status|missing|captured")
_CONFIDENCE = 0.6  # nothing is fitted on a model that a user brings: its records are for a person to look at
_MOST_NOTES = 60


@dataclass(slots=True)
class _Case:
    """One incident being checked: where quotes are looked for, what was dropped."""

    text: Quotable
    clean: str
    start: int
    dropped: list[str] = field(default_factory=list)

    def span(self, quote: str, name: str) -> tuple[int, int] | None:
        found = self.text.find(quote, near=self.start)
        if found is None:
            self.dropped.append(f"{name}: {quote[:80]!r} does not stand in the report")
        return found

    def words(self, span: tuple[int, int]) -> str:
        return " ".join(self.clean[span[0] : span[1]].split())


def read_incidents(
    report: Report, resolutions: Sequence[Resolution], *, endpoint: Endpoint, gazetteer: Gazetteer, settings: Settings
) -> tuple[list[Incident], list[Rejection]] | None:
    """Return what a language model reads out of a report, checked; and notes on what was dropped.

    Parameters
    ----------
    report
        The report; its first 24,000 characters are sent.
    resolutions
        Its place mentions, resolved: the model's place words are looked up among them first.
    endpoint
        The server.
    gazetteer
        Resolves place words; coordinates never come from the model.

    Returns
    -------
    incidents, notes
        Incidents have the reason ``extractor:model``. None if the model gave no usable answer on this report: the
        caller reads it by geomap's own rules then.

    Raises
    ------
    EndpointError
        If the server is not there at all.
    """
    if not report.clean.strip():
        return [], []
    try:
        told = read_answer(endpoint.ask(make_messages(report)))
    except AnswerError as error:
        _log.warning("report %s: the model gave no usable answer: %s", report.id, error)
        return None
    text = Quotable(report.clean[:MAX_CHARS])
    incidents: dict[str, Incident] = {}
    notes: list[Rejection] = []

    def note(reason: str, detail: str) -> None:
        if len(notes) < _MOST_NOTES:
            notes.append(Rejection(report.source, reason, detail, report.id, fatal=False))

    if len(report.clean) > MAX_CHARS:
        note("llm_cut", f"only the first {MAX_CHARS} characters were shown to the model")
    for number, one in enumerate(told, start=1):
        span = text.find(one.evidence)
        if span is None:
            note(
                "llm_unquoted",
                f"incident {number} was left out: its evidence {one.evidence[:80]!r} is not in the report",
            )
            continue
        case = _Case(text, report.clean, span[0])
        incident = _incident(report, one, span, case, resolutions, gazetteer, settings)
        for name in one.unread:
            case.dropped.append(f"{name}: not of the form that was asked for")
        for detail in case.dropped:
            note("llm_dropped", f"incident {number}: {detail}")
        if wrong := faults(incident):
            note("llm_invalid", f"incident {number} was left out: {'; '.join(wrong)}")
            continue
        incidents.setdefault(incident.incident_id, incident)
    return sorted(incidents.values(), key=lambda i: (i.sources[0].start, i.sources[0].end, i.incident_id)), notes


def _incident(
    report: Report,
    told: ToldIncident,
    evidence: tuple[int, int],
    case: _Case,
    resolutions: Sequence[Resolution],
    gazetteer: Gazetteer,
    settings: Settings,
) -> Incident:
    values: dict[str, Any] = {"realis": _realis(told, case)}
    values |= _types(told, case)
    values |= _parties(told, case, gazetteer)
    initiator = _word(told, "initiator", schema.INITIATORS, case)
    values["initiator"] = initiator or "unknown"
    values |= _tolls(told, case)
    values["weapons"] = _weapons(told, case)
    reasons = ["extractor:model"]
    values |= _date(report, told, case, reasons)
    place: dict[str, Any] = {}
    quoted = told.fields.get("place")
    span = case.span(quoted.quote, "place") if quoted is not None else None
    if span is not None:
        place = place_columns(report, span, resolutions, gazetteer, settings, reasons)
    at = place.pop("at", None)
    values |= place
    source = Source(
        report_id=report.id, publisher=report.publisher, url=report.url, source=report.source,
        date=report.date.isoformat() if report.date else "", title=report.title, language=report.language,
        start=evidence[0], end=evidence[1], sentence=case.words(evidence)[:600],
        place_start=at[0] if at else None, place_end=at[1] if at else None,
    )  # fmt: skip
    day = values.get("date_start")
    key = "\x1f".join(
        (
            report.id,
            str(evidence[0]),
            str(evidence[1]),
            str(day or ""),
            values.get("place_id") or values.get("place_text") or "",
        )
    )
    incident = Incident(
        incident_id="d" + hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest(),
        sources=(source,),
        claims=tuple(claim for one in told.claims if (claim := _claim(one, report, case)) is not None),
        confidence=_CONFIDENCE,
        reasons=tuple(dict.fromkeys(reasons)),
        **values,
    )
    return dataclasses.replace(incident, title=make_title(incident))


def _word(told: ToldIncident, name: str, allowed: Sequence[str], case: _Case) -> str:
    """Return a word of a vocabulary that a quote goes with, "" for none."""
    quoted = told.fields.get(name)
    if quoted is None or quoted.value is None:
        return ""
    if quoted.value not in allowed:
        case.dropped.append(f"{name}: {str(quoted.value)[:60]!r} is not one of the known words")
        return ""
    return str(quoted.value) if case.span(quoted.quote, name) else ""


def _realis(told: ToldIncident, case: _Case) -> str:
    """Return whether it happened; a doubt about that keeps it from the map."""
    quoted = told.fields.get("realis")
    if quoted is None or quoted.value in {None, "actual"}:
        return "actual" if "realis" not in told.unread else "generic"
    if quoted.value in schema.REALIS:
        return str(quoted.value)
    case.dropped.append(f"realis: {str(quoted.value)[:60]!r} is not one of the known words")
    return "generic"


def _types(told: ToldIncident, case: _Case) -> dict[str, Any]:
    kind = _word(told, "event_type", schema.EVENT_TYPES, case)
    subs = tuple(sub for name, group in schema.SUB_EVENT_TYPES.items() for sub in group if not kind or name == kind)
    sub = _word(told, "sub_event_type", subs, case)
    if sub and not kind:
        kinds = [name for name, group in schema.SUB_EVENT_TYPES.items() if sub in group]
        kind = kinds[0] if len(kinds) == 1 else ""
    return {"event_type": kind or None, "sub_event_type": sub if kind and sub else None}


def _parties(told: ToldIncident, case: _Case, gazetteer: Gazetteer) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for side in ("actor_a", "actor_b"):
        quoted = told.fields.get(side)
        span = case.span(quoted.quote, side) if quoted is not None else None
        if quoted is None or span is None:
            continue
        words = case.words(span)
        name = str(quoted.value or "").strip()
        if not name or name.casefold() not in words.casefold():
            name = words  # the report's own words where the model put its own
        values[side] = name[:120]
        iso2 = next(
            (code for word in [name, *re.findall(r"[^\W\d_]{3,}", words)] if (code := gazetteer.iso2_of(word))), ""
        )
        values[f"{side}_iso3"] = gazetteer.iso3(iso2) if iso2 else ""
        values[f"{side}_sector"] = next((code for code, found in _SECTORS if found.search(words.casefold())), "UNK")
    return values


def _tolls(told: ToldIncident, case: _Case) -> dict[str, Any]:
    values: dict[str, Any] = {}
    words: list[str] = []
    for name in _COUNTS:
        quoted = told.fields.get(name)
        if quoted is None or quoted.value is None:
            continue
        span = case.span(quoted.quote, name)
        if span is None:
            continue
        said = case.words(span)
        wrong = _wrong_count(name, quoted.value, said)
        if wrong:
            case.dropped.append(f"{name}: {wrong}")
            continue
        values[name] = quoted.value
        words.append(said)
    for what in ("killed", "injured"):
        known = [values[f"{what}_{side}"] for side in _SIDES if values.get(f"{what}_{side}") is not None]
        if known:
            values |= dict.fromkeys((f"{what}_low", f"{what}_best", f"{what}_high"), sum(known))
    values["casualty_text"] = "; ".join(dict.fromkeys(words))
    return values


def _wrong_count(name: str, value: object, said: str) -> str:
    """Return why a count is not what its quote says, "" if it is."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST:
        return f"{str(value)[:40]!r} is no count of people"
    low = said.casefold()
    if len(low.split()) < 2:
        return f"{said[:80]!r} does not say of whom"
    killed, injured = bool(_KILLED.search(low)), bool(_INJURED.search(low))
    if (name.startswith("killed") and injured and not killed) or (
        name.startswith("injured") and killed and not injured
    ):
        return f"{said[:80]!r} tells of something else"
    figures = {n for count in find_counts(low) for n in (count.best, count.low) if n is not None}
    single = re.match(r"(?:an?|one|the) ", low) or re.search(r"\b(?:an?|one) \w+", low)
    none = value == 0 and re.search(r"\b(?:no|none|nobody|no one|without|not)\b", low)
    if value in figures or (value == 1 and single) or none:
        return ""
    return f"{value} is not what {said[:80]!r} says"


def _weapons(told: ToldIncident, case: _Case) -> tuple[str, ...]:
    found = []
    for quoted in told.weapons:
        if quoted.value not in schema.WEAPONS:
            case.dropped.append(f"weapons: {str(quoted.value)[:60]!r} is not one of the known words")
        elif case.span(quoted.quote, "weapons"):
            found.append(str(quoted.value))
    return tuple(dict.fromkeys(found))


def _date(report: Report, told: ToldIncident, case: _Case, reasons: list[str]) -> dict[str, Any]:
    """Return the date that geomap's own rules read in the quoted words; the model's own date is only compared."""
    quoted = told.fields.get("date")
    span = case.span(quoted.quote, "date") if quoted is not None else None
    if quoted is None or span is None:
        reasons.append("no_date")
        return {}
    times = find_times(report.clean[span[0] : span[1]].lower(), span[0], published=report.date)
    dated = [time for time in times if time.span is not None and not time.future]
    if not dated:
        case.dropped.append(f"date: no day can be worked out from {case.words(span)[:80]!r}")
        reasons.append("no_date")
        return {}
    best = min(dated, key=lambda time: (time.span.prec if time.span else 9, time.start))
    if best.span is None:
        return {}
    if quoted.value is not None and str(quoted.value)[:10] != best.span.lo.isoformat():
        reasons.append("model_date_differs")
    return {"date_start": best.span.lo, "date_end": best.span.hi, "date_prec": best.span.prec, "date_basis": best.basis}


def _claim(told: ToldClaim, report: Report, case: _Case) -> Claim | None:
    span = case.span(told.quote, "claims")
    if span is None:
        return None
    words = case.words(span)
    if not _SLOT.fullmatch(told.slot) or told.polarity not in {"asserts", "denies"} or told.value is None:
        case.dropped.append(f"claims: {told.slot[:40]!r} is none that is known")
        return None
    speaker = told.speaker if told.speaker and case.text.find(told.speaker, near=span[0]) else ""
    side = told.speaker_side if told.speaker_side in {"a", "b", "other"} else ""
    verb = told.verb if told.verb and told.verb.casefold() in words.casefold() else ""
    return Claim(
        speaker,
        side if speaker else "",
        verb,
        told.polarity,
        told.slot,
        str(told.value)[:200],
        report.id,
        *span,
        words[:300],
    )
