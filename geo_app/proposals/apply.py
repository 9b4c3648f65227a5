"""A proposal put into effect on a copy of the network; the baseline stays as it is."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import shapely.ops

from geo_app.crs import DISPLAY_CRS
from geo_app.proposals.changes import (
    AddRoute,
    AddStop,
    Change,
    ChangeHeadway,
    CutBack,
    Extend,
    MoveStop,
    RemoveRoute,
    RemoveStop,
    Reroute,
    StopPolicy,
)
from geo_app.proposals.network import UNKNOWN_ROUTE, Network
from geo_app.transit.line_stops import STOP_ON_LINE_M
from geo_app.transit.modes import Capacity
from geo_app.transit.ways import spaced_points

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_app.proposals.changes import Drawn, Line, Proposal, Stop


EXTENDS_WITHIN_M = 100.0
"""How far from an end of a route a piece may begin and still extend it; `check_lines` tells."""


def apply_proposal(proposal: Proposal, network: Network) -> Network:
    """
    Return the network as it would be.

    Parameters
    ----------
    proposal
        Its changes take effect one after the other; `check_proposal` found no error.
    network
        The baseline; nothing in it is changed.

    Returns
    -------
    proposed
        New frames. Stops that nothing serves any more stay among `stops`; a route left
        with one stop calls nowhere.

    Raises
    ------
    KeyError
        If a change names what is not there, which `check_proposal` tells first.
    """
    proposed = network
    for change in proposal.changes:
        proposed = apply_change(change, proposed)
    return _without_single_calls(proposed, network)


def _without_single_calls(proposed: Network, today: Network) -> Network:
    """Leave out the calls of routes that are left with one stop: no bus runs to itself."""
    counts = proposed.calls["route_id"].value_counts()
    alone = counts.index[counts == 1]
    kept_so = today.calls["route_id"].value_counts().reindex(alone) == 1
    gone = proposed.calls["route_id"].isin(alone[~kept_so.to_numpy()])
    gone &= proposed.calls["route_id"] != UNKNOWN_ROUTE
    return _replaced(proposed, calls=proposed.calls[~gone].reset_index(drop=True))


@singledispatch
def apply_change(change: Change, network: Network) -> Network:  # noqa: ARG001 - the form of all
    """Return the network after one change."""
    raise TypeError(f"{type(change).__name__} is no change.")


@apply_change.register
def _(change: AddRoute, network: Network) -> Network:
    line = line_in(network, change.line)
    names = {"name_th": change.name_th, "name_en": change.name_en}
    changed = _with_line(network, change.route_id, line, names)
    changed = _with_stops(changed, change.stops)
    calls = [stop.stop_id for stop in change.stops]
    if change.stop_policy is StopPolicy.HAIL_AND_RIDE:
        changed, points = _with_boarding_points(changed, change.route_id, line)
        calls += points
    return _with_calls(changed, change.route_id, calls)


@apply_change.register
def _(change: Reroute, network: Network) -> Network:
    line = line_in(network, change.line)
    stays = stops_beside(network, change.route_id, line)
    changed = _with_stops(_with_line(network, change.route_id, line), change.stops)
    return _called_anew(changed, change, line, stays)


@apply_change.register
def _(change: Extend, network: Network) -> Network:
    piece = line_in(network, change.line)
    line = _extended(network.routes.geometry[change.route_id], piece)
    stays = network.real_stops_of(change.route_id)
    changed = _with_stops(_with_line(network, change.route_id, line), change.stops)
    return _called_anew(changed, change, line, stays)


@apply_change.register
def _(change: CutBack, network: Network) -> Network:
    whole = _part_of_both(network, change)
    places = network.stops.geometry[network.real_stops_of(change.route_id)]
    at_m = pd.Series(shapely.line_locate_point(whole, places.to_numpy()), index=places.index)
    low, high = sorted(at_m[[change.from_stop_id, change.to_stop_id]])
    stays = list(at_m.index[(at_m >= low) & (at_m <= high)])
    line = shapely.ops.substring(whole, low, high)
    changed = _with_line(network, change.route_id, line)
    return _called_anew(changed, change, line, stays)


@apply_change.register
def _(change: AddStop, network: Network) -> Network:
    changed = _with_stops(network, [change.stop])
    for route_id in change.route_ids:
        changed = _with_calls(changed, route_id, [change.stop.stop_id])
    return changed


@apply_change.register
def _(change: MoveStop, network: Network) -> Network:
    place = _points(network, [(change.lon, change.lat)])[0]
    is_it = network.stops.index == change.stop_id
    moved = network.stops.geometry.where(~is_it, place)
    return _replaced(network, stops=network.stops.set_geometry(moved))


@apply_change.register
def _(change: RemoveStop, network: Network) -> Network:
    calls = network.calls
    gone = calls["stop_id"] == change.stop_id
    if change.route_id is not None:
        gone &= calls["route_id"] == change.route_id
    return _replaced(network, calls=calls[~gone].reset_index(drop=True))


@apply_change.register
def _(change: ChangeHeadway, network: Network) -> Network:
    if change.route_id not in network.routes.index:
        raise KeyError(change.route_id)
    return network


@apply_change.register
def _(change: RemoveRoute, network: Network) -> Network:
    calls = network.calls[network.calls["route_id"] != change.route_id]
    passed = set(network.stops_of(change.route_id)) - set(network.real_stops_of(change.route_id))
    return _replaced(
        network,
        # Its boarding points are no places of their own.
        stops=network.stops[~network.stops.index.isin(passed)],
        routes=network.routes.drop(change.route_id),
        calls=calls.reset_index(drop=True),
    )


def line_in(network: Network, line: Line) -> shapely.LineString:
    """Return a line of (lon, lat) in the network's metres."""
    return shapely.LineString(_points(network, line))


