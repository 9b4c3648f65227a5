"""What of the browser's document is believed: everything from there is checked again."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from geo_app import limits
from geo_app.crs import MAX_LAT_DEG, MAX_LON_DEG
from geo_app.errors import GeoAppError, mark

MAX_REVISION = 2**53 - 1
FURTHEST_REACH_M = 5_000.0
PARTS = ("line", "stops", "fields")
"""What undo covers, and what a person or a form can change."""


TOO_MANY_VERTICES = mark(
    "The line on the map has {number:,} points, and at most {most:,} can be edited. Simplify it, "
    "or make two routes of it."
)
TOO_MANY_STOPS = mark(
    "The line on the map has {number:,} stops, and at most {most:,} can be edited. Leave some "
    "out, or make two routes of it."
)
TOO_LONG_ID = mark(
    "The id of a stop has {number:,} letters, and at most {most:,} can be edited. Shorten it."
)
TOO_LONG_NAME = mark(
    "The name of a stop has {number:,} letters, and at most {most:,} can be edited. Shorten it."
)
TOO_MUCH_BESIDE = mark(
    "What the proposal holds beside the line on the map takes {number:,} letters, and at most "
    "{most:,} can be edited. Make several proposals of it."
)
NOT_DRAWABLE = mark(
    "The last stroke was not taken: a place in it is none on the Earth, or a text in it cannot "
    "be kept. Undo it and draw it again."
)


class _NotAcceptedError(Exception):
    """Something in the document is not what the browser's script would send."""

    reason: GeoAppError | None = None


class _TooMuchError(_NotAcceptedError):
    """Something in the document is more than is edited."""

    def __init__(self, message: str, number: int, most: int) -> None:
        super().__init__(message)
        self.reason = GeoAppError(message, number=number, most=most)


def accepted(doc_now: Mapping[str, Any], sent: object) -> dict[str, Any] | None:
    """
    Return the browser's document if it is a later state of the one that is open.

    Parameters
    ----------
    doc_now
        The document as Python knows it: `token`, `rev`, and `page_rev` if
        `changed` made it.
    sent
        What came from the browser; anything at all.

    Returns
    -------
    document
        With `id`, `token`, `rev`, `page_rev`, `stroke_rev`, `why`, `line`,
        `stops`, `fields` and, if it says so, `reach_m`; unknown keys dropped. None for another edit
        session, an older or the same state, one that does not know of Python's
        last change (the browser merges that and sends again), or anything
        that is out of range. Never raises for what was sent.
    """
    try:
        return _read_document(doc_now, sent)
    except (_NotAcceptedError, RecursionError):
        return None


def refused(doc_now: Mapping[str, Any], sent: object) -> GeoAppError | None:
    """
    Say why a later state of the open document is not taken.

    Parameters
    ----------
    doc_now, sent
        As for `accepted`.

    Returns
    -------
    reason
        None for what `accepted` takes, and for what is no later state of it.
    """
    try:
        given = _later(doc_now, sent)
    except (_NotAcceptedError, RecursionError):
        return None
    try:
        _content(given)
    except _NotAcceptedError as error:
        return error.reason or GeoAppError(NOT_DRAWABLE)
    except RecursionError:
        return GeoAppError(NOT_DRAWABLE)
    return None


def require_editable(doc: Mapping[str, Any]) -> None:
    """
    Refuse a document that could be shown, but of which no stroke would be taken.

    Parameters
    ----------
    doc
        With `line`, `stops` and `fields`, made by Python.

    Raises
    ------
    GeoAppError
        If a part of it is above its limit.
    """
    try:
        _content(doc)
    except _NotAcceptedError as error:
        raise error.reason or GeoAppError(NOT_DRAWABLE) from error


def accepted_pin(sent: object, *, seen: int = 0) -> dict[str, Any] | None:
    """
    Return the place that somebody pointed at, if it is newer than `seen`.

    Parameters
    ----------
    sent
        What came from the browser; anything at all.
    seen
        Number of the last one that was taken.

    Returns
    -------
    pin
        `lon` and `lat` in degrees, and `n`, which grows from pin to pin. None
        for anything else.
    """
    try:
        pin = _mapping(sent)
        lon, lat = _position([pin.get("lon"), pin.get("lat")])
        number = _revision(pin.get("n"))
    except _NotAcceptedError:
        return None
    return {"lon": lon, "lat": lat, "n": number} if number > seen else None


