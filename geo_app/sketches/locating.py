"""From a sketch's coordinates to degrees: other CRSs, swapped axes, too many vertices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Transformer
from pyproj.exceptions import ProjError

from geo_app import limits
from geo_app.crs import DISPLAY_CRS, MAX_LAT_DEG, MAX_LON_DEG, parse_crs
from geo_app.errors import CrsError, LayerError, mark
from geo_app.sketches.sketch import (
    Drawing,
    DrawnLine,
    DrawnStop,
    Sketch,
    too_long,
    without_twins,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

NEAR_DEG = 3.0
"""A drawing this near to the province's middle is taken to be meant for it."""

SIMPLIFIED_M = 1.0
METRES_PER_DEGREE = 111_320.0
DEGREE_DIGITS = 7
"""Digits of a degree: a centimetre."""

VERTICES_AT_ONCE = 1_000
"""Lines are simplified in pieces: GEOS takes its time and its stack by the square of a length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where a drawing is expected: the province's analysis CRS and its middle, (lon, lat)."""

    analysis_crs: str
    centre: tuple[float, float]

    def is_near(self, xy: NDArray[np.float64]) -> bool:
        """
        Say whether the middle of some places, in degrees, is near.

        Parameters
        ----------
        xy
            (places, 2) longitude and latitude; not empty.
        """
        with np.errstate(invalid="ignore", over="ignore"):
            return bool((np.abs(np.median(xy, axis=0) - self.centre) <= NEAR_DEG).all())


def drawing_of(
    sketch: Sketch, *, crs: CRS | None, place: Whereabouts | None, swap: bool
) -> Drawing:
    """
    Turn a sketch into a drawing in degrees.

    Parameters
    ----------
    sketch
        As it was read.
    crs
        Of its coordinates; None: degrees on WGS 84.
    place
        Where it is expected, for advice.
    swap
        The file has latitude before longitude.

    Raises
    ------
    LayerError
        If there is nothing in it, or a line has too many vertices.
    CrsError
        If the coordinates are no degrees, or look swapped.
    """
    if not sketch.lines and not sketch.stops:
        raise _nothing(sketch)
    pieces = [line.xy for line in sketch.lines] + [np.array([stop.xy]) for stop in sketch.stops]
    xy = np.concatenate(pieces)
    if swap:
        xy = xy[:, ::-1]
        sketch.tell("swapped", mark("Latitude and longitude of '{file}' are swapped, as asked."))
    if crs is not None:
        xy = _in_degrees(xy, crs, sketch.file)
        code = crs.to_string()
        sketch.tell("converted", mark("'{file}' is converted from {crs} to degrees."), crs=code)
    _require_degrees(xy, sketch.file, place)
    placed = np.split(xy, np.cumsum([len(piece) for piece in pieces])[:-1])
    return _drawn(sketch, placed)


def _drawn(sketch: Sketch, placed: list[NDArray[np.float64]]) -> Drawing:
    number = len(sketch.lines)
    lines = []
    for row, (line, xy) in enumerate(zip(sketch.lines, placed[:number], strict=True), start=1):
        coordinates = _places(_not_too_long(sketch, xy, row))
        if len(coordinates) > 1:
            lines.append(
                DrawnLine(name_th=line.names.th, name_en=line.names.en, coordinates=coordinates)
            )
        else:
            sketch.left_out["one_place"] += 1
    stops = tuple(
        DrawnStop(name_th=stop.names.th, name_en=stop.names.en, lon=lon, lat=lat)
        for stop, xy in zip(sketch.stops, placed[number:], strict=True)
        for lon, lat in _places(xy)
    )
    if not lines and not stops:
        raise _nothing(sketch)
    return Drawing(lines=tuple(lines), stops=stops, notes=sketch.every_note())


def _nothing(sketch: Sketch) -> LayerError:
    return LayerError(
        mark("'{file}' holds no line and no stop. Save the route as a line in it."),
        file=sketch.file,
    )


