"""
Whether a stop is within reach of many points, mostly without measuring a distance.

The plane is cut into small cells. From every place of most cells a stop is within
the limit, or from none; only in the cells between them distances are measured.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from geo_app import searching

if TYPE_CHECKING:
    from numpy.typing import NDArray

CELLS_PER_LIMIT = 8
"""Finer cells leave fewer points between, coarser ones are painted sooner; measured."""

MIN_CELLS, MAX_CELLS, CELLS_PER_POINT = 2**16, 2**27, 2
"""Cells are made coarser before there are more: a byte each, and time to paint; measured."""

MARGIN_M = 0.001
"""A cell is decided as a whole only if its nearest and farthest corner are this clear."""

BETWEEN, INSIDE = 1, 2
"""States of a cell; 0 is out of every stop's reach."""

Spans = tuple["NDArray[np.int64]", "NDArray[np.int64]"]


class StopCells:
    """
    Tells of points whether a stop is within a straight distance of them.

    Parameters
    ----------
    stops_xy
        (stops, 2) finite coordinates in metres, at least one stop.
    limit_m
        A stop at exactly this distance is within it; above 0.
    points
        About so many will be asked about: cells are made as small as pays off.
    """

    def __init__(self, stops_xy: NDArray[np.float64], *, limit_m: float, points: int) -> None:
        self._limit_m = limit_m
        self._tree = searching.cKDTree(stops_xy)
        self._cell_m = _cell_size(stops_xy, limit_m, points)
        # One more cell on every side: it is empty, and stands for all that is further off.
        rim_m = limit_m + 2 * MARGIN_M + self._cell_m
        self._origin = stops_xy.min(axis=0) - rim_m
        extent = stops_xy.max(axis=0) + rim_m - self._origin
        self._columns, self._rows = (np.ceil(extent / self._cell_m).astype(int) + 1).tolist()
        self._states = self._painted(stops_xy)

    def is_near(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
        """
        Say of each point whether a stop is within the limit.

        Parameters
        ----------
        x, y
            (points,) coordinates in the CRS of the stops; not finite: near nothing.
        """
        column = self._cell(x, self._origin[0], self._columns)
        row = self._cell(y, self._origin[1], self._rows)
        state = self._states.take(row * self._columns + column)
        near: NDArray[np.bool_] = state == INSIDE
        between = np.flatnonzero(state == BETWEEN)
        # The tree leaves out what lies at the bound itself, so the bound is a little wider.
        distance_m, _ = self._tree.query(
            np.column_stack([x[between], y[between]]),
            distance_upper_bound=self._limit_m + MARGIN_M,
        )
        near[between] = distance_m <= self._limit_m
        return near

    def _cell(self, value: NDArray[np.float64], origin: float, count: int) -> NDArray[np.int64]:
        place = value - origin
        place *= 1 / self._cell_m
        # Of a number and NaN these two take the number.
        np.fmax(place, 0, out=place)
        np.fmin(place, count - 1, out=place)
        return place.astype(np.int64)

    def _painted(self, stops_xy: NDArray[np.float64]) -> NDArray[np.int8]:
        """Paint the stops' discs: where spans begin the state rises, where they end it falls."""
        states = np.zeros(self._columns * self._rows, dtype=np.int8)
        # Side by side: NumPy sorts and computes without holding the other one up.
        with ThreadPoolExecutor(2) as pool:
            touched_and_within = (
                pool.submit(self._spans_touched, stops_xy, self._limit_m + MARGIN_M),
                pool.submit(self._spans_within, stops_xy, self._limit_m - MARGIN_M),
            )
            united = [pool.submit(_united, *spans.result()) for spans in touched_and_within]
        for spans in united:
            first, last = spans.result()
            states[first] += 1
            states[last] -= 1
        return np.cumsum(states, dtype=np.int8, out=states)

    def _spans_touched(self, stops_xy: NDArray[np.float64], radius_m: float) -> Spans:
        """Row by row, the cells that a disc touches."""
        start, low, high = self._rows_about(stops_xy, radius_m)
        nearest = np.maximum(0, np.maximum(low, -high))
        half = np.sqrt(np.maximum(radius_m**2 - nearest**2, 0))
        first, last = np.floor(self._columns_about(stops_xy, half)).astype(np.int64)
        some = nearest <= radius_m
        return (start + first)[some], (start + last + 1)[some]

    def _spans_within(self, stops_xy: NDArray[np.float64], radius_m: float) -> Spans:
        """Row by row, the cells that lie wholly inside a disc."""
        start, low, high = self._rows_about(stops_xy, max(radius_m, 0))
        farthest = np.maximum(-low, high)
        half = np.sqrt(np.maximum(radius_m**2 - farthest**2, 0))
        left, right = self._columns_about(stops_xy, half)
        first, last = np.ceil(left).astype(np.int64), np.floor(right).astype(np.int64)
        some = (farthest < radius_m) & (last > first)
        return (start + first)[some], (start + last)[some]

    def _columns_about(
        self, stops_xy: NDArray[np.float64], half: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Places, in columns, so many metres to the left and to the right of the stops."""
        x = (stops_xy[:, 0] - self._origin[0])[:, None]
        return np.stack([x - half, x + half]) / self._cell_m

    def _rows_about(
        self, stops_xy: NDArray[np.float64], radius_m: float
    ) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Return the first cell of each row that may matter, its edges relative to the stop."""
        y = stops_xy[:, 1] - self._origin[1]
        reach = int(np.ceil(radius_m / self._cell_m))
        row = (y / self._cell_m).astype(np.int64)[:, None] + np.arange(-reach, reach + 1)
        low = row * self._cell_m - y[:, None]
        return row * self._columns, low, low + self._cell_m


def _cell_size(stops_xy: NDArray[np.float64], limit_m: float, points: int) -> float:
    cells = min(max(CELLS_PER_POINT * points, MIN_CELLS), MAX_CELLS)
    wide_m, high_m = (float(side_m) + 2 * limit_m for side_m in np.ptp(stops_xy, axis=0))
    coarsest_needed = max(math.sqrt(wide_m * high_m / cells), (wide_m + high_m) / cells)
    return max(limit_m / CELLS_PER_LIMIT, coarsest_needed)


def _united(begins: NDArray[np.int64], ends: NDArray[np.int64]) -> Spans:
    """Unite spans that overlap or touch: in order, one begins anew where all before have ended."""
    begins, ends = np.sort(begins), np.sort(ends)
    anew = np.append(True, ends[:-1] < begins[1:])[: len(begins)]
    return begins[anew], ends[np.roll(anew, -1)]
