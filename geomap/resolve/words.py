"""Place words of a table or a query: "Kut village, Gegharkunik", "5 km south of X", "town of X in the Y district".

The finest name is looked for inside the coarser ones, the row's province and country; where it is not known, the
smallest known area is the answer, with that area's precision. A namesake elsewhere never is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geomap.gazetteer.names import GENERIC, normalise
from geomap.recognise.candidates import Candidate, find_candidates, open_page
from geomap.recognise.cues import Cue, read_cue, share_list_cues
from geomap.recognise.lexicon import load_lexicon
from geomap.records import Mention, Resolution, Rival
from geomap.resolve.context import build_scene
from geomap.resolve.offsets import precision_of, radius_of, spot_between, spot_of
from geomap.resolve.rank import calibrate, load_ranker, rank
from geomap.resolve.reasons import reasons_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.gazetteer.store import Gazetteer
    from geomap.recognise.candidates import Page
    from geomap.resolve.context import Scene

_MAX_CHARS = 400
_LEVELS = {"country": 4, "territory": 4, "continent": 6, "region": 5, "admin1": 3, "admin2": 2, "admin3": 1}
_SURE = 0.4  # below this a settlement is a guess, and the area around is the better answer
_QUARTERS = frozenset({"quarter", "facility", "post", "base", "bridge", "road", "crossing", "sector", ""})
_COUNTRYSIDE = re.compile(
    r"\b(?:countryside|rural|outskirts|outside|suburbs?|farms?|area|direction|region)\b", re.IGNORECASE
)


@dataclass(slots=True)
class Unit:
    """One name among the place words."""

    start: int
    end: int
    text: str
    cue: Cue
    people: bool = False


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
    words = _clean(text)
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


def _clean(text: str) -> str:
    flat = re.sub(r"[\r\n\t;|]+", ", ", text[:_MAX_CHARS].strip())
    if not any(letter.isupper() for letter in flat):
        # a query typed in lower case
        flat = re.sub(
            r"(?<![\w'’])[^\W\d_]", lambda m: m.group().upper() if len(m.group().upper()) == 1 else m.group(), flat
        )
        small = load_lexicon("en").words("place_prepositions") | {"of", "the", "and", "km", "kilometers", "miles"}
        flat = re.sub(
            r"[^\W\d_]+",
            lambda m: (
                m.group().lower()
                if m.group().lower() in small
                or m.group().lower() in GENERIC
                or m.group().lower() in load_lexicon("en").table("bearings")
                else m.group()
            ),
            flat,
        )
    return flat


def _country_code(country: str, gazetteer: Gazetteer) -> str:
    if not country.strip():
        return ""
    bare = re.sub(r"\s*\([^)]*\)", "", country).strip()
    if len(bare) == 2 and bare.isalpha():
        return gazetteer.iso2_of(bare.upper())
    return gazetteer.iso2_of(bare) or gazetteer.iso2_of(country)


def _column(text: str, kind: str, at: int, gazetteer: Gazetteer) -> list[Unit]:
    """Return a column's words as one unit (a province, a country), or the units of free words ("near")."""
    bare = re.sub(r"\s*\([^)]*\)", "", text).strip()[:_MAX_CHARS]
    if not bare:
        return []
    if kind == "country" and len(bare) == 2:
        bare = gazetteer.country_name(bare.upper()) or bare
    if kind:
        return [Unit(at, at + len(bare), bare, Cue("" if kind == "country" else kind))]
    units = read_units(_clean(bare), gazetteer)
    return [Unit(at + u.start, at + u.end, u.text, u.cue, u.people) for u in units]


def read_units(text: str, gazetteer: Gazetteer) -> list[Unit]:
    """Return the names among place words with their cues, in order; unknown names too."""
    page = open_page(text, [], load_lexicon("en"))
    find_candidates([page], gazetteer)
    known = {(c.first, c.last): c for c in page.candidates if c.in_gazetteer}
    cued = {(c.first, c.last): c for c in page.candidates}
    chosen: list[Candidate] = []
    for first, last in _runs(page):
        chosen.extend(_cover(page, first, last, known, cued))
    cues = share_list_cues(page, chosen, [read_cue(page, c, dateline=False) for c in chosen])
    units = []
    for candidate, cue in zip(chosen, cues, strict=True):
        hits = candidate.hits
        people = bool(hits) and all(hit.name.type in {"demonym", "adjective"} for hit in hits)
        units.append(Unit(candidate.start, candidate.end, candidate.text, cue, people))
    return units


