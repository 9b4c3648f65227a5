"""Where a line crosses areas, and which areas hold a point, asked of an index of pieces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_app.analysis.lines.intervals import TOUCH_M, Numbers, merge_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from geo_app.analysis.lines.intervals import Intervals
    from geo_app.analysis.lines.subdivision import AreaIndex

Metres = NDArray[np.float64]

LINES = (
    shapely.GeometryType.LINESTRING,
    shapely.GeometryType.LINEARRING,
    shapely.GeometryType.MULTILINESTRING,
)
EDGES_AT_ONCE = 2**14
"""So many sides of pieces are looked at together: arrays of 128 kB stay in a processor's cache."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segments:
    """
    The straight bits of a line, none of no length.

    Attributes
    ----------
    start, end
        (n, 2) where each begins and ends.
    step
        (n, 2) its direction, one metre long.
    length_m, from_m
        How long each is, and how far along the line it begins.
    part
        The part of the line that each belongs to.
    """

    start: Metres
    end: Metres
    step: Metres
    length_m: Metres
    from_m: Metres
    part: Numbers

    @property
    def total_m(self) -> float:
        """The length of the line without the gaps between its parts."""
        return float(self.length_m.sum())

    def lines(self) -> NDArray[np.object_]:
        """Return each as a line of two points."""
        lines: NDArray[np.object_] = shapely.linestrings(np.stack([self.start, self.end], axis=1))
        return lines


def require_line(shape: shapely.Geometry) -> None:
    """
    Refuse what is no line, by ValueError.

    Parameters
    ----------
    shape
        What is to be a LineString or a MultiLineString.
    """
    if shapely.get_type_id(shape) not in LINES:
        raise ValueError(f"A line is needed, not {shape!r}.")


def segments_of(line: shapely.Geometry) -> Segments:
    """
    Take a line apart, part after part.

    Parameters
    ----------
    line
        A line or several, in metres; may be empty.

    Raises
    ------
    ValueError
        If it is no line.
    """
    require_line(line)
    xy, part = shapely.get_coordinates(shapely.get_parts(line), return_index=True)
    along = xy[1:] - xy[:-1]
    length_m = np.hypot(*along.T)
    real = (part[1:] == part[:-1]) & (length_m > 0)
    length_m = length_m[real]
    return Segments(
        start=xy[:-1][real],
        end=xy[1:][real],
        step=along[real] / length_m[:, None],
        length_m=length_m,
        from_m=np.cumsum(length_m) - length_m,
        part=part[1:][real],
    )


def intervals_along(line: shapely.Geometry, index: AreaIndex) -> pd.DataFrame:
    """
    Find where along a line each area is crossed.

    Areas are closed: metres exactly along a border, to a micrometre, are inside.
    A corner that is only touched is nothing. A line that comes back over itself
    is inside as often as it passes.

    Parameters
    ----------
    line
        A line or several in the index's CRS; several count one after another,
        without the gaps between them.
    index
        The areas.

    Returns
    -------
    crossings
        `polygon` (row of the area in the layer), `from_m` and `to_m` along the line; by
        area and then along the line, those of one area apart from each other.

    Raises
    ------
    ValueError
        If `line` is no line.
    """
    segments = segments_of(line)
    # Each segment is prepared, and the boxes are simple: a long one leaves most of them alone.
    segment, piece = index.tree.query(segments.lines(), predicate="intersects")
    inside = [
        _stretches_inside(segments, index, segment[some], piece[some])
        for some in _batches(np.diff(index.first_edge)[piece])
    ]
    polygon, crossed = merge_by(
        np.concatenate(
            [np.empty(0, dtype=np.int64), *(index.polygon[pieces] for pieces, _ in inside)]
        ),
        np.concatenate([np.empty((0, 2)), *(intervals for _, intervals in inside)]),
    )
    return pd.DataFrame({"polygon": polygon, "from_m": crossed[:, 0], "to_m": crossed[:, 1]})