PICKS = ("reroute", "extend", "change_headway", "remove_route", "move_stop", "remove_stop")
"""Kinds of change that are chosen on the map, at a route or a stop of today."""


def accepted_pick(sent: object, *, seen: int = 0) -> tuple[str, str, int] | None:
    """
    Return what somebody chose to change on the map, if it is newer than `seen`.

    Parameters
    ----------
    sent
        What came from the browser; anything at all.
    seen
        Number of the last one that was taken.

    Returns
    -------
    pick
        A kind out of `PICKS`, the id of a route or a stop as it was sent, and a number that
        grows from pick to pick. None for anything else.
    """
    try:
        pick = _mapping(sent)
        number = _revision(pick.get("n"))
    except _NotAcceptedError:
        return None
    kind, picked_id = pick.get("kind"), pick.get("id")
    if kind not in PICKS or not isinstance(picked_id, str) or number <= seen:
        return None
    return str(kind), picked_id, number


def changed(doc: Mapping[str, Any], **parts: Any) -> dict[str, Any]:
    """
    Return the document with `line`, `stops` or `fields` replaced by Python.

    The new state is one revision later and names itself in `page_rev`, so that
    a stroke drawn at the same moment is merged with it and not lost.

    Parameters
    ----------
    doc
        With its `rev`.
    **parts
        The new `line`, `stops` or `fields`.

    Raises
    ------
    ValueError
        If a part is none of the three.
    """
    unknown = sorted(set(parts) - set(PARTS))
    if unknown:
        raise ValueError(f"A document has no part {unknown}; its parts are {PARTS}.")
    rev = doc["rev"] + 1
    return {**doc, **parts, "rev": rev, "page_rev": rev}


