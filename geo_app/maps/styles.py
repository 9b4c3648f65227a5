"""How the features of the desk's subjects look."""

from __future__ import annotations

from typing import Any

from geo_app.indicators.listing import indicator_of
from geo_app.maps import palette

STOP_STYLE = {"radius": 3.5, "color": palette.STOP, "weight": 1.5, "fill": True,
              "fillColor": palette.STOP_FILL, "fillOpacity": 1}  # fmt: skip

RING_PX = 4
"""How far the ring of a sensitive community lies from its point."""


def route_style(properties: dict[str, Any]) -> dict[str, Any]:
    """
    Return the path options of a route: a line, or dots where it can be boarded anywhere.

    Parameters
    ----------
    properties
        Of the drawn feature, with `colour` and `is_hailed`.
    """
    style: dict[str, Any] = {"color": properties["colour"], "weight": 4, "opacity": 0.75}
    # Round dots close to each other: board here, and here, and here.
    return style | ({"weight": 5, "dashArray": "0.1 8"} if properties["is_hailed"] else {})


def ring_style(properties: dict[str, Any]) -> dict[str, Any]:
    """
    Return the path options of the ring around a community whose answer hangs on a choice.

    Parameters
    ----------
    properties
        Of the drawn feature, with its `gap`.
    """
    return {
        "radius": palette.GAP_RADIUS_PX[properties["gap"]] + RING_PX, "color": palette.SENSITIVE,
        "weight": 1.5, "fill": False, "interactive": False,
    }  # fmt: skip


def community_style(properties: dict[str, Any]) -> dict[str, Any]:
    """
    Return the path options of a community: colour and size by gap, dashes for the unknown.

    Parameters
    ----------
    properties
        Of the drawn feature, with `gap`, `unknown` (the first indicator that counts and
        of which nobody knows; empty for none) and `selected`.
    """
    style = {
        "radius": palette.GAP_RADIUS_PX[properties["gap"]],
        "color": "#111827",
        "weight": 1,
        "fill": True,
        "fillColor": palette.GAP[properties["gap"]],
        "fillOpacity": 0.95,
    }
    if properties["unknown"]:
        look = indicator_of(properties["unknown"]).look
        style |= {"weight": look.weight_px, "dashArray": look.dashes}
    if properties["selected"]:
        style |= {"color": palette.SELECTED, "weight": 4}
    return style
