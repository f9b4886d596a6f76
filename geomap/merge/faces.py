"""What a draft looks like to the merger: its days, place, type, parties and figures, nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from geomap.gazetteer.names import normalise
from geomap.merge.near import Vector, unit_vector
from geomap.merge.tolls import whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from geomap.records import Incident

_UNSURE_BASES = frozenset({"publication", "relative"})
LONGEST_DAYS = 8  # a longer span says "some time in that period": it does not prove two reports tell one thing
_COPY_WORDS = 8  # shorter sentences ("One soldier was killed.") are alike by chance

# Names that say nothing about which party it was.
_NO_PARTY = frozenset(
    {
        "unknown", "unidentified", "unnamed", "suspected", "armed", "gunman", "gunmen", "man", "men", "assailant",
        "assailants", "attacker", "attackers", "militant", "militants", "fighter", "fighters", "civilian", "civilians",
        "people", "villagers", "residents", "individual", "individuals", "group", "groups", "protester", "protesters",
        "demonstrator", "demonstrators", "police", "soldiers", "troops", "forces", "other", "others",
    }
)  # fmt: skip


class Party(NamedTuple):
    """One side of an incident as far as it can be compared."""

    iso3: str
    sector: str
    name: str  # normalised, "" if it names nobody in particular


class Toll(NamedTuple):
    """Killed and injured, None = not reported; and each figure above 0 that names whose it is."""

    killed: int | None
    injured: int | None
    named: frozenset[tuple[str, str, int]] = frozenset()  # killed or injured, party, count


@dataclass(frozen=True, slots=True)
class Face:
    """A draft reduced to what decides whether it is the same incident as another.

    Attributes
    ----------
    days
        First and last day as ordinals, or None for a draft without a date.
    unsure
        The day may be one off (a few days, counted from the publication, or the publication's own date).
    vague
        Only a week, a month, a long span: it can join an incident but founds no group of its own.
    point
        Unit vector of a pin (precision up to 3), or None.
    area
        Unit vector of the middle of an area that is no pin, where one is known.
    radius_km
        Of a district or an area; 0 for a pin.
    """

    days: tuple[int, int] | None
    unsure: bool
    vague: bool
    point: Vector | None
    area: Vector | None
    radius_km: float
    precision: int
    place_id: str
    province: str
    country: str
    event_type: str
    sub_event_type: str
    side_a: Party
    side_b: Party

    @property
    def weak(self) -> bool:
        """Whether it has no pin or no day: it joins others rather than founding a group."""
        return self.point is None or self.vague or self.days is None


def make_face(draft: Incident, area_of: Callable[[str], tuple[float, float, float] | None] | None = None) -> Face:
    """Return what `draft` looks like.

    Parameters
    ----------
    draft
        One incident as extracted, ``realis`` actual.
    area_of
        Place id -> (lon, lat, radius_m or 0) for places without a pin, or None where nothing is known.
    """
    days = None
    if draft.date_start is not None:
        first = draft.date_start.toordinal()
        last = draft.date_end.toordinal() if draft.date_end is not None else first
        days = (first, max(first, last))  # an end before the start is a slip of the pen: the start holds
    date_prec = draft.date_prec or 1
    precision = draft.geo_precision or (1 if draft.lat is not None else 9)
    radius_km = (draft.radius_m or 0.0) / 1000.0
    point = area = None
    if draft.lat is not None and draft.lon is not None:
        vector = unit_vector(draft.lon, draft.lat)
        if precision <= 3:
            point = vector
        else:
            area = vector
    elif area_of is not None and draft.place_id:
        found = area_of(draft.place_id)
        if found is not None:
            area = unit_vector(found[0], found[1])
            radius_km = radius_km or found[2] / 1000.0
    return Face(
        days=days,
        unsure=date_prec > 1 or draft.date_basis in _UNSURE_BASES,
        vague=date_prec >= 3 or (days is not None and days[1] - days[0] > LONGEST_DAYS),
        point=point,
        area=area,
        radius_km=radius_km if precision >= 3 else 0.0,
        precision=precision,
        place_id=draft.place_id,
        province=province_of(draft),
        country=draft.country,
        event_type=draft.event_type or "",
        sub_event_type=draft.sub_event_type or "",
        side_a=party_of(draft.actor_a, draft.actor_a_iso3, draft.actor_a_sector),
        side_b=party_of(draft.actor_b, draft.actor_b_iso3, draft.actor_b_sector),
    )


def make_toll(draft: Incident, face: Face) -> Toll:
    """Return the figures a draft gives, its claims' included."""
    parties = {"a": face.side_a.iso3 or face.side_a.name, "b": face.side_b.iso3 or face.side_b.name}
    named = set()
    for what in ("killed", "injured"):
        for side, party in parties.items():
            count = getattr(draft, f"{what}_{side}")
            if count and party:
                named.add((what, party, count))
    for claim in draft.claims:
        what, _, side = claim.slot.partition(".")
        claimed = whole(claim.value)
        if what in {"killed", "injured"} and parties.get(side) and claimed and claim.polarity != "denies":
            named.add((what, parties[side], claimed))
    return Toll(draft.killed_best, draft.injured_best, frozenset(named))


def province_of(draft: Incident) -> str:
    """Return a key of the first-level area: its code, else country and name, else ""."""
    if draft.admin1_code:
        return draft.admin1_code
    return f"{draft.country}/{normalise(draft.admin1)}" if draft.admin1 else ""


@lru_cache(maxsize=1 << 14)
def party_of(name: str, iso3: str, sector: str) -> Party:
    """Return a party; words that name nobody ("unidentified gunmen") become ""."""
    words = [word for word in re.split(r"[^\w]+", normalise(name)) if word]
    named = " ".join(words) if any(word not in _NO_PARTY for word in words) else ""
    return Party(iso3, sector, named)


def sentence_key(text: str) -> str:
    """Return the words of a sentence for telling copies of one wire text; "" if it is too short to tell."""
    words = re.findall(r"\w+", text.casefold())
    return " ".join(words) if len(words) >= _COPY_WORDS else ""
