"""Places that people draw, in the metres of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geo_app.crs import DISPLAY_CRS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_app.proposals.changes.terms import Line
    from geo_app.transit.network import Network


def points_in(network: Network, places: Iterable[tuple[float, float]]) -> list[shapely.Point]:
    """
    Return places in the network's metres.

    Parameters
    ----------
    network
        Says which metres.
    places
        (lon, lat) in degrees.
    """
    xy = np.array(list(places), dtype=np.float64).reshape(-1, 2)
    return list(gpd.GeoSeries(gpd.points_from_xy(*xy.T), crs=DISPLAY_CRS).to_crs(network.stops.crs))


def line_in(network: Network, line: Line) -> shapely.LineString:
    """
    Return a line in the network's metres.

    Parameters
    ----------
    network
        Says which metres.
    line
        (lon, lat) in degrees.
    """
    return shapely.LineString(points_in(network, line))
