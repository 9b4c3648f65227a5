"""Where lines meet, and which of them are walked one way only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo_app.network.levels import levels_of

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo_app.network.levels import Levels

GRID_M = 0.001
"""Coordinates are kept to the millimetre, so that places meet exactly or not at all."""

JOIN_M = 1.0
"""
An end this near to another line meets it.

Five decimals of a degree, as many files carry, place a point only to about a metre.
"""

FOOTWAYS = ("footway", "path", "steps", "pedestrian", "corridor", "escalator")
"""Values of `highway` on which `oneway` binds people on foot; elsewhere it binds vehicles."""

ONEWAY_VALUES = {"yes": 1, "true": 1, "1": 1, "-1": -1, "reverse": -1, "no": 0, "false": 0, "0": 0}


def node_lines(lines: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """
    Cut lines where they meet, so that every meeting is a vertex of both.

    Parameters
    ----------
    lines
        Ways in metres. Those of one `layer` meet where they cross or touch; a `bridge` or
        `tunnel`, and ways of different layers, meet at ends and where both have a vertex;
        ways whose `meets_at` is `vertices` meet each other at shared vertices only. May
        be empty.

    Returns
    -------
    pieces
        Lines that meet only at vertices, on a grid of a millimetre.
    """
    parts, owner = _parts(lines)
    levels = levels_of(lines).take(owner)
    by_vertices = levels.is_by_vertices & ~_are_touched(parts, levels.is_by_vertices)
    is_whole = levels.is_apart | by_vertices
    connectors, joined = _connectors(parts, levels, np.flatnonzero(~by_vertices))
    pieces = [parts[is_whole]]
    for layer in np.unique(levels.layer[~is_whole]):
        ground = ~is_whole & (levels.layer == layer)
        others = parts[~ground & ~by_vertices]
        meeting = [parts[ground], connectors[ground[joined]], _first_steps(others, parts[ground])]
        pieces.append(shapely.get_parts(_union(np.concatenate(meeting))))
    return np.concatenate(pieces)


def _union(lines: NDArray[np.object_]) -> shapely.Geometry:
    return shapely.union_all(lines, grid_size=GRID_M)


def _are_touched(parts: NDArray[np.object_], by_vertices: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say which lines somebody's own lines come to, whose vertices nobody promises."""
    touched = np.zeros(len(parts), dtype=bool)
    drawn = parts[~by_vertices]
    if by_vertices.any() and len(drawn):
        _, near = shapely.STRtree(parts).query(drawn, predicate="dwithin", distance=JOIN_M)
        touched[near] = True
    return touched


def _ends(parts: NDArray[np.object_]) -> NDArray[np.object_]:
    return np.concatenate([shapely.get_point(parts, 0), shapely.get_point(parts, -1)])


def _first_steps(parts: NDArray[np.object_], ground: NDArray[np.object_]) -> NDArray[np.object_]:
    """First millimetres of lines that end on the ground, so that a line there is cut."""
    along = np.repeat([2 * GRID_M, -2 * GRID_M], len(parts))
    ends = _ends(parts)
    end, _ = shapely.STRtree(ground).query(ends, predicate="dwithin", distance=GRID_M)
    end = np.unique(end)
    steps: NDArray[np.object_] = shapely.shortest_line(
        ends[end], shapely.line_interpolate_point(np.tile(parts, 2)[end], along[end])
    )
    return steps


def _connectors(
    parts: NDArray[np.object_], levels: Levels, asked: NDArray[np.int64]
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Short lines from ends to the lines that they all but touch, and which lines these are."""
    ground = asked[~levels.is_apart[asked]]
    ends, owner = _ends(parts[asked]), np.tile(asked, 2)
    end, line = shapely.STRtree(parts[ground]).query(ends, predicate="dwithin", distance=JOIN_M)
    line = ground[line]
    points, targets = ends[end], parts[line]
    feet = shapely.line_interpolate_point(targets, shapely.line_locate_point(targets, points))
    gaps = np.stack([shapely.get_coordinates(points), shapely.get_coordinates(feet)], axis=1)
    is_gap = np.linalg.norm(gaps[:, 0] - gaps[:, 1], axis=1) > 0
    is_gap[is_gap] = _may_join(parts, levels, owner[end[is_gap]], points[is_gap], line[is_gap])
    connectors: NDArray[np.object_] = shapely.linestrings(gaps[is_gap])
    return connectors, line[is_gap]


def _may_join(
    parts: NDArray[np.object_],
    levels: Levels,
    way: NDArray[np.int64],
    ends: NDArray[np.object_],
    line: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """
    Say which ends may be joined to a line beside them.

    On the ground all may. The end of a bridge or tunnel that meets something exactly
    need not; another may to a line of its layer, and to any line if its way meets
    nothing exactly at either end: such a way was drawn by hand or rounded.
    """
    same_layer = levels.layer[way] == levels.layer[line]
    may: NDArray[np.bool_] = same_layer & ~levels.is_apart[way]
    asked = np.flatnonzero(~may)
    if len(asked):
        tree = shapely.STRtree(parts)
        meets = _meet_exactly(tree, ends[asked], way[asked])
        adrift = np.ones(len(asked), dtype=bool)
        for end in (0, -1):
            adrift &= ~_meet_exactly(tree, shapely.get_point(parts[way[asked]], end), way[asked])
        may[asked] = ~meets & (same_layer[asked] | adrift)
    return may


def _meet_exactly(
    tree: shapely.STRtree, ends: NDArray[np.object_], way: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Say which ends lie on another way than their own."""
    end, line = tree.query(ends, predicate="dwithin", distance=GRID_M)
    meets = np.zeros(len(ends), dtype=bool)
    meets[end[line != way[end]]] = True
    return meets


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
    directions: NDArray[np.int64] = forward.astype(np.int64) - backward
    directions[open_edge] = 0
    return directions


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
    direction: pd.Series = texts.str.strip().str.lower().map(ONEWAY_VALUES).astype(float)
    return direction


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
