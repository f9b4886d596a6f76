"""Edit an exported GeoPackage in the real QGIS as a person would; run by Debian's own /usr/bin/python3.

Usage: qgis_edit.py FILE.gpkg
"""

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
from qgis.core import QgsApplication, QgsGeometry, QgsPointXY, QgsVectorLayer


def main(path):
    application = QgsApplication([], False)
    application.initQgis()
    layer = QgsVectorLayer(f"{path}|layername=incidents", "incidents", "ogr")
    found = {one["incident_id"]: one.id() for one in layer.getFeatures()}
    layer.startEditing()
    layer.changeAttributeValue(found["i0001"], layer.fields().indexOf("killed_best"), 2)
    layer.changeAttributeValue(found["i0004"], layer.fields().indexOf("review_status"), "checked")
    layer.changeGeometry(found["i0005"], QgsGeometry.fromPointXY(QgsPointXY(45.5, 40.3)))
    layer.deleteFeature(found["i0006"])
    done = layer.commitChanges()
    sys.stdout.write(str(done))
    sys.stdout.flush()
    os._exit(0)  # as if QGIS were closed by force: its log may stay beside the file


if __name__ == "__main__":
    main(sys.argv[1])
