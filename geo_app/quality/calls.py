"""The calls of each trip: stop_times.txt in order, with a time at every stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.errors import mark
from geo_app.quality.clock import HOUR_S, read_seconds
from geo_app.quality.sieve import Sieve

if TYPE_CHECKING:
    from collections.abc import Mapping

TIMES = ("arrival_time", "departure_time")
PICKUP_CODES = ("0", "1", "2", "3")
BOARDABLE = ("0", "3")
"""Pickup as scheduled, or asked of the driver. One that must be phoned for (2) is no departure."""

NO_PICKUP = "1"

EVENING_S, MORNING_S = 18 * HOUR_S, 6 * HOUR_S
"""A trip that starts after the one and ends before the other ran through the night."""


def check_calls(tables: Mapping[str, pd.DataFrame], trips: pd.DataFrame) -> Sieve:
    """
    Read stop_times.txt: calls in the order of their trips, each with its times.

    Parameters
    ----------
    tables
        GTFS tables by name, cells as text.
    trips
        Those that can be used, sorted by `trip_id`; `continuous_pickup` as the
        route has it.

    Returns
    -------
    calls
        Rows sorted by trip and stop_sequence: `trip_id`, `trip` (place in
        `trips`), `stop_id`, `arrival_s` and `departure_s` (seconds of the service day;
        untimed stops are put between their timed neighbours by
        `shape_dist_traveled`, evenly where that is missing), `distance`
        (shape_dist_traveled or NaN), `can_board` (not at its last call, nor where the next
        one is at the same stop), `is_hail` (boardable anywhere
        until the next call).

    Notes
    -----
    A call whose stop or trip is not known is left out alone; a trip whose times
    run backwards is left out whole, for nobody knows which time is wrong.
    """
    sieve = Sieve("stop_times", tables["stop_times"])
    _drop_strangers(sieve, tables, trips)
    _sort(sieve)
    _read_times(sieve)
    _drop_backwards(sieve)
    _drop_untimed_ends(sieve)
    _drop_single_calls(sieve)
    rows = sieve.rows
    arrival, departure = _interpolated(rows)
    sieve.rows = pd.DataFrame(
        {
            "trip_id": rows["trip_id"],
            "trip": rows["trip"],
            "stop_id": rows["stop_id"],
            "arrival_s": arrival,
            "departure_s": departure,
            "distance": rows["distance"],
            "can_board": _is_boardable(sieve, "pickup_type", blank="0") & ~_is_last_here(rows),
            "is_hail": _is_boardable(sieve, "continuous_pickup", blank=NO_PICKUP) & ~_is_last(rows),
        },
    )
    return sieve


def _drop_strangers(sieve: Sieve, tables: Mapping[str, pd.DataFrame], trips: pd.DataFrame) -> None:
    """Leave out calls of unknown trips, of trips that are left out, at unknown stops."""
    sieve.drop(
        ~sieve.rows["trip_id"].isin(tables["trips"]["trip_id"].dropna()),
        code="unknown_trip",
        field="trip_id",
        advice=mark("trips.txt has no trip '{found}'; its rows of stop_times.txt are left out."),
    )
    sieve.rows = sieve.rows.assign(
        trip=pd.Index(trips["trip_id"]).get_indexer(sieve.rows["trip_id"])
    )
    drop_calls_of(sieve, sieve.rows["trip"] < 0)
    sieve.drop(
        ~sieve.rows["stop_id"].isin(tables["stops"]["stop_id"].dropna()),
        code="unknown_stop",
        field="stop_id",
        advice=mark("stops.txt has no stop '{found}'; its rows of stop_times.txt are left out."),
    )
    inherited = trips["continuous_pickup"].to_numpy()[sieve.rows["trip"]]
    stated = sieve.rows.get("continuous_pickup", pd.Series(np.nan, index=sieve.rows.index))
    sieve.rows = sieve.rows.assign(continuous_pickup=stated.where(stated.notna(), inherited))


def drop_calls_of(sieve: Sieve, where: pd.Series | np.ndarray) -> None:
    """
    Leave out the calls of trips that are left out.

    Parameters
    ----------
    sieve
        Of stop_times.txt.
    where
        A bool for each of its rows.
    """
    sieve.drop(
        where,
        code="trip_set_aside",
        field="trip_id",
        advice=mark("The trip '{found}' is left out, its rows of stop_times.txt with it."),
    )


def _sort(sieve: Sieve) -> None:
    order = pd.to_numeric(sieve.rows["stop_sequence"], errors="coerce").to_numpy()
    places = np.lexsort((sieve.rows.index.to_numpy(), order, sieve.rows["trip"]))
    sieve.rows = sieve.rows.iloc[places]
    again = np.zeros(len(places), dtype=bool)
    again[1:] = (np.diff(order[places]) == 0) & (np.diff(sieve.rows["trip"]) == 0)
    sieve.drop(
        again,
        code="repeated_sequence",
        field="stop_sequence",
        shown="trip_id",
        advice=mark(
            "The trip '{found}' has two calls with the same stop_sequence; the second is left out."
        ),
    )


def _read_times(sieve: Sieve) -> None:
    """Add `arrival_s` and `departure_s`; one stands for the other where only one is known."""
    seconds = {}
    for field in TIMES:
        seconds[field], is_wrong = read_seconds(sieve.rows[field])
        sieve.tell(
            is_wrong,
            code="bad_time",
            field=field,
            advice=mark(
                "'{found}' in '{field}' of stop_times.txt is no time like 08:05:00 or 25:30:00; it "
                "counts as unknown."
            ),
        )
    arrival, departure = seconds["arrival_time"], seconds["departure_time"]
    distance = sieve.rows.get("shape_dist_traveled", pd.Series(np.nan, index=sieve.rows.index))
    sieve.rows = sieve.rows.assign(
        arrival_s=arrival.fillna(departure),
        departure_s=departure.fillna(arrival),
        distance=pd.to_numeric(distance, errors="coerce"),
    )


def _drop_backwards(sieve: Sieve) -> None:
    timed = sieve.rows[sieve.rows["arrival_s"].notna()]
    trip, arrival, departure = (timed[c].to_numpy() for c in ("trip", "arrival_s", "departure_s"))
    backwards = departure < arrival
    backwards[1:] |= (arrival[1:] < departure[:-1]) & (trip[1:] == trip[:-1])
    _drop_past_midnight(sieve, timed.assign(is_backwards=backwards))
    sieve.drop(
        sieve.rows["trip"].isin(trip[backwards]),
        code="times_out_of_order",
        field="departure_time",
        shown="trip_id",
        advice=mark("The times of the trip '{found}' run backwards; the trip is left out."),
    )


def _drop_past_midnight(sieve: Sieve, timed: pd.DataFrame) -> None:
    """
    Leave out trips whose clock starts anew at midnight, and say how they would be right.

    They are not mended in silence: 00:10 may as well be a wrong hour, and a trip that is
    put into the night by mistake would count where nobody can take it.
    """
    steps = timed.groupby("trip").agg(number=("is_backwards", "sum"), first=("arrival_s", "first"))
    after = timed.loc[timed["is_backwards"]].groupby("trip")["arrival_s"].first()
    last = timed.groupby("trip")["arrival_s"].last()
    is_night = (steps["number"] == 1) & (steps["first"] >= EVENING_S)
    is_night &= (after.reindex(steps.index) < MORNING_S) & (last < MORNING_S)
    sieve.drop(
        sieve.rows["trip"].isin(steps.index[is_night]),
        code="past_midnight",
        field="departure_time",
        shown="trip_id",
        advice=mark(
            "The times of the trip '{found}' start anew at midnight; the trip is left out. Write "
            "its times after midnight with hours from 24 on, such as 24:10:00 for 00:10:00."
        ),
        repair="hours_past_midnight",
    )


def _drop_untimed_ends(sieve: Sieve) -> None:
    """Leave out calls before the first or after the last that has a time."""
    before, after = _timed_neighbours(sieve.rows)
    sieve.drop(
        (before < 0) | (after < 0),
        code="untimed_end",
        field="departure_time",
        shown="trip_id",
        advice=mark(
            "The trip '{found}' starts or ends without a time; its calls up to the first and after "
            "the last known time are left out."
        ),
    )


def _drop_single_calls(sieve: Sieve) -> None:
    calls = sieve.rows["trip"].map(sieve.rows["trip"].value_counts())
    sieve.drop(
        calls == 1,
        code="single_call",
        field="trip_id",
        advice=mark("The trip '{found}' calls at one stop alone; it is left out."),
    )


def _timed_neighbours(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of the last timed call up to each row and the next from it, else -1."""
    places = np.arange(len(rows))
    trip = rows["trip"].to_numpy()
    is_timed = rows["arrival_s"].notna().to_numpy()
    if is_timed.all():
        return places, places
    before = np.maximum.accumulate(np.where(is_timed, places, -1))
    beyond = len(rows)
    after = np.minimum.accumulate(np.where(is_timed, places, beyond)[::-1])[::-1]
    after = np.where(after == beyond, -1, after)
    same_before = (before >= 0) & (trip[before] == trip)
    same_after = (after >= 0) & (trip[after] == trip)
    return np.where(same_before, before, -1), np.where(same_after, after, -1)


