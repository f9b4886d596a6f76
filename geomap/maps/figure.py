"""A static figure of a run as SVG, without a browser: the same layers, colours and words as the page."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any

from geomap.errors import InputError
from geomap.files import write_text
from geomap.layers import BORDER_COLOUR, RECORD_COLOUR, TYPE_STYLES, Layer, build_layers
from geomap.maps import assets, geometry, told
from geomap.maps.canvas import Canvas, Frame, text_width, wrapped
from geomap.maps.legend import draw_legend
from geomap.maps.lettering import Sign, draw_scale, write_names
from geomap.maps.payload import build_payload
from geomap.maps.values import EPOCH, unpack
from geomap.maps.words import Words

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geomap.records import Run

SEA, LAND, PARTY, COAST, ADMIN, INK, SOFT = "#cfdee7", "#eae6dc", "#faf8f2", "#a9a091", "#b9b0a0", "#1d262c", "#56636c"
_LEGEND_PX = 270.0
_EDGE_PX = 18.0
_MANY = 1500  # more points are drawn as one sign for each cell
_CELL_PX = 16.0


def write_svg(
    run: Run,
    path: str | Path,
    *,
    title: str = "",
    subtitle: str = "",
    lang: str = "en",
    size: tuple[int, int] = (1600, 1000),
    local: Mapping[str, str] | None = None,
) -> Path:
    """Write a figure of `run` as SVG and return its path; the same run gives the same bytes.

    Parameters
    ----------
    run
        What is drawn: what the page shows first.
    path
        Where the figure goes; replaced as a whole.
    title, subtitle
        Above the map; by default the title of the run, and how many incidents there are of which days.
    lang, local
        As in `geomap.maps.page.draw_map`.
    size
        Width and height in pixels, 400 to 10000 each.

    Raises
    ------
    InputError
        If the size is out of range or the language is not known.
    OutputError
        If the figure cannot be written.
    """
    return write_text(path, draw_svg(run, title=title, subtitle=subtitle, lang=lang, size=size, local=local))


def draw_svg(
    run: Run,
    *,
    title: str = "",
    subtitle: str = "",
    lang: str = "en",
    size: tuple[int, int] = (1600, 1000),
    local: Mapping[str, str] | None = None,
) -> str:
    """Return the figure that `write_svg` writes."""
    width, height = size
    if not (400 <= width <= 10_000 and 400 <= height <= 10_000):
        raise InputError(f"a figure of {width}x{height} cannot be made", hint="give 400 to 10000 pixels each way")
    words = Words(assets.strings(lang), lang, dict(local or {}))
    layers = build_layers(run)
    by_id = {layer.id: layer for layer in layers}
    main = build_payload(layers, lang=lang, strings=words.strings, with_cards=False).main
    cut = geometry.seam(told.longitudes(main.get("inc")))
    areas, groups = (
        told.of_areas(by_id["incident_areas"], main["inc"]["id"], cut) if "incident_areas" in by_id else ([], [])
    )
    view = told.view(main, [item.bounds for item in areas], by_id, cut)["view"] or (-170.0, -58.0, 190.0, 78.0)
    title = words.title(run, title) or words.text("untitled")
    canvas = Canvas(width, height, title=title, lang=lang)
    canvas.add("rect", width=width, height=height, fill="#ffffff")
    top = _heading(canvas, title, subtitle or _summary(main, words), width)
    credits_ = wrapped(
        words.text("attribution") + " " + " · ".join(run.attribution), width - 2 * _EDGE_PX, 9.5, limit=7
    )
    bottom = height - 12 - 12.0 * len(credits_)
    for number, line in enumerate(credits_):
        canvas.text(line, _EDGE_PX, bottom + 16 + 12.0 * number, size=9.5, fill=SOFT)
    frame = Frame(view, _EDGE_PX, top, width - _LEGEND_PX - 3 * _EDGE_PX, bottom - top)
    clip = canvas.add("clipPath", canvas.add("defs"), id="map")
    canvas.add("rect", clip, x=frame.left, y=frame.top, width=frame.width, height=frame.height)
    inside = canvas.add("g", clip_path="url(#map)")
    _land(canvas, inside, frame, by_id, cut)
    _lines(canvas, inside, frame, by_id, cut)
    _areas(canvas, inside, frame, areas, groups, main)
    _records(canvas, inside, frame, main, cut)
    signs = _signs(frame, main, words, cut)
    for sign in signs:
        _, colour, shape = list(TYPE_STYLES.values())[sign.type]
        canvas.marker(shape, colour, sign.x, sign.y, sign.size, inside)
        half = sign.size / 2
        canvas.taken.append((sign.x - half, sign.y - half, sign.x + half, sign.y + half))
    draw_scale(canvas, frame, words)
    write_names(canvas, inside, frame, signs, by_id, words, cut)
    canvas.add(
        "rect",
        x=frame.left,
        y=frame.top,
        width=frame.width,
        height=frame.height,
        fill="none",
        stroke=COAST,
        stroke_width=1,
    )
    pinned = (
        sum(
            1
            for x, area in zip(*(unpack(main["inc"][name]) for name in ("x", "area")), strict=True)
            if x is not None and not area
        )
        if "inc" in main
        else 0
    )
    outside = pinned - sum(sign.count for sign in signs)
    draw_legend(
        canvas,
        words,
        main,
        by_id,
        outside=outside,
        left=width - _LEGEND_PX - _EDGE_PX,
        top=top,
        width=_LEGEND_PX,
        bottom=bottom,
    )
    return canvas.svg()


def _heading(canvas: Canvas, title: str, subtitle: str, width: int) -> float:
    """Write title and subtitle; return where the map begins."""
    y = 14.0
    for line in wrapped(title, width - 2 * _EDGE_PX, 24, limit=2):
        y += 28
        canvas.text(line, _EDGE_PX, y - 6, size=24, font_weight=650, fill=INK)
    for line in wrapped(subtitle, width - 2 * _EDGE_PX, 14, limit=1):
        y += 20
        canvas.text(line, _EDGE_PX, y - 4, size=14, fill=SOFT)
    return y + 10


def _summary(main: dict[str, Any], words: Words) -> str:
    inc = main.get("inc") or {"n": 0}
    parts = [words.plural("incidents", inc["n"])]
    if inc["n"]:
        days = [
            (start, start + more)
            for start, more in zip(unpack(inc["d0"]), unpack(inc["dd"]), strict=True)
            if start is not None
        ]
        if days:
            first, last = (EPOCH + dt.timedelta(days=n) for n in (min(a for a, _ in days), max(b for _, b in days)))
            parts.append(words.days(first, last))
        for kind in ("killed", "injured"):
            number = sum(value or 0 for value in unpack(inc[kind]))
            if number:
                parts.append(words.plural(kind, number))
    return " · ".join(parts)


def _land(canvas: Canvas, inside: ET.Element, frame: Frame, by_id: dict[str, Layer], cut: float | None) -> None:
    canvas.add("rect", inside, x=frame.left, y=frame.top, width=frame.width, height=frame.height, fill=SEA)
    background = by_id.get("background")
    finer = list(background.frame.geometry) if background else []
    _path(canvas, inside, frame.path(geometry.shifted(geometry.world_land(finer), cut)), fill=LAND)
    if background is None:
        return
    sides = told.parties(by_id.get("border"))
    codes = background.frame["country"].tolist() if "country" in background.frame else [""] * len(finer)
    for shape, code in zip(finer, codes, strict=True):
        _path(canvas, inside, frame.path(geometry.shifted(shape, cut)), fill=PARTY if code in sides else LAND)
    coast = geometry.outlines(finer, joined=[code in sides for code in codes])
    _path(canvas, inside, frame.path(geometry.shifted(coast, cut)), fill="none", stroke=COAST, stroke_width=1)


def _lines(canvas: Canvas, inside: ET.Element, frame: Frame, by_id: dict[str, Layer], cut: float | None) -> None:
    looks: dict[str, dict[str, Any]] = {
        "admin": {"fill": "none", "stroke": ADMIN, "stroke_width": 0.8, "stroke_dasharray": "3 3"},
        "bands": {
            "fill": BORDER_COLOUR,
            "fill_opacity": 0.07,
            "stroke": BORDER_COLOUR,
            "stroke_opacity": 0.5,
            "stroke_width": 0.7,
        },
        "border": {"fill": "none", "stroke": BORDER_COLOUR, "stroke_width": 2.4, "stroke_linejoin": "round"},
    }
    for name, look in looks.items():
        if name in by_id:
            for shape in by_id[name].frame.geometry:
                _path(canvas, inside, frame.path(geometry.shifted(shape, cut)), **look)


def _path(canvas: Canvas, inside: ET.Element, d: str, **look: Any) -> None:
    if d:
        canvas.add("path", inside, d=d, fill_rule="evenodd", **look)


def _areas(
    canvas: Canvas,
    inside: ET.Element,
    frame: Frame,
    areas: Sequence[Any],
    groups: Sequence[dict[str, Any]],
    main: dict[str, Any],
) -> None:
    kinds = unpack(main["inc"]["type"]) if areas else []
    for shape, group in zip(areas, groups, strict=True):
        kind = Counter(kinds[k] for k in group["inc"]).most_common(1)[0][0]
        colour = list(TYPE_STYLES.values())[kind][1]
        look = {"fill": colour, "fill_opacity": 0.13, "stroke": colour, "stroke_width": 1.6, "stroke_dasharray": "6 4"}
        _path(canvas, inside, frame.path(shape), **look)
        if not group["at"]:
            continue
        x, y = frame.at(*group["at"])
        told_ = str(len(group["inc"]))
        wide = 22 + text_width(told_, 12, bold=True)
        if frame.holds(x, y, 14):
            box = canvas.add("g", inside)
            canvas.add(
                "rect",
                box,
                x=x - wide / 2,
                y=y - 10,
                width=wide,
                height=20,
                rx=10,
                fill="#ffffff",
                stroke=colour,
                stroke_dasharray="3 2",
            )
            canvas.text(told_, x, y + 4, size=12, parent=box, text_anchor="middle", font_weight=650, fill=INK)
            canvas.taken.append((x - wide / 2, y - 10, x + wide / 2, y + 10))


def _records(canvas: Canvas, inside: ET.Element, frame: Frame, main: dict[str, Any], cut: float | None) -> None:
    rec, inc = main.get("rec"), main.get("inc")
    if not rec:
        return
    x, y, area = (unpack(inc[name]) for name in ("x", "y", "area")) if inc else ([], [], [])
    for lon, lat, k in zip(unpack(rec["x"]), unpack(rec["y"]), unpack(rec["inc"]), strict=True):
        if lon is None or lat is None:
            continue
        px, py = frame.at(_shown(lon, cut), lat / 1e5)
        if k is not None and x[k] is not None and not area[k] and (x[k], y[k]) != (lon, lat):
            qx, qy = frame.at(_shown(x[k], cut), y[k] / 1e5)
            line = f"M{px:.1f} {py:.1f}L{qx:.1f} {qy:.1f}"
            _path(canvas, inside, line, fill="none", stroke=RECORD_COLOUR, stroke_width=1.5, stroke_dasharray="3 4")
        look = {"fill": RECORD_COLOUR, "fill_opacity": 0.12, "stroke": RECORD_COLOUR, "stroke_width": 2.2}
        canvas.add("rect", inside, x=px - 9, y=py - 9, width=18.0, height=18.0, **look)
        canvas.taken.append((px - 10, py - 10, px + 10, py + 10))


def _shown(lon: int, cut: float | None) -> float:
    degrees = lon / 1e5
    return degrees + 360 if cut is not None and degrees < cut else degrees


def _signs(frame: Frame, main: dict[str, Any], words: Words, cut: float | None) -> list[Sign]:
    """Return the markers in the frame, the largest first so that the small ones lie on top."""
    inc = main.get("inc")
    if not inc:
        return []
    columns = (unpack(inc[name]) for name in ("x", "y", "type", "killed", "place", "area"))
    signs = []
    for lon, lat, kind, killed, place, area in zip(*columns, strict=True):
        if lon is None or lat is None or area:
            continue
        x, y = frame.at(_shown(lon, cut), lat / 1e5)
        if frame.holds(x, y):
            name, second = words.place(main, place)
            signs.append(Sign(x, y, kind, 15 + min(19.0, 3.9 * (killed or 0) ** 0.5), name, second))
    if len(signs) > _MANY:
        signs = _cells(signs)
    return sorted(signs, key=lambda sign: -sign.size)


def _cells(signs: Sequence[Sign]) -> list[Sign]:
    cells: dict[tuple[int, int], list[Sign]] = {}
    for sign in signs:
        cells.setdefault((int(sign.x // _CELL_PX), int(sign.y // _CELL_PX)), []).append(sign)
    out = []
    for (i, j), group in sorted(cells.items()):
        kind = Counter(sign.type for sign in group).most_common(1)[0][0]
        size = min(_CELL_PX * 1.1, 4 + 2.2 * len(group) ** 0.5)
        out.append(Sign((i + 0.5) * _CELL_PX, (j + 0.5) * _CELL_PX, kind, size, count=len(group)))
    return out
