"""Run the plugin's algorithms in the real QGIS; prints JSON. Run by Debian's own /usr/bin/python3.

Usage: qgis_plugin_check.py PLUGIN_FOLDER RUN_FOLDER REPORTS TABLE OUTPUT_FOLDER
"""

import json
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QTimer


def told(layer):
    rows = []
    for one in layer.getFeatures():
        row = dict(zip(layer.fields().names(), map(str, one.attributes())))  # noqa: B905
        if one.hasGeometry():
            row["x"], row["y"] = one.geometry().asPoint().x(), one.geometry().asPoint().y()
        rows.append(row)
    return rows


def refused(processing, name, values):
    try:
        processing.run(name, values)
    except QgsProcessingException as error:
        return str(error)
    return "it ran"


def points(crs, *pairs):
    layer = QgsVectorLayer(f"Point?crs={crs}&field=name:string", "points", "memory")
    for number, (x, y) in enumerate(pairs):
        one = QgsFeature(layer.fields())
        one.setAttributes([f"point {number}"])
        one.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x, y)))
        layer.dataProvider().addFeature(one)
    return layer


def cancelled(processing, reports, output):
    """Press Cancel while geomap runs, and return what Processing says."""
    feedback = QgsProcessingFeedback()
    QTimer.singleShot(0, feedback.cancel)
    feedback.cancel()
    context = QgsProcessingContext()
    try:
        processing.run("geomap:reportstoincidents", {"REPORTS": reports, "OUTPUT": output}, feedback=feedback,
                       context=context)  # fmt: skip
    except QgsProcessingException as error:
        return str(error)
    return "it ran"


def main(plugin, run_folder, reports, table, output):
    application = QgsApplication([], False)
    application.initQgis()
    sys.path[:0] = [plugin, "/usr/share/qgis/python/plugins"]
    import processing
    from geomap_processing import classFactory
    from processing.core.Processing import Processing
    from processing.core.ProcessingConfig import ProcessingConfig

    Processing.initialize()
    keep = classFactory(None)
    keep.initProcessing()
    registry = QgsApplication.processingRegistry()
    out = {"algorithms": sorted(one.id() for one in registry.providerById("geomap").algorithms())}
    found = processing.run(
        "geomap:geocodetext", {"TEXT": "Kut", "NEAR": "Gegharkunik", "OUTPUT": "memory:", "LIMIT": 3}
    )
    out["geocoded"] = told(found["OUTPUT"])
    texts = QgsVectorLayer("NoGeometry?field=words:string", "texts", "memory")
    row = QgsFeature(texts.fields())
    row.setAttributes(["Shelling was reported near the village of Kut in Gegharkunik province on Friday."])
    texts.dataProvider().addFeature(row)
    found = processing.run("geomap:geoparsecolumn", {"INPUT": texts, "FIELD": "words", "OUTPUT": "memory:"})
    out["geoparsed"] = told(found["OUTPUT"])
    rows = QgsVectorLayer(f"file://{table}?delimiter=,&detectTypes=no", "rows", "delimitedtext")
    feedback = QgsProcessingFeedback()
    steps = []
    feedback.progressChanged.connect(steps.append)
    found = processing.run(
        "geomap:geocodecolumns",
        {"INPUT": rows, "PLACE": "village", "COUNTRY": "land", "ADMIN1": "province", "OUTPUT": "memory:"},
        feedback=feedback,
    )
    out["columns"], out["columns_count"] = told(found["OUTPUT"]), found["COUNT"]
    near = points("EPSG:4326", (45.92, 40.18), (47.1, 40.6))
    found = processing.run("geomap:borderdistance", {"INPUT": near, "BORDER": "AM-AZ", "OUTPUT": "memory:"})
    out["measured"], out["measured_count"] = told(found["OUTPUT"]), found["COUNT"]
    metres = points("EPSG:3857", (5111791.0, 4892134.0))  # the first of those points in another system
    found = processing.run("geomap:borderdistance", {"INPUT": metres, "BORDER": "AM-AZ", "OUTPUT": "memory:"})
    out["in_metres"] = told(found["OUTPUT"])
    out["loaded"] = processing.run("geomap:loadrun", {"RUN": run_folder})["COUNT"]
    out["incidents"] = processing.run("geomap:reportstoincidents", {"REPORTS": reports, "OUTPUT": output})["COUNT"]
    out["error"] = refused(
        processing, "geomap:reportstoincidents", {"REPORTS": "/not/there.txt", "OUTPUT": output + "2"}
    )
    out["no_line"] = refused(
        processing, "geomap:borderdistance", {"INPUT": near, "BORDER": "AM-BR", "OUTPUT": "memory:"}
    )
    out["no_run"] = refused(processing, "geomap:loadrun", {"RUN": plugin})
    out["cancelled"] = cancelled(processing, reports, output + "3")
    here = os.environ.pop("GEOMAP_COMMAND")
    ProcessingConfig.setSettingValue("geomap/command", here)
    out["by_setting"] = len(told(processing.run("geomap:geocodetext", {"TEXT": "Kut", "OUTPUT": "memory:"})["OUTPUT"]))
    ProcessingConfig.setSettingValue("geomap/command", "")
    old_path = os.environ["PATH"]
    os.environ["PATH"] = os.pathsep.join([os.path.dirname(here), old_path])  # noqa: PTH120
    out["by_itself"] = len(told(processing.run("geomap:geocodetext", {"TEXT": "Kut", "OUTPUT": "memory:"})["OUTPUT"]))
    os.environ["PATH"] = old_path
    for name, command in (("missing", "/not/geomap"), ("other", "/bin/echo"), ("old", os.environ["OLD_GEOMAP"])):
        os.environ["GEOMAP_COMMAND"] = command
        out[name] = refused(processing, "geomap:geocodetext", {"TEXT": "Kut", "OUTPUT": "memory:"})
    out["project"] = len(QgsProject.instance().mapLayers())
    sys.stdout.write("\n" + json.dumps(out))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
