"""The answer by zone as a table to read and to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo_app.analysis.walks.demand import OUTSIDE
from geo_app.reports import tables
from geo_app.reports.standards_tables import estimated, people_status_of
from geo_app.ui.shared import language
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.download_button import EXCEL_TYPE, render_button
from geo_app.ui.shared.method import asked_words
from geo_app.words import labels
from geo_app.words.share_words import share_cells

if TYPE_CHECKING:
    from geo_app.province import Province
    from geo_app.ui.gaps.controls import Choices


def render_zones(province: Province, choices: Choices) -> None:
    """
    Show the shares by zone, and what takes them away.

    Parameters
    ----------
    province
        The one on the desk, without its broken layers.
    choices
        What is chosen on the page.
    """
    _ = language.words()
    table = zones_table(province, choices)
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        placeholder="–",
        column_config={
            str(column): st.column_config.NumberColumn(format="localized")
            for column in table.select_dtypes("number")
        },
    )
    sources = tables.sources_table(province, language=language.current())
    stem = f"{province.spec.province_id}-zones-{choices.question.standard_id.value}"
    with st.container(horizontal=True):
        render_button(_("Zones (CSV)"), lambda: tables.to_csv(table), f"{stem}.csv", "text/csv")
        render_button(
            _("Zones (Excel)"),
            lambda: tables.to_excel({_("Zones"): table, _("Sources"): sources}),
            f"{stem}.xlsx",
            EXCEL_TYPE,
        )


def zones_table(province: Province, choices: Choices) -> pd.DataFrame:
    """
    Lay out shares, counts and unknowns by zone.

    Parameters
    ----------
    province
        For the names of its zones.
    choices
        What is asked.

    Returns
    -------
    table
        Indexed by `zone_id`, the smallest share first; shares in percent, missing
        where nobody's number is known, a range where people hang on an unknown timetable.
    """
    _ = language.words()
    shares = desk().shares(choices.question, choices.day).by_zone
    shares = shares.sort_values("share_served", na_position="last", kind="stable")
    zones = province.zones if province.has("zones") else None
    names = tables.names_of(zones, language.current()) | {OUTSIDE: _("Outside every zone")}
    status = people_status_of(province)
    share = _("Share of people (%)") + f": {asked_words(choices.question)}"
    places = _("Population cells") if province.has("population") else _("Communities")
    people_unknown, unclear = _("Places without a number"), _("People: not known whether served")
    return pd.DataFrame(
        {
            _("Zone"): [names.get(str(zone), str(zone)) for zone in shares.index],
            labels.marked(estimated(province, share, _), status, _): (share_cells(shares, _)),
            labels.marked(_("People served"), status, _): shares["population_served"].round(),
            labels.marked(_("People known"), status, _): shares["population_known"].round(),
            labels.marked(unclear, status, _): shares["population_unclear"].round(),
            people_unknown: shares["origins_population_unknown"],
            places: shares["origins"],
        },
        index=shares.index,
    )
