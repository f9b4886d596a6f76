"""Whose view of disputed areas the polygons take: one of the two that are shipped, or a layer of the user's.

The shipped areas are Natural Earth's. Where the two shipped worldviews differ an area has a row for each, whose
``worldview`` begins with the code: ``recognised`` (Crimea with Ukraine; the default) and ``de-facto`` (Crimea drawn
with Russia). A layer of the user's swaps the polygon set: its countries take the place of all shipped ones, its
provinces that of the shipped provinces of their countries.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.errors import InputError, InputMissingError
from geomap.gazetteer.borders import LINE_SUFFIXES, to_degrees
from geomap.schema import ADMIN_COLUMNS, frame

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

log = logging.getLogger(__name__)

RECOGNISED, DE_FACTO = "recognised", "de-facto"
CODES = (RECOGNISED, DE_FACTO)
_COUNTRY_FIELDS = ("country", "iso2", "iso_a2", "iso3166-1", "country_code")
_AREAS = frozenset({"Polygon", "MultiPolygon"})


@dataclass(frozen=True)
class Worldview:
    """A chosen worldview: the code of the shipped rows, and the user's areas if there are any."""

    code: str = RECOGNISED
    areas: Any = None

    def apply(self, shipped: pd.DataFrame, *, level: int) -> Any:
        """Return the areas of a level as this worldview has them.

        Parameters
        ----------
        shipped
            Frame with ``schema.ADMIN_COLUMNS`` and perhaps more columns, EPSG:4326.
        level
            0 countries, 1 provinces, 2 districts.

        Returns
        -------
        areas
            The shipped rows of this worldview. With areas of the user's: those of this level in their place, and the
            country of every finer shipped area is that of the user's country that holds its middle.
        """
        import geopandas as gpd
        import pandas as pd

        rows = pick(shipped, self.code)
        if self.areas is None:
            return rows
        own = self.areas[self.areas["level"] == level]
        if level:
            rows = self._moved(rows)
        if not len(own):
            return rows
        kept = rows[~rows["country"].isin(set(own["country"]))] if level else rows.iloc[:0]
        joined = pd.concat([kept, own.reindex(columns=rows.columns)], ignore_index=True)
        for name in ("names", "iso_3166_2", "wikidata"):
            if name in joined.columns:
                joined[name] = joined[name].fillna("")
        return gpd.GeoDataFrame(joined, geometry=rows.geometry.name, crs=rows.crs)

    def _moved(self, rows: Any) -> Any:
        import shapely

        lands = self.areas[self.areas["level"] == 0]
        if not len(lands) or not len(rows):
            return rows
        tree = shapely.STRtree(lands.geometry.values)
        points, areas = tree.query(shapely.point_on_surface(rows.geometry.values), predicate="within")
        rows = rows.copy()
        country, view = rows["country"].tolist(), rows["worldview"].tolist()
        for point, area in zip(points.tolist(), areas.tolist(), strict=True):
            code = str(lands["country"].iloc[area])
            if code != country[point]:
                country[point], view[point] = code, str(lands["worldview"].iloc[area])
        rows["country"], rows["worldview"] = country, view
        return rows


def pick(rows: Any, code: str = RECOGNISED) -> Any:
    """Return the rows of a shipped frame that a worldview has: those common to all, and its own."""
    view = rows["worldview"].astype(str)
    others = [other for other in CODES if other != code]
    return rows[~view.str.startswith(tuple(f"{other}:" for other in others))].reset_index(drop=True)


def choose(text: str = "") -> Worldview:
    """Return the worldview that a code or the path of a layer names.

    Parameters
    ----------
    text
        "" or ``recognised``, ``de-facto``, or a file that `read_areas` reads.

    Raises
    ------
    InputError
        If it is neither; the message names the codes. See `read_areas` for what else a file may be refused for.
    """
    code = text.strip().casefold().replace("_", "-").replace(" ", "-")
    if not code:
        return Worldview()
    if code in CODES:
        return Worldview(code)
    path = Path(text)
    if path.suffix.casefold() in LINE_SUFFIXES:
        return Worldview(areas=read_areas(path))
    raise InputError(
        f"there is no worldview {text!r}",
        hint=f"use {', '.join(CODES)} or a layer of polygons with a field `country` (ISO 3166-1 alpha-2)",
    )


