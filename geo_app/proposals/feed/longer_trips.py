"""Trips of a feed that become longer or shorter, or call at a stop more or less."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo_app.proposals.changes.terms import End
from geo_app.proposals.feed.changed_trips import with_patterns
from geo_app.proposals.feed.shape_rows import Shape, cut, drawn_shape, extended
from geo_app.proposals.feed.stop_rows import with_ends
from geo_app.proposals.feed.trip_patterns import NEW, Pattern, directions_of, patterns_of
from geo_app.proposals.feed.whole_courses import boarded_anywhere, places_of
from geo_app.proposals.metres import line_in
from geo_app.quality.clock import clock_texts, read_seconds
from geo_app.transit.drawn.line_stops import STOP_ON_LINE_M
from geo_app.transit.drawn.ways import spaced_points
from geo_app.transit.feed_rows import unique_id

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo_app.proposals.changes.extend import Extend
    from geo_app.transit.network import Network

Tables = dict[str, pd.DataFrame]

NEAR_END_M = 100.0
"""Trips that end this much further from the new piece than the nearest one end there as well."""


def extended_trips(tables: Tables, change: Extend, *, before: Network, after: Network) -> Tables:
    """
    Let the trips that end where a new piece begins run on along it, and those there start on it.

    Parameters
    ----------
    tables
        GTFS tables by name, the change's new stops among them.
    change
        The change; its line runs outwards.
    before, after
        The network without and with it.

    Returns
    -------
    tables
        New ones. A trip keeps the time at which it starts; on the new piece it runs
        at its own mean speed.
    """
    line = line_in(after, change.line)
    piece = drawn_shape(line, np.array(change.line, dtype=np.float64))
    patterns = patterns_of(tables, change.route_id, places_of(before, after))
    directions = directions_of(tables, change.route_id)
    sides = _sides(patterns, shapely.Point(line.coords[0]), change.end, directions)
    on_piece = _stops_on(line, change, after)
    hailed = before.is_hailed(change.route_id)
    points = list(before.stops.index[before.stops["is_hail_point"].to_numpy(dtype=bool)])
    ids = _LineIds(tables)
    changed = []
    for pattern, side in zip(patterns, sides, strict=True):
        if side is not None:
            kept = pattern.keeping(~np.isin(pattern.stop_ids, points)) if hailed else pattern
            longer = _longer(kept, piece, on_piece, at_start=side is End.START)
            changed.append(replace(longer, shape_id=ids.of(pattern, side)))
    if hailed:
        tables, changed = _with_line_ends(tables, changed, change.route_id, after)
    return with_patterns(tables, changed)


def cut_back(
    tables: Tables,
    route_id: str,
    stays: Collection[str],
    before: Network,
    *,
    with_shape: bool = True,
) -> Tables:
    """
    Let the trips of a route call at some of its stops only.

    Parameters
    ----------
    tables
        GTFS tables by name.
    route_id
        The route.
    stays
        Stops at which it still calls.
    before
        The network before the change.
    with_shape
        Whether the lines end at the first and the last call, too.

    Returns
    -------
    tables
        New ones. The calls that stay keep their times, of trips at a headway too;
        trips with fewer than two of them go.
    """
    changed = []
    starts: dict[str, float] = {}
    ids = _LineIds(tables)
    for pattern in patterns_of(tables, route_id, before.stops.geometry):
        kept = np.isin(pattern.stop_ids, list(stays))
        if kept.all():
            continue
        shorter = pattern.keeping(kept)
        if len(shorter.stop_ids) > 1:
            shorter = _with_shape_cut(shorter, ids) if with_shape else shorter
            later = shorter.departure_s[:, 0] - pattern.departure_s[:, 0]
            starts |= dict(zip(pattern.trip_ids, later, strict=True))
        changed.append(shorter)
    return _with_later_starts(with_patterns(tables, changed), starts)


def with_stop_added(tables: Tables, route_id: str, stop_id: str, after: Network) -> Tables:
    """
    Let the trips of a route call at a further stop where it lies along their way.

    Parameters
    ----------
    tables
        GTFS tables by name, the stop among them.
    route_id, stop_id
        Which route calls where.
    after
        The network with the stop.

    Returns
    -------
    tables
        New ones. Trips that run beside it call there between their other calls; only
        if none does, those that come nearest start or end there.
    """
    patterns = patterns_of(tables, route_id, after.stops.geometry)
    called = with_call(patterns, stop_id, after.stops.geometry[stop_id])
    pairs = zip(patterns, called, strict=True)
    return with_patterns(tables, [now for before, now in pairs if now is not before])


def with_call(patterns: list[Pattern], stop_id: str, place: shapely.Point) -> list[Pattern]:
    """
    Let patterns call at a further stop, as `with_stop_added` says.

    Parameters
    ----------
    patterns
        Those of a route.
    stop_id, place
        The stop, in metres.

    Returns
    -------
    patterns
        In the same order; those that do not call there are the same objects.
    """
    placed = [
        n
        for n, pattern in enumerate(patterns)
        if pattern.line is not None and len(pattern.stop_ids)
    ]
    if not placed or any(stop_id in pattern.stop_ids for pattern in patterns):
        # It is called at already by some trips: the network asks for no more.
        return patterns
    away = np.array([shapely.distance(patterns[n].line, place) for n in placed])
    near = [n for n, far in zip(placed, away, strict=True) if far <= away.min() + STOP_ON_LINE_M]
    at_m = {n: float(shapely.line_locate_point(patterns[n].line, place)) for n in near}
    inside = [n for n in near if patterns[n].along_m[0] < at_m[n] < patterns[n].along_m[-1]]
    calling = set(inside or near)
    return [
        _calling_at(pattern, stop_id, at_m[n]) if n in calling else pattern
        for n, pattern in enumerate(patterns)
    ]


class _LineIds:
    """Ids of lines that a change makes longer or shorter; one line changed in one way has one."""

    def __init__(self, tables: Tables) -> None:
        self._taken = set(tables["shapes"]["shape_id"]) if "shapes" in tables else set()
        self._known: dict[object, str] = {}

    def of(self, pattern: Pattern, what: object) -> str:
        """Return the id of a pattern's changed line, empty if it has none."""
        if not pattern.shape_id:
            return ""
        key = (pattern.shape_id, what)
        if key not in self._known:
            self._known[key] = unique_id(pattern.shape_id, self._taken)
            self._taken.add(self._known[key])
        return self._known[key]


