"""Trips of a feed that run along another line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_app.proposals.feed.changed_trips import with_patterns
from geo_app.proposals.feed.shape_rows import Shape, drawn_shape, started_at
from geo_app.proposals.feed.stop_rows import with_ends
from geo_app.proposals.feed.trip_patterns import (
    APPROXIMATE,
    NEW,
    Pattern,
    directions_of,
    patterns_of,
)
from geo_app.proposals.metres import line_in
from geo_app.transit.drawn.line_stops import STOP_ON_LINE_M
from geo_app.transit.drawn.ways import spaced_points
from geo_app.transit.feed_rows import unique_id
from geo_app.transit.rings import is_ring, ring_course

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_app.proposals.changes.reroute import Reroute
    from geo_app.transit.network import Network

Tables = dict[str, pd.DataFrame]

THERE, BACK = 1, -1
"""As the new line runs, and against it."""

ANYWHERE = "0"


def run_along(tables: Tables, change: Reroute, *, before: Network, after: Network) -> Tables:
    """
    Let every trip of a route run the whole of another line.

    Parameters
    ----------
    tables
        GTFS tables by name, the change's new stops among them.
    change
        The change.
    before, after
        The network without and with it.

    Returns
    -------
    tables
        New ones. A trip runs the new line in the direction in which its old first and
        last stop lie along it, starts when it did, and keeps its own mean speed.
        A stop that only the buses of one direction called at stays theirs, unless
        that would leave them fewer than two stops.
    """
    line = line_in(after, change.line)
    calls, start_m = _calls_on(line, change.route_id, after)
    shared = {stop.stop_id for stop in change.stops}
    hailed = before.is_hailed(change.route_id)
    if hailed:
        spaced = spaced_points(line, change.route_id)
        ends = {spaced.ids[place]: spaced.xy[place] for place in (0, -1)}
        tables = with_ends(tables, ends, change.route_id, after)
        calls = pd.concat([calls, pd.Series(spaced.along_m[[0, -1]], index=list(ends))])
        shared |= set(ends)
    patterns = patterns_of(tables, change.route_id, places_of(before, after))
    directions = directions_of(tables, change.route_id)
    ways = np.array([_way(pattern, line, before, directions) for pattern in patterns])
    courses = _courses(tables, change, line, start_m)
    changed = []
    for pattern, way in zip(patterns, ways, strict=True):
        way_calls = _own_calls(calls, patterns, ways == way, shared)
        along = way_calls if way == THERE else (float(line.length) - way_calls).iloc[::-1]
        changed.append(_along(pattern, along, *courses[way]))
    if hailed:
        changed = [boarded_anywhere(pattern) for pattern in changed]
    return with_patterns(tables, changed)


def _courses(
    tables: Tables, change: Reroute, line: shapely.LineString, start_m: float
) -> dict[int, tuple[Shape, str]]:
    """Return the new line there and back, each with the id of its shape."""
    there = started_at(drawn_shape(line, np.array(change.line, dtype=np.float64)), start_m)
    taken = set(tables["shapes"]["shape_id"]) if "shapes" in tables else set()
    ids = [unique_id(f"{change.route_id}:{number}", taken) for number in (0, 1)]
    return {THERE: (there, ids[0]), BACK: (there.backwards(), ids[1])}


def places_of(before: Network, after: Network) -> gpd.GeoSeries:
    """
    Return the places of the stops of both networks, those before going first.

    Parameters
    ----------
    before, after
        The network without and with a change, in the same CRS in metres.

    Returns
    -------
    geometry
        Points by `stop_id`, in metres.
    """
    more = after.stops.geometry[~after.stops.index.isin(before.stops.index)]
    return gpd.GeoSeries(pd.concat([before.stops.geometry, more]))


def _calls_on(line: shapely.LineString, route_id: str, after: Network) -> tuple[pd.Series, float]:
    """Return how far along a line each call lies, and where on it trips begin: rings anywhere."""
    ids = after.real_stops_of(route_id)
    places = after.stops.geometry[ids].to_numpy()
    if is_ring(line) and not after.is_hailed(route_id):
        course = ring_course(line, ids, places, within_m=STOP_ON_LINE_M)
        index = pd.Index(course.calls["stop_id"], dtype=object)
        return pd.Series(course.calls["along_m"].to_numpy(), index=index), course.start_m
    along = shapely.line_locate_point(line, places)
    return pd.Series(along, index=pd.Index(ids, dtype=object)), 0.0


def _way(pattern: Pattern, line: shapely.LineString, before: Network, directions: pd.Series) -> int:
    """Say whether a pattern runs as a line does or against it."""
    points = before.stops.geometry.reindex(list(pattern.stop_ids)).dropna().to_numpy()
    along = shapely.line_locate_point(line, points)
    goes = along[-1] - along[0] if len(along) else 0.0
    if abs(goes) <= STOP_ON_LINE_M and len(along):
        # A ring, or a line far off: the middle of the trip tells more than its ends.
        goes = float(np.sum((np.arange(len(along)) - (len(along) - 1) / 2) * along))
    if goes == 0:
        return BACK if directions.get(pattern.trip_ids[0], 0) == 1 else THERE
    return THERE if goes > 0 else BACK


def _own_calls(
    calls: pd.Series, patterns: list[Pattern], is_same_way: np.ndarray, shared: set[str]
) -> pd.Series:
    """Return the calls of one direction, in order: those of the other direction alone left out."""
    stops: dict[bool, set[str]] = {True: set(), False: set()}
    for pattern, same_way in zip(patterns, is_same_way, strict=True):
        stops[bool(same_way)] |= set(pattern.stop_ids)
    kept = calls[~calls.index.isin(stops[False] - stops[True] - shared)]
    chosen = kept if len(kept) > 1 else calls
    frame = pd.DataFrame({"stop_id": chosen.index, "along_m": chosen.to_numpy()})
    return frame.sort_values(["along_m", "stop_id"]).set_index("stop_id")["along_m"]


def _along(pattern: Pattern, calls: pd.Series, shape: Shape, shape_id: str) -> Pattern:
    """Let a pattern call along a line at its own speed, from the time at which it starts."""
    along = calls.to_numpy(dtype=float)
    was = pd.Series(np.arange(len(pattern.stop_ids)), index=_numbered(pattern.stop_ids))
    way = along - along[0] if len(along) else along
    times = pattern.departure_s[:, :1] + way[None, :] / pattern.speed_m_s[:, None]
    return replace(
        pattern.with_times(times),
        rows=pattern.rows.assign(timepoint=APPROXIMATE),
        stop_ids=calls.index.to_numpy(dtype=object),
        source=was.reindex(_numbered(calls.index), fill_value=NEW).to_numpy(dtype=int),
        distance=np.broadcast_to(along, times.shape),
        shape=shape,
        shape_id=shape_id,
        along_m=along,
    )


def _numbered(stop_ids: Iterable[str]) -> pd.MultiIndex:
    """Tell the calls at one stop apart: each with its number among them."""
    ids = pd.Series(list(stop_ids), dtype=object)
    return pd.MultiIndex.from_arrays([ids, ids.groupby(ids).cumcount()])


def boarded_anywhere(pattern: Pattern) -> Pattern:
    """
    Let people board between the calls where the rows of stop_times.txt say so.

    Parameters
    ----------
    pattern
        Trips of a line that is hailed.
    """
    if "continuous_pickup" not in pattern.rows.columns:
        return pattern
    return replace(pattern, rows=pattern.rows.assign(continuous_pickup=ANYWHERE))
