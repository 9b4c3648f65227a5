"""How the features of the desk's subjects look."""

from __future__ import annotations

from typing import Any

from geo_app.maps import palette

STOP_STYLE = {"radius": 3.5, "color": palette.STOP, "weight": 1.5, "fill": True,
              "fillColor": palette.STOP_FILL, "fillOpacity": 1}  # fmt: skip

RING_PX = 4
"""How far the ring of a sensitive community lies from its point."""


def route_style(own: dict[str, Any]) -> dict[str, Any]:
    """Return the path options of a route: a line, or dots where it can be boarded anywhere."""
    style: dict[str, Any] = {"color": own["colour"], "weight": 4, "opacity": 0.75}
    # Round dots close to each other: board here, and here, and here.
    return style | ({"weight": 5, "dashArray": "0.1 8"} if own["is_hailed"] else {})


def ring_style(own: dict[str, Any]) -> dict[str, Any]:
    """Return the path options of the ring around a community whose answer hangs on a choice."""
    return {
        "radius": palette.GAP_RADIUS_PX[own["gap"]] + RING_PX, "color": palette.SENSITIVE,
        "weight": 1.5, "fill": False, "interactive": False,
    }  # fmt: skip


def community_style(own: dict[str, Any]) -> dict[str, Any]:
    """Return the path options of a community: colour and size by gap, dashes for the unknown."""
    style = {
        "radius": palette.GAP_RADIUS_PX[own["gap"]],
        "color": "#111827",
        "weight": 1,
        "fill": True,
        "fillColor": palette.GAP[own["gap"]],
        "fillOpacity": 0.95,
    }
    if own["plan_unknown"]:
        style["dashArray"] = "2 2"
    if own["stop_unknown"]:
        style |= {"weight": 2.5, "dashArray": "4 3"}
    if own["selected"]:
        style |= {"color": palette.SELECTED, "weight": 4}
    return style
