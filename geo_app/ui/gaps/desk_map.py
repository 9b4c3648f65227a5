"""What lies on the map of the coverage page, from bottom to top."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.maps.choropleth import draw_shares, drawn_zones
from geo_app.maps.groups import painter_of, shown_layers
from geo_app.maps.selected import draw_catchment, draw_fix
from geo_app.ui.gaps import advice, stops
from geo_app.ui.gaps.previewing import previews_of
from geo_app.ui.shared import language, state
from geo_app.ui.shared.at_desk import desk, kept
from geo_app.ui.shared.by_content import TEXTS
from geo_app.ui.shared.opened_province import layer_groups
from geo_app.ui.shared.written import WrittenGroup, group_script

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    import folium
    import geopandas as gpd

    from geo_app.analysis.access.question import Question
    from geo_app.maps.subjects import Painter
    from geo_app.province import Province
    from geo_app.ui.gaps.controls import Choices

LINES_AND_STOPS = ("routes", "stops")
"""Layers that lie above a stop's catchment."""


def groups(
    province: Province, shown: gpd.GeoDataFrame, choices: Choices
) -> list[folium.FeatureGroup]:
    """
    Return the feature groups of the coverage map, communities on top.

    Parameters
    ----------
    province
        The one on the desk, without its broken layers.
    shown
        As `Desk.ranked` returns them, or some of its rows.
    choices
        What is chosen on the page.
    """
    painter = painter_of(province, language.current(), choices.question.standard)
    return [
        *_filled_zones(province, choices),
        *layer_groups([layer for layer in choices.layers if layer not in LINES_AND_STOPS]),
        *_catchment(choices, painter),
        *layer_groups([layer for layer in choices.layers if layer in LINES_AND_STOPS]),
        *_fix(province, shown, choices, painter),
        *_communities(shown, choices, painter),
    ]


def _communities(
    shown: gpd.GeoDataFrame, choices: Choices, painter: Painter
) -> Iterator[WrittenGroup]:
    """Yield rings and communities, written once for all that they hang on."""
    selected = st.session_state.get(state.COMMUNITY)
    opens = stops.chosen_stop() is None
    asked = (
        choices.question,
        choices.day,
        choices.counted,
        choices.gap,
        choices.zone_id,
        language.current(),
    )

    def rings() -> str:
        return group_script("rings", painter.sensitive_rings(shown))

    def communities() -> str:
        previews = previews_of(shown, choices.question, choices.counted)
        drawn = painter.communities(
            shown, selected=selected, opens=opens, beside=True, previews=previews
        )
        return group_script("communities", drawn)

    if shown["is_sensitive"].any():
        yield WrittenGroup("rings", kept("rings", *asked, make=rings))
    script = kept("communities", *asked, selected, opens, make=communities)
    yield WrittenGroup("communities", script)


def _filled_zones(province: Province, choices: Choices) -> Iterator[WrittenGroup]:
    if "share" in shown_layers(province, choices.layers):
        yield WrittenGroup("share", TEXTS.sent(_share_script(choices.question, choices.day)))


def _catchment(choices: Choices, painter: Painter) -> Iterator[folium.FeatureGroup]:
    stop_id = stops.chosen_stop()
    if stop_id is not None:
        area = desk().catchment(stop_id, choices.question.limit_m)
        places = desk().buses().stops.geometry
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


def _share_script(question: Question, on: dt.date) -> str:
    """Draw the zones by the share that is served, once."""
    at, tongue = desk(), language.current()

    def make() -> str:
        province = at.province
        painter = painter_of(province, tongue, question.standard)
        zones = kept("drawn_zones", make=lambda: drawn_zones(province.zones))
        return group_script("share", draw_shares(zones, at.shares(question, on).by_zone, painter))

    return kept("share_script", question, on, tongue, make=make)