def stops_beside(network: Network, route_id: str, line: shapely.Geometry) -> list[str]:
    """Return a route's stops that another line passes as well."""
    ids = network.real_stops_of(route_id)
    places = network.stops.geometry[ids].to_numpy()
    near = shapely.dwithin(places, line, STOP_ON_LINE_M)
    return [stop_id for stop_id, is_near in zip(ids, near, strict=True) if is_near]


def _part_of_both(network: Network, change: CutBack) -> shapely.LineString:
    """Return the part of a route's line that passes both stops of a cut back best."""
    line = network.routes.geometry[change.route_id]
    ends = network.stops.geometry[[change.from_stop_id, change.to_stop_id]].to_numpy()
    # There and back are parts of their own, often one upon the other.
    return min(shapely.get_parts(line), key=lambda part: float(shapely.distance(part, ends).max()))


def _extended(line: shapely.Geometry, piece: shapely.LineString) -> shapely.Geometry:
    """Lengthen each part that ends where the piece begins: there and back are parts."""
    begin, parts, corners = shapely.Point(piece.coords[0]), [], list(piece.coords)
    for part in shapely.get_parts(line):
        own = list(part.coords)
        if begin.distance(shapely.Point(own[-1])) <= EXTENDS_WITHIN_M:
            parts.append(shapely.LineString([*own, *corners]))
        elif begin.distance(shapely.Point(own[0])) <= EXTENDS_WITHIN_M:
            parts.append(shapely.LineString([*reversed(corners), *own]))
        else:
            parts.append(part)
    return parts[0] if len(parts) == 1 else shapely.MultiLineString(parts)


def _points(network: Network, places: Iterable[tuple[float, float]]) -> list[shapely.Point]:
    xy = np.array(list(places), dtype=np.float64).reshape(-1, 2)
    return list(gpd.GeoSeries(gpd.points_from_xy(*xy.T), crs=DISPLAY_CRS).to_crs(network.stops.crs))


def _with_line(
    network: Network,
    route_id: str,
    line: shapely.Geometry,
    names: dict[str, str | None] | None = None,
) -> Network:
    """Give a route another line, or add it."""
    routes = network.routes
    if route_id in routes.index:
        lines = routes.geometry.where(routes.index != route_id, line)
        return _replaced(network, routes=routes.set_geometry(lines))
    row = {**(names or {}), "capacity_class": Capacity.LOW.value, "geometry": line}
    added = gpd.GeoDataFrame(
        [row], index=pd.Index([route_id], name=routes.index.name), crs=routes.crs
    )
    return _replaced(network, routes=_joined_rows(routes, added))


def _with_stops(network: Network, stops: Iterable[Stop]) -> Network:
    """Add the stops that are not there yet."""
    new = {stop.stop_id: stop for stop in stops if stop.stop_id not in network.stops.index}
    if not new:
        return network
    added = gpd.GeoDataFrame(
        {
            "name_th": [stop.name_th for stop in new.values()],
            "name_en": [stop.name_en for stop in new.values()],
            "is_hail_point": False,
        },
        geometry=_points(network, [(stop.lon, stop.lat) for stop in new.values()]),
        index=pd.Index(list(new), name="stop_id", dtype="str"),
        crs=network.stops.crs,
    )
    return _replaced(network, stops=_joined_rows(network.stops, added))


def _with_boarding_points(
    network: Network, route_id: str, line: shapely.Geometry
) -> tuple[Network, list[str]]:
    """Add the points that stand for a line that is boarded anywhere."""
    spaced = spaced_points(line, route_id)
    added = gpd.GeoDataFrame(
        {"name_th": None, "name_en": None, "is_hail_point": True},
        geometry=gpd.points_from_xy(*spaced.xy.T),
        index=pd.Index(spaced.ids, name="stop_id", dtype="str"),
        crs=network.stops.crs,
    )
    return _replaced(network, stops=_joined_rows(network.stops, added)), list(spaced.ids)


def _called_anew(
    network: Network, change: Drawn | CutBack, line: shapely.Geometry, stays: list[str]
) -> Network:
    """Let a route call at what stays and at a change's own stops; hailed anywhere if it was."""
    own = network.calls["route_id"] == change.route_id
    called = network.stops.index.isin(network.calls.loc[own, "stop_id"])
    passed = called & network.stops["is_hail_point"].to_numpy(dtype=bool)
    calls = network.calls[~own].reset_index(drop=True)
    changed = _replaced(network, calls=calls, stops=network.stops[~passed])
    ids = [*stays, *(stop.stop_id for stop in getattr(change, "stops", ()))]
    if passed.any():
        changed, points = _with_boarding_points(changed, change.route_id, line)
        ids += points
    return _with_calls(changed, change.route_id, ids)


def _with_calls(network: Network, route_id: str, stop_ids: Iterable[str]) -> Network:
    added = pd.DataFrame({"route_id": route_id, "stop_id": list(dict.fromkeys(stop_ids))})
    calls = pd.concat([network.calls, added], ignore_index=True)
    return _replaced(network, calls=calls.drop_duplicates(ignore_index=True))


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


def _replaced(
    network: Network,
    *,
    stops: gpd.GeoDataFrame | None = None,
    routes: gpd.GeoDataFrame | None = None,
    calls: pd.DataFrame | None = None,
) -> Network:
    return Network(
        stops=network.stops if stops is None else stops,
        routes=network.routes if routes is None else routes,
        calls=network.calls if calls is None else calls,
    )
