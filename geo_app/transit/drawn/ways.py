"""Places along a line: points at a spacing, and where the stops of a trip lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
import shapely.ops

BOARDING_SPACING_M = 20.0
"""Distance in metres between the points that stand for a hail-and-ride line: half of it is
how much too long a walk to the line can come out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spaced:
    """Points along a line, with their ids and their way from its start."""

    ids: np.ndarray
    xy: np.ndarray
    along_m: np.ndarray
    route_id: str


def straight_line(places: np.ndarray) -> shapely.Geometry | None:
    """
    Join stops by a line, None if the place of one is not known.

    Parameters
    ----------
    places
        Points of stops, None where nobody knows.
    """
    if shapely.is_missing(places).any():
        return None
    return shapely.LineString(shapely.get_coordinates(places))


def _vertices(line: shapely.Geometry) -> tuple[np.ndarray, np.ndarray]:
    """Return the corners of a line and how far from its start they are, gaps between parts too."""
    xy = shapely.get_coordinates(line)
    steps = np.hypot(*np.diff(xy, axis=0).T)
    return xy, np.append(0.0, np.cumsum(steps))


def places_along(line: shapely.Geometry, places: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """
    Return how far along the line each call lies, never backwards, in metres.

    Parameters
    ----------
    line
        The way of a trip, in metres.
    places
        Points of its stops in their order, None where nobody knows.
    distance
        `shape_dist_traveled` of its calls, in any unit, NaN where it is not stated.
    """
    xy, way = _vertices(line)
    whole, length = shapely.LineString(xy), float(way[-1])
    order = np.diff(distance)
    if np.isfinite(distance).all() and (order >= 0).all() and distance[-1] > distance[0]:
        start, end = _ends(whole, places, length)
        shares: np.ndarray = (distance - distance[0]) / (distance[-1] - distance[0])
        return start + shares * (end - start)
    along, before = np.zeros(len(places)), 0.0
    for number, place in enumerate(places):
        # Of a line that has come to its end nothing is left to look at.
        if place is not None and before < length:
            rest = shapely.ops.substring(whole, before, length)
            before = min(before + float(rest.project(place)), length)
        along[number] = before
    return along


def _ends(whole: shapely.LineString, places: np.ndarray, length: float) -> tuple[float, float]:
    """Return where the first and the last call lie; on a ring the last is at its end."""
    start, end = (
        fallback if place is None else float(whole.project(place))
        for place, fallback in ((places[0], 0.0), (places[-1], length))
    )
    return (start, end) if end > start else (0.0, length)


def spaced_points(line: shapely.Geometry, route_id: str, first: int = 0) -> Spaced:
    """
    Put points on a line, its corners among them, none in the gaps between its parts.

    Parameters
    ----------
    line
        In metres, of one part or several.
    route_id
        The route, after which the points are called.
    first
        The number of the first point.
    """
    dense = shapely.segmentize(line, BOARDING_SPACING_M)
    xy, way = _vertices(dense)
    ids = np.array([f"{route_id}@{first + n}" for n in range(len(xy))], dtype=object)
    return Spaced(ids=ids, xy=xy, along_m=way, route_id=route_id)
