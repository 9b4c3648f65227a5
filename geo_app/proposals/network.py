"""The network that a proposal changes: stops, routes, and which route calls where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pandas.util import hash_pandas_object

from geo_app.quality.sieve import Sieve
from geo_app.stored import digest_of
from geo_app.transit.buses import build_bus_network
from geo_app.transit.line_stops import is_hail_and_ride, line_calls, own_stops, whole_line
from geo_app.transit.modes import Capacity, capacity_classes, modes

if TYPE_CHECKING:
    from geo_app.province import Province
    from geo_app.transit.buses import BusNetwork


UNKNOWN_ROUTE = ""
"""Stands for the line of a stop of which nobody knows the line: it is served all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """
    Stops, routes and calls; nobody changes its frames.

    Attributes
    ----------
    stops
        Points in metres indexed by `stop_id`, served or not: `name_th`, `name_en`,
        `is_hail_point`.
    routes
        Lines in metres indexed by `route_id`: `name_th`, `name_en`, `capacity_class`.
    calls
        `route_id`, `stop_id`, each pair once.
    """

    stops: gpd.GeoDataFrame
    routes: gpd.GeoDataFrame
    calls: pd.DataFrame

    @property
    def served_stops(self) -> gpd.GeoDataFrame:
        """The stops that some route calls at, in their order, with their `capacity_class`."""
        served = self.stops[self.stops.index.isin(self.calls["stop_id"])]
        high = self.routes.index[self.routes["capacity_class"] == Capacity.HIGH]
        at_high = self.calls.loc[self.calls["route_id"].isin(high), "stop_id"]
        classes = np.where(served.index.isin(at_high), Capacity.HIGH.value, Capacity.LOW.value)
        return served.assign(capacity_class=classes)

    def stops_of(self, route_id: str) -> list[str]:
        """Return the stops that a route calls at."""
        called = self.calls.loc[self.calls["route_id"] == route_id, "stop_id"]
        return list(called)

    def real_stops_of(self, route_id: str) -> list[str]:
        """Return the same without places where a bus is stopped by hand."""
        ids = self.stops_of(route_id)
        is_hail = self.stops["is_hail_point"].astype(bool).reindex(ids)
        return [stop_id for stop_id, hail in zip(ids, is_hail, strict=True) if not hail]

    def is_hailed(self, route_id: str) -> bool:
        """Say whether a route is boarded anywhere."""
        return len(self.real_stops_of(route_id)) < len(self.stops_of(route_id))

    def lines_at(self, stop_id: str) -> list[shapely.Geometry]:
        """Return the lines that call at a stop, where it is known where they run."""
        called = self.calls.loc[self.calls["stop_id"] == stop_id, "route_id"]
        lines = self.routes.geometry.reindex(called).dropna()
        return [line for line in lines if not line.is_empty]

    def checksum(self) -> str:
        """Digest everything in it, so that a change anywhere shows."""
        return digest_of(
            [frame_digest(self.stops), frame_digest(self.routes), frame_digest(self.calls)]
        )


def network_of(province: Province, buses: BusNetwork | None = None) -> Network:
    """
    Put together what a province's buses serve today.

    Parameters
    ----------
    province
        Has a `transit` feed or `bus_routes`.
    buses
        Its stops and routes, if they are at hand.

    Raises
    ------
    LayerError
        If a layer cannot be used.
    """
    network = buses or build_bus_network(province)
    stops = network.stops[["name_th", "name_en", "is_hail_point", "geometry"]]
    feeds = [province.layer(spec.layer_id).tables for spec in province.specs("transit")]
    calls = [*map(_feed_calls, feeds), _hail_calls(stops)]
    if province.has("bus_routes") or province.has("bus_stops"):
        calls.append(_drawn_calls(province))
    classes = pd.concat([pd.Series(dtype=object), *map(_feed_classes, feeds)])
    every = pd.concat(calls, ignore_index=True).drop_duplicates(ignore_index=True)
    return Network(
        stops=stops,
        routes=network.routes[["name_th", "name_en", "geometry"]].assign(
            capacity_class=classes.reindex(network.routes.index).fillna(Capacity.LOW.value)
        ),
        calls=every[every["stop_id"].isin(stops.index)].reset_index(drop=True),
    )


def frame_digest(frame: pd.DataFrame) -> str:
    """Digest a frame: index, columns, values and geometries."""
    plain = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    values = hash_pandas_object(plain.astype("str"), index=True).to_numpy()
    parts: list[bytes | str] = [",".join(map(str, frame.columns)), values.tobytes()]
    if isinstance(frame, gpd.GeoDataFrame):
        parts += [shape or b"" for shape in shapely.to_wkb(frame.geometry.to_numpy())]
    return digest_of(parts)


def _feed_calls(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    trips = tables["trips"].drop_duplicates("trip_id").set_index("trip_id")["route_id"]
    rows = tables["stop_times"]
    calls = pd.DataFrame({"route_id": rows["trip_id"].map(trips), "stop_id": rows["stop_id"]})
    return calls.dropna().drop_duplicates()


def _feed_classes(tables: dict[str, pd.DataFrame]) -> pd.Series:
    types = tables["routes"].drop_duplicates("route_id").set_index("route_id")["route_type"]
    return capacity_classes(modes(types)).astype(object)


def _hail_calls(stops: gpd.GeoDataFrame) -> pd.DataFrame:
    """Say of each boarding point between stops which route passes; its id names it."""
    ids = stops.index[stops["is_hail_point"].astype(bool)].to_numpy()
    routes = np.array([text.rpartition("@")[0] for text in ids], dtype=object)
    return pd.DataFrame({"route_id": routes, "stop_id": ids})


def _drawn_calls(province: Province) -> pd.DataFrame:
    """Say at which stops the drawn lines call; a stop of no line is served by an unknown one."""
    stops = own_stops(province)
    if not province.has("bus_routes"):
        return pd.DataFrame({"route_id": UNKNOWN_ROUTE, "stop_id": stops.index.to_numpy()})
    routes = province.of_kind("bus_routes")
    told = Sieve("bus_stops", stops.reset_index())
    lines = routes.geometry.map(whole_line)
    calls = line_calls(lines, stops, is_hail_and_ride(routes), told)[["route_id", "stop_id"]]
    silent = stops.index.difference(calls["stop_id"])
    unknown = pd.DataFrame({"route_id": UNKNOWN_ROUTE, "stop_id": silent.to_numpy()})
    return pd.concat([calls, unknown], ignore_index=True)
