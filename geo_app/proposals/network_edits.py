"""Edits of a network, each on a copy: lines, stops, boarding points, calls."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_app.proposals.metres import points_in
from geo_app.transit.drawn.line_stops import STOP_ON_LINE_M
from geo_app.transit.drawn.ways import spaced_points
from geo_app.transit.modes import Capacity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_app.proposals.changes.terms import OfRoute, Stop
    from geo_app.transit.network import Network


def with_frames(network: Network, **frames: pd.DataFrame) -> Network:
    """
    Return a network with other stops, routes or calls; it remembers what it did.

    Parameters
    ----------
    network
        As it is.
    **frames
        `stops`, `routes`, `calls`: those that are other, with the same columns.
    """
    return replace(network, **frames)


def with_line(
    network: Network,
    route_id: str,
    line: shapely.Geometry,
    names: dict[str, str | None] | None = None,
) -> Network:
    """
    Give a route another line, or add it.

    Parameters
    ----------
    network
        As it is.
    route_id
        The route.
    line
        In the network's metres.
    names
        `name_th` and `name_en` of a new route.
    """
    routes = network.routes
    if route_id in routes.index:
        lines = routes.geometry.where(routes.index != route_id, line)
        return with_frames(network, routes=routes.set_geometry(lines))
    row = {**(names or {}), "capacity_class": Capacity.LOW.value, "geometry": line}
    added = gpd.GeoDataFrame(
        [row], index=pd.Index([route_id], name=routes.index.name), crs=routes.crs
    )
    return with_frames(network, routes=_joined_rows(routes, added))


def with_new_stops(network: Network, stops: Iterable[Stop]) -> Network:
    """
    Add the stops that are not there yet.

    Parameters
    ----------
    network
        As it is.
    stops
        Places in degrees; of an id that is there, that stop stays where it stands.
    """
    new = {stop.stop_id: stop for stop in stops if stop.stop_id not in network.stops.index}
    if not new:
        return network
    added = gpd.GeoDataFrame(
        {
            "name_th": [stop.name_th for stop in new.values()],
            "name_en": [stop.name_en for stop in new.values()],
            "is_hail_point": False,
        },
        geometry=points_in(network, [(stop.lon, stop.lat) for stop in new.values()]),
        index=pd.Index(list(new), name="stop_id", dtype="str"),
        crs=network.stops.crs,
    )
    return with_frames(network, stops=_joined_rows(network.stops, added))


def with_boarding_points(
    network: Network, route_id: str, line: shapely.Geometry
) -> tuple[Network, list[str]]:
    """
    Add the points that stand for a line that is boarded anywhere.

    Parameters
    ----------
    network
        As it is.
    route_id
        The route.
    line
        In the network's metres.

    Returns
    -------
    network, stop_ids
        The network with the points, and their ids.
    """
    spaced = spaced_points(line, route_id)
    added = gpd.GeoDataFrame(
        {"name_th": None, "name_en": None, "is_hail_point": True},
        geometry=gpd.points_from_xy(*spaced.xy.T),
        index=pd.Index(spaced.ids, name="stop_id", dtype="str"),
        crs=network.stops.crs,
    )
    return with_frames(network, stops=_joined_rows(network.stops, added)), list(spaced.ids)


def called_anew(
    network: Network, change: OfRoute, line: shapely.Geometry, stays: list[str]
) -> Network:
    """
    Let a route call at what stays and at a change's stops; hailed anywhere if it was.

    Parameters
    ----------
    network
        As it is, the change's stops among its stops.
    change
        What changes the route.
    line
        The route's line, in metres.
    stays
        Stops at which it calls as before.
    """
    is_its = network.calls["route_id"] == change.route_id
    called = network.stops.index.isin(network.calls.loc[is_its, "stop_id"])
    passed = called & network.stops["is_hail_point"].to_numpy(dtype=bool)
    calls = network.calls[~is_its].reset_index(drop=True)
    changed = with_frames(network, calls=calls, stops=network.stops[~passed])
    ids = [*stays, *(stop.stop_id for stop in getattr(change, "stops", ()))]
    if passed.any():
        changed, points = with_boarding_points(changed, change.route_id, line)
        ids += points
    return with_calls(changed, change.route_id, ids)


def with_calls(network: Network, route_id: str, stop_ids: Iterable[str]) -> Network:
    """
    Let a route call at more stops.

    Parameters
    ----------
    network
        As it is.
    route_id
        The route.
    stop_ids
        Stops of the network.
    """
    added = pd.DataFrame({"route_id": route_id, "stop_id": list(dict.fromkeys(stop_ids))})
    calls = pd.concat([network.calls, added], ignore_index=True)
    return with_frames(network, calls=calls.drop_duplicates(ignore_index=True))


def stops_beside(network: Network, route_id: str, line: shapely.Geometry) -> list[str]:
    """
    Return a route's stops that another line passes as well.

    Parameters
    ----------
    network
        As it is.
    route_id
        The route.
    line
        The other line, in metres.
    """
    ids = network.real_stops_of(route_id)
    places = network.stops.geometry[ids].to_numpy()
    near = shapely.dwithin(places, line, STOP_ON_LINE_M)
    return [stop_id for stop_id, is_near in zip(ids, near, strict=True) if is_near]


def _joined_rows(rows: gpd.GeoDataFrame, added: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Put rows below others; a column of nothing but unknown values must not change its type."""
    columns = {
        column: [*rows[column], *added.get(column, [None] * len(added))]
        for column in rows.columns
        if column != "geometry"
    }
    index = pd.Index([*rows.index, *added.index], name=rows.index.name, dtype=object)
    geometry = np.concatenate([rows.geometry.to_numpy(), added.geometry.to_numpy()])
    return gpd.GeoDataFrame(columns, geometry=geometry, index=index, crs=rows.crs)
