"""From the texts of a GTFS feed to a schedule that can be counted on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.errors import mark
from geo_app.quality.calendars import check_calendar, check_exceptions, table_of
from geo_app.quality.calls import check_calls, drop_calls_of
from geo_app.quality.clock import read_seconds
from geo_app.quality.directions import stated_or_inferred
from geo_app.quality.frequencies import count_once
from geo_app.quality.sieve import Sieve, set_aside_of
from geo_app.quality.turning import is_on_way_back

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_app.findings import Finding

FREQUENCY_COLUMNS = ("trip_id", "start_time", "end_time", "headway_secs")
DIRECTIONS = ("0", "1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """
    The timetable of one feed, or of drawn lines, as numbers.

    Attributes
    ----------
    calendar
        `service_id`, `start_date`, `end_date` (both within), a bool a weekday.
    exceptions
        `service_id`, `date`, `is_added` (else the service is taken away).
    trips
        Sorted by `trip_id`: `trip_id`, `route_id`, `service_id`, `direction_id`
        (0 or 1; from the order of its stops where the feed does not say),
        `is_direction_known`, `shape_id`.
    calls
        Sorted by trip and order, at least two a trip: `trip` (place in `trips`),
        `stop_id`, `arrival_s`, `departure_s` (whole seconds of the service day,
        may exceed 86,400), `distance`, `can_board`, `is_hail`, `is_back` (on the way back
        of a trip that runs out and back).
    frequencies
        `trip`, `start_s`, `end_s` (not within), `headway_s`, `is_exact`.
    set_aside
        `table`, `code`, `rows`, `first_row`, `field`, `found`: what is not used.
    faults
        The same as sentences, with what is only doubtful.
    unknown_headway, unknown_span
        Routes that run, nobody knows how often, or from when until when. Never
        of a feed, which states both.
    """

    calendar: pd.DataFrame
    exceptions: pd.DataFrame
    trips: pd.DataFrame
    calls: pd.DataFrame
    frequencies: pd.DataFrame
    set_aside: pd.DataFrame
    faults: tuple[Finding, ...] = ()
    unknown_headway: frozenset[str] = field(default_factory=frozenset)
    unknown_span: frozenset[str] = field(default_factory=frozenset)


def check_schedule(tables: Mapping[str, pd.DataFrame]) -> Schedule:
    """
    Read a feed's timetable and set aside the rows that cannot be used.

    Parameters
    ----------
    tables
        GTFS tables by name, cells as text, blanks as missing.

    Returns
    -------
    schedule
        Rows in = rows used + rows of `set_aside`, for each table.

    Raises
    ------
    MissingColumnError
        If calendar.txt, calendar_dates.txt or frequencies.txt lack a column.
    """
    calendar, exceptions = check_calendar(tables), check_exceptions(tables)
    services = {*calendar.rows["service_id"], *exceptions.rows["service_id"]}
    trips = _check_trips(tables, services)
    calls = check_calls(tables, trips.rows)
    frequencies = _check_frequencies(tables, trips.rows)
    kept = _drop_trips(tables, trips, calls, frequencies)
    places = np.cumsum(kept) - 1
    sieves = (calendar, exceptions, trips, calls, frequencies)
    used_trips = trips.rows.drop(columns="continuous_pickup").reset_index(drop=True)
    used_calls = _renumbered(calls.rows, places)
    used_calls = used_calls.assign(is_back=is_on_way_back(used_calls))
    return Schedule(
        calendar=calendar.rows.reset_index(drop=True),
        exceptions=exceptions.rows[["service_id", "date", "is_added"]].reset_index(drop=True),
        trips=used_trips.assign(direction_id=stated_or_inferred(used_trips, used_calls)),
        calls=used_calls,
        frequencies=_renumbered(frequencies.rows, places),
        set_aside=set_aside_of(sieves),
        faults=tuple(fault for sieve in sieves for fault in sieve.faults),
    )


def _renumbered(rows: pd.DataFrame, places: np.ndarray) -> pd.DataFrame:
    """Count the trips anew after some of them have gone."""
    places_now = places[rows["trip"].to_numpy()]
    return rows.assign(trip=places_now).drop(columns="trip_id").reset_index(drop=True)


def _check_trips(tables: Mapping[str, pd.DataFrame], services: set[str]) -> Sieve:
    sieve = Sieve("trips", tables["trips"])
    sieve.drop(
        sieve.rows["trip_id"].isna(),
        code="missing_id",
        field="trip_id",
        advice=mark("A row of trips.txt has no trip_id; it is left out."),
    )
    sieve.drop(
        ~sieve.rows["route_id"].isin(tables["routes"]["route_id"].dropna()),
        code="unknown_route",
        field="route_id",
        advice=mark("routes.txt has no route '{found}'; its trips are left out."),
    )
    sieve.drop(
        ~sieve.rows["service_id"].isin(services),
        code="unknown_service",
        field="service_id",
        advice=mark("No calendar has the service '{found}'; its trips never run."),
    )
    sieve.rows = _typed_trips(sieve, tables).sort_values("trip_id")
    return sieve


def _typed_trips(sieve: Sieve, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    blank = pd.Series(None, index=sieve.rows.index, dtype="str")
    directions = sieve.rows.get("direction_id", blank)
    is_known = directions.isin(DIRECTIONS)
    sieve.tell(
        directions.notna() & ~is_known,
        code="unknown_value",
        field="direction_id",
        advice=mark("'{found}' is no direction_id (0 or 1); the direction counts as unknown."),
    )
    shapes = sieve.rows.get("shape_id", blank)
    drawn = tables["shapes"]["shape_id"] if "shapes" in tables else pd.Series(dtype="str")
    is_drawn = shapes.isin(drawn.dropna().unique())
    sieve.tell(
        shapes.notna() & ~is_drawn,
        code="unknown_shape",
        field="shape_id",
        advice=mark("shapes.txt has no shape '{found}'; its trips run straight to each stop."),
    )
    routes = tables["routes"].drop_duplicates("route_id").set_index("route_id")
    hailed = routes.get("continuous_pickup", pd.Series(None, index=routes.index, dtype="str"))
    return pd.DataFrame(
        {
            "trip_id": sieve.rows["trip_id"],
            "route_id": sieve.rows["route_id"],
            "service_id": sieve.rows["service_id"],
            "direction_id": (directions == "1").astype("int8"),
            "is_direction_known": is_known,
            "shape_id": shapes.where(is_drawn),
            "continuous_pickup": sieve.rows["route_id"].map(hailed),
        }
    )


def _check_frequencies(tables: Mapping[str, pd.DataFrame], trips: pd.DataFrame) -> Sieve:
    sieve = Sieve("frequencies", table_of(tables, "frequencies", FREQUENCY_COLUMNS))
    sieve.drop(
        ~sieve.rows["trip_id"].isin(tables["trips"]["trip_id"].dropna()),
        code="unknown_trip",
        field="trip_id",
        advice=mark("trips.txt has no trip '{found}'; its rows of frequencies.txt are left out."),
    )
    sieve.rows = sieve.rows.assign(
        trip=pd.Index(trips["trip_id"]).get_indexer(sieve.rows["trip_id"])
    )
    _drop_frequencies_of(sieve, sieve.rows["trip"] < 0)
    numbers = pd.to_numeric(sieve.rows["headway_secs"], errors="coerce")
    sieve.drop(
        ~((numbers > 0) & np.isfinite(numbers)),
        code="no_headway",
        field="headway_secs",
        advice=mark("'{found}' is no headway above 0 s; the row of frequencies.txt is left out."),
    )
    seconds = {name: _frequency_times(sieve, name) for name in ("start_time", "end_time")}
    sieve.drop(
        seconds["end_time"][sieve.rows.index] <= seconds["start_time"][sieve.rows.index],
        code="ends_before_start",
        field="end_time",
        shown="trip_id",
        advice=mark(
            "The trip '{found}' has a row of frequencies.txt that ends before it starts; the row "
            "is left out."
        ),
    )
    rows = sieve.rows
    exact = rows.get("exact_times", pd.Series("0", index=rows.index))
    sieve.rows = pd.DataFrame(
        {
            "trip_id": rows["trip_id"],
            "trip": rows["trip"],
            "start_s": seconds["start_time"][rows.index],
            "end_s": seconds["end_time"][rows.index],
            "headway_s": numbers[rows.index].astype(float),
            "is_exact": exact == "1",
        }
    )
    count_once(sieve)
    return sieve


def _frequency_times(sieve: Sieve, name: str) -> pd.Series:
    seconds, _ = read_seconds(sieve.rows[name])
    sieve.drop(
        seconds.isna(),
        code="bad_time",
        field=name,
        advice=mark(
            "'{found}' in '{field}' is no time like 06:00:00; the row of frequencies.txt is left "
            "out."
        ),
    )
    return seconds


def _drop_frequencies_of(sieve: Sieve, where: pd.Series | np.ndarray) -> None:
    sieve.drop(
        where,
        code="trip_set_aside",
        field="trip_id",
        advice=mark("The trip '{found}' is left out, its rows of frequencies.txt with it."),
    )


def _drop_trips(
    tables: Mapping[str, pd.DataFrame], trips: Sieve, calls: Sieve, frequencies: Sieve
) -> np.ndarray:
    """Leave out trips that cannot run, with all that is theirs; return which of them stay."""
    trip_ids = trips.rows["trip_id"]
    trips.drop(
        ~np.isin(np.arange(len(trip_ids)), calls.rows["trip"]),
        code="no_calls",
        field="trip_id",
        advice=mark("The trip '{found}' has no two calls that can be used; it is left out."),
    )
    asked = table_of(tables, "frequencies", FREQUENCY_COLUMNS)["trip_id"]
    ids = trips.rows["trip_id"]
    trips.drop(
        ids.isin(asked.dropna()) & ~ids.isin(frequencies.rows["trip_id"]),
        code="no_frequency",
        field="trip_id",
        advice=mark(
            "No row of frequencies.txt for the trip '{found}' can be used, so nobody knows how "
            "often it runs; it is left out."
        ),
    )
    kept = trip_ids.isin(trips.rows["trip_id"]).to_numpy()
    drop_calls_of(calls, ~kept[calls.rows["trip"]])
    _drop_frequencies_of(frequencies, ~kept[frequencies.rows["trip"]])
    return kept
