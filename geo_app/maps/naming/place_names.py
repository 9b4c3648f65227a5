"""Which names a map shows, and from which zoom to which: tambons, islands, communities, roads."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geo_app.analysis.areas.positions import is_placed
from geo_app.analysis.areas.zoning import finest_zones
from geo_app.crs import DISPLAY_CRS
from geo_app.words.translating import Language, pick_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geo_app.province import Province

METRES_PER_PX_AT_0 = 156_543.0
"""Of a web map on the equator, at zoom 0."""

AREA_PX = (34.0, 1_100.0)
"""An area is named while it is so wide on the screen: neither a speck nor all of it."""

COMMUNITIES_FROM_ZOOM = 11.5
REFS_FROM_ZOOM = 11.0
LONG_REFS_FROM_ZOOM = 14.0
LONG_REF = 5
"""Letters of a number that only its own office knows, such as a local road's code."""

ROAD_NAMES_FROM_ZOOM = 13.5
ROAD_EVERY_M = 3_000.0
SHORTEST_ROAD_M = 300.0
"""A shorter piece goes without a name, unless the road has no longer one."""

LAST_ZOOM = 99.0
NAME_DECIMALS = 4
"""Decimals of a degree of a name's place: about ten metres."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceName:
    """
    A name on the map.

    Attributes
    ----------
    kind
        `zone`, `island`, `community`, `ref` (a road's number) or `road`.
    lat, lon
        Its middle, or the point that it stands beside, in degrees.
    thai, english
        In both languages; the other's where there is one only.
    from_zoom, to_zoom
        Levels of a web map, both included.
    """

    kind: str
    lat: float
    lon: float
    thai: str
    english: str
    from_zoom: float
    to_zoom: float = LAST_ZOOM


def place_names(province: Province) -> tuple[PlaceName, ...]:
    """
    Collect the names under which people know a province.

    Parameters
    ----------
    province
        Its zones, land, communities and roads, as far as it has them.

    Returns
    -------
    names
        The first to find room first: zones and islands from the largest, roads' numbers,
        communities, roads.
    """
    names: list[PlaceName] = []
    if province.has("zones"):
        names += _areas(finest_zones(province.zones), "zone")
    if province.has("land"):
        names += _areas(province.of_kind("land"), "island")
    names.sort(key=lambda name: name.from_zoom)
    roads = list(_roads(province.of_kind("roads"))) if province.has("roads") else []
    return (
        *names,
        *(name for name in roads if name.kind == "ref"),
        *_communities(province.communities),
        *(name for name in roads if name.kind == "road"),
    )


def zooms_of_width(width_m: float, lat_deg: float) -> tuple[float, float]:
    """
    Return from which zoom to which something of a width is named.

    Parameters
    ----------
    width_m
        On the ground, above 0.
    lat_deg
        Where it lies.
    """
    metres_per_px = METRES_PER_PX_AT_0 * math.cos(math.radians(lat_deg))
    least, most = (math.log2(pixels * metres_per_px / width_m) for pixels in AREA_PX)
    return round(least, 1), round(most, 1)


def _areas(areas: gpd.GeoDataFrame, kind: str) -> Iterator[PlaceName]:
    bounds = areas.geometry.bounds
    widths_m = np.maximum(bounds["maxx"] - bounds["minx"], bounds["maxy"] - bounds["miny"])
    places = shapely.get_coordinates(_degrees(areas.geometry.representative_point()))
    for row, width_m, (lon, lat) in zip(areas.itertuples(), widths_m, places, strict=True):
        thai, english = _both(row)
        if thai and width_m > 0:
            from_zoom, to_zoom = zooms_of_width(width_m, lat)
            yield _named(kind, (lon, lat), (thai, english), from_zoom, to_zoom)


def _communities(communities: gpd.GeoDataFrame) -> Iterator[PlaceName]:
    placed = communities[is_placed(communities)]
    places = shapely.get_coordinates(_degrees(placed.geometry.representative_point()))
    for row, place in zip(placed.itertuples(), places, strict=True):
        thai, english = _both(row)
        if thai:
            yield _named("community", place, (thai, english), COMMUNITIES_FROM_ZOOM)


def _roads(roads: gpd.GeoDataFrame) -> Iterator[PlaceName]:
    """Name every road by its number and its name, again after some kilometres."""
    drawn = roads[roads.geometry.notna()]
    rows, lines = list(drawn.itertuples()), drawn.geometry.to_numpy()
    refs = [(ref, ref) if (ref := _text(getattr(row, "ref", None))) else ("", "") for row in rows]
    for kind, names in (("ref", refs), ("road", [_both(row) for row in rows])):
        named, points = _along(*_merged(names, lines))
        places = shapely.get_coordinates(_degrees(gpd.GeoSeries(points, crs=roads.crs)))
        for name, place in zip(named, places, strict=True):
            yield _named(kind, place, name, _road_zoom(kind, name))


def _road_zoom(kind: str, name: tuple[str, str]) -> float:
    if kind == "road":
        return ROAD_NAMES_FROM_ZOOM
    return REFS_FROM_ZOOM if len(name[0]) <= LONG_REF else LONG_REFS_FROM_ZOOM


def _merged(
    names: list[tuple[str, str]], lines: NDArray[np.object_]
) -> tuple[list[tuple[str, str]], NDArray[np.object_]]:
    """Put together the ways that bear one name, end to end."""
    known = list(dict.fromkeys(names))
    numbers = {name: number for number, name in enumerate(known) if name[0]}
    number = np.array([numbers.get(name, -1) for name in names], dtype=np.int64)
    order = np.argsort(number, kind="stable")
    order = order[number[order] >= 0]
    parts, of = shapely.get_parts(lines[order], return_index=True)
    # `multilinestrings` asks for groups without gaps between their numbers.
    present, group = np.unique(number[order][of], return_inverse=True)
    whole = shapely.line_merge(shapely.multilinestrings(parts, indices=group))
    return [known[number] for number in present], np.atleast_1d(whole)


def _along(
    names: list[tuple[str, str]], ways: NDArray[np.object_]
) -> tuple[list[tuple[str, str]], NDArray[np.object_]]:
    """Put each name in the middle of equal pieces of what bears it; short ones go without."""
    pieces, way = shapely.get_parts(ways, return_index=True)
    lengths_m = shapely.length(pieces)
    longest_m = np.zeros(len(ways))
    np.maximum.at(longest_m, way, lengths_m)
    is_named = (lengths_m >= SHORTEST_ROAD_M) | (lengths_m == longest_m[way])
    pieces, way, lengths_m = pieces[is_named], way[is_named], lengths_m[is_named]
    times = np.maximum(1, np.rint(lengths_m / ROAD_EVERY_M)).astype(int)
    piece = np.repeat(np.arange(len(pieces)), times)
    place = np.arange(len(piece)) - np.repeat(np.cumsum(times) - times, times)
    shares = (place + 0.5) / times[piece]
    points = shapely.line_interpolate_point(pieces[piece], shares, normalized=True)
    return [names[number] for number in way[piece]], points


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _degrees(points: gpd.GeoSeries) -> gpd.GeoSeries:
    return points.to_crs(DISPLAY_CRS)


def _both(row: object) -> tuple[str, str]:
    names = getattr(row, "name_th", None), getattr(row, "name_en", None)
    thai, english = (pick_name(*names, language, otherwise="").strip() for language in Language)
    return thai, english


def _named(
    kind: str,
    place: tuple[float, float],
    names: tuple[str, str],
    from_zoom: float,
    to_zoom: float = LAST_ZOOM,
) -> PlaceName:
    lon, lat = (round(float(degrees), NAME_DECIMALS) for degrees in place)
    thai, english = names
    return PlaceName(
        kind=kind, lat=lat, lon=lon, thai=thai, english=english, from_zoom=from_zoom,
        to_zoom=to_zoom,
    )  # fmt: skip
