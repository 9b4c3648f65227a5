"""A trip that takes another way on a part of its course: its line, its calls, its times."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_app.crs import DISPLAY_CRS
from geo_app.proposals.courses.stretches import piece as part_of
from geo_app.proposals.feed.shape_rows import Shape, cut
from geo_app.proposals.feed.trip_patterns import APPROXIMATE, MAX_SPEED_KMH, NEW, assumed_speed_m_s
from geo_app.transit.drawn.line_stops import STOP_ON_LINE_M

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from geo_app.proposals.feed.trip_patterns import Pattern

    Numbers = NDArray[np.float64]

ONE_PLACE_M = 0.01
"""Points of a line nearer than this are one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detour:
    """
    What a pattern runs in place of a part of its line.

    Attributes
    ----------
    start_m, end_m
        The part, along the pattern's line.
    way
        The new piece, as the pattern runs it; None where it only leaves something out.
    is_first, is_last
        Whether the pattern begins, or ends, on it.
    """

    start_m: float
    end_m: float
    way: Shape | None
    is_first: bool = False
    is_last: bool = False

    def holds(self, along_m: Numbers) -> NDArray[np.bool_]:
        """
        Say which places along the pattern's line lie on the part.

        Parameters
        ----------
        along_m
            Metres along the pattern's line.
        """
        after_start = (along_m > self.start_m) | self.is_first
        before_end = (along_m < self.end_m) | self.is_last
        inside: NDArray[np.bool_] = after_start & before_end
        return inside


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """A call in the making: its stop, the row that it comes from, where and when it is."""

    stop_id: str
    source: int
    along_m: float
    arrival_s: Numbers
    departure_s: Numbers
    distance: Numbers | float = np.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A new piece: from where to where it lies on the new line, and when each trip is there."""

    start_m: float
    end_m: float
    start_s: Numbers
    took_s: Numbers

    def at(self, along_m: float) -> Numbers:
        """Return when trips are at a place of the new line."""
        length = self.end_m - self.start_m
        share = (along_m - self.start_m) / length if length else 0.0
        reached: Numbers = self.start_s + self.took_s * share
        return reached


def spliced(
    pattern: Pattern,
    detours: Sequence[Detour],
    places: gpd.GeoSeries,
    *,
    shape_id: str,
    more: Iterable[str] = (),
) -> Pattern:
    """
    Let a pattern take detours.

    Parameters
    ----------
    pattern
        With a line, its own or its stops joined.
    detours
        In order along it, none overlapping.
    places
        Points by `stop_id` in metres.
    shape_id
        What its new line is called.
    more
        Stops at which it calls as well where a detour passes them.

    Returns
    -------
    changed
        Calls off the detours keep their places, and their times up to the first
        detour; after it they are later by what the way is longer at each trip's own
        mean speed. Calls on a part that is left stay where they are beside the detour
        (`STOP_ON_LINE_M`). A trip starts when it did.
    """
    shape = _with_degrees(pattern, places.crs)
    line, edges = _joined(_parts(shape, detours))
    # By how much the line is longer, and trips are later, from each detour on.
    longer_m, later_s = [edges[0][0]], [np.zeros(len(pattern.trip_ids))]
    calls: list[_Call] = []
    for number, detour in enumerate(detours):
        bounds = edges[2 * number][1], edges[2 * number + 2][0]
        piece = _piece(pattern, detour, later_s[-1], *bounds)
        calls += _calls_on(pattern, detour, piece, line, places, more)
        longer_m.append(piece.end_m - detour.end_m)
        later_s.append(later_s[-1] + _later_s(pattern, detour, piece))
    calls += _kept_calls(pattern, detours, longer_m, later_s)
    distance = _distances(shape, line, detours, longer_m, edges)
    return _written(pattern, calls, detours, replace(line, distance=distance), shape_id)


def _with_degrees(pattern: Pattern, crs: object) -> Shape:
    """Return a pattern's line; of stops joined, with the degrees that nobody needed so far."""
    shape = pattern.shape
    if shape is None:
        raise ValueError("A pattern without a line takes no detour.")
    if pattern.shape_id:
        return shape
    degrees = gpd.GeoSeries(gpd.points_from_xy(*shape.xy.T), crs=crs).to_crs(DISPLAY_CRS)
    return replace(shape, degrees=degrees.get_coordinates().to_numpy())


def _parts(shape: Shape, detours: Sequence[Detour]) -> list[Shape | None]:
    """Return what is kept and what is new, in turn; None where there is nothing."""
    ends_m = [0.0, *(detour.end_m for detour in detours)]
    starts_m = [*(detour.start_m for detour in detours), float(shape.way_m[-1])]
    kept: list[Shape | None] = [
        cut(shape, start, end) for start, end in zip(ends_m, starts_m, strict=True)
    ]
    kept[0] = None if detours[0].is_first else kept[0]
    kept[-1] = None if detours[-1].is_last else kept[-1]
    parts = [kept[0]]
    for detour, after in zip(detours, kept[1:], strict=True):
        parts += [detour.way, after]
    return parts


