"""Layers: what is drawn, told once and drawn alike in the HTML map and in QGIS."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geomap import schema
from geomap.schema import AREA_PRECISION

if TYPE_CHECKING:
    import geopandas as gpd

    from geomap.records import Run

# Okabe and Ito's colour-blind-safe palette (https://jfly.uni-koeln.de/color/); shape tells the type again.
TYPE_STYLES: dict[str, tuple[str, str, str]] = {
    # event_type: (label, fill colour, marker shape: circle square triangle diamond star cross hexagon)
    "battles": ("Battle", "#D55E00", "circle"),
    "explosions_remote_violence": ("Explosion or remote violence", "#CC79A7", "star"),
    "violence_against_civilians": ("Violence against civilians", "#0072B2", "square"),
    "protests": ("Protest", "#009E73", "triangle"),
    "riots": ("Riot", "#E69F00", "diamond"),
    "strategic_developments": ("Strategic development", "#56B4E9", "hexagon"),
    "non_conflict": ("Accident or disaster", "#7F7F7F", "cross"),
    "": ("Type unknown", "#333333", "circle"),
}
BORDER_COLOUR = "#B00020"
BAND_COLOURS = ("#B00020", "#D9603B", "#F0A35E")
RECORD_COLOUR = "#6A3D9A"
PLACE_COLOUR = "#444444"


@dataclass(frozen=True, slots=True)
class Style:
    """How a layer looks.

    ``categories`` maps a value of ``column`` to (label, colour, shape); without a column the layer has one
    colour and shape. ``size_column`` scales the marker between ``size_min`` and ``size_max`` pixels by the
    square root of its value.
    """

    colour: str = "#333333"
    shape: str = "circle"
    column: str = ""
    categories: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    size_column: str = ""
    size_min: float = 7.0
    size_max: float = 22.0
    fill_opacity: float = 0.85
    stroke: str = "#FFFFFF"
    stroke_width: float = 1.0
    dash: str = ""
    label_column: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """A frame with its style and legend.

    ``id`` is snake_case and names the GeoPackage layer too; ``geometry`` is point, line or polygon; ``group``
    is its heading in the layer control and in QGIS's layer tree.
    """

    id: str
    title: str
    group: str
    geometry: str
    frame: gpd.GeoDataFrame
    style: Style
    visible: bool = True
    description: str = ""


# groups of the layer control and of QGIS's layer tree, top first
GROUP_INCIDENTS = "Incidents"
GROUP_RECORDS = "Your records"
GROUP_PLACES = "Places"
GROUP_BORDER = "Border"
GROUP_BASE = "Background"
GROUPS = (GROUP_INCIDENTS, GROUP_RECORDS, GROUP_PLACES, GROUP_BORDER, GROUP_BASE)
DEFAULT_BANDS_KM = (5.0, 10.0, 25.0)
_AREA_NUMBERS = ("geo_precision", "lon", "lat", "radius_m")
_AREA_TEXTS = (
    "incident_id",
    "title",
    "event_type",
    "place_id",
    "place_name",
    "admin1",
    "admin1_code",
    "country",
    "border",
)
_LARGEST_M = 1_000_000.0  # a wider circle says nothing and does not draw
LINK_COLUMNS = ("record_id", "incident_id", "match_score", "match_km", "match_days", "match_reasons")


def build_layers(run: Run) -> list[Layer]:
    """Return what a map of `run` shows, topmost layer first; the HTML map and QGIS draw the same list.

    An incident known only to a district or worse is drawn as an area, never as a pin: in layer ``incidents``
    it keeps its row and loses its geometry, and layer ``incident_areas`` has its polygon.

    Parameters
    ----------
    run
        Frames in EPSG:4326; any of them may be empty.

    Returns
    -------
    layers
        Always ``incidents``; the others (``incident_areas``, ``records``, ``record_links``, ``places``,
        ``border``, ``bands``, ``admin``, ``background``) only where they have something to draw.
    """
    bands = _band_frame(run)
    layers = [
        _incidents(run),
        _areas(run, bands),
        _records(run),
        _links(run),
        _places(run),
        _border(run),
        _bands(bands),
        _admin(run),
        _background(run),
    ]
    return [layer for layer in layers if layer.id == "incidents" or len(layer.frame)]


def type_of(value: Any) -> str:
    """Return `value` if it is an event type of `TYPE_STYLES`, else "" (unknown)."""
    return value if isinstance(value, str) and value in TYPE_STYLES else ""


def is_area(precision: Any) -> bool:
    """Return whether an incident of this `geo_precision` is drawn as an area; False where it is not known."""
    return isinstance(precision, int | float) and math.isfinite(precision) and precision >= AREA_PRECISION


def _incidents(run: Run) -> Layer:
    frame = run.incidents
    wide = [is_area(value) for value in _cells(frame, "geo_precision")]
    if any(wide):
        frame = frame.copy()
        frame.loc[wide, frame.geometry.name] = None
    style = Style(
        colour=TYPE_STYLES[""][1],
        column="event_type",
        categories=dict(TYPE_STYLES),
        size_column="killed_best",
        label_column="title",
    )
    return Layer("incidents", "Incidents", GROUP_INCIDENTS, "point", frame, style, description="One row an incident.")


def _areas(run: Run, bands: gpd.GeoDataFrame) -> Layer:
    import pandas as pd

    from geomap.join import incident_areas

    loose = [
        is_area(precision) or _finite(lon) is None or _finite(lat) is None
        for precision, lon, lat in zip(
            *(_cells(run.incidents, name) for name in ("geo_precision", "lon", "lat")), strict=True
        )
    ]
    incidents = run.incidents[loose].copy()
    for name in _AREA_TEXTS:
        if name not in incidents:
            incidents[name] = None
    for name in _AREA_NUMBERS:
        values = [_finite(value) for value in _cells(incidents, name)]
        incidents[name] = pd.Series(values, index=incidents.index, dtype=object)
    frame = _with_circles(incidents, incident_areas(incidents, run.border, run.admin, bands, countries=run.background))
    style = Style(
        colour=TYPE_STYLES[""][1],
        column="event_type",
        categories=dict(TYPE_STYLES),
        fill_opacity=0.12,
        stroke_width=1.5,
        dash="5 4",
        label_column="title",
    )
    about = "Incidents whose place is known only to a district, a province or a stretch of the border."
    return Layer("incident_areas", "Incidents as areas", GROUP_INCIDENTS, "polygon", frame, style, description=about)


def _cells(frame: gpd.GeoDataFrame, name: str) -> list[Any]:
    return frame[name].tolist() if name in frame else [None] * len(frame)


def _finite(value: Any) -> Any:
    """Return a finite number, else None: a table may hold anything, an area is drawn from numbers only."""
    good = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return value if good else None


def _with_circles(incidents: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return `areas` and, for an incident whose province is in no frame, the circle of its own ``radius_m``."""
    from geomap.join.planes import circle

    there = set(areas["incident_id"])
    rows, shapes = [], []
    for row in incidents.to_dict("records"):
        lon, lat, radius_m = (row.get(name) for name in ("lon", "lat", "radius_m"))
        if row["incident_id"] in there or not is_area(row.get("geo_precision")):
            continue
        if lon is not None and lat is not None and radius_m is not None and abs(lon) <= 180 and abs(lat) <= 90:
            rows.append({name: row.get(name) for name in areas.columns if name != "geometry"})
            shapes.append(circle(lon, lat, min(radius_m, _LARGEST_M)))
    if not rows:
        return areas
    import pandas as pd

    names = [name for name in areas.columns if name != "geometry"]
    return pd.concat([areas, schema.frame(rows, names, geometry=shapes)], ignore_index=True)


