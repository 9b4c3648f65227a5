"""A proposal as the map's editor holds it, and back; `drawing_fields` says how."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo_app.proposals.changes import AddRoute
from geo_app.proposals.drawing_fields import (
    Document,
    Feature,
    Fields,
    Group,
    fields_of,
    is_line,
)
from geo_app.proposals.geojson import proposal_of
from geo_app.proposals.geojson_writing import document_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from geo_app.proposals.changes import Proposal

NEW_ROUTE = "new-"
HEADWAY_MIN = 30.0
"""What a new route's form begins with, so that its cost is seen from the first line on."""


def new_document(token: str, *, taken: Collection[str]) -> Document:
    """
    Return an empty document: a new route without line or stops.

    Parameters
    ----------
    token
        Names the edit session.
    taken
        Ids of routes that exist.
    """
    fields = Fields(route=new_route(taken))
    return {
        "id": None,
        "token": token,
        "rev": 0,
        "line": [],
        "stops": [],
        "fields": fields.written(),
    }


def new_route(taken: Collection[str]) -> Document:
    """Return the properties of a new route with an id that is not taken."""
    number = 1
    while f"{NEW_ROUTE}{number}" in taken:
        number += 1
    return {
        "kind": AddRoute.kind,
        "route_id": f"{NEW_ROUTE}{number}",
        "headway_min": HEADWAY_MIN,
    }


def editor_of_proposal(
    proposal: Proposal, *, token: str, known_stops: Collection[str], taken: Collection[str] = ()
) -> Document:
    """
    Return the document that edits a proposal; its first line is on the map.

    Parameters
    ----------
    proposal
        As it was read.
    token
        Names the edit session.
    known_stops
        Ids of the stops that exist: they stay where they stand.
    taken
        Ids of routes that exist, for a proposal without a line.
    """
    groups = _grouped(document_of(proposal)["features"])
    place = next((n for n, group in enumerate(groups) if is_line(group)), None)
    blank = new_document(token, taken=taken) | {"id": proposal.proposal_id or None}
    fields = replace(
        fields_of(blank),
        name_th=proposal.name_th or "",
        name_en=proposal.name_en or "",
        others=tuple(groups),
        place=len(groups),
    )
    if place is None:
        return {**blank, "fields": fields.written()}
    return {**blank, **_taken_up(fields, place, known_stops)}


def proposal_of_editor(
    doc: Mapping[str, Any],
    *,
    path: Sequence[Sequence[float]] | None = None,
    proposal_id: str = "",
    author: str = "",
    reason: str = "",
    baseline: Iterable[tuple[str, str]] = (),
) -> Proposal:
    """
    Read the proposal that a document stands for.

    Parameters
    ----------
    doc
        As the editor holds it.
    path
        The line laid along roads, (lon, lat); None where it is as it was drawn.
    proposal_id, author, reason, baseline
        What a document does not know of its proposal.

    Raises
    ------
    ProposalError
        If a form holds what is no value of its field, with every such value.
    """
    fields = fields_of(doc)
    groups = list(fields.others)
    if not is_blank(doc):
        groups.insert(fields.place, _drawn_group(doc, path))
    return proposal_of(
        {
            "type": "FeatureCollection",
            "proposal_id": proposal_id,
            "name_th": fields.name_th,
            "name_en": fields.name_en,
            "author": author,
            "reason": reason,
            "baseline": dict(baseline),
            "features": [feature for group in groups for feature in group],
        }
    )


def is_blank(doc: Mapping[str, Any]) -> bool:
    """Say whether nothing is drawn: neither a line nor a stop."""
    return not doc.get("line") and not doc.get("stops")


def put_aside(doc: Mapping[str, Any], *, path: Sequence[Sequence[float]] | None = None) -> Fields:
    """
    Return the fields with the line that is being edited among the other changes.

    A line that was never drawn is not kept.
    """
    fields = fields_of(doc)
    if is_blank(doc):
        return replace(fields, route={}, place=len(fields.others))
    others = [
        *fields.others[: fields.place],
        _drawn_group(doc, path),
        *fields.others[fields.place :],
    ]
    return replace(fields, route={}, others=tuple(others), place=len(others))


def draw_new(
    doc: Mapping[str, Any],
    *,
    taken: Collection[str],
    path: Sequence[Sequence[float]] | None = None,
) -> Document:
    """Return `line`, `stops` and `fields` for a further new route; see `put_aside`."""
    fields = put_aside(doc, path=path)
    every = {*taken, *route_ids(fields)}
    return {"line": [], "stops": [], "fields": replace(fields, route=new_route(every)).written()}


