"""The features of a change as its file has them, and as the map's editor takes them up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo_app.proposals.document.editor_fields import Document, Feature, Fields, Group, fields_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence


def drawn_group(doc: Mapping[str, Any], path: Sequence[Sequence[float]] | None) -> Group:
    """
    Return the features of the line that is being edited and of its stops.

    Parameters
    ----------
    doc
        As the editor holds it.
    path
        The line laid along roads, (lon, lat); None where it is as it was drawn.
    """
    fields = fields_of(doc)
    properties = {**fields.route, "kind": fields.kind}
    properties.pop("drawn_line", None)
    drawn = [list(position) for position in doc["line"]]
    line = drawn
    if fields.follows_roads:
        properties["drawn_line"] = drawn
        line = drawn if path is None else [list(position) for position in path]
    return [
        _feature("LineString", line, properties),
        *(_stop_feature(stop, fields.route_id) for stop in doc["stops"]),
    ]


def _stop_feature(stop: Mapping[str, Any], route_id: str) -> Feature:
    properties = {"kind": "stop", "stop_id": stop["id"], "route_id": route_id}
    names = {key: stop[key] for key in ("name_th", "name_en") if stop.get(key)}
    return _feature("Point", [stop["lon"], stop["lat"]], properties | names)


def _feature(kind: str, coordinates: Any, properties: Mapping[str, Any]) -> Feature:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": dict(properties)}


def taken_up(fields: Fields, place: int, known_stops: Collection[str]) -> Document:
    """
    Return the parts of a document whose line is that of a change.

    Parameters
    ----------
    fields
        What the document carries beside line and stops.
    place
        The number of the change in `others`, one with a line.
    known_stops
        Ids of the stops that exist: they stay where they stand.
    """
    head, *points = fields.others[place]
    route = dict(head["properties"])
    drawn = route.pop("drawn_line", None)
    line = drawn if isinstance(drawn, list) else head["geometry"]["coordinates"]
    others = tuple(group for number, group in enumerate(fields.others) if number != place)
    now = replace(fields, route=route, follows_roads=drawn is not None, place=place, others=others)
    return {
        "line": [list(position) for position in line],
        "stops": [_stop(feature, known_stops) for feature in points],
        "fields": now.written(),
    }


def _stop(feature: Feature, known_stops: Collection[str]) -> Document:
    properties, (lon, lat) = feature["properties"], feature["geometry"]["coordinates"]
    return {
        "id": properties["stop_id"],
        "name_th": properties.get("name_th"),
        "name_en": properties.get("name_en"),
        "lon": lon,
        "lat": lat,
        "is_existing": properties["stop_id"] in known_stops,
    }


def grouped(features: Iterable[Feature]) -> list[Group]:
    """
    Put each stop to the line before it, where `document_of` writes it.

    Parameters
    ----------
    features
        In the order of the file, (lon, lat).
    """
    groups: list[Group] = []
    for feature in features:
        if feature["properties"]["kind"] == "stop":
            groups[-1].append(feature)
        else:
            groups.append([feature])
    return groups
