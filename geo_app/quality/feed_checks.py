"""Which stops of a GTFS feed can be used, and what is wrong with its timetable."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from geo_app.errors import LayerError, mark
from geo_app.findings import Severity
from geo_app.quality import feed_places
from geo_app.quality.boarding import calls_at_platforms, is_boardable
from geo_app.quality.faults import Report, row_finding
from geo_app.quality.feed_translations import with_current_translations
from geo_app.quality.letters import mistaken_letters
from geo_app.quality.schedules import check_schedule
from geo_app.quality.sieve import set_aside_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyproj import CRS

    from geo_app.findings import Finding
    from geo_app.quality.schedules import Schedule
    from geo_app.quality.sieve import Sieve

UNIQUE_IDS = {"stops": "stop_id", "routes": "route_id", "trips": "trip_id"}
NUMBERS = {
    "stop_times": ("stop_sequence",),
}


class CheckedFeed(NamedTuple):
    """
    What of a feed can be used.

    Attributes
    ----------
    stops
        Rows of `stops` where somebody can board, with numeric `stop_lon` and
        `stop_lat`; stations and entrances count neither as used nor as set aside, unless
        a trip calls there.
    schedule
        The timetable as numbers, with a count of its own for each table.
    report
        Stops in, used and set aside; also what is wrong in the timetable.
    tables
        As given, positions that cannot be true left blank, points of shapes without a
        place left out, calls at a station moved to its only platform.
    """

    stops: pd.DataFrame
    schedule: Schedule
    report: Report
    tables: dict[str, pd.DataFrame]


def check_feed(tables: Mapping[str, pd.DataFrame], *, crs: CRS | None = None) -> CheckedFeed:
    """
    Keep the stops where somebody can board, placed and called at by a trip; read the timetable.

    Parameters
    ----------
    tables
        GTFS tables by name, cells as text.
    crs
        Where the feed will be measured, in metres: what it cannot reach has no place. None
        does not ask.

    Returns
    -------
    checked
        See `CheckedFeed`.

    Raises
    ------
    MissingColumnError
        If calendar.txt, calendar_dates.txt or frequencies.txt lack a column.
    LayerError
        If ids repeat, an order is no number, or no stop can be used.
    """
    _require_unique_ids(tables)
    _require_numbers(tables)
    reach = None if crs is None else feed_places.reach_of(crs)
    usable, moved = calls_at_platforms(tables)
    usable, named = with_current_translations(usable)
    locations = feed_places.with_places(_with_row_places(usable["stops"]))
    boardable = is_boardable({**usable, "stops": locations})
    reasons = list(feed_places.stops_without_place(locations, reach))
    lost = pd.concat([where for _, where in reasons], axis=1).any(axis=1)
    usable["stops"] = _without_places(usable["stops"], lost)
    lines = _with_sound_shapes(usable, locations[~lost], reach)
    schedule = check_schedule(usable)
    stops = locations[boardable]
    nameless = stops["stop_id"].isna()
    called = usable["stop_times"]["stop_id"].dropna().unique()
    unserved = ~stops["stop_id"].isin(called) & ~nameless
    reasons = [(code, where[stops.index] & ~nameless) for code, where in reasons]
    without_id = mark("A row of stops.txt has no stop_id.")
    placing = [
        *_faults(stops, nameless, "missing_id", without_id),
        *_placing_faults(stops, reasons),
        *moved,
    ]
    used = stops[~nameless & ~lost[boardable] & ~unserved]
    if used.empty:
        raise _no_stop(placing, len(stops))
    faults = (
        *placing,
        *_faults(stops, unserved, "unserved_stop", mark("No trip calls at the stop '{found}'.")),
        *named,
        *mistaken_letters(locations, ("stop_name",)),
        *_mistaken_routes(usable),
        *(fault for sieve in lines for fault in sieve.faults),
        *schedule.faults,
    )
    aside = pd.concat([set_aside_of(lines), schedule.set_aside], ignore_index=True)
    return CheckedFeed(
        stops=used,
        schedule=replace(schedule, set_aside=aside) if lines else schedule,
        report=Report(rows_in=len(stops), rows_used=len(used), faults=faults),
        tables=usable,
    )


def _with_row_places(stops: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows' places in the file, which the reader gives; number those put together."""
    return stops if stops.index.is_unique else stops.reset_index(drop=True)


