"""Place words of a table or a query: "Kut village, Gegharkunik", "5 km south of X", "town of X in the Y district".

The finest name is looked for inside the coarser ones, the row's province and country; where it is not known, the
smallest known area is the answer, with that area's precision. A namesake elsewhere never is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geomap.gazetteer.names import GENERIC
from geomap.recognise.cues import Cue
from geomap.records import Mention, Resolution, Rival
from geomap.resolve.answers import asserted, fits, holders, several, widened
from geomap.resolve.context import build_scene
from geomap.resolve.offsets import borrowed_spot, precision_of, radius_of, spot_between, spot_of
from geomap.resolve.rank import calibrate, decide, load_ranker, rank
from geomap.resolve.reasons import nearest_names, reasons_for, stated_holders, told_columns
from geomap.resolve.units import MAX_CHARS, Unit, clean_words, read_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geomap.gazetteer.store import Gazetteer
    from geomap.resolve.context import Scene

_LEVELS = {"country": 4, "territory": 4, "continent": 6, "region": 5, "admin1": 3, "admin2": 2, "admin3": 1}
_SURE = 0.4  # below this a settlement is a guess, and the area around is the better answer
_RURAL = re.compile(r"\b(?:countryside|rural)\b", re.IGNORECASE)
_UNCLEAR = 0.2  # of a town and its province: so much of the town's chance makes the province as good a reading
_TOLD = 0.7  # a row that names its country claims a point only from this score on
_QUARTERS = frozenset({"quarter", "facility", "post", "base", "bridge", "road", "crossing", "sector", ""})
_COUNTRYSIDE = re.compile(
    r"\b(?:countryside|rural|outskirts|outside|suburbs?|farms?|area|direction|region|north|south|east|west|road)\b",
    re.IGNORECASE,
)


def geocode_words(
    text: str,
    gazetteer: Gazetteer,
    *,
    near: str = "",
    country: str = "",
    admin1: str = "",
    admin2: str = "",
    lon: float | None = None,
    lat: float | None = None,
    limit: int = 10,
) -> list[Resolution]:
    """Return what place words may mean, best first.

    Parameters
    ----------
    text
        Place words: "Kut", "Kut village, Gegharkunik", "5 km south of Vardenis", "between Kut and Azat".
    gazetteer
        Looked up in.
    near
        A place, district, province or country that the place is expected in or near.
    country
        ISO 3166-1 alpha-2 code or name; only places of this country (and of none, like seas) are answers.
    admin1, admin2
        Province and district the place is expected in.
    lon, lat
        A point the place is expected near (degrees, EPSG:4326), or None.
    limit
        At most so many answers.

    Returns
    -------
    resolutions
        Scores are probabilities. Where the finest name is unknown or doubtful, the smallest known area around it
        comes first, with the precision of that area (3 district, 4 province, 6 country) and the reason
        ``fallback:…``. Empty where nothing at all is known.
    """
    words = clean_words(text)
    code = _country_code(country, gazetteer)
    units = read_units(words, gazetteer)
    own = len(units)
    line = words
    for extra, kind in ((near, ""), (admin2, "district"), (admin1, "province"), (country, "country")):
        # what follows stands apart, so that no words between are read as a statement
        for unit in _column(extra, kind, len(line) + 4, gazetteer):
            units.append(unit)
            line = line.ljust(unit.start) + unit.text
    if not units:
        return []
    mentions = [_mention(unit) for unit in units]
    near_end = own + len(_column(near, "", 0, gazetteer))
    stated = [(i, j, "column") for i in range(own) for j in range(own, len(units))]
    stated += [(i, j, "column") for i in range(own, near_end) for j in range(near_end, len(units))]
    countries = [code, ""] if code else None
    scene, group_of = build_scene(line, mentions, gazetteer, stated=stated, countries=countries)
    _add_hint(scene, lon, lat)
    probability, matrix = rank(scene, load_ranker())
    order = _by_fineness(units[:own], [scene.groups[g].options for g in group_of[:own]]) if own else []
    answers: list[Resolution] = []
    target = order[0] if order else None
    if target is not None:
        answers = _answers(scene, group_of, target, mentions, probability, matrix)
        answers = [asserted(answers[0], units[target], gazetteer), *answers[1:]] if answers else []
        around = holders(scene, group_of, target, [*range(own), *range(near_end, len(units))], mentions, probability)
        answers = [
            widened(
                a,
                units[target],
                several=several(units[:own]),
                countryside=own == 1 and _RURAL.search(words) is not None,
                sure=_TOLD if countries or admin1 or admin2 else 0.0,
            )
            for a in answers
            if fits(a, units, target, around)
        ]
        answers = _between(units, target, answers, scene, group_of, mentions, probability)
    fallback = _fallbacks(scene, group_of, target, order, units, mentions, probability, own, line)
    sure = answers and answers[0].score >= (_SURE if fallback else 0.0)
    ranked = [*answers, *fallback] if sure else [*fallback, *answers]
    seen: set[str] = set()
    out = []
    for answer in ranked:
        key = answer.place.place_id if answer.place else ""
        if key not in seen:
            seen.add(key)
            out.append(answer)
    return out[:limit]


def _country_code(country: str, gazetteer: Gazetteer) -> str:
    if not country.strip():
        return ""
    bare = re.sub(r"\s*\([^)]*\)", "", country).strip()
    if len(bare) == 2 and bare.isalpha():
        return bare.upper()
    return gazetteer.iso2_of(bare) or gazetteer.iso2_of(country)


def _column(text: str, kind: str, at: int, gazetteer: Gazetteer) -> list[Unit]:
    """Return a column's words as one unit (a province, a country), or the units of free words ("near")."""
    bare = re.sub(r"\s*\([^)]*\)", "", text).strip()[:MAX_CHARS]
    if not bare:
        return []
    if kind == "country" and len(bare) == 2:
        bare = gazetteer.country_name(bare.upper()) or bare
    if kind:
        return [Unit(at, at + len(bare), bare, Cue("" if kind == "country" else kind))]
    units = read_units(clean_words(bare), gazetteer)
    return [Unit(at + u.start, at + u.end, u.text, u.cue, u.people) for u in units]


