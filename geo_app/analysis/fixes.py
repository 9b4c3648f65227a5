"""The cheapest single step that would give a community a stop, and what it would bring."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import cKDTree

from geo_app.analysis.access import ROUNDING_M, xy_of

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from geo_app.analysis.reach import Reach

PLACE_SPACING_M = 25.0
"""New stops are tried at places along the routes that lie this far apart at most."""


class Fix(StrEnum):
    """What would give a community a stop."""

    STOP = "new_stop"
    ROUTE = "longer_route"
    UNKNOWN = "no_way_known"


def cheapest_fixes(
    reach: Reach,
    routes: gpd.GeoDataFrame,
    *,
    walk_distance_m: float,
    people: Reach | None = None,
) -> gpd.GeoDataFrame:
    """
    Find for each origin without a stop the cheapest single fix.

    A stop on an existing route costs least: the place on a route that is nearest
    on foot, if it is within the walk. Otherwise a route has to come nearer: by as
    many metres as that place is too far away, along the ways on foot that we know.

    Parameters
    ----------
    reach
        Of communities, as `build_reach` returns it.
    routes
        Bus lines indexed by `route_id`, in metres; those without a line are left out.
    walk_distance_m
        The walk asked for, in metres, above 0.
    people
        Reach of population points; counts the people that a new stop brings in
        from them. Left out: from the communities.

    Returns
    -------
    fixes
        Indexed like the origins without a stop: `fix` (a `Fix`), `route_id` (of the
        nearest route, None without routes), `walk_to_route_m` (NaN where no way is
        known), `new_route_m` (0 for a new stop, NaN where no way is known),
        `straight_to_route_m`, `communities_gained` (tuple of ids, a new stop only),
        `people_gained` (known persons, NaN where it brings no stop), geometry (the
        place on the route, the origin itself without routes; in the CRS of the
        origins).

    Raises
    ------
    ValueError
        If `walk_distance_m` is not positive.
    """
    if not walk_distance_m > 0:
        raise ValueError(f"walk_distance_m must be positive, not {walk_distance_m}.")
    limit_m = walk_distance_m + ROUNDING_M
    lacking = ~(reach.nearest["walk_distance_m"] <= limit_m).to_numpy()
    origins = reach.origins[lacking]
    xy, route_id = _places_on(routes)
    if origins.empty or len(xy) == 0:
        return _without_routes(origins)
    walks = reach.walking.nearest(
        reach.origin_places.take(lacking), reach.walking.places(xy)
    ).set_axis(origins.index)
    straight_m, straight_place = cKDTree(xy).query(xy_of(origins))
    is_known = (walks["target"] >= 0).to_numpy()
    place = np.where(is_known, walks["target"], straight_place)
    walk_m = walks["walk_distance_m"].where(is_known)
    is_stop = (walk_m <= limit_m).to_numpy()
    fixes = origins[[]].assign(
        fix=np.select([is_stop, is_known], [Fix.STOP, Fix.ROUTE], default=Fix.UNKNOWN),
        route_id=route_id[place],
        walk_to_route_m=walk_m,
        new_route_m=(walk_m - walk_distance_m).clip(lower=0.0),
        straight_to_route_m=straight_m,
    )
    fixes = fixes.set_geometry(list(shapely.points(xy[place])), crs=reach.origins.crs)
    return fixes.assign(**_gains(reach, people or reach, xy[place], is_stop, limit_m))


def _places_on(routes: gpd.GeoDataFrame) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    """Places along the routes and the route of each."""
    lines = routes.geometry.to_numpy()
    drawn = routes[~(shapely.is_missing(lines) | shapely.is_empty(lines))]
    dense = shapely.segmentize(drawn.geometry.to_numpy(), PLACE_SPACING_M)
    xy, owner = shapely.get_coordinates(dense, return_index=True)
    return xy, drawn.index.to_numpy(dtype=object)[owner]


def _gains(
    reach: Reach,
    people: Reach,
    xy: NDArray[np.float64],
    is_stop: NDArray[np.bool_],
    limit_m: float,
) -> dict[str, list[object] | NDArray[np.float64]]:
    """Who would come within the walk of each new stop and has none today."""
    stops = np.flatnonzero(is_stop)
    communities: list[object] = [() for _ in xy]
    gained = np.full(len(xy), np.nan)
    if len(stops):
        ids = reach.origins.index.to_numpy()
        found = _newly_near(reach, xy[stops], limit_m)
        for number, stop in enumerate(stops):
            communities[stop] = tuple(ids[found["origin"][found["target"] == number]])
        found = found if people is reach else _newly_near(people, xy[stops], limit_m)
        persons = people.origins["population"].to_numpy(dtype=float)[found["origin"]]
        gained[stops] = np.bincount(found["target"], np.nan_to_num(persons), len(stops))
    return {"communities_gained": communities, "people_gained": gained}


def _newly_near(reach: Reach, xy: NDArray[np.float64], limit_m: float) -> pd.DataFrame:
    pairs = reach.walking.within(reach.origin_places, reach.walking.places(xy), limit_m=limit_m)
    has_stop = (reach.nearest["walk_distance_m"] <= limit_m).to_numpy()
    return pairs[~has_stop[pairs["origin"]]]


def _without_routes(origins: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    fixes = origins[[]].set_geometry(list(origins.geometry), crs=origins.crs)
    return fixes.assign(
        fix=Fix.UNKNOWN.value,
        route_id=None,
        walk_to_route_m=np.nan,
        new_route_m=np.nan,
        straight_to_route_m=np.nan,
        communities_gained=[() for _ in range(len(origins))],
        people_gained=np.nan,
    )
