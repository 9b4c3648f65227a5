"""The stops on the drawn line: what is at each, and who depends on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo_app.reports.tables import names_of
from geo_app.ui.proposals import kept, session
from geo_app.ui.proposals.entry import forms
from geo_app.ui.proposals.entry.placing_form import render_placing
from geo_app.ui.shared import language
from geo_app.ui.shared.feedback import plain
from geo_app.words.translating import pick_name

if TYPE_CHECKING:
    from geo_app.ui.proposals.kept import Measured

TABLE = "proposal_stops"
DEPENDS = "proposal_depends"


def render_stops(measured: Measured) -> None:
    """
    Show the table of stops, which can be renamed and taken off, and place them anew.

    Parameters
    ----------
    measured
        What is known of the drawing.
    """
    _ = language.words()
    stops = session.current()["stops"]
    render_placing(measured)
    if not stops:
        st.info(_("There are no stops on the line yet."))
        return
    asks = st.toggle(_("Show who depends on each stop alone"), key=DEPENDS)
    table = _table(stops, measured, asks=asks)
    key = f"{TABLE}_{hash(str(stops))}"
    st.data_editor(
        table,
        key=key,
        num_rows="delete",
        hide_index=True,
        disabled=[str(column) for column in table if column not in ("name_th", "name_en")],
        on_change=_take,
        args=(key, [str(stop_id) for stop_id in table.index]),
        column_config={
            "name_th": st.column_config.TextColumn(_("Name (Thai)"), max_chars=200),
            "name_en": st.column_config.TextColumn(_("Name (English)"), max_chars=200),
        },
    )
    st.caption(plain(_("Type over a name to change it; tick rows and press Delete to remove.")))


def _table(stops: list[dict[str, Any]], measured: Measured, *, asks: bool) -> pd.DataFrame:
    """Lay out the stops in their order along the line."""
    _ = language.words()
    drawn = pd.DataFrame(stops).set_index("id")
    table = drawn[["name_th", "name_en"]].astype(object)
    measured_stops = _stops_measured(measured)
    if measured_stops is None:
        return table
    rows = measured_stops.reindex(
        [stop_id for stop_id in measured_stops.index if stop_id in table.index]
    )
    table = table.reindex([*rows.index, *table.index.difference(rows.index, sort=False)])
    table[_("New")] = rows["is_new"].map({True: _("new"), False: _("exists")})
    table[_("Along the line (m)")] = rows["along_m"].round()
    table[_("To the next (m)")] = rows["to_next_m"].round()
    table[_("Road")] = [_road(row) for row in rows.reindex(table.index).itertuples()]
    table[_("To the road (m)")] = rows["road_distance_m"].round()
    if asks:
        table = table.join(_dependence())
    return table


def _stops_measured(measured: Measured) -> pd.DataFrame | None:
    """Return what the evaluation says of the stops of the line that is being edited."""
    if measured.evaluation is None:
        return None
    route_id = forms.fields().route_id
    for route in measured.evaluation.routes:
        if route.route_id == route_id:
            return route.stops
    return None


def _road(row: Any) -> str:
    name = pick_name(row.road_name_th, row.road_name_en, language.current(), otherwise="")
    kind = row.highway if isinstance(row.highway, str) else ""
    return name or kind


def _dependence() -> pd.DataFrame:
    """Say who has this stop in reach and no other; measured on demand."""
    _, tongue = language.words(), language.current()
    rows = kept.dependence(session.current(), session.opened().made_on)
    names = names_of(kept.baseline().communities.origins, tongue)
    alone = [
        ", ".join(names.get(str(key), str(key)) for key in ids) for ids in rows["communities_alone"]
    ]
    return pd.DataFrame(
        {
            _("People who have only this stop"): rows["people_alone"].round(),
            _("Communities that have only this stop"): alone,
        },
        index=rows.index,
    )


def _take(key: str, order: list[str]) -> None:
    """Put names and removals into the document."""
    if not forms.is_open():
        return
    typed = st.session_state[key]
    gone = {order[number] for number in typed["deleted_rows"]}
    named = {order[number]: values for number, values in typed["edited_rows"].items()}
    stops = [
        {**stop, **{name: value or None for name, value in named.get(stop["id"], {}).items()}}
        for stop in session.current()["stops"]
        if stop["id"] not in gone
    ]
    session.change(stops=stops)
