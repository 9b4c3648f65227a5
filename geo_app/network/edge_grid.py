"""
The nearest edge of many points at once.

Grids of cells, each finer than the next: a cell lists every edge within a margin
of it. A point looks only at the edges of its own cell; when the nearest of them is
within the margin, no other can be nearer. What is left goes on to the next grid.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

FINEST_SHARE = 0.8
"""Side of the finest cells as a share of the median edge length; measured to be fastest."""

SMALLEST_CELL_M, LARGEST_FIRST_CELL_M = 5.0, 100.0
FEW_CELLS, CELLS_PER_EDGE = 100_000, 16
"""
Most cells of a grid: so many, or so many an edge.

Short edges in a wide country would otherwise ask for more cells than memory holds.
"""

COARSER = 3.0
"""Each grid's cells are this many times as wide as those of the grid before."""

SLACK_M = 1e-6
"""Keeps an edge at exactly the margin on a cell's list, whatever the rounding."""

PAIRS_AT_ONCE = 60_000
"""Point-edge pairs looked at together: as many as stay in a processor's cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """
    One grid: for each cell the edges within `margin_m` of it.

    The edges' start, way and inverse squared length stand once per list entry, so
    that a cell's edges lie side by side in memory.
    """

    origin: NDArray[np.float64]
    cell_m: float
    margin_m: float
    shape: NDArray[np.int64]
    first: NDArray[np.int64]
    edge: NDArray[np.int64]
    start: tuple[NDArray[np.float64], NDArray[np.float64]]
    way: tuple[NDArray[np.float64], NDArray[np.float64]]
    per_squared_length: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class NearestEdges:
    """For each point its nearest `edge` (-1: none), how far along (0 to 1), how far off."""

    edge: NDArray[np.int64]
    along: NDArray[np.float64]
    distance_m: NDArray[np.float64]

    def take(self, points: NDArray[np.int64]) -> NearestEdges:
        """
        Return those of some points.

        Parameters
        ----------
        points
            Their numbers.
        """
        return NearestEdges(
            edge=self.edge[points], along=self.along[points], distance_m=self.distance_m[points]
        )

    def put(self, points: NDArray[np.int64], others: NearestEdges) -> None:
        """
        Put others in the place of those of some points.

        Parameters
        ----------
        points
            Their numbers.
        others
            In the order of these points.
        """
        self.edge[points] = others.edge
        self.along[points] = others.along
        self.distance_m[points] = others.distance_m


class EdgeIndex:
    """
    Finds the edges nearest to points; grids are built when first needed.

    Parameters
    ----------
    start, end
        (edges, 2) coordinates of the edges' ends in metres; no edge without length.
    """

    def __init__(self, start: NDArray[np.float64], end: NDArray[np.float64]) -> None:
        self._start, self._way = start, end - start
        self._length_m = np.hypot(*self._way.T)
        # Both look at every edge, which would cost a few points more than finding theirs.
        self._median_m = float(np.median(self._length_m))
        self._smallest_m = self._smallest_cell_m()
        self._grids: dict[tuple[float, float], Grid] = {}

    def nearest(
        self,
        xy: NDArray[np.float64],
        *,
        limit_m: float,
        is_left_out: NDArray[np.bool_] | None = None,
    ) -> NearestEdges:
        """
        Find the nearest edge of each point.

        Parameters
        ----------
        xy
            (points, 2) coordinates in metres.
        limit_m
            Edges further than this are not found.
        is_left_out
            (edges,) edges that are not looked at; none if left out.

        Returns
        -------
        nearest
            In the order of `xy`. Of edges equally near one is named.
        """
        nearest = NearestEdges(
            edge=np.full(len(xy), -1, dtype=np.int64),
            along=np.zeros(len(xy)),
            distance_m=np.full(len(xy), np.inf),
        )
        left = np.arange(len(xy))
        for cell_m, margin_m in self._sizes(limit_m):
            if len(left) == 0:
                break
            grid = self._grid(cell_m, margin_m)
            for points, edge, along, distance_m in _looked_up(grid, xy, left, is_left_out):
                near = np.flatnonzero(distance_m <= margin_m)
                some = NearestEdges(edge=edge, along=along, distance_m=distance_m)
                nearest.put(points[near], some.take(near))
            left = left[nearest.edge[left] < 0]
        return nearest

    def _sizes(self, limit_m: float) -> Iterator[tuple[float, float]]:
        first_m, smallest_m = FINEST_SHARE * self._median_m, self._smallest_m
        cell_m = max(min(max(first_m, SMALLEST_CELL_M), LARGEST_FIRST_CELL_M), smallest_m)
        while cell_m < limit_m:
            yield cell_m, cell_m / 2
            cell_m *= COARSER
        yield max(limit_m, smallest_m), limit_m

    def _smallest_cell_m(self) -> float:
        """Return the side below which there would be too many cells."""
        columns = zip(self._start.T, (self._start + self._way).T, strict=True)
        sides_m = [max(a.max(), b.max()) - min(a.min(), b.min()) for a, b in columns]
        # A narrow country's cells lie in few columns, at least one.
        short_m, long_m = sorted(sides_m)
        most = max(FEW_CELLS, CELLS_PER_EDGE * len(self._start))
        return float(max(np.sqrt(short_m * long_m / most), long_m / most))

    def _grid(self, cell_m: float, margin_m: float) -> Grid:
        key = (cell_m, margin_m)
        if key not in self._grids:
            self._grids[key] = _build_grid(self._start, self._way, self._length_m, *key)
        return self._grids[key]


def _build_grid(
    start: NDArray[np.float64],
    way: NDArray[np.float64],
    length_m: NDArray[np.float64],
    cell_m: float,
    margin_m: float,
) -> Grid:
    edge, low, high = _pieces(start, way, length_m, cell_m)
    origin = low.min(axis=0) - margin_m - cell_m
    reach_m = margin_m + SLACK_M
    low_cell = ((low - reach_m - origin) / cell_m).astype(np.int32)
    high_cell = ((high + reach_m - origin) / cell_m).astype(np.int32)
    shape = high_cell.max(axis=0).astype(np.int64) + 1
    entry = _entries(low_cell, high_cell, int(shape[1])) * len(start)
    entry += np.repeat(edge, np.prod(high_cell - low_cell + 1, axis=1))
    # Cell and edge in one number: sorting them is fast, and twins stand side by side.
    entry.sort()
    entry = entry[np.concatenate([[True], entry[1:] != entry[:-1]])]
    cell = entry // len(start)
    edge = entry - cell * len(start)
    counts = np.bincount(cell, minlength=int(shape.prod()))
    return Grid(
        origin=origin,
        cell_m=cell_m,
        margin_m=margin_m,
        shape=shape,
        first=np.concatenate([[0], np.cumsum(counts)]),
        edge=edge,
        start=(start[:, 0][edge], start[:, 1][edge]),
        way=(way[:, 0][edge], way[:, 1][edge]),
        per_squared_length=(1 / length_m**2)[edge],
    )


def _pieces(
    start: NDArray[np.float64],
    way: NDArray[np.float64],
    length_m: NDArray[np.float64],
    cell_m: float,
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Cut edges into pieces no longer than a cell: edge, lowest and highest corner of each."""
    count = np.maximum(np.ceil(length_m / cell_m).astype(np.int64), 1)
    edge = np.repeat(np.arange(len(start)), count)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    begin = start[edge] + way[edge] * (number / count[edge])[:, None]
    end = start[edge] + way[edge] * ((number + 1) / count[edge])[:, None]
    return edge, np.minimum(begin, end), np.maximum(begin, end)


