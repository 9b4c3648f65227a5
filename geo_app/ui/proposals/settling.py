"""
Where points and new stops come to lie after a stroke: on the road, and on the line.

Along which roads the line is led is known here alone. On the map of a province nobody can
click on a road, so a new point goes to the road that lay under the mouse or the finger; and
the browser carries stops along the points that were drawn, not along the road. Whoever
draws a line also wants stops on it, so the first ones are placed at once. Undo takes all
that back.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo_app.errors import GeoAppError
from geo_app.network.roads import FURTHEST_M
from geo_app.proposals.changes.new_route import AddRoute
from geo_app.proposals.changes.terms import StopPolicy
from geo_app.proposals.checks.check_findings import OFF_LINE_M
from geo_app.proposals.document.editor_document import stops_at
from geo_app.proposals.document.editor_fields import fields_of
from geo_app.proposals.stop_placing import place_by_spacing
from geo_app.ui.proposals import kept
from geo_app.ui.shared.at_desk import desk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geo_app.proposals.document.editor_fields import Fields

    Stop = dict[str, Any]

SPACING_M = 400.0
"""How far apart stops are placed that nobody has asked for otherwise."""

DRAWN = "line_drawn"
TRAVELS = ("undone", "redone")
"""What goes back or forth in the history is left as it was."""


def settled(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the parts of a document that come to lie elsewhere after a stroke.

    Parameters
    ----------
    before, now
        The document before the stroke and after it, as the editor holds it.

    Returns
    -------
    parts
        `line` and `stops`, each where it changes. Points that the stroke put within reach of a
        road lie on it, if the line follows roads. A line that has just been drawn and has no
        stops but placed ones gets one at both ends and about every 400 m between; else
        each new stop that the stroke moved with the line, or left beside it, goes to the
        nearest place on it. Stops that exist stay.
    """
    is_same = now["line"] == before["line"] and now["stops"] == before["stops"]
    if is_same or len(now["line"]) < 2 or now.get("why") in TRAVELS:  # noqa: PLR2004 - a line
        return {}
    fields = fields_of(now)
    line = _on_roads(before["line"], now) if fields.follows_roads else now["line"]
    path = desk().along_roads(line).lon_lat if fields.follows_roads else None
    line_xy = metres_of(path or line)
    stops = None
    if now.get("why") == DRAWN and _wants_stops(now["stops"], fields):
        stops = _placed(line_xy, fields)
    if stops is None:
        stops = _on_line(before, now, line_xy)
    return {part: value for part, value in (("line", line), ("stops", stops)) if value != now[part]}


def _on_roads(before: Sequence[list[float]], now: Mapping[str, Any]) -> list[list[float]]:
    """Put the new points on the roads that they were meant for."""
    reach_m = max(FURTHEST_M, float(now.get("reach_m", 0)))
    points = desk().along_roads(now["line"], reach_m=reach_m).points or now["line"]
    known = {tuple(place) for place in before}
    return [
        drawn if tuple(drawn) in known else list(point)
        for drawn, point in zip(now["line"], points, strict=True)
    ]


def metres_of(lon_lat: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    """
    Return places in the province's metres.

    Parameters
    ----------
    lon_lat
        In degrees.

    Returns
    -------
    xy
        (places, 2) metres.
    """
    return np.column_stack(kept.to_metres().transform(*np.array(lon_lat, dtype=float).T))


def degrees_along(line_xy: NDArray[np.float64], along_m: NDArray[np.float64]) -> list[list[float]]:
    """
    Return places on a line as (lon, lat).

    Parameters
    ----------
    line_xy
        (corners, 2) metres.
    along_m
        Metres from its start.
    """
    points = shapely.line_interpolate_point(shapely.LineString(line_xy), along_m)
    lon_lat = kept.to_degrees().transform(*shapely.get_coordinates(points).T)
    places: list[list[float]] = np.column_stack(lon_lat).round(6).tolist()
    return places


def _wants_stops(stops: Sequence[Stop], fields: Fields) -> bool:
    """Say whether a new line has no stops that somebody has put there by hand."""
    if fields.kind != AddRoute.kind:
        return False
    if fields.route.get("stop_policy") == StopPolicy.HAIL_AND_RIDE.value:
        return False
    placed = re.compile(re.escape(fields.route_id) + r"-s\d+")
    return all(placed.fullmatch(stop["id"]) and not stop["is_existing"] for stop in stops)


def _placed(line_xy: NDArray[np.float64], fields: Fields) -> list[Stop] | None:
    try:
        along_m = place_by_spacing(line_xy, spacing_m=SPACING_M)
    except GeoAppError:
        # More than a route may have: the form places them further apart.
        return None
    places = degrees_along(line_xy, along_m)
    taken = set(kept.baseline().network.stops.index)
    return stops_at(places, route_id=fields.route_id, taken=taken)


def _on_line(
    before: Mapping[str, Any], now: Mapping[str, Any], line_xy: NDArray[np.float64]
) -> list[Stop]:
    """
    Put new stops on the line: those that moved with it, and those that a stroke left beside it.

    The browser may not know yet along which roads the line is led when a stop is added.
    """
    if not now["stops"]:
        return []
    was = {stop["id"]: (stop["lon"], stop["lat"]) for stop in before["stops"]}
    is_line_new = now["line"] != before["line"]
    line = shapely.LineString(line_xy)
    places = shapely.points(metres_of([(stop["lon"], stop["lat"]) for stop in now["stops"]]))
    places_on_line = degrees_along(line_xy, shapely.line_locate_point(line, places))
    beside = shapely.distance(line, places) > OFF_LINE_M
    stops = []
    for stop, (lon, lat), is_beside in zip(now["stops"], places_on_line, beside, strict=True):
        is_moved = was.get(stop["id"]) != (stop["lon"], stop["lat"])
        # Two of these three: a stop beside a line that nobody touches may be meant.
        is_carried = bool(is_moved) + bool(is_beside) + is_line_new > 1
        is_put = is_carried and not stop["is_existing"]
        stops.append({**stop, "lon": lon, "lat": lat} if is_put else dict(stop))
    return stops