def _mention(unit: Unit) -> Mention:
    cue = unit.cue
    return Mention(
        unit.start, unit.end, unit.text, "demonym" if unit.people else "literal",
        cue.cue, cue.relation, cue.offset_km, cue.bearing_deg,
    )  # fmt: skip


def _add_hint(scene: Scene, lon: float | None, lat: float | None) -> None:
    """Prefer options near a point: as much as the user's region counts, fading over 100 km."""
    if lon is None or lat is None or not len(scene.options):
        return
    x, y = np.radians(lon), np.radians(lat)
    unit = np.array([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])
    squared = np.maximum(0.0, 2 - 2 * (scene.unit @ unit)) * 6371.0**2
    scene.region = np.maximum(scene.region, 1 / (1 + squared / 100.0**2))


def _level(unit: Unit, options: Sequence[object]) -> int:
    """Return how coarse a name is: 0 settlement, 2 district, 3 province, 4 country."""
    kind = GENERIC.get(unit.cue.cue, "")
    if kind in {"admin1", "admin2", "admin3", "country"}:
        return _LEVELS[kind]
    if kind:
        return 0
    if not options:
        return 0
    return _LEVELS.get(options[0].place.kind, 0)  # type: ignore[attr-defined]


def _by_fineness(units: Sequence[Unit], options: Sequence[Sequence[object]]) -> list[int]:
    """Return the numbers of the units, the finest first, then in reading order; peoples' names last."""
    return sorted(range(len(units)), key=lambda i: (units[i].people, _level(units[i], options[i]), i))


def _answers(
    scene: Scene,
    group_of: Sequence[int],
    target: int,
    mentions: Sequence[Mention],
    probability: NDArray[np.float64],
    matrix: NDArray[np.float64],
) -> list[Resolution]:
    group = scene.groups[group_of[target]]
    own = probability[group.begin : group.end]
    decisions = decide(scene, probability)
    first, likely = int(decisions.best[group_of[target]]), float(decisions.likely[group_of[target]])
    order = [group.begin + int(i) for i in np.lexsort((np.arange(len(own)), -own))]
    order.sort(key=lambda row: row != first)
    provinces = [r for r in order if r != first and scene.options[r].place.kind == "admin1"]
    area = scene.options[provinces[0]].place if provinces else None
    unclear = area is not None and probability[provinces[0]] >= _UNCLEAR * probability[first]
    ranker = load_ranker()
    neighbours = nearest_names(scene, np.array(order, dtype=np.int64), probability)
    held, told = stated_holders(scene, probability), dict(zip(order, told_columns(matrix, order), strict=True))
    out = []
    for row in order:
        place = scene.options[row].place
        spot = spot_of(place, mentions[target])
        if scene.options[row].how == "borrowed":
            spot = borrowed_spot(spot)
        if row == first and area is not None and unclear:
            # a table that says "Aleppo" may mean the province as well: the town's point, the province's precision
            spot = replace(spot, precision=max(spot.precision, precision_of(area)), radius_m=radius_of(area))
        rivals = tuple(Rival(scene.options[r].place, round(float(probability[r]), 4)) for r in order[:6] if r != row)[
            :5
        ]
        score = round(float(calibrate(ranker, np.array(likely if row == first else probability[row]))), 4)
        reasons = reasons_for(scene, group, row, told[row], held, neighbours)
        out.append(
            Resolution(
                mentions[target], place, score, reasons, rivals, spot.lon, spot.lat, spot.radius_m, spot.precision
            )
        )
    return out


