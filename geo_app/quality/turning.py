"""Which calls of a trip are on its way back, where it passes its stops twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray


def is_on_way_back(calls: pd.DataFrame) -> NDArray[np.bool_]:
    """
    Say which calls lead the other way than their trip began.

    A bus that calls at a stop again and goes on to another one than before is on its way
    back there, as on the return of a line that is written out and back as one trip, and so
    are its calls after that, and the turn itself. Once it goes on from a stop as it did
    before, as on the second round of a ring, it runs there as it did. Without this, a stop
    that is passed there and back would have twice the buses in one direction.

    Parameters
    ----------
    calls
        Sorted by trip and order: `trip`, `stop_id`.

    Returns
    -------
    is_back
        A bool a call.
    """
    is_back = np.zeros(len(calls), dtype=bool)
    repeated = calls.duplicated(["trip", "stop_id"]).to_numpy()
    if not repeated.any():
        return is_back
    trip = calls["trip"].to_numpy()
    places = np.flatnonzero(np.isin(trip, trip[repeated]))
    stops = calls["stop_id"].to_numpy(dtype=object)
    known: dict[tuple[str, ...], NDArray[np.bool_]] = {}
    for run in np.split(places, np.flatnonzero(np.diff(trip[places])) + 1):
        sequence = tuple(stops[run])
        if sequence not in known:
            known[sequence] = np.array(_turned(sequence), dtype=bool)
        is_back[run] = known[sequence]
    return is_back


def _turned(stops: Sequence[str]) -> list[bool]:
    """Say of each call of one trip whether it is on the way back."""
    ways: list[bool] = []
    first: dict[str, bool] = {}
    after: dict[tuple[str, str], bool] = {}
    for place, stop in enumerate(stops):
        way = ways[-1] if ways else False
        onward = stops[place + 1] if place + 1 < len(stops) else None
        if onward is not None and (stop, onward) in after:
            way = after[stop, onward]
        elif onward is not None and stop in first:
            way = not first[stop]
        ways.append(way)
        first.setdefault(stop, way)
        if onward is not None:
            after.setdefault((stop, onward), way)
    for place in range(1, len(stops) - 1):
        if stops[place - 1] == stops[place + 1]:
            ways[place] = ways[place + 1]
    return ways
