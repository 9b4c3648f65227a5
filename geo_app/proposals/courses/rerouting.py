"""
What another course of a route means for each of its trips, decided once.

The line of a change is one course of its route, drawn anew. Where it leaves the course that it
is most alike to, all trips that run that stretch, there or back, take the new one; whatever
does not run there stays as it is. `apply` reads from this at which stops the route calls,
`feed_reroutes` how its timetable changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_app.proposals.courses.passes import Pass, passes, runs_on
from geo_app.proposals.courses.splicing import Detour, spliced
from geo_app.proposals.courses.stretches import changed_stretches, likeness, runs_against
from geo_app.proposals.feed.longer_trips import with_call
from geo_app.proposals.feed.shape_rows import Shape, cut, drawn_shape
from geo_app.proposals.feed.trip_patterns import Pattern
from geo_app.proposals.metres import line_in, points_in
from geo_app.proposals.route_history import history_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo_app.proposals.changes.reroute import Reroute
    from geo_app.proposals.changes.terms import Line
    from geo_app.proposals.courses.stretches import Stretch
    from geo_app.transit.network import Network

MIN_CALLS = 2
NOTHING_M = 1e-6

ONE_LINE_M = 0.01
"""Lines whose corners are nearer than this are one."""

AS_MUCH_M = 100.0
"""Courses that share this much less of a line share as much of it."""

NO_ROWS = pd.DataFrame()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rerouting:
    """
    What becomes of a route.

    Attributes
    ----------
    whole
        (lon, lat) of the line that every trip runs from end to end, where the new line
        has next to nothing in common with the route, or the route is boarded anywhere;
        None where trips change only on the stretches that do.
    before, after
        The route's patterns; one that stays as it is is the same object in both.
    kept_back
        How many trips begin, end or branch off on a changed stretch and so keep to it.
    """

    whole: Line | None
    before: tuple[Pattern, ...] = ()
    after: tuple[Pattern, ...] = ()
    kept_back: int = 0

    @property
    def changed(self) -> list[Pattern]:
        """The patterns that are no longer what they were."""
        pairs = zip(self.before, self.after, strict=True)
        return [now for was, now in pairs if now is not was]

    @property
    def stop_ids(self) -> set[str]:
        """Where the route calls; a trip with a single call runs no more."""
        running = [pattern for pattern in self.after if len(pattern.stop_ids) >= MIN_CALLS]
        return {stop_id for pattern in running or self.after for stop_id in pattern.stop_ids}

    @property
    def lines(self) -> list[shapely.LineString]:
        """The different lines of the route, one that is run there and back once."""
        lines: list[shapely.LineString] = []
        for pattern in self.after:
            line = pattern.line
            if line is not None and not any(_is_same_way(line, known) for known in lines):
                lines.append(line)
        return lines

    @property
    def longer_m(self) -> float:
        """By how much the mean trip becomes longer."""
        trips = np.array([len(pattern.trip_ids) for pattern in self.before], dtype=np.float64)
        pairs = zip(self.before, self.after, strict=True)
        metres = [_length_m(now) - _length_m(was) for was, now in pairs]
        return float(np.average(metres, weights=trips)) if trips.any() else sum(metres)


def rerouting_of(
    change: Reroute, before: Network, patterns: Sequence[Pattern] | None = None
) -> Rerouting:
    """
    Decide what another course means for each trip of a route.

    Parameters
    ----------
    change
        The change.
    before
        The network without it.
    patterns
        The route's trips, if they are at hand.

    Returns
    -------
    rerouting
        The line is held against the course that it is most alike to, in either
        direction, with a tolerance of `stretches.LEAVES_M`. A pattern that runs a
        changed stretch from its beginning to its end, on the same street
        (`passes.STREET_M`), takes the new one; on a stretch at an end of the line it
        is enough that the pattern ends there. One that begins, ends or branches off on
        a stretch between keeps to the old street.

    Notes
    -----
    Of a route that is boarded anywhere every trip runs the same line: the course, with
    its changed stretches.
    """
    if patterns is not None:
        return _decided(change, before, list(patterns))
    history, route_id = history_of(before), change.route_id
    if history is None:
        return _decided(change, before, [])
    trips = history.kept(route_id, "patterns", lambda: history.patterns(route_id, before))
    return history.kept(route_id, change, lambda: _decided(change, before, trips))


def _decided(change: Reroute, before: Network, trips: list[Pattern]) -> Rerouting:
    patterns = trips or _without_trips(before, change.route_id)
    line = drawn_shape(line_in(before, change.line), np.array(change.line, dtype=np.float64))
    course = _course_of(patterns, shapely.LineString(line.xy))
    if course is None:
        return Rerouting(whole=change.line)
    line, stretches = _directed(course, line)
    if stretches is None:
        return Rerouting(whole=change.line)
    if stretches and before.is_hailed(change.route_id):
        return Rerouting(whole=_whole(course, line, stretches, patterns, before))
    return _along_stretches(change, before, patterns, course, line, stretches)


def _along_stretches(
    change: Reroute,
    before: Network,
    patterns: list[Pattern],
    course: shapely.LineString,
    line: Shape,
    stretches: tuple[Stretch, ...],
) -> Rerouting:
    places = _places(change, before)
    called = {stop_id for pattern in patterns for stop_id in pattern.stop_ids}
    new = [stop.stop_id for stop in change.stops]
    more = [stop_id for stop_id in dict.fromkeys(new) if stop_id not in called]
    plans = [_detours(course, line, stretches, pattern) for pattern in patterns]
    ids = _shape_ids(change.route_id, patterns)
    after = [
        spliced(pattern, plan, places, shape_id=shape_id, more=more) if plan else pattern
        for pattern, plan, shape_id in zip(patterns, plans, ids, strict=True)
    ]
    for stop_id in dict.fromkeys(new):
        after = with_call(after, stop_id, places[stop_id])
    kept_back = sum(
        len(pattern.trip_ids)
        for pattern, plan in zip(patterns, plans, strict=True)
        if _keeps_back(course, stretches, pattern, plan)
    )
    return Rerouting(whole=None, before=tuple(patterns), after=tuple(after), kept_back=kept_back)


def _directed(course: shapely.LineString, line: Shape) -> tuple[Shape, tuple[Stretch, ...] | None]:
    """Turn a line so that it runs as a course does, with the stretches where it leaves it."""
    ways = [line, line.backwards()]
    if runs_against(course, shapely.LineString(line.xy)):
        ways.reverse()
    options = []
    for way in ways:
        stretches = changed_stretches(course, shapely.LineString(way.xy))
        left_m = sum(one.end_m - one.start_m for one in stretches or ())
        if stretches is not None and left_m < course.length / 2:
            return way, stretches
        options.append((np.inf if stretches is None else left_m, way, stretches))
    _, way, stretches = min(options, key=lambda option: option[0])
    return way, stretches


def _detours(
    course: shapely.LineString, line: Shape, stretches: Iterable[Stretch], pattern: Pattern
) -> list[Detour]:
    """Return what a pattern runs instead of the stretches that it runs through."""
    if pattern.line is None:
        return []
    pairs = [
        (one, stretch) for stretch in stretches for one in passes(course, stretch, pattern.line)
    ]
    detours: list[Detour] = []
    for one, stretch in sorted(pairs, key=lambda pair: (pair[0].start_m, pair[0].end_m)):
        if not detours or one.start_m >= detours[-1].end_m:
            detours.append(_detour(one, stretch, line))
    return detours


def _detour(one: Pass, stretch: Stretch, line: Shape) -> Detour:
    way = None
    if stretch.new_end_m - stretch.new_start_m > NOTHING_M:
        way = cut(line, stretch.new_start_m, stretch.new_end_m)
        way = way.backwards() if one.is_back else way
    return Detour(
        start_m=one.start_m,
        end_m=one.end_m,
        way=way,
        is_first=one.is_first,
        is_last=one.is_last,
    )


def _keeps_back(
    course: shapely.LineString,
    stretches: Sequence[Stretch],
    pattern: Pattern,
    plan: Sequence[Detour],
) -> bool:
    """Say whether a pattern runs on a stretch of which it takes no detour."""
    line = pattern.line
    if line is None or len(plan) >= len(stretches):
        return False
    missed = [one for one in stretches if not passes(course, one, line)]
    return any(runs_on(course, one, line) for one in missed)


def _whole(
    course: shapely.LineString,
    line: Shape,
    stretches: tuple[Stretch, ...],
    patterns: list[Pattern],
    before: Network,
) -> Line:
    """Return a course with its changed stretches, in degrees."""
    pattern = next(
        one for one in patterns if one.line is not None and one.line.equals_exact(course, 0.0)
    )
    detours = _detours(course, line, stretches, pattern)
    shape = spliced(pattern, detours, before.stops.geometry, shape_id="").shape
    assert shape is not None
    return tuple((float(lon), float(lat)) for lon, lat in shape.degrees)


def _places(change: Reroute, before: Network) -> gpd.GeoSeries:
    """Return the places of the stops of a network and of a change."""
    places = before.stops.geometry
    new = {stop.stop_id: stop for stop in change.stops if stop.stop_id not in places.index}
    if not new:
        return places
    points = points_in(before, [(stop.lon, stop.lat) for stop in new.values()])
    joined = np.concatenate([places.to_numpy(), np.array(points, dtype=object)])
    return gpd.GeoSeries(joined, index=[*places.index, *new], crs=places.crs)


def _without_trips(before: Network, route_id: str) -> list[Pattern]:
    """Return the lines of a route that has no trip, each with the stops beside it."""
    return [
        _empty_pattern(before, route_id, part)
        for part in shapely.get_parts(before.routes.geometry[route_id])
    ]


def _empty_pattern(before: Network, route_id: str, line: shapely.LineString) -> Pattern:
    places = before.stops.geometry[before.real_stops_of(route_id)]
    along_m = shapely.line_locate_point(line, places.to_numpy())
    order = np.argsort(along_m, kind="stable")
    xy = shapely.get_coordinates(line)
    none = np.empty((0, len(places)))
    return Pattern(
        trip_ids=np.empty(0, dtype=object),
        stop_ids=places.index.to_numpy(dtype=object)[order],
        arrival_s=none,
        departure_s=none,
        distance=none,
        rows=NO_ROWS,
        source=np.arange(len(places)),
        shape_id="",
        shape=Shape(degrees=xy, xy=xy, distance=np.full(len(xy), np.nan)),
        along_m=along_m[order],
    )


def _shape_ids(route_id: str, patterns: Sequence[Pattern]) -> list[str]:
    """Name the new lines: those of one shape have one, as have those of the same calls."""
    return [pattern.shape_id or f"{route_id}:{number}" for number, pattern in enumerate(patterns)]


def _course_of(patterns: Sequence[Pattern], line: shapely.LineString) -> shapely.LineString | None:
    """
    Return the course that a line has most in common with.

    Of those with as much, give or take `AS_MUCH_M`, that which has least beside; of
    those the one that most trips run.
    """
    trips: dict[bytes, int] = {}
    courses = {}
    for pattern in patterns:
        if pattern.line is not None:
            key = pattern.line.wkb
            courses[key] = pattern.line
            trips[key] = trips.get(key, 0) + len(pattern.trip_ids)
    alike = {key: likeness(course, line) for key, course in courses.items()}
    if not alike:
        return None
    most_m = max(shared_m for shared_m, _ in alike.values())
    near = [key for key, (shared_m, _) in alike.items() if shared_m >= most_m - AS_MUCH_M]
    return courses[min(near, key=lambda key: (alike[key][1], -trips[key]))]


def _is_same_way(line: shapely.LineString, other: shapely.LineString) -> bool:
    return bool(
        line.equals_exact(other, ONE_LINE_M) or line.reverse().equals_exact(other, ONE_LINE_M)
    )


def _length_m(pattern: Pattern) -> float:
    return 0.0 if pattern.line is None else float(pattern.line.length)
