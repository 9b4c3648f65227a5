"""The cheapest single step that would give a community a stop, and what it would bring."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_app import searching
from geo_app.analysis.access.nearness import near_stops
from geo_app.analysis.walks.nearest_stops import ROUNDING_M, xy_of
from geo_app.network.walking import DETOUR_FACTOR, Places, WalkingMethod
from geo_app.stored import digest_of

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from geo_app.analysis.walks.reach import Reach

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

    A stop on an existing route costs least: at the place on a route that is nearest
    on foot, if it is within the walk. Otherwise a route has to come nearer, along the
    way on foot that we know, until a stop at its new end is within the walk.

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
        Indexed like the origins that are known to have no stop: `fix` (a `Fix`), `route_id` (of the
        nearest route, None without routes), `walk_to_route_m` (NaN where no way is
        known), `new_route_m` (one way; 0 for a new stop, NaN where no way is known),
        `straight_to_route_m`, `communities_gained` (ids of those without a stop that
        would have this one), `people_gained` (known persons among them; NaN where
        none is known, or nothing can be built), geometry (where the new stop would
        stand; without a known way the nearest place on a route, without routes the
        origin itself; in the CRS of the origins).

    Raises
    ------
    ValueError
        If `walk_distance_m` is not positive.

    Notes
    -----
    The nearest place is not always the one that would bring most people. Nothing
    here says how often a bus would come, nor what a metre of route costs.
    """
    if not walk_distance_m > 0:
        raise ValueError(f"walk_distance_m must be positive, not {walk_distance_m}.")
    lacking = ~near_stops(reach, walk_distance_m)["is_served"].to_numpy() & reach.is_placed()
    origins = reach.origins[lacking]
    xy, route_id = _places_on(routes)
    if origins.empty or len(xy) == 0:
        return _without_routes(origins)
    every_walk, every_way = _walks_to(reach, xy)
    places, walks = reach.origin_places.take(lacking), every_walk[lacking]
    straight_m, straight_place = searching.cKDTree(xy).query(xy_of(origins))
    is_known = (walks["target"] >= 0).to_numpy()
    place = np.where(is_known, walks["target"], straight_place)
    walk_m = walks["walk_distance_m"].where(is_known)
    is_stop = (walk_m <= walk_distance_m + ROUNDING_M).to_numpy()
    along_m = _stop_after_m(places, reach.walking.method, walk_distance_m)
    stops_xy = xy[place]
    longer = is_known & ~is_stop
    ways = every_way[lacking][longer]
    stops_xy[longer] = _points_on(ways, (along_m / walk_m)[longer].to_numpy())
    fixes = origins[[]].assign(
        fix=np.select([is_stop, is_known], [Fix.STOP, Fix.ROUTE], default=Fix.UNKNOWN),
        route_id=route_id[place],
        walk_to_route_m=walk_m,
        new_route_m=(walk_m - along_m).mask(is_stop, 0.0),
        straight_to_route_m=straight_m,
    )
    fixes = fixes.set_geometry(list(shapely.points(stops_xy)), crs=reach.origins.crs)
    return fixes.assign(**_gains(reach, people or reach, stops_xy, is_known, walk_distance_m))


def _stop_after_m(
    origins: Places, method: WalkingMethod, walk_distance_m: float
) -> NDArray[np.float64]:
    """
    Metres on the way to the route after which a stop is just within the walk.

    Where the nearest road is further away than that, a stop beside it would be too
    far, and one before it is walked to directly: straight x 1.3.
    """
    along_m = np.full(len(origins), float(walk_distance_m))
    if origins.snapped is not None and method is WalkingMethod.ESTIMATED:
        along_m[origins.snapped.access_m > walk_distance_m] /= DETOUR_FACTOR
    return along_m


def _walks_to(reach: Reach, xy: NDArray[np.float64]) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    """Walk from every origin to the nearest of some places: how far, and the way; made once."""

    def make() -> tuple[pd.DataFrame, NDArray[np.object_]]:
        places = reach.walking.places(xy)
        walks = reach.walking.nearest(reach.origin_places, places)
        ways = np.array(reach.walking.ways(reach.origin_places, places), dtype=object)
        return walks.set_axis(reach.origins.index), ways

    return reach.kept("walks_to", make, digest_of([xy.tobytes()]))


def _points_on(ways: NDArray[np.object_], share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where on each way the new stop would stand."""
    points = shapely.line_interpolate_point(ways, share, normalized=True)
    xy: NDArray[np.float64] = shapely.get_coordinates(points).reshape(-1, 2)
    return xy


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
    is_built: NDArray[np.bool_],
    walk_distance_m: float,
) -> dict[str, list[object] | NDArray[np.float64]]:
    """Who would come within the walk of each new stop and has none today."""
    stops = np.flatnonzero(is_built)
    communities: list[object] = [() for _ in xy]
    gained = np.full(len(xy), np.nan)
    if len(stops):
        ids = reach.origins.index.to_numpy()
        near = _newly_near(reach, xy[stops], walk_distance_m)
        for number, stop in enumerate(stops):
            communities[stop] = tuple(ids[near["origin"][near["target"] == number]])
        near = near if people is reach else _newly_near(people, xy[stops], walk_distance_m)
        persons = people.origins["population"].to_numpy(dtype=float)[near["origin"]]
        known = ~np.isnan(persons)
        target = near["target"].to_numpy()[known]
        sums = np.bincount(target, persons[known], len(stops))
        # Somebody unknown is not nobody: without one known number there is no sum.
        is_counted = np.bincount(target, minlength=len(stops)) > 0
        is_empty = np.bincount(near["target"], minlength=len(stops)) == 0
        gained[stops] = np.where(is_counted | is_empty, sums, np.nan)
    return {"communities_gained": communities, "people_gained": gained}


def _newly_near(reach: Reach, xy: NDArray[np.float64], walk_distance_m: float) -> pd.DataFrame:
    places = reach.walking.places(xy)
    limit_m = walk_distance_m + ROUNDING_M
    pairs = reach.walking.within(reach.origin_places, places, limit_m=limit_m)
    has_stop = near_stops(reach, walk_distance_m)["is_served"].to_numpy()
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