def _with_shape_cut(pattern: Pattern, ids: _LineIds) -> Pattern:
    """End a pattern's line at its first and its last call."""
    start, end = (float(place) for place in pattern.along_m[[0, -1]])
    if pattern.shape is None or end <= start:
        return pattern
    shape_id = ids.of(pattern, (start, end))
    line = cut(pattern.shape, start, end)
    stated = pattern.distance[0, [0, -1]]
    ends = np.fmin(line.distance[0], stated[0]), np.fmax(line.distance[-1], stated[1])
    if np.isfinite(line.distance).all():
        line = replace(line, distance=np.array([ends[0], *line.distance[1:-1], ends[1]]))
    return replace(pattern, shape=line, shape_id=shape_id)


def _stops_on(line: shapely.LineString, change: Extend, after: Network) -> pd.Series:
    """Return how far along a piece each of its stops lies, in order."""
    ids = list(dict.fromkeys(stop.stop_id for stop in change.stops))
    places = after.stops.geometry[ids].to_numpy()
    return pd.Series(shapely.line_locate_point(line, places), index=ids).sort_values()


def _sides(
    patterns: list[Pattern], start: shapely.Point, end: End, directions: pd.Series
) -> list[End | None]:
    """Say at which end of each pattern a piece begins, if at any."""
    away = [_ends_away(pattern, start) for pattern in patterns]
    if not away:
        return []
    reach = min(min(pair) for pair in away) + NEAR_END_M
    sides: list[End | None] = []
    for pattern, (first, last) in zip(patterns, away, strict=True):
        near = (first <= reach, last <= reach)
        if all(near):
            runs_back = directions.get(pattern.trip_ids[0], 0) == 1
            sides.append(End.START if (end is End.START) != runs_back else End.END)
        else:
            sides.append(End.START if near[0] else End.END if near[1] else None)
    return sides


def _ends_away(pattern: Pattern, place: shapely.Point) -> tuple[float, float]:
    """Return how far a pattern's line starts and ends from a place."""
    if pattern.shape is None:
        return np.inf, np.inf
    first, last = np.hypot(*(pattern.shape.xy[[0, -1]] - [place.x, place.y]).T)
    return float(first), float(last)


def _longer(pattern: Pattern, piece: Shape, on_piece: pd.Series, *, at_start: bool) -> Pattern:
    """Add the stops of a piece to a pattern, and the piece to its line."""
    new = on_piece[~on_piece.index.isin(pattern.stop_ids)]
    shape = pattern.shape
    if shape is None:
        return pattern
    longer = extended(shape, piece, at_start=at_start)
    added_m = float(longer.way_m[-1] - shape.way_m[-1])
    gap = added_m - float(piece.way_m[-1])
    if at_start:
        moved = replace(
            pattern,
            along_m=pattern.along_m + added_m,
            distance=pattern.distance + added_m * pattern.unit,
            shape=longer,
        )
        at = float(piece.way_m[-1]) - new.to_numpy(dtype=float)[::-1]
        return _inserted(moved, new.index[::-1], at, place=0)
    at = float(shape.way_m[-1]) + gap + new.to_numpy(dtype=float)
    moved = replace(pattern, shape=longer)
    return _inserted(moved, new.index, at, place=len(pattern.stop_ids))


