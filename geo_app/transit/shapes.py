"""Lines through the points of a feed's tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping


def shape_lines(tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Return the line of each `shape_id`, in degrees; empty if the feed draws none."""
    if "shapes" not in tables:
        return pd.Series(dtype=object)
    points = tables["shapes"].rename(columns={"shape_pt_lon": "x", "shape_pt_lat": "y"})
    return joined_lines(points, "shape_id", "shape_pt_sequence")


def joined_lines(points: pd.DataFrame, key: str, order: str) -> pd.Series:
    """Join the points of each key in their order; those without a place are passed by."""
    numbers = {
        column: pd.to_numeric(points[column], errors="coerce") for column in ("x", "y", order)
    }
    ordered = points.assign(**numbers).dropna(subset=[key, "x", "y"]).sort_values([key, order])
    if ordered.empty:
        return pd.Series(dtype=object)
    keys, first = np.unique(ordered[key].astype(str), return_index=True)
    xy = ordered[["x", "y"]].to_numpy()
    pieces = np.split(xy, first[1:])
    return pd.Series(
        {k: shapely.LineString(p) for k, p in zip(keys, pieces, strict=True) if len(p) > 1},
        dtype=object,
    )