def areas_at(points: gpd.GeoDataFrame, index: AreaIndex) -> pd.DataFrame:
    """
    Find the areas that hold each point; one on the rim is inside, to a micrometre.

    Parameters
    ----------
    points
        Points in the index's CRS. May be empty.
    index
        The areas.

    Returns
    -------
    holders
        `point` and `polygon`, rows in their layers, by point and area, each pair once.
    """
    places = points.geometry.to_numpy()
    point, piece = index.tree.query(places)
    inside = shapely.dwithin(places[point], index.pieces[piece], TOUCH_M)
    pairs = np.column_stack([point[inside], index.polygon[piece[inside]]])
    return pd.DataFrame(np.unique(pairs, axis=0), columns=["point", "polygon"])


def _batches(counts: Numbers) -> Iterator[slice]:
    """Split what has so many sides each into runs that fit into memory together."""
    if not len(counts):
        return
    batch = np.cumsum(counts) // EDGES_AT_ONCE
    borders = np.flatnonzero(np.diff(batch)) + 1
    yield from map(slice, [0, *borders], [*borders, len(counts)])


def _stretches_inside(
    segments: Segments, index: AreaIndex, segment: Numbers, piece: Numbers
) -> tuple[Numbers, Intervals]:
    """
    Cut segments at the borders of pieces, pair by pair, and keep the bits that are inside.

    A segment that meets no border is one bit: inside or outside as its middle is.
    """
    pair, at_m = _border_places(segments, index, segment, piece)
    pairs = np.arange(len(segment))
    pair = np.concatenate([pairs, pair, pairs])
    at_m = np.concatenate([np.zeros(len(segment)), at_m, segments.length_m[segment]])
    order = np.lexsort((at_m, pair))
    pair, at_m = pair[order], at_m[order]
    bit = np.flatnonzero((pair[1:] == pair[:-1]) & (at_m[1:] > at_m[:-1]))
    pair, from_m, to_m = pair[bit], at_m[bit], at_m[bit + 1]
    segment_of_bit = segment[pair]
    middle = (
        segments.start[segment_of_bit]
        + segments.step[segment_of_bit] * ((from_m + to_m) / 2)[:, None]
    )
    inside = shapely.dwithin(shapely.points(middle), index.pieces[piece[pair]], TOUCH_M)
    offset_m = segments.from_m[segment_of_bit]
    stretches = np.column_stack([offset_m + from_m, offset_m + to_m])
    return piece[pair][inside], stretches[inside]


def _border_places(
    segments: Segments, index: AreaIndex, segment: Numbers, piece: Numbers
) -> tuple[Numbers, Metres]:
    """
    Find where along its segment each pair meets the piece's border.

    A place too many does no harm, as it only cuts a bit in two; so corners that
    are a touch beside the segment count, which settles lines along a border.
    """
    pair, edge = _sides_of(index, piece)
    segment_of_pair = segment[pair]
    origin, step = segments.start[segment_of_pair].T, segments.step[segment_of_pair].T
    ends = index.edges[:, edge]
    first_off, first_along = _off_and_along(ends[:2] - origin, step)
    last_off, last_along = _off_and_along(ends[2:] - origin, step)
    crosses = first_off * last_off < 0
    rise = np.where(crosses, first_off - last_off, 1.0)
    crossing_m = first_along + (last_along - first_along) * (first_off / rise)
    touches = np.abs(first_off) <= TOUCH_M
    pair = np.concatenate([pair[crosses], pair[touches]])
    at_m = np.concatenate([crossing_m[crosses], first_along[touches]])
    between = (at_m > 0) & (at_m < segments.length_m[segment[pair]])
    return pair[between], at_m[between]


def _sides_of(index: AreaIndex, piece: Numbers) -> tuple[Numbers, Numbers]:
    """List the sides of each pair's piece, with the number of the pair."""
    first, counts = index.first_edge[piece], np.diff(index.first_edge)[piece]
    pair = np.repeat(np.arange(len(piece)), counts)
    return pair, np.arange(len(pair)) + np.repeat(first - np.cumsum(counts) + counts, counts)


def _off_and_along(beside: Metres, step: Metres) -> tuple[Metres, Metres]:
    """Return how far places are beside and along their segments."""
    off = step[0] * beside[1] - step[1] * beside[0]
    return off, step[0] * beside[0] + step[1] * beside[1]
