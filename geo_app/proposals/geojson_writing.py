"""The document of a proposal, written; what stands in it is told in `geojson`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_app.proposals.changes import (
    AddRoute,
    AddStop,
    Change,
    ChangeHeadway,
    Extend,
    MoveStop,
    Proposal,
    Reroute,
    Stop,
)
from geo_app.words import format_clock

if TYPE_CHECKING:
    from geo_app.proposals.service import Service

Feature = dict[str, Any]

DEGREE_DECIMALS = 7
"""A centimetre."""


def document_of(proposal: Proposal) -> dict[str, Any]:
    """
    Write a proposal as its document.

    Returns
    -------
    document
        Values of JSON; `proposal_of` reads the same proposal from it. Coordinates are
        rounded to a centimetre.
    """
    head = {
        "proposal_id": proposal.proposal_id,
        "name_th": proposal.name_th,
        "name_en": proposal.name_en,
        "author": proposal.author,
        "reason": proposal.reason,
    }
    baseline = {"baseline": dict(proposal.baseline)} if proposal.baseline else {}
    features = [feature for change in proposal.changes for feature in _features(change)]
    stated = {key: value for key, value in head.items() if value}
    return {"type": "FeatureCollection", **stated, **baseline, "features": features}


def _features(change: Change) -> list[Feature]:
    own: dict[str, Any] = {"kind": change.kind}
    if isinstance(change, (AddRoute, Reroute, Extend)):
        if isinstance(change, AddRoute):
            own |= _route_properties(change)
        if isinstance(change, Extend):
            own["end"] = change.end.value
        own["route_id"] = change.route_id
        if change.drawn_line is not None:
            own["drawn_line"] = [_position(*at) for at in change.drawn_line]
        stops = [_stop_feature(stop, route_id=change.route_id) for stop in change.stops]
        return [_feature("LineString", [_position(*at) for at in change.line], own), *stops]
    if isinstance(change, AddStop):
        drawn = _stop_feature(change.stop)
        drawn["properties"] |= own | {"route_ids": list(change.route_ids)}
        return [drawn]
    if isinstance(change, MoveStop):
        return [
            _feature("Point", _position(change.lon, change.lat), own | {"stop_id": change.stop_id})
        ]
    if isinstance(change, ChangeHeadway):
        return [_feature(None, None, own | {"route_id": change.route_id} | _times(change.service))]
    names = ("route_id", "stop_id", "from_stop_id", "to_stop_id")
    told = {name: getattr(change, name, None) for name in names}
    return [_feature(None, None, own | {key: value for key, value in told.items() if value})]


def _route_properties(route: AddRoute) -> dict[str, Any]:
    told = {
        "name_th": route.name_th,
        "name_en": route.name_en,
        "speed_kmh": route.speed_kmh,
        "fare_thb": route.fare_thb,
        "stop_policy": route.stop_policy.value,
    }
    return {key: value for key, value in told.items() if value is not None} | _times(route.service)


def _times(service: Service) -> dict[str, Any]:
    times: dict[str, Any] = {"headway_min": service.headway_min}
    if service.windows:
        times["headways"] = [
            {
                "start": format_clock(window.start_s),
                "end": format_clock(window.end_s),
                "headway_min": window.headway_min,
            }
            for window in service.windows
        ]
    for name in ("first_departure", "last_departure"):
        at_s = getattr(service, f"{name}_s")
        if at_s is not None:
            times[name] = format_clock(at_s)
    return times


def _stop_feature(stop: Stop, **more: Any) -> Feature:
    names = {"stop_id": stop.stop_id, "name_th": stop.name_th, "name_en": stop.name_en}
    own = {"kind": "stop"} | {key: value for key, value in names.items() if value} | more
    return _feature("Point", _position(stop.lon, stop.lat), own)


def _feature(kind: str | None, coordinates: Any, properties: dict[str, Any]) -> Feature:
    geometry = None if kind is None else {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _position(lon: float, lat: float) -> list[float]:
    return [round(lon, DEGREE_DECIMALS), round(lat, DEGREE_DECIMALS)]
