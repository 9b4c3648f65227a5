"""Lines of a feed's shapes.txt: read, cut, made longer, written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_app.crs import DISPLAY_CRS
from geo_app.transit.feed_rows import degree_texts, texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    import shapely


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """
    The line of a shape.

    Attributes
    ----------
    degrees
        (lon, lat) of its points.
    xy
        The same in metres.
    distance
        `shape_dist_traveled` in the feed's own unit, NaN where it is not stated.
    """

    degrees: np.ndarray
    xy: np.ndarray
    distance: np.ndarray

    @property
    def way_m(self) -> np.ndarray:
        """How far along the line each point lies, in metres."""
        steps: np.ndarray = np.hypot(*np.diff(self.xy, axis=0).T)
        return np.append(0.0, np.cumsum(steps))

    @property
    def unit(self) -> float:
        """How many of the feed's units a metre is; NaN where it states no distances."""
        length = float(self.way_m[-1])
        return float(self.distance[-1] - self.distance[0]) / length if length else np.nan

    def distance_at(self, along_m: np.ndarray) -> np.ndarray:
        """
        Return the feed's distance of places on the line.

        Parameters
        ----------
        along_m
            Metres along the line.
        """
        distance: np.ndarray = np.interp(along_m, self.way_m, self.distance)
        return distance

    def backwards(self) -> Shape:
        """Return the same line in the other direction."""
        return Shape(
            degrees=self.degrees[::-1],
            xy=self.xy[::-1],
            distance=self.distance[-1] - self.distance[::-1],
        )

    def from_zero(self) -> Shape:
        """Return the same line, its distances counted from its start."""
        return replace(self, distance=self.distance - self.distance[0])

    def rows(self, shape_id: str) -> pd.DataFrame:
        """
        Write it as rows of shapes.txt, its places to the last digit.

        Parameters
        ----------
        shape_id
            What the shape is called.

        Returns
        -------
        rows
            Texts: `shape_id`, `shape_pt_lat`, `shape_pt_lon` (degrees, WGS 84),
            `shape_pt_sequence` (from 1) and `shape_dist_traveled` (the feed's unit, blank where
            not known).
        """
        lon, lat = self.degrees.T
        return texts(
            {
                "shape_id": [shape_id] * len(lon),
                "shape_pt_lat": degree_texts(lat),
                "shape_pt_lon": degree_texts(lon),
                "shape_pt_sequence": range(1, len(lon) + 1),
                "shape_dist_traveled": distance_texts(self.distance),
            }
        )


def distance_texts(distance: np.ndarray) -> list[str | None]:
    """
    Write distances along a way; one that is not known stays blank.

    Parameters
    ----------
    distance
        In the feed's unit, NaN where it is not known.
    """
    return [None if np.isnan(value) else str(round(float(value), 4)) for value in distance]


def drawn_shape(line: shapely.LineString, degrees: np.ndarray) -> Shape:
    """
    Return a line that somebody drew, with its distances in metres.

    Parameters
    ----------
    line
        In metres.
    degrees
        The same corners, (lon, lat).
    """
    bare = Shape(degrees=degrees, xy=np.asarray(line.coords), distance=np.full(len(degrees), 0.0))
    return replace(bare, distance=bare.way_m)


def read_shapes(
    tables: Mapping[str, pd.DataFrame], shape_ids: set[str], crs: object
) -> dict[str, Shape]:
    """
    Read shapes of a feed; one of fewer than two points is none.

    Parameters
    ----------
    tables
        GTFS tables by name.
    shape_ids
        Those that are asked for.
    crs
        In metres, of `xy`.
    """
    if "shapes" not in tables:
        return {}
    rows = tables["shapes"]
    rows = rows[rows["shape_id"].isin(shape_ids)]
    blank = pd.Series(np.nan, index=rows.index)
    numbers = pd.DataFrame(
        {
            "shape_id": rows["shape_id"],
            "order": pd.to_numeric(rows["shape_pt_sequence"]),
            "lon": pd.to_numeric(rows["shape_pt_lon"]),
            "lat": pd.to_numeric(rows["shape_pt_lat"]),
            "distance": pd.to_numeric(rows.get("shape_dist_traveled", blank), errors="coerce"),
        }
    ).sort_values(["shape_id", "order"], kind="stable")
    places = gpd.GeoSeries(gpd.points_from_xy(numbers["lon"], numbers["lat"]), crs=DISPLAY_CRS)
    metres = places.to_crs(crs).get_coordinates().to_numpy()
    shapes = {}
    for shape_id, places_of in numbers.groupby("shape_id").indices.items():
        points = numbers.iloc[places_of]
        if len(points) > 1:
            degrees = points[["lon", "lat"]].to_numpy()
            shapes[str(shape_id)] = Shape(
                degrees=degrees, xy=metres[places_of], distance=points["distance"].to_numpy()
            )
    return shapes


def cut(shape: Shape, start_m: float, end_m: float) -> Shape:
    """
    Return the part of a line between two places on it.

    Parameters
    ----------
    shape
        The line.
    start_m, end_m
        Metres along it.
    """
    way = shape.way_m
    inside = (way > start_m) & (way < end_m)
    at = np.concatenate([[start_m], way[inside], [end_m]])
    columns = [*shape.degrees.T, *shape.xy.T, shape.distance]
    lon, lat, x, y, distance = (np.interp(at, way, column) for column in columns)
    return Shape(degrees=np.column_stack([lon, lat]), xy=np.column_stack([x, y]), distance=distance)


def extended(shape: Shape, piece: Shape, *, at_start: bool) -> Shape:
    """
    Add a piece, drawn outwards, at an end of a line; distances go on in the line's unit.

    Parameters
    ----------
    shape
        The line.
    piece
        Drawn outwards from that end, in the same CRS; its `distance` does not count.
    at_start
        Whether it is put where the line begins, rather than where it ends.
    """
    if at_start:
        longer = extended(shape.backwards(), piece, at_start=False).backwards()
        return replace(longer, distance=longer.distance + shape.distance[0])
    is_joined = np.array_equal(piece.xy[0], shape.xy[-1])
    skip = 1 if is_joined else 0
    longer = Shape(
        degrees=np.vstack([shape.degrees, piece.degrees[skip:]]),
        xy=np.vstack([shape.xy, piece.xy[skip:]]),
        distance=np.empty(0),
    )
    way = longer.way_m
    number = len(shape.xy)
    added = shape.distance[-1] + (way[number:] - way[number - 1]) * shape.unit
    return replace(longer, distance=np.concatenate([shape.distance, added]))


def started_at(ring: Shape, start_m: float) -> Shape:
    """
    Let a drawn ring begin at another place of it.

    Parameters
    ----------
    ring
        A line that ends where it begins, with its distances in metres.
    start_m
        Where on it, in metres; 0 leaves it as it is.
    """
    if start_m <= 0:
        return ring
    length = float(ring.way_m[-1])
    return extended(cut(ring, start_m, length), cut(ring, 0.0, start_m), at_start=False).from_zero()
