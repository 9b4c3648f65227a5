"""What stands beside the map: the search, and the list or the cards of what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.ui.gaps import card, card_paper, gaps_list, proposing, selection, stop_card, stops
from geo_app.ui.shared import language, reporting, state

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo_app.province import Province
    from geo_app.ui.gaps.controls import Choices


LIST_HEIGHT_PX = 400
"""With the search box above it as tall as the map."""


def render(
    province: Province, ranked: gpd.GeoDataFrame, choices: Choices, *, table: pd.DataFrame
) -> None:
    """
    Show the search box, and the list of communities or, in its place, what is selected.

    Parameters
    ----------
    province
        The one on the desk, without its broken layers.
    ranked
        As `Desk.ranked` returns them.
    choices
        What is chosen on the page.
    table
        The list of those that are asked for, as `gaps_list.list_table` returns it.
    """
    _ = language.words()
    chosen = selection.render_search(ranked)
    stop_id = stops.chosen_stop()
    if stop_id is None and chosen not in ranked.index:
        st.caption(_("Click a community or a stop on the map, or a row of the list, for its card."))
        short = gaps_list.short_table(table, choices.counted)
        selection.render_list(short, key=state.SHORT_LIST, height_px=LIST_HEIGHT_PX)
        reporting.render_report(None)
        return
    st.button(
        _("Back to the list"),
        icon=":material/arrow_back:",
        key="back_to_list",
        on_click=selection.back_to_list,
        type="tertiary",
    )
    if stop_id is not None:
        stop_card.render_stop(province, stop_id, choices.question, on=choices.day)
    if chosen in ranked.index:
        row = next(ranked.loc[[chosen]].itertuples())
        proposing.render_propose(province, row, choices.question)
        contents = card.read_card(province, row, choices.question, choices.counted)
        card.render_card(province, row, contents)
        card_paper.render_paper(province, row, contents, ranked=ranked, choices=choices)
        reporting.render_report(str(row.Index))
