"""The page: folium draws the map, this module puts everything it needs into one file. Only here is folium imported."""

from __future__ import annotations

import base64
import hashlib
import html
import re
import zlib
from typing import TYPE_CHECKING, Any

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink, MacroElement
from folium.map import CustomPane
from folium.template import Template

from geomap import schema
from geomap.errors import InputError
from geomap.files import write_text
from geomap.layers import Layer, build_layers
from geomap.maps import assets
from geomap.maps.payload import Payload, build_payload, to_script_json
from geomap.maps.shapes import PANES, make_shapes
from geomap.maps.tiles import tile_layer
from geomap.maps.values import uncollected
from geomap.maps.words import Words
from geomap.records import Run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd

_ARMENIAN = re.compile(r"[\u0531-\u0587]")
_COMPRESS_FROM = 3_000_000  # characters of the cards' JSON
_HEX_ID = re.compile(r"[0-9a-f]{32}")
_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.DOTALL)
_VIEWPORT = re.compile(r"<meta name=\"viewport\".*?/>", re.DOTALL)


class _App(MacroElement):
    """Starts geomap's own code on the map with the folium layers in order.

    Their names travel in the data: branca reads every script as a Jinja template once more, so that a name with
    braces in it would be run, here and not in the browser.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            geomap.start({{ this._parent.get_name() }}, [
            {%- for layer in this.layers %}
                {{ layer.get_name() }},
            {%- endfor %}
            ]);
        {% endmacro %}
        """
    )

    def __init__(self, layers: Sequence[Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "GeomapApp"
        self.layers = layers


class Page(Figure):
    """A figure that renders as one file: libraries, style, data and pictures inside, every request forbidden.

    What is added to its map afterwards (any folium layer whose files are vendored) is drawn too, since the
    page is put together anew at each `render`.
    """

    def __init__(self, payload: Payload, *, lang: str, title: str, tile_hosts: Sequence[str] = ()) -> None:
        super().__init__(title=title, ratio="68%")
        self.payload = payload
        self.lang = lang
        self.tile_hosts = tuple(tile_hosts)

    def render(self, **kwargs: Any) -> str:
        """Return the page; two calls, and two runs on the same data, give the same text.

        Raises
        ------
        ResourceError
            If an added folium layer needs a file that is not vendored.
        """
        written = {element.get_name() for child in self._children.values() for element in _walk(child)}
        for name in written & set(self.script._children):  # noqa: SLF001
            del self.script._children[name]  # noqa: SLF001  else a second rendering would add each layer twice
        for child in list(self._children.values()):
            child.render(**kwargs)
        head, scripts, styles = [], [], []
        for name, child in self.header._children.items():  # noqa: SLF001  branca has no other door
            if isinstance(child, JavascriptLink):
                scripts.append((name, assets.script(name)))
            elif isinstance(child, CssLink):
                styles.append(assets.stylesheet(name))
            elif name != "meta_http":
                head.append(child.render(**kwargs))
        numbered = self._numbered(
            _VIEWPORT.sub("", "\n".join(head)), self.html.render(**kwargs), self.script.render(**kwargs)
        )
        folium_head, folium_body, folium_script = numbered
        wants_jquery = "$(" in folium_script or "$." in folium_script
        libraries = [text for name, text in scripts if text and (name != "jquery" or wants_jquery)]
        data = _data_element("geomap-data", self.payload.main)
        cards = _data_element("geomap-cards", self.payload.cards)
        font = assets.armenian_font() if _ARMENIAN.search(data) else ""
        style = "\n".join([*filter(None, styles), font, assets.app_style()])
        tail = "\n".join(f"<script>{text}</script>" for text in [*libraries, assets.app_script(), folium_script])
        policy = self._policy(_executed(folium_head) + _executed(folium_body) + _executed(tail))
        ui = self.payload.main["ui"]
        return "\n".join(
            [
                "<!DOCTYPE html>",
                f'<html lang="{self.lang}">',
                "<head>",
                '<meta charset="utf-8">',
                f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
                '<meta name="viewport" content="width=device-width, initial-scale=1">',
                '<meta name="referrer" content="no-referrer">',
                '<meta name="color-scheme" content="light dark">',
                '<meta name="generator" content="geomap">',
                f"<title>{html.escape(_storable(self.title or ui['untitled']))}</title>",
                f"<style>{style}</style>",
                folium_head,
                "</head>",
                '<body class="gm">',
                f"<noscript>{html.escape(ui['noscript'])}</noscript>",
                folium_body,
                data,
                cards,
                tail,
                "</body>",
                "</html>",
                "",
            ]
        )

    def _numbered(self, *parts: str) -> list[str]:
        """Return `parts` with folium's random ids replaced by their order of appearance."""
        known = {element._id for element in _walk(self)}  # noqa: SLF001
        order: dict[str, str] = {}

        def name(found: re.Match[str]) -> str:
            text = found[0]
            return order.setdefault(text, f"n{len(order) + 1}") if text in known else text

        return [_HEX_ID.sub(name, part).replace("\r", "") for part in parts]

    def _policy(self, scripts: Sequence[str]) -> str:
        hashes = dict.fromkeys(
            "'sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii") + "'"
            for text in scripts
        )
        images = " ".join(["data:", *self.tile_hosts])
        return (
            f"default-src 'none'; script-src {' '.join(hashes)}; style-src 'unsafe-inline'; "
            f"img-src {images}; font-src data:; base-uri 'none'; form-action 'none'"
        )


def draw_map(
    run_or_layers: Run | Sequence[Layer] | gpd.GeoDataFrame,
    *,
    title: str = "",
    subtitle: str = "",
    lang: str = "en",
    tiles: str | None = None,
    cards: bool = True,
    local: Mapping[str, str] | None = None,
) -> folium.Map:
    """Return a map that shows itself in a notebook, takes more folium layers and renders as one offline page.

    Parameters
    ----------
    run_or_layers
        A `Run`, layers as `geomap.layers.build_layers` makes them, or a GeoDataFrame of incidents
        (`schema.INCIDENT_COLUMNS`; missing columns count as null; any CRS).
    title, subtitle
        Shown above the map; by default the title of the run.
    lang
        Language of the page: en, ru, hy or az.
    tiles
        Name of an online background in xyzservices ("OpenStreetMap.Mapnik"); None needs no network.
    cards
        False leaves out the texts of the cards (titles, claims, sources), for very many incidents.
    local
        Names of provinces and districts in `lang` by their usual name (`geomap.maps.names.local_areas`).

    Returns
    -------
    map
        ``map.get_root().render()`` is the page; `write_map` saves it.

    Raises
    ------
    InputError
        If `lang` or `tiles` is not known.
    CRSError
        If a frame has no coordinate reference system.
    """
    strings = assets.strings(lang)
    layers, title, attribution = _layers_of(run_or_layers, title, lang)
    with uncollected():
        payload = build_payload(layers, lang=lang, strings=strings, with_cards=cards, local=local)
    background, hosts, credit = tile_layer(tiles)
    payload.main |= {
        "title": title,
        "subtitle": subtitle,
        "attribution": [*([credit] if credit else []), *attribution],
        "tiles": bool(background),
    }
    page = Page(payload, lang=lang, title=title, tile_hosts=hosts)
    drawn = folium.Map(
        location=[0, 0],
        zoom_start=2,
        tiles=None,
        zoom_control=False,
        maxZoom=18,
        minZoom=0.4,
        zoomSnap=0 if background is None else 1,
        attributionControl=False,
        zoomAnimationThreshold=3,
    )
    page.add_child(drawn)
    if background is not None:
        background.add_to(drawn)
    for name, z_index, clicks in PANES:
        CustomPane(name, z_index=z_index, pointer_events=clicks).add_to(drawn)
    shapes = make_shapes(layers, payload.main)
    for shape in shapes.values():
        shape.add_to(drawn)
    payload.main["shapes"] = list(shapes)
    _App(list(shapes.values())).add_to(drawn)
    return drawn


def write_map(
    run: Run,
    path: str | Path,
    *,
    title: str = "",
    subtitle: str = "",
    lang: str = "en",
    tiles: str | None = None,
    cards: bool = True,
    local: Mapping[str, str] | None = None,
) -> Path:
    """Write the map of `run` as one HTML file that works with no network, and return its path.

    The same run gives the same bytes. For the parameters see `draw_map`.

    Raises
    ------
    InputError
        If `lang` or `tiles` is not known.
    OutputError
        If the file cannot be written.
    """
    drawn = draw_map(run, title=title, subtitle=subtitle, lang=lang, tiles=tiles, cards=cards, local=local)
    return write_text(path, drawn.get_root().render())


def _layers_of(
    given: Run | Sequence[Layer] | gpd.GeoDataFrame, title: str, lang: str
) -> tuple[list[Layer], str, tuple[str, ...]]:
    if isinstance(given, Run):
        return build_layers(given), Words(assets.strings(lang), lang).title(given, title), given.attribution
    if hasattr(given, "geometry"):
        return build_layers(run_of(given)), title, ()
    layers = list(given)
    odd = next((item for item in layers if not isinstance(item, Layer)), None)
    if odd is not None:
        raise InputError(
            f"cannot draw a {type(odd).__name__}", hint="give a Run, a GeoDataFrame of incidents, or a list of Layer"
        )
    return layers, title, ()


def run_of(frame: gpd.GeoDataFrame) -> Run:
    """Return a run of the incidents in `frame` (any CRS) and nothing else.

    Raises
    ------
    CRSError
        If the frame has no coordinate reference system.
    """
    from geomap.errors import CRSError

    if frame.crs is None:
        raise CRSError("the frame has no coordinate reference system", hint="set one with frame.set_crs('EPSG:4326')")

    def empty(columns: Sequence[str]) -> gpd.GeoDataFrame:
        return schema.frame([], columns, geometry=[])

    return Run(
        incidents=frame.to_crs(schema.CRS),
        audit=empty(schema.INCIDENT_NAMES),
        places=empty(schema.PLACE_COLUMNS),
        mentions=empty(schema.MENTION_COLUMNS),
        records=empty(schema.RECORD_COLUMNS),
        border=empty(schema.BORDER_COLUMNS),
        admin=empty(schema.ADMIN_COLUMNS),
        background=empty(schema.ADMIN_COLUMNS),
    )


def _data_element(name: str, value: Any) -> str:
    """Return `value` as a script element that is never executed; very long ones compressed (zlib, base64)."""
    text = to_script_json(value)
    if name == "geomap-cards" and len(text) > _COMPRESS_FROM:
        packed = base64.b64encode(zlib.compress(text.encode("utf-8"), 5)).decode("ascii")
        return f'<script type="text/plain" id="{name}" data-encoding="deflate">{packed}</script>'
    return f'<script type="application/json" id="{name}">{text}</script>'


def _executed(text: str) -> list[str]:
    return [found["body"] for found in _SCRIPT.finditer(text)]


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _walk(element: Element) -> Iterator[Element]:
    yield element
    for name in ("header", "html", "script"):
        part = getattr(element, name, None)
        if isinstance(part, Element):
            yield from _walk(part)
    for child in element._children.values():  # noqa: SLF001
        yield from _walk(child)
