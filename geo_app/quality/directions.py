"""The direction of trips of which a feed says none, from the order of their stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray


def stated_or_inferred(trips: pd.DataFrame, calls: pd.DataFrame) -> pd.Series:
    """
    Return the direction of every trip.

    A trip without `direction_id` runs back (1) if it calls at the stops that it
    shares with its route's first such trip in the opposite order; otherwise, and
    where it shares none, it counts as running there (0). Without this, both
    directions of a line that calls at the same stops would count as one with twice
    the buses.

    Parameters
    ----------
    trips
        `route_id`, `direction_id`, `is_direction_known`.
    calls
        Sorted by trip and order: `trip` (place in `trips`), `stop_id`.

    Returns
    -------
    direction_id
        0 or 1, indexed like the trips.
    """
    is_open = ~trips["is_direction_known"].to_numpy()
    if not is_open.any():
        return trips["direction_id"]
    trip = calls["trip"].to_numpy()
    visits = calls.assign(place=np.arange(len(calls)), route_id=trips["route_id"].to_numpy()[trip])
    visits = visits[is_open[trip]].drop_duplicates(["trip", "stop_id"])
    leads = visits["trip"] == visits.groupby("route_id")["trip"].transform("min")
    first = visits.loc[leads, ["route_id", "stop_id", "place"]]
    shared = visits.merge(first, on=["route_id", "stop_id"], suffixes=("", "_first"))
    runs_back = _slopes(shared) < 0
    directions = trips["direction_id"].to_numpy().copy()
    directions[runs_back.index[runs_back]] = 1
    return pd.Series(directions, index=trips.index, name="direction_id")


def _slopes(shared: pd.DataFrame) -> pd.Series:
    """How the order of a trip's stops goes with that of the first trip: below 0 is backwards."""
    mean = shared.groupby("trip")[["place", "place_first"]].transform("mean")
    product: NDArray[np.float64] = (
        (shared["place"] - mean["place"]) * (shared["place_first"] - mean["place_first"])
    ).to_numpy()
    return pd.Series(product, index=shared["trip"]).groupby(level=0).sum()
