"""Where a route's other courses run through a stretch of one of them, there or back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_app.proposals.courses.stretches import SHARED_AT_LEAST_M, SPACING_M, piece, spaced

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_app.proposals.courses.stretches import Stretch

STREET_M = 50.0
"""How far beside a course another one is on the same street: both sides of a wide one."""

ENDS_WITHIN_M = 100.0
"""A course that ends this near to where a line goes on, or begins, ends there as well."""

SAME_PLACE_M = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """
    The part of a course that runs through a stretch.

    Attributes
    ----------
    start_m, end_m
        Along the course, in metres.
    is_back
        Whether it runs against the stretch.
    is_first, is_last
        Whether the course begins, or ends, on the stretch.
    """

    start_m: float
    end_m: float
    is_back: bool = False
    is_first: bool = False
    is_last: bool = False


def passes(course: shapely.LineString, stretch: Stretch, other: shapely.LineString) -> list[Pass]:
    """
    Find where another course runs through a stretch from its beginning to its end.

    Parameters
    ----------
    course
        The line that the stretch is a part of, in metres.
    stretch
        The part.
    other
        Another line of the route, or the same.

    Returns
    -------
    passes
        In order along the other line, none overlapping. On a stretch at an end of the
        line it is enough that the other line ends there, too.
    """
    if other.equals_exact(course, 0.0):
        ends = {"is_first": stretch.is_first, "is_last": stretch.is_last}
        return [Pass(start_m=stretch.start_m, end_m=stretch.end_m, **ends)]
    street = piece(course, stretch.start_m, stretch.end_m)
    if stretch.is_first or stretch.is_last:
        at_m = stretch.end_m if stretch.is_first else stretch.start_m
        place = shapely.line_interpolate_point(course, at_m)
        return _at_an_end(street, place, other, is_first=stretch.is_first)
    return _through(course, stretch, street, other)


def runs_on(course: shapely.LineString, stretch: Stretch, other: shapely.LineString) -> bool:
    """
    Say whether another course runs along a part of a stretch, more than across it.

    Parameters
    ----------
    course
        The line that the stretch is a part of, in metres.
    stretch
        The part.
    other
        Another line of the route, in metres.
    """
    start_m = stretch.start_m + (0.0 if stretch.is_first else STREET_M)
    end_m = stretch.end_m - (0.0 if stretch.is_last else STREET_M)
    if end_m - start_m <= SHARED_AT_LEAST_M:
        return False
    near = shapely.buffer(piece(course, start_m, end_m), STREET_M / 2, cap_style="flat")
    return float(shapely.length(shapely.intersection(near, other))) > SHARED_AT_LEAST_M


def _through(
    course: shapely.LineString,
    stretch: Stretch,
    street: shapely.Geometry,
    other: shapely.LineString,
) -> list[Pass]:
    ends = [shapely.line_interpolate_point(course, at) for at in (stretch.start_m, stretch.end_m)]
    starts, finishes = (_places_beside(other, place) for place in ends)
    options = [
        Pass(
            start_m=min(start, end),
            end_m=max(start, end),
            is_back=_is_back(course, stretch, other, start, end),
        )
        for start in starts
        for end in finishes
    ]
    return _apart([part for part in options if _runs_beside(other, part, street)])


def _at_an_end(
    street: shapely.Geometry, place: shapely.Point, other: shapely.LineString, *, is_first: bool
) -> list[Pass]:
    """Find the end of another line that lies on a stretch at an end."""
    length = float(other.length)
    options = [
        part
        for at_m in _places_beside(other, place)
        for part in (
            Pass(start_m=0.0, end_m=at_m, is_back=not is_first, is_first=True),
            Pass(start_m=at_m, end_m=length, is_back=is_first, is_last=True),
        )
        if part.end_m - part.start_m <= ENDS_WITHIN_M or _ends_beside(other, part, street)
    ]
    # Of a line that begins and ends there, the end that is nearer to where they part.
    return sorted(options, key=lambda part: part.end_m - part.start_m)[:1]


def _places_beside(line: shapely.LineString, place: shapely.Point) -> list[float]:
    """Return where along a line it passes a place, once each time it comes near."""
    points = spaced(line)
    near = np.hypot(*(points.xy - [place.x, place.y]).T) <= STREET_M
    borders = np.flatnonzero(np.diff(np.concatenate([[False], near, [False]]).astype(int)))
    along = []
    for first, after in borders.reshape(-1, 2):
        start_m, end_m = points.at_m[[max(first - 1, 0), min(after, points.last)]]
        beside = shapely.line_locate_point(piece(line, start_m, end_m), place)
        along.append(float(start_m + beside))
    return along


def _is_back(
    course: shapely.LineString,
    stretch: Stretch,
    other: shapely.LineString,
    start: float,
    end: float,
) -> bool:
    """Say whether a line runs against a stretch between two places on it."""
    if abs(end - start) > SAME_PLACE_M:
        return end < start
    ways = []
    for line, at in ((course, stretch.start_m), (other, start)):
        ends = shapely.line_interpolate_point(line, [max(at - STREET_M, 0.0), at + STREET_M])
        ways.append(np.diff(shapely.get_coordinates(ends), axis=0)[0])
    return bool(np.dot(*ways) < 0)


def _runs_beside(other: shapely.LineString, part: Pass, street: shapely.Geometry) -> bool:
    """Say whether a part of a line and a street are beside each other all along."""
    along = piece(other, part.start_m, part.end_m)
    return _are_near(along, street) and _are_near(street, along)


def _ends_beside(other: shapely.LineString, part: Pass, street: shapely.Geometry) -> bool:
    return _are_near(piece(other, part.start_m, part.end_m), street)


def _are_near(line: shapely.Geometry, street: shapely.Geometry) -> bool:
    xy = shapely.get_coordinates(shapely.segmentize(line, SPACING_M))
    return bool(shapely.dwithin(shapely.points(xy), street, STREET_M).all())


def _apart(options: Iterable[Pass]) -> list[Pass]:
    """Take the shortest passes that do not overlap, in order along the line."""
    taken: list[Pass] = []
    for part in sorted(options, key=lambda part: part.end_m - part.start_m):
        if all(part.end_m <= one.start_m or part.start_m >= one.end_m for one in taken):
            taken.append(part)
    return sorted(taken, key=lambda part: part.start_m)
