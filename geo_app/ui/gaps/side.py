"""What stands beside the map: the search, and the cards of what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.ui.gaps import card, selection, stop_card, stops
from geo_app.ui.shared import language

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_app.province import Province
    from geo_app.ui.gaps.controls import Choices


def render(province: Province, ranked: gpd.GeoDataFrame, choices: Choices) -> None:
    """
    Show the search box, the stop that is selected, and the community that is.

    Parameters
    ----------
    province
        The one on the desk, without its broken layers.
    ranked
        As `Desk.ranked` returns them.
    choices
        What is chosen on the page.
    """
    _ = language.words()
    chosen = selection.render_search(ranked)
    stop_id = stops.chosen_stop()
    if stop_id is not None:
        stop_card.render_stop(province, stop_id, choices.question, on=choices.day)
    if chosen in ranked.index:
        row = next(ranked.loc[[chosen]].itertuples())
        card.render_card(province, row, choices.question)
    elif stop_id is None:
        st.info(_("Click a community or a stop on the map, or a row of the list, for its card."))
