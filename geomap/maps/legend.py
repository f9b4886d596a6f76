"""The legend of a static figure: types with their numbers, sizes, areas, records, the line and its bands, notes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from geomap.layers import BORDER_COLOUR, RECORD_COLOUR, TYPE_STYLES, Layer
from geomap.maps.canvas import Canvas, wrapped
from geomap.maps.values import clean_text, unpack

if TYPE_CHECKING:
    from geomap.maps.words import Words

_INK, _SOFT = "#1d262c", "#56636c"


def draw_legend(
    canvas: Canvas,
    words: Words,
    main: dict[str, Any],
    by_id: dict[str, Layer],
    *,
    outside: int,
    left: float,
    top: float,
    width: float,
    bottom: float,
) -> None:
    """Draw the legend of what the figure shows into a column of the canvas; what does not fit is left out.

    ``outside`` is the number of incidents with a point that lie beyond the frame.
    """
    _Legend(canvas, words, left, top, width, bottom).draw(main, by_id, outside)


class _Legend:
    def __init__(self, canvas: Canvas, words: Words, left: float, top: float, width: float, bottom: float) -> None:
        self.canvas, self.words = canvas, words
        self.left, self.y, self.width, self.bottom = left, top, width, bottom

    def draw(self, main: dict[str, Any], by_id: dict[str, Layer], outside: int) -> None:
        inc = main.get("inc")
        if inc and inc["n"]:
            self.types(inc)
        if "records" in by_id:
            self.heading(self.words.text("group.Your records"))
            self.row(self.words.text("layer.records"), len(by_id["records"].frame), self.square)
        if "border" in by_id:
            self.border(by_id)
        self.heading(self.words.text("help"))
        if outside:
            self.note(self.words.plural("outside", outside))
            self.y += 4
        for key in ("figure.points", "help.areas" if "incident_areas" in by_id else "", "figure.made"):
            if key:
                self.note(self.words.text(key))
                self.y += 4

    def types(self, inc: dict[str, Any]) -> None:
        self.heading(self.words.text("group.Incidents"))
        counts = Counter(unpack(inc["type"]))
        for number, (key, (label, colour, shape)) in enumerate(TYPE_STYLES.items()):
            if counts[number]:
                told = self.words.strings.get(f"type.{key or 'unknown'}", label)
                self.row(told, counts[number], lambda x, y, s=shape, c=colour: self.canvas.marker(s, c, x, y, 15))
        areas = sum(1 for value in unpack(inc["area"]) if value)
        if areas:
            self.row(self.words.text("layer.incident_areas"), areas, self.outline)
        if any((value or 0) > 1 for value in unpack(inc["killed"])):
            self.sizes()

    def border(self, by_id: dict[str, Layer]) -> None:
        self.heading(self.words.text("group.Border"))
        first = by_id["border"].frame.iloc[0]
        self.row(self.words.text("layer.border"), None, self.line)
        name = self.words.border(first.get("border_id"), first.get("name"))
        told = [name, *(clean_text(first.get(key)) for key in ("date", "source"))]
        self.note(" · ".join(part for part in told if part))
        self.note(self.words.text("border.notfront"))
        if "bands" in by_id:
            kms = sorted(float(value) for value in by_id["bands"].frame["km"])
            self.row(self.words.text("layer.bands"), None, self.band)
            self.note(", ".join(self.words.text("km", n=self.words.number(km)) for km in kms))

    def heading(self, told: str) -> None:
        self.y += 22 if self.y else 0
        if self.y < self.bottom:
            self.canvas.text(told, self.left, self.y, size=13, font_weight=650, fill=_INK)
        self.y += 6

    def row(self, told: str, number: int | None, sign: Any) -> None:
        lines = wrapped(told, self.width - 70, 12.5, limit=2)
        if self.y + 18 * len(lines) > self.bottom:
            return
        sign(self.left + 11, self.y + 10)
        for line in lines:
            self.canvas.text(line, self.left + 28, self.y + 14, size=12.5, fill=_INK)
            self.y += 16
        if number is not None:
            self.canvas.text(
                self.words.number(number), self.left + self.width, self.y - 2, size=12, fill=_SOFT, text_anchor="end"
            )
        self.y += 5

    def note(self, told: str) -> None:
        for line in wrapped(told, self.width - 4, 10.5, limit=5):
            if self.y + 14 > self.bottom:
                return
            self.canvas.text(line, self.left, self.y + 11, size=10.5, fill=_SOFT)
            self.y += 13.5

    def sizes(self) -> None:
        if self.y + 40 > self.bottom:
            return
        self.canvas.text(self.words.text("legend.size"), self.left, self.y + 22, size=11, fill=_SOFT)
        x = self.left + 120
        for killed in (0, 5, 25):
            size = 15 + min(19.0, 3.9 * killed**0.5)
            self.canvas.marker("circle", "#6b7780", x, self.y + 18, size)
            self.canvas.text(str(killed), x + size / 2 + 3, self.y + 22, size=11, fill=_SOFT)
            x += 52
        self.y += 34

    def square(self, x: float, y: float) -> None:
        self.canvas.add(
            "rect", x=x - 7, y=y - 7, width=14.0, height=14.0, fill="none", stroke=RECORD_COLOUR, stroke_width=2.2
        )

    def outline(self, x: float, y: float) -> None:
        look: dict[str, Any] = {"fill": "#8c97a0", "fill_opacity": 0.25, "stroke": "#6b7780", "stroke_dasharray": "3 2"}
        self.canvas.add("rect", x=x - 9, y=y - 6, width=18.0, height=12.0, **look)

    def line(self, x: float, y: float) -> None:
        self.canvas.add("path", d=f"M{x - 10:.1f} {y:.1f}H{x + 10:.1f}", stroke=BORDER_COLOUR, stroke_width=2.4)

    def band(self, x: float, y: float) -> None:
        look: dict[str, Any] = {
            "fill": BORDER_COLOUR,
            "fill_opacity": 0.12,
            "stroke": BORDER_COLOUR,
            "stroke_opacity": 0.5,
        }
        self.canvas.add("rect", x=x - 9, y=y - 6, width=18.0, height=12.0, **look)
