"""Stops put on the line by themselves: evenly, or where they cover most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geo_app.analysis.walks.nearest_stops import ROUNDING_M
from geo_app.errors import GeoAppError, mark
from geo_app.proposals.document.editor_document import stops_at
from geo_app.proposals.stop_placing import place_by_coverage, place_by_spacing
from geo_app.ui.proposals import kept, session, settling
from geo_app.ui.proposals.entry import forms
from geo_app.ui.shared import language, state

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geo_app.ui.proposals.kept import Measured

WAY = "proposal_placing"
SPACING_M = "proposal_spacing_m"
NUMBER = "proposal_number"
WAYS = {"spacing": mark("Evenly spaced"), "coverage": mark("Where they cover most")}
NARROWEST_M, WIDEST_M, USUAL_M = 50, 5_000, int(settling.SPACING_M)
MOST, FEW = 100, 8


def render_placing(measured: Measured) -> None:
    """
    Show the choice of a way and the button.

    Parameters
    ----------
    measured
        What is known of the drawing.
    """
    _ = language.words()
    has_line = len(session.current()["line"]) > 1
    with st.container(horizontal=True, vertical_alignment="bottom"):
        way = st.segmented_control(
            _("Place stops"),
            list(WAYS),
            required=True,
            default="spacing",
            format_func=lambda key: _(WAYS[key]),
            key=WAY,
        )
        st.number_input(
            _("At least apart (m)") if way == "coverage" else _("Every (m)"),
            NARROWEST_M,
            WIDEST_M,
            USUAL_M,
            step=50,
            key=SPACING_M,
            width=160,
        )
        if way == "coverage":
            st.number_input(_("At most"), 1, MOST, FEW, key=NUMBER, width=140)
        st.button(
            _("Place the stops"),
            icon=":material/more_horiz:",
            key="place_stops",
            disabled=not has_line,
            help=_("New stops are replaced; those that exist stay. Undo takes it back."),
            on_click=_place,
            args=(way, measured.path),
        )


def _place(way: str, path: list[list[float]] | None) -> None:
    """Replace the new stops by placed ones."""
    doc, fields = session.current(), forms.fields()
    line = path or doc["line"]
    line_xy = settling.metres_of(line)
    existing = [stop for stop in doc["stops"] if stop["is_existing"]]
    try:
        along_m = _along(way, line_xy)
    except GeoAppError as error:
        st.session_state[state.PROPOSAL_NOTICE] = error
        return
    taken = {*kept.baseline().network.stops.index, *(stop["id"] for stop in existing)}
    new: list[dict[str, Any]] = stops_at(
        settling.degrees_along(line_xy, along_m), route_id=fields.route_id, taken=taken
    )
    session.change(stops=[*existing, *new])


def _along(way: str, line_xy: NDArray[np.float64]) -> NDArray[np.float64]:
    spacing_m = float(st.session_state[SPACING_M])
    if way != "coverage":
        return place_by_spacing(line_xy, spacing_m=spacing_m)
    people, limit_m = kept.baseline().people, kept.question().limit_m
    served = people.nearest["walk_distance_m"].to_numpy(dtype=float) <= limit_m + ROUNDING_M
    return place_by_coverage(
        line_xy,
        people.walking,
        people.origin_places,
        people.origins["population"].to_numpy(dtype=float),
        limit_m=limit_m,
        number=int(st.session_state[NUMBER]),
        min_spacing_m=spacing_m,
        already_served=served,
    ).along_m
