"""What the signs on the editor's map mean, and how far their data can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.analysis.ranking import Gap
from geo_app.catalogue import Status
from geo_app.errors import mark
from geo_app.maps import palette
from geo_app.maps.legend_drawing import LegendEntry, legend_html
from geo_app.ui.route_editor.looks import COMMENT, LINE, OFF_ROAD, OPACITY
from geo_app.ui.shared import language
from geo_app.words import labels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_app.proposals.evaluation import Evaluation
    from geo_app.province import Province
    from geo_app.ui.proposals.kept import Measured

OPEN = Status.OPEN.value
COMMUNITIES = (
    (palette.FIX, mark("gains a stop in reach")),
    (palette.GAP[Gap.BOTH], mark("loses its stop in reach")),
    (palette.STOP_FILL, mark("community served")),
    (palette.SHARE_UNKNOWN, mark("community not served")),
)


def render_legend(province: Province, measured: Measured, *, has_pins: bool) -> None:
    """
    Show a sign for each kind of thing that lies on the map.

    Parameters
    ----------
    province
        The province on the desk, without its broken layers.
    measured
        What is known of the drawing.
    has_pins
        Whether comments are pinned to the map.
    """
    st.html(
        legend_html(_entries(province, measured, has_pins=has_pins), translate=language.words())
    )


def _entries(province: Province, measured: Measured, *, has_pins: bool) -> Iterator[LegendEntry]:
    _ = language.words()
    yield LegendEntry(label=_("Proposed line"), colour=LINE, mark="line", status=OPEN)
    if measured.road.straight:
        yield LegendEntry(label=_("Follows no road"), colour=OFF_ROAD, mark="dots", status=OPEN)
    kinds = ("transit", "bus_routes")
    buses = next((s for s in map(province.status, kinds) if s is not None), OPEN)
    colour = palette.ROUTES[0]
    yield LegendEntry(label=_("Routes of today"), colour=colour, mark="dots", status=buses)
    stop = palette.STOP_FILL
    yield LegendEntry(label=_("Bus stops"), colour=stop, mark="dot", status=buses)
    communities = province.status("communities") or OPEN
    for colour, text in COMMUNITIES:
        yield LegendEntry(label=_(text), colour=colour, mark="circle", status=communities)
    if measured.evaluation is not None and measured.evaluation.people_by == "population":
        people = province.status("population") or OPEN
        label = _("Where people live who gain or lose")
        yield LegendEntry(label=label, colour=palette.FIX, mark="dot", status=people)
    if measured.evaluation is not None:
        yield from _crossed(province, measured.evaluation)
    if has_pins:
        yield LegendEntry(label=_("Comment"), colour=COMMENT, mark="circle", status=OPEN)


def _crossed(province: Province, evaluation: Evaluation) -> Iterator[LegendEntry]:
    """Name only what the drawn lines meet: nothing else of these layers is drawn."""
    _ = language.words()
    hazards = [route.hazards.levels for route in evaluation.routes if route.hazards is not None]
    met = dict.fromkeys(str(kind) for rows in hazards for kind in rows["hazard_type"])
    for kind in met:
        yield LegendEntry(
            label=_(labels.HAZARD_TYPE[kind]),
            colour=palette.HAZARD[kind],
            mark="area",
            status=province.status("hazard_zones") or OPEN,
            opacity=OPACITY,
        )
    if any(
        route.mangroves is not None and route.mangroves.mangrove_ids for route in evaluation.routes
    ):
        yield LegendEntry(
            label=_("Mangroves"),
            colour=palette.MANGROVE,
            mark="area",
            status=province.status("mangroves") or OPEN,
            opacity=palette.MANGROVE_OPACITY,
        )
