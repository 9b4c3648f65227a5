"""The form for a further change: of a route or a stop that exists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geo_app.errors import mark
from geo_app.proposals.changes.kinds import DRAWN_KINDS
from geo_app.proposals.changes.terms import End
from geo_app.proposals.document.editor_document import (
    change_route,
    route_ids,
    stops_at,
    with_change,
)
from geo_app.ui.proposals import kept, session
from geo_app.ui.proposals.entry import existing, forms
from geo_app.ui.shared import language, state
from geo_app.ui.shared.feedback import plain
from geo_app.words.change_words import CHANGE_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_app.ui.proposals.kept import Measured

KIND = "proposal_change_kind"
FORM = "proposal_change_"
ENDS = {End.START.value: mark("From its start"), End.END.value: mark("From its end")}
EVERY_ROUTE = ""

Properties = dict[str, Any]


def render_form(measured: Measured) -> None:
    """
    Show the choice of a change, what it needs, and the button that adds it.

    Parameters
    ----------
    measured
        What is known of the drawing.
    """
    _ = language.words()
    with st.container(border=True):
        kind = st.selectbox(
            _("Kind of change"),
            list(FIELDS),
            format_func=lambda name: _(CHANGE_WORDS[name].offer),
            key=KIND,
        )
        stated, place = FIELDS[kind]()
        if kind in DRAWN_KINDS:
            _render_line_button(kind, stated, measured)
        else:
            st.button(
                _("Add this change"),
                icon=":material/add:",
                key="add_change",
                on_click=_add,
                args=({"kind": kind, **stated}, place),
            )


def _render_line_button(kind: str, stated: Properties, measured: Measured) -> None:
    """Offer to put a route's line on the map, unless the proposal has one of it already."""
    _ = language.words()
    is_drawn = stated["route_id"] in route_ids(forms.fields())
    if is_drawn:
        st.caption(plain(_("A line of this route is in the proposal already: edit that one.")))
    st.button(
        _("Put it on the map"),
        icon=":material/edit:",
        key="add_line",
        disabled=is_drawn,
        on_click=put_on_map,
        args=({"kind": kind, **stated}, measured.path),
    )


def _add(properties: Properties, place: tuple[float, float] | None) -> None:
    if not forms.is_open():
        return
    geometry = None if place is None else {"type": "Point", "coordinates": list(place)}
    session.change(fields=with_change(session.current(), properties, geometry=geometry))


def put_on_map(properties: Properties, path: list[list[float]] | None) -> None:
    """
    Put a route's line on the map, to be drawn otherwise.

    Parameters
    ----------
    properties
        Of the change: `kind`, `route_id`, and `end` of an extension.
    path
        The drawn line as it runs along roads, which stays so; None where there is none.
    """
    if not forms.is_open():
        return
    route_id = properties["route_id"]
    if properties["kind"] == "extend":
        line = existing.first_piece(route_id, properties["end"])
    else:
        line = existing.course_of(route_id)
    session.change(**change_route(session.current(), properties, line, [], path=path))


def _choose(label: str, name: str, options: dict[str, str]) -> str:
    return st.selectbox(
        label, list(options), format_func=lambda key: options.get(key, key), key=FORM + name
    )


def _route() -> str:
    return _choose(language.words()("Route"), "route", existing.route_names())


def _route_only() -> tuple[Properties, None]:
    return {"route_id": _route()}, None


def _extend() -> tuple[Properties, None]:
    _ = language.words()
    route_id = _route()
    end = _choose(_("Where it goes on"), "end", {end: _(title) for end, title in ENDS.items()})
    return {"route_id": route_id, "end": end}, None


def _cut_back() -> tuple[Properties, None]:
    _ = language.words()
    route_id = _route()
    stops = existing.stops_of(route_id)
    first, last = st.columns(2)
    with first:
        start = _choose(_("From the stop"), f"from_{route_id}", stops)
    with last:
        end = _choose(_("To the stop"), f"to_{route_id}", stops)
    return {"route_id": route_id, "from_stop_id": start, "to_stop_id": end}, None


