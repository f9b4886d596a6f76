"""The algorithms on texts and runs: each gathers its inputs, calls geomap, and hands back what it says."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeatureSink,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant

from .base import WGS84, GeomapAlgorithm, feature_of, fields_of

RUN_LAYERS = ("incidents", "incident_areas", "records", "places", "border", "bands")


class GeocodeText(GeomapAlgorithm):
    """One text to its candidate places."""

    ID, TITLE, GROUP = "geocodetext", "Geocode a text", "Places"
    HELP = 'Candidates for place words ("Kut", "5 km south of Vardenis"), the best first, with score and reasons.'

    def initAlgorithm(self, configuration=None):
        self.addParameter(QgsProcessingParameterString("TEXT", "Place words"))
        self.addParameter(QgsProcessingParameterString("NEAR", "Near (place or province)", optional=True))
        self.addParameter(QgsProcessingParameterString("COUNTRY", "Country", optional=True))
        self.addParameter(QgsProcessingParameterNumber("LIMIT", "At most", defaultValue=10, minValue=1, maxValue=100))
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", "Places", QgsProcessing.TypeVectorPoint))
        self.addOutput(QgsProcessingOutputNumber("COUNT", "Candidates"))

    def processAlgorithm(self, parameters, context, feedback):
        arguments = ["geocode", "--json", f"--limit={self.parameterAsInt(parameters, 'LIMIT', context)}"]
        for name in ("NEAR", "COUNTRY"):
            if value := self.text(parameters, name, context):
                arguments.append(f"--{name.lower()}={value}")
        found = self.call([*arguments, "--", self.text(parameters, "TEXT", context)], feedback).splitlines()
        fields = fields_of(
            ("rank", QVariant.Int), ("score", QVariant.Double), ("place_id", QVariant.String),
            ("name", QVariant.String), ("kind", QVariant.String), ("country", QVariant.String),
            ("admin1", QVariant.String),
            ("geo_precision", QVariant.Int), ("radius_m", QVariant.Double), ("reasons", QVariant.String),
        )  # fmt: skip
        crs = QgsCoordinateReferenceSystem(WGS84)
        sink, where = self.parameterAsSink(parameters, "OUTPUT", context, fields, QgsWkbTypes.Point, crs)
        for line in found:
            one = json.loads(line)
            place = one["place"] or {}
            values = [
                one["rank"],
                one["score"],
                *(place.get(key) for key in ("place_id", "name", "kind", "country", "admin1")),
            ]
            values += [one["geo_precision"], one["radius_m"], "; ".join(one["reasons"])]
            sink.addFeature(feature_of(fields, values, one["lon"], one["lat"]), QgsFeatureSink.FastInsert)
        return {"OUTPUT": where, "COUNT": len(found)}


class GeoparseColumn(GeomapAlgorithm):
    """A text column to the places that it names."""

    ID, TITLE, GROUP = "geoparsecolumn", "Find the place names in a text column", "Places"
    HELP = "Every place name in each row's text as a point, with the row's id, the words, the place and a score."

    def initAlgorithm(self, configuration=None):
        self.addParameter(QgsProcessingParameterFeatureSource("INPUT", "Table", [QgsProcessing.TypeVector]))
        self.addParameter(QgsProcessingParameterField("FIELD", "Text column", parentLayerParameterName="INPUT"))
        self.addParameter(QgsProcessingParameterString("REGION", "Expected country or province", optional=True))
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", "Place names", QgsProcessing.TypeVectorPoint))
        self.addOutput(QgsProcessingOutputNumber("COUNT", "Place names"))

    def processAlgorithm(self, parameters, context, feedback):
        source = self.parameterAsSource(parameters, "INPUT", context)
        column = self.parameterAsString(parameters, "FIELD", context)
        fields = fields_of(
            ("row", QVariant.LongLong), ("words", QVariant.String), ("place_id", QVariant.String),
            ("name", QVariant.String), ("kind", QVariant.String), ("country", QVariant.String),
            ("admin1", QVariant.String), ("score", QVariant.Double), ("start", QVariant.Int), ("end", QVariant.Int),
        )  # fmt: skip
        crs = QgsCoordinateReferenceSystem(WGS84)
        sink, where = self.parameterAsSink(parameters, "OUTPUT", context, fields, QgsWkbTypes.Point, crs)
        count = 0
        texts = 0
        with tempfile.TemporaryDirectory(prefix="geomap-") as folder:
            given = Path(folder) / "texts.jsonl"
            with given.open("w", encoding="utf-8") as out:
                for row in source.getFeatures():
                    text = row[column]
                    if isinstance(text, str) and text.strip():
                        out.write(json.dumps({"id": str(row.id()), "text": text}) + "\n")
                        texts += 1
            arguments = ["geoparse", str(given), "-o", "-"]
            if region := self.text(parameters, "REGION", context):
                arguments.append(f"--region={region}")
            if not texts:
                raise QgsProcessingException(f"The column {column} holds no text.")
            for line in self.call(arguments, feedback, rows=texts).splitlines():
                found = json.loads(line)
                for one in found["toponyms"]:
                    values = [int(found["id"]), one["text"], one["place_id"], one["name"], one["kind"], one["country"]]
                    values += [one["admin1"], one["score"], one["start"], one["end"]]
                    sink.addFeature(feature_of(fields, values, one["lon"], one["lat"]), QgsFeatureSink.FastInsert)
                    count += 1
        return {"OUTPUT": where, "COUNT": count}


class LoadRun(GeomapAlgorithm):
    """A finished run into the project, styled."""

    ID, TITLE, GROUP = "loadrun", "Load a geomap run", "Incidents"
    HELP = "Adds the layers of a finished run (its geomap.gpkg) with the styles that it carries."

    def initAlgorithm(self, configuration=None):
        self.addParameter(
            QgsProcessingParameterFile("RUN", "Folder of the run", behavior=QgsProcessingParameterFile.Folder)
        )
        self.addOutput(QgsProcessingOutputNumber("COUNT", "Layers"))

    def processAlgorithm(self, parameters, context, feedback):
        return {"COUNT": load_layers(Path(self.parameterAsString(parameters, "RUN", context)), context)}


def load_layers(folder, context):
    """Hand the run's layers to the project when the algorithm is done; return how many."""
    store = folder / "geomap.gpkg"
    if not store.is_file():
        raise QgsProcessingException(f"{folder} holds no finished run: there is no geomap.gpkg in it.")
    count = 0
    for name in reversed(RUN_LAYERS):  # the first one ends on top
        layer = QgsVectorLayer(f"{store}|layername={name}", name.replace("_", " ").capitalize(), "ogr")
        if not layer.isValid():
            continue
        context.temporaryLayerStore().addMapLayer(layer)
        details = QgsProcessingContext.LayerDetails(layer.name(), context.project(), name)
        context.addLayerToLoadOnCompletion(layer.id(), details)
        count += 1
    return count


