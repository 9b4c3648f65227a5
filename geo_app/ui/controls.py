"""The controls that pages share, and the line at their top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from geo_app.analysis.coverage import Gap
from geo_app.analysis.zoning import finest_zones
from geo_app.errors import mark
from geo_app.reports.tables import names_of
from geo_app.ui import access_controls, language, state
from geo_app.ui.feedback import plain
from geo_app.words import pick_name

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd
    from streamlit.delta_generator import DeltaGenerator

    from geo_app.analysis.question import Question
    from geo_app.province import Province

GAP_TITLES = {
    state.EVERYWHERE: mark("All communities"),
    Gap.STOP.value: mark("All without a stop"),
    Gap.PLAN.value: mark("All without a valid plan"),
    Gap.BOTH.value: mark("Those without both"),
    Gap.NONE.value: mark("Those without a known gap"),
}
SERVICE_TITLES = {Gap.STOP.value: mark("All not served")}
"""What is said instead where the standard asks when buses run, not only where they stop."""

SHOWN_GAPS = {
    Gap.STOP.value: (Gap.STOP, Gap.BOTH),
    Gap.PLAN.value: (Gap.PLAN, Gap.BOTH),
    Gap.BOTH.value: (Gap.BOTH,),
    Gap.NONE.value: (Gap.NONE,),
}
LAYER_TITLES = {
    "share": mark("Share served"),
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

    question: Question
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
    first, second, third, last = st.columns([2, 2, 1.8, 1.4], vertical_alignment="bottom")
    with first:
        standard = access_controls.render_standard()
    with second:
        walk_distance_m = access_controls.render_walk_distance(standard)
    with third:
        gap = _render_gap(is_service=standard.window is not None)
    with last, st.popover(_("More choices"), icon=":material/tune:", width="stretch"):
        day_type, window = access_controls.render_when(standard)
        day = _render_day()
        zone_id = _render_zone(province)
        layers, base = _render_map_choices()
    question = access_controls.question_of(standard, walk_distance_m, day_type, window)
    return Choices(question=question, day=day, gap=gap, zone_id=zone_id, layers=layers, base=base)


def _render_gap(*, is_service: bool) -> str:
    _ = language.words()
    titles = GAP_TITLES | (SERVICE_TITLES if is_service else {})
    chosen: str = st.selectbox(
        _("Show"),
        list(titles),
        format_func=lambda key: _(titles[key]),
        key=state.GAP,
        persist_state="session",
    )
    return chosen


def _render_day() -> dt.date:
    _ = language.words()
    return st.date_input(
        _("Plans and timetable as of"),
        min_value=state.MIN_DAY,
        max_value=state.MAX_DAY,
        format="DD/MM/YYYY",
        help=_("Years are of the common era here: 2026 is 2569. Click outside to apply."),
        key=state.DAY,
        persist_state="session",
    )


def _render_zone(province: Province) -> str:
    _ = language.words()
    names = names_of(
        finest_zones(province.zones) if province.has("zones") else None, language.current()
    )
    ids = [state.EVERYWHERE, *sorted(names, key=lambda zone: names[zone])]
    state.keep_valid(state.ZONE, ids, state.EVERYWHERE)
    chosen: str = st.selectbox(
        _("Zone"),
        ids,
        format_func=lambda key: _("Whole province") if key == state.EVERYWHERE else names[key],
        key=state.ZONE,
        persist_state="session",
    )
    return chosen


def _render_map_choices() -> tuple[tuple[str, ...], str]:
    _ = language.words()
    layers = st.pills(
        _("On the map"),
        state.MAP_LAYERS,
        selection_mode="multi",
        format_func=lambda key: _(LAYER_TITLES[key]),
        key=state.LAYERS,
        persist_state="session",
    )
    base: str = st.radio(
        _("Base map"),
        state.BASES,
        format_func=lambda key: _(BASE_TITLES[key]),
        key=state.BASE,
        persist_state="session",
    )
    return tuple(layers), base


def of_zone(ranked: gpd.GeoDataFrame, choices: Choices) -> gpd.GeoDataFrame:
    """Keep the communities of the chosen tambon."""
    everywhere = choices.zone_id == state.EVERYWHERE
    return ranked if everywhere else ranked[ranked["zone_id"] == choices.zone_id]


def of_gap(ranked: gpd.GeoDataFrame, choices: Choices) -> gpd.GeoDataFrame:
    """Keep the communities with the chosen gap."""
    everything = choices.gap == state.EVERYWHERE
    return ranked if everything else ranked[ranked["gap"].isin(SHOWN_GAPS[choices.gap])]
