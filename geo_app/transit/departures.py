"""Every departure of a service day, from trips with times or with a headway."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.quality.clock import DAY_S, HOUR_S
from geo_app.transit.calendar import services_on

if TYPE_CHECKING:
    from geo_app.quality.schedules import Schedule

LAST_SECOND_S = 30 * HOUR_S
"""A line whose span is not known is taken to run from 00:00 to 30:00, so any window finds it."""

TRIP_COLUMNS = ["route_id", "direction_id", "is_direction_known", "pattern_id", "shape_id"]
CALL_COLUMNS = ["stop_id", "arrival_s", "departure_s", "can_board", "is_hail"]
RUN_COLUMNS = [
    "trip_id", "is_frequency_based", "headway_s", "is_headway_known", "is_span_known",
    "is_day_before",
]  # fmt: skip
DEPARTURE_COLUMNS = [
    "stop_id", "route_id", "direction_id", "is_direction_known", "trip_id", "pattern_id",
    "call", "departure_s", "run_s", "can_board", "is_frequency_based", "headway_s", "until_s",
    "is_headway_known", "is_span_known", "is_day_before", "shape_id", "is_hail",
]  # fmt: skip


def departures(schedule: Schedule, day: dt.date, *, with_day_before: bool = False) -> pd.DataFrame:
    """
    List every departure of a service day.

    Parameters
    ----------
    schedule
        As `quality.schedules.check_schedule` reads it.
    day
        The service day: as in GTFS and gtfs_kit, a trip belongs to the day on
        which it starts, so 25:30 is half past one in the night after it.
    with_day_before
        Also list what leaves after midnight on trips of the day before, with
        `departure_s` on the clock of `day` and `is_day_before`. For windows of
        the civil day, in which both are on the road.

    Returns
    -------
    departures
        One row a call, sorted by stop, time and trip:

        - `stop_id`, `route_id`, `direction_id` (0 or 1; from the order of its stops
          where the feed does not say, then `is_direction_known` is False; the other one
          on the way back of a trip that runs out and back);
        - `trip_id`: the feed's; for the n-th start of a headway `<trip>#n`;
        - `pattern_id`: the same for trips of one route and direction with the
          same stops in the same order;
        - `call`: number of the call in its trip, from 0;
        - `departure_s`: whole seconds of the service day, may exceed 86,400. NaN:
          the line runs, nobody knows how often (`is_headway_known` False), one
          row a call. Before 0 where service at a headway that began then still
          holds at midnight, which no window counts as a departure;
        - `run_s`: running time to the next call, NaN at the last;
        - `can_board`: False at the last call of a trip and where passengers are
          not picked up, or only after a telephone call;
        - `is_frequency_based`: from a headway, not from a stated time;
        - `headway_s`, `until_s`: for service at a headway without exact times,
          the headway, and until when this departure stands for it; else NaN;
        - `is_span_known`: False if nobody knows from when until when it runs;
        - `shape_id`, `is_hail`: along which shape the trip can be boarded
          anywhere until the next call.

    Notes
    -----
    frequencies.txt: departures leave at start, start + headway and so on, before
    the end. With exact_times = 0 only the headway is promised; the same
    departures stand for it.
    """
    runs = _runs(schedule, _active(schedule, day)).assign(is_day_before=False)
    if with_day_before:
        late = _active(schedule, day - dt.timedelta(days=1)) & _runs_past_midnight(schedule)
        before = _runs(schedule, late).assign(is_day_before=True)
        before["shift_s"] -= DAY_S
        runs = pd.concat([runs, before], ignore_index=True) if len(before) else runs
    rows = _calls_of(schedule, runs)
    codes = [pd.factorize(rows[column], sort=True)[0] for column in ("trip_id", "stop_id")]
    order = np.lexsort((codes[0], rows["departure_s"].to_numpy(), codes[1]))
    return rows.iloc[order].reset_index(drop=True)


def pattern_ids(schedule: Schedule) -> pd.Series:
    """
    Name the pattern of each trip: route, direction and stops in their order.

    Parameters
    ----------
    schedule
        Of one feed, or of drawn lines.

    Returns
    -------
    pattern_ids
        Texts `<route>:<direction>:<number>`, one a row of `schedule.trips`.
    """
    trips = schedule.trips
    stops, _ = pd.factorize(schedule.calls["stop_id"], sort=True)
    # As big-endian bytes, sequences of stops sort like the stops themselves.
    pieces = np.split(stops.astype(">i4"), _borders(schedule)[1:-1]) if len(trips) else []
    texts = pd.Series([piece.tobytes() for piece in pieces], index=trips.index, dtype=object)
    keys = ["route_id", "direction_id"]
    patterns = trips[keys].assign(stops=texts)
    distinct = patterns.drop_duplicates().sort_values([*keys, "stops"])
    parts = (distinct["direction_id"], distinct.groupby(keys).cumcount())
    direction, number = (part.astype("str") for part in parts)
    named = distinct.assign(pattern_id=distinct["route_id"] + ":" + direction + ":" + number)
    merged = patterns.merge(named, how="left", validate="many_to_one")
    return merged["pattern_id"].astype("str")


def _active(schedule: Schedule, day: dt.date) -> np.ndarray:
    """Say which trips run on a day."""
    active: np.ndarray = schedule.trips["service_id"].isin(services_on(schedule, day)).to_numpy()
    return active


def _runs_past_midnight(schedule: Schedule) -> np.ndarray:
    """Say which trips leave some stop after midnight; those of unknown span are at any hour."""
    trips = len(schedule.trips)
    last, rows = np.zeros(trips), schedule.frequencies
    np.maximum.at(last, schedule.calls["trip"], schedule.calls["departure_s"])
    length = last - schedule.calls["departure_s"].to_numpy()[_borders(schedule)[:-1]]
    np.maximum.at(last, rows["trip"], rows["end_s"] + length[rows["trip"]])
    return (last >= DAY_S) & ~schedule.trips["route_id"].isin(schedule.unknown_span).to_numpy()


def _borders(schedule: Schedule) -> np.ndarray:
    """Return where the calls of each trip start, and the end of all."""
    places = np.arange(len(schedule.trips) + 1)
    borders: np.ndarray = np.searchsorted(schedule.calls["trip"].to_numpy(), places)
    return borders


def _calls_of(schedule: Schedule, runs: pd.DataFrame) -> pd.DataFrame:
    """List the departures of each run, in the order of the runs."""
    borders = _borders(schedule)
    places, run = _spread(borders, runs["trip"].to_numpy())
    calls = {column: schedule.calls[column].array[places] for column in CALL_COLUMNS}
    arrival, departure = (
        calls[c].to_numpy() + runs["shift_s"].to_numpy()[run] for c in ("arrival_s", "departure_s")
    )
    goes_on = np.append(run[1:] == run[:-1], False)[: len(run)]
    trip = runs["trip"].to_numpy()[run]
    trips = schedule.trips.assign(pattern_id=pattern_ids(schedule))
    is_known = runs["is_headway_known"].to_numpy()[run]
    rows = pd.DataFrame(
        {
            **{column: trips[column].array[trip] for column in TRIP_COLUMNS},
            **{column: runs[column].array[run] for column in RUN_COLUMNS},
            **{column: calls[column] for column in ("stop_id", "can_board", "is_hail")},
            "call": places - borders[trip],
            "departure_s": np.where(is_known, departure, np.nan),
            "run_s": np.where(goes_on, np.roll(arrival, -1) - departure, np.nan),
            "until_s": departure + runs["lasts_s"].to_numpy()[run],
        }
    )[DEPARTURE_COLUMNS]
    # On its way back a trip runs in the other direction.
    rows["direction_id"] ^= schedule.calls["is_back"].to_numpy()[places].astype("int8")
    return _on_the_road(rows)


def _on_the_road(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out what was over before midnight."""
    way = rows["run_s"].where(rows["is_hail"]).fillna(0)
    over = rows[["departure_s", "until_s"]].max(axis=1) + way <= 0
    kept: pd.DataFrame = rows[~((rows["departure_s"] < 0) & over)]
    return kept


