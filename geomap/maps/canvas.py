"""An SVG drawing: Mercator positions, shapes, texts that do not collide. It knows nothing of incidents."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_XML_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WIDE = re.compile(r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]")
_BROAD = re.compile(r"[\u0400-\u058f]")  # Cyrillic and Armenian
_BROAD_SHARE = 1.17  # of a Latin letter
_LETTER_EM, _BOLD_EM, _WIDE_EM = 0.54, 0.585, 1.0  # mean advance of a letter in common sans-serif fonts
_THIN_PX = 0.35  # lines are simplified to what can be seen
MARKERS = {  # on a square from -10 to 10, as in app/core.js
    "circle": "M0-8.5A8.5 8.5 0 1 1 0 8.5A8.5 8.5 0 1 1 0-8.5Z",
    "square": "M-7.5-7.5H7.5V7.5H-7.5Z",
    "triangle": "M0-9.2L9 7.2H-9Z",
    "diamond": "M0-9.8L9.4 0L0 9.8L-9.4 0Z",
    "hexagon": "M-8.6-5L0-9.6L8.6-5V5L0 9.6L-8.6 5Z",
    "star": "M0-10L2.7-3.6L9.5-3.1L4.3 1.4L5.9 8.1L0 4.5L-5.9 8.1L-4.3 1.4L-9.5-3.1L-2.7-3.6Z",
    "cross": "M-3.2-9H3.2V-3.2H9V3.2H3.2V9H-3.2V3.2H-9V-3.2H-3.2Z",
}


def mercator_y(lat: float) -> float:
    """Return the Mercator ordinate of a latitude in degrees of the equator; the poles are cut off at 85 degrees."""
    lat = max(-85.0, min(85.0, lat))
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))


def text_width(words: str, size: float, *, bold: bool = False) -> float:
    """Return about how many pixels `words` take at a font size: enough to keep labels apart."""
    wide, broad = len(_WIDE.findall(words)), len(_BROAD.findall(words))
    rest = len(words) - wide - broad
    return size * ((rest + broad * _BROAD_SHARE) * (_BOLD_EM if bold else _LETTER_EM) + wide * _WIDE_EM)


def wrapped(words: str, width: float, size: float, *, limit: int = 4) -> list[str]:
    """Return `words` in at most `limit` lines of `width` pixels, the last one cut short with an ellipsis."""
    lines: list[str] = []
    line = ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if text_width(longer, size) <= width or not line:
            line = longer
        else:
            lines.append(line)
            line = word
    lines.append(line)
    if len(lines) > limit:
        lines = [*lines[: limit - 1], lines[limit - 1] + " …"]
    return [_cut(item, width, size) for item in lines]


def _cut(line: str, width: float, size: float) -> str:
    if text_width(line, size) <= width:
        return line
    while line and text_width(line + "…", size) > width:
        line = line[: max(0, len(line) - max(1, int((text_width(line, size) - width) / size)))]
    return line.rstrip() + "…"


@dataclass(slots=True)
class Frame:
    """A stretch of land in a box of pixels, Mercator, north up.

    ``box`` is what must be seen: west, south, east, north in degrees.
    """

    box: tuple[float, float, float, float]
    left: float
    top: float
    width: float
    height: float
    scale: float = field(init=False)  # pixels for a degree of longitude
    _west: float = field(init=False)
    _north: float = field(init=False)

    def __post_init__(self) -> None:
        west, south, east, north = self.box
        low, high = mercator_y(south), mercator_y(north)
        self.scale = min(self.width / max(east - west, 1e-6), self.height / max(high - low, 1e-6))
        self._west = (west + east) / 2 - self.width / 2 / self.scale
        self._north = (low + high) / 2 + self.height / 2 / self.scale

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Return the pixel of a point."""
        return (
            self.left + (lon - self._west) * self.scale,
            self.top + (self._north - mercator_y(lat)) * self.scale,
        )

    def seen(self) -> tuple[float, float, float, float]:
        """Return west, south, east and north of the whole frame, in degrees."""
        low = self._north - self.height / self.scale
        north, south = (
            math.degrees(2 * math.atan(math.exp(math.radians(y))) - math.pi / 2) for y in (self._north, low)
        )
        return self._west, max(-85.0, south), self._west + self.width / self.scale, min(85.0, north)

    def holds(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Return whether a pixel lies in the frame, at least `margin` from its edge."""
        return (
            self.left + margin <= x <= self.left + self.width - margin
            and self.top + margin <= y <= self.top + self.height - margin
        )

    def path(self, geometry: Any) -> str:
        """Return the path of a line or an area: what is in the frame, no finer than can be seen; "" for nothing."""
        import numpy as np
        import shapely

        if geometry is None or geometry.is_empty:
            return ""
        west, south, east, north = self.seen()
        pad = 20 / self.scale
        part = shapely.clip_by_rect(geometry, west - pad, max(-85, south - pad), east + pad, min(85, north + pad))

        def project(points: Any) -> Any:
            lat = np.radians(np.clip(points[:, 1], -85, 85))
            y = np.degrees(np.log(np.tan(np.pi / 4 + lat / 2)))
            return np.column_stack(
                [self.left + (points[:, 0] - self._west) * self.scale, self.top + (self._north - y) * self.scale]
            )

        drawn = shapely.simplify(shapely.transform(part, project), _THIN_PX)
        return "".join(_ring(ring) for ring in _rings(drawn))


def _rings(shape: Any) -> Iterable[tuple[Sequence[Any], bool]]:
    import shapely

    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon" and not part.is_empty:
            yield part.exterior.coords, True
            yield from ((hole.coords, True) for hole in part.interiors)
        elif part.geom_type == "LineString" and not part.is_empty:
            yield part.coords, False


def _ring(ring: tuple[Sequence[Any], bool]) -> str:
    points, closed = ring
    told = [f"{x:.1f} {y:.1f}" for x, y, *_ in (points[:-1] if closed else points)]
    return "M" + "L".join(told) + ("Z" if closed else "")


class Canvas:
    """An SVG document that grows; texts are data, never markup."""

    def __init__(self, width: int, height: int, *, title: str, lang: str) -> None:
        self.root = ET.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {width} {height}", "width": str(width),
                "height": str(height), "font-family": "Noto Sans, Segoe UI, Helvetica, Arial, DejaVu Sans, sans-serif",
                "role": "img", "lang": lang,
            },
        )  # fmt: skip
        ET.SubElement(self.root, "title").text = storable(title)
        self.taken: list[tuple[float, float, float, float]] = []

    def add(self, tag: str, parent: ET.Element | None = None, **attributes: Any) -> ET.Element:
        """Add an element; ``stroke_width`` is written stroke-width, numbers with one decimal, None is left out."""
        told = {
            name.rstrip("_").replace("_", "-"): f"{value:.2f}".rstrip("0").rstrip(".")
            if isinstance(value, float)
            else str(value)
            for name, value in attributes.items()
            if value is not None
        }
        return ET.SubElement(self.root if parent is None else parent, tag, told)

    def text(
        self, words: str, x: float, y: float, *, size: float, parent: ET.Element | None = None, **look: Any
    ) -> None:
        """Add a line of text with its base line at (x, y)."""
        node = self.add("text", parent, x=float(x), y=float(y), font_size=size, **look)
        node.text = storable(words)

    def marker(
        self, shape: str, colour: str, x: float, y: float, size: float, parent: ET.Element | None = None
    ) -> None:
        """Add one of the markers in `MARKERS` of `size` pixels, with a white rim."""
        scale = size / 20
        self.add(
            "path", parent, d=MARKERS.get(shape, MARKERS["circle"]), fill=colour, stroke="#ffffff",
            stroke_width=round(1.2 / scale, 2), transform=f"translate({x:.1f} {y:.1f}) scale({scale:.3f})",
        )  # fmt: skip

    def free(self, box: tuple[float, float, float, float]) -> bool:
        """Return whether nothing that was marked as taken lies in `box` (left, top, right, bottom)."""
        return not any(
            box[0] < other[2] and box[2] > other[0] and box[1] < other[3] and box[3] > other[1] for other in self.taken
        )

    def svg(self) -> str:
        """Return the document."""
        ET.indent(self.root, " ")
        return ET.tostring(self.root, encoding="unicode") + "\n"


def storable(words: str) -> str:
    """Return `words` with what XML cannot hold replaced by U+FFFD."""
    return _XML_UNFIT.sub("\ufffd", words)
