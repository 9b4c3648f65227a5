"""A map that begins with what it is about, and afterwards stays where somebody moved it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from geo_app.crs import DISPLAY_CRS
from geo_app.ui.shared.written import WrittenGroup

if TYPE_CHECKING:
    import geopandas as gpd

DECIMALS = 5

# Loaded again, the map keeps the view that stands in the address.
FIT = """
var feature_group_writtenfit = L.featureGroup([]);
(function (box, name) {
    if (window.gaFitted === name) { return; }
    window.gaFitted = name;
    var page = window.parent, kept = null;
    try {
        kept = page.sessionStorage.getItem("geo-app-fitted");
        page.sessionStorage.setItem("geo-app-fitted", name);
    } catch (e) {}
    var come = page.performance.getEntriesByType("navigation")[0];
    if (come && come.type === "reload" && kept === name) { return; }
    map_div.invalidateSize({pan: false});
    map_div.fitBounds(box, {padding: [24, 24], maxZoom: 14, animate: false});
})(%s, %s);
"""


def fit_to(drawn: gpd.GeoSeries) -> list[WrittenGroup]:
    """
    Return what lets a map begin with some shapes in view.

    Parameters
    ----------
    drawn
        The shapes, in any CRS; without any the map begins as it would.
    """
    shapes = drawn[drawn.notna() & ~drawn.is_empty]
    if shapes.empty:
        return []
    west, south, east, north = shapes.to_crs(DISPLAY_CRS).total_bounds.round(DECIMALS).tolist()
    box = json.dumps([[south, west], [north, east]])
    return [WrittenGroup("fit", FIT % (box, json.dumps(box)))]
