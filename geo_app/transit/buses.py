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

if TYPE_CHECKING:
    from geo_app.province import Layer, Province

BOARDING_SPACING_M = 50.0
"""Distance between the boarding points that stand for a hail-and-ride line."""

STOP_COLUMNS = ["name_th", "name_en", "layer_id", "status", "geometry"]
ROUTE_COLUMNS = ["name_th", "name_en", "colour", "layer_id", "status", "geometry"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BusNetwork:
    """
    Where one can board, and the lines that call there.

    Attributes
    ----------
    stops
        Points indexed by `stop_id`: `name_th`, `name_en`, `layer_id`, `status`.
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
    A `hail_and_ride` line can be boarded anywhere; a boarding point every 50 m
    stands for it, so distances to it are at most 25 m too long.
    """
    parts = [
        _from_feed(province.layer(spec.layer_id), province) for spec in province.specs("transit")
    ]
    if province.has("bus_routes"):
        parts.append(_from_lines(province))
    elif province.has("bus_stops"):
        parts.append(BusNetwork(stops=_own_stops(province), routes=_no_routes(province)))
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
    tables, crs = layer.tables, province.spec.analysis_crs
    stops = gpd.GeoDataFrame(
        _names(tables, "stops", "stop_id", "stop_name").reindex(layer.frame.index),
        geometry=gpd.points_from_xy(layer.frame["stop_lon"], layer.frame["stop_lat"]),
        crs=DISPLAY_CRS,
    ).to_crs(crs)
    routes = _route_names(tables).join(_route_lines(tables))
    marks = {"layer_id": layer.spec.layer_id, "status": layer.spec.status.value}
    lines = gpd.GeoDataFrame(routes, geometry="geometry", crs=DISPLAY_CRS).to_crs(crs)
    return BusNetwork(
        stops=stops.assign(**marks)[STOP_COLUMNS], routes=lines.assign(**marks)[ROUTE_COLUMNS]
    )


def _names(tables: dict[str, pd.DataFrame], table: str, key: str, column: str) -> pd.DataFrame:
    """Both names of each row, from the feed's language and its translations."""
    rows = tables[table].set_index(key)
    own = rows.get(column, pd.Series(None, index=rows.index, dtype=object))
    by_language = {
        language: _translations(tables, table, column, language).reindex(rows.index)
        for language in ("th", "en")
    }
    feed_language = _feed_language(tables)
    by_language[feed_language] = own.where(own.notna(), by_language.get(feed_language))
    return pd.DataFrame({"name_th": by_language["th"], "name_en": by_language["en"]})


def _feed_language(tables: dict[str, pd.DataFrame]) -> str:
    for table, column in (("feed_info", "feed_lang"), ("agency", "agency_lang")):
        values = tables.get(table, pd.DataFrame()).get(column, pd.Series(dtype=object)).dropna()
        if not values.empty:
            return "th" if str(values.iloc[0]).lower().startswith("th") else "en"
    return "th"


def _translations(
    tables: dict[str, pd.DataFrame], table: str, column: str, language: str
) -> pd.Series:
    rows = tables.get("translations", pd.DataFrame())
    if not {"table_name", "field_name", "language", "translation", "record_id"} <= set(rows):
        return pd.Series(dtype=object)
    wanted = rows[
        (rows["table_name"] == table)
        & (rows["field_name"] == column)
        & (rows["language"] == language)
    ]
    return wanted.drop_duplicates("record_id").set_index("record_id")["translation"]


def _route_names(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    long_names = _names(tables, "routes", "route_id", "route_long_name")
    short_names = _names(tables, "routes", "route_id", "route_short_name")
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
        points = tables["shapes"].rename(columns={"shape_pt_lon": "x", "shape_pt_lat": "y"})
        lines = _lines(points, "shape_id", "shape_pt_sequence")
        drawn = _by_route(paths["route_id"], paths["shape_id"].map(lines))
    rest = trips[~trips["route_id"].isin(drawn.index)].drop_duplicates("route_id")
    calls = tables["stop_times"][tables["stop_times"]["trip_id"].isin(rest["trip_id"])].merge(
        tables["stops"][["stop_id", "stop_lon", "stop_lat"]], on="stop_id", validate="many_to_one"
    )
    calls = calls.rename(columns={"stop_lon": "x", "stop_lat": "y"})
    lines = _lines(calls, "trip_id", "stop_sequence")
    joined = _by_route(rest["route_id"], rest["trip_id"].map(lines))
    every: pd.Series = pd.concat([drawn, joined])
    return every.rename("geometry")


def _lines(points: pd.DataFrame, key: str, order: str) -> pd.Series:
    """Join the points of each key in their order; those without a place are passed by."""
    numbers = {
        column: pd.to_numeric(points[column], errors="coerce") for column in ("x", "y", order)
    }
    ordered = points.assign(**numbers).dropna(subset=[key, "x", "y"]).sort_values([key, order])
    if ordered.empty:
        return pd.Series(dtype=object)
    keys, first = np.unique(ordered[key].astype(str), return_index=True)
    xy = ordered[["x", "y"]].to_numpy()
    pieces = np.split(xy, first[1:])
    return pd.Series(
        {k: shapely.LineString(p) for k, p in zip(keys, pieces, strict=True) if len(p) > 1},
        dtype=object,
    )


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
    policy = routes.get("stop_policy", pd.Series("stops", index=routes.index)).fillna("stops")
    hailed = routes[policy == "hail_and_ride"]
    stops = []
    if province.has("bus_stops"):
        stops.append(_own_stops(province))
    elif len(hailed) < len(routes):
        raise MissingLayerError(
            mark(
                "The bus route '{route}' calls at stops, but the province has no layer of kind "
                "'bus_stops'. Add one, or set stop_policy = hail_and_ride."
            ),
            route=routes.index[policy != "hail_and_ride"][0],
        )
    if len(hailed):
        stops.append(_boarding_points(hailed))
    return BusNetwork(
        stops=pd.concat(stops), routes=_with_columns(routes, ROUTE_COLUMNS).rename_axis("route_id")
    )


def _own_stops(province: Province) -> gpd.GeoDataFrame:
    return _with_columns(province.of_kind("bus_stops"), STOP_COLUMNS)


def _no_routes(province: Province) -> gpd.GeoDataFrame:
    empty = gpd.GeoDataFrame(columns=ROUTE_COLUMNS, geometry="geometry")
    return empty.set_crs(province.spec.analysis_crs).rename_axis("route_id")


def _with_columns(rows: gpd.GeoDataFrame, columns: list[str]) -> gpd.GeoDataFrame:
    missing = {column: None for column in columns if column not in rows.columns}
    return rows.assign(**missing)[columns]


def _boarding_points(routes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    dense = shapely.segmentize(routes.geometry.to_numpy(), BOARDING_SPACING_M)
    points, owner = shapely.get_coordinates(dense, return_index=True)
    rows = _with_columns(routes, STOP_COLUMNS).iloc[owner]
    order = pd.Series(owner).groupby(owner).cumcount()
    ids = [f"{route}@{number}" for route, number in zip(rows.index, order, strict=True)]
    return rows.set_geometry(
        gpd.GeoSeries(gpd.points_from_xy(*points.T), index=rows.index, crs=routes.crs)
    ).set_axis(pd.Index(ids, name="stop_id"))
