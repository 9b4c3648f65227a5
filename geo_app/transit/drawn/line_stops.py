"""Which stops a drawn bus line calls at, and where along it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_app.errors import mark
from geo_app.transit.drawn.ways import spaced_points
from geo_app.transit.rings import is_ring, ring_course

if TYPE_CHECKING:
    from geo_app.province import Province
    from geo_app.quality.sieve import Sieve

STOP_ON_LINE_M = 30.0
"""A stop this near to a line is taken to be served by it where no `route_ids` say so: half a wide
road, and what a drawn line or a stop's position may be off."""

HAIL_AND_RIDE = "hail_and_ride"
SEPARATORS = r"[;,\s]+"


def is_hail_and_ride(routes: pd.DataFrame) -> pd.Series:
    """
    Say of each row of `bus_routes` whether it can be boarded anywhere.

    Parameters
    ----------
    routes
        Rows of `bus_routes`, which may have `stop_policy`.

    Returns
    -------
    is_hailed
        Booleans, indexed like `routes`.
    """
    policy = routes.get("stop_policy", pd.Series(None, index=routes.index, dtype=object))
    is_hailed: pd.Series = policy == HAIL_AND_RIDE
    return is_hailed


def whole_line(geometry: shapely.Geometry) -> shapely.Geometry:
    """
    Join the parts of a line that meet.

    Parameters
    ----------
    geometry
        A line, of one part or several.
    """
    if geometry.geom_type == "MultiLineString":
        return shapely.line_merge(geometry)
    return geometry


def bus_stops(province: Province) -> gpd.GeoDataFrame:
    """
    Return the rows of `bus_stops`, none if the province has no such layer.

    Parameters
    ----------
    province
        May have `bus_stops`.

    Returns
    -------
    stops
        Points indexed by `stop_id`, in the analysis CRS; without such a layer no row and
        no column but `geometry`.
    """
    if province.has("bus_stops"):
        return province.of_kind("bus_stops")
    index = pd.Index([], dtype="str", name="stop_id")
    return gpd.GeoDataFrame(geometry=[], index=index, crs=province.spec.analysis_crs)


