"""Stops put on a line by themselves: evenly, or where they serve the most people."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo_app import limits
from geo_app.errors import LayerError, mark

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geo_app.network.walking import Places, Walking

CANDIDATES_EVERY_M = 50.0
"""Places that are weighed for a stop stand no further apart than this along the line."""

RING_M = 1.0
"""A line whose ends are this near to each other is a ring: its ends are one place."""

PEOPLE_DIGITS = 6
"""Sums are compared so exactly: the order in which people are added must not choose a place."""

SLACK_M = 1e-6
"""Two places at just the least spacing are far enough apart, whatever the rounding."""


class PlacedStops(NamedTuple):
    """
    Stops along a line, in their order.

    Attributes
    ----------
    along_m
        Metres from the line's start.
    people
        Persons whom each adds to those before it in the order in which they were
        chosen; unknown numbers of persons are not in it.
    unknown
        Origins newly served whose number of persons is not known.
    """

    along_m: NDArray[np.float64]
    people: NDArray[np.float64]
    unknown: NDArray[np.int64]


def place_by_spacing(line_xy: NDArray[np.float64], *, spacing_m: float) -> NDArray[np.float64]:
    """
    Put stops on both ends of a line and evenly between them.

    Parameters
    ----------
    line_xy
        (vertices, 2) metres.
    spacing_m
        Wished for; the even spacing nearest to it is taken, of two the wider.

    Returns
    -------
    along_m
        Metres along the line, ascending. A ring has one stop where it starts and
        ends, a line without length one stop in all.

    Raises
    ------
    LayerError
        If there would be more than `limits.STOPS`.
    ValueError
        If the spacing is not above 0, or the line has no vertex.
    """
    if not spacing_m > 0:
        raise ValueError(f"spacing_m must be above 0, not {spacing_m}.")
    length_m = _length_m(line_xy)
    if length_m == 0:
        return np.zeros(1)
    # A stop more than gaps; compared before any is made, for a spacing may be tiny.
    if length_m / spacing_m > limits.STOPS - 1:
        raise LayerError(
            mark(
                "A stop every {spacing} m would be more than {most:,} stops on this line. Choose a "
                "wider spacing."
            ),
            spacing=f"{spacing_m:g}",
            most=limits.STOPS,
        )
    fewer = max(int(length_m // spacing_m), 1)
    gaps = min((fewer, fewer + 1), key=lambda count: abs(length_m / count - spacing_m))
    along_m: NDArray[np.float64] = np.linspace(0.0, length_m, gaps + 1)
    return along_m[:-1] if _is_ring(line_xy) else along_m


def place_by_coverage(
    line_xy: NDArray[np.float64],
    walking: Walking,
    origins: Places,
    people: NDArray[np.float64],
    *,
    limit_m: float,
    number: int,
    min_spacing_m: float = 0.0,
    already_served: NDArray[np.bool_] | None = None,
) -> PlacedStops:
    """
    Put stops where they serve the most people who have none yet, one after the other.

    Parameters
    ----------
    line_xy
        (vertices, 2) metres; a place every 50 m along it is weighed.
    walking
        How people walk, in the CRS of the line.
    origins
        Where people live, as `walking.places` returns them.
    people
        (origins,) persons; NaN where not known, which decides only between equals.
    limit_m
        Metres on foot within which a stop serves.
    number
        Most stops.
    min_spacing_m
        Along the line between two of them; round a ring either way.
    already_served
        (origins,) who has a stop without these; nobody if left out.

    Returns
    -------
    placed
        Fewer than `number` where no further place serves anybody new. Of places that
        serve equally many the one with the most origins whose people are not known,
        then the first along the line.

    Raises
    ------
    ValueError
        If the arrays differ in length, or a number is negative.

    Notes
    -----
    Choosing the best next stop each time serves at least 63 % (1 - 1/e) of the people
    whom the best choice of as many places serves, where no spacing is asked for.

    References
    ----------
    Nemhauser, Wolsey & Fisher (1978), An analysis of approximations for maximizing
    submodular set functions, Mathematical Programming 14, 265-294.
    Minoux (1978), Accelerated greedy algorithms for maximizing submodular set functions.
    """
    served = np.zeros(len(origins), dtype=bool) if already_served is None else already_served
    if len(people) != len(origins) or len(served) != len(origins):
        raise ValueError("people and already_served must be as many as the origins.")
    if number < 0 or min_spacing_m < 0 or limit_m < 0:
        raise ValueError("number, min_spacing_m and limit_m must not be negative.")
    line_xy = np.asarray(line_xy, dtype=float)
    along_m = _candidates(line_xy)
    left = np.flatnonzero(~np.asarray(served, dtype=bool))
    targets = walking.places(_places_at(line_xy, along_m))
    pairs = walking.within(origins.take(left), targets, limit_m=limit_m)
    town = _Town(_by_target(pairs, len(along_m)), np.asarray(people, dtype=float)[left])
    round_m = _length_m(line_xy) if _is_ring(line_xy) else np.inf
    return _chosen(town, along_m, number=number, min_spacing_m=min_spacing_m, round_m=round_m)


class _Town:
    """Who is within reach of each place, and who of them has no stop yet."""

    def __init__(self, reached: list[NDArray[np.int64]], people: NDArray[np.float64]) -> None:
        self._reached = reached
        self._known = np.nan_to_num(people, nan=0.0)
        self._is_unknown = np.isnan(people)
        self._is_left = np.ones(len(people), dtype=bool)

    def gain(self, place: int) -> tuple[float, int]:
        """Count the persons whom a stop would add, and the origins of unknown people."""
        new = self._new(place)
        people = round(float(self._known[new].sum()), PEOPLE_DIGITS)
        return people, int(self._is_unknown[new].sum())

    def serve(self, place: int) -> None:
        """Put a stop."""
        self._is_left[self._new(place)] = False

    def _new(self, place: int) -> NDArray[np.int64]:
        origins = self._reached[place]
        return origins[self._is_left[origins]]


def _chosen(
    town: _Town, along_m: NDArray[np.float64], *, number: int, min_spacing_m: float, round_m: float
) -> PlacedStops:
    """
    Take the best place, again and again.

    A place never gains by another stop, so what it was worth before is an upper
    bound: only the place that looks best is counted anew.
    """
    bounds = [(*_negative(town.gain(place)), place) for place in range(len(along_m))]
    heapq.heapify(bounds)
    chosen: dict[int, tuple[float, int]] = {}
    while bounds and len(chosen) < number:
        *bound, place = heapq.heappop(bounds)
        apart_m = np.abs(along_m[list(chosen)] - along_m[place])
        if (np.minimum(apart_m, round_m - apart_m) < min_spacing_m - SLACK_M).any():
            continue
        gain = town.gain(place)
        if _negative(gain) != tuple(bound):
            heapq.heappush(bounds, (*_negative(gain), place))
        elif any(gain):
            chosen[place] = gain
            town.serve(place)
    places = sorted(chosen)
    return PlacedStops(
        along_m=along_m[places],
        people=np.array([chosen[place][0] for place in places], dtype=float),
        unknown=np.array([chosen[place][1] for place in places], dtype=np.int64),
    )


def _negative(gain: tuple[float, int]) -> tuple[float, int]:
    """Turn a gain round, as the heap gives the least first."""
    return -gain[0], -gain[1]


def _by_target(pairs: pd.DataFrame, count: int) -> list[NDArray[np.int64]]:
    """Return the origins within reach of each target."""
    target, origin = pairs["target"].to_numpy(), pairs["origin"].to_numpy()
    order = np.lexsort((origin, target))
    return np.split(origin[order], np.searchsorted(target[order], np.arange(1, count)))


def _candidates(line_xy: NDArray[np.float64]) -> NDArray[np.float64]:
    length_m = _length_m(line_xy)
    gaps = max(int(np.ceil(length_m / CANDIDATES_EVERY_M)), 1)
    along_m: NDArray[np.float64] = np.linspace(0.0, length_m, gaps + 1)
    return along_m[:-1] if _is_ring(line_xy) else along_m


def _places_at(line_xy: NDArray[np.float64], along_m: NDArray[np.float64]) -> NDArray[np.float64]:
    line = shapely.LineString(np.repeat(line_xy, 2, axis=0) if len(line_xy) == 1 else line_xy)
    xy: NDArray[np.float64] = shapely.get_coordinates(shapely.line_interpolate_point(line, along_m))
    return xy


def _length_m(line_xy: NDArray[np.float64]) -> float:
    if len(line_xy) == 0:
        raise ValueError("A line without a vertex has no place for a stop.")
    return float(np.hypot(*np.diff(np.asarray(line_xy, dtype=float), axis=0).T).sum())


def _is_ring(line_xy: NDArray[np.float64]) -> bool:
    first, last = np.asarray(line_xy, dtype=float)[[0, -1]]
    return bool(np.hypot(*(last - first)) <= RING_M < _length_m(line_xy))
