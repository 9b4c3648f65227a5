"""Where lines meet, and which of them are walked one way only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

GRID_M = 0.001
"""Coordinates are kept to the millimetre, so that places meet exactly or not at all."""

JOIN_M = 1.0
"""
An end this near to another line meets it.

Five decimals of a degree, as many files carry, place a point only to about a metre.
"""

SEPARATED = {"bridge": ("yes", "viaduct", "true", "1"), "tunnel": ("yes", "true", "1")}
"""Values of OpenStreetMap's tags by which a line crosses others without meeting them."""

FOOTWAYS = ("footway", "path", "steps", "pedestrian", "corridor", "escalator")
"""Values of `highway` on which `oneway` binds people on foot; elsewhere it binds vehicles."""

ONEWAY_VALUES = {"yes": 1, "true": 1, "1": 1, "-1": -1, "reverse": -1, "no": 0, "false": 0, "0": 0}


def node_lines(lines: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Cut lines where they meet, so that every meeting is a vertex of both."""
    parts, owner = _parts(lines)
    apart = _is_separated(lines)[owner]
    ground = parts[~apart]
    meeting = np.concatenate([ground, _connectors(parts, ground), _first_steps(parts[apart])])
    cut = shapely.get_parts(shapely.union_all(meeting, grid_size=GRID_M))
    return np.concatenate([cut, parts[apart]])


def _is_separated(lines: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    separated = np.zeros(len(lines), dtype=bool)
    for column, values in SEPARATED.items():
        if column in lines.columns:
            separated |= lines[column].astype(str).str.lower().isin(values).to_numpy()
    return separated


def _first_steps(parts: NDArray[np.object_]) -> NDArray[np.object_]:
    """First millimetres of bridges and tunnels, so that a line they end on is cut there."""
    steps = [
        shapely.shortest_line(
            shapely.get_point(parts, end), shapely.line_interpolate_point(parts, along)
        )
        for end, along in ((0, 2 * GRID_M), (-1, -2 * GRID_M))
    ]
    return np.concatenate(steps)


def _connectors(parts: NDArray[np.object_], ground: NDArray[np.object_]) -> NDArray[np.object_]:
    """Short lines from ends to the lines that they all but touch."""
    ends = np.concatenate([shapely.get_point(parts, 0), shapely.get_point(parts, -1)])
    end, line = shapely.STRtree(ground).query(ends, predicate="dwithin", distance=JOIN_M)
    points, targets = ends[end], ground[line]
    feet = shapely.line_interpolate_point(targets, shapely.line_locate_point(targets, points))
    gaps = np.stack([shapely.get_coordinates(points), shapely.get_coordinates(feet)], axis=1)
    apart = np.linalg.norm(gaps[:, 0] - gaps[:, 1], axis=1) > 0
    connectors: NDArray[np.object_] = shapely.linestrings(gaps[apart])
    return connectors


def _parts(lines: gpd.GeoDataFrame) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Single lines to the millimetre, and the row that each belongs to."""
    parts, owner = shapely.get_parts(lines.geometry.to_numpy(), return_index=True)
    return shapely.set_precision(parts, GRID_M, mode="pointwise"), owner


def walking_directions(lines: gpd.GeoDataFrame, ends: NDArray[np.float64]) -> NDArray[np.int64]:
    """
    Find which edges are walked in one direction only.

    Parameters
    ----------
    lines
        `oneway` as in OpenStreetMap where known. It binds people on foot where
        `highway` is unknown or a way for walking; on a road it binds vehicles.
    ends
        (edges, 2, 2) both ends of each edge of the network made of these lines.

    Returns
    -------
    direction
        (edges,) 1 from the first end to the second, -1 back, 0 both ways: nobody is
        bound, one line leads there and another back, or a line open both ways lies
        on it too.
    """
    direction = _directions(lines)
    if not direction.any():
        return np.zeros(len(ends), dtype=np.int64)
    parts, owner = _parts(lines)
    of_part = direction[owner]
    is_bound = of_part != 0
    edge, way = _edges_on(ends, parts[is_bound], of_part[is_bound])
    forward, backward = (np.bincount(edge[way == w], minlength=len(ends)) > 0 for w in (1, -1))
    open_edge, _ = _edges_on(ends, parts[~is_bound], of_part[~is_bound])
    found: NDArray[np.int64] = forward.astype(np.int64) - backward
    found[open_edge] = 0
    return found


def _directions(lines: gpd.GeoDataFrame) -> NDArray[np.int64]:
    """1 along the line, -1 against it, 0 both ways."""
    bound = _oneway(lines, "oneway")
    if "highway" in lines.columns:
        highway = lines["highway"]
        bound = bound.where(highway.isna() | highway.isin(FOOTWAYS), 0)
    on_foot = _oneway(lines, "oneway_foot").fillna(bound)
    directions: NDArray[np.int64] = on_foot.fillna(0).to_numpy(dtype=np.int64)
    return directions


def _oneway(lines: gpd.GeoDataFrame, column: str) -> pd.Series:
    """1, -1 or 0 as a column says, missing where it does not."""
    texts = lines.get(column, pd.Series("", index=lines.index)).astype(str)
    found: pd.Series = texts.str.strip().str.lower().map(ONEWAY_VALUES).astype(float)
    return found


def _edges_on(
    ends: NDArray[np.float64], parts: NDArray[np.object_], direction: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which edges lie on the lines: their numbers, and the lines' direction seen from them."""
    xy, owner = shapely.get_coordinates(parts, return_index=True)
    follows = owner[1:] == owner[:-1]
    steps = np.stack([xy[:-1][follows], xy[1:][follows]], axis=1)
    segments = shapely.linestrings(steps)
    # The middle as well as both ends: another line may touch or cross there.
    middle = shapely.points(ends.mean(axis=1))
    edge, segment = shapely.STRtree(segments).query(middle, predicate="dwithin", distance=GRID_M)
    for end in (0, 1):
        places = shapely.points(ends[edge, end])
        near = shapely.dwithin(places, segments[segment], GRID_M)
        edge, segment = edge[near], segment[near]
    along = np.einsum(
        "ij,ij->i", np.diff(ends, axis=1)[edge, 0], np.diff(steps, axis=1)[segment, 0]
    )
    return edge, np.sign(along).astype(np.int64) * direction[owner[:-1][follows]][segment]
