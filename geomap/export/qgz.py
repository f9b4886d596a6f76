"""The QGIS project of a run, written without QGIS: a zip with one XML document beside the GeoPackage it shows.

Three things that QGIS reads in silence and then gets wrong, and that are done right here: a reference system needs
its WKT and not only its authority id; the project's own one counts only with ``SpatialRefSys/ProjectionsEnabled``;
layer ids must look like ``name_<uuid>``, or the layer tree points nowhere.
"""

from __future__ import annotations

import datetime as dt
import uuid
import zipfile
from typing import TYPE_CHECKING, Any

from pyproj import CRS, Transformer

from geomap.export import gpkg, layout, tables
from geomap.export.cells import geometries, plain
from geomap.export.geojson import bounds
from geomap.export.qgis_style import (
    DOCTYPE,
    QGIS_VERSION,
    el,
    labels_flag,
    layer_elements,
    metadata_element,
    plain_layer,
    to_text,
)
from geomap.files import atomic_path, write_text

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Sequence
    from pathlib import Path

    from geomap.export.geopackage import Field
    from geomap.layers import Layer
    from geomap.records import Run

    _Shown = tuple[Layer, list[Field], str]

NAMESPACE = uuid.UUID("7a1c6d0e-8f0b-5c43-9d5e-6b6f1f1c2a10")  # layer ids are made from it and the layer's name
ZIP_TIME = (2000, 1, 1, 0, 0, 0)  # the same in every file: a run must be repeatable byte for byte
THEME = "geomap"
_AROUND = 1.0  # degrees around the border line that the first view takes in; a matter of taste
_CRS = {
    4326: {
        "proj4": "+proj=longlat +datum=WGS84 +no_defs", "srsid": "3452", "description": "WGS 84",
        "projectionacronym": "longlat", "geographicflag": "true",
    },
    3857: {
        "proj4": "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null"
        " +wktext +no_defs",
        "srsid": "3857", "description": "WGS 84 / Pseudo-Mercator", "projectionacronym": "merc",
        "geographicflag": "false",
    },
}  # fmt: skip
_GEOMETRIES = {"point": ("Point", "Point"), "line": ("Line", "MultiLineString"), "polygon": ("Polygon", "MultiPolygon")}
# relation: id, name, child table and its column, parent table and its column
RELATIONS = (
    ("incident_claims", "Claims", "claims", "incident_id", "incidents", "incident_id"),
    ("incident_sources", "Sources", "sources", "incident_id", "incidents", "incident_id"),
    ("incident_records", "Your records", "records", "incident_id", "incidents", "incident_id"),
    ("place_mentions", "Mentions", "mentions", "place_id", "places", "place_id"),
)
_OWNED = {"claims", "sources"}  # these go when their incident goes


def layer_id(name: str) -> str:
    """Return the id of a layer in the project: its name and a uuid made from it."""
    return f"{name}_{str(uuid.uuid5(NAMESPACE, name)).replace('-', '_')}"


def crs_element(code: int) -> ET.Element:
    """Return a reference system as QGIS writes it, with everything that it needs to be valid."""
    facts = _CRS[code]
    return el(
        "spatialrefsys",
        None,
        el("wkt", text=CRS.from_epsg(code).to_wkt("WKT2_2019")),
        el("proj4", text=facts["proj4"]),
        el("srsid", text=facts["srsid"]),
        el("srid", text=str(code)),
        el("authid", text=f"EPSG:{code}"),
        el("description", text=facts["description"]),
        el("projectionacronym", text=facts["projectionacronym"]),
        el("ellipsoidacronym", text="EPSG:7030"),
        el("geographicflag", text=facts["geographicflag"]),
    )


def write(run: Run, path: Path, *, layers: Sequence[Layer] | None = None, store: str = "geomap.gpkg") -> Path:
    """Write the project that shows the run's GeoPackage.

    Parameters
    ----------
    layers
        As for `geomap.export.gpkg.write`.
    store
        Path of the GeoPackage, relative to the project: both can be moved together.
    """
    drawn = list(layers) if layers is not None else gpkg.layers_of(run)
    return write_archive(path, f"{path.stem}.qgs", project(run, drawn, store).encode("utf-8"))


def write_with_store(run: Run, path: Path) -> Path:
    """Write the project and, beside it under the same name, the GeoPackage that it shows."""
    store = gpkg.write(run, path.with_suffix(".gpkg"))
    return write(gpkg.read(store), path, store=store.name)


