"""What of a proposal stands where: the communities that gain and lose, stops that come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from geo_app.catalogue import Status

if TYPE_CHECKING:
    import pandas as pd

    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation

DRAWN_KINDS = ("land", "roads", "transit", "bus_routes", "bus_stops", "communities",
               "hazard_zones", "mangroves")  # fmt: skip
"""The kinds of layers that lie on the map of a proposal."""


def gained_and_lost(evaluation: Evaluation, baseline: Baseline) -> gpd.GeoDataFrame:
    """
    Return the communities that gain or lose, with `effect` and their places in metres.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        The province as it is today.

    Returns
    -------
    communities
        The rows of `community_places` whose `effect` is `gained` or `lost`. May be empty.
    """
    places = community_places(evaluation, baseline)
    return places[places["effect"].isin(["gained", "lost"])]


def new_places(evaluation: Evaluation, baseline: Baseline) -> gpd.GeoDataFrame:
    """
    Return the stops on the new lines, and those that are new or stand elsewhere.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        The province as it is today.

    Returns
    -------
    stops
        Points in metres, indexed by `stop_id`, with the columns of the proposed network's
        stops, such as `name_th` and `name_en`. May be empty.
    """
    after = evaluation.proposed.stops
    drawn = [stop_id for route in evaluation.routes for stop_id in route.stops.index]
    real = evaluation.proposed.served_stops
    real = real[~real["is_hail_point"].astype(bool)]
    stays = _unmoved(baseline.network.served_stops, real)
    return after.loc[list(dict.fromkeys([*drawn, *real.index.difference(stays)]))]


def left_places(evaluation: Evaluation, baseline: Baseline) -> gpd.GeoDataFrame:
    """
    Return the stops of today at whose places no bus would call any more.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        The province as it is today.

    Returns
    -------
    stops
        Points in metres, indexed by `stop_id`, with the columns of today's stops, such as
        `name_th` and `name_en`. May be empty.
    """
    before = baseline.network.served_stops
    before = before[~before["is_hail_point"].astype(bool)]
    stays = _unmoved(before, evaluation.proposed.served_stops)
    return before[~before.index.isin(stays)]


def gone_lines(evaluation: Evaluation, baseline: Baseline) -> gpd.GeoDataFrame:
    """
    Return the routes of today that would run no more, with their lines in metres.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        The province as it is today.

    Returns
    -------
    routes
        Lines in metres, indexed by `route_id`, with the columns of `Network.routes`. May be empty.
    """
    routes = baseline.network.routes
    gone = [route.route_id for route in evaluation.routes if route.line is None]
    return routes[routes.index.isin(gone) & routes.geometry.notna()]


def affected_area(evaluation: Evaluation, baseline: Baseline) -> tuple[float, float, float, float]:
    """
    Return what a proposal touches as west, south, east, north in metres.

    New lines, routes that go, communities that gain or lose, and stops that come, go or
    move; all communities where it touches nothing.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        The province as it is today.
    """
    touched = [
        *(route.new_line for route in evaluation.routes if route.new_line is not None),
        *gone_lines(evaluation, baseline).geometry,
        *gained_and_lost(evaluation, baseline).geometry,
        *new_places(evaluation, baseline).geometry,
        *left_places(evaluation, baseline).geometry,
    ]
    if not touched:
        touched = list(baseline.communities.origins.geometry)
    west, south, east, north = shapely.total_bounds(touched)
    return float(west), float(south), float(east), float(north)


def community_places(evaluation: Evaluation, baseline: Baseline) -> gpd.GeoDataFrame:
    """
    Return every community with the proposal's effect on it, its status and its place.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        The province as it is today.

    Returns
    -------
    places
        Points in metres, indexed by `community_id`: the columns of `evaluation.communities`,
        such as `effect`, and `status`.
    """
    origins = baseline.communities.origins
    status = origins.get("status", Status.OPEN.value)
    return gpd.GeoDataFrame(
        evaluation.communities.assign(status=status),
        geometry=origins.geometry.to_numpy(),
        crs=origins.crs,
    )


def _unmoved(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> pd.Index:
    common = after.index.intersection(before.index)
    is_same = shapely.equals(before.geometry[common].to_numpy(), after.geometry[common].to_numpy())
    stays: pd.Index = common[is_same]
    return stays
