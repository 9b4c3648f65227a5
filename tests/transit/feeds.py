"""GTFS tables of a few rows, written so that a timetable can be read off the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo_app.quality.schedules import Schedule

from geo_app.quality.schedules import check_schedule

Tables = dict[str, pd.DataFrame]
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAILY = {"daily": "1111111 20260101 20261231"}

Call = tuple[str, str]


def feed(
    calls_of: Mapping[str, Iterable[Call | tuple[str, str, Mapping[str, str]]]],
    *,
    of_trip: Mapping[str, Mapping[str, str]] | None = None,
    services: Mapping[str, str] | None = None,
    exceptions: Iterable[tuple[str, str, str]] = (),
    frequencies: Iterable[tuple[str, ...]] = (),
    **changes: pd.DataFrame | None,
) -> Tables:
    """
    Write a feed as tables of text.

    Parameters
    ----------
    calls_of
        Stops and times by trip; a third member of a call holds more columns.
    of_trip
        Columns of trips.txt by trip, over route R1 and service daily.
    services
        Weekdays (Monday first), first and last day by service.
    exceptions
        Service, day, 1 (added) or 2 (removed).
    frequencies
        Trip, start, end, headway in seconds and, if wanted, exact_times.
    changes
        Tables to lay over these; None removes one.
    """
    calls = [
        {"trip_id": trip, "stop_sequence": str(n), "stop_id": call[0], "arrival_time": call[1],
         "departure_time": call[1], **(call[2] if len(call) > 2 else {})}
        for trip, own in calls_of.items()
        for n, call in enumerate(own)
    ]  # fmt: skip
    own = [
        {"route_id": "R1", "service_id": "daily", "trip_id": trip, **(of_trip or {}).get(trip, {})}
        for trip in calls_of
    ]
    stops = sorted({call["stop_id"] for call in calls})
    routes = sorted({trip["route_id"] for trip in own})
    tables = {
        "stops": rows([{"stop_id": stop} for stop in stops]),
        "routes": rows([{"route_id": route, "route_type": "3"} for route in routes]),
        "trips": rows(own),
        "stop_times": rows(calls),
        "calendar": calendar(services or DAILY),
        "calendar_dates": columns("service_id,date,exception_type", exceptions),
        "frequencies": columns(
            "trip_id,start_time,end_time,headway_secs,exact_times",
            [(*row, "0")[:5] for row in frequencies],
        ),
        **changes,
    }
    return {name: table for name, table in tables.items() if table is not None}


def schedule(calls_of: Mapping[str, Iterable[Call]], **options: object) -> Schedule:
    """Return the schedule of a feed written as in `feed`."""
    return check_schedule(feed(calls_of, **options))


def rows(records: list[dict[str, str]]) -> pd.DataFrame:
    """Return records as a table of text, what is left out or empty as missing."""
    return pd.DataFrame(records, dtype="str").replace("", None).astype("str")


def columns(header: str, values: Iterable[tuple[str, ...]]) -> pd.DataFrame:
    """Return a table of text under a header."""
    return pd.DataFrame(list(values), columns=header.split(","), dtype="str")


def calendar(services: Mapping[str, str]) -> pd.DataFrame:
    """Return calendar.txt of services such as '1111100 20260101 20261231'."""
    return columns(
        f"service_id,{','.join(WEEK)},start_date,end_date",
        [(key, *week, *days) for key, (week, *days) in _split(services).items()],
    )


def _split(services: Mapping[str, str]) -> dict[str, list[str]]:
    return {key: text.split() for key, text in services.items()}


def shuffled(tables: Tables, seed: int) -> Tables:
    """Return the same tables with their rows in another order."""
    return {
        name: table.sample(frac=1, random_state=seed).reset_index(drop=True)
        for name, table in tables.items()
    }