def write_qlr(run: Run, path: Path) -> Path:
    """Write the layers as a definition that can be dropped into a project, and the GeoPackage beside it."""
    store = gpkg.write(run, path.with_suffix(".gpkg"))
    stored = gpkg.read(store)
    shown, hidden = _listed(stored, gpkg.layers_of(stored))
    root = el("qlr")
    root.append(_tree(shown, hidden, store.name))
    root.append(el("maplayers", None, *(_maplayer(*one, stored, store.name) for one in [*shown, *hidden])))
    return write_text(path, to_text(root, doctype="<!DOCTYPE qgis-layer-definition>\n"))


def _listed(run: Run, layers: Sequence[Layer]) -> tuple[list[_Shown], list[_Shown]]:
    """Return the layers on the map and the tables behind them, each with its columns and its table."""
    children = [plain_layer(name, title, "") for name, (title, _) in gpkg.CHILDREN.items()]
    shown = [(layer, _fields(run, layer), tables.layer_table(layer)) for layer in layers]
    return shown, [(layer, _fields(run, layer), layer.id) for layer in children]


def write_archive(path: Path, name: str, data: bytes) -> Path:
    """Write a zip with one entry and no time in it."""
    with atomic_path(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(name, ZIP_TIME)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        entry.create_system = 3
        archive.writestr(entry, data)
    return path


def project(run: Run, layers: Sequence[Layer], store: str) -> str:
    """Return the project document."""
    shown, hidden = _listed(run, layers)
    extent = view_extent(run, layers)
    root = el("qgis", {"projectname": run.title, "version": QGIS_VERSION})
    root.append(el("homePath", {"path": ""}))
    root.append(el("title", text=run.title))
    root.append(el("projectCrs", None, crs_element(3857)))
    root.append(_tree(shown, hidden, store))
    root.append(el("relations", None, *_relations({table for _, _, table in [*shown, *hidden]})))
    root.append(_canvas(extent))
    root.append(el("projectlayers", None, *(_maplayer(*one, run, store) for one in [*shown, *hidden])))
    root.append(el("layerorder", None, *(el("layer", {"id": layer_id(table)}) for _, _, table in shown)))
    root.append(_properties())
    root.append(el("visibility-presets", None, _theme(shown)))
    root.append(
        el(
            "projectMetadata",
            None,
            el("identifier", text="geomap"),
            el("language", text="ENG"),
            el("type", text="project"),
            el("title", text=run.title),
            el("abstract", text="\n".join(["Extracted by geomap from reports by a machine.", *run.attribution])),
            el("author", text="geomap"),
        )
    )
    root.append(el("Layouts", None, layout.layout(run, THEME, extent)))
    root.append(el("Bookmarks", None, *_bookmarks(run)))
    root.append(_view(extent))
    root.append(_time(run))
    return to_text(root, doctype=DOCTYPE)


def _fields(run: Run, layer: Layer) -> list[Field]:
    """Return the columns of a layer's table, as `geomap.export.gpkg` writes them."""
    table = tables.layer_table(layer)
    if table in {"claims", "sources"}:
        return tables.child_fields(table)
    if table == "edits":
        return tables.EDIT_FIELDS
    if table == "mentions":
        return tables.mention_fields()
    if table == "rejected":
        return tables.rejected_table(run)[0]
    if table == "places":
        return tables.place_table(run)[0]
    frames = {name: getattr(run, attribute) for name, attribute, *_ in gpkg.FRAMES}
    frames["audit"] = run.audit
    without = tables.NESTED_ELSEWHERE if table == "incidents" else ()
    return list(tables.frame_fields(frames.get(table, layer.frame), without=without).values())


def _source(store: str, table: str) -> str:
    return f"./{store}|layername={table}"


def _tree(shown: Sequence[_Shown], hidden: Sequence[_Shown], store: str) -> ET.Element:
    root = el("layer-tree-group", None, el("customproperties", None, el("Option")))
    groups: dict[str, ET.Element] = {}
    for layer, _, table in shown:
        if layer.group not in groups:
            groups[layer.group] = el(
                "layer-tree-group", {"name": layer.group, "checked": "Qt::Checked", "expanded": "1"}
            )
            root.append(groups[layer.group])
        groups[layer.group].append(_leaf(layer.title, table, store, visible=layer.visible))
    group = el("layer-tree-group", {"name": "Tables", "checked": "Qt::Checked", "expanded": "0"})
    group.extend(_leaf(layer.title, table, store, visible=True) for layer, _, table in hidden)
    root.append(group)
    order = el("custom-order", {"enabled": "0"})
    order.extend(el("item", text=layer_id(table)) for _, _, table in shown)
    root.append(order)
    return root


def _leaf(title: str, table: str, store: str, *, visible: bool) -> ET.Element:
    values = {
        "id": layer_id(table),
        "name": title,
        "source": _source(store, table),
        "providerKey": "ogr",
        "checked": "Qt::Checked" if visible else "Qt::Unchecked",
        "expanded": "1" if table == "incidents" else "0",
        "patch_size": "-1,-1",
        "legend_exp": "",
    }
    return el("layer-tree-layer", values, el("customproperties", None, el("Option")))


def _maplayer(layer: Layer, fields: Sequence[Field], table: str, run: Run, store: str) -> ET.Element:
    kind, wkb = _GEOMETRIES.get(layer.geometry, ("No geometry", "NoGeometry"))
    values = {
        "type": "vector", "geometry": kind, "wkbType": wkb, "hasScaleBasedVisibilityFlag": "0", "minScale": "1e+08",
        "maxScale": "0", "simplifyDrawingHints": "1", "simplifyAlgorithm": "0", "simplifyDrawingTol": "1",
        "simplifyMaxScale": "1", "simplifyLocal": "1", "readOnly": "0", "styleCategories": "AllStyleCategories",
        **labels_flag(layer, fields),
    }  # fmt: skip
    crs = [crs_element(4326)] if layer.geometry else []
    return el(
        "maplayer",
        values,
        el("id", text=layer_id(table)),
        el("datasource", text=_source(store, table)),
        el("keywordList", None, el("value")),
        el("layername", text=layer.title),
        el("srs", None, *crs),
        metadata_element(layer, run, crs=crs_element(4326) if layer.geometry else None),
        el("provider", {"encoding": "UTF-8"}, text="ogr"),
        el("map-layer-style-manager", {"current": "default"}, el("map-layer-style", {"name": "default"})),
        el(
            "flags",
            None,
            el("Identifiable", text="1"),
            el("Removable", text="1"),
            el("Searchable", text="1"),
            el("Private", text="0"),
        ),
        *layer_elements(layer, fields, table=table),
    )


def _relations(known: set[str]) -> list[ET.Element]:
    return [
        el(
            "relation",
            {
                "id": name,
                "name": title,
                "referencingLayer": layer_id(child),
                "referencedLayer": layer_id(parent),
                "strength": "Composition" if child in _OWNED else "Association",
            },
            el("fieldRef", {"referencingField": child_column, "referencedField": parent_column}),
        )
        for name, title, child, child_column, parent, parent_column in RELATIONS
        if {child, parent} <= known
    ]


def view_extent(run: Run, layers: Sequence[Layer] = ()) -> tuple[float, float, float, float]:
    """Return what the project shows at first (EPSG:3857), with a margin.

    The border line with the incidents near it where most of them are near it; else all incidents and their areas,
    else the records, the places, the line, the countries.
    """
    near = _near_border(run)
    areas = [layer.frame for layer in layers if layer.id == "incident_areas"]
    box = near or _union([run.incidents, *areas])
    for frame in (run.records, run.places, run.border, run.background):
        box = box or bounds(geometries(frame))
    box = box or [-170.0, -60.0, 170.0, 75.0]
    west, south, east, north = (max(-180.0, box[0]), max(-85.0, box[1]), min(180.0, box[2]), min(85.0, box[3]))
    to_metres = Transformer.from_crs(4326, 3857, always_xy=True)
    left, bottom = to_metres.transform(west, south)
    right, top = to_metres.transform(east, north)
    margin = max(0.06 * max(right - left, top - bottom), 5000.0)
    return (round(left - margin, 1), round(bottom - margin, 1), round(right + margin, 1), round(top + margin, 1))


def _union(frames: Sequence[Any]) -> list[float]:
    boxes = [box for frame in frames if (box := bounds(geometries(frame)))]
    if not boxes:
        return []
    west, south, east, north = zip(*boxes, strict=True)
    return [min(west), min(south), max(east), max(north)]


def _near_border(run: Run) -> list[float]:
    """Return the box of the line and of the incidents around it; empty if fewer than half are there."""
    line = bounds(geometries(run.border))
    points = [shape for shape in geometries(run.incidents) if shape is not None]
    if not line or not points:
        return []
    west, south, east, north = line[0] - _AROUND, line[1] - _AROUND, line[2] + _AROUND, line[3] + _AROUND
    near = [one for one in points if west <= one.x <= east and south <= one.y <= north]
    if 2 * len(near) < len(points):
        return []
    xs, ys = [one.x for one in near], [one.y for one in near]
    return [min(line[0], *xs), min(line[1], *ys), max(line[2], *xs), max(line[3], *ys)]


def _canvas(extent: Sequence[float]) -> ET.Element:
    names = ("xmin", "ymin", "xmax", "ymax")
    return el(
        "mapcanvas",
        {"name": "theMapCanvas", "annotationsVisible": "1"},
        el("units", text="meters"),
        el("extent", None, *(el(name, text=f"{value:.1f}") for name, value in zip(names, extent, strict=True))),
        el("rotation", text="0"),
        el("destinationsrs", None, crs_element(3857)),
        el("rendermaptile", text="0"),
    )


def _view(extent: Sequence[float]) -> ET.Element:
    """Return what QGIS shows when the project is opened, and what its "zoom to project" means."""
    corners = dict(zip(("xmin", "ymin", "xmax", "ymax"), extent, strict=True))
    shown = el("DefaultViewExtent", corners, crs_element(3857))
    return el("ProjectViewSettings", {"UseProjectScales": "0", "rotation": "0"}, el("Scales"), shown)


def _properties() -> ET.Element:
    def prop(name: str, kind: str, value: str) -> ET.Element:
        return el(name, {"type": kind}, text=value)

    return el(
        "properties",
        None,
        el("Paths", None, prop("Absolute", "bool", "false")),
        el("SpatialRefSys", None, prop("ProjectionsEnabled", "int", "1")),
        el("Measurement", None, prop("DistanceUnits", "QString", "kilometers"), prop("AreaUnits", "QString", "km2")),
        el("Measure", None, prop("Ellipsoid", "QString", "EPSG:7030")),
        el(
            "Gui",
            None,
            prop("CanvasColorRedPart", "int", "214"),
            prop("CanvasColorGreenPart", "int", "226"),
            prop("CanvasColorBluePart", "int", "234"),
        ),
    )


def _theme(shown: Sequence[_Shown]) -> ET.Element:
    preset = el("visibility-preset", {"name": THEME, "has-expanded-info": "1", "has-checked-group-info": "1"})
    for layer, _, table in shown:
        if layer.visible:
            preset.append(el("layer", {"id": layer_id(table), "style": "default", "visible": "1", "expanded": "1"}))
    groups = sorted({layer.group for layer, *_ in shown})
    preset.append(el("checked-group-nodes", None, *(el("checked-group-node", {"id": name}) for name in groups)))
    preset.append(el("expanded-group-nodes", None, *(el("expanded-group-node", {"id": name}) for name in groups)))
    return preset


def _bookmarks(run: Run) -> list[ET.Element]:
    out = []
    for name, frame in (("All incidents", run.incidents), ("Border line", run.border)):
        box = bounds(geometries(frame))
        if not box:
            continue
        west, south, east, north = box[0] - 0.1, box[1] - 0.1, box[2] + 0.1, box[3] + 0.1
        corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        ring = ", ".join(f"{x:.5f} {y:.5f}" for x, y in corners)
        values = {
            "id": str(uuid.uuid5(NAMESPACE, f"bookmark {name}")),
            "name": name,
            "group": "geomap",
            "extent": f"POLYGON(({ring}))",
        }
        out.append(el("Bookmark", values, crs_element(4326)))
    return out


def _time(run: Run) -> ET.Element:
    """Return the temporal controller's span: whole days from the first incident to the last."""
    values = {"timeStep": "1", "timeStepUnit": "d", "frameRate": "1", "cumulativeTemporalRange": "0"}
    starts = [day for day in map(plain, run.incidents["date_start"].tolist()) if isinstance(day, dt.date)]
    ends = [day for day in map(plain, run.incidents["date_end"].tolist()) if isinstance(day, dt.date)]
    if not starts:
        return el("ProjectTimeSettings", values)
    first, last = min(starts), max([*starts, *ends]) + dt.timedelta(days=1)
    span = el(
        "TemporalRange",
        None,
        el("start", text=f"{first.isoformat()}T00:00:00Z"),
        el("end", text=f"{last.isoformat()}T00:00:00Z"),
    )
    return el("ProjectTimeSettings", values, span)
