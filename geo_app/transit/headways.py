"""How often one can leave: counts, headways and spans in a window of the day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.errors import LayerError, mark
from geo_app.quality.clock import CLOCK_OF_PEOPLE, DAY_S, HOUR_S, MINUTE_S, read_seconds
from geo_app.units import format_clock

if TYPE_CHECKING:
    from collections.abc import Sequence

BY_STOP = ("stop_id",)
BY_STOP_AND_ROUTE = ("stop_id", "route_id", "direction_id")
BY_ROUTE = ("route_id", "direction_id")

SERVICE_COLUMNS = [
    "departures", "trips_per_hour", "mean_headway_min", "max_headway_min",
    "first_departure_s", "last_departure_s", "span_h", "is_known", "is_span_known",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """
    A part of the service day.

    Attributes
    ----------
    start_s, end_s
        Seconds from the start of the service day; `end_s` may exceed 86,400.
    include_end
        Whether a departure at `end_s` counts. By default it does not, so that
        windows side by side add up; gtfs_kit's windows include it.
    civil
        Whether the window is of the clock's day: trips of the day before that
        leave after midnight count too, if the departures hold them
        (`departures(..., with_day_before=True)`), and nothing after 24:00 can be
        asked. By default, as in gtfs_kit, a window is of the service day.

    Raises
    ------
    ValueError
        If the window ends before it starts, or a civil one leaves its day.
    """

    start_s: float
    end_s: float
    include_end: bool = False
    civil: bool = False

    def __post_init__(self) -> None:
        """Refuse a window without length."""
        if not 0 <= self.start_s < self.end_s:
            raise ValueError(f"The window {self.start_s} to {self.end_s} s has no length.")
        if self.civil and self.end_s > DAY_S:
            raise ValueError(f"A civil window ends by {DAY_S} s, not at {self.end_s}.")

    @property
    def hours(self) -> float:
        """The window's length in hours."""
        return (self.end_s - self.start_s) / HOUR_S

    def holds(self, seconds: pd.Series) -> pd.Series:
        """
        Say which times lie within.

        Parameters
        ----------
        seconds
            Times in seconds of the service day.

        Returns
        -------
        is_within
            Booleans, indexed like `seconds`.
        """
        end = seconds <= self.end_s if self.include_end else seconds < self.end_s
        return (seconds >= self.start_s) & end


def read_window(text: str) -> Window:
    """
    Read a window such as 07:00-19:00.

    Parameters
    ----------
    text
        Start and end, hours and minutes; hours may exceed 24.

    Raises
    ------
    LayerError
        If the text is no window, or it ends before it starts.
    """
    parts = re.split(r"\s*[-–]\s*", text.strip())
    seconds, _ = read_seconds(pd.Series(parts, dtype="str"), pattern=CLOCK_OF_PEOPLE)
    if len(parts) != len(("start", "end")) or seconds.isna().any() or seconds[1] <= seconds[0]:
        raise LayerError(
            mark(
                "'{found}' is no window of time. Write the start and a later end, such as "
                "07:00-19:00; past midnight 22:00-26:00."
            ),
            found=text,
        )
    return Window(start_s=float(seconds[0]), end_s=float(seconds[1]))


def window_text(window: Window) -> str:
    """
    Write a window as `read_window` reads it, such as 07:00-19:00.

    Parameters
    ----------
    window
        A part of the day.
    """
    return f"{format_clock(window.start_s)}-{format_clock(window.end_s)}"


def stop_service(
    departures: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = BY_STOP,
    boardable_only: bool = True,
) -> pd.DataFrame:
    """
    Measure how often one can leave from each stop.

    Parameters
    ----------
    departures
        As `departures.departures` lists them; may be empty.
    window
        The part of the day in which departures count.
    by
        What a row of the result is: `BY_STOP`, `BY_STOP_AND_ROUTE`, or any other
        columns of `departures`.
    boardable_only
        Count only departures that can be boarded. gtfs_kit counts all, also at
        the last stop of a trip.

    Returns
    -------
    service
        Indexed by `by`, one row for each group that has departures on the day:

        - `departures`: in the window; 0 is none, NaN is not known;
        - `trips_per_hour`: the same over the window's hours. Of service at a
          headway without exact times, the time that it runs in the window over
          the headway: 45 min is 1.33 an hour wherever the window starts;
        - `mean_headway_min`, `max_headway_min`: mean and longest gap between
          consecutive departures in the window; NaN below two of them;
        - `first_departure_s`, `last_departure_s`, `span_h`: of the whole service
          day (own trips only); NaN where the span is not known;
        - `is_known`: False where a line's headway is not known; figures are
          then a lower bound, or NaN where no other line calls;
        - `is_span_known`.

    Notes
    -----
    Headways are those of gtfs_kit's `compute_stop_stats`, with `include_end` and
    without `boardable_only`: departures of a group are put in
    one row, whatever route they are of, so two buses together count as a gap of
    0 min.
    """
    codes, keys = _groups(departures, list(by))
    counted = departures["can_board"].to_numpy(dtype=bool) | (not boardable_only)
    result = measure(departures[counted], codes[counted], len(keys), window)
    result.index = keys
    return result


