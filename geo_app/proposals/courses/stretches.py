"""
Where a new line leaves a course: the stretches that somebody has changed.

Both lines are followed from their beginnings, never backwards, so that a street that is passed
twice, a ring, or a way out and back is no shorter than it is.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_app import searching

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

LEAVES_M = 25.0
"""How far a new line may run beside a course and still be it: what a line loses by simplifying
(15 m in the editor) and rounding, and less than from one street to the next."""

SPACING_M = 20.0
"""How densely lines are compared."""

JOINS_M = 1.0
"""A changed stretch begins and ends where the lines come as near as this, or nearest."""

SHARED_AT_LEAST_M = 100.0
"""Where lines that have parted run together for less than this, they cross."""

SHARED_AT_LEAST = 0.1
"""Lines that have less than this share of the shorter one in common have nothing in common."""

LAG = 3
"""Points by which two lines may be out of step and still run together: 60 m."""

AROUND = 50
"""Points looked at to find where two lines part: 1 km."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """
    A piece of a course, and the piece of the new line that is in its place.

    Attributes
    ----------
    start_m, end_m
        Along the course, in metres; the same where the new line only adds something.
    new_start_m, new_end_m
        Along the new line, in metres; the same where it only leaves something out.
    is_first, is_last
        Whether the new line begins, or ends, elsewhere than the course.
    """

    start_m: float
    end_m: float
    new_start_m: float
    new_end_m: float
    is_first: bool = False
    is_last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """Points of a line and how far along it each lies."""

    line: shapely.LineString
    at_m: NDArray[np.float64]
    xy: NDArray[np.float64]

    @property
    def last(self) -> int:
        """The number of the last point."""
        return len(self.at_m) - 1


def changed_stretches(
    course: shapely.LineString, line: shapely.LineString
) -> tuple[Stretch, ...] | None:
    """
    Find where a line leaves a course.

    Parameters
    ----------
    course
        As the route runs, in metres.
    line
        The new line in metres, in the direction of the course.

    Returns
    -------
    stretches
        In order, none overlapping; empty where the line is the course. None where the
        two have less than `SHARED_AT_LEAST` of the shorter one in common.

    Notes
    -----
    A line has left the course where either is more than `LEAVES_M` from the part of
    the other that it would be. The stretch begins where they part, not where they are
    that far apart.
    """
    old, new = spaced(course), _cornered(line)
    pairs = _followed(old, new)
    if not pairs:
        return None
    gaps = _joined_gaps([gap for gap in _gaps(pairs, old, new) if _is_apart(*gap, old, new)], new)
    stretches = _without_overlaps(_stretch(*gap, old, new) for gap in gaps)
    return stretches if _is_shared(stretches, course, line) else None


def runs_against(course: shapely.LineString, line: shapely.LineString) -> bool:
    """
    Say whether a line seems to run against a course.

    Parameters
    ----------
    course, line
        In metres.
    """
    old, new = spaced(course), spaced(line)
    away, nearest = searching.cKDTree(old.xy).query(new.xy, distance_upper_bound=LEAVES_M)
    steps = np.sign(np.diff(nearest[np.isfinite(away)]))
    return bool(steps.sum() < 0)


def _away(points: Points, other: Points, reach_m: float) -> NDArray[np.float64]:
    """Return metres from each of some points to the nearest of others; infinite beyond reach."""
    away_m, _ = searching.cKDTree(other.xy).query(points.xy, distance_upper_bound=reach_m)
    metres: NDArray[np.float64] = away_m
    return metres


def likeness(course: shapely.LineString, line: shapely.LineString) -> tuple[float, float]:
    """
    Say how much of a line runs beside a course, and how much of either does not.

    Parameters
    ----------
    course, line
        In metres.

    Returns
    -------
    shared_m, apart_m
        Metres of the line; metres of both. To `SPACING_M`.
    """
    old, new = spaced(course), spaced(line)
    reach_m = float(np.hypot(LEAVES_M, SPACING_M / 2))
    old_far, new_far = (
        int(np.isinf(_away(points, other, reach_m)).sum())
        for points, other in ((old, new), (new, old))
    )
    shared = len(new.at_m) - new_far
    return shared * SPACING_M, (old_far + new_far) * SPACING_M


def piece(line: shapely.LineString, start_m: float, end_m: float) -> shapely.Geometry:
    """
    Return a part of a line; a point where it has no length.

    Parameters
    ----------
    line
        In metres.
    start_m, end_m
        Metres along it; beyond its ends the end counts.
    """
    corners = shapely.get_coordinates(line)
    way = _way_m(corners)
    inside = (way > start_m) & (way < end_m)
    at_m = np.clip(np.concatenate([[start_m], way[inside], [end_m]]), 0.0, way[-1])
    xy = np.column_stack([np.interp(at_m, way, column) for column in corners.T])
    return shapely.LineString(xy) if at_m[-1] > at_m[0] else shapely.Point(xy[0])


def spaced(line: shapely.LineString) -> Points:
    """
    Put points on a line at a spacing.

    Parameters
    ----------
    line
        In metres; the spacing is `SPACING_M`, and its end has a point, too.
    """
    length = float(line.length)
    at_m = np.append(np.arange(0.0, length, SPACING_M), length)
    corners = shapely.get_coordinates(line)
    way = _way_m(corners)
    xy = np.column_stack([np.interp(at_m, way, column) for column in corners.T])
    return Points(line=line, at_m=at_m, xy=xy)


def _cornered(line: shapely.LineString) -> Points:
    """Put points on a line at a spacing, its corners among them."""
    xy = shapely.get_coordinates(shapely.segmentize(line, SPACING_M))
    return Points(line=line, at_m=_way_m(xy), xy=xy)


def _way_m(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far along a line each of its corners lies."""
    return np.append(0.0, np.cumsum(np.hypot(*np.diff(xy, axis=0).T)))