def _calling_at(pattern: Pattern, stop_id: str, at_m: float) -> Pattern:
    place = int(np.searchsorted(pattern.along_m, at_m, side="right"))
    return _inserted(pattern, [stop_id], np.array([at_m]), place=place)


def _inserted(
    pattern: Pattern, stop_ids: Collection[str], at_m: np.ndarray, *, place: int
) -> Pattern:
    """
    Put calls into a pattern before one of its calls, at places along its line.

    Between two calls the time is in proportion to the way; before the first and after
    the last it goes by the trip's speed, and the first time of all stays what it was.
    """
    if not len(at_m):
        return pattern
    number = len(pattern.stop_ids)
    if place in (0, number):
        near = 0 if place == 0 else number - 1
        way = at_m - pattern.along_m[near]
        stated = pattern.departure_s if place == 0 else pattern.arrival_s
        times = stated[:, [near]] + way[None, :] / pattern.speed_m_s[:, None]
        distance = _distances_beyond(pattern, at_m, near)
    else:
        length = pattern.along_m[place] - pattern.along_m[place - 1]
        share = (at_m - pattern.along_m[place - 1]) / length if length else np.zeros(len(at_m))
        times = _between(pattern.departure_s[:, [place - 1]], pattern.arrival_s[:, [place]], share)
        ends = pattern.distance[:, [place - 1]], pattern.distance[:, [place]]
        distance = _between(*ends, share)
    longer = replace(
        pattern,
        stop_ids=np.insert(pattern.stop_ids, place, list(stop_ids)),
        arrival_s=np.insert(pattern.arrival_s, [place] * len(at_m), times, axis=1),
        departure_s=np.insert(pattern.departure_s, [place] * len(at_m), times, axis=1),
        distance=np.insert(pattern.distance, [place] * len(at_m), distance, axis=1),
        source=np.insert(pattern.source, place, [NEW] * len(at_m)),
        along_m=np.insert(pattern.along_m, place, at_m),
    )
    if place:
        return longer
    later = pattern.departure_s[:, :1] - times[:, :1]
    return replace(
        longer, arrival_s=longer.arrival_s + later, departure_s=longer.departure_s + later
    )


def _distances_beyond(pattern: Pattern, at_m: np.ndarray, near: int) -> np.ndarray:
    """Return the distances of calls before the first or after the last: those of the line there."""
    beside = pattern.distance[:, [near]]
    stated = None if pattern.shape is None else pattern.shape.distance_at(at_m)
    if stated is None or not np.isfinite(stated).all():
        stated = np.maximum(beside + (at_m - pattern.along_m[near])[None, :] * pattern.unit, 0)
    # What the feed says of its own calls need not be what is measured.
    beyond: np.ndarray = np.minimum(stated, beside) if near == 0 else np.maximum(stated, beside)
    return beyond


def _between(start: np.ndarray, end: np.ndarray, share: np.ndarray) -> np.ndarray:
    between: np.ndarray = start + share[None, :] * (end - start)
    return between


def _with_line_ends(
    tables: Tables, patterns: list[Pattern], route_id: str, after: Network
) -> tuple[Tables, list[Pattern]]:
    """Let the trips of a line that is boarded anywhere call at both ends of it."""
    ends: dict[str, np.ndarray] = {}
    known: dict[bytes, np.ndarray] = {}
    count, changed = 0, []
    for pattern in sorted(patterns, key=lambda p: p.shape_id):
        if pattern.shape is None:
            changed.append(pattern)
            continue
        xy = pattern.shape.xy
        ids = known.get(xy.tobytes())
        if ids is None and (back := known.get(xy[::-1].tobytes())) is not None:
            ids = back[::-1]
        if ids is None:
            ids = spaced_points(pattern.line, route_id, count).ids
            count += len(ids)
            known[xy.tobytes()] = ids
        ends |= {ids[0]: xy[0], ids[-1]: xy[-1]}
        first = _inserted(pattern, [ids[0]], np.array([0.0]), place=0)
        length = np.array([float(pattern.shape.way_m[-1])])
        both = _inserted(first, [ids[-1]], length, place=len(first.stop_ids))
        changed.append(boarded_anywhere(both))
    return with_ends(tables, ends, route_id, after), changed


def _with_later_starts(tables: Tables, later_s: dict[str, float]) -> Tables:
    """Let trips at a headway start later, as their first call was cut off."""
    if "frequencies" not in tables or not later_s:
        return tables
    rows = tables["frequencies"]
    later = pd.Series([later_s.get(trip, 0.0) for trip in rows["trip_id"]], index=rows.index)
    moved = {}
    for column in ("start_time", "end_time"):
        seconds, _ = read_seconds(rows[column])
        moved[column] = rows[column].mask(
            later.ne(0) & seconds.notna(), clock_texts(seconds + later)
        )
    return {**tables, "frequencies": rows.assign(**moved).astype("str")}
