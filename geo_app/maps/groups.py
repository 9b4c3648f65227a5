"""Which feature groups lie on a map, from bottom to top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_app.indicators.listing import KINDS_OPTIONAL
from geo_app.maps.choropleth import draw_shares, drawn_zones
from geo_app.maps.subjects import Painter
from geo_app.network.walking import walking_method

if TYPE_CHECKING:
    from collections.abc import Iterable

    import folium
    import geopandas as gpd
    import pandas as pd

    from geo_app.analysis.access.standards import Standard
    from geo_app.province import Province
    from geo_app.transit.network import Network
    from geo_app.words.translating import Language

LAYERS = ("share", "zones", "hazards", "mangroves", "records", "facilities", "routes", "stops")
"""The layers that lie under the communities, from bottom to top."""

KIND_OF_LAYER = {
    "share": "zones",
    "zones": "zones",
    "hazards": "hazard_zones",
    "mangroves": "mangroves",
    "records": "hazard_records",
    "facilities": "facilities",
}
"""The kind that a layer is drawn from; routes and stops come from the bus network."""


def painter_of(province: Province, language: Language, standard: Standard | None = None) -> Painter:
    """
    Return the painter that knows how far the province's layers can be trusted.

    Parameters
    ----------
    province
        Whose layers are drawn.
    language
        Of popups and tooltips.
    standard
        By which communities count as served; any stop within the walk if left out.
    """
    kinds = (*KINDS_OPTIONAL, "communities", "population")
    statuses = {kind: province.status(kind) for kind in kinds}
    return Painter(language, statuses, standard, walking_method(province))


def shown_layers(province: Province, layers: Iterable[str]) -> list[str]:
    """
    Return those of `layers` that the province can show, from bottom to top.

    Parameters
    ----------
    province
        For the kinds of layers that it has.
    layers
        Names out of `LAYERS`, in any order.
    """
    wanted = set(layers)
    if "share" in wanted:
        # The filled zones have the same borders.
        wanted -= {"zones"}
    return [
        layer
        for layer in LAYERS
        if layer in wanted and (layer not in KIND_OF_LAYER or province.has(KIND_OF_LAYER[layer]))
    ]


def draw_layer(
    layer: str, province: Province, buses: Network, painter: Painter
) -> folium.FeatureGroup:
    """
    Draw one of `LAYERS` but `share`, which needs an answer: see `choropleth.draw_shares`.

    Parameters
    ----------
    layer
        Its name.
    province
        For the layer's rows.
    buses
        For stops and routes.
    painter
        For language and statuses.
    """
    if layer == "routes":
        return painter.routes(buses)
    if layer == "stops":
        return painter.stops(buses)
    draw = {
        "zones": painter.zones,
        "hazards": painter.hazards,
        "mangroves": painter.mangroves,
        "records": painter.records,
        "facilities": painter.facilities,
    }[layer]
    return draw(province.of_kind(KIND_OF_LAYER[layer]))


def feature_groups(
    province: Province,
    buses: Network,
    ranked: gpd.GeoDataFrame,
    *,
    layers: Iterable[str],
    language: Language,
    standard: Standard | None = None,
    shares: pd.DataFrame | None = None,
) -> list[folium.FeatureGroup]:
    """
    Draw the chosen layers and the communities on top.

    Parameters
    ----------
    province, buses
        Where the layers come from.
    ranked
        Communities as `coverage.rank` returns them, or some of its rows.
    layers
        Some of `LAYERS`; those that the province does not have are left out.
    language
        Of popups and tooltips.
    standard
        By which communities count as served.
    shares
        Shares of people served by zone, as `shares_by_zone` returns them; without
        them the zones are not filled.
    """
    painter = painter_of(province, language, standard)
    shown = shown_layers(province, layers)
    under = [draw_layer(layer, province, buses, painter) for layer in shown if layer != "share"]
    if "share" in shown and shares is not None:
        under.insert(0, draw_shares(drawn_zones(province.zones), shares, painter))
    return [*under, painter.sensitive_rings(ranked), painter.communities(ranked)]
