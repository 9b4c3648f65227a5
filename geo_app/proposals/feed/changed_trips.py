"""How changed trips of a route are written back into the tables of a feed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo_app.proposals.feed.shape_rows import distance_texts
from geo_app.proposals.feed.trip_patterns import APPROXIMATE, CONTINUOUS, NEW
from geo_app.quality.clock import clock_texts
from geo_app.transit.feed_rows import appended

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_app.proposals.feed.trip_patterns import Pattern

Tables = dict[str, pd.DataFrame]

NOT_THERE = "1"
"""Neither pick-up nor drop-off, as terminals often have it."""


def with_patterns(tables: Tables, patterns: Iterable[Pattern]) -> Tables:
    """
    Write changed trips back.

    Parameters
    ----------
    tables
        GTFS tables by name.
    patterns
        The trips that have changed, as they run now.

    Returns
    -------
    tables
        New ones. Trips that no longer call at two stops are gone, with what is
        theirs; of the others blocks are no longer stated, since their times may
        overlap now, nor headsigns where they end elsewhere.
    """
    listed = list(patterns)
    if not listed:
        return tables
    ids = np.concatenate([p.trip_ids for p in listed])
    calls = tables["stop_times"]
    kept = [p for p in listed if len(p.stop_ids) > 1]
    rows = [calls[~calls["trip_id"].isin(ids)], *(_rows(p) for p in kept)]
    changed: Tables = {
        **tables,
        "stop_times": pd.concat(rows, ignore_index=True).astype("str"),
        "trips": _trips(tables["trips"], kept, set(ids)),
    }
    new = [p for p in kept if p.shape_id]
    known = set(tables["shapes"]["shape_id"]) if "shapes" in tables else set()
    for pattern in new:
        if pattern.shape_id not in known and pattern.shape is not None:
            drawn = pattern.shape.rows(pattern.shape_id)
            changed["shapes"] = appended(changed.get("shapes"), drawn)
            known.add(pattern.shape_id)
    gone = set(ids).difference(*(p.trip_ids for p in kept))
    return without_trips(changed, gone)


def without_trips(tables: Tables, trip_ids: set[str]) -> Tables:
    """
    Take trips out of every table that names them.

    Parameters
    ----------
    tables
        GTFS tables by name.
    trip_ids
        The trips that run no more.
    """
    if not trip_ids:
        return tables
    changed = dict(tables)
    columns = ("trip_id", "from_trip_id", "to_trip_id")
    for name, table in tables.items():
        for column in columns:
            if column in table.columns:
                changed[name] = changed[name][~changed[name][column].isin(trip_ids)]
    return changed


def _trips(trips: pd.DataFrame, kept: list[Pattern], changed: set[str]) -> pd.DataFrame:
    shape_of = {trip: p.shape_id or None for p in kept for trip in p.trip_ids}
    is_changed = trips["trip_id"].isin(changed)
    shape_ids = trips["trip_id"].map(shape_of)
    blank = pd.Series(None, index=trips.index, dtype=object)
    columns: dict[str, pd.Series] = {}
    if any(p.shape_id for p in kept) or "shape_id" in trips.columns:
        stated = trips.get("shape_id", blank)
        # An id that stands for no drawn line stays as it is.
        columns["shape_id"] = shape_ids.where(is_changed & shape_ids.notna(), stated)
    if "block_id" in trips.columns:
        columns["block_id"] = trips["block_id"].mask(is_changed)
    if "trip_headsign" in trips.columns:
        elsewhere = {
            trip for p in kept if p.source[-1] != _calls_before(p) - 1 for trip in p.trip_ids
        }
        columns["trip_headsign"] = trips["trip_headsign"].mask(trips["trip_id"].isin(elsewhere))
    return trips.assign(**columns).astype("str")


def _calls_before(pattern: Pattern) -> int:
    return len(pattern.rows) // len(pattern.trip_ids)


def _rows(pattern: Pattern) -> pd.DataFrame:
    """Write a pattern's calls; what its rows said beside place and time they say still."""
    trips, calls = pattern.arrival_s.shape
    before = _calls_before(pattern)
    source = np.tile(pattern.source, trips)
    starts = np.repeat(np.arange(trips) * before, calls)
    rows = pattern.rows.iloc[starts + np.maximum(source, 0)].reset_index(drop=True)
    continuous = pattern.rows.iloc[starts + np.tile(_neighbours(pattern.source), trips)]
    kept: dict[str, Any] = {
        column: continuous[column].array for column in CONTINUOUS if column in rows
    }
    rows = rows.mask(np.repeat((source == NEW)[:, None], len(rows.columns), axis=1))
    rows = _without_terminals(rows, source, before, calls)
    if "timepoint" in rows.columns or (source == NEW).any():
        stated = rows.get("timepoint", pd.Series(None, index=rows.index, dtype="str"))
        kept["timepoint"] = stated.mask(source == NEW, APPROXIMATE)
    columns: dict[str, Any] = {
        "trip_id": np.repeat(pattern.trip_ids, calls),
        "stop_id": np.tile(pattern.stop_ids, trips),
        "stop_sequence": np.tile(np.arange(1, calls + 1), trips),
        "arrival_time": clock_texts(pd.Series(pattern.arrival_s.ravel())),
        "departure_time": clock_texts(pd.Series(pattern.departure_s.ravel())),
    }
    if np.isfinite(pattern.distance).any():
        columns["shape_dist_traveled"] = distance_texts(pattern.distance.ravel())
    elif "shape_dist_traveled" in rows:
        columns["shape_dist_traveled"] = None
    return rows.assign(**columns, **kept).astype("str")


def _neighbours(source: np.ndarray) -> np.ndarray:
    """Return the old call before each call, of the first ones the first."""
    known = np.maximum.accumulate(source)
    first = source[source >= 0].min(initial=0)
    neighbours: np.ndarray = np.where(known >= 0, known, first)
    return neighbours


def _without_terminals(
    rows: pd.DataFrame, source: np.ndarray, before: int, calls: int
) -> pd.DataFrame:
    """Let people on where the trip ended before, and off where it started."""
    place = np.arange(len(rows)) % calls
    no_end = (source == before - 1) & (place != calls - 1)
    no_start = (source == 0) & (place != 0)
    opened = {"pickup_type": no_end, "drop_off_type": no_start}
    columns = {
        column: rows[column].mask(where & (rows[column] == NOT_THERE).to_numpy())
        for column, where in opened.items()
        if column in rows.columns
    }
    return rows.assign(**columns)
