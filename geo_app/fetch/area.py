"""Which part of the world is fetched for a province."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from geo_app.crs import DISPLAY_CRS, MAX_LAT_DEG, MAX_LON_DEG
from geo_app.errors import LayerError, MissingLayerError, mark

if TYPE_CHECKING:
    from geo_app.province import Province

OUTLINE_KINDS = ("zones", "land")
"""Kinds whose polygons are the province's outline, the better first."""

COMMUNITY_MARGIN_M = 2_000.0
"""Ground fetched around the outermost communities where no layer gives an outline."""

CORNERS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """
    A box in degrees on WGS 84, and the outline inside it.

    Attributes
    ----------
    outline
        Polygon in degrees; the box itself where nothing better is known.
    """

    west: float
    south: float
    east: float
    north: float
    outline: shapely.Geometry

    @property
    def box(self) -> shapely.Polygon:
        """The box as a polygon."""
        return shapely.box(self.west, self.south, self.east, self.north)


def parse_area(text: str) -> Area:
    """
    Read `WEST,SOUTH,EAST,NORTH` in degrees.

    Parameters
    ----------
    text
        Four numbers with commas between them.

    Raises
    ------
    LayerError
        If it is no box on the globe.
    """
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != CORNERS or not _is_box(*numbers):
        raise LayerError(
            mark(
                "The area '{found}' is no box. Write west,south,east,north in degrees, "
                "such as 98.2,7.7,98.5,8.2."
            ),
            found=text,
        )
    west, south, east, north = numbers
    return area_of(west, south, east, north)


def area_of(west: float, south: float, east: float, north: float) -> Area:
    """
    Return a box as an area.

    Parameters
    ----------
    west, south, east, north
        In degrees on WGS 84.
    """
    return _area(shapely.box(west, south, east, north))


def _is_box(west: float, south: float, east: float, north: float) -> bool:
    on_globe = -MAX_LON_DEG <= west < east <= MAX_LON_DEG
    return on_globe and -MAX_LAT_DEG <= south < north <= MAX_LAT_DEG and math.isfinite(east + north)


def get_area(province: Province) -> Area:
    """
    Return the area of a province: its zones, else its land, else its communities.

    Parameters
    ----------
    province
        Its first layer of these kinds decides; communities get a margin of 2 km.

    Returns
    -------
    area
        In degrees on WGS 84.

    Raises
    ------
    MissingLayerError
        If the province has no such layer.
    LayerError
        If that layer cannot be used.
    """
    for kind in OUTLINE_KINDS:
        if province.has(kind):
            outline = province.of_kind(kind).to_crs(DISPLAY_CRS).union_all()
            return _area(outline)
    if not province.has("communities"):
        raise MissingLayerError(
            mark(
                "The province has no zones, land or communities that say where it is. "
                "Name the area: --area west,south,east,north."
            )
        )
    places = province.communities
    reach = shapely.box(*places.total_bounds).buffer(COMMUNITY_MARGIN_M, join_style="mitre")
    box = shapely.box(*gpd.GeoSeries([reach], crs=places.crs).to_crs(DISPLAY_CRS).total_bounds)
    return _area(box)


def _area(outline: shapely.Geometry) -> Area:
    west, south, east, north = outline.bounds
    return Area(west=west, south=south, east=east, north=north, outline=outline)
