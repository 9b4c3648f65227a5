"""What of the browser's document is believed: everything from there is checked again."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

MAX_VERTICES = 10_000
MAX_STOPS = 500
MAX_ID_LENGTH = 100
MAX_TEXT_LENGTH = 200
MAX_FIELDS_LENGTH = 100_000
MAX_STEPS = 100
MAX_REVISION = 2**53 - 1
MAX_LON, MAX_LAT = 180.0, 90.0
PARTS = ("line", "stops", "fields")
"""What undo covers, and what a person or a form can change."""


class _NotAcceptedError(Exception):
    """Something in the document is not what the browser's script would send."""


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
        `stops` and `fields`, unknown keys dropped. None for another edit
        session, an older or the same state, one that does not know of Python's
        last change (the browser merges that and sends again), or anything
        that is out of range. Never raises for what was sent.
    """
    try:
        return _read_document(doc_now, sent)
    except (_NotAcceptedError, RecursionError):
        return None


def accepted_pin(sent: object, *, seen: int = 0) -> dict[str, Any] | None:
    """
    Return the place that somebody pointed at, if it is newer than `seen`.

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


def changed(doc: Mapping[str, Any], **parts: Any) -> dict[str, Any]:
    """
    Return the document with `line`, `stops` or `fields` replaced by Python.

    The new state is one revision later and names itself in `page_rev`, so that
    a stroke drawn at the same moment is merged with it and not lost.

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
        At most 100 steps each way. Going back to the last state of `undo`
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
    return {"undo": undo[-MAX_STEPS:], "redo": redo[-MAX_STEPS:]}


def _state(doc: Mapping[str, Any]) -> dict[str, Any]:
    return {part: doc.get(part) for part in PARTS}


def _read_document(doc_now: Mapping[str, Any], sent: object) -> dict[str, Any]:
    given = _mapping(sent)
    rev = _revision(given.get("rev"))
    page_rev = _revision(given.get("page_rev", 0))
    token = given.get("token")
    is_same = isinstance(token, str) and token == doc_now["token"]
    if not is_same or rev <= doc_now["rev"] or page_rev != doc_now.get("page_rev", 0):
        raise _NotAcceptedError
    return {
        "id": doc_now.get("id"),
        "token": token,
        "rev": rev,
        "page_rev": page_rev,
        "stroke_rev": _revision(given.get("stroke_rev", 0)),
        "why": _text(given.get("why", "")),
        "line": _line(given.get("line")),
        "stops": _stops(given.get("stops")),
        "fields": _fields(given.get("fields", {})),
    }


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _NotAcceptedError
    return value


def _items(value: object, limit: int) -> Sequence[Any]:
    if not isinstance(value, (list, tuple)) or len(value) > limit:
        raise _NotAcceptedError
    return value


def _revision(value: object) -> int:
    # True is an int in Python, and no revision; JavaScript has one kind of number.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if not is_whole or not 0 <= value <= MAX_REVISION:  # type: ignore[operator]
        raise _NotAcceptedError
    return value  # type: ignore[return-value]


def _line(value: object) -> list[list[float]]:
    return [_position(vertex) for vertex in _items(value, MAX_VERTICES)]


def _position(value: object) -> list[float]:
    pair = _items(value, 2)
    if len(pair) != 2:  # noqa: PLR2004 - longitude and latitude
        raise _NotAcceptedError
    return [_degrees(pair[0], MAX_LON), _degrees(pair[1], MAX_LAT)]


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
    stops = [_stop(_mapping(stop)) for stop in _items(value, MAX_STOPS)]
    if len({stop["id"] for stop in stops}) < len(stops):
        raise _NotAcceptedError
    return stops


def _stop(given: Mapping[str, Any]) -> dict[str, Any]:
    stop_id = _text(given.get("id"), limit=MAX_ID_LENGTH)
    is_existing = given.get("is_existing", False)
    if not stop_id or not isinstance(is_existing, bool):
        raise _NotAcceptedError
    lon, lat = _position([given.get("lon"), given.get("lat")])
    names = {key: _name(given.get(key)) for key in ("name_th", "name_en")}
    return {"id": stop_id, **names, "lon": lon, "lat": lat, "is_existing": is_existing}


def _name(value: object) -> str | None:
    return None if value is None else _text(value)


def _text(value: object, *, limit: int = MAX_TEXT_LENGTH) -> str:
    if not isinstance(value, str) or len(value) > limit or "\x00" in value:
        raise _NotAcceptedError
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
    if len(written) > MAX_FIELDS_LENGTH:
        raise _NotAcceptedError
    fields: dict[str, Any] = json.loads(written)
    return fields