def _followed(old: Points, new: Points) -> list[tuple[int, int]]:
    """
    Pair points of a new line with points of a course beside them, neither going backwards.

    It is the longest such list of pairs (longest non-decreasing subsequence).
    """
    ends: list[int] = []
    last: list[tuple[int, int]] = []
    before: dict[tuple[int, int], tuple[int, int] | None] = {}
    for pair in _near(old, new):
        place = bisect.bisect_right(ends, pair[1])
        before[pair] = last[place - 1] if place else None
        ends[place : place + 1] = [pair[1]]
        last[place : place + 1] = [pair]
    return _traced(last[-1] if last else None, before)


def _near(old: Points, new: Points) -> list[tuple[int, int]]:
    """Pair each point of a new line with the nearest one of each pass of the course beside it."""
    trees = [searching.cKDTree(points.xy) for points in (new, old)]
    near = trees[0].sparse_distance_matrix(trees[1], LEAVES_M, output_type="ndarray")
    near = near[np.lexsort((near["j"], near["i"]))]
    begins = (np.diff(near["i"], prepend=-1) != 0) | (np.diff(near["j"], prepend=-1) != 1)
    order = np.lexsort((near["v"], np.cumsum(begins)))
    nearest = near[order][np.flatnonzero(begins)]
    # Of one point the furthest on comes first, so that it is paired once.
    nearest = nearest[np.lexsort((-nearest["j"], nearest["i"]))]
    return list(zip(nearest["i"].tolist(), nearest["j"].tolist(), strict=True))


def _traced(
    pair: tuple[int, int] | None, before: dict[tuple[int, int], tuple[int, int] | None]
) -> list[tuple[int, int]]:
    pairs = []
    while pair is not None:
        pairs.append(pair)
        pair = before[pair]
    return pairs[::-1]


Gap = tuple[int, int, int, int]
"""Points of the new line, and of the course, between which they may have parted; -1 before the
first point, one more than the last behind it."""


def _gaps(pairs: list[tuple[int, int]], old: Points, new: Points) -> list[Gap]:
    """Return where points of either line have no partner."""
    ends = [(-1, -1), *pairs, (new.last + 1, old.last + 1)]
    return [
        (here, there, old_here, old_there)
        for (here, old_here), (there, old_there) in pairwise(ends)
        if there - here > 1 or old_there - old_here > 1
    ]


