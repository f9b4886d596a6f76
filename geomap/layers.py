"""Layers: what is drawn, told once and drawn alike in the HTML map and in QGIS."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd

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
