"""How the drawn route would run: headways, span, speed, fare, names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo_app.errors import mark
from geo_app.proposals.changes.extend import Extend
from geo_app.proposals.changes.new_route import AddRoute
from geo_app.proposals.changes.terms import End, StopPolicy
from geo_app.ui.proposals.entry import forms, vehicle_choice
from geo_app.ui.shared import language
from geo_app.ui.shared.feedback import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_app.proposals.document.editor_fields import Fields

POLICIES = {
    StopPolicy.STOPS.value: mark("At its stops"),
    StopPolicy.HAIL_AND_RIDE.value: mark("Anywhere along the line (hail and ride)"),
}
ENDS = {End.START.value: mark("From its start"), End.END.value: mark("From its end")}
WINDOW_COLUMNS = ("start", "end", "headway_min")
WINDOWS = "proposal_windows"


def render_service() -> None:
    """Show the form of the line that is being edited."""
    fields = forms.fields()
    _render_line(fields)
    if fields.kind == AddRoute.kind:
        vehicle_choice.render_vehicle(fields.route)
        left, right = st.columns(2)
        with left:
            _render_times(fields.route)
        with right:
            render_windows(fields.route)
        _render_names(fields.route)
    elif fields.kind == Extend.kind:
        _render_end(fields.route)


def _render_line(fields: Fields) -> None:
    _ = language.words()
    forms.render_switch(
        _("Follow the roads"),
        "follows_roads",
        fields.follows_roads,
        lambda _name, value: forms.change_fields(follows_roads=bool(value)),
        help=_(
            "The line is led along roads between the points that you draw, each at the nearest "
            "road within 500 m. Where there is none the line stays straight, marked in brown."
        ),
    )
    if fields.kind != AddRoute.kind:
        text = _("This line is another course of the route «{route}». It runs as it does today.")
        st.caption(plain(text.format(route=fields.route_id)))


def _render_times(route: Mapping[str, Any]) -> None:
    _ = language.words()
    first, second = st.columns(2)
    with first:
        forms.render_number(
            _("Headway (min)"), "headway_min", route.get("headway_min"), forms.change_route
        )
        forms.render_text(
            _("First departure"),
            "first_departure",
            route.get("first_departure"),
            forms.change_route,
            placeholder="06:00",
        )
        forms.render_number(
            _("Speed with stops (km/h)"), "speed_kmh", route.get("speed_kmh"), forms.change_route
        )
    with second:
        forms.render_number(_("Fare (THB)"), "fare_thb", route.get("fare_thb"), forms.change_route)
        forms.render_text(
            _("Last departure"),
            "last_departure",
            route.get("last_departure"),
            forms.change_route,
            placeholder="20:00",
        )
        forms.render_choice(
            _("Where it can be boarded"),
            "stop_policy",
            route.get("stop_policy"),
            list(POLICIES),
            forms.change_route,
            format_func=lambda key: _(POLICIES[key]),
        )


def render_windows(route: Mapping[str, Any]) -> None:
    """
    Show the table of other headways by part of the day.

    Parameters
    ----------
    route
        The line's properties in the document.
    """
    _ = language.words()
    rows = route.get("headways")
    rows = rows if isinstance(rows, list) else []
    shown = pd.DataFrame(rows, columns=list(WINDOW_COLUMNS))
    shown = shown.astype({"start": "str", "end": "str", "headway_min": "float64"})
    st.caption(plain(_("Other headways by part of the day")))
    st.data_editor(
        shown,
        # Another key after each change: what was typed is in the document then.
        key=f"{WINDOWS}_{hash(str(rows))}",
        num_rows="dynamic",
        hide_index=True,
        on_change=_take_windows,
        args=(f"{WINDOWS}_{hash(str(rows))}", rows),
        column_config={
            "start": st.column_config.TextColumn(_("From"), help=_("Such as 07:00")),
            "end": st.column_config.TextColumn(_("Until"), help=_("Such as 25:30")),
            "headway_min": st.column_config.NumberColumn(_("Headway (min)")),
        },
    )


def _take_windows(key: str, before: list[dict[str, Any]]) -> None:
    """Put what was typed into the document once a row is whole, or gone."""
    if not forms.is_open():
        return
    typed = st.session_state[key]
    rows = [
        {**row, **typed["edited_rows"].get(number, {})}
        for number, row in enumerate(before)
        if number not in typed["deleted_rows"]
    ]
    rows += [dict(row) for row in typed["added_rows"]]
    if all(row.get(name) not in (None, "") for row in rows for name in WINDOW_COLUMNS):
        forms.change_route("headways", rows)


def _render_names(route: Mapping[str, Any]) -> None:
    _ = language.words()
    first, second = st.columns(2)
    with first:
        forms.render_text(
            _("Name of the route (Thai)"), "name_th", route.get("name_th"), forms.change_route
        )
    with second:
        forms.render_text(
            _("Name of the route (English)"), "name_en", route.get("name_en"), forms.change_route
        )


def _render_end(route: Mapping[str, Any]) -> None:
    _ = language.words()
    forms.render_choice(
        _("Where the route goes on"),
        "end",
        route.get("end"),
        list(ENDS),
        forms.change_route,
        format_func=lambda key: _(ENDS[key]),
    )
