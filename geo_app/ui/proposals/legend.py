"""What the signs on the editor's map mean, and how far their data can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.analysis.coverage import Gap
from geo_app.catalogue import Status
from geo_app.errors import mark
from geo_app.maps import labels, palette
from geo_app.maps.legend import LegendEntry, legend_html
from geo_app.ui import language
from geo_app.ui.route_editor.looks import COMMENT, LINE, OPACITY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_app.proposals.evaluation import Evaluation
    from geo_app.province import Province

OPEN = Status.OPEN.value
COMMUNITIES = (
    (palette.FIX, mark("gains a stop in reach")),
    (palette.GAP[Gap.BOTH], mark("loses its stop in reach")),
    (palette.STOP_FILL, mark("community served")),
    (palette.SHARE_UNKNOWN, mark("community not served")),
)


def render_legend(province: Province, own: Evaluation | None, *, has_pins: bool) -> None:
    """Show a sign for each kind of thing that lies on the map."""
    st.html(legend_html(_entries(province, own, has_pins=has_pins), translate=language.words()))


def _entries(
    province: Province, own: Evaluation | None, *, has_pins: bool
) -> Iterator[LegendEntry]:
    _ = language.words()
    yield LegendEntry(label=_("Proposed line"), colour=LINE, mark="line", status=OPEN)
    kinds = ("transit", "bus_routes")
    buses = next((s for s in map(province.status, kinds) if s is not None), OPEN)
    colour = palette.ROUTES[0]
    yield LegendEntry(label=_("Routes of today"), colour=colour, mark="dots", status=buses)
    stop = palette.STOP_FILL
    yield LegendEntry(label=_("Bus stops"), colour=stop, mark="dot", status=buses)
    communities = province.status("communities") or OPEN
    for colour, text in COMMUNITIES:
        yield LegendEntry(label=_(text), colour=colour, mark="circle", status=communities)
    if own is not None:
        yield from _crossed(province, own)
    if has_pins:
        yield LegendEntry(label=_("Comment"), colour=COMMENT, mark="circle", status=OPEN)


def _crossed(province: Province, own: Evaluation) -> Iterator[LegendEntry]:
    """Name only what the drawn lines meet: nothing else of these layers is drawn."""
    _ = language.words()
    hazards = [route.hazards.levels for route in own.routes if route.hazards is not None]
    met = dict.fromkeys(str(kind) for rows in hazards for kind in rows["hazard_type"])
    for kind in met:
        yield LegendEntry(
            label=_(labels.HAZARD_TYPE[kind]),
            colour=palette.HAZARD[kind],
            mark="area",
            status=province.status("hazard_zones") or OPEN,
            opacity=OPACITY,
        )
    if any(route.mangroves is not None and route.mangroves.mangrove_ids for route in own.routes):
        yield LegendEntry(
            label=_("Mangroves"),
            colour=palette.MANGROVE,
            mark="area",
            status=province.status("mangroves") or OPEN,
            opacity=palette.MANGROVE_OPACITY,
        )
