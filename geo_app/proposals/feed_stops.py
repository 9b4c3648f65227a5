"""Stops of a proposal as rows of a feed, and the ends of lines that are boarded anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_app.crs import DISPLAY_CRS
from geo_app.errors import LayerError, mark
from geo_app.quality.feeds import BOARDING_LOCATION_TYPES
from geo_app.transit.feed_rows import appended, degree_texts, text_of, texts, translation_rows
from geo_app.transit.names import feed_language

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from geo_app.proposals.changes import MoveStop, Stop
    from geo_app.proposals.network import Network

Tables = dict[str, pd.DataFrame]


def real_stops_of(network: Network, route_id: str) -> list[str]:
    """Return the stops that a route calls at, without the points between them."""
    ids = network.stops_of(route_id)
    is_hail = network.stops["is_hail_point"].astype(bool).reindex(ids)
    return [stop_id for stop_id, hail in zip(ids, is_hail, strict=True) if not hail]


def is_hailed(network: Network, route_id: str) -> bool:
    """Say whether a route can be boarded between its stops."""
    return len(real_stops_of(network, route_id)) < len(network.stops_of(route_id))


def with_stops(tables: Tables, stops: Iterable[Stop], before: Network) -> Tables:
    """
    Add the stops of a change that the network did not have.

    One that the feed has though nothing calls there takes its place and name from
    the proposal, as it does in the network.

    Raises
    ------
    LayerError
        If the feed gives a new stop's id to a station or an entrance.
    """
    new = {stop.stop_id: stop for stop in stops if stop.stop_id not in before.stops.index}
    if not new:
        return tables
    rows = tables["stops"]
    there = rows["stop_id"].isin(new)
    kinds = rows.get("location_type", pd.Series("", index=rows.index)).fillna("")
    strange = there & ~kinds.isin(BOARDING_LOCATION_TYPES)
    if strange.any():
        raise LayerError(
            mark(
                "The feed has a station or an entrance with the id '{found}', where nobody can "
                "board. Give the new stop another id."
            ),
            found=rows.loc[strange, "stop_id"].iloc[0],
        )
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
    own = after.routes.loc[[route_id] * len(ends), ["name_th", "name_en"]]
    names = pd.DataFrame(own).set_axis(pd.Index(list(ends), name="stop_id")).astype(object)
    names = names.where(names.notna().any(axis=1), route_id)
    return _with_stop_rows(tables, names, lon=places.x.to_numpy(), lat=places.y.to_numpy())


def with_stop_moved(tables: Tables, change: MoveStop) -> Tables:
    """Give a stop another place."""
    stops = tables["stops"]
    is_it = stops["stop_id"] == change.stop_id
    lat, lon = degree_texts(np.array([change.lat, change.lon]))
    moved = {
        "stop_lat": stops["stop_lat"].mask(is_it, lat),
        "stop_lon": stops["stop_lon"].mask(is_it, lon),
    }
    return {**tables, "stops": stops.assign(**moved)}


def without_records(tables: Tables, table: str, ids: Collection[str]) -> Tables:
    """Take the translations of some rows of a table out."""
    if "record_id" not in tables.get("translations", ()):
        return tables
    rows = tables["translations"]
    own = (rows["table_name"] == table) & rows["record_id"].isin(ids)
    return {**tables, "translations": rows[~own]}


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