def take_up(
    doc: Mapping[str, Any],
    place: int,
    *,
    known_stops: Collection[str],
    path: Sequence[Sequence[float]] | None = None,
) -> Document:
    """
    Return `line`, `stops` and `fields` for editing another line of the proposal.

    Parameters
    ----------
    place
        Its number in `others`, one with a line.
    known_stops, path
        As for `editor_of_proposal` and `put_aside`.

    Raises
    ------
    ValueError
        If there is no line at that place.
    """
    before = fields_of(doc)
    if not (0 <= place < len(before.others) and is_line(before.others[place])):
        raise ValueError(f"The change {place} has no line.")
    fields = put_aside(doc, path=path)
    # The line that was put aside stands among the others now, maybe before the wanted one.
    is_after = len(fields.others) > len(before.others) and place >= before.place
    return _taken_up(fields, place + is_after, known_stops)


def change_route(
    doc: Mapping[str, Any],
    properties: Mapping[str, Any],
    line: Sequence[Sequence[float]],
    stops: Iterable[Mapping[str, Any]],
    *,
    path: Sequence[Sequence[float]] | None = None,
) -> Document:
    """
    Return `line`, `stops` and `fields` for another course of a route that exists.

    Parameters
    ----------
    properties
        `kind` and `route_id`, and what else such a change states in its file.
    line, stops
        What the editor begins with.
    path
        As for `put_aside`.
    """
    fields = replace(put_aside(doc, path=path), route=dict(properties), follows_roads=False)
    return {
        "line": [list(position) for position in line],
        "stops": [dict(stop) for stop in stops],
        "fields": fields.written(),
    }


def with_change(doc: Mapping[str, Any], properties: Mapping[str, Any], **more: Any) -> Document:
    """Return the fields with one more change that has no line; `more` is its `geometry`."""
    fields = fields_of(doc)
    feature = {"type": "Feature", "geometry": None, "properties": dict(properties), **more}
    return replace(fields, others=(*fields.others, [feature])).written()


def without_change(doc: Mapping[str, Any], place: int) -> Document:
    """Return the fields without the change at a place of `others`."""
    fields = fields_of(doc)
    others = tuple(group for number, group in enumerate(fields.others) if number != place)
    before = fields.place - (place < fields.place)
    return replace(fields, others=others, place=before).written()


def route_ids(fields: Fields) -> list[str]:
    """Return the routes that the document's lines belong to, the edited one last."""
    groups = [group[0]["properties"] for group in fields.others if is_line(group)]
    return [*(str(own.get("route_id")) for own in groups), fields.route_id]


def stops_at(
    places: Iterable[Sequence[float]], *, route_id: str, taken: Collection[str]
) -> list[Document]:
    """
    Return new stops at places of (lon, lat), with ids that are not taken, named by number.

    Parameters
    ----------
    places
        In their order along the line.
    route_id
        Of their route; their ids begin with it.
    taken
        Ids of stops that exist.
    """
    used, stops = set(taken), []
    number = 0
    for count, (lon, lat) in enumerate(places, start=1):
        number += 1
        while f"{route_id}-s{number}" in used:
            number += 1
        stop_id = f"{route_id}-s{number}"
        used.add(stop_id)
        names = {"name_th": f"ป้าย {count}", "name_en": f"Stop {count}"}
        place = {"lon": float(lon), "lat": float(lat), "is_existing": False}
        stops.append({"id": stop_id, **names, **place})
    return stops


def _drawn_group(doc: Mapping[str, Any], path: Sequence[Sequence[float]] | None) -> Group:
    """Return the features of the line that is being edited and of its stops."""
    fields = fields_of(doc)
    own = {**fields.route, "kind": fields.kind}
    own.pop("drawn_line", None)
    drawn = [list(position) for position in doc["line"]]
    line = drawn
    if fields.follows_roads:
        own["drawn_line"] = drawn
        line = drawn if path is None else [list(position) for position in path]
    return [
        _feature("LineString", line, own),
        *(_stop_feature(stop, fields.route_id) for stop in doc["stops"]),
    ]


def _stop_feature(stop: Mapping[str, Any], route_id: str) -> Feature:
    own = {"kind": "stop", "stop_id": stop["id"], "route_id": route_id}
    names = {key: stop[key] for key in ("name_th", "name_en") if stop.get(key)}
    return _feature("Point", [stop["lon"], stop["lat"]], own | names)


def _feature(kind: str, coordinates: Any, properties: Mapping[str, Any]) -> Feature:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": dict(properties)}


def _taken_up(fields: Fields, place: int, known_stops: Collection[str]) -> Document:
    """Return the parts of a document whose line is that of a change."""
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
    own, (lon, lat) = feature["properties"], feature["geometry"]["coordinates"]
    return {
        "id": own["stop_id"],
        "name_th": own.get("name_th"),
        "name_en": own.get("name_en"),
        "lon": lon,
        "lat": lat,
        "is_existing": own["stop_id"] in known_stops,
    }


def _grouped(features: Iterable[Feature]) -> list[Group]:
    """Put each stop to the line before it, where `document_of` writes it."""
    groups: list[Group] = []
    for feature in features:
        if feature["properties"]["kind"] == "stop":
            groups[-1].append(feature)
        else:
            groups.append([feature])
    return groups
