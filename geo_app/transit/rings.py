"""Lines that end where they begin: run one way, and back at their first stop at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
import shapely.ops

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

RING_ENDS_M = 30.0
"""A line whose ends are this near to each other is a ring: one stop serves both of them. What a
drawn line may be off, as `line_stops.STOP_ON_LINE_M`."""

RING_AT_LEAST_M = 200.0
"""A shorter line is none, however near its ends."""

SAME_PLACE_M = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """
    A ring as a bus runs it.

    Attributes
    ----------
    start_m
        Where on the drawn line it begins, in metres; 0 where a stop is beside its ends.
    line
        From there once round, in metres.
    calls
        `stop_id` and `along_m` (metres from the start), in order; a stop that is passed
        twice stands there twice, the first stop at the end again.
    """

    start_m: float
    line: shapely.LineString
    calls: pd.DataFrame


def is_ring(line: shapely.Geometry) -> bool:
    """
    Say whether a line ends where it begins; a way out and back on one street does, too.

    Parameters
    ----------
    line
        In metres.
    """
    if line.geom_type != "LineString" or line.is_empty or line.length < RING_AT_LEAST_M:
        return False
    first, last = (shapely.Point(line.coords[place]) for place in (0, -1))
    return bool(first.distance(last) <= RING_ENDS_M)


def passes_m(line: shapely.LineString, place: shapely.Point, *, within_m: float) -> list[float]:
    """
    Return where along a line it passes a place, once each time it comes near.

    Parameters
    ----------
    line
        In metres.
    place
        A stop.
    within_m
        How near the line must come; a place that it nowhere comes so near to counts where
        the line is nearest.
    """
    spells = _spells(line, place, within_m)
    if not spells:
        return [float(line.project(place))]
    return [_nearest_m(line, place, spell) for spell in spells]


def _spells(
    line: shapely.LineString, place: shapely.Point, within_m: float
) -> list[tuple[float, float]]:
    """Return from where until where along a line it is near a place."""
    xy = np.asarray(line.coords, dtype=float)[:, :2]
    steps = np.diff(xy, axis=0)
    lengths = np.hypot(*steps.T)
    starts = np.append(0.0, np.cumsum(lengths))[:-1]
    is_long = lengths > 0
    offsets, steps = (xy[:-1] - [place.x, place.y])[is_long], steps[is_long]
    lengths, starts = lengths[is_long], starts[is_long]
    # Where on each straight piece the place is nearest, and how far it is from its whole line.
    middle = -(offsets * steps).sum(axis=1) / lengths
    half_m2 = within_m**2 - ((offsets**2).sum(axis=1) - middle**2)
    half = np.sqrt(np.clip(half_m2, 0.0, None))
    begin, end = np.clip(middle - half, 0.0, None), np.minimum(middle + half, lengths)
    spells: list[tuple[float, float]] = []
    for n in np.flatnonzero((half_m2 >= 0) & (begin <= end)):
        first, last = float(starts[n] + begin[n]), float(starts[n] + end[n])
        if spells and first - spells[-1][1] <= SAME_PLACE_M:
            spells[-1] = (spells[-1][0], last)
        else:
            spells.append((first, last))
    return spells


def _nearest_m(line: shapely.LineString, place: shapely.Point, spell: tuple[float, float]) -> float:
    begin, end = spell
    if end - begin <= SAME_PLACE_M:
        return begin
    return begin + float(shapely.ops.substring(line, begin, end).project(place))


def ring_course(
    line: shapely.LineString,
    stop_ids: Sequence[str],
    places: Iterable[shapely.Point],
    *,
    within_m: float,
) -> Course:
    """
    Put the stops of a ring in the order in which a bus calls at them.

    Parameters
    ----------
    line
        A ring, in metres.
    stop_ids, places
        The stops that it calls at, each once. May be empty.
    within_m
        How near to a stop the line passes it.

    Returns
    -------
    course
        It begins at the stop beside the line's ends, else at the first along it, and ends
        there once round: so it brings people from its last stop back to its first.
    """
    length = float(line.length)
    rows = [
        (stop_id, at_m)
        for stop_id, place in zip(stop_ids, places, strict=True)
        for at_m in _round_m(line, passes_m(line, place, within_m=within_m), place, within_m)
    ]
    if not rows:
        return Course(start_m=0.0, line=line, calls=_calls([]))
    ends = {at_m: min(at_m, length - at_m) for _, at_m in rows}
    terminal = min(rows, key=lambda row: (ends[row[1]], row[1]))
    is_at_ends = ends[terminal[1]] <= within_m
    start_m = 0.0 if is_at_ends else min(at_m for _, at_m in rows)
    if is_at_ends:
        rows.remove(terminal)
        ordered = [(terminal[0], 0.0), *sorted(rows, key=lambda row: (row[1], row[0]))]
    else:
        moved = [(stop_id, at_m - start_m) for stop_id, at_m in rows]
        ordered = sorted(moved, key=lambda row: (row[1], row[0]))
    ordered.append((ordered[0][0], length))
    return Course(start_m=start_m, line=started_at(line, start_m), calls=_calls(ordered))


def _calls(rows: list[tuple[str, float]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "stop_id": pd.Series([stop_id for stop_id, _ in rows], dtype="str"),
            "along_m": np.array([at_m for _, at_m in rows], dtype=float),
        }
    )


def _round_m(
    line: shapely.LineString, passes: list[float], place: shapely.Point, within_m: float
) -> list[float]:
    """Count a pass at the start of a ring and one at its end as the same, the nearer of them."""
    length = float(line.length)
    if len(passes) == 1:
        return [0.0 if length - passes[0] < SAME_PLACE_M else passes[0]]
    ends = [shapely.Point(line.coords[n]).distance(place) <= within_m for n in (0, -1)]
    if not all(ends):
        return passes
    first, last = passes[0], passes[-1]
    away = [place.distance(line.interpolate(at_m)) for at_m in (first, last)]
    at_seam = first if away[0] <= away[1] or length - last < SAME_PLACE_M else last
    return sorted([at_seam, *passes[1:-1]])


def started_at(line: shapely.LineString, start_m: float) -> shapely.LineString:
    """
    Let a ring begin at another place of it.

    Parameters
    ----------
    line
        A ring, in metres.
    start_m
        Where on it, in metres; 0 leaves it as it is.
    """
    if start_m <= SAME_PLACE_M:
        return line
    after = shapely.ops.substring(line, start_m, line.length)
    before = shapely.ops.substring(line, 0.0, start_m)
    return shapely.LineString([*after.coords, *before.coords])
