"""Another service of a route: few trips, each as often as its share of the headway."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.proposals.feed.changed_trips import without_trips
from geo_app.proposals.feed.new_route_rows import frequency_rows
from geo_app.proposals.feed.trip_patterns import directions_of, patterns_of, trips_of
from geo_app.quality.clock import read_seconds
from geo_app.transit.feed_rows import appended

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_app.proposals.feed.trip_patterns import Pattern
    from geo_app.proposals.running.service import Service

Tables = dict[str, pd.DataFrame]

HALF_A_SECOND = 0.5


def with_service(tables: Tables, route_id: str, service: Service, places: gpd.GeoSeries) -> Tables:
    """
    Let a route run at a headway, in each direction and on each service that it has.

    Parameters
    ----------
    tables
        GTFS tables by name.
    route_id
        The route.
    service
        As it is proposed.
    places
        Points by `stop_id` in metres.

    Returns
    -------
    tables
        New ones. Of each direction and service one trip stays, of the pattern that
        runs most often (of those the longest). Where others call at further stops,
        as branches do, a trip of each that is needed stays as well, and the headway
        is dealt out among them in turn: together they leave as often as proposed.
    """
    patterns = patterns_of(tables, route_id, places)
    directions = directions_of(tables, route_id)
    runs = _runs(tables)
    trips = trips_of(tables, route_id).drop_duplicates("trip_id").set_index("trip_id")
    trips = trips[trips.index.isin(directions.index)]
    groups = trips.groupby([directions.reindex(trips.index), "service_id"], sort=True)
    kept: list[list[str]] = [_templates(patterns, set(rows.index), runs) for _, rows in groups]
    staying = {trip_id for sharing in kept for trip_id in sharing}
    gone = set(trips_of(tables, route_id)["trip_id"]) - staying
    changed = without_trips(tables, gone)
    if "frequencies" in changed:
        rows = changed["frequencies"]
        changed = {**changed, "frequencies": rows[~rows["trip_id"].isin(staying)]}
    added = [frequency_rows(sharing, service, share=len(sharing)) for sharing in kept]
    frequencies = pd.concat([frequency_rows([], service), *added], ignore_index=True)
    idle = staying - set(frequencies["trip_id"])
    changed = without_trips(changed, idle)
    blocks = changed["trips"]
    if "block_id" in blocks.columns:
        is_staying = blocks["trip_id"].isin(staying)
        changed = {**changed, "trips": blocks.assign(block_id=blocks["block_id"].mask(is_staying))}
    return {**changed, "frequencies": appended(changed.get("frequencies"), frequencies)}


def runs_so(tables: Tables, route_id: str, service: Service) -> bool:
    """
    Say whether a route leaves at the times of a service already, on each service it has.

    Parameters
    ----------
    tables
        GTFS tables by name.
    route_id
        The route.
    service
        As it is proposed.
    """
    directions = directions_of(tables, route_id)
    trips = trips_of(tables, route_id).drop_duplicates("trip_id").set_index("trip_id")
    trips = trips[trips.index.isin(directions.index)]
    starts = _starts(tables, trips.index)
    groups = trips.groupby([directions.reindex(trips.index), "service_id"])
    leaving = [np.sort(starts[starts.index.isin(rows.index)]) for _, rows in groups]
    return bool(leaving) and all(is_same_day(times, service) for times in leaving)


def is_same_day(starts_s: np.ndarray, service: Service) -> bool:
    """
    Say whether a service leaves at given times, to the second.

    Parameters
    ----------
    starts_s
        Seconds of the service day, in order.
    service
        As it is proposed.
    """
    proposed_s = service.departures()
    same_number = len(proposed_s) == len(starts_s)
    return same_number and bool(np.allclose(proposed_s, starts_s, rtol=0, atol=HALF_A_SECOND))


def _starts(tables: Tables, trip_ids: pd.Index) -> pd.Series:
    """Return every departure of trips from their first stop, by `trip_id`."""
    calls = tables["stop_times"]
    calls = calls[calls["trip_id"].isin(trip_ids)]
    order = pd.to_numeric(calls["stop_sequence"], errors="coerce")
    first = calls.loc[order.groupby(calls["trip_id"]).idxmin()].set_index("trip_id")
    timed = read_seconds(first["departure_time"])[0].astype(float)
    rows = tables.get("frequencies", pd.DataFrame({"trip_id": []}))
    rows = rows[rows["trip_id"].isin(trip_ids)]
    if rows.empty:
        return timed
    start, end = (read_seconds(rows[column])[0] for column in ("start_time", "end_time"))
    headway = pd.to_numeric(rows["headway_secs"], errors="coerce")
    spells = zip(rows["trip_id"], start, end, headway, strict=True)
    runs = [(trip, at) for trip, a, b, every_s in spells for at in np.arange(a, b, every_s)]
    often = pd.Series([at for _, at in runs], index=[trip for trip, _ in runs], dtype=float)
    starts: pd.Series = pd.concat([timed[~timed.index.isin(rows["trip_id"])], often])
    return starts


def _templates(patterns: list[Pattern], trip_ids: set[str], runs: pd.Series) -> list[str]:
    """Return a trip of the most frequent pattern, and of those that reach further stops."""
    rest = []
    for pattern in patterns:
        trips = [trip_id for trip_id in pattern.trip_ids if trip_id in trip_ids]
        if trips:
            often = float(runs.reindex(trips).fillna(1.0).sum())
            rest.append((often, len(pattern.stop_ids), set(pattern.stop_ids), trips[0]))
    rest.sort(key=lambda entry: (-entry[0], -entry[1]))
    reached: set[str] = set()
    chosen: list[str] = []
    all_stops = set().union(*(stops for _, _, stops, _ in rest))
    while reached != all_stops:
        # The first is the most frequent one, each further one adds the most stops.
        best = max(rest, key=lambda entry: len(entry[2] - reached)) if chosen else rest[0]
        reached |= best[2]
        chosen.append(best[3])
    return chosen


def _runs(tables: Tables) -> pd.Series:
    """Return how often each trip of frequencies.txt starts."""
    if "frequencies" not in tables:
        return pd.Series(dtype=float)
    rows = tables["frequencies"]
    start, end = (read_seconds(rows[c])[0] for c in ("start_time", "end_time"))
    headway = pd.to_numeric(rows["headway_secs"], errors="coerce")
    often = pd.Series(np.ceil((end - start) / headway.where(headway > 0)))
    total: pd.Series = often.groupby(rows["trip_id"]).sum()
    return total
