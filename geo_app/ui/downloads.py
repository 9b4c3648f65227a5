"""What can be taken away from the coverage page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import streamlit as st

from geo_app.maps import labels
from geo_app.maps.basemap import base_of
from geo_app.maps.groups import feature_groups
from geo_app.maps.legend_entries import gaps_legend
from geo_app.maps.onefile import Heading, one_file_map
from geo_app.network.walking import walking_method
from geo_app.reports import documents, tables
from geo_app.ui import language
from geo_app.ui.map_view import VENDOR, local_assets
from geo_app.ui.province import buses
from geo_app.words import format_date, pick_name

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import pandas as pd

    from geo_app.province import Province
    from geo_app.ui.controls import Choices

EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def render_downloads(
    province: Province, shown: gpd.GeoDataFrame, table: pd.DataFrame, choices: Choices
) -> None:
    """Show the download buttons; each file is made when its button is pressed."""
    _ = language.words()
    stem = f"{province.spec.province_id}-gaps-{choices.day:%Y-%m-%d}"
    sources = tables.sources_table(province, language=language.current())
    # Words are looked up now: the functions below run outside the page.
    page = _one_file(province, shown, choices) if local_assets().base_url else None
    with st.container(horizontal=True):
        _render_button("CSV", lambda: tables.to_csv(table), f"{stem}.csv", "text/csv")
        _render_button(
            "Excel",
            lambda: tables.to_excel({_("Communities"): table, _("Sources"): sources}),
            f"{stem}.xlsx",
            EXCEL_TYPE,
        )
        _render_button(
            "GeoJSON",
            lambda: json.dumps(
                documents.gaps_geojson(
                    province, shown, walk_distance_m=choices.walk_distance_m, on=choices.day
                ),
                ensure_ascii=False,
            ).encode(),
            f"{stem}.geojson",
            "application/geo+json",
        )
        if page is not None:
            _render_button(_("Map in one file (HTML)"), page, f"{stem}.html", "text/html")


def _render_button(label: str, make: Callable[[], bytes], file_name: str, media_type: str) -> None:
    # A rerun after each download would replace the other files just when somebody
    # clicks the next one, and that click would bring nothing.
    st.download_button(label, make, file_name, media_type, on_click="ignore")


def _one_file(province: Province, shown: gpd.GeoDataFrame, choices: Choices) -> Callable[[], bytes]:
    _, tongue = language.words(), language.current()
    network = buses()
    spec = province.spec
    name = pick_name(spec.name_th, spec.name_en, tongue, otherwise=spec.province_id)
    method = _(labels.WALKING_METHOD[walking_method(province)])
    notes = (
        _("Stop within {metres:,.0f} m on foot, {method}. Plans as of {day}.").format(
            metres=choices.walk_distance_m, method=method, day=format_date(choices.day, tongue)
        ),
        "; ".join(
            dict.fromkeys(
                s.attribution for s in province.catalogue.layers.values() if s.attribution
            )
        ),
    )
    heading = Heading(
        title=_("{province}: communities without a stop or a valid plan").format(province=name),
        notes=notes,
        legend=gaps_legend(province, network, choices.layers, language=tongue),
        language=tongue.value,
    )

    def make() -> bytes:
        groups = feature_groups(province, network, shown, layers=choices.layers, language=tongue)
        return one_file_map(groups, base_of(province), heading, vendor=VENDOR).encode()

    return make
