"""The features of a proposal's document, written; what stands in it is told in `reading`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_app.units import format_clock

if TYPE_CHECKING:
    from geo_app.proposals.changes.terms import Change, Drawn, Stop
    from geo_app.proposals.running.service import Service

Feature = dict[str, Any]

DEGREE_DECIMALS = 7
"""A centimetre."""


def line_features(change: Drawn, **properties: Any) -> list[Feature]:
    """
    Write a change with a line: the line, and after it its stops.

    Parameters
    ----------
    change
        The change.
    **properties
        What it states beside route and line.
    """
    stated = {"kind": change.kind, **properties, "route_id": change.route_id}
    if change.drawn_line is not None:
        stated["drawn_line"] = [_position(*at) for at in change.drawn_line]
    line = _feature("LineString", [_position(*at) for at in change.line], stated)
    return [line, *(stop_feature(stop, route_id=change.route_id) for stop in change.stops)]


def plain_features(
    change: Change, *, place: tuple[float, float] | None = None, **properties: Any
) -> list[Feature]:
    """
    Write a change without a line.

    Parameters
    ----------
    change
        The change.
    place
        (lon, lat) of a change that has one.
    **properties
        What it states; what is missing or empty is left out.
    """
    stated = {"kind": change.kind} | {key: value for key, value in properties.items() if value}
    if place is None:
        return [_feature(None, None, stated)]
    return [_feature("Point", _position(*place), stated)]


def stop_feature(stop: Stop, **more: Any) -> Feature:
    """
    Write a stop.

    Parameters
    ----------
    stop
        The stop.
    **more
        What it states beside id, names and place.
    """
    names = {"stop_id": stop.stop_id, "name_th": stop.name_th, "name_en": stop.name_en}
    stated = {"kind": "stop"} | {key: value for key, value in names.items() if value} | more
    return _feature("Point", _position(stop.lon, stop.lat), stated)


def service_properties(service: Service) -> dict[str, Any]:
    """
    Write headways and span as a feature has them.

    Parameters
    ----------
    service
        As it is proposed.
    """
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


def _feature(kind: str | None, coordinates: Any, properties: dict[str, Any]) -> Feature:
    geometry = None if kind is None else {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _position(lon: float, lat: float) -> list[float]:
    return [round(lon, DEGREE_DECIMALS), round(lat, DEGREE_DECIMALS)]
