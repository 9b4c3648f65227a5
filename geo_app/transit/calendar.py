"""Which services run on a day, and which day stands for all weekdays."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.errors import LayerError, mark
from geo_app.quality.calendars import WEEKDAYS

if TYPE_CHECKING:
    from geo_app.quality.schedules import Schedule

LOOK_AHEAD_DAYS = 28
"""A typical day is looked for in the four weeks that follow: each weekday stands there 4 times."""

LONGEST_PERIOD_DAYS = 400
"""Of a longer calendar, the days next to the day asked about are looked at."""

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6


class DayType(StrEnum):
    """What kind of day a timetable is asked for."""

    WEEKDAY = "weekday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    def includes(self, day: dt.date) -> bool:
        """
        Say whether a day is of this type, by the calendar alone.

        Parameters
        ----------
        day
            The day.
        """
        number = day.weekday()
        wanted = {DayType.SATURDAY: number == SATURDAY, DayType.SUNDAY: number == SUNDAY}
        return wanted.get(self, number <= FRIDAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDay:
    """
    The day whose departures stand for what was asked.

    Attributes
    ----------
    day
        The service day that is used.
    is_in_period
        Whether the calendar covers the day that was asked about. If not, `day`
        is one of its own days, and a page must say so.
    first_day, last_day
        The calendar's own period, both within.
    trips
        Trips that start on `day`.
    """

    day: dt.date
    is_in_period: bool
    first_day: dt.date
    last_day: dt.date
    trips: int


def services_on(schedule: Schedule, day: dt.date) -> set[str]:
    """
    Return the services that run on a day.

    Parameters
    ----------
    schedule
        As `quality.schedules.check_schedule` reads it; calendar.txt or
        calendar_dates.txt may be missing.
    day
        The service day. Trips that leave after midnight belong to the day before.

    Returns
    -------
    services
        Ids; exceptions are applied, those that take away last.
    """
    services, runs = _running(schedule, [day])
    return set(services[runs[0]])


def period(schedule: Schedule) -> tuple[dt.date, dt.date]:
    """
    Return the first and the last day that the calendar speaks of.

    Parameters
    ----------
    schedule
        Of one feed, or of drawn lines.

    Raises
    ------
    LayerError
        If no row of the calendar can be used.
    """
    weeks, exceptions = schedule.calendar, schedule.exceptions
    added = exceptions[exceptions["is_added"]]["date"]
    firsts = [*weeks["start_date"], *added]
    lasts = [*weeks["end_date"], *added]
    if not firsts:
        raise LayerError(
            mark(
                "The timetable's calendar has no day that can be used. Correct calendar.txt or "
                "calendar_dates.txt, or export the feed again."
            )
        )
    return min(firsts).date(), max(lasts).date()


def typical_day(schedule: Schedule, day_type: DayType, *, on: dt.date) -> ServiceDay:
    """
    Find the day that stands for all days of a type.

    Parameters
    ----------
    schedule
        As `quality.schedules.check_schedule` reads it.
    day_type
        Weekday (Monday to Friday), Saturday or Sunday. Public holidays differ by
        their number of trips and so are not chosen unless they are the rule.
    on
        The day asked about; the four weeks from it are looked at, else the
        calendar's days next to it.

    Returns
    -------
    typical
        Of the days with service, the earliest of those with the most usual
        number of trips.

    Raises
    ------
    LayerError
        If no service runs on any day of the type; names the calendar's period.
    """
    first, last = period(schedule)
    for start, end in _ranges(first, last, on):
        days = [day for day in _days(start, end) if day_type.includes(day)]
        trips = _trips_on(schedule, days)
        if trips.any():
            counts, how_often = np.unique(trips[trips > 0], return_counts=True)
            usual = counts[how_often == how_often.max()]
            place = int(np.isin(trips, usual).argmax())
            return _service_day(days[place], int(trips[place]), on=on, within=(first, last))
    raise LayerError(NO_SERVICE[day_type], first=first, last=last)


def day_itself(schedule: Schedule, day: dt.date) -> ServiceDay:
    """
    Look up one day.

    Parameters
    ----------
    schedule
        Of one feed, or of drawn lines.
    day
        The day.

    Raises
    ------
    LayerError
        If no trip runs on the day; names the calendar's period.
    """
    first, last = period(schedule)
    trips = int(_trips_on(schedule, [day])[0])
    if not trips:
        raise LayerError(
            mark(
                "The timetable has no service on {day}. Its calendar runs from {first} to {last}; "
                "choose another day."
            ),
            day=day,
            first=first,
            last=last,
        )
    return _service_day(day, trips, on=day, within=(first, last))


def _service_day(
    day: dt.date, trips: int, *, on: dt.date, within: tuple[dt.date, dt.date]
) -> ServiceDay:
    first, last = within
    return ServiceDay(
        day=day, is_in_period=first <= on <= last, first_day=first, last_day=last, trips=trips
    )


def _ranges(first: dt.date, last: dt.date, on: dt.date) -> list[tuple[dt.date, dt.date]]:
    """Return where to look, one after the other: soon, then as near as the calendar allows."""
    longest = dt.timedelta(days=LONGEST_PERIOD_DAYS - 1)
    nearest = min(max(on, first), last)
    start = max(first, min(nearest, last - longest))
    whole = (start, last if last - start < longest else start + longest)
    if first <= on <= last:
        soon = min(on + dt.timedelta(days=LOOK_AHEAD_DAYS - 1), last)
        return [(on, soon), whole]
    return [whole]


def _days(start: dt.date, end: dt.date) -> list[dt.date]:
    return [start + dt.timedelta(days=number) for number in range((end - start).days + 1)]


def _trips_on(schedule: Schedule, days: list[dt.date]) -> np.ndarray:
    """Count the trips of each day; a trip of frequencies.txt as often as it starts."""
    starts = np.ones(len(schedule.trips))
    rows = schedule.frequencies
    if len(rows):
        often = np.ceil((rows["end_s"] - rows["start_s"]) / rows["headway_s"])
        total = np.bincount(rows["trip"], weights=often, minlength=len(starts))
        starts = np.where(total > 0, total, starts)
    services, runs = _running(schedule, days)
    places = pd.Index(services).get_indexer(schedule.trips["service_id"])
    # Every trip that is used has a service in the calendar, so no place is missing.
    totals = np.bincount(places, weights=starts, minlength=len(services))
    counts: np.ndarray = runs @ totals
    return counts


def _running(schedule: Schedule, days: list[dt.date]) -> tuple[np.ndarray, np.ndarray]:
    """Return all services and, days x services, which of them run."""
    weeks, exceptions = schedule.calendar, schedule.exceptions
    ids = [*weeks["service_id"], *exceptions["service_id"]]
    codes, services = pd.factorize(np.array(ids, dtype=object))
    asked = np.array(days, dtype="datetime64[D]")
    start, end = (weeks[c].to_numpy().astype("datetime64[D]") for c in ("start_date", "end_date"))
    flags = weeks[list(WEEKDAYS)].to_numpy(dtype=bool)[:, [day.weekday() for day in days]].T
    weekly = flags & (start <= asked[:, None]) & (asked[:, None] <= end)
    runs = np.zeros((len(days), len(services)), dtype=bool)
    for row, code in enumerate(codes[: len(weeks)]):
        runs[:, code] |= weekly[:, row]
    dates = exceptions["date"].to_numpy().astype("datetime64[D]")
    for is_added in (True, False):
        chosen = exceptions["is_added"].to_numpy(dtype=bool) == is_added
        on, what = np.nonzero(asked[:, None] == dates[chosen])
        runs[on, codes[len(weeks) :][chosen][what]] = is_added
    return services, runs


NO_SERVICE = {
    DayType.WEEKDAY: mark(
        "The timetable has no service from Monday to Friday. Its calendar runs from {first} to "
        "{last}; choose another type of day, or export the feed again."
    ),
    DayType.SATURDAY: mark(
        "The timetable has no service on Saturdays. Its calendar runs from {first} to {last}; "
        "choose another type of day."
    ),
    DayType.SUNDAY: mark(
        "The timetable has no service on Sundays. Its calendar runs from {first} to {last}; choose "
        "another type of day."
    ),
}
