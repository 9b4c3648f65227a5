"""What can be taken away from the coverage page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo_app.maps.basemap import base_of
from geo_app.maps.groups import feature_groups
from geo_app.maps.onefile import Heading, one_file_map
from geo_app.reports import documents, tables
from geo_app.ui.gaps import controls
from geo_app.ui.shared import language, state
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.download_button import EXCEL_TYPE, render_button
from geo_app.ui.shared.map_view import VENDOR, local_assets
from geo_app.words.translating import pick_name

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from geo_app.province import Province
    from geo_app.ui.gaps.controls import Choices


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the page says of its map: how it was found, and the legend as HTML."""

    notes: tuple[str, ...]
    legend: str


def render_downloads(
    province: Province,
    shown: gpd.GeoDataFrame,
    table: pd.DataFrame,
    choices: Choices,
    around: Around,
) -> None:
    """
    Show the download buttons; each file is made when its button is pressed.

    Parameters
    ----------
    province
        The one on the desk, without its broken layers.
    shown
        As `Desk.ranked` returns them, or some of its rows.
    table
        The list as the page shows it.
    choices
        What is chosen on the page.
    around
        What the page says of its map.
    """
    _ = language.words()
    standard_id = choices.question.standard_id.value
    about = "gaps" if choices.gap == state.EVERYWHERE else f"gaps-{choices.gap}"
    stem = f"{province.spec.province_id}-{about}-{choices.day:%Y-%m-%d}-{standard_id}"
    title = _(controls.gap_titles(choices.question.standard, choices.counted)[choices.gap])
    notes = (_("Communities shown: {filter}").format(filter=title), *around.notes)
    # Words are looked up now: the functions below run outside the page.
    sheets = {
        _("Communities"): table,
        _("Sources"): tables.sources_table(province, language=language.current()),
        _("Method"): pd.DataFrame({_("How it was found"): notes}),
    }
    page = _one_file(province, shown, choices, around) if local_assets().base_url else None
    with st.container(horizontal=True):
        render_button("CSV", lambda: tables.to_csv(table), f"{stem}.csv", "text/csv")
        render_button("Excel", lambda: tables.to_excel(sheets), f"{stem}.xlsx", EXCEL_TYPE)
        render_button(
            "GeoJSON",
            lambda: json.dumps(
                documents.gaps_geojson(
                    province,
                    shown,
                    question=choices.question,
                    on=choices.day,
                    counted=choices.counted,
                ),
                ensure_ascii=False,
                allow_nan=False,
            ).encode(),
            f"{stem}.geojson",
            "application/geo+json",
        )
        if page is not None:
            render_button(_("Map in one file (HTML)"), page, f"{stem}.html", "text/html")


def _one_file(
    province: Province, shown: gpd.GeoDataFrame, choices: Choices, around: Around
) -> Callable[[], bytes]:
    _, tongue = language.words(), language.current()
    network = desk().buses()
    spec = province.spec
    name = pick_name(spec.name_th, spec.name_en, tongue, otherwise=spec.province_id)
    standard = choices.question.standard
    shares = desk().shares(choices.question, choices.day).by_zone
    attributions = [s.attribution for s in province.catalogue.layers.values() if s.attribution]
    heading = Heading(
        title=_("{province}: communities without a stop or a valid plan").format(province=name),
        notes=(" ".join(around.notes), "; ".join(dict.fromkeys(attributions))),
        legend=around.legend,
        language=tongue.value,
    )

    def make() -> bytes:
        groups = feature_groups(
            province,
            network,
            shown,
            layers=choices.layers,
            language=tongue,
            standard=standard,
            shares=shares,
        )
        return one_file_map(groups, base_of(province), heading, vendor=VENDOR).encode()

    return make
