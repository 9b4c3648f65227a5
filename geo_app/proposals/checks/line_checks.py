"""What can be wrong with a drawn line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from geo_app import limits
from geo_app.errors import mark
from geo_app.proposals.courses.stretches import LEAVES_M

if TYPE_CHECKING:
    from geo_app.proposals.changes.terms import Line
    from geo_app.proposals.checks.check_findings import Findings

EXTENDS_WITHIN_M = 100.0
"""How far from an end of a route a piece may begin and still extend it."""

NOTHING = shapely.LineString()
MIN_LENGTH_M = 1.0
IN_THE_SEA_M = 50.0
"""Less than this in the sea is how far coasts are off."""


def check_line(
    line: Line, subject: str, findings: Findings, *, today: shapely.Geometry | None = None
) -> shapely.LineString | None:
    """
    Check a line and return it in metres.

    Parameters
    ----------
    line
        (lon, lat) in degrees.
    subject
        Whose it is.
    findings
        Where it is told.
    today
        Where the route runs already, in metres: what is in the sea there was so before.

    Returns
    -------
    line
        None where the checks that need a line cannot go on.
    """
    if len(line) > limits.VERTICES:
        findings.error(
            "too_many_vertices",
            mark(
                "The line of '{subject}' has {number:,} corners, and at most {most:,} are taken. "
                "Simplify it first."
            ),
            subject=subject,
            number=len(line),
            most=limits.VERTICES,
        )
        return None
    distinct = list(dict.fromkeys(line))
    drawn = shapely.LineString(findings.in_metres(line)) if len(distinct) > 1 else None
    if drawn is None or drawn.length < MIN_LENGTH_M:
        findings.error(
            "line_too_short",
            mark("The line of '{subject}' has fewer than two different points. Draw on."),
            subject=subject,
        )
        return None
    if not _is_inside(drawn, findings):
        findings.error(
            "outside_province",
            mark("The line of '{subject}' lies outside the province."),
            subject=subject,
        )
        return None
    _check_reach(drawn, subject, findings)
    _check_crossing(drawn, subject, findings)
    _check_sea(drawn, subject, findings, today)
    return drawn


def check_extension(
    piece: shapely.LineString, line: shapely.Geometry, subject: str, findings: Findings
) -> None:
    """
    Tell of a piece that does not begin at an end of the route.

    Parameters
    ----------
    piece
        What is drawn on, in metres, beginning at the route.
    line
        Where the route runs, in metres, in one or more parts.
    subject
        The id of the route.
    findings
        Where it is told.
    """
    parts = shapely.get_parts(line)
    ends = [shapely.Point(part.coords[n]) for part in parts for n in (0, -1)]
    metres = min(shapely.Point(piece.coords[0]).distance(end) for end in ends)
    if metres > EXTENDS_WITHIN_M:
        findings.error(
            "extension_apart",
            mark(
                "The extension of '{subject}' begins {metres:,.0f} m from the route's nearest end. "
                "Begin it there."
            ),
            subject=subject,
            metres=metres,
        )


def _is_inside(line: shapely.LineString, findings: Findings) -> bool:
    return bool(line.intersects(shapely.box(*findings.baseline.extent)))


def _check_reach(line: shapely.LineString, subject: str, findings: Findings) -> None:
    outside_m = float(line.difference(shapely.box(*findings.baseline.extent)).length)
    if outside_m > MIN_LENGTH_M:
        findings.warn(
            "partly_outside",
            mark("{metres:,.0f} m of the line of '{subject}' lie outside the province."),
            subject=subject,
            metres=outside_m,
        )


def _check_crossing(line: shapely.LineString, subject: str, findings: Findings) -> None:
    """Tell of a line that crosses itself; one that runs back along itself does not cross."""
    if line.is_simple:
        return
    runs_back = shapely.length(line) > shapely.length(shapely.union_all([line])) + MIN_LENGTH_M
    if runs_back:
        findings.info(
            "runs_back",
            mark("The line of '{subject}' runs back along itself; those metres count twice."),
            subject=subject,
        )
        return
    findings.warn(
        "crosses_itself", mark("The line of '{subject}' crosses itself."), subject=subject
    )


def _check_sea(
    line: shapely.LineString, subject: str, findings: Findings, today: shapely.Geometry | None
) -> None:
    land = findings.baseline.land
    if land is None:
        return
    wet = NOTHING if land.covers(line) else line.difference(land)
    if today is not None and not wet.is_empty:
        wet = wet.difference(today.buffer(LEAVES_M))
    wet_m = float(wet.length)
    if wet_m > line.length - MIN_LENGTH_M:
        findings.error(
            "in_the_sea", mark("The line of '{subject}' lies in the sea."), subject=subject
        )
    elif wet_m > IN_THE_SEA_M:
        findings.warn(
            "partly_in_the_sea",
            mark("{metres:,.0f} m of the line of '{subject}' lie in the sea."),
            subject=subject,
            metres=wet_m,
        )
