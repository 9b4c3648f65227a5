"""Hazards and mangroves that a proposal meets, and what a hazard would leave of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo_app.reports.proposal_facts import hazard_totals, mangrove_totals, route_names
from geo_app.reports.tables import names_of
from geo_app.ui.proposals import kept
from geo_app.ui.proposals.answers.communities_part import render_frame
from geo_app.ui.shared import language
from geo_app.ui.shared.feedback import plain
from geo_app.words import labels

if TYPE_CHECKING:
    from geo_app.proposals.evaluation import Evaluation
    from geo_app.province import Province


def render_crossings(province: Province, evaluation: Evaluation) -> None:
    """
    Show hazards by type and level, what they would cut, and mangroves by name.

    Parameters
    ----------
    province
        The province on the desk, without its broken layers.
    evaluation
        What the proposal would do.
    """
    left, right = st.columns(2)
    with left:
        _render_hazards(province, evaluation)
    with right:
        _render_mangroves(province, evaluation)
    _render_cuts(evaluation)


def _render_hazards(province: Province, evaluation: Evaluation) -> None:
    _ = language.words()
    totals = hazard_totals(evaluation, kept.baseline())
    st.subheader(labels.marked(_("Hazard zones"), province.status("hazard_zones"), _))
    if totals is None:
        st.info(_("Not known: the province has no layer of hazard zones."))
    elif totals.empty:
        st.info(_("The drawn lines and their stops lie in no hazard zone."))
    else:
        render_frame(
            pd.DataFrame(
                {
                    _("Hazard"): [_(labels.HAZARD_TYPE[kind]) for kind in totals["hazard_type"]],
                    _("Level"): [_(labels.HAZARD_LEVEL[level]) for level in totals["hazard_level"]],
                    _("Route (m)"): totals["route_length_m"].round(1),
                    _("Stops"): totals["stops"],
                    _("Which stops"): [_stops(evaluation, ids) for ids in totals["stop_ids"]],
                }
            )
        )


def _render_mangroves(province: Province, evaluation: Evaluation) -> None:
    _ = language.words()
    totals = mangrove_totals(evaluation, kept.baseline())
    st.subheader(labels.marked(_("Mangroves"), province.status("mangroves"), _))
    if totals is None:
        st.info(_("Not known: the province has no layer of mangroves."))
        return
    rows = totals.mangroves
    if rows.empty:
        text = _("No mangrove within {metres:,.0f} m of the drawn lines.")
        st.info(plain(text.format(metres=evaluation.near_m)))
        return
    names = names_of(kept.baseline().of_kind("mangroves"), language.current())
    render_frame(
        pd.DataFrame(
            {
                _("Mangrove"): [names.get(str(key), str(key)) for key in rows.index],
                _("Route in it (m)"): rows["route_length_m"].round(1),
                _("Stops"): rows["stops"],
                _("Distance (m)"): rows["distance_m"].round(),
            }
        )
    )


def _render_cuts(evaluation: Evaluation) -> None:
    """Say what a hazard would leave of each line if its zones were closed."""
    _, tongue = language.words(), language.current()
    routes = names_of(route_names(evaluation, kept.baseline()), tongue)
    parts = [
        route.cuts.assign(route=routes.get(route.route_id, route.route_id))
        for route in evaluation.routes
        if route.cuts is not None and len(route.cuts)
    ]
    if not parts:
        return
    rows = pd.concat(parts, ignore_index=True)
    st.subheader(_("If the zones were closed"))
    render_frame(
        pd.DataFrame(
            {
                _("Route"): rows["route"],
                _("Hazard"): [_(labels.HAZARD_TYPE[kind]) for kind in rows["hazard_type"]],
                _("Closed (m)"): rows["closed_m"].round(1),
                _("Pieces left"): rows["pieces"],
                _("Longest piece (m)"): rows["longest_piece_m"].round(),
                _("Closed stops"): [_stops(evaluation, ids) for ids in rows["stop_ids"]],
            }
        )
    )


def _stops(evaluation: Evaluation, stop_ids: tuple[str, ...]) -> str:
    rows = evaluation.proposed.stops.loc[list(stop_ids)]
    names = names_of(rows, language.current())
    return ", ".join(names.get(stop_id, stop_id) for stop_id in stop_ids)
