"""With which vehicle a new route runs: the choice fills in boarding, speed and rates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geo_app.errors import GeoAppError, mark
from geo_app.proposals.running.vehicles import USUAL, Vehicle, vehicles_of, with_vehicle
from geo_app.ui.proposals import kept
from geo_app.ui.proposals.entry import forms
from geo_app.ui.shared import at_desk, language, state
from geo_app.ui.shared.feedback import plain, render_error
from geo_app.words.translating import pick_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_app.proposals.running.operating import Rates

NOT_STATED = ""
NO_RATES = mark(
    "Nobody has stated rates for this vehicle: the placeholder rates stand in. Enter your own "
    "below the map, or state them in vehicles.toml."
)
SEATS = mark("{seats:,.0f} seats")
SEATS_AN_HOUR = mark("{seats:,.0f} seats, {an_hour:,.0f} an hour each way")
SOURCE = mark("Source: {source}")


def vehicles() -> tuple[Vehicle, ...]:
    """
    Return the province's kinds of vehicles, each with its seats and rates in THB.

    Raises
    ------
    GeoAppError
        If its `vehicles.toml` cannot be used.
    """
    return at_desk.kept("vehicles", make=lambda: vehicles_of(at_desk.folder()))


def render_vehicle(route: Mapping[str, Any]) -> None:
    """
    Show the choice, and what is known of the vehicle that is chosen.

    Parameters
    ----------
    route
        The line's properties in the document.
    """
    _, tongue = language.words(), language.current()
    kinds = _usable()
    names = {
        kind.vehicle_id: pick_name(kind.name_th, kind.name_en, tongue, otherwise=kind.vehicle_id)
        for kind in kinds
    }
    forms.render_choice(
        _("Vehicle"),
        "vehicle",
        route.get("vehicle"),
        [NOT_STATED, *names],
        _take,
        format_func=lambda key: names.get(key) or _("Not chosen"),
        help=_("Fills in where it is boarded, its speed and its rates, as far as somebody has "
               "stated them. Everything can be changed after it."),
    )  # fmt: skip
    chosen = next((kind for kind in kinds if kind.vehicle_id == route.get("vehicle")), None)
    if chosen is not None:
        _render_facts(chosen, route.get("headway_min"))


def _usable() -> tuple[Vehicle, ...]:
    try:
        return vehicles()
    except GeoAppError as error:
        render_error(error)
        return USUAL


def _render_facts(vehicle: Vehicle, headway_min: Any) -> None:
    _ = language.words()
    headway = headway_min if isinstance(headway_min, (int, float)) else None
    an_hour = vehicle.seats_an_hour(headway)
    parts = []
    if an_hour is not None:
        parts.append(_(SEATS_AN_HOUR).format(seats=vehicle.seats, an_hour=an_hour))
    elif vehicle.seats is not None:
        parts.append(_(SEATS).format(seats=vehicle.seats))
    if vehicle.source:
        parts.append(_(SOURCE).format(source=vehicle.source))
    if vehicle.rates is None:
        parts.append(_(NO_RATES))
    st.caption(plain(" · ".join(parts)))


def _take(name: str, value: Any) -> None:
    """Take a vehicle, and with it what is stated of it; what is not stated stays as it is."""
    vehicle = next((kind for kind in _quietly() if kind.vehicle_id == value), None)
    route = dict(forms.fields().route)
    route.pop(name, None)
    if vehicle is not None:
        stated = {"speed_kmh": vehicle.speed_kmh, "stop_policy": vehicle.stop_policy}
        route |= {name: vehicle.vehicle_id}
        route |= {key: known for key, known in stated.items() if known is not None}
    forms.change_fields(route=route)
    rates = kept.rates()
    has_rates = vehicle is not None and vehicle.rates is not None
    # What somebody has typed stays, until a vehicle brings rates that somebody has stated.
    if has_rates or whose_rates(rates) is not None:
        st.session_state[state.RATES] = with_vehicle(rates, vehicle)


def _quietly() -> tuple[Vehicle, ...]:
    """Return the vehicles; that a file is broken is told where they are shown."""
    try:
        return vehicles()
    except GeoAppError:
        return USUAL


def whose_rates(rates: Rates) -> Vehicle | None:
    """
    Return the vehicle whose rates are in use, None where they are somebody's own.

    Parameters
    ----------
    rates
        In THB, as an evaluation has them.
    """
    stated = [kind for kind in _quietly() if kind.rates is not None]
    return next((kind for kind in stated if with_vehicle(rates, kind) == rates), None)
