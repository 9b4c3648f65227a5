"""The controls that pages share, and the line at their top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from geo_app.analysis.areas.zoning import finest_zones
from geo_app.analysis.coverage import are_exposed_without_plan
from geo_app.analysis.ranking import Gap
from geo_app.analysis.verdicts import Verdict
from geo_app.errors import mark
from geo_app.indicators.listing import (
    COUNTED,
    IDS,
    LISTING,
    counted_unasked,
    in_order,
    indicator_of,
)
from geo_app.indicators.plan import PLAN
from geo_app.indicators.stop import STOP
from geo_app.reports.tables import names_of
from geo_app.ui.shared import access_controls, language, state, thai_day
from geo_app.ui.shared.feedback import plain
from geo_app.words.indicator_words import words_of
from geo_app.words.translating import Language, pick_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    import geopandas as gpd
    from streamlit.delta_generator import DeltaGenerator

    from geo_app.analysis.access.question import Question
    from geo_app.analysis.access.standards import Standard
    from geo_app.province import Province

LAYER_TITLES = {
    "share": mark("Share served"),
    "stops": mark("Bus stops"),
    "routes": mark("Bus routes"),
    "hazards": mark("Disaster-risk zones"),
    "records": mark("Hazards on record"),
    "mangroves": mark("Mangroves"),
    "zones": mark("Zones"),
    "facilities": mark("Facilities"),
}
SUBJECTS = {"stops": (STOP.id,), "plans": (PLAN.id,), "both": COUNTED}
SUBJECT_TITLES = {
    "stops": mark("Bus stops"),
    "plans": mark("Plans and hazards"),
    "both": mark("Both"),
}
PAIR = 2
SUBJECT_WIDTH_PX, STANDARD_WIDTH_PX, WALK_WIDTH_PX, GAP_WIDTH_PX, MORE_WIDTH_PX = (
    320, 175, 225, 220, 175,
)  # fmt: skip
"""So that all stand in one row beside each other on a laptop, and wrap elsewhere."""

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
    counted: tuple[str, ...] = COUNTED


def render_header(place: DeltaGenerator, province: Province) -> None:
    """
    Say which province is on the desk.

    Parameters
    ----------
    place
        Where on the page.
    province
        Whose name is shown.
    """
    _, spec = language.words(), province.spec
    name = pick_name(spec.name_th, spec.name_en, language.current(), otherwise=spec.province_id)
    place.caption(plain(_("Province: {name}").format(name=name)))


def chosen(province: Province) -> Choices:
    """
    Return what the session holds, before the controls are drawn; they may know better.

    Parameters
    ----------
    province
        Of whose layers the sound ones order and colour the list until somebody chooses.
    """
    st.session_state[state.COUNTED_UNASKED] = list(counted_unasked(province))
    if st.session_state[state.COUNTED] is None:
        # Whoever asks for those without both asks for both.
        asks_both = st.session_state[state.GAP] == Gap.BOTH.value
        unasked = st.session_state[state.COUNTED_UNASKED]
        st.session_state[state.COUNTED] = list(COUNTED if asks_both else unasked)
    return Choices(
        question=access_controls.chosen_question(),
        day=st.session_state[state.DAY],
        gap=st.session_state[state.GAP],
        zone_id=st.session_state[state.ZONE],
        layers=_layers_asked(st.session_state[state.LAYERS], st.session_state[state.COUNTED]),
        base=st.session_state[state.BASE],
        counted=in_order(st.session_state[state.COUNTED]),
    )


def _layers_asked(layers: Iterable[str], counted: Collection[str]) -> tuple[str, ...]:
    """Leave the share of people served by buses out where nobody asks about buses."""
    asks_about_buses = not counted or set(counted) - {PLAN.id}
    return tuple(layer for layer in layers if asks_about_buses or layer != "share")


def render_choices(province: Province) -> Choices:
    """
    Show the controls of the coverage page and return what is chosen.

    Parameters
    ----------
    province
        For the names of its zones.
    """
    _ = language.words()
    row = st.container(horizontal=True, vertical_alignment="bottom", key="gaps_choices")
    with row.container(width=SUBJECT_WIDTH_PX):
        _render_subject()
    with row.container(width=STANDARD_WIDTH_PX):
        standard = access_controls.render_standard()
    with row.container(width=WALK_WIDTH_PX):
        walk_distance_m = access_controls.render_walk_distance(standard)
    with row.container(width=GAP_WIDTH_PX):
        gap = _render_gap(standard)
    with (
        row.container(width=MORE_WIDTH_PX),
        st.popover(_("More choices"), icon=":material/tune:", width="stretch"),
    ):
        day_type, window = access_controls.render_when(standard)
        day = _render_day()
        zone_id = _render_zone(province)
        counted = _render_counted()
        layers, base = _render_map_choices()
    question = access_controls.question_of(standard, walk_distance_m, day_type, window)
    return Choices(
        question=question,
        day=day,
        gap=gap,
        zone_id=zone_id,
        layers=_layers_asked(layers, counted),
        base=base,
        counted=counted,
    )


def gap_titles(standard: Standard, counted: tuple[str, ...]) -> dict[str, str]:
    """
    Return which communities can be shown, as marked English sentences.

    Parameters
    ----------
    standard
        By which access is asked.
    counted
        Ids of the indicators that count.
    """
    all_without = {each.id: words_of(each.id, standard).all_without for each in LISTING}
    several = mark("Those with more than one gap")
    if len(counted) == PAIR:
        several = mark("Those without both")
    titles = {
        state.EVERYWHERE: mark("All communities"),
        **all_without,
        state.EXPOSED: mark("Those exposed to a hazard and without a valid plan"),
        Gap.BOTH.value: several,
        Gap.NONE.value: mark("Those without a known gap"),
    }
    if len(counted) < PAIR:
        # Nobody lacks more than one of one.
        del titles[Gap.BOTH.value]
    return titles


def _render_subject() -> None:
    """Ask for stops, plans or both at once; more is chosen one by one in *More choices*."""
    _ = language.words()
    counted = in_order(st.session_state[state.COUNTED])
    named = {ids: name for name, ids in SUBJECTS.items()}
    st.session_state[state.SUBJECT] = named.get(counted)
    st.segmented_control(
        _("Asked about"),
        list(SUBJECTS),
        format_func=lambda name: _(SUBJECT_TITLES[name]),
        key=state.SUBJECT,
        on_change=_count_subject,
        label_visibility="collapsed",
    )


def _count_subject() -> None:
    name = st.session_state[state.SUBJECT]
    if name is not None:
        st.session_state[state.COUNTED] = list(SUBJECTS[name])


def _render_gap(standard: Standard) -> str:
    _ = language.words()
    titles = gap_titles(standard, in_order(st.session_state[state.COUNTED]))
    state.keep_valid(state.GAP, list(titles), state.EVERYWHERE)
    chosen: str = st.selectbox(
        _("Show"),
        list(titles),
        format_func=lambda key: _(titles[key]),
        key=state.GAP,
        persist_state="session",
    )
    return chosen


def _render_counted() -> tuple[str, ...]:
    _ = language.words()
    chosen = st.pills(
        _("What counts as a gap"),
        IDS,
        selection_mode="multi",
        format_func=lambda key: _(indicator_of(key).title),
        help=_("Colours, ranks and names the gap of each community."),
        key=state.COUNTED,
        persist_state="session",
    )
    return in_order(chosen)


def _render_day() -> dt.date:
    _ = language.words()
    if language.current() is Language.THAI:
        return thai_day.render_thai_day(
            _("Plans and timetable as of"), key=state.DAY, first=state.MIN_DAY, last=state.MAX_DAY
        )
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
    """
    Keep the communities of the chosen tambon.

    Parameters
    ----------
    ranked
        As `Desk.ranked` returns them.
    choices
        With the zone; everywhere keeps all.

    Returns
    -------
    ranked
        Some of the rows, with all their columns, among them `zone_id`.
    """
    everywhere = choices.zone_id == state.EVERYWHERE
    return ranked if everywhere else ranked[ranked["zone_id"] == choices.zone_id]


def of_gap(ranked: gpd.GeoDataFrame, choices: Choices) -> gpd.GeoDataFrame:
    """
    Keep the communities with the chosen gap.

    Parameters
    ----------
    ranked
        As `Desk.ranked` returns them.
    choices
        With the gap: an indicator keeps all that do not have it, whatever else they lack;
        *exposed* those of a hazard zone without a valid plan.

    Returns
    -------
    ranked
        Some of the rows, with all their columns, among them `gap`.
    """
    if choices.gap == state.EVERYWHERE:
        return ranked
    if choices.gap == state.EXPOSED:
        return ranked[are_exposed_without_plan(ranked)]
    if choices.gap in IDS:
        return ranked[ranked[indicator_of(choices.gap).verdict_column] == Verdict.UNMET]
    return ranked[ranked["gap"] == choices.gap]
