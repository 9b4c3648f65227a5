"""The province on the desk: what of it can be used, and what a page shows while it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.analysis.access.question import Question
from geo_app.desk.layer_answers import KINDS_MEASURED, KINDS_SHOWN
from geo_app.maps.groups import shown_layers
from geo_app.schema import KINDS
from geo_app.ui.shared.at_desk import desk, kept, stored_text
from geo_app.ui.shared.by_content import TEXTS
from geo_app.ui.shared.language import current, words
from geo_app.ui.shared.written import WrittenGroup, layer_script

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    import folium
    import geopandas as gpd

    from geo_app.errors import GeoAppError
    from geo_app.province import Province

__all__ = ["KINDS_MEASURED", "KINDS_SHOWN", "broken", "layer_groups", "ranked", "usable"]


def broken(kinds: tuple[str, ...] = tuple(KINDS)) -> dict[str, GeoAppError]:
    """
    Return the layers of some kinds that cannot be used, with the reason.

    Parameters
    ----------
    kinds
        Of layers; all without.
    """
    _ = words()
    with st.spinner(_("Reading the layers …")):
        return desk().broken(kinds)


def usable(kinds: tuple[str, ...] = KINDS_SHOWN) -> Province:
    """
    Return the province without its broken layers; without its subjects, end the page.

    Parameters
    ----------
    kinds
        Of layers that the page shows.
    """
    left = desk().opened.without(broken(kinds))
    if not has_subjects(left):
        # What is wrong with them has been told; nothing below it could be shown.
        st.stop()
    return left


def has_subjects(province: Province) -> bool:
    """
    Say whether there are communities, and buses that they may have.

    Parameters
    ----------
    province
        Without its broken layers.
    """
    return province.has("communities") and (province.has("transit") or province.has("bus_routes"))


def ranked(day: dt.date, counted: tuple[str, ...]) -> gpd.GeoDataFrame:
    """
    Return the communities ranked by the first question.

    Parameters
    ----------
    day
        Of the plans and of the timetable.
    counted
        Ids of the indicators that count.

    Returns
    -------
    ranked
        As `Desk.ranked` returns them: `rank`, `lacks` and more; distances in metres.
    """
    _ = words()
    with st.spinner(_("Measuring distances …")):
        return desk().ranked(Question(), day, counted)


def layer_groups(layers: Iterable[str]) -> list[folium.FeatureGroup]:
    """
    Return the chosen layers that the province has and that are the same for every answer.

    Parameters
    ----------
    layers
        Names of layers, as in `state.MAP_LAYERS`.
    """
    shown = shown_layers(desk().usable(), layers)
    return [WrittenGroup(layer, TEXTS.sent(_script(layer))) for layer in shown if layer != "share"]


def _script(layer: str) -> str:
    at, tongue = desk(), current()

    def make() -> str:
        return layer_script(layer, at.usable(), at.buses(), tongue)

    def stored() -> str:
        return stored_text(at.opened, "layer_script", layer, tongue.value, make=make)

    return kept("layer_script", layer, tongue, make=stored)