def line_ends(lines: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """
    Return both ends of each line, where its trips start and end.

    Parameters
    ----------
    lines
        Lines by `route_id`, in metres.

    Returns
    -------
    ends
        Points indexed by `stop_id`: `route_id`, `along_m` (metres from the start).
    """
    spaced = [spaced_points(line, route_id) for route_id, line in lines.items()]
    ids = [points.ids[place] for points in spaced for place in (0, -1)]
    xy = np.array([points.xy[place] for points in spaced for place in (0, -1)]).reshape(-1, 2)
    along = [points.along_m[place] for points in spaced for place in (0, -1)]
    return gpd.GeoDataFrame(
        {"route_id": np.repeat(lines.index.to_numpy(), 2), "along_m": along},
        geometry=gpd.points_from_xy(*xy.T),
        index=pd.Index(ids, dtype="str", name="stop_id"),
        crs=lines.crs,
    )


def line_calls(
    lines: gpd.GeoSeries, stops: gpd.GeoDataFrame, is_hailed: pd.Series, sieve: Sieve
) -> pd.DataFrame:
    """
    Find at which stops each line calls.

    Parameters
    ----------
    lines
        Lines by `route_id`, in metres.
    stops
        Rows of `bus_stops` in the same CRS, which may have `route_ids`.
    is_hailed
        Booleans by `route_id`: whether a line can be boarded anywhere.
    sieve
        Told of `route_ids` that name no line.

    Returns
    -------
    calls
        `route_id`, `stop_id`, `along_m` (metres from the start), in order along the line;
        of lines that can be boarded anywhere their ends.
    """
    pairs = pd.concat([_listed(lines, stops, sieve), _near(lines, stops)], ignore_index=True)
    ends = line_ends(lines[is_hailed]).reset_index()[["route_id", "stop_id", "along_m"]]
    joined = lines.map(lambda line: shapely.LineString(shapely.get_coordinates(line)))
    along = shapely.line_locate_point(
        joined.reindex(pairs["route_id"]).array, stops.geometry.reindex(pairs["stop_id"]).array
    )
    calls: pd.DataFrame = pd.concat([pairs.assign(along_m=along), ends], ignore_index=True)
    return calls.sort_values(["route_id", "along_m", "stop_id"], ignore_index=True)


def with_rings(
    lines: gpd.GeoSeries, calls: pd.DataFrame, stops: gpd.GeoDataFrame, is_hailed: pd.Series
) -> tuple[gpd.GeoSeries, pd.DataFrame]:
    """
    Let the lines that end where they begin call once round, at every pass of a stop.

    Parameters
    ----------
    lines
        Lines by `route_id`, in metres.
    calls
        As `line_calls` returns them, each stop once a line.
    stops
        Points by `stop_id`.
    is_hailed
        Booleans by `route_id`: whether a line can be boarded anywhere. It calls at its ends,
        so it is back where it began as it is.

    Returns
    -------
    lines, calls
        Rings from their first stop on, with its call at their end; the others as given:
        `route_id`, `stop_id`, `along_m` (metres from the start).
    """
    rings = [r for r, line in lines.items() if is_ring(line) and not is_hailed[r]]
    if not rings:
        return lines, calls
    changed = lines.copy()
    rest = [calls[~calls["route_id"].isin(rings)]]
    for route_id in rings:
        ids = list(calls.loc[calls["route_id"] == route_id, "stop_id"])
        course = ring_course(
            lines[route_id], ids, stops.geometry.reindex(ids), within_m=STOP_ON_LINE_M
        )
        changed[route_id] = course.line
        rest.append(course.calls.assign(route_id=route_id)[["route_id", "stop_id", "along_m"]])
    together = pd.concat(rest, ignore_index=True)
    return changed, together.sort_values("route_id", kind="stable", ignore_index=True)


def _listed(lines: gpd.GeoSeries, stops: gpd.GeoDataFrame, sieve: Sieve) -> pd.DataFrame:
    """Return the stops that name their routes; names that are no drawn line are told."""
    lists = _route_lists(stops)
    pairs = lists.str.split(SEPARATORS, regex=True).explode().rename("route_id").reset_index()
    pairs = pairs[pairs["route_id"].fillna("") != ""].drop_duplicates()
    is_known = pairs["route_id"].isin(lines.index)
    unknown = stops.index.isin(pairs[~is_known]["stop_id"])
    sieve.rows = sieve.rows.assign(route_ids=lists.to_numpy())
    sieve.tell(
        unknown,
        code="unknown_route",
        field="route_ids",
        advice=mark("No bus route has an id of '{found}'; that route_id counts for nothing."),
    )
    return pairs[is_known][["route_id", "stop_id"]].astype("str")


def _route_lists(stops: pd.DataFrame) -> pd.Series:
    """Return `route_ids` of each stop as one text, empty where nothing is said."""
    lists = stops.get("route_ids", pd.Series(None, index=stops.index, dtype="str"))
    texts = lists.astype("Int64") if pd.api.types.is_float_dtype(lists.dtype) else lists
    # A list of GeoJSON comes as "['B1', 'B2']".
    return texts.astype("str").fillna("").str.replace(r"[\[\]'\"]", "", regex=True).str.strip()


def _near(lines: gpd.GeoSeries, stops: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the stops that name no route, each with the lines beside it."""
    silent = stops[(_route_lists(stops) == "").to_numpy()]
    stop, line = shapely.STRtree(lines.to_numpy()).query(
        silent.geometry.to_numpy(), predicate="dwithin", distance=STOP_ON_LINE_M
    )
    pairs = {"route_id": lines.index.to_numpy()[line], "stop_id": silent.index.to_numpy()[stop]}
    return pd.DataFrame(pairs).astype("str")
