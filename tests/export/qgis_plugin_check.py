"""Run the plugin's algorithms in the real QGIS; prints JSON. Run by Debian's own /usr/bin/python3.

Usage: qgis_plugin_check.py PLUGIN_FOLDER RUN_FOLDER REPORTS OUTPUT_FOLDER
"""

import json
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
from qgis.core import QgsApplication, QgsFeature, QgsProcessingException, QgsVectorLayer


def told(layer):
    return [dict(zip(layer.fields().names(), map(str, one.attributes()))) for one in layer.getFeatures()]  # noqa: B905


def main(plugin, run_folder, reports, output):
    application = QgsApplication([], False)
    application.initQgis()
    sys.path[:0] = [plugin, "/usr/share/qgis/python/plugins"]
    import processing
    from geomap_processing import classFactory
    from processing.core.Processing import Processing

    Processing.initialize()
    keep = classFactory(None)
    keep.initProcessing()
    registry = QgsApplication.processingRegistry()
    out = {"algorithms": sorted(one.id() for one in registry.providerById("geomap").algorithms())}
    found = processing.run(
        "geomap:geocodetext", {"TEXT": "Kut", "NEAR": "Gegharkunik", "OUTPUT": "memory:", "LIMIT": 3}
    )
    out["geocoded"] = told(found["OUTPUT"])
    table = QgsVectorLayer("NoGeometry?field=words:string", "texts", "memory")
    row = QgsFeature(table.fields())
    row.setAttributes(["Shelling was reported near the village of Kut in Gegharkunik province on Friday."])
    table.dataProvider().addFeature(row)
    found = processing.run("geomap:geoparsecolumn", {"INPUT": table, "FIELD": "words", "OUTPUT": "memory:"})
    out["geoparsed"] = told(found["OUTPUT"])
    out["loaded"] = processing.run("geomap:loadrun", {"RUN": run_folder})["COUNT"]
    out["incidents"] = processing.run("geomap:reportstoincidents", {"REPORTS": reports, "OUTPUT": output})["COUNT"]
    try:
        processing.run("geomap:reportstoincidents", {"REPORTS": "/not/there.txt", "OUTPUT": output + "2"})
    except QgsProcessingException as error:
        out["error"] = str(error)
    os.environ["GEOMAP_COMMAND"] = "/not/geomap"
    try:
        processing.run("geomap:geocodetext", {"TEXT": "Kut", "OUTPUT": "memory:"})
    except QgsProcessingException as error:
        out["missing"] = str(error)
    sys.stdout.write("\n" + json.dumps(out))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
