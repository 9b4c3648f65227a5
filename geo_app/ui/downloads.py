"""What can be taken away from the coverage page."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo_app.analysis import coverage
from geo_app.maps.basemap import base_of
from geo_app.maps.groups import feature_groups
from geo_app.maps.onefile import Heading, one_file_map
from geo_app.reports import documents, tables
from geo_app.ui import answers, language
from geo_app.ui.map_view import VENDOR, local_assets
from geo_app.ui.province import buses
from geo_app.words import format_clock, pick_name

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from geo_app.province import Province
    from geo_app.ui.controls import Choices

DECIMALS = 3
EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the page says of its map: how it was found, and the legend as HTML."""

    notes: tuple[str, ...]
    legend: str


def render_downloads(
    province: Province,
    shown: gpd.GeoDataFrame,
    table: pd.DataFrame,
    choices: Choices,
    said: Said,
) -> None:
    """Show the download buttons; each file is made when its button is pressed."""
    _ = language.words()
    standard_id = choices.question.standard_id.value
    stem = f"{province.spec.province_id}-gaps-{choices.day:%Y-%m-%d}-{standard_id}"
    # Words are looked up now: the functions below run outside the page.
    sheets = {
        _("Communities"): table,
        _("Sources"): tables.sources_table(province, language=language.current()),
        _("Method"): pd.DataFrame({_("How it was found"): said.notes}),
    }
    page = _one_file(province, shown, choices, said) if local_assets().base_url else None
    with st.container(horizontal=True):
        render_button("CSV", lambda: tables.to_csv(table), f"{stem}.csv", "text/csv")
        render_button("Excel", lambda: tables.to_excel(sheets), f"{stem}.xlsx", EXCEL_TYPE)
        render_button(
            "GeoJSON",
            lambda: json.dumps(
                gaps_geojson(province, shown, choices), ensure_ascii=False, allow_nan=False
            ).encode(),
            f"{stem}.geojson",
            "application/geo+json",
        )
        if page is not None:
            render_button(_("Map in one file (HTML)"), page, f"{stem}.html", "text/html")


def gaps_geojson(province: Province, shown: gpd.GeoDataFrame, choices: Choices) -> dict[str, Any]:
    """
    Write the communities with the standard's answer as GeoJSON.

    Parameters
    ----------
    province
        Whose communities.
    shown
        As `answers.ranked` returns them, or some of its rows.
    choices
        What was asked.

    Returns
    -------
    document
        As `documents.gaps_geojson`, but `has_stop` is null where the answer hangs on
        an unknown timetable; with `standard`, `day_type`, `window` and, of each
        feature, `value`, `access_class` and `is_sensitive`.
    """
    question, window = choices.question, choices.question.window_used
    document = documents.gaps_geojson(
        province,
        shown.assign(has_stop=shown["has_stop"].fillna(False).astype(bool)),
        walk_distance_m=question.limit_m,
        on=choices.day,
    )
    document |= {
        "summary": asdict(coverage.summarise(shown)),
        "standard": question.standard_id.value,
        "is_standard": question.is_standard,
        "day_type": None if window is None else str(question.day),
        "window": None
        if window is None
        else f"{format_clock(window.start_s)}-{format_clock(window.end_s)}",
    }
    for feature, row in zip(document["features"], shown.itertuples(), strict=True):
        feature["properties"] |= {
            "has_stop": None if pd.isna(row.has_stop) else bool(row.has_stop),
            "standard": question.standard_id.value,
            "value": None if pd.isna(row.value) else round(float(row.value), DECIMALS),
            "access_class": row.access_class if isinstance(row.access_class, str) else None,
            "is_sensitive": bool(row.is_sensitive),
        }
    return document


def render_button(label: str, make: Callable[[], bytes], file_name: str, media_type: str) -> None:
    """Show a button that makes a file and gives it away."""
    # A rerun after each download would replace the other files just when somebody
    # clicks the next one, and that click would bring nothing.
    st.download_button(label, make, file_name, media_type, on_click="ignore")


def _one_file(
    province: Province, shown: gpd.GeoDataFrame, choices: Choices, said: Said
) -> Callable[[], bytes]:
    _, tongue = language.words(), language.current()
    network = buses()
    spec = province.spec
    name = pick_name(spec.name_th, spec.name_en, tongue, otherwise=spec.province_id)
    standard = choices.question.standard
    shares = answers.shares(choices.question, choices.day).by_zone
    attributions = [s.attribution for s in province.catalogue.layers.values() if s.attribution]
    heading = Heading(
        title=_("{province}: communities without a stop or a valid plan").format(province=name),
        notes=(" ".join(said.notes), "; ".join(dict.fromkeys(attributions))),
        legend=said.legend,
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
