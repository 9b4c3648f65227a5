"""How far a line repeats others, within so many metres beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_app.analysis.lines.crossings import Segments, require_line, segments_of
from geo_app.analysis.lines.intervals import TOUCH_M, merge_intervals, total_m
from geo_app.crs import require_metric_crs

if TYPE_CHECKING:
    import geopandas as gpd
    from pyproj import CRS

    from geo_app.analysis.lines.intervals import Intervals, Numbers

Metres = NDArray[np.float64]

BESIDE_M = 30.0
"""Two carriageways of one road, or a stop's lay-by, are no further apart."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LineIndex:
    """
    The straight bits of lines, with a tree over them.

    Attributes
    ----------
    segments
        All bits of all lines.
    tree
        Over the bits.
    crs
        In metres.
    """

    segments: Segments
    tree: shapely.STRtree
    crs: CRS


def build_line_index(lines: gpd.GeoDataFrame, *, name: str = "routes") -> LineIndex:
    """
    Take lines apart and build a tree over their bits.

    Parameters
    ----------
    lines
        Lines in metres; missing and empty ones hold nothing. May be empty.
    name
        What the layer is called in messages.

    Raises
    ------
    CrsError
        If the CRS is missing or not in metres.
    ValueError
        If a row is no line.
    """
    require_metric_crs(lines, name=name)
    geometry = lines.geometry.to_numpy()
    for shape in geometry[~shapely.is_missing(geometry)]:
        require_line(shape)
    parts = shapely.get_parts(geometry)
    segments = segments_of(shapely.MultiLineString(list(parts[~shapely.is_empty(parts)])))
    return LineIndex(segments=segments, tree=shapely.STRtree(segments.lines()), crs=lines.crs)


def overlap_m(
    line: shapely.Geometry, other_lines: LineIndex, *, within_m: float = BESIDE_M
) -> float:
    """
    Measure how much of a line repeats others.

    Parameters
    ----------
    line
        A line or several in the CRS of the others, in metres.
    other_lines
        The index of the routes that exist.
    within_m
        What is no further from another line repeats it; in metres, above 0.

    Returns
    -------
    overlap_m
        Metres, from 0 to the line's length; near several lines they count once.

    Raises
    ------
    ValueError
        If `line` is no line or `within_m` is not positive.

    Notes
    -----
    Only nearness counts, not direction: a street that is merely crossed at right
    angles counts twice `within_m`.
    """
    return total_m(overlap_intervals(line, other_lines, within_m=within_m))


def overlap_intervals(
    line: shapely.Geometry, other_lines: LineIndex, *, within_m: float = BESIDE_M
) -> Intervals:
    """
    Find the stretches of a line that lie beside others.

    What is within a distance of a straight bit is a rectangle with two half discs.
    It is convex, so it meets a straight segment in one stretch, which is worked
    out exactly; no circle is drawn with corners.

    Parameters
    ----------
    line
        A line or several in the CRS of the others, in metres.
    other_lines
        The index of the routes that exist.
    within_m
        What is no further from another line repeats it; in metres, above 0.

    Returns
    -------
    beside
        (n, 2) from and to in metres along the line, merged.

    Raises
    ------
    ValueError
        If `line` is no line or `within_m` is not positive.
    """
    if not within_m > 0:
        raise ValueError(f"within_m must be positive, not {within_m}.")
    # A street exactly so far away is not to be lost to rounding.
    reach_m = within_m + TOUCH_M
    segments = segments_of(line)
    segment, other = other_lines.tree.query(segments.lines(), predicate="dwithin", distance=reach_m)
    near, far = _beside(segments, segment, other_lines.segments, other, within_m=reach_m)
    met = near < far
    stretches = np.column_stack([near, far])[met] + segments.from_m[segment[met], None]
    return merge_intervals(stretches)


def _beside(
    segments: Segments, segment: Numbers, others: Segments, other: Numbers, *, within_m: float
) -> tuple[Metres, Metres]:
    """Return from where to where each segment is within reach of another; far < near: nowhere."""
    origin, step = segments.start[segment], segments.step[segment]
    begin = others.start[other] - origin
    end = others.end[other] - origin
    spans = (
        _in_disc(step, begin, within_m),
        _in_disc(step, end, within_m),
        _in_strip(step, begin, others.step[other], others.length_m[other], within_m),
    )
    near = np.minimum.reduce([span[0] for span in spans])
    far = np.maximum.reduce([span[1] for span in spans])
    return np.maximum(near, 0.0), np.minimum(far, segments.length_m[segment])


def _in_disc(step: Metres, centre: Metres, radius_m: float) -> tuple[Metres, Metres]:
    """Return where a line from the origin is in a disc; from inf to -inf where it misses it."""
    along = np.einsum("ij,ij->i", step, centre)
    off = step[:, 0] * centre[:, 1] - step[:, 1] * centre[:, 0]
    half = np.sqrt(np.maximum(radius_m**2 - off**2, 0.0))
    hit = np.abs(off) <= radius_m
    return np.where(hit, along - half, np.inf), np.where(hit, along + half, -np.inf)


def _in_strip(
    step: Metres, begin: Metres, other_step: Metres, length_m: Metres, within_m: float
) -> tuple[Metres, Metres]:
    """Return where a line from the origin is in the rectangle beside another's whole length."""
    along_speed = np.einsum("ij,ij->i", step, other_step)
    along = -np.einsum("ij,ij->i", begin, other_step)
    off_speed = other_step[:, 0] * step[:, 1] - other_step[:, 1] * step[:, 0]
    off = other_step[:, 1] * begin[:, 0] - other_step[:, 0] * begin[:, 1]
    near_along, far_along = _between(along, along_speed, 0.0, length_m)
    near_off, far_off = _between(off, off_speed, -within_m, within_m)
    near, far = np.maximum(near_along, near_off), np.minimum(far_along, far_off)
    met = near <= far
    return np.where(met, near, np.inf), np.where(met, far, -np.inf)


def _between(
    place: Metres, speed: Metres, low: float, high: float | Metres
) -> tuple[Metres, Metres]:
    """Return from when to when a place that moves at some speed is between two bounds."""
    stands = speed == 0
    pace = np.where(stands, 1.0, speed)
    first, last = (low - place) / pace, (high - place) / pace
    forever = np.where((low <= place) & (place <= high), np.inf, -np.inf)
    near = np.where(stands, -forever, np.minimum(first, last))
    far = np.where(stands, forever, np.maximum(first, last))
    return near, far
