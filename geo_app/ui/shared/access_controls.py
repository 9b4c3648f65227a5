"""The controls that say by which definition access is measured, and when buses must run."""

from __future__ import annotations

from typing import Any

import streamlit as st

from geo_app.analysis.access.question import Question
from geo_app.analysis.access.standards import STANDARDS, Standard, StandardId
from geo_app.errors import mark
from geo_app.transit.calendar import DayType
from geo_app.transit.headways import Window, read_window
from geo_app.ui.shared import language, state
from geo_app.units import format_clock

DAY_TYPES = {
    DayType.WEEKDAY: mark("Weekday"),
    DayType.SATURDAY: mark("Saturday"),
    DayType.SUNDAY: mark("Sunday"),
}
OWN_WALK = "own_walk_m"
OWN_STEP_M = 10
WAYS_BACK = "window_ways_back"
QUARTERS = [format_clock(n * state.QUARTER_S) for n in range(state.LAST_QUARTER + 1)]
"""Quarter hours of the service day."""


def render_standard() -> Standard:
    """Show the choice of a definition and return it."""
    _ = language.words()
    chosen = st.selectbox(
        _("Standard"),
        [standard_id.value for standard_id in STANDARDS],
        format_func=lambda key: _(STANDARDS[StandardId(key)].title),
        help=_("What counts as served. The page «Standards» shows all of them side by side."),
        key=state.STANDARD,
        on_change=_take_own,
        persist_state="session",
    )
    return STANDARDS[StandardId(chosen)]


def render_walk_distance(standard: Standard) -> int:
    """
    Show the walking distance: a slider, still where the standard allows no other.

    Parameters
    ----------
    standard
        The standard that is chosen.
    """
    _ = language.words()
    label = _("Walking distance to a stop (m)")
    own_m = int(standard.walk_distance_m)
    if not standard.is_adjustable:
        # A link may name another one; this standard has none but its own.
        st.session_state[state.WALK_DISTANCE_M] = own_m
        st.session_state[OWN_WALK] = own_m
        st.slider(
            label,
            state.MIN_WALK_M,
            state.MAX_WALK_M,
            step=OWN_STEP_M,
            key=OWN_WALK,
            disabled=True,
            help=_("This standard has one distance only."),
        )
        return own_m
    chosen: int = st.slider(
        label,
        state.MIN_WALK_M,
        state.MAX_WALK_M,
        step=state.STEP_WALK_M,
        key=state.WALK_DISTANCE_M,
        persist_state="session",
        help=_("The standard's own distance to a bus stop is {metres:,} m.").format(metres=own_m),
    )
    return chosen


def render_when(standard: Standard) -> tuple[DayType, Window | None]:
    """
    Show day type and, where the standard has one, the window; None is the standard's own.

    Parameters
    ----------
    standard
        The standard that is chosen.
    """
    _ = language.words()
    chosen = st.segmented_control(
        _("Day of the timetable"),
        [day_type.value for day_type in DayType],
        required=True,
        format_func=lambda key: _(DAY_TYPES[DayType(key)]),
        key=state.DAY_TYPE,
        persist_state="session",
    )
    day_type = DayType(chosen or DayType.WEEKDAY)
    if standard.window is None:
        return day_type, None
    usual = state.quarters(standard.window)
    # A slider with two ends begins at its value and keeps it as long as its key is the
    # same; another standard and the way back to its own window therefore make another.
    key = f"window_{standard.standard_id.value}_{st.session_state.get(WAYS_BACK, 0)}"
    ends: Any = st.select_slider(
        _("Time of day that counts"),
        QUARTERS,
        value=st.session_state[state.WINDOW] or usual,
        key=key,
        on_change=_take_window,
        args=(key, usual),
        help=_("After midnight the service day goes on: 25:30 is half past one at night."),
    )
    if st.session_state[state.WINDOW] is None:
        return day_type, None
    st.button(
        _("Back to {start}–{end}").format(start=usual[0], end=usual[1]),
        icon=":material/undo:",
        key="own_window",
        on_click=_go_back,
    )
    return day_type, read_window("-".join(ends))


def chosen_question() -> Question:
    """Return what the session asks before its controls are drawn; they may know better."""
    standard = state.chosen_standard()
    metres = st.session_state[state.WALK_DISTANCE_M]
    window = st.session_state[state.WINDOW]
    return question_of(
        standard,
        int(metres if standard.is_adjustable else standard.walk_distance_m),
        DayType(st.session_state[state.DAY_TYPE] or DayType.WEEKDAY),
        None if window is None or standard.window is None else read_window("-".join(window)),
    )


def question_of(
    standard: Standard, walk_distance_m: int, day_type: DayType, window: Window | None
) -> Question:
    """
    Put together what is asked.

    Parameters
    ----------
    standard
        The standard that is chosen.
    walk_distance_m
        To a bus stop.
    day_type
        Of the timetable.
    window
        None: the standard's own.
    """
    return Question(
        standard_id=standard.standard_id,
        walk_distance_m=float(walk_distance_m),
        day=day_type,
        window=window,
    )


def _take_own() -> None:
    """Begin with another standard at its own distance and in its own window."""
    st.session_state[state.WALK_DISTANCE_M] = int(state.chosen_standard().walk_distance_m)
    st.session_state[state.WINDOW] = None


def _take_window(key: str, usual: tuple[str, str]) -> None:
    """Keep what the slider says; without length, or the standard's own, it is none."""
    ends = tuple(st.session_state[key])
    if ends[0] == ends[1]:
        _go_back()
    else:
        st.session_state[state.WINDOW] = None if ends == usual else ends


def _go_back() -> None:
    """Return to the standard's own window, with a slider that says so."""
    st.session_state[state.WINDOW] = None
    st.session_state[WAYS_BACK] = st.session_state.get(WAYS_BACK, 0) + 1
