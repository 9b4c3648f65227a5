"""By which standard access counts, and what running costs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from geo_app.errors import mark
from geo_app.proposals.running.operating import Rates
from geo_app.ui.proposals import kept
from geo_app.ui.proposals.entry import forms
from geo_app.ui.proposals.entry.vehicle_choice import whose_rates
from geo_app.ui.shared import access_controls, language, state
from geo_app.ui.shared.feedback import html_text
from geo_app.words.translating import pick_name

AMOUNTS = {
    "vehicle_hour_thb": mark("A vehicle-hour (THB)"),
    "vehicle_km_thb": mark("A vehicle-km (THB)"),
    "peak_vehicle_thb_per_day": mark("A vehicle a day (THB)"),
    "days_per_year": mark("Days a year"),
}
SHARES = {
    "layover_share": mark("Layover (% of the round trip)"),
    "spare_share": mark("Spare vehicles (%)"),
}
PERCENT = 100


def render_rates() -> None:
    """Show the standard's controls as on the coverage page, and the rates."""
    _ = language.words()
    first, second, third = st.columns(3, vertical_alignment="bottom")
    with first:
        standard = access_controls.render_standard()
    with second:
        access_controls.render_walk_distance(standard)
    with third:
        access_controls.render_when(standard)
    whose = whose_rates(kept.rates())
    text = _(
        "These rates are placeholders that nobody has confirmed: enter your own before a cost is "
        "quoted."
    )
    if whose is not None:
        name = pick_name(whose.name_th, whose.name_en, language.current(), otherwise="")
        text = _("Rates of the vehicle “{vehicle}”. Source: {source}").format(
            vehicle=name, source=whose.source or _("not stated")
        )
    st.html(f'<div class="ga-deviates">{html_text(text)}</div>')
    rates = kept.rates()
    for names, factor in ((AMOUNTS, 1), (SHARES, PERCENT)):
        columns = st.columns(len(AMOUNTS))
        for column, (name, label) in zip(columns, names.items(), strict=False):
            with column:
                _render_rate(_(label), name, getattr(rates, name) * factor)
    if rates != Rates() and st.button(_("Back to the placeholders"), key="own_rates"):
        st.session_state[state.RATES] = Rates()
        st.rerun(scope="fragment")


def _render_rate(label: str, name: str, value: float) -> None:
    forms.render_number(label, name, value, _take)


def _take(name: str, value: Any) -> None:
    """Keep a rate that is one; what is none is as if it had not been typed."""
    factor = PERCENT if name in SHARES else 1
    number = None if value is None else value / factor
    if name == "days_per_year" and number is not None:
        number = round(number)
    try:
        stated: dict[str, Any] = {name: number}
        st.session_state[state.RATES] = replace(kept.rates(), **stated)
    except (TypeError, ValueError):
        st.toast(language.words()("That is no rate; the one before stays."))
