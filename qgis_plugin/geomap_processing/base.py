"""What the algorithms share: their names, the call of geomap's command line, and the way of errors."""

from __future__ import annotations

import re

from processing.core.ProcessingConfig import ProcessingConfig
from qgis.core import (
    QgsFeature,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingAlgorithm,
    QgsProcessingException,
)

from .command import SETTING, CancelledError, GeomapError, check_version, find_command, run

WGS84 = "EPSG:4326"
_OF = re.compile(r": ([\d,]+) of (?:about )?([\d,]+)")


class GeomapAlgorithm(QgsProcessingAlgorithm):
    """What the algorithms share: names, the call, and the way of errors."""

    ID = TITLE = GROUP = HELP = ""

    def createInstance(self):
        return type(self)()

    def name(self):
        return self.ID

    def displayName(self):
        return self.TITLE

    def group(self):
        return self.GROUP

    def groupId(self):
        return self.GROUP.casefold()

    def shortHelpString(self):
        return self.HELP

    def call(self, arguments, feedback, *, rows=0):
        """Run geomap and return what it printed; its words become Processing's.

        `rows` is how many lines it will print, for the progress bar; 0 if that is not known.
        """

        def tell(line):
            feedback.pushInfo(line)
            if found := _OF.search(line):
                done, total = (int(part.replace(",", "")) for part in found.groups())
                feedback.setProgress(100 * done / max(total, 1))

        def printed(lines):
            if rows:
                feedback.setProgress(100 * lines / rows)

        try:
            command = find_command(str(ProcessingConfig.getSetting(SETTING) or ""))
            check_version(command)
            feedback.pushCommandInfo(" ".join([command, *map(str, arguments)]))
            return run(command, arguments, tell=tell, cancelled=feedback.isCanceled, printed=printed)
        except CancelledError as error:
            raise QgsProcessingException("Cancelled.") from error
        except GeomapError as error:
            raise QgsProcessingException(str(error)) from error

    def text(self, parameters, name, context):
        return self.parameterAsString(parameters, name, context).strip()


def fields_of(*pairs):
    fields = QgsFields()
    for name, kind in pairs:
        fields.append(QgsField(name, kind))
    return fields


def feature_of(fields, values, lon, lat):
    feature = QgsFeature(fields)
    feature.setAttributes([None if value is None else value for value in values])
    if lon is not None and lat is not None:
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(lon, lat)))
    return feature
