"""Rows of a proposal below the tables of a feed, ids that are taken told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_app.transit.feed_rows import appended, unique_id

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

Tables = dict[str, pd.DataFrame]

OWNED = {"trips": "trip_id", "shapes": "shape_id", "fare_attributes": "fare_id"}
"""Ids that what is added brings along, by the table that states them."""

SERVICE_TABLES = ("calendar", "calendar_dates")


def with_rows_of(added: Tables, tables: Tables) -> Tables:
    """
    Put the rows of what a proposal adds below a feed.

    Parameters
    ----------
    added
        GTFS tables by name, of new routes alone. Its agency stands for the feed's first.
    tables
        The feed's.

    Returns
    -------
    tables
        New ones. An id of a trip, a shape, a fare or a calendar that the feed uses gets
        a number; a calendar that is the same row is shared. A stop takes the place of
        one with its id at which nothing calls.
    """
    added = {name: rows for name, rows in added.items() if name != "agency"}
    for table, column in OWNED.items():
        added = _renamed(added, column, _new_ids(added, tables, table, column))
    added = _renamed(added, "service_id", _new_services(added, tables))
    added = _with_calendars_once(added, tables)
    added = _with_agency(added, tables)
    below = without_stops(tables, set(added["stops"]["stop_id"]))
    names = dict.fromkeys([*below, *added])
    return {name: appended(below.get(name), added.get(name, pd.DataFrame())) for name in names}


def without_stops(tables: Tables, stop_ids: Collection[str]) -> Tables:
    """
    Leave rows of stops out, with their translations.

    Parameters
    ----------
    tables
        GTFS tables by name.
    stop_ids
        Which stops; what calls there stays.
    """
    if not stop_ids:
        return tables
    stops = tables["stops"]
    changed = {**tables, "stops": stops[~stops["stop_id"].isin(stop_ids)]}
    rows = tables.get("translations")
    if rows is not None and "record_id" in rows.columns:
        named = (rows["table_name"] == "stops") & rows["record_id"].isin(stop_ids)
        changed["translations"] = rows[~named]
    return changed


def _new_ids(added: Tables, tables: Tables, table: str, column: str) -> dict[str, str]:
    """Return other ids for those of a table that the feed uses."""
    if table not in added or table not in tables:
        return {}
    taken = set(tables[table][column])
    ids = dict.fromkeys(added[table][column])
    return {old: unique_id(old, taken) for old in ids if old in taken}


def _new_services(added: Tables, tables: Tables) -> dict[str, str]:
    """Return other ids for calendars that the feed has with other days."""
    taken = {
        service
        for name in SERVICE_TABLES
        for service in tables.get(name, pd.DataFrame(columns=["service_id"]))["service_id"]
    }
    same = set(_same_calendars(added, tables))
    ids = added["calendar"]["service_id"] if "calendar" in added else ()
    return {old: unique_id(old, taken) for old in ids if old in taken and old not in same}


def _same_calendars(added: Tables, tables: Tables) -> list[str]:
    """Return the calendars that stand in both with the same days."""
    if "calendar" not in added or "calendar" not in tables:
        return []
    columns = list(added["calendar"].columns)
    known = tables["calendar"].reindex(columns=columns)
    both = added["calendar"].merge(known, on=columns, validate="many_to_many")
    return list(both["service_id"])


def _with_calendars_once(added: Tables, tables: Tables) -> Tables:
    same = _same_calendars(added, tables)
    if not same:
        return added
    rows = added["calendar"]
    return {**added, "calendar": rows[~rows["service_id"].isin(same)]}


def _with_agency(added: Tables, tables: Tables) -> Tables:
    """Let the feed's first agency run what is added."""
    ids = tables["agency"].get("agency_id", pd.Series(dtype="str")).dropna()
    changed = dict(added)
    for name in ("routes", "fare_attributes"):
        if name in added:
            rows = added[name].drop(columns="agency_id", errors="ignore")
            changed[name] = rows if ids.empty else rows.assign(agency_id=ids.iloc[0])
    return changed


def _renamed(tables: Tables, column: str, new_ids: Mapping[str, str]) -> Tables:
    if not new_ids:
        return tables
    return {
        name: rows.assign(**{column: rows[column].replace(new_ids)})
        if column in rows.columns
        else rows
        for name, rows in tables.items()
    }
