"""One incident out of the drafts that tell it: every column by its own rule, nothing thrown away."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz

from geomap.incidents.titles import make_title
from geomap.merge.faces import party_of, sentence_key
from geomap.merge.fits import party_fit
from geomap.merge.tolls import newest, weigh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.records import Claim, Incident, Source

_BASIS_RANK = {"absolute": 0, "weekday": 1, "relative": 2, "publication": 3}
# finest first: a place, near it, a district, a province, a line, the sea, a country
_PRECISION_RANK = {1: 0, 2: 1, 3: 2, 4: 3, 5: 4, 7: 5, 6: 6}
_PLACE_COLUMNS = (
    "place_name", "place_id", "place_text", "place_relation", "admin1", "admin1_code", "admin2", "country",
    "lat", "lon", "geo_precision", "radius_m", "border", "border_km", "border_side",
)  # fmt: skip
_SIDED = ("killed", "injured")
_BY_HAND = ("rejected", "edited", "checked")  # a person's word, strongest first
_COPY_RATIO = 92.0
_FUZZY_WINDOW = 24  # sentences of about one length that are compared for near-copies
_DOUBT_KEPT = 0.8  # each further independent source leaves so much of the doubt (a convention, see docs)
_MOST_SURE = 0.99


def combine(drafts: Sequence[Incident], incident_id: str, duplicates: Sequence[str]) -> Incident:
    """Return the incident that `drafts` tell.

    Parameters
    ----------
    drafts
        At least one, sorted by id, all ``realis == "actual"``.
    incident_id
        Its id.
    duplicates
        Ids of incidents that may be the same one.
    """
    merged_from = tuple(sorted({name for draft in drafts for name in (draft.merged_from or (draft.incident_id,))}))
    common: dict[str, Any] = {
        "incident_id": incident_id,
        "merged_from": merged_from,
        "possible_duplicate_of": tuple(sorted(set(duplicates) - {incident_id})),
    }
    if len(drafts) == 1:
        draft = drafts[0]
        common["source_count"] = independent_sources(draft.sources)
        if not draft.title:
            draft = dataclasses.replace(draft, title=make_title(draft))
        return dataclasses.replace(draft, **common)
    drafts = align(drafts)
    by_hand = next((d for status in _BY_HAND for d in drafts if d.review_status == status), None)
    sources = _sources(drafts)
    common |= {
        "sources": sources,
        "source_count": independent_sources(sources),
        "claims": _claims(drafts),
        "weapons": _weapons(drafts),
        "matches": tuple(match for draft in drafts for match in draft.matches),
    }
    if by_hand is not None:
        # what a person wrote or confirmed stands as it is; only the evidence grows
        return dataclasses.replace(by_hand, **common)
    told = common["source_count"]
    values = common | _dates(drafts) | _place(drafts) | _types(drafts) | _parties(drafts) | _casualties(drafts)
    values["initiator"] = _initiator(drafts)
    values["casualty_text"] = _texts([draft.casualty_text for draft in drafts])
    values["confidence"] = _surer([draft.confidence for draft in drafts], told)
    values["reasons"] = _reasons(drafts, values)
    values["possible_duplicate_of"] = common["possible_duplicate_of"]
    merged = dataclasses.replace(drafts[0], **values)
    return dataclasses.replace(merged, title=make_title(merged))


# ------------------------------------------------------------------------------------------------------- sides


def align(drafts: Sequence[Incident]) -> list[Incident]:
    """Return the drafts with their parties in one order: the one that most of them use."""
    known = Counter(
        (draft.actor_a_iso3, draft.actor_a, draft.actor_b_iso3, draft.actor_b)
        for draft in drafts
        if (draft.actor_a or draft.actor_a_iso3) and (draft.actor_b or draft.actor_b_iso3)
    )
    if not known:
        return list(drafts)
    # by country first, so that "Armenia's army" and "Armenian forces" vote for one order
    orders: Counter[tuple[str, str]] = Counter()
    for (iso_a, name_a, iso_b, name_b), count in known.items():
        orders[(iso_a or name_a, iso_b or name_b)] += count
    chosen = min(orders, key=lambda order: (-orders[order], order))
    leader = next(d for d in drafts if (d.actor_a_iso3 or d.actor_a, d.actor_b_iso3 or d.actor_b) == chosen)
    a, b = _parties_of(leader)
    out = []
    for draft in drafts:
        found = party_fit(a, b, *_parties_of(draft))
        out.append(flip(draft) if found is not None and found[1] else draft)
    return out


def _parties_of(draft: Incident) -> tuple[Any, Any]:
    return (
        party_of(draft.actor_a, draft.actor_a_iso3, draft.actor_a_sector),
        party_of(draft.actor_b, draft.actor_b_iso3, draft.actor_b_sector),
    )


def flip(draft: Incident) -> Incident:
    """Return the draft with its sides exchanged, in its claims too."""
    values: dict[str, Any] = {}
    pairs = [("actor_a", "actor_b"), ("actor_a_iso3", "actor_b_iso3"), ("actor_a_sector", "actor_b_sector")]
    pairs += [(f"{what}_a", f"{what}_b") for what in _SIDED]
    for one, other in pairs:
        values[one], values[other] = getattr(draft, other), getattr(draft, one)
    values["initiator"] = _other(draft.initiator)
    values["claims"] = tuple(_flip_claim(claim) for claim in draft.claims)
    return dataclasses.replace(draft, **values)


def _other(side: str) -> str:
    return {"a": "b", "b": "a"}.get(side, side)


def _flip_claim(claim: Claim) -> Claim:
    prefix, dot, side = claim.slot.partition(".")
    value = _other(claim.value) if prefix in {"initiator", "attacker"} else claim.value
    return dataclasses.replace(
        claim, slot=f"{prefix}{dot}{_other(side)}", speaker_side=_other(claim.speaker_side), value=value
    )


# ----------------------------------------------------------------------------------------------------- sources


def independent_sources(sources: Sequence[Source]) -> int:
    """Return how many sources tell it, one wire text counted once.

    Two sources are copies if they are one report, have one URL, or tell it in (nearly) the same sentence of eight
    words or more (token ratio of `rapidfuzz` from 92 of 100 up).
    """
    if len(sources) < 2:
        return max(1, len(sources))
    root = list(range(len(sources)))

    def find(i: int) -> int:
        while root[i] != i:
            i = root[i]
        return i

    def unite(i: int, j: int) -> None:
        one, other = sorted((find(i), find(j)))
        root[other] = one

    seen: dict[tuple[str, str], int] = {}
    texts: dict[str, int] = {}
    for number, source in enumerate(sources):
        text = sentence_key(source.sentence)
        for key in (("report", source.report_id), ("url", source.url), ("text", text)):
            if key[1]:
                unite(number, seen.setdefault(key, number))
        if text:
            texts.setdefault(text, number)
    ordered = sorted(texts, key=lambda text: (len(text), text))
    for at, text in enumerate(ordered):
        for other in ordered[at + 1 : at + 1 + _FUZZY_WINDOW]:
            if find(texts[text]) != find(texts[other]) and fuzz.token_sort_ratio(text, other) >= _COPY_RATIO:
                unite(texts[text], texts[other])
    return len({find(number) for number in range(len(sources))})


def _sources(drafts: Sequence[Incident]) -> tuple[Source, ...]:
    found = {source for draft in drafts for source in draft.sources}
    return tuple(sorted(found, key=lambda s: (s.date or "9999", s.report_id, s.start, s.end, repr(s))))


def _claims(drafts: Sequence[Incident]) -> tuple[Claim, ...]:
    found = {claim for draft in drafts for claim in draft.claims}
    return tuple(sorted(found, key=lambda c: (c.report_id, c.start, c.end, c.slot, c.value, repr(c))))


def _weapons(drafts: Sequence[Incident]) -> tuple[str, ...]:
    found = {weapon for draft in drafts for weapon in draft.weapons}
    return tuple(sorted(found - {"unknown"} or found))


def _texts(texts: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))


# ------------------------------------------------------------------------------------------------ date, place


def _dates(drafts: Sequence[Incident]) -> dict[str, Any]:
    dated = [draft for draft in drafts if draft.date_start is not None]
    if not dated:
        return {}
    support = Counter((d.date_start, d.date_end) for d in dated)

    def rank(d: Incident) -> tuple[Any, ...]:
        span = (d.date_end - d.date_start).days if d.date_end and d.date_start else 0
        return (
            d.date_prec or 9, span, _BASIS_RANK.get(d.date_basis, 9), -support[d.date_start, d.date_end],
            d.date_start, d.incident_id,
        )  # fmt: skip

    best = min(dated, key=rank)
    same = [d for d in dated if d.date_start == best.date_start]
    return {
        "date_start": best.date_start,
        "date_end": best.date_end,
        "date_prec": best.date_prec,
        "date_basis": best.date_basis,
        "confidence_date": _surer([d.confidence_date for d in same], len(same)),
    }


def _place(drafts: Sequence[Incident]) -> dict[str, Any]:
    def where(d: Incident) -> tuple[Any, ...]:
        return d.place_id or (d.lat, d.lon), d.country, d.admin1_code, d.admin1

    support = Counter(where(d) for d in drafts)

    def rank(d: Incident) -> tuple[Any, ...]:
        known = bool(d.place_id or d.lat is not None)
        finest = _PRECISION_RANK.get(d.geo_precision or 0, 9)
        return (
            not known, d.lat is None, finest, -support[where(d)], d.radius_m or 0.0, -(d.confidence_place or 0.0),
            d.place_id, d.incident_id,
        )  # fmt: skip

    best = min(drafts, key=rank)
    same = [d for d in drafts if where(d) == where(best)]
    values = {name: getattr(best, name) for name in _PLACE_COLUMNS}
    values["confidence_place"] = _surer([d.confidence_place for d in same], len(same))
    return values


# ----------------------------------------------------------------------------------------------- type, parties


def _types(drafts: Sequence[Incident]) -> dict[str, Any]:
    typed = [(d.event_type, d.sub_event_type) for d in drafts if d.event_type]
    if not typed:
        return {}
    kinds = Counter(event_type for event_type, _ in typed)
    pairs = Counter(typed)
    # most told type; then most told sub-type, a named one before none
    event_type = min(kinds, key=lambda kind: (-kinds[kind], kind or ""))
    within = [pair for pair in pairs if pair[0] == event_type]
    best = min(within, key=lambda pair: (pair[1] is None, -pairs[pair], pair[1] or ""))
    return {"event_type": best[0], "sub_event_type": best[1]}


def _parties(drafts: Sequence[Incident]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for side in ("a", "b"):
        columns = (f"actor_{side}", f"actor_{side}_iso3", f"actor_{side}_sector")
        told: Counter[tuple[str, ...]] = Counter(tuple(getattr(d, name) for name in columns) for d in drafts)

        best = min(told.items(), key=_party_rank)[0]
        values |= dict(zip(columns, best, strict=True))
    return values


def _party_rank(told: tuple[tuple[str, ...], int]) -> tuple[Any, ...]:
    """Order parties: a known one first, with name, sector and country, then by how many say so."""
    party, count = told
    somebody = party_of(*party)
    return (
        not (somebody.iso3 or somebody.name), not party[0], party[2] == "UNK", not party[1],
        -count, -len(party[0]), party,
    )  # fmt: skip


def _initiator(drafts: Sequence[Incident]) -> str:
    """Return who began it: ``disputed`` as soon as two drafts or two speakers contradict each other."""
    said = {d.initiator for d in drafts}
    accused: set[str] = set()
    denied: set[str] = set()
    for draft in drafts:
        for claim in draft.claims:
            if claim.slot in {"initiator", "attacker"} and claim.value in {"a", "b"}:
                (denied if claim.polarity == "denies" else accused).add(claim.value)
    sides = (said | accused) & {"a", "b"}
    if "disputed" in said or len(sides) > 1 or sides & denied:
        return "disputed"
    return next(iter(sides), "unknown")


# ------------------------------------------------------------------------------------------------- casualties


def _casualties(drafts: Sequence[Incident]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    disputed = False
    for what in _SIDED:
        figures = weigh(drafts, what)
        disputed = disputed or figures.disputed
        values |= {f"{what}_{side}": value for side, value in figures.sides.items()}
        values |= {f"{what}_low": figures.low, f"{what}_best": figures.best, f"{what}_high": figures.high}
    for column in ("missing_best", "captured_best"):
        values[column] = newest(drafts, column)
    agreeing = [d for d in drafts if (d.killed_best, d.injured_best) == (values["killed_best"], values["injured_best"])]
    told = [d.confidence_casualties for d in agreeing or drafts]
    values["confidence_casualties"] = _surer(told, len(agreeing) or 1)
    if disputed and values["confidence_casualties"] is not None:
        values["confidence_casualties"] = round(values["confidence_casualties"] * _DOUBT_KEPT, 3)
        values["_disputed"] = True
    return values


def _surer(told: Sequence[float | None], count: int) -> float | None:
    """Return the best confidence, raised a little by each further source that says the same."""
    known = [value for value in told if value is not None]
    if not known:
        return None
    best = max(known)
    return round(max(best, min(_MOST_SURE, 1.0 - (1.0 - best) * _DOUBT_KEPT ** max(0, count - 1))), 3)


def _reasons(drafts: Sequence[Incident], values: dict[str, Any]) -> tuple[str, ...]:
    found = {reason for draft in drafts for reason in draft.reasons if not reason.startswith("merged:")}
    found.add(f"merged:{len(values['merged_from'])}")
    if values.pop("_disputed", False):
        found.add("tolls_differ")
    if len({(d.date_start, d.date_end) for d in drafts}) > 1:
        found.add("dates_differ")
    return tuple(sorted(found))
