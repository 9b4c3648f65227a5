"""Straight lines: the nearest stop of a million points, against GeoPandas' own join."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from bench.reach_network import require_equal
from bench.reach_timing import Duel, duel
from bench.synthetic import Sizes, build_province
from geo_app.analysis.walks.nearest_stops import straight_distances

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CRS = "EPSG:32647"
POINTS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """Points of people and stops, as the analysis gets them."""

    points: gpd.GeoDataFrame
    stops: gpd.GeoDataFrame


def build_layers(sizes: Sizes) -> Layers:
    """Make a province up and keep its points and stops."""
    province = build_province(sizes)
    points, stops = (
        gpd.GeoDataFrame(
            index=pd.Index([f"{letter}{number}" for number in range(len(xy))], name=name),
            geometry=gpd.points_from_xy(*xy.T),
            crs=CRS,
        )
        for letter, name, xy in (
            ("P", "community_id", province.people_xy),
            ("S", "stop_id", province.stops_xy),
        )
    )
    return Layers(points=points, stops=stops)


def our_distances(layers: Layers) -> NDArray[np.float64]:
    """Measure as the analysis does."""
    distances = straight_distances(layers.points, layers.stops)
    return distances["straight_distance_m"].to_numpy()


def joined_distances(layers: Layers) -> NDArray[np.float64]:
    """Measure with GeoPandas; of stops equally near the first row of each point is kept."""
    joined = gpd.sjoin_nearest(layers.points, layers.stops, distance_col="straight_distance_m")
    return joined.loc[~joined.index.duplicated(), "straight_distance_m"].to_numpy()


def straight_duel(sizes: Sizes, *, rounds: int) -> Duel:
    """Time both ways; their distances must be exactly equal."""
    layers = build_layers(sizes)
    ours, theirs = our_distances(layers), joined_distances(layers)
    require_equal(ours, theirs, name="sjoin_nearest", within=0)
    return duel(lambda: our_distances(layers), lambda: joined_distances(layers), rounds=rounds)
