"""The files that a map page carries inside itself: vendored libraries and geomap's own front-end code."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from geomap.errors import InputError, ResourceError

HERE = Path(__file__).parent
VENDOR = HERE / "vendor"
LANGUAGES = ("en", "ru", "hy", "az")
WITHOUT_CALENDAR = frozenset({"hy", "az"})  # languages for which Chromium 156 has no names of months and countries

# the scripts of the page in the order in which they are joined into one
APP = (
    "core.js", "data.js", "cluster.js", "points.js", "areas.js", "labels.js", "heat.js", "inset.js", "filters.js",
    "control.js", "timeline.js", "table.js", "card.js", "facts.js", "claims.js", "records.js", "hash.js", "start.js",
)  # fmt: skip

# what folium asks for by name -> the vendored file; None: not needed, because the page never uses it
SCRIPTS: dict[str, str | None] = {
    "leaflet": "leaflet.js",
    "jquery": "jquery.min.js",
    "bootstrap": None,
    "awesome_markers": None,
    "markerclusterjs": "leaflet.markercluster.js",
}
STYLES: dict[str, str | None] = {
    "leaflet_css": "leaflet.css",
    "bootstrap_css": None,
    "glyphicons_css": None,
    "awesome_markers_font_css": None,
    "awesome_markers_css": None,
    "awesome_rotate_css": None,
    "markerclustercss": "MarkerCluster.css",
    "markerclusterdefaultcss": "MarkerCluster.Default.css",
}
_MAP_COMMENT = re.compile(r"\n?(//|/\*)# sourceMappingURL=[^\n]*\s*$")


@cache
def versions() -> dict[str, Any]:
    """Return the vendored files with version, licence, origin and SHA-256 (``vendor/versions.json``)."""
    return dict(json.loads((VENDOR / "versions.json").read_text("utf-8")))


def checksum(data: bytes) -> str:
    """Return the SHA-256 of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@cache
def _vendored(name: str) -> bytes:
    known = versions()["files"]
    if name not in known:
        raise ResourceError(f"{name} is not among the vendored files", hint="see geomap/maps/vendor/versions.json")
    try:
        data = (VENDOR / name).read_bytes()
    except FileNotFoundError as error:
        raise ResourceError(f"the installation lacks {name}", hint="install geomap-incidents again") from error
    if checksum(data) != known[name]["sha256"]:
        raise ResourceError(
            f"{name} differs from the version it was released with", hint="install geomap-incidents again"
        )
    return data


def script(name: str) -> str:
    """Return the vendored script that folium calls `name`, ready to inline; "" if the page does without it.

    Raises
    ------
    ResourceError
        If there is no vendored file of that name: a page that would load it from elsewhere is not made.
    """
    return _asset(name, SCRIPTS, "script")


def stylesheet(name: str) -> str:
    """Return the vendored style sheet that folium calls `name`, with its pictures inside; "" if not needed.

    Raises
    ------
    ResourceError
        As `script`.
    """
    return _asset(name, STYLES, "style sheet")


def _asset(name: str, table: dict[str, str | None], what: str) -> str:
    if name not in table:
        raise ResourceError(
            f"a folium layer wants the {what} {name!r}, which geomap does not carry",
            hint="leave that layer out, or use folium.Map itself if a page that loads from the network is fine",
        )
    file = table[name]
    return "" if file is None else read_vendored(file)


def read_vendored(file: str) -> str:
    """Return a vendored text file, checked against its checksum, with pictures of style sheets inlined."""
    text = _vendored(file).decode("utf-8")
    if file.endswith(".js"):
        return _MAP_COMMENT.sub("", text).rstrip()
    if file.endswith(".css"):
        return re.sub(r"url\(images/([\w.-]+)\)", lambda found: f"url({picture(found[1])})", text)
    return text


@cache
def picture(file: str) -> str:
    """Return a vendored PNG as a data URI."""
    return "data:image/png;base64," + base64.b64encode(_vendored(file)).decode("ascii")


@cache
def app_script() -> str:
    """Return geomap's own front-end code: the files of `APP` joined into one strict function."""
    parts = [(HERE / "app" / name).read_text("utf-8").rstrip() for name in APP]
    icons = {name: picture(f"marker-{name}.png") for name in ("icon", "icon-2x", "shadow")}
    body = "\n\n".join(parts).replace('"@ICONS@"', json.dumps(icons))
    return "(function () {\n'use strict';\n" + body + "\n})();"


@cache
def app_style() -> str:
    """Return geomap's own style sheet."""
    return "\n".join((HERE / "app" / name).read_text("utf-8").strip() for name in ("page.css", "map.css"))


@cache
def armenian_font() -> str:
    """Return a style rule with a font of the Armenian letters, for machines that have none; it serves only them."""
    data = base64.b64encode(_vendored("noto-sans-armenian.woff2")).decode("ascii")
    return (
        '@font-face { font-family: "geomap Armenian"; font-weight: 100 900; unicode-range: U+0530-058F, U+FB13-FB17; '
        f'src: local("Noto Sans Armenian"), url(data:font/woff2;base64,{data}) format("woff2"); }}'
    )


@cache
def country_names(lang: str) -> dict[str, str]:
    """Return names of countries in `lang` by ISO 3166-1 alpha-2 (Unicode CLDR through babel)."""
    from babel import Locale

    return {code: name for code, name in sorted(Locale(lang).territories.items()) if len(code) == 2}


@cache
def country_code(iso3: str) -> str:
    """Return ISO 3166-1 alpha-2 of an alpha-3 code, "" if there is none (Unicode CLDR through babel)."""
    from babel.core import get_global

    found = get_global("territory_aliases").get(iso3) or [""]
    return str(found[0])


@cache
def calendar(lang: str) -> dict[str, Any]:
    """Return names of months, weekdays and countries in `lang`, for browsers that do not know the language.

    From the Unicode CLDR through babel: ``months`` and ``short`` January first, ``days`` Sunday first,
    ``countries`` by ISO 3166-1 alpha-2.
    """
    from babel import Locale

    locale = Locale(lang)
    months, days = locale.months["format"], locale.days["format"]["wide"]
    return {
        "months": [months["wide"][number] for number in range(1, 13)],
        "short": [months["abbreviated"][number] for number in range(1, 13)],
        "days": [days[(number + 6) % 7] for number in range(7)],
        "countries": country_names(lang),
    }


@cache
def strings(lang: str) -> dict[str, str]:
    """Return the texts of the page in `lang`; what a translation lacks is in English.

    Raises
    ------
    InputError
        If there is no such language.
    """
    if lang not in LANGUAGES:
        raise InputError(f"no map texts in {lang!r}", hint=f"choose one of {', '.join(LANGUAGES)}")
    texts: dict[str, str] = json.loads((HERE / "strings" / "en.json").read_text("utf-8"))
    if lang != "en":
        texts = {key: text for key, text in texts.items() if not key.endswith(".one")}  # plurals are the language's own
        texts |= json.loads((HERE / "strings" / f"{lang}.json").read_text("utf-8"))
    return texts
