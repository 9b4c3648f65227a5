"""Who is within so many minutes of a stop on foot, at a normal and at an older person's speed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_app.analysis.access.standards import OLDER_WALK_SPEED_M_S, WALK_SPEED_M_S
from geo_app.analysis.walks.nearest_stops import ROUNDING_M

if TYPE_CHECKING:
    import geopandas as gpd

MINUTES = (5, 10, 15)
MINUTE_S = 60.0
SPEEDS_M_S = {"normal": WALK_SPEED_M_S, "older": OLDER_WALK_SPEED_M_S}


def people_within_minutes(
    origins: gpd.GeoDataFrame, walk_distance_m: pd.Series, *, minutes: tuple[int, ...] = MINUTES
) -> pd.DataFrame:
    """
    Count who is within so many minutes of a stop on foot.

    Parameters
    ----------
    origins
        As `demand_of` returns them.
    walk_distance_m
        Metres to the nearest stop, same index; NaN where no walk leads to one.
    minutes
        The times to count at.

    Returns
    -------
    counts
        One row a speed (`normal`: 80 m/min; `older`: 0.92 m/s) and time: `speed`,
        `minutes`, `walk_distance_m` (how far that is), `origins`, `population`
        (persons where known), `share` (of the known people, 0 to 1, NaN without any).
    """
    known = float(origins["population"].sum())
    rows = []
    for speed, speed_m_s in SPEEDS_M_S.items():
        for time_min in minutes:
            reach_m = speed_m_s * MINUTE_S * time_min
            near = walk_distance_m <= reach_m + ROUNDING_M
            people = float(origins["population"][near].sum())
            rows.append(
                {
                    "speed": speed,
                    "minutes": time_min,
                    "walk_distance_m": reach_m,
                    "origins": int(near.sum()),
                    "population": people,
                    "share": people / known if known else float("nan"),
                }
            )
    return pd.DataFrame(rows)
