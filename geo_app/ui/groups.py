"""Which feature groups lie on a page's map, from bottom to top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_app.analysis import coverage
from geo_app.maps.subjects import Painter
from geo_app.ui import language

if TYPE_CHECKING:
    from collections.abc import Iterable

    import folium
    import geopandas as gpd

    from geo_app.province import Province
    from geo_app.transit import BusNetwork


def feature_groups(
    province: Province,
    buses: BusNetwork,
    ranked: gpd.GeoDataFrame,
    *,
    layers: Iterable[str],
    selected: str | None = None,
) -> list[folium.FeatureGroup]:
    """Draw the chosen layers and the communities on top."""
    statuses = {kind: province.status(kind) for kind in coverage.OPTIONAL_KINDS}
    painter, shown = Painter(language.current(), statuses), set(layers)
    groups = []
    if "zones" in shown and province.has("zones"):
        groups.append(painter.zones(province.zones))
    if "hazards" in shown and province.has("hazard_zones"):
        groups.append(painter.hazards(province.of_kind("hazard_zones")))
    if "mangroves" in shown and province.has("mangroves"):
        groups.append(painter.mangroves(province.of_kind("mangroves")))
    if "facilities" in shown and province.has("facilities"):
        groups.append(painter.facilities(province.of_kind("facilities")))
    if "routes" in shown:
        groups.append(painter.routes(buses))
    if "stops" in shown:
        groups.append(painter.stops(buses))
    return [*groups, painter.communities(ranked, selected=selected)]
