"""Drawn lines as a feed for others: with names, colours, fares and who runs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_app.transit.drawn.lines import THAI_TIME
from geo_app.transit.feed_rows import (
    appended,
    fare_tables,
    text_of,
    texts,
    translation_rows,
)
from geo_app.transit.names import stated_names

if TYPE_CHECKING:
    from geo_app.province import Province
    from geo_app.transit.drawn.lines import LineTables

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
        GTFS tables by name, such as `stops`. Names in Thai, or English where there
        is none, with translations; an agency an operator, named after the layer where
        nobody knows it; colours and fares where they are stated; stops that no line
        calls at as well.
    """
    routes = province.of_kind("bus_routes")
    route_names = stated_names(routes)
    operators = _operators(province, routes)
    translations = (
        translation_rows("stops", "stop_name", lines.stop_names, LANGUAGE),
        translation_rows("routes", "route_long_name", route_names, LANGUAGE),
    )
    tables = {
        **lines.tables,
        "agency": _agencies(operators),
        "stops": lines.tables["stops"].assign(
            stop_name=text_of(lines.stop_names, LANGUAGE).to_numpy()
        ),
        "routes": _routes(lines.tables["routes"], routes, route_names, operators),
        "translations": appended(*translations),
        **fare_tables(_fares(routes), operators),
    }
    return {
        name: table for name, table in tables.items() if name in lines.tables or not table.empty
    }


def _operators(province: Province, routes: pd.DataFrame) -> pd.Series:
    """Return who runs each line."""
    title = province.specs("bus_routes")[0].title_th
    stated = routes.get("operator", pd.Series(None, index=routes.index, dtype=object))
    return stated.astype(object).where(stated.notna(), title).astype("str")


def _agencies(operators: pd.Series) -> pd.DataFrame:
    names = operators.unique()
    return texts(
        {
            "agency_id": names,
            "agency_name": names,
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
