"""Origins and people counted by how far they walk to a stop."""

from __future__ import annotations

import numpy as np
import pandas as pd

BIN_M = 100
LAST_M = 3_000
FURTHER_M, NO_WAY_M = LAST_M + 2 * BIN_M, LAST_M + 9 * BIN_M
OTHER_WIDTH_M = 2 * BIN_M
"""Where the bars for longer walks, and for places that no walk leads from, stand on the axis."""


def distance_bins(origins: pd.DataFrame, walk_distance_m: pd.Series) -> pd.DataFrame:
    """
    Count origins and their people by how far they walk to a stop.

    Parameters
    ----------
    origins
        With `population` (persons, NaN is unknown).
    walk_distance_m
        Metres on foot, same index; NaN where no walk leads to a stop.

    Returns
    -------
    bins
        One row a bar, all of them: `kind` (`bin`, `further`, `no_way`), `start_m`
        and `end_m` (where the bar stands; a bin holds distances above its start up
        to its end, 0 among the first), `origins`, `population` (known persons).
    """
    number = np.ceil(walk_distance_m.to_numpy(dtype=float) / BIN_M - 1e-9).clip(min=1) - 1
    bins = LAST_M // BIN_M
    place = np.where(np.isnan(number), bins + 1, np.minimum(number, bins)).astype(int)
    people = origins["population"].to_numpy(dtype=float)
    starts = [*range(0, LAST_M, BIN_M), FURTHER_M, NO_WAY_M]
    return pd.DataFrame(
        {
            "kind": ["bin"] * bins + ["further", "no_way"],
            "start_m": starts,
            "end_m": [start + (BIN_M if start < LAST_M else OTHER_WIDTH_M) for start in starts],
            "origins": np.bincount(place, minlength=bins + 2),
            "population": np.bincount(place, np.nan_to_num(people), minlength=bins + 2),
        }
    )
