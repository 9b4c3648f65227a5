"""What lies on the map of the coverage page, from bottom to top."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.maps.choropleth import draw_shares, drawn_zones
from geo_app.maps.groups import painter_of, shown_layers
from geo_app.maps.selected import draw_catchment, draw_fix
from geo_app.ui import advice, answers, language, state, stops
from geo_app.ui.province import KINDS_MEASURED, buses, key, layer_groups, usable_of
from geo_app.ui.written import WrittenGroup, group_script

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    import folium
    import geopandas as gpd

    from geo_app.analysis.question import Question
    from geo_app.maps.subjects import Painter
    from geo_app.province import Province
    from geo_app.ui.controls import Choices
    from geo_app.words import Language

MAX_SCRIPTS_KEPT = 32
LINES_AND_STOPS = ("routes", "stops")
"""Layers that lie above a stop's catchment."""


def groups(
    province: Province, shown: gpd.GeoDataFrame, choices: Choices
) -> list[folium.FeatureGroup]:
    """Return the feature groups of the coverage map, communities on top."""
    painter = painter_of(province, language.current(), choices.question.standard)
    selected = st.session_state.get(state.COMMUNITY)
    return [
        *_filled_zones(province, choices),
        *layer_groups([layer for layer in choices.layers if layer not in LINES_AND_STOPS]),
        *_catchment(choices, painter),
        *layer_groups([layer for layer in choices.layers if layer in LINES_AND_STOPS]),
        *_fix(province, shown, choices, painter),
        *([painter.sensitive_rings(shown)] if shown["is_sensitive"].any() else []),
        painter.communities(shown, selected=selected, opens=stops.chosen_stop() is None),
    ]


def _filled_zones(province: Province, choices: Choices) -> Iterator[WrittenGroup]:
    if "share" in shown_layers(province, choices.layers):
        script = _share_script(*key(), choices.question, choices.day, language.current())
        yield WrittenGroup("share", script)


def _catchment(choices: Choices, painter: Painter) -> Iterator[folium.FeatureGroup]:
    stop_id = stops.chosen_stop()
    if stop_id is not None:
        area = stops.catchment_of(stop_id, choices.question.limit_m)
        places = buses().stops.geometry
        yield draw_catchment(area, places.loc[stop_id], crs=places.crs, painter=painter)


def _fix(
    province: Province, shown: gpd.GeoDataFrame, choices: Choices, painter: Painter
) -> Iterator[folium.FeatureGroup]:
    selected = st.session_state.get(state.COMMUNITY)
    if selected not in shown.index:
        return
    row = next(shown.loc[[selected]].itertuples())
    fix = advice.fix_of(province, row, choices.question)
    if fix is not None and fix.place is not None:
        yield draw_fix(
            fix.place,
            row.geometry,
            crs=shown.crs,
            text=fix.text,
            status=fix.status,
            painter=painter,
        )


@st.cache_resource(max_entries=2, show_spinner=False)
def _zones(path: str, stamp: int) -> gpd.GeoDataFrame:
    return drawn_zones(usable_of(path, stamp).zones)


@st.cache_resource(max_entries=MAX_SCRIPTS_KEPT, show_spinner=False)
def _share_script(path: str, stamp: int, question: Question, on: dt.date, tongue: Language) -> str:
    province = usable_of(path, stamp, KINDS_MEASURED)
    shares = answers.shares_of(path, stamp, question, on)
    painter = painter_of(province, tongue, question.standard)
    return group_script("share", draw_shares(_zones(path, stamp), shares.by_zone, painter))
