"""The controls that pages share, and the line at their top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from geo_app.analysis.coverage import Gap
from geo_app.analysis.zoning import finest_zones
from geo_app.errors import mark
from geo_app.reports.tables import names_of
from geo_app.ui import language, state
from geo_app.ui.feedback import plain
from geo_app.words import pick_name

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd
    from streamlit.delta_generator import DeltaGenerator

    from geo_app.province import Province

GAP_TITLES = {
    state.EVERYWHERE: mark("All communities"),
    Gap.STOP.value: mark("All without a stop"),
    Gap.PLAN.value: mark("All without a valid plan"),
    Gap.BOTH.value: mark("Those without both"),
    Gap.NONE.value: mark("Those without a known gap"),
}
SHOWN_GAPS = {
    Gap.STOP.value: (Gap.STOP, Gap.BOTH),
    Gap.PLAN.value: (Gap.PLAN, Gap.BOTH),
    Gap.BOTH.value: (Gap.BOTH,),
    Gap.NONE.value: (Gap.NONE,),
}
LAYER_TITLES = {
    "stops": mark("Bus stops"),
    "routes": mark("Bus routes"),
    "hazards": mark("Disaster-risk zones"),
    "mangroves": mark("Mangroves"),
    "zones": mark("Zones"),
    "facilities": mark("Facilities"),
}
BASE_TITLES = {"local": mark("Local map"), "online": mark("Online map (needs internet)")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What is chosen on the coverage page."""

    walk_distance_m: int
    day: dt.date
    gap: str
    zone_id: str
    layers: tuple[str, ...]
    base: str


def render_header(place: DeltaGenerator, province: Province) -> None:
    """Say which province is on the desk."""
    _, spec = language.words(), province.spec
    name = pick_name(spec.name_th, spec.name_en, language.current(), otherwise=spec.province_id)
    place.caption(plain(_("Province: {name}").format(name=name)))


def render_choices(province: Province) -> Choices:
    """Show the controls of the coverage page and return what is chosen."""
    _ = language.words()
    left, middle, right = st.columns([2, 2, 1.4], vertical_alignment="bottom")
    with left:
        walk = st.slider(
            _("Walking distance to a stop (m)"),
            state.MIN_WALK_M,
            state.MAX_WALK_M,
            step=state.STEP_WALK_M,
            key=state.WALK_DISTANCE_M,
            persist_state="session",
            help=_("500 m is the distance of SDG indicator 11.2.1 for buses."),
        )
    with middle:
        gap = st.selectbox(
            _("Show"),
            list(GAP_TITLES),
            format_func=lambda key: _(GAP_TITLES[key]),
            key=state.GAP,
            persist_state="session",
        )
    with right, st.popover(_("More choices"), icon=":material/tune:", width="stretch"):
        day, zone_id, layers, base = _render_more(province)
    return Choices(
        walk_distance_m=walk, day=day, gap=gap, zone_id=zone_id, layers=layers, base=base
    )


def _render_more(province: Province) -> tuple[dt.date, str, tuple[str, ...], str]:
    _ = language.words()
    day = st.date_input(
        _("Disaster plans as of"),
        min_value=state.MIN_DAY,
        max_value=state.MAX_DAY,
        format="DD/MM/YYYY",
        help=_("Years are of the common era here: 2026 is 2569. Click outside to apply."),
        key=state.DAY,
        persist_state="session",
    )
    names = names_of(
        finest_zones(province.zones) if province.has("zones") else None, language.current()
    )
    ids = [state.EVERYWHERE, *sorted(names, key=lambda zone: names[zone])]
    state.keep_valid(state.ZONE, ids, state.EVERYWHERE)
    zone_id = st.selectbox(
        _("Zone"),
        ids,
        format_func=lambda key: _("Whole province") if key == state.EVERYWHERE else names[key],
        key=state.ZONE,
        persist_state="session",
    )
    layers = st.pills(
        _("On the map"),
        state.MAP_LAYERS,
        selection_mode="multi",
        format_func=lambda key: _(LAYER_TITLES[key]),
        key=state.LAYERS,
        persist_state="session",
    )
    base = st.radio(
        _("Base map"),
        state.BASES,
        format_func=lambda key: _(BASE_TITLES[key]),
        key=state.BASE,
        persist_state="session",
    )
    return day, zone_id, tuple(layers), base


def of_zone(ranked: gpd.GeoDataFrame, choices: Choices) -> gpd.GeoDataFrame:
    """Keep the communities of the chosen tambon."""
    everywhere = choices.zone_id == state.EVERYWHERE
    return ranked if everywhere else ranked[ranked["zone_id"] == choices.zone_id]


def of_gap(ranked: gpd.GeoDataFrame, choices: Choices) -> gpd.GeoDataFrame:
    """Keep the communities with the chosen gap."""
    everything = choices.gap == state.EVERYWHERE
    return ranked if everything else ranked[ranked["gap"].isin(SHOWN_GAPS[choices.gap])]
