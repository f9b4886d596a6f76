"""Where incidents and records lie relative to a border line: how far, and on which side."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.join.lines import GEOD, Lines, Nearest, parts_of, wrap
from geomap.join.tables import add_reasons, blank, numbers, set_column, text, unique_points

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd

    from geomap.gazetteer.store import Gazetteer

STRIP_KM = 25.0  # so near, the line itself tells the side better than country areas do
FAR_KM = 500.0  # beyond that an incident has nothing to do with the line
_ASIDE_KM = (6.0, 12.0)  # how far beside the line its two countries are asked for
_ASKED_AT = 24  # places along a line where they are asked for
_AGREE = 0.3  # by so much more of its answers a side must name its country than the other side does
_APPROXIMATE_KM = 2.0  # how far off a line marked approximate may be
_PICK_KM = 100.0
_PICK_POINTS = 400
_LEAST_SHARE = 0.2
_PARTY_WEIGHT = 2


def join_border(
    frame: gpd.GeoDataFrame, border: gpd.GeoDataFrame, gazetteer: Gazetteer | None = None
) -> gpd.GeoDataFrame:
    """Return `frame` with ``border``, ``border_km`` and ``border_side`` filled.

    Parameters
    ----------
    frame
        EPSG:4326, with ``lon``, ``lat`` (rows whose ``geo_precision`` is above 3 have no pin and get None), and where
        there are ``country``, ``radius_m``, ``reasons``.
    border
        Lines (`schema.BORDER_COLUMNS`), EPSG:4326. Distances are to the main line; rows marked ``exclave`` are used
        only where there is no other, and an incident nearer to one gets the reason ``near_exclave:NAME``.
    gazetteer
        Tells which country lies on which side; without it only the row's own country can.

    Returns
    -------
    frame
        A copy. ``border_km`` is the geodesic distance on WGS 84 to the nearest point of the line (within 10 m; None
        beyond 500 km: another conflict), ``border_side`` the ISO2 code of the side the point lies on, "" if
        unknown. A row nearer to the line than its own radius (or than the line is exact), and one whose country is
        the other side's, has the reason ``side_uncertain``.
    """
    out = frame.copy()
    for name in ("border", "border_km", "border_side"):
        set_column(out, name, [None] * len(out))
    lon, lat, rows = unique_points(frame)
    exclave = [not blank(value) and bool(value) for value in border.get("exclave", [])]
    main = border[[not flag for flag in exclave]] if exclave and not all(exclave) else border
    lines = [(i, part) for i, shape in enumerate(main.geometry) for part in parts_of([shape])]
    if not len(lon) or not lines:
        return out
    index = Lines([part for _, part in lines])
    found = index.nearest(lon, lat)
    owner = [main.iloc[i] for i, _ in lines]
    countries = None if gazetteer is None else _Sides(index, gazetteer)
    around = _exclaves(border[exclave] if any(exclave) and not all(exclave) else border.iloc[:0], lon, lat)
    reasons: dict[int, list[str]] = {}
    values: dict[str, dict[int, Any]] = {"border": {}, "border_km": {}, "border_side": {}}
    radius = numbers(frame, "radius_m")
    own = [text(value) for value in frame["country"]] if "country" in frame else [""] * len(frame)
    for k, members in enumerate(rows):
        line = owner[found.part[k]]
        km = float(found.km[k])
        if km > FAR_KM:
            continue
        near = around[k] if around else None
        by_exclave = near is not None and near[1] < km
        area = gazetteer.country_of(float(lon[k]), float(lat[k])) if gazetteer is not None else ""
        beside = countries.beside(found, k) if countries and not by_exclave else ""
        pair = text(line.get("border_id")).split("-")
        for row in members:
            side = _settle(beside, area, own[row], pair)
            values["border"][row] = text(line.get("border_id"))
            values["border_km"][row] = round(km, 3)
            values["border_side"][row] = side
            edge_km = near[1] if near is not None and by_exclave else km
            doubt_m = max(
                0.0 if np.isnan(radius[row]) else radius[row],
                _APPROXIMATE_KM * 1000.0 if not blank(line.get("approximate")) and line.get("approximate") else 0.0,
            )
            contradicted = own[row] in pair and side in pair and own[row] != side
            codes = ["side_uncertain"] if edge_km * 1000.0 < doubt_m or contradicted else []
            if near is not None and by_exclave:
                codes.append(f"near_exclave:{near[0]}")
            if codes:
                reasons[row] = codes
    for name, filled in values.items():
        set_column(out, name, [filled.get(row) for row in range(len(out))])
    add_reasons(out, reasons)
    return out


def _settle(beside: str, area: str, own: str, pair: Sequence[str]) -> str:
    """Return the side a point lies on.

    Near the line the line decides (`beside`). Elsewhere the row's own country does where it is one of the two and
    areas name a third, as coarse areas do where three countries meet, or where an exclave is near; else the areas.
    """
    if beside and (not area or area in pair or own in pair):
        return beside
    if own in pair and area != own:
        return own
    return area or (own if own in pair else "")


def _exclaves(exclaves: gpd.GeoDataFrame, lon: Any, lat: Any) -> list[tuple[str, float]]:
    """Return for each point the name of the nearest exclave's line and the km to it; empty without exclaves."""
    parts = [(i, part) for i, shape in enumerate(exclaves.geometry) for part in parts_of([shape])]
    if not parts:
        return []
    found = Lines([part for _, part in parts]).nearest(lon, lat)
    names = [text(exclaves.iloc[i].get("name")) for i, _ in parts]
    return [(names[part], float(km)) for part, km in zip(found.part, found.km, strict=True)]