def mirrored(
    history: Mapping[str, Sequence[Mapping[str, Any]]] | None,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> dict[str, list[dict[str, Any]]]:
    """
    Keep Python's copy of the browser's undo and redo.

    Parameters
    ----------
    history
        The copy so far: states of `line`, `stops` and `fields`, oldest first.
    before, after
        The document before and after a stroke or a change of Python's.

    Returns
    -------
    history
        At most `limits.UNDO_STEPS` each way. Going back to the last state of `undo`
        counts as undo, and likewise for `redo`; anything else is a new step.
    """
    undo, redo = (
        [dict(state) for state in (history or {}).get(way, ())] for way in ("undo", "redo")
    )
    was, now = _state(before), _state(after)
    if undo and undo[-1] == now:
        undo.pop()
        redo.append(was)
    elif redo and redo[-1] == now:
        redo.pop()
        undo.append(was)
    elif now != was:
        undo.append(was)
        redo = []
    return {
        "undo": undo[-limits.UNDO_STEPS :],
        "redo": redo[-limits.UNDO_STEPS :],
    }


def _state(doc: Mapping[str, Any]) -> dict[str, Any]:
    return {part: doc.get(part) for part in PARTS}


def _read_document(doc_now: Mapping[str, Any], sent: object) -> dict[str, Any]:
    given = _later(doc_now, sent)
    return {
        "id": doc_now.get("id"),
        "token": given["token"],
        "rev": _revision(given.get("rev")),
        "page_rev": _revision(given.get("page_rev", 0)),
        "stroke_rev": _revision(given.get("stroke_rev", 0)),
        "why": _text(given.get("why", "")),
        **_reach(given.get("reach_m")),
        **_content(given),
    }


def _later(doc_now: Mapping[str, Any], sent: object) -> Mapping[str, Any]:
    """Return what was sent if it is a later state of this edit session."""
    given = _mapping(sent)
    rev = _revision(given.get("rev"))
    page_rev = _revision(given.get("page_rev", 0))
    token = given.get("token")
    is_same = isinstance(token, str) and token == doc_now["token"]
    if not is_same or rev <= doc_now["rev"] or page_rev != doc_now.get("page_rev", 0):
        raise _NotAcceptedError
    return given


def _content(given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "line": _line(given.get("line")),
        "stops": _stops(given.get("stops")),
        "fields": _fields(given.get("fields", {})),
    }


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _NotAcceptedError
    return value


def _items(value: object, *, most: int, message: str) -> Sequence[Any]:
    if not isinstance(value, (list, tuple)):
        raise _NotAcceptedError
    if len(value) > most:
        raise _TooMuchError(message, len(value), most)
    return value


def _revision(value: object) -> int:
    # True is an int in Python, and no revision; JavaScript has one kind of number.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if not is_whole or not 0 <= value <= MAX_REVISION:  # type: ignore[operator]
        raise _NotAcceptedError
    return value  # type: ignore[return-value]


def _reach(value: object) -> dict[str, float]:
    """Read how many metres the mouse or a finger covered; nothing where it is no number."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    is_read = is_number and 0 < value <= FURTHEST_REACH_M  # type: ignore[operator]
    return {"reach_m": float(value)} if is_read else {}  # type: ignore[arg-type]


def _line(value: object) -> list[list[float]]:
    vertices = _items(value, most=limits.VERTICES, message=TOO_MANY_VERTICES)
    return [_position(vertex) for vertex in vertices]


def _position(value: object) -> list[float]:
    if not isinstance(value, (list, tuple)) or len(value) != 2:  # noqa: PLR2004 - lon and lat
        raise _NotAcceptedError
    return [_degrees(value[0], MAX_LON_DEG), _degrees(value[1], MAX_LAT_DEG)]


def _degrees(value: object, limit: float) -> float:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    # Compared before it is made a float: an int may be too large for one.
    if not is_number or not -limit <= value <= limit:  # type: ignore[operator]
        raise _NotAcceptedError
    degrees = float(value)  # type: ignore[arg-type]
    if not math.isfinite(degrees):
        raise _NotAcceptedError
    return degrees


def _stops(value: object) -> list[dict[str, Any]]:
    items = _items(value, most=limits.STOPS, message=TOO_MANY_STOPS)
    stops = [_stop(_mapping(stop)) for stop in items]
    if len({stop["id"] for stop in stops}) < len(stops):
        raise _NotAcceptedError
    return stops


def _stop(given: Mapping[str, Any]) -> dict[str, Any]:
    stop_id = _text(given.get("id"), most=limits.ID_LETTERS, message=TOO_LONG_ID)
    is_existing = given.get("is_existing", False)
    if not stop_id or not isinstance(is_existing, bool):
        raise _NotAcceptedError
    lon, lat = _position([given.get("lon"), given.get("lat")])
    names = {key: _name(given.get(key)) for key in ("name_th", "name_en")}
    return {"id": stop_id, **names, "lon": lon, "lat": lat, "is_existing": is_existing}


def _name(value: object) -> str | None:
    return None if value is None else _text(value)


def _text(value: object, *, most: int | None = None, message: str = TOO_LONG_NAME) -> str:
    most = limits.NAME_LETTERS if most is None else most
    if not isinstance(value, str) or "\x00" in value:
        raise _NotAcceptedError
    if len(value) > most:
        raise _TooMuchError(message, len(value), most)
    try:
        value.encode()
    except UnicodeEncodeError:
        # Half a character: no file, database or message can hold it.
        raise _NotAcceptedError from None
    return value


def _fields(value: object) -> dict[str, Any]:
    """Accept any JSON object of bounded size; what it means is for the page to check."""
    try:
        written = json.dumps(dict(_mapping(value)), allow_nan=False, ensure_ascii=False)
        written.encode()
    except (TypeError, ValueError):
        raise _NotAcceptedError from None
    if len(written) > limits.FIELDS_LETTERS:
        raise _TooMuchError(TOO_MUCH_BESIDE, len(written), limits.FIELDS_LETTERS)
    fields: dict[str, Any] = json.loads(written)
    return fields