def _joined(parts: Sequence[Shape | None]) -> tuple[Shape, list[tuple[float, float]]]:
    """Put parts behind each other; with the line, where each begins and ends on it."""
    edges: list[tuple[float, float]] = []
    shapes: list[Shape] = []
    at_m = 0.0
    for part in parts:
        if part is not None:
            at_m += float(np.hypot(*(part.xy[0] - shapes[-1].xy[-1]))) if shapes else 0.0
            shapes.append(part)
        way_m = 0.0 if part is None else float(part.way_m[-1])
        edges.append((at_m, at_m + way_m))
        at_m += way_m
    degrees, xy = (np.vstack([getattr(s, name) for s in shapes]) for name in ("degrees", "xy"))
    is_new = np.append(True, np.hypot(*np.diff(xy, axis=0).T) > ONE_PLACE_M)
    is_new[:2] |= is_new.sum() < 2  # noqa: PLR2004 - a line has two ends
    blank = np.full(int(is_new.sum()), np.nan)
    return Shape(degrees=degrees[is_new], xy=xy[is_new], distance=blank), edges


def _piece(
    pattern: Pattern, detour: Detour, later_s: Numbers, start_m: float, end_m: float
) -> _Piece:
    """Say when trips run a new piece: as long as the old one, and what the way is longer."""
    own_s = (end_m - start_m) / pattern.speed_m_s
    begin_s, end_s = _left_at(pattern, detour.start_m), _reached_at(pattern, detour.end_m)
    if detour.is_first:
        return _Piece(start_m=start_m, end_m=end_m, start_s=end_s - own_s, took_s=own_s)
    took_s = own_s
    if not detour.is_last:
        longer_m = (end_m - start_m) - (detour.end_m - detour.start_m)
        fastest_s = (end_m - start_m) / assumed_speed_m_s(MAX_SPEED_KMH)
        took_s = np.maximum(end_s - begin_s + longer_m / pattern.speed_m_s, fastest_s)
    return _Piece(start_m=start_m, end_m=end_m, start_s=begin_s + later_s, took_s=took_s)


def _later_s(pattern: Pattern, detour: Detour, piece: _Piece) -> Numbers:
    """Return by how much a detour makes trips later than they are."""
    if detour.is_first or detour.is_last:
        return np.zeros(len(pattern.trip_ids))
    return piece.took_s - (_reached_at(pattern, detour.end_m) - _left_at(pattern, detour.start_m))


def _left_at(pattern: Pattern, at_m: float) -> Numbers:
    """Return when each trip leaves a place, in proportion between its calls."""
    return _time_at(pattern, at_m, side="right")


def _reached_at(pattern: Pattern, at_m: float) -> Numbers:
    """Return when each trip reaches a place, in proportion between its calls."""
    return _time_at(pattern, at_m, side="left")


def _time_at(pattern: Pattern, at_m: float, *, side: Literal["left", "right"]) -> Numbers:
    is_known = np.isfinite(pattern.arrival_s).all(axis=0)
    along_m = pattern.along_m[is_known]
    arrival_s, departure_s = pattern.arrival_s[:, is_known], pattern.departure_s[:, is_known]
    after = int(np.searchsorted(along_m, at_m, side=side))
    reached: Numbers
    if not len(along_m):
        return np.zeros(len(pattern.trip_ids))
    if after in (0, len(along_m)):
        end = 0 if after == 0 else -1
        reached = departure_s[:, end] + (at_m - along_m[end]) / pattern.speed_m_s
        return reached
    way_m = along_m[after] - along_m[after - 1]
    share = (at_m - along_m[after - 1]) / way_m if way_m else 0.0
    start_s = departure_s[:, after - 1]
    reached = start_s + share * (arrival_s[:, after] - start_s)
    return reached


def _kept_calls(
    pattern: Pattern,
    detours: Sequence[Detour],
    longer_m: Sequence[float],
    later_s: Sequence[Numbers],
) -> list[_Call]:
    """Return the calls off the detours, each as much later as the detours before it make it."""
    along_m, unit = pattern.along_m, pattern.unit
    is_left = np.zeros(len(along_m), dtype=bool)
    passed = np.zeros(len(along_m), dtype=int)
    for detour in detours:
        is_left |= detour.holds(along_m)
        # A call where a bus leaves its line and comes back to it is made before that.
        is_here = (along_m == detour.start_m) & (detour.start_m == detour.end_m)
        passed += (along_m >= detour.end_m) & (~is_here | detour.is_first)
    return [
        _Call(
            stop_id=pattern.stop_ids[n],
            source=int(pattern.source[n]),
            along_m=float(along_m[n] + longer_m[passed[n]]),
            arrival_s=pattern.arrival_s[:, n] + later_s[passed[n]],
            departure_s=pattern.departure_s[:, n] + later_s[passed[n]],
            distance=pattern.distance[:, n] + longer_m[passed[n]] * unit,
        )
        for n in np.flatnonzero(~is_left)
    ]


