"""Routes and stops that run today, as a form offers them and as the editor begins with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_app.proposals.changes.terms import End
from geo_app.reports.tables import names_of
from geo_app.ui.proposals import kept
from geo_app.ui.shared import language

if TYPE_CHECKING:
    from collections.abc import Iterable

COURSE_TOLERANCE_M = 15.0
FIRST_PIECE_M = 300.0
"""How long an extension is when it is put on the map, to be drawn on from there."""

DECIMALS = 6


def route_names() -> dict[str, str]:
    """Return the routes of today with their names, by id."""
    routes = kept.baseline().network.routes
    return {
        str(route_id): names_of(routes, language.current()).get(str(route_id), str(route_id))
        for route_id in routes.index
    }


def stop_names(stop_ids: Iterable[str] | None = None) -> dict[str, str]:
    """
    Return the real stops of today, or some of them, with their names, by id.

    Parameters
    ----------
    stop_ids
        Which stops; all without. Those that are none of today are left out.
    """
    stops = kept.baseline().network.stops
    real = stops[~stops["is_hail_point"].astype(bool)]
    names = names_of(real, language.current())
    wanted = (
        real.index
        if stop_ids is None
        else [stop_id for stop_id in stop_ids if stop_id in real.index]
    )
    return {str(key): f"{names.get(str(key), str(key))} ({key})" for key in wanted}


def stops_of(route_id: str) -> dict[str, str]:
    """
    Return the stops that a route calls at, with their names, by id.

    Parameters
    ----------
    route_id
        Id of a route of today.
    """
    return stop_names(kept.baseline().network.stops_of(route_id))


def place_of(stop_id: str) -> tuple[float, float]:
    """
    Return where a stop stands, (lon, lat).

    Parameters
    ----------
    stop_id
        Id of a stop of today.
    """
    point = kept.baseline().network.stops.geometry[stop_id]
    lon, lat = kept.to_degrees().transform(point.x, point.y)
    return round(lon, DECIMALS), round(lat, DECIMALS)


def course_of(route_id: str) -> list[list[float]]:
    """
    Return a route's line with few corners; there and back being two, the longer.

    Parameters
    ----------
    route_id
        Id of a route of today.
    """
    return _degrees(_longest(route_id).simplify(COURSE_TOLERANCE_M))


def first_piece(route_id: str, end: str) -> list[list[float]]:
    """
    Return a short straight piece from an end of a route outwards.

    Parameters
    ----------
    route_id
        Id of a route of today.
    end
        `start` or `end`.
    """
    xy = shapely.get_coordinates(_longest(route_id))
    xy = xy[::-1] if end == End.END.value else xy
    away = xy[0] - xy[1]
    step = away / max(float(np.hypot(*away)), 1e-9) * FIRST_PIECE_M
    return _degrees(shapely.LineString([xy[0], xy[0] + step]))


def _longest(route_id: str) -> shapely.LineString:
    line = kept.baseline().network.routes.geometry[route_id]
    return max(shapely.get_parts(line), key=shapely.length)


def _degrees(line: shapely.LineString) -> list[list[float]]:
    degrees = kept.to_degrees().transform(*shapely.get_coordinates(line).T)
    lon_lat: list[list[float]] = np.column_stack(degrees).round(DECIMALS).tolist()
    return lon_lat
