"""Straight distances between points, some of which may have no position."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_app import searching

if TYPE_CHECKING:
    from numpy.typing import NDArray


def has_position(xy: NDArray[np.float64]) -> NDArray[np.bool_]:
    """
    Say which points have a position.

    Parameters
    ----------
    xy
        (points, 2) metres; NaN where nobody knows the position. May be empty.

    Returns
    -------
    has_position
        (points,) a bool each.
    """
    return np.isfinite(xy[:, 0]) & np.isfinite(xy[:, 1])


def nearest_straight(
    origins_xy: NDArray[np.float64], targets_xy: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """
    Find the target nearest to each origin as the crow flies.

    Parameters
    ----------
    origins_xy
        (origins, 2) metres; NaN where an origin has no position.
    targets_xy
        (targets, 2) metres, at least one, all with a position.

    Returns
    -------
    distance_m, target
        (origins,) metres, NaN of an origin without a position; number of the target, -1 then.
    """
    is_placed = has_position(origins_xy)
    distance_m = np.full(len(origins_xy), np.nan)
    target = np.full(len(origins_xy), -1, dtype=np.int64)
    tree = searching.cKDTree(targets_xy)
    distance_m[is_placed], target[is_placed] = tree.query(origins_xy[is_placed], workers=-1)
    return distance_m, target


@dataclass(frozen=True, slots=True)
class PlacedTree:
    """
    Those of some points that have a position, laid out to be searched.

    Attributes
    ----------
    number
        (placed,) which of the points they are.
    tree
        Of their metres, in the same order.
    """

    number: NDArray[np.int64]
    tree: Any

    def near(self, xy: NDArray[np.float64], radius_m: float) -> NDArray[np.int64]:
        """
        Return the points near any of some places.

        Parameters
        ----------
        xy
            (places, 2) metres, at least one place, all known.
        radius_m
            Straight metres; a point at exactly this distance counts.

        Returns
        -------
        numbers
            Ascending.
        """
        near = np.concatenate(self.tree.query_ball_point(xy, radius_m)).astype(np.int64)
        return self.number[np.unique(near)]

    def pairs(self, xy: NDArray[np.float64], radius_m: float) -> NDArray[Any]:
        """
        Return every pair of a point and a place that are near each other.

        Parameters
        ----------
        xy
            (places, 2) metres; NaN where a place has no position, which is near nothing.
        radius_m
            Straight metres; a pair of exactly this distance counts.

        Returns
        -------
        pairs
            One record a pair: `i` (number of the point), `j` (of the place), `v` (metres).
        """
        places = placed_tree(xy)
        pairs: NDArray[Any] = self.tree.sparse_distance_matrix(
            places.tree, radius_m, output_type="ndarray"
        )
        pairs["i"], pairs["j"] = self.number[pairs["i"]], places.number[pairs["j"]]
        return pairs


def placed_tree(xy: NDArray[np.float64]) -> PlacedTree:
    """
    Lay out the points that have a position.

    Parameters
    ----------
    xy
        (points, 2) metres; NaN where a point has no position. May be empty.
    """
    number = np.flatnonzero(has_position(xy))
    return PlacedTree(number=number, tree=searching.cKDTree(xy[number]))