def _not_too_long(sketch: Sketch, xy: NDArray[np.float64], row: int) -> NDArray[np.float64]:
    """Simplify a line of too many vertices, and refuse it if that does not help."""
    if len(xy) <= limits.VERTICES:
        return xy
    thinned = _simplified(xy)
    if len(thinned) > limits.VERTICES:
        raise too_long(sketch.file, len(xy), row=row)
    sketch.tell(
        "simplified",
        mark(
            "Line {row} of '{file}' had {before:,} vertices and is simplified to {after:,}; "
            "it is nowhere more than 1 m off."
        ),
        row=row,
        before=len(xy),
        after=len(thinned),
    )
    return thinned


def _places(xy: NDArray[np.float64]) -> tuple[tuple[float, float], ...]:
    return tuple((lon, lat) for lon, lat in without_twins(xy.round(DEGREE_DIGITS)).tolist())


def _in_degrees(xy: NDArray[np.float64], crs: CRS, file: str) -> NDArray[np.float64]:
    """Convert coordinates, or say that they are none of this CRS."""
    placed = _converted(xy, crs)
    if placed is None or not np.isfinite(placed).all():
        raise CrsError(
            mark(
                "The coordinates of '{file}', such as {found}, are none of {crs}. Name the CRS in "
                "which they are, or save the file in WGS 84 (EPSG:4326)."
            ),
            file=file,
            found=_pair(xy[0]),
            crs=crs.to_string(),
        )
    return placed


def _converted(xy: NDArray[np.float64], crs: CRS) -> NDArray[np.float64] | None:
    if not (crs.is_projected or crs.is_geographic):
        return None
    try:
        transformer = Transformer.from_crs(crs, DISPLAY_CRS, always_xy=True)
        return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))
    except ProjError:
        return None


def _require_degrees(xy: NDArray[np.float64], file: str, place: Whereabouts | None) -> None:
    """Refuse what is no degrees, with the advice that is most likely to help."""
    if place is not None and not place.is_near(xy) and place.is_near(xy[:, ::-1]):
        raise CrsError(
            mark(
                "The coordinates of '{file}', such as {found}, have latitude before longitude: "
                "swapped, they lie in the province. Save the file with longitude first."
            ),
            file=file,
            found=_pair(xy[0]),
        )
    if (np.abs(xy) <= (MAX_LON_DEG, MAX_LAT_DEG)).all():
        return
    outside = xy[(np.abs(xy) > (MAX_LON_DEG, MAX_LAT_DEG)).any(axis=1)][0]
    if place is not None:
        crs = parse_crs(place.analysis_crs, name=file)
        placed = _converted(xy, crs)
        if placed is not None and place.is_near(placed):
            raise CrsError(
                mark(
                    "The coordinates of '{file}', such as {found}, are not degrees. Taken for "
                    "{crs} they lie in the province. Save the file in WGS 84 (EPSG:4326), or say "
                    "that it is in {crs}."
                ),
                file=file,
                found=_pair(outside),
                crs=place.analysis_crs,
            )
    raise CrsError(
        mark(
            "The coordinates of '{file}', such as {found}, are not degrees, and the file does not "
            "say what they are. Save it in WGS 84 (EPSG:4326)."
        ),
        file=file,
        found=_pair(outside),
    )


def _pair(xy: NDArray[np.float64]) -> str:
    return f"{xy[0]:.10g}, {xy[1]:.10g}"


def _simplified(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Leave out vertices that move the line by no more than a metre."""
    # Degrees of longitude are shorter than that, so the metre is kept there too.
    metres = (xy - xy[0]) * METRES_PER_DEGREE
    kept = []
    for first in range(0, len(xy) - 1, VERTICES_AT_ONCE):
        piece = shapely.LineString(metres[first : first + VERTICES_AT_ONCE + 1])
        thinned = shapely.get_coordinates(piece.simplify(SIMPLIFIED_M, preserve_topology=False))
        kept.append(thinned[:-1])
    corners = np.concatenate([*kept, metres[-1:]])
    degrees: NDArray[np.float64] = corners / METRES_PER_DEGREE + xy[0]
    return degrees
