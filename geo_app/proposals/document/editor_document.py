"""A proposal as the map's editor holds it, and back; `editor_fields` says how."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo_app.proposals.changes.new_route import AddRoute
from geo_app.proposals.document.editor_features import drawn_group, grouped, taken_up
from geo_app.proposals.document.editor_fields import Document, Fields, fields_of, is_line
from geo_app.proposals.document.file import document_of
from geo_app.proposals.document.proposal_reading import proposal_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from geo_app.proposals.changes.proposal import Proposal

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
    """
    Return the properties of a new route with an id that is not taken.

    Parameters
    ----------
    taken
        Ids of routes that exist.
    """
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
    groups = grouped(document_of(proposal)["features"])
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
    return {**blank, **taken_up(fields, place, known_stops)}


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
        groups.insert(fields.place, drawn_group(doc, path))
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
    """
    Say whether nothing is drawn: neither a line nor a stop.

    Parameters
    ----------
    doc
        As the editor holds it.
    """
    return not doc.get("line") and not doc.get("stops")


def put_aside(doc: Mapping[str, Any], *, path: Sequence[Sequence[float]] | None = None) -> Fields:
    """
    Return the fields with the line that is being edited among the other changes.

    A line that was never drawn is not kept.

    Parameters
    ----------
    doc
        As the editor holds it.
    path
        The line laid along roads, (lon, lat); None where it is as it was drawn.
    """
    fields = fields_of(doc)
    if is_blank(doc):
        return replace(fields, route={}, place=len(fields.others))
    others = [
        *fields.others[: fields.place],
        drawn_group(doc, path),
        *fields.others[fields.place :],
    ]
    return replace(fields, route={}, others=tuple(others), place=len(others))


def draw_new(
    doc: Mapping[str, Any],
    *,
    taken: Collection[str],
    path: Sequence[Sequence[float]] | None = None,
) -> Document:
    """
    Return `line`, `stops` and `fields` for a further new route; see `put_aside`.

    Parameters
    ----------
    doc
        As the editor holds it.
    taken
        Ids of routes that exist.
    path
        As for `put_aside`.
    """
    fields = put_aside(doc, path=path)
    used = {*taken, *route_ids(fields)}
    return {"line": [], "stops": [], "fields": replace(fields, route=new_route(used)).written()}


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
    doc
        As the editor holds it.
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
    return taken_up(fields, place + is_after, known_stops)


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
    doc
        As the editor holds it.
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
    """
    Return the fields with one more change that has no line; `more` is its `geometry`.

    Parameters
    ----------
    doc
        As the editor holds it.
    properties
        `kind` and what else such a change states in its file.
    more
        Its `geometry` as GeoJSON in (lon, lat), where it has one.
    """
    fields = fields_of(doc)
    feature = {"type": "Feature", "geometry": None, "properties": dict(properties), **more}
    return replace(fields, others=(*fields.others, [feature])).written()


def without_change(doc: Mapping[str, Any], place: int) -> Document:
    """
    Return the fields without the change at a place of `others`.

    Parameters
    ----------
    doc
        As the editor holds it.
    place
        The number of the change in `others`.
    """
    fields = fields_of(doc)
    others = tuple(group for number, group in enumerate(fields.others) if number != place)
    before = fields.place - (place < fields.place)
    return replace(fields, others=others, place=before).written()


def route_ids(fields: Fields) -> list[str]:
    """
    Return the routes that the document's lines belong to, the edited one last.

    Parameters
    ----------
    fields
        As `fields_of` reads them.
    """
    groups = [group[0]["properties"] for group in fields.others if is_line(group)]
    return [*(str(head.get("route_id")) for head in groups), fields.route_id]


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
