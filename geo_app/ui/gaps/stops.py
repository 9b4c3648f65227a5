"""The stop that is selected."""

from __future__ import annotations

import streamlit as st

from geo_app.ui.shared import state
from geo_app.ui.shared.at_desk import desk


def chosen_stop() -> str | None:
    """Return the stop that is selected, if the province has it and one can see it."""
    stops = desk().buses().stops
    stop_id = st.session_state.get(state.STOP)
    if stop_id not in stops.index or stops.loc[stop_id, "is_hail_point"]:
        st.session_state[state.STOP] = None
        return None
    return str(stop_id)


def let_go() -> None:
    """Select no stop."""
    st.session_state[state.STOP] = None