def _records(run: Run) -> Layer:
    frame = run.records
    style = Style(colour=RECORD_COLOUR, shape="square", size_column="killed_best", label_column="title", size_max=16.0)
    about = "Rows of your own table."
    return Layer("records", "Your records", GROUP_RECORDS, "point", frame, style, description=about)


def _links(run: Run) -> Layer:
    """Return one line from each record to the incident it was matched with, where both have a point."""
    import shapely

    wanted = {value for value in _cells(run.records, "incident_id") if isinstance(value, str)}
    points = {
        key: point
        for key, point in zip(_cells(run.incidents, "incident_id"), run.incidents.geometry, strict=True)
        if key in wanted and _is_point(point)
    }
    rows, lines = [], []
    for row in run.records.to_dict("records"):
        target = points.get(row.get("incident_id"))
        if target is None or not _is_point(row["geometry"]):
            continue
        rows.append({name: row.get(name) for name in LINK_COLUMNS})
        lines.append(shapely.LineString([row["geometry"].coords[0], target.coords[0]]))
    frame = schema.frame(rows, LINK_COLUMNS, geometry=lines)
    style = Style(colour=RECORD_COLOUR, stroke=RECORD_COLOUR, stroke_width=1.5, dash="2 3")
    about = "Which of your records tells of which incident."
    return Layer("record_links", "Matches", GROUP_RECORDS, "line", frame, style, description=about)


def _places(run: Run) -> Layer:
    style = Style(colour=PLACE_COLOUR, size_column="mentions", size_min=4.0, size_max=9.0, label_column="name")
    about = "Every place that the reports name."
    return Layer(
        "places", "Places mentioned", GROUP_PLACES, "point", run.places, style, visible=False, description=about
    )


def _border(run: Run) -> Layer:
    style = Style(colour=BORDER_COLOUR, stroke=BORDER_COLOUR, stroke_width=2.5, label_column="name")
    first = run.border.iloc[0] if len(run.border) else {}
    parts = [str(first.get(key) or "") for key in ("name", "date", "source")]
    title = parts[0] or "Border line"
    about = ", ".join(part for part in parts[1:] if part)
    return Layer("border", title, GROUP_BORDER, "line", run.border, style, description=about)


def _band_frame(run: Run) -> gpd.GeoDataFrame:
    from geomap.join import distance_bands

    told = (run.meta.get("settings") or {}).get("bands_km") or DEFAULT_BANDS_KM
    return distance_bands(run.border, tuple(told))


def _bands(frame: gpd.GeoDataFrame) -> Layer:
    style = Style(colour=BAND_COLOURS[0], fill_opacity=0.1, stroke_width=0.8, label_column="label")
    return Layer("bands", "Distance to the border", GROUP_BORDER, "polygon", frame, style)


def _admin(run: Run) -> Layer:
    style = Style(colour="#8A8172", fill_opacity=0.0, stroke="#8A8172", stroke_width=0.8, label_column="name")
    return Layer("admin", "Provinces", GROUP_BASE, "polygon", run.admin, style)


def _background(run: Run) -> Layer:
    style = Style(colour="#F4F1EA", fill_opacity=1.0, stroke="#A79F90", stroke_width=1.0, label_column="name")
    return Layer("background", "Countries", GROUP_BASE, "polygon", run.background, style)


def _is_point(geometry: Any) -> bool:
    return geometry is not None and geometry.geom_type == "Point" and not geometry.is_empty
