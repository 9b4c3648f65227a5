"""Which communities have a position; of the others, what hangs on the place is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_app.quality.geometry import lacks_position

if TYPE_CHECKING:
    import geopandas as gpd


def is_placed(points: gpd.GeoDataFrame) -> pd.Series:
    """
    Say which points have a position.

    Parameters
    ----------
    points
        In any CRS; the geometry of one without a position is missing or empty.

    Returns
    -------
    is_placed
        A bool each, indexed like the points.
    """
    return (~lacks_position(points)).rename("is_placed")


def placed_rows(facts: pd.DataFrame) -> pd.Series:
    """
    Say which rows of an answer are about a community whose position is known.

    Parameters
    ----------
    facts
        With `is_placed` where some may have none; without that column all have one.

    Returns
    -------
    is_placed
        A bool each, same index.
    """
    if "is_placed" not in facts.columns:
        return pd.Series(data=True, index=facts.index, name="is_placed")
    return facts["is_placed"].astype(bool)
