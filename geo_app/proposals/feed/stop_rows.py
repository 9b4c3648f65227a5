"""Stops of a proposal as rows of a feed, and the ends of lines that are boarded anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_app.crs import DISPLAY_CRS
from geo_app.errors import LayerError, mark
from geo_app.quality.boarding import BOARDING_LOCATION_TYPES
from geo_app.transit.feed_rows import appended, degree_texts, text_of, texts, translation_rows
from geo_app.transit.names import feed_language

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from geo_app.proposals.changes.move_stop import MoveStop
    from geo_app.proposals.changes.terms import Stop
    from geo_app.transit.network import Network

Tables = dict[str, pd.DataFrame]

SAME_PLACE_M = 1.0
"""A row this near to a stop of its id is that stop."""


def with_stops(tables: Tables, stops: Iterable[Stop], before: Network) -> Tables:
    """
    Add the stops of a change that the network did not have.

    One that the feed has though nothing calls there takes its place and name from
    the proposal, as it does in the network.

    Parameters
    ----------
    tables
        GTFS tables by name.
    stops
        Those of the change; `refuse_stations` found none among them.
    before
        The network without the change.
    """
    new = {stop.stop_id: stop for stop in stops if stop.stop_id not in before.stops.index}
    if not new:
        return tables
    names = pd.DataFrame(
        {
            "name_th": [stop.name_th for stop in new.values()],
            "name_en": [stop.name_en for stop in new.values()],
        },
        index=pd.Index(list(new), name="stop_id"),
        dtype=object,
    )
    lon, lat = (np.array([getattr(stop, side) for stop in new.values()]) for side in ("lon", "lat"))
    return _with_stop_rows(tables, names, lon=lon, lat=lat)


def refuse_stations(tables: Tables, stops: Iterable[Stop], before: Network) -> None:
    """
    Refuse new stops whose ids stand for something else.

    Parameters
    ----------
    tables
        GTFS tables by name, of any part of the feed.
    stops
        Those of a change.
    before
        The network without the change.

    Raises
    ------
    LayerError
        If the feed gives a new stop's id to a station or an entrance.
    """
    new = {stop.stop_id for stop in stops if stop.stop_id not in before.stops.index}
    if not new:
        return
    rows = tables["stops"]
    kinds = rows.get("location_type", pd.Series("", index=rows.index)).fillna("")
    strange = rows["stop_id"].isin(new) & ~kinds.isin(BOARDING_LOCATION_TYPES)
    if strange.any():
        raise LayerError(
            mark(
                "The feed has a station or an entrance with the id '{found}', where nobody can "
                "board. Give the new stop another id."
            ),
            found=rows.loc[strange, "stop_id"].iloc[0],
        )


def with_called_stops(tables: Tables, before: Tables, after: Network) -> tuple[Tables, set[str]]:
    """
    Add the rows of stops of other parts at which trips of this one call now.

    Parameters
    ----------
    tables, before
        GTFS tables by name, after and before a change.
    after
        The network after it, which has every stop.

    Returns
    -------
    tables, copied
        New tables where rows were missing, or stood for another place of the same id
        at which nothing called; and the stops that were written.
    """
    called = set(tables["stop_times"]["stop_id"]) - set(before["stop_times"]["stop_id"])
    called &= set(after.stops.index)
    if not called:
        return tables, set()
    stops = after.stops[after.stops.index.isin(called)]
    strange = stops[~_stands_there(stops, tables)]
    if strange.empty:
        return tables, set()
    degrees = strange.geometry.to_crs(DISPLAY_CRS)
    names = pd.DataFrame(strange[["name_th", "name_en"]]).astype(object)
    lon, lat = degrees.x.to_numpy(), degrees.y.to_numpy()
    return _with_stop_rows(tables, names, lon=lon, lat=lat), set(strange.index)


def _stands_there(stops: gpd.GeoDataFrame, tables: Tables) -> np.ndarray:
    """Say of each stop whether the tables have it at its place."""
    rows = tables["stops"].drop_duplicates("stop_id").set_index("stop_id").reindex(stops.index)
    lon, lat = (pd.to_numeric(rows[c], errors="coerce") for c in ("stop_lon", "stop_lat"))
    stated = gpd.GeoSeries(gpd.points_from_xy(lon, lat), index=stops.index, crs=DISPLAY_CRS)
    away_m = stated.to_crs(stops.crs).distance(stops.geometry)
    is_there: np.ndarray = (away_m < SAME_PLACE_M).to_numpy()
    return is_there


def with_ends(
    tables: Tables, ends: Mapping[str, np.ndarray], route_id: str, after: Network
) -> Tables:
    """
    Add the ends of a hail-and-ride line, where its trips start and end, as stops.

    Parameters
    ----------
    tables
        GTFS tables by name.
    ends
        (x, y) in the network's metres by `stop_id`; those that are there move.
    route_id
        The line, whose names they take.
    after
        The network with the line.
    """
    xy = np.array(list(ends.values())).reshape(-1, 2)
    places = gpd.GeoSeries(gpd.points_from_xy(*xy.T), crs=after.stops.crs).to_crs(DISPLAY_CRS)
    line_names = after.routes.loc[[route_id] * len(ends), ["name_th", "name_en"]]
    names = pd.DataFrame(line_names).set_axis(pd.Index(list(ends), name="stop_id")).astype(object)
    names = names.where(names.notna().any(axis=1), route_id)
    return _with_stop_rows(tables, names, lon=places.x.to_numpy(), lat=places.y.to_numpy())


def with_stop_moved(tables: Tables, change: MoveStop) -> Tables:
    """
    Give a stop another place.

    Parameters
    ----------
    tables
        GTFS tables by name.
    change
        The stop and its new place in degrees.
    """
    stops = tables["stops"]
    is_it = stops["stop_id"] == change.stop_id
    lat, lon = degree_texts(np.array([change.lat, change.lon]))
    moved = {
        "stop_lat": stops["stop_lat"].mask(is_it, lat),
        "stop_lon": stops["stop_lon"].mask(is_it, lon),
    }
    return {**tables, "stops": stops.assign(**moved)}


def without_records(tables: Tables, table: str, ids: Collection[str]) -> Tables:
    """
    Take the translations of some rows of a table out.

    Parameters
    ----------
    tables
        GTFS tables by name.
    table
        The table without `.txt`, such as `stops`.
    ids
        Of its rows, as `record_id` has them.
    """
    if "record_id" not in tables.get("translations", ()):
        return tables
    rows = tables["translations"]
    is_theirs = (rows["table_name"] == table) & rows["record_id"].isin(ids)
    return {**tables, "translations": rows[~is_theirs]}


def _with_stop_rows(
    tables: Tables, names: pd.DataFrame, *, lon: np.ndarray, lat: np.ndarray
) -> Tables:
    """Put rows of stops.txt in place of those with their ids, or below all."""
    language = feed_language(tables)
    rows = texts(
        {
            "stop_id": list(names.index),
            "stop_name": text_of(names, language).to_numpy(),
            "stop_lat": degree_texts(lat),
            "stop_lon": degree_texts(lon),
        }
    )
    others = tables["stops"][~tables["stops"]["stop_id"].isin(names.index)]
    tables = without_records(tables, "stops", set(names.index))
    return {
        **tables,
        "stops": appended(others, rows),
        "translations": appended(
            tables.get("translations"), translation_rows("stops", "stop_name", names, language)
        ),
    }