def read_areas(path: str | Path, *, crs: str | None = None) -> gpd.GeoDataFrame:
    """Return the countries or provinces of a user's polygon layer.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, Shapefile, KML or FlatGeobuf with polygons. A field ``country`` (or ``iso_a2``, ``iso2``)
        holds ISO 3166-1 alpha-2 codes; ``name``, ``level`` (0 countries, 1 provinces; 0 if there is none),
        ``admin1_code``, ``source``, ``licence`` and ``worldview`` are taken where they are there.
    crs
        The coordinate reference system of a file that names none.

    Returns
    -------
    areas
        Columns `schema.ADMIN_COLUMNS`, EPSG:4326; ``admin_id`` is "user:", the file's stem and a number.

    Raises
    ------
    InputMissingError
        If the file is not there.
    InputError
        If it cannot be read, holds no polygon, or has no country codes.
    CRSError
        As `geomap.gazetteer.borders.read_line`.
    """
    import pyogrio
    import shapely

    path = Path(path)
    if not path.exists():
        raise InputMissingError(f"the layer {path} is not there", hint=f"give {', '.join(CODES)} or a path")
    try:
        layer = pyogrio.read_dataframe(path)
    except Exception as error:  # GDAL's errors have no common root but Exception
        raise InputError(
            f"cannot read {path.name} as areas: {error}", hint=f"use one of {', '.join(LINE_SUFFIXES)}", file=path.name
        ) from error
    if "geometry" not in layer.columns:
        raise InputError(f"{path.name} holds no areas", file=path.name)
    layer = layer[layer.geometry.geom_type.isin(_AREAS) & ~layer.geometry.is_empty]
    field = {str(name).casefold(): str(name) for name in layer.columns}
    country = next((field[name] for name in _COUNTRY_FIELDS if name in field), None)
    if not len(layer) or country is None:
        lacking = "polygon" if not len(layer) else "field with country codes"
        raise InputError(
            f"{path.name} has no {lacking}", hint="a field `country` holds ISO 3166-1 alpha-2 codes", file=path.name
        )
    layer = to_degrees(layer, crs=crs, file=path.name)
    records = [
        _record({key: row.get(name) for key, name in field.items()}, str(row.get(country) or ""), path, number)
        for number, row in enumerate(layer.drop(columns="geometry").to_dict("records"), start=1)
    ]
    out = frame(records, ADMIN_COLUMNS, geometry=list(shapely.make_valid(layer.geometry.values)))
    log.info("%s: %d areas take the place of the shipped ones", path.name, len(out))
    return out.astype({"level": int, "doubtful": bool})


def _record(row: dict[str, Any], country: str, path: Path, number: int) -> dict[str, Any]:
    code = country.strip().upper()
    if len(code) != 2 or not code.isalpha():
        raise InputError(
            f"{country!r} is no ISO 3166-1 alpha-2 code", hint="use two letters such as UA", file=path.name, line=number
        )

    def text(name: str, other: str = "") -> str:
        value = row.get(name)
        return other if value is None or value != value or not str(value).strip() else str(value).strip()

    level = text("level", "0")
    if level not in {"0", "1", "2", "0.0", "1.0", "2.0"}:
        raise InputError(f"level {level!r} is none of 0, 1, 2", file=path.name, line=number)
    return {
        "admin_id": f"user:{path.stem}:{number}",
        "name": text("name", code),
        "level": int(float(level)),
        "country": code,
        "admin1_code": text("admin1_code"),
        "source": text("source", path.name),
        "licence": text("licence"),
        "worldview": text("worldview", f"the user's layer {path.name}"),
        "doubtful": False,
    }
