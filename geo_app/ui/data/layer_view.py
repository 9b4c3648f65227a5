"""One layer to look at: where its rows lie, the first of them, and the whole to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo_app.analysis.areas.positions import is_placed
from geo_app.crs import DISPLAY_CRS
from geo_app.maps.groups import painter_of
from geo_app.maps.selected import draw_rows
from geo_app.reports import tables
from geo_app.ui.shared import language
from geo_app.ui.shared.download_button import render_button
from geo_app.ui.shared.feedback import plain
from geo_app.ui.shared.map_view import render_map
from geo_app.words.translating import pick_name

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo_app.province import Province

CHOSEN = "data_layer"
MAP = "data_map"
MOST_ROWS = 200
FEW_ROWS, TABLE_HEIGHT_PX = 10, 420
MOST_DRAWN = 1_500
OWN_COLUMNS = ("layer_id", "status")
"""Columns that the desk adds to every layer."""


def render_layer(province: Province, broken: Collection[str]) -> None:
    """
    Let somebody choose a layer, and show and offer what is in it.

    Parameters
    ----------
    province
        The province on the desk, with its broken layers.
    broken
        Ids of those that cannot be used.
    """
    _, tongue = language.words(), language.current()
    titles = {
        layer_id: pick_name(spec.title_th, spec.title_en, tongue, otherwise=layer_id)
        for layer_id, spec in province.catalogue.layers.items()
        if layer_id not in broken
    }
    chosen = st.selectbox(
        _("Look at a layer"),
        list(titles),
        index=None,
        format_func=lambda layer_id: titles.get(layer_id, layer_id),
        placeholder=_("Choose a layer"),
        key=CHOSEN,
    )
    if chosen is not None:
        _render_chosen(province, chosen, titles[chosen], broken)


def _render_chosen(province: Province, layer_id: str, title: str, broken: Collection[str]) -> None:
    _, rows = language.words(), province.layer(layer_id).frame
    if isinstance(rows, gpd.GeoDataFrame):
        shown = rows[is_placed(rows)].head(MOST_DRAWN)
        # The map stands on the communities; without them rows are all that can be shown.
        usable = province.without(list(broken))
        if len(shown) and usable.has("communities"):
            _render_on_map(usable, shown, title)
            placed = int(is_placed(rows).sum())
            if placed > len(shown):
                text = _("The map shows the first {shown:,} of {all:,} rows.")
                st.caption(plain(text.format(shown=len(shown), all=placed)))
    table = table_of(rows)
    st.dataframe(
        table.head(MOST_ROWS), height="content" if len(table) <= FEW_ROWS else TABLE_HEIGHT_PX
    )
    text = _("{shown:,} of {all:,} rows are shown here; the file has all of them.")
    st.caption(plain(text.format(shown=min(len(table), MOST_ROWS), all=len(table))))
    stem = f"{province.spec.province_id}-{layer_id}"
    with st.container(horizontal=True):
        render_button("CSV", lambda: tables.to_csv(table), f"{stem}.csv", "text/csv")
        if isinstance(rows, gpd.GeoDataFrame):
            render_button(
                "GeoJSON", lambda: geojson_of(rows), f"{stem}.geojson", "application/geo+json"
            )


def table_of(rows: pd.DataFrame) -> pd.DataFrame:
    """
    Return a layer's rows as a table to read: points as longitude and latitude.

    Parameters
    ----------
    rows
        Of a layer, with a geometry or without.

    Returns
    -------
    table
        Indexed as `rows`; columns with a value somewhere, without those that the desk adds;
        of points `lon` and `lat` in degrees.
    """
    table = pd.DataFrame(rows.drop(columns=[*OWN_COLUMNS, "geometry"], errors="ignore"))
    table = table.dropna(axis="columns", how="all")
    if isinstance(rows, gpd.GeoDataFrame) and (rows.geom_type.dropna() == "Point").all():
        degrees = rows.geometry.to_crs(DISPLAY_CRS)
        table = table.assign(lon=degrees.x.round(6), lat=degrees.y.round(6))
    return table


def geojson_of(rows: gpd.GeoDataFrame) -> bytes:
    """
    Return a layer as GeoJSON in degrees, the id of each row among its properties.

    Parameters
    ----------
    rows
        Of a layer, in any CRS; a row without a place has no geometry.
    """
    table = rows.reset_index().drop(columns=list(OWN_COLUMNS), errors="ignore")
    text = table.to_json(na="null", drop_id=True, to_wgs84=True, ensure_ascii=False, default=str)
    return text.encode()


def _render_on_map(province: Province, shown: gpd.GeoDataFrame, title: str) -> None:
    group = draw_rows(shown, title, painter_of(province, language.current()))
    render_map(province, [group], key=MAP)
