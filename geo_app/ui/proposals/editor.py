"""The map on which the open proposal is drawn."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from geo_app.maps.basemap import BASE_PANE, base_of
from geo_app.maps.editor_base import EditorBase, draw_editor_base
from geo_app.maps.features import feature_collection
from geo_app.maps.subjects import DISPLAY_TOLERANCE_M, route_colour
from geo_app.reports.tables import names_of
from geo_app.ui.proposals import ahead, kept, session
from geo_app.ui.proposals.entry import picking
from geo_app.ui.proposals.overlay import overlay_of, palette_of_map
from geo_app.ui.route_editor.component import route_editor
from geo_app.ui.route_editor.looks import editor_labels
from geo_app.ui.shared import language, state
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.at_desk import kept as kept_at_desk
from geo_app.ui.shared.map_view import MAP_HEIGHT_PX, local_assets
from geo_app.words.translating import Language

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from geo_app.maps.assets import Assets
    from geo_app.store.values import Comment
    from geo_app.ui.proposals.kept import Measured

ROUTES_SCRIPT = """
const routesToday = %s;
%s.routesToday = routesToday;
L.geoJSON(routesToday, {
    pane: "%s", interactive: false, pmIgnore: true,
    style: (feature) => ({color: feature.properties.colour, weight: 3, opacity: 0.75,
                          dashArray: "1 6", lineCap: "round"}),
}).addTo(%s);
"""


def render_editor(
    measured: Measured, *, comments: Iterable[Comment] = (), read_only: bool = False
) -> None:
    """
    Show the map with the line, its stops, and what was found of them.

    Parameters
    ----------
    measured
        What is known of the drawing.
    comments
        Those that may be pinned to a place.
    read_only
        Show it without tools.
    """
    doc = session.current()
    route_editor(
        doc,
        base=_base(local_assets()),
        overlay=overlay_of(measured, doc["rev"], comments),
        history=session.history_for_browser(),
        labels=editor_labels(language.words(), language.current()),
        palette=palette_of_map(),
        ahead=ahead.for_browser(kept.question().limit_m),
        height_px=MAP_HEIGHT_PX,
        read_only=read_only,
        key=state.ROUTE_EDITOR,
        on_change=_take_sent,
    )


def _take_sent() -> None:
    """Take a stroke or a place, and what somebody chose to change on the map."""
    session.take_sent()
    picking.take_picked()


def _base(assets: Assets) -> EditorBase:
    """Draw the map below what is edited, once."""
    at = desk()

    def make() -> EditorBase:
        base = draw_editor_base(base_of(at.usable()), assets=assets)
        return _with_routes(base, at.buses().routes)

    return kept_at_desk("editor_base", assets, make=make)


def _with_routes(base: EditorBase, routes: gpd.GeoDataFrame) -> EditorBase:
    """Let the base map's script draw the routes of today too, so that no stroke sends them."""
    drawn = routes[routes.geometry.notna()]
    drawn = drawn.set_geometry(drawn.geometry.simplify(DISPLAY_TOLERANCE_M))
    colours = [route_colour(colour, number) for number, colour in enumerate(drawn["colour"])]
    names = [
        {tongue.value: names_of(drawn, tongue).get(str(key), str(key)) for tongue in Language}
        for key in drawn.index
    ]
    each = zip(drawn.index, colours, names, strict=True)
    rows = [{"route_id": str(key), "colour": colour, "names": both} for key, colour, both in each]
    # In a script "</" would end it, wherever it stands; JSON may write it otherwise.
    lines = json.dumps(feature_collection(drawn, rows)).replace("<", "\\u003c")
    script = ROUTES_SCRIPT % (lines, base.element_id, BASE_PANE, base.element_id)
    end = f"return {base.element_id};"
    before, marker, after = base.module.rpartition(end)
    if not marker:
        raise ValueError("The script of the base map does not end as it used to.")
    return replace(base, module=f"{before}{script}\n{end}{after}")
