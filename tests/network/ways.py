"""Walking networks of a few lines, and the questions the tests ask of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
from shapely import LineString

from geo_app.network.walking import Walking, WalkingMethod, build_walking

if TYPE_CHECKING:
    from collections.abc import Sequence

XY = tuple[float, float]
NETWORK, ESTIMATED, STRAIGHT = WalkingMethod
METRES = "EPSG:32647"


def ways(*lines: Sequence[XY], **tags: Sequence[object]) -> gpd.GeoDataFrame:
    """Return lines through the given places, with a list of values a tag."""
    return gpd.GeoDataFrame(tags, geometry=[LineString(line) for line in lines], crs=METRES)


def on(layer: gpd.GeoDataFrame | None, method: WalkingMethod = NETWORK) -> Walking:
    """Return how people walk on a layer."""
    return build_walking(layer, method=method)


def at(walking: Walking, *xy: XY):
    """Put places on the network."""
    return walking.places(np.array(xy, dtype=float).reshape(-1, 2))


def walk(layer: gpd.GeoDataFrame, start: XY, end: XY, **options: object) -> float:
    """Return the metres on foot from one place to another; infinite if there is no way."""
    walking = on(layer, **options)
    walks = walking.nearest(at(walking, start), at(walking, end))
    return float(walks["walk_distance_m"].iloc[0])