def _interpolated(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Give every call its times, in whole seconds."""
    arrival, departure = rows["arrival_s"].to_numpy(), rows["departure_s"].to_numpy()
    before, after = _timed_neighbours(rows)
    gap = before != after
    if gap.any():
        share = _share_of_way(rows["distance"].to_numpy(), before, after)[gap]
        start, end = departure[before[gap]], arrival[after[gap]]
        arrival, departure = arrival.copy(), departure.copy()
        arrival[gap] = departure[gap] = np.rint(start + share * (end - start))
    return arrival, departure


def _share_of_way(distance: np.ndarray, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Say how far between its timed neighbours a call lies, 0 to 1."""
    places = np.arange(len(distance))
    with np.errstate(invalid="ignore", divide="ignore"):
        by_distance = (distance - distance[before]) / (distance[after] - distance[before])
        evenly = (places - before) / (after - before)
    # One untimed stop without a place between the two, and the whole gap is spread evenly.
    usable = np.isfinite(by_distance) & (by_distance >= 0) & (by_distance <= 1)
    gap = pd.Series(by_distance).groupby(before)
    is_odd = (~usable & (before != after)) | (gap.diff().to_numpy() < 0)
    broken = pd.Series(is_odd).groupby(before).transform("any").to_numpy()
    share: np.ndarray = np.where(broken, evenly, by_distance)
    return share


def _is_boardable(sieve: Sieve, field: str, *, blank: str) -> np.ndarray:
    if field not in sieve.rows.columns:
        return np.full(len(sieve.rows), blank in BOARDABLE)
    codes = sieve.rows[field]
    is_strange = codes.notna() & ~codes.isin(PICKUP_CODES)
    sieve.tell(
        is_strange,
        code="unknown_value",
        field=field,
        advice=mark("'{found}' is no value of '{field}' (0 to 3); it counts as blank."),
    )
    result: np.ndarray = codes.mask(is_strange).fillna(blank).isin(BOARDABLE).to_numpy()
    return result


def _is_last(rows: pd.DataFrame) -> np.ndarray:
    trip = rows["trip"].to_numpy()
    return np.append(trip[1:] != trip[:-1], True)[: len(trip)]


def _is_last_here(rows: pd.DataFrame) -> np.ndarray:
    """Say at which calls a trip ends, or stands on: nobody leaves there by it yet."""
    stop = rows["stop_id"].to_numpy(dtype=object)
    stands = np.append(stop[1:] == stop[:-1], False)[: len(stop)]
    is_last: np.ndarray = _is_last(rows) | stands
    return is_last
