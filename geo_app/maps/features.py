"""From layers to what Folium draws. The only place where coordinates become degrees."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import folium
import shapely
from folium.utilities import JsCode

from geo_app.analysis.areas.positions import is_placed
from geo_app.crs import DISPLAY_CRS
from geo_app.maps import palette
from geo_app.maps.escape import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import geopandas as gpd

DISPLAY_DECIMALS = 5
"""Decimals of a degree that are drawn: about one metre."""

BIND_TEXTS = JsCode(
    """
    function (feature, layer) {
        layer.bindTooltip(feature.properties.tooltip, {sticky: true});
        // Where its card stands beside the map, a popup would only cover what lies around it.
        var hasCard = feature.properties.beside && window.parent.innerWidth > 640;
        if (!hasCard) { layer.bindPopup(feature.properties.popup, {
            maxWidth: Math.min(280, window.innerWidth - 110),
            // Beside the buttons of the map, not under them.
            autoPanPaddingTopLeft: [54, 52], autoPanPaddingBottomRight: [12, 12],
        }); }
        layer.on("click", function () { window.gaClicked = feature.properties.community_id; });
        if (!feature.properties.selected || feature.properties.opens === false) { return; }
        // The selected feature shows its popup again after each redraw, and moves
        // the map only when the selection is new.
        var id = feature.properties.community_id, isNew = window.gaSelected !== id;
        window.gaSelected = id;
        setTimeout(function () {
            if (!layer._map) { return; }
            layer._map.invalidateSize({pan: false});
            if (hasCard) {
                layer.bringToFront();
                // Whoever clicked it has it before their eyes; from a list it is looked for.
                var isNear = window.gaClicked === id, zoom = layer._map.getZoom();
                window.gaClicked = null;
                if (isNew && !isNear) {
                    layer._map.setView(layer.getLatLng(), Math.max(zoom, 12), {animate: false});
                }
                return;
            }
            layer.getPopup().options.autoPan = isNew;
            layer.openPopup();
        }, 50);
    }
    """
)
"""Gives each feature its escaped texts. Folium's own popups are slower to draw."""


def feature_collection(
    layer: gpd.GeoDataFrame, properties: Iterable[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """
    Turn a layer into the GeoJSON that is drawn.

    Parameters
    ----------
    layer
        Geometry in any CRS.
    properties
        What each feature carries, in the layer's order; nothing of the layer's own
        columns goes to the browser.

    Returns
    -------
    collection
        Features in degrees with five decimals, numbered from 0.
    """
    geometry = shapely.transform(
        layer.geometry.to_crs(DISPLAY_CRS).to_numpy(), lambda xy: xy.round(DISPLAY_DECIMALS)
    )
    texts = shapely.to_geojson(geometry)
    carried = list(properties) if properties is not None else [{} for _ in texts]
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "id": str(i), "geometry": json.loads(text), "properties": row}
            for i, (text, row) in enumerate(zip(texts, carried, strict=True))
        ],
    }


def draw_features(
    layer: gpd.GeoDataFrame,
    *,
    name: str,
    properties: Iterable[dict[str, Any]],
    style: Callable[[dict[str, Any]], dict[str, Any]],
    is_point: bool = False,
    has_texts: bool = True,
) -> folium.FeatureGroup:
    """
    Draw a layer as a feature group with escaped tooltips and popups.

    Parameters
    ----------
    layer
        Geometry in any CRS; a row without one is not drawn.
    name
        The group's name as plain text.
    properties
        One dict a row: `tooltip` (plain text) and `popup` (HTML from `popups`) where
        `has_texts`, and what `style` needs; every text but the popup reaches the browser escaped.
        An empty layer draws an empty group.
    style
        From a feature's properties to Leaflet path options.
    is_point
        Draw circles.
    has_texts
        Show tooltips and popups; off for marks that lie around something else.
    """
    group = folium.FeatureGroup(name=escape(name))
    placed = is_placed(layer)
    texts = [_escaped(row) for row, has_place in zip(properties, placed, strict=True) if has_place]
    layer = layer[placed]
    if layer.empty:
        return group
    folium.GeoJson(
        feature_collection(layer, texts),
        style_function=lambda feature: style(feature["properties"]),
        marker=folium.CircleMarker() if is_point else None,
        on_each_feature=BIND_TEXTS if has_texts else None,
        smooth_factor=1.0,
    ).add_to(group)
    return group


def _escaped(row: dict[str, Any]) -> dict[str, Any]:
    """Escape every text; a popup is HTML already, but may open no template either."""
    texts = {key: escape(value) for key, value in row.items() if isinstance(value, str)}
    if "popup" not in row:
        return row | texts
    return row | texts | {"popup": row["popup"].replace("{", "&#123;")}


def fill(colour: str, opacity: float) -> dict[str, Any]:
    """
    Return the path options of an area without a strong outline.

    Parameters
    ----------
    colour
        Six hexadecimal digits with `#`.
    opacity
        From 0 to 1.
    """
    return {"color": colour, "weight": 1, "opacity": 0.8, "fillColor": colour,
            "fillOpacity": opacity}  # fmt: skip


def outline(colour: str = palette.ZONE) -> dict[str, Any]:
    """
    Return the path options of a border that leaves what lies under it visible.

    Parameters
    ----------
    colour
        Six hexadecimal digits with `#`.
    """
    return {"color": colour, "weight": 1.2, "dashArray": "4 4", "fillOpacity": 0}