def _mistaken_routes(tables: Mapping[str, pd.DataFrame]) -> list[Finding]:
    """Tell once of names in routes.txt that are Thai read as Latin letters."""
    if "routes" not in tables:
        return []
    return mistaken_letters(tables["routes"], ("route_long_name", "route_short_name"))[:1]


def _without_places(stops: pd.DataFrame, lost: pd.Series) -> pd.DataFrame:
    """Leave the cells of positions blank that are none."""
    if not lost.any():
        return stops
    is_placed = ~lost.to_numpy()
    return stops.assign(**{c: stops[c].where(is_placed) for c in ("stop_lon", "stop_lat")})


def _with_sound_shapes(
    tables: dict[str, pd.DataFrame], stops: pd.DataFrame, reach: feed_places.Reach | None
) -> list[Sieve]:
    """Leave points without a place out of the shapes of `tables`, and return what was found."""
    if "shapes" not in tables:
        return []
    sieve = feed_places.check_shapes(tables["shapes"], stops, reach)
    if not sieve.set_aside:
        return []
    tables["shapes"] = sieve.rows.reset_index(drop=True)
    return [sieve]


def _placing_faults(stops: pd.DataFrame, reasons: list[tuple[str, pd.Series]]) -> Iterator[Finding]:
    for code, where in reasons:
        yield from _faults(stops, where[stops.index], code, feed_places.STOP_ADVICE[code])


def _no_stop(placing: list[Finding], rows: int) -> LayerError:
    """Say why a feed has no stop: the first reason, where it lies in the positions."""
    first = next((fault for fault in placing if fault.severity is Severity.ERROR), None)
    if first is None or first.code == "missing_geometry":
        return LayerError(mark("The GTFS feed has no stop with a position that a trip calls at."))
    return LayerError(
        mark(
            "The GTFS feed has no stop with a position that a trip calls at: none of its {count} "
            "stops can be used; row {row}: {advice}"
        ),
        count=rows,
        row=first.where.row,
        advice=first,
    )


def _require_unique_ids(tables: Mapping[str, pd.DataFrame]) -> None:
    for table, column in UNIQUE_IDS.items():
        ids = tables[table][column].dropna()
        if ids.duplicated().any():
            raise LayerError(
                mark(
                    "GTFS {table}.txt: the id '{found}' stands there twice. Give each row its own."
                ),
                table=table,
                found=ids[ids.duplicated()].iloc[0],
            )


def _require_numbers(tables: Mapping[str, pd.DataFrame]) -> None:
    for table, columns in NUMBERS.items():
        for column in columns if table in tables else ():
            texts = tables[table][column]
            broken = pd.to_numeric(texts, errors="coerce").isna().to_numpy()
            if broken.any():
                row = int(broken.argmax())
                raise LayerError(
                    mark(
                        "GTFS {table}.txt, row {row}, field '{field}': '{found}' is no number. "
                        "Correct it, or export the feed again."
                    ),
                    table=table,
                    row=int(texts.index[row]) + 1,
                    field=column,
                    found="" if pd.isna(texts.iloc[row]) else texts.iloc[row],
                )


def _faults(stops: pd.DataFrame, where: pd.Series, code: str, advice: str) -> list[Finding]:
    return [
        row_finding(
            code,
            Severity.ERROR,
            row=int(row) + 1,
            field="stop_id",
            value=stop_id,
            advice=advice,
        )
        for row, stop_id in stops.loc[where, "stop_id"].items()
    ]
