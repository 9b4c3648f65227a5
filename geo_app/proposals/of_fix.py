"""The cheapest step that would give a community a stop, as a proposal to go on with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import shapely

from geo_app.analysis.fixes import Fix
from geo_app.proposals.changes.add_stop import AddStop
from geo_app.proposals.changes.new_route import AddRoute
from geo_app.proposals.changes.proposal import Proposal
from geo_app.proposals.changes.terms import Stop
from geo_app.proposals.document.editor_document import HEADWAY_MIN, new_route
from geo_app.proposals.running.service import Service

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    LonLat = tuple[float, float]

DECIMALS = 6
FURTHER = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)
"""
Shares of the way on to the community at which a new line may end.

The place of a fix lies at the very edge of the walk, and a line laid along roads ends a
little aside of it.
"""


class Names(NamedTuple):
    """A name in both languages."""

    th: str
    en: str


class Ground(NamedTuple):
    """
    What a desk knows of roads and of walking.

    Attributes
    ----------
    to_degrees
        Turns metres into (lon, lat).
    along_roads
        Lays a line of (lon, lat) along roads; None where there are none.
    is_within_walk
        Says whether the community walks to a place, (lon, lat), within the distance asked for.
    """

    to_degrees: Callable[[float, float], LonLat]
    along_roads: Callable[[Sequence[LonLat]], Sequence[Sequence[float]] | None]
    is_within_walk: Callable[[LonLat], bool]


def proposal_of_fix(
    fix: Any,
    *,
    title: Names,
    stop: Names,
    junction: Names,
    route: shapely.Geometry,
    community: shapely.Point,
    taken: Collection[str],
    ground: Ground,
) -> Proposal:
    """
    Draw what would give a community a stop.

    Parameters
    ----------
    fix
        A row of `cheapest_fixes`, as a named tuple: a new stop, or a longer route.
    title, stop, junction
        Names of the proposal, of the community's stop and of the stop where the new line
        begins.
    route, community
        The line of the fix's route, and the community's place, in metres.
    taken
        Ids of the routes that exist.
    ground
        What is known of the roads and of walking.

    Returns
    -------
    proposal
        With a stop on the route where it passes the community; else with a line from the
        route to where a stop comes within the walk, and stops at both of its ends.
    """
    end = _rounded(ground.to_degrees(fix.geometry.x, fix.geometry.y))
    if fix.fix == Fix.STOP:
        added = AddStop(stop=_stop(f"new-{fix.Index}", end, stop), route_ids=(str(fix.route_id),))
        return Proposal(changes=(added,), name_th=title.th, name_en=title.en)
    begin, _ = shapely.get_coordinates(shapely.shortest_line(route, fix.geometry))
    start = _rounded(ground.to_degrees(*begin))
    way = shapely.LineString([fix.geometry, community])
    for share in FURTHER:
        further = way.interpolate(share, normalized=True)
        line = [start, _rounded(ground.to_degrees(further.x, further.y))]
        path = [(float(lon), float(lat)) for lon, lat in (ground.along_roads(line) or line)]
        if ground.is_within_walk(path[-1]):
            break
    else:
        # No road in the data leads near enough: on to the community itself.
        path.append(_rounded(ground.to_degrees(community.x, community.y)))
    route_id = str(new_route(taken)["route_id"])
    drawn = AddRoute(
        route_id=route_id,
        line=tuple(path),
        stops=(
            _stop(f"{route_id}-s1", path[0], junction),
            _stop(f"{route_id}-s2", path[-1], stop),
        ),
        service=Service(headway_min=HEADWAY_MIN),
        name_th=title.th,
        name_en=title.en,
    )
    return Proposal(changes=(drawn,), name_th=title.th, name_en=title.en)


def _stop(stop_id: str, place: LonLat, names: Names) -> Stop:
    lon, lat = place
    return Stop(stop_id=stop_id, lon=lon, lat=lat, name_th=names.th, name_en=names.en)


def _rounded(place: LonLat) -> LonLat:
    return round(place[0], DECIMALS), round(place[1], DECIMALS)
