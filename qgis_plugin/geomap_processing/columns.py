"""The algorithms on tables: place-word columns to points, and points to their distance and side of a border line."""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsFeatureSink,
    QgsGeometry,
    QgsPointXY,
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterString,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant

from .base import WGS84, GeomapAlgorithm, fields_of

# column of geomap's answer -> field of the layer, its type
_PLACE = (
    ("place_name", "geomap_place", QVariant.String), ("place_id", "geomap_place_id", QVariant.String),
    ("admin1", "geomap_admin1", QVariant.String), ("country", "geomap_country", QVariant.String),
    ("geo_precision", "geomap_precision", QVariant.Int), ("radius_m", "geomap_radius_m", QVariant.Double),
    ("confidence_place", "geomap_confidence", QVariant.Double), ("reasons", "geomap_reasons", QVariant.String),
)  # fmt: skip
_BORDER = (
    ("border", "geomap_border", QVariant.String), ("border_km", "geomap_border_km", QVariant.Double),
    ("border_side", "geomap_border_side", QVariant.String),
)  # fmt: skip


class TableAlgorithm(GeomapAlgorithm):
    """Rows out to `geomap table` and back beside their attributes."""

    def ask(self, rows, columns, arguments, feedback):
        """Return geomap's answer by row number; `rows` are lists of texts under `columns`, the first one the number."""
        with tempfile.TemporaryDirectory(prefix="geomap-") as folder:
            given = Path(folder) / "rows.csv"
            with given.open("w", encoding="utf-8", newline="") as out:
                lines = csv.writer(out)
                lines.writerow(columns)
                lines.writerows(rows)
            mapping = ",".join(f"{name}={name}" for name in columns)
            told = self.call(["table", given, f"--map={mapping}", *arguments], feedback, rows=len(rows))
        return {int(row["record_id"]): row for row in map(json.loads, told.splitlines())}


def cell(value):
    """Return an attribute as text: no value is an empty cell."""
    return "" if value is None or value == QVariant() else str(value)


def answer(row, columns):
    """Return what geomap said in `columns`, lists as text."""
    values = (row.get(name) for name, *_ in columns)
    return ["; ".join(map(str, value)) if isinstance(value, list) else value for value in values]


def with_fields(source, columns):
    """Return the source's fields and the new ones; one that is there already is a mistake worth telling."""
    fields = source.fields()
    for one in fields_of(*((field, kind) for _, field, kind in columns)):
        if not fields.append(one):
            raise QgsProcessingException(f"The layer has a field {one.name()} already: rename it or drop it first.")
    return fields


class GeocodeColumns(TableAlgorithm):
    """Columns with place words, country and province to points."""

    ID, TITLE, GROUP = "geocodecolumns", "Geocode place columns of a table", "Places"
    HELP = (
        "Looks up the place words of each row within the country and the province that the row names, and gives the "
        "rows back as points with the place, its precision, a confidence and the reasons. A row whose place is not "
        "known, or only known to a province, keeps its attributes and gets no point."
    )

    def initAlgorithm(self, configuration=None):
        self.addParameter(QgsProcessingParameterFeatureSource("INPUT", "Table", [QgsProcessing.TypeVector]))
        for name, title, optional in (
            ("PLACE", "Place column", False), ("COUNTRY", "Country column", True), ("ADMIN1", "Province column", True),
            ("ADMIN2", "District column", True),
        ):  # fmt: skip
            self.addParameter(
                QgsProcessingParameterField(name, title, parentLayerParameterName="INPUT", optional=optional)
            )
        self.addParameter(QgsProcessingParameterString("REGION", "Expected country or province", optional=True))
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", "Places", QgsProcessing.TypeVectorPoint))
        self.addOutput(QgsProcessingOutputNumber("COUNT", "Rows with a point"))

    def processAlgorithm(self, parameters, context, feedback):
        source = self.parameterAsSource(parameters, "INPUT", context)
        fields = with_fields(source, _PLACE)
        used = {
            target: column
            for target in ("place", "country", "admin1", "admin2")
            if (column := self.parameterAsString(parameters, target.upper(), context))
        }
        features = list(source.getFeatures())
        rows = [[number, *(cell(one[column]) for column in used.values())] for number, one in enumerate(features)]
        region = self.text(parameters, "REGION", context)
        found = self.ask(rows, ["id", *used], [f"--region={region}"] if region else [], feedback)
        crs = QgsCoordinateReferenceSystem(WGS84)
        sink, where = self.parameterAsSink(parameters, "OUTPUT", context, fields, QgsWkbTypes.Point, crs)
        count = 0
        for number, one in enumerate(features):
            row = found.get(number, {})
            made = QgsFeature(fields)
            made.setAttributes([*one.attributes(), *answer(row, _PLACE)])
            if row.get("lon") is not None and row.get("lat") is not None:
                made.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(row["lon"], row["lat"])))
                count += 1
            sink.addFeature(made, QgsFeatureSink.FastInsert)
        return {"OUTPUT": where, "COUNT": count}


class BorderDistance(TableAlgorithm):
    """Points to their distance from a border line, and the side they lie on."""

    ID, TITLE, GROUP = "borderdistance", "Distance and side of a border line", "Places"
    HELP = (
        "Adds to each point its geodesic distance to a border line in kilometres and the side it lies on (a country "
        "code). The line is one of geomap's (two country codes: AM-AZ) or a file with lines of your own."
    )

    def initAlgorithm(self, configuration=None):
        self.addParameter(QgsProcessingParameterFeatureSource("INPUT", "Points", [QgsProcessing.TypeVectorPoint]))
        self.addParameter(QgsProcessingParameterString("BORDER", "Border line (AM-AZ, or a file)"))
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", "Measured", QgsProcessing.TypeVectorPoint))
        self.addOutput(QgsProcessingOutputNumber("COUNT", "Points measured"))

    def processAlgorithm(self, parameters, context, feedback):
        source = self.parameterAsSource(parameters, "INPUT", context)
        fields = with_fields(source, _BORDER)
        features = list(source.getFeatures())
        to_degrees = QgsCoordinateTransform(
            source.sourceCrs(), QgsCoordinateReferenceSystem(WGS84), context.transformContext()
        )
        rows = []
        for number, one in enumerate(features):
            if one.hasGeometry() and not one.geometry().isEmpty():
                point = to_degrees.transform(one.geometry().centroid().asPoint())
                rows.append([number, repr(point.y()), repr(point.x())])
        if not rows:
            raise QgsProcessingException("The layer holds no points.")
        border = self.text(parameters, "BORDER", context)
        found = self.ask(rows, ["id", "lat", "lon"], [f"--border={border}"], feedback)
        sink, where = self.parameterAsSink(parameters, "OUTPUT", context, fields, source.wkbType(), source.sourceCrs())
        for number, one in enumerate(features):
            made = QgsFeature(fields)
            made.setGeometry(one.geometry())
            made.setAttributes([*one.attributes(), *answer(found.get(number, {}), _BORDER)])
            sink.addFeature(made, QgsFeatureSink.FastInsert)
        measured = sum(row.get("border_km") is not None for row in found.values())
        return {"OUTPUT": where, "COUNT": measured}


ALGORITHMS = (GeocodeColumns, BorderDistance)