def _is_apart(
    here: int, there: int, old_here: int, old_there: int, old: Points, new: Points
) -> bool:
    """Say whether one of the lines is further than `LEAVES_M` from the other in a gap."""
    parts = ((new, here, there), (old, old_here, old_there))
    # Where a line turns back, what is beside it may lie a little before or after.
    wide = [_between(points, first - LAG, last + LAG) for points, first, last in parts]
    for (points, first, last), other in zip(parts, reversed(wide), strict=True):
        inside = shapely.points(points.xy[first + 1 : last])
        if not shapely.dwithin(inside, other, LEAVES_M).all():
            return True
    return False


def _between(points: Points, first: int, last: int) -> shapely.Geometry:
    start, end = (min(max(number, 0), points.last) for number in (first, last))
    return piece(points.line, float(points.at_m[start]), float(points.at_m[end]))


def _joined_gaps(gaps: Iterable[Gap], new: Points) -> list[Gap]:
    """Take gaps for one that are too near to each other for a street in common."""
    joined: list[Gap] = []
    for gap in gaps:
        if joined and new.at_m[gap[0]] - new.at_m[joined[-1][1]] < SHARED_AT_LEAST_M:
            before = joined.pop()
            joined.append((before[0], gap[1], before[2], gap[3]))
        else:
            joined.append(gap)
    return joined


def _stretch(
    here: int, there: int, old_here: int, old_there: int, old: Points, new: Points
) -> Stretch:
    """Let a stretch begin and end where the lines part, and say where that is on the course."""
    start, end, start_m, end_m = 0, new.last, 0.0, float(old.line.length)
    first, last = here < 0, there > new.last
    if not first:
        start, start_m = _parting(here, -1, old_here, old, new)
    if not last:
        end, end_m = _parting(there, 1, old_there, old, new)
    return Stretch(
        start_m=min(start_m, end_m),
        end_m=max(start_m, end_m),
        new_start_m=float(new.at_m[start]),
        new_end_m=float(new.at_m[end]),
        is_first=first,
        is_last=last,
    )


def _parting(
    number: int, step: int, old_number: int, old: Points, new: Points
) -> tuple[int, float]:
    """
    Go along the new line, away from a gap, as long as it comes nearer to the course.

    Returns
    -------
    number, along_m
        The point of the new line, and where that is on the course.
    """
    edges = sorted((old_number - step * LAG, old_number + step * AROUND))
    start_m, end_m = (float(old.at_m[min(max(n, 0), old.last)]) for n in edges)
    course = piece(old.line, start_m, end_m)
    end = max(number - AROUND, 0) if step < 0 else min(number + AROUND, new.last)
    places = shapely.points(new.xy[np.arange(number, end + step, step)])
    away = shapely.distance(places, course)
    steps = 0
    while steps + 1 < len(away) and away[steps] > JOINS_M and away[steps + 1] < away[steps]:
        steps += 1
    along_m = float(shapely.line_locate_point(course, places[steps]))
    return number + step * steps, start_m + along_m


def _without_overlaps(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Take stretches that have grown into each other for one."""
    joined: list[Stretch] = []
    for one in stretches:
        before = joined[-1] if joined else None
        if before is None or (one.start_m >= before.end_m and one.new_start_m >= before.new_end_m):
            joined.append(one)
            continue
        joined[-1] = Stretch(
            start_m=min(before.start_m, one.start_m),
            end_m=max(before.end_m, one.end_m),
            new_start_m=min(before.new_start_m, one.new_start_m),
            new_end_m=max(before.new_end_m, one.new_end_m),
            is_first=before.is_first,
            is_last=one.is_last,
        )
    return tuple(joined)


def _is_shared(
    stretches: Iterable[Stretch], course: shapely.LineString, line: shapely.LineString
) -> bool:
    """Say whether the lines have something in common beside the stretches."""
    left = [float(course.length), float(line.length)]
    least = SHARED_AT_LEAST * min(left)
    for stretch in stretches:
        left[0] -= stretch.end_m - stretch.start_m
        left[1] -= stretch.new_end_m - stretch.new_start_m
    return min(left) > least
