"""KML and KMZ for Google Earth: folders by type, time stamps, cards as descriptions, areas for imprecise places.

References
----------
.. [1] OGC 07-147r2, "KML" 2.2.
"""

from __future__ import annotations

import datetime as dt
import html
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import shapely

from geomap.export import gpkg, tables
from geomap.export.cells import cells, geometries, in_order, joined, pieces, rows_of, xml_text
from geomap.export.qgz import ZIP_TIME
from geomap.files import atomic_path
from geomap.layers import BORDER_COLOUR, TYPE_STYLES, is_area
from geomap.schema import AREA_PRECISION, INCIDENT_COLUMNS, to_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from geomap.layers import Layer
    from geomap.records import Run

_CARD = (
    "date_start", "date_end", "sub_event_type", "actor_a", "actor_b", "initiator", "killed_best", "injured_best",
    "casualty_text", "weapons", "place_name", "place_text", "admin1", "country", "geo_precision", "border_km",
    "border_side", "confidence", "reasons", "source_count",
)  # fmt: skip
ICON_PIXELS = 48
_LARGE = 300_000  # incidents whose document may pass 2 GB; fewer keep to the plain zip that all readers know


def write(run: Run, path: Path, *, layers: Sequence[Layer] | None = None) -> Path:
    """Write the incidents as KML; the marks are coloured by type, their shapes come with KMZ only."""
    with atomic_path(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as out:
        for part in document(run, layers, icons=False):
            out.write(part)
    return path


def write_kmz(run: Run, path: Path, *, layers: Sequence[Layer] | None = None) -> Path:
    """Write the incidents as KMZ: the same document, zipped, with an icon of its own for each type."""
    shapes = sorted({shape for _, _, shape in TYPE_STYLES.values()})
    with atomic_path(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(_entry("doc.kml"), "w", force_zip64=len(run.incidents) > _LARGE) as out:
            for part in document(run, layers, icons=True):
                out.write(part.encode("utf-8"))
        for shape in shapes:
            archive.writestr(_entry(f"icons/{shape}.png"), icon(shape))
    return path


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, ZIP_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _x(text: Any) -> str:
    return escape(xml_text(str(text)), {"\r": "&#13;"})  # a bare one is read back as a line feed


def document(run: Run, layers: Sequence[Layer] | None, *, icons: bool) -> Iterator[str]:
    """Yield the document in parts."""
    about = " ".join(["Extracted by geomap from reports by a machine: check before use.", *run.attribution])
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'
    yield f"<name>{_x(run.title or 'Incidents')}</name>\n<description>{_x(html.escape(about))}</description>\n"
    for kind, (_, colour, shape) in TYPE_STYLES.items():
        href = f"<Icon><href>icons/{shape}.png</href></Icon>" if icons else ""
        yield (
            f'<Style id="{kind or "unknown"}"><IconStyle><color>{_abgr(colour, 255)}</color><scale>0.7</scale>{href}'
            f"</IconStyle><LineStyle><color>{_abgr(colour, 255)}</color><width>2</width></LineStyle><PolyStyle>"
            f"<color>{_abgr(colour, 60)}</color></PolyStyle></Style>\n"
        )
    incidents = in_order(run.incidents)
    kinds = np.array([kind if kind in TYPE_STYLES else "" for kind in incidents["event_type"]], dtype=object)
    wide = any(map(is_area, incidents["geo_precision"]))
    areas = _areas(run, layers) if wide else {}
    for kind, (label, _, _) in TYPE_STYLES.items():
        if kind in kinds:
            yield f"<Folder><name>{_x(label)}</name>\n"
            for piece in pieces(incidents[kinds == kind]):
                for row, shape in zip(rows_of(piece), geometries(piece), strict=True):
                    drawn = areas.get(row["incident_id"], shape) if _imprecise(row) else shape
                    yield _placemark(row, kind, drawn)
            yield "</Folder>\n"
    if len(run.border):
        yield '<Folder><name>Border line</name>\n<Style id="border"><LineStyle>'
        yield f"<color>{_abgr(BORDER_COLOUR, 255)}</color><width>2.5</width></LineStyle></Style>\n"
        for row, shape in zip(rows_of(run.border), geometries(run.border), strict=True):
            told = ", ".join(str(row.get(key)) for key in ("source", "date", "licence") if row.get(key))
            yield (
                f"<Placemark><name>{_x(row.get('name') or 'Border line')}</name><description>"
                f"{_x(html.escape(told))}</description><styleUrl>#border</styleUrl>{_geometry(shape)}</Placemark>\n"
            )
        yield "</Folder>\n"
    yield "</Document>\n</kml>\n"


def _imprecise(row: dict[str, Any]) -> bool:
    return (row["geo_precision"] or 0) >= AREA_PRECISION


def _areas(run: Run, layers: Sequence[Layer] | None) -> dict[str, Any]:
    """Return the polygon of each incident that is drawn as an area."""
    for layer in layers if layers is not None else gpkg.layers_of(run):
        if layer.id == "incident_areas":
            return dict(zip(cells(layer.frame)["incident_id"], geometries(layer.frame), strict=True))
    return {}


def _abgr(colour: str, alpha: int) -> str:
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    return f"{alpha:02x}{blue}{green}{red}".lower()


def _placemark(row: dict[str, Any], kind: str, shape: Any) -> str:
    parts = [f"<Placemark id={quoteattr(xml_text(str(row['incident_id'])))}>"]
    parts.append(f"<name>{_x(row['title'] or row['incident_id'])}</name>")
    parts.append(f"<description>{_x(card(row))}</description>")
    parts.append(_time(row["date_start"], row["date_end"]))
    parts.append(f"<styleUrl>#{kind or 'unknown'}</styleUrl><ExtendedData>")
    for column in INCIDENT_COLUMNS:
        value = row[column.name]
        if value in (None, "", []):
            continue
        text = joined(value) if column.type == "list" else to_json(value) if column.type == "json" else value
        parts.append(f'<Data name="{column.name}"><value>{_x(text)}</value></Data>')
    parts.append(f"</ExtendedData>{_geometry(shape)}</Placemark>\n")
    return "".join(parts)


def _time(start: Any, end: Any) -> str:
    """Return one day as a time stamp, several as a span (dates are whole days, the last one included)."""
    if not isinstance(start, dt.date):
        return ""
    if not isinstance(end, dt.date) or end == start:
        return f"<TimeStamp><when>{start.isoformat()}</when></TimeStamp>"
    return f"<TimeSpan><begin>{start.isoformat()}</begin><end>{end.isoformat()}</end></TimeSpan>"


def card(row: dict[str, Any]) -> str:
    """Return the incident as HTML for a balloon, every value escaped."""
    labels = {column.name: column.label for column in INCIDENT_COLUMNS}
    lines = []
    for name in _CARD:
        value = row[name]
        if value in (None, "", []) or (name == "date_end" and value == row["date_start"]):
            continue
        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        text = tables.CODES.get(name, {}).get(text, text)
        lines.append(f"<tr><td>{html.escape(labels[name])}</td><td>{html.escape(text)}</td></tr>")
    for one in row["sources"] or ():
        where = one.get("title") or one.get("url") or one.get("report_id") or ""
        told = f"{one.get('publisher') or ''} {one.get('date') or ''}".strip()
        lines.append(f"<tr><td>Source</td><td>{html.escape(f'{where} ({told})' if told else str(where))}</td></tr>")
    return "<table>" + "".join(lines) + "</table>"


def _geometry(shape: Any) -> str:
    if shape is None:
        return ""
    kind = shape.geom_type
    if kind == "Point":
        return f"<Point><coordinates>{shape.x},{shape.y}</coordinates></Point>"
    if kind == "LineString":
        return f"<LineString><tessellate>1</tessellate>{_coordinates(shape)}</LineString>"
    if kind == "Polygon":
        inner = "".join(
            f"<innerBoundaryIs><LinearRing>{_coordinates(ring)}</LinearRing></innerBoundaryIs>"
            for ring in shape.interiors
        )
        outer = f"<outerBoundaryIs><LinearRing>{_coordinates(shape.exterior)}</LinearRing></outerBoundaryIs>"
        return f"<Polygon><tessellate>1</tessellate>{outer}{inner}</Polygon>"
    return "<MultiGeometry>" + "".join(_geometry(part) for part in shape.geoms) + "</MultiGeometry>"


def _coordinates(line: Any) -> str:
    pairs = " ".join(f"{x},{y}" for x, y in shapely.get_coordinates(line).tolist())
    return f"<coordinates>{pairs}</coordinates>"


# --------------------------------------------------------------------------------------------------- icons


def outline(shape: str) -> Any:
    """Return a mark's outline in a square from -1 to 1, y downwards."""

    def polygon(corners: int, turn: float, radii: Sequence[float] = (0.92,)) -> Any:
        angles = [turn + 2 * np.pi * n / corners for n in range(corners)]
        return shapely.Polygon(
            [(radii[n % len(radii)] * np.cos(a), radii[n % len(radii)] * np.sin(a)) for n, a in enumerate(angles)]
        )

    up = -np.pi / 2
    if shape == "square":
        return shapely.box(-0.75, -0.75, 0.75, 0.75)
    if shape == "cross":
        return shapely.box(-0.3, -0.85, 0.3, 0.85).union(shapely.box(-0.85, -0.3, 0.85, 0.3))
    if shape == "star":
        return polygon(10, up, (0.95, 0.42))
    corners = {"triangle": 3, "diamond": 4, "hexagon": 6}.get(shape)
    return polygon(corners, up) if corners else shapely.Point(0, 0).buffer(0.85, quad_segs=32)


def icon(shape: str) -> bytes:
    """Return a white mark with a dark edge as PNG; KML multiplies its colour in. Smoothed by 4 x 4 samples."""
    samples = ICON_PIXELS * 4
    axis = (np.arange(samples) + 0.5) / samples * 2 - 1
    x, y = np.meshgrid(axis, axis)
    whole = outline(shape)
    inner = whole.buffer(-0.1)

    def cover(area: Any) -> np.ndarray[Any, Any]:
        inside = shapely.contains_xy(area, x.ravel(), y.ravel()).reshape(samples, samples)
        mean: np.ndarray[Any, Any] = inside.reshape(ICON_PIXELS, 4, ICON_PIXELS, 4).mean(axis=(1, 3))
        return mean

    alpha = np.round(cover(whole) * 255).astype("uint8")
    light = np.round(90 + cover(inner) * 165).astype("uint8")
    pixels = np.dstack([light, light, light, alpha])
    lines = b"".join(b"\x00" + line.tobytes() for line in pixels)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", ICON_PIXELS, ICON_PIXELS, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines, 9)) + chunk(b"IEND", b"")
