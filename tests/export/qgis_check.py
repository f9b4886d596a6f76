"""Ask the real QGIS what it makes of an exported run; prints JSON. Run by Debian's own /usr/bin/python3.

Usage: qgis_check.py PROJECT.qgz [PICTURE.png [LAYOUT.pdf]]
"""

import json
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsDateTimeRange,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeatureRequest,
    QgsLayoutExporter,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsSymbolLayer,
    QgsVectorLayer,
    QgsVectorLayerTemporalContext,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QSize, Qt, QTime


def categories(layer):
    renderer = layer.renderer()
    if renderer is None or renderer.type() != "categorizedSymbol":
        return None
    return [[str(one.value()), one.label(), one.symbol().color().name()] for one in renderer.categories()]


def sizes(layer):
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    renderer = layer.renderer()
    listed = renderer.categories() if renderer.type() == "categorizedSymbol" else None  # kept: it owns its symbols
    symbol = (listed[0].symbol() if listed else renderer.symbol()).clone()
    if symbol.type() != Qgis.SymbolType.Marker:
        return None
    text = symbol.symbolLayer(0).dataDefinedProperties().property(QgsSymbolLayer.PropertySize).expressionString()
    if not text:
        return None
    out = {}
    for feature in layer.getFeatures():
        context.setFeature(feature)
        expression = QgsExpression(text)
        out[str(feature.id())] = expression.evaluate(context)
        if expression.hasEvalError():
            out[str(feature.id())] = expression.evalErrorString()
    return out


def tip(layer):
    for feature in layer.getFeatures():
        context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
        context.setFeature(feature)
        return QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context)
    return ""


def facts(layer):
    out = {
        "valid": layer.isValid(),
        "count": layer.featureCount(),
        "source": layer.source(),
        "title": layer.name(),
        "crs": layer.crs().authid(),
        "aliases": {one.name(): one.alias() for one in layer.fields()},
        "widgets": {one.name(): layer.editorWidgetSetup(n).type() for n, one in enumerate(layer.fields())},
        "display": layer.displayExpression(),
        "tip": layer.mapTipTemplate(),
        "first_tip": tip(layer),
        "labels": layer.labelsEnabled(),
        "temporal": layer.temporalProperties().isActive(),
        "metadata": {
            "title": layer.metadata().title(),
            "abstract": layer.metadata().abstract(),
            "licenses": list(layer.metadata().licenses()),
        },
    }
    if layer.isSpatial():
        out["renderer"] = layer.renderer().type()
        out["categories"] = categories(layer)
        out["sizes"] = sizes(layer)
    return out


def shown_on(layer, year, month, day):
    start = QDateTime(QDate(year, month, day), QTime(0, 0), Qt.UTC)
    context = QgsVectorLayerTemporalContext()
    context.setLayer(layer)
    span = QgsDateTimeRange(start, start.addDays(1), True, False)
    text = layer.temporalProperties().createFilterString(context, span)
    request = QgsFeatureRequest().setFilterExpression(text)
    return [text, sorted(one["incident_id"] for one in layer.getFeatures(request))]


def render(project, theme, path):
    settings = QgsMapSettings()
    collection = project.mapThemeCollection()
    settings.setLayers(collection.mapThemeVisibleLayers(theme))
    settings.setDestinationCrs(project.crs())
    settings.setBackgroundColor(project.backgroundColor())
    settings.setOutputSize(QSize(1400, 1000))
    settings.setExtent(project.viewSettings().defaultViewExtent())
    settings.setFlag(QgsMapSettings.Antialiasing)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(path)


def main(arguments):
    application = QgsApplication([], False)
    application.initQgis()
    told = []
    application.messageLog().messageReceived[str, str, Qgis.MessageLevel].connect(
        lambda text, tag, level: told.append([int(level), tag, text])
    )
    project = QgsProject.instance()
    out = {"read": project.read(arguments[0])}
    layers = {layer.id(): layer for layer in project.mapLayers().values()}
    out["crs"] = [project.crs().authid(), project.crs().isValid()]
    out["title"] = project.title()
    out["layers"] = {layer.source().split("layername=")[-1]: facts(layer) for layer in layers.values()}
    out["ids"] = sorted(layers)
    out["tree"] = [
        [group.name(), [[leaf.name(), leaf.isVisible(), leaf.layer() is not None] for leaf in group.findLayers()]]
        for group in project.layerTreeRoot().findGroups()
    ]
    out["relations"] = {
        name: [relation.isValid(), relation.strength(), relation.name()]
        for name, relation in project.relationManager().relations().items()
    }
    out["themes"] = project.mapThemeCollection().mapThemes()
    out["bookmarks"] = [one.name() for one in project.bookmarkManager().bookmarks()]
    out["span"] = [
        project.timeSettings().temporalRange().begin().toString(Qt.ISODate),
        project.timeSettings().temporalRange().end().toString(Qt.ISODate),
    ]
    out["layouts"] = [one.name() for one in project.layoutManager().layouts()]
    incidents = next((one for one in layers.values() if one.source().endswith("layername=incidents")), None)
    if incidents is not None and incidents.isValid():
        out["days"] = {
            "2023-05-12": shown_on(incidents, 2023, 5, 12),
            "2023-05-13": shown_on(incidents, 2023, 5, 13),
            "2023-06-02": shown_on(incidents, 2023, 6, 2),
        }
        relation = project.relationManager().relation("incident_sources")
        parents = {one["incident_id"]: one for one in incidents.getFeatures()}
        out["children"] = {name: sum(1 for _ in relation.getRelatedFeatures(one)) for name, one in parents.items()}
        path = incidents.source().split("|")[0]
        alone = QgsVectorLayer(f"{path}|layername=incidents", "alone", "ogr")
        out["default_style"] = facts(alone)
    if len(arguments) > 1:
        render(project, "geomap", arguments[1])
    if len(arguments) > 2:
        layout = project.layoutManager().layoutByName(out["layouts"][0])
        exporter = QgsLayoutExporter(layout)
        result = exporter.exportToPdf(arguments[2], QgsLayoutExporter.PdfExportSettings())
        picture = QgsLayoutExporter.ImageExportSettings()
        picture.dpi = 110
        exporter.exportToImage(arguments[2] + ".png", picture)
        out["pdf"] = int(result)
        out["items"] = sorted(type(one).__name__ for one in layout.items())
    out["messages"] = told
    sys.stdout.write(json.dumps(out, default=str))
    sys.stdout.flush()
    os._exit(0)  # QGIS takes its objects down in an order that Python does not know of


if __name__ == "__main__":
    main(sys.argv[1:])
