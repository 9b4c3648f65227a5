"""Lines through the points of a feed's tables, and where each of its routes runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping


def shape_lines(tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """
    Return the line of each shape.

    Parameters
    ----------
    tables
        GTFS tables by name, cells as text.

    Returns
    -------
    lines
        Indexed by `shape_id`, in degrees; none if the feed draws none.
    """
    if "shapes" not in tables:
        return pd.Series(dtype=object)
    points = tables["shapes"].rename(columns={"shape_pt_lon": "x", "shape_pt_lat": "y"})
    return joined_lines(points, "shape_id", "shape_pt_sequence")


def joined_lines(points: pd.DataFrame, key: str, order: str) -> pd.Series:
    """
    Join the points of each key in their order; those without a place are passed by.

    Parameters
    ----------
    points
        `x`, `y` (numbers or texts), and the columns that `key` and `order` name.
    key
        The column that says to which line a point belongs.
    order
        The column that says in which order.

    Returns
    -------
    lines
        Indexed by `key`; of those with at least two points.
    """
    numbers = {
        column: pd.to_numeric(points[column], errors="coerce") for column in ("x", "y", order)
    }
    ordered = points.assign(**numbers).dropna(subset=[key, "x", "y"]).sort_values([key, order])
    if ordered.empty:
        return pd.Series(dtype=object)
    keys, first = np.unique(ordered[key].astype(str), return_index=True)
    xy = ordered[["x", "y"]].to_numpy()
    pieces = np.split(xy, first[1:])
    return pd.Series(
        {k: shapely.LineString(p) for k, p in zip(keys, pieces, strict=True) if len(p) > 1},
        dtype=object,
    )


def route_lines(tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """
    Return one line a route: its shapes, or its stops joined where it has none.

    Parameters
    ----------
    tables
        GTFS tables by name, cells as text.

    Returns
    -------
    geometry
        Lines of several parts in degrees, indexed by `route_id`; routes of which
        nothing says where they run are left out.
    """
    trips = tables["trips"]
    drawn = pd.Series(dtype=object)
    if "shapes" in tables and "shape_id" in trips.columns:
        paths = trips[["route_id", "shape_id"]].dropna().drop_duplicates()
        lines = shape_lines(tables)
        drawn = _by_route(paths["route_id"], paths["shape_id"].map(lines))
    rest = trips[~trips["route_id"].isin(drawn.index)].drop_duplicates("route_id")
    joined = _by_route(rest["route_id"], rest["trip_id"].map(_stops_joined(tables, rest)))
    geometry: pd.Series = pd.concat([drawn, joined])
    return geometry.rename("geometry")


def _stops_joined(tables: Mapping[str, pd.DataFrame], trips: pd.DataFrame) -> pd.Series:
    """Return the line from stop to stop of each trip, by `trip_id`."""
    calls = tables["stop_times"][tables["stop_times"]["trip_id"].isin(trips["trip_id"])].merge(
        tables["stops"][["stop_id", "stop_lon", "stop_lat"]], on="stop_id", validate="many_to_one"
    )
    calls = calls.rename(columns={"stop_lon": "x", "stop_lat": "y"})
    return joined_lines(calls, "trip_id", "stop_sequence")


def _by_route(route_ids: pd.Series, lines: pd.Series) -> pd.Series:
    parts: dict[str, list[shapely.LineString]] = {}
    for route_id, line in zip(route_ids, lines, strict=True):
        if line is not None and not pd.isna(line):
            parts.setdefault(route_id, []).append(line)
    return pd.Series(
        {route_id: shapely.MultiLineString(pieces) for route_id, pieces in parts.items()},
        dtype=object,
    )