def _calls_on(
    pattern: Pattern,
    detour: Detour,
    piece: _Piece,
    line: Shape,
    places: gpd.GeoSeries,
    more: Iterable[str],
) -> list[_Call]:
    """Return the calls on a new piece: those on the old one that lie beside it, and new ones."""
    old = [
        (pattern.stop_ids[n], int(pattern.source[n]))
        for n in np.flatnonzero(detour.holds(pattern.along_m))
    ]
    stops = [*old, *((stop_id, NEW) for stop_id in more)]
    way = part_of(shapely.LineString(line.xy), piece.start_m, piece.end_m)
    calls = []
    for stop_id, source in stops:
        place = places.get(stop_id)
        if place is None or not shapely.dwithin(place, way, STOP_ON_LINE_M):
            continue
        at_m = piece.start_m
        if way.geom_type == "LineString":
            at_m += float(shapely.line_locate_point(way, place))
        time_s = piece.at(at_m)
        calls.append(
            _Call(
                stop_id=stop_id, source=source, along_m=at_m, arrival_s=time_s, departure_s=time_s
            )
        )
    return calls


def _distances(
    shape: Shape,
    line: Shape,
    detours: Sequence[Detour],
    longer_m: Sequence[float],
    edges: Sequence[tuple[float, float]],
) -> Numbers:
    """Return the feed's distances of the new line: those of its old parts, and between them."""
    if not (np.isfinite(shape.distance).all() and shape.unit > 0):
        return np.full(len(line.xy), np.nan)
    known: list[tuple[float, float]] = []
    unit = shape.unit
    bounds_m = zip(
        [0.0, *(detour.end_m for detour in detours)],
        [*(detour.start_m for detour in detours), float(shape.way_m[-1])],
        strict=True,
    )
    for number, (start_m, end_m) in enumerate(bounds_m):
        new_m = np.array(edges[2 * number])
        old = shape.distance_at(np.array([start_m, end_m])) + longer_m[number] * unit
        known += zip(new_m, old, strict=True)
    at_m, stated = np.array(sorted(known)).T
    way_m = line.way_m
    beyond = np.clip(way_m - at_m[-1], 0, None) - np.clip(at_m[0] - way_m, 0, None)
    distance: Numbers = np.interp(way_m, at_m, stated) + beyond * unit
    return np.maximum.accumulate(np.maximum(distance, 0.0))


def _written(
    pattern: Pattern,
    calls: list[_Call],
    detours: Sequence[Detour],
    shape: Shape,
    shape_id: str,
) -> Pattern:
    """Return a pattern with other calls and another line; it starts when it did."""
    calls = sorted(calls, key=lambda call: call.along_m)
    trips = len(pattern.trip_ids)
    blank = np.empty((trips, 0))
    arrival_s = np.column_stack([blank, *(call.arrival_s for call in calls)])
    departure_s = np.column_stack([blank, *(call.departure_s for call in calls)])
    source = np.array([call.source for call in calls], dtype=int)
    along_m = np.array([call.along_m for call in calls], dtype=np.float64)
    if calls and (detours[0].is_first or source[0] != pattern.source[0]):
        early_s = pattern.departure_s[:, :1] - departure_s[:, :1]
        arrival_s, departure_s = arrival_s + early_s, departure_s + early_s
    return replace(
        pattern,
        stop_ids=np.array([call.stop_id for call in calls], dtype=object),
        arrival_s=arrival_s,
        departure_s=departure_s,
        distance=_call_distances(calls, shape, arrival_s.shape),
        rows=_approximate(pattern, detours[0]),
        source=source,
        along_m=along_m,
        shape=shape,
        shape_id=shape_id,
    )


def _call_distances(calls: list[_Call], shape: Shape, size: tuple[int, ...]) -> Numbers:
    """Return what the feed says of its calls, and of the others what it says of the line there."""
    distance: Numbers = np.full(size, np.nan)
    on_line = shape.distance_at(np.array([call.along_m for call in calls]))
    for number, (call, here) in enumerate(zip(calls, on_line, strict=True)):
        distance[:, number] = np.where(np.isnan(call.distance), here, call.distance)
    if not (size[1] and np.isfinite(distance).all()):
        return np.full(size, np.nan)
    return np.asarray(np.maximum.accumulate(np.maximum(distance, 0.0), axis=1))


def _approximate(pattern: Pattern, first: Detour) -> pd.DataFrame:
    """Say of the calls behind the first detour that their times are reckoned."""
    rows = pattern.rows
    if not len(pattern.trip_ids):
        return rows
    stated = rows.get("timepoint", pd.Series(None, index=rows.index, dtype="str"))
    is_later = (pattern.along_m > first.start_m) | first.is_first
    is_later_row = np.tile(is_later, len(pattern.trip_ids))
    return rows.assign(timepoint=stated.mask(is_later_row, APPROXIMATE))