def _spread(borders: np.ndarray, trip: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of the calls of each run and the run that each belongs to."""
    lengths = np.diff(borders)[trip]
    run = np.repeat(np.arange(len(trip)), lengths)
    within = np.arange(len(run)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return borders[trip][run] + within, run


def _runs(schedule: Schedule, is_active: np.ndarray) -> pd.DataFrame:
    """List each start of each trip: once as timed, or as often as its headway says."""
    trips = schedule.trips
    rows = schedule.frequencies[is_active[schedule.frequencies["trip"]]]
    by_headway = np.isin(np.arange(len(trips)), rows["trip"])
    timed = np.flatnonzero(is_active & ~by_headway)
    first_s = schedule.calls["departure_s"].to_numpy()[_borders(schedule)[:-1]]
    once = pd.DataFrame({"trip": timed, "start_s": first_s[timed]}).assign(
        trip_id=trips["trip_id"].array[timed],
        headway_s=np.nan,
        lasts_s=np.nan,
        is_frequency_based=False,
    )
    often = _starts(schedule, rows)
    runs = pd.concat([once, often], ignore_index=True) if len(often) else once
    route = trips["route_id"].iloc[runs["trip"].to_numpy()]
    return runs.assign(
        shift_s=runs["start_s"] - first_s[runs["trip"].to_numpy()],
        is_headway_known=~route.isin(schedule.unknown_headway).to_numpy(),
        is_span_known=~route.isin(schedule.unknown_span).to_numpy(),
    )


def _starts(schedule: Schedule, rows: pd.DataFrame) -> pd.DataFrame:
    """Expand rows of frequencies into starts."""
    trip, headway, end = (rows[c].to_numpy() for c in ("trip", "headway_s", "end_s"))
    start = _begun_earlier(schedule, rows)
    often = np.ceil((end - start) / headway).astype(int)
    row = np.repeat(np.arange(len(rows)), often)
    number = np.arange(len(row)) - np.repeat(np.cumsum(often) - often, often)
    starts = pd.DataFrame(
        {
            "trip": trip[row],
            "start_s": start[row] + number * headway[row],
            "headway_s": np.where(rows["is_exact"], np.nan, headway)[row],
            "row": row,
        }
    ).sort_values(["trip", "start_s"], kind="stable")
    row = starts["row"].to_numpy()
    left = end[row] - starts["start_s"]
    numbers = starts.groupby("trip").cumcount().astype("str").array
    ids = schedule.trips["trip_id"].array[starts["trip"].to_numpy()] + "#" + numbers
    return starts.drop(columns="row").assign(
        lasts_s=np.minimum(left, starts["headway_s"]), trip_id=ids, is_frequency_based=True
    )


def _begun_earlier(schedule: Schedule, rows: pd.DataFrame) -> np.ndarray:
    """Start a line of unknown span before midnight, so that its end is served at midnight too."""
    start = rows["start_s"].to_numpy()
    trip = rows["trip"].to_numpy()
    route = schedule.trips["route_id"].iloc[trip]
    is_open = route.isin(schedule.unknown_span).to_numpy() & (start == 0)
    if not is_open.any():
        return start
    calls = schedule.calls.groupby("trip")
    duration = (calls["departure_s"].last() - calls["departure_s"].first()).to_numpy()[trip]
    headway = rows["headway_s"].to_numpy()
    return np.where(is_open, start - np.ceil(duration / headway) * headway, start)
