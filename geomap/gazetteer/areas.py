"""Areas and lines of the gazetteer: which country and province a point is in, and border lines."""

from __future__ import annotations

import difflib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geomap.errors import InputError
from geomap.gazetteer import geopackage as gpkg
from geomap.schema import ADMIN_COLUMNS, BORDER_COLUMNS, frame

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    import geopandas as gpd

    Query = Callable[..., list[Any]]

_AREA_COLUMNS = ", ".join(f"a.{name}" for name in ADMIN_COLUMNS)


class Areas:
    """Polygons and lines behind `Gazetteer`; `query` runs one SQL statement and returns its rows."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._polygon = lru_cache(maxsize=512)(self._load_polygon)

    def _load_polygon(self, table: str, fid: int) -> Any:
        import shapely

        blob = self._query(f"SELECT geom FROM {table} WHERE fid = ?", (fid,))[0][0]
        polygon = shapely.from_wkb(gpkg.wkb_of(blob))
        shapely.prepare(polygon)
        return polygon

    def _at(self, table: str, columns: str, lon: float, lat: float, where: str = "") -> list[Any]:
        """Return the rows of the areas that hold a point, finest level first, then by admin id."""
        import shapely

        rows = self._query(
            f"SELECT a.fid, {columns} FROM rtree_{table}_geom r JOIN {table} a ON a.fid = r.id "
            f"WHERE r.maxx >= ? AND r.minx <= ? AND r.maxy >= ? AND r.miny <= ? {where} "
            "ORDER BY a.level DESC, a.admin_id",
            (lon, lon, lat, lat),
        )
        point = shapely.Point(lon, lat)
        return [row[1:] for row in rows if self._polygon(table, row[0]).covers(point)]

    def admin_at(self, lon: float, lat: float) -> dict[str, str]:
        """Return country, admin1, admin1_code, admin2 from the polygons alone."""
        out = {"country": "", "admin1": "", "admin1_code": "", "admin2": ""}
        columns = "a.level, a.name, a.country, a.admin1_code"
        for level, name, country, code in self._at("admin_areas", columns, lon, lat):
            if level == 1 and not out["admin1"]:
                out.update(country=country or "", admin1=name or "", admin1_code=code or "")
            elif level == 2 and not out["admin2"]:
                out["admin2"] = name or ""
        if not out["country"]:
            for row in self._at("countries", columns, lon, lat):
                out["country"] = row[2] or ""
                break
        return out

    def place_id_at(self, lon: float, lat: float) -> str:
        """Return the place id of the finest area at a point that has one, or ""."""
        for table in ("admin_areas", "countries"):
            for (place_id,) in self._at(table, "a.place_id", lon, lat, "AND a.place_id IS NOT NULL"):
                return str(place_id)
        return ""

    def frame(
        self,
        table: str,
        *,
        bbox: tuple[float, float, float, float] | None,
        level: int,
        countries: Collection[str] | None,
    ) -> gpd.GeoDataFrame:
        """Return areas of a level as a frame, by admin id; those that meet the box `bbox`."""
        import shapely

        sql = f"SELECT a.geom, {_AREA_COLUMNS} FROM {table} a"
        values: list[Any] = []
        where = ["a.level = ?"]
        values.append(level)
        if bbox is not None:
            west, south, east, north = bbox
            sql += f" JOIN rtree_{table}_geom r ON r.id = a.fid"
            where.append("r.maxx >= ? AND r.minx <= ? AND r.maxy >= ? AND r.miny <= ?")
            values += [west, east, south, north]
        if countries is not None:
            wanted = sorted(countries)
            where.append(f"a.country IN ({', '.join('?' * len(wanted))})")
            values += wanted
        rows = self._query(f"{sql} WHERE {' AND '.join(where)} ORDER BY a.admin_id, a.fid", values)
        if bbox is not None:
            window = shapely.box(*bbox)
            rows = [row for row in rows if shapely.from_wkb(gpkg.wkb_of(row[0])).intersects(window)]
        records = [dict(zip(ADMIN_COLUMNS, row[1:], strict=True)) for row in rows]
        for record in records:
            record["doubtful"] = bool(record["doubtful"])
        geometry = shapely.from_wkb([gpkg.wkb_of(row[0]) for row in rows])
        return frame(records, ADMIN_COLUMNS, geometry=list(geometry))

    def border(self, border_id: str) -> gpd.GeoDataFrame:
        """Return the lines of a border id, in either order of the two codes."""
        import shapely

        wanted = border_id.strip().upper()
        turned = "-".join(reversed(wanted.split("-")))
        columns = ", ".join(BORDER_COLUMNS)
        rows = self._query(
            f"SELECT geom, {columns} FROM border_lines WHERE border_id IN (?, ?) ORDER BY exclave, name, fid",
            (wanted, turned),
        )
        if not rows:
            known = [row[0] for row in self._query("SELECT DISTINCT border_id FROM border_lines ORDER BY border_id")]
            near = difflib.get_close_matches(wanted, known, n=4)
            hint = f"near: {', '.join(near)}" if near else "give a pair of neighbours (AM-AZ) or a file of your own"
            raise InputError(f"the gazetteer has no border line {border_id!r}", hint=hint)
        records = [dict(zip(BORDER_COLUMNS, row[1:], strict=True)) for row in rows]
        for record in records:
            record["exclave"] = bool(record["exclave"])
            record["approximate"] = bool(record["approximate"])
        geometry = shapely.from_wkb([gpkg.wkb_of(row[0]) for row in rows])
        return frame(records, BORDER_COLUMNS, geometry=list(geometry))

    def borders_near(self, lon: float, lat: float, km: float) -> list[str]:
        """Return the ids of the lines within `km` of a point, nearest first."""
        import numpy as np
        import shapely
        from pyproj import Geod

        high = km / 111.0
        wide = high / max(0.01, float(np.cos(np.radians(min(89.0, abs(lat) + high)))))
        rows = self._query(
            "SELECT b.fid, b.border_id, b.geom FROM rtree_border_lines_geom r JOIN border_lines b ON b.fid = r.id "
            "WHERE r.maxx >= ? AND r.minx <= ? AND r.maxy >= ? AND r.miny <= ? ORDER BY b.fid",
            (lon - wide, lon + wide, lat - high, lat + high),
        )
        geod = Geod(ellps="WGS84")
        # degrees are stretched to be alike in both directions here, so the nearest point is the true one
        stretch = max(0.01, float(np.cos(np.radians(lat))))
        point = shapely.Point(lon * stretch, lat)
        best: dict[str, float] = {}
        for _, border_id, blob in rows:
            line = shapely.transform(shapely.from_wkb(gpkg.wkb_of(blob)), lambda c: c * [stretch, 1.0])
            nearest = shapely.shortest_line(point, line).coords[1]
            metres = geod.inv(lon, lat, nearest[0] / stretch, nearest[1])[2]
            if metres <= km * 1000:
                best[border_id] = min(best.get(border_id, metres), metres)
        return sorted(best, key=lambda name: (best[name], name))
