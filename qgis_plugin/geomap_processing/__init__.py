"""The geomap plugin for QGIS: a Processing provider that calls a geomap installed in another Python."""


def classFactory(iface):  # noqa: ARG001 - QGIS hands it over; Processing needs no window
    """Return the plugin; QGIS calls this by its name."""
    from .provider import GeomapPlugin

    return GeomapPlugin()
