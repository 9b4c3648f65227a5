"""What is left of a line when the hazard zones that it crosses are closed."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.analysis.lines.crossings import segments_of
from geo_app.analysis.lines.intervals import TOUCH_M, complement_intervals, merge_intervals, total_m
from geo_app.schema import HAZARD_LEVELS, HAZARD_TYPES

if TYPE_CHECKING:
    import shapely

    from geo_app.analysis.lines.intervals import Intervals
    from geo_app.analysis.lines.line_hazards import HazardCrossings


def closed_intervals(
    crossings: HazardCrossings, hazard_type: str, *, lowest_level: str = HAZARD_LEVELS[0]
) -> Intervals:
    """
    Return the stretches that are closed when the zones of one hazard type are.

    Parameters
    ----------
    crossings
        What lies in the zones.
    hazard_type
        The hazard that happens.
    lowest_level
        Zones of this level and of higher ones are closed.

    Returns
    -------
    closed
        (n, 2) from and to in metres along the line, merged.

    Raises
    ------
    ValueError
        If the type or the level is not one of the kind's.
    """
    if hazard_type not in HAZARD_TYPES:
        raise ValueError(f"hazard_type must be one of {HAZARD_TYPES}, not '{hazard_type}'.")
    closed = crossings.intervals[_closed(crossings.intervals, hazard_type, lowest_level)]
    return merge_intervals(closed[["from_m", "to_m"]].to_numpy())


def pieces_left(line: shapely.Geometry, closed: Intervals) -> list[tuple[float, float]]:
    """
    Return what remains of a line when stretches of it are closed.

    A gap between two parts of the line ends a piece too. A ring is a line that
    begins at its first point: what touches there stays in two pieces.

    Parameters
    ----------
    line
        A line or several, in metres.
    closed
        (n, 2) from and to in metres along the line, in no order.

    Returns
    -------
    pieces
        From and to in metres, in order.

    Raises
    ------
    ValueError
        If `line` is no line.
    """
    segments = segments_of(line)
    begin = np.flatnonzero(np.diff(segments.part, prepend=-1))
    apart = segments.start[begin[1:]] - segments.end[begin[1:] - 1]
    gap = np.hypot(*apart.T) > TOUCH_M
    borders_m = [0.0, *segments.from_m[begin[1:]][gap], segments.total_m]
    return [
        (float(from_m + start_m), float(to_m + start_m))
        for start_m, end_m in pairwise(borders_m)
        for from_m, to_m in complement_intervals(closed - start_m, length_m=end_m - start_m)
    ]


def cut_by_hazard(
    line: shapely.Geometry, crossings: HazardCrossings, *, lowest_level: str = HAZARD_LEVELS[0]
) -> pd.DataFrame:
    """
    Say what each hazard type would leave of a line if its zones were closed.

    Parameters
    ----------
    line
        The line that `crossings` were found for.
    crossings
        What lies in the zones.
    lowest_level
        Zones of this level and of higher ones are closed.

    Returns
    -------
    cuts
        One row a hazard type that closes a metre or a stop, in the order of the kind:
        `hazard_type`, `closed_m`, `pieces` (how many remain), `longest_piece_m` (0 if none
        does), `stop_ids` (tuple of the closed ones) and `is_cut`: whether a metre is closed,
        so that no bus runs from end to end.

    Raises
    ------
    ValueError
        If `line` is no line or the level is not one of the kind's.
    """
    kinds = set(crossings.levels["hazard_type"])
    rows = [_cut(line, crossings, kind, lowest_level) for kind in HAZARD_TYPES if kind in kinds]
    columns = ["hazard_type", "closed_m", "pieces", "longest_piece_m", "stop_ids", "is_cut"]
    met = [row for row in rows if row["is_cut"] or row["stop_ids"]]
    return pd.DataFrame(met, columns=columns)


def _cut(
    line: shapely.Geometry, crossings: HazardCrossings, kind: str, lowest_level: str
) -> dict[str, object]:
    closed = closed_intervals(crossings, kind, lowest_level=lowest_level)
    pieces = pieces_left(line, closed)
    stops = crossings.stops[_closed(crossings.stops, kind, lowest_level)]
    return {
        "hazard_type": kind,
        "closed_m": total_m(closed),
        "pieces": len(pieces),
        "longest_piece_m": max((to_m - from_m for from_m, to_m in pieces), default=0.0),
        "stop_ids": tuple(stops["stop_id"]),
        "is_cut": len(closed) > 0,
    }


def _closed(hazards: pd.DataFrame, hazard_type: str, lowest_level: str) -> pd.Series:
    if lowest_level not in HAZARD_LEVELS:
        raise ValueError(f"lowest_level must be one of {HAZARD_LEVELS}, not '{lowest_level}'.")
    levels = HAZARD_LEVELS[HAZARD_LEVELS.index(lowest_level) :]
    return (hazards["hazard_type"] == hazard_type) & hazards["hazard_level"].isin(levels)
