"""The community that is selected: one value, set from the map, the list or the search."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo_app.maps.escape import unescape
from geo_app.ui.shared import language, state
from geo_app.ui.shared.map_view import clicked_property
from geo_app.words.translating import Language, pick_name

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


LIST_HEIGHT_PX = 420


def render_search(communities: gpd.GeoDataFrame) -> str | None:
    """
    Show the search box over Thai and English names and return the selected id.

    Parameters
    ----------
    communities
        With `name_th` and `name_en` where they are known.
    """
    _ = language.words()
    names = {str(row.Index): _both_names(row) for row in communities.itertuples()}
    state.keep_valid(state.COMMUNITY, list(names), None)
    return st.selectbox(
        _("Find a community"),
        sorted(names, key=lambda key: names[key]),
        index=None,
        format_func=lambda key: names.get(key, key),
        placeholder=_("Type a Thai or English name"),
        key=state.COMMUNITY,
        persist_state="session",
    )


def select_from_map() -> None:
    """Select the community or the stop that was clicked on the map."""
    community_id = clicked_property(state.GAPS_MAP, "community_id")
    stop_id = clicked_property(state.GAPS_MAP, "stop_id")
    if community_id is not None:
        st.session_state[state.COMMUNITY] = unescape(community_id)
        # Whoever goes on to a community is done with the stop.
        st.session_state[state.STOP] = None
    elif stop_id is not None:
        st.session_state[state.STOP] = unescape(stop_id)


def select_from_list(key: str, ids: list[str]) -> None:
    """
    Select the community whose row was clicked in a list.

    Parameters
    ----------
    key
        The list's name in the session.
    ids
        Of the communities, in the order of the list.
    """
    for row, _ in st.session_state[key]["selection"]["cells"]:
        st.session_state[state.COMMUNITY] = ids[row]


def back_to_list() -> None:
    """Select nothing: the list stands beside the map again, and the same row counts again."""
    st.session_state[state.LIST_TURN] = _list_turn() + 1
    st.session_state[state.COMMUNITY] = None
    st.session_state[state.STOP] = None


def _list_turn() -> int:
    """Count the ways back: a list under a new key has no cell chosen from before."""
    turn: int = st.session_state.get(state.LIST_TURN, 0)
    return turn


def render_list(
    table: pd.DataFrame, *, key: str = state.GAPS_LIST, height_px: int = LIST_HEIGHT_PX
) -> None:
    """
    Show a ranked list; a click anywhere in a row, or the arrow keys, select its community.

    Parameters
    ----------
    table
        Indexed by `community_id`, as `gaps_list.list_table` or `short_table` returns it.
    key
        The list's name in the session.
    height_px
        Of the list on the page.
    """
    key = f"{key}_{_list_turn()}"
    st.dataframe(
        table,
        hide_index=True,
        key=key,
        on_select=partial(select_from_list, key, list(table.index)),
        selection_mode="single-cell",
        height=height_px,
        placeholder="–",
        column_config={
            str(column): st.column_config.NumberColumn(format="localized")
            for column in table.select_dtypes("number")
        }
        | _pinned(table),
    )


def _pinned(table: pd.DataFrame) -> dict[str, Any]:
    """Keep rank and name in sight where the table is wider than the window."""
    _ = language.words()
    names = [_("Name (Thai)"), _("Name (English)")]
    if language.current() is Language.ENGLISH:
        names.reverse()
    if names[0] not in table:
        return {}
    return {
        _("Rank"): st.column_config.NumberColumn(format="localized", pinned=True),
        names[0]: st.column_config.TextColumn(pinned=True),
    }


def _both_names(row: object) -> str:
    name_th, name_en = getattr(row, "name_th", None), getattr(row, "name_en", None)
    first = pick_name(
        name_th, name_en, language.current(), otherwise=str(getattr(row, "Index", ""))
    )
    second = name_en if first == name_th else name_th
    return f"{first} · {second}" if isinstance(second, str) and second else first
