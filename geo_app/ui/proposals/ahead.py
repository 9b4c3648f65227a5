"""Where browsers ask, while somebody draws, where the line would lead and who lives beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from geo_app.ui.shared.by_content import TEXTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

PATH = "/line-ahead"
FURTHEST_ASKED_M = 5_000.0
"""No question of a map reaches further; what asks for more is answered for so much."""

MOST_PLACES = 150
"""A longer line is told by its straight length alone: addresses are no place for more."""

NOT_A_LINE = 400
UNUSABLE = 503
HEADERS = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}


def route() -> Route:
    """Return where browsers ask."""
    return Route(PATH, answer)


def for_browser(within_m: float) -> dict[str, Any] | None:
    """
    Return what the editor needs to ask; None where nobody would answer it.

    Parameters
    ----------
    within_m
        Who lives so near in a straight line is counted, in metres.
    """
    if not TEXTS.is_beside:
        return None
    return {"path": PATH, "within_m": within_m, "most": MOST_PLACES}


def answer(request: Request) -> Response:
    """
    Answer a browser in which somebody draws; nothing is kept.

    Parameters
    ----------
    request
        Asks for `points` (`lon,lat;lon,lat`, degrees), `reach_m` and `within_m` (metres) and
        `on_roads` (0 or 1).
    """
    from geo_app.errors import GeoAppError  # noqa: PLC0415 - the server starts without these
    from geo_app.ui.shared.at_desk import desk  # noqa: PLC0415

    try:
        asked = asked_of(request.query_params)
    except (KeyError, ValueError):
        return PlainTextResponse("no line", NOT_A_LINE)
    try:
        ahead = desk().line_ahead(**asked)
    except GeoAppError:
        # What is wrong with the province is told by the page.
        return PlainTextResponse("", UNUSABLE)
    known = {
        "path": ahead.path,
        "straight": ahead.straight,
        "length_m": round(ahead.length_m),
        "population": None if ahead.population is None else round(ahead.population),
        "places": ahead.places,
        "radius_m": ahead.radius_m,
    }
    return JSONResponse(known, headers=HEADERS)


def asked_of(given: Mapping[str, str]) -> dict[str, Any]:
    """
    Read what is asked.

    Parameters
    ----------
    given
        The parts of an address after its question mark.

    Raises
    ------
    KeyError, ValueError
        If it is no line on the Earth.
    """
    places = given["points"].split(";", MOST_PLACES)
    line = [[float(part) for part in place.split(",")] for place in places]
    if not 1 < len(line) <= MOST_PLACES or not all(map(_is_place, line)):
        raise ValueError("These are no places.")
    return {
        "line": line,
        "reach_m": _metres(given["reach_m"]),
        "within_m": _metres(given["within_m"]),
        "on_roads": given.get("on_roads") != "0",
    }


def _is_place(place: list[float]) -> bool:
    if len(place) != 2 or not all(map(math.isfinite, place)):  # noqa: PLR2004 - lon, lat
        return False
    from geo_app.crs import MAX_LAT_DEG, MAX_LON_DEG  # noqa: PLC0415 - the server starts without

    return abs(place[0]) <= MAX_LON_DEG and abs(place[1]) <= MAX_LAT_DEG


def _metres(written: str) -> float:
    metres = float(written)
    if not 0 <= metres < math.inf:
        raise ValueError("This is no distance.")
    return min(metres, FURTHEST_ASKED_M)
