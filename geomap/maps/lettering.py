"""The lettering of a static figure: names that do not cover each other or a sign, and the scale."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geomap.maps import geometry
from geomap.maps.canvas import Canvas, Frame, text_width

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Sequence

    from geomap.layers import Layer
    from geomap.maps.words import Words

_INK, _SOFT = "#1d262c", "#56636c"
_MOST_LABELS = 400


@dataclass(slots=True)
class Sign:
    """One marker of the figure: an incident, or all of one cell."""

    x: float
    y: float
    type: int
    size: float
    name: str = ""
    second: str = ""
    count: int = 1


def write_names(
    canvas: Canvas,
    inside: ET.Element,
    frame: Frame,
    signs: Sequence[Sign],
    by_id: dict[str, Layer],
    words: Words,
    cut: float | None,
) -> None:
    """Write the names of the signs, then of countries and provinces, where nothing that is drawn is covered."""
    halo = {
        "stroke": "#ffffff",
        "stroke_width": 3,
        "stroke_opacity": 0.85,
        "paint_order": "stroke",
        "stroke_linejoin": "round",
    }
    done: set[str] = set()
    for sign in signs[:_MOST_LABELS]:
        if not sign.name or sign.name in done:
            continue
        wide = max(text_width(sign.name, 12, bold=True), text_width(sign.second, 11)) + 4
        tall = 16 + (12 if sign.second else 0)
        gap = sign.size / 2 + 3
        spots = ((gap, -9.0), (-gap - wide, -9.0), (-wide / 2, gap), (-wide / 2, -gap - tall))
        for dx, dy in spots:
            box = (sign.x + dx, sign.y + dy, sign.x + dx + wide, sign.y + dy + tall)
            if canvas.free(box) and frame.holds(box[0], box[1], 2) and frame.holds(box[2], box[3], 2):
                canvas.taken.append(box)
                done.add(sign.name)
                end = dx == -gap - wide
                x, anchor = (box[2] - 2, "end") if end else (box[0] + 2, "start")
                canvas.text(
                    sign.name,
                    x,
                    box[1] + 12,
                    size=12,
                    parent=inside,
                    font_weight=650,
                    fill=_INK,
                    text_anchor=anchor,
                    **halo,
                )
                if sign.second:
                    canvas.text(
                        sign.second,
                        x,
                        box[1] + 24,
                        size=11,
                        parent=inside,
                        font_style="italic",
                        fill=_SOFT,
                        text_anchor=anchor,
                        **halo,
                    )
                break
    for name, size, spread in (("background", 14.0, 2.0), ("admin", 10.5, 1.0)):
        if name not in by_id:
            continue
        for shape, label in _named(by_id[name], words, cut):
            at = geometry.label_point(shape)
            if not label or at is None or shape.area**0.5 * frame.scale < (60 if name == "background" else 34):
                continue
            x, y = frame.at(*at)
            half = text_width(label, size) / 2 + len(label) * spread / 2
            box = (x - half, y - size * 0.7, x + half, y + size * 0.5)
            if frame.holds(box[0], box[1], 2) and frame.holds(box[2], box[3], 2) and canvas.free(box):
                canvas.taken.append(box)
                weight = 600 if name == "background" else 400
                canvas.text(
                    label,
                    x,
                    y + size * 0.35,
                    size=size,
                    parent=inside,
                    text_anchor="middle",
                    letter_spacing=spread,
                    font_weight=weight,
                    fill="#5b5446",
                    **halo,
                )


def _named(layer: Layer, words: Words, cut: float | None) -> list[tuple[Any, str]]:
    frame = layer.frame
    codes = frame["country"].tolist() if "country" in frame else [""] * len(frame)
    names = frame["name"].tolist() if "name" in frame else [""] * len(frame)
    return [
        (geometry.shifted(shape, cut), words.country(code, name) if layer.id == "background" else words.area(name))
        for shape, code, name in zip(frame.geometry, codes, names, strict=True)
        if shape is not None and not shape.is_empty
    ]


def draw_scale(canvas: Canvas, frame: Frame, words: Words) -> None:
    """Draw a scale bar for the middle latitude of the frame, and an arrow to the north."""
    _, south, _, north = frame.seen()
    metres = 111_320 * math.cos(math.radians((south + north) / 2)) / frame.scale  # of a pixel
    most = 160 * metres
    power = 10 ** math.floor(math.log10(most))
    length = next(step * power for step in (5, 2, 1) if step * power <= most)
    wide = length / metres
    x, y = frame.left + 14, frame.top + frame.height - 14
    canvas.add(
        "path", d=f"M{x:.1f} {y - 7:.1f}V{y:.1f}H{x + wide:.1f}V{y - 7:.1f}", fill="none", stroke=_INK, stroke_width=1.5
    )
    label = (
        words.text("km", n=words.number(length / 1000)) if length >= 1000 else words.text("m", n=words.number(length))
    )
    canvas.text(label, x + 4, y - 5, size=11, fill=_INK)
    canvas.taken.append((x - 4, y - 20, x + wide + 4, y + 4))
    arrow_x, arrow_y = frame.left + frame.width - 22, frame.top + 24
    canvas.add("path", d="M0-13L5 5L0 1L-5 5Z", fill=_INK, transform=f"translate({arrow_x:.1f} {arrow_y:.1f})")
    canvas.text(words.text("north"), arrow_x, arrow_y + 18, size=11, fill=_INK, text_anchor="middle", font_weight=650)
    canvas.taken.append((arrow_x - 12, arrow_y - 16, arrow_x + 12, arrow_y + 22))
