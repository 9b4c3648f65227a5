"""Where the stops and shapes of a feed are: positions that cannot be true have none."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from pyproj import Transformer

from geo_app.crs import DISPLAY_CRS, MAX_LAT_DEG, MAX_LON_DEG
from geo_app.errors import mark
from geo_app.findings import Severity
from geo_app.quality.faults import row_finding
from geo_app.quality.sieve import Sieve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from pyproj import CRS

    from geo_app.findings import Finding

AT_ZERO_DEG = 0.001
"""A position this near to 0, 0 (100 m, in the Gulf of Guinea) stands for none."""

MARGIN_DEG = 6.0
"""How far beyond the area for which a CRS was made it is still used: a UTM zone."""

SHAPE_REACH_DEG = 1.0
"""How far beyond all stops a line may swing out: 110 km at the equator."""

FAR_M = 100_000.0
"""A stop this far from all communities is told: another city, or a wrong digit."""

Flags = pd.Series

STOP_ADVICE = {
    "missing_geometry": mark("The stop '{found}' has no position."),
    "position_no_degrees": mark(
        "The position of the stop '{found}' is no latitude and longitude in degrees. Correct "
        "stop_lat and stop_lon."
    ),
    "position_at_zero": mark(
        "The stop '{found}' stands at latitude 0, longitude 0, which means that nobody knows its "
        "place. Write its stop_lat and stop_lon."
    ),
    "position_swapped": mark(
        "The latitude and longitude of the stop '{found}' look swapped. Write stop_lat such as "
        "7.88 and stop_lon such as 98.39."
    ),
    "position_out_of_reach": mark(
        "The stop '{found}' is out of reach of the province's analysis CRS. Correct its stop_lat "
        "and stop_lon."
    ),
}
SHAPE_ADVICE = {
    "missing_geometry": mark(
        "A point of the shape '{found}' has no position; it is left out of the line."
    ),
    "position_no_degrees": mark(
        "A point of the shape '{found}' is no latitude and longitude in degrees; it is left out "
        "of the line."
    ),
    "position_at_zero": mark(
        "A point of the shape '{found}' stands at latitude 0, longitude 0; it is left out of the "
        "line."
    ),
    "position_swapped": mark(
        "The latitude and longitude of a point of the shape '{found}' look swapped; it is left "
        "out of the line."
    ),
    "position_out_of_reach": mark(
        "A point of the shape '{found}' is out of reach of the province's analysis CRS; it is "
        "left out of the line."
    ),
}
FAR_FROM_STOPS = mark(
    "A point of the shape '{found}' lies more than 100 km from every stop of the feed; it is left "
    "out of the line."
)
NO_ORDER = mark(
    "A point of the shape '{found}' has no number in shape_pt_sequence; it is left out of the line."
)


class Reach(NamedTuple):
    """
    Which positions can be measured in an analysis CRS.

    Attributes
    ----------
    to_metres
        From degrees.
    box
        Degrees west, south, east and north for which the CRS was made; None where it does
        not say.
    """

    to_metres: Transformer
    box: tuple[float, float, float, float] | None

    def places(self, lon: pd.Series, lat: pd.Series) -> NDArray[np.bool_]:
        """
        Say which positions get finite coordinates in metres.

        Parameters
        ----------
        lon, lat
            Degrees.
        """
        x, y = self.to_metres.transform(lon.to_numpy(dtype=float), lat.to_numpy(dtype=float))
        is_placed: NDArray[np.bool_] = np.isfinite(x) & np.isfinite(y)
        return is_placed

    def holds(self, lon: pd.Series, lat: pd.Series) -> pd.Series:
        """
        Say which positions lie in the area of the CRS or beside it; all where it states none.

        Parameters
        ----------
        lon, lat
            Degrees.

        Returns
        -------
        is_held
            A bool for each position, indexed like `lon`.
        """
        if self.box is None:
            return pd.Series(True, index=lon.index)
        west, south, east, north = self.box
        return lon.between(west - MARGIN_DEG, east + MARGIN_DEG) & lat.between(
            south - MARGIN_DEG, north + MARGIN_DEG
        )


@cache
def reach_of(crs: CRS) -> Reach:
    """
    Return what can be measured in a CRS.

    Parameters
    ----------
    crs
        Projected, in metres.
    """
    area = crs.area_of_use
    if area is None or area.west > area.east:
        # Around the far side of the globe the west lies beyond the east.
        box = None
    else:
        box = (area.west, area.south, area.east, area.north)
    return Reach(Transformer.from_crs(DISPLAY_CRS, crs, always_xy=True), box)


def with_places(stops: pd.DataFrame) -> pd.DataFrame:
    """
    Return rows of stops.txt with their degrees as numbers, NaN where a cell is none.

    Parameters
    ----------
    stops
        `stop_lon`, `stop_lat`, cells as text.

    Returns
    -------
    stops
        As given, with `stop_lon` and `stop_lat` in degrees.
    """
    return stops.assign(
        stop_lon=pd.to_numeric(stops["stop_lon"], errors="coerce"),
        stop_lat=pd.to_numeric(stops["stop_lat"], errors="coerce"),
    )


def stops_without_place(stops: pd.DataFrame, reach: Reach | None) -> Iterator[tuple[str, Flags]]:
    """
    Sort out the stops that have no place, by reason.

    Parameters
    ----------
    stops
        As `with_places` returns them.
    reach
        Of the analysis CRS; None where it is not asked.

    Yields
    ------
    code, where
        One of `STOP_ADVICE`, and a bool a row; each row under one code at most.
    """
    yield from _reasons(stops["stop_lon"], stops["stop_lat"], reach)


def _reasons(lon: pd.Series, lat: pd.Series, reach: Reach | None) -> Iterator[tuple[str, Flags]]:
    missing = lon.isna() | lat.isna()
    yield "missing_geometry", missing
    outside = ~missing & ~_are_degrees(lon, lat)
    mirrored = _are_degrees(lat, lon)
    if reach is not None:
        mirrored &= reach.holds(lat, lon)
    swapped = outside & mirrored
    at_zero = (lon.abs() < AT_ZERO_DEG) & (lat.abs() < AT_ZERO_DEG)
    yield "position_at_zero", at_zero
    lost = missing | outside | at_zero
    if reach is None:
        yield "position_swapped", swapped
        yield "position_no_degrees", outside & ~swapped
        return
    stated = reach.box is not None
    swapped |= ~lost & ~reach.holds(lon, lat) & reach.holds(lat, lon) & stated
    yield "position_swapped", swapped
    yield "position_no_degrees", outside & ~swapped
    lost |= swapped
    unreached = pd.Series(False, index=lon.index)
    unreached[~lost] = ~reach.places(lon[~lost], lat[~lost])
    yield "position_out_of_reach", unreached


def _are_degrees(lon: pd.Series, lat: pd.Series) -> pd.Series:
    return lon.between(-MAX_LON_DEG, MAX_LON_DEG) & lat.between(-MAX_LAT_DEG, MAX_LAT_DEG)


def check_shapes(shapes: pd.DataFrame, stops: pd.DataFrame, reach: Reach | None) -> Sieve:
    """
    Set aside the points of shapes.txt that have no place or no order.

    Parameters
    ----------
    shapes
        The table, cells as text.
    stops
        Those with a place: `stop_lon` and `stop_lat` in degrees. May be empty.
    reach
        Of the analysis CRS; None where it is not asked.

    Returns
    -------
    shapes
        Rows as given, without those.
    """
    sieve = Sieve("shapes", shapes)
    order = pd.to_numeric(sieve.rows["shape_pt_sequence"], errors="coerce")
    sieve.drop(
        ~np.isfinite(order),
        code="no_order",
        field="shape_pt_sequence",
        shown="shape_id",
        advice=NO_ORDER,
    )
    lon, lat = _shape_degrees(sieve)
    for code, where in [*_reasons(lon, lat, reach)]:
        _drop_points(sieve, where, code, SHAPE_ADVICE[code])
    lon, lat = _shape_degrees(sieve)
    if len(stops):
        _drop_points(sieve, ~_are_around(lon, lat, stops), "far_from_stops", FAR_FROM_STOPS)
    return sieve


def _shape_degrees(sieve: Sieve) -> tuple[pd.Series, pd.Series]:
    lon, lat = (
        pd.to_numeric(sieve.rows[column], errors="coerce")
        for column in ("shape_pt_lon", "shape_pt_lat")
    )
    return lon, lat


def _drop_points(sieve: Sieve, where: Flags, code: str, advice: str) -> None:
    sieve.drop(
        where.reindex(sieve.rows.index),
        code=code,
        field="shape_pt_lat",
        shown="shape_id",
        advice=advice,
    )


def _are_around(lon: pd.Series, lat: pd.Series, stops: pd.DataFrame) -> pd.Series:
    west, east = stops["stop_lon"].min(), stops["stop_lon"].max()
    south, north = stops["stop_lat"].min(), stops["stop_lat"].max()
    return lon.between(west - SHAPE_REACH_DEG, east + SHAPE_REACH_DEG) & lat.between(
        south - SHAPE_REACH_DEG, north + SHAPE_REACH_DEG
    )


def far_stops(
    stops: pd.DataFrame, reach: Reach, bounds: tuple[float, float, float, float]
) -> list[Finding]:
    """
    Tell of the stops that lie far from all communities; they are used all the same.

    Parameters
    ----------
    stops
        Those that are used: `stop_id`, `stop_lon` and `stop_lat` in degrees, indexed by their
        place in stops.txt.
    reach
        Of the analysis CRS.
    bounds
        West, south, east and north of the communities, in metres.
    """
    x, y = reach.to_metres.transform(stops["stop_lon"].to_numpy(), stops["stop_lat"].to_numpy())
    west, south, east, north = bounds
    aside = np.maximum(np.maximum(west - x, x - east), 0.0)
    away = np.hypot(aside, np.maximum(np.maximum(south - y, y - north), 0.0))
    return [
        row_finding(
            "far_from_province",
            Severity.INFO,
            row=int(row) + 1,
            field="stop_lat",
            value=stop_id,
            advice=mark(
                "The stop '{found}' lies more than 100 km from every community of the province. "
                "Correct its position, or leave it if the line runs so far."
            ),
        )
        for row, stop_id in stops.loc[away > FAR_M, "stop_id"].items()
    ]
