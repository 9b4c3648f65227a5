"""Bus stops and routes, from a GTFS feed or from drawn lines: the same frames for both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_app.crs import DISPLAY_CRS
from geo_app.errors import LayerError, MissingLayerError, mark
from geo_app.quality.schedules import check_schedule
from geo_app.transit.hail import feed_hail, has_continuous_pickup
from geo_app.transit.line_stops import is_hail_and_ride, own_stops, whole_line
from geo_app.transit.modes import Capacity, capacity_classes, modes
from geo_app.transit.names import names
from geo_app.transit.shapes import joined_lines, shape_lines
from geo_app.transit.ways import BOARDING_SPACING_M, spaced_points

if TYPE_CHECKING:
    from geo_app.province import Layer, Province

__all__ = ["BOARDING_SPACING_M", "BusNetwork", "build_bus_network"]

STOP_COLUMNS = [
    "name_th", "name_en", "capacity_class", "layer_id", "status", "is_hail_point", "geometry",
]  # fmt: skip
MARKS = ["layer_id", "status"]
ROUTE_COLUMNS = ["name_th", "name_en", "colour", "layer_id", "status", "geometry"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BusNetwork:
    """
    Where one can board, and the lines that call there.

    Attributes
    ----------
    stops
        Points indexed by `stop_id`: `name_th`, `name_en`, `capacity_class` (`high` where
        rail, metro or ferry calls, else `low`), `layer_id`, `status`,
        `is_hail_point` (no stop: a place where a bus may be stopped by hand, named
        after its route; maps leave it out).
    routes
        Lines indexed by `route_id`: `name_th`, `name_en`, `colour` (hex or empty),
        `layer_id`, `status`. Empty geometry where nothing says where it runs.
    """

    stops: gpd.GeoDataFrame
    routes: gpd.GeoDataFrame


def build_bus_network(province: Province) -> BusNetwork:
    """
    Assemble the stops and routes of a province, in its analysis CRS.

    Parameters
    ----------
    province
        Has a `transit` feed, or `bus_routes` with `bus_stops` where they stop.

    Returns
    -------
    network
        Stops that are served and routes, ids as in the layers.

    Raises
    ------
    MissingLayerError
        If lines call at stops but no layer says where the stops are.
    LayerError
        If a layer cannot be used, or two share the id of a stop or route.

    Notes
    -----
    A `hail_and_ride` line can be boarded anywhere, a trip with `continuous_pickup`
    (0, or 3: ask the driver) between its stops; a boarding point every
    `BOARDING_SPACING_M` (20 m) stands for it, so distances to it are at most 10 m
    too long.
    """
    parts = [
        _from_feed(province.layer(spec.layer_id), province) for spec in province.specs("transit")
    ]
    if province.has("bus_routes"):
        parts.append(_from_lines(province))
    elif province.has("bus_stops"):
        parts.append(BusNetwork(stops=_real_stops(province), routes=_no_routes(province)))
    stops = pd.concat([part.stops for part in parts])
    routes = pd.concat([part.routes for part in parts])
    for rows in (stops, routes):
        _require_own_ids(rows)
    return BusNetwork(stops=stops, routes=routes)


def _require_own_ids(rows: gpd.GeoDataFrame) -> None:
    shared = rows.index.duplicated()
    if shared.any():
        found = rows.index[shared][0]
        raise LayerError(
            mark("The layers {layers} share the {field} '{found}'. Change it in one of them."),
            layers=", ".join(dict.fromkeys(rows.loc[found, "layer_id"])),
            field=rows.index.name,
            found=found,
        )


def _from_feed(layer: Layer, province: Province) -> BusNetwork:
    route_ids = layer.tables["routes"]["route_id"]
    marks = {"layer_id": layer.spec.layer_id, "status": layer.spec.status.value}
    return buses_of_tables(
        layer.tables,
        layer.frame,
        pd.DataFrame(marks, index=pd.Index(route_ids, name="route_id")),
        crs=province.spec.analysis_crs,
    )


def buses_of_tables(
    tables: dict[str, pd.DataFrame],
    served: pd.DataFrame,
    route_marks: pd.DataFrame,
    *,
    crs: object,
    drawn: gpd.GeoSeries | None = None,
) -> BusNetwork:
    """
    Assemble the stops and routes of one feed's tables.

    Parameters
    ----------
    tables
        GTFS tables by name, cells as text.
    served
        Stops that are served, indexed by `stop_id`: `stop_lon`, `stop_lat` in
        degrees, `layer_id`, `status`.
    route_marks
        `layer_id` and `status` by `route_id`.
    crs
        In metres.
    drawn
        Lines by `shape_id` that are known better than to the digits of the tables.

    Returns
    -------
    network
        In `crs`. A stop that stands for the end of a hail-and-ride line is a
        boarding point like those between.
    """
    stops = gpd.GeoDataFrame(
        names(tables, "stops", "stop_id", "stop_name").reindex(served.index),
        geometry=gpd.points_from_xy(served["stop_lon"], served["stop_lat"]),
        crs=DISPLAY_CRS,
    ).to_crs(crs)
    stops = stops.assign(
        is_hail_point=False,
        capacity_class=_stop_capacities(tables, stops),
        **{mark: served[mark] for mark in MARKS},
    )
    routes = _route_names(tables).join(_route_lines(tables)).join(route_marks[MARKS])
    lines = gpd.GeoDataFrame(routes, geometry="geometry", crs=DISPLAY_CRS).to_crs(crs)
    places = [stops]
    if has_continuous_pickup(tables):
        points = feed_hail(tables, check_schedule(tables), crs=crs, drawn=drawn).points
        passed = _named_after_routes(points, lines)
        # The ends of such a line are called at, so they stand among the stops as well.
        ends = passed.index.intersection(stops.index)
        passed.loc[ends, "geometry"] = stops.geometry[ends]
        places = [stops.drop(ends), passed]
    return BusNetwork(stops=pd.concat(places)[STOP_COLUMNS], routes=lines[ROUTE_COLUMNS])


def _named_after_routes(points: gpd.GeoDataFrame, routes: pd.DataFrame) -> gpd.GeoDataFrame:
    """Give boarding points what their route has."""
    columns = [column for column in STOP_COLUMNS if column in routes and column != "geometry"]
    own = routes.loc[points["route_id"], columns].set_axis(points.index)
    return (
        points[["geometry"]].join(own).assign(is_hail_point=True, capacity_class=Capacity.LOW.value)
    )


def _stop_capacities(tables: dict[str, pd.DataFrame], stops: pd.DataFrame) -> pd.Series:
    """Whether anything of high capacity calls at each stop."""
    types = tables["routes"].set_index("route_id")["route_type"]
    high_routes = types.index[capacity_classes(modes(types)) == Capacity.HIGH]
    trips = tables["trips"]
    high_trips = trips.loc[trips["route_id"].isin(high_routes), "trip_id"]
    calls = tables["stop_times"]
    high_stops = calls.loc[calls["trip_id"].isin(high_trips), "stop_id"]
    classes = np.where(stops.index.isin(high_stops), Capacity.HIGH, Capacity.LOW)
    return pd.Series(classes, index=stops.index, dtype=object)


def _route_names(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    long_names = names(tables, "routes", "route_id", "route_long_name")
    short_names = names(tables, "routes", "route_id", "route_short_name")
    colours = tables["routes"].set_index("route_id").get("route_color", pd.Series(dtype=object))
    return long_names.where(long_names.notna(), short_names).assign(
        colour=colours.reindex(long_names.index).map(lambda text: f"#{text}", na_action="ignore")
    )


def _route_lines(tables: dict[str, pd.DataFrame]) -> pd.Series:
    """One line a route: its shapes, or its stops joined where it has none."""
    trips = tables["trips"]
    drawn = pd.Series(dtype=object)
    if "shapes" in tables and "shape_id" in trips.columns:
        paths = trips[["route_id", "shape_id"]].dropna().drop_duplicates()
        lines = shape_lines(tables)
        drawn = _by_route(paths["route_id"], paths["shape_id"].map(lines))
    rest = trips[~trips["route_id"].isin(drawn.index)].drop_duplicates("route_id")
    calls = tables["stop_times"][tables["stop_times"]["trip_id"].isin(rest["trip_id"])].merge(
        tables["stops"][["stop_id", "stop_lon", "stop_lat"]], on="stop_id", validate="many_to_one"
    )
    calls = calls.rename(columns={"stop_lon": "x", "stop_lat": "y"})
    lines = joined_lines(calls, "trip_id", "stop_sequence")
    joined = _by_route(rest["route_id"], rest["trip_id"].map(lines))
    every: pd.Series = pd.concat([drawn, joined])
    return every.rename("geometry")


def _by_route(route_ids: pd.Series, lines: pd.Series) -> pd.Series:
    parts: dict[str, list[shapely.LineString]] = {}
    for route_id, line in zip(route_ids, lines, strict=True):
        if line is not None and not pd.isna(line):
            parts.setdefault(route_id, []).append(line)
    return pd.Series(
        {route_id: shapely.MultiLineString(own) for route_id, own in parts.items()}, dtype=object
    )


def _from_lines(province: Province) -> BusNetwork:
    routes = province.of_kind("bus_routes")
    is_hailed = is_hail_and_ride(routes)
    stops = []
    if province.has("bus_stops"):
        stops.append(_real_stops(province))
    elif not is_hailed.all():
        raise MissingLayerError(
            mark(
                "The bus route '{route}' calls at stops, but the province has no layer of kind "
                "'bus_stops'. Add one, or set stop_policy = hail_and_ride."
            ),
            route=routes.index[~is_hailed][0],
        )
    if is_hailed.any():
        stops.append(_boarding_points(routes[is_hailed]))
    return BusNetwork(
        stops=pd.concat(stops), routes=_with_columns(routes, ROUTE_COLUMNS).rename_axis("route_id")
    )


def _real_stops(province: Province) -> gpd.GeoDataFrame:
    return _with_columns(
        own_stops(province).assign(is_hail_point=False, capacity_class=Capacity.LOW.value),
        STOP_COLUMNS,
    )


def _no_routes(province: Province) -> gpd.GeoDataFrame:
    empty = gpd.GeoDataFrame(columns=ROUTE_COLUMNS, geometry="geometry")
    return empty.set_crs(province.spec.analysis_crs).rename_axis("route_id")


def _with_columns(rows: gpd.GeoDataFrame, columns: list[str]) -> gpd.GeoDataFrame:
    missing = {column: None for column in columns if column not in rows.columns}
    return rows.assign(**missing)[columns]


def _boarding_points(routes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the points that stand for hail-and-ride lines."""
    spaced = [spaced_points(whole_line(line), key) for key, line in routes.geometry.items()]
    points = gpd.GeoDataFrame(
        {"route_id": np.repeat(routes.index.to_numpy(), [len(own.ids) for own in spaced])},
        geometry=gpd.points_from_xy(*np.concatenate([own.xy for own in spaced]).T),
        index=pd.Index(np.concatenate([own.ids for own in spaced]), dtype="str", name="stop_id"),
        crs=routes.crs,
    )
    return _with_columns(_named_after_routes(points, routes), STOP_COLUMNS)