class _Sides:
    """Which country lies to the left and to the right of each line, asked at places beside it.

    Country areas are coarser than border lines (Natural Earth is 1.3 km off in the median on one of them): a village
    800 m behind the line may lie in the wrong area. So areas are asked some kilometres aside, where they are right,
    and the line decides what lies near it.
    """

    def __init__(self, index: Lines, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._index = index
        self._known: dict[int, tuple[str, str] | None] = {}

    def beside(self, found: Nearest, k: int) -> str:
        """Return the country on the side of the line that point `k` is on; "" far from it or where it is unsettled."""
        left = int(found.left[k])
        both = self._both(int(found.part[k])) if left and found.km[k] <= STRIP_KM else None
        return "" if both is None else both[0] if left > 0 else both[1]

    def _both(self, part: int) -> tuple[str, str] | None:
        """Return the countries left and right of a line, or None where the answers do not settle it."""
        if part not in self._known:
            left, right = self._ask(part, 1), self._ask(part, -1)
            # by difference, not by majority: a coarse line runs through one of the countries for long stretches
            more = sorted((right.get(name, 0.0) - share, name) for name, share in left.items())
            less = sorted((left.get(name, 0.0) - share, name) for name, share in right.items())
            settled = bool(more and less) and max(more[0][0], less[0][0]) <= -_AGREE
            self._known[part] = (more[0][1], less[0][1]) if settled else None
        return self._known[part]

    def _ask(self, part: int, side: int) -> dict[str, float]:
        """Return which countries lie beside a line (1 left, -1 right), as shares of the answers."""
        segments = np.flatnonzero(self._index.owner == part)
        at = segments[np.unique(np.linspace(0, len(segments) - 1, _ASKED_AT).astype(int))]
        start, end = self._index.start[at], self._index.end[at]
        middle = (start + end) / 2.0
        azimuth = GEOD.inv(wrap(start[:, 0]), start[:, 1], wrap(end[:, 0]), end[:, 1])[0]
        said: Counter[str] = Counter()
        for km in _ASIDE_KM:
            turn = np.asarray(azimuth) - 90.0 * side
            lon, lat, _ = GEOD.fwd(wrap(middle[:, 0]), middle[:, 1], turn, np.full(len(at), km * 1000.0))
            # a bay of the line can bring the point to the other side: keep those the line itself confirms
            sure = self._index.nearest(lon, lat)
            for i in range(len(at)):
                if sure.left[i] == side and sure.part[i] == part:
                    said[self._gazetteer.country_of(float(lon[i]), float(lat[i]))] += 1
        del said[""]
        return {name: count / said.total() for name, count in sorted(said.items())}


def pick_border(incidents: gpd.GeoDataFrame, records: gpd.GeoDataFrame, gazetteer: Gazetteer) -> str | None:
    """Return the id of the border line that most incidents and records are about, or None if none is near any.

    Every pinned row votes for the nearest line within 100 km, twice more where its parties are the line's two
    countries; a row without a pin votes by its parties alone, for lines that some pin is near to (any line of the
    gazetteer if there is no pin at all). Ties go to the smaller id. A line that fewer than a fifth of the rows vote for
    is not what a collection is about.
    """
    votes: Counter[str] = Counter()
    parties: Counter[str] = Counter()
    voters: Counter[str] = Counter()
    near: set[str] = set()
    for frame in (incidents, records):
        lon, lat, rows = unique_points(frame)
        pairs = [_party_pair(row, gazetteer) for row in frame.to_dict("records")]
        pinned = {row for members in rows for row in members}
        parties.update(pair for row, pair in enumerate(pairs) if pair and row not in pinned)
        order = sorted(range(len(rows)), key=lambda k: (-len(rows[k]), lon[k], lat[k]))[:_PICK_POINTS]
        for k in order:
            found = gazetteer.borders_near(float(lon[k]), float(lat[k]), _PICK_KM)
            near.update(found)
            for row in rows[k]:
                mine = next((name for name in found if _pair(name) == pairs[row]), None)
                if mine is not None:
                    votes[mine] += 1 + _PARTY_WEIGHT
                elif found:
                    votes[found[0]] += 1
                if found:
                    voters[mine or found[0]] += 1
    for pair, count in parties.items():
        for name in sorted(near) if near else _known(pair, gazetteer):
            if _pair(name) == pair:
                votes[name] += count * _PARTY_WEIGHT
                voters[name] += count
    if not votes:
        return None
    best = min(votes, key=lambda name: (-votes[name], name))
    return best if voters[best] >= _LEAST_SHARE * (len(incidents) + len(records)) else None


def _pair(border_id: str) -> str:
    return "-".join(sorted(border_id.upper().split("-")))


def _party_pair(row: dict[str, Any], gazetteer: Gazetteer) -> str:
    """Return the two parties' countries as a sorted pair of ISO2 codes, or ""."""
    codes = set()
    for side in ("a", "b"):
        named = text(row.get(f"actor_{side}_iso3")) or text(row.get(f"actor_{side}"))
        code = gazetteer.iso2_of(named) if named else ""
        if code:
            codes.add(code)
    return "-".join(sorted(codes)) if len(codes) == 2 else ""


def _known(pair: str, gazetteer: Gazetteer) -> Iterable[str]:
    from geomap.errors import InputError

    try:
        return sorted({str(name) for name in gazetteer.border(pair)["border_id"]})
    except InputError:
        return []
