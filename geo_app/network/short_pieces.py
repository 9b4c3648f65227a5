"""
Walks on pieces of the network that lead nowhere: a platform, a bit of path, an islet.

A place beside such a piece joins the nearest piece that leads somewhere; what stands
on the same short piece is walked to along it all the same, where that is shorter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_app.network.distance import nearest_targets, walk_matrix

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geo_app.network.graph import WalkGraph
    from geo_app.network.snap import SomeSnapped


def share_a_piece(graph: WalkGraph, one: SomeSnapped, other: SomeSnapped) -> bool:
    """
    Say whether somebody of one stands beside the same short piece as somebody of the other.

    Parameters
    ----------
    graph
        Walking network in metres.
    one, other
        Snapped to this graph; either may be empty.
    """
    if len(one) == 0 or len(other) == 0:
        return False
    piece = graph.pieces()
    return bool(np.isin(piece[one.snapped.first_node], piece[other.snapped.first_node]).any())


def or_along_short_pieces(
    graph: WalkGraph,
    walks: pd.DataFrame,
    origins: SomeSnapped,
    targets: SomeSnapped,
    *,
    limit_m: float,
) -> pd.DataFrame:
    """
    Take the way along a short piece where it is the shorter one.

    Parameters
    ----------
    graph
        Walking network in metres.
    walks
        `target` and `walk_distance_m` in the order of all origins.
    origins, targets
        Those beside short pieces.
    limit_m
        Longer walks are not looked for.

    Returns
    -------
    walks
        In the same order: `target` and `walk_distance_m`.
    """
    if not share_a_piece(graph, origins, targets):
        return walks
    along = nearest_targets(graph, origins.snapped, targets.snapped, limit_m=limit_m)
    walk_m, target = (walks[c].to_numpy(copy=True) for c in ("walk_distance_m", "target"))
    along_m = along["walk_distance_m"].to_numpy()
    wins = along_m < walk_m[origins.point]
    walk_m[origins.point[wins]] = along_m[wins]
    target[origins.point[wins]] = targets.point[along["target"].to_numpy()[wins]]
    return walks.assign(target=target, walk_distance_m=walk_m)


def pairs_along_short_pieces(
    graph: WalkGraph,
    origins: SomeSnapped,
    targets: SomeSnapped,
    *,
    pairs: tuple[NDArray[np.int64], NDArray[np.int64]],
    limit_m: float,
) -> NDArray[np.float64]:
    """
    Measure the walks of chosen pairs along short pieces.

    Parameters
    ----------
    graph
        Walking network in metres.
    origins, targets
        Those beside short pieces.
    pairs
        Numbers of the points and of the targets, pair by pair.
    limit_m
        Longer walks are not looked for.

    Returns
    -------
    walk_distance_m
        In the order of the pairs, infinite where no short piece holds both.
    """
    walk_m = np.full(len(pairs[0]), np.inf)
    if not share_a_piece(graph, origins, targets):
        return walk_m
    (origin, is_one), (target, is_other) = (
        beside.rows_of(numbers) for beside, numbers in zip((origins, targets), pairs, strict=True)
    )
    both = is_one & is_other
    walk_m[both] = walk_matrix(
        graph,
        origins.snapped,
        targets.snapped,
        pairs=(origin[both], target[both]),
        limit_m=limit_m,
    )
    return walk_m
