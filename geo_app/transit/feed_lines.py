"""Drawn lines as a feed for others: with names, colours, fares and who runs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_app.crs import DISPLAY_CRS
from geo_app.transit.feed_rows import (
    appended,
    degree_texts,
    fare_tables,
    text_of,
    texts,
    translation_rows,
)
from geo_app.transit.line_stops import own_stops
from geo_app.transit.lines import THAI_TIME

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_app.province import Province
    from geo_app.transit.lines import LineTables

NO_ADDRESS = "https://example.org"
"""GTFS asks for an address of every agency. Nobody has stated one, and this one is reserved for
examples (RFC 2606), so that it is nobody's."""

LANGUAGE = "th"


def named_tables(province: Province, lines: LineTables) -> dict[str, pd.DataFrame]:
    """
    Add to the tables of drawn lines what others ask for.

    Parameters
    ----------
    province
        Has `bus_routes`.
    lines
        The same, as `lines.tables_from_lines` turns them into tables.

    Returns
    -------
    tables
        Names in Thai, or English where there is none, with translations; an
        agency an operator, named after the layer where nobody knows it; colours
        and fares where they are stated; stops that no line calls at as well.
    """
    routes = province.of_kind("bus_routes")
    stop_names = _stop_names(own_stops(province), lines, routes)
    route_names = _names(routes)
    operators = _operators(province, routes)
    translations = (
        translation_rows("stops", "stop_name", stop_names, LANGUAGE),
        translation_rows("routes", "route_long_name", route_names, LANGUAGE),
    )
    tables = {
        **lines.tables,
        "agency": _agencies(operators),
        "stops": lines.tables["stops"].assign(stop_name=text_of(stop_names, LANGUAGE).to_numpy()),
        "routes": _routes(lines.tables["routes"], routes, route_names, operators),
        "translations": appended(*translations),
        **fare_tables(_fares(routes), operators),
    }
    return {name: table for name, table in tables.items() if not table.empty}


def named_stops(stops: gpd.GeoDataFrame, language: str) -> dict[str, pd.DataFrame]:
    """
    Write stops of which nobody knows the lines as rows of stops.txt and translations.txt.

    Parameters
    ----------
    stops
        Rows of `bus_stops`; may be empty: then there are no tables.
    language
        The feed's, `th` or `en`.
    """
    if stops.empty:
        return {}
    degrees = stops.geometry.to_crs(DISPLAY_CRS)
    both = _names(stops)
    rows = {
        "stop_id": stops.index,
        "stop_name": text_of(both, language),
        "stop_lat": degree_texts(degrees.y.to_numpy()),
        "stop_lon": degree_texts(degrees.x.to_numpy()),
    }
    return {
        "stops": texts({column: list(values) for column, values in rows.items()}),
        "translations": translation_rows("stops", "stop_name", both, language),
    }


def _names(rows: pd.DataFrame) -> pd.DataFrame:
    blank = pd.Series(None, index=rows.index, dtype=object)
    return pd.DataFrame(
        {column: rows.get(column, blank).astype(object) for column in ("name_th", "name_en")}
    )


def _stop_names(
    stops: gpd.GeoDataFrame, lines: LineTables, routes: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Name the stops; the ends of hail-and-ride lines after their line."""
    ends = lines.stops.index.difference(stops.index, sort=False)
    of_route = [stop_id.rpartition("@")[0] for stop_id in ends]
    own = _names(routes).reindex(of_route).set_axis(ends)
    return pd.concat([_names(stops), own]).reindex(lines.stops.index)


def _operators(province: Province, routes: pd.DataFrame) -> pd.Series:
    """Return who runs each line."""
    title = province.specs("bus_routes")[0].title_th
    stated = routes.get("operator", pd.Series(None, index=routes.index, dtype=object))
    return stated.astype(object).where(stated.notna(), title).astype("str")


def _agencies(operators: pd.Series) -> pd.DataFrame:
    own = operators.unique()
    return texts(
        {
            "agency_id": own,
            "agency_name": own,
            "agency_url": NO_ADDRESS,
            "agency_timezone": THAI_TIME,
            "agency_lang": LANGUAGE,
        }
    )


def _routes(
    table: pd.DataFrame, routes: pd.DataFrame, route_names: pd.DataFrame, operators: pd.Series
) -> pd.DataFrame:
    colours = routes.get("colour", pd.Series(None, index=routes.index, dtype=object))
    is_named = route_names.notna().any(axis=1)
    columns = {
        "agency_id": operators.to_numpy(),
        "route_long_name": text_of(route_names, LANGUAGE).where(is_named).to_numpy(),
        "continuous_drop_off": table["continuous_pickup"].to_numpy(),
    }
    if colours.notna().any():
        columns["route_color"] = colours.astype("str").str.removeprefix("#").to_numpy()
    return table.assign(**columns).astype("str")


def _fares(routes: pd.DataFrame) -> pd.Series:
    stated = routes.get("fare_thb", pd.Series(None, index=routes.index, dtype=object))
    fares = pd.to_numeric(stated, errors="coerce")
    return fares[fares >= 0]
