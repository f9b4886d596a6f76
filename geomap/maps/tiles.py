"""An online background, used only where it is asked for by name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import folium

from geomap.errors import InputError

if TYPE_CHECKING:
    from xyzservices import TileProvider


def tile_layer(name: str | None) -> tuple[folium.TileLayer | None, list[str], str]:
    """Return a folium tile layer, the hosts the page may then load pictures from, and the credit line.

    Parameters
    ----------
    name
        Name in xyzservices ("OpenStreetMap.Mapnik"); None gives (None, [], "").

    Raises
    ------
    InputError
        If there is no such background, or it wants a key.
    """
    if name is None:
        return None, [], ""
    from xyzservices import providers

    try:
        provider: TileProvider = providers.query_name(name)
    except ValueError as error:
        raise InputError(
            f"no online background is called {name!r}",
            hint="name one of xyzservices, like OpenStreetMap.Mapnik, or leave --tiles out for a map without network",
        ) from error
    if provider.requires_token():
        raise InputError(f"the background {name!r} needs a key of its provider", hint="choose one that needs none")
    url = provider.build_url(fill_subdomain=False)
    host = re.sub(r"\{s\}", "*", urlsplit(url).netloc)
    layer = folium.TileLayer(
        tiles=url,
        attr="-",
        name="tiles",
        max_zoom=provider.get("max_zoom", 18),
        subdomains=provider.get("subdomains", "abc"),
    )
    return layer, [f"https://{host}"], str(provider.get("attribution", ""))
