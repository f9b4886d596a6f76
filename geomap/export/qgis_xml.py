"""XML as QGIS reads it: elements from plain values, documents as text, texts as QGIS expressions."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

from geomap.export.cells import xml_text

if TYPE_CHECKING:
    from collections.abc import Mapping

QGIS_VERSION = "3.22.0-geomap"
DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"


def el(tag: str, attributes: Mapping[str, Any] | None = None, *children: ET.Element, text: str = "") -> ET.Element:
    """Return an XML element; characters that XML cannot hold are left out."""
    element = ET.Element(tag, {key: xml_text(str(value)) for key, value in (attributes or {}).items()})
    if text:
        element.text = xml_text(text)
    element.extend(children)
    return element


def to_text(element: ET.Element, *, doctype: str = "") -> str:
    """Return an element as indented text."""
    ET.indent(element, space=" ")
    return doctype + ET.tostring(element, encoding="unicode", short_empty_elements=True) + "\n"


def quoted(text: str) -> str:
    """Return a text as a literal of QGIS's expressions."""
    return "'" + text.replace("'", "''") + "'"
