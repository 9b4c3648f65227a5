"""The days on which services of a feed run: calendar.txt and calendar_dates.txt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_app.errors import MissingColumnError, mark
from geo_app.quality.cell_checks import FIRST_BUDDHIST_YEAR
from geo_app.quality.sieve import Sieve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CALENDAR_COLUMNS = ("service_id", *WEEKDAYS, "start_date", "end_date")
EXCEPTION_COLUMNS = ("service_id", "date", "exception_type")
ADDED, REMOVED = "1", "2"
LAST_BUDDHIST_YEAR = 2_700
"""A later year, such as 2999 or 9999, stands for a calendar without end."""

GTFS_DAY = r"^\s*(\d{4})(\d{2})(\d{2})\s*$"


def table_of(tables: Mapping[str, pd.DataFrame], name: str, columns: Iterable[str]) -> pd.DataFrame:
    """
    Return a table that a feed may leave out, empty where it does.

    Parameters
    ----------
    tables
        GTFS tables by name, cells as text.
    name
        Without ending, such as `calendar`.
    columns
        That it must have.

    Returns
    -------
    table
        Cells as text, with at least `columns`. May be empty.

    Raises
    ------
    MissingColumnError
        If the table is there and lacks one of the columns.
    """
    if name not in tables:
        return pd.DataFrame({column: pd.Series(dtype="str") for column in columns})
    table = tables[name]
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise MissingColumnError(
            mark("The GTFS table {table}.txt has no column '{field}'. Add it."),
            table=name,
            field=missing[0],
        )
    return table


def check_calendar(tables: Mapping[str, pd.DataFrame]) -> Sieve:
    """
    Read the weeks of each service.

    Parameters
    ----------
    tables
        GTFS tables by name, cells as text.

    Returns
    -------
    calendar
        Rows with `service_id`, `start_date` and `end_date` (days, both within),
        and a bool for each weekday.

    Raises
    ------
    MissingColumnError
        If calendar.txt is there and lacks a column.
    """
    sieve = Sieve("calendar", table_of(tables, "calendar", CALENDAR_COLUMNS))
    _drop_blank_services(sieve)
    _read_days(sieve, ("start_date", "end_date"))
    flags = sieve.rows[list(WEEKDAYS)].apply(lambda column: column.str.strip())
    sieve.drop(
        ~flags.isin(["0", "1"]).all(axis=1),
        code="unknown_value",
        field="service_id",
        advice=mark(
            "The service '{found}' has a weekday that is neither 0 nor 1; its row of calendar.txt "
            "is left out."
        ),
    )
    sieve.drop(
        sieve.rows["end_date"] < sieve.rows["start_date"],
        code="ends_before_start",
        field="service_id",
        advice=mark(
            "The service '{found}' ends before it starts; its row of calendar.txt is left out."
        ),
    )
    sieve.rows = sieve.rows.assign(**(flags == "1").loc[sieve.rows.index])
    return sieve


def check_exceptions(tables: Mapping[str, pd.DataFrame]) -> Sieve:
    """
    Read the days that add a service or take it away.

    Parameters
    ----------
    tables
        GTFS tables by name, cells as text.

    Returns
    -------
    exceptions
        Rows with `service_id`, `date` (day) and `is_added`.

    Raises
    ------
    MissingColumnError
        If calendar_dates.txt is there and lacks a column.
    """
    sieve = Sieve("calendar_dates", table_of(tables, "calendar_dates", EXCEPTION_COLUMNS))
    _drop_blank_services(sieve)
    _read_days(sieve, ("date",))
    kinds = sieve.rows["exception_type"].str.strip()
    sieve.drop(
        ~kinds.isin([ADDED, REMOVED]),
        code="unknown_value",
        field="exception_type",
        advice=mark(
            "'{found}' is no exception_type (1 added, 2 removed); the row of calendar_dates.txt is "
            "left out."
        ),
    )
    sieve.rows = sieve.rows.assign(is_added=kinds.loc[sieve.rows.index] == ADDED)
    return sieve


def _drop_blank_services(sieve: Sieve) -> None:
    sieve.drop(
        sieve.rows["service_id"].isna(),
        code="missing_id",
        field="service_id",
        advice=mark("A row of the calendar has no service_id; it is left out."),
    )


def _read_days(sieve: Sieve, fields: Iterable[str]) -> None:
    """Turn texts such as 20261123 into days, rows without one left out."""
    for field in fields:
        parts = sieve.rows[field].astype("str").str.extract(GTFS_DAY).astype(float)
        sieve.drop(
            parts[0].between(FIRST_BUDDHIST_YEAR, LAST_BUDDHIST_YEAR),
            code="buddhist_year",
            field=field,
            advice=mark(
                "'{found}' is a year of the Buddhist era; write the common era, such as 20261123 "
                "for 25691123. The row of the calendar is left out."
            ),
        )
        texts = sieve.rows[field].astype("str").str.strip()
        days = pd.to_datetime(texts, format="%Y%m%d", errors="coerce")
        is_day = days.notna() & texts.str.fullmatch(r"\d{8}").fillna(value=False)
        sieve.drop(
            ~is_day,
            code="no_date",
            field=field,
            advice=mark(
                "'{found}' is no day like 20261123 ('{field}' of the calendar); the row is left "
                "out."
            ),
        )
        read = days[is_day].astype("datetime64[s]")
        sieve.rows = sieve.rows.assign(**{field: read.loc[sieve.rows.index]})