def _runs(page: Page) -> list[tuple[int, int]]:
    """Return runs of capitalised words (small words of names inside), generic words at their ends left out."""
    tokens, inner = page.tokens, page.lexicon.words("inner")
    runs = []
    at, count = 0, len(tokens)
    while at < count:
        if not (
            tokens.is_word[at]
            and (tokens.caps[at] or (tokens.lowers[at] in inner and at + 1 < count and tokens.words[at + 1] == "-"))
        ):
            at += 1
            continue
        first = last = at
        while at < count:
            if tokens.is_word[at] and tokens.caps[at]:
                last = at + 1
            elif tokens.is_word[at]:
                if tokens.lowers[at] not in inner or tokens.lowers[at] in {"and", "of", "in", "by", "on", "under"}:
                    break
            elif tokens.words[at] not in {"-", "‑", "–", ".", "'", "’"} or not tokens.adjacent(at):
                break
            at += 1
        at = max(at, last)
        words = page.lexicon.words("place_prepositions") | page.lexicon.words("near") | {"the", "a", "an"}
        while first < last and tokens.lowers[first] in words and last - first > 1:
            first += 1
        if first < last and tokens.lowers[first] not in words:
            runs.append((first, last))
    return runs


def _cover(
    page: Page,
    first: int,
    last: int,
    known: dict[tuple[int, int], Candidate],
    cued: dict[tuple[int, int], Candidate],
) -> list[Candidate]:
    """Return the known names that cover a run of words whole, or the run as one unknown name."""
    tokens = page.tokens
    whole = known.get((first, last))
    if whole is not None:
        return [whole]
    end = last
    while end - 1 > first and tokens.lowers[end - 1] in GENERIC:
        end -= 1
    begin = first
    while begin + 1 < end and tokens.lowers[begin] in GENERIC and tokens.lowers[begin] not in {"mount", "lake", "port"}:
        begin += 1
    if (begin, end) in known:
        return [known[begin, end]]
    # every word in some known name: "Chacachacare Nueva Esparta"
    best: dict[int, list[Candidate]] = {begin: []}
    for at in range(begin, end):
        if at not in best:
            continue
        if not tokens.is_word[at] or tokens.lowers[at] in GENERIC:
            best.setdefault(at + 1, best[at])
        for stop in range(at + 1, end + 1):
            if (at, stop) in known and (stop not in best or len(best[stop]) > len(best[at]) + 1):
                best[stop] = [*best[at], known[at, stop]]
    if best.get(end):
        return best[end]
    if (begin, end) in cued:
        return [cued[begin, end]]
    text = page.text[tokens.starts[begin] : tokens.cores[end - 1]]
    key = normalise(text)
    if len(key) < 2 or (len(key.split()) == 1 and (key in GENERIC or _is_ordinary(page, key, begin))):
        return []
    return [Candidate(begin, end, tokens.starts[begin], tokens.cores[end - 1], text, key)]


def _is_ordinary(page: Page, key: str, first: int) -> bool:
    return page.tokens.opens[first] and key in page.lexicon.ordinary


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
    probability: np.ndarray,
    matrix: np.ndarray,
) -> list[Resolution]:
    group = scene.groups[group_of[target]]
    own = probability[group.begin : group.end]
    order = [group.begin + int(i) for i in np.lexsort((np.arange(len(own)), -own))]
    ranker = load_ranker()
    out = []
    for row in order:
        place = scene.options[row].place
        spot = spot_of(place, mentions[target])
        rivals = tuple(Rival(scene.options[r].place, round(float(probability[r]), 4)) for r in order[:6] if r != row)[
            :5
        ]
        score = round(calibrate(ranker, float(probability[row])), 4)
        reasons = reasons_for(scene, group, row, matrix, probability)
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
    probability: np.ndarray,
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
    probability: np.ndarray,
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
        score = round(calibrate(load_ranker(), float(probability[row])), 4)
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
    if unit.cue.relation in {"near", "direction_of"}:
        return unit.cue.relation == "near"
    if target is None or target >= number:
        return False
    kind = GENERIC.get(units[target].cue.cue, "")
    gap = line[units[target].end : unit.start]
    return kind in _QUARTERS and unit.cue.relation == "in" and _COUNTRYSIDE.search(gap) is None