class ReportsToIncidents(GeomapAlgorithm):
    """Reports to incidents: geomap's main job."""

    ID, TITLE, GROUP = "reportstoincidents", "Reports to incidents", "Incidents"
    HELP = (
        "Reads a file or folder of reports (txt, md, html, jsonl, csv, rss), finds the incidents, places and merges "
        "them, joins them with a table of your own and with the border line, and loads the result with its styles."
    )

    def initAlgorithm(self, configuration=None):
        self.addParameter(QgsProcessingParameterString("REPORTS", "File or folder of reports"))
        self.addParameter(QgsProcessingParameterFile("RECORDS", "Your own table of incidents", optional=True))
        self.addParameter(QgsProcessingParameterString("REGION", "Expected country or province", optional=True))
        self.addParameter(QgsProcessingParameterString("BORDER", "Border line (AM-AZ, or a file)", optional=True))
        self.addParameter(QgsProcessingParameterString("DATE", "Date of reports without one", optional=True))
        self.addParameter(QgsProcessingParameterFolderDestination("OUTPUT", "Folder of the run"))
        self.addOutput(QgsProcessingOutputNumber("COUNT", "Layers"))

    def processAlgorithm(self, parameters, context, feedback):
        folder = self.parameterAsString(parameters, "OUTPUT", context)
        arguments = ["run", f"--output={folder}"]
        for name in ("RECORDS", "REGION", "BORDER", "DATE"):
            if value := self.text(parameters, name, context):
                arguments.append(f"--{name.lower()}={value}")
        self.call([*arguments, "--", self.text(parameters, "REPORTS", context)], feedback)
        return {"OUTPUT": folder, "COUNT": load_layers(Path(folder), context)}


ALGORITHMS = (GeocodeText, GeoparseColumn, ReportsToIncidents, LoadRun)
