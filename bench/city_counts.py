"""Departures and calls of a GTFS feed, counted from its files by nothing but plain csv."""

from __future__ import annotations

import csv
import zipfile
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ADDED, TAKEN_AWAY = "1", "2"
NO_PICKUP = ("1", "2")
"""None, or only after a telephone call."""

Row: TypeAlias = dict[str, str]
Calls: TypeAlias = tuple[tuple[str, int | None, int | None], ...]


def rows_of(feed: Path, table: str) -> list[Row]:
    """Read a table of a zip or a folder; none where there is no such file."""
    file = (zipfile.Path(feed) if feed.is_file() else feed) / f"{table}.txt"
    if not file.is_file():
        return []
    with file.open("r", encoding="utf-8-sig", newline="") as lines:
        heads, *cells = [line for line in csv.reader(lines) if line]
    names = [head.strip() for head in heads]
    return [dict(zip(names, map(str.strip, line), strict=False)) for line in cells]


def departures_by_stop(feed: Path, day: dt.date) -> Counter[str]:
    """Count, stop by stop, how often one can board on trips of a service day."""
    services = _services(feed, day)
    active = {row["trip_id"] for row in rows_of(feed, "trips") if row["service_id"] in services}
    starts: Counter[str] = Counter()
    for row in rows_of(feed, "frequencies"):
        first, end = _seconds(row["start_time"]), _seconds(row["end_time"])
        if first is not None and end is not None:
            starts[row["trip_id"]] += len(range(first, end, int(row["headway_secs"])))
    counts: Counter[str] = Counter()
    for trip_id, calls in _trips(feed).items():
        if trip_id in active:
            # Nobody boards where a trip ends; a bus that stands at a stop leaves it once.
            for row, following in pairwise(calls):
                stands = row["stop_id"] == following["stop_id"]
                if not stands and row.get("pickup_type", "") not in NO_PICKUP:
                    counts[row["stop_id"]] += starts.get(trip_id, 1)
    return +counts


def calls_of(feed: Path) -> Counter[Calls]:
    """Count trips by their calls: stop, arrival and departure in seconds, None where blank."""
    return Counter(
        tuple(
            (row["stop_id"], _seconds(row["arrival_time"]), _seconds(row["departure_time"]))
            for row in calls
        )
        for calls in _trips(feed).values()
    )


def headways_of(feed: Path) -> Counter[tuple[str, str, str]]:
    """Count the rows of frequencies.txt by start, end and headway."""
    return Counter(
        (row["start_time"], row["end_time"], row["headway_secs"])
        for row in rows_of(feed, "frequencies")
    )


def _services(feed: Path, day: dt.date) -> set[str]:
    stamp = f"{day:%Y%m%d}"
    running = {
        row["service_id"]
        for row in rows_of(feed, "calendar")
        if row[DAYS[day.weekday()]] == "1" and row["start_date"] <= stamp <= row["end_date"]
    }
    of_day = [row for row in rows_of(feed, "calendar_dates") if row["date"] == stamp]
    more = {row["service_id"] for row in of_day if row["exception_type"] == ADDED}
    less = {row["service_id"] for row in of_day if row["exception_type"] == TAKEN_AWAY}
    return (running | more) - less


def _trips(feed: Path) -> dict[str, list[Row]]:
    trips = defaultdict(list)
    for row in rows_of(feed, "stop_times"):
        trips[row["trip_id"]].append(row)
    return {
        trip_id: sorted(calls, key=lambda row: int(row["stop_sequence"]))
        for trip_id, calls in trips.items()
    }


def _seconds(text: str) -> int | None:
    if not text:
        return None
    hours, minutes, seconds = map(int, text.split(":"))
    return hours * 3_600 + minutes * 60 + seconds
