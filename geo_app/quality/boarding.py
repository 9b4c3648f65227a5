"""At which rows of stops.txt people board, and calls that name a station for its platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.errors import mark
from geo_app.findings import Severity
from geo_app.quality.faults import row_finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_app.findings import Finding

BOARDING_LOCATION_TYPES = ("", "0")
STATION = "1"


def location_types(stops: pd.DataFrame) -> pd.Series:
    """
    Return the `location_type` of each row of stops.txt, blank where none is stated.

    Parameters
    ----------
    stops
        The table, cells as text.

    Returns
    -------
    location_type
        A text for each row, indexed like it.
    """
    return stops.get("location_type", pd.Series("", index=stops.index)).fillna("")


def is_boardable(tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """
    Say at which rows of stops.txt people board: stops, and whatever a trip calls at.

    Parameters
    ----------
    tables
        GTFS tables by name, cells as text: `stops`, `stop_times`.

    Returns
    -------
    is_boardable
        A bool for each row of `stops`, indexed like it.
    """
    stops = tables["stops"]
    called = stops["stop_id"].isin(tables["stop_times"]["stop_id"].unique())
    return location_types(stops).isin(BOARDING_LOCATION_TYPES) | called


def calls_at_platforms(
    tables: Mapping[str, pd.DataFrame],
) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """
    Move calls at a station to its platform where it has one alone, and tell of all of them.

    Parameters
    ----------
    tables
        GTFS tables by name, cells as text.

    Returns
    -------
    tables, findings
        As given, `stop_times` with other `stop_id` where calls have moved; and a finding
        for each location that is no stop and is called at. One that has several platforms,
        or none, is boarded where it stands itself: nobody knows which of them is meant, and
        people do board there.
    """
    stops, calls = tables["stops"].reset_index(drop=True), tables["stop_times"]
    kinds = location_types(stops)
    strange = ~kinds.isin(BOARDING_LOCATION_TYPES) & stops["stop_id"].isin(
        calls["stop_id"].unique()
    )
    if not strange.any():
        return dict(tables), []
    platforms = _only_platforms(stops, kinds)
    moved = {
        stop_id: platforms[stop_id]
        for stop_id, kind in zip(stops["stop_id"][strange], kinds[strange], strict=True)
        if kind == STATION and stop_id in platforms
    }
    findings = [
        _finding(int(row), stop_id, moved.get(stop_id))
        for row, stop_id in zip(np.flatnonzero(strange), stops["stop_id"][strange], strict=True)
    ]
    there = calls.assign(stop_id=calls["stop_id"].replace(moved))
    return {**tables, "stop_times": there}, findings


def _only_platforms(stops: pd.DataFrame, kinds: pd.Series) -> dict[str, str]:
    """Return the platform of each station that has exactly one."""
    if "parent_station" not in stops.columns:
        return {}
    platforms = stops[kinds.isin(BOARDING_LOCATION_TYPES) & stops["parent_station"].notna()]
    alone = platforms[~platforms["parent_station"].duplicated(keep=False)]
    return dict(zip(alone["parent_station"], alone["stop_id"], strict=True))


def _finding(row: int, stop_id: str, platform: str | None) -> Finding:
    if platform is None:
        advice = mark(
            "Trips call at '{found}', which stops.txt says is no stop but a station or a part of "
            "one. It counts as a stop at its own place; let stop_times.txt name its platforms."
        )
    else:
        advice = mark(
            "Trips call at the station '{found}'; the calls count at its only platform. Let "
            "stop_times.txt name the platform."
        )
    return row_finding(
        "call_at_station",
        Severity.WARNING,
        row=row + 1,
        field="location_type",
        value=stop_id,
        advice=advice,
    )
