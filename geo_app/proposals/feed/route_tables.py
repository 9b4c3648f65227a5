"""The GTFS tables of one route of a feed, without those of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from geo_app.transit.feed import Feed

    Tables = dict[str, pd.DataFrame]

NAMED = ("agency", "stops", "calendar", "calendar_dates")
"""Tables that are no route's own."""


def route_tables(feed: Feed, route_id: str) -> Tables:
    """
    Return the tables of a route in the part of a feed that it is in.

    Parameters
    ----------
    feed
        The baseline's.
    route_id
        The route; of one that no part has, tables without a trip.

    Returns
    -------
    tables
        GTFS tables by name, such as `trips`, cells as text.
    """
    parts = [part for part in feed.parts if route_id in part.route_ids]
    return tables_of_route((parts or feed.parts)[0].tables, route_id)


def tables_of_route(tables: Tables, route_id: str) -> Tables:
    """
    Leave the other routes out of a feed's tables.

    Parameters
    ----------
    tables
        GTFS tables by name.
    route_id
        The route.
    """
    trips = tables["trips"][tables["trips"]["route_id"] == route_id]
    routes = tables["routes"]
    kept = {name: tables[name] for name in NAMED if name in tables}
    kept |= {"routes": routes[routes["route_id"] == route_id], "trips": trips}
    columns = {"stop_times": "trip_id", "frequencies": "trip_id", "shapes": "shape_id"}
    for name, column in columns.items():
        if name in tables and column in trips:
            kept[name] = tables[name][tables[name][column].isin(trips[column].dropna())]
    return kept
