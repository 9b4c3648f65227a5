"""Areas cut into small pieces once, so that a line meets only the pieces around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_app.analysis.lines.intervals import TOUCH_M
from geo_app.crs import require_metric_crs

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from pyproj import CRS

Geometries = NDArray[np.object_]
Numbers = NDArray[np.int64]

MOST_VERTICES = 256
SMALLEST_SIDE_M = 1.0
"""A piece so small is left whole: more vertices than that meet in one place."""

POLYGON = shapely.GeometryType.POLYGON
AREAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AreaIndex:
    """
    Areas in small pieces, with a tree over them.

    Nothing in it changes when it is asked, so sessions and threads may share it.
    Pieces are not prepared for that reason: GEOS writes into what is prepared.

    Attributes
    ----------
    ids
        The index of the layer, `hazard_id` or `mangrove_id`.
    groups
        The columns asked for, indexed like the layer.
    crs
        In metres.
    pieces
        Valid polygons.
    polygon
        For each piece the row of its area in the layer.
    tree
        Over the pieces' boxes, a touch larger than they are.
    edges
        (4, n) x and y of both ends of each side of each piece, piece after piece.
    first_edge
        Where each piece's sides begin in `edges`; one more for where the last end.
    without_area
        Ids of rows that are missing, empty or flat: they hold nothing.
    """

    ids: pd.Index
    groups: pd.DataFrame
    crs: CRS
    pieces: Geometries
    polygon: Numbers
    tree: shapely.STRtree
    edges: NDArray[np.float64]
    first_edge: Numbers
    without_area: pd.Index


def build_area_index(
    polygons: gpd.GeoDataFrame, *, groups: Sequence[str] | None = None, name: str = "polygons"
) -> AreaIndex:
    """
    Cut areas into pieces and build a tree over them.

    Invalid outlines are made valid first, as the reader of layers does.

    Parameters
    ----------
    polygons
        Polygons or multipolygons in metres, indexed by their id. May be empty.
    groups
        Columns to keep, such as `hazard_type` and `hazard_level`.
    name
        What the layer is called in messages.

    Returns
    -------
    index
        Pieces of at most `MOST_VERTICES` vertices; more only where they meet within
        `SMALLEST_SIDE_M`.

    Raises
    ------
    CrsError
        If the CRS is missing or not in metres.
    ValueError
        If a row is a point or a line.
    """
    require_metric_crs(polygons, name=name)
    pieces, polygon = _subdivide(*_valid_parts(polygons.geometry.to_numpy(), name=name))
    west, south, east, north = shapely.bounds(pieces).T.reshape(4, -1)
    edges, first_edge = _edges(pieces)
    return AreaIndex(
        ids=polygons.index,
        groups=pd.DataFrame(polygons[list(groups or ())]),
        crs=polygons.crs,
        pieces=pieces,
        polygon=polygon,
        tree=shapely.STRtree(
            shapely.box(west - TOUCH_M, south - TOUCH_M, east + TOUCH_M, north + TOUCH_M)
        ),
        edges=edges,
        first_edge=first_edge,
        without_area=polygons.index[~np.isin(np.arange(len(polygons)), polygon)],
    )


def _valid_parts(areas: Geometries, *, name: str) -> tuple[Geometries, Numbers]:
    """Take the areas apart; of each part the row it comes from."""
    there = np.flatnonzero(~(shapely.is_missing(areas) | shapely.is_empty(areas)))
    wrong = ~np.isin(shapely.get_type_id(areas[there]), AREAL)
    if wrong.any():
        kind = areas[there[wrong][0]].geom_type
        raise ValueError(f"Layer '{name}' must hold polygons, not {kind}.")
    whole = areas[there]
    broken = ~shapely.is_valid(whole)
    whole[broken] = shapely.make_valid(whole[broken], method="structure", keep_collapsed=False)
    parts, part_of = _polygons_in(shapely.force_2d(whole))
    return parts, there[part_of]


def _subdivide(parts: Geometries, row: Numbers) -> tuple[Geometries, Numbers]:
    """Halve what has too many vertices until nothing has."""
    small: list[tuple[Geometries, Numbers]] = []
    while len(parts):
        large = _is_large(parts)
        small.append((parts[~large], row[~large]))
        halves = np.concatenate(_halves(parts[large]))
        parts, half = _polygons_in(halves)
        row = np.tile(row[large], 2)[half]
    if not small:
        return parts, row
    return np.concatenate([areas for areas, _ in small]), np.concatenate(
        [rows for _, rows in small]
    )


def _is_large(parts: Geometries) -> NDArray[np.bool_]:
    west, south, east, north = shapely.bounds(parts).T
    many = shapely.get_num_coordinates(parts) > MOST_VERTICES
    large: NDArray[np.bool_] = many & (np.maximum(east - west, north - south) > SMALLEST_SIDE_M)
    return large


def _halves(parts: Geometries) -> tuple[Geometries, Geometries]:
    """Cut each part in the middle of the longer side of its box."""
    west, south, east, north = shapely.bounds(parts).T.reshape(4, -1)
    wide = east - west >= north - south
    x = np.where(wide, (west + east) / 2, east)
    y = np.where(wide, north, (south + north) / 2)
    far_west, far_south = np.where(wide, x, west), np.where(wide, south, y)
    return (
        shapely.intersection(parts, shapely.box(west, south, x, y)),
        shapely.intersection(parts, shapely.box(far_west, far_south, east, north)),
    )


def _polygons_in(areas: Geometries) -> tuple[Geometries, Numbers]:
    """Take areas apart, without the lines and points where a cut only touches them."""
    groups, group_of = shapely.get_parts(areas, return_index=True)
    # What is cut off may be a collection, which holds multipolygons in turn.
    parts, part_of = shapely.get_parts(groups, return_index=True)
    is_area = (shapely.get_type_id(parts) == POLYGON) & ~shapely.is_empty(parts)
    return parts[is_area], group_of[part_of][is_area]


def _edges(pieces: Geometries) -> tuple[NDArray[np.float64], Numbers]:
    """List the sides of all pieces, holes too, and where each piece's begin."""
    rings, piece = shapely.get_rings(pieces, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    joined = ring[:-1] == ring[1:]
    edges = np.concatenate([xy[:-1][joined].T, xy[1:][joined].T])
    first = np.searchsorted(piece[ring[:-1][joined]], np.arange(len(pieces) + 1))
    return edges, first
