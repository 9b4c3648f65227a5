"""Coverage gaps: which communities lack a stop or a valid plan, by the standard chosen."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import streamlit as st

from geo_app.analysis import coverage
from geo_app.errors import GeoAppError
from geo_app.indicators.listing import KINDS_USED
from geo_app.maps.legend_entries import gaps_legend
from geo_app.ui.gaps import (
    controls,
    desk_map,
    downloads,
    expiries,
    gaps_list,
    lost_links,
    plan_matrix,
    selection,
    side,
)
from geo_app.ui.shared import (
    at_desk,
    feedback,
    method,
    opened_province,
    rows_foot,
    state,
    summary,
)
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.language import current, words
from geo_app.ui.shared.map_view import render_map

if TYPE_CHECKING:
    import geopandas as gpd
    from streamlit.delta_generator import DeltaGenerator

    from geo_app.province import Province


@st.fragment
@feedback.bordered
@at_desk.same_files()
def render_desk() -> None:
    """Show what reruns when a control moves: controls, counts, map, cards and lists."""
    usable = opened_province.usable(opened_province.KINDS_MEASURED)
    lost_links.render_lost(usable)
    # The figures go first, their place is below the controls: a browser that draws twenty
    # controls, none of them changed, shows them a tenth of a second later.
    above = st.container(key="gaps_above")
    with st.container(key="gaps_halves"):
        left, right = st.columns([29, 21])
    figures = right.empty()
    counted = controls.chosen(usable)
    with suppress(GeoAppError):
        render_figures(usable, counted, figures)
    with above:
        choices = controls.render_choices(usable)
    if choices != counted:
        render_figures(usable, choices, figures)
    state.write_address()
    render_answer(usable, choices, left, right)
    state.write_address()


def render_answer(
    usable: Province, choices: controls.Choices, left: DeltaGenerator, right: DeltaGenerator
) -> None:
    """
    Show what was found: the map and what stands beside it and below.

    Parameters
    ----------
    usable
        The one on the desk, without its broken layers.
    choices
        What is chosen on the page.
    left, right
        Where the map stands, and where the list or a card.
    """
    question = choices.question
    timetable = desk().timetable_for(question, choices.day)
    ranked = controls.of_zone(desk().ranked(question, choices.day, choices.counted), choices)
    notes = method.found_by(usable, question, timetable, on=choices.day)
    deviations = list(method.deviations(question))
    shown = controls.of_gap(ranked, choices)
    table = gaps_list.list_table(usable, shown, question, choices.counted)
    with right:
        summary.render_deviations(deviations)
        side.render(usable, ranked, choices, table=table)
    with left:
        legend = render_map_and_legend(usable, shown, choices)
        expiries.render_expiries(usable, ranked, choices)
        plan_matrix.render_matrix(usable, ranked, choices)
    summary.render_notes(notes)
    gaps_list.render_views(usable, table, choices)
    summary.render_marks(usable, (*KINDS_USED, "population"))
    around = downloads.Around(notes=(*notes, *deviations), legend=legend)
    downloads.render_downloads(usable, shown, table, choices, around)


def render_map_and_legend(
    province: Province, shown: gpd.GeoDataFrame, choices: controls.Choices
) -> str:
    """
    Show the map with its legend below it, and return the legend as HTML.

    Parameters
    ----------
    province
        The one on the desk, without its broken layers.
    shown
        As `Desk.ranked` returns them, or some of its rows.
    choices
        What is chosen on the page.
    """
    render_map(
        province,
        desk_map.groups(province, shown, choices),
        key=state.GAPS_MAP,
        online=choices.base == "online",
        on_click=selection.select_from_map,
    )
    legend = gaps_legend(
        province,
        desk().buses(),
        choices.layers,
        language=current(),
        standard=choices.question.standard,
        ranked=shown,
        counted=choices.counted,
    )
    st.html(legend)
    return legend


def render_figures(province: Province, choices: controls.Choices, place: DeltaGenerator) -> None:
    """
    Show what is counted under some choices.

    Parameters
    ----------
    province
        The one on the desk, without its broken layers.
    choices
        What is chosen on the page.
    place
        Where on the page; other figures there give way.
    """
    question = choices.question
    shares = desk().shares(question, choices.day)
    ranked = controls.of_zone(desk().ranked(question, choices.day, choices.counted), choices)
    with place:
        summary.render_counts(
            province,
            coverage.summarise(ranked),
            standard=question.standard,
            share=shares.of_all,
            counted=choices.counted,
        )


_ = words()
feedback.render_title(_("Which communities lack a bus stop or a valid disaster plan?"))
feedback.render_broken(opened_province.broken(opened_province.KINDS_MEASURED))
render_desk()
rows_foot.render_rows(opened_province.KINDS_MEASURED)
