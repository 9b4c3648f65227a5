"""What stands beside the map: the search, and the list or the cards of what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo_app.reports.tables import names_of
from geo_app.ui.gaps import card, selection, stop_card, stops
from geo_app.ui.shared import language, state
from geo_app.words.indicator_words import gap_text

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_app.province import Province
    from geo_app.ui.gaps.controls import Choices


LIST_HEIGHT_PX = 440
"""With the search box above it as tall as the map."""


def render(
    province: Province, ranked: gpd.GeoDataFrame, choices: Choices, *, shown: gpd.GeoDataFrame
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
    shown
        The rows of `ranked` that are asked for, in their order.
    """
    _ = language.words()
    chosen = selection.render_search(ranked)
    stop_id = stops.chosen_stop()
    if stop_id is None and chosen not in ranked.index:
        st.caption(_("Click a community or a stop on the map, or a row of the list, for its card."))
        selection.render_list(
            short_table(shown, choices), key=state.SHORT_LIST, height_px=LIST_HEIGHT_PX
        )
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
        card.render_card(province, row, choices.question)


def short_table(shown: gpd.GeoDataFrame, choices: Choices) -> pd.DataFrame:
    """
    Lay out what fits beside the map: who comes first, and why.

    Parameters
    ----------
    shown
        As `Desk.ranked` returns them, or some of its rows.
    choices
        What is chosen on the page.

    Returns
    -------
    table
        Indexed by `community_id`: rank, name, what the community lacks, and the walk to the
        nearest stop in metres, under headings in the language of the page.
    """
    _, tongue = language.words(), language.current()
    standard = choices.question.standard
    return pd.DataFrame(
        {
            _("Rank"): shown["rank"],
            _("Community"): list(names_of(shown, tongue).values()),
            _("Gap"): [gap_text(lacks, standard, _) for lacks in shown["lacks"]],
            _("On foot (m)"): shown["walk_distance_m"].round(),
        }
    )