def _entries(
    low_cell: NDArray[np.int32], high_cell: NDArray[np.int32], columns: int
) -> NDArray[np.int64]:
    """Return the numbers of all cells between two corners, box after box."""
    wide, high = (high_cell - low_cell + 1).T
    count = wide * high
    box = np.repeat(np.arange(len(count), dtype=np.int32), count)
    number = np.arange(len(box), dtype=np.int64) - np.repeat(np.cumsum(count) - count, count)
    row = number // high[box]
    cells: NDArray[np.int64] = (low_cell[:, 0][box] + row) * columns
    cells += low_cell[:, 1][box] + (number - row * high[box])
    return cells


Found: TypeAlias = (
    "tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]"
)


def _looked_up(
    grid: Grid,
    xy: NDArray[np.float64],
    points: NDArray[np.int64],
    is_left_out: NDArray[np.bool_] | None,
) -> Iterator[Found]:
    """Compare points with the edges of their cells, many pairs at a time."""
    place = (xy[points] - grid.origin) / grid.cell_m
    inside = ((place >= 0) & (place < grid.shape)).all(axis=1)
    points, place = points[inside], place[inside].astype(np.int64)
    cell = place[:, 0] * grid.shape[1] + place[:, 1]
    # Neighbours one after another, so that their edges are still in the cache.
    order = np.argsort(cell, kind="stable")
    points, cell = points[order], cell[order]
    first = grid.first[cell]
    count = grid.first[cell + 1] - first
    listed = count > 0
    points, first, count = points[listed], first[listed], count[listed]
    ends = np.cumsum(count)
    cuts = np.searchsorted(ends, np.arange(PAIRS_AT_ONCE, count.sum(), PAIRS_AT_ONCE))
    bounds = np.unique(np.concatenate([[0], cuts, [len(points)]]))
    for low, high in pairwise(bounds):
        part = slice(low, high)
        yield _nearest_of_cells(grid, xy, points[part], first[part], count[part], is_left_out)


def _nearest_of_cells(
    grid: Grid,
    xy: NDArray[np.float64],
    points: NDArray[np.int64],
    first: NDArray[np.int64],
    count: NDArray[np.int64],
    is_left_out: NDArray[np.bool_] | None,
) -> Found:
    """Return each point's nearest edge of its cell: point, edge, share along, distance."""
    begin = np.cumsum(count) - count
    owner = np.repeat(np.arange(len(points)), count)
    entry = np.arange(len(owner)) + np.repeat(first - begin, count)
    off_x = xy[points, 0][owner] - grid.start[0][entry]
    off_y = xy[points, 1][owner] - grid.start[1][entry]
    way_x, way_y = grid.way[0][entry], grid.way[1][entry]
    along = (off_x * way_x + off_y * way_y) * grid.per_squared_length[entry]
    np.clip(along, 0, 1, out=along)
    off_x -= along * way_x
    off_y -= along * way_y
    squared = off_x * off_x + off_y * off_y
    if is_left_out is not None:
        squared[is_left_out[grid.edge[entry]]] = np.inf
    least = np.minimum.reduceat(squared, begin)
    hits = np.flatnonzero(squared == least[owner])
    hit_owner = owner[hits]
    hits = hits[np.concatenate([[True], hit_owner[1:] != hit_owner[:-1]])]
    return points, grid.edge[entry[hits]], along[hits], np.sqrt(least)