def route_service(departures: pd.DataFrame, window: Window) -> pd.DataFrame:
    """
    Measure how often trips of each route and direction start.

    Parameters
    ----------
    departures
        As `departures.departures` lists them; may be empty.
    window
        The part of the day in which starts count.

    Returns
    -------
    service
        Indexed by `route_id`, `direction_id`; columns as in `stop_service`.

    Notes
    -----
    Headways are those of gtfs_kit's `compute_route_stats` with
    `split_directions`, which leaves out trips that take no time at all.
    """
    starts = departures[departures["call"] == 0]
    return stop_service(starts, window, by=BY_ROUTE, boardable_only=False)


def measure(rows: pd.DataFrame, codes: np.ndarray, groups: int, window: Window) -> pd.DataFrame:
    """
    Measure the departures of numbered groups.

    Parameters
    ----------
    rows
        Departures with `departure_s`, `headway_s`, `until_s`, `is_headway_known`,
        `is_span_known` and `is_day_before`.
    codes
        Number of the group of each row, below `groups`.
    groups
        How many there are, those without a row among them.
    window
        The part of the day that counts.

    Returns
    -------
    service
        One row a group, columns as in `stop_service`.
    """
    if not window.civil:
        of_the_day = ~rows["is_day_before"].to_numpy(dtype=bool)
        rows, codes = rows[of_the_day], codes[of_the_day]
    known = rows["is_headway_known"].to_numpy(dtype=bool)
    has_unknown = np.bincount(codes[~known], minlength=groups) > 0
    has_known = np.bincount(codes[known], minlength=groups) > 0
    open_span = ~rows["is_span_known"].to_numpy(dtype=bool)
    is_span_known = (np.bincount(codes[open_span], minlength=groups) == 0) & ~has_unknown
    counts = np.bincount(codes, weights=window.holds(rows["departure_s"]), minlength=groups)
    trips = np.bincount(codes, weights=_trips(rows, window), minlength=groups)
    nobody_knows = has_unknown & ~has_known
    result = pd.DataFrame(
        {
            "departures": np.where(nobody_knows, np.nan, counts),
            "trips_per_hour": np.where(nobody_knows, np.nan, trips / window.hours),
            **_gaps(rows, codes, groups, window),
            **_span(rows, codes, groups, is_span_known),
            "is_known": ~has_unknown,
            "is_span_known": is_span_known,
        }
    )
    return result[SERVICE_COLUMNS]


def _groups(departures: pd.DataFrame, by: list[str]) -> tuple[np.ndarray, pd.Index]:
    """Give the groups numbers in sorted order."""
    grouped = departures.groupby(by if len(by) > 1 else by[0], sort=True)
    codes = grouped.ngroup().to_numpy()
    firsts = departures.iloc[np.unique(codes, return_index=True)[1]]
    if len(by) > 1:
        return codes, pd.MultiIndex.from_frame(firsts[by])
    return codes, pd.Index(firsts[by[0]])


def _trips(rows: pd.DataFrame, window: Window) -> np.ndarray:
    """Count each departure once, or by the share of its headway that lies in the window."""
    once = window.holds(rows["departure_s"]).to_numpy(dtype=float)
    headway = rows["headway_s"].to_numpy()
    start = rows["departure_s"].clip(lower=window.start_s).to_numpy()
    end = rows["until_s"].clip(upper=window.end_s).to_numpy()
    share = np.clip(end - start, 0, None) / headway
    return np.where(np.isnan(headway), once, share)


def _gaps(
    rows: pd.DataFrame, codes: np.ndarray, groups: int, window: Window
) -> dict[str, np.ndarray]:
    """Return the mean and the longest gap of each group in minutes."""
    inside = window.holds(rows["departure_s"]).to_numpy()
    times, group = rows["departure_s"].to_numpy()[inside], codes[inside]
    order = np.lexsort((times, group))
    times, group = times[order], group[order]
    same = group[1:] == group[:-1]
    gaps, of = np.diff(times)[same] / MINUTE_S, group[1:][same]
    number = np.bincount(of, minlength=groups)
    longest = np.full(groups, np.nan)
    np.fmax.at(longest, of, gaps)
    total = np.bincount(of, weights=gaps, minlength=groups)
    mean = np.divide(total, number, out=np.full(groups, np.nan), where=number > 0)
    return {"mean_headway_min": mean, "max_headway_min": longest}


def _span(
    rows: pd.DataFrame, codes: np.ndarray, groups: int, is_span_known: np.ndarray
) -> dict[str, np.ndarray]:
    """Return the first and last departure of the service day, and the hours between."""
    of_the_day = ~rows["is_day_before"].to_numpy(dtype=bool)
    times, of = rows["departure_s"].to_numpy()[of_the_day], codes[of_the_day]
    first, last = np.full(groups, np.nan), np.full(groups, np.nan)
    np.fmin.at(first, of, times)
    np.fmax.at(last, of, times)
    first, last = (np.where(is_span_known, value, np.nan) for value in (first, last))
    return {
        "first_departure_s": first,
        "last_departure_s": last,
        "span_h": (last - first) / HOUR_S,
    }
