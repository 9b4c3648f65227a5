"""A line that is still being drawn: where it would lead, how long it is, who lives beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import cKDTree

from geo_app.crs import DISPLAY_CRS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

DECIMALS = 5

MOST_PLACES = 1_500
"""So many places of people are shaded at most, those of most people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAhead:
    """
    What is known of a line before it is finished; people as the crow flies.

    Attributes
    ----------
    path
        (lon, lat) in degrees of the corners along the roads, or as drawn.
    straight
        Start and end, (lon, lat) in degrees, of each part that follows no road.
    length_m
        Of the path, in metres.
    population
        Persons within the distance of the path in a straight line; None where nobody
        counts people by place.
    places
        (lon, lat, persons) of where they live.
    radius_m
        Of a disc that stands for such a place on a map, in metres.
    """

    path: list[list[float]]
    straight: tuple[list[list[float]], ...]
    length_m: float
    population: float | None = None
    places: Sequence[list[float]] = ()
    radius_m: float = 0.0


@dataclass(frozen=True, slots=True)
class PeoplePlaces:
    """
    Where people are counted, ready to be asked who lives beside a line.

    Attributes
    ----------
    xy
        (places, 2) metres.
    lon_lat
        (places, 2) degrees.
    population
        (places,) persons; unknown is 0.
    spacing_m
        Metres from a place to the nearest other, as the median has it.
    """

    xy: NDArray[np.float64]
    lon_lat: NDArray[np.float64]
    population: NDArray[np.float64]
    spacing_m: float

    def beside(self, path_xy: NDArray[np.float64], *, within_m: float) -> NDArray[np.int64]:
        """
        Return the places within a straight distance of a line, those of most people first.

        Parameters
        ----------
        path_xy
            (corners, 2) metres.
        within_m
            The distance in metres.
        """
        line = shapely.LineString(path_xy)
        (west, south), (east, north) = path_xy.min(axis=0), path_xy.max(axis=0)
        low, high = np.array([west, south]) - within_m, np.array([east, north]) + within_m
        near = np.flatnonzero(((self.xy >= low) & (self.xy <= high)).all(axis=1))
        near = near[shapely.dwithin(line, shapely.points(self.xy[near]), within_m)]
        most_first: NDArray[np.int64] = near[np.argsort(-self.population[near], kind="stable")]
        return most_first

    def shown(self, places: NDArray[np.int64]) -> list[list[float]]:
        """
        Return places as a map shows them: longitude and latitude in degrees, persons.

        Parameters
        ----------
        places
            Numbers of places, as `beside` returns them.
        """
        degrees = self.lon_lat[places].round(DECIMALS)
        rows: list[list[float]] = np.column_stack(
            [degrees, self.population[places].round()]
        ).tolist()
        return rows


def people_places(points: gpd.GeoDataFrame) -> PeoplePlaces:
    """
    Make places of people ready.

    Parameters
    ----------
    points
        In metres, with `population` (persons).
    """
    centres = points.geometry.centroid
    lon_lat = shapely.get_coordinates(centres.to_crs(DISPLAY_CRS).to_numpy())
    xy = shapely.get_coordinates(centres.to_numpy())
    spacing_m = 0.0
    if len(xy) > 1:
        spacing_m = float(np.median(cKDTree(xy).query(xy, k=2)[0][:, 1]))
    people = np.nan_to_num(points["population"].to_numpy(dtype=float))
    return PeoplePlaces(xy, lon_lat, people, spacing_m)


def look_ahead(
    path: list[list[float]],
    path_xy: NDArray[np.float64],
    straight: tuple[list[list[float]], ...],
    people: PeoplePlaces | None,
    *,
    within_m: float,
) -> LineAhead:
    """
    Say how long a line would be and who lives beside it.

    Parameters
    ----------
    path
        (lon, lat) in degrees of its corners.
    path_xy
        (corners, 2) the same in metres.
    straight
        As in `LineAhead`.
    people
        Where people are counted; None where they are not.
    within_m
        Who lives so near in a straight line is counted, in metres.
    """
    length_m = float(np.hypot(*np.diff(path_xy, axis=0).T).sum())
    if people is None:
        return LineAhead(path=path, straight=straight, length_m=length_m)
    beside = people.beside(path_xy, within_m=within_m)
    return LineAhead(
        path=path,
        straight=straight,
        length_m=length_m,
        population=float(people.population[beside].sum()),
        places=people.shown(beside[:MOST_PLACES]),
        radius_m=people.spacing_m / 2,
    )
