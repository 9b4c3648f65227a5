"""The marks of a printed map, which tell things apart in black and white too."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import shapely

from geo_app.maps import palette
from geo_app.maps.proposal_layers import GAINED_COLOUR, LOST_COLOUR, PROPOSED_COLOUR
from geo_app.reports.brief import svg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Point: TypeAlias = tuple[float, float]

SWATCH_MM = (7.0, 3.6)
HATCH_SPACING_MM = {"low": 2.2, "medium": 1.7, "high": 1.1, "very_high": 0.75}
"""The closer the lines, the higher the level."""


def community_mark(at: tuple[float, float], effect: str) -> str:
    """
    Draw a community that gains, with a plus, or loses, with a minus.

    Parameters
    ----------
    at
        Place on paper as (x, y) in mm from the upper left corner.
    effect
        `gained` or `lost`.
    """
    x, y = at
    strokes = [[(x - 0.9, y), (x + 0.9, y)]]
    if effect == "gained":
        strokes.append([(x, y - 0.9), (x, y + 0.9)])
    colour = GAINED_COLOUR if effect == "gained" else LOST_COLOUR
    sign = svg.path(
        shapely.MultiLineString(strokes), fill="none", stroke="#ffffff", stroke_width=0.5
    )
    disc = svg.circle(at, 1.6, fill=colour, stroke="#ffffff", stroke_width=0.35)
    return disc + sign


def hazard_hatch(area: shapely.Geometry, kind: str, level: str) -> Iterator[str]:
    """
    Hatch an area on paper: the angle tells the type, the spacing the level.

    Parameters
    ----------
    area
        On paper, in mm.
    kind
        A hazard type.
    level
        A hazard level.
    """
    if area.is_empty:
        return
    colour = palette.HAZARD[kind]
    lines = svg.hatch(
        area, angle_deg=palette.HATCH_ANGLE_DEG[kind], spacing_mm=HATCH_SPACING_MM[level]
    )
    yield svg.path(area, fill=colour, fill_opacity=palette.HAZARD_OPACITY[level] / 2.5,
                         stroke=colour, stroke_width=0.15)  # fmt: skip
    yield svg.path(lines, fill="none", stroke=colour, stroke_width=0.18)


def mangrove_fill(area: shapely.Geometry) -> str:
    """
    Fill a mangrove on paper.

    Parameters
    ----------
    area
        On paper, in mm.
    """
    return svg.path(area, fill=palette.MANGROVE, fill_opacity=palette.MANGROVE_OPACITY,
                          stroke=palette.MANGROVE, stroke_width=0.15)  # fmt: skip


def swatch(kind: str, *, colour: str = "", level: str = "") -> str:
    """
    Draw the sample of a legend's line.

    Parameters
    ----------
    kind
        A hazard type, or `mangrove`, `proposed`, `stop_proposed`, `route`, `stop`, `road`,
        `gained`, `lost`, `stop_gone`, `route_gone`, `community`.
    colour
        Of a route.
    level
        Of a hazard.
    """
    width, height = SWATCH_MM
    middle = (width / 2, height / 2)
    line = shapely.LineString([(0.4, height / 2), (width - 0.4, height / 2)])
    area = shapely.box(0.5, 0.3, width - 0.5, height - 0.3)
    if kind in palette.HATCH_ANGLE_DEG:
        parts = list(hazard_hatch(area, kind, level))
    else:
        parts = [_SWATCHES[kind](middle, line, area, colour)]
    return svg.to_svg(parts, width_mm=width, height_mm=height)


def crossed_out(at: tuple[float, float]) -> str:
    """
    Cross out a stop that no bus serves any more.

    Parameters
    ----------
    at
        Place on paper as (x, y) in mm from the upper left corner.
    """
    x, y = at
    strokes = [[(x - 1, y - 1), (x + 1, y + 1)], [(x - 1, y + 1), (x + 1, y - 1)]]
    return svg.path(
        shapely.MultiLineString(strokes), fill="none", stroke=LOST_COLOUR, stroke_width=0.5
    )


def proposed_stop(at: tuple[float, float]) -> str:
    """
    Draw a stop on a new line.

    Parameters
    ----------
    at
        Place on paper as (x, y) in mm from the upper left corner.
    """
    return svg.circle(at, 0.95, fill="#ffffff", stroke=PROPOSED_COLOUR, stroke_width=0.5)


def stop(at: tuple[float, float]) -> str:
    """
    Draw a stop of today.

    Parameters
    ----------
    at
        Place on paper as (x, y) in mm from the upper left corner.
    """
    return svg.circle(at, 0.5, fill="#ffffff", stroke=palette.STOP, stroke_width=0.2)


def gone_line(line: shapely.Geometry) -> str:
    """
    Draw a route that runs no more.

    Parameters
    ----------
    line
        On paper, in mm.
    """
    return svg.path(line, fill="none", stroke=LOST_COLOUR, stroke_width=0.8,
                          stroke_dasharray="2 1.2", stroke_linejoin="round")  # fmt: skip


def other_community(at: tuple[float, float]) -> str:
    """
    Draw a community that neither gains nor loses.

    Parameters
    ----------
    at
        Place on paper as (x, y) in mm from the upper left corner.
    """
    return svg.circle(at, 0.6, fill="#6b7280")


def _stroke(line: shapely.Geometry, colour: str, width_mm: float) -> str:
    return svg.path(line, fill="none", stroke=colour, stroke_width=width_mm)


_SWATCHES: Mapping[str, Callable[[Point, shapely.Geometry, shapely.Geometry, str], str]] = {
    "mangrove": lambda _at, _line, area, _colour: mangrove_fill(area),
    "proposed": lambda _at, line, _area, _colour: _stroke(line, PROPOSED_COLOUR, 1.05),
    "stop_proposed": lambda at, _line, _area, _colour: proposed_stop(at),
    "route": lambda _at, line, _area, colour: _stroke(line, colour, 0.6),
    "stop": lambda at, _line, _area, _colour: stop(at),
    "road": lambda _at, line, _area, _colour: _stroke(line, palette.ROAD, 0.7),
    "gained": lambda at, _line, _area, _colour: community_mark(at, "gained"),
    "lost": lambda at, _line, _area, _colour: community_mark(at, "lost"),
    "stop_gone": lambda at, _line, _area, _colour: crossed_out(at),
    "route_gone": lambda _at, line, _area, _colour: gone_line(line),
    "community": lambda at, _line, _area, _colour: other_community(at),
}
