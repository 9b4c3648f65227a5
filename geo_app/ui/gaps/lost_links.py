"""What a link names and the province does not have: said once, before it is let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.ui.shared import language, state
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.feedback import plain

if TYPE_CHECKING:
    from geo_app.province import Province

MOST_LETTERS = 80


def render_lost(province: Province) -> None:
    """
    Say which community, stop or zone of the address is not there.

    Parameters
    ----------
    province
        The one on the desk, without its broken layers.
    """
    _ = language.words()
    texts = {
        state.COMMUNITY: _("The link leads to the community “{id}”, which no layer has any more."),
        state.STOP: _("The link leads to the stop “{id}”, which no layer has any more."),
        state.ZONE: _("The link leads to the zone “{id}”, which no layer has any more."),
    }
    # One place on the page whatever is in it: what stands below must not be loaded anew.
    place = st.container()
    for key, text in texts.items():
        named = st.session_state.get(key)
        if named in {None, state.EVERYWHERE} or _is_there(key, str(named), province):
            continue
        shown = str(named)[:MOST_LETTERS]
        place.warning(plain(text.format(id=shown)), icon=":material/link_off:")


def _is_there(key: str, named: str, province: Province) -> bool:
    if key == state.COMMUNITY:
        return named in province.communities.index
    if key == state.STOP:
        return named in desk().buses().stops.index
    return province.has("zones") and named in province.zones.index
