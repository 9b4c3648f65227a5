"""Another service of a route: few trips, each as often as its share of the headway."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.proposals.feed_routes import frequency_rows
from geo_app.proposals.feed_trips import (
    directions_of,
    patterns_of,
    trips_of,
    without_trips,
)
from geo_app.quality.clock import read_seconds
from geo_app.transit.feed_rows import appended

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_app.proposals.feed_trips import Pattern
    from geo_app.proposals.service import Service

Tables = dict[str, pd.DataFrame]


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
    kept: list[list[str]] = [_templates(patterns, set(own.index), runs) for _, own in groups]
    staying = {trip_id for own in kept for trip_id in own}
    gone = set(trips_of(tables, route_id)["trip_id"]) - staying
    changed = without_trips(tables, gone)
    if "frequencies" in changed:
        rows = changed["frequencies"]
        changed = {**changed, "frequencies": rows[~rows["trip_id"].isin(staying)]}
    added = [frequency_rows(own, service, share=len(own)) for own in kept]
    every = pd.concat([frequency_rows([], service), *added], ignore_index=True)
    idle = staying - set(every["trip_id"])
    changed = without_trips(changed, idle)
    blocks = changed["trips"]
    if "block_id" in blocks.columns:
        own = blocks["trip_id"].isin(staying)
        changed = {**changed, "trips": blocks.assign(block_id=blocks["block_id"].mask(own))}
    return {**changed, "frequencies": appended(changed.get("frequencies"), every)}


def _templates(patterns: list[Pattern], own: set[str], runs: pd.Series) -> list[str]:
    """Return a trip of the most frequent pattern, and of those that reach further stops."""
    rest = []
    for pattern in patterns:
        trips = [trip_id for trip_id in pattern.trip_ids if trip_id in own]
        if trips:
            often = float(runs.reindex(trips).fillna(1.0).sum())
            rest.append((often, len(pattern.stop_ids), set(pattern.stop_ids), trips[0]))
    rest.sort(key=lambda entry: (-entry[0], -entry[1]))
    reached: set[str] = set()
    chosen: list[str] = []
    every = set().union(*(stops for _, _, stops, _ in rest))
    while reached != every:
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