def _change_headway() -> tuple[Properties, None]:
    _ = language.words()
    route_id = _route()
    first, second, third = st.columns(3)
    with first:
        headway = st.number_input(_("Headway (min)"), value=30.0, format="%g", key=FORM + "headway")
    with second:
        start = st.text_input(_("First departure"), key=FORM + "first", placeholder="06:00")
    with third:
        end = st.text_input(_("Last departure"), key=FORM + "last", placeholder="20:00")
    times = {"first_departure": start, "last_departure": end}
    stated = {name: value for name, value in times.items() if value}
    return {"route_id": route_id, "headway_min": headway, **stated}, None


def _change_speed() -> tuple[Properties, None]:
    _ = language.words()
    route_id = _route()
    speed = st.number_input(
        _("Speed with stops (km/h)"), value=20.0, min_value=1.0, format="%g", key=FORM + "speed"
    )
    return {"route_id": route_id, "speed_kmh": speed}, None


def _remove_stop() -> tuple[Properties, None]:
    _ = language.words()
    stop_id = _choose(_("Stop"), "stop", existing.stop_names())
    routes = {EVERY_ROUTE: _("All routes"), **existing.route_names()}
    route_id = _choose(_("Of which route"), "of_route", routes)
    return {"stop_id": stop_id} | ({"route_id": route_id} if route_id else {}), None


def _move_stop() -> tuple[Properties, tuple[float, float]]:
    stop_id = _choose(language.words()("Stop"), "stop", existing.stop_names())
    return {"stop_id": stop_id}, _place(existing.place_of(stop_id), f"move_{stop_id}")


def _add_stop() -> tuple[Properties, tuple[float, float]]:
    _ = language.words()
    routes = existing.route_names()
    chosen = st.multiselect(
        _("Routes that call there"),
        list(routes),
        format_func=lambda route_id: routes[route_id],
        key=FORM + "routes",
    )
    first, second = st.columns(2)
    with first:
        name_th = st.text_input(_("Name (Thai)"), key=FORM + "name_th", max_chars=200)
    with second:
        name_en = st.text_input(_("Name (English)"), key=FORM + "name_en", max_chars=200)
    names = {"name_th": name_th, "name_en": name_en}
    stop_ids = kept.baseline().network.stops.index
    stated = {name: value for name, value in names.items() if value}
    place = _place(existing.place_of(str(stop_ids[0])) if len(stop_ids) else (0.0, 0.0), "add")
    return {"stop_id": _new_stop_id(), "route_ids": chosen, **stated}, place


def _new_stop_id() -> str:
    """Return an id that no stop of today or of the proposal has."""
    doc, fields = session.current(), forms.fields()
    drawn = [stop["id"] for stop in doc["stops"]]
    features = [feature for group in fields.others for feature in group]
    others = [str(feature["properties"].get("stop_id")) for feature in features]
    taken = {*kept.baseline().network.stops.index, *drawn, *others}
    return stops_at([(0.0, 0.0)], route_id="add", taken=taken)[0]["id"]


def _place(otherwise: tuple[float, float], name: str) -> tuple[float, float]:
    """Show the fields for a place, filled in with the pin on the map where there is one."""
    _ = language.words()
    pin = st.session_state.get(state.PROPOSAL_PIN)
    lon, lat = otherwise if pin is None else (pin["lon"], pin["lat"])
    number = 0 if pin is None else pin["n"]
    st.caption(plain(_("Mark the place on the map with «Pin a comment», or write it here.")))
    first, second = st.columns(2)
    with first:
        x = st.number_input(
            _("Longitude"), -180.0, 180.0, lon, format="%.6f", key=f"{FORM}lon_{name}_{number}"
        )
    with second:
        y = st.number_input(
            _("Latitude"), -90.0, 90.0, lat, format="%.6f", key=f"{FORM}lat_{name}_{number}"
        )
    return x, y


FIELDS: dict[str, Callable[[], tuple[Properties, tuple[float, float] | None]]] = {
    "reroute": _route_only,
    "extend": _extend,
    "cut_back": _cut_back,
    "change_headway": _change_headway,
    "change_speed": _change_speed,
    "remove_route": _route_only,
    "add_stop": _add_stop,
    "move_stop": _move_stop,
    "remove_stop": _remove_stop,
}
"""What a form asks for each kind of change, and of some where; new routes are drawn."""
