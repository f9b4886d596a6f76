"""The provider and its setting."""

from __future__ import annotations

from pathlib import Path

from processing.core.ProcessingConfig import ProcessingConfig, Setting
from qgis.core import QgsApplication, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from . import algorithms, columns
from .command import SETTING

ICON = Path(__file__).with_name("icon.png")


class GeomapProvider(QgsProcessingProvider):
    """geomap's algorithms in the Processing toolbox."""

    def load(self):
        """Read the settings and list the algorithms."""
        ProcessingConfig.settingIcons["geomap"] = self.icon()
        ProcessingConfig.addSetting(
            Setting("geomap", SETTING, "geomap command (empty: found by itself)", "", valuetype=Setting.FILE)
        )
        ProcessingConfig.readSettings()
        self.refreshAlgorithms()
        return True

    def unload(self):
        """Take the setting away."""
        ProcessingConfig.removeSetting(SETTING)

    def id(self):
        """Return the first part of every algorithm's id."""
        return "geomap"

    def name(self):
        """Return what the toolbox shows."""
        return "geomap"

    def icon(self):
        """Return the picture in the toolbox."""
        return QIcon(str(ICON))

    def loadAlgorithms(self):
        """Add one of each algorithm."""
        for make in (*algorithms.ALGORITHMS, *columns.ALGORITHMS):
            self.addAlgorithm(make())


class GeomapPlugin:
    """What QGIS starts and stops."""

    def __init__(self):
        self.provider = None

    def initProcessing(self):
        """Add the provider; called without a window too (qgis_process)."""
        self.provider = GeomapProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):
        """Add the provider."""
        self.initProcessing()

    def unload(self):
        """Take the provider away."""
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
