"""The QGIS project of a run, written without QGIS: a zip with one XML document beside the GeoPackage it shows.

Three things that QGIS reads in silence and then gets wrong, and that are done right here: a reference system needs
its WKT and not only its authority id; the project's own one counts only with ``SpatialRefSys/ProjectionsEnabled``;
layer ids must look like ``name_<uuid>``, or the layer tree points nowhere.
"""

from __future__ import annotations

import uuid
import zipfile
from typing import TYPE_CHECKING

from geomap.export import gpkg, layout, tables
from geomap.export.qgis_style import labels_flag, layer_elements, metadata_element, plain_layer
from geomap.export.qgis_view import NAMESPACE, bookmarks, canvas, crs_element, time_span, view, view_extent
from geomap.export.qgis_xml import DOCTYPE, QGIS_VERSION, el, to_text
from geomap.files import atomic_path, write_text

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Sequence
    from pathlib import Path

    from geomap.export.geopackage import Field
    from geomap.layers import Layer
    from geomap.records import Run

    _Shown = tuple[Layer, list[Field], str]

ZIP_TIME = (2000, 1, 1, 0, 0, 0)  # the same in every file: a run must be repeatable byte for byte
THEME = "geomap"
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
    root.append(canvas(extent))
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
    root.append(el("Bookmarks", None, *bookmarks(run)))
    root.append(view(extent))
    root.append(time_span(run))
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