def _between(
    units: Sequence[Unit],
    target: int,
    answers: list[Resolution],
    scene: Scene,
    group_of: Sequence[int],
    mentions: Sequence[Mention],
    probability: NDArray[np.float64],
) -> list[Resolution]:
    """Move the first answer to the middle where the words say "between X and Y"."""
    if not answers or answers[0].place is None or units[target].cue.relation != "between" or target + 1 >= len(units):
        return answers
    group = scene.groups[group_of[target + 1]]
    if mentions[target + 1].relation != "between" or group.end == group.begin:
        return answers
    other = group.begin + int(np.argmax(probability[group.begin : group.end]))
    spot = spot_between(answers[0].place, scene.options[other].place)
    if spot is None:
        return answers
    reason = f"between:{answers[0].place.name} and {scene.options[other].place.name}"
    moved = replace(
        answers[0], lon=spot.lon, lat=spot.lat, radius_m=spot.radius_m, precision=spot.precision,
        reasons=(reason, *answers[0].reasons),
    )  # fmt: skip
    return [moved, *answers[1:]]


def _fallbacks(
    scene: Scene,
    group_of: Sequence[int],
    target: int | None,
    order: Sequence[int],
    units: Sequence[Unit],
    mentions: Sequence[Mention],
    probability: NDArray[np.float64],
    own: int,
    line: str,
) -> list[Resolution]:
    """Return the areas around the target, the smallest first: what is left if the finest name is not known."""
    found: list[tuple[int, int, Resolution]] = []
    candidates = [*order[1:], *range(own, len(units))]
    for position, number in enumerate(candidates):
        group = scene.groups[group_of[number]]
        if group.end == group.begin or (target is not None and group_of[number] == group_of[target]):
            continue
        row = group.begin + int(np.argmax(probability[group.begin : group.end]))
        score = round(float(calibrate(load_ranker(), probability[row])), 4)
        place = scene.options[row].place
        precision = precision_of(place)
        spot = spot_of(place, mentions[number])
        lon, lat, radius = spot.lon, spot.lat, spot.radius_m
        if precision <= 2:
            close = number < own and _holds_closely(units, target, number, line)
            precision = 2 if close else 3
            radius = max(radius, 10_000.0 if close else 25_000.0)
        if score < 0.3:
            continue
        reasons = (f"fallback:{place.name}", f"unknown:{units[target].text}" if target is not None else "no_name")
        answer = Resolution(
            mentions[number], place, score, reasons, (), lon, lat, max(radius, radius_of(place)), precision
        )
        found.append((precision, position, answer))
    return [answer for _, _, answer in sorted(found, key=lambda item: item[:2])]


def _holds_closely(units: Sequence[Unit], target: int | None, number: int, line: str) -> bool:
    """Tell whether an unknown name must lie within 25 km of a settlement: its quarter, or a stated short distance."""
    unit = units[number]
    if unit.cue.relation == "offset" and unit.cue.offset_km is not None:
        return unit.cue.offset_km <= 20
    if unit.cue.relation == "near":
        return unit.cue.bearing_deg is None
    if unit.cue.relation == "direction_of":
        return False
    if target is None or target >= number:
        return False
    kind = GENERIC.get(units[target].cue.cue, "")
    gap = line[units[target].end : unit.start]
    if kind not in _QUARTERS or unit.cue.relation != "in" or _COUNTRYSIDE.search(gap) is not None:
        return False
    return bool(kind) or len(gap) <= 12
